//! Reviews of deaths (R17). The name of who died is nowhere in the record: there is no column for it.

use entities::{
    board,
    review::{Column as C, QaStatus},
};
use sea_orm::{ColumnTrait, Condition, sea_query::ExprTrait as _};

use super::{
    Who,
    known::{Known, known, way},
    pieces::{self, all, any, col, only, parent},
};
use crate::viewer::Area;

/// Passed quality assurance and published, of a group that is listed: its name may tell of whom the review is, so it is
/// listed on the day of the publication and not before.
fn published(viewer: Who) -> Condition {
    all([
        only(C::QaStatus.eq(QaStatus::Approved)),
        only(col(C::PublishedOn).lte(viewer.today())),
        pieces::public_board(C::BoardId, viewer),
    ])
}

// R17: before publication for the group and the boards above it, for a system never, also when it is published. A guest
// of either board is none of its members.
known!(review, "The secretariat of the board that set up its task and finish group.", viewer => {
    if viewer.is_service() || !viewer.reads(Area::Content) {
        return Known::nothing();
    }
    let says = "It passed quality assurance and is published.";
    let group = pieces::BOARDS.has(C::BoardId, viewer);
    let parents = parent(C::BoardId, board::Column::Id, pieces::BOARDS.has(board::Column::ParentId, viewer));
    let above = any([pieces::BOARDS.has(C::CommissionedById, viewer), parents]);
    Known::by([
        way(&["R17"], says, published(viewer)),
        way(&["R17", "T1"], "You sit on the group that puts it into practice.", group),
        way(&["R17", "T1"], "You sit on the board that commissioned it, or that its group is part of.", above),
    ])
    .provided(all([pieces::handled(C::MarkingId, viewer), pieces::unmarked_board(C::BoardId, viewer)]))
});
