//! Places on a board (T1, T3, T10): who may give and end them, what each opens and ends for whom, and what becomes of what
//! somebody owes who leaves.

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

use crate::{
    boards::{MEMBERSHIP, appointing, does, done, place, read, table},
    deed::{mistake, mistakes, on},
    steps::id,
};

crate::cases![
    every_deed_on_a_membership_is_for_one_that_is_not_over,
    t1_who_is_appointed_reads_from_then_on_and_t3_who_leaves_no_more,
    t3_what_somebody_owes_in_their_own_name_does_not_leave_with_them,
    t3_who_takes_a_place_over_is_named_in_what_goes_with_it,
    nobody_gives_themself_a_place_and_a_board_keeps_somebody_who_keeps_its_record,
    whoever_sits_on_a_board_may_leave_it_and_no_other_member_may_end_it,
    t10_a_seat_gives_an_organisation_its_place_and_takes_its_people_along,
    all_places_are_given_or_none_and_each_mistake_is_named,
];

async fn read_membership(who: &Asker<'_>, membership: &Value) -> Value {
    let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on Membership {{ {MEMBERSHIP} }} }} }}");
    who.ask_with(&query, json!({ "id": membership["id"] })).await["node"].clone()
}

/// The table with what people owe in their own name, alone or for an organisation, and what is over.
fn owing() -> String {
    let owed = "actions:
  - {slug: own-name, board: table, description: In their own name, raised: IMPLIED, status: OPEN, owners: [{person: p-worker}]}
  - {slug: for-shelter, board: table, description: For the shelter, raised: IMPLIED, status: OPEN, owners: [{person: p-worker, organisation: shelter}]}
  - {slug: behind-doors, board: table, description: Behind closed doors, raised_at: table-2026-01, item: c1, raised: RECORDED, status: OPEN, owners: [{person: p-worker}]}
  - {slug: long-over, board: table, description: Long over, raised: IMPLIED, status: COMPLETE, owners: [{person: p-worker}]}
  - {slug: elsewhere, board: active, description: Of another board, raised: IMPLIED, status: OPEN, owners: [{person: p-worker}]}
  - {slug: owed-twice, board: table, description: Owed twice, raised: IMPLIED, status: OPEN, owners: [{person: p-worker}, {organisation: shelter}]}
  - {slug: for-others, board: table, description: For the police, raised: IMPLIED, status: OPEN, owners: [{person: p-worker, organisation: police}]}
  - {slug: independent, board: table, description: Of nobody else, raised: IMPLIED, status: OPEN, owners: [{person: p-adviser}]}
";
    table().replacen("actions:\n", owed, 1)
}

/// Who owes an action, as the chair reads it: organisation, person and board of each; its version; and what was said last.
async fn owners(world: &World, slug: &str) -> Value {
    let query = format!(
        r#"{{ action(by: {{ slug: "{slug}" }}) {{ status version updates(last: 1) {{ nodes {{ text status }} }}
            owners {{ nodes {{ organisation {{ slug }} person {{ slug }} board {{ slug }} }} }} }} }}"#
    );
    let action = world.person("chair").ask(&query).await["action"].clone();
    let slugs = action["owners"]["nodes"]
        .as_array()
        .expect("owners")
        .iter()
        .map(|owner| json!([owner["organisation"]["slug"], owner["person"]["slug"], owner["board"]["slug"]]));
    json!({ "owners": slugs.collect::<Vec<_>>(), "version": action["version"], "status": action["status"],
        "says": action["updates"]["nodes"][0]["text"] })
}

async fn worked_person(world: &World) -> Value {
    id(world, "person", "p-worker").await
}

async fn every_deed_on_a_membership_is_for_one_that_is_not_over(db: Database) {
    for deed in ["endMembership", "handOverMembership"] {
        let world = db.world(&table()).await;
        let (secretary, p_officer) = (world.person("secretary"), id(&world, "person", "p-officer").await);
        let more = if deed == "endMembership" { json!({}) } else { json!({ "to": p_officer }) };
        let new = |name: &str, from: &str| json!({ "whom": { "new": { "displayName": name } }, "role": "MEMBER", "from": from });
        let members =
            appointing(&world, "active", json!([new("To Come", "2026-05-01"), new("Here Now", "2026-03-02")]));
        let made = done(&secretary, "appointMembers", members.await).await;
        assert_eq!(json!([made[0]["status"], made[1]["status"]]), json!(["NOMINATED", "CURRENT"]));
        let mut ended = Vec::new();
        for (at, on_day) in [(0, "2026-05-01"), (1, "2026-03-02")] {
            let came = done(&secretary, deed, on(("membership", &made[at]), more.clone())).await;
            let first = if deed == "endMembership" { came } else { came[0].clone() };
            assert_eq!(json!([first["to"], first["version"]]), json!([on_day, 2]), "{deed}");
            ended.push(first);
            if deed == "handOverMembership" {
                // One part at a time.
                break;
            }
        }
        world.at("2026-06-01T09:00:00Z");
        let secretary = world.person("secretary");
        for membership in ended {
            assert_eq!(read_membership(&secretary, &membership).await["status"], "ENDED");
            let (code, _, message) =
                mistake(&does(&secretary, deed, &on(("membership", &membership), more.clone())).await);
            assert_eq!(code, "CONFLICT", "{deed}");
            assert!(message.contains("The membership is ENDED"), "{message}");
        }
    }
}

async fn t1_who_is_appointed_reads_from_then_on_and_t3_who_leaves_no_more(db: Database) {
    let world = db.world(&table()).await;
    let (nurse, officer) = (world.person("nurse"), world.person("officer"));
    let input = json!({ "board": nurse.ask(r#"{ board(by: { slug: "backroom" }) { id } }"#).await["board"]["id"],
        "members": [{ "whom": { "new": { "displayName": "Otto Blank" } }, "role": "MEMBER", "from": "2026-03-05" }] });
    let made = done(&nurse, "appointMembers", input).await;
    assert_eq!(made[0]["status"], "NOMINATED");
    // The officer is put on the closed board: its record of then is there, in full, on the next request.
    let minutes = r#"{ board(by: { slug: "closed" }) { name memberships { totalCount } } }"#;
    assert_eq!(officer.ask(minutes).await["board"]["memberships"]["totalCount"], 1, "its chair, which is an office");
    let (secretary, p_officer) = (world.person("secretary"), id(&world, "person", "p-officer").await);
    let seat = read(&secretary, "closed").await["seats"]["nodes"][0]["id"].clone();
    let members = json!([{ "whom": { "person": p_officer }, "role": "MEMBER", "seat": seat }]);
    let made = done(&secretary, "appointMembers", appointing(&world, "closed", members).await).await;
    assert_eq!(json!([made[0]["onBehalfOf"]["slug"], made[0]["seat"]["id"]]), json!(["police", seat]));
    assert_eq!(officer.ask(minutes).await["board"]["memberships"]["totalCount"], 3);
    // On the day after the last they read no more than before, and what they were is on record.
    let ended = done(&secretary, "endMembership", on(("membership", &made[0]), json!({ "on": "2026-03-20" }))).await;
    assert_eq!(json!([ended["to"], ended["status"]]), json!(["2026-03-20", "CURRENT"]));
    world.at("2026-03-19T23:59:59Z");
    assert_eq!(world.person("officer").ask(minutes).await["board"]["memberships"]["totalCount"], 3);
    world.at("2026-03-20T00:00:00Z");
    let officer = world.person("officer");
    assert_eq!(officer.ask(minutes).await["board"]["memberships"]["totalCount"], 2, "the chair's and their own");
    let longer =
        does(&world.person("secretary"), "endMembership", &on(("membership", &ended), json!({ "on": "2026-04-01" })))
            .await;
    assert_eq!(mistake(&longer).0, "CONFLICT");
}

async fn t3_what_somebody_owes_in_their_own_name_does_not_leave_with_them(db: Database) {
    let world = db.world(&owing()).await;
    let (secretary, worker) = (world.person("secretary"), world.person("worker"));
    let all = ["own-name", "for-shelter", "long-over", "elsewhere", "behind-doors", "for-others"];
    let mut before = Vec::new();
    for slug in all {
        before.push(owners(&world, slug).await);
    }
    let worked = place(&world, "table", "p-worker").await;
    let feed = "{ changes(first: 100) { pageInfo { endCursor } } }";
    let since = secretary.ask(feed).await["changes"]["pageInfo"]["endCursor"].clone();
    done(&worker, "endMembership", on(("membership", &worked), json!({}))).await;
    let after = owners(&world, "own-name").await;
    assert_eq!(after["owners"], json!([["shelter", null, null]]));
    assert_eq!(json!([after["status"], after["version"]]), json!(["OPEN", 2]));
    assert_eq!(after["says"], "Its owner leaves the board; what they owed in their own name passes on.");
    // What was said behind closed doors is for no more people than before: who reads it sees whose it was.
    // What the organisation owes it owes still; what is over is over; what another board follows is not this one's.
    for (slug, before) in all.iter().zip(&before).skip(1) {
        assert_eq!(owners(&world, slug).await, *before, "{slug}");
    }
    let told = format!("{{ changes(first: 100, after: {since}) {{ nodes {{ recordKind }} }} }}");
    let told = secretary.ask(&told).await["changes"]["nodes"].clone();
    let line = |kind: &str| json!({ "recordKind": kind });
    assert_eq!(told, json!([line("ACTION_UPDATE"), line("ACTION"), line("ACTION_UPDATE"), line("ACTION")]));
    assert_eq!(owners(&world, "owed-twice").await["owners"], json!([["shelter", null, null]]), "nobody owes it twice");
    // Their colleagues go on with it, they themself do so under that hat.
    let can = r#"{ action(by: { slug: "own-name" }) { viewerCan { addUpdate } } }"#;
    assert_eq!(worker.ask(can).await["action"]["viewerCan"]["addUpdate"], true);
    // Who sat for nobody leaves it to the board.
    let adviser = json!([{ "whom": { "person": id(&world, "person", "p-adviser").await }, "role": "MEMBER" }]);
    let made = done(&secretary, "appointMembers", appointing(&world, "table", adviser).await).await;
    done(&secretary, "endMembership", on(("membership", &made[0]), json!({}))).await;
    assert_eq!(owners(&world, "independent").await["owners"], json!([[null, null, "table"]]));
    assert_eq!(owners(&world, "draft-survey").await["owners"], json!([[null, null, "table"]]));
}

async fn t3_who_takes_a_place_over_is_named_in_what_goes_with_it(db: Database) {
    let world = db.world(&owing()).await;
    let (secretary, chair) = (world.person("secretary"), world.person("chair"));
    // Who owes in their own name and stays in another part takes nothing away.
    let worked = place(&world, "table", "p-worker").await;
    let deputy = json!([{ "whom": { "person": worked_person(&world).await }, "role": "DEPUTY" }]);
    let deputy = done(&secretary, "appointMembers", appointing(&world, "table", deputy).await).await;
    done(&secretary, "endMembership", on(("membership", &deputy[0]), json!({}))).await;
    assert_eq!(owners(&world, "own-name").await["owners"], json!([[null, "p-worker", null]]));
    let to = json!({ "to": id(&world, "person", "p-leaver").await, "on": "2026-03-10" });
    let both = done(&chair, "handOverMembership", on(("membership", &worked), to)).await;
    assert_eq!(
        json!([
            both[0]["to"],
            both[0]["person"]["slug"],
            both[1]["from"],
            both[1]["person"]["slug"],
            both[1]["onBehalfOf"]["slug"]
        ]),
        json!(["2026-03-10", "p-worker", "2026-03-10", "p-leaver", "shelter"])
    );
    assert_eq!(json!([both[1]["status"], both[1]["to"], both[1]["role"]]), json!(["NOMINATED", null, "MEMBER"]));
    let after = owners(&world, "own-name").await;
    assert_eq!(after["owners"], json!([["shelter", "p-leaver", null]]));
    assert_eq!(after["says"], "Its owner handed their place on the board over, and this with it.");
    assert_eq!(owners(&world, "for-shelter").await["owners"], json!([["shelter", "p-leaver", null]]));
    assert_eq!(
        owners(&world, "for-others").await["owners"],
        json!([["police", "p-worker", null]]),
        "not theirs to name"
    );
    assert_eq!(owners(&world, "long-over").await["owners"], json!([[null, "p-worker", null]]));
}

async fn nobody_gives_themself_a_place_and_a_board_keeps_somebody_who_keeps_its_record(db: Database) {
    let world = db.world(&table()).await;
    let (secretary, chair) = (world.person("secretary"), world.person("chair"));
    let myself = json!([{ "whom": { "person": id(&world, "person", "p-secretary").await }, "role": "CHAIR" }]);
    let (code, _, message) =
        mistake(&does(&secretary, "appointMembers", &appointing(&world, "table", myself).await).await);
    assert!(code == "FORBIDDEN" && message.contains("Nobody gives themself"), "{message}");
    let taken = json!({ "to": id(&world, "person", "p-secretary").await });
    let (chaired, worked) = (place(&world, "table", "p-chair").await, place(&world, "table", "p-worker").await);
    let (code, _, message) =
        mistake(&does(&secretary, "handOverMembership", &on(("membership", &worked), taken)).await);
    assert!(code == "FORBIDDEN" && message.contains("Nobody gives themself"), "{message}");
    // One of the two who run it may go, and not the other as well.
    done(&chair, "endMembership", on(("membership", &chaired), json!({}))).await;
    assert_eq!(
        chair.ask(r#"{ board(by: { slug: "table" }) { viewerCan { close } } }"#).await["board"]["viewerCan"]["close"],
        false
    );
    let kept = place(&world, "table", "p-secretary").await;
    let (code, _, message) = mistake(&does(&secretary, "endMembership", &on(("membership", &kept), json!({}))).await);
    assert!(code == "CONFLICT" && message.contains("appoint somebody else first"), "{message}");
    let new = json!([{ "whom": { "new": { "displayName": "Rhea Holt" } }, "role": "CHAIR" }]);
    done(&secretary, "appointMembers", appointing(&world, "table", new).await).await;
    done(&secretary, "endMembership", on(("membership", &kept), json!({}))).await;
}

async fn whoever_sits_on_a_board_may_leave_it_and_no_other_member_may_end_it(db: Database) {
    let world = db.world(&table()).await;
    let (officer, campaigner) = (world.person("officer"), world.person("campaigner"));
    let own = place(&world, "table", "p-officer").await;
    let can = format!("{{ node(id: {}) {{ ... on Membership {{ viewerCan {{ end handOver }} }} }} }}", own["id"]);
    for (who, may) in [("officer", [true, false]), ("campaigner", [false, false]), ("chair", [true, true])] {
        let said = world.person(who).ask(&can).await["node"]["viewerCan"].clone();
        assert_eq!(said, json!({ "end": may[0], "handOver": may[1] }), "{who}");
    }
    let (code, _, message) = mistake(&does(&campaigner, "endMembership", &on(("membership", &own), json!({}))).await);
    assert!(code == "FORBIDDEN" && message.contains("The person whose it is"), "{message}");
    let stale = json!({ "membership": own["id"], "expectedVersion": 7 });
    assert_eq!(mistake(&does(&officer, "endMembership", &stale).await).0, "CONFLICT");
    let left = done(&officer, "endMembership", on(("membership", &own), json!({}))).await;
    assert_eq!(json!([left["status"], left["to"], left["version"]]), json!(["ENDED", "2026-03-02", 2]));
    // What was done is in the ledger: of the board, and of the person.
    let lines = "{ auditEvents(filter: { operations: [ALTERATION] }) { nodes { deed recordKind account { slug } } } }";
    let lines = officer.ask(lines).await["auditEvents"]["nodes"].clone();
    let line = |kind: &str| json!({ "deed": "endMembership", "recordKind": kind, "account": { "slug": "officer" } });
    let mut lines = lines.as_array().expect("lines").clone();
    lines.sort_by_key(ToString::to_string);
    assert_eq!(lines, [line("BOARD"), line("PERSON")]);
}

async fn t10_a_seat_gives_an_organisation_its_place_and_takes_its_people_along(db: Database) {
    let world = db.world(&owing()).await;
    let (secretary, chair) = (world.person("secretary"), world.person("chair"));
    let (hospital, shelter) =
        (id(&world, "organisation", "hospital").await, id(&world, "organisation", "shelter").await);
    let board = read(&secretary, "table").await;
    let seats = json!([{ "organisation": hospital, "required": true, "from": "2026-04-01" }]);
    let opened = done(&secretary, "openSeats", on(("board", &board), json!({ "seats": seats }))).await;
    assert_eq!(
        json!([opened[0]["required"], opened[0]["from"], opened[0]["to"], opened[0]["organisation"]["slug"]]),
        json!([true, "2026-04-01", null, "hospital"])
    );
    let board = read(&secretary, "table").await;
    assert_eq!(board["version"], 2);
    // One seat at a time.
    let twice = json!({ "seats": [{ "organisation": shelter }, { "organisation": hospital, "from": "2026-06-01" }] });
    let errors = mistakes(&does(&chair, "openSeats", &on(("board", &board), twice)).await);
    assert_eq!(
        errors.iter().map(|error| error.1.as_str()).collect::<Vec<_>>(),
        ["seats.0.organisation", "seats.1.organisation"]
    );
    // The people of a seat leave with it, and what they owed passes on.
    let seat = |slug: &str| {
        let seats = board["seats"]["nodes"].as_array().expect("seats").iter();
        seats.clone().find(|seat| seat["organisation"]["slug"] == slug).expect("a seat")["id"].clone()
    };
    let filled =
        json!([{ "whom": { "person": worked_person(&world).await }, "role": "DEPUTY", "seat": seat("shelter") }]);
    let filled = done(&secretary, "appointMembers", appointing(&world, "table", filled).await).await;
    let member = place(&world, "table", "p-worker").await;
    done(&secretary, "endMembership", on(("membership", &member), json!({}))).await;
    assert_eq!(owners(&world, "own-name").await["owners"], json!([[null, "p-worker", null]]));
    // One who was to begin later does not begin.
    let later = json!([{ "whom": { "new": { "displayName": "Later On" } }, "role": "MEMBER", "seat": seat("shelter"), "from": "2026-06-01" }]);
    let later = done(&secretary, "appointMembers", appointing(&world, "table", later).await).await;
    let closing = json!({ "seats": [seat("shelter")], "on": "2026-03-20" });
    let closed = done(&chair, "closeSeats", on(("board", &board), closing.clone())).await;
    assert_eq!(closed[0]["to"], "2026-03-20");
    assert_eq!(read_membership(&secretary, &filled[0]).await["to"], "2026-03-20");
    let never = read_membership(&secretary, &later[0]).await;
    assert_eq!((&never["from"], &never["to"]), (&json!("2026-06-01"), &json!("2026-06-01")));
    assert_eq!(owners(&world, "own-name").await["owners"], json!([["shelter", null, null]]));
    let board = read(&secretary, "table").await;
    let again = mistake(&does(&chair, "closeSeats", &on(("board", &board), closing)).await);
    assert_eq!((again.0.as_str(), again.1.as_str()), ("VALIDATION", "seats.0"));
    let other = read(&secretary, "active").await["seats"]["nodes"][0]["id"].clone();
    let none = mistake(&does(&chair, "closeSeats", &on(("board", &board), json!({ "seats": [other] }))).await);
    assert!(none.2.contains("no such seat of this board"), "{none:?}");
}

async fn all_places_are_given_or_none_and_each_mistake_is_named(db: Database) {
    let world = db.world(&table()).await;
    let secretary = world.person("secretary");
    let (officer, worker, shelter) = (
        id(&world, "person", "p-officer").await,
        worked_person(&world).await,
        id(&world, "organisation", "shelter").await,
    );
    let board = read(&secretary, "table").await;
    let seats = board["seats"]["nodes"].as_array().expect("seats").clone();
    let police = seats.iter().find(|seat| seat["organisation"]["slug"] == "police").expect("a seat")["id"].clone();
    let members = json!([
        { "whom": { "new": { "displayName": "Good Enough" } }, "role": "MEMBER" },
        { "whom": { "person": officer }, "role": "MEMBER" },
        { "whom": { "person": worker }, "role": "DEPUTY", "from": "2026-05-01", "to": "2026-05-01" },
        { "whom": { "person": worker }, "role": "OBSERVER", "seat": police, "onBehalfOf": shelter },
        { "whom": { "new": { "displayName": "Otis Blake" } }, "role": "MEMBER" },
        { "whom": { "new": { "displayName": "Good Enough" } }, "role": "OBSERVER" },
        { "whom": { "person": worker }, "role": "DEPUTY", "seat": "Ba" },
        { "whom": { "new": { "displayName": " " } }, "role": "MEMBER" },
    ]);
    let fields = |errors: Vec<(String, String, String)>| errors.into_iter().map(|error| error.1).collect::<Vec<_>>();
    let payload = does(&secretary, "appointMembers", &appointing(&world, "table", members.clone()).await).await;
    assert_eq!(fields(mistakes(&payload)), ["members.6.seat", "members.7.whom.new.displayName"]);
    let some = json!(members.as_array().expect("a list")[..6]);
    let payload = does(&secretary, "appointMembers", &appointing(&world, "table", some).await).await;
    assert_eq!(
        fields(mistakes(&payload)),
        [
            "members.1.role",
            "members.2.to",
            "members.3.onBehalfOf",
            "members.4.whom.new.displayName",
            "members.5.whom.new.displayName"
        ]
    );
    assert_eq!(read(&secretary, "table").await, board);
    let both = json!([{ "whom": { "person": officer, "new": { "displayName": "X" } }, "role": "MEMBER" }]);
    let query = "mutation($input: AppointMembersInput!) { appointMembers(input: $input) { cursor } }";
    let (_, answer) = secretary.answer(query, json!({ "input": appointing(&world, "table", both).await })).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "VALIDATION");
}
