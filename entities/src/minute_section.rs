//! One part of an edition of the minutes: what even a reader of a stub may know.

use sea_orm::entity::prelude::*;

use crate::Id;

/// One part of an edition of the minutes: what even a reader of a stub may know.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "minute_section")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub minutes_id: Id<super::minutes::Entity>,
    pub meeting_id: Id<super::meeting::Entity>,
    pub board_id: Id<super::board::Entity>,
    pub item_id: Option<Id<super::agenda_item::Entity>>,
    pub position: i32,
    pub part: super::agenda_item::Part,
    pub later_members: bool,
    pub author_id: Option<Id<super::person::Entity>>,
    pub marking_id: Option<Id<super::marking::Entity>>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
