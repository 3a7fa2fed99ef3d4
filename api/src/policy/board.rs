//! Boards, seats and memberships (R1, R20).

use entities::{affiliation, attendance, board, meeting, membership, seat};
use sea_orm::{
    ActiveEnum as _, ColumnTrait, Condition,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

use super::{
    AttendanceBySeat, FillOffices, Read, Reserved, Right, Told, Who,
    known::{Known, known, way},
    may,
    pieces::{self, all, any, col, me, never, only, parent, to_systems, us},
};
use crate::viewer::Area;

// R1: a listed board is known to all; an unlisted one to those who sit on it, to a system whose organisation does,
// and to guests of its meetings.
known!(board, "Its secretariat.", viewer => {
    use board::Column as C;
    if !viewer.reads(Area::Actions) {
        return Known::nothing();
    }
    let guest = parent(C::Id, meeting::Column::BoardId, pieces::invited(meeting::Column::Id, viewer));
    Known::by([
        way(&["R1"], "It is listed: known to all.", only(C::Listed.eq(true))),
        way(&["R1", "T10"], "Your organisation has a seat on it.", pieces::SEAT_BOARDS.has(C::Id, viewer)),
        way(&["R1", "T1"], "You sit on it today.", pieces::BOARDS.has(C::Id, viewer)),
        way(&["R1", "T4", "T6"], "You are invited to a meeting of it.", guest),
    ])
    .provided(pieces::handled(C::MarkingId, viewer))
}, reserved: [AttendanceBySeat]);

// 3.5: the rate of an organisation is for the board's members; the public reads that of a sector.
impl Reserved for AttendanceBySeat {
    type Of = board::Entity;
    const CODE: &'static str = "ATTENDANCE";
    const FIELDS: &'static [&'static str] = &["attendanceBySeat"];
    const SAYS: &'static str =
        "The people who sit on it, and the secretariat and chairs of the board that set up a task and finish group.";
}

impl Right for Told<AttendanceBySeat> {
    type On = board::Entity;

    fn rule(viewer: Who) -> Condition {
        use board::Column as C;
        if !viewer.reads(Area::Content) {
            return never();
        }
        any([pieces::BOARDS.has(C::Id, viewer), pieces::TASK_GROUPS.has(C::Id, viewer)])
    }
}

/// The board is one that the viewer may know of.
pub(super) fn readable<C: ColumnTrait>(column: C, viewer: Who) -> Condition {
    parent(column, board::Column::Id, Read::<board::Entity>::rows(viewer))
}

known!(seat, "The secretariat of its board.", viewer => Known::by([
    way(&["R1"], "You know of the board, and so of its seats.", readable(seat::Column::BoardId, viewer)),
]));

/// Holds, or held, an office of a board that the public may know of; one that has not begun yet is not known.
pub(super) fn in_public_office(viewer: Who) -> Condition {
    use membership::Column as C;
    all([
        only(C::Role.is_in(pieces::OFFICES)),
        only(col(C::StartsOn).lte(viewer.today())),
        pieces::public_board(C::BoardId, viewer),
    ])
}

// R20: office-holders are known to all, others when published minutes of the board name them; members know their
// board's, a person their own, a system those of its organisation.
known!(membership, "The secretariat of the board.", viewer => {
    use attendance::Column as A;
    use membership::Column as C;
    if !viewer.reads(Area::Content) {
        return Known::nothing();
    }
    let same_board = Expr::col(A::BoardId.as_column_ref()).equals(C::BoardId.as_column_ref());
    let named = parent(C::PersonId, A::PersonId, all([only(same_board), pieces::printed(viewer)]));
    // Where they are to sit one day is not printed yet.
    let named = all([only(col(C::StartsOn).lte(viewer.today())), named]);
    let office = "It is an office of a board that is known to all.";
    let printed = "Published minutes of the board name the person.";
    let ours = to_systems(us(C::OnBehalfOfId, viewer), viewer);
    Known::by([
        way(&["R20"], office, in_public_office(viewer)),
        way(&["R20"], printed, named),
        way(&["R20"], "It is your own.", me(C::PersonId, viewer)),
        way(&["R20", "T1"], "You sit on that board today.", pieces::BOARDS.has(C::BoardId, viewer)),
        way(&["R20"], "The person sits there for your organisation.", ours),
    ])
    .provided(readable(C::BoardId, viewer))
});

may! {
    ProposeBoard on board, viewer => staffed(board::Column::Id, viewer);
    ReviseBoard on board, viewer => staffed(board::Column::Id, viewer);
    // W2.
    ActivateBoard on board, viewer => pieces::chaired(board::Column::Id, viewer);
    CloseBoard on board, viewer => pieces::chaired(board::Column::Id, viewer);
    OpenSeats on board, viewer => staffed(board::Column::Id, viewer);
    CloseSeats on board, viewer => staffed(board::Column::Id, viewer);
    AppointMembers on board, viewer => staffed(board::Column::Id, viewer);
    AcceptMembership on membership, viewer => me(membership::Column::PersonId, viewer);
    // Whoever sits on a board may leave it.
    EndMembership on membership, viewer => any([me(membership::Column::PersonId, viewer), placed(viewer)]);
    HandOverMembership on membership, viewer => placed(viewer);
}

// Who chairs a board is a check on who keeps its record: neither makes the other.
impl Right for FillOffices {
    type On = board::Entity;

    fn rule(viewer: Who) -> Condition {
        use board::Column as C;
        offices(C::Id, pieces::chaired(C::ParentId, viewer), viewer)
    }
}

/// Places that are the viewer's to take: those of a board that they run, and a chair's where the board's offices are theirs.
fn placed(viewer: Who) -> Condition {
    use membership::Column as C;
    let above = parent(C::BoardId, board::Column::Id, pieces::chaired(board::Column::ParentId, viewer));
    any([
        all([only(C::Role.is_not_in(pieces::OFFICES)), staffed(C::BoardId, viewer)]),
        all([only(C::Role.is_in(pieces::OFFICES)), offices(C::BoardId, above, viewer)]),
    ])
}

/// The offices of the board are the viewer's to give and to take: as one of its chairs, or `above` it, or as its secretary
/// while nobody chairs it.
fn offices<C: ColumnTrait>(board: C, above: Condition, viewer: Who) -> Condition {
    any([pieces::chaired(board, viewer), above, all([staffed(board, viewer), unchaired(board, viewer)])])
}

/// Nobody chairs the board today. Who no longer acts for those on whose behalf they did has left without a word (T7).
fn unchaired<C: ColumnTrait>(board: C, viewer: Who) -> Condition {
    use affiliation::Column as A;
    use membership::Column as M;
    let of_chair = |column: M| Expr::col((Alias::new("chair"), column));
    let acts = Query::select()
        .expr(Expr::cust("1"))
        .from(affiliation::Entity)
        .and_where(of_chair(M::PersonId).equals(A::PersonId.as_column_ref()))
        .and_where(of_chair(M::OnBehalfOfId).equals(A::OrganisationId.as_column_ref()))
        .cond_where(pieces::current(A::StartsOn, A::EndsOn, viewer))
        .limit(1)
        .to_owned();
    let acts = Expr::SubQuery(None, Box::new(acts.into())).is_not_null();
    let chair = Query::select()
        .expr(Expr::cust("1"))
        .from_as(membership::Entity, Alias::new("chair"))
        .and_where(of_chair(M::BoardId).equals(board.as_column_ref()))
        .and_where(of_chair(M::Role).is_in(pieces::OFFICES.map(|role| role.to_value())))
        .and_where(of_chair(M::StartsOn).lte(viewer.today()))
        .cond_where(any([only(of_chair(M::EndsOn).is_null()), only(of_chair(M::EndsOn).gt(viewer.today()))]))
        .cond_where(any([only(of_chair(M::OnBehalfOfId).is_null()), only(acts)]))
        .limit(1)
        .to_owned();
    only(Expr::SubQuery(None, Box::new(chair.into())).is_null())
}

/// The board is one of which the viewer is secretary or chair.
fn staffed<C: ColumnTrait>(board: C, viewer: Who) -> Condition {
    pieces::STAFFED_BOARDS.has(board, viewer)
}
