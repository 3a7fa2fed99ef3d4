//! Agenda items: what a stub tells, and what only its readers learn.

use async_graphql::{ID, Object, Result};
use entities::{agenda_item, agenda_item_outcome, agenda_item_text};

use super::{
    action::{Action, ActionFilter},
    connection::Connection,
    decision::Decision,
    meeting::Meeting,
    minutes::MinuteSection,
    node::{self, Kind},
    organisation::Organisation,
    paper::{Paper, PaperFilter, PaperOrder},
    person::Person,
    words::{AgendaItemState, Part},
};
use crate::{
    error::Error,
    store::{ACTIONS_OF_ITEM, ActionOrder, DECISIONS_OF_ITEM, PAPERS_OF_ITEM, Page, SECTIONS_OF_ITEM, Seen},
};

/// A place on an agenda.
pub(crate) struct AgendaItem(Seen<agenda_item::Model>);

super::wraps!(AgendaItem, agenda_item);

impl AgendaItem {
    /// Its place on the agenda.
    pub(super) fn position(&self) -> i32 {
        self.0.position
    }

    /// What it says, if the viewer may read more than its stub.
    async fn text(&self) -> Result<Option<Seen<agenda_item_text::Model>>, Error> {
        self.0.view().by_id::<agenda_item_text::Entity>(self.0.id).await
    }

    /// What came of it, if the viewer may read the minutes.
    async fn outcome(&self) -> Result<Option<Seen<agenda_item_outcome::Model>>, Error> {
        self.0.view().by_id::<agenda_item_outcome::Entity>(self.0.id).await
    }
}

/// A place on an agenda. Of a closed item that is not meant for you, you see a stub: its number, its part, and a
/// public title if it has one.
#[Object]
impl AgendaItem {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::AgendaItem, self.0.id)
    }

    /// The meeting.
    async fn meeting(&self) -> Option<Result<Meeting>> {
        super::one(self.0.view(), Some(self.0.meeting_id)).await
    }

    /// The number: a label, not an order. Open items have theirs as printed. Closed items run C1, C2 and restricted ones R1,
    /// R2 among those of the meeting that you may know of, so that no number tells of another item.
    async fn number(&self) -> Result<String> {
        Ok(self.0.number().await?)
    }

    /// Who it is for.
    async fn part(&self) -> Part {
        self.0.part.into()
    }

    /// Whether you see no more than a stub.
    async fn stub(&self) -> Result<bool> {
        Ok(!self.0.view().is_there::<agenda_item_text::Entity>(self.0.id).await?)
    }

    /// The title; of a stub its public title, or `Closed item`.
    async fn title(&self) -> Result<String> {
        Ok(match self.text().await? {
            Some(text) => text.title.clone(),
            None => self.0.public_title.clone().unwrap_or_else(|| "Closed item".to_owned()),
        })
    }

    /// Why it is closed: the paragraph of Schedule 12A to the Local Government Act 1972, or another reason.
    async fn closed_reason(&self) -> Result<Option<String>> {
        Ok(self.text().await?.and_then(|text| text.closed_reason.clone()))
    }

    /// What became of it; null on a stub, and until you may read the minutes.
    async fn state(&self) -> Result<Option<AgendaItemState>> {
        Ok(self.outcome().await?.map(|outcome| outcome.state.into()))
    }

    /// The person who presents it.
    async fn presenter(&self) -> Result<Option<Person>> {
        let presenter = self.text().await?.and_then(|text| text.presenter_id);
        super::one(self.0.view(), presenter).await.transpose()
    }

    /// The organisation that presents it.
    async fn presenter_organisation(&self) -> Result<Option<Organisation>> {
        let presenter = self.text().await?.and_then(|text| text.presenter_organisation_id);
        super::one(self.0.view(), presenter).await.transpose()
    }

    /// What came of it, in a sentence; null until you may read the minutes.
    async fn result(&self) -> Result<Option<String>> {
        Ok(self.outcome().await?.and_then(|outcome| outcome.result.clone()))
    }

    /// The meeting to which it was put off, if you may know of it; null until you may read the minutes.
    async fn deferred_to(&self) -> Result<Option<Meeting>> {
        let to = self.outcome().await?.and_then(|outcome| outcome.deferred_to_id);
        super::one(self.0.view(), to).await.transpose()
    }

    /// Where the facts were taken from: documents and lines; null on a stub.
    async fn source(&self) -> Result<Option<String>> {
        Ok(self.text().await?.and_then(|text| text.source.clone()))
    }

    /// What the minutes record of it, over all editions that you may read.
    async fn sections(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<MinuteSection>> {
        let page = Page { first, after, last, before };
        Ok(self.0.view().list_of((&SECTIONS_OF_ITEM, self.0.id.uuid()), page, (), ())?.into())
    }

    /// The papers that lie under it, by title unless told otherwise; none on a stub.
    async fn papers(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<PaperFilter>,
        #[graphql(desc = "What the list is sorted by.")] order_by: Option<PaperOrder>,
    ) -> Result<Connection<Paper>> {
        let page = Page { first, after, last, before };
        Ok(self
            .0
            .view()
            .list_of(
                (&PAPERS_OF_ITEM, self.0.id.uuid()),
                page,
                filter.map(TryInto::try_into).transpose()?.unwrap_or_default(),
                order_by.map(Into::into).unwrap_or_default(),
            )?
            .into())
    }

    /// The decisions taken under it: for those who read the minutes.
    async fn decisions(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<Decision>> {
        let page = Page { first, after, last, before };
        let of = (&DECISIONS_OF_ITEM, self.0.id.uuid());
        Ok(self.0.view().list_of(of, page, Default::default(), Default::default())?.into())
    }

    /// The actions raised under it.
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
                (&ACTIONS_OF_ITEM, self.0.id.uuid()),
                page,
                filter.map(TryInto::try_into).transpose()?.unwrap_or_default(),
                ActionOrder::default(),
            )?
            .into())
    }
}
