//! Repeated fields become one.
//!
//! Lives here: the rewriting of a checked document so that the engine resolves each response key once, and the rules of
//! the specification that the engine leaves out and that need no schema. Must not live here: limits (see `check`).
//!
//! # Why
//! The specification collects fields by response key and runs each once; this engine runs every occurrence and merges
//! the results. For a query that wastes database reads, for a mutation it does the deed twice. Identical fields of one
//! selection set are therefore merged, with their sub-selections; the root of a mutation or subscription is first
//! flattened through its fragments, so that no second occurrence hides in one. Below the root a field and its double in
//! a fragment with a type condition stay apart: whether the condition narrows anything, only the schema knows.
//!
//! A directive on `__typename` is moved to an inline fragment around it: the engine's validation does not look at
//! `__typename`, but it does look at inline fragments, so unknown directives and undefined variables are found.

use std::collections::{HashMap, HashSet, VecDeque};
use std::mem;

use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, Field, FragmentDefinition, InlineFragment, OperationDefinition,
    OperationType, Selection, SelectionSet,
};
use async_graphql::{Name, Pos, Positioned, ServerError};

use super::super::answer::{VALIDATION, typed};
use super::MAX_ERRORS;

/// Merges every selection set of the document in place, or tells what is wrong with it.
pub(super) fn merge(document: &mut ExecutableDocument) -> Result<(), Vec<ServerError>> {
    let ExecutableDocument { operations, fragments } = document;
    let mut merger = Merger { mistakes: Vec::new() };
    let mut flattened = HashSet::new();
    let operations: Vec<_> = match operations {
        DocumentOperations::Single(operation) => vec![operation],
        DocumentOperations::Multiple(all) => all.values_mut().collect(),
    };
    // Fragments first: what is copied out of them, or looked at in them, is then merged already.
    for fragment in fragments.values_mut() {
        merger.set(&mut fragment.node.selection_set.node);
    }
    for operation in operations {
        flatten_root(&mut operation.node, fragments, &mut flattened);
        merger.set(&mut operation.node.selection_set.node);
        merger.root(&operation.node, fragments);
    }
    if !merger.mistakes.is_empty() {
        return Err(merger.mistakes);
    }
    if !flattened.is_empty() {
        let used = reachable(document);
        document.fragments.retain(|name, _| used.contains(name) || !flattened.contains(name));
    }
    Ok(())
}

/// The fragments of a document by name.
type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// The name of the type at the root of a mutation or subscription; queries may stay as they are.
fn root_type(kind: OperationType) -> Option<&'static str> {
    match kind {
        OperationType::Query => None,
        OperationType::Mutation => Some("Mutation"),
        OperationType::Subscription => Some("Subscription"),
    }
}

/// Puts the fields of unconditional fragments on the root type where the fragments are spread.
fn flatten_root(operation: &mut OperationDefinition, fragments: &Fragments, flattened: &mut HashSet<Name>) {
    let Some(root) = root_type(operation.ty) else { return };
    let items = &mut operation.selection_set.node.items;
    let mut waiting: VecDeque<_> = mem::take(items).into();
    let mut seen = HashSet::new();
    while let Some(item) = waiting.pop_front() {
        let inner = match &item.node {
            Selection::InlineFragment(inline) if inline.node.directives.is_empty() => {
                let plain = inline.node.type_condition.as_ref().is_none_or(|condition| condition.node.on.node == root);
                plain.then(|| inline.node.selection_set.node.items.clone())
            }
            Selection::FragmentSpread(spread) if spread.node.directives.is_empty() => {
                let name = &spread.node.fragment_name.node;
                let fragment = fragments.get(name).filter(|fragment| {
                    fragment.node.directives.is_empty() && fragment.node.type_condition.node.on.node == root
                });
                fragment.map(|fragment| {
                    flattened.insert(name.clone());
                    let first = seen.insert(name.clone());
                    if first { fragment.node.selection_set.node.items.clone() } else { Vec::new() }
                })
            }
            _ => None,
        };
        match inner {
            Some(inner) => inner.into_iter().rev().for_each(|item| waiting.push_front(item)),
            None => items.push(item),
        }
    }
}

/// The fragments that some operation reaches.
fn reachable(document: &ExecutableDocument) -> HashSet<Name> {
    let mut used = HashSet::new();
    let mut waiting: Vec<&SelectionSet> =
        document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node).collect();
    while let Some(set) = waiting.pop() {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => waiting.push(&field.node.selection_set.node),
                Selection::InlineFragment(inline) => waiting.push(&inline.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if used.insert(name.clone())
                        && let Some(fragment) = document.fragments.get(name)
                    {
                        waiting.push(&fragment.node.selection_set.node);
                    }
                }
            }
        }
    }
    used
}

/// The rewriting, with what it found wrong.
struct Merger {
    mistakes: Vec<ServerError>,
}

impl Merger {
    /// Notes a mistake, as long as there is room.
    fn mistake(&mut self, message: impl Into<String>, at: Pos) {
        if self.mistakes.len() < MAX_ERRORS {
            self.mistakes.push(typed(VALIDATION, message, Some(at)));
        }
    }

    /// Merges one selection set and everything below it.
    fn set(&mut self, set: &mut SelectionSet) {
        let mut kept: Vec<Positioned<Selection>> = Vec::with_capacity(set.items.len());
        let mut fields: HashMap<Name, Vec<usize>> = HashMap::new();
        let mut spreads: HashMap<Name, Vec<usize>> = HashMap::new();
        let mut waiting: VecDeque<_> = mem::take(&mut set.items).into();
        while let Some(item) = waiting.pop_front() {
            let Positioned { pos, node } = item;
            match node {
                Selection::Field(field) => match self.typename(field) {
                    Selection::Field(field) => self.field(field, &mut kept, &mut fields),
                    wrapped => kept.push(Positioned::new(wrapped, pos)),
                },
                Selection::InlineFragment(inline) => match inline.node {
                    InlineFragment { type_condition: None, directives, selection_set } if directives.is_empty() => {
                        selection_set.node.items.into_iter().rev().for_each(|item| waiting.push_front(item));
                    }
                    node => join(Positioned::new(node, inline.pos), &mut kept),
                },
                Selection::FragmentSpread(spread) => {
                    let known = spreads.entry(spread.node.fragment_name.node.clone()).or_default();
                    let again = known.iter().any(|index| {
                        kept.get(*index)
                            .is_some_and(|first| same_directives(first.node.directives(), &spread.node.directives))
                    });
                    if !again {
                        known.push(kept.len());
                        kept.push(Positioned::new(Selection::FragmentSpread(spread), pos));
                    }
                }
            }
        }
        for item in &mut kept {
            match &mut item.node {
                Selection::Field(field) => self.set(&mut field.node.selection_set.node),
                Selection::InlineFragment(inline) => self.set(&mut inline.node.selection_set.node),
                Selection::FragmentSpread(_) => {}
            }
        }
        set.items = kept;
    }

    /// Keeps a field, or merges it into the same one that came before.
    fn field(
        &mut self,
        field: Positioned<Field>,
        kept: &mut Vec<Positioned<Selection>>,
        fields: &mut HashMap<Name, Vec<usize>>,
    ) {
        let known = fields.entry(field.node.response_key().node.clone()).or_default();
        for index in known.iter() {
            let Some(Selection::Field(first)) = kept.get_mut(*index).map(|item| &mut item.node) else { continue };
            if first.node.name.node != field.node.name.node
                || !same_arguments(&first.node.arguments, &field.node.arguments)
            {
                let key = &field.node.response_key().node;
                self.mistake(
                    format!(
                        "\"{key}\" is asked for twice with different fields or arguments. Give one of them an alias."
                    ),
                    field.pos,
                );
                return;
            }
            // A leaf and a field with a selection are left to validation: one of the two is wrong.
            let alike =
                first.node.selection_set.node.items.is_empty() == field.node.selection_set.node.items.is_empty();
            if alike && same_directives(&first.node.directives, &field.node.directives) {
                first.node.selection_set.node.items.extend(field.node.selection_set.node.items);
                return;
            }
        }
        known.push(kept.len());
        let pos = field.pos;
        kept.push(Positioned::new(Selection::Field(field), pos));
    }

    /// The rules of `__typename`, which the engine's validation skips; with directives it is wrapped.
    fn typename(&mut self, field: Positioned<Field>) -> Selection {
        let pos = field.pos;
        let mut field = field;
        if field.node.name.node == "__typename" {
            if !field.node.arguments.is_empty() || !field.node.selection_set.node.items.is_empty() {
                self.mistake("\"__typename\" has no arguments and no selection.", pos);
            }
            if !field.node.directives.is_empty() {
                let directives = mem::take(&mut field.node.directives);
                let items = vec![Positioned::new(Selection::Field(field), pos)];
                let selection_set = Positioned::new(SelectionSet { items }, pos);
                let wrapped = InlineFragment { type_condition: None, directives, selection_set };
                return Selection::InlineFragment(Positioned::new(wrapped, pos));
            }
        }
        Selection::Field(field)
    }

    /// The rules of the root: one field for a subscription, each deed once for a mutation.
    fn root(&mut self, operation: &OperationDefinition, fragments: &Fragments) {
        let set = &operation.selection_set;
        match operation.ty {
            OperationType::Query => {}
            OperationType::Subscription => {
                let single = match set.node.items.as_slice() {
                    [Positioned { node: Selection::Field(field), .. }] => {
                        field.node.directives.is_empty() && !field.node.name.node.starts_with("__")
                    }
                    _ => false,
                };
                if !single {
                    self.mistake("A subscription asks for exactly one field, without conditions.", set.pos);
                }
            }
            OperationType::Mutation => {
                let mut keys = HashSet::new();
                self.once(&set.node, fragments, &mut keys);
            }
        }
    }

    /// Refuses a response key that stands at the root of a mutation more than once after merging: the occurrences carry
    /// different conditions, and the engine would run each whose condition holds.
    fn once<'d>(&mut self, set: &'d SelectionSet, fragments: &'d Fragments, keys: &mut HashSet<&'d Name>) {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => {
                    let key = &field.node.response_key().node;
                    if !keys.insert(key) && field.node.name.node != "__typename" {
                        let message = format!(
                            "\"{key}\" is asked for twice under different conditions. A mutation does a thing once."
                        );
                        self.mistake(message, item.pos);
                    }
                }
                Selection::InlineFragment(inline) => self.once(&inline.node.selection_set.node, fragments, keys),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    // Sizes and cycles have been checked, so the walk is short and ends.
                    if let Some(fragment) = fragments.get(name) {
                        self.once(&fragment.node.selection_set.node, fragments, keys);
                    }
                }
            }
        }
    }
}

/// Keeps an inline fragment, or joins it to its neighbour of the same condition. Only to its neighbour: joining across
/// other fields would change the order of the answer.
fn join(inline: Positioned<InlineFragment>, kept: &mut Vec<Positioned<Selection>>) {
    if let Some(Selection::InlineFragment(last)) = kept.last_mut().map(|item| &mut item.node) {
        let condition =
            |of: &InlineFragment| of.type_condition.as_ref().map(|condition| condition.node.on.node.clone());
        if condition(&last.node) == condition(&inline.node)
            && same_directives(&last.node.directives, &inline.node.directives)
        {
            last.node.selection_set.node.items.extend(inline.node.selection_set.node.items);
            return;
        }
    }
    let pos = inline.pos;
    kept.push(Positioned::new(Selection::InlineFragment(inline), pos));
}

/// Whether two lists of arguments say the same, in any order.
fn same_arguments<V: PartialEq>(one: &[(Positioned<Name>, V)], other: &[(Positioned<Name>, V)]) -> bool {
    let within = |some: &[_], all: &[_]| some.iter().all(|argument| all.contains(argument));
    one.len() == other.len() && within(one, other) && within(other, one)
}

/// Whether two lists of directives say the same, in the same order.
fn same_directives(one: &[Positioned<Directive>], other: &[Positioned<Directive>]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|(one, other)| {
            one.node.name.node == other.node.name.node && same_arguments(&one.node.arguments, &other.node.arguments)
        })
}
