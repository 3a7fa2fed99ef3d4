//! A whole round of a board through the API, as its secretary, its chair, a member, a partner's system and the public:
//! a meeting is planned, called and held, its minutes are written, circulated, agreed, published and taken back, and what
//! was undertaken goes its way. At each step, what each of them reads is told; and the states of meetings and of minutes
//! are gone through, every deed from every state (domain model 2.4).

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

use crate::{cast::texts, deed::on, feed::TABLE, steps::id};

pub(crate) mod agenda;
pub(crate) mod editions;
pub(crate) mod meetings;

crate::cases![
    a_round_of_a_board_from_the_calling_of_its_meeting_to_the_publication_of_its_minutes,
    every_deed_on_a_meeting_from_every_state_does_what_the_model_says,
    every_deed_on_minutes_from_every_state_does_what_the_model_says,
];

/// Does a deed. Answers the payload, with a meeting or minutes.
pub(crate) async fn does(who: &Asker<'_>, deed: &str, input: Value) -> Value {
    let kind = format!("{}{}Input", deed[..1].to_uppercase(), &deed[1..]);
    let answer = match deed {
        "raiseActions" => "actions { id slug status version }",
        "proposeAgendaItems" | "settleAgendaItems" => {
            "agendaItems { id number title part state result deferredTo { slug } }"
        }
        "inviteToMeeting" | "withdrawInvitations" => "invitations { capacity invitedOn withdrawnOn }",
        "commentOnMinutes" | "settleComment" => "comment { id version }",
        _ if deed.ends_with("Minutes") => {
            "minutes { id edition status version agreedOn commentsDue agreedAt { slug } }"
        }
        _ => "meeting { id slug status version heldOn startsAt venue postponedFrom }",
    };
    let query = format!(
        "mutation($input: {kind}!) {{ {deed}(input: $input) {{ {answer} userErrors {{ code field message }} cursor }} }}"
    );
    who.ask_with(&query, json!({ "input": input })).await[deed].clone()
}

/// Does a deed that succeeds. Answers what came of it.
async fn done(who: &Asker<'_>, deed: &str, input: Value) -> Value {
    let payload = does(who, deed, input).await;
    assert_eq!(payload["userErrors"], json!([]), "{deed}");
    assert!(payload["cursor"].is_string(), "{deed}");
    ["meeting", "minutes", "actions", "agendaItems", "invitations", "comment"]
        .iter()
        .find_map(|noun| payload.get(*noun))
        .expect("what came of it")
        .clone()
}

/// Does a deed on a record as it was last read, with more input.
async fn step(who: &Asker<'_>, deed: &str, record: (&str, &Value), more: Value) -> Value {
    done(who, deed, on(record, more)).await
}

/// What somebody reads in the latest edition of a meeting's minutes: its status, and each section's words or part.
async fn reads(who: &Asker<'_>, meeting: &Value) -> Value {
    let query = "query($id: ID!) { meeting(by: { id: $id }) { status
        minutes { edition status sections { part body } } } }";
    let data = who.ask_with(query, json!({ "id": meeting["id"] })).await;
    let minutes = &data["meeting"]["minutes"];
    let Some(sections) = minutes["sections"].as_array() else { return data["meeting"]["status"].clone() };
    let words = sections.iter().map(|section| section["body"].as_str().or(section["part"].as_str()).expect("words"));
    json!([minutes["status"], words.collect::<Vec<_>>()])
}

/// The five of the round, in the order of what they read.
fn five(world: &World) -> [Asker<'_>; 5] {
    let [secretary, chair, member] = ["secretary", "chair", "officer"].map(|who| world.person(who));
    [secretary, chair, member, world.person("police-system"), world.public()]
}

async fn a_round_of_a_board_from_the_calling_of_its_meeting_to_the_publication_of_its_minutes(db: Database) {
    let world = db.world(TABLE).await;
    let [secretary, chair, member, _, public] = &five(&world);
    let all = async |meeting: &Value| {
        let mut read = Vec::new();
        for who in &five(&world) {
            read.push(reads(who, meeting).await);
        }
        read
    };
    let (board, officer, worker, police) = (
        id(&world, "board", "table").await,
        id(&world, "person", "p-officer").await,
        id(&world, "person", "p-worker").await,
        id(&world, "organisation", "police").await,
    );
    // Planned for a month, called for a day: the members know of it from then on.
    let previous = id(&world, "meeting", "table-2026-01").await;
    let plan = json!({ "board": board, "heldOn": "2026-03", "venue": "Room 2", "previous": previous });
    let meeting = done(secretary, "planMeeting", plan).await;
    assert_eq!((&meeting["status"], &meeting["heldOn"]), (&json!("PLANNED"), &json!("2026-03")));
    let told = json!({ "startsAt": "2026-03-16T10:00:00Z", "endsAt": "2026-03-16T12:00:00Z", "mode": "HYBRID" });
    let meeting = step(chair, "notifyMeeting", ("meeting", &meeting), told).await;
    assert_eq!((&meeting["status"], &meeting["heldOn"]), (&json!("NOTIFIED"), &json!("2026-03-16")));
    assert_eq!(reads(member, &meeting).await, "NOTIFIED");
    assert_eq!(reads(public, &meeting).await, Value::Null);
    // An agenda, which the members read, and a guest for one of its items.
    let items = json!([
        { "title": "Street lighting", "part": "OPEN" },
        { "title": "A tender", "part": "CLOSED", "closedReason": "paragraph 3", "audience": [police] },
    ]);
    let items = done(secretary, "proposeAgendaItems", json!({ "meeting": meeting["id"], "items": items })).await;
    let nurse = id(&world, "person", "p-nurse").await;
    assert_eq!(nurse, Value::Null, "who has nothing to do with the board is nobody whom its secretary could invite");
    let agenda = "query($id: ID!) { meeting(by: { id: $id }) { version agendaItems { nodes { number title } } } }";
    let agenda = member.ask_with(agenda, json!({ "id": meeting["id"] })).await["meeting"].clone();
    assert_eq!(texts(&agenda["agendaItems"]["nodes"], "/number"), ["1", "C1"]);
    let meeting = json!({ "id": meeting["id"], "version": agenda["version"] });
    // Held on its day, with who came.
    world.at("2026-03-16T13:00:00Z");
    let [secretary, chair, ..] = &five(&world);
    let meeting = step(secretary, "holdMeeting", ("meeting", &meeting), json!({})).await;
    let came = json!([
        { "person": officer, "organisation": police, "status": "PRESENT", "capacity": "MEMBER" },
        { "person": worker, "status": "APOLOGIES", "capacity": "MEMBER", "apologyReason": "On leave" },
    ]);
    let meeting = step(secretary, "recordAttendance", ("meeting", &meeting), json!({ "attendance": came })).await;
    let owners = json!([{ "organisation": police, "person": officer }]);
    let raised =
        json!({ "meeting": meeting["id"], "actions": [{ "description": "Count the lamps", "owners": owners }] });
    let action = done(secretary, "raiseActions", raised).await[0].clone();
    // A draft is for the secretariat and the chairs, but for what is restricted.
    let sections = json!([
        { "part": "OPEN", "body": "The lamps were discussed.", "item": items[0]["id"] },
        { "part": "CLOSED", "body": "A tender was discussed.", "item": items[1]["id"], "closedReason": "paragraph 3" },
        { "part": "RESTRICTED", "body": "A name was named.", "closedReason": "paragraph 1", "recipients": [officer] },
    ]);
    let draft = done(secretary, "draftMinutes", json!({ "meeting": meeting["id"], "sections": sections })).await;
    let [open, closed, named] = ["The lamps were discussed.", "A tender was discussed.", "A name was named."];
    let read = |status: &str| {
        let whole = json!([status, [open, closed, named]]);
        let office = json!([status, [open, closed]]);
        [whole.clone(), office, whole, json!([status, [open]])]
    };
    let [writer, office, ..] = read("DRAFT");
    let held = json!("HELD");
    assert_eq!(all(&meeting).await, [writer, office, held.clone(), held.clone(), Value::Null]);
    // Circulated: the members read it, each what is meant for them.
    let due = json!({ "commentsDue": "2026-03-30" });
    let edition = step(secretary, "circulateMinutes", ("minutes", &draft), due).await;
    let [writer, office, officer_reads, _] = read("CIRCULATED");
    let minuted = json!("MINUTED");
    assert_eq!(all(&meeting).await, [writer, office, officer_reads, minuted.clone(), Value::Null]);
    let shelter = reads(&world.person("worker"), &meeting).await;
    assert_eq!(
        shelter,
        json!(["CIRCULATED", [open, "CLOSED"]]),
        "a stub for the others, and nothing of the restricted"
    );
    commented(&world, &edition).await;
    // Agreed by correspondence once the time for comments is over: the partner's system reads what is open.
    let early =
        does(chair, "agreeMinutes", on(("minutes", &edition), json!({ "by": { "correspondence": true } }))).await;
    assert_eq!(early["userErrors"][0]["code"], "CONFLICT", "comments are still due");
    world.at("2026-03-31T09:00:00Z");
    let [secretary, chair, _, system, public] = &five(&world);
    let edition = step(chair, "agreeMinutes", ("minutes", &edition), json!({ "by": { "correspondence": true } })).await;
    assert_eq!((&edition["status"], &edition["agreedOn"]), (&json!("AGREED"), &json!("2026-03-31")));
    let [writer, office, officer_reads, open_alone] = read("AGREED");
    assert_eq!(all(&meeting).await, [writer, office, officer_reads, open_alone, Value::Null]);
    // Published: everybody reads what is open. What was undertaken at large is the board's and its owners' alone.
    let edition = step(secretary, "publishMinutes", ("minutes", &edition), json!({})).await;
    let [writer, office, officer_reads, open_alone] = read("PUBLISHED");
    assert_eq!(all(&meeting).await, [writer, office, officer_reads, open_alone.clone(), open_alone]);
    let slug = |list: Value| texts(&list["actions"]["nodes"], "/slug");
    let mine = "{ actions(first: 100) { nodes { slug } } }";
    let raised = action["slug"].as_str().expect("a slug").to_owned();
    assert!(slug(system.ask(mine).await).contains(&raised));
    assert!(!slug(public.ask(mine).await).contains(&raised));
    // Taken back, and published again.
    let reason = json!({ "reason": "A name was left in." });
    let edition = step(chair, "withdrawMinutes", ("minutes", &edition), reason).await;
    // What is restricted is for its readers from circulation until then; who wrote it keeps it with the edition.
    let [writer, office, ..] = read("WITHDRAWN");
    assert_eq!(all(&meeting).await, [writer, office.clone(), office, minuted, Value::Null]);
    let edition = step(secretary, "publishMinutes", ("minutes", &edition), json!({})).await;
    assert_eq!((&edition["status"], &edition["version"]), (&json!("PUBLISHED"), &json!(6)));
    recorded(secretary).await;
}

/// A member comments, and the secretary says what became of that.
async fn commented(world: &World, edition: &Value) {
    let note = json!({ "minutes": edition["id"], "body": "The lamps were ten." });
    let note = done(&world.person("worker"), "commentOnMinutes", note).await;
    let settled = json!({ "disposition": "NOTED" });
    step(&world.person("secretary"), "settleComment", ("comment", &note), settled).await;
}

/// The ledger has a line for each deed of the round, the secretary's and the chair's.
async fn recorded(secretary: &Asker<'_>) {
    let lines = "{ auditEvents(first: 100) { nodes { deed } } }";
    let deeds = texts(&secretary.ask(lines).await["auditEvents"]["nodes"], "/deed");
    for deed in [
        "planMeeting",
        "notifyMeeting",
        "holdMeeting",
        "recordAttendance",
        "raiseActions",
        "draftMinutes",
        "circulateMinutes",
        "commentOnMinutes",
        "settleComment",
        "agreeMinutes",
        "publishMinutes",
        "withdrawMinutes",
    ] {
        assert!(deeds.iter().any(|line| line == deed), "{deed} is not in {deeds:?}");
    }
}

/// The table with a meeting in each state, and minutes in each state of meetings of their own.
fn states() -> String {
    let meetings = "meetings:
  - {slug: is-planned, board: table, status: PLANNED, held_on: 2026-03-02}
  - {slug: is-notified, board: table, status: NOTIFIED, held_on: 2026-03-02}
  - {slug: is-held, board: table, status: HELD, held_on: 2026-02-02}
  - {slug: is-minuted, board: table, status: MINUTED, held_on: 2026-02-03}
  - {slug: is-cancelled, board: table, status: CANCELLED, held_on: 2026-02-04}
  - {slug: is-postponed, board: table, status: POSTPONED, held_on: 2026-03-02}
";
    let came = "attendance: [{person: p-officer, organisation: police, status: PRESENT, capacity: MEMBER}]";
    let minutes: String = ["DRAFT", "CIRCULATED", "AGREED", "PUBLISHED", "WITHDRAWN"]
        .map(|status| {
            let slug = status.to_lowercase();
            let agreed = if ["DRAFT", "CIRCULATED"].contains(&status) { "" } else { ", agreed_on: 2025-12-02" };
            format!(
                "  - slug: with-{slug}\n    board: table\n    status: MINUTED\n    held_on: 2025-11-03\n    {came}\n    minutes:\n      - edition: 1\n        status: {status}{}\n        comments_due: 2026-02-02\n        sections: [{{part: OPEN, body: Said.}}]\n",
                agreed.replace(", ", "\n        ")
            )
        })
        .concat();
    let table = TABLE.replacen("meetings:\n", &format!("{meetings}{minutes}"), 1);
    assert_ne!(table, TABLE);
    table
}

async fn meeting(world: &World, slug: &str) -> Value {
    let query = format!(r#"{{ meeting(by: {{ slug: "{slug}" }}) {{ id slug status version heldOn }} }}"#);
    world.person("secretary").ask(&query).await["meeting"].clone()
}

async fn every_deed_on_a_meeting_from_every_state_does_what_the_model_says(db: Database) {
    const STATES: [&str; 6] = ["PLANNED", "NOTIFIED", "HELD", "MINUTED", "CANCELLED", "POSTPONED"];
    let came =
        |person: &Value| json!({ "attendance": [{ "person": person, "status": "PRESENT", "capacity": "MEMBER" }] });
    #[rustfmt::skip]
    let deeds = [
        ("notifyMeeting", json!({}), [Some("NOTIFIED"), None, None, None, None, Some("NOTIFIED")]),
        ("holdMeeting", json!({}), [None, Some("HELD"), None, None, None, None]),
        ("cancelMeeting", json!({}), [Some("CANCELLED"), Some("CANCELLED"), None, None, None, Some("CANCELLED")]),
        ("postponeMeeting", json!({ "heldOn": "2026-05" }), [Some("POSTPONED"), Some("POSTPONED"), None, None, None, Some("POSTPONED")]),
        ("recordAttendance", json!({}), [None, Some("NOTIFIED"), Some("HELD"), Some("MINUTED"), None, None]),
    ];
    for (deed, mut more, leads) in deeds {
        let world = db.world(&states()).await;
        if deed == "recordAttendance" {
            more = came(&id(&world, "person", "p-officer").await);
        }
        let secretary = world.person("secretary");
        for (state, to) in STATES.into_iter().zip(leads) {
            let slug = format!("is-{}", state.to_lowercase());
            let before = meeting(&world, &slug).await;
            assert_eq!(before["status"], state);
            let payload = does(&secretary, deed, on(("meeting", &before), more.clone())).await;
            let after = meeting(&world, &slug).await;
            if let Some(to) = to {
                assert_eq!(payload["userErrors"], json!([]), "{deed} from {state}");
                assert_eq!((&payload["meeting"]["status"], &after["status"]), (&json!(to), &json!(to)), "{deed}");
                assert_eq!(after["version"].as_i64(), before["version"].as_i64().map(|was| was + 1), "{deed}");
            } else {
                assert_eq!(payload["userErrors"][0]["code"], "CONFLICT", "{deed} from {state}: {payload}");
                let message = payload["userErrors"][0]["message"].as_str().expect("a message");
                assert!(message.starts_with(&format!("The meeting is {state}")), "{message}");
                assert_eq!(after, before, "{deed} from {state}");
            }
        }
    }
}

async fn minutes(world: &World, slug: &str) -> Value {
    let query = format!(
        r#"{{ meeting(by: {{ slug: "{slug}" }}) {{ minutes {{ id edition status version agreedOn sections {{ body }} }} }} }}"#
    );
    world.person("chair").ask(&query).await["meeting"]["minutes"].clone()
}

async fn every_deed_on_minutes_from_every_state_does_what_the_model_says(db: Database) {
    const STATES: [&str; 5] = ["DRAFT", "CIRCULATED", "AGREED", "PUBLISHED", "WITHDRAWN"];
    let sections = json!([{ "part": "OPEN", "body": "Said otherwise." }]);
    #[rustfmt::skip]
    let deeds = [
        ("reviseMinutes", "secretary", [Some(("DRAFT", 1)), Some(("CIRCULATED", 2)), None, None, None]),
        ("circulateMinutes", "secretary", [Some(("CIRCULATED", 1)), None, None, None, None]),
        ("agreeMinutes", "chair", [None, Some(("AGREED", 1)), None, None, None]),
        ("correctMinutes", "chair", [None, None, Some(("AGREED", 2)), Some(("AGREED", 2)), Some(("AGREED", 2))]),
        ("publishMinutes", "secretary", [None, None, Some(("PUBLISHED", 1)), None, Some(("PUBLISHED", 1))]),
        ("withdrawMinutes", "chair", [None, None, None, Some(("WITHDRAWN", 1)), None]),
    ];
    for (deed, who, leads) in deeds {
        let world = db.world(&states()).await;
        let later = id(&world, "meeting", "is-held").await;
        let more = match deed {
            "reviseMinutes" => json!({ "sections": sections }),
            "agreeMinutes" => json!({ "by": { "meeting": later } }),
            "correctMinutes" => json!({ "agreedAt": later, "sections": sections }),
            "withdrawMinutes" => json!({ "reason": "A mistake." }),
            _ => json!({}),
        };
        for (state, to) in STATES.into_iter().zip(leads) {
            let slug = format!("with-{}", state.to_lowercase());
            let before = minutes(&world, &slug).await;
            assert_eq!(before["status"], state);
            let payload = does(&world.person(who), deed, on(("minutes", &before), more.clone())).await;
            let after = minutes(&world, &slug).await;
            if let Some((to, edition)) = to {
                assert_eq!(payload["userErrors"], json!([]), "{deed} from {state}");
                assert_eq!((&after["status"], &after["edition"]), (&json!(to), &json!(edition)), "{deed} from {state}");
                assert_eq!(payload["minutes"]["id"], after["id"], "{deed} from {state}");
                let said = if more["sections"].is_array() { "Said otherwise." } else { "Said." };
                assert_eq!(after["sections"], json!([{ "body": said }]), "{deed} from {state}");
            } else {
                assert_eq!(payload["userErrors"][0]["code"], "CONFLICT", "{deed} from {state}: {payload}");
                let message = payload["userErrors"][0]["message"].as_str().expect("a message");
                assert!(message.starts_with(&format!("The edition is {state}")), "{message}");
                assert_eq!(after, before, "{deed} from {state}");
            }
        }
    }
}
