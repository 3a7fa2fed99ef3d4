//! A person that a RECIPIENTS ONLY marking names.

use sea_orm::entity::prelude::*;

use crate::Id;

/// A person that a RECIPIENTS ONLY marking names.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "marking_recipient")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub marking_id: Id<super::marking::Entity>,
    pub person_id: Id<super::person::Entity>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
