//! That a text can be searched: where it stands and which record it is of, never what it says.

use sea_orm::entity::prelude::*;

/// The texts that can be searched. Each is a column of one table, and is for whom that table's rows are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Source {
    ActionDescription,
    ActionUpdateText,
    AgendaItemPublicTitle,
    AgendaItemResult,
    AgendaItemTitle,
    AgreementTitle,
    BoardName,
    BoardPurpose,
    BoardShortName,
    DecisionText,
    MinuteSectionBody,
    OrganisationAlias,
    OrganisationName,
    OrganisationShortName,
    PaperSummary,
    PaperTitle,
    PersonName,
    ProgrammeName,
    ProgrammeSummary,
    RecommendationEvidence,
    RecommendationText,
    ReviewTitle,
}

/// That a text can be searched. The words themselves are in an index that each database keeps in its own way.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_entry")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub source: Source,
    /// The key of the row that holds the text.
    pub row_key: Uuid,
    /// The id of the record that the text is of.
    pub node_key: Uuid,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
