//! Which party suspended or ended an agreement, and why.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let mut reason = ColumnDef::new("stopped_reason");
        m.alter_table(
            Table::alter().table("agreement_terms").add_column(ColumnDef::new("stopped_by_id").uuid()).to_owned(),
        )
        .await?;
        m.alter_table(Table::alter().table("agreement_terms").add_column(reason.text()).to_owned()).await
    }
}
