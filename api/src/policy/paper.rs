//! Papers: who is kept from them by an embargo, a marking or the item that they lie under, and who reads what is left
//! (decision steps 2 and 3, R10, T2-T4, T6, T7).
//!
//! # Why
//! Two questions, never mixed. Whether anything withholds the paper (`cleared`) is asked of every reader and is stronger
//! than every way to it: a grant, an office or ownership opens nothing that an embargo or a marking closes. Whether
//! something opens it is asked after that. A paper that is given on request leaves a stub for its board's members, and
//! what it says beyond that stands in tables of their own.

use entities::{
    access_grant, agenda_item_paper, board, change, circulation, paper, paper::Status, paper_author, paper_text,
    paper_version, person, review,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait as _},
};

use super::{
    Read, Right, Way, Who, agenda_item as agenda,
    circulation::{already_sent, reached_person, reached_system},
    known::{Known, known, reached, stub, way},
    may,
    pieces::{self, all, any, col, me, my_hat, never, only, parent},
    read,
};
use crate::viewer::Area;

/// Being named for a paper ends with its board (T3).
pub(super) fn stays(viewer: Who) -> Condition {
    pieces::stays(paper::Column::BoardId, viewer)
}

/// A marking of the paper names the viewer.
fn named(marking: paper::Column, viewer: Who) -> Condition {
    all([pieces::ADDRESSED.has(marking, viewer), stays(viewer)])
}

/// The viewer is an author, alone or for the organisation of the hat worn (T7), and has not left the paper's board (T3).
fn written(viewer: Who) -> Condition {
    use paper_author::Column as A;
    let mine = all([me(A::PersonId, viewer), pieces::under_hat(A::OrganisationId, viewer)]);
    all([parent(paper::Column::Id, A::PaperId, mine), stays(viewer)])
}

/// The organisation of the hat worn is an author: by itself, or through people who write for it if those count too.
fn written_for_us(people: bool, viewer: Who) -> Condition {
    use paper_author::Column as A;
    let counts = if people { Condition::all() } else { only(A::PersonId.is_null()) };
    parent(paper::Column::Id, A::PaperId, all([my_hat(A::OrganisationId, viewer), counts]))
}

/// An embargo holds now; one without an end holds until it is lifted.
pub(super) fn embargoed(viewer: Who) -> Condition {
    use paper::Column as C;
    let to_come = any([only(C::EmbargoUntil.is_null()), only(col(C::EmbargoUntil).gt(viewer.now()))]);
    all([only(C::Embargoed.eq(true)), to_come])
}

/// Step 2: no embargo holds, or the viewer is an author, is named for the time of the embargo or for good, or is of the
/// secretariat that prepares the paper. An embargo without an end holds until it is lifted; no system passes one.
fn released(viewer: Who) -> Condition {
    use paper::Column as C;
    any([
        only(C::Embargoed.eq(false)),
        only(col(C::EmbargoUntil).lte(viewer.now())),
        written(viewer),
        written_for_us(false, viewer),
        named(C::EmbargoNamedId, viewer),
        named(C::MarkingId, viewer),
        pieces::SECRETARIATS.has(C::BoardId, viewer),
    ])
}

/// A paper is as narrow as the narrowest of what it is kept by and lies under (3.5): what withholds its board, an item or
/// that item's meeting and board, withholds the paper; under a closed or restricted item it is for those who read that
/// item in full. Its authors know what they wrote, so they need no place on a list and no part in the item; other
/// handling holds for them too (step 3).
fn narrowest(viewer: Who) -> Condition {
    use agenda_item_paper::Column as L;
    let board = paper::Column::BoardId;
    let narrower = agenda::admits(L::ItemId, written(viewer), viewer).not();
    let kept = pieces::unmarked_board_or_by(board, written(viewer), viewer);
    all([any([only(board.is_null()), kept]), parent(paper::Column::Id, L::PaperId, narrower).not()])
}

/// Nothing withholds the paper from the viewer, whatever opens it.
pub(super) fn cleared(viewer: Who) -> Condition {
    let handled = pieces::handled_or_by(paper::Column::MarkingId, written(viewer), viewer);
    all([released(viewer), handled, narrowest(viewer)])
}

/// What is of no paper, or of one that nothing withholds.
pub(super) fn of_cleared<C: ColumnTrait>(column: C, viewer: Who) -> Condition {
    any([only(column.is_null()), parent(column, paper::Column::Id, cleared(viewer))])
}

fn as_public(viewer: Who) -> Condition {
    use paper::Column as C;
    let board = any([only(C::BoardId.is_null()), pieces::public_board(C::BoardId, viewer)]);
    all([only(C::Status.eq(Status::Published)), board])
}

/// A share that counts now: begun, neither past nor ended early.
fn granted(viewer: Who) -> Condition {
    use access_grant::Column as G;
    let whom = any([me(G::PersonId, viewer), my_hat(G::OrganisationId, viewer)]);
    let now = viewer.now();
    let lasts = all([
        only(col(G::StartsAt).lte(now)),
        only(col(G::EndsAt).gt(now)),
        any([only(G::EndedAt.is_null()), only(col(G::EndedAt).gt(now))]),
    ]);
    all([parent(paper::Column::Id, G::PaperId, all([whom, lasts])), stays(viewer)])
}

/// The ways of those who keep the paper: its authors, the people of the organisations that wrote or own it, and the
/// secretariat and chairs of its board.
fn keeping(viewer: Who) -> Vec<Way> {
    use paper::Column as C;
    let wrote = any([written(viewer), written_for_us(true, viewer)]);
    vec![
        way(&["R10", "T7"], "You wrote it, or the organisation that you act for did.", wrote),
        way(&["R10", "T7"], "It belongs to the organisation that you act for.", my_hat(C::OwnerId, viewer)),
        way(&["R10", "T8"], "You are secretary or chair of its board.", pieces::STAFFED_BOARDS.has(C::BoardId, viewer)),
    ]
}

/// What somebody keeps.
pub(super) fn keepers(viewer: Who) -> Condition {
    reached(keeping(viewer))
}

/// No review that is hidden from the viewer has it for its action plan (R17): publishing such a plan, or sending it to
/// another board, does not tell of the review.
pub(super) fn no_hidden_plan(viewer: Who) -> Condition {
    let known = pieces::holds(Read::<review::Entity>::rows(viewer));
    let hidden = only(Expr::Case(Box::new(known)).eq(Expr::cust("0")));
    parent(paper::Column::Id, review::Column::ActionPlanId, hidden).not()
}

/// What opens a paper in full.
fn opened(viewer: Who) -> Vec<Way> {
    use circulation::Column as K;
    use paper::Column as C;
    let sent = |ways| all([parent(C::Id, K::PaperId, ways), no_hidden_plan(viewer)]);
    let public = all([as_public(viewer), no_hidden_plan(viewer)]);
    let seated = "It was sent to your organisation for information, and your organisation has a seat on the board.";
    let stands = |rows| all([only(C::Status.ne(Status::Withdrawn)), rows]);
    // Who is named for the time of an embargo is called for that time.
    let called = any([named(C::MarkingId, viewer), all([named(C::EmbargoNamedId, viewer), embargoed(viewer)])]);
    let for_staff = all([pieces::STAFFED_BOARDS.has(K::BoardId, viewer), already_sent(viewer)]);
    let round = any([reached_person(viewer), for_staff]);
    let mut ways =
        vec![way(&["R10"], "It is published.", public), way(&["R10", "T10"], seated, sent(reached_system(viewer)))];
    ways.extend(keeping(viewer));
    ways.extend([
        way(&["R10"], "It names you among its recipients.", stands(called)),
        way(&["R10"], "It was shared with you, or with your organisation, for a time.", stands(granted(viewer))),
        way(&["R10", "T2", "T4", "T6"], "It was sent to you, or to a board of yours.", sent(round)),
    ]);
    ways
}

/// Who has not been sent a paper that is given on request knows, as one of the board's people, that there is one.
fn as_stub(viewer: Who) -> Condition {
    use paper::Column as C;
    let offered =
        [only(C::OnRequest.eq(true)), only(C::Status.ne(Status::Withdrawn)), pieces::BOARDS.has(C::BoardId, viewer)];
    all([all(offered), no_hidden_plan(viewer)])
}

// R10.
known!(paper, "The organisation whose paper it is, or the secretariat of its board.", viewer => {
    ways(viewer, Condition::all())
});

/// The ways to a paper, to its stub where a condition holds.
fn ways(viewer: Who, stubs: Condition) -> Known {
    if !viewer.reads(Area::Content) {
        return Known::nothing();
    }
    let says = "It is given on request, and you sit on its board: you know that there is one, and may ask for it.";
    let stubs = all([stubs, as_stub(viewer)]);
    Known::by(opened(viewer)).and([stub(&["R10"], says, stubs)]).provided(cleared(viewer))
}

/// The change is of a paper: that it is there is known to who sees its stub, that it moved since to its readers.
pub(super) fn fed(viewer: Who) -> Condition {
    use change::Column as C;
    parent(C::RecordId, paper::Column::Id, ways(viewer, only(C::Kind.ne(change::Kind::Updated))).rows())
}

/// The paper is one that the viewer reads in full.
pub(super) fn full<C: ColumnTrait>(column: C, viewer: Who) -> Condition {
    if !viewer.reads(Area::Content) {
        return never();
    }
    parent(column, paper::Column::Id, all([reached(opened(viewer)), cleared(viewer)]))
}

read!(paper_text, viewer => full(paper_text::Column::PaperId, viewer));
// L4: an author who is hidden, and writes for no organisation, is not in the list.
read!(paper_author, viewer => {
    use paper_author::Column as A;
    let person = parent(A::PersonId, person::Column::Id, Read::<person::Entity>::rows(viewer));
    all([full(A::PaperId, viewer), any([only(A::OrganisationId.is_not_null()), person])])
});

// 3.5: a version is for whom the paper is for.
known!(paper_version, "The organisation whose paper it is, or the secretariat of its board.", viewer => Known::by([
    way(&["R10"], "You read its paper in full.", full(paper_version::Column::PaperId, viewer)),
]));

// What lies under an item that is a stub is part of what the stub does not tell.
read!(agenda_item_paper, viewer => all([
    laid(viewer),
    parent(agenda_item_paper::Column::PaperId, paper::Column::Id, Read::<paper::Entity>::rows(viewer)),
]));

/// The item is one whose words are meant for the viewer. Whether the paper is, is asked of the paper.
pub(crate) fn laid(viewer: Who) -> Condition {
    if viewer.reads(Area::Content) { agenda::full(agenda_item_paper::Column::ItemId, viewer) } else { never() }
}

may! {
    // W1: what is sent and published is the secretariat's to send and publish. A paper is written by whoever sits on the
    // board for more than to observe, and stays its authors' to rewrite until it is final, and to take back.
    DraftPaper on board, viewer => {
        let sits = any([
            pieces::SEATED_BOARDS.has(board::Column::Id, viewer),
            pieces::STAFFED_BOARDS.has(board::Column::Id, viewer),
        ]);
        pieces::to_people(sits, viewer)
    };
    RevisePaper on paper, viewer => any([written(viewer), pieces::SECRETARIATS.has(paper::Column::BoardId, viewer)]);
    CirculatePaper on paper, viewer => pieces::SECRETARIATS.has(paper::Column::BoardId, viewer);
    FinalisePaper on paper, viewer => pieces::STAFFED_BOARDS.has(paper::Column::BoardId, viewer);
    PublishPaper on paper, viewer => pieces::SECRETARIATS.has(paper::Column::BoardId, viewer);
    WithdrawPaper on paper, viewer => any([written(viewer), pieces::STAFFED_BOARDS.has(paper::Column::BoardId, viewer)]);
    LiftEmbargo on paper, viewer => any([written(viewer), pieces::SECRETARIATS.has(paper::Column::BoardId, viewer)]);
    SharePaper on paper, viewer => shared_by(viewer);
    EndShares on paper, viewer => shared_by(viewer);
}

/// Who opens a paper to others: the secretariat of its board (case 53), or the authors of one that is of none.
fn shared_by(viewer: Who) -> Condition {
    use paper::Column as C;
    let own = pieces::to_people(all([only(C::BoardId.is_null()), written(viewer)]), viewer);
    any([pieces::SECRETARIATS.has(C::BoardId, viewer), own])
}
