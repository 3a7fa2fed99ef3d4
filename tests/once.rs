//! Once: what is sent again under its key is not done again, whatever happened since, and answers what came of it.

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

crate::cases![
    what_is_sent_again_under_its_key_is_done_once_and_answered_again,
    a_request_with_a_key_does_each_of_its_deeds_once,
    a_key_is_good_for_one_input_of_one_deed_under_one_hat,
    of_eight_at_once_under_one_key_one_is_done_and_all_are_answered,
    what_was_refused_leaves_no_key,
    a_key_is_its_accounts_own,
    a_key_is_remembered_for_thirty_days,
    another_node_remembers_too_and_its_reader_finds_what_was_written,
    who_may_not_see_the_record_any_more_is_told_that_it_was_done_and_nothing_of_it,
    a_key_that_is_none_is_refused_before_anything_is_done,
];

const TABLE: &str = include_str!("table.yaml");

const REPORT: &str = "mutation($input: AddActionUpdateInput!) { addActionUpdate(input: $input) {
    action { version } actionUpdate { id text } userErrors { code field message } cursor } }";

/// A report on an action as it is now, under a key.
async fn report(asker: &Asker<'_>, slug: &str, key: &str) -> Value {
    let query = format!(r#"{{ action(by: {{ slug: "{slug}" }}) {{ id version }} }}"#);
    let action = asker.ask(&query).await["action"].clone();
    json!({ "action": action["id"], "expectedVersion": action["version"], "text": "Lit again.", "clientMutationId": key })
}

async fn send(asker: &Asker<'_>, input: &Value) -> Value {
    asker.ask_with(REPORT, json!({ "input": input })).await["addActionUpdate"].clone()
}

/// The input with one field changed.
fn with(input: &Value, field: &str, value: Value) -> Value {
    let mut input = input.clone();
    input[field] = value;
    input
}

/// How many reports an action has, and its version.
async fn reports(world: &World, slug: &str) -> (u64, u64) {
    let query = format!(r#"{{ action(by: {{ slug: "{slug}" }}) {{ version updates {{ totalCount }} }} }}"#);
    let action = world.person("secretary").ask(&query).await["action"].clone();
    (action["updates"]["totalCount"].as_u64().expect("a count"), action["version"].as_u64().expect("a version"))
}

/// What changed since a cursor.
async fn since(asker: &Asker<'_>, cursor: &Value) -> usize {
    let query = "query($after: String!) { changes(after: $after) { nodes { kind } } }";
    let changes = asker.ask_with(query, json!({ "after": cursor })).await["changes"]["nodes"].clone();
    changes.as_array().expect("changes").len()
}

async fn what_is_sent_again_under_its_key_is_done_once_and_answered_again(db: Database) {
    let world = db.world(TABLE).await;
    let officer = world.person("officer");
    let input = report(&officer, "mend-lamps", "lamps-1").await;
    let first = send(&officer, &input).await;
    assert_eq!(first["userErrors"], json!([]));
    // Another report comes between: what is sent again is not late, and does not undo it.
    let other = report(&officer, "mend-lamps", "lamps-2").await;
    assert_eq!(send(&officer, &other).await["action"]["version"], 3);
    world.at("2026-03-02T10:05:00Z");
    let again = send(&officer, &input).await;
    assert_eq!(again["userErrors"], json!([]));
    assert_eq!(again["actionUpdate"], first["actionUpdate"], "what came of it");
    assert_eq!(again["action"]["version"], 3, "as it is now");
    assert_eq!(reports(&world, "mend-lamps").await, (2, 3));
    // Both cursors stand at the same place of the feed: after the first deed, before the second.
    let behind = since(&officer, &first["cursor"]).await;
    assert_eq!((behind, since(&officer, &again["cursor"]).await), (2, 2));
}

async fn a_request_with_a_key_does_each_of_its_deeds_once(db: Database) {
    let world = db.world(TABLE).await;
    let officer = world.person("officer");
    let mut inputs = Vec::new();
    for slug in ["mend-lamps", "walk-streets"] {
        let input = report(&officer, slug, "x").await;
        inputs.push(with(&input, "clientMutationId", Value::Null));
    }
    let both = "mutation($one: AddActionUpdateInput!, $two: AddActionUpdateInput!) {
        one: addActionUpdate(input: $one) { actionUpdate { id } userErrors { message } }
        two: addActionUpdate(input: $two) { actionUpdate { id } userErrors { message } } }";
    let variables = json!({ "one": inputs[0], "two": inputs[1] });
    // With quotation marks, as the header's standard writes it, and without, as many clients do.
    let first = officer.clone().keyed("\"night-7\"").ask_with(both, variables.clone()).await;
    assert!(first["one"]["actionUpdate"]["id"].is_string() && first["two"]["actionUpdate"]["id"].is_string());
    assert_eq!(officer.clone().keyed("night-7").ask_with(both, variables.clone()).await, first);
    // Without a key it is a deed of its own, and comes too late.
    let late = officer.ask_with(both, variables).await;
    assert!(late["one"]["userErrors"][0]["message"].as_str().expect("a conflict").contains("version 2"));
    assert_eq!((reports(&world, "mend-lamps").await.0, reports(&world, "walk-streets").await.0), (1, 1));
}

async fn a_key_is_good_for_one_input_of_one_deed_under_one_hat(db: Database) {
    let world = db.world(TABLE).await;
    let police = world.person("two-hats").wearing("police");
    let input = report(&police, "mend-lamps", "k").await;
    send(&police, &input).await;
    let other = with(&input, "text", json!("Dark again."));
    let chase = json!({ "action": input["action"], "expectedVersion": 2, "text": "And?", "clientMutationId": "k" });
    let secretary = world.person("secretary");
    let own = send(&secretary, &with(&report(&secretary, "walk-streets", "k").await, "text", json!("Walked."))).await;
    assert_eq!(own["userErrors"], json!([]));
    let chased = "mutation($input: ChaseActionInput!) { chaseAction(input: $input) { action { slug } userErrors { code message } cursor } }";
    for refused in [
        send(&police, &other).await,
        send(&world.person("two-hats").wearing("coalition"), &input).await,
        secretary.ask_with(chased, json!({ "input": chase })).await["chaseAction"].clone(),
    ] {
        assert_eq!(refused["userErrors"][0]["code"], "CONFLICT", "{refused:#}");
        let message = refused["userErrors"][0]["message"].as_str().expect("a message");
        assert!(message.contains("2026-03-02T10:00:00Z") && message.contains("new key"), "{message}");
        assert_eq!(refused["cursor"], Value::Null);
    }
    assert_eq!(reports(&world, "mend-lamps").await, (1, 2));
}

async fn of_eight_at_once_under_one_key_one_is_done_and_all_are_answered(db: Database) {
    let world = db.world(TABLE).await;
    let officer = world.person("officer");
    let input = report(&officer, "mend-lamps", "at-once").await;
    let answers = futures_util::future::join_all((0..8).map(|_| send(&officer, &input))).await;
    for answer in &answers {
        assert_eq!(answer["userErrors"], json!([]));
        assert_eq!(answer["actionUpdate"], answers[0]["actionUpdate"]);
    }
    assert_eq!(reports(&world, "mend-lamps").await, (1, 2));
}

async fn what_was_refused_leaves_no_key(db: Database) {
    let world = db.world(TABLE).await;
    let officer = world.person("officer");
    let input = report(&officer, "mend-lamps", "mended").await;
    for (field, value, code) in [
        ("expectedVersion", json!(7), "CONFLICT"),
        ("text", json!(" "), "VALIDATION"),
        ("action", json!("x"), "VALIDATION"),
    ] {
        assert_eq!(send(&officer, &with(&input, field, value)).await["userErrors"][0]["code"], code);
    }
    assert_eq!(send(&officer, &input).await["userErrors"], json!([]), "mended, under the same key");
    assert_eq!(reports(&world, "mend-lamps").await, (1, 2));
}

async fn a_key_is_its_accounts_own(db: Database) {
    let world = db.world(TABLE).await;
    let (officer, system) = (world.person("officer"), world.person("police-system"));
    let first = send(&officer, &report(&officer, "mend-lamps", "same").await).await;
    let second = send(&system, &report(&system, "mend-lamps", "same").await).await;
    assert_ne!(first["actionUpdate"]["id"], second["actionUpdate"]["id"]);
    assert_eq!(second["userErrors"], json!([]), "nobody learns that another has used a key");
    assert_eq!(reports(&world, "mend-lamps").await, (2, 3));
}

async fn a_key_is_remembered_for_thirty_days(db: Database) {
    let world = db.world(TABLE).await;
    let input = report(&world.person("officer"), "mend-lamps", "long").await;
    let first = send(&world.person("officer"), &input).await;
    world.at("2026-04-01T10:00:00Z");
    let again = send(&world.person("officer"), &input).await;
    assert_eq!(again["actionUpdate"], first["actionUpdate"]);
    world.at("2026-04-01T10:00:01Z");
    let late = send(&world.person("officer"), &input).await;
    assert_eq!(late["userErrors"][0]["code"], "CONFLICT", "forgotten, and so of an old version: {late:#}");
    assert_eq!(reports(&world, "mend-lamps").await, (1, 2));
    // What is forgotten can be used anew.
    let anew = report(&world.person("officer"), "mend-lamps", "long").await;
    assert_eq!(send(&world.person("officer"), &anew).await["userErrors"], json!([]));
}

async fn another_node_remembers_too_and_its_reader_finds_what_was_written(db: Database) {
    let world = db.world(TABLE).await;
    let node = world.second_node().await;
    let input = report(&world.person("officer"), "mend-lamps", "nodes").await;
    let first = send(&world.person("officer"), &input).await;
    assert_eq!(since(&node.person("officer"), &first["cursor"]).await, 0, "the cursor stands behind the deed");
    assert_eq!(reports(&node, "mend-lamps").await, (1, 2));
    let again = send(&node.person("officer"), &input).await;
    assert_eq!(again["actionUpdate"], first["actionUpdate"]);
    assert_eq!(reports(&world, "mend-lamps").await, (1, 2));
}

async fn who_may_not_see_the_record_any_more_is_told_that_it_was_done_and_nothing_of_it(db: Database) {
    let world = db.world(TABLE).await;
    let (adviser, secretary) = (world.person("adviser"), world.person("secretary"));
    let input = report(&adviser, "draft-survey", "mine").await;
    assert_eq!(send(&adviser, &input).await["userErrors"], json!([]));
    let mayor = secretary.ask(r#"{ organisation(by: { slug: "mayor" }) { id } }"#).await["organisation"]["id"].clone();
    let reassign =
        "mutation($input: ReassignActionInput!) { reassignAction(input: $input) { userErrors { message } cursor } }";
    let given = json!({ "action": input["action"], "expectedVersion": 2, "owners": [{ "organisation": mayor }], "text": "Ours now." });
    assert_eq!(
        secretary.ask_with(reassign, json!({ "input": given })).await["reassignAction"]["userErrors"],
        json!([])
    );
    let again = send(&adviser, &input).await;
    assert_eq!((&again["action"], &again["actionUpdate"]), (&Value::Null, &Value::Null));
    assert_eq!(again["userErrors"], json!([]));
    assert!(again["cursor"].is_string(), "it was done");
    let new = send(&adviser, &with(&input, "clientMutationId", json!("other"))).await;
    assert_eq!(new["userErrors"][0]["code"], "NOT_FOUND", "and is not done again");
}

async fn a_key_that_is_none_is_refused_before_anything_is_done(db: Database) {
    let world = db.world(TABLE).await;
    let officer = world.person("officer");
    let input = report(&officer, "mend-lamps", "x").await;
    for bad in [String::new(), "x".repeat(256), "a\nb".to_owned()] {
        let refused = send(&officer, &with(&input, "clientMutationId", json!(bad))).await;
        assert_eq!(refused["userErrors"][0]["code"], "VALIDATION");
        assert_eq!(refused["userErrors"][0]["field"], "clientMutationId");
    }
    let bare = with(&input, "clientMutationId", Value::Null);
    for bad in ["", "two words", &"x".repeat(256)] {
        let (status, answer) = officer.clone().keyed(bad).answer(REPORT, json!({ "input": bare })).await;
        assert_eq!(status, 400, "{bad:?}");
        assert_eq!(answer["errors"][0]["extensions"]["code"], "VALIDATION");
        assert!(answer["errors"][0]["message"].as_str().expect("a message").contains("Idempotency-Key"));
    }
    assert_eq!(reports(&world, "mend-lamps").await, (0, 1));
}
