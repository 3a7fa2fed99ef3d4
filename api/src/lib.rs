//! Roundtable: the shared record of agencies around one table, scoped to each reader.
//!
//! # The map of the house
//! A request walks one way: `http` → `viewer` → `graph` → `store` → the entities. Each room knows only the next.
//!
//! | room | what happens there |
//! | --- | --- |
//! | `main`, [`config`], [`run`] | arguments, settings, what each command does |
//! | [`http`] | routes, negotiation, the check of documents, streams, limits, the explorer |
//! | [`token`] | who signed this? |
//! | [`viewer`] | who asks, under which hat, for which purpose, when |
//! | [`graph`] | the API: objects, inputs, deeds, streams |
//! | `policy` | which rows a right holds on: pure functions from a viewer to SQL conditions |
//! | [`store`] | the only room with a connection: scoped reads, writes under a right, the feed |
//! | `live` | keeping an ear on the feed for those who wait |
//! | `demo` | the demonstration partnership and synthetic ones for load tests |
//!
//! Adding a noun is a migration, an entity, a `Right` in `policy`, a line in the store's nouns and an object in
//! `graph`; without the right it does not compile.

pub mod clock;
pub mod config;
mod demo;
pub mod error;
pub mod graph;
pub mod http;
mod live;
mod policy;
pub mod run;
pub mod store;
pub mod token;
pub mod viewer;

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;

use clock::Clock;
use config::Config;
use store::{Store, View};
use token::{Keys, LocalIssuer};
use viewer::{Ask, Refused};

/// Many small allocations on many threads: measurably faster than the system's allocator, above all musl's. Here and
/// not in `main`, so that tests and benchmarks run on what is served.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long a persona's token lasts that the explorer's picker fetches.
const PICKER_TOKEN: Duration = Duration::from_hours(1);

/// Everything that a request needs, and no connection: the store keeps those.
#[derive(Clone)]
pub struct AppState(Arc<App>);

struct App {
    store: Store,
    schemas: Arc<graph::Schemas>,
    keys: Keys,
    local: Option<LocalIssuer>,
    config: Config,
    clock: Clock,
    metrics: http::Metrics,
    personas: Option<Vec<run::Persona>>,
    draining: watch::Sender<bool>,
    ear: tokio::task::JoinHandle<()>,
}

impl Drop for App {
    fn drop(&mut self) {
        self.ear.abort();
    }
}

impl AppState {
    /// Puts a server together, which from then on keeps an ear on the feed. Of the issuers, the local one is the
    /// development issuer; `personas` are those of the demonstration.
    #[must_use]
    pub fn new(
        store: Store,
        config: Config,
        clock: Clock,
        (keys, local): (Keys, Option<LocalIssuer>),
        personas: Option<Vec<run::Persona>>,
    ) -> Self {
        let ear = tokio::spawn(live::listen(store.clone()));
        Self(Arc::new(App {
            store,
            schemas: Arc::new(graph::Schemas::new()),
            keys,
            local,
            config,
            clock,
            metrics: http::Metrics::default(),
            personas,
            draining: watch::Sender::new(false),
            ear,
        }))
    }

    /// The record as the asker may see it now. A token that fails a check is never taken for no token.
    pub(crate) async fn view(&self, ask: &Ask) -> Result<View, Refused> {
        let claims = match &ask.bearer {
            Some(token) => {
                let claims = self.0.keys.verify(token, self.0.clock.now());
                Some(claims.map_err(|bad| Refused::Token(bad.to_string()))?)
            }
            None if self.0.config.public_access => None,
            None => return Err(Refused::PublicAccessOff),
        };
        // A database that has left the net without a word answers nothing, not even an error.
        let view = tokio::time::timeout(self.limit(), self.0.store.sign_in(claims, ask.clone())).await;
        view.unwrap_or(Err(Refused::Unavailable))
    }

    /// The schema that is there for a viewer.
    pub(crate) fn schema(&self, view: &View) -> graph::Schema {
        self.0.schemas.of(view.viewer().capabilities)
    }

    /// The schemas of all viewers.
    pub(crate) fn schemas(&self) -> Arc<graph::Schemas> {
        self.0.schemas.clone()
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub(crate) fn metrics(&self) -> &http::Metrics {
        &self.0.metrics
    }

    /// Whether the database answers.
    pub(crate) async fn ready(&self) -> bool {
        self.0.store.answers().await
    }

    /// The public keys of the local issuer, in development.
    pub(crate) fn jwks(&self) -> Option<serde_json::Value> {
        self.0.local.as_ref().map(LocalIssuer::jwks)
    }

    /// The schema as the viewer sees it.
    pub(crate) fn sdl(&self, view: &View) -> String {
        graph::sdl(&self.schema(view))
    }

    /// The personas of the demonstration, each with a fresh token.
    pub(crate) fn personas(&self) -> Option<serde_json::Value> {
        let (personas, issuer) = (self.0.personas.as_ref()?, self.0.local.as_ref()?);
        let (now, clock) = (self.0.clock.now(), &self.0.clock);
        let list = personas.iter().map(|persona| {
            serde_json::json!({
                "slug": persona.slug,
                "name": persona.name,
                "sector": persona.sector,
                "about": persona.about,
                "token": issuer.issue(&persona.slug, PICKER_TOKEN, None, now, clock.id()),
                "hats": persona.hats.iter().map(|(slug, name)| serde_json::json!({ "slug": slug, "name": name })).collect::<Vec<_>>(),
            })
        });
        Some(serde_json::Value::Array(list.collect()))
    }

    /// How long an operation may take.
    pub(crate) fn limit(&self) -> Duration {
        Duration::from_secs(self.0.config.request_timeout_seconds)
    }

    /// Takes the ear off the feed: the connections are about to go.
    pub(crate) fn hush(&self) {
        self.0.ear.abort();
    }

    /// Says true once the server is to end its streams.
    pub(crate) fn shutdown(&self) -> watch::Receiver<bool> {
        self.0.draining.subscribe()
    }

    /// Tells every stream to end.
    pub fn drain(&self) {
        self.0.draining.send_replace(true);
    }
}
