//! Decided cases about actions (R8, W3, the state machine of actions and its field modes; cases 26, 39 to 46 and 83).

use roundtable_tests::{Asker, Database};
use serde_json::{Value, json};

use crate::cast::{BOARD, cast, hidden, knows, sorted, texts};

crate::cases![
    case_26_priority_cannot_be_sorted_by_any_more_than_a_word_that_means_nothing,
    case_39_the_public_reads_published_actions_and_no_later_progress,
    case_39_the_public_hears_that_an_action_was_published_and_not_that_it_moved,
    case_40_a_beneficiary_on_the_board_reads_the_chase,
    case_41_a_system_reads_what_its_own_organisation_owes_and_nobody_elses_notes,
    case_44_an_owner_proposes_completion,
    case_45_a_partner_cannot_report_on_anothers_action,
    case_46_an_owner_is_a_reference_and_not_a_printed_name,
    case_83_a_system_reports_for_its_organisation_only_with_the_scope,
    r8_an_owner_reads_its_action_whether_member_or_not,
    r8_an_action_of_a_closed_item_is_for_those_who_read_the_item,
    r8_an_action_under_an_item_hidden_by_its_marking_is_hidden_with_it,
    r8_an_action_of_a_meeting_hidden_by_its_marking_is_hidden_with_it,
    t3_a_person_who_owns_an_action_alone_loses_it_with_the_board,
    r8_no_office_reads_an_action_of_a_restricted_item_that_is_addressed_to_others,
    r8_a_guest_knows_the_actions_of_the_items_they_read,
    r8_what_was_raised_under_no_item_is_not_public,
    r8_what_is_due_at_a_hidden_meeting_does_not_tell_its_day,
    r8_an_owner_is_named_to_the_public_only_when_the_minutes_print_the_name,
    a_note_is_for_its_organisation_and_the_officers_of_the_board,
];

async fn case_26_priority_cannot_be_sorted_by_any_more_than_a_word_that_means_nothing(db: Database) {
    let world = db.demo().await;
    for who in ["nhs-delegate", "mopac-secretariat", "public"] {
        let answer = |word: &'static str| {
            let who = world.anybody(who);
            async move {
                let (status, answer) =
                    who.answer(&format!("{{ actions(orderBy: {word}) {{ totalCount }} }}"), Value::Null).await;
                (status, answer.to_string().replace(word, "WORD"))
            }
        };
        let (status, refused) = answer("PRIORITY").await;
        assert!(refused.contains("errors") && !refused.contains("totalCount\":"), "{refused}");
        assert_eq!((status, refused), answer("NONSENSE").await, "{who}: told apart");
    }
    assert_eq!(world.public().refused("{ actions { nodes { priority } } }").await["extensions"]["code"], "VALIDATION");
}

async fn case_39_the_public_reads_published_actions_and_no_later_progress(db: Database) {
    let world = db.demo().await;
    let of = |fields: &str| format!(r#"{{ action(by: {{ slug: "act-2015-mps-da-data-to-kis" }}) {{ {fields} }} }}"#);
    let published =
        "description statusPrinted owners { nodes { organisation { slug } person { slug } } } updates { totalCount }";
    let action = world.public().ask(&of(published)).await["action"].clone();
    for progress in ["status", "overdue", "carryCount", "version", "updatedAt", "supersededBy { slug }"] {
        assert_eq!(world.public().refused(&of(progress)).await["extensions"]["code"], "VALIDATION", "{progress}");
        // Who takes part elsewhere and does not follow this one reads as much as the public does.
        let elsewhere = world.person("auditor").ask(&of(progress)).await["action"].clone();
        assert!(elsewhere.as_object().is_some_and(|a| a.values().all(Value::is_null)), "{progress}: {elsewhere}");
    }
    let partner = world.person("mps-delegate").ask(&of("status carryCount version overdue")).await["action"].clone();
    assert_eq!((&partner["status"], &partner["carryCount"]), (&json!("CHASING"), &json!(0)));
    assert_eq!((&partner["version"], &partner["overdue"]), (&json!(1), &json!(false)));
    assert_eq!(action["description"], "Let Karen Ingala Smith have information from the Met on domestic abuse");
    assert_eq!(action["statusPrinted"], "Chasing");
    let owner = json!([{ "organisation": { "slug": "mps" }, "person": { "slug": "lee-barnard" } }]);
    assert_eq!(action["owners"]["nodes"], owner);
    assert_eq!(action["updates"]["totalCount"], 0);
    let of_meeting = r#"{ meeting(by: { slug: "lvp-2015-03-10" }) {
        actions(first: 100) { totalCount nodes { updates { totalCount } } }
    } }"#;
    let (public, secretariat) =
        (world.public().ask(of_meeting).await, world.person("mopac-secretariat").ask(of_meeting).await);
    assert_eq!(public["meeting"]["actions"]["totalCount"], secretariat["meeting"]["actions"]["totalCount"]);
    assert_ne!(public["meeting"]["actions"]["nodes"], secretariat["meeting"]["actions"]["nodes"], "progress is theirs");
    // What cannot be read cannot be found by it either.
    for filter in [
        "status: [OPEN, IN_PROGRESS, CHASING, COMPLETE_PROPOSED, COMPLETE, CARRIED_OVER, NOT_COMPLETE, SUPERSEDED]",
        "overdue: true",
        "overdue: false",
        "updatedSince: \"2000-01-01T00:00:00Z\"",
    ] {
        let total = format!("{{ actions(filter: {{ {filter} }}) {{ totalCount }} }}");
        assert_eq!(world.public().refused(&total).await["extensions"]["code"], "VALIDATION", "{filter}");
        let elsewhere = world.person("auditor").ask(&total).await["actions"]["totalCount"].clone();
        assert_eq!(elsewhere, 0, "{filter}");
        let known = world.person("mopac-secretariat").ask(&total).await["actions"]["totalCount"].as_u64();
        assert!(known > Some(0) || filter == "overdue: true", "{filter}");
    }
}

async fn case_39_the_public_hears_that_an_action_was_published_and_not_that_it_moved(db: Database) {
    let world = cast(&db, &[&chased().replace("status: CIRCULATED", "status: AGREED")]).await;
    world.at("2015-06-01T10:00:00Z");
    let before = crate::feed::head(&world.public()).await;
    let heard = async |who: Asker<'_>| {
        let feed = format!("{{ changes(after: \"{before}\") {{ nodes {{ kind recordKind }} }} }}");
        let changes = who.ask(&feed).await["changes"]["nodes"].clone();
        let words = texts(&changes, "/kind").into_iter().zip(texts(&changes, "/recordKind"));
        words.map(|(kind, record)| format!("{kind} {record}")).collect::<Vec<_>>()
    };
    assert_eq!(report(&world.person("police"), "data", false).await, "IN_PROGRESS");
    assert!(heard(world.public()).await.is_empty());
    crate::feed::publish(&world.person("secretary"), "march").await;
    let published = ["PUBLISHED MINUTES", "UPDATED MEETING", "PUBLISHED ACTION"];
    assert_eq!(heard(world.public()).await, published, "and not that it moved before");
    let query = r#"{ action(by: { slug: "data" }) { description statusPrinted due raisedOn } }"#;
    let read = world.public().ask(query).await;
    assert_eq!(report(&world.person("police"), "data", true).await, "COMPLETE_PROPOSED");
    assert_eq!(heard(world.public()).await, published, "and not that it moved after");
    assert_eq!(world.public().ask(query).await, read);
    let moved = ["CREATED ACTION_UPDATE", "UPDATED ACTION"];
    assert_eq!(heard(world.person("nurse")).await, [&moved[..], &published, &moved].concat());
}

/// An action that the police owe to Nia and the board chases, raised at circulated minutes.
const CHASED: &str = r#"
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2015-03-10
    items: [{key: "4", number: "4", title: Programmes, part: OPEN}]
    minutes: [{edition: 1, status: CIRCULATED}]
actions:
  - slug: data
    board: board
    description: Send Nia the figures
    raised_at: march
    item: "4"
    raised: RECORDED
    status: CHASING
    owners: [{organisation: mps, person: officer}]
    beneficiaries: [{organisation: nia, person: worker}]
    updates:
      - {reported_on: 2015-04-01, by_organisation: mopac, text: Asked again., status: CHASING, note: {organisation: mopac, text: Third time.}}
      - {reported_on: 2015-05-01, by_organisation: mps, text: On its way., note: {organisation: mps, text: Legal hold.}}
"#;

fn chased() -> String {
    let members = "      - {person: worker, role: MEMBER, on_behalf_of: nia, from: 2015-01-01, basis: APPOINTED}\n";
    [&BOARD.replace("from: 2020-01-01", "from: 2015-01-01"), members, CHASED].concat()
}

async fn case_40_a_beneficiary_on_the_board_reads_the_chase(db: Database) {
    let world = cast(&db, &[&chased()]).await;
    let query = r#"{ action(by: { slug: "data" }) {
        status beneficiaries { organisation { slug } person { slug } } updates { nodes { text internalNote } }
    } }"#;
    let action = world.person("worker").ask(query).await["action"].clone();
    assert_eq!(action["status"], "CHASING");
    assert_eq!(action["beneficiaries"], json!([{ "organisation": { "slug": "nia" }, "person": { "slug": "worker" } }]));
    let history = json!([
        { "text": "Asked again.", "internalNote": null },
        { "text": "On its way.", "internalNote": null },
    ]);
    assert_eq!(action["updates"]["nodes"], history);
    // The right is the member's: Nia's other people, who sit nowhere, wait for publication like anybody.
    hidden(world.person("rival"), "action", "data").await;
}

async fn case_41_a_system_reads_what_its_own_organisation_owes_and_nobody_elses_notes(db: Database) {
    let world = db.demo().await;
    let query = r#"{ actions(filter: { ownerOrganisation: "mps", status: [CHASING] }) {
        totalCount nodes { slug updates { nodes { text internalNote } } }
    } }"#;
    let actions = world.scoped("mps-service", &["read:actions"]).ask(query).await["actions"].clone();
    assert_eq!(sorted(&actions["nodes"], "/slug"), ["act-2015-da-governance", "act-2015-mps-da-data-to-kis"]);
    for action in actions["nodes"].as_array().expect("actions") {
        assert_eq!(action["updates"]["nodes"].as_array().map(Vec::len), Some(1), "{action}");
        assert_eq!(action["updates"]["nodes"][0]["internalNote"], json!(null));
    }
    let noted = world.person("mopac-secretariat").ask(query).await["actions"].clone();
    assert!(noted.to_string().contains("No date of reply is recorded"), "there is a note to withhold");
}

async fn a_note_is_for_its_organisation_and_the_officers_of_the_board(db: Database) {
    let last = "text: Legal hold.}}\n";
    let silent = format!("{last}      - {{reported_on: 2015-06-01, by_organisation: mps, text: Sent.}}\n");
    let world = cast(&db, &[&chased().replace(last, &silent)]).await;
    let query = r#"{ action(by: { slug: "data" }) { updates { nodes { internalNote } } } }"#;
    // Where there is none, who would read it is not told that one is withheld, and others are told the same of each.
    for (who, notes, withheld) in [
        ("secretary", ["Third time.", "Legal hold.", ""], 0),
        ("chair", ["Third time.", "Legal hold.", ""], 0),
        ("police", ["", "Legal hold.", ""], 1),
        ("mps-system", ["", "Legal hold.", ""], 1),
        ("nurse", ["", "", ""], 3),
    ] {
        let answer = world.person(who).answer(query, Value::Null).await.1;
        assert_eq!(texts(&answer["data"]["action"]["updates"]["nodes"], "/internalNote"), notes, "{who}");
        let redactions = answer["extensions"]["redactions"].as_array().map_or(0, Vec::len);
        assert_eq!(redactions, withheld, "{who}: {answer:#}");
    }
}

/// Reports on an action as its reader sees it: the status it took, or the code of the refusal.
async fn report(who: &Asker<'_>, slug: &str, complete: bool) -> String {
    let action =
        who.ask(&format!(r#"{{ action(by: {{ slug: "{slug}" }}) {{ id version }} }}"#)).await["action"].clone();
    let mutation = r#"mutation($action: ID!, $version: Int!, $complete: Boolean!) {
        addActionUpdate(input: { action: $action, expectedVersion: $version, text: "Sent.", complete: $complete }) {
            action { status } userErrors { code }
        }
    }"#;
    // Who reads only what was published knows no version, and is refused whatever they say.
    let version = action["version"].as_i64().unwrap_or(1);
    let variables = json!({ "action": action["id"], "version": version, "complete": complete });
    let payload = who.ask_with(mutation, variables).await["addActionUpdate"].clone();
    let word = payload.pointer("/action/status").or(payload.pointer("/userErrors/0/code"));
    word.and_then(Value::as_str).unwrap_or_else(|| panic!("{payload}")).to_owned()
}

async fn case_44_an_owner_proposes_completion(db: Database) {
    let action = "
actions:
  - {slug: respect, board: board, description: Speak to Respect, raised: RECORDED, status: OPEN, owners: [{organisation: safelives}]}
";
    let world = cast(&db, &[BOARD, action]).await;
    assert_eq!(report(&world.person("guest"), "respect", true).await, "COMPLETE_PROPOSED");
    // The secretariat neither proposes it nor confirms it by a report: confirming is a deed of its own.
    assert_eq!(report(&world.person("secretary"), "respect", true).await, "FORBIDDEN");
    assert_eq!(report(&world.person("secretary"), "respect", false).await, "COMPLETE_PROPOSED");
    let status = r#"{ action(by: { slug: "respect" }) { status } }"#;
    assert_eq!(world.person("nurse").ask(status).await["action"]["status"], "COMPLETE_PROPOSED");
}

async fn case_45_a_partner_cannot_report_on_anothers_action(db: Database) {
    let world = db.demo().await;
    let evaw = world.person("evaw-cochair");
    assert_eq!(report(&evaw, "act-2015-da-governance", false).await, "FORBIDDEN");
    let now = r#"{ action(by: { slug: "act-2015-da-governance" }) { status version viewerCan { addUpdate } } }"#;
    let public = json!({ "status": null, "version": null, "viewerCan": { "addUpdate": false } });
    assert_eq!(evaw.ask(now).await["action"], public, "she reads what was published");
    let unchanged = json!({ "status": "CHASING", "version": 1, "viewerCan": { "addUpdate": true } });
    assert_eq!(world.person("mps-delegate").ask(now).await["action"], unchanged);
    // Chairs do not report either (W3): they ask an owner or the secretariat.
    let world = cast(&db, &[&chased()]).await;
    // The secretariat's own report is no answer to its chase; the owner's is (2.4).
    for (who, answer) in
        [("chair", "FORBIDDEN"), ("nurse", "FORBIDDEN"), ("secretary", "CHASING"), ("police", "IN_PROGRESS")]
    {
        assert_eq!(report(&world.person(who), "data", false).await, answer, "{who}");
    }
}

async fn case_46_an_owner_is_a_reference_and_not_a_printed_name(db: Database) {
    let action = "
actions:
  - slug: reply
    board: board
    description: Draft a reply
    raised: RECORDED
    status: OPEN
    status_printed: With Eaves
    owners: [{organisation: evaw}]
    updates: [{by_organisation: eaves, text: Eaves has it.}]
";
    let seat = "      - {person: principal, role: MEMBER, on_behalf_of: eaves, from: 2020-01-01, basis: APPOINTED}\n";
    let world = cast(&db, &[BOARD, seat, action]).await;
    let query = r#"{ action(by: { slug: "reply" }) { viewerCan { addUpdate } } }"#;
    let may = |can: bool| json!({ "viewerCan": { "addUpdate": can } });
    assert_eq!(world.person("principal").ask(query).await["action"], may(false));
    assert_eq!(report(&world.person("principal"), "reply", false).await, "FORBIDDEN");
    assert_eq!(world.person("chair").ask(query).await["action"], may(true));
    hidden(world.person("stand-in"), "action", "reply").await;
}

async fn case_83_a_system_reports_for_its_organisation_only_with_the_scope(db: Database) {
    let world = db.demo().await;
    let narrow = world.scoped("mps-service", &["read:actions"]);
    assert_eq!(report(&narrow, "act-2015-da-governance", true).await, "FORBIDDEN");
    let refused = r#"mutation($action: ID!) { addActionUpdate(input: { action: $action, expectedVersion: 1, text: "Sent." }) {
        userErrors { message } } }"#;
    let id = narrow.ask(r#"{ action(by: { slug: "act-2015-da-governance" }) { id } }"#).await["action"]["id"].clone();
    let said = narrow.ask_with(refused, json!({ "action": id })).await["addActionUpdate"]["userErrors"][0].clone();
    assert!(said["message"].as_str().is_some_and(|said| said.contains("`write:actions`")), "{said}");
    let whole = world.scoped("mps-service", &["read:actions", "write:actions"]);
    assert_eq!(report(&whole, "act-2015-da-governance", true).await, "COMPLETE_PROPOSED");
    assert_eq!(report(&whole, "act-2015-counter-narrative", true).await, "FORBIDDEN", "another organisation's");
    // A token cannot claim a scope that the account does not have.
    let claims = world.scoped("cps-service", &["read", "write:actions"]);
    assert_eq!(report(&claims, "act-2015-da-governance", true).await, "FORBIDDEN");
}

async fn r8_an_owner_reads_its_action_whether_member_or_not(db: Database) {
    let world = cast(&db, &[&chased()]).await;
    // The officer is of the police and not on the board; the meeting itself stays hidden.
    let query = r#"{ action(by: { slug: "data" }) { raisedAt { id } raisedUnder { id } updates { totalCount } } }"#;
    let action = world.person("officer").ask(query).await["action"].clone();
    assert_eq!(action, json!({ "raisedAt": null, "raisedUnder": null, "updates": { "totalCount": 2 } }));
    for who in ["clerk", "cps-system", "public"] {
        hidden(world.anybody(who), "action", "data").await;
    }
}

/// Published minutes of a meeting with one item, and an action raised there that EVAW owes.
fn raised(meeting: &str, item: &str) -> String {
    let records = r#"
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    MEETING
    items: [{key: "1", title: Closures, ITEM}]
    minutes: [{edition: 1, status: PUBLISHED}]
actions:
  - slug: call
    board: board
    description: Call
    raised_at: march
    item: "1"
    raised: RECORDED
    status: OPEN
    owners: [{organisation: evaw, person: chair, printed: PRINTED}]
"#;
    [BOARD, &records.replace("MEETING", meeting).replace("ITEM", item)].concat()
}

async fn r8_an_action_of_a_closed_item_is_for_those_who_read_the_item(db: Database) {
    let item = r"number: C1, part: CLOSED, closed_reason: paragraph 3, audience: [mps]";
    let world = cast(&db, &[&raised("mode: ONLINE", item).replace("PRINTED", "true")]).await;
    for who in ["police", "secretary", "chair"] {
        assert!(knows(world.person(who), "action", "call").await, "{who}");
    }
    for who in ["nurse", "prosecutor", "mps-system", "public"] {
        hidden(world.anybody(who), "action", "call").await;
        assert_eq!(world.anybody(who).ask("{ actions { totalCount } }").await["actions"]["totalCount"], 0, "{who}");
    }
}

async fn r8_an_action_under_an_item_hidden_by_its_marking_is_hidden_with_it(db: Database) {
    let item = r#"number: "1", part: OPEN, marking: {hmg_only: true}"#;
    let world = cast(&db, &[&raised("mode: ONLINE", item).replace("PRINTED", "true")]).await;
    hidden(world.public(), "action", "call").await;
    hidden(world.person("stranger"), "action", "call").await;
    hidden(world.person("nurse"), "action", "call").await;
    hidden(world.person("secretary"), "action", "call").await;
    assert!(knows(world.person("prosecutor"), "action", "call").await, "of a government department");
    assert!(knows(world.person("chair"), "action", "call").await, "of the organisation that owes it");
}

async fn r8_an_action_of_a_meeting_hidden_by_its_marking_is_hidden_with_it(db: Database) {
    for item in ["    item: \"1\"\n", ""] {
        let text = raised("marking: {organisations: [mps]}", r#"number: "1", part: OPEN"#).replace("PRINTED", "true");
        let world = cast(&db, &[&text.replace("    item: \"1\"\n", item)]).await;
        for who in ["public", "stranger", "nurse", "secretary"] {
            hidden(world.anybody(who), "action", "call").await;
        }
        assert!(knows(world.person("police"), "action", "call").await);
        assert!(knows(world.person("chair"), "action", "call").await, "an owner always does");
    }
}

async fn t3_a_person_who_owns_an_action_alone_loses_it_with_the_board(db: Database) {
    let members = "
      - {person: worker, role: MEMBER, on_behalf_of: nia, from: 2021-01-01, to: 2022-07-01, basis: APPOINTED}
      - {person: trainer, role: MEMBER, on_behalf_of: ikwro, from: 2021-01-01, to: 2022-01-01, basis: APPOINTED}
      - {person: trainer, role: OBSERVER, on_behalf_of: ikwro, from: 2022-02-01, basis: APPOINTED}
actions:
  - {slug: visit, board: board, description: A, raised: RECORDED, status: OPEN, owners: [{person: worker}]}
  - {slug: teach, board: board, description: B, raised: RECORDED, status: OPEN, owners: [{person: trainer}]}
  - {slug: advise, board: board, description: C, raised: RECORDED, status: OPEN, owners: [{person: rival}]}
";
    let world = cast(&db, &[BOARD.trim_end(), members]).await;
    world.at("2022-06-30T23:00:00Z");
    assert!(knows(world.person("worker"), "action", "visit").await);
    world.at("2022-07-01T00:00:00Z");
    hidden(world.person("worker"), "action", "visit").await;
    assert!(knows(world.person("trainer"), "action", "teach").await, "who has come back has it back");
    assert!(knows(world.person("rival"), "action", "advise").await, "who was never a member keeps what they own");
    assert_eq!(report(&world.person("rival"), "advise", false).await, "IN_PROGRESS");
}

/// T8, case 15: the secretariat arranges what it may not read.
async fn r8_no_office_reads_an_action_of_a_restricted_item_that_is_addressed_to_others(db: Database) {
    let item = r"number: R1, part: RESTRICTED, closed_reason: paragraph 7, marking: {recipients: [police]}";
    let text = raised("mode: ONLINE", item)
        .replace("organisation: evaw, person: chair, printed: PRINTED", "organisation: mps");
    let world = cast(&db, &[&text]).await;
    for who in ["secretary", "chair", "nurse", "public"] {
        hidden(world.anybody(who), "action", "call").await;
    }
    assert!(knows(world.person("police"), "action", "call").await);
    let world = cast(&db, &[&text.replace("[police]", "[police, secretary]")]).await;
    assert!(knows(world.person("secretary"), "action", "call").await, "as a recipient");
}

async fn r8_a_guest_knows_the_actions_of_the_items_they_read(db: Database) {
    let records = r#"
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    invitations:
      - {person: guest, organisation: safelives, capacity: GUEST, invited_on: 2022-02-20, items: ["1", "c1", "c2"]}
    items:
      - {key: "1", number: "1", title: Open, part: OPEN}
      - {key: c1, number: C1, title: Ours, part: CLOSED, closed_reason: paragraph 3, audience: [safelives]}
      - {key: c2, number: C2, title: Theirs, part: CLOSED, closed_reason: paragraph 3, audience: [mps]}
      - {key: "2", number: "2", title: Out of scope, part: OPEN}
    minutes: [{edition: 1, status: CIRCULATED}]
actions:
  - slug: open
    board: board
    description: A
    raised_at: march
    item: "1"
    raised: RECORDED
    status: IN_PROGRESS
    owners: [{organisation: mps, person: police}]
    updates: [{by_organisation: mps, text: Half of it is done., status: IN_PROGRESS}]
  - {slug: ours, board: board, description: A, raised_at: march, item: c1, raised: RECORDED, status: OPEN}
  - {slug: theirs, board: board, description: A, raised_at: march, item: c2, raised: RECORDED, status: OPEN}
  - {slug: beyond, board: board, description: A, raised_at: march, item: "2", raised: RECORDED, status: OPEN}
"#;
    let world = cast(&db, &[BOARD, records]).await;
    world.at("2022-03-20T09:00:00Z");
    let actions = world.person("guest").ask("{ actions { nodes { slug } } }").await["actions"]["nodes"].clone();
    assert_eq!(sorted(&actions, "/slug"), ["open", "ours"]);
    // A guest is no member: no progress, and no name that is not printed.
    let query = r#"{ action(by: { slug: "open" }) {
        status updates { totalCount } owners { nodes { organisation { slug } person { slug } } }
    } }"#;
    let seen = |status: Value, updates: u32, person: Value| {
        let owner = json!({ "organisation": { "slug": "mps" }, "person": person });
        json!({ "action": { "status": status, "updates": { "totalCount": updates }, "owners": { "nodes": [owner] } } })
    };
    assert_eq!(world.person("guest").ask(query).await, seen(json!(null), 0, json!(null)));
    let member = seen(json!("IN_PROGRESS"), 1, json!({ "slug": "police" }));
    assert_eq!(world.person("nurse").ask(query).await, member);
    let all = world.person("police").ask("{ actions { nodes { slug } } }").await["actions"]["nodes"].clone();
    assert_eq!(sorted(&all, "/slug"), ["beyond", "open", "theirs"]);
}

async fn r8_what_was_raised_under_no_item_is_not_public(db: Database) {
    let text = raised("mode: ONLINE", r#"number: "1", part: OPEN"#).replace("PRINTED", "true");
    let world = cast(&db, &[&text]).await;
    assert!(knows(world.public(), "action", "call").await);
    let world = cast(&db, &[&text.replace("    item: \"1\"\n", "")]).await;
    for who in ["public", "stranger", "cps-system"] {
        hidden(world.anybody(who), "action", "call").await;
    }
    for who in ["nurse", "secretary", "chair"] {
        assert!(knows(world.person(who), "action", "call").await, "{who}");
    }
}

async fn r8_what_is_due_at_a_hidden_meeting_does_not_tell_its_day(db: Database) {
    let records = r"
meetings:
  - {slug: march, board: board, status: HELD, held_on: 2022-03-07}
  - {slug: may, board: board, status: NOTIFIED, held_on: 2022-05-09}
actions:
  - {slug: call, board: board, description: A, raised: RECORDED, status: OPEN, due_meeting: march, owners: [{organisation: essex-police}]}
  - {slug: write, board: board, description: B, raised: RECORDED, status: OPEN, due_meeting: may, owners: [{organisation: essex-police}]}
  - {slug: wait, board: board, description: C, raised: RECORDED, status: OPEN, due: 2090, owners: [{organisation: essex-police}]}
  - {slug: late, board: board, description: D, raised: RECORDED, status: OPEN, due: 2022-01, due_meeting: may, owners: [{organisation: essex-police}]}
";
    let world = cast(&db, &[BOARD, records]).await;
    world.at("2022-04-01T09:00:00Z");
    let lists = "{
        all: actions { nodes { slug overdue } }
        late: actions(filter: { overdue: true }) { nodes { slug } }
        owed: actions(filter: { overdue: false }) { nodes { slug } }
        before: actions(filter: { dueBefore: \"2022-06-01\" }) { nodes { slug } }
    }";
    for (who, late, owed, before) in [
        ("nurse", "call late", "wait write", "call late write"),
        // The owner is no member: the meetings are hidden, and so is what their days would tell.
        ("stranger", "late", "call wait write", "late"),
    ] {
        let data = world.person(who).ask(lists).await;
        let slugs = |list: &str| sorted(&data[list]["nodes"], "/slug").join(" ");
        assert_eq!((slugs("late"), slugs("owed"), slugs("before")), (late.into(), owed.into(), before.into()), "{who}");
        let all = data["all"]["nodes"].as_array().expect("actions");
        let overdue = json!(all.iter().filter(|action| action["overdue"] == true).collect::<Vec<_>>());
        assert_eq!(sorted(&overdue, "/slug").join(" "), late, "{who}");
        assert_eq!(texts(&data["all"]["nodes"], "/slug")[..2], ["late", "wait"], "what is due at a meeting comes last");
    }
}

async fn r8_an_owner_is_named_to_the_public_only_when_the_minutes_print_the_name(db: Database) {
    let query = r#"{ action(by: { slug: "call" }) { owners { nodes { organisation { slug } person { slug } } } } }"#;
    let evaw = json!({ "slug": "evaw" });
    for (printed, person) in [("true", json!({ "slug": "advocate" })), ("false", json!(null))] {
        let text = raised("mode: ONLINE", r#"number: "1", part: OPEN"#).replace("PRINTED", printed);
        let world = cast(&db, &[&text.replace("person: chair, printed", "person: advocate, printed")]).await;
        let public = world.public().ask(query).await["action"]["owners"]["nodes"].clone();
        assert_eq!(public, json!([{ "organisation": evaw, "person": person }]), "printed: {printed}");
        let member = world.person("nurse").ask(query).await["action"]["owners"]["nodes"].clone();
        assert_eq!(member, json!([{ "organisation": evaw, "person": { "slug": "advocate" } }]));
        assert_eq!(knows(world.public(), "person", "advocate").await, printed == "true");
    }
}
