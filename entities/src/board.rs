//! A body that meets and keeps a record.

use sea_orm::entity::prelude::*;

use crate::Id;

/// What sort of body meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    Board,
    Panel,
    Forum,
    SteeringGroup,
    TaskAndFinish,
    CaseConference,
    WorkingGroup,
    ReferenceGroup,
    Network,
    Partnership,
}

/// Whether the board meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    Proposed,
    Active,
    Lapsed,
    Closed,
}

/// A body that meets and keeps a record.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "board")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub slug: String,
    pub name: String,
    pub short_name: Option<String>,
    pub kind: Kind,
    pub status: Status,
    pub convenor_id: Option<Id<super::organisation::Entity>>,
    pub parent_id: Option<Id<Entity>>,
    pub reports_to_id: Option<Id<Entity>>,
    pub predecessor_id: Option<Id<Entity>>,
    pub predecessor_history: bool,
    pub area_id: Option<Id<super::area::Entity>>,
    pub cadence: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub purpose: Option<String>,
    pub history_visible_from: Option<Date>,
    pub listed: bool,
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
