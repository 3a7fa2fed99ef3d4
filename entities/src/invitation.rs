//! A guest's or a substitute's right to one meeting, from the day of invitation.

use sea_orm::entity::prelude::*;

use crate::Id;

/// A guest's or a substitute's right to one meeting, from the day of invitation.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub meeting_id: Id<super::meeting::Entity>,
    pub board_id: Id<super::board::Entity>,
    pub person_id: Id<super::person::Entity>,
    pub organisation_id: Option<Id<super::organisation::Entity>>,
    pub capacity: super::attendance::Capacity,
    pub substitute_for_id: Option<Id<super::person::Entity>>,
    pub invited_on: Date,
    /// The day on which it was taken back: from then on it gives no right.
    pub withdrawn_on: Option<Date>,
    pub position: i32,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
