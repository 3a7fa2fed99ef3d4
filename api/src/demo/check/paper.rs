//! The rules of papers, circulations and comments.

use std::collections::HashSet;

use entities::paper::Status;

use super::{Checked, Rule};
use crate::demo::format::{AccessGrant, Author, Circulation, Comment, Paper, Version};

/// The length of a SHA-256 hash in hexadecimal.
const HASH: usize = 64;

impl Rule<'_> {
    pub(super) fn paper(&self, paper: &Paper) -> Checked {
        self.marking(paper.marking.as_ref())?;
        if let Some(embargo) = &paper.embargo {
            self.distinct(&embargo.recipients)?;
        }
        if paper.status.value.0 == Status::Draft && !paper.circulations.is_empty() {
            return self.mistake(&paper.status, "a paper that was sent round is no DRAFT");
        }
        if paper.authors.iter().any(nobody) {
            return self.mistake(&paper.slug, "an author of this paper names nobody");
        }
        if paper.on_request && paper.board.is_none() {
            return self.mistake(&paper.slug, "a paper given on request needs the board whose members may ask for it");
        }
        let mut numbers = HashSet::new();
        paper.versions.iter().try_for_each(|version| self.version(&mut numbers, version))?;
        paper.circulations.iter().try_for_each(|sent| self.circulation(paper, sent))?;
        paper.grants.iter().try_for_each(|grant| self.access_grant(paper, grant))?;
        paper.comments.iter().try_for_each(|comment| self.comment(comment))
    }

    fn version(&self, numbers: &mut HashSet<i32>, version: &Version) -> Checked {
        if !numbers.insert(version.number.value) {
            return self.mistake(&version.number, format!("there are two versions {}", version.number.value));
        }
        let hash = &version.sha256.value;
        let hexadecimal = hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if hash.len() != HASH || !hexadecimal {
            return self.mistake(&version.sha256, "a SHA-256 hash has 64 digits of 0-9 and a-f");
        }
        Ok(())
    }

    fn circulation(&self, paper: &Paper, sent: &Circulation) -> Checked {
        if sent.recipients.iter().any(|whom| whom.person.is_some() == whom.organisation.is_some()) {
            return self.mistake(&paper.slug, "a recipient of this paper is an organisation or a person");
        }
        Ok(())
    }

    fn access_grant(&self, paper: &Paper, grant: &AccessGrant) -> Checked {
        if grant.person.is_some() == grant.organisation.is_some() {
            return self.mistake(&paper.slug, "a grant of this paper is to a person or to an organisation");
        }
        self.interval(Some(&grant.from), Some(&grant.to))
    }

    fn comment(&self, comment: &Comment) -> Checked {
        match &comment.section {
            Some(section) => self.mistake(section, "section is for minutes: name the passage of a paper in passage"),
            None => Ok(()),
        }
    }
}

fn nobody(author: &Author) -> bool {
    author.person.is_none() && author.organisation.is_none()
}
