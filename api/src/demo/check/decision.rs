//! The rules of decisions, recommendations and reviews.

use entities::recommendation::Status;

use super::{Checked, Rule};
use crate::demo::format::{Decision, Recommendation, Review, Target};

impl Rule<'_> {
    pub(super) fn decision(&self, decision: &Decision) -> Checked {
        self.marking(decision.marking.as_ref())?;
        let at = (&decision.meeting, &decision.paper);
        match at {
            (Some(_), Some(paper)) => {
                self.mistake(paper, "a decision is taken at a meeting or in a paper, not in both")
            }
            (None, None) if decision.decided.is_none() => {
                self.mistake(&decision.slug, "a decision of no meeting and no paper needs its date, in decided")
            }
            (None, _) if decision.item.is_some() => {
                self.mistake(&decision.slug, "an item is one of a meeting: name it in meeting")
            }
            (Some(meeting), _) if decision.board.is_none() => {
                self.mistake(meeting, "a decision of a meeting is its board's: name it in board")
            }
            (Some(meeting), _) if decision.announced => {
                self.mistake(meeting, "a decision of a meeting is announced by its minutes, not by announced")
            }
            (_, Some(paper)) if decision.announced => {
                self.mistake(paper, "a decision of a paper is announced by the paper, not by announced")
            }
            _ => Ok(()),
        }
    }

    pub(super) fn recommendation(&self, recommendation: &Recommendation) -> Checked {
        let slug = &recommendation.slug;
        self.marking(recommendation.marking.as_ref())?;
        if recommendation.paper.is_some() == recommendation.consultation.is_some() {
            return self.mistake(slug, "a recommendation comes from a paper or from a consultation");
        }
        if recommendation.item.is_some() && recommendation.meeting.is_none() {
            return self.mistake(slug, "an item is one of a meeting: name it in meeting");
        }
        if recommendation.status.value.0 == Status::Rejected && recommendation.reason.is_none() {
            return self.mistake(&recommendation.status, "a REJECTED recommendation needs a reason");
        }
        let odd = |target: &Target| target.organisation.is_some() == target.board.is_some();
        if recommendation.directed_to.iter().chain(&recommendation.could_be_put_to).any(odd) {
            return self.mistake(slug, "a recommendation is for an organisation or for a board");
        }
        Ok(())
    }

    pub(super) fn review(&self, review: &Review) -> Checked {
        self.marking(review.marking.as_ref())?;
        self.interval(review.published_on.as_ref(), review.implemented_on.as_ref())
    }
}
