//! Areas, organisations, people and accounts.

use entities::{
    Id, account, affiliation, area, area_member, contact_point, organisation, organisation_alias, person,
    person_variant,
};

use super::{Draft, FIRST, Mistake, place, when, word};
use crate::{
    config::LOCAL_ISSUER,
    demo::format::{Account, Area, Contact, Organisation, Person},
};

impl Draft<'_> {
    pub(super) fn area(&mut self, file: &str, area: &Area) -> Result<(), Mistake> {
        let names = self.names;
        let id = names.area.find(file, &area.slug)?;
        self.rows.area.push(area::Model {
            id,
            slug: area.slug.value.clone(),
            name: area.name.clone(),
            kind: area.kind.0,
            gss: area.gss.clone(),
            parent_id: names.area.maybe(file, area.parent.as_ref())?,
            source: area.source.clone(),
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        for member in &area.members {
            let member_id = names.area.find(file, member)?;
            self.rows.area_member.push(area_member::Model { id: self.loading.id(), cluster_id: id, member_id });
        }
        Ok(())
    }

    pub(super) fn organisation(&mut self, file: &str, organisation: &Organisation) -> Result<(), Mistake> {
        let names = self.names;
        let id = names.organisation.find(file, &organisation.slug)?;
        self.rows.organisation.push(organisation::Model {
            id,
            slug: organisation.slug.value.clone(),
            name: organisation.name.clone(),
            short_name: organisation.short_name.clone(),
            sector: organisation.sector.0,
            description: organisation.description.clone(),
            parent_id: names.organisation.maybe(file, organisation.parent.as_ref())?,
            area_id: names.area.maybe(file, organisation.area.as_ref())?,
            successor_id: names.organisation.maybe(file, organisation.successor.as_ref())?,
            competent_authority: organisation.competent_authority,
            hmg: organisation.hmg,
            relevant_authority: organisation.relevant_authority,
            status: word(organisation.status.as_ref()).unwrap_or(organisation::Status::Active),
            source: organisation.source.clone(),
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        for alias in &organisation.aliases {
            self.rows.organisation_alias.push(organisation_alias::Model {
                id: self.loading.id(),
                organisation_id: id,
                name: alias.name.clone(),
                valid_from: when(alias.from.as_ref()),
                valid_to: when(alias.to.as_ref()),
            });
        }
        self.contacts(&organisation.contacts, None, Some(id));
        Ok(())
    }

    pub(super) fn person(&mut self, file: &str, person: &Person) -> Result<(), Mistake> {
        let names = self.names;
        let id = names.person.find(file, &person.slug)?;
        self.rows.person.push(person::Model {
            id,
            slug: person.slug.value.clone(),
            display_name: person.name.clone(),
            honorific: person.honorific.clone(),
            public_role: person.public_role.clone(),
            source: person.source.clone(),
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        for name in &person.variants {
            let row = person_variant::Model { id: self.loading.id(), person_id: id, name: name.clone() };
            self.rows.person_variant.push(row);
        }
        for affiliation in &person.affiliations {
            self.rows.affiliation.push(affiliation::Model {
                id: self.loading.id(),
                person_id: id,
                organisation_id: names.organisation.find(file, &affiliation.organisation)?,
                title: affiliation.title.clone(),
                starts_on: when(affiliation.from.as_ref()),
                ends_on: when(affiliation.to.as_ref()),
                position: place(self.rows.affiliation.len()),
            });
        }
        self.contacts(&person.contacts, Some(id), None);
        Ok(())
    }

    fn contacts(
        &mut self,
        contacts: &[Contact],
        person_id: Option<Id<person::Entity>>,
        organisation_id: Option<Id<organisation::Entity>>,
    ) {
        for contact in contacts {
            self.rows.contact_point.push(contact_point::Model {
                id: self.loading.id(),
                person_id,
                organisation_id,
                kind: contact.kind.0,
                value: contact.value.clone(),
                shared: contact.shared,
            });
        }
    }

    pub(super) fn account(&mut self, file: &str, account: &Account) -> Result<(), Mistake> {
        let names = self.names;
        self.rows.account.push(account::Model {
            id: names.account.find(file, &account.slug)?,
            slug: account.slug.value.clone(),
            name: account.name.clone(),
            kind: account.kind.0,
            issuer: LOCAL_ISSUER.to_owned(),
            subject: account.slug.value.clone(),
            person_id: names.person.maybe(file, account.person.as_ref())?,
            organisation_id: names.organisation.maybe(file, account.organisation.as_ref())?,
            information_governance: account.information_governance,
            auditor: account.auditor,
            administrator: account.administrator,
            // As in a token: separated by spaces, and none is not the same as absent.
            scopes: account.scopes.as_ref().map(|scopes| scopes.join(" ")),
            disabled: false,
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        Ok(())
    }
}
