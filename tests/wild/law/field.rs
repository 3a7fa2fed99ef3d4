//! The field modes once more (3.5), where they withhold: what of a known record an answer is to call withheld (3.2,
//! REDACT), field by field, whether there is anything or not. What is hidden has no entry: not the fields that this kind of
//! viewer does not have, and nothing of a record that they do not know of.

use std::collections::BTreeSet;

use super::{Law, holds};
use crate::wild::record::{Action, Person, Programme};

/// What of one record is withheld: the field, what the answer calls it, and how many there are.
type Withheld = (&'static str, &'static str, usize);

impl Law<'_> {
    /// Whether the viewer takes part, and has the fields that only those have: an administrator takes none (3.1).
    pub(super) fn takes_part(&self) -> bool {
        !self.who.administrator && (self.who.hat.is_some() || self.who.person.is_some())
    }

    pub(super) fn withheld(&self, lines: &mut BTreeSet<String>) {
        let mut say = |line: String, withheld: Vec<Withheld>| {
            let some = withheld.into_iter().filter(|(_, _, n)| *n > 0);
            lines.extend(some.map(|(field, code, n)| format!("{line} withholds {field} {code} {n}")));
        };
        for person in self.record.people.iter().filter(|person| self.person_known(&person.slug)) {
            say(format!("person {}", person.slug), unless(self.met(person), &["contactPoints"], "CONTACT"));
        }
        for meeting in &self.record.meetings {
            if self.meeting_known(meeting) {
                say(format!("meeting {}", meeting.slug), unless(self.venue(meeting), &["venue"], "VENUE"));
            }
            for one in meeting.attendance.iter().filter(|one| self.takes_part() && self.came(meeting, one)) {
                let person = if self.person_known(&one.person) { one.person.as_str() } else { "-" };
                let officer = self.part(meeting).officer;
                let line = format!("attendance {} {person}", meeting.slug);
                say(line, unless(officer, &["apologyReason"], "APOLOGY_REASON"));
            }
        }
        for action in self.record.actions.iter().filter(|action| self.action_known(action)) {
            say(format!("action {}", action.slug), self.of_action(action));
            for update in action.updates.iter().filter(|_| self.owns(action) || self.follows(action)) {
                let officer = self.of(action.board.as_ref()).is_some_and(|board| self.officer(board));
                let wrote = update.note.as_ref().is_some_and(|note| self.wears(Some(&note.organisation)));
                let told = officer || wrote || !self.takes_part() || self.wears(update.by_organisation.as_ref());
                say(format!("update {}", update.text), unless(told, &["internalNote"], "INTERNAL"));
            }
        }
        for programme in self.record.programmes.iter().filter(|programme| self.programme_known(programme)) {
            say(format!("programme {}", programme.slug), self.of_programme(programme));
        }
        for grant in self.record.grants.iter().filter(|grant| self.takes_part() && self.grant_known(grant)) {
            let mut withheld = unless(self.party_of(grant), &["lines"], "BREAKDOWN");
            withheld.extend(unless(self.paid(grant), &["payments"], "PAYMENTS"));
            withheld.extend(unless(self.matched(grant), &["matchTerms"], "MATCH_TERMS"));
            withheld.extend(unless(self.scores(grant), &["scores"], "SCORES"));
            withheld.extend(unless(self.totalled(grant), &["scoreTotal"], "SCORES"));
            say(format!("grant {}", grant.slug), withheld);
        }
        for made in self.record.recommendations.iter().filter(|made| self.recommendation_known(made)) {
            let told = !self.takes_part() || self.of(made.board.as_ref()).is_some_and(|board| self.sits(board));
            say(format!("recommendation {}", made.slug), unless(told, &["evidence"], "EVIDENCE"));
        }
        for agreement in self.record.agreements.iter().filter(|agreement| self.agreement_known(agreement)) {
            let bound = self.bound(agreement) || !self.takes_part();
            let mut withheld = unless(bound, &["categories", "gateways", "lawfulBasis", "reviewDue"], "TERMS");
            let parties = if bound { 0 } else { agreement.parties.len() };
            withheld.extend([("signedOn", "TERMS", parties), ("signedBy", "TERMS", parties)]);
            withheld.extend(unless(!self.governs() || self.leads_for(agreement), &["text"], "TEXT"));
            say(format!("agreement {}", agreement.slug), withheld);
        }
    }

    /// Whether the viewer is one to whom a person's addresses may be told, so that nothing says that there are more.
    fn met(&self, person: &Person) -> bool {
        let shared = self.record.boards.iter().any(|board| {
            let mut there = board.members.iter().filter(|member| member.person == person.slug);
            self.sits(board) && there.any(|member| holds(Some(&member.from), member.to.as_deref()))
        });
        !self.who.system && self.reads() && (self.is(&person.slug) || self.colleague(person) || shared)
    }

    /// How it goes on, and who owes it: a name that minutes print is told to all.
    fn of_action(&self, action: &Action) -> Vec<Withheld> {
        let goes_on = self.owns(action) || self.follows(action);
        let fields: &[&str] = if self.takes_part() { &["status", "supersededBy", "updates"] } else { &["updates"] };
        let mut withheld = unless(goes_on, fields, "PROGRESS");
        let owners = action.owners.iter().filter(|_| !self.near(action));
        let untold = owners.filter(|owner| owner.person.as_ref().is_none_or(|name| !self.owner_printed(action, name)));
        withheld.push(("person", "PERSON", untold.count()));
        withheld
    }

    fn of_programme(&self, programme: &Programme) -> Vec<Withheld> {
        let inside = self.inside(programme);
        let mut withheld = unless(inside, &["summary", "updates"], "INTERNAL");
        withheld.extend(unless(!self.takes_part() || self.answers_for(programme), &["risks"], "RISKS"));
        let told = inside && self.succeeds(programme);
        withheld.extend(unless(told, &["successorFunding", "successorDetail"], "SUCCESSOR"));
        withheld
    }
}

/// Fields that are withheld unless the viewer is told them.
fn unless(told: bool, fields: &[&'static str], code: &'static str) -> Vec<Withheld> {
    fields.iter().map(|field| (*field, code, usize::from(!told))).collect()
}
