//! What came of an agenda item, for those who may read the minutes.

use sea_orm::entity::prelude::*;

use crate::Id;

/// What came of an agenda item, for those who may read the minutes.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agenda_item_outcome")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub item_id: Id<super::agenda_item::Entity>,
    pub state: super::agenda_item::State,
    #[sea_orm(column_type = "Text", nullable)]
    pub result: Option<String>,
    /// The meeting to which it was put off.
    pub deferred_to_id: Option<Id<super::meeting::Entity>>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
