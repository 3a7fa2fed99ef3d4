//! The ledger as a chain that is only appended to, with lines of what was read.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::table::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The indexes of the ledger as it was, whose names the new table takes.
const BEFORE: [&str; 4] =
    ["audit_event_record_id_at", "audit_event_account_id_at", "audit_event_organisation_id_at", "audit_event_at_id"];

/// Lines from before are numbered in the order of their time. They have no digest: nobody could have noticed a change.
const COPY: &str =
    "INSERT INTO audit_event (id, seq, at, account_id, organisation_id, purpose, operation, deed, record,
        record_id, policy, request_id, hash)
    SELECT id, ROW_NUMBER() OVER (ORDER BY at, id), at, account_id, organisation_id, purpose, operation, deed, record,
        record_id, '', request_id, CAST('' AS ";

const SQLITE: [&str; 2] = [
    "CREATE TRIGGER audit_event_stays BEFORE UPDATE ON audit_event
        BEGIN SELECT RAISE(ABORT, 'the ledger is only appended to'); END",
    "CREATE TRIGGER audit_event_keeps BEFORE DELETE ON audit_event
        BEGIN SELECT RAISE(ABORT, 'the ledger is only appended to'); END",
];
const POSTGRES: [&str; 2] = [
    "CREATE FUNCTION audit_event_stays() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the ledger is only appended to'; END $$",
    "CREATE TRIGGER audit_event_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
        FOR EACH STATEMENT EXECUTE FUNCTION audit_event_stays()",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let db = m.get_connection();
        for index in BEFORE {
            m.drop_index(sea_orm_migration::prelude::Index::drop().name(index).to_owned()).await?;
        }
        m.rename_table(Table::rename().table("audit_event", "audit_event_before").to_owned()).await?;
        create(
            m,
            "audit_event",
            vec![
                id(),
                big("seq"),
                instant("at"),
                to("account_id", "account"),
                to("organisation_id", "organisation").maybe(),
                text("purpose").maybe(),
                word("operation"),
                text("deed").maybe(),
                word("record"),
                uuid("record_id"),
                word("class").maybe(),
                text("policy"),
                uuid("request_id"),
                bytes("hash"),
            ],
            PLAIN,
            &[
                unique(&["seq"]),
                index(&["record_id", "seq"]),
                index(&["account_id", "seq"]),
                index(&["organisation_id", "seq"]),
                index(&["at"]),
            ],
        )
        .await?;
        let (bytes, stays) = match db.get_database_backend() {
            DbBackend::Postgres => ("BYTEA", POSTGRES),
            _ => ("BLOB", SQLITE),
        };
        db.execute_unprepared(&format!("{COPY}{bytes}) FROM audit_event_before")).await?;
        m.drop_table(Table::drop().table("audit_event_before").to_owned()).await?;
        for statement in stays {
            db.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
