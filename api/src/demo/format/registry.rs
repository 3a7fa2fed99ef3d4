//! Who exists, and the markings that records carry.

use entities::{account, area, contact_point, marking, organisation};

use serde_saphyr::Spanned;

use super::{Day, Name, Partial, Word, records};

records! {
    Area {
        slug: Name,
        name: String,
        kind: Word<area::Kind>,
        gss: Option<String>,
        parent: Option<Name>,
        #[serde(default)]
        members: Vec<Name>,
        source: Option<String>,
    }

    Organisation {
        slug: Name,
        name: String,
        short_name: Option<String>,
        sector: Word<organisation::Sector>,
        description: Option<String>,
        parent: Option<Name>,
        area: Option<Name>,
        successor: Option<Name>,
        #[serde(default)]
        competent_authority: bool,
        #[serde(default)]
        hmg: bool,
        #[serde(default)]
        relevant_authority: bool,
        status: Option<Word<organisation::Status>>,
        #[serde(default)]
        aliases: Vec<Alias>,
        #[serde(default)]
        contacts: Vec<Contact>,
        source: Option<String>,
    }

    Alias {
        name: String,
        from: Option<Partial>,
        to: Option<Partial>,
    }

    Contact {
        kind: Word<contact_point::Kind>,
        value: String,
        #[serde(default)]
        shared: bool,
    }

    Person {
        slug: Name,
        name: String,
        #[serde(default)]
        variants: Vec<String>,
        honorific: Option<String>,
        public_role: Option<String>,
        #[serde(default)]
        affiliations: Vec<Affiliation>,
        #[serde(default)]
        contacts: Vec<Contact>,
        source: Option<String>,
    }

    Affiliation {
        organisation: Name,
        title: Option<String>,
        from: Option<Day>,
        to: Option<Day>,
    }

    Account {
        slug: Name,
        name: String,
        kind: Word<account::Kind>,
        person: Option<Name>,
        organisation: Option<Name>,
        #[serde(default)]
        information_governance: bool,
        #[serde(default)]
        auditor: bool,
        #[serde(default)]
        administrator: bool,
        scopes: Option<Vec<String>>,
        sector: Option<String>,
        about: Option<String>,
    }

    Marking {
        #[serde(default)]
        sensitive: bool,
        #[serde(default)]
        recipients: Vec<Name>,
        #[serde(default)]
        organisations: Vec<Name>,
        #[serde(default)]
        hmg_only: bool,
        #[serde(default)]
        public_release: bool,
        category: Option<Spanned<Word<marking::Category>>>,
        owner: Option<Name>,
        #[serde(default)]
        descriptors: Vec<String>,
    }
}
