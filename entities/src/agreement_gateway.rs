//! A legal power by which information may pass, and from whom to whom.

use sea_orm::entity::prelude::*;

use crate::Id;

/// A legal power by which information may pass, and from whom to whom.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement_gateway")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub agreement_id: Id<super::agreement::Entity>,
    pub act: String,
    pub section: Option<String>,
    pub discloser_id: Option<Id<super::organisation::Entity>>,
    pub recipient_id: Option<Id<super::organisation::Entity>>,
    pub relevant_authority: bool,
    pub position: i32,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
