//! Something that was decided.

use sea_orm::entity::prelude::*;

use crate::Id;
use crate::PartialDate;

/// How it is known who decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Basis {
    Printed,
    Inferred,
}

/// Something that was decided.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "decision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub slug: String,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub board_id: Option<Id<super::board::Entity>>,
    pub meeting_id: Option<Id<super::meeting::Entity>>,
    pub item_id: Option<Id<super::agenda_item::Entity>>,
    pub paper_id: Option<Id<super::paper::Entity>>,
    pub decided: Option<PartialDate>,
    pub day: Date,
    pub by_board_id: Option<Id<super::board::Entity>>,
    pub by_organisation_id: Option<Id<super::organisation::Entity>>,
    pub by_person_id: Option<Id<super::person::Entity>>,
    pub office: Option<String>,
    pub basis: Basis,
    pub announced: bool,
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
