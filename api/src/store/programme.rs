//! Programmes: what is done with them (`written`, `revised`), and what their lists can be narrowed by.

mod revised;
mod written;

use chrono::NaiveDate;
use entities::{area, organisation, programme, programme_party, programme_site, programme_successor};
use sea_orm::{ColumnTrait, Condition};

use super::noun::{Ref, each_once, names, pick_scoped};
use crate::viewer::Viewer;

pub(crate) use revised::Rewritten;
pub(crate) use written::{Advance, Given, Proposed, Told};

/// Which programmes to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct ProgrammeFilter {
    pub(crate) lead: Option<Ref>,
    pub(crate) provider: Option<Ref>,
    pub(crate) funder: Option<Ref>,
    pub(crate) area: Option<Ref>,
    pub(crate) kind: Option<programme::Kind>,
    pub(crate) status: Option<Vec<programme::Status>>,
    pub(crate) funding_ends_before: Option<NaiveDate>,
    pub(crate) successor_funding: Option<programme_successor::Funding>,
}

impl ProgrammeFilter {
    pub(super) fn keeps(&self, viewer: &Viewer) -> Condition {
        use programme::Column as C;
        let party = |role: programme_party::Role, organisation: &Ref| {
            use programme_party::Column as P;
            let rows = names::<organisation::Entity, _>(P::OrganisationId, organisation, viewer).add(P::Role.eq(role));
            C::Id.in_subquery(pick_scoped::<programme_party::Entity>(P::ProgrammeId, rows, viewer))
        };
        let site = |area: &Ref| {
            use programme_site::Column as S;
            let sites = names::<area::Entity, _>(S::AreaId, area, viewer);
            Condition::any()
                .add(names::<area::Entity, _>(C::AreaId, area, viewer))
                .add(C::Id.in_subquery(pick_scoped::<programme_site::Entity>(S::ProgrammeId, sites, viewer)))
        };
        let successor = |funding: programme_successor::Funding| {
            use programme_successor::Column as S;
            let rows = Condition::all().add(S::Funding.eq(funding));
            C::Id.in_subquery(pick_scoped::<programme_successor::Entity>(S::ProgrammeId, rows, viewer))
        };
        Condition::all()
            .add_option(self.lead.as_ref().map(|o| names::<organisation::Entity, _>(C::LeadId, o, viewer)))
            .add_option(self.provider.as_ref().map(|o| party(programme_party::Role::Provider, o)))
            .add_option(self.funder.as_ref().map(|o| party(programme_party::Role::Funder, o)))
            .add_option(self.area.as_ref().map(site))
            .add_option(self.kind.map(|kind| C::Kind.eq(kind)))
            .add_option(self.status.as_ref().map(|status| C::Status.is_in(each_once(status))))
            .add_option(self.funding_ends_before.map(|day| C::FundingEnds.lt(day)))
            .add_option(self.successor_funding.map(successor))
    }
}
