//! Shares of papers (R10): who may know that somebody was given one, and by whom. What a share opens is said where papers
//! are (`paper`).

use entities::{access_grant::Column as G, paper as papers};
use sea_orm::Condition;

use super::{
    known::{Known, known, way},
    organisation::colleague,
    paper::{cleared, stays},
    pieces::{self, all, any, me, my_hat, parent, to_leads},
};
use crate::viewer::Area;

/// The paper meets a condition.
fn of_paper(rows: Condition) -> Condition {
    parent(G::PaperId, papers::Column::Id, rows)
}

// A share tells that there is a paper: whom an embargo, a marking or a closed item keeps from the paper, they keep from
// this too. Being given one, or having given one, ends with the board (T3).
known!(access_grant, "The secretariat of the board whose paper it is.", viewer => {
    if !viewer.reads(Area::Content) {
        return Known::nothing();
    }
    let own = all([any([me(G::PersonId, viewer), my_hat(G::OrganisationId, viewer)]), of_paper(stays(viewer))]);
    let given = all([me(G::GrantedById, viewer), of_paper(stays(viewer))]);
    let staffed = of_paper(pieces::STAFFED_BOARDS.has(papers::Column::BoardId, viewer));
    let says = "It is to somebody who acts for the organisation whose information governance you lead.";
    Known::by([
        way(&["R10", "T3"], "It is to you, or to the organisation that you act for.", own),
        way(&["R10", "T3"], "You gave it.", given),
        way(&["R10", "T8"], "You are secretary or chair of the board whose paper it is.", staffed),
        way(&["R10", "R19"], says, to_leads(colleague(G::PersonId, viewer), viewer)),
    ])
    .provided(of_paper(cleared(viewer)))
});
