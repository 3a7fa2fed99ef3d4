//! Agreements under which information is shared, and the register of them.

mod deeds;

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, Result};
use entities::{
    agreement, agreement_category, agreement_gateway, agreement_party, agreement_purpose, agreement_signature,
    agreement_terms, agreement_text,
};

use super::{
    access::{Capability, access},
    connection::Connection,
    node::{self, Kind},
    organisation::Organisation,
    person::Person,
    scalar::{Date, DateTime},
    told, view, withhold,
};
pub(crate) use deeds::{AgreementDeeds, AgreementMutation, OrganisationDeeds};

use crate::{
    error::Error,
    store::{self, CATEGORIES, GATEWAYS, PARTIES_OF_AGREEMENT, PURPOSES, Page, Seen},
    viewer::is_purpose,
};

/// Where an agreement stands. Only an active one opens anything.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::agreement::Status")]
pub(crate) enum AgreementStatus {
    /// Being drawn up: for its parties alone.
    Draft,
    /// With its parties for review: for them alone.
    InReview,
    /// Signed by its parties, and not begun.
    Signed,
    /// In force.
    Active,
    /// Suspended by a party, at once for all.
    Suspended,
    /// Past its end.
    Expired,
    /// Ended before its time.
    Terminated,
}

/// What a record holds, as data protection law tells it apart. `OPERATIONAL`, `PERSONAL` and `SPECIAL_CATEGORY` records
/// are read outside the organisation that owns them under an agreement alone.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::marking::Category")]
pub(crate) enum DataCategory {
    /// How a board does its work.
    Governance,
    /// Police and casework operations.
    Operational,
    /// Personal data (UK GDPR, article 4).
    Personal,
    /// Special categories of personal data, such as health or ethnic origin (UK GDPR, article 9).
    SpecialCategory,
    /// Commercial matters.
    Commercial,
    /// Figures about many people.
    Statistical,
}

/// An information sharing agreement.
pub(crate) struct Agreement(pub(super) Seen<agreement::Model>);

super::wraps!(Agreement, agreement);

/// An information sharing agreement: who shares which data with whom, for what, on which legal power. Everybody reads its
/// line in the register (title, parties, purposes, dates and status) once it is signed; members of a party and its
/// systems read all of it but the text, and it from the first draft; the text is for the parties' information governance
/// leads. A member of an organisation that is no party reads what the public reads (rule R18).
#[Object]
impl Agreement {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::Agreement, self.0.id)
    }

    /// A stable short name for addresses and look-ups.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The title.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Where it stands today: one whose end has come is `EXPIRED`.
    async fn status(&self) -> AgreementStatus {
        store::standing(&self.0, self.0.view().viewer().today()).into()
    }

    /// The organisations that it binds.
    async fn parties(&self) -> Result<Vec<AgreementParty>> {
        let rows = self.0.view().whole(&PARTIES_OF_AGREEMENT, self.0.id.uuid()).await?;
        Ok(rows.into_iter().map(AgreementParty).collect())
    }

    /// What information may be shared for.
    async fn purposes(&self) -> Result<Vec<AgreementPurpose>> {
        let rows = self.0.view().whole(&PURPOSES, self.0.id.uuid()).await?;
        Ok(rows.into_iter().map(AgreementPurpose).collect())
    }

    /// Its first day.
    async fn from(&self) -> Option<Date> {
        self.0.starts_on.map(Date)
    }

    /// The day on which it has ended: the last day that it covers is the one before. Null when no end is agreed.
    async fn to(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }

    /// The categories of records that it covers.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn categories(&self, ctx: &Context<'_>) -> Result<Vec<DataCategory>> {
        self.is_told(ctx).await?;
        let rows: Vec<Seen<agreement_category::Model>> = self.0.view().whole(&CATEGORIES, self.0.id.uuid()).await?;
        Ok(rows.into_iter().map(|row| row.category.into()).collect())
    }

    /// The legal powers by which information may pass, each in its direction.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn gateways(&self, ctx: &Context<'_>) -> Result<Vec<Gateway>> {
        self.is_told(ctx).await?;
        let rows = self.0.view().whole(&GATEWAYS, self.0.id.uuid()).await?;
        Ok(rows.into_iter().map(Gateway).collect())
    }

    /// The lawful basis of the processing (UK GDPR, article 6, or Data Protection Act 2018, Part 3).
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn lawful_basis(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.terms(ctx).await?.and_then(|terms| terms.lawful_basis.clone()))
    }

    /// The conditions that special categories or law enforcement processing need besides (UK GDPR, article 9; Data
    /// Protection Act 2018, Schedules 1 and 8).
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn conditions(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        let terms = self.terms(ctx).await?;
        let lines = terms.as_ref().and_then(|terms| terms.conditions.as_deref()).unwrap_or_default();
        Ok(lines.lines().map(str::to_owned).collect())
    }

    /// The day by which it is to be reviewed. More than 90 days after it, the agreement opens nothing.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn review_due(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        Ok(self.terms(ctx).await?.and_then(|terms| terms.review_due).map(Date))
    }

    /// How long what was shared is kept.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn retention(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.terms(ctx).await?.and_then(|terms| terms.retention.clone()))
    }

    /// The text, for the information governance leads of its parties.
    #[graphql(directive = access::apply(vec![Capability::InformationGovernance]))]
    async fn text(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let text = told::<agreement_text::Entity>(ctx, self.0.view(), self.0.id).await?;
        Ok(text.and_then(|row| row.text.clone()))
    }

    /// Where its data protection impact assessment is kept, for the information governance leads of its parties.
    #[graphql(directive = access::apply(vec![Capability::InformationGovernance]))]
    async fn dpia(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let text = told::<agreement_text::Entity>(ctx, self.0.view(), self.0.id).await?;
        Ok(text.and_then(|row| row.dpia.clone()))
    }

    /// The party that suspended it, or ended it before its time.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn stopped_by(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        let terms = self.terms(ctx).await?;
        super::one(self.0.view(), terms.and_then(|terms| terms.stopped_by_id)).await.transpose()
    }

    /// Why it did.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn stopped_reason(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.terms(ctx).await?.and_then(|terms| terms.stopped_reason.clone()))
    }

    /// What you may do with it now.
    #[graphql(directive = access::apply(vec![Capability::InformationGovernance]))]
    async fn viewer_can(&self) -> AgreementDeeds {
        AgreementDeeds(self.0.clone())
    }

    /// The version, which a change of it names: for its parties, since it moves with what only they read.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn version(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        Ok(self.is_told(ctx).await?.then_some(self.0.version))
    }

    /// When its entry last changed: for its parties.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn updated_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self.is_told(ctx).await?.then_some(DateTime(self.0.updated_at)))
    }

    /// Where the facts were taken from.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }
}

impl Agreement {
    /// Whether the viewer is told its terms; a redaction says it if not.
    async fn is_told(&self, ctx: &Context<'_>) -> Result<bool, Error> {
        withhold::<agreement_terms::Entity>(ctx, self.0.view(), self.0.id).await
    }

    async fn terms(&self, ctx: &Context<'_>) -> Result<Option<Seen<agreement_terms::Model>>, Error> {
        told::<agreement_terms::Entity>(ctx, self.0.view(), self.0.id).await
    }
}

/// A party to an agreement.
pub(crate) struct AgreementParty(Seen<agreement_party::Model>);

/// An organisation that an agreement binds.
#[Object]
impl AgreementParty {
    /// The organisation.
    async fn organisation(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), Some(self.0.organisation_id)).await
    }

    /// When it signed; null when it has not. For members of the parties.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn signed_on(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        let signature = told::<agreement_signature::Entity>(ctx, self.0.view(), self.0.id).await?;
        Ok(signature.map(|row| Date(row.signed_on)))
    }

    /// Who signed for it.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn signed_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        let signature = told::<agreement_signature::Entity>(ctx, self.0.view(), self.0.id).await?;
        super::one(self.0.view(), signature.and_then(|row| row.signed_by_id)).await.transpose()
    }
}

/// A purpose of an agreement.
pub(crate) struct AgreementPurpose(Seen<agreement_purpose::Model>);

/// What information may be shared for under an agreement.
#[Object]
impl AgreementPurpose {
    /// The code, which a request gives in the header `Roundtable-Purpose`, for example `joint-improvement`.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// What it means.
    async fn description(&self) -> &str {
        &self.0.description
    }
}

/// A gateway of an agreement.
pub(crate) struct Gateway(pub(super) Seen<agreement_gateway::Model>);

/// A legal power by which information may pass, and from whom to whom. Section 115 of the Crime and Disorder Act 1998, for
/// example, is a power of anybody to disclose to a relevant authority: it covers what a charity tells the police, and not
/// what the police tell a charity.
#[Object]
impl Gateway {
    /// The act.
    async fn act(&self) -> &str {
        &self.0.act
    }

    /// The section of it.
    async fn section(&self) -> Option<&str> {
        self.0.section.as_deref()
    }

    /// The party that may disclose; null when any party may.
    async fn discloser(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.discloser_id).await
    }

    /// The party that may receive; null when any party may, within the next field.
    async fn recipient(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.recipient_id).await
    }

    /// Whether it leads to relevant authorities only (`Organisation.relevantAuthority`).
    async fn to_relevant_authority(&self) -> bool {
        self.0.relevant_authority
    }
}

/// Names one agreement.
#[derive(OneofObject)]
pub(crate) enum AgreementBy {
    /// By its global id.
    Id(ID),
    /// By its slug.
    Slug(String),
}
super::by!(AgreementBy, Agreement);

/// What agreements are sorted by.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "store::AgreementOrder")]
pub(crate) enum AgreementOrder {
    /// By title.
    Title,
}

/// Conditions on agreements.
#[derive(InputObject)]
pub(crate) struct AgreementFilter {
    /// Only agreements that bind this organisation: an id or a slug.
    party: Option<ID>,
    /// Only agreements for the purpose of this code, for example `joint-improvement`.
    purpose: Option<String>,
    /// Only agreements that cover this category, among those whose terms you may read.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    category: Option<DataCategory>,
    /// Only agreements that stand at one of these today.
    status: Option<Vec<AgreementStatus>>,
    /// Only agreements that have begun by this day and not ended on it, whatever their status.
    covers_on: Option<Date>,
}

impl TryFrom<AgreementFilter> for store::AgreementFilter {
    type Error = Error;

    fn try_from(filter: AgreementFilter) -> Result<Self, Error> {
        let party = filter.party.map(|id| node::reference("filter.party", Kind::Organisation, &id)).transpose()?;
        Ok(Self {
            party,
            purpose: filter.purpose.map(|code| purpose("filter.purpose", code)).transpose()?,
            category: filter.category.map(Into::into),
            status: filter.status.map(|status| status.into_iter().map(Into::into).collect()),
            covers_on: filter.covers_on.map(|day| day.0),
        })
    }
}

/// The code of a purpose, as the header takes it.
pub(super) fn purpose(field: &'static str, code: String) -> Result<String, Error> {
    if is_purpose(&code) {
        Ok(code)
    } else {
        Err(Error::invalid(field, "a purpose is a code of 1 to 64 lower-case letters, digits and hyphens"))
    }
}

/// Queries for agreements.
#[derive(Default)]
pub(crate) struct AgreementQuery;

#[Object]
impl AgreementQuery {
    /// One agreement.
    async fn agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: AgreementBy,
    ) -> Option<Result<Agreement>> {
        super::found(async { by.find(view(ctx)?).await }).await
    }

    /// The register of agreements, by title, and with it those still being drawn up of which the organisation that you
    /// act for is a party. What is in force: `agreements(filter: { status: [ACTIVE] })`.
    async fn agreements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<AgreementFilter>,
        #[graphql(desc = "What the list is sorted by.")] order_by: Option<AgreementOrder>,
    ) -> Result<Connection<Agreement>> {
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
