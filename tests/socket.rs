//! Sockets: what `graphql-transport-ws` asks of a server, over a real connection. What the streams say is in `live`.

use std::{net::SocketAddr, time::Duration};

use futures_util::{SinkExt as _, StreamExt as _};
use roundtable::config::Config;
use roundtable_tests::{Database, NOW, World};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest as _},
};

use crate::feed::TABLE;

crate::cases![
    messages_outside_the_protocol_close_the_socket_with_4400,
    the_order_of_messages_is_kept,
    a_socket_that_does_not_begin_is_closed_with_4408,
    a_token_that_does_not_hold_closes_the_socket_with_4403,
    a_socket_ends_with_its_token,
    only_one_sub_protocol_is_spoken,
    headers_of_the_upgrade_win_over_the_first_message,
    mistakes_are_errors_and_leave_the_socket_open,
    a_ping_is_answered_before_and_after_the_first_message,
    an_operation_may_be_stopped_and_its_id_used_again,
    a_socket_holds_so_many_operations_and_no_more,
    a_message_over_the_limit_closes_the_socket_with_1009,
    a_draining_server_says_goodbye,
];

const WHO: &str = "{ viewer { account { slug } hat { slug } purpose } }";
const WAIT: &str = "subscription { changes { recordId } }";

/// One end of a socket.
pub(crate) struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    async fn dial(address: SocketAddr, protocol: Option<&str>, headers: &[(&'static str, &str)]) -> Option<Self> {
        let mut request = format!("ws://{address}/graphql").into_client_request().expect("a request");
        if let Some(protocol) = protocol {
            request.headers_mut().insert("sec-websocket-protocol", protocol.parse().expect("a protocol"));
        }
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().expect("a header"));
        }
        connect_async(request).await.ok().map(|(stream, _)| Self(stream))
    }

    async fn plain(address: SocketAddr) -> Self {
        Self::dial(address, Some("graphql-transport-ws"), &[]).await.expect("the server speaks the protocol")
    }

    /// A socket of somebody; without a token, of the public.
    pub(crate) async fn open(address: SocketAddr, token: Option<&str>) -> Self {
        let mut client = Self::plain(address).await;
        client.say(json!({ "type": "connection_init", "payload": credentials(token) })).await;
        assert_eq!(client.hear().await, json!({ "type": "connection_ack" }));
        client
    }

    pub(crate) async fn say(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.expect("the socket is open");
    }

    pub(crate) async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({ "query": query, "variables": variables });
        self.say(json!({ "type": "subscribe", "id": id, "payload": payload })).await;
    }

    /// The next message of the protocol, or nothing within a time.
    pub(crate) async fn within(&mut self, time: Duration) -> Option<Value> {
        loop {
            match timeout(time, self.0.next()).await.ok()?.expect("the socket is open").expect("a message") {
                Message::Text(text) => return Some(serde_json::from_str(&text).expect("JSON")),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    pub(crate) async fn hear(&mut self) -> Value {
        self.within(Duration::from_secs(30)).await.expect("a message in time")
    }

    /// The data of the next event of an operation.
    pub(crate) async fn event(&mut self, id: &str) -> Value {
        let message = self.hear().await;
        assert_eq!((message["type"].as_str(), message["id"].as_str()), (Some("next"), Some(id)), "{message:#}");
        assert!(message["payload"].get("errors").is_none(), "{message:#}");
        message["payload"]["data"].clone()
    }

    /// The code with which the server closes, whatever it says before.
    pub(crate) async fn close_code(&mut self) -> u16 {
        loop {
            match timeout(Duration::from_secs(30), self.0.next()).await.expect("an end in time") {
                Some(Ok(Message::Close(Some(frame)))) => {
                    assert!(!frame.reason.is_empty(), "a close has a reason");
                    return frame.code.into();
                }
                Some(Ok(_)) => {}
                other => panic!("{other:?}"),
            }
        }
    }
}

fn credentials(token: Option<&str>) -> Value {
    token.map_or(Value::Null, |token| json!({ "Authorization": format!("Bearer {token}") }))
}

/// A token with so many seconds left.
pub(crate) fn brief(world: &World, account: &str, seconds: i64) -> String {
    let now = world.clock.now();
    world.clock.set(now - chrono::TimeDelta::seconds(3600 - seconds));
    let token = world.token(account, None);
    world.clock.set(now);
    token
}

async fn messages_outside_the_protocol_close_the_socket_with_4400(db: Database) {
    let address = db.world(TABLE).await.serve().await;
    for text in [
        "x",
        "[]",
        "{}",
        r#"{"type":1}"#,
        r#"{"type":"start"}"#,
        r#"{"type":"ping","payload":1}"#,
        r#"{"type":"connection_init","payload":"x"}"#,
        r#"{"type":"complete"}"#,
        r#"{"type":"subscribe","id":"1"}"#,
        r#"{"type":"subscribe","id":"","payload":{"query":"{a}"}}"#,
        r#"{"type":"subscribe","id":"1","payload":{}}"#,
    ] {
        let mut client = Client::plain(address).await;
        client.0.send(Message::text(text)).await.expect("sent");
        assert_eq!(client.close_code().await, 4400, "{text}");
    }
    let mut client = Client::plain(address).await;
    client.0.send(Message::binary(&b"{}"[..])).await.expect("sent");
    assert_eq!(client.close_code().await, 4400);
}

async fn the_order_of_messages_is_kept(db: Database) {
    let address = db.world(TABLE).await.serve().await;
    let mut early = Client::plain(address).await;
    early.subscribe("1", WHO, Value::Null).await;
    assert_eq!(early.close_code().await, 4401);
    let mut twice = Client::open(address, None).await;
    twice.say(json!({ "type": "connection_init" })).await;
    assert_eq!(twice.close_code().await, 4429);
    let mut double = Client::open(address, None).await;
    double.subscribe("1", WAIT, Value::Null).await;
    double.subscribe("1", WAIT, Value::Null).await;
    assert_eq!(double.close_code().await, 4409);
}

async fn a_socket_that_does_not_begin_is_closed_with_4408(db: Database) {
    let address = db.world(TABLE).await.serve().await;
    let mut silent = Client::plain(address).await;
    assert_eq!(silent.close_code().await, 4408);
}

async fn a_token_that_does_not_hold_closes_the_socket_with_4403(db: Database) {
    let world = db.world(TABLE).await;
    let address = world.serve().await;
    world.at("2026-03-02T06:00:00Z");
    let old = world.token("officer", None);
    world.at(NOW);
    let nobody = world.token("nobody", None);
    let two_hats = world.token("two-hats", None);
    for given in [
        json!("Bearer bad"),
        json!("Basic x"),
        json!(""),
        json!(1),
        json!(false),
        json!(["Bearer"]),
        json!({ "token": "Bearer" }),
        json!(format!("Bearer {old}")),
        json!(format!("Bearer {nobody}")),
        json!(format!("Bearer {two_hats}")),
    ] {
        let mut client = Client::plain(address).await;
        client.say(json!({ "type": "connection_init", "payload": { "Authorization": given } })).await;
        assert_eq!(client.close_code().await, 4403, "{given}");
    }
    let both = json!({ "Authorization": format!("Bearer {old}"), "authorization": "Bearer bad" });
    let mut client = Client::plain(address).await;
    client.say(json!({ "type": "connection_init", "payload": both })).await;
    assert_eq!(client.close_code().await, 4403, "two tokens");
}

async fn a_socket_ends_with_its_token(db: Database) {
    let world = db.world(TABLE).await;
    let address = world.serve().await;
    let mut client = Client::open(address, Some(&brief(&world, "officer", 10))).await;
    client.subscribe("1", WAIT, Value::Null).await;
    client.subscribe("2", WHO, Value::Null).await;
    assert_eq!(client.event("2").await["viewer"]["account"]["slug"], "officer", "it works until then");
    assert_eq!(client.close_code().await, 4403);
}

async fn only_one_sub_protocol_is_spoken(db: Database) {
    let address = db.world(TABLE).await.serve().await;
    assert!(Client::dial(address, None, &[]).await.is_none());
    assert!(Client::dial(address, Some("graphql-ws"), &[]).await.is_none());
    assert!(Client::dial(address, Some("graphql-ws, graphql-transport-ws"), &[]).await.is_some());
}

async fn headers_of_the_upgrade_win_over_the_first_message(db: Database) {
    let world = db.world(TABLE).await;
    let address = world.serve().await;
    let bearer = format!("Bearer {}", world.token("two-hats", None));
    let headers = [("authorization", bearer.as_str()), ("roundtable-acting-for", "coalition")];
    let mut client = Client::dial(address, Some("graphql-transport-ws"), &headers).await.expect("a socket");
    let other = format!("Bearer {}", world.token("officer", None));
    let payload = json!({ "Authorization": other, "Roundtable-Acting-For": "police", "ROUNDTABLE-PURPOSE": "review" });
    client.say(json!({ "type": "connection_init", "payload": payload })).await;
    assert_eq!(client.hear().await["type"], "connection_ack");
    client.subscribe("1", WHO, Value::Null).await;
    let viewer = json!({ "account": { "slug": "two-hats" }, "hat": { "slug": "coalition" }, "purpose": "review" });
    assert_eq!(client.event("1").await["viewer"], viewer);
    // A browser cannot set headers, so the first message may bring everything.
    let mut browser = Client::plain(address).await;
    let payload = json!({ "authorization": bearer, "roundtable-acting-for": "police" });
    browser.say(json!({ "type": "connection_init", "payload": payload })).await;
    assert_eq!(browser.hear().await["type"], "connection_ack");
    browser.subscribe("1", WHO, Value::Null).await;
    assert_eq!(browser.event("1").await["viewer"]["hat"]["slug"], "police");
}

async fn mistakes_are_errors_and_leave_the_socket_open(db: Database) {
    let address = db.world(TABLE).await.serve().await;
    let mut client = Client::open(address, None).await;
    for (query, code) in [
        ("{nope}", "VALIDATION"),
        ("{", "PARSE"),
        ("subscription { nope }", "VALIDATION"),
        ("subscription { changes { nope } }", "VALIDATION"),
    ] {
        client.subscribe("1", query, Value::Null).await;
        let error = client.hear().await;
        assert_eq!((error["type"].as_str(), error["id"].as_str()), (Some("error"), Some("1")), "{query}: {error:#}");
        assert_eq!(error["payload"][0]["extensions"]["code"], code, "{query}");
    }
    client.subscribe("1", WHO, Value::Null).await;
    assert_eq!(client.hear().await["type"], "next");
    assert_eq!(client.hear().await, json!({ "type": "complete", "id": "1" }));
}

async fn a_ping_is_answered_before_and_after_the_first_message(db: Database) {
    let address = db.world(TABLE).await.serve().await;
    let mut client = Client::plain(address).await;
    client.say(json!({ "type": "ping", "payload": { "at": 1 } })).await;
    assert_eq!(client.hear().await, json!({ "type": "pong" }));
    client.say(json!({ "type": "pong" })).await;
    client.say(json!({ "type": "connection_init" })).await;
    assert_eq!(client.hear().await["type"], "connection_ack");
    client.say(json!({ "type": "ping" })).await;
    assert_eq!(client.hear().await, json!({ "type": "pong" }));
}

async fn an_operation_may_be_stopped_and_its_id_used_again(db: Database) {
    let address = db.world(TABLE).await.serve().await;
    let mut client = Client::open(address, None).await;
    client.subscribe("1", WAIT, Value::Null).await;
    client.say(json!({ "type": "complete", "id": "1" })).await;
    client.say(json!({ "type": "complete", "id": "never" })).await;
    client.subscribe("1", WHO, Value::Null).await;
    assert_eq!(client.event("1").await["viewer"]["account"], Value::Null);
    assert_eq!(client.hear().await, json!({ "type": "complete", "id": "1" }));
}

async fn a_socket_holds_so_many_operations_and_no_more(db: Database) {
    let world = db.world(TABLE).await;
    let config = Config { max_subscriptions_per_socket: 2, ..Config::default() };
    let node = World::with(&db, world.name().to_owned(), false, config).await;
    let mut client = Client::open(node.serve().await, None).await;
    for id in ["1", "2", "3"] {
        client.subscribe(id, WAIT, Value::Null).await;
    }
    let error = client.hear().await;
    assert_eq!((error["type"].as_str(), error["id"].as_str()), (Some("error"), Some("3")), "{error:#}");
    assert_eq!(error["payload"][0]["extensions"]["code"], "TOO_MANY_OPERATIONS");
    client.say(json!({ "type": "complete", "id": "1" })).await;
    client.subscribe("3", WHO, Value::Null).await;
    assert_eq!(client.hear().await["type"], "next", "one that ended makes room");
}

async fn a_message_over_the_limit_closes_the_socket_with_1009(db: Database) {
    let address = db.world(TABLE).await.serve().await;
    let mut client = Client::open(address, None).await;
    client.subscribe("1", &format!("{{ viewer {{ purpose }} }} # {}", "x".repeat(300_000)), Value::Null).await;
    assert_eq!(client.close_code().await, 1009);
}

async fn a_draining_server_says_goodbye(db: Database) {
    let world = db.world(TABLE).await;
    let address = world.serve().await;
    let mut client = Client::open(address, None).await;
    client.subscribe("1", WAIT, Value::Null).await;
    world.drain();
    assert_eq!(client.close_code().await, 1001);
    let (status, text) = world.get("/health/ready").await;
    assert_eq!((status.as_u16(), text.as_str()), (503, "draining\n"), "and takes nobody new");
}
