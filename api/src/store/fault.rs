//! What a refusal of the database means for whoever asked: that they try again shortly, or that we have made a mistake.

use sea_orm::{DbErr, RuntimeErr};

use crate::error::Error;

/// Result codes of SQLite that pass, without what is said more exactly in their upper bytes: `BUSY`, `LOCKED`, `NOMEM`,
/// `READONLY`, `IOERR`, `FULL`, `CANTOPEN` and `PROTOCOL`.
const PASSING: &[i32] = &[5, 6, 7, 8, 10, 13, 14, 15];

/// Classes of PostgreSQL's error codes that pass: connection exceptions, insufficient resources (a full disk is one),
/// operator intervention (a shutdown, a statement that took too long), and errors of the system beneath.
const PASSING_CLASSES: &[&str] = &["08", "53", "57", "58"];

/// Further ones: a standby that took over and does not write yet, a serialisation failure, a deadlock.
const PASSING_STATES: &[&str] = &["25006", "40001", "40P01"];

/// What a caller hears of a database error: whether to try again. The log has the cause, once.
#[expect(clippy::needless_pass_by_value, reason = "it ends here: `map_err(failed)`")]
pub(super) fn failed(cause: DbErr) -> Error {
    tracing::error!(%cause, "the database refused");
    if passes(&cause) { Error::Unavailable } else { Error::Internal }
}

/// The same of a commit: when the database is lost meanwhile, nobody here knows whether it has committed.
pub(super) fn undecided(cause: DbErr) -> Error {
    match failed(cause) {
        Error::Unavailable => Error::Undecided,
        other => other,
    }
}

fn passes(cause: &DbErr) -> bool {
    let cause = match cause {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => return true,
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => cause,
        _ => return false,
    };
    match cause.as_ref() {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed => true,
        sqlx::Error::Database(cause) => cause.code().is_some_and(|code| code_passes(&code)),
        _ => false,
    }
}

/// Whether a code is one that passes: PostgreSQL's have five letters and digits, SQLite's are numbers below that.
fn code_passes(code: &str) -> bool {
    if code.len() == 5 {
        return PASSING_STATES.contains(&code) || PASSING_CLASSES.iter().any(|class| code.starts_with(class));
    }
    code.parse::<i32>().is_ok_and(|code| PASSING.contains(&(code & 0xff)))
}

#[cfg(test)]
mod tests {
    use super::code_passes;

    #[test]
    fn what_passes_is_told_from_mistakes() {
        // A full disk, an input or output error while writing, a database that is busy; of each kind on both databases.
        for passing in ["13", "778", "5", "261", "53100", "57P01", "57014", "08006", "40P01", "25006"] {
            assert!(code_passes(passing), "{passing}");
        }
        // A constraint, a syntax error, a damaged file, a column that is not there.
        for ours in ["19", "2067", "1", "11", "23505", "42601", "42703", "22001", "", "none"] {
            assert!(!code_passes(ours), "{ours}");
        }
    }
}
