//! Decisions, recommendations and reviews.

use entities::{
    Id, PartialDate, agenda_item, decision, recommendation, recommendation_evidence, recommendation_target, review,
};

use super::{Draft, FIRST, Mistake, last_day, place, when, word};
use crate::{
    demo::{
        format::{Decision, Recommendation, Review, Target},
        value::Name,
    },
    store::FAR,
};

impl Draft<'_> {
    pub(super) fn decision(&mut self, file: &str, decision: &Decision) -> Result<(), Mistake> {
        let (names, decided, by) = (self.names, when(decision.decided.as_ref()), decision.by.as_ref());
        let marking_id = self.marking(file, decision.marking.as_ref())?;
        self.rows.decision.push(decision::Model {
            id: names.decision.find(file, &decision.slug)?,
            slug: decision.slug.value.clone(),
            text: decision.text.clone(),
            board_id: names.board.maybe(file, decision.board.as_ref())?,
            meeting_id: names.meeting.maybe(file, decision.meeting.as_ref())?,
            item_id: self.item_at(file, decision.meeting.as_ref(), decision.item.as_ref())?,
            paper_id: names.paper.maybe(file, decision.paper.as_ref())?,
            decided,
            day: decided.map_or(FAR, PartialDate::first_day),
            by_board_id: names.board.maybe(file, by.and_then(|by| by.board.as_ref()))?,
            by_organisation_id: names.organisation.maybe(file, by.and_then(|by| by.organisation.as_ref()))?,
            by_person_id: names.person.maybe(file, by.and_then(|by| by.person.as_ref()))?,
            office: by.and_then(|by| by.office.clone()),
            basis: word(by.and_then(|by| by.basis.as_ref())).unwrap_or(decision::Basis::Printed),
            announced: decision.announced,
            marking_id,
            source: decision.source.clone(),
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        Ok(())
    }

    /// The item of a meeting, both by what the file calls them.
    fn item_at(
        &self,
        file: &str,
        meeting: Option<&Name>,
        key: Option<&Name>,
    ) -> Result<Option<Id<agenda_item::Entity>>, Mistake> {
        let (Some(meeting), Some(key)) = (meeting, key) else { return Ok(None) };
        self.names.known(file, meeting)?.item(file, &meeting.value, key).map(Some)
    }

    pub(super) fn recommendation(&mut self, file: &str, made: &Recommendation) -> Result<(), Mistake> {
        let names = self.names;
        let id = names.recommendation.find(file, &made.slug)?;
        let marking_id = self.marking(file, made.marking.as_ref())?;
        self.rows.recommendation.push(recommendation::Model {
            id,
            slug: made.slug.value.clone(),
            text: made.text.clone(),
            paper_id: names.paper.maybe(file, made.paper.as_ref())?,
            consultation: made.consultation.clone(),
            board_id: names.board.maybe(file, made.board.as_ref())?,
            meeting_id: names.meeting.maybe(file, made.meeting.as_ref())?,
            item_id: self.item_at(file, made.meeting.as_ref(), made.item.as_ref())?,
            status: made.status.value.0,
            response: made.response.clone(),
            reason: made.reason.clone(),
            due: when(made.due.as_ref()),
            due_by: last_day(made.due.as_ref()).unwrap_or(FAR),
            marking_id,
            source: made.source.clone(),
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        if let Some(evidence) = &made.evidence {
            let row = recommendation_evidence::Model { recommendation_id: id, evidence: evidence.clone() };
            self.rows.recommendation_evidence.push(row);
        }
        self.targets(file, id, &made.directed_to, true)?;
        self.targets(file, id, &made.could_be_put_to, false)
    }

    fn targets(
        &mut self,
        file: &str,
        recommendation_id: Id<recommendation::Entity>,
        targets: &[Target],
        direct: bool,
    ) -> Result<(), Mistake> {
        for (at, target) in targets.iter().enumerate() {
            self.rows.recommendation_target.push(recommendation_target::Model {
                id: self.loading.id(),
                recommendation_id,
                organisation_id: self.names.organisation.maybe(file, target.organisation.as_ref())?,
                board_id: self.names.board.maybe(file, target.board.as_ref())?,
                direct,
                position: place(at),
            });
        }
        Ok(())
    }

    pub(super) fn review(&mut self, file: &str, review: &Review) -> Result<(), Mistake> {
        let names = self.names;
        let marking_id = self.marking(file, review.marking.as_ref())?;
        self.rows.review.push(review::Model {
            id: names.review.find(file, &review.slug)?,
            slug: review.slug.value.clone(),
            title: review.title.clone(),
            pseudonym: review.pseudonym.clone(),
            kind: review.kind.0,
            board_id: names.board.find(file, &review.board)?,
            commissioned_by_id: names.board.maybe(file, review.commissioned_by.as_ref())?,
            action_plan_id: names.paper.maybe(file, review.action_plan.as_ref())?,
            qa_status: word(review.qa_status.as_ref()),
            published_on: when(review.published_on.as_ref()),
            implemented_on: when(review.implemented_on.as_ref()),
            marking_id,
            source: review.source.clone(),
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        Ok(())
    }
}
