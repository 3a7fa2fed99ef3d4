//! Comments on papers and on editions of minutes (R11, T3).

use entities::{comment, minutes};
use sea_orm::{ColumnTrait, Condition};

use super::{
    Read, Right,
    minutes::full as section,
    paper::full as paper,
    pieces::{self, all, any, never, only, parent},
    read,
};
use crate::viewer::{Area, Viewer};

/// What was commented on is there for the viewer: the paper in full; or the edition, and the words of the section.
fn subject(viewer: &Viewer) -> Condition {
    use comment::Column as M;
    let edition = parent(M::MinutesId, minutes::Column::Id, Read::<minutes::Entity>::rows(viewer));
    let words = any([only(M::SectionId.is_null()), section(M::SectionId, viewer)]);
    any([paper(M::PaperId, viewer), all([edition, words])])
}

// R11: one's own, for good (T3); to the board's people what others share; to its secretariat and chairs all. A comment
// may quote: so it is never for more people than what it is about.
read!(comment, viewer => {
    use comment::Column as M;
    let Some(me) = viewer.person().filter(|_| viewer.reads(Area::Content)) else { return never() };
    let shared = all([only(M::Shared.eq(true)), pieces::BOARDS.has(M::BoardId)]);
    let others = all([any([shared, pieces::STAFFED_BOARDS.has(M::BoardId)]), subject(viewer)]);
    any([only(M::AuthorId.eq(me)), others])
});
