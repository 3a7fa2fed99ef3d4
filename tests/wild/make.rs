//! Worlds by chance: small partnerships in which everything that the rules speak of happens, and much of it at once.
//! People change employers, boards follow boards, guests come, seats are empty, memberships ended yesterday or begin
//! tomorrow, every state of minutes stands beside every marking.

use super::{
    dice::Dice,
    record::{
        Account, Affiliation, Attendance, Board, Contact, Day, Invitation, Item, Marking, Meeting, Member, Minutes,
        Name, Organisation, Person, Record, Seat, Section, Word,
    },
};

/// The day on which these worlds stand.
pub(crate) const TODAY: &str = "2026-03-02";
/// The instant, in the morning of that day.
pub(crate) const NOW: &str = "2026-03-02T10:00:00Z";

/// Days of what is past, and of what is to come. Yesterday, today and tomorrow are among them: a rule about days is wrong
/// by one day if it is wrong.
pub(super) const PAST: [&str; 9] = [
    "2020-01-01",
    "2022-05-01",
    "2024-06-15",
    "2025-03-10",
    "2025-09-01",
    "2026-01-10",
    "2026-02-02",
    "2026-02-20",
    "2026-03-01",
];
pub(super) const COMING: [&str; 4] = [TODAY, "2026-03-03", "2026-04-01", "2027-01-01"];

const SECTORS: [Word; 5] = ["POLICE", "PROSECUTION", "HEALTH", "LOCAL_AUTHORITY", "VOLUNTARY"];
const KINDS: [Word; 6] = ["BOARD", "PANEL", "TASK_AND_FINISH", "CASE_CONFERENCE", "WORKING_GROUP", "FORUM"];
const ROLES: [Word; 12] = [
    "MEMBER",
    "MEMBER",
    "MEMBER",
    "MEMBER",
    "MEMBER",
    "DEPUTY",
    "OBSERVER",
    "CHAIR",
    "CO_CHAIR",
    "VICE_CHAIR",
    "SECRETARIAT",
    "SECRETARIAT",
];
const CAPACITIES: [Word; 6] = ["MEMBER", "MEMBER", "GUEST", "OBSERVER", "SECRETARIAT", "SUBSTITUTE"];

/// A world in the making.
pub(super) struct Maker {
    pub(super) dice: Dice,
    pub(super) record: Record,
    pub(super) bodies: Vec<Name>,
    pub(super) names: Vec<Name>,
    /// How many comments there are, each at an instant of its own: of two at one instant, the ids say which comes first.
    pub(super) comments: usize,
}

/// The world of a seed.
pub(crate) fn world(seed: u64) -> Record {
    let (dice, record) = (Dice::new(seed), Record::default());
    let mut maker = Maker { dice, record, bodies: Vec::new(), names: Vec::new(), comments: 0 };
    maker.organisations();
    maker.people();
    maker.accounts();
    maker.boards();
    let boards = maker.record.boards.clone();
    boards.iter().for_each(|board| maker.meetings(board));
    maker.actions();
    maker.programmes();
    maker.grants();
    maker.papers();
    maker.decisions();
    maker.agreements();
    maker.recommendations();
    maker.reviews();
    maker.record
}

impl Maker {
    /// The slugs of all boards.
    pub(super) fn boards_made(&self) -> Vec<Name> {
        self.record.boards.iter().map(|board| board.slug.clone()).collect()
    }

    /// The slugs of all papers.
    pub(super) fn papers_made(&self) -> Vec<Name> {
        self.record.papers.iter().map(|paper| paper.slug.clone()).collect()
    }

    fn organisations(&mut self) {
        let most = self.dice.between(4, 5);
        for (n, sector) in SECTORS.into_iter().enumerate().take(most) {
            let slug = format!("o{n}");
            self.bodies.push(slug.clone());
            let hmg = n == 0 || self.dice.often(25);
            let contacts = self.contacts(&slug);
            self.record.organisations.push(Organisation {
                name: format!("Organisation {n}"),
                slug,
                sector,
                hmg,
                relevant_authority: self.dice.often(50),
                contacts,
            });
        }
    }

    fn contacts(&mut self, of: &str) -> Vec<Contact> {
        let mut contacts = Vec::new();
        for kind in ["EMAIL", "PHONE", "ROLE_MAILBOX"] {
            if self.dice.often(60) {
                contacts.push(Contact { kind, value: format!("{kind} of {of}"), shared: self.dice.often(40) });
            }
        }
        contacts
    }

    /// Two ends of a time; most hold today.
    fn interval(&mut self) -> (Day, Option<Day>) {
        let early = self.dice.below(PAST.len());
        let end = match self.dice.below(10) {
            0 if early + 1 < PAST.len() => Some(self.dice.one(&PAST[early + 1..])),
            1 => Some(self.dice.one(&COMING)),
            _ => None,
        };
        if self.dice.often(6) {
            return (self.dice.one(&COMING).to_owned(), None);
        }
        (PAST[early].to_owned(), end.map(str::to_owned))
    }

    fn people(&mut self) {
        for n in 0..self.dice.between(8, 10) {
            let slug = format!("p{n}");
            self.names.push(slug.clone());
            let mut affiliations = Vec::new();
            let bodies = self.bodies.clone();
            let mut of = vec![bodies[n % bodies.len()].clone()];
            of.extend(self.dice.maybe(35, &bodies).filter(|body| *body != of[0]));
            for organisation in of {
                if self.dice.often(93) {
                    let (from, to) = self.interval();
                    let from = self.dice.often(60).then_some(from);
                    affiliations.push(Affiliation { organisation, from, to });
                }
            }
            let contacts = self.contacts(&slug);
            self.record.people.push(Person { name: format!("Person {n}"), slug, affiliations, contacts });
        }
    }

    fn accounts(&mut self) {
        for (n, slug) in self.names.clone().into_iter().enumerate() {
            let scopes: Option<Vec<Word>> = match self.dice.below(20) {
                0 => Some(vec!["read:actions"]),
                1 => Some(vec!["read"]),
                _ => None,
            };
            self.record.accounts.push(Account {
                name: format!("Account of {slug}"),
                person: Some(slug.clone()),
                slug,
                kind: "PERSON",
                information_governance: self.dice.often(20),
                auditor: self.dice.often(10),
                administrator: n > 0 && self.dice.often(6),
                scopes,
                ..Account::default()
            });
        }
        for organisation in self.bodies.clone() {
            let scopes: [&[Word]; 6] = [
                &["read"],
                &["read", "read:actions"],
                &["read", "read:use-only"],
                &["read:actions"],
                &["write:actions"],
                &["read", "write:actions", "read:use-only"],
            ];
            let scopes = scopes[self.dice.below(scopes.len())].to_vec();
            self.record.accounts.push(Account {
                slug: format!("s-{organisation}"),
                name: format!("System of {organisation}"),
                kind: "SERVICE",
                organisation: Some(organisation),
                scopes: Some(scopes),
                ..Account::default()
            });
        }
    }

    /// A marking, so many times in a hundred.
    pub(super) fn marking(&mut self, percent: usize) -> Option<Marking> {
        if !self.dice.often(percent) {
            return None;
        }
        let (names, bodies) = (self.names.clone(), self.bodies.clone());
        let mut marking = Marking { sensitive: self.dice.often(50), ..Marking::default() };
        let kind = self.dice.below(8);
        if [5, 6].contains(&kind) || self.dice.often(15) {
            self.categorise(&mut marking);
        }
        match kind {
            0 | 1 => marking.recipients = self.dice.some(3, &names),
            2 | 3 => marking.organisations = self.dice.some(3, &bodies),
            4 => marking.hmg_only = true,
            5 | 6 => {}
            _ => {
                marking.recipients = self.dice.some(4, &names);
                marking.organisations = self.dice.some(3, &bodies);
            }
        }
        Some(marking)
    }

    fn boards(&mut self) {
        for n in 0..self.dice.between(3, 4) {
            let earlier = self.boards_made();
            let predecessor = self.dice.maybe(35, &earlier);
            let (seats, members) = (self.seats(), self.members());
            let kind = if n == 0 { "BOARD" } else { self.dice.one(&KINDS) };
            let board = Board {
                slug: format!("b{n}"),
                name: format!("Board {n}"),
                kind,
                status: "ACTIVE",
                parent: self.dice.maybe(45, &earlier),
                reports_to: self.dice.maybe(30, &earlier),
                predecessor_history: predecessor.is_some() && self.dice.often(65),
                predecessor,
                history_visible_from: self.dice.maybe(40, &PAST).map(str::to_owned),
                listed: n == 0 || self.dice.often(65),
                marking: self.marking(5),
                seats,
                members,
            };
            self.record.boards.push(board);
        }
    }

    fn seats(&mut self) -> Vec<Seat> {
        let bodies = self.bodies.clone();
        let of = self.dice.some(4, &bodies);
        let seat = |organisation| {
            let (from, to) = self.interval();
            Seat { organisation, from: self.dice.often(50).then_some(from), to }
        };
        of.into_iter().map(seat).collect()
    }

    fn members(&mut self) -> Vec<Member> {
        let mut members = Vec::new();
        for _ in 0..self.dice.between(3, 7) {
            let person = self.dice.one(&self.record.people);
            let own: Vec<Name> = person.affiliations.iter().map(|a| a.organisation.clone()).collect();
            let on_behalf_of = match self.dice.below(20) {
                0 | 1 => None,
                2 => Some(self.dice.one(&self.bodies)),
                _ => self.dice.maybe(100, &own),
            };
            let (from, to) = self.interval();
            let (role, basis) = (self.dice.one(&ROLES), self.dice.one(&["APPOINTED", "INFERRED"]));
            members.push(Member { person: person.slug, role, on_behalf_of, from, to, basis });
        }
        members
    }

    fn meetings(&mut self, board: &Board) {
        let mut previous = None;
        for n in 0..self.dice.between(2, 3) {
            let slug = format!("{}-m{n}", board.slug);
            let past = self.dice.often(80);
            let (status, held_on) = match (past, self.dice.below(6)) {
                (true, 0) => ("CANCELLED", Some(self.dice.one(&PAST))),
                (true, k) => (["HELD", "MINUTED"][k % 2], Some(self.dice.one(&PAST))),
                (false, 0) => ("PLANNED", None),
                (false, k) => (["NOTIFIED", "POSTPONED", "PLANNED"][k % 3], Some(self.dice.one(&COMING))),
            };
            let mut meeting = Meeting {
                slug: slug.clone(),
                board: board.slug.clone(),
                status,
                held_on: held_on.map(str::to_owned),
                venue: self.dice.often(70).then(|| format!("Venue of {slug}")),
                agenda_public: self.dice.often(20),
                previous: previous.clone(),
                marking: self.marking(7),
                ..Meeting::default()
            };
            meeting.items = self.items(&slug);
            meeting.attendance = self.attendance(board, &slug);
            meeting.invitations = self.invitations(board, &meeting.items);
            if past {
                meeting.minutes = self.minutes(&slug, &meeting.items);
            }
            previous = Some(slug);
            self.record.meetings.push(meeting);
        }
    }

    fn items(&mut self, meeting: &str) -> Vec<Item> {
        let (mut open, mut closed, mut hidden) = (0, 0, 0);
        let mut items = Vec::new();
        for n in 0..self.dice.between(2, 5) {
            let part = self.dice.one(&["OPEN", "OPEN", "OPEN", "CLOSED", "CLOSED", "RESTRICTED"]);
            let (audience, marking) = self.handling(part);
            let narrow = marking.as_ref().is_some_and(narrows);
            let number = match part {
                // What is hidden from some, or addressed to a few, takes no number among the others. An open one's is read as
                // it is, and is none that a restricted one is read by.
                "OPEN" if narrow => numbered("R9", &mut hidden),
                _ if narrow => numbered("R", &mut hidden),
                "OPEN" => numbered("", &mut open),
                _ => numbered("C", &mut closed),
            };
            let titled = part == "CLOSED" && self.dice.often(50);
            items.push(Item {
                key: format!("k{n}"),
                title: format!("Title of {meeting} {number}"),
                public_title: titled.then(|| format!("Public title of {meeting} {number}")),
                part,
                closed_reason: (part != "OPEN").then(|| "paragraph 3".to_owned()),
                later_members: part == "CLOSED" && self.dice.often(40),
                audience,
                marking,
                presenter: self.dice.maybe(40, &self.names),
                result: self.dice.often(60).then(|| format!("Result of {meeting} {number}")),
                number,
            });
        }
        items
    }

    /// For whom a part is, and its marking: a restricted part always has recipients.
    fn handling(&mut self, part: Word) -> (Vec<Name>, Option<Marking>) {
        let (names, bodies) = (self.names.clone(), self.bodies.clone());
        match part {
            "OPEN" => (Vec::new(), self.marking(12)),
            "CLOSED" => (self.dice.some(3, &bodies), self.marking(12)),
            _ => {
                let mut marking = self.marking(100).unwrap_or_default();
                if marking.recipients.is_empty() {
                    marking.recipients = self.dice.some(3, &names);
                    marking.recipients.extend(marking.recipients.is_empty().then(|| names[0].clone()));
                }
                (self.dice.some(2, &bodies), Some(marking))
            }
        }
    }

    /// Somebody, mostly of the board, and for whom they come.
    fn comer(&mut self, board: &Board) -> (Name, Option<Name>) {
        if let Some(member) = self.dice.maybe(55, &board.members) {
            return (member.person, member.on_behalf_of);
        }
        let person = self.dice.one(&self.record.people);
        let own: Vec<Name> = person.affiliations.iter().map(|a| a.organisation.clone()).collect();
        (person.slug, self.dice.maybe(85, &own))
    }

    fn attendance(&mut self, board: &Board, meeting: &str) -> Vec<Attendance> {
        let mut list: Vec<Attendance> = Vec::new();
        for n in 0..self.dice.between(1, 5) {
            let (person, organisation) = self.comer(board);
            if list.iter().any(|other| other.person == person) {
                continue;
            }
            let status = self.dice.one(&["PRESENT", "PRESENT", "APOLOGIES", "ABSENT"]);
            let (capacity, substitute_for) = self.capacity(&CAPACITIES, board, &person, organisation.as_ref());
            let apology = (status == "APOLOGIES").then(|| format!("Apology {n} at {meeting}"));
            list.push(Attendance { person, organisation, status, capacity, substitute_for, apology });
        }
        list
    }

    fn capacity(
        &mut self,
        of: &[Word],
        board: &Board,
        person: &str,
        organisation: Option<&Name>,
    ) -> (Word, Option<Name>) {
        let capacity = self.dice.one(of);
        let principals: Vec<Name> =
            board.members.iter().map(|m| m.person.clone()).filter(|name| name != person).collect();
        let principal = self.dice.maybe(100, &principals);
        match (capacity, organisation, principal) {
            ("SUBSTITUTE", Some(_), Some(principal)) => (capacity, Some(principal)),
            ("SUBSTITUTE", ..) => ("GUEST", None),
            _ => (capacity, None),
        }
    }

    fn invitations(&mut self, board: &Board, items: &[Item]) -> Vec<Invitation> {
        let keys: Vec<Name> = items.iter().map(|item| item.key.clone()).collect();
        let mut list: Vec<Invitation> = Vec::new();
        for _ in 0..self.dice.between(0, 3) {
            let (person, organisation) = self.comer(board);
            if list.iter().any(|other| other.person == person) {
                continue;
            }
            let (capacity, substitute_for) =
                self.capacity(&["GUEST", "GUEST", "SUBSTITUTE"], board, &person, organisation.as_ref());
            let invited_on = self.dice.maybe(90, &PAST).unwrap_or(self.dice.one(&COMING)).to_owned();
            let items = if capacity == "GUEST" { self.dice.some(3, &keys) } else { Vec::new() };
            let withdrawn_on = self.dice.maybe(20, &PAST).map(str::to_owned);
            list.push(Invitation { person, organisation, capacity, substitute_for, invited_on, withdrawn_on, items });
        }
        list
    }

    fn minutes(&mut self, meeting: &str, items: &[Item]) -> Vec<Minutes> {
        let agreed = self.dice.maybe(90, &PAST).map(str::to_owned);
        let mut editions = Vec::new();
        for edition in 1..=self.dice.between(0, 3) {
            let status =
                self.dice.one(&["DRAFT", "CIRCULATED", "AGREED", "AGREED", "PUBLISHED", "PUBLISHED", "WITHDRAWN"]);
            let over = !["DRAFT", "CIRCULATED"].contains(&status);
            let mut sections = Vec::new();
            for n in 0..self.dice.between(2, 6) {
                sections.push(self.section(items, format!("Body of {meeting} {edition}.{n}")));
            }
            editions.push(Minutes {
                edition: i32::try_from(edition).unwrap_or(1),
                status,
                agreed_on: agreed.clone().filter(|_| over),
                withdrawn_reason: None,
                marking: self.marking(5),
                comments: self.said(&format!("minutes of {meeting} {edition}"), sections.len()),
                sections,
            });
        }
        editions
    }

    fn section(&mut self, items: &[Item], body: String) -> Section {
        let item = self.dice.maybe(85, items);
        let parts: &[Word] = match item.as_ref().map_or("OPEN", |item| item.part) {
            "OPEN" => &["OPEN", "OPEN", "OPEN", "CLOSED", "RESTRICTED"],
            "CLOSED" => &["CLOSED", "CLOSED", "RESTRICTED"],
            _ => &["RESTRICTED"],
        };
        let part = self.dice.one(parts);
        let (mut audience, marking) = self.handling(part);
        // A section is for no other organisation than its item.
        if let Some(item) = item.as_ref().filter(|item| !item.audience.is_empty()) {
            audience.retain(|of| item.audience.contains(of));
        }
        Section {
            item: item.map(|item| item.key),
            part,
            closed_reason: (part != "OPEN").then(|| "paragraph 3".to_owned()),
            later_members: part == "CLOSED" && self.dice.often(40),
            audience,
            author: self.dice.maybe(30, &self.names),
            marking,
            body,
        }
    }
}

fn numbered(run: &str, last: &mut usize) -> String {
    *last += 1;
    format!("{run}{last}")
}

/// Whether a marking hides something from anybody.
pub(crate) fn narrows(marking: &Marking) -> bool {
    let shared = marking.category.is_some_and(needs_agreement);
    shared || marking.hmg_only || !marking.recipients.is_empty() || !marking.organisations.is_empty()
}

/// Whether what is of a category passes from its owner under an agreement alone.
pub(crate) fn needs_agreement(category: Word) -> bool {
    ["OPERATIONAL", "PERSONAL", "SPECIAL_CATEGORY"].contains(&category)
}
