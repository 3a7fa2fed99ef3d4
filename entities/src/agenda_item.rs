//! A place on the agenda: what even a reader of a stub may know.

use sea_orm::entity::prelude::*;

use crate::Id;

/// Who a part of the record is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Part {
    Open,
    Closed,
    Restricted,
}

/// What became of an agenda item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    Proposed,
    Accepted,
    Taken,
    Deferred,
    Withdrawn,
}

/// A place on the agenda: what even a reader of a stub may know.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agenda_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub meeting_id: Id<super::meeting::Entity>,
    pub board_id: Id<super::board::Entity>,
    pub number: String,
    pub position: i32,
    pub part: Part,
    pub public_title: Option<String>,
    pub later_members: bool,
    pub marking_id: Option<Id<super::marking::Entity>>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
