//! Sockets: `graphql-transport-ws`, and no other sub-protocol.
//!
//! Lives here: the life of one socket, in one task. Must not live here: the words of the protocol (see `message`), or
//! anything about a subscription that another transport would need as well (see `execute`).
//!
//! # Why
//! - Credentials come in the headers of the upgrade, or in `connection_init` where a browser cannot set headers. There
//!   are no cookies, so a page of another origin has nothing to ride on and `Origin` need not be checked.
//! - The viewer is looked up for the first message and again for every operation. The socket closes with 4403 when the
//!   token of its first message runs out; what a running subscription may still see is asked at each event, inside.
//! - Everything is bounded: the size of a message, the operations of a socket, the time to the first message, the time
//!   that a message may take to leave. A client that stops reading is dropped, and meanwhile nothing is made for it.
//! - Pings are those of WebSocket itself, which every client answers without knowing, browsers too.
//! - Operations are polled in turn from a random start, so that a busy one does not starve the rest.

mod message;

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use chrono::{DateTime, Utc};
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt};
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout};
use tokio_stream::StreamMap;

use super::answer::{Answer, BAD_REQUEST, Refusal, typed};
use super::ask::Credentials;
use super::execute::{Plan, caught};
use super::metrics::{Held, Kind};
use super::params::Params;
use super::room::{Room, draining};
use message::{Close, Said};

/// The only sub-protocol.
const PROTOCOL: &str = "graphql-transport-ws";

/// How long a socket may be silent before its first message.
const INIT_LIMIT: Duration = Duration::from_secs(10);

/// How often a socket is pinged. One that says nothing between two pings is gone.
const PING_EVERY: Duration = Duration::from_secs(25);

/// How long a message may take to leave.
const SEND_LIMIT: Duration = Duration::from_secs(10);

/// How long a client may take to answer a close.
const CLOSE_LIMIT: Duration = Duration::from_secs(2);

/// tungstenite keeps a buffer of this size for each socket; its own choice is 128 kB, which is nine tenths of a socket.
const READ_BUFFER: usize = 4096;

/// One message of an operation.
enum Step {
    /// An answer.
    Next(Answer),
    /// It ended before it began.
    Error(Answer),
    /// It ended.
    Complete,
}

/// Why a socket ends.
enum End {
    /// We close it, and say why.
    Close(Close),
    /// There is nobody to say it to.
    Gone,
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}

/// One socket.
struct Socket {
    wire: WebSocket,
    room: Room,
    who: Credentials,
    /// Whether the first message has been acknowledged.
    open: bool,
    /// When the first message is due, then when the token runs out.
    deadline: Instant,
    /// Whether anything came since the last ping.
    heard: bool,
    operations: StreamMap<String, BoxStream<'static, Step>>,
    shutdown: watch::Receiver<bool>,
    /// Counts the socket as open for as long as it lives.
    #[expect(dead_code, reason = "held for its drop")]
    held: Held,
}

/// Answers the request for an upgrade.
pub(super) async fn upgrade(room: Room, parts: &mut Parts) -> Result<Response, Refusal> {
    let refuse =
        |message: &str| Refusal::from(Answer::error(StatusCode::BAD_REQUEST, typed(BAD_REQUEST, message, None)));
    let who = Credentials::from_headers(&parts.headers)?;
    let upgrade = WebSocketUpgrade::from_request_parts(parts, &room)
        .await
        .map_err(|_| refuse("This is not a request for a WebSocket."))?
        .protocols([PROTOCOL]);
    if upgrade.selected_protocol().is_none() {
        return Err(refuse("The only sub-protocol is graphql-transport-ws."));
    }
    let upgrade = upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_message_size(room.config().max_body_bytes)
        .max_frame_size(room.config().max_body_bytes);
    Ok(upgrade.on_upgrade(|wire| async move {
        let shutdown = room.shutdown();
        let held = room.metrics().socket();
        let deadline = Instant::now() + INIT_LIMIT;
        let operations = StreamMap::new();
        Socket { wire, room, who, open: false, deadline, heard: true, operations, shutdown, held }.live().await;
    }))
}

impl Socket {
    /// Lives until something ends it.
    async fn live(mut self) {
        let End::Close(close) = self.serve().await else { return };
        // Running operations end first, so that nothing is made for a socket that is closing.
        self.operations.clear();
        if self.send(close.message()).await.is_ok() {
            // Reading on until the client has closed: a socket dropped with bytes unread is reset, and the client would
            // see that instead of the code.
            let _ = timeout(CLOSE_LIMIT, async { while let Some(Ok(_)) = self.wire.recv().await {} }).await;
        }
    }

    /// Answers messages and sends events until the end.
    async fn serve(&mut self) -> End {
        let mut pings = interval_at(Instant::now() + PING_EVERY, PING_EVERY);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let turn = tokio::select! {
                () = draining(&mut self.shutdown) => Err(Close::GoingAway.into()),
                () = sleep_until(self.deadline) => Err(self.overdue().into()),
                _ = pings.tick() => self.ping().await,
                said = self.wire.recv() => self.hear(said).await,
                Some((id, step)) = self.operations.next(), if !self.operations.is_empty() => self.step(&id, step).await,
            };
            if let Err(end) = turn {
                return end;
            }
        }
    }

    /// What has not come, or has gone, when the deadline passes.
    fn overdue(&self) -> Close {
        if self.open { Close::Forbidden("The token has expired") } else { Close::InitTimeout }
    }

    /// Sends a message, if it leaves in time.
    async fn send(&mut self, message: Message) -> Result<(), End> {
        match timeout(SEND_LIMIT, self.wire.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }

    /// Asks whether the client is there, if it has answered the last time.
    async fn ping(&mut self) -> Result<(), End> {
        if !std::mem::take(&mut self.heard) {
            return Err(End::Gone);
        }
        self.send(Message::Ping(Vec::new().into())).await
    }

    /// Takes what came over the wire.
    async fn hear(&mut self, said: Option<Result<Message, axum::Error>>) -> Result<(), End> {
        self.heard = true;
        match said {
            Some(Ok(Message::Text(text))) => self.answer(message::read(&text)?).await,
            Some(Ok(Message::Binary(_))) => Err(Close::Invalid("A message must be text").into()),
            // tungstenite answers pings by itself.
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
            Some(Err(error)) if is_too_big(&error) => Err(Close::TooBig.into()),
            // The answer to a close is sent while the next message is awaited, which does not come.
            Some(Ok(Message::Close(_))) => {
                let _ = timeout(CLOSE_LIMIT, self.wire.recv()).await;
                Err(End::Gone)
            }
            Some(Err(_)) | None => Err(End::Gone),
        }
    }

    /// Answers a message of the protocol.
    async fn answer(&mut self, said: Said) -> Result<(), End> {
        match said {
            Said::Init(_) if self.open => Err(Close::TooManyInits.into()),
            Said::Init(payload) => {
                self.who =
                    self.who.clone().or_payload(&payload).map_err(|_| Close::Forbidden("The token cannot be read"))?;
                let end = admit(&self.room, &self.who).await?;
                self.open = true;
                self.deadline = Instant::now() + self.room.until(end);
                self.send(message::plain("connection_ack", None)).await
            }
            Said::Ping => self.send(message::plain("pong", None)).await,
            Said::Pong => Ok(()),
            Said::Subscribe { .. } if !self.open => Err(Close::NotYet.into()),
            Said::Subscribe { id, .. } if self.operations.contains_key(&id) => Err(Close::Duplicate.into()),
            Said::Subscribe { id, .. } if self.operations.len() >= self.room.config().max_subscriptions_per_socket => {
                let most = self.room.config().max_subscriptions_per_socket;
                let message = format!("At most {most} operations at a time on one socket.");
                self.send(message::error(&id, &[typed("TOO_MANY_OPERATIONS", message, None)])).await
            }
            Said::Subscribe { id, params } => {
                self.operations.insert(id, operation(self.room.clone(), self.who.clone(), params));
                Ok(())
            }
            // One that is not there has just completed on its own.
            Said::Complete { id } => {
                self.operations.remove(&id);
                Ok(())
            }
        }
    }

    /// Sends what an operation has to say.
    async fn step(&mut self, id: &str, step: Step) -> Result<(), End> {
        match step {
            Step::Next(answer) => self.send(message::next(id, &answer)).await,
            Step::Error(answer) => {
                self.operations.remove(id);
                self.send(message::error(id, answer.errors())).await
            }
            Step::Complete => {
                self.operations.remove(id);
                self.send(message::plain("complete", Some(id))).await
            }
        }
    }
}

/// Looks up who asks; says when the token ends.
async fn admit(room: &Room, who: &Credentials) -> Result<Option<DateTime<Utc>>, Close> {
    let ask = who.ask(room.clock().id());
    let refused = match AssertUnwindSafe(room.view(&ask)).catch_unwind().await {
        Ok(Ok(view)) => return Ok(view.expires_at()),
        Ok(Err(refused)) => refused,
        Err(panic) => {
            caught(room, &*panic, ask.request_id);
            return Err(Close::Unavailable);
        }
    };
    let answer = Answer::refused(&refused);
    room.metrics().count(Kind::None, answer.outcome());
    match answer.status() {
        Some(status) if status.is_server_error() => Err(Close::Unavailable),
        _ => Err(Close::Forbidden(refused.code())),
    }
}

/// Whether a message was over the limit: the only error of the wire that a client can learn from.
fn is_too_big(error: &axum::Error) -> bool {
    error.to_string().starts_with("Space limit exceeded")
}

/// An operation as a stream: even the check of its document and the look-up of its viewer happen when it is polled, so
/// that the socket goes on meanwhile.
fn operation(room: Room, who: Credentials, params: Params) -> BoxStream<'static, Step> {
    let steps = stream::once(async move {
        let id = room.clock().id();
        let opened = async {
            let plan = Plan::new(&room, params)?;
            plan.open(&room, &who, id).await
        };
        let ready = match AssertUnwindSafe(opened).catch_unwind().await {
            Ok(Ok(ready)) => ready,
            Ok(Err(answer)) => {
                room.metrics().count(Kind::None, answer.outcome());
                return failed(*answer);
            }
            Err(panic) => return failed(caught(&room, &*panic, id)),
        };
        let mut over = false;
        ready
            .stream(room)
            .map(Some)
            .chain(stream::once(async { None }))
            .filter_map(move |answer| {
                let step = match answer {
                    _ if over => None,
                    Some(answer) if answer.began() => Some(Step::Next(answer)),
                    Some(answer) => {
                        over = true;
                        Some(Step::Error(answer))
                    }
                    None => Some(Step::Complete),
                };
                async { step }
            })
            .boxed()
    });
    steps.flatten().boxed()
}

/// An operation that was over before it began.
fn failed(answer: Answer) -> BoxStream<'static, Step> {
    stream::once(async { Step::Error(answer) }).boxed()
}
