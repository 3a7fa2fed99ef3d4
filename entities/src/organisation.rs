//! A body that sits at the table, funds, provides or is spoken of.

use sea_orm::entity::prelude::*;

use crate::Id;

/// The part of public life an organisation belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Sector {
    Police,
    Prosecution,
    Courts,
    Probation,
    Health,
    LocalAuthority,
    LondonGovernment,
    Transport,
    Voluntary,
    NationalGovernment,
    Inspection,
    Education,
    Housing,
    Academia,
    Media,
    International,
    Partnership,
}

/// Whether the organisation still exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    Active,
    Abolished,
}

/// A body that sits at the table, funds, provides or is spoken of.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub slug: String,
    pub name: String,
    pub short_name: Option<String>,
    pub sector: Sector,
    pub description: Option<String>,
    pub parent_id: Option<Id<Entity>>,
    pub area_id: Option<Id<super::area::Entity>>,
    pub successor_id: Option<Id<Entity>>,
    pub competent_authority: bool,
    pub hmg: bool,
    pub relevant_authority: bool,
    pub status: Status,
    pub source: Option<String>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
