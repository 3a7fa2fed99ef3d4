//! Faults: the program killed between and within writes, a disk that takes no more, a database that is gone for a while,
//! and two hundred writers at one record. What was acknowledged is there, once and whole, and nothing else is.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures_util::{StreamExt as _, future::join_all, stream};
use roundtable_tests::{Asker, Database, World};
use sea_orm::{ConnectionTrait as _, Database as Connection, Statement};
use serde_json::{Value, json};

use crate::process::{self, Server, command};

crate::cases![
    a_thousand_writes_survive_a_server_that_is_killed_time_and_again,
    two_hundred_writers_of_one_action_lose_no_word,
    a_full_disk_refuses_what_would_be_written_and_tells_the_rest,
    a_lost_database_is_unavailable_and_found_again,
    a_write_whose_connection_is_cut_is_not_done,
];

const TABLE: &str = include_str!("table.yaml");

const REPORT: &str = "mutation($input: AddActionUpdateInput!) { did: addActionUpdate(input: $input) {
    done: actionUpdate { id } userErrors { code message } cursor } }";
const ATTEND: &str = "mutation($input: RecordAttendanceInput!) { did: recordAttendance(input: $input) {
    done: meeting { id } userErrors { code message } cursor } }";
const RAISE: &str = "mutation($input: RaiseActionsInput!) { did: raiseActions(input: $input) {
    done: actions { id } userErrors { code message } cursor } }";

/// How many writes there are, and how many of them at once.
const WRITES: usize = 1000;
const AT_ONCE: usize = 8;

/// A write to be done: by whom, what, and with which input.
struct Write {
    token: String,
    deed: &'static str,
    /// As it is sent, or was when nobody heard what came of it.
    input: Mutex<Value>,
    sent: AtomicBool,
}

/// What becomes of a write: done, with the records that it made or changed, or not known.
type Outcome = Option<HashSet<String>>;

impl Write {
    /// Sends it until it is done or the server is gone. What nobody heard of is sent again as it was; whoever comes too
    /// late reads again and repeats what they said.
    async fn send(&self, server: std::net::SocketAddr) -> Outcome {
        loop {
            let mut input = self.input.lock().expect("nobody panics").clone();
            if self.deed != RAISE && !self.sent.load(Ordering::Relaxed) {
                let read =
                    "query($id: ID!) { it: node(id: $id) { ... on Action { version } ... on Meeting { version } } }";
                let on = if self.deed == REPORT { &input["action"] } else { &input["meeting"] };
                let read = json!({ "query": read, "variables": { "id": on } });
                let it = process::ask(server, &self.token, &read).await?["data"]["it"].clone();
                input["expectedVersion"] = it["version"].clone();
                *self.input.lock().expect("nobody panics") = input.clone();
            }
            self.sent.store(true, Ordering::Relaxed);
            let body = json!({ "query": self.deed, "variables": { "input": input } });
            let answer = process::ask(server, &self.token, &body).await?;
            let did = &answer["data"]["did"];
            if did["cursor"].is_string() {
                let records = did["done"].as_array().cloned().unwrap_or_else(|| vec![did["done"].clone()]);
                return Some(records.iter().map(|record| record["id"].as_str().expect("an id").to_owned()).collect());
            }
            // Somebody else was first with this record.
            assert_eq!(did["userErrors"][0]["code"], "CONFLICT", "{answer:#}");
            self.sent.store(false, Ordering::Relaxed);
        }
    }
}

/// Numbers that look thrown, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// The writes of the test: reports, some with a note, lists of who came, and three actions at once.
async fn writes(world: &World) -> Vec<Write> {
    let officer = world.person("officer");
    let (lamps, streets) = (id(&officer, "action", "mend-lamps").await, id(&officer, "action", "walk-streets").await);
    let (held, minuted) =
        (id(&officer, "meeting", "table-2025-10").await, id(&officer, "meeting", "table-2026-01").await);
    let police = id(&officer, "organisation", "police").await;
    let people = officer.ask("{ people(first: 100) { nodes { id slug } } }").await["people"]["nodes"].clone();
    let person =
        |slug: &str| people.as_array().expect("people").iter().find(|p| p["slug"] == slug).expect("them")["id"].clone();
    let (blake, field) = (person("p-officer"), person("p-worker"));
    let write = |n: usize| {
        let text = format!("What was written as number {n}.");
        let raised =
            |which| json!({ "description": format!("{text} {which}"), "owners": [{ "organisation": police }] });
        let (who, deed, mut input) = match n % 4 {
            0 => ("officer", REPORT, json!({ "action": lamps, "text": text, "internalNote": text })),
            1 => ("officer", REPORT, json!({ "action": streets, "text": text })),
            2 => (
                "secretary",
                ATTEND,
                json!({ "meeting": held, "attendance": [
                { "person": blake, "status": "PRESENT", "capacity": "MEMBER", "printedAs": text },
                { "person": field, "status": "APOLOGIES", "capacity": "MEMBER", "apologyReason": text }] }),
            ),
            _ => {
                let three = ["a", "b", "c"].map(raised);
                ("secretary", RAISE, json!({ "meeting": minuted, "actions": three }))
            }
        };
        input["clientMutationId"] = json!(format!("write-{n}"));
        Write { token: world.token(who, None), deed, input: Mutex::new(input), sent: AtomicBool::new(false) }
    };
    (0..WRITES).map(write).collect()
}

async fn id(asker: &Asker<'_>, noun: &str, slug: &str) -> Value {
    asker.ask(&format!(r#"{{ it: {noun}(by: {{ slug: "{slug}" }}) {{ id }} }}"#)).await["it"]["id"].clone()
}

/// What a statement counts, asked beside the server: nobody can ask the API for every line of everybody.
async fn count(world: &World, sql: &str) -> i64 {
    let db = Connection::connect(world.database().address(world.name()).as_str()).await.expect("opens");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("an answer");
    let many = row.expect("a row").try_get_by_index(0).expect("a number");
    db.close().await.expect("closes");
    many
}

/// Says something to the server of databases, in one of them.
async fn beside(world: &World, database: &str, sql: &str) {
    let db = Connection::connect(world.database().address(database).as_str()).await.expect("opens");
    db.execute_unprepared(sql).await.expect("done");
    db.close().await.expect("closes");
}

/// Whether every line of the ledger is where it was.
async fn chained(world: &World) {
    let url = world.database().address(world.name());
    let mut verify = command(&["ledger", "verify", "--database-url", url.as_str()], &[]);
    let output = tokio::task::spawn_blocking(move || verify.output()).await.expect("a thread").expect("it runs");
    assert!(output.status.success(), "{output:?}");
}

async fn a_thousand_writes_survive_a_server_that_is_killed_time_and_again(db: Database) {
    let world = db.world(TABLE).await;
    // The program has the clock of this machine.
    world.clock.set(chrono::Utc::now());
    let (writes, mut dice) = (writes(&world).await, Dice(7));
    let (mut done, mut kills) = (BTreeMap::<usize, HashSet<String>>::new(), 0);
    while done.len() < WRITES {
        let server = Server::over(&world).await;
        let open: Vec<usize> = (0..WRITES).filter(|n| !done.contains_key(n)).collect();
        let before = done.len();
        // Some more are done, and it is killed at some point between or within those that follow.
        let (many, wait) = (30 + dice.below(120), Duration::from_micros(dice.below(20_000)));
        let (address, writes) = (server.address, &writes);
        let mut sent =
            stream::iter(open).map(|n| async move { (n, writes[n].send(address).await) }).buffer_unordered(AT_ONCE);
        let mut killing: Option<tokio::task::JoinHandle<()>> = None;
        while let Some((n, outcome)) = sent.next().await {
            done.extend(outcome.map(|records| (n, records)));
            if killing.is_none() && (done.len() - before) as u64 >= many && done.len() < WRITES {
                let pid = server.id();
                killing = Some(tokio::spawn(async move {
                    tokio::time::sleep(wait).await;
                    let killed = std::process::Command::new("kill").args(["-KILL", &pid]).status();
                    assert!(killed.expect("kill runs").success());
                }));
            }
        }
        if let Some(killing) = killing {
            killing.await.expect("killed");
            kills += 1;
        }
    }
    assert!(kills > 5, "{kills}");
    // What was acknowledged then is what is answered now, and nothing is done again.
    let before = count(&world, "SELECT COUNT(*) FROM audit_event WHERE deed IS NOT NULL").await;
    let server = Server::over(&world).await;
    for n in (0..WRITES).step_by(37) {
        assert_eq!(writes[n].send(server.address).await.as_ref(), done.get(&n), "{n}");
    }
    drop(server);
    assert_eq!(count(&world, "SELECT COUNT(*) FROM audit_event WHERE deed IS NOT NULL").await, before);
    whole(&world, &done).await;
    chained(&world).await;
    eprintln!("{WRITES} writes, {kills} times killed");
}

/// Each write is there once, with all that belongs to it: its rows, its line of the feed, its line of the ledger and its
/// key; and nothing is there that belongs to none.
async fn whole(world: &World, done: &BTreeMap<usize, HashSet<String>>) {
    let quarter = i64::try_from(WRITES / 4).expect("a number");
    for (sql, many) in [
        ("FROM action_update WHERE text LIKE 'What was%'", 2 * quarter),
        ("FROM (SELECT DISTINCT text FROM action_update WHERE text LIKE 'What was%') AS told", 2 * quarter),
        ("FROM action_update_note", quarter),
        ("FROM action WHERE description LIKE 'What was%'", 3 * quarter),
        ("FROM action_owner o JOIN action a ON a.id = o.action_id WHERE a.description LIKE 'What was%'", 3 * quarter),
        ("FROM attendance WHERE printed_as LIKE 'What was%'", 1),
        ("FROM attendance_apology WHERE reason LIKE 'What was%'", 1),
        ("FROM change c JOIN action_update u ON u.id = c.record_id WHERE u.text LIKE 'What was%'", 2 * quarter),
        ("FROM change c JOIN action a ON a.id = c.record_id WHERE a.description LIKE 'What was%'", 3 * quarter),
        ("FROM change WHERE record = 'ACTION' AND kind = 'UPDATED'", 2 * quarter),
        ("FROM change WHERE record = 'MEETING' AND kind = 'UPDATED'", quarter),
        ("FROM audit_event WHERE deed = 'addActionUpdate'", 2 * quarter),
        ("FROM audit_event WHERE deed = 'recordAttendance'", quarter),
        ("FROM audit_event WHERE deed = 'raiseActions' AND record = 'ACTION'", 3 * quarter),
        ("FROM idempotency_key", 4 * quarter),
    ] {
        assert_eq!(count(world, &format!("SELECT COUNT(*) {sql}")).await, many, "{sql}");
    }
    let (officer, secretary) = (world.person("officer"), world.person("secretary"));
    for (n, records) in done {
        assert_eq!(records.len(), if n % 4 == 3 { 3 } else { 1 });
    }
    // As people see it: every report that was acknowledged, in one order without a gap; and who came, as one list.
    let mut told = HashSet::new();
    for slug in ["mend-lamps", "walk-streets"] {
        let query = "query($by: ActionBy!, $after: String) { action(by: $by) { version
            updates(first: 100, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }";
        let (mut after, mut many) = (Value::Null, 0);
        loop {
            let page =
                officer.ask_with(query, json!({ "by": { "slug": slug }, "after": after })).await["action"].clone();
            let nodes = page["updates"]["nodes"].as_array().expect("reports").clone();
            many += nodes.len() as u64;
            told.extend(nodes.iter().map(|node| node["id"].as_str().expect("an id").to_owned()));
            after = page["updates"]["pageInfo"]["endCursor"].clone();
            if page["updates"]["pageInfo"]["hasNextPage"] == json!(false) {
                assert_eq!(page["version"], json!(many + 1), "{slug}");
                break;
            }
        }
    }
    let acknowledged = done.iter().filter(|(n, _)| *n % 4 < 2).flat_map(|(_, records)| records.clone());
    assert_eq!(told, acknowledged.collect());
    let came = r#"{ meeting(by: { slug: "table-2025-10" }) { version attendance(first: 9) { nodes { printedAs apologyReason } } } }"#;
    let meeting = secretary.ask(came).await["meeting"].clone();
    assert_eq!(meeting["version"], json!(WRITES / 4 + 1));
    assert_eq!(meeting["attendance"]["nodes"][0]["printedAs"], meeting["attendance"]["nodes"][1]["apologyReason"]);
}

async fn two_hundred_writers_of_one_action_lose_no_word(db: Database) {
    const WRITERS: usize = 200;
    let world = db.world(TABLE).await;
    let lamps = id(&world.person("officer"), "action", "mend-lamps").await;
    let write = async |n: usize| {
        let (asker, mut dice, mut tries) = (world.person("officer"), Dice(n as u64), 0_u64);
        loop {
            let query = "query($id: ID!) { node(id: $id) { ... on Action { version } } }";
            let version = asker.ask_with(query, json!({ "id": lamps })).await["node"]["version"].clone();
            let input = json!({ "action": lamps, "expectedVersion": version, "text": format!("Said by writer {n}.") });
            let did = asker.ask_with(REPORT, json!({ "input": input })).await["did"].clone();
            if did["cursor"].is_string() {
                return (version.as_u64().expect("a version"), tries);
            }
            assert_eq!(did["userErrors"][0]["code"], "CONFLICT", "{did:#}");
            tries += 1;
            // As a client does: a while of its own, longer each time.
            tokio::time::sleep(Duration::from_millis(dice.below(400 * tries))).await;
        }
    };
    let wrote = join_all((0..WRITERS).map(write)).await;
    // Each wrote on a version of its own, and they are all there are.
    let mut versions: Vec<u64> = wrote.iter().map(|(version, _)| *version).collect();
    versions.sort_unstable();
    assert_eq!(versions, (1..=WRITERS as u64).collect::<Vec<_>>());
    assert!(wrote.iter().any(|(_, tries)| *tries > 0), "nobody was in anybody's way");
    for (sql, many) in [
        ("SELECT COUNT(*) FROM action_update WHERE text LIKE 'Said by writer%'", WRITERS),
        ("SELECT COUNT(DISTINCT text) FROM action_update WHERE text LIKE 'Said by writer%'", WRITERS),
        ("SELECT COUNT(*) FROM change WHERE record = 'ACTION' AND kind = 'UPDATED'", WRITERS),
        ("SELECT COUNT(*) FROM audit_event WHERE deed = 'addActionUpdate'", WRITERS),
    ] {
        assert_eq!(count(&world, sql).await, i64::try_from(many).expect("a number"), "{sql}");
    }
    chained(&world).await;
}

/// Whether the disk of a server takes more. SQLite: no file of the process may grow. PostgreSQL: its disk is full for what
/// the ledger would write, in the words that it has for that.
async fn disk(world: &World, server: &Server, full: bool) {
    if world.database().is_postgres() {
        let sql = if full {
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$;
             CREATE TRIGGER full_disk BEFORE INSERT ON audit_event EXECUTE FUNCTION full_disk();"
        } else {
            "DROP TRIGGER full_disk ON audit_event; DROP FUNCTION full_disk();"
        };
        beside(world, world.name(), sql).await;
    } else {
        let limit = if full { "--fsize=0:" } else { "--fsize=unlimited:" };
        let limited = std::process::Command::new("prlimit").args(["--pid", &server.id(), limit]).status();
        assert!(limited.expect("prlimit runs").success());
    }
}

async fn a_full_disk_refuses_what_would_be_written_and_tells_the_rest(db: Database) {
    let world = db.world(TABLE).await;
    world.clock.set(chrono::Utc::now());
    let lamps = id(&world.person("officer"), "action", "mend-lamps").await;
    let (officer, secretary) = (world.token("officer", None), world.token("secretary", None));
    // Its log is on the full disk too.
    let log = std::fs::File::create(world.database().folder().join(format!("{}.log", world.name()))).expect("a log");
    let server = Server::over_with(&world, log.into()).await;
    let report = |version: u32, text: &str| json!({ "query": REPORT, "variables": { "input": { "action": lamps, "expectedVersion": version, "text": text } } });
    let report =
        async |version, text| process::ask(server.address, &officer, &report(version, text)).await.expect("an answer");
    let private = json!({ "query": r#"{ meeting(by: { slug: "table-2026-01" }) {
        minutes { sections { body } } } }"# });
    let private = async || process::ask(server.address, &secretary, &private).await.expect("an answer");
    let open = async || server.ask(&officer, r#"{ action(by: { slug: "mend-lamps" }) { version } }"#).await;
    assert!(report(1, "The first.").await["data"]["did"]["cursor"].is_string());
    let told = private().await;
    assert!(told.to_string().contains("in private"), "{told:#}");
    for _ in 0..3 {
        disk(&world, &server, true).await;
        // Again and again: what failed once must not make the next look done.
        for turn in 0..9 {
            let answer = if turn % 3 == 0 { private().await } else { report(2, "The second.").await };
            assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAVAILABLE", "{answer:#}");
            assert!(!answer.to_string().contains("in private"), "{answer:#}");
        }
        // What leaves no line is told as ever.
        assert_eq!(open().await["data"]["action"]["version"], 2);
        disk(&world, &server, false).await;
        assert!(private().await.to_string().contains("in private"));
    }
    let again = report(2, "The second.").await;
    assert!(again["data"]["did"]["cursor"].is_string(), "{again:#}");
    assert_eq!(open().await["data"]["action"]["version"], 3);
    drop(server);
    for (sql, many) in [
        ("SELECT COUNT(*) FROM action_update WHERE text LIKE 'The %'", 2),
        ("SELECT COUNT(*) FROM change WHERE record = 'ACTION' AND kind = 'UPDATED'", 2),
        ("SELECT COUNT(*) FROM audit_event WHERE deed IS NOT NULL", 2),
        ("SELECT COUNT(*) FROM audit_event WHERE deed IS NULL", 4),
    ] {
        assert_eq!(count(&world, sql).await, many, "{sql}");
    }
    chained(&world).await;
}

/// A report on the lamps, as it is answered.
async fn report(world: &World, text: &str) -> Value {
    let lamps = id(&world.person("secretary"), "action", "mend-lamps").await;
    let input = json!({ "action": lamps, "expectedVersion": 1, "text": text });
    world.person("officer").answer(REPORT, json!({ "input": input })).await.1
}

async fn a_lost_database_is_unavailable_and_found_again(db: Database) {
    if !db.is_postgres() {
        return;
    }
    let world = db.world(TABLE).await;
    let name = world.name();
    let lamps = r#"{ action(by: { slug: "mend-lamps" }) { version } }"#;
    assert_eq!(world.person("officer").ask(lamps).await["action"]["version"], 1);
    let cut = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    beside(&world, "postgres", &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await;
    beside(&world, "postgres", &cut).await;
    for _ in 0..8 {
        let error = world.person("officer").refused(lamps).await;
        assert_eq!(error["extensions"]["code"], "UNAVAILABLE", "{error:#}");
    }
    let ready = async || world.get("/health/ready").await.0.as_u16();
    assert_eq!((ready().await, world.get("/health/live").await.0.as_u16()), (503, 200));
    beside(&world, "postgres", &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).await;
    assert_eq!(ready().await, 200);
    assert!(report(&world, "Lit.").await["data"]["did"]["cursor"].is_string());
    // Cut and back at once: whoever had the bad luck is told to try again, and not for long.
    beside(&world, "postgres", &cut).await;
    let mut luckless = 0;
    loop {
        let (_, answer) = world.person("officer").answer(lamps, Value::Null).await;
        if answer["data"]["action"]["version"] == 2 {
            break;
        }
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAVAILABLE", "{answer:#}");
        luckless += 1;
        assert!(luckless < 8, "it is not found again");
    }
}

async fn a_write_whose_connection_is_cut_is_not_done(db: Database) {
    if !db.is_postgres() {
        return;
    }
    let world = db.world(TABLE).await;
    let name = world.name();
    // Somebody else's commit takes its time.
    let other = Connection::connect(world.database().address(name).as_str()).await.expect("opens");
    let turn = sea_orm::TransactionTrait::begin(&other).await.expect("begins");
    turn.execute_unprepared("SELECT pg_advisory_xact_lock(x'726f756e6401'::bigint)").await.expect("a turn");
    let waits = format!(
        "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = '{name}' AND wait_event_type = 'Lock' AND wait_event = 'advisory'"
    );
    let cutting = async {
        while count(&world, &waits).await == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        beside(&world, "postgres", &waits.replace("COUNT(*)", "pg_terminate_backend(pid)")).await;
    };
    let (answer, ()) = tokio::join!(report(&world, "Half-way."), cutting);
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAVAILABLE", "{answer:#}");
    turn.rollback().await.expect("the turn is over");
    other.close().await.expect("closes");
    for table in ["action_update WHERE text = 'Half-way.'", "change WHERE kind = 'UPDATED'", "audit_event"] {
        assert_eq!(count(&world, &format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
    }
    // Cut in the midst of the commit itself: nobody here can know, and that is said.
    let slow =
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON audit_event DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION slow();";
    beside(&world, name, slow).await;
    let commits = format!("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = '{name}' AND wait_event = 'PgSleep'");
    let cutting = async {
        while count(&world, &commits).await == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        beside(&world, "postgres", &commits.replace("COUNT(*)", "pg_terminate_backend(pid)")).await;
    };
    let (answer, ()) = tokio::join!(report(&world, "Half-way."), cutting);
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAVAILABLE", "{answer:#}");
    let message = answer["errors"][0]["message"].as_str().expect("a message");
    assert!(message.contains("all of it is done, or nothing") && message.contains("Idempotency-Key"), "{message}");
    beside(&world, name, "DROP TRIGGER slow ON audit_event; DROP FUNCTION slow();").await;
    let again = report(&world, "Whole.").await;
    assert!(again["data"]["did"]["cursor"].is_string(), "{again:#}");
}
