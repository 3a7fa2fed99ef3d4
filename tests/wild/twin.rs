//! The same questions, asked of a world and of that world without what the asker may not know: the answers are equal.
//!
//! The questions are thrown by dice over the schema as the asker sees it: lists with filters, orders and pages, look-ups,
//! fields of fields, aliases and fragments.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write as _,
};

use roundtable_tests::Asker;
use serde_json::{Value, json};

use super::{dice::Dice, record::Record};

const INTROSPECTION: &str = "{ __schema { types { kind name
    fields { name args { name type { ...ref } } type { ...ref } }
    inputFields { name type { ...ref } } enumValues { name } possibleTypes { name } } } }
    fragment ref on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn name(value: &Value) -> &str {
    value["name"].as_str().unwrap_or_default()
}

/// The name beneath `!` and `[]`.
fn named(of: &Value) -> &str {
    if of["ofType"].is_null() { name(of) } else { named(&of["ofType"]) }
}

fn is_list(of: &Value) -> bool {
    of["kind"] == "LIST" || of["kind"] == "NON_NULL" && is_list(&of["ofType"])
}

/// How many fields a question asks before it goes no deeper: the server reads no question of any length.
const FIELDS: usize = 60;
/// Roots that are asked in their own way, or of what these worlds do not hold, or of what others may know: those know
/// of what the asker does not.
const APART: [&str; 10] =
    ["node", "nodes", "access", "viewer", "changes", "area", "areas", "checkAgreement", "whoSaw", "viewAs"];
/// What is looked for: words of every text of these worlds, and a beginning of many.
const SOUGHT: [&str; 8] = ["title", "body", "of", "b1", r#"\"public title\""#, "person*", "result of", "board"];
/// How deep it goes.
const DEPTH: usize = 4;

/// Throws questions.
pub(crate) struct Thrower {
    types: BTreeMap<String, Value>,
    names: Vec<String>,
    dice: Dice,
    aliases: usize,
    /// How many more fields the question at hand may ask.
    left: usize,
}

impl Thrower {
    /// By the schema as somebody sees it, with the names of a world.
    pub(crate) async fn new(asker: &Asker<'_>, record: &Record, seed: u64) -> Self {
        let answer = asker.ask(INTROSPECTION).await;
        let types = list(&answer["__schema"]["types"]).iter().map(|of| (name(of).to_owned(), of.clone()));
        let mut names: Vec<String> = record.organisations.iter().map(|of| of.slug.clone()).collect();
        names.extend(record.boards.iter().map(|of| of.slug.clone()));
        names.extend(record.meetings.iter().map(|of| of.slug.clone()));
        names.extend(record.people.iter().map(|of| of.slug.clone()));
        names.extend(record.actions.iter().map(|of| of.slug.clone()));
        names.extend(record.programmes.iter().map(|of| of.slug.clone()));
        names.extend(record.grants.iter().map(|of| of.slug.clone()));
        names.extend(record.decisions.iter().map(|of| of.slug.clone()));
        names.extend(record.papers.iter().map(|of| of.slug.clone()));
        names.extend(record.agreements.iter().map(|of| of.slug.clone()));
        names.extend(record.recommendations.iter().map(|of| of.slug.clone()));
        names.extend(record.reviews.iter().map(|of| of.slug.clone()));
        names.push("there-is-none".to_owned());
        Self { types: types.collect(), names, dice: Dice::new(seed), aliases: 0, left: 0 }
    }

    fn kind(&self, of: &str) -> &str {
        self.types.get(of).and_then(|of| of["kind"].as_str()).unwrap_or_default()
    }

    fn fields(&self, of: &str, part: &str) -> Vec<Value> {
        self.types.get(of).map(|of| list(&of[part]).to_vec()).unwrap_or_default()
    }

    /// Whether the asker takes part in a partnership, as far as their schema shows it.
    pub(crate) fn is_partner(&self) -> bool {
        self.types.contains_key("ReviewedAction")
    }

    /// A question of a few roots.
    pub(crate) fn question(&mut self) -> String {
        let roots: Vec<Value> =
            self.fields("Query", "fields").into_iter().filter(|root| !APART.contains(&name(root))).collect();
        self.left = FIELDS;
        let mut text = String::from("{");
        for _ in 0..self.dice.between(1, 3) {
            let root = self.dice.one(&roots);
            let field = self.field(&root, DEPTH);
            text.push_str(&field);
        }
        if self.dice.often(25) {
            text.push_str(" changes(first: 100) { nodes { kind recordKind record { __typename id } } }");
        }
        text + " }"
    }

    /// A field with its arguments and what is asked beneath it, under a name of its own.
    fn field(&mut self, field: &Value, depth: usize) -> String {
        let of = named(&field["type"]).to_owned();
        let mut given = Vec::new();
        for arg in list(&field["args"]) {
            let must = arg["type"]["kind"] == "NON_NULL";
            // A cursor of this world is none of the other: pages are followed by themselves.
            if ["after", "before", "last"].contains(&name(arg)) || !must && self.dice.often(60) {
                continue;
            }
            if let Some(value) = self.value(name(arg), &arg["type"]) {
                given.push(format!("{}: {value}", name(arg)));
            }
        }
        // What has arguments needs a name of its own beside the same without, and so many are allowed.
        let mut text = format!(" {}", name(field));
        if !given.is_empty() || depth == DEPTH || self.dice.often(5) {
            self.aliases += 1;
            text = format!(" x{}_{}: {}", self.aliases, name(field), name(field));
        }
        if !given.is_empty() {
            let _ = write!(text, "({})", given.join(", "));
        }
        if !["SCALAR", "ENUM"].contains(&self.kind(&of)) {
            let below = self.select(&of, depth);
            let _ = write!(text, " {{ {below} }}");
        }
        text
    }

    fn select(&mut self, of: &str, depth: usize) -> String {
        let mut text = "__typename".to_owned();
        if self.kind(of) == "INTERFACE" {
            return text + " id";
        }
        let mut fields = self.fields(of, "fields");
        // Of what two editions say of an item in the same place, the ids tell which comes first.
        fields.retain(|field| (of, name(field)) != ("AgendaItem", "sections"));
        for field in fields {
            let inner = named(&field["type"]).to_owned();
            let leaf = ["SCALAR", "ENUM"].contains(&self.kind(&inner));
            let pages = ["nodes", "pageInfo", "totalCount", "edges"].contains(&name(&field));
            let wanted = if leaf {
                70
            } else if pages {
                85
            } else {
                35
            };
            if !leaf && (depth == 0 || self.left == 0) || !self.dice.often(wanted) {
                continue;
            }
            self.left = self.left.saturating_sub(1);
            let step = usize::from(!leaf && !pages && !of.ends_with("Connection"));
            let below = self.field(&field, depth.saturating_sub(step.max(usize::from(!leaf && depth == 1))));
            if self.dice.often(15) {
                let _ = write!(text, " ... on {of} {{{below} }}");
            } else {
                text.push_str(&below);
            }
        }
        text
    }

    fn value(&mut self, arg: &str, of: &Value) -> Option<String> {
        let kind = named(of).to_owned();
        let value = match (kind.as_str(), self.kind(&kind)) {
            ("Boolean", _) => self.dice.one(&["true", "false"]).to_owned(),
            ("Int", _) => self.dice.one(&["1", "2", "3", "100"]).to_owned(),
            // A period that ends before it begins is refused.
            ("Date", _) if arg == "from" => format!("\"{}\"", self.dice.one(&["2020-01-01", "2025-09-01"])),
            ("Date", _) if arg == "to" => format!("\"{}\"", self.dice.one(&["2026-03-02", "2027-01-01"])),
            ("Date", _) => format!("\"{}\"", self.dice.one(&["2020-01-01", "2025-09-01", "2026-03-02", "2027-01-01"])),
            ("DateTime", _) => "\"2020-01-01T00:00:00Z\"".to_owned(),
            ("String", _) if arg == "text" => format!("\"{}\"", self.dice.one(&SOUGHT)),
            ("ID" | "String", _) if arg != "id" => format!("\"{}\"", self.dice.one(&self.names)),
            (_, "ENUM") => {
                let values = self.fields(&kind, "enumValues");
                name(&self.dice.one(&values)).to_owned()
            }
            (_, "INPUT_OBJECT") => {
                let mut fields = self.fields(&kind, "inputFields");
                // Ids of one world are none of the other.
                fields.retain(|field| !["id", "record"].contains(&name(field)));
                let field = self.dice.one(&fields);
                let value = self.value(name(&field), &field["type"])?;
                format!("{{{}: {value}}}", name(&field))
            }
            _ => return None,
        };
        Some(if is_list(of) { format!("[{value}]") } else { value })
    }
}

/// Which id of one world is which of the other, and the other way round.
#[derive(Default)]
pub(crate) struct Pairs(HashMap<String, String>, HashMap<String, String>);

impl Pairs {
    /// Where two answers first differ, but for ids, which must differ in the same way everywhere, and cursors.
    pub(crate) fn apart(&mut self, whole: &Value, alone: &Value, at: &str) -> Option<String> {
        match (whole, alone) {
            (Value::Object(one), Value::Object(other)) if one.len() == other.len() => {
                one.iter().find_map(|(key, value)| match other.get(key) {
                    Some(twin) => self.apart(value, twin, &format!("{at}.{key}")),
                    None => Some(format!("{at}.{key} is said of the whole alone")),
                })
            }
            (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
                let mut both = one.iter().zip(other).enumerate();
                both.find_map(|(n, (one, other))| self.apart(one, other, &format!("{at}[{n}]")))
            }
            (Value::String(one), Value::String(other)) => {
                let word = at.rsplit(['.', '_']).next().unwrap_or_default();
                let same = match word {
                    "id" | "recordId" => {
                        let there = self.0.entry(one.clone()).or_insert_with(|| other.clone()) == other;
                        there && self.1.entry(other.clone()).or_insert_with(|| one.clone()) == one
                    }
                    "cursor" | "startCursor" | "endCursor" | "requestId" => true,
                    _ => one == other,
                };
                (!same).then(|| format!("{at}\n  whole: {one}\n  alone: {other}"))
            }
            _ => (whole != alone).then(|| format!("{at}\n  whole: {whole:.300}\n  alone: {alone:.300}")),
        }
    }

    /// So many of the pairs known so far.
    pub(crate) fn some(&self, most: usize) -> (Vec<&str>, Vec<&str>) {
        let mut pairs: Vec<(&str, &str)> = self.0.iter().map(|(one, other)| (one.as_str(), other.as_str())).collect();
        pairs.sort_unstable();
        pairs.into_iter().take(most).unzip()
    }
}

/// Records by their ids.
pub(crate) async fn nodes(whole: &Asker<'_>, alone: &Asker<'_>, pairs: &mut Pairs) -> Option<String> {
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
    let (one, other) = pairs.some(100);
    let said = whole.ask_with(query, json!({ "ids": one })).await;
    let twin = alone.ask_with(query, json!({ "ids": other })).await;
    assert!(list(&said["nodes"]).iter().all(Value::is_object), "what a list shows, its id opens: {said}");
    pairs.apart(&said, &twin, "").map(|apart| format!("nodes: {apart}"))
}

/// What is counted and summed, asked of the two worlds; what the asker's schema does not have is not asked.
pub(crate) async fn tallies(whole: &Asker<'_>, alone: &Asker<'_>, partner: bool, pairs: &mut Pairs) -> Option<String> {
    let numbers = "meetings present byDeputy bySubstitute apologies absent rate";
    let sums = "sums { grants withoutAmount total { pence currency } }";
    let owners =
        "organisation { slug } board { slug } person { slug } actions open overdue chasing completeProposed complete";
    let open = [
        format!("boards(first: 100) {{ nodes {{ slug attendanceBySector {{ sector seats {numbers} }}
            later: attendanceBySector(from: \"2025-09-01\", to: \"2026-03-02\") {{ sector seats {numbers} }} }} }}"),
        format!("programmeMoney {{ programmes {sums} byFunder {{ funder {{ slug }} programmes grants withoutAmount total {{ pence }} }}
            byEnd {{ endsOn programmes {sums} }} }}"),
    ];
    let members = [
        format!("boards(first: 100) {{ nodes {{ slug attendanceBySeat {{ organisation {{ slug }} {numbers} }} }} }}"),
        "meetings(first: 100) { nodes { slug actionReview(first: 100) { totalCount nodes {
            ageInDays statusThen overdueThen lastUpdate { text } action { slug status } } } } }"
            .to_owned(),
        format!("actionsByOwner {{ {owners} }}"),
        format!("actionsByOwner(filter: {{ overdue: true }}) {{ {owners} }}"),
        "programmeMoney { byEnd { endsOn prospects { noneIdentified bid secured } } }".to_owned(),
    ];
    for question in open.iter().chain(members.iter().filter(|_| partner)) {
        let question = format!("{{ {question} }}");
        let (said, twin) = (whole.ask(&question).await, alone.ask(&question).await);
        if let Some(apart) = pairs.apart(&said, &twin, "") {
            return Some(format!("{question}: {apart}"));
        }
    }
    None
}

/// A list page by page, the two worlds each by their own cursors.
pub(crate) async fn pages(whole: &Asker<'_>, alone: &Asker<'_>, root: &str, pairs: &mut Pairs) -> Option<String> {
    let (mut one, mut other) = (Value::Null, Value::Null);
    loop {
        let query = format!(
            "query($after: String) {{ {root}(first: 2, after: $after) {{ totalCount nodes {{ id slug }} edges {{ cursor }} pageInfo {{ hasNextPage hasPreviousPage endCursor }} }} }}"
        );
        let said = whole.ask_with(&query, json!({ "after": one })).await;
        let twin = alone.ask_with(&query, json!({ "after": other })).await;
        if let Some(apart) = pairs.apart(&said, &twin, "") {
            return Some(format!("pages of {root}: {apart}"));
        }
        if said[root]["pageInfo"]["hasNextPage"] == false {
            return None;
        }
        one = said[root]["pageInfo"]["endCursor"].clone();
        other = twin[root]["pageInfo"]["endCursor"].clone();
    }
}

/// What a search finds, page by page, the two worlds each by their own cursors.
pub(crate) async fn searches(whole: &Asker<'_>, alone: &Asker<'_>, pairs: &mut Pairs) -> Option<String> {
    for sought in SOUGHT {
        let (mut one, mut other) = (Value::Null, Value::Null);
        loop {
            let query = format!(
                "query($after: String) {{ search(text: \"{sought}\", first: 3, after: $after) {{ totalCount nodes {{ node {{ __typename id }} field rank snippet {{ text matched }} }} edges {{ cursor }} pageInfo {{ hasNextPage hasPreviousPage endCursor }} }} }}"
            );
            let said = whole.ask_with(&query, json!({ "after": one })).await;
            let twin = alone.ask_with(&query, json!({ "after": other })).await;
            if let Some(apart) = pairs.apart(&said, &twin, "") {
                return Some(format!("pages of what is found by {sought}: {apart}"));
            }
            if said["search"]["pageInfo"]["hasNextPage"] == false {
                break;
            }
            one = said["search"]["pageInfo"]["endCursor"].clone();
            other = twin["search"]["pageInfo"]["endCursor"].clone();
        }
    }
    None
}
