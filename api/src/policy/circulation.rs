//! Whom a paper was sent to (R10, T2, T4, T6), and who may know that it was.

use entities::{
    agenda_item, agenda_item_paper, board, circulation, circulation::Purpose, circulation_recipient, meeting, paper,
    paper::Status, person,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait as _},
};

use super::{
    Read, Who,
    known::{Known, known, way},
    paper::{full, keepers},
    pieces::{self, all, any, col, me, only, parent, us},
    read,
    tenure::in_my_time,
};
use crate::viewer::Area;

/// Neither withdrawn nor replaced since: for readers from outside the board.
const SENT: [Status; 3] = [Status::Circulated, Status::Final, Status::Published];
/// No longer up for comment: for members who joined later.
const SETTLED: [Status; 2] = [Status::Final, Status::Published];

fn stands_at<const N: usize>(statuses: [Status; N]) -> Condition {
    let status = only(paper::Column::Status.is_in(statuses));
    parent(circulation::Column::PaperId, paper::Column::Id, status)
}

/// The paper was sent by now, and neither to a board nor for a meeting that a marking withholds.
pub(super) fn already_sent(viewer: Who) -> Condition {
    all([only(col(circulation::Column::SentAt).lte(viewer.now())), unmarked(viewer)])
}

/// Sent to a board and for a meeting, if for one, that no marking withholds.
fn unmarked(viewer: Who) -> Condition {
    use circulation::Column as K;
    let meeting = parent(K::MeetingId, meeting::Column::Id, pieces::handled(meeting::Column::MarkingId, viewer));
    all([pieces::unmarked_board(K::BoardId, viewer), any([only(K::MeetingId.is_null()), meeting])])
}

fn listed(rows: Condition) -> Condition {
    parent(circulation::Column::Id, circulation_recipient::Column::CirculationId, rows)
}

/// The list names nobody: it went to all of the board.
fn to_all() -> Condition {
    listed(Condition::all()).not()
}

/// The list names the organisation of the hat worn.
fn to_us(viewer: Who) -> Condition {
    use circulation_recipient::Column as R;
    listed(us(R::OrganisationId, viewer))
}

/// The list names the viewer.
fn to_me(viewer: Who) -> Condition {
    use circulation_recipient::Column as R;
    listed(me(R::PersonId, viewer))
}

/// The board shows what was sent on this day to those who came later, or to a later board (T2, T9).
fn shown(viewer: Who) -> Condition {
    use circulation::Column as K;
    let then = parent(K::BoardId, board::Column::Id, pieces::shown_to_later(K::Day));
    any([all([pieces::BOARDS.has(K::BoardId, viewer), then]), pieces::INHERITED_BOARDS.has(K::BoardId, viewer)])
}

/// Sent to the viewer as one of the board's people. Who joined later reads what went to all and is settled (T2); a list
/// is for those whom it named then and who are still there.
fn as_member(viewer: Who) -> Condition {
    use circulation::Column as K;
    let then =
        all([in_my_time(K::BoardId, K::Day, &pieces::ALL, viewer), any([to_all(), to_us(viewer), to_me(viewer)])]);
    any([then, all([to_all(), stands_at(SETTLED), shown(viewer)])])
}

/// Sent for a meeting, under an item for which the viewer is a guest there (T4).
fn as_guest(viewer: Who) -> Condition {
    use agenda_item::Column as I;
    use agenda_item_paper::Column as L;
    use circulation::Column as K;
    let there = Expr::col(I::MeetingId.as_column_ref()).equals(K::MeetingId.as_column_ref());
    let in_scope = all([pieces::GUEST_ITEMS.has(L::ItemId, viewer), parent(L::ItemId, I::Id, only(there))]);
    all([
        // Implied by the items, and asked first: nearly everybody has no such meeting.
        pieces::GUEST_MEETINGS.has(K::MeetingId, viewer),
        parent(K::PaperId, L::PaperId, in_scope),
        any([to_all(), to_us(viewer), to_me(viewer)]),
        stands_at(SENT),
    ])
}

/// Sent for a meeting at which the viewer stands in, to all or to the organisation whose seat they fill; what was sent
/// to a person is that person's (T6).
fn as_substitute(viewer: Who) -> Condition {
    all([
        pieces::SUBSTITUTE_MEETINGS.has(circulation::Column::MeetingId, viewer),
        any([to_all(), to_us(viewer)]),
        stands_at(SENT),
    ])
}

/// Circulations that reached the viewer.
pub(super) fn reached_person(viewer: Who) -> Condition {
    all([any([as_member(viewer), as_guest(viewer), as_substitute(viewer)]), already_sent(viewer)])
}

/// Circulations for comments that reached the viewer, or that the viewer made.
pub(super) fn for_comments(viewer: Who) -> Condition {
    use circulation::Column as K;
    let sent = all([senders(viewer), already_sent(viewer)]);
    all([only(K::Purpose.eq(Purpose::ForComment)), any([reached_person(viewer), sent])])
}

/// Circulations for information that reached the organisation of a system, on a board where it has a seat today.
pub(super) fn reached_system(viewer: Who) -> Condition {
    use circulation::Column as K;
    let shown = parent(K::BoardId, board::Column::Id, pieces::shown_to_later(K::Day));
    all([
        only(K::Purpose.eq(Purpose::ForInformation)),
        pieces::SEAT_BOARDS.has(K::BoardId, viewer),
        pieces::ordinary(K::BoardId),
        shown,
        any([to_all(), to_us(viewer)]),
        stands_at(SENT),
        already_sent(viewer),
    ])
}

/// Those who know the whole list: who keeps the paper, also before it is sent, and who has sent it round. No office
/// inherits what a marking on the board or the meeting withholds.
fn senders(viewer: Who) -> Condition {
    use circulation::Column as K;
    let kept = parent(K::PaperId, paper::Column::Id, keepers(viewer));
    let sent = all([pieces::STAFFED_BOARDS.has(K::BoardId, viewer), only(col(K::SentAt).lte(viewer.now()))]);
    all([any([sent, kept]), unmarked(viewer)])
}

// That a paper was sent is known to those whom it reached and to those who sent it, as long as they read the paper: it
// may be the plan of a review that is hidden from them (R17).
known!(circulation, "The organisation whose paper it is, or the secretariat of the board.", viewer => {
    if !viewer.reads(Area::Content) {
        return Known::nothing();
    }
    Known::by([
        way(&["R10", "T10"], "It reached your organisation.", reached_system(viewer)),
        way(&["R10", "T2", "T4", "T6"], "It reached you.", reached_person(viewer)),
        way(&["R10"], "You keep the paper, or are secretary or chair of the board.", senders(viewer)),
    ])
    .provided(full(circulation::Column::PaperId, viewer))
});

// Whom else a list names is for those who made it.
read!(circulation_recipient, viewer => {
    use circulation_recipient::Column as R;
    let sender = parent(R::CirculationId, circulation::Column::Id, senders(viewer));
    let named = any([me(R::PersonId, viewer), us(R::OrganisationId, viewer)]);
    let known = Read::<circulation::Entity>::rows(viewer);
    // L4: a person who is hidden, and is named for no organisation, is not in the list.
    let person = parent(R::PersonId, person::Column::Id, Read::<person::Entity>::rows(viewer));
    let there = any([only(R::OrganisationId.is_not_null()), person]);
    all([any([sender, named]), there, parent(R::CirculationId, circulation::Column::Id, known)])
});
