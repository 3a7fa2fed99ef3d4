//! A paper that lies under an agenda item.

use sea_orm::entity::prelude::*;

use crate::Id;

/// A paper that lies under an agenda item.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agenda_item_paper")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub item_id: Id<super::agenda_item::Entity>,
    pub paper_id: Id<super::paper::Entity>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
