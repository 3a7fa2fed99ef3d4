//! The ledger: one line for each deed that was done, with who did it, for whom, why, what and in which request; and none
//! for a deed that was refused, came too late or was given up half-way.

use axum::{body::Body, http::Request};
use roundtable_tests::{Asker, Database, World};
use sea_orm::{ConnectionTrait as _, Database as Connection, Statement};
use serde_json::{Value, json};

crate::cases![
    a_deed_leaves_one_line_that_says_who_did_what_why_and_in_which_request,
    publishing_is_a_disclosure_of_one_edition,
    a_deed_that_is_not_done_leaves_no_line,
    of_deeds_at_once_each_that_was_done_has_its_line,
];

const TABLE: &str = include_str!("table.yaml");

const REPORT: &str = "mutation($input: AddActionUpdateInput!) {
    addActionUpdate(input: $input) { userErrors { code } cursor } }";
const PUBLISH: &str = "mutation($input: PublishMinutesInput!) {
    publishMinutes(input: $input) { userErrors { code } cursor } }";

/// The lines of the ledger, oldest first. Nobody reads all of it over the API, so the table is read.
async fn ledger(world: &World) -> Vec<Value> {
    let db = Connection::connect(world.database().address(world.name()).as_str()).await.expect("opens");
    let sql = "SELECT account.slug AS account, organisation.slug AS hat, e.purpose AS purpose,
            e.operation AS operation, e.deed AS deed, e.record AS record,
            COALESCE(action.slug, meeting.slug) AS named, e.request_id AS request
        FROM audit_event e JOIN account ON account.id = e.account_id
        LEFT JOIN organisation ON organisation.id = e.organisation_id
        LEFT JOIN action ON action.id = e.record_id
        LEFT JOIN minutes ON minutes.id = e.record_id LEFT JOIN meeting ON meeting.id = minutes.meeting_id
        ORDER BY e.at, e.id";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("the ledger");
    let line = |row: &sea_orm::QueryResult| {
        let word = |column: &str| row.try_get::<Option<String>>("", column).expect("a word");
        let words = ["account", "hat", "purpose", "operation", "deed", "record", "named"];
        let mut line: Value = words.into_iter().map(|column| (column.to_owned(), json!(word(column)))).collect();
        line["request"] = json!(row.try_get::<uuid::Uuid>("", "request").expect("an id").to_string());
        line
    };
    let lines = rows.iter().map(line).collect();
    db.close().await.expect("closes");
    lines
}

/// An action as somebody sees it, as the input of a report.
async fn on(asker: &Asker<'_>, slug: &str) -> Value {
    let query = format!(r#"{{ action(by: {{ slug: "{slug}" }}) {{ id version }} }}"#);
    let action = asker.ask(&query).await["action"].clone();
    json!({ "action": action["id"], "expectedVersion": action["version"], "text": "Done so far." })
}

/// The latest edition of a meeting's minutes, as the input of publishing it.
async fn of(asker: &Asker<'_>, meeting: &str) -> Value {
    let query = format!(r#"{{ meeting(by: {{ slug: "{meeting}" }}) {{ minutes {{ id version }} }} }}"#);
    let minutes = asker.ask(&query).await["meeting"]["minutes"].clone();
    json!({ "minutes": minutes["id"], "expectedVersion": minutes["version"] })
}

/// Tries a deed and gives the code of its refusal; none when it was done.
async fn tried(asker: &Asker<'_>, deed: &str, input: Value) -> Option<String> {
    let data = asker.ask_with(deed, json!({ "input": input })).await;
    let payload = data.as_object().and_then(|data| data.values().next()).expect("a payload");
    let code = payload["userErrors"][0]["code"].as_str().map(str::to_owned);
    assert_eq!(code.is_none(), payload["cursor"].is_string(), "{payload:#}");
    code
}

async fn a_deed_leaves_one_line_that_says_who_did_what_why_and_in_which_request(db: Database) {
    let world = db.world(TABLE).await;
    let input = on(&world.person("two-hats").wearing("police"), "mend-lamps").await;
    assert!(ledger(&world).await.is_empty(), "reading leaves no line");
    let body = json!({ "query": REPORT, "variables": { "input": input } });
    let request = Request::post("/graphql")
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {}", world.token("two-hats", None)))
        .header("roundtable-acting-for", "police")
        .header("roundtable-purpose", "action-review");
    let response = world.send(request.body(Body::from(body.to_string())).expect("a request")).await;
    let request = response.headers()["request-id"].to_str().expect("an id").to_owned();
    let line = json!({
        "account": "two-hats", "hat": "police", "purpose": "action-review", "operation": "ALTERATION",
        "deed": "addActionUpdate", "record": "ACTION", "named": "mend-lamps", "request": request,
    });
    assert_eq!(ledger(&world).await, [line]);
    // Who acts for nobody, and says no purpose, leaves those empty.
    world.at("2026-03-02T10:00:01Z");
    let adviser = world.person("adviser");
    assert_eq!(tried(&adviser, REPORT, on(&adviser, "draft-survey").await).await, None);
    let lines = ledger(&world).await;
    assert_eq!((lines.len(), &lines[1]["account"]), (2, &json!("adviser")));
    assert_eq!((&lines[1]["hat"], &lines[1]["purpose"]), (&Value::Null, &Value::Null));
    assert_ne!(lines[0]["request"], lines[1]["request"]);
}

async fn publishing_is_a_disclosure_of_one_edition(db: Database) {
    let world = db.world(TABLE).await;
    let secretary = world.person("secretary").purpose("publication");
    assert_eq!(tried(&secretary, PUBLISH, of(&secretary, "table-2026-01").await).await, None);
    let mut lines = ledger(&world).await;
    assert!(lines[0]["request"].take().is_string());
    let line = json!({
        "account": "secretary", "hat": "mayor", "purpose": "publication", "operation": "DISCLOSURE",
        "deed": "publishMinutes", "record": "MINUTES", "named": "table-2026-01", "request": null,
    });
    assert_eq!(lines, [line], "one line, however many actions come before the public with it");
}

async fn a_deed_that_is_not_done_leaves_no_line(db: Database) {
    let world = db.world(TABLE).await;
    let (officer, secretary, adviser) = (world.person("officer"), world.person("secretary"), world.person("adviser"));
    let with = |mut input: Value, field: &str, value: Value| {
        input[field] = value;
        input
    };
    let lamps = on(&officer, "mend-lamps").await;
    let campaigner = world.person("campaigner");
    let hidden = on(&world.person("nurse"), "secret-errand").await;
    let survey = on(&adviser, "draft-survey").await;
    for (asker, input, code) in [
        (&campaigner, lamps.clone(), "FORBIDDEN"),
        (&secretary, with(lamps.clone(), "complete", json!(true)), "FORBIDDEN"),
        (&officer, with(lamps.clone(), "expectedVersion", json!(7)), "CONFLICT"),
        (&officer, on(&officer, "done").await, "CONFLICT"),
        (&officer, with(lamps.clone(), "text", json!(" ")), "VALIDATION"),
        // Found out only once the transaction is open.
        (&adviser, with(survey, "internalNote", json!("To myself")), "VALIDATION"),
        (&officer, hidden, "NOT_FOUND"),
    ] {
        assert_eq!(tried(asker, REPORT, input).await.as_deref(), Some(code));
    }
    let agreed = of(&secretary, "table-2026-01").await;
    for (asker, input, code) in [
        (&world.scoped("secretary", &["read"]), agreed.clone(), "FORBIDDEN"),
        (&world.person("nurse"), agreed.clone(), "NOT_FOUND"),
        (&secretary, with(agreed, "expectedVersion", json!(2)), "CONFLICT"),
        (&secretary, of(&secretary, "table-2025-10").await, "CONFLICT"),
    ] {
        assert_eq!(tried(asker, PUBLISH, input).await.as_deref(), Some(code));
    }
    assert_eq!(ledger(&world).await, Vec::<Value>::new());
}

async fn of_deeds_at_once_each_that_was_done_has_its_line(db: Database) {
    let world = db.world(TABLE).await;
    let officer = world.person("officer");
    let (lamps, streets) = (on(&officer, "mend-lamps").await, on(&officer, "walk-streets").await);
    let inputs = [&lamps, &streets, &lamps, &streets, &lamps, &streets];
    let all = inputs.map(|input| tried(&officer, REPORT, input.clone()));
    let refused = futures_util::future::join_all(all).await.into_iter().flatten().collect::<Vec<_>>();
    assert_eq!(refused, ["CONFLICT"; 4]);
    let lines = ledger(&world).await;
    let mut named: Vec<&str> = lines.iter().filter_map(|line| line["named"].as_str()).collect();
    named.sort_unstable();
    assert_eq!(named, ["mend-lamps", "walk-streets"]);
}
