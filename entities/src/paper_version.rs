//! One version of a paper: what its file is, never the file.

use sea_orm::entity::prelude::*;

use crate::Id;

/// One version of a paper: what its file is, never the file.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "paper_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub paper_id: Id<super::paper::Entity>,
    pub number: i32,
    pub file_name: String,
    pub media_type: String,
    pub sha256: String,
    pub bytes: i64,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
