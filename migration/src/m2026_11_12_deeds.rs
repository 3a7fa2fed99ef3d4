//! What deeds leave behind: the keys under which they were sent, and where an action went.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Moves the head counts of meetings to a table of their own: they are known to whom attendance is.
async fn turnout(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("meeting_turnout")
        .col(ColumnDef::new("meeting_id").uuid().not_null().primary_key())
        .col(ColumnDef::new("present").integer())
        .col(ColumnDef::new("apologies").integer())
        .col(ColumnDef::new("categories").text())
        .foreign_key(ForeignKey::create().from("meeting_turnout", "meeting_id").to("meeting", "id"));
    m.create_table(table).await?;
    m.get_connection()
        .execute_unprepared(
            "INSERT INTO meeting_turnout (meeting_id, present, apologies, categories) \
             SELECT id, printed_present, printed_apologies, attendee_categories FROM meeting \
             WHERE printed_present IS NOT NULL OR printed_apologies IS NOT NULL OR attendee_categories IS NOT NULL",
        )
        .await?;
    for column in ["printed_present", "printed_apologies", "attendee_categories"] {
        m.alter_table(Table::alter().table("meeting").drop_column(column).to_owned()).await?;
    }
    Ok(())
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let mut keys = Table::create();
        keys.table("idempotency_key")
            .col(ColumnDef::new("account_id").uuid().not_null())
            .col(ColumnDef::new("key").text().not_null())
            .col(ColumnDef::new("input").binary().not_null())
            .col(ColumnDef::new("records").binary().not_null())
            .col(ColumnDef::new("seq").big_integer().not_null())
            .col(ColumnDef::new("at").timestamp_with_time_zone().not_null())
            .primary_key(Index::create().col("account_id").col("key"))
            .foreign_key(ForeignKey::create().from("idempotency_key", "account_id").to("account", "id"));
        m.create_table(keys).await?;
        // What is too old to be remembered is found by this, account by account.
        let mut old = Index::create();
        old.name("idempotency_key_account_id_at").table("idempotency_key").col("account_id").col("at");
        m.create_index(old).await?;
        // SQLite adds one column at a time, and its reference with it.
        for (column, target) in [
            ("carried_to_id", "meeting"),
            ("superseded_by_decision_id", "decision"),
            ("superseded_by_paper_id", "paper"),
        ] {
            let mut reference = ColumnDef::new(column);
            reference.uuid().extra(format!("REFERENCES {target} (id)"));
            m.alter_table(Table::alter().table("action_progress").add_column(reference).to_owned()).await?;
        }
        // What changes with the publication of minutes is told to the readers of that edition. Loose, as the feed is.
        let mut edition = ColumnDef::new("minutes_id");
        m.alter_table(Table::alter().table("change").add_column(edition.uuid()).to_owned()).await?;
        turnout(m).await?;
        // What was carried over to a meeting is opened again when that meeting is held.
        let mut carried = Index::create();
        carried.name("action_progress_carried_to_id").table("action_progress").col("carried_to_id");
        m.create_index(carried).await
    }
}
