//! Whom a recommendation is directed to, or could be put to.

use sea_orm::entity::prelude::*;

use crate::Id;

/// Whom a recommendation is directed to, or could be put to.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recommendation_target")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub recommendation_id: Id<super::recommendation::Entity>,
    pub organisation_id: Option<Id<super::organisation::Entity>>,
    pub board_id: Option<Id<super::board::Entity>>,
    pub direct: bool,
    pub position: i32,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
