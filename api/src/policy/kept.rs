//! Whose record it is: the records of a board that the viewer runs, which they may look at as others would.

use entities::{
    access_grant, action, action_update, agenda_item, agreement, area, attendance, audit_event, board, circulation,
    comment, decision, grant, meeting, membership, minute_section, minutes, organisation, paper, paper_version, person,
    programme, programme_update, recommendation, review, seat,
};
use sea_orm::{Condition, EntityTrait};

use super::{
    Right, Who,
    pieces::{STAFFED_BOARDS, never, parent},
};

/// The right of the secretariat and the chairs of a board to look at its records as somebody else would (T8).
pub(crate) struct Kept<E>(std::marker::PhantomData<fn() -> E>);

macro_rules! kept {
    ($($noun:ident, $viewer:ident => $rows:expr;)*) => {$(
        impl Right for Kept<$noun::Entity> {
            type On = $noun::Entity;

            fn rule($viewer: Who) -> Condition {
                $rows
            }
        }
    )*};
}

/// Those that name their board.
macro_rules! kept_by {
    ($($noun:ident $board:ident),* $(,)?) => {
        kept! { $($noun, viewer => STAFFED_BOARDS.has($noun::Column::$board, viewer);)* }
    };
}

kept_by!(
    action BoardId,
    action_update BoardId,
    agenda_item BoardId,
    attendance BoardId,
    board Id,
    circulation BoardId,
    comment BoardId,
    decision BoardId,
    meeting BoardId,
    membership BoardId,
    minute_section BoardId,
    minutes BoardId,
    paper BoardId,
    programme BoardId,
    recommendation BoardId,
    review BoardId,
    seat BoardId,
);

/// The parent of the row is one of them.
fn of<E: EntityTrait>(column: impl sea_orm::ColumnTrait, id: E::Column, viewer: Who) -> Condition
where
    Kept<E>: Right<On = E>,
{
    parent(column, id, Kept::<E>::rows(viewer))
}

kept! {
    access_grant, viewer => of::<paper::Entity>(access_grant::Column::PaperId, paper::Column::Id, viewer);
    paper_version, viewer => of::<paper::Entity>(paper_version::Column::PaperId, paper::Column::Id, viewer);
    programme_update, viewer =>
        of::<programme::Entity>(programme_update::Column::ProgrammeId, programme::Column::Id, viewer);
    // These are of no board.
    agreement, _viewer => never();
    area, _viewer => never();
    audit_event, _viewer => never();
    grant, _viewer => never();
    organisation, _viewer => never();
    person, _viewer => never();
}
