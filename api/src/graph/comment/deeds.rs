//! What is done with comments: making them, and saying what became of them (W4).

use async_graphql::{Context, ID, InputObject, Object, Result};
use entities::comment;

use super::Comment;
use crate::{
    error::Error,
    graph::{
        access::{Capability, access},
        node::{self, Kind},
        payload::{Changing, Sending, done, input, payload, short, text},
        words::CommentDisposition,
    },
    policy::{CommentOnMinutes, CommentOnPaper, SettleComment},
    store::{Remark, Seen, Tx},
};

/// What the viewer may do with a comment now.
pub(crate) struct CommentDeeds(pub(super) Seen<comment::Model>);

/// What you may do with a comment now. What was said is not changed, neither by its author nor by anybody else.
#[Object(directive = access::apply(vec![Capability::Partner]))]
impl CommentDeeds {
    /// Whether you may say what became of it.
    async fn settle(&self) -> Result<bool> {
        Ok(self.0.view().may::<SettleComment>(self.0.id).await?)
    }
}

/// What is said of a record.
#[derive(InputObject)]
pub(crate) struct RemarkInput {
    /// The passage that you speak of, as you name it, in 1 to 200 characters; for example `page 3`.
    passage: Option<String>,
    /// What you say, in 1 to 10,000 characters. It cannot be changed afterwards.
    body: String,
    /// Whether the board's people may read it, too, as far as they read what it is about. Without it, you and the board's
    /// secretariat and chairs read it.
    #[graphql(default)]
    shared: bool,
}

impl RemarkInput {
    fn remark(self) -> Result<Remark, Error> {
        let (passage, body) = (short("passage", self.passage)?, text("body", self.body)?);
        Ok(Remark { passage, body, shared: self.shared })
    }
}

/// A comment on minutes.
#[derive(InputObject)]
pub(crate) struct CommentOnMinutesInput {
    /// The edition: a global id of `Minutes`.
    minutes: ID,
    /// The section that you speak of: a global id of `MinuteSection`; none for the edition as a whole. Who reads the minutes
    /// as a guest names one.
    section: Option<ID>,
    #[graphql(flatten)]
    remark: RemarkInput,
    #[graphql(flatten)]
    said: Sending,
}
input!(CommentOnMinutesInput: minutes Minutes);
payload! {
    /// What came of commenting on minutes.
    CommentOnMinutesPayload {
        /// The comment; null when nothing was done.
        comment: Comment
    }
}

/// A comment on a paper.
#[derive(InputObject)]
pub(crate) struct CommentOnPaperInput {
    /// The paper: a global id of `Paper`.
    paper: ID,
    /// The board to which it was sent for comments: a global id of `Board`. You need to name it only where it was sent to you
    /// on several.
    board: Option<ID>,
    #[graphql(flatten)]
    remark: RemarkInput,
    #[graphql(flatten)]
    said: Sending,
}
input!(CommentOnPaperInput: paper Paper);
payload! {
    /// What came of commenting on a paper.
    CommentOnPaperPayload {
        /// The comment; null when nothing was done.
        comment: Comment
    }
}

/// What became of a comment.
#[derive(InputObject)]
pub(crate) struct SettleCommentInput {
    /// The comment: a global id of `Comment`.
    comment: ID,
    /// What became of it.
    disposition: CommentDisposition,
    #[graphql(flatten)]
    said: Changing,
}
input!(SettleCommentInput: comment Comment);
payload! {
    /// What came of settling a comment.
    SettleCommentPayload {
        /// The comment as it is now; null when nothing was done.
        comment: Comment
    }
}

/// Deeds on comments.
#[derive(Default)]
pub(crate) struct CommentMutation;

#[Object]
impl CommentMutation {
    /// Comments on minutes that are CIRCULATED: for the people who read them, until the last day for comments. A guest
    /// comments on the sections of the items that they are invited for.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn comment_on_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The edition, and what you say of it.")] input: CommentOnMinutesInput,
    ) -> Result<CommentOnMinutesPayload> {
        done(ctx, input, |tx: Tx<CommentOnMinutes>, input| async move {
            let section = input.section.map(|id| node::of_kind("section", Kind::MinuteSection, &id)).transpose()?;
            tx.comment(section, input.remark.remark()?).await
        })
        .await
    }

    /// Comments on a paper that is CIRCULATED: for the people to whom it was sent for comments, until the last day for them.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn comment_on_paper(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The paper, and what you say of it.")] input: CommentOnPaperInput,
    ) -> Result<CommentOnPaperPayload> {
        done(ctx, input, |tx: Tx<CommentOnPaper>, input| async move {
            let board = input.board.map(|id| node::of_kind("board", Kind::Board, &id)).transpose()?;
            tx.comment(board, input.remark.remark()?).await
        })
        .await
    }

    /// Says what became of a comment: for the secretariat of its board. Its readers read that with it.
    #[graphql(directive = access::apply(vec![Capability::Secretariat]))]
    async fn settle_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which comment, and what became of it.")] input: SettleCommentInput,
    ) -> Result<SettleCommentPayload> {
        done(ctx, input, |tx: Tx<SettleComment>, input| async move { tx.settle(input.disposition.into()).await }).await
    }
}
