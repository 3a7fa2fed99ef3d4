//! Two partnerships that have nothing in common, in one database. Whatever anybody of one asks, no id and no word of the
//! other comes back, in data, errors, cursors, extensions or headers; a name of the other is worth as much as one that
//! never was; and every answer, count and page is what it would be if the other did not exist.
//!
//! What is asked is made from the schema. Two words tell what was said: one stands in everything that only a partnership
//! itself may read, the other in what is public. Organisations, areas and the register of agreements are known to all
//! (R1, R18), so the public word may appear under their roots, and nowhere else unless the board is listed; the other
//! word nowhere at all.

mod partnership;
mod portrait;
mod questions;

use std::collections::BTreeSet;

use axum::http::StatusCode;
use partnership::{KESTREL, MAGPIE, alone, together};
use portrait::{Caller, KNOWN_TO_ALL, Portrait, cursors, of_all};
use questions::Schema;
use roundtable_tests::Database;
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

/// An id of the same kind that was never given to anything.
fn never(id: &str) -> String {
    let turn = |(at, c): (usize, char)| match c {
        c if !(12..22).contains(&at) => c,
        'A'..='Y' | 'a'..='y' => char::from_u32(c as u32 + 1).unwrap_or(c),
        _ => 'A',
    };
    id.chars().enumerate().map(turn).collect()
}

/// Where two answers first differ, and what they say there.
fn apart(one: &Value, other: &Value, at: &str) -> Option<String> {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) if one.keys().eq(other.keys()) => {
            one.iter().find_map(|(key, value)| apart(value, &other[key], &format!("{at}.{key}")))
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => (0..)
            .zip(one.iter().zip(other))
            .find_map(|(n, (one, other)): (u32, _)| apart(one, other, &format!("{at}[{n}]"))),
        _ => (one != other).then(|| format!("{at}\n  beside: {one}\n  alone:  {other}")),
    }
}

async fn beside_another_partnership_every_answer_is_the_same_and_has_no_word_of_it(db: Database) {
    let (both, one) = (together(&db, &KESTREL, &MAGPIE, false).await, alone(&db, &KESTREL, false).await);
    let theirs = of_all(&both, &MAGPIE).await;
    for role in ["member", "secretary", "service", "public"] {
        let portrait = Portrait::of(&Caller::new(&both, &KESTREL, role)).await;
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
        let by_itself = Portrait::of(&Caller::new(&one, &KESTREL, role)).await;
        for ((text, beside), (_, alone)) in portrait.answers().into_iter().zip(by_itself.answers()) {
            let apart = apart(&beside, &alone, "");
            assert!(apart.is_none(), "{role} asked {text}\n{}", apart.unwrap_or_default());
        }
        if role == "secretary" {
            // Nothing would be proved by records that nobody can see.
            let schema = Schema::read(&Caller::new(&both, &KESTREL, role)).await;
            let all: BTreeSet<&str> = schema.kinds("Node").into_iter().collect();
            assert_eq!(portrait.kinds(), all);
        }
        let own = portrait.heard.iter().filter(|(_, said)| said.has(KESTREL.own)).count();
        assert_eq!(own == 0, role == "public", "{role} heard their own word {own} times");
    }
}

async fn a_listed_board_shows_its_public_face_and_nothing_else(db: Database) {
    let world = together(&db, &KESTREL, &MAGPIE, true).await;
    let theirs = of_all(&world, &KESTREL).await;
    let private = theirs
        .iter()
        .filter(|(_, record)| record.words.to_lowercase().contains(KESTREL.own) && !record.is_open(&KESTREL));
    let private: Vec<&str> = private.map(|(id, _)| id.as_str()).collect();
    assert!(private.len() > 30, "{}", private.len());
    for role in ["member", "service", "public"] {
        let portrait = Portrait::of(&Caller::new(&world, &MAGPIE, role)).await;
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
    let theirs = Portrait::of(&Caller::new(&world, &MAGPIE, "secretary")).await;
    let ids: Vec<(String, String)> = theirs.samples().into_iter().map(|(_, id)| (id.to_owned(), never(id))).collect();
    let slugs = [
        "board",
        "planned",
        "published",
        "action",
        "programme",
        "grant",
        "bid",
        "paper",
        "request",
        "decision",
        "recommendation",
        "review",
        "member",
        "secretary",
        "draft",
    ];
    let mut slugs = slugs.map(|slug| (format!("{}-{slug}", MAGPIE.own), format!("condor-{slug}"))).to_vec();
    slugs.push((format!("{}-police", MAGPIE.open), "condor-police".to_owned()));
    let known = |root: &str, name: &str| {
        // Organisations, areas and the register are there for all, also by `node` and by their words, and why is told of
        // them.
        let open =
            theirs.records.get(name).is_some_and(|record| record.is_open(&MAGPIE)) || name.starts_with(MAGPIE.open);
        open && (root.starts_with("node") || ["access", "search"].contains(&root) || KNOWN_TO_ALL.contains(&root))
    };
    for role in ["member", "service", "public"] {
        let caller = Caller::new(&world, &KESTREL, role);
        for question in Schema::read(&caller).await.naming() {
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
            // Of a kind that is not in the caller's schema it is no id at all, and then nothing is answered.
            assert!(hidden.json()["data"]["nodes"].as_array().is_none_or(|n| n.iter().all(Value::is_null)));
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

/// What was answered of records: what the asker read before leaves lines in the ledger.
fn records(portrait: &Portrait) -> Vec<(&str, Value)> {
    portrait.answers().into_iter().filter(|(text, _)| !text.contains("auditEvents")).collect()
}

async fn nothing_can_be_done_to_the_records_of_another_partnership(db: Database) {
    let world = together(&db, &KESTREL, &MAGPIE, false).await;
    let owner = Caller::new(&world, &MAGPIE, "secretary");
    let before = Portrait::of(&owner).await;
    // What the owner reads leaves lines; what is done would leave others.
    let deeds = "{ auditEvents(filter: { operations: [COLLECTION, ALTERATION, DISCLOSURE] }) { nodes { deed } } }";
    let done = owner.ask(deeds).await;
    for role in ["secretary", "member", "service", "public"] {
        let caller = Caller::new(&world, &KESTREL, role);
        let mut known = std::collections::BTreeMap::new();
        // Also the deeds that are not there for the role.
        for deed in Schema::read(&Caller::new(&world, &KESTREL, "secretary")).await.deeds() {
            let fits = |kind: &str| deed.root.to_lowercase().contains(&kind.to_lowercase());
            let own = before.order.iter().filter(|(kind, _)| fits(kind)).map(|(_, id)| id.as_str());
            for id in own.chain(before.samples().into_iter().map(|(_, id)| id)) {
                let (hidden, absent) = (caller.ask(&deed.about(id)).await, caller.ask(&deed.about(&never(id))).await);
                // Organisations, and agreements once they are signed, are known to all: of these it is told that it may not.
                if !known.contains_key(id) {
                    let said = caller.ask(&format!("{{ node(id: \"{id}\") {{ __typename }} }}")).await;
                    known.insert(id, said.json()["data"]["node"].is_object());
                }
                if !known[id] {
                    assert_eq!(hidden, absent, "{role} did {}", deed.about(id));
                }
                assert!(!hidden.has(MAGPIE.own) && !hidden.body.contains("INTERNAL"), "{}", hidden.body);
            }
        }
    }
    let after = Portrait::of(&owner).await;
    assert_eq!(records(&before), records(&after));
    assert_eq!(done, owner.ask(deeds).await);
}

async fn the_cursors_of_another_partnership_lead_to_nothing_of_it(db: Database) {
    let world = together(&db, &KESTREL, &MAGPIE, false).await;
    let theirs = Portrait::of(&Caller::new(&world, &MAGPIE, "secretary")).await;
    let mut found = Vec::new();
    theirs.heard.iter().for_each(|(_, said)| cursors(&said.json(), &mut found));
    found.sort();
    found.dedup();
    let ours = Caller::new(&world, &KESTREL, "member");
    let (mut led, mut refused) = (0, 0);
    for root in [
        "actions",
        "meetings",
        "boards",
        "people",
        "programmes",
        "papers",
        "decisions",
        "recommendations",
        "reviews",
        "changes",
    ] {
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
    let schema = Schema::read(&Caller::new(&world, &KESTREL, "secretary")).await;
    let questions = schema.open().len() + schema.naming().len() + schema.deeds().len();
    schema.kinds("Node").iter().for_each(|kind| drop(schema.of_kind(kind)));
    assert!(questions > 100, "{questions}");
    assert_eq!(schema.unasked(), BTreeSet::new());
}
