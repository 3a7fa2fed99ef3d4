//! Boards, seats and memberships (R1, R20).

use entities::{attendance, board, meeting, membership, seat};
use sea_orm::ColumnTrait;

use super::{
    Read, Right,
    pieces::{self, all, among, any, never, only, pick},
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
    let mut rows = any([only(C::Listed.eq(true)), among(C::Id, pieces::seat_boards(viewer))]);
    if viewer.person().is_some() {
        let invited = pick(meeting::Column::BoardId, among(meeting::Column::Id, pieces::invited_meetings(viewer)));
        rows = rows.add(among(C::Id, pieces::my_boards(viewer))).add(among(C::Id, invited));
    }
    all([rows, pieces::handled(C::MarkingId, viewer)])
});

/// Boards that the viewer may know of.
pub(super) fn readable(viewer: &Viewer) -> sea_orm::sea_query::SelectStatement {
    pick(board::Column::Id, Read::<board::Entity>::rows(viewer))
}

read!(seat, viewer => among(seat::Column::BoardId, readable(viewer)));

// R20: office-holders are known to all, others when published minutes of the board name them; members know their
// board's, a person their own, a system those of its organisation.
read!(membership, viewer => {
    use membership::Column as C;
    let named = pick(attendance::Column::PersonId, all([
        among(attendance::Column::MeetingId, pieces::published_meetings()),
        among(attendance::Column::BoardId, pieces::public_boards()),
        only(sea_orm::sea_query::ExprTrait::equals(
            sea_orm::sea_query::Expr::col(attendance::Column::BoardId.as_column_ref()),
            C::BoardId.as_column_ref(),
        )),
    ]));
    let mut rows = any([
        all([only(C::Role.is_in(pieces::OFFICES)), among(C::BoardId, pieces::public_boards())]),
        among(C::PersonId, named),
    ]);
    if let Some(me) = viewer.person() {
        rows = rows.add(C::PersonId.eq(me)).add(among(C::BoardId, pieces::my_boards(viewer)));
    }
    if let (true, Some(organisation)) = (viewer.is_service(), viewer.organisation()) {
        rows = rows.add(C::OnBehalfOfId.eq(organisation));
    }
    if viewer.reads(Area::Content) { all([rows, among(C::BoardId, readable(viewer))]) } else { never() }
});
