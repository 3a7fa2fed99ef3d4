//! The person behind an owner; apart because fewer may read a name than an office.

use sea_orm::entity::prelude::*;

use crate::Id;

/// The person behind an owner; apart because fewer may read a name than an office.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_owner_person")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub owner_id: Id<super::action_owner::Entity>,
    pub person_id: Id<super::person::Entity>,
    pub printed: bool,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
