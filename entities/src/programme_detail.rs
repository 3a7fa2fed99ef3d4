//! What a programme is about, for its own partners and its group.

use sea_orm::entity::prelude::*;

use crate::Id;

/// What a programme is about, for its own partners and its group.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_detail")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub programme_id: Id<super::programme::Entity>,
    #[sea_orm(column_type = "Text", nullable)]
    pub summary: Option<String>,
    pub overlay_reason: Option<String>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
