//! Areas: places by their ONS codes.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result};
use entities::area;

use super::{
    connection::Connection,
    node::{self, Kind},
    view,
    words::AreaKind,
};
use crate::{
    error::Error,
    store::{self, AREAS_OF_CLUSTER, Page, Seen},
};

/// A place.
pub(crate) struct Area(Seen<area::Model>);

super::wraps!(Area, area);

/// A place, by its name and its code of the Office for National Statistics.
#[Object]
impl Area {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::Area, self.0.id)
    }

    /// A stable short name for addresses and look-ups, for example `lambeth`.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What sort of place it is.
    async fn kind(&self) -> AreaKind {
        self.0.kind.into()
    }

    /// The code of the Office for National Statistics, for example `E09000022`; a cluster has none.
    async fn gss(&self) -> Option<&str> {
        self.0.gss.as_deref()
    }

    /// The place that this one is part of.
    async fn parent(&self) -> Option<Result<Area>> {
        super::one(self.0.view(), self.0.parent_id).await
    }

    /// The places that a cluster consists of.
    async fn members(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<Area>> {
        let page = Page { first, after, last, before };
        Ok(self
            .0
            .view()
            .list_of((&AREAS_OF_CLUSTER, self.0.id.uuid()), page, Default::default(), Default::default())?
            .into())
    }
}

/// Names one area.
#[derive(OneofObject)]
pub(crate) enum AreaBy {
    /// By its global id.
    Id(ID),
    /// By its slug.
    Slug(String),
}
super::by!(AreaBy, Area);

/// Conditions on areas.
#[derive(InputObject)]
pub(crate) struct AreaFilter {
    /// Only areas of this kind.
    kind: Option<AreaKind>,
}

impl TryFrom<AreaFilter> for store::AreaFilter {
    type Error = Error;

    fn try_from(filter: AreaFilter) -> Result<Self, Error> {
        Ok(Self { kind: filter.kind.map(Into::into) })
    }
}

/// Queries for areas.
#[derive(Default)]
pub(crate) struct AreaQuery;

#[Object]
impl AreaQuery {
    /// One area.
    async fn area(&self, ctx: &Context<'_>, #[graphql(desc = "Which one.")] by: AreaBy) -> Option<Result<Area>> {
        super::found(async { by.find(view(ctx)?).await }).await
    }

    /// Areas, by slug.
    async fn areas(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<AreaFilter>,
    ) -> Result<Connection<Area>> {
        let page = Page { first, after, last, before };
        Ok(view(ctx)?
            .list(page, filter.map(TryInto::try_into).transpose()?.unwrap_or_default(), Default::default())?
            .into())
    }
}
