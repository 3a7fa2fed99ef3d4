//! Boards and meetings.

use entities::{agenda_item, attendance, board, meeting, membership, minutes};
use serde_saphyr::Spanned;

use super::{Comment, Day, Instant, Marking, Name, Part, Partial, Word, records};

const fn yes() -> bool {
    true
}

records! {
    Board {
        slug: Name,
        name: String,
        short_name: Option<String>,
        kind: Word<board::Kind>,
        status: Word<board::Status>,
        convenor: Option<Name>,
        parent: Option<Name>,
        reports_to: Option<Name>,
        predecessor: Option<Name>,
        #[serde(default)]
        predecessor_history: bool,
        area: Option<Name>,
        cadence: Option<String>,
        purpose: Option<String>,
        history_visible_from: Option<Day>,
        #[serde(default = "yes")]
        listed: bool,
        marking: Option<Marking>,
        #[serde(default)]
        seats: Vec<Seat>,
        #[serde(default)]
        members: Vec<Member>,
        source: Option<String>,
    }

    Seat {
        organisation: Name,
        #[serde(default)]
        required: bool,
        from: Option<Day>,
        to: Option<Day>,
    }

    Member {
        person: Name,
        role: Word<membership::Role>,
        on_behalf_of: Option<Name>,
        from: Day,
        to: Option<Day>,
        elected_on: Option<Day>,
        basis: Word<membership::Basis>,
    }

    Meeting {
        slug: Name,
        board: Name,
        name: Option<String>,
        status: Word<meeting::Status>,
        held_on: Option<Partial>,
        starts_at: Option<Instant>,
        ends_at: Option<Instant>,
        mode: Option<Word<meeting::Mode>>,
        venue: Option<String>,
        purpose: Option<String>,
        #[serde(default)]
        agenda_public: bool,
        previous: Option<Name>,
        invited: Option<i32>,
        printed_present: Option<i32>,
        printed_apologies: Option<i32>,
        #[serde(default)]
        categories: Vec<String>,
        marking: Option<Marking>,
        #[serde(default)]
        attendance: Vec<Attendance>,
        #[serde(default)]
        invitations: Vec<Invitation>,
        #[serde(default)]
        items: Vec<Item>,
        #[serde(default)]
        minutes: Vec<Minutes>,
        source: Option<String>,
    }

    Attendance {
        person: Name,
        organisation: Option<Name>,
        also_for: Option<Name>,
        status: Word<attendance::Status>,
        capacity: Word<attendance::Capacity>,
        role: Option<Word<membership::Role>>,
        substitute_for: Option<Name>,
        printed_as: Option<String>,
        apology: Option<String>,
    }

    Invitation {
        person: Name,
        organisation: Option<Name>,
        capacity: Word<attendance::Capacity>,
        substitute_for: Option<Name>,
        invited_on: Day,
        withdrawn_on: Option<Day>,
        #[serde(default)]
        items: Vec<Name>,
    }

    Item {
        key: Name,
        number: Name,
        title: String,
        public_title: Option<String>,
        part: Part,
        state: Option<Word<agenda_item::State>>,
        closed_reason: Option<String>,
        #[serde(default)]
        audience: Vec<Name>,
        #[serde(default)]
        later_members: bool,
        marking: Option<Marking>,
        presenter: Option<Name>,
        presenter_organisation: Option<Name>,
        result: Option<String>,
        source: Option<String>,
    }

    Minutes {
        edition: Spanned<i32>,
        status: Word<minutes::Status>,
        circulated_at: Option<Instant>,
        comments_due: Option<Day>,
        agreed_on: Option<Day>,
        agreed_at: Option<Name>,
        published_at: Option<Instant>,
        publication_type: Option<String>,
        withdrawn_reason: Option<String>,
        marking: Option<Marking>,
        #[serde(default)]
        sections: Vec<Section>,
        #[serde(default)]
        comments: Vec<Comment>,
        source: Option<String>,
    }

    Section {
        item: Option<Name>,
        part: Part,
        closed_reason: Option<String>,
        #[serde(default)]
        audience: Vec<Name>,
        #[serde(default)]
        later_members: bool,
        author: Option<Name>,
        marking: Option<Marking>,
        speakers: Option<String>,
        body: String,
        source: Option<String>,
    }
}
