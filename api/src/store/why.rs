//! Why the viewer may know of a record, and what of it they are not told: asked of the rules that let it out.

use sea_orm::{
    ColumnTrait, QueryFilter, QueryResult, QueryTrait,
    sea_query::{Alias, Expr},
};
use uuid::Uuid;

use super::{Noun, View, failed};
use crate::{
    error::Error,
    policy::{Explained, Read, Right, Way, Withheld},
};

pub(super) use crate::policy::pieces::holds;

/// The ways by which the viewer came to a record, and what is withheld of it.
pub(crate) struct Why {
    /// Whom to ask for more.
    pub(crate) whom: &'static str,
    /// The rules and the sentence of each way, and whether it shows no more than a stub.
    pub(crate) ways: Vec<(&'static [&'static str], &'static str, bool)>,
    /// Fields, code, and who is told.
    pub(crate) withheld: Vec<(&'static [&'static str], &'static str, &'static str)>,
}

pub(super) fn is_set(row: &QueryResult, name: &str) -> Result<bool, Error> {
    row.try_get::<i32>("", name).map(|set| set == 1).map_err(failed)
}

impl View {
    /// Why the viewer may know of a record; none for one that they may not know of, as for one that is not there.
    pub(crate) async fn why<E: Noun + Explained>(&self, id: Uuid) -> Result<Option<Why>, Error>
    where
        Read<E>: Right<On = E>,
    {
        let (door, ways, withheld) = (&self.0.door, E::known(self.viewer().who()).ways, E::withheld());
        let mut select = door.rows::<E>().filter(E::id().eq(id)).into_query();
        select.clear_selects().expr_as(Expr::cust("1"), Alias::new("there"));
        let told: Vec<&'static str> = ways.iter().map(|way| way.says).collect();
        let kept: Vec<(&'static [&'static str], bool)> = ways.iter().map(|way| (way.rules, way.stub)).collect();
        for (at, Way { rows, .. }) in ways.into_iter().enumerate() {
            select.expr_as(holds(rows), Alias::new(format!("way{at}")));
        }
        for (at, Withheld { told, .. }) in withheld.iter().enumerate() {
            select.expr_as(holds(told(self.viewer().who())), Alias::new(format!("told{at}")));
        }
        let Some(row) = door.one(select).await? else { return Ok(None) };
        let mut why = Why { whom: E::WHOM, ways: Vec::new(), withheld: Vec::new() };
        for (at, (says, (rules, stub))) in told.into_iter().zip(kept).enumerate() {
            if is_set(&row, &format!("way{at}"))? {
                why.ways.push((rules, says, stub));
            }
        }
        for (at, Withheld { fields, code, says, .. }) in withheld.into_iter().enumerate() {
            if !is_set(&row, &format!("told{at}"))? {
                why.withheld.push((fields, code, says));
            }
        }
        Ok(Some(why))
    }
}
