//! Programmes, grants and their lines (R12-R14, field modes of Grant and Programme).

use entities::{
    board, grant, grant_line, grant_payment, grant_score, grant_terms, grant_total, programme, programme_detail,
    programme_party, programme_risk, programme_scorer, programme_site, programme_successor, programme_update,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Alias, Expr, ExprTrait as _, Query},
};

use super::{
    Narrow as _, Read, Right, Way, Who,
    known::{Known, known, reached, told, way},
    may,
    pieces::{self, all, any, my_hat, never, only, parent, us},
    read,
};
use crate::viewer::Area;

/// Announced, and at least approved (R12).
fn as_public() -> Condition {
    use programme::Column as C;
    all([only(C::Announced.eq(true)), only(C::Status.ne(programme::Status::Proposed))])
}

/// The viewer's own organisation takes part, or the viewer sits on the group that follows the programme.
fn insider(viewer: Who) -> Vec<Way> {
    use programme::Column as C;
    use programme_party::Column as P;
    let ours = parent(C::Id, P::ProgrammeId, us(P::OrganisationId, viewer));
    vec![
        way(&["R12"], "Your organisation takes part in it.", ours),
        way(&["R12", "T1"], "You sit on the board that follows it.", pieces::BOARDS.has(C::BoardId, viewer)),
    ]
}

fn inside(viewer: Who) -> Condition {
    if !viewer.reads(Area::Content) {
        return never();
    }
    all([reached(insider(viewer)), pieces::handled(programme::Column::MarkingId, viewer)])
}

fn readable<C: ColumnTrait>(column: C, viewer: Who) -> Condition {
    parent(column, programme::Column::Id, Read::<programme::Entity>::rows(viewer))
}

// R12.
known!(programme, "The organisation that leads it, or the secretariat of the board that follows it.", viewer => {
    if !viewer.reads(Area::Content) {
        return Known::nothing();
    }
    Known::by([way(&["R12"], "It is approved and announced.", as_public())])
        .and(insider(viewer))
        .provided(pieces::handled(programme::Column::MarkingId, viewer))
}, withheld: [programme_detail, programme_risk, programme_successor]);
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
        all([inside(viewer), any([us(P::LeadId, viewer), pieces::BOARDS.has(P::BoardId, viewer)])])
    }
);
read!(programme_successor, viewer => programme_successor::Entity::where_told(viewer));

// 3.5, mode O and S.
told!(
    programme_risk.ProgrammeId of programme, "RISKS", ["risks", "contingency"],
    "The organisation that leads it, and the secretariat and chairs of the board that follows it.",
    viewer => {
        use programme::Column as P;
        all([inside(viewer), any([us(P::LeadId, viewer), pieces::STAFFED_BOARDS.has(P::BoardId, viewer)])])
    }
);
read!(programme_risk, viewer => programme_risk::Entity::where_told(viewer));
known!(programme_update, "The organisation that leads the programme, or the secretariat of its board.", viewer => {
    use programme_update::Column as C;
    let followed = parent(C::ProgrammeId, programme::Column::Id, inside(viewer));
    let says = "Your organisation takes part in the programme, or you sit on the board that follows it.";
    Known::by([way(&["R12"], says, followed)]).provided(pieces::handled(C::MarkingId, viewer))
});

/// The viewer's organisation leads the programme, or they are secretary or chair of the board that follows it.
fn runs(viewer: Who) -> Condition {
    use programme::Column as C;
    any([us(C::LeadId, viewer), pieces::STAFFED_BOARDS.has(C::BoardId, viewer)])
}

may! {
    // 2.4 names no hands: who leads a programme moves it on, and the staff of the board that follows it keeps its record;
    // approving is the board's, and W1 makes announcing the secretariat's. Whoever takes part reports.
    ProposeProgramme on board, viewer => pieces::STAFFED_BOARDS.has(board::Column::Id, viewer);
    ReviseProgramme on programme, viewer => runs(viewer);
    ApproveProgramme on programme, viewer => pieces::STAFFED_BOARDS.has(programme::Column::BoardId, viewer);
    AnnounceProgramme on programme, viewer => pieces::SECRETARIATS.has(programme::Column::BoardId, viewer);
    AdvanceProgramme on programme, viewer => runs(viewer);
    HoldUpProgramme on programme, viewer => runs(viewer);
    WithdrawProgramme on programme, viewer => runs(viewer);
    AddProgrammeUpdate on programme, viewer => {
        use programme_party::Column as P;
        any([runs(viewer), parent(programme::Column::Id, P::ProgrammeId, us(P::OrganisationId, viewer))])
    };
}

/// Bids, and bids that failed: known to the bidder's people alone (R14).
const BIDS: [grant::Status; 2] = [grant::Status::Bid, grant::Status::Rejected];

/// The hat's organisation pays or receives.
fn as_party(viewer: Who) -> Condition {
    use grant::Column as C;
    let decided = all([any([us(C::RecipientId, viewer), us(C::FunderId, viewer)]), only(C::Status.is_not_in(BIDS))]);
    any([decided, my_hat(C::RecipientId, viewer)])
}

/// The secretariat and chairs of the group that follows the programme: all but bids (R13).
fn as_convenor(viewer: Who) -> Condition {
    use grant::Column as C;
    let followed = pieces::STAFFED_BOARDS.has(programme::Column::BoardId, viewer);
    all([only(C::Status.is_not_in(BIDS)), parent(C::ProgrammeId, programme::Column::Id, followed)])
}

/// The viewer is of the panel that scores the bids for its programme. Whoever acts for a bidder, under whichever hat, is of
/// no panel (R14): not even another bidder's name is for them.
fn as_scorer(viewer: Who) -> Condition {
    use grant::Column as C;
    use programme_scorer::Column as S;
    let Some(me) = viewer.person() else { return never() };
    let mine = all([pieces::me(S::PersonId, viewer), pieces::under_hat(S::OrganisationId, viewer)]);
    let panel = pieces::among(C::ProgrammeId, S::ProgrammeId, mine);
    let bid = Alias::new("bid");
    let own = Query::select()
        .expr(Expr::cust("1"))
        .from_as(grant::Entity, bid.clone())
        .and_where(Expr::col((bid.clone(), C::ProgrammeId)).equals(C::ProgrammeId.as_column_ref()))
        .and_where(Expr::col((bid, C::RecipientId)).in_subquery(super::organisation::hats(me, viewer)))
        .limit(1)
        .to_owned();
    all([panel, only(Expr::SubQuery(None, Box::new(own.into())).is_null())])
}

/// The bidder's people, of a bid that is decided.
fn as_bidder(viewer: Who) -> Condition {
    use grant::Column as C;
    all([my_hat(C::RecipientId, viewer), only(C::Status.ne(grant::Status::Bid))])
}

/// Of the grants that the viewer may know of, those that meet a condition.
fn of_known(rows: Condition, viewer: Who) -> Condition {
    all([rows, Read::<grant::Entity>::rows(viewer)])
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
    let scorer = "You are of the panel that scores the bids for its programme, and act for no bidder.";
    Known::by([
        way(&["R13"], "It is awarded and announced.", public),
        way(&["R13", "R14"], "Your organisation pays or receives it, or bids for it.", as_party(viewer)),
        way(&["R13"], "You are secretary or chair of the board that follows its programme.", as_convenor(viewer)),
        way(&["R14"], scorer, as_scorer(viewer)),
    ])
    .provided(all([pieces::handled(C::MarkingId, viewer), any([only(C::ProgrammeId.is_null()), programme])]))
}, withheld: [grant_line, grant_payment, grant_score, grant_terms, grant_total]);

// 3.5, mode G: the parties and the convenor read the breakdown; a site its own line.
read!(grant_line, viewer => {
    use grant_line::Column as C;
    if !viewer.reads(Area::Content) {
        return never();
    }
    let readable = parent(C::GrantId, grant::Column::Id, Read::<grant::Entity>::rows(viewer));
    any([grant_line::Entity::where_told(viewer), all([us(C::OrganisationId, viewer), readable])])
});
told!(
    grant_line.GrantId of grant, "BREAKDOWN", ["lines"],
    "Its parties, and the secretariat and chairs of the board that follows its programme; an organisation its own line.",
    viewer => {
        if !viewer.reads(Area::Content) {
            return never();
        }
        all([any([as_party(viewer), as_convenor(viewer)]), pieces::handled(grant::Column::MarkingId, viewer)])
    }
);

// 3.5: what is paid and when concerns the funder and that recipient; no convenor, and no other provider.
told!(
    grant_payment.GrantId of grant, "PAYMENTS", ["payments"],
    "The organisation that pays it and the one that receives it.",
    viewer => of_known(as_party(viewer), viewer)
);
read!(grant_payment, viewer => grant_payment::Entity::where_told(viewer));
told!(
    grant_terms.GrantId of grant, "MATCH_TERMS", ["matchTerms"],
    "Its parties, and the secretariat and chairs of the board that follows its programme.",
    viewer => of_known(any([as_party(viewer), as_convenor(viewer)]), viewer)
);
read!(grant_terms, viewer => grant_terms::Entity::where_told(viewer));

// 3.5, R14: who gave what stays with the panel; a bidder learns what its own bid came to, once it is decided.
told!(
    grant_score.GrantId of grant, "SCORES", ["scores"],
    "The panel that scores the bids for its programme, and nobody who acts for a bidder.",
    viewer => of_known(as_scorer(viewer), viewer)
);
read!(grant_score, viewer => grant_score::Entity::where_told(viewer));
told!(
    grant_total.GrantId of grant, "SCORES", ["scoreTotal"],
    "The panel that scores the bids for its programme; once it is decided, the bidder's people too.",
    viewer => of_known(any([as_scorer(viewer), as_bidder(viewer)]), viewer)
);
read!(grant_total, viewer => grant_total::Entity::where_told(viewer));
