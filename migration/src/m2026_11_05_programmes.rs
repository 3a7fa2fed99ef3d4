//! Work and the money behind it.

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
            "programme",
            vec![
                id(),
                slug(),
                text("name"),
                word("kind"),
                word("status"),
                word("overlay").maybe(),
                to("lead_id", "organisation").maybe(),
                to("board_id", "board").maybe(),
                to("parent_id", "programme").maybe(),
                to("area_id", "area").maybe(),
                flag("announced"),
                partial("starts").maybe(),
                partial("ends").maybe(),
                date("funding_ends"),
                partial("status_as_at").maybe(),
                text("status_printed").maybe(),
                to("marking_id", "marking").maybe(),
                text("source").maybe(),
            ],
            RECORD,
            &[
                index(&["name", "id"]),
                index(&["lead_id", "name", "id"]),
                index(&["board_id"]),
                index(&["funding_ends", "name", "id"]),
                index(&["area_id"]),
                index(&["status", "name", "id"]),
                index(&["kind", "name", "id"]),
                index(&["announced", "status"]),
            ],
        )
        .await?;
        create(
            m,
            "programme_detail",
            vec![only("programme_id", "programme"), text("summary").maybe(), text("overlay_reason").maybe()],
            PLAIN,
            &[],
        )
        .await?;
        create(
            m,
            "programme_party",
            vec![
                id(),
                to("programme_id", "programme"),
                to("organisation_id", "organisation"),
                word("role"),
                text("detail").maybe(),
                number("position"),
            ],
            PLAIN,
            &[index(&["programme_id", "role"]), index(&["organisation_id", "programme_id", "role"])],
        )
        .await?;
        create(
            m,
            "programme_site",
            vec![id(), to("programme_id", "programme"), to("area_id", "area")],
            PLAIN,
            &[unique(&["programme_id", "area_id"]), index(&["area_id", "programme_id"])],
        )
        .await?;
        create(
            m,
            "programme_successor",
            vec![only("programme_id", "programme"), word("funding"), text("detail").maybe()],
            PLAIN,
            &[index(&["funding"])],
        )
        .await?;
        create(
            m,
            "programme_update",
            vec![
                id(),
                to("programme_id", "programme"),
                partial("reported_on").maybe(),
                to("by_organisation_id", "organisation").maybe(),
                text("text"),
                word("status").maybe(),
                word("overlay").maybe(),
                text("source").maybe(),
                to("marking_id", "marking").maybe(),
            ],
            RECORD,
            &[index(&["programme_id", "id"])],
        )
        .await?;
        create(
            m,
            "grant",
            vec![
                id(),
                slug(),
                to("programme_id", "programme").maybe(),
                to("funder_id", "organisation"),
                to("recipient_id", "organisation").maybe(),
                big("amount_pence").maybe(),
                text("currency"),
                word("status"),
                flag("announced"),
                text("process").maybe(),
                partial("applied").maybe(),
                partial("approved_on").maybe(),
                partial("awarded_on").maybe(),
                partial("starts").maybe(),
                partial("ends").maybe(),
                to("marking_id", "marking").maybe(),
                text("source").maybe(),
            ],
            RECORD,
            &[
                index(&["programme_id", "id"]),
                index(&["funder_id"]),
                index(&["recipient_id"]),
                index(&["announced", "status"]),
            ],
        )
        .await?;
        create(
            m,
            "grant_line",
            vec![
                id(),
                to("grant_id", "grant"),
                to("organisation_id", "organisation").maybe(),
                to("area_id", "area").maybe(),
                text("purpose"),
                big("amount_pence").maybe(),
                number("position"),
            ],
            PLAIN,
            &[index(&["grant_id", "position", "id"]), index(&["organisation_id"])],
        )
        .await?;
        Ok(())
    }
}
