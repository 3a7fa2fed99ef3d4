//! Meetings: what each deed leaves behind, and what cannot be.

use roundtable_tests::{Database, World};
use serde_json::{Value, json};

use super::{does, meeting, states, step};
use crate::{
    cast::texts,
    deed::on,
    feed::TABLE,
    steps::{id, table, turned},
};

crate::cases![
    what_was_carried_over_is_open_again_when_its_meeting_is_held_or_called_off,
    what_is_carried_over_while_its_meeting_is_held_is_not_left_behind,
    a_meeting_that_is_put_off_keeps_the_day_that_it_was_to_be,
    what_cannot_be_of_a_meeting_is_refused_with_what_to_do,
    an_attendance_list_is_recorded_as_a_whole_or_not_at_all,
    a_closed_board_meets_no_more_and_a_hidden_one_is_none,
];

/// The one refusal of a payload: its code, the field and the message.
pub(super) fn refusal(payload: &Value) -> [&str; 3] {
    let errors = payload["userErrors"].as_array().expect("errors");
    assert_eq!(errors.len(), 1, "{errors:?}");
    ["code", "field", "message"].map(|part| errors[0][part].as_str().unwrap_or_default())
}

async fn what_was_carried_over_is_open_again_when_its_meeting_is_held_or_called_off(db: Database) {
    for (deed, day) in [("holdMeeting", "2026-04-13T12:00:00Z"), ("cancelMeeting", "2026-03-02T12:00:00Z")] {
        let world = db.world(&table()).await;
        let secretary = world.person("secretary");
        let april = meeting(&world, "table-2026-04").await;
        let action = |slug: &str| {
            format!(r#"{{ action(by: {{ slug: "{slug}" }}) {{ id status version carryCount carriedTo {{ slug }} }} }}"#)
        };
        for slug in ["mend-lamps", "count-beds"] {
            let read = secretary.ask(&action(slug)).await["action"].clone();
            let input = json!({ "action": read["id"], "expectedVersion": read["version"], "meeting": april["id"], "text": "To April." });
            let carry =
                "mutation($input: CarryOverActionInput!) { carryOverAction(input: $input) { userErrors { message } } }";
            let carried = secretary.ask_with(carry, json!({ "input": input })).await;
            assert_eq!(carried["carryOverAction"]["userErrors"], json!([]));
        }
        world.at(day);
        let secretary = world.person("secretary");
        let end = "{ changes(first: 100) { pageInfo { endCursor } } }";
        let end = world.person("officer").ask(end).await["changes"]["pageInfo"]["endCursor"].clone();
        step(&secretary, deed, ("meeting", &april), json!({})).await;
        for (slug, version) in [("mend-lamps", 3), ("count-beds", 3)] {
            let open = secretary.ask(&action(slug)).await["action"].clone();
            assert_eq!(
                (&open["status"], &open["version"], &open["carryCount"], &open["carriedTo"]),
                (&json!("OPEN"), &json!(version), &json!(1), &json!(null)),
                "{deed}: {slug}"
            );
        }
        // Who follows the feed is told of each.
        let query = "query($after: String!) { changes(after: $after) { nodes { kind recordKind } } }";
        let lines = world.person("officer").ask_with(query, json!({ "after": end })).await["changes"]["nodes"].clone();
        let mut kinds = texts(&lines, "/recordKind");
        kinds.sort();
        assert_eq!(kinds, ["ACTION", "ACTION", "MEETING"], "{deed}");
    }
}

async fn what_is_carried_over_while_its_meeting_is_held_is_not_left_behind(db: Database) {
    let world = db.world(&table()).await;
    world.at("2026-04-13T12:00:00Z");
    let (secretary, chair) = (world.person("secretary"), world.person("chair"));
    let april = meeting(&world, "table-2026-04").await;
    let carry = async |slug: &str| {
        let query = format!(r#"{{ action(by: {{ slug: "{slug}" }}) {{ id version }} }}"#);
        let read = secretary.ask(&query).await["action"].clone();
        let input = json!({ "action": read["id"], "expectedVersion": read["version"], "meeting": april["id"], "text": "To April." });
        let carry =
            "mutation($input: CarryOverActionInput!) { carryOverAction(input: $input) { userErrors { field } } }";
        secretary.ask_with(carry, json!({ "input": input })).await["carryOverAction"]["userErrors"].clone()
    };
    let held = does(&chair, "holdMeeting", on(("meeting", &april), json!({})));
    let (lamps, beds, streets, held) =
        tokio::join!(carry("mend-lamps"), carry("count-beds"), carry("walk-streets"), held);
    assert_eq!(held["userErrors"], json!([]));
    for (slug, refused) in [("mend-lamps", lamps), ("count-beds", beds), ("walk-streets", streets)] {
        assert!(refused == json!([]) || refused == json!([{ "field": "meeting" }]), "{refused}");
        let query = format!(r#"{{ action(by: {{ slug: "{slug}" }}) {{ status carriedTo {{ slug }} }} }}"#);
        let now = secretary.ask(&query).await["action"].clone();
        assert_ne!(now["status"], "CARRIED_OVER", "{slug} waits for a meeting that is over");
        assert_eq!(now["carriedTo"], Value::Null, "{slug}");
    }
}

async fn a_meeting_that_is_put_off_keeps_the_day_that_it_was_to_be(db: Database) {
    let world = db.world(&states()).await;
    let secretary = world.person("secretary");
    let called = meeting(&world, "is-notified").await;
    let later = json!({ "heldOn": "2026-06", "venue": "The annexe" });
    let off = step(&secretary, "postponeMeeting", ("meeting", &called), later).await;
    assert_eq!(
        (&off["status"], &off["heldOn"], &off["postponedFrom"], &off["venue"]),
        (&json!("POSTPONED"), &json!("2026-06"), &json!("2026-03-02"), &json!("The annexe"))
    );
    // Called anew, within the month that was said, and with a time.
    let vague = does(&secretary, "notifyMeeting", on(("meeting", &off), json!({}))).await;
    assert_eq!(refusal(&vague), ["VALIDATION", "heldOn", "Say on which day the meeting is: its members are to come."]);
    let other = does(&secretary, "notifyMeeting", on(("meeting", &off), json!({ "heldOn": "2026-07-01" }))).await;
    assert_eq!(
        refusal(&other)[2],
        "The meeting was planned for 2026-06: with postponeMeeting it moves to another day."
    );
    let told = json!({ "heldOn": "2026-06-08", "startsAt": "2026-06-08T09:00:00Z", "endsAt": "2026-06-08T10:00:00Z" });
    let anew = step(&secretary, "notifyMeeting", ("meeting", &off), told).await;
    assert_eq!((&anew["status"], &anew["heldOn"]), (&json!("NOTIFIED"), &json!("2026-06-08")));
    assert_eq!((&anew["postponedFrom"], &anew["venue"]), (&json!("2026-03-02"), &json!("The annexe")));
    // Put off once more, the time of the old day is no time of the new one.
    let again = step(&secretary, "postponeMeeting", ("meeting", &anew), json!({ "heldOn": "2026-09-07" })).await;
    assert_eq!((&again["postponedFrom"], &again["startsAt"]), (&json!("2026-06-08"), &json!(null)));
}

async fn what_cannot_be_of_a_meeting_is_refused_with_what_to_do(db: Database) {
    let world = db.world(&states()).await;
    let (secretary, board) = (world.person("secretary"), id(&world, "board", "table").await);
    let plan = async |more: Value| {
        let mut input = json!({ "board": board });
        for (name, value) in more.as_object().expect("input") {
            input[name] = value.clone();
        }
        does(&secretary, "planMeeting", input).await
    };
    for (more, field) in [
        (json!({ "startsAt": "2026-05-04T12:00:00Z", "endsAt": "2026-05-04T10:00:00Z" }), "endsAt"),
        (json!({ "endsAt": "2026-05-04T10:00:00Z" }), "startsAt"),
        (json!({ "heldOn": "2026-05", "startsAt": "2026-06-01T10:00:00Z" }), "startsAt"),
        (json!({ "venue": " " }), "venue"),
        (json!({ "purpose": "" }), "purpose"),
        (json!({ "previous": "x" }), "previous"),
        (json!({ "previous": turned(meeting(&world, "is-held").await["id"].as_str().expect("an id")) }), "previous"),
        (json!({ "previous": id_of_backroom(&world).await }), "previous"),
    ] {
        let refused = plan(more).await;
        assert_eq!(refusal(&refused)[..2], ["VALIDATION", field], "{refused}");
    }
    let planned = meeting(&world, "is-planned").await;
    for (to, says) in [("2026-03-01", "is over"), ("2026-03-02", "already")] {
        let refused = does(&secretary, "postponeMeeting", on(("meeting", &planned), json!({ "heldOn": to }))).await;
        assert!(refusal(&refused)[2].contains(says), "{refused}");
    }
    assert_eq!(meeting(&world, "is-planned").await, planned);
    // No meeting has taken place before its day.
    let next = plan(json!({ "heldOn": "2026-03-03" })).await["meeting"].clone();
    let next = step(&secretary, "notifyMeeting", ("meeting", &next), json!({})).await;
    let early = does(&secretary, "holdMeeting", on(("meeting", &next), json!({}))).await;
    assert_eq!(refusal(&early), ["CONFLICT", "", "The meeting is on 2026-03-03: it has not taken place yet."]);
    // Another version than the one that was read.
    let mut stale = planned.clone();
    stale["version"] = json!(7);
    let refused = does(&secretary, "cancelMeeting", on(("meeting", &stale), json!({}))).await;
    assert_eq!(refusal(&refused)[0], "CONFLICT");
}

/// A meeting of a board that the secretary knows nothing of.
async fn id_of_backroom(world: &World) -> Value {
    let query = r#"{ meeting(by: { slug: "backroom-2026-01" }) { id } }"#;
    world.person("nurse").ask(query).await["meeting"]["id"].clone()
}

async fn a_closed_board_meets_no_more_and_a_hidden_one_is_none(db: Database) {
    let world = db.world(&TABLE.replacen("status: ACTIVE", "status: CLOSED", 1)).await;
    let board = id(&world, "board", "table").await;
    let refused = does(&world.person("secretary"), "planMeeting", json!({ "board": board })).await;
    assert_eq!(refusal(&refused), ["CONFLICT", "", "The board is CLOSED: it does not meet any more."]);
    let backroom =
        world.person("nurse").ask(r#"{ board(by: { slug: "backroom" }) { id } }"#).await["board"]["id"].clone();
    let never = turned(backroom.as_str().expect("an id"));
    let secretary = world.person("secretary");
    let hidden = does(&secretary, "planMeeting", json!({ "board": backroom })).await;
    assert_eq!(hidden, does(&secretary, "planMeeting", json!({ "board": never })).await);
    assert_eq!(refusal(&hidden)[0], "NOT_FOUND");
}

async fn an_attendance_list_is_recorded_as_a_whole_or_not_at_all(db: Database) {
    let world = db.world(&states()).await;
    let secretary = world.person("secretary");
    let person = async |slug: &str| id(&world, "person", slug).await;
    let (officer, worker, campaigner) =
        (person("p-officer").await, person("p-worker").await, person("p-campaigner").await);
    let shelter = id(&world, "organisation", "shelter").await;
    let held = meeting(&world, "is-held").await;
    let list = async || {
        let query = r#"{ meeting(by: { slug: "is-held" }) { attendance { nodes {
            id person { slug } status capacity substituteFor { slug } apologyReason } } } }"#;
        secretary.ask(query).await["meeting"]["attendance"]["nodes"].clone()
    };
    let one = |person: &Value, status: &str| json!({ "person": person, "status": status, "capacity": "MEMBER" });
    let stands_in = |person: &Value, whom: &Value| json!({ "person": person, "status": "PRESENT", "capacity": "SUBSTITUTE", "substituteFor": whom, "organisation": shelter });
    // Every mistake is named by its row, and nothing is recorded.
    let nobody = turned(officer.as_str().expect("an id"));
    let wrong = json!([
        one(&officer, "PRESENT"),
        one(&officer, "APOLOGIES"),
        stands_in(&worker, &officer),
        { "person": campaigner, "status": "PRESENT", "capacity": "SUBSTITUTE" },
        { "person": nobody, "status": "PRESENT", "capacity": "MEMBER", "apologyReason": "Away" },
    ]);
    let refused = does(&secretary, "recordAttendance", on(("meeting", &held), json!({ "attendance": wrong }))).await;
    assert_eq!(
        texts(&refused["userErrors"], "/field"),
        [
            "attendance.1.person",
            "attendance.2.substituteFor",
            "attendance.3.substituteFor",
            "attendance.4.person",
            "attendance.4.apologyReason",
        ]
    );
    assert_eq!(list().await, json!([]));
    let empty = does(&secretary, "recordAttendance", on(("meeting", &held), json!({ "attendance": [] }))).await;
    assert_eq!(refusal(&empty), ["VALIDATION", "attendance", "Give 1 to 300 of them; there are 0."]);
    // The list as it is sent is the list, and who stays on it keeps their id.
    let mut apology = one(&worker, "APOLOGIES");
    apology["apologyReason"] = json!("On leave");
    let first = json!([one(&officer, "PRESENT"), apology]);
    let held = step(&secretary, "recordAttendance", ("meeting", &held), json!({ "attendance": first })).await;
    let before = list().await;
    assert_eq!(texts(&before, "/person/slug"), ["p-officer", "p-worker"]);
    assert_eq!(texts(&before, "/apologyReason"), ["", "On leave"]);
    let second = json!([stands_in(&campaigner, &worker), one(&worker, "APOLOGIES")]);
    step(&secretary, "recordAttendance", ("meeting", &held), json!({ "attendance": second })).await;
    let after = list().await;
    assert_eq!(texts(&after, "/person/slug"), ["p-campaigner", "p-worker"]);
    assert_eq!(texts(&after, "/apologyReason"), ["", ""]);
    assert_eq!((&after[0]["substituteFor"]["slug"], &after[1]["id"]), (&json!("p-worker"), &before[1]["id"]));
    // What was agreed with the minutes stays.
    let agreed = meeting(&world, "with-agreed").await;
    let input = on(("meeting", &agreed), json!({ "attendance": [one(&worker, "PRESENT")] }));
    let refused = does(&secretary, "recordAttendance", input).await;
    assert_eq!(
        refusal(&refused),
        ["CONFLICT", "", "The minutes are agreed, and with them who came, what was on and what came of it."]
    );
}
