//! A short way to say what a table is, the same for SQLite and PostgreSQL.
//!
//! Migrations are history: change a function here only in a way that leaves every past table as it was.

use sea_orm_migration::prelude::*;

/// Columns that every record has: its version for optimistic writes and its instants.
pub(crate) const RECORD: bool = true;
/// A table whose rows are part of another record.
pub(crate) const PLAIN: bool = false;

/// One column and what it points to.
pub(crate) struct Column {
    definition: ColumnDef,
    name: &'static str,
    target: Option<&'static str>,
    null: bool,
    words: bool,
}

impl Column {
    fn new(name: &'static str, set: impl FnOnce(&mut ColumnDef) -> &mut ColumnDef) -> Self {
        let mut definition = ColumnDef::new(name);
        set(&mut definition);
        Self { definition, name, target: None, null: false, words: false }
    }

    /// The column may be empty.
    pub(crate) fn maybe(mut self) -> Self {
        self.null = true;
        self
    }
}

/// An index over columns, in order.
pub(crate) struct Index {
    columns: &'static [&'static str],
    unique: bool,
}

pub(crate) fn index(columns: &'static [&'static str]) -> Index {
    Index { columns, unique: false }
}

pub(crate) fn unique(columns: &'static [&'static str]) -> Index {
    Index { columns, unique: true }
}

pub(crate) fn id() -> Column {
    Column::new("id", |c| c.uuid().primary_key())
}

/// A primary key that is also a reference: at most one row for each row of `target`.
pub(crate) fn only(name: &'static str, target: &'static str) -> Column {
    Column { target: Some(target), ..Column::new(name, |c| c.uuid().primary_key()) }
}

/// A reference to a row of `target`.
pub(crate) fn to(name: &'static str, target: &'static str) -> Column {
    Column { target: Some(target), ..Column::new(name, ColumnDef::uuid) }
}

pub(crate) fn slug() -> Column {
    Column { words: true, ..Column::new("slug", |c| c.text().unique_key()) }
}

pub(crate) fn text(name: &'static str) -> Column {
    Column { words: true, ..Column::new(name, ColumnDef::text) }
}

/// A word of a closed list, kept as text so that both databases store and sort the same.
pub(crate) fn word(name: &'static str) -> Column {
    Column { words: true, ..Column::new(name, |c| c.string_len(24)) }
}

/// The same, where a word is longer: PostgreSQL keeps to the length, SQLite does not.
pub(crate) fn long_word(name: &'static str) -> Column {
    Column { words: true, ..Column::new(name, |c| c.string_len(32)) }
}

/// A partial date, as text: `2014`, `2014-07`, `2014-07-03`.
pub(crate) fn partial(name: &'static str) -> Column {
    Column { words: true, ..Column::new(name, |c| c.string_len(10)) }
}

pub(crate) fn flag(name: &'static str) -> Column {
    Column::new(name, ColumnDef::boolean)
}

/// A bare id of a row in some table that another column names.
pub(crate) fn uuid(name: &'static str) -> Column {
    Column::new(name, ColumnDef::uuid)
}

pub(crate) fn number(name: &'static str) -> Column {
    Column::new(name, ColumnDef::integer)
}

pub(crate) fn big(name: &'static str) -> Column {
    Column::new(name, ColumnDef::big_integer)
}

pub(crate) fn date(name: &'static str) -> Column {
    Column::new(name, ColumnDef::date)
}

/// Bytes that mean nothing to the database.
pub(crate) fn bytes(name: &'static str) -> Column {
    Column::new(name, ColumnDef::binary)
}

pub(crate) fn instant(name: &'static str) -> Column {
    Column::new(name, ColumnDef::timestamp_with_time_zone)
}

/// Makes a table with its foreign keys and indexes.
pub(crate) async fn create(
    m: &SchemaManager<'_>,
    name: &'static str,
    mut columns: Vec<Column>,
    record: bool,
    indexes: &[Index],
) -> Result<(), DbErr> {
    if record {
        columns.extend([number("version"), instant("created_at"), instant("updated_at")]);
    }
    let postgres = m.get_database_backend() == sea_orm_migration::sea_orm::DbBackend::Postgres;
    let mut table = Table::create();
    table.table(name);
    for mut column in columns {
        if !column.null {
            column.definition.not_null();
        }
        // SQLite compares text byte by byte; PostgreSQL does so only when told.
        if column.words && postgres {
            column.definition.extra("COLLATE \"C\"");
        }
        table.col(column.definition);
        if let Some(target) = column.target {
            table.foreign_key(ForeignKey::create().from(name, column.name).to(target, "id"));
        }
    }
    m.create_table(table).await?;
    for index in indexes {
        let mut statement = sea_orm_migration::prelude::Index::create();
        statement.name(format!("{name}_{}", index.columns.join("_"))).table(name);
        for column in index.columns {
            statement.col(*column);
        }
        if index.unique {
            statement.unique();
        }
        m.create_index(statement).await?;
    }
    Ok(())
}
