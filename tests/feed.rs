//! The change feed as a system pulls it: each change that its reader may know of, once, in the order of commits,
//! whatever is written meanwhile and through whichever node; and nothing for those who may read nothing.

use std::{collections::HashSet, sync::Arc, time::Duration};

use roundtable_tests::{Asker, Database, World};
use sea_orm::{ConnectionTrait as _, Database as Connection};
use serde_json::{Value, json};

crate::cases![
    from_the_beginning_the_feed_gives_every_readable_record_once,
    deeds_come_in_the_order_in_which_they_were_done,
    pages_of_any_size_give_each_change_once_while_two_nodes_write,
    who_may_read_nothing_sees_nothing_and_learns_nothing_from_cursors,
    kinds_and_boards_narrow_the_feed,
    the_cursor_of_a_deed_stands_behind_that_deed_on_every_node,
    a_cursor_that_the_feed_did_not_give_is_refused,
    a_membership_that_ends_takes_its_changes_with_it,
    what_is_published_appears_in_the_feed_of_the_public,
    who_may_know_of_little_is_told_nothing_of_a_long_hidden_feed,
];

pub(crate) const TABLE: &str = include_str!("table.yaml");
const FEED: &str = "query($after: String, $first: Int, $kinds: [RecordKind!], $board: ID) {
    changes(after: $after, first: $first, kinds: $kinds, board: $board) {
        nodes { kind recordKind recordId cursor at board { slug } record { __typename id } }
        pageInfo { hasNextPage endCursor } } }";

/// The same with what tells one change from another and nothing more.
const BRIEF: &str = "query($after: String, $first: Int) { changes(after: $after, first: $first) {
    nodes { recordKind recordId } pageInfo { hasNextPage endCursor } } }";

/// A stretch of the feed.
async fn stretch(asker: &Asker<'_>, variables: Value) -> Value {
    asker.ask_with(FEED, variables).await["changes"].clone()
}

fn end(stretch: &Value) -> String {
    stretch["pageInfo"]["endCursor"].as_str().expect("a cursor, also of an empty stretch").to_owned()
}

fn nodes(stretch: &Value) -> &Vec<Value> {
    stretch["nodes"].as_array().expect("nodes")
}

/// Where the feed stands for somebody.
pub(crate) async fn head(asker: &Asker<'_>) -> String {
    let (_, end) = rest(asker, Value::Null, json!({})).await;
    end
}

/// Everything after a cursor, by pages of 100, and where it ends.
async fn rest(asker: &Asker<'_>, mut after: Value, narrowed: Value) -> (Vec<Value>, String) {
    let mut all = Vec::new();
    loop {
        let mut variables = narrowed.clone();
        variables["after"] = after;
        variables["first"] = json!(100);
        let page = stretch(asker, variables).await;
        all.extend(nodes(&page).iter().cloned());
        if page["pageInfo"]["hasNextPage"] == false {
            return (all, end(&page));
        }
        after = json!(end(&page));
    }
}

fn id_of(change: &Value) -> String {
    change["recordId"].as_str().expect("an id").to_owned()
}

/// What changed, in words: kind of change and of record.
fn words(changes: &[Value]) -> Vec<(&str, &str)> {
    changes.iter().map(|c| (c["kind"].as_str().expect("a kind"), c["recordKind"].as_str().expect("a kind"))).collect()
}

/// The global id of an action.
pub(crate) async fn action(world: &World, slug: &str) -> String {
    let query = format!(r#"{{ action(by: {{ slug: "{slug}" }}) {{ id }} }}"#);
    world.person("secretary").ask(&query).await["action"]["id"].as_str().expect("an action").to_owned()
}

/// Reports on an action, however often its version moves meanwhile; gives the report's id and the cursor.
pub(crate) async fn report(asker: &Asker<'_>, id: &str) -> (String, String) {
    let deed = "mutation($input: AddActionUpdateInput!) { addActionUpdate(input: $input) {
        actionUpdate { id } userErrors { code message } cursor } }";
    loop {
        let read = asker.ask(&format!(r#"{{ node(id: "{id}") {{ ... on Action {{ version }} }} }}"#)).await;
        let input = json!({ "action": id, "expectedVersion": read["node"]["version"], "text": "More was done." });
        let done = asker.ask_with(deed, json!({ "input": input })).await["addActionUpdate"].clone();
        match (done["actionUpdate"]["id"].as_str(), done["cursor"].as_str()) {
            (Some(update), Some(cursor)) => return (update.to_owned(), cursor.to_owned()),
            _ => assert_eq!(done["userErrors"][0]["code"], "CONFLICT", "{done:#}"),
        }
    }
}

/// Publishes the minutes of a meeting; gives the cursor.
pub(crate) async fn publish(secretary: &Asker<'_>, meeting: &str) -> String {
    let query = format!(r#"{{ meeting(by: {{ slug: "{meeting}" }}) {{ minutes {{ id version }} }} }}"#);
    let minutes = secretary.ask(&query).await["meeting"]["minutes"].clone();
    let deed =
        "mutation($input: PublishMinutesInput!) { publishMinutes(input: $input) { userErrors { message } cursor } }";
    let input = json!({ "minutes": minutes["id"], "expectedVersion": minutes["version"] });
    let done = secretary.ask_with(deed, json!({ "input": input })).await["publishMinutes"].clone();
    done["cursor"].as_str().unwrap_or_else(|| panic!("{done:#}")).to_owned()
}

async fn from_the_beginning_the_feed_gives_every_readable_record_once(db: Database) {
    let world = db.demo().await;
    for who in ["mopac-secretariat", "mps-delegate", "mps-service", "bromley-marac-member", "public"] {
        let asker = world.anybody(who);
        let (changes, _) = rest(&asker, Value::Null, json!({})).await;
        let fed: Vec<String> = changes.iter().map(id_of).collect();
        let known: HashSet<String> = fed.iter().cloned().collect();
        assert_eq!(known.len(), fed.len(), "{who} is told of a record twice");
        assert_eq!(known, readable(&asker).await, "{who}");
        for change in &changes {
            assert_eq!(change["record"]["id"], change["recordId"], "{who} can read what the feed names");
        }
    }
}

/// The ids of all records of the kinds that are fed, found by asking for each kind.
async fn readable(asker: &Asker<'_>) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut data = json!({});
    for (noun, inside) in [
        ("boards", ""),
        ("meetings", "editions(first: 20) { nodes { id } pageInfo { hasNextPage } }"),
        ("programmes", ""),
        ("papers", ""),
        ("actions", "updates(first: 20) { nodes { id } pageInfo { hasNextPage } }"),
    ] {
        let query = format!("{{ {noun}(first: 100) {{ nodes {{ id {inside} }} pageInfo {{ hasNextPage }} }} }}");
        data[noun] = asker.ask(&query).await[noun].clone();
    }
    for noun in ["boards", "meetings", "programmes", "papers", "actions"] {
        assert_eq!(data[noun]["pageInfo"]["hasNextPage"], false, "the demonstration has at most 100 {noun}");
        for node in nodes(&data[noun]) {
            found.insert(node["id"].as_str().expect("an id").to_owned());
            for inner in ["editions", "updates"].into_iter().filter_map(|inner| node[inner]["nodes"].as_array()) {
                found.extend(inner.iter().map(|n| n["id"].as_str().expect("an id").to_owned()));
            }
        }
    }
    found
}

async fn deeds_come_in_the_order_in_which_they_were_done(db: Database) {
    let world = db.world(TABLE).await;
    let other = world.second_node().await;
    let secretary = world.person("secretary");
    let before = head(&secretary).await;
    let (lamps, streets) = (action(&world, "mend-lamps").await, action(&world, "walk-streets").await);
    let mut expected = Vec::new();
    for (node, target) in [(&world, &lamps), (&other, &streets), (&world, &streets), (&other, &lamps)] {
        let (update, _) = report(&node.person("officer"), target).await;
        expected.extend([("CREATED".to_owned(), update), ("UPDATED".to_owned(), target.clone())]);
    }
    for node in [&world, &other] {
        let (changes, _) = rest(&node.person("secretary"), json!(before), json!({})).await;
        let seen: Vec<_> = changes.iter().map(|c| (c["kind"].as_str().expect("a kind").to_owned(), id_of(c))).collect();
        assert_eq!(seen, expected);
        assert!(changes.iter().all(|change| change["board"]["slug"] == "table"));
    }
}

async fn pages_of_any_size_give_each_change_once_while_two_nodes_write(db: Database) {
    const WRITERS: usize = 8;
    const EACH: usize = 25;
    let world = Arc::new(db.world(TABLE).await);
    let other = Arc::new(world.second_node().await);
    let before = head(&world.person("secretary")).await;
    let mut targets = Vec::new();
    for (who, slugs) in [
        ("officer", &["mend-lamps", "walk-streets", "offered", "carried"][..]),
        ("worker", &["count-beds"]),
        ("adviser", &["draft-survey"]),
    ] {
        for slug in slugs {
            targets.push((action(&world, slug).await, who));
        }
    }
    let writers: Vec<_> = (0..WRITERS)
        .map(|n| {
            let node = if n % 2 == 0 { world.clone() } else { other.clone() };
            let targets = targets.clone();
            tokio::spawn(async move {
                let mut written = Vec::new();
                for round in 0..EACH {
                    let (id, who) = &targets[(n + round) % targets.len()];
                    written.push(report(&node.person(who), id).await.0);
                }
                written
            })
        })
        .collect();
    // Pollers with pages of every size from 1 to 100, one at each node, that keep nothing but the last cursor.
    let (done, _) = tokio::sync::watch::channel(false);
    let pollers: Vec<_> = [&world, &other]
        .map(|node| {
            let (node, mut cursor, done) = (node.clone(), before.clone(), done.subscribe());
            tokio::spawn(async move {
                let mut seen: Vec<Value> = Vec::new();
                for poll in 0.. {
                    let last = *done.borrow();
                    let variables = json!({ "after": cursor, "first": 1 + poll * 37 % 100 });
                    let page = node.person("secretary").ask_with(BRIEF, variables).await["changes"].clone();
                    cursor = end(&page);
                    seen.extend(nodes(&page).iter().cloned());
                    if page["pageInfo"]["hasNextPage"] == false {
                        if last {
                            break;
                        }
                        tokio::time::sleep(Duration::from_millis(20)).await;
                    }
                }
                seen
            })
        })
        .into();
    let mut written = HashSet::new();
    for writer in writers {
        written.extend(writer.await.expect("a writer ends well"));
    }
    done.send_replace(true);
    assert_eq!(written.len(), WRITERS * EACH);
    let mut first = None;
    for poller in pollers {
        let seen = poller.await.expect("a poller ends well");
        let updates: Vec<String> = seen.iter().filter(|c| c["recordKind"] == "ACTION_UPDATE").map(id_of).collect();
        assert_eq!(updates.len(), written.len(), "each report once");
        assert_eq!(updates.iter().cloned().collect::<HashSet<_>>(), written, "every report");
        assert_eq!(seen.len(), 2 * written.len(), "each report comes with its action");
        let order: Vec<String> = seen.iter().map(id_of).collect();
        assert_eq!(first.get_or_insert(order.clone()), &order, "all see one order");
    }
}

async fn who_may_read_nothing_sees_nothing_and_learns_nothing_from_cursors(db: Database) {
    let world = db.world(TABLE).await;
    let keeper = world.person("keeper");
    let nothing = stretch(&keeper, json!({})).await;
    assert_eq!(nothing["nodes"], json!([]));
    let one = end(&nothing);
    let two = end(&stretch(&keeper, json!({})).await);
    assert_ne!(one, two, "two cursors of the same place differ");
    assert_eq!(one.len(), two.len());
    let lamps = action(&world, "mend-lamps").await;
    for _ in 0..3 {
        report(&world.person("officer"), &lamps).await;
    }
    let after = stretch(&keeper, json!({ "after": one })).await;
    assert_eq!(after["nodes"], json!([]));
    assert_eq!(after["pageInfo"]["hasNextPage"], false);
    assert_eq!(end(&after).len(), two.len(), "the length tells of nothing either");
    // A member of another board is told as little of what happened here.
    let nurse = world.person("nurse");
    let (changes, _) = rest(&nurse, Value::Null, json!({ "board": "table" })).await;
    assert_eq!(words(&changes), [("CREATED", "BOARD")], "a listed board, and nothing that it keeps");
}

async fn kinds_and_boards_narrow_the_feed(db: Database) {
    let world = db.world(TABLE).await;
    let nurse = world.person("nurse");
    let (own, _) = rest(&nurse, Value::Null, json!({ "board": "backroom" })).await;
    let all = [
        ("CREATED", "BOARD"),
        ("CREATED", "MEETING"),
        ("CREATED", "MINUTES"),
        ("CREATED", "ACTION"),
        ("CREATED", "ACTION_UPDATE"),
    ];
    assert_eq!(words(&own), all);
    let (two, _) = rest(&nurse, Value::Null, json!({ "board": "backroom", "kinds": ["ACTION", "MINUTES"] })).await;
    assert_eq!(words(&two), [("CREATED", "MINUTES"), ("CREATED", "ACTION")]);
    let (none, _) = rest(&nurse, Value::Null, json!({ "kinds": ["PROGRAMME"] })).await;
    assert!(none.is_empty());
    let (none, _) = rest(&nurse, Value::Null, json!({ "kinds": [] })).await;
    assert!(none.is_empty(), "no kinds are none, not all");
    // A hidden board is as empty as one that does not exist.
    let secretary = world.person("secretary");
    for board in ["backroom", "no-such-board"] {
        let (none, _) = rest(&secretary, Value::Null, json!({ "board": board })).await;
        assert!(none.is_empty(), "{board}");
    }
    // A narrowed poller still moves on: its cursor passes what it did not want.
    let quiet = end(&stretch(&secretary, json!({ "first": 100, "kinds": ["PROGRAMME"] })).await);
    let (after, _) = rest(&secretary, json!(quiet), json!({})).await;
    assert!(after.is_empty());
}

async fn the_cursor_of_a_deed_stands_behind_that_deed_on_every_node(db: Database) {
    let world = db.world(TABLE).await;
    let other = world.second_node().await;
    let lamps = action(&world, "mend-lamps").await;
    let before = head(&world.person("secretary")).await;
    let (update, cursor) = report(&world.person("officer"), &lamps).await;
    for node in [&world, &other] {
        let secretary = node.person("secretary");
        let (own, _) = rest(&secretary, json!(before), json!({})).await;
        assert_eq!(own.iter().map(id_of).collect::<Vec<_>>(), [update.clone(), lamps.clone()]);
        let (later, _) = rest(&secretary, json!(cursor), json!({})).await;
        assert!(later.is_empty(), "nothing comes after the deed yet");
        // The cursor of a change stands behind that change alone.
        let (second, _) = rest(&secretary, own[0]["cursor"].clone(), json!({})).await;
        assert_eq!(second.iter().map(id_of).collect::<Vec<_>>(), std::slice::from_ref(&lamps));
    }
    let (next, _) = report(&other.person("officer"), &lamps).await;
    let (later, _) = rest(&world.person("secretary"), json!(cursor), json!({})).await;
    assert_eq!(later.iter().map(id_of).collect::<Vec<_>>(), [next, lamps]);
}

async fn a_cursor_that_the_feed_did_not_give_is_refused(db: Database) {
    let world = db.world(TABLE).await;
    let stranger = db.world(TABLE).await;
    let secretary = world.person("secretary");
    let good = head(&secretary).await;
    let list = secretary.ask("{ actions(first: 1) { pageInfo { endCursor } } }").await;
    let flipped = |at: usize| {
        let other = if &good[at..=at] == "A" { "B" } else { "A" };
        format!("{}{other}{}", &good[..at], &good[at + 1..])
    };
    let bad = [
        String::new(),
        "0".to_owned(),
        "no-such-place".to_owned(),
        good[1..].to_owned(),
        format!("{good}{good}"),
        flipped(0),
        flipped(good.len() / 2),
        flipped(good.len() - 3),
        list["actions"]["pageInfo"]["endCursor"].as_str().expect("a cursor").to_owned(),
        head(&stranger.person("secretary")).await,
    ];
    for cursor in bad {
        let (_, answer) = secretary.answer(FEED, json!({ "after": cursor })).await;
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], "VALIDATION", "{cursor}: {answer:#}");
        let message = error["message"].as_str().expect("a message");
        assert!(message.contains("after") && (cursor.len() < 2 || !message.contains(&cursor)), "{message}");
    }
    let crossed = format!(r#"{{ actions(after: "{good}") {{ nodes {{ id }} }} }}"#);
    assert_eq!(secretary.refused(&crossed).await["extensions"]["code"], "VALIDATION", "nor is it good for a list");
    for first in [-1, 101] {
        let (_, answer) = secretary.answer(FEED, json!({ "first": first })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "VALIDATION", "{first}");
    }
}

async fn a_membership_that_ends_takes_its_changes_with_it(db: Database) {
    let world = db.world(TABLE).await;
    world.at("2026-03-09T23:59:00Z");
    let (streets, beds) = (action(&world, "walk-streets").await, action(&world, "count-beds").await);
    let cursor = head(&world.person("leaver")).await;
    let (update, _) = report(&world.person("officer"), &streets).await;
    let (seen, _) = rest(&world.person("leaver"), json!(cursor), json!({})).await;
    assert_eq!(seen.iter().map(id_of).collect::<Vec<_>>(), [update, streets.clone()]);
    world.at("2026-03-10T00:00:00Z");
    let (seen, _) = rest(&world.person("leaver"), json!(cursor), json!({})).await;
    assert!(seen.is_empty(), "what was seen yesterday is not seen today: {seen:#?}");
    // What the own organisation owns stays; what the board reads does not.
    report(&world.person("officer"), &streets).await;
    let (update, _) = report(&world.person("worker"), &beds).await;
    let (seen, _) = rest(&world.person("leaver"), json!(cursor), json!({})).await;
    assert_eq!(seen.iter().map(id_of).collect::<Vec<_>>(), [update, beds]);
}

async fn what_is_published_appears_in_the_feed_of_the_public(db: Database) {
    let world = db.world(TABLE).await;
    let cursor = head(&world.public()).await;
    let lamps = action(&world, "mend-lamps").await;
    report(&world.person("officer"), &lamps).await;
    let (seen, _) = rest(&world.public(), json!(cursor), json!({})).await;
    assert!(seen.is_empty(), "before publication there is nothing to know");
    let deed = publish(&world.person("secretary"), "table-2026-01").await;
    let (seen, _) = rest(&world.public(), json!(cursor), json!({})).await;
    let published = [("PUBLISHED", "MINUTES"), ("UPDATED", "MEETING"), ("PUBLISHED", "ACTION")];
    assert_eq!(words(&seen), published, "what moved before publication is not told: {seen:#?}");
    let actions: HashSet<String> = seen.iter().filter(|c| c["recordKind"] == "ACTION").map(id_of).collect();
    assert_eq!(actions, HashSet::from([lamps]), "the action of the open item, not the one of the closed item");
    let after = end(&stretch(&world.public(), json!({ "after": deed })).await);
    let (later, _) = rest(&world.public(), json!(after), json!({})).await;
    assert!(later.is_empty());
}

async fn who_may_know_of_little_is_told_nothing_of_a_long_hidden_feed(db: Database) {
    let world = db.world(TABLE).await;
    let cursor = head(&world.public()).await;
    let connection = Connection::connect(db.address(world.name()).as_str()).await.expect("connects");
    // A hidden action that changes twelve thousand times.
    let often = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
        INSERT INTO change (kind, record, record_id, board_id, at)
        SELECT c.kind, c.record, c.record_id, c.board_id, c.at
        FROM (SELECT * FROM change WHERE record = 'ACTION' AND board_id = (SELECT id FROM board WHERE slug = 'backroom') LIMIT 1) AS c, n";
    connection.execute_unprepared(often).await.expect("it changes");
    connection.close().await.expect("closes");
    publish(&world.person("secretary"), "table-2026-01").await;
    let first = stretch(&world.public(), json!({ "after": cursor, "first": 100 })).await;
    // The page goes on behind what it may not show: an empty one would tell how much that is.
    assert_eq!(first["nodes"][0]["kind"], "PUBLISHED");
    assert_eq!(first["pageInfo"]["hasNextPage"], false);
    let (seen, _) = rest(&world.public(), json!(cursor), json!({})).await;
    assert_eq!(words(&seen)[0], ("PUBLISHED", "MINUTES"));
    // A stream goes through it without being asked again.
    let mut client = crate::socket::Client::open(world.serve().await, None).await;
    client
        .subscribe("1", "subscription($after: String) { changes(after: $after) { kind } }", json!({ "after": cursor }))
        .await;
    assert_eq!(client.event("1").await["changes"]["kind"], "PUBLISHED");
}
