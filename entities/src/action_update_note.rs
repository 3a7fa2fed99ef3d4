//! A note on progress for the owner's own organisation and the secretariat.

use sea_orm::entity::prelude::*;

use crate::Id;

/// A note on progress for the owner's own organisation and the secretariat.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_update_note")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub update_id: Id<super::action_update::Entity>,
    pub organisation_id: Id<super::organisation::Entity>,
    #[sea_orm(column_type = "Text")]
    pub note: String,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
