//! Searching: which texts a question stands in, of those that the viewer may read, the best first.
//!
//! # Why
//! One statement for all kinds of text: the index yields entries, the policy asks of each whether the row that holds its
//! text may be read, and what is left is ranked, counted and cut into pages. The rank of a hit follows from its own text
//! alone. What a search engine makes of the whole of its index, such as how rare a word is, would tell of texts that
//! nobody may know of.

mod question;
mod snippet;

use entities::{
    board,
    search_entry::{self, Column as C, Source},
};
use sea_orm::{
    ColumnTrait as _, Condition, DbBackend, Iterable as _, Order, QueryResult,
    sea_query::{
        Alias, Asterisk, CaseStatement, Expr, ExprTrait as _, Func, OverStatement as _, Query, SelectStatement,
        WindowStatement,
    },
};
use uuid::Uuid;

use super::{
    Door, Ref, View, failed,
    noun::named_id,
    page::{self, number},
};
use crate::{
    error::Error,
    policy::{found, is_name, leaves, of_board, text},
};
use question::Question;
pub(crate) use snippet::Piece;

/// What a name or a title is worth, and any other text; to which is added how often the words stand in it.
const NAME: i64 = 200;
const OTHER: i64 = 100;
/// More often than this is not counted.
const MOST: i64 = 99;
/// Above every rank: a hit lies so far down the list as it is below this.
const TOP: i64 = 300;
/// How many of the first characters of a text decide between equals.
const OPENING: &str = "80";

/// What is searched for, and where.
#[derive(Clone, Debug)]
pub(crate) struct Sought {
    pub(crate) text: String,
    pub(crate) sources: Vec<Source>,
    pub(crate) board: Option<Ref>,
}

/// A search, checked and ready to be run.
pub(crate) struct Search {
    view: View,
    question: Question,
    sources: Vec<Source>,
    board: Option<Ref>,
    limit: u32,
    after: Option<Place>,
    /// What a cursor of this search is good for.
    sealed: String,
}

/// A place in the list: how far down, the beginning of the text, and the record.
type Place = (i64, String, Uuid);

/// A text in which the question stands.
pub(crate) struct Hit {
    pub(crate) source: Source,
    /// The id of the record that the text is of.
    pub(crate) node: Uuid,
    text: String,
    place: Place,
}

/// One page of hits, and whether there are more.
pub(crate) struct Hits {
    pub(crate) hits: Vec<std::sync::Arc<Hit>>,
    pub(crate) more: bool,
}

impl Hit {
    /// What it is worth.
    pub(crate) fn rank(&self) -> i64 {
        TOP - self.place.0
    }
}

impl View {
    /// A search. What it asks is checked before anything is read.
    pub(crate) fn search(&self, sought: Sought, first: Option<i32>, after: Option<&str>) -> Result<Search, Error> {
        let question = Question::read(&sought.text)?;
        let limit = first.map_or(Ok(page::DEFAULT), |first| page::size("first", first))?;
        let Sought { mut sources, board, .. } = sought;
        sources.sort_unstable_by_key(|source| Source::iter().position(|s| s == *source));
        sources.dedup();
        let whose = self.viewer().account_slug();
        let sealed = format!("{whose}|search|{question:?}|{sources:?}|{board:?}");
        let open = |cursor: &str| {
            let place = self.0.door.store.seal.open(&sealed, cursor, false);
            place.and_then(|place| serde_json::from_slice(&place).ok()).ok_or_else(|| {
                Error::invalid(
                    "after",
                    "not a cursor of this search; start again without it, or repeat the same arguments",
                )
            })
        };
        let after = after.map(open).transpose()?;
        Ok(Search { view: self.clone(), question, sources, board, limit, after, sealed })
    }
}

impl Search {
    /// The view through which it reads.
    pub(crate) fn view(&self) -> &View {
        &self.view
    }

    fn door(&self) -> &Door {
        &self.view.0.door
    }

    fn postgres(&self) -> bool {
        self.door().store.read.get_database_backend() == DbBackend::Postgres
    }

    /// The entries that the viewer may find, and on SQLite as `matched.n` how often the words stand in each, if they are
    /// to be counted. The index is asked first, and the rules of its hits alone; the rules of the kinds asked for alone,
    /// for all of them are a long statement.
    fn found(&self, counted: bool) -> SelectStatement {
        let viewer = &self.door().viewer;
        let mut entries = Query::select();
        if self.postgres() {
            entries.from(search_entry::Entity).and_where(self.question.stands());
        } else {
            let name = Alias::new("matched");
            let same = Expr::col((name.clone(), "doc")).equals(C::Id.as_column_ref());
            let matched = if counted { self.question.counted() } else { self.question.matched() };
            // A cross join keeps its order, whatever the planner thinks of the index.
            entries.from_subquery(matched, name).cross_join(search_entry::Entity).and_where(same);
        }
        entries.cond_where(found(self.sources.iter().copied(), viewer.who()));
        if let Some(board) = &self.board {
            let named = named_id::<board::Entity>(board, viewer);
            let none = Condition::any().add(Expr::cust("1 = 0"));
            entries.cond_where(self.sources.iter().fold(none, |rows, source| {
                rows.add(Condition::all().add(C::Source.eq(*source)).add(of_board(*source, &named)))
            }));
        }
        entries
    }

    /// For each source a value of its own, if it has one, of the row that holds the text of the entry at hand, in the table
    /// or the page of this name.
    fn by_source(&self, of: &Alias, value: impl Fn(Source, Expr) -> Option<Expr>) -> CaseStatement {
        let column = |name| Expr::col((of.clone(), Alias::new(name)));
        // Of no kind at all there is none, and a case needs one.
        let none = CaseStatement::new().case(Expr::cust("1 = 0"), Expr::cust("''"));
        self.sources.iter().fold(none, |case, one| match value(*one, column("row_key")) {
            Some(value) => case.case(column("source").eq(sea_orm::ActiveEnum::to_value(one)), value),
            None => case,
        })
    }

    /// For each source its text.
    fn texts(&self, of: &Alias, value: impl Fn(Expr) -> Expr) -> CaseStatement {
        self.by_source(of, |source, row| Some(value(Expr::SubQuery(None, Box::new(text(source, row).into())))))
    }

    /// Each record that the viewer may find, once: by its best text.
    fn ranked(&self) -> SelectStatement {
        let mut found = self.found(true);
        let (often, least) =
            if self.postgres() { (self.question.often(), "LEAST") } else { (Expr::col(("matched", "n")), "MIN") };
        let often: Expr = Func::cust(least).arg(often).arg(literal(MOST)).into();
        let names = Source::iter().filter(|source| is_name(*source));
        let kind = CaseStatement::new().case(C::Source.is_in(names), literal(NAME)).finally(literal(OTHER));
        let opening = |text| Func::cust("SUBSTR").arg(text).arg(Expr::cust("1")).arg(Expr::cust(OPENING)).into();
        let opening = self.texts(&Alias::new("search_entry"), opening);
        found
            .columns([C::NodeKey, C::Source, C::RowKey].map(|column| column.as_column_ref()))
            .expr_as(literal(TOP).sub(kind).sub(often), Alias::new("down"))
            .expr_as(opening, Alias::new("opening"));
        let mut window = WindowStatement::new();
        window.add_partition_by(Expr::col("node_key"));
        for column in ["down", "opening", "source", "row_key"] {
            window.order_by(column, Order::Asc);
        }
        let mut numbered = Query::select();
        numbered.column(Asterisk).from_subquery(found, Alias::new("found"));
        numbered.expr_window_as(Expr::cust("ROW_NUMBER()"), window, Alias::new("place"));
        Query::select()
            .columns(["node_key", "source", "row_key", "down", "opening"])
            .from_subquery(numbered, Alias::new("numbered"))
            .and_where(Expr::col("place").eq(1))
            .to_owned()
    }

    /// Reads the page. The texts are read of its own hits alone, by what the same statement let through.
    pub(crate) async fn hits(&self) -> Result<Hits, Error> {
        let mut page = self.ranked();
        if let Some(after) = &self.after {
            page.and_where(here().gt(there(after)));
        }
        ordered(&mut page);
        page.limit(u64::from(self.limit) + 1);
        let name = Alias::new("page");
        let words = self.texts(&name, |text| text);
        let who = self.view.viewer().who();
        let records = self.by_source(&name, |source, row| Some(leaves(source, row, who)?.0));
        let classes = self.by_source(&name, |source, row| Some(leaves(source, row, who)?.1));
        let mut shown = Query::select();
        shown
            .columns(["node_key", "source", "down", "opening"])
            .expr_as(words, Alias::new("text"))
            .expr_as(records, Alias::new("record"))
            .expr_as(classes, Alias::new("class"))
            .from_subquery(page, name);
        ordered(&mut shown);
        let rows = self.door().all(shown).await?;
        let limit = usize::try_from(self.limit).map_err(|_| Error::Internal)?;
        let hits = rows.iter().take(limit).map(|row| {
            let hit = hit(row)?;
            // What a snippet may show was read.
            if let Some(class) = row.try_get("", "class").map_err(failed)? {
                let record = row.try_get("", "record").map_err(failed)?;
                self.door().reading.told((record, hit.node, class));
            }
            Ok(std::sync::Arc::new(hit))
        });
        Ok(Hits { hits: hits.collect::<Result<_, Error>>()?, more: rows.len() > limit })
    }

    /// How many records the viewer may find.
    pub(crate) async fn count(&self) -> Result<u64, Error> {
        let mut found = self.found(false);
        found.expr_as(Expr::cust(r#"COUNT(DISTINCT "search_entry"."node_key")"#), Alias::new("n"));
        let row = self.door().one(found).await?.ok_or(Error::Internal)?;
        number(&row)
    }

    /// Whether there are hits before this page.
    pub(crate) async fn has_before(&self) -> Result<bool, Error> {
        let Some(after) = &self.after else { return Ok(false) };
        let mut before = self.ranked();
        before.and_where(here().lte(there(after))).limit(1);
        Ok(self.door().one(before).await?.is_some())
    }

    /// The cursor of a hit.
    pub(crate) fn cursor(&self, hit: &Hit) -> Result<String, Error> {
        let place = serde_json::to_vec(&hit.place).map_err(|_| Error::Internal)?;
        self.door().store.seal.fixed(&self.sealed, &place).ok_or(Error::Internal)
    }

    /// The passage that shows a hit.
    pub(crate) fn snippet(&self, hit: &Hit) -> Vec<Piece> {
        snippet::snippet(&hit.text, &self.question)
    }
}

/// What the list is sorted by.
const SORT: [&str; 3] = ["down", "opening", "node_key"];

fn ordered(select: &mut SelectStatement) {
    for column in SORT {
        select.order_by(column, Order::Asc);
    }
}

/// A number that is the same in every statement.
fn literal(number: i64) -> Expr {
    Expr::cust(number.to_string())
}

/// The place of the row at hand.
fn here() -> Expr {
    Expr::tuple(SORT.map(Expr::col))
}

fn there((down, opening, node): &Place) -> Expr {
    Expr::tuple([Expr::val(*down), Expr::val(opening.as_str()), Expr::val(*node)])
}

fn hit(row: &QueryResult) -> Result<Hit, Error> {
    let read = || {
        let node: Uuid = row.try_get("", "node_key")?;
        let place = (row.try_get("", "down")?, row.try_get("", "opening")?, node);
        Ok(Hit { source: row.try_get("", "source")?, node, text: row.try_get("", "text")?, place })
    };
    read().map_err(failed)
}
