//! Actions, programmes and money (R8, R12 to R14 and their field modes).

use std::collections::BTreeSet;

use super::{Law, Outcome, holds};
use crate::wild::record::{Action, Board, Grant, Item, Meeting, Owner, Payment, Programme};

impl<'a> Law<'a> {
    pub(super) fn of(&self, board: Option<&String>) -> Option<&'a Board> {
        board.map(|slug| self.record.board(slug))
    }

    pub(super) fn raised(&self, action: &Action) -> (Option<&'a Meeting>, Option<&'a Item>) {
        let meeting = action.raised_at.as_ref().map(|slug| self.record.meeting(slug));
        let item = |meeting: &'a Meeting| meeting.items.iter().find(|item| Some(&item.key) == action.item.as_ref());
        (meeting, meeting.and_then(item))
    }

    /// Whether the viewer owes an action: by their organisation, as the one person named alone, or with their board.
    pub(super) fn owns(&self, action: &Action) -> bool {
        let owner = |owner: &Owner| match (&owner.organisation, &owner.board, &owner.person) {
            (Some(organisation), ..) => self.wears(Some(organisation)),
            (_, Some(board), _) => self.answers(self.record.board(board)),
            (.., Some(person)) => self.is(person) && self.still(action),
            _ => false,
        };
        self.reads_actions() && self.handled(action.marking.as_ref()) && action.owners.iter().any(owner)
    }

    /// T3: who owns an action alone loses it with their place on its board.
    fn still(&self, action: &Action) -> bool {
        self.of(action.board.as_ref()).is_none_or(|board| !self.left(board))
    }

    /// As of its board: its officers, whatever was said when, and its members, of what they read.
    fn of_board(&self, action: &Action) -> bool {
        let Some(board) = self.of(action.board.as_ref()) else { return false };
        let (meeting, item) = self.raised(action);
        let handled = meeting.is_none_or(|meeting| self.handled(meeting.marking.as_ref()))
            && item.is_none_or(|item| self.handled(item.marking.as_ref()));
        let read = meeting.is_none_or(|meeting| {
            let part = self.part(meeting);
            let near = part.officer || part.then || part.later;
            near && item.is_none_or(|item| self.beneath().item(meeting, item) == Outcome::Allow)
        });
        handled && (self.officer(board) || self.sits(board) && read)
    }

    /// As a stand-in at the meeting where it was raised.
    fn stands_in(&self, action: &Action) -> bool {
        let (Some(meeting), item) = self.raised(action) else { return false };
        let known = self.beneath().meeting_known(meeting);
        let read = item.is_none_or(|item| self.beneath().item(meeting, item) == Outcome::Allow);
        self.part(meeting).substitute() && known && read
    }

    /// Who knows how an action goes on, besides those who owe it.
    pub(super) fn follows(&self, action: &Action) -> bool {
        let handled = self.reads_actions() && self.handled(action.marking.as_ref());
        handled && (self.of_board(action) || self.stands_in(action))
    }

    /// A guest at the meeting where it was raised, for whom its item is.
    fn heard_as_guest(&self, action: &Action) -> bool {
        let (Some(meeting), Some(item)) = self.raised(action) else { return false };
        let guest = self.part(meeting).guest_of(Some(&item.key));
        guest && self.beneath().item(meeting, item) == Outcome::Allow && self.handled(action.marking.as_ref())
    }

    /// Raised under an open item of published minutes. What no board follows is its owners' alone.
    fn public(&self, action: &Action) -> bool {
        let ((Some(meeting), Some(item)), Some(_)) = (self.raised(action), &action.board) else { return false };
        let open = item.part == "OPEN" && self.beneath().item(meeting, item) == Outcome::Allow;
        self.reads_actions() && self.handled(action.marking.as_ref()) && open && self.published(meeting)
    }

    pub(super) fn action_known(&self, action: &Action) -> bool {
        self.owns(action) || self.follows(action) || self.heard_as_guest(action) || self.public(action)
    }

    /// Whether the viewer may know which persons owe an action: of its board, or an owner (no guest, and no stand-in,
    /// who has no right to names: T6).
    pub(super) fn owner_named(&self, action: &Action, slug: &str) -> bool {
        let owner = action.owners.iter().any(|owner| owner.person.as_deref() == Some(slug));
        owner && self.near(action) || self.owner_printed(action, slug)
    }

    /// An owner, or of its board.
    pub(super) fn near(&self, action: &Action) -> bool {
        self.handled(action.marking.as_ref()) && (self.owns(action) || self.of_board(action))
    }

    /// Whether published minutes print the name.
    pub(super) fn owner_printed(&self, action: &Action, slug: &str) -> bool {
        let printed = |owner: &Owner| owner.printed && owner.person.as_deref() == Some(slug);
        self.public(action) && action.owners.iter().any(printed)
    }

    pub(super) fn actions(&self, lines: &mut BTreeSet<String>) {
        for action in self.record.actions.iter().filter(|action| self.action_known(action)) {
            let slug = &action.slug;
            lines.insert(format!("action {slug}"));
            let (meeting, item) = self.raised(action);
            if let Some(board) = self.of(action.board.as_ref()).filter(|board| self.board_known(board)) {
                lines.insert(format!("action {slug} board {}", board.slug));
            }
            if let Some(meeting) = meeting.filter(|meeting| self.meeting_known(meeting)) {
                lines.insert(format!("action {slug} raisedAt {}", meeting.slug));
                if let Some(item) = item.filter(|item| self.item(meeting, item) != Outcome::Hide) {
                    lines.insert(format!("action {slug} raisedUnder {}", self.number(meeting, item)));
                }
            }
            if let Some(due) = &action.due_meeting
                && self.meeting_known(self.record.meeting(due))
            {
                lines.insert(format!("action {slug} dueAt {due}"));
            }
            for owner in &action.owners {
                let known = |name: &&String| self.person_known(name) && self.owner_named(action, name);
                lines.extend(owner.person.iter().filter(known).map(|name| format!("action {slug} owner {name}")));
                let known = |name: &&String| self.board_known(self.record.board(name));
                lines.extend(owner.board.iter().filter(known).map(|name| format!("action {slug} owner {name}")));
            }
            for whom in &action.beneficiaries {
                let known = |name: &&String| self.person_known(name);
                lines.extend(whom.person.iter().filter(known).map(|name| format!("action {slug} for {name}")));
            }
            if self.owns(action) || self.follows(action) {
                self.progress(action, lines);
            }
        }
    }

    fn progress(&self, action: &Action, lines: &mut BTreeSet<String>) {
        let slug = &action.slug;
        lines.insert(format!("action {slug} progress"));
        let next = self.record.actions.iter().find(|other| Some(&other.slug) == action.superseded_by.as_ref());
        lines.extend(
            next.filter(|next| self.action_known(next)).map(|n| format!("action {slug} supersededBy {}", n.slug)),
        );
        let officer = self.of(action.board.as_ref()).is_some_and(|board| self.officer(board));
        for update in &action.updates {
            lines.insert(format!("update {}", update.text));
            let known = |name: &&String| self.person_known(name);
            lines.extend(update.by.iter().filter(known).map(|by| format!("update {} by {by}", update.text)));
            if let Some(note) = update.note.as_ref().filter(|note| officer || self.wears(Some(&note.organisation))) {
                lines.insert(format!("note {}", note.text));
            }
        }
    }

    /// Mode O: the organisations of a programme.
    fn party(&self, programme: &Programme) -> bool {
        let of = [&programme.partners, &programme.providers, &programme.funders];
        let mut parties = programme.lead.iter().chain(of.into_iter().flatten());
        parties.any(|of| self.wears(Some(of)))
    }

    /// Its own organisations and its group.
    pub(super) fn inside(&self, programme: &Programme) -> bool {
        self.party(programme) || self.of(programme.board.as_ref()).is_some_and(|board| self.sits(board))
    }

    /// Mode M of what follows the money: its leader and its group.
    pub(super) fn succeeds(&self, programme: &Programme) -> bool {
        let sits = self.of(programme.board.as_ref()).is_some_and(|board| self.sits(board));
        sits || self.wears(programme.lead.as_ref())
    }

    /// R12.
    pub(super) fn programme_known(&self, programme: &Programme) -> bool {
        let public = programme.announced && programme.status != "PROPOSED";
        self.reads() && self.handled(programme.marking.as_ref()) && (public || self.inside(programme))
    }

    pub(super) fn programmes(&self, lines: &mut BTreeSet<String>) {
        for programme in self.record.programmes.iter().filter(|of| self.programme_known(of)) {
            let slug = &programme.slug;
            lines.insert(format!("programme {slug}"));
            if let Some(board) = self.of(programme.board.as_ref()).filter(|board| self.board_known(board)) {
                lines.insert(format!("programme {slug} board {}", board.slug));
            }
            let parent = self.record.programmes.iter().find(|other| Some(&other.slug) == programme.parent.as_ref());
            lines.extend(
                parent.filter(|of| self.programme_known(of)).map(|of| format!("programme {slug} parent {}", of.slug)),
            );
            let of_it = || self.record.grants.iter().filter(|grant| grant.programme.as_ref() == Some(slug));
            // The day is public, so it tells of what is public only.
            let public = of_it().filter(|grant| announced(grant) && grant.marking.is_none());
            let until = public.filter_map(|grant| grant.ends.as_ref()).chain(&programme.ends).max();
            lines.extend(until.map(|until| format!("programme {slug} until {until}")));
            for grant in of_it().filter(|grant| self.grant_known(grant)) {
                lines.insert(format!("programme {slug} grant {}", grant.slug));
            }
            if self.answers_for(programme) {
                lines.extend(programme.risks.clone());
            }
            if self.inside(programme) {
                lines.extend(programme.summary.iter().map(|_| format!("programme {slug} summary")));
                if programme.successor.is_some() && self.succeeds(programme) {
                    lines.insert(format!("programme {slug} successorFunding"));
                    lines.insert(format!("programme {slug} successorDetail"));
                }
                let reports = programme.updates.iter().filter(|report| self.handled(report.marking.as_ref()));
                lines.extend(reports.map(|report| format!("report {}", report.text)));
            }
        }
    }

    /// The officers of the board that follows a grant's programme stand for its convenor.
    fn convenes(&self, grant: &Grant) -> bool {
        let programme = self.record.programmes.iter().find(|of| Some(&of.slug) == grant.programme.as_ref());
        let board = programme.and_then(|programme| self.of(programme.board.as_ref()));
        board.is_some_and(|board| self.officer(board))
    }

    /// Mode G: who reads the whole breakdown.
    pub(super) fn party_of(&self, grant: &Grant) -> bool {
        let bid = ["BID", "REJECTED"].contains(&grant.status);
        self.wears(grant.recipient.as_ref()) || !bid && (self.wears(Some(&grant.funder)) || self.convenes(grant))
    }

    /// R14: whether the viewer is of the panel that scores the bids for a grant's programme, and acts for no bidder, under
    /// whichever of their hats.
    pub(super) fn scores(&self, grant: &Grant) -> bool {
        let Some(programme) = self.record.programmes.iter().find(|of| Some(&of.slug) == grant.programme.as_ref())
        else {
            return false;
        };
        self.on_panel(programme) && !self.bids(programme)
    }

    fn on_panel(&self, programme: &Programme) -> bool {
        let called = |of: &Option<String>| of.is_none() || self.wears(of.as_ref());
        programme.scorers.iter().any(|scorer| self.is(&scorer.person) && called(&scorer.organisation))
    }

    /// Whether the viewer acts for somebody who bids for a programme, or did.
    pub(super) fn bids(&self, programme: &Programme) -> bool {
        let Some(me) = &self.who.person else { return false };
        let hats = &self.record.person(me).affiliations;
        let own = |of: &String| {
            hats.iter().any(|hat| hat.organisation == *of && holds(hat.from.as_deref(), hat.to.as_deref()))
        };
        let of_it = self.record.grants.iter().filter(|grant| grant.programme.as_ref() == Some(&programme.slug));
        of_it.filter_map(|grant| grant.recipient.as_ref()).any(own)
    }

    /// Funder and that recipient.
    pub(super) fn paid(&self, grant: &Grant) -> bool {
        let bid = ["BID", "REJECTED"].contains(&grant.status);
        self.wears(grant.recipient.as_ref()) && !(bid && self.who.system) || !bid && self.wears(Some(&grant.funder))
    }

    /// Mode G.
    pub(super) fn matched(&self, grant: &Grant) -> bool {
        self.paid(grant) || !["BID", "REJECTED"].contains(&grant.status) && self.convenes(grant)
    }

    /// The panel, and the bidder's people once it is decided.
    pub(super) fn totalled(&self, grant: &Grant) -> bool {
        self.scores(grant) || !self.who.system && grant.status != "BID" && self.wears(grant.recipient.as_ref())
    }

    /// Mode O and S.
    pub(super) fn answers_for(&self, programme: &Programme) -> bool {
        let officer = self.of(programme.board.as_ref()).is_some_and(|board| self.officer(board));
        self.inside(programme) && (officer || self.wears(programme.lead.as_ref()))
    }

    /// R13, R14.
    pub(super) fn grant_known(&self, grant: &Grant) -> bool {
        let bid = ["BID", "REJECTED"].contains(&grant.status);
        let recipient = self.wears(grant.recipient.as_ref());
        let party =
            recipient && !(bid && self.who.system) || !bid && (self.wears(Some(&grant.funder)) || self.convenes(grant));
        let programme = self.record.programmes.iter().find(|of| Some(&of.slug) == grant.programme.as_ref());
        // What withholds a programme withholds its money.
        let handled = programme.is_none_or(|programme| self.handled(programme.marking.as_ref()));
        let known = party || announced(grant) || self.scores(grant);
        self.reads() && handled && self.handled(grant.marking.as_ref()) && known
    }

    pub(super) fn grants(&self, lines: &mut BTreeSet<String>) {
        for grant in self.record.grants.iter().filter(|grant| self.grant_known(grant)) {
            let slug = &grant.slug;
            lines.insert(format!("grant {slug}"));
            let programme = self.record.programmes.iter().find(|of| Some(&of.slug) == grant.programme.as_ref());
            lines.extend(
                programme.filter(|of| self.programme_known(of)).map(|of| format!("grant {slug} programme {}", of.slug)),
            );
            let all = self.party_of(grant);
            let own = grant.lines.iter().filter(|line| all || self.wears(line.organisation.as_ref()));
            lines.extend(own.map(|line| format!("line {}", line.purpose)));
            if self.paid(grant) {
                let due = |payment: &Payment| payment.due.clone().unwrap_or_default();
                lines.extend(grant.payments.iter().map(|payment| format!("payment {slug} {}", due(payment))));
            }
            if self.matched(grant) {
                lines.extend(grant.match_terms.clone());
            }
            if self.scores(grant) {
                lines.extend(grant.scores.iter().map(|score| score.criterion.clone()));
            }
            if self.totalled(grant) && !grant.scores.is_empty() {
                let points: i32 = grant.scores.iter().map(|score| score.points).sum();
                lines.insert(format!("total {slug} {points}"));
            }
        }
    }
}

fn announced(grant: &Grant) -> bool {
    grant.announced && !["BID", "APPROVED", "REJECTED"].contains(&grant.status)
}
