//! A unit's areas and organisations, and for each organisation one delegate and two accounts.

use entities::{Id, account, affiliation, area, contact_point, organisation, person};

use super::{Delegation, Dice, FIRST, FOUNDED, ORGANISATIONS, Unit, words};
use crate::{config::LOCAL_ISSUER, demo::rows::Rows, store::Loading};

/// How many areas the organisations and boards are spread over.
const AREAS: u32 = 20;

/// What a system of an organisation may do.
const SERVICE_SCOPES: &str = "read read:actions write:actions";

/// The sorts of organisation, in turn, and what each is called.
const SORTS: [(organisation::Sector, &str); 10] = [
    (organisation::Sector::LocalAuthority, "Council"),
    (organisation::Sector::Police, "Police Service"),
    (organisation::Sector::Voluntary, "Advice Service"),
    (organisation::Sector::Health, "Health Trust"),
    (organisation::Sector::Prosecution, "Prosecution Office"),
    (organisation::Sector::Courts, "Court Service"),
    (organisation::Sector::Probation, "Probation Office"),
    (organisation::Sector::Voluntary, "Support Network"),
    (organisation::Sector::Transport, "Transport Authority"),
    (organisation::Sector::Housing, "Housing Association"),
];

impl<'a> Unit<'a> {
    /// Draws the registry of a unit into `rows`.
    pub(super) fn new(loading: &'a Loading, number: u32, seed: u64, rows: &mut Rows) -> Self {
        let mut unit = Self { loading, now: loading.now(), number, seed, delegations: Vec::new(), areas: Vec::new() };
        let mut dice = Dice::new(seed, [number, u32::MAX]);
        let region = unit.area(rows, 0, None);
        unit.areas = (1..=AREAS).map(|at| unit.area(rows, at, Some(region))).collect();
        for (at, (sector, sort)) in (1..=ORGANISATIONS).zip(SORTS.into_iter().cycle()) {
            let slug = format!("s{number}-org-{at:03}");
            let organisation = unit.organisation(rows, &mut dice, (&slug, at), (sector, sort));
            let person = unit.person(rows, &slug, at, organisation);
            unit.accounts(rows, &slug, at, (organisation, person));
            unit.delegations.push(Delegation { organisation, person });
        }
        unit
    }

    fn area(&self, rows: &mut Rows, at: u32, parent_id: Option<Id<area::Entity>>) -> Id<area::Entity> {
        let (number, id) = (self.number, self.loading.id());
        let region = parent_id.is_none();
        rows.area.push(area::Model {
            id,
            slug: if region { format!("s{number}-region") } else { format!("s{number}-area-{at:02}") },
            name: if region { format!("Region {number}") } else { format!("District {at} of Region {number}") },
            kind: if region { area::Kind::Region } else { area::Kind::Borough },
            gss: None,
            parent_id,
            source: None,
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        id
    }

    fn organisation(
        &self,
        rows: &mut Rows,
        dice: &mut Dice,
        (slug, at): (&str, u32),
        (sector, sort): (organisation::Sector, &str),
    ) -> Id<organisation::Entity> {
        use organisation::Sector as S;
        let id = self.loading.id();
        rows.organisation.push(organisation::Model {
            id,
            slug: slug.to_owned(),
            name: format!("{sort} {at:03} of Region {}", self.number),
            short_name: Some(format!("S{}-{at:03}", self.number)),
            sector,
            description: Some(words::text(dice, 20)),
            parent_id: None,
            area_id: dice.pick(&self.areas),
            successor_id: None,
            competent_authority: matches!(sector, S::Police | S::Prosecution | S::Courts | S::Probation),
            hmg: matches!(sector, S::Prosecution | S::Courts | S::Probation),
            relevant_authority: matches!(sector, S::Police | S::LocalAuthority | S::Health | S::Probation),
            status: organisation::Status::Active,
            source: None,
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        id
    }

    fn person(
        &self,
        rows: &mut Rows,
        organisation: &str,
        at: u32,
        organisation_id: Id<organisation::Entity>,
    ) -> Id<person::Entity> {
        let id = self.loading.id();
        rows.person.push(person::Model {
            id,
            slug: format!("{organisation}-member"),
            display_name: format!("Delegate {at:03} of Region {}", self.number),
            honorific: None,
            public_role: None,
            source: None,
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        rows.affiliation.push(affiliation::Model {
            id: self.loading.id(),
            person_id: id,
            organisation_id,
            title: Some("Delegate".to_owned()),
            starts_on: Some(FOUNDED),
            ends_on: None,
            position: 0,
        });
        rows.contact_point.push(contact_point::Model {
            id: self.loading.id(),
            person_id: Some(id),
            organisation_id: None,
            kind: contact_point::Kind::Email,
            value: format!("{organisation}@example.org"),
            shared: at.is_multiple_of(2),
        });
        id
    }

    fn accounts(
        &self,
        rows: &mut Rows,
        organisation: &str,
        at: u32,
        (organisation_id, person_id): (Id<organisation::Entity>, Id<person::Entity>),
    ) {
        let member = account::Model {
            id: self.loading.id(),
            slug: format!("{organisation}-member"),
            name: format!("Delegate {at:03} of Region {}", self.number),
            kind: account::Kind::Person,
            issuer: LOCAL_ISSUER.to_owned(),
            subject: format!("{organisation}-member"),
            person_id: Some(person_id),
            organisation_id: None,
            information_governance: false,
            auditor: false,
            administrator: false,
            scopes: None,
            disabled: false,
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        };
        let service = account::Model {
            id: self.loading.id(),
            slug: format!("{organisation}-service"),
            name: format!("System of organisation {at:03} of Region {}", self.number),
            kind: account::Kind::Service,
            subject: format!("{organisation}-service"),
            person_id: None,
            organisation_id: Some(organisation_id),
            scopes: Some(SERVICE_SCOPES.to_owned()),
            ..member.clone()
        };
        rows.account.extend([member, service]);
    }
}
