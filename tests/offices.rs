//! Whose it is to give a place on a board and to take it, for which days, and for whom that opens anything (domain model 2.4,
//! 3.5, T2, T7, R20).

use roundtable_tests::{Asker, Database};
use serde_json::{Value, json};

use crate::{
    boards::{appointing, does, done, place, read, table},
    deed::{mistake, on},
    steps::id,
};

crate::cases![
    who_chairs_a_board_is_its_chairs_to_say,
    who_chairs_a_group_is_for_those_above_it_too_and_who_left_without_a_word_chairs_nothing,
    days_that_are_over_are_not_written_anew,
    a_board_keeps_somebody_who_keeps_its_record_on_every_day_to_come,
    r20_where_somebody_is_to_sit_one_day_is_not_for_the_public,
    how_to_reach_somebody_is_for_a_board_on_which_they_accepted_a_place,
];

async fn who_chairs_a_board_is_its_chairs_to_say(db: Database) {
    let world = db.world(&table()).await;
    let (secretary, chair, officer) = (world.person("secretary"), world.person("chair"), world.person("officer"));
    let (p_officer, worker) = (id(&world, "person", "p-officer").await, id(&world, "person", "p-worker").await);
    let as_chair = |person: &Value, role: &str| json!([{ "whom": { "person": person }, "role": role }]);
    let puppet = appointing(&world, "table", as_chair(&worker, "CO_CHAIR")).await;
    let chaired = place(&world, "table", "p-chair").await;
    for (deed, input) in [
        ("endMembership", on(("membership", &chaired), json!({}))),
        ("handOverMembership", on(("membership", &chaired), json!({ "to": worker }))),
        ("appointMembers", puppet.clone()),
    ] {
        let (code, _, message) = mistake(&does(&secretary, deed, &input).await);
        assert!(code == "FORBIDDEN" && message.contains("chairs"), "{deed}: {message}");
    }
    let can = format!("{{ node(id: {}) {{ ... on Membership {{ viewerCan {{ end handOver }} }} }} }}", chaired["id"]);
    assert_eq!(secretary.ask(&can).await["node"]["viewerCan"], json!({ "end": false, "handOver": false }));
    assert_eq!(chair.ask(&can).await["node"]["viewerCan"], json!({ "end": true, "handOver": true }));
    // The chair names a vice-chair, and goes; as long as there is one, it is theirs to say who comes next.
    let board = read(&secretary, "table").await;
    let seats = board["seats"]["nodes"].as_array().expect("seats").iter();
    let seat = seats.clone().find(|seat| seat["organisation"]["slug"] == "police").expect("a seat")["id"].clone();
    let mut named = appointing(&world, "table", as_chair(&p_officer, "VICE_CHAIR")).await;
    named["members"][0]["seat"] = seat.clone();
    let vice = done(&chair, "appointMembers", named).await[0].clone();
    // Nor does a chair go with their seat at the word of who keeps the record.
    let closing = on(("board", &board), json!({ "seats": [seat] }));
    assert_eq!(mistake(&does(&secretary, "closeSeats", &closing).await).0, "FORBIDDEN");
    done(&chair, "endMembership", on(("membership", &chaired), json!({}))).await;
    assert_eq!(mistake(&does(&secretary, "appointMembers", &puppet).await).0, "FORBIDDEN");
    done(&officer, "endMembership", on(("membership", &vice), json!({}))).await;
    // A board without a chair is given one by who keeps its record.
    assert_eq!(done(&secretary, "appointMembers", puppet).await[0]["role"], "CO_CHAIR");
}

async fn who_chairs_a_group_is_for_those_above_it_too_and_who_left_without_a_word_chairs_nothing(db: Database) {
    let world = db.world(&table()).await;
    let (secretary, chair) = (world.person("secretary"), world.person("chair"));
    let parent = id(&world, "board", "table").await;
    let group = json!({ "board": parent, "name": "Lamps", "kind": "TASK_AND_FINISH", "listed": true });
    let group = done(&secretary, "proposeBoard", group).await;
    let first = json!({ "board": group["id"],
        "members": [{ "whom": { "person": id(&world, "person", "p-officer").await }, "role": "CHAIR" }] });
    let made = done(&secretary, "appointMembers", first).await[0].clone();
    assert_eq!(mistake(&does(&secretary, "endMembership", &on(("membership", &made), json!({}))).await).0, "FORBIDDEN");
    assert_eq!(done(&chair, "endMembership", on(("membership", &made), json!({}))).await["status"], "ENDED");
    // Who no longer acts for those on whose behalf they chaired does not stand in the way.
    let left = table().replacen(
        "name: Charles Penn, affiliations: [{organisation: mayor}]",
        "name: Charles Penn, affiliations: [{organisation: mayor, to: 2026-02-01}]",
        1,
    );
    let world = db.world(&left).await;
    let next = json!([{ "whom": { "person": id(&world, "person", "p-worker").await }, "role": "CHAIR" }]);
    let next = appointing(&world, "table", next).await;
    assert_eq!(done(&world.person("secretary"), "appointMembers", next).await[0]["role"], "CHAIR");
}

async fn days_that_are_over_are_not_written_anew(db: Database) {
    let world = db.world(&table()).await;
    let (secretary, chair) = (world.person("secretary"), world.person("chair"));
    let board = read(&secretary, "table").await;
    let seat = board["seats"]["nodes"][3]["id"].clone();
    let (worked, worker) = (place(&world, "table", "p-worker").await, id(&world, "person", "p-worker").await);
    let yesterday = |more: Value| {
        let mut input = json!({ "on": "2026-03-01" });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        input
    };
    let nurse = id(&world, "person", "p-keeper").await;
    for (deed, input) in [
        ("endMembership", on(("membership", &worked), yesterday(json!({})))),
        ("handOverMembership", on(("membership", &worked), yesterday(json!({ "to": nurse })))),
        ("closeSeats", on(("board", &board), yesterday(json!({ "seats": [seat] })))),
    ] {
        let (code, field, message) = mistake(&does(&chair, deed, &input).await);
        assert!(code == "VALIDATION" && field == "on" && message.contains("is over"), "{deed}: {field} {message}");
    }
    // Nobody is given what went before; nor a place in a seat that is not there for so long.
    done(&chair, "closeSeats", on(("board", &board), json!({ "seats": [seat], "on": "2026-06-01" }))).await;
    let hospital = id(&world, "organisation", "hospital").await;
    let opening = json!({ "seats": [{ "organisation": hospital, "from": "2026-04-01" }] });
    let board = read(&secretary, "table").await;
    let later = done(&chair, "openSeats", on(("board", &board), opening)).await[0]["id"].clone();
    let member = |more: Value| {
        let mut one = json!({ "whom": { "person": worker }, "role": "DEPUTY" });
        one.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        one
    };
    for (wrong, at) in [
        (json!({ "from": "2026-03-01" }), "members.0.from"),
        (json!({ "seat": later }), "members.0.seat"),
        (json!({ "seat": seat }), "members.0.to"),
        (json!({ "seat": seat, "to": "2026-06-02" }), "members.0.to"),
    ] {
        let said = does(&chair, "appointMembers", &appointing(&world, "table", json!([member(wrong)])).await).await;
        assert_eq!(mistake(&said).1, at);
    }
    let ends = json!([member(json!({ "seat": seat, "to": "2026-06-01" }))]);
    let ends = done(&chair, "appointMembers", appointing(&world, "table", ends).await).await[0].clone();
    // A place that ends on a day is not handed over on that day.
    let last = on(("membership", &ends), json!({ "to": nurse, "on": "2026-06-01" }));
    assert_eq!(mistake(&does(&chair, "handOverMembership", &last).await).1, "on");
    let before = on(("membership", &ends), json!({ "to": nurse, "on": "2026-05-01" }));
    let both = done(&chair, "handOverMembership", before).await;
    assert_eq!(json!([both[0]["to"], both[1]["to"]]), json!(["2026-05-01", "2026-06-01"]));
}

async fn a_board_keeps_somebody_who_keeps_its_record_on_every_day_to_come(db: Database) {
    let world = db.world(&table()).await;
    let (secretary, chair) = (world.person("secretary"), world.person("chair"));
    let (kept, chaired) = (place(&world, "table", "p-secretary").await, place(&world, "table", "p-chair").await);
    done(&secretary, "endMembership", on(("membership", &kept), json!({ "on": "2026-06-01" }))).await;
    let sooner = on(("membership", &chaired), json!({ "on": "2026-05-01" }));
    let (code, _, message) = mistake(&does(&chair, "endMembership", &sooner).await);
    assert!(code == "CONFLICT" && message.contains("2026-06-01"), "{message}");
    let next =
        json!([{ "whom": { "new": { "displayName": "Rhea Holt" } }, "role": "SECRETARIAT", "from": "2026-06-01" }]);
    let next = done(&secretary, "appointMembers", appointing(&world, "table", next).await).await[0].clone();
    done(&chair, "endMembership", sooner).await;
    // Nor does who is to come leave before they come.
    assert_eq!(mistake(&does(&secretary, "endMembership", &on(("membership", &next), json!({}))).await).0, "CONFLICT");
}

async fn r20_where_somebody_is_to_sit_one_day_is_not_for_the_public(db: Database) {
    let published = table().replacen(
        "status: AGREED\n        agreed_on: 2026-02-02",
        "status: PUBLISHED\n        agreed_on: 2026-02-02",
        1,
    );
    let world = db.world(&published).await;
    let public = world.public();
    let roles = r#"{ board(by: { slug: "table" }) { memberships { nodes { role from person { slug } } } } }"#;
    let before = public.ask(roles).await;
    let printed = before["board"]["memberships"]["nodes"].as_array().expect("memberships").len();
    assert_eq!(printed, 3, "the chair, and the two whom the minutes name: {before}");
    let deputy = json!([{ "whom": { "person": id(&world, "person", "p-officer").await }, "role": "DEPUTY", "from": "2026-05-01" }]);
    done(&world.person("secretary"), "appointMembers", appointing(&world, "table", deputy).await).await;
    assert_eq!(public.ask(roles).await, before);
    world.at("2026-05-01T00:00:00Z");
    assert_eq!(public.ask(roles).await["board"]["memberships"]["nodes"].as_array().expect("memberships").len(), 4);
}

async fn how_to_reach_somebody_is_for_a_board_on_which_they_accepted_a_place(db: Database) {
    let nurse = "name: Nora Vale, public_role: Head of nursing, contacts: [{kind: EMAIL, value: nora@example.org, shared: true}, {kind: PHONE, value: \"0\"}]";
    let world = db.world(&table().replacen("name: Nora Vale", nurse, 1)).await;
    let (secretary, officer, nurse) = (world.person("secretary"), world.person("officer"), world.person("nurse"));
    let card = r#"{ person(by: { slug: "p-nurse" }) { contactPoints { kind } } }"#;
    let reads = async |who: &Asker<'_>| {
        let (_, said) = who.answer(card, json!({})).await;
        let redacted = said["extensions"]["redactions"][0]["code"].clone();
        json!([said["data"]["person"]["contactPoints"].as_array().map(Vec::len), redacted])
    };
    let (none, shared, all) = (json!([0, "CONTACT"]), json!([1, null]), json!([2, null]));
    assert_eq!(reads(&nurse).await, all);
    // To be put on a board is not to be reached by it.
    let given = json!([{ "whom": { "person": id(&world, "person", "p-nurse").await }, "role": "MEMBER" }]);
    let given = done(&secretary, "appointMembers", appointing(&world, "table", given).await).await[0].clone();
    assert_eq!((reads(&secretary).await, reads(&officer).await), (none.clone(), none));
    let can =
        format!("{{ node(id: {}) {{ ... on Membership {{ acceptedAt viewerCan {{ accept }} }} }} }}", given["id"]);
    for (who, may) in [(&nurse, true), (&secretary, false), (&officer, false)] {
        assert_eq!(who.ask(&can).await["node"], json!({ "acceptedAt": null, "viewerCan": { "accept": may } }));
    }
    let accepts = on(("membership", &given), json!({}));
    let (code, _, message) = mistake(&does(&secretary, "acceptMembership", &accepts).await);
    assert!(code == "FORBIDDEN" && message.contains("The person whose it is"), "{message}");
    let accepted = done(&nurse, "acceptMembership", accepts).await;
    assert_eq!(json!([accepted["status"], accepted["version"]]), json!(["CURRENT", 2]));
    assert_eq!((reads(&secretary).await, reads(&officer).await), (all, shared));
    let said = nurse.ask(&can).await["node"].clone();
    assert_eq!(json!([said["acceptedAt"], said["viewerCan"]["accept"]]), json!(["2026-03-02T10:00:00Z", false]));
    let again = mistake(&does(&nurse, "acceptMembership", &on(("membership", &accepted), json!({}))).await);
    assert!(again.0 == "CONFLICT" && again.2.contains("accepted it already"), "{again:?}");
    let ended = done(&secretary, "endMembership", on(("membership", &accepted), json!({}))).await;
    let over = mistake(&does(&nurse, "acceptMembership", &on(("membership", &ended), json!({}))).await);
    assert!(over.0 == "CONFLICT" && over.2.contains("ENDED"), "{over:?}");
}
