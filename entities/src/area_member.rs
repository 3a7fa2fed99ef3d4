//! A place that belongs to a cluster of places.

use sea_orm::entity::prelude::*;

use crate::Id;

/// A place that belongs to a cluster of places.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "area_member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub cluster_id: Id<super::area::Entity>,
    pub member_id: Id<super::area::Entity>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
