//! What minutes give away and leave open, for those who keep the record: the publication pack, undertakings without an
//! action, and initials that fit two people.

use async_graphql::{Enum, ID, Object, Result, SimpleObject};
use entities::{organisation, person};

use super::{MinuteSection, Minutes};
use crate::{
    error::Error,
    graph::{
        node::{self, Kind, Node},
        organisation::Organisation,
        person::Person,
    },
    store::{Ambiguous, Block, Blocker, Owing, Pack, Printed, PublicText, Undertaking, View},
};

/// What stands in the way of publishing minutes.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "Block")]
pub(crate) enum PublicationBlockerCode {
    /// The edition is not AGREED, nor WITHDRAWN after it was.
    NotAgreed,
    /// A later edition has corrected this one.
    Superseded,
    /// Nobody of the public would read it: its board, or a marking, keeps it from them.
    Withheld,
    /// A text seems to hold an e-mail address or a telephone number.
    Contact,
    /// A text tells of fewer than five people, or gives a share and its base from which that follows: "2.5% of 118" is three.
    SmallNumber,
    /// A text names somebody whom the record knows, who is not printed among those who came and holds no public office.
    Name,
    /// A text holds the title of a paper of the board that is under embargo.
    Embargo,
    /// A text repeats eight words or more, one after another, of a part of the minutes that is not open.
    Closed,
}

/// What publishing an edition would come to: nothing is published by asking.
pub(crate) struct PublicationPack {
    view: View,
    pack: Pack,
}

/// Something that stands in the way of publishing minutes.
pub(crate) struct PublicationBlocker<'a> {
    view: &'a View,
    blocker: &'a Blocker,
    text: Option<&'a PublicText>,
}

/// A text that everyone would read.
pub(crate) struct PublicationText<'a> {
    view: &'a View,
    text: &'a PublicText,
}

impl PublicationPack {
    pub(super) async fn of(minutes: &Minutes) -> Result<Option<Self>, Error> {
        let view = minutes.0.view().clone();
        Ok(view.publication_pack(&minutes.0).await?.map(|pack| Self { view, pack }))
    }
}

/// What publishing an edition would come to: nothing is published by asking.
#[Object]
impl PublicationPack {
    /// Whether nothing stands in the way.
    async fn ready(&self) -> bool {
        self.pack.blockers.is_empty()
    }

    /// What stands in the way: publishing is refused while any of it does, but for what it clears.
    async fn blockers(&self) -> Vec<PublicationBlocker<'_>> {
        let (view, texts) = (&self.view, &self.pack.texts);
        let with_text =
            |blocker| PublicationBlocker { view, blocker, text: blocker.text.and_then(|at: usize| texts.get(at)) };
        self.pack.blockers.iter().map(with_text).collect()
    }

    /// The public version, text by text in the order of the record: all that everyone would read of the meeting, of who
    /// came, of its agenda, of this edition, and of what was undertaken and decided. What is not here stays out.
    async fn public_version(&self) -> Vec<PublicationText<'_>> {
        self.pack.texts.iter().map(|text| PublicationText { view: &self.view, text }).collect()
    }
}

/// Something that stands in the way of publishing minutes.
#[Object]
impl PublicationBlocker<'_> {
    /// What it is.
    async fn code(&self) -> PublicationBlockerCode {
        self.blocker.code.into()
    }

    /// What it is and what to do about it, in a sentence.
    async fn message(&self) -> &str {
        &self.blocker.says
    }

    /// Whether whoever publishes may clear it: somebody looked, and it gives nothing away.
    async fn clearable(&self) -> bool {
        self.blocker.code.clearable()
    }

    /// The record whose text it is about; null where it is about the edition as a whole.
    async fn record(&self) -> Result<Option<Node>> {
        let Some(text) = self.text else { return Ok(None) };
        Ok(node::find(self.view, &id(text.of)).await?)
    }

    /// The field of that record, as the schema names it.
    async fn field(&self) -> Option<&str> {
        self.text.map(|text| text.field)
    }
}

/// A text that everyone would read.
#[Object]
impl PublicationText<'_> {
    /// The record that it stands in.
    async fn record(&self) -> Result<Option<Node>> {
        Ok(node::find(self.view, &id(self.text.of)).await?)
    }

    /// The field of that record, as the schema names it.
    async fn field(&self) -> &str {
        self.text.field
    }

    /// Where it stands, in words, for example `section 3`.
    async fn place(&self) -> &str {
        &self.text.place
    }

    /// What everyone would read.
    async fn text(&self) -> &str {
        &self.text.text
    }
}

/// The kinds of record that come before the public with minutes, as ids name them.
const KINDS: [(Printed, Kind); 7] = [
    (Printed::Meeting, Kind::Meeting),
    (Printed::Attendance, Kind::Attendance),
    (Printed::AgendaItem, Kind::AgendaItem),
    (Printed::MinuteSection, Kind::MinuteSection),
    (Printed::Action, Kind::Action),
    (Printed::ActionUpdate, Kind::ActionUpdate),
    (Printed::Decision, Kind::Decision),
];

fn id((of, uuid): (Printed, uuid::Uuid)) -> ID {
    let kind = KINDS.iter().find(|(printed, _)| *printed == of).map_or(Kind::Meeting, |(_, kind)| *kind);
    node::id(kind, uuid)
}

/// The records that somebody clears, each with its place in the input.
pub(super) fn cleared(ids: &[ID]) -> Result<Vec<(String, Printed, uuid::Uuid)>, Error> {
    let of = |(at, id): (usize, &ID)| {
        let found = node::read(id).and_then(|(kind, uuid)| {
            KINDS.iter().find(|(_, of)| *of == kind).map(|(printed, _)| (format!("cleared.{at}"), *printed, uuid))
        });
        found.ok_or_else(|| Error::at(format!("cleared.{at}"), "take the id from the `record` of a blocker"))
    };
    crate::graph::payload::counted("cleared", ids.len(), 0, crate::graph::payload::MOST_NAMED)?;
    crate::graph::payload::each(ids.iter().enumerate().map(of))
}

/// A sentence of the minutes that says what somebody would do, and that no action of the meeting records. It was found by
/// its words ("agreed to", "undertook to", "will send"): whether it is an undertaking is for a person to say.
pub(crate) struct Promise(Undertaking);

impl Promise {
    pub(super) async fn of(minutes: &Minutes) -> Result<Option<Vec<Self>>, Error> {
        let found = minutes.0.view().undertakings(&minutes.0).await?;
        Ok(found.map(|found| found.into_iter().map(Self).collect()))
    }
}

/// A sentence of the minutes that says what somebody would do, and that no action of the meeting records. It was found by
/// its words ("agreed to", "undertook to", "will send"): whether it is an undertaking is for a person to say.
#[Object]
impl Promise {
    /// The section in which it stands.
    async fn section(&self) -> MinuteSection {
        MinuteSection(self.0.section.clone())
    }

    /// The sentence.
    async fn sentence(&self) -> &str {
        &self.0.sentence
    }

    /// The person who probably undertook it: of those who came, the last whom the sentence names before it says so.
    async fn person(&self) -> Result<Option<Person>> {
        let Some(Owing::Person(id)) = self.0.owner else { return Ok(None) };
        Ok(self.0.section.view().by_id::<person::Entity>(id).await?.map(Person::from))
    }

    /// The organisation that probably undertook it: of those whose people came, the last that the sentence names before it
    /// says so.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        let Some(Owing::Organisation(id)) = self.0.owner else { return Ok(None) };
        Ok(self.0.section.view().by_id::<organisation::Entity>(id).await?.map(Organisation::from))
    }
}

/// Initials in minutes that fit more than one of those who came.
pub(crate) struct AmbiguousInitials(Ambiguous);

impl AmbiguousInitials {
    pub(super) async fn of(minutes: &Minutes) -> Result<Option<Vec<Self>>, Error> {
        let found = minutes.0.view().ambiguous(&minutes.0).await?;
        Ok(found.map(|found| found.into_iter().map(Self).collect()))
    }
}

/// Initials in minutes that fit more than one of those who came: write the name instead.
#[Object]
impl AmbiguousInitials {
    /// The section in which they stand.
    async fn section(&self) -> MinuteSection {
        MinuteSection(self.0.section.clone())
    }

    /// The initials, for example `SG`.
    async fn initials(&self) -> &str {
        &self.0.initials
    }

    /// Those whom they fit.
    async fn candidates(&self) -> Vec<Person> {
        self.0.candidates.iter().cloned().map(Person::from).collect()
    }
}

/// Something that the caller may want to look at, although the deed was done.
#[derive(SimpleObject)]
pub(crate) struct Warning {
    /// What it is, as a word: `AMBIGUOUS_INITIALS`.
    code: &'static str,
    /// The section that it is about, by its place among those that you read, as in the input: for example `sections.2`.
    field: String,
    /// What it is and what to do about it, in a sentence.
    message: String,
}

impl Warning {
    /// What is to be looked at in minutes that were written.
    pub(super) async fn of(minutes: Option<&Minutes>) -> Result<Vec<Self>, Error> {
        let Some(minutes) = minutes else { return Ok(Vec::new()) };
        let found = minutes.0.view().ambiguous(&minutes.0).await?.unwrap_or_default();
        let warning = |Ambiguous { section, initials, candidates }| {
            let names: Vec<&str> = candidates.iter().map(|person| person.display_name.as_str()).collect();
            let message =
                format!("{initials} may be any of {}, who all came: write the name in full.", names.join(", "));
            Self { code: "AMBIGUOUS_INITIALS", field: format!("sections.{}", section.position), message }
        };
        Ok(found.into_iter().map(warning).collect())
    }
}
