//! Decisions, recommendations and reviews.

use sea_orm_migration::prelude::*;

use crate::{search::searched, table::*};

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
            "decision",
            vec![
                id(),
                slug(),
                text("text"),
                to("board_id", "board").maybe(),
                to("meeting_id", "meeting").maybe(),
                to("item_id", "agenda_item").maybe(),
                to("paper_id", "paper").maybe(),
                partial("decided").maybe(),
                date("day"),
                to("by_board_id", "board").maybe(),
                to("by_organisation_id", "organisation").maybe(),
                to("by_person_id", "person").maybe(),
                text("office").maybe(),
                word("basis"),
                flag("announced"),
                to("marking_id", "marking").maybe(),
                text("source").maybe(),
            ],
            RECORD,
            &[
                index(&["day", "slug", "id"]),
                index(&["board_id", "day", "slug", "id"]),
                index(&["meeting_id", "day", "slug", "id"]),
                index(&["item_id", "day", "slug", "id"]),
                index(&["paper_id"]),
            ],
        )
        .await?;
        create(
            m,
            "recommendation",
            vec![
                id(),
                slug(),
                text("text"),
                to("paper_id", "paper").maybe(),
                text("consultation").maybe(),
                to("board_id", "board").maybe(),
                to("meeting_id", "meeting").maybe(),
                to("item_id", "agenda_item").maybe(),
                word("status"),
                text("response").maybe(),
                text("reason").maybe(),
                partial("due").maybe(),
                date("due_by"),
                to("marking_id", "marking").maybe(),
                text("source").maybe(),
            ],
            RECORD,
            &[
                index(&["due_by", "slug", "id"]),
                index(&["board_id", "due_by", "slug", "id"]),
                index(&["paper_id", "due_by", "slug", "id"]),
                index(&["status", "due_by", "slug", "id"]),
            ],
        )
        .await?;
        create(
            m,
            "recommendation_target",
            vec![
                id(),
                to("recommendation_id", "recommendation"),
                to("organisation_id", "organisation").maybe(),
                to("board_id", "board").maybe(),
                flag("direct"),
                number("position"),
            ],
            PLAIN,
            &[
                index(&["recommendation_id", "position", "id"]),
                index(&["organisation_id", "recommendation_id"]),
                index(&["board_id", "recommendation_id"]),
            ],
        )
        .await?;
        create(
            m,
            "recommendation_evidence",
            vec![only("recommendation_id", "recommendation"), text("evidence")],
            PLAIN,
            &[],
        )
        .await?;
        create(
            m,
            "review",
            vec![
                id(),
                slug(),
                text("title"),
                text("pseudonym").maybe(),
                long_word("kind"),
                to("board_id", "board"),
                to("commissioned_by_id", "board").maybe(),
                to("action_plan_id", "paper").maybe(),
                word("qa_status").maybe(),
                date("published_on").maybe(),
                date("implemented_on").maybe(),
                to("marking_id", "marking").maybe(),
                text("source").maybe(),
            ],
            RECORD,
            &[
                index(&["title", "id"]),
                index(&["board_id", "title", "id"]),
                index(&["commissioned_by_id"]),
                index(&["action_plan_id"]),
            ],
        )
        .await?;
        searched(m, "decision", ("id", "id"), &[("DECISION_TEXT", "text")]).await?;
        searched(m, "recommendation", ("id", "id"), &[("RECOMMENDATION_TEXT", "text")]).await?;
        let evidence = [("RECOMMENDATION_EVIDENCE", "evidence")];
        searched(m, "recommendation_evidence", ("recommendation_id", "recommendation_id"), &evidence).await?;
        searched(m, "review", ("id", "id"), &[("REVIEW_TITLE", "title")]).await
    }
}
