//! Actions: what their lists can be narrowed by, and reporting on one.
//!
//! How far an action has come is a row of its own (`action_progress`), because what follows publication is not the
//! public's. A filter that asks for it keeps only actions that the viewer follows: it asks the progress row by its key,
//! and of the action at hand no more than whether it is followed, since that it may be read is already known.

use chrono::{DateTime, NaiveDate, Utc};
use entities::{
    action,
    action::Status::{
        self, CarriedOver, Chasing, Complete, CompleteProposed, InProgress, NotComplete, Open, Superseded,
    },
    action_owner, action_progress, action_update, action_update_note, change, meeting, organisation,
};
use sea_orm::{
    ActiveEnum as _, ActiveModelTrait as _, ActiveValue::Set, ColumnTrait, Condition, EntityTrait as _,
    IntoActiveModel as _,
};

use super::{
    failed,
    noun::{FAR, Ref, each_once, names, pick_scoped},
    write::{Done, Tx, Versioned},
};
use crate::{
    error::Error,
    policy::{AddActionUpdate, OwnAction, due_at, followed},
    viewer::Viewer,
};

/// Which actions to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct ActionFilter {
    pub(crate) board: Option<Ref>,
    pub(crate) owner_organisation: Option<Ref>,
    pub(crate) status: Option<Vec<Status>>,
    pub(crate) overdue: Option<bool>,
    pub(crate) due_before: Option<NaiveDate>,
    pub(crate) updated_since: Option<DateTime<Utc>>,
}

/// What an action may be while somebody still owes it.
pub(super) const OWED: [Status; 3] = [Open, InProgress, Chasing];

impl ActionFilter {
    pub(super) fn keeps(&self, viewer: &Viewer) -> Condition {
        use action::Column as C;
        use entities::board;
        let owned = |organisation: &Ref| {
            let owners = pick_scoped::<action_owner::Entity>(
                action_owner::Column::ActionId,
                names::<organisation::Entity, _>(action_owner::Column::OrganisationId, organisation, viewer),
                viewer,
            );
            C::Id.in_subquery(owners)
        };
        Condition::all()
            .add_option(self.board.as_ref().map(|board| names::<board::Entity, _>(C::BoardId, board, viewer)))
            .add_option(self.owner_organisation.as_ref().map(owned))
            .add_option(self.due_before.map(|day| due_before(day, viewer)))
            .add_option(self.progress(viewer).map(|rows| followed(rows, viewer.who())))
    }

    /// What the filter asks of an action's progress, if anything.
    fn progress(&self, viewer: &Viewer) -> Option<Condition> {
        use action_progress::Column as P;
        if self.status.is_none() && self.overdue.is_none() && self.updated_since.is_none() {
            return None;
        }
        let late = || due_before(viewer.today(), viewer).add(P::Status.is_in(OWED));
        let rows = Condition::all()
            .add_option(self.status.as_ref().map(|status| P::Status.is_in(each_once(status))))
            .add_option(self.overdue.map(|overdue| if overdue { late() } else { late().not() }))
            .add_option(self.updated_since.map(|at| P::UpdatedAt.gte(at)));
        Some(rows)
    }
}

/// Due by the end of the day before, as far as the viewer may know: by its own date, or without one by the day of the
/// meeting at which it is due. The day of a meeting stands in the meeting's row alone, so that an action tells nothing
/// of a hidden one, not even by its place in a list.
pub(super) fn due_before(day: NaiveDate, viewer: &Viewer) -> Condition {
    use action::Column as C;
    let met = Condition::all().add(C::DueBy.eq(FAR)).add(due_at(meeting::Column::Day.lt(day).into(), viewer.who()));
    Condition::all().add(Condition::any().add(C::DueBy.lt(day)).add(met))
}

/// Whether an action is overdue on a day: owed, and the last day of its due time is past.
pub(crate) fn overdue(progress: &action_progress::Model, due_by: NaiveDate, today: NaiveDate) -> bool {
    OWED.contains(&progress.status) && due_by < today
}

/// What an owner or the secretariat reports about an action.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) text: String,
    pub(crate) evidence: Option<String>,
    pub(crate) note: Option<String>,
    pub(crate) complete: bool,
}

impl Versioned for action_progress::Model {
    fn id(&self) -> uuid::Uuid {
        self.action_id.uuid()
    }

    fn version(&self) -> i32 {
        self.version
    }
}

/// Whether an action that stands at this can be reported on at all.
pub(crate) fn takes_reports(status: Status) -> bool {
    !matches!(status, Complete | NotComplete | Superseded)
}

/// Where a report leaves an action (domain model 2.4). Completion is for an owner to propose and for the secretariat or a
/// meeting to confirm; a chase is for an owner to answer: that the secretariat asked once more does not end it.
fn becomes(was: Status, complete: bool, owner: bool) -> Result<Status, Error> {
    match (was, complete) {
        (Complete | NotComplete | Superseded, _) => Err(Error::Conflict(format!(
            "The action is {}: its chair can reopen it, then progress can be reported.",
            was.to_value()
        ))),
        (_, true) if !owner => Err(Error::Forbidden(
            "You may report progress on this action but not that it is done: an owner proposes that, and the secretariat confirms it."
                .to_owned(),
        )),
        (CarriedOver, true) => Err(Error::Conflict(
            "The action is CARRIED_OVER to a later meeting: it can be reported on but not completed until that meeting opens it again."
                .to_owned(),
        )),
        (Open | InProgress | Chasing, true) | (CompleteProposed, _) => Ok(CompleteProposed),
        (CarriedOver, false) => Ok(CarriedOver),
        (Chasing, false) if !owner => Ok(Chasing),
        (Open | InProgress | Chasing, false) => Ok(InProgress),
    }
}

impl Tx<AddActionUpdate> {
    /// Adds a report of progress.
    pub(crate) async fn report(mut self, report: Report) -> Result<Done<action_update::Entity>, Error> {
        let owner = self.holds::<OwnAction>().await?;
        let becomes = becomes(self.target.status, report.complete, owner)?;
        let (view, board) = (self.record.view().clone(), self.record.board_id);
        let viewer = view.viewer();
        let id = entities::Id::new(view.0.door.store.clock.id());
        let note = note(id, report.note, viewer)?;
        let update = action_update::ActiveModel {
            id: Set(id),
            action_id: Set(self.record.id),
            board_id: Set(board),
            reported_on: Set(Some(viewer.today().into())),
            by_person_id: Set(viewer.person()),
            by_organisation_id: Set(viewer.organisation()),
            text: Set(report.text),
            status: Set(Some(becomes)),
            evidence: Set(report.evidence),
            source: Set(None),
            version: Set(1),
            created_at: Set(viewer.now),
            updated_at: Set(viewer.now),
        };
        action_update::Entity::insert(update).exec_without_returning(&self.txn).await.map_err(failed)?;
        if let Some(note) = note {
            action_update_note::Entity::insert(note).exec_without_returning(&self.txn).await.map_err(failed)?;
        }
        let mut progress = self.target.clone().into_active_model();
        progress.status = Set(becomes);
        progress.version = Set(self.target.version + 1);
        progress.updated_at = Set(viewer.now);
        progress.update(&self.txn).await.map_err(failed)?;
        self.changed(change::Kind::Created, change::Record::ActionUpdate, id.uuid(), board);
        self.changed(change::Kind::Updated, change::Record::Action, self.target.id(), board);
        let cursor = self.commit().await?;
        Ok(Done { record: id, cursor })
    }
}

/// The row of an internal note, which is for the organisation that writes it.
fn note(
    update: entities::Id<action_update::Entity>,
    note: Option<String>,
    viewer: &Viewer,
) -> Result<Option<action_update_note::ActiveModel>, Error> {
    let Some(note) = note else { return Ok(None) };
    let organisation = viewer.organisation().ok_or_else(|| {
        Error::invalid("internalNote", "an internal note belongs to an organisation, and you act for none")
    })?;
    let (update_id, organisation_id, note) = (Set(update), Set(organisation), Set(note));
    Ok(Some(action_update_note::ActiveModel { update_id, organisation_id, note }))
}

#[cfg(test)]
mod tests {
    use super::{Status::*, becomes, takes_reports};

    #[test]
    fn an_owner_answers_a_chase_and_proposes_completion_and_nobody_else_does() {
        for was in [Open, InProgress, Chasing, CompleteProposed] {
            assert_eq!(becomes(was, true, true), Ok(CompleteProposed));
            assert_eq!(becomes(was, true, false).unwrap_err().code(), "FORBIDDEN");
        }
        assert_eq!((becomes(Chasing, false, true), becomes(Chasing, false, false)), (Ok(InProgress), Ok(Chasing)));
        for owner in [true, false] {
            assert_eq!(becomes(Open, false, owner), Ok(InProgress));
            assert_eq!(becomes(InProgress, false, owner), Ok(InProgress));
            assert_eq!(becomes(CompleteProposed, false, owner), Ok(CompleteProposed));
            assert_eq!(becomes(CarriedOver, false, owner), Ok(CarriedOver));
            for over in [Complete, NotComplete, Superseded] {
                assert_eq!(becomes(over, false, owner).unwrap_err().code(), "CONFLICT");
                assert!(!takes_reports(over));
            }
        }
        assert_eq!(becomes(CarriedOver, true, true).unwrap_err().code(), "CONFLICT");
    }
}
