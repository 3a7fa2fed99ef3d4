//! Synthetic partnerships for load tests: as many units as asked for, each of 200 organisations around 100 boards.
//!
//! One seed always makes the same text, the same links and the same dates; only ids and the time of loading differ.
//! Every slug begins with the unit (`s1-`), and no name is anybody's.
//!
//! # Who reads the minutes
//! Of every 200 sections of a board, the rules of the record admit, whoever asks:
//!
//! | sections | who | how |
//! |---|---|---|
//! | 80 | the board's people alone | OPEN in CIRCULATED minutes (70), CLOSED in agreed ones (10) |
//! | 60 | the public | OPEN in PUBLISHED minutes |
//! | 40 | the partnership: members, and systems of organisations with a seat | OPEN in AGREED minutes |
//! | 20 | three named people | RESTRICTED, in minutes of every status |

mod action;
mod agreement;
mod board;
mod decision;
mod dice;
mod meeting;
mod paper;
mod programme;
mod registry;
mod words;

use chrono::{DateTime, Days, NaiveDate, Utc};
use entities::{Id, area, organisation, person};

use super::{load::refused, rows::Rows};
use crate::{
    error::Stop,
    store::{FAR, Loading, Store},
};
use dice::Dice;

/// How many of each noun a unit has.
const ORGANISATIONS: u32 = 200;
const BOARDS: u32 = 100;
const MEETINGS_OF_A_BOARD: u32 = 20;
const SECTIONS_OF_A_MEETING: u32 = 10;
const ACTIONS_OF_A_MEETING: u32 = 10;
const UPDATES_OF_AN_ACTION: u32 = 3;
const PROGRAMMES_OF_A_BOARD: u32 = 10;
const GRANTS_OF_A_PROGRAMME: u32 = 3;
const AGREEMENTS: u32 = 1_000;

/// The version of a record that nobody has changed yet.
const FIRST: i32 = 1;
/// Who sits on a board sat there before its first meeting.
const FOUNDED: NaiveDate = day(2020, 1, 1);
/// The first meetings; the last are five years later.
const BEGAN: NaiveDate = day(2021, 1, 12);

const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => FAR,
    }
}

/// Brings the synthetic partnership to `n` units. Units that are there already stay as they are, so that an
/// interrupted run can be repeated; each new one is a transaction of its own.
///
/// # Errors
/// When a unit is there that another seed made, or the database does not answer.
pub(crate) async fn scale(store: &Store, n: u32, seed: u64, progress: impl Fn(&str)) -> Result<(), Stop> {
    let loaded = store.partnerships("scale-").await.map_err(|error| refused(&error))?;
    for number in 1..=n {
        let name = format!("scale-{number}-seed-{seed}");
        let of_number = format!("scale-{number}-");
        match loaded.iter().find(|loaded| loaded.starts_with(&of_number)) {
            Some(same) if *same == name => progress(&format!("unit {number}: there already")),
            Some(other) => {
                return Err(Stop::new(format!(
                    "this database holds unit {number} of another synthetic partnership ({other}): repeat with its --seed, or give another --data-dir or --database-url"
                )));
            }
            None => unit(store, number, seed, &name, &progress).await?,
        }
    }
    Ok(())
}

async fn unit(store: &Store, number: u32, seed: u64, name: &str, progress: &impl Fn(&str)) -> Result<(), Stop> {
    let loading = store.load().await.map_err(|error| refused(&error))?;
    let mut registry = Rows::default();
    let unit = Unit::new(&loading, number, seed, &mut registry);
    unit.agreements(&mut registry);
    registry.insert(&loading).await.map_err(|error| refused(&error))?;
    // One board at a time, with all it keeps: memory holds one, whatever the scale.
    let mut changes = Vec::new();
    for at in 0..BOARDS {
        let rows = unit.board(at);
        changes.extend(rows.changes(unit.now));
        rows.insert(&loading).await.map_err(|error| refused(&error))?;
        if (at + 1) % 10 == 0 {
            progress(&format!(
                "unit {number}: {} of {BOARDS} boards with their meetings, actions and programmes",
                at + 1
            ));
        }
    }
    loading.commit(name, changes).await.map_err(|error| refused(&error))?;
    progress(&format!("unit {number}: done"));
    Ok(())
}

/// An organisation and the person who speaks for it.
#[derive(Clone, Copy)]
struct Delegation {
    organisation: Id<organisation::Entity>,
    person: Id<person::Entity>,
}

/// What all boards of a unit draw from.
struct Unit<'a> {
    loading: &'a Loading,
    now: DateTime<Utc>,
    number: u32,
    seed: u64,
    delegations: Vec<Delegation>,
    areas: Vec<Id<area::Entity>>,
}

/// A day so many days later; far away when there is none.
fn later(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(days.into())).unwrap_or(FAR)
}

/// A place in a list.
fn place(index: u32) -> i32 {
    i32::try_from(index).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests;
