//! What the files call each record, and the id it will have. References may point forwards, also across files, so all
//! ids are given before the first row is made.

use std::collections::{HashMap, hash_map::Entry};

use entities::{
    Id, action, agenda_item, agreement, area, board, decision, grant, meeting, organisation, paper, person, programme,
    recommendation, review,
};

use super::{
    format::{Meeting, Sheet},
    value::{Mistake, Name},
};
use crate::store::Loading;

/// The records of one noun, by slug.
pub(super) struct Index<'a, E> {
    noun: &'static str,
    known: HashMap<&'a str, (Id<E>, &'a str, u64)>,
}

impl<'a, E> Index<'a, E> {
    fn new(noun: &'static str) -> Self {
        Self { noun, known: HashMap::new() }
    }

    fn add(&mut self, file: &'a str, slug: &'a Name, id: Id<E>) -> Result<(), Mistake> {
        let noun = self.noun;
        let well_formed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if slug.value.is_empty() || !slug.value.chars().all(well_formed) {
            let message = format!("\"{}\" is not a slug: use lower-case letters, digits and hyphens", slug.value);
            return Err(Mistake::at(file, slug, message));
        }
        match self.known.entry(slug.value.as_str()) {
            Entry::Vacant(free) => {
                free.insert((id, file, slug.referenced.line()));
                Ok(())
            }
            Entry::Occupied(taken) => {
                let (_, other, line) = taken.get();
                let message = format!("there is already {noun} {} at {other}:{line}", slug.value);
                Err(Mistake::at(file, slug, message))
            }
        }
    }

    /// The id of the record that `name` names.
    pub(super) fn find(&self, file: &str, name: &Name) -> Result<Id<E>, Mistake> {
        let found = self.known.get(name.value.as_str()).map(|(id, ..)| *id);
        found.ok_or_else(|| Mistake::at(file, name, format!("there is no {} {}", bare(self.noun), name.value)))
    }

    /// The id of the record that `name` names, if there is a name.
    pub(super) fn maybe(&self, file: &str, name: Option<&Name>) -> Result<Option<Id<E>>, Mistake> {
        name.map(|name| self.find(file, name)).transpose()
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }
}

fn bare(noun: &'static str) -> &'static str {
    noun.split_once(' ').map_or(noun, |(_, bare)| bare)
}

/// What other records need to know of a meeting.
pub(super) struct Known {
    pub(super) items: HashMap<String, Id<agenda_item::Entity>>,
}

impl Known {
    /// The id of the item of this meeting that `key` names.
    pub(super) fn item(&self, file: &str, meeting: &str, key: &Name) -> Result<Id<agenda_item::Entity>, Mistake> {
        let found = self.items.get(&key.value).copied();
        found.ok_or_else(|| {
            Mistake::at(file, key, format!("the meeting {meeting} has no item with the key {}", key.value))
        })
    }
}

/// The names of everything that is being loaded.
pub(super) struct Names<'a> {
    pub(super) area: Index<'a, area::Entity>,
    pub(super) organisation: Index<'a, organisation::Entity>,
    pub(super) person: Index<'a, person::Entity>,
    pub(super) account: Index<'a, entities::account::Entity>,
    pub(super) board: Index<'a, board::Entity>,
    pub(super) meeting: Index<'a, meeting::Entity>,
    pub(super) action: Index<'a, action::Entity>,
    pub(super) programme: Index<'a, programme::Entity>,
    pub(super) grant: Index<'a, grant::Entity>,
    pub(super) paper: Index<'a, paper::Entity>,
    pub(super) agreement: Index<'a, agreement::Entity>,
    pub(super) decision: Index<'a, decision::Entity>,
    pub(super) recommendation: Index<'a, recommendation::Entity>,
    pub(super) review: Index<'a, review::Entity>,
    meetings: HashMap<&'a str, Known>,
}

impl<'a> Names<'a> {
    /// Gives every record of the files its id.
    pub(super) fn give(sheets: &'a [Sheet], loading: &Loading) -> Result<Self, Mistake> {
        let mut names = Self {
            area: Index::new("an area"),
            organisation: Index::new("an organisation"),
            person: Index::new("a person"),
            account: Index::new("an account"),
            board: Index::new("a board"),
            meeting: Index::new("a meeting"),
            action: Index::new("an action"),
            programme: Index::new("a programme"),
            grant: Index::new("a grant"),
            paper: Index::new("a paper"),
            agreement: Index::new("an agreement"),
            decision: Index::new("a decision"),
            recommendation: Index::new("a recommendation"),
            review: Index::new("a review"),
            meetings: HashMap::new(),
        };
        for Sheet { file, page } in sheets {
            macro_rules! give {
                ($($list:ident $noun:ident),*) => {
                    $(for record in &page.$list {
                        names.$noun.add(file, &record.slug, loading.id())?;
                    })*
                };
            }
            give!(areas area, organisations organisation, people person, accounts account, boards board);
            give!(meetings meeting, actions action, programmes programme, grants grant, papers paper, agreements agreement);
            give!(decisions decision, recommendations recommendation, reviews review);
            for meeting in &page.meetings {
                names.meetings.insert(&meeting.slug.value, Known::new(file, meeting, loading)?);
            }
        }
        Ok(names)
    }

    /// What is known of the meeting that `name` names.
    pub(super) fn known(&self, file: &str, name: &Name) -> Result<&Known, Mistake> {
        let found = self.meetings.get(name.value.as_str());
        found.ok_or_else(|| Mistake::at(file, name, format!("there is no meeting {}", name.value)))
    }
}

impl Known {
    fn new(file: &str, meeting: &Meeting, loading: &Loading) -> Result<Self, Mistake> {
        let mut items = HashMap::new();
        for item in &meeting.items {
            if items.insert(item.key.value.clone(), loading.id()).is_some() {
                let message =
                    format!("the meeting {} has two items with the key {}", meeting.slug.value, item.key.value);
                return Err(Mistake::at(file, &item.key, message));
            }
        }
        Ok(Self { items })
    }
}
