//! Why somebody did not come; the board's secretariat and chairs read it.

use sea_orm::entity::prelude::*;

use crate::Id;

/// Why somebody did not come; the board's secretariat and chairs read it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attendance_apology")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub attendance_id: Id<super::attendance::Entity>,
    pub reason: String,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
