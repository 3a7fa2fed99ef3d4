//! Agreements: what is done with them (`written`), what their lists can be narrowed by, where one stands on a day, and
//! whether one allows a disclosure.

mod written;

use chrono::NaiveDate;
use entities::{
    agreement,
    agreement::Status::{self, Active, Expired, Signed, Suspended},
    agreement_category, agreement_gateway, agreement_party, agreement_purpose, marking, organisation,
};
use sea_orm::{
    ActiveEnum as _, ColumnTrait, Condition, Iterable as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    QueryTrait as _,
    sea_query::{Alias, Expr},
};

use uuid::Uuid;

use super::{
    Seen, View,
    load::padded,
    noun::{Ref, each_once, names, pick_scoped},
    why::{holds, is_set},
};
use crate::{
    error::Error,
    policy::{Disclosure, GRACE, PartOfAgreement, PartyTo, Right as _, between, opens},
    viewer::Viewer,
};

pub(crate) use written::{DrawnUp, Power};

/// The most agreements that one answer weighs.
const MOST: u64 = 100;

/// What an agreement may be while its end is still to come.
const LASTING: [Status; 3] = [Signed, Active, Suspended];

/// Which agreements to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct AgreementFilter {
    pub(crate) party: Option<Ref>,
    pub(crate) purpose: Option<String>,
    pub(crate) category: Option<marking::Category>,
    pub(crate) status: Option<Vec<Status>>,
    pub(crate) covers_on: Option<NaiveDate>,
}

impl AgreementFilter {
    pub(super) fn keeps(&self, viewer: &Viewer) -> Condition {
        use agreement::Column as C;
        let party = |organisation: &Ref| {
            use agreement_party::Column as P;
            let rows = names::<organisation::Entity, _>(P::OrganisationId, organisation, viewer);
            C::Id.in_subquery(pick_scoped::<agreement_party::Entity>(P::AgreementId, rows, viewer))
        };
        let purpose = |code: &String| {
            use agreement_purpose::Column as U;
            let rows = Condition::all().add(U::Code.eq(code.as_str()));
            C::Id.in_subquery(pick_scoped::<agreement_purpose::Entity>(U::AgreementId, rows, viewer))
        };
        let category = |category: marking::Category| {
            use agreement_category::Column as K;
            let rows = Condition::all().add(K::Category.eq(category));
            C::Id.in_subquery(pick_scoped::<agreement_category::Entity>(K::AgreementId, rows, viewer))
        };
        let covers = |day| Condition::all().add(C::StartsOn.lte(day)).add(ended(day).not());
        let today = viewer.today();
        let stand = |status: &Vec<Status>| {
            each_once(status).into_iter().fold(Condition::any(), |rows, status| rows.add(stands_at(status, today)))
        };
        Condition::all()
            .add_option(self.party.as_ref().map(party))
            .add_option(self.purpose.as_ref().map(purpose))
            .add_option(self.category.map(category))
            // An empty list keeps nothing, as an empty `any` would not.
            .add_option(self.status.as_ref().map(|list| stand(list).add(Expr::cust("1 = 0"))))
            .add_option(self.covers_on.map(covers))
    }
}

/// Over by a day. Intervals are half-open: an agreement does not cover the day on which it ends.
fn ended(day: NaiveDate) -> Condition {
    use agreement::Column as C;
    Condition::all().add(C::EndsOn.is_not_null()).add(C::EndsOn.lte(day))
}

/// Agreements that stand at this on a day: time ends them, whether or not somebody has written that down.
fn stands_at(status: Status, day: NaiveDate) -> Condition {
    use agreement::Column as C;
    let written = Condition::all().add(C::Status.eq(status));
    match status {
        Signed | Active | Suspended => written.add(ended(day).not()),
        Expired => Condition::any().add(written).add(ended(day).add(C::Status.is_in(LASTING))),
        _ => written,
    }
}

/// Where an agreement stands on a day.
pub(crate) fn standing(agreement: &agreement::Model, day: NaiveDate) -> Status {
    let over = agreement.ends_on.is_some_and(|end| end <= day);
    if over && LASTING.contains(&agreement.status) { Expired } else { agreement.status }
}

/// An agreement that was weighed for a disclosure.
pub(crate) struct Weighed {
    pub(crate) agreement: Seen<agreement::Model>,
    /// What it lacks; nothing, if it allows the disclosure.
    pub(crate) lacks: Vec<PartOfAgreement>,
    /// Its gateways that are open in the direction asked for.
    pub(crate) gateways: Vec<Seen<agreement_gateway::Model>>,
}

/// A disclosure that somebody asks about.
pub(crate) struct Asked<'a> {
    pub(crate) from: &'a organisation::Model,
    pub(crate) to: &'a organisation::Model,
    pub(crate) category: marking::Category,
    pub(crate) purpose: &'a str,
}

impl View {
    /// Weighs a disclosure by every agreement of both organisations whose terms the viewer may read, in the very
    /// conditions that open and shut records.
    pub(crate) async fn weigh(&self, asked: &Asked<'_>) -> Result<Vec<Weighed>, Error> {
        use agreement::Column as C;
        let door = &self.0.door;
        let today = door.viewer.today();
        let disclosure = Disclosure {
            from: asked.from.id.into(),
            to: asked.to.id.into(),
            to_relevant_authority: asked.to.relevant_authority,
            category: Expr::val(asked.category.to_value()),
            purpose: asked.purpose.into(),
            day: today.into(),
            reviewed_until: (today - GRACE).into(),
        };
        let mut select = door
            .rows::<agreement::Entity>()
            .filter(PartyTo::rows(door.viewer.who()))
            .filter(between(asked.from.id, asked.to.id))
            .order_by_asc(C::Title)
            .order_by_asc(C::Id)
            .limit(MOST)
            .into_query();
        let parts: Vec<(String, PartOfAgreement)> =
            PartOfAgreement::iter().enumerate().map(|(at, part)| (format!("part{at}"), part)).collect();
        for (name, part) in &parts {
            select.expr_as(holds(part.allows(&disclosure)), Alias::new(name));
        }
        let rows = door.all(select).await?;
        let mut gateways = self.open_gateways(&disclosure, &rows).await?;
        rows.iter()
            .map(|row| {
                let agreement = self.seen::<agreement::Entity>(door.model::<agreement::Entity>(row)?);
                let mut lacks = Vec::new();
                for (name, part) in &parts {
                    if !is_set(row, name)? {
                        lacks.push(*part);
                    }
                }
                let (open, rest) = gateways.drain(..).partition(|g: &Seen<_>| g.agreement_id == agreement.id);
                gateways = rest;
                Ok(Weighed { agreement, lacks, gateways: open })
            })
            .collect()
    }

    /// The gateways of some agreements that are open in the direction of a disclosure.
    async fn open_gateways(
        &self,
        disclosure: &Disclosure,
        agreements: &[sea_orm::QueryResult],
    ) -> Result<Vec<Seen<agreement_gateway::Model>>, Error> {
        use agreement_gateway::Column as G;
        let door = &self.0.door;
        let ids = agreements.iter().map(|row| row.try_get("", "id").map_err(super::failed));
        // With none, the question is of an id that nothing has: neither its cost nor its plan tells.
        let ids: Vec<Uuid> = ids.chain([Ok(Uuid::nil())]).collect::<Result<_, _>>()?;
        let select = door
            .rows::<agreement_gateway::Entity>()
            .filter(G::AgreementId.is_in(padded(ids.into_iter())))
            .filter(opens(disclosure))
            .order_by_asc(G::Position)
            .into_query();
        let rows = door.all(select).await?;
        rows.iter()
            .map(|row| Ok(self.seen::<agreement_gateway::Entity>(door.model::<agreement_gateway::Entity>(row)?)))
            .collect()
    }
}
