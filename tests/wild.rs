//! Nothing leaks: worlds by chance, held against a second statement of the access model.
//!
//! Each world is a small partnership thrown by dice (`make`, `work`, `paper`, `decision`, `agreement`, `review`), loaded as a file of the
//! demonstration's form. The second statement (`law`) is read from the model's document alone and interprets the file's
//! records in memory; what the server answers over HTTP (`heard`) must be what it says, line by line, for every account
//! under every hat.
//!
//! And what somebody may not know changes no answer of theirs (4.4 of the model): whatever is asked (`twin`), of the world
//! and of the same world without what the law hides from the asker, the answers are equal but for ids and cursors.
//!
//! The dice are seeded: a failure names its seed. `WILD_SEED=123 WILD_WORLDS=1` throws that world again, and
//! `WILD_WORLDS=2000` as many as one has time for, from `WILD_SEED` on; `WILD_ASKERS=10` lets more of each world's people
//! ask, and `WILD_QUESTIONS=1000` each of them more. `WILD_KEEP=folder` keeps the files.

mod agreement;
mod decision;
mod dice;
mod heard;
mod law;
mod make;
mod paper;
mod record;
mod review;
mod twin;
mod work;

use std::collections::{BTreeMap, BTreeSet};

use heard::{all, asker, opened, reasons};
use law::{Law, Viewer, checks, viewers};
use roundtable_tests::Database;
use serde_json::Value;

crate::cases![
    every_account_reads_what_the_law_says_and_nothing_else,
    what_somebody_may_not_know_changes_no_answer_of_theirs,
];

/// How many worlds a test throws unless told otherwise.
const WORLDS: u64 = 4;
/// The first world's seed.
const SEED: u64 = 1;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().expect("a number"))
}

/// Of how many records of a world each asker asks why they know of them.
const REASONS: usize = 20;

/// The seeds of the worlds to throw.
fn seeds() -> impl Iterator<Item = u64> {
    let first = number("WILD_SEED", SEED);
    first..first + number("WILD_WORLDS", WORLDS)
}

async fn every_account_reads_what_the_law_says_and_nothing_else(db: Database) {
    for seed in seeds() {
        let record = make::world(seed);
        if let Ok(folder) = std::env::var("WILD_KEEP") {
            std::fs::write(format!("{folder}/world-{seed}.json"), record.file()).expect("the folder can be written");
        }
        let world = db.small_world(&record.file()).await;
        let mut heard = Vec::new();
        for viewer in viewers(&record) {
            let said = all(&asker(&world, &viewer), &record).await;
            // The first who hears something else ends the test: the others would say the same again.
            let law = Law::new(&record, &viewer);
            let (lawful, kept) = (law.lines(), law.kept());
            let may = lawful.union(&kept).cloned().collect();
            let shown = said.lines.difference(&may).map(|line| format!("SHOWN  {line}"));
            agree(seed, &viewer, shown.chain(lawful.difference(&said.lines).map(|line| format!("HIDDEN {line}"))));
            heard.push((viewer, said, lawful, kept));
        }
        let mut ids: BTreeMap<String, String> = BTreeMap::new();
        for (id, line) in heard.iter().flat_map(|(_, said, ..)| &said.ids) {
            let known = ids.entry(id.clone()).or_default();
            if known.is_empty() {
                known.clone_from(line);
            }
        }
        let asked: Vec<&String> = ids.keys().collect();
        let known: BTreeSet<&String> = ids.values().collect();
        for (n, (viewer, said, lawful, kept)) in heard.into_iter().enumerate() {
            let open = opened(&asker(&world, &viewer), &asked).await;
            let is_stub = |id: &String| {
                let line = said.ids.get(id).map(|line| format!("{line} stub"));
                line.is_some_and(|line| line == " stub" || said.lines.contains(&line))
            };
            // Some stubs, and others from all over the world.
            let (stubs, others): (Vec<&String>, Vec<&String>) = asked.iter().partition(|id| is_stub(id));
            let step = others.len().div_ceil(REASONS / 2);
            let few = others.into_iter().skip(n % step).step_by(step).chain(stubs.into_iter().take(REASONS / 2));
            let few: Vec<&String> = few.collect();
            let explained = reasons(&asker(&world, &viewer), &few).await.into_iter().filter_map(|(id, told)| {
                let known = open.contains(id).then_some(if is_stub(id) { "STUB" } else { "ALLOW" });
                (told.as_deref() != known).then(|| format!("EXPLAINED {told:?}, and {known:?}: {}", ids[id]))
            });
            agree(seed, &viewer, explained);
            let own: BTreeSet<String> = said.ids.keys().cloned().collect();
            let shut = own.difference(&open).map(|id| format!("listed, and not opened by its id: {}", ids[id]));
            // What only its id opens, such as one's own attendance at a meeting that is hidden by now.
            let mut lines = said.lines;
            lines.extend(open.difference(&own).map(|id| ids[id].clone()));
            let kept = kept.into_iter().filter(|line| known.contains(line));
            let law: BTreeSet<String> = lawful.into_iter().chain(kept).collect();
            let shown = lines.difference(&law).map(|line| format!("SHOWN  {line}"));
            let hidden = law.difference(&lines).map(|line| format!("HIDDEN {line}"));
            agree(seed, &viewer, shut.chain(shown).chain(hidden));
        }
    }
}

fn agree(seed: u64, viewer: &Viewer, apart: impl Iterator<Item = String>) {
    let apart: Vec<String> = apart.collect();
    let Viewer { account, hat, purpose, .. } = viewer;
    assert!(apart.is_empty(), "seed {seed}, {account} {hat:?} {purpose:?}: {}\n{}", apart.len(), apart.join("\n"));
}

/// How many questions one asker of one world is thrown, unless told otherwise.
const QUESTIONS: u64 = 130;
/// How many askers of a world, unless told otherwise.
const ASKERS: u64 = 2;

async fn what_somebody_may_not_know_changes_no_answer_of_theirs(db: Database) {
    let (mut apart, mut gone, mut told) = (Vec::new(), 0, 0);
    for seed in seeds() {
        let record = make::world(seed);
        let mut dice = dice::Dice::new(seed);
        let all: Vec<_> = viewers(&record).into_iter().filter(|viewer| Law::new(&record, viewer).reads()).collect();
        for _ in 0..number("WILD_ASKERS", ASKERS) {
            let viewer = dice.one(&all);
            let less = Law::new(&record, &viewer).alone();
            gone += record.file().len() - less.file().len();
            // Each asker has both to themselves: what others read leaves lines, too.
            let whole = db.small_world(&record.file()).await;
            let alone = db.small_world(&less.file()).await;
            let (one, other) = (asker(&whole, &viewer), asker(&alone, &viewer));
            let mut thrower = twin::Thrower::new(&one, &record, seed).await;
            let mut pairs = twin::Pairs::default();
            let who = format!("seed {seed}, {} {:?} {:?}", viewer.account, viewer.hat, viewer.purpose);
            for root in [
                "boards",
                "meetings",
                "actions",
                "programmes",
                "people",
                "decisions",
                "papers",
                "agreements",
                "recommendations",
                "reviews",
            ] {
                let found = twin::pages(&one, &other, root, &mut pairs).await;
                apart.extend(found.map(|found| format!("{who}: {found}")));
            }
            let found = twin::searches(&one, &other, &mut pairs).await;
            apart.extend(found.map(|found| format!("{who}: {found}")));
            let found = twin::tallies(&one, &other, thrower.is_partner(), &mut pairs).await;
            apart.extend(found.map(|found| format!("{who}: {found}")));
            let thrown = number("WILD_QUESTIONS", QUESTIONS);
            let mut questions: Vec<String> = (0..thrown).map(|_| thrower.question()).collect();
            if viewer.hat.is_some() {
                let why = "allowed reasons { missing message agreement { slug } gateways { act } }";
                questions.extend(checks(&record).chunks(heard::ROOTS).map(|some| heard::check(some, why)));
            }
            for question in questions {
                let ((_, said), (_, twin)) =
                    (one.answer(&question, Value::Null).await, other.answer(&question, Value::Null).await);
                for answer in [&said, &twin] {
                    assert!(answer.get("errors").is_none(), "{who}: {question}\n{:#}", answer["errors"]);
                }
                told += said.to_string().len();
                let found = pairs.apart(&said, &twin, "");
                apart.extend(found.map(|found| format!("{who}: {question}\n{found}")));
            }
            let found = twin::nodes(&one, &other, &mut pairs).await;
            apart.extend(found.map(|found| format!("{who}: {found}")));
        }
    }
    assert!(gone > 0 && told > 0, "{gone} bytes were withheld and {told} told");
    assert!(apart.is_empty(), "{} differences:\n{}", apart.len(), apart.join("\n"));
}
