//! Shares of papers (R10): who may know that somebody was given one, and by whom. What a share opens is said where papers
//! are (`paper`).

use entities::{access_grant::Column as G, paper as papers};
use sea_orm::{Condition, sea_query::ExprTrait as _};

use super::{
    Who,
    known::{Known, known, way},
    organisation::colleague,
    paper::{cleared, stays},
    pieces::{self, all, any, col, never, only, parent},
};
use crate::viewer::Area;

/// The paper meets a condition.
fn of_paper(rows: Condition) -> Condition {
    parent(G::PaperId, papers::Column::Id, rows)
}

/// Given to the organisation of the hat worn.
fn to_us(viewer: Who) -> Condition {
    viewer.organisation().map_or_else(never, |hat| only(col(G::OrganisationId).eq(hat)))
}

// A share tells that there is a paper: whom an embargo, a marking or a closed item keeps from the paper, they keep from
// this too. Being given one, or having given one, ends with the board (T3).
known!(access_grant, "The secretariat of the board whose paper it is.", viewer => {
    let Some(me) = viewer.person().filter(|_| viewer.reads(Area::Content)) else { return Known::nothing() };
    let own = all([any([only(col(G::PersonId).eq(me)), to_us(viewer)]), of_paper(stays())]);
    let given = all([only(col(G::GrantedById).eq(me)), of_paper(stays())]);
    let staffed = of_paper(pieces::STAFFED_BOARDS.has(papers::Column::BoardId));
    let lead = if viewer.leads() { colleague(G::PersonId, viewer) } else { never() };
    let says = "It is to somebody who acts for the organisation whose information governance you lead.";
    Known::by([
        way(&["R10", "T3"], "It is to you, or to the organisation that you act for.", own),
        way(&["R10", "T3"], "You gave it.", given),
        way(&["R10", "T8"], "You are secretary or chair of the board whose paper it is.", staffed),
        way(&["R10", "R19"], says, lead),
    ])
    .provided(of_paper(cleared(viewer)))
});
