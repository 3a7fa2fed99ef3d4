//! Papers, their versions and their authors: what a stub tells, and what only its readers learn.

mod deeds;

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, Result};
use entities::{paper, paper_author, paper_text, paper_version};

use super::{
    access::{Capability, access},
    access_grant::AccessGrant,
    board::Board,
    circulation::Circulation,
    comment::Comment,
    connection::Connection,
    node::{self, Kind},
    organisation::Organisation,
    person::Person,
    recommendation::{Recommendation, RecommendationFilter},
    scalar::{DateTime, PartialDate},
    view,
    words::{PaperKind, PaperStatus},
};
use crate::{
    error::Error,
    store::{
        self, ACCESS_GRANTS, AUTHORS, CIRCULATIONS, COMMENTS_OF_PAPER, Page, RECOMMENDATIONS_OF_PAPER, Seen, VERSIONS,
    },
};

use deeds::PaperDeeds;
pub(crate) use deeds::PaperMutation;

/// A document that a board works with.
pub(crate) struct Paper(Seen<paper::Model>);

super::wraps!(Paper, paper);

impl Paper {
    /// What is known of it beyond its stub, if the viewer may read that.
    async fn text(&self) -> Result<Option<Seen<paper_text::Model>>, Error> {
        self.0.view().by_id::<paper_text::Entity>(self.0.id).await
    }
}

/// A document that a board works with: a report, a protocol, a strategy, an action plan. Published ones are for
/// everybody, others for those to whom they were sent. A member of the board who has not been sent a paper that is given
/// on request sees a stub: what it is called, what it is, where it stands and whose it is. An embargo comes before all
/// that: until it is over, the paper is there for its authors, for those whom it names and for the secretariat alone.
#[Object]
impl Paper {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::Paper, self.0.id)
    }

    /// A stable short name for addresses and look-ups, for example `ppr-national-rape-action-plan`.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The title.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What sort of document it is.
    async fn kind(&self) -> PaperKind {
        self.0.kind.into()
    }

    /// Where it stands.
    async fn status(&self) -> PaperStatus {
        self.0.status.into()
    }

    /// The date that it bears, as exactly as it is known.
    async fn dated(&self) -> Option<PartialDate> {
        self.0.dated.map(PartialDate)
    }

    /// The board that works with it.
    async fn board(&self) -> Option<Result<Board>> {
        super::one(self.0.view(), self.0.board_id).await
    }

    /// The organisation whose paper it is: whom to ask for it.
    async fn owner(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.owner_id).await
    }

    /// Whether members of its board who have not been sent it may ask for it.
    async fn on_request(&self) -> bool {
        self.0.on_request
    }

    /// Whether you see no more than a stub.
    async fn stub(&self) -> Result<bool> {
        Ok(!self.0.view().is_there::<paper_text::Entity>(self.0.id).await?)
    }

    /// What it is about; null on a stub.
    async fn summary(&self) -> Result<Option<String>> {
        Ok(self.text().await?.and_then(|text| text.summary.clone()))
    }

    /// Who wrote it; nobody on a stub.
    async fn authors(&self) -> Result<Vec<PaperAuthor>> {
        let rows = self.0.view().whole(&AUTHORS, self.0.id.uuid()).await?;
        Ok(rows.into_iter().map(PaperAuthor).collect())
    }

    /// Whether an embargo holds now. It is over at `embargoUntil`, or when it is lifted.
    async fn embargoed(&self) -> bool {
        self.0.embargoed && self.0.embargo_until.is_none_or(|until| until > self.0.view().viewer().now)
    }

    /// The instant at which its embargo ends or ended; null when there is none, or when it holds until it is lifted.
    async fn embargo_until(&self) -> Option<DateTime> {
        self.0.embargo_until.filter(|_| self.0.embargoed).map(DateTime)
    }

    /// Its versions, the first one first; none on a stub.
    async fn versions(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<PaperVersion>> {
        let page = Page { first, after, last, before };
        Ok(self.0.view().list_of((&VERSIONS, self.0.id.uuid()), page, (), ())?.into())
    }

    /// When and for what it was sent round, as far as that reached you or is yours to know.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn circulations(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<Circulation>> {
        let page = Page { first, after, last, before };
        Ok(self.0.view().list_of((&CIRCULATIONS, self.0.id.uuid()), page, (), ())?.into())
    }

    /// Comments on it, the earliest first: your own, what the board's people share with each other, and for its
    /// secretariat and chairs all.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn comments(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<Comment>> {
        let page = Page { first, after, last, before };
        Ok(self.0.view().list_of((&COMMENTS_OF_PAPER, self.0.id.uuid()), page, (), ())?.into())
    }

    /// The recommendations that it makes, the most pressing first.
    async fn recommendations(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<RecommendationFilter>,
    ) -> Result<Connection<Recommendation>> {
        let page = Page { first, after, last, before };
        let of = (&RECOMMENDATIONS_OF_PAPER, self.0.id.uuid());
        Ok(self
            .0
            .view()
            .list_of(of, page, filter.map(TryInto::try_into).transpose()?.unwrap_or_default(), Default::default())?
            .into())
    }

    /// With whom it was shared for a time, the latest first, as far as that is yours to know.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn access_grants(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<AccessGrant>> {
        let page = Page { first, after, last, before };
        let of = (&ACCESS_GRANTS, self.0.id.uuid());
        Ok(self.0.view().list_of(of, page, Default::default(), Default::default())?.into())
    }

    /// The version of its entry, which a change of it names; null on a stub.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn version(&self) -> Result<Option<i32>> {
        Ok(self.text().await?.map(|_| self.0.version))
    }

    /// Why it was withdrawn; null on a stub.
    async fn withdrawn_reason(&self) -> Result<Option<String>> {
        Ok(self.text().await?.and_then(|text| text.withdrawn_reason.clone()))
    }

    /// What you may do with it now.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn viewer_can(&self) -> PaperDeeds {
        PaperDeeds(self.0.clone())
    }

    /// When its entry last changed; null on a stub.
    async fn updated_at(&self) -> Result<Option<DateTime>> {
        Ok(self.text().await?.map(|_| DateTime(self.0.updated_at)))
    }

    /// Where the facts were taken from: documents and lines; null on a stub.
    async fn source(&self) -> Result<Option<String>> {
        Ok(self.text().await?.and_then(|text| text.source.clone()))
    }
}

/// An author of a paper.
pub(crate) struct PaperAuthor(Seen<paper_author::Model>);

/// An author of a paper: an organisation, a person, or a person for an organisation.
#[Object]
impl PaperAuthor {
    /// The person, if you may know their name.
    async fn person(&self) -> Option<Result<Person>> {
        super::one(self.0.view(), self.0.person_id).await
    }

    /// The organisation.
    async fn organisation(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.organisation_id).await
    }
}

/// One version of a paper.
pub(crate) struct PaperVersion(Seen<paper_version::Model>);

super::wraps!(PaperVersion, paper_version);

/// One version of a paper: what tells its file from every other. The file itself is not kept here. A version is never for
/// more people than the items under which its paper lies.
#[Object]
impl PaperVersion {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::PaperVersion, self.0.id)
    }

    /// The paper.
    async fn paper(&self) -> Option<Result<Paper>> {
        super::one(self.0.view(), Some(self.0.paper_id)).await
    }

    /// Its number: 1 is the first.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// The name of the file.
    async fn file_name(&self) -> &str {
        &self.0.file_name
    }

    /// What sort of file it is, as the register of media types names it, for example `application/pdf`.
    async fn media_type(&self) -> &str {
        &self.0.media_type
    }

    /// The SHA-256 hash of the file, in hexadecimal: who has the file can tell whether it is this version.
    async fn sha256(&self) -> &str {
        &self.0.sha256
    }

    /// How many bytes the file has.
    async fn bytes(&self) -> i64 {
        self.0.bytes
    }
}

/// Names one paper.
#[derive(OneofObject)]
pub(crate) enum PaperBy {
    /// By its global id.
    Id(ID),
    /// By its slug.
    Slug(String),
}
super::by!(PaperBy, Paper);

/// What papers are sorted by.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "store::PaperOrder")]
pub(crate) enum PaperOrder {
    /// By title.
    Title,
    /// By the date that they bear, the latest first. A paper without one counts as later than all others.
    Latest,
}

/// Conditions on papers.
#[derive(InputObject)]
pub(crate) struct PaperFilter {
    /// Only papers of this board: an id or a slug.
    board: Option<ID>,
    /// Only papers of this organisation: an id or a slug.
    owner: Option<ID>,
    /// Only papers of this kind.
    kind: Option<PaperKind>,
    /// Only papers that stand at one of these.
    status: Option<Vec<PaperStatus>>,
}

impl TryFrom<PaperFilter> for store::PaperFilter {
    type Error = Error;

    fn try_from(filter: PaperFilter) -> Result<Self, Error> {
        Ok(Self {
            board: filter.board.map(|id| node::reference("filter.board", Kind::Board, &id)).transpose()?,
            owner: filter.owner.map(|id| node::reference("filter.owner", Kind::Organisation, &id)).transpose()?,
            kind: filter.kind.map(Into::into),
            status: filter.status.map(|status| status.into_iter().map(Into::into).collect()),
        })
    }
}

/// Queries for papers.
#[derive(Default)]
pub(crate) struct PaperQuery;

#[Object]
impl PaperQuery {
    /// One paper, for example `paper(by: { slug: "ppr-national-rape-action-plan" })`.
    async fn paper(&self, ctx: &Context<'_>, #[graphql(desc = "Which one.")] by: PaperBy) -> Option<Result<Paper>> {
        super::found(async { by.find(view(ctx)?).await }).await
    }

    /// The papers you may know of, by title unless told otherwise. What a board published:
    /// `papers(filter: { board: "london-vawg-board", status: [PUBLISHED] }, orderBy: LATEST)`.
    async fn papers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<PaperFilter>,
        #[graphql(desc = "What the list is sorted by.")] order_by: Option<PaperOrder>,
    ) -> Result<Connection<Paper>> {
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
