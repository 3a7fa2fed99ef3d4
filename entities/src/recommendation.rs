//! Something that was recommended, and what came of it.

use sea_orm::entity::prelude::*;

use crate::Id;
use crate::PartialDate;

/// Where a recommendation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    Made,
    Accepted,
    Partly,
    Rejected,
    Implementing,
    Implemented,
    Evidenced,
}

/// Something that was recommended, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recommendation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub slug: String,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub paper_id: Option<Id<super::paper::Entity>>,
    pub consultation: Option<String>,
    pub board_id: Option<Id<super::board::Entity>>,
    pub meeting_id: Option<Id<super::meeting::Entity>>,
    pub item_id: Option<Id<super::agenda_item::Entity>>,
    pub status: Status,
    #[sea_orm(column_type = "Text", nullable)]
    pub response: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    pub due: Option<PartialDate>,
    pub due_by: Date,
    pub marking_id: Option<Id<super::marking::Entity>>,
    pub source: Option<String>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
