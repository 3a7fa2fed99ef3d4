//! A partnership's record as the files hold it (`api/demo/README.md`): the same names, and the words of the closed lists
//! as the files write them. It is written out as JSON, which is YAML.

use serde::Serialize;

/// A word of a closed list.
pub(crate) type Word = &'static str;
/// What another record is called.
pub(crate) type Name = String;
/// A day, as `2026-03-02`: the order of the texts is the order of the days.
pub(crate) type Day = String;
/// An instant, as `2026-03-02T10:00:00Z`, of which the same holds.
pub(crate) type Instant = String;

macro_rules! records {
    ($($(#[$meta:meta])* $name:ident { $($field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, Serialize)]
        pub(crate) struct $name {
            $(pub(crate) $field: $type),*
        }
    )*};
}

records! {
    /// All of it.
    Record {
        organisations: Vec<Organisation>,
        people: Vec<Person>,
        accounts: Vec<Account>,
        boards: Vec<Board>,
        meetings: Vec<Meeting>,
        actions: Vec<Action>,
        programmes: Vec<Programme>,
        grants: Vec<Grant>,
        decisions: Vec<Decision>,
        papers: Vec<Paper>,
        agreements: Vec<Agreement>,
        recommendations: Vec<Recommendation>,
        reviews: Vec<Review>,
    }
    Organisation {
        slug: Name,
        name: String,
        sector: Word,
        hmg: bool,
        relevant_authority: bool,
        contacts: Vec<Contact>,
    }
    Contact { kind: Word, value: String, shared: bool }
    Person { slug: Name, name: String, affiliations: Vec<Affiliation>, contacts: Vec<Contact> }
    Affiliation { organisation: Name, from: Option<Day>, to: Option<Day> }
    Account {
        slug: Name,
        name: String,
        kind: Word,
        person: Option<Name>,
        organisation: Option<Name>,
        information_governance: bool,
        auditor: bool,
        administrator: bool,
        scopes: Option<Vec<Word>>,
    }
    Marking {
        sensitive: bool,
        recipients: Vec<Name>,
        organisations: Vec<Name>,
        hmg_only: bool,
        category: Option<Word>,
        owner: Option<Name>,
    }
    Board {
        slug: Name,
        name: String,
        kind: Word,
        status: Word,
        parent: Option<Name>,
        reports_to: Option<Name>,
        predecessor: Option<Name>,
        predecessor_history: bool,
        history_visible_from: Option<Day>,
        listed: bool,
        marking: Option<Marking>,
        seats: Vec<Seat>,
        members: Vec<Member>,
    }
    Seat { organisation: Name, from: Option<Day>, to: Option<Day> }
    Member { person: Name, role: Word, on_behalf_of: Option<Name>, from: Day, to: Option<Day>, basis: Word }
    Meeting {
        slug: Name,
        board: Name,
        status: Word,
        held_on: Option<Day>,
        venue: Option<String>,
        agenda_public: bool,
        previous: Option<Name>,
        marking: Option<Marking>,
        attendance: Vec<Attendance>,
        invitations: Vec<Invitation>,
        items: Vec<Item>,
        minutes: Vec<Minutes>,
    }
    Attendance {
        person: Name,
        organisation: Option<Name>,
        status: Word,
        capacity: Word,
        substitute_for: Option<Name>,
        apology: Option<String>,
    }
    Invitation {
        person: Name,
        organisation: Option<Name>,
        capacity: Word,
        substitute_for: Option<Name>,
        invited_on: Day,
        withdrawn_on: Option<Day>,
        items: Vec<Name>,
    }
    Item {
        key: Name,
        number: String,
        title: String,
        public_title: Option<String>,
        part: Word,
        closed_reason: Option<String>,
        audience: Vec<Name>,
        later_members: bool,
        marking: Option<Marking>,
        presenter: Option<Name>,
        result: Option<String>,
    }
    Minutes {
        edition: i32,
        status: Word,
        agreed_on: Option<Day>,
        withdrawn_reason: Option<String>,
        marking: Option<Marking>,
        sections: Vec<Section>,
        comments: Vec<Comment>,
    }
    Section {
        item: Option<Name>,
        part: Word,
        closed_reason: Option<String>,
        audience: Vec<Name>,
        later_members: bool,
        author: Option<Name>,
        marking: Option<Marking>,
        body: String,
    }
    Action {
        slug: Name,
        board: Option<Name>,
        description: String,
        raised_at: Option<Name>,
        item: Option<Name>,
        raised: Word,
        raised_on: Option<Day>,
        due: Option<Day>,
        due_meeting: Option<Name>,
        status: Word,
        status_printed: Option<String>,
        superseded_by: Option<Name>,
        marking: Option<Marking>,
        owners: Vec<Owner>,
        beneficiaries: Vec<Beneficiary>,
        updates: Vec<Update>,
    }
    Owner { organisation: Option<Name>, board: Option<Name>, person: Option<Name>, printed: bool }
    Beneficiary { organisation: Option<Name>, person: Option<Name> }
    Update { reported_on: Option<Day>, by: Option<Name>, by_organisation: Option<Name>, text: String, status: Option<Word>, note: Option<Note> }
    Note { organisation: Name, text: String }
    Programme {
        slug: Name,
        name: String,
        kind: Word,
        status: Word,
        lead: Option<Name>,
        board: Option<Name>,
        parent: Option<Name>,
        announced: bool,
        ends: Option<Day>,
        summary: Option<String>,
        partners: Vec<Name>,
        providers: Vec<Name>,
        funders: Vec<Name>,
        successor: Option<Successor>,
        risks: Option<String>,
        scorers: Vec<Scorer>,
        marking: Option<Marking>,
        updates: Vec<Report>,
    }
    Scorer { person: Name, organisation: Option<Name> }
    Successor { funding: Word, detail: Option<String> }
    Report { by_organisation: Option<Name>, text: String, marking: Option<Marking> }
    Grant {
        slug: Name,
        programme: Option<Name>,
        funder: Name,
        recipient: Option<Name>,
        amount_pence: Option<i64>,
        status: Word,
        announced: bool,
        ends: Option<Day>,
        marking: Option<Marking>,
        lines: Vec<Line>,
        match_terms: Option<String>,
        payments: Vec<Payment>,
        scores: Vec<Score>,
    }
    Payment { due: Option<Day>, status: Word }
    Score { scorer: Name, criterion: String, points: i32, out_of: i32 }
    Decision {
        slug: Name,
        text: String,
        board: Option<Name>,
        meeting: Option<Name>,
        item: Option<Name>,
        paper: Option<Name>,
        decided: Day,
        by: By,
        announced: bool,
        marking: Option<Marking>,
    }
    By { organisation: Option<Name>, person: Option<Name> }
    Line { organisation: Option<Name>, purpose: String, amount_pence: Option<i64> }
    Paper {
        slug: Name,
        title: String,
        kind: Word,
        status: Word,
        board: Option<Name>,
        owner: Option<Name>,
        on_request: bool,
        embargo: Option<Embargo>,
        marking: Option<Marking>,
        summary: Option<String>,
        authors: Vec<Author>,
        items: Vec<Place>,
        versions: Vec<Version>,
        circulations: Vec<Circulation>,
        grants: Vec<Share>,
        comments: Vec<Comment>,
    }
    Embargo { until: Option<Instant>, recipients: Vec<Name> }
    Author { person: Option<Name>, organisation: Option<Name> }
    Place { meeting: Name, item: Name }
    Version { number: i32, file: String, media_type: String, sha256: String, bytes: i64 }
    Circulation {
        board: Name,
        meeting: Option<Name>,
        purpose: Word,
        sent_at: Instant,
        recipients: Vec<Author>,
    }
    Share {
        person: Option<Name>,
        organisation: Option<Name>,
        from: Instant,
        to: Instant,
        ended_at: Option<Instant>,
        by: Name,
        reason: String,
    }
    Agreement {
        slug: Name,
        title: String,
        status: Word,
        from: Option<Day>,
        to: Option<Day>,
        parties: Vec<Party>,
        purposes: Vec<Purpose>,
        categories: Vec<Word>,
        gateways: Vec<Gateway>,
        lawful_basis: Option<String>,
        conditions: Vec<String>,
        review_due: Option<Day>,
        text: Option<String>,
        dpia: Option<String>,
        marking: Option<Marking>,
    }
    Party { organisation: Name, signed_on: Option<Day>, signed_by: Option<Name> }
    Purpose { code: Word, description: String }
    Gateway { act: String, from: Option<Name>, to: Option<Name>, relevant_authority: bool }
    Recommendation {
        slug: Name,
        text: String,
        paper: Option<Name>,
        consultation: Option<String>,
        board: Option<Name>,
        meeting: Option<Name>,
        item: Option<Name>,
        directed_to: Vec<Target>,
        could_be_put_to: Vec<Target>,
        status: Word,
        reason: Option<String>,
        evidence: Option<String>,
        marking: Option<Marking>,
    }
    Target { organisation: Option<Name>, board: Option<Name> }
    Review {
        slug: Name,
        title: String,
        kind: Word,
        board: Name,
        commissioned_by: Option<Name>,
        action_plan: Option<Name>,
        qa_status: Option<Word>,
        published_on: Option<Day>,
        marking: Option<Marking>,
    }
    Comment {
        author: Name,
        organisation: Option<Name>,
        section: Option<usize>,
        at: Instant,
        shared: bool,
        body: String,
    }
}

impl Record {
    /// The file.
    pub(crate) fn file(&self) -> String {
        serde_json::to_string(self).expect("a record can be written")
    }

    pub(crate) fn board(&self, slug: &str) -> &Board {
        self.boards.iter().find(|board| board.slug == slug).expect("a board")
    }

    pub(crate) fn meeting(&self, slug: &str) -> &Meeting {
        self.meetings.iter().find(|meeting| meeting.slug == slug).expect("a meeting")
    }

    pub(crate) fn person(&self, slug: &str) -> &Person {
        self.people.iter().find(|person| person.slug == slug).expect("a person")
    }
}
