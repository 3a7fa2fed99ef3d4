//! Lists as Relay connections. A page, a count and the edges of a page are each read only when asked for.

use std::{borrow::Cow, sync::Arc};

use async_graphql::{Context, Object, OutputType, Result, SimpleObject, TypeName};
use sea_orm::EntityTrait;
use tokio::sync::OnceCell;

use crate::{
    error::Error,
    policy::{Read, Right},
    store::{List, Noun, Rows, Seen},
};

/// An object of the API that wraps a row the viewer may read.
pub(crate) trait Wraps: OutputType + 'static {
    /// The noun behind it.
    type Entity: Noun;
    /// The object's name.
    const NAME: &'static str;
}

/// What makes an object of a row of a list.
type Make<T> = Arc<dyn Fn(Seen<<<T as Wraps>::Entity as EntityTrait>::Model>) -> T + Send + Sync>;

/// One page of a list, and what can be asked about the whole of it.
pub(crate) struct Connection<T: Wraps> {
    list: List<T::Entity>,
    make: Make<T>,
    rows: OnceCell<Rows<<T::Entity as EntityTrait>::Model>>,
}

impl<T> From<List<T::Entity>> for Connection<T>
where
    T: Wraps + From<Seen<<T::Entity as EntityTrait>::Model>>,
{
    fn from(list: List<T::Entity>) -> Self {
        Self::with(list, T::from)
    }
}

impl<T: Wraps> Connection<T> {
    /// A list whose objects know more than their row, such as the record that the list hangs from.
    pub(crate) fn with(
        list: List<T::Entity>,
        make: impl Fn(Seen<<T::Entity as EntityTrait>::Model>) -> T + Send + Sync + 'static,
    ) -> Self {
        Self { list, make: Arc::new(make), rows: OnceCell::new() }
    }
}

impl<T: Wraps> Connection<T>
where
    Read<T::Entity>: Right<On = T::Entity>,
{
    async fn rows(&self) -> Result<&Rows<<T::Entity as EntityTrait>::Model>, Error> {
        self.rows.get_or_try_init(|| self.list.rows()).await
    }
}

impl<T: Wraps> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", T::NAME).into()
    }
}

/// A page of a list, and what can be asked about the whole list. Follows the Relay connection specification.
#[Object(name_type)]
impl<T: Wraps> Connection<T>
where
    Read<T::Entity>: Right<On = T::Entity>,
{
    /// The records of this page.
    async fn nodes(&self) -> Result<Vec<T>> {
        let rows = self.rows().await?;
        Ok(rows.rows.iter().map(|row| (self.make)(self.list.seen(row))).collect())
    }

    /// The records of this page, each with the cursor that stands on it.
    async fn edges(&self) -> Result<Vec<Edge<T>>> {
        let rows = self.rows().await?;
        rows.rows
            .iter()
            .map(|row| Ok(Edge { cursor: self.list.cursor(row)?, node: (self.make)(self.list.seen(row)) }))
            .collect()
    }

    /// Whether there is more before and after this page, and the cursors to get there.
    async fn page_info(&self, ctx: &Context<'_>) -> Result<PageInfo> {
        let rows = self.rows().await?;
        let asked = ctx.look_ahead();
        let side = if self.list.backward() { "hasNextPage" } else { "hasPreviousPage" };
        let behind = asked.field(side).exists() && self.list.has_behind(rows).await?;
        let cursor = |row: Option<&std::sync::Arc<_>>| row.map(|row| self.list.cursor(row)).transpose();
        Ok(PageInfo {
            has_next_page: if self.list.backward() { behind } else { rows.more },
            has_previous_page: if self.list.backward() { rows.more } else { behind },
            start_cursor: cursor(rows.rows.first())?,
            end_cursor: cursor(rows.rows.last())?,
        })
    }

    /// How many records the whole list holds for you, whatever the page. Counted only when asked for.
    async fn total_count(&self) -> Result<u64> {
        Ok(self.list.count().await?)
    }
}

/// A record in a list, and its place there.
pub(crate) struct Edge<T> {
    cursor: String,
    node: T,
}

impl<T: Wraps> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", T::NAME).into()
    }
}

/// A record in a list, and its place there.
#[Object(name_type)]
impl<T: Wraps> Edge<T> {
    /// The place of this record: give it as `after` or `before` to read on from here. Good for this list with the
    /// same filter and order.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The record.
    async fn node(&self) -> &T {
        &self.node
    }
}

/// Where a page stands in its list.
#[derive(SimpleObject)]
pub(crate) struct PageInfo {
    /// Whether records follow this page.
    has_next_page: bool,
    /// Whether records come before this page.
    has_previous_page: bool,
    /// The cursor of the first record of the page; null on an empty page.
    start_cursor: Option<String>,
    /// The cursor of the last record of the page; null on an empty page, save in the feed of changes, which always says
    /// where to go on.
    end_cursor: Option<String>,
}

impl PageInfo {
    /// Whether there is more before and after a page, and the cursors of its ends.
    pub(crate) fn of((before, after): (bool, bool), start: Option<String>, end: Option<String>) -> Self {
        Self { has_next_page: after, has_previous_page: before, start_cursor: start, end_cursor: end }
    }

    /// Where a stretch of the feed ends: there is nothing to ask about what came before.
    pub(crate) fn forward(more: bool, end: String) -> Self {
        Self { has_next_page: more, has_previous_page: false, start_cursor: None, end_cursor: Some(end) }
    }
}
