//! Agreements: what they open (decision step 6, the states of 2.4), and who reads of them (R18 and its field modes).

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::{Law, holds};
use crate::wild::{
    agreement::{CATEGORIES, PURPOSES},
    make::{TODAY, needs_agreement},
    record::{Agreement, Gateway, Marking, Name, Record, Word},
};

/// The days after which an agreement that is not reviewed opens nothing.
const GRACE: u64 = 90;

/// What is asked of agreements: whether something may pass.
struct Passing<'q> {
    from: &'q Name,
    to: &'q Name,
    category: Word,
    purpose: Word,
}

/// From whom to whom, what and what for.
pub(crate) type Check = (Name, Name, Word, Word);

/// What is asked of the check of each world: for each two organisations a category and a purpose.
pub(crate) fn checks(record: &Record) -> Vec<Check> {
    let organisations: Vec<&Name> = record.organisations.iter().map(|body| &body.slug).collect();
    let mut checks = Vec::new();
    for from in &organisations {
        for to in &organisations {
            let n = checks.len();
            checks.push((
                (*from).clone(),
                (*to).clone(),
                CATEGORIES[n % CATEGORIES.len()],
                PURPOSES[n / 2 % PURPOSES.len()],
            ));
        }
    }
    checks
}

fn drafted(agreement: &Agreement) -> bool {
    ["DRAFT", "IN_REVIEW"].contains(&agreement.status)
}

/// Where it stands today.
fn stands(agreement: &Agreement) -> &str {
    let ended = agreement.to.as_deref().is_some_and(|to| to <= TODAY);
    let ends = ["SIGNED", "ACTIVE", "SUSPENDED"].contains(&agreement.status);
    if ended && ends { "EXPIRED" } else { agreement.status }
}

impl Law<'_> {
    /// Step 6. One's own records need no agreement.
    pub(super) fn agreed(&self, marking: &Marking) -> bool {
        let Some(category) = marking.category.filter(|category| needs_agreement(category)) else { return true };
        let (Some(from), Some(to)) = (&marking.owner, &self.who.hat) else { return false };
        let opens = |purpose| {
            let passing = Passing { from, to, category, purpose };
            self.record.agreements.iter().any(|agreement| self.opens(agreement, &passing))
        };
        from == to || self.who.purpose.is_some_and(opens)
    }

    fn opens(&self, agreement: &Agreement, passing: &Passing<'_>) -> bool {
        let signed = |of: &Name| {
            let mut parties = agreement.parties.iter().filter(|party| party.organisation == *of);
            parties.any(|party| party.signed_on.as_deref().is_some_and(|day| day <= TODAY))
        };
        let last = |due: &str| due.parse::<NaiveDate>().ok()?.checked_add_days(Days::new(GRACE));
        let reviewed = agreement
            .review_due
            .as_deref()
            .is_none_or(|due| last(due).is_some_and(|last| TODAY <= last.to_string().as_str()));
        agreement.status == "ACTIVE"
            && holds(agreement.from.as_deref(), agreement.to.as_deref())
            && reviewed
            && signed(passing.from)
            && signed(passing.to)
            && agreement.categories.contains(&passing.category)
            && agreement.purposes.iter().any(|purpose| purpose.code == passing.purpose)
            && agreement.gateways.iter().any(|gateway| self.leads(gateway, passing))
    }

    /// Whether a gateway is open in the direction.
    fn leads(&self, gateway: &Gateway, passing: &Passing<'_>) -> bool {
        let mut bodies = self.record.organisations.iter().filter(|body| body.slug == *passing.to);
        gateway.from.as_ref().is_none_or(|from| from == passing.from)
            && gateway.to.as_ref().is_none_or(|to| to == passing.to)
            && (!gateway.relevant_authority || bodies.any(|body| body.relevant_authority))
    }

    /// Whether the viewer acts for a party, as a person or as its system.
    pub(super) fn bound(&self, agreement: &Agreement) -> bool {
        agreement.parties.iter().any(|party| self.wears(Some(&party.organisation)))
    }

    /// R18: a party reads its own, everybody the line of what is signed.
    pub(super) fn agreement_known(&self, agreement: &Agreement) -> bool {
        self.reads() && self.handled(agreement.marking.as_ref()) && (self.bound(agreement) || !drafted(agreement))
    }

    /// Mode of the text: the information governance leads of the parties. Of whose organisation somebody with several
    /// hats is the lead is written nowhere, so they lead for none.
    pub(super) fn leads_for(&self, agreement: &Agreement) -> bool {
        self.governs() && self.bound(agreement)
    }

    /// Whether the viewer leads information governance for the one organisation that they act for: of somebody with
    /// two hats nothing says for which.
    pub(super) fn governs(&self) -> bool {
        let one = self.who.hat.is_some() && self.who.worn.is_none();
        self.who.information_governance && one && !self.who.system
    }

    pub(super) fn agreements(&self, lines: &mut BTreeSet<String>) {
        for agreement in self.record.agreements.iter().filter(|of| self.agreement_known(of)) {
            let line = format!("agreement {}", agreement.slug);
            lines.insert(format!("{line} is {}", stands(agreement)));
            lines.extend(agreement.purposes.iter().map(|purpose| format!("{line} for {}", purpose.code)));
            let bound = self.bound(agreement);
            for party in &agreement.parties {
                lines.insert(format!("{line} binds {}", party.organisation));
                let signed = party.signed_on.as_ref().filter(|_| bound);
                lines.extend(signed.map(|day| format!("{line} signed {} {day}", party.organisation)));
                let by = party.signed_by.as_ref().filter(|name| bound && self.person_known(name));
                lines.extend(by.map(|name| format!("{line} signed {} by {name}", party.organisation)));
            }
            if bound {
                lines.extend(agreement.categories.iter().map(|category| format!("{line} covers {category}")));
                lines.extend(agreement.gateways.iter().map(|gateway| format!("{line} act {}", gateway.act)));
                lines.extend(agreement.review_due.iter().map(|day| format!("{line} review {day}")));
                lines.insert(format!("{line} terms"));
            }
            if self.leads_for(agreement) {
                lines.insert(format!("{line} text"));
            }
            lines.insert(line);
        }
        self.checked(lines);
    }

    /// The check, among the agreements whose terms the viewer may read. It is asked by those alone who take part.
    fn checked(&self, lines: &mut BTreeSet<String>) {
        for (from, to, category, purpose) in checks(self.record).iter().filter(|_| self.takes_part()) {
            let passing = Passing { from, to, category, purpose };
            let read = |of: &&Agreement| self.agreement_known(of) && self.bound(of);
            let mut read = self.record.agreements.iter().filter(read);
            if from == to || !needs_agreement(category) || read.any(|agreement| self.opens(agreement, &passing)) {
                lines.insert(format!("{category} from {from} to {to} for {purpose}"));
            }
        }
    }

    /// What the viewer may know of the agreements: the line of others', and of their own what is for them.
    pub(super) fn agreements_alone(&self) -> Vec<Agreement> {
        let known = self.record.agreements.iter().filter(|agreement| self.agreement_known(agreement));
        let mut alone: Vec<Agreement> = known.cloned().collect();
        for agreement in &mut alone {
            if !self.leads_for(agreement) {
                (agreement.text, agreement.dpia) = (None, None);
            }
            if !self.bound(agreement) {
                (agreement.categories, agreement.gateways) = (Vec::new(), Vec::new());
                (agreement.lawful_basis, agreement.review_due) = (None, None);
                agreement.conditions.clear();
                agreement.parties.iter_mut().for_each(|party| (party.signed_on, party.signed_by) = (None, None));
            }
        }
        alone
    }
}
