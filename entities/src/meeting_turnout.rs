//! How many came to a meeting, as its minutes or a report print it; apart because not everyone who knows of it may know.

use sea_orm::entity::prelude::*;

use crate::Id;

/// How many came to a meeting, as its minutes or a report print it; apart because not everyone who knows of it may know.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "meeting_turnout")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub meeting_id: Id<super::meeting::Entity>,
    pub present: Option<i32>,
    pub apologies: Option<i32>,
    #[sea_orm(column_type = "Text", nullable)]
    pub categories: Option<String>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
