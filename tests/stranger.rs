//! Two partnerships that have nothing in common, in one database. Whatever anybody of one asks, no id and no word of the
//! other comes back, in data, errors, cursors, extensions or headers; a name of the other is worth as much as one that
//! never was; and every answer, count and page is what it would be if the other did not exist.
//!
//! What is asked is made from the schema. Two words tell what was said: one stands in everything that only a partnership
//! itself may read, the other in what is public. Organisations and areas are known to all (R1), so the public word may
//! appear under `organisation`, `organisations`, `area` and `areas`, and nowhere else unless the board is listed; the
//! other word nowhere at all.

mod partnership;
mod questions;

use std::collections::BTreeMap;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use partnership::{KESTREL, MAGPIE, Words, alone, together};
use questions::{Question, Schema};
use roundtable_tests::{Database, World, text};
use serde_json::{Value, json};

crate::cases![
    beside_another_partnership_every_answer_is_the_same_and_has_no_word_of_it,
    a_listed_board_shows_its_public_face_and_nothing_else,
    a_name_of_another_partnership_is_worth_as_much_as_one_that_never_was,
    nothing_can_be_done_to_the_records_of_another_partnership,
    the_cursors_of_another_partnership_lead_to_nothing_of_it,
    pages_beside_the_api_have_no_word_of_anybody,
    the_questions_ask_every_field,
];

/// Roots under which organisations and areas are found (R1).
const KNOWN_TO_ALL: [&str; 4] = ["organisation", "organisations", "area", "areas"];

/// One who asks, and what was last said.
struct Caller<'w> {
    world: &'w World,
    token: Option<String>,
    hat: Option<String>,
}

/// All of an answer but the request's own id.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    status: StatusCode,
    headers: String,
    body: String,
}

impl Said {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    /// The answer without the places of the change feed, which are sealed anew each time.
    fn without_places(&self) -> (StatusCode, &str, String) {
        let (mut places, mut body) = (Vec::new(), self.body.clone());
        if let Some(changes) = self.json()["data"].get("changes") {
            cursors(changes, &mut places);
        }
        places.iter().for_each(|place| body = body.replace(place, "a place"));
        (self.status, &self.headers, body)
    }

    fn has(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        self.headers.to_lowercase().contains(&word) || self.body.to_lowercase().contains(&word)
    }
}

impl<'w> Caller<'w> {
    fn new(world: &'w World, words: &Words, role: &str) -> Self {
        let token = (role != "public").then(|| world.token(&format!("{}-{role}", words.own), None));
        Self { world, token, hat: None }
    }

    async fn ask(&self, query: &str) -> Said {
        self.ask_with(query, Value::Null).await
    }

    async fn ask_with(&self, query: &str, variables: Value) -> Said {
        let mut request = Request::post("/graphql").header("content-type", "application/json");
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(hat) = &self.hat {
            request = request.header("roundtable-acting-for", hat);
        }
        let body = json!({ "query": query, "variables": variables }).to_string();
        let response = self.world.send(request.body(Body::from(body)).expect("a request")).await;
        let mut headers = response.headers().clone();
        assert!(headers.remove("request-id").is_some(), "every response has a request id");
        let (status, headers) = (response.status(), format!("{headers:?}"));
        Said { status, headers, body: text(response).await }
    }
}

/// A record as an answer showed it: its kind, and its own words.
struct Record {
    kind: String,
    words: String,
}

/// The records of an answer that have an id, in the order in which they appear.
fn records(value: &Value, found: &mut Vec<(String, Record)>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| records(item, found)),
        Value::Object(fields) => {
            if let (Some(id), Some(kind)) = (value["id"].as_str(), value["__typename"].as_str()) {
                let words = fields.values().filter(|v| v.is_string()).map(Value::to_string).collect();
                found.push((id.to_owned(), Record { kind: kind.to_owned(), words }));
            }
            fields.values().for_each(|field| records(field, found));
        }
        _ => {}
    }
}

/// Cursors of an answer.
fn cursors(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| cursors(item, found)),
        Value::Object(fields) => {
            for (name, field) in fields {
                match field.as_str() {
                    Some(cursor) if name.to_lowercase().ends_with("cursor") => found.push(cursor.to_owned()),
                    _ => cursors(field, found),
                }
            }
        }
        _ => {}
    }
}

/// What somebody hears when they ask everything.
#[derive(Default)]
struct Portrait {
    /// Each question with its answer.
    heard: Vec<(Question, Said)>,
    /// The records in it, by id.
    records: BTreeMap<String, Record>,
    /// Their ids in the order in which they were first heard of, by kind.
    order: Vec<(String, String)>,
}

impl Portrait {
    /// Asks everything that needs no name, then everything of each record found on the way, by its id.
    async fn of(caller: &Caller<'_>, schema: &Schema) -> Self {
        let mut portrait = Self::default();
        for question in schema.open() {
            let said = caller.ask(&question.text).await;
            portrait.hear(question, said);
        }
        // Whatever is met on the way is asked in turn, so that every step from every record is taken.
        let mut asked = 0;
        while asked < portrait.order.len() {
            let fresh: Vec<(String, String)> = portrait.order[asked..].to_vec();
            asked = portrait.order.len();
            for kind in schema.kinds("Node") {
                let ids: Vec<&String> = fresh.iter().filter(|(k, _)| k == kind).map(|(_, id)| id).collect();
                for ids in ids.chunks(100) {
                    let text = schema.of_kind(kind);
                    let said = caller.ask_with(&text, json!({ "ids": ids })).await;
                    portrait.hear(Question { root: "nodes".to_owned(), text }, said);
                }
            }
        }
        for question in schema.naming() {
            // By its own kind's first id and slug.
            let root = question.root.clone();
            let Some((_, id)) = portrait.order.iter().find(|(kind, _)| kind.to_lowercase() == root).cloned() else {
                continue;
            };
            if question.text.contains("(by: {id:") {
                let said = caller.ask(&question.about(&id)).await;
                portrait.hear(question, said);
            }
        }
        portrait
    }

    fn hear(&mut self, question: Question, said: Said) {
        let answer = said.json();
        assert!(answer.get("errors").is_none(), "{}\n{}", question.text, said.body);
        // The plural lists of what is known to all also hold the other partnership's.
        if !KNOWN_TO_ALL.contains(&question.root.as_str()) {
            let mut found = Vec::new();
            records(&answer["data"], &mut found);
            for (id, record) in found {
                if !self.records.contains_key(&id) {
                    self.order.push((record.kind.clone(), id.clone()));
                }
                self.records.entry(id).or_insert(record);
            }
        }
        self.heard.push((question, said));
    }

    fn kinds(&self) -> std::collections::BTreeSet<&str> {
        self.order.iter().map(|(kind, _)| kind.as_str()).collect()
    }

    /// The first of each kind.
    fn samples(&self) -> Vec<(&str, &str)> {
        let first = |kind| self.order.iter().find(|(k, _)| k == kind).map(|(k, id)| (k.as_str(), id.as_str()));
        self.kinds().into_iter().filter_map(first).collect()
    }

    /// The answers, with ids numbered in the order of their appearance and cursors left out: what two databases can be
    /// compared by.
    fn answers(&self) -> Vec<(&str, Value)> {
        let mut numbers = BTreeMap::new();
        let heard = self.heard.iter().filter(|(question, _)| !KNOWN_TO_ALL.contains(&question.root.as_str()));
        heard.map(|(question, said)| (question.text.as_str(), plain(&said.json(), &mut numbers))).collect()
    }
}

fn plain(value: &Value, numbers: &mut BTreeMap<String, usize>) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| plain(item, numbers)).collect(),
        Value::Object(fields) => {
            let field = |(name, field): (&String, &Value)| {
                let field = match (name.as_str(), field) {
                    ("id" | "recordId", Value::String(id)) => {
                        let next = numbers.len();
                        json!(numbers.entry(id.clone()).or_insert(next))
                    }
                    ("cursor" | "startCursor" | "endCursor", Value::String(_)) => json!("a cursor"),
                    (_, field) => plain(field, numbers),
                };
                (name.clone(), field)
            };
            Value::Object(fields.iter().map(field).collect())
        }
        other => other.clone(),
    }
}

/// What the secretary and the member of a partnership hear between them.
async fn of_all(world: &World, words: &Words, schema: &Schema) -> BTreeMap<String, Record> {
    let mut all = BTreeMap::new();
    for role in ["secretary", "member"] {
        all.extend(Portrait::of(&Caller::new(world, words, role), schema).await.records);
    }
    all
}

/// An id of the same kind that was never given to anything.
fn never(id: &str) -> String {
    let turn = |(at, c): (usize, char)| match c {
        c if !(12..22).contains(&at) => c,
        'A'..='Y' | 'a'..='y' => char::from_u32(c as u32 + 1).unwrap_or(c),
        _ => 'A',
    };
    id.chars().enumerate().map(turn).collect()
}

async fn beside_another_partnership_every_answer_is_the_same_and_has_no_word_of_it(db: Database) {
    let (both, one) = (together(&db, &KESTREL, &MAGPIE, false).await, alone(&db, &KESTREL, false).await);
    let schema = Schema::read(&both.public()).await;
    let theirs = of_all(&both, &MAGPIE, &schema).await;
    for role in ["member", "secretary", "service", "public"] {
        let portrait = Portrait::of(&Caller::new(&both, &KESTREL, role), &schema).await;
        for (question, said) in &portrait.heard {
            let text = &question.text;
            assert!(!said.has(MAGPIE.own), "{role} asked {text}\n{}", said.body);
            if !KNOWN_TO_ALL.contains(&question.root.as_str()) {
                assert!(!said.has(MAGPIE.open), "{role} asked {text}\n{}", said.body);
                let hidden = theirs.iter().find(|(id, _)| said.body.contains(id.as_str()));
                assert!(hidden.is_none(), "{role} asked {text}\n{}", said.body);
            }
            if role == "public" {
                assert!(!said.has(KESTREL.own), "{role} asked {text}\n{}", said.body);
            }
        }
        let by_itself = Portrait::of(&Caller::new(&one, &KESTREL, role), &schema).await;
        for ((text, beside), (_, alone)) in portrait.answers().into_iter().zip(by_itself.answers()) {
            assert_eq!(beside, alone, "{role} asked {text}");
        }
        if role == "secretary" {
            // Nothing would be proved by records that nobody can see.
            let all: std::collections::BTreeSet<&str> = schema.kinds("Node").into_iter().collect();
            assert_eq!(portrait.kinds(), all);
        }
        let own = portrait.heard.iter().filter(|(_, said)| said.has(KESTREL.own)).count();
        assert_eq!(own == 0, role == "public", "{role} heard their own word {own} times");
    }
}

async fn a_listed_board_shows_its_public_face_and_nothing_else(db: Database) {
    let world = together(&db, &KESTREL, &MAGPIE, true).await;
    let schema = Schema::read(&world.public()).await;
    let theirs = of_all(&world, &KESTREL, &schema).await;
    let private = theirs.iter().filter(|(_, record)| record.words.to_lowercase().contains(KESTREL.own));
    let private: Vec<&str> = private.map(|(id, _)| id.as_str()).collect();
    assert!(private.len() > 30, "{}", private.len());
    for role in ["member", "service", "public"] {
        let portrait = Portrait::of(&Caller::new(&world, &MAGPIE, role), &schema).await;
        for (question, said) in &portrait.heard {
            let hidden = private.iter().find(|id| said.body.contains(**id));
            assert!(!said.has(KESTREL.own) && hidden.is_none(), "{role} asked {}\n{}", question.text, said.body);
        }
        let face = portrait.heard.iter().filter(|(question, _)| question.root == "meetings");
        let shown =
            face.filter(|(_, said)| said.has("Falcon said something at length") || said.has("Falcon meeting")).count();
        assert!(shown > 0, "published minutes are public");
    }
}

async fn a_name_of_another_partnership_is_worth_as_much_as_one_that_never_was(db: Database) {
    let world = together(&db, &KESTREL, &MAGPIE, false).await;
    let schema = Schema::read(&world.public()).await;
    let theirs = Portrait::of(&Caller::new(&world, &MAGPIE, "secretary"), &schema).await;
    let ids: Vec<(String, String)> = theirs.samples().into_iter().map(|(_, id)| (id.to_owned(), never(id))).collect();
    let slugs = ["board", "planned", "published", "action", "programme", "grant", "bid", "member", "secretary"];
    let mut slugs = slugs.map(|slug| (format!("{}-{slug}", MAGPIE.own), format!("condor-{slug}"))).to_vec();
    slugs.push((format!("{}-police", MAGPIE.open), "condor-police".to_owned()));
    let known = |root: &str, name: &str| {
        // Organisations and areas are there for all, also by `node`.
        let kind = theirs.records.get(name).map(|record| record.kind.as_str());
        let open = matches!(kind, Some("Organisation" | "Area")) || name.starts_with(MAGPIE.open);
        open && (root.starts_with("node") || KNOWN_TO_ALL.contains(&root))
    };
    for role in ["member", "service", "public"] {
        let caller = Caller::new(&world, &KESTREL, role);
        for question in schema.naming() {
            // One step down, one reader and one name of each sort are enough: the look-up is the same.
            let text = &question.text;
            let deep = text.find('(').is_some_and(|at| text[..at].contains(" nodes "));
            if deep && role != "member" {
                continue;
            }
            let names = match () {
                () if text.contains("{slug:") => slugs.clone(),
                () if text.contains("{id:") || question.root.starts_with("node") => ids.clone(),
                () => ids.iter().chain(slugs.iter().take(1)).chain(slugs.last()).cloned().collect(),
            };
            for (name, missing) in names.iter().filter(|(name, _)| !known(&question.root, name)) {
                let hidden = caller.ask(&question.about(name)).await;
                let absent = caller.ask(&question.about(missing)).await;
                assert_eq!(hidden.without_places(), absent.without_places(), "{role} asked {}", question.about(name));
                assert!(!hidden.body.contains("INTERNAL"), "{role} asked {}\n{}", question.about(name), hidden.body);
            }
        }
        let ids: Vec<(&String, String)> =
            theirs.records.iter().filter(|(id, _)| !known("node", id)).map(|(id, _)| (id, never(id))).collect();
        for some in ids.chunks(100) {
            let ask = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
            let hidden =
                caller.ask_with(ask, json!({ "ids": some.iter().map(|(id, _)| id).collect::<Vec<_>>() })).await;
            let absent =
                caller.ask_with(ask, json!({ "ids": some.iter().map(|(_, id)| id).collect::<Vec<_>>() })).await;
            assert_eq!(hidden, absent, "{role}");
            assert!(hidden.json()["data"]["nodes"].as_array().is_some_and(|n| n.iter().all(Value::is_null)));
        }
    }
    // The same of a hat.
    let mut caller = Caller::new(&world, &KESTREL, "member");
    caller.hat = Some(format!("{}-police", MAGPIE.open));
    let hidden = caller.ask("{ viewer { scopes } }").await;
    caller.hat = Some("condor-police".to_owned());
    assert_eq!(hidden, caller.ask("{ viewer { scopes } }").await);
    assert_eq!(hidden.status, StatusCode::FORBIDDEN);
}

async fn nothing_can_be_done_to_the_records_of_another_partnership(db: Database) {
    let world = together(&db, &KESTREL, &MAGPIE, false).await;
    let schema = Schema::read(&world.public()).await;
    let owner = Caller::new(&world, &MAGPIE, "secretary");
    let before = Portrait::of(&owner, &schema).await;
    for role in ["secretary", "member", "service", "public"] {
        let caller = Caller::new(&world, &KESTREL, role);
        for deed in schema.deeds() {
            let fits = |kind: &str| deed.root.to_lowercase().contains(&kind.to_lowercase());
            let own = before.order.iter().filter(|(kind, _)| fits(kind)).map(|(_, id)| id.as_str());
            for id in own.chain(before.samples().into_iter().map(|(_, id)| id)) {
                let (hidden, absent) = (caller.ask(&deed.about(id)).await, caller.ask(&deed.about(&never(id))).await);
                assert_eq!(hidden, absent, "{role} did {}", deed.about(id));
                assert!(!hidden.has(MAGPIE.own) && !hidden.body.contains("INTERNAL"), "{}", hidden.body);
            }
        }
    }
    let after = Portrait::of(&owner, &schema).await;
    assert_eq!(before.answers(), after.answers());
}

async fn the_cursors_of_another_partnership_lead_to_nothing_of_it(db: Database) {
    let world = together(&db, &KESTREL, &MAGPIE, false).await;
    let schema = Schema::read(&world.public()).await;
    let theirs = Portrait::of(&Caller::new(&world, &MAGPIE, "secretary"), &schema).await;
    let mut found = Vec::new();
    theirs.heard.iter().for_each(|(_, said)| cursors(&said.json(), &mut found));
    found.sort();
    found.dedup();
    let ours = Caller::new(&world, &KESTREL, "member");
    let (mut led, mut refused) = (0, 0);
    for root in ["actions", "meetings", "boards", "people", "programmes", "changes"] {
        for cursor in found.iter().step_by(7) {
            let said = ours.ask(&format!("{{ {root}(after: \"{cursor}\") {{ nodes {{ __typename }} edges {{ cursor }} pageInfo {{ hasNextPage }} }} }}")).await;
            assert!(!said.has(MAGPIE.own) && !said.has(MAGPIE.open), "{root}: {}", said.body);
            match said.json()["errors"][0]["extensions"]["code"].as_str() {
                None => led += 1,
                Some(code) => {
                    assert_eq!(code, "VALIDATION", "{}", said.body);
                    refused += 1;
                }
            }
        }
    }
    assert!(led > 0 && refused > 0, "{led} led somewhere, {refused} were refused");
}

async fn pages_beside_the_api_have_no_word_of_anybody(db: Database) {
    let world = together(&db, &KESTREL, &MAGPIE, false).await;
    let said =
        Caller::new(&world, &MAGPIE, "secretary").ask("{ boards { nodes { name } } meetings { totalCount } }").await;
    assert!(said.has(MAGPIE.own));
    for page in
        ["/schema.graphql", "/metrics", "/health/ready", "/health/live", "/.well-known/jwks.json", "/no-such-page"]
    {
        let (_, body) = world.get(page).await;
        for word in [KESTREL.own, KESTREL.open, MAGPIE.own, MAGPIE.open] {
            assert!(!body.to_lowercase().contains(word), "{page}: {word}");
        }
    }
}

async fn the_questions_ask_every_field(db: Database) {
    let world = alone(&db, &KESTREL, false).await;
    let schema = Schema::read(&world.public()).await;
    let questions = schema.open().len() + schema.naming().len() + schema.deeds().len();
    schema.kinds("Node").iter().for_each(|kind| drop(schema.of_kind(kind)));
    assert!(questions > 100, "{questions}");
    assert_eq!(schema.unasked(), std::collections::BTreeSet::new());
}
