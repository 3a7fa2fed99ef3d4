//! The words of papers, circulations and comments.

use async_graphql::Enum;

/// What sort of document a paper is.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::paper::Kind")]
pub(crate) enum PaperKind {
    /// A report.
    Report,
    /// A record of a meeting, kept as a document.
    Minutes,
    /// An agreement on how agencies work together.
    Protocol,
    /// A strategy, in draft or adopted.
    Strategy,
    /// What is to be done by whom, for example after a domestic homicide review.
    ActionPlan,
    /// A return of figures, such as that of a MARAC.
    Return,
    /// What an organisation submits to another, for example an answer to a consultation.
    Submission,
    /// A review, such as a domestic homicide review.
    Review,
    /// A film, a poster or another work for the public.
    Media,
}

/// Where a paper stands.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::paper::Status")]
pub(crate) enum PaperStatus {
    /// Being written.
    Draft,
    /// Sent round, and not settled yet.
    Circulated,
    /// Settled.
    Final,
    /// Published: for everybody, unless an embargo or a marking withholds it.
    Published,
    /// Replaced by another.
    Superseded,
    /// Withdrawn.
    Withdrawn,
}

/// What a paper is sent round for.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::circulation::Purpose")]
#[expect(clippy::enum_variant_names, reason = "the words are those of the field")]
pub(crate) enum CirculationPurpose {
    /// For comment, by a day if one is set.
    ForComment,
    /// For information: systems of organisations with a seat read it too.
    ForInformation,
    /// For decision.
    ForDecision,
}

/// What became of a comment.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::comment::Disposition")]
pub(crate) enum CommentDisposition {
    /// Taken up.
    Accepted,
    /// Taken up in part.
    Partly,
    /// Not taken up.
    Rejected,
    /// Noted; nothing changes.
    Noted,
}
