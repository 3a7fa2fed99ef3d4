//! Sign-in: from a verified token to a viewer, by what the record says now.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use entities::{account, affiliation, membership, membership::Role, organisation};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait as _, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::SelectStatement,
};
use uuid::Uuid;

use super::{Spent, Store, Unscoped, View, headed};
use crate::{
    error::Error,
    policy::pieces,
    token::Claims,
    viewer::{Account, Ask, Capabilities, Capability, Hat, Refused, Viewer, is_purpose},
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
        self.active(Condition::all().add(C::Issuer.eq(issuer)).add(C::Subject.eq(subject))).await
    }

    async fn active(&self, named: Condition) -> Result<account::Model, Refused> {
        let account = account::Entity::find()
            .filter(named)
            .filter(account::Column::Disabled.eq(false))
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
            (account::Kind::Person, Some(person)) => return self.hats_of_person(person).await,
            (account::Kind::Person, None) => return Ok(Vec::new()),
        };
        self.worn_for(mine).await
    }

    /// The organisations that a person may act for today.
    async fn hats_of_person(&self, person: entities::Id<entities::person::Entity>) -> Result<Vec<Hat>, Refused> {
        let mine = organisation::Column::Id.in_subquery(self.affiliations(person));
        self.worn_for(Condition::all().add(mine)).await
    }

    async fn worn_for(&self, mine: Condition) -> Result<Vec<Hat>, Refused> {
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
            .map(|o| Hat {
                organisation: o.id,
                slug: o.slug,
                name: o.name,
                hmg: o.hmg,
                relevant_authority: o.relevant_authority,
            })
            .collect())
    }

    /// The roles held on any board today, under the hat worn.
    async fn roles(&self, viewer: &Viewer) -> Result<Vec<Role>, Refused> {
        if viewer.person().is_none() {
            return Ok(Vec::new());
        }
        let mine = membership::Entity::find().filter(pieces::my_current_memberships(viewer.who()));
        let roles = mine.select_only().distinct().column(membership::Column::Role).into_query();
        let read = &self.store.read;
        let rows = read.query_all_raw(headed(read.get_database_backend(), viewer, &roles)).await;
        rows.and_then(|rows| rows.iter().map(|row| row.try_get("", "role")).collect()).map_err(|cause| {
            tracing::error!(%cause, "sign-in could not ask the record");
            Refused::Unavailable
        })
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
        self.admit(Origin { claims, ask }, Spent::default()).await
    }

    async fn admit(&self, origin: Origin, spent: Spent) -> Result<View, Refused> {
        let Origin { claims, ask } = &origin;
        let purpose = ask.purpose.clone().map(purpose).transpose()?;
        let account = match claims {
            None if ask.acting_for.is_some() => {
                return Err(Refused::Hat(
                    "Without a token there is no hat to wear: leave Roundtable-Acting-For out.".to_owned(),
                ));
            }
            None => None,
            Some(claims) => {
                let record = Unscoped::<SignIn>::new(self);
                let account = record.account(&claims.issuer, &claims.subject).await?;
                let hats = record.hats(&account).await?;
                let scopes = allowed(account.scopes.as_deref(), claims.scopes.as_deref());
                let mut account = worn(account, hats, ask.acting_for.as_deref())?;
                account.scopes = scopes;
                account.expires_at = Some(claims.expires_at);
                Some(account)
            }
        };
        let viewer = self.viewer(account, purpose, ask.request_id).await?;
        Ok(self.view(viewer, origin, spent))
    }

    /// The organisations that an account may act for today, by slug and name: for the demonstration's list of personas.
    pub(crate) async fn hats_of(&self, issuer: &str, subject: &str) -> Result<Vec<(String, String)>, Refused> {
        let record = Unscoped::<SignIn>::new(self);
        let account = record.account(issuer, subject).await?;
        Ok(record.hats(&account).await?.into_iter().map(|hat| (hat.slug, hat.name)).collect())
    }

    /// What an account can do under a hat today: for the schema that is there for it.
    pub(crate) async fn capabilities_of(&self, slug: &str, acting_for: Option<&str>) -> Result<Capabilities, Refused> {
        let record = Unscoped::<SignIn>::new(self);
        let account = record.active(account::Column::Slug.eq(slug).into()).await?;
        let hats = record.hats(&account).await?;
        let account = worn(account, hats, acting_for)?;
        Ok(self.viewer(Some(account), None, self.clock.id()).await?.capabilities)
    }

    async fn viewer(
        &self,
        account: Option<Account>,
        purpose: Option<String>,
        request_id: Uuid,
    ) -> Result<Viewer, Refused> {
        let everyone = [Capability::Public].into_iter().collect();
        let mut viewer = Viewer { account, capabilities: everyone, purpose, now: self.clock.now(), request_id };
        if viewer.account.is_some() {
            let roles = Unscoped::<SignIn>::new(self).roles(&viewer).await?;
            viewer.capabilities = capabilities(&viewer, &roles);
        }
        Ok(viewer)
    }
}

impl View {
    /// Whether this view is of now, as far as rights go.
    pub(crate) fn is_fresh(&self) -> bool {
        (self.0.door.store.clock.now() - self.viewer().now).abs() <= FRESH
    }

    /// The record as everyone sees it, in the course of this request.
    pub(super) async fn of_everyone(&self) -> Result<Self, Error> {
        let ask = Ask { request_id: self.viewer().request_id, ..Ask::default() };
        let view = self.0.door.store.admit(Origin { claims: None, ask }, self.0.door.spent()).await;
        view.map_err(|_| Error::Unavailable)
    }

    /// The record as a person sees it under one of their hats, by what the record says of them: offices of an account, such as
    /// leading on information governance, are not asked. What is read so is read by nobody: it leaves no line. None for a
    /// person who wears no such hat, or has several and wears none.
    pub(super) async fn of_person(&self, person: Uuid, acting_for: Option<Uuid>) -> Result<Option<Self>, Error> {
        let store = &self.0.door.store;
        let person = entities::Id::new(person);
        let hats = Unscoped::<SignIn>::new(store).hats_of_person(person).await.map_err(|_| Error::Unavailable)?;
        let hat = match (acting_for, hats.as_slice()) {
            (Some(wanted), _) => match hats.iter().find(|hat| hat.organisation.uuid() == wanted) {
                Some(hat) => Some(hat.clone()),
                None => return Ok(None),
            },
            (None, [only]) => Some(only.clone()),
            (None, []) => None,
            (None, _) => return Ok(None),
        };
        let account = Account {
            id: entities::Id::new(Uuid::nil()),
            slug: String::new(),
            name: String::new(),
            kind: account::Kind::Person,
            person: Some(person),
            hat,
            hats,
            information_governance: false,
            auditor: false,
            administrator: false,
            scopes: None,
            expires_at: None,
        };
        let (purpose, request_id) = (self.viewer().purpose.clone(), self.viewer().request_id);
        let viewer = store.viewer(Some(account), purpose, request_id).await.map_err(|_| Error::Unavailable)?;
        let spent = Spent { statements: self.0.door.spent().statements, ..Spent::default() };
        Ok(Some(store.view(viewer, Origin { claims: None, ask: Ask::default() }, spent)))
    }

    /// The same asker, by what the record says now. What it costs counts on.
    pub(crate) async fn renewed(&self) -> Result<Self, Refused> {
        let (origin, store) = (self.0.origin.clone(), &self.0.door.store);
        if origin.claims.as_ref().is_some_and(|claims| claims.expires_at <= store.clock.now()) {
            return Err(Refused::Token("it has expired".to_owned()));
        }
        store.admit(origin, self.0.door.spent()).await
    }
}

/// An account under the hat that is to be worn, with all the scopes of its own.
fn worn(account: account::Model, hats: Vec<Hat>, acting_for: Option<&str>) -> Result<Account, Refused> {
    Ok(Account {
        id: account.id,
        slug: account.slug,
        name: account.name,
        kind: account.kind,
        // A system is nobody, whatever its row says.
        person: account.person_id.filter(|_| account.kind == account::Kind::Person),
        hat: choose(&hats, acting_for)?,
        hats,
        information_governance: account.information_governance,
        auditor: account.auditor,
        administrator: account.administrator,
        scopes: allowed(account.scopes.as_deref(), None),
        expires_at: None,
    })
}

/// What of the schema is there for an account that holds these roles.
fn capabilities(viewer: &Viewer, roles: &[Role]) -> Capabilities {
    use Capability as C;
    let Some(account) = &viewer.account else { return Capabilities::default() };
    let content = !account.administrator;
    let chairs = [Role::Chair, Role::CoChair, Role::ViceChair];
    let all = [
        (C::Public, content),
        (C::Partner, content && (viewer.person().is_some() || viewer.organisation().is_some())),
        (C::Owner, content && !account.auditor),
        (C::Secretariat, content && roles.contains(&Role::Secretariat)),
        (C::Chair, content && roles.iter().any(|role| chairs.contains(role))),
        (C::InformationGovernance, viewer.leads()),
        (C::Auditor, account.auditor),
        (C::Administrator, account.administrator),
        (C::Service, viewer.is_service()),
    ];
    all.into_iter().filter_map(|(capability, holds)| holds.then_some(capability)).collect()
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
    if is_purpose(&code) { Ok(code) } else { Err(Refused::Purpose) }
}
