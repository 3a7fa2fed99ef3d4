//! How large a document is once its fragments are expanded, without expanding them.
//!
//! Lives here: the limits of a document and the one linear walk that applies them. Must not live here: anything that
//! needs the schema (the engine's validation has it) or the viewer.
//!
//! # Why
//! Each fragment is measured once and its size remembered, so the walk is linear in the text however often a fragment is
//! spread; sums saturate and stop at the first limit. A fragment that reaches itself is found on the same walk.
//!
//! Introspection has limits of its own. From a type one reaches its fields, their types, their fields again, so each level
//! multiplies the answer by the breadth of the whole schema; and all of it is computed without once waiting, so that no
//! time limit can stop it. No tool needs more than one round.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Field, FragmentSpread, Selection, SelectionSet};
use async_graphql::{Pos, Positioned, ServerError};

use super::super::answer::{TOO_LARGE, VALIDATION, typed};

/// The most fields and fragments a document may come to, with every fragment counted where it is spread.
const MAX_SELECTIONS: usize = 2_000;

/// The deepest field. The full introspection query of graphql-js reaches 15.
pub(super) const MAX_DEPTH: usize = 20;

/// The deepest nesting of selection sets, fragments included; the engine has the same limit and refuses more.
const MAX_NESTING: usize = 32;

/// The most aliases, with fragments expanded: an alias is how one query asks the same thing a hundred times.
const MAX_ALIASES: usize = 60;

/// The most directives, with fragments expanded.
const MAX_DIRECTIVES: usize = 60;

/// The most fields at the root of one operation. Each may be a search or a transaction.
const MAX_ROOT_FIELDS: usize = 20;

/// The lists by which introspection goes round, and how often one path may take one. graphql-js allows two as well.
const ROUNDS: [&str; 4] = ["fields", "interfaces", "possibleTypes", "inputFields"];
const MAX_ROUNDS: usize = 2;

/// The most aliases below `__schema` or `__type`. The usual tools use none.
const MAX_INTROSPECTION_ALIASES: usize = 4;

/// The most `__schema` fields in one document: each is an answer of a hundred kilobytes.
const MAX_SCHEMAS: usize = 2;

/// The most fragments in one document.
const MAX_FRAGMENTS: usize = 200;

/// What a selection set comes to.
#[derive(Clone, Copy, Default)]
struct Size {
    selections: usize,
    aliases: usize,
    directives: usize,
    /// Fields down to the deepest leaf.
    depth: usize,
    /// Selection sets down to the deepest, fragments included.
    nesting: usize,
    /// Fields of this very level, through fragments.
    width: usize,
    /// Lists of introspection on the path that has most.
    rounds: usize,
    /// `__schema` fields.
    schemas: usize,
}

impl Size {
    /// Adds a neighbour in the same selection set.
    fn beside(self, other: Self) -> Self {
        Self {
            selections: self.selections.saturating_add(other.selections),
            aliases: self.aliases.saturating_add(other.aliases),
            directives: self.directives.saturating_add(other.directives),
            depth: self.depth.max(other.depth),
            nesting: self.nesting.max(other.nesting),
            width: self.width.saturating_add(other.width),
            rounds: self.rounds.max(other.rounds),
            schemas: self.schemas.saturating_add(other.schemas),
        }
    }

    /// The first limit that is passed, in words.
    fn limit(self) -> Option<String> {
        let over = |what: &str, most: usize| Some(format!("The query is too large: at most {most} {what}."));
        match self {
            size if size.selections > MAX_SELECTIONS => {
                over("fields and fragments, counted where they are spread", MAX_SELECTIONS)
            }
            size if size.aliases > MAX_ALIASES => over("aliases", MAX_ALIASES),
            size if size.directives > MAX_DIRECTIVES => over("directives", MAX_DIRECTIVES),
            size if size.depth > MAX_DEPTH => over("levels of fields", MAX_DEPTH),
            size if size.schemas > MAX_SCHEMAS => over("`__schema` fields", MAX_SCHEMAS),
            size if size.nesting > MAX_NESTING => over("levels of selections and fragments", MAX_NESTING),
            _ => None,
        }
    }
}

/// What is known of a fragment during the walk.
enum Known {
    /// It is being measured: meeting it again is a cycle.
    Open,
    /// It has been measured.
    Measured(Size),
}

/// The walk, with its memory.
struct Walk<'d> {
    document: &'d ExecutableDocument,
    fragments: HashMap<&'d str, Known>,
}

/// Refuses a document that is too large in any way, or whose fragments go round in a circle.
pub(super) fn size(document: &ExecutableDocument) -> Result<(), ServerError> {
    if document.fragments.len() > MAX_FRAGMENTS {
        let message = format!("The query is too large: at most {MAX_FRAGMENTS} fragments.");
        return Err(typed(TOO_LARGE, message, None));
    }
    let mut walk = Walk { document, fragments: HashMap::with_capacity(document.fragments.len()) };
    let mut total = Size::default();
    for (_, operation) in document.operations.iter() {
        let mut size = walk.set(&operation.node.selection_set.node, 0)?;
        if size.width > MAX_ROOT_FIELDS {
            let message =
                format!("The query is too large: at most {MAX_ROOT_FIELDS} fields at the root of an operation.");
            return Err(typed(TOO_LARGE, message, Some(operation.pos)));
        }
        let variables = operation.node.variable_definitions.iter().map(|variable| variable.node.directives.len());
        size.directives += operation.node.directives.len() + variables.sum::<usize>();
        total = within(total.beside(size), operation.pos)?;
    }
    // Fragments that nothing spreads are refused later, but the engine reads them before it says so.
    for (name, fragment) in &document.fragments {
        if name == "on" {
            return Err(typed(VALIDATION, "A fragment cannot be named \"on\".", Some(fragment.pos)));
        }
        let size = walk.fragment(name, fragment.pos, 0)?;
        within(size, fragment.pos)?;
    }
    Ok(())
}

impl<'d> Walk<'d> {
    /// Measures a selection set; `level` only keeps this walk itself from running out of stack.
    fn set(&mut self, set: &'d SelectionSet, level: usize) -> Result<Size, ServerError> {
        let mut total = Size::default();
        for item in &set.items {
            if level > MAX_NESTING {
                return Err(typed(TOO_LARGE, "The query is nested too deep.", Some(item.pos)));
            }
            let mut size = match &item.node {
                Selection::Field(field) => self.field(field, level)?,
                Selection::InlineFragment(inline) => self.set(&inline.node.selection_set.node, level + 1)?,
                Selection::FragmentSpread(spread) => self.spread(spread, level)?,
            };
            size.selections += 1;
            size.nesting += 1;
            size.directives += item.node.directives().len();
            total = within(total.beside(size), item.pos)?;
        }
        Ok(total)
    }

    /// Measures a field and what is below it.
    fn field(&mut self, field: &'d Positioned<Field>, level: usize) -> Result<Size, ServerError> {
        let inner = self.set(&field.node.selection_set.node, level + 1)?;
        let name = field.node.name.node.as_str();
        if matches!(name, "__schema" | "__type")
            && (inner.rounds > MAX_ROUNDS || inner.aliases > MAX_INTROSPECTION_ALIASES)
        {
            return Err(typed(
                TOO_LARGE,
                "The introspection goes too far. Ask for one round of types.",
                Some(field.pos),
            ));
        }
        Ok(Size {
            aliases: inner.aliases + usize::from(field.node.alias.is_some()),
            depth: inner.depth + 1,
            width: 1,
            rounds: inner.rounds + usize::from(ROUNDS.contains(&name)),
            schemas: inner.schemas + usize::from(name == "__schema"),
            ..inner
        })
    }

    /// Measures the fragment behind a spread.
    fn spread(&mut self, spread: &'d Positioned<FragmentSpread>, level: usize) -> Result<Size, ServerError> {
        self.fragment(&spread.node.fragment_name.node, spread.pos, level + 1)
    }

    /// Measures a fragment, or remembers. One that is not there has no size: validation will say that it is missing.
    fn fragment(&mut self, name: &'d str, at: Pos, level: usize) -> Result<Size, ServerError> {
        match self.fragments.get(name) {
            Some(Known::Measured(size)) => return Ok(*size),
            Some(Known::Open) => {
                let message = format!("Cannot spread fragment \"{name}\" within itself.");
                return Err(typed(VALIDATION, message, Some(at)));
            }
            None => {}
        }
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Size::default());
        };
        self.fragments.insert(name, Known::Open);
        let mut size = self.set(&fragment.node.selection_set.node, level)?;
        size.directives += fragment.node.directives.len();
        self.fragments.insert(name, Known::Measured(size));
        Ok(size)
    }
}

/// The size, unless it is over a limit.
fn within(size: Size, at: Pos) -> Result<Size, ServerError> {
    match size.limit() {
        Some(message) => Err(typed(TOO_LARGE, message, Some(at))),
        None => Ok(size),
    }
}
