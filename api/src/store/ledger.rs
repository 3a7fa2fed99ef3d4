//! The ledger: one chain of lines for all that was done and for all reading that leaves a trace (domain model 3.8).
//!
//! Lives here: how lines are appended; in `chain`, how they are checked. Must not live here: what leaves a line (`policy::consulted`), and who
//! reads it (`policy::audit_event`).
//!
//! # Why
//! Each line holds a digest of itself and of the line before it, so a line that was changed, taken out or put elsewhere is
//! found by whoever reckons the chain anew. Lines of deeds are written in the transaction of the deed. Lines of what was
//! read are written before the answer leaves, together with those of all answers that wait at that moment: one commit
//! for all of them, so that readers do not queue behind each other's.

mod chain;

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use aws_lc_rs::digest::{Context, SHA256};
use chrono::{DateTime, Utc};
use entities::{
    Id, account,
    audit_event::{self, Class, Column as C, Operation, Record},
    organisation,
};
use sea_orm::{
    ActiveEnum as _, ActiveModelTrait as _, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait as _,
    IntoActiveModel as _, QueryOrder as _, QuerySelect as _,
};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use super::{
    View, failed,
    write::{open, take_turn},
};
use crate::{clock::Clock, error::Error, policy::policy_version, viewer::Viewer};

pub use chain::{Check, Mark};

/// How many answers may wait for their lines; whoever comes then waits for a place.
const WAITING: usize = 1_024;
/// How many lines one statement writes.
const AT_ONCE: usize = 500;

/// A line before it has its place in the chain.
#[derive(Clone, Debug)]
pub(super) struct Line {
    at: DateTime<Utc>,
    account: Id<account::Entity>,
    organisation: Option<Id<organisation::Entity>>,
    purpose: Option<String>,
    operation: Operation,
    deed: Option<&'static str>,
    record: Record,
    record_id: Uuid,
    class: Option<Class>,
    request: Uuid,
}

impl Line {
    /// What a viewer does to a record.
    pub(super) fn deed(
        viewer: &Viewer,
        (operation, deed): (Operation, &'static str),
        (record, record_id): (Record, Uuid),
    ) -> Result<Self, Error> {
        let line = Self::of(viewer, operation, (record, record_id)).ok_or(Error::Internal)?;
        Ok(Self { deed: Some(deed), ..line })
    }

    fn of(viewer: &Viewer, operation: Operation, (record, record_id): (Record, Uuid)) -> Option<Self> {
        let account = viewer.account.as_ref()?;
        Some(Self {
            at: viewer.now,
            account: account.id,
            organisation: viewer.organisation(),
            purpose: viewer.purpose.clone(),
            operation,
            deed: None,
            record,
            record_id,
            class: None,
            request: viewer.request_id,
        })
    }

    fn chained(self, id: Uuid, seq: i64, previous: &[u8]) -> audit_event::Model {
        let mut line = audit_event::Model {
            id: Id::new(id),
            seq,
            at: self.at,
            account_id: self.account,
            organisation_id: self.organisation,
            purpose: self.purpose,
            operation: self.operation,
            deed: self.deed.map(str::to_owned),
            record: self.record,
            record_id: self.record_id,
            class: self.class,
            policy: policy_version().to_owned(),
            request_id: self.request,
            hash: Vec::new(),
        };
        line.hash = digest(previous, &text(&line));
        line
    }
}

/// A line as the text that its digest is of: a JSON array of its columns, without spaces, times in microseconds. The README
/// says how to reckon the digest without this program.
fn text(line: &audit_event::Model) -> String {
    let text = serde_json::json!([
        line.seq,
        line.id.uuid(),
        line.at.timestamp_micros(),
        line.account_id.uuid(),
        line.organisation_id.map(Id::uuid),
        line.purpose,
        line.operation.to_value(),
        line.deed,
        line.record.to_value(),
        line.record_id,
        line.class.map(|class| class.to_value()),
        line.policy,
        line.request_id,
    ]);
    text.to_string()
}

/// The digest of a line behind another: SHA-256 over the digest of that one, and the text of this.
fn digest(previous: &[u8], text: &str) -> Vec<u8> {
    let mut digest = Context::new(&SHA256);
    digest.update(previous);
    digest.update(text.as_bytes());
    digest.finish().as_ref().to_vec()
}

/// Appends lines to the chain, in this transaction's turn to commit.
pub(super) async fn append(txn: &DatabaseTransaction, clock: &Clock, lines: Vec<Line>) -> Result<(), DbErr> {
    let last = audit_event::Entity::find().select_only().columns([C::Seq, C::Hash]).order_by_desc(C::Seq);
    let (mut seq, mut hash) = last.into_tuple::<(i64, Vec<u8>)>().one(txn).await?.unwrap_or_default();
    let mut rows = Vec::with_capacity(lines.len());
    for line in lines {
        seq += 1;
        let row = line.chained(clock.id(), seq, &hash);
        hash.clone_from(&row.hash);
        rows.push(row.into_active_model().reset_all());
    }
    for rows in rows.chunks(AT_ONCE) {
        audit_event::Entity::insert_many(rows.to_vec()).exec_without_returning(txn).await?;
    }
    Ok(())
}

/// What somebody reads in one request, as far as that leaves lines.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Whether there is anything to look up.
    any: AtomicBool,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// What rows that were read would leave, should they be shown: by their noun and key.
    found: HashMap<(&'static str, Uuid), (Record, Uuid, Class)>,
    /// What was shown, each once, in the order in which it was.
    shown: Vec<(Record, Uuid, Class)>,
    once: HashSet<(Record, Uuid, Class)>,
}

impl Kept {
    fn show(&mut self, leaves: (Record, Uuid, Class)) {
        if self.once.insert(leaves) {
            self.shown.push(leaves);
        }
    }
}

impl Reading {
    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.any.store(true, Ordering::Relaxed);
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A row was read whose showing leaves a line.
    pub(super) fn found(&self, noun: &'static str, key: Uuid, leaves: (Record, Uuid, Class)) {
        self.kept().found.insert((noun, key), leaves);
    }

    /// A row is shown. A row that is read beyond the end of a page is not.
    pub(super) fn shown(&self, noun: &'static str, key: impl FnOnce() -> Uuid) {
        if self.any.load(Ordering::Relaxed) {
            let mut kept = self.kept();
            if let Some(leaves) = kept.found.get(&(noun, key())).copied() {
                kept.show(leaves);
            }
        }
    }

    /// Something is shown that is no row.
    pub(super) fn told(&self, leaves: (Record, Uuid, Class)) {
        self.kept().show(leaves);
    }

    /// Takes what was shown since it was last taken.
    fn take(&self) -> Vec<(Record, Uuid, Class)> {
        if !self.any.load(Ordering::Relaxed) {
            return Vec::new();
        }
        let mut kept = self.kept();
        kept.once.clear();
        std::mem::take(&mut kept.shown)
    }
}

impl View {
    /// Writes down what was read through this view and those that came of it: an answer that holds it waits for this.
    pub(crate) async fn write_down(&self) -> Result<(), Error> {
        let (door, viewer) = (&self.0.door, self.viewer());
        let shown = door.reading.take();
        if shown.is_empty() {
            return Ok(());
        }
        let lines = shown.into_iter().filter_map(|(record, id, class)| {
            let line = Line::of(viewer, Operation::Consultation, (record, id));
            line.map(|line| Line { at: door.store.clock.now(), class: Some(class), ..line })
        });
        door.store.ledger.write(lines.collect()).await
    }
}

/// The lines of one answer, and who waits for them.
struct Group {
    lines: Vec<Line>,
    written: oneshot::Sender<Result<(), Error>>,
}

/// Where lines of what was read are handed in.
#[derive(Clone)]
pub(super) struct Ledger(mpsc::Sender<Group>);

impl Ledger {
    /// Opens the ledger of a database; it is kept as long as somebody may write to it.
    pub(super) fn open(db: DatabaseConnection, clock: Clock) -> Self {
        let (sender, mut waiting) = mpsc::channel::<Group>(WAITING);
        tokio::spawn(async move {
            let mut groups = Vec::new();
            while waiting.recv_many(&mut groups, WAITING).await > 0 {
                let lines = groups.iter_mut().flat_map(|group| std::mem::take(&mut group.lines)).collect();
                let written = commit(&db, &clock, lines).await.map_err(|cause| {
                    // Whatever the cause: what is not written down is not shown, and may be asked for again.
                    let _ = failed(cause);
                    Error::Unavailable
                });
                for group in groups.drain(..) {
                    // Who gave up waiting has not read it.
                    let _ = group.written.send(written.clone());
                }
            }
        });
        Self(sender)
    }

    /// Waits until these lines are durable.
    async fn write(&self, lines: Vec<Line>) -> Result<(), Error> {
        let (written, done) = oneshot::channel();
        self.0.send(Group { lines, written }).await.map_err(|_| Error::Unavailable)?;
        done.await.unwrap_or(Err(Error::Unavailable))
    }
}

async fn commit(db: &DatabaseConnection, clock: &Clock, lines: Vec<Line>) -> Result<(), DbErr> {
    let txn = open(db).await?;
    take_turn(&txn).await?;
    append(&txn, clock, lines).await?;
    txn.commit().await
}
