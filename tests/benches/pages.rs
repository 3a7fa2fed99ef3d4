//! How long the pages that people and systems ask for most take over a record of one unit (`demo --scale 1`), through
//! the real router with real tokens, on each database that this machine has.
//!
//! `cargo bench` runs all; `cargo bench -- sqlite/board` a part. Figures are for comparing one machine with itself.

#![expect(clippy::expect_used, reason = "a benchmark that cannot be set up ends there and then")]

use criterion::{Criterion, SamplingMode, criterion_group, criterion_main};
use roundtable_tests::{Cluster, Database};

/// A board's page, as a member's frontend shows it: twenty meetings with all that belongs to them.
const BOARD: &str = "{ board(by: { slug: \"s1-board-004\" }) { name meetings { nodes {
    slug status
    agendaItems { nodes { number title part } }
    attendance(first: 50) { nodes { status person { displayName } organisation { name } } }
    minutes { status sections { part body } }
    actions { nodes { description statusPrinted owners { nodes { organisation { name } } } } }
} } } }";

/// The questions, by name.
const QUESTIONS: [(&str, &str); 4] = [
    ("viewer", "{ viewer { capabilities } }"),
    (
        "actions",
        "{ actions(filter: { dueBefore: \"2030-01-01\" }) { nodes { slug description } pageInfo { endCursor } } }",
    ),
    ("changes", "{ changes(first: 100) { nodes { kind record { id } } pageInfo { endCursor } } }"),
    ("board", BOARD),
];

/// Who asks.
const ASKERS: [&str; 3] = ["public", "s1-org-007-service", "s1-org-007-member"];

fn pages(criterion: &mut Criterion) {
    let folder = std::env::temp_dir().join(format!("roundtable-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let cluster = Cluster::start(&folder);
    let mut databases = vec![("sqlite", Database::sqlite(&folder))];
    databases.extend(cluster.iter().map(|cluster| ("postgres", Database::postgres(&cluster.url, &folder))));
    for (kind, database) in &databases {
        let world = runtime.block_on(database.scaled());
        for (name, question) in QUESTIONS {
            let mut group = criterion.benchmark_group(format!("{kind}/{name}"));
            group.sampling_mode(SamplingMode::Flat).sample_size(20);
            for who in ASKERS {
                let asker = world.anybody(who);
                group.bench_function(who, |bencher| bencher.to_async(&runtime).iter(|| asker.ask(question)));
            }
        }
    }
    drop(databases);
    drop(cluster);
    let _ = std::fs::remove_dir_all(&folder);
}

criterion_group!(benches, pages);
criterion_main!(benches);
