//! Papers, circulations and comments.

use entities::{circulation, comment, paper};
use serde_saphyr::Spanned;

use super::{Day, Instant, Marking, Name, Partial, Word, records};

records! {
    Paper {
        slug: Name,
        title: String,
        kind: Word<paper::Kind>,
        status: Spanned<Word<paper::Status>>,
        board: Option<Name>,
        owner: Option<Name>,
        dated: Option<Partial>,
        #[serde(default)]
        on_request: bool,
        embargo: Option<Embargo>,
        marking: Option<Marking>,
        summary: Option<String>,
        #[serde(default)]
        authors: Vec<Author>,
        #[serde(default)]
        items: Vec<Place>,
        #[serde(default)]
        versions: Vec<Version>,
        #[serde(default)]
        circulations: Vec<Circulation>,
        #[serde(default)]
        grants: Vec<AccessGrant>,
        #[serde(default)]
        comments: Vec<Comment>,
        source: Option<String>,
    }

    Embargo {
        until: Option<Instant>,
        #[serde(default)]
        recipients: Vec<Name>,
    }

    Author {
        person: Option<Name>,
        organisation: Option<Name>,
    }

    Place {
        meeting: Name,
        item: Name,
    }

    Version {
        number: Spanned<i32>,
        file: String,
        media_type: String,
        sha256: Spanned<String>,
        bytes: i64,
    }

    Circulation {
        board: Name,
        meeting: Option<Name>,
        purpose: Word<circulation::Purpose>,
        sent_at: Instant,
        comments_due: Option<Day>,
        #[serde(default)]
        recipients: Vec<Author>,
    }

    AccessGrant {
        person: Option<Name>,
        organisation: Option<Name>,
        from: Instant,
        to: Instant,
        ended_at: Option<Instant>,
        by: Name,
        reason: Option<String>,
    }

    Comment {
        author: Name,
        organisation: Option<Name>,
        passage: Option<String>,
        section: Option<Spanned<usize>>,
        at: Instant,
        #[serde(default)]
        shared: bool,
        disposition: Option<Word<comment::Disposition>>,
        body: String,
    }
}
