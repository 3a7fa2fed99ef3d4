//! Whom a part of the record is for, as somebody wrote it: all, some organisations, or some people (R4-R6).

use std::collections::HashSet;

use entities::{
    Id,
    agenda_item::Part,
    marking::{self, Category},
    marking_recipient, organisation, person,
};
use sea_orm::{ActiveEnum as _, ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use super::{
    Noun, failed,
    write::{Tx, Versioned, unknown},
};
use crate::{clock::Clock, error::Error, policy::Deed};

/// Whom a part is for.
#[derive(Clone, Debug)]
pub(crate) struct Narrowed {
    /// Where the caller wrote it.
    pub(crate) field: String,
    pub(crate) part: Part,
    pub(crate) closed_reason: Option<String>,
    pub(crate) audience: Vec<Uuid>,
    pub(crate) recipients: Vec<Uuid>,
    pub(crate) later_members: bool,
}

impl Narrowed {
    /// Refuses what the part asks for and does not have, or has and does not take.
    fn checked(&self) -> Vec<Error> {
        let mut wrong = Vec::new();
        let mut says = |name: &str, reason: String| wrong.push(Error::at(format!("{}.{name}", self.field), reason));
        let part = self.part.to_value();
        match (self.part == Part::Open, &self.closed_reason) {
            (true, Some(_)) => says("closedReason", "what is OPEN has no reason to be closed; leave it out".to_owned()),
            (false, None) => says("closedReason", format!("say why it is {part}")),
            _ => (),
        }
        match (self.part == Part::Restricted, self.recipients.is_empty()) {
            (true, true) => says("recipients", "name the people for whom it is, since it is RESTRICTED".to_owned()),
            (false, false) => says("recipients", format!("only what is RESTRICTED has recipients; this is {part}")),
            _ => (),
        }
        if self.part != Part::Closed && !self.audience.is_empty() {
            says("audience", format!("only what is CLOSED names organisations; this is {part}"));
        }
        if self.later_members && self.audience.is_empty() {
            says("laterMembers", "later members read it as people of its audience; name one".to_owned());
        }
        wrong
    }

    /// The organisations that it names, each once.
    pub(super) fn organisations(&self) -> impl Iterator<Item = Id<organisation::Entity>> + use<> {
        let named: HashSet<Uuid> = self.audience.iter().copied().collect();
        named.into_iter().map(Id::new)
    }
}

/// The markings of parts that are for some people alone.
#[derive(Default)]
pub(super) struct Markings {
    markings: Vec<marking::ActiveModel>,
    recipients: Vec<marking_recipient::ActiveModel>,
}

impl Markings {
    /// The marking of a part; one that is not restricted has none.
    pub(super) fn of(&mut self, narrowed: &Narrowed, clock: &Clock) -> Option<Id<marking::Entity>> {
        let restricted = narrowed.part == Part::Restricted;
        restricted.then(|| self.naming(&narrowed.recipients, true, clock))
    }

    /// A marking that names people.
    pub(super) fn naming(&mut self, people: &[Uuid], sensitive: bool, clock: &Clock) -> Id<marking::Entity> {
        let id = Id::new(clock.id());
        self.markings.push(marking::ActiveModel {
            id: Set(id),
            sensitive: Set(sensitive),
            recipients_only: Set(true),
            organisations_only: Set(false),
            hmg_only: Set(false),
            public_release: Set(false),
            category: Set(Category::Governance),
            owner_id: Set(None),
            descriptors: Set(None),
        });
        let named: HashSet<Uuid> = people.iter().copied().collect();
        self.recipients.extend(named.into_iter().map(|person| marking_recipient::ActiveModel {
            id: Set(Id::new(clock.id())),
            marking_id: Set(id),
            person_id: Set(Id::new(person)),
        }));
        id
    }
}

impl<R: Deed> Tx<R>
where
    R::On: Noun,
    <R::On as EntityTrait>::Model: Versioned,
{
    /// What is wrong with parts: what they ask for and do not have, and what they name that the caller may not know of.
    pub(super) async fn wrong_of(&self, parts: Vec<&Narrowed>) -> Result<Vec<Error>, Error> {
        let people: Vec<Uuid> = parts.iter().flat_map(|part| part.recipients.clone()).collect();
        let people = self.known_among::<person::Entity>(people).await?;
        let bodies: Vec<Uuid> = parts.iter().flat_map(|part| part.audience.clone()).collect();
        let bodies = self.known_among::<organisation::Entity>(bodies).await?;
        let mut wrong = Vec::new();
        for part in parts {
            wrong.extend(part.checked());
            for (at, person) in part.recipients.iter().enumerate() {
                let field = format_args!("{}.recipients.{at}", part.field);
                wrong.extend(unknown(Some(*person), &people, field, "person"));
            }
            for (at, body) in part.audience.iter().enumerate() {
                let field = format_args!("{}.audience.{at}", part.field);
                wrong.extend(unknown(Some(*body), &bodies, field, "organisation"));
            }
        }
        Ok(wrong)
    }

    /// Inserts markings, in two statements for all of them.
    pub(super) async fn insert_markings(&self, markings: Markings) -> Result<(), Error> {
        self.insert_all::<marking::Entity>(markings.markings).await?;
        self.insert_all::<marking_recipient::Entity>(markings.recipients).await
    }

    /// Inserts rows, if there are any.
    pub(super) async fn insert_all<E: EntityTrait>(&self, rows: Vec<E::ActiveModel>) -> Result<(), Error>
    where
        E::ActiveModel: sea_orm::ActiveModelTrait<Entity = E> + Send,
    {
        if !rows.is_empty() {
            E::insert_many(rows).exec_without_returning(&self.txn).await.map_err(failed)?;
        }
        Ok(())
    }
}
