//! People: names, offices, affiliations and contact points. No login lives here, and no address.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result, SimpleObject};
use entities::{contact_point, person};
use uuid::Uuid;

use super::{
    access::{Capability, access},
    comment::Comment,
    connection::Connection,
    node::{self, Kind},
    organisation::Organisation,
    scalar::Date,
    seat::Membership,
    view, withhold,
    words::ContactKind,
};
use crate::{
    error::Error,
    store::{
        self, AFFILIATIONS, COMMENTS_OF_PERSON, CONTACTS_OF_PERSON, MEMBERSHIPS_OF_PERSON, Page, Relation, Seen,
        VARIANTS, View,
    },
};

/// Somebody named in the record.
pub(crate) struct Person(Seen<person::Model>);

super::wraps!(Person, person);

/// Somebody named in the record. You see a person when they hold a public office, when published minutes name them,
/// or when you share a board or an organisation with them.
#[Object]
impl Person {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::Person, self.0.id)
    }

    /// A stable short name for addresses and look-ups.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The name as it is usually written.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// Other spellings that sources print.
    async fn variants(&self) -> Result<Vec<String>> {
        let rows = self.0.view().whole(&VARIANTS, self.0.id.uuid()).await?;
        Ok(rows.into_iter().map(|row| row.name.clone()).collect())
    }

    /// A title before the name, for example `Dame`.
    async fn honorific(&self) -> Option<&str> {
        self.0.honorific.as_deref()
    }

    /// A public office outside the boards, if they hold one.
    async fn public_role(&self) -> Option<&str> {
        self.0.public_role.as_deref()
    }

    /// The organisations for which they act or acted.
    async fn affiliations(&self) -> Result<Vec<Affiliation>> {
        let rows = self.0.view().whole(&AFFILIATIONS, self.0.id.uuid()).await?;
        Ok(rows.into_iter().map(Affiliation).collect())
    }

    /// Ways to reach them that you may know. A role mailbox is public; an e-mail address or telephone number is for
    /// the person, their organisation, the secretariat and chairs of a shared board, and its members if shared.
    async fn contact_points(&self, ctx: &Context<'_>) -> Result<Vec<ContactPoint>> {
        withhold::<contact_point::Entity>(ctx, self.0.view(), self.0.id).await?;
        contact_points(self.0.view(), &CONTACTS_OF_PERSON, self.0.id.uuid()).await
    }

    /// Their places on boards, the earliest first.
    async fn memberships(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<Membership>> {
        let page = Page { first, after, last, before };
        Ok(self
            .0
            .view()
            .list_of((&MEMBERSHIPS_OF_PERSON, self.0.id.uuid()), page, Default::default(), Default::default())?
            .into())
    }

    /// What they said of papers and minutes, the earliest first, as far as you may read it. Your own comments stay here
    /// for you, also those on what you may no longer read.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn comments(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<Comment>> {
        let page = Page { first, after, last, before };
        Ok(self.0.view().list_of((&COMMENTS_OF_PERSON, self.0.id.uuid()), page, (), ())?.into())
    }
}

/// A person's place in an organisation, for a time.
pub(crate) struct Affiliation(Seen<entities::affiliation::Model>);

/// A person's place in an organisation, for a time. A current one is a hat that the person can wear.
#[Object]
impl Affiliation {
    /// The organisation.
    async fn organisation(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), Some(self.0.organisation_id)).await
    }

    /// The post or title there.
    async fn title(&self) -> Option<&str> {
        self.0.title.as_deref()
    }

    /// The first day; null when it is not known.
    async fn from(&self) -> Option<Date> {
        self.0.starts_on.map(Date)
    }

    /// The day after the last day; null while it lasts.
    async fn to(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }
}

/// A way to reach somebody.
#[derive(SimpleObject)]
pub(crate) struct ContactPoint {
    /// How.
    kind: ContactKind,
    /// The address or number.
    value: String,
}

/// The contact points that hang from a person or an organisation, as far as the viewer may know them.
pub(super) async fn contact_points(
    view: &View,
    relation: &'static Relation<contact_point::Entity>,
    parent: Uuid,
) -> Result<Vec<ContactPoint>> {
    let rows = view.whole(relation, parent).await?;
    Ok(rows.into_iter().map(|row| ContactPoint { kind: row.kind.into(), value: row.value.clone() }).collect())
}

/// Names one person.
#[derive(OneofObject)]
pub(crate) enum PersonBy {
    /// By their global id.
    Id(ID),
    /// By their slug.
    Slug(String),
}
super::by!(PersonBy, Person);

/// Conditions on people.
#[derive(InputObject)]
pub(crate) struct PersonFilter {
    /// Only people who act or acted for this organisation: an id or a slug.
    organisation: Option<ID>,
}

impl TryFrom<PersonFilter> for store::PersonFilter {
    type Error = Error;

    fn try_from(filter: PersonFilter) -> Result<Self, Error> {
        let organisation =
            filter.organisation.map(|id| node::reference("filter.organisation", Kind::Organisation, &id));
        Ok(Self { organisation: organisation.transpose()? })
    }
}

/// Queries for people.
#[derive(Default)]
pub(crate) struct PersonQuery;

#[Object]
impl PersonQuery {
    /// One person.
    async fn person(&self, ctx: &Context<'_>, #[graphql(desc = "Which one.")] by: PersonBy) -> Option<Result<Person>> {
        super::found(async { by.find(view(ctx)?).await }).await
    }

    /// The people you may know of, by name.
    async fn people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<PersonFilter>,
    ) -> Result<Connection<Person>> {
        let page = Page { first, after, last, before };
        Ok(view(ctx)?
            .list(page, filter.map(TryInto::try_into).transpose()?.unwrap_or_default(), Default::default())?
            .into())
    }
}
