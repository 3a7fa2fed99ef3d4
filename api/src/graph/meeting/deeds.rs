//! What is done with meetings: planning and calling them, recording that they took place and who came.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entities::meeting;

use super::Meeting;
use crate::{
    error::Error,
    graph::{
        access::{Capability, access},
        node::{self, Kind},
        payload::{Changing, Sending, done, input, listed, named, payload, short, text},
        scalar::{DateTime, PartialDate},
        words::{AttendanceStatus, Capacity, MeetingMode, Role},
    },
    policy::{
        CancelMeeting, CloseActions, Deed, DraftMinutes, HoldMeeting, InviteToMeeting, MakeRecommendations,
        NotifyMeeting, PlanMeeting, PostponeMeeting, ProposeAgendaItems, RaiseActions, RecordAttendance,
        RecordDecisions, Right, SettleAgendaItems, State as _, WithdrawInvitations,
    },
    store::{self, Arranged, Came, Planned, Seen, Tx},
};

/// The most people of one attendance list.
const MOST_PEOPLE: usize = 300;

/// What the viewer may do at a meeting now.
pub(crate) struct MeetingDeeds(pub(super) Seen<meeting::Model>);

impl MeetingDeeds {
    /// Whether the deed leads on from where the meeting stands, and is the viewer's to do.
    async fn can<R: Deed + Right<On = meeting::Entity>>(&self) -> Result<bool, Error> {
        Ok(self.0.status.takes(R::WORD) && self.may::<R>().await?)
    }

    async fn may<R: Deed + Right<On = meeting::Entity>>(&self) -> Result<bool, Error> {
        self.0.view().may::<R>(self.0.id).await
    }
}

/// What you may do at a meeting now.
#[Object]
impl MeetingDeeds {
    /// Whether you may send its agenda out.
    async fn notify(&self) -> Result<bool> {
        Ok(self.can::<NotifyMeeting>().await?)
    }

    /// Whether you may record that it took place.
    async fn hold(&self) -> Result<bool> {
        Ok(self.can::<HoldMeeting>().await?)
    }

    /// Whether you may call it off.
    async fn cancel(&self) -> Result<bool> {
        Ok(self.can::<CancelMeeting>().await?)
    }

    /// Whether you may put it off to another day.
    async fn postpone(&self) -> Result<bool> {
        Ok(self.can::<PostponeMeeting>().await?)
    }

    /// Whether you may put items on its agenda.
    async fn propose_agenda_items(&self) -> Result<bool> {
        Ok(self.can::<ProposeAgendaItems>().await?)
    }

    /// Whether you may say what becomes of its items.
    async fn settle_agenda_items(&self) -> Result<bool> {
        Ok(self.can::<SettleAgendaItems>().await?)
    }

    /// Whether you may invite guests and substitutes to it.
    async fn invite(&self) -> Result<bool> {
        Ok(self.can::<InviteToMeeting>().await?)
    }

    /// Whether you may take invitations to it back.
    async fn withdraw_invitations(&self) -> Result<bool> {
        Ok(self.can::<WithdrawInvitations>().await?)
    }

    /// Whether you may record who came.
    async fn record_attendance(&self) -> Result<bool> {
        Ok(self.can::<RecordAttendance>().await?)
    }

    /// Whether you may write its minutes, of which there are none yet.
    async fn draft_minutes(&self) -> Result<bool> {
        Ok(self.can::<DraftMinutes>().await?)
    }

    /// Whether you may record what it decided.
    async fn record_decisions(&self) -> Result<bool> {
        Ok(store::took_place(self.0.status).is_ok() && self.may::<RecordDecisions>().await?)
    }

    /// Whether you may record what was recommended to it.
    async fn make_recommendations(&self) -> Result<bool> {
        Ok(store::took_place(self.0.status).is_ok() && self.may::<MakeRecommendations>().await?)
    }

    /// Whether you may record what was undertaken at it.
    async fn raise_actions(&self) -> Result<bool> {
        Ok(store::took_place(self.0.status).is_ok() && self.may::<RaiseActions>().await?)
    }

    /// Whether you may close the actions that it reviewed.
    async fn close_actions(&self) -> Result<bool> {
        Ok(store::took_place(self.0.status).is_ok() && self.may::<CloseActions>().await?)
    }
}

/// A meeting that is to come.
#[derive(InputObject)]
pub(crate) struct PlanMeetingInput {
    /// The board that is to meet: a global id of `Board`.
    board: ID,
    /// The day, as exactly as it is known, for example `2027-03-16` or `2027-03`.
    held_on: Option<PartialDate>,
    /// When it begins, for example `2027-03-16T10:00:00Z`.
    starts_at: Option<DateTime>,
    /// When it ends.
    ends_at: Option<DateTime>,
    /// How people are to meet.
    mode: Option<MeetingMode>,
    /// Where, in 1 to 200 characters.
    venue: Option<String>,
    /// A name, when it has one besides its board and date, in 1 to 200 characters.
    name: Option<String>,
    /// What it is for, in 1 to 10,000 characters.
    purpose: Option<String>,
    /// Whether its agenda is public from now on, and not only with its minutes.
    #[graphql(default)]
    agenda_public: bool,
    /// The meeting before it, of the same board: a global id of `Meeting`.
    previous: Option<ID>,
    #[graphql(flatten)]
    said: Sending,
}
input!(PlanMeetingInput: board Board);
payload! {
    /// What came of planning a meeting.
    PlanMeetingPayload {
        /// The meeting; null when nothing was done.
        meeting: Meeting
    }
}

/// A meeting whose agenda goes out.
#[derive(InputObject)]
pub(crate) struct NotifyMeetingInput {
    /// The meeting: a global id of `Meeting`.
    meeting: ID,
    /// The day, within what was planned; as it was planned unless told.
    held_on: Option<PartialDate>,
    /// When it begins; as it was planned unless told.
    starts_at: Option<DateTime>,
    /// When it ends.
    ends_at: Option<DateTime>,
    /// How people are to meet; as it was planned unless told.
    mode: Option<MeetingMode>,
    /// Where, in 1 to 200 characters; as it was planned unless told.
    venue: Option<String>,
    #[graphql(flatten)]
    said: Changing,
}
input!(NotifyMeetingInput: meeting Meeting);
payload! {
    /// What came of sending an agenda out.
    NotifyMeetingPayload {
        /// The meeting as it is now; null when nothing was done.
        meeting: Meeting
    }
}

/// A meeting that took place.
#[derive(InputObject)]
pub(crate) struct HoldMeetingInput {
    /// The meeting: a global id of `Meeting`.
    meeting: ID,
    #[graphql(flatten)]
    said: Changing,
}
input!(HoldMeetingInput: meeting Meeting);
payload! {
    /// What came of recording that a meeting took place.
    HoldMeetingPayload {
        /// The meeting as it is now; null when nothing was done.
        meeting: Meeting
    }
}

/// A meeting that is called off.
#[derive(InputObject)]
pub(crate) struct CancelMeetingInput {
    /// The meeting: a global id of `Meeting`.
    meeting: ID,
    #[graphql(flatten)]
    said: Changing,
}
input!(CancelMeetingInput: meeting Meeting);
payload! {
    /// What came of calling a meeting off.
    CancelMeetingPayload {
        /// The meeting as it is now; null when nothing was done.
        meeting: Meeting
    }
}

/// A meeting that is put off.
#[derive(InputObject)]
pub(crate) struct PostponeMeetingInput {
    /// The meeting: a global id of `Meeting`.
    meeting: ID,
    /// To when, as exactly as it is known: a day, month or year that is not over.
    held_on: PartialDate,
    /// When it begins then.
    starts_at: Option<DateTime>,
    /// When it ends then.
    ends_at: Option<DateTime>,
    /// Where, if elsewhere, in 1 to 200 characters.
    venue: Option<String>,
    #[graphql(flatten)]
    said: Changing,
}
input!(PostponeMeetingInput: meeting Meeting);
payload! {
    /// What came of putting a meeting off.
    PostponeMeetingPayload {
        /// The meeting as it is now; null when nothing was done.
        meeting: Meeting
    }
}

/// Somebody who came to a meeting, or did not.
#[derive(InputObject)]
pub(crate) struct AttendanceInput {
    /// The person: a global id of `Person`.
    person: ID,
    /// The organisation for which they came: a global id of `Organisation`.
    organisation: Option<ID>,
    /// A second organisation for which they came: a global id of `Organisation`.
    also_for: Option<ID>,
    /// Whether they came.
    status: AttendanceStatus,
    /// In what capacity.
    capacity: Capacity,
    /// The office that they held at it, for example `CHAIR`.
    role: Option<Role>,
    /// For whom they stood in, if the capacity is `SUBSTITUTE`: a global id of `Person`. Each seat has one substitute, and
    /// who is present has none.
    substitute_for: Option<ID>,
    /// The name as the minutes print it, if otherwise, in 1 to 200 characters.
    printed_as: Option<String>,
    /// Why they did not come, if they sent apologies, in 1 to 200 characters: for the secretariat and the chairs alone.
    apology_reason: Option<String>,
}

/// Who came to a meeting and who did not.
#[derive(InputObject)]
pub(crate) struct RecordAttendanceInput {
    /// The meeting: a global id of `Meeting`.
    meeting: ID,
    /// All who came or did not, in the order of the minutes: 1 to 300. The list takes the place of the one before.
    attendance: Vec<AttendanceInput>,
    #[graphql(flatten)]
    said: Changing,
}
input!(RecordAttendanceInput: meeting Meeting);
payload! {
    /// What came of recording who came.
    RecordAttendancePayload {
        /// The meeting as it is now, with its attendance; null when nothing was done.
        meeting: Meeting
    }
}

impl PlanMeetingInput {
    fn planned(self) -> Result<Planned, Error> {
        Ok(Planned {
            name: short("name", self.name)?,
            purpose: self.purpose.map(|purpose| text("purpose", purpose)).transpose()?,
            arranged: Arranged {
                held_on: self.held_on.map(|day| day.0),
                starts_at: self.starts_at.map(|at| at.0),
                ends_at: self.ends_at.map(|at| at.0),
                mode: self.mode.map(Into::into),
                venue: short("venue", self.venue)?,
            },
            agenda_public: self.agenda_public,
            previous: self.previous.map(|id| node::of_kind("previous", Kind::Meeting, &id)).transpose()?,
        })
    }
}

impl NotifyMeetingInput {
    fn arranged(self) -> Result<Arranged, Error> {
        Ok(Arranged {
            held_on: self.held_on.map(|day| day.0),
            starts_at: self.starts_at.map(|at| at.0),
            ends_at: self.ends_at.map(|at| at.0),
            mode: self.mode.map(Into::into),
            venue: short("venue", self.venue)?,
        })
    }
}

impl PostponeMeetingInput {
    fn arranged(self) -> Result<Arranged, Error> {
        Ok(Arranged {
            held_on: Some(self.held_on.0),
            starts_at: self.starts_at.map(|at| at.0),
            ends_at: self.ends_at.map(|at| at.0),
            mode: None,
            venue: short("venue", self.venue)?,
        })
    }
}

impl AttendanceInput {
    fn came(self, field: String) -> Result<Came, Error> {
        let organisation = named(&field, "organisation", Kind::Organisation, self.organisation.as_ref())?;
        let also_for = named(&field, "alsoFor", Kind::Organisation, self.also_for.as_ref())?;
        let substitute_for = named(&field, "substituteFor", Kind::Person, self.substitute_for.as_ref())?;
        Ok(Came {
            person: node::of_kind(format!("{field}.person"), Kind::Person, &self.person)?,
            organisation,
            also_for,
            status: self.status.into(),
            capacity: self.capacity.into(),
            role: self.role.map(Into::into),
            substitute_for,
            printed_as: short(format!("{field}.printedAs"), self.printed_as)?,
            apology: short(format!("{field}.apologyReason"), self.apology_reason)?,
            field,
        })
    }
}

impl RecordAttendanceInput {
    fn came(self) -> Result<Vec<Came>, Error> {
        listed("attendance", self.attendance, MOST_PEOPLE, AttendanceInput::came)
    }
}

/// Deeds on meetings.
#[derive(Default)]
pub(crate) struct MeetingMutation;

#[Object]
impl MeetingMutation {
    /// Puts a meeting of a board on record that is to come: for its secretariat and its chairs. It is PLANNED, and theirs
    /// to see until its agenda goes out or its day comes.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn plan_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The board, and what is known of the meeting.")] input: PlanMeetingInput,
    ) -> Result<PlanMeetingPayload> {
        done(ctx, input, |tx: Tx<PlanMeeting>, input| async move { tx.plan(input.planned()?).await }).await
    }

    /// Sends the agenda of a meeting out: for the secretariat and the chairs of its board. It moves from PLANNED or POSTPONED
    /// to NOTIFIED, and its members read the open items and what else is meant for them. It needs a day.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn notify_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which meeting, and what was still open of it.")] input: NotifyMeetingInput,
    ) -> Result<NotifyMeetingPayload> {
        done(ctx, input, |tx: Tx<NotifyMeeting>, input| async move { tx.notify(input.arranged()?).await }).await
    }

    /// Records that a meeting took place: for the secretariat and the chairs of its board. It moves from NOTIFIED to HELD, on
    /// its day or later, and the actions that were carried over to it are OPEN again.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn hold_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which meeting.")] input: HoldMeetingInput,
    ) -> Result<HoldMeetingPayload> {
        done(ctx, input, |tx: Tx<HoldMeeting>, _| async move { tx.hold().await }).await
    }

    /// Calls a meeting off: for the secretariat and the chairs of its board. It moves from PLANNED, NOTIFIED or POSTPONED to
    /// CANCELLED, and the actions that were carried over to it are OPEN again.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn cancel_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which meeting.")] input: CancelMeetingInput,
    ) -> Result<CancelMeetingPayload> {
        done(ctx, input, |tx: Tx<CancelMeeting>, _| async move { tx.cancel().await }).await
    }

    /// Puts a meeting off to another day: for the secretariat and the chairs of its board. It moves from PLANNED, NOTIFIED or
    /// POSTPONED to POSTPONED, keeps the day that it was to be as `postponedFrom`, and is called anew with `notifyMeeting`.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn postpone_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which meeting, and to when.")] input: PostponeMeetingInput,
    ) -> Result<PostponeMeetingPayload> {
        done(ctx, input, |tx: Tx<PostponeMeeting>, input| async move { tx.postpone(input.arranged()?).await }).await
    }

    /// Records who came to a meeting and who did not, the whole list at once: for the secretariat of its board. It may be
    /// done again until the minutes are agreed, and before the meeting for those who have sent apologies.
    #[graphql(directive = access::apply(vec![Capability::Secretariat]))]
    async fn record_attendance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The meeting and the list.")] input: RecordAttendanceInput,
    ) -> Result<RecordAttendancePayload> {
        done(ctx, input, |tx: Tx<RecordAttendance>, input| async move { tx.record(input.came()?).await }).await
    }
}
