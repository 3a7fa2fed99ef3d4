//! Scalars: days, instants, partial dates; and money, which is an object.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, SimpleObject, Value};
use chrono::{NaiveDate, SecondsFormat, Utc};
use entities::PartialDate as Partial;

/// A day in the Gregorian calendar, `2022-12-05` (RFC 3339 full-date).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Date(pub(crate) NaiveDate);

/// A day in the Gregorian calendar, for example `2022-12-05`.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        // chrono also reads days such as 2022-1-5: what was written must be what is printed.
        match text.parse::<NaiveDate>() {
            Ok(day) if day.to_string() == *text => Ok(Self(day)),
            _ => Err(InputValueError::custom("not a day of the form 2022-12-05")),
        }
    }

    fn to_value(&self) -> Value {
        self.0.to_string().into()
    }
}

/// An instant in UTC, `2022-12-05T10:00:00Z` (RFC 3339).
#[derive(Clone, Copy, Debug)]
pub(crate) struct DateTime(pub(crate) chrono::DateTime<Utc>);

/// An instant, for example `2022-12-05T10:00:00Z`. Answers are in UTC; arguments may carry another offset.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        chrono::DateTime::parse_from_rfc3339(text)
            .map(|at| Self(at.with_timezone(&Utc)))
            .map_err(|_| InputValueError::custom("not an instant of the form 2022-12-05T10:00:00Z"))
    }

    fn to_value(&self) -> Value {
        self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true).into()
    }
}

/// A date as exactly as it is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PartialDate(pub(crate) Partial);

/// A date as exactly as a source gives it: a year `2014`, a month `2014-07` or a day `2014-07-03` (ISO 8601, reduced
/// precision). It stands for all the days that it covers.
#[Scalar(specified_by_url = "https://www.iso.org/iso-8601-date-and-time-format.html")]
impl ScalarType for PartialDate {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        text.parse().map(Self).map_err(InputValueError::custom)
    }

    fn to_value(&self) -> Value {
        self.0.to_string().into()
    }
}

/// A sum of money.
#[derive(SimpleObject)]
pub(crate) struct Money {
    /// The sum in the currency's smallest unit: 500000000 is five million pounds.
    pence: Pence,
    /// The currency (ISO 4217), for example `GBP`.
    currency: String,
    /// The sum as people write it, for example `£5,000,000.00`.
    formatted: String,
}

/// A whole number that may exceed 32 bits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pence(i64);

/// A whole number of pence. It can exceed the 32 bits of `Int` and stays exact in JSON up to 2⁵³.
#[Scalar]
impl ScalarType for Pence {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::Number(number) => match number.as_i64() {
                Some(pence) => Ok(Self(pence)),
                None => Err(InputValueError::custom("not a whole number of pence")),
            },
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        self.0.into()
    }
}

impl Money {
    /// A sum with its currency.
    pub(crate) fn new(pence: i64, currency: &str) -> Self {
        Self { pence: Pence(pence), currency: currency.to_owned(), formatted: formatted(pence, currency) }
    }
}

fn formatted(pence: i64, currency: &str) -> String {
    let (whole, rest) = (pence.unsigned_abs() / 100, pence.unsigned_abs() % 100);
    let digits = whole.to_string();
    let grouped: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|c| std::str::from_utf8(c).ok()).collect();
    let sign = if pence < 0 { "-" } else { "" };
    let unit = match currency {
        "GBP" => "£".to_owned(),
        other => format!("{other} "),
    };
    format!("{sign}{unit}{}.{rest:02}", grouped.join(","))
}

#[cfg(test)]
mod tests {
    use super::formatted;

    #[test]
    fn money_is_written_as_people_write_it() {
        assert_eq!(formatted(500_000_000, "GBP"), "£5,000,000.00");
        assert_eq!(formatted(23_920_000, "GBP"), "£239,200.00");
        assert_eq!(formatted(-5, "GBP"), "-£0.05");
        assert_eq!(formatted(100, "EUR"), "EUR 1.00");
    }
}
