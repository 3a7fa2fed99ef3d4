//! The outstanding actions that a meeting reviews: those of its board that stood open at the beginning of its day.
//!
//! # Why
//! What the board owed when it met is the past, and is read from what the record says of the past: when an action was
//! raised, and the reports before the day of the meeting. A report without a date counts from when it was recorded. Where no
//! report says how an action stood, it stands as it does now; and a meeting to come reviews what is open now. A
//! meeting that the viewer may not know of tells nothing here, not even by when it was.

use entities::{action, action::Status, action_progress, action_update, meeting};
use sea_orm::{
    ActiveEnum as _, ColumnTrait as _, Condition, QueryFilter as _, QueryResult, QueryTrait as _, Value,
    sea_query::{Alias, CaseStatement, Expr, ExprTrait as _, Func, JoinType, Query, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

use super::named;
use crate::{
    error::Error,
    policy::{due_at, followed, raised_ahead_of, raised_at_one},
    store::{
        Door, FAR, Seen, View,
        action::OWED,
        failed, load,
        page::{Relation, Via},
        why::{holds, is_set},
    },
    viewer::Viewer,
};

/// The actions that a meeting reviews.
pub(crate) static REVIEW: Relation<action::Entity> =
    Relation { name: "meeting.actionReview", via: Via::Link(reviewed_pairs) };

/// What ends an action: it is reviewed no more.
const OVER: [Status; 3] = [Status::Complete, Status::NotComplete, Status::Superseded];

/// The day of the meeting at hand.
fn day() -> Expr {
    named("held", "day")
}

/// The meeting is still to come: it finds everything as it is now.
fn to_come(viewer: &Viewer) -> Condition {
    day().gt(viewer.today()).into()
}

/// Raised before the meeting: on an earlier day or, where no day is recorded, at an earlier meeting. One of which no
/// day is known was before the meeting that followed it.
fn raised_before(viewer: &Viewer) -> Condition {
    use action::Column as C;
    use meeting::Column as M;
    let of_meeting = || Expr::col(M::Day.as_column_ref());
    let earlier = raised_at_one(of_meeting().lt(day()).into(), viewer.who());
    let undated = raised_at_one(M::Day.eq(FAR).into(), viewer.who());
    let follower = raised_ahead_of(of_meeting().lte(day()).into(), viewer.who());
    let at = Condition::any().add(earlier).add(Condition::all().add(undated).add(follower));
    Condition::any()
        .add(Expr::col(C::RaisedOn.as_column_ref()).lt(day()))
        .add(Condition::all().add(C::RaisedOn.is_null()).add(at))
}

/// A report that was made before the day of the meeting. A month is before a day when all of it is.
fn reported_before(viewer: &Viewer) -> Condition {
    use action_update::Column as U;
    let on = || Expr::col(U::ReportedOn.as_column_ref());
    let text = Func::cast_as(day(), Alias::new("TEXT"));
    let as_exact = Func::cust(Alias::new("SUBSTR")).arg(text).arg(Expr::cust("1")).arg(Func::char_length(on()));
    let dated = on().lt(as_exact);
    let undated = Condition::all().add(on().is_null()).add(Expr::col(U::CreatedAt.as_column_ref()).lt(day()));
    Condition::any().add(to_come(viewer)).add(dated).add(undated)
}

/// The latest report on the action at hand that meets a condition. Who follows an action reads its reports.
fn report(column: action_update::Column, rows: Condition) -> SimpleExpr {
    use action_update::Column as U;
    let latest = Query::select()
        .expr(Expr::col(column.as_column_ref()))
        .from(action_update::Entity)
        .and_where(Expr::col(U::ActionId.as_column_ref()).equals(action::Column::Id.as_column_ref()))
        .cond_where(rows)
        .order_by(U::CreatedAt.as_column_ref(), sea_orm::Order::Desc)
        .order_by(U::Id.as_column_ref(), sea_orm::Order::Desc)
        .limit(1)
        .to_owned();
    Expr::SubQuery(None, Box::new(latest.into()))
}

/// How the action stands now: asked by its key.
fn now() -> SimpleExpr {
    use action_progress::Column as P;
    let status = Query::select()
        .expr(Expr::col(P::Status.as_column_ref()))
        .from(action_progress::Entity)
        .and_where(Expr::col(P::ActionId.as_column_ref()).equals(action::Column::Id.as_column_ref()))
        .limit(1)
        .to_owned();
    Expr::SubQuery(None, Box::new(status.into()))
}

/// How the action stood when the meeting's day began.
fn status_then(viewer: &Viewer) -> SimpleExpr {
    use action_update::Column as U;
    let says = |rows: Condition| report(U::Status, rows.add(U::Status.is_not_null()));
    let before = says(Condition::all().add(reported_before(viewer)));
    let since = says(Condition::all());
    let unsaid = CaseStatement::new().case(since.is_null(), now()).finally(Expr::val(Status::Open.to_value()));
    let then = Func::coalesce([before, unsaid.into()]);
    CaseStatement::new().case(to_come(viewer), now()).finally(then).into()
}

/// Joins the meeting that reviews to actions, and leaves those that it reviews.
fn reviewed(select: &mut SelectStatement, viewer: &Viewer) {
    use action::Column as C;
    let board = named("held", "board_id").eq(Expr::col(C::BoardId.as_column_ref()));
    select
        .join_as(JoinType::InnerJoin, meeting::Entity, Alias::new("held"), board)
        .and_where(day().lt(FAR))
        .cond_where(followed(Condition::all(), viewer.who()))
        .cond_where(raised_before(viewer))
        .and_where(status_then(viewer).is_not_in(OVER.map(|status| status.to_value())));
}

/// Pairs of an action and a meeting that reviews it. The list asks besides whether the action may be read, and it hangs
/// from meetings that may.
fn reviewed_pairs(viewer: &Viewer) -> SelectStatement {
    let mut select = Query::select();
    select
        .expr_as(Expr::col(action::Column::Id.as_column_ref()), Alias::new("child"))
        .expr_as(named("held", "id"), Alias::new("parent"))
        .from(action::Entity);
    reviewed(&mut select, viewer);
    select
}

/// The actions that one meeting reviews.
pub(in crate::store) fn reviewed_by(meeting: Uuid, viewer: &Viewer) -> SelectStatement {
    let mut select = Query::select();
    select
        .expr(Expr::col(action::Column::Id.as_column_ref()))
        .from(action::Entity)
        .and_where(named("held", "id").eq(meeting));
    reviewed(&mut select, viewer);
    select
}

/// An action that a meeting reviews.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Pair {
    pub(crate) meeting: Uuid,
    pub(crate) action: Uuid,
}

/// How an action stood when a meeting began.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Then {
    pub(crate) status: Status,
    pub(crate) overdue: bool,
    /// The last report before.
    pub(crate) report: Option<Uuid>,
}

impl Then {
    /// How actions stood when meetings began, in one statement.
    pub(in crate::store) fn select(door: &Door, meetings: Vec<Value>, actions: Vec<Value>) -> SelectStatement {
        use action::Column as C;
        use meeting::Column as M;
        let viewer = &door.viewer;
        let met = due_at(Condition::all().add(Expr::col(M::Day.as_column_ref()).lt(day())), viewer.who());
        let past = Condition::any()
            .add(Expr::col(C::DueBy.as_column_ref()).lt(day()))
            .add(Condition::all().add(C::DueBy.eq(FAR)).add(met));
        let owed = status_then(viewer).is_in(OWED.map(|status| status.to_value()));
        let mut select = door.rows::<action::Entity>().filter(C::Id.is_in(actions)).into_query();
        select
            .clear_selects()
            .expr_as(named("held", "id"), Alias::new("meeting"))
            .expr_as(Expr::col(C::Id.as_column_ref()), Alias::new("action"))
            .expr_as(status_then(viewer), Alias::new("status"))
            .expr_as(holds(Condition::all().add(past).add(owed)), Alias::new("overdue"))
            .expr_as(report(action_update::Column::Id, reported_before(viewer)), Alias::new("report"))
            .and_where(named("held", "id").is_in(meetings));
        reviewed(&mut select, viewer);
        select
    }

    pub(in crate::store) fn row(row: &QueryResult) -> Result<(Pair, Self), Error> {
        let (meeting, action) =
            (row.try_get("", "meeting").map_err(failed)?, row.try_get("", "action").map_err(failed)?);
        let then = Self {
            status: row.try_get("", "status").map_err(failed)?,
            overdue: is_set(row, "overdue")?,
            report: row.try_get("", "report").map_err(failed)?,
        };
        Ok((Pair { meeting, action }, then))
    }
}

impl View {
    /// How an action stood when the meeting began that reviews it.
    pub(crate) async fn then(
        &self,
        meeting: &Seen<meeting::Model>,
        action: &Seen<action::Model>,
    ) -> Result<Then, Error> {
        let pair = Pair { meeting: meeting.id.uuid(), action: action.id.uuid() };
        load::then(self, pair).await?.ok_or(Error::Internal)
    }
}
