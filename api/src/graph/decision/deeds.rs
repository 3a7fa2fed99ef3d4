//! What is done with decisions: putting on record what a meeting decided.

use async_graphql::{Context, ID, InputObject, Object, Result};

use super::Decision;
use crate::{
    error::Error,
    graph::{
        access::{Capability, access},
        node::Kind,
        payload::{Sending, done, input, listed, named, payload, text},
    },
    policy::RecordDecisions,
    store::{Decided, Tx},
};

/// The most decisions of one request.
const MOST: usize = 100;

/// A decision as a meeting took it.
#[derive(InputObject)]
pub(crate) struct DecidedInput {
    /// What was decided, in 1 to 10,000 characters.
    text: String,
    /// The item under which it was: a global id of `AgendaItem` of that meeting. What is decided in a closed item is as closed
    /// as that.
    item: Option<ID>,
}

impl DecidedInput {
    fn decided(self, field: String) -> Result<Decided, Error> {
        Ok(Decided {
            text: text(format!("{field}.text"), self.text)?,
            item: named(&field, "item", Kind::AgendaItem, self.item.as_ref())?,
            field,
        })
    }
}

/// What a meeting decided.
#[derive(InputObject)]
pub(crate) struct RecordDecisionsInput {
    /// The meeting: a global id of `Meeting`.
    meeting: ID,
    /// The decisions: 1 to 100. All of them are recorded or none is.
    decisions: Vec<DecidedInput>,
    #[graphql(flatten)]
    said: Sending,
}
input!(RecordDecisionsInput: meeting Meeting);
payload! {
    /// What came of recording decisions.
    RecordDecisionsPayload {
        /// The decisions in the order in which they were sent; null when nothing was done.
        decisions: many Decision
    }
}

/// Deeds on decisions.
#[derive(Default)]
pub(crate) struct DecisionMutation;

#[Object]
impl DecisionMutation {
    /// Puts on record what a meeting decided, as its board's decisions: for the secretariat and the chairs. They are read with
    /// the minutes of the meeting, by whoever reads their item in full.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn record_decisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The meeting and the decisions.")] input: RecordDecisionsInput,
    ) -> Result<RecordDecisionsPayload> {
        done(ctx, input, |tx: Tx<RecordDecisions>, input| async move {
            tx.record_decisions(listed("decisions", input.decisions, MOST, DecidedInput::decided)?).await
        })
        .await
    }
}
