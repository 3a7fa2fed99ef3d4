//! The world as one viewer may know it: everything that the law hides from them is gone, and what it withholds of a
//! record that they know of is overwritten.
//!
//! What a decision rests on stays, without its words: a board that a known record hangs from, the edition that ends an
//! invitation, the item under which a known section stands, the seat of the member for whom the viewer stands in.

mod paper;

use std::collections::BTreeSet;

use super::{Law, Outcome};
use crate::wild::record::{
    Action, Board, Grant, Item, Marking, Meeting, Minutes, Name, Owner, Person, Programme, Record, Section,
};

/// Somebody of whom the viewer knows nothing, in place of whom they may not know.
const NOBODY: &str = "nobody";

fn nobody() -> Name {
    NOBODY.to_owned()
}

impl<'a> Law<'a> {
    /// The world without what is hidden.
    pub(crate) fn alone(&self) -> Record {
        let mut alone = self.record.clone();
        for body in &mut alone.organisations {
            let own = !self.who.system && self.wears(Some(&body.slug));
            body.contacts.retain(|contact| contact.kind == "ROLE_MAILBOX" || own);
        }
        alone.accounts.retain(|account| account.slug == self.who.account);
        alone.meetings = self.record.meetings.iter().filter_map(|meeting| self.meeting_alone(meeting)).collect();
        let actions = self.record.actions.iter().filter(|action| self.action_known(action));
        alone.actions = actions.map(|action| self.action_alone(action)).collect();
        let programmes = self.record.programmes.iter().filter(|programme| self.programme_known(programme));
        alone.programmes = programmes.map(|programme| self.programme_alone(programme)).collect();
        alone.grants.retain(|grant| self.grant_known(grant));
        for grant in &mut alone.grants {
            let (party, who) = (self.party_of(grant), self);
            grant.lines.retain(|line| party || who.wears(line.organisation.as_ref()));
            grant.programme = grant.programme.take().filter(|slug| alone.programmes.iter().any(|of| of.slug == *slug));
            let real = self.record.grants.iter().find(|of| of.slug == grant.slug).expect("a grant");
            self.grant_alone(real, grant);
        }
        let decisions = self.record.decisions.iter().filter(|decision| self.decision_known(decision));
        alone.decisions = decisions.map(|decision| self.decision_alone(decision)).collect();
        alone.papers = self.papers_alone();
        let made = self.record.recommendations.iter().filter(|made| self.recommendation_known(made));
        alone.recommendations = made.map(|made| self.recommendation_alone(made)).collect();
        let reviews = self.record.reviews.iter().filter(|review| self.review_known(review));
        alone.reviews = reviews.map(|review| self.review_alone(review)).collect();
        alone.agreements = self.agreements_alone();
        for agreement in &mut alone.agreements {
            self.narrow(agreement.marking.as_mut());
            for party in &mut agreement.parties {
                party.signed_by = self.known(party.signed_by.take());
            }
        }
        let mut kept: BTreeSet<Name> = alone.meetings.iter().map(|meeting| meeting.board.clone()).collect();
        kept.extend(alone.decisions.iter().filter_map(|decision| decision.board.clone()));
        kept.extend(alone.papers.iter().filter_map(|paper| paper.board.clone()));
        kept.extend(alone.papers.iter().flat_map(|paper| &paper.circulations).map(|sent| sent.board.clone()));
        kept.extend(alone.reviews.iter().map(|review| review.board.clone()));
        alone.boards.retain(|board| kept.contains(&board.slug) || self.board_known(self.record.board(&board.slug)));
        let there: BTreeSet<Name> = alone.boards.iter().map(|board| board.slug.clone()).collect();
        for board in &mut alone.boards {
            self.board_alone(board, &there);
        }
        self.people_alone(&mut alone);
        alone
    }

    /// A marking that the viewer passes, with no other name on its list.
    pub(super) fn narrow(&self, marking: Option<&mut Marking>) {
        if let Some(marking) = marking.filter(|marking| !marking.recipients.is_empty()) {
            let me = marking.recipients.iter().find(|name| self.is(name)).cloned();
            marking.recipients = vec![me.unwrap_or_else(nobody)];
        }
    }

    pub(super) fn known(&self, person: Option<Name>) -> Option<Name> {
        person.filter(|name| self.person_known(name))
    }

    fn board_alone(&self, board: &mut Board, there: &BTreeSet<Name>) {
        let real = self.record.board(&board.slug);
        let known = self.board_known(real);
        if !known {
            board.name = format!("Hidden {}", board.slug);
        }
        let stands_for = |person: &str| {
            let mut invited = self.record.meetings.iter().filter(|meeting| meeting.board == real.slug);
            invited.any(|meeting| self.invited(meeting).is_some_and(|i| i.substitute_for.as_deref() == Some(person)))
        };
        board.members.retain(|member| {
            self.is(&member.person) || self.membership_known(real, member) || stands_for(&member.person)
        });
        self.narrow(board.marking.as_mut());
        for to in [&mut board.parent, &mut board.reports_to, &mut board.predecessor] {
            *to = to.take().filter(|to| there.contains(to));
        }
        board.predecessor_history &= board.predecessor.is_some();
    }

    fn people_alone(&self, alone: &mut Record) {
        let text = alone.file();
        alone.people.push(Person { slug: nobody(), name: "Nobody".to_owned(), ..Person::default() });
        for person in &mut alone.people {
            if person.slug != NOBODY && self.person_known(&person.slug) {
                let real = self.record.person(&person.slug);
                person.contacts.retain(|contact| self.reachable(real, contact));
            } else {
                let slug = person.slug.clone();
                *person = Person { name: format!("Hidden {slug}"), slug, ..Person::default() };
            }
        }
        // Whom no row that is left names is gone.
        let named = |slug: &str| text.matches(&format!("\"{slug}\"")).count() > 1;
        alone.people.retain(|person| person.slug == NOBODY || self.person_known(&person.slug) || named(&person.slug));
    }

    fn meeting_alone(&self, real: &'a Meeting) -> Option<Meeting> {
        let mut meeting = real.clone();
        let known = self.meeting_known(real);
        // Who came keeps the record of it, who said something keeps what they said, and who is invited knows the board,
        // whatever withholds the meeting.
        let came = || real.attendance.iter().any(|one| self.is(&one.person));
        if !known && self.invited(real).is_none() && !came() && !real.minutes.iter().any(|of| self.spoke(of)) {
            return None;
        }
        meeting.attendance.retain(|one| self.is(&one.person) || self.came(real, one));
        for one in &mut meeting.attendance {
            if let Some(other) = one.substitute_for.take() {
                one.substitute_for = Some(self.known(Some(other)).unwrap_or_else(nobody));
            }
            one.apology = one.apology.take().filter(|_| known && self.part(real).officer);
        }
        meeting.previous = meeting.previous.take().filter(|to| known && self.meeting_known(self.record.meeting(to)));
        meeting.venue = meeting.venue.take().filter(|_| known && self.venue(real));
        meeting.invitations.retain(|one| self.is(&one.person) || known && self.invitation_known(real, one));
        meeting.items.clear();
        if known {
            meeting.items = real.items.iter().filter_map(|item| self.item_alone(real, item)).collect();
            self.narrow(meeting.marking.as_mut());
        }
        for invitation in &mut meeting.invitations {
            invitation.items.retain(|key| meeting.items.iter().any(|item| item.key == *key));
            if let Some(other) = invitation.substitute_for.clone().filter(|name| !self.person_known(name)) {
                // The seat that a stand-in stands for is needed, whoever has it.
                let mine = self.is(&invitation.person);
                invitation.substitute_for = Some(if mine { other } else { nobody() });
            }
        }
        meeting.minutes = real.minutes.iter().filter_map(|of| self.edition_alone(real, of, known)).collect();
        Some(meeting)
    }

    fn item_alone(&self, meeting: &'a Meeting, real: &'a Item) -> Option<Item> {
        let mut item = real.clone();
        match self.item(meeting, real) {
            Outcome::Hide if !self.decides(meeting, real) => return None,
            Outcome::Hide | Outcome::Stub => {
                "Withheld".clone_into(&mut item.title);
                item.closed_reason = Some("Withheld".to_owned());
                (item.presenter, item.result) = (None, None);
            }
            Outcome::Allow => {
                item.result = item.result.take().filter(|_| self.outcome_known(meeting, real));
                item.presenter = self.known(item.presenter.take());
            }
        }
        self.narrow(item.marking.as_mut());
        Some(item)
    }

    /// Whether a section that the viewer may know of hangs from an item: for whom the section is follows from it.
    fn decides(&self, meeting: &'a Meeting, item: &'a Item) -> bool {
        meeting.minutes.iter().any(|edition| {
            let mut under = edition.sections.iter().filter(|section| section.item.as_ref() == Some(&item.key));
            under.any(|section| self.section(meeting, edition, section) != Outcome::Hide)
        })
    }

    fn edition_alone(&self, meeting: &'a Meeting, real: &'a Minutes, known: bool) -> Option<Minutes> {
        let mut edition = real.clone();
        edition.sections.clear();
        if known && self.edition_known(meeting, real) {
            let there = |(place, of)| Some((place, self.section_alone(meeting, real, of)?));
            let places: Vec<usize>;
            (places, edition.sections) = real.sections.iter().enumerate().filter_map(there).unzip();
            edition.comments = self.said_alone(meeting, real, &places);
            self.narrow(edition.marking.as_mut());
            return Some(edition);
        }
        edition.comments = self.said_alone(meeting, real, &[]);
        // That minutes were agreed or withdrawn decides about other records.
        (self.spoke(real) || !["DRAFT", "CIRCULATED"].contains(&real.status)).then_some(edition)
    }

    fn section_alone(&self, meeting: &'a Meeting, edition: &'a Minutes, real: &'a Section) -> Option<Section> {
        let mut section = real.clone();
        match self.section(meeting, edition, real) {
            Outcome::Hide => return None,
            Outcome::Stub => "Withheld".clone_into(&mut section.body),
            Outcome::Allow => {}
        }
        section.author = section.author.take().filter(|name| self.is(name));
        self.narrow(section.marking.as_mut());
        Some(section)
    }

    fn action_alone(&self, real: &'a Action) -> Action {
        let mut action = real.clone();
        let goes_on = self.owns(real) || self.follows(real);
        let (meeting, item) = self.raised(real);
        let meeting = meeting.filter(|meeting| self.meeting_known(meeting));
        let item = item.filter(|item| meeting.is_some_and(|of| self.item(of, item) != Outcome::Hide));
        action.raised_at = meeting.map(|meeting| meeting.slug.clone());
        action.item = item.map(|item| item.key.clone());
        action.board = action.board.take().filter(|slug| self.board_known(self.record.board(slug)));
        action.due_meeting = action.due_meeting.take().filter(|to| self.meeting_known(self.record.meeting(to)));
        let next = self.record.actions.iter().find(|other| Some(&other.slug) == real.superseded_by.as_ref());
        action.superseded_by = next.filter(|next| goes_on && self.action_known(next)).map(|next| next.slug.clone());
        if !goes_on {
            action.status = "OPEN";
            action.updates.clear();
        }
        let officer = action.board.as_ref().is_some_and(|board| self.officer(self.record.board(board)));
        for update in &mut action.updates {
            update.by = self.known(update.by.take());
            update.note = update.note.take().filter(|note| officer || self.wears(Some(&note.organisation)));
        }
        action
            .owners
            .retain(|owner| owner.board.as_ref().is_none_or(|board| self.board_known(self.record.board(board))));
        for owner in &mut action.owners {
            self.owner_alone(real, owner);
        }
        for whom in &mut action.beneficiaries {
            whom.person = self.known(whom.person.take());
        }
        action.beneficiaries.retain(|whom| whom.person.is_some() || whom.organisation.is_some());
        self.narrow(action.marking.as_mut());
        action
    }

    fn owner_alone(&self, action: &'a Action, owner: &mut Owner) {
        let named = |name: &Name| self.owner_named(action, name) && self.person_known(name);
        if owner.person.as_ref().is_some_and(|name| !named(name)) {
            owner.printed = false;
            owner.person = owner.organisation.is_none().then(nobody);
        }
    }

    fn grant_alone(&self, real: &'a Grant, grant: &mut Grant) {
        grant.payments.retain(|_| self.paid(real));
        grant.match_terms = grant.match_terms.take().filter(|_| self.matched(real));
        if !self.scores(real) {
            // What the scores come to stays, and not who gave what for what.
            grant.scores.retain(|_| self.totalled(real));
            for score in &mut grant.scores {
                (score.scorer, score.criterion) = (nobody(), "Withheld".to_owned());
            }
        }
        self.narrow(grant.marking.as_mut());
    }

    fn programme_alone(&self, real: &'a Programme) -> Programme {
        let mut programme = real.clone();
        let inside = self.inside(real);
        programme.board = programme.board.take().filter(|slug| self.board_known(self.record.board(slug)));
        let parent = self.record.programmes.iter().find(|other| Some(&other.slug) == real.parent.as_ref());
        programme.parent = parent.filter(|of| self.programme_known(of)).map(|of| of.slug.clone());
        programme.summary = programme.summary.take().filter(|_| inside);
        programme.successor = programme.successor.take().filter(|_| self.succeeds(real));
        programme.risks = programme.risks.take().filter(|_| self.answers_for(real));
        // Who bids is on no panel, whether that bid is known under this hat or not.
        programme.scorers.retain(|scorer| self.is(&scorer.person) && !self.bids(real));
        programme.updates.retain(|report| inside && self.handled(report.marking.as_ref()));
        programme.updates.iter_mut().for_each(|report| self.narrow(report.marking.as_mut()));
        self.narrow(programme.marking.as_mut());
        programme
    }
}
