//! The change feed: a change may be known exactly when its record may be read (L6), and that an action goes on when its
//! progress may be read. What changes for readers because minutes are published is for those who know the edition.

use entities::{
    action, action_update, board,
    change::{self, Kind, Record},
    meeting, minutes, programme, programme_update,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, Iterable};

use super::{
    Read, Right, Who,
    action::moves,
    paper::fed,
    pieces::{all, any, any_of, never, only, parent},
    read,
};
use crate::viewer::Area;

/// The change's record is one that the viewer may read: one look-up for each change, however large the table. An id
/// alone tells which record it is; the kind spares the look-ups among the others.
fn readable<E: EntityTrait>(record: Record, id: E::Column, viewer: Who) -> Condition
where
    Read<E>: Right<On = E>,
{
    let known = parent(change::Column::RecordId, id, Read::<E>::rows(viewer));
    all([only(change::Column::Record.eq(record)), known])
}

/// That an action was raised or published is known to its readers; that it moved since, to those who follow it (3.5).
fn actions(viewer: Who) -> Condition {
    use change::Column as C;
    let moved = all([only(C::Record.eq(Record::Action)), moves(C::RecordId, viewer)]);
    let readable = readable::<action::Entity>(Record::Action, action::Column::Id, viewer);
    any([all([only(C::Kind.eq(Kind::Updated)), moved]), all([only(C::Kind.ne(Kind::Updated)), readable])])
}

fn record(record: Record, viewer: Who) -> Condition {
    match record {
        Record::Board => readable::<board::Entity>(record, board::Column::Id, viewer),
        Record::Meeting => readable::<meeting::Entity>(record, meeting::Column::Id, viewer),
        Record::Minutes => readable::<minutes::Entity>(record, minutes::Column::Id, viewer),
        Record::Action => actions(viewer),
        Record::ActionUpdate => readable::<action_update::Entity>(record, action_update::Column::Id, viewer),
        Record::Paper => all([only(change::Column::Record.eq(record)), fed(viewer)]),
        Record::Programme => readable::<programme::Entity>(record, programme::Column::Id, viewer),
        Record::ProgrammeUpdate => readable::<programme_update::Entity>(record, programme_update::Column::Id, viewer),
    }
}

read!(change, viewer => {
    if !viewer.reads(Area::Actions) {
        return never();
    }
    let with = change::Column::MinutesId;
    let told = parent(with, minutes::Column::Id, Read::<minutes::Entity>::rows(viewer));
    all([any_of(Record::iter().map(|kind| record(kind, viewer))), any([only(with.is_null()), told])])
});
