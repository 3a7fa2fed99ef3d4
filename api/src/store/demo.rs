//! Loading a partnership whole, from data that the program brings or makes: one transaction, into an empty record.

use entities::{account, change, organisation, setting};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, Iterable, PaginatorTrait, QueryFilter, QuerySelect,
};

use super::{
    Store, Unscoped, failed,
    write::{open, take_turn},
};
use crate::error::Error;

/// Loading the demonstration, before anybody can sign in.
struct Demo;

/// The most values that one statement binds on SQLite.
const BINDS: usize = 30_000;

/// A partnership being loaded: everything or nothing.
pub(crate) struct Loading {
    txn: DatabaseTransaction,
    store: Store,
}

/// The name under which a load is remembered.
const LOADED: &str = "loaded:";

impl Store {
    /// Whether a partnership of this name was loaded before.
    pub(crate) async fn has_loaded(&self, name: &str) -> Result<bool, Error> {
        Ok(self.setting(&format!("{LOADED}{name}")).await.map_err(failed)?.is_some())
    }

    /// The names, beginning with `prefix`, under which partnerships were loaded before.
    pub(crate) async fn partnerships(&self, prefix: &str) -> Result<Vec<String>, Error> {
        let demo = Unscoped::<Demo>::new(self);
        let marks = setting::Entity::find().select_only().column(setting::Column::Name);
        let marks = marks.filter(setting::Column::Name.starts_with(format!("{LOADED}{prefix}")));
        let names: Vec<String> = marks.into_tuple().all(&demo.store.write).await.map_err(failed)?;
        Ok(names.iter().filter_map(|name| name.strip_prefix(LOADED)).map(str::to_owned).collect())
    }

    /// Whether anything at all is recorded here.
    pub(crate) async fn is_empty(&self) -> Result<bool, Error> {
        let demo = Unscoped::<Demo>::new(self);
        let organisations = organisation::Entity::find().count(&demo.store.write).await.map_err(failed)?;
        let accounts = account::Entity::find().count(&demo.store.write).await.map_err(failed)?;
        Ok(organisations + accounts == 0)
    }

    /// Begins to load a partnership.
    pub(crate) async fn load(&self) -> Result<Loading, Error> {
        let demo = Unscoped::<Demo>::new(self);
        let txn = open(&demo.store.write).await.map_err(failed)?;
        Ok(Loading { txn, store: self.clone() })
    }
}

impl Loading {
    /// The time of the load.
    pub(crate) fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.store.clock.now()
    }

    /// A new id.
    pub(crate) fn id<E>(&self) -> entities::Id<E> {
        entities::Id::new(self.store.clock.id())
    }

    /// Inserts rows, in as few statements as the database allows.
    pub(crate) async fn insert<M, A>(&self, rows: Vec<M>) -> Result<(), Error>
    where
        M: IntoActiveModel<A>,
        A: ActiveModelTrait,
    {
        let columns = <A::Entity as EntityTrait>::Column::iter().count();
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let batch = rows.by_ref().take(BINDS / columns.max(1)).map(IntoActiveModel::into_active_model);
            A::Entity::insert_many(batch.collect::<Vec<A>>())
                .exec_without_returning(&self.txn)
                .await
                .map_err(failed)?;
        }
        Ok(())
    }

    /// Commits what was loaded, with a line of the feed for each record.
    pub(crate) async fn commit(self, name: &str, changes: Vec<change::ActiveModel>) -> Result<(), Error> {
        take_turn(&self.txn).await.map_err(failed)?;
        self.insert(changes).await?;
        let mark = setting::ActiveModel { name: Set(format!("{LOADED}{name}")), value: Set(Vec::new()) };
        setting::Entity::insert(mark).exec_without_returning(&self.txn).await.map_err(failed)?;
        self.txn.commit().await.map_err(failed)?;
        // The planner has no idea yet of what has just arrived.
        self.store.write.execute_unprepared("ANALYZE").await.map_err(failed)?;
        let head = self.store.head().await?;
        self.store.announce(head);
        Ok(())
    }
}
