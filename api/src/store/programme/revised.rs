//! What is known of a programme, written anew: its public face, what it is about, its risks and the money that follows.

use entities::{
    Id, change,
    programme_party::{self, Role},
    programme_risk,
    programme_successor::{self, Funding},
};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::written::Given;
use crate::{
    error::Error,
    policy::{Deed as _, ReviseProgramme, State as _},
    store::{
        failed,
        minutes::text::contacts,
        write::{Done, Tx},
    },
};

/// What is written anew of a programme; what is not said stays as it is.
#[derive(Debug)]
pub(crate) struct Rewritten {
    pub(crate) name: Option<String>,
    pub(crate) given: Given,
    pub(crate) risks: Option<String>,
    pub(crate) contingency: Option<String>,
    pub(crate) successor: Option<Funding>,
    pub(crate) successor_detail: Option<String>,
}

impl Rewritten {
    fn is_empty(&self) -> bool {
        self.name.is_none()
            && self.given.is_empty()
            && self.risks.is_none()
            && self.contingency.is_none()
            && self.successor.is_none()
            && self.successor_detail.is_none()
    }
}

impl Tx<ReviseProgramme> {
    /// Writes anew what is known of the programme.
    pub(crate) async fn revise(mut self, rewritten: Rewritten) -> Result<Done, Error> {
        self.target.status.leads(ReviseProgramme::WORD).map_err(Error::Conflict)?;
        if rewritten.is_empty() {
            return Err(Error::invalid("programme", "say what is new of it"));
        }
        let Rewritten { name, mut given, risks, contingency, successor, successor_detail } = rewritten;
        self.check_given(&given).await?;
        if self.target.announced && name.as_ref().is_some_and(|name| contacts::within(name)) {
            let reason =
                "everyone reads this name, and it seems to hold an e-mail address or a telephone number: take it out";
            return Err(Error::invalid("name", reason));
        }
        let (id, lead) = (self.target.id, given.lead.map(Id::new).or(self.target.lead_id));
        let parties = match given.parties.take() {
            Some(parties) => Some(parties),
            // Those who take part stay, behind the new lead.
            None if given.lead.is_some() => Some(self.others().await?),
            None => None,
        };
        let Given { area, starts, ends, funding_ends, sites, summary, .. } = given;
        self.programme_stands(change::Kind::Updated, |row| {
            row.lead_id = Set(lead);
            if let Some(name) = name {
                row.name = Set(name);
            }
            if let Some(area) = area {
                row.area_id = Set(Some(Id::new(area)));
            }
            if let Some(starts) = starts {
                row.starts = Set(Some(starts));
            }
            if let Some(ends) = ends {
                row.ends = Set(Some(ends));
            }
            if let Some(day) = funding_ends {
                row.funding_ends = Set(day);
            }
        })
        .await?;
        if let Some(parties) = parties {
            self.take_part(id, lead, parties).await?;
        }
        if let Some(sites) = sites {
            self.run_at(id, sites).await?;
        }
        if let Some(summary) = summary {
            self.detail(|detail| detail.summary = Set(Some(summary))).await?;
        }
        self.expect(risks, contingency).await?;
        self.follow(successor, successor_detail).await?;
        self.commit(vec![id.uuid()]).await
    }

    /// Who takes part in it, beside its lead.
    async fn others(&self) -> Result<Vec<(Uuid, Role)>, Error> {
        use programme_party::Column as P;
        let rows =
            programme_party::Entity::find().filter(P::ProgrammeId.eq(self.target.id)).filter(P::Role.ne(Role::Lead));
        let rows = rows.all(&self.txn).await.map_err(failed)?;
        Ok(rows.into_iter().map(|row| (row.organisation_id.uuid(), row.role)).collect())
    }

    /// Writes what may go wrong, and what is done then.
    async fn expect(&self, risks: Option<String>, contingency: Option<String>) -> Result<(), Error> {
        if risks.is_none() && contingency.is_none() {
            return Ok(());
        }
        self.put::<programme_risk::Entity>(self.target.id.uuid(), |row| {
            if risks.is_some() {
                row.risks = Set(risks);
            }
            if contingency.is_some() {
                row.contingency = Set(contingency);
            }
        })
        .await
    }

    /// Writes what follows when the money ends.
    async fn follow(&self, funding: Option<Funding>, detail: Option<String>) -> Result<(), Error> {
        if funding.is_none() && detail.is_none() {
            return Ok(());
        }
        self.put::<programme_successor::Entity>(self.target.id.uuid(), |row| {
            match funding {
                Some(funding) => row.funding = Set(funding),
                None if row.funding.is_not_set() => row.funding = Set(Funding::NoneIdentified),
                None => {}
            }
            if detail.is_some() {
                row.detail = Set(detail);
            }
        })
        .await
    }
}
