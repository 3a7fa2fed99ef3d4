//! Live streams: who is told what, and when. Each event is read under its reader's rights at that instant, on every
//! node, over sockets and as server-sent events.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use futures_util::StreamExt as _;
use roundtable_tests::{Asker, Database, World, text};
use serde_json::{Value, json};
use tracing::instrument::WithSubscriber as _;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::{
    cost::century,
    feed::{TABLE, action, head, publish, report},
    socket::{Client, brief},
};

crate::cases![
    the_public_is_told_of_published_minutes_and_reads_that_edition,
    a_partner_that_was_away_resumes_from_its_cursor_and_is_told_once,
    a_changed_action_is_told_to_those_who_may_read_it,
    an_owner_follows_the_actions_of_one_organisation,
    what_others_own_costs_who_follows_one_organisation_nothing,
    an_event_that_would_be_too_large_is_refused_and_the_stream_goes_on,
    a_stream_without_a_cursor_begins_now,
    a_membership_that_ends_ends_what_the_stream_tells,
    a_reader_that_stalls_is_told_what_it_may_read_when_it_reads_on,
    what_a_stream_asked_of_the_record_is_in_its_line_of_the_log,
    a_stream_does_not_outlive_its_token,
    events_cross_from_node_to_node,
    a_cursor_that_the_feed_did_not_give_ends_the_stream,
    server_sent_events_give_each_event_and_the_end,
    server_sent_events_end_with_the_token_and_say_so,
    a_drained_stream_ends_without_complete,
];

const PUBLISHED: &str = "subscription($after: String) { minutesPublished(board: \"london-vawg-board\", after: $after) {
    cursor minutes { edition status meeting { slug } sections { part body } } } }";
const CHANGED: &str =
    "subscription($after: String, $owner: ID) { actionChanged(after: $after, ownerOrganisation: $owner) {
    cursor kind action { slug version updates(last: 1) { nodes { text } } } } }";
const CHANGES: &str = "subscription($after: String) { changes(after: $after) { cursor kind recordKind recordId } }";

/// A socket of somebody with one operation, `1`, that follows the feed from where it stands for them.
async fn follow(world: &World, who: &str, query: &str) -> Client {
    let asker = world.anybody(who);
    let after = head(&asker).await;
    let token = (who != "public").then(|| world.token(who, None));
    let mut client = Client::open(world.serve().await, token.as_deref()).await;
    client.subscribe("1", query, json!({ "after": after })).await;
    client
}

async fn the_public_is_told_of_published_minutes_and_reads_that_edition(db: Database) {
    let world = db.demo().await;
    let mut public = follow(&world, "public", PUBLISHED).await;
    publish(&world.person("mopac-secretariat"), "lvb-2022-12-05").await;
    let event = public.event("1").await["minutesPublished"].clone();
    let query = r#"{ meeting(by: { slug: "lvb-2022-12-05" }) { minutes { edition status meeting { slug } sections { part body } } } }"#;
    let read = world.public().ask(query).await["meeting"]["minutes"].clone();
    assert_eq!(event["minutes"], read);
    assert_eq!((&read["status"], &read["edition"]), (&json!("PUBLISHED"), &json!(1)));
    let sections = read["sections"].as_array().expect("sections");
    assert_eq!(sections.len(), 8, "the open parts");
    assert!(sections.iter().all(|section| section["part"] == "OPEN" && section["body"].is_string()));
    assert!(!event.to_string().contains("Joint Improvement Plan"), "nothing of a closed part");
    assert_eq!(public.within(Duration::from_secs(1)).await, None, "once");
}

async fn a_partner_that_was_away_resumes_from_its_cursor_and_is_told_once(db: Database) {
    let world = db.demo().await;
    let partner = world.person("mps-delegate");
    let away_since = head(&partner).await;
    publish(&world.person("mopac-secretariat"), "lvb-2022-12-05").await;
    let address = world.serve().await;
    let mut client = Client::open(address, Some(&world.token("mps-delegate", None))).await;
    client.subscribe("1", PUBLISHED, json!({ "after": away_since })).await;
    let event = client.event("1").await["minutesPublished"].clone();
    assert_eq!(event["minutes"]["meeting"]["slug"], "lvb-2022-12-05");
    drop(client);
    // Back with the cursor of the event itself: there is nothing to repeat.
    let mut again = Client::open(address, Some(&world.token("mps-delegate", None))).await;
    again.subscribe("1", PUBLISHED, json!({ "after": event["cursor"] })).await;
    assert_eq!(again.within(Duration::from_secs(1)).await, None);
}

async fn a_changed_action_is_told_to_those_who_may_read_it(db: Database) {
    let world = db.world(TABLE).await;
    let mut owner = follow(&world, "worker", CHANGED).await;
    let mut member = follow(&world, "campaigner", CHANGED).await;
    let mut system = follow(&world, "police-system", CHANGES).await;
    let mut outsider = follow(&world, "nurse", CHANGES).await;
    let mut public = follow(&world, "public", CHANGES).await;
    let beds = action(&world, "count-beds").await;
    report(&world.person("worker"), &beds).await;
    for client in [&mut owner, &mut member] {
        let event = client.event("1").await["actionChanged"].clone();
        assert_eq!(event["kind"], "UPDATED");
        let action =
            json!({ "slug": "count-beds", "version": 2, "updates": { "nodes": [{ "text": "More was done." }] } });
        assert_eq!(event["action"], action, "the action as it is now");
    }
    // Whoever may not read that one is told first of what comes later and is theirs.
    let published = publish(&world.person("secretary"), "table-2026-01").await;
    assert!(!published.is_empty());
    for client in [&mut system, &mut outsider, &mut public] {
        let event = client.event("1").await["changes"].clone();
        assert_eq!((&event["kind"], &event["recordKind"]), (&json!("PUBLISHED"), &json!("MINUTES")));
    }
}

async fn an_owner_follows_the_actions_of_one_organisation(db: Database) {
    let world = db.world(TABLE).await;
    let after = head(&world.person("secretary")).await;
    let mut client = Client::open(world.serve().await, Some(&world.token("secretary", None))).await;
    client.subscribe("1", CHANGED, json!({ "after": after, "owner": "police" })).await;
    report(&world.person("worker"), &action(&world, "count-beds").await).await;
    report(&world.person("officer"), &action(&world, "walk-streets").await).await;
    assert_eq!(client.event("1").await["actionChanged"]["action"]["slug"], "walk-streets");
}

async fn what_others_own_costs_who_follows_one_organisation_nothing(db: Database) {
    let world = db.world(TABLE).await;
    let beds = action(&world, "count-beds").await;
    let streets = action(&world, "walk-streets").await;
    let mut costs = Vec::new();
    for others in [0, 10] {
        let after = head(&world.person("secretary")).await;
        for _ in 0..others {
            report(&world.person("worker"), &beds).await;
        }
        report(&world.person("officer"), &streets).await;
        let ended = Ended::default();
        let stream = async {
            let variables = json!({ "after": after, "owner": "police" });
            let response = events(&world, Some(&world.token("secretary", None)), CHANGED, variables).await;
            let (_, event) = next(&mut response.into_body().into_data_stream()).await.expect("an event");
            assert!(event.contains("walk-streets"), "{event}");
        };
        stream.with_subscriber(tracing_subscriber::registry().with(ended.clone())).await;
        costs.extend(ended.0.lock().expect("nobody panicked").clone());
    }
    assert_eq!(costs[0], costs[1]);
}

async fn an_event_that_would_be_too_large_is_refused_and_the_stream_goes_on(db: Database) {
    let world = db.world(&century()).await;
    let mut client = Client::open(world.serve().await, Some(&world.token("ann", None))).await;
    let round = "board { meetings(first: 100) { nodes {";
    let query = format!(
        "subscription($after: String) {{ changes(after: $after, kinds: [MEETING]) {{ cursor {} slug {} }} }}",
        round.repeat(5),
        "} } }".repeat(5)
    );
    let after = world.person("ann").ask("{ changes(first: 0) { pageInfo { endCursor } } }").await;
    client.subscribe("1", &query, json!({ "after": after["changes"]["pageInfo"]["endCursor"] })).await;
    for _ in 0..2 {
        let message = client.hear().await;
        assert_eq!(message["payload"]["errors"][0]["extensions"]["code"], "TOO_LARGE", "{message:.300}");
        assert_eq!(message["payload"]["errors"].as_array().map(Vec::len), Some(1));
    }
}

async fn a_stream_without_a_cursor_begins_now(db: Database) {
    let world = db.world(TABLE).await;
    let streets = action(&world, "walk-streets").await;
    let (before, _) = report(&world.person("officer"), &streets).await;
    let mut client = Client::open(world.serve().await, Some(&world.token("secretary", None))).await;
    client.subscribe("1", CHANGES, Value::Null).await;
    // There is no sign that a stream has begun, so something is done until it tells of it.
    for _ in 0..20 {
        report(&world.person("officer"), &streets).await;
        if let Some(message) = client.within(Duration::from_secs(1)).await {
            let event = &message["payload"]["data"]["changes"];
            assert_eq!((&event["kind"], &event["recordKind"]), (&json!("CREATED"), &json!("ACTION_UPDATE")));
            assert_ne!(event["recordId"], before.as_str(), "what came before is not told");
            return;
        }
    }
    panic!("the stream tells nothing");
}

async fn a_membership_that_ends_ends_what_the_stream_tells(db: Database) {
    let world = db.world(TABLE).await;
    world.at("2026-03-09T23:40:00Z");
    let streets = action(&world, "walk-streets").await;
    let mut leaver = follow(&world, "leaver", CHANGES).await;
    let mut member = follow(&world, "campaigner", CHANGES).await;
    let (update, _) = report(&world.person("officer"), &streets).await;
    for client in [&mut leaver, &mut member] {
        assert_eq!(client.event("1").await["changes"]["recordId"], update.as_str());
        assert_eq!(client.event("1").await["changes"]["recordId"], streets.as_str());
    }
    world.at("2026-03-10T00:10:00Z");
    let (update, _) = report(&world.person("officer"), &streets).await;
    assert_eq!(member.event("1").await["changes"]["recordId"], update.as_str());
    publish(&world.person("secretary"), "table-2026-01").await;
    let event = leaver.event("1").await["changes"].clone();
    assert_eq!(event["kind"], "PUBLISHED", "the next that a former member is told is what everyone is told");
}

async fn a_reader_that_stalls_is_told_what_it_may_read_when_it_reads_on(db: Database) {
    let world = db.world(TABLE).await;
    world.at("2026-03-09T23:40:00Z");
    let streets = action(&world, "walk-streets").await;
    let (token, after) = (world.token("leaver", None), head(&world.person("leaver")).await);
    for _ in 0..3 {
        report(&world.person("officer"), &streets).await;
    }
    let mut body =
        events(&world, Some(&token), CHANGES, json!({ "after": after })).await.into_body().into_data_stream();
    let (_, first) = next(&mut body).await.expect("an event");
    assert!(first.contains("ACTION_UPDATE"), "{first}");
    // Five more were found for the member. Nobody reads on before that is over.
    world.at("2026-03-10T00:10:00Z");
    report(&world.person("officer"), &streets).await;
    publish(&world.person("secretary"), "table-2026-01").await;
    let (_, data) = next(&mut body).await.expect("an event");
    let data: Value = serde_json::from_str(&data).expect("JSON");
    assert_eq!(data["data"]["changes"]["kind"], "PUBLISHED", "the next that a former member is told: {data:#}");
}

/// What the log says of subscriptions that have ended: how many statements they took.
#[derive(Clone, Default)]
struct Ended(Arc<Mutex<Vec<u64>>>);

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Ended {
    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        struct Statements(Option<u64>, bool);
        impl tracing::field::Visit for Statements {
            fn record_u64(&mut self, field: &tracing::field::Field, value: u64) {
                self.0 = (field.name() == "statements").then_some(value).or(self.0);
            }
            fn record_debug(&mut self, _: &tracing::field::Field, value: &dyn std::fmt::Debug) {
                self.1 |= format!("{value:?}") == "subscription ended";
            }
        }
        let mut said = Statements(None, false);
        event.record(&mut said);
        self.0.lock().expect("nobody panicked").extend(said.0.filter(|_| said.1));
    }
}

async fn what_a_stream_asked_of_the_record_is_in_its_line_of_the_log(db: Database) {
    let world = db.world(TABLE).await;
    let after = head(&world.person("campaigner")).await;
    report(&world.person("officer"), &action(&world, "walk-streets").await).await;
    let ended = Ended::default();
    let stream = async {
        let token = world.token("campaigner", None);
        let response = events(&world, Some(&token), CHANGED, json!({ "after": after })).await;
        next(&mut response.into_body().into_data_stream()).await.expect("an event");
    };
    stream.with_subscriber(tracing_subscriber::registry().with(ended.clone())).await;
    let statements = ended.0.lock().expect("nobody panicked").clone();
    assert!(matches!(statements[..], [many] if many > 2), "{statements:?}");
}

async fn a_stream_does_not_outlive_its_token(db: Database) {
    let world = db.world(TABLE).await;
    let streets = action(&world, "walk-streets").await;
    let mut client = follow(&world, "campaigner", CHANGED).await;
    report(&world.person("officer"), &streets).await;
    assert_eq!(client.event("1").await["actionChanged"]["action"]["version"], 2, "it has begun");
    world.at("2026-03-02T12:00:00Z");
    report(&world.person("officer"), &streets).await;
    let message = client.hear().await;
    assert_eq!(message["payload"]["data"], Value::Null, "no event: {message:#}");
    assert_eq!(message["payload"]["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{message:#}");
    assert_eq!(client.hear().await, json!({ "type": "complete", "id": "1" }));
}

async fn events_cross_from_node_to_node(db: Database) {
    let world = db.world(TABLE).await;
    let other = world.second_node().await;
    let mut far = follow(&other, "campaigner", CHANGED).await;
    let mut near = follow(&world, "campaigner", CHANGED).await;
    let streets = action(&world, "walk-streets").await;
    for version in 2..5 {
        report(&world.person("officer"), &streets).await;
        for client in [&mut near, &mut far] {
            assert_eq!(client.event("1").await["actionChanged"]["action"]["version"], version);
        }
    }
    // A cursor of one node is good at the other.
    let after = head(&world.person("campaigner")).await;
    report(&world.person("officer"), &streets).await;
    let mut client = Client::open(other.serve().await, Some(&other.token("campaigner", None))).await;
    client.subscribe("1", CHANGED, json!({ "after": after })).await;
    assert_eq!(client.event("1").await["actionChanged"]["action"]["version"], 5);
}

async fn a_cursor_that_the_feed_did_not_give_ends_the_stream(db: Database) {
    let world = db.world(TABLE).await;
    let mut client = Client::open(world.serve().await, Some(&world.token("officer", None))).await;
    for query in [PUBLISHED, CHANGED, CHANGES] {
        client.subscribe("1", query, json!({ "after": "nonsense" })).await;
        let message = client.hear().await;
        assert_eq!(message["payload"]["errors"][0]["extensions"]["code"], "VALIDATION", "{message:#}");
        assert_eq!(message["payload"]["data"], Value::Null);
        assert_eq!(client.hear().await, json!({ "type": "complete", "id": "1" }));
    }
}

/// Asks for events.
pub(crate) async fn events(
    world: &World,
    asker: Option<&str>,
    query: &str,
    variables: Value,
) -> axum::response::Response {
    let mut request =
        Request::post("/graphql").header("content-type", "application/json").header("accept", "text/event-stream");
    if let Some(token) = asker {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let body = json!({ "query": query, "variables": variables }).to_string();
    let response = world.send(request.body(Body::from(body)).expect("a request")).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    response
}

/// The next event that is not a comment: its name and its data.
pub(crate) async fn next(body: &mut axum::body::BodyDataStream) -> Option<(String, String)> {
    loop {
        let piece = tokio::time::timeout(Duration::from_secs(30), body.next()).await.expect("an event in time")?;
        let text = String::from_utf8(piece.expect("a piece").to_vec()).expect("text");
        let event = text.strip_suffix("\n\n").expect("whole events");
        if let Some((name, data)) = event.strip_prefix("event: ").and_then(|event| event.split_once("\ndata:")) {
            return Some((name.to_owned(), data.trim_start().to_owned()));
        }
        assert!(event.starts_with(':'), "{event}");
    }
}

async fn server_sent_events_give_each_event_and_the_end(db: Database) {
    let world = db.world(TABLE).await;
    let asker: Asker<'_> = world.person("campaigner");
    let (token, after) = (world.token("campaigner", None), head(&asker).await);
    let mut body =
        events(&world, Some(&token), CHANGED, json!({ "after": after })).await.into_body().into_data_stream();
    let streets = action(&world, "walk-streets").await;
    for version in 2..4 {
        report(&world.person("officer"), &streets).await;
        let (name, data) = next(&mut body).await.expect("an event");
        let data: Value = serde_json::from_str(&data).expect("JSON");
        assert_eq!((name.as_str(), &data["data"]["actionChanged"]["action"]["version"]), ("next", &json!(version)));
    }
    // A query over the same transport: its one answer, then the end.
    let whole = text(events(&world, None, "{ viewer { hats { worn } } }", Value::Null).await).await;
    let (first, rest) = whole.split_once("\n\n").expect("two events");
    assert!(first.starts_with("event: next\ndata: {\"data\":{\"viewer\":{\"hats\":[]}},\"extensions\":{"), "{first}");
    assert_eq!(rest, "event: complete\ndata:\n\n");
    // A mistake too is told in events.
    let whole = text(events(&world, None, "subscription { nope }", Value::Null).await).await;
    assert!(whole.contains("VALIDATION") && whole.ends_with("event: complete\ndata:\n\n"), "{whole}");
}

async fn server_sent_events_end_with_the_token_and_say_so(db: Database) {
    let world = db.world(TABLE).await;
    let token = brief(&world, "campaigner", 2);
    let mut body = events(&world, Some(&token), CHANGES, Value::Null).await.into_body().into_data_stream();
    let (name, data) = next(&mut body).await.expect("an event");
    assert_eq!(name, "next");
    assert!(data.contains("UNAUTHENTICATED"), "{data}");
    assert_eq!(next(&mut body).await, Some(("complete".to_owned(), String::new())));
    assert_eq!(next(&mut body).await, None);
}

async fn a_drained_stream_ends_without_complete(db: Database) {
    let world = db.world(TABLE).await;
    let mut body = events(&world, None, CHANGES, Value::Null).await.into_body().into_data_stream();
    world.drain();
    assert_eq!(next(&mut body).await, None, "clients come back when nobody said that it was complete");
}
