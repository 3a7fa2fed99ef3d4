//! Grants: money from a funder to a recipient, and its breakdown.

use async_graphql::{Context, ID, Object, OneofObject, Result, SimpleObject};
use entities::{grant, grant_line, grant_payment, grant_score, grant_terms, grant_total};

use super::{
    access::{Capability, access},
    area::Area,
    node::{self, Kind},
    organisation::Organisation,
    person::Person,
    programme::Programme,
    scalar::{DateTime, Money, PartialDate},
    told, view, withhold,
    words::{GrantStatus, PaymentStatus},
};
use crate::store::{LINES, PAYMENTS, SCORES, Seen};

/// Money from a funder to a recipient.
pub(crate) struct Grant(Seen<grant::Model>);

super::wraps!(Grant, grant);

/// Money from a funder to a recipient. Public once it is awarded and announced.
#[Object]
impl Grant {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::Grant, self.0.id)
    }

    /// A stable short name for addresses and look-ups.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The programme that it pays for, if you may know of it.
    async fn programme(&self) -> Option<Result<Programme>> {
        super::one(self.0.view(), self.0.programme_id).await
    }

    /// The organisation that pays.
    async fn funder(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), Some(self.0.funder_id)).await
    }

    /// The organisation that receives.
    async fn recipient(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.recipient_id).await
    }

    /// The sum; null when no source gives one.
    async fn amount(&self) -> Option<Money> {
        self.0.amount_pence.map(|pence| Money::new(pence, &self.0.currency))
    }

    /// Where it stands.
    async fn status(&self) -> GrantStatus {
        self.0.status.into()
    }

    /// How it was decided.
    async fn process(&self) -> Option<&str> {
        self.0.process.as_deref()
    }

    /// When it was applied for or tendered.
    async fn applied(&self) -> Option<PartialDate> {
        self.0.applied.map(PartialDate)
    }

    /// When it was approved.
    async fn approved_on(&self) -> Option<PartialDate> {
        self.0.approved_on.map(PartialDate)
    }

    /// When it was awarded.
    async fn awarded_on(&self) -> Option<PartialDate> {
        self.0.awarded_on.map(PartialDate)
    }

    /// The beginning of the time it is for.
    async fn starts(&self) -> Option<PartialDate> {
        self.0.starts.map(PartialDate)
    }

    /// The end of the time it is for.
    async fn ends(&self) -> Option<PartialDate> {
        self.0.ends.map(PartialDate)
    }

    /// Its breakdown: for its parties and the convenor; an organisation reads its own line.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn lines(&self, ctx: &Context<'_>) -> Result<Vec<GrantLine>> {
        withhold::<grant_line::Entity>(ctx, self.0.view(), self.0.id).await?;
        let rows = self.0.view().whole(&LINES, self.0.id.uuid()).await?;
        Ok(rows.into_iter().map(|row| GrantLine { currency: self.0.currency.clone(), row }).collect())
    }

    /// What was paid and what is due, in order: for the organisation that pays it and the one that receives it.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn payments(&self, ctx: &Context<'_>) -> Result<Vec<GrantPayment>> {
        withhold::<grant_payment::Entity>(ctx, self.0.view(), self.0.id).await?;
        let rows = self.0.view().whole(&PAYMENTS, self.0.id.uuid()).await?;
        Ok(rows.into_iter().map(|row| GrantPayment { currency: self.0.currency.clone(), row }).collect())
    }

    /// On what terms others match it: for its parties and the convenor.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn match_terms(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let terms = told::<grant_terms::Entity>(ctx, self.0.view(), self.0.id).await?;
        Ok(terms.map(|row| row.match_terms.clone()))
    }

    /// What each member of the scoring panel gave the bid, criterion by criterion: for the panel, and never for who acts
    /// for a bidder.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn scores(&self, ctx: &Context<'_>) -> Result<Vec<GrantScore>> {
        withhold::<grant_score::Entity>(ctx, self.0.view(), self.0.id).await?;
        let rows = self.0.view().whole(&SCORES, self.0.id.uuid()).await?;
        Ok(rows.into_iter().map(GrantScore).collect())
    }

    /// What the scores come to: for the panel and, once the bid is decided, for the bidder.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn score_total(&self, ctx: &Context<'_>) -> Result<Option<ScoreTotal>> {
        let total = told::<grant_total::Entity>(ctx, self.0.view(), self.0.id).await?;
        Ok(total.map(|row| ScoreTotal { points: row.points, out_of: row.out_of }))
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

/// One line of a breakdown.
pub(crate) struct GrantLine {
    row: Seen<grant_line::Model>,
    currency: String,
}

/// One line of a grant's breakdown.
#[Object]
impl GrantLine {
    /// The organisation that the line is for.
    async fn organisation(&self) -> Option<Result<Organisation>> {
        super::one(self.row.view(), self.row.organisation_id).await
    }

    /// The place that the line is for.
    async fn area(&self) -> Option<Result<Area>> {
        super::one(self.row.view(), self.row.area_id).await
    }

    /// What the line is for.
    async fn purpose(&self) -> &str {
        &self.row.purpose
    }

    /// The sum; null when no source gives one.
    async fn amount(&self) -> Option<Money> {
        self.row.amount_pence.map(|pence| Money::new(pence, &self.currency))
    }
}

/// One payment of a grant.
pub(crate) struct GrantPayment {
    row: Seen<grant_payment::Model>,
    currency: String,
}

/// One payment of a grant.
#[Object]
impl GrantPayment {
    /// When it is due, as exactly as that is known.
    async fn due(&self) -> Option<PartialDate> {
        self.row.due.map(PartialDate)
    }

    /// When it was paid.
    async fn paid_on(&self) -> Option<PartialDate> {
        self.row.paid_on.map(PartialDate)
    }

    /// The sum; null when no source gives one.
    async fn amount(&self) -> Option<Money> {
        self.row.amount_pence.map(|pence| Money::new(pence, &self.currency))
    }

    /// Where it stands.
    async fn status(&self) -> PaymentStatus {
        self.row.status.into()
    }

    /// Whether it is still due and the last day of its time is past.
    async fn overdue(&self) -> bool {
        let past = self.row.due.is_some_and(|due| due.last_day() < self.row.view().viewer().today());
        past && self.row.status == grant_payment::Status::Due
    }
}

/// What one member of the panel gave a bid by one criterion.
pub(crate) struct GrantScore(Seen<grant_score::Model>);

/// What one member of the panel gave a bid by one criterion.
#[Object]
impl GrantScore {
    /// The member of the panel.
    async fn scorer(&self) -> Option<Result<Person>> {
        super::one(self.0.view(), Some(self.0.scorer_id)).await
    }

    /// What was judged.
    async fn criterion(&self) -> &str {
        &self.0.criterion
    }

    /// The points given.
    async fn points(&self) -> i32 {
        self.0.points
    }

    /// The most that could be given.
    async fn out_of(&self) -> i32 {
        self.0.out_of
    }
}

/// What the scores of a bid come to.
#[derive(SimpleObject)]
pub(crate) struct ScoreTotal {
    /// The points given by all of the panel.
    points: i32,
    /// The most that could be given.
    out_of: i32,
}

/// Names one grant.
#[derive(OneofObject)]
pub(crate) enum GrantBy {
    /// By its global id.
    Id(ID),
    /// By its slug.
    Slug(String),
}
super::by!(GrantBy, Grant);

/// Queries for grants.
#[derive(Default)]
pub(crate) struct GrantQuery;

#[Object]
impl GrantQuery {
    /// One grant.
    async fn grant(&self, ctx: &Context<'_>, #[graphql(desc = "Which one.")] by: GrantBy) -> Option<Result<Grant>> {
        super::found(async { by.find(view(ctx)?).await }).await
    }
}
