//! The index of what can be searched, and how it follows the record on each database.
//!
//! # Why
//! Triggers, so that whoever writes a text has nothing to remember. One table of entries for all texts, so that a search
//! asks one index, and each hit of it the rule of the row that holds the text. On SQLite the words are in a table of FTS5
//! that keeps no copy of the text; it is joined by the number of the entry, for the numbers of rows that have another
//! key do not survive a `VACUUM`. On PostgreSQL the entry holds a `tsvector` under a GIN index. Its words are cut and
//! folded here and not by a configuration of text search: in the same way as FTS5's `unicode61` does, without stems and
//! without stop words, which the two databases do not have alike.
//!
//! Migrations are history: change a function here only in a way that leaves every past table as it was.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// The index on PostgreSQL. A word is what stands between spaces and punctuation, in small letters, and Latin letters without
/// accents;
/// its place is counted as FTS5 counts it. A word that no question could hold is left out: the index takes none of 2 kB.
const POSTGRES: [&str; 4] = [
    "CREATE INDEX search_entry_words ON search_entry USING GIN (words)",
    r"CREATE FUNCTION search_folded(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      $$ SELECT lower(normalize(regexp_replace(normalize(said, NFD), '([A-Za-z])[\u0300-\u036F]+', '\1', 'g'), NFC)) $$",
    r"CREATE FUNCTION search_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      $$ SELECT coalesce(string_agg(quote_literal(word) || ':' || least(place, 16383), ' '), '')::tsvector
         FROM (SELECT word, row_number() OVER (ORDER BY at) AS place
               FROM regexp_split_to_table(search_folded(said), '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00A9\u00AB-\u00B1\u00B4\u00B6-\u00B8\u00BB\u00BF\u00D7\u00F7\u2000-\u206F\u20A0-\u20CF\u2190-\u2BFF\u3000-\u3004\u3008-\u3020]+')
               WITH ORDINALITY AS cut(word, at) WHERE word <> '') AS words
         WHERE length(word) <= 200 $$",
    r"CREATE FUNCTION search_follow() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        was jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
        is_now jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
      BEGIN
        FOR i IN 2 .. TG_NARGS - 1 BY 2 LOOP
          IF was ->> TG_ARGV[i + 1] IS DISTINCT FROM is_now ->> TG_ARGV[i + 1]
             OR was ->> TG_ARGV[1] IS DISTINCT FROM is_now ->> TG_ARGV[1] THEN
            DELETE FROM search_entry WHERE row_key = (was ->> TG_ARGV[0])::uuid AND source = TG_ARGV[i];
            INSERT INTO search_entry (source, row_key, node_key, words)
              SELECT TG_ARGV[i], (is_now ->> TG_ARGV[0])::uuid, (is_now ->> TG_ARGV[1])::uuid,
                     search_words(is_now ->> TG_ARGV[i + 1])
              WHERE is_now ->> TG_ARGV[i + 1] IS NOT NULL;
          END IF;
        END LOOP;
        RETURN NULL;
      END $$",
];

/// The index on SQLite: the words, what goes with an entry, and the words one by one, to count them.
const SQLITE: [&str; 3] = [
    "CREATE VIRTUAL TABLE search_words USING fts5(words, content='', contentless_delete=1, \
     tokenize='unicode61 remove_diacritics 2')",
    "CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN \
     DELETE FROM search_words WHERE rowid = old.id; END",
    "CREATE VIRTUAL TABLE search_term USING fts5vocab('search_words', 'instance')",
];

/// Makes the index, with nothing in it.
pub(crate) async fn index(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    let postgres = m.get_database_backend() == DbBackend::Postgres;
    let mut source = ColumnDef::new("source");
    source.string_len(24).not_null();
    let mut table = Table::create();
    table.table("search_entry").col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key());
    if postgres {
        source.extra("COLLATE \"C\"");
    }
    table
        .col(source)
        .col(ColumnDef::new("row_key").uuid().not_null())
        .col(ColumnDef::new("node_key").uuid().not_null());
    if postgres {
        table.col(ColumnDef::new("words").custom("tsvector").not_null());
    }
    m.create_table(table).await?;
    let mut key = Index::create();
    key.name("search_entry_row_key_source").table("search_entry").col("row_key").col("source").unique();
    m.create_index(key).await?;
    for statement in if postgres { &POSTGRES[..] } else { &SQLITE[..] } {
        m.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

/// Lets texts of a table be searched: each by the word for it and its column. `key` is the key of the table, `node` names
/// the record that the text is of. What the table holds already is taken up.
pub(crate) async fn searched(
    m: &SchemaManager<'_>,
    table: &str,
    (key, node): (&str, &str),
    texts: &[(&str, &str)],
) -> Result<(), DbErr> {
    let postgres = m.get_database_backend() == DbBackend::Postgres;
    let mut statements = Vec::new();
    if postgres {
        let texts: Vec<String> = texts.iter().map(|(source, column)| format!("'{source}', '{column}'")).collect();
        let texts = texts.join(", ");
        statements.push(format!(
            "CREATE TRIGGER {table}_searched AFTER INSERT OR UPDATE OR DELETE ON {table} \
             FOR EACH ROW EXECUTE FUNCTION search_follow('{key}', '{node}', {texts})"
        ));
    }
    for (source, column) in texts {
        if postgres {
            statements.push(format!(
                "INSERT INTO search_entry (source, row_key, node_key, words) \
                 SELECT '{source}', {key}, {node}, search_words({column}) FROM {table} WHERE {column} IS NOT NULL"
            ));
            continue;
        }
        let name = source.to_lowercase();
        let gone = format!("DELETE FROM search_entry WHERE row_key = old.{key} AND source = '{source}';");
        let there = format!(
            "INSERT INTO search_entry (source, row_key, node_key) \
             SELECT '{source}', new.{key}, new.{node} WHERE new.{column} IS NOT NULL; \
             INSERT INTO search_words (rowid, words) \
             SELECT id, new.{column} FROM search_entry WHERE row_key = new.{key} AND source = '{source}';"
        );
        statements.extend([
            format!("CREATE TRIGGER {name}_added AFTER INSERT ON {table} BEGIN {there} END"),
            format!(
                "CREATE TRIGGER {name}_changed AFTER UPDATE OF {column}, {node} ON {table} BEGIN {gone} {there} END"
            ),
            format!("CREATE TRIGGER {name}_gone AFTER DELETE ON {table} BEGIN {gone} END"),
            format!(
                "INSERT INTO search_entry (source, row_key, node_key) \
                 SELECT '{source}', {key}, {node} FROM {table} WHERE {column} IS NOT NULL"
            ),
            format!(
                "INSERT INTO search_words (rowid, words) SELECT search_entry.id, {table}.{column} FROM {table} \
                 INNER JOIN search_entry ON search_entry.row_key = {table}.{key} AND search_entry.source = '{source}'"
            ),
        ]);
    }
    for statement in statements {
        m.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}
