//! When a person accepted a place that others gave them.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let accepted = ColumnDef::new("accepted_at").timestamp_with_time_zone().take();
        m.alter_table(Table::alter().table("membership").add_column(accepted).to_owned()).await?;
        // Whoever sat on a board before this was asked goes on as before.
        let before = Query::update().table("membership").value("accepted_at", Expr::col("created_at")).to_owned();
        m.exec_stmt(before).await
    }
}
