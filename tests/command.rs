//! The program itself, as somebody at a terminal or an orchestrator meets it: what stops it is one line that names the
//! thing and the mend, and leaves nothing half-made; what it prints can be used; and it ends when it is told to.
//!
//! One test says directly to a database that a later version was there: no deed of this version can.

use std::{
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use roundtable::clock::Clock;
use roundtable_tests::{Database, World};
use sea_orm::{ConnectionTrait as _, Database as Connection};
use serde_json::{Value, json};

use crate::{
    feed::TABLE,
    process::{Server, command, page, place},
    socket::Client,
};

crate::cases![
    what_cargo_runs_is_the_server,
    a_setting_that_nobody_knows_is_named_with_its_place,
    a_port_in_use_is_named_before_anything_is_made,
    a_data_folder_that_cannot_be_one_is_named,
    a_server_that_cannot_be_reached_is_told_without_the_password,
    a_database_of_another_version_is_refused,
    the_demonstration_does_not_mix_with_other_records,
    a_token_is_printed_that_the_server_accepts,
    a_token_for_nobody_is_not_printed,
    a_data_folder_may_have_any_name,
    serving_makes_no_database,
    the_schema_is_printed,
    migrating_is_safe_twice_and_from_four_processes_at_once,
    a_newcomer_gets_the_demonstration_once,
    numbers_are_on_an_address_of_their_own_if_they_are_given_one,
    told_to_stop_it_says_goodbye_and_ends_well,
    half_a_request_does_not_keep_it_from_ending,
    the_deepest_question_is_answered,
    told_twice_it_ends_at_once,
];

/// What a run printed, and whether it ended well.
struct Ran {
    well: bool,
    out: String,
    err: String,
}

async fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = command(arguments, variables);
    let output =
        tokio::task::spawn_blocking(move || command.output()).await.expect("a thread").expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    Ran { well: output.status.success(), out: text(output.stdout), err: text(output.stderr) }
}

/// The one line with which a run that must not end well stops; it says all of these.
async fn stops(arguments: &[&str], variables: &[(&str, &str)], says: &[&str]) -> String {
    let ran = run(arguments, variables).await;
    assert!(!ran.well, "{arguments:?} ended well: {}", ran.out);
    assert_eq!(ran.err.lines().count(), 1, "{arguments:?}: {}", ran.err);
    assert!(ran.err.starts_with("roundtable: "), "{}", ran.err);
    for word in says {
        assert!(ran.err.contains(word), "{arguments:?} does not say {word}: {}", ran.err);
    }
    ran.err
}

/// A folder of a test's own; empty, and gone with the tests.
fn folder(db: &Database, name: &str) -> PathBuf {
    let kind = if db.is_postgres() { "postgres" } else { "sqlite" };
    let path = db.folder().join(format!("command-{kind}-{name}"));
    std::fs::create_dir_all(&path).expect("a folder");
    path
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of letters")
}

/// The first line of the README: cargo asks which program is meant, unless one package says it.
async fn what_cargo_runs_is_the_server(_: Database) {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut ask = Command::new(cargo);
    ask.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    let said = ask.output().expect("cargo runs");
    let said: Value = serde_json::from_slice(&said.stdout).expect("JSON");
    let packages = said["packages"].as_array().expect("packages");
    let run: Vec<&str> = packages.iter().filter_map(|package| package["default_run"].as_str()).collect();
    assert_eq!(run, ["roundtable"]);
}

async fn a_setting_that_nobody_knows_is_named_with_its_place(db: Database) {
    let folder = folder(&db, "settings");
    let file = folder.join("roundtable.toml");
    std::fs::write(&file, "log = \"json\"\n\nlistn = \"127.0.0.1:9000\"\n").expect("a file");
    stops(&["serve", "--config", text(&file)], &[], &[text(&file), "line 3", "listn", "listen"]).await;
    std::fs::write(&file, "database_connections = 0\n").expect("a file");
    stops(&["serve", "--config", text(&file)], &[], &[text(&file), "line 1", "database_connections"]).await;
    let missing = folder.join("missing.toml");
    stops(&["serve", "--config", text(&missing)], &[], &[text(&missing), "--config"]).await;
    stops(&["serve"], &[("ROUNDTABLE_LISTN", "x")], &["ROUNDTABLE_LISTN", "--help"]).await;
    stops(&["serve"], &[("ROUNDTABLE_LISTEN", "nonsense")], &["ROUNDTABLE_LISTEN"]).await;
    stops(&["serve", "--listen", "nonsense"], &[], &["--listen"]).await;
    let secret = "mysql://someone:hunter2@db/x";
    let told = stops(&["serve", "--database-url", secret], &[], &["--database-url"]).await;
    assert!(!told.contains("hunter2"), "{told}");
    let ran = run(&["serve", "--colour"], &[]).await;
    assert!(!ran.well && ran.err.contains("--colour") && ran.err.contains("--help"), "{}", ran.err);
}

async fn a_port_in_use_is_named_before_anything_is_made(db: Database) {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let name = db.bare().await;
    let url = db.address(&name);
    let data = folder(&db, "port");
    let settings = ["--listen", &address, "--data-dir", text(&data), "--database-url", url.as_str()];
    stops(&[&["demo"], &settings[..]].concat(), &[], &[&address, "--listen"]).await;
    // Nothing was made: the database has no table, and the folder no key.
    stops(&[&["serve"], &settings[..]].concat(), &[], &["roundtable migrate"]).await;
    assert_eq!(std::fs::read_dir(&data).expect("a folder").count(), 0);
    assert!(run(&["migrate", "--database-url", url.as_str()], &[]).await.well);
    stops(&[&["serve", "--development"], &settings[..]].concat(), &[], &[&address, "--listen"]).await;
    // Without a database of its own, the embedded one is not made either.
    stops(&["demo", "--listen", &address, "--data-dir", text(&data)], &[], &[&address, "--listen"]).await;
    assert!(!data.join("roundtable.db").exists());
}

async fn a_data_folder_that_cannot_be_one_is_named(db: Database) {
    let file = folder(&db, "data").join("file");
    std::fs::write(&file, "mine").expect("a file");
    let inside = file.join("deeper");
    for path in [&file, &inside] {
        for deed in [&["demo", "--listen", "127.0.0.1:0"][..], &["migrate"], &["token", "--account", "officer"]] {
            stops(&[deed, &["--data-dir", text(path)]].concat(), &[], &[text(path), "--data-dir"]).await;
        }
    }
    assert_eq!(std::fs::read_to_string(&file).expect("still a file"), "mine");
    let url = format!("sqlite://{}/deeper/record.db", file.display());
    stops(&["migrate", "--database-url", &url], &[], &[text(&file), "folder"]).await;
}

async fn a_server_that_cannot_be_reached_is_told_without_the_password(db: Database) {
    let nobody = "postgres://someone:hunter2@127.0.0.1:1/record";
    for deed in ["migrate", "serve"] {
        let told = stops(&[deed, "--database-url", nobody], &[], &["PostgreSQL", "127.0.0.1:1/record"]).await;
        assert!(!told.contains("hunter2"), "{told}");
    }
    // A server that answers and lacks the database needs a server.
    if db.is_postgres() {
        let missing = db.address("no_such_database");
        stops(&["migrate", "--database-url", missing.as_str()], &[], &["PostgreSQL", "database name"]).await;
    }
}

async fn a_database_of_another_version_is_refused(db: Database) {
    let name = db.bare().await;
    let url = db.address(&name);
    stops(&["serve", "--database-url", url.as_str()], &[], &["roundtable migrate"]).await;
    assert!(run(&["migrate", "--database-url", url.as_str()], &[]).await.well);
    let connection = Connection::connect(url.as_str()).await.expect("connects");
    let later = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m2999_01_01_later', 1)";
    connection.execute_unprepared(later).await.expect("a later version was here");
    connection.close().await.expect("closes");
    let data = folder(&db, "newer");
    for deed in ["migrate", "serve", "demo"] {
        let settings = ["--listen", "127.0.0.1:0", "--data-dir", text(&data), "--database-url", url.as_str()];
        stops(&[&[deed], &settings[..]].concat(), &[], &["m2999_01_01_later", "newer"]).await;
    }
}

async fn the_demonstration_does_not_mix_with_other_records(db: Database) {
    let world = db.world(TABLE).await;
    let url = db.address(world.name());
    let data = folder(&db, "mix");
    let settings = ["demo", "--listen", "127.0.0.1:0", "--data-dir", text(&data), "--database-url", url.as_str()];
    stops(&settings, &[], &["other records", "--data-dir", "roundtable serve"]).await;
    let counted = world.person("secretary").ask("{ organisations { totalCount } boards { nodes { slug } } }").await;
    assert_eq!(counted, json!({ "organisations": { "totalCount": 5 }, "boards": { "nodes": [{ "slug": "table" }] } }));
}

async fn a_token_is_printed_that_the_server_accepts(db: Database) {
    let world = db.world(TABLE).await;
    world.clock.set(Clock::system().now());
    let data = ["--data-dir", text(db.folder())];
    let ran = run(&[&["token", "--account", "officer"], &data[..]].concat(), &[]).await;
    assert!(ran.well && ran.err.is_empty(), "{}", ran.err);
    assert_eq!(ran.out.lines().count(), 1, "nothing but the token, so that it can be piped");
    let who = "{ viewer { account { slug } scopes } }";
    let data_of = world.bearer(ran.out.trim()).ask(who).await;
    assert_eq!(data_of["viewer"], json!({ "account": { "slug": "officer" }, "scopes": null }));
    let narrow =
        [&["token", "--account", "officer", "--scope", "read write:actions", "--expires-in", "90s"], &data[..]];
    let ran = run(&narrow.concat(), &[]).await;
    let asker = world.bearer(ran.out.trim());
    assert_eq!(asker.ask(who).await["viewer"]["scopes"], json!(["read", "write:actions"]));
    world.clock.set(world.clock.now() + chrono::TimeDelta::seconds(90 + 31));
    assert_eq!(asker.refused(who).await["extensions"]["code"], "UNAUTHENTICATED", "after 90 seconds and the leeway");
}

async fn a_token_for_nobody_is_not_printed(db: Database) {
    let empty = folder(&db, "no-issuer");
    let ask = |account, folder| vec!["token", "--account", account, "--data-dir", folder];
    stops(&ask("officer", text(&empty)), &[], &["issuer", text(&empty), "--data-dir"]).await;
    assert_eq!(std::fs::read_dir(&empty).expect("a folder").count(), 0, "no second issuer is made by the way");
    let world = db.world(TABLE).await;
    let url = db.address(world.name());
    let at = |account| [ask(account, text(db.folder())), vec!["--database-url", url.as_str()]].concat();
    stops(&at("nobody"), &[], &["nobody", "--account", "--database-url"]).await;
    stops(&[at("officer"), vec!["--scope", "read everything"]].concat(), &[], &["everything", "write:actions"]).await;
    assert!(run(&at("officer"), &[]).await.well);
}

async fn a_data_folder_may_have_any_name(db: Database) {
    if db.is_postgres() {
        return;
    }
    let data = folder(&db, "100% of it? #1");
    assert!(run(&["migrate", "--data-dir", text(&data)], &[]).await.well);
    assert!(data.join("roundtable.db").exists());
    let server = Server::start(&["serve", "--development", "--data-dir", text(&data)]).await;
    assert_eq!(server.end("-TERM").await, Some(0));
}

async fn serving_makes_no_database(db: Database) {
    let data = folder(&db, "unmade").join("deeper");
    stops(&["serve", "--data-dir", text(&data)], &[], &["roundtable migrate", "--data-dir"]).await;
    assert!(!data.exists());
}

async fn the_schema_is_printed(db: Database) {
    let world = db.world(TABLE).await;
    let ran = run(&["schema"], &[]).await;
    assert!(ran.well && ran.err.is_empty(), "{}", ran.err);
    assert_eq!(ran.out.trim_end(), include_str!("../schema.graphql").trim_end());
    let url = db.address(world.name());
    let of = |account| ["schema", "--account", account, "--database-url", url.as_str()];
    let ran = run(&of("secretary"), &[]).await;
    assert!(ran.well && ran.err.is_empty(), "{}", ran.err);
    assert_eq!(ran.out.trim_end(), world.person("secretary").page("/schema.graphql").await.trim_end());
    assert_ne!(ran.out.trim_end(), world.public().page("/schema.graphql").await.trim_end());
    stops(&of("nobody"), &[], &["nobody"]).await;
}

async fn migrating_is_safe_twice_and_from_four_processes_at_once(db: Database) {
    let name = db.bare().await;
    let url = db.address(&name);
    let arguments = ["migrate", "--database-url", url.as_str()];
    let four = futures_util::future::join_all((0..4).map(|_| run(&arguments, &[]))).await;
    for ran in four {
        assert!(ran.well && ran.err.is_empty(), "{}", ran.err);
        assert_eq!(ran.out, "The database is at the current schema.\n");
    }
    assert!(run(&arguments, &[]).await.well, "and once more");
    let world = World::with(&db, name, false, roundtable::config::Config::default()).await;
    assert_eq!(world.public().ask("{ boards { totalCount } }").await["boards"]["totalCount"], 0);
}

async fn a_newcomer_gets_the_demonstration_once(db: Database) {
    let data = folder(&db, "newcomer");
    let url = db.address(&db.bare().await);
    let mut arguments = vec!["demo", "--data-dir", text(&data)];
    if db.is_postgres() {
        arguments.extend(["--database-url", url.as_str()]);
    }
    let server = Server::start(&arguments).await;
    let at = server.printed.iter().position(|line| line.contains("mopac-secretariat: ")).expect("a persona");
    let token = server.printed[at + 1].trim().to_owned();
    let answer = server.ask(&token, "{ viewer { account { slug } } boards { totalCount } }").await;
    assert_eq!(answer["data"]["viewer"]["account"]["slug"], "mopac-secretariat");
    let boards = answer["data"]["boards"]["totalCount"].clone();
    assert!(boards.as_i64() > Some(10), "{boards}");
    assert_eq!(server.end("-TERM").await, Some(0));
    // What the program made in the data folder is for its owner alone.
    let mode = |path: &Path| std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    for file in std::fs::read_dir(&data)
        .expect("a folder")
        .flatten()
        .filter(|file| !file.file_name().to_string_lossy().ends_with(".lock"))
    {
        assert_eq!(mode(&file.path()), 0o600, "{file:?}");
    }
    let again = Server::start(&arguments).await;
    assert!(again.printed.iter().any(|line| line.contains("already there")), "{:?}", again.printed);
    // The same key signs, so the token that was printed first still works.
    let answer = again.ask(&token, "{ boards { totalCount } }").await;
    assert_eq!(answer["data"]["boards"]["totalCount"], boards, "nothing was loaded twice");
}

async fn numbers_are_on_an_address_of_their_own_if_they_are_given_one(db: Database) {
    let world = db.world(TABLE).await;
    let url = db.address(world.name());
    let data = text(db.folder());
    let settings = ["--development", "--data-dir", data, "--database-url", url.as_str(), "--metrics-listen"];
    let server = Server::start(&[&["serve"], &settings[..], &["127.0.0.1:0"]].concat()).await;
    let apart = server.printed.iter().find_map(|line| place(line, "/metrics")).expect("it says where");
    let numbers = page(apart, "/metrics").await;
    assert!(numbers.starts_with("HTTP/1.1 200") && numbers.contains("roundtable_open_sockets 0"), "{numbers}");
    // Neither is at the other's address.
    for (address, path) in [(server.address, "/metrics"), (apart, "/graphql"), (apart, "/schema.graphql")] {
        let answer = page(address, path).await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{address}{path}: {answer}");
    }
    let taken = apart.to_string();
    let second = [&["serve", "--listen", "127.0.0.1:0"], &settings[..], &[&taken]].concat();
    stops(&second, &[], &[&taken, "--metrics-listen"]).await;
    assert_eq!(server.end("-TERM").await, Some(0));
}

async fn told_to_stop_it_says_goodbye_and_ends_well(db: Database) {
    let world = db.world(TABLE).await;
    let url = db.address(world.name());
    let data = text(db.folder());
    for signal in ["-TERM", "-INT"] {
        let server =
            Server::start(&["serve", "--development", "--data-dir", data, "--database-url", url.as_str()]).await;
        world.clock.set(Clock::system().now());
        let token = world.token("officer", None);
        let answer = server.ask(&token, "{ viewer { account { slug } } }").await;
        assert_eq!(answer["data"]["viewer"]["account"]["slug"], "officer");
        let mut socket = Client::open(server.address, Some(&token)).await;
        socket.subscribe("1", "subscription { changes { recordId } }", Value::Null).await;
        let (code, end) = tokio::join!(socket.close_code(), server.end(signal));
        assert_eq!((code, end), (1001, Some(0)), "{signal}");
    }
}

async fn half_a_request_does_not_keep_it_from_ending(db: Database) {
    let world = db.world(TABLE).await;
    world.store.close().await;
    let server = Server::over(&world).await;
    let halves = (server.half(false).await, server.half(true).await);
    assert_eq!(server.end("-TERM").await, Some(0));
    drop(halves);
    if !db.is_postgres() {
        // The record was closed: SQLite folds its log into the file when the last connection leaves in good order.
        let path = db.folder().join(format!("{}-wal", world.name()));
        assert!(!path.exists(), "{} is still there", path.display());
    }
}

async fn the_deepest_question_is_answered(db: Database) {
    let world = db.world(TABLE).await;
    let server = Server::over(&world).await;
    world.clock.set(Clock::system().now());
    let token = world.token("officer", None);
    for list in ["meetings", "actions"] {
        // Twenty levels of fields, which a question may have: what is on a board, its board, and what is on that.
        let round = format!("{list}(first: 1) {{ nodes {{ board {{ ");
        let question = format!("{{ {}convenor {{ name }}{} }}", round.repeat(6), " } } }".repeat(6));
        let answer = server.ask(&token, &question).await;
        assert_eq!(answer.get("errors"), None, "{list}");
        assert_eq!(answer.to_string().matches("board").count(), 6, "{answer}");
    }
}

async fn told_twice_it_ends_at_once(db: Database) {
    let server = Server::over(&db.world(TABLE).await).await;
    let half = server.half(false).await;
    server.tell("-TERM");
    // Whoever drains accepts no connection any more.
    while tokio::net::TcpStream::connect(server.address).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let begun = std::time::Instant::now();
    assert_eq!(server.end("-TERM").await, Some(0));
    assert!(begun.elapsed() < Duration::from_secs(4), "it does not wait for those who do not end");
    drop(half);
}
