//! Organisations and their other names.

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, Result, SimpleObject};
use entities::organisation;

use super::{
    access::{Capability, access},
    action::{Action, ActionFilter},
    agreement::{Agreement, AgreementFilter, AgreementOrder, OrganisationDeeds},
    area::Area,
    connection::Connection,
    node::{self, Kind},
    person::{ContactPoint, contact_points},
    programme::{Programme, ProgrammeFilter, ProgrammeOrder},
    recommendation::{Recommendation, RecommendationFilter},
    scalar::PartialDate,
    seat::Seat,
    view,
    words::{OrganisationStatus, Sector},
};
use crate::{
    error::Error,
    store::{
        self, ACTIONS_OF_ORGANISATION, AGREEMENTS_OF_ORGANISATION, ALIASES, CONTACTS_OF_ORGANISATION,
        PROGRAMMES_OF_ORGANISATION, Page, RECOMMENDATIONS_OF_ORGANISATION, SEATS_OF_ORGANISATION, Seen,
    },
};

/// A body that sits at the table.
pub(crate) struct Organisation(pub(super) Seen<organisation::Model>);

super::wraps!(Organisation, organisation);

/// A body that sits on boards, funds, provides, or is spoken of.
#[Object]
impl Organisation {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::Organisation, self.0.id)
    }

    /// A stable short name for addresses, look-ups and the header `Roundtable-Acting-For`, for example `mps`.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The full name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The usual abbreviation, for example `MPS`.
    async fn short_name(&self) -> Option<&str> {
        self.0.short_name.as_deref()
    }

    /// Other names it goes or went by, as sources print them.
    async fn aliases(&self) -> Result<Vec<Alias>> {
        let rows = self.0.view().whole(&ALIASES, self.0.id.uuid()).await?;
        Ok(rows
            .into_iter()
            .map(|row| Alias {
                name: row.name.clone(),
                from: row.valid_from.map(PartialDate),
                to: row.valid_to.map(PartialDate),
            })
            .collect())
    }

    /// The part of public life it belongs to.
    async fn sector(&self) -> Sector {
        self.0.sector.into()
    }

    /// What it is, in a few words.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// Whether it still exists.
    async fn status(&self) -> OrganisationStatus {
        self.0.status.into()
    }

    /// Whether it is a competent authority for law enforcement processing (Data Protection Act 2018, Schedule 7).
    async fn competent_authority(&self) -> bool {
        self.0.competent_authority
    }

    /// Whether it is part of His Majesty's Government, to which the handling instruction HMG USE ONLY refers.
    async fn hmg(&self) -> bool {
        self.0.hmg
    }

    /// Whether it is a relevant authority to which section 115 of the Crime and Disorder Act 1998 lets others disclose.
    async fn relevant_authority(&self) -> bool {
        self.0.relevant_authority
    }

    /// The organisation that it is part of.
    async fn parent(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.parent_id).await
    }

    /// The organisation that took over from it.
    async fn successor(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.successor_id).await
    }

    /// The place that it serves.
    async fn area(&self) -> Option<Result<Area>> {
        super::one(self.0.view(), self.0.area_id).await
    }

    /// Ways to reach it that you may know: a role mailbox is public.
    async fn contact_points(&self) -> Result<Vec<ContactPoint>> {
        contact_points(self.0.view(), &CONTACTS_OF_ORGANISATION, self.0.id.uuid()).await
    }

    /// Its places on boards.
    async fn seats(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<Seat>> {
        let page = Page { first, after, last, before };
        Ok(self.0.view().list_of((&SEATS_OF_ORGANISATION, self.0.id.uuid()), page, (), ())?.into())
    }

    /// The actions that it owns, alone or with others.
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
                (&ACTIONS_OF_ORGANISATION, self.0.id.uuid()),
                page,
                filter.map(TryInto::try_into).transpose()?.unwrap_or_default(),
                store::ActionOrder::default(),
            )?
            .into())
    }

    /// The programmes in which it takes part: as lead, partner, provider or funder.
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
                (&PROGRAMMES_OF_ORGANISATION, self.0.id.uuid()),
                page,
                filter.map(TryInto::try_into).transpose()?.unwrap_or_default(),
                order_by.map(Into::into).unwrap_or_default(),
            )?
            .into())
    }

    /// The recommendations that are directed to it, the most pressing first.
    async fn recommendations(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<RecommendationFilter>,
    ) -> Result<Connection<Recommendation>> {
        let page = Page { first, after, last, before };
        let of = (&RECOMMENDATIONS_OF_ORGANISATION, self.0.id.uuid());
        Ok(self
            .0
            .view()
            .list_of(of, page, filter.map(TryInto::try_into).transpose()?.unwrap_or_default(), Default::default())?
            .into())
    }

    /// The agreements that bind it, by title: those of the register, and its own from the first draft for those who act for
    /// it.
    async fn agreements(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<AgreementFilter>,
        #[graphql(desc = "What the list is sorted by.")] order_by: Option<AgreementOrder>,
    ) -> Result<Connection<Agreement>> {
        let page = Page { first, after, last, before };
        Ok(self
            .0
            .view()
            .list_of(
                (&AGREEMENTS_OF_ORGANISATION, self.0.id.uuid()),
                page,
                filter.map(TryInto::try_into).transpose()?.unwrap_or_default(),
                order_by.map(Into::into).unwrap_or_default(),
            )?
            .into())
    }

    /// Where the facts were taken from: documents and lines.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// What you may do for it now.
    #[graphql(directive = access::apply(vec![Capability::InformationGovernance]))]
    async fn viewer_can(&self) -> OrganisationDeeds {
        OrganisationDeeds(self.0.clone())
    }
}

/// Another name of an organisation.
#[derive(SimpleObject)]
pub(crate) struct Alias {
    /// The name.
    name: String,
    /// Since when it has been used, if known.
    from: Option<PartialDate>,
    /// Until when it was used, if known.
    to: Option<PartialDate>,
}

/// Names one organisation.
#[derive(OneofObject)]
pub(crate) enum OrganisationBy {
    /// By its global id.
    Id(ID),
    /// By its slug.
    Slug(String),
}
super::by!(OrganisationBy, Organisation);

/// What organisations are sorted by.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "store::OrganisationOrder")]
pub(crate) enum OrganisationOrder {
    /// By name.
    Name,
}

/// Conditions on organisations.
#[derive(InputObject)]
pub(crate) struct OrganisationFilter {
    /// Only organisations of this sector.
    sector: Option<Sector>,
    /// Only organisations that serve this area: an id or a slug.
    area: Option<ID>,
}

impl TryFrom<OrganisationFilter> for store::OrganisationFilter {
    type Error = Error;

    fn try_from(filter: OrganisationFilter) -> Result<Self, Error> {
        let area = filter.area.map(|area| node::reference("filter.area", Kind::Area, &area)).transpose()?;
        Ok(Self { sector: filter.sector.map(Into::into), area })
    }
}

/// Queries for organisations.
#[derive(Default)]
pub(crate) struct OrganisationQuery;

#[Object]
impl OrganisationQuery {
    /// One organisation, for example `organisation(by: { slug: "mps" })`.
    async fn organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: OrganisationBy,
    ) -> Option<Result<Organisation>> {
        super::found(async { by.find(view(ctx)?).await }).await
    }

    /// Organisations, by name.
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<OrganisationFilter>,
        #[graphql(desc = "What the list is sorted by.")] order_by: Option<OrganisationOrder>,
    ) -> Result<Connection<Organisation>> {
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
