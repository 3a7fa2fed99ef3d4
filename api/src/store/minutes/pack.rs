//! The publication pack (domain model 2.4): what everyone would read if an edition were published now, and what stands in
//! the way of that.
//!
//! # Why
//! What would be public is what the public reads once the edition is published. So it is published in a transaction and
//! read there as the public reads it: nothing says a second time what is public, and could say it otherwise. Publishing
//! commits that transaction; the pack gives it up, having held a writer's place for the length of some twenty reads, which
//! is why one request puts few of them together.

use std::{collections::HashSet, sync::atomic::Ordering};

use entities::{
    action, action_update,
    agenda_item::{self, Part},
    agenda_item_outcome, agenda_item_text, attendance,
    audit_event::Record,
    decision, meeting, meeting_venue, minute_section, minute_section_text,
    minutes::{self, Status},
    paper, person, person_variant,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, DatabaseTransaction, EntityTrait, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Select,
};
use uuid::Uuid;

use super::text::{
    contacts,
    names::{Names, is_full},
    numbers, repeats,
};
use crate::{
    error::Error,
    policy::{CheckMinutes, Deed as _, PublishMinutes, Read, Right, State as _},
    store::{Seen, View, failed, write},
};

/// A kind of record that comes before the public with minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Printed {
    Meeting,
    Attendance,
    AgendaItem,
    MinuteSection,
    Action,
    ActionUpdate,
    Decision,
}

impl Printed {
    /// Its kind in the ledger. Who came is of the meeting, and is never cleared.
    pub(super) fn record(self) -> Record {
        match self {
            Self::Meeting | Self::Attendance => Record::Meeting,
            Self::AgendaItem => Record::AgendaItem,
            Self::MinuteSection => Record::MinuteSection,
            Self::Action => Record::Action,
            Self::ActionUpdate => Record::ActionUpdate,
            Self::Decision => Record::Decision,
        }
    }
}

/// A text that everyone would read.
#[derive(Clone, Debug)]
pub(crate) struct PublicText {
    pub(crate) of: (Printed, Uuid),
    /// The field, as the schema names it.
    pub(crate) field: &'static str,
    /// Where it stands, in words.
    pub(crate) place: String,
    pub(crate) text: String,
}

/// What stands in the way of publishing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    NotAgreed,
    Superseded,
    Withheld,
    Contact,
    SmallNumber,
    Name,
    Embargo,
    Closed,
}

impl Block {
    /// Whether somebody may find, having looked, that it gives nothing away.
    pub(crate) fn clearable(self) -> bool {
        matches!(self, Self::SmallNumber | Self::Name | Self::Embargo | Self::Closed)
    }
}

/// Something that stands in the way.
#[derive(Clone, Debug)]
pub(crate) struct Blocker {
    pub(crate) code: Block,
    /// The text that it is about, by its place among the texts; none where it is about the edition.
    pub(crate) text: Option<usize>,
    pub(crate) says: String,
}

/// What everyone would read, in order, and what stands in the way.
#[derive(Debug, Default)]
pub(crate) struct Pack {
    pub(crate) texts: Vec<PublicText>,
    pub(crate) blockers: Vec<Blocker>,
}

/// Somebody's reading within a transaction.
struct Reader<'a> {
    view: &'a View,
    txn: &'a DatabaseTransaction,
}

/// The most packs of one request: each is a transaction.
const MOST_PACKS: u64 = 4;

impl Reader<'_> {
    async fn all<E: EntityTrait>(&self, of: impl FnOnce(Select<E>) -> Select<E>) -> Result<Vec<E::Model>, Error>
    where
        Read<E>: Right<On = E>,
    {
        self.view.0.door.statements.fetch_add(1, Ordering::Relaxed);
        write::all(self.txn, self.view.viewer(), of(self.view.0.door.rows::<E>())).await
    }
}

impl View {
    /// What publishing the edition would come to, for those who keep its board's record; none for others.
    pub(crate) async fn publication_pack(&self, edition: &Seen<minutes::Model>) -> Result<Option<Pack>, Error> {
        if !self.may::<CheckMinutes>(edition.id).await? {
            return Ok(None);
        }
        if self.0.door.packs.fetch_add(1, Ordering::Relaxed) >= MOST_PACKS {
            return Err(Error::TooLarge);
        }
        let txn = write::open(&self.0.door.store.write).await.map_err(failed)?;
        let now = minutes::Entity::find_by_id(edition.id).lock_exclusive().one(&txn).await.map_err(failed)?;
        let now = now.ok_or(Error::NotFound)?;
        let mut pack = Pack::default();
        let mut edition = |code, says| pack.blockers.push(Blocker { code, text: None, says });
        if let Err(says) = now.status.leads(PublishMinutes::WORD) {
            edition(Block::NotAgreed, says);
        }
        if let Some(says) = superseded(self, &txn, &now).await? {
            edition(Block::Superseded, says);
        }
        let mut published = now.clone().into_active_model();
        published.status = Set(Status::Published);
        published.published_at = Set(Some(self.viewer().now));
        let published = published.update(&txn).await.map_err(failed)?;
        let rest = printed(self, &txn, &published).await?;
        txn.rollback().await.map_err(failed)?;
        pack.texts = rest.texts;
        pack.blockers.extend(rest.blockers);
        Ok(Some(pack))
    }
}

/// What a later edition says against publishing this one: it would undo a correction. A later one that the caller may not
/// know of is none.
pub(super) async fn superseded(
    view: &View,
    txn: &DatabaseTransaction,
    edition: &minutes::Model,
) -> Result<Option<String>, Error> {
    use minutes::Column as C;
    let caller = Reader { view, txn };
    let later = caller.all::<minutes::Entity>(|rows| {
        rows.filter(C::MeetingId.eq(edition.meeting_id))
            .filter(C::Edition.gt(edition.edition))
            .filter(C::Status.is_in([Status::Agreed, Status::Published, Status::Withdrawn]))
    });
    let says = "A later edition of these minutes is agreed, published or withdrawn: what it corrected is not published any more.";
    Ok((!later.await?.is_empty()).then(|| says.to_owned()))
}

/// What everyone reads with an edition that this transaction has published, and what of it gives something away.
pub(super) async fn printed(caller: &View, txn: &DatabaseTransaction, edition: &minutes::Model) -> Result<Pack, Error> {
    let everyone = caller.of_everyone().await?;
    let everyone = Reader { view: &everyone, txn };
    if everyone.all::<minutes::Entity>(|rows| rows.filter(minutes::Column::Id.eq(edition.id))).await?.is_empty() {
        let says = "Nobody would read it: its board, or a marking on it or on its meeting, keeps it from the public. Leave it agreed.";
        let blockers = vec![Blocker { code: Block::Withheld, text: None, says: says.to_owned() }];
        return Ok(Pack { texts: Vec::new(), blockers });
    }
    let mut texts = Texts::default();
    texts.of_meeting(&everyone, edition).await?;
    texts.of_items(&everyone, edition).await?;
    texts.of_sections(&everyone, edition).await?;
    texts.of_work(&everyone, edition).await?;
    let texts = texts.0;
    let blockers = given_away(&Reader { view: caller, txn }, &everyone, edition, &texts).await?;
    Ok(Pack { texts, blockers })
}

/// The texts that everyone reads, in the order of the record.
#[derive(Default)]
struct Texts(Vec<PublicText>);

impl Texts {
    fn add(&mut self, of: (Printed, Uuid), field: &'static str, place: &str, text: Option<String>) {
        self.0.extend(text.map(|text| PublicText { of, field, place: place.to_owned(), text }));
    }

    async fn of_meeting(&mut self, everyone: &Reader<'_>, edition: &minutes::Model) -> Result<(), Error> {
        use attendance::Column as A;
        let (id, place) = ((Printed::Meeting, edition.meeting_id.uuid()), "the meeting");
        let meeting = everyone.all::<meeting::Entity>(|rows| rows.filter(meeting::Column::Id.eq(edition.meeting_id)));
        for meeting in meeting.await? {
            self.add(id, "name", place, meeting.name);
            self.add(id, "purpose", place, meeting.purpose);
        }
        let venue = meeting_venue::Column::MeetingId.eq(edition.meeting_id);
        for venue in everyone.all::<meeting_venue::Entity>(|rows| rows.filter(venue)).await? {
            self.add(id, "venue", place, Some(venue.venue));
        }
        let came = everyone.all::<attendance::Entity>(|rows| {
            rows.filter(A::MeetingId.eq(edition.meeting_id)).order_by_asc(A::Position).order_by_asc(A::Id)
        });
        let came = came.await?;
        let people = everyone.all::<person::Entity>(|rows| {
            rows.filter(person::Column::Id.is_in(came.iter().map(|came| came.person_id)))
        });
        let people = people.await?;
        for came in came {
            let name =
                people.iter().find(|person| person.id == came.person_id).map(|person| person.display_name.clone());
            self.add((Printed::Attendance, came.id.uuid()), "printedAs", "the attendance", came.printed_as.or(name));
        }
        Ok(())
    }

    async fn of_items(&mut self, everyone: &Reader<'_>, edition: &minutes::Model) -> Result<(), Error> {
        use agenda_item::Column as I;
        let items = everyone.all::<agenda_item::Entity>(|rows| {
            rows.filter(I::MeetingId.eq(edition.meeting_id)).order_by_asc(I::Position).order_by_asc(I::Id)
        });
        let items = items.await?;
        let ids = || items.iter().map(|item| item.id);
        let titles =
            everyone.all::<agenda_item_text::Entity>(|rows| rows.filter(agenda_item_text::Column::ItemId.is_in(ids())));
        let titles = titles.await?;
        let came_of = everyone
            .all::<agenda_item_outcome::Entity>(|rows| rows.filter(agenda_item_outcome::Column::ItemId.is_in(ids())));
        let came_of = came_of.await?;
        for item in items {
            let (of, place) = ((Printed::AgendaItem, item.id.uuid()), format!("agenda item {}", item.number));
            let title = titles.iter().find(|text| text.item_id == item.id).map(|text| text.title.clone());
            self.add(of, "title", &place, title.or(item.public_title));
            let result = came_of.iter().find(|came| came.item_id == item.id).and_then(|came| came.result.clone());
            self.add(of, "result", &place, result);
        }
        Ok(())
    }

    async fn of_sections(&mut self, everyone: &Reader<'_>, edition: &minutes::Model) -> Result<(), Error> {
        use minute_section::Column as S;
        let sections = everyone.all::<minute_section::Entity>(|rows| {
            rows.filter(S::MinutesId.eq(edition.id)).order_by_asc(S::Position).order_by_asc(S::Id)
        });
        let sections = sections.await?;
        let words = everyone.all::<minute_section_text::Entity>(|rows| {
            rows.filter(minute_section_text::Column::SectionId.is_in(sections.iter().map(|section| section.id)))
        });
        let words = words.await?;
        for (at, section) in (1..).zip(sections) {
            let (of, place) = ((Printed::MinuteSection, section.id.uuid()), format!("section {at}"));
            for text in words.iter().filter(|text| text.section_id == section.id) {
                self.add(of, "speakers", &place, text.speakers.clone());
                self.add(of, "body", &place, Some(text.body.clone()));
            }
        }
        Ok(())
    }

    /// What was undertaken and decided at the meeting.
    async fn of_work(&mut self, everyone: &Reader<'_>, edition: &minutes::Model) -> Result<(), Error> {
        use action::Column as A;
        use decision::Column as D;
        let actions = everyone.all::<action::Entity>(|rows| {
            rows.filter(A::RaisedAtId.eq(edition.meeting_id)).order_by_asc(A::Slug).order_by_asc(A::Id)
        });
        let actions = actions.await?;
        let updates = everyone.all::<action_update::Entity>(|rows| {
            rows.filter(action_update::Column::ActionId.is_in(actions.iter().map(|action| action.id)))
                .order_by_asc(action_update::Column::Id)
        });
        let updates = updates.await?;
        for action in actions {
            let (of, place) = ((Printed::Action, action.id.uuid()), format!("the action {}", action.slug));
            self.add(of, "description", &place, Some(action.description));
            self.add(of, "statusPrinted", &place, action.status_printed);
            for update in updates.iter().filter(|update| update.action_id == action.id) {
                let of = (Printed::ActionUpdate, update.id.uuid());
                self.add(of, "text", &format!("a report on {place}"), Some(update.text.clone()));
            }
        }
        let decisions = everyone.all::<decision::Entity>(|rows| {
            rows.filter(D::MeetingId.eq(edition.meeting_id)).order_by_asc(D::Slug).order_by_asc(D::Id)
        });
        for decision in decisions.await? {
            let of = (Printed::Decision, decision.id.uuid());
            self.add(of, "text", &format!("the decision {}", decision.slug), Some(decision.text));
        }
        Ok(())
    }
}

/// What of these texts gives something away, as far as the caller can know: text by text.
async fn given_away(
    caller: &Reader<'_>,
    everyone: &Reader<'_>,
    edition: &minutes::Model,
    texts: &[PublicText],
) -> Result<Vec<Blocker>, Error> {
    let unprinted = unprinted(caller, everyone, texts).await?;
    let titles = embargoed(caller, everyone, edition).await?;
    let titles = Names::new(titles.iter().map(|title| (title.as_str(), ())));
    let closed = closed(caller, edition).await?;
    let closed: Vec<&str> = closed.iter().map(String::as_str).collect();
    let mut blockers = Vec::new();
    for (at, PublicText { of, field, place, text }) in texts.iter().enumerate() {
        let mut add = |code, says| blockers.push(Blocker { code, text: Some(at), says });
        if contacts::within(text) {
            add(
                Block::Contact,
                format!(
                    "Contacts are not published, and what seems to be an e-mail address or a telephone number stands in {place} ({field}): take it out."
                ),
            );
        }
        // Who came is published by name, and is counted.
        if of.0 == Printed::Attendance {
            continue;
        }
        for said in numbers::small(text) {
            add(
                Block::SmallNumber,
                format!(
                    "\"{said}\" in {place} ({field}) tells of fewer than five people: say \"fewer than five\", or clear it if it tells of nobody."
                ),
            );
        }
        for said in unprinted.said(text) {
            add(
                Block::Name,
                format!(
                    "\"{}\" in {place} ({field}) names somebody who is not printed among those who came and holds no public office: take the name out, or clear it if it may be published.",
                    &text[said.at.0..said.at.1]
                ),
            );
        }
        for said in titles.said(text) {
            add(
                Block::Embargo,
                format!(
                    "\"{}\" in {place} ({field}) is the title of a paper under embargo: wait until it is lifted, or clear it if the title may be published.",
                    &text[said.at.0..said.at.1]
                ),
            );
        }
        if repeats(text, &closed) {
            add(
                Block::Closed,
                format!(
                    "Words of a part of these minutes that is not open are repeated in {place} ({field}): take them out, or clear it if they may be published."
                ),
            );
        }
    }
    Ok(blockers)
}

/// The names in these texts of people whom the caller knows of, and whom everyone would not.
async fn unprinted(caller: &Reader<'_>, everyone: &Reader<'_>, texts: &[PublicText]) -> Result<Names<Uuid>, Error> {
    let people = caller.all::<person::Entity>(|rows| rows).await?;
    let variants = caller.all::<person_variant::Entity>(|rows| rows).await?;
    let names = people.iter().map(|person| (person.display_name.as_str(), person.id.uuid()));
    let names = names.chain(variants.iter().map(|variant| (variant.name.as_str(), variant.person_id.uuid())));
    let names: Vec<_> = names.filter(|(name, _)| is_full(name)).collect();
    let all = Names::new(names.iter().copied());
    let those: HashSet<Uuid> = texts.iter().flat_map(|text| all.said(&text.text)).map(|said| said.of).collect();
    let known = everyone.all::<person::Entity>(|rows| rows.filter(person::Column::Id.is_in(those.iter().copied())));
    let known: HashSet<Uuid> = known.await?.into_iter().map(|person| person.id.uuid()).collect();
    // A name that somebody has whom everyone knows may be theirs.
    let public: HashSet<&str> = names.iter().filter(|(_, of)| known.contains(of)).map(|(name, _)| *name).collect();
    let mut once = HashSet::new();
    let unprinted =
        names.iter().filter(|(name, of)| those.contains(of) && !public.contains(name) && once.insert(*name));
    Ok(Names::new(unprinted.copied()))
}

/// The titles of the board's papers under an embargo that stands.
async fn embargoed(caller: &Reader<'_>, everyone: &Reader<'_>, edition: &minutes::Model) -> Result<Vec<String>, Error> {
    use paper::Column as P;
    let of_board =
        |rows: Select<paper::Entity>| rows.filter(P::BoardId.eq(edition.board_id)).filter(P::Embargoed.eq(true));
    let known: HashSet<Uuid> = everyone.all(of_board).await?.into_iter().map(|paper| paper.id.uuid()).collect();
    let now = caller.view.viewer().now;
    let stands =
        |paper: &paper::Model| !known.contains(&paper.id.uuid()) && paper.embargo_until.is_none_or(|until| until > now);
    let papers = caller.all(of_board).await?;
    Ok(papers.into_iter().filter(stands).map(|paper| paper.title).filter(|title| is_full(title)).collect())
}

/// What is recorded in parts of the edition that are not open, as far as the caller reads it.
async fn closed(caller: &Reader<'_>, edition: &minutes::Model) -> Result<Vec<String>, Error> {
    use minute_section::Column as S;
    let narrow = caller
        .all::<minute_section::Entity>(|rows| rows.filter(S::MinutesId.eq(edition.id)).filter(S::Part.ne(Part::Open)));
    let narrow = narrow.await?;
    let words = caller.all::<minute_section_text::Entity>(|rows| {
        rows.filter(minute_section_text::Column::SectionId.is_in(narrow.iter().map(|section| section.id)))
    });
    Ok(words.await?.into_iter().map(|text| text.body).collect())
}
