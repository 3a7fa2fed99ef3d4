//! Writing minutes: the sections of an edition, and an edition in place of another.
//!
//! # Why
//! A part that is for others may stand in an edition without the writer's knowing. So who rewrites one replaces what they
//! read of it in full, and nothing else: what they do not read stays as it is, behind what they wrote.

use std::collections::HashSet;

use chrono::NaiveDate as Date;
use entities::{
    Id,
    agenda_item::Part,
    agenda_item_audience,
    audit_event::Record,
    change, comment, marking, marking_recipient, minute_section, minute_section_audience, minute_section_text,
    minutes::{self, Status},
};
use sea_orm::{
    ActiveEnum as _, ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use super::to_come;
use crate::{
    error::Error,
    policy::{CorrectMinutes, Deed, DraftMinutes, ReviseMinutes, Right, State as _},
    store::{
        Noun, failed,
        narrowed::{Markings, Narrowed},
        write::{Done, Tx, Versioned, no_such, refuse},
    },
};

/// A part of minutes as somebody wrote it.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) item: Option<Uuid>,
    pub(crate) narrowed: Narrowed,
    pub(crate) body: String,
    pub(crate) speakers: Option<String>,
}

/// What was written, and until when members may comment on it.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) sections: Vec<Section>,
    pub(crate) comments_due: Option<Date>,
}

/// An edition, or one that is to be.
#[derive(Clone, Copy)]
struct Of {
    edition: Id<minutes::Entity>,
    meeting: Id<entities::meeting::Entity>,
    board: Id<entities::board::Entity>,
}

/// How many a part is for, from few to all.
fn width(part: Part) -> u8 {
    match part {
        Part::Restricted => 0,
        Part::Closed => 1,
        Part::Open => 2,
    }
}

impl<R: Deed> Tx<R>
where
    R::On: Noun,
    <R::On as EntityTrait>::Model: Versioned,
{
    /// Refuses sections that name what the caller may not know of, or that cannot be, all at once.
    async fn check_sections(&self, meeting: Id<entities::meeting::Entity>, sections: &[Section]) -> Result<(), Error> {
        let items = self.items_of(meeting).await?;
        let audiences = agenda_item_audience::Entity::find();
        let audiences = audiences.filter(agenda_item_audience::Column::ItemId.is_in(items.iter().map(|item| item.id)));
        let audiences = audiences.all(&self.txn).await.map_err(failed)?;
        let mut wrong = self.wrong_of(sections.iter().map(|section| &section.narrowed).collect()).await?;
        for Section { item, narrowed: Narrowed { field, part, audience, later_members, .. }, .. } in sections {
            let Some(item) = item else { continue };
            let Some(item) = items.iter().find(|known| known.id.uuid() == *item) else {
                wrong.push(no_such(format!("{field}.item"), "item at this meeting"));
                continue;
            };
            let mut says = |name: &str, reason: String| wrong.push(Error::at(format!("{field}.{name}"), reason));
            if width(item.part) < width(*part) {
                let reason =
                    format!("its item is {}: what is said under it is for no more people", item.part.to_value());
                says("part", reason);
            }
            if (item.part, *part) != (Part::Closed, Part::Closed) {
                continue;
            }
            let of_item = || audiences.iter().filter(|of| of.item_id == item.id).map(|of| of.organisation_id.uuid());
            for (at, named) in audience.iter().enumerate() {
                if of_item().next().is_some() && !of_item().any(|of| of == *named) {
                    let reason = "its item is not for this organisation: what is said under it is for no others";
                    says(&format!("audience.{at}"), reason.to_owned());
                }
            }
            if *later_members && !item.later_members {
                let reason = "its item is not for those who join later, nor is what is said under it";
                says("laterMembers", reason.to_owned());
            }
        }
        refuse(wrong)
    }

    /// Inserts an edition.
    async fn insert_edition(&self, edition: minutes::ActiveModel) -> Result<(), Error> {
        minutes::Entity::insert(edition).exec_without_returning(&self.txn).await.map_err(failed)?;
        Ok(())
    }

    /// Inserts what was written, in six statements at most, however much it is.
    async fn insert_sections(&self, of: Of, sections: Vec<Section>) -> Result<(), Error> {
        let view = self.record.view();
        let (viewer, clock) = (view.viewer(), &view.0.door.store.clock);
        let (mut rows, mut texts, mut audiences) = (Vec::new(), Vec::new(), Vec::new());
        let mut markings = Markings::default();
        for (position, Section { item, narrowed, body, speakers }) in (0..).zip(sections) {
            let id = Id::new(clock.id());
            let marking_id = markings.of(&narrowed, clock);
            audiences.extend(narrowed.organisations().map(|organisation| minute_section_audience::ActiveModel {
                id: Set(Id::new(clock.id())),
                section_id: Set(id),
                organisation_id: Set(organisation),
            }));
            rows.push(minute_section::ActiveModel {
                id: Set(id),
                minutes_id: Set(of.edition),
                meeting_id: Set(of.meeting),
                board_id: Set(of.board),
                item_id: Set(item.map(Id::new)),
                position: Set(position),
                part: Set(narrowed.part),
                later_members: Set(narrowed.later_members),
                author_id: Set(viewer.person()),
                marking_id: Set(marking_id),
                version: Set(1),
                created_at: Set(viewer.now),
                updated_at: Set(viewer.now),
            });
            texts.push(minute_section_text::ActiveModel {
                section_id: Set(id),
                body: Set(body),
                speakers: Set(speakers),
                closed_reason: Set(narrowed.closed_reason),
                source: Set(None),
            });
        }
        self.insert_markings(markings).await?;
        self.insert_all::<minute_section::Entity>(rows).await?;
        self.insert_all::<minute_section_text::Entity>(texts).await?;
        self.insert_all::<minute_section_audience::Entity>(audiences).await
    }
}

impl<R: Deed + Right<On = minutes::Entity>> Tx<R> {
    /// Of the edition's sections, those that the caller replaces, and the others: what they do not read, and what is marked,
    /// unless they wrote it for its recipients themselves. Rewritten, it would lose its marking, its author or its readers.
    async fn parted(&self) -> Result<(Vec<minute_section::Model>, Vec<minute_section::Model>), Error> {
        use minute_section::Column as S;
        let read = self.known::<minute_section_text::Entity>();
        let of_edition = minute_section::Entity::find().filter(S::MinutesId.eq(self.target.id));
        let all = of_edition.order_by_asc(S::Position).order_by_asc(S::Id).all(&self.txn).await.map_err(failed)?;
        let read = read.filter(minute_section_text::Column::SectionId.is_in(all.iter().map(|section| section.id)));
        let read: HashSet<Uuid> = self.all(read).await?.iter().map(|text| text.section_id.uuid()).collect();
        let me = self.record.view().viewer().person();
        let own = |section: &minute_section::Model| {
            section.marking_id.is_none()
                || section.part == Part::Restricted && section.author_id.is_some() && section.author_id == me
        };
        Ok(all.into_iter().partition(|section| read.contains(&section.id.uuid()) && own(section)))
    }

    /// Puts an edition in place of this one: with what was written, and with what the writer does not read. Answers it.
    async fn replace(mut self, sections: Vec<Section>, new: minutes::ActiveModel) -> Result<Done, Error> {
        let id = *new.id.as_ref();
        let of = Of { edition: id, meeting: self.target.meeting_id, board: self.target.board_id };
        let (_, hidden) = self.parted().await?;
        let from = i32::try_from(sections.len()).map_err(|_| Error::TooLarge)?;
        self.insert_edition(new).await?;
        self.insert_sections(of, sections).await?;
        self.copy(of, hidden, from).await?;
        self.changed(change::Kind::Created, change::Record::Minutes, id.uuid(), Some(of.board));
        self.touched(Record::Minutes, id.uuid());
        self.commit(vec![id.uuid()]).await
    }

    /// Copies sections into another edition as they are: their words, their readers and who wrote them.
    async fn copy(&self, of: Of, sections: Vec<minute_section::Model>, from: i32) -> Result<(), Error> {
        let (clock, ids) = (self.record.view().0.door.store.clock.clone(), sections.iter().map(|section| section.id));
        let texts = minute_section_text::Entity::find();
        let texts = texts.filter(minute_section_text::Column::SectionId.is_in(ids.clone()));
        let texts = texts.all(&self.txn).await.map_err(failed)?;
        let audiences = minute_section_audience::Entity::find();
        let audiences = audiences.filter(minute_section_audience::Column::SectionId.is_in(ids));
        let audiences = audiences.all(&self.txn).await.map_err(failed)?;
        let (mut rows, mut words, mut named) = (Vec::new(), Vec::new(), Vec::new());
        for (position, section) in (from..).zip(sections) {
            let (old, id) = (section.id, Id::new(clock.id()));
            let mut row = section.into_active_model().reset_all();
            row.id = Set(id);
            row.minutes_id = Set(of.edition);
            row.position = Set(position);
            rows.push(row);
            for text in texts.iter().filter(|text| text.section_id == old) {
                let mut text = text.clone().into_active_model().reset_all();
                text.section_id = Set(id);
                words.push(text);
            }
            for audience in audiences.iter().filter(|audience| audience.section_id == old) {
                named.push(minute_section_audience::ActiveModel {
                    id: Set(Id::new(clock.id())),
                    section_id: Set(id),
                    organisation_id: Set(audience.organisation_id),
                });
            }
        }
        self.insert_all::<minute_section::Entity>(rows).await?;
        self.insert_all::<minute_section_text::Entity>(words).await?;
        self.insert_all::<minute_section_audience::Entity>(named).await
    }

    /// The edition after all that there are, also those that the writer may not know of, with nothing decided yet.
    async fn next(&self, status: Status) -> Result<minutes::ActiveModel, Error> {
        use minutes::Column as C;
        let view = self.record.view();
        let now = view.viewer().now;
        let last = minutes::Entity::find().filter(C::MeetingId.eq(self.target.meeting_id)).order_by_desc(C::Edition);
        let last = last.one(&self.txn).await.map_err(failed)?.map_or(self.target.edition, |last| last.edition);
        let mut next = self.target.clone().into_active_model().reset_all();
        next.id = Set(Id::new(view.0.door.store.clock.id()));
        next.edition = Set(last + 1);
        next.status = Set(status);
        next.circulated_at = Set(Some(now));
        next.published_at = Set(None);
        next.publication_type = Set(None);
        next.withdrawn_reason = Set(None);
        next.source = Set(None);
        next.version = Set(1);
        next.created_at = Set(now);
        next.updated_at = Set(now);
        Ok(next)
    }
}

impl Tx<DraftMinutes> {
    /// Writes the first edition of the meeting's minutes. Answers it.
    pub(crate) async fn draft(mut self, sections: Vec<Section>) -> Result<Done, Error> {
        self.target.status.leads(DraftMinutes::WORD).map_err(Error::Conflict)?;
        let (meeting, board) = (self.target.id, self.target.board_id);
        let editions = minutes::Entity::find().filter(minutes::Column::MeetingId.eq(meeting));
        if editions.count(&self.txn).await.map_err(failed)? > 0 {
            return Err(Error::Conflict(
                "There are minutes of this meeting already: revise or correct their last edition.".to_owned(),
            ));
        }
        self.check_sections(meeting, &sections).await?;
        let view = self.record.view().clone();
        let (id, now) = (Id::<minutes::Entity>::new(view.0.door.store.clock.id()), view.viewer().now);
        self.insert_edition(minutes::ActiveModel {
            id: Set(id),
            meeting_id: Set(meeting),
            board_id: Set(board),
            edition: Set(1),
            status: Set(Status::Draft),
            circulated_at: Set(None),
            comments_due: Set(None),
            agreed_on: Set(None),
            agreed_at_id: Set(None),
            published_at: Set(None),
            publication_type: Set(None),
            withdrawn_reason: Set(None),
            marking_id: Set(None),
            source: Set(None),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        })
        .await?;
        self.insert_sections(Of { edition: id, meeting, board }, sections).await?;
        self.changed(change::Kind::Created, change::Record::Minutes, id.uuid(), Some(board));
        self.touched(Record::Minutes, id.uuid());
        self.commit(vec![id.uuid()]).await
    }
}

impl Tx<ReviseMinutes> {
    /// Rewrites a draft in its place; of what was circulated, makes the next edition, which is circulated at once.
    pub(crate) async fn revise(mut self, written: Written) -> Result<Done, Error> {
        self.target.status.leads(ReviseMinutes::WORD).map_err(Error::Conflict)?;
        self.is_last().await?;
        self.check_sections(self.target.meeting_id, &written.sections).await?;
        let now = self.record.view().viewer().now;
        if self.target.status == Status::Circulated {
            // A day that is over leaves no time to comment on what is new.
            let due = written.comments_due.or(self.target.comments_due.filter(|due| *due > now.date_naive()));
            to_come("commentsDue", written.comments_due, now.date_naive())?;
            let mut next = self.next(Status::Circulated).await?;
            next.comments_due = Set(due);
            return self.replace(written.sections, next).await;
        }
        if written.comments_due.is_some() {
            let reason = "a draft is for comments once it is circulated; name the day with circulateMinutes";
            return Err(Error::invalid("commentsDue", reason));
        }
        let (of, from) = (
            Of { edition: self.target.id, meeting: self.target.meeting_id, board: self.target.board_id },
            i32::try_from(written.sections.len()).map_err(|_| Error::TooLarge)?,
        );
        let (read, hidden) = self.parted().await?;
        self.take_out(read).await?;
        for (position, section) in (from..).zip(hidden) {
            let mut row = section.into_active_model();
            row.position = Set(position);
            row.update(&self.txn).await.map_err(failed)?;
        }
        self.insert_sections(of, written.sections).await?;
        self.edition_stands(Status::Draft, |_| ()).await?;
        self.changed(change::Kind::Updated, change::Record::Minutes, of.edition.uuid(), Some(of.board));
        self.commit(vec![of.edition.uuid()]).await
    }

    /// Takes sections of a draft out, which nobody but its writers has read. One that somebody has commented on stays: the
    /// comment is for no more people than the section, and would be lost with it.
    async fn take_out(&self, sections: Vec<minute_section::Model>) -> Result<(), Error> {
        let ids: Vec<_> = sections.iter().map(|section| section.id).collect();
        let said = comment::Entity::find().filter(comment::Column::SectionId.is_in(ids.iter().copied()));
        if said.count(&self.txn).await.map_err(failed)? > 0 {
            return Err(Error::Conflict(
                "Somebody has commented on a section of this draft: circulate it, and revise what was circulated, so that the comment stays with what it is about."
                    .to_owned(),
            ));
        }
        let texts = minute_section_text::Column::SectionId.is_in(ids.iter().copied());
        minute_section_text::Entity::delete_many().filter(texts).exec(&self.txn).await.map_err(failed)?;
        let audiences = minute_section_audience::Column::SectionId.is_in(ids.iter().copied());
        minute_section_audience::Entity::delete_many().filter(audiences).exec(&self.txn).await.map_err(failed)?;
        let rows = minute_section::Column::Id.is_in(ids);
        minute_section::Entity::delete_many().filter(rows).exec(&self.txn).await.map_err(failed)?;
        let markings: Vec<_> = sections.iter().filter_map(|section| section.marking_id).collect();
        let recipients = marking_recipient::Column::MarkingId.is_in(markings.iter().copied());
        marking_recipient::Entity::delete_many().filter(recipients).exec(&self.txn).await.map_err(failed)?;
        let markings = marking::Column::Id.is_in(markings);
        marking::Entity::delete_many().filter(markings).exec(&self.txn).await.map_err(failed)?;
        Ok(())
    }
}

impl Tx<CorrectMinutes> {
    /// Puts an agreed correction in place of what was agreed, as a later meeting decided. Answers it.
    pub(crate) async fn correct(self, meeting: Uuid, sections: Vec<Section>) -> Result<Done, Error> {
        let to = self.target.status.leads(CorrectMinutes::WORD).map_err(Error::Conflict)?;
        self.is_last().await?;
        let (meeting, day) = self.agreed_at("agreedAt", meeting).await?;
        self.check_sections(self.target.meeting_id, &sections).await?;
        let mut next = self.next(to).await?;
        next.agreed_on = Set(Some(day));
        next.agreed_at_id = Set(Some(meeting.id));
        self.replace(sections, next).await
    }
}
