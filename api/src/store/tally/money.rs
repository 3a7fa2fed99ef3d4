//! The money of programmes, by who pays and by when it ends.
//!
//! What is bid for and not won is no money, and what was terminated is none any more: neither is in a sum. A grant of which
//! the viewer knows and no source gives the amount is counted, so that nobody takes a sum for the whole.

use chrono::NaiveDate;
use entities::{grant, grant::Status, organisation, programme, programme_successor, programme_successor::Funding};
use futures_util::future::try_join_all;
use sea_orm::{
    ActiveEnum as _, ColumnTrait as _, QueryFilter as _, QueryResult, QuerySelect as _, QueryTrait as _,
    sea_query::{Alias, Expr, ExprTrait as _, Func, JoinType, Query, SelectStatement},
};

use super::{all, count, named, sum};
use crate::{
    error::Error,
    policy::{Read, Right as _, Told},
    store::{Door, FAR, ProgrammeFilter, Seen, View, failed, page, why::holds},
};

/// What is no money: not yet, or no more.
const NO_MONEY: [Status; 3] = [Status::Bid, Status::Rejected, Status::Terminated];

/// Grants in one currency.
#[derive(Clone, Debug)]
pub(crate) struct Sum {
    pub(crate) currency: String,
    pub(crate) grants: u64,
    /// Of these, how many have no amount.
    pub(crate) without_amount: u64,
    /// What the others come to.
    pub(crate) pence: i64,
}

impl Sum {
    fn of(row: &QueryResult) -> Result<Self, Error> {
        let grants = count(row, "n")?;
        Ok(Self {
            currency: row.try_get("", "currency").map_err(failed)?,
            grants,
            without_amount: grants.saturating_sub(count(row, "given")?),
            pence: row.try_get("", "pence").map_err(failed)?,
        })
    }
}

/// What one organisation pays in one currency.
pub(crate) struct MoneyOfFunder {
    pub(crate) funder: Seen<organisation::Model>,
    pub(crate) programmes: u64,
    pub(crate) sum: Sum,
}

/// The programmes whose money ends on one day.
pub(crate) struct MoneyEnding {
    /// The day; none when no end is known.
    pub(crate) day: Option<NaiveDate>,
    pub(crate) programmes: u64,
    /// How many have nothing that follows, a bid or money, of those whose prospect the viewer may read.
    pub(crate) prospects: [u64; 3],
    /// Of how many the viewer may read the prospect, whether one is recorded or not.
    pub(crate) told: u64,
    /// Their money, by currency.
    pub(crate) sums: Vec<Sum>,
}

const PROSPECTS: [Funding; 3] = [Funding::NoneIdentified, Funding::Bid, Funding::Secured];

/// The programmes that a filter keeps.
fn programmes(door: &Door, filter: &ProgrammeFilter) -> SelectStatement {
    let mut select = door.rows::<programme::Entity>().filter(filter.keeps(&door.viewer)).into_query();
    select.clear_selects();
    select
}

/// Their grants, in sums by currency and by what else is named.
fn sums(door: &Door, filter: &ProgrammeFilter) -> SelectStatement {
    use grant::Column as G;
    use programme::Column as P;
    let grants = door
        .rows::<grant::Entity>()
        .filter(G::Status.is_not_in(NO_MONEY))
        .select_only()
        .columns([G::ProgrammeId, G::FunderId, G::Currency, G::AmountPence])
        .into_query();
    let mut each = programmes(door, filter);
    each.expr_as(Expr::col(P::Id.as_column_ref()), Alias::new("programme"))
        .expr_as(Expr::col(P::FundingEnds.as_column_ref()), Alias::new("day"))
        .expr_as(named("paid", "funder_id"), Alias::new("funder"))
        .expr_as(named("paid", "currency"), Alias::new("currency"))
        .expr_as(named("paid", "amount_pence"), Alias::new("amount"))
        .join_subquery(
            JoinType::InnerJoin,
            grants,
            Alias::new("paid"),
            named("paid", "programme_id").eq(Expr::col(P::Id.as_column_ref())),
        );
    Query::select()
        .from_subquery(each, Alias::new("each"))
        .column(Alias::new("currency"))
        .expr_as(page::count_all(), Alias::new("n"))
        .expr_as(Func::count(named("each", "amount")), Alias::new("given"))
        .expr_as(sum(named("each", "amount")), Alias::new("pence"))
        .add_group_by([named("each", "currency")])
        .order_by((Alias::new("each"), Alias::new("currency")), sea_orm::Order::Asc)
        .to_owned()
}

impl View {
    /// How many programmes a filter keeps.
    pub(crate) async fn programmes_counted(&self, filter: &ProgrammeFilter) -> Result<u64, Error> {
        // Along the days, as `money_by_end` goes: by an area alone PostgreSQL would read the whole table.
        let door = &self.0.door;
        all(door, ends(door, filter)).await?.iter().map(page::number).sum()
    }

    /// Their money, by currency.
    pub(crate) async fn money(&self, filter: &ProgrammeFilter) -> Result<Vec<Sum>, Error> {
        let door = &self.0.door;
        all(door, sums(door, filter)).await?.iter().map(Sum::of).collect()
    }

    /// By who pays, by name.
    pub(crate) async fn money_by_funder(&self, filter: &ProgrammeFilter) -> Result<Vec<MoneyOfFunder>, Error> {
        let door = &self.0.door;
        let mut select = sums(door, filter);
        let programmes = Func::count_distinct(named("each", "programme"));
        select
            .column(Alias::new("funder"))
            .expr_as(programmes, Alias::new("programmes"))
            .add_group_by([named("each", "funder")]);
        let line = async |row: &QueryResult| -> Result<Option<MoneyOfFunder>, Error> {
            let funder: uuid::Uuid = row.try_get("", "funder").map_err(failed)?;
            let Some(funder) = self.by_id::<organisation::Entity>(funder).await? else { return Ok(None) };
            Ok(Some(MoneyOfFunder { funder, programmes: count(row, "programmes")?, sum: Sum::of(row)? }))
        };
        let rows = all(door, select).await?;
        let mut lines: Vec<MoneyOfFunder> = try_join_all(rows.iter().map(line)).await?.into_iter().flatten().collect();
        lines.sort_by(|one, other| {
            one.funder.name.cmp(&other.funder.name).then(one.sum.currency.cmp(&other.sum.currency))
        });
        Ok(lines)
    }

    /// By when it ends, the soonest first.
    pub(crate) async fn money_by_end(&self, filter: &ProgrammeFilter) -> Result<Vec<MoneyEnding>, Error> {
        let door = &self.0.door;
        let mut by_day = sums(door, filter);
        by_day.column(Alias::new("day")).add_group_by([named("each", "day")]);
        let mut sums: Vec<(NaiveDate, Sum)> = Vec::new();
        let (days, paid) = futures_util::try_join!(all(door, ends(door, filter)), all(door, by_day))?;
        for row in &paid {
            sums.push((row.try_get("", "day").map_err(failed)?, Sum::of(row)?));
        }
        let line = |row: &QueryResult| {
            let day: NaiveDate = row.try_get("", "day").map_err(failed)?;
            let mut prospects = [0; 3];
            for (at, prospect) in prospects.iter_mut().enumerate() {
                *prospect = count(row, &format!("prospect{at}"))?;
            }
            let of_day = sums.iter().filter(|(of, _)| *of == day).map(|(_, sum)| sum.clone()).collect();
            let programmes = count(row, "n")?;
            let told = count(row, "told")?;
            Ok(MoneyEnding { day: Some(day).filter(|day| *day < FAR), programmes, prospects, told, sums: of_day })
        };
        days.iter().map(line).collect()
    }
}

/// The programmes by the day on which their money ends, with what follows it as far as the viewer may read that.
fn ends(door: &Door, filter: &ProgrammeFilter) -> SelectStatement {
    use programme::Column as P;
    use programme_successor::Column as S;
    let next = Query::select()
        .expr(Expr::col(S::Funding.as_column_ref()))
        .from(programme_successor::Entity)
        .and_where(Expr::col(S::ProgrammeId.as_column_ref()).equals(P::Id.as_column_ref()))
        .cond_where(Read::<programme_successor::Entity>::rows(door.viewer.who()))
        .to_owned();
    let mut each = programmes(door, filter);
    each.expr_as(Expr::col(P::FundingEnds.as_column_ref()), Alias::new("day"))
        .expr_as(Expr::SubQuery(None, Box::new(next.into())), Alias::new("next"))
        .expr_as(holds(Told::<programme_successor::Entity>::rows(door.viewer.who())), Alias::new("told"));
    let mut select = Query::select();
    select
        .from_subquery(each, Alias::new("each"))
        .column(Alias::new("day"))
        .expr_as(page::count_all(), Alias::new("n"))
        .expr_as(sum(named("each", "told")), Alias::new("told"))
        .add_group_by([named("each", "day")])
        .order_by((Alias::new("each"), Alias::new("day")), sea_orm::Order::Asc);
    for (at, prospect) in PROSPECTS.into_iter().enumerate() {
        let is = named("each", "next").eq(prospect.to_value());
        select.expr_as(sum(holds(is.into())), Alias::new(format!("prospect{at}")));
    }
    select
}
