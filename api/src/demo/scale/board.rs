//! A synthetic board: its seats and members; its meetings, actions and programmes are in the files beside this one.

use entities::{Id, area, board, membership, membership::Role, seat};

use super::{BOARDS, Delegation, Dice, FIRST, FOUNDED, MEETINGS_OF_A_BOARD, PROGRAMMES_OF_A_BOARD, Unit, words};
use crate::demo::rows::Rows;

/// The sorts of board, in turn, and what each is called. Case conferences have their own rules and are left out, so
/// that the shares of readers hold for every board.
const SORTS: [(board::Kind, &str); 6] = [
    (board::Kind::Board, "Board"),
    (board::Kind::Panel, "Panel"),
    (board::Kind::Forum, "Forum"),
    (board::Kind::SteeringGroup, "Steering Group"),
    (board::Kind::WorkingGroup, "Working Group"),
    (board::Kind::Partnership, "Partnership"),
];

/// A board in the making.
pub(super) struct Group<'a> {
    pub(super) unit: &'a Unit<'a>,
    pub(super) id: Id<board::Entity>,
    pub(super) slug: String,
    /// Its place among the boards of the unit.
    pub(super) at: u32,
    pub(super) members: Vec<Delegation>,
    pub(super) dice: Dice,
    pub(super) rows: Rows,
}

impl Unit<'_> {
    /// The rows of one board and of all that it keeps.
    pub(super) fn board(&self, at: u32) -> Rows {
        let mut dice = Dice::new(self.seed, [self.number, at]);
        // 12 seats on average; every organisation sits somewhere, because the first seats go round in turn.
        let turn = usize::try_from(at * ORGANISATIONS_IN_TURN).unwrap_or(0);
        let mut members: Vec<Delegation> = self.delegations.iter().copied().skip(turn).take(TAKEN_IN_TURN).collect();
        let others: Vec<Delegation> = self
            .delegations
            .iter()
            .enumerate()
            .filter(|(i, _)| !(turn..turn + TAKEN_IN_TURN).contains(i))
            .map(|(_, d)| *d)
            .collect();
        let more = 8 + dice.below(5);
        members.extend(dice.pick_some(&others, more));
        let slug = format!("s{}-board-{:03}", self.number, at + 1);
        let mut group = Group { unit: self, id: self.loading.id(), slug, at, members, dice, rows: Rows::default() };
        group.head();
        group.seats();
        let mut meetings = Vec::new();
        for meeting in 0..MEETINGS_OF_A_BOARD {
            meetings.push(group.meeting(meeting, &meetings));
        }
        group.minutes(&meetings);
        for meeting in &meetings {
            group.actions(meeting);
        }
        for programme in 0..PROGRAMMES_OF_A_BOARD {
            group.programme(programme);
        }
        // Last, so that what a seed made before there were papers stays as it was.
        for meeting in &meetings {
            group.paper(meeting);
            group.decided(meeting);
        }
        group.reviewed();
        group.rows
    }
}

/// Two organisations in turn for each board: every one of them has a seat somewhere.
const ORGANISATIONS_IN_TURN: u32 = super::ORGANISATIONS / BOARDS;
const TAKEN_IN_TURN: usize = 2;

impl Group<'_> {
    /// One of the board's members. A board always has some.
    pub(super) fn member(&mut self) -> Option<Delegation> {
        self.dice.pick(&self.members)
    }

    fn head(&mut self) {
        let unit = self.unit;
        let area_id: Option<Id<area::Entity>> = self.dice.pick(&unit.areas);
        let turn = usize::try_from(self.at).unwrap_or(0) % SORTS.len();
        let (kind, sort) = SORTS.get(turn).copied().unwrap_or((board::Kind::Board, "Board"));
        self.rows.board.push(board::Model {
            id: self.id,
            slug: self.slug.clone(),
            name: format!("{sort} {:03} of Region {}", self.at + 1, unit.number),
            short_name: Some(format!("S{}-B{:03}", unit.number, self.at + 1)),
            kind,
            status: board::Status::Active,
            convenor_id: self.members.first().map(|first| first.organisation),
            parent_id: None,
            reports_to_id: None,
            predecessor_id: None,
            predecessor_history: false,
            area_id,
            cadence: Some("quarterly".to_owned()),
            purpose: Some(words::text(&mut self.dice, 40)),
            history_visible_from: None,
            listed: true,
            marking_id: None,
            source: None,
            version: FIRST,
            created_at: unit.now,
            updated_at: unit.now,
        });
    }

    /// The first member takes the chair, the second the minutes.
    fn seats(&mut self) {
        let unit = self.unit;
        let roles = [Role::Chair, Role::Secretariat].into_iter().chain(std::iter::repeat(Role::Member));
        for ((position, member), role) in (0..).zip(&self.members).zip(roles) {
            let seat_id = unit.loading.id();
            self.rows.seat.push(seat::Model {
                id: seat_id,
                board_id: self.id,
                organisation_id: member.organisation,
                required: false,
                starts_on: Some(FOUNDED),
                ends_on: None,
                position,
            });
            self.rows.membership.push(membership::Model {
                id: unit.loading.id(),
                board_id: self.id,
                seat_id: Some(seat_id),
                person_id: member.person,
                role,
                on_behalf_of_id: Some(member.organisation),
                starts_on: FOUNDED,
                ends_on: None,
                elected_on: None,
                accepted_at: Some(unit.now),
                basis: membership::Basis::Appointed,
                position,
                version: FIRST,
                created_at: unit.now,
                updated_at: unit.now,
            });
        }
    }
}
