//! Decided cases about closed and restricted parts and about markings (decision step 3, R3, R5, R6, T8; cases 13 to 20
//! and 66): what no office opens, what only the named read, and what a token or an account never reads.

use roundtable_tests::{Database, World};
use serde_json::json;

use crate::cast::{BOARD, agenda, cast, hidden, knows, reads, texts};

crate::cases![
    case_13_a_member_who_is_no_recipient_reads_the_item_without_its_restricted_passage,
    case_14_a_recipient_reads_the_restricted_passage,
    case_15_the_secretariat_does_not_inherit_a_restricted_passage,
    case_17_a_colleague_added_to_the_recipients_reads_and_another_does_not,
    case_20_a_system_reads_no_closed_part,
    case_66_the_public_reads_no_closed_counts,
    t8_no_role_and_no_account_inherits_a_place_among_recipients,
    r6_the_author_reads_the_restricted_part_they_wrote,
    r6_a_part_of_an_edition_that_is_withheld_opens_no_meeting,
    r5_a_closed_part_without_an_audience_is_for_current_members_and_a_stub_for_observers,
    r5_members_outside_the_audience_get_a_stub_and_chairs_the_text,
    organisation_use_only_is_for_people_of_the_organisation_and_for_systems_with_the_scope,
    organisation_use_only_binds_chairs_and_secretariat_too,
    hmg_use_only_is_for_government_departments,
    a_marking_on_a_meeting_hides_all_of_it,
    r3_a_case_conference_is_closed_to_the_public_and_to_systems_even_when_published,
    an_administrator_reads_no_content,
    a_token_for_actions_reads_actions_and_nothing_else,
];

const PASSAGE: &str = "covert work";

/// What a persona reads in item 4 of the Panel of 11 September 2013: how many sections, and whether the passage.
async fn item_4(world: &World, who: &str) -> (usize, bool) {
    let query = r#"{ meeting(by: { slug: "lvp-2013-09-11" }) { minutes { sections { item { number } body } } } }"#;
    let data = world.anybody(who).ask(query).await;
    let sections = data["meeting"]["minutes"]["sections"].as_array().expect("sections");
    let item: Vec<_> = sections.iter().filter(|section| section["item"]["number"] == "4").collect();
    let passage = |section: &&&serde_json::Value| section["body"].as_str().is_some_and(|body| body.contains(PASSAGE));
    (item.len(), item.iter().any(|section| passage(&section)))
}

async fn case_13_a_member_who_is_no_recipient_reads_the_item_without_its_restricted_passage(db: Database) {
    let world = db.demo().await;
    // The demonstration's delegates of today have no seat on the Panel of 2013 and read what the public reads.
    for who in ["evaw-cochair", "imkaan-delegate", "public"] {
        assert_eq!(item_4(&world, who).await, (1, false), "{who}");
    }
    // Who sat there and sits on the board still reads no more: having heard it opens no record of it.
    let present = "held_on: 2022-03-07
    attendance:
      - {person: advocate, organisation: imkaan, status: PRESENT, capacity: MEMBER}
      - {person: police, organisation: mps, status: PRESENT, capacity: MEMBER}";
    for status in ["CIRCULATED", "AGREED", "PUBLISHED"] {
        let restricted = "part: RESTRICTED, closed_reason: paragraph 7, marking: {recipients: [police]}";
        let text = meeting(status, restricted).replace("held_on: 2022-03-07", present);
        let world = cast(&db, &[&text]).await;
        assert_eq!(reads(world.person("advocate"), "march").await, open(), "{status}");
        assert_eq!(reads(world.person("police"), "march").await, and("RESTRICTED: Some of us."), "{status}");
        assert!(knows(world.person("advocate"), "meeting", "march").await);
    }
}

// The record of consultation comes with the ledger's queries.
async fn case_14_a_recipient_reads_the_restricted_passage(db: Database) {
    let world = db.demo().await;
    for who in ["mps-delegate", "cps-delegate"] {
        assert_eq!(item_4(&world, who).await, (2, true), "{who}");
    }
}

async fn case_15_the_secretariat_does_not_inherit_a_restricted_passage(db: Database) {
    let world = db.demo().await;
    assert_eq!(item_4(&world, "mopac-secretariat").await, (1, false));
}

/// A meeting with one open section and one of the test's own.
fn meeting(status: &str, section: &str) -> String {
    let meeting = r#"
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    items:
      - {key: "1", number: "1", title: Closures, part: OPEN}
    minutes:
      - edition: 1
        status: STATUS
        sections:
          - {item: "1", part: OPEN, body: All of us.}
          - {item: "1", body: Some of us., SECTION}
"#;
    [BOARD, &meeting.replace("STATUS", status).replace("SECTION", section)].concat()
}

fn open() -> Option<Vec<String>> {
    Some(vec!["OPEN: All of us.".to_owned()])
}

fn and(second: &str) -> Option<Vec<String>> {
    Some(vec!["OPEN: All of us.".to_owned(), second.to_owned()])
}

// The chair's deed of adding a name comes later: here the list stands before and after it.
async fn case_17_a_colleague_added_to_the_recipients_reads_and_another_does_not(db: Database) {
    let listed = "part: RESTRICTED, closed_reason: paragraph 7, marking: {recipients: [prosecutor, clerk]}";
    for (recipients, clerk) in
        [(listed.replace(", clerk", ""), None), (listed.to_owned(), Some("RESTRICTED: Some of us."))]
    {
        let world = cast(&db, &[&meeting("CIRCULATED", &recipients)]).await;
        assert_eq!(reads(world.person("prosecutor"), "march").await, and("RESTRICTED: Some of us."));
        // The clerk does not sit on the board: a name among the recipients opens the passage and nothing beside it.
        assert_eq!(reads(world.person("clerk"), "march").await, clerk.map(|line| vec![line.to_owned()]));
        assert_eq!(reads(world.person("officer"), "march").await, None);
    }
}

async fn case_20_a_system_reads_no_closed_part(db: Database) {
    let world = db.demo().await;
    // The seat of the CPS on the Panel was current in 2014.
    world.at("2014-01-10T09:00:00Z");
    let parts = |who: &'static str, meeting: &'static str| {
        let world = &world;
        async move {
            let query =
                format!(r#"{{ meeting(by: {{ slug: "{meeting}" }}) {{ minutes {{ sections {{ part }} }} }} }}"#);
            texts(&world.person(who).ask(&query).await["meeting"]["minutes"]["sections"], "/part")
        }
    };
    assert_eq!(parts("cps-service", "lvp-2013-09-11").await, ["OPEN"; 8]);
    world.at("2023-01-10T09:00:00Z");
    assert_eq!(
        parts("cps-service", "lvb-2022-12-05").await,
        ["OPEN"; 8],
        "not even the part whose audience is the CPS"
    );
    assert_eq!(parts("cps-delegate", "lvb-2022-12-05").await.iter().filter(|part| *part == "CLOSED").count(), 2);
}

async fn case_66_the_public_reads_no_closed_counts(db: Database) {
    let world = db.demo().await;
    let query = r#"{ meeting(by: { slug: "lvp-2013-09-11" }) { minutes { sections { part body } } } }"#;
    let sections = world.public().ask(query).await["meeting"]["minutes"]["sections"].clone();
    assert_eq!(texts(&sections, "/part"), ["OPEN"; 8]);
    let bodies = texts(&sections, "/body").concat();
    assert!(bodies.contains("genital mutilation"), "the open part of the same item is there");
    for count in ["Eight cases", "four of them new", "six London cases"] {
        assert!(!bodies.contains(count), "{count}");
    }
}

async fn t8_no_role_and_no_account_inherits_a_place_among_recipients(db: Database) {
    let restricted = "part: RESTRICTED, closed_reason: paragraph 7, marking: {recipients: [police]}";
    let world = cast(&db, &[&meeting("PUBLISHED", restricted)]).await;
    assert_eq!(reads(world.person("police"), "march").await, and("RESTRICTED: Some of us."));
    for who in ["chair", "secretary", "officer", "mps-system", "cps-cleared", "public"] {
        assert_eq!(reads(world.anybody(who), "march").await, open(), "{who}");
    }
    assert_eq!(reads(world.person("administrator"), "march").await, None);
}

async fn r6_the_author_reads_the_restricted_part_they_wrote(db: Database) {
    let restricted = "part: RESTRICTED, closed_reason: paragraph 7, author: nurse, marking: {recipients: [police]}";
    let world = cast(&db, &[&meeting("CIRCULATED", restricted)]).await;
    assert_eq!(reads(world.person("nurse"), "march").await, and("RESTRICTED: Some of us."));
    assert_eq!(reads(world.person("advocate"), "march").await, open());
}

async fn r6_a_part_of_an_edition_that_is_withheld_opens_no_meeting(db: Database) {
    // The clerk is of the government and the stranger is not; neither sits on the board.
    let listed = "part: RESTRICTED, closed_reason: paragraph 7, marking: {recipients: [stranger, clerk]}";
    let circulated = meeting("CIRCULATED", listed);
    let withheld = circulated.replacen(
        "        status: CIRCULATED\n",
        "        status: CIRCULATED\n        marking: {hmg_only: true}\n",
        1,
    );
    for (text, stranger) in [(&circulated, true), (&withheld, false)] {
        let world = cast(&db, &[text]).await;
        assert!(knows(world.person("clerk"), "meeting", "march").await);
        if stranger {
            assert!(knows(world.person("stranger"), "meeting", "march").await);
        } else {
            hidden(world.person("stranger"), "meeting", "march").await;
        }
    }
}

async fn r5_a_closed_part_without_an_audience_is_for_current_members_and_a_stub_for_observers(db: Database) {
    let text = meeting("CIRCULATED", "part: CLOSED, closed_reason: paragraph 3");
    let observer =
        "      - {person: observer, role: OBSERVER, on_behalf_of: nhs, from: 2020-01-01, basis: APPOINTED}\n";
    let world = cast(&db, &[&text.replace("\nmeetings:", &format!("{observer}\nmeetings:"))]).await;
    for who in ["police", "nurse", "chair", "secretary"] {
        assert_eq!(reads(world.person(who), "march").await, and("CLOSED: Some of us."), "{who}");
    }
    assert_eq!(reads(world.person("observer"), "march").await, and("CLOSED stub"));
}

async fn r5_members_outside_the_audience_get_a_stub_and_chairs_the_text(db: Database) {
    let closed = "part: CLOSED, closed_reason: paragraph 3, audience: [mps]";
    let world = cast(&db, &[&meeting("PUBLISHED", closed)]).await;
    for (who, line) in [("police", "CLOSED: Some of us."), ("chair", "CLOSED: Some of us."), ("nurse", "CLOSED stub")] {
        assert_eq!(reads(world.person(who), "march").await, and(line), "{who}");
    }
    // The officer is of the organisation and not of the board: an audience narrows membership, it does not replace it.
    for who in ["officer", "mps-system", "public"] {
        assert_eq!(reads(world.anybody(who), "march").await, open(), "{who}");
    }
    let stub = r#"{ meeting(by: { slug: "march" }) { minutes { sections { part stub closedReason speakers } } } }"#;
    let sections = world.person("nurse").ask(stub).await["meeting"]["minutes"]["sections"].clone();
    assert_eq!(sections[1], json!({ "part": "CLOSED", "stub": true, "closedReason": null, "speakers": null }));
}

async fn organisation_use_only_is_for_people_of_the_organisation_and_for_systems_with_the_scope(db: Database) {
    let world = cast(&db, &[&meeting("AGREED", "part: OPEN, marking: {organisations: [cps]}")]).await;
    let both = and("OPEN: Some of us.");
    assert_eq!(reads(world.person("prosecutor"), "march").await, both);
    assert_eq!(reads(world.person("cps-system"), "march").await, open(), "a system needs the scope read:use-only");
    assert_eq!(reads(world.person("cps-cleared"), "march").await, both);
    assert_eq!(reads(world.scoped("cps-cleared", &["read"]), "march").await, open(), "and so does its token");
    assert_eq!(reads(world.person("nurse"), "march").await, open());
}

async fn organisation_use_only_binds_chairs_and_secretariat_too(db: Database) {
    let closed = "part: CLOSED, closed_reason: paragraph 7, audience: [mps], marking: {organisations: [mps]}";
    let world = cast(&db, &[&meeting("AGREED", closed)]).await;
    assert_eq!(reads(world.person("police"), "march").await, and("CLOSED: Some of us."));
    for who in ["chair", "secretary", "nurse"] {
        assert_eq!(reads(world.person(who), "march").await, open(), "{who}: a marking leaves no stub");
    }
}

async fn hmg_use_only_is_for_government_departments(db: Database) {
    let world = cast(&db, &[&meeting("PUBLISHED", "part: OPEN, marking: {hmg_only: true}")]).await;
    assert_eq!(reads(world.person("prosecutor"), "march").await, and("OPEN: Some of us."));
    // Open point (a) of the domain model: police, councils and the voluntary sector are not HMG.
    for who in ["police", "councillor", "advocate", "chair", "secretary", "public"] {
        assert_eq!(reads(world.anybody(who), "march").await, open(), "{who}");
    }
}

async fn a_marking_on_a_meeting_hides_all_of_it(db: Database) {
    let text = meeting("PUBLISHED", "part: OPEN");
    let marked = text.replace("held_on: 2022-03-07", "held_on: 2022-03-07\n    marking: {organisations: [mps, cps]}");
    let world = cast(&db, &[&marked]).await;
    for who in ["police", "prosecutor"] {
        assert_eq!(reads(world.person(who), "march").await, and("OPEN: Some of us."), "{who}");
    }
    for who in ["nurse", "chair", "secretary", "public"] {
        hidden(world.anybody(who), "meeting", "march").await;
        let changes = world.anybody(who).ask("{ changes(first: 100) { nodes { recordKind } } }").await;
        let kinds = texts(&changes["changes"]["nodes"], "/recordKind");
        assert!(!kinds.iter().any(|kind| kind == "MEETING" || kind == "MINUTES"), "{who}: {kinds:?}");
    }
}

async fn r3_a_case_conference_is_closed_to_the_public_and_to_systems_even_when_published(db: Database) {
    let text = meeting("PUBLISHED", "part: OPEN").replace("kind: BOARD", "kind: CASE_CONFERENCE");
    let text = text.replace("held_on: 2022-03-07", "held_on: 2022-03-07\n    agenda_public: true\n    venue: Room 9");
    let action = "
actions:
  - {slug: call, board: board, description: Call, raised_at: march, raised: RECORDED, status: OPEN, owners: [{organisation: nia}]}
";
    let world = cast(&db, &[&text, action]).await;
    assert_eq!(reads(world.person("police"), "march").await, and("OPEN: Some of us."));
    for who in ["mps-system", "cps-cleared", "officer", "public"] {
        hidden(world.anybody(who), "meeting", "march").await;
        hidden(world.anybody(who), "action", "call").await;
    }
    assert!(knows(world.person("nia-system"), "action", "call").await, "an owner knows what it owes");
    // The venue is for those who come and those who run it; this member has no place in the attendance list.
    let venue = r#"{ meeting(by: { slug: "march" }) { venue } }"#;
    assert_eq!(world.person("police").ask(venue).await["meeting"]["venue"], json!(null));
    assert_eq!(world.person("secretary").ask(venue).await["meeting"]["venue"], "Room 9");
}

async fn an_administrator_reads_no_content(db: Database) {
    let world = db.demo().await;
    let query = "{
        boards { totalCount } meetings { totalCount } actions { totalCount } programmes { totalCount }
        people { nodes { slug } } changes { nodes { recordKind } } organisations { totalCount }
    }";
    let data = world.person("admin").ask(query).await;
    for noun in ["boards", "meetings", "actions", "programmes"] {
        assert_eq!(data[noun]["totalCount"], 0, "{noun}");
    }
    assert_eq!(texts(&data["people"]["nodes"], "/slug"), ["persona-admin"]);
    assert_eq!(data["changes"]["nodes"], json!([]));
    assert_ne!(data["organisations"]["totalCount"], 0, "who takes part is no secret (R1)");
    // In the small world the administrator is the secretary by another account: no role of the person helps.
    let world = cast(&db, &[&meeting("PUBLISHED", "part: OPEN")]).await;
    hidden(world.person("administrator"), "meeting", "march").await;
    assert_eq!(agenda(world.person("secretary"), "march").await, ["1"]);
}

async fn a_token_for_actions_reads_actions_and_nothing_else(db: Database) {
    let world = db.demo().await;
    let query = "{ actions { totalCount } meetings { totalCount } programmes { totalCount } people { totalCount } }";
    let whole = world.person("mps-delegate").ask(query).await;
    let narrow = world.scoped("mps-delegate", &["read:actions"]).ask(query).await;
    assert_eq!(whole["actions"], narrow["actions"], "all the actions, also those of agreed minutes");
    assert_ne!(whole["meetings"]["totalCount"], 0);
    assert_eq!((&narrow["meetings"]["totalCount"], &narrow["programmes"]["totalCount"]), (&json!(0), &json!(0)));
    assert_eq!(narrow["people"]["totalCount"], 1, "only oneself");
    let none = world.scoped("mps-delegate", &["write:actions"]).ask(query).await;
    assert_eq!(none["actions"]["totalCount"], 0, "a token that reads nothing");
}
