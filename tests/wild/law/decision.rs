//! Decisions (R9): of a meeting, read with the minutes and the item; of a paper, with the paper; and by themselves, of
//! their board and of everybody once they are announced. And by whom they were taken.

use std::collections::BTreeSet;

use super::{Law, Outcome};
use crate::wild::record::{Board, Decision, Item, Meeting, Name};

impl<'a> Law<'a> {
    /// Where something was made.
    pub(super) fn made_at(
        &self,
        meeting: Option<&Name>,
        item: Option<&Name>,
    ) -> Option<(&'a Meeting, Option<&'a Item>)> {
        let meeting = self.record.meeting(meeting?);
        Some((meeting, meeting.items.iter().find(|of| Some(&of.key) == item)))
    }

    pub(super) fn taken_at(&self, decision: &Decision) -> Option<(&'a Meeting, Option<&'a Item>)> {
        self.made_at(decision.meeting.as_ref(), decision.item.as_ref())
    }

    /// Whether nothing of where it was made withholds it.
    pub(super) fn place_clear(&self, meeting: &Meeting, item: Option<&Item>) -> bool {
        let board = self.record.board(&meeting.board);
        let listed = |item: &Item| item.part != "RESTRICTED" || self.who.person.is_some() && !self.left(board);
        self.handled(board.marking.as_ref())
            && self.handled(meeting.marking.as_ref())
            && item.is_none_or(|item| self.handled(item.marking.as_ref()) && listed(item))
    }

    /// Whether minutes tell the viewer of what was made at a meeting, under an item or none.
    pub(super) fn minuted(&self, meeting: &'a Meeting, item: Option<&'a Item>) -> bool {
        let full = item.is_none_or(|item| self.item(meeting, item) == Outcome::Allow);
        let open = full && item.is_some_and(|item| item.part == "OPEN");
        let key = item.map(|item| item.key.as_str());
        let part = self.part(meeting);
        // Of an earlier meeting only what was open is for who joined later, and what stands under no item is not known to be.
        let known_then = item.is_some() || part.officer || part.then;
        meeting.minutes.iter().filter(|edition| self.handled(edition.marking.as_ref())).any(|edition| {
            full && known_then && Self::as_member(&part, meeting, edition)
                || super::meeting::sent(meeting, edition) && full && (part.substitute() || part.guest_of(key))
                || open && (self.as_system(&part, meeting, edition) || self.out(meeting, edition))
        })
    }

    pub(super) fn decision_known(&self, decision: &Decision) -> bool {
        let board = self.of(decision.board.as_ref());
        let paper = self.made_in(decision.paper.as_ref());
        let minuted = match (self.taken_at(decision), paper) {
            (Some((meeting, item)), _) => self.place_clear(meeting, item) && self.minuted(meeting, item),
            (None, Some(_)) => false,
            (None, None) => self.by_itself(decision, board),
        };
        let clear = self.taken_at(decision).is_none_or(|(meeting, item)| self.place_clear(meeting, item));
        let read = paper.is_some_and(|paper| self.paper(paper) == Outcome::Allow);
        self.reads()
            && self.handled(decision.marking.as_ref())
            && clear
            && board.is_none_or(|board| self.handled(board.marking.as_ref()))
            && paper.is_none_or(|paper| self.paper_cleared(paper))
            && (minuted || read || board.is_some_and(|board| self.officer(board)) || self.took(decision))
    }

    /// Taken at no meeting and in no paper: for everybody once it is announced, if its board is one that everybody may
    /// know of; for the board's people of that day, and for those who came later as far back as the board shows (T2, T9);
    /// for a system of a seat likewise (T10).
    fn by_itself(&self, decision: &Decision, board: Option<&'a Board>) -> bool {
        let Some(board) = board else { return decision.announced };
        let day = decision.decided.as_str();
        let ordinary = board.kind != "CASE_CONFERENCE";
        let shown = board.history_visible_from.as_deref().is_none_or(|from| from <= day);
        decision.announced && ordinary && board.listed
            || self.sat(board, day)
            || shown && (self.sits(board) || ordinary && self.seated(board))
            || self.inherits(board)
    }

    /// By the organisation acted for, or by the viewer alone, which ends with the board (T3, T7).
    fn took(&self, decision: &Decision) -> bool {
        let alone = decision.by.organisation.is_none()
            && decision.by.person.as_deref().is_some_and(|name| self.is(name))
            && self.of(decision.board.as_ref()).is_none_or(|board| !self.left(board));
        alone || self.who.person.is_some() && self.wears(decision.by.organisation.as_ref())
    }

    pub(super) fn decisions(&self, lines: &mut BTreeSet<String>) {
        for decision in self.record.decisions.iter().filter(|decision| self.decision_known(decision)) {
            let slug = &decision.slug;
            lines.insert(format!("decision {slug}"));
            if let Some(board) = self.of(decision.board.as_ref()).filter(|board| self.board_known(board)) {
                lines.insert(format!("decision {slug} board {}", board.slug));
            }
            let paper = self.made_in(decision.paper.as_ref()).filter(|paper| self.paper(paper) != Outcome::Hide);
            lines.extend(paper.map(|paper| format!("decision {slug} paper {}", paper.slug)));
            let by = decision.by.person.as_ref().filter(|name| self.person_known(name));
            lines.extend(by.map(|name| format!("decision {slug} by {name}")));
            let Some((meeting, item)) = self.taken_at(decision) else { continue };
            if self.meeting_known(meeting) {
                lines.insert(format!("decision {slug} meeting {}", meeting.slug));
            }
            if let Some(item) = item.filter(|item| self.item(meeting, item) != Outcome::Hide) {
                lines.insert(format!("decision {slug} item {}", self.number(meeting, item)));
            }
        }
    }

    /// The decision without what is hidden of where it was taken.
    pub(super) fn decision_alone(&self, real: &'a Decision) -> Decision {
        let mut decision = real.clone();
        let (meeting, item) = self.taken_at(real).map_or((None, None), |(meeting, item)| (Some(meeting), item));
        let meeting = meeting.filter(|meeting| self.meeting_known(meeting));
        let item = item.filter(|item| meeting.is_some_and(|of| self.item(of, item) != Outcome::Hide));
        decision.meeting = meeting.map(|meeting| meeting.slug.clone());
        decision.item = item.map(|item| item.key.clone());
        let paper = self.made_in(real.paper.as_ref()).filter(|paper| self.paper(paper) != Outcome::Hide);
        decision.paper = paper.map(|paper| paper.slug.clone());
        decision.by.person = self.known(decision.by.person.take());
        self.narrow(decision.marking.as_mut());
        decision
    }
}
