//! Comments on papers and on editions of minutes (R11, T3), and who makes them (W4).

use entities::{circulation, comment, minutes, paper as papers};
use sea_orm::{ColumnTrait, Condition};

use super::{
    AtLarge, Read, Right, Who,
    circulation::for_comments,
    known::{Known, known, way},
    may,
    minutes::{full as section, of_the_whole},
    paper::full as paper,
    pieces::{self, all, any, me, only, parent, to_people},
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

may! {
    // W4: whoever reads what was sent, until the last day for comments. From which states is told by the states.
    CommentOnMinutes on minutes, viewer => to_people(pieces::not_over(minutes::Column::CommentsDue, viewer), viewer);
    CommentOnPaper on paper, viewer => {
        let sent = all([for_comments(viewer), pieces::not_over(circulation::Column::CommentsDue, viewer)]);
        let id = papers::Column::Id;
        to_people(all([paper(id, viewer), parent(id, circulation::Column::PaperId, sent)]), viewer)
    };
    // W1: what became of it is the secretariat's to say, as they read it.
    SettleComment on comment, viewer => pieces::SECRETARIATS.has(comment::Column::BoardId, viewer);
}

// T4: a guest comments on the items that they are invited for; and who is named for one section, on that.
impl Right for AtLarge {
    type On = minutes::Entity;

    fn rule(viewer: Who) -> Condition {
        to_people(of_the_whole(viewer), viewer)
    }
}
