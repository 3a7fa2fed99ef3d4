//! Boards.

mod deeds;

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, Result};
use entities::board;

use super::{
    access::{Capability, access},
    action::{Action, ActionFilter},
    area::Area,
    connection::Connection,
    decision::Decision,
    meeting::{Meeting, MeetingFilter, MeetingOrder},
    node::{self, Kind},
    organisation::Organisation,
    paper::{Paper, PaperFilter, PaperOrder},
    programme::{Programme, ProgrammeFilter, ProgrammeOrder},
    review::Review,
    scalar::{Date, DateTime},
    seat::{Membership, MembershipFilter, Seat},
    tally::{SeatAttendance, SectorAttendance},
    view, withhold,
    words::{BoardKind, BoardStatus},
};
use crate::{
    error::Error,
    policy::AttendanceBySeat,
    store::{
        self, ACTIONS_OF_BOARD, CHILDREN_OF_BOARD, DECISIONS_OF_BOARD, MEETINGS, MEMBERSHIPS, PAPERS_OF_BOARD,
        PROGRAMMES_OF_BOARD, Page, Period, REVIEWS, SEATS, Seen,
    },
};

use deeds::BoardDeeds;
pub(crate) use deeds::BoardMutation;

/// A body that meets and keeps a record.
pub(crate) struct Board(Seen<board::Model>);

super::wraps!(Board, board);

/// A body that meets and keeps a record: a board, panel, forum, group or conference.
#[Object]
impl Board {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::Board, self.0.id)
    }

    /// A stable short name for addresses and look-ups, for example `london-vawg-board`.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The full name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The usual short name.
    async fn short_name(&self) -> Option<&str> {
        self.0.short_name.as_deref()
    }

    /// What sort of body it is.
    async fn kind(&self) -> BoardKind {
        self.0.kind.into()
    }

    /// Whether it meets.
    async fn status(&self) -> BoardStatus {
        self.0.status.into()
    }

    /// The organisation that convenes it.
    async fn convenor(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.convenor_id).await
    }

    /// The body that it is formally part of.
    async fn parent(&self) -> Option<Result<Board>> {
        super::one(self.0.view(), self.0.parent_id).await
    }

    /// The body that receives its reports, which need not be its parent. Reporting gives nobody a right to read more.
    async fn reports_to(&self) -> Option<Result<Board>> {
        super::one(self.0.view(), self.0.reports_to_id).await
    }

    /// The body that it follows. Its history passes on only by the convenor's recorded decision.
    async fn predecessor(&self) -> Option<Result<Board>> {
        super::one(self.0.view(), self.0.predecessor_id).await
    }

    /// The place that it is for.
    async fn area(&self) -> Option<Result<Area>> {
        super::one(self.0.view(), self.0.area_id).await
    }

    /// How often it meets, in words.
    async fn cadence(&self) -> Option<&str> {
        self.0.cadence.as_deref()
    }

    /// What it is for.
    async fn purpose(&self) -> Option<&str> {
        self.0.purpose.as_deref()
    }

    /// From which day those who joined later may read its agreed minutes; null when they may read all.
    async fn history_visible_from(&self) -> Option<Date> {
        self.0.history_visible_from.map(Date)
    }

    /// The bodies that are formally part of it, by name.
    async fn children(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<Board>> {
        let page = Page { first, after, last, before };
        Ok(self
            .0
            .view()
            .list_of((&CHILDREN_OF_BOARD, self.0.id.uuid()), page, Default::default(), Default::default())?
            .into())
    }

    /// The organisations' places on it.
    async fn seats(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<Seat>> {
        let page = Page { first, after, last, before };
        Ok(self.0.view().list_of((&SEATS, self.0.id.uuid()), page, (), ())?.into())
    }

    /// Who sits on it, as far as you may know, the earliest first.
    async fn memberships(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<MembershipFilter>,
    ) -> Result<Connection<Membership>> {
        let page = Page { first, after, last, before };
        Ok(self
            .0
            .view()
            .list_of(
                (&MEMBERSHIPS, self.0.id.uuid()),
                page,
                filter.map(TryInto::try_into).transpose()?.unwrap_or_default(),
                Default::default(),
            )?
            .into())
    }

    /// Its meetings, the latest first unless told otherwise.
    async fn meetings(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<MeetingFilter>,
        #[graphql(desc = "What the list is sorted by.")] order_by: Option<MeetingOrder>,
    ) -> Result<Connection<Meeting>> {
        let page = Page { first, after, last, before };
        Ok(self
            .0
            .view()
            .list_of(
                (&MEETINGS, self.0.id.uuid()),
                page,
                filter.map(TryInto::try_into).transpose()?.unwrap_or_default(),
                order_by.map(Into::into).unwrap_or_default(),
            )?
            .into())
    }

    /// How its seats were filled at the meetings held in a period, each seat of that time with a line: for those who sit
    /// on it (field mode M). A year: `attendanceBySeat(from: "2022-01-01", to: "2022-12-31")`.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn attendance_by_seat(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day of the period; open when not given.")] from: Option<Date>,
        #[graphql(desc = "The last day of the period; open when not given.")] to: Option<Date>,
    ) -> Result<Option<Vec<SeatAttendance>>> {
        let period = Period::new(from.map(|day| day.0), to.map(|day| day.0))?;
        withhold::<AttendanceBySeat>(ctx, self.0.view(), self.0.id).await?;
        let seats = self.0.view().attendance_by_seat(self.0.id.uuid(), period).await?;
        Ok(seats.map(|seats| seats.into_iter().map(SeatAttendance::from).collect()))
    }

    /// The same by sector of the organisations that have a seat. From outside the board only meetings count whose
    /// minutes are published: it tells no more than these print.
    async fn attendance_by_sector(
        &self,
        #[graphql(desc = "The first day of the period; open when not given.")] from: Option<Date>,
        #[graphql(desc = "The last day of the period; open when not given.")] to: Option<Date>,
    ) -> Result<Vec<SectorAttendance>> {
        let period = Period::new(from.map(|day| day.0), to.map(|day| day.0))?;
        let sectors = self.0.view().attendance_by_sector(self.0.id.uuid(), period).await?;
        Ok(sectors.into_iter().map(SectorAttendance::from).collect())
    }

    /// The actions that it follows.
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
                (&ACTIONS_OF_BOARD, self.0.id.uuid()),
                page,
                filter.map(TryInto::try_into).transpose()?.unwrap_or_default(),
                store::ActionOrder::default(),
            )?
            .into())
    }

    /// Its decisions, the latest first.
    async fn decisions(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<Decision>> {
        let page = Page { first, after, last, before };
        let of = (&DECISIONS_OF_BOARD, self.0.id.uuid());
        Ok(self.0.view().list_of(of, page, Default::default(), Default::default())?.into())
    }

    /// The reviews of deaths that it puts into practice, by title.
    async fn reviews(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<Review>> {
        let page = Page { first, after, last, before };
        let of = (&REVIEWS, self.0.id.uuid());
        Ok(self.0.view().list_of(of, page, Default::default(), Default::default())?.into())
    }

    /// The programmes that it follows.
    async fn programmes(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<ProgrammeFilter>,
        #[graphql(desc = "What the list is sorted by.")] order_by: Option<ProgrammeOrder>,
    ) -> Result<Connection<Programme>> {
        let page = Page { first, after, last, before };
        Ok(self
            .0
            .view()
            .list_of(
                (&PROGRAMMES_OF_BOARD, self.0.id.uuid()),
                page,
                filter.map(TryInto::try_into).transpose()?.unwrap_or_default(),
                order_by.map(Into::into).unwrap_or_default(),
            )?
            .into())
    }

    /// The papers that it works with, by title unless told otherwise.
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
                (&PAPERS_OF_BOARD, self.0.id.uuid()),
                page,
                filter.map(TryInto::try_into).transpose()?.unwrap_or_default(),
                order_by.map(Into::into).unwrap_or_default(),
            )?
            .into())
    }

    /// What you may do with it now.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn viewer_can(&self) -> BoardDeeds {
        BoardDeeds(self.0.clone())
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

/// Names one board.
#[derive(OneofObject)]
pub(crate) enum BoardBy {
    /// By its global id.
    Id(ID),
    /// By its slug.
    Slug(String),
}
super::by!(BoardBy, Board);

/// What boards are sorted by.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "store::BoardOrder")]
pub(crate) enum BoardOrder {
    /// By name.
    Name,
}

/// Conditions on boards.
#[derive(InputObject)]
pub(crate) struct BoardFilter {
    /// Only bodies of this kind.
    kind: Option<BoardKind>,
    /// Only bodies for this area: an id or a slug.
    area: Option<ID>,
}

impl TryFrom<BoardFilter> for store::BoardFilter {
    type Error = Error;

    fn try_from(filter: BoardFilter) -> Result<Self, Error> {
        let area = filter.area.map(|area| node::reference("filter.area", Kind::Area, &area)).transpose()?;
        Ok(Self { kind: filter.kind.map(Into::into), area })
    }
}

/// Queries for boards.
#[derive(Default)]
pub(crate) struct BoardQuery;

#[Object]
impl BoardQuery {
    /// One board, for example `board(by: { slug: "london-vawg-board" })`.
    async fn board(&self, ctx: &Context<'_>, #[graphql(desc = "Which one.")] by: BoardBy) -> Option<Result<Board>> {
        super::found(async { by.find(view(ctx)?).await }).await
    }

    /// The boards you may know of, by name.
    async fn boards(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<BoardFilter>,
        #[graphql(desc = "What the list is sorted by.")] order_by: Option<BoardOrder>,
    ) -> Result<Connection<Board>> {
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
