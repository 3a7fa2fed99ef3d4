//! `/graphql`: GraphQL over HTTP.
//!
//! Lives here: which method, which body and which form of answer, by the GraphQL over HTTP draft. Must not live here:
//! what runs (see `execute`), events (`sse`) or sockets (`socket`).
//!
//! # Why
//! - GET never runs a mutation: links, prefetchers and caches follow GETs.
//! - A caller who is refused gets 401 or 403 under both media types, since that is what proxies and libraries act on.
//! - No `OPTIONS` and no CORS headers: a browser page of another origin has no business here. Put a gateway in front
//!   that knows which origins are yours.

use async_graphql::parser::types::OperationType;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Extension, Request, State};
use axum::http::header::{ALLOW, CONTENT_LENGTH, UPGRADE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use uuid::Uuid;

use super::answer::{Answer, BAD_REQUEST, Refusal, TOO_LARGE, typed};
use super::ask::Credentials;
use super::envelope::{RequestId, render};
use super::execute::{Account, Plan, timeout};
use super::metrics::Kind;
use super::negotiate::{Accepts, Json, sends_json};
use super::params::Params;
use super::room::Room;
use super::{explorer, socket, sse};
use crate::store::IdempotencyKey;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Answers `/graphql`.
pub(super) async fn graphql(
    State(room): State<Room>,
    Extension(RequestId(id)): Extension<RequestId>,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let accepts = Accepts::of(&parts.headers);
    let form = accepts.json.unwrap_or(Json::Plain);
    let reply = |answer: Refusal| {
        room.metrics().count(Kind::None, answer.outcome());
        render(&answer, form)
    };
    // Some clients offer HTTP/2 with every plain request (`Upgrade: h2c`); whoever does not take it up answers as usual.
    let upgrade = parts.headers.get(UPGRADE).is_some_and(|to| to.as_bytes().eq_ignore_ascii_case(b"websocket"));
    if parts.method == Method::GET && upgrade {
        return socket::upgrade(room.clone(), &mut parts).await.unwrap_or_else(reply);
    }
    if accepts.page && parts.method == Method::GET && parts.uri.query().is_none() && room.config().explorer {
        return explorer::page(room.personas().is_some());
    }
    if accepts.json.is_none() && !accepts.events {
        let message = "Accept application/graphql-response+json, application/json or text/event-stream.";
        return reply(refusal(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message));
    }
    match operate(&room, &parts, body, accepts, id).await {
        Ok(response) => response,
        Err(answer) if answer.status() == Some(StatusCode::METHOD_NOT_ALLOWED) => {
            let allow = if parts.method == Method::GET { "POST" } else { "GET, POST" };
            let mut response = reply(answer);
            response.headers_mut().insert(ALLOW, HeaderValue::from_static(allow));
            response
        }
        // Who accepts nothing but events is told in events what is wrong with the document, as the protocol has it.
        Err(answer) if answer.status().is_none() && accepts.json.is_none() => {
            room.metrics().count(Kind::None, answer.outcome());
            sse::only(&answer)
        }
        Err(answer) => reply(answer),
    }
}

/// Reads, checks and runs one operation.
async fn operate(room: &Room, parts: &Parts, body: Body, accepts: Accepts, id: Uuid) -> Result<Response, Refusal> {
    let params = read(room, parts, body).await?;
    let key = idempotency_key(&parts.headers)?;
    let who = Credentials::from_headers(&parts.headers)?;
    let plan = Plan::new(room, params)?.under(key);
    let kind = plan.kind();
    if kind == OperationType::Mutation && parts.method == Method::GET {
        return Err(refusal(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "A mutation needs POST."));
    }
    if kind == OperationType::Subscription && !accepts.events {
        let message = "A subscription needs Accept: text/event-stream, or a WebSocket.";
        return Err(Answer::invalid(vec![typed(BAD_REQUEST, message, None)]).into());
    }
    let ready = plan.open(room, &who, id).await?;
    match accepts.json {
        Some(form) if kind != OperationType::Subscription => {
            let (answer, account) = ready.once(room).await;
            let mut response = render(&answer, form);
            response.extensions_mut().insert(account);
            Ok(response)
        }
        _ => {
            let mut response = sse::events(ready, room);
            response.extensions_mut().insert(Account { kind: Kind::from(kind), statements: 0 });
            Ok(response)
        }
    }
}

/// The parameters, by method.
async fn read(room: &Room, parts: &Parts, body: Body) -> Result<Params, Refusal> {
    let params = match parts.method {
        Method::GET => Params::from_uri(&parts.uri),
        Method::POST if !sends_json(&parts.headers) => {
            let message = "Send application/json.";
            return Err(refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message));
        }
        Method::POST => Params::from_body(&collect(room, parts, body).await?),
        _ => return Err(refusal(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "Use GET or POST.")),
    };
    params.map_err(|error| Answer::error(StatusCode::BAD_REQUEST, error).into())
}

/// The key under which the deeds of a request are done once.
fn idempotency_key(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, Refusal> {
    let mut keys = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(key) = keys.next() else { return Ok(None) };
    let key = key.to_str().ok().filter(|_| keys.next().is_none()).and_then(IdempotencyKey::new);
    key.map(Some).ok_or_else(|| {
        let message = "Idempotency-Key must be 1 to 255 visible characters of ASCII, once.";
        refusal(StatusCode::BAD_REQUEST, "VALIDATION", message)
    })
}

/// The body, if it is small enough and comes in time.
async fn collect(room: &Room, parts: &Parts, body: Body) -> Result<Bytes, Refusal> {
    let most = room.config().max_body_bytes;
    let too_large = || {
        let message = format!("The body is too large: at most {most} bytes.");
        Refusal::from(Answer::error(StatusCode::PAYLOAD_TOO_LARGE, typed(TOO_LARGE, message, None)))
    };
    let announced = parts.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > most) {
        return Err(too_large());
    }
    match tokio::time::timeout(room.limit(), to_bytes(body, most)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        // A caller who hangs up never reads this; one who sends too much does.
        Ok(Err(_)) => Err(too_large()),
        Err(_) => Err(Answer::error(StatusCode::REQUEST_TIMEOUT, timeout("The body took too long to come.")).into()),
    }
}

/// A refusal of the form of a request.
fn refusal(status: StatusCode, code: &str, message: &str) -> Refusal {
    Answer::error(status, typed(code, message, None)).into()
}
