//! One schema per viewer: what somebody cannot use is not there for them. The page `schema.graphql` says beside each
//! definition what it needs; here that page is held against what each viewer gets, and whoever guesses a name that is
//! not there for them is told what they would be told of a name that never was.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use axum::{body::Body, http::Request};
use roundtable_tests::{Database, World, text};
use serde_json::{Value, json};

crate::cases![
    each_viewer_gets_what_the_page_says_and_no_more,
    a_name_that_is_not_there_is_answered_as_one_that_never_was,
    a_near_miss_names_nothing_that_is_not_there,
    the_printed_schema_is_the_one_that_is_asked,
    a_deed_that_is_not_there_is_not_done,
    an_account_under_another_hat_has_another_schema,
    who_leads_for_one_organisation_has_the_schema_of_a_lead_and_nobody_else,
];

/// Who asks, of the demonstration: every set of capabilities in it.
const ASKERS: [&str; 9] = [
    "public",
    "mps-delegate",
    "evaw-cochair",
    "mopac-secretariat",
    "safelives-guest",
    "mps-service",
    "cps-ig-lead",
    "auditor",
    "admin",
];

const INTROSPECTION: &str = "{ __schema {
    queryType { name } mutationType { name } subscriptionType { name }
    types { kind name description
        fields(includeDeprecated: true) { name description args(includeDeprecated: true) { name description type { ...ref } } type { ...ref } }
        inputFields(includeDeprecated: true) { name description type { ...ref } }
        enumValues(includeDeprecated: true) { name description }
        possibleTypes { name } }
    directives { name args { name } } } }
    fragment ref on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// A place in the schema: a type, a member of it, and an argument of that, as far as they go.
type Place = (String, String, String);

fn place(kind: &str, member: &str, arg: &str) -> Place {
    (kind.to_owned(), member.to_owned(), arg.to_owned())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn name(value: &Value) -> &str {
    value["name"].as_str().unwrap_or_default()
}

/// Every place of a schema, as its introspection tells.
fn places(schema: &Value) -> BTreeSet<Place> {
    let mut all = BTreeSet::new();
    for kind in list(&schema["types"]).iter().filter(|kind| !name(kind).starts_with("__")) {
        all.insert(place(name(kind), "", ""));
        for member in ["fields", "inputFields", "enumValues"].iter().flat_map(|members| list(&kind[*members])) {
            all.insert(place(name(kind), name(member), ""));
            all.extend(list(&member["args"]).iter().map(|arg| place(name(kind), name(member), name(arg))));
        }
    }
    all
}

/// The page, as a chair reads it: each place, and what it needs. Only what is needed here of the language is read: the
/// page is written by the program, one definition a line.
fn page() -> BTreeMap<Place, Option<Vec<String>>> {
    let text = include_str!("../schema.graphql");
    let needs = |line: &str| {
        let list = line.split_once("@access(needs: [")?.1.split(']').next()?;
        Some(list.split(", ").map(str::to_owned).collect())
    };
    let word = |line: &str| line.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut all = BTreeMap::new();
    let (mut kind, mut field, mut told) = (String::new(), None::<String>, false);
    for line in text.lines() {
        let (depth, line) = (line.chars().take_while(|c| *c == '\t').count(), line.trim());
        if line.starts_with("\"\"\"") && !(line.len() > 3 && line.ends_with("\"\"\"")) {
            told = !told;
        } else if told || line.is_empty() || line.starts_with('"') || line.starts_with("directive ") {
        } else if depth == 0 {
            kind.clear();
            field = None;
            let mut words = line.split_whitespace();
            if ["type", "interface", "input", "enum", "union", "scalar"].contains(&words.next().unwrap_or_default()) {
                kind = word(words.next().unwrap_or_default());
                all.insert(place(&kind, "", ""), needs(line));
            }
        } else if kind.is_empty() {
        } else if depth == 1 && line.starts_with(')') {
            let of = field.take().unwrap_or_default();
            all.insert(place(&kind, &of, ""), needs(line));
        } else if depth == 1 {
            if line.ends_with('(') {
                field = Some(word(line));
            } else {
                let (head, args) =
                    line.split_once('(').filter(|(head, _)| !head.contains([':', '@'])).unwrap_or((line, ""));
                let args = args.split(')').next().unwrap_or_default();
                args.split(", ").filter(|arg| arg.contains(':')).for_each(|arg| {
                    all.insert(place(&kind, &word(head), &word(arg)), needs(arg));
                });
                all.insert(place(&kind, &word(head), ""), needs(line));
            }
        } else if let Some(field) = &field {
            all.insert(place(&kind, field, &word(line)), needs(line));
        }
    }
    all
}

async fn schema(world: &World, who: &str) -> Value {
    world.anybody(who).ask(INTROSPECTION).await["__schema"].clone()
}

async fn capabilities(world: &World, who: &str) -> Vec<String> {
    let viewer = world.anybody(who).ask("{ viewer { capabilities } }").await;
    list(&viewer["viewer"]["capabilities"]).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// All that anybody gets between them, and what of it is not there for somebody.
async fn missing(world: &World, who: &str) -> (BTreeSet<Place>, Value) {
    let mut all = BTreeSet::new();
    for asker in ASKERS {
        all.extend(places(&schema(world, asker).await));
    }
    let own = schema(world, who).await;
    (all.difference(&places(&own)).cloned().collect(), own)
}

/// A name of the same length that no schema has.
fn never(name: &str) -> String {
    let turn = |c: char| match c {
        'z' => 'a',
        'Z' => 'A',
        'a'..='y' | 'A'..='Y' => char::from_u32(c as u32 + 1).unwrap_or(c),
        c => c,
    };
    name.chars().map(turn).collect()
}

async fn each_viewer_gets_what_the_page_says_and_no_more(db: Database) {
    let world = db.demo().await;
    let page = page();
    assert!(page.len() > 500 && page.values().flatten().count() > 10, "the page is not read well");
    // Between them these may use everything, so that their introspection tells what leads where.
    let mut whole = schema(&world, "mopac-secretariat").await;
    for other in ["cps-ig-lead", "evaw-cochair"] {
        whole = joined(whole, &schema(&world, other).await);
    }
    let all: BTreeSet<Place> = places(&whole).into_iter().filter(|place| !built_in(&place.0)).collect();
    let apart: Vec<&Place> =
        all.iter().filter(|p| !page.contains_key(p)).chain(page.keys().filter(|p| !all.contains(p))).collect();
    assert!(apart.is_empty(), "the page and the whole differ: {apart:?}");
    let mut different = BTreeSet::new();
    for who in ASKERS {
        let own = schema(&world, who).await;
        let (got, can) = (places(&own), capabilities(&world, who).await);
        let closed =
            |needs: &Option<Vec<String>>| needs.as_ref().is_some_and(|n| !n.iter().any(|need| can.contains(need)));
        for (place, needs) in &page {
            let (kind, member, arg) = place;
            if closed(needs) {
                assert!(!got.contains(place), "{who} is given {kind}.{member}({arg})");
            }
        }
        assert_eq!(got, expected(&whole, |place| closed(page.get(place).unwrap_or(&None))), "{who}");
        assert!(list(&own["directives"]).iter().all(|directive| name(directive) != "access"), "{who}");
        different.insert(own.to_string());
    }
    assert!(different.len() >= 4, "{}", different.len());
}

/// A schema with the types and members that another has besides.
fn joined(mut one: Value, other: &Value) -> Value {
    let known: BTreeSet<String> = list(&one["types"]).iter().map(|kind| name(kind).to_owned()).collect();
    let more = list(&other["types"]).iter().filter(|kind| !known.contains(name(kind)));
    one["types"].as_array_mut().expect("types").extend(more.cloned());
    for kind in one["types"].as_array_mut().expect("types") {
        let Some(same) = list(&other["types"]).iter().find(|same| name(same) == name(kind)) else { continue };
        for members in ["fields", "inputFields", "enumValues"] {
            let known: BTreeSet<String> = list(&kind[members]).iter().map(|m| name(m).to_owned()).collect();
            let more = list(&same[members]).iter().filter(|member| !known.contains(name(member)));
            if let Some(all) = kind[members].as_array_mut() {
                all.extend(more.cloned());
            }
        }
    }
    one
}

fn built_in(kind: &str) -> bool {
    ["Boolean", "Float", "ID", "Int", "String"].contains(&kind)
}

/// What is left of a schema without what is closed: whatever then leads to nothing, holds nothing or is not reached from
/// a root is gone as well.
fn expected(whole: &Value, closed: impl Fn(&Place) -> bool) -> BTreeSet<Place> {
    let mut left: BTreeSet<Place> = places(whole).into_iter().filter(|place| !closed(place)).collect();
    let mut leads = BTreeMap::new();
    let mut may_be = BTreeMap::new();
    for kind in list(&whole["types"]) {
        may_be.insert(name(kind), list(&kind["possibleTypes"]).iter().map(name).collect::<Vec<_>>());
        for member in ["fields", "inputFields"].iter().flat_map(|members| list(&kind[*members])) {
            leads.insert(place(name(kind), name(member), ""), named(&member["type"]).to_owned());
            for arg in list(&member["args"]) {
                leads.insert(place(name(kind), name(member), name(arg)), named(&arg["type"]).to_owned());
            }
        }
    }
    let holders: BTreeSet<String> = left.iter().filter(|p| !p.1.is_empty()).map(|p| p.0.clone()).collect();
    loop {
        let before = left.len();
        let now = left.clone();
        left.retain(|at| {
            let holds = at.1.is_empty() || now.contains(&place(&at.0, "", ""));
            let of = at.2.is_empty() || now.contains(&place(&at.0, &at.1, ""));
            let to = leads.get(at).is_none_or(|kind| now.contains(&place(kind, "", "")));
            let full =
                !at.1.is_empty() || !holders.contains(&at.0) || now.iter().any(|p| p.0 == at.0 && !p.1.is_empty());
            holds && of && to && full
        });
        if left.len() == before {
            break;
        }
    }
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<String> =
        ["queryType", "mutationType", "subscriptionType"].iter().map(|root| name(&whole[*root]).to_owned()).collect();
    while let Some(kind) = waiting.pop() {
        if left.contains(&place(&kind, "", "")) && reached.insert(kind.clone()) {
            waiting.extend(left.iter().filter(|p| p.0 == kind).filter_map(|p| leads.get(p).cloned()));
            waiting.extend(may_be.get(kind.as_str()).into_iter().flatten().map(|&kind| kind.to_owned()));
        }
    }
    left.retain(|place| reached.contains(&place.0) || built_in(&place.0));
    left
}

/// The whole answer to a question, with a name in it made the same for all.
async fn told(world: &World, who: &str, query: &str, variables: Value, name: &str) -> String {
    let body = json!({ "query": query, "variables": variables }).to_string();
    let mut request = Request::post("/graphql").header("content-type", "application/json");
    if who != "public" {
        request = request.header("authorization", format!("Bearer {}", world.token(who, None)));
    }
    let response = world.send(request.body(Body::from(body)).expect("a request")).await;
    let mut headers = response.headers().clone();
    headers.remove("request-id");
    let status = response.status();
    format!("{status} {headers:?} {}", text(response).await.replace(name, "«»"))
}

/// An answer without its suggestion and its length: which visible names are near is a matter of the letters alone.
fn unprompted(said: &str) -> String {
    let mut said = said.to_owned();
    if let Some(at) = said.find("\"content-length\"") {
        let end = said[at..].find(", ").map_or(said.len(), |length| at + length);
        said.replace_range(at..end, "");
    }
    while let Some(at) = said.find(" Did you mean ") {
        let end = said[at..].find('?').map_or(said.len(), |length| at + length + 1);
        said.replace_range(at..end, "");
    }
    said
}

/// Whether a name is a word of the schema alone, and no word of English.
fn telling(name: &str) -> bool {
    name.chars().skip(1).any(char::is_uppercase)
}

/// The ways to ask for a place, by its name.
fn questions((kind, member, arg): &Place, own: &Value, name: &str) -> Vec<(String, Value)> {
    let kinds = list(&own["types"]);
    let known = kinds.iter().find(|known| self::name(known) == kind);
    let mut all = Vec::new();
    let mut ask = |query: String| all.push((query, Value::Null));
    match (known, member.as_str(), arg.as_str()) {
        (None, "", "") => {
            ask(format!("{{ __type(name: \"{name}\") {{ name fields {{ name }} }} }}"));
            ask(format!("{{ __typename ...f }} fragment f on {name} {{ __typename }}"));
            ask(format!("query($v: {name}) {{ __typename }}"));
            ask(format!("{{ node(id: \"x\") {{ ... on {name} {{ __typename }} }} }}"));
        }
        (Some(of), member, "") if of["kind"] == "INPUT_OBJECT" && !member.is_empty() => {
            let query = kinds.iter().find(|kind| self::name(kind) == "Query").expect("a root");
            let taking = list(&query["fields"]).iter().find_map(|root| {
                let taken = list(&root["args"]).iter().find(|taken| named(&taken["type"]) == kind).map(self::name)?;
                Some((self::name(root).to_owned(), taken.to_owned()))
            });
            if let Some((root, taken)) = taking {
                ask(format!("{{ {root}({taken}: {{{name}: 1}}) {{ __typename }} }}"));
                ask(format!("{{ {root}({taken}: {{{name}: null}}) {{ __typename }} }}"));
                let by_variable = format!("query($v: {kind}) {{ {root}({taken}: $v) {{ __typename }} }}");
                all.push((by_variable, json!({ "v": { name: "1" } })));
            }
        }
        (Some(of), member, "") if of["kind"] == "ENUM" && !member.is_empty() => {
            ask(format!("query($v: {kind} = {name}) {{ __typename }}"));
        }
        (Some(_), _, "") => {
            let root = match kind.as_str() {
                "Query" => Some(""),
                "Mutation" => Some("mutation "),
                "Subscription" => Some("subscription "),
                _ => None,
            };
            if let Some(root) = root {
                ask(format!("{root}{{ {name} }}"));
                ask(format!("{root}{{ {name} {{ __typename }} }}"));
                ask(format!("{root}{{ {name}(input: {{}}) {{ userErrors {{ code }} }} }}"));
            } else {
                ask(format!("{{ __typename ...f }} fragment f on {kind} {{ {name} }}"));
                ask(format!("{{ __typename ...f }} fragment f on {kind} {{ {name} {{ id }} }}"));
                ask(format!("{{ node(id: \"x\") {{ ... on {kind} {{ a: {name}(b: 1) }} }} }}"));
            }
        }
        // An argument of a member that is not there is asked with its member.
        (Some(of), member, _) if list(&of["fields"]).iter().any(|field| self::name(field) == member) => {
            ask(format!("{{ __typename ...f }} fragment f on {kind} {{ {member}({name}: 1) }}"));
        }
        // A member of a type that is not there is asked with its type.
        _ => {}
    }
    all
}

fn named(of: &Value) -> &str {
    if of["ofType"].is_null() { name(of) } else { named(&of["ofType"]) }
}

async fn a_name_that_is_not_there_is_answered_as_one_that_never_was(db: Database) {
    let world = db.demo().await;
    let mut asked = 0;
    for who in ASKERS {
        let (missing, own) = missing(&world, who).await;
        for place in &missing {
            let hidden = [&place.2, &place.1, &place.0].into_iter().find(|name| !name.is_empty()).expect("a name");
            let absent = never(hidden);
            let absents = questions(place, &own, &absent);
            for ((query, given), (other, other_given)) in questions(place, &own, hidden).into_iter().zip(absents) {
                let one = told(&world, who, &query, given, hidden).await;
                let other = told(&world, who, &other, other_given, &absent).await;
                assert_eq!(unprompted(&one), unprompted(&other), "{who} asked {query}");
                asked += 1;
            }
        }
        // The secretariat lacks nothing but what is for leads of information governance and for chairs, and what
        // nothing else leads to.
        let page = page();
        let leads = |place: &Place| {
            let needs = page.get(place).and_then(Option::as_ref);
            needs.is_none_or(|needs| *needs == ["INFORMATION_GOVERNANCE"] || *needs == ["CHAIR"])
        };
        assert_eq!(missing.iter().all(leads), who == "mopac-secretariat", "{who}: {missing:?}");
    }
    assert!(asked > 100, "{asked}");
}

/// The words of a text, as names are made of them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
}

async fn a_near_miss_names_nothing_that_is_not_there(db: Database) {
    let world = db.demo().await;
    for who in ASKERS {
        let (missing, own) = missing(&world, who).await;
        let there: BTreeSet<String> =
            places(&own).into_iter().flat_map(|(kind, member, arg)| [kind, member, arg]).collect();
        let hidden: BTreeSet<&String> = missing.iter().flat_map(|(kind, member, arg)| [kind, member, arg]).collect();
        let hidden: HashSet<&str> =
            hidden.into_iter().map(String::as_str).filter(|name| telling(name) && !there.contains(*name)).collect();
        for place in &missing {
            let name = [&place.2, &place.1, &place.0].into_iter().find(|name| !name.is_empty()).expect("a name");
            for near in [
                name[..name.len() - 1].to_owned(),
                format!("{name}s"),
                name.replacen(|c: char| c.is_lowercase(), "x", 1),
            ] {
                for (query, given) in questions(place, &own, &near) {
                    let said = told(&world, who, &query, given, &near).await;
                    let word = words(&said).find(|word| hidden.contains(word));
                    assert!(word.is_none(), "{who} asked {query} and was told {word:?}: {said}");
                }
            }
        }
        // Nor does anything that is printed of the schema: descriptions are part of it.
        let printed = own.to_string();
        let word = words(&printed).find(|word| hidden.contains(word));
        assert!(word.is_none(), "{who} reads of {word:?}");
    }
}

async fn the_printed_schema_is_the_one_that_is_asked(db: Database) {
    let world = db.demo().await;
    for who in ASKERS {
        let mut request = Request::get("/schema.graphql");
        if who != "public" {
            request = request.header("authorization", format!("Bearer {}", world.token(who, None)));
        }
        let printed = text(world.send(request.body(Body::empty()).expect("a request")).await).await;
        assert!(!printed.contains("@access"), "{who}");
        for (kind, member, _) in places(&schema(&world, who).await) {
            let name = if member.is_empty() { kind } else { member };
            assert!(built_in(&name) || printed.contains(&name), "{who}: {name}");
        }
        for (kind, member, _) in missing(&world, who).await.0 {
            let gone = if member.is_empty() { format!(" {kind} ") } else { continue };
            assert!(!printed.contains(&gone), "{who}: {kind}");
        }
    }
}

async fn a_deed_that_is_not_there_is_not_done(db: Database) {
    let world = db.demo().await;
    let edition = r#"{ meeting(by: { slug: "lvb-2022-12-05" }) { minutes { id version status } } }"#;
    let minutes = world.person("mopac-secretariat").ask(edition).await["meeting"]["minutes"].clone();
    let deed = "mutation($id: ID!, $version: Int!) {
        publishMinutes(input: { minutes: $id, expectedVersion: $version }) { userErrors { code } } }";
    for who in ["public", "mps-delegate", "mps-service", "auditor", "admin"] {
        let given = json!({ "id": minutes["id"], "version": minutes["version"] });
        let (_, answer) = world.anybody(who).answer(deed, given).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "VALIDATION", "{who}: {answer}");
        assert!(answer.get("data").is_none(), "{who}: {answer}");
    }
    assert_eq!(world.person("mopac-secretariat").ask(edition).await["meeting"]["minutes"], minutes);
}

async fn an_account_under_another_hat_has_another_schema(db: Database) {
    let records = "
organisations: [{slug: mayor, name: Mayor, sector: LONDON_GOVERNMENT}, {slug: force, name: Force, sector: POLICE}]
people: [{slug: two, name: Two, affiliations: [{organisation: mayor}, {organisation: force}]}]
accounts: [{slug: two, name: Two, kind: PERSON, person: two}]
boards:
  - slug: board
    name: The board
    kind: BOARD
    status: ACTIVE
    members: [{person: two, role: SECRETARIAT, on_behalf_of: mayor, from: 2020-01-01, to: 2026-06-01, basis: APPOINTED}]
";
    let world = db.world(records).await;
    let can = async |hat: &str| {
        let viewer = world
            .person("two")
            .wearing(hat)
            .ask("{ viewer { capabilities } __type(name: \"PublishMinutesInput\") { name } }")
            .await;
        (list(&viewer["viewer"]["capabilities"]).contains(&json!("SECRETARIAT")), viewer["__type"].is_object())
    };
    assert_eq!(can("mayor").await, (true, true));
    assert_eq!(can("force").await, (false, false));
    // And no longer once the role ends.
    world.at("2026-06-01T00:00:00Z");
    assert_eq!(can("mayor").await, (false, false));
}

async fn who_leads_for_one_organisation_has_the_schema_of_a_lead_and_nobody_else(db: Database) {
    let records = "
organisations: [{slug: mayor, name: Mayor, sector: LONDON_GOVERNMENT}, {slug: force, name: Force, sector: POLICE}]
people:
  - {slug: one, name: One, affiliations: [{organisation: mayor}]}
  - {slug: two, name: Two, affiliations: [{organisation: mayor}, {organisation: force}]}
  - {slug: gone, name: Gone, affiliations: [{organisation: mayor, to: 2020-01-01}]}
accounts:
  - {slug: one, name: One, kind: PERSON, person: one, information_governance: true}
  - {slug: two, name: Two, kind: PERSON, person: two, information_governance: true}
  - {slug: gone, name: Gone, kind: PERSON, person: gone, information_governance: true}
  - {slug: system, name: System, kind: SERVICE, organisation: mayor, scopes: [read], information_governance: true}
";
    let world = db.world(records).await;
    // Whose lead somebody with two hats is, the record does not say.
    let all = [("one", None, true), ("two", Some("force"), false), ("gone", None, false), ("system", None, false)];
    for (who, hat, leads) in all {
        let asker = world.person(who);
        let asker = if let Some(hat) = hat { asker.wearing(hat) } else { asker };
        let viewer = asker.ask("{ viewer { capabilities } __type(name: \"Agreement\") { fields { name } } }").await;
        let has = list(&viewer["viewer"]["capabilities"]).contains(&json!("INFORMATION_GOVERNANCE"));
        let field = list(&viewer["__type"]["fields"]).contains(&json!({ "name": "text" }));
        assert_eq!((has, field), (leads, leads), "{who}");
    }
}
