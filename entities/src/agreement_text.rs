//! The text of an agreement, and the assessment behind it.

use sea_orm::entity::prelude::*;

use crate::Id;

/// The text of an agreement, and the assessment behind it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement_text")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agreement_id: Id<super::agreement::Entity>,
    #[sea_orm(column_type = "Text", nullable)]
    pub text: Option<String>,
    pub dpia: Option<String>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
