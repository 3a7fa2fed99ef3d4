//! Decided cases about minutes: who reads which edition in which state (R4, R5, R7, W1; cases 1 to 10, 23
//! and 80).

use roundtable_tests::{Asker, Database};
use serde_json::{Value, json};

use crate::cast::{BOARD, agenda, cast, hidden, knows, reads, sorted, texts};

crate::cases![
    publishing_announces_the_actions_that_come_before_the_public_and_no_other,
    case_01_the_public_sees_no_draft,
    case_02_a_member_who_was_there_reads_the_circulated_minutes,
    case_03_a_member_who_sent_apologies_reads_them_too,
    case_04_a_member_reads_no_draft,
    case_05_a_co_chair_reads_the_draft,
    case_07_a_co_chair_of_today_reads_drafts_of_meetings_she_attended_as_a_member,
    case_08_an_ordinary_member_reads_the_agreed_version_and_no_superseded_draft,
    case_09_the_public_reads_no_agreed_minutes_before_they_are_published,
    case_10_the_public_reads_the_published_page,
    case_23_the_public_count_of_items_has_no_gap_where_one_is_hidden,
    case_80_all_actions_completed_is_one_statement_beside_the_actions_that_are_listed,
    r4_a_system_reads_minutes_of_its_boards_once_agreed,
    r5_a_public_title_is_all_the_public_knows_of_a_closed_item,
    r7_each_circulated_edition_stays_readable_to_members_and_to_nobody_else,
    withdrawn_minutes_leave_the_public_and_stay_with_members,
    what_was_corrected_or_withdrawn_is_for_those_who_sat_there_alone,
];

const MARCH: &str = r#"
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    attendance:
      - {person: police, organisation: mps, status: PRESENT, capacity: MEMBER}
      - {person: councillor, organisation: london-councils, status: APOLOGIES, capacity: MEMBER}
      - {person: advocate, organisation: imkaan, status: PRESENT, capacity: MEMBER}
    items:
      - {key: "1", number: "1", title: Patrols, part: OPEN}
    minutes:
      - edition: 1
        status: DRAFT
        comments_due: 2022-03-28
        sections:
          - {item: "1", part: OPEN, body: Patrols were discussed.}
"#;

fn march(status: &str) -> String {
    [BOARD, &MARCH.replace("DRAFT", status)].concat()
}

fn patrols() -> Option<Vec<String>> {
    Some(vec!["OPEN: Patrols were discussed.".to_owned()])
}

async fn case_01_the_public_sees_no_draft(db: Database) {
    let world = cast(&db, &[&march("DRAFT")]).await;
    world.at("2022-03-08T09:00:00Z");
    hidden(world.public(), "meeting", "march").await;
    let data = world.public().ask("{ meetings { totalCount } changes(first: 100) { nodes { recordKind } } }").await;
    assert_eq!(data["meetings"]["totalCount"], 0);
    assert!(!texts(&data["changes"]["nodes"], "/recordKind").contains(&"MINUTES".to_owned()));
}

// The deed of commenting comes later; the day until which it is open is there to read.
async fn case_02_a_member_who_was_there_reads_the_circulated_minutes(db: Database) {
    let world = cast(&db, &[&march("CIRCULATED")]).await;
    world.at("2022-03-14T09:00:00Z");
    assert_eq!(reads(world.person("police"), "march").await, patrols());
    let query = r#"{ meeting(by: { slug: "march" }) { minutes { status commentsDue } } }"#;
    let minutes = world.person("police").ask(query).await["meeting"]["minutes"].clone();
    assert_eq!(minutes, json!({ "status": "CIRCULATED", "commentsDue": "2022-03-28" }));
    assert_eq!(reads(world.public(), "march").await, None);
}

async fn case_03_a_member_who_sent_apologies_reads_them_too(db: Database) {
    let world = cast(&db, &[&march("CIRCULATED")]).await;
    world.at("2022-03-14T09:00:00Z");
    assert_eq!(reads(world.person("councillor"), "march").await, patrols());
}

async fn case_04_a_member_reads_no_draft(db: Database) {
    let world = cast(&db, &[&march("DRAFT")]).await;
    assert!(knows(world.person("advocate"), "meeting", "march").await);
    assert_eq!(reads(world.person("advocate"), "march").await, None);
}

async fn case_05_a_co_chair_reads_the_draft(db: Database) {
    let world = cast(&db, &[&march("DRAFT")]).await;
    assert_eq!(reads(world.person("chair"), "march").await, patrols());
    assert_eq!(reads(world.person("secretary"), "march").await, patrols());
}

const EDITIONS: &str =
    r#"{ meeting(by: { slug: "lvb-2022-03-07" }) { editions { totalCount nodes { edition status } } } }"#;

async fn case_07_a_co_chair_of_today_reads_drafts_of_meetings_she_attended_as_a_member(db: Database) {
    let world = db.demo().await;
    let both = json!({ "totalCount": 2, "nodes": [
        { "edition": 2, "status": "PUBLISHED" }, { "edition": 1, "status": "DRAFT" },
    ] });
    let one = json!({ "totalCount": 1, "nodes": [{ "edition": 2, "status": "PUBLISHED" }] });
    for (day, editions) in [("2022-12-04T12:00:00Z", one), ("2022-12-05T00:00:00Z", both)] {
        world.at(day);
        let data = world.person("evaw-cochair").ask(EDITIONS).await;
        assert_eq!(data["meeting"]["editions"], editions, "on {day}");
    }
    // Not only that there is a draft: its own words, which the agreed version replaced.
    let words = r#"{ meeting(by: { slug: "lvb-2022-03-07" }) {
        editions(filter: { status: DRAFT }) { nodes { sections { stub body } } }
    } }"#;
    let drafts = world.person("evaw-cochair").ask(words).await["meeting"]["editions"]["nodes"].clone();
    let bodies = texts(&drafts[0]["sections"], "/body");
    assert_eq!((bodies.len(), bodies[0].as_str()), (7, "Welcome by the Chair."));
    assert!(bodies.iter().all(|body| !body.is_empty()), "{bodies:?}");
}

async fn case_08_an_ordinary_member_reads_the_agreed_version_and_no_superseded_draft(db: Database) {
    let world = db.demo().await;
    let draft =
        r#"{ meeting(by: { slug: "lvb-2022-03-07" }) { editions(filter: { status: DRAFT }) { nodes { id } } } }"#;
    let draft = world.person("evaw-cochair").ask(draft).await["meeting"]["editions"]["nodes"][0]["id"].clone();
    let nurse = world.person("nhs-delegate");
    let editions = nurse.ask(EDITIONS).await["meeting"]["editions"].clone();
    assert_eq!(editions, json!({ "totalCount": 1, "nodes": [{ "edition": 2, "status": "PUBLISHED" }] }));
    let by_id = "query($id: ID!) { node(id: $id) { id } }";
    assert_eq!(nurse.ask_with(by_id, json!({ "id": draft })).await["node"], json!(null), "the id alone opens nothing");
}

async fn case_09_the_public_reads_no_agreed_minutes_before_they_are_published(db: Database) {
    let world = db.demo().await;
    hidden(world.public(), "meeting", "lvb-2022-12-05").await;
    assert!(reads(world.person("nhs-delegate"), "lvb-2022-12-05").await.is_some(), "they are there for members");
}

async fn case_10_the_public_reads_the_published_page(db: Database) {
    let world = db.demo().await;
    let query = r#"{ meeting(by: { slug: "lvb-2022-03-07" }) {
        minutes { status publicationType publishedAt sections { part body } }
        attendance(filter: { status: PRESENT }, first: 1) { totalCount nodes { person { displayName } } }
    } }"#;
    let meeting = world.public().ask(query).await["meeting"].clone();
    let minutes = &meeting["minutes"];
    assert_eq!((&minutes["status"], &minutes["publicationType"]), (&json!("PUBLISHED"), &json!("General")));
    assert_eq!(minutes["publishedAt"], "2022-03-07T00:00:00Z");
    assert_eq!(texts(&minutes["sections"], "/part"), ["OPEN"; 7], "seven open sections and nothing else");
    assert!(texts(&minutes["sections"], "/body").iter().all(|body| !body.is_empty()));
    assert_eq!(meeting["attendance"]["totalCount"], 18);
    assert_eq!(meeting["attendance"]["nodes"][0]["person"]["displayName"], "Diana Luchford");
}

const SEPTEMBER: &str = r#"
meetings:
  - slug: september
    board: board
    status: MINUTED
    held_on: 2021-09-11
    items:
      - {key: "1", number: "1", title: Welcome, part: OPEN}
      - {key: c1, number: C1, title: Late payments, PUBLIC part: CLOSED, closed_reason: paragraph 3}
      - {key: "2", number: "2", title: Closures, part: OPEN}
      - {key: r1, number: R1, title: Covert, part: RESTRICTED, closed_reason: paragraph 7, marking: {recipients: [police]}}
      - {key: "3", number: "3", title: Any other business, part: OPEN}
    minutes:
      - {edition: 1, status: PUBLISHED}
"#;

async fn case_23_the_public_count_of_items_has_no_gap_where_one_is_hidden(db: Database) {
    let world = cast(&db, &[BOARD, &SEPTEMBER.replace("PUBLIC", "")]).await;
    assert_eq!(agenda(world.public(), "september").await, ["1", "2", "3"]);
    assert_eq!(agenda(world.person("nurse"), "september").await, ["1", "C1", "2", "3"]);
    assert_eq!(agenda(world.person("police"), "september").await, ["1", "C1", "2", "R1", "3"]);
}

async fn case_80_all_actions_completed_is_one_statement_beside_the_actions_that_are_listed(db: Database) {
    let world = db.demo().await;
    world.at("2022-12-12T09:00:00Z");
    let query = r#"{
        action(by: { slug: "act-2022-12-all" }) {
            description status statusPrinted raisedAt { slug } owners { totalCount } updates { nodes { text } }
        }
        september: meeting(by: { slug: "lvb-2022-09-05" }) { actions { nodes { slug } } }
        december: meeting(by: { slug: "lvb-2022-12-05" }) { actions { nodes { slug } } }
    }"#;
    let data = world.person("imkaan-delegate").ask(query).await;
    let statement = json!({
        "description": "All actions of 5 September 2022; their text is not published",
        "status": "COMPLETE", "statusPrinted": "all completed",
        "raisedAt": { "slug": "lvb-2022-09-05" }, "owners": { "totalCount": 0 },
        "updates": { "nodes": [{ "text": "All were reported done." }] },
    });
    assert_eq!(data["action"], statement);
    // Nobody made single actions of a sentence; those that the minutes of December tell of are there.
    assert_eq!(texts(&data["september"]["actions"]["nodes"], "/slug"), ["act-2022-12-all"]);
    assert_eq!(texts(&data["december"]["actions"]["nodes"], "/slug"), ["act-2022-12-disproportionality"]);
    hidden(world.public(), "action", "act-2022-12-all").await;
}

async fn r5_a_public_title_is_all_the_public_knows_of_a_closed_item(db: Database) {
    let world = cast(&db, &[BOARD, &SEPTEMBER.replace("PUBLIC", "public_title: Providers,")]).await;
    let query = r#"{ meeting(by: { slug: "september" }) {
        agendaItems { nodes { number part stub title closedReason result } }
    } }"#;
    let data = world.public().ask(query).await;
    let stub = json!({
        "number": "C1", "part": "CLOSED", "stub": true, "title": "Providers", "closedReason": null, "result": null,
    });
    assert_eq!(data["meeting"]["agendaItems"]["nodes"][1], stub);
}

async fn r4_a_system_reads_minutes_of_its_boards_once_agreed(db: Database) {
    for (status, read) in [("DRAFT", None), ("CIRCULATED", None), ("AGREED", patrols()), ("PUBLISHED", patrols())] {
        let world = cast(&db, &[&march(status)]).await;
        assert_eq!(reads(world.person("mps-system"), "march").await, read, "{status}");
        let without_seat = if status == "PUBLISHED" { patrols() } else { None };
        assert_eq!(reads(world.person("nia-system"), "march").await, without_seat, "{status}, no seat");
    }
}

async fn r7_each_circulated_edition_stays_readable_to_members_and_to_nobody_else(db: Database) {
    let second = "      - {edition: 2, status: PUBLISHED, sections: [{item: '1', part: OPEN, body: Agreed text.}]}\n";
    let world = cast(&db, &[&march("CIRCULATED"), second]).await;
    let query = r#"{ meeting(by: { slug: "march" }) { editions { nodes { status } } } }"#;
    for (who, editions) in [("police", vec!["PUBLISHED", "CIRCULATED"]), ("public", vec!["PUBLISHED"])] {
        let data = world.anybody(who).ask(query).await;
        assert_eq!(texts(&data["meeting"]["editions"]["nodes"], "/status"), editions, "{who}");
    }
    assert_eq!(reads(world.person("police"), "march").await, Some(vec!["OPEN: Agreed text.".to_owned()]));
}

async fn withdrawn_minutes_leave_the_public_and_stay_with_members(db: Database) {
    let world = cast(&db, &[&march("WITHDRAWN")]).await;
    hidden(world.public(), "meeting", "march").await;
    hidden(world.person("worker"), "meeting", "march").await;
    assert_eq!(reads(world.person("nurse"), "march").await, patrols());
}

async fn publishing_announces_the_actions_that_come_before_the_public_and_no_other(db: Database) {
    let world = db.demo().await;
    let secretary = world.person("mopac-secretariat");
    let before = crate::feed::head(&secretary).await;
    crate::feed::publish(&secretary, "lvb-2022-12-05").await;
    let feed = format!("{{ changes(after: \"{before}\", kinds: [ACTION]) {{ nodes {{ kind record {{ id }} }} }} }}");
    let told = secretary.ask(&feed).await["changes"]["nodes"].clone();
    let raised = r#"{ meeting(by: { slug: "lvb-2022-12-05" }) { actions { nodes { id } } } }"#;
    let (all, public) = (secretary.ask(raised).await, world.public().ask(raised).await);
    let ids = |actions: &Value| sorted(&actions["meeting"]["actions"]["nodes"], "/id");
    assert!(ids(&public).len() < ids(&all).len(), "one was raised in a closed part");
    assert_eq!(sorted(&told, "/record/id"), ids(&public));
    assert!(texts(&told, "/kind").iter().all(|kind| kind == "PUBLISHED"));
}

async fn what_was_corrected_or_withdrawn_is_for_those_who_sat_there_alone(db: Database) {
    let late = "      - {person: transport, role: MEMBER, on_behalf_of: tfl, from: 2024-01-01, basis: APPOINTED}\n";
    let guest = "    invitations: [{person: guest, organisation: safelives, capacity: GUEST, invited_on: 2022-03-01, items: [\"1\"]}]\n    items:";
    let second = "      - {edition: 2, status: SECOND, agreed_on: 2026-02-20, sections: [{item: \"1\", part: OPEN, body: Corrected.}]}\n";
    let editions = async |who: Asker<'_>| {
        let query = r#"{ meeting(by: { slug: "march" }) { editions { nodes { edition } } } }"#;
        let data = who.ask(query).await["meeting"]["editions"]["nodes"].clone();
        data.as_array().map_or(0, |nodes| nodes.iter().filter_map(|node| node["edition"].as_u64()).sum::<u64>())
    };
    for (first, later, read) in [
        // The sum of the editions that each reads: 1, 2 or both.
        ("AGREED", "AGREED", [("police", 3), ("mps-system", 2), ("transport", 2), ("guest", 3), ("public", 0)]),
        ("PUBLISHED", "PUBLISHED", [("police", 3), ("mps-system", 2), ("transport", 2), ("guest", 3), ("public", 2)]),
        ("PUBLISHED", "WITHDRAWN", [("police", 3), ("mps-system", 0), ("transport", 0), ("guest", 0), ("public", 0)]),
    ] {
        let meeting = MARCH
            .replace("DRAFT", first)
            .replace("comments_due: 2022-03-28", "agreed_on: 2026-02-20")
            .replace("    items:", guest);
        let world = cast(&db, &[BOARD, late, &meeting, second.replace("SECOND", later).as_str()]).await;
        for (who, sum) in read {
            assert_eq!(editions(world.anybody(who)).await, sum, "{who}, {first}, {later}");
        }
    }
}
