//! Do the tests notice when the policy is wrong? Changes the policy in one place, runs the tests, and sees one fail.
//!
//! The workspace is copied to a folder, every change of `api/src/policy` that can be made (a condition dropped, a
//! comparison swapped, a way shut, a guard passed) is written into that copy asleep, and the copy is built once; then the
//! tests run once for each change, with that one awake, until the first failure. A change that no test notices is
//! printed: it is a test that is missing, or a condition that another one implies.
//!
//! `cargo run -p roundtable-tests --bin mutants -- FOLDER [--every 10] [--from 3] [--only N] [--in action.rs]
//! [--database postgres] [--profile release]`
//!
//! All of them take hours. An optimised copy takes longer to build and a third of the time to run; two runs in one folder,
//! `--every 2` and `--every 2 --from 1`, share it.

#![expect(clippy::expect_used, reason = "a tool for developers, which stops at what it does not expect")]

mod edit;

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use edit::{Edit, Mutant};

/// What the copy is made of, with how SQLite is built: as it comes, it plans every statement anew.
const PARTS: [&str; 9] =
    [".cargo", "Cargo.toml", "Cargo.lock", "schema.graphql", "README.md", "api", "entities", "migration", "tests"];
/// Not part of the policy: the table that prints it, and what keeps its text.
const LEFT: [&str; 2] = ["table.rs", "who.rs"];
/// Tests that ask nothing of the policy, or only whether its text is as it was.
const SKIP: [&str; 14] = [
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
    "paging::",
    "cost::",
    "cluster::",
    "ledger::",
];
/// The test that notices most, over one world by chance: asked first.
const FIRST: &str = "wild::every_account_reads";
/// Tests that take long: asked only of what no other notices.
const SLOW: [&str; 5] = ["wild::", "access::", "why::", "live::", "stranger::"];
/// A run that takes longer has been noticed: it hangs.
const LONGEST: Duration = Duration::from_mins(10);

/// What to try.
#[derive(Default)]
struct Choice {
    folder: PathBuf,
    every: Option<usize>,
    from: usize,
    only: Vec<u32>,
    file: Option<String>,
    database: Option<String>,
    profile: Option<String>,
}

fn choice() -> Choice {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().expect("a folder for the copy");
    let mut choice = Choice { folder: PathBuf::from(folder), ..Choice::default() };
    while let Some(flag) = arguments.next() {
        let value = arguments.next().expect("a value after each flag");
        match flag.as_str() {
            "--every" => choice.every = Some(value.parse().expect("a number")),
            "--from" => choice.from = value.parse().expect("a number"),
            "--only" => choice.only.extend(value.split(',').map(|n| n.parse::<u32>().expect("numbers"))),
            "--in" => choice.file = Some(value),
            "--database" => choice.database = Some(value),
            "--profile" => choice.profile = Some(value),
            other => panic!("no such flag: {other}"),
        }
    }
    choice
}

fn main() {
    let choice = choice();
    let mutants = copy(&choice.folder);
    let tests = build(&choice.folder, choice.profile.as_deref().unwrap_or("dev"));
    let tried: Vec<&Mutant> = mutants
        .iter()
        .filter(|mutant| choice.only.is_empty() || choice.only.contains(&mutant.number))
        .filter(|mutant| choice.file.as_ref().is_none_or(|file| &mutant.file == file))
        .skip(choice.from)
        .step_by(choice.every.unwrap_or(1))
        .collect();
    let database = choice.database.as_deref().unwrap_or("sqlite");
    say(&format!("{} changes, {} to try", mutants.len(), tried.len()));
    let none = noticed(&tests, None, database);
    assert!(none.is_none(), "the tests fail without any change: {none:?}");
    let mut survived = 0;
    for mutant in &tried {
        let found = noticed(&tests, Some(mutant.number), database);
        survived += usize::from(found.is_none());
        let Mutant { number, file, line, what, text } = mutant;
        let by = found.unwrap_or_else(|| "SURVIVED".to_owned());
        say(&format!("{number}\t{by}\t{file}:{line}\t{what}\t{text}"));
    }
    say(&format!("{} tried, {} noticed, {survived} survived", tried.len(), tried.len() - survived));
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
        rewrite(&path, &format!("{docs}{uses}{code}"));
    }
    let source = source.join("tests/mutants/mutant.rs");
    let copied = Command::new("cp").arg("-a").arg(source).arg(&api).status().expect("cp");
    assert!(copied.success(), "the mutants' module could not be copied");
    let lib = api.join("lib.rs");
    rewrite(&lib, &(std::fs::read_to_string(&lib).expect("the library") + "\nmod mutant;\n"));
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

/// The first test that fails with this change, if one does.
fn noticed(tests: &Path, mutant: Option<u32>, database: &str) -> Option<String> {
    let run = |part: &str, skip: &[&str], worlds: u8| {
        let mut run = Command::new(tests);
        run.env("WILD_WORLDS", worlds.to_string());
        run.arg(format!("{database}::{part}")).args(skip.iter().flat_map(|skip| ["--skip", skip]));
        if let Some(number) = mutant {
            run.env("POLICY_MUTANT", number.to_string());
        }
        failed(run, &tests.with_extension(std::process::id().to_string()))
    };
    run(FIRST, &[], 1)
        .or_else(|| run("", &[SKIP.as_slice(), &SLOW].concat(), 1))
        .or_else(|| SLOW.iter().find_map(|slow| run(slow, &SKIP, 4)))
}

/// The first test that fails in a run, which ends there. What it leaves behind goes with a folder.
fn failed(mut run: Command, room: &Path) -> Option<String> {
    std::fs::create_dir_all(room).expect("a temporary folder");
    run.env("TMPDIR", room).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut run = run.spawn().expect("the tests run");
    let (out, from) = (BufReader::new(run.stdout.take().expect("its output")), Instant::now());
    let (send, lines) = std::sync::mpsc::channel();
    std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
    let mut found = None;
    loop {
        match lines.recv_timeout(LONGEST.saturating_sub(from.elapsed())) {
            Ok(line) if line.starts_with("test ") && line.ends_with("FAILED") => {
                found = line.split_whitespace().nth(1).map(str::to_owned);
                break;
            }
            Ok(_) => {}
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) => {
                found = Some("no end".to_owned());
                break;
            }
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    let _ = run.kill();
    let ended = run.wait().expect("it ended");
    std::fs::remove_dir_all(room).expect("the folder is ours");
    // Some other end than success, without the name of a test, is an error in the run itself.
    found.or_else(|| (!ended.success()).then(|| ended.to_string()))
}
