//! The feed, the ledger and what all nodes agree on.

use sea_orm_migration::prelude::*;

use crate::table::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // The feed is written with the writer's lock held (see the store's `commit`), so that the order of `seq`
        // is the order of commits on both databases.
        let mut change = Table::create();
        change
            .table("change")
            .col(ColumnDef::new("seq").big_integer().not_null().auto_increment().primary_key())
            .col(ColumnDef::new("kind").string_len(24).not_null())
            .col(ColumnDef::new("record").string_len(24).not_null())
            .col(ColumnDef::new("record_id").uuid().not_null())
            .col(ColumnDef::new("board_id").uuid())
            .col(ColumnDef::new("at").timestamp_with_time_zone().not_null());
        m.create_table(change).await?;
        create(
            m,
            "audit_event",
            vec![
                id(),
                instant("at"),
                to("account_id", "account"),
                to("organisation_id", "organisation").maybe(),
                text("purpose").maybe(),
                word("operation"),
                text("deed"),
                word("record"),
                uuid("record_id"),
                uuid("request_id"),
            ],
            PLAIN,
            &[
                index(&["record_id", "at"]),
                index(&["account_id", "at"]),
                index(&["organisation_id", "at"]),
                index(&["at", "id"]),
            ],
        )
        .await?;
        let mut setting = Table::create();
        setting
            .table("setting")
            .col(ColumnDef::new("name").text().not_null().primary_key())
            .col(ColumnDef::new("value").binary().not_null());
        m.create_table(setting).await
    }
}
