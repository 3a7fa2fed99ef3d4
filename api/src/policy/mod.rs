//! Who may read what, and who may do what: the decision table of the domain model as SQL predicates.
//!
//! Pure functions from a kind of viewer to a condition: no connection, no clock, no I/O, and nobody's values ([`who`]). A
//! noun without a `Right` cannot be read at all, because the store's `find` does not compile for it. Lists, single reads,
//! counts, batches, writes and `viewerCan` all ask the same conditions.
//!
//! # Why
//! The decision order (domain model 3.2) becomes a conjunction: handling AND state AND relationship in time AND
//! agreement; the first failing step hides the row. Category and owner stand on the marking, so that whatever asks for
//! handling (step 3) asks for the agreement (step 6) too. A column with a narrower audience than its row has a table of
//! its own and a `Read` of its own, so that a stub is a row whose words are not readable.
//! How the conditions cost the database little is told in [`pieces`], and how they cost little to make in [`who`].

mod access_grant;
mod action;
mod agenda_item;
mod agreement;
mod audit_event;
mod board;
mod circulation;
mod comment;
mod consulted;
mod decision;
mod deeds;
mod feed;
mod kept;
mod known;
mod meeting;
mod minuted;
mod minutes;
mod organisation;
mod paper;
pub(crate) mod pieces;
mod programme;
mod recommendation;
mod review;
mod search;
mod states;
mod table;
mod tenure;
mod who;

use sea_orm::{Condition, EntityTrait, sea_query::Expr};

pub(crate) use action::{due_at, followed, raised_ahead_of, raised_at_one, stands};
pub(crate) use agreement::{GRACE, between, opens};
pub(crate) use consulted::consulted;
pub(crate) use deeds::*;
pub(crate) use kept::Kept;
pub(crate) use known::{Explained, Way, Withheld};
pub(crate) use meeting::listed;
pub(crate) use paper::laid;
pub(crate) use search::{found, is_name, leaves, of_board, text};
pub(crate) use states::State;
pub(crate) use table::policy_version;
pub use table::{policy_in_markdown, policy_in_text};
use who::Place;
pub(crate) use who::{Who, begin};

/// A right over rows of one noun: which rows the viewer may do this to, now.
pub(crate) trait Right: Sized + Send + Sync + 'static {
    /// The noun.
    type On: EntityTrait;

    /// The rule: the rows, as a condition on the noun's table.
    fn rule(viewer: Who) -> Condition;

    /// The rows, as the text of the rule, which is made once for each kind of viewer.
    fn rows(viewer: Who) -> Condition {
        who::stated::<Self>(0, viewer, || Self::rule(viewer))
    }
}

/// The right to know of a row.
pub(crate) struct Read<E>(std::marker::PhantomData<fn() -> E>);

/// The right to be told what is reserved of a row of its noun, whether there is anything or not.
pub(crate) struct Told<E>(std::marker::PhantomData<fn() -> E>);

/// What fewer may be told of a noun than may know of it. To those who are not told, the field is empty and a redaction says
/// so (REDACT): by their right to the record at hand, so that it does not tell whether there is something.
pub(crate) trait Reserved: 'static {
    /// The noun.
    type Of: EntityTrait;
    /// What a redaction calls it.
    const CODE: &'static str;
    /// The fields, as the schema names them.
    const FIELDS: &'static [&'static str];
    /// Who is told, in a sentence.
    const SAYS: &'static str;
}

/// A table of what fewer may read than the noun that it belongs to.
pub(crate) trait Narrow: EntityTrait + Reserved {
    /// Rows of this table that belong to a row of which the viewer is told.
    fn where_told(viewer: Who) -> Condition;
}

/// Being told what minutes give away, and what they leave open.
pub(crate) struct CheckMinutes;

/// Giving and taking the offices of a board: who chairs it.
pub(crate) struct FillOffices;

/// Commenting on minutes as a whole, and not on a section of them alone.
pub(crate) struct AtLarge;

/// Being an owner of an action: to be of its organisation, the person named, or a member of the board that owes it.
pub(crate) struct OwnAction;

/// Being told of a line of the ledger who it was that did it.
pub(crate) struct NamedIn;

/// How a board's meetings were attended, organisation by organisation: worked out, and in no table (3.5).
pub(crate) struct AttendanceBySeat;

/// Being a party to an agreement, whose terms are then one's own organisation's (R18).
pub(crate) struct PartyTo;

/// A disclosure from one organisation to another, which an agreement may allow.
pub(crate) struct Disclosure {
    /// The organisation that discloses, or a column that names one.
    pub(crate) from: Expr,
    /// The organisation that receives.
    pub(crate) to: Expr,
    /// Whether it is a relevant authority in the sense of section 115 of the Crime and Disorder Act 1998.
    pub(crate) to_relevant_authority: bool,
    /// The category of what is disclosed, or a column that names one.
    pub(crate) category: Expr,
    /// The code of the purpose.
    pub(crate) purpose: Expr,
    /// The day.
    pub(crate) day: Expr,
    /// The day since which a review may have been due.
    pub(crate) reviewed_until: Expr,
}

/// What an agreement must have for a disclosure; it allows one for which it has all of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter)]
pub(crate) enum PartOfAgreement {
    Signature,
    Status,
    Dates,
    Review,
    Category,
    Purpose,
    Direction,
}

/// States the rows that may be read of one noun.
macro_rules! read {
    ($noun:ident, $viewer:ident => $rows:expr) => {
        impl crate::policy::Right for crate::policy::Read<entities::$noun::Entity> {
            type On = entities::$noun::Entity;

            fn rule($viewer: crate::policy::Who) -> sea_orm::Condition {
                $rows
            }
        }
    };
}
use read;

/// States rights to deeds: each over the rows of a noun that meet a condition, under the deed's scope.
macro_rules! may {
    ($($deed:ident on $noun:ident, $viewer:ident => $rows:expr;)*) => {$(
        impl crate::policy::Right for crate::policy::$deed {
            type On = entities::$noun::Entity;

            fn rule($viewer: crate::policy::Who) -> sea_orm::Condition {
                let scope = <Self as crate::policy::Deed>::SCOPE;
                if $viewer.may_write(scope) { $rows } else { crate::policy::pieces::never() }
            }
        }
    )*};
}
use may;
