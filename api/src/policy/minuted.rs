//! What minutes record under an agenda item: who reads what came of it, a decision that was taken there, or a
//! recommendation that was put there, follows the minutes and the item (R4-R6, T2, T4, T6, T10).
//!
//! # Why
//! They all print words of the minutes. So their readers are those of an edition who may also read the item in full, in
//! the ways in which they came to the edition: a public agenda shows an open item long before there is anything to read
//! under it, and a single restricted section shows an edition and nothing of its items.

use entities::{agenda_item, agenda_item::Part, meeting, minutes};
use sea_orm::{ColumnTrait, Condition};

use super::{
    Who, agenda_item as agenda,
    minutes::{as_member, as_service, unmarked},
    pieces::{self, all, any, only, parent, sent, to_people},
    tenure::held_in_my_time,
};

/// The columns that say where a record was made: its board, the meeting and the item.
#[derive(Clone, Copy)]
pub(super) struct Under<C> {
    pub(super) board: C,
    pub(super) meeting: C,
    pub(super) item: C,
}

impl<C: ColumnTrait> Under<C> {
    /// In an open item of published minutes. Under no item at all it is nobody's to know whether it was open.
    pub(super) fn published(self, viewer: Who) -> Condition {
        use agenda_item::Column as I;
        let open = all([only(I::Part.eq(Part::Open)), pieces::handled(I::MarkingId, viewer)]);
        all([parent(self.item, I::Id, open), pieces::published(self.meeting, viewer)])
    }

    /// In an open item of agreed minutes, to a system whose organisation has a seat (R4, T10).
    pub(super) fn as_system(self, viewer: Who) -> Condition {
        all([self.edition(viewer, as_service(viewer)), agenda::full(self.item, viewer)])
    }

    /// In minutes that a member reads, under an item that they read in full (R4, T1, T2, T9).
    pub(super) fn as_member(self, viewer: Who) -> Condition {
        // Under no item it was open to whoever sat there; of an earlier meeting only what was open is theirs (T2), and all
        // of it the secretariat's.
        let there =
            any([held_in_my_time(&pieces::ALL, viewer), pieces::STAFFED_BOARDS.has(meeting::Column::BoardId, viewer)]);
        let at_large = all([only(self.item.is_null()), parent(self.meeting, meeting::Column::Id, there)]);
        all([self.edition(viewer, as_member(viewer)), any([at_large, agenda::full(self.item, viewer)])])
    }

    /// In minutes that were sent, under an item for which the viewer is a guest (T4).
    pub(super) fn as_guest(self, viewer: Who) -> Condition {
        let scoped = [pieces::GUEST_ITEMS.has(self.item, viewer), self.edition(viewer, sent())];
        all([all(scoped), agenda::full(self.item, viewer)])
    }

    /// In minutes that were sent, of a meeting at which the viewer stands in for a member (T6).
    pub(super) fn as_substitute(self, viewer: Who) -> Condition {
        let standing_in = all([sent(), pieces::SUBSTITUTE_MEETINGS.has(minutes::Column::MeetingId, viewer)]);
        let item = any([only(self.item.is_null()), agenda::full(self.item, viewer)]);
        all([self.edition(viewer, standing_in), item])
    }

    /// Of a board of which the viewer is secretary or chair (T8).
    pub(super) fn as_staff(self, viewer: Who) -> Condition {
        pieces::STAFFED_BOARDS.has(self.board, viewer)
    }

    /// Nothing that it hangs from withholds it: no marking on its board, its meeting, the board that met, or its item, and
    /// if the item is restricted, it is addressed to the viewer. No office inherits a place among the recipients.
    pub(super) fn cleared(self, viewer: Who) -> Condition {
        use agenda_item::Column as I;
        let mine = pieces::addressed_to_me(I::MarkingId, I::BoardId, viewer);
        let addressed = any([only(I::Part.ne(Part::Restricted)), mine]);
        let item = parent(self.item, I::Id, all([addressed, pieces::handled(I::MarkingId, viewer)]));
        // The meeting may be of another board than the one that follows what was put there.
        let unmarked = all([
            pieces::handled(meeting::Column::MarkingId, viewer),
            pieces::unmarked_board(meeting::Column::BoardId, viewer),
        ]);
        let meeting = parent(self.meeting, meeting::Column::Id, unmarked);
        let board = pieces::unmarked_board(self.board, viewer);
        all([
            any([only(self.item.is_null()), item]),
            any([only(self.meeting.is_null()), meeting]),
            any([only(self.board.is_null()), board]),
        ])
    }

    /// Some edition of the meeting's minutes is read so, and no marking withholds it.
    fn edition(self, viewer: Who, editions: Condition) -> Condition {
        parent(self.meeting, minutes::Column::MeetingId, all([editions, unmarked(viewer)]))
    }

    /// Under no item, an open one, or one that the viewer reads in full: what it asks of whoever does not come to it
    /// through the minutes.
    pub(super) fn open_enough(self, viewer: Who) -> Condition {
        use agenda_item::Column as I;
        let open = parent(self.item, I::Id, only(I::Part.eq(Part::Open)));
        any([only(self.item.is_null()), open, agenda::full(self.item, viewer)])
    }

    /// At no meeting, or at one whose minutes are out: sent to people, agreed for systems (R4).
    pub(super) fn out(self, viewer: Who) -> Condition {
        let editions = if viewer.is_service() { pieces::last_agreed() } else { sent() };
        any([only(self.meeting.is_null()), self.edition(viewer, editions)])
    }
}

/// On agenda items: the minutes that say what came of the item are there for the viewer. Whether its words are meant for
/// them is asked of the item.
pub(super) fn outcome(viewer: Who) -> Condition {
    use agenda_item::Column as I;
    let edition = |rows| parent(I::MeetingId, minutes::Column::MeetingId, all([rows, unmarked(viewer)]));
    let of = |part, rows| all([only(I::Part.eq(part)), rows]);
    let standing_in = all([sent(), pieces::SUBSTITUTE_MEETINGS.has(minutes::Column::MeetingId, viewer)]);
    any([
        of(Part::Open, pieces::published(I::MeetingId, viewer)),
        edition(any([as_service(viewer), as_member(viewer), standing_in])),
        pieces::STAFFED_BOARDS.has(I::BoardId, viewer),
        all([pieces::GUEST_ITEMS.has(I::Id, viewer), edition(sent())]),
        // A restricted item is in full for those alone to whom it is addressed.
        to_people(of(Part::Restricted, edition(sent())), viewer),
    ])
}
