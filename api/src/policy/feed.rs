//! The change feed: a change may be known exactly when its record may be read (L6).

use entities::{
    action, action_update, board,
    change::{self, Record},
    meeting, minutes, programme,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, Iterable,
    sea_query::{Expr, ExprTrait, Query},
};

use super::{
    Read, Right,
    pieces::{all, any, never, only},
    read,
};
use crate::viewer::{Area, Viewer};

/// The change's record is one that the viewer may read. A scalar sub-select by primary key: it costs one look-up for
/// each change, however large the table, where an `exists` would make PostgreSQL hash every readable row.
fn readable<E: EntityTrait>(record: Record, id: E::Column, viewer: &Viewer) -> Condition
where
    Read<E>: Right<On = E>,
{
    let row = Query::select()
        .expr(Expr::val(1))
        .from(E::default())
        .cond_where(all([
            only(Expr::col(id.as_column_ref()).equals(change::Column::RecordId.as_column_ref())),
            Read::<E>::rows(viewer),
        ]))
        .limit(1)
        .to_owned();
    let found = Expr::SubQuery(None, Box::new(row.into()));
    all([only(change::Column::Record.eq(record)), only(found.is_not_null())])
}

fn record(record: Record, viewer: &Viewer) -> Condition {
    match record {
        Record::Board => readable::<board::Entity>(record, board::Column::Id, viewer),
        Record::Meeting => readable::<meeting::Entity>(record, meeting::Column::Id, viewer),
        Record::Minutes => readable::<minutes::Entity>(record, minutes::Column::Id, viewer),
        Record::Action => readable::<action::Entity>(record, action::Column::Id, viewer),
        Record::ActionUpdate => readable::<action_update::Entity>(record, action_update::Column::Id, viewer),
        Record::Programme => readable::<programme::Entity>(record, programme::Column::Id, viewer),
    }
}

read!(change, viewer => {
    if !viewer.reads(Area::Actions) {
        return never();
    }
    Record::iter().fold(any([never()]), |rows, kind| rows.add(record(kind, viewer)))
});
