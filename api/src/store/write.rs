//! Writes: a transaction that holds one record under one right.
//!
//! `begin` selects the record again, locked where the database can, where the viewer may read it and holds the right,
//! and compares its version. The deed is a method of `Tx`, so it has no id argument to get wrong. `commit` writes the
//! change rows and the audit line in the same transaction.

use entities::{action, action_update, action_update_note, audit_event, board, change, meeting, minutes};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait,
    IntoActiveModel, ModelTrait, QueryFilter, QuerySelect, QueryTrait, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};

use super::{Noun, Seen, View, failed};
use crate::{
    error::Error,
    policy::{AddActionUpdate, Deed, PublishMinutes, Read, Right, pieces},
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

/// A record with a version, which every change of it raises by one.
pub(crate) trait Versioned {
    fn version(&self) -> i32;
}

/// An open write: one record, one right, everything or nothing.
pub(crate) struct Tx<R: Right> {
    view: View,
    txn: DatabaseTransaction,
    target: <R::On as EntityTrait>::Model,
    changes: Vec<change::ActiveModel>,
}

impl View {
    /// Opens a write on a record already seen. `expected` is the version that the caller has read.
    pub(crate) async fn begin<R: Deed>(
        &self,
        seen: &Seen<<R::On as EntityTrait>::Model>,
        expected: i32,
    ) -> Result<Tx<R>, Error>
    where
        R::On: Noun,
        Read<R::On>: Right<On = R::On>,
        <R::On as EntityTrait>::Model: Versioned,
    {
        let door = &self.0.door;
        let key = <R::On as Noun>::id();
        let id = seen.row.get(key);
        // SQLite: the writer's place is taken at once, so that reading and then writing cannot fail half-way.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let txn = door.store.write.begin_with_options(options).await.map_err(failed)?;
        let mut select = door.rows::<R::On>().filter(R::rows(&door.viewer)).filter(key.eq(id)).lock_exclusive();
        if let Some(standing) = pieces::standing(&door.viewer) {
            QueryTrait::query(&mut select).with_cte(standing);
        }
        let target = select.one(&txn).await.map_err(failed)?;
        let Some(target) = target else {
            return Err(Error::Forbidden(format!("You may read this record but not {}. {}", R::NAME, R::WHOM)));
        };
        if target.version() != expected {
            return Err(Error::Conflict(format!(
                "The record has changed since you read it: it is now at version {}, you expected {expected}. Read it again, then repeat your change on what it says now.",
                target.version()
            )));
        }
        Ok(Tx { view: self.clone(), txn, target, changes: Vec::new() })
    }
}

impl<R: Deed> Tx<R> {
    fn changed(
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
            at: Set(self.view.viewer().now),
            ..Default::default()
        });
    }

    /// Commits the record, the audit line and the change rows together. Answers the feed's cursor after them.
    async fn commit(self, record: change::Record, id: uuid::Uuid) -> Result<String, Error> {
        let Self { view, txn, changes, .. } = self;
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
            record: Set(record),
            record_id: Set(id),
            request_id: Set(viewer.request_id),
        };
        audit_event::Entity::insert(line).exec_without_returning(&txn).await.map_err(failed)?;
        take_turn(&txn).await?;
        let mut head = 0;
        for change in changes {
            head = change.insert(&txn).await.map_err(failed)?.seq;
        }
        txn.commit().await.map_err(failed)?;
        store.announce(head);
        view.feed_cursor(head)
    }
}

impl Versioned for action::Model {
    fn version(&self) -> i32 {
        self.version
    }
}

impl Versioned for minutes::Model {
    fn version(&self) -> i32 {
        self.version
    }
}

/// What an owner or the secretariat reports about an action.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) text: String,
    pub(crate) evidence: Option<String>,
    pub(crate) note: Option<String>,
    pub(crate) complete: bool,
}

/// What a deed changed and where the feed stands after it.
pub(crate) struct Done<M> {
    pub(crate) record: entities::Id<M>,
    pub(crate) cursor: String,
}

impl Tx<AddActionUpdate> {
    /// Adds a report of progress. Any report clears a chase; a report of completion proposes it, and the secretariat
    /// or a meeting confirms (domain model 2.4).
    pub(crate) async fn report(mut self, report: Report) -> Result<Done<action_update::Entity>, Error> {
        use action::Status::{
            CarriedOver, Chasing, Complete, CompleteProposed, InProgress, NotComplete, Open, Superseded,
        };
        let was = self.target.status;
        let becomes = match (was, report.complete) {
            (Open | InProgress | Chasing, true) | (CompleteProposed, _) => CompleteProposed,
            (Open | InProgress | Chasing, false) => InProgress,
            (CarriedOver, false) => CarriedOver,
            (CarriedOver, true) => {
                return Err(Error::Conflict("The action is CARRIED_OVER to a later meeting: it can be reported on but not completed until that meeting opens it again.".to_owned()));
            }
            (Complete | NotComplete | Superseded, _) => {
                use sea_orm::ActiveEnum as _;
                return Err(Error::Conflict(format!(
                    "The action is {}: its chair can reopen it, then progress can be reported.",
                    was.to_value()
                )));
            }
        };
        let viewer = self.view.viewer();
        let (now, clock) = (viewer.now, self.view.0.door.store.clock.clone());
        let id = entities::Id::new(clock.id());
        let update = action_update::ActiveModel {
            id: Set(id),
            action_id: Set(self.target.id),
            board_id: Set(self.target.board_id),
            reported_on: Set(Some(viewer.today().into())),
            by_person_id: Set(viewer.person()),
            by_organisation_id: Set(viewer.organisation()),
            text: Set(report.text),
            status: Set(Some(becomes)),
            evidence: Set(report.evidence),
            source: Set(None),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        };
        let note = match (report.note, viewer.organisation()) {
            (Some(note), Some(organisation)) => Some(action_update_note::ActiveModel {
                update_id: Set(id),
                organisation_id: Set(organisation),
                note: Set(note),
            }),
            (Some(_), None) => {
                return Err(Error::invalid(
                    "internalNote",
                    "an internal note belongs to an organisation, and you act for none",
                ));
            }
            (None, _) => None,
        };
        action_update::Entity::insert(update).exec_without_returning(&self.txn).await.map_err(failed)?;
        if let Some(note) = note {
            action_update_note::Entity::insert(note).exec_without_returning(&self.txn).await.map_err(failed)?;
        }
        let mut action = self.target.clone().into_active_model();
        action.status = Set(becomes);
        action.version = Set(self.target.version + 1);
        action.updated_at = Set(now);
        action.update(&self.txn).await.map_err(failed)?;
        let (target, board) = (self.target.id.uuid(), self.target.board_id);
        self.changed(change::Kind::Created, change::Record::ActionUpdate, id.uuid(), board);
        self.changed(change::Kind::Updated, change::Record::Action, target, board);
        let cursor = self.commit(change::Record::Action, target).await?;
        Ok(Done { record: id, cursor })
    }
}

impl Tx<PublishMinutes> {
    /// Publishes an agreed edition. With it the meeting, its attendance and the actions raised there become public,
    /// so the feed names them too: a system that follows it as the public must not miss them.
    pub(crate) async fn publish(mut self, publication_type: Option<String>) -> Result<Done<minutes::Entity>, Error> {
        use sea_orm::ActiveEnum as _;
        if self.target.status != minutes::Status::Agreed {
            return Err(Error::Conflict(format!(
                "These minutes are {}: only AGREED minutes can be published.",
                self.target.status.to_value()
            )));
        }
        let now = self.view.viewer().now;
        let (id, meeting, board) = (self.target.id, self.target.meeting_id, Some(self.target.board_id));
        let mut edition = self.target.clone().into_active_model();
        edition.status = Set(minutes::Status::Published);
        edition.published_at = Set(Some(now));
        edition.publication_type = Set(publication_type.or_else(|| self.target.publication_type.clone()));
        edition.version = Set(self.target.version + 1);
        edition.updated_at = Set(now);
        edition.update(&self.txn).await.map_err(failed)?;
        self.changed(change::Kind::Published, change::Record::Minutes, id.uuid(), board);
        self.changed(change::Kind::Updated, change::Record::Meeting, meeting.uuid(), board);
        for action in self.raised_at(meeting).await? {
            self.changed(change::Kind::Updated, change::Record::Action, action.uuid(), board);
        }
        let cursor = self.commit(change::Record::Minutes, id.uuid()).await?;
        Ok(Done { record: id, cursor })
    }

    async fn raised_at(
        &self,
        meeting: entities::Id<meeting::Entity>,
    ) -> Result<Vec<entities::Id<action::Entity>>, Error> {
        action::Entity::find()
            .select_only()
            .column(action::Column::Id)
            .filter(action::Column::RaisedAtId.eq(meeting))
            .into_tuple()
            .all(&self.txn)
            .await
            .map_err(failed)
    }
}
