//! Programmes, grants and their lines (R12-R14, field modes of Grant and Programme).

use entities::{
    grant, grant_line, programme, programme_detail, programme_party, programme_site, programme_successor,
    programme_update,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    Narrow as _, Read, Right, Way,
    known::{Known, known, reached, told, way},
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
fn insider(viewer: &Viewer) -> Vec<Way> {
    use programme::Column as C;
    use programme_party::Column as P;
    let mut ways = Vec::new();
    if let Some(organisation) = viewer.organisation() {
        let ours = parent(C::Id, P::ProgrammeId, only(P::OrganisationId.eq(organisation)));
        ways.push(way(&["R12"], "Your organisation takes part in it.", ours));
    }
    if viewer.person().is_some() {
        ways.push(way(&["R12", "T1"], "You sit on the board that follows it.", pieces::BOARDS.has(C::BoardId)));
    }
    ways
}

fn inside(viewer: &Viewer) -> Condition {
    if viewer.account.is_none() || !viewer.reads(Area::Content) {
        return never();
    }
    all([reached(insider(viewer)), pieces::handled(programme::Column::MarkingId, viewer)])
}

fn readable<C: ColumnTrait>(column: C, viewer: &Viewer) -> Condition {
    parent(column, programme::Column::Id, Read::<programme::Entity>::rows(viewer))
}

// R12.
known!(programme, "The organisation that leads it, or the secretariat of the board that follows it.", viewer => {
    if !viewer.reads(Area::Content) {
        return Known::nothing();
    }
    Known::by([way(&["R12"], "It is approved and announced.", as_public())])
        .and(viewer.account.is_some(), || insider(viewer))
        .provided(pieces::handled(programme::Column::MarkingId, viewer))
}, withheld: [programme_detail, programme_successor]);
read!(programme_party, viewer => readable(programme_party::Column::ProgrammeId, viewer));
read!(programme_site, viewer => readable(programme_site::Column::ProgrammeId, viewer));

// R12: the public reads name, kind, lead, status, sites and dates; what follows the money is for the group and the
// lead, and not for the provider who will bid for it (3.5).
told!(
    programme_detail.ProgrammeId of programme, "INTERNAL", ["summary", "overlayReason", "updates"],
    "The organisations that take part in it, and the members of the board that follows it.",
    viewer => inside(viewer)
);
read!(programme_detail, viewer => programme_detail::Entity::where_told(viewer));
told!(
    programme_successor.ProgrammeId of programme, "SUCCESSOR", ["successorFunding", "successorDetail"],
    "The organisation that leads it, and the members of the board that follows it; not a provider who may bid for it.",
    viewer => {
        use programme::Column as P;
        if viewer.account.is_none() {
            return never();
        }
        let mut rows = viewer.organisation().map_or_else(|| any([never()]), |hat| any([only(P::LeadId.eq(hat))]));
        if viewer.person().is_some() {
            rows = rows.add(pieces::BOARDS.has(P::BoardId));
        }
        all([inside(viewer), rows])
    }
);
read!(programme_successor, viewer => programme_successor::Entity::where_told(viewer));
known!(programme_update, "The organisation that leads the programme, or the secretariat of its board.", viewer => {
    use programme_update::Column as C;
    let followed = parent(C::ProgrammeId, programme::Column::Id, inside(viewer));
    let says = "Your organisation takes part in the programme, or you sit on the board that follows it.";
    Known::nothing()
        .and(viewer.account.is_some(), || vec![way(&["R12"], says, followed)])
        .provided(pieces::handled(C::MarkingId, viewer))
});

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
known!(grant, "The organisation that pays it.", viewer => {
    use grant::Column as C;
    if !viewer.reads(Area::Content) {
        return Known::nothing();
    }
    let public = all([
        only(C::Announced.eq(true)),
        only(C::Status.is_not_in(BIDS)),
        only(C::Status.ne(grant::Status::Approved)),
    ]);
    // A marking on the programme withholds its money too; a grant of no programme has none to withhold it.
    let programme = parent(
        C::ProgrammeId,
        programme::Column::Id,
        pieces::handled(programme::Column::MarkingId, viewer),
    );
    Known::by([way(&["R13"], "It is awarded and announced.", public)])
        .and(viewer.organisation().is_some(), || {
            vec![way(&["R13", "R14"], "Your organisation pays or receives it, or bids for it.", as_party(viewer))]
        })
        .and(viewer.person().is_some(), || {
            let says = "You are secretary or chair of the board that follows its programme.";
            vec![way(&["R13"], says, as_convenor(viewer))]
        })
        .provided(all([pieces::handled(C::MarkingId, viewer), any([only(C::ProgrammeId.is_null()), programme])]))
}, withheld: [grant_line]);

// 3.5, mode G: the parties and the convenor read the breakdown; a site its own line.
read!(grant_line, viewer => {
    use grant_line::Column as C;
    if !viewer.reads(Area::Content) {
        return never();
    }
    let readable = parent(C::GrantId, grant::Column::Id, Read::<grant::Entity>::rows(viewer));
    let own = viewer.organisation().map_or_else(never, |o| only(C::OrganisationId.eq(o)));
    any([grant_line::Entity::where_told(viewer), all([own, readable])])
});
told!(
    grant_line.GrantId of grant, "BREAKDOWN", ["lines"],
    "Its parties, and the secretariat and chairs of the board that follows its programme; an organisation its own line.",
    viewer => {
        if viewer.account.is_none() || !viewer.reads(Area::Content) {
            return never();
        }
        all([any([as_party(viewer), as_convenor(viewer)]), pieces::handled(grant::Column::MarkingId, viewer)])
    }
);
