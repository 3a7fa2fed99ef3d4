//! Recommendations: what became of them (`answered`), what their lists can be narrowed by, what they hang from, and when one is late.

mod answered;

use chrono::NaiveDate;
use entities::{
    board, organisation, paper, recommendation,
    recommendation::Status::{self, Accepted, Implementing, Made, Partly},
    recommendation_target,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Alias, Expr, Query, SelectStatement},
};

use super::{
    noun::{Ref, each_once, hangs, names, pick_scoped},
    page::{Relation, Via},
};
use crate::viewer::Viewer;

pub(crate) use answered::Answer;

hangs! {
    RECOMMENDATIONS_OF_PAPER: recommendation by PaperId, "paper.recommendations";
    TARGETS: recommendation_target by RecommendationId, "recommendation.targets";
}

/// Recommendations that are directed to an organisation.
pub(crate) static RECOMMENDATIONS_OF_ORGANISATION: Relation<recommendation::Entity> =
    Relation { name: "organisation.recommendations", via: Via::Link(directed_pairs) };

fn directed_pairs(_: &Viewer) -> SelectStatement {
    use recommendation_target::Column as T;
    Query::select()
        .distinct()
        .expr_as(Expr::col(T::RecommendationId.as_column_ref()), Alias::new("child"))
        .expr_as(Expr::col(T::OrganisationId.as_column_ref()), Alias::new("parent"))
        .from(recommendation_target::Entity)
        .and_where(T::Direct.eq(true))
        .to_owned()
}

/// What a recommendation may be while somebody still owes an answer or the work.
const OWED: [Status; 4] = [Made, Accepted, Partly, Implementing];

/// Which recommendations to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct RecommendationFilter {
    pub(crate) source: Option<Ref>,
    pub(crate) board: Option<Ref>,
    pub(crate) organisation: Option<Ref>,
    pub(crate) directed_board: Option<Ref>,
    pub(crate) status: Option<Vec<Status>>,
    pub(crate) overdue: Option<bool>,
}

impl RecommendationFilter {
    pub(super) fn keeps(&self, viewer: &Viewer) -> Condition {
        use recommendation::Column as C;
        use recommendation_target::Column as T;
        let directed = |whom: Condition| {
            let rows = whom.add(T::Direct.eq(true));
            C::Id.in_subquery(pick_scoped::<recommendation_target::Entity>(T::RecommendationId, rows, viewer))
        };
        let organisation = |named: &Ref| directed(names::<organisation::Entity, _>(T::OrganisationId, named, viewer));
        let board = |named: &Ref| directed(names::<board::Entity, _>(T::BoardId, named, viewer));
        let late = || Condition::all().add(C::DueBy.lt(viewer.today())).add(C::Status.is_in(OWED));
        Condition::all()
            .add_option(self.source.as_ref().map(|source| names::<paper::Entity, _>(C::PaperId, source, viewer)))
            .add_option(self.board.as_ref().map(|board| names::<board::Entity, _>(C::BoardId, board, viewer)))
            .add_option(self.organisation.as_ref().map(organisation))
            .add_option(self.directed_board.as_ref().map(board))
            .add_option(self.status.as_ref().map(|status| C::Status.is_in(each_once(status))))
            .add_option(self.overdue.map(|overdue| if overdue { late() } else { late().not() }))
    }
}

/// Whether a recommendation is overdue on a day: neither rejected nor done, and the last day of its due time is past.
pub(crate) fn late(recommendation: &recommendation::Model, today: NaiveDate) -> bool {
    OWED.contains(&recommendation.status) && recommendation.due_by < today
}
