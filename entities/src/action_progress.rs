//! How far an action has come; apart because what follows publication is not the public's.

use sea_orm::entity::prelude::*;

use crate::Id;

/// How far an action has come; apart because what follows publication is not the public's.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_progress")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub action_id: Id<super::action::Entity>,
    pub status: super::action::Status,
    pub carry_count: i32,
    pub carried_to_id: Option<Id<super::meeting::Entity>>,
    pub superseded_by_id: Option<Id<super::action::Entity>>,
    pub superseded_by_decision_id: Option<Id<super::decision::Entity>>,
    pub superseded_by_paper_id: Option<Id<super::paper::Entity>>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
