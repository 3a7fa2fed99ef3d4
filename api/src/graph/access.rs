//! Scope is the schema: what a viewer cannot use is not there for them.
//!
//! Lives here: the directive that says, next to a definition, which capability it needs, and the schema that is left
//! for a viewer without it. Must not live here: who has which capability (`store` finds out at sign-in), and which rows
//! may be read (`policy`).
//!
//! # Why
//! A hidden field that still validates still runs, and "did you mean" names it. So nothing is hidden here: for each set
//! of needs that a viewer meets there is a schema of its own, without the rest. Validation, suggestions, introspection,
//! the printed schema and the cost of a question then know nothing of what is missing, and answer as for a name that
//! never was. The engine's one door to a schema's registry is the registration of a directive; the filter goes through
//! it and registers none. What a compiled resolver could still do, no document that passes validation can ask for.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use async_graphql::{
    ContextDirective, CustomDirective, CustomDirectiveFactory, Enum, InputType as _, ServerError, ServerResult,
    TypeDirective,
    parser::types::Directive,
    registry::{MetaDirectiveInvocation, MetaType, MetaTypeName, Registry},
};

use super::Schema;
use crate::viewer::{self, Capabilities};

/// A group of abilities that your account, hat and roles give you. Some parts of the schema are there only for those who
/// have one of these; `schema.graphql` says which.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "crate::viewer::Capability")]
pub(crate) enum Capability {
    /// Reading what is public.
    Public,
    /// Taking part in a partnership: acting for an organisation, or as a person of the record.
    Partner,
    /// Reporting on actions that you, your organisation or your board owe.
    Owner,
    /// Keeping the record of a board.
    Secretariat,
    /// Chairing a board.
    Chair,
    /// Information governance for your organisation.
    InformationGovernance,
    /// Auditing: examining the record and changing nothing in it.
    Auditor,
    /// Managing accounts and settings; no content.
    Administrator,
    /// Acting as a system of your organisation.
    Service,
}

/// This is there only for viewers with one of these capabilities: `viewer { capabilities }` tells yours.
#[TypeDirective(
    location = "FieldDefinition",
    location = "ArgumentDefinition",
    location = "InputFieldDefinition",
    location = "EnumValue",
    location = "Object",
    location = "InputObject",
    location = "Enum",
    location = "Interface"
)]
pub(super) fn access(#[graphql(desc = "Any one of these is enough.")] needs: Vec<Capability>) {}

const ACCESS: &str = "access";

/// The schemas of all viewers: one for each set of needs that viewers meet.
pub struct Schemas {
    whole: Schema,
    /// Every list of needs in the schema, once. Who meets the same of them shares a schema, whatever else they can.
    needs: Vec<Capabilities>,
    made: RwLock<HashMap<Vec<bool>, Schema>>,
}

impl Schemas {
    /// Builds the whole schema; what a viewer gets of it is made when the first such viewer comes.
    #[must_use]
    pub fn new() -> Self {
        let needs = Arc::<Mutex<Vec<Capabilities>>>::default();
        let whole = super::build().directive(Gather(needs.clone())).finish();
        let needs = std::mem::take(&mut *needs.lock().unwrap_or_else(PoisonError::into_inner));
        Self { whole, needs, made: RwLock::default() }
    }

    /// What is there for those who can do this.
    pub fn of(&self, can: Capabilities) -> Schema {
        let met: Vec<bool> = self.needs.iter().map(|needs| can.meets(*needs)).collect();
        let made = self.made.read().unwrap_or_else(PoisonError::into_inner).get(&met).cloned();
        made.unwrap_or_else(|| {
            let schema = super::build().directive(Within(can)).finish();
            let mut made = self.made.write().unwrap_or_else(PoisonError::into_inner);
            made.entry(met).or_insert(schema).clone()
        })
    }

    /// All that is there for anybody, in the schema definition language: with what each part needs.
    #[must_use]
    pub fn sdl(&self) -> String {
        super::sdl(&self.whole)
    }
}

impl Default for Schemas {
    fn default() -> Self {
        Self::new()
    }
}

/// What a directive on a definition asks for.
fn needs(invocation: &MetaDirectiveInvocation) -> Capabilities {
    let list = Vec::<Capability>::parse(invocation.args.get("needs").cloned()).unwrap_or_default();
    list.into_iter().map(viewer::Capability::from).collect()
}

/// Finds out which needs there are.
struct Gather(Arc<Mutex<Vec<Capabilities>>>);

/// Leaves what is there for those who can do this.
struct Within(Capabilities);

/// Walks over everything that has a definition, and drops what is not `open`.
fn prune(registry: &mut Registry, mut open: impl FnMut(&mut Vec<MetaDirectiveInvocation>) -> bool) {
    registry.types.retain(|_, kind| match kind {
        MetaType::Object { fields, directive_invocations, .. }
        | MetaType::Interface { fields, directive_invocations, .. } => {
            fields.retain(|_, field| {
                field.args.retain(|_, arg| open(&mut arg.directive_invocations));
                open(&mut field.directive_invocations)
            });
            open(directive_invocations)
        }
        MetaType::InputObject { input_fields, directive_invocations, .. } => {
            input_fields.retain(|_, field| open(&mut field.directive_invocations));
            open(directive_invocations)
        }
        MetaType::Enum { enum_values, directive_invocations, .. } => {
            enum_values.retain(|_, value| open(&mut value.directive_invocations));
            open(directive_invocations)
        }
        MetaType::Scalar { directive_invocations, .. } | MetaType::Union { directive_invocations, .. } => {
            open(directive_invocations)
        }
    });
}

/// Drops what leads to types that are not there, and types of which nothing is left, until all hangs together.
fn settle(registry: &mut Registry) {
    loop {
        let names: BTreeSet<String> = registry.types.keys().cloned().collect();
        let there = |kind: &str| names.contains(MetaTypeName::concrete_typename(kind));
        registry.types.retain(|_, kind| match kind {
            MetaType::Object { fields, .. } => {
                fields.retain(|_, field| {
                    field.args.retain(|_, arg| there(&arg.ty));
                    there(&field.ty)
                });
                !fields.is_empty()
            }
            MetaType::Interface { fields, possible_types, .. } => {
                fields.retain(|_, field| there(&field.ty));
                possible_types.retain(|kind| there(kind));
                !fields.is_empty() && !possible_types.is_empty()
            }
            MetaType::Union { possible_types, .. } => {
                possible_types.retain(|kind| there(kind));
                !possible_types.is_empty()
            }
            MetaType::InputObject { input_fields, .. } => {
                input_fields.retain(|_, field| there(&field.ty));
                !input_fields.is_empty()
            }
            MetaType::Enum { enum_values, .. } => !enum_values.is_empty(),
            MetaType::Scalar { .. } => true,
        });
        if registry.types.len() == names.len() {
            break;
        }
    }
    let types = &registry.types;
    registry.implements.retain(|kind, _| types.contains_key(kind));
    for root in [&mut registry.mutation_type, &mut registry.subscription_type] {
        *root = root.take().filter(|kind| types.contains_key(kind));
    }
    registry.remove_unused_types();
}

impl CustomDirectiveFactory for Gather {
    fn name(&self) -> Cow<'static, str> {
        "gather".into()
    }

    fn register(&self, registry: &mut Registry) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        prune(registry, |invocations| {
            for needs in invocations.iter().filter(|invocation| invocation.name == ACCESS).map(needs) {
                if !all.contains(&needs) {
                    all.push(needs);
                }
            }
            true
        });
    }

    fn create(&self, _: &ContextDirective<'_>, _: &Directive) -> ServerResult<Box<dyn CustomDirective>> {
        nowhere()
    }
}

impl CustomDirectiveFactory for Within {
    fn name(&self) -> Cow<'static, str> {
        "within".into()
    }

    fn register(&self, registry: &mut Registry) {
        prune(registry, |invocations| {
            let open = invocations.iter().filter(|i| i.name == ACCESS).all(|i| self.0.meets(needs(i)));
            invocations.retain(|invocation| invocation.name != ACCESS);
            open
        });
        registry.directives.remove(ACCESS);
        settle(registry);
    }

    fn create(&self, _: &ContextDirective<'_>, _: &Directive) -> ServerResult<Box<dyn CustomDirective>> {
        nowhere()
    }
}

/// Neither is a directive that a document can hold: validation knows of none by its name.
fn nowhere() -> ServerResult<Box<dyn CustomDirective>> {
    Err(ServerError::new("There is no such directive.", None))
}
