//! One way to reach a person or a role; apart from the person because fewer may read it.

use sea_orm::entity::prelude::*;

use crate::Id;

/// How a contact point is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    Email,
    Phone,
    RoleMailbox,
}

/// One way to reach a person or a role; apart from the person because fewer may read it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_point")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub person_id: Option<Id<super::person::Entity>>,
    pub organisation_id: Option<Id<super::organisation::Entity>>,
    pub kind: Kind,
    pub value: String,
    pub shared: bool,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
