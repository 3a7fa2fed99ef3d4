//! The API: what is asked and answered, in the words of the field.
//!
//! Objects wrap rows that the store has let out (`Seen`) and read what belongs to them through the same view. Nothing
//! here decides who may read what, and nothing here knows a column.

#![expect(
    clippy::too_many_arguments,
    clippy::unused_async,
    reason = "a resolver is asynchronous and takes an argument for each of its field, whether it needs that or not"
)]
#![expect(clippy::default_trait_access, reason = "a list without a filter or an order gives none, whatever its type")]

mod access;
mod access_grant;
mod action;
mod agenda_item;
mod agreement;
mod area;
mod attendance;
mod audit_event;
mod board;
mod budget;
mod change;
mod circulation;
mod comment;
mod connection;
mod decision;
mod disclosure;
mod grant;
mod meeting;
mod minutes;
mod narrowed;
mod node;
mod organisation;
mod paper;
mod payload;
mod person;
mod programme;
mod recommendation;
mod redaction;
mod review;
mod scalar;
mod search;
mod seat;
mod tally;
mod trace;
mod viewer;
mod why;
mod words;

use async_graphql::{Context, ID, MergedObject, Object, Result, SchemaBuilder};
use sea_orm::EntityTrait;
use uuid::Uuid;

pub use access::Schemas;
use connection::Wraps;
use redaction::{told, withhold};

use crate::{
    error::Error,
    policy::{Read, Right},
    store::{Seen, View},
};

/// The executable schema.
pub type Schema = async_graphql::Schema<Query, Mutation, change::Subscription>;

/// Everything that can be asked.
#[derive(MergedObject, Default)]
pub struct Query(
    viewer::ViewerQuery,
    NodeQuery,
    organisation::OrganisationQuery,
    area::AreaQuery,
    person::PersonQuery,
    board::BoardQuery,
    meeting::MeetingQuery,
    action::ActionQuery,
    decision::DecisionQuery,
    programme::ProgrammeQuery,
    paper::PaperQuery,
    recommendation::RecommendationQuery,
    review::ReviewQuery,
    grant::GrantQuery,
    agreement::AgreementQuery,
    disclosure::DisclosureQuery,
    change::ChangeQuery,
    audit_event::AuditEventQuery,
    search::SearchQuery,
    why::AccessQuery,
    tally::TallyQuery,
);

/// Everything that can be done. Each deed answers the changed record, what the caller can mend (`userErrors`), and the
/// place in the change feed after it (`cursor`).
#[derive(MergedObject, Default)]
pub struct Mutation(
    access_grant::AccessGrantMutation,
    action::ActionMutation,
    agreement::AgreementMutation,
    board::BoardMutation,
    comment::CommentMutation,
    decision::DecisionMutation,
    meeting::AgendaMutation,
    meeting::MeetingMutation,
    minutes::MinutesMutation,
    seat::MembershipMutation,
    paper::PaperMutation,
    programme::ProgrammeMutation,
    recommendation::RecommendationMutation,
);

/// Begins a schema. Its limits are a second line behind the document check of the HTTP room.
fn build() -> SchemaBuilder<Query, Mutation, change::Subscription> {
    async_graphql::Schema::build(Query::default(), Mutation::default(), change::Subscription)
        .limit_depth(20)
        .limit_directives(8)
        .limit_aliases(200)
        .extension(budget::Budgets)
        .extension(redaction::Redacting)
        .extension(trace::Tracing)
}

/// A schema in the schema definition language, in a stable order.
#[must_use]
pub fn sdl(schema: &Schema) -> String {
    use async_graphql::SDLExportOptions;
    schema.sdl_with_options(SDLExportOptions::new().sorted_arguments().sorted_enum_items().sorted_fields())
}

/// Queries by global id.
#[derive(Default)]
struct NodeQuery;

#[Object]
impl NodeQuery {
    /// One record by its global id, or null when there is none that you may know of.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A global id that a query gave you.")] id: ID,
    ) -> Option<Result<node::Node>> {
        found(async {
            node::there(ctx, &id)?;
            node::find(view(ctx)?, &id).await
        })
        .await
    }

    /// Several records by their global ids, in the same order, with null for each that you may not know of; at most
    /// 100 ids. Records of one kind are read together.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global ids that queries gave you.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<node::Node>>> {
        if ids.len() > 100 {
            return Err(Error::invalid("ids", "give at most 100 ids at once").into());
        }
        ids.iter().try_for_each(|id| node::there(ctx, id))?;
        let view = view(ctx)?;
        Ok(futures_util::future::try_join_all(ids.iter().map(|id| node::find(view, id))).await?)
    }
}

/// The record as the asker of this request sees it.
fn view<'a>(ctx: &Context<'a>) -> Result<&'a View, Error> {
    ctx.data::<View>().map_err(|_| Error::Internal)
}

/// What a look-up found. An error makes null of this field alone and leaves its neighbours be: the engine does that
/// for an `Option` of a `Result`, not for a `Result` of an `Option`.
async fn found<T>(look: impl Future<Output = Result<Option<T>, Error>>) -> Option<Result<T>> {
    look.await.map_err(Into::into).transpose()
}

/// The record that a row points to, if the viewer may know of it. A row that points to none asks for one all the same:
/// neither the number of statements nor their time tells a hidden record from none.
async fn one<T>(view: &View, id: Option<impl Into<Uuid>>) -> Option<Result<T>>
where
    T: Wraps + From<Seen<<T::Entity as EntityTrait>::Model>>,
    Read<T::Entity>: Right<On = T::Entity>,
{
    let id = id.map_or(Uuid::nil(), Into::into);
    found(async { Ok(view.by_id::<T::Entity>(id).await?.map(T::from)) }).await
}

/// An object that wraps a row of the module of the same noun.
macro_rules! wraps {
    ($object:ident, $module:ident) => {
        impl From<crate::store::Seen<entities::$module::Model>> for $object {
            fn from(row: crate::store::Seen<entities::$module::Model>) -> Self {
                Self(row)
            }
        }

        impl crate::graph::connection::Wraps for $object {
            type Entity = entities::$module::Entity;
            const NAME: &'static str = stringify!($object);
        }
    };
}
use wraps;

/// Finding one record by what names it.
macro_rules! by {
    ($by:ident, $object:ident) => {
        impl $by {
            pub(super) async fn find(self, view: &crate::store::View) -> Result<Option<$object>, crate::error::Error> {
                let named = match self {
                    Self::Id(id) => crate::store::Ref::Id(crate::graph::node::of_kind(
                        "by.id",
                        crate::graph::node::Kind::$object,
                        &id,
                    )?),
                    Self::Slug(slug) => crate::store::Ref::Slug(slug),
                };
                Ok(view.named::<<$object as crate::graph::connection::Wraps>::Entity>(&named).await?.map($object))
            }
        }
    };
}
use by;
