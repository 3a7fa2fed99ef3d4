//! Writes: a transaction that holds one record under one right.
//!
//! `begin` selects the record again, locked where the database can, where the viewer may read it and holds the right,
//! and compares its version. The deed is a method of `Tx`, in the file of its noun, so it has no id argument to get
//! wrong. `commit` writes the change rows and the audit line in the same transaction.

use entities::{audit_event, board, change};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, FromQueryResult,
    ModelTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};

use super::{Noun, Seen, View, failed, headed};
use crate::{
    error::Error,
    policy::{Deed, Read, Right},
    viewer::Viewer,
};

/// The lock that orders commits on PostgreSQL, so that the feed's numbers are in commit order. It is taken last, for
/// the length of one commit.
const COMMIT_LOCK: i64 = 0x726f_756e_6401;

/// Waits for this transaction's turn to commit. On SQLite it has had it since it began.
pub(super) async fn take_turn(txn: &DatabaseTransaction) -> Result<(), Error> {
    if txn.get_database_backend() == DbBackend::Postgres {
        let turn = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT pg_advisory_xact_lock($1)",
            [COMMIT_LOCK.into()],
        );
        txn.execute_raw(turn).await.map_err(failed)?;
    }
    Ok(())
}

/// A row that holds a record's version, which every change of the record raises by one.
pub(crate) trait Versioned {
    /// The record's id.
    fn id(&self) -> uuid::Uuid;
    fn version(&self) -> i32;
}

/// An open write: one record, one right, everything or nothing.
pub(crate) struct Tx<R: Deed> {
    /// The record, as the caller has seen it.
    pub(super) record: Seen<<R::To as EntityTrait>::Model>,
    /// The row that the deed changes, as it is now.
    pub(super) target: <R::On as EntityTrait>::Model,
    pub(super) txn: DatabaseTransaction,
    changes: Vec<change::ActiveModel>,
}

impl View {
    /// Opens a write on a record already seen. `expected` is the version that the caller has read.
    pub(crate) async fn begin<R: Deed>(
        &self,
        seen: &Seen<<R::To as EntityTrait>::Model>,
        expected: i32,
    ) -> Result<Tx<R>, Error>
    where
        R::To: Noun,
        R::On: Noun,
        Read<R::On>: Right<On = R::On>,
        <R::On as EntityTrait>::Model: Versioned,
    {
        let door = &self.0.door;
        let key = <R::On as Noun>::id();
        let id = seen.row.get(<R::To as Noun>::id());
        // SQLite: the writer's place is taken at once, so that reading and then writing cannot fail half-way.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let txn = door.store.write.begin_with_options(options).await.map_err(failed)?;
        let select = door.rows::<R::On>().filter(R::rows(door.viewer.who())).filter(key.eq(id)).lock_exclusive();
        let Some(target) = all(&txn, &door.viewer, select).await?.pop() else {
            let whom = if door.viewer.has_scope(R::SCOPE) {
                R::WHOM.to_owned()
            } else {
                format!("Your token or account would need the scope `{}`.", R::SCOPE)
            };
            return Err(Error::Forbidden(format!("You may read this record but not {}. {whom}", R::NAME)));
        };
        if target.version() != expected {
            return Err(Error::Conflict(format!(
                "The record has changed since you read it: it is now at version {}, you expected {expected}. Read it again, then repeat your change on what it says now.",
                target.version()
            )));
        }
        Ok(Tx { record: seen.clone(), target, txn, changes: Vec::new() })
    }
}

/// What a select finds within a transaction, headed by what the viewer is to the record.
async fn all<E: EntityTrait>(
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

    /// Whether another right holds on the row too.
    pub(super) async fn holds<Q: Right<On = R::On>>(&self) -> Result<bool, Error> {
        let rows = Q::rows(self.record.view().viewer().who());
        let select = R::On::find().filter(rows).filter(<R::On as Noun>::id().eq(self.target.id()));
        Ok(!self.all(select).await?.is_empty())
    }

    pub(super) fn changed(
        &mut self,
        kind: change::Kind,
        record: change::Record,
        id: uuid::Uuid,
        board: Option<entities::Id<board::Entity>>,
    ) {
        self.changes.push(change::ActiveModel {
            kind: Set(kind),
            record: Set(record),
            record_id: Set(id),
            board_id: Set(board),
            at: Set(self.record.view().viewer().now),
            ..Default::default()
        });
    }

    /// Commits the record, the audit line and the change rows together. Answers the feed's cursor after them.
    pub(super) async fn commit(self) -> Result<String, Error> {
        let Self { record, target, txn, changes } = self;
        let view = record.view();
        let viewer = view.viewer();
        let store = &view.0.door.store;
        let account = viewer.account.as_ref().ok_or(Error::Internal)?;
        let line = audit_event::ActiveModel {
            id: Set(entities::Id::new(store.clock.id())),
            at: Set(viewer.now),
            account_id: Set(account.id),
            organisation_id: Set(viewer.organisation()),
            purpose: Set(viewer.purpose.clone()),
            operation: Set(R::OPERATION),
            deed: Set(R::WORD.to_owned()),
            record: Set(R::RECORD),
            record_id: Set(target.id()),
            request_id: Set(viewer.request_id),
        };
        audit_event::Entity::insert(line).exec_without_returning(&txn).await.map_err(failed)?;
        take_turn(&txn).await?;
        // Everybody's commits wait from here on: two statements, however much a deed changes.
        change::Entity::insert_many(changes).exec_without_returning(&txn).await.map_err(failed)?;
        let last = change::Entity::find().select_only().column(change::Column::Seq);
        let last = last.order_by_desc(change::Column::Seq).into_tuple::<i64>().one(&txn).await.map_err(failed)?;
        let head = last.ok_or(Error::Internal)?;
        txn.commit().await.map_err(failed)?;
        store.announce(head);
        view.feed_cursor(head)
    }
}

/// What a deed changed and where the feed stands after it.
pub(crate) struct Done<M> {
    pub(crate) record: entities::Id<M>,
    pub(crate) cursor: String,
}
