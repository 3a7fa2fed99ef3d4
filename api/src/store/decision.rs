//! Decisions: what their lists can be narrowed by, and what they hang from.

use chrono::NaiveDate;
use entities::{board, decision, meeting};
use sea_orm::{ColumnTrait, Condition};

use super::{
    noun::{FAR, Ref, hangs, names},
    page::{Relation, Via},
};
use crate::viewer::Viewer;

hangs! {
    DECISIONS_OF_BOARD: decision by BoardId, "board.decisions";
    DECISIONS_OF_MEETING: decision by MeetingId, "meeting.decisions";
    DECISIONS_OF_ITEM: decision by ItemId, "item.decisions";
}

/// Which decisions to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct DecisionFilter {
    pub(crate) board: Option<Ref>,
    pub(crate) meeting: Option<Ref>,
    pub(crate) from: Option<NaiveDate>,
    pub(crate) to: Option<NaiveDate>,
}

impl DecisionFilter {
    pub(super) fn keeps(&self, viewer: &Viewer) -> Condition {
        use decision::Column as C;
        Condition::all()
            .add_option(self.board.as_ref().map(|board| names::<board::Entity, _>(C::BoardId, board, viewer)))
            .add_option(self.meeting.as_ref().map(|at| names::<meeting::Entity, _>(C::MeetingId, at, viewer)))
            .add_option(self.from.map(|from| Condition::all().add(C::Day.gte(from)).add(C::Day.lt(FAR))))
            .add_option(self.to.map(|to| C::Day.lte(to)))
    }
}
