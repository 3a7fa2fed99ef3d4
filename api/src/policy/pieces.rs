//! The words that every rule is made of.
//!
//! # Why
//! What the viewer is to the record - the boards sat on, the meetings invited to, the markings addressed to them - is
//! a handful of rows. Each statement names these sets once, at its head ([`standing`]), and rules ask whether a row's
//! board or meeting is in one. What a row inherits from its parent is asked of that one parent by its key
//! ([`parent`]): the cost of a rule follows the rows that are looked at, not the size of the record. A sub-select with
//! `limit 1` keeps PostgreSQL from turning that question into a hash of the whole parent table.

use entities::{
    attendance, board, invitation, invitation_item, marking, marking_organisation, marking_recipient, meeting,
    membership, membership::Role, minutes, minutes::Status, seat,
};
use sea_orm::{
    ActiveEnum, ColumnTrait, Condition,
    sea_query::{Alias, CaseStatement, CommonTableExpression, Expr, ExprTrait, IntoCondition, Query, SelectStatement},
};

use super::{Who, agreement, tenure};

/// The roles that may take part and read what the group reads.
pub(super) const SEATED: [Role; 6] =
    [Role::Chair, Role::CoChair, Role::ViceChair, Role::Member, Role::Deputy, Role::Secretariat];
/// Every role: what makes somebody one of the board's people.
pub(super) const ALL: [Role; 7] =
    [Role::Chair, Role::CoChair, Role::ViceChair, Role::Member, Role::Deputy, Role::Secretariat, Role::Observer];
/// The secretariat and the chairs.
pub(crate) const STAFF: [Role; 4] = [Role::Chair, Role::CoChair, Role::ViceChair, Role::Secretariat];
/// The chairs: offices, which are known to the public (R20), and to whom W2 leaves what closes and reopens.
pub(crate) const OFFICES: [Role; 3] = [Role::Chair, Role::CoChair, Role::ViceChair];

/// Sent to members, whatever came after: what was withdrawn from the public stays the board's.
pub(super) const CIRCULATED: [Status; 4] = [Status::Circulated, Status::Agreed, Status::Published, Status::Withdrawn];
/// Sent, for readers from outside the board.
const SENT: [Status; 3] = [Status::Circulated, Status::Agreed, Status::Published];
/// Agreed, for systems and for members who joined later.
const AGREED: [Status; 2] = [Status::Agreed, Status::Published];
/// Agreed once, whatever came after: what ends an invitation, and what takes the place of earlier editions.
const ENDED: [Status; 3] = [Status::Agreed, Status::Published, Status::Withdrawn];

/// For how many days an invitation lasts after the minutes were agreed (T4, T6).
pub(super) const INVITED_FOR: chrono::Days = chrono::Days::new(28);

/// A set of ids that the head of a statement names, to viewers of a kind; for all others it is empty.
#[derive(Clone, Copy)]
pub(super) struct Mine {
    name: &'static str,
    of: fn(Who) -> bool,
}

/// A set that people have.
const fn mine(name: &'static str) -> Mine {
    Mine { name, of: Who::is_person }
}

/// Boards on which the viewer holds any role today (T1).
pub(super) const BOARDS: Mine = mine("my_board");
/// Boards on which the viewer is more than an observer today: the default audience of a closed part.
pub(super) const SEATED_BOARDS: Mine = mine("my_seated_board");
/// Boards of which the viewer is secretary or chair today.
pub(super) const STAFFED_BOARDS: Mine = mine("my_staffed_board");
/// Boards of which the viewer is secretary today.
pub(super) const SECRETARIATS: Mine = mine("my_secretariat");
/// Former boards whose history passed to a board of the viewer's, by the convenor's recorded decision (T9).
pub(super) const INHERITED_BOARDS: Mine = mine("my_inherited_board");
/// Task and finish groups under a board of which the viewer is secretary or chair.
pub(super) const TASK_GROUPS: Mine = mine("my_task_group");
/// Meetings to which the viewer is invited as a guest.
pub(super) const GUEST_MEETINGS: Mine = mine("my_guest_meeting");
/// Agenda items for which the viewer is invited as a guest.
pub(super) const GUEST_ITEMS: Mine = mine("my_guest_item");
/// Meetings at which the viewer stands in for somebody (T6).
pub(super) const SUBSTITUTE_MEETINGS: Mine = mine("my_substitute_meeting");
/// Markings of the RECIPIENTS ONLY kind that name the viewer.
pub(super) const ADDRESSED: Mine = mine("my_marking");
/// Boards that the viewer has left: their name on a list of recipients no longer counts there (T3).
pub(super) const LEFT_BOARDS: Mine = mine("my_left_board");
/// Boards on which the organisation of a service account has a seat today (T10: even an empty one).
pub(super) const SEAT_BOARDS: Mine = Mine { name: "our_seat_board", of: Who::is_service };

impl Mine {
    /// `column` is in this set.
    pub(super) fn has<C: ColumnTrait>(self, column: C, viewer: Who) -> Condition {
        if (self.of)(viewer) { only(column.in_subquery(self.ids())) } else { never() }
    }

    fn ids(self) -> SelectStatement {
        Query::select().column("id").from(self.name).to_owned()
    }

    fn is(self, ids: SelectStatement) -> CommonTableExpression {
        CommonTableExpression::new().query(ids).column("id").table_name(self.name).to_owned()
    }
}

/// The sets that the rules of this viewer may name, for the head of a statement; the public has none.
pub(super) fn standing(viewer: Who) -> Vec<CommonTableExpression> {
    // A set is named after those that it is made of, and every marking asks for this one.
    let mut sets: Vec<CommonTableExpression> = agreement::named(viewer).into_iter().collect();
    if viewer.is_person() {
        let guest = attendance::Capacity::Guest;
        sets.push(ADDRESSED.is(addressed(viewer)));
        sets.extend(tenure::named(viewer));
        sets.extend([
            BOARDS.is(boards_with(viewer, None)),
            SEATED_BOARDS.is(boards_with(viewer, Some(&SEATED))),
            STAFFED_BOARDS.is(boards_with(viewer, Some(&STAFF))),
            SECRETARIATS.is(boards_with(viewer, Some(&[Role::Secretariat]))),
            INHERITED_BOARDS.is(inherited_boards(viewer)),
            TASK_GROUPS.is(task_groups(viewer)),
            GUEST_MEETINGS.is(pick(invitation::Column::MeetingId, invitations(viewer, guest))),
            GUEST_ITEMS.is(guest_items(viewer)),
            SUBSTITUTE_MEETINGS.is(substitute_meetings(viewer)),
            LEFT_BOARDS.is(left_boards(viewer)),
        ]);
    } else if viewer.is_service() {
        sets.push(SEAT_BOARDS.is(seat_boards(viewer)));
    }
    sets
}

/// What holds on no row.
pub(super) const NEVER: &str = "1 = 0";

/// No row at all.
pub(crate) fn never() -> Condition {
    Condition::all().add(Expr::cust(NEVER))
}

/// One or nought, for whether a condition holds on the row: also where a column that it asks is empty.
pub(crate) fn holds(rows: Condition) -> CaseStatement {
    CaseStatement::new().case(rows, Expr::cust("1")).finally(Expr::cust("0"))
}

/// Rows for which any of these holds. What holds on no row for this kind of viewer is not asked.
pub(super) fn any<const N: usize>(conditions: [Condition; N]) -> Condition {
    any_of(conditions)
}

/// The same, of however many.
pub(super) fn any_of(conditions: impl IntoIterator<Item = Condition>) -> Condition {
    let asked: Vec<Condition> = conditions.into_iter().filter(|rows| *rows != never()).collect();
    if asked.is_empty() { never() } else { asked.into_iter().fold(Condition::any(), Condition::add) }
}

/// Rows for which all of these hold; none, where one of them holds on no row for this kind of viewer.
pub(super) fn all<const N: usize>(conditions: [Condition; N]) -> Condition {
    if conditions.contains(&never()) { never() } else { conditions.into_iter().fold(Condition::all(), Condition::add) }
}

/// One predicate as a condition.
pub(super) fn only(predicate: impl IntoCondition) -> Condition {
    predicate.into_condition()
}

/// The values of a column in the rows of its table that meet a condition.
pub(super) fn pick<C: ColumnTrait>(column: C, rows: impl IntoCondition) -> SelectStatement {
    Query::select().column(column.as_column_ref()).from(column.entity_name()).cond_where(rows).to_owned()
}

/// The value of a column.
pub(super) fn col<C: ColumnTrait>(column: C) -> Expr {
    Expr::col(column.as_column_ref())
}

/// `column` is the `key` of some row that meets a condition, which few do: these rows are looked for first.
pub(super) fn among<C: ColumnTrait, K: ColumnTrait>(column: C, key: K, rows: Condition) -> Condition {
    if rows == never() { rows } else { only(column.in_subquery(pick(key, rows))) }
}

/// Some row of another table whose `key` is this row's `column` meets a condition.
pub(super) fn parent<C: ColumnTrait, K: ColumnTrait>(column: C, key: K, rows: Condition) -> Condition {
    if rows == never() {
        return rows;
    }
    let same = Expr::col(key.as_column_ref()).equals(column.as_column_ref());
    let found = Query::select()
        .expr(Expr::cust("1"))
        .from(key.entity_name())
        .cond_where(all([only(same), rows]))
        .limit(1)
        .to_owned();
    only(Expr::SubQuery(None, Box::new(found.into())).is_not_null())
}

/// A half-open interval of days that holds today; an open start has always been.
pub(super) fn current<C: ColumnTrait>(starts: C, ends: C, viewer: Who) -> Condition {
    all([
        any([only(starts.is_null()), only(col(starts).lte(viewer.today()))]),
        any([only(ends.is_null()), only(col(ends).gt(viewer.today()))]),
    ])
}

/// A last day that is not over; none never is.
pub(super) fn not_over<C: ColumnTrait>(last: C, viewer: Who) -> Condition {
    any([only(last.is_null()), only(col(last).gte(viewer.today()))])
}

/// `column` is the person who asks; the public and systems are nobody.
pub(super) fn me<C: ColumnTrait>(column: C, viewer: Who) -> Condition {
    viewer.person().map_or_else(never, |me| only(col(column).eq(me)))
}

/// `column` is the account that asks.
pub(super) fn my_account<C: ColumnTrait>(column: C, viewer: Who) -> Condition {
    viewer.account().map_or_else(never, |account| only(col(column).eq(account)))
}

/// `column` is the organisation acted for: that of a person's hat, or a system's own.
pub(super) fn us<C: ColumnTrait>(column: C, viewer: Who) -> Condition {
    viewer.organisation().map_or_else(never, |organisation| only(col(column).eq(organisation)))
}

/// The same, for people alone.
pub(super) fn my_hat<C: ColumnTrait>(column: C, viewer: Who) -> Condition {
    to_people(us(column, viewer), viewer)
}

/// These rows, for people alone: not for systems.
pub(super) fn to_people(rows: Condition, viewer: Who) -> Condition {
    if viewer.is_person() { rows } else { never() }
}

/// These rows, for systems alone: not for people.
pub(super) fn to_systems(rows: Condition, viewer: Who) -> Condition {
    if viewer.is_service() { rows } else { never() }
}

/// These rows, for those who lead on information governance.
pub(super) fn to_leads(rows: Condition, viewer: Who) -> Condition {
    if viewer.leads() { rows } else { never() }
}

/// Rows without an organisation, or with that of the hat worn.
pub(super) fn under_hat<C: ColumnTrait>(organisation: C, viewer: Who) -> Condition {
    any([only(organisation.is_null()), us(organisation, viewer)])
}

/// The viewer's own memberships under the hat worn, current or not.
pub(super) fn memberships(viewer: Who) -> Condition {
    use membership::Column as C;
    all([me(C::PersonId, viewer), under_hat(C::OnBehalfOfId, viewer)])
}

/// The viewer's own memberships that count today, under the hat worn.
pub(crate) fn my_current_memberships(viewer: Who) -> Condition {
    use membership::Column as C;
    all([memberships(viewer), current(C::StartsOn, C::EndsOn, viewer)])
}

/// No marking on the board withholds what it keeps.
pub(super) fn unmarked_board<C: ColumnTrait>(board: C, viewer: Who) -> Condition {
    unmarked_board_or_by(board, never(), viewer)
}

/// The same, of what has an author, who needs no place among the recipients.
pub(super) fn unmarked_board_or_by<C: ColumnTrait>(board: C, author: Condition, viewer: Who) -> Condition {
    parent(board, board::Column::Id, handled_or_by(board::Column::MarkingId, author, viewer))
}

/// `column` is a board of which the viewer is a chair today. Asked by deeds alone, so no statement's head names these.
pub(super) fn chaired<C: ColumnTrait>(column: C, viewer: Who) -> Condition {
    if viewer.is_person() { only(column.in_subquery(boards_with(viewer, Some(&OFFICES)))) } else { never() }
}

fn boards_with(viewer: Who, roles: Option<&[Role]>) -> SelectStatement {
    use membership::Column as C;
    let mut rows = all([my_current_memberships(viewer), unmarked_board(C::BoardId, viewer)]);
    if let Some(roles) = roles {
        rows = rows.add(C::Role.is_in(roles.iter().copied()));
    }
    pick(C::BoardId, rows)
}

/// Under any hat: who comes back under another is no colleague who was never a member.
fn left_boards(viewer: Who) -> SelectStatement {
    use membership::Column as C;
    let back = BOARDS.has(C::BoardId, viewer);
    let over = only(col(C::EndsOn).lte(viewer.today()));
    // Who never sat there, because the place ended on the day on which it was to begin, has not left.
    let began = only(col(C::StartsOn).lt(col(C::EndsOn)));
    pick(C::BoardId, all([me(C::PersonId, viewer), over, began, back.not()]))
}

fn seat_boards(viewer: Who) -> SelectStatement {
    use seat::Column as C;
    let today = current(C::StartsOn, C::EndsOn, viewer);
    pick(C::BoardId, all([us(C::OrganisationId, viewer), today, unmarked_board(C::BoardId, viewer)]))
}

/// A marking on the board that was withholds what it kept from the people of the board that is, too.
fn inherited_boards(viewer: Who) -> SelectStatement {
    use board::Column as C;
    let passed = all([only(C::PredecessorHistory.eq(true)), BOARDS.has(C::Id, viewer)]);
    pick(C::Id, all([among(C::Id, C::PredecessorId, passed), handled(C::MarkingId, viewer)]))
}

/// A marking on the group withholds what it keeps from those who set it up, too.
fn task_groups(viewer: Who) -> SelectStatement {
    use board::Column as C;
    let group = only(C::Kind.eq(board::Kind::TaskAndFinish));
    pick(C::Id, all([group, STAFFED_BOARDS.has(C::ParentId, viewer), handled(C::MarkingId, viewer)]))
}

/// Invitations of the viewer that still count: from the day of invitation until 28 days after the minutes were
/// agreed, unless they were taken back or the meeting was called off (T4, T6).
fn invitations(viewer: Who, capacity: attendance::Capacity) -> Condition {
    use invitation::Column as C;
    use minutes::Column as M;
    let over = all([
        only(M::Status.is_in(ENDED)),
        any([only(M::AgreedOn.is_null()), only(col(M::AgreedOn).lte(viewer.invited_until()))]),
    ]);
    all([
        me(C::PersonId, viewer),
        only(C::Capacity.eq(capacity)),
        under_hat(C::OrganisationId, viewer),
        only(col(C::InvitedOn).lte(viewer.today())),
        only(C::WithdrawnOn.is_null()),
        parent(C::MeetingId, meeting::Column::Id, only(meeting::Column::Status.ne(meeting::Status::Cancelled))),
        unmarked_board(C::BoardId, viewer),
        parent(C::MeetingId, M::MeetingId, over).not(),
    ])
}

fn guest_items(viewer: Who) -> SelectStatement {
    use invitation_item::Column as C;
    let mine = invitations(viewer, attendance::Capacity::Guest);
    pick(C::ItemId, among(C::InvitationId, invitation::Column::Id, mine))
}

/// A substitute has the principal's rights, so only while the principal has a seat on the board (T1, T6).
fn substitute_meetings(viewer: Who) -> SelectStatement {
    use invitation::Column as C;
    use membership::Column as M;
    let same_board = Expr::col(M::BoardId.as_column_ref()).equals(C::BoardId.as_column_ref());
    let seated = all([only(same_board), only(M::Role.is_in(SEATED)), current(M::StartsOn, M::EndsOn, viewer)]);
    let rows =
        all([invitations(viewer, attendance::Capacity::Substitute), parent(C::SubstituteForId, M::PersonId, seated)]);
    pick(C::MeetingId, rows)
}

fn addressed(viewer: Who) -> SelectStatement {
    use marking_recipient::Column as C;
    pick(C::MarkingId, me(C::PersonId, viewer))
}

/// What is of no board, or of one that the viewer has not left: being named for something of a board ends with it (T3).
pub(super) fn stays<C: ColumnTrait>(board: C, viewer: Who) -> Condition {
    any([only(board.is_null()), LEFT_BOARDS.has(board, viewer).not()])
}

/// A restricted part under this marking, of this board, is addressed to the viewer.
pub(super) fn addressed_to_me<C: ColumnTrait>(marking: C, board: C, viewer: Who) -> Condition {
    all([ADDRESSED.has(marking, viewer), LEFT_BOARDS.has(board, viewer).not()])
}

/// The viewer is invited to the meeting in either way.
pub(super) fn invited<C: ColumnTrait>(meeting: C, viewer: Who) -> Condition {
    any([GUEST_MEETINGS.has(meeting, viewer), SUBSTITUTE_MEETINGS.has(meeting, viewer)])
}

/// The board confers about no cases: a case conference is never for the public nor for a system (R3).
pub(super) fn ordinary<C: ColumnTrait>(board: C) -> Condition {
    parent(board, board::Column::Id, only(board::Column::Kind.ne(board::Kind::CaseConference)))
}

/// The board is one that the public may know of: ordinary and listed.
pub(super) fn public_board<C: ColumnTrait>(board: C, viewer: Who) -> Condition {
    use board::Column as B;
    let ordinary = only(B::Kind.ne(board::Kind::CaseConference));
    parent(board, B::Id, all([ordinary, only(B::Listed.eq(true)), handled(B::MarkingId, viewer)]))
}

/// Published editions, each the last that was: what a later edition corrects or the chair withdrew is not public.
pub(super) fn last_published() -> Condition {
    last(&[Status::Published], &[Status::Published, Status::Withdrawn])
}

/// Agreed editions, each the last that was: what was corrected or withdrawn is not for systems, which compare no
/// versions (R7), nor for members who joined later.
pub(super) fn last_agreed() -> Condition {
    last(&AGREED, &ENDED)
}

/// Editions that were sent, and none withdrawn since: for readers from outside the board.
pub(super) fn sent() -> Condition {
    last(&SENT, &[Status::Withdrawn])
}

/// Editions in one of these states, of whose meeting no later one is in any of those.
fn last(states: &[Status], unless: &[Status]) -> Condition {
    use minutes::Column as M;
    let later = Alias::new("later");
    let of_later = |column: M| Expr::col((later.clone(), column));
    let replaced = Query::select()
        .expr(Expr::cust("1"))
        .from_as(minutes::Entity, later.clone())
        .and_where(of_later(M::MeetingId).equals(M::MeetingId.as_column_ref()))
        .and_where(of_later(M::Edition).gt(Expr::col(M::Edition.as_column_ref())))
        .and_where(of_later(M::Status).is_in(unless.iter().map(ActiveEnum::to_value)))
        .limit(1)
        .to_owned();
    let stands = only(Expr::SubQuery(None, Box::new(replaced.into())).is_null());
    all([only(M::Status.is_in(states.iter().copied())), stands])
}

/// The meeting is one of such a board, its minutes are published, and no marking on either withholds it.
pub(super) fn published<C: ColumnTrait>(meeting: C, viewer: Who) -> Condition {
    use minutes::Column as M;
    let unmarked = parent(M::MeetingId, meeting::Column::Id, handled(meeting::Column::MarkingId, viewer));
    let edition = [last_published(), handled(M::MarkingId, viewer), public_board(M::BoardId, viewer), unmarked];
    parent(meeting, M::MeetingId, all(edition))
}

/// The person is one whom published minutes print, among those who came or sent apologies: who was absent is not there.
pub(super) fn printed(viewer: Who) -> Condition {
    use attendance::Column as A;
    all([only(A::Status.ne(attendance::Status::Absent)), published(A::MeetingId, viewer)])
}

/// The board shows what it did on this day to those who came later (T2).
pub(super) fn shown_to_later<C: ColumnTrait>(day: C) -> Condition {
    use board::Column as B;
    any([
        only(B::HistoryVisibleFrom.is_null()),
        only(Expr::col(B::HistoryVisibleFrom.as_column_ref()).lte(Expr::col(day.as_column_ref()))),
    ])
}

/// Meetings of the viewer's boards whose history the board shows to those who joined later (T2), and of former
/// boards whose history passed on (T9).
pub(super) fn history(viewer: Who) -> Condition {
    use meeting::Column as C;
    let shown = parent(C::BoardId, board::Column::Id, shown_to_later(C::Day));
    any([all([BOARDS.has(C::BoardId, viewer), shown]), INHERITED_BOARDS.has(C::BoardId, viewer)])
}

/// Steps 3 and 6 of the decision order: the handling that a marking asks for, and the agreement that its category does.
/// No office, organisation, secretariat, administrator or system inherits a place among the recipients.
pub(super) fn handled<C: ColumnTrait>(marking: C, viewer: Who) -> Condition {
    handled_or_by(marking, never(), viewer)
}

/// The same, of a row whose author needs no place among the recipients; other handling holds for authors too.
pub(super) fn handled_or_by<C: ColumnTrait>(marking: C, author: Condition, viewer: Who) -> Condition {
    use marking::Column as M;
    use marking_organisation::Column as O;
    // Where a system is meant to read what people of an organisation may, its scopes say so in so many words.
    let for_people = !viewer.is_service() || viewer.reads_for_use_only();
    let named = if for_people { parent(M::Id, O::MarkingId, us(O::OrganisationId, viewer)) } else { never() };
    let mut passes = all([
        any([only(M::RecipientsOnly.eq(false)), ADDRESSED.has(M::Id, viewer), author]),
        any([only(M::OrganisationsOnly.eq(false)), named]),
        agreement::permitted(viewer),
    ]);
    if !viewer.is_hmg() {
        passes = passes.add(M::HmgOnly.eq(false));
    }
    any([only(marking.is_null()), parent(marking, M::Id, passes)])
}
