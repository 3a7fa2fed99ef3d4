//! The thread of an action, and the publication of minutes: who may do what, what it changes, and that a deed which is
//! refused leaves nothing behind. Everything is observed as its readers observe it.

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

crate::cases![
    owners_and_the_secretariat_report_progress_and_others_are_told_whom_to_ask,
    an_owner_under_another_hat_is_not_an_owner,
    a_system_reports_for_its_own_organisation_with_the_scope,
    an_owner_proposes_completion_and_does_not_confirm_it,
    a_report_clears_a_chase_and_keeps_what_was_offered_or_carried,
    the_secretariat_opens_an_action_and_does_not_say_that_it_is_done,
    an_action_that_is_over_takes_no_reports,
    a_stranger_who_sees_an_action_is_told_whom_to_ask,
    a_hidden_action_is_answered_like_a_missing_one,
    a_report_on_an_old_version_names_the_current_one_and_writes_nothing,
    of_eight_reports_on_one_version_one_is_written,
    a_note_is_for_the_own_organisation_and_the_staff_of_the_board,
    a_text_that_does_not_fit_is_refused_with_its_field,
    only_the_secretariat_publishes_and_only_what_is_agreed,
    minutes_with_contacts_or_with_a_later_edition_are_not_published,
    the_public_reads_what_was_published_and_nothing_else,
    hidden_minutes_are_answered_like_missing_ones,
];

const TABLE: &str = include_str!("table.yaml");

const REPORT: &str = "mutation($input: AddActionUpdateInput!) { addActionUpdate(input: $input) {
    action { slug status version }
    actionUpdate { id text status evidence internalNote by { displayName } organisation { slug } reportedOn }
    userErrors { code field message } cursor } }";

const PUBLISH: &str = "mutation($input: PublishMinutesInput!) { publishMinutes(input: $input) {
    minutes { id edition version status publishedAt publicationType }
    userErrors { code field message } cursor } }";

/// An action as somebody sees it: its global id and version.
async fn action(asker: &Asker<'_>, slug: &str) -> (String, i64) {
    let query = format!(r#"{{ action(by: {{ slug: "{slug}" }}) {{ id version }} }}"#);
    let action = asker.ask(&query).await["action"].clone();
    (
        action["id"].as_str().expect("the asker sees the action").to_owned(),
        action["version"].as_i64().expect("a version"),
    )
}

/// Reports on an action at a version, with more or other input.
async fn report(asker: &Asker<'_>, (id, version): &(String, i64), more: Value) -> Value {
    let mut input = json!({ "action": id, "expectedVersion": version, "text": "Two lamps are lit again." });
    for (name, value) in more.as_object().into_iter().flatten() {
        input[name] = value.clone();
    }
    asker.ask_with(REPORT, json!({ "input": input })).await["addActionUpdate"].clone()
}

/// The single thing that a refused deed says, once it is sure that it says nothing else.
fn refusal<'p>(payload: &'p Value, code: &str) -> &'p Value {
    let errors = payload["userErrors"].as_array().expect("errors");
    assert_eq!(errors.len(), 1, "{payload:#}");
    assert_eq!(errors[0]["code"], code, "{payload:#}");
    for (name, value) in payload.as_object().expect("a payload") {
        assert!(name == "userErrors" || value.is_null(), "a refused deed answers {name}: {payload:#}");
    }
    &errors[0]
}

/// All that a deed on the board could have changed, as its secretariat sees it, with the number of feed lines.
async fn everything(world: &World) -> Value {
    let query = r#"{
        actions(first: 100, filter: { board: "table" }) { nodes { slug status version updatedAt updates { totalCount } } }
        board(by: { slug: "table" }) { meetings { nodes { version editions { nodes { version status publishedAt updatedAt } } } } }
        changes(first: 100) { nodes { recordId kind } pageInfo { hasNextPage } }
    }"#;
    world.person("secretary").ask(query).await
}

async fn owners_and_the_secretariat_report_progress_and_others_are_told_whom_to_ask(db: Database) {
    let world = db.world(TABLE).await;
    for (at, who, slug, organisation) in [
        ("2026-03-02T10:00:01Z", "officer", "mend-lamps", Some("police")),
        ("2026-03-02T10:00:02Z", "adviser", "draft-survey", None),
        ("2026-03-02T10:00:03Z", "secretary", "mend-lamps", Some("mayor")),
    ] {
        world.at(at);
        let asker = world.person(who);
        let before = action(&asker, slug).await;
        let done = report(&asker, &before, json!({ "evidence": "Log 12" })).await;
        assert_eq!(done["userErrors"], json!([]), "{who}");
        assert_eq!(done["action"], json!({ "slug": slug, "status": "IN_PROGRESS", "version": before.1 + 1 }), "{who}");
        let update = &done["actionUpdate"];
        assert_eq!(update["text"], "Two lamps are lit again.");
        assert_eq!(update["evidence"], "Log 12");
        assert_eq!(update["status"], "IN_PROGRESS");
        assert_eq!(update["reportedOn"], "2026-03-02");
        assert_eq!(update["organisation"]["slug"].as_str(), organisation, "{who}");
        assert!(update["by"]["displayName"].is_string(), "{who}");
        assert!(done["cursor"].is_string());
        let query = format!(r#"{{ action(by: {{ slug: "{slug}" }}) {{ updates(last: 1) {{ nodes {{ id }} }} }} }}"#);
        let read = world.person("chair").ask(&query).await;
        assert_eq!(read["action"]["updates"]["nodes"][0]["id"], update["id"], "a member reads it: {who}");
    }
    for who in ["chair", "campaigner", "worker"] {
        let asker = world.person(who);
        let refused = report(&asker, &action(&asker, "mend-lamps").await, json!({})).await;
        refusal(&refused, "FORBIDDEN");
    }
}

async fn an_owner_under_another_hat_is_not_an_owner(db: Database) {
    let world = db.world(TABLE).await;
    let member = world.person("two-hats").wearing("coalition");
    let lamps = action(&member, "mend-lamps").await;
    refusal(&report(&member, &lamps, json!({})).await, "FORBIDDEN");
    let owner = world.person("two-hats").wearing("police");
    let done = report(&owner, &lamps, json!({})).await;
    assert_eq!(done["actionUpdate"]["organisation"]["slug"], "police");
}

/// Case 83 of the domain model.
async fn a_system_reports_for_its_own_organisation_with_the_scope(db: Database) {
    let world = db.world(TABLE).await;
    let can = r#"{ action(by: { slug: "mend-lamps" }) { viewerCan { addUpdate } } }"#;
    let without = [world.person("police-reader"), world.scoped("police-system", &["read"])];
    for asker in without {
        let lamps = action(&asker, "mend-lamps").await;
        assert_eq!(asker.ask(can).await["action"]["viewerCan"]["addUpdate"], false);
        refusal(&report(&asker, &lamps, json!({ "complete": true })).await, "FORBIDDEN");
    }
    let system = world.person("police-system");
    let lamps = action(&system, "mend-lamps").await;
    assert_eq!(system.ask(can).await["action"]["viewerCan"]["addUpdate"], true);
    let done = report(&system, &lamps, json!({ "complete": true })).await;
    assert_eq!(done["action"]["status"], "COMPLETE_PROPOSED");
    assert_eq!(done["actionUpdate"]["organisation"]["slug"], "police");
    assert_eq!(done["actionUpdate"]["by"], Value::Null, "a system is nobody");
    // A token cannot widen what its account may do.
    let wide = world.scoped("police-reader", &["read", "write:actions"]);
    let streets = action(&wide, "walk-streets").await;
    refusal(&report(&wide, &streets, json!({})).await, "FORBIDDEN");
    // An action of another organisation is not even known to the system.
    let beds = action(&world.person("secretary"), "count-beds").await;
    refusal(&report(&system, &beds, json!({})).await, "NOT_FOUND");
}

/// Case 44.
async fn an_owner_proposes_completion_and_does_not_confirm_it(db: Database) {
    let world = db.world(TABLE).await;
    let worker = world.person("worker");
    let beds = action(&worker, "count-beds").await;
    let done = report(&worker, &beds, json!({ "complete": true, "evidence": "The list of beds" })).await;
    assert_eq!(done["action"], json!({ "slug": "count-beds", "status": "COMPLETE_PROPOSED", "version": 2 }));
    assert_eq!(done["actionUpdate"]["status"], "COMPLETE_PROPOSED");
    // Saying it twice does not make it so.
    let again = report(&worker, &(beds.0, 2), json!({ "complete": true })).await;
    assert_eq!(again["action"]["status"], "COMPLETE_PROPOSED");
}

async fn a_report_clears_a_chase_and_keeps_what_was_offered_or_carried(db: Database) {
    let world = db.world(TABLE).await;
    for (slug, who, becomes) in [
        ("count-beds", "secretary", "CHASING"),
        ("count-beds", "worker", "IN_PROGRESS"),
        ("walk-streets", "officer", "IN_PROGRESS"),
        ("offered", "officer", "COMPLETE_PROPOSED"),
        ("carried", "officer", "CARRIED_OVER"),
    ] {
        let asker = world.person(who);
        let done = report(&asker, &action(&asker, slug).await, json!({})).await;
        assert_eq!(done["action"]["status"], becomes, "{slug}");
        assert_eq!(done["actionUpdate"]["status"], becomes, "{slug}");
    }
    let officer = world.person("officer");
    let before = everything(&world).await;
    let refused = report(&officer, &action(&officer, "carried").await, json!({ "complete": true })).await;
    refusal(&refused, "CONFLICT");
    assert_eq!(everything(&world).await, before);
}

async fn the_secretariat_opens_an_action_and_does_not_say_that_it_is_done(db: Database) {
    let world = db.world(TABLE).await;
    let secretary = world.person("secretary");
    let before = everything(&world).await;
    for slug in ["mend-lamps", "count-beds", "walk-streets", "offered", "carried"] {
        let payload = report(&secretary, &action(&secretary, slug).await, json!({ "complete": true })).await;
        let message = refusal(&payload, "FORBIDDEN")["message"].as_str().expect("a message").to_owned();
        assert!(message.contains("owner"), "{message}");
    }
    assert_eq!(everything(&world).await, before);
    let done = report(&secretary, &action(&secretary, "mend-lamps").await, json!({})).await;
    assert_eq!(done["action"]["status"], "IN_PROGRESS");
    // An action of the secretariat's own organisation is its to report as done.
    let done = report(&secretary, &action(&secretary, "write-tender").await, json!({ "complete": true })).await;
    assert_eq!(done["action"]["status"], "COMPLETE_PROPOSED");
}

async fn an_action_that_is_over_takes_no_reports(db: Database) {
    let world = db.world(TABLE).await;
    let officer = world.person("officer");
    let before = everything(&world).await;
    for (slug, status) in [("done", "COMPLETE"), ("dropped", "NOT_COMPLETE"), ("replaced", "SUPERSEDED")] {
        let may = format!(r#"{{ action(by: {{ slug: "{slug}" }}) {{ viewerCan {{ addUpdate }} }} }}"#);
        assert_eq!(officer.ask(&may).await["action"]["viewerCan"]["addUpdate"], false, "{slug}");
        for more in [json!({}), json!({ "complete": true }), json!({ "internalNote": "A note" })] {
            let payload = report(&officer, &action(&officer, slug).await, more).await;
            let message = refusal(&payload, "CONFLICT")["message"].as_str().expect("a message").to_owned();
            assert!(message.contains(status) && message.contains("chair"), "{message}");
        }
    }
    assert_eq!(everything(&world).await, before);
}

/// Case 45.
async fn a_stranger_who_sees_an_action_is_told_whom_to_ask(db: Database) {
    let world = db.world(TABLE).await;
    let campaigner = world.person("campaigner");
    let lamps = action(&campaigner, "mend-lamps").await;
    let before = everything(&world).await;
    let payload = report(&campaigner, &lamps, json!({})).await;
    let error = refusal(&payload, "FORBIDDEN");
    let message = error["message"].as_str().expect("a message");
    assert!(message.contains("owners") && message.contains("secretariat"), "{message}");
    assert_eq!(error["field"], Value::Null);
    assert_eq!(everything(&world).await, before);
}

async fn a_hidden_action_is_answered_like_a_missing_one(db: Database) {
    let world = db.world(TABLE).await;
    let hidden = action(&world.person("nurse"), "secret-errand").await;
    let missing = (somewhere_else(&hidden.0), hidden.1);
    assert_eq!(world.person("nurse").ask(&node(&missing.0)).await["node"], Value::Null);
    for asker in ["secretary", "officer", "police-system"] {
        let asker = world.anybody(asker);
        for more in [json!({}), json!({ "complete": true }), json!({ "expectedVersion": 7 })] {
            let told = report(&asker, &hidden, more.clone()).await;
            refusal(&told, "NOT_FOUND");
            assert_eq!(told, report(&asker, &missing, more).await);
        }
    }
    let done = report(&world.person("nurse"), &hidden, json!({})).await;
    assert_eq!(done["action"]["version"], 2, "nobody had written before");
}

/// An id of the same kind that no record has.
fn somewhere_else(id: &str) -> String {
    let other = if &id[18..19] == "A" { "B" } else { "A" };
    format!("{}{other}{}", &id[..18], &id[19..])
}

fn node(id: &str) -> String {
    format!(r#"{{ node(id: "{id}") {{ id }} }}"#)
}

async fn a_report_on_an_old_version_names_the_current_one_and_writes_nothing(db: Database) {
    let world = db.world(TABLE).await;
    let officer = world.person("officer");
    let lamps = action(&officer, "mend-lamps").await;
    assert_eq!(report(&officer, &lamps, json!({})).await["action"]["version"], 2);
    let before = everything(&world).await;
    for stale in [1, 0, -1, 3] {
        let payload = report(&officer, &(lamps.0.clone(), stale), json!({ "internalNote": "A note" })).await;
        let error = refusal(&payload, "CONFLICT");
        let message = error["message"].as_str().expect("a message");
        assert!(message.contains("version 2") && message.contains(&stale.to_string()), "{message}");
        assert_eq!(error["field"], Value::Null);
    }
    assert_eq!(everything(&world).await, before);
    assert_eq!(report(&officer, &(lamps.0, 2), json!({})).await["action"]["version"], 3);
}

async fn of_eight_reports_on_one_version_one_is_written(db: Database) {
    let world = db.world(TABLE).await;
    let node = world.second_node().await;
    let lamps = action(&world.person("officer"), "mend-lamps").await;
    let askers: Vec<Asker<'_>> =
        (0..8).map(|n| if n % 2 == 0 { world.person("officer") } else { node.person("officer") }).collect();
    let all = futures_util::future::join_all(askers.iter().map(|asker| report(asker, &lamps, json!({})))).await;
    let done = all.iter().filter(|payload| payload["action"]["version"] == 2).count();
    let conflicts = all.iter().filter(|payload| payload["userErrors"][0]["code"] == "CONFLICT").count();
    assert_eq!((done, conflicts), (1, 7), "{all:#?}");
    let query = r#"{ action(by: { slug: "mend-lamps" }) { version updates { totalCount } } }"#;
    let read = world.person("chair").ask(query).await;
    assert_eq!(read["action"], json!({ "version": 2, "updates": { "totalCount": 1 } }));
}

async fn a_note_is_for_the_own_organisation_and_the_staff_of_the_board(db: Database) {
    let world = db.world(TABLE).await;
    let officer = world.person("officer");
    let lamps = action(&officer, "mend-lamps").await;
    let done = report(&officer, &lamps, json!({ "internalNote": "The budget is spent." })).await;
    assert_eq!(done["actionUpdate"]["internalNote"], "The budget is spent.");
    let query = r#"{ action(by: { slug: "mend-lamps" }) { updates { nodes { text internalNote } } } }"#;
    let note = |who: &'static str, hat: Option<&'static str>| {
        let asker = hat.map_or(world.person(who), |hat| world.person(who).wearing(hat));
        async move { asker.ask(query).await["action"]["updates"]["nodes"].clone() }
    };
    let text = "Two lamps are lit again.";
    let whole = json!([{ "text": text, "internalNote": "The budget is spent." }]);
    let partly = json!([{ "text": text, "internalNote": null }]);
    assert_eq!(note("two-hats", Some("police")).await, whole, "own organisation");
    assert_eq!(note("police-system", None).await, whole, "a system of the own organisation");
    assert_eq!(note("secretary", None).await, whole);
    assert_eq!(note("chair", None).await, whole);
    assert_eq!(note("campaigner", None).await, partly, "a member of another organisation");
    assert_eq!(note("two-hats", Some("coalition")).await, partly, "the same person under another hat");
    // Who acts for no organisation has none to keep a note for.
    let adviser = world.person("adviser");
    let survey = action(&adviser, "draft-survey").await;
    let before = everything(&world).await;
    let refused = report(&adviser, &survey, json!({ "internalNote": "To myself" })).await;
    assert_eq!(refusal(&refused, "VALIDATION")["field"], "internalNote");
    assert_eq!(everything(&world).await, before);
}

async fn a_text_that_does_not_fit_is_refused_with_its_field(db: Database) {
    let world = db.world(TABLE).await;
    let officer = world.person("officer");
    let lamps = action(&officer, "mend-lamps").await;
    let before = everything(&world).await;
    for field in ["text", "evidence", "internalNote"] {
        for bad in
            [String::new(), " \n\t ".to_owned(), "x".repeat(10_001), "nul\u{0}".to_owned(), "bell\u{7}".to_owned()]
        {
            let refused = report(&officer, &lamps, json!({ field: bad })).await;
            assert_eq!(refusal(&refused, "VALIDATION")["field"], field);
        }
    }
    let seen = json!({ "action": before["board"]["id"].as_str().unwrap_or("nonsense") });
    assert_eq!(refusal(&report(&officer, &lamps, seen).await, "VALIDATION")["field"], "action");
    assert_eq!(everything(&world).await, before);
    // The longest text fits whole, whatever its letters take in bytes.
    let longest = "ö".repeat(10_000);
    let done = report(&officer, &lamps, json!({ "text": longest })).await;
    assert_eq!(done["actionUpdate"]["text"], longest);
}

/// An edition of a meeting as somebody sees it: its global id and version.
async fn edition(asker: &Asker<'_>, meeting: &str) -> (String, i64) {
    let query = format!(r#"{{ meeting(by: {{ slug: "{meeting}" }}) {{ minutes {{ id version }} }} }}"#);
    let minutes = asker.ask(&query).await["meeting"]["minutes"].clone();
    (
        minutes["id"].as_str().expect("the asker sees the minutes").to_owned(),
        minutes["version"].as_i64().expect("a version"),
    )
}

fn publication((id, version): &(String, i64), kind: Option<&str>) -> Value {
    json!({ "input": { "minutes": id, "expectedVersion": version, "publicationType": kind } })
}

async fn publish(asker: &Asker<'_>, edition: &(String, i64), kind: Option<&str>) -> Value {
    asker.ask_with(PUBLISH, publication(edition, kind)).await["publishMinutes"].clone()
}

async fn only_the_secretariat_publishes_and_only_what_is_agreed(db: Database) {
    let world = db.world(TABLE).await;
    let secretary = world.person("secretary");
    let agreed = edition(&secretary, "table-2026-01").await;
    let before = everything(&world).await;
    // For those who keep no board's record there is no such deed.
    for who in ["chair", "officer", "police-system", "public"] {
        let (_, answer) = world.anybody(who).answer(PUBLISH, publication(&agreed, None)).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "VALIDATION", "{who}: {answer}");
        assert!(answer.get("data").is_none(), "{who}: {answer}");
    }
    let narrow = world.scoped("secretary", &["read", "write:actions"]);
    let payload = publish(&narrow, &agreed, None).await;
    let message = refusal(&payload, "FORBIDDEN")["message"].as_str().expect("a message").to_owned();
    assert!(message.contains("`write:minutes`"), "{message}");
    let circulated = edition(&secretary, "table-2025-10").await;
    let payload = publish(&secretary, &circulated, None).await;
    assert!(refusal(&payload, "CONFLICT")["message"].as_str().is_some_and(|m| m.contains("CIRCULATED")));
    let payload = publish(&secretary, &(agreed.0.clone(), 9), None).await;
    assert!(refusal(&payload, "CONFLICT")["message"].as_str().is_some_and(|m| m.contains("version 1")));
    for long in ["", &"x".repeat(201)] {
        let payload = publish(&secretary, &agreed, Some(long)).await;
        assert_eq!(refusal(&payload, "VALIDATION")["field"], "publicationType");
    }
    assert_eq!(everything(&world).await, before);
    let done = publish(&secretary, &agreed, Some("General")).await;
    assert_eq!(done["minutes"]["version"], 2);
    assert_eq!(done["minutes"]["status"], "PUBLISHED");
    assert_eq!(done["minutes"]["publishedAt"], "2026-03-02T10:00:00Z");
    assert_eq!(done["minutes"]["publicationType"], "General");
    let after = everything(&world).await;
    let again = publish(&secretary, &(agreed.0, 2), None).await;
    assert!(refusal(&again, "CONFLICT")["message"].as_str().is_some_and(|m| m.contains("PUBLISHED")));
    assert_eq!(everything(&world).await, after);
}

/// The guards of 2.4: the publication pack holds no contacts, and a correction is not undone.
async fn minutes_with_contacts_or_with_a_later_edition_are_not_published(db: Database) {
    let open = "{item: \"1\", part: OPEN, body: Lamps are out in four streets.}";
    let closed = "The tender was discussed in private.";
    for contact in ["desk@lamps.example.org", "(020) 7946 0199"] {
        let more = format!("{open}\n          - {{part: OPEN, body: \"Questions go to {contact}, says Otis Blake.\"}}");
        let world = db.world(&TABLE.replace(open, &more)).await;
        let (secretary, before) = (world.person("secretary"), everything(&world).await);
        let payload = publish(&secretary, &edition(&secretary, "table-2026-01").await, None).await;
        let error = refusal(&payload, "VALIDATION");
        assert_eq!(error["field"], "minutes");
        let message = error["message"].as_str().expect("a message");
        assert!(message.contains("section 2 ") && !message.contains(contact) && !message.contains("Otis"), "{message}");
        assert_eq!(everything(&world).await, before);
        // What a closed part says is not published, so it may name whom to reach.
        let world = db.world(&TABLE.replace(closed, &format!("\"Ask {contact}.\""))).await;
        let secretary = world.person("secretary");
        let done = publish(&secretary, &edition(&secretary, "table-2026-01").await, None).await;
        assert_eq!(done["minutes"]["status"], "PUBLISHED", "{done:#}");
    }
    for (later, refused) in [("AGREED", true), ("PUBLISHED", true), ("DRAFT", false), ("CIRCULATED", false)] {
        let two =
            format!("{closed}}}\n      - {{edition: 2, status: {later}, sections: [{{part: OPEN, body: Corrected.}}]");
        let world = db.world(&TABLE.replace(closed, &two)).await;
        let secretary = world.person("secretary");
        let editions = r#"{ meeting(by: { slug: "table-2026-01" }) { editions { nodes { id edition version } } } }"#;
        let editions = secretary.ask(editions).await["meeting"]["editions"]["nodes"].clone();
        let first = editions.as_array().into_iter().flatten().find(|e| e["edition"] == 1).expect("the first edition");
        let first = (first["id"].as_str().expect("an id").to_owned(), 1);
        let payload = publish(&secretary, &first, None).await;
        if refused {
            assert!(refusal(&payload, "CONFLICT")["message"].as_str().is_some_and(|m| m.contains("later edition")));
        } else {
            assert_eq!(payload["minutes"]["status"], "PUBLISHED", "{later}: {payload:#}");
        }
    }
}

async fn the_public_reads_what_was_published_and_nothing_else(db: Database) {
    let world = db.world(TABLE).await;
    let query = r#"{
        meetings(filter: { board: "table" }) { totalCount nodes {
            slug editions { nodes { edition status sections { part body } } }
            attendance { nodes { person { displayName } } }
        } }
        actions(filter: { board: "table" }) { nodes { slug } }
    }"#;
    let nothing = json!({ "meetings": { "totalCount": 0, "nodes": [] }, "actions": { "nodes": [] } });
    assert_eq!(world.public().ask(query).await, nothing);
    let secretary = world.person("secretary");
    let done = publish(&secretary, &edition(&secretary, "table-2026-01").await, None).await;
    assert_eq!(done["userErrors"], json!([]));
    let published = json!({
        "meetings": { "totalCount": 1, "nodes": [{
            "slug": "table-2026-01",
            "editions": { "nodes": [{
                "edition": 1, "status": "PUBLISHED",
                "sections": [{ "part": "OPEN", "body": "Lamps are out in four streets." }],
            }] },
            "attendance": { "nodes": [
                { "person": { "displayName": "Otis Blake" } }, { "person": { "displayName": "Wanda Field" } },
            ] },
        }] },
        "actions": { "nodes": [{ "slug": "mend-lamps" }] },
    });
    assert_eq!(world.public().ask(query).await, published);
}

async fn hidden_minutes_are_answered_like_missing_ones(db: Database) {
    let world = db.world(TABLE).await;
    let hidden = edition(&world.person("nurse"), "backroom-2026-01").await;
    let missing = (somewhere_else(&hidden.0), hidden.1);
    // The secretary of another board.
    let told = publish(&world.person("secretary"), &hidden, None).await;
    refusal(&told, "NOT_FOUND");
    assert_eq!(told, publish(&world.person("secretary"), &missing, None).await);
}
