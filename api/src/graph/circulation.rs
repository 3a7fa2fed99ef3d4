//! Circulations: when a paper was sent round, to whom and for what.

use async_graphql::{ID, Object, Result};
use entities::{circulation, circulation_recipient};

use super::{
    access::{Capability, access},
    board::Board,
    meeting::Meeting,
    node::{self, Kind},
    organisation::Organisation,
    paper::Paper,
    person::Person,
    scalar::{Date, DateTime},
    words::CirculationPurpose,
};
use crate::store::{RECIPIENTS, Seen};

/// That a paper was sent round.
pub(crate) struct Circulation(Seen<circulation::Model>);

super::wraps!(Circulation, circulation);

/// That a paper was sent round a board, to all of it or to those whom a list names. Known to those whom it reached and to
/// those who sent it.
#[Object(directive = access::apply(vec![Capability::Partner]))]
impl Circulation {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::Circulation, self.0.id)
    }

    /// The paper.
    async fn paper(&self) -> Option<Result<Paper>> {
        super::one(self.0.view(), Some(self.0.paper_id)).await
    }

    /// The board round which it was sent.
    async fn board(&self) -> Option<Result<Board>> {
        super::one(self.0.view(), Some(self.0.board_id)).await
    }

    /// The meeting for which it was sent, if for one.
    async fn meeting(&self) -> Option<Result<Meeting>> {
        super::one(self.0.view(), self.0.meeting_id).await
    }

    /// What it was sent for.
    async fn purpose(&self) -> CirculationPurpose {
        self.0.purpose.into()
    }

    /// When it was sent.
    async fn sent_at(&self) -> DateTime {
        DateTime(self.0.sent_at)
    }

    /// The last day for comments.
    async fn comments_due(&self) -> Option<Date> {
        self.0.comments_due.map(Date)
    }

    /// Those whom the list names; nobody when it went to all of the board. The whole list is for those who sent it: others
    /// find themselves and their organisation on it.
    async fn recipients(&self) -> Result<Vec<CirculationRecipient>> {
        let rows = self.0.view().whole(&RECIPIENTS, self.0.id.uuid()).await?;
        Ok(rows.into_iter().map(CirculationRecipient).collect())
    }
}

/// One of those to whom a paper was sent.
pub(crate) struct CirculationRecipient(Seen<circulation_recipient::Model>);

/// One of those whom the list of a circulation names: an organisation or a person.
#[Object(directive = access::apply(vec![Capability::Partner]))]
impl CirculationRecipient {
    /// The organisation: whoever sits on the board for it.
    async fn organisation(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.organisation_id).await
    }

    /// The person, if you may know their name.
    async fn person(&self) -> Option<Result<Person>> {
        super::one(self.0.view(), self.0.person_id).await
    }
}
