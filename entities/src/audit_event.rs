//! One line of the ledger: who did what to which record, or read it, and by which policy; never what it says.

use sea_orm::entity::prelude::*;

use crate::Id;

/// What was done, in the words of section 62 of the Data Protection Act 2018.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Operation {
    Collection,
    Alteration,
    Consultation,
    Disclosure,
}

/// What kind of content was read; lines of deeds have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Class {
    Closed,
    Restricted,
    Marked,
    Embargoed,
    Operational,
    Personal,
    SpecialCategory,
    Ledger,
}

/// The nouns of which the ledger has lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Record {
    Person,
    Board,
    Meeting,
    AgendaItem,
    Minutes,
    MinuteSection,
    Action,
    ActionUpdate,
    Decision,
    Programme,
    ProgrammeUpdate,
    Grant,
    Paper,
    Agreement,
    Recommendation,
    Review,
    Comment,
}

/// One line of the ledger: who did what to which record, or read it, and by which policy; never what it says.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    /// The place in the chain: from 1, without a gap.
    pub seq: i64,
    pub at: DateTimeUtc,
    pub account_id: Id<super::account::Entity>,
    pub organisation_id: Option<Id<super::organisation::Entity>>,
    pub purpose: Option<String>,
    pub operation: Operation,
    /// The deed; none where something was read.
    pub deed: Option<String>,
    pub record: Record,
    pub record_id: Uuid,
    pub class: Option<Class>,
    /// The version of the policy that let it happen.
    pub policy: String,
    pub request_id: Uuid,
    /// The digest of this line and of the one before it; none for lines from before the ledger was chained.
    pub hash: Vec<u8>,
}

/// Relations are followed by the store, never by the entity.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
