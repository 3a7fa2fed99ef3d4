//! Keeping an ear on the feed, once for everybody who waits.
//!
//! A commit of this process announces itself. What other processes commit is heard by looking at the head of the feed:
//! one small statement a tick for the whole process, whatever the number of subscribers. Streams, which read each
//! event through their own view, wait on what is announced here.

use std::time::Duration;

use crate::store::Store;

/// How often to look for what other processes committed.
const TICK: Duration = Duration::from_millis(250);

/// Listens until the task is dropped.
pub(crate) async fn listen(store: Store) {
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        // A database that does not answer is logged where it failed; the next tick tries again.
        if let Ok(head) = store.head().await {
            store.announce(head);
        }
    }
}
