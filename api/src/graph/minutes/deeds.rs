//! What is done with minutes: writing, sending, agreeing, publishing and withdrawing them (domain model 2.4).

use async_graphql::{ComplexObject, Context, ID, InputObject, Object, OneofObject, Result};
use entities::minutes;

use super::{
    Minutes,
    checks::{Warning, cleared},
};
use crate::{
    error::Error,
    graph::{
        access::{Capability, access},
        narrowed::NarrowedInput,
        node::{self, Kind},
        payload::{Changing, Sending, done, input, listed, named, payload, short, text},
        scalar::Date,
    },
    policy::{
        AgreeMinutes, CirculateMinutes, CommentOnMinutes, CorrectMinutes, Deed, DraftMinutes, PublishMinutes,
        ReviseMinutes, Right, State as _, WithdrawMinutes,
    },
    store::{AgreedBy, Section, Seen, Tx, Written},
};

/// The most sections of an edition.
const MOST_SECTIONS: usize = 200;

/// What the viewer may do with minutes now.
pub(crate) struct MinutesDeeds(pub(super) Seen<minutes::Model>);

impl MinutesDeeds {
    /// Whether the deed leads on from where the edition stands, and is the viewer's to do.
    async fn can<R: Deed + Right<On = minutes::Entity>>(&self) -> Result<bool, Error> {
        Ok(self.0.status.takes(R::WORD) && self.0.view().may::<R>(self.0.id).await?)
    }
}

/// What you may do with an edition of minutes now. Only the last edition of a meeting moves on.
#[Object]
impl MinutesDeeds {
    /// Whether you may rewrite it.
    async fn revise(&self) -> Result<bool> {
        Ok(self.can::<ReviseMinutes>().await?)
    }

    /// Whether you may send it to the members.
    async fn circulate(&self) -> Result<bool> {
        Ok(self.can::<CirculateMinutes>().await?)
    }

    /// Whether you may record that it was agreed.
    async fn agree(&self) -> Result<bool> {
        Ok(self.can::<AgreeMinutes>().await?)
    }

    /// Whether you may correct it.
    async fn correct(&self) -> Result<bool> {
        Ok(self.can::<CorrectMinutes>().await?)
    }

    /// Whether you may publish this edition as it stands.
    async fn publish(&self) -> Result<bool> {
        Ok(self.can::<PublishMinutes>().await?)
    }

    /// Whether you may take it back from the public.
    async fn withdraw(&self) -> Result<bool> {
        Ok(self.can::<WithdrawMinutes>().await?)
    }

    /// Whether you may comment on it: until the last day for comments.
    async fn comment(&self) -> Result<bool> {
        Ok(self.can::<CommentOnMinutes>().await?)
    }
}

/// A part of minutes: for all readers of the edition, for some organisations, or for some people. Who writes it reads it,
/// also where it is RESTRICTED to others.
#[derive(InputObject)]
pub(crate) struct MinuteSectionInput {
    /// The agenda item that it belongs to: a global id of `AgendaItem`. What is said under a closed or restricted item is for
    /// no more people than the item.
    item: Option<ID>,
    /// What is recorded, in 1 to 10,000 characters.
    body: String,
    /// Who spoke, as it is to be printed, in 1 to 200 characters.
    speakers: Option<String>,
    #[graphql(flatten)]
    narrowed: NarrowedInput,
}

/// The first minutes of a meeting.
#[derive(InputObject)]
pub(crate) struct DraftMinutesInput {
    /// The meeting: a global id of `Meeting`.
    meeting: ID,
    /// What is recorded, in order: 1 to 200 sections.
    sections: Vec<MinuteSectionInput>,
    #[graphql(flatten)]
    said: Sending,
}
input!(DraftMinutesInput: meeting Meeting);
payload! {
    #[graphql(complex)]
    /// What came of drafting minutes.
    DraftMinutesPayload {
        /// The edition; null when nothing was done.
        minutes: Minutes
    }
}

/// Minutes that are rewritten.
#[derive(InputObject)]
pub(crate) struct ReviseMinutesInput {
    /// The edition: a global id of `Minutes`.
    minutes: ID,
    /// All that is recorded, in order: 1 to 200 sections, in place of those that you read in full. What is for others stays as
    /// it is, behind yours.
    sections: Vec<MinuteSectionInput>,
    /// The last day for comments on what was circulated; as before unless told.
    comments_due: Option<Date>,
    #[graphql(flatten)]
    said: Changing,
}
input!(ReviseMinutesInput: minutes Minutes);
payload! {
    #[graphql(complex)]
    /// What came of rewriting minutes.
    ReviseMinutesPayload {
        /// The draft, or the edition that took the place of what was circulated; null when nothing was done.
        minutes: Minutes
    }
}

/// Minutes that are sent to the members.
#[derive(InputObject)]
pub(crate) struct CirculateMinutesInput {
    /// The edition: a global id of `Minutes`.
    minutes: ID,
    /// The last day for comments. Without one, minutes are agreed at a meeting and not by correspondence.
    comments_due: Option<Date>,
    #[graphql(flatten)]
    said: Changing,
}
input!(CirculateMinutesInput: minutes Minutes);
payload! {
    /// What came of circulating minutes.
    CirculateMinutesPayload {
        /// The edition as it is now; null when nothing was done.
        minutes: Minutes
    }
}

/// How minutes came to be agreed.
#[derive(OneofObject)]
pub(crate) enum AgreedByInput {
    /// At a meeting of the board that was held after the one that they are of: a global id of `Meeting`.
    Meeting(ID),
    /// By correspondence, once the last day for comments is over: `true`.
    Correspondence(bool),
}

/// Minutes that were agreed.
#[derive(InputObject)]
pub(crate) struct AgreeMinutesInput {
    /// The edition: a global id of `Minutes`.
    minutes: ID,
    /// How it was agreed.
    by: AgreedByInput,
    #[graphql(flatten)]
    said: Changing,
}
input!(AgreeMinutesInput: minutes Minutes);
payload! {
    /// What came of recording that minutes were agreed.
    AgreeMinutesPayload {
        /// The edition as it is now; null when nothing was done.
        minutes: Minutes
    }
}

/// A correction of what was agreed.
#[derive(InputObject)]
pub(crate) struct CorrectMinutesInput {
    /// The edition that is corrected: a global id of `Minutes`.
    minutes: ID,
    /// The meeting of the board that agreed to the correction, held after the one that the minutes are of: a global id of
    /// `Meeting`.
    agreed_at: ID,
    /// All that is recorded, in order: 1 to 200 sections, in place of those that you read in full. What is for others stays as
    /// it is, behind yours.
    sections: Vec<MinuteSectionInput>,
    #[graphql(flatten)]
    said: Changing,
}
input!(CorrectMinutesInput: minutes Minutes);
payload! {
    #[graphql(complex)]
    /// What came of correcting minutes.
    CorrectMinutesPayload {
        /// The edition that took the place of what was agreed; null when nothing was done.
        minutes: Minutes
    }
}

/// Which minutes to publish.
#[derive(InputObject)]
pub(crate) struct PublishMinutesInput {
    /// The edition: a global id of `Minutes`.
    minutes: ID,
    /// The kind of publication, as your publication scheme names it, for example `General`.
    publication_type: Option<String>,
    /// Records of which you have looked at what the publication pack says and found that it gives nothing away: the `id` of
    /// the `record` of each of its blockers that is `clearable`, at most 100. The ledger has a line for each.
    cleared: Option<Vec<ID>>,
    #[graphql(flatten)]
    said: Changing,
}
input!(PublishMinutesInput: minutes Minutes);
payload! {
    /// What came of publishing.
    PublishMinutesPayload {
        /// The edition as it is now; null when nothing was done.
        minutes: Minutes
    }
}

/// Minutes that are taken back from the public.
#[derive(InputObject)]
pub(crate) struct WithdrawMinutesInput {
    /// The edition: a global id of `Minutes`.
    minutes: ID,
    /// Why, in 1 to 10,000 characters.
    reason: String,
    #[graphql(flatten)]
    said: Changing,
}
input!(WithdrawMinutesInput: minutes Minutes);
payload! {
    /// What came of withdrawing minutes.
    WithdrawMinutesPayload {
        /// The edition as it is now; null when nothing was done.
        minutes: Minutes
    }
}

/// Payloads of deeds that write minutes tell, beside what came of it, what their writer may want to look at.
macro_rules! warned {
    ($($payload:ident)*) => {$(
        #[ComplexObject]
        impl $payload {
            /// What you may want to look at: the minutes are written as you sent them.
            async fn warnings(&self) -> Result<Vec<Warning>> {
                Ok(Warning::of(self.minutes.as_ref()).await?)
            }
        }
    )*};
}
warned! { DraftMinutesPayload ReviseMinutesPayload CorrectMinutesPayload }

fn sections(sections: Vec<MinuteSectionInput>) -> Result<Vec<Section>, Error> {
    listed("sections", sections, MOST_SECTIONS, MinuteSectionInput::section)
}

impl MinuteSectionInput {
    fn section(self, field: String) -> Result<Section, Error> {
        Ok(Section {
            item: named(&field, "item", Kind::AgendaItem, self.item.as_ref())?,
            body: text(format!("{field}.body"), self.body)?,
            speakers: short(format!("{field}.speakers"), self.speakers)?,
            narrowed: self.narrowed.narrowed(field)?,
        })
    }
}

impl AgreedByInput {
    fn by(&self) -> Result<AgreedBy, Error> {
        match self {
            Self::Meeting(id) => Ok(AgreedBy::Meeting(node::of_kind("by.meeting", Kind::Meeting, id)?)),
            Self::Correspondence(true) => Ok(AgreedBy::Correspondence),
            Self::Correspondence(false) => {
                Err(Error::invalid("by.correspondence", "say `true`, or name the meeting that agreed"))
            }
        }
    }
}

/// Deeds on minutes.
#[derive(Default)]
pub(crate) struct MinutesMutation;

#[Object]
impl MinutesMutation {
    /// Writes the first edition of the minutes of a meeting that took place: for the secretariat of its board. It is a DRAFT
    /// until it is circulated, for the secretariat and the chairs, but for what is restricted.
    #[graphql(directive = access::apply(vec![Capability::Secretariat]))]
    async fn draft_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The meeting, and what is recorded.")] input: DraftMinutesInput,
    ) -> Result<DraftMinutesPayload> {
        done(ctx, input, |tx: Tx<DraftMinutes>, input| async move { tx.draft(sections(input.sections)?).await }).await
    }

    /// Rewrites minutes that are not agreed yet: for the secretariat of the board. A DRAFT is rewritten in its place. What is
    /// CIRCULATED stays as its readers have it, and the next edition takes its place, circulated at once.
    #[graphql(directive = access::apply(vec![Capability::Secretariat]))]
    async fn revise_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which edition, and what is recorded.")] input: ReviseMinutesInput,
    ) -> Result<ReviseMinutesPayload> {
        done(ctx, input, |tx: Tx<ReviseMinutes>, input| async move {
            let comments_due = input.comments_due.map(|day| day.0);
            tx.revise(Written { sections: sections(input.sections)?, comments_due }).await
        })
        .await
    }

    /// Sends a draft to the members: for the secretariat of the board. The edition moves from DRAFT to CIRCULATED and its
    /// meeting to MINUTED. Refused with CONFLICT until it is recorded who came.
    #[graphql(directive = access::apply(vec![Capability::Secretariat]))]
    async fn circulate_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which edition, and until when members may comment.")] input: CirculateMinutesInput,
    ) -> Result<CirculateMinutesPayload> {
        done(ctx, input, |tx: Tx<CirculateMinutes>, input| async move {
            tx.circulate(input.comments_due.map(|day| day.0)).await
        })
        .await
    }

    /// Records that minutes were agreed: for the chairs of the board. The edition moves from CIRCULATED to AGREED, and never
    /// changes again: a correction is an edition of its own.
    #[graphql(directive = access::apply(vec![Capability::Chair]))]
    async fn agree_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which edition, and how it was agreed.")] input: AgreeMinutesInput,
    ) -> Result<AgreeMinutesPayload> {
        done(ctx, input, |tx: Tx<AgreeMinutes>, input| async move { tx.agree(input.by.by()?).await }).await
    }

    /// Corrects what was agreed, as a later meeting decided: for the chairs of the board. The correction is the next edition,
    /// AGREED, and takes the place of what is AGREED, PUBLISHED or WITHDRAWN; it is published on its own.
    #[graphql(directive = access::apply(vec![Capability::Chair]))]
    async fn correct_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which edition, what is recorded, and who agreed.")] input: CorrectMinutesInput,
    ) -> Result<CorrectMinutesPayload> {
        done(ctx, input, |tx: Tx<CorrectMinutes>, input| async move {
            let agreed_at = node::of_kind("agreedAt", Kind::Meeting, &input.agreed_at)?;
            tx.correct(agreed_at, sections(input.sections)?).await
        })
        .await
    }

    /// Publishes an agreed edition of minutes: from then on everyone reads its open parts, the attendance and the
    /// actions raised in them. For the board's secretariat. Refused with CONFLICT unless the edition is AGREED or WITHDRAWN and
    /// no later one is agreed, and with VALIDATION while its publication pack has a blocker that is not cleared.
    #[graphql(directive = access::apply(vec![Capability::Secretariat]))]
    async fn publish_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which edition.")] input: PublishMinutesInput,
    ) -> Result<PublishMinutesPayload> {
        done(ctx, input, |tx: Tx<PublishMinutes>, input| async move {
            let cleared = cleared(input.cleared.as_deref().unwrap_or_default())?;
            tx.publish(short("publicationType", input.publication_type)?, cleared).await
        })
        .await
    }

    /// Takes published minutes back: for the chairs of the board. The edition moves from PUBLISHED to WITHDRAWN, and from then
    /// on it is the board's alone, until it is published again.
    #[graphql(directive = access::apply(vec![Capability::Chair]))]
    async fn withdraw_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which edition, and why.")] input: WithdrawMinutesInput,
    ) -> Result<WithdrawMinutesPayload> {
        done(
            ctx,
            input,
            |tx: Tx<WithdrawMinutes>, input| async move { tx.withdraw(text("reason", input.reason)?).await },
        )
        .await
    }
}
