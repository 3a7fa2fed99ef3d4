//! Where a meeting takes place; apart because a case conference tells only those who come.

use sea_orm::entity::prelude::*;

use crate::Id;

/// Where a meeting takes place; apart because a case conference tells only those who come.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "meeting_venue")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub meeting_id: Id<super::meeting::Entity>,
    pub venue: String,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
