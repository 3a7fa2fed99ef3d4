//! What a caller will accept, and what it sends.
//!
//! Lives here: reading `Accept` and `Content-Type`. Must not live here: answers; this file only says which form fits.
//!
//! # Why
//! GraphQL over HTTP has two JSON media types. Under `application/json` a well-formed request gets 200 whatever it
//! contains, because old clients read any other status as a broken server; under `application/graphql-response+json` the
//! status says whether execution began. Only a caller who names the second gets it: `*/*` means the first.
//! A body must be `application/json`: a page of another origin can post a form or plain text without asking first, but
//! not JSON, so this is also what closes cross-site request forgery.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};

/// The two ways to answer in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Json {
    /// `application/json`: 200 for every well-formed request.
    Plain,
    /// `application/graphql-response+json`: the status tells whether execution began.
    Response,
}

impl Json {
    /// The `Content-Type` of the answer.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Plain => "application/json; charset=utf-8",
            Self::Response => "application/graphql-response+json; charset=utf-8",
        }
    }
}

/// The forms of answer that a caller accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Accepts {
    /// JSON, and which.
    pub(super) json: Option<Json>,
    /// Server-sent events. Only when named: `*/*` is no wish for a stream.
    pub(super) events: bool,
    /// A page for people, wanted at least as much as JSON.
    pub(super) page: bool,
}

/// One range of an `Accept` header: type, subtype and weight in thousandths.
struct Range {
    kind: String,
    weight: u16,
}

impl Accepts {
    /// Reads the header; none means JSON.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let ranges: Vec<Range> = headers
            .get_all(ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter_map(range)
            .collect();
        if ranges.is_empty() {
            return Self { json: Some(Json::Plain), events: false, page: false };
        }
        let named = |kind: &str| ranges.iter().find(|range| range.kind == kind).map(|range| range.weight);
        let plain = named("application/json").or_else(|| named("application/*")).or_else(|| named("*/*")).unwrap_or(0);
        let response = named("application/graphql-response+json").unwrap_or(0);
        let page = named("text/html").unwrap_or(0);
        let json = match (plain, response) {
            (0, 0) => None,
            (plain, response) if response >= plain => Some(Json::Response),
            _ => Some(Json::Plain),
        };
        Self {
            json,
            events: named("text/event-stream").unwrap_or(0) > 0,
            page: page > 0 && page >= plain.max(response),
        }
    }
}

/// One range, or nothing when it cannot be read.
fn range(text: &str) -> Option<Range> {
    let mut parts = text.split(';');
    let kind = parts.next()?.trim().to_ascii_lowercase();
    if !kind.contains('/') {
        return None;
    }
    let weight = parts
        .filter_map(|part| part.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
        .map_or(Some(1000), |(_, weight)| thousandths(weight.trim()));
    Some(Range { kind, weight: weight? })
}

/// A weight such as `0.8`, as RFC 9110 writes it: never more than one, never more than three digits after the point.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = rest.bytes().all(|byte| byte.is_ascii_digit());
    match whole {
        "1" if rest.bytes().all(|byte| byte == b'0') => Some(1000),
        "0" if digits && rest.len() <= 3 => format!("{rest:0<3}").parse().ok(),
        _ => None,
    }
}

/// Whether the body says it is JSON, in the only encoding JSON has.
pub(super) fn sends_json(headers: &HeaderMap) -> bool {
    let Some(Ok(kind)) = headers.get(CONTENT_TYPE).map(|value| value.to_str()) else { return false };
    let mut parts = kind.split(';');
    let json = parts.next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    json && parts.filter_map(|part| part.split_once('=')).all(|(name, value)| {
        !name.trim().eq_ignore_ascii_case("charset") || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
    })
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::{Accepts, Json, sends_json};

    fn accepts(text: &'static str) -> Accepts {
        let mut headers = HeaderMap::new();
        headers.insert("accept", HeaderValue::from_static(text));
        Accepts::of(&headers)
    }

    fn sends(text: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static(text));
        sends_json(&headers)
    }

    #[test]
    fn a_caller_without_wishes_gets_plain_json() {
        assert_eq!(Accepts::of(&HeaderMap::new()).json, Some(Json::Plain));
        assert_eq!(accepts("*/*").json, Some(Json::Plain));
        assert_eq!(accepts("application/*;q=0.5").json, Some(Json::Plain));
        assert_eq!(accepts("").json, Some(Json::Plain));
    }

    #[test]
    fn the_newer_type_is_for_those_who_name_it() {
        assert_eq!(accepts("application/graphql-response+json").json, Some(Json::Response));
        assert_eq!(accepts("application/graphql-response+json, application/json;q=0.9").json, Some(Json::Response));
        assert_eq!(accepts("application/json, application/graphql-response+json").json, Some(Json::Response));
        assert_eq!(accepts("application/graphql-response+json;q=0.1, */*").json, Some(Json::Plain));
        assert_eq!(accepts("APPLICATION/GraphQL-Response+JSON ; Q=1.0").json, Some(Json::Response));
    }

    #[test]
    fn what_nobody_offers_is_not_acceptable() {
        assert_eq!(accepts("image/png").json, None);
        assert_eq!(accepts("application/json;q=0").json, None);
        assert_eq!(accepts("application/json;q=0, */*").json, None);
        assert_eq!(accepts("application/json;q=7").json, Some(Json::Plain), "a range that cannot be read is no range");
    }

    #[test]
    fn streams_and_pages_must_be_named() {
        assert!(accepts("text/event-stream").events);
        assert_eq!(accepts("text/event-stream").json, None);
        assert!(!accepts("*/*").events);
        assert!(accepts("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8").page);
        assert!(!accepts("application/json, text/html;q=0.5").page);
    }

    #[test]
    fn only_json_in_utf8_is_taken() {
        assert!(sends("application/json"));
        assert!(sends("Application/JSON; charset=UTF-8"));
        assert!(sends("application/json; charset=\"utf-8\""));
        assert!(!sends("application/json; charset=latin1"));
        assert!(!sends("text/plain"));
        assert!(!sends("application/x-www-form-urlencoded"));
        assert!(!sends("multipart/form-data; boundary=x"));
        assert!(!sends_json(&HeaderMap::new()));
    }
}
