//! Whom a paper reaches by being sent round (R10, T2 to T4, T6, T9, T10), and who knows to whom it was sent.

use roundtable_tests::Database;
use serde_json::json;

use crate::{
    cases_papers::{all_see, paper, sees},
    cast::{BOARD, cast, sorted, texts},
};

crate::cases![
    r10_a_draft_is_for_those_who_keep_it,
    r10_what_goes_to_all_is_read_by_all_who_sit_there,
    r10_a_narrower_list_is_for_those_whom_it_names_and_who_still_sit_there,
    t2_who_joined_later_reads_what_went_to_all_and_is_settled,
    t4_a_guest_reads_the_papers_of_the_items_in_scope,
    t6_a_substitute_reads_what_went_to_the_meeting_and_to_the_seat,
    a_system_reads_what_is_published_or_sent_to_it_for_information,
    what_is_withdrawn_stays_with_the_board,
    t9_a_later_board_reads_what_was_settled_when_history_passed_to_it,
    a_paper_reaches_another_board_by_being_sent_there,
    what_is_not_yet_sent_to_a_board_is_not_there_for_its_secretary,
    a_marking_on_a_meeting_withholds_what_was_sent_for_it,
    a_marking_on_a_board_withholds_what_was_sent_to_it,
    the_list_of_a_circulation_is_for_those_who_made_it,
];

/// The day on which a circulation goes out.
const SENT: &str = "sent_at: '2022-03-01T12:00:00Z'";

/// A paper that was sent round the board, as these say.
fn round(status: &str, sent: &str) -> String {
    paper(&format!("status: {status}, circulations: [{{board: board, {SENT}, {sent}}}]"))
}

async fn r10_a_draft_is_for_those_who_keep_it(db: Database) {
    let drafted = "status: DRAFT, owner: tfl, authors: [{person: worker}, {organisation: ikwro}]";
    let world = cast(&db, &[BOARD, &paper(drafted)]).await;
    all_see(
        &world,
        &[
            ("full", &["transport", "worker", "trainer", "secretary", "chair"]),
            ("hidden", &["rival", "police", "nurse", "tfl-system", "nia-system", "administrator", "public"]),
        ],
    )
    .await;
}

async fn r10_what_goes_to_all_is_read_by_all_who_sit_there(db: Database) {
    let observer =
        "      - {person: observer, role: OBSERVER, on_behalf_of: nhs, from: 2020-01-01, basis: APPOINTED}\n";
    for status in ["CIRCULATED", "FINAL", "SUPERSEDED"] {
        let world = cast(&db, &[BOARD, observer, &round(status, "purpose: FOR_COMMENT")]).await;
        world.at("2022-03-01T11:59:59Z");
        all_see(&world, &[("hidden", &["police", "nurse", "observer"]), ("full", &["secretary"])]).await;
        world.at("2022-03-01T12:00:00Z");
        all_see(
            &world,
            &[
                ("full", &["police", "nurse", "observer", "chair", "secretary"]),
                ("hidden", &["officer", "transport", "guest", "stranger", "mps-system", "public"]),
            ],
        )
        .await;
    }
}

/// The board, with somebody who leaves it in June 2022.
fn leaving(who: &str) -> String {
    let sits = format!("{{person: {who}, role: MEMBER, on_behalf_of: nhs, from: 2020-01-01");
    assert!(BOARD.contains(&sits));
    BOARD.replace(&sits, &format!("{sits}, to: 2022-06-01"))
}

async fn r10_a_narrower_list_is_for_those_whom_it_names_and_who_still_sit_there(db: Database) {
    let list = "purpose: FOR_DECISION, recipients: [{organisation: mps}, {person: nurse}, {person: worker}]";
    let world = cast(&db, &[&leaving("nurse"), &round("CIRCULATED", list)]).await;
    world.at("2022-05-31T12:00:00Z");
    all_see(
        &world,
        &[
            ("full", &["police", "nurse", "secretary", "chair"]),
            // Of the organisation but not of the board; of the board but not on the list; on the list but not of the board.
            ("hidden", &["officer", "prosecutor", "advocate", "worker", "public"]),
        ],
    )
    .await;
    world.at("2022-06-01T12:00:00Z");
    all_see(&world, &[("full", &["police"]), ("hidden", &["nurse"])]).await;
}

async fn t2_who_joined_later_reads_what_went_to_all_and_is_settled(db: Database) {
    let joins = BOARD.replace("on_behalf_of: nhs, from: 2020-01-01", "on_behalf_of: nhs, from: 2023-01-01");
    let to_all = "purpose: FOR_COMMENT";
    let named = "purpose: FOR_COMMENT, recipients: [{organisation: nhs}]";
    for (status, sent, history, nurse) in [
        ("CIRCULATED", to_all, "", "hidden"),
        ("FINAL", to_all, "", "full"),
        ("FINAL", to_all, "history_visible_from: 2022-03-01", "full"),
        ("FINAL", to_all, "history_visible_from: 2022-03-02", "hidden"),
        ("FINAL", named, "", "hidden"),
    ] {
        let board = joins.replace("convenor: mopac", &format!("convenor: mopac\n    {history}"));
        let world = cast(&db, &[&board, &round(status, sent)]).await;
        assert_eq!(sees(world.person("nurse")).await, nurse, "{status}, {sent}, {history}");
    }
}

/// A meeting with a guest for its second item and a substitute, and a paper sent for it that lies under an item.
fn meeting(item: &str, status: &str, list: &str) -> String {
    let meeting = "
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    invitations:
      - {person: guest, organisation: safelives, capacity: GUEST, invited_on: 2022-02-20, items: ['2']}
      - {person: stand-in, organisation: eaves, capacity: SUBSTITUTE, substitute_for: principal, invited_on: 2022-02-20}
    items:
      - {key: '1', number: '1', title: First, part: OPEN}
      - {key: '2', number: '2', title: Second, part: OPEN}
    minutes: [{edition: 1, status: AGREED, agreed_on: 2022-04-01}]
";
    let sent = format!("circulations: [{{board: board, meeting: march, purpose: FOR_COMMENT, {SENT}{list}}}]");
    let principal =
        "      - {person: principal, role: MEMBER, on_behalf_of: eaves, from: 2020-01-01, basis: APPOINTED}\n";
    let paper = paper(&format!("status: {status}{item}, {sent}"));
    format!("{BOARD}{principal}{meeting}{paper}")
}

async fn t4_a_guest_reads_the_papers_of_the_items_in_scope(db: Database) {
    let (second, first) = (", items: [{meeting: march, item: '2'}]", ", items: [{meeting: march, item: '1'}]");
    for (item, status, list, guest) in [
        (second, "CIRCULATED", "", "full"),
        (second, "FINAL", ", recipients: [{organisation: safelives}]", "full"),
        (second, "CIRCULATED", ", recipients: [{person: guest}]", "full"),
        (second, "CIRCULATED", ", recipients: [{organisation: mps}]", "hidden"),
        (second, "WITHDRAWN", "", "hidden"),
        (first, "CIRCULATED", "", "hidden"),
        ("", "CIRCULATED", "", "hidden"),
    ] {
        let world = cast(&db, &[&meeting(item, status, list)]).await;
        world.at("2022-04-28T12:00:00Z");
        assert_eq!(sees(world.person("guest")).await, guest, "{item}, {status}{list}");
        world.at("2022-04-29T12:00:00Z");
        assert_eq!(sees(world.person("guest")).await, "hidden", "28 days after the minutes were agreed");
    }
}

async fn t6_a_substitute_reads_what_went_to_the_meeting_and_to_the_seat(db: Database) {
    for (list, stand_in) in [
        ("", "full"),
        (", recipients: [{organisation: eaves}]", "full"),
        (", recipients: [{person: principal}]", "hidden"),
        (", recipients: [{organisation: mps}]", "hidden"),
    ] {
        let world = cast(&db, &[&meeting("", "CIRCULATED", list)]).await;
        world.at("2022-03-08T12:00:00Z");
        assert_eq!(sees(world.person("stand-in")).await, stand_in, "{list}");
        // T5: who sent apologies has what they had.
        let principal = if list.contains("mps") { "hidden" } else { "full" };
        assert_eq!(sees(world.person("principal")).await, principal, "{list}");
    }
    // What went round for no meeting went to nobody who stands in at one.
    let elsewhere = meeting("", "CIRCULATED", "").replace("meeting: march, purpose", "purpose");
    let world = cast(&db, &[&elsewhere]).await;
    world.at("2022-03-08T12:00:00Z");
    all_see(&world, &[("full", &["principal"]), ("hidden", &["stand-in", "guest"])]).await;
}

async fn a_system_reads_what_is_published_or_sent_to_it_for_information(db: Database) {
    for (status, sent, readers) in [
        ("CIRCULATED", "purpose: FOR_INFORMATION", ["mps-system", "cps-system", "tfl-system"].as_slice()),
        ("CIRCULATED", "purpose: FOR_INFORMATION, recipients: [{organisation: cps}]", &["cps-system"]),
        ("CIRCULATED", "purpose: FOR_INFORMATION, recipients: [{person: police}]", &[]),
        ("CIRCULATED", "purpose: FOR_COMMENT", &[]),
        ("FINAL", "purpose: FOR_DECISION", &[]),
        ("WITHDRAWN", "purpose: FOR_INFORMATION", &[]),
        ("PUBLISHED", "purpose: FOR_COMMENT", &["mps-system", "cps-system", "tfl-system", "nia-system"]),
    ] {
        let world = cast(&db, &[BOARD, &round(status, sent)]).await;
        for who in ["mps-system", "cps-system", "tfl-system", "nia-system"] {
            let how = if readers.contains(&who) { "full" } else { "hidden" };
            assert_eq!(sees(world.person(who)).await, how, "{who}: {status}, {sent}");
        }
        // A token for actions reads no papers.
        assert_eq!(sees(world.scoped("mps-system", &["read:actions"])).await, "hidden");
    }
}

async fn what_is_withdrawn_stays_with_the_board(db: Database) {
    let grants = "grants: [{person: worker, by: secretary, from: '2022-01-01T00:00:00Z', to: '2030-01-01T00:00:00Z'}]";
    for (status, outside) in [("PUBLISHED", "full"), ("WITHDRAWN", "hidden")] {
        let sent = round(status, "purpose: FOR_INFORMATION")
            .replace("status:", &format!("{grants}, on_request: true, status:"));
        let world = cast(&db, &[BOARD, &sent]).await;
        all_see(&world, &[(outside, &["worker", "public", "mps-system"]), ("full", &["police", "secretary"])]).await;
    }
}

async fn t9_a_later_board_reads_what_was_settled_when_history_passed_to_it(db: Database) {
    let later = "  - slug: later
    name: Later
    kind: BOARD
    status: ACTIVE
    predecessor: board
    predecessor_history: PASSED
    members: [{person: transport, role: MEMBER, on_behalf_of: tfl, from: 2023-01-01, basis: APPOINTED}]
";
    for (passed, status, sent, transport) in [
        ("true", "FINAL", "purpose: FOR_DECISION", "full"),
        ("false", "FINAL", "purpose: FOR_DECISION", "hidden"),
        ("true", "CIRCULATED", "purpose: FOR_DECISION", "hidden"),
        ("true", "FINAL", "purpose: FOR_DECISION, recipients: [{organisation: tfl}]", "hidden"),
    ] {
        let world = cast(&db, &[BOARD, &later.replace("PASSED", passed), &round(status, sent)]).await;
        assert_eq!(sees(world.person("transport")).await, transport, "{passed}, {status}, {sent}");
    }
}

async fn a_paper_reaches_another_board_by_being_sent_there(db: Database) {
    let other = "  - slug: other
    name: Other
    kind: FORUM
    status: ACTIVE
    members:
      - {person: coordinator, role: SECRETARIAT, on_behalf_of: lb-bromley, from: 2020-01-01, basis: APPOINTED}
      - {person: refuge, role: MEMBER, on_behalf_of: bromley-womens-aid, from: 2020-01-01, basis: APPOINTED}
      - {person: transport, role: MEMBER, on_behalf_of: tfl, from: 2020-01-01, basis: APPOINTED}
";
    for (list, transport) in [("", "full"), (", recipients: [{organisation: bromley-womens-aid}]", "hidden")] {
        let sent = format!("circulations: [{{board: other, {SENT}, purpose: FOR_COMMENT{list}}}], on_request: true");
        let world = cast(&db, &[BOARD, other, &paper(&format!("status: CIRCULATED, {sent}"))]).await;
        all_see(
            &world,
            &[
                ("full", &["coordinator", "refuge", "secretary", "chair"]),
                (transport, &["transport"]),
                // The board's own members may ask for it; it did not go to them.
                ("stub", &["police", "nurse"]),
                ("hidden", &["helper", "stranger", "public", "mps-system"]),
            ],
        )
        .await;
    }
}

async fn what_is_not_yet_sent_to_a_board_is_not_there_for_its_secretary(db: Database) {
    let other = "  - slug: other
    name: Other
    kind: FORUM
    status: ACTIVE
    members:
      - {person: coordinator, role: SECRETARIAT, on_behalf_of: lb-bromley, from: 2020-01-01, basis: APPOINTED}
";
    let sent = format!("status: FINAL, circulations: [{{board: other, {SENT}, purpose: FOR_COMMENT}}]");
    let world = cast(&db, &[BOARD, other, &paper(&sent)]).await;
    for (at, how) in [("2022-03-01T11:59:59Z", "hidden"), ("2022-03-01T12:00:00Z", "full")] {
        world.at(at);
        all_see(&world, &[(how, &["coordinator"]), ("full", &["secretary", "chair"])]).await;
    }
}

async fn a_marking_on_a_meeting_withholds_what_was_sent_for_it(db: Database) {
    for (marking, nurse) in [("", "full"), ("marking: {hmg_only: true}", "hidden")] {
        let marked = meeting("", "CIRCULATED", "")
            .replace("held_on: 2022-03-07", &format!("held_on: 2022-03-07\n    {marking}"));
        let world = cast(&db, &[&marked]).await;
        world.at("2022-03-08T12:00:00Z");
        assert_eq!(sees(world.person("nurse")).await, nurse, "{marking}");
        assert_eq!(sees(world.person("prosecutor")).await, "full", "{marking}");
    }
}

async fn a_marking_on_a_board_withholds_what_was_sent_to_it(db: Database) {
    for (marking, sent) in [("", 1), ("marking: {organisations: [lb-bromley]}", 0)] {
        let other = format!(
            "  - slug: other
    name: Other
    kind: FORUM
    status: ACTIVE
    {marking}
    members:
      - {{person: coordinator, role: MEMBER, on_behalf_of: lb-bromley, from: 2020-01-01, basis: APPOINTED}}
"
        );
        let round =
            format!("status: FINAL, owner: tfl, circulations: [{{board: other, {SENT}, purpose: FOR_COMMENT}}]");
        let world = cast(&db, &[BOARD, &other, &paper(&round)]).await;
        let query = r#"{ paper(by: { slug: "paper" }) { circulations { totalCount nodes { id } } } }"#;
        let known = world.person("coordinator").ask(query).await;
        assert_eq!(known["paper"]["circulations"]["totalCount"], 1, "{marking}");
        let id = known["paper"]["circulations"]["nodes"][0]["id"].as_str().expect("an id").to_owned();
        // Who keeps the paper may know where it went, if not to whom a marking hides.
        let kept = world.person("transport").ask(query).await;
        assert_eq!(kept["paper"]["circulations"]["totalCount"], sent, "{marking}");
        let node = world.person("transport").ask(&format!("{{ node(id: \"{id}\") {{ id }} }}")).await;
        assert_eq!(node["node"].is_null(), sent == 0, "{marking}");
    }
}

async fn the_list_of_a_circulation_is_for_those_who_made_it(db: Database) {
    let circulations = format!(
        "owner: tfl, circulations: [{{board: board, purpose: FOR_COMMENT, comments_due: 2022-03-31, {SENT}, \
        recipients: [{{organisation: mps}}, {{person: nurse}}]}}, {{board: board, purpose: FOR_DECISION, \
        sent_at: '2022-05-01T12:00:00Z', recipients: [{{organisation: cps}}]}}]"
    );
    let world = cast(&db, &[BOARD, &paper(&format!("status: PUBLISHED, {circulations}"))]).await;
    let query = r#"{ paper(by: { slug: "paper" }) { circulations { totalCount nodes {
        id purpose sentAt commentsDue board { slug } recipients { organisation { slug } person { slug } } } } } }"#;
    let mut ids = Vec::new();
    for (who, first, second) in [
        ("secretary", Some(vec!["", "mps"]), Some(vec!["cps"])),
        ("chair", Some(vec!["", "mps"]), Some(vec!["cps"])),
        // Whose paper it is reads the list too, but for a person whom they may not know of (L4).
        ("transport", Some(vec!["mps"]), Some(vec!["cps"])),
        ("police", Some(vec!["mps"]), None),
        ("nurse", Some(vec![""]), None),
        ("prosecutor", None, Some(vec!["cps"])),
        ("advocate", None, None),
        ("mps-system", None, None),
    ] {
        let known = world.person(who).ask(query).await["paper"]["circulations"].clone();
        let nodes = known["nodes"].as_array().expect("circulations").clone();
        assert_eq!(known["totalCount"], nodes.len(), "{who}");
        for (purpose, list) in [("FOR_COMMENT", first), ("FOR_DECISION", second)] {
            let sent = nodes.iter().find(|sent| sent["purpose"] == purpose);
            assert_eq!(
                sent.map(|sent| sorted(&sent["recipients"], "/organisation/slug")),
                list.map(|list| { list.into_iter().map(str::to_owned).collect() }),
                "{who}: {purpose}"
            );
        }
        ids.extend(texts(&known["nodes"], "/id"));
    }
    let first = world.person("secretary").ask(query).await["paper"]["circulations"]["nodes"][0].clone();
    assert_eq!(
        (&first["sentAt"], &first["commentsDue"], &first["board"]),
        (&json!("2022-03-01T12:00:00Z"), &json!("2022-03-31"), &json!({ "slug": "board" }))
    );
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 2);
    for id in ids {
        let node = world.person("advocate").ask(&format!("{{ node(id: \"{id}\") {{ id }} }}")).await;
        assert!(node["node"].is_null());
    }
}
