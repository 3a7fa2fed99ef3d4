//! What is known of a paper beyond its stub.

use sea_orm::entity::prelude::*;

use crate::Id;

/// What is known of a paper beyond its stub.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "paper_text")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub paper_id: Id<super::paper::Entity>,
    pub summary: Option<String>,
    pub source: Option<String>,
    pub withdrawn_reason: Option<String>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
