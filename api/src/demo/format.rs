//! The format of the files, as `api/demo/README.md` describes it. An unknown key is a mistake, an absent one is empty.
//!
//! Every name knows its line, so that a rule broken later is still reported where it was written.

use chrono::{DateTime, NaiveDate, Utc};
use entities::{
    PartialDate, account, action, agenda_item, area, attendance, board, contact_point, grant, meeting, membership,
    minutes, organisation, programme, programme_successor,
};
use serde::Deserialize;
use serde_saphyr::{DuplicateKeyPolicy, MessageFormatter as _, Spanned, UserMessageFormatter};

use super::{
    Source,
    value::{Mistake, Name, When, Word},
};

type Day = Spanned<When<NaiveDate>>;
type Partial = Spanned<When<PartialDate>>;
type Instant = Spanned<When<DateTime<Utc>>>;
type Part = Spanned<Word<agenda_item::Part>>;

/// One file, read but not yet understood.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) file: String,
    pub(super) page: Page,
}

impl Sheet {
    /// Reads a file.
    pub(super) fn read(source: &Source) -> Result<Self, Mistake> {
        let options = serde_saphyr::options! {
            with_snippet: false,
            duplicate_keys: DuplicateKeyPolicy::Error,
        };
        let page = serde_saphyr::from_str_with_options(&source.text, options).map_err(|error| Mistake {
            file: source.name.clone(),
            line: error.location().map_or(1, |location| location.line()),
            message: UserMessageFormatter.format_message(&error).into_owned(),
        })?;
        Ok(Self { file: source.name.clone(), page })
    }
}

/// A mapping of nouns to lists.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Page {
    pub(super) areas: Vec<Area>,
    pub(super) organisations: Vec<Organisation>,
    pub(super) people: Vec<Person>,
    pub(super) accounts: Vec<Account>,
    pub(super) boards: Vec<Board>,
    pub(super) meetings: Vec<Meeting>,
    pub(super) actions: Vec<Action>,
    pub(super) programmes: Vec<Programme>,
    pub(super) grants: Vec<Grant>,
}

/// What every record is given, in one place: no unknown keys, and `pub(super)` fields.
macro_rules! records {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name {
            $($(#[$field_meta])* pub(super) $field: $type),*
        }
    )*};
}

const fn yes() -> bool {
    true
}

records! {
    Area {
        slug: Name,
        name: String,
        kind: Word<area::Kind>,
        gss: Option<String>,
        parent: Option<Name>,
        #[serde(default)]
        members: Vec<Name>,
        source: Option<String>,
    }

    Organisation {
        slug: Name,
        name: String,
        short_name: Option<String>,
        sector: Word<organisation::Sector>,
        description: Option<String>,
        parent: Option<Name>,
        area: Option<Name>,
        successor: Option<Name>,
        #[serde(default)]
        competent_authority: bool,
        #[serde(default)]
        hmg: bool,
        #[serde(default)]
        relevant_authority: bool,
        status: Option<Word<organisation::Status>>,
        #[serde(default)]
        aliases: Vec<Alias>,
        #[serde(default)]
        contacts: Vec<Contact>,
        source: Option<String>,
    }

    Alias {
        name: String,
        from: Option<Partial>,
        to: Option<Partial>,
    }

    Contact {
        kind: Word<contact_point::Kind>,
        value: String,
        #[serde(default)]
        shared: bool,
    }

    Person {
        slug: Name,
        name: String,
        #[serde(default)]
        variants: Vec<String>,
        honorific: Option<String>,
        public_role: Option<String>,
        #[serde(default)]
        affiliations: Vec<Affiliation>,
        #[serde(default)]
        contacts: Vec<Contact>,
        source: Option<String>,
    }

    Affiliation {
        organisation: Name,
        title: Option<String>,
        from: Option<Day>,
        to: Option<Day>,
    }

    Account {
        slug: Name,
        name: String,
        kind: Word<account::Kind>,
        person: Option<Name>,
        organisation: Option<Name>,
        #[serde(default)]
        information_governance: bool,
        #[serde(default)]
        auditor: bool,
        #[serde(default)]
        administrator: bool,
        scopes: Option<Vec<String>>,
        sector: Option<String>,
        about: Option<String>,
    }

    Marking {
        #[serde(default)]
        sensitive: bool,
        #[serde(default)]
        recipients: Vec<Name>,
        #[serde(default)]
        organisations: Vec<Name>,
        #[serde(default)]
        hmg_only: bool,
        #[serde(default)]
        public_release: bool,
        #[serde(default)]
        descriptors: Vec<String>,
    }

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
        minutes: Vec<Edition>,
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

    Edition {
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

    Action {
        slug: Name,
        board: Option<Name>,
        description: String,
        raised_at: Option<Name>,
        item: Option<Name>,
        raised: Word<action::Raised>,
        raised_on: Option<Day>,
        due: Option<Partial>,
        due_meeting: Option<Name>,
        status: Word<action::Status>,
        status_printed: Option<String>,
        #[serde(default)]
        carry_count: i32,
        superseded_by: Option<Name>,
        marking: Option<Marking>,
        #[serde(default)]
        owners: Vec<Owner>,
        #[serde(default)]
        beneficiaries: Vec<Beneficiary>,
        #[serde(default)]
        updates: Vec<Update>,
        source: Option<String>,
    }

    Owner {
        organisation: Option<Name>,
        board: Option<Name>,
        person: Option<Name>,
        #[serde(default)]
        printed: bool,
    }

    Beneficiary {
        organisation: Option<Name>,
        person: Option<Name>,
    }

    Update {
        reported_on: Option<Partial>,
        by: Option<Name>,
        by_organisation: Option<Name>,
        text: String,
        status: Option<Word<action::Status>>,
        evidence: Option<String>,
        note: Option<Note>,
        source: Option<String>,
    }

    Note {
        organisation: Name,
        text: String,
    }

    Programme {
        slug: Name,
        name: String,
        kind: Word<programme::Kind>,
        status: Word<programme::Status>,
        overlay: Option<Word<programme::Overlay>>,
        overlay_reason: Option<String>,
        lead: Option<Name>,
        board: Option<Name>,
        parent: Option<Name>,
        area: Option<Name>,
        #[serde(default)]
        announced: bool,
        starts: Option<Partial>,
        ends: Option<Partial>,
        summary: Option<String>,
        status_as_at: Option<Partial>,
        status_printed: Option<String>,
        #[serde(default)]
        sites: Vec<Name>,
        #[serde(default)]
        partners: Vec<Name>,
        #[serde(default)]
        providers: Vec<Name>,
        #[serde(default)]
        funders: Vec<Name>,
        successor: Option<Successor>,
        marking: Option<Marking>,
        #[serde(default)]
        updates: Vec<Report>,
        source: Option<String>,
    }

    Successor {
        funding: Word<programme_successor::Funding>,
        detail: Option<String>,
    }

    Report {
        reported_on: Option<Partial>,
        by_organisation: Option<Name>,
        text: String,
        status: Option<Word<programme::Status>>,
        overlay: Option<Word<programme::Overlay>>,
        marking: Option<Marking>,
        source: Option<String>,
    }

    Grant {
        slug: Name,
        programme: Option<Name>,
        funder: Name,
        recipient: Option<Name>,
        amount_pence: Option<i64>,
        currency: Option<String>,
        status: Word<grant::Status>,
        #[serde(default)]
        announced: bool,
        process: Option<String>,
        applied: Option<Partial>,
        approved_on: Option<Partial>,
        awarded_on: Option<Partial>,
        starts: Option<Partial>,
        ends: Option<Partial>,
        marking: Option<Marking>,
        #[serde(default)]
        lines: Vec<Line>,
        source: Option<String>,
    }

    Line {
        organisation: Option<Name>,
        area: Option<Name>,
        purpose: String,
        amount_pence: Option<i64>,
    }
}
