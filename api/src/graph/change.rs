//! The change feed, asked for and followed.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entities::{
    action,
    change::{Kind as Happened, Record},
    minutes,
};
use futures_util::{Stream, StreamExt};
use uuid::Uuid;

use super::{
    action::Action,
    board::Board,
    connection::PageInfo,
    minutes::Minutes,
    node::{self, Kind, Node},
    scalar::DateTime,
    view,
    words::{ChangeKind, RecordKind},
};
use crate::{
    error::Error,
    store::{self, Fed, Wanted},
};

/// One line of the feed.
pub(crate) struct Change(store::Change);

/// That a record changed: which, how and when. What it says now is read from the record.
#[Object]
impl Change {
    /// What happened.
    async fn kind(&self) -> ChangeKind {
        self.0.row.kind.into()
    }

    /// The kind of record.
    async fn record_kind(&self) -> RecordKind {
        self.0.row.record.into()
    }

    /// The record as it is now.
    async fn record(&self) -> Result<Option<Node>> {
        Ok(node::find(&self.0.view, &record_id(self.0.row.record, self.0.row.record_id)).await?)
    }

    /// The global id of the record.
    async fn record_id(&self) -> ID {
        record_id(self.0.row.record, self.0.row.record_id)
    }

    /// The board that the record belongs to.
    async fn board(&self) -> Option<Result<Board>> {
        super::one(&self.0.view, self.0.row.board_id).await
    }

    /// When it happened.
    async fn at(&self) -> DateTime {
        DateTime(self.0.row.at)
    }

    /// The place in the feed: give it as `after` to go on from here.
    async fn cursor(&self) -> &str {
        &self.0.cursor
    }
}

/// The global id of a record of a kind that is fed.
fn record_id(record: Record, id: Uuid) -> ID {
    node::id(kind(record), id)
}

fn kind(record: Record) -> Kind {
    match record {
        Record::Board => Kind::Board,
        Record::Meeting => Kind::Meeting,
        Record::Minutes => Kind::Minutes,
        Record::Action => Kind::Action,
        Record::ActionUpdate => Kind::ActionUpdate,
        Record::Programme => Kind::Programme,
        Record::ProgrammeUpdate => Kind::ProgrammeUpdate,
        Record::Paper => Kind::Paper,
    }
}

/// A stretch of the feed.
pub(crate) struct ChangeConnection(Fed);

/// A stretch of the change feed, oldest first. It may hold fewer changes than asked for, or none, and still have a next
/// one: go on while `hasNextPage` is true. Keep `pageInfo.endCursor`, also of an empty stretch, and give it as
/// `after` the next time: you then get each change that you may know of exactly once, in the order of commits.
#[Object]
impl ChangeConnection {
    /// The changes.
    async fn nodes(&self) -> Vec<Change> {
        self.0.changes.iter().cloned().map(Change).collect()
    }

    /// The changes, each with its place in the feed.
    async fn edges(&self) -> Vec<ChangeEdge> {
        self.0.changes.iter().map(|c| ChangeEdge { cursor: c.cursor.clone(), node: Change(c.clone()) }).collect()
    }

    /// Whether there are more changes now, and where to go on from.
    async fn page_info(&self) -> PageInfo {
        PageInfo::forward(self.0.more, self.0.end.clone())
    }
}

/// A change and its place in the feed.
#[derive(SimpleObject)]
pub(crate) struct ChangeEdge {
    /// The place in the feed.
    cursor: String,
    /// The change.
    node: Change,
}

fn wanted(board: Option<ID>) -> Result<Wanted, Error> {
    let board = board.map(|id| node::reference("board", Kind::Board, &id)).transpose()?;
    Ok(Wanted { board, ..Wanted::default() })
}

/// Queries of the feed.
#[derive(Default)]
pub(crate) struct ChangeQuery;

#[Object]
impl ChangeQuery {
    /// What changed, in the order of commits, as far as you may know of it. Without `after` from the beginning of the
    /// record. For example, every night: `changes(after: $cursor, first: 100, kinds: [ACTION, ACTION_UPDATE])`.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The cursor that an earlier stretch, a deed or a live event gave you.")] after: Option<String>,
        #[graphql(desc = "How many: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only changes of records of these kinds.")] kinds: Option<Vec<RecordKind>>,
        #[graphql(desc = "Only changes of records of this board: an id or a slug.")] board: Option<ID>,
    ) -> Result<ChangeConnection> {
        let records = kinds.map(|kinds| kinds.into_iter().map(Into::into).collect());
        let wanted = Wanted { records, ..wanted(board)? };
        Ok(ChangeConnection(view(ctx)?.changes(after.as_deref(), first, &wanted).await?))
    }
}

/// Newly published minutes.
#[derive(SimpleObject)]
pub(crate) struct MinutesPublished {
    /// The edition, as you may read it.
    minutes: Minutes,
    /// The place in the feed: give it as `after` to go on from here after a lost connection.
    cursor: String,
}

/// A changed action.
#[derive(SimpleObject)]
pub(crate) struct ActionChanged {
    /// The action as it is now, as you may read it.
    action: Action,
    /// What happened.
    kind: ChangeKind,
    /// The place in the feed: give it as `after` to go on from here after a lost connection.
    cursor: String,
}

/// Live streams.
pub struct Subscription;

/// Live streams. Each event is read under your rights at that instant. Without `after` a stream begins now; with the
/// last cursor that you have, it begins with what you missed.
#[async_graphql::Subscription]
impl Subscription {
    /// Minutes as they are published.
    async fn minutes_published(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only minutes of this board: an id or a slug.")] board: Option<ID>,
        #[graphql(desc = "Begin after this place in the feed instead of now.")] after: Option<String>,
    ) -> Result<impl Stream<Item = Result<MinutesPublished>> + use<>> {
        let wanted =
            Wanted { records: Some(vec![Record::Minutes]), kinds: Some(vec![Happened::Published]), ..wanted(board)? };
        let changes = view(ctx)?.follow(after.as_deref(), wanted)?;
        Ok(changes.filter_map(async |change| {
            let read = async {
                let change = change?;
                let minutes = change.view.by_id::<minutes::Entity>(change.row.record_id).await?;
                Ok(minutes.map(|row| MinutesPublished { minutes: Minutes(row), cursor: change.cursor }))
            };
            read.await.transpose()
        }))
    }

    /// Actions as they change.
    async fn action_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only actions of this board: an id or a slug.")] board: Option<ID>,
        #[graphql(desc = "Only actions that this organisation owns: an id or a slug.")] owner_organisation: Option<ID>,
        #[graphql(desc = "Begin after this place in the feed instead of now.")] after: Option<String>,
    ) -> Result<impl Stream<Item = Result<ActionChanged>> + use<>> {
        let owner = owner_organisation.map(|id| node::reference("ownerOrganisation", Kind::Organisation, &id));
        let actions = owner
            .transpose()?
            .map(|owner| store::ActionFilter { owner_organisation: Some(owner), ..store::ActionFilter::default() });
        let wanted = Wanted { records: Some(vec![Record::Action]), actions, ..wanted(board)? };
        let changes = view(ctx)?.follow(after.as_deref(), wanted)?;
        Ok(changes.filter_map(async |change| {
            let read = async {
                let change = change?;
                let action = change.view.by_id::<action::Entity>(change.row.record_id).await?;
                let kind = change.row.kind.into();
                Ok(action.map(|row| ActionChanged { action: Action(row), kind, cursor: change.cursor }))
            };
            read.await.transpose()
        }))
    }

    /// All changes as they happen.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Begin after this place in the feed instead of now.")] after: Option<String>,
        #[graphql(desc = "Only changes of records of these kinds.")] kinds: Option<Vec<RecordKind>>,
        #[graphql(desc = "Only changes of records of this board: an id or a slug.")] board: Option<ID>,
    ) -> Result<impl Stream<Item = Result<Change>> + use<>> {
        let records = kinds.map(|kinds| kinds.into_iter().map(Into::into).collect());
        let wanted = Wanted { records, ..wanted(board)? };
        let changes = view(ctx)?.follow(after.as_deref(), wanted)?;
        Ok(changes.map(|change| Ok(Change(change?))))
    }
}
