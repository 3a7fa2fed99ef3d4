//! The lines of the ledger (R19): what was done, by whom and to which record, and never what the record says.
//!
//! # Why
//! Everybody may read what is written of their own deeds. Who leads information governance answers for what is done in the
//! organisation's name, whatever it was done to, and for what is done to its own actions; the secretariat and chairs of a
//! board answer for what is done to its records. One's own deeds and those in the organisation's name are read also where
//! the record is withheld, of which a line says no word; the others as far as the record is. The public and systems read
//! none. The ledger holds deeds: that something was read is not in it yet.

use entities::{
    account, action, action_owner,
    audit_event::{self, Column as C},
    meeting, minutes,
};
use sea_orm::Condition;

use super::{
    NamedIn, Read, Right, Who,
    known::{Known, known, way},
    pieces::{self, all, among, any, my_account, parent, to_leads, to_people, us},
    read,
};
use crate::viewer::Area;

/// Done to a record of a board that the viewer runs.
fn staffed(viewer: Who) -> Condition {
    use action::Column as A;
    use meeting::Column as T;
    use minutes::Column as M;
    let board = pieces::STAFFED_BOARDS.has(C::RecordId, viewer);
    let meeting = all([pieces::STAFFED_BOARDS.has(T::BoardId, viewer), Read::<meeting::Entity>::rows(viewer)]);
    let action = all([pieces::STAFFED_BOARDS.has(A::BoardId, viewer), Read::<action::Entity>::rows(viewer)]);
    let edition = all([pieces::STAFFED_BOARDS.has(M::BoardId, viewer), Read::<minutes::Entity>::rows(viewer)]);
    // Sets, which the index on the record is entered by: the ledger is as long as all deeds.
    any([
        board,
        among(C::RecordId, T::Id, meeting),
        among(C::RecordId, A::Id, action),
        among(C::RecordId, M::Id, edition),
    ])
}

/// Done to an action of the organisation acted for.
fn ours(viewer: Who) -> Condition {
    use action_owner::Column as O;
    let owned = parent(action::Column::Id, O::ActionId, us(O::OrganisationId, viewer));
    among(C::RecordId, action::Column::Id, all([owned, Read::<action::Entity>::rows(viewer)]))
}

/// Done in the name of the organisation whose information governance the viewer leads.
fn led(viewer: Who) -> Condition {
    to_leads(us(C::OrganisationId, viewer), viewer)
}

// R19.
known!(audit_event, "The information governance lead of the organisation in whose name it was done.", viewer => {
    if !viewer.reads(Area::Content) {
        return Known::nothing();
    }
    let mine = my_account(C::AccountId, viewer);
    Known::by([
        way(&["R19"], "You did it.", to_people(mine, viewer)),
        way(&["R19", "T8"], "It was done to a record of a board of which you are secretary or chair.", staffed(viewer)),
        way(
            &["R19"],
            "It was done in the name of the organisation whose information governance you lead.",
            led(viewer),
        ),
        way(
            &["R19", "R8"],
            "It was done to an action of the organisation whose information governance you lead.",
            to_leads(ours(viewer), viewer),
        ),
    ])
});

/// Lines of which the viewer may be told who did it: their own, and those for which they answer.
impl Right for NamedIn {
    type On = audit_event::Entity;

    fn rule(viewer: Who) -> Condition {
        any([to_people(my_account(C::AccountId, viewer), viewer), staffed(viewer), led(viewer)])
    }
}

// Accounts are read by their own holder, and with what they did by those who answer for them. Who leads information
// governance is not told who it was that acted for another organisation (case 76).
read!(account, viewer => {
    let own = my_account(account::Column::Id, viewer);
    if !viewer.reads(Area::Content) {
        return own;
    }
    let lines = any([staffed(viewer), led(viewer)]);
    any([own, parent(account::Column::Id, C::AccountId, lines)])
});
