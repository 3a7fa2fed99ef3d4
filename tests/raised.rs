//! What is undertaken at a meeting and what a meeting closes: all of it or nothing, with each row's mistake named.

use roundtable_tests::{Database, World};
use serde_json::{Value, json};

use crate::steps::{id, table, turned};

crate::cases![
    what_was_undertaken_is_on_record_for_those_who_read_its_item,
    all_actions_of_a_meeting_are_raised_or_none_and_each_mistake_is_named,
    what_an_action_names_and_its_author_may_not_see_is_answered_like_what_is_missing,
    no_action_is_raised_at_a_meeting_that_did_not_take_place,
    what_is_raised_in_an_open_item_is_public_with_the_minutes,
    a_meeting_closes_all_that_it_reviewed_with_a_statement_for_each,
    nothing_is_closed_while_one_action_lacks_a_statement,
    of_two_who_close_the_same_one_does,
];

const RAISE: &str = "mutation($input: RaiseActionsInput!) { raiseActions(input: $input) {
    actions { id slug description status version raisedHow raisedUnder { title } raisedAt { slug } due dueAt { slug }
        owners { nodes { organisation { slug } } } beneficiaries { organisation { slug } } board { slug } }
    userErrors { code field message } cursor } }";

const CLOSE: &str = "mutation($input: CloseActionsInput!) { closeActions(input: $input) {
    actions { slug status version updates(last: 1) { nodes { text status } } } userErrors { code field message } cursor } }";

/// An agenda item of a meeting, by its title.
async fn item(world: &World, meeting: &str, title: &str) -> Value {
    let query = format!(
        r#"{{ meeting(by: {{ slug: "{meeting}" }}) {{ agendaItems(first: 50) {{ nodes {{ id title }} }} }} }}"#
    );
    let items = world.person("secretary").ask(&query).await["meeting"]["agendaItems"]["nodes"].clone();
    let found = items.as_array().expect("items").iter().find(|item| item["title"] == title).expect("the item").clone();
    found["id"].clone()
}

async fn raise(world: &World, who: &str, meeting: Value, actions: Value) -> Value {
    let input = json!({ "meeting": meeting, "actions": actions });
    world.person(who).ask_with(RAISE, json!({ "input": input })).await["raiseActions"].clone()
}

/// An action with an owner, and what is said besides.
async fn action(world: &World, more: Value) -> Value {
    let mut action = json!({ "description": "Count the lamps", "owners": [{ "organisation": id(world, "organisation", "police").await }] });
    for (name, value) in more.as_object().expect("fields") {
        action[name] = value.clone();
    }
    action
}

/// The actions that somebody knows, by their slugs.
async fn known(world: &World, who: &str) -> Vec<String> {
    let asker = if who == "public" { world.public() } else { world.person(who) };
    let actions = asker.ask("{ actions(first: 100) { nodes { slug } } }").await["actions"]["nodes"].clone();
    actions.as_array().expect("actions").iter().map(|a| a["slug"].as_str().expect("a slug").to_owned()).collect()
}

async fn what_was_undertaken_is_on_record_for_those_who_read_its_item(db: Database) {
    let world = db.world(&table()).await;
    let january = id(&world, "meeting", "table-2026-01").await;
    let (shelter, april) = (id(&world, "organisation", "shelter").await, id(&world, "meeting", "table-2026-04").await);
    let open = item(&world, "table-2026-01", "Street lighting").await;
    let closed = item(&world, "table-2026-01", "A tender").await;
    let first = action(
        &world,
        json!({ "item": open, "due": { "by": "2026-06" }, "beneficiaries": [{ "organisation": shelter }] }),
    )
    .await;
    let second = action(
        &world,
        json!({ "item": closed, "description": "Read the bids!", "due": { "at": april }, "raisedHow": "IMPLIED" }),
    )
    .await;
    let done = raise(&world, "secretary", january, json!([first, second])).await;
    assert_eq!(done["userErrors"], json!([]), "{done:#}");
    let actions = done["actions"].as_array().expect("actions");
    let slug = actions[0]["slug"].as_str().expect("a slug");
    assert!(slug.starts_with("count-the-lamps-"), "{slug}");
    let mut lamps = actions[0].clone();
    lamps.as_object_mut().expect("an action").retain(|name, _| name != "id" && name != "slug");
    assert_eq!(
        lamps,
        json!({
            "description": "Count the lamps", "status": "OPEN", "version": 1, "raisedHow": "RECORDED",
            "raisedUnder": { "title": "Street lighting" }, "raisedAt": { "slug": "table-2026-01" },
            "due": "2026-06", "dueAt": null, "owners": { "nodes": [{ "organisation": { "slug": "police" } }] },
            "beneficiaries": [{ "organisation": { "slug": "shelter" } }], "board": { "slug": "table" },
        })
    );
    let bids = &actions[1];
    assert_eq!(
        (&bids["raisedHow"], &bids["dueAt"]["slug"], &bids["due"]),
        (&json!("IMPLIED"), &json!("table-2026-04"), &Value::Null)
    );
    // Its owner's people and system, the board; and nobody else.
    for (who, knows) in [
        ("officer", true),
        ("police-system", true),
        ("campaigner", true),
        ("nurse", false),
        ("adviser", false),
        ("public", false),
    ] {
        assert_eq!(known(&world, who).await.iter().any(|known| known == slug), knows, "{who}");
    }
    let feed = "query($after: String!) { changes(after: $after) { nodes { kind recordKind } } }";
    let rest = world.person("officer").ask_with(feed, json!({ "after": done["cursor"] })).await;
    assert_eq!(rest["changes"]["nodes"], json!([]));
    let lines = "{ changes(first: 100, kinds: [ACTION]) { nodes { kind record { ... on Action { slug } } } } }";
    let lines = world.person("officer").ask(lines).await["changes"]["nodes"].clone();
    let lines: Vec<&Value> =
        lines.as_array().expect("lines").iter().filter(|line| line["record"]["slug"] == slug).collect();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["kind"], "CREATED");
}

async fn all_actions_of_a_meeting_are_raised_or_none_and_each_mistake_is_named(db: Database) {
    let world = db.world(&table()).await;
    let before = known(&world, "secretary").await;
    let january = id(&world, "meeting", "table-2026-01").await;
    let elsewhere = item(&world, "table-2025-10", "Looking ahead").await;
    let good = action(&world, json!({})).await;
    let refused = raise(
        &world,
        "chair",
        january.clone(),
        json!([
            good,
            action(&world, json!({ "description": " " })).await,
            action(&world, json!({ "owners": [] })).await,
            action(&world, json!({ "owners": [{ "person": january }], "due": { "at": "x" } })).await,
            action(&world, json!({ "beneficiaries": [{}] })).await,
        ]),
    )
    .await;
    let fields: Vec<&str> = refused["userErrors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|e| e["field"].as_str().expect("a field"))
        .collect();
    assert_eq!(
        fields,
        ["actions.1.description", "actions.2.owners", "actions.3.due.at", "actions.4.beneficiaries.0"],
        "{refused:#}"
    );
    // What is well said and not there is named in the same way, all of it.
    let board = id(&world, "board", "table").await;
    let refused = raise(
        &world,
        "chair",
        january.clone(),
        json!([
            action(&world, json!({ "item": elsewhere })).await,
            good,
            action(&world, json!({ "owners": [{ "board": board }], "item": elsewhere })).await,
        ]),
    )
    .await;
    let fields: Vec<&str> = refused["userErrors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|e| e["field"].as_str().expect("a field"))
        .collect();
    assert_eq!(fields, ["actions.0.item", "actions.2.item"], "{refused:#}");
    for many in [0, 101] {
        let refused = raise(&world, "chair", january.clone(), json!(vec![good.clone(); many])).await;
        assert_eq!(refused["userErrors"][0]["field"], "actions");
        assert_eq!(refused["userErrors"][0]["message"], format!("Give 1 to 100 of them; there are {many}."));
    }
    assert_eq!(known(&world, "secretary").await, before, "nothing was recorded");
    let all = raise(&world, "chair", january, json!(vec![good; 100])).await;
    assert_eq!(all["actions"].as_array().expect("actions").len(), 100);
}

async fn what_an_action_names_and_its_author_may_not_see_is_answered_like_what_is_missing(db: Database) {
    let world = db.world(&table()).await;
    let january = id(&world, "meeting", "table-2026-01").await;
    let hidden = world
        .person("nurse")
        .ask(r#"{ board(by: { slug: "backroom" }) { id } meeting(by: { slug: "backroom-2026-04" }) { id } }"#)
        .await;
    let turned = |id: &Value| json!(turned(id.as_str().expect("an id")));
    for (field, of) in [("board", "board"), ("meeting", "meeting")] {
        let mut answers = Vec::new();
        for named in [hidden[of]["id"].clone(), turned(&hidden[of]["id"])] {
            let more = if field == "board" {
                json!({ "owners": [{ "board": named }] })
            } else {
                json!({ "due": { "at": named } })
            };
            answers.push(raise(&world, "secretary", january.clone(), json!([action(&world, more).await])).await);
        }
        assert_eq!(answers[0], answers[1], "{field}");
        assert_eq!(answers[0]["userErrors"][0]["code"], "VALIDATION");
    }
    // And so is the meeting itself.
    let mut answers = Vec::new();
    for meeting in [hidden["meeting"]["id"].clone(), turned(&hidden["meeting"]["id"])] {
        answers.push(raise(&world, "secretary", meeting, json!([action(&world, json!({})).await])).await);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0]["userErrors"][0]["code"], "NOT_FOUND");
}

async fn no_action_is_raised_at_a_meeting_that_did_not_take_place(db: Database) {
    let world = db.world(&table()).await;
    let off = id(&world, "meeting", "table-2026-03").await;
    let refused = raise(&world, "chair", off.clone(), json!([action(&world, json!({})).await])).await;
    assert_eq!(refused["userErrors"][0]["code"], "CONFLICT");
    let message = refused["userErrors"][0]["message"].as_str().expect("a message");
    assert!(message.starts_with("The meeting is CANCELLED"), "{message}");
    let can = r#"{ meeting(by: { slug: "table-2026-03" }) { viewerCan { raiseActions closeActions } } }"#;
    let can = world.person("chair").ask(can).await["meeting"]["viewerCan"].clone();
    assert_eq!(can, json!({ "raiseActions": false, "closeActions": false }));
}

async fn what_is_raised_in_an_open_item_is_public_with_the_minutes(db: Database) {
    let world = db.world(&table()).await;
    let january = id(&world, "meeting", "table-2026-01").await;
    let open = action(&world, json!({ "item": item(&world, "table-2026-01", "Street lighting").await })).await;
    let closed = action(&world, json!({ "item": item(&world, "table-2026-01", "A tender").await })).await;
    let done = raise(&world, "secretary", january, json!([open, closed])).await;
    let slugs: Vec<&str> =
        done["actions"].as_array().expect("actions").iter().map(|a| a["slug"].as_str().expect("a slug")).collect();
    assert!(!known(&world, "public").await.iter().any(|known| slugs.contains(&known.as_str())));
    let minutes = r#"{ meeting(by: { slug: "table-2026-01" }) { minutes { id version } } }"#;
    let minutes = world.person("secretary").ask(minutes).await["meeting"]["minutes"].clone();
    let publish = "mutation($input: PublishMinutesInput!) { publishMinutes(input: $input) { userErrors { message } } }";
    let input = json!({ "minutes": minutes["id"], "expectedVersion": minutes["version"] });
    let published = world.person("secretary").ask_with(publish, json!({ "input": input })).await;
    assert_eq!(published["publishMinutes"]["userErrors"], json!([]));
    let public = known(&world, "public").await;
    assert!(
        public.iter().any(|known| known == slugs[0]) && !public.iter().any(|known| known == slugs[1]),
        "{public:?}"
    );
}

/// What a meeting reviews that is still owed, as the chair reads it, with a statement for each.
async fn owed(world: &World, meeting: &str) -> Vec<Value> {
    let query = format!(
        r#"{{ meeting(by: {{ slug: "{meeting}" }}) {{ id actionReview(first: 100) {{ nodes {{ action {{ id slug version status }} }} }} }} }}"#
    );
    let meeting = world.person("chair").ask(&query).await["meeting"].clone();
    let reviewed = meeting["actionReview"]["nodes"].as_array().expect("a review").clone();
    let open = ["OPEN", "IN_PROGRESS", "CHASING", "COMPLETE_PROPOSED"];
    let owed = reviewed
        .iter()
        .map(|row| &row["action"])
        .filter(|action| open.iter().any(|status| action["status"] == *status));
    owed.map(|action| json!({ "action": action["id"], "expectedVersion": action["version"], "statement": format!("{} is done.", action["slug"].as_str().expect("a slug")) }))
        .collect()
}

async fn close(world: &World, meeting: &str, actions: &[Value]) -> Value {
    let input = json!({ "meeting": id(world, "meeting", meeting).await, "actions": actions });
    world.person("chair").ask_with(CLOSE, json!({ "input": input })).await["closeActions"].clone()
}

async fn a_meeting_closes_all_that_it_reviewed_with_a_statement_for_each(db: Database) {
    let world = db.world(&table()).await;
    let all = owed(&world, "table-2026-04").await;
    assert!(all.len() > 1, "too little to close");
    let done = close(&world, "table-2026-04", &all).await;
    assert_eq!(done["userErrors"], json!([]), "{done:#}");
    let closed = done["actions"].as_array().expect("actions");
    assert_eq!(closed.len(), all.len());
    for (action, said) in closed.iter().zip(&all) {
        assert_eq!(
            (&action["status"], action["version"].as_i64()),
            (&json!("COMPLETE"), said["expectedVersion"].as_i64().map(|v| v + 1))
        );
        assert_eq!(action["updates"]["nodes"], json!([{ "text": said["statement"], "status": "COMPLETE" }]));
    }
    assert!(owed(&world, "table-2026-04").await.is_empty());
    // Each has a line of the ledger of its own.
    world.at("2026-03-02T10:00:01Z");
    let lines = "{ auditEvents(first: 100) { nodes { recordKind deed } } }";
    let lines = world.person("secretary").ask(lines).await["auditEvents"]["nodes"].clone();
    let kinds: Vec<&str> = lines
        .as_array()
        .expect("lines")
        .iter()
        .filter(|line| line["deed"] == "closeActions")
        .map(|line| line["recordKind"].as_str().expect("a kind"))
        .collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "ACTION").count(), all.len(), "{kinds:?}");
    let nothing = close(&world, "table-2026-04", &all[..1]).await;
    assert_eq!(nothing["userErrors"][0]["field"], "actions.0.action");
}

async fn nothing_is_closed_while_one_action_lacks_a_statement(db: Database) {
    let world = db.world(&table()).await;
    let all = owed(&world, "table-2026-04").await;
    let left_out = close(&world, "table-2026-04", &all[1..]).await;
    assert_eq!(
        (&left_out["userErrors"][0]["field"], &left_out["userErrors"][0]["code"]),
        (&json!("actions"), &json!("VALIDATION"))
    );
    let message = left_out["userErrors"][0]["message"].as_str().expect("a message");
    assert!(message.contains("is still owed"), "{message}");
    let mut wrong = all.clone();
    wrong[0]["statement"] = json!(" ");
    assert_eq!(close(&world, "table-2026-04", &wrong).await["userErrors"][0]["field"], "actions.0.statement");
    let mut wrong = all.clone();
    wrong[1]["expectedVersion"] = json!(77);
    wrong.push(all[0].clone());
    let refused = close(&world, "table-2026-04", &wrong).await;
    let fields: Vec<&str> = refused["userErrors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|e| e["field"].as_str().expect("a field"))
        .collect();
    assert_eq!(
        fields,
        ["actions.1.expectedVersion".to_owned(), format!("actions.{}.action", all.len())],
        "{refused:#}"
    );
    assert_eq!(owed(&world, "table-2026-04").await, all, "nothing was closed");
}

async fn of_two_who_close_the_same_one_does(db: Database) {
    let world = db.world(&table()).await;
    let all = owed(&world, "table-2026-04").await;
    let answers = futures_util::future::join_all((0..4).map(|_| close(&world, "table-2026-04", &all))).await;
    let done = answers.iter().filter(|answer| answer["userErrors"] == json!([])).count();
    assert_eq!(done, 1, "{answers:#?}");
    assert!(owed(&world, "table-2026-04").await.is_empty());
}
