//! Boards, their seats and who sits in them.

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
            "board",
            vec![
                id(),
                slug(),
                text("name"),
                text("short_name").maybe(),
                word("kind"),
                word("status"),
                to("convenor_id", "organisation").maybe(),
                to("parent_id", "board").maybe(),
                to("reports_to_id", "board").maybe(),
                to("predecessor_id", "board").maybe(),
                flag("predecessor_history"),
                to("area_id", "area").maybe(),
                text("cadence").maybe(),
                text("purpose").maybe(),
                date("history_visible_from").maybe(),
                flag("listed"),
                to("marking_id", "marking").maybe(),
                text("source").maybe(),
            ],
            RECORD,
            &[
                index(&["name", "id"]),
                index(&["kind", "name", "id"]),
                index(&["parent_id"]),
                index(&["predecessor_id"]),
                index(&["area_id"]),
            ],
        )
        .await?;
        create(
            m,
            "seat",
            vec![
                id(),
                to("board_id", "board"),
                to("organisation_id", "organisation"),
                flag("required"),
                date("starts_on").maybe(),
                date("ends_on").maybe(),
                number("position"),
            ],
            PLAIN,
            &[index(&["board_id", "organisation_id"]), index(&["organisation_id", "board_id"])],
        )
        .await?;
        create(
            m,
            "membership",
            vec![
                id(),
                to("board_id", "board"),
                to("seat_id", "seat").maybe(),
                to("person_id", "person"),
                word("role"),
                to("on_behalf_of_id", "organisation").maybe(),
                date("starts_on"),
                date("ends_on").maybe(),
                date("elected_on").maybe(),
                word("basis"),
                number("position"),
            ],
            RECORD,
            &[
                index(&["person_id", "board_id"]),
                index(&["board_id", "starts_on", "position", "id"]),
                index(&["on_behalf_of_id"]),
            ],
        )
        .await?;
        Ok(())
    }
}
