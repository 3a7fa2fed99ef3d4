//! An organisation that an agreement binds.

use sea_orm::entity::prelude::*;

use crate::Id;

/// An organisation that an agreement binds.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement_party")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub agreement_id: Id<super::agreement::Entity>,
    pub organisation_id: Id<super::organisation::Entity>,
    pub position: i32,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
