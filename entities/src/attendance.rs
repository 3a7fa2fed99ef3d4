//! One person at one meeting.

use sea_orm::entity::prelude::*;

use crate::Id;

/// Whether somebody came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    Present,
    Apologies,
    Absent,
}

/// In what capacity somebody came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Capacity {
    Member,
    Deputy,
    Substitute,
    Guest,
    Observer,
    Secretariat,
}

/// One person at one meeting.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attendance")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub meeting_id: Id<super::meeting::Entity>,
    pub board_id: Id<super::board::Entity>,
    pub person_id: Id<super::person::Entity>,
    pub organisation_id: Option<Id<super::organisation::Entity>>,
    pub also_for_id: Option<Id<super::organisation::Entity>>,
    pub status: Status,
    pub capacity: Capacity,
    pub role: Option<super::membership::Role>,
    pub substitute_for_id: Option<Id<super::person::Entity>>,
    pub printed_as: Option<String>,
    pub position: i32,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
