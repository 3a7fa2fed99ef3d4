//! What a question asks of the database, and how the database means to answer.

use std::sync::{Arc, Mutex};

use sea_orm::{
    ConnectionTrait, Database as Connection, DatabaseConnection, DbBackend, DbErr, Statement, TransactionTrait as _,
};
use tracing::instrument::WithSubscriber as _;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::{Asker, World};

impl World {
    /// The statements that a question asks of the record, as the server traces them.
    pub async fn statements_of(&self, asker: &Asker<'_>, query: &str) -> Vec<String> {
        let heard = Heard::default();
        asker.ask(query).with_subscriber(tracing_subscriber::registry().with(heard.clone())).await;
        let statements = std::mem::take(&mut *heard.0.lock().expect("nobody panicked"));
        assert!(!statements.is_empty(), "the trace shows no statement of {query}");
        statements
    }

    /// How the database means to run a statement, for any values, as it does for a prepared one: the lines of its plan.
    pub async fn plan(&self, sql: &str) -> Vec<String> {
        let db = Connection::connect(self.database.address(&self.name).as_str()).await.expect("opens");
        let plan = plan(&db, sql).await.unwrap_or_else(|cause| panic!("{cause}\n{sql}"));
        db.close().await.expect("closes");
        plan
    }

    /// How many rows each table holds, as far as the database's own statistics know.
    pub async fn sizes(&self) -> Vec<(String, i64)> {
        let db = Connection::connect(self.database.address(&self.name).as_str()).await.expect("opens");
        let sql = match db.get_database_backend() {
            DbBackend::Sqlite => "SELECT tbl, MAX(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl",
            _ => {
                "SELECT relname::text, reltuples::bigint FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            }
        };
        let rows = db.query_all_raw(statement(&db, sql)).await.expect("statistics");
        let sizes = rows.iter().map(|row| row.try_get_by_index(0).and_then(|t| Ok((t, row.try_get_by_index(1)?))));
        let sizes = sizes.collect::<Result<_, _>>().expect("a table and a number");
        db.close().await.expect("closes");
        sizes
    }
}

/// What the store says that it asks, as its trace shows it.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Heard {
    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        let sql = |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
            if field.name() == "sql" {
                self.0.lock().expect("nobody panicked").push(format!("{value:?}"));
            }
        };
        event.record(&mut { sql });
    }
}

fn statement(db: &DatabaseConnection, sql: &str) -> Statement {
    Statement::from_string(db.get_database_backend(), sql)
}

async fn plan(db: &DatabaseConnection, sql: &str) -> Result<Vec<String>, DbErr> {
    if db.get_database_backend() == DbBackend::Sqlite {
        let rows = db.query_all_raw(statement(db, &format!("EXPLAIN QUERY PLAN {sql}"))).await?;
        return rows.iter().map(|row| row.try_get("", "detail")).collect();
    }
    let places = sql
        .split('$')
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next().and_then(|n| n.parse::<usize>().ok()));
    let values = vec!["NULL"; places.max().unwrap_or(0)].join(", ");
    let values = if values.is_empty() { values } else { format!("({values})") };
    // One connection for all three: what one prepares, another does not know.
    let txn = db.begin().await?;
    txn.execute_unprepared("SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL jit = off").await?;
    txn.execute_unprepared(&format!("PREPARE asked AS {sql}")).await?;
    let rows = txn.query_all_raw(statement(db, &format!("EXPLAIN EXECUTE asked{values}"))).await?;
    txn.execute_unprepared("DEALLOCATE asked").await?;
    txn.rollback().await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}
