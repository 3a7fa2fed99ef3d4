//! What became of a recommendation: the answer to it, and how far it is carried out (domain model 2.4).

use entities::{
    recommendation::{self, Status},
    recommendation_evidence,
};
use sea_orm::ActiveValue::Set;

use crate::{
    error::Error,
    policy::{AdvanceRecommendation, AnswerRecommendation, Deed, Right, State as _},
    store::write::{Done, Tx},
};

/// An answer to a recommendation.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: Status,
    pub(crate) response: String,
    /// Why it is rejected, or accepted in part only.
    pub(crate) reason: Option<String>,
}

impl<R: Deed + Right<On = recommendation::Entity>> Tx<R> {
    /// Refuses a state to which the deed does not lead from where the recommendation stands.
    fn leads_to(&self, status: Status) -> Result<(), Error> {
        self.target.status.leads(R::WORD).map_err(Error::Conflict)?;
        self.target.status.reaches(R::WORD, status).map_err(|says| Error::invalid("status", says))
    }

    /// Writes how the recommendation stands.
    async fn recommendation_stands(
        &self,
        to: Status,
        with: impl FnOnce(&mut recommendation::ActiveModel),
    ) -> Result<(), Error> {
        self.rewrite(|row: &mut recommendation::ActiveModel| {
            row.status = Set(to);
            with(row);
        })
        .await
    }
}

impl Tx<AnswerRecommendation> {
    /// Records the answer.
    pub(crate) async fn answer(self, answer: Answer) -> Result<Done, Error> {
        let Answer { status, response, reason } = answer;
        self.leads_to(status)?;
        if status == Status::Rejected && reason.is_none() {
            return Err(Error::invalid("reason", "say why it is rejected"));
        }
        let id = self.target.id.uuid();
        self.recommendation_stands(status, |row| {
            row.response = Set(Some(response));
            row.reason = Set(reason);
        })
        .await?;
        self.commit(vec![id]).await
    }
}

impl Tx<AdvanceRecommendation> {
    /// Records how far it is carried out. What is shown to be so names what shows it.
    pub(crate) async fn advance(self, status: Status, evidence: Option<String>) -> Result<Done, Error> {
        self.leads_to(status)?;
        match (status, &evidence) {
            (Status::Evidenced, None) => {
                return Err(Error::invalid("evidence", "say what shows that it was carried out"));
            }
            (Status::Evidenced, Some(_)) | (_, None) => {}
            (_, Some(_)) => return Err(Error::invalid("evidence", "say it where the recommendation is EVIDENCED")),
        }
        let id = self.target.id;
        self.recommendation_stands(status, |_| ()).await?;
        if let Some(evidence) = evidence {
            // What was known of it before stays.
            self.put::<recommendation_evidence::Entity>(id.uuid(), |row| {
                row.evidence = Set(match row.evidence.try_as_ref() {
                    Some(before) => format!("{before}\n{evidence}"),
                    None => evidence,
                });
            })
            .await?;
        }
        self.commit(vec![id.uuid()]).await
    }
}
