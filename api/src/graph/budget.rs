//! How much one answer may hold.
//!
//! Lives here: the count of values while an answer is made. Must not live here: the size of the question, which the HTTP
//! room measures, or how many rows there may be, which the store decides.
//!
//! # Why
//! Lists multiply: five of a hundred, one in the other, are ten thousand million records from a question of one line.
//! The store reads each record once, so that no count of statements shows it, and the answer is made without once
//! waiting, so that no time limit stops it. The store ends that by the number of rows; but a row may be asked for sixty
//! fields or sixty times for its longest. Values are counted where they are made, before the field runs: this holds for
//! every field alike, of a query as of an event, and an author of a field has nothing to remember.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use async_graphql::{
    Pos, Response, ServerResult, Value, async_trait,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute, NextResolve, ResolveInfo},
};

use crate::error::Error;

/// The most values of one answer, or of one event of a stream: fields, and entries of lists. A page of a hundred
/// meetings with all that belongs to them comes to a tenth of it; made at once, this many take about 100 MB.
const MOST: usize = 100_000;

/// A text counts as one value more for each of these bytes.
const BYTES: usize = 256;

/// Gives every request a budget of its own.
pub(super) struct Budgets;

impl ExtensionFactory for Budgets {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Budget::default())
    }
}

/// What an answer has come to.
#[derive(Default)]
struct Budget(AtomicUsize);

impl Budget {
    fn spend(&self, values: usize, at: Pos) -> ServerResult<()> {
        if self.0.fetch_add(values, Ordering::Relaxed) + values <= MOST {
            return Ok(());
        }
        Err(async_graphql::Error::from(Error::TooLarge).into_server_error(at))
    }
}

#[async_trait::async_trait]
impl Extension for Budget {
    /// An answer begins: the only one of a query, or the next one of a stream.
    async fn execute(&self, ctx: &ExtensionContext<'_>, name: Option<&str>, next: NextExecute<'_>) -> Response {
        self.0.store(0, Ordering::Relaxed);
        next.run(ctx, name).await
    }

    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        // What introspection answers follows from its text, which has been measured.
        if info.is_for_introspection {
            return next.run(ctx, info).await;
        }
        let at = info.field.name.pos;
        self.spend(1, at)?;
        let value = next.run(ctx, info).await?;
        if let Some(Value::String(text)) = &value {
            // Only now: the text of a row that is still being read is not known before.
            self.spend(text.len() / BYTES, at)?;
        }
        Ok(value)
    }
}
