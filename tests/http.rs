//! HTTP around the engine: media types, methods, limits, what every response carries, and what the server publishes.

use axum::{
    body::Body,
    http::{Method, Request, Response, StatusCode},
};
use roundtable::config::Config;
use roundtable_tests::{Database, World, text};
use serde_json::{Value, json};

use crate::feed::TABLE;

crate::cases![
    every_response_carries_a_request_id_of_the_servers_own,
    the_media_type_decides_how_a_mistake_is_told,
    requests_of_the_wrong_form_are_refused_by_their_status,
    a_query_may_be_a_get_and_a_mutation_may_not,
    an_offer_of_http_2_is_not_taken_for_a_socket,
    a_batch_is_refused,
    a_browser_is_shown_the_explorer_and_nothing_from_elsewhere,
    the_explorer_can_be_switched_off,
    the_schema_is_published_as_the_program_prints_it,
    health_tells_a_process_from_a_database,
    the_numbers_count_what_happened,
    the_issuers_keys_are_public_and_personas_belong_to_the_demonstration,
];

const WHO: &str = "{ viewer { purpose } }";
const RESPONSE: &str = "application/graphql-response+json";

/// Sends a request to `/graphql` with headers and a body.
async fn graphql(world: &World, method: Method, headers: &[(&str, &str)], body: impl Into<Body>) -> Response<Body> {
    let mut request = Request::builder().method(method).uri("/graphql");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    world.send(request.body(body.into()).expect("a request")).await
}

async fn post(world: &World, accept: &str, query: &str) -> Response<Body> {
    let headers = [("content-type", "application/json"), ("accept", accept)];
    graphql(world, Method::POST, &headers, json!({ "query": query }).to_string()).await
}

/// A GET of a path with an `Accept`.
async fn page(world: &World, path: &str, accept: &str) -> Response<Body> {
    world.send(Request::get(path).header("accept", accept).body(Body::empty()).expect("a request")).await
}

async fn read(response: Response<Body>) -> Value {
    serde_json::from_str(&text(response).await).expect("JSON")
}

fn header(response: &Response<Body>, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().expect("text").to_owned()).unwrap_or_default()
}

async fn every_response_carries_a_request_id_of_the_servers_own(db: Database) {
    let world = db.world(TABLE).await;
    let mut seen = std::collections::HashSet::new();
    let mut responses = vec![
        post(&world, "application/json", WHO).await,
        post(&world, "application/json", "{ nope }").await,
        post(&world, "image/png", WHO).await,
        post(&world, "text/event-stream", WHO).await,
        graphql(&world, Method::PUT, &[], "").await,
        graphql(&world, Method::POST, &[("request-id", "mine"), ("authorization", "Bearer x")], "{}").await,
    ];
    for path in [
        "/graphql",
        "/schema.graphql",
        "/health/live",
        "/health/ready",
        "/metrics",
        "/nowhere",
        "/explorer/explorer.js",
    ] {
        responses.push(page(&world, path, "*/*").await);
    }
    for response in responses {
        let id = header(&response, "request-id");
        assert!(uuid::Uuid::parse_str(&id).is_ok(), "{id:?} of {}", response.status());
        assert!(seen.insert(id), "an id is used once");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        assert!(!header(&response, "content-security-policy").is_empty());
        assert!(!header(&response, "cache-control").is_empty());
    }
}

async fn the_media_type_decides_how_a_mistake_is_told(db: Database) {
    let world = db.world(TABLE).await;
    for (accept, kind, mistaken) in [
        ("application/json", "application/json; charset=utf-8", 200),
        ("*/*", "application/json; charset=utf-8", 200),
        (RESPONSE, "application/graphql-response+json; charset=utf-8", 400),
        (
            "application/json;q=0.9, application/graphql-response+json",
            "application/graphql-response+json; charset=utf-8",
            400,
        ),
    ] {
        for (query, status) in
            [(WHO, 200), ("{ nope }", mistaken), ("{", mistaken), ("subscription { changes { at } }", mistaken)]
        {
            let response = post(&world, accept, query).await;
            assert_eq!(response.status().as_u16(), status, "{accept}: {query}");
            assert_eq!(header(&response, "content-type"), kind, "{accept}");
            let answer = read(response).await;
            assert_eq!(answer.get("data").is_some(), query == WHO, "{accept}: {query}: {answer}");
            assert_eq!(answer.get("errors").is_none(), query == WHO, "{accept}: {query}: {answer}");
            assert!(query == WHO || answer["errors"][0]["extensions"]["code"].is_string(), "{answer}");
        }
    }
    // A mistake that a field finds while it runs leaves its neighbours be.
    let response = post(&world, RESPONSE, r#"{ viewer { purpose } action(by: { id: "nonsense" }) { slug } }"#).await;
    assert_eq!(response.status(), StatusCode::OK);
    let answer = read(response).await;
    assert_eq!(answer["data"], json!({ "viewer": { "purpose": null }, "action": null }));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "VALIDATION");
    assert_eq!(answer["errors"][0]["path"], json!(["action"]));
}

async fn requests_of_the_wrong_form_are_refused_by_their_status(db: Database) {
    let world = db.world(TABLE).await;
    let json_body = ("content-type", "application/json");
    let whole = json!({ "query": WHO }).to_string();
    let large = json!({ "query": WHO, "extensions": { "x": "x".repeat(262_144) } }).to_string();
    for (method, headers, body, status, code) in [
        (Method::POST, vec![json_body, ("accept", "image/png")], whole.clone(), 406, "NOT_ACCEPTABLE"),
        (Method::POST, vec![("content-type", "text/plain")], whole.clone(), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (
            Method::POST,
            vec![("content-type", "application/x-www-form-urlencoded")],
            "query={a}".to_owned(),
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        (
            Method::POST,
            vec![("content-type", "application/json; charset=latin1")],
            whole.clone(),
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        (Method::POST, vec![], whole.clone(), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (Method::POST, vec![json_body], large, 413, "TOO_LARGE"),
        (Method::POST, vec![json_body], "{".to_owned(), 400, "BAD_REQUEST"),
        (Method::POST, vec![json_body], "{}".to_owned(), 400, "BAD_REQUEST"),
        (Method::POST, vec![json_body], r#"{"query":"{a}","variables":[]}"#.to_owned(), 400, "BAD_REQUEST"),
        (Method::PUT, vec![json_body], whole.clone(), 405, "METHOD_NOT_ALLOWED"),
        (Method::DELETE, vec![], String::new(), 405, "METHOD_NOT_ALLOWED"),
        (Method::OPTIONS, vec![("origin", "https://elsewhere.example")], String::new(), 405, "METHOD_NOT_ALLOWED"),
    ] {
        let response = graphql(&world, method.clone(), &headers, body).await;
        assert_eq!(response.status().as_u16(), status, "{method} {headers:?}");
        let allow = if status == 405 { "GET, POST" } else { "" };
        assert_eq!(header(&response, "allow"), allow, "{method} {headers:?}");
        assert_eq!(header(&response, "access-control-allow-origin"), "");
        let answer = read(response).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{method} {headers:?}: {answer}");
        assert!(answer.get("data").is_none());
    }
    let utf8 = [("content-type", "application/json; charset=UTF-8")];
    assert_eq!(graphql(&world, Method::POST, &utf8, whole).await.status(), StatusCode::OK);
}

async fn a_query_may_be_a_get_and_a_mutation_may_not(db: Database) {
    let world = db.world(TABLE).await;
    let query = "query=query(%24s%3A%20String!)%7Bboard(by%3A%7Bslug%3A%24s%7D)%7Bname%7D%7D&variables=%7B%22s%22%3A%22table%22%7D";
    let response = page(&world, &format!("/graphql?{query}"), "application/json").await;
    assert_eq!(read(response).await["data"], json!({ "board": { "name": "Northshire Table" } }));
    let mutation =
        "query=mutation%7BpublishMinutes(input%3A%7Bminutes%3A%22x%22%2CexpectedVersion%3A1%7D)%7Bcursor%7D%7D";
    for accept in ["application/json", RESPONSE] {
        let response = page(&world, &format!("/graphql?{mutation}"), accept).await;
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(header(&response, "allow"), "POST");
        assert_eq!(read(response).await["errors"][0]["extensions"]["code"], "METHOD_NOT_ALLOWED");
    }
    let response = page(&world, "/graphql", "application/json").await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST, "a GET without a query");
}

async fn an_offer_of_http_2_is_not_taken_for_a_socket(db: Database) {
    let world = db.world(TABLE).await;
    let ask = Request::get("/graphql?query=%7Bviewer%7Bpurpose%7D%7D").header("accept", "application/json");
    let offer = ask.header("connection", "Upgrade, HTTP2-Settings").header("upgrade", "h2c");
    let response = world.send(offer.body(Body::empty()).expect("a request")).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(read(response).await["data"], json!({ "viewer": { "purpose": null } }));
}

async fn a_batch_is_refused(db: Database) {
    let world = db.world(TABLE).await;
    let batch = json!([{ "query": WHO }, { "query": WHO }]).to_string();
    for accept in ["application/json", RESPONSE] {
        let headers = [("content-type", "application/json"), ("accept", accept)];
        let response = graphql(&world, Method::POST, &headers, batch.clone()).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        let answer = read(response).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_REQUEST");
        assert!(answer["errors"][0]["message"].as_str().is_some_and(|m| m.contains("batch")), "{answer}");
    }
}

async fn a_browser_is_shown_the_explorer_and_nothing_from_elsewhere(db: Database) {
    let world = db.world(TABLE).await;
    let accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let response = page(&world, "/graphql", accept).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(header(&response, "content-type").starts_with("text/html"));
    assert!(header(&response, "vary").to_lowercase().contains("accept"));
    let policy = header(&response, "content-security-policy");
    assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    for rule in policy.split(';').filter(|rule| !rule.contains("style-src")) {
        assert!(!rule.contains("unsafe") && !rule.contains("http") && !rule.contains('*'), "{rule}");
    }
    let html = text(response).await;
    assert!(!html.contains("http://") && !html.contains("https://"), "the page names another host");
    let names: Vec<&str> = html.split(['"', '\'']).filter(|word| word.starts_with("explorer/")).collect();
    assert!(names.len() > 5, "{names:?}");
    for name in names.into_iter().filter(|name| *name != "explorer/licences.txt") {
        let response = page(&world, &format!("/{name}"), "*/*").await;
        assert_eq!(response.status(), StatusCode::OK, "{name}");
        let packed = header(&response, "content-encoding") == "gzip";
        let bytes = axum::body::to_bytes(response.into_body(), 16 << 20).await.expect("a body");
        assert!(!bytes.is_empty());
        // Vendored files are packed; the policy above holds them to this host. Our own name no other.
        let own = String::from_utf8_lossy(&bytes).replace("http://www.w3.org/2000/svg", "");
        assert!(packed || (!own.contains("http://") && !own.contains("https://")), "{name} names another host");
    }
    assert_eq!(page(&world, "/explorer/explorer.html", "*/*").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(page(&world, "/explorer/..%2f..%2fCargo.toml", "*/*").await.status(), StatusCode::NOT_FOUND);
}

async fn the_explorer_can_be_switched_off(db: Database) {
    let world = db.world(TABLE).await;
    let config = Config { explorer: false, ..Config::default() };
    let world = World::with(&db, world.name().to_owned(), false, config).await;
    let response = page(&world, "/graphql", "text/html").await;
    assert_eq!(response.status(), StatusCode::NOT_ACCEPTABLE);
}

async fn the_schema_is_published_as_the_program_prints_it(db: Database) {
    let world = db.world(TABLE).await;
    let response = page(&world, "/schema.graphql", "*/*").await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(header(&response, "content-type").starts_with("application/graphql"));
    assert!(text(response).await.starts_with('"'), "it begins with a description");
    // What a client learns by introspection is the same schema.
    let types = world.public().ask("{ __schema { types { name } } }").await;
    let (_, sdl) = world.get("/schema.graphql").await;
    for kind in types["__schema"]["types"].as_array().expect("types") {
        let name = kind["name"].as_str().expect("a name");
        let built_in = name.starts_with("__") || ["Boolean", "Float", "ID", "Int", "String"].contains(&name);
        assert!(built_in || sdl.contains(&format!(" {name} ")) || sdl.contains(&format!(" {name}\n")), "{name}");
    }
}

async fn health_tells_a_process_from_a_database(db: Database) {
    let world = db.world(TABLE).await;
    assert_eq!(world.get("/health/live").await, (StatusCode::OK, "live\n".to_owned()));
    assert_eq!(world.get("/health/ready").await, (StatusCode::OK, "ready\n".to_owned()));
    world.store.close().await;
    assert_eq!(world.get("/health/live").await.0, StatusCode::OK, "the process runs");
    assert_eq!(world.get("/health/ready").await.0, StatusCode::SERVICE_UNAVAILABLE);
    // Who asks now is told to come back, not that there is nothing.
    let (status, answer) = world.person("officer").answer(WHO, Value::Null).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{answer:#}");
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAVAILABLE");
    let error = world.public().refused(r#"{ board(by: { slug: "table" }) { name } }"#).await;
    assert_eq!(error["extensions"]["code"], "UNAVAILABLE");
}

async fn the_numbers_count_what_happened(db: Database) {
    let world = db.world(TABLE).await;
    let (before_statements, before) = world.statements().await;
    for _ in 0..3 {
        world.public().ask(r#"{ board(by: { slug: "table" }) { name } }"#).await;
    }
    let (after_statements, after) = world.statements().await;
    assert_eq!(after - before, 3);
    assert!(after_statements > before_statements);
    let response = page(&world, "/metrics", "*/*").await;
    assert!(
        header(&response, "content-type").contains("openmetrics")
            || header(&response, "content-type").contains("text/plain")
    );
    let numbers = text(response).await;
    assert!(numbers.lines().any(|line| line.starts_with("# TYPE roundtable_")), "{numbers}");
    assert!(!numbers.contains("table\""), "numbers name no records");
}

async fn the_issuers_keys_are_public_and_personas_belong_to_the_demonstration(db: Database) {
    let world = db.world(TABLE).await;
    let keys = read(page(&world, "/.well-known/jwks.json", "*/*").await).await;
    let key = &keys["keys"][0];
    assert_eq!((&key["kty"], &key["crv"], &key["use"]), (&json!("OKP"), &json!("Ed25519"), &json!("sig")));
    assert!(key.get("d").is_none(), "nothing private");
    assert_eq!(page(&world, "/explorer/personas.json", "*/*").await.status(), StatusCode::NOT_FOUND);
    let demo = db.demo().await;
    let personas = read(page(&demo, "/explorer/personas.json", "*/*").await).await;
    let personas = personas.as_array().expect("a list");
    assert!(personas.len() >= 15);
    for persona in personas {
        let mut asker = demo.bearer(persona["token"].as_str().expect("a token"));
        let hats = persona["hats"].as_array().expect("hats");
        if hats.len() > 1 {
            asker = asker.wearing(hats[0]["slug"].as_str().expect("a hat"));
        }
        let data = asker.ask("{ viewer { account { slug } } }").await;
        assert_eq!(data["viewer"]["account"]["slug"], persona["slug"]);
    }
}
