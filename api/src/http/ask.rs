//! From headers, or the first message of a socket, to the question of who asks.
//!
//! Lives here: reading the credentials. Must not live here: judging them; `AppState::view` does, anew each time.
//!
//! # Why
//! An `Authorization` that cannot be read is refused, never taken as none: a caller who meant to sign in must not be
//! answered as the public. There are no cookies, so a foreign page has nothing to ride on, and sockets need no check of
//! `Origin` for the same reason.

use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, HeaderName};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::answer::{Answer, Refusal};
use crate::viewer::{Ask, Refused};

const ACTING_FOR: HeaderName = HeaderName::from_static("roundtable-acting-for");
const PURPOSE: HeaderName = HeaderName::from_static("roundtable-purpose");

/// The longest value of the headers that are not a token.
const MAX_VALUE: usize = 255;

/// What a caller says about itself. It is asked again, with a fresh request id, for each operation of a socket.
#[derive(Clone, Default)]
pub(super) struct Credentials {
    bearer: Option<String>,
    acting_for: Option<String>,
    purpose: Option<String>,
}

impl Credentials {
    /// Reads the headers of a request.
    pub(super) fn from_headers(headers: &HeaderMap) -> Result<Self, Refusal> {
        let bearer = match only(headers, &AUTHORIZATION)? {
            Some(text) => Some(bearer(text)?),
            None => None,
        };
        let short = |name| only(headers, name)?.map(|text| short(name, text)).transpose();
        Ok(Self { bearer, acting_for: short(&ACTING_FOR)?, purpose: short(&PURPOSE)? })
    }

    /// Adds what `connection_init` says where the upgrade request said nothing: a browser cannot set headers there.
    /// Names are read in any case, since clients write them both ways.
    pub(super) fn or_payload(mut self, payload: &Map<String, Value>) -> Result<Self, Refusal> {
        if let (None, Some(text)) = (&self.bearer, said(payload, &AUTHORIZATION)?) {
            self.bearer = Some(bearer(text)?);
        }
        if let (None, Some(text)) = (&self.acting_for, said(payload, &ACTING_FOR)?) {
            self.acting_for = Some(short(&ACTING_FOR, text)?);
        }
        if let (None, Some(text)) = (&self.purpose, said(payload, &PURPOSE)?) {
            self.purpose = Some(short(&PURPOSE, text)?);
        }
        Ok(self)
    }

    /// The question, under the id of the request.
    pub(super) fn ask(&self, request: Uuid) -> Ask {
        Ask {
            bearer: self.bearer.clone(),
            acting_for: self.acting_for.clone(),
            purpose: self.purpose.clone(),
            request_id: request,
        }
    }
}

/// The single value of a header.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h str>, Refusal> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => match value.to_str() {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(unreadable(name)),
        },
        (Some(_), Some(_)) => Err(unreadable(name)),
    }
}

/// What a payload says under the name of a header. What is there and is no text is refused, as a header would be: a
/// token that cannot be read is never taken for none.
fn said<'p>(payload: &'p Map<String, Value>, name: &HeaderName) -> Result<Option<&'p str>, Refusal> {
    let mut values = payload.iter().filter(|(key, value)| key.eq_ignore_ascii_case(name.as_str()) && !value.is_null());
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some((_, Value::String(text))), None) => Ok(Some(text)),
        _ => Err(unreadable(name)),
    }
}

/// The token of an `Authorization` value.
fn bearer(text: &str) -> Result<String, Refusal> {
    let (scheme, token) = text.trim().split_once(' ').unwrap_or((text, ""));
    let token = token.trim();
    if scheme.eq_ignore_ascii_case("Bearer") && !token.is_empty() && !token.contains(' ') {
        Ok(token.to_owned())
    } else {
        Err(unreadable(&AUTHORIZATION))
    }
}

/// A value of modest length.
fn short(name: &HeaderName, text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.len() <= MAX_VALUE { Ok(text.to_owned()) } else { Err(unreadable(name)) }
}

/// A header that cannot be read, by its own name: nobody should look for a new token because of a purpose.
fn unreadable(name: &HeaderName) -> Refusal {
    let refused = if *name == PURPOSE {
        Refused::Purpose
    } else if *name == ACTING_FOR {
        Refused::Hat("Roundtable-Acting-For must be the slug of one organisation.".to_owned())
    } else {
        Refused::Scheme
    };
    Answer::refused(&refused).into()
}
