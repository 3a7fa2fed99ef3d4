//! A piece of work: a service, a pilot, a campaign, an operation.

use sea_orm::entity::prelude::*;

use crate::Id;
use crate::PartialDate;

/// What sort of work a programme is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    Service,
    Pilot,
    Campaign,
    Operation,
    Training,
    Review,
    Research,
    Dataset,
    Policy,
    Scheme,
}

/// Where a programme stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    Proposed,
    Approved,
    Tendering,
    Awarded,
    Mobilising,
    Live,
    Extended,
    Ending,
    Closed,
    Mainstreamed,
    Withdrawn,
}

/// What holds a programme up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Overlay {
    Delayed,
    Paused,
}

/// A piece of work: a service, a pilot, a campaign, an operation.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub slug: String,
    pub name: String,
    pub kind: Kind,
    pub status: Status,
    pub overlay: Option<Overlay>,
    pub lead_id: Option<Id<super::organisation::Entity>>,
    pub board_id: Option<Id<super::board::Entity>>,
    pub parent_id: Option<Id<Entity>>,
    pub area_id: Option<Id<super::area::Entity>>,
    pub announced: bool,
    pub starts: Option<PartialDate>,
    pub ends: Option<PartialDate>,
    pub funding_ends: Date,
    pub status_as_at: Option<PartialDate>,
    pub status_printed: Option<String>,
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
