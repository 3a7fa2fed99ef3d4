//! Papers: what is done with them (`written`, `sent`), what their lists can be narrowed by, and the lists that hang from
//! agenda items and meetings.
//!
//! Filters ask only for what a stub tells, so that none of them finds more than it shows.

mod sent;
mod written;

use entities::{agenda_item, agenda_item_paper, board, circulation, organisation, paper};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Alias, Expr, ExprTrait as _, Query, SelectStatement, UnionType},
};

use super::{
    noun::{Ref, each_once, names},
    page::{Relation, Via},
};
use crate::{
    policy::{Read, Right, laid},
    viewer::Viewer,
};

pub(crate) use sent::Sending;
pub(crate) use written::{Drafted, Embargo, File, Revised};

/// Which papers to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct PaperFilter {
    pub(crate) board: Option<Ref>,
    pub(crate) owner: Option<Ref>,
    pub(crate) kind: Option<paper::Kind>,
    pub(crate) status: Option<Vec<paper::Status>>,
}

impl PaperFilter {
    pub(super) fn keeps(&self, viewer: &Viewer) -> Condition {
        use paper::Column as C;
        Condition::all()
            .add_option(self.board.as_ref().map(|board| names::<board::Entity, _>(C::BoardId, board, viewer)))
            .add_option(self.owner.as_ref().map(|owner| names::<organisation::Entity, _>(C::OwnerId, owner, viewer)))
            .add_option(self.kind.map(|kind| C::Kind.eq(kind)))
            .add_option(self.status.as_ref().map(|status| C::Status.is_in(each_once(status))))
    }
}

/// Papers that lie under an agenda item, if the viewer may read more of it than its stub.
pub(crate) static PAPERS_OF_ITEM: Relation<paper::Entity> =
    Relation { name: "item.papers", via: Via::Link(laid_pairs) };
/// Papers of a meeting: those under its items, and those sent round for it.
pub(crate) static PAPERS_OF_MEETING: Relation<paper::Entity> =
    Relation { name: "meeting.papers", via: Via::Link(meeting_pairs) };

fn laid_pairs(viewer: &Viewer) -> SelectStatement {
    use agenda_item_paper::Column as L;
    Query::select()
        .expr_as(Expr::col(L::PaperId.as_column_ref()), Alias::new("child"))
        .expr_as(Expr::col(L::ItemId.as_column_ref()), Alias::new("parent"))
        .from(agenda_item_paper::Entity)
        .cond_where(laid(viewer.who()))
        .to_owned()
}

/// A circulation that the viewer may not know of leads to no paper, also to one that they read by another way.
fn meeting_pairs(viewer: &Viewer) -> SelectStatement {
    use agenda_item::Column as I;
    use agenda_item_paper::Column as L;
    use circulation::Column as K;
    let sent = Query::select()
        .expr_as(Expr::col(K::PaperId.as_column_ref()), Alias::new("child"))
        .expr_as(Expr::col(K::MeetingId.as_column_ref()), Alias::new("parent"))
        .from(circulation::Entity)
        .cond_where(Read::<circulation::Entity>::rows(viewer.who()))
        .and_where(K::MeetingId.is_not_null())
        .to_owned();
    Query::select()
        .expr_as(Expr::col(L::PaperId.as_column_ref()), Alias::new("child"))
        .expr_as(Expr::col(I::MeetingId.as_column_ref()), Alias::new("parent"))
        .from(agenda_item_paper::Entity)
        .inner_join(agenda_item::Entity, Expr::col(I::Id.as_column_ref()).equals(L::ItemId.as_column_ref()))
        .cond_where(laid(viewer.who()))
        .union(UnionType::Distinct, sent)
        .to_owned()
}
