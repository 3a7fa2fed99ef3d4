//! Synthetic papers: sent round for a meeting, lying under one of its items, and commented on.

use chrono::{Days, NaiveDate, NaiveTime};
use entities::{
    Id, PartialDate, agenda_item_paper, circulation, circulation::Purpose, circulation_recipient, comment, paper,
    paper::Status, paper_author, paper_text, paper_version,
};

use super::{Delegation, FIRST, board::Group, later, meeting::Met, place, words};

/// How often each status comes up, in a hundred.
const STATUSES: [(u32, Status); 4] =
    [(10, Status::Draft), (40, Status::Circulated), (20, Status::Final), (30, Status::Published)];
const KINDS: [paper::Kind; 4] =
    [paper::Kind::Report, paper::Kind::Protocol, paper::Kind::ActionPlan, paper::Kind::Submission];
const PURPOSES: [Purpose; 3] = [Purpose::ForComment, Purpose::ForInformation, Purpose::ForDecision];
const COMMENTS_ON_A_PAPER: u32 = 2;

impl Group<'_> {
    /// A paper of a meeting.
    pub(super) fn paper(&mut self, meeting: &Met) {
        let unit = self.unit;
        let id: Id<paper::Entity> = unit.loading.id();
        let Some(author) = self.member() else { return };
        let day = meeting.day.checked_sub_days(Days::new(7)).unwrap_or(meeting.day);
        let status = self.dice.weigh(Status::Circulated, &STATUSES);
        self.rows.paper.push(paper::Model {
            id,
            slug: format!("{}-d{:02}", self.slug, meeting.at + 1),
            title: words::title(&mut self.dice, 5),
            kind: self.dice.pick(&KINDS).unwrap_or(paper::Kind::Report),
            status,
            board_id: Some(self.id),
            owner_id: Some(author.organisation),
            dated: Some(PartialDate::from(day)),
            day,
            on_request: self.dice.chance(10),
            embargoed: false,
            embargo_until: None,
            embargo_named_id: None,
            marking_id: None,
            version: FIRST,
            created_at: unit.now,
            updated_at: unit.now,
        });
        let summary = Some(words::text(&mut self.dice, 30));
        self.rows.paper_text.push(paper_text::Model { paper_id: id, summary, source: None, withdrawn_reason: None });
        self.rows.paper_author.push(paper_author::Model {
            id: unit.loading.id(),
            paper_id: id,
            person_id: Some(author.person),
            organisation_id: Some(author.organisation),
            position: 0,
        });
        self.rows.paper_version.push(paper_version::Model {
            id: unit.loading.id(),
            paper_id: id,
            number: 1,
            file_name: "paper.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            sha256: "0".repeat(64),
            bytes: i64::from(self.dice.below(1_000_000)),
        });
        if let Some(item_id) = self.dice.pick(&meeting.items) {
            let row = agenda_item_paper::Model { id: unit.loading.id(), item_id, paper_id: id };
            self.rows.agenda_item_paper.push(row);
        }
        if status != Status::Draft {
            self.round(id, meeting, day);
            (0..COMMENTS_ON_A_PAPER).for_each(|at| self.comment(id, (day, at)));
        }
    }

    /// One in ten goes to some of the board only.
    fn round(&mut self, paper_id: Id<paper::Entity>, meeting: &Met, day: NaiveDate) {
        let unit = self.unit;
        let id = unit.loading.id();
        self.rows.circulation.push(circulation::Model {
            id,
            paper_id,
            board_id: self.id,
            meeting_id: Some(meeting.id),
            purpose: self.dice.pick(&PURPOSES).unwrap_or(Purpose::ForInformation),
            sent_at: day.and_time(NaiveTime::MIN).and_utc(),
            day,
            comments_due: Some(later(day, 14)),
        });
        let few = if self.dice.chance(10) { self.dice.pick_some(&self.members, 3) } else { Vec::new() };
        for (at, Delegation { organisation, .. }) in (0..).zip(few) {
            self.rows.circulation_recipient.push(circulation_recipient::Model {
                id: unit.loading.id(),
                circulation_id: id,
                organisation_id: Some(organisation),
                person_id: None,
                position: place(at),
            });
        }
    }

    fn comment(&mut self, paper_id: Id<paper::Entity>, (day, at): (NaiveDate, u32)) {
        let Some(author) = self.member() else { return };
        self.rows.comment.push(comment::Model {
            id: self.unit.loading.id(),
            paper_id: Some(paper_id),
            minutes_id: None,
            section_id: None,
            board_id: Some(self.id),
            author_id: author.person,
            organisation_id: Some(author.organisation),
            passage: None,
            body: words::text(&mut self.dice, 20),
            shared: self.dice.chance(50),
            disposition: None,
            at: later(day, at).and_time(NaiveTime::MIN).and_utc(),
            version: 1,
        });
    }
}
