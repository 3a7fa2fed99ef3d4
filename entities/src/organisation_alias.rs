//! Another name an organisation goes or went by.

use sea_orm::entity::prelude::*;

use crate::Id;
use crate::PartialDate;

/// Another name an organisation goes or went by.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation_alias")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub organisation_id: Id<super::organisation::Entity>,
    pub name: String,
    pub valid_from: Option<PartialDate>,
    pub valid_to: Option<PartialDate>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
