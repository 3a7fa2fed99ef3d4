//! Actions: whose they are, whom they are for, how they go.

use chrono::TimeDelta;
use entities::{
    Id, action, action_beneficiary, action_owner, action_owner_person, action_progress, action_update,
    action_update_note, agenda_item,
};

use super::{Draft, FIRST, Mistake, last_day, place, when, word};
use crate::{
    demo::format::{Action, Owner, Update},
    store::FAR,
};

impl Draft<'_> {
    pub(super) fn action(&mut self, file: &str, action: &Action) -> Result<(), Mistake> {
        let names = self.names;
        let id = names.action.find(file, &action.slug)?;
        let marking_id = self.marking(file, action.marking.as_ref())?;
        self.rows.action.push(action::Model {
            id,
            slug: action.slug.value.clone(),
            board_id: names.board.maybe(file, action.board.as_ref())?,
            description: action.description.clone(),
            raised_at_id: names.meeting.maybe(file, action.raised_at.as_ref())?,
            raised_item_id: self.raised_item(file, action)?,
            raised: action.raised.0,
            raised_on: when(action.raised_on.as_ref()),
            // The day of a meeting is the meeting's own to tell here too.
            raised_by: when(action.raised_on.as_ref()).unwrap_or(FAR),
            due: when(action.due.as_ref()),
            // What is due in June is not overdue before July. The day of a meeting is the meeting's own to tell.
            due_by: last_day(action.due.as_ref()).unwrap_or(FAR),
            due_meeting_id: names.meeting.maybe(file, action.due_meeting.as_ref())?,
            status_printed: action.status_printed.clone(),
            marking_id,
            source: action.source.clone(),
        });
        self.rows.action_progress.push(action_progress::Model {
            action_id: id,
            status: action.status.0,
            carry_count: action.carry_count,
            carried_to_id: names.meeting.maybe(file, action.carried_to.as_ref())?,
            superseded_by_id: names.action.maybe(file, action.superseded_by.as_ref())?,
            superseded_by_decision_id: None,
            superseded_by_paper_id: None,
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        action.owners.iter().enumerate().try_for_each(|(at, owner)| self.owner(file, id, at, owner))?;
        for whom in &action.beneficiaries {
            self.rows.action_beneficiary.push(action_beneficiary::Model {
                id: self.loading.id(),
                action_id: id,
                organisation_id: names.organisation.maybe(file, whom.organisation.as_ref())?,
                person_id: names.person.maybe(file, whom.person.as_ref())?,
                position: place(self.rows.action_beneficiary.len()),
            });
        }
        (1..).zip(&action.updates).try_for_each(|(at, update)| self.update(file, id, action, (at, update)))
    }

    fn raised_item(&self, file: &str, action: &Action) -> Result<Option<Id<agenda_item::Entity>>, Mistake> {
        let (Some(meeting), Some(key)) = (&action.raised_at, &action.item) else { return Ok(None) };
        self.names.known(file, meeting)?.item(file, &meeting.value, key).map(Some)
    }

    fn owner(&mut self, file: &str, action_id: Id<action::Entity>, at: usize, owner: &Owner) -> Result<(), Mistake> {
        let names = self.names;
        let id = self.loading.id();
        self.rows.action_owner.push(action_owner::Model {
            id,
            action_id,
            organisation_id: names.organisation.maybe(file, owner.organisation.as_ref())?,
            board_id: names.board.maybe(file, owner.board.as_ref())?,
            position: place(at),
        });
        if let Some(person) = &owner.person {
            let person_id = names.person.find(file, person)?;
            let row = action_owner_person::Model { owner_id: id, person_id, printed: owner.printed };
            self.rows.action_owner_person.push(row);
        }
        Ok(())
    }

    fn update(
        &mut self,
        file: &str,
        action_id: Id<action::Entity>,
        action: &Action,
        (at, update): (i64, &Update),
    ) -> Result<(), Mistake> {
        let names = self.names;
        // One after the other within their action: nobody sees some of them only, so that the gaps tell nothing.
        let (id, at) = (self.loading.id(), self.now + TimeDelta::microseconds(at));
        self.rows.action_update.push(action_update::Model {
            id,
            action_id,
            board_id: names.board.maybe(file, action.board.as_ref())?,
            reported_on: when(update.reported_on.as_ref()),
            by_person_id: names.person.maybe(file, update.by.as_ref())?,
            by_organisation_id: names.organisation.maybe(file, update.by_organisation.as_ref())?,
            text: update.text.clone(),
            status: word(update.status.as_ref()),
            evidence: update.evidence.clone(),
            source: update.source.clone(),
            version: FIRST,
            created_at: at,
            updated_at: at,
        });
        if let Some(note) = &update.note {
            self.rows.action_update_note.push(action_update_note::Model {
                update_id: id,
                organisation_id: names.organisation.find(file, &note.organisation)?,
                note: note.text.clone(),
            });
        }
        Ok(())
    }
}
