//! A member of the panel that scores the bids for a programme, and the organisation that sent them.

use sea_orm::entity::prelude::*;

use crate::Id;

/// A member of the panel that scores the bids for a programme, and the organisation that sent them.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_scorer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub programme_id: Id<super::programme::Entity>,
    pub person_id: Id<super::person::Entity>,
    pub organisation_id: Option<Id<super::organisation::Entity>>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
