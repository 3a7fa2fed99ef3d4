//! What somebody said of a paper or of an edition of minutes.

use sea_orm::entity::prelude::*;

use crate::Id;

/// What became of a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Disposition {
    Accepted,
    Partly,
    Rejected,
    Noted,
}

/// What somebody said of a paper or of an edition of minutes.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub paper_id: Option<Id<super::paper::Entity>>,
    pub minutes_id: Option<Id<super::minutes::Entity>>,
    pub section_id: Option<Id<super::minute_section::Entity>>,
    pub board_id: Option<Id<super::board::Entity>>,
    pub author_id: Id<super::person::Entity>,
    pub organisation_id: Option<Id<super::organisation::Entity>>,
    pub passage: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub body: String,
    pub shared: bool,
    pub disposition: Option<Disposition>,
    pub at: DateTimeUtc,
    pub version: i32,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
