//! A handling marking: it narrows who may read the record that carries it, whatever their role.

use sea_orm::entity::prelude::*;

use crate::Id;

/// A handling marking: it narrows who may read the record that carries it, whatever their role.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "marking")]
#[expect(clippy::struct_excessive_bools, reason = "each is a column, and they are independent")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub sensitive: bool,
    pub recipients_only: bool,
    pub organisations_only: bool,
    pub hmg_only: bool,
    pub public_release: bool,
    pub descriptors: Option<String>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
