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

mod cluster;
mod plan;

use std::{
    path::{Path, PathBuf},
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
use sea_orm::{ConnectionTrait, Database as Connection};
use serde_json::Value;
use tokio::sync::OnceCell;
use tower::ServiceExt as _;

pub use cluster::Cluster;

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

/// How many connections a world has.
const CONNECTIONS: u32 = 4;

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
        self.world_of(file, CONNECTIONS).await
    }

    /// The same, for one asker after another: what a statement costs to prepare is paid once for them all.
    pub async fn small_world(&self, file: &str) -> World {
        self.world_of(file, 1).await
    }

    async fn world_of(&self, file: &str, connections: u32) -> World {
        let name = self.copy(Box::pin(self.empty_template()).await).await;
        let config = Config { database_connections: connections, ..Config::default() };
        let world = Box::pin(World::with(self, name, false, config)).await;
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
        Self::with(database, name, demo, Config { database_connections: CONNECTIONS, ..Config::default() }).await
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
        let config = Config { database_connections: CONNECTIONS, ..Config::default() };
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
        Asker { world: self, token: Some(self.token(account, None)), hat: None, purpose: None, key: None }
    }

    /// Somebody with an account, whose token is narrowed to scopes.
    pub fn scoped(&self, account: &str, scopes: &[&str]) -> Asker<'_> {
        Asker { world: self, token: Some(self.token(account, Some(scopes))), hat: None, purpose: None, key: None }
    }

    /// Somebody who shows this token, whatever it is.
    pub fn bearer(&self, token: &str) -> Asker<'_> {
        Asker { world: self, token: Some(token.to_owned()), hat: None, purpose: None, key: None }
    }

    /// The public.
    pub fn public(&self) -> Asker<'_> {
        Asker { world: self, token: None, hat: None, purpose: None, key: None }
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

    /// Tells the streams of this world's server to end.
    pub fn drain(&self) {
        self.app.drain();
    }
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
    key: Option<String>,
}

impl Asker<'_> {
    /// Whether this is the public.
    pub fn is_public(&self) -> bool {
        self.token.is_none()
    }

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

    /// The same, under a key for what is done.
    #[must_use]
    pub fn keyed(mut self, key: &str) -> Self {
        self.key = Some(key.to_owned());
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
        if let Some(key) = &self.key {
            request = request.header("idempotency-key", key);
        }
        let response = self.world.send(request.body(Body::from(body.to_string())).expect("a request")).await;
        let status = response.status();
        let text = text(response).await;
        (status, serde_json::from_str(&text).unwrap_or_else(|_| panic!("not JSON: {text}")))
    }

    /// A page of the server as text.
    pub async fn page(&self, path: &str) -> String {
        let mut request = Request::get(path);
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        text(self.world.send(request.body(Body::empty()).expect("a request")).await).await
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
