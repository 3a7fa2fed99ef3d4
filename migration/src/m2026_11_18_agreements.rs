//! Which party suspended or ended an agreement, and why.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let (mut by, mut reason) = (ColumnDef::new("stopped_by_id"), ColumnDef::new("stopped_reason"));
        by.uuid().extra("REFERENCES organisation (id)");
        // One column at a time: SQLite adds no more.
        for column in [&mut by, reason.text()] {
            m.alter_table(Table::alter().table("agreement_terms").add_column(column.take()).to_owned()).await?;
        }
        Ok(())
    }
}
