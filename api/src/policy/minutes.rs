//! Minutes, edition by edition, and their sections (R4-R7, T2, T4-T6).

use entities::{
    agenda_item::Part,
    meeting, minute_section, minute_section_audience, minute_section_text,
    minutes::{self, Status},
};
use sea_orm::{ColumnTrait, Condition, sea_query::SelectStatement};

use super::{
    PublishMinutes, Right,
    pieces::{self, all, among, any, never, only, pick},
    read,
};
use crate::viewer::{Area, Viewer};

/// Published editions of ordinary, listed boards.
fn as_public() -> Condition {
    use minutes::Column as C;
    all([only(C::Status.eq(Status::Published)), among(C::BoardId, pieces::public_boards())])
}

/// Agreed editions of boards where a system's organisation has a seat (R4, T10).
fn as_service(viewer: &Viewer) -> Condition {
    use minutes::Column as C;
    if !viewer.is_service() {
        return never();
    }
    all([
        only(C::Status.is_in(pieces::AGREED)),
        among(C::BoardId, pieces::seat_boards(viewer)),
        among(C::BoardId, pieces::ordinary_boards()),
    ])
}

/// Editions a member reads: circulated ones of meetings in their time, agreed ones of earlier meetings (R4, T2); the
/// secretariat and chairs read drafts too (R7).
fn as_member(viewer: &Viewer) -> Condition {
    use minutes::Column as C;
    if viewer.person().is_none() {
        return never();
    }
    any([
        all([
            only(C::Status.is_in(pieces::CIRCULATED)),
            among(C::MeetingId, pick(meeting::Column::Id, pieces::attended_as_member(viewer))),
        ]),
        all([
            only(C::Status.is_in(pieces::AGREED)),
            among(C::MeetingId, pick(meeting::Column::Id, pieces::history(viewer))),
        ]),
        as_staff(viewer),
    ])
}

fn as_staff(viewer: &Viewer) -> Condition {
    among(minutes::Column::BoardId, pieces::my_staffed_boards(viewer))
}

fn circulated_of(meetings: SelectStatement) -> Condition {
    all([only(minutes::Column::Status.is_in(pieces::CIRCULATED)), among(minutes::Column::MeetingId, meetings)])
}

/// Editions of which a restricted section is addressed to the viewer.
fn as_recipient(viewer: &Viewer) -> Condition {
    use minute_section::Column as S;
    if viewer.person().is_none() {
        return never();
    }
    let addressed =
        pick(S::MinutesId, all([only(S::Part.eq(Part::Restricted)), among(S::MarkingId, pieces::addressed(viewer))]));
    all([only(minutes::Column::Status.is_in(pieces::CIRCULATED)), among(minutes::Column::Id, addressed)])
}

fn unmarked(viewer: &Viewer) -> Condition {
    let closed = pick(meeting::Column::Id, pieces::handled(meeting::Column::MarkingId, viewer));
    all([pieces::handled(minutes::Column::MarkingId, viewer), among(minutes::Column::MeetingId, closed)])
}

// R4, R7.
read!(minutes, viewer => {
    if !viewer.reads(Area::Content) {
        return never();
    }
    let mut rows = any([as_public(), as_service(viewer)]);
    if viewer.person().is_some() {
        rows = rows
            .add(as_member(viewer))
            .add(circulated_of(pieces::invited_meetings(viewer)))
            .add(as_recipient(viewer));
    }
    all([rows, unmarked(viewer)])
});

/// Editions that a condition admits and no marking withholds.
fn editions(viewer: &Viewer, rows: Condition) -> SelectStatement {
    pick(minutes::Column::Id, all([rows, unmarked(viewer)]))
}

/// Sections whose named audience holds the hat worn.
fn in_named_audience(viewer: &Viewer) -> Condition {
    use minute_section_audience::Column as A;
    let mine = viewer.organisation().map_or_else(never, |o| only(A::OrganisationId.eq(o)));
    among(minute_section::Column::Id, pick(A::SectionId, mine))
}

fn meant_for_all() -> Condition {
    let named = pick(minute_section_audience::Column::SectionId, Condition::all());
    only(minute_section::Column::Id.not_in_subquery(named))
}

/// Closed sections that a member reads in full (R5, T2).
fn closed_to_member(viewer: &Viewer) -> Condition {
    use minute_section::Column as C;
    let then = pick(meeting::Column::Id, pieces::attended_as_member(viewer));
    all([
        among(C::BoardId, pieces::my_seated_boards(viewer)),
        among(C::MinutesId, editions(viewer, as_member(viewer))),
        any([
            all([meant_for_all(), among(C::MeetingId, then.clone())]),
            all([in_named_audience(viewer), any([only(C::LaterMembers.eq(true)), among(C::MeetingId, then)])]),
        ]),
    ])
}

/// Sections that the viewer reads in full, before handling.
fn in_full(viewer: &Viewer) -> Condition {
    use minute_section::Column as C;
    let mut open = any([among(C::MinutesId, editions(viewer, any([as_public(), as_service(viewer)])))]);
    if viewer.person().is_none() {
        return all([only(C::Part.eq(Part::Open)), open]);
    }
    let standing_in = among(C::MinutesId, editions(viewer, circulated_of(pieces::substitute_meetings(viewer))));
    let scoped = all([
        among(C::ItemId, pieces::guest_items(viewer)),
        among(C::MinutesId, editions(viewer, circulated_of(pieces::guest_meetings(viewer)))),
    ]);
    let staff = among(C::MinutesId, editions(viewer, as_staff(viewer)));
    open =
        open.add(among(C::MinutesId, editions(viewer, as_member(viewer)))).add(standing_in.clone()).add(scoped.clone());
    let closed = any([
        closed_to_member(viewer),
        staff,
        all([standing_in, any([in_named_audience(viewer), meant_for_all()])]),
        all([scoped, in_named_audience(viewer)]),
    ]);
    let circulated = pick(minutes::Column::Id, only(minutes::Column::Status.is_in(pieces::CIRCULATED)));
    let mut restricted = all([among(C::MarkingId, pieces::addressed(viewer)), among(C::MinutesId, circulated)]);
    restricted = any([restricted, all([written_by(viewer), among(C::MinutesId, editions(viewer, as_member(viewer)))])]);
    any([
        all([only(C::Part.eq(Part::Open)), open]),
        all([only(C::Part.eq(Part::Closed)), any([closed, authored(viewer)])]),
        all([only(C::Part.eq(Part::Restricted)), restricted]),
    ])
}

fn written_by(viewer: &Viewer) -> Condition {
    viewer.person().map_or_else(never, |me| only(minute_section::Column::AuthorId.eq(me)))
}

/// Closed sections that the viewer wrote, in editions they may read as a member.
fn authored(viewer: &Viewer) -> Condition {
    all([written_by(viewer), among(minute_section::Column::MinutesId, editions(viewer, as_member(viewer)))])
}

/// Handling, which the author of a section passes (domain model 3.2, step 3).
fn handled(viewer: &Viewer) -> Condition {
    any([pieces::handled(minute_section::Column::MarkingId, viewer), written_by(viewer)])
}

// R4, R5, R6: a closed section is a stub for members outside its audience.
read!(minute_section, viewer => {
    use minute_section::Column as C;
    if !viewer.reads(Area::Content) {
        return never();
    }
    let stub = all([only(C::Part.eq(Part::Closed)), among(C::MinutesId, editions(viewer, as_member(viewer)))]);
    all([any([in_full(viewer), stub]), handled(viewer)])
});
read!(minute_section_text, viewer => {
    use minute_section::Column as C;
    if !viewer.reads(Area::Content) {
        return never();
    }
    let full = pick(C::Id, all([in_full(viewer), handled(viewer)]));
    among(minute_section_text::Column::SectionId, full)
});
read!(minute_section_audience, viewer => {
    use minute_section::Column as C;
    if !viewer.reads(Area::Content) {
        return never();
    }
    let full = pick(C::Id, all([in_full(viewer), handled(viewer)]));
    among(minute_section_audience::Column::SectionId, full)
});

// W1: the secretariat of the board.
impl Right for PublishMinutes {
    type On = minutes::Entity;

    fn rows(viewer: &Viewer) -> Condition {
        if viewer.person().is_none() || !viewer.has_scope("write:minutes") {
            return never();
        }
        among(minutes::Column::BoardId, pieces::my_secretariats(viewer))
    }
}
