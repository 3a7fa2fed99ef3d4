//! Decided cases about people: names, contact points, attendance, head counts and rolls (R1, R17, R20 and the field
//! modes of Person and Attendance; cases 27 to 38 and 88).

use roundtable_tests::Database;
use serde_json::json;

use crate::cast::{BOARD, cast, hidden, knows, sorted, texts};

crate::cases![
    case_27_the_public_sees_the_role_mailbox_and_no_address_of_a_person,
    case_28_a_member_of_a_shared_group_sees_an_address_that_is_shared_with_it,
    case_29_a_member_of_another_board_sees_the_name_and_no_address,
    case_31_the_public_reads_the_attendance_list_of_published_minutes,
    case_32_a_member_does_not_learn_why_somebody_apologised,
    case_33_a_member_reads_attendance_by_seat,
    case_34_the_public_does_not_learn_who_was_absent,
    case_35_the_chair_of_the_parent_board_does,
    case_36_the_address_of_a_refuge_has_no_field,
    case_37_a_name_behind_a_pseudonym_is_nowhere,
    case_38_a_meeting_known_by_head_count_has_no_names_to_read,
    case_88_reporting_to_a_board_carries_nothing_of_the_minutes_to_its_chair,
    r1_an_unlisted_board_is_known_to_those_who_sit_on_it_and_to_their_systems,
    r20_the_public_knows_office_holders_and_members_know_their_board,
    the_name_of_an_owner_is_for_those_who_follow_the_action_unless_minutes_print_it,
];

const FORUM: &str = "  - slug: forum
    name: The forum
    kind: FORUM
    status: ACTIVE
    members:
      - {person: commissioner, role: CHAIR, on_behalf_of: lb-bromley, from: 2020-01-01, basis: APPOINTED}
      - {person: refuge, role: VICE_CHAIR, on_behalf_of: bromley-womens-aid, from: 2020-01-01, basis: APPOINTED}
      - {person: helper, role: MEMBER, on_behalf_of: bromley-womens-aid, from: 2020-01-01, basis: APPOINTED}
      - {person: worker, role: MEMBER, on_behalf_of: nia, from: 2020-01-01, to: 2022-06-01, basis: APPOINTED}
";

const CARD: &str = r#"{ person(by: { slug: "commissioner" }) { displayName contactPoints { kind value } } }"#;

async fn case_27_the_public_sees_the_role_mailbox_and_no_address_of_a_person(db: Database) {
    let world = cast(&db, &[BOARD, FORUM]).await;
    let mailbox = r#"{ organisation(by: { slug: "lb-bromley" }) { contactPoints { kind value } } }"#;
    // A system never sees an address, not even of its own organisation's people.
    for who in ["public", "mps-system"] {
        let card = world.anybody(who).ask(CARD).await;
        assert_eq!(card["person"], json!({ "displayName": "commissioner", "contactPoints": [] }), "{who}");
        let mailbox = world.anybody(who).ask(mailbox).await["organisation"]["contactPoints"].clone();
        assert_eq!(mailbox, json!([{ "kind": "ROLE_MAILBOX", "value": "forum@bromley.example.org" }]), "{who}");
    }
}

async fn case_28_a_member_of_a_shared_group_sees_an_address_that_is_shared_with_it(db: Database) {
    let world = cast(&db, &[BOARD, FORUM]).await;
    let kinds = |who: &'static str| {
        let world = &world;
        async move { sorted(&world.person(who).ask(CARD).await["person"]["contactPoints"], "/kind") }
    };
    assert_eq!(kinds("helper").await, ["EMAIL"], "shared with the group, and the telephone number is not");
    assert_eq!(kinds("refuge").await, ["EMAIL", "PHONE"], "the group's officers see both");
    assert_eq!(kinds("coordinator").await, ["EMAIL", "PHONE"], "so do colleagues of the holder");
    assert_eq!(kinds("worker").await, [""; 0], "not who has left the group");
}

async fn case_29_a_member_of_another_board_sees_the_name_and_no_address(db: Database) {
    let world = cast(&db, &[BOARD, FORUM]).await;
    // Chairs and secretaries of another board are no better placed.
    for who in ["police", "chair", "secretary"] {
        let card = world.person(who).ask(CARD).await;
        assert_eq!(card["person"], json!({ "displayName": "commissioner", "contactPoints": [] }), "{who}");
    }
}

async fn case_31_the_public_reads_the_attendance_list_of_published_minutes(db: Database) {
    let world = db.demo().await;
    hidden(world.public(), "meeting", "lvb-2022-12-05").await;
    let edition = r#"{ meeting(by: { slug: "lvb-2022-12-05" }) { minutes { id version } } }"#;
    let edition = world.person("mopac-secretariat").ask(edition).await["meeting"]["minutes"].clone();
    let publish = "mutation($id: ID!, $version: Int!) {
        publishMinutes(input: { minutes: $id, expectedVersion: $version }) { minutes { status } userErrors { code } }
    }";
    let variables = json!({ "id": edition["id"], "version": edition["version"] });
    let done = world.person("mopac-secretariat").ask_with(publish, variables).await;
    assert_eq!(done["publishMinutes"], json!({ "minutes": { "status": "PUBLISHED" }, "userErrors": [] }));
    let list = r#"{ meeting(by: { slug: "lvb-2022-12-05" }) {
        present: attendance(filter: { status: PRESENT }, first: 100) { totalCount nodes { person { displayName } } }
        apologies: attendance(filter: { status: APOLOGIES }, first: 100) { totalCount nodes { person { displayName } } }
    } }"#;
    let meeting = world.public().ask(list).await["meeting"].clone();
    for (status, count) in [("present", 24), ("apologies", 8)] {
        assert_eq!(meeting[status]["totalCount"], count);
        let names = texts(&meeting[status]["nodes"], "/person/displayName");
        assert!(names.len() == count && names.iter().all(|name| !name.is_empty()), "{status}: {names:?}");
    }
}

const APOLOGIES: &str = "
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    attendance:
      - {person: police, organisation: mps, status: PRESENT, capacity: MEMBER}
      - {person: nurse, organisation: nhs, status: APOLOGIES, capacity: MEMBER, apology: A hospital appointment}
    minutes: [{edition: 1, status: PUBLISHED}]
";

async fn case_32_a_member_does_not_learn_why_somebody_apologised(db: Database) {
    let world = cast(&db, &[BOARD, APOLOGIES]).await;
    let query = r#"{ meeting(by: { slug: "march" }) {
        attendance(filter: { status: APOLOGIES }) { nodes { person { slug } apologyReason } }
    } }"#;
    let reason = json!("A hospital appointment");
    // Mode S: not even the one who apologised, by this field.
    for (who, reason) in [
        ("police", json!(null)),
        ("nurse", json!(null)),
        ("mps-system", json!(null)),
        ("secretary", reason.clone()),
        ("chair", reason),
    ] {
        let data = world.anybody(who).ask(query).await;
        let nodes = &data["meeting"]["attendance"]["nodes"];
        assert_eq!(*nodes, json!([{ "person": { "slug": "nurse" }, "apologyReason": reason }]), "{who}");
    }
    assert_eq!(world.public().refused(query).await["extensions"]["code"], "VALIDATION");
}

async fn case_33_a_member_reads_attendance_by_seat(db: Database) {
    let world = db.demo().await;
    let query = r#"{ board(by: { slug: "london-vawg-board" }) {
        attendanceBySeat(from: "2022-01-01", to: "2022-12-31") { organisation { slug } present meetings apologies }
    } }"#;
    let seats = world.person("mps-delegate").ask(query).await["board"]["attendanceBySeat"].clone();
    let seats = seats.as_array().expect("seats");
    for (slug, present, apologies) in [("vru", 0, 2), ("evaw", 2, 0), ("imkaan", 1, 1), ("wrc", 1, 1), ("tfl", 1, 0)] {
        let seat = seats.iter().find(|seat| seat["organisation"]["slug"] == slug).expect("a seat");
        assert_eq!((&seat["present"], &seat["meetings"]), (&json!(present), &json!(2)), "{slug}");
        assert_eq!(seat["apologies"], apologies, "{slug}");
    }
    // The public reads no organisation's rate, and of a sector only what published minutes print: March alone.
    assert_eq!(world.public().refused(query).await["extensions"]["code"], "VALIDATION");
    let query = r#"{ board(by: { slug: "london-vawg-board" }) {
        attendanceBySector(from: "2022-01-01", to: "2022-12-31") { sector seats meetings present }
    } }"#;
    let sectors = world.public().ask(query).await["board"]["attendanceBySector"].clone();
    let police = sectors.as_array().expect("sectors").iter().find(|of| of["sector"] == "POLICE").cloned();
    assert_eq!(police, Some(json!({ "sector": "POLICE", "seats": 1, "meetings": 1, "present": 1 })));
}

/// A task and finish group under a partnership: four invited, two came.
const REVIEW: &str = "
boards:
  - slug: partnership
    name: The partnership
    kind: BOARD
    status: ACTIVE
    members:
      - {person: partnership-chair, role: CHAIR, on_behalf_of: mps, from: 2016-01-01, basis: APPOINTED}
      - {person: partnership-member, role: MEMBER, on_behalf_of: nhs, from: 2016-01-01, basis: APPOINTED}
  - slug: review-group
    name: The review group
    kind: TASK_AND_FINISH
    status: ACTIVE
    parent: partnership
    members:
      - {person: coordinator, role: SECRETARIAT, on_behalf_of: lb-bromley, from: 2016-01-01, basis: APPOINTED}
      - {person: helper, role: MEMBER, on_behalf_of: bromley-womens-aid, from: 2016-01-01, basis: APPOINTED}
meetings:
  - slug: review
    board: review-group
    status: HELD
    held_on: 2016-06-16
    invited: 4
    attendance:
      - {person: helper, organisation: bromley-womens-aid, status: PRESENT, capacity: MEMBER}
      - {person: coordinator, organisation: lb-bromley, status: PRESENT, capacity: SECRETARIAT}
      - {person: nurse, organisation: nhs, status: ABSENT, capacity: MEMBER}
      - {person: advocate, organisation: imkaan, status: ABSENT, capacity: MEMBER}
";

async fn case_34_the_public_does_not_learn_who_was_absent(db: Database) {
    let world = cast(&db, &[REVIEW]).await;
    // The model leaves the ordinary member of the parent board open: here, the parent's chairs and secretariat alone.
    for who in ["public", "police", "partnership-member", "mps-system"] {
        hidden(world.anybody(who), "meeting", "review").await;
        hidden(world.anybody(who), "person", "advocate").await;
    }
}

async fn case_35_the_chair_of_the_parent_board_does(db: Database) {
    let world = cast(&db, &[REVIEW]).await;
    let query = r#"{ meeting(by: { slug: "review" }) {
        invitedCount attendance(filter: { status: ABSENT }) { totalCount nodes { person { displayName } } }
    } }"#;
    for who in ["partnership-chair", "coordinator", "helper"] {
        let meeting = world.person(who).ask(query).await["meeting"].clone();
        assert_eq!((&meeting["invitedCount"], &meeting["attendance"]["totalCount"]), (&json!(4), &json!(2)), "{who}");
        assert_eq!(texts(&meeting["attendance"]["nodes"], "/person/displayName"), ["nurse", "advocate"], "{who}");
    }
}

/// The names of all fields and input fields that a schema text declares: what begins an indented line in lower case.
fn fields(schema: &str) -> Vec<&str> {
    let end = |c: char| !c.is_ascii_alphanumeric();
    let mut fields = Vec::new();
    for line in schema.lines() {
        fields.extend(line.strip_prefix('\t').and_then(|line| line.split(end).next()));
    }
    fields.retain(|field| field.starts_with(|c: char| c.is_ascii_lowercase()));
    fields
}

async fn case_36_the_address_of_a_refuge_has_no_field(db: Database) {
    let world = db.demo().await;
    let (_, schema) = world.get("/schema.graphql").await;
    let fields = fields(&schema);
    assert!(fields.contains(&"venue") && fields.contains(&"sites"), "places that are there: {fields:?}");
    for word in ["address", "location", "postcode", "refuge"] {
        assert!(!fields.iter().any(|field| field.to_lowercase().contains(word)), "{word}");
    }
    let query = r#"{ organisation(by: { slug: "victim-support" }) { address } }"#;
    assert!(world.person("mopac-secretariat").refused(query).await["message"].as_str().is_some());
}

async fn case_37_a_name_behind_a_pseudonym_is_nowhere(db: Database) {
    let world = db.demo().await;
    let (_, schema) = world.get("/schema.graphql").await;
    let fields = fields(&schema);
    for word in ["real", "victim", "subject", "case"] {
        assert!(!fields.iter().any(|field| field.to_lowercase().contains(word)), "{word}");
    }
    // The group's own secretariat finds the pseudonym, and nobody behind it.
    let query = r#"{ board(by: { slug: "bromley-dhr-susan-tfg" }) {
        name memberships(first: 100) { nodes { person { slug } } }
    } }"#;
    let board = world.person("bromley-coordinator").ask(query).await["board"].clone();
    assert!(board["name"].as_str().is_some_and(|name| name.contains("'Susan'")));
    let known = ["clare-lewin", "lina-wallace", "persona-bromley-coordinator", "supt-lawry"];
    assert_eq!(sorted(&board["memberships"]["nodes"], "/person/slug"), known);
}

async fn case_38_a_meeting_known_by_head_count_has_no_names_to_read(db: Database) {
    let world = db.demo().await;
    let query = r#"{ meeting(by: { slug: "bromley-forum-2016-05-17" }) {
        printedPresent attendeeCategories attendance { totalCount }
        board { memberships(filter: { on: "2016-05-17" }) { nodes { role person { displayName } } } }
    } }"#;
    let meeting = world.person("bromley-coordinator").ask(query).await["meeting"].clone();
    assert_eq!(meeting["printedPresent"], 25);
    assert_eq!(meeting["attendeeCategories"].as_array().map(Vec::len), Some(16));
    assert_eq!(meeting["attendance"]["totalCount"], 0, "the record holds no more");
    let officers = json!([
        { "role": "CHAIR", "person": { "displayName": "Rebecca Hitchen" } },
        { "role": "VICE_CHAIR", "person": { "displayName": "Constanze Sen" } },
    ]);
    assert_eq!(meeting["board"]["memberships"]["nodes"], officers);
}

/// A group that reports to a strategic board and is not beneath it.
const REPORTING: &str = r#"
boards:
  - slug: strategic
    name: The strategic group
    kind: BOARD
    status: ACTIVE
    members:
      - {person: partnership-chair, role: CHAIR, on_behalf_of: mps, from: 2016-01-01, basis: APPOINTED}
  - slug: steering
    name: The steering group
    kind: STEERING_GROUP
    status: ACTIVE
    reports_to: strategic
    members:
      - {person: helper, role: MEMBER, on_behalf_of: bromley-womens-aid, from: 2016-01-01, basis: APPOINTED}
meetings:
  - slug: returns
    board: steering
    status: MINUTED
    held_on: 2016-09-20
    attendance: [{person: helper, organisation: bromley-womens-aid, status: PRESENT, capacity: MEMBER}]
    items: [{key: "1", number: "1", title: Returns, part: OPEN}]
    minutes: [{edition: 1, status: AGREED, sections: [{item: "1", part: OPEN, body: Returns were discussed.}]}]
actions:
  - {slug: count, board: steering, description: Count, raised_at: returns, item: "1", raised: RECORDED, status: OPEN, owners: [{organisation: lb-bromley}]}
"#;

// The first half of the case, the figures, waits for observations.
async fn case_88_reporting_to_a_board_carries_nothing_of_the_minutes_to_its_chair(db: Database) {
    let world = cast(&db, &[REPORTING]).await;
    let query = r#"{ board(by: { slug: "steering" }) {
        reportsTo { slug } meetings { totalCount } actions { totalCount } memberships { totalCount }
    } }"#;
    let steering = |count: i32| {
        json!({ "reportsTo": { "slug": "strategic" }, "meetings": { "totalCount": count },
            "actions": { "totalCount": count }, "memberships": { "totalCount": count } })
    };
    for (who, count) in [("helper", 1), ("partnership-chair", 0)] {
        assert_eq!(world.person(who).ask(query).await["board"], steering(count), "{who}");
    }
    assert!(knows(world.person("helper"), "meeting", "returns").await);
    for (noun, slug) in [("meeting", "returns"), ("action", "count")] {
        hidden(world.person("partnership-chair"), noun, slug).await;
    }
    let changes = world.person("partnership-chair").ask("{ changes(first: 100) { nodes { recordKind } } }").await;
    assert_eq!(sorted(&changes["changes"]["nodes"], "/recordKind"), ["BOARD", "BOARD"]);
}

async fn r1_an_unlisted_board_is_known_to_those_who_sit_on_it_and_to_their_systems(db: Database) {
    let meeting = r#"
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    invitations: [{person: guest, organisation: safelives, capacity: GUEST, invited_on: 2022-02-20, items: ["1"]}]
    items: [{key: "1", number: "1", title: Patrols, part: OPEN}]
    minutes: [{edition: 1, status: PUBLISHED, agreed_on: 2022-06-06}]
"#;
    let world = cast(&db, &[&BOARD.replace("convenor: mopac", "listed: false"), meeting]).await;
    world.at("2022-06-10T09:00:00Z");
    for who in ["public", "stranger", "officer", "nia-system"] {
        hidden(world.anybody(who), "board", "board").await;
        hidden(world.anybody(who), "meeting", "march").await;
        hidden(world.anybody(who), "person", "chair").await;
    }
    for who in ["nurse", "mps-system", "guest"] {
        assert!(knows(world.person(who), "board", "board").await, "{who}");
        assert!(knows(world.person(who), "meeting", "march").await, "{who}");
    }
}

async fn r20_the_public_knows_office_holders_and_members_know_their_board(db: Database) {
    let world = cast(&db, &[BOARD]).await;
    let query = r#"{ board(by: { slug: "board" }) { memberships { totalCount nodes { role person { slug } } } } }"#;
    let all = ["advocate", "chair", "councillor", "nurse", "police", "prosecutor", "secretary"];
    for (who, known) in [
        ("public", ["chair"].as_slice()),
        ("stranger", &["chair"]),
        ("nurse", &all),
        // A system knows whom its own organisation sends. 3.5 leaves the name open; it comes with the membership.
        ("mps-system", &["chair", "police"]),
    ] {
        let memberships = world.anybody(who).ask(query).await["board"]["memberships"].clone();
        assert_eq!(sorted(&memberships["nodes"], "/person/slug"), known, "{who}");
        assert_eq!(memberships["totalCount"], known.len(), "{who}");
    }
}

/// An action at a meeting to which a guest and a substitute are invited. The worker's organisation has no seat on the
/// board: nothing else makes the name known.
const OWED: &str = "      - {person: principal, role: MEMBER, on_behalf_of: eaves, from: 2020-01-01, basis: APPOINTED}
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    invitations:
      - {person: stand-in, organisation: eaves, capacity: SUBSTITUTE, substitute_for: principal, invited_on: 2022-03-01}
      - {person: guest, organisation: safelives, capacity: GUEST, invited_on: 2022-03-01, items: ['1']}
    items: [{key: '1', number: '1', title: Closures, part: OPEN}]
    minutes: [{edition: 1, status: STATUS}]
actions:
  - slug: call
    board: board
    description: Call
    raised_at: march
    item: '1'
    raised: RECORDED
    status: OPEN
    owners: [{organisation: nia, person: worker, printed: PRINTED}, {organisation: mps}]
";

async fn the_name_of_an_owner_is_for_those_who_follow_the_action_unless_minutes_print_it(db: Database) {
    let query = r#"{ action(by: { slug: "call" }) { owners { nodes { person { displayName } } } } }"#;
    for (status, printed, public) in
        [("CIRCULATED", "true", false), ("PUBLISHED", "false", false), ("PUBLISHED", "true", true)]
    {
        let world = cast(&db, &[BOARD, &OWED.replace("STATUS", status).replace("PRINTED", printed)]).await;
        for who in ["nurse", "secretary", "worker", "stand-in", "guest", "mps-system", "stranger", "public"] {
            // A substitute has the principal's rights except to names, a guest is no member, a system is nobody.
            let known = public || ["nurse", "secretary", "worker"].contains(&who);
            let data = world.anybody(who).ask(query).await;
            let person = &data["action"]["owners"]["nodes"][0]["person"]["displayName"];
            assert_eq!(person == "worker", known, "{who}, {status}, printed: {printed}: {data}");
            assert_eq!(knows(world.anybody(who), "person", "worker").await, known, "{who}, {status}, {printed}");
        }
        for who in ["stand-in", "guest", "mps-system"] {
            assert!(knows(world.anybody(who), "action", "call").await, "{who} knows of the action");
        }
    }
}
