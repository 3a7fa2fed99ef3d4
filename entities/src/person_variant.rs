//! Another spelling of a person's name, as a source prints it.

use sea_orm::entity::prelude::*;

use crate::Id;

/// Another spelling of a person's name, as a source prints it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_variant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub person_id: Id<super::person::Entity>,
    pub name: String,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
