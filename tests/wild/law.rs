//! The access model once more, read from its document and from nothing else: the decision order (3.2), the row rules
//! (3.3: R1 to R14, R17, R18 and R20), the rules of time (3.4: T1 to T10) and the field modes (3.5), as a plain interpreter
//! over the records of a file. It knows no SQL and shares nothing with the server but the words of the file.
//!
//! What it says is a line for each record and each group of fields that one viewer may read, in the words of `heard`.

mod agreement;
mod alone;
mod board;
mod decision;
mod field;
mod meeting;
mod paper;
mod people;
mod recommendation;
mod review;
mod work;

use std::collections::BTreeSet;

use super::{
    agreement::PURPOSES,
    make::TODAY,
    record::{Account, Marking, Name, Record},
};

pub(crate) use agreement::{Check, checks};

/// Somebody who asks: an account under one hat, or the public.
#[derive(Clone, Debug)]
pub(crate) struct Viewer {
    /// The account's slug, or `public`.
    pub(crate) account: Name,
    /// The hat that has to be chosen, because there are several.
    pub(crate) worn: Option<Name>,
    /// The organisation for which they act.
    pub(crate) hat: Option<Name>,
    /// What they ask for, as a request says it.
    pub(crate) purpose: Option<&'static str>,
    pub(super) person: Option<Name>,
    pub(super) system: bool,
    pub(super) scopes: Option<Vec<&'static str>>,
    pub(super) administrator: bool,
    pub(super) information_governance: bool,
}

/// Everybody who can ask about a world, under each of their hats, and some of them for a purpose.
pub(crate) fn viewers(record: &Record) -> Vec<Viewer> {
    let public = Viewer {
        account: "public".to_owned(),
        worn: None,
        hat: None,
        purpose: None,
        person: None,
        system: false,
        scopes: None,
        administrator: false,
        information_governance: false,
    };
    let mut all = vec![public];
    record.accounts.iter().for_each(|account| all.extend(hats(record, account)));
    let purposes = PURPOSES.into_iter().cycle();
    let purposeful =
        all.iter().step_by(2).zip(purposes).map(|(who, purpose)| Viewer { purpose: Some(purpose), ..who.clone() });
    let purposeful: Vec<Viewer> = purposeful.collect();
    all.extend(purposeful);
    all
}

fn hats(record: &Record, account: &Account) -> Vec<Viewer> {
    let mut hats: Vec<Name> = account.organisation.iter().cloned().collect();
    if let Some(person) = &account.person {
        let own = &record.person(person).affiliations;
        let current = own.iter().filter(|of| holds(of.from.as_deref(), of.to.as_deref()));
        hats.extend(current.map(|of| of.organisation.clone()));
        hats.sort();
        hats.dedup();
    }
    let several = hats.len() > 1;
    let of = |hat: Option<Name>| Viewer {
        account: account.slug.clone(),
        worn: hat.clone().filter(|_| several),
        hat,
        purpose: None,
        person: account.person.clone(),
        system: account.kind == "SERVICE",
        scopes: account.scopes.clone(),
        administrator: account.administrator,
        information_governance: account.information_governance,
    };
    if hats.is_empty() { vec![of(None)] } else { hats.into_iter().map(|hat| of(Some(hat))).collect() }
}

/// Whether a half-open time holds today.
fn holds(from: Option<&str>, to: Option<&str>) -> bool {
    from.is_none_or(|from| from <= TODAY) && to.is_none_or(|to| TODAY < to)
}

/// The law as it applies to one viewer.
#[derive(Clone, Copy)]
pub(crate) struct Law<'a> {
    record: &'a Record,
    who: &'a Viewer,
    /// Whether this is about what actions hang from, which a token for actions does not read itself.
    beneath: bool,
}

/// What comes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    Hide,
    Stub,
    Allow,
}

impl<'a> Law<'a> {
    pub(crate) fn new(record: &'a Record, who: &'a Viewer) -> Self {
        Self { record, who, beneath: false }
    }

    /// Everything that the viewer may read.
    pub(crate) fn lines(&self) -> BTreeSet<String> {
        let mut lines = BTreeSet::new();
        self.boards(&mut lines);
        self.people(&mut lines);
        self.meetings(&mut lines);
        self.actions(&mut lines);
        self.programmes(&mut lines);
        self.grants(&mut lines);
        self.decisions(&mut lines);
        self.recommendations(&mut lines);
        self.reviews(&mut lines);
        self.agreements(&mut lines);
        self.papers(&mut lines);
        lines.extend(self.shares(true));
        self.comments(&mut lines);
        self.withheld(&mut lines);
        lines
    }

    fn scope(&self, scope: &str) -> bool {
        self.who.scopes.as_ref().is_none_or(|scopes| scopes.contains(&scope))
    }

    /// Whether the viewer reads content at all: an administrator reads none (3.1), a token only what its scopes say.
    pub(crate) fn reads(&self) -> bool {
        !self.who.administrator && (self.scope("read") || self.beneath && self.scope("read:actions"))
    }

    /// Whether the viewer reads actions, and the boards and seats that they name.
    pub(super) fn reads_actions(&self) -> bool {
        !self.who.administrator && (self.scope("read") || self.scope("read:actions"))
    }

    /// The law of what actions hang from.
    fn beneath(&self) -> Self {
        Self { beneath: true, ..*self }
    }

    pub(super) fn is(&self, person: &str) -> bool {
        self.who.person.as_deref() == Some(person)
    }

    /// Whether the viewer acts for an organisation.
    pub(super) fn wears(&self, organisation: Option<&Name>) -> bool {
        organisation.is_some() && self.who.hat.as_ref() == organisation
    }

    /// Steps 3 and 6: handling, and what passes under an agreement alone. Markings only narrow, and bind every office.
    pub(super) fn handled(&self, marking: Option<&Marking>) -> bool {
        self.handled_of(marking, None)
    }

    /// The same of something with an author, who needs no place among the recipients.
    pub(super) fn handled_of(&self, marking: Option<&Marking>, author: Option<&Name>) -> bool {
        let Some(marking) = marking else { return true };
        let named = marking.recipients.iter().chain(author).any(|name| self.is(name));
        let of_one = marking.organisations.iter().any(|of| self.wears(Some(of)));
        let cleared = !self.who.system || self.who.scopes.as_ref().is_some_and(|s| s.contains(&"read:use-only"));
        let hmg = self.record.organisations.iter().any(|of| of.hmg && self.wears(Some(&of.slug)));
        (marking.recipients.is_empty() || named)
            && (marking.organisations.is_empty() || of_one && cleared)
            && (!marking.hmg_only || hmg)
            && self.agreed(marking)
    }
}
