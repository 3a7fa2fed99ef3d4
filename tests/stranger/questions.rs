//! Everything that can be asked, made from the schema itself, so that a new type, field or argument is asked as well.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::Mutex,
};

use serde_json::Value;

use super::portrait::Caller;

const INTROSPECTION: &str = "
    query { __schema { types {
        kind name
        fields(includeDeprecated: true) { name args { name type { ...ref } defaultValue } type { ...ref } }
        inputFields { name type { ...ref } defaultValue }
        enumValues(includeDeprecated: true) { name }
        possibleTypes { name }
    } } }
    fragment ref on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// Where the name of a record goes in a question.
pub(crate) const NAME: &str = "«»";

/// A question, and the field of the root that it asks.
pub(crate) struct Question {
    pub(crate) root: String,
    pub(crate) text: String,
}

impl Question {
    /// The question about a record of this name.
    pub(crate) fn about(&self, name: &str) -> String {
        self.text.replace(NAME, name)
    }
}

/// The schema, and what of it has been asked.
pub(crate) struct Schema {
    types: BTreeMap<String, Value>,
    asked: Mutex<BTreeSet<String>>,
}

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

/// Whether an argument or an input field must be given.
fn must(input: &Value) -> bool {
    input["type"]["kind"] == "NON_NULL" && input["defaultValue"].is_null()
}

fn is_free(field: &Value) -> bool {
    !list(&field["args"]).iter().any(must)
}

impl Schema {
    /// Reads the schema as somebody sees it.
    pub(crate) async fn read(caller: &Caller<'_>) -> Self {
        let answer = caller.ask(INTROSPECTION).await.json();
        let types = list(&answer["data"]["__schema"]["types"]).iter().map(|t| (name(t).to_owned(), t.clone()));
        Self { types: types.collect(), asked: Mutex::default() }
    }

    fn of(&self, of: &str) -> &Value {
        self.types.get(of).unwrap_or(&Value::Null)
    }

    fn fields(&self, of: &str) -> &[Value] {
        list(&self.of(of)["fields"])
    }

    /// The objects behind an interface.
    pub(crate) fn kinds(&self, interface: &str) -> Vec<&str> {
        list(&self.of(interface)["possibleTypes"]).iter().map(name).collect()
    }

    fn is_leaf(&self, of: &str) -> bool {
        self.of(of)["kind"] == "SCALAR" || self.of(of)["kind"] == "ENUM"
    }

    fn is_page(&self, of: &str) -> bool {
        of.ends_with("Connection")
    }

    /// What the pages of a connection hold.
    fn item(&self, page: &str) -> &str {
        let nodes = self.fields(page).iter().find(|field| name(field) == "nodes");
        nodes.map(|nodes| named(&nodes["type"])).unwrap_or_default()
    }

    /// Whether a type holds nothing but words and numbers, such as a sum of money.
    fn is_plain(&self, of: &str) -> bool {
        self.of(of)["kind"] == "OBJECT" && self.fields(of).iter().all(|field| self.is_leaf(named(&field["type"])))
    }

    fn note(&self, of: &str, field: &Value) {
        let mut asked = self.asked.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        asked.insert(format!("{of}.{}", name(field)));
    }

    /// All fields of a type, and of what it leads to within so many steps.
    pub(crate) fn select(&self, of: &str, depth: usize) -> String {
        let mut text = "__typename".to_owned();
        for field in self.fields(of).iter().filter(|field| is_free(field)) {
            if let Some(below) = self.below(named(&field["type"]), depth) {
                self.note(of, field);
                let _ = write!(text, " {}{below}", name(field));
            }
        }
        text
    }

    fn below(&self, of: &str, depth: usize) -> Option<String> {
        match self.of(of)["kind"].as_str() {
            Some("SCALAR" | "ENUM") => Some(String::new()),
            _ if depth == 0 && !self.is_plain(of) => None,
            Some("INTERFACE") => Some(" { __typename id }".to_owned()),
            _ if self.is_page(of) => Some(format!(" {{ {} }}", self.page(of, depth - 1))),
            // What has no id of its own is part of what it hangs from, and no step away.
            _ if !self.kinds("Node").contains(&of) => Some(format!(" {{ {} }}", self.select(of, depth))),
            _ => Some(format!(" {{ {} }}", self.select(of, depth - 1))),
        }
    }

    /// A page with all that is beside its records, which are read to a depth.
    fn page(&self, of: &str, depth: usize) -> String {
        let mut text = "__typename".to_owned();
        for field in self.fields(of) {
            self.note(of, field);
            let inner = named(&field["type"]);
            let _ = match name(field) {
                "nodes" => {
                    let step = usize::from(!self.kinds("Node").contains(&inner));
                    write!(text, " nodes {{ {} }}", self.select(inner, depth + step))
                }
                "edges" => {
                    self.fields(inner).iter().for_each(|field| self.note(inner, field));
                    write!(text, " edges {{ cursor node {{ __typename }} }}")
                }
                other => write!(text, " {other}{}", self.below(inner, 0).unwrap_or_default()),
            };
        }
        text
    }

    fn short(&self, of: &str) -> String {
        match () {
            () if self.is_leaf(of) => String::new(),
            () if self.is_page(of) => format!(" {{ {} }}", self.page(of, 0)),
            () if self.of(of)["kind"] == "INTERFACE" => " { __typename id }".to_owned(),
            () => format!(" {{ {} }}", self.select(of, 1)),
        }
    }

    /// Values of a type that name no record; within an input object two of an enumeration are enough.
    fn values(&self, of: &Value) -> Vec<String> {
        let values = match (named(of), self.of(named(of))["kind"].as_str()) {
            ("Boolean", _) => vec!["true".to_owned(), "false".to_owned()],
            ("Int", _) => vec!["1".to_owned()],
            ("Date", _) => vec!["\"2026-01-15\"".to_owned()],
            ("DateTime", _) => vec!["\"2026-01-15T10:00:00Z\"".to_owned()],
            (enumeration, Some("ENUM")) => {
                list(&self.of(enumeration)["enumValues"]).iter().map(|v| name(v).to_owned()).collect()
            }
            (input, Some("INPUT_OBJECT")) => {
                let two = |f: &Value| {
                    let values = self.values(&f["type"]).into_iter().take(2);
                    values.map(|value| format!("{{{}: {value}}}", name(f))).collect::<Vec<_>>()
                };
                list(&self.of(input)["inputFields"]).iter().flat_map(two).collect()
            }
            _ => Vec::new(),
        };
        if is_list(of) { values.into_iter().map(|value| format!("[{value}]")).collect() } else { values }
    }

    /// Where in a value of a type a record can be named.
    fn places(&self, of: &Value) -> Vec<String> {
        let places = match (named(of), self.of(named(of))["kind"].as_str()) {
            ("ID" | "String", _) => vec![format!("\"{NAME}\"")],
            (input, Some("INPUT_OBJECT")) => {
                let fields = list(&self.of(input)["inputFields"]).iter();
                let of = |f: &Value| {
                    self.places(&f["type"]).into_iter().map(|p| format!("{{{}: {p}}}", name(f))).collect::<Vec<_>>()
                };
                fields.flat_map(of).collect()
            }
            _ => Vec::new(),
        };
        if is_list(of) { places.into_iter().map(|place| format!("[{place}]")).collect() } else { places }
    }

    /// The other arguments that a field must have.
    fn rest(&self, field: &Value, arg: &Value) -> String {
        let others = list(&field["args"]).iter().filter(|other| must(other) && name(other) != name(arg));
        let values = others.map(|other| {
            let value = self.values(&other["type"]).into_iter().chain(self.places(&other["type"])).next();
            format!(", {}: {}", name(other), value.unwrap_or_default())
        });
        values.collect()
    }

    /// Everything that can be asked without naming a record.
    pub(crate) fn open(&self) -> Vec<Question> {
        let mut questions = Vec::new();
        for field in self.fields("Query").iter().filter(|field| is_free(field)) {
            self.note("Query", field);
            let (root, of) = (name(field), named(&field["type"]));
            let mut ask = |text: String| questions.push(Question { root: root.to_owned(), text });
            if !self.is_page(of) {
                ask(format!("{{ {root} {{ {} }} }}", self.select(of, 1)));
                continue;
            }
            ask(format!("{{ {root} {{ {} }} }}", self.page(of, 1)));
            for arg in list(&field["args"]) {
                let values = self.values(&arg["type"]).into_iter();
                values.for_each(|value| ask(format!("{{ {root}({}: {value}){} }}", name(arg), self.short(of))));
            }
        }
        questions
    }

    /// Everything of some records of a kind.
    pub(crate) fn of_kind(&self, kind: &str) -> String {
        format!("query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {kind} {{ {} }} }} }}", self.select(kind, 1))
    }

    /// Everything that can be asked by the name of a record, at the root and one step below it.
    pub(crate) fn naming(&self) -> Vec<Question> {
        let mut questions = Vec::new();
        for field in self.fields("Query") {
            self.note("Query", field);
            let (root, of) = (name(field), named(&field["type"]));
            let mut ask = |text: String| questions.push(Question { root: root.to_owned(), text });
            for arg in list(&field["args"]) {
                let places = self.places(&arg["type"]).into_iter();
                let rest = self.rest(field, arg);
                places.for_each(|place| ask(format!("{{ {root}({}: {place}{rest}){} }}", name(arg), self.short(of))));
            }
            for inner in self.fields(self.item(of)) {
                for arg in list(&inner["args"]) {
                    let (word, below) = (name(inner), self.short(named(&inner["type"])));
                    let places = self.places(&arg["type"]).into_iter();
                    places.for_each(|place| {
                        ask(format!("{{ {root} {{ nodes {{ {word}({}: {place}){below} }} }} }}", name(arg)));
                    });
                }
            }
        }
        questions
    }

    /// Everything that can be done to a record of a name.
    pub(crate) fn deeds(&self) -> Vec<Question> {
        let deed = |field: &Value| {
            let (root, of) = (name(field), named(&field["type"]));
            let input = list(&field["args"]).first().map(|arg| named(&arg["type"])).unwrap_or_default();
            let given = list(&self.of(input)["inputFields"]).iter().filter(|f| must(f) || named(&f["type"]) == "ID");
            let given = given.map(|f| {
                let value = match named(&f["type"]) {
                    "ID" => format!("\"{NAME}\""),
                    "String" => "\"word\"".to_owned(),
                    _ => self.values(&f["type"]).first().cloned().unwrap_or_default(),
                };
                format!("{}: {value}", name(f))
            });
            let given = given.collect::<Vec<_>>().join(", ");
            let text = format!("mutation {{ {root}(input: {{{given}}}) {{ {} }} }}", self.select(of, 1));
            Question { root: root.to_owned(), text }
        };
        self.fields("Mutation").iter().map(deed).collect()
    }

    /// Fields that a query can reach and that no question has asked.
    pub(crate) fn unasked(&self) -> BTreeSet<String> {
        let mut reached = BTreeSet::from(["Query".to_owned()]);
        let mut waiting = vec!["Query".to_owned()];
        let mut fields = BTreeSet::new();
        while let Some(of) = waiting.pop() {
            let kinds = self.kinds(&of).into_iter().map(str::to_owned).collect::<Vec<_>>();
            for field in self.fields(&of) {
                // An interface is asked through its kinds.
                if kinds.is_empty() {
                    fields.insert(format!("{of}.{}", name(field)));
                }
            }
            let next = self.fields(&of).iter().map(|field| named(&field["type"]).to_owned()).chain(kinds);
            waiting.extend(next.filter(|next| !self.is_leaf(next)).filter(|next| reached.insert(next.clone())));
        }
        let asked = self.asked.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        fields.difference(&asked).cloned().collect()
    }
}
