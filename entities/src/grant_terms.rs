//! On what terms others match a grant; apart because only its parties and the convenor read them.

use sea_orm::entity::prelude::*;

use crate::Id;

/// On what terms others match a grant; apart because only its parties and the convenor read them.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "grant_terms")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub grant_id: Id<super::grant::Entity>,
    #[sea_orm(column_type = "Text")]
    pub match_terms: String,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
