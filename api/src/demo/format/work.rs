//! Actions, programmes and grants.

use entities::{action, grant, grant_payment, programme, programme_successor};

use super::{Day, Marking, Name, Partial, Word, records};

records! {
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
        carried_to: Option<Name>,
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
        risks: Option<String>,
        contingency: Option<String>,
        #[serde(default)]
        scorers: Vec<Scorer>,
        marking: Option<Marking>,
        #[serde(default)]
        updates: Vec<Report>,
        source: Option<String>,
    }

    Scorer {
        person: Name,
        organisation: Option<Name>,
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
        match_terms: Option<String>,
        #[serde(default)]
        payments: Vec<Payment>,
        #[serde(default)]
        scores: Vec<Score>,
        source: Option<String>,
    }

    Payment {
        due: Option<Partial>,
        paid_on: Option<Partial>,
        amount_pence: Option<i64>,
        status: Word<grant_payment::Status>,
    }

    Score {
        scorer: Name,
        criterion: String,
        points: i32,
        out_of: i32,
    }

    Line {
        organisation: Option<Name>,
        area: Option<Name>,
        purpose: String,
        amount_pence: Option<i64>,
    }
}
