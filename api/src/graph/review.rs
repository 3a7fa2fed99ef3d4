//! Reviews of deaths, and what is done about them.

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, Result};
use entities::review;

use super::{
    access::{Capability, access},
    board::Board,
    connection::Connection,
    node::{self, Kind},
    paper::Paper,
    scalar::{Date, DateTime},
    view,
};
use crate::{
    error::Error,
    store::{self, Page, Seen, six_months_after},
};

/// What a review is called. Both are the same review: the Victims and Prisoners Act 2024 gives it its new name.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::review::Kind")]
pub(crate) enum ReviewKind {
    /// A domestic homicide review, DHR (Domestic Violence, Crime and Victims Act 2004, section 9).
    DomesticHomicide,
    /// A domestic abuse related death review, DARDR.
    DomesticAbuseRelatedDeath,
}

/// Where a review stands with the panel that checks it before publication.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(name = "ReviewQaStatus", remote = "entities::review::QaStatus")]
pub(crate) enum QaStatus {
    /// Not sent to the panel yet.
    NotSubmitted,
    /// With the panel.
    Submitted,
    /// Returned by the panel for more work.
    Returned,
    /// Approved: it may be published.
    Approved,
}

/// Where what a review asks for stands.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
pub(crate) enum ReviewStatus {
    /// The review is not published yet.
    Unpublished,
    /// It is published, and the six months run.
    Implementing,
    /// The six months are over, and not all of it is done.
    Overdue,
    /// What it asked for is done.
    Implemented,
}

/// A review of a death.
pub(crate) struct Review(Seen<review::Model>);

super::wraps!(Review, review);

/// A review of a death, and what is done about it. Who died has a pseudonym here and no name: the record holds none. Until
/// it has passed quality assurance and is published, a review is for the group that puts it into practice and for the
/// board that commissioned it; systems and guests never read it as such (rule R17).
#[Object]
impl Review {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::Review, self.0.id)
    }

    /// A stable short name for addresses and look-ups.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The title.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What the review calls the person who died.
    async fn pseudonym(&self) -> Option<&str> {
        self.0.pseudonym.as_deref()
    }

    /// What it is called.
    async fn kind(&self) -> ReviewKind {
        self.0.kind.into()
    }

    /// The task and finish group that puts it into practice.
    async fn board(&self) -> Option<Result<Board>> {
        super::one(self.0.view(), Some(self.0.board_id)).await
    }

    /// The partnership that commissioned it.
    async fn commissioned_by(&self) -> Option<Result<Board>> {
        super::one(self.0.view(), self.0.commissioned_by_id).await
    }

    /// The plan of what is to be done, if you may know of that paper.
    async fn action_plan(&self) -> Option<Result<Paper>> {
        super::one(self.0.view(), self.0.action_plan_id).await
    }

    /// Where it stands with the panel that checks it before publication; null when no source says it.
    async fn qa_status(&self) -> Option<QaStatus> {
        self.0.qa_status.map(Into::into)
    }

    /// The day on which it was or will be published; null when none is known.
    async fn published_on(&self) -> Option<Date> {
        self.0.published_on.map(Date)
    }

    /// The day by which what it asks for is to be done: six months after publication.
    async fn six_month_due(&self) -> Option<Date> {
        self.0.published_on.and_then(six_months_after).map(Date)
    }

    /// The day on which what it asked for was done; null until then.
    async fn implemented_on(&self) -> Option<Date> {
        self.0.implemented_on.map(Date)
    }

    /// Where what it asks for stands today.
    async fn status(&self) -> ReviewStatus {
        let today = self.0.view().viewer().today();
        let out = self.0.published_on.is_some_and(|day| day <= today);
        let late = self.0.published_on.and_then(six_months_after).is_some_and(|due| due < today);
        match (self.0.implemented_on.is_some_and(|day| day <= today), out, late) {
            (true, ..) => ReviewStatus::Implemented,
            (_, _, true) => ReviewStatus::Overdue,
            (_, true, _) => ReviewStatus::Implementing,
            _ => ReviewStatus::Unpublished,
        }
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

/// Names one review.
#[derive(OneofObject)]
pub(crate) enum ReviewBy {
    /// By its global id.
    Id(ID),
    /// By its slug.
    Slug(String),
}
super::by!(ReviewBy, Review);

/// Conditions on reviews.
#[derive(InputObject)]
pub(crate) struct ReviewFilter {
    /// Only reviews that this task and finish group puts into practice: an id or a slug.
    board: Option<ID>,
    /// Only reviews that this board commissioned: an id or a slug.
    commissioned_by: Option<ID>,
}

impl TryFrom<ReviewFilter> for store::ReviewFilter {
    type Error = Error;

    fn try_from(filter: ReviewFilter) -> Result<Self, Error> {
        let of = |name, id: Option<ID>| id.map(|id| node::reference(name, Kind::Board, &id)).transpose();
        Ok(Self {
            board: of("filter.board", filter.board)?,
            commissioned_by: of("filter.commissionedBy", filter.commissioned_by)?,
        })
    }
}

/// Queries for reviews.
#[derive(Default)]
pub(crate) struct ReviewQuery;

#[Object]
impl ReviewQuery {
    /// One review.
    async fn review(&self, ctx: &Context<'_>, #[graphql(desc = "Which one.")] by: ReviewBy) -> Option<Result<Review>> {
        super::found(async { by.find(view(ctx)?).await }).await
    }

    /// The reviews you may know of, by title.
    async fn reviews(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<ReviewFilter>,
    ) -> Result<Connection<Review>> {
        let page = Page { first, after, last, before };
        let filter = filter.map(TryInto::try_into).transpose()?.unwrap_or_default();
        Ok(view(ctx)?.list(page, filter, Default::default())?.into())
    }
}
