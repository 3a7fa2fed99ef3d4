//! What an agenda item says, for those who may read more than its stub.

use sea_orm::entity::prelude::*;

use crate::Id;

/// What an agenda item says, for those who may read more than its stub.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agenda_item_text")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub item_id: Id<super::agenda_item::Entity>,
    pub title: String,
    pub closed_reason: Option<String>,
    pub presenter_id: Option<Id<super::person::Entity>>,
    pub presenter_organisation_id: Option<Id<super::organisation::Entity>>,
    pub source: Option<String>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
