//! Dates as sources print them: a year, a month or a day.

use std::{fmt, str::FromStr};

use chrono::{Datelike, Months, NaiveDate};
use sea_orm::DeriveValueType;

/// A day later than any: what a record with no due day, no known date or no end of funding sorts by.
pub const FAR: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// A date of reduced precision (ISO 8601): `2014`, `2014-07` or `2014-07-03`.
///
/// It stands for the range of days that it covers and sorts by its first day, the wider range first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, DeriveValueType)]
#[sea_orm(value_type = "String")]
pub struct PartialDate {
    first: NaiveDate,
    precision: Precision,
}

/// How exactly a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Precision {
    /// Only the year.
    Year,
    /// The year and the month.
    Month,
    /// The day.
    Day,
}

/// A text that is not a partial date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADate;

impl fmt::Display for NotADate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date of the form 2014, 2014-07 or 2014-07-03")
    }
}

impl std::error::Error for NotADate {}

impl PartialDate {
    /// The first day of the range.
    #[must_use]
    pub const fn first_day(self) -> NaiveDate {
        self.first
    }

    /// The last day of the range.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        let months = match self.precision {
            Precision::Day => return self.first,
            Precision::Month => 1,
            Precision::Year => 12,
        };
        self.first.checked_add_months(Months::new(months)).and_then(|next| next.pred_opt()).unwrap_or(NaiveDate::MAX)
    }
}

impl From<NaiveDate> for PartialDate {
    fn from(day: NaiveDate) -> Self {
        Self { first: day, precision: Precision::Day }
    }
}

impl FromStr for PartialDate {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let digits = |part: &str, width: usize| {
            (part.len() == width && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse::<u32>().ok())
                .flatten()
                .ok_or(NotADate)
        };
        let mut parts = text.splitn(3, '-');
        let year = digits(parts.next().unwrap_or_default(), 4)?;
        let month = parts.next().map(|m| digits(m, 2)).transpose()?;
        let day = parts.next().map(|d| digits(d, 2)).transpose()?;
        let precision = match (month, day) {
            (None, _) => Precision::Year,
            (_, None) => Precision::Month,
            _ => Precision::Day,
        };
        let year = i32::try_from(year).map_err(|_| NotADate)?;
        let first = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1)).ok_or(NotADate)?;
        Ok(Self { first, precision })
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.first.year())?;
        if self.precision >= Precision::Month {
            write!(f, "-{:02}", self.first.month())?;
        }
        if self.precision >= Precision::Day {
            write!(f, "-{:02}", self.first.day())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{NotADate, PartialDate};

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_partial_date_covers_its_whole_range() {
        assert_eq!(date("2016-02").last_day().to_string(), "2016-02-29");
        assert_eq!(date("2014").last_day().to_string(), "2014-12-31");
        assert_eq!(date("2014-07-03").last_day(), date("2014-07-03").first_day());
    }

    #[test]
    fn partial_dates_sort_by_first_day_and_the_wider_first() {
        let mut dates = ["2014-07-03", "2015", "2014-07", "2014-01-01", "2014"].map(date);
        dates.sort();
        assert_eq!(dates.map(|d| d.to_string()), ["2014", "2014-01-01", "2014-07", "2014-07-03", "2015"]);
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "14", "2014-7", "2014-13", "2014-02-30", "2014-07-03T10:00", " 2014", "2014-", "-014", "+014"]
        {
            assert_eq!(text.parse::<PartialDate>(), Err(NotADate), "{text}");
        }
    }
}
