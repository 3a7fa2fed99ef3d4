//! Single values of the files: how each is written, where it stands, and what is said of one that is wrong.

use std::{fmt, marker::PhantomData};

use chrono::{DateTime, NaiveDate, Utc};
use entities::PartialDate;
use sea_orm::ActiveEnum;
use serde::{
    Deserialize, Deserializer,
    de::{Error, Visitor},
};
use serde_saphyr::Spanned;

use crate::error::Stop;

/// A slug, or what names another record; it knows its line.
pub(super) type Name = Spanned<String>;

/// What is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) file: String,
    pub(super) line: u64,
    pub(super) message: String,
}

impl Mistake {
    /// Something wrong with a value.
    pub(super) fn at<T>(file: &str, value: &Spanned<T>, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: value.referenced.line(), message: message.into() }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

impl From<Mistake> for Stop {
    fn from(mistake: Mistake) -> Self {
        Self::new(mistake.to_string())
    }
}

/// A word of a closed list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<E>(pub(super) E);

impl<'de, E> Deserialize<'de> for Word<E>
where
    E: ActiveEnum<Value = String>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(OneOf(PhantomData)).map(Self)
    }
}

struct OneOf<E>(PhantomData<E>);

impl<E: ActiveEnum<Value = String>> Visitor<'_> for OneOf<E> {
    type Value = E;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "one of {}", E::values().join(", "))
    }

    fn visit_str<X: Error>(self, text: &str) -> Result<E, X> {
        E::try_from_value(&text.to_owned())
            .map_err(|_| X::custom(format_args!("\"{text}\" is not one of {}", E::values().join(", "))))
    }
}

/// A date or an instant.
#[derive(Clone, Copy, Debug)]
pub(super) struct When<T>(pub(super) T);

/// How a kind of date is written.
pub(super) trait Written: Sized {
    /// Its form, by example.
    const FORM: &str;

    /// Reads it.
    fn read(text: &str) -> Option<Self>;
}

impl Written for NaiveDate {
    const FORM: &str = "a day of the form 2014-07-03";

    fn read(text: &str) -> Option<Self> {
        (text.len() == 10).then(|| text.parse().ok()).flatten()
    }
}

impl Written for PartialDate {
    const FORM: &str = "a date of the form 2014, 2014-07 or 2014-07-03";

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Written for DateTime<Utc> {
    const FORM: &str = "an instant of the form 2014-07-03T09:30:00Z";

    fn read(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc))
    }
}

impl<'de, T: Written> Deserialize<'de> for When<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(OfForm(PhantomData)).map(Self)
    }
}

struct OfForm<T>(PhantomData<T>);

impl<T: Written> Visitor<'_> for OfForm<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::FORM)
    }

    fn visit_str<X: Error>(self, text: &str) -> Result<T, X> {
        T::read(text).ok_or_else(|| X::custom(format_args!("\"{text}\" is not {}", T::FORM)))
    }
}
