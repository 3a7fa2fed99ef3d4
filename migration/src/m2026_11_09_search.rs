//! The texts that can be searched.

use sea_orm_migration::prelude::*;

use crate::search::{index, searched};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        index(m).await?;
        searched(
            m,
            "organisation",
            ("id", "id"),
            &[("ORGANISATION_NAME", "name"), ("ORGANISATION_SHORT_NAME", "short_name")],
        )
        .await?;
        searched(m, "organisation_alias", ("id", "organisation_id"), &[("ORGANISATION_ALIAS", "name")]).await?;
        searched(m, "person", ("id", "id"), &[("PERSON_NAME", "display_name")]).await?;
        let texts = [("BOARD_NAME", "name"), ("BOARD_SHORT_NAME", "short_name"), ("BOARD_PURPOSE", "purpose")];
        searched(m, "board", ("id", "id"), &texts).await?;
        searched(m, "agenda_item", ("id", "id"), &[("AGENDA_ITEM_PUBLIC_TITLE", "public_title")]).await?;
        searched(m, "agenda_item_text", ("item_id", "item_id"), &[("AGENDA_ITEM_TITLE", "title")]).await?;
        searched(m, "agenda_item_outcome", ("item_id", "item_id"), &[("AGENDA_ITEM_RESULT", "result")]).await?;
        searched(m, "minute_section_text", ("section_id", "section_id"), &[("MINUTE_SECTION_BODY", "body")]).await?;
        searched(m, "action", ("id", "id"), &[("ACTION_DESCRIPTION", "description")]).await?;
        searched(m, "action_update", ("id", "id"), &[("ACTION_UPDATE_TEXT", "text")]).await?;
        searched(m, "paper", ("id", "id"), &[("PAPER_TITLE", "title")]).await?;
        searched(m, "paper_text", ("paper_id", "paper_id"), &[("PAPER_SUMMARY", "summary")]).await?;
        searched(m, "programme", ("id", "id"), &[("PROGRAMME_NAME", "name")]).await?;
        searched(m, "programme_detail", ("programme_id", "programme_id"), &[("PROGRAMME_SUMMARY", "summary")]).await?;
        searched(m, "agreement", ("id", "id"), &[("AGREEMENT_TITLE", "title")]).await
    }
}
