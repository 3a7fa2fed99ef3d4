//! The clock: the time, the day, and new identifiers.
//!
//! Lives here: [`Clock`], and the only words in the house that take the time or an identifier from the system. All
//! other code is given a `Clock`, so that a test or a rehearsal can say what time it is.
//! Must not live here: timers, time-outs and sleeping (tokio's), time zones, and what a date means to a board.

#![expect(clippy::disallowed_methods, reason = "the one home of time and ids")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, Utc};
use uuid::{NoContext, Timestamp, Uuid};

/// Tells the time. Clones tell the same time.
#[derive(Clone, Debug)]
pub struct Clock(Time);

#[derive(Clone, Debug)]
enum Time {
    System,
    /// Microseconds since 1970.
    Fixed(Arc<AtomicI64>),
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
        Self(Time::Fixed(Arc::new(AtomicI64::new(at.timestamp_micros()))))
    }

    /// Moves a fixed clock and all its clones to `at`. The system's clock is not ours to move: it stays as it is.
    pub fn set(&self, at: DateTime<Utc>) {
        match &self.0 {
            Time::System => tracing::warn!("the system's clock was asked to move and stays as it is"),
            Time::Fixed(fixed) => fixed.store(at.timestamp_micros(), Ordering::SeqCst),
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

    /// A new identifier (UUID version 7): this clock's millisecond, and nothing else that is not random.
    ///
    /// # Why
    /// A counter within the millisecond would tell whoever reads two records that were made together how many lie
    /// between them that they may not know of. Lists that need an order have a column for it.
    #[must_use]
    pub fn id(&self) -> Uuid {
        // Version 7 knows no time before 1970: a clock set there makes identifiers of 1970.
        let millis = u64::try_from(self.micros() / 1_000).unwrap_or(0);
        let nanos = u32::try_from(millis % 1_000 * 1_000_000).unwrap_or(0);
        Uuid::new_v7(Timestamp::from_unix(NoContext, millis / 1_000, nanos))
    }

    fn micros(&self) -> i64 {
        match &self.0 {
            Time::System => Utc::now().timestamp_micros(),
            Time::Fixed(fixed) => fixed.load(Ordering::SeqCst),
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
    fn identifiers_carry_the_clocks_millisecond() {
        let then = at("2014-07-03T09:30:00.123456Z");
        let id = Clock::fixed(then).id();
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(millis_of(id), then.timestamp_millis());
    }

    #[test]
    fn identifiers_made_together_do_not_tell_how_many_lie_between_them() {
        let clock = Clock::fixed(at("2014-07-03T09:30:00.123456Z"));
        let ids: Vec<u128> = (0..1_000).map(|_| clock.id().as_u128()).collect();
        // A counter would make each larger than the last, by little; chance makes every second one smaller.
        let falls = ids.windows(2).filter(|pair| pair[0] > pair[1]).count();
        assert!((300..700).contains(&falls), "{falls}");
        let near = ids.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) < 1 << 56).count();
        assert!(near < 10, "{near}");
    }

    #[test]
    fn a_clock_before_1970_still_makes_identifiers() {
        let clock = Clock::fixed(at("1950-01-01T00:00:00Z"));
        assert_eq!(clock.now(), at("1950-01-01T00:00:00Z"));
        assert_ne!(clock.id(), clock.id());
    }
}
