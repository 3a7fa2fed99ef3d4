//! How grants are scored and paid, and what may go wrong with what they pay for.

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
            "programme_risk",
            vec![only("programme_id", "programme"), text("risks").maybe(), text("contingency").maybe()],
            PLAIN,
            &[],
        )
        .await?;
        create(
            m,
            "programme_scorer",
            vec![
                id(),
                to("programme_id", "programme"),
                to("person_id", "person"),
                to("organisation_id", "organisation").maybe(),
            ],
            PLAIN,
            &[unique(&["person_id", "programme_id"]), index(&["programme_id"])],
        )
        .await?;
        create(
            m,
            "grant_payment",
            vec![
                id(),
                to("grant_id", "grant"),
                partial("due").maybe(),
                partial("paid_on").maybe(),
                big("amount_pence").maybe(),
                word("status"),
                number("position"),
            ],
            PLAIN,
            &[index(&["grant_id", "position", "id"])],
        )
        .await?;
        create(
            m,
            "grant_score",
            vec![
                id(),
                to("grant_id", "grant"),
                to("scorer_id", "person"),
                text("criterion"),
                number("points"),
                number("out_of"),
                number("position"),
            ],
            PLAIN,
            &[index(&["grant_id", "position", "id"])],
        )
        .await?;
        create(m, "grant_terms", vec![only("grant_id", "grant"), text("match_terms")], PLAIN, &[]).await?;
        create(m, "grant_total", vec![only("grant_id", "grant"), number("points"), number("out_of")], PLAIN, &[])
            .await?;
        Ok(())
    }
}
