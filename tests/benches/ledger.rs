//! What it costs that reading leaves a line: the same page of minutes with an open section and with a closed one, for one
//! reader and for 64 at once, on each database.
//!
//! `cargo bench -p roundtable-tests --bench ledger`. A line is on disk before its answer leaves; the lines of answers that
//! wait at the same moment are written together.

#![expect(clippy::expect_used, reason = "a benchmark that cannot be set up ends there and then")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use futures_util::future::join_all;
use roundtable_tests::{Cluster, Database, World};

const RECORD: &str = r"
organisations: [{slug: police, name: Police, sector: POLICE}]
people: [{slug: member, name: Member, affiliations: [{organisation: police}]}]
accounts: [{slug: member, name: Member, kind: PERSON, person: member}]
boards:
  - slug: table
    name: The table
    kind: BOARD
    status: ACTIVE
    members: [{person: member, role: MEMBER, on_behalf_of: police, from: 2020-01-01, basis: APPOINTED}]
meetings:
  - slug: open
    board: table
    status: MINUTED
    held_on: 2022-03-07
    minutes: [{edition: 1, status: AGREED, sections: [{part: OPEN, body: All of us.}]}]
  - slug: closed
    board: table
    status: MINUTED
    held_on: 2022-04-07
    minutes: [{edition: 1, status: AGREED, sections: [{part: CLOSED, closed_reason: paragraph 3, body: Some of us.}]}]
";

fn on(criterion: &mut Criterion, name: &str, world: &World, runtime: &tokio::runtime::Runtime) {
    let mut group = criterion.benchmark_group(format!("ledger on {name}"));
    let reader = world.person("member");
    for meeting in ["open", "closed"] {
        let query = format!(r#"{{ meeting(by: {{ slug: "{meeting}" }}) {{ minutes {{ sections {{ body }} }} }} }}"#);
        for readers in [1_u32, 64] {
            group.throughput(Throughput::Elements(readers.into()));
            group.bench_function(format!("{meeting} section, {readers} at once"), |bencher| {
                bencher.to_async(runtime).iter(|| join_all((0..readers).map(|_| reader.ask(&query))));
            });
        }
    }
    group.finish();
}

fn ledger(criterion: &mut Criterion) {
    let folder = std::env::temp_dir().join(format!("roundtable-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let cluster = Cluster::start(&folder);
    let mut databases = vec![("SQLite", Database::sqlite(&folder))];
    databases.extend(cluster.iter().map(|cluster| ("PostgreSQL", Database::postgres(&cluster.url, &folder))));
    for (name, database) in databases {
        let world = runtime.block_on(database.world(RECORD));
        on(criterion, name, &world, &runtime);
    }
    drop(cluster);
    let _ = std::fs::remove_dir_all(&folder);
}

criterion_group!(benches, ledger);
criterion_main!(benches);
