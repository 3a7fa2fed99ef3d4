//! What every response carries and every request leaves behind.
//!
//! Lives here: the request id, the security headers, the one line in the access log, and the net under every handler.
//! Must not live here: anything that reads the body.
//!
//! # Why
//! The request id is given by the server and never taken from the caller: it stands in the audit trail, where a caller
//! must not be able to write. The net is here and not a layer of `tower-http`, because here the request id is known and
//! can be told. The log line has the route and not the address, since the query string of a GET is a query text.

use std::panic::AssertUnwindSafe;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tokio::time::Instant;
use uuid::Uuid;

use super::answer::Answer;
use super::execute::{Account, caught, millis};
use super::metrics::Kind;
use super::negotiate::{Accepts, Json};
use super::room::Room;

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// The id of a request, for its handler.
#[derive(Clone, Copy)]
pub(super) struct RequestId(pub(super) Uuid);

/// Headers that every response has unless its handler chose another value (the explorer's page does).
const DEFAULTS: [(HeaderName, &str); 5] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (X_FRAME_OPTIONS, "DENY"),
    (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    // An answer is for one viewer at one moment: no cache on the way may keep it.
    (CACHE_CONTROL, "no-store"),
];

/// Runs a request with its id, catches what falls, and writes the line.
pub(super) async fn envelope(State(room): State<Room>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = room.clock().id();
    request.extensions_mut().insert(RequestId(id));
    let method = request.method().clone();
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let form = Accepts::of(request.headers()).json.unwrap_or(Json::Plain);

    let run = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut response = run.unwrap_or_else(|panic| render(&caught(&room, &*panic, id), form));

    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        headers.insert(REQUEST_ID, value);
    }
    for (name, value) in DEFAULTS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    let account = response.extensions().get::<Account>().copied();
    tracing::info!(
        target: "roundtable::access",
        request = %id,
        %method,
        route,
        status = response.status().as_u16(),
        ms = millis(begun),
        operation = account.map_or(Kind::None, |account| account.kind).word(),
        statements = account.map_or(0, |account| account.statements),
        "answered"
    );
    response
}

/// An answer as a response of the given form.
pub(super) fn render(answer: &Answer, form: Json) -> Response {
    let status = answer.status().unwrap_or(match form {
        Json::Response if !answer.began() => axum::http::StatusCode::BAD_REQUEST,
        Json::Response | Json::Plain => axum::http::StatusCode::OK,
    });
    let mut response = (status, [("content-type", form.content_type())], answer.body()).into_response();
    if let Some(challenge) = answer.challenge() {
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    response
}
