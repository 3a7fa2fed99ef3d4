//! The words of a section of the minutes.

use sea_orm::entity::prelude::*;

use crate::Id;

/// The words of a section of the minutes.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "minute_section_text")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub section_id: Id<super::minute_section::Entity>,
    #[sea_orm(column_type = "Text")]
    pub body: String,
    pub speakers: Option<String>,
    pub closed_reason: Option<String>,
    pub source: Option<String>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
