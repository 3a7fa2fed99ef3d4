//! Comments on papers and on editions of minutes (R11, T3).

use entities::{comment, minutes};
use sea_orm::{ColumnTrait, Condition};

use super::{
    Read, Right, Who,
    known::{Known, known, way},
    minutes::full as section,
    paper::full as paper,
    pieces::{self, all, any, me, only, parent},
};
use crate::viewer::Area;

/// What was commented on is there for the viewer: the paper in full; or the edition, and the words of the section.
fn subject(viewer: Who) -> Condition {
    use comment::Column as M;
    let edition = parent(M::MinutesId, minutes::Column::Id, Read::<minutes::Entity>::rows(viewer));
    let words = any([only(M::SectionId.is_null()), section(M::SectionId, viewer)]);
    any([paper(M::PaperId, viewer), all([edition, words])])
}

// R11: one's own, for good (T3); to the board's people what others share; to its secretariat and chairs all. A comment
// may quote: so it is never for more people than what it is about.
known!(comment, "The secretariat of the board.", viewer => {
    use comment::Column as M;
    if !viewer.reads(Area::Content) {
        return Known::nothing();
    }
    let shared = all([only(M::Shared.eq(true)), pieces::BOARDS.has(M::BoardId, viewer)]);
    let others = |rows| all([rows, subject(viewer)]);
    Known::by([
        way(&["R11", "T3"], "It is your own.", me(M::AuthorId, viewer)),
        way(&["R11", "T1"], "It is shared, you sit on its board, and you read what it is about.", others(shared)),
        way(
            &["R11"],
            "You are secretary or chair of its board, and you read what it is about.",
            others(pieces::STAFFED_BOARDS.has(M::BoardId, viewer)),
        ),
    ])
});
