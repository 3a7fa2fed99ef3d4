//! A review of a death, and what is done about it.

use sea_orm::entity::prelude::*;

use crate::Id;

/// What a review is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    DomesticHomicide,
    DomesticAbuseRelatedDeath,
}

/// Where a review stands with the panel that checks it before publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum QaStatus {
    NotSubmitted,
    Submitted,
    Returned,
    Approved,
}

/// A review of a death, and what is done about it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "review")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub slug: String,
    pub title: String,
    pub pseudonym: Option<String>,
    pub kind: Kind,
    pub board_id: Id<super::board::Entity>,
    pub commissioned_by_id: Option<Id<super::board::Entity>>,
    pub action_plan_id: Option<Id<super::paper::Entity>>,
    pub qa_status: Option<QaStatus>,
    pub published_on: Option<Date>,
    pub implemented_on: Option<Date>,
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
