//! Reviews: what their lists can be narrowed by, and by when what they ask for is due.

use chrono::{Months, NaiveDate};
use entities::{board, review};
use sea_orm::Condition;

use super::{
    noun::{Ref, hangs, names},
    page::{Relation, Via},
};
use crate::viewer::Viewer;

hangs! {
    REVIEWS: review by BoardId, "board.reviews";
}

/// Which reviews to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct ReviewFilter {
    pub(crate) board: Option<Ref>,
    pub(crate) commissioned_by: Option<Ref>,
}

impl ReviewFilter {
    pub(super) fn keeps(&self, viewer: &Viewer) -> Condition {
        use review::Column as C;
        Condition::all()
            .add_option(self.board.as_ref().map(|board| names::<board::Entity, _>(C::BoardId, board, viewer)))
            .add_option(
                self.commissioned_by.as_ref().map(|by| names::<board::Entity, _>(C::CommissionedById, by, viewer)),
            )
    }
}

/// The last day of the six months in which what a review asks for is to be done.
pub(crate) fn six_months_after(published: NaiveDate) -> Option<NaiveDate> {
    published.checked_add_months(Months::new(6))
}
