//! Who may ask: tokens, hats and purposes as HTTP answers them. A token that fails a check is refused by name and is
//! never taken for none.

use aws_lc_rs::signature::Ed25519KeyPair;
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use roundtable::config::Config;
use roundtable_tests::{Database, NOW, World, text};
use sea_orm::{ConnectionTrait as _, Database as Connection};
use serde_json::{Value, json};

use crate::feed::TABLE;

crate::cases![
    a_token_that_fails_a_check_is_refused_by_the_name_of_the_check,
    a_bad_token_is_never_the_public,
    an_authorization_that_cannot_be_read_is_refused,
    a_token_by_hand_is_accepted_when_nothing_is_wrong_with_it,
    who_has_two_hats_is_asked_which_and_told_them,
    a_hat_that_is_not_held_is_refused_like_one_that_does_not_exist,
    who_has_one_hat_or_none_need_not_choose,
    a_purpose_is_a_code,
    a_system_is_nobody_even_if_its_row_names_a_person,
    without_public_access_a_token_is_needed,
];

const WHO: &str = "{ viewer { account { slug } hat { slug } purpose } }";

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A token signed with the issuer's key that says what `claims` say, instead of what is right.
async fn made(world: &World, header: Value, claims: Value) -> String {
    let (_, jwks) = world.get("/.well-known/jwks.json").await;
    let jwks: Value = serde_json::from_str(&jwks).expect("JSON");
    let mut head = json!({ "typ": "JWT", "alg": "EdDSA", "kid": jwks["keys"][0]["kid"] });
    let now = world.clock.now().timestamp();
    let mut body = json!({
        "iss": roundtable::token::LocalIssuer::NAME, "aud": "roundtable", "sub": "officer", "iat": now, "exp": now + 600,
    });
    for (whole, part) in [(&mut head, header), (&mut body, claims)] {
        for (name, value) in part.as_object().into_iter().flatten() {
            if value.is_null() {
                whole.as_object_mut().expect("an object").remove(name);
            } else {
                whole[name] = value.clone();
            }
        }
    }
    let message = format!("{}.{}", encoded(head.to_string()), encoded(body.to_string()));
    let key = std::fs::read(world.database().folder().join("issuer.key")).expect("the issuer's key");
    let key = Ed25519KeyPair::from_pkcs8(&key).expect("a key");
    format!("{message}.{}", encoded(key.sign(message.as_bytes())))
}

/// Each token that must be refused, and the word that names the check.
async fn bad_tokens(world: &World) -> Vec<(String, &'static str)> {
    let now = world.clock.now().timestamp();
    let good = world.token("officer", None);
    let (message, signature) = good.rsplit_once('.').expect("three parts");
    let other = world.token("secretary", None);
    let other_signature = other.rsplit_once('.').expect("three parts").1;
    assert_ne!(signature, other_signature);
    let unsigned =
        format!("{}.{}.", encoded(r#"{"typ":"JWT","alg":"none"}"#), message.split('.').nth(1).expect("claims"));
    let none = json!({});
    let mut all = vec![
        ("garbage".to_owned(), "not a JSON Web Token"),
        ("x".repeat(9_000), "longer than"),
        (unsigned, "not a JSON Web Token"),
        (format!("{message}.{other_signature}"), "signature"),
        (world.token("nobody-here", None), "no active account"),
    ];
    for (header, claims, word) in [
        (none.clone(), json!({ "aud": "another-service" }), "audience"),
        (none.clone(), json!({ "aud": null }), "`aud` is missing"),
        (none.clone(), json!({ "iss": "https://issuer.example.org" }), "issuer"),
        (none.clone(), json!({ "exp": now - 31 }), "expired"),
        (none.clone(), json!({ "exp": null }), "`exp` is missing"),
        (none.clone(), json!({ "exp": "tomorrow" }), "`exp` is not of the right type"),
        (none.clone(), json!({ "nbf": now + 60 }), "not valid yet"),
        (none.clone(), json!({ "iat": now + 60 }), "future"),
        (none.clone(), json!({ "sub": null }), "`sub` is missing"),
        (json!({ "kid": "another" }), none.clone(), "key"),
        (json!({ "typ": "logout+jwt" }), none.clone(), "type"),
        (json!({ "crit": ["exp"] }), none, "crit"),
    ] {
        all.push((made(world, header, claims).await, word));
    }
    all
}

async fn ask(world: &World, headers: &[(&str, &str)], query: &str) -> (StatusCode, Option<String>, String) {
    let mut request = Request::post("/graphql").header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = Body::from(json!({ "query": query }).to_string());
    let response = world.send(request.body(body).expect("a request")).await;
    let challenge = response.headers().get("www-authenticate").map(|v| v.to_str().expect("text").to_owned());
    (response.status(), challenge, text(response).await)
}

async fn a_token_that_fails_a_check_is_refused_by_the_name_of_the_check(db: Database) {
    let world = db.world(TABLE).await;
    for (token, word) in bad_tokens(&world).await {
        for accept in ["application/json", "application/graphql-response+json"] {
            let bearer = format!("Bearer {token}");
            let (status, challenge, body) = ask(&world, &[("authorization", &bearer), ("accept", accept)], WHO).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{word}: {body}");
            assert_eq!(challenge.as_deref(), Some("Bearer error=\"invalid_token\""), "{word}");
            let answer: Value = serde_json::from_str(&body).expect("JSON");
            assert!(answer.get("data").is_none(), "{word}: {body}");
            assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
            let message = answer["errors"][0]["message"].as_str().expect("a message");
            assert!(message.contains(word), "{word}: {message}");
            for part in token.split('.').filter(|part| !part.is_empty()) {
                assert!(!body.contains(part), "{word}: the answer echoes the token");
            }
        }
    }
}

async fn a_bad_token_is_never_the_public(db: Database) {
    let world = db.world(TABLE).await;
    let public = r#"{ board(by: { slug: "table" }) { name } }"#;
    let (status, _, body) = ask(&world, &[], public).await;
    assert!(status.is_success() && body.contains("Northshire Table"), "the public reads it: {body}");
    for (token, word) in bad_tokens(&world).await {
        let bearer = format!("Bearer {token}");
        let (status, _, body) = ask(&world, &[("authorization", &bearer)], public).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{word}");
        assert!(!body.contains("Northshire"), "{word}");
        let (status, _, _) = ask(&world, &[("authorization", &bearer), ("accept", "text/event-stream")], public).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{word}");
        for path in ["/graphql?query=%7Bviewer%7Bpurpose%7D%7D", "/schema.graphql"] {
            let request = Request::get(path).header("authorization", &bearer).body(Body::empty()).expect("a request");
            assert_eq!(world.send(request).await.status(), StatusCode::UNAUTHORIZED, "{word}: {path}");
        }
    }
}

async fn an_authorization_that_cannot_be_read_is_refused(db: Database) {
    let world = db.world(TABLE).await;
    let good = format!("Bearer {}", world.token("officer", None));
    for value in ["", "Bearer", "Bearer ", "Basic b3Rpczp4", "Bearer a b", "Bearer,", &good[7..]] {
        let (status, _, body) = ask(&world, &[("authorization", value)], WHO).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{value:?}: {body}");
        assert!(body.contains("UNAUTHENTICATED"));
    }
    let (status, _, _) = ask(&world, &[("authorization", &good), ("authorization", &good)], WHO).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "two are one too many");
    for scheme in ["bearer", "BEARER", "Bearer  "] {
        let (status, _, body) = ask(&world, &[("authorization", &good.replacen("Bearer", scheme, 1))], WHO).await;
        assert_eq!(status, StatusCode::OK, "{scheme:?}: {body}");
    }
}

async fn a_token_by_hand_is_accepted_when_nothing_is_wrong_with_it(db: Database) {
    let world = db.world(TABLE).await;
    let now = world.clock.now().timestamp();
    for (header, claims) in [
        (json!({}), json!({})),
        (json!({ "typ": "at+jwt" }), json!({ "aud": ["another-service", "roundtable"] })),
        (json!({ "typ": null }), json!({ "nbf": now + 20, "iat": now + 20 })),
        (json!({}), json!({ "exp": now - 20 })),
    ] {
        let token = made(&world, header, claims.clone()).await;
        let data = world.bearer(&token).ask(WHO).await;
        assert_eq!(data["viewer"]["account"]["slug"], "officer", "{claims}");
    }
    // What was accepted once is not accepted for ever.
    let token = made(&world, json!({}), json!({})).await;
    world.bearer(&token).ask(WHO).await;
    world.at("2026-03-02T11:00:00Z");
    assert_eq!(world.bearer(&token).refused(WHO).await["extensions"]["code"], "UNAUTHENTICATED");
}

async fn who_has_two_hats_is_asked_which_and_told_them(db: Database) {
    let world = db.world(TABLE).await;
    let (status, answer) = world.person("two-hats").answer(WHO, Value::Null).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(answer["errors"][0]["extensions"]["code"], "HAT_REQUIRED");
    let message = answer["errors"][0]["message"].as_str().expect("a message");
    assert!(message.contains("Roundtable-Acting-For") && message.contains("coalition, police"), "{message}");
    for hat in ["coalition", "police"] {
        let data = world.person("two-hats").wearing(hat).ask(WHO).await;
        assert_eq!(data["viewer"]["hat"]["slug"], hat);
    }
}

async fn a_hat_that_is_not_held_is_refused_like_one_that_does_not_exist(db: Database) {
    let world = db.world(TABLE).await;
    for who in ["two-hats", "officer", "police-system", "adviser", "public"] {
        let mut told = Vec::new();
        for hat in ["hospital", "no-such-organisation"] {
            let (status, answer) = world.anybody(who).wearing(hat).answer(WHO, Value::Null).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{who} as {hat}");
            assert_eq!(answer["errors"][0]["extensions"]["code"], "HAT_REQUIRED");
            told.push(answer["errors"][0]["message"].clone());
        }
        assert_eq!(told[0], told[1], "{who}");
    }
    let message = world.person("officer").wearing("hospital").refused(WHO).await["message"].clone();
    assert!(message.as_str().is_some_and(|m| m.contains("police")), "{message}");
}

async fn who_has_one_hat_or_none_need_not_choose(db: Database) {
    let world = db.world(TABLE).await;
    for (who, hat) in
        [("officer", Some("police")), ("police-system", Some("police")), ("adviser", None), ("public", None)]
    {
        let data = world.anybody(who).ask(WHO).await;
        assert_eq!(data["viewer"]["hat"]["slug"].as_str(), hat, "{who}");
    }
    let data = world.person("officer").wearing("police").ask(WHO).await;
    assert_eq!(data["viewer"]["hat"]["slug"], "police", "choosing the only one is no mistake");
}

async fn a_purpose_is_a_code(db: Database) {
    let world = db.world(TABLE).await;
    let data = world.person("officer").purpose("joint-improvement").ask(WHO).await;
    assert_eq!(data["viewer"]["purpose"], "joint-improvement");
    for bad in ["Joint improvement", "UPPER", "a_b", "", &"x".repeat(65), &"x".repeat(300)] {
        for asker in [world.person("officer"), world.public()] {
            let (status, answer) = asker.purpose(bad).answer(WHO, Value::Null).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{bad:?}: {answer:#}");
            assert_eq!(answer["errors"][0]["extensions"]["code"], "VALIDATION", "{bad:?}");
            let message = answer["errors"][0]["message"].as_str().expect("a message");
            assert!(message.contains("Roundtable-Purpose"), "{message}");
        }
    }
}

async fn without_public_access_a_token_is_needed(db: Database) {
    let open = db.world(TABLE).await;
    let config = Config { public_access: false, ..Config::default() };
    let world = World::with(&db, open.name().to_owned(), false, config).await;
    let (status, challenge, body) = ask(&world, &[], WHO).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(challenge.as_deref(), Some("Bearer"), "no token is not a bad token");
    assert!(body.contains("UNAUTHENTICATED") && body.contains("public access"), "{body}");
    world.at(NOW).person("officer").ask(WHO).await;
}

async fn a_system_is_nobody_even_if_its_row_names_a_person(db: Database) {
    let world = db.world(TABLE).await;
    let connection = Connection::connect(db.address(world.name()).as_str()).await.expect("connects");
    let named =
        "UPDATE account SET person_id = (SELECT id FROM person WHERE slug = 'p-officer') WHERE slug = 'police-system'";
    connection.execute_unprepared(named).await.expect("a row names a person");
    connection.close().await.expect("closes");
    let system = world.person("police-system");
    let data = system.ask("{ viewer { person { slug } hat { slug } } actions { totalCount } }").await;
    assert_eq!(data["viewer"], json!({ "person": null, "hat": { "slug": "police" } }));
    assert_ne!(data["actions"]["totalCount"], 0, "what its organisation owns");
}
