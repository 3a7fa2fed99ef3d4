//! Who may ask: a person's account or an organisation's service account.

use sea_orm::entity::prelude::*;

use crate::Id;

/// Whether a person or a system holds the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    Person,
    Service,
}

/// Who may ask: a person's account or an organisation's service account.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
#[expect(clippy::struct_excessive_bools, reason = "each is a column, and they are independent")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub slug: String,
    pub name: String,
    pub kind: Kind,
    pub issuer: String,
    pub subject: String,
    pub person_id: Option<Id<super::person::Entity>>,
    pub organisation_id: Option<Id<super::organisation::Entity>>,
    pub information_governance: bool,
    pub auditor: bool,
    pub administrator: bool,
    pub scopes: Option<String>,
    pub disabled: bool,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
