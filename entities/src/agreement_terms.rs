//! On what terms an agreement stands; apart from its line in the register because fewer may read them.

use sea_orm::entity::prelude::*;

use crate::Id;

/// On what terms an agreement stands; apart from its line in the register because fewer may read them.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement_terms")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agreement_id: Id<super::agreement::Entity>,
    pub lawful_basis: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub conditions: Option<String>,
    pub review_due: Option<Date>,
    pub retention: Option<String>,
    /// The party that suspended or ended it.
    pub stopped_by_id: Option<Id<super::organisation::Entity>>,
    #[sea_orm(column_type = "Text", nullable)]
    pub stopped_reason: Option<String>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
