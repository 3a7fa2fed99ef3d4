//! Who wrote a paper: an organisation, a person, or a person for an organisation.

use sea_orm::entity::prelude::*;

use crate::Id;

/// Who wrote a paper: an organisation, a person, or a person for an organisation.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "paper_author")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub paper_id: Id<super::paper::Entity>,
    pub person_id: Option<Id<super::person::Entity>>,
    pub organisation_id: Option<Id<super::organisation::Entity>>,
    pub position: i32,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
