//! People and how to reach them (field modes of Person, T3).

use std::collections::BTreeSet;

use super::{Law, holds};
use crate::wild::record::{Contact, Person};

impl Law<'_> {
    /// Whether the viewer knows of a person: themself, their own organisation's people, and whoever is named in what they
    /// may read.
    pub(super) fn person_known(&self, slug: &str) -> bool {
        if self.is(slug) {
            return true;
        }
        self.reads() && (self.colleague(self.record.person(slug)) || self.named(slug))
    }

    /// Whether a person is of the viewer's own organisation today (T7).
    pub(super) fn colleague(&self, person: &Person) -> bool {
        let of = |own: &&crate::wild::record::Affiliation| holds(own.from.as_deref(), own.to.as_deref());
        person.affiliations.iter().filter(of).any(|own| self.wears(Some(&own.organisation)))
    }

    /// Named where the viewer reads: for a system and for the public, what is public; for a person, also the rolls of
    /// their boards, who comes to their meetings, who owes what they follow, and who shares a paper that they may know of.
    fn named(&self, slug: &str) -> bool {
        let sat = self.record.boards.iter().any(|board| {
            let mut of = board.members.iter().filter(|member| member.person == slug);
            of.any(|member| self.public_roll(board, member) || self.sits(board))
        });
        let came = || {
            self.record.meetings.iter().any(|meeting| {
                let mut came = meeting.attendance.iter().filter(|one| one.person == slug);
                let mut invited = meeting.invitations.iter().filter(|one| one.person == slug);
                let near = |one| self.who.person.is_some() && self.came(meeting, one);
                came.any(|one| near(one) || one.status != "ABSENT" && self.published(meeting))
                    || self.who.person.is_some() && invited.any(|one| self.invitation_known(meeting, one))
            })
        };
        let owes = || {
            let all = |action| {
                if self.who.person.is_some() {
                    self.owner_named(action, slug)
                } else {
                    self.owner_printed(action, slug)
                }
            };
            self.record.actions.iter().any(all)
        };
        sat || came() || owes() || self.shares_name(slug)
    }

    /// Mode of addresses: the person, their own organisation, the officers of a shared board, its members if shared; a
    /// system never.
    pub(super) fn reachable(&self, person: &Person, contact: &Contact) -> bool {
        if contact.kind == "ROLE_MAILBOX" {
            return self.person_known(&person.slug);
        }
        let shared = |officer: bool| {
            self.record.boards.iter().any(|board| {
                let mut members = board.members.iter().filter(|member| member.person == person.slug);
                let there = members.any(|member| holds(Some(&member.from), member.to.as_deref()));
                there && if officer { self.officer(board) } else { self.sits(board) }
            })
        };
        let near = || self.colleague(person) || shared(true) || contact.shared && shared(false);
        !self.who.system && self.reads() && (self.is(&person.slug) || near())
    }

    pub(super) fn people(&self, lines: &mut BTreeSet<String>) {
        for person in self.record.people.iter().filter(|person| self.person_known(&person.slug)) {
            lines.insert(format!("person {}", person.slug));
            let reachable = person.contacts.iter().filter(|contact| self.reachable(person, contact));
            lines.extend(reachable.map(|contact| format!("contact {}", contact.value)));
        }
        for body in &self.record.organisations {
            let own = !self.who.system && self.reads() && self.wears(Some(&body.slug));
            let reachable = body.contacts.iter().filter(|contact| contact.kind == "ROLE_MAILBOX" || own);
            lines.extend(reachable.map(|contact| format!("contact {}", contact.value)));
        }
    }
}
