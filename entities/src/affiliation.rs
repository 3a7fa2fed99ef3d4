//! A person's place in an organisation, for a time: what a hat is made of.

use sea_orm::entity::prelude::*;

use crate::Id;

/// A person's place in an organisation, for a time: what a hat is made of.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "affiliation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub person_id: Id<super::person::Entity>,
    pub organisation_id: Id<super::organisation::Entity>,
    pub title: Option<String>,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
    pub position: i32,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
