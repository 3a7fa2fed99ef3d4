//! The cast of the decided cases (domain model 3.9) and of the rules they rest on, for the `cases_*` files. Each test
//! loads a small world of its own around this cast, or asks the demonstration where that holds the case.
//!
//! Nothing here decides anything: it writes files of records and reads answers.

use roundtable_tests::{Asker, Database, World};
use serde_json::Value;

/// The people, who each have an account of the same name, and whom they act for.
const PEOPLE: [(&str, &str); 24] = [
    ("secretary", "mopac"),
    ("chair", "evaw"),
    ("police", "mps"),
    ("officer", "mps"),
    ("prosecutor", "cps"),
    ("clerk", "cps"),
    ("nurse", "nhs"),
    ("observer", "nhs"),
    ("councillor", "london-councils"),
    ("advocate", "imkaan"),
    ("worker", "nia"),
    ("principal", "eaves"),
    ("stand-in", "eaves"),
    ("transport", "tfl"),
    ("guest", "safelives"),
    ("stranger", "essex-police"),
    ("coordinator", "lb-bromley"),
    ("partnership-chair", "mps"),
    ("partnership-member", "nhs"),
    ("refuge", "bromley-womens-aid"),
    ("helper", "bromley-womens-aid"),
    ("trainer", "ikwro"),
    ("rival", "nia"),
    ("borough", "lb-hammersmith-and-fulham"),
];

const ORGANISATIONS: &str = r"
organisations:
  - {slug: mopac, name: MOPAC, sector: LONDON_GOVERNMENT, relevant_authority: true}
  - {slug: evaw, name: EVAW, sector: VOLUNTARY}
  - {slug: mps, name: MPS, sector: POLICE, competent_authority: true, relevant_authority: true}
  - {slug: cps, name: CPS, sector: PROSECUTION, hmg: true}
  - {slug: nhs, name: NHS, sector: HEALTH}
  - {slug: london-councils, name: London Councils, sector: LOCAL_AUTHORITY}
  - {slug: imkaan, name: Imkaan, sector: VOLUNTARY}
  - {slug: nia, name: Nia, sector: VOLUNTARY}
  - {slug: eaves, name: Eaves, sector: VOLUNTARY}
  - {slug: tfl, name: TfL, sector: TRANSPORT}
  - {slug: safelives, name: SafeLives, sector: VOLUNTARY}
  - {slug: essex-police, name: Essex Police, sector: POLICE}
  - slug: lb-bromley
    name: Bromley
    sector: LOCAL_AUTHORITY
    contacts: [{kind: ROLE_MAILBOX, value: forum@bromley.example.org}]
  - {slug: bromley-womens-aid, name: Bromley Women's Aid, sector: VOLUNTARY}
  - {slug: victim-support, name: Victim Support, sector: VOLUNTARY}
  - {slug: ikwro, name: IKWRO, sector: VOLUNTARY}
  - {slug: lb-hammersmith-and-fulham, name: Hammersmith and Fulham, sector: LOCAL_AUTHORITY}
";

/// Those of whom more is known: a commissioner with addresses, one person who leaves the police for a charity, and
/// one with two hats.
const OTHERS: &str = r"
  - slug: commissioner
    name: commissioner
    affiliations: [{organisation: lb-bromley}]
    contacts:
      - {kind: EMAIL, value: commissioner@bromley.example.org, shared: true}
      - {kind: PHONE, value: 020 7946 0199}
  - slug: mover
    name: mover
    affiliations: [{organisation: mps, to: 2022-07-01}, {organisation: imkaan, from: 2022-01-01}]
  - {slug: two-hats, name: two-hats, affiliations: [{organisation: cps}, {organisation: nhs}]}
";

/// Systems, information governance leads and the administrator.
const SYSTEMS: &str = r#"
  - {slug: mover, name: mover, kind: PERSON, person: mover}
  - {slug: two-hats, name: two-hats, kind: PERSON, person: two-hats}
  - {slug: commissioner, name: commissioner, kind: PERSON, person: commissioner}
  - {slug: mps-lead, name: mps, kind: PERSON, person: officer, information_governance: true}
  - {slug: imkaan-lead, name: imkaan, kind: PERSON, person: advocate, information_governance: true}
  - {slug: administrator, name: administrator, kind: PERSON, person: secretary, administrator: true}
  - {slug: mps-system, name: mps, kind: SERVICE, organisation: mps, scopes: [read, "read:actions", "write:actions"]}
  - {slug: cps-system, name: cps, kind: SERVICE, organisation: cps, scopes: [read]}
  - {slug: cps-cleared, name: cps, kind: SERVICE, organisation: cps, scopes: [read, "read:use-only"]}
  - {slug: tfl-system, name: tfl, kind: SERVICE, organisation: tfl, scopes: [read]}
  - {slug: nia-system, name: nia, kind: SERVICE, organisation: nia, scopes: [read]}
"#;

/// An ordinary board and those who have sat on it since 2020. The list of members is last, so that a test can add.
pub(crate) const BOARD: &str = r"
boards:
  - slug: board
    name: The board
    kind: BOARD
    status: ACTIVE
    convenor: mopac
    seats:
      - {organisation: mopac}
      - {organisation: evaw}
      - {organisation: mps}
      - {organisation: cps}
      - {organisation: nhs}
      - {organisation: london-councils}
      - {organisation: imkaan}
      - {organisation: tfl}
    members:
      - {person: secretary, role: SECRETARIAT, on_behalf_of: mopac, from: 2020-01-01, basis: APPOINTED}
      - {person: chair, role: CO_CHAIR, on_behalf_of: evaw, from: 2020-01-01, basis: APPOINTED}
      - {person: police, role: MEMBER, on_behalf_of: mps, from: 2020-01-01, basis: APPOINTED}
      - {person: prosecutor, role: MEMBER, on_behalf_of: cps, from: 2020-01-01, basis: APPOINTED}
      - {person: nurse, role: MEMBER, on_behalf_of: nhs, from: 2020-01-01, basis: APPOINTED}
      - {person: councillor, role: MEMBER, on_behalf_of: london-councils, from: 2020-01-01, basis: APPOINTED}
      - {person: advocate, role: MEMBER, on_behalf_of: imkaan, from: 2020-01-01, basis: APPOINTED}
";

/// The cast around records of the test's own.
pub(crate) async fn cast(db: &Database, records: &[&str]) -> World {
    let (mut people, mut accounts) = (String::from("people:\n"), String::from("accounts:\n"));
    for (who, organisation) in PEOPLE {
        people += &format!("  - {{slug: {who}, name: {who}, affiliations: [{{organisation: {organisation}}}]}}\n");
        accounts += &format!("  - {{slug: {who}, name: {who}, kind: PERSON, person: {who}}}\n");
    }
    let (others, systems) = (OTHERS.trim_start_matches('\n'), SYSTEMS.trim_start_matches('\n'));
    let records = records.concat();
    db.world(&[ORGANISATIONS, &people, others, &accounts, systems, &records].concat()).await
}

/// What somebody reads in the latest edition of a meeting's minutes: `OPEN: ...` for each section, `CLOSED stub` for a
/// stub; `None` when there are no minutes for them.
pub(crate) async fn reads(who: Asker<'_>, meeting: &str) -> Option<Vec<String>> {
    let query =
        format!(r#"{{ meeting(by: {{ slug: "{meeting}" }}) {{ minutes {{ sections {{ part stub body }} }} }} }}"#);
    let data = who.ask(&query).await;
    let sections = data["meeting"]["minutes"]["sections"].as_array()?.clone();
    let line = |section: &Value| {
        let part = section["part"].as_str().expect("a part").to_owned();
        assert_eq!(section["stub"].as_bool(), Some(section["body"].is_null()), "a stub is what has no body");
        section["body"].as_str().map_or_else(|| format!("{part} stub"), |body| format!("{part}: {body}"))
    };
    Some(sections.iter().map(line).collect())
}

/// The numbers of the agenda as somebody sees it, and the total, which must agree.
pub(crate) async fn agenda(who: Asker<'_>, meeting: &str) -> Vec<String> {
    let query =
        format!(r#"{{ meeting(by: {{ slug: "{meeting}" }}) {{ agendaItems {{ totalCount nodes {{ number }} }} }} }}"#);
    let items = who.ask(&query).await["meeting"]["agendaItems"].clone();
    let numbers = texts(&items["nodes"], "/number");
    assert_eq!(items["totalCount"].as_u64(), Some(numbers.len() as u64), "the total counts what is shown");
    numbers
}

/// A hidden record answers exactly as one that does not exist (L3).
pub(crate) async fn hidden(who: Asker<'_>, noun: &str, slug: &str) {
    let query = |slug: &str| format!(r#"{{ {noun}(by: {{ slug: "{slug}" }}) {{ id }} }}"#);
    let (there, nowhere) =
        (who.answer(&query(slug), Value::Null).await, who.answer(&query("there-is-none"), Value::Null).await);
    assert_eq!(there, nowhere, "{noun} {slug} is told apart from a missing one");
    assert!(there.1["data"][noun].is_null(), "{noun} {slug} is not hidden");
}

/// Whether somebody may know of a record.
pub(crate) async fn knows(who: Asker<'_>, noun: &str, slug: &str) -> bool {
    let data = who.ask(&format!(r#"{{ {noun}(by: {{ slug: "{slug}" }}) {{ id }} }}"#)).await;
    data[noun].is_object()
}

/// One text of each element of a list; an absent one is empty.
pub(crate) fn texts(list: &Value, pointer: &str) -> Vec<String> {
    let rows = list.as_array().expect("a list");
    rows.iter().map(|row| row.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()).collect()
}

/// The same, in alphabetical order.
pub(crate) fn sorted(list: &Value, pointer: &str) -> Vec<String> {
    let mut words = texts(list, pointer);
    words.sort();
    words
}
