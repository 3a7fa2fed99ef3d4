//! An organisation's place on a board.

use sea_orm::entity::prelude::*;

use crate::Id;

/// An organisation's place on a board.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seat")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub board_id: Id<super::board::Entity>,
    pub organisation_id: Id<super::organisation::Entity>,
    pub required: bool,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
    pub position: i32,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
