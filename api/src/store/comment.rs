//! Comments: made, and settled (W4).
//!
//! # Why
//! A comment is no change of what it is about: neither that record's version nor its line in the feed tells that there is
//! one, for most comments are for their author and the secretariat alone.

use std::collections::BTreeSet;

use entities::{
    Id,
    audit_event::Record,
    board, circulation,
    comment::{self, Disposition},
    minute_section, minute_section_text, minutes, paper,
};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::{
    Noun, failed,
    write::{Done, Tx, Versioned},
};
use crate::{
    error::Error,
    policy::{AtLarge, CommentOnMinutes, CommentOnPaper, Deed, SettleComment, State as _},
};

/// What somebody says of a record.
#[derive(Debug)]
pub(crate) struct Remark {
    pub(crate) passage: Option<String>,
    pub(crate) body: String,
    pub(crate) shared: bool,
}

/// What a comment is about.
#[derive(Default)]
struct Subject {
    paper: Option<Id<paper::Entity>>,
    minutes: Option<Id<minutes::Entity>>,
    section: Option<Id<minute_section::Entity>>,
}

impl<R: Deed> Tx<R>
where
    R::On: Noun,
    <R::On as sea_orm::EntityTrait>::Model: Versioned,
{
    /// Writes the comment, and commits. The ledger has a line of it, and none of what it is about.
    async fn remark(mut self, of: Subject, board: Id<board::Entity>, remark: Remark) -> Result<Done, Error> {
        let view = self.record.view().clone();
        let viewer = view.viewer();
        let id = Id::new(view.0.door.store.clock.id());
        let comment = comment::ActiveModel {
            id: Set(id),
            paper_id: Set(of.paper),
            minutes_id: Set(of.minutes),
            section_id: Set(of.section),
            board_id: Set(Some(board)),
            author_id: Set(viewer.person().ok_or(Error::Internal)?),
            organisation_id: Set(viewer.organisation()),
            passage: Set(remark.passage),
            body: Set(remark.body),
            shared: Set(remark.shared),
            disposition: Set(None),
            at: Set(viewer.now),
            version: Set(1),
        };
        comment::Entity::insert(comment).exec_without_returning(&self.txn).await.map_err(failed)?;
        self.unnoticed();
        self.touched(Record::Comment, id.uuid());
        self.commit(vec![id.uuid()]).await
    }
}

impl Tx<CommentOnMinutes> {
    /// Comments on a section, or on the edition as a whole.
    pub(crate) async fn comment(self, section: Option<Uuid>, remark: Remark) -> Result<Done, Error> {
        use minute_section::Column as S;
        self.target.status.leads(CommentOnMinutes::WORD).map_err(Error::Conflict)?;
        self.is_last().await?;
        let section = match section {
            Some(section) => {
                let of_edition = self.known::<minute_section::Entity>().filter(S::Id.eq(section));
                let found = self.all(of_edition.filter(S::MinutesId.eq(self.target.id))).await?.pop();
                let read = self.known_among::<minute_section_text::Entity>([section]).await?;
                let unknown =
                    || Error::invalid("section", "this edition has no such section, or it is not yours to read");
                Some(found.filter(|_| !read.is_empty()).ok_or_else(unknown)?.id)
            }
            None if self.holds::<AtLarge>().await? => None,
            None => {
                let reason = "name the section that you comment on: these minutes are not yours to read as a whole";
                return Err(Error::invalid("section", reason));
            }
        };
        let (minutes, board) = (Some(self.target.id), self.target.board_id);
        self.remark(Subject { minutes, section, ..Subject::default() }, board, remark).await
    }
}

impl Tx<CommentOnPaper> {
    /// Comments on a paper, to the board that was sent it for that.
    pub(crate) async fn comment(self, board: Option<Uuid>, remark: Remark) -> Result<Done, Error> {
        use circulation::{Column as K, Purpose};
        self.target.status.leads(CommentOnPaper::WORD).map_err(Error::Conflict)?;
        let viewer = self.record.view().viewer();
        let (now, today) = (viewer.now, viewer.today());
        let sent = self.known::<circulation::Entity>().filter(K::PaperId.eq(self.target.id));
        let sent = self.all(sent.filter(K::Purpose.eq(Purpose::ForComment)).filter(K::SentAt.lte(now))).await?;
        let open = sent.iter().filter(|sent| sent.comments_due.is_none_or(|due| due >= today));
        let boards: BTreeSet<Uuid> = open.map(|sent| sent.board_id.uuid()).collect();
        let wrong = |reason: &'static str| Error::invalid("board", reason);
        let board = match (board, boards.first()) {
            (Some(board), _) if boards.contains(&board) => board,
            (Some(_), _) => return Err(wrong("it was not sent to that board for comments, or not to you there")),
            (None, Some(board)) if boards.len() == 1 => *board,
            (None, _) => return Err(wrong("it was sent to more than one board for comments: name yours")),
        };
        let paper = Some(self.target.id);
        self.remark(Subject { paper, ..Subject::default() }, Id::new(board), remark).await
    }
}

impl Tx<SettleComment> {
    /// Says what became of the comment.
    pub(crate) async fn settle(self, disposition: Disposition) -> Result<Done, Error> {
        let id = self.target.id.uuid();
        self.rewrite(|row: &mut comment::ActiveModel| row.disposition = Set(Some(disposition))).await?;
        self.commit(vec![id]).await
    }
}
