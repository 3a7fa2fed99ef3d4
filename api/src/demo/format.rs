//! The format of the files, as `api/demo/README.md` describes it. An unknown key is a mistake, an absent one is empty.
//!
//! Every name knows its line, so that a rule broken later is still reported where it was written.

mod agreement;
mod decision;
mod meeting;
mod paper;
mod registry;
mod work;

use chrono::{DateTime, NaiveDate, Utc};
use entities::{PartialDate, agenda_item};
use serde::Deserialize;
use serde_saphyr::{DuplicateKeyPolicy, MessageFormatter as _, Spanned, UserMessageFormatter};

use super::{
    Source,
    value::{Mistake, Name, When, Word},
};

pub(super) use agreement::Agreement;
pub(super) use decision::{Decision, Recommendation, Review, Target};
pub(super) use meeting::{Attendance, Board, Invitation, Item, Meeting, Member, Minutes, Seat, Section};
pub(super) use paper::{AccessGrant, Author, Circulation, Comment, Embargo, Paper, Place, Version};
pub(super) use registry::{Account, Affiliation, Area, Contact, Marking, Organisation, Person};
pub(super) use work::{Action, Grant, Owner, Programme, Report, Update};

type Day = Spanned<When<NaiveDate>>;
type Partial = Spanned<When<PartialDate>>;
type Instant = Spanned<When<DateTime<Utc>>>;
type Part = Spanned<Word<agenda_item::Part>>;

/// One file, read but not yet understood.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) file: String,
    pub(super) page: Page,
}

impl Sheet {
    /// Reads a file.
    pub(super) fn read(source: &Source) -> Result<Self, Mistake> {
        let options = serde_saphyr::options! {
            with_snippet: false,
            duplicate_keys: DuplicateKeyPolicy::Error,
        };
        let page = serde_saphyr::from_str_with_options(&source.text, options).map_err(|error| Mistake {
            file: source.name.clone(),
            line: error.location().map_or(1, |location| location.line()),
            message: UserMessageFormatter.format_message(&error).into_owned(),
        })?;
        Ok(Self { file: source.name.clone(), page })
    }
}

/// A mapping of nouns to lists.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Page {
    pub(super) areas: Vec<Area>,
    pub(super) organisations: Vec<Organisation>,
    pub(super) people: Vec<Person>,
    pub(super) accounts: Vec<Account>,
    pub(super) boards: Vec<Board>,
    pub(super) meetings: Vec<Meeting>,
    pub(super) actions: Vec<Action>,
    pub(super) programmes: Vec<Programme>,
    pub(super) grants: Vec<Grant>,
    pub(super) papers: Vec<Paper>,
    pub(super) agreements: Vec<Agreement>,
    pub(super) decisions: Vec<Decision>,
    pub(super) recommendations: Vec<Recommendation>,
    pub(super) reviews: Vec<Review>,
}

/// What every record has: no unknown keys, and fields that the loader reads.
macro_rules! records {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$meta])*
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(in crate::demo) struct $name {
            $($(#[$field_meta])* pub(in crate::demo) $field: $type),*
        }
    )*};
}
use records;
