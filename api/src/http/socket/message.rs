//! The messages of `graphql-transport-ws`, and the codes with which a socket closes.
//!
//! Lives here: their JSON. Must not live here: when they may come (see `mod`).
//!
//! # Why
//! The protocol closes a socket at the first message it does not know, so this reader is as strict: a client that sends
//! half-right messages learns of it in development, not in production.

use async_graphql::ServerError;
use axum::extract::ws::{CloseFrame, Message};
use serde::Serialize;
use serde_json::{Map, Value};

use super::super::answer::{Answer, json};
use super::super::params::Params;

/// The longest id of an operation. Clients use a UUID or a count.
const MAX_ID: usize = 128;

/// What a client may say.
pub(super) enum Said {
    /// The first message, with whatever credentials it brings.
    Init(Map<String, Value>),
    /// Are you there?
    Ping,
    /// An answer to a ping that we never send; allowed at any time.
    Pong,
    /// Run this.
    Subscribe {
        /// The client's name for the operation.
        id: String,
        /// What to run.
        params: Params,
    },
    /// Stop that.
    Complete {
        /// The client's name for the operation.
        id: String,
    },
}

/// Why a socket closes. The words are for developers; the number is what clients act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Close {
    /// The server drains: connect again.
    GoingAway,
    /// A message over the limit.
    TooBig,
    /// A message that the protocol does not have.
    Invalid(&'static str),
    /// An operation before the first message was acknowledged.
    NotYet,
    /// The credentials do not hold, or no longer.
    Forbidden(&'static str),
    /// No first message in time.
    InitTimeout,
    /// An id that is in use.
    Duplicate,
    /// A second first message.
    TooManyInits,
    /// Our fault, or the database is away.
    Unavailable,
}

impl Close {
    /// The close frame.
    pub(super) fn message(self) -> Message {
        let (code, reason) = match self {
            Self::GoingAway => (1001, "Going away"),
            Self::TooBig => (1009, "Message too big"),
            Self::Unavailable => (1013, "Try again later"),
            Self::Invalid(reason) => (4400, reason),
            Self::NotYet => (4401, "Unauthorized"),
            Self::Forbidden(reason) => (4403, reason),
            Self::InitTimeout => (4408, "Connection initialisation timeout"),
            Self::Duplicate => (4409, "Subscriber for that id already exists"),
            Self::TooManyInits => (4429, "Too many initialisation requests"),
        };
        Message::Close(Some(CloseFrame { code, reason: reason.into() }))
    }
}

/// Reads a text message.
pub(super) fn read(text: &str) -> Result<Said, Close> {
    let Ok(Value::Object(mut message)) = serde_json::from_str(text) else {
        return Err(Close::Invalid("A message must be a JSON object"));
    };
    let Some(Value::String(kind)) = message.remove("type") else {
        return Err(Close::Invalid("A message must have a type"));
    };
    match kind.as_str() {
        "connection_init" => Ok(Said::Init(payload(&mut message)?.unwrap_or_default())),
        "ping" => payload(&mut message).map(|_| Said::Ping),
        "pong" => payload(&mut message).map(|_| Said::Pong),
        "subscribe" => {
            let id = id(&mut message)?;
            let entries = payload(&mut message)?.ok_or(Close::Invalid("A subscribe message must have a payload"))?;
            let params = Params::from_entries(entries).map_err(|_| {
                Close::Invalid(
                    "The payload must have a query, and an operationName, variables and extensions of the right type",
                )
            })?;
            Ok(Said::Subscribe { id, params })
        }
        "complete" => Ok(Said::Complete { id: id(&mut message)? }),
        _ => Err(Close::Invalid("There is no message of that type")),
    }
}

/// The payload, an object where there is one.
fn payload(message: &mut Map<String, Value>) -> Result<Option<Map<String, Value>>, Close> {
    match message.remove("payload") {
        Some(Value::Object(payload)) => Ok(Some(payload)),
        Some(Value::Null) | None => Ok(None),
        Some(_) => Err(Close::Invalid("A payload must be an object")),
    }
}

/// The id, which must be there and not be empty.
fn id(message: &mut Map<String, Value>) -> Result<String, Close> {
    match message.remove("id") {
        Some(Value::String(id)) if !id.is_empty() && id.len() <= MAX_ID => Ok(id),
        _ => Err(Close::Invalid("A message must have an id of 1 to 128 bytes")),
    }
}

/// A message of ours.
#[derive(Serialize)]
struct Says<'a, P> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<P>,
}

/// A message without a payload.
pub(super) fn plain(kind: &'static str, id: Option<&str>) -> Message {
    Message::Text(json(&Says::<()> { id, kind, payload: None }).into())
}

/// One answer.
pub(super) fn next(id: &str, answer: &Answer) -> Message {
    Message::Text(json(&Says { id: Some(id), kind: "next", payload: Some(answer) }).into())
}

/// The errors that ended an operation.
pub(super) fn error(id: &str, errors: &[ServerError]) -> Message {
    Message::Text(json(&Says { id: Some(id), kind: "error", payload: Some(errors) }).into())
}

#[cfg(test)]
mod tests {
    use super::{Close, Said, read};

    fn refusal(text: &str) -> bool {
        matches!(read(text), Err(Close::Invalid(reason)) if reason.len() <= 123)
    }

    #[test]
    fn messages_of_the_protocol_are_read() {
        assert!(matches!(read(r#"{"type":"connection_init"}"#), Ok(Said::Init(payload)) if payload.is_empty()));
        assert!(
            matches!(read(r#"{"type":"connection_init","payload":{"a":1}}"#), Ok(Said::Init(payload)) if payload.len() == 1)
        );
        assert!(matches!(read(r#"{"type":"ping","payload":{}}"#), Ok(Said::Ping)));
        assert!(matches!(read(r#"{"type":"pong"}"#), Ok(Said::Pong)));
        assert!(matches!(read(r#"{"type":"complete","id":"1"}"#), Ok(Said::Complete { id }) if id == "1"));
        assert!(matches!(
            read(r#"{"type":"subscribe","id":"1","payload":{"query":"{a}"}}"#),
            Ok(Said::Subscribe { id, params }) if id == "1" && params.query == "{a}"
        ));
    }

    #[test]
    fn everything_else_is_refused_within_the_length_of_a_close_reason() {
        for text in [
            "",
            "x",
            "[]",
            "{}",
            r#"{"type":1}"#,
            r#"{"type":"start"}"#,
            r#"{"type":"ping","payload":1}"#,
            r#"{"type":"connection_init","payload":""}"#,
            r#"{"type":"complete"}"#,
            r#"{"type":"complete","id":""}"#,
            r#"{"type":"complete","id":1}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","id":"1","payload":{}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":1}}"#,
            r#"{"type":"subscribe","payload":{"query":"{a}"}}"#,
        ] {
            assert!(refusal(text), "{text}");
        }
    }
}
