//! Who you are to this API: your account, your hats and what they let you do.

use async_graphql::{Context, Object, Result, SimpleObject};
use entities::account;
use futures_util::future::join_all;

use super::{
    access::{Capability, access},
    access_grant::AccessGrant,
    connection::Connection,
    organisation::Organisation,
    person::Person,
    view,
    words::AccountKind,
};
use crate::store::{AccessGrantFilter, Page, View};

/// Who asks.
pub(crate) struct Viewer(View);

/// Who you are to this API.
#[Object]
impl Viewer {
    /// Your account; null when you ask as the public.
    async fn account(&self) -> Option<Account> {
        let account = self.0.viewer().account.as_ref()?;
        Some(Account { slug: account.slug.clone(), name: account.name.clone(), kind: account.kind.into() })
    }

    /// Your entry in the record, if you are a person in it.
    async fn person(&self) -> Option<Result<Person>> {
        super::one(&self.0, self.0.viewer().person()).await
    }

    /// The organisation for which you act in this request.
    async fn hat(&self) -> Option<Result<Organisation>> {
        super::one(&self.0, self.0.viewer().organisation()).await
    }

    /// The organisations for which you can act today; choose one with the header `Roundtable-Acting-For`.
    async fn hats(&self) -> Result<Vec<Hat>> {
        let Some(account) = &self.0.viewer().account else { return Ok(Vec::new()) };
        let organisations = account.hats.iter().map(|hat| super::one(&self.0, Some(hat.organisation)));
        let hats = account.hats.iter().zip(join_all(organisations).await);
        hats.map(|(hat, organisation)| {
            Ok(Hat { organisation: organisation.transpose()?, worn: account.hat.as_ref() == Some(hat) })
        })
        .collect()
    }

    /// What you can do under this hat.
    async fn capabilities(&self) -> Vec<Capability> {
        self.0.viewer().capabilities.iter().map(Capability::from).collect()
    }

    /// The scopes that your token and account allow; null when they allow all that the account may do.
    async fn scopes(&self) -> Option<Vec<String>> {
        let scopes = self.0.viewer().account.as_ref()?.scopes.as_ref()?;
        Some(scopes.iter().cloned().collect())
    }

    /// What was shared with you, or with the organisation for which you act, the latest first: also what is over.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn access_grants(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<AccessGrant>> {
        let page = Page { first, after, last, before };
        Ok(self.0.list(page, AccessGrantFilter { to_me: true }, Default::default())?.into())
    }

    /// The purpose that you gave with the header `Roundtable-Purpose`.
    async fn purpose(&self) -> Option<&str> {
        self.0.viewer().purpose.as_deref()
    }
}

/// An account.
#[derive(SimpleObject)]
pub(crate) struct Account {
    /// Its short name.
    slug: String,
    /// Its name.
    name: String,
    /// Who holds it.
    kind: AccountKind,
}

impl Account {
    pub(super) fn of(row: &account::Model) -> Self {
        Self { slug: row.slug.clone(), name: row.name.clone(), kind: row.kind.into() }
    }
}

/// An organisation for which you can act.
#[derive(SimpleObject)]
pub(crate) struct Hat {
    /// The organisation.
    organisation: Option<Organisation>,
    /// Whether you act for it in this request.
    worn: bool,
}

/// Queries about the viewer.
#[derive(Default)]
pub(crate) struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Who you are to this API.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Viewer> {
        Ok(Viewer(view(ctx)?.clone()))
    }
}
