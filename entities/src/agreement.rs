//! An agreement by which organisations share information: its line in the register.

use sea_orm::entity::prelude::*;

use crate::Id;

/// Where an agreement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    Draft,
    InReview,
    Signed,
    Active,
    Suspended,
    Expired,
    Terminated,
}

/// An agreement by which organisations share information: its line in the register.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub slug: String,
    pub title: String,
    pub status: Status,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
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
