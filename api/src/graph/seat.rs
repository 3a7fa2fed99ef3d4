//! Seats and memberships: the places on a board, and who takes them.

mod deeds;

use async_graphql::{ID, InputObject, Object, Result};
use entities::{membership, seat};

use super::{
    access::{Capability, access},
    board::Board,
    node::{self, Kind},
    organisation::Organisation,
    person::Person,
    scalar::{Date, DateTime},
    words::{MembershipBasis, MembershipStatus, Role},
};
use crate::{
    error::Error,
    store::{self, Seen, standing_on},
};

use deeds::MembershipDeeds;
pub(crate) use deeds::MembershipMutation;

/// An organisation's place on a board.
pub(crate) struct Seat(pub(super) Seen<seat::Model>);

super::wraps!(Seat, seat);

/// An organisation's place on a board, whoever fills it.
#[Object]
impl Seat {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::Seat, self.0.id)
    }

    /// The board.
    async fn board(&self) -> Option<Result<Board>> {
        super::one(self.0.view(), Some(self.0.board_id)).await
    }

    /// The organisation.
    async fn organisation(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), Some(self.0.organisation_id)).await
    }

    /// Whether the board's terms of reference require it to be filled.
    async fn required(&self) -> bool {
        self.0.required
    }

    /// The first day; null when it is not known.
    async fn from(&self) -> Option<Date> {
        self.0.starts_on.map(Date)
    }

    /// The day after the last day; null while it lasts.
    async fn to(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }
}

/// A person's place on a board.
pub(crate) struct Membership(Seen<membership::Model>);

super::wraps!(Membership, membership);

/// A person on a board, for a time, in a role.
#[Object]
impl Membership {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::Membership, self.0.id)
    }

    /// The board.
    async fn board(&self) -> Option<Result<Board>> {
        super::one(self.0.view(), Some(self.0.board_id)).await
    }

    /// The seat that the person fills; null for an independent chair.
    async fn seat(&self) -> Option<Result<Seat>> {
        super::one(self.0.view(), self.0.seat_id).await
    }

    /// The person.
    async fn person(&self) -> Option<Result<Person>> {
        super::one(self.0.view(), Some(self.0.person_id)).await
    }

    /// The part that the person plays.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// The organisation on whose behalf the person sits; the rights of the membership come with that hat.
    async fn on_behalf_of(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.on_behalf_of_id).await
    }

    /// The first day.
    async fn from(&self) -> Date {
        Date(self.0.starts_on)
    }

    /// The day after the last day; null while it lasts.
    async fn to(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }

    /// The day of the election, if there was one.
    async fn elected_on(&self) -> Option<Date> {
        self.0.elected_on.map(Date)
    }

    /// When the person accepted the place; null as long as they have only been given it.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn accepted_at(&self) -> Option<DateTime> {
        self.0.accepted_at.map(DateTime)
    }

    /// Where it stands today.
    async fn status(&self) -> MembershipStatus {
        standing_on(&self.0, self.0.view().viewer().today()).into()
    }

    /// How the membership is known.
    async fn basis(&self) -> MembershipBasis {
        self.0.basis.into()
    }

    /// What you may do with it now.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn viewer_can(&self) -> MembershipDeeds {
        MembershipDeeds(self.0.clone())
    }

    /// The version, which a change of it names.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// Conditions on memberships.
#[derive(InputObject)]
pub(crate) struct MembershipFilter {
    /// Only memberships that held on this day. Changes what is listed, not what you may read: that is decided today.
    on: Option<Date>,
}

impl TryFrom<MembershipFilter> for store::MembershipFilter {
    type Error = Error;

    fn try_from(filter: MembershipFilter) -> Result<Self, Error> {
        Ok(Self { on: filter.on.map(|day| day.0) })
    }
}
