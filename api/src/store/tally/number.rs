//! The numbers of items that are not open.
//!
//! # Why
//! A printed number tells of the ones before it: who knows of C2 and not of C1 knows that there is a C1 (L5). So the items
//! that are not open are counted here, meeting by meeting and part by part, among those that the viewer may know of.
//! Whoever knows of all of them reads the same numbers.

use entities::{
    Id,
    agenda_item::{self, Column as C, Part},
};
use sea_orm::{
    ColumnTrait as _, QueryFilter as _, QueryOrder as _, QueryResult, QuerySelect as _, QueryTrait as _, Value,
    sea_query::{Alias, Expr, SelectStatement},
};
use uuid::Uuid;

use super::Tally;
use crate::{
    error::Error,
    store::{Door, Seen, failed, load},
};

/// The items of a meeting that are not open.
#[derive(Clone, PartialEq, Eq, Hash)]
struct NotOpen;

impl Tally for NotOpen {
    type Row = (Uuid, Part);

    fn select(&self, door: &Door, of: Vec<Value>) -> Result<SelectStatement, Error> {
        let items = door.rows::<agenda_item::Entity>().filter(C::MeetingId.is_in(of)).filter(C::Part.ne(Part::Open));
        let mut select = items.order_by_asc(C::Position).order_by_asc(C::Id).select_only().into_query();
        for (column, name) in [(C::MeetingId, "parent"), (C::Id, "item"), (C::Part, "part")] {
            select.expr_as(Expr::col(column.as_column_ref()), Alias::new(name));
        }
        Ok(select)
    }

    fn row(row: &QueryResult) -> Result<Self::Row, Error> {
        Ok((row.try_get("", "item").map_err(failed)?, row.try_get("", "part").map_err(failed)?))
    }
}

impl Seen<agenda_item::Model> {
    /// The number of the item: an open one's as printed, C1, C2 for the closed and R1, R2 for the restricted ones.
    pub(crate) async fn number(&self) -> Result<String, Error> {
        let run = match self.part {
            Part::Open => return Ok(self.number.clone()),
            Part::Closed => "C",
            Part::Restricted => "R",
        };
        let items = load::worked(self.view(), self.meeting_id.uuid(), NotOpen).await?;
        let before = items.iter().take_while(|(item, _)| Id::new(*item) != self.id);
        Ok(format!("{run}{}", before.filter(|(_, part)| *part == self.part).count() + 1))
    }
}
