//! What is done with recommendations: putting on record what was recommended to a meeting, the answer to it, and what came
//! of it (domain model 2.4).

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result};
use entities::recommendation;

use super::{Recommendation, RecommendationStatus};
use crate::{
    error::Error,
    graph::{
        access::{Capability, access},
        node::{self, Kind},
        payload::{Changing, MOST_NAMED, Sending, counted, done, each, input, listed, named, payload, required, text},
        scalar::PartialDate,
    },
    policy::{AdvanceRecommendation, AnswerRecommendation, Deed, MakeRecommendations, Right, State as _},
    store::{Answer, Directed, Recommended, Seen, Source, Tx},
};

/// The most recommendations of one request.
const MOST: usize = 100;

/// What the viewer may do with a recommendation now.
pub(crate) struct RecommendationDeeds(pub(super) Seen<recommendation::Model>);

impl RecommendationDeeds {
    /// Whether the deed leads on from where the recommendation stands, and is the viewer's to do.
    async fn can<R: Deed + Right<On = recommendation::Entity>>(&self) -> Result<bool, Error> {
        Ok(self.0.status.takes(R::WORD) && self.0.view().may::<R>(self.0.id).await?)
    }
}

/// What you may do with a recommendation now: by your rights, and by where it stands.
#[Object(directive = access::apply(vec![Capability::Partner]))]
impl RecommendationDeeds {
    /// Whether you may answer it.
    async fn answer(&self) -> Result<bool> {
        Ok(self.can::<AnswerRecommendation>().await?)
    }

    /// Whether you may say how far it is carried out.
    async fn advance(&self) -> Result<bool> {
        Ok(self.can::<AdvanceRecommendation>().await?)
    }
}

/// Whom a recommendation is directed to.
#[derive(OneofObject)]
pub(crate) enum DirectedToInput {
    /// An organisation: a global id of `Organisation`.
    Organisation(ID),
    /// A board: a global id of `Board`.
    Board(ID),
}

impl DirectedToInput {
    fn directed(self, field: String) -> Result<Directed, Error> {
        let of = |name: &str, kind, id: &ID| node::of_kind(format!("{field}.{name}"), kind, id);
        let (organisation, board) = match &self {
            Self::Organisation(id) => (Some(of("organisation", Kind::Organisation, id)?), None),
            Self::Board(id) => (None, Some(of("board", Kind::Board, id)?)),
        };
        Ok(Directed { field, organisation, board })
    }
}

/// What makes a recommendation: a paper or a consultation.
#[derive(OneofObject)]
pub(crate) enum RecommendationSourceInput {
    /// A paper: a global id of `Paper`. What withholds that paper withholds its recommendations.
    Paper(ID),
    /// A consultation, by its name, in 1 to 200 characters.
    Consultation(String),
}

impl RecommendationSourceInput {
    fn source(self, field: &str) -> Result<Source, Error> {
        Ok(match self {
            Self::Paper(id) => Source::Paper(node::of_kind(format!("{field}.from.paper"), Kind::Paper, &id)?),
            Self::Consultation(name) => Source::Consultation(required(format!("{field}.from.consultation"), name)?),
        })
    }
}

/// A recommendation as it was put to a meeting.
#[derive(InputObject)]
pub(crate) struct RecommendedInput {
    /// What was recommended, in 1 to 10,000 characters.
    text: String,
    /// Whom it is directed to, 1 to 100. They know of it, and answer it.
    directed_to: Vec<DirectedToInput>,
    /// The item under which it was put: a global id of `AgendaItem` of that meeting.
    item: Option<ID>,
    /// What makes it.
    from: RecommendationSourceInput,
    /// When it is to be carried out by, as exactly as it is known, for example `2027-06`.
    due: Option<PartialDate>,
}

impl RecommendedInput {
    fn recommended(self, field: String) -> Result<Recommended, Error> {
        counted(format!("{field}.directedTo"), self.directed_to.len(), 1, MOST_NAMED)?;
        let whom = self.directed_to.into_iter().enumerate();
        Ok(Recommended {
            text: text(format!("{field}.text"), self.text)?,
            item: named(&field, "item", Kind::AgendaItem, self.item.as_ref())?,
            source: self.from.source(&field)?,
            directed_to: each(whom.map(|(at, whom)| whom.directed(format!("{field}.directedTo.{at}"))))?,
            due: self.due.map(|date| date.0),
            field,
        })
    }
}

/// What was recommended to a meeting.
#[derive(InputObject)]
pub(crate) struct MakeRecommendationsInput {
    /// The meeting: a global id of `Meeting`.
    meeting: ID,
    /// The recommendations: 1 to 100. All of them are recorded or none is.
    recommendations: Vec<RecommendedInput>,
    #[graphql(flatten)]
    said: Sending,
}
input!(MakeRecommendationsInput: meeting Meeting);
payload! {
    /// What came of recording recommendations.
    MakeRecommendationsPayload {
        /// The recommendations in the order in which they were sent; null when nothing was done.
        recommendations: many Recommendation
    }
}

/// An answer to a recommendation.
#[derive(InputObject)]
pub(crate) struct AnswerRecommendationInput {
    /// The recommendation: a global id of `Recommendation`.
    recommendation: ID,
    /// `ACCEPTED`, `PARTLY` or `REJECTED`.
    status: RecommendationStatus,
    /// What is answered, in 1 to 10,000 characters.
    response: String,
    /// Why it is rejected, or accepted in part only, in 1 to 10,000 characters; needed for `REJECTED`.
    reason: Option<String>,
    #[graphql(flatten)]
    said: Changing,
}
input!(AnswerRecommendationInput: recommendation Recommendation);
payload! {
    /// What came of answering a recommendation.
    AnswerRecommendationPayload {
        /// The recommendation as it is now; null when nothing was done.
        recommendation: Recommendation
    }
}

/// How far a recommendation is carried out.
#[derive(InputObject)]
pub(crate) struct AdvanceRecommendationInput {
    /// The recommendation: a global id of `Recommendation`.
    recommendation: ID,
    /// `IMPLEMENTING`, `IMPLEMENTED` or `EVIDENCED`.
    status: RecommendationStatus,
    /// What shows that it was carried out, in 1 to 10,000 characters: needed for `EVIDENCED`, and for the members of the board
    /// that follows it.
    evidence: Option<String>,
    #[graphql(flatten)]
    said: Changing,
}
input!(AdvanceRecommendationInput: recommendation Recommendation);
payload! {
    /// What came of saying how far a recommendation is carried out.
    AdvanceRecommendationPayload {
        /// The recommendation as it is now; null when nothing was done.
        recommendation: Recommendation
    }
}

/// Deeds on recommendations.
#[derive(Default)]
pub(crate) struct RecommendationMutation;

#[Object]
impl RecommendationMutation {
    /// Puts on record what was recommended to a meeting: for the secretariat and the chairs of its board, which follows it.
    /// Whoever reads the minutes and the item reads it, and so does whom it is directed to.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn make_recommendations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The meeting and the recommendations.")] input: MakeRecommendationsInput,
    ) -> Result<MakeRecommendationsPayload> {
        done(ctx, input, |tx: Tx<MakeRecommendations>, input| async move {
            let made = listed("recommendations", input.recommendations, MOST, RecommendedInput::recommended)?;
            tx.recommend(made).await
        })
        .await
    }

    /// Answers a recommendation that is `MADE`: for the organisations to which it is directed, and the secretariat and chairs
    /// of the board that follows it. It is `ACCEPTED`, accepted `PARTLY`, or `REJECTED` with a reason.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn answer_recommendation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which recommendation, and the answer.")] input: AnswerRecommendationInput,
    ) -> Result<AnswerRecommendationPayload> {
        done(ctx, input, |tx: Tx<AnswerRecommendation>, input| async move {
            let reason = input.reason.map(|reason| text("reason", reason)).transpose()?;
            tx.answer(Answer { status: input.status.into(), response: text("response", input.response)?, reason }).await
        })
        .await
    }

    /// Records how far a recommendation is carried out that is accepted: for the same. It is `IMPLEMENTING`, then
    /// `IMPLEMENTED`, then `EVIDENCED` by what shows it.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn advance_recommendation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which recommendation, and how far it is.")] input: AdvanceRecommendationInput,
    ) -> Result<AdvanceRecommendationPayload> {
        done(ctx, input, |tx: Tx<AdvanceRecommendation>, input| async move {
            let evidence = input.evidence.map(|evidence| text("evidence", evidence)).transpose()?;
            tx.advance(input.status.into(), evidence).await
        })
        .await
    }
}
