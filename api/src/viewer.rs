//! Who asks, under which hat, for which purpose, at which instant.
//!
//! A `Viewer` holds facts about the asker and nothing of HTTP or SQL. What the asker may see is not here: the policy
//! answers that from the record each time it is asked. Only the store's sign-in makes viewers, from a verified token
//! or as the public.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use entities::{Id, account, organisation, person};
use uuid::Uuid;

/// What a token can be narrowed to.
pub const SCOPES: [&str; 12] = [
    "read",
    "read:actions",
    "read:use-only",
    "write:actions",
    "write:agreements",
    "write:boards",
    "write:comments",
    "write:meetings",
    "write:minutes",
    "write:papers",
    "write:programmes",
    "write:recommendations",
];

/// What a request says about its asker, before any of it is believed.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// The bearer token, if one was sent.
    pub bearer: Option<String>,
    /// The slug of the organisation whose hat the asker wants to wear (`Roundtable-Acting-For`).
    pub acting_for: Option<String>,
    /// The purpose code of the request (`Roundtable-Purpose`).
    pub purpose: Option<String>,
    /// The id the server gave this request.
    pub request_id: Uuid,
}

/// Why an asker was turned away before anything was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The token fails a check; the text says which and holds nothing of the token.
    #[error("The bearer token was refused: {0}. Ask your issuer for a new token.")]
    Token(String),
    /// The header is there and holds no bearer token.
    #[error("Authorization must be the word `Bearer`, a space and the token, once.")]
    Scheme,
    /// The token is good but names no account here, or one that is disabled.
    #[error(
        "The token is valid but its subject has no active account here. Ask the secretariat to invite the account."
    )]
    Account,
    /// No token was sent and the public may not read here.
    #[error("A bearer token is needed: public access is switched off on this server.")]
    PublicAccessOff,
    /// The account has several hats and none was chosen, or one was chosen that it does not hold now.
    #[error("{0}")]
    Hat(String),
    /// The purpose is not a code.
    #[error("Roundtable-Purpose must be a code of 1 to 64 lower-case letters, digits and hyphens.")]
    Purpose,
    /// The record could not be asked.
    #[error("The record cannot be reached at the moment. Try again shortly.")]
    Unavailable,
}

impl Refused {
    /// The code that goes into `extensions.code`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Token(_) | Self::Scheme | Self::Account | Self::PublicAccessOff => "UNAUTHENTICATED",
            Self::Hat(_) => "HAT_REQUIRED",
            Self::Purpose => "VALIDATION",
            Self::Unavailable => "UNAVAILABLE",
        }
    }

    /// The HTTP status that says the same.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Token(_) | Self::Scheme | Self::Account | Self::PublicAccessOff => 401,
            Self::Hat(_) => 403,
            Self::Purpose => 400,
            Self::Unavailable => 503,
        }
    }
}

/// The organisation for which a person acts in this request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hat {
    pub(crate) organisation: Id<organisation::Entity>,
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) hmg: bool,
    pub(crate) relevant_authority: bool,
}

/// The account behind a token.
#[derive(Clone, Debug)]
pub struct Account {
    pub(crate) id: Id<account::Entity>,
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) kind: account::Kind,
    pub(crate) person: Option<Id<person::Entity>>,
    pub(crate) hat: Option<Hat>,
    pub(crate) hats: Vec<Hat>,
    pub(crate) information_governance: bool,
    pub(crate) auditor: bool,
    pub(crate) administrator: bool,
    /// What the token and the account allow; `None` is everything.
    pub(crate) scopes: Option<BTreeSet<String>>,
    pub(crate) expires_at: Option<DateTime<Utc>>,
}

/// A group of abilities. The API's `Capability` says what each is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capability {
    /// Reading what is public.
    Public,
    /// Taking part in a partnership.
    Partner,
    /// Reporting on actions.
    Owner,
    /// Keeping the record of a board.
    Secretariat,
    /// Chairing a board.
    Chair,
    /// Information governance for an organisation.
    InformationGovernance,
    /// Examining the record, and changing nothing in it.
    Auditor,
    /// Managing accounts and settings.
    Administrator,
    /// Acting as a system.
    Service,
}

/// A set of capabilities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Capabilities(u16);

impl Capabilities {
    /// Every capability.
    pub const ALL: [Capability; 9] = [
        Capability::Public,
        Capability::Partner,
        Capability::Owner,
        Capability::Secretariat,
        Capability::Chair,
        Capability::InformationGovernance,
        Capability::Auditor,
        Capability::Administrator,
        Capability::Service,
    ];

    /// Whether any of these is among them.
    pub(crate) fn meets(self, needs: Self) -> bool {
        self.0 & needs.0 != 0
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Capability> {
        Self::ALL.into_iter().filter(move |capability| self.meets(Self::from_iter([*capability])))
    }
}

impl FromIterator<Capability> for Capabilities {
    fn from_iter<I: IntoIterator<Item = Capability>>(all: I) -> Self {
        Self(all.into_iter().fold(0, |bits, capability| bits | 1 << capability as u16))
    }
}

/// Who asks. Made by the store's sign-in alone.
#[derive(Clone, Debug)]
pub struct Viewer {
    pub(crate) account: Option<Account>,
    /// What of the schema is there for them. Which rows are is asked of the record, each time.
    pub(crate) capabilities: Capabilities,
    pub(crate) purpose: Option<String>,
    pub(crate) now: DateTime<Utc>,
    pub(crate) request_id: Uuid,
}

/// Whether a text is the code of a purpose: 1 to 64 lower-case letters, digits and hyphens.
pub(crate) fn is_purpose(code: &str) -> bool {
    (1..=64).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// A part of the record that a token's scopes open separately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Area {
    /// Meetings, minutes, programmes and everything else that is content.
    Content,
    /// Actions and their progress.
    Actions,
}

impl Viewer {
    /// The day of the request, in UTC.
    pub(crate) fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }

    /// The person who asks; the public and service accounts are nobody.
    pub(crate) fn person(&self) -> Option<Id<person::Entity>> {
        self.account.as_ref().and_then(|a| a.person)
    }

    /// The account's slug; the public has none. No account has the slug of another.
    pub(crate) fn account_slug(&self) -> &str {
        self.account.as_ref().map_or("", |account| account.slug.as_str())
    }

    /// The hat worn in this request, or the organisation that a service account belongs to.
    pub(crate) fn hat(&self) -> Option<&Hat> {
        self.account.as_ref().and_then(|a| a.hat.as_ref())
    }

    /// The organisation acted for.
    pub(crate) fn organisation(&self) -> Option<Id<organisation::Entity>> {
        self.hat().map(|h| h.organisation)
    }

    /// Whether a system asks rather than a person.
    pub(crate) fn is_service(&self) -> bool {
        self.account.as_ref().is_some_and(|a| a.kind == account::Kind::Service)
    }

    /// Whether the token and the account allow a scope by its exact name.
    pub(crate) fn has_scope(&self, scope: &str) -> bool {
        self.account.as_ref().is_some_and(|a| a.scopes.as_ref().is_none_or(|s| s.contains(scope)))
    }

    /// Whether the token or the account names a scope: having all because none is listed is not enough.
    pub(crate) fn names_scope(&self, scope: &str) -> bool {
        self.account.as_ref().and_then(|a| a.scopes.as_ref()).is_some_and(|s| s.contains(scope))
    }

    /// Whether deeds of a scope are open to the account at all: an auditor examines the record and changes none of it.
    pub(crate) fn may_write(&self, scope: &str) -> bool {
        self.account.as_ref().is_some_and(|a| !a.auditor) && self.has_scope(scope)
    }

    /// Whether the viewer leads on information governance for the organisation acted for. The record does not say for
    /// which of several organisations somebody leads: who has two hats leads for none.
    pub(crate) fn leads(&self) -> bool {
        let lead = |a: &Account| a.information_governance && a.hats.len() == 1;
        self.person().is_some() && self.account.as_ref().is_some_and(lead)
    }

    /// Whether any of an area may be read: an administrator reads no content (domain model, 3.1), a token only what
    /// its scopes name.
    pub(crate) fn reads(&self, area: Area) -> bool {
        let Some(account) = &self.account else { return true };
        let Some(scopes) = &account.scopes else { return !account.administrator };
        let named = scopes.contains("read") || (area == Area::Actions && scopes.contains("read:actions"));
        named && !account.administrator
    }
}
