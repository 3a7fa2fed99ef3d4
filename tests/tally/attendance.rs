//! Attendance by seat and by sector, in small worlds.

use roundtable_tests::Database;
use serde_json::{Value, json};

use crate::cast::{BOARD, cast};

crate::cases![
    a_seat_is_filled_excused_or_empty_at_each_meeting_of_its_time,
    a_sector_adds_up_its_seats_and_the_public_only_what_is_published,
    the_rate_of_an_organisation_is_for_those_who_sit_on_the_board,
    a_meeting_that_is_withheld_counts_for_nobody_from_whom_it_is,
    a_period_without_a_meeting_and_a_board_without_a_seat_have_no_rate,
    a_period_that_ends_before_it_begins_is_refused,
];

/// A deputy, a substitute, somebody for two organisations, guests, silence.
const ATTENDED: &str = "
meetings:
  - slug: january
    board: board
    status: MINUTED
    held_on: 2022-01-10
    attendance:
      - {person: police, organisation: mps, status: PRESENT, capacity: MEMBER}
      - {person: nurse, organisation: nhs, status: PRESENT, capacity: DEPUTY}
      - {person: advocate, organisation: imkaan, status: APOLOGIES, capacity: MEMBER}
      - {person: councillor, organisation: london-councils, also_for: tfl, status: PRESENT, capacity: MEMBER}
      - {person: chair, organisation: evaw, status: ABSENT, capacity: MEMBER}
      - {person: secretary, organisation: mopac, status: PRESENT, capacity: SECRETARIAT}
    minutes: [{edition: 1, status: PUBLISHED}]
  - slug: april
    board: board
    status: HELD
    held_on: 2022-04-11
    attendance:
      - {person: police, organisation: mps, status: APOLOGIES, capacity: MEMBER}
      - {person: officer, organisation: mps, status: PRESENT, capacity: SUBSTITUTE, substitute_for: police}
      - {person: transport, organisation: tfl, status: PRESENT, capacity: GUEST}
      - {person: observer, organisation: nhs, status: PRESENT, capacity: OBSERVER}
  - {slug: may, board: board, status: HELD, held_on: 2022-05-11}
  - slug: june
    board: board
    status: CANCELLED
    held_on: 2022-06-11
    attendance: [{person: police, organisation: mps, status: APOLOGIES, capacity: MEMBER}]
  - slug: sometime
    board: board
    status: HELD
    attendance: [{person: police, organisation: mps, status: PRESENT, capacity: MEMBER}]
";

/// Seats with a beginning and an end.
fn board() -> String {
    BOARD.replace("      - {organisation: cps}\n", "      - {organisation: cps, to: 2022-04-11}\n").replace(
        "      - {organisation: imkaan}\n",
        "      - {organisation: imkaan, from: 2022-01-11}\n      - {organisation: nia, to: 2021-01-01}\n",
    )
}

const BY_SEAT: &str = r#"{ board(by: { slug: "board" }) { attendanceBySeat(from: "2022-01-01", to: "2022-12-31") {
    organisation { slug } meetings present byDeputy bySubstitute apologies absent rate } } }"#;

async fn a_seat_is_filled_excused_or_empty_at_each_meeting_of_its_time(db: Database) {
    let world = cast(&db, &[&board(), ATTENDED]).await;
    let line =
        |(slug, meetings, present, deputy, substitute, apologies, absent): (&str, u64, u64, u64, u64, u64, u64),
         rate: f64| {
            json!({ "organisation": { "slug": slug }, "meetings": meetings, "present": present, "byDeputy": deputy,
            "bySubstitute": substitute, "apologies": apologies, "absent": absent, "rate": rate })
        };
    let expected = json!([
        line(("mopac", 2, 0, 0, 0, 0, 2), 0.0),
        line(("evaw", 2, 0, 0, 0, 0, 2), 0.0),
        line(("mps", 2, 2, 0, 1, 0, 0), 1.0),
        line(("cps", 1, 0, 0, 0, 0, 1), 0.0),
        line(("nhs", 2, 1, 1, 0, 0, 1), 0.5),
        line(("london-councils", 2, 1, 0, 0, 0, 1), 0.5),
        line(("imkaan", 1, 0, 0, 0, 0, 1), 0.0),
        line(("tfl", 2, 1, 0, 0, 0, 1), 0.5),
    ]);
    for who in ["police", "nurse", "secretary", "chair"] {
        assert_eq!(world.person(who).ask(BY_SEAT).await["board"]["attendanceBySeat"], expected, "{who}");
    }
}

async fn a_sector_adds_up_its_seats_and_the_public_only_what_is_published(db: Database) {
    let world = cast(&db, &[&board(), ATTENDED]).await;
    let query = r#"{ board(by: { slug: "board" }) { attendanceBySector(from: "2022-01-01", to: "2022-12-31") {
        sector seats meetings present apologies absent } } }"#;
    let of = async |who: &str, sector: &str| {
        let board = world.anybody(who).ask(query).await["board"].clone();
        let lines = board["attendanceBySector"].as_array().expect("sectors").clone();
        lines.into_iter().find(|line| line["sector"] == sector).expect("a line")
    };
    let line = |sector: &str, seats: u64, meetings: u64, present: u64, apologies: u64, absent: u64| json!({ "sector": sector, "seats": seats, "meetings": meetings, "present": present, "apologies": apologies, "absent": absent });
    assert_eq!(of("nurse", "VOLUNTARY").await, line("VOLUNTARY", 2, 3, 0, 0, 3));
    assert_eq!(of("nurse", "POLICE").await, line("POLICE", 1, 2, 2, 0, 0));
    // January alone is published.
    for who in ["public", "stranger", "mps-system", "tfl-system"] {
        assert_eq!(of(who, "VOLUNTARY").await, line("VOLUNTARY", 2, 1, 0, 0, 1), "{who}");
        assert_eq!(of(who, "POLICE").await, line("POLICE", 1, 1, 1, 0, 0), "{who}");
    }
}

async fn the_rate_of_an_organisation_is_for_those_who_sit_on_the_board(db: Database) {
    let world = cast(&db, &[&board(), ATTENDED]).await;
    for who in ["stranger", "mps-system", "tfl-system", "coordinator"] {
        let (_, answer) = world.anybody(who).answer(BY_SEAT, Value::Null).await;
        assert_eq!(answer["data"]["board"]["attendanceBySeat"], Value::Null, "{who}");
        let withheld = json!([{ "path": ["board", "attendanceBySeat"], "code": "ATTENDANCE" }]);
        assert_eq!(answer["extensions"]["redactions"], withheld, "{who}");
    }
    assert_eq!(world.public().refused(BY_SEAT).await["extensions"]["code"], "VALIDATION");
    // Nor for a member's token that reads actions alone, though it knows their board.
    let action = "
actions:
  - {slug: owed, board: board, description: Owed, raised: RECORDED, status: OPEN, owners: [{organisation: nhs}]}
";
    let world = cast(&db, &[&board(), ATTENDED, action]).await;
    let (_, answer) = world.scoped("nurse", &["read:actions"]).answer(BY_SEAT, Value::Null).await;
    assert_eq!(answer["data"]["board"], json!({ "attendanceBySeat": null }));
    assert_eq!(answer["extensions"]["redactions"][0]["code"], "ATTENDANCE");
}

async fn a_meeting_that_is_withheld_counts_for_nobody_from_whom_it_is(db: Database) {
    let marked =
        ATTENDED.replace("    held_on: 2022-04-11\n", "    held_on: 2022-04-11\n    marking: {recipients: [police]}\n");
    let without = &ATTENDED[..ATTENDED.find("  - slug: april").expect("april")];
    let (with, without) = (cast(&db, &[&board(), &marked]).await, cast(&db, &[&board(), without]).await);
    let asked = BY_SEAT.replace("} } }", "} attendanceBySector { sector meetings present apologies absent rate } } }");
    for who in ["nurse", "secretary", "chair"] {
        // What else the two worlds hold has no list of its own.
        assert_eq!(with.person(who).ask(&asked).await, without.person(who).ask(&asked).await, "{who}");
    }
    assert_ne!(with.person("police").ask(&asked).await, without.person("police").ask(&asked).await);
}

async fn a_period_without_a_meeting_and_a_board_without_a_seat_have_no_rate(db: Database) {
    let empty = "  - {slug: empty, name: The empty board, kind: PANEL, status: ACTIVE, members: [{person: nurse, role: MEMBER, on_behalf_of: nhs, from: 2020-01-01, basis: APPOINTED}]}\n";
    let world = cast(&db, &[&board(), empty, ATTENDED]).await;
    let query = r#"{ board(by: { slug: "board" }) {
        attendanceBySeat(from: "2023-01-01", to: "2023-12-31") { organisation { slug } meetings present rate }
        attendanceBySector(from: "2023-01-01", to: "2023-12-31") { sector meetings present rate } } }"#;
    let board = world.person("nurse").ask(query).await["board"].clone();
    // Those whose seats have ended by then are not there.
    assert_eq!(board["attendanceBySeat"].as_array().map(Vec::len), Some(7));
    for line in [&board["attendanceBySeat"], &board["attendanceBySector"]]
        .into_iter()
        .flat_map(|list| list.as_array().expect("lines"))
    {
        assert_eq!(
            (&line["meetings"], &line["present"], &line["rate"]),
            (&json!(0), &json!(0), &Value::Null),
            "{line}"
        );
    }
    let query = r#"{ board(by: { slug: "empty" }) { attendanceBySeat { meetings } attendanceBySector { meetings } } }"#;
    let board = world.person("nurse").ask(query).await["board"].clone();
    assert_eq!(board, json!({ "attendanceBySeat": [], "attendanceBySector": [] }));
}

async fn a_period_that_ends_before_it_begins_is_refused(db: Database) {
    let world = cast(&db, &[BOARD]).await;
    for field in ["attendanceBySeat", "attendanceBySector"] {
        let query = format!(
            r#"{{ board(by: {{ slug: "board" }}) {{ {field}(from: "2022-12-31", to: "2022-01-01") {{ meetings }} }} }}"#
        );
        let error = world.person("nurse").refused(&query).await;
        assert_eq!(error["extensions"]["code"], "VALIDATION", "{error}");
        assert_eq!(error["message"], "to: the period ends on 2022-01-01, before it begins on 2022-12-31");
    }
}
