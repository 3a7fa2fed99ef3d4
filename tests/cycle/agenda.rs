//! The agenda of a meeting and who is invited for it.

use roundtable_tests::{Database, World};
use serde_json::{Value, json};

use super::{does, done, meeting, meetings::refusal, states, step};
use crate::{
    cast::texts,
    deed::on,
    feed::TABLE,
    steps::{id, turned},
};

crate::cases![
    every_item_from_every_state_becomes_what_the_model_says,
    items_are_put_on_an_agenda_together_or_not_at_all,
    an_item_that_is_put_off_is_proposed_anew_for_the_same_readers,
    a_part_that_is_not_open_changes_nothing_that_others_could_notice,
    a_guest_reads_the_items_of_the_invitation_and_a_substitute_what_the_member_reads,
    invitations_that_cannot_be_are_refused_by_their_rows,
    an_agenda_that_never_went_out_does_not_go_out_by_calling_the_meeting_off,
];

/// The agenda of a meeting, as somebody reads it.
async fn agenda(world: &World, who: &str, slug: &str) -> Value {
    let query = format!(
        r#"{{ meeting(by: {{ slug: "{slug}" }}) {{ id version agendaItems {{ nodes {{ id number title state result }} }} }} }}"#
    );
    world.person(who).ask(&query).await["meeting"].clone()
}

async fn every_item_from_every_state_becomes_what_the_model_says(db: Database) {
    const STATES: [&str; 5] = ["PROPOSED", "ACCEPTED", "TAKEN", "DEFERRED", "WITHDRAWN"];
    let leads = [("PROPOSED", vec!["ACCEPTED", "WITHDRAWN"]), ("ACCEPTED", vec!["TAKEN", "DEFERRED", "WITHDRAWN"])];
    let items = STATES.map(|state| format!("{{key: {state}, number: {state}, title: A, part: OPEN, state: {state}}}"));
    let february = format!(
        "meetings:\n  - slug: february\n    board: table\n    status: HELD\n    held_on: 2026-02-09\n    items: [{}]\n",
        items.join(", ")
    );
    for (from, state) in STATES.iter().enumerate() {
        for to in STATES {
            let world = db.world(&states().replacen("meetings:\n", &february, 1)).await;
            let before = agenda(&world, "secretary", "february").await;
            let item = &before["agendaItems"]["nodes"][from];
            assert_eq!(item["state"], **state);
            let mut one = json!({ "item": item["id"], "state": to });
            if to == "DEFERRED" {
                one["deferTo"] = id(&world, "meeting", "is-planned").await;
            }
            let input = on(("meeting", &before), json!({ "items": [one] }));
            let payload = does(&world.person("secretary"), "settleAgendaItems", input).await;
            let after = agenda(&world, "secretary", "february").await["agendaItems"]["nodes"][from]["state"].clone();
            if leads.iter().any(|(was, ends)| was == state && ends.contains(&to)) {
                assert_eq!((&payload["userErrors"], &after), (&json!([]), &json!(to)), "{state} to {to}");
            } else {
                assert_eq!(refusal(&payload)[..2], ["VALIDATION", "items.0.state"], "{state} to {to}");
                assert!(refusal(&payload)[2].starts_with(&format!("The agenda item is {state}")), "{payload}");
                assert_eq!(after, **state, "{state} to {to}");
            }
        }
    }
}

async fn items_are_put_on_an_agenda_together_or_not_at_all(db: Database) {
    let world = db.world(&states()).await;
    let secretary = world.person("secretary");
    let planned = meeting(&world, "is-planned").await;
    let officer = id(&world, "person", "p-officer").await;
    let propose = async |items: Value| {
        does(&secretary, "proposeAgendaItems", json!({ "meeting": planned["id"], "items": items })).await
    };
    let nobody = turned(officer.as_str().expect("an id"));
    for (item, field) in [
        (json!({ "title": " ", "part": "OPEN" }), "title"),
        (json!({ "title": "A", "part": "OPEN", "publicTitle": "B" }), "publicTitle"),
        (json!({ "title": "A", "part": "CLOSED" }), "closedReason"),
        (json!({ "title": "A", "part": "RESTRICTED", "closedReason": "paragraph 1" }), "recipients"),
        (json!({ "title": "A", "part": "OPEN", "presenter": nobody }), "presenter"),
        (json!({ "title": "A", "part": "OPEN", "presenterOrganisation": "x" }), "presenterOrganisation"),
    ] {
        let refused = propose(json!([{ "title": "Good", "part": "OPEN" }, item])).await;
        assert_eq!(refusal(&refused)[..2], ["VALIDATION", &format!("items.1.{field}")], "{refused}");
    }
    assert_eq!(agenda(&world, "secretary", "is-planned").await["agendaItems"]["nodes"], json!([]));
    // Each part is numbered by itself, behind what is there.
    let closed = json!({ "title": "C", "part": "CLOSED", "closedReason": "paragraph 3", "publicTitle": "Contracts" });
    let first = propose(json!([{ "title": "A", "part": "OPEN", "presenter": officer }, closed])).await;
    assert_eq!(texts(&first["agendaItems"], "/number"), ["1", "C1"]);
    let second = propose(json!([closed, { "title": "B", "part": "OPEN" }])).await;
    assert_eq!(texts(&second["agendaItems"], "/number"), ["C2", "2"]);
    assert_eq!(texts(&second["agendaItems"], "/state"), ["PROPOSED", "PROPOSED"]);
    // What was agreed stays as it was.
    let agreed = meeting(&world, "with-agreed").await;
    let late = json!({ "meeting": agreed["id"], "items": [{ "title": "A", "part": "OPEN" }] });
    let says = "The minutes are agreed, and with them who came, what was on and what came of it.";
    assert_eq!(refusal(&does(&secretary, "proposeAgendaItems", late).await), ["CONFLICT", "", says]);
    // Nothing is taken before it was held, and what is not taken has no result.
    let planned = meeting(&world, "is-planned").await;
    let item = &first["agendaItems"][0]["id"];
    let accepted = json!({ "items": [{ "item": item, "state": "ACCEPTED" }] });
    step(&secretary, "settleAgendaItems", ("meeting", &planned), accepted).await;
    let planned = meeting(&world, "is-planned").await;
    for (one, field) in [
        (json!({ "item": item, "state": "TAKEN" }), "state"),
        (json!({ "item": item, "state": "WITHDRAWN", "result": "No." }), "result"),
        (json!({ "item": item, "state": "DEFERRED" }), "deferTo"),
        (json!({ "item": item, "state": "DEFERRED", "deferTo": planned["id"] }), "deferTo"),
        (json!({ "item": item, "state": "WITHDRAWN", "deferTo": planned["id"] }), "deferTo"),
        (json!({ "item": "x", "state": "WITHDRAWN" }), "item"),
    ] {
        let refused = does(&secretary, "settleAgendaItems", on(("meeting", &planned), json!({ "items": [one] }))).await;
        assert_eq!(refusal(&refused)[..2], ["VALIDATION", &format!("items.0.{field}")], "{refused}");
    }
}

async fn an_item_that_is_put_off_is_proposed_anew_for_the_same_readers(db: Database) {
    let february = "meetings:
  - slug: february
    board: table
    status: HELD
    held_on: 2026-02-09
    items:
      - {key: '1', number: '1', title: Lamps, part: OPEN, state: ACCEPTED}
      - {key: c1, number: C1, title: Tender, part: CLOSED, closed_reason: paragraph 3, audience: [police], state: ACCEPTED}
";
    let world = db.world(&states().replacen("meetings:\n", february, 1)).await;
    let secretary = world.person("secretary");
    let before = agenda(&world, "secretary", "february").await;
    let to = id(&world, "meeting", "is-notified").await;
    let off = |n: usize| json!({ "item": before["agendaItems"]["nodes"][n]["id"], "state": "DEFERRED", "deferTo": to });
    let input = json!({ "items": [off(0), off(1)] });
    let settled = step(&secretary, "settleAgendaItems", ("meeting", &before), input).await;
    assert_eq!(texts(&settled, "/state"), ["DEFERRED", "DEFERRED"]);
    assert_eq!(texts(&settled, "/deferredTo/slug"), ["is-notified", "is-notified"]);
    let there = |items: &Value| texts(&items["agendaItems"]["nodes"], "/title");
    assert_eq!(there(&agenda(&world, "secretary", "is-notified").await), ["Lamps", "Tender"]);
    assert_eq!(
        texts(&agenda(&world, "secretary", "is-notified").await["agendaItems"]["nodes"], "/state"),
        ["PROPOSED", "PROPOSED"]
    );
    assert_eq!(there(&agenda(&world, "officer", "is-notified").await), ["Lamps", "Tender"], "in its audience");
    assert_eq!(there(&agenda(&world, "worker", "is-notified").await), ["Lamps", "Closed item"]);
}

async fn a_part_that_is_not_open_changes_nothing_that_others_could_notice(db: Database) {
    let world = db.world(&states()).await;
    let secretary = world.person("secretary");
    let (officer, held) = (id(&world, "person", "p-officer").await, meeting(&world, "is-held").await);
    let end = "{ changes(first: 100) { pageInfo { endCursor } } }";
    let noticed = async || {
        let query = r#"{ meeting(by: { slug: "is-held" }) { version updatedAt } }"#;
        let worker = world.person("worker");
        (worker.ask(query).await["meeting"].clone(), worker.ask(end).await["changes"]["pageInfo"]["endCursor"].clone())
    };
    let lines = async |after: &Value| {
        let query = "query($after: String!) { changes(after: $after) { nodes { recordKind } } }";
        world.person("worker").ask_with(query, json!({ "after": after })).await["changes"]["nodes"].clone()
    };
    let (before, cursor) = noticed().await;
    let restricted =
        json!({ "title": "A", "part": "RESTRICTED", "closedReason": "paragraph 1", "recipients": [officer] });
    let input = json!({ "meeting": held["id"], "items": [restricted] });
    let payload = does(&secretary, "proposeAgendaItems", input).await;
    // Who put it there is no recipient, and reads it no more.
    assert_eq!((&payload["userErrors"], &payload["agendaItems"]), (&json!([]), &json!([])));
    assert_eq!((noticed().await.0, lines(&cursor).await), (before, json!([])));
    assert_eq!(texts(&agenda(&world, "officer", "is-held").await["agendaItems"]["nodes"], "/title"), ["A"]);
    // Nor does the ledger tell those who run the board with them; who acted finds it among their own lines.
    let ledger = async |who: &str| {
        let query = "{ auditEvents(first: 100) { nodes { deed recordKind } } }";
        let lines = world.person(who).ask(query).await["auditEvents"]["nodes"].clone();
        lines
            .as_array()
            .expect("lines")
            .iter()
            .filter(|line| line["deed"] == "proposeAgendaItems")
            .cloned()
            .collect::<Vec<_>>()
    };
    assert!(ledger("chair").await.is_empty());
    assert_eq!(ledger("secretary").await, [json!({ "deed": "proposeAgendaItems", "recordKind": "AGENDA_ITEM" })]);
    // An open one is told to those who read it.
    let open = json!({ "meeting": held["id"], "items": [{ "title": "B", "part": "OPEN" }] });
    done(&secretary, "proposeAgendaItems", open).await;
    assert_eq!(texts(&lines(&cursor).await, "/recordKind"), ["MEETING"]);
    let kinds: Vec<Value> = ledger("chair").await.iter().map(|line| line["recordKind"].clone()).collect();
    assert!(
        kinds.len() == 2 && kinds.contains(&json!("MEETING")) && kinds.contains(&json!("AGENDA_ITEM")),
        "{kinds:?}"
    );
}

/// The table with a guest whom its secretary knows: somebody who came before.
fn with_guest() -> String {
    let came = "attendance:
      - {person: p-nurse, organisation: hospital, status: PRESENT, capacity: GUEST}
      - {person: p-campaigner, organisation: coalition, status: PRESENT, capacity: MEMBER}
";
    TABLE.replacen("attendance:\n", came, 1)
}

async fn a_guest_reads_the_items_of_the_invitation_and_a_substitute_what_the_member_reads(db: Database) {
    let world = db.world(&with_guest()).await;
    let (secretary, nurse) = (world.person("secretary"), world.person("nurse"));
    let plan = json!({ "board": id(&world, "board", "table").await, "heldOn": "2026-03-30" });
    let planned = done(&secretary, "planMeeting", plan).await;
    let items = json!([{ "title": "Beds", "part": "OPEN" }, { "title": "Lamps", "part": "OPEN" }]);
    let items = done(&secretary, "proposeAgendaItems", json!({ "meeting": planned["id"], "items": items })).await;
    let slug = planned["slug"].as_str().expect("a slug").to_owned();
    let read = async |who: &str| texts(&agenda(&world, who, &slug).await["agendaItems"]["nodes"], "/title");
    let query = format!(r#"{{ meeting(by: {{ slug: "{slug}" }}) {{ id }} }}"#);
    assert_eq!(nurse.ask(&query).await["meeting"], Value::Null);
    let person = id(&world, "person", "p-nurse").await;
    let hospital = id(&world, "organisation", "hospital").await;
    let guest = json!({ "person": person, "organisation": hospital, "items": [items[0]["id"]] });
    let invited = json!({ "meeting": planned["id"], "invitations": [guest.clone()] });
    let invitation = done(&secretary, "inviteToMeeting", invited.clone()).await;
    assert_eq!((&invitation[0]["capacity"], &invitation[0]["invitedOn"]), (&json!("GUEST"), &json!("2026-03-02")));
    assert_eq!(read("nurse").await, ["Beds"]);
    // Once, until it is taken back: the guest reads nothing more of it, and may be invited anew.
    let again = does(&secretary, "inviteToMeeting", invited).await;
    assert_eq!(refusal(&again)[1], "invitations.0.person");
    let off = json!({ "meeting": planned["id"], "people": [person] });
    assert_eq!(done(&secretary, "withdrawInvitations", off.clone()).await[0]["withdrawnOn"], "2026-03-02");
    assert_eq!(nurse.ask(&query).await["meeting"], Value::Null);
    assert_eq!(refusal(&does(&secretary, "withdrawInvitations", off).await)[1], "people.0");
    done(&secretary, "inviteToMeeting", json!({ "meeting": planned["id"], "invitations": [guest] })).await;
    assert_eq!(read("nurse").await, ["Beds"]);
    // What is called off is nobody's as a guest.
    let planned = meeting(&world, &slug).await;
    step(&secretary, "cancelMeeting", ("meeting", &planned), json!({})).await;
    assert_eq!(nurse.ask(&query).await["meeting"], Value::Null);
    // Somebody else stands in for a member, and reads what the member will.
    let world = db.world(&with_guest()).await;
    let secretary = world.person("secretary");
    let plan = json!({ "board": id(&world, "board", "table").await, "heldOn": "2026-03-30" });
    let planned = done(&secretary, "planMeeting", plan).await;
    let items = json!([{ "title": "Beds", "part": "OPEN" }, { "title": "Lamps", "part": "OPEN" }]);
    done(&secretary, "proposeAgendaItems", json!({ "meeting": planned["id"], "items": items })).await;
    let (person, principal) = (id(&world, "person", "p-nurse").await, id(&world, "person", "p-worker").await);
    let stands_in = json!([{ "person": person, "substituteFor": principal }]);
    let invitation =
        done(&secretary, "inviteToMeeting", json!({ "meeting": planned["id"], "invitations": stands_in })).await;
    assert_eq!(invitation[0]["capacity"], "SUBSTITUTE");
    let slug = planned["slug"].as_str().expect("a slug").to_owned();
    let seen = agenda(&world, "nurse", &slug).await;
    assert_eq!(texts(&seen["agendaItems"]["nodes"], "/title"), ["Beds", "Lamps"]);
}

async fn invitations_that_cannot_be_are_refused_by_their_rows(db: Database) {
    let world = db.world(&with_guest()).await;
    let secretary = world.person("secretary");
    let plan = json!({ "board": id(&world, "board", "table").await, "heldOn": "2026-03-30" });
    let planned = done(&secretary, "planMeeting", plan).await;
    let items = json!([{ "title": "Beds", "part": "OPEN" }]);
    let items = done(&secretary, "proposeAgendaItems", json!({ "meeting": planned["id"], "items": items })).await;
    let (nurse, worker, officer) = (
        id(&world, "person", "p-nurse").await,
        id(&world, "person", "p-worker").await,
        id(&world, "person", "p-officer").await,
    );
    let item = &items[0]["id"];
    let secret = json!({ "title": "A name", "part": "RESTRICTED", "closedReason": "paragraph 1",
        "recipients": [id(&world, "person", "p-secretary").await] });
    let secret = json!({ "meeting": planned["id"], "items": [secret] });
    let restricted = done(&secretary, "proposeAgendaItems", secret).await[0]["id"].clone();
    assert!(restricted.is_string());
    let invite = async |rows: Value| {
        does(&secretary, "inviteToMeeting", json!({ "meeting": planned["id"], "invitations": rows })).await
    };
    for (row, field) in [
        (json!({ "person": worker, "items": [item] }), "person"),
        (json!({ "person": turned(nurse.as_str().expect("an id")), "items": [item] }), "person"),
        (json!({ "person": nurse }), "items"),
        (json!({ "person": nurse, "items": [restricted] }), "items.0"),
        (json!({ "person": nurse, "items": [turned(item.as_str().expect("an id"))] }), "items.0"),
        (json!({ "person": nurse, "items": [item], "substituteFor": officer }), "items"),
        (json!({ "person": nurse, "substituteFor": nurse }), "substituteFor"),
    ] {
        let refused = invite(json!([row])).await;
        assert_eq!(refusal(&refused)[..2], ["VALIDATION", &format!("invitations.0.{field}")], "{refused}");
    }
    let none = "{ meetings(first: 100) { nodes { invitations { totalCount } } } }";
    let counts = secretary.ask(none).await["meetings"]["nodes"].clone();
    assert!(counts.as_array().expect("meetings").iter().all(|one| one["invitations"]["totalCount"] == 0));
    // Nobody is invited to what was called off.
    let off = step(&secretary, "cancelMeeting", ("meeting", &meeting_of(&world, &planned).await), json!({})).await;
    let input = json!({ "meeting": off["id"], "invitations": [{ "person": nurse, "items": [item] }] });
    assert_eq!(refusal(&does(&secretary, "inviteToMeeting", input).await)[0], "CONFLICT");
}

/// A meeting as it is now.
async fn meeting_of(world: &World, planned: &Value) -> Value {
    meeting(world, planned["slug"].as_str().expect("a slug")).await
}

async fn an_agenda_that_never_went_out_does_not_go_out_by_calling_the_meeting_off(db: Database) {
    for (deed, more) in [("cancelMeeting", json!({})), ("postponeMeeting", json!({ "heldOn": "2026-05" }))] {
        let world = db.world(&states()).await;
        let secretary = world.person("secretary");
        let planned = meeting(&world, "is-planned").await;
        let items = json!([{ "title": "Patrols", "part": "OPEN" }]);
        done(&secretary, "proposeAgendaItems", json!({ "meeting": planned["id"], "items": items })).await;
        let planned = meeting(&world, "is-planned").await;
        step(&secretary, deed, ("meeting", &planned), more).await;
        assert_eq!(agenda(&world, "officer", "is-planned").await["agendaItems"]["nodes"], json!([]), "{deed}");
        assert_eq!(
            texts(&agenda(&world, "secretary", "is-planned").await["agendaItems"]["nodes"], "/title"),
            ["Patrols"]
        );
    }
}
