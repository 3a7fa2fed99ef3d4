//! Where two rules meet: a marking and a part, a part and a time, a time and an office. Each rule alone is proven in
//! the `cases_*` files.

use roundtable_tests::{Asker, Database};
use serde_json::{Value, json};

use crate::cast::{BOARD, agenda, cast, hidden, knows, reads, texts};

crate::cases![
    an_author_needs_no_place_among_recipients_but_passes_no_other_handling,
    a_section_is_as_narrow_as_its_item,
    what_came_of_an_item_waits_for_its_minutes,
    a_substitute_has_no_right_that_the_principal_lost,
    who_left_and_came_back_reads_the_past_as_a_newcomer,
    one_term_that_follows_another_is_no_break,
    a_seat_on_another_board_bridges_no_break,
    an_observer_of_then_reads_no_closed_part_as_a_member_of_now,
    a_meeting_without_a_day_was_in_nobodys_time,
    a_recipient_who_left_the_board_reads_nothing_more,
    a_marking_on_a_board_withholds_what_the_board_keeps,
    the_public_reads_the_last_published_edition_alone,
    withdrawn_minutes_are_for_the_board_alone,
    an_office_is_not_known_before_it_begins,
    who_was_absent_is_not_printed,
    what_follows_the_money_is_for_the_group_and_the_lead,
    a_system_reads_no_bid,
    a_marking_on_a_programme_withholds_its_grants,
];

/// A meeting in March 2022 whose item and minutes a test fills in.
fn march(item: &str, edition: &str) -> String {
    format!(
        "
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    attendance:
      - {{person: police, organisation: mps, status: PRESENT, capacity: MEMBER}}
      - {{person: councillor, organisation: london-councils, status: ABSENT, capacity: MEMBER}}
    items:
      - {{key: '1', {item}}}
    minutes:
      - {{edition: 1, {edition}}}
"
    )
}

/// The same, with one section of the minutes.
fn said(status: &str, section: &str) -> String {
    march("number: '1', title: Patrols, part: OPEN", &format!("status: {status}, sections: [{{{section}}}]"))
}

/// The board, with somebody's membership written otherwise.
fn board(who: &str, memberships: &[&str]) -> String {
    let (mut lines, start) = (String::new(), format!("      - {{person: {who}, "));
    for line in BOARD.lines().filter(|line| !line.starts_with(&start)) {
        lines += &format!("{line}\n");
    }
    for membership in memberships {
        lines += &format!("{start}{membership}, basis: APPOINTED}}\n");
    }
    lines
}

fn only(line: &str) -> Option<Vec<String>> {
    Some(vec![line.to_owned()])
}

async fn an_author_needs_no_place_among_recipients_but_passes_no_other_handling(db: Database) {
    for (marking, read) in [
        ("recipients: [police]", only("CLOSED: Said.")),
        ("organisations: [mps]", Some(vec![])),
        ("hmg_only: true", Some(vec![])),
    ] {
        let part = format!("part: CLOSED, closed_reason: x, author: nurse, marking: {{{marking}}}, body: Said.");
        let world = cast(&db, &[BOARD, &said("AGREED", &part)]).await;
        assert_eq!(reads(world.person("nurse"), "march").await, read, "{marking}");
    }
}

async fn a_section_is_as_narrow_as_its_item(db: Database) {
    let section = "status: AGREED, sections: [{item: '1', part: CLOSED, closed_reason: x, body: Said.}]";
    for (narrowed, police, nurse) in [
        ("audience: [mps, cps]", only("CLOSED: Said."), only("CLOSED stub")),
        ("marking: {hmg_only: true}", Some(vec![]), Some(vec![])),
    ] {
        let item = format!("number: C1, title: Patrols, part: CLOSED, closed_reason: x, {narrowed}");
        let world = cast(&db, &[BOARD, &march(&item, section)]).await;
        assert_eq!(reads(world.person("prosecutor"), "march").await, only("CLOSED: Said."), "{narrowed}");
        assert_eq!(reads(world.person("police"), "march").await, police, "{narrowed}");
        assert_eq!(reads(world.person("nurse"), "march").await, nurse, "{narrowed}");
    }
}

async fn what_came_of_an_item_waits_for_its_minutes(db: Database) {
    let query = r#"{ meeting(by: { slug: "march" }) { agendaItems { nodes { title state result } } } }"#;
    let item = "number: '1', title: Patrols, part: OPEN, result: Agreed.";
    for (status, public, member) in [("DRAFT", false, false), ("CIRCULATED", false, true), ("PUBLISHED", true, true)] {
        let meeting = march(item, &format!("status: {status}")).replace("held_on", "agenda_public: true\n    held_on");
        let world = cast(&db, &[BOARD, &meeting]).await;
        for (who, known) in [("public", public), ("nurse", member), ("secretary", true), ("chair", true)] {
            let came = if known { json!(["TAKEN", "Agreed."]) } else { json!([null, null]) };
            let data = world.anybody(who).ask(query).await;
            let item = &data["meeting"]["agendaItems"]["nodes"][0];
            assert_eq!(item["title"], "Patrols", "the agenda is public");
            assert_eq!(json!([item["state"], item["result"]]), came, "{who}, {status}");
        }
    }
    // Who joined later reads the agenda of the past with its agreed minutes, and not before.
    for (status, items) in [("CIRCULATED", vec![]), ("AGREED", vec!["1"])] {
        let joined = board("nurse", &["role: MEMBER, on_behalf_of: nhs, from: 2023-01-01"]);
        let world = cast(&db, &[&joined, &march(item, &format!("status: {status}"))]).await;
        assert_eq!(agenda(world.person("nurse"), "march").await, items, "{status}");
    }
}

async fn a_substitute_has_no_right_that_the_principal_lost(db: Database) {
    let invited = "invitations:
      - {person: stand-in, organisation: eaves, capacity: SUBSTITUTE, substitute_for: principal, invited_on: 2022-02-20}
    items:";
    let meeting = said("CIRCULATED", "part: OPEN, body: Said.").replace("items:", invited);
    let seated = board("principal", &["role: MEMBER, on_behalf_of: eaves, from: 2020-01-01, to: 2022-05-01"]);
    let world = cast(&db, &[&seated, &meeting]).await;
    world.at("2022-04-30T12:00:00Z");
    assert_eq!(reads(world.person("stand-in"), "march").await, only("OPEN: Said."));
    world.at("2022-05-01T00:00:00Z");
    hidden(world.person("stand-in"), "meeting", "march").await;
}

const FOR_ALL: &str = "part: CLOSED, closed_reason: x, body: For all.";

async fn who_left_and_came_back_reads_the_past_as_a_newcomer(db: Database) {
    let terms = [
        "role: MEMBER, on_behalf_of: nhs, from: 2020-01-01, to: 2023-01-01",
        "role: MEMBER, on_behalf_of: nhs, from: 2024-06-01",
    ];
    let world = cast(&db, &[&board("nurse", &terms), &said("AGREED", FOR_ALL)]).await;
    assert_eq!(reads(world.person("nurse"), "march").await, only("CLOSED stub"));
    let world = cast(&db, &[&board("nurse", &terms), &said("CIRCULATED", "part: OPEN, body: Said.")]).await;
    assert_eq!(reads(world.person("nurse"), "march").await, None);
    assert_eq!(reads(world.person("police"), "march").await, only("OPEN: Said."));
}

async fn one_term_that_follows_another_is_no_break(db: Database) {
    let terms = [
        "role: MEMBER, on_behalf_of: nhs, from: 2020-01-01, to: 2023-01-01",
        "role: VICE_CHAIR, on_behalf_of: nhs, from: 2023-01-01, to: 2025-01-01",
        "role: MEMBER, on_behalf_of: nhs, from: 2024-12-01",
    ];
    let world = cast(&db, &[&board("nurse", &terms), &said("AGREED", FOR_ALL)]).await;
    assert_eq!(reads(world.person("nurse"), "march").await, only("CLOSED: For all."));
}

async fn a_seat_on_another_board_bridges_no_break(db: Database) {
    let terms = [
        "role: MEMBER, on_behalf_of: nhs, from: 2020-01-01, to: 2023-01-01",
        "role: MEMBER, on_behalf_of: nhs, from: 2024-06-01",
    ];
    let elsewhere = "  - slug: elsewhere
    name: Elsewhere
    kind: BOARD
    status: ACTIVE
    members: [{person: nurse, role: MEMBER, on_behalf_of: nhs, from: 2019-01-01, basis: APPOINTED}]
";
    let world = cast(&db, &[&board("nurse", &terms), elsewhere, &said("AGREED", FOR_ALL)]).await;
    assert_eq!(reads(world.person("nurse"), "march").await, only("CLOSED stub"));
}

async fn an_observer_of_then_reads_no_closed_part_as_a_member_of_now(db: Database) {
    let terms = [
        "role: OBSERVER, on_behalf_of: nhs, from: 2020-01-01, to: 2023-01-01",
        "role: MEMBER, on_behalf_of: nhs, from: 2023-01-01",
    ];
    let world = cast(&db, &[&board("nurse", &terms), &said("AGREED", FOR_ALL)]).await;
    assert_eq!(reads(world.person("nurse"), "march").await, only("CLOSED stub"));
}

async fn a_meeting_without_a_day_was_in_nobodys_time(db: Database) {
    let undated = said("AGREED", FOR_ALL).replace("    held_on: 2022-03-07\n", "");
    let world = cast(&db, &[BOARD, &undated]).await;
    assert_eq!(reads(world.person("nurse"), "march").await, only("CLOSED stub"));
    assert_eq!(reads(world.person("chair"), "march").await, only("CLOSED: For all."));
    let world = cast(&db, &[BOARD, &undated.replace("AGREED", "CIRCULATED")]).await;
    assert_eq!(reads(world.person("nurse"), "march").await, None);
}

async fn a_recipient_who_left_the_board_reads_nothing_more(db: Database) {
    let part = "part: RESTRICTED, closed_reason: x, marking: {recipients: [nurse, worker]}, body: For two.";
    let leaves = board("nurse", &["role: MEMBER, on_behalf_of: nhs, from: 2020-01-01, to: 2022-06-01"]);
    let world = cast(&db, &[&leaves, &said("AGREED", part)]).await;
    world.at("2022-05-31T23:59:00Z");
    assert_eq!(reads(world.person("nurse"), "march").await, only("RESTRICTED: For two."));
    world.at("2022-06-01T00:00:00Z");
    hidden(world.person("nurse"), "meeting", "march").await;
    // Who was named without ever being a member reads on: the chair briefed them (case 17).
    assert_eq!(reads(world.person("worker"), "march").await, only("RESTRICTED: For two."));
}

async fn a_marking_on_a_board_withholds_what_the_board_keeps(db: Database) {
    let action = "
actions:
  - {slug: call, board: board, description: Call, raised_at: march, item: '1', raised: RECORDED, status: OPEN, owners: [{organisation: cps}]}
";
    let minutes = said("PUBLISHED", "item: '1', part: OPEN, body: Said.");
    for (marking, known) in [("hmg_only: true", false), ("public_release: true", true)] {
        let marked = BOARD.replace("convenor: mopac", &format!("convenor: mopac\n    marking: {{{marking}}}"));
        let world = cast(&db, &[&marked, &minutes, action]).await;
        for who in ["nurse", "secretary", "public", "mps-system"] {
            for (noun, slug) in [("board", "board"), ("meeting", "march"), ("action", "call")] {
                assert_eq!(knows(world.anybody(who), noun, slug).await, known, "{who}: {noun}, {marking}");
            }
        }
        assert_eq!(reads(world.person("prosecutor"), "march").await, only("OPEN: Said."), "{marking}");
    }
}

async fn the_public_reads_the_last_published_edition_alone(db: Database) {
    let query = r#"{ meeting(by: { slug: "march" }) { editions { nodes { edition status } } } }"#;
    let editions = async |who: Asker<'_>| {
        let data = who.ask(query).await;
        data["meeting"]["editions"]["nodes"]
            .as_array()
            .map(|nodes| nodes.iter().map(|n| n["edition"].clone()).collect())
    };
    let first = said("PUBLISHED", "part: OPEN, body: Wrong.");
    for (second, public) in [("PUBLISHED", Some(vec![json!(2)])), ("AGREED", Some(vec![json!(1)])), ("WITHDRAWN", None)]
    {
        let second = format!("      - {{edition: 2, status: {second}, sections: [{{part: OPEN, body: Right.}}]}}\n");
        let world = cast(&db, &[BOARD, &first, &second]).await;
        assert_eq!(editions(world.public()).await, public, "{second}");
        let members: Option<Vec<Value>> = editions(world.person("nurse")).await;
        assert_eq!(members, Some(vec![json!(2), json!(1)]), "{second}");
    }
}

async fn withdrawn_minutes_are_for_the_board_alone(db: Database) {
    let invited = "invitations:
      - {person: guest, organisation: safelives, capacity: GUEST, invited_on: 2022-02-20, items: ['1']}
    items:";
    for (status, outside) in [("AGREED", true), ("WITHDRAWN", false)] {
        let minutes = said(status, "item: '1', part: OPEN, body: Said.").replace("items:", invited);
        let minutes = minutes.replace("edition: 1", "edition: 1, agreed_on: 2022-03-20");
        let world = cast(&db, &[BOARD, &minutes]).await;
        world.at("2022-03-25T12:00:00Z");
        let read = if outside { only("OPEN: Said.") } else { None };
        assert_eq!(reads(world.person("guest"), "march").await, read, "{status}");
        assert_eq!(reads(world.person("mps-system"), "march").await, read, "{status}");
        assert_eq!(reads(world.person("nurse"), "march").await, only("OPEN: Said."), "{status}");
    }
}

async fn an_office_is_not_known_before_it_begins(db: Database) {
    let office = board("advocate", &["role: VICE_CHAIR, on_behalf_of: imkaan, from: 2027-01-01"]);
    let world = cast(&db, &[&office]).await;
    let query = r#"{ board(by: { slug: "board" }) { memberships { nodes { person { slug } } } } }"#;
    for (day, known) in [("2026-12-31", vec!["chair"]), ("2027-01-01", vec!["chair", "advocate"])] {
        world.at(&format!("{day}T12:00:00Z"));
        let data = world.public().ask(query).await;
        assert_eq!(texts(&data["board"]["memberships"]["nodes"], "/person/slug"), known, "{day}");
        assert_eq!(knows(world.public(), "person", "advocate").await, known.len() == 2, "{day}");
    }
}

async fn who_was_absent_is_not_printed(db: Database) {
    let world = cast(&db, &[BOARD, &said("PUBLISHED", "part: OPEN, body: Said.")]).await;
    let query = r#"{ meeting(by: { slug: "march" }) { attendance { totalCount nodes { person { slug } } } } }"#;
    for (who, there) in [("public", vec!["police"]), ("nurse", vec!["police", "councillor"])] {
        let attendance = world.anybody(who).ask(query).await["meeting"]["attendance"].clone();
        assert_eq!(texts(&attendance["nodes"], "/person/slug"), there, "{who}");
        assert_eq!(attendance["totalCount"], there.len(), "{who}");
    }
}

async fn what_follows_the_money_is_for_the_group_and_the_lead(db: Database) {
    let service = "
programmes:
  - slug: service
    name: Service
    kind: SERVICE
    status: LIVE
    lead: lb-bromley
    board: board
    announced: true
    successor: {funding: BID}
    providers: [ikwro]
";
    let world = cast(&db, &[BOARD, service]).await;
    let query = r#"{ programme(by: { slug: "service" }) { name successorFunding } }"#;
    for (who, known) in
        [("nurse", true), ("secretary", true), ("coordinator", true), ("trainer", false), ("public", false)]
    {
        let programme = world.anybody(who).ask(query).await["programme"].clone();
        let funding = if known { json!("BID") } else { json!(null) };
        assert_eq!(programme, json!({ "name": "Service", "successorFunding": funding }), "{who}");
    }
}

const BIDDEN: &str = "
programmes:
  - {slug: service, name: Service, kind: SERVICE, status: TENDERING, lead: mopac, board: board, announced: true MARKING}
grants:
  - {slug: bid, programme: service, funder: mopac, recipient: nia, amount_pence: 100, status: STATUS, announced: true}
";

async fn a_system_reads_no_bid(db: Database) {
    for (status, system) in [("BID", false), ("AWARDED", true)] {
        let bid = BIDDEN.replace("STATUS", status).replace(" MARKING", "");
        let world = cast(&db, &[BOARD, &bid]).await;
        assert!(knows(world.person("rival"), "grant", "bid").await, "the bidder's own people, {status}");
        assert_eq!(knows(world.person("nia-system"), "grant", "bid").await, system, "{status}");
    }
}

async fn a_marking_on_a_programme_withholds_its_grants(db: Database) {
    for (marking, known) in [("", true), (", marking: {hmg_only: true}", false)] {
        let award = BIDDEN.replace("STATUS", "AWARDED").replace(" MARKING", marking);
        let world = cast(&db, &[BOARD, &award]).await;
        for who in ["public", "rival", "secretary"] {
            assert_eq!(knows(world.anybody(who), "grant", "bid").await, known, "{who} {marking}");
        }
    }
}
