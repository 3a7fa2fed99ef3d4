//! The feed: what changed, in commit order, as far as the viewer may know of it.

use std::pin::Pin;

use entities::{
    action, board,
    change::{self, Kind, Record},
};
use futures_util::Stream;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::{ActionFilter, Noun as _, Ref, Store, Unscoped, View, failed};
use crate::error::Error;

/// What a feed cursor is good for: every way to follow the feed.
const QUESTION: &str = "feed";
/// How many lines of the feed one answer passes over, whether the viewer may know of them or not: who may know of little
/// would otherwise walk through all of it for one page.
const WALK: i64 = 5_000;
/// The largest number of changes in one answer.
const LARGEST: i32 = 100;

/// A change the viewer may know of, and the cursor that stands on it.
#[derive(Clone)]
pub(crate) struct Change {
    pub(crate) row: change::Model,
    pub(crate) cursor: String,
    pub(crate) view: View,
}

/// A stretch of the feed.
pub(crate) struct Fed {
    pub(crate) changes: Vec<Change>,
    /// Where to go on from: the last change, or how far the feed was read.
    pub(crate) end: String,
    pub(crate) more: bool,
}

/// Which changes are wanted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) records: Option<Vec<Record>>,
    pub(crate) kinds: Option<Vec<Kind>>,
    pub(crate) board: Option<Ref>,
    /// Only of actions that meet this.
    pub(crate) actions: Option<ActionFilter>,
}

/// Following the feed on behalf of many, without a viewer: numbers only.
struct Relay;

impl Unscoped<'_, Relay> {
    /// The last number of the feed.
    async fn head(&self) -> Result<i64, DbErr> {
        use sea_orm::ConnectionTrait as _;
        let mut last = change::Entity::find().order_by_desc(change::Column::Seq).limit(1).into_query();
        last.clear_selects().column(change::Column::Seq);
        let row = self.store.read.query_one(&last).await?;
        row.map_or(Ok(0), |row| row.try_get("", "seq"))
    }
}

/// What was found on a walk along the feed.
struct Walked {
    changes: Vec<Change>,
    /// The last line that was passed.
    reached: i64,
    /// Whether there are more than were asked for.
    full: bool,
    /// Whether nothing lies behind.
    at_head: bool,
}

impl Store {
    /// The last number of the feed.
    pub(super) async fn head(&self) -> Result<i64, Error> {
        Unscoped::<Relay>::new(self).head().await.map_err(failed)
    }

    /// Looks how far the feed is and tells everyone who waits; says why it cannot.
    pub(crate) async fn look(&self) -> Result<(), String> {
        let head = Unscoped::<Relay>::new(self).head().await.map_err(|cause| cause.to_string())?;
        self.announce(head);
        Ok(())
    }

    /// Tells everyone who waits that the feed has reached a number.
    pub(super) fn announce(&self, head: i64) {
        self.news.send_if_modified(|news| {
            let newer = head > *news;
            *news = head.max(*news);
            newer
        });
    }
}

/// Changes as they happen.
pub(crate) type News = Pin<Box<dyn Stream<Item = Result<Change, Error>> + Send>>;

impl View {
    /// The cursor of a place in the feed.
    pub(super) fn feed_cursor(&self, seq: i64) -> Result<String, Error> {
        self.0.door.store.seal.fresh(QUESTION, &seq.to_be_bytes()).ok_or(Error::Internal)
    }

    fn feed_place(&self, cursor: &str) -> Result<i64, Error> {
        let place = self.0.door.store.seal.open(QUESTION, cursor, true);
        place.and_then(|place| place.try_into().ok().map(i64::from_be_bytes)).ok_or_else(|| {
            Error::invalid(
                "after",
                "not a cursor of the change feed; use one that the feed gave, or none to start from the beginning",
            )
        })
    }

    /// The changes after a cursor, oldest first.
    pub(crate) async fn changes(&self, after: Option<&str>, first: Option<i32>, wanted: &Wanted) -> Result<Fed, Error> {
        let first = first.unwrap_or(20);
        if !(0..=LARGEST).contains(&first) {
            return Err(Error::invalid(
                "first",
                format!("a page holds 0 to {LARGEST} changes; ask for the next with `after`"),
            ));
        }
        let mut place = after.map(|cursor| self.feed_place(cursor)).transpose()?.unwrap_or(0);
        let first = usize::try_from(first).map_err(|_| Error::Internal)?;
        let mut changes = Vec::new();
        // On to a full page or the head: a page that ends earlier would tell how much lies behind it unseen.
        loop {
            let walked = self.walk(place, first - changes.len(), wanted).await?;
            changes.extend(walked.changes);
            place = walked.reached;
            if walked.full || walked.at_head {
                return Ok(Fed { changes, end: self.feed_cursor(place)?, more: walked.full });
            }
        }
    }

    /// The first changes among the next lines of the feed.
    async fn walk(&self, after: i64, first: usize, wanted: &Wanted) -> Result<Walked, Error> {
        use change::Column as C;
        let door = &self.0.door;
        // The head is read first: whatever is committed later stays for the next stretch.
        door.statements.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let head = door.store.head().await?;
        let end = head.min(after.saturating_add(WALK));
        let mut select = door.rows::<change::Entity>().filter(C::Seq.gt(after)).filter(C::Seq.lte(end));
        if let Some(records) = &wanted.records {
            select = select.filter(C::Record.is_in(super::noun::each_once(records)));
        }
        if let Some(kinds) = &wanted.kinds {
            select = select.filter(C::Kind.is_in(super::noun::each_once(kinds)));
        }
        if let Some(named) = &wanted.board {
            select = select.filter(super::noun::names::<board::Entity, _>(C::BoardId, named, &door.viewer));
        }
        if let Some(filter) = &wanted.actions {
            let kept = door.rows::<action::Entity>().filter(action::Entity::keeps(filter, &door.viewer));
            let kept = kept.select_only().column(action::Column::Id).into_query();
            select = select.filter(C::RecordId.in_subquery(kept));
        }
        let one_more = u64::try_from(first).map_err(|_| Error::Internal)? + 1;
        let select = select.order_by_asc(C::Seq).limit(one_more).into_query();
        let mut rows = door
            .all(select)
            .await?
            .iter()
            .map(|row| <change::Model as sea_orm::FromQueryResult>::from_query_result(row, "").map_err(failed))
            .collect::<Result<Vec<_>, _>>()?;
        let full = rows.len() > first;
        rows.truncate(first);
        let reached = if full { rows.last().map_or(after, |row| row.seq) } else { end.max(after) };
        let changes = rows
            .into_iter()
            .map(|row| Ok(Change { cursor: self.feed_cursor(row.seq)?, row, view: self.clone() }))
            .collect::<Result<_, Error>>()?;
        Ok(Walked { changes, reached, full, at_head: end >= head })
    }

    /// Changes as they happen, from a cursor or from now. Each is read through a view that is a second old at most:
    /// whoever loses a right stops seeing, and the stream ends when the token does.
    pub(crate) fn follow(&self, after: Option<&str>, wanted: Wanted) -> Result<News, Error> {
        let from = after.map(|cursor| self.feed_place(cursor)).transpose()?;
        let state = Following {
            view: self.clone(),
            news: self.0.door.store.news.subscribe(),
            place: from,
            ready: Vec::new().into_iter(),
            wanted,
            over: false,
        };
        Ok(Box::pin(futures_util::stream::unfold(state, |mut state| async move {
            if state.over {
                return None;
            }
            let next = state.next().await;
            state.over = next.is_err();
            Some((next, state))
        })))
    }
}

struct Following {
    view: View,
    news: tokio::sync::watch::Receiver<i64>,
    place: Option<i64>,
    ready: std::vec::IntoIter<Change>,
    wanted: Wanted,
    over: bool,
}

impl Following {
    async fn next(&mut self) -> Result<Change, Error> {
        loop {
            // A reader may take an hour over one event. What was found for it before is then found again, by what it may
            // read now.
            if let Some(change) = self.ready.next().filter(|change| change.view.is_fresh()) {
                self.place = Some(change.row.seq);
                return Ok(change);
            }
            // Marked as seen before reading: news that comes while reading wakes the next round.
            self.news.mark_unchanged();
            let view = self.view.renewed().await?;
            let place = match self.place {
                Some(place) => place,
                None => view.0.door.store.head().await?,
            };
            let walked = view.walk(place, 50, &self.wanted).await?;
            self.ready = walked.changes.into_iter();
            // The first is told however long it took to find: a slow database must not stop a stream.
            if let Some(change) = self.ready.next() {
                self.place = Some(change.row.seq);
                return Ok(change);
            }
            self.place = Some(walked.reached);
            if walked.at_head && self.news.changed().await.is_err() {
                return Err(Error::Unavailable);
            }
        }
    }
}
