//! One edition of the minutes of a meeting.

use sea_orm::entity::prelude::*;

use crate::Id;

/// Where an edition of the minutes stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    Draft,
    Circulated,
    Agreed,
    Published,
    Withdrawn,
}

/// One edition of the minutes of a meeting.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "minutes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub meeting_id: Id<super::meeting::Entity>,
    pub board_id: Id<super::board::Entity>,
    pub edition: i32,
    pub status: Status,
    pub circulated_at: Option<DateTimeUtc>,
    pub comments_due: Option<Date>,
    pub agreed_on: Option<Date>,
    pub agreed_at_id: Option<Id<super::meeting::Entity>>,
    pub published_at: Option<DateTimeUtc>,
    pub publication_type: Option<String>,
    pub withdrawn_reason: Option<String>,
    pub marking_id: Option<Id<super::marking::Entity>>,
    pub source: Option<String>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
