//! Whose actions stand where.
//!
//! Only actions whose progress the viewer may read are counted: of the others they know no status. An organisation's line
//! counts what its people own for it, whether their names may be read or not; a person has a line for what they own alone,
//! where the name may be read, and otherwise none.

use entities::{
    action, action::Status, action_owner, action_owner_person, action_progress, board, organisation, person,
};
use futures_util::future::try_join_all;
use sea_orm::{
    ColumnTrait as _, Condition, QueryFilter as _, QueryResult, QueryTrait as _,
    sea_query::{Alias, CaseStatement, Expr, ExprTrait as _, JoinType, Query, SelectStatement},
};
use uuid::Uuid;

use super::{all, count, named, sum};
use crate::{
    error::Error,
    policy::{Read, Right as _, followed, stands},
    store::{
        ActionFilter, Door, Seen, View,
        action::{OWED, due_before},
        failed, page,
        why::holds,
    },
};

/// Who owes.
pub(crate) enum Owner {
    Organisation(Seen<organisation::Model>),
    Board(Seen<board::Model>),
    Person(Seen<person::Model>),
}

impl Owner {
    fn name(&self) -> &str {
        match self {
            Self::Organisation(organisation) => &organisation.name,
            Self::Board(board) => &board.name,
            Self::Person(person) => &person.display_name,
        }
    }
}

/// An owner's actions, by where they stand.
pub(crate) struct Owed {
    pub(crate) owner: Owner,
    pub(crate) actions: u64,
    pub(crate) open: u64,
    pub(crate) overdue: u64,
    pub(crate) chasing: u64,
    pub(crate) complete_proposed: u64,
    pub(crate) complete: u64,
}

/// The person of a row that names nobody else, if the viewer may read the name.
fn alone(door: &Door) -> CaseStatement {
    use action_owner::Column as O;
    use action_owner_person::Column as P;
    let person = Query::select()
        .expr(Expr::col(P::PersonId.as_column_ref()))
        .from(action_owner_person::Entity)
        .and_where(Expr::col(P::OwnerId.as_column_ref()).equals(O::Id.as_column_ref()))
        .cond_where(Read::<action_owner_person::Entity>::rows(door.viewer.who()))
        .limit(1)
        .to_owned();
    let nobody_else = Condition::all().add(O::OrganisationId.is_null()).add(O::BoardId.is_null());
    CaseStatement::new().case(nobody_else, Expr::SubQuery(None, Box::new(person.into())))
}

/// A line for each action and each of its owners, once. Who knows of an action knows its owners, but for the names.
fn owned(door: &Door, filter: &ActionFilter) -> SelectStatement {
    use action::Column as C;
    use action_owner::Column as O;
    use action_progress::Column as P;
    let viewer = &door.viewer;
    let of_action = Expr::col(O::ActionId.as_column_ref()).equals(C::Id.as_column_ref());
    let (owed, at) = (|| stands(P::Status.is_in(OWED).into()), |status: Status| stands(P::Status.eq(status).into()));
    let mut select = door
        .rows::<action::Entity>()
        .filter(filter.keeps(viewer))
        .filter(followed(Condition::all(), viewer.who()))
        .into_query();
    select
        .clear_selects()
        .distinct()
        .join(JoinType::InnerJoin, action_owner::Entity, of_action)
        .expr_as(Expr::col(C::Id.as_column_ref()), Alias::new("action"))
        .expr_as(Expr::col(O::OrganisationId.as_column_ref()), Alias::new("organisation"))
        .expr_as(Expr::col(O::BoardId.as_column_ref()), Alias::new("board"))
        .expr_as(alone(door), Alias::new("person"))
        .expr_as(holds(owed()), Alias::new("open"))
        .expr_as(holds(due_before(viewer.today(), viewer).add(owed())), Alias::new("overdue"))
        .expr_as(holds(at(Status::Chasing)), Alias::new("chasing"))
        .expr_as(holds(at(Status::CompleteProposed)), Alias::new("proposed"))
        .expr_as(holds(at(Status::Complete)), Alias::new("complete"));
    select
}

/// The numbers of a line, beside how many actions there are.
const STANDING: [&str; 5] = ["open", "overdue", "chasing", "proposed", "complete"];
/// Who a line may be about.
const OWNERS: [&str; 3] = ["organisation", "board", "person"];

impl View {
    /// The actions that a filter keeps, by owner: the most overdue first, then the most open, then by name.
    pub(crate) async fn actions_by_owner(&self, filter: &ActionFilter) -> Result<Vec<Owed>, Error> {
        let door = &self.0.door;
        let somebody = OWNERS.iter().fold(Condition::any(), |any, owner| any.add(named("owned", owner).is_not_null()));
        let mut select = Query::select();
        select
            .from_subquery(owned(door, filter), Alias::new("owned"))
            .cond_where(somebody)
            .columns(OWNERS.map(Alias::new))
            .group_by_columns(OWNERS.map(Alias::new))
            .expr_as(page::count_all(), Alias::new("n"));
        for standing in STANDING {
            select.expr_as(sum(named("owned", standing)), Alias::new(format!("n_{standing}")));
        }
        let rows = all(door, select).await?;
        let mut lines: Vec<Owed> =
            try_join_all(rows.iter().map(|row| self.line(row))).await?.into_iter().flatten().collect();
        lines.sort_by(|one, other| {
            (other.overdue, other.open, other.actions)
                .cmp(&(one.overdue, one.open, one.actions))
                .then_with(|| one.owner.name().cmp(other.owner.name()))
        });
        Ok(lines)
    }

    /// One line, if the viewer may know of its owner.
    async fn line(&self, row: &QueryResult) -> Result<Option<Owed>, Error> {
        let [organisation, board, person] = OWNERS.map(|owner| row.try_get::<Option<Uuid>>("", owner).map_err(failed));
        let owner = match (organisation?, board?, person?) {
            (Some(id), ..) => self.by_id::<organisation::Entity>(id).await?.map(Owner::Organisation),
            (_, Some(id), _) => self.by_id::<board::Entity>(id).await?.map(Owner::Board),
            (.., Some(id)) => self.by_id::<person::Entity>(id).await?.map(Owner::Person),
            _ => None,
        };
        let Some(owner) = owner else { return Ok(None) };
        Ok(Some(Owed {
            owner,
            actions: count(row, "n")?,
            open: count(row, "n_open")?,
            overdue: count(row, "n_overdue")?,
            chasing: count(row, "n_chasing")?,
            complete_proposed: count(row, "n_proposed")?,
            complete: count(row, "n_complete")?,
        }))
    }
}
