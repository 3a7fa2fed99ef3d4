//! Who reads which line of the ledger (R19; cases 75 and 76 of deeds), and what a line says.

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

use crate::cast::{BOARD, cast, texts};

crate::cases![
    r19_everybody_reads_what_they_did_and_its_keepers_what_was_done_to_a_record,
    case_75_a_lead_reads_who_acted_for_the_organisation_also_where_the_record_is_withheld,
    case_76_a_lead_reads_nothing_of_other_organisations,
    case_76_nor_what_others_did_to_an_action_that_is_withheld_from_them,
    r19_what_was_done_to_minutes_is_for_the_officers_of_the_board_who_read_them,
    r19_a_line_says_who_did_what_and_never_what_the_record_says,
    r19_a_line_that_is_hidden_is_as_absent_as_a_missing_one,
    lines_are_narrowed_by_record_organisation_and_time,
];

const ACTIONS: &str = r"
actions:
  - {slug: patrol, board: board, description: Patrol, raised: RECORDED, status: OPEN, owners: [{organisation: mps}]}
  - {slug: help, board: board, description: Help, raised: RECORDED, status: OPEN, owners: [{organisation: nia}]}
  - slug: sealed
    board: board
    description: Sealed
    raised: RECORDED
    status: OPEN
    owners: [{organisation: mps}]
    marking: {recipients: [police]}
";

const REPORT: &str = "mutation($input: AddActionUpdateInput!) {
    addActionUpdate(input: $input) { userErrors { code } cursor } }";

/// Reports on an action.
async fn report(who: &Asker<'_>, slug: &str) {
    let read = format!(r#"{{ action(by: {{ slug: "{slug}" }}) {{ id version }} }}"#);
    let action = who.ask(&read).await["action"].clone();
    let input = json!({ "action": action["id"], "expectedVersion": action["version"], "text": "A secret word." });
    let done = who.ask_with(REPORT, json!({ "input": input })).await;
    assert!(done["addActionUpdate"]["cursor"].is_string(), "{slug}: {done:#}");
}

/// A world in which five deeds were done, an hour from each other.
async fn done(db: &Database) -> World {
    let world = cast(db, &[BOARD, ACTIONS]).await;
    for (hour, who, slug) in [
        (11, "police", "patrol"),
        (12, "worker", "help"),
        (13, "mps-system", "patrol"),
        (14, "secretary", "patrol"),
        (15, "police", "sealed"),
    ] {
        world.at(&format!("2026-03-02T{hour}:00:00Z"));
        report(&world.anybody(who), slug).await;
    }
    world
}

/// Narrows lines to those of deeds: what is read of marked records has lines of its own.
const DEEDS: &str = "operations: [COLLECTION, ALTERATION, DISCLOSURE]";

/// The lines of deeds that somebody reads, oldest first, by the hour at which they were written.
async fn hours(who: &Asker<'_>, filter: &str) -> Vec<String> {
    let query = format!("{{ auditEvents(last: 100, filter: {{ {DEEDS} {filter} }}) {{ totalCount nodes {{ at }} }} }}");
    let data = who.ask(&query).await;
    let mut hours = texts(&data["auditEvents"]["nodes"], "/at");
    assert_eq!(data["auditEvents"]["totalCount"], hours.len());
    hours.iter_mut().for_each(|at| *at = at.get(11..13).expect("an hour").to_owned());
    hours.reverse();
    hours
}

async fn r19_everybody_reads_what_they_did_and_its_keepers_what_was_done_to_a_record(db: Database) {
    let world = done(&db).await;
    for (who, read) in [
        ("police", &["11", "15"][..]),
        ("worker", &["12"]),
        // What is marked is kept from offices too, and with it what was done to it.
        ("secretary", &["11", "12", "13", "14"]),
        ("chair", &["11", "12", "13", "14"]),
        // A member of the board, colleagues of who did it, and their systems.
        ("nurse", &[]),
        ("officer", &[]),
        ("rival", &[]),
        ("mps-system", &[]),
        ("nia-system", &[]),
    ] {
        assert_eq!(hours(&world.anybody(who), "").await, read, "{who}");
    }
    // A token that reads nothing else reads no ledger.
    assert_eq!(hours(&world.scoped("police", &["read:actions"]), "").await, [""; 0]);
}

async fn case_75_a_lead_reads_who_acted_for_the_organisation_also_where_the_record_is_withheld(db: Database) {
    let world = done(&db).await;
    let lead = world.person("mps-lead");
    // The fourth was done by the secretariat, to an action of the Met's.
    assert_eq!(hours(&lead, "").await, ["11", "13", "14", "15"]);
    let data = lead.ask(&format!("{{ auditEvents(first: 1, filter: {{ {DEEDS} }}) {{ nodes {{ account {{ slug }} recordId record {{ id }} }} }} }}")).await;
    let last = &data["auditEvents"]["nodes"][0];
    assert_eq!((&last["account"]["slug"], &last["record"]), (&json!("police"), &Value::Null));
    assert!(last["recordId"].is_string());
    let node = lead.ask_with("query($id: ID!) { node(id: $id) { id } }", json!({ "id": last["recordId"] })).await;
    assert_eq!(node["node"], Value::Null, "the action itself stays hidden");
    // Who of another organisation did it is told to those alone who answer for them.
    let data = lead
        .ask(&format!(
            "{{ auditEvents(filter: {{ {DEEDS} }}) {{ nodes {{ account {{ slug }} actingFor {{ slug }} }} }} }}"
        ))
        .await;
    assert_eq!(texts(&data["auditEvents"]["nodes"], "/actingFor/slug"), ["mps", "mopac", "mps", "mps"]);
    assert_eq!(texts(&data["auditEvents"]["nodes"], "/account/slug"), ["police", "", "mps-system", "police"]);
}

async fn case_76_a_lead_reads_nothing_of_other_organisations(db: Database) {
    let world = done(&db).await;
    assert_eq!(hours(&world.person("imkaan-lead"), "").await, [""; 0]);
    // Who was of the Met when it was done and is not now leads nothing there.
    assert_eq!(hours(&world.person("mover"), "").await, [""; 0]);
}

async fn case_76_nor_what_others_did_to_an_action_that_is_withheld_from_them(db: Database) {
    let joint = |marking: &str| {
        let action = "  - {slug: joint, board: board, description: Joint, raised: RECORDED, status: OPEN, owners: [{organisation: mps}, {organisation: nia}]";
        format!("actions:\n{action}{marking}}}\n")
    };
    for (marking, read) in [("", &["11"][..]), (", marking: {recipients: [worker, police]}", &[])] {
        let world = cast(&db, &[BOARD, &joint(marking)]).await;
        world.at("2026-03-02T11:00:00Z");
        report(&world.person("worker"), "joint").await;
        assert_eq!(hours(&world.person("mps-lead"), "").await, read, "{marking}");
    }
}

/// Two agreed editions, of which one is for few, and a board of somebody else's.
const MINUTES: &str = r"
  - slug: other
    name: Another board
    kind: BOARD
    status: ACTIVE
    members: [{person: coordinator, role: SECRETARIAT, from: 2020-01-01, basis: APPOINTED}]
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    attendance: [{person: police, organisation: mps, status: PRESENT, capacity: MEMBER}]
    minutes: [{edition: 1, status: DRAFT}]
  - slug: april
    board: board
    status: MINUTED
    held_on: 2022-04-11
    attendance: [{person: police, organisation: mps, status: PRESENT, capacity: MEMBER}]
    minutes: [{edition: 1, status: DRAFT, marking: {recipients: [secretary, police]}}]
";

async fn r19_what_was_done_to_minutes_is_for_the_officers_of_the_board_who_read_them(db: Database) {
    let world = cast(&db, &[BOARD, MINUTES]).await;
    for (hour, meeting) in [(11, "march"), (12, "april")] {
        world.at(&format!("2026-03-02T{hour}:00:00Z"));
        let secretary = world.person("secretary");
        let read = format!(r#"{{ meeting(by: {{ slug: "{meeting}" }}) {{ minutes {{ id version }} }} }}"#);
        let minutes = secretary.ask(&read).await["meeting"]["minutes"].clone();
        let input = json!({ "minutes": minutes["id"], "expectedVersion": minutes["version"] });
        let circulate = "mutation($input: CirculateMinutesInput!) { circulateMinutes(input: $input) { userErrors { message } cursor } }";
        let done = secretary.ask_with(circulate, json!({ "input": input })).await;
        assert!(done["circulateMinutes"]["cursor"].is_string(), "{meeting}: {done:#}");
    }
    for (who, read) in [
        ("secretary", &["11", "12"][..]),
        ("chair", &["11"]),
        ("police", &[]),
        ("nurse", &[]),
        ("coordinator", &[]),
        ("mps-lead", &[]),
    ] {
        assert_eq!(hours(&world.person(who), "").await, read, "{who}");
    }
}

async fn r19_a_line_says_who_did_what_and_never_what_the_record_says(db: Database) {
    let world = done(&db).await;
    let line = "at deed operation purpose recordKind record { ... on Action { slug } } account { slug kind }
        actingFor { slug }";
    let data = world.person("secretary").ask(&format!("{{ auditEvents {{ nodes {{ {line} }} }} }}")).await;
    let by_system = json!({
        "at": "2026-03-02T13:00:00Z", "deed": "addActionUpdate", "operation": "ALTERATION", "purpose": null,
        "recordKind": "ACTION", "record": { "slug": "patrol" }, "account": { "slug": "mps-system", "kind": "SERVICE" },
        "actingFor": { "slug": "mps" },
    });
    assert_eq!(data["auditEvents"]["nodes"][1], by_system);
    let own = world
        .person("police")
        .ask(&format!("{{ auditEvents(filter: {{ {DEEDS} }}) {{ nodes {{ account {{ slug }} }} }} }}"))
        .await;
    assert_eq!(texts(&own["auditEvents"]["nodes"], "/account/slug"), ["police", "police"]);
    assert!(!data.to_string().contains("secret word"));
}

async fn r19_a_line_that_is_hidden_is_as_absent_as_a_missing_one(db: Database) {
    let world = done(&db).await;
    let data = world.person("secretary").ask("{ auditEvents { nodes { id } } }").await;
    let ids = texts(&data["auditEvents"]["nodes"], "/id");
    let open = "query($id: ID!) { node(id: $id) { ... on AuditEvent { deed } } access(id: $id) { reasons { rules } } }";
    for id in &ids {
        for who in ["nurse", "officer", "mps-system", "imkaan-lead"] {
            let data = world.anybody(who).ask_with(open, json!({ "id": id })).await;
            assert_eq!(data, json!({ "node": null, "access": null }), "{who}");
        }
    }
    let data = world.person("secretary").ask_with(open, json!({ "id": ids[0] })).await;
    assert_eq!(data["access"]["reasons"], json!([{ "rules": ["R19"] }, { "rules": ["R19", "T8"] }]), "their own deed");
    // For the public there is no ledger at all.
    let (_, said) = world.public().answer("{ auditEvents { nodes { id } } }", Value::Null).await;
    let (_, none) = world.public().answer("{ auditEventz { nodes { id } } }", Value::Null).await;
    assert_eq!(said.to_string().replace("auditEvents", "auditEventz"), none.to_string());
}

async fn lines_are_narrowed_by_record_organisation_and_time(db: Database) {
    let world = done(&db).await;
    let secretary = world.person("secretary");
    let help = secretary.ask(r#"{ action(by: { slug: "help" }) { id } }"#).await["action"]["id"].clone();
    for (filter, read) in [
        (format!("record: {help}"), &["12"][..]),
        ("actingFor: \"mps\"".to_owned(), &["11", "13"]),
        ("actingFor: \"there-is-none\"".to_owned(), &[]),
        ("from: \"2026-03-02T12:00:00Z\", to: \"2026-03-02T14:00:00Z\"".to_owned(), &["12", "13"]),
    ] {
        assert_eq!(hours(&secretary, &filter).await, read, "{filter}");
    }
    let board =
        secretary.ask(r#"{ board(by: { slug: "board" }) { id seats { nodes { id } } } }"#).await["board"].clone();
    assert_eq!(hours(&secretary, &format!("record: {}", board["id"])).await, [""; 0]);
    // A slug may be of anything, and of a seat there is never a line.
    for none in ["\"patrol\"".to_owned(), board["seats"]["nodes"][0]["id"].to_string()] {
        let refused =
            secretary.refused(&format!("{{ auditEvents(filter: {{ record: {none} }}) {{ totalCount }} }}")).await;
        assert_eq!(refused["extensions"]["code"], "VALIDATION", "{refused:#}");
        assert!(
            refused["message"].as_str().is_some_and(|message| message.contains("MinuteSection, Action")),
            "{refused:#}"
        );
    }
}
