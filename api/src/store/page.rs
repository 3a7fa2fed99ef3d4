//! Pages: keyset positions, sealed cursors, and lists of many parents in one statement.
//!
//! Every list is ordered by one or more columns and the id, all in one direction, so that a place is a tuple and the
//! next page a row-value comparison that an index answers.

use std::{fmt::Debug, hash::Hash};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, Order, QueryFilter, QueryResult, QueryTrait, Value,
    sea_query::{Alias, Expr, ExprTrait, OverStatement, Query, SelectStatement, SimpleExpr, WindowStatement},
};
use uuid::Uuid;

use super::{Door, Seen, View, load};
use crate::{
    error::Error,
    policy::{Read, Right},
};

/// The page size when none is asked for.
pub(super) const DEFAULT: u32 = 20;
/// The largest page.
const LARGEST: u32 = 100;
/// The most that is shown with a record as one, such as the sections of its minutes.
const WHOLE: u32 = 2_000;

/// What a noun's list is sorted by: columns in one direction; the id is added last.
pub(crate) struct Sort<C: 'static> {
    /// The columns, the first deciding.
    pub(crate) by: &'static [C],
    /// Whether the largest comes first.
    pub(crate) descending: bool,
}

/// A noun that can be listed, filtered and sorted.
pub(crate) trait Noun: EntityTrait<Model: FromQueryResult + Send + Sync + 'static> {
    /// Its word in cursors.
    const WORD: &'static str;
    /// What its lists can be narrowed by.
    type Filter: Clone + Debug + Default + Eq + Hash + Send + Sync + 'static;
    /// What its lists can be sorted by.
    type Order: Copy + Debug + Default + Eq + Hash + Send + Sync + 'static;

    /// The primary key.
    fn id() -> Self::Column;
    /// The sort of an order.
    fn sort(order: Self::Order) -> Sort<Self::Column>;
    /// The rows that a filter keeps, among those the viewer may read.
    fn keeps(filter: &Self::Filter, viewer: &crate::viewer::Viewer) -> Condition;
}

/// A place in a list: the values of the sort columns and the id, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Position(String);

/// The arguments of a connection, as a caller gives them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    pub(crate) first: Option<i32>,
    pub(crate) after: Option<String>,
    pub(crate) last: Option<i32>,
    pub(crate) before: Option<String>,
}

/// One page of a list, checked and ready to be read.
#[derive(Debug)]
pub(crate) struct Slice<E: Noun> {
    pub(crate) filter: E::Filter,
    pub(crate) order: E::Order,
    limit: u32,
    backward: bool,
    after: Option<Position>,
    before: Option<Position>,
    inclusive: bool,
}

impl<E: Noun> Clone for Slice<E> {
    fn clone(&self) -> Self {
        Self {
            filter: self.filter.clone(),
            order: self.order,
            limit: self.limit,
            backward: self.backward,
            after: self.after.clone(),
            before: self.before.clone(),
            inclusive: self.inclusive,
        }
    }
}

impl<E: Noun> PartialEq for Slice<E> {
    fn eq(&self, other: &Self) -> bool {
        self.filter == other.filter
            && self.order == other.order
            && (self.limit, self.backward, self.inclusive) == (other.limit, other.backward, other.inclusive)
            && self.after == other.after
            && self.before == other.before
    }
}

impl<E: Noun> Eq for Slice<E> {}

impl<E: Noun> Hash for Slice<E> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (&self.filter, self.order, self.limit, self.backward, self.inclusive, &self.after, &self.before).hash(state);
    }
}

/// Where a list hangs: a column of the child, or a table that links the two.
#[derive(Clone, Copy)]
pub(crate) enum Via<E: EntityTrait> {
    /// The child names its parent.
    Column(E::Column),
    /// Rows that pair a child with a parent.
    Link(fn(&crate::viewer::Viewer) -> SelectStatement),
}

/// A list that hangs from a parent, by name.
pub(crate) struct Relation<E: EntityTrait> {
    /// Its name in cursors and loaders.
    pub(crate) name: &'static str,
    pub(crate) via: Via<E>,
}

/// A list: the whole noun, or what hangs from one parent.
pub(crate) struct List<E: Noun> {
    pub(crate) view: View,
    pub(crate) parent: Option<(&'static Relation<E>, Uuid)>,
    pub(crate) slice: Slice<E>,
    /// What a cursor of this list is good for.
    question: String,
}

/// One page as read: rows in the list's order, and whether more follow in the direction of travel.
#[derive(Clone)]
pub(crate) struct Rows<M> {
    pub(crate) rows: Vec<std::sync::Arc<M>>,
    pub(crate) more: bool,
}

impl<M> Default for Rows<M> {
    fn default() -> Self {
        Self { rows: Vec::new(), more: false }
    }
}

/// The size of a page as a caller asks for it.
pub(super) fn size(name: &'static str, value: i32) -> Result<u32, Error> {
    match u32::try_from(value) {
        Ok(n) if n <= LARGEST => Ok(n),
        Ok(_) => Err(Error::invalid(name, format!("a page holds at most {LARGEST}; ask for the next with `after`"))),
        Err(_) => Err(Error::invalid(name, "a page cannot have a negative size")),
    }
}

impl View {
    /// A list of a whole noun.
    pub(crate) fn list<E>(&self, page: Page, filter: E::Filter, order: E::Order) -> Result<List<E>, Error>
    where
        E: Noun,
        Read<E>: Right<On = E>,
    {
        List::new(self, None, page, filter, order)
    }

    /// A list that hangs from one parent. Lists of the same shape are read together.
    pub(crate) fn list_of<E>(
        &self,
        (relation, parent): (&'static Relation<E>, Uuid),
        page: Page,
        filter: E::Filter,
        order: E::Order,
    ) -> Result<List<E>, Error>
    where
        E: Noun,
        Read<E>: Right<On = E>,
    {
        List::new(self, Some((relation, parent)), page, filter, order)
    }
}

impl View {
    /// All that hangs from a record and is shown with it as one. Refuses rather than cuts when there is too much.
    pub(crate) async fn whole<E: Noun>(
        &self,
        relation: &'static Relation<E>,
        parent: Uuid,
    ) -> Result<Vec<Seen<E::Model>>, Error>
    where
        Read<E>: Right<On = E>,
    {
        let slice = Slice {
            filter: E::Filter::default(),
            order: E::Order::default(),
            limit: WHOLE,
            backward: false,
            after: None,
            before: None,
            inclusive: false,
        };
        let rows = load::many(self, relation, parent, slice).await?;
        if rows.more {
            tracing::error!(relation = relation.name, %parent, "more than fits in one answer hangs from this record");
            return Err(Error::Internal);
        }
        Ok(rows.rows.into_iter().map(|row| self.seen::<E>(row)).collect())
    }
}

impl<E: Noun> List<E>
where
    Read<E>: Right<On = E>,
{
    fn new(
        view: &View,
        parent: Option<(&'static Relation<E>, Uuid)>,
        page: Page,
        filter: E::Filter,
        order: E::Order,
    ) -> Result<Self, Error> {
        let (limit, backward) = match (page.first, page.last) {
            (Some(_), Some(_)) => return Err(Error::invalid("first", "give `first` or `last`, not both")),
            (Some(first), None) => (size("first", first)?, false),
            (None, Some(last)) => (size("last", last)?, true),
            (None, None) => (DEFAULT, false),
        };
        let hangs = parent.map(|(relation, id)| format!("{}:{id}", relation.name)).unwrap_or_default();
        let question = format!("{}|{}|{hangs}|{order:?}|{filter:?}", view.viewer().account_slug(), E::WORD);
        let open = |name, cursor: Option<String>| {
            cursor
                .map(|cursor| {
                    let seal = &view.0.door.store.seal;
                    let place = seal.open(&question, &cursor, false).and_then(|place| String::from_utf8(place).ok());
                    place.map(Position).ok_or_else(|| {
                        Error::invalid(
                            name,
                            "not a cursor of this list; start again without it, or repeat the same arguments",
                        )
                    })
                })
                .transpose()
        };
        let (after, before) = (open("after", page.after)?, open("before", page.before)?);
        Ok(Self {
            view: view.clone(),
            parent,
            slice: Slice { filter, order, limit, backward, after, before, inclusive: false },
            question,
        })
    }

    /// Reads the page.
    pub(crate) async fn rows(&self) -> Result<Rows<E::Model>, Error> {
        self.read(self.slice.clone()).await
    }

    async fn read(&self, slice: Slice<E>) -> Result<Rows<E::Model>, Error> {
        if let Some((relation, parent)) = self.parent {
            load::many(&self.view, relation, parent, slice).await
        } else {
            let door = &self.view.0.door;
            let select = slice.select(door)?;
            let rows = door.all(select.into_query()).await?;
            slice.page(rows.iter().map(|row| door.model::<E>(row)).collect::<Result<_, _>>()?)
        }
    }

    /// How many rows the whole list has for this viewer.
    pub(crate) async fn count(&self) -> Result<u64, Error> {
        if let Some((relation, parent)) = self.parent {
            load::count(&self.view, relation, parent, self.slice.filter.clone()).await
        } else {
            let door = &self.view.0.door;
            let mut select = door.rows::<E>().filter(E::keeps(&self.slice.filter, &door.viewer)).into_query();
            select.clear_selects().expr_as(count_all(), Alias::new("n"));
            let row = door.one(select).await?.ok_or(Error::Internal)?;
            number(&row)
        }
    }

    /// Whether a row lies on the other side of where this page starts, against the direction of travel.
    pub(crate) async fn has_behind(&self, rows: &Rows<E::Model>) -> Result<bool, Error> {
        let bound = if self.slice.backward { &self.slice.before } else { &self.slice.after };
        let edge = if self.slice.backward { rows.rows.last() } else { rows.rows.first() };
        let Some(bound) = bound else { return Ok(false) };
        // On an empty page the row that the cursor stands on, if it is still there, is itself behind.
        let (place, inclusive) = match edge {
            Some(row) => (position::<E>(row, self.slice.order)?, false),
            None => (bound.clone(), true),
        };
        let mut behind = Slice {
            limit: 0,
            backward: !self.slice.backward,
            after: None,
            before: None,
            inclusive,
            ..self.slice.clone()
        };
        if self.slice.backward {
            behind.after = Some(place);
        } else {
            behind.before = Some(place);
        }
        Ok(self.read(behind).await?.more)
    }

    /// The cursor of a row of this list.
    pub(crate) fn cursor(&self, row: &E::Model) -> Result<String, Error> {
        let Position(place) = position::<E>(row, self.slice.order)?;
        self.view.0.door.store.seal.fixed(&self.question, place.as_bytes()).ok_or(Error::Internal)
    }

    /// A row of the page, as seen.
    pub(crate) fn seen(&self, row: &std::sync::Arc<E::Model>) -> Seen<E::Model> {
        self.view.seen::<E>(row.clone())
    }

    /// Whether the page is read from the end.
    pub(crate) fn backward(&self) -> bool {
        self.slice.backward
    }
}

impl<E: Noun> Slice<E>
where
    Read<E>: Right<On = E>,
{
    fn columns(&self) -> (Vec<E::Column>, bool) {
        let sort = E::sort(self.order);
        let mut columns = sort.by.to_vec();
        columns.push(E::id());
        (columns, sort.descending)
    }

    /// The scoped select of this page, without parents.
    pub(super) fn narrowed(&self, door: &Door) -> Result<sea_orm::Select<E>, Error> {
        let (columns, descending) = self.columns();
        let mut select = door.rows::<E>().filter(E::keeps(&self.filter, &door.viewer));
        for (place, later) in [(&self.after, true), (&self.before, false)] {
            let Some(Position(place)) = place else { continue };
            let values = values::<E>(place, &columns)?;
            let here = Expr::tuple(columns.iter().map(|c| Expr::col(c.as_column_ref())));
            let there = Expr::tuple(values.into_iter().map(Expr::val));
            select = select.filter(match (later == descending, self.inclusive) {
                (true, false) => here.lt(there),
                (true, true) => here.lte(there),
                (false, false) => here.gt(there),
                (false, true) => here.gte(there),
            });
        }
        Ok(select)
    }

    /// The order in which rows are fetched: towards the direction of travel.
    pub(super) fn ordering(&self) -> (Vec<E::Column>, Order) {
        let (columns, descending) = self.columns();
        (columns, if descending == self.backward { Order::Asc } else { Order::Desc })
    }

    /// How many rows to fetch: one more than asked for, to know whether there are more.
    pub(super) fn fetch(&self) -> u64 {
        u64::from(self.limit) + 1
    }

    fn select(&self, door: &Door) -> Result<sea_orm::Select<E>, Error> {
        let mut select = self.narrowed(door)?;
        let (columns, order) = self.ordering();
        let query = QueryTrait::query(&mut select);
        for column in columns {
            query.order_by(column.as_column_ref(), order.clone());
        }
        query.limit(self.fetch());
        Ok(select)
    }

    /// Cuts what was fetched to the page, in the list's order.
    pub(super) fn page(&self, mut rows: Vec<std::sync::Arc<E::Model>>) -> Result<Rows<E::Model>, Error> {
        let limit = usize::try_from(self.limit).map_err(|_| Error::Internal)?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        if self.backward {
            rows.reverse();
        }
        Ok(Rows { rows, more })
    }

    /// The same page for several parents in one statement: each row carries its parent, numbered within it.
    pub(super) fn select_of(&self, door: &Door, via: &Via<E>, parents: Vec<Value>) -> Result<SelectStatement, Error> {
        let mut inner = self.narrowed(door)?.into_query();
        let parent = hang::<E>(&mut inner, via, parents, &door.viewer);
        let (columns, order) = self.ordering();
        let mut window = WindowStatement::new();
        window.add_partition_by(parent.clone());
        for column in columns {
            window.order_by(column.as_column_ref(), order.clone());
        }
        inner.expr_as(parent, Alias::new("parent"));
        inner.expr_window_as(Expr::cust("ROW_NUMBER()"), window, Alias::new("place"));
        Ok(Query::select()
            .column(sea_orm::sea_query::Asterisk)
            .from_subquery(inner, Alias::new("page"))
            .and_where(Expr::col(Alias::new("place")).lte(self.fetch()))
            .order_by(Alias::new("place"), Order::Asc)
            .to_owned())
    }
}

/// Restricts a child's select to some parents and says which expression names the parent.
pub(super) fn hang<E: Noun>(
    select: &mut SelectStatement,
    via: &Via<E>,
    parents: Vec<Value>,
    viewer: &crate::viewer::Viewer,
) -> SimpleExpr {
    match via {
        Via::Column(column) => {
            let parent = Expr::col(column.as_column_ref());
            select.and_where(parent.clone().is_in(parents));
            parent
        }
        Via::Link(pairs) => {
            let link = Alias::new("link");
            let parent = Expr::col((link.clone(), Alias::new("parent")));
            select.join_subquery(
                sea_orm::sea_query::JoinType::InnerJoin,
                pairs(viewer),
                link.clone(),
                Expr::col((link, Alias::new("child"))).equals(E::id().as_column_ref()),
            );
            select.and_where(parent.clone().is_in(parents));
            parent
        }
    }
}

pub(super) fn count_all() -> SimpleExpr {
    Expr::cust("COUNT(*)")
}

/// The count a row carries in its column `n`.
pub(super) fn number(row: &QueryResult) -> Result<u64, Error> {
    let n: i64 = row.try_get("", "n").map_err(super::failed)?;
    u64::try_from(n).map_err(|_| Error::Internal)
}

/// The place of a row.
fn position<E: Noun>(row: &E::Model, order: E::Order) -> Result<Position, Error> {
    use sea_orm::ModelTrait as _;
    let sort = E::sort(order);
    let place: Vec<serde_json::Value> = sort
        .by
        .iter()
        .copied()
        .chain([E::id()])
        .map(|column| match row.get(column) {
            Value::String(Some(text)) => Ok(text.clone().into()),
            Value::ChronoDate(Some(day)) => Ok(day.to_string().into()),
            Value::ChronoDateTimeUtc(Some(at)) => Ok(at.timestamp_micros().into()),
            Value::Int(Some(n)) => Ok(n.into()),
            Value::BigInt(Some(n)) => Ok(n.into()),
            Value::Uuid(Some(id)) => Ok(id.to_string().into()),
            _ => Err(Error::Internal),
        })
        .collect::<Result<_, _>>()?;
    serde_json::to_string(&place).map(Position).map_err(|_| Error::Internal)
}

/// The values of a place, in the types of their columns. A sealed place always fits; anything else is a bad cursor.
fn values<E: Noun>(place: &str, columns: &[E::Column]) -> Result<Vec<Value>, Error> {
    use sea_orm::sea_query::ColumnType as T;
    let bad = || Error::invalid("after", "not a cursor of this list");
    let texts: Vec<serde_json::Value> = serde_json::from_str(place).map_err(|_| bad())?;
    if texts.len() != columns.len() {
        return Err(bad());
    }
    texts
        .iter()
        .zip(columns)
        .map(|(value, column)| {
            let value = match (column.def().get_column_type(), value) {
                (T::Date, serde_json::Value::String(day)) => day.parse::<NaiveDate>().ok().map(Into::into),
                (T::Uuid, serde_json::Value::String(id)) => id.parse::<Uuid>().ok().map(Into::into),
                (T::Integer, serde_json::Value::Number(n)) => {
                    n.as_i64().and_then(|n| i32::try_from(n).ok()).map(Into::into)
                }
                (T::BigInteger, serde_json::Value::Number(n)) => n.as_i64().map(Into::into),
                (_, serde_json::Value::Number(n)) => {
                    n.as_i64().and_then(DateTime::<Utc>::from_timestamp_micros).map(Into::into)
                }
                (_, serde_json::Value::String(text)) => Some(text.clone().into()),
                _ => None,
            };
            value.ok_or_else(bad)
        })
        .collect()
}
