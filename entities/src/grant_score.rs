//! What one member of a scoring panel gave a bid by one criterion; for the panel alone.

use sea_orm::entity::prelude::*;

use crate::Id;

/// What one member of a scoring panel gave a bid by one criterion; for the panel alone.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "grant_score")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub grant_id: Id<super::grant::Entity>,
    pub scorer_id: Id<super::person::Entity>,
    pub criterion: String,
    pub points: i32,
    pub out_of: i32,
    pub position: i32,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
