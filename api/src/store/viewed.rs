//! The record as somebody else sees it, for those who keep it: as everyone, as a person, or as the people of a sector who
//! sit on a board.

use entities::{membership, organisation, organisation::Sector, person};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

use super::{View, failed, write::no_such};
use crate::{
    error::Error,
    policy::{Kept, Read, Right as _},
};

/// How many viewers one question puts itself in the place of.
const MOST: u64 = 20;

/// In whose place the record is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) enum As {
    Public,
    /// A person, under a hat if they have several.
    Person {
        person: Uuid,
        acting_for: Option<Uuid>,
    },
    /// Those who sit on a board today for organisations of a sector.
    Sector {
        board: Uuid,
        sector: Sector,
    },
}

/// Somebody in whose place the record is looked at: who, for which organisation, and what is there for them.
pub(crate) struct Place {
    pub(crate) person: Option<Uuid>,
    pub(crate) acting_for: Option<Uuid>,
    pub(crate) view: View,
}

impl View {
    /// The views of those in whose place the record is to be looked at, as far as the viewer may know of them.
    pub(crate) async fn viewed_as(&self, whom: As) -> Result<Vec<Place>, Error> {
        match whom {
            As::Public => Ok(vec![Place { person: None, acting_for: None, view: self.of_everyone().await? }]),
            As::Person { person, acting_for } => {
                if !self.is_there::<person::Entity>(person).await? {
                    return Err(no_such("as.person.person", "person"));
                }
                let Some(view) = self.of_person(person, acting_for).await? else {
                    let reason = "name in `actingFor` one of the organisations for which they act today";
                    return Err(Error::invalid("as.person.actingFor", reason));
                };
                let acting_for = view.viewer().organisation().map(entities::Id::uuid);
                Ok(vec![Place { person: Some(person), acting_for, view }])
            }
            As::Sector { board, sector } => {
                let mut places = Vec::new();
                for (person, acting_for) in self.sits_for(board, sector).await? {
                    // Who does not wear that hat any more has no rights by it (T7).
                    if let Some(view) = self.of_person(person, Some(acting_for)).await? {
                        places.push(Place { person: Some(person), acting_for: Some(acting_for), view });
                    }
                }
                Ok(places)
            }
        }
    }

    /// Who sits on a board today for an organisation of a sector, and for which.
    async fn sits_for(&self, board: Uuid, sector: Sector) -> Result<Vec<(Uuid, Uuid)>, Error> {
        use membership::Column as M;
        if !self.may::<Kept<entities::board::Entity>>(board).await? {
            return Err(no_such("as.sector.board", "board of which you are secretary or chair"));
        }
        let today = self.viewer().today();
        let bodies = organisation::Entity::find()
            .select_only()
            .column(organisation::Column::Id)
            .filter(organisation::Column::Sector.eq(sector))
            .filter(Read::<organisation::Entity>::rows(self.viewer().who()))
            .into_query();
        let sits = self
            .0
            .door
            .rows::<membership::Entity>()
            .select_only()
            .distinct()
            .column(M::PersonId)
            .column(M::OnBehalfOfId)
            .filter(M::BoardId.eq(board))
            .filter(M::StartsOn.lte(today))
            .filter(Condition::any().add(M::EndsOn.is_null()).add(M::EndsOn.gt(today)))
            .filter(M::OnBehalfOfId.in_subquery(bodies))
            .order_by_asc(M::PersonId)
            .order_by_asc(M::OnBehalfOfId)
            .limit(MOST + 1);
        let rows = self.0.door.all(sits.into_query()).await?;
        if rows.len() as u64 > MOST {
            return Err(Error::TooLarge);
        }
        let read =
            |row: &sea_orm::QueryResult| Ok((row.try_get("", "person_id")?, row.try_get("", "on_behalf_of_id")?));
        rows.iter().map(|row| read(row).map_err(failed)).collect()
    }
}
