//! Keeping an ear on the feed, once for everybody who waits.
//!
//! A commit of this process announces itself. What other processes commit is heard by looking at the head of the feed:
//! one small statement a tick for the whole process, whatever the number of subscribers. Streams, which read each
//! event through their own view, wait on what is announced here.

use std::time::Duration;

use crate::store::Store;

/// How often to look for what other processes committed.
const TICK: Duration = Duration::from_millis(250);

/// How long the database may take to answer before it is asked again.
const PATIENCE: Duration = Duration::from_secs(5);

/// Listens until the task is dropped.
pub(crate) async fn listen(store: Store) {
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut deaf = false;
    loop {
        tick.tick().await;
        let heard = tokio::time::timeout(PATIENCE, store.look()).await.unwrap_or(Err("no answer in time".to_owned()));
        // Said once, not at each tick for as long as the database is away.
        match (&heard, deaf) {
            (Err(cause), false) => tracing::error!(cause, "the feed cannot be heard; trying on"),
            (Ok(()), true) => tracing::info!("the feed is heard again"),
            _ => {}
        }
        deaf = heard.is_err();
    }
}
