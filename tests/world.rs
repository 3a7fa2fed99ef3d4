//! The world of a test: a database of its own, a clock that stands still, the real router and real tokens.
//!
//! Records come in through the loader that the demonstration uses, from files of the same form; everything else is
//! asked over HTTP, as its user would. Nothing here reads or writes a table.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::large_futures,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a world that cannot be set up fails its test there and then"
)]

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    http::{Request, Response, StatusCode},
};
use chrono::{DateTime, Utc};
use roundtable::{
    AppState,
    clock::Clock,
    config::{Config, DatabaseUrl},
    http, run,
    store::{self, Store},
    token::{Keys, LocalIssuer},
};
use sea_orm::{
    ConnectionTrait, Database as Connection, DatabaseConnection, DbBackend, DbErr, Statement, TransactionTrait as _,
};
use serde_json::Value;
use tokio::sync::OnceCell;
use tower::ServiceExt as _;
use tracing::instrument::WithSubscriber as _;
use tracing_subscriber::layer::SubscriberExt as _;

/// A database server to test on, with templates that each world copies.
#[derive(Clone)]
pub struct Database(Arc<Server>);

struct Server {
    kind: Kind,
    folder: PathBuf,
    issuer: LocalIssuer,
    demo: OnceCell<String>,
    empty: OnceCell<String>,
    made: AtomicU32,
    /// PostgreSQL copies a template only while nobody else does.
    copying: tokio::sync::Mutex<()>,
}

enum Kind {
    Sqlite,
    Postgres { url: String },
}

/// The instant at which worlds stand unless told otherwise: after the demonstration's last fact.
pub const NOW: &str = "2026-03-02T10:00:00Z";

impl Database {
    /// SQLite, in files of a folder.
    pub fn sqlite(folder: &Path) -> Self {
        Self::new(Kind::Sqlite, folder)
    }

    /// A PostgreSQL server on which databases may be made; `url` ends in the name of one that exists.
    pub fn postgres(url: &str, folder: &Path) -> Self {
        Self::new(Kind::Postgres { url: url.to_owned() }, folder)
    }

    fn new(kind: Kind, folder: &Path) -> Self {
        let issuer = LocalIssuer::open(folder).expect("the test folder can be written");
        let (demo, empty) = (OnceCell::new(), OnceCell::new());
        let (made, copying) = (AtomicU32::new(0), tokio::sync::Mutex::new(()));
        Self(Arc::new(Server { kind, folder: folder.to_owned(), issuer, demo, empty, made, copying }))
    }

    /// Whether this is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        matches!(self.0.kind, Kind::Postgres { .. })
    }

    /// The folder of this server's files, among them the key of the issuer.
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// The name of a database that does not exist yet.
    fn name(&self, stem: &str) -> String {
        let n = self.0.made.fetch_add(1, Ordering::Relaxed);
        format!("roundtable_test_{}_{stem}_{n}", std::process::id())
    }

    /// The address of a database of this server.
    pub fn address(&self, name: &str) -> DatabaseUrl {
        let url = match &self.0.kind {
            Kind::Sqlite => format!("sqlite://{}?mode=rwc", self.0.folder.join(name).display()),
            Kind::Postgres { url } => {
                let (server, query) = url.split_once('?').map_or((url.as_str(), ""), |(s, q)| (s, q));
                let stem = server.rsplit_once('/').map_or(server, |(stem, _)| stem);
                format!("{stem}/{name}?{query}")
            }
        };
        DatabaseUrl::try_from(url).expect("a database address")
    }

    async fn admin(&self, sql: &str) {
        let Kind::Postgres { url } = &self.0.kind else { return };
        let db = Connection::connect(url).await.expect("the PostgreSQL server answers");
        db.execute_unprepared(sql).await.expect("databases can be made and dropped");
        db.close().await.expect("closes");
    }

    /// A database with nothing in it, not even a table.
    pub async fn bare(&self) -> String {
        let name = self.name("bare");
        self.admin(&format!("CREATE DATABASE {name}")).await;
        name
    }

    /// A database migrated to the current schema and loaded with nothing.
    async fn empty_template(&self) -> &str {
        let made = async {
            let name = self.bare().await;
            store::migrate(&self.address(&name)).await.expect("migrates");
            self.settle(&name).await;
            name
        };
        self.0.empty.get_or_init(|| made).await
    }

    /// A database with the demonstration.
    async fn demo_template(&self) -> &str {
        let made = async {
            let name = self.copy(Box::pin(self.empty_template()).await).await;
            let clock = Clock::fixed(instant("2023-01-09T09:00:00Z"));
            let store = Store::open(&self.address(&name), 2, clock).await.expect("opens");
            run::demonstration(&store).await.expect("the demonstration loads");
            store.close().await;
            self.settle(&name).await;
            name
        };
        self.0.demo.get_or_init(|| made).await
    }

    /// SQLite: folds the write-ahead log into the file, so that the file alone can be copied.
    async fn settle(&self, name: &str) {
        if matches!(self.0.kind, Kind::Sqlite) {
            let db = Connection::connect(self.address(name).as_str()).await.expect("opens");
            db.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.expect("settles");
            db.close().await.expect("closes");
        }
    }

    async fn copy(&self, template: &str) -> String {
        let name = self.name("world");
        match &self.0.kind {
            Kind::Sqlite => {
                let (from, to) = (self.0.folder.join(template), self.0.folder.join(&name));
                std::fs::copy(from, to).expect("the template can be copied");
            }
            Kind::Postgres { .. } => {
                let _turn = self.0.copying.lock().await;
                self.admin(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
            }
        }
        name
    }

    /// A world that holds the demonstration.
    pub async fn demo(&self) -> World {
        let name = self.copy(Box::pin(self.demo_template()).await).await;
        Box::pin(World::open(self, name, true)).await
    }

    /// A world that holds a synthetic partnership of one unit.
    pub async fn scaled(&self) -> World {
        let name = self.copy(Box::pin(self.empty_template()).await).await;
        let world = Box::pin(World::open(self, name, false)).await;
        Box::pin(run::scale(&world.store, 1, 1)).await.unwrap_or_else(|stop| panic!("{stop}"));
        world
    }

    /// A world that holds what a file in the demonstration's form says.
    pub async fn world(&self, file: &str) -> World {
        let name = self.copy(Box::pin(self.empty_template()).await).await;
        let world = Box::pin(World::open(self, name, false)).await;
        let files = [("world.yaml".to_owned(), file.to_owned())];
        Box::pin(run::load(&world.store, "world", &files)).await.unwrap_or_else(|stop| panic!("{stop}"));
        world
    }
}

/// One database, one clock, one server.
pub struct World {
    database: Database,
    name: String,
    /// The clock of this world: set it to another instant to live then.
    pub clock: Clock,
    /// The record, for what a test must do beside the server, such as loading more.
    pub store: Store,
    app: AppState,
    router: Router,
}

/// An instant, as RFC 3339 writes it.
pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

impl World {
    async fn open(database: &Database, name: String, demo: bool) -> Self {
        Self::with(database, name, demo, Config { database_connections: 4, ..Config::default() }).await
    }

    /// Opens a database that already holds something, with settings of its own.
    pub async fn with(database: &Database, name: String, demo: bool, config: Config) -> Self {
        let clock = Clock::fixed(instant(NOW));
        let address = database.address(&name);
        let store = Store::open(&address, config.database_connections, clock.clone())
            .await
            .unwrap_or_else(|stop| panic!("{stop}"));
        let personas = if demo { Some(run::personas(&store).await.expect("personas")) } else { None };
        let local = LocalIssuer::open(&database.0.folder).expect("the issuer opens");
        let keys = Keys::open(&config.issuers, config.token_leeway_seconds).expect("issuers").and_local(&local);
        let app = AppState::new(store.clone(), config, clock.clone(), (keys, Some(local)), personas);
        let router = http::router(app.clone());
        Self { database: database.clone(), name, clock, store, app, router }
    }

    /// The database this world lives in.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// The name of this world's own database.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A second server over the same database, as another node would be.
    pub async fn second_node(&self) -> World {
        let config = Config { database_connections: 4, ..Config::default() };
        let node = Box::pin(Self::with(&self.database, self.name.clone(), false, config)).await;
        node.clock.set(self.clock.now());
        node
    }

    /// Moves the clock.
    pub fn at(&self, text: &str) -> &Self {
        self.clock.set(instant(text));
        self
    }

    /// A token of the local issuer.
    pub fn token(&self, account: &str, scopes: Option<&[&str]>) -> String {
        let scopes: Option<Vec<String>> = scopes.map(|s| s.iter().map(|s| (*s).to_owned()).collect());
        let hour = Duration::from_hours(1);
        self.database.0.issuer.issue(account, hour, scopes.as_deref(), self.clock.now(), self.clock.id())
    }

    /// Somebody with an account.
    pub fn person(&self, account: &str) -> Asker<'_> {
        Asker { world: self, token: Some(self.token(account, None)), hat: None, purpose: None }
    }

    /// Somebody with an account, whose token is narrowed to scopes.
    pub fn scoped(&self, account: &str, scopes: &[&str]) -> Asker<'_> {
        Asker { world: self, token: Some(self.token(account, Some(scopes))), hat: None, purpose: None }
    }

    /// Somebody who shows this token, whatever it is.
    pub fn bearer(&self, token: &str) -> Asker<'_> {
        Asker { world: self, token: Some(token.to_owned()), hat: None, purpose: None }
    }

    /// The public.
    pub fn public(&self) -> Asker<'_> {
        Asker { world: self, token: None, hat: None, purpose: None }
    }

    /// Somebody by slug; `public` is the public.
    pub fn anybody(&self, slug: &str) -> Asker<'_> {
        if slug == "public" { self.public() } else { self.person(slug) }
    }

    /// Sends any request to the router.
    pub async fn send(&self, request: Request<Body>) -> Response<Body> {
        match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }

    /// A page of the server as text, with its status.
    pub async fn get(&self, path: &str) -> (StatusCode, String) {
        let response = self.send(Request::get(path).body(Body::empty()).expect("a request")).await;
        let status = response.status();
        (status, text(response).await)
    }

    /// Serves this world on a port of its own, for sockets; ends with the world.
    pub async fn serve(&self) -> std::net::SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = self.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    }

    /// How many SQL statements requests have run so far, and how many requests that were.
    pub async fn statements(&self) -> (u64, u64) {
        let (_, metrics) = self.get("/metrics").await;
        let number = |name: &str| {
            let lines = metrics.lines().filter(|line| line.starts_with(name));
            lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum::<f64>() as u64
        };
        (number("roundtable_request_statements_sum"), number("roundtable_request_statements_count"))
    }

    /// The statements that a question asks of the record, as the server traces them.
    pub async fn statements_of(&self, asker: &Asker<'_>, query: &str) -> Vec<String> {
        let heard = Heard::default();
        asker.ask(query).with_subscriber(tracing_subscriber::registry().with(heard.clone())).await;
        let statements = std::mem::take(&mut *heard.0.lock().expect("nobody panicked"));
        assert!(!statements.is_empty(), "the trace shows no statement of {query}");
        statements
    }

    /// How the database means to run a statement, for any values, as it does for a prepared one: the lines of its plan.
    pub async fn plan(&self, sql: &str) -> Vec<String> {
        let db = Connection::connect(self.database.address(&self.name).as_str()).await.expect("opens");
        let plan = plan(&db, sql).await.unwrap_or_else(|cause| panic!("{cause}\n{sql}"));
        db.close().await.expect("closes");
        plan
    }

    /// How many rows each table holds, as far as the database's own statistics know.
    pub async fn sizes(&self) -> Vec<(String, i64)> {
        let db = Connection::connect(self.database.address(&self.name).as_str()).await.expect("opens");
        let sql = match db.get_database_backend() {
            DbBackend::Sqlite => "SELECT tbl, MAX(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl",
            _ => {
                "SELECT relname::text, reltuples::bigint FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            }
        };
        let rows = db.query_all_raw(statement(&db, sql)).await.expect("statistics");
        let sizes = rows.iter().map(|row| row.try_get_by_index(0).and_then(|t| Ok((t, row.try_get_by_index(1)?))));
        let sizes = sizes.collect::<Result<_, _>>().expect("a table and a number");
        db.close().await.expect("closes");
        sizes
    }

    /// Tells the streams of this world's server to end.
    pub fn drain(&self) {
        self.app.drain();
    }
}

/// What the store says that it asks, as its trace shows it.
#[derive(Clone, Default)]
struct Heard(Arc<std::sync::Mutex<Vec<String>>>);

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Heard {
    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        let sql = |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
            if field.name() == "sql" {
                self.0.lock().expect("nobody panicked").push(format!("{value:?}"));
            }
        };
        event.record(&mut { sql });
    }
}

fn statement(db: &DatabaseConnection, sql: &str) -> Statement {
    Statement::from_string(db.get_database_backend(), sql)
}

async fn plan(db: &DatabaseConnection, sql: &str) -> Result<Vec<String>, DbErr> {
    if db.get_database_backend() == DbBackend::Sqlite {
        let rows = db.query_all_raw(statement(db, &format!("EXPLAIN QUERY PLAN {sql}"))).await?;
        return rows.iter().map(|row| row.try_get("", "detail")).collect();
    }
    let places = sql
        .split('$')
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next().and_then(|n| n.parse::<usize>().ok()));
    let values = vec!["NULL"; places.max().unwrap_or(0)].join(", ");
    let values = if values.is_empty() { values } else { format!("({values})") };
    // One connection for all three: what one prepares, another does not know.
    let txn = db.begin().await?;
    txn.execute_unprepared("SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL jit = off").await?;
    txn.execute_unprepared(&format!("PREPARE asked AS {sql}")).await?;
    let rows = txn.query_all_raw(statement(db, &format!("EXPLAIN EXECUTE asked{values}"))).await?;
    txn.execute_unprepared("DEALLOCATE asked").await?;
    txn.rollback().await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// The body of an answer as text.
pub async fn text(response: Response<Body>) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), 64 << 20).await.expect("a body");
    String::from_utf8(bytes.to_vec()).expect("text")
}

/// Somebody who asks.
#[derive(Clone)]
pub struct Asker<'w> {
    world: &'w World,
    token: Option<String>,
    hat: Option<String>,
    purpose: Option<String>,
}

impl Asker<'_> {
    /// The same, under a hat.
    #[must_use]
    pub fn wearing(mut self, organisation: &str) -> Self {
        self.hat = Some(organisation.to_owned());
        self
    }

    /// The same, for a purpose.
    #[must_use]
    pub fn purpose(mut self, code: &str) -> Self {
        self.purpose = Some(code.to_owned());
        self
    }

    /// Asks, with variables, and gives the status and the whole answer.
    pub async fn answer(&self, query: &str, variables: Value) -> (StatusCode, Value) {
        let body = serde_json::json!({ "query": query, "variables": variables });
        let mut request = Request::post("/graphql").header("content-type", "application/json");
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(hat) = &self.hat {
            request = request.header("roundtable-acting-for", hat);
        }
        if let Some(purpose) = &self.purpose {
            request = request.header("roundtable-purpose", purpose);
        }
        let response = self.world.send(request.body(Body::from(body.to_string())).expect("a request")).await;
        let status = response.status();
        let text = text(response).await;
        (status, serde_json::from_str(&text).unwrap_or_else(|_| panic!("not JSON: {text}")))
    }

    /// Asks and expects no error; gives the data.
    pub async fn ask(&self, query: &str) -> Value {
        self.ask_with(query, Value::Null).await
    }

    /// Asks with variables and expects no error; gives the data.
    pub async fn ask_with(&self, query: &str, variables: Value) -> Value {
        let (_, answer) = self.answer(query, variables).await;
        assert!(answer.get("errors").is_none(), "{query}\n{:#}", answer["errors"]);
        answer["data"].clone()
    }

    /// Asks and expects an error; gives the first one.
    pub async fn refused(&self, query: &str) -> Value {
        let (_, answer) = self.answer(query, Value::Null).await;
        let error = answer["errors"][0].clone();
        assert!(error.is_object(), "no error: {query}\n{answer:#}");
        error
    }
}

/// A private PostgreSQL server in a folder, ended when dropped.
pub struct Cluster {
    folder: PathBuf,
    bin: PathBuf,
    /// Its address.
    pub url: String,
}

impl Cluster {
    /// Starts a server with the binaries of this machine, if it has any. PostgreSQL refuses to run as root, so root
    /// starts it as the user `postgres` or `nobody`.
    pub fn start(folder: &Path) -> Option<Self> {
        let bin = binaries()?;
        let (data, port) = (folder.join("pg"), free_port()?);
        let root = Command::new("id").arg("-u").output().ok().is_some_and(|o| o.stdout.starts_with(b"0\n"));
        std::fs::create_dir_all(&data).ok()?;
        let user = ["postgres", "nobody"]
            .into_iter()
            .find(|u| root && Command::new("id").arg(u).output().is_ok_and(|o| o.status.success()));
        if let Some(user) = user {
            Command::new("chown").arg(user).arg(&data).status().ok()?;
        }
        let run = |program: &str, args: &[&str]| {
            let path = bin.join(program);
            let mut command = match user {
                Some(user) => {
                    let mut command = Command::new("setpriv");
                    command.args(["--reuid", user, "--clear-groups", "--"]).arg(path);
                    command
                }
                None => Command::new(path),
            };
            let done = command.args(args).current_dir(&data).output().ok()?;
            if !done.status.success() {
                eprintln!("{program}: {}", String::from_utf8_lossy(&done.stderr));
            }
            done.status.success().then_some(())
        };
        let at = data.to_str()?;
        run("initdb", &["-D", at, "-U", "roundtable", "--auth=trust", "--no-sync", "-E", "UTF8"])?;
        // Durability is not what a private test server is for; ordering and locking are the same without it.
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={at} -c fsync=off -c max_connections=400"
        );
        let log = data.join("log");
        run("pg_ctl", &["-D", at, "-w", "-l", log.to_str()?, "-o", &options, "start"])?;
        let url = format!("postgres://roundtable@127.0.0.1:{port}/postgres");
        Some(Self { folder: data, bin, url })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The server's own process number: `pg_ctl` would have to run as its user.
        let pid = std::fs::read_to_string(self.folder.join("postmaster.pid")).unwrap_or_default();
        if let Some(pid) = pid.lines().next() {
            let _ = Command::new("kill").args(["-INT", pid]).status();
            for _ in 0..100 {
                if !self.folder.join("postmaster.pid").exists() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        let _ = &self.bin;
    }
}

fn free_port() -> Option<u16> {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).ok().map(|a| a.port())
}

/// Where this machine keeps `initdb` and `pg_ctl`: on the path, or where Debian puts them.
fn binaries() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|e| e.path().join("bin"));
    let mut folders: Vec<PathBuf> = debian.chain(std::env::split_paths(&path)).collect();
    folders.sort();
    folders.into_iter().rev().find(|f| f.join("initdb").exists() && f.join("pg_ctl").exists())
}
