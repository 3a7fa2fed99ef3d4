//! One payment of a grant; for the organisation that pays and the one that receives alone.

use sea_orm::entity::prelude::*;

use crate::Id;
use crate::PartialDate;

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    Due,
    Paid,
    Withheld,
    Cancelled,
}

/// One payment of a grant; for the organisation that pays and the one that receives alone.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "grant_payment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub grant_id: Id<super::grant::Entity>,
    pub due: Option<PartialDate>,
    pub paid_on: Option<PartialDate>,
    pub amount_pence: Option<i64>,
    pub status: Status,
    pub position: i32,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
