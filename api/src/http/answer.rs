//! Answers: what leaves the server, whatever the transport.
//!
//! Lives here: the JSON of an answer, and the promise that every error in it has `extensions.code`. Must not live here:
//! sockets, headers other than those an answer carries, and the words of the domain's own errors (`crate::error` has
//! them, with their codes).
//!
//! # Why
//! A client can act on a code and not on a sentence. The engine gives its validation errors none, so they get
//! `VALIDATION` here; an error of a resolver without a code is one that nobody meant to show, so it becomes `INTERNAL`
//! with the request id, and its text goes to the log. Errors found before execution have no `data` entry, as the
//! specification asks: that is how a client tells "nothing was done" from "something failed".

use std::collections::BTreeMap;

use async_graphql::{ErrorExtensionValues, Pos, ServerError, Value};
use axum::http::StatusCode;
use serde::{Serialize, Serializer};
use uuid::Uuid;

use super::document::MAX_ERRORS;
use super::metrics::Outcome;
use crate::error::Error;
use crate::store::policy_version;
use crate::viewer::Refused;

/// The document does not parse.
pub(super) const PARSE: &str = "PARSE";
/// The document, its variables or an argument do not fit the schema.
pub(super) const VALIDATION: &str = "VALIDATION";
/// The document or the body is over a limit.
pub(super) const TOO_LARGE: &str = "TOO_LARGE";
/// The request is not a GraphQL request.
pub(super) const BAD_REQUEST: &str = "BAD_REQUEST";
/// The operation took too long and was stopped.
pub(super) const TIMEOUT: &str = "TIMEOUT";
/// Our mistake; the log has the cause under the request id.
pub(super) const INTERNAL: &str = "INTERNAL";
/// The token no longer holds.
pub(super) const UNAUTHENTICATED: &str = "UNAUTHENTICATED";

/// The name of the code in `extensions`.
const CODE: &str = "code";

/// An error with a code.
pub(super) fn typed(code: &str, message: impl Into<String>, at: Option<Pos>) -> ServerError {
    let mut error = ServerError::new(message, at);
    let mut extensions = ErrorExtensionValues::default();
    extensions.set(CODE, code);
    error.extensions = Some(extensions);
    error
}

/// The error of something that went wrong on our side: no cause, only where to ask for it.
pub(super) fn internal(request: Uuid) -> ServerError {
    let mut error = typed(INTERNAL, Error::Internal.to_string(), None);
    name(&mut error, request);
    error
}

/// Says where the cause can be found.
fn name(error: &mut ServerError, request: Uuid) {
    error.extensions.get_or_insert_default().set("requestId", request.to_string());
}

/// One answer to one operation, or one event of a subscription.
pub(super) struct Answer {
    errors: Vec<ServerError>,
    /// `None` when execution never began.
    data: Option<Value>,
    extensions: BTreeMap<String, Value>,
    /// The HTTP status where it does not follow from the rest.
    status: Option<StatusCode>,
    /// What `WWW-Authenticate` says.
    challenge: Option<&'static str>,
    outcome: Outcome,
}

/// An answer in place of a result: the way out of every step before execution. Boxed, since it is the rare way.
pub(super) type Refusal = Box<Answer>;

/// The JSON of an answer, errors first as the specification advises.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    extensions: Extensions<'a>,
}

/// What an answer says of itself: by which policy it was made, always.
#[derive(Serialize)]
struct Extensions<'a> {
    #[serde(rename = "policyVersion")]
    policy_version: &'static str,
    #[serde(flatten)]
    more: &'a BTreeMap<String, Value>,
}

impl Answer {
    /// A request that never became an operation: mistakes in it, each with a code.
    pub(super) fn invalid(errors: Vec<ServerError>) -> Self {
        let mut answer = Self {
            errors,
            data: None,
            extensions: BTreeMap::new(),
            status: None,
            challenge: None,
            outcome: Outcome::Invalid,
        };
        answer.cap();
        answer
    }

    /// One error, with the status that goes with it on every media type.
    pub(super) fn error(status: StatusCode, error: ServerError) -> Self {
        let outcome = if status.is_server_error() { Outcome::Failed } else { Outcome::Invalid };
        Self { status: Some(status), outcome, ..Self::invalid(vec![error]) }
    }

    /// A caller who may not ask. A token that failed is told apart from one that was not there, as RFC 6750 wants.
    pub(super) fn refused(refused: &Refused) -> Self {
        let status = StatusCode::from_u16(refused.status()).unwrap_or(StatusCode::FORBIDDEN);
        let challenge = match refused {
            Refused::PublicAccessOff => Some("Bearer"),
            _ if status == StatusCode::UNAUTHORIZED => Some("Bearer error=\"invalid_token\""),
            _ => None,
        };
        let outcome = if status.is_server_error() { Outcome::Failed } else { Outcome::Refused };
        let error = typed(refused.code(), refused.to_string(), None);
        Self { challenge, outcome, ..Self::error(status, error) }
    }

    /// What the engine answered, with a code on every error.
    pub(super) fn of(response: async_graphql::Response, request: Uuid) -> Self {
        let async_graphql::Response { mut errors, mut data, extensions, .. } = response;
        // An answer that ended half-way is no answer: which half is there was chance, and its errors are all the same.
        let over = errors.iter().position(|error| error.source() == Some(&Error::TooLarge));
        if let Some(over) = over {
            errors = vec![errors.swap_remove(over)];
            data = Value::Null;
        }
        // Only execution puts a path on an error.
        let began = over.is_some()
            || data != Value::Null
            || errors.is_empty()
            || errors.iter().any(|error| !error.path.is_empty());
        let mut failed = false;
        for error in &mut errors {
            failed |= settle(error, request);
        }
        let outcome = match (began, errors.is_empty(), failed) {
            (_, _, true) => Outcome::Failed,
            (false, ..) => Outcome::Invalid,
            (true, true, _) => Outcome::Ok,
            (true, false, _) => Outcome::Partial,
        };
        let mut answer =
            Self { errors, data: began.then_some(data), extensions, status: None, challenge: None, outcome };
        answer.cap();
        answer
    }

    /// Whether execution began: if not, nothing was done.
    pub(super) fn began(&self) -> bool {
        self.data.is_some()
    }

    /// How it ended, for the count.
    pub(super) fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// The status that this answer insists on.
    pub(super) fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// What `WWW-Authenticate` should say, if anything.
    pub(super) fn challenge(&self) -> Option<&'static str> {
        self.challenge
    }

    /// The errors, for transports that have a message of their own for them.
    pub(super) fn errors(&self) -> &[ServerError] {
        &self.errors
    }

    /// The answer as JSON.
    pub(super) fn body(&self) -> String {
        json(self)
    }

    /// Keeps the first errors and says how many went.
    fn cap(&mut self) {
        if let Some(more) = self.errors.len().checked_sub(MAX_ERRORS).filter(|more| *more > 0) {
            self.errors.truncate(MAX_ERRORS);
            self.extensions.insert("errorsOmitted".to_owned(), Value::from(more));
        }
    }
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let extensions = Extensions { policy_version: policy_version(), more: &self.extensions };
        Body { errors: &self.errors, data: self.data.as_ref(), extensions }.serialize(to)
    }
}

/// JSON of a value of ours. They have string keys and no failing parts, so the other branch is never seen; it is an
/// answer all the same, because a panic here would be worse.
pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| {
        tracing::error!(%error, "an answer could not be written as JSON");
        format!(
            r#"{{"errors":[{{"message":"The answer could not be written.","extensions":{{"code":"{INTERNAL}"}}}}]}}"#
        )
    })
}

/// Gives an error its code if it has none; says whether it is a failure of ours.
fn settle(error: &mut ServerError, request: Uuid) -> bool {
    // The domain's own errors travel as the source of the engine's, with their code.
    if let Some(code) = error.source::<Error>().map(Error::code) {
        error.extensions.get_or_insert_default().set(CODE, code);
    }
    if let Some(Value::String(code)) = error.extensions.as_ref().and_then(|extensions| extensions.get(CODE)) {
        let (internal, failed) = (code == INTERNAL, matches!(code.as_str(), INTERNAL | TIMEOUT | "UNAVAILABLE"));
        if internal {
            name(error, request);
        }
        return failed;
    }
    if error.path.is_empty() || is_coercion(&error.message) {
        error.extensions.get_or_insert_default().set(CODE, VALIDATION);
        return false;
    }
    tracing::error!(%request, path = ?error.path, cause = %error.message, "a resolver failed without a code");
    let hidden = internal(request);
    error.message = hidden.message;
    error.extensions = hidden.extensions;
    error.source = None;
    true
}

/// Whether a message is the engine's own about an input value. It reads custom scalars and checks lengths and ranges only
/// when the field runs, so these come with a path like a resolver's error; the two beginnings are fixed in
/// `async_graphql::InputValueError`.
fn is_coercion(message: &str) -> bool {
    message.starts_with("Failed to parse \"") || message.starts_with("Expected input type \"")
}
