//! The rules for agreements.

use std::collections::HashSet;

use entities::agreement::Status;

use super::{Checked, Rule};
use crate::demo::format::Agreement;

impl Rule<'_> {
    pub(super) fn agreement(&mut self, agreement: &Agreement) -> Checked {
        self.interval(agreement.from.as_ref(), agreement.to.as_ref())?;
        self.marking(agreement.marking.as_ref())?;
        self.purposes(agreement)?;
        let parties: Vec<_> = agreement.parties.iter().map(|party| party.organisation.clone()).collect();
        self.distinct(&parties)?;
        if parties.len() < 2 {
            return self.mistake(&agreement.slug, "an agreement has two parties at least");
        }
        let named = agreement.gateways.iter().flat_map(|gateway| [&gateway.from, &gateway.to]).flatten();
        for name in named {
            if parties.iter().all(|party| party.value != name.value) {
                return self.mistake(name, format!("{} is no party to this agreement", name.value));
            }
        }
        for party in &agreement.parties {
            match (&party.signed_on, &party.signed_by) {
                (None, Some(by)) => return self.mistake(by, "signed_by needs the day, in signed_on"),
                (None, None) if !matches!(agreement.status.0, Status::Draft | Status::InReview) => {
                    self.doubt(&party.organisation, "an agreement past IN_REVIEW that a party has not signed");
                }
                _ => {}
            }
        }
        if agreement.status.0 == Status::Active && agreement.from.is_none() {
            return self.mistake(&agreement.slug, "an ACTIVE agreement has begun: it needs a day in from");
        }
        Ok(())
    }

    fn purposes(&self, agreement: &Agreement) -> Checked {
        let codes: Vec<_> = agreement.purposes.iter().map(|purpose| purpose.code.clone()).collect();
        self.distinct(&codes)?;
        let form = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let odd = codes.iter().find(|code| !(1..=64).contains(&code.value.len()) || !code.value.chars().all(form));
        if let Some(odd) = odd {
            return self.mistake(odd, "a purpose is a code of 1 to 64 lower-case letters, digits and hyphens");
        }
        let mut categories = HashSet::new();
        match agreement.categories.iter().find(|category| !categories.insert(category.0)) {
            Some(_) => self.mistake(&agreement.slug, "a category is listed twice"),
            None => Ok(()),
        }
    }
}
