//! Meetings that were put off: the day that they were to be.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let mut before = ColumnDef::new("postponed_from");
        m.alter_table(Table::alter().table("meeting").add_column(before.string_len(10)).to_owned()).await
    }
}
