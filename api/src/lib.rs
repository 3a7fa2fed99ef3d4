//! Roundtable.
pub mod clock;
pub mod config;
pub mod error;
mod policy;
pub mod store;
pub mod token;
pub mod viewer;
