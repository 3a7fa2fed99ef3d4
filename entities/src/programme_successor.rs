//! What follows when a programme's money ends; the group's members read it.

use sea_orm::entity::prelude::*;

use crate::Id;

/// What follows when the money ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Funding {
    NoneIdentified,
    Bid,
    Secured,
}

/// What follows when a programme's money ends; the group's members read it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_successor")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub programme_id: Id<super::programme::Entity>,
    pub funding: Funding,
    #[sea_orm(column_type = "Text", nullable)]
    pub detail: Option<String>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
