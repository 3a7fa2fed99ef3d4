//! Boards, seats and memberships (R1, R20).

use entities::{attendance, board, meeting, membership, seat};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait},
};

use super::{
    Read, Right,
    pieces::{self, all, any, never, only, parent},
    read,
};
use crate::viewer::{Area, Viewer};

// R1: a listed board is known to all; an unlisted one to those who sit on it, to a system whose organisation does,
// and to guests of its meetings.
read!(board, viewer => {
    use board::Column as C;
    if !viewer.reads(Area::Actions) {
        return never();
    }
    let mut rows = any([only(C::Listed.eq(true))]);
    if viewer.is_service() {
        rows = rows.add(pieces::SEAT_BOARDS.has(C::Id));
    }
    if viewer.person().is_some() {
        let guest = parent(C::Id, meeting::Column::BoardId, pieces::invited(meeting::Column::Id));
        rows = rows.add(pieces::BOARDS.has(C::Id)).add(guest);
    }
    all([rows, pieces::handled(C::MarkingId, viewer)])
});

/// The board is one that the viewer may know of.
fn readable<C: ColumnTrait>(column: C, viewer: &Viewer) -> Condition {
    parent(column, board::Column::Id, Read::<board::Entity>::rows(viewer))
}

read!(seat, viewer => readable(seat::Column::BoardId, viewer));

/// Holds, or held, an office of a board that the public may know of; one that has not begun yet is not known.
pub(super) fn in_public_office(viewer: &Viewer) -> Condition {
    use membership::Column as C;
    all([
        only(C::Role.is_in(pieces::OFFICES)),
        only(C::StartsOn.lte(viewer.today())),
        pieces::public_board(C::BoardId, viewer),
    ])
}

// R20: office-holders are known to all, others when published minutes of the board name them; members know their
// board's, a person their own, a system those of its organisation.
read!(membership, viewer => {
    use attendance::Column as A;
    use membership::Column as C;
    if !viewer.reads(Area::Content) {
        return never();
    }
    let same_board = Expr::col(A::BoardId.as_column_ref()).equals(C::BoardId.as_column_ref());
    let named = parent(C::PersonId, A::PersonId, all([only(same_board), pieces::published(A::MeetingId, viewer)]));
    let mut rows = any([in_public_office(viewer), named]);
    if let Some(me) = viewer.person() {
        rows = rows.add(C::PersonId.eq(me)).add(pieces::BOARDS.has(C::BoardId));
    }
    if let (true, Some(organisation)) = (viewer.is_service(), viewer.organisation()) {
        rows = rows.add(C::OnBehalfOfId.eq(organisation));
    }
    all([rows, readable(C::BoardId, viewer)])
});
