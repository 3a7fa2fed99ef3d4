//! Do the tests notice when the policy is wrong? Changes the policy in one place, runs the tests, and sees one fail.
//!
//! The workspace is copied to a folder, every change of `api/src/policy` that can be made (a condition dropped, a
//! comparison swapped, a way shut, a guard passed) is written into that copy asleep, and the copy is built once. Each test
//! then runs alone, without a change, and says which of them it comes upon; after that each change is woken for the tests
//! that come upon it and no others, until one fails: what noticed the changes before it, the second statement of the access
//! model over one world by chance, then the quick ones before the slow. A change that no test notices is printed: it is a
//! test that is missing, or a condition that another one implies.
//!
//! `cargo run -p roundtable-tests --bin mutants -- FOLDER [--jobs 2] [--every 10] [--from 3] [--only N,N]
//! [--in action.rs] [--database postgres] [--profile release]`
//!
//! All of them take hours. An optimised copy takes longer to build and a third of the time to run.

#![expect(clippy::expect_used, reason = "a tool for developers, which stops at what it does not expect")]

mod edit;

use std::{
    collections::HashSet,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use edit::{Edit, Mutant};

/// What the copy is made of, with how SQLite is built: as it comes, it plans every statement anew.
const PARTS: [&str; 9] =
    [".cargo", "Cargo.toml", "Cargo.lock", "schema.graphql", "README.md", "api", "entities", "migration", "tests"];
/// Not part of the policy: the table that prints it, and what keeps its text.
const LEFT: [&str; 2] = ["table.rs", "who.rs"];
/// The version of the policy is made by asking every rule, which would have each test come upon each change.
const VERSION: (&str, &str) = ("Table::of_all().version()", "\"0\".to_owned()");
/// Put into the copy, where sets of boards are.
const SETS: (&str, &str) = (
    "pieces.rs",
    "\nimpl Mine {\n    pub(super) fn m_wider(self, n: u32) -> Self {\n        \
     if crate::mutant::on(n) { BOARDS } else { self }\n    }\n}\n",
);
/// Tests that ask nothing of the policy, or only whether its text is as it was.
const SKIP: [&str; 15] = [
    "command::",
    "socket::",
    "http::",
    "token::",
    "migration::",
    "plans::",
    "schema::",
    "input::",
    "door::",
    "page_of_the_policy",
    "names_the_policy",
    "paging::",
    "cost::",
    "cluster::",
    "::ledger::",
];
/// The test that notices most: it comes before the quick ones.
const MOST: &str = "wild::every_account_reads_what_the_law_says_and_nothing_else";
/// How many of those that noticed the changes before come first.
const LATEST: usize = 3;
/// Worlds by chance that each test of them meets: few at first, more for what no test noticed.
const WORLDS: [u8; 2] = [1, 6];
/// A run that takes longer has been noticed: it hangs.
const LONGEST: Duration = Duration::from_mins(5);

/// What to try.
struct Choice {
    folder: PathBuf,
    jobs: usize,
    every: usize,
    from: usize,
    only: Vec<u32>,
    file: Option<String>,
    database: String,
    profile: String,
}

fn choice() -> Choice {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().expect("a folder for the copy"));
    let (database, profile) = ("sqlite".to_owned(), "dev".to_owned());
    let mut choice = Choice { folder, jobs: 1, every: 1, from: 0, only: Vec::new(), file: None, database, profile };
    while let Some(flag) = arguments.next() {
        let value = arguments.next().expect("a value after each flag");
        match flag.as_str() {
            "--jobs" => choice.jobs = value.parse().expect("a number"),
            "--every" => choice.every = value.parse().expect("a number"),
            "--from" => choice.from = value.parse().expect("a number"),
            "--only" => choice.only.extend(value.split(',').map(|n| n.parse::<u32>().expect("numbers"))),
            "--in" => choice.file = Some(value),
            "--database" => choice.database = value,
            "--profile" => choice.profile = value,
            other => panic!("no such flag: {other}"),
        }
    }
    choice
}

fn main() {
    let choice = choice();
    let mutants = copy(&choice.folder);
    let program = build(&choice.folder, &choice.profile);
    let tried: Vec<&Mutant> = mutants
        .iter()
        .filter(|mutant| choice.only.is_empty() || choice.only.contains(&mutant.number))
        .filter(|mutant| choice.file.as_ref().is_none_or(|file| &mutant.file == file))
        .skip(choice.from)
        .step_by(choice.every)
        .collect();
    say(&format!("{} changes, {} to try", mutants.len(), tried.len()));
    let tests = covered(&choice, &program);
    say(&format!("{} tests run alone", tests.len()));
    // Who noticed something last, first.
    let latest: Mutex<Vec<usize>> = Mutex::default();
    let noticed = in_turn(choice.jobs, &tried, |room, mutant| {
        let found = noticed(&program, room, mutant.number, &tests, &latest);
        let by = match found {
            Noticed::By(name) => name,
            Noticed::Not => "SURVIVED".to_owned(),
            Noticed::NeverMet => "NEVER MET".to_owned(),
        };
        let Mutant { number, file, line, what, text } = mutant;
        say(&format!("{number}\t{by}\t{file}:{line}\t{what}\t{text}"));
        by != "SURVIVED" && by != "NEVER MET"
    });
    let noticed = noticed.into_iter().filter(|noticed| *noticed).count();
    say(&format!("{} tried, {noticed} noticed, {} not", tried.len(), tried.len() - noticed));
}

/// Does this to each of them, in several threads, each with a folder of its own.
fn in_turn<T: Sync, R: Send>(jobs: usize, all: &[T], each: impl Fn(&Path, &T) -> R + Sync) -> Vec<R> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for job in 0..jobs {
            let (next, done, each) = (&next, &done, &each);
            let room = std::env::temp_dir().join(format!("mutants-{}-{job}", std::process::id()));
            scope.spawn(move || {
                while let Some(one) = all.get(next.fetch_add(1, Relaxed)) {
                    let result = each(&room, one);
                    done.lock().expect("no thread failed").push(result);
                }
            });
        }
    });
    done.into_inner().expect("no thread failed")
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).expect("somebody reads");
}

/// Copies the workspace with all changes in it, asleep.
fn copy(folder: &Path) -> Vec<Mutant> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    std::fs::create_dir_all(folder).expect("the folder");
    for part in PARTS {
        let done = Command::new("cp").arg("-a").arg(source.join(part)).arg(folder).status().expect("cp");
        assert!(done.success(), "{part} could not be copied");
    }
    let api = folder.join("api/src");
    let mut files: Vec<PathBuf> = std::fs::read_dir(api.join("policy"))
        .expect("the policy")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.file_name().is_some_and(|name| !LEFT.iter().any(|left| name == *left)))
        .collect();
    files.sort();
    let mut mutants = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).expect("a file of the policy");
        let file = path.file_name().expect("a name").to_string_lossy().into_owned();
        let edited = Edit::all(&file, &text, &mut mutants);
        // After the module's own documentation.
        let docs = edited.lines().take_while(|line| line.starts_with("//!")).map(|line| line.len() + 1).sum::<usize>();
        let (docs, code) = edited.split_at(docs);
        let uses = "#[allow(unused_imports)]\nuse crate::mutant::{Column as _, Expression as _, Statement as _, Whole as _};\n";
        let sets = if file == SETS.0 { SETS.1 } else { "" };
        rewrite(&path, &format!("{docs}{uses}{code}{sets}"));
    }
    let source = source.join("tests/mutants/mutant.rs");
    let copied = Command::new("cp").arg("-a").arg(source).arg(&api).status().expect("cp");
    assert!(copied.success(), "the mutants' module could not be copied");
    let lib = api.join("lib.rs");
    rewrite(&lib, &(std::fs::read_to_string(&lib).expect("the library") + "\nmod mutant;\n"));
    let table = api.join("policy/table.rs");
    let text = std::fs::read_to_string(&table).expect("the table");
    assert!(text.contains(VERSION.0), "the version of the policy is made elsewhere");
    rewrite(&table, &text.replace(VERSION.0, VERSION.1));
    mutants
}

/// Another text in a file, as old as what it was made of: what has not changed since the last copy is not built again.
fn rewrite(path: &Path, text: &str) {
    let age = |path: &Path| std::fs::metadata(path).and_then(|file| file.modified()).expect("an age");
    let age = age(path).max(age(&std::env::current_exe().expect("this program")));
    std::fs::write(path, text).expect("the copy is ours");
    std::fs::File::options().write(true).open(path).and_then(|file| file.set_modified(age)).expect("the copy is ours");
}

/// Builds the copy's tests and finds the program that runs them.
fn build(folder: &Path, profile: &str) -> PathBuf {
    let mut cargo = Command::new("cargo");
    cargo.args([
        "test",
        "--package",
        "roundtable-tests",
        "--test",
        "roundtable",
        "--no-run",
        "--message-format",
        "json-render-diagnostics",
        "--profile",
        profile,
    ]);
    let built = cargo.current_dir(folder).stderr(Stdio::inherit()).output().expect("cargo");
    assert!(built.status.success(), "the copy does not build");
    let lines = String::from_utf8(built.stdout).expect("JSON");
    let mut tests = lines.lines().filter_map(|line| {
        let line: serde_json::Value = serde_json::from_str(line).ok()?;
        let ours = line["target"]["name"] == "roundtable" && line["target"]["kind"][0] == "test";
        ours.then(|| line["executable"].as_str().map(PathBuf::from)).flatten()
    });
    tests.next_back().expect("a program that runs the tests")
}

/// The names of the tests that ask the policy something, on this database.
fn tests(program: &Path, database: &str) -> Vec<String> {
    let out = Command::new(program).args(["--list", &format!("{database}::")]).output().expect("the tests are listed");
    let lines = String::from_utf8(out.stdout).expect("names");
    let names = lines.lines().filter_map(|line| line.strip_suffix(": test"));
    names.filter(|name| !SKIP.iter().any(|skip| name.contains(skip))).map(str::to_owned).collect()
}

/// The tests, each run alone; those of the same program are remembered from one run to the next.
fn covered(choice: &Choice, program: &Path) -> Vec<Test> {
    let kept = choice.folder.join(format!("covered-{}", choice.database));
    let built = std::fs::metadata(program).and_then(|file| file.modified()).expect("the program was built");
    let known = std::fs::metadata(&kept).and_then(|file| file.modified());
    if known.is_ok_and(|known| known > built) {
        let text = std::fs::read_to_string(&kept).expect("the folder is ours");
        return text.lines().map(Test::read).collect();
    }
    let names = tests(program, &choice.database);
    let alone = in_turn(choice.jobs, &names, |room, name| Test::alone(program, room, name).ok_or_else(|| name.clone()));
    let (tests, failing): (Vec<_>, Vec<_>) = alone.into_iter().partition(Result::is_ok);
    let failing: Vec<String> = failing.into_iter().filter_map(Result::err).collect();
    assert!(failing.is_empty(), "the tests fail without any change: {failing:?}");
    let tests: Vec<Test> = tests.into_iter().flatten().collect();
    std::fs::write(kept, tests.iter().map(Test::line).collect::<String>()).expect("the folder is ours");
    tests
}

/// A test, and which changes it comes upon.
struct Test {
    name: String,
    takes: Duration,
    meets: HashSet<u32>,
}

impl Test {
    /// Runs it once without a change; nothing if it fails.
    fn alone(program: &Path, room: &Path, name: &str) -> Option<Self> {
        let (met, from) = (room.with_extension("met"), Instant::now());
        let mut run = Command::new(program);
        run.env("POLICY_MUTANT_MET", &met);
        let passed = passes(run, room, name, WORLDS[0]);
        let takes = from.elapsed();
        let numbers = std::fs::read_to_string(&met).unwrap_or_default();
        let _ = std::fs::remove_file(&met);
        let meets = numbers.lines().map(|n| n.parse().expect("a number")).collect();
        passed.then(|| Self { name: name.to_owned(), takes, meets })
    }

    fn line(&self) -> String {
        let meets: Vec<String> = self.meets.iter().map(u32::to_string).collect();
        format!("{}\t{}\t{}\n", self.name, self.takes.as_millis(), meets.join(","))
    }

    fn read(line: &str) -> Self {
        let mut parts = line.split('\t');
        let name = parts.next().expect("a name").to_owned();
        let takes = Duration::from_millis(parts.next().expect("a time").parse().expect("milliseconds"));
        let meets = parts.next().expect("changes").split(',').filter(|n| !n.is_empty());
        Self { name, takes, meets: meets.map(|n| n.parse().expect("a number")).collect() }
    }
}

enum Noticed {
    By(String),
    Not,
    NeverMet,
}

/// The first test that fails with this change.
fn noticed(program: &Path, room: &Path, mutant: u32, tests: &[Test], latest: &Mutex<Vec<usize>>) -> Noticed {
    let mut meet: Vec<usize> = (0..tests.len()).filter(|i| tests[*i].meets.contains(&mutant)).collect();
    if meet.is_empty() {
        return Noticed::NeverMet;
    }
    let last = latest.lock().expect("no thread failed").clone();
    let rank = |i: &usize| last.iter().rev().take(LATEST).position(|l| l == i).unwrap_or(LATEST);
    meet.sort_by_key(|i| (rank(i), !tests[*i].name.ends_with(MOST), tests[*i].takes));
    let again: Vec<usize> = meet.iter().copied().filter(|i| tests[*i].name.ends_with(MOST)).collect();
    let runs = meet.into_iter().map(|i| (i, WORLDS[0])).chain(again.into_iter().map(|i| (i, WORLDS[1])));
    for (i, worlds) in runs {
        let mut run = Command::new(program);
        run.env("POLICY_MUTANT", mutant.to_string());
        if !passes(run, room, &tests[i].name, worlds) {
            let mut latest = latest.lock().expect("no thread failed");
            latest.retain(|l| *l != i);
            latest.push(i);
            return Noticed::By(tests[i].name.clone());
        }
    }
    Noticed::Not
}

/// Whether a test passes. What it leaves behind goes with a folder.
fn passes(mut run: Command, room: &Path, name: &str, worlds: u8) -> bool {
    std::fs::create_dir_all(room).expect("a temporary folder");
    run.args(["--exact", name]).env("TMPDIR", room).env("WILD_WORLDS", worlds.to_string());
    let (mut run, from) =
        (run.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the tests run"), Instant::now());
    let ended = loop {
        match run.try_wait().expect("its end") {
            Some(ended) => break Some(ended),
            None if from.elapsed() > LONGEST => break None,
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    };
    let _ = run.kill();
    let _ = run.wait();
    std::fs::remove_dir_all(room).expect("the folder is ours");
    ended.is_some_and(|ended| ended.success())
}
