//! A share of one paper with one person or organisation, for a time.

use sea_orm::entity::prelude::*;

use crate::Id;

/// A share of one paper with one person or organisation, for a time.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_grant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub paper_id: Id<super::paper::Entity>,
    pub person_id: Option<Id<super::person::Entity>>,
    pub organisation_id: Option<Id<super::organisation::Entity>>,
    pub starts_at: DateTimeUtc,
    pub ends_at: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
    pub granted_by_id: Id<super::person::Entity>,
    pub reason: Option<String>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
