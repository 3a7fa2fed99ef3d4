//! Agenda items: stubs, and what they say (R4-R6, T2, T4, T6).

use entities::{
    agenda_item, agenda_item::Part, agenda_item_audience, agenda_item_outcome, agenda_item_text, meeting, minutes,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    Read,
    meeting::{as_public, known},
    pieces::{self, all, any, never, only, parent},
    read,
    tenure::held_in_my_time,
};
use crate::viewer::{Area, Viewer};

/// The item's meeting meets a condition.
fn meeting(rows: Condition) -> Condition {
    parent(agenda_item::Column::MeetingId, meeting::Column::Id, rows)
}

/// The agenda of a meeting is out to members once the meeting is notified, to those who joined later once its minutes
/// are agreed (T2), and to its secretariat and chairs always.
fn agenda_out() -> Condition {
    use agenda_item::Column as C;
    let notified = only(meeting::Column::Status.ne(meeting::Status::Planned));
    let agreed = only(minutes::Column::Status.is_in(pieces::AGREED));
    any([
        pieces::STAFFED_BOARDS.has(C::BoardId),
        all([pieces::BOARDS.has(C::BoardId), meeting(all([notified, held_in_my_time(&pieces::ALL)]))]),
        all([meeting(pieces::history()), parent(C::MeetingId, minutes::Column::MeetingId, agreed)]),
    ])
}

/// The closed item's named audience holds the hat worn.
fn for_my_organisation(viewer: &Viewer) -> Condition {
    use agenda_item_audience::Column as A;
    viewer.organisation().map_or_else(never, |organisation| {
        parent(agenda_item::Column::Id, A::ItemId, only(A::OrganisationId.eq(organisation)))
    })
}

/// The closed item names no audience: it is for all current members.
fn for_all_members() -> Condition {
    parent(agenda_item::Column::Id, agenda_item_audience::Column::ItemId, Condition::all()).not()
}

/// Closed items that a member reads in full: meant for all current members or for the hat's organisation, and held
/// while they were a member unless later members may read what their organisation was sent (T2).
fn closed_to_member(viewer: &Viewer) -> Condition {
    use agenda_item::Column as C;
    let then = || meeting(held_in_my_time(&pieces::SEATED));
    all([
        pieces::SEATED_BOARDS.has(C::BoardId),
        agenda_out(),
        any([
            all([for_all_members(), then()]),
            all([for_my_organisation(viewer), any([only(C::LaterMembers.eq(true)), then()])]),
        ]),
    ])
}

/// Items that the viewer reads in full, whatever their part, before handling.
fn in_full(viewer: &Viewer) -> Condition {
    use agenda_item::Column as C;
    let mut open = any([meeting(as_public(viewer))]);
    if viewer.is_service() {
        let agreed = only(minutes::Column::Status.is_in(pieces::AGREED));
        open = open.add(all([
            pieces::SEAT_BOARDS.has(C::BoardId),
            pieces::ordinary(C::BoardId),
            parent(C::MeetingId, minutes::Column::MeetingId, agreed),
        ]));
    }
    if viewer.person().is_none() {
        return all([only(C::Part.eq(Part::Open)), open]);
    }
    let scoped = || pieces::GUEST_ITEMS.has(C::Id);
    let standing_in = || pieces::SUBSTITUTE_MEETINGS.has(C::MeetingId);
    open = open.add(agenda_out()).add(scoped()).add(standing_in());
    let closed = any([
        pieces::STAFFED_BOARDS.has(C::BoardId),
        closed_to_member(viewer),
        all([scoped(), for_my_organisation(viewer)]),
        all([standing_in(), any([for_my_organisation(viewer), for_all_members()])]),
    ]);
    any([
        all([only(C::Part.eq(Part::Open)), open]),
        all([only(C::Part.eq(Part::Closed)), closed]),
        all([only(C::Part.eq(Part::Restricted)), pieces::addressed_to_me(C::MarkingId, C::BoardId)]),
    ])
}

// R4, R5, R6: a closed item is a stub for members outside its audience, and for the public when it has a public title.
read!(agenda_item, viewer => {
    use agenda_item::Column as C;
    if !viewer.reads(Area::Content) {
        return never();
    }
    let titled = all([
        only(C::Part.eq(Part::Closed)),
        only(C::PublicTitle.is_not_null()),
        meeting(as_public(viewer)),
    ]);
    let mut rows = any([in_full(viewer), titled]);
    if viewer.person().is_some() {
        rows = rows.add(all([only(C::Part.eq(Part::Closed)), agenda_out()]));
    }
    all([rows, pieces::handled(C::MarkingId, viewer), meeting(known(viewer))])
});
read!(agenda_item_text, viewer => words(agenda_item_text::Column::ItemId, viewer));
read!(agenda_item_audience, viewer => words(agenda_item_audience::Column::ItemId, viewer));

// What came of an item is part of the minutes: known to those who read an edition of them (R4), and to the secretariat
// and chairs before there is one.
read!(agenda_item_outcome, viewer => {
    use agenda_item::Column as I;
    let minuted = parent(I::MeetingId, minutes::Column::MeetingId, Read::<minutes::Entity>::rows(viewer));
    let mut rows = any([minuted]);
    if viewer.person().is_some() {
        rows = rows.add(pieces::STAFFED_BOARDS.has(I::BoardId));
    }
    let column = agenda_item_outcome::Column::ItemId;
    all([words(column, viewer), parent(column, I::Id, rows)])
});

fn words<C: ColumnTrait>(column: C, viewer: &Viewer) -> Condition {
    if viewer.reads(Area::Content) { full(column, viewer) } else { never() }
}

/// The item is one whose words are meant for the viewer, whatever parts of the record their token opens.
pub(super) fn full<C: ColumnTrait>(column: C, viewer: &Viewer) -> Condition {
    use agenda_item::Column as I;
    let rows = all([in_full(viewer), pieces::handled(I::MarkingId, viewer), meeting(known(viewer))]);
    parent(column, I::Id, rows)
}
