//! Agreements under which information is shared.

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
            "agreement",
            vec![
                id(),
                slug(),
                text("title"),
                word("status"),
                date("starts_on").maybe(),
                date("ends_on").maybe(),
                to("marking_id", "marking").maybe(),
                text("source").maybe(),
            ],
            RECORD,
            &[index(&["title", "id"]), index(&["status", "title", "id"])],
        )
        .await?;
        create(
            m,
            "agreement_party",
            vec![id(), to("agreement_id", "agreement"), to("organisation_id", "organisation"), number("position")],
            PLAIN,
            &[unique(&["agreement_id", "organisation_id"]), index(&["organisation_id", "agreement_id"])],
        )
        .await?;
        create(
            m,
            "agreement_signature",
            vec![only("party_id", "agreement_party"), date("signed_on"), to("signed_by_id", "person").maybe()],
            PLAIN,
            &[],
        )
        .await?;
        create(
            m,
            "agreement_purpose",
            vec![id(), to("agreement_id", "agreement"), text("code"), text("description"), number("position")],
            PLAIN,
            &[unique(&["agreement_id", "code"]), index(&["code", "agreement_id"])],
        )
        .await?;
        create(
            m,
            "agreement_category",
            vec![id(), to("agreement_id", "agreement"), word("category")],
            PLAIN,
            &[unique(&["agreement_id", "category"]), index(&["category", "agreement_id"])],
        )
        .await?;
        create(
            m,
            "agreement_gateway",
            vec![
                id(),
                to("agreement_id", "agreement"),
                text("act"),
                text("section").maybe(),
                to("discloser_id", "organisation").maybe(),
                to("recipient_id", "organisation").maybe(),
                flag("relevant_authority"),
                number("position"),
            ],
            PLAIN,
            &[index(&["agreement_id", "position", "id"])],
        )
        .await?;
        create(
            m,
            "agreement_terms",
            vec![
                only("agreement_id", "agreement"),
                text("lawful_basis").maybe(),
                text("conditions").maybe(),
                date("review_due").maybe(),
                text("retention").maybe(),
            ],
            PLAIN,
            &[],
        )
        .await?;
        create(
            m,
            "agreement_text",
            vec![only("agreement_id", "agreement"), text("text").maybe(), text("dpia").maybe()],
            PLAIN,
            &[],
        )
        .await?;
        Ok(())
    }
}
