//! A document that a board works with: what even a reader of a stub may know.

use sea_orm::entity::prelude::*;

use crate::Id;
use crate::PartialDate;

/// What sort of document a paper is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    Report,
    Minutes,
    Protocol,
    Strategy,
    ActionPlan,
    Return,
    Submission,
    Review,
    Media,
}

/// Where a paper stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    Draft,
    Circulated,
    Final,
    Published,
    Superseded,
    Withdrawn,
}

/// A document that a board works with: what even a reader of a stub may know.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "paper")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub slug: String,
    pub title: String,
    pub kind: Kind,
    pub status: Status,
    pub board_id: Option<Id<super::board::Entity>>,
    pub owner_id: Option<Id<super::organisation::Entity>>,
    pub dated: Option<PartialDate>,
    pub day: Date,
    pub on_request: bool,
    pub embargoed: bool,
    pub embargo_until: Option<DateTimeUtc>,
    /// Who is named to read it while the embargo holds.
    pub embargo_named_id: Option<Id<super::marking::Entity>>,
    /// The handling that follows the embargo, and holds during it too.
    pub marking_id: Option<Id<super::marking::Entity>>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
