//! What becomes of a comment is settled by somebody, and settled anew.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let mut version = ColumnDef::new("version");
        m.alter_table(Table::alter().table("comment").add_column(version.integer().not_null().default(1)).to_owned())
            .await
    }
}
