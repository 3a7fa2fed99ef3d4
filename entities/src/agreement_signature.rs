//! That a party has signed; apart from the party because fewer may read it.

use sea_orm::entity::prelude::*;

use crate::Id;

/// That a party has signed; apart from the party because fewer may read it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement_signature")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub party_id: Id<super::agreement_party::Entity>,
    pub signed_on: Date,
    pub signed_by_id: Option<Id<super::person::Entity>>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
