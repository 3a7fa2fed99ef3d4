//! Synthetic agreements between organisations of a unit, two by two.

use entities::{
    agreement, agreement::Status, agreement_category, agreement_gateway, agreement_party, agreement_purpose,
    agreement_signature, agreement_terms, agreement_text, marking::Category,
};

use super::{AGREEMENTS, BEGAN, Dice, FIRST, FOUNDED, Unit, later, place, words};
use crate::demo::rows::Rows;

impl Unit<'_> {
    /// Draws the agreements of the unit into `rows`.
    pub(super) fn agreements(&self, rows: &mut Rows) {
        let mut dice = Dice::new(self.seed, [self.number, u32::MAX - 1]);
        for at in 0..AGREEMENTS {
            self.agreement(rows, &mut dice, at);
        }
    }

    fn agreement(&self, rows: &mut Rows, dice: &mut Dice, at: u32) {
        let id = self.loading.id();
        let status = dice.weigh(Status::Active, &[(70, Status::Active), (20, Status::Expired), (10, Status::Draft)]);
        rows.agreement.push(agreement::Model {
            id,
            slug: format!("s{}-agreement-{:04}", self.number, at + 1),
            title: words::title(dice, 6),
            status,
            starts_on: Some(BEGAN),
            ends_on: (status == Status::Expired).then(|| later(BEGAN, 365)),
            marking_id: None,
            source: None,
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        for (position, delegation) in (0..).zip(dice.pick_some(&self.delegations, 2)) {
            let party_id = self.loading.id();
            rows.agreement_party.push(agreement_party::Model {
                id: party_id,
                agreement_id: id,
                organisation_id: delegation.organisation,
                position: place(position),
            });
            if status != Status::Draft {
                let signed_by_id = Some(delegation.person);
                rows.agreement_signature.push(agreement_signature::Model {
                    party_id,
                    signed_on: FOUNDED,
                    signed_by_id,
                });
            }
        }
        rows.agreement_purpose.push(agreement_purpose::Model {
            id: self.loading.id(),
            agreement_id: id,
            code: format!("purpose-{}", dice.below(20)),
            description: words::text(dice, 8),
            position: 0,
        });
        let category = dice.weigh(Category::Operational, &[(1, Category::Operational), (1, Category::Personal)]);
        rows.agreement_category.push(agreement_category::Model { id: self.loading.id(), agreement_id: id, category });
        rows.agreement_gateway.push(agreement_gateway::Model {
            id: self.loading.id(),
            agreement_id: id,
            act: "Crime and Disorder Act 1998".to_owned(),
            section: Some("section 115".to_owned()),
            discloser_id: None,
            recipient_id: None,
            relevant_authority: true,
            position: 0,
        });
        rows.agreement_terms.push(agreement_terms::Model {
            agreement_id: id,
            lawful_basis: Some("UK GDPR, article 6(1)(e)".to_owned()),
            conditions: None,
            review_due: None,
            retention: None,
            stopped_by_id: None,
            stopped_reason: None,
        });
        let text = Some(words::text(dice, 100));
        rows.agreement_text.push(agreement_text::Model { agreement_id: id, text, dpia: None });
    }
}
