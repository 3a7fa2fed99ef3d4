//! Why the viewer may know of a record, in plain words; and for those who keep it, what others may know of it.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, Request, Result, SimpleObject};

use super::{
    Schemas,
    access::{Capability, access},
    node::{self, Kind},
    organisation::Organisation,
    payload::{distinct, each},
    person::Person,
    view,
    words::Sector,
};
use crate::{
    error::Error,
    store::{As, View, Why},
};

/// The most records of one question in somebody's place.
const MOST: usize = 20;

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

/// A person in whose place you look.
#[derive(InputObject)]
pub(crate) struct ViewAsPersonInput {
    /// The person: a global id of `Person`.
    person: ID,
    /// The organisation for which they act, if they act for several: a global id of `Organisation`.
    acting_for: Option<ID>,
}

/// People in whose place you look.
#[derive(InputObject)]
pub(crate) struct ViewAsSectorInput {
    /// A board of which you are secretary or chair: a global id of `Board`.
    board: ID,
    /// The sector of the organisations for which they sit on it today.
    sector: Sector,
}

/// In whose place you look.
#[derive(OneofObject)]
pub(crate) enum ViewAsInput {
    /// In everybody's, without a token: `public: true`.
    Public(bool),
    /// In a person's, by what the record says of them. Whether they have an account is not asked, nor what offices it has.
    Person(ViewAsPersonInput),
    /// In that of each of those who sit on a board for organisations of a sector, at most 20.
    Sector(ViewAsSectorInput),
}

impl ViewAsInput {
    fn whom(self) -> Result<As, Error> {
        match self {
            Self::Public(true) => Ok(As::Public),
            Self::Public(false) => Err(Error::invalid("as.public", "say `true`, or name somebody")),
            Self::Person(whom) => Ok(As::Person {
                person: node::of_kind("as.person.person", Kind::Person, &whom.person)?,
                acting_for: whom
                    .acting_for
                    .map(|id| node::of_kind("as.person.actingFor", Kind::Organisation, &id))
                    .transpose()?,
            }),
            Self::Sector(whom) => Ok(As::Sector {
                board: node::of_kind("as.sector.board", Kind::Board, &whom.board)?,
                sector: whom.sector.into(),
            }),
        }
    }
}

/// What somebody else may know of records. Nothing is shown to them by this, and it leaves no line in the ledger.
#[derive(SimpleObject)]
#[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
pub(crate) struct ViewedAs {
    /// In whose place it is; null for everybody.
    person: Option<Person>,
    /// The organisation for which they act.
    acting_for: Option<Organisation>,
    /// What they would be told of each record, in the order in which you named them, in words to them; null where they do
    /// not know of it, and where it is not yours to ask.
    access: Vec<Option<Access>>,
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
            to(ctx, view(ctx)?, &id).await
        })
        .await
    }

    /// What others may know of records of a board of which you are secretary or chair, by the rules that decide when they
    /// ask themselves: before you send something, or to find out why somebody does not see it. Of a record that you do not
    /// read in full yourself you are told nothing. For example, of the sections of minutes:
    /// `viewAs(ids: ["…"], as: {public: true}) { access { outcome } }`.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn view_as(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global ids that queries gave you: 1 to 20 records.")] ids: Vec<ID>,
        #[graphql(desc = "In whose place.", name = "as")] whom: ViewAsInput,
    ) -> Result<Vec<ViewedAs>> {
        super::payload::counted("ids", ids.len(), 1, MOST)?;
        distinct("ids", ids.iter())?;
        each(ids.iter().map(|id| node::there(ctx, id)))?;
        let view = view(ctx)?;
        let mine = futures_util::future::try_join_all(ids.iter().map(|id| may_ask(ctx, view, id))).await?;
        let schemas = ctx.data::<Arc<Schemas>>().map_err(|_| Error::Internal)?;
        let mut all = Vec::new();
        for place in view.viewed_as(whom.whom()?).await? {
            let there = There::of(schemas, &place.view).await?;
            let mut told = Vec::with_capacity(ids.len());
            for (id, mine) in ids.iter().zip(&mine) {
                told.push(if *mine { there.told(&place.view, id).await? } else { None });
            }
            let person = match place.person {
                Some(person) => view.by_id::<entities::person::Entity>(person).await?.map(Person::from),
                None => None,
            };
            let acting_for = match place.acting_for {
                Some(body) => view.by_id::<entities::organisation::Entity>(body).await?.map(Organisation::from),
                None => None,
            };
            all.push(ViewedAs { person, acting_for, access: told });
        }
        Ok(all)
    }
}

/// What is told of a record to the viewer whose schema this request has.
async fn to(ctx: &Context<'_>, view: &View, id: &ID) -> Result<Option<Access>, Error> {
    let Some((kind, why)) = node::why(view, id).await? else { return Ok(None) };
    let there = ctx.schema_env.registry.types.get(kind);
    Ok(Some(Access::of(why, |field| there.is_some_and(|kind| kind.field_by_name(field).is_some()))))
}

/// The types of another viewer's schema, with their fields: of what is not in it, they are told nothing.
struct There(HashMap<String, HashSet<String>>);

impl There {
    /// Asks the schema of a viewer, as they can.
    async fn of(schemas: &Schemas, view: &View) -> Result<Self, Error> {
        let question = Request::new("{ __schema { types { name fields { name } } } }").data(view.clone());
        let answer = schemas.of(view.viewer().capabilities).execute(question).await;
        let said = answer.data.into_json().map_err(|_| Error::Internal)?;
        let name = |one: &serde_json::Value| one["name"].as_str().map(str::to_owned);
        let types = said["__schema"]["types"].as_array().ok_or(Error::Internal)?.iter();
        let types =
            types.filter_map(|kind| Some((name(kind)?, kind["fields"].as_array()?.iter().filter_map(name).collect())));
        Ok(Self(types.collect()))
    }

    /// What its viewer is told of a record.
    async fn told(&self, view: &View, id: &ID) -> Result<Option<Access>, Error> {
        let Some((kind, why)) = node::why(view, id).await? else { return Ok(None) };
        Ok(self.0.get(kind).map(|fields| Access::of(why, |field| fields.contains(field))))
    }
}

/// Whether a record is the viewer's to look at as others would: of a board that they run, and no stub to them.
async fn may_ask(ctx: &Context<'_>, view: &View, id: &ID) -> Result<bool, Error> {
    let own = to(ctx, view, id).await?;
    Ok(own.is_some_and(|own| own.outcome == AccessOutcome::Allow) && node::is_kept(view, id).await?)
}
