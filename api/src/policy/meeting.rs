//! Meetings, their venues, attendance, invitations and agenda items (R2-R6, R20, T1-T6).

use entities::{
    agenda_item, agenda_item::Part, agenda_item_audience, agenda_item_text, attendance, attendance_apology, invitation,
    invitation_item, meeting, meeting_venue, minute_section, minutes,
};
use sea_orm::{ColumnTrait, Condition, sea_query::SelectStatement};

use super::{
    Read, Right,
    pieces::{self, all, among, any, never, only, pick},
    read,
};
use crate::viewer::{Area, Viewer};

/// Meetings of the viewer's own boards, as a member today.
fn as_member(viewer: &Viewer) -> Condition {
    if viewer.person().is_none() {
        return never();
    }
    any([
        pieces::attended_as_member(viewer),
        pieces::history(viewer),
        among(meeting::Column::BoardId, pieces::my_staffed_boards(viewer)),
    ])
}

/// The same, as a sub-select.
pub(super) fn member_meetings(viewer: &Viewer) -> SelectStatement {
    pick(meeting::Column::Id, as_member(viewer))
}

/// Meetings where the viewer may know who came, besides those whose minutes are published.
pub(super) fn meetings_with_names(viewer: &Viewer) -> SelectStatement {
    pick(
        meeting::Column::Id,
        all([
            any([
                as_member(viewer),
                among(meeting::Column::Id, pieces::invited_meetings(viewer)),
                among(meeting::Column::BoardId, pieces::task_groups(viewer)),
            ]),
            pieces::handled(meeting::Column::MarkingId, viewer),
        ]),
    )
}

/// Meetings that the public may know of: an ordinary, listed board's, once the agenda is public or minutes are
/// published (R2).
fn as_public() -> Condition {
    use meeting::Column as C;
    all([
        among(C::BoardId, pieces::public_boards()),
        any([only(C::AgendaPublic.eq(true)), among(C::Id, pieces::published_meetings())]),
    ])
}

// R2, R3.
read!(meeting, viewer => {
    use meeting::Column as C;
    if !viewer.reads(Area::Content) {
        return never();
    }
    let mut rows = any([as_public()]);
    if viewer.is_service() {
        rows = rows.add(all([
            among(C::BoardId, pieces::seat_boards(viewer)),
            among(C::BoardId, pieces::ordinary_boards()),
        ]));
    }
    if viewer.person().is_some() {
        rows = rows
            .add(as_member(viewer))
            .add(among(C::Id, pieces::invited_meetings(viewer)))
            .add(among(C::BoardId, pieces::task_groups(viewer)))
            .add(among(C::Id, addressed_meetings(viewer)));
    }
    all([rows, pieces::handled(C::MarkingId, viewer)])
});

/// Meetings of which a restricted part, once circulated, is addressed to the viewer (R6).
fn addressed_meetings(viewer: &Viewer) -> SelectStatement {
    use minute_section::Column as S;
    let circulated = pick(minutes::Column::Id, minutes::Column::Status.is_in(pieces::CIRCULATED));
    pick(
        S::MeetingId,
        all([
            only(S::Part.eq(Part::Restricted)),
            among(S::MarkingId, pieces::addressed(viewer)),
            among(S::MinutesId, circulated),
        ]),
    )
}

/// Meetings that the viewer may know of.
pub(super) fn readable(viewer: &Viewer) -> SelectStatement {
    pick(meeting::Column::Id, Read::<meeting::Entity>::rows(viewer))
}

// 3.5: a venue is public; that of a case conference is for those who come and those who run it.
read!(meeting_venue, viewer => {
    use meeting::Column as C;
    let mut rows = any([among(C::BoardId, pieces::ordinary_boards())]);
    if let Some(me) = viewer.person() {
        rows = rows
            .add(among(C::BoardId, pieces::my_staffed_boards(viewer)))
            .add(among(C::Id, pieces::invited_meetings(viewer)))
            .add(among(C::Id, pick(attendance::Column::MeetingId, attendance::Column::PersonId.eq(me))));
    }
    let meetings = pick(C::Id, all([rows, Read::<meeting::Entity>::rows(viewer)]));
    among(meeting_venue::Column::MeetingId, meetings)
});

// 3.5: names and status are public in published minutes, else for members and those who were there; a person keeps
// their own record (T3); a system reads its own organisation's.
read!(attendance, viewer => {
    use attendance::Column as C;
    if !viewer.reads(Area::Content) {
        return never();
    }
    let mut rows = any([all([
        among(C::MeetingId, pieces::published_meetings()),
        among(C::BoardId, pieces::public_boards()),
    ])]);
    if let (true, Some(organisation)) = (viewer.is_service(), viewer.organisation()) {
        rows = rows.add(all([
            only(C::OrganisationId.eq(organisation)),
            among(C::BoardId, pieces::seat_boards(viewer)),
            among(C::BoardId, pieces::ordinary_boards()),
        ]));
    }
    if let Some(me) = viewer.person() {
        rows = rows.add(C::PersonId.eq(me)).add(among(C::MeetingId, meetings_with_names(viewer)));
    }
    // A marking on the meeting narrows its attendance too; one's own record stays.
    let marked = pick(meeting::Column::Id, pieces::handled(meeting::Column::MarkingId, viewer).not());
    let own = viewer.person().map_or_else(never, |me| only(C::PersonId.eq(me)));
    all([rows, any([own, only(C::MeetingId.not_in_subquery(marked))])])
});

// 3.5, mode S.
read!(attendance_apology, viewer => {
    let board = among(attendance::Column::BoardId, pieces::my_staffed_boards(viewer));
    let rows = pick(attendance::Column::Id, all([board, Read::<attendance::Entity>::rows(viewer)]));
    among(attendance_apology::Column::AttendanceId, rows)
});

// T4: an invitation is known to the guest and to those who know who comes.
read!(invitation, viewer => {
    use invitation::Column as C;
    if !viewer.reads(Area::Content) {
        return never();
    }
    viewer.person().map_or_else(never, |me| any([
        only(C::PersonId.eq(me)),
        among(C::MeetingId, pick(meeting::Column::Id, all([
            as_member(viewer),
            pieces::handled(meeting::Column::MarkingId, viewer),
        ]))),
    ]))
});
read!(invitation_item, viewer => {
    let mine = pick(invitation::Column::Id, Read::<invitation::Entity>::rows(viewer));
    all([
        among(invitation_item::Column::InvitationId, mine),
        among(invitation_item::Column::ItemId, pick(agenda_item::Column::Id, Read::<agenda_item::Entity>::rows(viewer))),
    ])
});

/// The agenda of a meeting is out to members once the meeting is notified; to its secretariat and chairs always.
fn agendas_out(viewer: &Viewer) -> Condition {
    use agenda_item::Column as C;
    if viewer.person().is_none() {
        return never();
    }
    let out =
        pick(meeting::Column::Id, all([as_member(viewer), only(meeting::Column::Status.ne(meeting::Status::Planned))]));
    any([among(C::MeetingId, out), among(C::BoardId, pieces::my_staffed_boards(viewer))])
}

/// Closed items whose named audience holds the hat worn.
fn in_named_audience(viewer: &Viewer) -> Condition {
    use agenda_item_audience::Column as A;
    let mine = viewer.organisation().map_or_else(never, |o| only(A::OrganisationId.eq(o)));
    among(agenda_item::Column::Id, pick(A::ItemId, mine))
}

/// Closed items that a member reads in full: meant for all current members or for the hat's organisation, and held
/// while they were a member unless later members may read what their organisation was sent (T2).
fn closed_to_member(viewer: &Viewer) -> Condition {
    use agenda_item::Column as C;
    if viewer.person().is_none() {
        return never();
    }
    let then = pick(meeting::Column::Id, pieces::attended_as_member(viewer));
    let named = pick(agenda_item_audience::Column::ItemId, Condition::all());
    all([
        agendas_out(viewer),
        among(C::BoardId, pieces::my_seated_boards(viewer)),
        any([
            all([only(C::Id.not_in_subquery(named)), among(C::MeetingId, then.clone())]),
            all([in_named_audience(viewer), any([only(C::LaterMembers.eq(true)), among(C::MeetingId, then)])]),
        ]),
    ])
}

/// Items that the viewer reads in full, whatever their part.
fn in_full(viewer: &Viewer) -> Condition {
    use agenda_item::Column as C;
    let meetings = all([as_public()]);
    let mut open = any([among(C::MeetingId, pick(meeting::Column::Id, meetings))]);
    if viewer.is_service() {
        let agreed = pick(minutes::Column::MeetingId, minutes::Column::Status.is_in(pieces::AGREED));
        open = open.add(all([
            among(C::MeetingId, agreed),
            among(C::BoardId, pieces::seat_boards(viewer)),
            among(C::BoardId, pieces::ordinary_boards()),
        ]));
    }
    if viewer.person().is_none() {
        return all([only(C::Part.eq(Part::Open)), open]);
    }
    let scoped = among(C::Id, pieces::guest_items(viewer));
    let standing_in = among(C::MeetingId, pieces::substitute_meetings(viewer));
    let everyone = pick(agenda_item_audience::Column::ItemId, Condition::all());
    open = open.add(agendas_out(viewer)).add(scoped.clone()).add(standing_in.clone());
    let closed = any([
        closed_to_member(viewer),
        among(C::BoardId, pieces::my_staffed_boards(viewer)),
        all([scoped, in_named_audience(viewer)]),
        all([standing_in, any([in_named_audience(viewer), only(C::Id.not_in_subquery(everyone))])]),
    ]);
    any([
        all([only(C::Part.eq(Part::Open)), open]),
        all([only(C::Part.eq(Part::Closed)), closed]),
        all([only(C::Part.eq(Part::Restricted)), among(C::MarkingId, pieces::addressed(viewer))]),
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
        among(C::MeetingId, pick(meeting::Column::Id, as_public())),
    ]);
    let stub = all([only(C::Part.eq(Part::Closed)), agendas_out(viewer)]);
    let rows = any([in_full(viewer), titled, stub]);
    all([rows, pieces::handled(C::MarkingId, viewer), among(C::MeetingId, readable(viewer))])
});
read!(agenda_item_text, viewer => {
    if !viewer.reads(Area::Content) {
        return never();
    }
    among(agenda_item_text::Column::ItemId, full_items(viewer))
});
read!(agenda_item_audience, viewer => among(agenda_item_audience::Column::ItemId, full_items(viewer)));

/// Items that the viewer reads in full, as a sub-select.
pub(super) fn full_items(viewer: &Viewer) -> SelectStatement {
    use agenda_item::Column as C;
    pick(C::Id, all([in_full(viewer), pieces::handled(C::MarkingId, viewer), among(C::MeetingId, readable(viewer))]))
}
