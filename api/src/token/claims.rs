//! What a signed token says, and every reason not to believe it.
//!
//! Lives here: [`Claims`], their types and presence, and their times.
//! Must not live here: signatures and keys (`token`).

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

/// Whom a token must be meant for.
pub const AUDIENCE: &str = "roundtable";

/// The longest token that is looked at.
pub const MAX_TOKEN_BYTES: usize = 8_192;

/// What a token says that was signed by an issuer we trust and was valid when it was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// Who says so (`iss`).
    pub issuer: String,
    /// Who is asking (`sub`), by the issuer's own name for them: unique only together with the issuer.
    pub subject: String,
    /// To what the token is narrowed (`scope`): `None` is to nothing in particular, an empty list is to nothing at
    /// all.
    pub scopes: Option<Vec<String>>,
    /// When it ends (`exp`). Open sockets and streams end then too.
    pub expires_at: DateTime<Utc>,
    /// The token's own name (`jti`).
    pub token_id: Option<String>,
}

/// The check that a token failed: a clause to put in a sentence, which says nothing of what was in the token, so that
/// it can be logged and answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    /// It was not even looked at.
    #[error("the token is longer than {MAX_TOKEN_BYTES} bytes")]
    TooLong,
    /// It is not three readable parts, or names an algorithm that nobody here knows (`none` is one).
    #[error("the token is not a JSON Web Token signed in a way that this server knows")]
    Malformed,
    /// Its header's `typ` is that of something else that issuers sign.
    #[error("the token's type (`typ`) is not that of an access token")]
    Type,
    /// Its header has `crit`, and no extension is understood here.
    #[error("the token depends on an extension (`crit`) that this server does not know")]
    Critical,
    /// A claim that is required is not there.
    #[error("the token's claim `{0}` is missing")]
    Missing(&'static str),
    /// A claim is there, but is not of the type it must be.
    #[error("the token's claim `{0}` is not of the right type")]
    WrongType(&'static str),
    /// Its issuer is not configured.
    #[error("the token's issuer (`iss`) is not one that this server trusts")]
    UnknownIssuer,
    /// Its issuer has no key of the name it gives.
    #[error("the token's key (`kid`) is not one of its issuer's")]
    UnknownKey,
    /// It names no key, and its issuer has several.
    #[error("the token does not name its key (`kid`), and its issuer has several")]
    KeyNotNamed,
    /// It is signed in another way than its key is for.
    #[error("the token's algorithm (`alg`) is not the one its key is for")]
    Algorithm,
    /// It was not signed with its issuer's key, or changed since.
    #[error("the token's signature does not match")]
    Signature,
    /// It is meant for another service.
    #[error("the token's audience (`aud`) is not `roundtable`")]
    Audience,
    /// It is over.
    #[error("the token has expired")]
    Expired,
    /// It begins later.
    #[error("the token is not valid yet (`nbf`)")]
    NotYetValid,
    /// Its issuer's clock, or ours, is wrong.
    #[error("the token was issued in the future (`iat`)")]
    IssuedInFuture,
}

/// The claims of a token whose signature matched, and the times to hold against each now.
pub(super) struct Checked {
    pub(super) claims: Claims,
    not_before: Option<DateTime<Utc>>,
    issued_at: DateTime<Utc>,
}

impl Checked {
    /// Reads a token's claims; `issuer` is whose key its signature matched.
    pub(super) fn read(payload: &Value, issuer: &str) -> Result<Self, BadToken> {
        if text(payload, "iss")? != issuer {
            return Err(BadToken::UnknownIssuer);
        }
        audience(payload)?;
        let subject = text(payload, "sub")?.to_owned();
        let expires_at = time(payload, "exp")?;
        let issued_at = time(payload, "iat")?;
        let not_before = optional(time(payload, "nbf"))?;
        let token_id = optional(text(payload, "jti"))?.map(str::to_owned);
        // An empty scope is a scope: it must not turn into "no scope stated", which is everything.
        let scope = payload.get("scope").map(|scope| scope.as_str().ok_or(BadToken::WrongType("scope")));
        let scopes = scope.transpose()?.map(|scope| scope.split_ascii_whitespace().map(str::to_owned).collect());
        let claims = Claims { issuer: issuer.to_owned(), subject, scopes, expires_at, token_id };
        Ok(Self { claims, not_before, issued_at })
    }

    /// Whether the token is valid at `now`, give or take `leeway`.
    pub(super) fn valid_at(&self, now: DateTime<Utc>, leeway: TimeDelta) -> Result<(), BadToken> {
        // The leeway moves the present, which is far from the ends of time, and not the token's times, which may not
        // be.
        if self.claims.expires_at <= now - leeway {
            return Err(BadToken::Expired);
        }
        if self.not_before.is_some_and(|begins| begins > now + leeway) {
            return Err(BadToken::NotYetValid);
        }
        if self.issued_at > now + leeway {
            return Err(BadToken::IssuedInFuture);
        }
        Ok(())
    }
}

/// A claim that is a text, and not an empty one.
pub(super) fn text<'a>(payload: &'a Value, name: &'static str) -> Result<&'a str, BadToken> {
    let claim = payload.get(name).ok_or(BadToken::Missing(name))?;
    claim.as_str().filter(|text| !text.is_empty()).ok_or(BadToken::WrongType(name))
}

/// A claim that is a time: a number, never a text that looks like one. Fractions of a second are dropped.
fn time(payload: &Value, name: &'static str) -> Result<DateTime<Utc>, BadToken> {
    let claim = payload.get(name).ok_or(BadToken::Missing(name))?;
    let fraction = || Duration::try_from_secs_f64(claim.as_f64()?).ok()?.as_secs().try_into().ok();
    let seconds = claim.as_i64().or_else(fraction);
    seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)).ok_or(BadToken::WrongType(name))
}

/// A claim that need not be there, but must be right if it is.
fn optional<T>(claim: Result<T, BadToken>) -> Result<Option<T>, BadToken> {
    match claim {
        Ok(claim) => Ok(Some(claim)),
        Err(BadToken::Missing(_)) => Ok(None),
        Err(wrong) => Err(wrong),
    }
}

/// The audience is one text or a list of texts, and we are in it.
fn audience(payload: &Value) -> Result<(), BadToken> {
    let wrong = BadToken::WrongType("aud");
    let us = match payload.get("aud").ok_or(BadToken::Missing("aud"))? {
        Value::String(one) => one == AUDIENCE,
        Value::Array(several) => {
            let names = several.iter().map(Value::as_str).collect::<Option<Vec<_>>>().ok_or(wrong)?;
            names.contains(&AUDIENCE)
        }
        _ => return Err(wrong),
    };
    if us { Ok(()) } else { Err(BadToken::Audience) }
}
