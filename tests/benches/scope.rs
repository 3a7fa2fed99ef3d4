//! What a schema per viewer costs: the memory of the schemas of every set of capabilities there can be, and the time to
//! find the viewer's among them, beside the time of the lightest question that anybody asks.
//!
//! `cargo bench -p roundtable-tests --bench scope`. Nothing else is done per request for the scope of the schema.

#![expect(clippy::expect_used, reason = "a benchmark that cannot be set up ends there and then")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use roundtable::{
    graph::Schemas,
    viewer::{Capabilities, Capability},
};
use roundtable_tests::Database;

/// Every set of capabilities.
fn sets() -> Vec<Capabilities> {
    let all = Capabilities::ALL;
    let chosen = |bits: usize| move |(i, can): (usize, Capability)| (bits >> i & 1 == 1).then_some(can);
    (0..1_usize << all.len()).map(|bits| all.into_iter().enumerate().filter_map(chosen(bits)).collect()).collect()
}

/// Memory of this process that is not shared with a file, in bytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("the process's own status");
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).expect("its memory");
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kilobytes * 1024
}

fn scope(criterion: &mut Criterion) {
    let (sets, before) = (sets(), resident());
    let schemas = Schemas::new();
    let whole = resident();
    for can in &sets {
        let _ = schemas.of(*can);
    }
    let all = resident();
    eprintln!(
        "{} sets of capabilities; the whole schema takes {} KiB, theirs {} KiB more",
        sets.len(),
        (whole - before) / 1024,
        (all - whole) / 1024
    );
    let mut group = criterion.benchmark_group("scope");
    for (name, can) in [("public", vec![Capability::Public]), ("all", Capabilities::ALL.to_vec())] {
        let can: Capabilities = can.into_iter().collect();
        group.bench_function(format!("schema of {name}"), |bencher| bencher.iter(|| schemas.of(black_box(can))));
    }
    let folder = std::env::temp_dir().join(format!("roundtable-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let world = runtime.block_on(Database::sqlite(&folder).demo());
    for who in ["public", "nhs-delegate"] {
        let asker = world.anybody(who);
        group.bench_function(format!("lightest question of {who}"), |bencher| {
            bencher.to_async(&runtime).iter(|| asker.ask("{ viewer { capabilities } }"));
        });
    }
    drop(world);
    let _ = std::fs::remove_dir_all(&folder);
}

criterion_group!(benches, scope);
criterion_main!(benches);
