//! What can go wrong, as the caller hears it. Each variant says what to do next; none carries a cause, which the log
//! has under the request's id.

use std::{borrow::Cow, fmt};

use crate::viewer::Refused;

/// What a caller is told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is no such record for this viewer. Check the id; ask the board's secretariat if it should be there.
    #[error("There is no such record, or it is not yours to see.")]
    NotFound,
    /// The viewer sees the record but may not do this to it. The text says who may.
    #[error("{0}")]
    Forbidden(String),
    /// An argument is wrong. Mend the field and send again.
    #[error("{field}: {reason}")]
    Invalid {
        /// The argument, as the caller wrote it.
        field: Cow<'static, str>,
        /// What is wrong with it and what would be right.
        reason: String,
    },
    /// Several of the things that were sent together are wrong, and none was done. Mend each.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Several(Vec<Self>),
    /// The record is not as the caller thought. Read it again, then decide.
    #[error("{0}")]
    Conflict(String),
    /// The answer would hold too much. Ask for smaller pages, or for fewer lists within lists.
    #[error("The answer would be too large. Ask for smaller pages, or for fewer lists within lists.")]
    TooLarge,
    /// The asker may no longer ask: a stream outlived its token or its hat. Sign in again.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The database does not answer. Try again shortly.
    #[error("The record cannot be reached at the moment. Try again shortly.")]
    Unavailable,
    /// The database was lost while it committed. Look, or send the same again under the same key.
    #[error(
        "The record was lost sight of while this was being written: all of it is done, or nothing. Look before you send it again; with the same `Idempotency-Key` or `clientMutationId` it is not done twice."
    )]
    Undecided,
    /// A fault of ours. Report the request id.
    #[error("Something went wrong on our side. Report the request id to the operators.")]
    Internal,
}

impl Error {
    /// The code in `extensions.code`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "NOT_FOUND",
            Self::Forbidden(_) => "FORBIDDEN",
            Self::Invalid { .. } | Self::Several(_) => "VALIDATION",
            Self::Conflict(_) => "CONFLICT",
            Self::TooLarge => "TOO_LARGE",
            Self::Refused(refused) => refused.code(),
            Self::Unavailable | Self::Undecided => "UNAVAILABLE",
            Self::Internal => "INTERNAL",
        }
    }

    /// An argument that cannot be used.
    pub(crate) fn invalid(field: &'static str, reason: impl Into<String>) -> Self {
        Self::at(field, reason)
    }

    /// The same, of a field by its path.
    pub(crate) fn at(field: impl Into<Cow<'static, str>>, reason: impl Into<String>) -> Self {
        Self::Invalid { field: field.into(), reason: reason.into() }
    }
}

/// Why the program stops: one line that names the thing and the mend.
#[derive(Debug)]
pub struct Stop(String);

impl Stop {
    /// A reason to stop, for the person at the terminal.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Stop {}
