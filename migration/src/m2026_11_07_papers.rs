//! Papers, whom they were sent to, and what was said of them.

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
            "paper",
            vec![
                id(),
                slug(),
                text("title"),
                word("kind"),
                word("status"),
                to("board_id", "board").maybe(),
                to("owner_id", "organisation").maybe(),
                partial("dated").maybe(),
                date("day"),
                flag("on_request"),
                flag("embargoed"),
                instant("embargo_until").maybe(),
                to("embargo_named_id", "marking").maybe(),
                to("marking_id", "marking").maybe(),
            ],
            RECORD,
            &[
                index(&["title", "id"]),
                index(&["day", "slug", "id"]),
                index(&["board_id", "title", "id"]),
                index(&["board_id", "day", "slug", "id"]),
                index(&["owner_id", "title", "id"]),
                index(&["kind", "title", "id"]),
                index(&["status", "title", "id"]),
            ],
        )
        .await?;
        create(
            m,
            "paper_text",
            vec![only("paper_id", "paper"), text("summary").maybe(), text("source").maybe()],
            PLAIN,
            &[],
        )
        .await?;
        create(
            m,
            "paper_author",
            vec![
                id(),
                to("paper_id", "paper"),
                to("person_id", "person").maybe(),
                to("organisation_id", "organisation").maybe(),
                number("position"),
            ],
            PLAIN,
            &[index(&["paper_id", "position", "id"]), index(&["organisation_id"]), index(&["person_id"])],
        )
        .await?;
        create(
            m,
            "paper_version",
            vec![
                id(),
                to("paper_id", "paper"),
                number("number"),
                text("file_name"),
                text("media_type"),
                text("sha256"),
                big("bytes"),
            ],
            PLAIN,
            &[unique(&["paper_id", "number"])],
        )
        .await?;
        create(
            m,
            "agenda_item_paper",
            vec![id(), to("item_id", "agenda_item"), to("paper_id", "paper")],
            PLAIN,
            &[unique(&["item_id", "paper_id"]), index(&["paper_id", "item_id"])],
        )
        .await?;
        create(
            m,
            "circulation",
            vec![
                id(),
                to("paper_id", "paper"),
                to("board_id", "board"),
                to("meeting_id", "meeting").maybe(),
                word("purpose"),
                instant("sent_at"),
                date("day"),
                date("comments_due").maybe(),
            ],
            PLAIN,
            &[index(&["paper_id", "sent_at", "id"]), index(&["meeting_id", "paper_id"]), index(&["board_id"])],
        )
        .await?;
        create(
            m,
            "circulation_recipient",
            vec![
                id(),
                to("circulation_id", "circulation"),
                to("organisation_id", "organisation").maybe(),
                to("person_id", "person").maybe(),
                number("position"),
            ],
            PLAIN,
            &[index(&["circulation_id", "position", "id"]), index(&["organisation_id"]), index(&["person_id"])],
        )
        .await?;
        create(
            m,
            "comment",
            vec![
                id(),
                to("paper_id", "paper").maybe(),
                to("minutes_id", "minutes").maybe(),
                to("section_id", "minute_section").maybe(),
                to("board_id", "board").maybe(),
                to("author_id", "person"),
                to("organisation_id", "organisation").maybe(),
                text("passage").maybe(),
                text("body"),
                flag("shared"),
                word("disposition").maybe(),
                instant("at"),
            ],
            PLAIN,
            &[index(&["paper_id", "at", "id"]), index(&["minutes_id", "at", "id"]), index(&["author_id", "at", "id"])],
        )
        .await?;
        create(
            m,
            "access_grant",
            vec![
                id(),
                to("paper_id", "paper"),
                to("person_id", "person").maybe(),
                to("organisation_id", "organisation").maybe(),
                instant("starts_at"),
                instant("ends_at"),
                instant("ended_at").maybe(),
                to("granted_by_id", "person"),
                text("reason").maybe(),
            ],
            PLAIN,
            &[
                index(&["starts_at", "id"]),
                index(&["paper_id", "starts_at", "id"]),
                index(&["person_id"]),
                index(&["organisation_id"]),
                index(&["granted_by_id"]),
            ],
        )
        .await?;
        Ok(())
    }
}
