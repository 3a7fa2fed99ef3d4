//! Agenda items: stubs, and what they say (R4-R6, T2, T4, T6).

use entities::{
    agenda_item, agenda_item::Part, agenda_item_audience, agenda_item_outcome, agenda_item_text, board, meeting,
    minutes,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    Way, Who,
    known::{Known, known, reached, stub, way},
    meeting::{as_public, of_any_scope},
    minuted,
    pieces::{self, all, any, never, only, parent, us},
    read,
    tenure::held_in_my_time,
};
use crate::viewer::Area;

/// The item's meeting meets a condition.
fn meeting(rows: Condition) -> Condition {
    parent(agenda_item::Column::MeetingId, meeting::Column::Id, rows)
}

/// The agenda of a meeting is out to members once the meeting is notified, to those who joined later once its minutes
/// are agreed (T2), and to its secretariat and chairs always. One that was put off or called off may never have been
/// notified: its agenda goes out when it is called anew.
fn agenda_out(viewer: Who) -> Condition {
    use agenda_item::Column as C;
    use meeting::Status::{Held, Minuted, Notified};
    let notified = only(meeting::Column::Status.is_in([Notified, Held, Minuted]));
    let agreed = pieces::last_agreed();
    any([
        pieces::STAFFED_BOARDS.has(C::BoardId, viewer),
        all([pieces::BOARDS.has(C::BoardId, viewer), meeting(all([notified, held_in_my_time(&pieces::ALL, viewer)]))]),
        all([meeting(pieces::history(viewer)), parent(C::MeetingId, minutes::Column::MeetingId, agreed)]),
    ])
}

/// The closed item's named audience holds the hat worn.
fn for_my_organisation(viewer: Who) -> Condition {
    use agenda_item_audience::Column as A;
    parent(agenda_item::Column::Id, A::ItemId, us(A::OrganisationId, viewer))
}

/// The closed item names no audience: it is for all current members.
fn for_all_members() -> Condition {
    parent(agenda_item::Column::Id, agenda_item_audience::Column::ItemId, Condition::all()).not()
}

/// Closed items that a member reads in full: meant for all current members or for the hat's organisation, and held
/// while they were a member unless later members may read what their organisation was sent (T2).
fn closed_to_member(viewer: Who) -> Condition {
    use agenda_item::Column as C;
    let then = || meeting(held_in_my_time(&pieces::SEATED, viewer));
    all([
        pieces::SEATED_BOARDS.has(C::BoardId, viewer),
        agenda_out(viewer),
        any([
            all([for_all_members(), then()]),
            all([for_my_organisation(viewer), any([only(C::LaterMembers.eq(true)), then()])]),
        ]),
    ])
}

/// An item of this part, reached so.
fn of(part: Part, rows: Condition) -> Condition {
    all([only(agenda_item::Column::Part.eq(part)), rows])
}

/// The ways to the words of an open item, before handling.
fn open_ways(viewer: Who) -> Vec<Way> {
    use agenda_item::Column as C;
    let public = of(Part::Open, meeting(as_public(viewer)));
    // As far back as the minutes are theirs to read.
    let shown = parent(meeting::Column::BoardId, board::Column::Id, pieces::shown_to_later(meeting::Column::Day));
    let seat = all([
        pieces::SEAT_BOARDS.has(C::BoardId, viewer),
        pieces::ordinary(C::BoardId),
        meeting(shown),
        parent(C::MeetingId, minutes::Column::MeetingId, pieces::last_agreed()),
    ]);
    let seated = "It is open, its minutes are agreed, and your organisation has a seat on the board.";
    let scoped = of(Part::Open, pieces::GUEST_ITEMS.has(C::Id, viewer));
    let standing_in = of(Part::Open, pieces::SUBSTITUTE_MEETINGS.has(C::MeetingId, viewer));
    let out = of(Part::Open, agenda_out(viewer));
    vec![
        way(&["R4"], "It is open, and its meeting is known to all.", public),
        way(&["R4", "T10"], seated, of(Part::Open, seat)),
        way(&["R4", "T1", "T2"], "It is open, and the agenda is out to you as a member.", out),
        way(&["R4", "T4"], "It is open, and you are invited for it as a guest.", scoped),
        way(&["R4", "T6"], "It is open, and you stand in for a member.", standing_in),
    ]
}

/// The ways to the words of a closed or restricted item, before handling.
fn not_open_ways(viewer: Who) -> Vec<Way> {
    use agenda_item::Column as C;
    let for_guest = all([pieces::GUEST_ITEMS.has(C::Id, viewer), for_my_organisation(viewer)]);
    let for_substitute = all([
        pieces::SUBSTITUTE_MEETINGS.has(C::MeetingId, viewer),
        any([for_my_organisation(viewer), for_all_members()]),
    ]);
    let staffed = pieces::STAFFED_BOARDS.has(C::BoardId, viewer);
    let mine = pieces::addressed_to_me(C::MarkingId, C::BoardId, viewer);
    vec![
        way(&["R5"], "It is closed, and you are secretary or chair of the board.", of(Part::Closed, staffed)),
        way(
            &["R5", "T2"],
            "It is closed, and you are a member in its audience.",
            of(Part::Closed, closed_to_member(viewer)),
        ),
        way(
            &["R5", "T4"],
            "It is closed, you are invited for it, and your organisation is in its audience.",
            of(Part::Closed, for_guest),
        ),
        way(
            &["R5", "T6"],
            "It is closed, and you stand in for a member in its audience.",
            of(Part::Closed, for_substitute),
        ),
        way(&["R6"], "It is restricted, and addressed to you.", of(Part::Restricted, mine)),
    ]
}

/// The ways to an item's words, before handling.
fn full_ways(viewer: Who) -> Vec<Way> {
    let mut ways = open_ways(viewer);
    ways.extend(not_open_ways(viewer));
    ways
}

/// The ways to a closed item's stub, before handling.
fn stub_ways(viewer: Who) -> Vec<Way> {
    use agenda_item::Column as C;
    let titled = all([only(C::PublicTitle.is_not_null()), meeting(as_public(viewer))]);
    let public = "It is closed, its meeting is known to all, and it has a public title.";
    let out = "It is closed, and the agenda is out to you as a member: you know that there is one.";
    vec![
        stub(&["R5"], public, of(Part::Closed, titled)),
        stub(&["R5", "T2"], out, of(Part::Closed, agenda_out(viewer))),
    ]
}

/// What an item needs besides, whichever way it is.
fn unmarked(viewer: Who) -> Condition {
    all([pieces::handled(agenda_item::Column::MarkingId, viewer), meeting(of_any_scope(viewer))])
}

/// Items of which the viewer sees a stub, and so the public title in the place of the title.
pub(super) fn shown_as_stub(viewer: Who) -> Condition {
    if !viewer.reads(Area::Content) {
        return never();
    }
    all([reached(stub_ways(viewer)), reached(full_ways(viewer)).not(), unmarked(viewer)])
}

// R4, R5, R6: a closed item is a stub for members outside its audience, and for the public when it has a public title.
known!(agenda_item, "The secretariat of the board.", viewer => {
    if !viewer.reads(Area::Content) {
        return Known::nothing();
    }
    Known::by(full_ways(viewer)).and(stub_ways(viewer)).provided(unmarked(viewer))
});
read!(agenda_item_text, viewer => words(agenda_item_text::Column::ItemId, viewer));
read!(agenda_item_audience, viewer => words(agenda_item_audience::Column::ItemId, viewer));

// What came of an item is part of the minutes: known to whom they are there, each as they came to them.
read!(agenda_item_outcome, viewer => {
    let column = agenda_item_outcome::Column::ItemId;
    all([words(column, viewer), parent(column, agenda_item::Column::Id, minuted::outcome(viewer))])
});

/// The item is one whose words the viewer reads.
pub(super) fn words<C: ColumnTrait>(column: C, viewer: Who) -> Condition {
    if viewer.reads(Area::Content) { full(column, viewer) } else { never() }
}

/// The item is one whose words are meant for the viewer, whatever parts of the record their token opens.
pub(super) fn full<C: ColumnTrait>(column: C, viewer: Who) -> Condition {
    use agenda_item::Column as I;
    parent(column, I::Id, all([reached(full_ways(viewer)), unmarked(viewer)]))
}

/// What an item asks of a paper that lies under it: that it is open or the viewer reads it in full, and that no marking on
/// it, its meeting or its board withholds it. Whether an open item is known yet, it does not ask, nor an author for a
/// part in it or a place on a list.
pub(super) fn admits<C: ColumnTrait>(column: C, author: Condition, viewer: Who) -> Condition {
    use agenda_item::Column as I;
    let part = any([only(I::Part.eq(Part::Open)), author.clone(), reached(not_open_ways(viewer))]);
    let board = pieces::unmarked_board_or_by(I::BoardId, author.clone(), viewer);
    let unmarked = meeting(pieces::handled_or_by(meeting::Column::MarkingId, author.clone(), viewer));
    let item = pieces::handled_or_by(I::MarkingId, author, viewer);
    parent(column, I::Id, all([part, item, unmarked, board]))
}
