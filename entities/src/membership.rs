//! A person on a board, for a time, in a role, on somebody's behalf.

use sea_orm::entity::prelude::*;

use crate::Id;

/// The part a person plays on a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    Chair,
    CoChair,
    ViceChair,
    Member,
    Deputy,
    Observer,
    Secretariat,
}

/// How a membership is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Basis {
    Appointed,
    Inferred,
}

/// Where a membership stands on a day: worked out from its days, and stored nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Standing {
    Nominated,
    Current,
    Ended,
}

/// A person on a board, for a time, in a role, on somebody's behalf.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub board_id: Id<super::board::Entity>,
    pub seat_id: Option<Id<super::seat::Entity>>,
    pub person_id: Id<super::person::Entity>,
    pub role: Role,
    pub on_behalf_of_id: Option<Id<super::organisation::Entity>>,
    pub starts_on: Date,
    pub ends_on: Option<Date>,
    pub elected_on: Option<Date>,
    /// When the person said that they take the place.
    pub accepted_at: Option<DateTimeUtc>,
    pub basis: Basis,
    pub position: i32,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
