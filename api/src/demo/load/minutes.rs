//! Minutes, edition by edition, section by section.

use chrono::TimeDelta;
use entities::{Id, agenda_item, minute_section, minute_section_audience, minute_section_text, minutes};
use serde_saphyr::Spanned;

use super::{Draft, FIRST, Mistake, meeting::Of, paper::Subject, place, when};
use crate::demo::{
    format::{Comment, Minutes, Section},
    value::Name,
};

impl Draft<'_> {
    pub(super) fn edition(&mut self, of: Of<'_>, edition: &Minutes) -> Result<(), Mistake> {
        let id = self.loading.id();
        let marking_id = self.marking(of.file, edition.marking.as_ref())?;
        self.rows.minutes.push(minutes::Model {
            id,
            meeting_id: of.meeting_id,
            board_id: of.board_id,
            edition: edition.edition.value,
            status: edition.status.0,
            circulated_at: when(edition.circulated_at.as_ref()),
            comments_due: when(edition.comments_due.as_ref()),
            agreed_on: when(edition.agreed_on.as_ref()),
            agreed_at_id: self.names.meeting.maybe(of.file, edition.agreed_at.as_ref())?,
            published_at: when(edition.published_at.as_ref()),
            publication_type: edition.publication_type.clone(),
            withdrawn_reason: edition.withdrawn_reason.clone(),
            marking_id,
            source: edition.source.clone(),
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        edition
            .sections
            .iter()
            .enumerate()
            .try_for_each(|(at, section)| self.section(of, (id, edition.edition.value), at, section))?;
        edition.comments.iter().try_for_each(|comment| self.remark(of, id, comment))
    }

    /// A comment on an edition, or on the section of it that a number names.
    fn remark(&mut self, of: Of<'_>, id: Id<minutes::Entity>, comment: &Comment) -> Result<(), Mistake> {
        let sections = self.rows.minute_section.iter().filter(|section| section.minutes_id == id);
        let numbered = |number: &Spanned<usize>| {
            let found = sections.clone().nth(number.value.wrapping_sub(1)).map(|section| section.id);
            found.ok_or_else(|| Mistake::at(of.file, number, format!("there is no section {}", number.value)))
        };
        let section = comment.section.as_ref().map(numbered).transpose()?;
        let subject = Subject { paper: None, minutes: Some(id), section, board: Some(of.board_id) };
        self.comment(of.file, subject, comment)
    }

    fn section(
        &mut self,
        of: Of<'_>,
        (minutes_id, edition): (Id<minutes::Entity>, i32),
        at: usize,
        section: &Section,
    ) -> Result<(), Mistake> {
        let (names, file) = (self.names, of.file);
        let id = self.loading.id();
        // A later edition was written later: the sections of an item stand in that order.
        let written = self.now + TimeDelta::microseconds(edition.into());
        let marking_id = self.marking(file, section.marking.as_ref())?;
        self.rows.minute_section.push(minute_section::Model {
            id,
            minutes_id,
            meeting_id: of.meeting_id,
            board_id: of.board_id,
            item_id: section.item.as_ref().map(|key| self.item_of(of, key)).transpose()?,
            position: place(at),
            part: section.part.value.0,
            later_members: section.later_members,
            author_id: names.person.maybe(file, section.author.as_ref())?,
            marking_id,
            version: FIRST,
            created_at: written,
            updated_at: written,
        });
        self.rows.minute_section_text.push(minute_section_text::Model {
            section_id: id,
            body: section.body.clone(),
            speakers: section.speakers.clone(),
            closed_reason: section.closed_reason.clone(),
            source: section.source.clone(),
        });
        for organisation in &section.audience {
            let organisation_id = names.organisation.find(file, organisation)?;
            let row = minute_section_audience::Model { id: self.loading.id(), section_id: id, organisation_id };
            self.rows.minute_section_audience.push(row);
        }
        Ok(())
    }

    /// The item of a meeting that a key names.
    pub(super) fn item_of(&self, of: Of<'_>, key: &Name) -> Result<Id<agenda_item::Entity>, Mistake> {
        let slug = &of.meeting.slug;
        self.names.known(of.file, slug)?.item(of.file, &slug.value, key)
    }
}
