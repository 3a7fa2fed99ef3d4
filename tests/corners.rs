//! Where two conditions of a rule meet: what each of them withholds by itself, with the others met.

use roundtable_tests::{Asker, Database};
use serde_json::{Value, json};

use crate::{
    cases_agreements::{SHARED, check},
    cast::{BOARD, cast, hidden, knows, sorted, texts},
};

crate::cases![
    who_runs_the_board_that_follows_an_action_knows_it_wherever_it_was_raised,
    what_an_unlisted_board_follows_is_not_public,
    a_substitute_knows_no_action_of_an_item_that_is_not_theirs,
    who_joined_later_reads_a_closed_item_if_later_members_may,
    an_agreement_binds_those_who_signed_it,
    a_marking_on_the_minutes_withholds_what_came_of_an_item,
    a_marking_on_the_board_withholds_a_section_from_who_is_named_for_it,
    who_left_a_board_knows_of_no_share_that_they_gave_there,
    who_acted_for_a_bidder_once_may_score,
    who_leads_knows_of_shares_with_those_who_act_for_them_today,
];

/// The actions that somebody knows of.
async fn actions(who: Asker<'_>) -> Vec<String> {
    sorted(&who.ask("{ actions { nodes { slug } } }").await["actions"]["nodes"], "/slug")
}

const COUNCIL: &str = r#"
  - slug: council
    name: The council
    kind: BOARD
    status: ACTIVE
    convenor: mopac
    members:
      - {person: worker, role: MEMBER, on_behalf_of: nia, from: 2020-01-01, basis: APPOINTED}
      - {person: chair, role: MEMBER, on_behalf_of: evaw, from: 2020-01-01, to: 2022-12-01, basis: APPOINTED}
meetings:
  - slug: june
    board: council
    status: MINUTED
    held_on: 2022-06-07
    items:
      - {key: "1", number: "1", title: Open, part: OPEN}
      - {key: c1, number: C1, title: Closed, part: CLOSED, closed_reason: paragraph 3, audience: [nia]}
      - {key: r1, number: R1, title: Restricted, part: RESTRICTED, closed_reason: paragraph 7, marking: {recipients: [worker]}}
      - {key: r2, number: R2, title: Left, part: RESTRICTED, closed_reason: paragraph 7, marking: {recipients: [chair]}}
      - {key: "2", number: "2", title: Marked, part: OPEN, marking: {hmg_only: true}}
    minutes: [{edition: 1, status: CIRCULATED}]
actions:
  - {slug: at-large, board: board, description: A, raised_at: june, raised: RECORDED, status: OPEN}
  - {slug: open, board: board, description: A, raised_at: june, item: "1", raised: RECORDED, status: OPEN}
  - {slug: closed, board: board, description: A, raised_at: june, item: c1, raised: RECORDED, status: OPEN}
  - {slug: restricted, board: board, description: A, raised_at: june, item: r1, raised: RECORDED, status: OPEN}
  - {slug: left, board: board, description: A, raised_at: june, item: r2, raised: RECORDED, status: OPEN}
  - {slug: marked, board: board, description: A, raised_at: june, item: "2", raised: RECORDED, status: OPEN}
"#;

// R8, T3, T8: the office carries them to what the board follows, and past no marking and no list of recipients, on which a
// name counts no more once its bearer has left that board.
async fn who_runs_the_board_that_follows_an_action_knows_it_wherever_it_was_raised(db: Database) {
    let world = cast(&db, &[BOARD, COUNCIL]).await;
    for who in ["secretary", "chair"] {
        assert_eq!(actions(world.person(who)).await, ["at-large", "closed", "open"], "{who}");
    }
    // Before the chair left the council, it was theirs as a recipient.
    world.at("2022-11-30T12:00:00Z");
    assert!(actions(world.person("chair")).await.contains(&"left".to_owned()));
    world.at("2026-03-02T12:00:00Z");
    // Its other members do not know of the meeting.
    assert_eq!(actions(world.person("prosecutor")).await, [""; 0]);
}

// R1, R8: raised in an open item of published minutes, and followed by a board that the public may not know of.
async fn what_an_unlisted_board_follows_is_not_public(db: Database) {
    for (listed, knows) in [("true", vec!["open"]), ("false", vec![])] {
        let board = BOARD.replace("    status: ACTIVE\n", &format!("    status: ACTIVE\n    listed: {listed}\n"));
        let world = cast(&db, &[&board, &COUNCIL.replace("CIRCULATED", "PUBLISHED")]).await;
        assert_eq!(actions(world.public()).await, knows, "{listed}");
    }
}

// R8, T6.
async fn a_substitute_knows_no_action_of_an_item_that_is_not_theirs(db: Database) {
    let records = r#"
      - {person: principal, role: MEMBER, on_behalf_of: eaves, from: 2020-01-01, basis: APPOINTED}
meetings:
  - slug: march
    board: board
    status: HELD
    held_on: 2022-03-07
    invitations:
      - {person: stand-in, organisation: eaves, capacity: SUBSTITUTE, substitute_for: principal, invited_on: 2022-03-01}
    items:
      - {key: "1", number: "1", title: Open, part: OPEN}
      - {key: c1, number: C1, title: Ours, part: CLOSED, closed_reason: paragraph 3, audience: [eaves]}
      - {key: c2, number: C2, title: Theirs, part: CLOSED, closed_reason: paragraph 3, audience: [mps]}
actions:
  - {slug: open, board: board, description: A, raised_at: march, item: "1", raised: RECORDED, status: OPEN}
  - {slug: ours, board: board, description: A, raised_at: march, item: c1, raised: RECORDED, status: OPEN}
  - {slug: theirs, board: board, description: A, raised_at: march, item: c2, raised: RECORDED, status: OPEN}
"#;
    let world = cast(&db, &[BOARD.trim_end(), records]).await;
    world.at("2022-03-20T09:00:00Z");
    assert_eq!(actions(world.person("stand-in")).await, ["open", "ours"]);
}

// R5, T2: of an agenda as of minutes.
async fn who_joined_later_reads_a_closed_item_if_later_members_may(db: Database) {
    let records = |mark: &str| {
        format!(
            r"
      - {{person: transport, role: MEMBER, on_behalf_of: tfl, from: 2022-12-05, basis: APPOINTED}}
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    items:
      - {{key: c1, number: C1, title: Depots, part: CLOSED, closed_reason: paragraph 3, audience: [tfl], {mark}}}
    minutes: [{{edition: 1, status: AGREED, agreed_on: 2022-06-06}}]
"
        )
    };
    for (mark, title) in [("later_members: true", "Depots"), ("later_members: false", "Closed item")] {
        let world = cast(&db, &[BOARD.trim_end(), &records(mark)]).await;
        let query = r#"{ meeting(by: { slug: "march" }) { agendaItems { nodes { title } } } }"#;
        let data = world.person("transport").ask(query).await;
        assert_eq!(texts(&data["meeting"]["agendaItems"]["nodes"], "/title"), [title], "{mark}");
    }
}

// Step 6: of three parties one may not have signed yet; and what two others agreed is no answer.
async fn an_agreement_binds_those_who_signed_it(db: Database) {
    let third = "      - {organisation: nhs, signed_on: 2024-12-02}\n    purposes:";
    let three = SHARED.replace("    purposes:", third);
    let unsigned = three.replace("mps, signed_on: 2024-12-01, signed_by: officer", "mps");
    let open = "[{act: Prosecution of Offences Act 1985}]";
    let (head, _) = unsigned.split_once("    gateways:").expect("gateways");
    for (agreement, from, to, allowed, missing) in [
        (three.as_str(), "mps", "cps", true, json!([])),
        (&format!("{head}    gateways: {open}\n"), "mps", "cps", false, json!(["SIGNATURE"])),
        (&format!("{head}    gateways: {open}\n"), "cps", "mps", false, json!(["SIGNATURE"])),
        (&format!("{head}    gateways: {open}\n"), "cps", "nhs", true, json!([])),
    ] {
        let world = cast(&db, &[BOARD, agreement]).await;
        let (said, reasons) = check(&world.person("prosecutor"), from, to).await;
        assert_eq!((said, &reasons[0]["missing"]), (allowed, &missing), "{from} to {to}");
    }
    let world = cast(&db, &[BOARD, SHARED]).await;
    for (from, to) in [("cps", "nhs"), ("nhs", "cps")] {
        let (said, reasons) = check(&world.person("prosecutor"), from, to).await;
        assert_eq!((said, &reasons[0]["agreement"]), (false, &Value::Null), "{from} to {to}");
    }
}

// 3.5: the agenda was public before the minutes were marked.
async fn a_marking_on_the_minutes_withholds_what_came_of_an_item(db: Database) {
    let records = r#"
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    items:
      - {key: "1", number: "1", title: Patrols, part: OPEN, result: Doubled., state: TAKEN}
      - {key: c1, number: C1, title: Depots, part: CLOSED, closed_reason: paragraph 3, result: Closed., state: TAKEN}
    minutes: [{edition: 1, status: CIRCULATED, marking: {hmg_only: true}}]
"#;
    let world = cast(&db, &[BOARD, records]).await;
    let query = r#"{ meeting(by: { slug: "march" }) { agendaItems { nodes { number result state } } } }"#;
    let told = [json!("Doubled."), json!("Closed.")];
    for (who, [open, closed]) in
        [("prosecutor", told.clone()), ("secretary", told), ("nurse", [json!(null), json!(null)])]
    {
        let state = if open.is_null() { json!(null) } else { json!("TAKEN") };
        let items = world.person(who).ask(query).await["meeting"]["agendaItems"]["nodes"].clone();
        let said = json!([
            { "number": "1", "result": open, "state": state }, { "number": "C1", "result": closed, "state": state },
        ]);
        assert_eq!(items, said, "{who}");
    }
}

// R6, step 3: by its id too, which is all by which it could be reached.
async fn a_marking_on_the_board_withholds_a_section_from_who_is_named_for_it(db: Database) {
    let records = r#"
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    items: [{key: "1", number: "1", title: Cases, part: OPEN}]
    minutes:
      - edition: 1
        status: CIRCULATED
        sections:
          - {item: "1", part: RESTRICTED, closed_reason: paragraph 7, marking: {recipients: [prosecutor, worker]}, body: Named.}
"#;
    let board = BOARD.replace("    convenor: mopac\n", "    convenor: mopac\n    MARKING\n");
    for (marking, reads) in [("listed: true", true), ("marking: {hmg_only: true}", false)] {
        let world = cast(&db, &[&board.replace("MARKING", marking), records]).await;
        let query = r#"{ meeting(by: { slug: "march" }) { minutes { sections { id body } } } }"#;
        let sections = world.person("prosecutor").ask(query).await["meeting"]["minutes"]["sections"].clone();
        assert_eq!(sections[0]["body"], "Named.");
        let by_id = format!("{{ node(id: {}) {{ __typename }} }}", sections[0]["id"]);
        assert_eq!(world.person("worker").ask(&by_id).await["node"].is_object(), reads, "{marking}");
    }
}

/// A paper of the board that is given on request, and was given to one person.
fn shared(by: &str, with: &str) -> String {
    format!(
        "
papers:
  - slug: paper
    title: The paper
    kind: REPORT
    board: board
    status: DRAFT
    on_request: true
    grants: [{{person: {with}, by: {by}, from: '2022-01-01T09:00:00Z', to: '2030-01-01T09:00:00Z'}}]
"
    )
}

/// How many shares of the paper somebody knows of.
async fn shares(who: Asker<'_>) -> Value {
    who.ask(r#"{ paper(by: { slug: "paper" }) { accessGrants { totalCount } } }"#).await["paper"]["accessGrants"]["totalCount"].clone()
}

// R10, T3: the paper may be theirs to read on, as somebody of its authors' organisation.
async fn who_left_a_board_knows_of_no_share_that_they_gave_there(db: Database) {
    let leaves =
        BOARD.replace("on_behalf_of: nhs, from: 2020-01-01", "on_behalf_of: nhs, from: 2020-01-01, to: 2022-06-01");
    let file = shared("nurse", "worker").replace("on_request: true", "on_request: true\n    owner: nhs");
    let world = cast(&db, &[&leaves, &file]).await;
    world.at("2022-05-31T12:00:00Z");
    assert_eq!(shares(world.person("nurse")).await, 1);
    world.at("2022-06-01T12:00:00Z");
    assert_eq!(shares(world.person("nurse")).await, 0);
    assert_eq!(shares(world.person("secretary")).await, 1);
}

// R10, R19, T7.
async fn who_leads_knows_of_shares_with_those_who_act_for_them_today(db: Database) {
    let file = shared("secretary", "mover").replace("on_request: true", "on_request: true\n    owner: mps");
    let world = cast(&db, &[BOARD, &file]).await;
    world.at("2022-06-30T12:00:00Z");
    assert_eq!(shares(world.person("mps-lead")).await, 1);
    world.at("2022-07-01T12:00:00Z");
    assert_eq!(shares(world.person("mps-lead")).await, 0);
}

// R14, T7: who acted for a bidder once and does no more has no interest in its bid.
async fn who_acted_for_a_bidder_once_may_score(db: Database) {
    let records = "
programmes:
  - slug: pilot
    name: Pilot
    kind: PILOT
    status: LIVE
    lead: mopac
    board: board
    announced: true
    scorers: [{person: mover, organisation: imkaan}]
grants: [{slug: bid, programme: pilot, funder: mopac, recipient: mps, amount_pence: 100, status: BID, announced: true}]
";
    let world = cast(&db, &[BOARD, records]).await;
    world.at("2022-06-30T12:00:00Z");
    hidden(world.person("mover").wearing("imkaan"), "grant", "bid").await;
    world.at("2022-07-01T12:00:00Z");
    assert!(knows(world.person("mover"), "grant", "bid").await);
}
