//! Bad input: whatever is wrong with a request, the answer is an error with a code, and with a path once execution had
//! begun. No answer tells what the server is made of: no SQL, no name of a table, file or library.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use roundtable_tests::{Database, World, text};
use serde_json::{Value, json};

crate::cases![
    a_document_that_does_not_fit_is_refused_before_anything_is_read,
    an_argument_that_does_not_fit_is_an_error_at_its_field,
    a_variable_that_does_not_fit_is_refused,
    an_id_of_another_kind_says_which_kind_is_wanted,
    one_bad_look_up_leaves_its_neighbours_be,
    a_document_that_is_too_large_is_refused_before_anything_runs,
    which_operation_is_meant_must_be_plain,
    a_text_that_no_record_should_hold_is_refused,
    odd_text_in_a_look_up_finds_nothing_and_breaks_nothing,
    odd_text_that_may_be_kept_comes_back_as_it_was,
];

/// What no caller should ever read: the inside of the server.
const INSIDE: [&str; 26] = [
    "SELECT ",
    "INSERT ",
    "UPDATE ",
    "DELETE FROM",
    "FROM \"",
    "WHERE ",
    "JOIN ",
    "RETURNING",
    "pg_",
    "sqlite",
    "postgres",
    "sqlx",
    "sea_orm",
    "sea-orm",
    "SeaORM",
    "async_graphql",
    "panicked",
    "unwrap",
    "stack backtrace",
    ".rs:",
    "/src/",
    "/tmp/",
    "agenda_item",
    "action_update",
    "minute_section",
    "board_id",
];

/// Sends a body as it is; gives the status and the answer, once it is sure that the answer keeps the inside to itself.
async fn send(world: &World, account: &str, body: String) -> (StatusCode, Value) {
    let mut request = Request::post("/graphql").header("content-type", "application/json");
    if account != "public" {
        request = request.header("authorization", format!("Bearer {}", world.token(account, None)));
    }
    let response = world.send(request.body(Body::from(body)).expect("a request")).await;
    let (status, text) = (response.status(), text(response).await);
    for word in INSIDE {
        assert!(!text.contains(word), "{word:?} in {text}");
    }
    let answer: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("not JSON: {text}"));
    for error in answer["errors"].as_array().into_iter().flatten() {
        assert!(error["extensions"]["code"].is_string(), "{text}");
        assert!(error["message"].as_str().is_some_and(|m| !m.is_empty() && m.len() < 600), "{text}");
    }
    (status, answer)
}

async fn ask(world: &World, account: &str, query: &str, variables: Value) -> Value {
    send(world, account, json!({ "query": query, "variables": variables }).to_string()).await.1
}

/// The code of the first error, and whether anything ran.
fn code(answer: &Value) -> (&str, bool) {
    (answer["errors"][0]["extensions"]["code"].as_str().unwrap_or("none"), answer.get("data").is_some())
}

async fn a_document_that_does_not_fit_is_refused_before_anything_is_read(db: Database) {
    let world = db.demo().await;
    for (query, expected) in [
        ("", "PARSE"),
        ("   \n # only a comment", "PARSE"),
        ("{", "PARSE"),
        ("{ boards { nodes { name } }", "PARSE"),
        ("{ boards { nodes { name } } } }", "PARSE"),
        ("{ }", "PARSE"),
        ("query { boards(first: ) { totalCount } }", "PARSE"),
        ("{ boards { nodes { nme } } }", "VALIDATION"),
        ("{ secrets }", "VALIDATION"),
        ("{ boards }", "VALIDATION"),
        ("{ boards { totalCount { x } } }", "VALIDATION"),
        ("{ boards(size: 3) { totalCount } }", "VALIDATION"),
        ("{ meetings(filter: { chair: \"x\" }) { totalCount } }", "VALIDATION"),
        ("{ actions(orderBy: PRIORITY) { totalCount } }", "VALIDATION"),
        ("{ actions(filter: { status: [SOON] }) { totalCount } }", "VALIDATION"),
        ("{ boards(first: \"ten\") { totalCount } }", "VALIDATION"),
        ("{ boards(first: 1.5) { totalCount } }", "VALIDATION"),
        ("{ boards(first: 99999999999) { totalCount } }", "VALIDATION"),
        ("{ board { name } }", "VALIDATION"),
        ("{ board(by: {}) { name } }", "VALIDATION"),
        ("{ board(by: { slug: \"a\", id: \"b\" }) { name } }", "VALIDATION"),
        ("{ board(by: { slug: null }) { name } }", "VALIDATION"),
        ("{ boards { nodes { ...f } } }", "VALIDATION"),
        ("{ boards { nodes { ... on Meeting { id } } } }", "VALIDATION"),
        ("fragment f on Board { ...f } { boards { nodes { ...f } } }", "VALIDATION"),
        ("{ boards @unknown { totalCount } }", "VALIDATION"),
        ("{ boards { totalCount @include(if: $yes) } }", "VALIDATION"),
        ("{ a: board(by: { slug: \"x\" }) { name } a: meeting(by: { slug: \"x\" }) { name } }", "VALIDATION"),
        ("mutation { deleteBoard(id: 1) { id } }", "VALIDATION"),
        ("subscription { boards { totalCount } }", "VALIDATION"),
    ] {
        for account in ["public", "mps-delegate"] {
            let answer = ask(&world, account, query, Value::Null).await;
            let got = code(&answer);
            // The engine reads some values only when the field runs: then nothing but the error comes of it.
            let nothing = !got.1 || answer["data"].is_null();
            assert!(got.0 == expected && nothing || query.starts_with("subscription"), "{query}\n{answer}");
        }
    }
}

async fn an_argument_that_does_not_fit_is_an_error_at_its_field(db: Database) {
    let world = db.demo().await;
    for (query, path) in [
        ("{ node(id: \"\") { id } }", json!(["node"])),
        ("{ node(id: \"1\") { id } }", json!(["node"])),
        ("{ node(id: \"Board:1\") { id } }", json!(["node"])),
        ("{ node(id: \"' OR 1=1 --\") { id } }", json!(["node"])),
        ("{ nodes(ids: [\"x\"]) { id } }", json!(["nodes"])),
        ("{ board(by: { id: \"london-vawg-board\" }) { name } }", json!(["board"])),
        ("{ b: board(by: { id: \"~\" }) { name } }", json!(["b"])),
        ("{ meetings(filter: { board: \"London VAWG Board\" }) { totalCount } }", json!(["meetings"])),
        ("{ meetings(filter: { from: \"2022-13-01\" }) { totalCount } }", json!(["meetings"])),
        ("{ meetings(filter: { from: \"2022-02-30\" }) { totalCount } }", json!(["meetings"])),
        ("{ meetings(filter: { from: \"2022-1-5\" }) { totalCount } }", json!(["meetings"])),
        ("{ meetings(filter: { from: \"2022-03\" }) { totalCount } }", json!(["meetings"])),
        ("{ meetings(filter: { to: \"yesterday\" }) { totalCount } }", json!(["meetings"])),
        ("{ actions(filter: { dueBefore: 20220301 }) { totalCount } }", json!(["actions"])),
        ("{ actions(filter: { updatedSince: \"2022-03-01\" }) { totalCount } }", json!(["actions"])),
        ("{ actions(filter: { updatedSince: \"2022-03-01T25:00:00Z\" }) { totalCount } }", json!(["actions"])),
        ("{ actions(filter: { updatedSince: \"2022-03-01T10:00:00\" }) { totalCount } }", json!(["actions"])),
        ("{ boards(first: 101) { totalCount } }", json!(["boards"])),
        ("{ boards(after: \"x\") { totalCount } }", json!(["boards"])),
        ("{ changes(after: \"x\") { nodes { at } } }", json!(["changes"])),
        ("{ changes(first: -1) { nodes { at } } }", json!(["changes"])),
        (
            "{ board(by: { slug: \"london-vawg-board\" }) { meetings(first: -1) { totalCount } } }",
            json!(["board", "meetings"]),
        ),
        (
            "{ board(by: { slug: \"london-vawg-board\" }) { memberships(filter: { on: \"now\" }) { totalCount } } }",
            json!(["board", "memberships"]),
        ),
    ] {
        for account in ["public", "mps-delegate"] {
            let answer = ask(&world, account, query, Value::Null).await;
            assert_eq!(code(&answer).0, "VALIDATION", "{query}\n{answer}");
            assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1), "{answer}");
            if answer.get("data").is_some() {
                assert_eq!(answer["errors"][0]["path"], path, "{query}\n{answer}");
            }
        }
    }
}

async fn a_variable_that_does_not_fit_is_refused(db: Database) {
    let world = db.demo().await;
    let boards = "query($first: Int) { boards(first: $first) { totalCount } }";
    let since = "query($at: DateTime!) { actions(filter: { updatedSince: $at }) { totalCount } }";
    let from = "query($day: Date!) { meetings(filter: { from: $day }) { totalCount } }";
    let status = "query($s: [ActionStatus!]) { actions(filter: { status: $s }) { totalCount } }";
    let by = "query($by: BoardBy!) { board(by: $by) { name } }";
    for (query, variables) in [
        (boards, json!({ "first": "ten" })),
        (boards, json!({ "first": true })),
        (boards, json!({ "first": [1, 2] })),
        (boards, json!({ "first": 1e30 })),
        (since, Value::Null),
        (since, json!({})),
        (since, json!({ "at": null })),
        (since, json!({ "at": 7 })),
        (since, json!({ "at": "soon" })),
        (from, json!({ "day": "2022-99-99" })),
        (from, json!({ "day": { "year": 2022 } })),
        (status, json!({ "s": ["SOON"] })),
        (status, json!({ "s": [null] })),
        (by, json!({ "by": {} })),
        (by, json!({ "by": { "slug": "a", "id": "b" } })),
        (by, json!({ "by": { "name": "x" } })),
        (by, json!({ "by": "london-vawg-board" })),
        ("query($x: Nothing!) { boards { totalCount } }", json!({ "x": 1 })),
        ("query($x: Int) { boards { totalCount } }", json!({ "x": 1 })),
    ] {
        let answer = ask(&world, "mps-delegate", query, variables.clone()).await;
        assert_eq!(code(&answer).0, "VALIDATION", "{query} {variables}\n{answer}");
        assert!(answer["data"].is_null() || answer["data"]["board"].is_null(), "{answer}");
    }
    for body in
        ["", "x", "[]", "{}", "null", r#"{"query":1}"#, r#"{"query":"{ viewer { purpose } }","variables":[]}"#, "\u{0}"]
    {
        let (status, answer) = send(&world, "mps-delegate", body.to_owned()).await;
        assert_eq!((status, code(&answer)), (StatusCode::BAD_REQUEST, ("BAD_REQUEST", false)), "{body}");
    }
}

async fn an_id_of_another_kind_says_which_kind_is_wanted(db: Database) {
    let world = db.demo().await;
    let data = world.person("mopac-secretariat").ask("{ boards(first: 1) { nodes { id } } }").await;
    let board = data["boards"]["nodes"][0]["id"].as_str().expect("a board").to_owned();
    for query in [
        "query($id: ID!) { meeting(by: { id: $id }) { name } }",
        "query($id: ID!) { organisation(by: { id: $id }) { name } }",
        "query($id: ID!) { actions(filter: { ownerOrganisation: $id }) { totalCount } }",
        "query($id: ID!) { organisations(filter: { area: $id }) { totalCount } }",
    ] {
        let answer = ask(&world, "mps-delegate", query, json!({ "id": board })).await;
        assert_eq!(code(&answer), ("VALIDATION", true), "{answer}");
        let message = answer["errors"][0]["message"].as_str().expect("a message");
        assert!(message.contains("this is not the id of a") && !message.contains("Board"), "{message}");
    }
    let deed = "mutation($id: ID!) { addActionUpdate(input: { action: $id, expectedVersion: 1, text: \"x\" }) {
        action { id } userErrors { code field message } cursor } }";
    let answer = ask(&world, "mopac-secretariat", deed, json!({ "id": board })).await;
    let payload = &answer["data"]["addActionUpdate"];
    assert_eq!(payload["userErrors"][0]["code"], "VALIDATION");
    assert_eq!(payload["userErrors"][0]["field"], "action");
    assert!(payload["action"].is_null() && payload["cursor"].is_null());
}

async fn one_bad_look_up_leaves_its_neighbours_be(db: Database) {
    let world = db.demo().await;
    let query = "{ good: board(by: { slug: \"london-vawg-board\" }) { name } bad: board(by: { id: \"x\" }) { name } node(id: \"x\") { id } }";
    let answer = ask(&world, "public", query, Value::Null).await;
    assert!(answer["data"]["good"]["name"].is_string() && answer["data"]["bad"].is_null());
    let paths: Vec<&Value> = answer["errors"].as_array().expect("errors").iter().map(|error| &error["path"]).collect();
    assert_eq!(paths.len(), 2);
    assert!(paths.contains(&&json!(["bad"])) && paths.contains(&&json!(["node"])), "{paths:?}");
}

/// Fragments that each spread the next one twice: `2^n` fields.
fn bomb(n: usize) -> String {
    let fragments = (0..n).map(|i| format!("fragment f{i} on Query {{ ...f{0} ...f{0} }} ", i + 1));
    format!("{{ ...f0 }} {} fragment f{n} on Query {{ viewer {{ purpose }} }}", fragments.collect::<String>())
}

async fn a_document_that_is_too_large_is_refused_before_anything_runs(db: Database) {
    let world = db.demo().await;
    let before = world.statements().await;
    let deep = |n: usize| {
        format!("{{ boards {{ nodes {}id{} }} }}", "{ parent ".repeat(n), " } ".repeat(n))
            .replace("{ parent id", "{ id")
    };
    let aliases = (0..500).map(|n| format!("a{n}: viewer {{ purpose }} ")).collect::<String>();
    let below = (0..100).map(|n| format!("a{n}: name ")).collect::<String>();
    for query in [
        bomb(24),
        bomb(60),
        deep(60),
        deep(2_000),
        format!("{{ {aliases} }}"),
        format!("{{ boards {{ nodes {{ {below} }} }} }}"),
        format!("{{ viewer {{ purpose {} }} }}", "@skip(if: false) ".repeat(200)),
        format!("{{ board(by: {{ slug: \"{}\" }}) {{ name }} }}", "x".repeat(20_000)),
        format!("{{ nodes(ids: {}{}) {{ id }} }}", "[".repeat(500), "]".repeat(500)),
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }".to_owned(),
    ] {
        let answer = ask(&world, "public", &query, Value::Null).await;
        assert_eq!(code(&answer), ("TOO_LARGE", false), "{query:.200}\n{answer}");
    }
    assert_eq!(world.statements().await, before, "not even who asks was looked up");
    let (status, answer) = send(&world, "public", " ".repeat(20 << 20)).await;
    assert_eq!((status, code(&answer)), (StatusCode::PAYLOAD_TOO_LARGE, ("TOO_LARGE", false)));
}

async fn which_operation_is_meant_must_be_plain(db: Database) {
    let world = db.demo().await;
    let two = "query One { viewer { purpose } } query Two { viewer { scopes } }";
    for (query, name, expected) in [
        (two, Value::Null, "VALIDATION"),
        (two, json!("Three"), "VALIDATION"),
        (two, json!(""), "VALIDATION"),
        ("{ viewer { purpose } }", json!("One"), "VALIDATION"),
        (two, json!(1), "BAD_REQUEST"),
        ("fragment f on Board { id }", Value::Null, "PARSE"),
    ] {
        let (_, answer) = send(&world, "public", json!({ "query": query, "operationName": name }).to_string()).await;
        let (code, ran) = code(&answer);
        assert_eq!((code, ran), (expected, false), "{query} {name}\n{answer}");
    }
    let (_, answer) = send(&world, "public", json!({ "query": two, "operationName": "Two" }).to_string()).await;
    assert_eq!(answer["data"], json!({ "viewer": { "scopes": null } }));
}

const REPORT: &str = "mutation($input: AddActionUpdateInput!) { addActionUpdate(input: $input) {
    action { version } actionUpdate { text evidence internalNote } userErrors { code field message } cursor } }";

/// An action that the secretariat may report on, with its version.
async fn action(world: &World) -> (String, i64) {
    let data = world.person("mopac-secretariat").ask("{ actions(filter: { board: \"london-vawg-board\" }) { nodes { id version status viewerCan { addUpdate } } } }").await;
    let nodes = data["actions"]["nodes"].as_array().expect("actions");
    let own = nodes
        .iter()
        .find(|node| node["viewerCan"]["addUpdate"] == true && node["status"] != "COMPLETE")
        .expect("one to report on");
    (own["id"].as_str().expect("an id").to_owned(), own["version"].as_i64().expect("a version"))
}

async fn a_text_that_no_record_should_hold_is_refused(db: Database) {
    let world = db.demo().await;
    let (id, version) = action(&world).await;
    for (field, text) in [
        ("text", String::new()),
        ("text", "  \n\t ".to_owned()),
        ("text", "a\0b".to_owned()),
        ("text", "bell\u{7}".to_owned()),
        ("text", "escape\u{1b}[31m".to_owned()),
        ("text", "delete\u{7f}".to_owned()),
        ("text", "next line\u{85}".to_owned()),
        ("text", "x".repeat(10_001)),
        ("evidence", "a\0b".to_owned()),
        ("evidence", "x".repeat(10_001)),
        ("internalNote", "a\0b".to_owned()),
        ("internalNote", "x".repeat(10_001)),
    ] {
        let mut input = json!({ "action": id, "expectedVersion": version, "text": "Done." });
        input[field] = json!(text);
        let answer = ask(&world, "mopac-secretariat", REPORT, json!({ "input": input })).await;
        let payload = &answer["data"]["addActionUpdate"];
        assert_eq!(payload["userErrors"][0]["code"], "VALIDATION", "{field}: {answer}");
        assert_eq!(payload["userErrors"][0]["field"], field, "{answer}");
        assert!(payload["action"].is_null() && payload["actionUpdate"].is_null() && payload["cursor"].is_null());
    }
    for wrong in [-1, 0, version + 1, i64::from(i32::MAX)] {
        let input = json!({ "action": id, "expectedVersion": wrong, "text": "Done." });
        let answer = ask(&world, "mopac-secretariat", REPORT, json!({ "input": input })).await;
        assert_eq!(answer["data"]["addActionUpdate"]["userErrors"][0]["code"], "CONFLICT", "{answer}");
    }
    assert_eq!(action(&world).await, (id, version), "nothing was done");
}

async fn odd_text_in_a_look_up_finds_nothing_and_breaks_nothing(db: Database) {
    let world = db.demo().await;
    for text in [
        "a\0b",
        "\u{0}",
        "\u{feff}",
        "'; DROP TABLE board; --",
        "%",
        "_",
        "\\",
        "\u{202e}gnol",
        "🦉",
        &"x".repeat(5_000),
    ] {
        let slug = "query($x: String!) { board(by: { slug: $x }) { name } person(by: { slug: $x }) { slug } }";
        let answer = ask(&world, "mps-delegate", slug, json!({ "x": text })).await;
        let refused = code(&answer).0 == "VALIDATION";
        let nothing = answer["data"]["board"].is_null() && answer["data"]["person"].is_null();
        assert!(nothing && (refused || answer.get("errors").is_none()), "{text:?}\n{answer}");
        let id = "query($x: ID!) { node(id: $x) { id } }";
        assert_eq!(
            code(&ask(&world, "mps-delegate", id, json!({ "x": text })).await),
            ("VALIDATION", true),
            "{text:?}"
        );
        let after = "query($x: String!) { actions(after: $x) { totalCount } }";
        assert_eq!(code(&ask(&world, "mps-delegate", after, json!({ "x": text })).await).0, "VALIDATION", "{text:?}");
    }
}

async fn odd_text_that_may_be_kept_comes_back_as_it_was(db: Database) {
    let world = db.demo().await;
    let (id, version) = action(&world).await;
    let text = "“Zoë” <b>&amp;</b> \\ \" ' ; -- 🦉\n\ttabbed {{ }} $1 ?1 %s \u{202e}";
    let input = json!({ "action": id, "expectedVersion": version, "text": text, "evidence": "é".repeat(200) });
    let answer = ask(&world, "mopac-secretariat", REPORT, json!({ "input": input })).await;
    assert_eq!(answer["data"]["addActionUpdate"]["actionUpdate"]["text"], text, "{answer}");
    assert_eq!(answer["data"]["addActionUpdate"]["userErrors"], json!([]));
    let most = json!({ "action": id, "expectedVersion": version + 1, "text": "ß".repeat(10_000) });
    let answer = ask(&world, "mopac-secretariat", REPORT, json!({ "input": most })).await;
    assert_eq!(answer["data"]["addActionUpdate"]["userErrors"], json!([]), "10,000 characters fit");
}
