//! Batches: what many rows of one answer need is read in one statement for all of them.
//!
//! The loaders belong to one `View`, so that nothing is shared between viewers or requests.

use std::{collections::HashMap, hash::Hash, marker::PhantomData, sync::Arc};

use async_graphql::dataloader::Loader;
use sea_orm::{
    ColumnTrait, QueryFilter, QueryTrait, Value,
    sea_query::{Alias, IntoCondition, SimpleExpr},
};
use uuid::Uuid;

use super::{
    Door, Ref, Seen, Slugged, View,
    page::{self, Noun, Relation, Rows, Slice},
    tally::{Pair, Tally, Then},
};
use crate::{
    error::Error,
    policy::{Read, Right, pieces},
};

/// The smallest number of values in an `IN` list; longer ones grow by doubling, so that a connection's cache of
/// prepared statements sees few lengths.
const SMALLEST_LIST: usize = 4;

/// Ids as values, padded with the last one to a power of two.
pub(super) fn padded(ids: impl Iterator<Item = Uuid>) -> Vec<Value> {
    let mut ids: Vec<Value> = ids.map(Value::from).collect();
    if let Some(last) = ids.last().cloned() {
        ids.resize(ids.len().next_power_of_two().max(SMALLEST_LIST), last);
    }
    ids
}

/// One row by its key.
struct One<E>(Uuid, PhantomData<fn() -> E>);
/// Whether a right holds on a row.
struct Holds<R>(Uuid, PhantomData<fn() -> R>);

macro_rules! key {
    ($name:ident) => {
        impl<T> Clone for $name<T> {
            fn clone(&self) -> Self {
                Self(self.0, PhantomData)
            }
        }
        impl<T> PartialEq for $name<T> {
            fn eq(&self, other: &Self) -> bool {
                self.0 == other.0
            }
        }
        impl<T> Eq for $name<T> {}
        impl<T> Hash for $name<T> {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.0.hash(state);
            }
        }
    };
}
key!(One);
key!(Holds);

/// Which relation this is: they are statics, so that where they stand tells them apart, whatever they are called.
fn place<E: Noun>(relation: &'static Relation<E>) -> usize {
    std::ptr::from_ref(relation).addr()
}

/// A page of what hangs from one parent.
struct Many<E: Noun> {
    relation: &'static Relation<E>,
    parent: Uuid,
    slice: Slice<E>,
}

/// The number of rows that hang from one parent.
struct Count<E: Noun> {
    relation: &'static Relation<E>,
    parent: Uuid,
    filter: E::Filter,
}

impl<E: Noun> Clone for Many<E> {
    fn clone(&self) -> Self {
        Self { relation: self.relation, parent: self.parent, slice: self.slice.clone() }
    }
}
impl<E: Noun> PartialEq for Many<E> {
    fn eq(&self, other: &Self) -> bool {
        self.parent == other.parent && place(self.relation) == place(other.relation) && self.slice == other.slice
    }
}
impl<E: Noun> Eq for Many<E> {}
impl<E: Noun> Hash for Many<E> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (place(self.relation), self.parent, &self.slice).hash(state);
    }
}
impl<E: Noun> Clone for Count<E> {
    fn clone(&self) -> Self {
        Self { relation: self.relation, parent: self.parent, filter: self.filter.clone() }
    }
}
impl<E: Noun> PartialEq for Count<E> {
    fn eq(&self, other: &Self) -> bool {
        self.parent == other.parent && place(self.relation) == place(other.relation) && self.filter == other.filter
    }
}
impl<E: Noun> Eq for Count<E> {}
impl<E: Noun> Hash for Count<E> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (place(self.relation), self.parent, &self.filter).hash(state);
    }
}

impl<E: Noun> Loader<One<E>> for Door
where
    Read<E>: Right<On = E>,
{
    type Value = Arc<E::Model>;
    type Error = Error;

    async fn load(&self, keys: &[One<E>]) -> Result<HashMap<One<E>, Self::Value>, Error> {
        let mut select = self.rows::<E>().filter(E::id().is_in(padded(keys.iter().map(|k| k.0)))).into_query();
        select.expr_as(sea_orm::sea_query::Expr::col(E::id().as_column_ref()), Alias::new("key"));
        let rows = self.all(select).await?;
        rows.iter()
            .map(|row| {
                let id: Uuid = row.try_get("", "key").map_err(super::failed)?;
                Ok((One(id, PhantomData), self.model::<E>(row)?))
            })
            .collect()
    }
}

impl<R: Right> Loader<Holds<R>> for Door
where
    R::On: Noun,
    Read<R::On>: Right<On = R::On>,
{
    type Value = ();
    type Error = Error;

    async fn load(&self, keys: &[Holds<R>]) -> Result<HashMap<Holds<R>, ()>, Error> {
        let (id, right) = (<R::On as Noun>::id(), R::rows(self.viewer.who()));
        // A right that this viewer has on no row at all is not asked of the record.
        if right == pieces::never() {
            return Ok(HashMap::new());
        }
        let mut select =
            self.rows::<R::On>().filter(right).filter(id.is_in(padded(keys.iter().map(|k| k.0)))).into_query();
        select.clear_selects().expr_as(sea_orm::sea_query::Expr::col(id.as_column_ref()), Alias::new("key"));
        let rows = self.all(select).await?;
        rows.iter()
            .map(|row| row.try_get("", "key").map(|id| (Holds(id, PhantomData), ())).map_err(super::failed))
            .collect()
    }
}

/// Keys that ask the same of different parents, together: as many statements as there are different questions in the
/// document, however many parents there are.
pub(super) fn alike<K, S: Eq + Hash + Clone>(keys: &[K], shape: impl Fn(&K) -> S) -> HashMap<S, Vec<&K>> {
    let mut groups: HashMap<S, Vec<&K>> = HashMap::new();
    for key in keys {
        groups.entry(shape(key)).or_default().push(key);
    }
    groups
}

impl<E: Noun> Loader<Many<E>> for Door
where
    Read<E>: Right<On = E>,
{
    type Value = Rows<E::Model>;
    type Error = Error;

    async fn load(&self, keys: &[Many<E>]) -> Result<HashMap<Many<E>, Self::Value>, Error> {
        let mut pages = HashMap::with_capacity(keys.len());
        for ((_, slice), group) in alike(keys, |k| (place(k.relation), k.slice.clone())) {
            let Some(relation) = group.first().map(|k| k.relation) else { continue };
            let select = slice.select_of(self, &relation.via, padded(group.iter().map(|k| k.parent)))?;
            let mut by_parent: HashMap<Uuid, Vec<Arc<E::Model>>> = HashMap::new();
            for row in &self.lists(select).await? {
                let parent: Uuid = row.try_get("", "parent").map_err(super::failed)?;
                by_parent.entry(parent).or_default().push(self.model::<E>(row)?);
            }
            for key in group {
                let rows = slice.page(by_parent.remove(&key.parent).unwrap_or_default())?;
                pages.insert(key.clone(), rows);
            }
        }
        Ok(pages)
    }
}

impl<E: Noun> Loader<Count<E>> for Door
where
    Read<E>: Right<On = E>,
{
    type Value = u64;
    type Error = Error;

    async fn load(&self, keys: &[Count<E>]) -> Result<HashMap<Count<E>, u64>, Error> {
        let mut counts = HashMap::with_capacity(keys.len());
        for ((_, filter), group) in alike(keys, |k| (place(k.relation), k.filter.clone())) {
            let Some(relation) = group.first().map(|k| k.relation) else { continue };
            let mut select = self.rows::<E>().filter(E::keeps(&filter, &self.viewer)).into_query();
            let parents = padded(group.iter().map(|k| k.parent));
            let parent: SimpleExpr = page::hang::<E>(&mut select, &relation.via, parents, &self.viewer);
            select
                .clear_selects()
                .expr_as(parent.clone(), Alias::new("parent"))
                .expr_as(page::count_all(), Alias::new("n"))
                .add_group_by([parent]);
            let mut found: HashMap<Uuid, u64> = HashMap::new();
            for row in &self.all(select).await? {
                found.insert(row.try_get("", "parent").map_err(super::failed)?, page::number(row)?);
            }
            for key in group {
                counts.insert(key.clone(), found.get(&key.parent).copied().unwrap_or(0));
            }
        }
        Ok(counts)
    }
}

/// What is worked out for one record.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Worked<T>(Uuid, T);

impl<T: Tally> Loader<Worked<T>> for Door {
    type Value = Vec<T::Row>;
    type Error = Error;

    async fn load(&self, keys: &[Worked<T>]) -> Result<HashMap<Worked<T>, Self::Value>, Error> {
        let mut worked: HashMap<Worked<T>, Vec<T::Row>> = HashMap::with_capacity(keys.len());
        for (tally, group) in alike(keys, |k| k.1.clone()) {
            let select = tally.select(self, padded(group.iter().map(|k| k.0)))?;
            for row in &self.all(select).await? {
                let parent: Uuid = row.try_get("", "parent").map_err(super::failed)?;
                worked.entry(Worked(parent, tally.clone())).or_default().push(T::row(row)?);
            }
        }
        Ok(worked)
    }
}

impl Loader<Pair> for Door {
    type Value = Then;
    type Error = Error;

    async fn load(&self, keys: &[Pair]) -> Result<HashMap<Pair, Then>, Error> {
        let meetings = padded(keys.iter().map(|pair| pair.meeting));
        let select = Then::select(self, meetings, padded(keys.iter().map(|pair| pair.action)));
        self.all(select).await?.iter().map(Then::row).collect()
    }
}

/// What is worked out for a record.
pub(super) async fn worked<T: Tally>(view: &View, of: Uuid, tally: T) -> Result<Vec<T::Row>, Error> {
    Ok(view.0.loader.load_one(Worked(of, tally)).await?.unwrap_or_default())
}

/// How an action stood when a meeting began.
pub(super) async fn then(view: &View, pair: Pair) -> Result<Option<Then>, Error> {
    view.0.loader.load_one(pair).await
}

pub(super) async fn many<E: Noun>(
    view: &View,
    relation: &'static Relation<E>,
    parent: Uuid,
    slice: Slice<E>,
) -> Result<Rows<E::Model>, Error>
where
    Read<E>: Right<On = E>,
{
    view.0.door.hand(view.0.loader.load_one(Many { relation, parent, slice }).await?.unwrap_or_default())
}

pub(super) async fn count<E: Noun>(
    view: &View,
    relation: &'static Relation<E>,
    parent: Uuid,
    filter: E::Filter,
) -> Result<u64, Error>
where
    Read<E>: Right<On = E>,
{
    Ok(view.0.loader.load_one(Count { relation, parent, filter }).await?.unwrap_or_default())
}

impl View {
    /// One row by its id, if the viewer may know of it: a hidden one is as absent as a missing one.
    pub(crate) async fn by_id<E: Noun>(&self, id: impl Into<Uuid>) -> Result<Option<Seen<E::Model>>, Error>
    where
        Read<E>: Right<On = E>,
    {
        let row = self.0.loader.load_one(One::<E>(id.into(), PhantomData)).await?;
        Ok(row.map(|row| self.seen::<E>(row)))
    }

    /// Whether a row is there for the viewer. It is not shown: that somebody may read it leaves no line in the ledger.
    pub(crate) async fn is_there<E: Noun>(&self, id: impl Into<Uuid>) -> Result<bool, Error>
    where
        Read<E>: Right<On = E>,
    {
        Ok(self.0.loader.load_one(One::<E>(id.into(), PhantomData)).await?.is_some())
    }

    /// Whether a right holds on a row, now.
    pub(crate) async fn may<R: Right>(&self, id: impl Into<Uuid>) -> Result<bool, Error>
    where
        R::On: Noun,
        Read<R::On>: Right<On = R::On>,
    {
        Ok(self.0.loader.load_one(Holds::<R>(id.into(), PhantomData)).await?.is_some())
    }

    /// The record that an id or a slug names.
    pub(crate) async fn named<E: Slugged>(&self, named: &Ref) -> Result<Option<Seen<E::Model>>, Error>
    where
        Read<E>: Right<On = E>,
    {
        match named {
            Ref::Id(id) => self.by_id::<E>(*id).await,
            // No slug holds a NUL, and PostgreSQL takes no text that does.
            Ref::Slug(slug) if slug.contains('\0') => Ok(None),
            Ref::Slug(slug) => self.first::<E>(E::slug().eq(slug.as_str())).await,
        }
    }

    async fn first<E: Noun>(&self, condition: impl IntoCondition) -> Result<Option<Seen<E::Model>>, Error>
    where
        Read<E>: Right<On = E>,
    {
        let door = &self.0.door;
        let mut select = door.rows::<E>().filter(condition.into_condition()).into_query();
        select.limit(1);
        let row = door.one(select).await?;
        row.map(|row| door.model::<E>(&row).map(|row| self.seen::<E>(row))).transpose()
    }

    /// The same viewer after a write, with nothing read before it kept.
    pub(crate) fn after_write(&self) -> Self {
        super::Store::loaded(self.0.door.clone(), self.0.origin.clone())
    }
}
