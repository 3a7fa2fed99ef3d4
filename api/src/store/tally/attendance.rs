//! How a board's meetings were attended, by seat and by sector.
//!
//! # Why
//! A seat is filled, excused or empty at each meeting of its time; these three add up to the meetings. Only who came and
//! who sent apologies is looked at, as published minutes print it: a seat that neither came nor excused itself was empty,
//! whether the list says so or is silent. A meeting without a list counts for nobody. The rule of small numbers (3.7) is
//! for people whom violence reached, and not for the delegates of agencies.

use std::ops::AddAssign;

use chrono::NaiveDate;
use entities::{attendance, attendance::Capacity, attendance::Status, meeting, organisation, seat};
use futures_util::future::try_join_all;
use sea_orm::{
    ColumnTrait as _, Condition, QueryFilter as _, QueryResult, QuerySelect as _, QueryTrait as _, Value,
    sea_query::{Alias, CaseStatement, Expr, ExprTrait as _, Func, JoinType, Query, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

use super::{Tally, count, named, times};
use crate::{
    error::Error,
    policy::{AttendanceBySeat, Read, Right as _, Told, listed},
    store::{Door, FAR, SEATS, Seen, View, failed, load, page},
};

/// A stretch of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Period {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

impl Period {
    /// From one day to another, or open on either side.
    pub(crate) fn new(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Result<Self, Error> {
        match (from, to) {
            (Some(from), Some(to)) if to < from => {
                Err(Error::invalid("to", format!("the period ends on {to}, before it begins on {from}")))
            }
            _ => Ok(Self { from, to }),
        }
    }

    /// Meetings that were held in it.
    fn held(self) -> Condition {
        use meeting::Column as C;
        Condition::all()
            .add(C::Status.is_in([meeting::Status::Held, meeting::Status::Minuted]))
            .add(C::Day.lt(FAR))
            .add_option(self.from.map(|from| C::Day.gte(from)))
            .add_option(self.to.map(|to| C::Day.lte(to)))
    }

    /// Whether a seat was there on some day of it.
    fn meets(self, seat: &seat::Model) -> bool {
        let began = seat.starts_on.zip(self.to).is_none_or(|(starts, to)| starts <= to);
        began && seat.ends_on.zip(self.from).is_none_or(|(ends, from)| ends > from)
    }
}

/// At how many meetings a seat was filled, by whom, excused, or empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filled {
    pub(crate) meetings: u64,
    pub(crate) by_member: u64,
    pub(crate) by_deputy: u64,
    pub(crate) by_substitute: u64,
    pub(crate) apologies: u64,
}

impl Filled {
    /// Meetings at which somebody came.
    pub(crate) fn present(&self) -> u64 {
        self.by_member + self.by_deputy + self.by_substitute
    }

    /// Meetings at which nobody came and nobody sent apologies.
    pub(crate) fn absent(&self) -> u64 {
        self.meetings.saturating_sub(self.present() + self.apologies)
    }
}

impl AddAssign for Filled {
    fn add_assign(&mut self, other: Self) {
        self.meetings += other.meetings;
        self.by_member += other.by_member;
        self.by_deputy += other.by_deputy;
        self.by_substitute += other.by_substitute;
        self.apologies += other.apologies;
    }
}

/// How a row of the list fills the seat of its organisation: the best of them counts. Guests, observers and the
/// secretariat fill none.
const WAYS: [(Status, &[Capacity], &str); 4] = [
    (Status::Present, &[Capacity::Member], "4"),
    (Status::Present, &[Capacity::Deputy], "3"),
    (Status::Present, &[Capacity::Substitute], "2"),
    (Status::Apologies, &[Capacity::Member, Capacity::Deputy, Capacity::Substitute], "1"),
];

fn way() -> CaseStatement {
    use attendance::Column as A;
    WAYS.into_iter()
        .fold(CaseStatement::new(), |case, (status, capacities, way)| {
            let rows = Condition::all()
                .add(A::Status.eq(status))
                .add(A::Capacity.is_in(capacities.iter().map(sea_orm::ActiveEnum::to_value)));
            case.case(rows, Expr::cust(way))
        })
        .finally(Expr::cust("0"))
}

/// The meetings of these boards that count: held in the period, with a list that is open to the viewer.
fn meetings(door: &Door, period: Period, boards: Vec<Value>) -> SelectStatement {
    use attendance::Column as A;
    use meeting::Column as C;
    let line = Query::select()
        .expr(Expr::cust("1"))
        .from(attendance::Entity)
        .and_where(Expr::col(A::MeetingId.as_column_ref()).equals(C::Id.as_column_ref()))
        .and_where(A::Status.ne(Status::Absent))
        .limit(1)
        .to_owned();
    door.rows::<meeting::Entity>()
        .filter(listed(door.viewer.who()))
        .filter(period.held())
        .filter(C::BoardId.is_in(boards))
        .filter(Expr::SubQuery(None, Box::new(line.into())).is_not_null())
        .select_only()
        .columns([C::Id, C::BoardId, C::Day])
        .into_query()
}

impl Tally for Period {
    type Row = (Uuid, Filled);

    fn select(&self, door: &Door, boards: Vec<Value>) -> Result<SelectStatement, Error> {
        use attendance::Column as A;
        use seat::Column as S;
        let of_seat = |column: A| Expr::col(column.as_column_ref()).equals(S::OrganisationId.as_column_ref());
        let best = Query::select()
            .expr(Func::max(way()))
            .from(attendance::Entity)
            .and_where(Expr::col(A::MeetingId.as_column_ref()).eq(named("held", "id")))
            .cond_where(Condition::any().add(of_seat(A::OrganisationId)).add(of_seat(A::AlsoForId)))
            .cond_where(Read::<attendance::Entity>::rows(door.viewer.who()))
            .to_owned();
        let best: SimpleExpr = Expr::SubQuery(None, Box::new(best.into()));
        let in_time = Condition::all()
            .add(Expr::col(S::BoardId.as_column_ref()).eq(named("held", "board_id")))
            .add(
                Condition::any()
                    .add(S::StartsOn.is_null())
                    .add(Expr::col(S::StartsOn.as_column_ref()).lte(named("held", "day"))),
            )
            .add(
                Condition::any()
                    .add(S::EndsOn.is_null())
                    .add(Expr::col(S::EndsOn.as_column_ref()).gt(named("held", "day"))),
            );
        let mut each = door.rows::<seat::Entity>().filter(S::BoardId.is_in(boards.clone())).into_query();
        each.clear_selects()
            .expr_as(Expr::col(S::BoardId.as_column_ref()), Alias::new("parent"))
            .expr_as(Expr::col(S::Id.as_column_ref()), Alias::new("seat"))
            .expr_as(best, Alias::new("way"))
            .join_subquery(JoinType::InnerJoin, meetings(door, *self, boards), Alias::new("held"), in_time);
        let mut select = Query::select();
        select.column(Alias::new("parent")).column(Alias::new("seat")).expr_as(page::count_all(), Alias::new("n"));
        for (_, _, value) in WAYS {
            select.expr_as(times(named("each", "way"), value), Alias::new(format!("way{value}")));
        }
        Ok(select
            .from_subquery(each, Alias::new("each"))
            .group_by_columns([Alias::new("parent"), Alias::new("seat")])
            .to_owned())
    }

    fn row(row: &QueryResult) -> Result<Self::Row, Error> {
        let filled = Filled {
            meetings: count(row, "n")?,
            by_member: count(row, "way4")?,
            by_deputy: count(row, "way3")?,
            by_substitute: count(row, "way2")?,
            apologies: count(row, "way1")?,
        };
        Ok((row.try_get("", "seat").map_err(failed)?, filled))
    }
}

impl View {
    /// Every seat of a board in a period with its attendance; a seat that nobody took has a line too.
    async fn seats(&self, board: Uuid, period: Period) -> Result<Vec<(Seen<seat::Model>, Filled)>, Error> {
        let filled = load::worked(self, board, period).await?;
        let seats = self.whole(&SEATS, board).await?.into_iter().filter(|seat| period.meets(seat));
        let of = |id: Uuid| filled.iter().find(|(seat, _)| *seat == id).map(|(_, filled)| *filled).unwrap_or_default();
        Ok(seats.map(|seat| (of(seat.id.uuid()), seat)).map(|(filled, seat)| (seat, filled)).collect())
    }

    /// By seat, for those who are told.
    pub(crate) async fn attendance_by_seat(
        &self,
        board: Uuid,
        period: Period,
    ) -> Result<Option<Vec<(Seen<seat::Model>, Filled)>>, Error> {
        if !self.may::<Told<AttendanceBySeat>>(board).await? {
            return Ok(None);
        }
        self.seats(board, period).await.map(Some)
    }

    /// By sector of the organisations that have a seat, with the number of their seats, in the order of the seats.
    pub(crate) async fn attendance_by_sector(
        &self,
        board: Uuid,
        period: Period,
    ) -> Result<Vec<(organisation::Sector, u64, Filled)>, Error> {
        let seats = self.seats(board, period).await?;
        let of = seats.iter().map(|(seat, _)| self.by_id::<organisation::Entity>(seat.organisation_id));
        let of = try_join_all(of).await?;
        let mut sectors: Vec<(organisation::Sector, u64, Filled)> = Vec::new();
        for (organisation, (_, filled)) in of.iter().zip(&seats) {
            let Some(sector) = organisation.as_ref().map(|organisation| organisation.sector) else { continue };
            if let Some((_, seats, all)) = sectors.iter_mut().find(|(known, ..)| *known == sector) {
                *seats += 1;
                *all += *filled;
            } else {
                sectors.push((sector, 1, *filled));
            }
        }
        Ok(sectors)
    }
}
