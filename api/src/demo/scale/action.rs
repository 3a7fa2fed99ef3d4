//! Synthetic actions, their owners and progress.

use chrono::TimeDelta;
use entities::{
    Id, PartialDate, action, action::Status, action_owner, action_owner_person, action_progress, action_update,
    action_update_note,
};

use super::{
    ACTIONS_OF_A_MEETING, Delegation, FIRST, UPDATES_OF_AN_ACTION, board::Group, later, meeting::Met, place, words,
};

/// How often each status comes up, in a hundred.
const STATUSES: [(u32, Status); 7] = [
    (25, Status::Open),
    (27, Status::InProgress),
    (5, Status::Chasing),
    (5, Status::CompleteProposed),
    (30, Status::Complete),
    (5, Status::CarriedOver),
    (3, Status::NotComplete),
];

impl Group<'_> {
    /// The actions that a meeting raised.
    pub(super) fn actions(&mut self, meeting: &Met) {
        for at in 0..ACTIONS_OF_A_MEETING {
            self.action(meeting, at);
        }
    }

    fn action(&mut self, meeting: &Met, at: u32) {
        let unit = self.unit;
        let id = unit.loading.id();
        let status = self.dice.weigh(Status::Open, &STATUSES);
        let due = later(meeting.day, 30 + self.dice.below(700));
        self.rows.action.push(action::Model {
            id,
            slug: format!("{}-a{:03}", self.slug, meeting.at * ACTIONS_OF_A_MEETING + at + 1),
            board_id: Some(self.id),
            description: words::text(&mut self.dice, 14),
            raised_at_id: Some(meeting.id),
            raised_item_id: self.dice.pick(&meeting.items),
            raised: action::Raised::Recorded,
            raised_on: Some(meeting.day),
            raised_by: meeting.day,
            due: Some(PartialDate::from(due)),
            due_by: due,
            due_meeting_id: None,
            status_printed: None,
            marking_id: None,
            source: None,
        });
        self.rows.action_progress.push(action_progress::Model {
            action_id: id,
            status,
            carry_count: place(self.dice.below(3)),
            carried_to_id: None,
            superseded_by_id: None,
            superseded_by_decision_id: None,
            superseded_by_paper_id: None,
            version: FIRST,
            created_at: unit.now,
            updated_at: unit.now,
        });
        let shared = 1 + self.dice.below(2);
        let owners = self.dice.pick_some(&self.members, shared);
        for (position, owner) in (0..).zip(&owners) {
            self.owner(id, position, *owner);
        }
        for step in 1..=UPDATES_OF_AN_ACTION {
            let last = step == UPDATES_OF_AN_ACTION;
            self.update(meeting, id, (step, last.then_some(status)), owners.first().copied());
        }
    }

    fn owner(&mut self, action_id: Id<action::Entity>, position: i32, owner: Delegation) {
        let id = self.unit.loading.id();
        let organisation_id = Some(owner.organisation);
        self.rows.action_owner.push(action_owner::Model { id, action_id, organisation_id, board_id: None, position });
        if self.dice.chance(25) {
            let row =
                action_owner_person::Model { owner_id: id, person_id: owner.person, printed: self.dice.chance(50) };
            self.rows.action_owner_person.push(row);
        }
    }

    fn update(
        &mut self,
        meeting: &Met,
        action_id: Id<action::Entity>,
        (step, status): (u32, Option<Status>),
        by: Option<Delegation>,
    ) {
        let unit = self.unit;
        let id = unit.loading.id();
        let length = 15 + self.dice.below(20);
        let at = unit.now + TimeDelta::microseconds(step.into());
        self.rows.action_update.push(action_update::Model {
            id,
            action_id,
            board_id: Some(self.id),
            reported_on: Some(PartialDate::from(later(meeting.day, 30 * step))),
            by_person_id: by.map(|by| by.person),
            by_organisation_id: by.map(|by| by.organisation),
            text: words::text(&mut self.dice, length),
            status: status.or(Some(Status::InProgress)),
            evidence: None,
            source: None,
            version: FIRST,
            created_at: at,
            updated_at: at,
        });
        if let Some(by) = by
            && self.dice.chance(10)
        {
            self.rows.action_update_note.push(action_update_note::Model {
                update_id: id,
                organisation_id: by.organisation,
                note: words::text(&mut self.dice, 12),
            });
        }
    }
}
