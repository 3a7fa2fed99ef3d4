//! Programmes, grants and their lines (R12-R14, field modes of Grant and Programme).

use entities::{
    grant, grant_line, programme, programme_detail, programme_party, programme_site, programme_successor,
    programme_update,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    Read, Right,
    pieces::{self, all, any, never, only, parent},
    read,
};
use crate::viewer::{Area, Viewer};

/// Announced, and at least approved (R12).
fn as_public() -> Condition {
    use programme::Column as C;
    all([only(C::Announced.eq(true)), only(C::Status.ne(programme::Status::Proposed))])
}

/// The viewer's own organisation takes part, or the viewer sits on the group that follows the programme.
fn as_insider(viewer: &Viewer) -> Condition {
    use programme::Column as C;
    use programme_party::Column as P;
    let mut rows = any([never()]);
    if let Some(organisation) = viewer.organisation() {
        rows = rows.add(parent(C::Id, P::ProgrammeId, only(P::OrganisationId.eq(organisation))));
    }
    if viewer.person().is_some() {
        rows = rows.add(pieces::BOARDS.has(C::BoardId));
    }
    rows
}

fn inside<C: ColumnTrait>(column: C, viewer: &Viewer) -> Condition {
    if viewer.account.is_none() || !viewer.reads(Area::Content) {
        return never();
    }
    let rows = all([as_insider(viewer), pieces::handled(programme::Column::MarkingId, viewer)]);
    parent(column, programme::Column::Id, rows)
}

/// The group that follows the programme, and the organisation that leads it: who knows what follows its money (3.5).
fn follows<C: ColumnTrait>(column: C, viewer: &Viewer) -> Condition {
    use programme::Column as P;
    let mut rows = viewer.organisation().map_or_else(|| any([never()]), |hat| any([only(P::LeadId.eq(hat))]));
    if viewer.person().is_some() {
        rows = rows.add(pieces::BOARDS.has(P::BoardId));
    }
    all([inside(column, viewer), parent(column, P::Id, rows)])
}

fn readable<C: ColumnTrait>(column: C, viewer: &Viewer) -> Condition {
    parent(column, programme::Column::Id, Read::<programme::Entity>::rows(viewer))
}

// R12.
read!(programme, viewer => {
    if !viewer.reads(Area::Content) {
        return never();
    }
    all([any([as_public(), as_insider(viewer)]), pieces::handled(programme::Column::MarkingId, viewer)])
});
read!(programme_party, viewer => readable(programme_party::Column::ProgrammeId, viewer));
read!(programme_site, viewer => readable(programme_site::Column::ProgrammeId, viewer));

// R12: the public reads name, kind, lead, status, sites and dates; what follows the money is for the group and the
// lead, and not for the provider who will bid for it (3.5).
read!(programme_detail, viewer => inside(programme_detail::Column::ProgrammeId, viewer));
read!(programme_successor, viewer => follows(programme_successor::Column::ProgrammeId, viewer));
read!(programme_update, viewer => all([
    inside(programme_update::Column::ProgrammeId, viewer),
    pieces::handled(programme_update::Column::MarkingId, viewer),
]));

/// Bids, and bids that failed: known to the bidder's people alone (R14).
const BIDS: [grant::Status; 2] = [grant::Status::Bid, grant::Status::Rejected];

/// The hat's organisation pays or receives.
fn as_party(viewer: &Viewer) -> Condition {
    use grant::Column as C;
    viewer.organisation().map_or_else(never, |o| {
        let ours = all([any([only(C::RecipientId.eq(o)), only(C::FunderId.eq(o))]), only(C::Status.is_not_in(BIDS))]);
        if viewer.is_service() { ours } else { any([ours, only(C::RecipientId.eq(o))]) }
    })
}

/// The secretariat and chairs of the group that follows the programme: all but bids (R13).
fn as_convenor(viewer: &Viewer) -> Condition {
    use grant::Column as C;
    if viewer.person().is_none() {
        return never();
    }
    let followed = pieces::STAFFED_BOARDS.has(programme::Column::BoardId);
    all([only(C::Status.is_not_in(BIDS)), parent(C::ProgrammeId, programme::Column::Id, followed)])
}

// R13, R14.
read!(grant, viewer => {
    use grant::Column as C;
    if !viewer.reads(Area::Content) {
        return never();
    }
    let public = all([
        only(C::Announced.eq(true)),
        only(C::Status.is_not_in(BIDS)),
        only(C::Status.ne(grant::Status::Approved)),
    ]);
    // A marking on the programme withholds its money too.
    let programme = parent(
        C::ProgrammeId,
        programme::Column::Id,
        pieces::handled(programme::Column::MarkingId, viewer),
    );
    all([any([public, as_party(viewer), as_convenor(viewer)]), pieces::handled(C::MarkingId, viewer), programme])
});

// 3.5, mode G: the parties and the convenor read the breakdown; a site its own line.
read!(grant_line, viewer => {
    use grant_line::Column as C;
    if !viewer.reads(Area::Content) {
        return never();
    }
    let grant = |rows| parent(C::GrantId, grant::Column::Id, rows);
    let parties = all([
        any([as_party(viewer), as_convenor(viewer)]),
        pieces::handled(grant::Column::MarkingId, viewer),
    ]);
    let own = viewer.organisation().map_or_else(never, |o| only(C::OrganisationId.eq(o)));
    any([grant(parties), all([own, grant(Read::<grant::Entity>::rows(viewer))])])
});
