//! A dated report on a programme.

use sea_orm::entity::prelude::*;

use crate::Id;
use crate::PartialDate;

/// A dated report on a programme.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_update")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub programme_id: Id<super::programme::Entity>,
    pub reported_on: Option<PartialDate>,
    pub by_organisation_id: Option<Id<super::organisation::Entity>>,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub status: Option<super::programme::Status>,
    pub overlay: Option<super::programme::Overlay>,
    pub source: Option<String>,
    pub marking_id: Option<Id<super::marking::Entity>>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
