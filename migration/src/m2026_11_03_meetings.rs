//! Meetings, who came, what was on, what was recorded.

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
            "meeting",
            vec![
                id(),
                slug(),
                to("board_id", "board"),
                text("name").maybe(),
                word("status"),
                partial("held_on").maybe(),
                date("day"),
                instant("starts_at").maybe(),
                instant("ends_at").maybe(),
                word("mode").maybe(),
                text("purpose").maybe(),
                flag("agenda_public"),
                to("previous_id", "meeting").maybe(),
                number("invited_count").maybe(),
                number("printed_present").maybe(),
                number("printed_apologies").maybe(),
                text("attendee_categories").maybe(),
                to("marking_id", "marking").maybe(),
                text("source").maybe(),
            ],
            RECORD,
            &[index(&["board_id", "day", "slug", "id"]), index(&["day", "slug", "id"]), index(&["previous_id"])],
        )
        .await?;
        create(m, "meeting_venue", vec![only("meeting_id", "meeting"), text("venue")], PLAIN, &[]).await?;
        create(
            m,
            "attendance",
            vec![
                id(),
                to("meeting_id", "meeting"),
                to("board_id", "board"),
                to("person_id", "person"),
                to("organisation_id", "organisation").maybe(),
                to("also_for_id", "organisation").maybe(),
                word("status"),
                word("capacity"),
                word("role").maybe(),
                to("substitute_for_id", "person").maybe(),
                text("printed_as").maybe(),
                number("position"),
            ],
            PLAIN,
            &[
                index(&["meeting_id", "position", "id"]),
                index(&["person_id", "meeting_id"]),
                index(&["organisation_id"]),
            ],
        )
        .await?;
        create(m, "attendance_apology", vec![only("attendance_id", "attendance"), text("reason")], PLAIN, &[]).await?;
        create(
            m,
            "agenda_item",
            vec![
                id(),
                to("meeting_id", "meeting"),
                to("board_id", "board"),
                text("number"),
                number("position"),
                word("part"),
                text("public_title").maybe(),
                flag("later_members"),
                to("marking_id", "marking").maybe(),
            ],
            RECORD,
            &[index(&["meeting_id", "position", "id"]), index(&["board_id"])],
        )
        .await?;
        create(
            m,
            "agenda_item_text",
            vec![
                only("item_id", "agenda_item"),
                text("title"),
                text("closed_reason").maybe(),
                to("presenter_id", "person").maybe(),
                to("presenter_organisation_id", "organisation").maybe(),
                text("source").maybe(),
            ],
            PLAIN,
            &[],
        )
        .await?;
        create(
            m,
            "agenda_item_outcome",
            vec![only("item_id", "agenda_item"), word("state"), text("result").maybe()],
            PLAIN,
            &[],
        )
        .await?;
        create(
            m,
            "agenda_item_audience",
            vec![id(), to("item_id", "agenda_item"), to("organisation_id", "organisation")],
            PLAIN,
            &[unique(&["item_id", "organisation_id"])],
        )
        .await?;
        create(
            m,
            "invitation",
            vec![
                id(),
                to("meeting_id", "meeting"),
                to("board_id", "board"),
                to("person_id", "person"),
                to("organisation_id", "organisation").maybe(),
                word("capacity"),
                to("substitute_for_id", "person").maybe(),
                date("invited_on"),
                number("position"),
            ],
            PLAIN,
            &[index(&["person_id", "meeting_id"]), index(&["meeting_id"])],
        )
        .await?;
        create(
            m,
            "invitation_item",
            vec![id(), to("invitation_id", "invitation"), to("item_id", "agenda_item")],
            PLAIN,
            &[unique(&["invitation_id", "item_id"]), index(&["item_id"])],
        )
        .await?;
        create(
            m,
            "minutes",
            vec![
                id(),
                to("meeting_id", "meeting"),
                to("board_id", "board"),
                number("edition"),
                word("status"),
                instant("circulated_at").maybe(),
                date("comments_due").maybe(),
                date("agreed_on").maybe(),
                to("agreed_at_id", "meeting").maybe(),
                instant("published_at").maybe(),
                text("publication_type").maybe(),
                text("withdrawn_reason").maybe(),
                to("marking_id", "marking").maybe(),
                text("source").maybe(),
            ],
            RECORD,
            &[
                unique(&["meeting_id", "edition"]),
                index(&["meeting_id", "status"]),
                index(&["status", "meeting_id"]),
                index(&["board_id", "status"]),
            ],
        )
        .await?;
        create(
            m,
            "minute_section",
            vec![
                id(),
                to("minutes_id", "minutes"),
                to("meeting_id", "meeting"),
                to("board_id", "board"),
                to("item_id", "agenda_item").maybe(),
                number("position"),
                word("part"),
                flag("later_members"),
                to("author_id", "person").maybe(),
                to("marking_id", "marking").maybe(),
            ],
            RECORD,
            &[
                index(&["minutes_id", "position", "created_at", "id"]),
                index(&["item_id"]),
                index(&["meeting_id"]),
                index(&["marking_id"]),
            ],
        )
        .await?;
        create(
            m,
            "minute_section_text",
            vec![
                only("section_id", "minute_section"),
                text("body"),
                text("speakers").maybe(),
                text("closed_reason").maybe(),
                text("source").maybe(),
            ],
            PLAIN,
            &[],
        )
        .await?;
        create(
            m,
            "minute_section_audience",
            vec![id(), to("section_id", "minute_section"), to("organisation_id", "organisation")],
            PLAIN,
            &[unique(&["section_id", "organisation_id"])],
        )
        .await?;
        Ok(())
    }
}
