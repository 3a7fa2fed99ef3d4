//! Whose actions stand where.

use async_graphql::Object;

use crate::{
    graph::{board::Board, organisation::Organisation, person::Person},
    store::{Owed, Owner},
};

/// The actions of one owner.
pub(crate) struct OwnerActions(Owed);

impl From<Owed> for OwnerActions {
    fn from(owed: Owed) -> Self {
        Self(owed)
    }
}

/// The actions of one owner, by where they stand: of an organisation with what its people own for it, of a board, or of
/// a person who owns them alone, where you may read the name.
#[Object]
impl OwnerActions {
    /// The organisation.
    async fn organisation(&self) -> Option<Organisation> {
        if let Owner::Organisation(row) = &self.0.owner { Some(row.clone().into()) } else { None }
    }

    /// The board, when a whole board owns them.
    async fn board(&self) -> Option<Board> {
        if let Owner::Board(row) = &self.0.owner { Some(row.clone().into()) } else { None }
    }

    /// The person, who owns them for no organisation.
    async fn person(&self) -> Option<Person> {
        if let Owner::Person(row) = &self.0.owner { Some(row.clone().into()) } else { None }
    }

    /// How many there are, whatever became of them.
    async fn actions(&self) -> u64 {
        self.0.actions
    }

    /// How many somebody still owes: OPEN, IN_PROGRESS or CHASING.
    async fn open(&self) -> u64 {
        self.0.open
    }

    /// Of these, how many are overdue.
    async fn overdue(&self) -> u64 {
        self.0.overdue
    }

    /// Of those that are open, how many are being chased.
    async fn chasing(&self) -> u64 {
        self.0.chasing
    }

    /// How many wait for somebody to confirm that they are done: COMPLETE_PROPOSED.
    async fn complete_proposed(&self) -> u64 {
        self.0.complete_proposed
    }

    /// How many are done and confirmed: COMPLETE.
    async fn complete(&self) -> u64 {
        self.0.complete
    }
}
