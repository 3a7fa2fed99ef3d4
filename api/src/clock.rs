//! The clock: the time, the day, and new identifiers.
//!
//! Lives here: [`Clock`], and the only words in the house that take the time or an identifier from the system. All
//! other code is given a `Clock`, so that a test or a rehearsal can say what time it is.
//! Must not live here: timers, time-outs and sleeping (tokio's), time zones, and what a date means to a board.

#![expect(clippy::disallowed_methods, reason = "the one home of time and ids")]

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, NaiveDate, Utc};
use uuid::{ContextV7, Timestamp, Uuid};

/// The order of identifiers made from the system's time: one for the process, however many clocks there are.
static SYSTEM_ORDER: Mutex<ContextV7> = Mutex::new(ContextV7::new());

/// Tells the time. Clones tell the same time.
#[derive(Clone, Debug)]
pub struct Clock(Time);

#[derive(Clone, Debug)]
enum Time {
    System,
    Fixed(Arc<Fixed>),
}

/// A stopped clock has an order of identifiers of its own: with a shared one, a test set in 2030 would push the
/// identifiers of a test set in 2014 into 2030.
#[derive(Debug)]
struct Fixed {
    micros: AtomicI64,
    order: Mutex<ContextV7>,
}

impl Clock {
    /// The system's time.
    #[must_use]
    pub fn system() -> Self {
        Self(Time::System)
    }

    /// A clock that stands at `at` until [`Clock::set`] moves it, for tests and rehearsals.
    #[must_use]
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self(Time::Fixed(Arc::new(Fixed {
            micros: AtomicI64::new(at.timestamp_micros()),
            order: Mutex::new(ContextV7::new()),
        })))
    }

    /// Moves a fixed clock and all its clones to `at`. The system's clock is not ours to move: it stays as it is.
    pub fn set(&self, at: DateTime<Utc>) {
        match &self.0 {
            Time::System => tracing::warn!("the system's clock was asked to move and stays as it is"),
            Time::Fixed(fixed) => fixed.micros.store(at.timestamp_micros(), Ordering::SeqCst),
        }
    }

    /// The time now, cut to the microsecond, which is what both databases keep: a time that was written and read back
    /// equals itself.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        // Every `DateTime` fits in these microseconds, so the default is never taken.
        DateTime::from_timestamp_micros(self.micros()).unwrap_or_default()
    }

    /// The day now, in UTC.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }

    /// A new identifier (UUID version 7) that carries this clock's time and sorts after every earlier one of this
    /// clock, also within one millisecond and when the time goes back.
    #[must_use]
    pub fn id(&self) -> Uuid {
        // Version 7 knows no time before 1970: a clock set there makes identifiers of 1970.
        let micros = u64::try_from(self.micros()).unwrap_or(0);
        let nanos = u32::try_from(micros % 1_000_000 * 1_000).unwrap_or(0);
        let order = match &self.0 {
            Time::System => &SYSTEM_ORDER,
            Time::Fixed(fixed) => &fixed.order,
        };
        Uuid::new_v7(Timestamp::from_unix(order, micros / 1_000_000, nanos))
    }

    fn micros(&self) -> i64 {
        match &self.0 {
            Time::System => Utc::now().timestamp_micros(),
            Time::Fixed(fixed) => fixed.micros.load(Ordering::SeqCst),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn millis_of(id: Uuid) -> i64 {
        i64::try_from(id.as_u128() >> 80).unwrap()
    }

    #[test]
    fn a_fixed_clock_and_its_clones_stand_until_they_are_set() {
        let clock = Clock::fixed(at("2014-07-03T09:30:00.123456789Z"));
        let clone = clock.clone();
        assert_eq!(clone.now(), at("2014-07-03T09:30:00.123456Z"));
        clock.set(at("2014-07-04T00:00:00Z"));
        assert_eq!(clone.now(), at("2014-07-04T00:00:00Z"));
        assert_eq!(clone.today(), NaiveDate::from_ymd_opt(2014, 7, 4).unwrap());
    }

    #[test]
    fn the_system_clock_moves_and_cannot_be_set() {
        let clock = Clock::system();
        clock.set(at("1999-01-01T00:00:00Z"));
        let first = clock.now();
        assert!(first > at("2025-01-01T00:00:00Z"));
        assert!(clock.now() >= first);
        assert_eq!(first.timestamp_subsec_nanos() % 1_000, 0);
    }

    #[test]
    fn identifiers_carry_the_clocks_time_and_sort_in_the_order_they_were_made() {
        let then = at("2014-07-03T09:30:00Z");
        let clock = Clock::fixed(then);
        let ids: Vec<Uuid> = (0..10_000).map(|_| clock.id()).collect();
        assert!(ids.is_sorted_by(|a, b| a < b));
        assert!(ids.iter().all(|id| millis_of(*id) == then.timestamp_millis()));
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
    }

    #[test]
    fn identifiers_keep_their_order_when_the_time_goes_back() {
        let clock = Clock::fixed(at("2022-12-01T10:00:00Z"));
        let first = clock.id();
        clock.set(at("2022-11-01T10:00:00Z"));
        assert!(clock.id() > first);
    }

    #[test]
    fn one_fixed_clock_does_not_move_the_identifiers_of_another() {
        let _late = Clock::fixed(at("2030-01-01T00:00:00Z")).id();
        let early = at("2014-01-01T00:00:00Z");
        assert_eq!(millis_of(Clock::fixed(early).id()), early.timestamp_millis());
    }

    #[test]
    fn identifiers_of_all_system_clocks_and_threads_are_in_one_order() {
        let before = Clock::system().id();
        let threads: Vec<_> = (0..4)
            .map(|_| std::thread::spawn(|| (0..1_000).map(|_| Clock::system().id()).collect::<Vec<_>>()))
            .collect();
        let mut all: Vec<Uuid> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        assert!(all.iter().all(|id| *id > before));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 4_000);
    }

    #[test]
    fn a_clock_before_1970_still_makes_identifiers() {
        let clock = Clock::fixed(at("1950-01-01T00:00:00Z"));
        assert_eq!(clock.now(), at("1950-01-01T00:00:00Z"));
        assert_ne!(clock.id(), clock.id());
    }
}
