//! Money from a funder to a recipient.

use sea_orm::entity::prelude::*;

use crate::Id;
use crate::PartialDate;

/// Where a grant stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    Bid,
    Approved,
    Awarded,
    Paying,
    Suspended,
    Closed,
    Rejected,
    Terminated,
}

/// Money from a funder to a recipient.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "grant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub slug: String,
    pub programme_id: Option<Id<super::programme::Entity>>,
    pub funder_id: Id<super::organisation::Entity>,
    pub recipient_id: Option<Id<super::organisation::Entity>>,
    pub amount_pence: Option<i64>,
    pub currency: String,
    pub status: Status,
    pub announced: bool,
    #[sea_orm(column_type = "Text", nullable)]
    pub process: Option<String>,
    pub applied: Option<PartialDate>,
    pub approved_on: Option<PartialDate>,
    pub awarded_on: Option<PartialDate>,
    pub starts: Option<PartialDate>,
    pub ends: Option<PartialDate>,
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
