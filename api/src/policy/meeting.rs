//! Meetings, their venues, attendance and invitations (R2, R3, R20, T1-T6).

use entities::{
    agenda_item, attendance, attendance_apology, board, invitation, invitation_item, meeting, meeting_turnout,
    meeting_venue,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    Narrow as _, Read, Way, Who,
    known::{Known, known, reached, told, way},
    may,
    pieces::{self, all, any, me, never, only, parent, us},
    read,
    tenure::held_in_my_time,
};
use crate::viewer::Area;

/// Meetings of the viewer's own boards, as a member today.
pub(super) fn as_member(viewer: Who) -> Condition {
    any([
        pieces::STAFFED_BOARDS.has(meeting::Column::BoardId, viewer),
        held_in_my_time(&pieces::ALL, viewer),
        pieces::history(viewer),
    ])
}

/// Meetings where the viewer may know who came, besides those whose minutes are published.
pub(super) fn with_names(viewer: Who) -> Condition {
    use meeting::Column as C;
    let rows = any([as_member(viewer), pieces::invited(C::Id, viewer), pieces::TASK_GROUPS.has(C::BoardId, viewer)]);
    all([rows, pieces::handled(C::MarkingId, viewer)])
}

/// Meetings whose list of who came and who sent apologies is open to the viewer as a list, and not a line of it.
pub(crate) fn listed(viewer: Who) -> Condition {
    any([with_names(viewer), pieces::published(meeting::Column::Id, viewer)])
}

/// The ways of the public to a meeting of an ordinary, listed board (R2).
fn public(viewer: Who) -> [Way; 2] {
    use meeting::Column as C;
    let agenda = all([only(C::AgendaPublic.eq(true)), pieces::public_board(C::BoardId, viewer)]);
    [
        way(&["R2"], "Its agenda is public.", agenda),
        way(&["R2"], "Its minutes are published.", pieces::published(C::Id, viewer)),
    ]
}

/// Meetings that the public may know of.
pub(super) fn as_public(viewer: Who) -> Condition {
    reached(public(viewer).into())
}

// R2, R3.
known!(meeting, "The secretariat of its board.", viewer => {
    if viewer.reads(Area::Content) { ways(viewer) } else { Known::nothing() }
}, withheld: [meeting_venue]);

/// Meetings that the viewer may know of, whatever parts of the record their token opens: an action that a token for
/// actions reads may hang from a meeting that it does not.
pub(super) fn of_any_scope(viewer: Who) -> Condition {
    ways(viewer).rows()
}

fn ways(viewer: Who) -> Known {
    use meeting::Column as C;
    let seat = all([pieces::SEAT_BOARDS.has(C::BoardId, viewer), pieces::ordinary(C::BoardId)]);
    Known::by(public(viewer))
        .and([
            way(&["R2", "T10"], "Your organisation has a seat on its board.", seat),
            way(&["R2", "R3", "T1", "T2"], "You sit on its board, or on the one that took it over.", as_member(viewer)),
            way(&["R2", "T4", "T6"], "You are invited to it.", pieces::invited(C::Id, viewer)),
            way(
                &["R17"],
                "You are secretary or chair of the board that set up its task and finish group.",
                pieces::TASK_GROUPS.has(C::BoardId, viewer),
            ),
            way(&["R6"], "A restricted part of its minutes is addressed to you.", addressed(viewer)),
        ])
        .provided(pieces::handled(C::MarkingId, viewer))
}

/// Meetings of which a restricted part, once sent, is addressed to the viewer (R6).
fn addressed(viewer: Who) -> Condition {
    // That they have left the board is asked of the meeting: asked of the sections, PostgreSQL would read them all.
    all([
        super::minutes::addressed_at(meeting::Column::Id, viewer),
        pieces::LEFT_BOARDS.has(meeting::Column::BoardId, viewer).not(),
    ])
}

// 3.5: a venue is public; that of a case conference is for those who come and those who run it.
told!(
    meeting_venue.MeetingId of meeting, "VENUE", ["venue"],
    "Everyone who knows of the meeting; of a case conference, those who come and those who run it.",
    viewer => {
        use meeting::Column as C;
        let rows = any([
            pieces::ordinary(C::BoardId),
            pieces::STAFFED_BOARDS.has(C::BoardId, viewer),
            pieces::invited(C::Id, viewer),
            parent(C::Id, attendance::Column::MeetingId, me(attendance::Column::PersonId, viewer)),
        ]);
        all([rows, Read::<meeting::Entity>::rows(viewer)])
    }
);
read!(meeting_venue, viewer => meeting_venue::Entity::where_told(viewer));

// 3.5: how many came is known to whom it is known who came: to the public as published minutes print it.
read!(meeting_turnout, viewer => {
    let meetings = all([listed(viewer), Read::<meeting::Entity>::rows(viewer)]);
    parent(meeting_turnout::Column::MeetingId, meeting::Column::Id, meetings)
});

// 3.5: names and status are public as published minutes print them, which is who came and who sent apologies, else for
// members and those who were there; a person keeps their own record (T3); a system reads its own organisation's.
known!(attendance, "The secretariat of the board.", viewer => {
    use attendance::Column as C;
    if !viewer.reads(Area::Content) {
        return Known::nothing();
    }
    let printed = all([only(C::Status.ne(attendance::Status::Absent)), pieces::published(C::MeetingId, viewer)]);
    let ours = all([
        us(C::OrganisationId, viewer),
        pieces::SEAT_BOARDS.has(C::BoardId, viewer),
        pieces::ordinary(C::BoardId),
    ]);
    let own = || me(C::PersonId, viewer);
    let of_meeting = |rows| parent(C::MeetingId, meeting::Column::Id, rows);
    // A marking on the meeting narrows its attendance too; one's own record stays.
    let unmarked = of_meeting(pieces::handled(meeting::Column::MarkingId, viewer));
    Known::by([
        way(&["3.5"], "Published minutes print who came and who sent apologies.", printed),
        way(&["3.5", "T10"], "They came for your organisation.", ours),
        way(&["3.5"], "You were at the meeting, or are one of its board's people.", of_meeting(with_names(viewer))),
        way(&["T3"], "It is your own record.", own()),
    ])
    .provided(any([own(), unmarked]))
}, withheld: [attendance_apology]);

// 3.5, mode S.
told!(
    attendance_apology.AttendanceId of attendance, "APOLOGY_REASON", ["apologyReason"],
    "The secretariat and chairs of the board.",
    viewer => {
        let staffed = pieces::STAFFED_BOARDS.has(attendance::Column::BoardId, viewer);
        all([staffed, Read::<attendance::Entity>::rows(viewer)])
    }
);
read!(attendance_apology, viewer => attendance_apology::Entity::where_told(viewer));

// T4: an invitation is known to the guest and to those who know who comes.
read!(invitation, viewer => {
    use invitation::Column as C;
    if !viewer.reads(Area::Content) {
        return never();
    }
    let meeting = all([as_member(viewer), pieces::handled(meeting::Column::MarkingId, viewer)]);
    any([me(C::PersonId, viewer), parent(C::MeetingId, meeting::Column::Id, meeting)])
});
read!(invitation_item, viewer => {
    use invitation_item::Column as C;
    all([
        parent(C::InvitationId, invitation::Column::Id, Read::<invitation::Entity>::rows(viewer)),
        // Whom a closed item concerns is more than its stub tells. The guest reads the item, or knows what they come for.
        any([
            super::agenda_item::full(C::ItemId, viewer),
            all([
                parent(C::InvitationId, invitation::Column::Id, me(invitation::Column::PersonId, viewer)),
                parent(C::ItemId, agenda_item::Column::Id, Read::<agenda_item::Entity>::rows(viewer)),
            ]),
        ]),
    ])
});

may! {
    PlanMeeting on board, viewer => pieces::STAFFED_BOARDS.has(board::Column::Id, viewer);
    NotifyMeeting on meeting, viewer => staffed(viewer);
    HoldMeeting on meeting, viewer => staffed(viewer);
    CancelMeeting on meeting, viewer => staffed(viewer);
    PostponeMeeting on meeting, viewer => staffed(viewer);
    ProposeAgendaItems on meeting, viewer => staffed(viewer);
    SettleAgendaItems on meeting, viewer => staffed(viewer);
    // W1.
    InviteToMeeting on meeting, viewer => pieces::SECRETARIATS.has(meeting::Column::BoardId, viewer);
    WithdrawInvitations on meeting, viewer => pieces::SECRETARIATS.has(meeting::Column::BoardId, viewer);
    RecordAttendance on meeting, viewer => pieces::SECRETARIATS.has(meeting::Column::BoardId, viewer);
}

/// Of a board of which the viewer is secretary or chair.
fn staffed(viewer: Who) -> Condition {
    pieces::STAFFED_BOARDS.has(meeting::Column::BoardId, viewer)
}
