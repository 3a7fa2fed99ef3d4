//! Why the viewer may know of a record, in plain words.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};

use super::{node, view};
use crate::store::Why;

/// How much of a record you know.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
pub(crate) enum AccessOutcome {
    /// The record, but for the fields that are withheld.
    Allow,
    /// That there is a closed item or section, or a paper that is given on request, and not what it says.
    Stub,
}

/// One way by which you came to know of a record.
#[derive(SimpleObject)]
pub(crate) struct AccessReason {
    /// The rules that it rests on, for example `R4` and `T2`; `roundtable policy` prints them all.
    rules: Vec<&'static str>,
    /// In a sentence, such as "It was circulated, and you sat on its board then as you do today".
    says: &'static str,
}

/// Fields of a record that are for fewer people.
#[derive(SimpleObject)]
pub(crate) struct AccessWithheld {
    /// The fields: null or empty for you, whether they hold something or not.
    fields: Vec<&'static str>,
    /// What `extensions.redactions` calls it.
    code: &'static str,
    /// Who is told.
    says: &'static str,
}

/// Why you may know of a record. Every reason holds now, under the hat that you wear; any one of them would be enough.
#[derive(SimpleObject)]
pub(crate) struct Access {
    /// How much of it you know.
    outcome: AccessOutcome,
    /// Why.
    reasons: Vec<AccessReason>,
    /// What of it is withheld from you.
    withheld: Vec<AccessWithheld>,
    /// Whom to ask for more.
    ask: &'static str,
}

impl Access {
    /// `known` says whether a field is there for this viewer: of others not even the name is told.
    fn of(why: Why, known: impl Fn(&str) -> bool) -> Self {
        let stub = why.ways.iter().all(|(_, _, stub)| *stub);
        // Why there is a stub is no reason for whoever reads the whole.
        let enough = why.ways.into_iter().filter(|(_, _, only_a_stub)| stub || !only_a_stub);
        let reasons = enough.map(|(rules, says, _)| AccessReason { rules: rules.to_vec(), says });
        let withheld = why.withheld.into_iter().filter_map(|(fields, code, says)| {
            let fields: Vec<&'static str> = fields.iter().copied().filter(|field| known(field)).collect();
            (!fields.is_empty()).then_some(AccessWithheld { fields, code, says })
        });
        Self {
            outcome: if stub { AccessOutcome::Stub } else { AccessOutcome::Allow },
            reasons: reasons.collect(),
            withheld: withheld.collect(),
            ask: why.whom,
        }
    }
}

/// Queries about rights.
#[derive(Default)]
pub(crate) struct AccessQuery;

#[Object]
impl AccessQuery {
    /// Why you may know of a record: each way by which you came to it, with its rules, what of it is withheld, and whom
    /// to ask for more. Null for a record that you may not know of, exactly as for one that never was.
    async fn access(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A global id that a query gave you.")] id: ID,
    ) -> Option<Result<Access>> {
        super::found(async {
            node::there(ctx, &id)?;
            let Some((kind, why)) = node::why(view(ctx)?, &id).await? else { return Ok(None) };
            let there = ctx.schema_env.registry.types.get(kind);
            Ok(Some(Access::of(why, |field| there.is_some_and(|kind| kind.field_by_name(field).is_some()))))
        })
        .await
    }
}
