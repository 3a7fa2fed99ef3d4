//! Agreements and what belongs to them.

use entities::{
    Id, agreement, agreement_category, agreement_gateway, agreement_party, agreement_purpose, agreement_signature,
    agreement_terms, agreement_text,
};

use super::{Draft, FIRST, Mistake, lines, place, when};
use crate::demo::format::Agreement;

impl Draft<'_> {
    pub(super) fn agreement(&mut self, file: &str, agreement: &Agreement) -> Result<(), Mistake> {
        let id = self.names.agreement.find(file, &agreement.slug)?;
        let marking_id = self.marking(file, agreement.marking.as_ref())?;
        self.rows.agreement.push(agreement::Model {
            id,
            slug: agreement.slug.value.clone(),
            title: agreement.title.clone(),
            status: agreement.status.0,
            starts_on: when(agreement.from.as_ref()),
            ends_on: when(agreement.to.as_ref()),
            marking_id,
            source: agreement.source.clone(),
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        self.bound(file, id, agreement)?;
        self.covered(file, id, agreement)?;
        self.rows.agreement_terms.push(agreement_terms::Model {
            agreement_id: id,
            lawful_basis: agreement.lawful_basis.clone(),
            conditions: lines(&agreement.conditions),
            review_due: when(agreement.review_due.as_ref()),
            retention: agreement.retention.clone(),
            stopped_by_id: None,
            stopped_reason: None,
        });
        self.rows.agreement_text.push(agreement_text::Model {
            agreement_id: id,
            text: agreement.text.clone(),
            dpia: agreement.dpia.clone(),
        });
        Ok(())
    }

    fn bound(&mut self, file: &str, id: Id<agreement::Entity>, agreement: &Agreement) -> Result<(), Mistake> {
        for (at, party) in agreement.parties.iter().enumerate() {
            let party_id = self.loading.id();
            self.rows.agreement_party.push(agreement_party::Model {
                id: party_id,
                agreement_id: id,
                organisation_id: self.names.organisation.find(file, &party.organisation)?,
                position: place(at),
            });
            if let Some(signed_on) = when(party.signed_on.as_ref()) {
                let signed_by_id = self.names.person.maybe(file, party.signed_by.as_ref())?;
                let signature = agreement_signature::Model { party_id, signed_on, signed_by_id };
                self.rows.agreement_signature.push(signature);
            }
        }
        Ok(())
    }

    /// What may pass, what for, and by which powers.
    fn covered(&mut self, file: &str, id: Id<agreement::Entity>, agreement: &Agreement) -> Result<(), Mistake> {
        for (at, purpose) in agreement.purposes.iter().enumerate() {
            self.rows.agreement_purpose.push(agreement_purpose::Model {
                id: self.loading.id(),
                agreement_id: id,
                code: purpose.code.value.clone(),
                description: purpose.description.clone(),
                position: place(at),
            });
        }
        for category in &agreement.categories {
            let row = agreement_category::Model { id: self.loading.id(), agreement_id: id, category: category.0 };
            self.rows.agreement_category.push(row);
        }
        for (at, gateway) in agreement.gateways.iter().enumerate() {
            self.rows.agreement_gateway.push(agreement_gateway::Model {
                id: self.loading.id(),
                agreement_id: id,
                act: gateway.act.clone(),
                section: gateway.section.clone(),
                discloser_id: self.names.organisation.maybe(file, gateway.from.as_ref())?,
                recipient_id: self.names.organisation.maybe(file, gateway.to.as_ref())?,
                relevant_authority: gateway.relevant_authority,
                position: place(at),
            });
        }
        Ok(())
    }
}
