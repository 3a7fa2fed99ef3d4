//! Who came to a meeting, and who is invited to one.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entities::{attendance, attendance_apology, invitation};
use futures_util::future::join_all;

use super::{
    access::{Capability, access},
    agenda_item::AgendaItem,
    meeting::Meeting,
    node::{self, Kind},
    organisation::Organisation,
    person::Person,
    scalar::Date,
    told,
    words::{AttendanceStatus, Capacity, Role},
};
use crate::{
    error::Error,
    store::{self, ITEMS_OF_INVITATION, Seen},
};

/// One person at one meeting.
pub(crate) struct Attendance(Seen<attendance::Model>);

super::wraps!(Attendance, attendance);

/// One person at one meeting.
#[Object]
impl Attendance {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::Attendance, self.0.id)
    }

    /// The meeting.
    async fn meeting(&self) -> Option<Result<Meeting>> {
        super::one(self.0.view(), Some(self.0.meeting_id)).await
    }

    /// The person.
    async fn person(&self) -> Option<Result<Person>> {
        super::one(self.0.view(), Some(self.0.person_id)).await
    }

    /// The organisation for which they came.
    async fn organisation(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.organisation_id).await
    }

    /// A second organisation for which they came.
    async fn also_for(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.also_for_id).await
    }

    /// Whether they came.
    async fn status(&self) -> AttendanceStatus {
        self.0.status.into()
    }

    /// In what capacity.
    async fn capacity(&self) -> Capacity {
        self.0.capacity.into()
    }

    /// The office they held at the meeting, such as its chair.
    async fn role(&self) -> Option<Role> {
        self.0.role.map(Into::into)
    }

    /// The member for whom they stood in.
    async fn substitute_for(&self) -> Option<Result<Person>> {
        super::one(self.0.view(), self.0.substitute_for_id).await
    }

    /// The name as the minutes print it, where that differs.
    async fn printed_as(&self) -> Option<&str> {
        self.0.printed_as.as_deref()
    }

    /// Why they did not come: for the board's secretariat and chairs.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn apology_reason(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let reason = told::<attendance_apology::Entity>(ctx, self.0.view(), self.0.id).await?;
        Ok(reason.map(|row| row.reason.clone()))
    }
}

/// A guest's or substitute's invitation.
pub(crate) struct Invitation(Seen<invitation::Model>);

super::wraps!(Invitation, invitation);

/// A guest's or substitute's invitation to one meeting. Its rights run from the day of invitation until 28 days after
/// the minutes were agreed, and end when it is taken back or the meeting is called off.
#[Object]
impl Invitation {
    /// The person.
    async fn person(&self) -> Option<Result<Person>> {
        super::one(self.0.view(), Some(self.0.person_id)).await
    }

    /// The organisation for which they come.
    async fn organisation(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.organisation_id).await
    }

    /// As a guest, or as a substitute.
    async fn capacity(&self) -> Capacity {
        self.0.capacity.into()
    }

    /// The member for whom a substitute stands in.
    async fn substitute_for(&self) -> Option<Result<Person>> {
        super::one(self.0.view(), self.0.substitute_for_id).await
    }

    /// The day of the invitation.
    async fn invited_on(&self) -> Date {
        Date(self.0.invited_on)
    }

    /// The day on which it was taken back.
    async fn withdrawn_on(&self) -> Option<Date> {
        self.0.withdrawn_on.map(Date)
    }

    /// The agenda items for which a guest is invited, in the order of the agenda.
    async fn agenda_items(&self) -> Result<Vec<AgendaItem>> {
        let scope = self.0.view().whole(&ITEMS_OF_INVITATION, self.0.id.uuid()).await?;
        let items = join_all(scope.iter().map(|link| super::one(link.view(), Some(link.item_id)))).await;
        let mut items = items.into_iter().flatten().collect::<Result<Vec<AgendaItem>>>()?;
        items.sort_by_key(AgendaItem::position);
        Ok(items)
    }
}

/// Conditions on attendance.
#[derive(InputObject)]
pub(crate) struct AttendanceFilter {
    /// Only people who came, sent apologies, or were absent.
    status: Option<AttendanceStatus>,
}

impl TryFrom<AttendanceFilter> for store::AttendanceFilter {
    type Error = Error;

    fn try_from(filter: AttendanceFilter) -> Result<Self, Error> {
        Ok(Self { status: filter.status.map(Into::into) })
    }
}
