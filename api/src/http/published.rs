//! What the server publishes about itself.
//!
//! Lives here: the SDL, the public keys of a development issuer, the personas of the demonstration, health and numbers.
//! Must not live here: anything from the record; the SDL is the only answer here that depends on the viewer.
//!
//! # Why
//! `/health/live` looks at nothing: an orchestrator that restarts a healthy node because the database is away makes an
//! outage worse. `/health/ready` looks at the database, and says no while the server drains, so that nothing new comes.

use axum::Router;
use axum::extract::{Extension, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde_json::Value;

use super::answer::{Answer, json, typed};
use super::ask::Credentials;
use super::envelope::{RequestId, render};
use super::metrics::CONTENT_TYPE as METRICS_TYPE;
use super::negotiate::Json;
use super::room::Room;

/// The addresses of this file, but for the numbers.
pub(super) fn routes() -> Router<Room> {
    Router::new()
        // Who opens the address in a browser is looking for the explorer.
        .route("/", get(async || Redirect::temporary("graphql")))
        .route("/schema.graphql", get(sdl))
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .route("/.well-known/jwks.json", get(jwks))
        .route("/explorer/personas.json", get(personas))
}

/// The address of the numbers, which may have a listener of its own.
pub(super) fn numbers() -> Router<Room> {
    Router::new().route("/metrics", get(metrics))
}

/// The schema, as the caller sees it.
async fn sdl(State(room): State<Room>, Extension(RequestId(id)): Extension<RequestId>, headers: HeaderMap) -> Response {
    let seen = match Credentials::from_headers(&headers) {
        Ok(who) => room.view(&who.ask(id)).await.map_err(|refused| Answer::refused(&refused).into()),
        Err(answer) => Err(answer),
    };
    match seen {
        Ok(view) => ([(CONTENT_TYPE, "application/graphql; charset=utf-8")], room.sdl(&view)).into_response(),
        Err(answer) => render(&answer, Json::Plain),
    }
}

/// The process runs.
async fn live() -> &'static str {
    "live\n"
}

/// The database answers and is migrated, and the server takes requests.
async fn ready(State(room): State<Room>) -> (StatusCode, &'static str) {
    if *room.shutdown().borrow() {
        (StatusCode::SERVICE_UNAVAILABLE, "draining\n")
    } else if room.ready().await {
        (StatusCode::OK, "ready\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer, or is not migrated\n")
    }
}

/// The numbers.
async fn metrics(State(room): State<Room>) -> impl IntoResponse {
    ([(CONTENT_TYPE, METRICS_TYPE)], room.metrics().text())
}

/// The public keys of the local issuer, where there is one.
async fn jwks(State(room): State<Room>) -> Response {
    published(room.jwks())
}

/// Who one may be in the demonstration, for the explorer's list.
async fn personas(State(room): State<Room>) -> Response {
    published(room.personas())
}

/// A document that some configurations have.
fn published(document: Option<Value>) -> Response {
    match document {
        Some(document) => ([(CONTENT_TYPE, "application/json; charset=utf-8")], json(&document)).into_response(),
        None => missing(),
    }
}

/// Nothing is at this address.
pub(super) fn missing() -> Response {
    render(&Answer::error(StatusCode::NOT_FOUND, typed("NOT_FOUND", "Nothing is here.", None)), Json::Plain)
}
