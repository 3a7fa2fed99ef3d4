//! Boards as they are set up and run, and who sits on them (domain model 2.3, 2.4; R1, R20, T1, T3): what each deed opens and
//! ends for whom, what becomes of what somebody owes who leaves, and what is refused.

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

use crate::{
    deed::{self, came, mistake, mistakes, on},
    steps::id,
};

crate::cases![
    a_group_is_proposed_begins_to_meet_and_is_over,
    w2_that_a_board_meets_is_its_chairs_to_say,
    every_deed_on_a_board_from_every_state_does_what_the_model_says,
    what_a_board_names_and_its_author_may_not_see_is_answered_like_what_is_missing,
    who_sits_on_a_board_is_told_to_nobody_else,
];

const STATES: [&str; 4] = ["PROPOSED", "ACTIVE", "LAPSED", "CLOSED"];

/// The table of the other tests, with a board in each state. Of these, the chair and the secretary of the table are chair and
/// secretary too.
pub(crate) fn table() -> String {
    let mut boards = "boards:\n".to_owned();
    for state in STATES {
        let slug = state.to_lowercase();
        boards.push_str(&format!(
            "  - slug: {slug}
    name: {state}
    kind: WORKING_GROUP
    status: {state}
    convenor: mayor
    seats: [{{organisation: police}}]
    members:
      - {{person: p-chair, role: CHAIR, on_behalf_of: mayor, from: 2025-01-01, basis: APPOINTED}}
      - {{person: p-secretary, role: SECRETARIAT, on_behalf_of: mayor, from: 2025-01-01, basis: APPOINTED}}
"
        ));
    }
    include_str!("table.yaml").replacen("boards:\n", &boards, 1)
}

const BOARD: &str = "id slug name shortName kind status version purpose cadence historyVisibleFrom convenor { slug }
    parent { slug } reportsTo { slug } seats { nodes { id required from to organisation { slug } } }
    memberships { nodes { id role status from to version person { slug displayName } onBehalfOf { slug } } }";
pub(crate) const MEMBERSHIP: &str =
    "id role status from to electedOn version person { id slug displayName } onBehalfOf { slug } seat { id }";

/// Does a deed. Answers the payload.
pub(crate) async fn does(who: &Asker<'_>, deed: &str, input: &Value) -> Value {
    let what = match deed {
        "openSeats" | "closeSeats" => "seats { id required from to organisation { slug } }".to_owned(),
        "appointMembers" | "handOverMembership" => format!("memberships {{ {MEMBERSHIP} }}"),
        "acceptMembership" | "endMembership" => format!("membership {{ {MEMBERSHIP} }}"),
        _ => format!("board {{ {BOARD} }}"),
    };
    deed::does(who, deed, &what, input).await
}

/// Does a deed that succeeds. Answers what came of it.
pub(crate) async fn done(who: &Asker<'_>, deed: &str, input: Value) -> Value {
    came(&does(who, deed, &input).await)
}

pub(crate) async fn read(who: &Asker<'_>, slug: &str) -> Value {
    who.ask(&format!(r#"{{ board(by: {{ slug: "{slug}" }}) {{ {BOARD} }} }}"#)).await["board"].clone()
}

/// The membership that somebody has on a board now, as its secretary reads it.
pub(crate) async fn place(world: &World, board: &str, person: &str) -> Value {
    let board = read(&world.person("secretary"), board).await;
    let all = board["memberships"]["nodes"].as_array().expect("memberships").clone();
    let held = |row: &Value| row["person"]["slug"] == person && row["status"] != "ENDED";
    all.into_iter().find(held).unwrap_or_else(|| panic!("{person} has no place: {board}"))
}

/// The input of an appointment to a board.
pub(crate) async fn appointing(world: &World, board: &str, members: Value) -> Value {
    json!({ "board": id(world, "board", board).await, "members": members })
}

async fn a_group_is_proposed_begins_to_meet_and_is_over(db: Database) {
    let world = db.world(&table()).await;
    let (secretary, chair, officer) = (world.person("secretary"), world.person("chair"), world.person("officer"));
    let table = id(&world, "board", "table").await;
    let group = json!({
        "board": table, "name": "Lamps group", "kind": "TASK_AND_FINISH", "shortName": "Lamps", "cadence": "weekly",
        "purpose": "To light the streets.", "reportsTo": table, "historyVisibleFrom": "2026-01-01",
    });
    let group = done(&secretary, "proposeBoard", group).await;
    let slug = group["slug"].as_str().expect("a slug").to_owned();
    assert!(slug.starts_with("lamps-group-"), "{slug}");
    assert_eq!(
        json!([group["status"], group["version"], group["convenor"], group["parent"], group["reportsTo"]]),
        json!(["PROPOSED", 1, { "slug": "mayor" }, { "slug": "table" }, { "slug": "table" }])
    );
    let keeper = &group["memberships"]["nodes"][0];
    assert_eq!(
        json!([keeper["role"], keeper["status"], keeper["person"]["slug"], keeper["onBehalfOf"]["slug"]]),
        json!(["SECRETARIAT", "CURRENT", "p-secretary", "mayor"])
    );
    // It is for those who sit on it until it is listed: the chair of the board of which it is part is none of them.
    let face = format!(r#"{{ board(by: {{ slug: "{slug}" }}) {{ name memberships {{ totalCount }} }} }}"#);
    for who in [&chair, &officer, &world.public()] {
        assert_eq!(who.ask(&face).await["board"], Value::Null);
    }
    let (p_chair, p_officer) = (id(&world, "person", "p-chair").await, id(&world, "person", "p-officer").await);
    let members = json!([
        { "whom": { "person": p_chair }, "role": "CHAIR", "electedOn": "2026-03-01" },
        { "whom": { "person": p_officer }, "role": "MEMBER", "onBehalfOf": id(&world, "organisation", "police").await },
        { "whom": { "new": { "displayName": "Lotte Brand", "honorific": "Dr" } }, "role": "OBSERVER", "to": "2026-09-01" },
    ]);
    let made = done(&secretary, "appointMembers", json!({ "board": group["id"], "members": members })).await;
    assert_eq!(
        json!([made[0]["role"], made[0]["electedOn"], made[1]["onBehalfOf"]["slug"], made[2]["person"]["displayName"]]),
        json!(["CHAIR", "2026-03-01", "police", "Lotte Brand"])
    );
    assert_eq!(
        json!([made[2]["from"], made[2]["to"], made[2]["status"]]),
        json!(["2026-03-02", "2026-09-01", "CURRENT"])
    );
    assert_eq!(read(&officer, &slug).await["purpose"], "To light the streets.");
    // Whoever chairs it says that it meets, once somebody keeps its record.
    let kept = &group["memberships"]["nodes"][0];
    done(&secretary, "endMembership", on(("membership", kept), json!({}))).await;
    let (code, _, message) = mistake(&does(&chair, "activateBoard", &on(("board", &group), json!({}))).await);
    assert!(code == "CONFLICT" && message.contains("nobody keeps its record"), "{message}");
    let again = json!([{ "whom": { "person": id(&world, "person", "p-secretary").await }, "role": "SECRETARIAT" }]);
    done(&chair, "appointMembers", json!({ "board": group["id"], "members": again })).await;
    let group = done(&chair, "activateBoard", on(("board", &group), json!({}))).await;
    assert_eq!(json!([group["status"], group["version"]]), json!(["ACTIVE", 2]));
    // What everyone is to read says how to reach nobody.
    let group = done(&chair, "reviseBoard", on(("board", &group), json!({ "cadence": "ask lamps@example.org" }))).await;
    let (_, field, message) =
        mistake(&does(&chair, "reviseBoard", &on(("board", &group), json!({ "listed": true }))).await);
    assert!(field == "cadence" && message.contains("e-mail"), "{message}");
    let group =
        done(&chair, "reviseBoard", on(("board", &group), json!({ "listed": true, "cadence": "monthly" }))).await;
    assert_eq!(json!([group["cadence"], group["shortName"], group["version"]]), json!(["monthly", "Lamps", 4]));
    // Everybody knows of it now, and of its offices; that cannot be taken back.
    assert_eq!(
        world.public().ask(&face).await["board"],
        json!({ "name": "Lamps group", "memberships": { "totalCount": 1 } })
    );
    let (_, field, _) = mistake(&does(&chair, "reviseBoard", &on(("board", &group), json!({ "listed": false }))).await);
    assert_eq!(field, "listed");
    // It is not over while it owes something, or is to meet.
    let planned = json!({ "board": group["id"], "heldOn": "2026-04" });
    let meeting = came(&deed::does(&secretary, "planMeeting", "meeting { id version }", &planned).await);
    let (code, _, message) = mistake(&does(&chair, "closeBoard", &on(("board", &group), json!({}))).await);
    assert!(code == "CONFLICT" && message.contains("1 of its meetings are still to come"), "{message}");
    came(&deed::does(&secretary, "cancelMeeting", "meeting { id }", &on(("meeting", &meeting), json!({}))).await);
    let part = json!({ "board": group["id"], "name": "Lamp posts", "kind": "WORKING_GROUP" });
    let part = done(&secretary, "proposeBoard", part).await;
    let leads = json!([{ "whom": { "person": p_chair }, "role": "CHAIR" }]);
    done(&secretary, "appointMembers", json!({ "board": part["id"], "members": leads })).await;
    let (code, _, message) = mistake(&does(&chair, "closeBoard", &on(("board", &group), json!({}))).await);
    assert!(code == "CONFLICT" && message.contains("1 of its groups are not closed"), "{message}");
    done(&chair, "closeBoard", on(("board", &part), json!({}))).await;
    let group = done(&chair, "closeBoard", on(("board", &group), json!({}))).await;
    assert_eq!(group["status"], "CLOSED");
    let late = does(&secretary, "reviseBoard", &on(("board", &group), json!({ "cadence": "never" }))).await;
    assert!(mistake(&late).2.contains("activateBoard"), "{late}");
    assert_eq!(read(&officer, &slug).await["status"], "CLOSED");
    let again = done(&chair, "activateBoard", on(("board", &group), json!({}))).await;
    assert_eq!(again["status"], "ACTIVE");
    let told = "{ changes(first: 100, kinds: [BOARD]) { nodes { kind record { ... on Board { slug } } } } }";
    let told = officer.ask(told).await["changes"]["nodes"].clone();
    let lines: Vec<&Value> = told.as_array().expect("lines").iter().filter(|l| l["record"]["slug"] == *slug).collect();
    assert_eq!(
        lines.iter().map(|line| &line["kind"]).collect::<Vec<_>>(),
        ["CREATED", "UPDATED", "UPDATED", "UPDATED", "UPDATED", "UPDATED"]
    );
}

async fn w2_that_a_board_meets_is_its_chairs_to_say(db: Database) {
    // The secretary chairs another of the boards, and so has the deed in their schema.
    let chairs = "{person: p-secretary, role: CHAIR, on_behalf_of: mayor, from: 2025-01-01, basis: APPOINTED}";
    let table = table().replacen("    members:\n", &format!("    members:\n      - {chairs}\n"), 1);
    let world = db.world(&table).await;
    let can = "{ boards(first: 50) { nodes { slug viewerCan { activate } } } }";
    for (who, may) in
        [("chair", vec!["closed", "lapsed", "proposed"]), ("secretary", vec!["proposed"]), ("officer", vec![])]
    {
        let boards = world.person(who).ask(can).await["boards"]["nodes"].as_array().expect("boards").clone();
        let may_here = boards.iter().filter(|board| board["viewerCan"]["activate"] == true);
        let mut may_here: Vec<&str> = may_here.map(|board| board["slug"].as_str().expect("a slug")).collect();
        may_here.sort_unstable();
        assert_eq!(may_here, may, "{who}");
    }
    let secretary = world.person("secretary");
    for (slug, code) in [("lapsed", "FORBIDDEN"), ("proposed", "")] {
        let payload = does(&secretary, "activateBoard", &on(("board", &read(&secretary, slug).await), json!({}))).await;
        assert_eq!(payload["userErrors"][0]["code"].as_str().unwrap_or_default(), code, "{slug}");
    }
}

async fn every_deed_on_a_board_from_every_state_does_what_the_model_says(db: Database) {
    let here = db.world(&table()).await;
    let police = id(&here, "organisation", "shelter").await;
    let whom = json!({ "whom": { "new": { "displayName": "Ilse Brook" } }, "role": "MEMBER" });
    let deeds = [
        ("activateBoard", json!({}), "ACTIVE", &["PROPOSED", "LAPSED", "CLOSED"][..]),
        ("closeBoard", json!({}), "CLOSED", &["PROPOSED", "ACTIVE", "LAPSED"]),
        ("reviseBoard", json!({ "cadence": "yearly" }), "", &["PROPOSED", "ACTIVE", "LAPSED"]),
        ("openSeats", json!({ "seats": [{ "organisation": police }] }), "", &["PROPOSED", "ACTIVE", "LAPSED"]),
        ("closeSeats", json!({ "seats": [] }), "", &STATES),
        ("proposeBoard", json!({ "name": "Part", "kind": "NETWORK" }), "", &["PROPOSED", "ACTIVE"]),
        ("appointMembers", json!({ "members": [whom] }), "", &STATES),
    ];
    for (deed, input, reaches, from) in deeds {
        let world = db.world(&table()).await;
        let who = world.person(if ["closeBoard", "activateBoard"].contains(&deed) { "chair" } else { "secretary" });
        for state in STATES {
            let before = read(&who, &state.to_lowercase()).await;
            let mut input = on(("board", &before), input.clone());
            let versioned = !["proposeBoard", "appointMembers"].contains(&deed);
            match deed {
                "openSeats" => input["seats"][0]["organisation"] = id(&world, "organisation", "shelter").await,
                "appointMembers" => input["members"][0]["whom"]["new"]["displayName"] = json!(format!("Ilse {state}")),
                "closeSeats" => input["seats"] = json!([before["seats"]["nodes"][0]["id"]]),
                _ => {}
            }
            if !versioned {
                input.as_object_mut().expect("an input").remove("expectedVersion");
            }
            let payload = does(&who, deed, &input).await;
            let after = read(&who, &state.to_lowercase()).await;
            if from.contains(&state) {
                assert_eq!(payload["userErrors"], json!([]), "{deed} from {state}");
                assert_eq!(after["status"], if reaches.is_empty() { state } else { reaches });
                assert_eq!(after["version"], if versioned { 2 } else { 1 }, "{deed} from {state}");
            } else {
                let (code, _, message) = mistake(&payload);
                assert_eq!(code, "CONFLICT", "{deed} from {state}");
                assert!(message.contains(state), "{deed} from {state}: {message}");
                assert_eq!(after, before, "{deed} from {state}");
            }
        }
    }
}

async fn what_a_board_names_and_its_author_may_not_see_is_answered_like_what_is_missing(db: Database) {
    let world = db.world(&table()).await;
    let nurse = world.person("nurse");
    let (secretary, board) = (world.person("secretary"), read(&world.person("secretary"), "table").await);
    let hidden = nurse.ask(r#"{ board(by: { slug: "backroom" }) { id seats { nodes { id } } memberships { nodes { id version person { id } } } } }"#).await["board"].clone();
    let never = |id: &Value| {
        let id = id.as_str().expect("an id");
        let (head, tail) = id.split_at(id.len() - 2);
        json!(format!("{head}{}", if tail == "AA" { "BA" } else { "AA" }))
    };
    let (person, seat, membership) = (
        &hidden["memberships"]["nodes"][0]["person"]["id"],
        &hidden["seats"]["nodes"][0]["id"],
        &hidden["memberships"]["nodes"][0],
    );
    let named = |person: &Value, seat: &Value| json!({ "board": board["id"], "members": [{ "whom": { "person": person }, "role": "MEMBER", "seat": seat }] });
    let told = mistakes(&does(&secretary, "appointMembers", &named(person, seat)).await);
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told, mistakes(&does(&secretary, "appointMembers", &named(&never(person), &never(seat))).await));
    for (deed, field, hidden) in [("reviseBoard", "reportsTo", &hidden["id"]), ("closeSeats", "seats", seat)] {
        let ask = |id: Value| {
            on(("board", &board), if field == "seats" { json!({ "seats": [id] }) } else { json!({ field: id }) })
        };
        let told = mistake(&does(&secretary, deed, &ask(hidden.clone())).await);
        assert_eq!(told, mistake(&does(&secretary, deed, &ask(never(hidden))).await), "{deed}");
    }
    let own = place(&world, "table", "p-officer").await;
    for id in [person.clone(), never(person)] {
        let told =
            mistake(&does(&secretary, "handOverMembership", &on(("membership", &own), json!({ "to": id }))).await);
        assert!(told.2.contains("no such person"), "{told:?}");
    }
    for id in [membership["id"].clone(), never(&membership["id"])] {
        let told =
            mistake(&does(&secretary, "endMembership", &json!({ "membership": id, "expectedVersion": 1 })).await);
        assert_eq!(told.0, "NOT_FOUND");
    }
}

async fn who_sits_on_a_board_is_told_to_nobody_else(db: Database) {
    let world = db.world(&table()).await;
    let (secretary, public, nurse) = (world.person("secretary"), world.public(), world.person("nurse"));
    let all = r#"{ board(by: { slug: "table" }) { updatedAt memberships { totalCount nodes { id } } }
        boards { nodes { slug } } people { totalCount nodes { displayName } } }"#;
    let feed = "{ changes(first: 100) { nodes { kind recordId } } }";
    let mut before = Vec::new();
    for who in [&public, &nurse] {
        before.push((who.ask(all).await, who.ask(feed).await));
    }
    let new = json!([{ "whom": { "new": { "displayName": "Quiet Member" } }, "role": "MEMBER" }]);
    let made = done(&secretary, "appointMembers", appointing(&world, "table", new).await).await;
    let group = json!({ "board": id(&world, "board", "table").await, "name": "Quiet group", "kind": "WORKING_GROUP" });
    done(&secretary, "proposeBoard", group).await;
    done(&secretary, "endMembership", on(("membership", &made[0]), json!({}))).await;
    for (who, before) in [&public, &nurse].iter().zip(before) {
        assert_eq!((who.ask(all).await, who.ask(feed).await), before);
    }
}
