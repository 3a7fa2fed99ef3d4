//! Actions, their owners and progress (R8, field modes of Action, W3).

use entities::{
    action, action_beneficiary, action_owner, action_owner_person, action_progress, action_update, action_update_note,
    agenda_item, agenda_item::Part, board, meeting, person,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    Narrow as _, OwnAction, Read, Right, Way, Who, agenda_item as agenda,
    known::{Known, known, reached, told, way},
    may,
    pieces::{self, all, any, me, never, only, parent, us},
    read,
};
use crate::viewer::Area;

/// Raised in an open item of a meeting whose minutes are published; what a marking on either withholds, its actions do
/// not tell.
fn as_public(viewer: Who) -> Condition {
    use action::Column as C;
    use agenda_item::Column as I;
    let open = all([only(I::Part.eq(Part::Open)), pieces::handled(I::MarkingId, viewer)]);
    all([
        parent(C::RaisedItemId, I::Id, open),
        pieces::published(C::RaisedAtId, viewer),
        pieces::public_board(C::BoardId, viewer),
    ])
}

/// Raised at no meeting, or at one that meets a condition and that no marking withholds.
fn raised_at(viewer: Who, meetings: Condition) -> Condition {
    let column = action::Column::RaisedAtId;
    let unmarked = pieces::handled(meeting::Column::MarkingId, viewer);
    any([only(column.is_null()), parent(column, meeting::Column::Id, all([meetings, unmarked]))])
}

/// Raised under no item, or under one that no marking withholds, and if it is restricted, addressed to the viewer: what
/// the secretariat and the chairs need, for no office inherits a place among the recipients (T8).
fn raised_under_handled(viewer: Who) -> Condition {
    use agenda_item::Column as I;
    let column = action::Column::RaisedItemId;
    let addressed =
        any([only(I::Part.ne(Part::Restricted)), pieces::addressed_to_me(I::MarkingId, I::BoardId, viewer)]);
    let rows = all([addressed, pieces::handled(I::MarkingId, viewer)]);
    any([only(column.is_null()), parent(column, I::Id, rows)])
}

/// Owned by the organisation acted for, by the viewer, or by a board of the viewer's.
fn owned(viewer: Who) -> Condition {
    use action_owner::Column as O;
    use action_owner_person::Column as P;
    // A person who owns an action for an organisation loses it with that hat (T7); one who owns it alone keeps it, unless
    // they have left the board (T3).
    let alone = all([only(O::OrganisationId.is_null()), pieces::stays(action::Column::BoardId, viewer)]);
    let named = all([pieces::among(O::Id, P::OwnerId, me(P::PersonId, viewer)), alone]);
    let ours = us(O::OrganisationId, viewer);
    parent(action::Column::Id, O::ActionId, any([ours, named, pieces::SEATED_BOARDS.has(O::BoardId, viewer)]))
}

/// The item under which the action was raised, if any, is one that the viewer reads in full.
fn raised_in_full(viewer: Who) -> Condition {
    use action::Column as C;
    any([only(C::RaisedItemId.is_null()), agenda::full(C::RaisedItemId, viewer)])
}

/// Raised under an item for which the viewer is a guest (T4). A guest is no member: they know of the action as the
/// public will, and not how it goes on (field mode M).
fn as_guest(viewer: Who) -> Condition {
    all([pieces::GUEST_ITEMS.has(action::Column::RaisedItemId, viewer), raised_in_full(viewer)])
}

/// The ways to an action of those who also see names (field modes M and O): owners, the secretariat and chairs, and
/// members.
fn party(viewer: Who) -> Vec<Way> {
    use action::Column as C;
    let staffed = [
        pieces::STAFFED_BOARDS.has(C::BoardId, viewer),
        raised_at(viewer, Condition::all()),
        raised_under_handled(viewer),
    ];
    let seated = [
        pieces::BOARDS.has(C::BoardId, viewer),
        raised_at(viewer, super::meeting::as_member(viewer)),
        raised_in_full(viewer),
    ];
    vec![
        way(&["R8"], "You, your organisation or a board of yours owns it.", owned(viewer)),
        way(&["R8"], "You are secretary or chair of the board that follows it.", all(staffed)),
        way(
            &["R8", "T1", "T2"],
            "You sit on the board that follows it, and may read the item under which it was raised.",
            all(seated),
        ),
    ]
}

/// And of who stands in for a member: progress, and nothing that names people (T6).
fn insider(viewer: Who) -> Vec<Way> {
    let stood_in = pieces::SUBSTITUTE_MEETINGS.has(action::Column::RaisedAtId, viewer);
    let mut ways = party(viewer);
    ways.push(way(
        &["R8", "T6"],
        "You stand in for a member at the meeting where it was raised.",
        all([stood_in, raised_at(viewer, Condition::all()), raised_in_full(viewer)]),
    ));
    ways
}

fn as_party(viewer: Who) -> Condition {
    reached(party(viewer))
}

fn as_insider(viewer: Who) -> Condition {
    reached(insider(viewer))
}

/// The viewer is one who may know more of it than the public, in one of these ways.
fn known_more(viewer: Who, ways: fn(Who) -> Condition) -> Condition {
    if viewer.reads(Area::Actions) { ways(viewer) } else { never() }
}

/// The action is one of which the viewer knows more than the public, in one of these ways.
fn inside<C: ColumnTrait>(column: C, viewer: Who, ways: fn(Who) -> Condition) -> Condition {
    let rows = all([known_more(viewer, ways), pieces::handled(action::Column::MarkingId, viewer)]);
    parent(column, action::Column::Id, rows)
}

/// The action is one whose progress the viewer may read.
pub(super) fn moves<C: ColumnTrait>(column: C, viewer: Who) -> Condition {
    inside(column, viewer, as_insider)
}

/// Of the actions that the viewer may read, those whose progress they may read too, and whose progress meets a
/// condition. The action at hand is not asked again whether it may be read.
pub(crate) fn followed(progress: Condition, viewer: Who) -> Condition {
    all([known_more(viewer, as_insider), stands(progress)])
}

/// The progress of the action at hand meets a condition: asked by its key, and only of actions that the viewer follows.
pub(crate) fn stands(progress: Condition) -> Condition {
    parent(action::Column::Id, action_progress::Column::ActionId, progress)
}

fn readable<C: ColumnTrait>(column: C, viewer: Who) -> Condition {
    parent(column, action::Column::Id, Read::<action::Entity>::rows(viewer))
}

/// The action is due at a meeting that the viewer may know of and that meets a condition.
pub(crate) fn due_at(meetings: Condition, viewer: Who) -> Condition {
    let known = Read::<meeting::Entity>::rows(viewer);
    parent(action::Column::DueMeetingId, meeting::Column::Id, all([meetings, known]))
}

/// The action was raised at a meeting that the viewer may know of and that meets a condition.
pub(crate) fn raised_at_one(meetings: Condition, viewer: Who) -> Condition {
    let known = Read::<meeting::Entity>::rows(viewer);
    parent(action::Column::RaisedAtId, meeting::Column::Id, all([meetings, known]))
}

/// The action was raised at the meeting before one that the viewer may know of and that meets a condition.
pub(crate) fn raised_ahead_of(meetings: Condition, viewer: Who) -> Condition {
    let known = Read::<meeting::Entity>::rows(viewer);
    parent(action::Column::RaisedAtId, meeting::Column::PreviousId, all([meetings, known]))
}

// R8.
known!(action, "Its owners, or the secretariat of the board that follows it.", viewer => {
    if !viewer.reads(Area::Actions) {
        return Known::nothing();
    }
    Known::by([
        way(&["R8"], "It was raised in an open item of published minutes.", as_public(viewer)),
        way(&["R8", "T4"], "You are a guest for the item under which it was raised.", as_guest(viewer)),
    ])
    .and(insider(viewer))
    .provided(pieces::handled(action::Column::MarkingId, viewer))
}, withheld: [action_progress]);
// L4: who is named by a row that says nobody else, and is hidden, is not in the list. Organisations are known to all; a person
// who owns an action is told apart (below).
read!(action_owner, viewer => {
    use action_owner::Column as O;
    let named = any([only(O::BoardId.is_null()), parent(O::BoardId, board::Column::Id, Read::<board::Entity>::rows(viewer))]);
    all([readable(O::ActionId, viewer), named])
});
read!(action_beneficiary, viewer => {
    use action_beneficiary::Column as B;
    let person = parent(B::PersonId, person::Column::Id, Read::<person::Entity>::rows(viewer));
    all([readable(B::ActionId, viewer), any([only(B::OrganisationId.is_not_null()), person])])
});

// 3.5: an owner's name is public when published minutes print it, else for members and owners.
read!(action_owner_person, viewer => any([printed_owner(viewer), party_owner(viewer)]));

told!(
    action_owner_person.OwnerId of action_owner, "PERSON", ["person"],
    "The board's members and the action's owners; everyone, where published minutes print the name.",
    viewer => inside(action_owner::Column::ActionId, viewer, as_party)
);

/// The owner is one of an action that the viewer owns, or that a board of the viewer's follows.
pub(super) fn party_owner(viewer: Who) -> Condition {
    action_owner_person::Entity::where_told(viewer)
}

/// The owner is one whom published minutes name.
pub(super) fn printed_owner(viewer: Who) -> Condition {
    use action_owner_person::Column as C;
    let public = all([as_public(viewer), pieces::handled(action::Column::MarkingId, viewer)]);
    let owner = parent(action_owner::Column::ActionId, action::Column::Id, public);
    all([only(C::Printed.eq(true)), parent(C::OwnerId, action_owner::Column::Id, owner)])
}

// 3.5: the public reads what was published, and its printed status; what becomes of it is for members and owners.
told!(
    action_progress.ActionId of action, "PROGRESS",
    [
        "status", "overdue", "carryCount", "carriedTo", "supersededBy", "supersededByDecision", "supersededByPaper",
        "updates", "version", "updatedAt"
    ],
    "Its owners, the members of the board that follows it, and who stands in for one of them.",
    viewer => all([known_more(viewer, as_insider), pieces::handled(action::Column::MarkingId, viewer)])
);
read!(action_progress, viewer => action_progress::Entity::where_told(viewer));
known!(action_update, "The owners of the action, or the secretariat of the board that follows it.", viewer => {
    let says = "You follow the action: you own it, sit on its board, or stand in for somebody who does.";
    Known::by([way(&["R8", "3.5"], says, moves(action_update::Column::ActionId, viewer))])
}, withheld: [action_update_note]);

// 3.5: a note is for the organisation that wrote it, and for the board's secretariat and chairs.
read!(action_update_note, viewer => {
    use action_update_note::Column as C;
    use action_update::Column as U;
    let staffed = parent(C::UpdateId, U::Id, pieces::STAFFED_BOARDS.has(U::BoardId, viewer));
    all([any([us(C::OrganisationId, viewer), staffed]), parent(C::UpdateId, U::Id, Read::<action_update::Entity>::rows(viewer))])
});
told!(
    action_update_note.UpdateId of action_update, "INTERNAL", ["internalNote"],
    "The organisation that reported, and the secretariat and chairs of the board that follows the action.",
    viewer => {
        use action_update::Column as U;
        any([us(U::ByOrganisationId, viewer), pieces::STAFFED_BOARDS.has(U::BoardId, viewer)])
    }
);

impl Right for OwnAction {
    type On = action_progress::Entity;

    fn rule(viewer: Who) -> Condition {
        parent(action_progress::Column::ActionId, action::Column::Id, owned(viewer))
    }
}

/// The progress of actions that meet a condition.
fn progress(rows: Condition) -> Condition {
    parent(action_progress::Column::ActionId, action::Column::Id, rows)
}

/// Followed by a board of which the viewer is secretary.
fn by_secretariat(viewer: Who) -> Condition {
    pieces::SECRETARIATS.has(action::Column::BoardId, viewer)
}

/// Followed by a board of which the viewer is secretary or chair.
fn by_staff(viewer: Who) -> Condition {
    pieces::STAFFED_BOARDS.has(action::Column::BoardId, viewer)
}

/// Followed by a board of which the viewer is a chair.
fn by_chair(viewer: Who) -> Condition {
    pieces::chaired(action::Column::BoardId, viewer)
}

may! {
    // W3: an owner, or the secretariat of the board; a system for its own organisation, with the scope.
    AddActionUpdate on action_progress, viewer => progress(any([owned(viewer), by_secretariat(viewer)]));
    // 2.4, by its column "Who". What a meeting decides, its chair or its secretariat records.
    ChaseAction on action_progress, viewer => progress(by_secretariat(viewer));
    ConfirmAction on action_progress, viewer => progress(by_staff(viewer));
    CarryOverAction on action_progress, viewer => progress(by_staff(viewer));
    SupersedeAction on action_progress, viewer => progress(by_staff(viewer));
    ReassignAction on action_progress, viewer => progress(by_staff(viewer));
    MarkActionNotComplete on action_progress, viewer => progress(by_chair(viewer));
    ReopenAction on action_progress, viewer => progress(by_chair(viewer));
    RecordDecisions on meeting, viewer => pieces::STAFFED_BOARDS.has(meeting::Column::BoardId, viewer);
    MakeRecommendations on meeting, viewer => pieces::STAFFED_BOARDS.has(meeting::Column::BoardId, viewer);
    RaiseActions on meeting, viewer => pieces::STAFFED_BOARDS.has(meeting::Column::BoardId, viewer);
    // W2: to close items is for the chairs, also where no owner has proposed it.
    CloseActions on meeting, viewer => pieces::chaired(meeting::Column::BoardId, viewer);
}
