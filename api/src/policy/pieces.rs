//! The words that every rule is made of: sub-selects over the viewer's own relationships, as they stand today.

use entities::{
    account, attendance, board, invitation, invitation_item, marking, marking_organisation, marking_recipient, meeting,
    membership, membership::Role, minutes, minutes::Status, seat,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, IntoCondition, Query, SelectStatement},
};

use crate::viewer::Viewer;

/// The roles that may take part and read what the group reads.
const SEATED: [Role; 6] = [Role::Chair, Role::CoChair, Role::ViceChair, Role::Member, Role::Deputy, Role::Secretariat];
/// The secretariat and the chairs.
const STAFF: [Role; 4] = [Role::Chair, Role::CoChair, Role::ViceChair, Role::Secretariat];
/// The roles that are offices, known to the public (R20).
pub(super) const OFFICES: [Role; 3] = [Role::Chair, Role::CoChair, Role::ViceChair];

/// Sent to members, whatever came after.
pub(super) const CIRCULATED: [Status; 4] = [Status::Circulated, Status::Agreed, Status::Published, Status::Withdrawn];
/// Agreed, whatever came after.
pub(super) const AGREED: [Status; 3] = [Status::Agreed, Status::Published, Status::Withdrawn];

/// No row at all.
pub(super) fn never() -> Condition {
    Condition::all().add(Expr::cust("1 = 0"))
}

/// Rows for which any of these holds.
pub(super) fn any<const N: usize>(conditions: [Condition; N]) -> Condition {
    conditions.into_iter().fold(Condition::any(), Condition::add)
}

/// Rows for which all of these hold.
pub(super) fn all<const N: usize>(conditions: [Condition; N]) -> Condition {
    conditions.into_iter().fold(Condition::all(), Condition::add)
}

/// One predicate as a condition.
pub(super) fn only(predicate: impl IntoCondition) -> Condition {
    predicate.into_condition()
}

/// The values of a column in the rows of its table that meet a condition.
pub(super) fn pick<C: ColumnTrait>(column: C, rows: impl IntoCondition) -> SelectStatement {
    Query::select().column(column.as_column_ref()).from(column.entity_name()).cond_where(rows).to_owned()
}

/// `column` is one of the values that `select` yields.
pub(super) fn among<C: ColumnTrait>(column: C, select: SelectStatement) -> Condition {
    only(column.in_subquery(select))
}

/// A half-open interval of days that holds today; an open start has always been.
fn current<C: ColumnTrait>(starts: C, ends: C, viewer: &Viewer) -> Condition {
    all([
        any([only(starts.is_null()), only(starts.lte(viewer.today()))]),
        any([only(ends.is_null()), only(ends.gt(viewer.today()))]),
    ])
}

/// The viewer's own memberships under the hat worn, current or not.
fn memberships(viewer: &Viewer) -> Condition {
    use membership::Column as C;
    let Some(person) = viewer.person() else { return never() };
    let independent = only(C::OnBehalfOfId.is_null());
    let hat = match viewer.organisation() {
        Some(organisation) => any([independent, only(C::OnBehalfOfId.eq(organisation))]),
        None => independent,
    };
    all([only(C::PersonId.eq(person)), hat])
}

/// The viewer's own memberships that count today, under the hat worn.
pub(crate) fn my_current_memberships(viewer: &Viewer) -> Condition {
    use membership::Column as C;
    all([memberships(viewer), current(C::StartsOn, C::EndsOn, viewer)])
}

fn boards_with(viewer: &Viewer, roles: Option<&[Role]>) -> SelectStatement {
    use membership::Column as C;
    let mut rows = my_current_memberships(viewer);
    if let Some(roles) = roles {
        rows = rows.add(C::Role.is_in(roles.iter().copied()));
    }
    pick(C::BoardId, rows)
}

/// Boards on which the viewer holds any role today (T1).
pub(super) fn my_boards(viewer: &Viewer) -> SelectStatement {
    boards_with(viewer, None)
}

/// Boards on which the viewer is more than an observer today: the default audience of a closed part.
pub(super) fn my_seated_boards(viewer: &Viewer) -> SelectStatement {
    boards_with(viewer, Some(&SEATED))
}

/// Boards of which the viewer is secretary or chair today.
pub(super) fn my_staffed_boards(viewer: &Viewer) -> SelectStatement {
    boards_with(viewer, Some(&STAFF))
}

/// Boards of which the viewer is secretary today.
pub(super) fn my_secretariats(viewer: &Viewer) -> SelectStatement {
    boards_with(viewer, Some(&[Role::Secretariat]))
}

/// Boards on which the organisation of a service account has a seat today (T10: even an empty one).
pub(super) fn seat_boards(viewer: &Viewer) -> SelectStatement {
    use seat::Column as C;
    let rows = match viewer.organisation() {
        Some(organisation) if viewer.is_service() => {
            all([only(C::OrganisationId.eq(organisation)), current(C::StartsOn, C::EndsOn, viewer)])
        }
        _ => never(),
    };
    pick(C::BoardId, rows)
}

/// Former boards whose history passed to a board of the viewer's, by the convenor's recorded decision (T9).
pub(super) fn inherited_boards(viewer: &Viewer) -> SelectStatement {
    use board::Column as C;
    pick(
        C::PredecessorId,
        all([
            only(C::PredecessorHistory.eq(true)),
            only(C::PredecessorId.is_not_null()),
            among(C::Id, my_boards(viewer)),
        ]),
    )
}

/// Boards where cases are conferred about: never for the public nor for a system (R3).
pub(super) fn ordinary_boards() -> SelectStatement {
    pick(board::Column::Id, board::Column::Kind.ne(board::Kind::CaseConference))
}

/// Ordinary boards that are listed: what the public may know of.
pub(super) fn public_boards() -> SelectStatement {
    use board::Column as C;
    pick(
        C::Id,
        all([only(C::Kind.ne(board::Kind::CaseConference)), only(C::Listed.eq(true)), only(C::MarkingId.is_null())]),
    )
}

/// Task and finish groups under a board of which the viewer is secretary or chair.
pub(super) fn task_groups(viewer: &Viewer) -> SelectStatement {
    use board::Column as C;
    pick(C::Id, all([only(C::Kind.eq(board::Kind::TaskAndFinish)), among(C::ParentId, my_staffed_boards(viewer))]))
}

/// Meetings whose minutes are published.
pub(super) fn published_meetings() -> SelectStatement {
    pick(minutes::Column::MeetingId, minutes::Column::Status.eq(Status::Published))
}

/// Meetings held while the viewer was a member of the board under this hat, of boards of the viewer's today.
/// Their minutes are open from circulation; those of other meetings only once agreed (T2).
pub(super) fn attended_as_member(viewer: &Viewer) -> Condition {
    use meeting::Column as C;
    use membership::Column as M;
    let was_member = Query::select()
        .expr(Expr::val(1))
        .from(membership::Entity)
        .cond_where(all([
            memberships(viewer),
            only(Expr::col(M::BoardId.as_column_ref()).equals(C::BoardId.as_column_ref())),
            only(Expr::col(M::StartsOn.as_column_ref()).lte(Expr::col(C::Day.as_column_ref()))),
            any([
                only(M::EndsOn.is_null()),
                only(Expr::col(M::EndsOn.as_column_ref()).gt(Expr::col(C::Day.as_column_ref()))),
            ]),
        ]))
        .to_owned();
    all([among(C::BoardId, my_boards(viewer)), only(Expr::exists(was_member))])
}

/// Meetings of the viewer's boards whose history the board shows to those who joined later (T2), and of former
/// boards whose history passed on (T9).
pub(super) fn history(viewer: &Viewer) -> Condition {
    use meeting::Column as C;
    let hidden = pick(
        board::Column::Id,
        all([
            among(board::Column::Id, my_boards(viewer)),
            only(Expr::col(board::Column::HistoryVisibleFrom.as_column_ref()).gt(Expr::col(C::Day.as_column_ref()))),
        ]),
    );
    any([
        all([among(C::BoardId, my_boards(viewer)), only(C::BoardId.not_in_subquery(hidden))]),
        among(C::BoardId, inherited_boards(viewer)),
    ])
}

/// Invitations of the viewer that still count: from the day of invitation until 28 days after the minutes were
/// agreed (T4, T6).
fn invitations(viewer: &Viewer, capacity: attendance::Capacity) -> Condition {
    use invitation::Column as C;
    use minutes::Column as M;
    let Some(person) = viewer.person() else { return never() };
    let independent = only(C::OrganisationId.is_null());
    let hat = match viewer.organisation() {
        Some(organisation) => any([independent, only(C::OrganisationId.eq(organisation))]),
        None => independent,
    };
    let over = pick(
        M::MeetingId,
        all([
            only(M::Status.is_in(AGREED)),
            any([only(M::AgreedOn.is_null()), only(M::AgreedOn.lte(viewer.today() - chrono::Days::new(28)))]),
        ]),
    );
    all([
        only(C::PersonId.eq(person)),
        only(C::Capacity.eq(capacity)),
        hat,
        only(C::InvitedOn.lte(viewer.today())),
        only(C::MeetingId.not_in_subquery(over)),
    ])
}

/// Meetings to which the viewer is invited as a guest.
pub(super) fn guest_meetings(viewer: &Viewer) -> SelectStatement {
    pick(invitation::Column::MeetingId, invitations(viewer, attendance::Capacity::Guest))
}

/// Agenda items for which the viewer is invited as a guest.
pub(super) fn guest_items(viewer: &Viewer) -> SelectStatement {
    use invitation_item::Column as C;
    let mine = pick(invitation::Column::Id, invitations(viewer, attendance::Capacity::Guest));
    pick(C::ItemId, among(C::InvitationId, mine))
}

/// Meetings at which the viewer stands in for somebody (T6).
pub(super) fn substitute_meetings(viewer: &Viewer) -> SelectStatement {
    pick(invitation::Column::MeetingId, invitations(viewer, attendance::Capacity::Substitute))
}

/// Meetings the viewer is invited to in either way.
pub(super) fn invited_meetings(viewer: &Viewer) -> SelectStatement {
    let rows =
        any([invitations(viewer, attendance::Capacity::Guest), invitations(viewer, attendance::Capacity::Substitute)]);
    pick(invitation::Column::MeetingId, rows)
}

/// Markings of the RECIPIENTS ONLY kind that name the viewer.
pub(super) fn addressed(viewer: &Viewer) -> SelectStatement {
    use marking_recipient::Column as C;
    pick(C::MarkingId, viewer.person().map_or_else(never, |person| only(C::PersonId.eq(person))))
}

/// Step 3 of the decision order: the handling that a marking asks for. No office, organisation, secretariat,
/// administrator or system inherits a place among the recipients.
pub(super) fn handled<C: ColumnTrait>(marking: C, viewer: &Viewer) -> Condition {
    use marking::Column as M;
    use marking_organisation::Column as O;
    let for_people = !viewer.is_service() || viewer.has_scope("read:use-only");
    let organisation = viewer.organisation().filter(|_| for_people);
    let named = pick(O::MarkingId, organisation.map_or_else(never, |o| only(O::OrganisationId.eq(o))));
    let mut passes = all([
        any([only(M::RecipientsOnly.eq(false)), among(M::Id, addressed(viewer))]),
        any([only(M::OrganisationsOnly.eq(false)), among(M::Id, named)]),
    ]);
    if !viewer.hat().is_some_and(|h| h.hmg) {
        passes = passes.add(M::HmgOnly.eq(false));
    }
    any([only(marking.is_null()), among(marking, pick(M::Id, passes))])
}

/// Accounts are read at sign-in and by their own holder alone.
pub(super) fn own_account(viewer: &Viewer) -> Condition {
    viewer.account.as_ref().map_or_else(never, |a| only(account::Column::Id.eq(a.id)))
}
