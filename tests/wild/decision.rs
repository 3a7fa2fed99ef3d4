//! Worlds by chance: decisions, at meetings, in papers and by themselves.

use super::{
    make::{Maker, PAST},
    record::{By, Decision, Name},
};

impl Maker {
    pub(super) fn decisions(&mut self) {
        self.decisions_of_meetings();
        let (papers, boards) = (self.papers_made(), self.boards_made());
        for _ in 0..self.dice.between(8, 12) {
            let (board, paper) = (self.dice.maybe(80, &boards), self.dice.maybe(35, &papers));
            self.decision(Decision { board, paper, ..Decision::default() });
        }
    }

    /// What the meetings decided, under each of their items perhaps, and under none: most of it their own board's.
    fn decisions_of_meetings(&mut self) {
        let boards = self.boards_made();
        for meeting in self.record.meetings.clone() {
            let items = meeting.items.iter().map(|item| Some(item.key.clone())).chain([None]);
            for item in items.collect::<Vec<_>>() {
                if self.dice.often(50) {
                    continue;
                }
                let other = self.dice.maybe(15, &boards);
                let held = meeting.held_on.clone();
                self.decision(Decision {
                    board: Some(other.unwrap_or_else(|| meeting.board.clone())),
                    meeting: Some(meeting.slug.clone()),
                    item,
                    decided: held.unwrap_or_else(|| PAST[0].to_owned()),
                    ..Decision::default()
                });
            }
        }
    }

    /// Who took it, whether it is announced and what withholds it.
    fn decision(&mut self, of: Decision) {
        let n = self.record.decisions.len();
        let by = By { organisation: self.dice.maybe(25, &self.bodies), person: self.dice.maybe(30, &self.names) };
        let decided = if of.decided.is_empty() { self.dice.one(&PAST).to_owned() } else { of.decided.clone() };
        // That of a meeting is announced by its minutes, and that of a paper by the paper.
        let announced = of.meeting.is_none() && of.paper.is_none() && self.dice.often(35);
        let (slug, text): (Name, String) = (format!("d{n}"), format!("Decision {n}"));
        let marking = self.marking(8);
        self.record.decisions.push(Decision { slug, text, decided, by, announced, marking, ..of });
    }
}
