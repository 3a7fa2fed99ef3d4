//! Writes: a transaction that holds one record under one right.
//!
//! `begin` selects the record again, locked where the database can, where the viewer may read it and holds the right,
//! and compares its version. The deed is a method of `Tx`, in the file of its noun, so it has no id argument to get
//! wrong. `commit` writes the change rows and the audit line in the same transaction.

use std::{borrow::Cow, collections::HashSet, fmt};

use chrono::{DateTime, Utc};
use entities::{audit_event::Record, board, change, minutes};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection,
    DatabaseTransaction, DbBackend, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, Iterable, ModelTrait,
    PrimaryKeyToColumn, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};
use uuid::Uuid;

use super::{
    Noun, Seen, View, failed,
    fault::undecided,
    headed,
    ledger::{self, Line},
    once::Once,
};
use crate::{
    error::Error,
    policy::{Deed, Read, Right},
    viewer::Viewer,
};

/// Opens a transaction to write in. On SQLite it takes the writer's place at once, so that reading and then writing cannot
/// fail half-way.
pub(super) async fn open(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    db.begin_with_options(options).await
}

/// The lock that orders commits on PostgreSQL, so that the feed's numbers are in commit order. It is taken last, for
/// the length of one commit.
const COMMIT_LOCK: i64 = 0x726f_756e_6401;

/// Waits for this transaction's turn to commit. On SQLite it has had it since it began.
pub(super) async fn take_turn(txn: &DatabaseTransaction) -> Result<(), DbErr> {
    if txn.get_database_backend() == DbBackend::Postgres {
        let turn = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT pg_advisory_xact_lock($1)",
            [COMMIT_LOCK.into()],
        );
        txn.execute_raw(turn).await?;
    }
    Ok(())
}

/// A row that holds a record's version, which every change of the record raises by one.
pub(crate) trait Versioned {
    /// The row as it is written.
    type Row;
    /// The record's id.
    fn id(&self) -> Uuid;
    fn version(&self) -> i32;
    /// The row at its next version, written now, with nothing else changed yet.
    fn next(&self, now: DateTime<Utc>) -> Self::Row;
}

macro_rules! versioned {
    ($($noun:ident $id:ident $($at:ident)?;)*) => {$(
        impl Versioned for entities::$noun::Model {
            type Row = entities::$noun::ActiveModel;

            fn id(&self) -> Uuid {
                self.$id.uuid()
            }

            fn version(&self) -> i32 {
                self.version
            }

            fn next(&self, now: DateTime<Utc>) -> Self::Row {
                let mut row = self.clone().into_active_model();
                row.version = Set(self.version + 1);
                // A comment has no time but that of its making.
                let _ = now;
                $(row.$at = Set(now);)?
                row
            }
        }
    )*};
}

versioned! {
    action_progress action_id updated_at;
    agenda_item id updated_at;
    agreement id updated_at;
    board id updated_at;
    comment id;
    meeting id updated_at;
    membership id updated_at;
    minutes id updated_at;
    organisation id updated_at;
    paper id updated_at;
    programme id updated_at;
    recommendation id updated_at;
}

/// An open write: one record, one right, everything or nothing.
pub(crate) struct Tx<R: Deed> {
    /// The record, as the caller has seen it.
    pub(super) record: Seen<<R::To as EntityTrait>::Model>,
    /// The row that the deed changes, as it is now.
    pub(super) target: <R::On as EntityTrait>::Model,
    pub(super) txn: DatabaseTransaction,
    changes: Vec<change::ActiveModel>,
    /// Whether the ledger has a line of the target itself: not of a deed that nobody who knows of the target may notice.
    noticed: bool,
    /// Records that the deed made or changed beside its target: each has a line of the ledger too.
    touched: Vec<(Record, Uuid)>,
    once: Option<Once>,
}

/// A write that is open, or what came of it when the same was sent before.
pub(crate) enum Begun<R: Deed> {
    Open(Tx<R>),
    Done(Done),
}

/// What a caller says of a deed beside its input.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms {
    /// The version of the record that the caller has read; none for a deed that leaves the record itself as it is.
    pub(crate) expected: Option<i32>,
    /// The key under which the deed is done once.
    pub(crate) once: Option<Once>,
}

impl View {
    /// Opens a write on a record already seen.
    pub(crate) async fn begin<R: Deed>(
        &self,
        seen: &Seen<<R::To as EntityTrait>::Model>,
        Terms { expected, once }: Terms,
    ) -> Result<Begun<R>, Error>
    where
        R::To: Noun,
        R::On: Noun,
        Read<R::On>: Right<On = R::On>,
        <R::On as EntityTrait>::Model: Versioned,
    {
        let door = &self.0.door;
        let key = <R::On as Noun>::id();
        let id = seen.row.get(<R::To as Noun>::id());
        let txn = open(&door.store.write).await.map_err(failed)?;
        if let Some(once) = &once
            && let Some(done) = once.claim(self, &txn).await?
        {
            return Ok(Begun::Done(done));
        }
        let select = door.rows::<R::On>().filter(R::rows(door.viewer.who())).filter(key.eq(id)).lock_exclusive();
        let Some(target) = all(&txn, &door.viewer, select).await?.pop() else {
            let whom = if door.viewer.has_scope(R::SCOPE) {
                R::WHOM.to_owned()
            } else {
                format!("Your token or account would need the scope `{}`.", R::SCOPE)
            };
            return Err(Error::Forbidden(format!("You may read this record but not {}. {whom}", R::NAME)));
        };
        let version = target.version();
        if let Some(expected) = expected.filter(|expected| *expected != version) {
            return Err(stale("The record", version, expected));
        }
        Ok(Begun::Open(Tx {
            record: seen.clone(),
            target,
            txn,
            changes: Vec::new(),
            noticed: true,
            touched: Vec::new(),
            once,
        }))
    }
}

/// The refusal of a change of what somebody else has changed.
pub(super) fn stale(what: &str, version: i32, expected: i32) -> Error {
    Error::Conflict(format!(
        "{what} has changed since you read it: it is now at version {version}, you expected {expected}. Read it again, then repeat your change on what it says now."
    ))
}

/// The refusal of what is named and not among what the caller may know of.
pub(super) fn unknown(id: Option<Uuid>, known: &HashSet<Uuid>, field: fmt::Arguments<'_>, noun: &str) -> Option<Error> {
    id.filter(|id| !known.contains(id)).map(|_| no_such(field.to_string(), noun))
}

/// The refusal of a record that there is not, or that the caller may not know of: it is answered alike.
pub(super) fn no_such(field: impl Into<Cow<'static, str>>, noun: &str) -> Error {
    Error::at(field, format!("there is no such {noun}, or it is not yours to see"))
}

/// Refuses what is wrong, if anything is: all of it at once.
pub(super) fn refuse(mut wrong: Vec<Error>) -> Result<(), Error> {
    match wrong.len() {
        0 => Ok(()),
        1 => Err(wrong.remove(0)),
        _ => Err(Error::Several(wrong)),
    }
}

/// What a select finds within a transaction, headed by what the viewer is to the record.
pub(super) async fn all<E: EntityTrait>(
    txn: &DatabaseTransaction,
    viewer: &Viewer,
    select: Select<E>,
) -> Result<Vec<E::Model>, Error> {
    let statement = headed(txn.get_database_backend(), viewer, &select.into_query());
    let rows = txn.query_all_raw(statement).await.map_err(failed)?;
    rows.iter().map(|row| E::Model::from_query_result(row, "").map_err(failed)).collect()
}

impl<R: Deed> Tx<R>
where
    R::On: Noun,
    <R::On as EntityTrait>::Model: Versioned,
{
    /// The rows of a noun that the caller may know of.
    pub(super) fn known<E: EntityTrait>(&self) -> Select<E>
    where
        Read<E>: Right<On = E>,
    {
        self.record.view().0.door.rows::<E>()
    }

    /// What a select finds, as this transaction sees it.
    pub(super) async fn all<E: EntityTrait>(&self, select: Select<E>) -> Result<Vec<E::Model>, Error> {
        all(&self.txn, self.record.view().viewer(), select).await
    }

    /// Which of these records the caller may know of.
    pub(super) async fn known_among<E: Noun>(&self, ids: impl IntoIterator<Item = Uuid>) -> Result<HashSet<Uuid>, Error>
    where
        Read<E>: Right<On = E>,
    {
        let ids: HashSet<Uuid> = ids.into_iter().collect();
        if ids.is_empty() {
            return Ok(ids);
        }
        let rows = self.known::<E>().filter(E::id().is_in(ids)).select_only().column_as(E::id(), "key").into_query();
        let statement = headed(self.txn.get_database_backend(), self.record.view().viewer(), &rows);
        let rows = self.txn.query_all_raw(statement).await.map_err(failed)?;
        rows.iter().map(|row| row.try_get("", "key").map_err(failed)).collect()
    }

    /// Whether another right holds on the row too.
    pub(super) async fn holds<Q: Right<On = R::On>>(&self) -> Result<bool, Error> {
        let rows = Q::rows(self.record.view().viewer().who());
        let select = R::On::find().filter(rows).filter(<R::On as Noun>::id().eq(self.target.id()));
        Ok(!self.all(select).await?.is_empty())
    }

    /// Writes the target at its next version, with what changes of it.
    pub(super) async fn rewrite<A>(&self, with: impl FnOnce(&mut A)) -> Result<(), Error>
    where
        A: ActiveModelTrait<Entity = R::On> + ActiveModelBehavior + Send,
        <R::On as EntityTrait>::Model: Versioned<Row = A> + IntoActiveModel<A>,
    {
        let mut row = self.target.next(self.record.view().viewer().now);
        with(&mut row);
        row.update(&self.txn).await.map_err(failed)?;
        Ok(())
    }

    /// Writes what hangs from a record under its key: what changes of it, or all of it for the first time.
    pub(super) async fn put<E>(&self, of: Uuid, with: impl FnOnce(&mut E::ActiveModel)) -> Result<(), Error>
    where
        E: EntityTrait,
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        let keys: Vec<E::Column> = E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column).collect();
        let find = keys.iter().fold(E::find(), |find, key| find.filter(key.eq(of)));
        let old = find.one(&self.txn).await.map_err(failed)?.map(IntoActiveModel::into_active_model);
        let is_new = old.is_none();
        let mut row = old.unwrap_or_else(<E::ActiveModel as ActiveModelTrait>::default);
        with(&mut row);
        if !is_new {
            return row.update(&self.txn).await.map(|_| ()).map_err(failed);
        }
        for key in keys {
            row.set(key, of.into());
        }
        E::insert(row).exec_without_returning(&self.txn).await.map(|_| ()).map_err(failed)
    }

    pub(super) fn changed(
        &mut self,
        kind: change::Kind,
        record: change::Record,
        id: Uuid,
        board: Option<entities::Id<board::Entity>>,
    ) {
        self.changes.push(change::ActiveModel {
            kind: Set(kind),
            record: Set(record),
            record_id: Set(id),
            board_id: Set(board),
            minutes_id: Set(None),
            at: Set(self.record.view().viewer().now),
            ..Default::default()
        });
    }

    /// The changes from the `from`-th on came with an edition of minutes: they are told to its readers.
    pub(super) fn with_minutes(&mut self, from: usize, edition: entities::Id<minutes::Entity>) {
        for change in self.changes.iter_mut().skip(from) {
            change.minutes_id = Set(Some(edition));
        }
    }

    /// Notes for the ledger a record that the deed makes or changes beside its target.
    pub(super) fn touched(&mut self, record: Record, id: Uuid) {
        self.touched.push((record, id));
    }

    /// Leaves the target out of the ledger: the deed was done to what was `touched` alone.
    pub(super) fn unnoticed(&mut self) {
        self.noticed = false;
    }

    /// Commits the record, the audit lines and the change rows together. `records` are what came of the deed.
    pub(super) async fn commit(self, records: Vec<Uuid>) -> Result<Done, Error> {
        let Self { record, target, txn, changes, noticed, touched, once } = self;
        let view = record.view();
        let viewer = view.viewer();
        let store = &view.0.door.store;
        let target = Some((R::RECORD, target.id())).filter(|_| noticed);
        let lines = target.into_iter().chain(touched).map(|on| Line::deed(viewer, (R::OPERATION, R::WORD), on));
        let lines = lines.collect::<Result<_, _>>()?;
        take_turn(&txn).await.map_err(failed)?;
        // Everybody's commits wait from here on: a few statements, however much a deed changes.
        ledger::append(&txn, &store.clock, lines).await.map_err(failed)?;
        // A deed that readers of the feed do not hear of leaves it where it is.
        change::Entity::insert_many(changes).exec_without_returning(&txn).await.map_err(failed)?;
        let last = change::Entity::find().select_only().column(change::Column::Seq);
        let last = last.order_by_desc(change::Column::Seq).into_tuple::<i64>().one(&txn).await.map_err(failed)?;
        let head = last.unwrap_or_default();
        if let Some(once) = once {
            once.remember(view, &txn, (&records, head)).await?;
        }
        txn.commit().await.map_err(undecided)?;
        store.announce(head);
        Ok(Done { records, cursor: view.feed_cursor(head)? })
    }
}

/// What came of a deed, and where the feed stands after it.
pub(crate) struct Done {
    /// The records that it made or changed, as the caller named or will name them; at least one.
    pub(crate) records: Vec<Uuid>,
    pub(crate) cursor: String,
}
