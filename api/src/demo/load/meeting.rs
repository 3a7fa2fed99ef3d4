//! Meetings: who came, who was invited, what was on.

use entities::{
    Id, PartialDate, agenda_item, agenda_item_audience, agenda_item_outcome, agenda_item_text, attendance,
    attendance_apology, board, invitation, invitation_item, meeting, meeting_turnout, meeting_venue,
};

use super::{Draft, FIRST, Mistake, lines, place, when, word};
use crate::{
    demo::format::{Attendance, Invitation, Item, Meeting},
    store::FAR,
};

/// The meeting that a row belongs to, and where it was written.
#[derive(Clone, Copy)]
pub(super) struct Of<'a> {
    pub(super) file: &'a str,
    pub(super) meeting: &'a Meeting,
    pub(super) meeting_id: Id<meeting::Entity>,
    pub(super) board_id: Id<board::Entity>,
}

impl Draft<'_> {
    pub(super) fn meeting(&mut self, file: &str, meeting: &Meeting) -> Result<(), Mistake> {
        let names = self.names;
        let id = names.meeting.find(file, &meeting.slug)?;
        let board_id = names.board.find(file, &meeting.board)?;
        let marking_id = self.marking(file, meeting.marking.as_ref())?;
        let held_on = when(meeting.held_on.as_ref());
        self.rows.meeting.push(meeting::Model {
            id,
            slug: meeting.slug.value.clone(),
            board_id,
            name: meeting.name.clone(),
            status: meeting.status.0,
            held_on,
            postponed_from: None,
            day: held_on.map_or(FAR, PartialDate::first_day),
            starts_at: when(meeting.starts_at.as_ref()),
            ends_at: when(meeting.ends_at.as_ref()),
            mode: word(meeting.mode.as_ref()),
            purpose: meeting.purpose.clone(),
            agenda_public: meeting.agenda_public,
            previous_id: names.meeting.maybe(file, meeting.previous.as_ref())?,
            invited_count: meeting.invited,
            marking_id,
            source: meeting.source.clone(),
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        if let Some(venue) = &meeting.venue {
            self.rows.meeting_venue.push(meeting_venue::Model { meeting_id: id, venue: venue.clone() });
        }
        let turnout = meeting_turnout::Model {
            meeting_id: id,
            present: meeting.printed_present,
            apologies: meeting.printed_apologies,
            categories: lines(&meeting.categories),
        };
        if turnout.present.or(turnout.apologies).is_some() || turnout.categories.is_some() {
            self.rows.meeting_turnout.push(turnout);
        }
        let of = Of { file, meeting, meeting_id: id, board_id };
        meeting.attendance.iter().enumerate().try_for_each(|(at, who)| self.attendance(of, at, who))?;
        meeting.items.iter().enumerate().try_for_each(|(at, item)| self.item(of, at, item))?;
        meeting.invitations.iter().try_for_each(|invitation| self.invitation(of, invitation))?;
        meeting.minutes.iter().try_for_each(|edition| self.edition(of, edition))
    }

    fn attendance(&mut self, of: Of<'_>, at: usize, who: &Attendance) -> Result<(), Mistake> {
        let (names, file) = (self.names, of.file);
        let id = self.loading.id();
        self.rows.attendance.push(attendance::Model {
            id,
            meeting_id: of.meeting_id,
            board_id: of.board_id,
            person_id: names.person.find(file, &who.person)?,
            organisation_id: names.organisation.maybe(file, who.organisation.as_ref())?,
            also_for_id: names.organisation.maybe(file, who.also_for.as_ref())?,
            status: who.status.0,
            capacity: who.capacity.0,
            role: word(who.role.as_ref()),
            substitute_for_id: names.person.maybe(file, who.substitute_for.as_ref())?,
            printed_as: who.printed_as.clone(),
            position: place(at),
        });
        if let Some(reason) = &who.apology {
            let row = attendance_apology::Model { attendance_id: id, reason: reason.clone() };
            self.rows.attendance_apology.push(row);
        }
        Ok(())
    }

    fn item(&mut self, of: Of<'_>, at: usize, item: &Item) -> Result<(), Mistake> {
        let (names, file) = (self.names, of.file);
        let id = self.item_of(of, &item.key)?;
        let marking_id = self.marking(file, item.marking.as_ref())?;
        let over = matches!(of.meeting.status.0, meeting::Status::Held | meeting::Status::Minuted);
        let state = if over { agenda_item::State::Taken } else { agenda_item::State::Accepted };
        self.rows.agenda_item.push(agenda_item::Model {
            id,
            meeting_id: of.meeting_id,
            board_id: of.board_id,
            number: item.number.value.clone(),
            position: place(at),
            part: item.part.value.0,
            public_title: item.public_title.clone(),
            later_members: item.later_members,
            marking_id,
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        self.rows.agenda_item_text.push(agenda_item_text::Model {
            item_id: id,
            title: item.title.clone(),
            closed_reason: item.closed_reason.clone(),
            presenter_id: names.person.maybe(file, item.presenter.as_ref())?,
            presenter_organisation_id: names.organisation.maybe(file, item.presenter_organisation.as_ref())?,
            source: item.source.clone(),
        });
        self.rows.agenda_item_outcome.push(agenda_item_outcome::Model {
            item_id: id,
            state: word(item.state.as_ref()).unwrap_or(state),
            result: item.result.clone(),
            deferred_to_id: None,
        });
        for organisation in &item.audience {
            let organisation_id = names.organisation.find(file, organisation)?;
            let row = agenda_item_audience::Model { id: self.loading.id(), item_id: id, organisation_id };
            self.rows.agenda_item_audience.push(row);
        }
        Ok(())
    }

    fn invitation(&mut self, of: Of<'_>, invitation: &Invitation) -> Result<(), Mistake> {
        let (names, file) = (self.names, of.file);
        let id = self.loading.id();
        self.rows.invitation.push(invitation::Model {
            id,
            meeting_id: of.meeting_id,
            board_id: of.board_id,
            person_id: names.person.find(file, &invitation.person)?,
            organisation_id: names.organisation.maybe(file, invitation.organisation.as_ref())?,
            capacity: invitation.capacity.0,
            substitute_for_id: names.person.maybe(file, invitation.substitute_for.as_ref())?,
            invited_on: invitation.invited_on.value.0,
            withdrawn_on: invitation.withdrawn_on.as_ref().map(|day| day.value.0),
            position: place(self.rows.invitation.len()),
        });
        for key in &invitation.items {
            let item_id = self.item_of(of, key)?;
            self.rows.invitation_item.push(invitation_item::Model {
                id: self.loading.id(),
                invitation_id: id,
                item_id,
            });
        }
        Ok(())
    }
}
