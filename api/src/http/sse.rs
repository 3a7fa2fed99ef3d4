//! Server-sent events: GraphQL over SSE, distinct connections mode.
//!
//! Lives here: one response that is a stream of `next` events and a `complete`. Must not live here: the single
//! connection mode, which needs state between requests and brings nothing that a WebSocket does not.
//!
//! # Why
//! A stream that ends because the server drains ends without `complete`: clients then connect again, and reach a node
//! that stays. One whose token has run out says so and completes, because coming back with the same token is no use.
//! The events are written by hand: the protocol wants `complete` with an empty `data` line, without which a browser
//! drops the event, and axum's own writer leaves empty lines out.

use std::convert::Infallible;
use std::pin::Pin;
use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use tokio::sync::watch;
use tokio::time::Sleep;

use super::answer::{Answer, UNAUTHENTICATED, typed};
use super::execute::Ready;
use super::room::{Room, draining};

/// How often a quiet stream sends a comment, so that proxies keep it open and a caller who left is noticed.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// A comment, which clients skip.
const COMMENT: &str = ":\n\n";

/// The end.
const COMPLETE: &str = "event: complete\ndata:\n\n";

/// Tells the proxies that listen to it not to hold events back.
const NO_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// A stream on its way to its last event.
struct Events {
    answers: BoxStream<'static, Answer>,
    expiry: Pin<Box<Sleep>>,
    shutdown: watch::Receiver<bool>,
    stage: Stage,
}

/// How far a stream is.
enum Stage {
    /// Events may come.
    Live,
    /// Only `complete` is left.
    Ending,
    /// Nothing is left.
    Done,
}

/// Runs the operation as a stream of events.
pub(super) fn events(ready: Ready, room: &Room) -> Response {
    let expiry = Box::pin(tokio::time::sleep(room.until(ready.expires_at())));
    let events = Events { answers: ready.stream(room.clone()), expiry, shutdown: room.shutdown(), stage: Stage::Live };
    let stream = stream::unfold(events, |mut events| async move {
        let text = events.next().await?;
        Some((Ok::<_, Infallible>(text), events))
    });
    respond(Body::from_stream(stream))
}

/// One answer and the end, for an operation that never began.
pub(super) fn only(answer: &Answer) -> Response {
    respond(Body::from(next(answer) + COMPLETE))
}

/// A response of events.
fn respond(body: Body) -> Response {
    ([(CONTENT_TYPE, "text/event-stream"), (NO_BUFFERING, "no")], body).into_response()
}

impl Events {
    /// What is sent next, if anything.
    async fn next(&mut self) -> Option<String> {
        match self.stage {
            Stage::Live => {}
            Stage::Ending => return Some(self.complete()),
            Stage::Done => return None,
        }
        tokio::select! {
            answer = self.answers.next() => Some(answer.map_or_else(|| self.complete(), |answer| next(&answer))),
            () = &mut self.expiry => {
                self.answers = stream::empty().boxed();
                self.stage = Stage::Ending;
                Some(next(&Answer::invalid(vec![typed(UNAUTHENTICATED, "The token has expired.", None)])))
            }
            () = draining(&mut self.shutdown) => None,
            () = tokio::time::sleep(KEEP_ALIVE) => Some(COMMENT.to_owned()),
        }
    }

    /// The end, after which nothing comes.
    fn complete(&mut self) -> String {
        self.stage = Stage::Done;
        COMPLETE.to_owned()
    }
}

/// One answer. JSON has no line breaks of its own, so one `data` line holds it.
fn next(answer: &Answer) -> String {
    format!("event: next\ndata: {}\n\n", answer.body())
}
