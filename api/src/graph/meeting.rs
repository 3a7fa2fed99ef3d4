//! Meetings. What is done with them is in `deeds`.

mod agenda;
mod deeds;

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, Result};
use entities::{meeting, meeting_turnout, meeting_venue};

use super::{
    access::{Capability, access},
    action::{Action, ActionFilter},
    agenda_item::AgendaItem,
    attendance::{Attendance, AttendanceFilter, Invitation},
    board::Board,
    connection::Connection,
    decision::Decision,
    minutes::{Minutes, MinutesFilter},
    node::{self, Kind},
    paper::{Paper, PaperFilter, PaperOrder},
    scalar::{Date, DateTime, PartialDate},
    tally::ReviewedAction,
    told, view,
    words::{MeetingMode, MeetingStatus},
};
use crate::{
    error::Error,
    store::{
        self, ACTIONS_OF_MEETING, AGENDA, ATTENDANCE, DECISIONS_OF_MEETING, INVITATIONS, MINUTES, NEXT_MEETINGS,
        PAPERS_OF_MEETING, Page, REVIEW, Seen,
    },
};

pub(crate) use agenda::AgendaMutation;
use deeds::MeetingDeeds;
pub(crate) use deeds::MeetingMutation;

/// One meeting of a board.
pub(crate) struct Meeting(Seen<meeting::Model>);

super::wraps!(Meeting, meeting);

/// One meeting of a board: held, planned, or only spoken of.
#[Object]
impl Meeting {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::Meeting, self.0.id)
    }

    /// A stable short name for addresses and look-ups, for example `lvb-2022-12-05`.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The board.
    async fn board(&self) -> Option<Result<Board>> {
        super::one(self.0.view(), Some(self.0.board_id)).await
    }

    /// A name, when it has one besides its board and date.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Where it stands.
    async fn status(&self) -> MeetingStatus {
        self.0.status.into()
    }

    /// The date, as exactly as it is known.
    async fn held_on(&self) -> Option<PartialDate> {
        self.0.held_on.map(PartialDate)
    }

    /// The day that it was to be before it was put off.
    async fn postponed_from(&self) -> Option<PartialDate> {
        self.0.postponed_from.map(PartialDate)
    }

    /// When it began or begins.
    async fn starts_at(&self) -> Option<DateTime> {
        self.0.starts_at.map(DateTime)
    }

    /// When it ended or ends.
    async fn ends_at(&self) -> Option<DateTime> {
        self.0.ends_at.map(DateTime)
    }

    /// How people meet.
    async fn mode(&self) -> Option<MeetingMode> {
        self.0.mode.map(Into::into)
    }

    /// Where. The venue of a case conference is only for those who come and those who run it.
    async fn venue(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let venue = told::<meeting_venue::Entity>(ctx, self.0.view(), self.0.id).await?;
        Ok(venue.map(|row| row.venue.clone()))
    }

    /// What it is for, when that was said.
    async fn purpose(&self) -> Option<&str> {
        self.0.purpose.as_deref()
    }

    /// Whether its agenda is public before its minutes are.
    async fn agenda_public(&self) -> bool {
        self.0.agenda_public
    }

    /// The meeting before it, if you may know of it.
    async fn previous(&self) -> Option<Result<Meeting>> {
        super::one(self.0.view(), self.0.previous_id).await
    }

    /// The meeting after it, if you may know of it.
    async fn next(&self) -> Result<Option<Meeting>> {
        let next = self.0.view().whole(&NEXT_MEETINGS, self.0.id.uuid()).await?;
        Ok(next.into_iter().next_back().map(Meeting))
    }

    /// How many people were invited, as a source says.
    async fn invited_count(&self) -> Option<i32> {
        self.0.invited_count
    }

    /// How many people came, as a source prints it; kept beside the attendance list, not instead of it. Known to whom the
    /// list is.
    async fn printed_present(&self) -> Result<Option<i32>> {
        Ok(self.turnout().await?.and_then(|turnout| turnout.present))
    }

    /// How many people sent apologies, as a source prints it.
    async fn printed_apologies(&self) -> Result<Option<i32>> {
        Ok(self.turnout().await?.and_then(|turnout| turnout.apologies))
    }

    /// The kinds of people who came, where a source names kinds instead of people.
    async fn attendee_categories(&self) -> Result<Vec<String>> {
        let categories = self.turnout().await?.and_then(|turnout| turnout.categories.clone());
        Ok(categories.map(|categories| categories.lines().map(str::to_owned).collect()).unwrap_or_default())
    }

    /// Who came and who did not, in the order of the minutes. Before the minutes are published this is for the board's
    /// members and those who were there; a system reads its own organisation's part of it.
    async fn attendance(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<AttendanceFilter>,
    ) -> Result<Connection<Attendance>> {
        let page = Page { first, after, last, before };
        Ok(self
            .0
            .view()
            .list_of(
                (&ATTENDANCE, self.0.id.uuid()),
                page,
                filter.map(TryInto::try_into).transpose()?.unwrap_or_default(),
                Default::default(),
            )?
            .into())
    }

    /// Guests and substitutes invited to it.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn invitations(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<Invitation>> {
        let page = Page { first, after, last, before };
        Ok(self.0.view().list_of((&INVITATIONS, self.0.id.uuid()), page, (), ())?.into())
    }

    /// Its agenda, in order. An item that is hidden from you leaves no gap.
    async fn agenda_items(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<AgendaItem>> {
        let page = Page { first, after, last, before };
        Ok(self.0.view().list_of((&AGENDA, self.0.id.uuid()), page, (), ())?.into())
    }

    /// The latest edition of its minutes that you may read.
    async fn minutes(&self) -> Result<Option<Minutes>> {
        let page = Page { first: Some(1), ..Page::default() };
        let latest =
            self.0.view().list_of((&MINUTES, self.0.id.uuid()), page, Default::default(), Default::default())?;
        let rows = latest.rows().await?;
        Ok(rows.rows.first().map(|row| Minutes::from(latest.seen(row))))
    }

    /// All editions of its minutes that you may read, the latest first.
    async fn editions(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<MinutesFilter>,
    ) -> Result<Connection<Minutes>> {
        let page = Page { first, after, last, before };
        Ok(self
            .0
            .view()
            .list_of(
                (&MINUTES, self.0.id.uuid()),
                page,
                filter.map(TryInto::try_into).transpose()?.unwrap_or_default(),
                Default::default(),
            )?
            .into())
    }

    /// The actions raised at it.
    async fn actions(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<ActionFilter>,
    ) -> Result<Connection<Action>> {
        let page = Page { first, after, last, before };
        Ok(self
            .0
            .view()
            .list_of(
                (&ACTIONS_OF_MEETING, self.0.id.uuid()),
                page,
                filter.map(TryInto::try_into).transpose()?.unwrap_or_default(),
                store::ActionOrder::default(),
            )?
            .into())
    }

    /// What it has to review: the actions of its board that stood open when its day began, of those that you follow, the
    /// oldest first, and last those of which no day is recorded. For a meeting to come, what is open now.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn action_review(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<ReviewedAction>> {
        let page = Page { first, after, last, before };
        let actions =
            self.0.view().list_of((&REVIEW, self.0.id.uuid()), page, Default::default(), store::ActionOrder::Oldest)?;
        let meeting = self.0.clone();
        Ok(Connection::with(actions, move |action| ReviewedAction::new(meeting.clone(), action)))
    }

    /// The decisions taken at it: for those who read its minutes.
    async fn decisions(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<Decision>> {
        let page = Page { first, after, last, before };
        let of = (&DECISIONS_OF_MEETING, self.0.id.uuid());
        Ok(self.0.view().list_of(of, page, Default::default(), Default::default())?.into())
    }

    /// Its papers: those under its agenda items and those sent round for it, by title unless told otherwise.
    async fn papers(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<PaperFilter>,
        #[graphql(desc = "What the list is sorted by.")] order_by: Option<PaperOrder>,
    ) -> Result<Connection<Paper>> {
        let page = Page { first, after, last, before };
        Ok(self
            .0
            .view()
            .list_of(
                (&PAPERS_OF_MEETING, self.0.id.uuid()),
                page,
                filter.map(TryInto::try_into).transpose()?.unwrap_or_default(),
                order_by.map(Into::into).unwrap_or_default(),
            )?
            .into())
    }

    /// What you may do at it now.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn viewer_can(&self) -> MeetingDeeds {
        MeetingDeeds(self.0.clone())
    }

    /// The version, which a change of it names.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When its entry last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }

    /// Where the facts were taken from: documents and lines.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }
}

impl Meeting {
    /// How many came, if the viewer may know.
    async fn turnout(&self) -> Result<Option<Seen<meeting_turnout::Model>>, Error> {
        self.0.view().by_id::<meeting_turnout::Entity>(self.0.id).await
    }
}

/// Names one meeting.
#[derive(OneofObject)]
pub(crate) enum MeetingBy {
    /// By its global id.
    Id(ID),
    /// By its slug.
    Slug(String),
}
super::by!(MeetingBy, Meeting);

/// What meetings are sorted by. A meeting whose date is not known counts as later than all others.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "store::MeetingOrder")]
pub(crate) enum MeetingOrder {
    /// By date, the earliest first.
    Earliest,
    /// By date, the latest first.
    Latest,
}

/// Conditions on meetings.
#[derive(InputObject)]
pub(crate) struct MeetingFilter {
    /// Only meetings of this board: an id or a slug.
    board: Option<ID>,
    /// Only meetings on this day or later; a month or a year counts from its first day.
    from: Option<Date>,
    /// Only meetings on this day or earlier.
    to: Option<Date>,
    /// Only meetings that stand at one of these.
    status: Option<Vec<MeetingStatus>>,
}

impl TryFrom<MeetingFilter> for store::MeetingFilter {
    type Error = Error;

    fn try_from(filter: MeetingFilter) -> Result<Self, Error> {
        Ok(Self {
            board: filter.board.map(|id| node::reference("filter.board", Kind::Board, &id)).transpose()?,
            from: filter.from.map(|day| day.0),
            to: filter.to.map(|day| day.0),
            status: filter.status.map(|status| status.into_iter().map(Into::into).collect()),
        })
    }
}

/// Queries for meetings.
#[derive(Default)]
pub(crate) struct MeetingQuery;

#[Object]
impl MeetingQuery {
    /// One meeting, for example `meeting(by: { slug: "lvb-2022-12-05" })`.
    async fn meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: MeetingBy,
    ) -> Option<Result<Meeting>> {
        super::found(async { by.find(view(ctx)?).await }).await
    }

    /// The meetings you may know of, the latest first unless told otherwise.
    async fn meetings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<MeetingFilter>,
        #[graphql(desc = "What the list is sorted by.")] order_by: Option<MeetingOrder>,
    ) -> Result<Connection<Meeting>> {
        let page = Page { first, after, last, before };
        Ok(view(ctx)?
            .list(
                page,
                filter.map(TryInto::try_into).transpose()?.unwrap_or_default(),
                order_by.map(Into::into).unwrap_or_default(),
            )?
            .into())
    }
}
