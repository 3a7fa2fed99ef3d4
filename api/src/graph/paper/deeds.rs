//! What is done with papers: writing, sending, publishing and withdrawing them (domain model 2.4).

use async_graphql::{Context, ID, InputObject, Object, Result};
use entities::paper;

use super::Paper;
use crate::{
    error::Error,
    graph::{
        access::{Capability, access},
        narrowed::named_in,
        node::{self, Kind},
        payload::{self, Changing, done, input, payload, required, text},
        scalar::{Date, DateTime, PartialDate},
        words::{CirculationPurpose, PaperKind},
    },
    policy::{
        CirculatePaper, CommentOnPaper, Deed, DraftPaper, EndShares, FinalisePaper, LiftEmbargo, PublishPaper,
        RevisePaper, Right, SharePaper, State as _, WithdrawPaper,
    },
    store::{Drafted, Embargo, File, Revised, Seen, Sending, Tx},
};

/// What the viewer may do with a paper now.
pub(crate) struct PaperDeeds(pub(super) Seen<paper::Model>);

impl PaperDeeds {
    /// Whether the deed leads on from where the paper stands, and is the viewer's to do.
    async fn can<R: Deed + Right<On = paper::Entity>>(&self) -> Result<bool, Error> {
        Ok(self.0.status.takes(R::WORD) && self.0.view().may::<R>(self.0.id).await?)
    }
}

/// What you may do with a paper now: by your rights, and by where it stands.
#[Object(directive = access::apply(vec![Capability::Partner]))]
impl PaperDeeds {
    /// Whether you may rewrite it.
    async fn revise(&self) -> Result<bool> {
        Ok(self.can::<RevisePaper>().await?)
    }

    /// Whether you may send it round its board.
    async fn circulate(&self) -> Result<bool> {
        Ok(self.can::<CirculatePaper>().await?)
    }

    /// Whether you may comment on it: as one to whom it was sent for comments, until the last day for them.
    async fn comment(&self) -> Result<bool> {
        Ok(self.can::<CommentOnPaper>().await?)
    }

    /// Whether you may record that it is final.
    async fn finalise(&self) -> Result<bool> {
        Ok(self.can::<FinalisePaper>().await?)
    }

    /// Whether you may publish it. Neither an embargo nor a marking may keep it from the public then.
    async fn publish(&self) -> Result<bool> {
        Ok(self.can::<PublishPaper>().await?)
    }

    /// Whether you may take it back.
    async fn withdraw(&self) -> Result<bool> {
        Ok(self.can::<WithdrawPaper>().await?)
    }

    /// Whether you may share it with somebody for a time.
    async fn share(&self) -> Result<bool> {
        Ok(self.can::<SharePaper>().await?)
    }

    /// Whether you may end shares of it.
    async fn end_shares(&self) -> Result<bool> {
        Ok(self.can::<EndShares>().await?)
    }

    /// Whether an embargo holds it that you may lift.
    async fn lift_embargo(&self) -> Result<bool> {
        let holds = self.0.embargo_until.is_none_or(|until| until > self.0.view().viewer().now);
        Ok(self.0.embargoed && holds && self.0.view().may::<LiftEmbargo>(self.0.id).await?)
    }
}

/// What tells a file from every other. The file itself is not kept here.
#[derive(InputObject)]
pub(crate) struct PaperFileInput {
    /// The name of the file, in 1 to 200 characters.
    file_name: String,
    /// What sort of file it is, as the register of media types names it, for example `application/pdf`.
    media_type: String,
    /// The SHA-256 hash of the file, as 64 hexadecimal digits.
    sha256: String,
    /// How many bytes the file has.
    bytes: i64,
}

impl PaperFileInput {
    fn file(self) -> Result<File, Error> {
        let sha256 = self.sha256.to_ascii_lowercase();
        if sha256.len() != 64 || !sha256.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(Error::invalid("file.sha256", "give the hash of the file as 64 hexadecimal digits"));
        }
        let media_type = required("file.mediaType", self.media_type)?;
        let of_kind = media_type.split_once('/').is_some_and(|(kind, sort)| !kind.is_empty() && !sort.is_empty());
        if !of_kind || media_type.contains(char::is_whitespace) {
            return Err(Error::invalid("file.mediaType", "give a media type, for example `application/pdf`"));
        }
        if self.bytes < 1 {
            return Err(Error::invalid("file.bytes", "an empty file is no version; say how many bytes it has"));
        }
        Ok(File { name: required("file.fileName", self.file_name)?, media_type, sha256, bytes: self.bytes })
    }
}

/// That a paper is for its authors, for those who are named and for the board's secretariat alone, until it is over.
#[derive(InputObject)]
pub(crate) struct EmbargoInput {
    /// When it is over, for example `2027-03-08T00:01:00Z`; without one, when it is lifted.
    until: Option<DateTime>,
    /// Who reads the paper meanwhile, at most 100: global ids of `Person`.
    #[graphql(default)]
    named: Vec<ID>,
}

impl EmbargoInput {
    fn embargo(self) -> Result<Embargo, Error> {
        let named = named_in("embargo", "named", Kind::Person, &self.named)?;
        Ok(Embargo { until: self.until.map(|until| until.0), named })
    }
}

/// A paper that is put on record.
#[derive(InputObject)]
pub(crate) struct DraftPaperInput {
    /// The board that is to work with it: a global id of `Board`.
    board: ID,
    /// The title, in 1 to 200 characters.
    title: String,
    /// What sort of document it is.
    kind: PaperKind,
    /// What it is about, in 1 to 10,000 characters.
    summary: Option<String>,
    /// The date that it bears, as exactly as it is known, for example `2027-03`.
    dated: Option<PartialDate>,
    /// Whether members of the board who have not been sent it may know that there is one, and ask for it.
    #[graphql(default)]
    on_request: bool,
    /// An embargo on it, from now on.
    embargo: Option<EmbargoInput>,
    /// Its first version.
    file: Option<PaperFileInput>,
    #[graphql(flatten)]
    said: payload::Sending,
}
input!(DraftPaperInput: board Board);
payload! {
    /// What came of drafting a paper.
    DraftPaperPayload {
        /// The paper; null when nothing was done.
        paper: Paper
    }
}

impl DraftPaperInput {
    fn drafted(self) -> Result<Drafted, Error> {
        Ok(Drafted {
            title: required("title", self.title)?,
            kind: self.kind.into(),
            summary: self.summary.map(|summary| text("summary", summary)).transpose()?,
            dated: self.dated.map(|dated| dated.0),
            on_request: self.on_request,
            embargo: self.embargo.map(EmbargoInput::embargo).transpose()?,
            file: self.file.map(PaperFileInput::file).transpose()?,
        })
    }
}

/// What is new of a paper. What you leave out stays as it is.
#[derive(InputObject)]
pub(crate) struct RevisePaperInput {
    /// The paper: a global id of `Paper`.
    paper: ID,
    /// Its new title, in 1 to 200 characters.
    title: Option<String>,
    /// What it is about now, in 1 to 10,000 characters.
    summary: Option<String>,
    /// The date that it bears now.
    dated: Option<PartialDate>,
    /// Its next version. The versions before it stay.
    file: Option<PaperFileInput>,
    #[graphql(flatten)]
    said: Changing,
}
input!(RevisePaperInput: paper Paper);
payload! {
    /// What came of rewriting a paper.
    RevisePaperPayload {
        /// The paper as it is now; null when nothing was done.
        paper: Paper
    }
}

impl RevisePaperInput {
    fn revised(self) -> Result<Revised, Error> {
        Ok(Revised {
            title: self.title.map(|title| required("title", title)).transpose()?,
            summary: self.summary.map(|summary| text("summary", summary)).transpose()?,
            dated: self.dated.map(|dated| dated.0),
            file: self.file.map(PaperFileInput::file).transpose()?,
        })
    }
}

/// A paper that is sent round its board.
#[derive(InputObject)]
pub(crate) struct CirculatePaperInput {
    /// The paper: a global id of `Paper`.
    paper: ID,
    /// What it is sent for.
    purpose: CirculationPurpose,
    /// The meeting for which it is sent, of its board: a global id of `Meeting`. Guests and substitutes of that meeting are
    /// reached too.
    meeting: Option<ID>,
    /// The last day for comments, on what is sent `FOR_COMMENT`. Without one, it is commented on until it is final.
    comments_due: Option<Date>,
    /// The organisations to which it is sent, at most 100: global ids of `Organisation`. With neither these nor people named,
    /// it goes to all of the board.
    #[graphql(default)]
    organisations: Vec<ID>,
    /// The people to whom it is sent, at most 100: global ids of `Person`.
    #[graphql(default)]
    people: Vec<ID>,
    #[graphql(flatten)]
    said: Changing,
}
input!(CirculatePaperInput: paper Paper);
payload! {
    /// What came of circulating a paper.
    CirculatePaperPayload {
        /// The paper as it is now, with its circulations; null when nothing was done.
        paper: Paper
    }
}

impl CirculatePaperInput {
    fn sending(self) -> Result<Sending, Error> {
        Ok(Sending {
            purpose: self.purpose.into(),
            meeting: self.meeting.map(|id| node::of_kind("meeting", Kind::Meeting, &id)).transpose()?,
            comments_due: self.comments_due.map(|day| day.0),
            organisations: payload::ids("organisations", Kind::Organisation, &self.organisations)?,
            people: payload::ids("people", Kind::Person, &self.people)?,
        })
    }
}

/// A paper that is final.
#[derive(InputObject)]
pub(crate) struct FinalisePaperInput {
    /// The paper: a global id of `Paper`.
    paper: ID,
    #[graphql(flatten)]
    said: Changing,
}
input!(FinalisePaperInput: paper Paper);
payload! {
    /// What came of recording that a paper is final.
    FinalisePaperPayload {
        /// The paper as it is now; null when nothing was done.
        paper: Paper
    }
}

/// A paper that is published.
#[derive(InputObject)]
pub(crate) struct PublishPaperInput {
    /// The paper: a global id of `Paper`.
    paper: ID,
    #[graphql(flatten)]
    said: Changing,
}
input!(PublishPaperInput: paper Paper);
payload! {
    /// What came of publishing a paper.
    PublishPaperPayload {
        /// The paper as it is now; null when nothing was done.
        paper: Paper
    }
}

/// A paper that is taken back.
#[derive(InputObject)]
pub(crate) struct WithdrawPaperInput {
    /// The paper: a global id of `Paper`.
    paper: ID,
    /// Why, in 1 to 10,000 characters.
    reason: String,
    #[graphql(flatten)]
    said: Changing,
}
input!(WithdrawPaperInput: paper Paper);
payload! {
    /// What came of withdrawing a paper.
    WithdrawPaperPayload {
        /// The paper as it is now; null when nothing was done.
        paper: Paper
    }
}

/// A paper whose embargo ends.
#[derive(InputObject)]
pub(crate) struct LiftEmbargoInput {
    /// The paper: a global id of `Paper`.
    paper: ID,
    #[graphql(flatten)]
    said: Changing,
}
input!(LiftEmbargoInput: paper Paper);
payload! {
    /// What came of lifting an embargo.
    LiftEmbargoPayload {
        /// The paper as it is now; null when nothing was done.
        paper: Paper
    }
}

/// Deeds on papers.
#[derive(Default)]
pub(crate) struct PaperMutation;

#[Object]
impl PaperMutation {
    /// Puts a paper of a board on record, as yours and your organisation's: for its members, its secretariat and its chairs. It
    /// is a DRAFT until it is circulated: for your organisation, and for the secretariat and the chairs.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn draft_paper(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The board, and the paper.")] input: DraftPaperInput,
    ) -> Result<DraftPaperPayload> {
        done(ctx, input, |tx: Tx<DraftPaper>, input| async move { tx.draft(input.drafted()?).await }).await
    }

    /// Writes a paper anew: for its authors and the secretariat of its board, while it is DRAFT or CIRCULATED.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn revise_paper(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which paper, and what is new.")] input: RevisePaperInput,
    ) -> Result<RevisePaperPayload> {
        done(ctx, input, |tx: Tx<RevisePaper>, input| async move { tx.revise(input.revised()?).await }).await
    }

    /// Sends a paper round its board: for its secretariat. A DRAFT is CIRCULATED then. Neither an embargo nor a marking is
    /// undone by it: whom they keep from it does not read it. Refused with VALIDATION where it names whom it would not reach.
    #[graphql(directive = access::apply(vec![Capability::Secretariat]))]
    async fn circulate_paper(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which paper, to whom, and what for.")] input: CirculatePaperInput,
    ) -> Result<CirculatePaperPayload> {
        done(ctx, input, |tx: Tx<CirculatePaper>, input| async move { tx.circulate(input.sending()?).await }).await
    }

    /// Records that a paper is final: for the secretariat and the chairs of its board. It moves from CIRCULATED to FINAL, and
    /// is neither commented on nor rewritten any more.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn finalise_paper(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which paper.")] input: FinalisePaperInput,
    ) -> Result<FinalisePaperPayload> {
        done(ctx, input, |tx: Tx<FinalisePaper>, _| async move { tx.finalise().await }).await
    }

    /// Publishes a paper that is FINAL, for everyone to read: for the secretariat of its board. Refused with CONFLICT while an
    /// embargo or a marking keeps it for some, and with VALIDATION while its title or summary holds a way to reach somebody.
    /// What lies under a closed item stays as closed as that.
    #[graphql(directive = access::apply(vec![Capability::Secretariat]))]
    async fn publish_paper(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which paper.")] input: PublishPaperInput,
    ) -> Result<PublishPaperPayload> {
        done(ctx, input, |tx: Tx<PublishPaper>, _| async move { tx.publish().await }).await
    }

    /// Takes a paper back: for its authors, and for the secretariat and the chairs of its board. Whom it reached as one of the
    /// board keeps it, as WITHDRAWN, with the reason; for everybody else it is gone.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn withdraw_paper(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which paper, and why.")] input: WithdrawPaperInput,
    ) -> Result<WithdrawPaperPayload> {
        done(ctx, input, |tx: Tx<WithdrawPaper>, input| async move { tx.withdraw(text("reason", input.reason)?).await })
            .await
    }

    /// Ends the embargo on a paper now: for its authors and the secretariat of its board.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn lift_embargo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which paper.")] input: LiftEmbargoInput,
    ) -> Result<LiftEmbargoPayload> {
        done(ctx, input, |tx: Tx<LiftEmbargo>, _| async move { tx.lift().await }).await
    }
}
