//! Meetings, their venues, attendance and invitations (R2, R3, R20, T1-T6).

use entities::{
    agenda_item, agenda_item::Part, attendance, attendance_apology, invitation, invitation_item, meeting,
    meeting_venue, minute_section, minutes,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    Read,
    pieces::{self, all, any, never, only, parent},
    read,
    tenure::held_in_my_time,
};
use crate::viewer::{Area, Viewer};

/// Meetings of the viewer's own boards, as a member today.
pub(super) fn as_member(viewer: &Viewer) -> Condition {
    if viewer.person().is_none() {
        return never();
    }
    any([pieces::STAFFED_BOARDS.has(meeting::Column::BoardId), held_in_my_time(&pieces::ALL), pieces::history()])
}

/// Meetings where the viewer may know who came, besides those whose minutes are published.
pub(super) fn with_names(viewer: &Viewer) -> Condition {
    use meeting::Column as C;
    let rows = any([as_member(viewer), pieces::invited(C::Id), pieces::TASK_GROUPS.has(C::BoardId)]);
    all([rows, pieces::handled(C::MarkingId, viewer)])
}

/// Meetings that the public may know of: an ordinary, listed board's, once the agenda is public or minutes are
/// published (R2).
pub(super) fn as_public(viewer: &Viewer) -> Condition {
    use meeting::Column as C;
    any([
        all([only(C::AgendaPublic.eq(true)), pieces::public_board(C::BoardId, viewer)]),
        pieces::published(C::Id, viewer),
    ])
}

// R2, R3.
read!(meeting, viewer => if viewer.reads(Area::Content) { known(viewer) } else { never() });

/// Meetings that the viewer may know of, whatever parts of the record their token opens: an action that a token for
/// actions reads may hang from a meeting that it does not.
pub(super) fn known(viewer: &Viewer) -> Condition {
    use meeting::Column as C;

    let mut rows = any([as_public(viewer)]);
    if viewer.is_service() {
        rows = rows.add(all([pieces::SEAT_BOARDS.has(C::BoardId), pieces::ordinary(C::BoardId)]));
    }
    if viewer.person().is_some() {
        rows = rows
            .add(as_member(viewer))
            .add(pieces::invited(C::Id))
            .add(pieces::TASK_GROUPS.has(C::BoardId))
            .add(addressed());
    }
    all([rows, pieces::handled(C::MarkingId, viewer)])
}

/// Meetings of which a restricted part, once sent, is addressed to the viewer (R6).
fn addressed() -> Condition {
    use minute_section::Column as S;
    let sent = only(minutes::Column::Status.is_in(pieces::SENT));
    let mine = all([
        pieces::ADDRESSED.has(S::MarkingId),
        only(S::Part.eq(Part::Restricted)),
        parent(S::MinutesId, minutes::Column::Id, sent),
    ]);
    // That they have left the board is asked of the meeting: asked of the sections, PostgreSQL would read them all.
    all([
        pieces::among(meeting::Column::Id, pieces::pick(S::MeetingId, mine)),
        pieces::LEFT_BOARDS.has(meeting::Column::BoardId).not(),
    ])
}

// 3.5: a venue is public; that of a case conference is for those who come and those who run it.
read!(meeting_venue, viewer => {
    use meeting::Column as C;
    let mut rows = any([pieces::ordinary(C::BoardId)]);
    if let Some(me) = viewer.person() {
        let came = only(attendance::Column::PersonId.eq(me));
        rows = rows
            .add(pieces::STAFFED_BOARDS.has(C::BoardId))
            .add(pieces::invited(C::Id))
            .add(parent(C::Id, attendance::Column::MeetingId, came));
    }
    let rows = all([rows, Read::<meeting::Entity>::rows(viewer)]);
    parent(meeting_venue::Column::MeetingId, C::Id, rows)
});

// 3.5: names and status are public as published minutes print them, which is who came and who sent apologies, else for
// members and those who were there; a person keeps their own record (T3); a system reads its own organisation's.
read!(attendance, viewer => {
    use attendance::Column as C;
    if !viewer.reads(Area::Content) {
        return never();
    }
    let printed = only(C::Status.ne(attendance::Status::Absent));
    let mut rows = any([all([printed, pieces::published(C::MeetingId, viewer)])]);
    if let (true, Some(organisation)) = (viewer.is_service(), viewer.organisation()) {
        rows = rows.add(all([
            only(C::OrganisationId.eq(organisation)),
            pieces::SEAT_BOARDS.has(C::BoardId),
            pieces::ordinary(C::BoardId),
        ]));
    }
    if viewer.person().is_some() {
        rows = rows.add(parent(C::MeetingId, meeting::Column::Id, with_names(viewer)));
    }
    // A marking on the meeting narrows its attendance too; one's own record stays.
    let unmarked = parent(C::MeetingId, meeting::Column::Id, pieces::handled(meeting::Column::MarkingId, viewer));
    let own = viewer.person().map_or_else(never, |me| only(C::PersonId.eq(me)));
    any([own, all([rows, unmarked])])
});

// 3.5, mode S.
read!(attendance_apology, viewer => {
    if viewer.person().is_none() {
        return never();
    }
    let staffed = pieces::STAFFED_BOARDS.has(attendance::Column::BoardId);
    let rows = all([staffed, Read::<attendance::Entity>::rows(viewer)]);
    parent(attendance_apology::Column::AttendanceId, attendance::Column::Id, rows)
});

// T4: an invitation is known to the guest and to those who know who comes.
read!(invitation, viewer => {
    use invitation::Column as C;
    if !viewer.reads(Area::Content) {
        return never();
    }
    viewer.person().map_or_else(never, |me| {
        let meeting = all([as_member(viewer), pieces::handled(meeting::Column::MarkingId, viewer)]);
        any([only(C::PersonId.eq(me)), parent(C::MeetingId, meeting::Column::Id, meeting)])
    })
});
read!(invitation_item, viewer => {
    use invitation_item::Column as C;
    all([
        parent(C::InvitationId, invitation::Column::Id, Read::<invitation::Entity>::rows(viewer)),
        parent(C::ItemId, agenda_item::Column::Id, Read::<agenda_item::Entity>::rows(viewer)),
    ])
});
