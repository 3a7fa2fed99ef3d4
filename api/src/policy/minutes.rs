//! Minutes, edition by edition, and their sections (R4-R7, T2, T4-T6).

use entities::{
    agenda_item, agenda_item::Part, agenda_item_audience, board, meeting, minute_section, minute_section_audience,
    minute_section_text, minutes,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    CheckMinutes, Right, Way, Who,
    known::{Known, known, reached, stub, way},
    may,
    pieces::{self, all, any, me, never, only, parent, sent, us},
    read,
    tenure::held_in_my_time,
};
use crate::viewer::Area;

/// Published editions of ordinary, listed boards.
fn as_public(viewer: Who) -> Condition {
    all([pieces::last_published(), pieces::public_board(minutes::Column::BoardId, viewer)])
}

/// Agreed editions of boards where a system's organisation has a seat (R4, T10), as far back as the board shows.
pub(super) fn as_service(viewer: Who) -> Condition {
    use minutes::Column as C;
    let shown = parent(meeting::Column::BoardId, board::Column::Id, pieces::shown_to_later(meeting::Column::Day));
    all([
        pieces::last_agreed(),
        pieces::SEAT_BOARDS.has(C::BoardId, viewer),
        pieces::ordinary(C::BoardId),
        parent(C::MeetingId, meeting::Column::Id, shown),
    ])
}

/// Editions a member reads: circulated ones of meetings in their time, agreed ones of earlier meetings (R4, T2); the
/// secretariat and chairs read drafts too (R7).
fn member(viewer: Who) -> Vec<Way> {
    use minutes::Column as C;
    let seat = || any([pieces::BOARDS.has(C::BoardId, viewer), pieces::INHERITED_BOARDS.has(C::BoardId, viewer)]);
    let of_meeting = |rows| parent(C::MeetingId, meeting::Column::Id, rows);
    let current = [only(C::Status.is_in(pieces::CIRCULATED)), of_meeting(held_in_my_time(&pieces::ALL, viewer))];
    let earlier = [pieces::last_agreed(), of_meeting(pieces::history(viewer))];
    vec![
        way(&["R4", "R7"], "You are secretary or chair of its board: drafts included.", as_staff(viewer)),
        way(
            &["R4", "R7", "T1"],
            "It was circulated, and you sat on its board then as you do today.",
            all([seat(), all(current)]),
        ),
        way(
            &["R4", "T2", "T9"],
            "It is agreed, and the board shows its earlier meetings to you as a member of today.",
            all([seat(), all(earlier)]),
        ),
    ]
}

/// Editions that the viewer reads as a member, secretary or chair.
pub(super) fn as_member(viewer: Who) -> Condition {
    reached(member(viewer))
}

/// Editions that the viewer reads as a member, or as one who stands in for a member (T6): not for one item or one section.
pub(super) fn of_the_whole(viewer: Who) -> Condition {
    any([as_member(viewer), all([sent(), pieces::SUBSTITUTE_MEETINGS.has(minutes::Column::MeetingId, viewer)])])
}

fn as_staff(viewer: Who) -> Condition {
    pieces::STAFFED_BOARDS.has(minutes::Column::BoardId, viewer)
}

/// Restricted sections that are addressed to the viewer, and that no other handling, of theirs or of what they belong
/// to, withholds: a name on a list opens nothing by itself.
fn addressed(viewer: Who) -> Condition {
    use minute_section::Column as C;
    all([
        pieces::ADDRESSED.has(C::MarkingId, viewer),
        only(C::Part.eq(Part::Restricted)),
        pieces::unmarked_board(C::BoardId, viewer),
        handled(viewer),
    ])
}

/// The meeting is one of which such a section, once sent, is there to read (R6).
pub(super) fn addressed_at<C: ColumnTrait>(meeting: C, viewer: Who) -> Condition {
    use minute_section::Column as S;
    let sent = all([sent(), pieces::handled(minutes::Column::MarkingId, viewer)]);
    let rows = all([addressed(viewer), parent(S::MinutesId, minutes::Column::Id, sent)]);
    pieces::among(meeting, S::MeetingId, rows)
}

/// Editions of which a restricted section is addressed to the viewer.
fn as_recipient(viewer: Who) -> Condition {
    use minute_section::Column as S;
    all([
        sent(),
        pieces::among(minutes::Column::Id, S::MinutesId, addressed(viewer)),
        pieces::LEFT_BOARDS.has(minutes::Column::BoardId, viewer).not(),
    ])
}

/// No marking on the edition or on its meeting withholds it.
pub(super) fn unmarked(viewer: Who) -> Condition {
    let meeting = pieces::handled(meeting::Column::MarkingId, viewer);
    all([
        pieces::handled(minutes::Column::MarkingId, viewer),
        parent(minutes::Column::MeetingId, meeting::Column::Id, meeting),
    ])
}

// R4, R7.
known!(minutes, "The secretariat of the board.", viewer => {
    use minutes::Column as C;
    if !viewer.reads(Area::Content) {
        return Known::nothing();
    }
    let seated = "It is agreed, and your organisation has a seat on its board.";
    let invited = all([sent(), pieces::invited(C::MeetingId, viewer)]);
    Known::by([
        way(&["R4"], "It is published.", as_public(viewer)),
        way(&["R4", "T10"], seated, as_service(viewer)),
    ])
    .and(member(viewer))
    .and([
        way(&["R4", "T4", "T6"], "It was circulated, and you are invited to its meeting.", invited),
        way(&["R6"], "A restricted section of it is addressed to you.", as_recipient(viewer)),
    ])
    .provided(unmarked(viewer))
});

/// The section's edition meets a condition, and no marking withholds it.
fn edition(viewer: Who, rows: Condition) -> Condition {
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
fn for_my_organisation(viewer: Who) -> Condition {
    use agenda_item_audience::Column as I;
    use minute_section_audience::Column as A;
    audience(us(A::OrganisationId, viewer), us(I::OrganisationId, viewer))
}

/// Neither the closed section nor its item names an audience: it is for all current members.
fn for_all_members() -> Condition {
    audience(Condition::all(), Condition::all()).not()
}

/// Closed sections that a member reads in full (R5, T2), of editions that they read as a member.
fn closed_to_member(viewer: Who) -> Condition {
    use minute_section::Column as C;
    let then = || parent(C::MeetingId, meeting::Column::Id, held_in_my_time(&pieces::SEATED, viewer));
    all([
        pieces::SEATED_BOARDS.has(C::BoardId, viewer),
        any([
            all([for_all_members(), then()]),
            all([for_my_organisation(viewer), any([only(C::LaterMembers.eq(true)), then()])]),
        ]),
    ])
}

fn written_by(viewer: Who) -> Condition {
    me(minute_section::Column::AuthorId, viewer)
}

/// A section of this part, reached so.
fn of(part: Part, rows: Condition) -> Condition {
    all([only(minute_section::Column::Part.eq(part)), rows])
}

/// The ways to a section's words, before handling. What they have in common is asked of its edition once.
fn full_ways(viewer: Who) -> Vec<Way> {
    use minute_section::Column as C;
    let standing_in = || all([sent(), pieces::SUBSTITUTE_MEETINGS.has(minutes::Column::MeetingId, viewer)]);
    let open = edition(viewer, any([as_public(viewer), as_service(viewer), as_member(viewer), standing_in()]));
    let scoped = all([pieces::GUEST_ITEMS.has(C::ItemId, viewer), edition(viewer, sent())]);
    let closed = all([
        any([pieces::STAFFED_BOARDS.has(C::BoardId, viewer), closed_to_member(viewer), written_by(viewer)]),
        edition(viewer, as_member(viewer)),
    ]);
    let substitute = all([any([for_my_organisation(viewer), for_all_members()]), edition(viewer, standing_in())]);
    // A recipient reads from circulation, member or not; the secretariat and chairs among them the draft; the author as
    // long as they read the edition.
    let addressed = all([
        pieces::addressed_to_me(C::MarkingId, C::BoardId, viewer),
        pieces::unmarked_board(C::BoardId, viewer),
        edition(viewer, any([sent(), as_staff(viewer)])),
    ]);
    let written = all([written_by(viewer), edition(viewer, as_member(viewer))]);
    vec![
        way(&["R4"], "It is open, and you read this edition of the minutes.", of(Part::Open, open)),
        way(&["R4", "T4"], "It is open, and you are invited for its item as a guest.", of(Part::Open, scoped.clone())),
        way(
            &["R5", "T2"],
            "It is closed, and you are secretary or chair of the board, in its audience, or its author.",
            of(Part::Closed, closed),
        ),
        way(
            &["R5", "T6"],
            "It is closed, and you stand in for a member in its audience.",
            of(Part::Closed, substitute),
        ),
        way(
            &["R5", "T4"],
            "It is closed, you are invited for its item, and your organisation is in its audience.",
            of(Part::Closed, all([scoped, for_my_organisation(viewer)])),
        ),
        way(&["R6"], "It is restricted, and addressed to you.", of(Part::Restricted, addressed)),
        way(&["R6"], "It is restricted, and you wrote it.", of(Part::Restricted, written)),
    ]
}

/// Handling: of the section, whose author needs no place among its recipients, and of the item that it belongs to.
fn handled(viewer: Who) -> Condition {
    use minute_section::Column as C;
    let item = parent(
        C::ItemId,
        agenda_item::Column::Id,
        pieces::handled_or_by(agenda_item::Column::MarkingId, written_by(viewer), viewer),
    );
    all([pieces::handled_or_by(C::MarkingId, written_by(viewer), viewer), any([only(C::ItemId.is_null()), item])])
}

// R4, R5, R6: a closed section is a stub for members outside its audience.
known!(minute_section, "The secretariat of the board.", viewer => {
    if !viewer.reads(Area::Content) {
        return Known::nothing();
    }
    let says = "It is closed, and you read this edition as a member: you know that there is one.";
    let there = of(Part::Closed, edition(viewer, as_member(viewer)));
    Known::by(full_ways(viewer)).and([stub(&["R5"], says, there)]).provided(handled(viewer))
});
read!(minute_section_text, viewer => full(minute_section_text::Column::SectionId, viewer));
read!(minute_section_audience, viewer => full(minute_section_audience::Column::SectionId, viewer));

/// The section is one that the viewer reads in full.
pub(super) fn full<C: ColumnTrait>(column: C, viewer: Who) -> Condition {
    if !viewer.reads(Area::Content) {
        return never();
    }
    parent(column, minute_section::Column::Id, all([reached(full_ways(viewer)), handled(viewer)]))
}

// 2.4: those who write and those who agree, whether they may publish or not.
impl Right for CheckMinutes {
    type On = minutes::Entity;

    fn rule(viewer: Who) -> Condition {
        as_staff(viewer)
    }
}

may! {
    // W1: the secretariat writes and sends. W2: the chairs agree, and what is agreed is theirs to correct or withdraw.
    DraftMinutes on meeting, viewer => pieces::SECRETARIATS.has(meeting::Column::BoardId, viewer);
    ReviseMinutes on minutes, viewer => pieces::SECRETARIATS.has(minutes::Column::BoardId, viewer);
    CirculateMinutes on minutes, viewer => pieces::SECRETARIATS.has(minutes::Column::BoardId, viewer);
    AgreeMinutes on minutes, viewer => pieces::chaired(minutes::Column::BoardId, viewer);
    CorrectMinutes on minutes, viewer => pieces::chaired(minutes::Column::BoardId, viewer);
    PublishMinutes on minutes, viewer => pieces::SECRETARIATS.has(minutes::Column::BoardId, viewer);
    WithdrawMinutes on minutes, viewer => pieces::chaired(minutes::Column::BoardId, viewer);
}
