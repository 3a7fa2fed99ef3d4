//! Whom an action is for.

use sea_orm::entity::prelude::*;

use crate::Id;

/// Whom an action is for.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_beneficiary")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub action_id: Id<super::action::Entity>,
    pub organisation_id: Option<Id<super::organisation::Entity>>,
    pub person_id: Option<Id<super::person::Entity>>,
    pub position: i32,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
