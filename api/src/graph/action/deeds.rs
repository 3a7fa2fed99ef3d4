//! What is done with actions: raising them, reporting, and each step on their way (domain model 2.4).

use async_graphql::{Context, Object, Result};
use entities::action_progress;

use super::inputs::{
    AddActionUpdateInput, AddActionUpdatePayload, CarryOverActionInput, CarryOverActionPayload, ChaseActionInput,
    ChaseActionPayload, CloseActionsInput, CloseActionsPayload, ConfirmActionInput, ConfirmActionPayload,
    MarkActionNotCompleteInput, MarkActionNotCompletePayload, RaiseActionsInput, RaiseActionsPayload,
    ReassignActionInput, ReassignActionPayload, ReopenActionInput, ReopenActionPayload, SupersedeActionInput,
    SupersedeActionPayload,
};
use crate::{
    error::Error,
    graph::{
        access::{Capability, access},
        node::{self, Kind},
        payload::{done, text},
    },
    policy::{
        AddActionUpdate, CarryOverAction, ChaseAction, CloseActions, ConfirmAction, Deed, MarkActionNotComplete,
        RaiseActions, ReassignAction, ReopenAction, Right, State as _, SupersedeAction,
    },
    store::{Seen, Tx, View},
};

/// What the viewer may do with an action now.
pub(crate) struct ActionDeeds {
    pub(super) view: View,
    pub(super) progress: Option<Seen<action_progress::Model>>,
}

impl ActionDeeds {
    /// Whether the deed leads on from where the action stands, and is the viewer's to do.
    async fn can<R: Deed + Right<On = action_progress::Entity>>(&self) -> Result<bool, Error> {
        match &self.progress {
            Some(progress) if progress.status.takes(R::WORD) => self.view.may::<R>(progress.action_id).await,
            _ => Ok(false),
        }
    }
}

/// What you may do with an action now: by your rights, and by where the action stands.
#[Object]
impl ActionDeeds {
    /// Whether you may report progress: as an owner, or as the secretariat of its board.
    async fn add_update(&self) -> Result<bool> {
        Ok(self.can::<AddActionUpdate>().await?)
    }

    /// Whether you may confirm that it is done.
    async fn confirm(&self) -> Result<bool> {
        Ok(self.can::<ConfirmAction>().await?)
    }

    /// Whether you may chase it.
    async fn chase(&self) -> Result<bool> {
        Ok(self.can::<ChaseAction>().await?)
    }

    /// Whether you may carry it over to a meeting to come.
    async fn carry_over(&self) -> Result<bool> {
        Ok(self.can::<CarryOverAction>().await?)
    }

    /// Whether you may record that it was not completed.
    async fn mark_not_complete(&self) -> Result<bool> {
        Ok(self.can::<MarkActionNotComplete>().await?)
    }

    /// Whether you may say what takes its place.
    async fn supersede(&self) -> Result<bool> {
        Ok(self.can::<SupersedeAction>().await?)
    }

    /// Whether you may take it up again.
    async fn reopen(&self) -> Result<bool> {
        Ok(self.can::<ReopenAction>().await?)
    }

    /// Whether you may give it to other owners.
    async fn reassign(&self) -> Result<bool> {
        Ok(self.can::<ReassignAction>().await?)
    }
}

/// Deeds on actions.
#[derive(Default)]
pub(crate) struct ActionMutation;

#[Object]
impl ActionMutation {
    /// Records what was undertaken at a meeting: for the secretariat and the chairs of its board. Each action is OPEN, and
    /// who reads its item, or owns it, reads it from now on. Refused with CONFLICT when the meeting did not take place.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn raise_actions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The meeting and the actions.")] input: RaiseActionsInput,
    ) -> Result<RaiseActionsPayload> {
        done(ctx, input, |tx: Tx<RaiseActions>, input| async move { tx.raise(input.raised()?).await }).await
    }

    /// Reports progress on an action: for its owners and the secretariat of its board. A report moves an OPEN action to
    /// IN_PROGRESS, and an owner's report a CHASING one too; an owner who says `complete` moves it to COMPLETE_PROPOSED.
    /// Refused with CONFLICT once the action is over.
    #[graphql(directive = access::apply(vec![Capability::Owner]))]
    async fn add_action_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report.")] input: AddActionUpdateInput,
    ) -> Result<AddActionUpdatePayload> {
        done(ctx, input, |tx: Tx<AddActionUpdate>, input| async move { tx.add(input.report()?).await }).await
    }

    /// Confirms that an action is done: for the secretariat and the chairs of its board. It moves from COMPLETE_PROPOSED to
    /// COMPLETE.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn confirm_action(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which action, and what shows it.")] input: ConfirmActionInput,
    ) -> Result<ConfirmActionPayload> {
        done(
            ctx,
            input,
            |tx: Tx<ConfirmAction>, input| async move { tx.confirm(text("statement", input.statement)?).await },
        )
        .await
    }

    /// Asks the owners of an action how it stands: for the secretariat of its board. It moves from OPEN or IN_PROGRESS to
    /// CHASING, until an owner reports.
    #[graphql(directive = access::apply(vec![Capability::Secretariat]))]
    async fn chase_action(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which action, and what is asked.")] input: ChaseActionInput,
    ) -> Result<ChaseActionPayload> {
        done(ctx, input, |tx: Tx<ChaseAction>, input| async move { tx.chase(text("text", input.text)?).await }).await
    }

    /// Carries an action over to a meeting to come, where it is open again: for the secretariat and the chairs of its
    /// board. It moves from OPEN, IN_PROGRESS or CHASING to CARRIED_OVER, and `carryCount` counts it.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn carry_over_action(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which action, and to which meeting.")] input: CarryOverActionInput,
    ) -> Result<CarryOverActionPayload> {
        done(ctx, input, |tx: Tx<CarryOverAction>, input| async move {
            let meeting = node::of_kind("meeting", Kind::Meeting, &input.meeting)?;
            tx.carry_over(meeting, text("text", input.text)?).await
        })
        .await
    }

    /// Records that an action was not completed and is not followed any more: for the chairs of its board. It moves from
    /// OPEN, IN_PROGRESS or CHASING to NOT_COMPLETE.
    #[graphql(directive = access::apply(vec![Capability::Chair]))]
    async fn mark_action_not_complete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which action, and why.")] input: MarkActionNotCompleteInput,
    ) -> Result<MarkActionNotCompletePayload> {
        done(ctx, input, |tx: Tx<MarkActionNotComplete>, input| async move {
            tx.give_up(text("reason", input.reason)?).await
        })
        .await
    }

    /// Says which action, decision or paper takes the place of an action: for the secretariat and the chairs of its board.
    /// It moves to SUPERSEDED from wherever it stands but COMPLETE; done again, it names another successor.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn supersede_action(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which action, and what takes its place.")] input: SupersedeActionInput,
    ) -> Result<SupersedeActionPayload> {
        done(ctx, input, |tx: Tx<SupersedeAction>, input| async move {
            tx.supersede(input.by.successor()?, text("text", input.text)?).await
        })
        .await
    }

    /// Takes an action up again: for the chairs of its board. It moves from COMPLETE, NOT_COMPLETE or SUPERSEDED to OPEN, and
    /// its history stays.
    #[graphql(directive = access::apply(vec![Capability::Chair]))]
    async fn reopen_action(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which action, and why.")] input: ReopenActionInput,
    ) -> Result<ReopenActionPayload> {
        done(ctx, input, |tx: Tx<ReopenAction>, input| async move { tx.reopen(text("reason", input.reason)?).await })
            .await
    }

    /// Gives an action that is not over to other owners: for the secretariat and the chairs of its board. It stands as it
    /// stood; who owned it alone and is not of the board does not read it any more.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn reassign_action(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which action, and to whom.")] input: ReassignActionInput,
    ) -> Result<ReassignActionPayload> {
        done(ctx, input, |tx: Tx<ReassignAction>, input| async move {
            let (owners, text) = input.reassigned()?;
            tx.reassign(owners, text).await
        })
        .await
    }

    /// Closes all that a meeting reviewed ("all actions completed"): for the chairs of its board. Each action that somebody
    /// still owes moves to COMPLETE with a statement of its own; nothing is closed while one of them has none. What is
    /// not done is carried over or marked not complete before.
    #[graphql(directive = access::apply(vec![Capability::Chair]))]
    async fn close_actions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The meeting, and a statement for each action.")] input: CloseActionsInput,
    ) -> Result<CloseActionsPayload> {
        done(ctx, input, |tx: Tx<CloseActions>, input| async move { tx.close(input.closings()?).await }).await
    }
}
