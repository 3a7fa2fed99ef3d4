//! What is done with memberships: ending them, and handing them over (T3).

use async_graphql::{Context, ID, InputObject, Object, Result};
use entities::membership;

use super::Membership;
use crate::{
    error::Error,
    graph::{
        access::{Capability, access},
        node::{self, Kind},
        payload::{Changing, done, input, payload},
        scalar::Date,
    },
    policy::{AcceptMembership, Deed, EndMembership, HandOverMembership, Right, State as _},
    store::{Seen, Tx, standing_on},
};

/// What the viewer may do with a membership now.
pub(crate) struct MembershipDeeds(pub(super) Seen<membership::Model>);

impl MembershipDeeds {
    /// Whether the deed leads on from where the membership stands, and is the viewer's to do.
    async fn can<R: Deed + Right<On = membership::Entity>>(&self) -> Result<bool, Error> {
        let view = self.0.view();
        Ok(standing_on(&self.0, view.viewer().today()).takes(R::WORD) && view.may::<R>(self.0.id).await?)
    }
}

/// What you may do with a membership now: by your rights, and by where it stands.
#[Object(directive = access::apply(vec![Capability::Partner]))]
impl MembershipDeeds {
    /// Whether you may accept it: it is yours, and you have not yet.
    async fn accept(&self) -> Result<bool> {
        Ok(self.0.accepted_at.is_none() && self.can::<AcceptMembership>().await?)
    }

    /// Whether you may end it.
    async fn end(&self) -> Result<bool> {
        Ok(self.can::<EndMembership>().await?)
    }

    /// Whether you may hand it over to somebody else.
    async fn hand_over(&self) -> Result<bool> {
        Ok(self.can::<HandOverMembership>().await?)
    }
}

/// A membership that its holder accepts.
#[derive(InputObject)]
pub(crate) struct AcceptMembershipInput {
    /// The membership: a global id of `Membership`.
    membership: ID,
    #[graphql(flatten)]
    said: Changing,
}
input!(AcceptMembershipInput: membership Membership);
payload! {
    /// What came of accepting a membership.
    AcceptMembershipPayload {
        /// The membership as it is now; null when nothing was done.
        membership: Membership
    }
}

/// A membership that ends.
#[derive(InputObject)]
pub(crate) struct EndMembershipInput {
    /// The membership: a global id of `Membership`.
    membership: ID,
    /// The day after the last day, not before today; today unless told, or the first day of one that has not begun.
    on: Option<Date>,
    #[graphql(flatten)]
    said: Changing,
}
input!(EndMembershipInput: membership Membership);
payload! {
    /// What came of ending a membership.
    EndMembershipPayload {
        /// The membership as it is now, if you still know of it; null as well when nothing was done.
        membership: Membership
    }
}

/// A membership that goes to somebody else.
#[derive(InputObject)]
pub(crate) struct HandOverMembershipInput {
    /// The membership: a global id of `Membership`.
    membership: ID,
    /// Who takes it over, with its seat and its part: a global id of `Person`; not yourself.
    to: ID,
    /// The first day of who takes it over, not before today; today unless told.
    on: Option<Date>,
    #[graphql(flatten)]
    said: Changing,
}
input!(HandOverMembershipInput: membership Membership);
payload! {
    /// What came of handing a membership over.
    HandOverMembershipPayload {
        /// The membership that ends and the one that begins; null when nothing was done.
        memberships: many Membership
    }
}

/// Deeds on memberships.
#[derive(Default)]
pub(crate) struct MembershipMutation;

#[Object]
impl MembershipMutation {
    /// Accepts a place on a board that you were given. You sit there and read its record without it; from then on, its
    /// secretariat and chairs read how to reach you, and its members what you share of that.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn accept_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which membership.")] input: AcceptMembershipInput,
    ) -> Result<AcceptMembershipPayload> {
        done(ctx, input, |tx: Tx<AcceptMembership>, _| async move { tx.accept().await }).await
    }

    /// Ends a membership, and with it the rights that it gave, at once on its day: for the person whose it is, and the
    /// secretariat and chairs of the board; the place of a chair is for the chairs of the board or of the one above it, and
    /// for the secretariat while nobody chairs it. What they owe the board in their own name goes to the organisation for
    /// which they sat, or to the board, when you do this. Somebody must be left who chairs the board or keeps its record.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn end_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which membership, and when.")] input: EndMembershipInput,
    ) -> Result<EndMembershipPayload> {
        done(ctx, input, |tx: Tx<EndMembership>, input| async move { tx.end(input.on.map(|day| day.0)).await }).await
    }

    /// Ends a membership and gives its seat and its part to somebody else from that day on: for the secretariat and chairs of
    /// the board; the place of a chair is for the chairs of the board or of the one above it, and for the secretariat while
    /// nobody chairs it. Who takes over is named in what the person owes the board.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn hand_over_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which membership, to whom, and when.")] input: HandOverMembershipInput,
    ) -> Result<HandOverMembershipPayload> {
        done(ctx, input, |tx: Tx<HandOverMembership>, input| async move {
            let to = node::of_kind("to", Kind::Person, &input.to)?;
            tx.hand_over(to, input.on.map(|day| day.0)).await
        })
        .await
    }
}
