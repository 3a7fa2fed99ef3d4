//! A handling marking: it narrows who may read the record that carries it, whatever their role; and what that record
//! holds, and whose it is.

use sea_orm::entity::prelude::*;

use crate::Id;

/// What a record holds, as data protection law tells it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Category {
    Governance,
    Operational,
    Personal,
    SpecialCategory,
    Commercial,
    Statistical,
}

impl Category {
    /// What passes from one organisation to another without an agreement. All else needs one, also what is added later.
    pub const FREE: [Self; 3] = [Self::Governance, Self::Commercial, Self::Statistical];

    /// Whether records of this category pass from one organisation to another under an agreement alone.
    #[must_use]
    pub fn needs_agreement(self) -> bool {
        !Self::FREE.contains(&self)
    }
}

/// A handling marking: it narrows who may read the record that carries it, whatever their role.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "marking")]
#[expect(clippy::struct_excessive_bools, reason = "each is a column, and they are independent")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub sensitive: bool,
    pub recipients_only: bool,
    pub organisations_only: bool,
    pub hmg_only: bool,
    pub public_release: bool,
    pub category: Category,
    pub owner_id: Option<Id<super::organisation::Entity>>,
    pub descriptors: Option<String>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
