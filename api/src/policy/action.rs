//! Actions, their owners and progress (R8, field modes of Action, W3).

use entities::{
    action, action_beneficiary, action_owner, action_owner_person, action_update, action_update_note, agenda_item,
    agenda_item::Part, invitation,
};
use sea_orm::{ColumnTrait, Condition, sea_query::SelectStatement};

use super::{
    AddActionUpdate, Read, Right,
    pieces::{self, all, among, any, never, only, pick},
    read,
};
use crate::viewer::{Area, Viewer};

/// Raised in an open item of a meeting whose minutes are published.
fn as_public() -> Condition {
    use action::Column as C;
    let open = pick(agenda_item::Column::Id, agenda_item::Column::Part.eq(Part::Open));
    all([
        among(C::RaisedAtId, pieces::published_meetings()),
        among(C::BoardId, pieces::public_boards()),
        any([only(C::RaisedItemId.is_null()), among(C::RaisedItemId, open)]),
    ])
}

/// Owned by the organisation acted for, by the viewer, or by a board of the viewer's.
fn owned(viewer: &Viewer) -> Condition {
    use action_owner::Column as O;
    let mut owners = any([viewer.organisation().map_or_else(never, |o| only(O::OrganisationId.eq(o)))]);
    if let Some(me) = viewer.person() {
        let named = pick(action_owner_person::Column::OwnerId, action_owner_person::Column::PersonId.eq(me));
        // A person who owns an action for an organisation loses it with that hat (T7).
        let hat = viewer.organisation().map_or_else(never, |o| only(O::OrganisationId.eq(o)));
        owners = owners
            .add(all([among(O::Id, named), any([only(O::OrganisationId.is_null()), hat])]))
            .add(among(O::BoardId, pieces::my_seated_boards(viewer)));
    }
    among(action::Column::Id, pick(O::ActionId, owners))
}

/// All ways to an action but the public's: these readers also see names and progress (field modes M and O).
fn as_insider(viewer: &Viewer) -> Condition {
    use action::Column as C;
    let mut rows = any([owned(viewer)]);
    if viewer.person().is_some() {
        let item = any([only(C::RaisedItemId.is_null()), among(C::RaisedItemId, super::meeting::full_items(viewer))]);
        let meeting =
            any([only(C::RaisedAtId.is_null()), among(C::RaisedAtId, super::meeting::member_meetings(viewer))]);
        let standing_in = pick(
            invitation::Column::MeetingId,
            among(invitation::Column::MeetingId, pieces::substitute_meetings(viewer)),
        );
        rows = rows
            .add(all([among(C::BoardId, pieces::my_boards(viewer)), item.clone(), meeting]))
            .add(among(C::BoardId, pieces::my_staffed_boards(viewer)))
            .add(among(C::RaisedItemId, pieces::guest_items(viewer)))
            .add(all([among(C::RaisedAtId, standing_in), item]));
    }
    rows
}

/// Actions of which the viewer knows more than the public.
fn insider_actions(viewer: &Viewer) -> SelectStatement {
    pick(action::Column::Id, all([as_insider(viewer), pieces::handled(action::Column::MarkingId, viewer)]))
}

fn readable(viewer: &Viewer) -> SelectStatement {
    pick(action::Column::Id, Read::<action::Entity>::rows(viewer))
}

// R8.
read!(action, viewer => {
    if !viewer.reads(Area::Actions) {
        return never();
    }
    all([any([as_public(), as_insider(viewer)]), pieces::handled(action::Column::MarkingId, viewer)])
});
read!(action_owner, viewer => among(action_owner::Column::ActionId, readable(viewer)));
read!(action_beneficiary, viewer => among(action_beneficiary::Column::ActionId, readable(viewer)));

// 3.5: an owner's name is public when published minutes print it, else for members and owners.
read!(action_owner_person, viewer => {
    use action_owner_person::Column as C;
    if !viewer.reads(Area::Actions) {
        return never();
    }
    let known = pick(action_owner::Column::Id, among(action_owner::Column::ActionId, insider_actions(viewer)));
    let printed = pick(action_owner::Column::Id, among(action_owner::Column::ActionId, readable(viewer)));
    any([all([only(C::Printed.eq(true)), among(C::OwnerId, printed)]), among(C::OwnerId, known)])
});

/// People whom published minutes name as owners.
pub(super) fn printed_owners() -> SelectStatement {
    let public = pick(action::Column::Id, all([as_public(), only(action::Column::MarkingId.is_null())]));
    let owners = pick(action_owner::Column::Id, among(action_owner::Column::ActionId, public));
    pick(
        action_owner_person::Column::PersonId,
        all([only(action_owner_person::Column::Printed.eq(true)), among(action_owner_person::Column::OwnerId, owners)]),
    )
}

// 3.5: progress after publication is for members and owners.
read!(action_update, viewer => {
    if !viewer.reads(Area::Actions) {
        return never();
    }
    among(action_update::Column::ActionId, insider_actions(viewer))
});

// 3.5: a note is for the organisation that wrote it, and for the board's secretariat and chairs.
read!(action_update_note, viewer => {
    use action_update_note::Column as C;
    let staffed = pick(action_update::Column::Id, among(action_update::Column::BoardId, pieces::my_staffed_boards(viewer)));
    let own = viewer.organisation().map_or_else(never, |o| only(C::OrganisationId.eq(o)));
    let updates = pick(action_update::Column::Id, Read::<action_update::Entity>::rows(viewer));
    all([any([own, among(C::UpdateId, staffed)]), among(C::UpdateId, updates)])
});

// W3: an owner, or the secretariat of the board; a system for its own organisation, with the scope.
impl Right for AddActionUpdate {
    type On = action::Entity;

    fn rows(viewer: &Viewer) -> Condition {
        if viewer.account.is_none() || !viewer.has_scope("write:actions") {
            return never();
        }
        any([owned(viewer), among(action::Column::BoardId, pieces::my_secretariats(viewer))])
    }
}
