#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "looks into the database that was loaded")]

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection};

use super::{Persona, Source, demonstration, embedded, load::load, personas};
use crate::{
    clock::Clock,
    store::{self, Store},
};

/// A migrated database of its own, gone when the test is.
pub(super) struct Place {
    folder: PathBuf,
    pub(super) store: Store,
    url: String,
}

impl Place {
    pub(super) async fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("roundtable-demo-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let address = store::embedded(&folder).unwrap();
        store::migrate(&address).await.unwrap();
        let store = Store::open(&address, 2, Clock::system()).await.unwrap();
        Self { url: address.as_str().to_owned(), folder, store }
    }

    /// The database as anybody with the file sees it.
    pub(super) async fn database(&self) -> DatabaseConnection {
        Database::connect(&self.url).await.unwrap()
    }

    /// The number that a query counts.
    pub(super) async fn count(&self, query: &str) -> i64 {
        let sql = format!("SELECT COUNT(*) AS n FROM {query}");
        let db = self.database().await;
        let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, sql);
        let n = db.query_one_raw(statement).await.unwrap().unwrap().try_get("", "n").unwrap();
        db.close().await.unwrap();
        n
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn source(name: &str, text: &str) -> Source {
    Source { name: name.to_owned(), text: text.to_owned() }
}

#[tokio::test]
async fn the_demonstration_holds_what_the_documents_hold() {
    let place = Place::new().await;
    let loaded = demonstration(&place.store).await.unwrap().unwrap();
    assert_eq!((loaded.boards, loaded.meetings, loaded.actions, loaded.programmes), (32, 18, 46, 58));
    assert_eq!((loaded.organisations, loaded.people, loaded.accounts), (78, 100, 18));
    assert_eq!((loaded.areas, loaded.grants, loaded.papers, loaded.agreements), (24, 14, 14, 3));
    assert_eq!((loaded.decisions, loaded.recommendations, loaded.reviews), (13, 27, 1));
    for (table, rows) in [
        ("board", 32),
        ("meeting", 18),
        ("action", 46),
        ("programme", 58),
        ("seat", 50),
        ("membership", 90),
        ("attendance", 102),
        ("agenda_item", 30),
        ("agenda_item_text", 30),
        ("minutes", 5),
        ("minute_section", 41),
        ("minute_section_text", 41),
        ("action_progress", 46),
        ("action_owner", 43),
        ("action_owner_person", 14),
        ("action_update", 23),
        ("action_update_note", 2),
        ("programme_update", 9),
        ("programme_party WHERE role = 'LEAD'", 47),
        ("\"grant\"", 14),
        ("grant_line", 5),
        ("marking", 9),
        ("paper", 14),
        ("paper_text", 14),
        ("paper_version", 9),
        ("agenda_item_paper", 10),
        ("paper WHERE embargoed AND embargo_until IS NULL", 2),
        ("circulation", 1),
        ("comment", 3),
        ("decision", 13),
        ("recommendation", 27),
        ("review", 1),
        ("account WHERE issuer <> '' AND subject = slug", 18),
        ("change", 32 + 18 + 5 + 46 + 23 + 58 + 14),
        ("change WHERE kind <> 'CREATED'", 0),
        ("programme WHERE funding_ends = '2017-03-31'", 7),
        ("action WHERE due_by = '9999-12-31'", 41),
        ("meeting WHERE day = '9999-12-31'", 2),
    ] {
        assert_eq!(place.count(table).await, rows, "{table}");
    }
    for (meeting, present, apologies) in
        [("lvp-2013-09-11", 12, 6), ("lvp-2015-03-10", 22, 5), ("lvb-2022-03-07", 18, 5), ("lvb-2022-12-05", 24, 8)]
    {
        let of = format!("attendance a JOIN meeting m ON m.id = a.meeting_id WHERE m.slug = '{meeting}' AND a.status");
        assert_eq!(place.count(&format!("{of} = 'PRESENT'")).await, present, "{meeting}");
        assert_eq!(place.count(&format!("{of} = 'APOLOGIES'")).await, apologies, "{meeting}");
    }
}

#[tokio::test]
async fn the_demonstration_is_loaded_once_and_only_into_an_empty_record() {
    let place = Place::new().await;
    assert!(demonstration(&place.store).await.unwrap().is_some());
    assert!(demonstration(&place.store).await.unwrap().is_none());
    let other = Place::new().await;
    let one = source("one.yaml", "organisations:\n  - {slug: one, name: One, sector: HEALTH}\n");
    load(&other.store, "other", &[one]).await.unwrap();
    let stop = demonstration(&other.store).await.unwrap_err().to_string();
    assert!(stop.contains("holds other records") && stop.contains("--data-dir"), "{stop}");
}

#[tokio::test]
async fn references_may_point_forwards_and_across_files() {
    let place = Place::new().await;
    let child = "organisations:\n  - {slug: child, name: Child, sector: POLICE, parent: parent, area: here}\n";
    let parent = "organisations:\n  - {slug: parent, name: Parent, sector: POLICE}\nareas:\n  - {slug: here, name: Here, kind: BOROUGH}\n";
    load(&place.store, "two", &[source("a.yaml", child), source("b.yaml", parent)]).await.unwrap();
    let named =
        "organisation c JOIN organisation p ON p.id = c.parent_id WHERE p.slug = 'parent' AND c.area_id IS NOT NULL";
    assert_eq!(place.count(named).await, 1);
}

#[tokio::test]
async fn the_end_of_the_money_tells_of_no_grant_that_is_not_public() {
    let place = Place::new().await;
    let programme = "
organisations: [{slug: o, name: O, sector: HEALTH}]
programmes: [{slug: p, name: P, kind: SERVICE, status: LIVE, announced: true, ends: 2020-03-31}]
grants:
  - {slug: paid, programme: p, funder: o, status: PAYING, announced: true, ends: 2021-03-31}
  - {slug: bid, programme: p, funder: o, status: BID, announced: true, ends: 2022-03-31}
  - {slug: approved, programme: p, funder: o, status: APPROVED, announced: true, ends: 2023-03-31}
  - {slug: quiet, programme: p, funder: o, status: PAYING, ends: 2024-03-31}
  - {slug: marked, programme: p, funder: o, status: PAYING, announced: true, ends: 2025-03-31, marking: {hmg_only: true}}
";
    load(&place.store, "money", &[source("a.yaml", programme)]).await.unwrap();
    assert_eq!(place.count("programme WHERE funding_ends = '2021-03-31'").await, 1);
}

const BOARD: &str = "\
boards:
  - {slug: b, name: B, kind: BOARD, status: ACTIVE}
people:
  - {slug: p, name: P}
meetings:
  - slug: m
    board: b
    status: HELD
    held_on: 2022-03-07
";

/// An agenda of one item, to end the text of a meeting.
fn item(number: &str, rest: &str) -> String {
    format!("    items:\n      - key: k\n        number: {number}\n        title: T\n{rest}")
}

#[tokio::test]
async fn a_mistake_stops_the_load_with_its_file_and_line_and_leaves_nothing() {
    let open = item("\"1\"", "        part: OPEN\n");
    let cases = [
        // The format.
        ("areas:\n  - {slug: a, name: A, kind: TOWN}\n".to_owned(), 2, "\"TOWN\" is not one of COUNTRY, REGION"),
        (
            "areas:\n  - slug: a\n    name: A\n    kind: REGION\n    colour: red\n".to_owned(),
            5,
            "unknown field `colour`",
        ),
        ("ares: []\n".to_owned(), 1, "unknown field `ares`"),
        ("areas:\n  - slug: a\n    name: A\n".to_owned(), 3, "missing field `kind`"),
        (format!("{BOARD}    mode: BY_POST\n"), 10, "\"BY_POST\" is not one of IN_PERSON, ONLINE, HYBRID"),
        (
            BOARD.replace("2022-03-07", "7 March"),
            9,
            "\"7 March\" is not a date of the form 2014, 2014-07 or 2014-07-03",
        ),
        (format!("{BOARD}    starts_at: 2022-03-07\n"), 10, "is not an instant of the form"),
        (format!("{BOARD}    status: HELD\n"), 10, "duplicate"),
        (format!("{BOARD}   x: [\n"), 10, ""),
        // Names.
        (BOARD.replace("board: b", "board: c"), 7, "there is no board c"),
        (BOARD.replace("slug: m", "slug: M 1"), 6, "\"M 1\" is not a slug"),
        (
            format!("{BOARD}  - {{slug: m, board: b, status: HELD}}\n"),
            10,
            "there is already a meeting m at test.yaml:6",
        ),
        (
            format!("{BOARD}{open}      - {{key: k, number: \"2\", title: T, part: OPEN}}\n"),
            15,
            "two items with the key k",
        ),
        (
            format!(
                "{BOARD}    attendance:\n      - {{person: p, status: PRESENT, capacity: MEMBER}}\n      - person: q\n        status: PRESENT\n        capacity: MEMBER\n"
            ),
            12,
            "there is no person q",
        ),
        (
            format!(
                "{BOARD}    minutes:\n      - edition: 1\n        status: DRAFT\n        sections:\n          - {{item: z, part: OPEN, body: B}}\n"
            ),
            14,
            "the meeting m has no item with the key z",
        ),
    ];
    stopped(&cases).await;
}

#[tokio::test]
async fn a_broken_rule_stops_the_load_with_its_file_and_line() {
    let open = item("\"1\"", "        part: OPEN\n");
    let cases = [
        (
            format!(
                "{BOARD}    minutes:\n      - {{edition: 1, status: DRAFT}}\n      - {{edition: 1, status: DRAFT}}\n"
            ),
            12,
            "two editions 1",
        ),
        (format!("{BOARD}{}", item("C1", "        part: CLOSED\n")), 14, "needs a closed_reason"),
        (
            format!("{BOARD}{}", item("R1", "        part: RESTRICTED\n        closed_reason: R\n")),
            14,
            "needs a marking with recipients",
        ),
        (
            format!(
                "{BOARD}{}    minutes:\n      - edition: 1\n        status: DRAFT\n        sections:\n          - {{item: k, part: OPEN, body: B}}\n",
                item("C1", "        part: CLOSED\n        closed_reason: R\n")
            ),
            20,
            "more open than its item, C1",
        ),
        (
            format!(
                "{BOARD}{}    minutes:\n      - edition: 1\n        status: DRAFT\n        sections:\n          - item: k\n            part: CLOSED\n            closed_reason: R\n            audience: [o, n]\n            body: B\n",
                item("C1", "        part: CLOSED\n        closed_reason: R\n        audience: [o]\n")
            ),
            24,
            "the section's item, C1, is not for n",
        ),
        (
            format!("{BOARD}    attendance:\n      - {{person: p, status: PRESENT, capacity: SUBSTITUTE}}\n"),
            11,
            "a SUBSTITUTE needs an organisation and substitute_for",
        ),
        (
            format!(
                "{BOARD}    invitations:\n      - person: p\n        organisation: o\n        capacity: SUBSTITUTE\n        invited_on: 2022-03-01\n"
            ),
            11,
            "a SUBSTITUTE needs an organisation and substitute_for",
        ),
        (
            format!(
                "{BOARD}    attendance:\n      - {{person: p, status: PRESENT, capacity: MEMBER, substitute_for: q}}\n"
            ),
            11,
            "substitute_for is for a SUBSTITUTE",
        ),
        (
            format!("{BOARD}    starts_at: 2022-03-07T11:00:00Z\n    ends_at: 2022-03-07T09:00:00Z\n"),
            11,
            "the end is not after the start",
        ),
        (
            format!(
                "{BOARD}actions:\n  - slug: a\n    description: D\n    raised: RECORDED\n    status: OPEN\n    item: k\n"
            ),
            15,
            "an item needs the meeting",
        ),
        (
            format!(
                "{BOARD}{open}actions:\n  - slug: a\n    description: D\n    raised: RECORDED\n    status: OPEN\n    raised_at: m\n    item: j\n    board: b\n"
            ),
            21,
            "has no item with the key j",
        ),
        (
            format!(
                "{BOARD}{open}actions:\n  - slug: a\n    description: D\n    raised: RECORDED\n    status: OPEN\n    raised_at: m\n"
            ),
            20,
            "needs the board that follows it",
        ),
        ("accounts:\n  - {slug: a, name: A, kind: SERVICE, scopes: [read]}\n".to_owned(), 2, "needs an organisation"),
        (
            "accounts:\n  - {slug: a, name: A, kind: SERVICE, organisation: o}\n".to_owned(),
            2,
            "a SERVICE account needs scopes",
        ),
    ];
    stopped(&cases).await;
}

#[tokio::test]
async fn a_paper_that_breaks_a_rule_stops_the_load_with_its_file_and_line() {
    let paper = |rest: &str| {
        format!("{BOARD}papers:\n  - slug: q\n    title: T\n    kind: REPORT\n    status: FINAL\n    {rest}\n")
    };
    let version =
        |number: &str, hash: &str| format!("{{number: {number}, file: f, media_type: t, bytes: 1, sha256: {hash}}}");
    let hash = "0".repeat(64);
    let cases = [
        (paper("board: c"), 15, "there is no board c"),
        (paper("on_request: true"), 11, "needs the board whose members may ask"),
        (paper("authors: [{}]"), 11, "names nobody"),
        (paper("versions: [{number: 1}]"), 15, "missing field"),
        (paper(&format!("versions: [{}]", version("1", "abc"))), 15, "64 digits"),
        (paper(&format!("versions: [{}, {}]", version("1", &hash), version("1", &hash))), 15, "two versions 1"),
        (paper("embargo: {until: 2022-03-07}"), 15, "is not an instant of the form"),
        (paper("items: [{meeting: m, item: k}]"), 15, "has no item with the key k"),
        (
            paper("comments: [{author: p, section: 1, at: '2022-03-07T09:00:00Z', body: B}]"),
            15,
            "section is for minutes",
        ),
        (
            paper("circulations: [{board: b, purpose: FOR_COMMENT, sent_at: '2022-03-07T09:00:00Z'}]")
                .replace("FINAL", "DRAFT"),
            14,
            "is no DRAFT",
        ),
        (
            paper(
                "circulations: [{board: b, purpose: FOR_COMMENT, sent_at: '2022-03-07T09:00:00Z', recipients: [{}]}]",
            ),
            11,
            "is an organisation or a person",
        ),
        (
            paper("grants: [{by: p, from: '2022-03-07T09:00:00Z', to: '2022-03-08T09:00:00Z'}]"),
            11,
            "to a person or to an organisation",
        ),
        (
            paper("grants: [{person: p, by: p, from: '2022-03-07T09:00:00Z', to: '2022-03-07T09:00:00Z'}]"),
            15,
            "the end is not after the start",
        ),
        (
            format!(
                "{BOARD}    minutes:\n      - edition: 1\n        status: DRAFT\n        comments:\n          - {{author: p, section: 1, at: '2022-03-07T09:00:00Z', body: B}}\n"
            ),
            14,
            "there is no section 1",
        ),
    ];
    stopped(&cases).await;
}

#[tokio::test]
async fn a_number_that_would_show_what_is_hidden_stops_the_load() {
    let cases = [
        (format!("{BOARD}{}", item("\"1\"", "        part: CLOSED\n        closed_reason: R\n")), 12, "begin with C"),
        (format!("{BOARD}{}", item("C1", "        part: OPEN\n")), 12, "do not begin with C"),
        (format!("{BOARD}{}", item("R1", "        part: OPEN\n")), 12, "do not begin with R"),
        (
            format!("{BOARD}{}", item("C1", "        part: RESTRICTED\n        closed_reason: R\n")),
            12,
            "restricted items begin with R",
        ),
        (
            format!(
                "{BOARD}{}      - {{key: l, number: \"2\", title: T, part: OPEN}}\n",
                item("\"1\"", "        part: OPEN\n        marking: {hmg_only: true}\n")
            ),
            12,
            "a marking hides this item, and 2 after it would show the gap",
        ),
    ];
    stopped(&cases).await;
}

/// Loads each text, which must stop at the line with the message and leave nothing behind.
async fn stopped(cases: &[(String, u64, &str)]) {
    let place = Place::new().await;
    for (text, line, message) in cases {
        let stop = load(&place.store, "wrong", &[source("test.yaml", text)]).await.unwrap_err().to_string();
        assert!(stop.starts_with(&format!("test.yaml:{line}: ")) && stop.contains(message), "{stop}\n{text}");
        assert_eq!(stop.lines().count(), 1, "{stop}");
    }
    assert!(place.store.is_empty().await.unwrap());
    assert!(!place.store.has_loaded("wrong").await.unwrap());
}

#[test]
fn the_personas_are_those_of_the_contract() {
    let personas = personas().unwrap();
    let slugs: Vec<&str> = personas.iter().map(|persona| persona.slug.as_str()).collect();
    for slug in [
        "mps-delegate",
        "cps-delegate",
        "nhs-delegate",
        "london-councils-delegate",
        "lambeth-dual-hat",
        "evaw-cochair",
        "imkaan-delegate",
        "mopac-secretariat",
        "safelives-guest",
        "bromley-coordinator",
        "bromley-marac-member",
        "mps-service",
        "cps-service",
        "london-councils-service",
        "cps-ig-lead",
        "mps-ig-lead",
        "auditor",
        "admin",
    ] {
        assert!(slugs.contains(&slug), "{slug}");
    }
    let plain = |Persona { sector, about, .. }: &Persona| about.ends_with('.') && !sector.contains(' ');
    assert!(personas.iter().all(plain));
}

#[test]
fn every_file_of_the_demonstration_is_embedded() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/demo");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let files: std::collections::BTreeSet<String> = files.filter(|name| name != "README.md").collect();
    assert_eq!(files, embedded().into_iter().map(|source| source.name).collect());
}
