//! Programmes, who takes part in them, and their money.

use chrono::TimeDelta;
use entities::{
    Id, PartialDate, grant, grant_line, grant_payment, grant_score, grant_terms, grant_total, programme,
    programme_detail, programme_party, programme_risk, programme_scorer, programme_site, programme_successor,
    programme_update,
};

use super::{Draft, FIRST, Mistake, last_day, place, when, word};
use crate::{
    demo::{
        format::{Grant, Programme, Report},
        value::Name,
    },
    store::FAR,
};

/// The currency of a grant that names none.
const STERLING: &str = "GBP";

/// Whether a grant is public (R13, R14). The date on which a programme's money ends is public too, so it may tell of
/// no other grant.
fn known_to_all(grant: &grant::Model) -> bool {
    use grant::Status as S;
    grant.announced && grant.marking_id.is_none() && !matches!(grant.status, S::Bid | S::Rejected | S::Approved)
}

impl Draft<'_> {
    pub(super) fn programme(&mut self, file: &str, programme: &Programme) -> Result<(), Mistake> {
        let names = self.names;
        let id = names.programme.find(file, &programme.slug)?;
        let marking_id = self.marking(file, programme.marking.as_ref())?;
        let own_grants = self.rows.grant.iter().filter(|grant| grant.programme_id == Some(id) && known_to_all(grant));
        let money_ends = own_grants.filter_map(|grant| grant.ends).map(PartialDate::last_day);
        let funding_ends = money_ends.chain(last_day(programme.ends.as_ref())).max().unwrap_or(FAR);
        self.rows.programme.push(programme::Model {
            id,
            slug: programme.slug.value.clone(),
            name: programme.name.clone(),
            kind: programme.kind.0,
            status: programme.status.0,
            overlay: word(programme.overlay.as_ref()),
            lead_id: names.organisation.maybe(file, programme.lead.as_ref())?,
            board_id: names.board.maybe(file, programme.board.as_ref())?,
            parent_id: names.programme.maybe(file, programme.parent.as_ref())?,
            area_id: names.area.maybe(file, programme.area.as_ref())?,
            announced: programme.announced,
            starts: when(programme.starts.as_ref()),
            ends: when(programme.ends.as_ref()),
            funding_ends,
            status_as_at: when(programme.status_as_at.as_ref()),
            status_printed: programme.status_printed.clone(),
            marking_id,
            source: programme.source.clone(),
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        self.parties(file, id, programme)?;
        self.details(file, id, programme)?;
        (1..).zip(&programme.updates).try_for_each(|(at, report)| self.report(file, id, (at, report)))
    }

    fn parties(&mut self, file: &str, id: Id<programme::Entity>, programme: &Programme) -> Result<(), Mistake> {
        use programme_party::Role;
        let lead: Vec<&Name> = programme.lead.iter().collect();
        let parties = [
            (Role::Lead, lead),
            (Role::Partner, programme.partners.iter().collect()),
            (Role::Provider, programme.providers.iter().collect()),
            (Role::Funder, programme.funders.iter().collect()),
        ];
        for (role, names) in parties {
            for name in names {
                self.rows.programme_party.push(programme_party::Model {
                    id: self.loading.id(),
                    programme_id: id,
                    organisation_id: self.names.organisation.find(file, name)?,
                    role,
                    detail: None,
                    position: place(self.rows.programme_party.len()),
                });
            }
        }
        Ok(())
    }

    fn details(&mut self, file: &str, id: Id<programme::Entity>, programme: &Programme) -> Result<(), Mistake> {
        if programme.summary.is_some() || programme.overlay_reason.is_some() {
            self.rows.programme_detail.push(programme_detail::Model {
                programme_id: id,
                summary: programme.summary.clone(),
                overlay_reason: programme.overlay_reason.clone(),
            });
        }
        for site in &programme.sites {
            let area_id = self.names.area.find(file, site)?;
            self.rows.programme_site.push(programme_site::Model { id: self.loading.id(), programme_id: id, area_id });
        }
        if let Some(successor) = &programme.successor {
            self.rows.programme_successor.push(programme_successor::Model {
                programme_id: id,
                funding: successor.funding.0,
                detail: successor.detail.clone(),
            });
        }
        if programme.risks.is_some() || programme.contingency.is_some() {
            self.rows.programme_risk.push(programme_risk::Model {
                programme_id: id,
                risks: programme.risks.clone(),
                contingency: programme.contingency.clone(),
            });
        }
        for scorer in &programme.scorers {
            self.rows.programme_scorer.push(programme_scorer::Model {
                id: self.loading.id(),
                programme_id: id,
                person_id: self.names.person.find(file, &scorer.person)?,
                organisation_id: self.names.organisation.maybe(file, scorer.organisation.as_ref())?,
            });
        }
        Ok(())
    }

    fn report(
        &mut self,
        file: &str,
        programme_id: Id<programme::Entity>,
        (at, report): (i64, &Report),
    ) -> Result<(), Mistake> {
        let marking_id = self.marking(file, report.marking.as_ref())?;
        let at = self.now + TimeDelta::microseconds(at);
        self.rows.programme_update.push(programme_update::Model {
            id: self.loading.id(),
            programme_id,
            reported_on: when(report.reported_on.as_ref()),
            by_organisation_id: self.names.organisation.maybe(file, report.by_organisation.as_ref())?,
            text: report.text.clone(),
            status: word(report.status.as_ref()),
            overlay: word(report.overlay.as_ref()),
            source: report.source.clone(),
            marking_id,
            version: FIRST,
            created_at: at,
            updated_at: at,
        });
        Ok(())
    }

    pub(super) fn grant(&mut self, file: &str, grant: &Grant) -> Result<(), Mistake> {
        let names = self.names;
        let id = names.grant.find(file, &grant.slug)?;
        let marking_id = self.marking(file, grant.marking.as_ref())?;
        self.rows.grant.push(grant::Model {
            id,
            slug: grant.slug.value.clone(),
            programme_id: names.programme.maybe(file, grant.programme.as_ref())?,
            funder_id: names.organisation.find(file, &grant.funder)?,
            recipient_id: names.organisation.maybe(file, grant.recipient.as_ref())?,
            amount_pence: grant.amount_pence,
            currency: grant.currency.clone().unwrap_or_else(|| STERLING.to_owned()),
            status: grant.status.0,
            announced: grant.announced,
            process: grant.process.clone(),
            applied: when(grant.applied.as_ref()),
            approved_on: when(grant.approved_on.as_ref()),
            awarded_on: when(grant.awarded_on.as_ref()),
            starts: when(grant.starts.as_ref()),
            ends: when(grant.ends.as_ref()),
            marking_id,
            source: grant.source.clone(),
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        for (at, line) in grant.lines.iter().enumerate() {
            self.rows.grant_line.push(grant_line::Model {
                id: self.loading.id(),
                grant_id: id,
                organisation_id: names.organisation.maybe(file, line.organisation.as_ref())?,
                area_id: names.area.maybe(file, line.area.as_ref())?,
                purpose: line.purpose.clone(),
                amount_pence: line.amount_pence,
                position: place(at),
            });
        }
        self.payments(id, grant);
        self.scores(file, id, grant)
    }

    /// What only the parties are told.
    fn payments(&mut self, grant_id: Id<grant::Entity>, grant: &Grant) {
        if let Some(match_terms) = grant.match_terms.clone() {
            self.rows.grant_terms.push(grant_terms::Model { grant_id, match_terms });
        }
        for (at, payment) in grant.payments.iter().enumerate() {
            self.rows.grant_payment.push(grant_payment::Model {
                id: self.loading.id(),
                grant_id,
                due: when(payment.due.as_ref()),
                paid_on: when(payment.paid_on.as_ref()),
                amount_pence: payment.amount_pence,
                status: payment.status.0,
                position: place(at),
            });
        }
    }

    /// What the panel gave, and what that comes to.
    fn scores(&mut self, file: &str, grant_id: Id<grant::Entity>, grant: &Grant) -> Result<(), Mistake> {
        for (at, score) in grant.scores.iter().enumerate() {
            self.rows.grant_score.push(grant_score::Model {
                id: self.loading.id(),
                grant_id,
                scorer_id: self.names.person.find(file, &score.scorer)?,
                criterion: score.criterion.clone(),
                points: score.points,
                out_of: score.out_of,
                position: place(at),
            });
        }
        if !grant.scores.is_empty() {
            let points = grant.scores.iter().map(|score| score.points).sum();
            let out_of = grant.scores.iter().map(|score| score.out_of).sum();
            self.rows.grant_total.push(grant_total::Model { grant_id, points, out_of });
        }
        Ok(())
    }
}
