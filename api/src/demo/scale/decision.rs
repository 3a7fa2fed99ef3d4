//! Synthetic decisions, recommendations, reviews and shares of papers.

use chrono::NaiveTime;
use entities::{
    Id, PartialDate, access_grant, decision, paper, recommendation, recommendation::Status, recommendation_evidence,
    recommendation_target, review,
};

use super::{BOARDS, Dice, FIRST, MEETINGS_OF_A_BOARD, board::Group, later, meeting::Met, place, words};

/// How often each status comes up, in a hundred.
const STATUSES: [(u32, Status); 7] = [
    (30, Status::Made),
    (20, Status::Accepted),
    (5, Status::Partly),
    (5, Status::Rejected),
    (20, Status::Implementing),
    (10, Status::Implemented),
    (10, Status::Evidenced),
];

impl Group<'_> {
    /// What a meeting decided, and what its paper recommends. With dice of its own, so that what a seed made before there
    /// were any stays as it was.
    pub(super) fn decided(&mut self, meeting: &Met) {
        let corner = BOARDS + self.at * MEETINGS_OF_A_BOARD + meeting.at;
        let mut dice = Dice::new(self.unit.seed, [self.unit.number, corner]);
        let unit = self.unit;
        self.rows.decision.push(decision::Model {
            id: unit.loading.id(),
            slug: format!("{}-e{:02}", self.slug, meeting.at + 1),
            text: words::text(&mut dice, 12),
            board_id: Some(self.id),
            meeting_id: Some(meeting.id),
            item_id: dice.pick(&meeting.items),
            paper_id: None,
            decided: Some(PartialDate::from(meeting.day)),
            day: meeting.day,
            by_board_id: Some(self.id),
            by_organisation_id: None,
            by_person_id: None,
            office: None,
            basis: decision::Basis::Printed,
            announced: false,
            marking_id: None,
            source: None,
            version: FIRST,
            created_at: unit.now,
            updated_at: unit.now,
        });
        // The paper of the meeting was made just before.
        if let Some(paper) = self.rows.paper.last().map(|paper| paper.id) {
            self.recommended(meeting, paper, &mut dice);
            self.shared(meeting, paper, &mut dice);
        }
    }

    fn recommended(&mut self, meeting: &Met, paper_id: Id<paper::Entity>, dice: &mut Dice) {
        let unit = self.unit;
        let id = unit.loading.id();
        let status = dice.weigh(Status::Made, &STATUSES);
        let due = later(meeting.day, 90 + dice.below(700));
        self.rows.recommendation.push(recommendation::Model {
            id,
            slug: format!("{}-r{:02}", self.slug, meeting.at + 1),
            text: words::text(dice, 14),
            paper_id: Some(paper_id),
            consultation: None,
            board_id: Some(self.id),
            meeting_id: Some(meeting.id),
            item_id: dice.pick(&meeting.items),
            status,
            response: None,
            reason: (status == Status::Rejected).then(|| words::text(dice, 10)),
            due: Some(PartialDate::from(due)),
            due_by: due,
            marking_id: None,
            source: None,
            version: FIRST,
            created_at: unit.now,
            updated_at: unit.now,
        });
        // To one of the members, and to the board itself.
        let member = dice.pick(&self.members).map(|member| (Some(member.organisation), None));
        for (at, (organisation_id, board_id)) in (0..).zip(member.into_iter().chain([(None, Some(self.id))])) {
            self.rows.recommendation_target.push(recommendation_target::Model {
                id: unit.loading.id(),
                recommendation_id: id,
                organisation_id,
                board_id,
                direct: true,
                position: place(at),
            });
        }
        if status == Status::Evidenced {
            let evidence = words::text(dice, 10);
            self.rows.recommendation_evidence.push(recommendation_evidence::Model { recommendation_id: id, evidence });
        }
    }

    /// A share with an organisation of the unit, or with the person who speaks for it, for a year from the meeting.
    fn shared(&mut self, meeting: &Met, paper_id: Id<paper::Entity>, dice: &mut Dice) {
        let unit = self.unit;
        let (Some(to), Some(by)) = (dice.pick(&unit.delegations), dice.pick(&self.members)) else { return };
        let alone = dice.chance(50);
        self.rows.access_grant.push(access_grant::Model {
            id: unit.loading.id(),
            paper_id,
            person_id: alone.then_some(to.person),
            organisation_id: (!alone).then_some(to.organisation),
            starts_at: meeting.day.and_time(NaiveTime::MIN).and_utc(),
            ends_at: later(meeting.day, 365).and_time(NaiveTime::MIN).and_utc(),
            ended_at: None,
            granted_by_id: by.person,
            reason: Some(words::text(dice, 6)),
        });
    }

    /// A review that the board puts into practice, of one board in ten.
    pub(super) fn reviewed(&mut self) {
        if !self.at.is_multiple_of(10) {
            return;
        }
        let unit = self.unit;
        self.rows.review.push(review::Model {
            id: unit.loading.id(),
            slug: format!("{}-review", self.slug),
            title: format!("Review {}", self.at + 1),
            pseudonym: Some("Robin".to_owned()),
            kind: review::Kind::DomesticHomicide,
            board_id: self.id,
            commissioned_by_id: None,
            action_plan_id: None,
            qa_status: Some(review::QaStatus::Submitted),
            published_on: None,
            implemented_on: None,
            marking_id: None,
            source: None,
            version: FIRST,
            created_at: unit.now,
            updated_at: unit.now,
        });
    }
}
