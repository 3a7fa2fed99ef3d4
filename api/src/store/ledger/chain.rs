//! Checking the chain, and copying it out, without a viewer: for whoever keeps the database.

use std::fmt::Write as _;

use entities::audit_event::{self, Column as C};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};

use super::{digest, text};
use crate::{
    error::Stop,
    store::{Store, Unscoped},
};

/// Keeping the ledger, which is whole or nothing.
struct Audit;

/// How many lines are read at once.
const AT_ONCE: u64 = 1_000;
/// How many faults are named.
const NAMED: usize = 20;

/// A line, and its digest, as an operator noted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    seq: i64,
    hash: Vec<u8>,
}

impl std::str::FromStr for Mark {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            "write it as an earlier check printed it: the number of the line, a colon and 64 digits from 0 to f";
        let (seq, hash) = text.split_once(':').ok_or(wrong)?;
        let hash = unhex(hash).filter(|hash| hash.len() == 32).ok_or(wrong)?;
        Ok(Self { seq: seq.parse().map_err(|_| wrong)?, hash })
    }
}

impl std::fmt::Display for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.seq, hex(&self.hash))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|n| u8::try_from(n).ok())).collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    pairs.remainder().is_empty().then(|| pairs.map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// A walk along the chain, line by line.
#[derive(Debug, Default)]
pub struct Check {
    last: Option<Mark>,
    /// Lines from before the ledger was chained.
    before: u64,
    /// A line that has to be there, and whether it was.
    holds: Option<(Mark, bool)>,
    faults: Vec<String>,
    more: usize,
}

impl Check {
    /// Begins; the line of this mark has to be among those to come.
    #[must_use]
    pub fn new(holds: Option<Mark>) -> Self {
        Self { holds: holds.map(|mark| (mark, false)), ..Self::default() }
    }

    fn fault(&mut self, says: String) {
        if self.faults.len() < NAMED {
            self.faults.push(says);
        } else {
            self.more += 1;
        }
    }

    /// The next line, by its number, its text and its digest.
    fn line(&mut self, seq: i64, text: &str, hash: &[u8]) {
        let (last, previous) = self.last.take().map_or((0, Vec::new()), |last| (last.seq, last.hash));
        match i128::from(seq) - i128::from(last) {
            1 => (),
            2 => self.fault(format!("line {} is missing", last + 1)),
            n if n > 2 => self.fault(format!("lines {} to {} are missing", last + 1, seq - 1)),
            _ => self.fault(format!("line {seq} stands behind line {last}")),
        }
        if hash.is_empty() && previous.is_empty() {
            self.before += 1;
        } else if digest(&previous, text) != hash {
            self.fault(format!("line {seq} was changed, or what stands before it is not what stood there"));
        }
        let mark = Mark { seq, hash: hash.to_vec() };
        if let Some((held, found)) = &mut self.holds {
            *found |= *held == mark;
        }
        self.last = Some(mark);
    }

    /// The next line of a copy.
    ///
    /// # Errors
    /// When it is not a line that `ledger export` wrote.
    pub fn copied(&mut self, line: &str) -> Result<(), Stop> {
        let read = || {
            let copy: serde_json::Value = serde_json::from_str(line).ok()?;
            let (line, hash) = (copy.get("line")?, unhex(copy.get("digest")?.as_str()?)?);
            Some((line.get(0)?.as_i64()?, line.to_string(), hash))
        };
        let (seq, text, hash) =
            read().ok_or_else(|| Stop::new("this is not a line that `roundtable ledger export` wrote"))?;
        self.line(seq, &text, &hash);
        Ok(())
    }

    /// What came of it.
    ///
    /// # Errors
    /// When a line was changed or taken out, or does not stand where it stood.
    pub fn end(mut self) -> Result<String, Stop> {
        if let Some((mark, false)) = &self.holds {
            let says = format!("line {mark}, which an earlier check printed, is not there any more");
            self.fault(says);
        }
        if !self.faults.is_empty() {
            let more = if self.more == 0 { String::new() } else { format!("; and {} more", self.more) };
            return Err(Stop::new(format!("the ledger is not what it was: {}{more}", self.faults.join("; "))));
        }
        let Some(last) = self.last else { return Ok("The ledger has no line yet.".to_owned()) };
        let before = match self.before {
            0 => String::new(),
            n => format!(" The first {n} are from before it was chained: nobody could notice a change of those."),
        };
        let lines = last.seq;
        Ok(format!(
            "Each line of the ledger follows from the one before it, up to line {lines}.{before}\nKeep this where nobody can change it, and check by it the next time: --holds {last}"
        ))
    }
}

impl Store {
    /// All lines, in their order, a thousand at a time.
    async fn lines(&self, mut each: impl FnMut(&audit_event::Model)) -> Result<(), Stop> {
        let read = &Unscoped::<Audit>::new(self).store.read;
        let mut after = i64::MIN;
        loop {
            let page = audit_event::Entity::find().filter(C::Seq.gt(after)).order_by_asc(C::Seq).limit(AT_ONCE);
            let rows = page.all(read).await.map_err(|cause| {
                tracing::error!(%cause, "the ledger cannot be read");
                Stop::new("the ledger cannot be read; the log has the cause")
            })?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.seq;
            rows.iter().for_each(&mut each);
        }
    }

    /// Reckons the chain anew.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn check_ledger(&self, mut check: Check) -> Result<Check, Stop> {
        self.lines(|line| check.line(line.seq, &text(line), &line.hash)).await?;
        Ok(check)
    }

    /// Copies the ledger out, a line at a time: the text that its digest is of, and the digest.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn copy_ledger(&self, mut out: impl FnMut(&str)) -> Result<(), Stop> {
        self.lines(|line| out(&format!(r#"{{"line":{},"digest":"{}"}}"#, text(line), hex(&line.hash)))).await
    }
}
