//! Who exists: areas, organisations, people, and the accounts that may ask.

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
            "area",
            vec![
                id(),
                slug(),
                text("name"),
                word("kind"),
                text("gss").maybe(),
                to("parent_id", "area").maybe(),
                text("source").maybe(),
            ],
            RECORD,
            &[],
        )
        .await?;
        create(
            m,
            "area_member",
            vec![id(), to("cluster_id", "area"), to("member_id", "area")],
            PLAIN,
            &[unique(&["cluster_id", "member_id"]), index(&["member_id"])],
        )
        .await?;
        create(
            m,
            "organisation",
            vec![
                id(),
                slug(),
                text("name"),
                text("short_name").maybe(),
                word("sector"),
                text("description").maybe(),
                to("parent_id", "organisation").maybe(),
                to("area_id", "area").maybe(),
                to("successor_id", "organisation").maybe(),
                flag("competent_authority"),
                flag("hmg"),
                flag("relevant_authority"),
                word("status"),
                text("source").maybe(),
            ],
            RECORD,
            &[index(&["name", "id"]), index(&["sector", "name", "id"]), index(&["area_id"]), index(&["parent_id"])],
        )
        .await?;
        create(
            m,
            "marking",
            vec![
                id(),
                flag("sensitive"),
                flag("recipients_only"),
                flag("organisations_only"),
                flag("hmg_only"),
                flag("public_release"),
                word("category"),
                to("owner_id", "organisation").maybe(),
                text("descriptors").maybe(),
            ],
            PLAIN,
            &[],
        )
        .await?;
        create(
            m,
            "organisation_alias",
            vec![
                id(),
                to("organisation_id", "organisation"),
                text("name"),
                partial("valid_from").maybe(),
                partial("valid_to").maybe(),
            ],
            PLAIN,
            &[index(&["organisation_id"])],
        )
        .await?;
        create(
            m,
            "person",
            vec![
                id(),
                slug(),
                text("display_name"),
                text("honorific").maybe(),
                text("public_role").maybe(),
                text("source").maybe(),
            ],
            RECORD,
            &[index(&["display_name", "id"])],
        )
        .await?;
        create(
            m,
            "person_variant",
            vec![id(), to("person_id", "person"), text("name")],
            PLAIN,
            &[index(&["person_id"])],
        )
        .await?;
        create(
            m,
            "affiliation",
            vec![
                id(),
                to("person_id", "person"),
                to("organisation_id", "organisation"),
                text("title").maybe(),
                date("starts_on").maybe(),
                date("ends_on").maybe(),
                number("position"),
            ],
            PLAIN,
            &[index(&["person_id", "organisation_id"]), index(&["organisation_id"])],
        )
        .await?;
        create(
            m,
            "contact_point",
            vec![
                id(),
                to("person_id", "person").maybe(),
                to("organisation_id", "organisation").maybe(),
                word("kind"),
                text("value"),
                flag("shared"),
            ],
            PLAIN,
            &[index(&["person_id"]), index(&["organisation_id"])],
        )
        .await?;
        create(
            m,
            "marking_organisation",
            vec![id(), to("marking_id", "marking"), to("organisation_id", "organisation")],
            PLAIN,
            &[unique(&["marking_id", "organisation_id"])],
        )
        .await?;
        create(
            m,
            "marking_recipient",
            vec![id(), to("marking_id", "marking"), to("person_id", "person")],
            PLAIN,
            &[unique(&["marking_id", "person_id"]), index(&["person_id"])],
        )
        .await?;
        create(
            m,
            "account",
            vec![
                id(),
                slug(),
                text("name"),
                word("kind"),
                text("issuer"),
                text("subject"),
                to("person_id", "person").maybe(),
                to("organisation_id", "organisation").maybe(),
                flag("information_governance"),
                flag("auditor"),
                flag("administrator"),
                text("scopes").maybe(),
                flag("disabled"),
            ],
            RECORD,
            &[unique(&["issuer", "subject"]), index(&["person_id"])],
        )
        .await?;
        Ok(())
    }
}
