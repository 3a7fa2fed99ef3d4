//! Papers, whom they were sent to, and comments (decision steps 2 and 3, R10, R11, T2 to T4, T6, T9).

use std::collections::BTreeSet;

use super::{Law, Outcome};
use crate::wild::{
    make::NOW,
    record::{Author, Board, Circulation, Comment, Item, Meeting, Minutes, Name, Paper, Place, Share},
};

fn embargoed(paper: &Paper) -> bool {
    paper.embargo.as_ref().is_some_and(|embargo| embargo.until.as_deref().is_none_or(|until| NOW < until))
}

fn settled(paper: &Paper) -> bool {
    ["FINAL", "PUBLISHED"].contains(&paper.status)
}

impl<'a> Law<'a> {
    fn keeps(&self, paper: &Paper) -> Option<&'a Board> {
        paper.board.as_ref().map(|slug| self.record.board(slug))
    }

    /// Somebody who acts for an organisation, and no system of it.
    fn acts(&self, organisation: Option<&String>) -> bool {
        !self.who.system && self.wears(organisation)
    }

    /// An author in person, under the hat that wrote, who has not left its board (T3).
    fn wrote(&self, paper: &Paper) -> bool {
        let wrote = |author: &Author| {
            author.person.as_deref().is_some_and(|name| self.is(name))
                && (author.organisation.is_none() || self.wears(author.organisation.as_ref()))
        };
        self.keeps(paper).is_none_or(|board| !self.left(board)) && paper.authors.iter().any(wrote)
    }

    /// R10 of owners and authors: in person, and the people of an organisation whose it is or that wrote it.
    fn own(&self, paper: &Paper) -> bool {
        self.acts(paper.owner.as_ref())
            || self.wrote(paper)
            || paper.authors.iter().any(|author| self.acts(author.organisation.as_ref()))
    }

    fn sits_on(&self, paper: &Paper) -> bool {
        self.keeps(paper).is_some_and(|board| self.sits(board))
    }

    fn keeps_office(&self, paper: &Paper) -> bool {
        self.keeps(paper).is_some_and(|board| self.officer(board))
    }

    /// Step 3 names persons: those of the marking and, as long as an embargo holds, those of the embargo. It ends with the
    /// board that keeps the paper (T3).
    fn named_for(&self, paper: &Paper) -> bool {
        if self.keeps(paper).is_some_and(|board| self.left(board)) {
            return false;
        }
        let of_marking = paper.marking.iter().flat_map(|marking| &marking.recipients);
        let of_embargo = paper.embargo.iter().filter(|_| embargoed(paper)).flat_map(|embargo| &embargo.recipients);
        of_marking.chain(of_embargo).any(|name| self.is(name))
    }

    /// Step 2: while an embargo holds, its authors, those who are named, and the secretariat that prepares it.
    fn past_embargo(&self, paper: &Paper) -> bool {
        let prepares =
            || self.keeps(paper).is_some_and(|board| self.places(board).any(|place| place.role == "SECRETARIAT"));
        let of_body = |author: &Author| author.person.is_none() && self.acts(author.organisation.as_ref());
        !embargoed(paper)
            || self.wrote(paper)
            || self.named_for(paper)
            || paper.authors.iter().any(of_body)
            || prepares()
    }

    /// Step 3, and the narrowest of what keeps it and what it lies under (3.5), which binds its owner too. Who wrote it in
    /// person needs no place on a list and no part in an item; other handling binds them as well.
    fn paper_handled(&self, paper: &Paper) -> bool {
        let me = self.who.person.as_ref().filter(|_| self.wrote(paper));
        self.handled_of(paper.marking.as_ref(), me)
            && self.keeps(paper).is_none_or(|board| self.handled_of(board.marking.as_ref(), me))
            && paper.items.iter().all(|place| self.place_handled(place, me))
    }

    fn place_handled(&self, place: &Place, author: Option<&Name>) -> bool {
        let meeting = self.record.meeting(&place.meeting);
        let board = self.record.board(&meeting.board);
        let mut items = meeting.items.iter().filter(|item| item.key == place.item);
        let meant = |item: &Item| match item.part {
            "OPEN" => true,
            _ if author.is_some() => true,
            "CLOSED" => self.meant(meeting, item),
            _ => !self.left(board),
        };
        self.handled_of(board.marking.as_ref(), author)
            && self.handled_of(meeting.marking.as_ref(), author)
            && items.all(|item| self.handled_of(item.marking.as_ref(), author) && meant(item))
    }

    /// Whether a circulation reached the viewer.
    fn reached(&self, paper: &Paper, sent: &'a Circulation) -> bool {
        let board = self.record.board(&sent.board);
        let meeting = sent.meeting.as_ref().map(|slug| self.record.meeting(slug));
        let day = sent.sent_at.get(..10).unwrap_or_default();
        let named = |of: &Author| {
            of.person.as_deref().is_some_and(|name| self.is(name)) || self.wears(of.organisation.as_ref())
        };
        let all = sent.recipients.is_empty();
        let meant = all || sent.recipients.iter().any(named);
        let standing = paper.status != "WITHDRAWN";
        let then = self.sat(board, day);
        let visible = board.history_visible_from.as_deref().is_none_or(|from| from <= day);
        let later = !then && (visible && self.sits(board) || self.inherits(board)) && all && settled(paper);
        let for_meeting = meeting.is_some_and(|meeting| {
            standing && paper.status != "SUPERSEDED" && self.sent_for(paper, sent, meeting, meant)
        });
        // From outside the board, what was replaced is no more to be read than what was withdrawn.
        let system = paper.status != "SUPERSEDED"
            && visible
            && self.seated(board)
            && board.kind != "CASE_CONFERENCE"
            && sent.purpose == "FOR_INFORMATION";
        sent.sent_at.as_str() <= NOW
            && self.handled(board.marking.as_ref())
            && meeting.is_none_or(|meeting| self.handled(meeting.marking.as_ref()))
            && (self.officer(board) || then && meant || later || for_meeting || system && standing && meant)
    }

    /// Whether it reached a guest, for an item in scope, or a substitute, with what went to the seat (T6: nothing that
    /// names persons).
    fn sent_for(&self, paper: &Paper, sent: &Circulation, meeting: &'a Meeting, meant: bool) -> bool {
        let part = self.part(meeting);
        let in_scope =
            paper.items.iter().any(|place| place.meeting == meeting.slug && part.guest_of(Some(&place.item)));
        let to_seat = sent.recipients.iter().any(|of| self.wears(of.organisation.as_ref()));
        in_scope && meant || part.substitute() && (sent.recipients.is_empty() || to_seat)
    }

    /// Steps 2 and 3, which are stronger than whatever opens it.
    pub(super) fn paper_cleared(&self, paper: &Paper) -> bool {
        self.reads() && self.past_embargo(paper) && self.paper_handled(paper)
    }

    /// Who may know of a share: who was given it, who gave it, the officers of the board that keeps the paper, and who
    /// leads information governance for the person who was given it. What is named by it is named to them.
    pub(super) fn share_known(&self, paper: &Paper, share: &Share) -> bool {
        let here = self.keeps(paper).is_none_or(|board| !self.left(board));
        let party = self.given(share) || self.is(&share.by);
        let lead = |name: &String| self.governs() && self.colleague(self.record.person(name));
        self.who.person.is_some()
            && self.paper_cleared(paper)
            && (party && here || self.keeps_office(paper) || share.person.as_ref().is_some_and(lead))
    }

    /// Given to the viewer, or to whom they act for.
    fn given(&self, share: &Share) -> bool {
        share.person.as_deref().is_some_and(|name| self.is(name)) || self.acts(share.organisation.as_ref())
    }

    /// Whether a share that the viewer may know of names a person.
    pub(super) fn shares_name(&self, slug: &str) -> bool {
        let mut papers = self.record.papers.iter();
        papers.any(|paper| {
            let mut known = paper.grants.iter().filter(|share| self.share_known(paper, share));
            known.any(|share| share.by == slug || share.person.as_deref() == Some(slug))
        })
    }

    /// What somebody knows of shares: a list of theirs or of a paper shows it, or only its id does.
    pub(super) fn shares(&self, listed: bool) -> BTreeSet<String> {
        let mut lines = BTreeSet::new();
        for paper in &self.record.papers {
            let shown = self.paper(paper) != Outcome::Hide;
            let known = paper.grants.iter().filter(|share| self.share_known(paper, share));
            for share in known.filter(|share| (shown || self.given(share)) == listed) {
                let line = &share.reason;
                lines.insert(line.clone());
                if !listed {
                    continue;
                }
                lines.insert(format!("{line} by {}", share.by));
                lines.extend(share.person.iter().map(|name| format!("{line} to {name}")));
                lines.extend(Some(&paper.slug).filter(|_| shown).map(|slug| format!("{line} paper {slug}")));
            }
        }
        lines
    }

    /// R10.
    pub(super) fn paper(&self, paper: &'a Paper) -> Outcome {
        if !self.paper_cleared(paper) {
            return Outcome::Hide;
        }
        let board = self.keeps(paper);
        let here = board.is_none_or(|board| !self.left(board));
        let shared = paper.grants.iter().any(|share| {
            let runs = share.from.as_str() <= NOW
                && NOW < share.to.as_str()
                && share.ended_at.as_deref().is_none_or(|ended| NOW < ended);
            // Who left the board keeps of it what the public reads (T3), under whatever hat.
            runs && paper.status != "WITHDRAWN" && here && self.given(share)
        });
        let open = board.is_none_or(|board| {
            board.listed && board.kind != "CASE_CONFERENCE" && self.handled(board.marking.as_ref())
        });
        // R17: what would open the plan of a hidden review to others than its keepers does not.
        let told = !self.hidden_plan(paper);
        if self.own(paper)
            || self.keeps_office(paper)
            || self.named_for(paper) && paper.status != "WITHDRAWN"
            || told && paper.status == "PUBLISHED" && open
            || told && paper.circulations.iter().any(|sent| self.reached(paper, sent))
            || shared
        {
            Outcome::Allow
        } else if told && paper.on_request && paper.status != "WITHDRAWN" && self.sits_on(paper) {
            Outcome::Stub
        } else {
            Outcome::Hide
        }
    }

    /// Those who sent it: the officers of its board, of the board it went to, its owner and its authors.
    fn sender(&self, paper: &Paper, sent: &Circulation) -> bool {
        let there = || sent.sent_at.as_str() <= NOW && self.officer(self.record.board(&sent.board));
        self.keeps_office(paper) || self.own(paper) || there()
    }

    pub(super) fn circulation_known(&self, paper: &'a Paper, sent: &'a Circulation) -> bool {
        let board = self.record.board(&sent.board);
        let meeting = sent.meeting.as_ref().map(|slug| self.record.meeting(slug));
        self.paper(paper) == Outcome::Allow
            && self.handled(board.marking.as_ref())
            && meeting.is_none_or(|meeting| self.handled(meeting.marking.as_ref()))
            && (self.sender(paper, sent) || self.reached(paper, sent))
    }

    /// Whether a line of the list is for the viewer: all of it for senders, their own for others.
    pub(super) fn listed(&self, paper: &Paper, sent: &Circulation, whom: &Author) -> bool {
        let own = whom.person.as_deref().is_some_and(|name| self.is(name)) || self.wears(whom.organisation.as_ref());
        own || self.sender(paper, sent)
    }

    /// R11: one's own, what is shared among those who sit there, and for its officers all.
    fn said(&self, board: Option<&'a Board>, comment: &Comment) -> bool {
        board.is_some_and(|board| self.officer(board) || comment.shared && self.sits(board))
    }

    pub(super) fn comment_on_paper(&self, paper: &'a Paper, comment: &Comment) -> bool {
        let read = || self.paper(paper) == Outcome::Allow && self.said(self.keeps(paper), comment);
        self.reads() && (self.is(&comment.author) || read())
    }

    pub(super) fn comment_on_minutes(&self, meeting: &'a Meeting, edition: &'a Minutes, comment: &Comment) -> bool {
        let section = comment.section.and_then(|n| edition.sections.get(n - 1));
        let read = || {
            self.edition_known(meeting, edition)
                && section.is_none_or(|section| self.section(meeting, edition, section) == Outcome::Allow)
                && self.said(Some(self.record.board(&meeting.board)), comment)
        };
        self.reads() && (self.is(&comment.author) || read())
    }

    pub(super) fn papers(&self, lines: &mut BTreeSet<String>) {
        for paper in &self.record.papers {
            let (slug, outcome) = (&paper.slug, self.paper(paper));
            if outcome == Outcome::Hide {
                continue;
            }
            lines.insert(format!("paper {slug}"));
            if let Some(board) = self.keeps(paper).filter(|board| self.board_known(board)) {
                lines.insert(format!("paper {slug} board {}", board.slug));
            }
            if embargoed(paper) {
                lines.insert(format!("paper {slug} embargoed"));
            }
            self.under(paper, lines);
            if outcome == Outcome::Stub {
                lines.insert(format!("paper {slug} stub"));
                continue;
            }
            lines.insert(format!("paper {slug} summary"));
            for author in &paper.authors {
                let person = author.person.as_deref().filter(|name| self.person_known(name)).unwrap_or("-");
                let body = author.organisation.as_deref().unwrap_or("-");
                // L4: whoever is hidden is not in the list.
                if (person, body) == ("-", "-") {
                    continue;
                }
                lines.insert(format!("paper {slug} by {person} {body}"));
            }
            lines.extend(paper.versions.iter().map(|version| format!("version {slug} {}", version.number)));
            paper.circulations.iter().for_each(|sent| self.circulation(paper, sent, lines));
        }
    }

    fn under(&self, paper: &Paper, lines: &mut BTreeSet<String>) {
        let slug = &paper.slug;
        for place in &paper.items {
            let meeting = self.record.meeting(&place.meeting);
            let mut items = meeting.items.iter().filter(|item| item.key == place.item);
            if let Some(item) = items.find(|item| self.item(meeting, item) == Outcome::Allow) {
                lines.insert(format!("item {} {} paper {slug}", meeting.slug, self.number(meeting, item)));
                lines.insert(format!("meeting {} paper {slug}", meeting.slug));
            }
        }
    }

    fn circulation(&self, paper: &'a Paper, sent: &'a Circulation, lines: &mut BTreeSet<String>) {
        if !self.circulation_known(paper, sent) {
            return;
        }
        let line = format!("circulation {} {}", paper.slug, sent.sent_at);
        if self.board_known(self.record.board(&sent.board)) {
            lines.insert(format!("{line} board {}", sent.board));
        }
        if let Some(meeting) = sent.meeting.as_ref().filter(|slug| self.meeting_known(self.record.meeting(slug))) {
            lines.insert(format!("{line} meeting {meeting}"));
            lines.insert(format!("meeting {meeting} paper {}", paper.slug));
        }
        for whom in sent.recipients.iter().filter(|whom| self.listed(paper, sent, whom)) {
            let person = whom.person.as_deref().filter(|name| self.person_known(name)).unwrap_or("-");
            let body = whom.organisation.as_deref().unwrap_or("-");
            if (person, body) != ("-", "-") {
                lines.insert(format!("{line} to {person} {body}"));
            }
        }
        lines.insert(line);
    }

    pub(super) fn comments(&self, lines: &mut BTreeSet<String>) {
        for paper in &self.record.papers {
            for comment in paper.comments.iter().filter(|comment| self.comment_on_paper(paper, comment)) {
                self.comment(comment, lines);
                if self.paper(paper) != Outcome::Hide {
                    lines.insert(format!("comment {} paper {}", comment.body, paper.slug));
                }
            }
        }
        for meeting in &self.record.meetings {
            for edition in &meeting.minutes {
                let known = |comment: &&Comment| self.comment_on_minutes(meeting, edition, comment);
                for comment in edition.comments.iter().filter(known) {
                    self.comment(comment, lines);
                    if self.edition_known(meeting, edition) {
                        lines.insert(format!("comment {} minutes {}", comment.body, edition.edition));
                    }
                    let section = comment.section.and_then(|n| edition.sections.get(n - 1));
                    if section.is_some_and(|section| self.section(meeting, edition, section) != Outcome::Hide) {
                        lines.insert(format!("comment {} section", comment.body));
                    }
                }
            }
        }
    }

    fn comment(&self, comment: &Comment, lines: &mut BTreeSet<String>) {
        lines.insert(format!("comment {}", comment.body));
        if self.person_known(&comment.author) {
            lines.insert(format!("comment {} by {}", comment.body, comment.author));
        }
    }
}
