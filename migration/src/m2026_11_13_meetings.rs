//! Meetings that were put off, and items that were put off to another meeting.

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
        m.alter_table(Table::alter().table("meeting").add_column(before.string_len(10)).to_owned()).await?;
        let mut deferred = ColumnDef::new("deferred_to_id");
        deferred.uuid().extra("REFERENCES meeting (id)");
        m.alter_table(Table::alter().table("agenda_item_outcome").add_column(deferred).to_owned()).await?;
        let mut index = Index::create();
        index.name("agenda_item_outcome_deferred_to_id").table("agenda_item_outcome").col("deferred_to_id");
        m.create_index(index).await
    }
}
