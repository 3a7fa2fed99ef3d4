//! Every way in which a token can be wrong, and that the right ones pass.
//!
//! The tokens are put together by hand (`mint`), so that they can be wrong in ways in which no library would make
//! them, and so that the library that checks them is not also the one that made them.

mod files;
mod mint;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::*;
use mint::{Signer, token};

const ONE: &str = "https://one.example";
const TWO: &str = "https://two.example";

/// Two trusted issuers: `ONE` has the Ed25519 keys `a` and `b`, `TWO` has the P-256 key `a` alone.
struct Desk {
    keys: Keys,
    one_a: Signer,
    one_b: Signer,
    two_a: Signer,
    now: DateTime<Utc>,
}

impl Desk {
    fn new() -> Self {
        let (one_a, one_b, two_a) = (Signer::ed(), Signer::ed(), Signer::es());
        let one = json!({ "keys": [one_a.jwk(Some("a")), one_b.jwk(Some("b"))] });
        let two = json!({ "keys": [two_a.jwk(Some("a"))] });
        let folder = files::Folder::new();
        let issuer = |name: &str, algorithm, file: &str, set: &Value| Issuer {
            issuer: name.to_owned(),
            algorithms: vec![algorithm],
            keys: vec![KeySource::JwksFile(folder.write(file, &set.to_string()))],
        };
        let issuers = [issuer(ONE, Algorithm::EdDSA, "one", &one), issuer(TWO, Algorithm::ES256, "two", &two)];
        let keys = Keys::open(&issuers, 30).unwrap();
        Self { keys, one_a, one_b, two_a, now: "2026-03-10T12:00:00Z".parse().unwrap() }
    }

    /// The claims of a good token.
    fn claims(&self) -> Value {
        let now = self.now.timestamp();
        json!({ "iss": ONE, "aud": "roundtable", "sub": "priya", "iat": now, "exp": now + 3600, "jti": "t-1" })
    }

    /// The good claims with `changes`; a change to null takes the claim away.
    fn changed(&self, changes: &Value) -> Value {
        let mut claims = self.claims();
        for (name, value) in changes.as_object().unwrap() {
            if value.is_null() {
                claims.as_object_mut().unwrap().remove(name);
            } else {
                claims[name] = value.clone();
            }
        }
        claims
    }

    fn verify(&self, token: &str) -> Result<Claims, BadToken> {
        self.keys.verify(token, self.now)
    }

    /// What is said of the good token with `changes` to its claims.
    fn with(&self, changes: &Value) -> Result<Claims, BadToken> {
        self.verify(&token(&header("EdDSA", "a"), &self.changed(changes), &self.one_a))
    }

    /// What is said of the good token under another header and signature.
    fn signed(&self, header: &Value, signer: &Signer) -> Result<Claims, BadToken> {
        self.verify(&token(header, &self.claims(), signer))
    }
}

fn header(alg: &str, kid: &str) -> Value {
    json!({ "typ": "JWT", "alg": alg, "kid": kid })
}

#[test]
fn a_good_token_says_who_is_asking() {
    let desk = Desk::new();
    let expected = Claims {
        issuer: ONE.to_owned(),
        subject: "priya".to_owned(),
        scopes: None,
        expires_at: desk.now + TimeDelta::hours(1),
        token_id: Some("t-1".to_owned()),
    };
    assert_eq!(desk.with(&json!({})), Ok(expected));
    assert!(desk.signed(&header("EdDSA", "b"), &desk.one_b).is_ok());
    let two = desk.changed(&json!({ "iss": TWO }));
    assert_eq!(desk.verify(&token(&header("ES256", "a"), &two, &desk.two_a)).unwrap().issuer, TWO);
}

#[test]
fn scopes_are_separated_by_spaces_and_an_empty_scope_is_not_an_absent_one() {
    let desk = Desk::new();
    let scopes = |scope: &str| desk.with(&json!({ "scope": scope })).unwrap().scopes;
    assert_eq!(scopes("read write:actions"), Some(vec!["read".to_owned(), "write:actions".to_owned()]));
    assert_eq!(scopes(""), Some(Vec::new()));
    assert_eq!(desk.with(&json!({})).unwrap().scopes, None);
}

#[test]
fn each_required_claim_is_missed() {
    let desk = Desk::new();
    for name in ["iss", "aud", "sub", "exp", "iat"] {
        assert_eq!(desk.with(&json!({ name: null })), Err(BadToken::Missing(name)));
    }
    assert_eq!(desk.with(&json!({ "jti": null })).unwrap().token_id, None);
}

#[test]
fn each_claim_of_the_wrong_type_is_refused() {
    let desk = Desk::new();
    let far = desk.now.timestamp() + 3600;
    let wrong: [(&str, Vec<Value>); 8] = [
        ("iss", vec![json!(1), json!([ONE]), json!("")]),
        ("aud", vec![json!(1), json!({}), json!([1, "roundtable"])]),
        ("sub", vec![json!(1), json!(["priya"]), json!("")]),
        ("exp", vec![json!(far.to_string()), json!(-1.5), json!(1e300), json!(u64::MAX), json!(true)]),
        ("iat", vec![json!("1"), json!([]), json!(i64::MAX)]),
        ("nbf", vec![json!("1"), json!({})]),
        ("jti", vec![json!(7)]),
        ("scope", vec![json!(["read"]), json!(1)]),
    ];
    for (name, values) in wrong {
        for value in values {
            assert_eq!(desk.with(&json!({ name: value })), Err(BadToken::WrongType(name)), "{name}: {value}");
        }
    }
    for name in ["nbf", "scope", "jti", "exp"] {
        let mut claims = desk.claims();
        claims[name] = Value::Null;
        let refused = desk.verify(&token(&header("EdDSA", "a"), &claims, &desk.one_a));
        assert_eq!(refused, Err(BadToken::WrongType(name)), "{name}: null");
    }
}

#[test]
fn times_may_have_fractions() {
    let desk = Desk::new();
    let claims = desk.with(&json!({ "exp": 1_773_147_600.75, "iat": 1_773_144_000.25 })).unwrap();
    assert_eq!(claims.expires_at.timestamp(), 1_773_147_600);
}

#[test]
fn a_token_for_another_audience_is_refused() {
    let desk = Desk::new();
    assert_eq!(desk.with(&json!({ "aud": "elsewhere" })), Err(BadToken::Audience));
    assert_eq!(desk.with(&json!({ "aud": "Roundtable" })), Err(BadToken::Audience));
    assert_eq!(desk.with(&json!({ "aud": [] })), Err(BadToken::Audience));
    assert_eq!(desk.with(&json!({ "aud": ["elsewhere"] })), Err(BadToken::Audience));
    assert!(desk.with(&json!({ "aud": ["elsewhere", "roundtable"] })).is_ok());
}

#[test]
fn an_issuer_is_trusted_by_its_exact_name() {
    let desk = Desk::new();
    for name in ["https://three.example", "https://one.example/", "HTTPS://ONE.EXAMPLE", LocalIssuer::NAME] {
        assert_eq!(desk.with(&json!({ "iss": name })), Err(BadToken::UnknownIssuer));
    }
}

#[test]
fn one_issuers_key_does_not_sign_for_another() {
    let desk = Desk::new();
    // The same algorithm and kid, but a key that is nobody's.
    assert_eq!(desk.signed(&header("EdDSA", "a"), &Signer::ed()), Err(BadToken::Signature));
    // One key under the other's name.
    assert_eq!(desk.signed(&header("EdDSA", "a"), &desk.one_b), Err(BadToken::Signature));
    // TWO's key, in TWO's way, in ONE's name; and ONE's key in TWO's name.
    assert_eq!(desk.signed(&header("ES256", "a"), &desk.two_a), Err(BadToken::Algorithm));
    let two = desk.changed(&json!({ "iss": TWO }));
    let forged = token(&header("EdDSA", "a"), &two, &desk.one_a);
    assert_eq!(desk.verify(&forged), Err(BadToken::Algorithm));
    let forged = token(&header("ES256", "a"), &two, &Signer::es());
    assert_eq!(desk.verify(&forged), Err(BadToken::Signature));
}

#[test]
fn a_public_key_is_not_a_shared_secret() {
    let desk = Desk::new();
    let jwk = desk.one_a.jwk(Some("a")).to_string();
    for secret in [desk.one_a.public_key(), jwk.into_bytes(), mint::encoded(desk.one_a.public_key()).into_bytes()] {
        for alg in ["HS256", "HS384", "HS512"] {
            let refused = desk.signed(&header(alg, "a"), &Signer::Hmac(secret.clone()));
            assert_eq!(refused, Err(BadToken::Algorithm));
        }
    }
}

#[test]
fn an_unsigned_token_is_refused() {
    let desk = Desk::new();
    for alg in ["none", "None", "NONE", "", "ES512", "eddsa"] {
        assert_eq!(desk.signed(&header(alg, "a"), &Signer::Nobody), Err(BadToken::Malformed), "{alg}");
    }
    assert_eq!(desk.signed(&header("EdDSA", "a"), &Signer::Nobody), Err(BadToken::Signature));
}

#[test]
fn a_changed_token_is_refused() {
    let desk = Desk::new();
    let good = token(&header("EdDSA", "a"), &desk.claims(), &desk.one_a);
    let other = token(&header("EdDSA", "a"), &desk.changed(&json!({ "sub": "admin" })), &desk.one_a);
    let parts = |token: &str| token.split('.').map(str::to_owned).collect::<Vec<_>>();
    let mixed = [&parts(&good)[..1], &parts(&other)[1..2], &parts(&good)[2..]].concat().join(".");
    assert_eq!(desk.verify(&mixed), Err(BadToken::Signature));
    assert!(desk.verify(&good).is_ok());
}

#[test]
fn what_is_not_a_token_is_malformed() {
    let desk = Desk::new();
    let good = token(&header("EdDSA", "a"), &desk.claims(), &desk.one_a);
    let five = format!("{good}.x.y");
    for text in ["", ".", "..", "a.b.c", "Bearer x", "é.é.é", &good[1..], &good[..good.len() / 3], &five] {
        assert_eq!(desk.verify(text), Err(BadToken::Malformed), "{text}");
    }
    let list = token(&header("EdDSA", "a"), &json!(["iss", ONE]), &desk.one_a);
    assert_eq!(desk.verify(&list), Err(BadToken::Missing("iss")));
}

#[test]
fn a_claim_said_twice_is_refused() {
    let desk = Desk::new();
    let twice = desk.claims().to_string().replacen('{', "{\"sub\":\"admin\",", 1);
    let forged = mint::sign(&header("EdDSA", "a").to_string(), &twice, &desk.one_a);
    assert_eq!(desk.verify(&forged), Err(BadToken::Malformed));
}

#[test]
fn a_key_is_found_by_its_name_only() {
    let desk = Desk::new();
    assert_eq!(desk.signed(&header("EdDSA", "c"), &desk.one_a), Err(BadToken::UnknownKey));
    assert_eq!(desk.signed(&header("EdDSA", ""), &desk.one_a), Err(BadToken::UnknownKey));
    let unnamed = |alg| json!({ "alg": alg });
    assert_eq!(desk.signed(&unnamed("EdDSA"), &desk.one_a), Err(BadToken::KeyNotNamed));
    let two = desk.changed(&json!({ "iss": TWO }));
    assert!(desk.verify(&token(&unnamed("ES256"), &two, &desk.two_a)).is_ok());
}

#[test]
fn a_key_in_the_tokens_own_header_is_not_used() {
    let desk = Desk::new();
    let thief = Signer::ed();
    let mut header = header("EdDSA", "a");
    header["jwk"] = thief.jwk(Some("a"));
    assert_eq!(desk.signed(&header, &thief), Err(BadToken::Signature));
}

#[test]
fn a_header_that_asks_for_more_is_refused() {
    let desk = Desk::new();
    let with = |name: &str, value: Value| {
        let mut header = header("EdDSA", "a");
        header[name] = value;
        desk.signed(&header, &desk.one_a)
    };
    assert_eq!(with("crit", json!(["b64"])), Err(BadToken::Critical));
    for typ in ["logout+jwt", "dpop+jwt", "secevent+jwt", "JWE", ""] {
        assert_eq!(with("typ", json!(typ)), Err(BadToken::Type), "{typ}");
    }
    for typ in ["at+jwt", "application/at+jwt", "AT+JWT", "jwt"] {
        assert!(with("typ", json!(typ)).is_ok(), "{typ}");
    }
}

#[test]
fn times_are_held_against_the_given_now_with_the_leeway() {
    let desk = Desk::new();
    let now = desk.now.timestamp();
    assert!(desk.with(&json!({ "exp": now - 29 })).is_ok());
    assert_eq!(desk.with(&json!({ "exp": now - 30 })), Err(BadToken::Expired));
    assert!(desk.with(&json!({ "nbf": now + 30 })).is_ok());
    assert_eq!(desk.with(&json!({ "nbf": now + 31 })), Err(BadToken::NotYetValid));
    assert!(desk.with(&json!({ "iat": now + 30 })).is_ok());
    assert_eq!(desk.with(&json!({ "iat": now + 31 })), Err(BadToken::IssuedInFuture));
    assert_eq!(desk.with(&json!({ "exp": 0 })), Err(BadToken::Expired));
}

#[test]
fn the_leeway_is_never_more_than_a_minute() {
    let keys = Keys::open(&[], u64::MAX).unwrap();
    assert_eq!(keys.leeway, TimeDelta::seconds(60));
}

#[test]
fn an_oversized_token_is_not_looked_at() {
    let desk = Desk::new();
    assert_eq!(desk.with(&json!({ "more": "x".repeat(MAX_TOKEN_BYTES) })), Err(BadToken::TooLong));
    assert_eq!(desk.verify(&".".repeat(MAX_TOKEN_BYTES + 1)), Err(BadToken::TooLong));
    assert!(desk.with(&json!({ "more": "x".repeat(4_000) })).is_ok());
}

#[test]
fn a_remembered_token_still_expires_and_still_begins() {
    let mut desk = Desk::new();
    let start = desk.now;
    let claims = desk.changed(&json!({ "nbf": start.timestamp() }));
    let good = token(&header("EdDSA", "a"), &claims, &desk.one_a);
    assert!(desk.verify(&good).is_ok());
    desk.keys.verified.run_pending_tasks();
    assert_eq!(desk.keys.verified.entry_count(), 1);
    desk.now = start + TimeDelta::seconds(3_629);
    assert!(desk.verify(&good).is_ok());
    desk.now = start + TimeDelta::seconds(3_630);
    assert_eq!(desk.verify(&good), Err(BadToken::Expired));
    desk.now = start - TimeDelta::seconds(31);
    assert_eq!(desk.verify(&good), Err(BadToken::NotYetValid));
}

#[test]
fn a_refused_token_is_not_remembered() {
    let desk = Desk::new();
    assert!(desk.signed(&header("EdDSA", "a"), &Signer::ed()).is_err());
    assert!(desk.with(&json!({ "exp": 1 })).is_err());
    desk.keys.verified.run_pending_tasks();
    assert_eq!(desk.keys.verified.entry_count(), 0);
}

#[test]
fn a_refusal_repeats_nothing_of_the_token() {
    let desk = Desk::new();
    let secret = "s3cr3t-name";
    let refused = [
        desk.with(&json!({ "iss": secret })),
        desk.with(&json!({ "aud": secret })),
        desk.with(&json!({ "exp": secret })),
        desk.signed(&header("EdDSA", secret), &desk.one_a),
        desk.signed(&header(secret, "a"), &desk.one_a),
        desk.verify(secret),
    ];
    for error in refused.map(Result::unwrap_err) {
        assert!(!error.to_string().contains(secret) && !format!("{error:?}").contains(secret));
        assert!(error.to_string().starts_with("the token"), "{error}");
    }
    assert!(!format!("{:?}", desk.keys).contains("priya"));
}

#[test]
fn the_local_issuers_tokens_pass_only_where_it_is_trusted() {
    let folder = files::Folder::new();
    let local = LocalIssuer::open(&folder.path).unwrap();
    let (now, id) = ("2026-03-10T12:00:00Z".parse().unwrap(), uuid::Uuid::from_u128(7));
    let scopes = ["read".to_owned(), "write:actions".to_owned()];
    let issued = local.issue("mps-delegate", Duration::from_mins(30), Some(&scopes), now, id);
    let nobody = Keys::open(&[], 30).unwrap();
    assert_eq!(nobody.verify(&issued, now), Err(BadToken::UnknownIssuer));
    let keys = nobody.and_local(&local);
    let expected = Claims {
        issuer: LocalIssuer::NAME.to_owned(),
        subject: "mps-delegate".to_owned(),
        scopes: Some(scopes.to_vec()),
        expires_at: now + TimeDelta::minutes(30),
        token_id: Some(id.to_string()),
    };
    assert_eq!(keys.verify(&issued, now), Ok(expected));
    let other = LocalIssuer::open(&files::Folder::new().path).unwrap();
    let forged = other.issue("mps-delegate", Duration::from_mins(30), None, now, id);
    assert_eq!(keys.verify(&forged, now), Err(BadToken::UnknownKey));
    let forever = local.issue("mps-delegate", Duration::MAX, None, now, id);
    assert_eq!(keys.verify(&forever, now).unwrap().scopes, None);
}
