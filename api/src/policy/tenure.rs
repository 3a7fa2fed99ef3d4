//! How long the viewer has sat on a board without a break: what "my time" means in the time rules.
//!
//! # Why
//! Rights come from what the viewer is today (T1). A term that ended counts only if the next one began by then: who
//! left and came back reads the years between, and before, as somebody who joined on the day of the return (T2, T3).

use entities::{FAR, meeting, membership::Column as M, membership::Role};
use sea_orm::{
    ActiveEnum, ColumnTrait, Condition,
    sea_query::{Alias, CommonTableExpression, Expr, ExprTrait as _, Query, SelectStatement},
};

use super::{
    Who,
    pieces::{self, BOARDS, all, only},
};

/// The viewer's memberships under the hat worn, current or not.
const MINE: &str = "my_membership";
/// Those that no break separates from today.
const TERM: &str = "my_term";

/// A column of a row of one of these, by the name that the row has in the statement.
fn of(row: &'static str, column: M) -> Expr {
    Expr::col((Alias::new(row), column))
}

/// Rows of the viewer's memberships, under a name.
fn mine(row: &'static str) -> SelectStatement {
    Query::select().expr(Expr::cust("1")).from_as(Alias::new(MINE), Alias::new(row)).limit(1).to_owned()
}

fn none(rows: &SelectStatement) -> Condition {
    only(Expr::SubQuery(None, Box::new(rows.clone().into())).is_null())
}

/// What the head of a statement names for [`held_in_my_time`].
pub(super) fn named(viewer: Who) -> [CommonTableExpression; 2] {
    let columns = [M::BoardId, M::StartsOn, M::EndsOn, M::Role];
    let memberships = Query::select()
        .columns(columns.map(|column| column.as_column_ref()))
        .from(entities::membership::Entity)
        .cond_where(pieces::memberships(viewer))
        .to_owned();
    // A term that began before another ended, and outlasts it, takes it up.
    let next = mine("next")
        .and_where(of("next", M::BoardId).equals((Alias::new("gone"), M::BoardId)))
        .and_where(of("next", M::StartsOn).lte(of("gone", M::EndsOn)))
        .cond_where(
            Condition::any().add(of("next", M::EndsOn).is_null()).add(of("next", M::EndsOn).gt(of("gone", M::EndsOn))),
        )
        .to_owned();
    let broken = mine("gone")
        .and_where(of("gone", M::BoardId).equals((Alias::new(MINE), M::BoardId)))
        .and_where(of("gone", M::EndsOn).lte(viewer.today()))
        .and_where(of("gone", M::EndsOn).gte(of(MINE, M::EndsOn)))
        .cond_where(none(&next))
        .to_owned();
    let terms = Query::select()
        .columns(columns.map(|column| (Alias::new(MINE), column)))
        .from(Alias::new(MINE))
        .cond_where(none(&broken))
        .to_owned();
    [(MINE, memberships), (TERM, terms)]
        .map(|(name, rows)| CommonTableExpression::new().query(rows).table_name(Alias::new(name)).to_owned())
}

/// Meetings, of boards of the viewer's today, held in the viewer's time in any of these roles. Their minutes are open
/// from circulation; those of other meetings only once agreed (T2). A meeting without a day was in nobody's time.
pub(super) fn held_in_my_time(roles: &[Role], viewer: Who) -> Condition {
    use meeting::Column as C;
    all([only(C::Day.lt(FAR)), in_my_time(C::BoardId, C::Day, roles, viewer)])
}

/// What a board of the viewer's today did on a day of the viewer's time in any of these roles.
pub(super) fn in_my_time<C: ColumnTrait>(board: C, day: C, roles: &[Role], viewer: Who) -> Condition {
    let day = || Expr::col(day.as_column_ref());
    let then = Query::select()
        .expr(Expr::cust("1"))
        .from(Alias::new(TERM))
        .and_where(of(TERM, M::BoardId).equals(board.as_column_ref()))
        .and_where(of(TERM, M::StartsOn).lte(day()))
        .cond_where(Condition::any().add(of(TERM, M::EndsOn).is_null()).add(of(TERM, M::EndsOn).gt(day())))
        .and_where(of(TERM, M::Role).is_in(roles.iter().map(ActiveEnum::to_value)))
        .limit(1)
        .to_owned();
    all([BOARDS.has(board, viewer), only(Expr::SubQuery(None, Box::new(then.into())).is_not_null())])
}
