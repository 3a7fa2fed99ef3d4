//! Tokens: who says who is asking.
//!
//! Lives here: the keys that are trusted, and the one way from a token's text to [`Claims`] that have been checked.
//! It is the only file that names `jsonwebtoken`. `token/claims.rs` judges what a signed token says, `token/local.rs`
//! is the issuer for development.
//! Must not live here: HTTP (the extractor reads the header), what an account may do (the record, at query time), and
//! the time (given).
//!
//! *Why not the library's checks alone.* A `Validation` of jsonwebtoken checks `aud` and `iss` only in tokens that
//! have them, ignores `nbf`, `iat`, `crit` and `typ`, and takes the time from the system. So it is told to require
//! the claims and to leave the time alone, and then everything is checked once more here, in order, with the reason
//! named. Each key is bound to its issuer and to exactly one algorithm before the first token arrives; nothing in a
//! token's header can choose otherwise (RFC 8725, sections 3.1, 3.8 and 3.11).

mod claims;
mod local;

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyOperations, PublicKeyUse};
use jsonwebtoken::{DecodingKey, Header, Validation, dangerous, decode, decode_header};
use moka::sync::Cache;
use serde_json::Value;

use crate::config::{Algorithm, Issuer, KeySource};

pub use claims::{AUDIENCE, BadToken, Claims, MAX_TOKEN_BYTES};
pub use local::LocalIssuer;

use claims::Checked;

/// Most seconds by which an issuer's clock may differ from ours, whatever is configured.
const MOST_LEEWAY_SECONDS: u64 = 60;

/// How many verified tokens are remembered, at some 500 bytes each, and for how long at most.
const REMEMBERED: u64 = 10_000;
const REMEMBERED_FOR: Duration = Duration::from_mins(5);

/// Every algorithm that a key of a kind can be used with.
const RSA: &[Algorithm] =
    &[Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384, Algorithm::PS512];

/// The keys of everyone whose tokens are accepted. Whoever is not in here is nobody.
pub struct Keys {
    issuers: HashMap<String, Vec<Pinned>>,
    leeway: TimeDelta,
    /// Tokens that were verified, by the SHA-256 of their text. Their times are checked again at each use.
    verified: Cache<[u8; 32], Arc<Checked>>,
}

/// A public key, with the only algorithm and the only issuer it is good for.
struct Pinned {
    kid: Option<String>,
    key: DecodingKey,
    validation: Validation,
}

/// Why keys cannot be used: one line that names the file or issuer, and the mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadKeys(String);

impl Keys {
    /// Reads the key files of `issuers`. `leeway_seconds` (at most 60) is by how much their clocks may differ from
    /// ours.
    ///
    /// # Errors
    /// When a file cannot be read, holds what is not a public key, or leaves it open which key or algorithm counts.
    pub fn open(issuers: &[Issuer], leeway_seconds: u64) -> Result<Self, BadKeys> {
        let leeway = TimeDelta::seconds(leeway_seconds.min(MOST_LEEWAY_SECONDS).cast_signed());
        let verified = Cache::builder().max_capacity(REMEMBERED).time_to_live(REMEMBERED_FOR).build();
        let mut keys = Self { issuers: HashMap::new(), leeway, verified };
        for issuer in issuers {
            keys.issuers.insert(issuer.issuer.clone(), pinned_keys(issuer)?);
        }
        Ok(keys)
    }

    /// These keys and the local issuer's: for development and demonstration only.
    #[must_use]
    pub fn and_local(mut self, local: &LocalIssuer) -> Self {
        let key = DecodingKey::from_ed_der(local.public_key());
        let pinned = Pinned::new(Some(local.kid().to_owned()), key, Algorithm::EdDSA, LocalIssuer::NAME);
        self.issuers.insert(LocalIssuer::NAME.to_owned(), vec![pinned]);
        self
    }

    /// What the token says, if an issuer we trust says so and it is valid now.
    ///
    /// # Errors
    /// [`BadToken`] names the first check that failed.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, BadToken> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(BadToken::TooLong);
        }
        let mut fingerprint = [0; 32];
        fingerprint.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
        if let Some(known) = self.verified.get(&fingerprint) {
            known.valid_at(now, self.leeway)?;
            return Ok(known.claims.clone());
        }
        let checked = self.check(token)?;
        checked.valid_at(now, self.leeway)?;
        let claims = checked.claims.clone();
        self.verified.insert(fingerprint, Arc::new(checked));
        Ok(claims)
    }

    /// Everything about the token but the time.
    fn check(&self, token: &str) -> Result<Checked, BadToken> {
        let header = decode_header(token).map_err(|_| BadToken::Malformed)?;
        if header.crit.is_some() {
            return Err(BadToken::Critical);
        }
        if !header.typ.as_deref().is_none_or(is_access_token) {
            return Err(BadToken::Type);
        }
        // Not to be believed yet: it only says whose key to try.
        let unverified: Value = dangerous::insecure_decode_claims(token).map_err(|_| BadToken::Malformed)?;
        let issuer = claims::text(&unverified, "iss")?;
        let (issuer, keys) = self.issuers.get_key_value(issuer).ok_or(BadToken::UnknownIssuer)?;
        let pinned = choose(keys, &header)?;
        if !pinned.validation.algorithms.contains(&header.alg) {
            return Err(BadToken::Algorithm);
        }
        match decode::<Value>(token, &pinned.key, &pinned.validation) {
            Ok(verified) => Checked::read(&verified.claims, issuer),
            Err(error) => Err(match error.kind() {
                ErrorKind::InvalidSignature | ErrorKind::Base64(_) => BadToken::Signature,
                ErrorKind::InvalidAlgorithm => BadToken::Algorithm,
                // Whatever else the library finds wrong is in the claims of a token whose signature matched, and our
                // own reader has the better word for it.
                _ => Checked::read(&unverified, issuer).err().unwrap_or(BadToken::Malformed),
            }),
        }
    }
}

/// The issuers' names; never a token or what was in it.
impl fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Keys").field("issuers", &self.issuers.keys()).finish_non_exhaustive()
    }
}

impl Pinned {
    fn new(kid: Option<String>, key: DecodingKey, algorithm: Algorithm, issuer: &str) -> Self {
        let mut validation = Validation::new(named(algorithm));
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        // The library asks the system for the time; we are given it and check the times ourselves.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Self { kid, key, validation }
    }
}

/// Whether a header's `typ` can be an access token's. An issuer also signs other things (log-out tokens, proofs,
/// events), which must not be taken for one.
fn is_access_token(typ: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    matches!(typ.strip_prefix("application/").unwrap_or(&typ), "jwt" | "at+jwt")
}

/// The key that the header names; the only key, if it names none.
fn choose<'a>(keys: &'a [Pinned], header: &Header) -> Result<&'a Pinned, BadToken> {
    match (&header.kid, keys) {
        (Some(_), keys) => keys.iter().find(|key| key.kid == header.kid).ok_or(BadToken::UnknownKey),
        (None, [only]) => Ok(only),
        (None, _) => Err(BadToken::KeyNotNamed),
    }
}

/// All the keys of an issuer, none of them doubtful.
fn pinned_keys(issuer: &Issuer) -> Result<Vec<Pinned>, BadKeys> {
    let mut keys = Vec::new();
    for source in &issuer.keys {
        match source {
            KeySource::JwksFile(path) => keys.extend(keys_of_set(path, issuer)?),
            KeySource::PemFile { path, kid } => keys.push(key_of_pem(path, kid, issuer)?),
        }
    }
    let name = &issuer.issuer;
    if keys.len() > 1 && keys.iter().any(|key| key.kid.is_none()) {
        return Err(BadKeys(format!("issuer {name}: of several keys, each needs a `kid` of its own")));
    }
    for (place, key) in keys.iter().enumerate() {
        if keys.iter().skip(place + 1).any(|other| other.kid == key.kid) {
            let kid = key.kid.as_deref().unwrap_or_default();
            return Err(BadKeys(format!("issuer {name}: two keys have the `kid` {kid:?}; remove one")));
        }
    }
    Ok(keys)
}

/// The keys of a JWKS file that can verify signatures with an algorithm that is allowed. Others are passed over, for
/// a set may well hold keys for other uses.
fn keys_of_set(path: &Path, issuer: &Issuer) -> Result<Vec<Pinned>, BadKeys> {
    let file = path.display();
    let set: JwkSet = serde_json::from_str(&read(path)?)
        .map_err(|error| BadKeys(format!("{file} is not a JSON Web Key Set ({error})")))?;
    let mut keys = Vec::new();
    for jwk in set.keys.iter().filter(|jwk| is_for_signatures(jwk)) {
        let kid = jwk.common.key_id.clone();
        let fitting = algorithms_of(jwk).iter().copied().filter(|one| issuer.algorithms.contains(one));
        let stated = jwk.common.key_algorithm;
        let allowed = fitting.filter(|one| stated.is_none_or(|stated| stated == named(*one).into()));
        let algorithm = match allowed.collect::<Vec<_>>().as_slice() {
            [] => continue,
            [only] => *only,
            _ => return Err(several(path, issuer)),
        };
        let key = DecodingKey::from_jwk(jwk)
            .map_err(|error| BadKeys(format!("{file}: the key {:?} is damaged ({error})", kid.unwrap_or_default())))?;
        keys.push(Pinned::new(jwk.common.key_id.clone(), key, algorithm, &issuer.issuer));
    }
    if keys.is_empty() { Err(nothing(path, issuer)) } else { Ok(keys) }
}

/// The key of a PEM file.
fn key_of_pem(path: &Path, kid: &str, issuer: &Issuer) -> Result<Pinned, BadKeys> {
    let file = path.display();
    let text = read(path)?;
    // The library would also take a private key or a certificate, and find in it what looks like a key.
    if !text.contains("-----BEGIN PUBLIC KEY-----") && !text.contains("-----BEGIN RSA PUBLIC KEY-----") {
        let mend = "give a file that begins with -----BEGIN PUBLIC KEY-----";
        return Err(BadKeys(format!("{file} is not a public key in PEM: {mend}")));
    }
    let pem = text.as_bytes();
    let (key, fitting) = if let Ok(key) = DecodingKey::from_ed_pem(pem) {
        (key, &[Algorithm::EdDSA][..])
    } else if let Ok(key) = DecodingKey::from_ec_pem(pem) {
        // The length of an uncompressed point tells the curve.
        let fitting: &[Algorithm] = match key.try_get_as_bytes().map_or(0, <[u8]>::len) {
            65 => &[Algorithm::ES256],
            97 => &[Algorithm::ES384],
            _ => &[],
        };
        (key, fitting)
    } else if let Ok(key) = DecodingKey::from_rsa_pem(pem) {
        (key, RSA)
    } else {
        return Err(BadKeys(format!("{file} is not an Ed25519, P-256, P-384 or RSA public key")));
    };
    let allowed: Vec<_> = fitting.iter().filter(|one| issuer.algorithms.contains(one)).collect();
    match allowed.as_slice() {
        [] => Err(nothing(path, issuer)),
        [only] => Ok(Pinned::new(Some(kid.to_owned()), key, **only, &issuer.issuer)),
        _ => Err(several(path, issuer)),
    }
}

fn read(path: &Path) -> Result<String, BadKeys> {
    std::fs::read_to_string(path).map_err(|error| BadKeys(format!("{} cannot be read ({error})", path.display())))
}

fn nothing(path: &Path, issuer: &Issuer) -> BadKeys {
    let (file, name, algorithms) = (path.display(), &issuer.issuer, &issuer.algorithms);
    BadKeys(format!("{file} has no key that issuer {name} may sign with: its `algorithms` are {algorithms:?}"))
}

fn several(path: &Path, issuer: &Issuer) -> BadKeys {
    let (file, name) = (path.display(), &issuer.issuer);
    BadKeys(format!("{file} has a key that fits several `algorithms` of issuer {name}: allow only the one it uses"))
}

fn is_for_signatures(jwk: &Jwk) -> bool {
    let operations = jwk.common.key_operations.as_ref();
    jwk.common.public_key_use.as_ref().is_none_or(|purpose| *purpose == PublicKeyUse::Signature)
        && operations.is_none_or(|operations| operations.contains(&KeyOperations::Verify))
}

/// The algorithms that a key's type and curve allow. Shared secrets allow none.
fn algorithms_of(jwk: &Jwk) -> &'static [Algorithm] {
    match &jwk.algorithm {
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => &[Algorithm::EdDSA],
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => &[Algorithm::ES256],
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P384 => &[Algorithm::ES384],
        AlgorithmParameters::RSA(_) => RSA,
        _ => &[],
    }
}

fn named(algorithm: Algorithm) -> jsonwebtoken::Algorithm {
    match algorithm {
        Algorithm::EdDSA => jsonwebtoken::Algorithm::EdDSA,
        Algorithm::ES256 => jsonwebtoken::Algorithm::ES256,
        Algorithm::ES384 => jsonwebtoken::Algorithm::ES384,
        Algorithm::RS256 => jsonwebtoken::Algorithm::RS256,
        Algorithm::RS384 => jsonwebtoken::Algorithm::RS384,
        Algorithm::RS512 => jsonwebtoken::Algorithm::RS512,
        Algorithm::PS256 => jsonwebtoken::Algorithm::PS256,
        Algorithm::PS384 => jsonwebtoken::Algorithm::PS384,
        Algorithm::PS512 => jsonwebtoken::Algorithm::PS512,
    }
}

#[cfg(test)]
mod tests;
