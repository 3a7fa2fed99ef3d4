//! One operation, from its parameters to its answers: the same for HTTP, events and sockets.
//!
//! Lives here: the order of things (document, then viewer, then engine), the time limit, and what happens when a resolver
//! panics. Must not live here: transports.
//!
//! # Why
//! The document is checked before the viewer is looked up: it costs microseconds and no database. The viewer is looked
//! up for each operation, also on a socket that has been open for hours, so that each has a view of its own and sees the
//! record as it stands. The time limit drops the engine's future while that waits for the database. It does not interrupt
//! the work in between, which is bounded instead: the document's size beforehand, the answer's by the graph's budget.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, ServerError};
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt};
use tokio::time::Instant;
use uuid::Uuid;

use super::answer::{Answer, Refusal, TIMEOUT, internal, typed};
use super::ask::Credentials;
use super::document::Checked;
use super::metrics::{Held, Kind};
use super::params::Params;
use super::room::Room;
use crate::store::{IdempotencyKey, View};

/// An operation whose document has passed.
pub(super) struct Plan {
    checked: Arc<Checked>,
    params: Params,
    kind: OperationType,
    key: Option<IdempotencyKey>,
}

/// An operation whose viewer is known.
pub(super) struct Ready {
    request: Request,
    view: View,
    id: Uuid,
    kind: OperationType,
    begun: Instant,
    #[expect(dead_code, reason = "held for its drop")]
    held: Held,
}

/// What the log says about an operation.
#[derive(Clone, Copy)]
pub(super) struct Account {
    /// What was asked for.
    pub(super) kind: Kind,
    /// SQL statements it took.
    pub(super) statements: u64,
}

impl Plan {
    /// Checks the document.
    pub(super) fn new(room: &Room, params: Params) -> Result<Self, Refusal> {
        let checked = room.documents().check(&params.query).map_err(Answer::invalid)?;
        let kind = checked.kind(params.operation.as_deref(), &params.variables).map_err(Answer::invalid)?;
        Ok(Self { checked, params, kind, key: None })
    }

    /// The same, under a key for what it does.
    pub(super) fn under(self, key: Option<IdempotencyKey>) -> Self {
        Self { key, ..self }
    }

    /// What it would do.
    pub(super) fn kind(&self) -> OperationType {
        self.kind
    }

    /// Looks up who asks.
    pub(super) async fn open(self, room: &Room, who: &Credentials, id: Uuid) -> Result<Ready, Refusal> {
        let (begun, held) = (Instant::now(), room.metrics().operation());
        let view = room.view(&who.ask(id)).await.map_err(|refused| Answer::refused(&refused))?;
        // The engine needs no text: the document is parsed, and a subscription would keep the text for hours.
        let mut request = Request::new(String::new()).variables(self.params.variables);
        request = request.data(view.clone()).data(room.schemas());
        if let Some(key) = self.key {
            request = request.data(key);
        }
        request.operation_name = self.params.operation;
        request.set_parsed_query(self.checked.document());
        Ok(Ready { request, view, id, kind: self.kind, begun, held })
    }
}

impl Ready {
    /// When the right to ask ends.
    pub(super) fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.view.expires_at()
    }

    /// Runs a query or mutation to its one answer.
    pub(super) async fn once(self, room: &Room) -> (Answer, Account) {
        let kind = Kind::from(self.kind);
        let schema = room.schema(&self.view);
        let work = AssertUnwindSafe(self.view.drive(schema.execute(self.request))).catch_unwind();
        let answer = match tokio::time::timeout(room.limit(), work).await {
            Ok(Ok(response)) => Answer::of(response, self.id),
            Ok(Err(panic)) => caught(room, &*panic, self.id),
            Err(_) => late(room.limit()),
        };
        let account = Account { kind, statements: self.view.statements() };
        room.metrics().count(kind, answer.outcome());
        room.metrics().cost(kind, self.begun.elapsed(), account.statements);
        (answer, account)
    }

    /// Runs any operation as a stream: one answer for a query or mutation, one for each event of a subscription. The
    /// stream ends after a panic, since nothing is known of what the resolver left behind.
    pub(super) fn stream(self, room: Room) -> BoxStream<'static, Answer> {
        if self.kind != OperationType::Subscription {
            return stream::once(async move {
                let (id, begun) = (self.id, self.begun);
                let (answer, account) = self.once(&room).await;
                note(id, begun, account, "ran");
                answer
            })
            .boxed();
        }
        let events = AssertUnwindSafe(room.schema(&self.view).execute_stream(self.request)).catch_unwind();
        let held = room.metrics().subscription();
        let mut live = Live { id: self.id, begun: self.begun, view: self.view, counted: false, room, held };
        events.map(move |event| live.answer(event)).boxed()
    }
}

/// A subscription that runs. Dropped with its stream, however that ends: it is counted down and the log has its line.
struct Live {
    id: Uuid,
    begun: Instant,
    view: View,
    /// Whether it is among the requests: its first answer decides how it began.
    counted: bool,
    room: Room,
    #[expect(dead_code, reason = "held for its drop")]
    held: Held,
}

impl Live {
    /// The answer to an event. A method, so that the stream owns all of this: a closure would take the fields that it
    /// names, and drop the rest at once.
    fn answer(&mut self, event: Result<async_graphql::Response, Box<dyn Any + Send>>) -> Answer {
        let answer = match event {
            Ok(response) => Answer::of(response, self.id),
            Err(panic) => caught(&self.room, &*panic, self.id),
        };
        if !std::mem::replace(&mut self.counted, true) {
            self.room.metrics().count(Kind::Subscription, answer.outcome());
        }
        answer
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        let account = Account { kind: Kind::Subscription, statements: self.view.statements() };
        note(self.id, self.begun, account, "subscription ended");
    }
}

/// The line in the access log for an operation that has no response of its own.
fn note(request: Uuid, begun: Instant, account: Account, what: &str) {
    tracing::info!(
        target: "roundtable::access",
        %request,
        route = "/graphql",
        ms = millis(begun),
        operation = account.kind.word(),
        statements = account.statements,
        "{what}"
    );
}

/// Milliseconds since then, for the log.
pub(super) fn millis(begun: Instant) -> u64 {
    u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// The answer after a panic: the request id, and nothing of the panic. The panic hook has written where it was.
pub(super) fn caught(room: &Room, panic: &(dyn Any + Send), request: Uuid) -> Answer {
    let cause = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(%request, cause = cause.unwrap_or("no text"), "a panic was caught");
    room.metrics().fault();
    Answer::error(StatusCode::INTERNAL_SERVER_ERROR, internal(request))
}

/// The answer to an operation that took too long.
fn late(limit: Duration) -> Answer {
    let message = format!(
        "It took longer than {} seconds and was stopped. Ask for less; look before you repeat a mutation.",
        limit.as_secs()
    );
    Answer::error(StatusCode::SERVICE_UNAVAILABLE, timeout(message))
}

/// An error of the time limit.
pub(super) fn timeout(message: impl Into<String>) -> ServerError {
    typed(TIMEOUT, message, None)
}
