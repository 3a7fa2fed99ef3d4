//! Putting actions on record, and whose they are.

use entities::{
    FAR, Id, PartialDate,
    action::{self, Raised as How, Status},
    action_beneficiary, action_owner, action_owner_person, action_progress,
    audit_event::Record,
    board, change, meeting, organisation, person,
};
use sea_orm::{ActiveEnum as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use crate::{
    error::Error,
    policy::{Deed, RaiseActions},
    store::{
        Noun, failed,
        slug::slug,
        write::{Done, Tx, Versioned, refuse, unknown},
    },
};

/// Who is to undertake an action: an organisation, a board or a person, who may act for an organisation.
#[derive(Clone, Debug)]
pub(crate) struct Owning {
    /// Where the caller named them.
    pub(crate) field: String,
    pub(crate) organisation: Option<Uuid>,
    pub(crate) board: Option<Uuid>,
    pub(crate) person: Option<Uuid>,
    /// Whether the minutes print the person's name.
    pub(crate) printed: bool,
}

/// Whom an action is for.
#[derive(Clone, Debug)]
pub(crate) struct Beneficiary {
    pub(crate) field: String,
    pub(crate) organisation: Option<Uuid>,
    pub(crate) person: Option<Uuid>,
}

/// When an action is due: by a date, or by a meeting.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Due {
    By(PartialDate),
    At(Uuid),
}

/// An action as a meeting raised it.
#[derive(Clone, Debug)]
pub(crate) struct Raised {
    /// Where the caller named it.
    pub(crate) field: String,
    pub(crate) description: String,
    pub(crate) item: Option<Uuid>,
    pub(crate) how: How,
    pub(crate) due: Option<Due>,
    pub(crate) owners: Vec<Owning>,
    pub(crate) beneficiaries: Vec<Beneficiary>,
}

impl<R: Deed> Tx<R>
where
    R::On: Noun,
    <R::On as sea_orm::EntityTrait>::Model: Versioned,
{
    /// Makes these the owners of an action, in place of any that it has.
    pub(super) async fn owned_by(&mut self, action: Id<action::Entity>, owners: Vec<Owning>) -> Result<(), Error> {
        self.check_owners(&owners).await?;
        let old = action_owner::Entity::find().filter(action_owner::Column::ActionId.eq(action));
        let old: Vec<_> = old.all(&self.txn).await.map_err(failed)?.into_iter().map(|owner| owner.id).collect();
        let people = action_owner_person::Column::OwnerId.is_in(old.iter().copied());
        action_owner_person::Entity::delete_many().filter(people).exec(&self.txn).await.map_err(failed)?;
        let rows = action_owner::Column::Id.is_in(old);
        action_owner::Entity::delete_many().filter(rows).exec(&self.txn).await.map_err(failed)?;
        self.insert_owners([(action, owners)]).await
    }

    /// Refuses owners that the caller may not know of, as it refuses those that never were.
    async fn check_owners(&self, owners: &[Owning]) -> Result<(), Error> {
        let organisations =
            self.known_among::<organisation::Entity>(owners.iter().filter_map(|owner| owner.organisation)).await?;
        let boards = self.known_among::<board::Entity>(owners.iter().filter_map(|owner| owner.board)).await?;
        let people = self.known_among::<person::Entity>(owners.iter().filter_map(|owner| owner.person)).await?;
        let wrong = owners.iter().flat_map(|owner| {
            [
                unknown(
                    owner.organisation,
                    &organisations,
                    format_args!("{}.organisation", owner.field),
                    "organisation",
                ),
                unknown(owner.board, &boards, format_args!("{}.board", owner.field), "board"),
                unknown(owner.person, &people, format_args!("{}.person", owner.field), "person"),
            ]
        });
        refuse(wrong.flatten().collect())
    }

    /// Inserts the owners of actions, in two statements for all of them.
    async fn insert_owners(
        &self,
        owned: impl IntoIterator<Item = (Id<action::Entity>, Vec<Owning>)>,
    ) -> Result<(), Error> {
        let clock = self.record.view().0.door.store.clock.clone();
        let (mut owners, mut people) = (Vec::new(), Vec::new());
        for (action, owning) in owned {
            for (position, owner) in (0..).zip(owning) {
                let id = Id::new(clock.id());
                owners.push(action_owner::ActiveModel {
                    id: Set(id),
                    action_id: Set(action),
                    organisation_id: Set(owner.organisation.map(Id::new)),
                    board_id: Set(owner.board.map(Id::new)),
                    position: Set(position),
                });
                people.extend(owner.person.map(|person| action_owner_person::ActiveModel {
                    owner_id: Set(id),
                    person_id: Set(Id::new(person)),
                    printed: Set(owner.printed),
                }));
            }
        }
        action_owner::Entity::insert_many(owners).exec_without_returning(&self.txn).await.map_err(failed)?;
        if !people.is_empty() {
            action_owner_person::Entity::insert_many(people).exec_without_returning(&self.txn).await.map_err(failed)?;
        }
        Ok(())
    }
}

/// Refuses to deal with actions at a meeting that did not take place. One that is not yet recorded as held may be going on.
pub(crate) fn took_place(status: meeting::Status) -> Result<(), Error> {
    use meeting::Status::{Cancelled, Held, Minuted, Notified, Planned, Postponed};
    match status {
        Planned | Notified | Held | Minuted => Ok(()),
        Cancelled | Postponed => Err(Error::Conflict(format!(
            "The meeting is {}: it did not take place. Name the one at which it was said.",
            status.to_value()
        ))),
    }
}

impl Tx<RaiseActions> {
    /// Records what was undertaken at the meeting: all of it, or nothing. Answers the actions.
    pub(crate) async fn raise(mut self, raised: Vec<Raised>) -> Result<Done, Error> {
        took_place(self.target.status)?;
        self.check(&raised).await?;
        let view = self.record.view().clone();
        let (viewer, clock) = (view.viewer(), &view.0.door.store.clock);
        let (meeting, board) = (self.target.id, self.target.board_id);
        let (mut actions, mut progress, mut owners, mut beneficiaries) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut records = Vec::with_capacity(raised.len());
        for raised in raised {
            let id: Id<action::Entity> = Id::new(clock.id());
            let (by, at) = match raised.due {
                Some(Due::By(date)) => (Some(date), None),
                Some(Due::At(meeting)) => (None, Some(Id::new(meeting))),
                None => (None, None),
            };
            actions.push(action::ActiveModel {
                id: Set(id),
                slug: Set(slug("action", &raised.description, id.uuid())),
                board_id: Set(Some(board)),
                description: Set(raised.description),
                raised_at_id: Set(Some(meeting)),
                raised_item_id: Set(raised.item.map(Id::new)),
                raised: Set(raised.how),
                // The day of a meeting is the meeting's own to tell.
                raised_on: Set(None),
                raised_by: Set(FAR),
                due: Set(by),
                due_by: Set(by.map_or(FAR, PartialDate::last_day)),
                due_meeting_id: Set(at),
                status_printed: Set(None),
                marking_id: Set(None),
                source: Set(None),
            });
            progress.push(action_progress::ActiveModel {
                action_id: Set(id),
                status: Set(Status::Open),
                carry_count: Set(0),
                carried_to_id: Set(None),
                superseded_by_id: Set(None),
                superseded_by_decision_id: Set(None),
                superseded_by_paper_id: Set(None),
                version: Set(1),
                created_at: Set(viewer.now),
                updated_at: Set(viewer.now),
            });
            owners.push((id, raised.owners));
            beneficiaries.extend((0..).zip(raised.beneficiaries).map(|(position, whom)| {
                action_beneficiary::ActiveModel {
                    id: Set(Id::new(clock.id())),
                    action_id: Set(id),
                    organisation_id: Set(whom.organisation.map(Id::new)),
                    person_id: Set(whom.person.map(Id::new)),
                    position: Set(position),
                }
            }));
            self.changed(change::Kind::Created, change::Record::Action, id.uuid(), Some(board));
            self.touched(Record::Action, id.uuid());
            records.push(id.uuid());
        }
        action::Entity::insert_many(actions).exec_without_returning(&self.txn).await.map_err(failed)?;
        action_progress::Entity::insert_many(progress).exec_without_returning(&self.txn).await.map_err(failed)?;
        self.insert_owners(owners).await?;
        self.insert_all::<action_beneficiary::Entity>(beneficiaries).await?;
        self.commit(records).await
    }

    /// Refuses what the actions name and the caller may not know of, all at once.
    async fn check(&self, raised: &[Raised]) -> Result<(), Error> {
        let owners: Vec<Owning> = raised.iter().flat_map(|action| action.owners.clone()).collect();
        let mut wrong = Vec::new();
        match self.check_owners(&owners).await {
            Err(Error::Several(errors)) => wrong.extend(errors),
            Err(error @ Error::Invalid { .. }) => wrong.push(error),
            other => other?,
        }
        let whom = || raised.iter().flat_map(|action| &action.beneficiaries);
        let organisations =
            self.known_among::<organisation::Entity>(whom().filter_map(|whom| whom.organisation)).await?;
        let people = self.known_among::<person::Entity>(whom().filter_map(|whom| whom.person)).await?;
        for whom in whom() {
            wrong.extend(unknown(
                whom.organisation,
                &organisations,
                format_args!("{}.organisation", whom.field),
                "organisation",
            ));
            wrong.extend(unknown(whom.person, &people, format_args!("{}.person", whom.field), "person"));
        }
        let due_at = |action: &Raised| match action.due {
            Some(Due::At(meeting)) => Some(meeting),
            _ => None,
        };
        let meetings = self.known_among::<meeting::Entity>(raised.iter().filter_map(due_at)).await?;
        let items = self.items_of(self.target.id).await?.iter().map(|item| item.id.uuid()).collect();
        for action in raised {
            wrong.extend(unknown(due_at(action), &meetings, format_args!("{}.due.at", action.field), "meeting"));
            wrong.extend(unknown(action.item, &items, format_args!("{}.item", action.field), "item at this meeting"));
        }
        refuse(wrong)
    }
}
