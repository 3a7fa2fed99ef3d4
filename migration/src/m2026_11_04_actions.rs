//! What was undertaken, by whom, and what became of it.

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
        create(
            m,
            "action",
            vec![
                id(),
                slug(),
                to("board_id", "board").maybe(),
                text("description"),
                to("raised_at_id", "meeting").maybe(),
                to("raised_item_id", "agenda_item").maybe(),
                word("raised"),
                date("raised_on").maybe(),
                date("raised_by"),
                partial("due").maybe(),
                date("due_by"),
                to("due_meeting_id", "meeting").maybe(),
                text("status_printed").maybe(),
                to("marking_id", "marking").maybe(),
                text("source").maybe(),
            ],
            PLAIN,
            &[
                index(&["board_id", "due_by", "slug", "id"]),
                index(&["due_by", "slug", "id"]),
                index(&["raised_at_id"]),
                index(&["raised_item_id"]),
            ],
        )
        .await?;
        // Asked action by action, by the key: no list walks it.
        create(
            m,
            "action_progress",
            vec![
                only("action_id", "action"),
                word("status"),
                number("carry_count"),
                to("superseded_by_id", "action").maybe(),
            ],
            RECORD,
            &[],
        )
        .await?;
        create(
            m,
            "action_owner",
            vec![
                id(),
                to("action_id", "action"),
                to("organisation_id", "organisation").maybe(),
                to("board_id", "board").maybe(),
                number("position"),
            ],
            PLAIN,
            &[
                index(&["action_id", "position", "id"]),
                index(&["organisation_id", "action_id"]),
                index(&["board_id", "action_id"]),
            ],
        )
        .await?;
        create(
            m,
            "action_owner_person",
            vec![only("owner_id", "action_owner"), to("person_id", "person"), flag("printed")],
            PLAIN,
            &[index(&["person_id", "owner_id"])],
        )
        .await?;
        create(
            m,
            "action_beneficiary",
            vec![
                id(),
                to("action_id", "action"),
                to("organisation_id", "organisation").maybe(),
                to("person_id", "person").maybe(),
                number("position"),
            ],
            PLAIN,
            &[index(&["action_id"])],
        )
        .await?;
        create(
            m,
            "action_update",
            vec![
                id(),
                to("action_id", "action"),
                to("board_id", "board").maybe(),
                partial("reported_on").maybe(),
                to("by_person_id", "person").maybe(),
                to("by_organisation_id", "organisation").maybe(),
                text("text"),
                word("status").maybe(),
                text("evidence").maybe(),
                text("source").maybe(),
            ],
            RECORD,
            &[index(&["action_id", "created_at", "id"])],
        )
        .await?;
        create(
            m,
            "action_update_note",
            vec![only("update_id", "action_update"), to("organisation_id", "organisation"), text("note")],
            PLAIN,
            &[],
        )
        .await?;
        Ok(())
    }
}
