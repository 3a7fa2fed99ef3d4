//! The schema: the same by every way to it, all or nothing, and with its references kept by the database.
//!
//! Like the ledger, it speaks SQL to a database, since the API has nothing to say about tables.

use std::collections::BTreeSet;

use migration::{Migrator, MigratorTrait as _};
use roundtable::store;
use roundtable_tests::Database;
use sea_orm::{ConnectionTrait as _, Database as Connection, DatabaseConnection, Statement};

crate::cases![
    the_schema_is_the_same_from_empty_and_from_every_earlier_version,
    a_migration_that_fails_half_way_leaves_nothing,
    four_nodes_may_migrate_at_once,
    migrating_again_changes_nothing,
    every_reference_is_kept_by_the_database,
    a_reference_to_nothing_is_refused,
];

/// Columns that end in `_id` and point to no one table: the feed and the ledger outlive what they name.
const LOOSE: [(&str, &str); 5] = [
    ("audit_event", "record_id"),
    ("audit_event", "request_id"),
    ("change", "board_id"),
    ("change", "minutes_id"),
    ("change", "record_id"),
];

async fn connect(db: &Database, name: &str) -> DatabaseConnection {
    Connection::connect(db.address(name).as_str()).await.expect("the database opens")
}

/// The rows that a query gives, each as one text in its column `line`.
async fn lines(connection: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.expect("the query runs");
    rows.iter().map(|row| row.try_get("", "line").expect("a text")).collect()
}

/// All that a schema says, in an order of its own.
async fn schema(db: &Database, name: &str) -> Vec<String> {
    let connection = connect(db, name).await;
    let queries: &[&str] = if db.is_postgres() {
        &[
            "SELECT concat_ws(' ', table_name, column_name, data_type, character_maximum_length, is_nullable,
                column_default, collation_name, is_identity) AS line
             FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1",
            "SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
            "SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS line
             FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1",
            "SELECT version AS line FROM seaql_migrations ORDER BY 1",
        ]
    } else {
        &[
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS line FROM sqlite_master ORDER BY 1",
            "SELECT version AS line FROM seaql_migrations ORDER BY 1",
        ]
    };
    let mut all = Vec::new();
    for query in queries {
        all.extend(lines(&connection, query).await);
    }
    connection.close().await.expect("closes");
    all
}

/// The names of the tables, the oldest first.
async fn tables(connection: &DatabaseConnection) -> Vec<String> {
    let postgres = connection.get_database_backend() == sea_orm::DbBackend::Postgres;
    let query = if postgres {
        "SELECT relname::text AS line FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY oid"
    } else {
        "SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
    };
    lines(connection, query).await
}

async fn migrated(db: &Database) -> String {
    let name = db.bare().await;
    store::migrate(&db.address(&name)).await.expect("migrates");
    name
}

/// A database at the version that has so many migrations.
async fn earlier(db: &Database, steps: usize) -> String {
    let name = db.bare().await;
    let connection = connect(db, &name).await;
    Migrator::up(&connection, Some(u32::try_from(steps).expect("few"))).await.expect("migrates so far");
    connection.close().await.expect("closes");
    name
}

async fn the_schema_is_the_same_from_empty_and_from_every_earlier_version(db: Database) {
    let whole = schema(&db, &migrated(&db).await).await;
    assert!(whole.len() > 40, "a schema of some size");
    let steps = Migrator::migrations().len();
    for step in 1..steps {
        let name = earlier(&db, step).await;
        assert_ne!(schema(&db, &name).await, whole, "version {step} is an earlier one");
        store::migrate(&db.address(&name)).await.expect("migrates on");
        assert_eq!(schema(&db, &name).await, whole, "from version {step}");
    }
}

async fn a_migration_that_fails_half_way_leaves_nothing(db: Database) {
    let whole = tables(&connect(&db, &migrated(&db).await).await).await;
    let mut steps = Migrator::migrations().len();
    // The last migration that makes a table, and the last table that it makes: that one is in its way.
    let (name, connection, before, last) = loop {
        steps -= 1;
        let name = earlier(&db, steps).await;
        let connection = connect(&db, &name).await;
        let before = tables(&connection).await;
        if let Some(last) = whole.iter().rfind(|table| !before.contains(table)) {
            break (name, connection, before, last.clone());
        }
    };
    connection.execute_unprepared(&format!("CREATE TABLE {last} (mine INTEGER)")).await.expect("a table in the way");
    connection.execute_unprepared(&format!("INSERT INTO {last} VALUES (7)")).await.expect("a row in it");
    let area = "INSERT INTO area (id, slug, name, kind, version, created_at, updated_at) VALUES ";
    let row = if db.is_postgres() {
        "('00000000-0000-0000-0000-000000000001', 'here', 'Here', 'REGION', 1, now(), now())"
    } else {
        "(x'00000000000000000000000000000001', 'here', 'Here', 'REGION', 1, datetime(), datetime())"
    };
    connection.execute_unprepared(&format!("{area}{row}")).await.expect("earlier data");
    let stop = store::migrate(&db.address(&name)).await.expect_err("the table is in the way");
    assert!(stop.to_string().contains("undone"), "{stop}");
    let mut after = before;
    after.push(last.clone());
    assert_eq!(tables(&connection).await, after, "no other table of that migration is there");
    assert_eq!(lines(&connection, "SELECT version AS line FROM seaql_migrations").await.len(), steps);
    assert_eq!(lines(&connection, "SELECT slug AS line FROM area").await, ["here"]);
    // With the obstacle gone, it goes through.
    connection.execute_unprepared(&format!("DROP TABLE {last}")).await.expect("dropped");
    store::migrate(&db.address(&name)).await.expect("migrates now");
    assert_eq!(lines(&connection, "SELECT slug AS line FROM area").await, ["here"]);
}

async fn four_nodes_may_migrate_at_once(db: Database) {
    let name = db.bare().await;
    let address = db.address(&name);
    let all = futures_util::future::join_all((0..4).map(|_| store::migrate(&address))).await;
    for one in all {
        one.expect("each of them succeeds");
    }
    assert_eq!(schema(&db, &name).await, schema(&db, &migrated(&db).await).await);
}

async fn migrating_again_changes_nothing(db: Database) {
    let world = db.demo().await;
    let before = schema(&db, world.name()).await;
    let counts = "{ organisations { totalCount } meetings { totalCount } actions { totalCount } }";
    let counted = world.person("mopac-secretariat").ask(counts).await;
    store::migrate(&db.address(world.name())).await.expect("migrates again");
    assert_eq!(schema(&db, world.name()).await, before);
    assert_eq!(world.person("mopac-secretariat").ask(counts).await, counted);
}

async fn every_reference_is_kept_by_the_database(db: Database) {
    let connection = connect(&db, &migrated(&db).await).await;
    let (columns, kept) = if db.is_postgres() {
        (
            "SELECT table_name || '.' || column_name AS line FROM information_schema.columns
             WHERE table_schema = 'public' AND column_name LIKE '%\\_id'",
            "SELECT relname || '.' || attname AS line FROM pg_constraint JOIN pg_class c ON c.oid = conrelid
             JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1] WHERE contype = 'f' AND convalidated",
        )
    } else {
        (
            "SELECT t.name || '.' || c.name AS line FROM sqlite_master t, pragma_table_info(t.name) c
             WHERE t.type = 'table' AND c.name LIKE '%\\_id' ESCAPE '\\'",
            "SELECT t.name || '.' || k.\"from\" AS line FROM sqlite_master t, pragma_foreign_key_list(t.name) k
             WHERE t.type = 'table'",
        )
    };
    let columns: BTreeSet<String> = lines(&connection, columns).await.into_iter().collect();
    let kept: BTreeSet<String> = lines(&connection, kept).await.into_iter().collect();
    let loose: BTreeSet<String> = LOOSE.iter().map(|(table, column)| format!("{table}.{column}")).collect();
    assert!(columns.len() > 60, "{columns:?}");
    assert_eq!(columns.difference(&kept).cloned().collect::<BTreeSet<_>>(), loose);
}

async fn a_reference_to_nothing_is_refused(db: Database) {
    let world = db.demo().await;
    let connection = connect(&db, world.name()).await;
    let nobody =
        if db.is_postgres() { "'00000000-0000-0000-0000-00000000dead'" } else { "x'0000000000000000000000000000dead'" };
    let seat = format!("UPDATE seat SET organisation_id = {nobody}");
    let refused = connection.execute_unprepared(&seat).await.expect_err("no such organisation");
    assert!(refused.to_string().to_lowercase().contains("foreign key"), "{refused}");
    if !db.is_postgres() {
        let broken = lines(&connection, "SELECT \"table\" AS line FROM pragma_foreign_key_check").await;
        assert!(broken.is_empty(), "{broken:?}");
    }
}
