//! Recommendations (R10, field mode of Recommendation.evidence).
//!
//! # Why
//! A recommendation is as readable as the paper that makes it. Where it was put to a meeting, its words are in the
//! minutes too, so whoever reads these and the item reads it, whether the paper went to them or not. Whom it is directed
//! to must know of it to answer. What withholds the paper comes before all of these.

use entities::{
    paper as papers, paper::Status, recommendation, recommendation::Column as C, recommendation_evidence,
    recommendation_target,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    Narrow as _, Read, Way, Who,
    known::{Known, known, told, way},
    may,
    minuted::Under,
    paper,
    pieces::{self, all, any, only, parent, us},
    read,
};
use crate::viewer::Area;

const UNDER: Under<C> = Under { board: C::BoardId, meeting: C::MeetingId, item: C::ItemId };

/// Directed to the organisation of the hat worn, or to a board on which the viewer sits. That it could be put to a board
/// tells that board nothing.
fn to_us(viewer: Who) -> Condition {
    use recommendation_target::Column as T;
    let whom = any([us(T::OrganisationId, viewer), pieces::SEATED_BOARDS.has(T::BoardId, viewer)]);
    parent(C::Id, T::RecommendationId, all([only(T::Direct.eq(true)), whom]))
}

/// Made: its paper is no draft, was not withdrawn, and is not the plan of a hidden review (R17).
fn made(viewer: Who) -> Condition {
    let stands = only(papers::Column::Status.is_not_in([Status::Draft, Status::Withdrawn]));
    let told = all([stands, paper::no_hidden_plan(viewer)]);
    any([only(C::PaperId.is_null()), parent(C::PaperId, papers::Column::Id, told)])
}

/// Made in a paper that the viewer reads, and not put in a part of a meeting that is closed to them.
fn in_paper(viewer: Who) -> Condition {
    all([paper::full(C::PaperId, viewer), UNDER.open_enough(viewer)])
}

/// What its paper withholds, it does not tell.
fn cleared(viewer: Who) -> Condition {
    all([pieces::handled(C::MarkingId, viewer), UNDER.cleared(viewer), paper::of_cleared(C::PaperId, viewer)])
}

fn ways_of_people(viewer: Who) -> Vec<Way> {
    vec![
        way(
            &["R10", "R4", "T1", "T2", "T9"],
            "You read the minutes of the meeting to which it was put as a member, and its item in full.",
            UNDER.as_member(viewer),
        ),
        way(
            &["R10", "R4", "T4"],
            "The minutes of the meeting to which it was put were sent, and you are a guest for its item.",
            UNDER.as_guest(viewer),
        ),
        way(
            &["R10", "R4", "T6"],
            "The minutes of the meeting to which it was put were sent, and you stood in there for a member who may \
             read its item.",
            UNDER.as_substitute(viewer),
        ),
        way(&["R10", "T8"], "You are secretary or chair of the board that follows it.", UNDER.as_staff(viewer)),
    ]
}

// R10.
known!(recommendation, "The secretariat of the board that follows it, or whose paper it is.", viewer => {
    if !viewer.reads(Area::Content) {
        return Known::nothing();
    }
    let seated = "It was put in an open item of agreed minutes, and your organisation has a seat on the board.";
    let directed = all([to_us(viewer), made(viewer), UNDER.open_enough(viewer), UNDER.out(viewer)]);
    Known::by([
        way(&["R10"], "You read the paper that makes it.", in_paper(viewer)),
        way(&["R10", "R4"], "It was put in an open item of published minutes.", UNDER.published(viewer)),
        way(&["R10", "R4", "T10"], seated, UNDER.as_system(viewer)),
        way(&["R10"], "It is directed to your organisation, or to a board of yours.", directed),
    ])
    .and(ways_of_people(viewer))
    .provided(cleared(viewer))
}, withheld: [recommendation_evidence]);
// A board that is hidden leaves no gap in the list (L4); organisations are known to all.
read!(recommendation_target, viewer => {
    use recommendation_target::Column as T;
    let known = any([only(T::OrganisationId.is_not_null()), super::board::readable(T::BoardId, viewer)]);
    all([parent(T::RecommendationId, C::Id, Read::<recommendation::Entity>::rows(viewer)), known])
});

/// Directed to the organisation of the hat worn, or the viewer is secretary or chair of the board that follows it.
fn answerable(viewer: Who) -> Condition {
    use recommendation_target::Column as T;
    let ours = all([only(T::Direct.eq(true)), us(T::OrganisationId, viewer)]);
    any([parent(C::Id, T::RecommendationId, ours), pieces::STAFFED_BOARDS.has(C::BoardId, viewer)])
}

may! {
    // Whom it is directed to answers it, and does it; who keeps the board's record writes down what they say.
    AnswerRecommendation on recommendation, viewer => answerable(viewer);
    AdvanceRecommendation on recommendation, viewer => answerable(viewer);
}

// 3.5, mode M.
told!(
    recommendation_evidence.RecommendationId of recommendation, "EVIDENCE", ["evidence"],
    "The members of the board that follows it.",
    viewer => all([pieces::BOARDS.has(C::BoardId, viewer), Read::<recommendation::Entity>::rows(viewer)])
);
read!(recommendation_evidence, viewer => recommendation_evidence::Entity::where_told(viewer));
