//! Synthetic programmes and their grants.

use chrono::NaiveDate;
use entities::{
    Id, PartialDate, grant, grant_line, programme, programme::Status, programme_detail, programme_party,
    programme_party::Role, programme_site, programme_successor, programme_update,
};

use super::{BEGAN, Delegation, FIRST, GRANTS_OF_A_PROGRAMME, board::Group, later, place, words};

/// How often each status comes up, in a hundred.
const STATUSES: [(u32, Status); 7] = [
    (10, Status::Proposed),
    (10, Status::Approved),
    (10, Status::Mobilising),
    (40, Status::Live),
    (10, Status::Extended),
    (10, Status::Ending),
    (10, Status::Closed),
];
const KINDS: [programme::Kind; 5] = [
    programme::Kind::Service,
    programme::Kind::Pilot,
    programme::Kind::Campaign,
    programme::Kind::Training,
    programme::Kind::Research,
];
const GRANT_STATUSES: [(u32, grant::Status); 5] = [
    (10, grant::Status::Bid),
    (15, grant::Status::Approved),
    (25, grant::Status::Awarded),
    (40, grant::Status::Paying),
    (10, grant::Status::Closed),
];
const FOLLOWING: [(u32, programme_successor::Funding); 3] = [
    (50, programme_successor::Funding::NoneIdentified),
    (30, programme_successor::Funding::Bid),
    (20, programme_successor::Funding::Secured),
];

impl Group<'_> {
    /// A programme, those who take part in it, and its money.
    pub(super) fn programme(&mut self, at: u32) {
        let unit = self.unit;
        let id = unit.loading.id();
        let parties = self.dice.pick_some(&self.members, 3);
        let [lead, provider, funder] = parties.as_slice() else { return };
        let slug = format!("{}-p{:02}", self.slug, at + 1);
        let starts = later(BEGAN, self.dice.below(1200));
        let ends: Vec<NaiveDate> =
            (0..GRANTS_OF_A_PROGRAMME).map(|_| later(starts, 365 + self.dice.below(1400))).collect();
        let status = self.dice.weigh(Status::Live, &STATUSES);
        self.rows.programme.push(programme::Model {
            id,
            slug: slug.clone(),
            name: words::title(&mut self.dice, 4),
            kind: self.dice.pick(&KINDS).unwrap_or(programme::Kind::Service),
            status,
            overlay: self.dice.chance(5).then_some(programme::Overlay::Delayed),
            lead_id: Some(lead.organisation),
            board_id: Some(self.id),
            parent_id: None,
            area_id: self.dice.pick(&unit.areas),
            announced: self.dice.chance(80),
            starts: Some(PartialDate::from(starts)),
            ends: None,
            funding_ends: ends.iter().copied().max().unwrap_or(crate::store::FAR),
            status_as_at: Some(PartialDate::from(later(starts, 180))),
            status_printed: None,
            marking_id: None,
            source: None,
            version: FIRST,
            created_at: unit.now,
            updated_at: unit.now,
        });
        let parties = [(Role::Lead, lead), (Role::Provider, provider), (Role::Funder, funder)];
        for (position, (role, party)) in (0..).zip(parties) {
            self.rows.programme_party.push(programme_party::Model {
                id: unit.loading.id(),
                programme_id: id,
                organisation_id: party.organisation,
                role,
                detail: None,
                position,
            });
        }
        self.details(id, starts, lead);
        for (grant, ends) in (1..).zip(ends) {
            self.grant((id, format!("{slug}-g{grant}")), (*funder, *provider), (starts, ends));
        }
    }

    fn details(&mut self, programme_id: Id<programme::Entity>, starts: NaiveDate, lead: &Delegation) {
        let unit = self.unit;
        let summary = Some(words::text(&mut self.dice, 40));
        self.rows.programme_detail.push(programme_detail::Model { programme_id, summary, overlay_reason: None });
        for area_id in self.dice.pick_some(&unit.areas, 2) {
            self.rows.programme_site.push(programme_site::Model { id: unit.loading.id(), programme_id, area_id });
        }
        self.rows.programme_successor.push(programme_successor::Model {
            programme_id,
            funding: self.dice.weigh(programme_successor::Funding::Bid, &FOLLOWING),
            detail: Some(words::text(&mut self.dice, 10)),
        });
        self.rows.programme_update.push(programme_update::Model {
            id: unit.loading.id(),
            programme_id,
            reported_on: Some(PartialDate::from(later(starts, 180))),
            by_organisation_id: Some(lead.organisation),
            text: words::text(&mut self.dice, 30),
            status: None,
            overlay: None,
            source: None,
            marking_id: None,
            version: FIRST,
            created_at: unit.now,
            updated_at: unit.now,
        });
    }

    fn grant(
        &mut self,
        (programme_id, slug): (Id<programme::Entity>, String),
        (funder, recipient): (Delegation, Delegation),
        (starts, ends): (NaiveDate, NaiveDate),
    ) {
        let unit = self.unit;
        let id = unit.loading.id();
        let halves = i64::from(1 + self.dice.below(200)) * 250_000;
        self.rows.grant.push(grant::Model {
            id,
            slug,
            programme_id: Some(programme_id),
            funder_id: funder.organisation,
            recipient_id: Some(recipient.organisation),
            amount_pence: Some(halves * 2),
            currency: "GBP".to_owned(),
            status: self.dice.weigh(grant::Status::Paying, &GRANT_STATUSES),
            announced: self.dice.chance(80),
            process: None,
            applied: None,
            approved_on: None,
            awarded_on: None,
            starts: Some(PartialDate::from(starts)),
            ends: Some(PartialDate::from(ends)),
            marking_id: None,
            source: None,
            version: FIRST,
            created_at: unit.now,
            updated_at: unit.now,
        });
        for at in 0..2 {
            self.rows.grant_line.push(grant_line::Model {
                id: unit.loading.id(),
                grant_id: id,
                organisation_id: Some(recipient.organisation),
                area_id: self.dice.pick(&unit.areas),
                purpose: words::title(&mut self.dice, 4),
                amount_pence: Some(halves),
                position: place(at),
            });
        }
    }
}
