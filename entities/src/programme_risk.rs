//! What may go wrong with a programme, and what is done then; its lead and the board's officers read it.

use sea_orm::entity::prelude::*;

use crate::Id;

/// What may go wrong with a programme, and what is done then; its lead and the board's officers read it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_risk")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub programme_id: Id<super::programme::Entity>,
    #[sea_orm(column_type = "Text", nullable)]
    pub risks: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub contingency: Option<String>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
