//! Recommendations, whom they are directed to, and what came of them.

mod deeds;

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, Result};
use entities::{recommendation, recommendation_evidence, recommendation_target};

use super::{
    access::{Capability, access},
    agenda_item::AgendaItem,
    board::Board,
    connection::Connection,
    meeting::Meeting,
    node::{self, Kind},
    organisation::Organisation,
    paper::Paper,
    scalar::{DateTime, PartialDate},
    told, view,
};
pub(crate) use deeds::{RecommendationDeeds, RecommendationMutation};

use crate::{
    error::Error,
    store::{self, Page, Seen, TARGETS},
};

/// Where a recommendation stands.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::recommendation::Status")]
pub(crate) enum RecommendationStatus {
    /// Made; nobody has answered yet.
    Made,
    /// Accepted.
    Accepted,
    /// Accepted in part.
    Partly,
    /// Rejected, with a reason.
    Rejected,
    /// Being carried out.
    Implementing,
    /// Carried out.
    Implemented,
    /// Carried out, and shown to be.
    Evidenced,
}

/// Something that was recommended.
pub(crate) struct Recommendation(Seen<recommendation::Model>);

super::wraps!(Recommendation, recommendation);

impl Recommendation {
    async fn targets(&self, direct: bool) -> Result<Vec<RecommendationTarget>> {
        let rows = self.0.view().whole(&TARGETS, self.0.id.uuid()).await?;
        Ok(rows.into_iter().filter(|row| row.direct == direct).map(RecommendationTarget).collect())
    }
}

/// Something that a paper or a consultation recommended, and what came of it. It is as readable as the paper that makes
/// it; whoever reads the minutes and the item in which it was put to a meeting reads it too, and so does whom it is
/// directed to, once the paper is no draft (rule R10). What an embargo or a marking withholds of the paper, it withholds of
/// its recommendations.
#[Object]
impl Recommendation {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::Recommendation, self.0.id)
    }

    /// A stable short name for addresses and look-ups, for example `rec-survivor-1`.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// What is recommended.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// The paper that makes it.
    async fn paper(&self) -> Option<Result<Paper>> {
        super::one(self.0.view(), self.0.paper_id).await
    }

    /// The consultation from which it was drawn, when no paper makes it.
    async fn consultation(&self) -> Option<&str> {
        self.0.consultation.as_deref()
    }

    /// The board that follows it.
    async fn board(&self) -> Option<Result<Board>> {
        super::one(self.0.view(), self.0.board_id).await
    }

    /// The meeting to which it was put.
    async fn put_at(&self) -> Option<Result<Meeting>> {
        super::one(self.0.view(), self.0.meeting_id).await
    }

    /// The agenda item under which it was put.
    async fn put_under(&self) -> Option<Result<AgendaItem>> {
        super::one(self.0.view(), self.0.item_id).await
    }

    /// Whom it is directed to; nobody when no source says it.
    async fn directed_to(&self) -> Result<Vec<RecommendationTarget>> {
        self.targets(true).await
    }

    /// Whom it could be put to, as its source suggests.
    async fn could_be_put_to(&self) -> Result<Vec<RecommendationTarget>> {
        self.targets(false).await
    }

    /// Where it stands.
    async fn status(&self) -> RecommendationStatus {
        self.0.status.into()
    }

    /// What was answered.
    async fn response(&self) -> Option<&str> {
        self.0.response.as_deref()
    }

    /// Why it was rejected, or accepted in part only.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// By when it is to be carried out, as exactly as it is known.
    async fn due(&self) -> Option<PartialDate> {
        self.0.due.map(PartialDate)
    }

    /// Whether it is overdue today: neither rejected nor carried out, and the last day of `due` is past.
    async fn overdue(&self) -> bool {
        store::late(&self.0, self.0.view().viewer().today())
    }

    /// What shows that it was carried out: for the members of its board and for whom it is directed to.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn evidence(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let evidence = told::<recommendation_evidence::Entity>(ctx, self.0.view(), self.0.id).await?;
        Ok(evidence.map(|row| row.evidence.clone()))
    }

    /// What you may do with it now.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn viewer_can(&self) -> RecommendationDeeds {
        RecommendationDeeds(self.0.clone())
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

/// Whom a recommendation is directed to, or could be put to.
pub(crate) struct RecommendationTarget(Seen<recommendation_target::Model>);

/// Whom a recommendation is directed to, or could be put to: an organisation or a board.
#[Object]
impl RecommendationTarget {
    /// The organisation.
    async fn organisation(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.organisation_id).await
    }

    /// The board, if you may know of it.
    async fn board(&self) -> Option<Result<Board>> {
        super::one(self.0.view(), self.0.board_id).await
    }
}

/// Names one recommendation.
#[derive(OneofObject)]
pub(crate) enum RecommendationBy {
    /// By its global id.
    Id(ID),
    /// By its slug.
    Slug(String),
}
super::by!(RecommendationBy, Recommendation);

/// Conditions on recommendations.
#[derive(InputObject)]
pub(crate) struct RecommendationFilter {
    /// Only recommendations of this paper: an id or a slug.
    source: Option<ID>,
    /// Only recommendations that this board follows: an id or a slug.
    board: Option<ID>,
    /// Only recommendations that are directed to this organisation: an id or a slug.
    directed_to: Option<ID>,
    /// Only recommendations that are directed to this board: an id or a slug.
    directed_to_board: Option<ID>,
    /// Only recommendations that stand at one of these.
    status: Option<Vec<RecommendationStatus>>,
    /// Only recommendations that are overdue today, or only those that are not.
    overdue: Option<bool>,
}

impl TryFrom<RecommendationFilter> for store::RecommendationFilter {
    type Error = Error;

    fn try_from(filter: RecommendationFilter) -> Result<Self, Error> {
        let of = |name, kind, id: Option<ID>| id.map(|id| node::reference(name, kind, &id)).transpose();
        Ok(Self {
            source: of("filter.source", Kind::Paper, filter.source)?,
            board: of("filter.board", Kind::Board, filter.board)?,
            organisation: of("filter.directedTo", Kind::Organisation, filter.directed_to)?,
            directed_board: of("filter.directedToBoard", Kind::Board, filter.directed_to_board)?,
            status: filter.status.map(|status| status.into_iter().map(Into::into).collect()),
            overdue: filter.overdue,
        })
    }
}

/// Queries for recommendations.
#[derive(Default)]
pub(crate) struct RecommendationQuery;

#[Object]
impl RecommendationQuery {
    /// One recommendation, for example `recommendation(by: { slug: "rec-survivor-1" })`.
    async fn recommendation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: RecommendationBy,
    ) -> Option<Result<Recommendation>> {
        super::found(async { by.find(view(ctx)?).await }).await
    }

    /// The recommendations you may know of, the most pressing first; those without a date come last. What the police
    /// were asked to do: `recommendations(filter: { directedTo: "mps" })`.
    async fn recommendations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<RecommendationFilter>,
    ) -> Result<Connection<Recommendation>> {
        let page = Page { first, after, last, before };
        let filter = filter.map(TryInto::try_into).transpose()?.unwrap_or_default();
        Ok(view(ctx)?.list(page, filter, Default::default())?.into())
    }
}
