//! One line of a grant's breakdown: a site or a purpose, and its sum.

use sea_orm::entity::prelude::*;

use crate::Id;

/// One line of a grant's breakdown: a site or a purpose, and its sum.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "grant_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub grant_id: Id<super::grant::Entity>,
    pub organisation_id: Option<Id<super::organisation::Entity>>,
    pub area_id: Option<Id<super::area::Entity>>,
    pub purpose: String,
    pub amount_pence: Option<i64>,
    pub position: i32,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
