//! What each command does.

use std::{
    io::{BufRead as _, Write as _},
    net::SocketAddr,
    path::Path,
    time::Duration,
};

use tokio::net::TcpListener;

use crate::{
    AppState,
    clock::Clock,
    config::{Config, DatabaseUrl},
    demo,
    error::Stop,
    graph, http,
    store::{self, Check, Mark, Store},
    token::{Keys, LocalIssuer},
    viewer::SCOPES,
};

/// How long a persona's token lasts that the demonstration prints.
const DEMO_TOKEN: Duration = Duration::from_hours(12);
/// How long connections may take to end when the server stops, once no operation runs on them.
const DRAIN: Duration = Duration::from_secs(5);

/// An invented person or system of the demonstration.
#[derive(Clone, Debug)]
pub struct Persona {
    /// The account's short name.
    pub slug: String,
    /// The account's name.
    pub name: String,
    /// The part of public life the persona belongs to, in a word.
    pub sector: String,
    /// Who it is, in a sentence.
    pub about: String,
    /// The organisations it can act for: slug and name.
    pub hats: Vec<(String, String)>,
}

/// The database that the settings name, or the one embedded in the data folder.
fn database(config: &Config) -> Result<DatabaseUrl, Stop> {
    match &config.database_url {
        Some(url) => Ok(url.clone()),
        None => store::embedded(&config.data_dir),
    }
}

/// The same, and the data folder if the database is to be made there.
fn new_database(config: &Config) -> Result<DatabaseUrl, Stop> {
    if config.database_url.is_none() {
        LocalIssuer::make_folder(&config.data_dir).map_err(|bad| Stop::new(bad.to_string()))?;
    }
    database(config)
}

async fn open(config: &Config, clock: &Clock) -> Result<Store, Stop> {
    Store::open(&database(config)?, config.database_connections, clock.clone()).await
}

/// The issuers whose tokens are believed; the local one only in development.
fn issuers(config: &Config, local: bool) -> Result<(Keys, Option<LocalIssuer>), Stop> {
    let keys = Keys::open(&config.issuers, config.token_leeway_seconds).map_err(|bad| Stop::new(bad.to_string()))?;
    if !local {
        return Ok((keys, None));
    }
    let local = LocalIssuer::open(&config.data_dir).map_err(|bad| Stop::new(bad.to_string()))?;
    Ok((keys.and_local(&local), Some(local)))
}

/// Writes to the terminal. A closed pipe is no reason to fail.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Serves a migrated database until the process is told to stop.
///
/// # Errors
/// When the database, an issuer or the address cannot be used.
pub async fn serve(config: Config) -> Result<(), Stop> {
    let clock = Clock::system();
    let store = open(&config, &clock).await?;
    let issuers = issuers(&config, config.development)?;
    if config.issuers.is_empty() && issuers.1.is_none() {
        tracing::warn!("no issuer is configured: every token will be refused; see `issuers` in the README");
    }
    let doors = Doors::open(&config).await?;
    let line = format!("Roundtable serves {} on http://{}/graphql", store.kind(), doors.address()?);
    let app = AppState::new(store.clone(), config, clock, issuers, None);
    listen((app, store), doors, &line).await
}

/// Brings the database to the current schema.
///
/// # Errors
/// When the database cannot be reached, is newer than this program, or refuses a migration.
pub async fn migrate(config: Config) -> Result<(), Stop> {
    store::migrate(&new_database(&config)?).await?;
    say("The database is at the current schema.");
    Ok(())
}

/// Loads the demonstration once and serves it; or adds a synthetic partnership and ends.
///
/// # Errors
/// When the database holds other records, or something cannot be opened.
pub async fn demo(config: Config, scale: Option<u32>, seed: u64) -> Result<(), Stop> {
    let clock = Clock::system();
    // Before anything is made: a port in use must not leave a half-made demonstration behind.
    let doors = if scale.is_none() { Some(Doors::open(&config).await?) } else { None };
    let url = new_database(&config)?;
    say("Preparing the database …");
    store::migrate(&url).await?;
    let store = open(&config, &clock).await?;
    if let Some(units) = scale {
        return self::scale(&store, units, seed).await;
    }
    match demo::demonstration(&store).await? {
        Some(loaded) => say(&format!("Loaded the demonstration partnership: {loaded}.")),
        None => say("The demonstration partnership is already there."),
    }
    let issuers = issuers(&config, true)?;
    let personas = personas(&store).await?;
    let Some(doors) = doors else { return Ok(()) };
    if let Some(local) = &issuers.1 {
        print_personas(&personas, local, &clock);
    }
    let at = doors.address()?;
    let line = format!("Roundtable serves {} on http://{at}/graphql - open it in a browser.", store.kind());
    let app = AppState::new(store.clone(), config, clock, issuers, Some(personas));
    listen((app, store), doors, &line).await
}

/// Loads the demonstration partnership into an empty record, unless it is there already.
///
/// # Errors
/// When the record holds something else.
pub async fn demonstration(store: &Store) -> Result<(), Stop> {
    demo::demonstration(store).await.map(|_| ())
}

/// Adds a synthetic partnership of `units` for load tests; the same seed makes the same one.
///
/// # Errors
/// When a unit was made with another seed before, or the database refuses.
pub async fn scale(store: &Store, units: u32, seed: u64) -> Result<(), Stop> {
    demo::scale(store, units, seed, say).await
}

/// Loads a partnership from files of the form of `api/demo`, given by name and text, all or nothing.
///
/// # Errors
/// A mistake in a file, with its line.
pub async fn load(store: &Store, name: &str, files: &[(String, String)]) -> Result<(), Stop> {
    let sources: Vec<demo::Source> =
        files.iter().map(|(name, text)| demo::Source { name: name.clone(), text: text.clone() }).collect();
    demo::load(store, name, &sources).await.map(|_| ())
}

/// The personas of a loaded demonstration, with the hats that the record gives them.
///
/// # Errors
/// When the record does not hold them.
pub async fn personas(store: &Store) -> Result<Vec<Persona>, Stop> {
    let mut personas = Vec::new();
    for demo::Persona { slug, name, sector, about } in demo::personas()? {
        let hats = store.hats_of(LocalIssuer::NAME, &slug).await.map_err(|refused| Stop::new(refused.to_string()))?;
        personas.push(Persona { slug, name, sector, about, hats });
    }
    Ok(personas)
}

fn print_personas(personas: &[Persona], local: &LocalIssuer, clock: &Clock) {
    say("\nWho you can be (send the token as `Authorization: Bearer …`; it lasts 12 hours):\n");
    for persona in personas {
        let token = local.issue(&persona.slug, DEMO_TOKEN, None, clock.now(), clock.id());
        say(&format!("  {}: {}", persona.slug, persona.about));
        if persona.hats.len() > 1 {
            let hats: Vec<&str> = persona.hats.iter().map(|(slug, _)| slug.as_str()).collect();
            say(&format!("    also send `Roundtable-Acting-For:` with one of {}", hats.join(", ")));
        }
        say(&format!("    {token}"));
    }
    say("  (no token): the public\n");
}

/// Prints a token of the local issuer, for an account of the record that the settings name, if that is there.
///
/// # Errors
/// When no server has made the issuer's key yet, the record has no such account, or there is no such scope.
pub async fn token(
    config: Config,
    account: &str,
    expires_in: Duration,
    scopes: Option<Vec<String>>,
) -> Result<(), Stop> {
    let clock = Clock::system();
    if let Some(scope) = scopes.iter().flatten().find(|scope| !SCOPES.contains(&scope.as_str())) {
        return Err(Stop::new(format!("there is no scope {scope:?}: --scope takes some of {}", SCOPES.join(", "))));
    }
    let folder = &config.data_dir;
    if !folder.join(LocalIssuer::KEY_FILE).exists() {
        return Err(Stop::new(format!(
            "no server has made its issuer in {} yet: start `roundtable`, or `roundtable serve --development`, there first, or name its folder with --data-dir",
            folder.display()
        )));
    }
    if config.database_url.is_some() || store::is_embedded(folder) {
        let known = open(&config, &clock).await?;
        known.hats_of(LocalIssuer::NAME, account).await.map_err(|refused| {
            let place = database(&config).map(|url| store::whereabouts(&url)).unwrap_or_default();
            Stop::new(format!(
                "{account}: {refused} (Asked of the record at {place}: --account takes the short name of an account there, --database-url names another record.)"
            ))
        })?;
        known.close().await;
    }
    let local = LocalIssuer::open(&config.data_dir).map_err(|bad| Stop::new(bad.to_string()))?;
    say(&local.issue(account, expires_in, scopes.as_deref(), clock.now(), clock.id()));
    Ok(())
}

/// Prints the schema: whole, with what each part needs, or as an account of the record sees it under one of its hats.
///
/// # Errors
/// When the record cannot be opened, or has no such account or hat.
pub async fn schema(config: Config, account: Option<&str>, acting_for: Option<String>) -> Result<(), Stop> {
    let schemas = graph::Schemas::new();
    let Some(account) = account else {
        say(schemas.sdl().trim_end());
        return Ok(());
    };
    let store = open(&config, &Clock::system()).await?;
    let can = store.capabilities_of(account, acting_for.as_deref()).await;
    let can = can.map_err(|refused| Stop::new(format!("{account}: {refused}")))?;
    say(graph::sdl(&schemas.of(can)).trim_end());
    store.close().await;
    Ok(())
}

/// Checks that nothing of the ledger was changed, taken out or put elsewhere: of the database, or of a copy.
///
/// # Errors
/// When something was, or when the ledger or the copy cannot be read.
pub async fn verify_ledger(config: Config, copy: Option<&Path>, holds: Option<Mark>) -> Result<(), Stop> {
    let mut check = Check::new(holds);
    if let Some(copy) = copy {
        let unreadable = |cause| Stop::new(format!("cannot read {}: {cause}", copy.display()));
        let file = std::fs::File::open(copy).map_err(unreadable)?;
        for line in std::io::BufReader::new(file).lines() {
            check.copied(&line.map_err(unreadable)?)?;
        }
    } else {
        let store = open(&config, &Clock::system()).await?;
        check = store.check_ledger(check).await?;
        store.close().await;
    }
    say(&check.end()?);
    Ok(())
}

/// Prints the ledger, a line for each of its lines, each with its digest.
///
/// # Errors
/// When it cannot be read.
pub async fn export_ledger(config: Config) -> Result<(), Stop> {
    let store = open(&config, &Clock::system()).await?;
    store.copy_ledger(say).await?;
    store.close().await;
    Ok(())
}

/// Prints the decision table that the server enforces.
pub fn policy(markdown: bool) {
    say(if markdown { store::policy_in_markdown() } else { store::policy_in_text() }.trim_end());
}

/// Where a server listens.
struct Doors {
    front: TcpListener,
    metrics: Option<TcpListener>,
}

impl Doors {
    async fn open(config: &Config) -> Result<Self, Stop> {
        let front = bind(config.listen, "--listen").await?;
        let metrics = match config.metrics_listen {
            Some(at) => Some(bind(at, "--metrics-listen").await?),
            None => None,
        };
        Ok(Self { front, metrics })
    }

    fn address(&self) -> Result<SocketAddr, Stop> {
        address(&self.front)
    }
}

async fn bind(at: SocketAddr, flag: &str) -> Result<TcpListener, Stop> {
    let taken = |cause| Stop::new(format!("cannot listen on {at}: {cause}; choose another address with {flag}"));
    TcpListener::bind(at).await.map_err(taken)
}

fn address(listener: &TcpListener) -> Result<SocketAddr, Stop> {
    listener.local_addr().map_err(|cause| Stop::new(format!("the listening socket failed: {cause}")))
}

/// Says that it serves, and serves until told to stop, then lets running operations finish and ends streams. A caller
/// that sends half a request, or does not read its answer, keeps nobody waiting, and who says stop twice does not wait at
/// all.
async fn listen((app, store): (AppState, Store), Doors { front, metrics }: Doors, line: &str) -> Result<(), Stop> {
    let (told, mut shutdown) = (app.clone(), app.shutdown());
    // From before it is said: who reads the line may say stop at once.
    let mut stop = Ears::open()?;
    if let Some(metrics) = &metrics {
        say(&format!("The server's numbers are on http://{}/metrics", address(metrics)?));
    }
    say(line);
    // To the end of the process: how a server drains is read from its numbers.
    let _numbers = metrics.map(|metrics| tokio::spawn(axum::serve(metrics, http::numbers(app.clone())).into_future()));
    let until = async move {
        stop.told().await;
        told.drain();
    };
    let connections = axum::serve(front, http::router(app.clone())).with_graceful_shutdown(until);
    let served = async {
        let done = connections.await;
        http::drained(&app, DRAIN).await;
        done
    };
    let late = async {
        // An operation ends by itself, at its own limit at the latest; then its answer has a moment to leave.
        let _ = shutdown.wait_for(|draining| *draining).await;
        let ended = async {
            http::drained(&app, app.limit() + DRAIN).await;
            tokio::time::sleep(DRAIN).await;
        };
        match Ears::open() {
            Ok(mut again) => tokio::select! { () = ended => (), () = again.told() => () },
            Err(_) => ended.await,
        }
    };
    let done = tokio::select! {
        served = served => served.map_err(|cause| Stop::new(format!("the server failed: {cause}"))),
        () = late => {
            tracing::warn!("some connections did not end in time and were cut");
            Ok(())
        }
    };
    app.hush();
    let _ = tokio::time::timeout(DRAIN, store.close()).await;
    done
}

/// Ears for being told to stop, open from the moment they are made.
struct Ears {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Ears {
    #[cfg(unix)]
    fn open() -> Result<Self, Stop> {
        use tokio::signal::unix::{SignalKind, signal};
        let deaf = |cause| Stop::new(format!("the system lets nobody tell this process to stop ({cause})"));
        let terminate = signal(SignalKind::terminate()).map_err(deaf)?;
        Ok(Self { terminate, interrupt: signal(SignalKind::interrupt()).map_err(deaf)? })
    }

    #[cfg(unix)]
    async fn told(&mut self) {
        tokio::select! { _ = self.terminate.recv() => (), _ = self.interrupt.recv() => () }
    }

    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
    fn open() -> Result<Self, Stop> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn told(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
