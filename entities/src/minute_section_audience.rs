//! An organisation for which a closed section is meant.

use sea_orm::entity::prelude::*;

use crate::Id;

/// An organisation for which a closed section is meant.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "minute_section_audience")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub section_id: Id<super::minute_section::Entity>,
    pub organisation_id: Id<super::organisation::Entity>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
