//! Boards, seats and memberships (R1, R20), and what the viewer is to a board today (T1, T3).

use std::collections::BTreeSet;

use super::{Law, holds};
use crate::wild::{
    make::TODAY,
    record::{Board, Member},
};

/// The chair's family.
pub(super) fn chairs(role: &str) -> bool {
    ["CHAIR", "CO_CHAIR", "VICE_CHAIR"].contains(&role)
}

impl<'a> Law<'a> {
    /// The viewer's own current memberships of a board. The rights of one come with the hat on whose behalf it is held.
    pub(super) fn places(&self, board: &'a Board) -> impl Iterator<Item = &'a Member> {
        let own = move |member: &&Member| {
            self.is(&member.person)
                && holds(Some(&member.from), member.to.as_deref())
                && (member.on_behalf_of.is_none() || self.wears(member.on_behalf_of.as_ref()))
        };
        // A marking on a board withholds all that it keeps, from its own people too.
        board.members.iter().filter(|_| self.handled(board.marking.as_ref())).filter(own)
    }

    /// The viewer's places on a board that no break separates from today: who left and came back joined on the return.
    pub(super) fn term(&self, board: &'a Board) -> Vec<&'a Member> {
        let mut term: Vec<&Member> = self.places(board).collect();
        loop {
            let next = board.members.iter().find(|member| {
                let known = term.iter().any(|place| std::ptr::eq(*place, *member));
                let mine = self.is(&member.person)
                    && (member.on_behalf_of.is_none() || self.wears(member.on_behalf_of.as_ref()));
                let taken_up = |place: &&Member| member.to.as_ref().is_some_and(|to| place.from <= *to);
                mine && !known && member.from.as_str() <= TODAY && term.iter().any(taken_up)
            });
            match next {
                Some(next) => term.push(next),
                None => return term,
            }
        }
    }

    /// T3: whoever has left a board and does not sit on it now.
    pub(super) fn left(&self, board: &'a Board) -> bool {
        let ended = |member: &Member| self.is(&member.person) && member.to.as_deref().is_some_and(|to| to <= TODAY);
        board.members.iter().any(ended) && !self.sits(board)
    }

    /// On its board on a day, and since then without a break.
    pub(super) fn sat(&self, board: &'a Board, day: &str) -> bool {
        let there = |place: &Member| place.from.as_str() <= day && place.to.as_deref().is_none_or(|to| day < to);
        self.term(board).into_iter().any(there)
    }

    /// T9: on a board to which the history of this one passed.
    pub(super) fn inherits(&self, board: &Board) -> bool {
        let heir = |heir: &&Board| heir.predecessor.as_ref() == Some(&board.slug) && heir.predecessor_history;
        self.record.boards.iter().filter(heir).any(|heir| self.sits(heir))
    }

    pub(super) fn sits(&self, board: &'a Board) -> bool {
        self.places(board).next().is_some()
    }

    /// Sits there as more than an observer.
    pub(super) fn answers(&self, board: &'a Board) -> bool {
        self.places(board).any(|place| place.role != "OBSERVER")
    }

    /// Chairs and secretariat.
    pub(super) fn officer(&self, board: &'a Board) -> bool {
        self.places(board).any(|place| chairs(place.role) || place.role == "SECRETARIAT")
    }

    /// A system whose organisation has a seat today (T10).
    pub(super) fn seated(&self, board: &Board) -> bool {
        let seat = |seat: &crate::wild::record::Seat| {
            self.wears(Some(&seat.organisation)) && holds(seat.from.as_deref(), seat.to.as_deref())
        };
        self.who.system && self.handled(board.marking.as_ref()) && board.seats.iter().any(seat)
    }

    /// R1: boards are known to all, unlisted ones to those who sit on them, to their systems and to their guests.
    pub(super) fn board_known(&self, board: &'a Board) -> bool {
        let guest = || self.record.meetings.iter().any(|of| of.board == board.slug && self.invited(of).is_some());
        self.reads_actions()
            && self.handled(board.marking.as_ref())
            && (board.listed || self.sits(board) || self.seated(board) || guest())
    }

    /// R20.
    pub(super) fn membership_known(&self, board: &'a Board, member: &Member) -> bool {
        let sent = self.who.system && self.wears(member.on_behalf_of.as_ref());
        let near = self.is(&member.person) || self.sits(board) || sent;
        self.reads() && self.board_known(board) && (near || self.public_roll(board, member))
    }

    /// What everybody knows of a roll: the offices, past ones too, and whom published minutes name.
    pub(super) fn public_roll(&self, board: &'a Board, member: &Member) -> bool {
        let office = || {
            chairs(member.role)
                && board.kind != "CASE_CONFERENCE"
                && board.listed
                && self.handled(board.marking.as_ref())
        };
        // Where somebody is to sit one day is nobody's else to know.
        member.from.as_str() <= TODAY && (office() || self.printed(board, &member.person))
    }

    /// Whether published minutes of a board name a person.
    fn printed(&self, board: &'a Board, person: &str) -> bool {
        let of_board = self.record.meetings.iter().filter(|meeting| meeting.board == board.slug);
        let mut public = of_board.filter(|meeting| self.published(meeting));
        public.any(|meeting| meeting.attendance.iter().any(|one| one.person == person && one.status != "ABSENT"))
    }

    pub(super) fn boards(&self, lines: &mut BTreeSet<String>) {
        for body in &self.record.organisations {
            lines.insert(format!("organisation {}", body.slug));
        }
        for board in self.record.boards.iter().filter(|board| self.board_known(board)) {
            let slug = &board.slug;
            lines.insert(format!("board {slug}"));
            for (of, to) in
                [("parent", &board.parent), ("reportsTo", &board.reports_to), ("predecessor", &board.predecessor)]
            {
                if let Some(to) = to.as_ref().filter(|to| self.board_known(self.record.board(to))) {
                    lines.insert(format!("board {slug} {of} {to}"));
                }
            }
            lines.extend(board.seats.iter().map(|seat| format!("seat {slug} {}", seat.organisation)));
            for member in board.members.iter().filter(|member| self.membership_known(board, member)) {
                lines.insert(membership(board, member, self.person_known(&member.person)));
                if self.person_known(&member.person) {
                    lines.insert(format!("person {} membership {slug} {} {}", member.person, member.role, member.from));
                }
            }
        }
    }
}

fn membership(board: &Board, member: &Member, named: bool) -> String {
    let person = if named { member.person.as_str() } else { "-" };
    format!("membership {} {person} {} {}", board.slug, member.role, member.from)
}
