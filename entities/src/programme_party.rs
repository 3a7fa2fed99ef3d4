//! An organisation that takes part in a programme.

use sea_orm::entity::prelude::*;

use crate::Id;

/// What an organisation does for a programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    Lead,
    Partner,
    Provider,
    Funder,
}

/// An organisation that takes part in a programme.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_party")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub programme_id: Id<super::programme::Entity>,
    pub organisation_id: Id<super::organisation::Entity>,
    pub role: Role,
    pub detail: Option<String>,
    pub position: i32,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
