//! The key under which an account did a deed, so that sending it again does not do it again.

use sea_orm::entity::prelude::*;

use crate::Id;

/// The key under which an account did a deed, so that sending it again does not do it again.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Id<super::account::Entity>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// A digest of the deed and its input.
    pub input: Vec<u8>,
    /// The keys of the records that came of it, one after the other.
    pub records: Vec<u8>,
    /// Where the feed stood after it.
    pub seq: i64,
    pub at: DateTimeUtc,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
