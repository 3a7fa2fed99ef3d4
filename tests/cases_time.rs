//! Decided cases about time (T1 to T10; cases 22, 68, 69 and 71): rights are those of today, whoever joined, left,
//! visits, stands in, changes employer or comes from a former board.

use roundtable_tests::{Asker, Database};
use serde_json::{Value, json};

use crate::cast::{BOARD, agenda, cast, hidden, knows, reads, texts};

crate::cases![
    case_22_a_later_member_reads_open_parts_of_agreed_minutes,
    case_68_a_substitute_has_the_rights_of_the_principal_for_that_meeting,
    case_69_the_absent_principal_keeps_them_too,
    case_71_the_roll_of_2015_is_read_with_the_rights_of_today,
    t1_a_former_chair_reads_no_draft,
    t2_nothing_before_the_day_from_which_history_is_visible,
    t2_closed_parts_of_the_past_stay_closed_unless_later_members_of_the_organisation_may_read,
    t3_a_leaver_loses_all_on_the_day_and_keeps_their_own_attendance,
    t3_an_action_of_a_leaver_stays_with_the_organisation,
    t4_a_guest_reads_the_items_of_the_invitation_until_28_days_after_agreement,
    t4_a_guest_reads_nothing_before_the_invitation_and_no_draft,
    t6_a_substitute_reads_one_meeting_and_nothing_that_names_persons,
    t7_the_end_of_an_affiliation_closes_what_the_organisation_opened,
    t7_one_of_two_hats_is_worn_at_a_time,
    t9_history_of_a_former_board_passes_by_decision_only,
    t10_an_empty_seat_gives_rights_to_the_system_and_to_nobody_else,
];

/// A board meeting with two open items, a closed part for all, one for the organisations the test names, and a
/// restricted one.
const MARCH: &str = r#"
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    attendance:
      - {person: police, organisation: mps, status: PRESENT, capacity: MEMBER}
    invitations: []
    items:
      - {key: "1", number: "1", title: Patrols, part: OPEN}
      - {key: "2", number: "2", title: Survivors, part: OPEN}
    minutes:
      - edition: 1
        status: CIRCULATED
        sections:
          - {item: "1", part: OPEN, body: Patrols.}
          - {item: "2", part: OPEN, body: Survivors.}
          - {item: "2", part: CLOSED, closed_reason: paragraph 3, body: For all members.}
          - {item: "2", part: CLOSED, closed_reason: paragraph 3, audience: [eaves, tfl], body: For two.}
          - {item: "2", part: RESTRICTED, closed_reason: paragraph 7, marking: {recipients: [police]}, body: For one.}
"#;

fn member(person: &str, organisation: &str, from: &str) -> String {
    format!(
        "      - {{person: {person}, role: MEMBER, on_behalf_of: {organisation}, from: {from}, basis: APPOINTED}}\n"
    )
}

fn lines(lines: &[&str]) -> Option<Vec<String>> {
    Some(lines.iter().map(|line| (*line).to_owned()).collect())
}

/// What a member of the day reads who is outside the audience of the second closed part.
const MEMBER: [&str; 4] = ["OPEN: Patrols.", "OPEN: Survivors.", "CLOSED: For all members.", "CLOSED stub"];
/// What a member reads who joined later.
const LATER: [&str; 4] = ["OPEN: Patrols.", "OPEN: Survivors.", "CLOSED stub", "CLOSED stub"];

async fn case_22_a_later_member_reads_open_parts_of_agreed_minutes(db: Database) {
    let joined = [BOARD, &member("transport", "tfl", "2022-12-05")].concat();
    let world = cast(&db, &[&joined, MARCH]).await;
    assert!(knows(world.person("transport"), "meeting", "march").await);
    assert_eq!(reads(world.person("transport"), "march").await, None, "not while only circulated");
    let world = cast(&db, &[&joined, &MARCH.replace("CIRCULATED", "AGREED")]).await;
    assert_eq!(reads(world.person("transport"), "march").await, lines(&LATER));
    world.at("2022-12-04T12:00:00Z");
    assert_eq!(reads(world.person("transport"), "march").await, None, "not before the membership begins");
}

/// Eaves has a member, who sent apologies, and a colleague who stands in.
fn stand_in() -> String {
    let invitation = "invitations:
      - {person: stand-in, organisation: eaves, capacity: SUBSTITUTE, substitute_for: principal, invited_on: 2022-03-01}";
    [BOARD, &member("principal", "eaves", "2020-01-01"), &MARCH.replace("invitations: []", invitation)].concat()
}

const BOTH: [&str; 4] = ["OPEN: Patrols.", "OPEN: Survivors.", "CLOSED: For all members.", "CLOSED: For two."];

async fn case_68_a_substitute_has_the_rights_of_the_principal_for_that_meeting(db: Database) {
    let world = cast(&db, &[&stand_in()]).await;
    world.at("2022-03-20T09:00:00Z");
    assert_eq!(reads(world.person("stand-in"), "march").await, lines(&BOTH), "open, closed, and no restricted part");
    let draft = cast(&db, &[&stand_in().replace("CIRCULATED", "DRAFT")]).await;
    draft.at("2022-03-20T09:00:00Z");
    // R4: what a substitute reads is what the principal reads, from circulation on.
    assert_eq!(reads(draft.person("stand-in"), "march").await, None);
    assert_eq!(agenda(draft.person("stand-in"), "march").await, ["1", "2"]);
}

async fn case_69_the_absent_principal_keeps_them_too(db: Database) {
    let world = cast(&db, &[&stand_in()]).await;
    world.at("2022-03-20T09:00:00Z");
    assert_eq!(reads(world.person("principal"), "march").await, lines(&BOTH));
}

async fn case_71_the_roll_of_2015_is_read_with_the_rights_of_today(db: Database) {
    let world = db.demo().await;
    let roll = |who: &'static str, day: &'static str| {
        let world = &world;
        async move {
            let query = format!(
                r#"{{ board(by: {{ slug: "london-vawg-panel" }}) {{
                    memberships(filter: {{ on: "{day}" }}, first: 100) {{ nodes {{ person {{ slug }} }} }}
                }} }}"#
            );
            texts(&world.person(who).ask(&query).await["board"]["memberships"]["nodes"], "/person/slug")
        }
    };
    let holds = |roll: &[String], who: &str| roll.iter().any(|slug| slug == who);
    let (then, earlier) = (roll("evaw-cochair", "2015-03-10").await, roll("evaw-cochair", "2013-09-11").await);
    assert!(holds(&then, "lib-peck") && !holds(&then, "denise-marshall"), "{then:?}");
    assert!(holds(&earlier, "denise-marshall") && !holds(&earlier, "lib-peck"), "{earlier:?}");
    // The roll names whom published minutes name and no more: a seat on the later board gives no right to the rest.
    assert!(!holds(&then, "persona-mopac-secretariat"));
    assert!(holds(&roll("mopac-secretariat", "2015-03-10").await, "persona-mopac-secretariat"));
    hidden(world.person("evaw-cochair"), "meeting", "lvp-2015-07").await;
    assert!(knows(world.person("mopac-secretariat"), "meeting", "lvp-2015-07").await);
}

async fn t1_a_former_chair_reads_no_draft(db: Database) {
    let chaired = "      - {person: worker, role: CHAIR, on_behalf_of: nia, from: 2020-01-01, to: 2022-06-01, basis: APPOINTED}\n";
    let records: [&str; 4] =
        [BOARD, chaired, &member("worker", "nia", "2022-06-01"), &MARCH.replace("CIRCULATED", "DRAFT")];
    let world = cast(&db, &records).await;
    world.at("2022-05-31T12:00:00Z");
    let all = ["OPEN: Patrols.", "OPEN: Survivors.", "CLOSED: For all members.", "CLOSED: For two."];
    assert_eq!(reads(world.person("worker"), "march").await, lines(&all));
    world.at("2022-06-01T00:00:00Z");
    assert_eq!(reads(world.person("worker"), "march").await, None);
    assert!(knows(world.person("worker"), "meeting", "march").await, "a member still");
}

async fn t2_nothing_before_the_day_from_which_history_is_visible(db: Database) {
    for (from, read) in [("2022-03-07", lines(&LATER)), ("2022-03-08", None)] {
        let board = BOARD.replace("convenor: mopac", &format!("convenor: mopac\n    history_visible_from: {from}"));
        let (joined, agreed) = (member("transport", "tfl", "2022-12-05"), MARCH.replace("CIRCULATED", "AGREED"));
        let world = cast(&db, &[&board, &joined, &agreed]).await;
        let hides = read.is_none();
        assert_eq!(reads(world.person("transport"), "march").await, read, "visible from {from}");
        if hides {
            hidden(world.person("transport"), "meeting", "march").await;
        }
        assert_eq!(reads(world.person("nurse"), "march").await, lines(&MEMBER), "who was there is not bound by it");
    }
}

async fn t2_closed_parts_of_the_past_stay_closed_unless_later_members_of_the_organisation_may_read(db: Database) {
    let agreed = MARCH.replace("CIRCULATED", "AGREED");
    let joined = [BOARD, &member("transport", "tfl", "2022-12-05"), &member("worker", "nia", "2022-12-05")].concat();
    let later = agreed.replace("audience: [eaves, tfl]", "audience: [eaves, tfl], later_members: true");
    let world = cast(&db, &[&joined, &later]).await;
    let opened = ["OPEN: Patrols.", "OPEN: Survivors.", "CLOSED stub", "CLOSED: For two."];
    assert_eq!(reads(world.person("transport"), "march").await, lines(&opened));
    assert_eq!(reads(world.person("worker"), "march").await, lines(&LATER), "another organisation");
    // The audience must have been an organisation: for a part that was for all members, the mark opens nothing.
    let for_all = agreed.replace("paragraph 3, body: For all", "paragraph 3, later_members: true, body: For all");
    let world = cast(&db, &[&joined, &for_all]).await;
    assert_eq!(reads(world.person("transport"), "march").await, lines(&LATER));
}

/// The global id of somebody's own entry in an attendance list.
async fn own_entry(who: &Asker<'_>, meeting: &str) -> Value {
    let query = format!(r#"{{ meeting(by: {{ slug: "{meeting}" }}) {{ attendance {{ nodes {{ id }} }} }} }}"#);
    who.ask(&query).await["meeting"]["attendance"]["nodes"][0]["id"].clone()
}

async fn t3_a_leaver_loses_all_on_the_day_and_keeps_their_own_attendance(db: Database) {
    let leaves =
        "{person: police, role: MEMBER, on_behalf_of: mps, from: 2020-01-01, to: 2022-06-01, basis: APPOINTED}";
    let stays = "{person: police, role: MEMBER, on_behalf_of: mps, from: 2020-01-01, basis: APPOINTED}";
    let unaddressed = MARCH.replace("recipients: [police]", "recipients: [nurse]");
    let world = cast(&db, &[&BOARD.replace(stays, leaves), &unaddressed]).await;
    world.at("2022-05-31T23:59:00Z");
    let token = world.token("police", None);
    assert_eq!(reads(world.bearer(&token), "march").await, lines(&MEMBER));
    let entry = own_entry(&world.person("police"), "march").await;
    world.at("2022-06-01T00:00:00Z");
    assert_eq!(reads(world.bearer(&token), "march").await, None, "the same token, a minute later");
    hidden(world.person("police"), "meeting", "march").await;
    let query = "query($id: ID!) { node(id: $id) { ... on Attendance { status person { slug } meeting { id } } } }";
    let kept = world.person("police").ask_with(query, json!({ "id": entry })).await;
    assert_eq!(kept["node"], json!({ "status": "PRESENT", "person": { "slug": "police" }, "meeting": null }));
    let other = world.person("officer").ask_with(query, json!({ "id": entry })).await;
    assert_eq!(other["node"], json!(null));
}

async fn t3_an_action_of_a_leaver_stays_with_the_organisation(db: Database) {
    let action = "
actions:
  - slug: call
    board: board
    description: Call
    raised: RECORDED
    status: OPEN
    owners: [{organisation: mps, person: mover}]
";
    let world = cast(&db, &[BOARD, action]).await;
    let query = r#"{ action(by: { slug: "call" }) { viewerCan { addUpdate } } }"#;
    let may = json!({ "viewerCan": { "addUpdate": true } });
    world.at("2022-06-30T12:00:00Z");
    assert_eq!(world.person("mover").wearing("mps").ask(query).await["action"], may);
    world.at("2022-07-01T00:00:00Z");
    assert_eq!(world.person("mover").ask(query).await["action"], json!(null), "T7: with the hat the action goes");
    assert_eq!(world.person("officer").ask(query).await["action"], may);
}

fn guest() -> String {
    let invitation = r#"invitations:
      - {person: guest, organisation: safelives, capacity: GUEST, invited_on: 2022-02-20, items: ["2"]}"#;
    [BOARD, &MARCH.replace("invitations: []", invitation)].concat()
}

async fn t4_a_guest_reads_the_items_of_the_invitation_until_28_days_after_agreement(db: Database) {
    let agreed = guest().replace("status: CIRCULATED", "status: AGREED\n        agreed_on: 2022-06-06");
    let world = cast(&db, &[&agreed]).await;
    // The interval is half-open, as all are: the last day is the 27th after agreement.
    world.at("2022-07-03T23:00:00Z");
    assert_eq!(reads(world.person("guest"), "march").await, lines(&["OPEN: Survivors."]));
    assert_eq!(agenda(world.person("guest"), "march").await, ["2"]);
    world.at("2022-07-04T00:00:00Z");
    hidden(world.person("guest"), "meeting", "march").await;
    hidden(world.person("stranger"), "meeting", "march").await;
}

async fn t4_a_guest_reads_nothing_before_the_invitation_and_no_draft(db: Database) {
    let world = cast(&db, &[&guest()]).await;
    world.at("2022-02-19T12:00:00Z");
    hidden(world.person("guest"), "meeting", "march").await;
    world.at("2022-02-20T00:00:00Z");
    assert_eq!(agenda(world.person("guest"), "march").await, ["2"]);
    assert_eq!(reads(world.person("guest"), "march").await, lines(&["OPEN: Survivors."]));
    let names = r#"{ meeting(by: { slug: "march" }) { attendance { nodes { person { slug } } } } }"#;
    let there = world.person("guest").ask(names).await["meeting"]["attendance"]["nodes"].clone();
    assert_eq!(texts(&there, "/person/slug"), ["police"], "a guest knows who else came (R20)");
    let draft = cast(&db, &[&guest().replace("CIRCULATED", "DRAFT")]).await;
    draft.at("2022-03-20T12:00:00Z");
    assert_eq!(reads(draft.person("guest"), "march").await, None);
}

async fn t6_a_substitute_reads_one_meeting_and_nothing_that_names_persons(db: Database) {
    let named = stand_in().replace("recipients: [police]", "recipients: [principal]");
    let june = "  - slug: june
    board: board
    status: MINUTED
    held_on: 2022-06-06
    minutes: [{edition: 1, status: CIRCULATED, sections: [{part: OPEN, body: June.}]}]
";
    let world = cast(&db, &[&named, june]).await;
    world.at("2022-06-20T09:00:00Z");
    let all = [BOTH.as_slice(), &["RESTRICTED: For one."]].concat();
    assert_eq!(reads(world.person("principal"), "march").await, lines(&all));
    assert_eq!(reads(world.person("stand-in"), "march").await, lines(&BOTH));
    assert_eq!(reads(world.person("principal"), "june").await, lines(&["OPEN: June."]));
    hidden(world.person("stand-in"), "meeting", "june").await;
}

async fn t7_the_end_of_an_affiliation_closes_what_the_organisation_opened(db: Database) {
    let seats = [member("mover", "mps", "2020-01-01"), member("mover", "imkaan", "2022-01-01")].concat();
    let march =
        MARCH.replace("marking: {recipients: [police]}", "marking: {recipients: [mover], organisations: [mps]}");
    let world = cast(&db, &[BOARD, &seats, &march]).await;
    world.at("2022-06-30T12:00:00Z");
    let before = [MEMBER.as_slice(), &["RESTRICTED: For one."]].concat();
    assert_eq!(reads(world.person("mover").wearing("mps"), "march").await, lines(&before));
    assert_eq!(reads(world.person("mover").wearing("imkaan"), "march").await, lines(&MEMBER));
    world.at("2022-07-01T00:00:00Z");
    assert_eq!(reads(world.person("mover"), "march").await, lines(&MEMBER), "on the board still, by the other hat");
    let error = world.person("mover").wearing("mps").refused("{ viewer { account { slug } } }").await;
    assert_eq!(error["extensions"]["code"], "HAT_REQUIRED");
}

async fn t7_one_of_two_hats_is_worn_at_a_time(db: Database) {
    let world = db.demo().await;
    let dual = world.person("lambeth-dual-hat");
    let error = dual.refused("{ meetings { totalCount } }").await;
    assert_eq!(error["extensions"]["code"], "HAT_REQUIRED");
    // The seat on the London board belongs to London Councils: under Lambeth's hat the same person has none.
    hidden(dual.clone().wearing("lb-lambeth"), "meeting", "lvb-2022-12-05").await;
    assert!(reads(dual.wearing("london-councils"), "lvb-2022-12-05").await.is_some());
}

async fn t9_history_of_a_former_board_passes_by_decision_only(db: Database) {
    let panel = "  - {slug: panel, name: The panel, kind: PANEL, status: CLOSED}\n";
    let march = MARCH.replace("board: board", "board: panel");
    for (decided, status, read) in
        [("false", "AGREED", None), ("true", "AGREED", lines(&LATER)), ("true", "CIRCULATED", None)]
    {
        let succession = format!("convenor: mopac\n    predecessor: panel\n    predecessor_history: {decided}");
        let board = BOARD.replace("convenor: mopac", &succession);
        let world = cast(&db, &[&board, panel, &march.replace("CIRCULATED", status)]).await;
        assert_eq!(reads(world.person("nurse"), "march").await, read, "decided: {decided}, {status}");
        assert_eq!(reads(world.person("worker"), "march").await, None);
    }
}

async fn t10_an_empty_seat_gives_rights_to_the_system_and_to_nobody_else(db: Database) {
    let world = cast(&db, &[BOARD, &MARCH.replace("CIRCULATED", "AGREED")]).await;
    hidden(world.person("transport"), "meeting", "march").await;
    let open = lines(&["OPEN: Patrols.", "OPEN: Survivors."]);
    assert_eq!(reads(world.person("tfl-system"), "march").await, open);
    hidden(world.person("nia-system"), "meeting", "march").await;
    let ended = BOARD.replace("{organisation: tfl}", "{organisation: tfl, to: 2022-06-01}");
    let world = cast(&db, &[&ended, &MARCH.replace("CIRCULATED", "AGREED")]).await;
    world.at("2022-06-01T00:00:00Z");
    hidden(world.person("tfl-system"), "meeting", "march").await;
}
