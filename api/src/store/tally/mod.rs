//! Tallies: what is counted and summed in the database, over the rows that the viewer may read and no others (L1, L2).
//!
//! Lives here: the statements, each of which starts at the door like every read. Must not live here: who may read what.
//!
//! # Why
//! A client that counts for itself reads every page to do so, and a server that counted past the rules would tell of what
//! it hides. What is worked out for one record is worked out for a page of them in one statement (`Tally`).

mod attendance;
mod money;
mod number;
mod owner;
mod review;

use std::hash::Hash;

use sea_orm::{
    QueryResult, Value,
    sea_query::{Alias, Expr, ExprTrait as _, Func, SelectStatement, SimpleExpr},
};

pub(crate) use attendance::{Filled, Period};
pub(crate) use money::{MoneyEnding, MoneyOfFunder, Sum};
pub(crate) use owner::{Owed, Owner};
pub(super) use review::Pair;
pub(super) use review::reviewed_by;
pub(crate) use review::{REVIEW, Then};

use super::{Door, failed, why};
use crate::error::Error;

/// The most rows of a tally that is no list of a record.
const MOST: u64 = 1_000;

/// Something worked out for many records of one answer at once.
pub(super) trait Tally: Clone + Eq + Hash + Send + Sync + 'static {
    /// What comes of it, for each record any number of times.
    type Row: Clone + Send + Sync + 'static;

    /// One statement for these records; its column `parent` says of which of them a row is.
    fn select(&self, door: &Door, of: Vec<Value>) -> Result<SelectStatement, Error>;

    /// One row of it.
    fn row(row: &QueryResult) -> Result<Self::Row, Error>;
}

/// The sum of a number over the rows of a group, and nought for none.
fn sum(of: impl Into<SimpleExpr>) -> SimpleExpr {
    let sum = Func::cast_as(Func::sum(of), Alias::new("BIGINT"));
    Func::coalesce([sum.into(), Expr::cust("0")]).into()
}

/// A column by the name that it has in a statement.
fn named(table: &'static str, column: &'static str) -> Expr {
    Expr::col((Alias::new(table), Alias::new(column)))
}

/// The number of rows of a group in which a number is this one.
fn times(of: Expr, value: &'static str) -> SimpleExpr {
    sum(why::holds(sea_orm::Condition::all().add(of.eq(Expr::cust(value)))))
}

/// A count, by the name of its column.
fn count(row: &QueryResult, name: &str) -> Result<u64, Error> {
    let n: i64 = row.try_get("", name).map_err(failed)?;
    u64::try_from(n).map_err(|_| Error::Internal)
}

/// The rows of a tally that is no list of a record; refuses rather than cuts when there are too many.
async fn all(door: &Door, mut select: SelectStatement) -> Result<Vec<QueryResult>, Error> {
    let rows = door.all(select.limit(MOST + 1).take()).await?;
    if u64::try_from(rows.len()).is_ok_and(|rows| rows <= MOST) {
        return Ok(rows);
    }
    Err(Error::invalid(
        "filter",
        format!("more than {MOST} lines would come of this; narrow it, for example by `board` or `area`"),
    ))
}
