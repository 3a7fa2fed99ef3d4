//! What those who keep a record are told that others see of it (`viewAs`): exactly what these are told when they ask
//! themselves, of the keepers' own records, and of nothing that the keepers do not read.

use std::collections::BTreeSet;

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

use crate::{steps, why::SMALL};

crate::cases![
    what_others_see_is_what_they_are_told_themselves,
    a_sector_is_each_of_its_people_who_sits_on_the_board_today,
    what_is_not_the_askers_to_keep_or_to_read_is_told_of_nobody,
    a_person_with_two_hats_is_looked_at_under_one,
    looking_as_others_leaves_no_line_and_shows_nothing_to_them,
];

const ACCESS: &str = "outcome ask reasons { rules says } withheld { code fields says }";

/// The ids of a board and of its records, as far as somebody knows of them.
async fn ids(who: &Asker<'_>, board: &str) -> Vec<String> {
    let query = "{ id seats { nodes { id } } memberships { nodes { id } }
        meetings { nodes { id agendaItems { nodes { id } } attendance { nodes { id } }
            editions { nodes { id sections { id } } } } }
        actions { nodes { id updates { nodes { id } } } } programmes { nodes { id updates { nodes { id } } } }
        papers { nodes { id versions { nodes { id } } circulations { nodes { id } } comments { nodes { id } } } }
        decisions { nodes { id } } reviews { nodes { id } } }";
    let query = format!(r#"{{ board(by: {{ slug: "{board}" }}) {query} }}"#);
    let mut found = BTreeSet::new();
    gather(&who.ask(&query).await, &mut found);
    found.into_iter().collect()
}

fn gather(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| match value.as_str() {
            Some(id) if name == "id" => drop(found.insert(id.to_owned())),
            _ => gather(value, found),
        }),
        Value::Array(list) => list.iter().for_each(|value| gather(value, found)),
        _ => {}
    }
}

/// What the keeper is told in somebody's place, of each record; one list for each in whose place it is.
async fn viewed(keeper: &Asker<'_>, ids: &[String], whom: &Value) -> Vec<(Value, Vec<Value>)> {
    let query = format!(
        "query($ids: [ID!]!, $as: ViewAsInput!) {{
            viewAs(ids: $ids, as: $as) {{ person {{ slug }} actingFor {{ slug }} access {{ {ACCESS} }} }} }}"
    );
    let mut all: Vec<(Value, Vec<Value>)> = Vec::new();
    for some in ids.chunks(20) {
        let told = keeper.ask_with(&query, json!({ "ids": some, "as": whom })).await["viewAs"].clone();
        for (at, place) in told.as_array().expect("places").iter().enumerate() {
            if all.len() <= at {
                all.push((json!([place["person"]["slug"], place["actingFor"]["slug"]]), Vec::new()));
            }
            all[at].1.extend(place["access"].as_array().expect("a list").clone());
        }
    }
    all
}

async fn person(who: &Asker<'_>, slug: &str) -> Value {
    who.ask(&format!(r#"{{ person(by: {{ slug: "{slug}" }}) {{ id }} }}"#)).await["person"]["id"].clone()
}

/// What somebody is told of records when they ask themselves.
async fn told(who: &Asker<'_>, ids: &[String]) -> Vec<Value> {
    let mut all = Vec::new();
    for id in ids {
        let (_, answer) = who.answer(&format!("{{ access(id: \"{id}\") {{ {ACCESS} }} }}"), json!({})).await;
        // Of a kind that is not in their schema it is no id at all.
        all.push(answer["data"]["access"].clone());
    }
    all
}

async fn what_others_see_is_what_they_are_told_themselves(db: Database) {
    let world = db.world(SMALL).await;
    let keeper = world.person("harbour-secretariat");
    let all = ids(&keeper, "harbour-board").await;
    let own = told(&keeper, &all).await;
    let people = [
        ("harbour-member", "mo"),
        ("harbour-principal", "pru"),
        ("harbour-substitute", "sib"),
        ("harbour-observer", "obi"),
        ("harbour-joiner", "joy"),
        ("harbour-leaver", "lee"),
        ("harbour-guest", "gil"),
        ("harbour-owner", "oz"),
        ("harbour-chair", "cas"),
        ("public", ""),
    ];
    let (mut known, mut hidden, mut stubs) = (0, 0, 0);
    for (account, slug) in people {
        let whom = match slug {
            "" => json!({ "public": true }),
            slug => json!({ "person": { "person": person(&keeper, slug).await } }),
        };
        let places = viewed(&keeper, &all, &whom).await;
        let [(_, seen)] = places.as_slice() else { panic!("{places:?}") };
        for (((id, seen), told), own) in all.iter().zip(seen).zip(told(&world.anybody(account), &all).await).zip(&own) {
            if own["outcome"] != "ALLOW" {
                assert_eq!(*seen, Value::Null, "{account} of {id}, of which its keeper knows a stub");
                continue;
            }
            assert_eq!(*seen, told, "{account} of {id}");
            known += u32::from(seen["outcome"] == "ALLOW");
            stubs += u32::from(seen["outcome"] == "STUB");
            hidden += u32::from(seen.is_null());
        }
    }
    assert!(known > 100 && hidden > 100 && stubs > 3, "{known} known, {hidden} hidden, {stubs} stubs");
}

async fn a_sector_is_each_of_its_people_who_sits_on_the_board_today(db: Database) {
    let world = db.world(SMALL).await;
    let keeper = world.person("harbour-chair");
    let board = keeper.ask(r#"{ board(by: { slug: "harbour-board" }) { id } }"#).await["board"]["id"].clone();
    let some: Vec<String> = ids(&keeper, "harbour-board").await.into_iter().take(20).collect();
    for (sector, people) in [
        ("POLICE", json!([["mo", "police"]])),
        ("HEALTH", json!([["joy", "hospital"], ["obi", "hospital"]])),
        ("COURTS", json!([])),
    ] {
        let places = viewed(&keeper, &some, &json!({ "sector": { "board": board, "sector": sector } })).await;
        let mut who: Vec<Value> = places.iter().map(|(who, _)| who.clone()).collect();
        who.sort_by_key(ToString::to_string);
        assert_eq!(json!(who), people, "{sector}");
        for (who, seen) in places {
            let whom = json!({ "person": { "person": person(&keeper, who[0].as_str().expect("a slug")).await } });
            assert_eq!(viewed(&keeper, &some, &whom).await[0].1, seen, "{who}");
        }
    }
}

async fn refusal(who: &Asker<'_>, ids: &Value, whom: &Value) -> String {
    let query = "query($ids: [ID!]!, $as: ViewAsInput!) { viewAs(ids: $ids, as: $as) { access { outcome } } }";
    let (_, answer) = who.answer(query, json!({ "ids": ids, "as": whom })).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "VALIDATION", "{answer}");
    answer["errors"][0]["message"].as_str().expect("a message").to_owned()
}

async fn what_is_not_the_askers_to_keep_or_to_read_is_told_of_nobody(db: Database) {
    let world = db.world(&steps::table()).await;
    let (secretary, nurse, officer) = (world.person("secretary"), world.person("nurse"), world.person("officer"));
    let everyone = json!({ "public": true });
    // The records of the back room, which its secretary keeps and the secretary of the table does not know of.
    let theirs = ids(&nurse, "backroom").await;
    assert!(theirs.len() > 3, "{theirs:?}");
    assert!(viewed(&secretary, &theirs, &everyone).await[0].1.iter().all(Value::is_null));
    let kept = ids(&secretary, "table").await;
    assert!(viewed(&secretary, &kept, &everyone).await[0].1.iter().any(|seen| !seen.is_null()));
    // A board that they know of and do not run is not theirs to ask about, nor is what is of no board.
    let listed = viewed(&nurse, &kept[..], &everyone).await;
    assert!(told(&nurse, &kept).await.iter().any(|told| !told.is_null()), "the table is listed");
    assert!(listed[0].1.iter().all(Value::is_null));
    let organisation = steps::id(&world, "organisation", "police").await;
    let organisation = [organisation.as_str().expect("an id").to_owned()];
    assert_eq!(viewed(&secretary, &organisation, &everyone).await[0].1, [Value::Null]);
    // Who is on no board's staff has no such question.
    let query = r#"{ viewAs(ids: ["x"], as: { public: true }) { access { outcome } } }"#;
    let (_, answer) = officer.answer(query, json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "VALIDATION");
    assert!(answer["errors"][0]["message"].as_str().expect("a message").contains("Unknown field"), "{answer}");
    // A person who is hidden from the asker is none.
    let hidden = person(&nurse, "p-nurse").await;
    assert_eq!(person(&secretary, "p-nurse").await, Value::Null);
    let never = json!(format!("{}AA", hidden.as_str().expect("an id").split_at(21).0));
    let own = json!([kept[0]]);
    let of = |id: &Value| json!({ "person": { "person": id } });
    assert_eq!(refusal(&secretary, &own, &of(&hidden)).await, refusal(&secretary, &own, &of(&never)).await);
    let board = nurse.ask(r#"{ board(by: { slug: "backroom" }) { id } }"#).await["board"]["id"].clone();
    let told = refusal(&secretary, &own, &json!({ "sector": { "board": board, "sector": "HEALTH" } })).await;
    assert!(told.contains("no such board of which you are secretary or chair"), "{told}");
    assert!(refusal(&secretary, &json!([]), &everyone).await.contains("1 to 20"));
    assert!(refusal(&secretary, &json!([kept[0], kept[0]]), &everyone).await.contains("once"));
}

async fn a_person_with_two_hats_is_looked_at_under_one(db: Database) {
    let world = db.world(&steps::table()).await;
    let secretary = world.person("secretary");
    let (person, police, coalition) = (
        person(&secretary, "p-two-hats").await,
        steps::id(&world, "organisation", "police").await,
        steps::id(&world, "organisation", "coalition").await,
    );
    let all = ids(&secretary, "table").await;
    let under = |hat: &Value| json!({ "person": { "person": person, "actingFor": hat } });
    for (hat, slug) in [(&police, "police"), (&coalition, "coalition")] {
        let seen = viewed(&secretary, &all, &under(hat)).await;
        assert_eq!(seen[0].0, json!(["p-two-hats", slug]));
        let told: Vec<Value> = told(&world.person("two-hats").wearing(slug), &all).await;
        let outcomes = |all: &[Value]| all.iter().map(|access| access["outcome"].clone()).collect::<Vec<_>>();
        assert_eq!(outcomes(&seen[0].1), outcomes(&told), "{slug}");
    }
    let shelter = steps::id(&world, "organisation", "shelter").await;
    for whom in [under(&shelter), json!({ "person": { "person": person } })] {
        assert!(refusal(&secretary, &json!([all[0]]), &whom).await.contains("actingFor"));
    }
}

async fn looking_as_others_leaves_no_line_and_shows_nothing_to_them(db: Database) {
    let world: World = db.world(SMALL).await;
    let keeper = world.person("harbour-secretariat");
    let all = ids(&keeper, "harbour-board").await;
    let lines = "{ auditEvents(first: 1) { totalCount } }";
    // The question about lines leaves one itself, from the second time on.
    let count = async || keeper.ask(lines).await["auditEvents"]["totalCount"].as_u64().expect("a count");
    let (first, second) = (count().await, count().await);
    for slug in ["mo", "pru", "gil"] {
        viewed(&keeper, &all, &json!({ "person": { "person": person(&keeper, slug).await } })).await;
    }
    viewed(&keeper, &all, &json!({ "public": true })).await;
    assert_eq!(count().await - second, second - first);
}
