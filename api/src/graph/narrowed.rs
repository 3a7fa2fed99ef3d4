//! Whom a part of the record is for, as a caller says it.

use async_graphql::{ID, InputObject};

use super::{
    node::{self, Kind},
    payload::{MOST_NAMED, counted, each, short},
    words::Part,
};
use crate::{error::Error, store::Narrowed};

/// Whom a part is for: for all, for some organisations, or for some people.
#[derive(InputObject)]
pub(super) struct NarrowedInput {
    /// Who it is for: OPEN to all who come to it, CLOSED for members in its audience, RESTRICTED for the people named.
    part: Part,
    /// Why it is not open: the paragraph of Schedule 12A to the Local Government Act 1972, or another reason, in 1 to 200
    /// characters. What is not OPEN has one.
    closed_reason: Option<String>,
    /// The organisations for which a CLOSED part is meant, at most 100: global ids of `Organisation`. None means all
    /// current members, and under a closed item those of the item.
    #[graphql(default)]
    audience: Vec<ID>,
    /// The people whom a RESTRICTED part is for, 1 to 100: global ids of `Person`. No office makes anybody else a reader of
    /// it.
    #[graphql(default)]
    recipients: Vec<ID>,
    /// Whether people of the audience read it who joined the board later.
    #[graphql(default)]
    later_members: bool,
}

impl NarrowedInput {
    pub(super) fn narrowed(self, field: String) -> Result<Narrowed, Error> {
        Ok(Narrowed {
            part: self.part.into(),
            closed_reason: short(format!("{field}.closedReason"), self.closed_reason)?,
            audience: named_in(&field, "audience", Kind::Organisation, &self.audience)?,
            recipients: named_in(&field, "recipients", Kind::Person, &self.recipients)?,
            later_members: self.later_members,
            field,
        })
    }
}

/// Ids of a kind that an input names in a list.
pub(super) fn named_in(field: &str, name: &str, kind: Kind, ids: &[ID]) -> Result<Vec<uuid::Uuid>, Error> {
    counted(format!("{field}.{name}"), ids.len(), 0, MOST_NAMED)?;
    each(ids.iter().enumerate().map(|(at, id)| node::of_kind(format!("{field}.{name}.{at}"), kind, id)))
}
