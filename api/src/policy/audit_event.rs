//! The lines of the ledger (R19): what was done, by whom and to which record, and never what the record says.
//!
//! # Why
//! Everybody may read what is written of their own deeds. Who leads information governance answers for what is done in the
//! organisation's name, whatever it was done to, and for what is done to its own actions; the secretariat and chairs of a
//! board answer for what is done to its records. One's own deeds and those in the organisation's name are read also where
//! the record is withheld, of which a line says no word; the others as far as the record is. The public and systems read
//! none. The ledger holds deeds: that something was read is not in it yet.

use entities::{account, action, action_owner, audit_event::Column as C, minutes};
use sea_orm::{Condition, sea_query::ExprTrait as _};

use super::{
    Read, Right as _, Who,
    known::{Known, known, way},
    pieces::{self, all, among, any, col, never, only, own_account, parent, pick},
    read,
};
use crate::viewer::Area;

/// Done to a record of a board that the viewer runs.
fn staffed(viewer: Who) -> Condition {
    use action::Column as A;
    use minutes::Column as M;
    let action = all([pieces::STAFFED_BOARDS.has(A::BoardId), Read::<action::Entity>::rows(viewer)]);
    let edition = all([pieces::STAFFED_BOARDS.has(M::BoardId), Read::<minutes::Entity>::rows(viewer)]);
    // Sets, which the index on the record is entered by: the ledger is as long as all deeds.
    any([among(C::RecordId, pick(A::Id, action)), among(C::RecordId, pick(M::Id, edition))])
}

/// Done to an action of the organisation acted for.
fn ours(viewer: Who) -> Condition {
    use action_owner::Column as O;
    let us = viewer.organisation().map_or_else(never, |hat| only(col(O::OrganisationId).eq(hat)));
    let of_us = parent(action::Column::Id, O::ActionId, us);
    let rows = all([of_us, Read::<action::Entity>::rows(viewer)]);
    among(C::RecordId, pick(action::Column::Id, rows))
}

/// Done in the name of the organisation acted for.
fn in_our_name(viewer: Who) -> Condition {
    viewer.organisation().map_or_else(never, |hat| only(col(C::OrganisationId).eq(hat)))
}

/// What only who leads information governance reads.
fn led(viewer: Who, rows: fn(Who) -> Condition) -> Condition {
    if viewer.leads() { rows(viewer) } else { never() }
}

// R19.
known!(audit_event, "The information governance lead of the organisation in whose name it was done.", viewer => {
    if viewer.person().is_none() || !viewer.reads(Area::Content) {
        return Known::nothing();
    }
    let mine = viewer.account().map_or_else(never, |me| only(col(C::AccountId).eq(me)));
    Known::by([
        way(&["R19"], "You did it.", mine),
        way(&["R19", "T8"], "It was done to a record of a board of which you are secretary or chair.", staffed(viewer)),
        way(
            &["R19"],
            "It was done in the name of the organisation whose information governance you lead.",
            led(viewer, in_our_name),
        ),
        way(
            &["R19", "R8"],
            "It was done to an action of the organisation whose information governance you lead.",
            led(viewer, ours),
        ),
    ])
});

// Accounts are read by their own holder, and with what they did by those who answer for them. Who leads information
// governance is not told who it was that acted for another organisation (case 76).
read!(account, viewer => {
    let own = own_account(viewer);
    if viewer.person().is_none() || !viewer.reads(Area::Content) {
        return own;
    }
    let lines = any([staffed(viewer), led(viewer, in_our_name)]);
    any([own, parent(account::Column::Id, C::AccountId, lines)])
});
