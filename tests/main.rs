//! All tests, on each database: on SQLite always, on PostgreSQL when `TEST_DATABASE_URL` names a server or this machine
//! has the binaries to start a private one. `TEST_POSTGRES=required` makes it an error when there is none.

#![expect(
    clippy::expect_used,
    clippy::format_collect,
    clippy::format_push_string,
    clippy::needless_for_each,
    clippy::similar_names,
    clippy::unnecessary_wraps,
    clippy::unused_self,
    reason = "a test that does not find what it expects fails there and then, and is written to be read once"
)]

mod access;
mod agreements;
mod boards;
mod cases_actions;
mod cases_agreements;
mod cases_decisions;
mod cases_handling;
mod cases_ledger;
mod cases_minutes;
mod cases_money;
mod cases_papers;
mod cases_people;
mod cases_recommendations;
mod cases_reviews;
mod cases_search;
mod cases_time;
mod cast;
mod checks;
mod circulations;
mod command;
mod comments;
mod corners;
mod cost;
mod cycle;
mod decided;
mod deed;
mod door;
mod faults;
mod feed;
mod handling;
mod hidden;
mod http;
mod input;
mod joins;
mod ledger;
mod live;
mod meeting;
mod migration;
mod offices;
mod once;
mod page;
mod paging;
mod papers;
mod places;
mod plans;
mod process;
mod programmes;
mod raised;
mod readings;
mod register;
mod remarks;
mod schema;
mod scope;
mod search;
mod shares;
mod size;
mod socket;
mod steps;
mod stranger;
mod tally;
mod thread;
mod token;
mod viewed;
mod why;
mod wild;

use std::{
    process::ExitCode,
    sync::{Arc, Mutex},
    time::Instant,
};

use libtest_mimic::{Arguments, Failed, Trial};
use roundtable_tests::{Cluster, Database};

/// A test that runs on a database.
type Test = fn(Database) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

/// Lists the tests of a module: `cases![a, b]`.
macro_rules! cases {
    ($($name:ident),* $(,)?) => {
        pub(crate) fn cases() -> Vec<(&'static str, crate::Test)> {
            vec![$((concat!(module_path!(), "::", stringify!($name)), |db| Box::pin($name(db)))),*]
        }
    };
}
pub(crate) use cases;

/// The longest first, so that none of them runs alone at the end.
fn all() -> Vec<(&'static str, Test)> {
    [
        wild::cases(),
        faults::cases(),
        stranger::cases(),
        access::cases(),
        agreements::cases(),
        boards::cases(),
        places::cases(),
        plans::cases(),
        cases_actions::cases(),
        cases_agreements::cases(),
        cases_decisions::cases(),
        cases_handling::cases(),
        cases_ledger::cases(),
        cases_minutes::cases(),
        cases_money::cases(),
        cases_papers::cases(),
        cases_people::cases(),
        cases_search::cases(),
        cases_recommendations::cases(),
        cases_reviews::cases(),
        cases_time::cases(),
        checks::cases(),
        circulations::cases(),
        comments::cases(),
        corners::cases(),
        door::cases(),
        handling::cases(),
        hidden::cases(),
        meeting::cases(),
        schema::cases(),
        scope::cases(),
        search::cases(),
        token::cases(),
        viewed::cases(),
        thread::cases(),
        size::cases(),
        socket::cases(),
        migration::cases(),
        live::cases(),
        http::cases(),
        feed::cases(),
        command::cases(),
        paging::cases(),
        papers::cases(),
        shares::cases(),
        programmes::cases(),
        input::cases(),
        joins::cases(),
        ledger::cases(),
        offices::cases(),
        once::cases(),
        raised::cases(),
        readings::cases(),
        steps::cases(),
        cost::cases(),
        cycle::cases(),
        decided::cases(),
        cycle::agenda::cases(),
        cycle::editions::cases(),
        cycle::meetings::cases(),
        why::cases(),
        register::cases(),
        remarks::cases(),
        tally::cases(),
        tally::attendance::cases(),
        tally::work::cases(),
    ]
    .concat()
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    // While there is at most one listener, the first thread to say a line decides for all whether anybody wants it, by
    // its own listener. With two more for as long as the tests run, what one test listens to does not depend on another.
    let _listeners = [(); 2].map(|()| tracing::Dispatch::new(tracing::subscriber::NoSubscriber::new()));
    let folder = std::env::temp_dir().join(format!("roundtable-tests-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let runtime = Arc::new(tokio::runtime::Runtime::new().expect("a runtime"));
    let alone = arguments.filter.as_ref().is_some_and(|filter| filter.starts_with("sqlite::"));
    let (cluster, url) = if arguments.list || alone { (None, None) } else { postgres(&folder) };
    let mut databases = vec![("sqlite", Database::sqlite(&folder))];
    if let Some(url) = &url {
        databases.push(("postgres", Database::postgres(url, &folder)));
    }
    let mut trials = Vec::new();
    let spent = Arc::new(Mutex::new(Vec::new()));
    for (database, name, test) in
        databases.iter().flat_map(|(d, db)| all().into_iter().map(move |(n, t)| ((d, db), n, t)))
    {
        let (runtime, spent) = (runtime.clone(), spent.clone());
        let (kind, db) = (database.0, database.1.clone());
        let name = format!("{kind}::{}", name.trim_start_matches("roundtable::"));
        trials.push(Trial::test(name.clone(), move || {
            let begun = Instant::now();
            // On a task, so that a panic is a failure of this test alone.
            let done = runtime.block_on(runtime.spawn(test(db)));
            spent.lock().expect("nobody panics with it").push((begun.elapsed().as_secs(), name));
            done.map_err(|panic| match panic.try_into_panic() {
                Ok(panic) => Failed::from(message(&*panic)),
                Err(cancelled) => Failed::from(cancelled.to_string()),
            })
        }));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    let kinds: Vec<&str> = databases.iter().map(|(kind, _)| *kind).collect();
    eprintln!("ran on: {}", kinds.join(" and "));
    // Where to look when the whole takes too long: nothing fails by it.
    let mut spent = std::mem::take(&mut *spent.lock().expect("nobody panics with it"));
    spent.sort_unstable_by(|one, other| other.cmp(one));
    spent.iter().take(12).for_each(|(seconds, name)| eprintln!("{seconds:>5} s  {name}"));
    drop(cluster);
    let _ = std::fs::remove_dir_all(&folder);
    conclusion.exit_code()
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned())).unwrap_or_default()
}

/// The PostgreSQL server to test on, if there is one.
fn postgres(folder: &std::path::Path) -> (Option<Cluster>, Option<String>) {
    if let Ok(url) = std::env::var("TEST_DATABASE_URL") {
        return (None, Some(url));
    }
    let cluster = Cluster::start(folder);
    let required = std::env::var("TEST_POSTGRES").is_ok_and(|v| v == "required");
    assert!(cluster.is_some() || !required, "TEST_POSTGRES=required, but no PostgreSQL could be started");
    let url = cluster.as_ref().map(|c| c.url.clone());
    (cluster, url)
}
