//! Minutes, edition by edition, and their sections (R4-R7, T2, T4-T6).

use entities::{
    agenda_item, agenda_item::Part, agenda_item_audience, board, meeting, minute_section, minute_section_audience,
    minute_section_text, minutes,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    PublishMinutes, Right,
    pieces::{self, all, any, never, only, parent},
    read,
    tenure::held_in_my_time,
};
use crate::viewer::{Area, Viewer};

/// Published editions of ordinary, listed boards.
fn as_public(viewer: &Viewer) -> Condition {
    all([pieces::last_published(), pieces::public_board(minutes::Column::BoardId, viewer)])
}

/// Agreed editions of boards where a system's organisation has a seat (R4, T10), as far back as the board shows.
fn as_service(viewer: &Viewer) -> Condition {
    use minutes::Column as C;
    if !viewer.is_service() {
        return never();
    }
    let shown = parent(meeting::Column::BoardId, board::Column::Id, pieces::shown_to_later());
    all([
        only(C::Status.is_in(pieces::AGREED)),
        pieces::SEAT_BOARDS.has(C::BoardId),
        pieces::ordinary(C::BoardId),
        parent(C::MeetingId, meeting::Column::Id, shown),
    ])
}

/// Editions a member reads: circulated ones of meetings in their time, agreed ones of earlier meetings (R4, T2); the
/// secretariat and chairs read drafts too (R7).
fn as_member(viewer: &Viewer) -> Condition {
    use minutes::Column as C;
    if viewer.person().is_none() {
        return never();
    }
    let in_my_time = parent(C::MeetingId, meeting::Column::Id, held_in_my_time(&pieces::ALL));
    let before = parent(C::MeetingId, meeting::Column::Id, pieces::history());
    any([
        as_staff(),
        all([
            any([pieces::BOARDS.has(C::BoardId), pieces::INHERITED_BOARDS.has(C::BoardId)]),
            any([
                all([only(C::Status.is_in(pieces::CIRCULATED)), in_my_time]),
                all([only(C::Status.is_in(pieces::AGREED)), before]),
            ]),
        ]),
    ])
}

fn as_staff() -> Condition {
    pieces::STAFFED_BOARDS.has(minutes::Column::BoardId)
}

/// Sent to guests, substitutes and recipients, and not withdrawn since.
fn sent() -> Condition {
    only(minutes::Column::Status.is_in(pieces::SENT))
}

/// Editions of which a restricted section is addressed to the viewer.
fn as_recipient() -> Condition {
    use minute_section::Column as S;
    let mine = all([pieces::ADDRESSED.has(S::MarkingId), only(S::Part.eq(Part::Restricted))]);
    all([
        sent(),
        pieces::among(minutes::Column::Id, pieces::pick(S::MinutesId, mine)),
        pieces::LEFT_BOARDS.has(minutes::Column::BoardId).not(),
    ])
}

fn unmarked(viewer: &Viewer) -> Condition {
    let meeting = pieces::handled(meeting::Column::MarkingId, viewer);
    all([
        pieces::handled(minutes::Column::MarkingId, viewer),
        parent(minutes::Column::MeetingId, meeting::Column::Id, meeting),
    ])
}

// R4, R7.
read!(minutes, viewer => {
    if !viewer.reads(Area::Content) {
        return never();
    }
    let mut rows = any([as_public(viewer), as_service(viewer)]);
    if viewer.person().is_some() {
        let invited = all([sent(), pieces::invited(minutes::Column::MeetingId)]);
        rows = rows.add(as_member(viewer)).add(invited).add(as_recipient());
    }
    all([rows, unmarked(viewer)])
});

/// The section's edition meets a condition, and no marking withholds it.
fn edition(viewer: &Viewer, rows: Condition) -> Condition {
    parent(minute_section::Column::MinutesId, minutes::Column::Id, all([rows, unmarked(viewer)]))
}

/// An organisation that the section names meets a condition; for a section that names none, one that its item names.
fn audience(named: Condition, by_item: Condition) -> Condition {
    use agenda_item_audience::Column as I;
    use minute_section_audience::Column as A;
    let of_section = |rows| parent(minute_section::Column::Id, A::SectionId, rows);
    let of_item = parent(minute_section::Column::ItemId, I::ItemId, by_item);
    any([of_section(named), all([of_section(Condition::all()).not(), of_item])])
}

/// The closed section's audience holds the hat worn.
fn for_my_organisation(viewer: &Viewer) -> Condition {
    use agenda_item_audience::Column as I;
    use minute_section_audience::Column as A;
    viewer
        .organisation()
        .map_or_else(never, |hat| audience(only(A::OrganisationId.eq(hat)), only(I::OrganisationId.eq(hat))))
}

/// Neither the closed section nor its item names an audience: it is for all current members.
fn for_all_members() -> Condition {
    audience(Condition::all(), Condition::all()).not()
}

/// Closed sections that a member reads in full (R5, T2), of editions that they read as a member.
fn closed_to_member(viewer: &Viewer) -> Condition {
    use minute_section::Column as C;
    let then = || parent(C::MeetingId, meeting::Column::Id, held_in_my_time(&pieces::SEATED));
    all([
        pieces::SEATED_BOARDS.has(C::BoardId),
        any([
            all([for_all_members(), then()]),
            all([for_my_organisation(viewer), any([only(C::LaterMembers.eq(true)), then()])]),
        ]),
    ])
}

fn written_by(viewer: &Viewer) -> Condition {
    viewer.person().map_or_else(never, |me| only(minute_section::Column::AuthorId.eq(me)))
}

/// Sections that the viewer reads in full, before handling.
fn in_full(viewer: &Viewer) -> Condition {
    use minute_section::Column as C;
    let common = any([as_public(viewer), as_service(viewer)]);
    if viewer.person().is_none() {
        return all([only(C::Part.eq(Part::Open)), edition(viewer, common)]);
    }
    let standing_in = || all([sent(), pieces::SUBSTITUTE_MEETINGS.has(minutes::Column::MeetingId)]);
    let guest = all([sent(), pieces::GUEST_MEETINGS.has(minutes::Column::MeetingId)]);
    let scoped = all([pieces::GUEST_ITEMS.has(C::ItemId), edition(viewer, guest)]);
    let open = any([edition(viewer, any([common, as_member(viewer), standing_in()])), scoped.clone()]);
    let closed = any([
        all([
            any([pieces::STAFFED_BOARDS.has(C::BoardId), closed_to_member(viewer), written_by(viewer)]),
            edition(viewer, as_member(viewer)),
        ]),
        all([any([for_my_organisation(viewer), for_all_members()]), edition(viewer, standing_in())]),
        all([scoped, for_my_organisation(viewer)]),
    ]);
    // A recipient reads from circulation, member or not; the secretariat and chairs among them the draft; the author as
    // long as they read the edition.
    let restricted = any([
        all([pieces::addressed_to_me(C::MarkingId, C::BoardId), edition(viewer, any([sent(), as_staff()]))]),
        all([written_by(viewer), edition(viewer, as_member(viewer))]),
    ]);
    any([
        all([only(C::Part.eq(Part::Open)), open]),
        all([only(C::Part.eq(Part::Closed)), closed]),
        all([only(C::Part.eq(Part::Restricted)), restricted]),
    ])
}

/// Handling: of the section, whose author needs no place among its recipients, and of the item that it belongs to.
fn handled(viewer: &Viewer) -> Condition {
    use minute_section::Column as C;
    let item = parent(
        C::ItemId,
        agenda_item::Column::Id,
        pieces::handled_or_by(agenda_item::Column::MarkingId, written_by(viewer), viewer),
    );
    all([pieces::handled_or_by(C::MarkingId, written_by(viewer), viewer), any([only(C::ItemId.is_null()), item])])
}

// R4, R5, R6: a closed section is a stub for members outside its audience.
read!(minute_section, viewer => {
    use minute_section::Column as C;
    if !viewer.reads(Area::Content) {
        return never();
    }
    let mut rows = any([in_full(viewer)]);
    if viewer.person().is_some() {
        rows = rows.add(all([only(C::Part.eq(Part::Closed)), edition(viewer, as_member(viewer))]));
    }
    all([rows, handled(viewer)])
});
read!(minute_section_text, viewer => full(minute_section_text::Column::SectionId, viewer));
read!(minute_section_audience, viewer => full(minute_section_audience::Column::SectionId, viewer));

/// The section is one that the viewer reads in full.
fn full<C: ColumnTrait>(column: C, viewer: &Viewer) -> Condition {
    if !viewer.reads(Area::Content) {
        return never();
    }
    parent(column, minute_section::Column::Id, all([in_full(viewer), handled(viewer)]))
}

// W1: the secretariat of the board.
impl Right for PublishMinutes {
    type On = minutes::Entity;

    fn rows(viewer: &Viewer) -> Condition {
        if viewer.person().is_none() || !viewer.may_write("write:minutes") {
            return never();
        }
        pieces::SECRETARIATS.has(minutes::Column::BoardId)
    }
}
