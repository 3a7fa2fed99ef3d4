//! Connecting, migrating, and what every node agrees on.

use std::{
    path::{Path, PathBuf},
    str::FromStr as _,
    time::Duration,
};

use entities::setting;
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ActiveValue::Set, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, EntityTrait,
};

use sqlx::{Connection as _, sqlite::SqliteConnectOptions};

use super::{Store, Unscoped, ledger::Ledger, seal::Seal};
use crate::{clock::Clock, config::DatabaseUrl, error::Stop};

/// Keeping the database in order, without a viewer.
struct Upkeep;

/// The name of the embedded database's file.
const EMBEDDED: &str = "roundtable.db";

/// How long a database in good health may take to answer the least of questions.
const SOON: Duration = Duration::from_secs(5);

/// How long PostgreSQL works on one statement of a server: as long as an operation may take unless told otherwise. The
/// operation may be over before; its statement is not, and would keep a connection and a processor busy.
const STATEMENT_LIMIT: &str = "30s";

/// A migration takes as long as it takes, and so does waiting for another one.
const UNLIMITED: &str = "0";

/// The advisory lock that migrations of several nodes take turns by, on PostgreSQL.
const MIGRATION_LOCK: i64 = 0x726f_756e_6400;

fn backend(url: &str) -> DbBackend {
    if url.starts_with("postgres") { DbBackend::Postgres } else { DbBackend::Sqlite }
}

/// The file of a SQLite address, as the driver reads it.
fn file(url: &str) -> PathBuf {
    SqliteConnectOptions::from_str(url).map(|options| options.get_filename().to_owned()).unwrap_or_default()
}

/// How many prepared statements a connection keeps. A statement holds the rules of all that it reads: a large one takes
/// a megabyte and a half of SQLite's memory and more of PostgreSQL's, on each connection, and whoever asks for everything
/// in a hundred ways makes hundreds.
const STATEMENTS: usize = 32;

fn options(url: &str, connections: u32, write: bool, limit: &'static str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .test_before_acquire_if_idle_for(Duration::from_secs(30))
        .set_application_name("roundtable");
    // Compiling a rule to machine code, and planning it anew for each value, take longer than asking it of the rows of a
    // page. That the one plan for all values is good is shown by the tests of plans.
    let settings = [("jit", "off"), ("plan_cache_mode", "force_generic_plan"), ("statement_timeout", limit)];
    options.map_sqlx_postgres_opts(move |postgres| postgres.options(settings).statement_cache_capacity(STATEMENTS));
    options.map_sqlx_sqlite_opts(move |sqlite| {
        // An acknowledged write is on disk: the writer syncs at every commit. Readers never write.
        sqlite
            .busy_timeout(Duration::from_secs(10))
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .pragma("foreign_keys", "ON")
            .pragma("cache_size", "-16000")
            .pragma("mmap_size", "268435456")
            .pragma("query_only", if write { "OFF" } else { "ON" })
            .create_if_missing(write)
            .statement_cache_capacity(STATEMENTS)
    });
    // When a commit fails, say on a full disk, SQLite may have ended the transaction by itself, and the driver counts it
    // as open for ever. What begins next is then no transaction but a savepoint within nothing or within the one that is
    // left: it would be acknowledged and not be there. Such a connection is closed, whoever comes next gets another. Readers
    // begin none.
    if write {
        options.map_sqlx_sqlite_before_acquire(|sqlite, _| {
            Box::pin(async move {
                // What was queued for the connection, such as a rollback, comes first.
                sqlite.ping().await?;
                Ok(!sqlite.is_in_transaction())
            })
        });
    }
    options
}

/// Makes the file of a new SQLite database for its owner alone: what it holds is for more eyes than the API's rules
/// admit. SQLite gives the files beside it the same mode; a file that is there keeps its own.
fn make_private(file: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(|_| ())
}

/// Where a database is: its file, or its host and name; nothing of a user or a password.
fn place(url: &str) -> String {
    if backend(url) == DbBackend::Sqlite {
        return file(url).display().to_string();
    }
    // What stands behind the last `@`, if it is clear that the password ends there.
    let (server, settings) = url.split_once('?').unwrap_or((url, ""));
    let behind = server.rsplit_once('@').filter(|_| !settings.contains('@'));
    behind.map_or_else(|| "PostgreSQL".to_owned(), |(_, place)| place.to_owned())
}

/// One line for the person at the terminal; the cause names no password.
fn unreachable(url: &str, cause: &DbErr) -> Stop {
    tracing::debug!(%cause, "cannot connect");
    match backend(url) {
        DbBackend::Sqlite => Stop::new(format!(
            "cannot open the database file {}: check that its folder exists and can be written and that the file is a SQLite database, or give another --database-url or --data-dir",
            file(url).display()
        )),
        _ => Stop::new(format!(
            "cannot reach the PostgreSQL server of --database-url ({}): check its host, port, user, password and database name",
            place(url)
        )),
    }
}

/// Brings the database to the current schema. Safe to run twice, and from several nodes at once.
///
/// # Errors
/// When the database cannot be reached, is newer than this program, or refuses a migration.
#[expect(clippy::single_match_else, reason = "one arm for each database")]
pub async fn migrate(url: &DatabaseUrl) -> Result<(), Stop> {
    let url = url.as_str();
    match backend(url) {
        // Two processes that open the same file take turns by a lock file beside it.
        DbBackend::Sqlite => {
            let lock = turn(file(url).with_added_extension("lock")).await?;
            make_private(&file(url)).map_err(|cause| unreachable(url, &DbErr::Custom(cause.to_string())))?;
            let db =
                Database::connect(options(url, 1, true, UNLIMITED)).await.map_err(|cause| unreachable(url, &cause))?;
            let done = upgrade(&db).await;
            drop(lock);
            done
        }
        _ => {
            let db =
                Database::connect(options(url, 2, true, UNLIMITED)).await.map_err(|cause| unreachable(url, &cause))?;
            let locked = |sql: &'static str| {
                let statement =
                    sea_orm::Statement::from_sql_and_values(DbBackend::Postgres, sql, [MIGRATION_LOCK.into()]);
                let db = db.clone();
                async move {
                    use sea_orm::TransactionTrait as _;
                    // The lock lives as long as this transaction, on a connection of its own.
                    let txn = db.begin().await?;
                    txn.execute_raw(statement).await?;
                    Ok::<_, DbErr>(txn)
                }
            };
            let turn = locked("SELECT pg_advisory_xact_lock($1)").await.map_err(|cause| unreachable(url, &cause))?;
            let done = upgrade(&db).await;
            turn.rollback().await.map_err(|cause| unreachable(url, &cause))?;
            done
        }
    }
}

/// Waits for a lock file, on a thread that may wait: migrations of one process take turns as well.
async fn turn(path: PathBuf) -> Result<std::fs::File, Stop> {
    let wait = move || {
        std::fs::File::create(&path).and_then(|lock| lock.lock().map(|()| lock)).map_err(|cause| {
            let path = path.display();
            Stop::new(format!("cannot lock {path}: {cause}; check that the folder exists and can be written"))
        })
    };
    let stopped = |_| Stop::new("the database could not be locked: the process is ending");
    tokio::task::spawn_blocking(wait).await.map_err(stopped)?
}

async fn upgrade(db: &DatabaseConnection) -> Result<(), Stop> {
    known(db).await?;
    Migrator::up(db, None).await.map_err(|cause| {
        tracing::error!(%cause, "a migration failed");
        Stop::new("a migration failed and was undone; the log has the cause")
    })
}

/// Refuses a database that a newer version of the program has migrated.
async fn known(db: &DatabaseConnection) -> Result<(), Stop> {
    let Ok(applied) = Migrator::get_migration_models(db).await else { return Ok(()) };
    let names: Vec<String> = Migrator::migrations().iter().map(|m| m.name().to_owned()).collect();
    match applied.iter().find(|m| !names.contains(&m.version)) {
        None => Ok(()),
        Some(newer) => Err(Stop::new(format!(
            "the database is newer than this program (it has the migration {}): run the version of roundtable that made it, or a newer one",
            newer.version
        ))),
    }
}

/// Where a database is, for people: nothing of a user or a password.
pub(crate) fn whereabouts(url: &DatabaseUrl) -> String {
    place(url.as_str())
}

impl Store {
    /// Opens a migrated database.
    ///
    /// # Errors
    /// When it cannot be reached, or is not at this program's schema.
    pub async fn open(url: &DatabaseUrl, connections: u32, clock: Clock) -> Result<Self, Stop> {
        let url = url.as_str();
        if backend(url) == DbBackend::Sqlite && !file(url).exists() {
            return Err(Stop::new(format!(
                "there is no database at {}: run `roundtable migrate` first, or give another --database-url or --data-dir",
                place(url)
            )));
        }
        let write = match backend(url) {
            // One writer: SQLite has only one, and waiting for a connection is fairer than waiting for its lock.
            DbBackend::Sqlite => Database::connect(options(url, 1, true, UNLIMITED)).await,
            _ => Database::connect(options(url, connections, true, STATEMENT_LIMIT)).await,
        }
        .map_err(|cause| unreachable(url, &cause))?;
        known(&write).await?;
        let pending = Migrator::get_pending_migrations(&write).await.map_err(|cause| unreachable(url, &cause))?;
        if !pending.is_empty() {
            return Err(Stop::new("the database is not at this program's schema: run `roundtable migrate` first"));
        }
        let read = match backend(url) {
            DbBackend::Sqlite => Database::connect(options(url, connections, false, STATEMENT_LIMIT))
                .await
                .map_err(|cause| unreachable(url, &cause))?,
            _ => write.clone(),
        };
        let key = cursor_key(&write).await.map_err(|cause| unreachable(url, &cause))?;
        let seal = Seal::new(&key).ok_or_else(|| Stop::new("the cursor key of this database is damaged: delete the row `cursor-key` of its table `setting`; old cursors then stop working"))?;
        let ledger = Ledger::open(write.clone(), clock.clone());
        let store = Self {
            read,
            write,
            clock,
            seal: std::sync::Arc::new(seal),
            news: std::sync::Arc::new(tokio::sync::watch::Sender::new(0)),
            ledger,
        };
        Ok(store)
    }

    /// Lets the connections go.
    pub async fn close(&self) {
        for db in [&self.read, &self.write] {
            if let Err(cause) = db.clone().close().await {
                tracing::warn!(%cause, "a connection did not close well");
            }
        }
    }

    /// Whether the database answers, and soon.
    pub async fn answers(&self) -> bool {
        let answer = self.read.execute_unprepared("SELECT 1");
        tokio::time::timeout(SOON, answer).await.is_ok_and(|answer| answer.is_ok())
    }

    /// Which database this is, in a word.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.read.get_database_backend() {
            DbBackend::Postgres => "PostgreSQL",
            _ => "SQLite",
        }
    }

    /// A value that all nodes share.
    pub(super) async fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, DbErr> {
        let upkeep = Unscoped::<Upkeep>::new(self);
        let row = setting::Entity::find_by_id(name.to_owned()).one(&upkeep.store.write).await?;
        Ok(row.map(|row| row.value))
    }
}

/// The key that seals cursors: made once, by whichever node comes first.
async fn cursor_key(db: &DatabaseConnection) -> Result<Vec<u8>, DbErr> {
    const NAME: &str = "cursor-key";
    let find = || setting::Entity::find_by_id(NAME.to_owned());
    if let Some(row) = find().one(db).await? {
        return Ok(row.value);
    }
    let key = Seal::fresh_key().ok_or_else(|| DbErr::Custom("no randomness".to_owned()))?;
    setting::Entity::insert(setting::ActiveModel { name: Set(NAME.to_owned()), value: Set(key) })
        .on_conflict_do_nothing_on([setting::Column::Name])
        .exec_without_returning(db)
        .await?;
    find().one(db).await?.map(|row| row.value).ok_or_else(|| DbErr::RecordNotFound(NAME.to_owned()))
}

/// Whether a folder has its embedded database.
pub(crate) fn is_embedded(folder: &Path) -> bool {
    folder.join(EMBEDDED).exists()
}

/// The address of the database embedded in a folder.
///
/// # Errors
/// When the path of the folder does not fit in an address.
pub fn embedded(folder: &Path) -> Result<DatabaseUrl, Stop> {
    // The driver reads an address: what would mean something there is escaped.
    let path = folder.join(EMBEDDED).display().to_string().replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    let url = format!("sqlite://{path}?mode=rwc");
    DatabaseUrl::try_from(url).map_err(|_| {
        Stop::new("the path of the data folder cannot be used in an address: give another with --data-dir")
    })
}
