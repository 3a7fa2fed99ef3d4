//! What is done with shares of papers: giving and ending them (R10).

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result};
use uuid::Uuid;

use super::AccessGrant;
use crate::{
    error::Error,
    graph::{
        access::{Capability, access},
        node::{self, Kind},
        payload::{MOST_NAMED, Sending, counted, distinct, done, ids, input, listed, payload, text},
        scalar::DateTime,
    },
    policy::{EndShares, SharePaper},
    store::{Sharing, Tx},
};

/// Whom a paper is shared with.
#[derive(OneofObject)]
pub(crate) enum ShareWithInput {
    /// A person: a global id of `Person`.
    Person(ID),
    /// Everybody who acts for an organisation, and no system of it: a global id of `Organisation`.
    Organisation(ID),
}

impl ShareWithInput {
    fn sharing(self, field: String) -> Result<Sharing, Error> {
        let of = |name: &str, kind, id: &ID| node::of_kind(format!("{field}.{name}"), kind, id);
        let (person, organisation) = match &self {
            Self::Person(id) => (Some(of("person", Kind::Person, id)?), None),
            Self::Organisation(id) => (None, Some(of("organisation", Kind::Organisation, id)?)),
        };
        Ok(Sharing { field, person, organisation })
    }
}

/// A paper that is opened to others for a time.
#[derive(InputObject)]
pub(crate) struct SharePaperInput {
    /// The paper: a global id of `Paper`.
    paper: ID,
    /// With whom: 1 to 100 people and organisations, each once.
    with: Vec<ShareWithInput>,
    /// Until when: a year from now at most, for example `2027-03-31T17:00:00Z`.
    until: DateTime,
    /// Why, in 1 to 10,000 characters. Those to whom it is given read this.
    reason: String,
    #[graphql(flatten)]
    said: Sending,
}
input!(SharePaperInput: paper Paper);
payload! {
    /// What came of sharing a paper.
    SharePaperPayload {
        /// The shares in the order in which they were sent; null when nothing was done.
        access_grants: many AccessGrant
    }
}

impl SharePaperInput {
    fn with(with: Vec<ShareWithInput>) -> Result<Vec<Sharing>, Error> {
        let with = listed("with", with, MOST_NAMED, ShareWithInput::sharing)?;
        distinct("with", with.iter().map(|whom| (whom.person, whom.organisation)))?;
        Ok(with)
    }
}

/// Shares of a paper that end before their time.
#[derive(InputObject)]
pub(crate) struct EndSharesInput {
    /// The paper: a global id of `Paper`.
    paper: ID,
    /// The shares, 1 to 100: global ids of `AccessGrant`.
    shares: Vec<ID>,
    #[graphql(flatten)]
    said: Sending,
}
input!(EndSharesInput: paper Paper);
payload! {
    /// What came of ending shares.
    EndSharesPayload {
        /// The shares in the order in which they were sent; null when nothing was done.
        access_grants: many AccessGrant
    }
}

impl EndSharesInput {
    fn shares(&self) -> Result<Vec<Uuid>, Error> {
        counted("shares", self.shares.len(), 1, MOST_NAMED)?;
        let shares = ids("shares", Kind::AccessGrant, &self.shares)?;
        distinct("shares", shares.iter())?;
        Ok(shares)
    }
}

/// Deeds on shares.
#[derive(Default)]
pub(crate) struct AccessGrantMutation;

#[Object]
impl AccessGrantMutation {
    /// Opens a paper to people and organisations for a time: for the secretariat of its board, and of a paper of no board
    /// for its authors. It opens what membership does not, and nothing that an embargo, a marking or a closed item
    /// withholds. For example, it answers a member's request for a paper that is given on request.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn share_paper(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which paper, with whom, until when and why.")] input: SharePaperInput,
    ) -> Result<SharePaperPayload> {
        done(ctx, input, |tx: Tx<SharePaper>, input| async move {
            let reason = text("reason", input.reason)?;
            tx.share(SharePaperInput::with(input.with)?, input.until.0, reason).await
        })
        .await
    }

    /// Ends shares of a paper before their time, at once: for the secretariat of its board, and of a paper of no board for
    /// its authors. Who has read the paper has read it.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn end_shares(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which shares, of which paper.")] input: EndSharesInput,
    ) -> Result<EndSharesPayload> {
        done(ctx, input, |tx: Tx<EndShares>, input| async move { tx.end(input.shares()?).await }).await
    }
}
