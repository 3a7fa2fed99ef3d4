//! What the compiler cannot hold: reads the sources and fails when a room names what is not its own, when a noun lacks
//! one of its files, or when an exemption is no longer needed.

mod source;

use std::collections::BTreeSet;

use migration::MigratorTrait as _;
use roundtable_tests::Database;

use source::{Source, sources};

crate::cases![
    each_room_names_only_the_rooms_that_it_may,
    what_is_told_apart_is_named_at_home_only,
    reading_without_a_viewer_is_said_where_the_list_says,
    every_table_has_a_right_a_line_in_the_store_and_a_place_in_the_graph,
    there_is_one_list_of_migrations_in_order,
    files_fit_on_a_desk_and_promise_nothing,
];

/// Which rooms of the program each room may name. `main`, `lib` and `run` put the house together.
const ROOMS: [(&str, &[&str]); 10] = [
    ("clock", &[]),
    ("config", &[]),
    ("demo", &["config", "error", "store"]),
    ("error", &["viewer"]),
    ("graph", &["error", "policy", "store", "viewer"]),
    ("http", &["AppState", "error", "store", "viewer"]),
    ("live", &["store"]),
    ("policy", &["viewer"]),
    ("store", &["clock", "config", "error", "policy", "token", "viewer"]),
    ("token", &["config"]),
];

async fn each_room_names_only_the_rooms_that_it_may(_: Database) {
    let mut wrong = Vec::new();
    for (room, allowed) in ROOMS {
        let mut named = BTreeSet::new();
        for file in sources("api/src").into_iter().filter(|file| file.room() == room) {
            let rooms = file.rooms();
            let strange: Vec<&String> = rooms.iter().filter(|r| *r != room && !allowed.contains(&r.as_str())).collect();
            if !strange.is_empty() {
                wrong.push(format!("{} names {strange:?}", file.path));
            }
            named.extend(rooms);
        }
        let stale = allowed.iter().filter(|allowed| !named.contains(**allowed));
        wrong.extend(stale.map(|allowed| format!("{room} may name {allowed} and does not: take it off the list")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Words, where alone they may stand, and why.
struct Home {
    words: &'static [&'static str],
    homes: &'static [&'static str],
    why: &'static str,
}

const HOMES: [Home; 10] = [
    Home {
        words: &[
            "DatabaseConnection",
            "DatabaseTransaction",
            "ConnectionTrait",
            "TransactionTrait",
            "sea_orm::Database",
        ],
        homes: &["api/src/store/"],
        why: "the store is the only room with a connection",
    },
    Home {
        words: &[
            ".one(&",
            ".all(&",
            ".count(&",
            ".exec(",
            ".exec_without_returning(",
            "query_one",
            "query_all",
            "DbErr",
        ],
        homes: &["api/src/store/"],
        why: "statements are run in the store",
    },
    Home {
        words: &["::find()", "find_by_id", "find_related", "find_with_related", "find_also_related", "load_many("],
        homes: &["api/src/store/"],
        why: "a query starts at the door, filtered",
    },
    Home {
        words: &["Column", "ActiveModel", "QueryFilter"],
        homes: &["api/src/store/", "api/src/policy/", "api/src/demo/"],
        why: "the graph wraps rows and knows no column; the loader fills in whole rows",
    },
    Home { words: &["jsonwebtoken"], homes: &["api/src/token.rs"], why: "one file judges signatures" },
    Home {
        words: &["Utc::now", "Local::now", "SystemTime::now", "now_v7", "new_v7", "new_v4"],
        homes: &["api/src/clock.rs"],
        why: "time and ids are given, never taken",
    },
    Home { words: &["axum", "tower"], homes: &["api/src/http/", "api/src/run.rs"], why: "HTTP stays in its room" },
    Home {
        words: &["async_graphql"],
        homes: &[
            "api/src/graph/",
            "api/src/http/",
            "api/src/store/mod.rs",
            "api/src/store/load.rs",
            "api/src/store/rounds.rs",
        ],
        why: "GraphQL stays in its rooms; the store borrows the batch loader",
    },
    Home {
        words: &["Seen {"],
        homes: &["api/src/store/mod.rs"],
        why: "only the door makes a row that somebody may see",
    },
    Home {
        words: &["println!(", "print!(", "eprintln!("],
        homes: &[],
        why: "a command answers through `run::say`, the rest goes to the log",
    },
];

/// Where the policy sees a viewer and their values: where they become places in a statement, and where the table names
/// somebody of each kind.
const VALUES: [&str; 2] = ["api/src/policy/table.rs", "api/src/policy/who.rs"];

async fn what_is_told_apart_is_named_at_home_only(_: Database) {
    let (files, mut wrong) = (sources("api/src"), Vec::new());
    for Home { words, homes, why } in HOMES {
        let used = |home: &&str| files.iter().any(|f| f.path.starts_with(home) && words.iter().any(|w| f.says(w)));
        let stale = homes.iter().filter(|home| !used(home));
        wrong.extend(stale.map(|home| format!("{home} is listed as a home of {words:?} and says none of them")));
        for file in &files {
            let at_home = homes.iter().any(|home| file.path.starts_with(home));
            let named = words.iter().filter(|word| !at_home && file.says(word));
            wrong.extend(named.map(|word| format!("{} says `{word}`: {why}", file.path)));
        }
    }
    // The policy is pure: it waits for nothing and asks nobody.
    for file in files.iter().filter(|file| file.room() == "policy") {
        let said = ["async", "await", "Instant", "clock", "tracing"].into_iter().filter(|word| file.says(word));
        wrong.extend(
            said.map(|word| format!("{} says `{word}`: the policy is a pure function of the viewer", file.path)),
        );
        let sees = VALUES.contains(&file.path.as_str());
        if file.says("Viewer") != sees {
            wrong.push(format!("{}: the text of a rule is kept for others, so a rule sees nobody's values", file.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where the record is read or written without a viewer, and what for.
const UNSCOPED: [(&str, &str); 6] = [
    ("api/src/store/mod.rs", "says what it is"),
    ("api/src/store/change.rs", "Relay"),
    ("api/src/store/connect.rs", "Upkeep"),
    ("api/src/store/demo.rs", "Demo"),
    ("api/src/store/ledger/chain.rs", "Audit"),
    ("api/src/store/sign_in.rs", "SignIn"),
];

async fn reading_without_a_viewer_is_said_where_the_list_says(_: Database) {
    let files = sources("api/src");
    let said: Vec<&str> = files.iter().filter(|file| file.says("Unscoped")).map(|file| file.path.as_str()).collect();
    let mut listed: Vec<&str> = UNSCOPED.iter().map(|(path, _)| *path).collect();
    listed.sort_unstable();
    assert_eq!(said, listed, "files that say Unscoped, and the list of those that may");
    for (path, why) in &UNSCOPED[1..] {
        let file = files.iter().find(|file| file.path == *path).expect("the file is there");
        assert!(file.says(&format!("struct {why};")), "{path} reads for another reason than {why}");
        let reasons = file.code.matches("Unscoped::<").count();
        let same = file.code.matches(&format!("Unscoped::<{why}>")).count();
        assert_eq!(reasons, same, "{path} reads for another reason than {why}");
    }
}

/// The rooms that a table has to appear in.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Room {
    Policy,
    Store,
    Graph,
}
use Room::{Graph, Policy, Store};

/// Tables that stay out of a room, and why.
const EXEMPT: [(&str, &[Room], &str); 16] = [
    ("agenda_item_audience", &[Store, Graph], "asked by the policy alone, never shown"),
    ("agenda_item_paper", &[Graph], "a way from item to paper"),
    ("area_member", &[Graph], "a way from area to area"),
    ("change", &[Store], "the feed has pages of its own, in store/change.rs"),
    (
        "idempotency_key",
        &[Policy, Store, Graph],
        "the house's own: asked for by the account that chose it, in store/once.rs",
    ),
    ("invitation_item", &[Graph], "a way from invitation to item"),
    ("marking", &[Policy, Store], "handling is asked by the policy alone; the graph names what agreements cover"),
    ("marking_organisation", &[Policy, Store, Graph], "handling is asked by the policy alone, never shown"),
    ("marking_recipient", &[Policy, Store, Graph], "handling is asked by the policy alone, never shown"),
    ("minute_section_audience", &[Store, Graph], "asked by the policy alone, never shown"),
    ("organisation_alias", &[Graph], "read with its organisation"),
    ("person_variant", &[Graph], "read with its person"),
    (
        "programme_scorer",
        &[Policy, Store, Graph],
        "who is of a scoring panel is asked by the policy alone, never shown",
    ),
    ("programme_site", &[Graph], "a way from programme to area"),
    ("search_entry", &[Store], "a search has pages of its own, in store/search.rs"),
    ("setting", &[Policy, Store, Graph], "the house's own: no viewer reads it"),
];

async fn every_table_has_a_right_a_line_in_the_store_and_a_place_in_the_graph(_: Database) {
    let (api, migrations) = (sources("api/src"), sources("migration/src"));
    let tables: Vec<String> = sources("entities/src")
        .iter()
        .filter(|file| file.code.contains("table_name"))
        .map(|file| file.path.trim_start_matches("entities/src/").trim_end_matches(".rs").to_owned())
        .collect();
    assert!(tables.len() > 40, "the entities were not found");
    let mut wrong = Vec::new();
    for table in &tables {
        let made = migrations.iter().any(|file| file.code.contains(&format!("\"{table}\"")));
        if !made {
            wrong.push(format!("{table}: no migration makes it"));
        }
        let stated = ["read", "known"].map(|word| format!("{word}!({table},"));
        let has_rule =
            api.iter().any(|file| file.room() == "policy" && stated.iter().any(|rule| file.code.contains(rule)));
        let page = api.iter().find(|file| file.path == "api/src/policy/table.rs").expect("the decision table");
        if has_rule && !page.code.contains(&format!("e::{table}::Entity")) {
            wrong.push(format!("{table}: the version of the policy does not follow from its rule"));
        }
        let exempt = EXEMPT.iter().find(|(name, ..)| name == table).map_or(&[][..], |(_, rooms, _)| *rooms);
        for room in [Policy, Store, Graph] {
            let found = api.iter().any(|file| match room {
                Policy => has_rule,
                Store => file.path == "api/src/store/noun.rs" && has_noun(file, table),
                Graph => file.room() == "graph" && file.says(&format!("{table}::")),
            });
            match (found, exempt.contains(&room)) {
                (false, false) => wrong.push(format!("{table}: nothing in the {room:?} room, and no exemption")),
                (true, true) => wrong.push(format!("{table}: exempt from the {room:?} room, yet it is there")),
                _ => {}
            }
        }
    }
    let gone = EXEMPT.iter().filter(|(name, ..)| !tables.iter().any(|table| table == name));
    wrong.extend(gone.map(|(name, ..)| format!("{name}: exempt, and there is no such table")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether the store has a line for a noun, in either of its two lists.
fn has_noun(file: &Source, table: &str) -> bool {
    let of = |line: &str| line.starts_with(&format!("{table} \"")) || line.starts_with(&format!("listed!({table} \""));
    file.code.lines().any(|line| of(line.trim()))
}

async fn there_is_one_list_of_migrations_in_order(_: Database) {
    let run: Vec<String> = migration::Migrator::migrations().iter().map(|m| m.name().to_owned()).collect();
    let mut files: Vec<String> = sources("migration/src")
        .iter()
        .map(|file| file.path.trim_start_matches("migration/src/").trim_end_matches(".rs").to_owned())
        .filter(|name| name.starts_with("m2"))
        .collect();
    files.sort_unstable();
    assert_eq!(run, files, "the migrations that run, and the files in the order of their dates");
    let dates: BTreeSet<&str> = run.iter().map(|name| &name[..11]).collect();
    assert_eq!(dates.len(), run.len(), "two migrations of one date have no order");
}

async fn files_fit_on_a_desk_and_promise_nothing(_: Database) {
    /// The most lines of a file.
    const LONGEST: usize = 500;
    let files: Vec<Source> =
        ["api/src", "entities/src", "migration/src", "tests"].into_iter().flat_map(source::all).collect();
    assert!(files.len() > 100, "the sources were not found");
    let mut wrong = Vec::new();
    for Source { path, text, .. } in &files {
        let lines = text.lines().count();
        if lines > LONGEST {
            wrong.push(format!("{path} has {lines} lines: at most {LONGEST}, about 400 by custom"));
        }
        let promises = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
        wrong.extend(promises.iter().filter(|p| text.contains(**p)).map(|p| format!("{path} says {p}")));
        if !path.ends_with("tests.rs") && !text.starts_with("//!") {
            wrong.push(format!("{path} does not open with what lives there"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
