//! A category of records that an agreement covers.

use sea_orm::entity::prelude::*;

use crate::Id;

/// A category of records that an agreement covers.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement_category")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub agreement_id: Id<super::agreement::Entity>,
    pub category: super::marking::Category,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
