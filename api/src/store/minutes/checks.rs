//! What minutes leave open: undertakings that no action records, and initials that fit two of those who came.
//!
//! # Why
//! Both are worked out when somebody asks, from what the asker reads: a list that was kept would be of the words of
//! yesterday. Nothing is made of them here, since only a person knows what was meant. To look for them is to read the
//! sections, so it leaves the lines in the ledger that reading leaves.

use entities::{action, attendance, minute_section, minute_section_text, minutes, organisation, person};
use futures_util::future::try_join_all;
use uuid::Uuid;

use super::text::{
    names::{Names, abbreviations, initials, is_full},
    promises::{alike, promises},
};
use crate::{
    error::Error,
    policy::CheckMinutes,
    store::{ACTIONS_OF_MEETING, ALIASES, ATTENDANCE, SECTIONS, Seen, VARIANTS, View},
};

/// Somebody who may owe what was undertaken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Owing {
    Person(Uuid),
    Organisation(Uuid),
}

/// A sentence that says what somebody would do, and that no action of the meeting records.
pub(crate) struct Undertaking {
    pub(crate) section: Seen<minute_section::Model>,
    pub(crate) sentence: String,
    /// Who is named last before it is said.
    pub(crate) owner: Option<Owing>,
}

/// Initials that fit more than one of those who came.
pub(crate) struct Ambiguous {
    pub(crate) section: Seen<minute_section::Model>,
    pub(crate) initials: String,
    pub(crate) candidates: Vec<Seen<person::Model>>,
}

/// Those who came, or were to come, as the asker knows of them.
struct Room {
    people: Vec<(attendance::Status, Seen<person::Model>)>,
    organisations: Vec<Seen<organisation::Model>>,
}

impl View {
    /// What was undertaken and is no action, for those who keep the board's record; none for others.
    pub(crate) async fn undertakings(&self, edition: &Seen<minutes::Model>) -> Result<Option<Vec<Undertaking>>, Error> {
        if !self.may::<CheckMinutes>(edition.id).await? {
            return Ok(None);
        }
        let sections = self.sections(edition).await?;
        let names = self.room(edition).await?.names().await?;
        let actions = self.whole::<action::Entity>(&ACTIONS_OF_MEETING, edition.meeting_id.uuid()).await?;
        let mut found = Vec::new();
        for (section, text) in sections {
            for promise in promises(&text.body) {
                if actions.iter().any(|action| alike(promise.sentence, &action.description)) {
                    continue;
                }
                let said = names.said(promise.sentence);
                let owner = said.iter().rfind(|said| said.at.1 <= promise.verb).map(|said| said.of);
                let sentence = promise.sentence.to_owned();
                found.push(Undertaking { section: section.clone(), sentence, owner });
            }
        }
        Ok(Some(found))
    }

    /// The initials in an edition that fit more than one of those who came, each once in a section; for those who keep the
    /// board's record, none for others.
    pub(crate) async fn ambiguous(&self, edition: &Seen<minutes::Model>) -> Result<Option<Vec<Ambiguous>>, Error> {
        if !self.may::<CheckMinutes>(edition.id).await? {
            return Ok(None);
        }
        let sections = self.sections(edition).await?;
        let room = self.room(edition).await?;
        let there = room.people.iter().filter(|(status, _)| *status == attendance::Status::Present);
        let letters: Vec<_> = there.map(|(_, person)| (initials(&person.display_name), person)).collect();
        let mut found = Vec::new();
        for (section, text) in sections {
            let mut once: Vec<&str> = Vec::new();
            let speakers = text.speakers.as_deref().unwrap_or_default();
            for short in abbreviations(speakers).into_iter().chain(abbreviations(&text.body)) {
                let fits = letters.iter().filter(|(letters, _)| letters.iter().any(|letters| letters == short));
                let candidates: Vec<_> = fits.map(|(_, person)| (*person).clone()).collect();
                if candidates.len() > 1 && !once.contains(&short) {
                    once.push(short);
                    found.push(Ambiguous { section: section.clone(), initials: short.to_owned(), candidates });
                }
            }
        }
        Ok(Some(found))
    }

    /// The sections of an edition that the asker reads in full, with their words.
    async fn sections(
        &self,
        edition: &Seen<minutes::Model>,
    ) -> Result<Vec<(Seen<minute_section::Model>, Seen<minute_section_text::Model>)>, Error> {
        let sections = self.whole::<minute_section::Entity>(&SECTIONS, edition.id.uuid()).await?;
        let texts = try_join_all(sections.iter().map(|section| self.by_id::<minute_section_text::Entity>(section.id)));
        let texts = texts.await?;
        Ok(sections.into_iter().zip(texts).filter_map(|(section, text)| Some((section, text?))).collect())
    }

    async fn room(&self, edition: &Seen<minutes::Model>) -> Result<Room, Error> {
        let came = self.whole::<attendance::Entity>(&ATTENDANCE, edition.meeting_id.uuid()).await?;
        let people = try_join_all(came.iter().map(|came| self.by_id::<person::Entity>(came.person_id)));
        let mut organisations: Vec<Uuid> =
            came.iter().filter_map(|came| came.organisation_id).map(Into::into).collect();
        organisations.sort_unstable();
        organisations.dedup();
        let organisations = organisations.into_iter().map(|id| self.by_id::<organisation::Entity>(id));
        let (people, organisations) = futures_util::future::try_join(people, try_join_all(organisations)).await?;
        let people = came.iter().zip(people).filter_map(|(came, person)| Some((came.status, person?))).collect();
        Ok(Room { people, organisations: organisations.into_iter().flatten().collect() })
    }
}

impl Room {
    /// By what they are called: in full, and by initials that fit one of those who came.
    async fn names(&self) -> Result<Names<Owing>, Error> {
        let variants = self.people.iter().map(|(_, person)| person.view().whole(&VARIANTS, person.id.uuid()));
        let aliases = self.organisations.iter().map(|known| known.view().whole(&ALIASES, known.id.uuid()));
        let (variants, aliases) = futures_util::future::try_join(try_join_all(variants), try_join_all(aliases)).await?;
        let mut names: Vec<(String, Owing)> = Vec::new();
        for ((_, person), variants) in self.people.iter().zip(variants) {
            let of = Owing::Person(person.id.uuid());
            names.push((person.display_name.clone(), of));
            names.extend(variants.iter().filter(|other| is_full(&other.name)).map(|other| (other.name.clone(), of)));
            let others = |short: &String| {
                self.people.iter().filter(|(_, other)| initials(&other.display_name).contains(short)).count() == 1
            };
            names.extend(initials(&person.display_name).into_iter().filter(others).map(|short| (short, of)));
        }
        for (organisation, aliases) in self.organisations.iter().zip(aliases) {
            let of = Owing::Organisation(organisation.id.uuid());
            names.push((organisation.name.clone(), of));
            names.extend(organisation.short_name.clone().map(|short| (short, of)));
            names.extend(aliases.iter().map(|alias| (alias.name.clone(), of)));
        }
        Ok(Names::new(names.iter().map(|(name, of)| (name.as_str(), *of))))
    }
}
