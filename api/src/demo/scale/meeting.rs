//! Synthetic meetings, who came, what was on, and the minutes.

use chrono::{NaiveDate, NaiveTime};
use entities::{
    Id, PartialDate, agenda_item, agenda_item::Part, agenda_item_outcome, agenda_item_text, attendance, marking,
    marking_recipient, meeting, meeting_venue, minute_section, minute_section_text, minutes, minutes::Status,
};

use super::{BEGAN, FIRST, SECTIONS_OF_A_MEETING, board::Group, later, place, words};

/// Open items of a meeting; a meeting with a closed section has a closed item too.
const ITEMS: u32 = 5;
/// Words of a section, on average.
const WORDS: u32 = 400;
const REASON: &str = "Schedule 12A paragraph 3: financial or business affairs";

/// What the minutes of a board's meetings are, in order of time: how far they have come, and how many of their ten
/// sections are closed and restricted. Over the twenty meetings this makes 60 sections public, 40 of the partnership,
/// 80 of the board and 20 restricted.
fn minuted(at: u32) -> (Status, u32, u32) {
    match at {
        0..5 => (Status::Published, 1, 1),
        5..7 => (Status::Published, 0, 0),
        7..12 => (Status::Agreed, 1, 1),
        12..14 => (Status::Circulated, 0, 2),
        _ => (Status::Circulated, 0, 1),
    }
}

/// A meeting that was made.
pub(super) struct Met {
    pub(super) id: Id<meeting::Entity>,
    pub(super) at: u32,
    pub(super) day: NaiveDate,
    pub(super) items: Vec<Id<agenda_item::Entity>>,
    closed: Option<Id<agenda_item::Entity>>,
}

impl Group<'_> {
    /// The meeting in a place, after the earlier ones.
    pub(super) fn meeting(&mut self, at: u32, earlier: &[Met]) -> Met {
        let unit = self.unit;
        let id = unit.loading.id();
        // Quarterly; the boards spread over the quarter.
        let day = later(BEGAN, 91 * at + self.at % 60);
        self.rows.meeting.push(meeting::Model {
            id,
            slug: format!("{}-m{:02}", self.slug, at + 1),
            board_id: self.id,
            name: None,
            status: meeting::Status::Minuted,
            held_on: Some(PartialDate::from(day)),
            postponed_from: None,
            day,
            starts_at: time(day, 10),
            ends_at: time(day, 12),
            mode: Some(if self.dice.chance(50) { meeting::Mode::Online } else { meeting::Mode::Hybrid }),
            purpose: None,
            agenda_public: self.dice.chance(50),
            previous_id: earlier.last().map(|last| last.id),
            invited_count: None,
            marking_id: None,
            source: None,
            version: FIRST,
            created_at: unit.now,
            updated_at: unit.now,
        });
        self.rows.meeting_venue.push(meeting_venue::Model { meeting_id: id, venue: "Committee Room 1".to_owned() });
        self.came(id);
        let items = (0..ITEMS).map(|item| self.item(id, item, Part::Open)).collect();
        let (_, closed, _) = minuted(at);
        let closed = (closed > 0).then(|| self.item(id, ITEMS, Part::Closed));
        Met { id, at, day, items, closed }
    }

    fn came(&mut self, meeting_id: Id<meeting::Entity>) {
        for (position, member) in (0..).zip(&self.members) {
            let present = self.dice.chance(80);
            self.rows.attendance.push(attendance::Model {
                id: self.unit.loading.id(),
                meeting_id,
                board_id: self.id,
                person_id: member.person,
                organisation_id: Some(member.organisation),
                also_for_id: None,
                status: if present { attendance::Status::Present } else { attendance::Status::Apologies },
                capacity: attendance::Capacity::Member,
                role: None,
                substitute_for_id: None,
                printed_as: None,
                position,
            });
        }
    }

    fn item(&mut self, meeting_id: Id<meeting::Entity>, at: u32, part: Part) -> Id<agenda_item::Entity> {
        let unit = self.unit;
        let (id, closed) = (unit.loading.id(), part != Part::Open);
        self.rows.agenda_item.push(agenda_item::Model {
            id,
            meeting_id,
            board_id: self.id,
            number: if closed { "C1".to_owned() } else { (at + 1).to_string() },
            position: place(at),
            part,
            public_title: None,
            later_members: false,
            marking_id: None,
            version: FIRST,
            created_at: unit.now,
            updated_at: unit.now,
        });
        let presenter = self.member();
        self.rows.agenda_item_text.push(agenda_item_text::Model {
            item_id: id,
            title: words::title(&mut self.dice, 5),
            closed_reason: closed.then(|| REASON.to_owned()),
            presenter_id: presenter.map(|member| member.person),
            presenter_organisation_id: presenter.map(|member| member.organisation),
            source: None,
        });
        self.rows.agenda_item_outcome.push(agenda_item_outcome::Model {
            item_id: id,
            state: agenda_item::State::Taken,
            result: Some(words::text(&mut self.dice, 12)),
            deferred_to_id: None,
        });
        id
    }

    /// The minutes of all meetings; each is agreed at the next.
    pub(super) fn minutes(&mut self, meetings: &[Met]) {
        for (meeting, next) in meetings.iter().zip(meetings.iter().skip(1).map(Some).chain([None])) {
            self.edition(meeting, next);
        }
    }

    fn edition(&mut self, meeting: &Met, next: Option<&Met>) {
        let unit = self.unit;
        let id = unit.loading.id();
        let (status, closed, restricted) = minuted(meeting.at);
        let agreed_at = next.filter(|_| status != Status::Circulated);
        let published = agreed_at.filter(|_| status == Status::Published);
        self.rows.minutes.push(minutes::Model {
            id,
            meeting_id: meeting.id,
            board_id: self.id,
            edition: 1,
            status,
            circulated_at: time(later(meeting.day, 14), 9),
            comments_due: Some(later(meeting.day, 28)),
            agreed_on: agreed_at.map(|next| next.day),
            agreed_at_id: agreed_at.map(|next| next.id),
            published_at: published.and_then(|next| time(later(next.day, 7), 9)),
            publication_type: published.map(|_| "General".to_owned()),
            withdrawn_reason: None,
            marking_id: None,
            source: None,
            version: FIRST,
            created_at: unit.now,
            updated_at: unit.now,
        });
        for at in 0..SECTIONS_OF_A_MEETING {
            // The last ones are closed, and those before them restricted.
            let from_the_end = SECTIONS_OF_A_MEETING - 1 - at;
            let part = match from_the_end {
                n if n < closed => Part::Closed,
                n if n < closed + restricted => Part::Restricted,
                _ => Part::Open,
            };
            self.section(meeting, id, at, part);
        }
    }

    fn section(&mut self, meeting: &Met, minutes_id: Id<minutes::Entity>, at: u32, part: Part) {
        let unit = self.unit;
        let id = unit.loading.id();
        let item =
            usize::try_from(at * ITEMS / SECTIONS_OF_A_MEETING).ok().and_then(|at| meeting.items.get(at).copied());
        let marking_id = (part == Part::Restricted).then(|| self.recipients());
        self.rows.minute_section.push(minute_section::Model {
            id,
            minutes_id,
            meeting_id: meeting.id,
            board_id: self.id,
            item_id: if part == Part::Closed { meeting.closed } else { item },
            position: place(at),
            part,
            later_members: false,
            author_id: None,
            marking_id,
            version: FIRST,
            created_at: unit.now,
            updated_at: unit.now,
        });
        // Its own reference begins each text, so that a reader who should not see it can be caught having seen it.
        let reference = format!("Reference {}-m{:02}-{:02}. ", self.slug, meeting.at + 1, at + 1);
        let length = WORDS - 50 + self.dice.below(101);
        let body = reference + &words::text(&mut self.dice, length);
        self.rows.minute_section_text.push(minute_section_text::Model {
            section_id: id,
            body,
            speakers: None,
            closed_reason: (part != Part::Open).then(|| REASON.to_owned()),
            source: None,
        });
    }

    /// A marking that names three of the board's members.
    fn recipients(&mut self) -> Id<marking::Entity> {
        let id = self.unit.loading.id();
        self.rows.marking.push(marking::Model {
            id,
            sensitive: true,
            recipients_only: true,
            organisations_only: false,
            hmg_only: false,
            public_release: false,
            category: marking::Category::Governance,
            owner_id: None,
            descriptors: None,
        });
        for member in self.dice.pick_some(&self.members, 3) {
            self.rows.marking_recipient.push(marking_recipient::Model {
                id: self.unit.loading.id(),
                marking_id: id,
                person_id: member.person,
            });
        }
        id
    }
}

fn time(day: NaiveDate, hour: u32) -> Option<chrono::DateTime<chrono::Utc>> {
    NaiveTime::from_hms_opt(hour, 0, 0).map(|time| day.and_time(time).and_utc())
}
