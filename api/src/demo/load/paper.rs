//! Papers: whose they are, whom they were sent to, and what was said of them.

use entities::{
    Id, PartialDate, access_grant, agenda_item_paper, board, circulation, circulation_recipient, comment, marking,
    minute_section, minutes, paper, paper_author, paper_text, paper_version,
};

use super::{Draft, FIRST, Mistake, place, when, word};
use crate::{
    demo::format::{AccessGrant, Circulation, Comment, Embargo, Marking, Paper, Place, Version},
    store::FAR,
};

/// What a comment is about.
#[derive(Clone, Copy, Default)]
pub(super) struct Subject {
    pub(super) paper: Option<Id<paper::Entity>>,
    pub(super) minutes: Option<Id<minutes::Entity>>,
    pub(super) section: Option<Id<minute_section::Entity>>,
    pub(super) board: Option<Id<board::Entity>>,
}

impl Draft<'_> {
    pub(super) fn paper(&mut self, file: &str, paper: &Paper) -> Result<(), Mistake> {
        let names = self.names;
        let id = names.paper.find(file, &paper.slug)?;
        let board_id = names.board.maybe(file, paper.board.as_ref())?;
        let marking_id = self.marking(file, paper.marking.as_ref())?;
        let embargo_named_id = self.named(file, paper.embargo.as_ref())?;
        let dated = when(paper.dated.as_ref());
        self.rows.paper.push(paper::Model {
            id,
            slug: paper.slug.value.clone(),
            title: paper.title.clone(),
            kind: paper.kind.0,
            status: paper.status.value.0,
            board_id,
            owner_id: names.organisation.maybe(file, paper.owner.as_ref())?,
            dated,
            day: dated.map_or(FAR, PartialDate::first_day),
            on_request: paper.on_request,
            embargoed: paper.embargo.is_some(),
            embargo_until: paper.embargo.as_ref().and_then(|embargo| when(embargo.until.as_ref())),
            embargo_named_id,
            marking_id,
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        self.rows.paper_text.push(paper_text::Model {
            paper_id: id,
            summary: paper.summary.clone(),
            source: paper.source.clone(),
            withdrawn_reason: None,
        });
        for (at, author) in paper.authors.iter().enumerate() {
            self.rows.paper_author.push(paper_author::Model {
                id: self.loading.id(),
                paper_id: id,
                person_id: names.person.maybe(file, author.person.as_ref())?,
                organisation_id: names.organisation.maybe(file, author.organisation.as_ref())?,
                position: place(at),
            });
        }
        paper.versions.iter().for_each(|version| self.version(id, version));
        paper.items.iter().try_for_each(|item| self.laid(file, id, item))?;
        paper.circulations.iter().try_for_each(|circulation| self.circulation(file, id, circulation))?;
        paper.grants.iter().try_for_each(|grant| self.access_grant(file, id, grant))?;
        let subject = Subject { paper: Some(id), board: board_id, ..Subject::default() };
        paper.comments.iter().try_for_each(|comment| self.comment(file, subject, comment))
    }

    /// Those who are named while an embargo holds, as recipients of a marking of their own.
    fn named(&mut self, file: &str, embargo: Option<&Embargo>) -> Result<Option<Id<marking::Entity>>, Mistake> {
        let Some(embargo) = embargo.filter(|embargo| !embargo.recipients.is_empty()) else { return Ok(None) };
        let named = Marking {
            sensitive: false,
            recipients: embargo.recipients.clone(),
            organisations: Vec::new(),
            hmg_only: false,
            public_release: false,
            descriptors: Vec::new(),
            category: None,
            owner: None,
        };
        self.marking(file, Some(&named))
    }

    fn version(&mut self, paper_id: Id<paper::Entity>, version: &Version) {
        self.rows.paper_version.push(paper_version::Model {
            id: self.loading.id(),
            paper_id,
            number: version.number.value,
            file_name: version.file.clone(),
            media_type: version.media_type.clone(),
            sha256: version.sha256.value.clone(),
            bytes: version.bytes,
        });
    }

    fn laid(&mut self, file: &str, paper_id: Id<paper::Entity>, at: &Place) -> Result<(), Mistake> {
        let item_id = self.names.known(file, &at.meeting)?.item(file, &at.meeting.value, &at.item)?;
        self.rows.agenda_item_paper.push(agenda_item_paper::Model { id: self.loading.id(), item_id, paper_id });
        Ok(())
    }

    fn circulation(&mut self, file: &str, paper_id: Id<paper::Entity>, sent: &Circulation) -> Result<(), Mistake> {
        let names = self.names;
        let id = self.loading.id();
        let sent_at = sent.sent_at.value.0;
        self.rows.circulation.push(circulation::Model {
            id,
            paper_id,
            board_id: names.board.find(file, &sent.board)?,
            meeting_id: names.meeting.maybe(file, sent.meeting.as_ref())?,
            purpose: sent.purpose.0,
            sent_at,
            day: sent_at.date_naive(),
            comments_due: when(sent.comments_due.as_ref()),
        });
        for (at, whom) in sent.recipients.iter().enumerate() {
            self.rows.circulation_recipient.push(circulation_recipient::Model {
                id: self.loading.id(),
                circulation_id: id,
                organisation_id: names.organisation.maybe(file, whom.organisation.as_ref())?,
                person_id: names.person.maybe(file, whom.person.as_ref())?,
                position: place(at),
            });
        }
        Ok(())
    }

    fn access_grant(&mut self, file: &str, paper_id: Id<paper::Entity>, grant: &AccessGrant) -> Result<(), Mistake> {
        let names = self.names;
        self.rows.access_grant.push(access_grant::Model {
            id: self.loading.id(),
            paper_id,
            person_id: names.person.maybe(file, grant.person.as_ref())?,
            organisation_id: names.organisation.maybe(file, grant.organisation.as_ref())?,
            starts_at: grant.from.value.0,
            ends_at: grant.to.value.0,
            ended_at: when(grant.ended_at.as_ref()),
            granted_by_id: names.person.find(file, &grant.by)?,
            reason: grant.reason.clone(),
        });
        Ok(())
    }

    pub(super) fn comment(&mut self, file: &str, of: Subject, comment: &Comment) -> Result<(), Mistake> {
        let names = self.names;
        self.rows.comment.push(comment::Model {
            id: self.loading.id(),
            paper_id: of.paper,
            minutes_id: of.minutes,
            section_id: of.section,
            board_id: of.board,
            author_id: names.person.find(file, &comment.author)?,
            organisation_id: names.organisation.maybe(file, comment.organisation.as_ref())?,
            passage: comment.passage.clone(),
            body: comment.body.clone(),
            shared: comment.shared,
            disposition: word(comment.disposition.as_ref()),
            at: comment.at.value.0,
            version: 1,
        });
        Ok(())
    }
}
