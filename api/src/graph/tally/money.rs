//! The money of programmes.

use async_graphql::{Context, Object, Result, SimpleObject};

use crate::{
    graph::{
        access::{Capability, access},
        organisation::Organisation,
        scalar::{Date, Money},
        view,
    },
    store::{MoneyEnding, MoneyOfFunder, ProgrammeFilter, Sum},
};

/// The money of some programmes.
pub(crate) struct ProgrammeMoney(ProgrammeFilter);

impl ProgrammeMoney {
    /// Of the programmes that a filter keeps.
    pub(crate) fn of(filter: ProgrammeFilter) -> Self {
        Self(filter)
    }
}

/// The money of some programmes: of their grants that you may know of, but for what is only bid for, was rejected or
/// terminated.
#[Object]
impl ProgrammeMoney {
    /// How many programmes there are, with money or without.
    async fn programmes(&self, ctx: &Context<'_>) -> Result<u64> {
        Ok(view(ctx)?.programmes_counted(&self.0).await?)
    }

    /// All their money, by currency.
    async fn sums(&self, ctx: &Context<'_>) -> Result<Vec<GrantSum>> {
        Ok(view(ctx)?.money(&self.0).await?.into_iter().map(GrantSum::from).collect())
    }

    /// By who pays, by name: a line for each funder and currency, at most 1,000.
    async fn by_funder(&self, ctx: &Context<'_>) -> Result<Vec<FunderMoney>> {
        Ok(view(ctx)?.money_by_funder(&self.0).await?.into_iter().map(FunderMoney).collect())
    }

    /// By the day on which it ends, the soonest first, those without a known end last: a line for each day, at most
    /// 1,000.
    async fn by_end(&self, ctx: &Context<'_>) -> Result<Vec<MoneyEnd>> {
        Ok(view(ctx)?.money_by_end(&self.0).await?.into_iter().map(MoneyEnd).collect())
    }
}

/// Grants in one currency.
#[derive(SimpleObject)]
pub(crate) struct GrantSum {
    /// How many grants there are.
    grants: u64,
    /// How many of them have no amount: the sum leaves them out.
    without_amount: u64,
    /// What the others come to; null when no amount is known.
    total: Option<Money>,
}

impl From<Sum> for GrantSum {
    fn from(sum: Sum) -> Self {
        let total = (sum.grants > sum.without_amount).then(|| Money::new(sum.pence, &sum.currency));
        Self { grants: sum.grants, without_amount: sum.without_amount, total }
    }
}

/// What one organisation pays.
pub(crate) struct FunderMoney(MoneyOfFunder);

/// What one organisation pays, in one currency.
#[Object]
impl FunderMoney {
    /// The organisation that pays.
    async fn funder(&self) -> Organisation {
        self.0.funder.clone().into()
    }

    /// How many programmes it pays for.
    async fn programmes(&self) -> u64 {
        self.0.programmes
    }

    /// Its grants.
    #[graphql(flatten)]
    async fn sum(&self) -> GrantSum {
        self.0.sum.clone().into()
    }
}

/// The programmes whose money ends on one day.
pub(crate) struct MoneyEnd(MoneyEnding);

/// The programmes whose money ends on one day.
#[Object]
impl MoneyEnd {
    /// The last day for which there is money; null when no end is known.
    async fn ends_on(&self) -> Option<Date> {
        self.0.day.map(Date)
    }

    /// How many programmes there are.
    async fn programmes(&self) -> u64 {
        self.0.programmes
    }

    /// Their money, by currency.
    async fn sums(&self) -> Vec<GrantSum> {
        self.0.sums.iter().cloned().map(GrantSum::from).collect()
    }

    /// What follows it, for the programmes whose `successorFunding` you read.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn prospects(&self) -> Prospects {
        let [none_identified, bid, secured] = self.0.prospects;
        Prospects { programmes: self.0.told, none_identified, bid, secured }
    }
}

/// What follows the money of some programmes, among those whose `successorFunding` you read.
#[derive(SimpleObject)]
#[graphql(directive = access::apply(vec![Capability::Partner]))]
pub(crate) struct Prospects {
    /// Of how many programmes you read the prospect: those not counted here may have any.
    programmes: u64,
    /// For how many nothing has been found.
    none_identified: u64,
    /// For how many a bid has been made.
    bid: u64,
    /// For how many money is secured.
    secured: u64,
}
