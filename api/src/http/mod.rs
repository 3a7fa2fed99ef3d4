//! HTTP: the routes, and everything between a connection and the engine.
//!
//! Lives here: content negotiation, request parameters, the check of query documents, server-sent events, sockets,
//! limits, the explorer's page, numbers and the access log. Must not live here: who may see what (the viewer and the
//! store), SQL, or the meaning of a field.
//!
//! | file | what |
//! | --- | --- |
//! | `envelope` | request id, security headers, access log, the net under a panic |
//! | `graphql` | methods, bodies and forms of `/graphql` |
//! | `negotiate`, `params`, `ask` | reading a request: forms, parameters, credentials |
//! | `document` | reading, measuring and merging a query document; the cache |
//! | `execute`, `answer` | running an operation; what leaves the server |
//! | `sse`, `socket` | the two transports of subscriptions |
//! | `published`, `explorer` | the SDL, health, numbers, keys; the page |
//!
//! # Why
//! The engine's own integration with axum is not used. It takes a batch of any length, runs mutations by GET, reads any
//! content type, has no limits, and its sockets follow the protocol in half of the cases; each of these is decided here
//! instead, in files that can be read.

mod answer;
mod ask;
mod document;
mod envelope;
mod execute;
mod explorer;
mod graphql;
mod metrics;
mod negotiate;
mod params;
mod published;
mod room;
mod socket;
mod sse;

use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::any;
use tokio::time::Instant;

pub use metrics::Metrics;

use crate::AppState;
use room::Room;

/// How often [`drained`] looks.
const LOOK: Duration = Duration::from_millis(20);

/// Every address of the server; the numbers too, unless the settings give them a listener of their own.
pub fn router(app: AppState) -> Router {
    let apart = app.config().metrics_listen.is_some();
    let routes =
        Router::new().route("/graphql", any(graphql::graphql)).merge(published::routes()).merge(explorer::routes());
    served(app, if apart { routes } else { routes.merge(published::numbers()) })
}

/// The numbers alone, for a listener of their own.
pub fn numbers(app: AppState) -> Router {
    served(app, published::numbers())
}

fn served(app: AppState, routes: Router<Room>) -> Router {
    let room = Room::new(app);
    routes
        .fallback(async || published::missing())
        .with_state(room.clone())
        .layer(from_fn_with_state(room, envelope::envelope))
}

/// Waits until no operation runs and every socket has closed, or the time is up. axum's graceful shutdown waits for
/// every connection, also for one on which half a request has come and no more will; and not for a socket, which has had
/// its response.
pub async fn drained(app: &AppState, limit: Duration) {
    let end = Instant::now() + limit;
    while app.metrics().busy() && Instant::now() < end {
        tokio::time::sleep(LOOK).await;
    }
}
