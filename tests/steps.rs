//! The steps of an action (domain model 2.4): every deed from every state, what each leaves behind, and what its input
//! may name. What the model does not list is refused, and the refusal says what there is instead.

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

crate::cases![
    every_deed_from_every_state_does_what_the_model_says,
    a_step_leaves_a_report_a_version_and_lines_of_the_feed,
    a_refused_step_leaves_nothing_and_says_what_can_be_done,
    who_may_not_take_a_step_is_told_whom_to_ask,
    an_action_is_carried_over_to_a_meeting_of_its_board_that_is_still_to_come,
    an_action_is_superseded_by_what_can_stand_for_it,
    reopening_forgets_the_successor_and_keeps_the_history,
    an_action_has_the_owners_that_it_was_given_last,
    owners_are_named_in_full_or_refused,
    a_hidden_successor_is_answered_like_a_missing_one,
];

const STATES: [(&str, &str); 8] = [
    ("OPEN", "mend-lamps"),
    ("IN_PROGRESS", "walk-streets"),
    ("CHASING", "count-beds"),
    ("COMPLETE_PROPOSED", "offered"),
    ("CARRIED_OVER", "carried"),
    ("COMPLETE", "done"),
    ("NOT_COMPLETE", "dropped"),
    ("SUPERSEDED", "replaced"),
];

/// The table, with a meeting to come, one that was called off, a decision and a paper.
pub(crate) fn table() -> String {
    let table = include_str!("table.yaml");
    let meetings = "meetings:
  - {slug: table-2026-04, board: table, status: NOTIFIED, held_on: 2026-04-13}
  - {slug: table-2026-03, board: table, status: CANCELLED, held_on: 2026-03-09}
  - {slug: backroom-2026-04, board: backroom, status: PLANNED, held_on: 2026-04-20}
";
    let rest = "
decisions:
  - {slug: buy-lamps, text: Lamps are bought, board: table, meeting: table-2026-01, item: \"1\"}
papers:
  - {slug: lamps-plan, title: Plan for lamps, kind: REPORT, status: FINAL, owner: mayor, board: table}
";
    // On another board the two officers have each other's office, so that both have all deeds in their schema.
    let boards = "boards:
  - slug: annexe
    name: Northshire Annexe
    kind: BOARD
    status: ACTIVE
    convenor: mayor
    members:
      - {person: p-secretary, role: CHAIR, from: 2025-01-01, basis: APPOINTED}
      - {person: p-chair, role: SECRETARIAT, from: 2025-01-01, basis: APPOINTED}
";
    assert!(table.contains("\nmeetings:\n") && table.contains("\nboards:\n"));
    table.replacen("meetings:\n", meetings, 1).replacen("boards:\n", boards, 1) + rest
}

/// A deed on an action: its word, who does it, and what its input holds beside the action and its version.
struct Step {
    deed: &'static str,
    who: &'static str,
    input: Value,
}

/// Every deed on a single action, with input that can be done.
async fn steps(world: &World) -> [Step; 9] {
    let secretary = world.person("secretary");
    let ids = r#"{ meeting(by: { slug: "table-2026-04" }) { id } organisation(by: { slug: "shelter" }) { id }
        paper(by: { slug: "lamps-plan" }) { id } }"#;
    let ids = secretary.ask(ids).await;
    let step = |deed, who, input| Step { deed, who, input };
    [
        step("addActionUpdate", "officer", json!({ "text": "Underway." })),
        step("addActionUpdate", "officer", json!({ "text": "Done.", "complete": true })),
        step("confirmAction", "chair", json!({ "statement": "Seen." })),
        step("chaseAction", "secretary", json!({ "text": "How does it stand?" })),
        step("carryOverAction", "secretary", json!({ "meeting": ids["meeting"]["id"], "text": "To April." })),
        step("markActionNotComplete", "chair", json!({ "reason": "No money." })),
        step("supersedeAction", "secretary", json!({ "by": { "paper": ids["paper"]["id"] }, "text": "In the plan." })),
        step("reopenAction", "chair", json!({ "reason": "It is dark again." })),
        step(
            "reassignAction",
            "chair",
            json!({ "owners": [{ "organisation": ids["organisation"]["id"] }], "text": "Theirs." }),
        ),
    ]
}

/// Where each deed leads from each state, in the order of both lists; nothing where the model lists no way.
#[rustfmt::skip]
const LEADS: [[Option<&str>; 9]; 8] = {
    const PROGRESS: Option<&str> = Some("IN_PROGRESS");
    const PROPOSED: Option<&str> = Some("COMPLETE_PROPOSED");
    const CHASED: Option<&str> = Some("CHASING");
    const CARRIED: Option<&str> = Some("CARRIED_OVER");
    const DROPPED: Option<&str> = Some("NOT_COMPLETE");
    const REPLACED: Option<&str> = Some("SUPERSEDED");
    const OPEN: Option<&str> = Some("OPEN");
    const COMPLETE: Option<&str> = Some("COMPLETE");
    [
        // report   complete   confirm   chase   carry    drop     supersede  reopen  reassign
        [PROGRESS, PROPOSED, None,     CHASED, CARRIED, DROPPED, REPLACED, None, OPEN],
        [PROGRESS, PROPOSED, None,     CHASED, CARRIED, DROPPED, REPLACED, None, PROGRESS],
        [PROGRESS, PROPOSED, None,     None,   CARRIED, DROPPED, REPLACED, None, CHASED],
        [PROPOSED, PROPOSED, COMPLETE, None,   None,    None,    REPLACED, None, PROPOSED],
        [CARRIED,  None,     None,     None,   None,    None,    REPLACED, None, CARRIED],
        [None,     None,     None,     None,   None,    None,    None,     OPEN, None],
        [None,     None,     None,     None,   None,    None,    REPLACED, OPEN, None],
        [None,     None,     None,     None,   None,    None,    REPLACED, OPEN, None],
    ]
};

/// An action as the chair reads it.
async fn read(world: &World, slug: &str) -> Value {
    let query = format!(
        r#"{{ action(by: {{ slug: "{slug}" }}) {{ id status version carryCount carriedTo {{ slug }} supersededBy {{ slug }}
            supersededByDecision {{ slug }} supersededByPaper {{ slug }}
            owners {{ nodes {{ organisation {{ slug }} board {{ slug }} person {{ displayName }} }} }}
            updates {{ nodes {{ text status by {{ displayName }} organisation {{ slug }} reportedOn }} }} }} }}"#
    );
    world.person("chair").ask(&query).await["action"].clone()
}

/// Takes a step. Answers the payload.
async fn take(asker: &Asker<'_>, deed: &str, action: &Value, more: &Value) -> Value {
    let mut input = json!({ "action": action["id"], "expectedVersion": action["version"] });
    for (name, value) in more.as_object().expect("input") {
        input[name] = value.clone();
    }
    let kind = format!("{}{}Input", deed[..1].to_uppercase(), &deed[1..]);
    let query = format!(
        "mutation($input: {kind}!) {{ {deed}(input: $input) {{ action {{ slug status version }}
            userErrors {{ code field message }} cursor }} }}"
    );
    asker.ask_with(&query, json!({ "input": input })).await[deed].clone()
}

/// An id of the same kind that no record has.
pub(crate) fn turned(id: &str) -> String {
    let mut letters: Vec<char> = id.chars().collect();
    letters[12] = if letters[12] == 'x' { 'y' } else { 'x' };
    letters.into_iter().collect()
}

/// The id of a record.
pub(crate) async fn id(world: &World, noun: &str, slug: &str) -> Value {
    world.person("secretary").ask(&format!(r#"{{ it: {noun}(by: {{ slug: "{slug}" }}) {{ id }} }}"#)).await["it"]["id"]
        .clone()
}

async fn every_deed_from_every_state_does_what_the_model_says(db: Database) {
    for (column, (deed, who)) in {
        let world = db.world(&table()).await;
        steps(&world).await.map(|step| (step.deed, step.who)).into_iter().enumerate()
    } {
        let world = db.world(&table()).await;
        let input = steps(&world).await[column].input.clone();
        for ((state, slug), leads) in STATES.iter().zip(&LEADS) {
            let before = read(&world, slug).await;
            assert_eq!(before["status"], *state);
            // The bed count is the shelter's.
            let who = if who == "officer" && *slug == "count-beds" { "worker" } else { who };
            let done = take(&world.person(who), deed, &before, &input).await;
            let after = read(&world, slug).await;
            if let Some(to) = leads[column] {
                assert_eq!(done["userErrors"], json!([]), "{deed} from {state}");
                assert_eq!(
                    (&done["action"]["status"], &after["status"]),
                    (&json!(to), &json!(to)),
                    "{deed} from {state}"
                );
            } else {
                assert_eq!(done["userErrors"][0]["code"], "CONFLICT", "{deed} from {state}: {done:#}");
                let message = done["userErrors"][0]["message"].as_str().expect("a message");
                assert!(message.starts_with(&format!("The action is {state}")), "{message}");
                assert_eq!(after, before, "{deed} from {state}");
            }
        }
    }
}

async fn a_step_leaves_a_report_a_version_and_lines_of_the_feed(db: Database) {
    for step in 0..9 {
        let world = db.world(&table()).await;
        let Step { deed, who, input } = &steps(&world).await[step];
        let Some(at) = LEADS.iter().position(|leads| leads[step].is_some()) else { panic!("{deed} does nothing") };
        let slug = STATES[at].1;
        let before = read(&world, slug).await;
        let end = "{ changes(first: 100) { pageInfo { endCursor } } }";
        let end = world.person("secretary").ask(end).await["changes"]["pageInfo"]["endCursor"].clone();
        let done = take(&world.person(who), deed, &before, input).await;
        let after = read(&world, slug).await;
        assert_eq!(after["version"].as_i64(), before["version"].as_i64().map(|version| version + 1), "{deed}");
        let updates = after["updates"]["nodes"].as_array().expect("reports");
        assert_eq!(updates.len(), before["updates"]["nodes"].as_array().expect("reports").len() + 1, "{deed}");
        let said = ["text", "statement", "reason"].iter().find_map(|field| input[field].as_str()).expect("a text");
        let last = updates.last().expect("a report");
        assert_eq!((&last["text"], &last["status"]), (&json!(said), &after["status"]), "{deed}");
        assert_eq!(last["reportedOn"], "2026-03-02");
        assert!(last["by"]["displayName"].is_string() && last["organisation"]["slug"].is_string(), "{deed}");
        let query = "query($after: String!) { changes(after: $after) { nodes { kind recordKind } } }";
        let changes =
            world.person("secretary").ask_with(query, json!({ "after": end })).await["changes"]["nodes"].clone();
        let lines: Vec<_> = changes
            .as_array()
            .expect("lines")
            .iter()
            .map(|line| (line["kind"].clone(), line["recordKind"].clone()))
            .collect();
        assert_eq!(lines, [(json!("CREATED"), json!("ACTION_UPDATE")), (json!("UPDATED"), json!("ACTION"))], "{deed}");
        let rest = world.person("secretary").ask_with(query, json!({ "after": done["cursor"] })).await;
        assert_eq!(rest["changes"]["nodes"], json!([]), "{deed}: the cursor stands behind what was done");
    }
}

async fn a_refused_step_leaves_nothing_and_says_what_can_be_done(db: Database) {
    let world = db.world(&table()).await;
    let (done, secretary) = (read(&world, "done").await, world.person("secretary"));
    let refused = take(&secretary, "chaseAction", &done, &json!({ "text": "And?" })).await;
    assert_eq!(
        refused["userErrors"][0]["message"],
        "The action is COMPLETE: chaseAction needs one that is OPEN or IN_PROGRESS; from where it stands there is reopenAction (the chairs)."
    );
    let lamps = read(&world, "mend-lamps").await;
    for (deed, who, input, field) in [
        ("chaseAction", "secretary", json!({ "text": " " }), "text"),
        ("confirmAction", "chair", json!({ "statement": "" }), "statement"),
        ("carryOverAction", "chair", json!({ "meeting": "x", "text": "Later." }), "meeting"),
        ("supersedeAction", "chair", json!({ "by": { "decision": "x" }, "text": "So." }), "by.decision"),
        ("reassignAction", "chair", json!({ "owners": [], "text": "To nobody." }), "owners"),
    ] {
        let refused = take(&world.person(who), deed, &lamps, &input).await;
        assert_eq!(
            (&refused["userErrors"][0]["code"], &refused["userErrors"][0]["field"]),
            (&json!("VALIDATION"), &json!(field)),
            "{refused:#}"
        );
    }
    let mut old = lamps.clone();
    old["version"] = json!(9);
    let late = take(&secretary, "chaseAction", &old, &json!({ "text": "And?" })).await;
    assert_eq!(late["userErrors"][0]["code"], "CONFLICT");
    assert!(late["userErrors"][0]["message"].as_str().expect("a message").contains("now at version 1, you expected 9"));
    assert_eq!(read(&world, "mend-lamps").await, lamps);
}

async fn who_may_not_take_a_step_is_told_whom_to_ask(db: Database) {
    let world = db.world(&table()).await;
    let steps = steps(&world).await;
    let refused = async |who: Asker<'_>, step: &Step, slug: &str| {
        let payload = take(&who, step.deed, &read(&world, slug).await, &step.input).await;
        assert_eq!(payload["userErrors"][0]["code"], "FORBIDDEN", "{}: {payload:#}", step.deed);
        payload["userErrors"][0]["message"].as_str().expect("a message").to_owned()
    };
    let chased = refused(world.person("chair"), &steps[3], "mend-lamps").await;
    assert_eq!(chased, "You may read this record but not chase it. The secretariat of its board may: ask them.");
    for (step, slug) in [(5, "mend-lamps"), (7, "done")] {
        let message = refused(world.person("secretary"), &steps[step], slug).await;
        assert!(message.contains("The chairs of its board may"), "{message}");
    }
    // A token that does not name the scope: the right would be there, the scope is not.
    let message = refused(world.scoped("secretary", &["read"]), &steps[3], "mend-lamps").await;
    assert!(message.contains("`write:actions`"), "{message}");
    // Who sits on the board, and who owns the action, has none of these deeds in their schema.
    let officer = world.person("officer");
    for deed in ["confirmAction", "chaseAction", "carryOverAction", "supersedeAction", "reopenAction", "reassignAction"]
    {
        let error = officer.refused(&format!("mutation {{ {deed}(input: {{}}) {{ cursor }} }}")).await;
        assert_eq!(error["extensions"]["code"], "VALIDATION", "{deed}");
    }
}

async fn an_action_is_carried_over_to_a_meeting_of_its_board_that_is_still_to_come(db: Database) {
    let world = db.world(&table()).await;
    let lamps = read(&world, "mend-lamps").await;
    let secretary = world.person("secretary");
    let nurse = r#"{ meeting(by: { slug: "backroom-2026-04" }) { id } }"#;
    let hidden = world.person("nurse").ask(nurse).await["meeting"]["id"].clone();
    for meeting in [id(&world, "meeting", "table-2026-01").await, id(&world, "meeting", "table-2026-03").await, hidden]
    {
        let refused =
            take(&secretary, "carryOverAction", &lamps, &json!({ "meeting": meeting, "text": "Later." })).await;
        assert_eq!(refused["userErrors"][0]["field"], "meeting");
        assert_eq!(
            refused["userErrors"][0]["message"],
            "Name a meeting of the action's board that is still to come: PLANNED, NOTIFIED or POSTPONED."
        );
    }
    let april = json!({ "meeting": id(&world, "meeting", "table-2026-04").await, "text": "To April." });
    take(&secretary, "carryOverAction", &lamps, &april).await;
    let carried = read(&world, "mend-lamps").await;
    assert_eq!((&carried["carryCount"], &carried["carriedTo"]["slug"]), (&json!(1), &json!("table-2026-04")));
    // The public reads the action as it was published, and not where it went.
    let query = r#"{ action(by: { slug: "mend-lamps" }) { description dueAt { slug } } }"#;
    let minutes = r#"{ meeting(by: { slug: "table-2026-01" }) { minutes { id version } } }"#;
    let minutes = secretary.ask(minutes).await["meeting"]["minutes"].clone();
    let publish = "mutation($input: PublishMinutesInput!) { publishMinutes(input: $input) { userErrors { message } } }";
    let input = json!({ "minutes": minutes["id"], "expectedVersion": minutes["version"] });
    assert_eq!(secretary.ask_with(publish, json!({ "input": input })).await["publishMinutes"]["userErrors"], json!([]));
    let public = world.public().ask(query).await;
    assert_eq!(public["action"], json!({ "description": "Report the broken lamps", "dueAt": null }));
    assert_eq!(
        world.public().refused(r#"{ action(by: { slug: "mend-lamps" }) { carriedTo { slug } } }"#).await["extensions"]
            ["code"],
        "VALIDATION"
    );
}

async fn an_action_is_superseded_by_what_can_stand_for_it(db: Database) {
    let world = db.world(&table()).await;
    let secretary = world.person("secretary");
    let supersede = async |slug: &str, by: Value| {
        let input = json!({ "by": by, "text": "Taken up there." });
        take(&secretary, "supersedeAction", &read(&world, slug).await, &input).await
    };
    let by = async |noun: &str, slug: &str| id(&world, noun, slug).await;
    let itself = supersede("mend-lamps", json!({ "action": by("action", "mend-lamps").await })).await;
    assert!(itself["userErrors"][0]["message"].as_str().expect("a message").contains("cannot take its own place"));
    let replaced = supersede("mend-lamps", json!({ "action": by("action", "replaced").await })).await;
    assert!(replaced["userErrors"][0]["message"].as_str().expect("a message").contains("replaced itself"));
    for (slug, noun, successor, field) in [
        ("mend-lamps", "decision", "buy-lamps", "supersededByDecision"),
        ("walk-streets", "paper", "lamps-plan", "supersededByPaper"),
        ("count-beds", "action", "carried", "supersededBy"),
        // Once more, by another: what was named before is forgotten.
        ("mend-lamps", "action", "carried", "supersededBy"),
    ] {
        let done = supersede(slug, json!({ noun: by(noun, successor).await })).await;
        assert_eq!(done["userErrors"], json!([]), "{slug} by {successor}");
        let action = read(&world, slug).await;
        for other in ["supersededBy", "supersededByDecision", "supersededByPaper"] {
            let named = if other == field { json!({ "slug": successor }) } else { Value::Null };
            assert_eq!(action[other], named, "{slug} by {successor}");
        }
    }
}

async fn reopening_forgets_the_successor_and_keeps_the_history(db: Database) {
    let world = db.world(&table()).await;
    let before = read(&world, "replaced").await;
    assert_eq!(before["supersededBy"]["slug"], "mend-lamps");
    take(&world.person("chair"), "reopenAction", &before, &json!({ "reason": "It is dark again." })).await;
    let after = read(&world, "replaced").await;
    assert_eq!((&after["status"], &after["supersededBy"]), (&json!("OPEN"), &Value::Null));
    assert_eq!(after["updates"]["nodes"][0]["text"], "It is dark again.");
}

async fn an_action_has_the_owners_that_it_was_given_last(db: Database) {
    let world = db.world(&table()).await;
    let (secretary, worker, officer) = (world.person("secretary"), world.person("worker"), world.person("officer"));
    let shelter = id(&world, "organisation", "shelter").await;
    let people = "{ board(by: { slug: \"table\" }) { memberships { nodes { person { id displayName } } } } }";
    let people = secretary.ask(people).await["board"]["memberships"]["nodes"].clone();
    let wanda =
        people.as_array().expect("people").iter().find(|m| m["person"]["displayName"] == "Wanda Field").expect("her");
    let owners = json!([{ "organisation": shelter, "person": wanda["person"]["id"] }, { "board": id(&world, "board", "table").await }]);
    let lamps = read(&world, "mend-lamps").await;
    let done =
        take(&secretary, "reassignAction", &lamps, &json!({ "owners": owners, "text": "The shelter has a ladder." }))
            .await;
    assert_eq!(done["userErrors"], json!([]));
    let after = read(&world, "mend-lamps").await;
    assert_eq!(
        after["owners"]["nodes"],
        json!([
            { "organisation": { "slug": "shelter" }, "board": null, "person": { "displayName": "Wanda Field" } },
            { "organisation": null, "board": { "slug": "table" }, "person": null },
        ])
    );
    // The new owner owns it at once. The system of the old one, who sits on no board, does not know of it any more.
    let report = json!({ "text": "On it." });
    assert_eq!(take(&worker, "addActionUpdate", &after, &report).await["userErrors"], json!([]));
    let known = r#"{ action(by: { slug: "mend-lamps" }) { id viewerCan { addUpdate } } }"#;
    assert_eq!(
        officer.ask(known).await["action"]["viewerCan"]["addUpdate"],
        true,
        "the board owns it, and they sit on it"
    );
    let alone = json!({ "owners": [{ "organisation": shelter }], "text": "Alone." });
    take(&secretary, "reassignAction", &read(&world, "mend-lamps").await, &alone).await;
    assert_eq!(officer.ask(known).await["action"]["viewerCan"]["addUpdate"], false);
    assert_eq!(world.scoped("police-system", &["read:actions"]).ask(known).await["action"], Value::Null);
}

async fn owners_are_named_in_full_or_refused(db: Database) {
    let world = db.world(&table()).await;
    let lamps = read(&world, "mend-lamps").await;
    let (police, table) = (id(&world, "organisation", "police").await, id(&world, "board", "table").await);
    let hidden =
        world.person("nurse").ask(r#"{ board(by: { slug: "backroom" }) { id } }"#).await["board"]["id"].clone();
    let missing = turned(hidden.as_str().expect("an id"));
    for (owner, field, said) in [
        (json!({}), "owners.1", "name a board alone"),
        (json!({ "board": table, "organisation": police }), "owners.1", "name a board alone"),
        (json!({ "organisation": table }), "owners.1.organisation", "not the id of an Organisation"),
        (json!({ "board": hidden }), "owners.1.board", "no such board"),
        (json!({ "board": missing }), "owners.1.board", "no such board"),
    ] {
        let owners = json!({ "owners": [{ "organisation": police }, owner], "text": "To them." });
        let refused = take(&world.person("secretary"), "reassignAction", &lamps, &owners).await;
        let error = &refused["userErrors"][0];
        assert_eq!((&error["code"], &error["field"]), (&json!("VALIDATION"), &json!(field)), "{refused:#}");
        let message = error["message"].as_str().expect("a message").to_lowercase();
        assert!(message.contains(&said.to_lowercase()), "{message}");
    }
    assert_eq!(read(&world, "mend-lamps").await, lamps);
}

async fn a_hidden_successor_is_answered_like_a_missing_one(db: Database) {
    let world = db.world(&table()).await;
    let lamps = read(&world, "mend-lamps").await;
    let errand = r#"{ action(by: { slug: "secret-errand" }) { id } }"#;
    let hidden = world.person("nurse").ask(errand).await["action"]["id"].as_str().expect("an id").to_owned();
    let missing = turned(&hidden);
    let mut answers = Vec::new();
    for successor in [hidden, missing] {
        let input = json!({ "by": { "action": successor }, "text": "So." });
        answers.push(take(&world.person("secretary"), "supersedeAction", &lamps, &input).await);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0]["userErrors"][0]["field"], "by.action");
}
