//! Boards, their seats and their members.

use entities::{Id, board, membership, seat};

use super::{Draft, FIRST, Mistake, place, when};
use crate::demo::format::{Board, Member, Seat};

impl Draft<'_> {
    pub(super) fn board(&mut self, file: &str, board: &Board) -> Result<(), Mistake> {
        let names = self.names;
        let id = names.board.find(file, &board.slug)?;
        let marking_id = self.marking(file, board.marking.as_ref())?;
        self.rows.board.push(board::Model {
            id,
            slug: board.slug.value.clone(),
            name: board.name.clone(),
            short_name: board.short_name.clone(),
            kind: board.kind.0,
            status: board.status.0,
            convenor_id: names.organisation.maybe(file, board.convenor.as_ref())?,
            parent_id: names.board.maybe(file, board.parent.as_ref())?,
            reports_to_id: names.board.maybe(file, board.reports_to.as_ref())?,
            predecessor_id: names.board.maybe(file, board.predecessor.as_ref())?,
            predecessor_history: board.predecessor_history,
            area_id: names.area.maybe(file, board.area.as_ref())?,
            cadence: board.cadence.clone(),
            purpose: board.purpose.clone(),
            history_visible_from: when(board.history_visible_from.as_ref()),
            listed: board.listed,
            marking_id,
            source: board.source.clone(),
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        board.seats.iter().try_for_each(|seat| self.seat(file, id, seat))?;
        board.members.iter().try_for_each(|member| self.member(file, id, member))
    }

    fn seat(&mut self, file: &str, board_id: Id<board::Entity>, seat: &Seat) -> Result<(), Mistake> {
        self.rows.seat.push(seat::Model {
            id: self.loading.id(),
            board_id,
            organisation_id: self.names.organisation.find(file, &seat.organisation)?,
            required: seat.required,
            starts_on: when(seat.from.as_ref()),
            ends_on: when(seat.to.as_ref()),
            position: place(self.rows.seat.len()),
        });
        Ok(())
    }

    fn member(&mut self, file: &str, board_id: Id<board::Entity>, member: &Member) -> Result<(), Mistake> {
        let names = self.names;
        let on_behalf_of_id = names.organisation.maybe(file, member.on_behalf_of.as_ref())?;
        // A member sits in the place of the organisation they speak for, where the board has one.
        let of_board = |seat: &&seat::Model| seat.board_id == board_id && Some(seat.organisation_id) == on_behalf_of_id;
        let seat_id = self.rows.seat.iter().find(of_board).map(|seat| seat.id);
        self.rows.membership.push(membership::Model {
            id: self.loading.id(),
            board_id,
            seat_id,
            person_id: names.person.find(file, &member.person)?,
            role: member.role.0,
            on_behalf_of_id,
            starts_on: member.from.value.0,
            ends_on: when(member.to.as_ref()),
            elected_on: when(member.elected_on.as_ref()),
            accepted_at: Some(self.now),
            basis: member.basis.0,
            position: place(self.rows.membership.len()),
            version: FIRST,
            created_at: self.now,
            updated_at: self.now,
        });
        Ok(())
    }
}
