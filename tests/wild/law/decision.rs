//! Decisions of meetings (R9): read with the minutes and the item, and by whom they were taken.

use std::collections::BTreeSet;

use super::{Law, Outcome};
use crate::wild::record::{Decision, Item, Meeting, Name};

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
        let Some((meeting, item)) = self.taken_at(decision) else { return false };
        let ours = self.who.person.is_some() && self.wears(decision.by.organisation.as_ref());
        let officer = self.officer(self.record.board(&decision.board));
        self.reads()
            && self.handled(decision.marking.as_ref())
            && self.place_clear(meeting, item)
            && (officer || ours || self.minuted(meeting, item))
    }

    pub(super) fn decisions(&self, lines: &mut BTreeSet<String>) {
        for decision in self.record.decisions.iter().filter(|decision| self.decision_known(decision)) {
            let slug = &decision.slug;
            lines.insert(format!("decision {slug}"));
            if self.board_known(self.record.board(&decision.board)) {
                lines.insert(format!("decision {slug} board {}", decision.board));
            }
            let Some((meeting, item)) = self.taken_at(decision) else { continue };
            if self.meeting_known(meeting) {
                lines.insert(format!("decision {slug} meeting {}", meeting.slug));
            }
            if let Some(item) = item.filter(|item| self.item(meeting, item) != Outcome::Hide) {
                lines.insert(format!("decision {slug} item {}", item.number));
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
        self.narrow(decision.marking.as_mut());
        decision
    }
}
