//! An organisation that an ORGANISATION USE ONLY marking names.

use sea_orm::entity::prelude::*;

use crate::Id;

/// An organisation that an ORGANISATION USE ONLY marking names.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "marking_organisation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub marking_id: Id<super::marking::Entity>,
    pub organisation_id: Id<super::organisation::Entity>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
