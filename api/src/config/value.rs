//! How single values are read, and what is said of those that cannot be.
//!
//! Lives here: the types and readers of values that serde's own do not judge strictly or clearly enough.
//! Must not live here: which setting uses which (`config`).

use std::fmt;
use std::marker::PhantomData;
use std::net::SocketAddr;

use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::{Deserialize, de};

/// How the log is written.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Log {
    /// One JSON object a line, for machines.
    Json,
    /// Lines for people.
    Text,
}

/// Where the database is. It may hold a password: `Debug` shows the scheme only, and there is no `Display`.
#[derive(Clone, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The address whole, password and all, for the database's driver.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DatabaseUrl {
    type Error = &'static str;

    fn try_from(url: String) -> Result<Self, Self::Error> {
        let known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme));
        // The address is not repeated: it may hold a password.
        if known { Ok(Self(url)) } else { Err("expected an address that begins with sqlite:// or postgres://") }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.0.split(':').next().unwrap_or_default();
        write!(formatter, "DatabaseUrl({scheme}:…)")
    }
}

/// An address and port. Serde's own reader does not say what one looks like.
pub(super) fn address<'de, D: Deserializer<'de>>(from: D) -> Result<SocketAddr, D::Error> {
    let wanted = "an address and port such as 127.0.0.1:8000";
    let text = String::deserialize(from)?;
    text.parse().map_err(|_| D::Error::invalid_value(Unexpected::Str(&text), &wanted))
}

/// The same, of a setting that need not be.
pub(super) fn another_address<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SocketAddr>, D::Error> {
    address(from).map(Some)
}

/// A whole number from `LEAST` to `MOST`.
pub(super) fn within<'de, D, T, const LEAST: u64, const MOST: u64>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<u64>,
{
    from.deserialize_u64(Whole::<T, LEAST, MOST>(PhantomData))
}

struct Whole<T, const LEAST: u64, const MOST: u64>(PhantomData<T>);

impl<T: TryFrom<u64>, const LEAST: u64, const MOST: u64> Visitor<'_> for Whole<T, LEAST, MOST> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a whole number from {LEAST} to {MOST}")
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        let refused = || E::invalid_value(Unexpected::Unsigned(number), &self);
        if !(LEAST..=MOST).contains(&number) {
            return Err(refused());
        }
        T::try_from(number).map_err(|_| refused())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
        match u64::try_from(number) {
            Ok(number) => self.visit_u64(number),
            Err(_) => Err(E::invalid_value(Unexpected::Signed(number), &self)),
        }
    }
}
