//! A report of progress on an action.

use sea_orm::entity::prelude::*;

use crate::Id;
use crate::PartialDate;

/// A report of progress on an action.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_update")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub action_id: Id<super::action::Entity>,
    pub board_id: Option<Id<super::board::Entity>>,
    pub reported_on: Option<PartialDate>,
    pub by_person_id: Option<Id<super::person::Entity>>,
    pub by_organisation_id: Option<Id<super::organisation::Entity>>,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub status: Option<super::action::Status>,
    #[sea_orm(column_type = "Text", nullable)]
    pub evidence: Option<String>,
    pub source: Option<String>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
