//! Invitations that were taken back.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let mut withdrawn = ColumnDef::new("withdrawn_on");
        m.alter_table(Table::alter().table("invitation").add_column(withdrawn.date()).to_owned()).await
    }
}
