//! Meetings and what was said at them (R2 to R7, T2 to T6, T9).

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::{Law, Outcome, holds};
use crate::wild::{
    make::TODAY,
    record::{Attendance, Invitation, Item, Meeting, Minutes, Name, Section},
};

/// The days of a guest after the minutes are agreed (T4).
const AFTER: u64 = 28;

/// What the viewer is to a meeting.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a way to be of a meeting, and one may be so in several ways"
)]
pub(super) struct Part<'a> {
    /// Secretariat or chair of its board today (T1, T8).
    pub(super) officer: bool,
    /// On its board today, and since then without a break, with whatever role.
    pub(super) then: bool,
    /// The same as more than an observer, then and today.
    pub(super) member: bool,
    /// On its board today and not then (T2), or on the board that its history passed to (T9).
    pub(super) later: bool,
    /// More than an observer of its board today.
    pub(super) seated: bool,
    /// Invited to it (T4, T6).
    pub(super) invited: Option<&'a Invitation>,
    /// A system whose organisation has a seat.
    pub(super) system: bool,
    /// Secretariat or chair of the parent board.
    pub(super) above: bool,
    /// Anybody, because its minutes are published.
    pub(super) public: bool,
}

impl Part<'_> {
    pub(super) fn substitute(&self) -> bool {
        self.invited.is_some_and(|invitation| invitation.capacity == "SUBSTITUTE")
    }

    pub(super) fn guest_of(&self, item: Option<&str>) -> bool {
        self.invited.is_some_and(|invitation| {
            invitation.capacity == "GUEST" && item.is_some_and(|item| invitation.items.iter().any(|key| key == item))
        })
    }
}

fn over(edition: &Minutes) -> bool {
    ["AGREED", "PUBLISHED"].contains(&edition.status)
}

/// Whether a later edition of the meeting is in one of these states.
fn followed(meeting: &Meeting, edition: &Minutes, by: &[&str]) -> bool {
    meeting.minutes.iter().any(|later| later.edition > edition.edition && by.contains(&later.status))
}

/// Agreed, for systems and those who joined later: the last that was, and not withdrawn.
fn settled(meeting: &Meeting, edition: &Minutes) -> bool {
    over(edition) && !followed(meeting, edition, &["AGREED", "PUBLISHED", "WITHDRAWN"])
}

/// Sent to readers from outside the board, and not withdrawn since.
pub(super) fn sent(meeting: &Meeting, edition: &Minutes) -> bool {
    (edition.status == "CIRCULATED" || over(edition)) && !followed(meeting, edition, &["WITHDRAWN"])
}

impl<'a> Law<'a> {
    /// The viewer's invitation to a meeting, from the day of it until 28 days after the minutes are agreed, if it was not
    /// taken back and the meeting not called off. A substitute has the rights of the principal, who must have some today (T6).
    pub(super) fn invited(&self, meeting: &'a Meeting) -> Option<&'a Invitation> {
        let day = |agreed: &str| agreed.parse::<NaiveDate>().ok()?.checked_add_days(Days::new(AFTER));
        // Minutes of which nobody knows when they were agreed are taken to be long agreed.
        let over = |edition: &Minutes| {
            let until = edition.agreed_on.as_deref().and_then(day).map(|day| day.to_string());
            !["DRAFT", "CIRCULATED"].contains(&edition.status) && until.is_none_or(|until| until.as_str() <= TODAY)
        };
        if meeting.status == "CANCELLED" || meeting.minutes.iter().any(over) {
            return None;
        }
        let board = self.record.board(&meeting.board);
        let principal = |name: &Name| {
            let mut of = board.members.iter().filter(|member| member.person == *name && member.role != "OBSERVER");
            of.any(|member| holds(Some(&member.from), member.to.as_deref()))
        };
        let own = |invitation: &&Invitation| {
            self.is(&invitation.person)
                && (invitation.organisation.is_none() || self.wears(invitation.organisation.as_ref()))
                && invitation.invited_on.as_str() <= TODAY
                && invitation.withdrawn_on.is_none()
                && invitation.substitute_for.as_ref().is_none_or(principal)
        };
        meeting.invitations.iter().filter(|_| self.handled(board.marking.as_ref())).find(own)
    }

    /// Whether an edition is public: the last that was published, and not withdrawn, of an ordinary and listed board.
    pub(super) fn out(&self, meeting: &'a Meeting, edition: &'a Minutes) -> bool {
        let board = self.record.board(&meeting.board);
        board.kind != "CASE_CONFERENCE"
            && board.listed
            && self.handled(board.marking.as_ref())
            && self.handled(meeting.marking.as_ref())
            && self.handled(edition.marking.as_ref())
            && edition.status == "PUBLISHED"
            && !followed(meeting, edition, &["PUBLISHED", "WITHDRAWN"])
    }

    /// Whether anybody may read the minutes, and with them of the meeting (R2 to R4).
    pub(super) fn published(&self, meeting: &'a Meeting) -> bool {
        meeting.minutes.iter().any(|edition| self.out(meeting, edition))
    }

    pub(super) fn part(&self, meeting: &'a Meeting) -> Part<'a> {
        let board = self.record.board(&meeting.board);
        let day = meeting.held_on.as_deref();
        let visible = board.history_visible_from.as_deref().is_none_or(|from| day.is_none_or(|day| from <= day));
        let heir =
            self.record.boards.iter().any(|heir| {
                heir.predecessor.as_ref() == Some(&board.slug) && heir.predecessor_history && self.sits(heir)
            });
        let term = self.term(board);
        let held = |role: fn(&str) -> bool| {
            let of = |day: &str| {
                term.iter().any(|place| {
                    place.from.as_str() <= day && place.to.as_deref().is_none_or(|to| day < to) && role(place.role)
                })
            };
            day.is_some_and(of)
        };
        let then = held(|_| true);
        let seated = self.answers(board);
        Part {
            officer: self.officer(board),
            then,
            member: seated && held(|role| role != "OBSERVER"),
            later: !then && (visible && self.sits(board) || heir),
            seated,
            invited: self.invited(meeting),
            system: self.seated(board) && board.kind != "CASE_CONFERENCE",
            above: board.kind == "TASK_AND_FINISH"
                && board.parent.as_ref().is_some_and(|parent| self.officer(self.record.board(parent))),
            public: self.published(meeting),
        }
    }

    /// Whether the viewer may know of a meeting.
    pub(super) fn meeting_known(&self, meeting: &'a Meeting) -> bool {
        let board = self.record.board(&meeting.board);
        let part = self.part(meeting);
        let agenda = meeting.agenda_public && board.listed && board.kind != "CASE_CONFERENCE";
        let addressed = || meeting.minutes.iter().any(|edition| self.addressed_in(meeting, edition));
        self.reads()
            && self.handled(board.marking.as_ref())
            && self.handled(meeting.marking.as_ref())
            && (part.officer
                || part.then
                || part.later
                || part.invited.is_some()
                || part.system
                || part.above
                || part.public
                || agenda
                || addressed())
    }

    /// R6: a restricted part names its readers, once the minutes are more than a draft (R7).
    fn addressed_in(&self, meeting: &'a Meeting, edition: &Minutes) -> bool {
        sent(meeting, edition)
            && !self.left(self.record.board(&meeting.board))
            && self.handled(edition.marking.as_ref())
            && edition.sections.iter().any(|section| {
                let mut recipients = section.marking.iter().flat_map(|marking| &marking.recipients);
                section.part == "RESTRICTED"
                    && recipients.any(|name| self.is(name))
                    && self.section_handled(meeting, section)
            })
    }

    /// Step 3 of a section: no wider than its item.
    fn section_handled(&self, meeting: &Meeting, section: &Section) -> bool {
        let item = meeting.items.iter().find(|item| Some(&item.key) == section.item.as_ref());
        self.handled_of(section.marking.as_ref(), section.author.as_ref())
            && item.is_none_or(|item| self.handled_of(item.marking.as_ref(), section.author.as_ref()))
    }

    /// As of the board: its members from circulation, whatever came after; who joined later what was agreed.
    pub(super) fn as_member(part: &Part<'_>, meeting: &Meeting, edition: &Minutes) -> bool {
        part.officer || part.then && edition.status != "DRAFT" || part.later && settled(meeting, edition)
    }

    /// As a system, as far back as the board shows.
    pub(super) fn as_system(&self, part: &Part<'_>, meeting: &Meeting, edition: &Minutes) -> bool {
        let from = self.record.board(&meeting.board).history_visible_from.as_deref();
        let visible = from.is_none_or(|from| meeting.held_on.as_deref().is_none_or(|day| from <= day));
        part.system && settled(meeting, edition) && visible
    }

    /// R4, R7: which editions.
    pub(super) fn edition_known(&self, meeting: &'a Meeting, edition: &'a Minutes) -> bool {
        let part = self.part(meeting);
        let open = Self::as_member(&part, meeting, edition)
            || part.invited.is_some() && sent(meeting, edition)
            || self.as_system(&part, meeting, edition)
            || self.out(meeting, edition)
            || self.addressed_in(meeting, edition);
        self.meeting_known(meeting) && self.handled(edition.marking.as_ref()) && open
    }

    /// R5: for whom a closed part is. Of one that is not for them, members see a stub.
    fn closed(&self, part: &Part<'_>, item: Option<&str>, audience: &[String], later_members: bool) -> Outcome {
        let named = audience.iter().any(|of| self.wears(Some(of)));
        let of_all = named || audience.is_empty();
        let meant = part.officer
            || part.then && part.member && of_all
            || (part.then || part.later) && part.seated && named && later_members
            || part.substitute() && of_all
            || part.guest_of(item) && named;
        match (meant, part.then || part.later) {
            (true, _) => Outcome::Allow,
            (false, true) => Outcome::Stub,
            (false, false) => Outcome::Hide,
        }
    }

    /// Whether a closed item is for the viewer as far as its audience goes, and out to them.
    pub(super) fn meant(&self, meeting: &'a Meeting, item: &Item) -> bool {
        let part = self.out_to(self.part(meeting), meeting);
        self.closed(&part, Some(&item.key), &item.audience, item.later_members) == Outcome::Allow
    }

    /// What the viewer is to the agenda: to members it is out once it was sent, to those who joined later once the minutes
    /// are agreed.
    fn out_to(&self, part: Part<'a>, meeting: &'a Meeting) -> Part<'a> {
        let settled = meeting.minutes.iter().any(|edition| settled(meeting, edition));
        let system = meeting.minutes.iter().any(|edition| self.as_system(&part, meeting, edition));
        let from = self.record.board(&meeting.board).history_visible_from.as_deref();
        let visible = from.is_none_or(|from| meeting.held_on.as_deref().is_none_or(|day| from <= day));
        let sent = ["NOTIFIED", "HELD", "MINUTED"].contains(&meeting.status) || settled && visible;
        Part { then: part.then && sent, later: part.later && settled, system, ..part }
    }

    /// R4 to R6 of an item on the agenda.
    pub(super) fn item(&self, meeting: &'a Meeting, item: &'a Item) -> Outcome {
        if !self.meeting_known(meeting) || !self.handled(item.marking.as_ref()) {
            return Outcome::Hide;
        }
        let part = self.out_to(self.part(meeting), meeting);
        let board = self.record.board(&meeting.board);
        let public = part.public || meeting.agenda_public && board.listed && board.kind != "CASE_CONFERENCE";
        let guest = part.guest_of(Some(&item.key));
        match item.part {
            "OPEN" => {
                let open = part.officer || part.then || part.later || part.system || part.substitute() || guest;
                if open || public { Outcome::Allow } else { Outcome::Hide }
            }
            "CLOSED" => {
                let own = self.closed(&part, Some(&item.key), &item.audience, item.later_members);
                if public && item.public_title.is_some() { own.max(Outcome::Stub) } else { own }
            }
            _ if self.left(board) => Outcome::Hide,
            _ => Outcome::Allow,
        }
    }

    pub(super) fn section(&self, meeting: &'a Meeting, edition: &'a Minutes, section: &'a Section) -> Outcome {
        if !self.edition_known(meeting, edition) || !self.section_handled(meeting, section) {
            return Outcome::Hide;
        }
        let all = self.part(meeting);
        let part = Part {
            then: all.then && edition.status != "DRAFT",
            invited: all.invited.filter(|_| sent(meeting, edition)),
            later: all.later && settled(meeting, edition),
            ..all
        };
        let key = section.item.as_deref();
        let written =
            section.author.as_deref().is_some_and(|name| self.is(name)) && Self::as_member(&all, meeting, edition);
        match section.part {
            "OPEN" => {
                let near = Self::as_member(&all, meeting, edition) || part.substitute() || part.guest_of(key);
                let open = near || self.as_system(&all, meeting, edition) || self.out(meeting, edition);
                if open { Outcome::Allow } else { Outcome::Hide }
            }
            "CLOSED" if written => Outcome::Allow,
            // A section that names nobody is for whom its item is for.
            "CLOSED" => {
                let item = meeting.items.iter().find(|item| Some(&item.key) == section.item.as_ref());
                let of_item = item.map_or(&[][..], |item| &item.audience);
                let audience = if section.audience.is_empty() { of_item } else { &section.audience };
                self.closed(&part, key, audience, section.later_members)
            }
            _ => {
                let listed = self.handled(section.marking.as_ref()) && !self.left(self.record.board(&meeting.board));
                let read = written || listed && (sent(meeting, edition) || all.officer);
                if read { Outcome::Allow } else { Outcome::Hide }
            }
        }
    }

    /// 3.5: whose attendance.
    pub(super) fn came(&self, meeting: &'a Meeting, one: &Attendance) -> bool {
        if !self.meeting_known(meeting) {
            return false;
        }
        let part = self.part(meeting);
        let all = part.officer || part.then || part.later || part.invited.is_some() || part.above;
        // Who was absent is nobody's business outside (case 34).
        all || part.public && one.status != "ABSENT"
            || self.is(&one.person)
            || part.system && self.wears(one.organisation.as_ref())
    }

    /// Mode C of the venue of a case conference: those who come, and those who run it.
    pub(super) fn venue(&self, meeting: &'a Meeting) -> bool {
        let board = self.record.board(&meeting.board);
        let part = self.part(meeting);
        let comes = || part.invited.is_some() || meeting.attendance.iter().any(|one| self.is(&one.person));
        board.kind != "CASE_CONFERENCE" || part.officer || comes()
    }

    pub(super) fn invitation_known(&self, meeting: &'a Meeting, invitation: &Invitation) -> bool {
        let part = self.part(meeting);
        let all = part.officer || part.then || part.later;
        self.meeting_known(meeting) && (all || self.is(&invitation.person))
    }

    pub(super) fn meetings(&self, lines: &mut BTreeSet<String>) {
        for meeting in &self.record.meetings {
            self.attendance(meeting, lines);
            if !self.meeting_known(meeting) {
                continue;
            }
            let slug = &meeting.slug;
            lines.insert(format!("meeting {slug}"));
            if self.board_known(self.record.board(&meeting.board)) {
                lines.insert(format!("meeting {slug} board {}", meeting.board));
            }
            if let Some(to) = meeting.previous.as_ref().filter(|to| self.meeting_known(self.record.meeting(to))) {
                lines.insert(format!("meeting {slug} previous {to}"));
            }
            if meeting.venue.is_some() && self.venue(meeting) {
                lines.insert(format!("meeting {slug} venue"));
            }
            for invitation in meeting.invitations.iter().filter(|of| self.invitation_known(meeting, of)) {
                self.invitation(meeting, invitation, lines);
            }
            meeting.items.iter().for_each(|item| self.item_lines(meeting, item, lines));
            self.editions(meeting, lines);
        }
    }

    /// T3: the record of one's own attendance, which stays when the meeting is hidden, and shares of papers that are
    /// hidden. No list leads there: only its id.
    pub(crate) fn kept(&self) -> BTreeSet<String> {
        let Some(own) = self.who.person.as_ref().filter(|_| self.reads()) else { return BTreeSet::new() };
        let mut came = Vec::new();
        for meeting in self.record.meetings.iter().filter(|of| of.attendance.iter().any(|one| one.person == *own)) {
            came.push(format!("attendance {} {own}", meeting.slug));
        }
        came.into_iter().chain(self.shares(false)).collect()
    }

    fn attendance(&self, meeting: &'a Meeting, lines: &mut BTreeSet<String>) {
        let slug = &meeting.slug;
        for one in &meeting.attendance {
            if !self.came(meeting, one) {
                continue;
            }
            let person = if self.person_known(&one.person) { one.person.as_str() } else { "-" };
            lines.insert(format!("attendance {slug} {person}"));
            if let Some(other) = one.substitute_for.as_ref().filter(|name| self.person_known(name)) {
                lines.insert(format!("attendance {slug} {person} for {other}"));
            }
            if let Some(apology) = one.apology.as_ref().filter(|_| self.part(meeting).officer) {
                lines.insert(format!("apology {apology}"));
            }
        }
    }

    fn invitation(&self, meeting: &'a Meeting, invitation: &Invitation, lines: &mut BTreeSet<String>) {
        let line = format!("invitation {} {}", meeting.slug, invitation.person);
        if let Some(other) = invitation.substitute_for.as_ref().filter(|name| self.person_known(name)) {
            lines.insert(format!("{line} for {other}"));
        }
        for item in meeting.items.iter().filter(|item| invitation.items.contains(&item.key)) {
            // Whom a closed item concerns is more than its stub tells; the guest knows what they come for.
            let outcome = self.item(meeting, item);
            if outcome == Outcome::Allow || outcome == Outcome::Stub && self.is(&invitation.person) {
                lines.insert(format!("{line} item {}", self.number(meeting, item)));
            }
        }
        lines.insert(line);
    }

    /// L5: what is not open is counted among what one knows of its part, so that no number tells of another item.
    pub(super) fn number(&self, meeting: &'a Meeting, item: &Item) -> String {
        let run = match item.part {
            "OPEN" => return item.number.clone(),
            "CLOSED" => "C",
            _ => "R",
        };
        let known = meeting.items.iter().take_while(|other| other.key != item.key);
        let known = known.filter(|other| other.part == item.part && self.item(meeting, other) != Outcome::Hide);
        format!("{run}{}", known.count() + 1)
    }

    fn item_lines(&self, meeting: &'a Meeting, item: &'a Item, lines: &mut BTreeSet<String>) {
        let line = format!("item {} {}", meeting.slug, self.number(meeting, item));
        let outcome = self.item(meeting, item);
        let title = match (outcome, &item.public_title) {
            (Outcome::Hide, _) => return,
            (Outcome::Stub, None) => "Closed item",
            (Outcome::Stub, Some(title)) => title,
            (Outcome::Allow, _) => &item.title,
        };
        lines.insert(format!("{line} is {title}"));
        if outcome == Outcome::Stub {
            lines.insert(format!("{line} stub"));
        } else {
            if let Some(person) = item.presenter.as_ref().filter(|name| self.person_known(name)) {
                lines.insert(format!("{line} presenter {person}"));
            }
            lines.extend(item.closed_reason.iter().map(|_| format!("{line} closedReason")));
            if self.outcome_known(meeting, item) {
                lines.insert(format!("{line} state"));
                lines.extend(item.result.iter().map(|_| format!("{line} result")));
            }
        }
        lines.insert(line);
    }

    /// What came of an item stands in the minutes, and is read as far as one came to these; the item itself is read in
    /// full.
    pub(super) fn outcome_known(&self, meeting: &'a Meeting, item: &Item) -> bool {
        let part = self.part(meeting);
        let minuted = |edition: &Minutes| {
            let invited = part.substitute() || part.guest_of(Some(&item.key)) || item.part == "RESTRICTED";
            Self::as_member(&part, meeting, edition)
                || self.who.person.is_some() && sent(meeting, edition) && invited
                || self.as_system(&part, meeting, edition)
        };
        let published = item.part == "OPEN" && self.published(meeting);
        let mut editions = meeting.minutes.iter().filter(|edition| self.handled(edition.marking.as_ref()));
        part.officer || published || editions.any(minuted)
    }

    fn editions(&self, meeting: &'a Meeting, lines: &mut BTreeSet<String>) {
        let slug = &meeting.slug;
        let known: Vec<&Minutes> = meeting.minutes.iter().filter(|of| self.edition_known(meeting, of)).collect();
        if let Some(latest) = known.iter().map(|edition| edition.edition).max() {
            lines.insert(format!("meeting {slug} minutes {latest}"));
        }
        for edition in known {
            let line = format!("minutes {slug} {}", edition.edition);
            let mut stubs = 0;
            for section in &edition.sections {
                match self.section(meeting, edition, section) {
                    Outcome::Hide => {}
                    Outcome::Stub => stubs += 1,
                    Outcome::Allow => {
                        lines.insert(format!("section {}", section.body));
                        let item = meeting.items.iter().find(|item| Some(&item.key) == section.item.as_ref());
                        if let Some(item) = item.filter(|item| self.item(meeting, item) != Outcome::Hide) {
                            lines.insert(format!("section {} item {}", section.body, self.number(meeting, item)));
                        }
                    }
                }
            }
            if stubs > 0 {
                lines.insert(format!("{line} stubs {stubs}"));
            }
            lines.insert(line);
        }
    }
}
