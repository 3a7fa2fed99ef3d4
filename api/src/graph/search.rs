//! Searching the words of the record.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use entities::search_entry::Source;
use sea_orm::Iterable as _;
use tokio::sync::OnceCell;

use super::{
    access::{Capability, access},
    connection::PageInfo,
    node::{self, Kind, Node},
    view,
};
use crate::{
    error::Error,
    store::{self, Hit, Hits},
};

/// A kind of record whose words can be searched.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
pub(crate) enum SearchKind {
    /// Actions, by what is to be done.
    Action,
    /// Reports of progress on actions, by what they say.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    ActionUpdate,
    /// Agenda items, by their title, or of a stub its public title, and by what came of them.
    AgendaItem,
    /// Agreements, by their title in the register.
    Agreement,
    /// Boards, by their names and their purpose.
    Board,
    /// Decisions, by what was decided.
    Decision,
    /// Sections of minutes, by what was said.
    MinuteSection,
    /// Organisations, by all the names that they go or went by.
    Organisation,
    /// Papers, by their title and their summary.
    Paper,
    /// People, by their name.
    Person,
    /// Programmes, by their name and their summary.
    Programme,
    /// Recommendations, by what is recommended and by the evidence that it was done.
    Recommendation,
    /// Reviews of deaths, by their title.
    Review,
}

/// Which text of a record a hit was found in.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
pub(crate) enum SearchField {
    /// Another name that an organisation goes or went by.
    Alias,
    /// What was said, in a section of minutes.
    Body,
    /// What is to be done, of an action.
    Description,
    /// The evidence that a recommendation was put into practice.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    Evidence,
    /// The name of an organisation, a person, a board or a programme.
    Name,
    /// What a board is for.
    Purpose,
    /// What came of an agenda item.
    Result,
    /// The short name of an organisation or a board.
    ShortName,
    /// What a paper or a programme is about.
    Summary,
    /// What was decided or recommended, or what a report of progress says.
    Text,
    /// The title of an agenda item, a paper, an agreement or a review: as you see it.
    Title,
}

/// What a text that can be searched is to those who find it.
fn named(source: Source) -> (SearchKind, SearchField) {
    use SearchField as F;
    use SearchKind as K;
    match source {
        Source::ActionDescription => (K::Action, F::Description),
        Source::ActionUpdateText => (K::ActionUpdate, F::Text),
        Source::AgendaItemPublicTitle | Source::AgendaItemTitle => (K::AgendaItem, F::Title),
        Source::AgendaItemResult => (K::AgendaItem, F::Result),
        Source::AgreementTitle => (K::Agreement, F::Title),
        Source::BoardName => (K::Board, F::Name),
        Source::BoardPurpose => (K::Board, F::Purpose),
        Source::BoardShortName => (K::Board, F::ShortName),
        Source::DecisionText => (K::Decision, F::Text),
        Source::MinuteSectionBody => (K::MinuteSection, F::Body),
        Source::OrganisationAlias => (K::Organisation, F::Alias),
        Source::OrganisationName => (K::Organisation, F::Name),
        Source::OrganisationShortName => (K::Organisation, F::ShortName),
        Source::PaperSummary => (K::Paper, F::Summary),
        Source::PaperTitle => (K::Paper, F::Title),
        Source::PersonName => (K::Person, F::Name),
        Source::ProgrammeName => (K::Programme, F::Name),
        Source::ProgrammeSummary => (K::Programme, F::Summary),
        Source::RecommendationEvidence => (K::Recommendation, F::Evidence),
        Source::RecommendationText => (K::Recommendation, F::Text),
        Source::ReviewTitle => (K::Review, F::Title),
    }
}

impl From<SearchKind> for Kind {
    fn from(kind: SearchKind) -> Self {
        match kind {
            SearchKind::Action => Self::Action,
            SearchKind::ActionUpdate => Self::ActionUpdate,
            SearchKind::AgendaItem => Self::AgendaItem,
            SearchKind::Agreement => Self::Agreement,
            SearchKind::Board => Self::Board,
            SearchKind::Decision => Self::Decision,
            SearchKind::MinuteSection => Self::MinuteSection,
            SearchKind::Organisation => Self::Organisation,
            SearchKind::Paper => Self::Paper,
            SearchKind::Person => Self::Person,
            SearchKind::Programme => Self::Programme,
            SearchKind::Recommendation => Self::Recommendation,
            SearchKind::Review => Self::Review,
        }
    }
}

/// A record that was found.
pub(crate) struct SearchHit {
    search: Arc<store::Search>,
    hit: Arc<Hit>,
}

/// A record that was found, by the best of its texts that you may read.
#[Object]
impl SearchHit {
    /// The record.
    async fn node(&self) -> Result<Node> {
        let (kind, _) = named(self.hit.source);
        let found = node::find(self.search.view(), &node::id(kind.into(), self.hit.node)).await?;
        Ok(found.ok_or(Error::NotFound)?)
    }

    /// The text in which the question stands.
    async fn field(&self) -> SearchField {
        named(self.hit.source).1
    }

    /// The passage of that text where most of the question stands together, about 200 characters, cut between words:
    /// join the pieces, and mark the matched ones. It is plain text: show it as such.
    async fn snippet(&self) -> Vec<SnippetPiece> {
        let pieces = self.search.snippet(&self.hit).into_iter();
        pieces.map(|piece| SnippetPiece { text: piece.text, matched: piece.matched }).collect()
    }

    /// What the hit is worth: 200 for a name or a title and 100 for another text, and one more for each time that a word
    /// of the question stands in it, at most 99. It follows from this text alone.
    async fn rank(&self) -> i64 {
        self.hit.rank()
    }
}

/// A stretch of a passage.
#[derive(SimpleObject)]
pub(crate) struct SnippetPiece {
    /// Its text.
    text: String,
    /// Whether this is what was looked for.
    matched: bool,
}

/// A hit in a list, and its place there.
#[derive(SimpleObject)]
pub(crate) struct SearchEdge {
    /// The place of this hit: give it as `after` to read on from here, with the same text, kinds and board.
    cursor: String,
    /// The hit.
    node: SearchHit,
}

/// A page of hits.
pub(crate) struct SearchConnection {
    search: Arc<store::Search>,
    hits: OnceCell<Hits>,
}

impl SearchConnection {
    async fn hits(&self) -> Result<&Hits, Error> {
        self.hits.get_or_try_init(|| self.search.hits()).await
    }

    fn hit(&self, hit: &Arc<Hit>) -> SearchHit {
        SearchHit { search: self.search.clone(), hit: hit.clone() }
    }
}

/// A page of hits, the best first, and what can be asked about all of them.
#[Object]
impl SearchConnection {
    /// The hits of this page.
    async fn nodes(&self) -> Result<Vec<SearchHit>> {
        Ok(self.hits().await?.hits.iter().map(|hit| self.hit(hit)).collect())
    }

    /// The hits of this page, each with the cursor that stands on it.
    async fn edges(&self) -> Result<Vec<SearchEdge>> {
        let hits = self.hits().await?.hits.iter();
        hits.map(|hit| Ok(SearchEdge { cursor: self.search.cursor(hit)?, node: self.hit(hit) })).collect()
    }

    /// Whether there is more before and after this page, and the cursors to get there.
    async fn page_info(&self, ctx: &Context<'_>) -> Result<PageInfo> {
        let Hits { hits, more } = self.hits().await?;
        let asked = ctx.look_ahead().field("hasPreviousPage").exists();
        let before = asked && self.search.has_before().await?;
        let cursor = |hit: Option<&Arc<Hit>>| hit.map(|hit| self.search.cursor(hit)).transpose();
        Ok(PageInfo::of((before, *more), cursor(hits.first())?, cursor(hits.last())?))
    }

    /// How many records were found, whatever the page: of those that you may read. Counted only when asked for.
    async fn total_count(&self) -> Result<u64> {
        Ok(self.search.count().await?)
    }
}

/// Queries of the words of the record.
#[derive(Default)]
pub(crate) struct SearchQuery;

#[Object]
impl SearchQuery {
    /// Records by the words in them, the best hits first and each record once. It looks through what you may read and
    /// nothing else: a word that stands only in what is not for you is found as often as one that stands nowhere.
    ///
    /// All words must stand in one text of the record. Words in quotation marks must follow one another; a star stands for
    /// any ending, as in `traffick*`. Capital letters and accents make no difference, endings do: `refuge` does not find
    /// "refuges", `refuge*` finds both. Nothing else that is typed has a meaning. From 2 letters to 200 characters, and at
    /// most 16 words.
    ///
    /// Hits in names and titles come before hits in other texts; among these, those in which the words of the question
    /// stand more often; among equals the order is that of the alphabet. For example
    /// `search(text: "\"honour based\" refuge*", kinds: [MINUTE_SECTION, ACTION])`.
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to look for, as somebody types it into a box.")] text: String,
        #[graphql(desc = "Only records of these kinds.")] kinds: Option<Vec<SearchKind>>,
        #[graphql(
            desc = "Only this board and its records: an id or a slug. What belongs to no board is then left out."
        )]
        board: Option<ID>,
        #[graphql(desc = "The size of the page: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the hit of this cursor.")] after: Option<String>,
    ) -> Result<SearchConnection> {
        let wanted = |source: &Source| kinds.as_ref().is_none_or(|kinds| kinds.contains(&named(*source).0));
        let sources = Source::iter().filter(wanted).collect();
        let board = board.map(|id| node::reference("board", Kind::Board, &id)).transpose()?;
        let search = view(ctx)?.search(store::Sought { text, sources, board }, first, after.as_deref())?;
        Ok(SearchConnection { search: Arc::new(search), hits: OnceCell::new() })
    }
}
