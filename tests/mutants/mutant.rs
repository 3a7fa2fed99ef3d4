//! In the copy that is tested: the one change of the policy that `POLICY_MUTANT` names.

#![allow(missing_docs, clippy::all, clippy::pedantic, dead_code)]

use std::{
    collections::HashSet,
    fs::File,
    io::Write as _,
    sync::{LazyLock, Mutex},
};

use sea_orm::{
    ColumnTrait, Condition, Value,
    sea_query::{Expr, ExprTrait, IntoCondition, SelectStatement},
};

static ACTIVE: LazyLock<Option<u32>> =
    LazyLock::new(|| std::env::var("POLICY_MUTANT").ok().and_then(|n| n.parse().ok()));

/// Where the changes that are come upon are written down, each once.
static MET: LazyLock<Option<Mutex<(File, HashSet<u32>)>>> = LazyLock::new(|| {
    let path = std::env::var_os("POLICY_MUTANT_MET")?;
    Some(Mutex::new((File::create(path).unwrap(), HashSet::new())))
});

pub(crate) fn on(n: u32) -> bool {
    if let Some(met) = &*MET {
        let (file, met) = &mut *met.lock().unwrap();
        if met.insert(n) {
            writeln!(file, "{n}").unwrap();
        }
    }
    *ACTIVE == Some(n)
}

/// A condition of several that must all hold: without it.
pub(crate) fn kept(n: u32, condition: Condition) -> Condition {
    if on(n) { Condition::all() } else { condition }
}

/// A condition of several of which one is enough: without it.
pub(crate) fn open(n: u32, condition: Condition) -> Condition {
    if on(n) { Condition::all().add(Expr::cust("1 = 0")) } else { condition }
}

/// A guard in front of a branch: never taken.
pub(crate) fn taken(n: u32, guard: bool) -> bool {
    guard && !on(n)
}

/// Rows that are kept for one kind of viewer: for all of them.
pub(crate) fn everybody<V>(n: u32, keep: fn(Condition, V) -> Condition) -> fn(Condition, V) -> Condition {
    if on(n) { |rows, _| rows } else { keep }
}

/// The first of two conditions on a column, in the place of the second.
pub(crate) fn either<C, V>(n: u32, first: fn(C, V) -> Condition, second: fn(C, V) -> Condition) -> fn(C, V) -> Condition {
    if on(n) { first } else { second }
}

/// Comparisons of a column.
pub(crate) trait Column: ColumnTrait {
    fn m_eq<V: Into<Value>>(&self, n: u32, v: V) -> Expr {
        if on(n) { ColumnTrait::ne(self, v) } else { ColumnTrait::eq(self, v) }
    }
    fn m_ne<V: Into<Value>>(&self, n: u32, v: V) -> Expr {
        if on(n) { ColumnTrait::eq(self, v) } else { ColumnTrait::ne(self, v) }
    }
    fn m_lt<V: Into<Value>>(&self, n: u32, v: V) -> Expr {
        if on(n) { ColumnTrait::lte(self, v) } else { ColumnTrait::lt(self, v) }
    }
    fn m_lte<V: Into<Value>>(&self, n: u32, v: V) -> Expr {
        if on(n) { ColumnTrait::lt(self, v) } else { ColumnTrait::lte(self, v) }
    }
    fn m_gt<V: Into<Value>>(&self, n: u32, v: V) -> Expr {
        if on(n) { ColumnTrait::gte(self, v) } else { ColumnTrait::gt(self, v) }
    }
    fn m_gte<V: Into<Value>>(&self, n: u32, v: V) -> Expr {
        if on(n) { ColumnTrait::gt(self, v) } else { ColumnTrait::gte(self, v) }
    }
    fn m_is_null(&self, n: u32) -> Expr {
        if on(n) { ColumnTrait::is_not_null(self) } else { ColumnTrait::is_null(self) }
    }
    fn m_is_not_null(&self, n: u32) -> Expr {
        if on(n) { ColumnTrait::is_null(self) } else { ColumnTrait::is_not_null(self) }
    }
    fn m_is_in<V: Into<Value>, I: IntoIterator<Item = V>>(&self, n: u32, v: I) -> Expr {
        ColumnTrait::is_in(self, v.into_iter().skip(usize::from(on(n))).collect::<Vec<_>>())
    }
    fn m_is_not_in<V: Into<Value>, I: IntoIterator<Item = V>>(&self, n: u32, v: I) -> Expr {
        ColumnTrait::is_not_in(self, v.into_iter().skip(usize::from(on(n))).collect::<Vec<_>>())
    }
}

impl<C: ColumnTrait> Column for C {}

/// The same of an expression.
pub(crate) trait Expression: Sized {
    fn m_eq<V: Into<Expr>>(self, n: u32, v: V) -> Expr;
    fn m_ne<V: Into<Expr>>(self, n: u32, v: V) -> Expr;
    fn m_lt<V: Into<Expr>>(self, n: u32, v: V) -> Expr;
    fn m_lte<V: Into<Expr>>(self, n: u32, v: V) -> Expr;
    fn m_gt<V: Into<Expr>>(self, n: u32, v: V) -> Expr;
    fn m_gte<V: Into<Expr>>(self, n: u32, v: V) -> Expr;
    fn m_is_null(self, n: u32) -> Expr;
    fn m_is_not_null(self, n: u32) -> Expr;
    fn m_is_in<V: Into<Expr>, I: IntoIterator<Item = V>>(self, n: u32, v: I) -> Expr;
}

impl Expression for Expr {
    fn m_eq<V: Into<Expr>>(self, n: u32, v: V) -> Expr {
        if on(n) { ExprTrait::ne(self, v) } else { ExprTrait::eq(self, v) }
    }
    fn m_ne<V: Into<Expr>>(self, n: u32, v: V) -> Expr {
        if on(n) { ExprTrait::eq(self, v) } else { ExprTrait::ne(self, v) }
    }
    fn m_lt<V: Into<Expr>>(self, n: u32, v: V) -> Expr {
        if on(n) { ExprTrait::lte(self, v) } else { ExprTrait::lt(self, v) }
    }
    fn m_lte<V: Into<Expr>>(self, n: u32, v: V) -> Expr {
        if on(n) { ExprTrait::lt(self, v) } else { ExprTrait::lte(self, v) }
    }
    fn m_gt<V: Into<Expr>>(self, n: u32, v: V) -> Expr {
        if on(n) { ExprTrait::gte(self, v) } else { ExprTrait::gt(self, v) }
    }
    fn m_gte<V: Into<Expr>>(self, n: u32, v: V) -> Expr {
        if on(n) { ExprTrait::gt(self, v) } else { ExprTrait::gte(self, v) }
    }
    fn m_is_null(self, n: u32) -> Expr {
        if on(n) { ExprTrait::is_not_null(self) } else { ExprTrait::is_null(self) }
    }
    fn m_is_not_null(self, n: u32) -> Expr {
        if on(n) { ExprTrait::is_null(self) } else { ExprTrait::is_not_null(self) }
    }
    fn m_is_in<V: Into<Expr>, I: IntoIterator<Item = V>>(self, n: u32, v: I) -> Expr {
        ExprTrait::is_in(self, v.into_iter().skip(usize::from(on(n))).collect::<Vec<_>>())
    }
}

/// What is put together from conditions.
pub(crate) trait Whole: Sized {
    fn m_add<C: IntoCondition>(self, n: u32, condition: C) -> Condition;
    fn m_not(self, n: u32) -> Condition;
}

impl Whole for Condition {
    fn m_add<C: IntoCondition>(self, n: u32, condition: C) -> Condition {
        if on(n) { self } else { self.add(condition.into_condition()) }
    }
    fn m_not(self, n: u32) -> Condition {
        if on(n) { self } else { self.not() }
    }
}

/// What a statement demands.
pub(crate) trait Statement {
    fn m_and_where(&mut self, n: u32, expr: Expr) -> &mut Self;
    fn m_cond_where<C: IntoCondition>(&mut self, n: u32, condition: C) -> &mut Self;
}

impl Statement for SelectStatement {
    fn m_and_where(&mut self, n: u32, expr: Expr) -> &mut Self {
        if on(n) { self } else { self.and_where(expr) }
    }
    fn m_cond_where<C: IntoCondition>(&mut self, n: u32, condition: C) -> &mut Self {
        if on(n) { self } else { self.cond_where(condition) }
    }
}
