//! Query documents: read once, checked once, remembered.
//!
//! Lives here: the one door by which a query text becomes a document that the engine may see, for every transport alike,
//! and the cache of documents that have passed. Must not live here: anything that depends on who asks. A checked
//! document is shared by all viewers, so what it may hold is what is true of the text alone.
//!
//! # Why
//! The engine walks a fragment again at every spread, before any of its own limits fires: 900 bytes of fragments that
//! spread each other twice cost seconds of a core, two kilobytes cost 20 GB. It also runs a repeated mutation field as
//! often as it is written. So the text is scanned, parsed, measured with memory of each fragment, and its repeated
//! fields are merged, before the engine starts; the engine's own limits remain as a second line.

mod check;
mod merge;
mod scan;

use std::sync::Arc;
use std::time::Duration;

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType};
use async_graphql::parser::{Error as ParseError, parse_query};
use async_graphql::{Pos, ServerError, Value, Variables};
use moka::sync::Cache;

use super::answer::{PARSE, TOO_LARGE, VALIDATION, typed};

/// The longest query text, in bytes. The introspection query of the usual tools has 2 kB, a large page of a large client
/// 8 kB; data belongs in variables, which have the whole body. It bounds the number of tokens as well.
pub(super) const MAX_QUERY_BYTES: usize = 16 * 1024;

/// The most mistakes told about one document: enough to mend it, too few to make the answer an amplifier.
pub(super) const MAX_ERRORS: usize = 20;

/// What the cache of checked documents may weigh, in bytes, roughly.
const CACHE_BYTES: u64 = 32 * 1024 * 1024;

/// How long an unused document is remembered. Clients send a handful of texts for weeks; texts with values written into
/// them come once and should not stay in memory.
const CACHE_IDLE: Duration = Duration::from_mins(15);

/// A parsed document takes about this many bytes for each byte of its text.
const WEIGHT_OF_A_BYTE: usize = 24;

/// A document that has passed every check which the text alone decides, with its repeated fields merged.
pub(super) struct Checked {
    document: ExecutableDocument,
}

impl Checked {
    /// Reads and checks a query text; every mistake has a code.
    fn read(text: &str) -> Result<Self, Vec<ServerError>> {
        if text.len() > MAX_QUERY_BYTES {
            let message =
                format!("The query is too long: at most {MAX_QUERY_BYTES} bytes. Move values into variables.");
            return Err(vec![typed(TOO_LARGE, message, None)]);
        }
        scan::nesting(text).map_err(|error| vec![error])?;
        let mut document = parse_query(text).map_err(|error| vec![syntax(&error)])?;
        check::size(&document).map_err(|error| vec![error])?;
        merge::merge(&mut document)?;
        Ok(Self { document })
    }

    /// The kind of the operation that this request would run, once its name and its required variables are there.
    ///
    /// The engine looks at a missing variable when the field runs, and by then an earlier field of a mutation has run.
    pub(super) fn kind(&self, name: Option<&str>, variables: &Variables) -> Result<OperationType, Vec<ServerError>> {
        let operation = self.operation(name).map_err(|error| vec![error])?;
        let missing: Vec<_> = operation
            .variable_definitions
            .iter()
            .filter(|variable| {
                let variable = &variable.node;
                !variable.var_type.node.nullable
                    && match variables.get(&variable.name.node) {
                        Some(value) => *value == Value::Null,
                        None => variable.default_value.is_none(),
                    }
            })
            .take(MAX_ERRORS)
            .map(|variable| {
                let (name, kind) = (&variable.node.name.node, &variable.node.var_type.node);
                typed(
                    VALIDATION,
                    format!("The variable \"${name}\" of type \"{kind}\" is required."),
                    Some(variable.pos),
                )
            })
            .collect();
        if missing.is_empty() { Ok(operation.ty) } else { Err(missing) }
    }

    /// The operation of that name, or the only one.
    fn operation(&self, name: Option<&str>) -> Result<&OperationDefinition, ServerError> {
        let operation = match (&self.document.operations, name) {
            (DocumentOperations::Single(operation), None) => Some(operation),
            (DocumentOperations::Multiple(all), Some(name)) => all.get(name),
            (DocumentOperations::Multiple(all), None) if all.len() == 1 => all.values().next(),
            (DocumentOperations::Multiple(_), None) => {
                let message = "The document has several operations: say which with operationName.";
                return Err(typed(VALIDATION, message, None));
            }
            (DocumentOperations::Single(_), Some(_)) => None,
        };
        operation
            .map(|operation| &operation.node)
            .ok_or_else(|| typed(VALIDATION, "The document has no operation of the name in operationName.", None))
    }

    /// A copy for the engine, which takes its documents whole and cuts skipped fields out of them.
    pub(super) fn document(&self) -> ExecutableDocument {
        self.document.clone()
    }
}

/// The documents that passed, by their text, shared by all viewers and all transports.
pub(super) struct Documents {
    passed: Cache<Arc<str>, Arc<Checked>>,
}

impl Documents {
    /// An empty memory.
    pub(super) fn new() -> Self {
        let passed = Cache::builder()
            .weigher(|text: &Arc<str>, _: &Arc<Checked>| {
                u32::try_from(text.len().saturating_mul(WEIGHT_OF_A_BYTE)).unwrap_or(u32::MAX).max(256)
            })
            .max_capacity(CACHE_BYTES)
            .time_to_idle(CACHE_IDLE)
            .build();
        Self { passed }
    }

    /// The checked document of a text. Mistakes are not remembered: they cost no more than a look, and whoever sends
    /// rubbish should not push good documents out.
    pub(super) fn check(&self, text: &str) -> Result<Arc<Checked>, Vec<ServerError>> {
        if let Some(checked) = self.passed.get(text) {
            return Ok(checked);
        }
        let checked = Arc::new(Checked::read(text)?);
        self.passed.insert(Arc::from(text), Arc::clone(&checked));
        Ok(checked)
    }
}

/// A syntax error on one line. The parser's own text quotes the line of the source, which may hold somebody's data and
/// would travel into logs; rule names are all that is taken from it.
fn syntax(error: &ParseError) -> ServerError {
    let at: Option<Pos> = error.positions().next();
    let what = match error {
        ParseError::Syntax { message, .. } => message
            .lines()
            .next_back()
            .and_then(|line| line.trim().strip_prefix("= "))
            .filter(|reason| reason.starts_with("expected ") || reason.starts_with("unexpected "))
            .map_or_else(|| "this is not GraphQL".to_owned(), |reason| reason.replace('_', " ")),
        ParseError::MultipleOperations { .. } => "an operation without a name must be the only one".to_owned(),
        ParseError::OperationDuplicated { operation, .. } => format!("operation \"{operation}\" is defined twice"),
        ParseError::FragmentDuplicated { fragment, .. } => format!("fragment \"{fragment}\" is defined twice"),
        ParseError::MissingOperation => "there is no operation".to_owned(),
        ParseError::RecursionLimitExceeded => "it is nested too deep".to_owned(),
        _ => "this is not a query document".to_owned(),
    };
    let message = match at {
        Some(at) => format!("Syntax error at line {}, column {}: {what}.", at.line, at.column),
        None => format!("Syntax error: {what}."),
    };
    typed(PARSE, message, at)
}

#[cfg(test)]
mod tests;
