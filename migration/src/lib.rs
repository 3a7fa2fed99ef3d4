//! How the database comes to be what the entities say: one file per migration, the same for SQLite and PostgreSQL.
//!
//! Each migration runs in one transaction on both databases. There is no way back down: restore a backup instead.

#![expect(clippy::too_many_lines, reason = "a migration is one list of tables, read from top to bottom")]

mod m2026_11_01_registry;
mod m2026_11_02_boards;
mod m2026_11_03_meetings;
mod m2026_11_04_actions;
mod m2026_11_05_programmes;
mod m2026_11_06_trace;
mod m2026_11_07_papers;
mod m2026_11_08_agreements;
mod m2026_11_09_search;
mod m2026_11_10_decisions;
mod m2026_11_11_money;
mod m2026_11_12_deeds;
mod m2026_11_13_meetings;
mod m2026_11_14_invitations;
mod m2026_11_15_ledger;
mod m2026_11_16_comments;
mod m2026_11_17_papers;
mod m2026_11_18_agreements;
mod m2026_11_19_acceptance;
mod search;
mod table;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{MigrationTrait, async_trait};

/// The migrations, in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m2026_11_01_registry::Migration),
            Box::new(m2026_11_02_boards::Migration),
            Box::new(m2026_11_03_meetings::Migration),
            Box::new(m2026_11_04_actions::Migration),
            Box::new(m2026_11_05_programmes::Migration),
            Box::new(m2026_11_06_trace::Migration),
            Box::new(m2026_11_07_papers::Migration),
            Box::new(m2026_11_08_agreements::Migration),
            Box::new(m2026_11_09_search::Migration),
            Box::new(m2026_11_10_decisions::Migration),
            Box::new(m2026_11_11_money::Migration),
            Box::new(m2026_11_12_deeds::Migration),
            Box::new(m2026_11_13_meetings::Migration),
            Box::new(m2026_11_14_invitations::Migration),
            Box::new(m2026_11_15_ledger::Migration),
            Box::new(m2026_11_16_comments::Migration),
            Box::new(m2026_11_17_papers::Migration),
            Box::new(m2026_11_18_agreements::Migration),
            Box::new(m2026_11_19_acceptance::Migration),
        ]
    }
}
