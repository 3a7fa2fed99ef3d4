//! Numbers for Prometheus.
//!
//! Lives here: every number about requests and sockets, and the registry that other rooms may add theirs to. Must not
//! live here: a label made from what a caller sent. Labels are enums, so neither names nor content can leak into a
//! monitoring system, and nobody can fill its memory.

use std::fmt;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// What `/metrics` calls its own format.
pub(super) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Seconds: a cached read takes a millisecond, the time limit is thirty.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0, 30.0];

/// Statements of one request: a page is a handful, a query that asks row by row shows in the last buckets.
const STATEMENTS: [f64; 10] = [0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 512.0];

/// What was asked for.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub(super) enum Kind {
    /// A query.
    Query,
    /// A mutation.
    Mutation,
    /// A subscription.
    Subscription,
    /// It never became an operation.
    None,
}

impl From<OperationType> for Kind {
    fn from(kind: OperationType) -> Self {
        match kind {
            OperationType::Query => Self::Query,
            OperationType::Mutation => Self::Mutation,
            OperationType::Subscription => Self::Subscription,
        }
    }
}

impl Kind {
    /// One word, for the log and the label.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Subscription => "subscription",
            Self::None => "none",
        }
    }
}

impl EncodeLabelValue for Kind {
    fn encode(&self, to: &mut LabelValueEncoder) -> fmt::Result {
        self.word().encode(to)
    }
}

/// How it ended.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Data, and no error.
    Ok,
    /// It ran, and some field has an error of the domain.
    Partial,
    /// The request was wrong and nothing ran.
    Invalid,
    /// The caller may not ask.
    Refused,
    /// Our failure: a fault, the time limit, or the database away.
    Failed,
}

impl EncodeLabelValue for Outcome {
    fn encode(&self, to: &mut LabelValueEncoder) -> fmt::Result {
        let word = match self {
            Self::Ok => "ok",
            Self::Partial => "partial",
            Self::Invalid => "invalid",
            Self::Refused => "refused",
            Self::Failed => "failed",
        };
        word.encode(to)
    }
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Ending {
    operation: Kind,
    outcome: Outcome,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Operation {
    operation: Kind,
}

/// The numbers of one server.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Ending, Counter>,
    seconds: Family<Operation, Histogram, fn() -> Histogram>,
    statements: Family<Operation, Histogram, fn() -> Histogram>,
    operations: Gauge,
    sockets: Gauge,
    subscriptions: Gauge,
    faults: Counter,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::with(|_| {})
    }
}

impl Metrics {
    /// The numbers of this room, and those that `others` registers.
    pub fn with(others: impl FnOnce(&mut Registry)) -> Self {
        let requests = Family::default();
        let seconds: Family<_, _, fn() -> Histogram> = Family::new_with_constructor(|| Histogram::new(SECONDS));
        let statements: Family<_, _, fn() -> Histogram> = Family::new_with_constructor(|| Histogram::new(STATEMENTS));
        let (operations, sockets, subscriptions) = (Gauge::default(), Gauge::default(), Gauge::default());
        let faults = Counter::default();
        let mut registry = Registry::with_prefix("roundtable");
        registry.register("requests", "GraphQL operations, by kind and how they ended", requests.clone());
        registry.register("request_seconds", "Time to answer an operation, in seconds", seconds.clone());
        registry.register("request_statements", "SQL statements of one operation", statements.clone());
        registry.register("running_operations", "GraphQL operations that are running", operations.clone());
        registry.register("open_sockets", "WebSockets that are open", sockets.clone());
        registry.register(
            "live_subscriptions",
            "Subscriptions that are running, on any transport",
            subscriptions.clone(),
        );
        registry.register("faults", "Panics that were caught", faults.clone());
        others(&mut registry);
        Self { registry, requests, seconds, statements, operations, sockets, subscriptions, faults }
    }

    /// Everything, as text.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        match encode(&mut text, &self.registry) {
            Ok(()) => text,
            // Writing to a string does not fail.
            Err(fmt::Error) => String::new(),
        }
    }

    /// Counts an operation that has ended (or, for a subscription, begun).
    pub(super) fn count(&self, operation: Kind, outcome: Outcome) {
        self.requests.get_or_create(&Ending { operation, outcome }).inc();
    }

    /// Notes what an operation cost.
    pub(super) fn cost(&self, operation: Kind, took: Duration, statements: u64) {
        self.seconds.get_or_create(&Operation { operation }).observe(took.as_secs_f64());
        let statements = u32::try_from(statements).unwrap_or(u32::MAX);
        self.statements.get_or_create(&Operation { operation }).observe(f64::from(statements));
    }

    /// Counts a panic.
    pub(super) fn fault(&self) {
        self.faults.inc();
    }

    /// Counts a socket for as long as the answer lives.
    pub(super) fn socket(&self) -> Held {
        Held::new(&self.sockets)
    }

    /// Counts a subscription for as long as the answer lives.
    pub(super) fn subscription(&self) -> Held {
        Held::new(&self.subscriptions)
    }

    /// Counts an operation for as long as the answer lives.
    pub(super) fn operation(&self) -> Held {
        Held::new(&self.operations)
    }

    /// Whether an operation runs or a socket is open.
    pub(super) fn busy(&self) -> bool {
        self.operations.get() + self.sockets.get() > 0
    }
}

/// One more of something, until dropped: no path out of a task can forget to count down.
#[derive(Debug)]
#[must_use = "dropping it counts down again"]
pub(super) struct Held(Gauge);

impl Held {
    fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.dec();
    }
}
