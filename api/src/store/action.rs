//! Actions: what their lists can be narrowed by; what is done with them is in the files of this folder.
//!
//! How far an action has come is a row of its own (`action_progress`), because what follows publication is not the
//! public's. A filter that asks for it keeps only actions that the viewer follows: it asks the progress row by its key,
//! and of the action at hand no more than whether it is followed, since that it may be read is already known.

mod moved;
mod passed;
mod raised;

use chrono::{DateTime, NaiveDate, Utc};
use entities::{
    action,
    action::Status::{self, Chasing, InProgress, Open},
    action_owner, action_progress, meeting, organisation,
};
use sea_orm::{ColumnTrait, Condition};

use super::noun::{FAR, Ref, each_once, names, pick_scoped};
use crate::{
    policy::{due_at, followed},
    viewer::Viewer,
};

pub(crate) use moved::{Closing, Report, Successor};
pub(crate) use raised::{Beneficiary, Due, Owning, Raised, took_place};

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
