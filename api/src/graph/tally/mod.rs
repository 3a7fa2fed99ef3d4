//! What is counted and summed for you: attendance, actions by owner, the money of programmes, the review of a meeting.

mod attendance;
mod money;
mod owner;
mod review;

use async_graphql::{Context, Object, Result};

pub(crate) use attendance::{SeatAttendance, SectorAttendance};
use money::ProgrammeMoney;
use owner::OwnerActions;
pub(crate) use review::ReviewedAction;

use super::{
    access::{Capability, access},
    action::ActionFilter,
    programme::ProgrammeFilter,
    view,
};

/// Queries for what is worked out over many records.
#[derive(Default)]
pub(crate) struct TallyQuery;

#[Object]
impl TallyQuery {
    /// Whose actions stand where: a line for each owner of actions whose `status` you read, the most overdue first. An action
    /// with two owners counts for both. What one board is owed: `actionsByOwner(filter: { board: "london-vawg-board" })`.
    /// At most 1,000 lines: narrow it when there are more.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn actions_by_owner(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only actions that meet all of these conditions.")] filter: Option<ActionFilter>,
    ) -> Result<Vec<OwnerActions>> {
        let filter = filter.map(TryInto::try_into).transpose()?.unwrap_or_default();
        let lines = view(ctx)?.actions_by_owner(&filter).await?;
        Ok(lines.into_iter().map(OwnerActions::from).collect())
    }

    /// The money of the programmes that you may know of, as far as you may know of their grants: in all, by who pays, and by
    /// when it ends. The funding cliff of a borough:
    /// `programmeMoney(filter: { area: "bromley", fundingEndsBefore: "2017-04-01" }) { byEnd { endsOn programmes } }`.
    async fn programme_money(
        &self,
        #[graphql(desc = "Only programmes that meet all of these conditions.")] filter: Option<ProgrammeFilter>,
    ) -> Result<ProgrammeMoney> {
        Ok(ProgrammeMoney::of(filter.map(TryInto::try_into).transpose()?.unwrap_or_default()))
    }
}
