//! What a bid came to in all; the bidder learns its own, and not who gave what.

use sea_orm::entity::prelude::*;

use crate::Id;

/// What a bid came to in all; the bidder learns its own, and not who gave what.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "grant_total")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub grant_id: Id<super::grant::Entity>,
    pub points: i32,
    pub out_of: i32,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
