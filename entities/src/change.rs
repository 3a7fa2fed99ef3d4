//! One line of the feed: that a record changed, never what it says.

use sea_orm::entity::prelude::*;

/// What happened to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    Created,
    Updated,
    Published,
}

/// The nouns whose changes are fed. Each has one word in the feed and one in a global id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Record {
    Board,
    Meeting,
    Minutes,
    Action,
    ActionUpdate,
    Programme,
    ProgrammeUpdate,
    Paper,
}

/// One line of the feed: that a record changed, never what it says.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change")]
pub struct Model {
    /// The place in commit order.
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub kind: Kind,
    pub record: Record,
    pub record_id: Uuid,
    pub board_id: Option<crate::Id<super::board::Entity>>,
    /// The edition of minutes that it came with: who may not know of that, does not know of the change.
    pub minutes_id: Option<crate::Id<super::minutes::Entity>>,
    pub at: DateTimeUtc,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
