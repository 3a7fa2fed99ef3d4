//! The ledger of what was read: each reading of narrow content has its line before the answer leaves, whoever answers for
//! it can ask who saw what, and no line is changed afterwards without being found out.

use std::process::Output;

use futures_util::future::join_all;
use roundtable_tests::{Asker, Database, World};
use sea_orm::{ConnectionTrait as _, Database as Connection, DatabaseConnection, Statement};
use serde_json::{Value, json};

use crate::{
    cast::{BOARD, cast, texts},
    process::command,
};

crate::cases![
    case_14_what_is_read_of_narrow_content_is_written_down_and_nothing_else,
    case_19_what_is_read_under_an_agreement_says_its_purpose,
    case_75_a_lead_reads_who_in_the_organisation_read_an_item,
    case_77_a_person_reads_who_opened_their_contact_card,
    a_passage_that_a_search_shows_was_read,
    what_hangs_from_a_closed_item_is_as_narrow,
    what_is_not_shown_was_not_read,
    who_reads_what_others_did_leaves_a_line_too,
    what_cannot_be_written_down_does_not_leave,
    the_database_lets_nobody_change_a_line,
    whoever_changes_the_ledger_is_found_out,
    of_readers_and_writers_at_once_each_has_its_lines_and_the_chain_holds,
];

/// A meeting with an item that is closed, and minutes with a part of each kind.
const MARCH: &str = r#"
  - {person: commissioner, role: MEMBER, on_behalf_of: lb-bromley, from: 2020-01-01, basis: APPOINTED}
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    attendance:
      - {person: nurse, organisation: nhs, status: APOLOGIES, capacity: MEMBER, apology: A funeral.}
      - {person: police, organisation: mps, status: PRESENT, capacity: MEMBER}
    items:
      - {key: "1", number: "1", title: Lamps, part: OPEN}
      - {key: c1, number: C1, title: Tender, part: CLOSED, closed_reason: paragraph 3}
    minutes:
      - edition: 1
        status: AGREED
        sections:
          - {item: "1", part: OPEN, body: All of us.}
          - {item: c1, part: CLOSED, closed_reason: paragraph 3, body: Most of us.}
          - {item: "1", part: RESTRICTED, closed_reason: paragraph 7, body: Covert work., marking: {recipients: [police]}}
"#;

fn march() -> String {
    BOARD.trim_end().to_owned() + &MARCH.replacen("\n  - {person", "\n      - {person", 1)
}

const SECTIONS: &str = r#"{ meeting(by: { slug: "march" }) { minutes { sections { id part body } } } }"#;

/// What somebody reads of their own lines of reading, oldest first, as kind of record and of content.
async fn read_by(who: &Asker<'_>) -> Vec<String> {
    let query = "{ auditEvents(last: 100, filter: { operations: [CONSULTATION] }) {
        nodes { deed recordKind contentClass } } }";
    let lines = who.ask(query).await["auditEvents"]["nodes"].as_array().expect("lines").clone();
    let line = |line: &Value| {
        assert_eq!(line["deed"], Value::Null);
        format!("{} {}", line["recordKind"].as_str().expect("a kind"), line["contentClass"].as_str().expect("a class"))
    };
    lines.iter().rev().map(line).collect()
}

async fn case_14_what_is_read_of_narrow_content_is_written_down_and_nothing_else(db: Database) {
    let world = cast(&db, &[&march()]).await;
    let (police, nurse) = (world.person("police"), world.person("nurse"));
    // What they are is no secret of theirs, and what is open is nobody's.
    police.ask(r#"{ meeting(by: { slug: "march" }) { minutes { sections { part stub } } agendaItems { nodes { number } } } }"#).await;
    world.public().ask("{ boards { nodes { name } } }").await;
    assert_eq!(read_by(&police).await, [""; 0]);
    police.purpose("joint-improvement").ask(SECTIONS).await;
    let mut lines = read_by(&world.person("police")).await;
    lines.sort_unstable();
    assert_eq!(lines, ["MINUTE_SECTION CLOSED", "MINUTE_SECTION RESTRICTED"]);
    // Who is no recipient read no more than they were shown.
    nurse.ask(SECTIONS).await;
    assert_eq!(read_by(&nurse).await, ["MINUTE_SECTION CLOSED"]);
    world.at("2026-03-02T11:00:00Z");
    world.person("nurse").ask(r#"{ meeting(by: { slug: "march" }) { agendaItems { nodes { title result } } } }"#).await;
    assert_eq!(
        read_by(&world.person("nurse")).await,
        ["MINUTE_SECTION CLOSED", "AGENDA_ITEM CLOSED"],
        "once a request"
    );
    // A line says who, in whose name, what for, by which policy and in which request.
    let line = "{ auditEvents(last: 1) { nodes { at operation purpose policy requestId account { slug }
        actingFor { slug } record { id } } } }";
    let (_, answer) = world.person("police").answer(line, Value::Null).await;
    let line = &answer["data"]["auditEvents"]["nodes"][0];
    assert_eq!(line["policy"], answer["extensions"]["policyVersion"]);
    assert!(line["record"]["id"].is_string(), "{line}");
    assert_eq!(
        [&line["operation"], &line["purpose"], &line["account"]["slug"], &line["actingFor"]["slug"]],
        [&json!("CONSULTATION"), &json!("joint-improvement"), &json!("police"), &json!("mps")]
    );
    // Who runs the board reads of its closed parts; of the restricted one they know nothing.
    let run = "{ auditEvents(filter: { operations: [CONSULTATION] }) { nodes { account { slug } contentClass } } }";
    let lines = world.person("secretary").ask(run).await["auditEvents"]["nodes"].clone();
    assert_eq!(texts(&lines, "/contentClass"), ["CLOSED", "CLOSED", "CLOSED"]);
    assert_eq!(texts(&lines, "/account/slug"), ["nurse", "nurse", "police"]);
}

async fn case_19_what_is_read_under_an_agreement_says_its_purpose(db: Database) {
    let world = db.demo().await;
    let query = r#"{ meeting(by: { slug: "lvp-2013-09-11" }) { minutes { sections { part body } } } }"#;
    let cps = world.person("cps-delegate").purpose("joint-improvement");
    cps.ask(query).await;
    let lines = "{ auditEvents(first: 100) { nodes { purpose operation } } }";
    let lines = world.person("cps-delegate").ask(lines).await["auditEvents"]["nodes"].clone();
    assert!(lines.as_array().is_some_and(|lines| !lines.is_empty()));
    for line in lines.as_array().expect("lines") {
        assert_eq!(*line, json!({ "purpose": "joint-improvement", "operation": "CONSULTATION" }));
    }
}

async fn case_75_a_lead_reads_who_in_the_organisation_read_an_item(db: Database) {
    let world = cast(&db, &[&march()]).await;
    let items = r#"{ meeting(by: { slug: "march" }) { agendaItems { nodes { id title } } } }"#;
    for who in ["police", "nurse", "prosecutor"] {
        world.person(who).ask(items).await;
    }
    let item = world.person("police").ask(items).await["meeting"]["agendaItems"]["nodes"][1]["id"].clone();
    let saw = "query($record: ID!) { whoSaw(record: $record) { totalCount nodes { account { slug } actingFor { slug }
        recordKind record { id } } } }";
    let of = async |who: &str| world.person(who).ask_with(saw, json!({ "record": item })).await["whoSaw"].clone();
    let line = json!({ "account": { "slug": "police" }, "actingFor": { "slug": "mps" }, "recordKind": "AGENDA_ITEM",
        "record": null });
    // Who did it, not what it says: the lead does not sit on the board, and is told of no other organisation (case 76).
    assert_eq!(of("mps-lead").await, json!({ "totalCount": 2, "nodes": [line, line] }));
    assert_eq!(of("imkaan-lead").await["totalCount"], 0);
    // Whoever read it is told that they did, and not who else.
    assert_eq!(of("nurse").await["totalCount"], 1);
    // Of the four readings, and that the lead looked into them.
    let saw_by = ["mps-lead", "police", "prosecutor", "nurse", "police"];
    assert_eq!(texts(&of("chair").await["nodes"], "/account/slug"), saw_by);
    let (_, refused) = world.person("chair").answer(saw, json!({ "record": "x" })).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "VALIDATION");
}

async fn case_77_a_person_reads_who_opened_their_contact_card(db: Database) {
    let world = cast(&db, &[&march()]).await;
    let card = r#"{ person(by: { slug: "commissioner" }) { contactPoints { value } } }"#;
    let me = "{ aboutMe { totalCount nodes { contentClass actingFor { slug } account { slug } } } }";
    let shown = world.person("nurse").ask(card).await["person"]["contactPoints"].clone();
    assert_eq!(texts(&shown, "/value"), ["commissioner@bromley.example.org"]);
    // One's own card is nobody else's reading.
    let own = world.person("commissioner");
    own.ask(card).await;
    let line = json!({ "contentClass": "PERSONAL", "actingFor": { "slug": "nhs" }, "account": null });
    assert_eq!(own.ask(me).await["aboutMe"], json!({ "totalCount": 1, "nodes": [line] }));
    // Why somebody sent apologies is theirs, too.
    let why = r#"{ meeting(by: { slug: "march" }) { attendance { nodes { apologyReason } } } }"#;
    let reasons = world.person("secretary").ask(why).await["meeting"]["attendance"]["nodes"].clone();
    assert_eq!(texts(&reasons, "/apologyReason"), ["A funeral.", ""]);
    let line = json!({ "contentClass": "PERSONAL", "actingFor": { "slug": "mopac" }, "account": null });
    assert_eq!(world.person("nurse").ask(me).await["aboutMe"], json!({ "totalCount": 1, "nodes": [line] }));
    assert_eq!(world.person("police").ask(me).await["aboutMe"]["totalCount"], 0);
}

async fn a_passage_that_a_search_shows_was_read(db: Database) {
    let world = cast(&db, &[&march()]).await;
    let find = "{ search(text: \"covert\") { nodes { snippet { text } } } }";
    assert_eq!(world.person("nurse").ask(find).await["search"]["nodes"], json!([]));
    assert_eq!(world.person("police").ask(find).await["search"]["nodes"].as_array().map(Vec::len), Some(1));
    assert_eq!(read_by(&world.person("police")).await, ["MINUTE_SECTION RESTRICTED"]);
    assert_eq!(read_by(&world.person("nurse")).await, [""; 0]);
}

async fn what_hangs_from_a_closed_item_is_as_narrow(db: Database) {
    let more = r#"
actions:
  - {slug: bid, board: board, description: Bid, raised_at: march, item: c1, raised: RECORDED, status: OPEN, owners: [{organisation: mps}, {organisation: ikwro}], updates: [{reported_on: 2022-04-01, text: Sent.}]}
  - {slug: lamp, board: board, description: Lamp, raised_at: march, item: "1", raised: RECORDED, status: OPEN, owners: [{organisation: mps}], updates: [{reported_on: 2022-04-01, text: Lit.}]}
decisions:
  - {slug: award, text: Award, board: board, meeting: march, item: c1, decided: 2022-03-07}
  - {slug: light, text: Light, board: board, meeting: march, item: "1", decided: 2022-03-07}
papers:
  - {slug: bids, title: Bids, kind: REPORT, status: FINAL, board: board, summary: Three., items: [{meeting: march, item: c1}], comments: [{author: chair, at: 2022-03-01T10:00:00Z, body: Two., shared: true}]}
  - {slug: lights, title: Lights, kind: REPORT, status: FINAL, board: board, summary: Four., items: [{meeting: march, item: "1"}]}
"#;
    let world = cast(&db, &[&march(), more.trim_start()]).await;
    for (question, lines) in [
        ("{ actions(first: 100) { nodes { slug } } }", "ACTION CLOSED"),
        ("{ decisions(first: 100) { nodes { text } } }", "DECISION CLOSED"),
        ("{ papers(first: 100) { nodes { title } } }", "PAPER CLOSED"),
        ("{ papers(first: 100) { nodes { comments { nodes { body } } } } }", "PAPER CLOSED"),
    ] {
        let chair = world.person("chair");
        let before = read_by(&chair).await.len();
        chair.ask(question).await;
        assert_eq!(read_by(&chair).await[before..], [lines], "{question}");
    }
    let chair = world.person("chair");
    let update = r#"{ action(by: { slug: "bid" }) { updates { nodes { id } } } }"#;
    let update = chair.ask(update).await["action"]["updates"]["nodes"][0]["id"].clone();
    let before = read_by(&chair).await.len();
    let text = "query($id: ID!) { node(id: $id) { ... on ActionUpdate { text } } }";
    assert_eq!(chair.ask_with(text, json!({ "id": update })).await["node"]["text"], "Sent.");
    assert_eq!(read_by(&chair).await[before..], ["ACTION_UPDATE CLOSED"]);
    // Who owns it and sits on no board knows of no closed item, and no line of theirs tells them that there is one.
    let trainer = world.person("trainer");
    let own = trainer.ask("{ actions { nodes { slug raisedUnder { id } updates { nodes { text } } } } }").await;
    assert_eq!(texts(&own["actions"]["nodes"], "/slug"), ["bid"]);
    assert_eq!(own["actions"]["nodes"][0]["raisedUnder"], Value::Null);
    assert_eq!(read_by(&trainer).await, [""; 0]);
}

async fn what_is_not_shown_was_not_read(db: Database) {
    let marked = |slug: &str| {
        format!(
            "  - {{slug: {slug}, board: board, description: A, raised: RECORDED, status: OPEN, marking: {{recipients: [police]}}}}\n"
        )
    };
    let world = cast(&db, &[BOARD, "actions:\n", &marked("a"), &marked("b"), &marked("c")]).await;
    let police = world.person("police");
    // A page reads one row more than it shows.
    let page = police.ask("{ actions(first: 1) { nodes { slug } pageInfo { hasNextPage } } }").await["actions"].clone();
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
    assert_eq!(read_by(&police).await, ["ACTION RESTRICTED"]);
    police.ask("{ actions { totalCount } }").await;
    assert_eq!(read_by(&police).await.len(), 1, "a number says of none that it was read");
}

async fn who_reads_what_others_did_leaves_a_line_too(db: Database) {
    let world = cast(&db, &[&march()]).await;
    world.person("police").ask(SECTIONS).await;
    world.at("2026-03-02T11:00:00Z");
    assert_eq!(read_by(&world.person("police")).await.len(), 2, "one's own lines leave none");
    let all = "{ auditEvents { nodes { contentClass account { slug } } } }";
    assert_eq!(world.person("secretary").ask(all).await["auditEvents"]["nodes"].as_array().map(Vec::len), Some(1));
    world.at("2026-03-02T12:00:00Z");
    let lines = world.person("chair").ask(all).await["auditEvents"]["nodes"].clone();
    assert_eq!(texts(&lines, "/account/slug"), ["secretary", "police"]);
    assert_eq!(texts(&lines, "/contentClass"), ["LEDGER", "CLOSED"]);
}

async fn connect(db: &Database, world: &World) -> DatabaseConnection {
    Connection::connect(db.address(world.name()).as_str()).await.expect("the database opens")
}

async fn sql(connection: &DatabaseConnection, text: &str) {
    connection.execute_unprepared(text).await.unwrap_or_else(|cause| panic!("{text}: {cause}"));
}

async fn what_cannot_be_written_down_does_not_leave(db: Database) {
    let world = cast(&db, &[&march()]).await;
    let connection = connect(&db, &world).await;
    let (stop, go_on) = if db.is_postgres() {
        let stops =
            "CREATE FUNCTION stops() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$";
        let on = "CREATE TRIGGER stops BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION stops()";
        (vec![stops, on], "DROP TRIGGER stops ON audit_event")
    } else {
        let on = "CREATE TRIGGER stops BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'full'); END";
        (vec![on], "DROP TRIGGER stops")
    };
    for stop in stop {
        sql(&connection, stop).await;
    }
    let police = world.person("police");
    let (_, answer) = police.answer(SECTIONS, Value::Null).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAVAILABLE", "{answer}");
    assert!(!answer.to_string().contains("us."), "{answer}");
    // What leaves no line is answered all the same.
    police.ask("{ boards { nodes { name } } }").await;
    sql(&connection, go_on).await;
    police.ask(SECTIONS).await;
    assert_eq!(read_by(&police).await.len(), 2);
}

async fn the_database_lets_nobody_change_a_line(db: Database) {
    let world = cast(&db, &[&march()]).await;
    world.person("police").ask(SECTIONS).await;
    let connection = connect(&db, &world).await;
    for change in ["UPDATE audit_event SET purpose = 'other'", "DELETE FROM audit_event"] {
        let refused = connection.execute_unprepared(change).await.expect_err("the ledger is only appended to");
        assert!(refused.to_string().contains("the ledger is only appended to"), "{refused}");
    }
}

/// Runs a command on the ledger of a world; gives what it printed and how it ended.
async fn ledger(db: &Database, world: &World, arguments: &[&str]) -> (bool, String) {
    let (address, data) = (db.address(world.name()), db.folder().to_str().expect("a path of letters").to_owned());
    let mut run = command(&["ledger"], &[]);
    run.args(arguments).args(["--data-dir", &data, "--database-url", address.as_str()]);
    let ran = tokio::task::spawn_blocking(move || run.output()).await.expect("a thread");
    let Output { status, stdout, stderr } = ran.expect("the program runs");
    let said = if status.success() { stdout } else { stderr };
    (status.success(), String::from_utf8(said).expect("text"))
}

/// The line that a check says to keep.
fn mark(said: &str) -> String {
    said.trim_end().rsplit_once("--holds ").expect("a line to keep").1.to_owned()
}

async fn whoever_changes_the_ledger_is_found_out(db: Database) {
    let world = cast(&db, &[&march()]).await;
    assert_eq!(ledger(&db, &world, &["verify"]).await, (true, "The ledger has no line yet.\n".to_owned()));
    for who in ["police", "nurse", "prosecutor"] {
        world.person(who).ask(SECTIONS).await;
    }
    let (whole, said) = ledger(&db, &world, &["verify"]).await;
    assert!(
        whole && said.starts_with("Each line of the ledger follows from the one before it, up to line 4.\n"),
        "{said}"
    );
    let first = mark(&said);
    world.person("police").ask(SECTIONS).await;
    let (whole, said) = ledger(&db, &world, &["verify", "--holds", &first]).await;
    assert!(whole && said.contains("up to line 6."), "{said}");
    let last = mark(&said);
    // A copy says the same, without the database.
    let (_, copy) = ledger(&db, &world, &["export"]).await;
    assert_eq!(copy.lines().count(), 6);
    let file = db.folder().join(format!("ledger-{}.jsonl", world.name()));
    let path = file.to_str().expect("a path of letters");
    for (copy, whole) in [(copy.clone(), true), (copy.replacen("CLOSED", "MARKED", 1), false)] {
        std::fs::write(&file, copy).expect("written");
        let (found, said) = ledger(&db, &world, &["verify", "--copy", path, "--holds", &last]).await;
        assert_eq!(found, whole, "{said}");
    }
    std::fs::write(&file, "x\n").expect("written");
    assert!(ledger(&db, &world, &["verify", "--copy", path]).await.1.contains("not a line that"));
    // Somebody who may do anything to the database.
    let connection = connect(&db, &world).await;
    let triggers: &[&str] = if db.is_postgres() {
        &["DROP TRIGGER audit_event_stays ON audit_event"]
    } else {
        &["DROP TRIGGER audit_event_stays", "DROP TRIGGER audit_event_keeps"]
    };
    for trigger in triggers {
        sql(&connection, trigger).await;
    }
    sql(&connection, "CREATE TABLE kept AS SELECT * FROM audit_event").await;
    let swap = [
        "UPDATE audit_event SET seq = 99 WHERE seq = 3",
        "UPDATE audit_event SET seq = 3 WHERE seq = 4",
        "UPDATE audit_event SET seq = 4 WHERE seq = 99",
    ];
    for (changes, says) in [
        (&["UPDATE audit_event SET purpose = 'other' WHERE seq = 2"][..], "line 2 was changed"),
        (&["UPDATE audit_event SET hash = (SELECT hash FROM kept WHERE seq = 1) WHERE seq = 2"], "line 2 was changed"),
        (&["DELETE FROM audit_event WHERE seq = 3"], "line 3 is missing"),
        (&["DELETE FROM audit_event WHERE seq < 4"], "lines 1 to 3 are missing"),
        (&swap, "line 3 was changed"),
        (&["DELETE FROM audit_event WHERE seq = 6"], "line 6:"),
        (&["DELETE FROM audit_event"], "line 6:"),
    ] {
        for change in changes {
            sql(&connection, change).await;
        }
        let (whole, said) = ledger(&db, &world, &["verify", "--holds", &last]).await;
        assert!(!whole && said.contains(says), "{changes:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        sql(&connection, "DELETE FROM audit_event").await;
        sql(&connection, "INSERT INTO audit_event SELECT * FROM kept").await;
    }
    assert!(ledger(&db, &world, &["verify", "--holds", &last]).await.0);
}

async fn of_readers_and_writers_at_once_each_has_its_lines_and_the_chain_holds(db: Database) {
    let actions = "actions:\n  - {slug: lamps, board: board, description: Lamps, raised: RECORDED, status: OPEN, owners: [{organisation: mps}]}\n";
    let world = cast(&db, &[&march(), actions]).await;
    let police = world.person("police");
    let action = police.ask(r#"{ action(by: { slug: "lamps" }) { id } }"#).await["action"]["id"].clone();
    let report = async |n: usize| {
        // Whoever comes too late reads again.
        loop {
            let version = "query($id: ID!) { node(id: $id) { ... on Action { version } } }";
            let version = police.ask_with(version, json!({ "id": action })).await["node"]["version"].clone();
            let input = json!({ "action": action, "expectedVersion": version, "text": format!("Report {n}.") });
            let deed =
                "mutation($input: AddActionUpdateInput!) { addActionUpdate(input: $input) { userErrors { code } } }";
            let done = police.ask_with(deed, json!({ "input": input })).await["addActionUpdate"]["userErrors"].clone();
            if done == json!([]) {
                return;
            }
            assert_eq!(done[0]["code"], "CONFLICT");
        }
    };
    let readers = join_all((0..40).map(async |_| police.ask(SECTIONS).await));
    tokio::join!(readers, join_all((0..8).map(report)));
    let connection = connect(&db, &world).await;
    let count = "SELECT COUNT(*) AS n, MAX(seq) AS last, COUNT(deed) AS deeds FROM audit_event";
    let row = connection.query_one_raw(Statement::from_string(connection.get_database_backend(), count)).await;
    let row = row.expect("the ledger").expect("a row");
    let number = |name: &str| row.try_get::<i64>("", name).expect("a number");
    assert_eq!((number("n"), number("last"), number("deeds")), (88, 88, 8));
    let (whole, said) = ledger(&db, &world, &["verify"]).await;
    assert!(whole && said.contains("up to line 88."), "{said}");
}
