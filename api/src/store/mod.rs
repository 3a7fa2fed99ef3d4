//! The door: the only room with a connection.
//!
//! Everything that leaves is a `Seen` row that passed the policy's `Read`; everything that changes goes through a
//! `Tx` that selected its row under a `Right`. Methods of `View` are nouns and live in the files beside this one.
//!
//! # Why
//! Authority that cannot be left behind: a query starts filtered (`Door::rows`), a row cannot be wrapped elsewhere
//! (`Seen` has no public constructor), and a write has no id argument to get wrong (`Tx` holds its target). What must
//! read without a viewer says `Unscoped` and a reason, in the files that `tests/door.rs` lists.

#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "the one room with a connection")]

mod access_grant;
mod action;
mod agreement;
mod audit_event;
mod board;
mod change;
mod comment;
mod connect;
mod decision;
mod demo;
mod fault;
mod ledger;
mod load;
mod meeting;
mod membership;
mod minutes;
mod narrowed;
mod noun;
mod once;
mod page;
mod paper;
mod programme;
mod recommendation;
mod review;
mod rounds;
mod seal;
mod search;
mod sign_in;
mod slug;
mod tally;
mod viewed;
mod why;
mod write;

use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_graphql::dataloader::DataLoader;
use sea_orm::{
    Condition, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, FromQueryResult, ModelTrait as _,
    QueryFilter, QueryResult, QueryTrait, Select, Statement, Values,
    sea_query::{Alias, PostgresQueryBuilder, QueryBuilder, SelectStatement, SqlWriterValues, SqliteQueryBuilder},
};

use crate::{
    clock::Clock,
    error::Error,
    policy::{Read, Right, begin, consulted},
    viewer::Viewer,
};

/// The version of the policy that is enforced, and the page that says it.
pub(crate) use crate::policy::policy_version;
pub use crate::policy::{policy_in_markdown, policy_in_text};

use fault::failed;

pub(crate) use access_grant::{ACCESS_GRANTS, AccessGrantFilter, Sharing, active};
pub(crate) use action::{
    ActionFilter, Beneficiary, Closing, Due, Owning, Raised, Report, Successor, overdue, took_place,
};
pub(crate) use agreement::{AgreementFilter, Asked, DrawnUp, Power, Weighed, standing};
pub(crate) use audit_event::AuditEventFilter;
pub(crate) use board::{Described, Opened};
pub(crate) use change::{Change, Fed, Wanted};
pub(crate) use comment::Remark;
pub use connect::{embedded, migrate};
pub(crate) use connect::{is_embedded, whereabouts};
pub(crate) use decision::{DECISIONS_OF_BOARD, DECISIONS_OF_ITEM, DECISIONS_OF_MEETING, DecisionFilter};
pub(crate) use demo::Loading;
pub use ledger::{Check, Mark};
pub(crate) use meeting::{Arranged, Came, Decided, Directed, Invited, Item, Planned, Recommended, Settled, Source};
pub(crate) use membership::{Appointed, Whom, standing_on};
pub(crate) use minutes::{
    AgreedBy, Ambiguous, Block, Blocker, Owing, Pack, Printed, PublicText, Section, Undertaking, Written,
};
pub(crate) use narrowed::Narrowed;
pub(crate) use noun::*;
pub(crate) use once::{IdempotencyKey, LONGEST_KEY, Once};
pub(crate) use page::{List, Page, Relation, Rows};
pub(crate) use paper::{Drafted, Embargo, File, PAPERS_OF_ITEM, PAPERS_OF_MEETING, PaperFilter, Revised, Sending};
pub(crate) use programme::{Advance, Given, ProgrammeFilter, Proposed, Rewritten, Told};
pub(crate) use recommendation::{
    Answer, RECOMMENDATIONS_OF_ORGANISATION, RECOMMENDATIONS_OF_PAPER, RecommendationFilter, TARGETS, late,
};
pub(crate) use review::{REVIEWS, ReviewFilter, six_months_after};
pub(crate) use search::{Hit, Hits, Search, Sought};
pub(crate) use tally::{Filled, MoneyEnding, MoneyOfFunder, Owed, Owner, Period, REVIEW, Sum, Then};
pub(crate) use viewed::As;
pub(crate) use why::Why;
pub(crate) use write::{Begun, Done, Terms, Tx, Versioned};

/// The record. Holds the connections; lends them to nobody.
#[derive(Clone)]
pub struct Store {
    read: DatabaseConnection,
    write: DatabaseConnection,
    clock: Clock,
    seal: Arc<seal::Seal>,
    news: Arc<tokio::sync::watch::Sender<i64>>,
    ledger: ledger::Ledger,
}

impl Store {
    /// The record as one viewer sees it.
    fn view(&self, viewer: Viewer, origin: sign_in::Origin, spent: Spent) -> View {
        let (viewer, rounds) = (Arc::new(viewer), rounds::Rounds::default());
        let Spent { statements, reading } = spent;
        let door = Door {
            store: self.clone(),
            viewer,
            statements,
            reading,
            handed: Arc::default(),
            packs: Arc::default(),
            rounds,
        };
        Self::loaded(door, origin)
    }

    /// A view with loaders of its own, which have read nothing yet.
    fn loaded(door: Door, origin: sign_in::Origin) -> View {
        let loader = DataLoader::new(door.clone(), door.rounds.clone(), door.rounds.clone());
        View(Arc::new(Inner { door, origin, loader: loader.delay(Duration::ZERO).max_batch_size(10_000) }))
    }
}

/// Reads and writes that have no viewer, each for one reason; a test lists the files that may say so.
struct Unscoped<'a, Why> {
    store: &'a Store,
    why: std::marker::PhantomData<Why>,
}

impl<'a, Why> Unscoped<'a, Why> {
    fn new(store: &'a Store) -> Self {
        Self { store, why: std::marker::PhantomData }
    }
}

/// The most rows that one view hands out in lists that hang from records: lists in lists multiply.
const MOST_ROWS: u64 = 20_000;

/// What a request has come to so far: the views of a stream share it.
#[derive(Clone, Default)]
struct Spent {
    /// SQL statements.
    statements: Arc<AtomicU64>,
    /// What was read that leaves lines in the ledger.
    reading: Arc<ledger::Reading>,
}

/// The columns in which a row says what its reading leaves in the ledger: the kind of record, its id, and the kind of
/// content, which is null where it leaves nothing.
const CONSULTED: (&str, &str, &str) = ("consulted_record", "consulted_id", "consulted_class");

/// The key of a row.
fn key<E: Noun>(row: &E::Model) -> uuid::Uuid {
    row.get(E::id()).unwrap()
}

/// A viewer at the door: what the loaders share within one request, and never beyond it.
#[derive(Clone)]
struct Door {
    store: Store,
    viewer: Arc<Viewer>,
    statements: Arc<AtomicU64>,
    reading: Arc<ledger::Reading>,
    /// Rows handed out in lists that hang from records.
    handed: Arc<AtomicU64>,
    /// Publication packs put together.
    packs: Arc<AtomicU64>,
    rounds: rounds::Rounds,
}

impl Door {
    /// Every read starts here: the rows of a noun that this viewer may know of.
    fn rows<E: EntityTrait>(&self) -> Select<E>
    where
        Read<E>: Right<On = E>,
    {
        let who = self.viewer.who();
        let mut select = E::find().filter(Condition::all().add(Read::<E>::rows(who)));
        if let Some(leaves) = consulted::<E>() {
            let select = QueryTrait::query(&mut select);
            select.expr_as((leaves.record)(), Alias::new(CONSULTED.0));
            select.expr_as((leaves.of)(), Alias::new(CONSULTED.1));
            select.expr_as((leaves.class)(who), Alias::new(CONSULTED.2));
        }
        select
    }

    /// What the request has come to, for the view that comes after this one.
    fn spent(&self) -> Spent {
        Spent { statements: self.statements.clone(), reading: self.reading.clone() }
    }

    /// A row of such a select as its model. What showing it leaves in the ledger is kept until it is shown.
    fn model<E: Noun>(&self, row: &QueryResult) -> Result<Arc<E::Model>, Error> {
        let read = || {
            let model = E::Model::from_query_result(row, "")?;
            if consulted::<E>().is_some()
                && let Some(class) = row.try_get("", CONSULTED.2)?
            {
                let leaves = (row.try_get("", CONSULTED.0)?, row.try_get("", CONSULTED.1)?, class);
                self.reading.found(E::WORD, key::<E>(&model), leaves);
            }
            Ok(Arc::new(model))
        };
        read().map_err(failed)
    }

    /// Runs a scoped select and counts it.
    async fn all(&self, select: SelectStatement) -> Result<Vec<QueryResult>, Error> {
        let statement = self.statement(&select);
        self.rounds.together(self.store.read.query_all_raw(statement)).await.map_err(failed)
    }

    /// Runs a scoped select of many lists. It reads no more rows than may still be handed out: a hundred times a hundred
    /// parents are one statement.
    async fn lists(&self, mut select: SelectStatement) -> Result<Vec<QueryResult>, Error> {
        let left = MOST_ROWS.saturating_sub(self.handed.load(Ordering::Relaxed));
        let rows = self.all(select.limit(left + 1).take()).await?;
        if rows.len() as u64 > left { Err(Error::TooLarge) } else { Ok(rows) }
    }

    /// Counts rows that leave in a list, each time that they do: a row is read once and may be handed out a million times.
    fn hand<M>(&self, rows: page::Rows<M>) -> Result<page::Rows<M>, Error> {
        let many = rows.rows.len() as u64;
        let before = self.handed.fetch_add(many, Ordering::Relaxed);
        if before + many > MOST_ROWS { Err(Error::TooLarge) } else { Ok(rows) }
    }

    async fn one(&self, select: SelectStatement) -> Result<Option<QueryResult>, Error> {
        let statement = self.statement(&select);
        self.rounds.together(self.store.read.query_one_raw(statement)).await.map_err(failed)
    }

    /// A select as text and values, headed by what the viewer is to the record. The trace shows the text, which has
    /// places and no values, to whoever asks what a request costs.
    fn statement(&self, select: &SelectStatement) -> Statement {
        self.statements.fetch_add(1, Ordering::Relaxed);
        let statement = headed(self.store.read.get_database_backend(), &self.viewer, select);
        tracing::trace!(sql = %statement.sql, request = %self.viewer.request_id, "asks");
        statement
    }
}

/// A select of a viewer's, headed by who they are and by what they are to the record.
fn headed(backend: DbBackend, viewer: &Viewer, select: &SelectStatement) -> Statement {
    fn write(builder: &impl QueryBuilder, viewer: &Viewer, select: &SelectStatement) -> (String, Values) {
        let (place, numbered) = builder.placeholder();
        let mut sql = SqlWriterValues::new(place, numbered);
        begin(viewer, builder, &mut sql);
        builder.prepare_select_statement(select, &mut sql);
        sql.into_parts()
    }
    let (sql, values) = match backend {
        DbBackend::Postgres => write(&PostgresQueryBuilder, viewer, select),
        _ => write(&SqliteQueryBuilder, viewer, select),
    };
    Statement::from_sql_and_values(backend, sql, values)
}

struct Inner {
    door: Door,
    origin: sign_in::Origin,
    loader: DataLoader<Door>,
}

/// The record as one viewer sees it during one request, or one event of a stream.
#[derive(Clone)]
pub struct View(Arc<Inner>);

impl View {
    /// Who asks.
    pub(crate) fn viewer(&self) -> &Viewer {
        &self.0.door.viewer
    }

    /// Runs the request that this view is for, in turns with the reads that it asks for.
    pub(crate) async fn drive<F: Future>(&self, request: F) -> F::Output {
        self.0.door.rounds.drive(request).await
    }

    /// How many SQL statements this view has run, with those that it was renewed by.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.0.door.statements.load(Ordering::Relaxed)
    }

    /// When the viewer's token runs out; the public has none.
    #[must_use]
    pub fn expires_at(&self) -> Option<chrono::DateTime<chrono::Utc>> {
        self.viewer().account.as_ref().and_then(|a| a.expires_at)
    }

    /// Shows a row.
    fn seen<E: Noun>(&self, row: Arc<E::Model>) -> Seen<E::Model> {
        self.0.door.reading.shown(E::WORD, || key::<E>(&row));
        Seen { row, view: self.clone() }
    }
}

/// A row that the viewer may read, and the view through which it was read.
pub(crate) struct Seen<M> {
    row: Arc<M>,
    view: View,
}

impl<M> Seen<M> {
    /// The view that what belongs to this row is read through.
    pub(crate) fn view(&self) -> &View {
        &self.view
    }
}

impl<M> Clone for Seen<M> {
    fn clone(&self) -> Self {
        Self { row: self.row.clone(), view: self.view.clone() }
    }
}

impl<M> Deref for Seen<M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.row
    }
}
