//! Recommendations (R10): read with the paper that makes them, with the minutes of where they were put, and by whom they
//! are directed to.

use std::collections::BTreeSet;

use super::{Law, Outcome};
use crate::wild::{
    law::meeting::sent,
    record::{Item, Meeting, Name, Paper, Recommendation, Target},
};

impl<'a> Law<'a> {
    pub(super) fn made_in(&self, name: Option<&Name>) -> Option<&'a Paper> {
        self.record.papers.iter().find(|paper| Some(&paper.slug) == name)
    }

    fn put_at(&self, made: &Recommendation) -> Option<(&'a Meeting, Option<&'a Item>)> {
        self.made_at(made.meeting.as_ref(), made.item.as_ref())
    }

    pub(super) fn recommendation_known(&self, made: &Recommendation) -> bool {
        let paper = self.made_in(made.paper.as_ref());
        let board = made.board.as_ref().map(|board| self.record.board(board));
        let place = self.put_at(made);
        let clear = self.reads()
            && self.handled(made.marking.as_ref())
            && paper.is_none_or(|paper| self.paper_cleared(paper))
            && board.is_none_or(|board| self.handled(board.marking.as_ref()))
            && place.is_none_or(|(meeting, item)| self.place_clear(meeting, item));
        // What was put in a part of a meeting that is closed to them, no other way tells them.
        let open = place.is_none_or(|(meeting, item)| {
            item.is_none_or(|item| item.part == "OPEN" || self.item(meeting, item) == Outcome::Allow)
        });
        let read = paper.is_some_and(|paper| self.paper(paper) == Outcome::Allow);
        let minuted = place.is_some_and(|(meeting, item)| self.minuted(meeting, item));
        let ours = board.is_some_and(|board| self.officer(board));
        clear
            && (read && open
                || minuted
                || ours
                || open && self.directed(made, paper, place.map(|(meeting, _)| meeting)))
    }

    /// Directed to the viewer's organisation, or to a board on which they are more than an observer, once it is made and
    /// its minutes are out.
    fn directed(&self, made: &Recommendation, paper: Option<&Paper>, meeting: Option<&'a Meeting>) -> bool {
        let to_us = |to: &Target| {
            self.wears(to.organisation.as_ref())
                || to.board.as_ref().is_some_and(|board| self.answers(self.record.board(board)))
        };
        let out = |meeting: &'a Meeting| {
            let editions = meeting.minutes.iter().filter(|edition| self.handled(edition.marking.as_ref()));
            let mut editions = editions.filter(|edition| sent(meeting, edition));
            editions.any(|edition| !self.who.system || edition.status != "CIRCULATED")
        };
        paper.is_none_or(|paper| !["DRAFT", "WITHDRAWN"].contains(&paper.status) && !self.hidden_plan(paper))
            && made.directed_to.iter().any(to_us)
            && meeting.is_none_or(out)
    }

    /// Mode M: the members of the board that follows it.
    fn evidence<'r>(&self, made: &'r Recommendation) -> Option<&'r String> {
        let member = made.board.as_ref().is_some_and(|board| self.sits(self.record.board(board)));
        made.evidence.as_ref().filter(|_| member)
    }

    fn target_known(&self, to: &Target) -> bool {
        to.board.as_ref().is_none_or(|board| self.board_known(self.record.board(board)))
    }

    pub(super) fn recommendations(&self, lines: &mut BTreeSet<String>) {
        for made in self.record.recommendations.iter().filter(|made| self.recommendation_known(made)) {
            let line = format!("recommendation {}", made.slug);
            let paper = self.made_in(made.paper.as_ref()).filter(|paper| self.paper(paper) != Outcome::Hide);
            lines.extend(paper.map(|paper| format!("{line} paper {}", paper.slug)));
            let board = made.board.as_ref().filter(|board| self.board_known(self.record.board(board)));
            lines.extend(board.map(|board| format!("{line} board {board}")));
            if let Some((meeting, item)) = self.put_at(made).filter(|(meeting, _)| self.meeting_known(meeting)) {
                lines.insert(format!("{line} putAt {}", meeting.slug));
                let item = item.filter(|item| self.item(meeting, item) != Outcome::Hide);
                lines.extend(item.map(|item| format!("{line} putUnder {}", self.number(meeting, item))));
            }
            for (of, to) in [("directedTo", &made.directed_to), ("couldBePutTo", &made.could_be_put_to)] {
                for to in to.iter().filter(|to| self.target_known(to)) {
                    let (body, board) = (to.organisation.as_deref(), to.board.as_deref());
                    lines.insert(format!("{line} {of} {} {}", body.unwrap_or("-"), board.unwrap_or("-")));
                }
            }
            lines.extend(self.evidence(made).map(|evidence| format!("{line} {evidence}")));
            lines.insert(line);
        }
    }

    /// The recommendation without what is hidden of where it was made and to whom it is directed.
    pub(super) fn recommendation_alone(&self, real: &'a Recommendation) -> Recommendation {
        let mut made = real.clone();
        let place = self.put_at(real).filter(|(meeting, _)| self.meeting_known(meeting));
        let item = place.and_then(|(meeting, item)| item.filter(|item| self.item(meeting, item) != Outcome::Hide));
        made.meeting = place.map(|(meeting, _)| meeting.slug.clone());
        made.item = item.map(|item| item.key.clone());
        made.board = made.board.take().filter(|board| self.board_known(self.record.board(board)));
        made.directed_to.retain(|to| self.target_known(to));
        made.could_be_put_to.retain(|to| self.target_known(to));
        made.evidence = self.evidence(real).cloned();
        self.narrow(made.marking.as_mut());
        made
    }
}
