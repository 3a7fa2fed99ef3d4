//! One meeting of a board, held, planned or only spoken of.

use sea_orm::entity::prelude::*;

use crate::Id;
use crate::PartialDate;

/// Where a meeting stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    Planned,
    Notified,
    Held,
    Minuted,
    Cancelled,
    Postponed,
}

/// How people meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Mode {
    InPerson,
    Online,
    Hybrid,
}

/// One meeting of a board, held, planned or only spoken of.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "meeting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub slug: String,
    pub board_id: Id<super::board::Entity>,
    pub name: Option<String>,
    pub status: Status,
    pub held_on: Option<PartialDate>,
    /// The day that it was to be before it was put off.
    pub postponed_from: Option<PartialDate>,
    pub day: Date,
    pub starts_at: Option<DateTimeUtc>,
    pub ends_at: Option<DateTimeUtc>,
    pub mode: Option<Mode>,
    #[sea_orm(column_type = "Text", nullable)]
    pub purpose: Option<String>,
    pub agenda_public: bool,
    pub previous_id: Option<Id<Entity>>,
    pub invited_count: Option<i32>,
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
