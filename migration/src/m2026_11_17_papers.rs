//! Why a paper was withdrawn.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let mut reason = ColumnDef::new("withdrawn_reason");
        m.alter_table(Table::alter().table("paper_text").add_column(reason.text()).to_owned()).await
    }
}
