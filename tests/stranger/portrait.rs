//! Who asks, and everything that they hear.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use roundtable_tests::{World, text};
use serde_json::{Value, json};

use super::{
    partnership::Words,
    questions::{Question, Schema},
};

/// Roots under which organisations and areas are found (R1), and the register of agreements (R18).
pub(crate) const KNOWN_TO_ALL: [&str; 7] =
    ["organisation", "organisations", "area", "areas", "agreement", "agreements", "checkAgreement"];

/// One who asks, and what was last said.
pub(crate) struct Caller<'w> {
    world: &'w World,
    token: Option<String>,
    pub(crate) hat: Option<String>,
}

/// All of an answer but the request's own id.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) status: StatusCode,
    pub(crate) headers: String,
    pub(crate) body: String,
}

impl Said {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    /// The answer without the places of the change feed, which are sealed anew each time.
    pub(crate) fn without_places(&self) -> (StatusCode, &str, String) {
        let (mut places, mut body) = (Vec::new(), self.body.clone());
        if let Some(changes) = self.json()["data"].get("changes") {
            cursors(changes, &mut places);
        }
        places.iter().for_each(|place| body = body.replace(place, "a place"));
        (self.status, &self.headers, body)
    }

    pub(crate) fn has(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        self.headers.to_lowercase().contains(&word) || self.body.to_lowercase().contains(&word)
    }
}

impl Record {
    /// Whether it is there for all, as a record of this partnership.
    pub(crate) fn is_open(&self, words: &Words) -> bool {
        let registered = self.kind == "Agreement" && self.words.contains(&format!("{}-agreement", words.open));
        registered || self.kind == "Organisation" || self.kind == "Area"
    }
}

impl<'w> Caller<'w> {
    pub(crate) fn new(world: &'w World, words: &Words, role: &str) -> Self {
        let token = (role != "public").then(|| world.token(&format!("{}-{role}", words.own), None));
        Self { world, token, hat: None }
    }

    pub(crate) async fn ask(&self, query: &str) -> Said {
        self.ask_with(query, Value::Null).await
    }

    pub(crate) async fn ask_with(&self, query: &str, variables: Value) -> Said {
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
pub(crate) struct Record {
    pub(crate) kind: String,
    pub(crate) words: String,
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
pub(crate) fn cursors(value: &Value, found: &mut Vec<String>) {
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
pub(crate) struct Portrait {
    /// Each question with its answer.
    pub(crate) heard: Vec<(Question, Said)>,
    /// The records in it, by id.
    pub(crate) records: BTreeMap<String, Record>,
    /// Their ids in the order in which they were first heard of, by kind.
    pub(crate) order: Vec<(String, String)>,
}

impl Portrait {
    /// Asks everything that needs no name, then everything of each record found on the way, by its id.
    pub(crate) async fn of(caller: &Caller<'_>) -> Self {
        let (schema, mut portrait) = (Schema::read(caller).await, Self::default());
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
                // Minutes tell what publishing them would come to, which is told of four at a time.
                for ids in ids.chunks(if kind == "Minutes" { 4 } else { 100 }) {
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

    pub(crate) fn kinds(&self) -> BTreeSet<&str> {
        self.order.iter().map(|(kind, _)| kind.as_str()).collect()
    }

    /// The first of each kind.
    pub(crate) fn samples(&self) -> Vec<(&str, &str)> {
        let first = |kind| self.order.iter().find(|(k, _)| k == kind).map(|(k, id)| (k.as_str(), id.as_str()));
        self.kinds().into_iter().filter_map(first).collect()
    }

    /// The answers, with ids numbered in the order of their appearance and cursors left out: what two databases can be
    /// compared by.
    pub(crate) fn answers(&self) -> Vec<(&str, Value)> {
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
                    ("id" | "recordId" | "requestId", Value::String(id)) => {
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
pub(crate) async fn of_all(world: &World, words: &Words) -> BTreeMap<String, Record> {
    let mut all = BTreeMap::new();
    for role in ["secretary", "member"] {
        all.extend(Portrait::of(&Caller::new(world, words, role)).await.records);
    }
    all
}
