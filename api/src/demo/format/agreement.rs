//! Agreements.

use entities::{agreement, marking};

use super::{Day, Marking, Name, Word, records};

records! {
    Agreement {
        slug: Name,
        title: String,
        status: Word<agreement::Status>,
        from: Option<Day>,
        to: Option<Day>,
        #[serde(default)]
        parties: Vec<Party>,
        #[serde(default)]
        purposes: Vec<Purpose>,
        #[serde(default)]
        categories: Vec<Word<marking::Category>>,
        #[serde(default)]
        gateways: Vec<Gateway>,
        lawful_basis: Option<String>,
        #[serde(default)]
        conditions: Vec<String>,
        review_due: Option<Day>,
        retention: Option<String>,
        text: Option<String>,
        dpia: Option<String>,
        marking: Option<Marking>,
        source: Option<String>,
    }

    Party {
        organisation: Name,
        signed_on: Option<Day>,
        signed_by: Option<Name>,
    }

    Purpose {
        code: Name,
        description: String,
    }

    Gateway {
        act: String,
        section: Option<String>,
        from: Option<Name>,
        to: Option<Name>,
        #[serde(default)]
        relevant_authority: bool,
    }
}
