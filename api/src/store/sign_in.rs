//! Sign-in: from a verified token to a viewer, by what the record says now.

use std::{
    collections::BTreeSet,
    sync::{Arc, atomic::AtomicU64},
};

use chrono::TimeDelta;
use entities::{account, affiliation, organisation};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, sea_query::SelectStatement,
};

use super::{Store, Unscoped, View};
use crate::{
    token::Claims,
    viewer::{Account, Ask, Hat, Refused, Viewer},
};

/// How old the rights of a view may be when something is told by it.
const FRESH: TimeDelta = TimeDelta::seconds(1);

/// Finding out who asks, before there is a viewer.
struct SignIn;

/// What a view needs to be made anew: rights are those of the instant, also on a stream.
#[derive(Clone)]
pub(super) struct Origin {
    claims: Option<Claims>,
    ask: Ask,
}

impl Unscoped<'_, SignIn> {
    async fn account(&self, issuer: &str, subject: &str) -> Result<account::Model, Refused> {
        use account::Column as C;
        let account = account::Entity::find()
            .filter(C::Issuer.eq(issuer))
            .filter(C::Subject.eq(subject))
            .filter(C::Disabled.eq(false))
            .one(&self.store.read)
            .await
            .map_err(|cause| {
                tracing::error!(%cause, "sign-in could not ask the record");
                Refused::Unavailable
            })?;
        account.ok_or(Refused::Account)
    }

    /// The organisations that an account may act for today.
    async fn hats(&self, account: &account::Model) -> Result<Vec<Hat>, Refused> {
        let mine = match (account.kind, account.person_id) {
            (account::Kind::Service, _) => Condition::all().add(organisation::Column::Id.eq(account.organisation_id)),
            (account::Kind::Person, Some(person)) => {
                Condition::all().add(organisation::Column::Id.in_subquery(self.affiliations(person)))
            }
            (account::Kind::Person, None) => return Ok(Vec::new()),
        };
        let organisations = organisation::Entity::find()
            .filter(mine)
            .order_by_asc(organisation::Column::Slug)
            .all(&self.store.read)
            .await
            .map_err(|cause| {
                tracing::error!(%cause, "sign-in could not ask the record");
                Refused::Unavailable
            })?;
        Ok(organisations
            .into_iter()
            .map(|o| Hat { organisation: o.id, slug: o.slug, name: o.name, hmg: o.hmg })
            .collect())
    }

    fn affiliations(&self, person: entities::Id<entities::person::Entity>) -> SelectStatement {
        use affiliation::Column as C;
        let today = self.store.clock.today();
        affiliation::Entity::find()
            .select_only()
            .column(C::OrganisationId)
            .filter(C::PersonId.eq(person))
            .filter(Condition::any().add(C::StartsOn.is_null()).add(C::StartsOn.lte(today)))
            .filter(Condition::any().add(C::EndsOn.is_null()).add(C::EndsOn.gt(today)))
            .into_query()
    }
}

impl Store {
    /// The record as the asker may see it now; `claims` are those of a verified token, or none for the public.
    pub(crate) async fn sign_in(&self, claims: Option<Claims>, ask: Ask) -> Result<View, Refused> {
        self.admit(Origin { claims, ask }, Arc::default()).await
    }

    async fn admit(&self, origin: Origin, statements: Arc<AtomicU64>) -> Result<View, Refused> {
        let Origin { claims, ask } = &origin;
        let purpose = ask.purpose.clone().map(purpose).transpose()?;
        let account = match claims {
            None if ask.acting_for.is_some() => {
                return Err(Refused::Hat(
                    "Without a token there is no hat to wear: leave Roundtable-Acting-For out.".to_owned(),
                ));
            }
            None => None,
            Some(claims) => Some(self.account(claims, ask.acting_for.as_deref()).await?),
        };
        let viewer = Viewer { account, purpose, now: self.clock.now(), request_id: ask.request_id };
        Ok(self.view(viewer, origin, statements))
    }

    /// The organisations that an account may act for today, by slug and name: for the demonstration's list of personas.
    pub(crate) async fn hats_of(&self, issuer: &str, subject: &str) -> Result<Vec<(String, String)>, Refused> {
        let record = Unscoped::<SignIn>::new(self);
        let account = record.account(issuer, subject).await?;
        Ok(record.hats(&account).await?.into_iter().map(|hat| (hat.slug, hat.name)).collect())
    }

    async fn account(&self, claims: &Claims, acting_for: Option<&str>) -> Result<Account, Refused> {
        let record = Unscoped::<SignIn>::new(self);
        let account = record.account(&claims.issuer, &claims.subject).await?;
        let hats = record.hats(&account).await?;
        let hat = choose(&hats, acting_for)?;
        Ok(Account {
            id: account.id,
            slug: account.slug,
            name: account.name,
            kind: account.kind,
            // A system is nobody, whatever its row says.
            person: account.person_id.filter(|_| account.kind == account::Kind::Person),
            hat,
            hats,
            information_governance: account.information_governance,
            auditor: account.auditor,
            administrator: account.administrator,
            scopes: allowed(account.scopes.as_deref(), claims.scopes.as_deref()),
            expires_at: Some(claims.expires_at),
        })
    }
}

impl View {
    /// Whether this view is of now, as far as rights go.
    pub(crate) fn is_fresh(&self) -> bool {
        (self.0.door.store.clock.now() - self.viewer().now).abs() <= FRESH
    }

    /// The same asker, by what the record says now. What it costs counts on.
    pub(crate) async fn renewed(&self) -> Result<Self, Refused> {
        let (origin, store) = (self.0.origin.clone(), &self.0.door.store);
        if origin.claims.as_ref().is_some_and(|claims| claims.expires_at <= store.clock.now()) {
            return Err(Refused::Token("it has expired".to_owned()));
        }
        store.admit(origin, self.0.door.statements.clone()).await
    }
}

fn choose(hats: &[Hat], wanted: Option<&str>) -> Result<Option<Hat>, Refused> {
    let list = || hats.iter().map(|h| h.slug.as_str()).collect::<Vec<_>>().join(", ");
    match (wanted, hats) {
        (Some(wanted), _) => match hats.iter().find(|h| h.slug == wanted) {
            Some(hat) => Ok(Some(hat.clone())),
            None if hats.is_empty() => Err(Refused::Hat("This account acts for no organisation today.".to_owned())),
            None => Err(Refused::Hat(format!(
                "This account does not act for that organisation today. Send Roundtable-Acting-For with one of: {}.",
                list()
            ))),
        },
        (None, [only]) => Ok(Some(only.clone())),
        (None, []) => Ok(None),
        (None, _) => Err(Refused::Hat(format!(
            "This account has several hats. Send Roundtable-Acting-For with one of: {}.",
            list()
        ))),
    }
}

/// What both the account and the token allow.
fn allowed(account: Option<&str>, token: Option<&[String]>) -> Option<BTreeSet<String>> {
    let account: Option<BTreeSet<String>> = account.map(|s| s.split(' ').map(str::to_owned).collect());
    let token: Option<BTreeSet<String>> = token.map(|s| s.iter().cloned().collect());
    match (account, token) {
        (None, scopes) | (scopes, None) => scopes,
        (Some(account), Some(token)) => Some(account.intersection(&token).cloned().collect()),
    }
}

fn purpose(code: String) -> Result<String, Refused> {
    let fits = (1..=64).contains(&code.len())
        && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if fits { Ok(code) } else { Err(Refused::Purpose) }
}
