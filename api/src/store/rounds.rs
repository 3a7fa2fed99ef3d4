//! Rounds: what one request reads is gathered until it waits, read together, and handed out together.
//!
//! Lives here: when a batch of the loaders starts and when its rows reach the request. Must not live here: what is read.
//!
//! # Why
//! Batches that run beside their request on other threads start while it is still asking and answer it row by row, so
//! that chance decides how many statements a page takes: a hundred meetings took three times as many as ten. Here the
//! request and its batches take turns on one task. A statement that has come back waits for those that run with it, so
//! that what follows is asked for in one go; it holds no connection while it waits. The task runs without tokio's
//! budget, which would interrupt the asking in the middle; the time limit is on a timer of its own.

use std::{
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use async_graphql::runtime::Timer;
use futures_util::{
    FutureExt as _,
    future::{BoxFuture, poll_fn},
    task::{FutureObj, Spawn, SpawnError},
};

/// The rounds of one request.
#[derive(Clone, Default)]
pub(super) struct Rounds(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// Whether a request takes turns with its batches; an event of a stream does not, and its batches run on their own.
    driven: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Batches that wait for the request to pause.
    next: Vec<FutureObj<'static, ()>>,
    /// Statements that are running.
    running: usize,
    /// How many times all that ran had come back.
    round: u64,
    /// Statements that have come back and wait for the others.
    waiting: Vec<Waker>,
}

impl Rounds {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn driven(&self) -> bool {
        self.0.driven.load(Ordering::Relaxed)
    }

    /// Takes part in the round: it cannot end before this is dropped.
    fn turn(&self) -> Turn<'_> {
        self.state().running += 1;
        Turn(self)
    }

    /// Runs a request and the batches that it asks for, in turns.
    pub(super) async fn drive<F: Future>(&self, request: F) -> F::Output {
        self.0.driven.store(true, Ordering::Relaxed);
        let mut request = pin!(request);
        let mut batches: Vec<FutureObj<'static, ()>> = Vec::new();
        let turns = poll_fn(|context| {
            let idle = Arc::new(Idle { woken: AtomicBool::new(false), task: context.waker().clone() });
            let waker = Waker::from(idle.clone());
            // No statement is answered before all have begun, however fast the database is.
            let turn = self.turn();
            loop {
                batches.retain_mut(|batch| batch.poll_unpin(context).is_pending());
                // A long list pauses in the middle of its asking and wakes itself.
                loop {
                    idle.woken.store(false, Ordering::Relaxed);
                    if let Poll::Ready(answer) = request.as_mut().poll(&mut Context::from_waker(&waker)) {
                        return Poll::Ready(answer);
                    }
                    if !idle.woken.load(Ordering::Relaxed) {
                        break;
                    }
                }
                let next = std::mem::take(&mut self.state().next);
                if next.is_empty() {
                    drop(turn);
                    return Poll::Pending;
                }
                batches.extend(next);
            }
        });
        tokio::task::unconstrained(turns).await
    }

    /// Runs a statement, and comes back when all that run with it have.
    pub(super) async fn together<T>(&self, statement: impl Future<Output = T>) -> T {
        if !self.driven() {
            return statement.await;
        }
        let turn = self.turn();
        let rows = statement.await;
        let round = self.state().round;
        drop(turn);
        poll_fn(|context| {
            let mut state = self.state();
            if state.round != round {
                return Poll::Ready(());
            }
            state.waiting.push(context.waker().clone());
            Poll::Pending
        })
        .await;
        rows
    }
}

/// Tells the task that the request can go on, and remembers that it has been told.
struct Idle {
    woken: AtomicBool,
    task: Waker,
}

impl Wake for Idle {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::Relaxed);
        self.task.wake_by_ref();
    }
}

/// A running statement. Dropped when it has come back, and also when nobody wants its rows any more.
struct Turn<'r>(&'r Rounds);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.running -= 1;
        if state.running == 0 {
            state.round += 1;
            let waiting = std::mem::take(&mut state.waiting);
            // Waking may drop a task, and with it a turn that needs the lock.
            drop(state);
            waiting.into_iter().for_each(Waker::wake);
        }
    }
}

impl Spawn for Rounds {
    fn spawn_obj(&self, batch: FutureObj<'static, ()>) -> Result<(), SpawnError> {
        if self.driven() {
            self.state().next.push(batch);
        } else {
            tokio::spawn(batch);
        }
        Ok(())
    }
}

impl Timer for Rounds {
    fn delay(&self, duration: Duration) -> BoxFuture<'static, ()> {
        if self.driven() { std::future::ready(()).boxed() } else { tokio::time::sleep(duration).boxed() }
    }
}
