//! Who asks, as the rules see them, and the text that a rule is for each kind of asker.
//!
//! # Why
//! A rule of this policy is hundreds of conditions. Made anew for each statement it costs far more than the database
//! takes to answer, so its text is made once for each kind of asker and kept. That is safe only if nothing of the one
//! who asked first can be in it: [`Who`] has no values, only what kind of asker it is and the places at which each
//! statement's head has the values ([`Place`]). A rule that has only a `Who` cannot write down anybody's name.

use std::{
    any::TypeId,
    collections::HashMap,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

use sea_orm::{
    Condition, Iterable as _, Value,
    sea_query::{CommonTableExpression, Expr, QueryBuilder, SqlWriter, SqliteQueryBuilder},
};

use super::pieces;
use crate::viewer::{Area, Viewer};

/// How many kinds of askers have their texts kept, at up to some megabytes each. Those of a partnership are a dozen or two;
/// a server that meets more begins again.
const MOST: usize = 64;

/// What kind of asker a viewer is. Two viewers alike in all of this have the same rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question that rules ask, and none decides another")]
pub(crate) struct Who {
    account: bool,
    person: bool,
    service: bool,
    organisation: bool,
    hmg: bool,
    relevant_authority: bool,
    purpose: bool,
    leads: bool,
    content: bool,
    actions: bool,
    use_only: bool,
    /// Those of [`DEEDS`] that are open, one bit each.
    writes: u16,
}

/// The scopes of deeds.
const DEEDS: [&str; 9] = [
    "write:actions",
    "write:agreements",
    "write:boards",
    "write:comments",
    "write:meetings",
    "write:minutes",
    "write:papers",
    "write:programmes",
    "write:recommendations",
];

/// A value of the asker's. The head of every statement has all of them, so that a rule names one by its place.
#[derive(Clone, Copy, PartialEq, Eq, sea_orm::EnumIter)]
pub(crate) enum Place {
    Account,
    Person,
    Organisation,
    Purpose,
    Now,
    Today,
    InvitedUntil,
    ReviewedUntil,
}

impl Place {
    /// Its type and, for whoever reads a trace, its name.
    fn named(self) -> (&'static str, &'static str) {
        match self {
            Self::Account => ("uuid", "account"),
            Self::Person => ("uuid", "person"),
            Self::Organisation => ("uuid", "organisation"),
            Self::Purpose => ("text", "purpose"),
            Self::Now => ("timestamptz", "now"),
            Self::Today => ("date", "today"),
            Self::InvitedUntil => ("date", "invited_until"),
            Self::ReviewedUntil => ("date", "reviewed_until"),
        }
    }

    fn value(self, viewer: &Viewer) -> Value {
        match self {
            Self::Account => viewer.account.as_ref().map(|account| account.id).into(),
            Self::Person => viewer.person().into(),
            Self::Organisation => viewer.organisation().into(),
            Self::Purpose => viewer.purpose.clone().into(),
            Self::Now => viewer.now.into(),
            Self::Today => viewer.today().into(),
            Self::InvitedUntil => (viewer.today() - pieces::INVITED_FOR).into(),
            Self::ReviewedUntil => (viewer.today() - super::agreement::GRACE).into(),
        }
    }
}

impl From<Place> for Expr {
    /// The value, by where the head of a statement has it. SQLite takes `$1` for a name, which is bound like the first
    /// place; PostgreSQL for the first place.
    fn from(place: Place) -> Self {
        Self::cust(format!("${}", place as usize + 1))
    }
}

impl Viewer {
    /// What kind of asker this is, in what rules ask of their kind and in nothing else.
    pub(crate) fn who(&self) -> Who {
        let bit = |(at, scope): (usize, &&str)| if self.may_write(scope) { 1 << at } else { 0 };
        Who {
            account: self.account.is_some(),
            person: self.person().is_some(),
            service: self.is_service(),
            organisation: self.organisation().is_some(),
            hmg: self.hat().is_some_and(|hat| hat.hmg),
            relevant_authority: self.hat().is_some_and(|hat| hat.relevant_authority),
            purpose: self.purpose.is_some() && self.organisation().is_some(),
            leads: self.leads(),
            content: self.reads(Area::Content),
            actions: self.reads(Area::Actions),
            use_only: self.is_service() && self.names_scope("read:use-only"),
            writes: DEEDS.iter().enumerate().map(bit).sum(),
        }
    }
}

#[expect(clippy::unused_self, reason = "a rule asks the viewer at hand, also for what every viewer has")]
impl Who {
    /// The account; the public has none.
    pub(super) fn account(self) -> Option<Place> {
        self.account.then_some(Place::Account)
    }

    /// The person who asks; the public and service accounts are nobody.
    pub(super) fn person(self) -> Option<Place> {
        self.person.then_some(Place::Person)
    }

    /// Whether a person asks.
    pub(super) fn is_person(self) -> bool {
        self.person
    }

    /// The organisation acted for.
    pub(super) fn organisation(self) -> Option<Place> {
        self.organisation.then_some(Place::Organisation)
    }

    /// The code of the purpose of the request, of who acts for an organisation.
    pub(super) fn purpose(self) -> Option<Place> {
        self.purpose.then_some(Place::Purpose)
    }

    /// The instant of the request.
    pub(super) fn now(self) -> Place {
        Place::Now
    }

    /// The day of the request, in UTC.
    pub(super) fn today(self) -> Place {
        Place::Today
    }

    /// The day by which minutes must have been agreed for an invitation to be over.
    pub(super) fn invited_until(self) -> Place {
        Place::InvitedUntil
    }

    /// The day since which a review of an agreement may have been due.
    pub(super) fn reviewed_until(self) -> Place {
        Place::ReviewedUntil
    }

    /// Whether a system asks rather than a person.
    pub(super) fn is_service(self) -> bool {
        self.service
    }

    /// Whether the organisation acted for is of the government.
    pub(super) fn is_hmg(self) -> bool {
        self.hmg
    }

    /// Whether the organisation acted for is a relevant authority (section 115 of the Crime and Disorder Act 1998).
    pub(super) fn is_relevant_authority(self) -> bool {
        self.relevant_authority
    }

    /// Whether the viewer leads on information governance for the organisation acted for.
    pub(super) fn leads(self) -> bool {
        self.leads
    }

    /// Whether a system may read what people of its organisation may.
    pub(super) fn reads_for_use_only(self) -> bool {
        self.use_only
    }

    /// Whether any of an area may be read.
    pub(super) fn reads(self, area: Area) -> bool {
        match area {
            Area::Content => self.content,
            Area::Actions => self.actions,
        }
    }

    /// Whether deeds of a scope are open to the account at all.
    pub(super) fn may_write(self, scope: &str) -> bool {
        DEEDS.iter().position(|known| *known == scope).is_some_and(|at| self.writes & 1 << at != 0)
    }
}

/// What a kept text is of: a rule by its type, and which of several if there are several.
type Key = (TypeId, usize);
/// The texts for one kind of asker.
type Texts = HashMap<Key, Arc<str>>;

static TEXTS: LazyLock<RwLock<HashMap<Who, Texts>>> = LazyLock::new(RwLock::default);

/// A text that is the same for all askers of a kind.
fn kept(key: Key, who: Who, make: impl FnOnce() -> String) -> Arc<str> {
    let texts = TEXTS.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(text) = texts.get(&who).and_then(|texts| texts.get(&key)) {
        return text.clone();
    }
    drop(texts);
    // Not under the lock: a rule is made of others. Two who make the same text at once make it twice.
    let text: Arc<str> = make().into();
    let mut texts = TEXTS.write().unwrap_or_else(PoisonError::into_inner);
    if texts.len() >= MOST && !texts.contains_key(&who) {
        texts.clear();
    }
    texts.entry(who).or_default().insert(key, text.clone());
    text
}

/// A condition as its text, made once for each kind of asker. `T` and `which` say which condition it is.
pub(super) fn stated<T: 'static>(which: usize, who: Who, rule: impl FnOnce() -> Condition) -> Condition {
    let text = kept((TypeId::of::<T>(), which), who, || {
        let rule = rule();
        if rule == pieces::never() {
            return pieces::NEVER.to_owned();
        }
        let mut text = String::from("(");
        SqliteQueryBuilder.prepare_expr(&rule.into(), &mut text);
        text + ")"
    });
    Condition::all().add(Expr::cust(text.to_string()))
}

/// The head of a statement: the asker's values, and then the sets that rules may name.
struct Head;

/// Writes the head of a statement of this viewer's. Nothing may be written before it.
pub(crate) fn begin(viewer: &Viewer, builder: &impl QueryBuilder, sql: &mut impl SqlWriter) {
    let who = viewer.who();
    let mut word = r#"WITH "me" AS (SELECT CAST("#;
    for place in Place::iter() {
        let (kind, name) = place.named();
        write(sql, word);
        sql.push_param(place.value(viewer), builder);
        write(sql, &format!(r#" AS {kind}) AS "{name}""#));
        word = ", CAST(";
    }
    write(sql, ")");
    write(sql, &kept((TypeId::of::<Head>(), 0), who, || sets(&pieces::standing(who))));
    write(sql, " ");
}

/// Writing into a text in memory does not fail.
fn write(sql: &mut impl SqlWriter, text: &str) {
    let _ = sql.write_str(text);
}

/// The text of sets, each after a comma.
fn sets(sets: &[CommonTableExpression]) -> String {
    let mut text = String::new();
    for set in sets {
        text += ", ";
        SqliteQueryBuilder.prepare_with_query_clause_common_table(set, &mut text);
    }
    text
}
