//! One look at the bytes of a query text, before the parser.
//!
//! Lives here: the nesting of brackets. Must not live here: grammar; the parser knows it.
//!
//! # Why
//! The parser calls itself for every bracket. Its own limit counts calls, not stack, so a text of nothing but opening
//! brackets could run a worker out of stack before it is refused. Counting brackets first costs a microsecond.

use async_graphql::{Pos, ServerError};

use super::super::answer::{TOO_LARGE, typed};

/// The deepest nesting of `{`, `(` and `[` together. Fields may nest to [`super::check::MAX_DEPTH`]; arguments and input
/// objects come on top.
const MAX_BRACKETS: usize = 64;

/// Refuses a text whose brackets nest deeper than any honest document.
pub(super) fn nesting(text: &str) -> Result<(), ServerError> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'(' | b'[' => {
                depth += 1;
                if depth > MAX_BRACKETS {
                    return Err(typed(TOO_LARGE, "The query is nested too deep.", Some(position(bytes, at))));
                }
            }
            b'}' | b')' | b']' => depth = depth.saturating_sub(1),
            b'#' => at = end_of_line(bytes, at),
            b'"' => at = end_of_string(bytes, at),
            _ => {}
        }
        at += 1;
    }
    Ok(())
}

/// The index of the byte that ends the line.
fn end_of_line(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).map_or(bytes.len(), |length| from + length)
}

/// The index of the last byte of the string that begins at `from`. A string that is not closed ends where its line or
/// the text ends: the parser will complain about it.
fn end_of_string(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let block = rest.starts_with(b"\"\"\"");
    let mut at = if block { 3 } else { 1 };
    while let Some(byte) = rest.get(at) {
        match byte {
            b'\\' if block => {
                at += if rest.get(at..).is_some_and(|tail| tail.starts_with(b"\\\"\"\"")) { 3 } else { 0 }
            }
            b'\\' => at += 1,
            b'"' | b'\n' | b'\r' if !block => return from + at,
            b'"' if rest.get(at..).is_some_and(|tail| tail.starts_with(b"\"\"\"")) => return from + at + 2,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// Line and column of a byte, counted only when there is something to complain about.
fn position(bytes: &[u8], at: usize) -> Pos {
    let before = bytes.get(..at).unwrap_or_default();
    let last = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    Pos { line: before.split(|byte| *byte == b'\n').count(), column: last.len() + 1 }
}

#[cfg(test)]
mod tests {
    use super::nesting;

    #[test]
    fn brackets_in_strings_and_comments_do_not_count() {
        let many = "{[(".repeat(100);
        assert!(nesting(&format!("# {many}\n{{ a(b: \"{many}\\\"{many}\") }}")).is_ok());
        assert!(nesting(&format!("{{ a(b: \"\"\"{many} \\\"\"\" {many} \" {many}\"\"\") }}")).is_ok());
        assert!(nesting(&many).is_err());
        assert!(nesting(&format!("{{ a(b: \"x\", c: \"\"\"y\"\"\") {many}")).is_err());
    }

    #[test]
    fn a_string_that_is_not_closed_hides_nothing_on_the_next_line() {
        assert!(nesting(&format!("{{ a(b: \"x\n{}", "{".repeat(100))).is_err());
    }
}
