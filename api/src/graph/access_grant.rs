//! Shares: who gave whom a paper to read, for how long and why.

mod deeds;

use async_graphql::{ID, Object, Result};
use entities::access_grant;

use super::{
    access::{Capability, access},
    node::{self, Kind},
    organisation::Organisation,
    paper::Paper,
    person::Person,
    scalar::DateTime,
};
use crate::store::{self, Seen};

pub(crate) use deeds::AccessGrantMutation;

/// A share of a paper.
pub(crate) struct AccessGrant(Seen<access_grant::Model>);

super::wraps!(AccessGrant, access_grant);

/// A share of one paper with one person or organisation, for a time. It opens what membership does not, and nothing that
/// an embargo, a marking or a closed item withholds. The secretariat and chairs of the paper's board know of it, who gave
/// it, who was given it, and the information governance lead of the organisation for which that person acts.
#[Object(directive = access::apply(vec![Capability::Partner]))]
impl AccessGrant {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::AccessGrant, self.0.id)
    }

    /// The paper, if you may know of it now.
    async fn paper(&self) -> Option<Result<Paper>> {
        super::one(self.0.view(), Some(self.0.paper_id)).await
    }

    /// The person to whom it was given; null when it was given to an organisation.
    async fn person(&self) -> Option<Result<Person>> {
        super::one(self.0.view(), self.0.person_id).await
    }

    /// The organisation to which it was given: to everybody who acts for it.
    async fn organisation(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.organisation_id).await
    }

    /// Who gave it, if you may know their name.
    async fn granted_by(&self) -> Option<Result<Person>> {
        super::one(self.0.view(), Some(self.0.granted_by_id)).await
    }

    /// Why.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// From when.
    async fn from(&self) -> DateTime {
        DateTime(self.0.starts_at)
    }

    /// Until when, unless it is ended before.
    async fn until(&self) -> DateTime {
        DateTime(self.0.ends_at)
    }

    /// When it was ended before its time.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// Whether it counts now.
    async fn active(&self) -> bool {
        store::active(&self.0, self.0.view().viewer().now)
    }
}
