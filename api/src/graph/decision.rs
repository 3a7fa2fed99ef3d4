//! Decisions, and who took them.

mod deeds;

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, Result};
use entities::decision;

use super::{
    access::{Capability, access},
    agenda_item::AgendaItem,
    board::Board,
    connection::Connection,
    meeting::Meeting,
    node::{self, Kind},
    organisation::Organisation,
    paper::Paper,
    person::Person,
    scalar::{Date, DateTime, PartialDate},
    view,
};
pub(crate) use deeds::DecisionMutation;

use crate::{
    error::Error,
    store::{self, Page, Seen},
};

/// How it is known who decided.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::decision::Basis")]
pub(crate) enum DecisionBasis {
    /// The source says it.
    Printed,
    /// It is inferred from the source, for example from initials or from an office held at the time.
    Inferred,
}

/// Something that was decided.
pub(crate) struct Decision(Seen<decision::Model>);

super::wraps!(Decision, decision);

/// Something that was decided: at a meeting, in a paper, or on a day of its own. A decision of a meeting is read by those
/// who read its minutes and the item in full: everybody once these are published and the item is open, members from
/// circulation on. One that was taken in a paper is as readable as the paper. Any other is for its board, and for
/// everybody once it is announced (rule R9).
#[Object]
impl Decision {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::Decision, self.0.id)
    }

    /// A stable short name for addresses and look-ups, for example `dec-2013-scorecard`.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// What was decided.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// The board whose decision it is, or before which it was brought.
    async fn board(&self) -> Option<Result<Board>> {
        super::one(self.0.view(), self.0.board_id).await
    }

    /// The meeting at which it was taken.
    async fn meeting(&self) -> Option<Result<Meeting>> {
        super::one(self.0.view(), self.0.meeting_id).await
    }

    /// The agenda item under which it was taken.
    async fn agenda_item(&self) -> Option<Result<AgendaItem>> {
        super::one(self.0.view(), self.0.item_id).await
    }

    /// The paper in which it was taken.
    async fn paper(&self) -> Option<Result<Paper>> {
        super::one(self.0.view(), self.0.paper_id).await
    }

    /// When it was taken, as exactly as it is known.
    async fn decided_on(&self) -> Option<PartialDate> {
        self.0.decided.map(PartialDate)
    }

    /// Who took it.
    async fn by(&self) -> DecisionMaker {
        DecisionMaker(self.0.clone())
    }

    /// Whether a decision of no meeting is announced: then it is for everybody. That of a meeting is announced by its
    /// minutes, and that of a paper by the paper.
    async fn announced(&self) -> bool {
        self.0.announced
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

/// Who took a decision.
pub(crate) struct DecisionMaker(Seen<decision::Model>);

/// Who took a decision: a board, an organisation, or a person in an office; all null when no source says it.
#[Object]
impl DecisionMaker {
    /// The board.
    async fn board(&self) -> Option<Result<Board>> {
        super::one(self.0.view(), self.0.by_board_id).await
    }

    /// The organisation, by itself or through the person.
    async fn organisation(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.by_organisation_id).await
    }

    /// The person, if you may know their name.
    async fn person(&self) -> Option<Result<Person>> {
        super::one(self.0.view(), self.0.by_person_id).await
    }

    /// The office in which the person decided, for example `Deputy Mayor for Policing and Crime`.
    async fn office(&self) -> Option<&str> {
        self.0.office.as_deref()
    }

    /// How this is known.
    async fn basis(&self) -> DecisionBasis {
        self.0.basis.into()
    }
}

/// Names one decision.
#[derive(OneofObject)]
pub(crate) enum DecisionBy {
    /// By its global id.
    Id(ID),
    /// By its slug.
    Slug(String),
}
super::by!(DecisionBy, Decision);

/// What decisions are sorted by. One whose date is not known counts as later than all others.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "store::DecisionOrder")]
pub(crate) enum DecisionOrder {
    /// By date, the earliest first.
    Earliest,
    /// By date, the latest first.
    Latest,
}

/// Conditions on decisions.
#[derive(InputObject)]
pub(crate) struct DecisionFilter {
    /// Only decisions of this board: an id or a slug.
    board: Option<ID>,
    /// Only decisions of this meeting: an id or a slug.
    meeting: Option<ID>,
    /// Only decisions of this day or later; a month or a year counts from its first day.
    from: Option<Date>,
    /// Only decisions of this day or earlier.
    to: Option<Date>,
}

impl TryFrom<DecisionFilter> for store::DecisionFilter {
    type Error = Error;

    fn try_from(filter: DecisionFilter) -> Result<Self, Error> {
        Ok(Self {
            board: filter.board.map(|id| node::reference("filter.board", Kind::Board, &id)).transpose()?,
            meeting: filter.meeting.map(|id| node::reference("filter.meeting", Kind::Meeting, &id)).transpose()?,
            from: filter.from.map(|day| day.0),
            to: filter.to.map(|day| day.0),
        })
    }
}

/// Queries for decisions.
#[derive(Default)]
pub(crate) struct DecisionQuery;

#[Object]
impl DecisionQuery {
    /// One decision, for example `decision(by: { slug: "dec-2013-scorecard" })`.
    async fn decision(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: DecisionBy,
    ) -> Option<Result<Decision>> {
        super::found(async { by.find(view(ctx)?).await }).await
    }

    /// The decisions you may know of, the latest first unless told otherwise. What one board decided:
    /// `decisions(filter: { board: "london-vawg-panel", from: "2015-01-01" })`.
    async fn decisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<DecisionFilter>,
        #[graphql(desc = "What the list is sorted by.")] order_by: Option<DecisionOrder>,
    ) -> Result<Connection<Decision>> {
        let page = Page { first, after, last, before };
        let filter = filter.map(TryInto::try_into).transpose()?.unwrap_or_default();
        Ok(view(ctx)?.list(page, filter, order_by.map(Into::into).unwrap_or_default())?.into())
    }
}
