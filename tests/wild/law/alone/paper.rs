//! Papers and comments in the world as one viewer may know it. Of a paper that is hidden, what they said of it
//! stays, and the shares of it that they may know of.

use super::{Law, nobody};
use crate::wild::{
    law::Outcome,
    record::{Circulation, Comment, Marking, Meeting, Minutes, Paper, Recommendation},
};

impl<'a> Law<'a> {
    pub(super) fn papers_alone(&self) -> Vec<Paper> {
        self.record.papers.iter().filter_map(|paper| self.paper_alone(paper)).collect()
    }

    fn paper_alone(&self, real: &'a Paper) -> Option<Paper> {
        let mut paper = real.clone();
        let outcome = self.paper(real);
        paper.comments.retain(|comment| self.comment_on_paper(real, comment));
        paper.comments.iter_mut().for_each(|comment| self.comment_alone(comment));
        paper.grants.retain(|share| self.share_known(real, share));
        if outcome == Outcome::Hide {
            let makes =
                |made: &Recommendation| made.paper.as_ref() == Some(&real.slug) && self.recommendation_known(made);
            let needed =
                !paper.comments.is_empty() || !paper.grants.is_empty() || self.record.recommendations.iter().any(makes);
            // Nothing that is left opens it; what withholds it from those who would read it otherwise is a list of its own.
            let marking = (!self.paper_cleared(real)).then(|| Marking {
                recipients: vec![nobody()],
                category: Some("GOVERNANCE"),
                ..Marking::default()
            });
            let Paper { slug, board, comments, grants, .. } = paper;
            let title = format!("Hidden {slug}");
            let status = if real.status == "PUBLISHED" { "FINAL" } else { real.status };
            let kind = "REPORT";
            let hidden = Paper { slug, title, kind, status, board, marking, grants, comments, ..Paper::default() };
            return needed.then_some(hidden);
        }
        let mine = |name: &String| self.is(name);
        paper.embargo.iter_mut().for_each(|embargo| embargo.recipients.retain(mine));
        self.narrow(paper.marking.as_mut());
        if outcome == Outcome::Stub {
            paper.summary = None;
            (paper.authors, paper.versions, paper.circulations) = (Vec::new(), Vec::new(), Vec::new());
        }
        for author in &mut paper.authors {
            let bare = author.organisation.is_none();
            author.person = author.person.take().and_then(|name| self.known(Some(name)).or_else(|| bare.then(nobody)));
        }
        paper.items.retain(|place| {
            let meeting = self.record.meeting(&place.meeting);
            meeting.items.iter().any(|item| item.key == place.item && self.item(meeting, item) != Outcome::Hide)
        });
        let known = real.circulations.iter().filter(|sent| self.circulation_known(real, sent));
        paper.circulations = known.map(|sent| self.circulation_alone(real, sent)).collect();
        Some(paper)
    }

    fn circulation_alone(&self, paper: &Paper, real: &Circulation) -> Circulation {
        let mut sent = real.clone();
        sent.meeting = sent.meeting.take().filter(|slug| self.meeting_known(self.record.meeting(slug)));
        sent.recipients.retain(|whom| self.listed(paper, real, whom));
        for whom in &mut sent.recipients {
            whom.person = whom.person.take().map(|name| self.known(Some(name)).unwrap_or_else(nobody));
        }
        sent
    }

    fn comment_alone(&self, comment: &mut Comment) {
        if !self.person_known(&comment.author) {
            comment.author = nobody();
        }
    }

    /// What is known of what was said of an edition, whose sections are those at these places of the whole.
    pub(super) fn said_alone(&self, meeting: &'a Meeting, real: &'a Minutes, places: &[usize]) -> Vec<Comment> {
        let known = real.comments.iter().filter(|comment| self.comment_on_minutes(meeting, real, comment));
        let mut said: Vec<Comment> = known.cloned().collect();
        for comment in &mut said {
            self.comment_alone(comment);
            let place = comment.section.and_then(|n| places.iter().position(|place| place + 1 == n));
            comment.section = place.map(|place| place + 1);
        }
        said
    }

    /// Whether the viewer said something of an edition.
    pub(super) fn spoke(&self, edition: &Minutes) -> bool {
        edition.comments.iter().any(|comment| self.is(&comment.author))
    }
}
