//! Worlds by chance: actions, programmes and grants.

use super::{
    make::Maker,
    record::{
        Action, Beneficiary, Grant, Line, Name, Note, Owner, Payment, Programme, Report, Score, Scorer, Successor,
        Update, Word,
    },
};

const PROGRAMME: [Word; 7] = ["PROPOSED", "APPROVED", "TENDERING", "LIVE", "LIVE", "CLOSED", "WITHDRAWN"];
const GRANT: [Word; 9] =
    ["BID", "APPROVED", "AWARDED", "AWARDED", "PAYING", "SUSPENDED", "CLOSED", "REJECTED", "TERMINATED"];
const ACTION: [Word; 8] =
    ["OPEN", "IN_PROGRESS", "CHASING", "COMPLETE_PROPOSED", "COMPLETE", "CARRIED_OVER", "NOT_COMPLETE", "SUPERSEDED"];
const DUE: [&str; 5] = ["2025-01-01", "2026-03-01", "2026-03-02", "2026-03-03", "2026-12-01"];

impl Maker {
    pub(super) fn actions(&mut self) {
        let boards = self.boards_made();
        for n in 0..self.dice.between(8, 11) {
            let slug = format!("a{n}");
            let raised_at = self.dice.maybe(80, &self.record.meetings);
            let board = match &raised_at {
                Some(meeting) => Some(meeting.board.clone()),
                None if self.dice.often(30) => None,
                None => Some(self.dice.one(&boards)),
            };
            let item = raised_at.as_ref().and_then(|meeting| self.dice.maybe(80, &meeting.items)).map(|item| item.key);
            let earlier: Vec<Name> = self.record.actions.iter().map(|action| action.slug.clone()).collect();
            let meetings: Vec<Name> = self.record.meetings.iter().map(|meeting| meeting.slug.clone()).collect();
            let action = Action {
                board,
                description: format!("Description of {slug}"),
                raised_at: raised_at.map(|meeting| meeting.slug),
                item,
                raised: self.dice.one(&["RECORDED", "IMPLIED", "CARRIED_IN"]),
                raised_on: self.dice.maybe(50, &DUE).map(str::to_owned),
                due: self.dice.maybe(60, &DUE).map(str::to_owned),
                due_meeting: self.dice.maybe(20, &meetings),
                status: self.dice.one(&ACTION),
                status_printed: self.dice.often(50).then(|| format!("Printed of {slug}")),
                superseded_by: self.dice.maybe(25, &earlier),
                marking: self.marking(8),
                owners: self.owners(&boards),
                beneficiaries: self.beneficiaries(),
                updates: self.updates(&slug),
                slug,
            };
            self.record.actions.push(action);
        }
    }

    fn owners(&mut self, boards: &[Name]) -> Vec<Owner> {
        let mut owners = Vec::new();
        for _ in 0..self.dice.between(0, 2) {
            let mut owner = Owner { printed: self.dice.often(50), ..Owner::default() };
            match self.dice.below(6) {
                0 => owner.board = Some(self.dice.one(boards)),
                1 => owner.person = Some(self.dice.one(&self.names)),
                2 | 3 => owner.organisation = Some(self.dice.one(&self.bodies)),
                _ => {
                    owner.organisation = Some(self.dice.one(&self.bodies));
                    owner.person = Some(self.dice.one(&self.names));
                }
            }
            owners.push(owner);
        }
        owners
    }

    fn beneficiaries(&mut self) -> Vec<Beneficiary> {
        if !self.dice.often(30) {
            return Vec::new();
        }
        let organisation = self.dice.maybe(50, &self.bodies);
        let person =
            if organisation.is_none() { Some(self.dice.one(&self.names)) } else { self.dice.maybe(50, &self.names) };
        vec![Beneficiary { organisation, person }]
    }

    fn updates(&mut self, of: &str) -> Vec<Update> {
        let mut updates = Vec::new();
        for n in 0..self.dice.between(0, 2) {
            let note = self.dice.maybe(60, &self.bodies);
            updates.push(Update {
                reported_on: self.dice.maybe(60, &DUE).map(str::to_owned),
                by: self.dice.maybe(50, &self.names),
                by_organisation: self.dice.maybe(70, &self.bodies),
                text: format!("Update {n} of {of}"),
                status: self.dice.maybe(40, &ACTION),
                note: note.map(|organisation| Note { organisation, text: format!("Note {n} of {of}") }),
            });
        }
        updates
    }

    pub(super) fn programmes(&mut self) {
        let boards = self.boards_made();
        let bodies = self.bodies.clone();
        for n in 0..self.dice.between(5, 7) {
            let slug = format!("g{n}");
            let earlier: Vec<Name> = self.record.programmes.iter().map(|programme| programme.slug.clone()).collect();
            let mut updates = Vec::new();
            for k in 0..self.dice.between(0, 2) {
                let by_organisation = self.dice.maybe(70, &bodies);
                updates.push(Report {
                    by_organisation,
                    text: format!("Report {k} of {slug}"),
                    marking: self.marking(20),
                });
            }
            let programme = Programme {
                name: format!("Programme {n}"),
                kind: "PILOT",
                status: self.dice.one(&PROGRAMME),
                lead: self.dice.maybe(70, &bodies),
                board: self.dice.maybe(75, &boards),
                parent: self.dice.maybe(25, &earlier),
                announced: self.dice.often(55),
                ends: self.dice.maybe(50, &DUE).map(str::to_owned),
                summary: self.dice.often(80).then(|| format!("Summary of {slug}")),
                partners: self.dice.some(1, &bodies),
                providers: self.dice.some(2, &bodies),
                funders: self.dice.some(1, &bodies),
                successor: self
                    .dice
                    .often(60)
                    .then(|| Successor { funding: "BID", detail: Some(format!("Successor of {slug}")) }),
                risks: self.dice.often(60).then(|| format!("Risks of {slug}")),
                scorers: self.scorers(),
                marking: self.marking(12),
                updates,
                slug,
            };
            self.record.programmes.push(programme);
        }
    }

    /// A panel, whose people may well act for a bidder.
    fn scorers(&mut self) -> Vec<Scorer> {
        let (names, bodies) = (self.names.clone(), self.bodies.clone());
        let people = self.dice.some(3, &names);
        people.into_iter().map(|person| Scorer { person, organisation: self.dice.maybe(60, &bodies) }).collect()
    }

    fn scores(&mut self, of: &str) -> Vec<Score> {
        let mut scores = Vec::new();
        for n in 0..self.dice.between(0, 2) {
            let (scorer, points) = (self.dice.one(&self.names), self.dice.one(&[0, 3, 10]));
            scores.push(Score { scorer, criterion: format!("Criterion {n} of {of}"), points, out_of: 10 });
        }
        scores
    }

    pub(super) fn grants(&mut self) {
        let programmes: Vec<Name> = self.record.programmes.iter().map(|programme| programme.slug.clone()).collect();
        let bodies = self.bodies.clone();
        for n in 0..self.dice.between(6, 8) {
            let slug = format!("f{n}");
            let mut lines = Vec::new();
            for k in 0..self.dice.between(0, 3) {
                let organisation = self.dice.maybe(80, &bodies);
                lines.push(Line { organisation, purpose: format!("Line {k} of {slug}"), amount_pence: Some(1000) });
            }
            let grant = Grant {
                programme: self.dice.maybe(80, &programmes),
                funder: self.dice.one(&bodies),
                recipient: self.dice.maybe(70, &bodies),
                amount_pence: Some(123_400),
                status: self.dice.one(&GRANT),
                announced: self.dice.often(60),
                ends: self.dice.maybe(50, &DUE).map(str::to_owned),
                marking: self.marking(12),
                match_terms: self.dice.often(50).then(|| format!("Terms of {slug}")),
                payments: self
                    .dice
                    .some(2, &DUE)
                    .into_iter()
                    .map(|due| Payment { due: Some(due.to_owned()), status: "DUE" })
                    .collect(),
                scores: self.scores(&slug),
                lines,
                slug,
            };
            self.record.grants.push(grant);
        }
    }
}
