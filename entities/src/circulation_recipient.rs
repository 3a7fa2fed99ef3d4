//! An organisation or a person that the list of a circulation names.

use sea_orm::entity::prelude::*;

use crate::Id;

/// An organisation or a person that the list of a circulation names.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "circulation_recipient")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub circulation_id: Id<super::circulation::Entity>,
    pub organisation_id: Option<Id<super::organisation::Entity>>,
    pub person_id: Option<Id<super::person::Entity>>,
    pub position: i32,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
