//! What this room keeps between requests.
//!
//! Lives here: the state that the handlers share. Must not live here: anything of a single request or viewer.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;

use super::document::Documents;
use crate::AppState;

/// How long a stream or socket lasts at most, also one whose token has no end: a day, after which the client connects
/// again, to whichever node is there.
const LONGEST: Duration = Duration::from_hours(24);

/// The state of the handlers: the house's, and the documents that passed.
#[derive(Clone)]
pub(super) struct Room {
    app: AppState,
    documents: Arc<Documents>,
}

impl Room {
    /// A room with an empty memory.
    pub(super) fn new(app: AppState) -> Self {
        Self { app, documents: Arc::new(Documents::new()) }
    }

    /// The documents that passed.
    pub(super) fn documents(&self) -> &Documents {
        &self.documents
    }

    /// The time that is left until the end of a token.
    pub(super) fn until(&self, end: Option<DateTime<Utc>>) -> Duration {
        let left = end.map(|end| (end - self.app.clock().now()).to_std().unwrap_or_default());
        left.unwrap_or(LONGEST).min(LONGEST)
    }
}

impl Deref for Room {
    type Target = AppState;

    fn deref(&self) -> &AppState {
        &self.app
    }
}

/// Waits until the server begins to drain. If whoever could say so is gone, it is too late to be polite.
pub(super) async fn draining(shutdown: &mut watch::Receiver<bool>) {
    // Both outcomes mean the same: it drains, or the sender was dropped.
    let _ = shutdown.wait_for(|draining| *draining).await;
}
