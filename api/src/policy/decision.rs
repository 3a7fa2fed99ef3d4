//! Decisions (R9): taken at a meeting, in a paper, or on a day of their own.

use entities::{board, decision::Column as C};
use sea_orm::{ColumnTrait, Condition};

use super::{
    Way, Who,
    known::{Known, known, way},
    minuted::Under,
    paper,
    pieces::{self, all, any, me, my_hat, only, parent},
    tenure::in_my_time,
};
use crate::viewer::Area;

const UNDER: Under<C> = Under { board: C::BoardId, meeting: C::MeetingId, item: C::ItemId };

/// Taken at no meeting and in no paper: the record of it stands by itself.
fn by_itself(rows: Condition) -> Condition {
    all([only(C::MeetingId.is_null()), only(C::PaperId.is_null()), rows])
}

/// The board shows what it did on the day to those who came later.
fn shown() -> Condition {
    parent(C::BoardId, board::Column::Id, pieces::shown_to_later(C::Day))
}

/// Announced, and of no board or of one that the public may know of.
fn announced(viewer: Who) -> Condition {
    let board = any([only(C::BoardId.is_null()), pieces::public_board(C::BoardId, viewer)]);
    by_itself(all([only(C::Announced.eq(true)), board]))
}

/// Of a board of the viewer's: of their own time, or of a time that the board shows to those who came later (T2, T9).
fn of_my_board(viewer: Who) -> Condition {
    let later = all([pieces::BOARDS.has(C::BoardId, viewer), shown()]);
    let mine = in_my_time(C::BoardId, C::Day, &pieces::ALL, viewer);
    by_itself(any([mine, later, pieces::INHERITED_BOARDS.has(C::BoardId, viewer)]))
}

/// Of an ordinary board where a system's organisation has a seat, as far back as the board shows.
fn of_our_board(viewer: Who) -> Condition {
    by_itself(all([pieces::SEAT_BOARDS.has(C::BoardId, viewer), pieces::ordinary(C::BoardId), shown()]))
}

/// Taken by the organisation acted for, or by the viewer alone. Who decided for an organisation loses it with that hat
/// (T7), and who decided alone with the board (T3). To sit on a board that decided gives nothing: its minutes do.
fn taken(viewer: Who) -> Condition {
    let alone = [only(C::ByOrganisationId.is_null()), me(C::ByPersonId, viewer), pieces::stays(C::BoardId, viewer)];
    any([my_hat(C::ByOrganisationId, viewer), all(alone)])
}

/// What the paper in which it was taken withholds, it does not tell.
fn cleared(viewer: Who) -> Condition {
    all([pieces::handled(C::MarkingId, viewer), UNDER.cleared(viewer), paper::of_cleared(C::PaperId, viewer)])
}

fn ways_of_people(viewer: Who) -> Vec<Way> {
    vec![
        way(
            &["R9", "T1", "T2", "T9"],
            "You read the minutes of its meeting as a member, and its item in full.",
            UNDER.as_member(viewer),
        ),
        way(
            &["R9", "T4"],
            "The minutes of its meeting were sent, and you are a guest for its item.",
            UNDER.as_guest(viewer),
        ),
        way(
            &["R9", "T6"],
            "The minutes of its meeting were sent, and you stood in there for a member who may read its item.",
            UNDER.as_substitute(viewer),
        ),
        way(&["R9", "T1", "T2", "T9"], "A board of yours took it, at no meeting.", of_my_board(viewer)),
        way(&["R9", "T3", "T7"], "You took it, or the organisation that you act for.", taken(viewer)),
        way(&["R9", "T8"], "You are secretary or chair of its board.", UNDER.as_staff(viewer)),
    ]
}

// R9.
known!(decision, "The secretariat of its board.", viewer => {
    if !viewer.reads(Area::Content) {
        return Known::nothing();
    }
    Known::by([
        way(&["R9"], "It was taken in an open item of published minutes.", UNDER.published(viewer)),
        way(&["R9"], "It is announced.", announced(viewer)),
        way(&["R9", "R10"], "You read the paper in which it was taken.", paper::full(C::PaperId, viewer)),
    ])
    .and([
        way(
            &["R9", "T10"],
            "It was taken in an open item of agreed minutes, and your organisation has a seat on the board.",
            UNDER.as_system(viewer),
        ),
        way(
            &["R9", "T10"],
            "A board took it, at no meeting, on which your organisation has a seat.",
            of_our_board(viewer),
        ),
    ])
    .and(ways_of_people(viewer))
    .provided(cleared(viewer))
});
