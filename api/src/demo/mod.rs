//! Partnerships that the program brings or makes: the demonstration, and synthetic ones for load tests.
//!
//! Lives here: the format of the files in `api/demo` (`format`), the rules they must keep (`check`), and turning them
//! (`load`) or invented ones (`scale`) into rows. Rows enter through the store's `Loading`, whole or not at all.
//! Must not live here: SQL, GraphQL, and anything about a particular board.

mod check;
mod format;
mod load;
mod names;
mod rows;
mod scale;
mod value;

pub(crate) use load::{demonstration, load};
pub(crate) use scale::scale;

use crate::error::Stop;
use format::Sheet;

/// The file that says whom one may be in the demonstration.
const ACCOUNTS: &str = "accounts.yaml";

/// A file of records.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// What its mistakes are reported under.
    pub(crate) name: String,
    /// The YAML.
    pub(crate) text: String,
}

/// Somebody one may be in the demonstration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Persona {
    /// The account's slug, which is also the subject of its tokens.
    pub(crate) slug: String,
    /// The account's name.
    pub(crate) name: String,
    /// The part of public life they come from, in a word.
    pub(crate) sector: String,
    /// Who they are, in a sentence.
    pub(crate) about: String,
}

/// The demonstration partnership, as the program brings it.
pub(crate) fn embedded() -> Vec<Source> {
    macro_rules! files {
        ($($name:literal)*) => {
            [$(($name, include_str!(concat!("../../demo/", $name)))),*]
        };
    }
    let files = files! {
        "areas.yaml" "organisations.yaml" "people.yaml" "accounts.yaml" "boards.yaml" "meetings-panel-2013.yaml"
        "meetings-panel-2015.yaml" "meetings-board-2022-03.yaml" "meetings-board-2022-12.yaml" "bromley.yaml"
        "actions.yaml" "programmes.yaml" "grants.yaml" "papers.yaml" "agreements.yaml" "decisions.yaml"
        "recommendations.yaml"
    };
    files.map(|(name, text)| Source { name: name.to_owned(), text: text.to_owned() }).into()
}

/// Whom one may be in the demonstration: the accounts that say what they are about, in the order of their file.
///
/// # Errors
/// When the file of accounts has a mistake.
pub(crate) fn personas() -> Result<Vec<Persona>, Stop> {
    let mut personas = Vec::new();
    for source in embedded().into_iter().filter(|source| source.name == ACCOUNTS) {
        for account in Sheet::read(&source)?.page.accounts {
            if let (Some(sector), Some(about)) = (account.sector, account.about) {
                personas.push(Persona { slug: account.slug.value, name: account.name, sector, about });
            }
        }
    }
    Ok(personas)
}

#[cfg(test)]
mod tests;
