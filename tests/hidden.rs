//! What is hidden is not told by what stands beside it: a line of the feed, a head count, a row of nobody, a number, a
//! refusal, a name of another line, a cursor of somebody else, an id of a kind that is not there.

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

crate::cases![
    the_feed_tells_of_a_publication_to_the_readers_of_the_edition,
    a_head_count_is_known_to_whom_it_is_known_who_came,
    a_list_has_no_row_for_who_is_hidden,
    no_number_of_a_closed_item_tells_of_another,
    a_later_edition_that_is_hidden_is_none_to_who_publishes,
    who_did_another_organisations_deed_is_not_told_by_a_deed_of_ones_own,
    an_invitation_does_not_tell_what_a_stub_is_about,
    a_cursor_is_good_for_the_account_that_it_was_given_to,
    an_id_of_a_kind_that_is_not_there_is_no_id,
];

/// The table of the other tests, with more said of its meeting of January, or of its board.
fn table(january: &str, rest: &str) -> String {
    let table = include_str!("table.yaml");
    let held = "    held_on: 2026-01-12\n";
    assert!(table.contains(held));
    table.replacen(held, &format!("{held}{january}"), 1) + rest
}

/// The kinds and records of the changes that somebody may know of, after a cursor.
async fn changes(asker: &Asker<'_>, after: &Value) -> Vec<(Value, Value)> {
    let query = "query($after: String) { changes(first: 100, after: $after) { nodes { kind recordKind } } }";
    let lines = asker.ask_with(query, json!({ "after": after })).await["changes"]["nodes"].clone();
    lines.as_array().expect("lines").iter().map(|line| (line["kind"].clone(), line["recordKind"].clone())).collect()
}

async fn end(world: &World) -> Value {
    let query = "{ changes(first: 100) { pageInfo { endCursor } } }";
    world.person("secretary").ask(query).await["changes"]["pageInfo"]["endCursor"].clone()
}

/// Publishes the minutes of January that the secretary reads.
async fn publish(world: &World) -> Value {
    let secretary = world.person("secretary");
    let minutes = r#"{ meeting(by: { slug: "table-2026-01" }) { minutes { id version } } }"#;
    let minutes = secretary.ask(minutes).await["meeting"]["minutes"].clone();
    let deed = "mutation($input: PublishMinutesInput!) { publishMinutes(input: $input) { userErrors { code } } }";
    let input = json!({ "minutes": minutes["id"], "expectedVersion": minutes["version"] });
    secretary.ask_with(deed, json!({ "input": input })).await["publishMinutes"]["userErrors"].clone()
}

async fn the_feed_tells_of_a_publication_to_the_readers_of_the_edition(db: Database) {
    let public = "    agenda_public: true\n";
    for (marking, told) in [("", true), ("        marking: {organisations: [mayor]}\n", false)] {
        let agreed = "        status: AGREED\n        agreed_on: 2026-02-02\n";
        let file = table(public, "").replacen(agreed, &format!("{agreed}{marking}"), 1);
        let world = db.world(&file).await;
        let before = end(&world).await;
        // What is marked for some is not published at all, and nobody hears that it was to be.
        assert_eq!(publish(&world).await, if told { json!([]) } else { json!([{ "code": "VALIDATION" }]) });
        let heard = changes(&world.person("secretary"), &before).await.len();
        assert_eq!(heard, if told { 3 } else { 0 }, "the edition, the meeting, an action");
        for asker in [world.public(), world.person("campaigner"), world.person("police-system")] {
            let lines = changes(&asker, &before).await;
            assert_eq!(lines.len(), if told { 3 } else { 0 }, "{lines:?}");
        }
    }
}

async fn a_head_count_is_known_to_whom_it_is_known_who_came(db: Database) {
    let counts = "    agenda_public: true\n    printed_present: 17\n    printed_apologies: 4\n    categories: [Refuge manager]\n";
    let world = db.world(&table(counts, "")).await;
    let query = r#"{ meeting(by: { slug: "table-2026-01" }) { printedPresent printedApologies attendeeCategories } }"#;
    let all = json!({ "printedPresent": 17, "printedApologies": 4, "attendeeCategories": ["Refuge manager"] });
    let none = json!({ "printedPresent": null, "printedApologies": null, "attendeeCategories": [] });
    assert_eq!(world.person("campaigner").ask(query).await["meeting"], all);
    for asker in [world.public(), world.person("nurse"), world.person("police-system")] {
        assert_eq!(asker.ask(query).await["meeting"], none);
    }
    assert_eq!(publish(&world).await, json!([]));
    assert_eq!(world.public().ask(query).await["meeting"], all, "published minutes print it");
}

async fn a_list_has_no_row_for_who_is_hidden(db: Database) {
    let rest = "
papers:
  - slug: lamps-plan
    title: Plan for lamps
    kind: REPORT
    status: PUBLISHED
    owner: mayor
    authors: [{person: p-nurse}, {organisation: mayor}, {person: p-adviser, organisation: police}]
";
    let file = table("", rest).replacen(
        "    owners: [{organisation: police}]\n  - slug: write-tender",
        "    owners: [{organisation: police}, {board: backroom}]\n    beneficiaries: [{person: p-nurse}, {organisation: shelter}]\n  - slug: write-tender",
        1,
    );
    let world = db.world(&file).await;
    assert_eq!(publish(&world).await, json!([]));
    let query = r#"{ action(by: { slug: "mend-lamps" }) { owners { totalCount nodes { organisation { slug } board { slug } person { slug } } }
            beneficiaries { organisation { slug } person { slug } } }
        paper(by: { slug: "lamps-plan" }) { authors { organisation { slug } person { slug } } } }"#;
    let (_, answer) = world.public().answer(query, Value::Null).await;
    let police = json!({ "organisation": { "slug": "police" }, "board": null, "person": null });
    assert_eq!(answer["data"]["action"]["owners"], json!({ "totalCount": 1, "nodes": [police] }));
    let shelter = json!([{ "organisation": { "slug": "shelter" }, "person": null }]);
    assert_eq!(answer["data"]["action"]["beneficiaries"], shelter);
    let authors = json!([
        { "organisation": { "slug": "mayor" }, "person": null },
        { "organisation": { "slug": "police" }, "person": null },
    ]);
    assert_eq!(answer["data"]["paper"]["authors"], authors);
    // The nurse, whose board and name these are, reads all of them.
    let own = world.person("nurse").ask(query).await;
    assert_eq!(own["action"]["owners"]["totalCount"], 2);
    assert_eq!(own["action"]["beneficiaries"][0]["person"]["slug"], "p-nurse");
    assert_eq!(own["paper"]["authors"][0]["person"]["slug"], "p-nurse");
}

async fn no_number_of_a_closed_item_tells_of_another(db: Database) {
    let items = "      - {key: c2, number: C2, title: A second tender, part: CLOSED, closed_reason: Financial affairs, public_title: A contract}
      - {key: c3, number: C3, title: Salaries, part: CLOSED, closed_reason: Staff, marking: {organisations: [mayor]}}
      - {key: c4, number: C4, title: A third tender, part: CLOSED, closed_reason: Financial affairs}
      - {key: r1, number: R1, title: A case, part: RESTRICTED, closed_reason: A person, marking: {recipients: [p-secretary]}}
      - {key: r2, number: R2, title: Another case, part: RESTRICTED, closed_reason: A person, marking: {recipients: [p-officer]}}
";
    let first = "      - {key: c1, number: C1, title: A tender, part: CLOSED, closed_reason: Financial affairs}\n";
    let file = table("    agenda_public: true\n", "").replacen(first, &format!("{first}{items}"), 1);
    let world = db.world(&file).await;
    let query =
        r#"{ meeting(by: { slug: "table-2026-01" }) { agendaItems(first: 50) { totalCount nodes { number part } } } }"#;
    let numbers = async |asker: Asker<'_>| {
        let items = asker.ask(query).await["meeting"]["agendaItems"].clone();
        let items = items["nodes"].as_array().expect("items").clone();
        items.iter().map(|item| item["number"].as_str().expect("a number").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(numbers(world.public()).await, ["1", "C1"], "the public title alone");
    assert_eq!(numbers(world.person("campaigner")).await, ["1", "C1", "C2", "C3"]);
    assert_eq!(numbers(world.person("officer")).await, ["1", "C1", "C2", "C3", "R1"]);
    assert_eq!(numbers(world.person("secretary")).await, ["1", "C1", "C2", "C3", "C4", "R1"]);
}

async fn a_later_edition_that_is_hidden_is_none_to_who_publishes(db: Database) {
    let later = "      - {edition: 2, status: AGREED, agreed_on: 2026-02-10, marking: {organisations: [police]}, sections: [{part: OPEN, body: Other words.}]}\n";
    let sections = "          - {item: c1, part: CLOSED, closed_reason: Financial affairs, body: The tender was discussed in private.}\n";
    let file = table("", "").replacen(sections, &format!("{sections}{later}"), 1);
    assert_ne!(file, table("", ""));
    let world = db.world(&file).await;
    assert_eq!(publish(&world).await, json!([]), "as if there were no later one");
    // One that the secretary knows of stands in the way.
    let world = db.world(&file.replacen(", marking: {organisations: [police]}", "", 1)).await;
    let query = r#"{ meeting(by: { slug: "table-2026-01" }) { editions { nodes { id edition version } } } }"#;
    let editions = world.person("secretary").ask(query).await["meeting"]["editions"]["nodes"].clone();
    let first = editions
        .as_array()
        .expect("editions")
        .iter()
        .find(|edition| edition["edition"] == 1)
        .expect("the first")
        .clone();
    let deed = "mutation($input: PublishMinutesInput!) { publishMinutes(input: $input) { userErrors { code } } }";
    let input = json!({ "minutes": first["id"], "expectedVersion": first["version"] });
    let refused = world.person("secretary").ask_with(deed, json!({ "input": input })).await;
    assert_eq!(refused["publishMinutes"]["userErrors"][0]["code"], "CONFLICT");
}

async fn who_did_another_organisations_deed_is_not_told_by_a_deed_of_ones_own(db: Database) {
    // The police's lead for information governance answers for what is done to its actions and in its name.
    let rest = "";
    let lead = "  - {slug: lead, name: Leda Stone, kind: PERSON, person: p-lead, information_governance: true}\n";
    let file = table("", rest)
        .replacen("accounts:\n", &format!("accounts:\n{lead}"), 1)
        .replacen(
            "people:\n",
            "people:\n  - {slug: p-lead, name: Leda Stone, affiliations: [{organisation: police}]}\n",
            1,
        )
        .replacen(
            "    owners: [{organisation: police}]\n  - slug: write-tender",
            "    owners: [{organisation: police}, {organisation: coalition}]\n  - slug: write-tender",
            1,
        );
    let world = db.world(&file).await;
    let report = async |hat: &str| {
        let asker = world.person("two-hats").wearing(hat);
        let action = asker.ask(r#"{ action(by: { slug: "mend-lamps" }) { id version } }"#).await["action"].clone();
        let deed =
            "mutation($input: AddActionUpdateInput!) { addActionUpdate(input: $input) { userErrors { message } } }";
        let input = json!({ "action": action["id"], "expectedVersion": action["version"], "text": "Lit." });
        assert_eq!(asker.ask_with(deed, json!({ "input": input })).await["addActionUpdate"]["userErrors"], json!([]));
    };
    let lines = async || {
        let query = "{ auditEvents(first: 10, filter: { operations: [ALTERATION] }) { nodes { actingFor { slug } account { slug } } } }";
        world.person("lead").ask(query).await["auditEvents"]["nodes"].clone()
    };
    report("coalition").await;
    let theirs = json!({ "actingFor": { "slug": "coalition" }, "account": null });
    assert_eq!(lines().await, json!([theirs]));
    world.at("2026-03-02T10:00:01Z");
    report("police").await;
    let ours = json!({ "actingFor": { "slug": "police" }, "account": { "slug": "two-hats" } });
    assert_eq!(lines().await, json!([ours, theirs]), "the same account, and each line tells its own");
}

async fn an_invitation_does_not_tell_what_a_stub_is_about(db: Database) {
    let invited = "    invitations:
      - {person: p-adviser, capacity: GUEST, invited_on: 2026-03-01, items: [\"1\", c1]}
      - {person: p-nurse, organisation: hospital, capacity: GUEST, invited_on: 2026-03-01, items: [c1]}
";
    let closed = "part: CLOSED, closed_reason: Financial affairs}\n";
    let file = table(invited, "").replacen(
        closed,
        "part: CLOSED, closed_reason: Financial affairs, audience: [mayor, hospital]}\n",
        1,
    );
    let world = db.world(&file).await;
    let query = r#"{ meeting(by: { slug: "table-2026-01" }) { invitations(first: 10) { nodes { person { slug } agendaItems { number stub } } } } }"#;
    let invitations = async |who: &str| {
        let mut all = world.person(who).ask(query).await["meeting"]["invitations"]["nodes"].clone();
        for one in all.as_array_mut().expect("invitations") {
            // The items of an invitation have no order of their own.
            let items = one["agendaItems"].as_array_mut().expect("items");
            items.sort_by_key(|item| item["number"].to_string());
        }
        all
    };
    let (open, full) = (json!({ "number": "1", "stub": false }), json!({ "number": "C1", "stub": false }));
    assert_eq!(
        invitations("campaigner").await,
        json!([{ "person": { "slug": "p-adviser" }, "agendaItems": [open] }, { "person": { "slug": "p-nurse" }, "agendaItems": [] }])
    );
    assert_eq!(
        invitations("secretary").await,
        json!([{ "person": { "slug": "p-adviser" }, "agendaItems": [open, full] }, { "person": { "slug": "p-nurse" }, "agendaItems": [full] }])
    );
}

async fn a_cursor_is_good_for_the_account_that_it_was_given_to(db: Database) {
    let world = db.world(&table("", "")).await;
    let query = "query($after: String) { actions(first: 2, after: $after) { nodes { slug } pageInfo { endCursor } } }";
    let (officer, campaigner) = (world.person("officer"), world.person("campaigner"));
    let cursor = officer.ask_with(query, Value::Null).await["actions"]["pageInfo"]["endCursor"].clone();
    assert!(officer.ask_with(query, json!({ "after": cursor })).await["actions"]["nodes"][0].is_object());
    for asker in [campaigner, world.public()] {
        let (_, answer) = asker.answer(query, json!({ "after": cursor })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "VALIDATION", "{answer:#}");
        let (_, made_up) = asker.answer(query, json!({ "after": "AAAA" })).await;
        assert_eq!(answer["errors"], made_up["errors"], "as one that nobody gave");
    }
    let search = "query($after: String) { search(text: \"the\", first: 1, after: $after) { pageInfo { endCursor } } }";
    let cursor = officer.ask_with(search, Value::Null).await["search"]["pageInfo"]["endCursor"].clone();
    assert!(cursor.is_string());
    let (_, answer) = world.person("worker").answer(search, json!({ "after": cursor })).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "VALIDATION", "{answer:#}");
}

async fn an_id_of_a_kind_that_is_not_there_is_no_id(db: Database) {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let world = db.world(&table("", "")).await;
    let officer = world.person("officer").ask("{ __schema { types { name } } }").await;
    let known: Vec<&str> =
        officer["__schema"]["types"].as_array().expect("types").iter().filter_map(|t| t["name"].as_str()).collect();
    assert!(known.contains(&"Circulation") && known.contains(&"AuditEvent"));
    let mut answers = std::collections::BTreeSet::new();
    let mut found = 0;
    for kind in 0..=255_u8 {
        let mut bytes = [7; 17];
        bytes[0] = kind;
        let id = URL_SAFE_NO_PAD.encode(bytes);
        for query in ["node(id: $id) { id }", "access(id: $id) { ask }", "nodes(ids: [$id]) { id }"] {
            let (_, answer) =
                world.public().answer(&format!("query($id: ID!) {{ {query} }}"), json!({ "id": id })).await;
            if let Some(error) = answer["errors"][0].as_object() {
                answers.insert((query, error["message"].as_str().expect("a message").to_owned()));
                assert!(![1, 2, 4, 7, 12].contains(&kind), "a kind that the public has");
            } else {
                found += 1;
            }
        }
    }
    assert_eq!(answers.len(), 3, "{answers:?}");
    // As many as the public's schema has types that are nodes.
    let nodes = r#"{ __type(name: "Node") { possibleTypes { name } } }"#;
    let nodes = world.public().ask(nodes).await["__type"]["possibleTypes"].as_array().expect("nodes").len();
    assert_eq!(found, 3 * nodes);
}
