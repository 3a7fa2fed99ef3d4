//! Worlds by chance: recommendations and reviews.

use super::{
    make::{COMING, Maker, PAST},
    record::{Recommendation, Review, Target, Word},
};

const STATUS: [Word; 4] = ["MADE", "ACCEPTED", "REJECTED", "IMPLEMENTED"];
const CHECKED: [Word; 6] = ["NOT_SUBMITTED", "SUBMITTED", "RETURNED", "APPROVED", "APPROVED", "APPROVED"];

impl Maker {
    pub(super) fn recommendations(&mut self) {
        let papers = self.papers_made();
        let boards = self.boards_made();
        for n in 0..self.dice.between(8, 10) {
            let slug = format!("r{n}");
            let paper = self.dice.maybe(80, &papers);
            let board = self.dice.maybe(65, &boards);
            let mut meetings = self.record.meetings.clone();
            if self.dice.often(70) {
                meetings.retain(|meeting| board.as_ref().is_none_or(|board| meeting.board == *board));
            }
            let meeting = self.dice.maybe(65, &meetings);
            let item = meeting.as_ref().and_then(|meeting| self.dice.maybe(75, &meeting.items));
            let (directed_to, could_be_put_to) = (self.targets(2), self.targets(1));
            let recommendation = Recommendation {
                text: format!("Recommendation {n}"),
                consultation: paper.is_none().then(|| format!("Consultation of {slug}")),
                paper,
                board,
                meeting: meeting.map(|meeting| meeting.slug),
                item: item.map(|item| item.key),
                directed_to,
                could_be_put_to,
                status: self.dice.one(&STATUS),
                reason: Some(format!("Reason of {slug}")),
                evidence: self.dice.often(60).then(|| format!("Evidence of {slug}")),
                marking: self.marking(12),
                slug,
            };
            self.record.recommendations.push(recommendation);
        }
    }

    /// At most so many organisations, and so many boards.
    fn targets(&mut self, most: usize) -> Vec<Target> {
        let bodies = self.bodies.clone();
        let boards = self.boards_made();
        let body = |organisation| Target { organisation: Some(organisation), board: None };
        let mut targets: Vec<Target> = self.dice.some(most, &bodies).into_iter().map(body).collect();
        let board = |board| Target { organisation: None, board: Some(board) };
        targets.extend(self.dice.some(most, &boards).into_iter().map(board));
        targets
    }

    pub(super) fn reviews(&mut self) {
        let papers = self.papers_made();
        let boards = self.boards_made();
        for n in 0..self.dice.between(3, 4) {
            let day = if self.dice.often(60) { self.dice.one(&PAST) } else { self.dice.one(&COMING) };
            let review = Review {
                slug: format!("v{n}"),
                title: format!("Review {n}"),
                kind: "DOMESTIC_HOMICIDE",
                board: self.dice.one(&boards),
                commissioned_by: self.dice.maybe(60, &boards),
                action_plan: self.dice.maybe(60, &papers),
                qa_status: self.dice.maybe(85, &CHECKED),
                published_on: self.dice.often(75).then(|| day.to_owned()),
                marking: self.marking(12),
            };
            self.record.reviews.push(review);
        }
    }
}
