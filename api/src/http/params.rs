//! The parameters of a GraphQL request, read strictly.
//!
//! Lives here: JSON bodies, query strings and WebSocket payloads on their way to one `Params`. Must not live here: what
//! the query says (see `document`).
//!
//! # Why
//! One reader for three transports, so that none is laxer than the others. Wrong types are refused rather than guessed,
//! and the messages are ours: a parser's own text quotes what was sent. Batches are not offered, since one request must
//! have one viewer, one limit and one line in the log. `extensions` must be an object and is not used: the protocol
//! leaves it to servers, and other keys to the future.

use async_graphql::{ServerError, Variables};
use axum::extract::Query;
use axum::http::Uri;
use serde_json::{Map, Value};

use super::answer::{BAD_REQUEST, typed};

/// What a caller asks to run.
#[derive(Debug)]
pub(super) struct Params {
    /// The text of the document.
    pub(super) query: String,
    /// Which operation of the document.
    pub(super) operation: Option<String>,
    /// Values for its variables.
    pub(super) variables: Variables,
}

impl Params {
    /// Reads a body.
    pub(super) fn from_body(body: &[u8]) -> Result<Self, ServerError> {
        match serde_json::from_slice(body) {
            Ok(Value::Object(entries)) => Self::from_entries(entries),
            Ok(Value::Array(_)) => Err(wrong("One request at a time: batches are not offered.")),
            Ok(_) => Err(wrong("The body must be a JSON object.")),
            Err(_) => Err(wrong("The body is not JSON.")),
        }
    }

    /// Reads a query string, where `variables` and `extensions` are JSON text.
    pub(super) fn from_uri(uri: &Uri) -> Result<Self, ServerError> {
        let Query(pairs) =
            Query::<Vec<(String, String)>>::try_from_uri(uri).map_err(|_| wrong("The query string cannot be read."))?;
        let mut entries = Map::new();
        for (name, text) in pairs {
            let value = match name.as_str() {
                "query" | "operationName" => Value::String(text),
                "variables" | "extensions" if text.is_empty() => Value::Null,
                "variables" | "extensions" => {
                    serde_json::from_str(&text).map_err(|_| wrong(&format!("`{name}` is not JSON.")))?
                }
                _ => continue,
            };
            if entries.insert(name, value).is_some() {
                return Err(wrong("A parameter was given twice."));
            }
        }
        Self::from_entries(entries)
    }

    /// Reads the entries of an object.
    pub(super) fn from_entries(mut entries: Map<String, Value>) -> Result<Self, ServerError> {
        let query = match entries.remove("query") {
            Some(Value::String(query)) => query,
            Some(Value::Null) | None => return Err(wrong("`query` is missing.")),
            Some(_) => return Err(wrong("`query` must be a string.")),
        };
        let operation = match entries.remove("operationName") {
            Some(Value::String(name)) => Some(name),
            Some(Value::Null) | None => None,
            Some(_) => return Err(wrong("`operationName` must be a string.")),
        };
        let variables = match entries.remove("variables") {
            Some(Value::Object(variables)) => Variables::from_json(Value::Object(variables)),
            Some(Value::Null) | None => Variables::default(),
            Some(_) => return Err(wrong("`variables` must be an object.")),
        };
        match entries.remove("extensions") {
            Some(Value::Object(_) | Value::Null) | None => {}
            Some(_) => return Err(wrong("`extensions` must be an object.")),
        }
        Ok(Self { query, operation, variables })
    }
}

/// The mistake of a request that is no GraphQL request.
fn wrong(message: &str) -> ServerError {
    typed(BAD_REQUEST, message, None)
}

#[cfg(test)]
mod tests {
    use axum::http::Uri;

    use super::Params;

    fn body(text: &str) -> Result<Params, String> {
        Params::from_body(text.as_bytes()).map_err(|error| error.message)
    }

    #[test]
    fn a_body_may_leave_out_or_empty_everything_but_the_query() {
        let params =
            body(r#"{"query":"{a}","operationName":null,"variables":null,"extensions":null,"other":1}"#).unwrap();
        assert_eq!((params.query.as_str(), params.operation), ("{a}", None));
        assert_eq!(body(r#"{"query":"{a}","operationName":"B","variables":{"x":[1]}}"#).unwrap().variables.len(), 1);
    }

    #[test]
    fn wrong_types_are_refused_and_never_quoted() {
        for text in [
            "",
            "nonsense",
            "1",
            "[]",
            r#"[{"query":"{a}"}]"#,
            "{}",
            r#"{"query":1}"#,
            r#"{"query":null}"#,
            r#"{"query":"{a}","operationName":1}"#,
            r#"{"query":"{a}","variables":[]}"#,
            r#"{"query":"{a}","variables":"{}"}"#,
            r#"{"query":"{a}","extensions":"x"}"#,
        ] {
            let message = body(text).unwrap_err();
            assert!(message.is_ascii() && !message.contains("nonsense"), "{text}: {message}");
        }
    }

    #[test]
    fn a_query_string_carries_objects_as_json() {
        let read = |text: &str| Params::from_uri(&text.parse::<Uri>().unwrap()).map_err(|error| error.message);
        let params = read("/graphql?query=%7Ba%7D&operationName=B&variables=%7B%22x%22%3A1%7D&extensions=").unwrap();
        assert_eq!((params.query.as_str(), params.operation.as_deref()), ("{a}", Some("B")));
        assert_eq!(params.variables.len(), 1);
        assert!(read("/graphql").is_err());
        assert!(read("/graphql?query=a&query=b").is_err());
        assert!(read("/graphql?query=a&variables=%5B%5D").is_err());
        assert!(read("/graphql?query=a&variables=x").is_err());
    }
}
