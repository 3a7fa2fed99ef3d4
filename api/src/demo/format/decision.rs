//! Decisions, recommendations and reviews.

use entities::{decision, recommendation, review};
use serde_saphyr::Spanned;

use super::{Day, Marking, Name, Partial, Word, records};

records! {
    Decision {
        slug: Name,
        text: String,
        board: Option<Name>,
        meeting: Option<Name>,
        item: Option<Name>,
        paper: Option<Name>,
        decided: Option<Partial>,
        by: Option<Maker>,
        #[serde(default)]
        announced: bool,
        marking: Option<Marking>,
        source: Option<String>,
    }

    Maker {
        board: Option<Name>,
        organisation: Option<Name>,
        person: Option<Name>,
        office: Option<String>,
        basis: Option<Word<decision::Basis>>,
    }

    Recommendation {
        slug: Name,
        text: String,
        paper: Option<Name>,
        consultation: Option<String>,
        board: Option<Name>,
        meeting: Option<Name>,
        item: Option<Name>,
        #[serde(default)]
        directed_to: Vec<Target>,
        #[serde(default)]
        could_be_put_to: Vec<Target>,
        status: Spanned<Word<recommendation::Status>>,
        response: Option<String>,
        reason: Option<String>,
        due: Option<Partial>,
        evidence: Option<String>,
        marking: Option<Marking>,
        source: Option<String>,
    }

    Target {
        organisation: Option<Name>,
        board: Option<Name>,
    }

    Review {
        slug: Name,
        title: String,
        pseudonym: Option<String>,
        kind: Word<review::Kind>,
        board: Name,
        commissioned_by: Option<Name>,
        action_plan: Option<Name>,
        qa_status: Option<Word<review::QaStatus>>,
        published_on: Option<Day>,
        implemented_on: Option<Day>,
        marking: Option<Marking>,
        source: Option<String>,
    }
}
