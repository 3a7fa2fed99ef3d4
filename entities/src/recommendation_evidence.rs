//! What shows that a recommendation was carried out; apart from it because fewer may read it.

use sea_orm::entity::prelude::*;

use crate::Id;

/// What shows that a recommendation was carried out; apart from it because fewer may read it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recommendation_evidence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub recommendation_id: Id<super::recommendation::Entity>,
    #[sea_orm(column_type = "Text")]
    pub evidence: String,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
