//! The outstanding actions that a meeting reviews.

use async_graphql::{Object, Result};
use entities::{action, action_update, meeting};
use tokio::sync::OnceCell;

use crate::{
    error::Error,
    graph::{
        access::{Capability, access},
        action::{Action, ActionUpdate},
        connection::Wraps,
        words::ActionStatus,
    },
    store::{Seen, Then},
};

/// An action as a meeting found it.
pub(crate) struct ReviewedAction {
    meeting: Seen<meeting::Model>,
    action: Seen<action::Model>,
    then: OnceCell<Then>,
}

impl ReviewedAction {
    pub(crate) fn new(meeting: Seen<meeting::Model>, action: Seen<action::Model>) -> Self {
        Self { meeting, action, then: OnceCell::new() }
    }

    async fn then(&self) -> Result<&Then, Error> {
        self.then.get_or_try_init(|| self.action.view().then(&self.meeting, &self.action)).await
    }
}

impl Wraps for ReviewedAction {
    type Entity = action::Entity;
    const NAME: &'static str = "ReviewedAction";
}

/// An action as a meeting found it when its day began; `action` tells how it stands now.
#[Object(directive = access::apply(vec![Capability::Partner]))]
impl ReviewedAction {
    /// The action.
    async fn action(&self) -> Action {
        self.action.clone().into()
    }

    /// How many days old it was; null when the day on which it was raised is not recorded.
    async fn age_in_days(&self) -> Option<i64> {
        self.action.raised_on.map(|raised| (self.meeting.day - raised).num_days())
    }

    /// Where it stood then, by the last report before; OPEN if there was none yet.
    async fn status_then(&self) -> Result<ActionStatus> {
        Ok(self.then().await?.status.into())
    }

    /// Whether somebody still owed it then, and its due time was past.
    async fn overdue_then(&self) -> Result<bool> {
        Ok(self.then().await?.overdue)
    }

    /// The last report of progress before the meeting.
    async fn last_update(&self) -> Result<Option<ActionUpdate>> {
        let Some(report) = self.then().await?.report else { return Ok(None) };
        Ok(self.action.view().by_id::<action_update::Entity>(report).await?.map(ActionUpdate))
    }
}
