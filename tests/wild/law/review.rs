//! Reviews of deaths, and the plans of what is done about them (R17).

use std::collections::BTreeSet;

use super::{Law, Outcome};
use crate::wild::{
    make::TODAY,
    record::{Name, Paper, Review},
};

impl<'a> Law<'a> {
    pub(super) fn review_known(&self, review: &Review) -> bool {
        let group = self.record.board(&review.board);
        let published = review.qa_status == Some("APPROVED")
            && review.published_on.as_deref().is_some_and(|day| day <= TODAY)
            && group.listed
            && group.kind != "CASE_CONFERENCE";
        let sits = |board: Option<&Name>| board.is_some_and(|board| self.sits(self.record.board(board)));
        let ours = self.sits(group) || sits(review.commissioned_by.as_ref()) || sits(group.parent.as_ref());
        self.reads()
            && !self.who.system
            && self.handled(review.marking.as_ref())
            && self.handled(group.marking.as_ref())
            && (published || ours)
    }

    /// Whether it is the plan of a review of which the viewer may not know.
    pub(super) fn hidden_plan(&self, paper: &Paper) -> bool {
        let mut reviews = self.record.reviews.iter().filter(|review| review.action_plan.as_ref() == Some(&paper.slug));
        reviews.any(|review| !self.review_known(review))
    }

    fn plan(&self, review: &Review) -> Option<&'a Paper> {
        let mut papers = self.record.papers.iter();
        papers.find(|paper| Some(&paper.slug) == review.action_plan.as_ref() && self.paper(paper) != Outcome::Hide)
    }

    pub(super) fn reviews(&self, lines: &mut BTreeSet<String>) {
        for review in self.record.reviews.iter().filter(|review| self.review_known(review)) {
            let line = format!("review {}", review.slug);
            for (of, to) in [("board", Some(&review.board)), ("commissionedBy", review.commissioned_by.as_ref())] {
                let to = to.filter(|board| self.board_known(self.record.board(board)));
                lines.extend(to.map(|board| format!("{line} {of} {board}")));
            }
            lines.extend(self.plan(review).map(|paper| format!("{line} actionPlan {}", paper.slug)));
            lines.insert(line);
        }
    }

    /// The review without what is hidden of whom it concerns.
    pub(super) fn review_alone(&self, real: &'a Review) -> Review {
        let mut review = real.clone();
        let by = review.commissioned_by.take();
        review.commissioned_by = by.filter(|board| self.board_known(self.record.board(board)));
        review.action_plan = self.plan(real).map(|paper| paper.slug.clone());
        self.narrow(review.marking.as_mut());
        review
    }
}
