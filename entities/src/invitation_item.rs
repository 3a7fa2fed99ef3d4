//! An agenda item a guest was invited for.

use sea_orm::entity::prelude::*;

use crate::Id;

/// An agenda item a guest was invited for.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub invitation_id: Id<super::invitation::Entity>,
    pub item_id: Id<super::agenda_item::Entity>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
