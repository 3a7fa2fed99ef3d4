//! The lines of the ledger (R19): what was done, by whom and to which record, and never what the record says.
//!
//! # Why
//! Everybody may read what is written of their own deeds. Who leads information governance answers for what is done in the
//! organisation's name, whatever it was done to, and for what is done to its own actions, by whomever; the secretariat and
//! chairs of a board answer for what is done to its records. So the first of these is read without the record, of which a
//! line says no word, and the others as far as the record is. The public and systems read none.

use entities::{
    account, action, action_owner,
    audit_event::{self, Column as C},
    minutes,
};
use sea_orm::{Condition, sea_query::ExprTrait as _};

use super::{
    Read, Right as _, Who,
    known::{Known, known, way},
    pieces::{self, all, any, col, never, only, own_account, parent},
    read,
};
use crate::viewer::Area;

/// Done to a record of a board that the viewer runs.
fn staffed(viewer: Who) -> Condition {
    use action::Column as A;
    use minutes::Column as M;
    let action = all([pieces::STAFFED_BOARDS.has(A::BoardId), Read::<action::Entity>::rows(viewer)]);
    let edition = all([pieces::STAFFED_BOARDS.has(M::BoardId), Read::<minutes::Entity>::rows(viewer)]);
    any([parent(C::RecordId, A::Id, action), parent(C::RecordId, M::Id, edition)])
}

/// Done to an action of the organisation acted for.
fn ours(viewer: Who) -> Condition {
    use action_owner::Column as O;
    let us = viewer.organisation().map_or_else(never, |hat| only(col(O::OrganisationId).eq(hat)));
    let of_us = parent(action::Column::Id, O::ActionId, us);
    parent(C::RecordId, action::Column::Id, all([of_us, Read::<action::Entity>::rows(viewer)]))
}

// R19.
known!(audit_event, "The information governance lead of the organisation in whose name it was done.", viewer => {
    if viewer.person().is_none() || !viewer.reads(Area::Content) {
        return Known::nothing();
    }
    let mine = viewer.account().map_or_else(never, |me| only(col(C::AccountId).eq(me)));
    let led = || viewer.organisation().map_or_else(never, |hat| only(col(C::OrganisationId).eq(hat)));
    Known::by([
        way(&["R19"], "You did it.", mine),
        way(&["R19", "T8"], "It was done to a record of a board of which you are secretary or chair.", staffed(viewer)),
    ])
    .and(viewer.leads(), || {
        vec![
            way(&["R19"], "It was done in the name of the organisation whose information governance you lead.", led()),
            way(
                &["R19", "R8"],
                "It was done to an action of the organisation whose information governance you lead.",
                ours(viewer),
            ),
        ]
    })
});

// Accounts are read by their own holder, and with what they did.
read!(account, viewer => {
    let lines = Read::<audit_event::Entity>::rows(viewer);
    any([own_account(viewer), parent(account::Column::Id, C::AccountId, lines)])
});
