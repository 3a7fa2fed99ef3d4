//! An undertaking with owners.

use sea_orm::entity::prelude::*;

use crate::Id;
use crate::PartialDate;

/// Where an action stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    Open,
    InProgress,
    Chasing,
    CompleteProposed,
    Complete,
    CarriedOver,
    NotComplete,
    Superseded,
}

/// How an action came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Raised {
    Recorded,
    Implied,
    CarriedIn,
}

/// An undertaking with owners.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub slug: String,
    pub board_id: Option<Id<super::board::Entity>>,
    #[sea_orm(column_type = "Text")]
    pub description: String,
    pub raised_at_id: Option<Id<super::meeting::Entity>>,
    pub raised_item_id: Option<Id<super::agenda_item::Entity>>,
    pub raised: Raised,
    pub raised_on: Option<Date>,
    pub raised_by: Date,
    pub due: Option<PartialDate>,
    pub due_by: Date,
    pub due_meeting_id: Option<Id<super::meeting::Entity>>,
    pub status_printed: Option<String>,
    pub marking_id: Option<Id<super::marking::Entity>>,
    pub source: Option<String>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
