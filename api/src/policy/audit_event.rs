//! The lines of the ledger (R19): what was done or read, by whom and of which record, and never what the record says.
//!
//! # Why
//! Everybody may read what is written of their own deeds, and of what others read about them. Who leads information
//! governance answers for what is done in the organisation's name, whatever it was done to, and for what is done to its own
//! actions and papers; the secretariat and chairs of a board answer for what is done to its records. One's own deeds and
//! those in the organisation's name are read also where the record is withheld, of which a line says no word; the others as
//! far as what the record says is. The public and systems read none.

use entities::{
    account, action, action_owner, agenda_item, agenda_item_text,
    audit_event::{self, Column as C, Record},
    comment, decision, meeting, minute_section, minute_section_text, minutes, paper,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    NamedIn, Read, Right, Who,
    known::{Known, known, way},
    pieces::{self, all, among, any, me, my_account, only, parent, to_leads, to_people, us},
    read,
};
use crate::viewer::Area;

/// Done to a record that these rows hold.
fn of<K: ColumnTrait>(key: K, rows: Condition) -> Condition {
    // Sets, which the index on the record is entered by: the ledger is as long as all that was ever done.
    among(C::RecordId, key, rows)
}

/// Done to a record of a board that the viewer runs, as far as they read that record.
fn staffed(viewer: Who) -> Condition {
    use action::Column as A;
    use agenda_item::Column as I;
    use agenda_item_text::Column as W;
    use comment::Column as K;
    use decision::Column as D;
    use meeting::Column as T;
    use minute_section::Column as S;
    use minute_section_text::Column as V;
    use minutes::Column as M;
    use paper::Column as P;
    let item = parent(I::Id, W::ItemId, Read::<agenda_item_text::Entity>::rows(viewer));
    let section = parent(S::Id, V::SectionId, Read::<minute_section_text::Entity>::rows(viewer));
    any([
        pieces::STAFFED_BOARDS.has(C::RecordId, viewer),
        of(T::Id, all([pieces::STAFFED_BOARDS.has(T::BoardId, viewer), Read::<meeting::Entity>::rows(viewer)])),
        of(I::Id, all([pieces::STAFFED_BOARDS.has(I::BoardId, viewer), item])),
        of(A::Id, all([pieces::STAFFED_BOARDS.has(A::BoardId, viewer), Read::<action::Entity>::rows(viewer)])),
        of(M::Id, all([pieces::STAFFED_BOARDS.has(M::BoardId, viewer), Read::<minutes::Entity>::rows(viewer)])),
        of(S::Id, all([pieces::STAFFED_BOARDS.has(S::BoardId, viewer), section])),
        of(P::Id, all([pieces::STAFFED_BOARDS.has(P::BoardId, viewer), Read::<paper::Entity>::rows(viewer)])),
        of(D::Id, all([pieces::STAFFED_BOARDS.has(D::BoardId, viewer), Read::<decision::Entity>::rows(viewer)])),
        of(K::Id, all([pieces::STAFFED_BOARDS.has(K::BoardId, viewer), Read::<comment::Entity>::rows(viewer)])),
    ])
}

/// Done to an action or a paper of the organisation acted for.
fn ours(viewer: Who) -> Condition {
    use action_owner::Column as O;
    let owned = parent(action::Column::Id, O::ActionId, us(O::OrganisationId, viewer));
    any([
        of(action::Column::Id, all([owned, Read::<action::Entity>::rows(viewer)])),
        of(paper::Column::Id, all([us(paper::Column::OwnerId, viewer), Read::<paper::Entity>::rows(viewer)])),
    ])
}

/// Done to what is held on the viewer.
fn of_me(viewer: Who) -> Condition {
    all([only(C::Record.eq(Record::Person)), me(C::RecordId, viewer)])
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
        way(&["R19"], "It was done to data that is held on you.", of_me(viewer)),
        way(&["R19", "T8"], "It was done to a record of a board of which you are secretary or chair.", staffed(viewer)),
        way(
            &["R19"],
            "It was done in the name of the organisation whose information governance you lead.",
            led(viewer),
        ),
        way(
            &["R19", "R8"],
            "It was done to an action or a paper of the organisation whose information governance you lead.",
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
