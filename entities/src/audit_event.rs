//! One line of the ledger: who did what to which record, and how that was decided; never what it says.

use sea_orm::entity::prelude::*;

use crate::Id;

/// What was done, in the words of section 62 of the Data Protection Act 2018.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Operation {
    Collection,
    Alteration,
    Disclosure,
}

/// One line of the ledger: who did what to which record, and how that was decided; never what it says.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub at: DateTimeUtc,
    pub account_id: Id<super::account::Entity>,
    pub organisation_id: Option<Id<super::organisation::Entity>>,
    pub purpose: Option<String>,
    pub operation: Operation,
    pub deed: String,
    pub record: super::change::Record,
    pub record_id: Uuid,
    pub request_id: Uuid,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
