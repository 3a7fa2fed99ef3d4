//! Worlds by chance: agreements, and what needs one.

use super::{
    make::{COMING, Maker, PAST},
    record::{Agreement, Day, Gateway, Marking, Party, Purpose, Word},
};

/// What is shared under agreements, and what is not.
pub(crate) const CATEGORIES: [Word; 6] =
    ["OPERATIONAL", "OPERATIONAL", "PERSONAL", "SPECIAL_CATEGORY", "GOVERNANCE", "STATISTICAL"];
/// What agreements are for.
pub(crate) const PURPOSES: [Word; 2] = ["better-cases", "safety"];
const STATUS: [Word; 10] =
    ["ACTIVE", "ACTIVE", "ACTIVE", "ACTIVE", "DRAFT", "IN_REVIEW", "SIGNED", "SUSPENDED", "EXPIRED", "TERMINATED"];
/// Days by which a review is due: 91 and 90 days ago, and others.
const REVIEW: [&str; 4] = ["2025-12-01", "2025-12-02", "2026-03-01", "2027-01-01"];

impl Maker {
    /// Says of a marking what it is about, and whose that is.
    pub(super) fn categorise(&mut self, marking: &mut Marking) {
        marking.category = Some(self.dice.one(&CATEGORIES));
        marking.owner = Some(self.dice.one(&self.bodies));
    }

    pub(super) fn agreements(&mut self) {
        for n in 0..self.dice.between(4, 6) {
            let slug = format!("i{n}");
            let status = self.dice.one(&STATUS);
            let from = self.begins().or_else(|| (status == "ACTIVE").then(|| PAST[1].to_owned()));
            let to = self.ends().filter(|to| from.as_ref().is_none_or(|from| from < to));
            let parties = self.parties(!["DRAFT", "IN_REVIEW"].contains(&status));
            let purposes = PURPOSES.into_iter().filter(|_| self.dice.often(75));
            let purpose = |code: Word| Purpose { code, description: format!("What {code} means") };
            let purposes = purposes.map(purpose).collect();
            let mut categories = self.dice.some(4, &CATEGORIES);
            categories.sort_unstable();
            categories.dedup();
            let agreement = Agreement {
                title: format!("Title of {slug}"),
                status,
                from,
                to,
                purposes,
                categories,
                gateways: self.gateways(&parties),
                lawful_basis: Some(format!("Basis of {slug}")),
                conditions: vec![format!("Condition of {slug}")],
                review_due: self.dice.maybe(70, &REVIEW).map(str::to_owned),
                text: Some(format!("Text of {slug}")),
                dpia: Some(format!("Assessment of {slug}")),
                marking: self.marking(6),
                parties,
                slug,
            };
            self.record.agreements.push(agreement);
        }
    }

    fn begins(&mut self) -> Option<Day> {
        let day = self.dice.maybe(85, &PAST).unwrap_or(self.dice.one(&COMING));
        self.dice.often(85).then(|| day.to_owned())
    }

    fn ends(&mut self) -> Option<Day> {
        let day = self.dice.maybe(20, &PAST[8..]).unwrap_or(self.dice.one(&["2026-03-02", "2026-03-03", "2027-06-01"]));
        self.dice.often(50).then(|| day.to_owned())
    }

    /// Two or three organisations; of an agreement past its drafts, most have signed.
    fn parties(&mut self, signed: bool) -> Vec<Party> {
        let mut bodies = self.bodies.clone();
        let mut parties = Vec::new();
        for _ in 0..self.dice.between(2, 3) {
            let organisation = bodies.swap_remove(self.dice.below(bodies.len()));
            let often = if signed { 93 } else { 30 };
            let signed_on = self.dice.maybe(often, &["2022-01-01", "2025-09-01", "2026-03-02", "2026-03-03"]);
            let signed_by = signed_on.and_then(|_| self.dice.maybe(60, &self.names));
            parties.push(Party { organisation, signed_on: signed_on.map(str::to_owned), signed_by });
        }
        parties
    }

    fn gateways(&mut self, parties: &[Party]) -> Vec<Gateway> {
        let mut gateways = Vec::new();
        for n in 0..self.dice.between(0, 3) {
            gateways.push(Gateway {
                act: format!("Act {n}"),
                from: self.dice.maybe(50, parties).map(|party| party.organisation),
                to: self.dice.maybe(50, parties).map(|party| party.organisation),
                relevant_authority: self.dice.often(30),
            });
        }
        gateways
    }
}
