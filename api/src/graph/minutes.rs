//! Minutes: editions and their sections. What is done with them is in `deeds`.

mod checks;
mod deeds;

use async_graphql::{ID, InputObject, Object, Result};
use entities::{minute_section, minute_section_text, minutes};

use super::{
    access::{Capability, access},
    agenda_item::AgendaItem,
    comment::Comment,
    connection::Connection,
    meeting::Meeting,
    node::{self, Kind},
    scalar::{Date, DateTime},
    words::{MinutesStatus, Part},
};
use crate::{
    error::Error,
    store::{self, COMMENTS_OF_MINUTES, Page, SECTIONS, Seen},
};

use checks::{AmbiguousInitials, Promise, PublicationPack};
use deeds::MinutesDeeds;
pub(crate) use deeds::MinutesMutation;

/// One edition of the minutes of a meeting.
pub(crate) struct Minutes(pub(super) Seen<minutes::Model>);

super::wraps!(Minutes, minutes);

/// One edition of the minutes of a meeting. Each revision is an edition of its own; an agreed one never changes.
#[Object]
impl Minutes {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::Minutes, self.0.id)
    }

    /// The meeting.
    async fn meeting(&self) -> Option<Result<Meeting>> {
        super::one(self.0.view(), Some(self.0.meeting_id)).await
    }

    /// The number of the edition: 1 is the first draft.
    async fn edition(&self) -> i32 {
        self.0.edition
    }

    /// Where the edition stands.
    async fn status(&self) -> MinutesStatus {
        self.0.status.into()
    }

    /// When it was sent to members.
    async fn circulated_at(&self) -> Option<DateTime> {
        self.0.circulated_at.map(DateTime)
    }

    /// The last day for comments.
    async fn comments_due(&self) -> Option<Date> {
        self.0.comments_due.map(Date)
    }

    /// The day it was agreed.
    async fn agreed_on(&self) -> Option<Date> {
        self.0.agreed_on.map(Date)
    }

    /// The meeting that agreed it.
    async fn agreed_at(&self) -> Option<Result<Meeting>> {
        super::one(self.0.view(), self.0.agreed_at_id).await
    }

    /// When it was published.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.published_at.map(DateTime)
    }

    /// The kind of publication, as the publication scheme names it, for example `General`.
    async fn publication_type(&self) -> Option<&str> {
        self.0.publication_type.as_deref()
    }

    /// Why it was withdrawn.
    async fn withdrawn_reason(&self) -> Option<&str> {
        self.0.withdrawn_reason.as_deref()
    }

    /// What was recorded, in order, as far as it is meant for you: a closed section of another audience is a stub, a
    /// restricted one is not there.
    async fn sections(&self) -> Result<Vec<MinuteSection>> {
        let rows = self.0.view().whole(&SECTIONS, self.0.id.uuid()).await?;
        Ok(rows.into_iter().map(MinuteSection).collect())
    }

    /// Comments on the edition, the earliest first: your own, what the board's people share with each other, and for its
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
        Ok(self.0.view().list_of((&COMMENTS_OF_MINUTES, self.0.id.uuid()), page, (), ())?.into())
    }

    /// What everyone would read if this edition were published now, and what stands in the way of that, also before it is
    /// agreed: for the secretariat and the chairs of its board, and null for others. For example, before you publish:
    /// `publicationPack { ready blockers { code message clearable record { id } } publicVersion { place text } }`.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn publication_pack(&self) -> Result<Option<PublicationPack>> {
        Ok(PublicationPack::of(self).await?)
    }

    /// What somebody seems to have undertaken, and no action of the meeting records, in the sections that you read: for the
    /// secretariat and the chairs of its board, and null for others. Nothing is made of it unless you raise an action.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn promises(&self) -> Result<Option<Vec<Promise>>> {
        Ok(Promise::of(self).await?)
    }

    /// Initials in the sections that you read which fit more than one of those who came: for the secretariat and the chairs
    /// of its board, and null for others.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn ambiguous_initials(&self) -> Result<Option<Vec<AmbiguousInitials>>> {
        Ok(AmbiguousInitials::of(self).await?)
    }

    /// What you may do with it now.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn viewer_can(&self) -> MinutesDeeds {
        MinutesDeeds(self.0.clone())
    }

    /// The version, which a change of it names.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When the edition last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }

    /// Where the facts were taken from: documents and lines.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }
}

/// A part of an edition.
pub(crate) struct MinuteSection(Seen<minute_section::Model>);

super::wraps!(MinuteSection, minute_section);

impl MinuteSection {
    async fn text(&self) -> Result<Option<Seen<minute_section_text::Model>>, Error> {
        self.0.view().by_id::<minute_section_text::Entity>(self.0.id).await
    }
}

/// A part of an edition of the minutes.
#[Object]
impl MinuteSection {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::MinuteSection, self.0.id)
    }

    /// The edition.
    async fn minutes(&self) -> Option<Result<Minutes>> {
        super::one(self.0.view(), Some(self.0.minutes_id)).await
    }

    /// The agenda item that it belongs to.
    async fn item(&self) -> Option<Result<AgendaItem>> {
        super::one(self.0.view(), self.0.item_id).await
    }

    /// Who it is for.
    async fn part(&self) -> Part {
        self.0.part.into()
    }

    /// Whether you see no more than a stub.
    async fn stub(&self) -> Result<bool> {
        Ok(!self.0.view().is_there::<minute_section_text::Entity>(self.0.id).await?)
    }

    /// Why it is closed; null on a stub.
    async fn closed_reason(&self) -> Result<Option<String>> {
        Ok(self.text().await?.and_then(|text| text.closed_reason.clone()))
    }

    /// What was recorded; null on a stub.
    async fn body(&self) -> Result<Option<String>> {
        Ok(self.text().await?.map(|text| text.body.clone()))
    }

    /// Who spoke, as printed; null on a stub.
    async fn speakers(&self) -> Result<Option<String>> {
        Ok(self.text().await?.and_then(|text| text.speakers.clone()))
    }

    /// Where the facts were taken from: documents and lines; null on a stub.
    async fn source(&self) -> Result<Option<String>> {
        Ok(self.text().await?.and_then(|text| text.source.clone()))
    }
}

/// Conditions on editions of minutes.
#[derive(InputObject)]
pub(crate) struct MinutesFilter {
    /// Only editions that stand at this.
    status: Option<MinutesStatus>,
}

impl TryFrom<MinutesFilter> for store::MinutesFilter {
    type Error = Error;

    fn try_from(filter: MinutesFilter) -> Result<Self, Error> {
        Ok(Self { status: filter.status.map(Into::into) })
    }
}
