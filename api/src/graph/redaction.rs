//! What an answer withholds of records that it shows.
//!
//! Lives here: the list of paths and codes that an answer carries in its extensions, and the one way by which a field
//! gets on it. Must not live here: who is told what (`policy`).
//!
//! # Why
//! A field that is empty for this viewer and one that is empty for everybody look alike, and a chair who takes the one for
//! the other decides wrongly. So the answer says which are withheld (REDACT in the domain model, 3.2), by the viewer's
//! right to the record at hand alone: whether there is something to withhold is not told.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::{
    Context, QueryPathSegment, Request, Response, ServerResult, Value, async_trait,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute, NextPrepareRequest},
    value,
};
use uuid::Uuid;

use crate::{
    error::Error,
    policy::{Narrow, Read, Reserved, Right, Told},
    store::{Noun, Seen, View},
};

/// The most redactions that one answer lists; it says how many more there are.
const MOST: usize = 1_000;

/// A step of a path. Indexes sort as numbers, so that a list reads as the answer does.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Index(usize),
    Name(String),
}

/// What one answer withholds: a code for each path, the first of them, and how many more there are.
#[derive(Default)]
struct Listed {
    codes: BTreeMap<Vec<Step>, &'static str>,
    more: usize,
}

/// The list that the fields of one answer add to.
#[derive(Clone, Default)]
struct Redactions(Arc<Mutex<Listed>>);

impl Redactions {
    fn add(&self, ctx: &Context<'_>, code: &'static str) {
        let steps = std::iter::successors(ctx.path_node.as_ref(), |node| node.parent);
        let mut path: Vec<Step> = steps.map(|node| Step::from(node.segment)).collect();
        path.reverse();
        let mut listed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        listed.codes.insert(path, code);
        if listed.codes.len() > MOST {
            listed.codes.pop_last();
            listed.more += 1;
        }
    }

    /// Takes the list, so that the next event of a stream begins with none.
    fn take(&self) -> Listed {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl From<QueryPathSegment<'_>> for Step {
    fn from(step: QueryPathSegment<'_>) -> Self {
        match step {
            QueryPathSegment::Index(at) => Self::Index(at),
            QueryPathSegment::Name(name) => Self::Name(name.to_owned()),
        }
    }
}

impl From<Step> for Value {
    fn from(step: Step) -> Self {
        match step {
            Step::Index(at) => at.into(),
            Step::Name(name) => name.into(),
        }
    }
}

/// Gives every answer a list of its own.
pub(super) struct Redacting;

impl ExtensionFactory for Redacting {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Redactions::default())
    }
}

#[async_trait::async_trait]
impl Extension for Redactions {
    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        next.run(ctx, request.data(self.clone())).await
    }

    /// The only answer of a query, or the next one of a stream.
    async fn execute(&self, ctx: &ExtensionContext<'_>, name: Option<&str>, next: NextExecute<'_>) -> Response {
        let response = next.run(ctx, name).await;
        let Listed { codes, more } = self.take();
        if codes.is_empty() {
            return response;
        }
        let listed = codes.into_iter().map(|(path, code)| {
            let path: Vec<Value> = path.into_iter().map(Value::from).collect();
            value!({ "path": path, "code": code })
        });
        let response = response.extension("redactions", Value::List(listed.collect()));
        if more == 0 { response } else { response.extension("redactionsOmitted", Value::from(more)) }
    }
}

/// What a narrow table holds of the record with this id; null, with a redaction, for who is not told.
pub(super) async fn told<N>(
    ctx: &Context<'_>,
    view: &View,
    id: impl Into<Uuid>,
) -> Result<Option<Seen<N::Model>>, Error>
where
    N: Narrow + Noun,
    N::Of: Noun,
    Read<N>: Right<On = N>,
    Read<N::Of>: Right<On = N::Of>,
    Told<N>: Right<On = N::Of>,
{
    let id = id.into();
    let row = view.by_id::<N>(id).await?;
    if row.is_none() {
        withhold::<N>(ctx, view, id).await?;
    }
    Ok(row)
}

/// Whether the viewer is told the field at hand of the record with this id; if not, notes that it is withheld.
pub(super) async fn withhold<N>(ctx: &Context<'_>, view: &View, id: impl Into<Uuid>) -> Result<bool, Error>
where
    N: Reserved,
    N::Of: Noun,
    Read<N::Of>: Right<On = N::Of>,
    Told<N>: Right<On = N::Of>,
{
    let told = view.may::<Told<N>>(id).await?;
    if !told {
        ctx.data::<Redactions>().map_err(|_| Error::Internal)?.add(ctx, N::CODE);
    }
    Ok(told)
}
