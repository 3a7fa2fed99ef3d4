//! Programmes and reports on them.

mod deeds;

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, Result};
use entities::{programme, programme_detail, programme_party, programme_risk, programme_successor, programme_update};

use super::{
    access::{Capability, access},
    area::Area,
    board::Board,
    connection::Connection,
    grant::Grant,
    node::{self, Kind},
    organisation::Organisation,
    scalar::{Date, DateTime, PartialDate},
    told, view, withhold,
    words::{PartyRole, ProgrammeKind, ProgrammeOverlay, ProgrammeStatus, SuccessorFunding},
};
pub(crate) use deeds::{ProgrammeDeeds, ProgrammeMutation};

use crate::{
    error::Error,
    store::{self, FAR, GRANTS, PARTIES, Page, SITES, Seen, UPDATES_OF_PROGRAMME},
};

/// A piece of work.
pub(crate) struct Programme(Seen<programme::Model>);

super::wraps!(Programme, programme);

/// A piece of work: a service, pilot, campaign, operation, review or dataset.
#[Object]
impl Programme {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::Programme, self.0.id)
    }

    /// A stable short name for addresses and look-ups.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What sort of work it is.
    async fn kind(&self) -> ProgrammeKind {
        self.0.kind.into()
    }

    /// Where it stands.
    async fn status(&self) -> ProgrammeStatus {
        self.0.status.into()
    }

    /// The words that a source prints for its status.
    async fn status_printed(&self) -> Option<&str> {
        self.0.status_printed.as_deref()
    }

    /// The date at which its status was known.
    async fn status_as_at(&self) -> Option<PartialDate> {
        self.0.status_as_at.map(PartialDate)
    }

    /// What holds it up, if anything.
    async fn overlay(&self) -> Option<ProgrammeOverlay> {
        self.0.overlay.map(Into::into)
    }

    /// Why it is held up: for its own organisations and its group.
    async fn overlay_reason(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let detail = told::<programme_detail::Entity>(ctx, self.0.view(), self.0.id).await?;
        Ok(detail.and_then(|row| row.overlay_reason.clone()))
    }

    /// What it is about: for its own organisations and its group.
    async fn summary(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let detail = told::<programme_detail::Entity>(ctx, self.0.view(), self.0.id).await?;
        Ok(detail.and_then(|row| row.summary.clone()))
    }

    /// The organisation that leads it.
    async fn lead(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.lead_id).await
    }

    /// All organisations that take part, with what they do.
    async fn parties(&self) -> Result<Vec<ProgrammeParty>> {
        let rows = self.0.view().whole(&PARTIES, self.0.id.uuid()).await?;
        Ok(rows.into_iter().map(ProgrammeParty).collect())
    }

    /// The board that follows it.
    async fn board(&self) -> Option<Result<Board>> {
        super::one(self.0.view(), self.0.board_id).await
    }

    /// The programme that it is part of.
    async fn parent(&self) -> Option<Result<Programme>> {
        super::one(self.0.view(), self.0.parent_id).await
    }

    /// The place that it is for.
    async fn area(&self) -> Option<Result<Area>> {
        super::one(self.0.view(), self.0.area_id).await
    }

    /// The places where it runs.
    async fn sites(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<Area>> {
        let page = Page { first, after, last, before };
        Ok(self.0.view().list_of((&SITES, self.0.id.uuid()), page, Default::default(), Default::default())?.into())
    }

    /// When it begins.
    async fn starts(&self) -> Option<PartialDate> {
        self.0.starts.map(PartialDate)
    }

    /// When it ends.
    async fn ends(&self) -> Option<PartialDate> {
        self.0.ends.map(PartialDate)
    }

    /// The last day for which there is money, as who runs it says.
    async fn funding_ends(&self) -> Option<Date> {
        Some(self.0.funding_ends).filter(|day| *day < FAR).map(Date)
    }

    /// What follows when the money ends: for its own organisations and its group.
    async fn successor_funding(&self, ctx: &Context<'_>) -> Result<Option<SuccessorFunding>> {
        let successor = told::<programme_successor::Entity>(ctx, self.0.view(), self.0.id).await?;
        Ok(successor.map(|row| row.funding.into()))
    }

    /// What is known of that, in words: for its own organisations and its group.
    async fn successor_detail(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let successor = told::<programme_successor::Entity>(ctx, self.0.view(), self.0.id).await?;
        Ok(successor.and_then(|row| row.detail.clone()))
    }

    /// What may go wrong with it: for the organisation that leads it, and the secretariat and chairs of its board.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn risks(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let risk = told::<programme_risk::Entity>(ctx, self.0.view(), self.0.id).await?;
        Ok(risk.and_then(|row| row.risks.clone()))
    }

    /// What is done then: for the same.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn contingency(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let risk = told::<programme_risk::Entity>(ctx, self.0.view(), self.0.id).await?;
        Ok(risk.and_then(|row| row.contingency.clone()))
    }

    /// The money for it.
    async fn grants(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<Grant>> {
        let page = Page { first, after, last, before };
        Ok(self.0.view().list_of((&GRANTS, self.0.id.uuid()), page, (), ())?.into())
    }

    /// Reports on it: for its own organisations and its group.
    async fn updates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<ProgrammeUpdate>> {
        withhold::<programme_detail::Entity>(ctx, self.0.view(), self.0.id).await?;
        let page = Page { first, after, last, before };
        Ok(self.0.view().list_of((&UPDATES_OF_PROGRAMME, self.0.id.uuid()), page, (), ())?.into())
    }

    /// What you may do with it now.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn viewer_can(&self) -> ProgrammeDeeds {
        ProgrammeDeeds(self.0.clone())
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

/// What an organisation does for a programme.
pub(crate) struct ProgrammeParty(Seen<programme_party::Model>);

/// What an organisation does for a programme.
#[Object]
impl ProgrammeParty {
    /// What it does.
    async fn role(&self) -> PartyRole {
        self.0.role.into()
    }

    /// The organisation.
    async fn organisation(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), Some(self.0.organisation_id)).await
    }
}

/// A report on a programme.
pub(crate) struct ProgrammeUpdate(Seen<programme_update::Model>);

super::wraps!(ProgrammeUpdate, programme_update);

/// A dated report on a programme.
#[Object]
impl ProgrammeUpdate {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::ProgrammeUpdate, self.0.id)
    }

    /// The programme.
    async fn programme(&self) -> Option<Result<Programme>> {
        super::one(self.0.view(), Some(self.0.programme_id)).await
    }

    /// The date it speaks of, as exactly as it is known.
    async fn reported_on(&self) -> Option<PartialDate> {
        self.0.reported_on.map(PartialDate)
    }

    /// The organisation that reported.
    async fn organisation(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.by_organisation_id).await
    }

    /// What was reported.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// Where the programme stood then.
    async fn status(&self) -> Option<ProgrammeStatus> {
        self.0.status.map(Into::into)
    }

    /// What held it up then.
    async fn overlay(&self) -> Option<ProgrammeOverlay> {
        self.0.overlay.map(Into::into)
    }
}

/// Names one programme.
#[derive(OneofObject)]
pub(crate) enum ProgrammeBy {
    /// By its global id.
    Id(ID),
    /// By its slug.
    Slug(String),
}
super::by!(ProgrammeBy, Programme);

/// What programmes are sorted by.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "store::ProgrammeOrder")]
pub(crate) enum ProgrammeOrder {
    /// By name.
    Name,
    /// By the end of their money, the soonest first; those without a known end come last.
    FundingEnds,
}

/// Conditions on programmes.
#[derive(InputObject)]
pub(crate) struct ProgrammeFilter {
    /// Only programmes that this organisation leads: an id or a slug.
    lead: Option<ID>,
    /// Only programmes that this organisation provides: an id or a slug.
    provider: Option<ID>,
    /// Only programmes for which this organisation pays: an id or a slug.
    funder: Option<ID>,
    /// Only programmes for this area, or with a site there: an id or a slug.
    area: Option<ID>,
    /// Only programmes of this kind.
    kind: Option<ProgrammeKind>,
    /// Only programmes that stand at one of these.
    status: Option<Vec<ProgrammeStatus>>,
    /// Only programmes whose money ends before this day.
    funding_ends_before: Option<Date>,
    /// Only programmes with this prospect, among those whose prospect you may read.
    successor_funding: Option<SuccessorFunding>,
}

impl TryFrom<ProgrammeFilter> for store::ProgrammeFilter {
    type Error = Error;

    fn try_from(filter: ProgrammeFilter) -> Result<Self, Error> {
        let organisation =
            |field, id: Option<ID>| id.map(|id| node::reference(field, Kind::Organisation, &id)).transpose();
        Ok(Self {
            lead: organisation("filter.lead", filter.lead)?,
            provider: organisation("filter.provider", filter.provider)?,
            funder: organisation("filter.funder", filter.funder)?,
            area: filter.area.map(|id| node::reference("filter.area", Kind::Area, &id)).transpose()?,
            kind: filter.kind.map(Into::into),
            status: filter.status.map(|status| status.into_iter().map(Into::into).collect()),
            funding_ends_before: filter.funding_ends_before.map(|day| day.0),
            successor_funding: filter.successor_funding.map(Into::into),
        })
    }
}

/// Queries for programmes.
#[derive(Default)]
pub(crate) struct ProgrammeQuery;

#[Object]
impl ProgrammeQuery {
    /// One programme.
    async fn programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: ProgrammeBy,
    ) -> Option<Result<Programme>> {
        super::found(async { by.find(view(ctx)?).await }).await
    }

    /// The programmes you may know of, by name. Whose money ends soon: `programmes(filter: { fundingEndsBefore: "2017-04-01" }, orderBy: FUNDING_ENDS)`.
    async fn programmes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<ProgrammeFilter>,
        #[graphql(desc = "What the list is sorted by.")] order_by: Option<ProgrammeOrder>,
    ) -> Result<Connection<Programme>> {
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
