//! What a deed answers when it could not be done, and the checks that every text goes through.

use async_graphql::{Result, SimpleObject};

use crate::error::Error;

/// The longest text of a report, in characters.
const LONGEST: usize = 10_000;
/// The longest short text, in characters.
const SHORT: usize = 200;

/// Something that the caller can mend.
#[derive(SimpleObject)]
pub(crate) struct UserError {
    /// What is wrong, as a word: `VALIDATION`, `NOT_FOUND`, `FORBIDDEN` or `CONFLICT`.
    code: String,
    /// The input field it is about; null when it is about the deed as a whole.
    field: Option<String>,
    /// What is wrong and what to do about it, in a sentence.
    message: String,
}

/// Parts what the caller can mend from what only the operators can.
pub(super) fn settle<T>(done: Result<T, Error>) -> Result<(Option<T>, Vec<UserError>), Error> {
    let error = match done {
        Ok(done) => return Ok((Some(done), Vec::new())),
        Err(error) => error,
    };
    let code = error.code().to_owned();
    match error {
        Error::Invalid { field, reason } => {
            Ok((None, vec![UserError { code, field: Some(field.to_owned()), message: sentence(&reason) }]))
        }
        Error::NotFound | Error::Forbidden(_) | Error::Conflict(_) => {
            Ok((None, vec![UserError { code, field: None, message: error.to_string() }]))
        }
        Error::TooLarge | Error::Refused(_) | Error::Unavailable | Error::Internal => Err(error),
    }
}

/// A reason as a sentence of its own.
fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// A text of 1 to 10,000 characters, without what no keyboard writes.
pub(super) fn text(field: &'static str, text: String) -> Result<String, Error> {
    bounded(field, text, LONGEST)
}

/// A short text, or none.
pub(super) fn short(field: &'static str, text: Option<String>) -> Result<Option<String>, Error> {
    text.map(|text| bounded(field, text, SHORT)).transpose()
}

fn bounded(field: &'static str, text: String, longest: usize) -> Result<String, Error> {
    let length = text.chars().count();
    if text.trim().is_empty() {
        return Err(Error::invalid(field, "say something: the text is empty"));
    }
    if length > longest {
        return Err(Error::invalid(field, format!("the text has {length} characters; at most {longest} fit")));
    }
    // PostgreSQL stores no NUL, and no other control character belongs in a record.
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Error::invalid(
            field,
            "the text holds a control character other than a new line or a tab; take it out",
        ));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn a_text_says_something_in_bounds() {
        assert!(text("text", "Done.\nSee the paper.".to_owned()).is_ok());
        for bad in [String::new(), "  \n".to_owned(), "a\0b".to_owned(), "x".repeat(10_001)] {
            assert!(text("text", bad).is_err());
        }
    }
}
