//! That a paper was sent round a board: to all of it, or to those whom its list names.

use sea_orm::entity::prelude::*;

use crate::Id;

/// What a paper is sent round for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Purpose {
    ForComment,
    ForInformation,
    ForDecision,
}

/// That a paper was sent round a board: to all of it, or to those whom its list names.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "circulation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub paper_id: Id<super::paper::Entity>,
    pub board_id: Id<super::board::Entity>,
    pub meeting_id: Option<Id<super::meeting::Entity>>,
    pub purpose: Purpose,
    pub sent_at: DateTimeUtc,
    pub day: Date,
    pub comments_due: Option<Date>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
