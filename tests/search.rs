//! The search box: which words find which texts, how hits are ranked, shown and cut into pages, and what is refused. The
//! same on both databases.

use roundtable_tests::{Asker, Database};
use serde_json::{Value, json};

use crate::cast::texts;

crate::cases![
    words_find_texts_whatever_their_capitals_accents_and_order,
    a_phrase_finds_words_that_follow_one_another,
    a_star_stands_for_any_ending,
    what_means_something_to_a_database_means_nothing_here,
    names_come_first_and_then_texts_that_say_it_more_often,
    a_record_is_found_once_by_its_best_text,
    kinds_and_a_board_narrow_a_search,
    a_hit_shows_the_passage_in_plain_pieces,
    pages_give_each_hit_once_and_in_order,
    a_question_that_cannot_be_answered_is_refused_before_anything_is_read,
    the_index_follows_what_is_loaded_later,
    a_page_of_hits_costs_the_same_for_one_as_for_a_hundred,
];

/// Names and texts that are open to all.
const OPEN: &str = r#"
organisations:
  - {slug: refuge, name: Refuge, short_name: RFG, sector: VOLUNTARY, aliases: [{name: Women's Refuge of Łódź}]}
  - {slug: cafe, name: Café for Women’s Safety, sector: VOLUNTARY}
  - {slug: tram, name: Trams of Zoë and Ångström, sector: TRANSPORT}
  - {slug: odd, name: "Not <b>AND</b> OR near'by; DROP 100%_", sector: TRANSPORT}
boards:
  - {slug: hall, name: The refuge board, kind: BOARD, status: ACTIVE, purpose: To keep every refuge open; refuge after refuge}
  - {slug: yard, name: The yard, kind: BOARD, status: ACTIVE, purpose: To count refuges}
programmes:
  - {slug: p-hall, name: Beds, kind: SERVICE, status: LIVE, board: hall, announced: true}
  - {slug: p-yard, name: Beds and more, kind: SERVICE, status: LIVE, board: yard, announced: true}
meetings:
  - slug: march
    board: hall
    status: MINUTED
    held_on: 2025-03-07
    items: [{key: "1", number: "1", title: Hope, part: OPEN}]
    minutes:
      - edition: 1
        status: PUBLISHED
        agreed_on: 2025-04-07
        sections:
          - {item: "1", part: OPEN, body: "The survivors came before the summary. A survivor spoke of safe routes: safe, safe routes home."}
"#;

/// What somebody finds, by the slugs or the kinds of the records, in order.
async fn found(who: &Asker<'_>, text: &str) -> Vec<String> {
    let query = "query($text: String!) { search(text: $text) { totalCount nodes { node { __typename id
        ... on Organisation { slug } ... on Board { slug } ... on Programme { slug } } } } }";
    let found = who.ask_with(query, json!({ "text": text })).await["search"].clone();
    let hits = found["nodes"].as_array().expect("hits");
    assert_eq!(found["totalCount"], hits.len());
    let name = |hit: &Value| hit["node"]["slug"].as_str().or(hit["node"]["__typename"].as_str()).map(str::to_owned);
    hits.iter().filter_map(name).collect()
}

async fn words_find_texts_whatever_their_capitals_accents_and_order(db: Database) {
    let world = db.world(OPEN).await;
    for (text, slugs) in [
        ("CAFE", &["cafe"][..]),
        ("café safety", &["cafe"]),
        ("Safety CAFÉ", &["cafe"]),
        ("cafe\u{301}", &["cafe"]),
        ("zoe angstrom", &["tram"]),
        ("łódź", &["refuge"]),
        ("women's", &["cafe", "refuge"]),
        ("women’s safety", &["cafe"]),
        ("cafe trams", &[]),
        ("rfg", &["refuge"]),
    ] {
        assert_eq!(found(&world.public(), text).await, slugs, "{text}");
    }
}

async fn a_phrase_finds_words_that_follow_one_another(db: Database) {
    let world = db.world(OPEN).await;
    assert_eq!(found(&world.public(), "\"safe routes home\"").await, ["MinuteSection"]);
    assert_eq!(found(&world.public(), "“Safe Routes” survivor").await, ["MinuteSection"]);
    assert_eq!(found(&world.public(), "\"routes safe\"").await, ["MinuteSection"], "over a colon");
    for text in ["\"home routes\"", "\"survivor routes\"", "\"safe home", "\"refuge women\""] {
        assert_eq!(found(&world.public(), text).await, [""; 0], "{text}");
    }
    assert_eq!(found(&world.public(), "routes home safe").await, ["MinuteSection"], "words need no order");
    assert_eq!(found(&world.public(), "refuge-board").await, ["hall"], "a hyphen joins");
    assert_eq!(found(&world.public(), "board-refuge").await, [""; 0]);
}

async fn a_star_stands_for_any_ending(db: Database) {
    let world = db.world(OPEN).await;
    assert_eq!(found(&world.public(), "survivor").await, ["MinuteSection"]);
    assert_eq!(found(&world.public(), "surviv").await, [""; 0], "endings count");
    assert_eq!(found(&world.public(), "surviv*").await, ["MinuteSection"]);
    assert_eq!(found(&world.public(), "refuges").await, ["yard"]);
    let mut all = found(&world.public(), "refuge*").await;
    all.sort();
    assert_eq!(all, ["hall", "refuge", "yard"]);
    assert_eq!(found(&world.public(), "refuge-bo*").await, ["hall"], "of the last word of several");
    assert_eq!(found(&world.public(), "*efuge").await, [""; 0], "and not for a beginning");
}

async fn what_means_something_to_a_database_means_nothing_here(db: Database) {
    let world = db.world(OPEN).await;
    for (text, slugs) in [
        ("not OR and", &["odd"][..]),
        ("near'by", &["odd"]),
        ("drop; 100%_", &["odd"]),
        ("NEAR(drop)", &[]),
        ("refuge OR trams", &[]),
        ("refuge & !rfg", &[]),
        ("trams -zoe", &["tram"]),
        ("words:trams", &[]),
        ("trams:*", &["tram"]),
        ("^trams", &["tram"]),
        ("trams')) --", &["tram"]),
        ("trams\\", &["tram"]),
        ("{trams} + <tr*", &["tram"]),
    ] {
        assert_eq!(found(&world.public(), text).await, slugs, "{text}");
    }
}

async fn names_come_first_and_then_texts_that_say_it_more_often(db: Database) {
    let world = db.world(OPEN).await;
    let query = "query($text: String!) { search(text: $text) { nodes { field rank snippet { text } } } }";
    let ranks = async |text: &str| {
        let found = world.public().ask_with(query, json!({ "text": text })).await;
        let hits = found["search"]["nodes"].as_array().expect("hits").clone();
        hits.iter().map(|hit| json!([hit["field"], hit["rank"]])).collect::<Vec<_>>()
    };
    assert_eq!(ranks("refuge*").await, [json!(["NAME", 201]), json!(["NAME", 201]), json!(["PURPOSE", 101])]);
    assert_eq!(ranks("safe").await, [json!(["BODY", 103])]);
    // Every word of the question counts, also those of a phrase, and each place of one once.
    assert_eq!(ranks("\"safe routes\" safe saf*").await, [json!(["BODY", 105])]);
    let many = OPEN.replace("To count refuges", &"refuge ".repeat(400));
    let world = db.world(&many).await;
    let hits = world.public().ask_with(query, json!({ "text": "refuge" })).await["search"]["nodes"].clone();
    assert_eq!(hits[2]["rank"], 199, "more is not counted, and no text passes a name");
}

async fn a_record_is_found_once_by_its_best_text(db: Database) {
    let world = db.world(OPEN).await;
    let query =
        r#"{ search(text: "refuge", kinds: [BOARD, ORGANISATION]) { totalCount nodes { field node { id } } } }"#;
    let found = world.public().ask(query).await["search"].clone();
    // The board by its name and not by its purpose, the organisation by the name that it goes by first.
    assert_eq!(found["totalCount"], 2);
    let mut fields = texts(&found["nodes"], "/field");
    fields.sort();
    assert_eq!(fields, ["NAME", "NAME"]);
}

async fn kinds_and_a_board_narrow_a_search(db: Database) {
    let world = db.world(OPEN).await;
    let count = async |arguments: &str| {
        let query = format!("{{ search(text: {arguments}) {{ totalCount nodes {{ node {{ __typename }} }} }} }}");
        let found = world.public().ask(&query).await["search"].clone();
        let kinds = texts(&found["nodes"], "/node/__typename");
        assert_eq!(found["totalCount"], kinds.len(), "{arguments}");
        kinds
    };
    assert_eq!(count(r#""refuge*", kinds: [BOARD]"#).await, ["Board", "Board"]);
    assert_eq!(count(r#""refuge*", kinds: [BOARD], board: "yard""#).await, ["Board"]);
    assert_eq!(count(r#""refuge", board: "hall""#).await, ["Board"], "what belongs to no board is left out");
    assert_eq!(count(r#""beds", board: "yard""#).await, ["Programme"]);
    assert_eq!(count(r#""beds", kinds: [PROGRAMME, PROGRAMME, BOARD]"#).await, ["Programme", "Programme"]);
    assert_eq!(count(r#""safe", board: "hall""#).await, ["MinuteSection"]);
    assert_eq!(count(r#""safe", board: "yard""#).await, [""; 0]);
    assert_eq!(count(r#""safe", board: "there-is-none""#).await, [""; 0]);
    assert_eq!(count(r#""safe", kinds: []"#).await, [""; 0]);
    assert_eq!(count(r#""safe", kinds: [ACTION]"#).await, [""; 0]);
}

async fn a_hit_shows_the_passage_in_plain_pieces(db: Database) {
    let long = format!(
        "{}Here stands the <i>kestrel</i> & its nest. {}",
        "Before it all. ".repeat(40),
        "And after. ".repeat(40)
    );
    let world = db.world(&OPEN.replace("To count refuges", &format!("'{long}'"))).await;
    let query = "query($text: String!) { search(text: $text) { nodes { snippet { text matched } } } }";
    let pieces = world.public().ask_with(query, json!({ "text": "\"its nest\" KESTREL" })).await;
    let pieces = pieces["search"]["nodes"][0]["snippet"].as_array().expect("pieces").clone();
    let matched: Vec<&Value> =
        pieces.iter().filter(|piece| piece["matched"] == true).map(|piece| &piece["text"]).collect();
    assert_eq!(matched, ["kestrel", "its nest"], "as it is written");
    let whole = texts(&json!(pieces), "/text").concat();
    assert!(whole.contains("Here stands the <i>kestrel</i> & its nest."), "as it is, and never as markup: {whole}");
    assert!(whole.starts_with('…') && whole.ends_with('…') && whole.chars().count() <= 210, "{whole}");
    let short = world.public().ask_with(query, json!({ "text": "zoe" })).await["search"]["nodes"][0].clone();
    let all = json!([
        { "text": "Trams of ", "matched": false }, { "text": "Zoë", "matched": true },
        { "text": " and Ångström", "matched": false },
    ]);
    assert_eq!(short["snippet"], all);
}

/// Names and purposes that share words: many hits with few ranks.
fn many() -> String {
    let mut file = String::from("boards:\n");
    for n in 0..37 {
        let name = if n % 3 == 0 { "beacon" } else { "lamp" };
        let purpose = "A beacon. ".repeat(n % 4);
        file += &format!(
            "  - {{slug: b-{n}, name: The {name} {n:02}, kind: BOARD, status: ACTIVE, purpose: 'On {n:02}. {purpose}'}}\n"
        );
    }
    file
}

async fn pages_give_each_hit_once_and_in_order(db: Database) {
    let world = db.world(&many()).await;
    let query = "query($first: Int, $after: String) { search(text: \"beacon\", first: $first, after: $after) {
        totalCount nodes { rank node { id } } edges { cursor node { node { id } } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
    let whole = world.public().ask_with(query, json!({ "first": 100 })).await["search"].clone();
    let ids = texts(&whole["nodes"], "/node/id");
    assert_eq!((ids.len(), &whole["totalCount"]), (31, &json!(31)));
    let ranks: Vec<i64> =
        whole["nodes"].as_array().expect("hits").iter().filter_map(|hit| hit["rank"].as_i64()).collect();
    assert!(ranks.is_sorted_by(|a, b| a >= b), "{ranks:?}");
    assert_eq!(ranks.iter().filter(|rank| **rank == 201).count(), 13);
    for first in [1, 2, 7, 30, 31] {
        let (mut after, mut walked) = (Value::Null, Vec::new());
        loop {
            let page =
                world.public().ask_with(query, json!({ "first": first, "after": after })).await["search"].clone();
            assert_eq!(page["totalCount"], 31);
            let (info, some) = (&page["pageInfo"], texts(&page["nodes"], "/node/id"));
            assert_eq!(texts(&page["edges"], "/node/node/id"), some);
            assert_eq!(info["hasPreviousPage"], !walked.is_empty());
            assert_eq!(info["startCursor"], page["edges"][0]["cursor"]);
            walked.extend(some);
            assert_eq!(info["hasNextPage"], walked.len() < 31);
            if info["hasNextPage"] == false {
                break;
            }
            after = info["endCursor"].clone();
        }
        assert_eq!(walked, ids, "by pages of {first}");
    }
    // A cursor is good for its own search alone.
    let cursor = whole["edges"][4]["cursor"].as_str().expect("a cursor");
    for arguments in ["text: \"lamp\"", "text: \"beacon\", kinds: [BOARD]", "text: \"beacon\", board: \"b-3\""] {
        let query = format!("{{ search({arguments}, after: \"{cursor}\") {{ totalCount }} }}");
        assert_eq!(world.public().refused(&query).await["extensions"]["code"], "VALIDATION", "{arguments}");
    }
    let same = format!("{{ search(text: \" Beacon \", after: \"{cursor}\") {{ nodes {{ node {{ id }} }} }} }}");
    assert_eq!(texts(&world.public().ask(&same).await["search"]["nodes"], "/node/id"), ids[5..25]);
}

async fn a_question_that_cannot_be_answered_is_refused_before_anything_is_read(db: Database) {
    let world = db.world(OPEN).await;
    let query = "query($text: String!, $first: Int, $board: ID) { search(text: $text, first: $first, board: $board) { totalCount } }";
    let (long, many) = ("refuge ".repeat(29), "to be or not to be ".repeat(3));
    let refused = [
        (json!({ "text": "" }), "text: write at least one word of 2 letters or digits"),
        (json!({ "text": " * - \"\" " }), "text: write at least one word of 2 letters or digits"),
        (json!({ "text": "a" }), "text: write at least one word of 2 letters or digits"),
        (json!({ "text": "a* refuge" }), "text: write at least 2 letters of a word before the star"),
        (json!({ "text": long }), "text: at most 200 characters; leave the least telling words out"),
        (json!({ "text": many }), "text: at most 16 words; leave the least telling ones out"),
        (json!({ "text": "refuge", "first": 101 }), "first: a page holds at most 100; ask for the next with `after`"),
        (json!({ "text": "refuge", "first": -1 }), "first: a page cannot have a negative size"),
        (
            json!({ "text": "refuge", "board": "A" }),
            "board: this is not the id of a Board; use one that a query gave you",
        ),
    ];
    for (variables, message) in refused {
        let (before, _) = world.statements().await;
        let (_, answer) = world.public().answer(query, variables.clone()).await;
        let (after, _) = world.statements().await;
        let error = &answer["errors"][0];
        assert_eq!(
            (&error["message"], &error["extensions"]["code"]),
            (&json!(message), &json!("VALIDATION")),
            "{variables}"
        );
        assert_eq!(after, before, "nothing was read for {variables}");
    }
    assert_eq!(found(&world.public(), "refuge\u{0}").await.len(), 2, "an odd character is none of a word");
}

async fn the_index_follows_what_is_loaded_later(db: Database) {
    let world = db.world(OPEN).await;
    assert_eq!(found(&world.public(), "nightingale").await, [""; 0]);
    let more = "organisations:\n  - {slug: late, name: The nightingale, sector: VOLUNTARY}\n".to_owned();
    roundtable::run::load(&world.store, "more", &[("more.yaml".to_owned(), more)])
        .await
        .unwrap_or_else(|stop| panic!("{stop}"));
    assert_eq!(found(&world.public(), "nightingale").await, ["late"]);
}

async fn a_page_of_hits_costs_the_same_for_one_as_for_a_hundred(db: Database) {
    let world = db.world(&many()).await;
    let mut costs = Vec::new();
    for first in [1, 10, 100] {
        let (before, _) = world.statements().await;
        let query = format!(
            "{{ search(text: \"beacon\", first: {first}) {{ totalCount nodes {{ snippet {{ text }} node {{ ... on Board {{ name slug }} }} }} pageInfo {{ hasNextPage }} }} }}"
        );
        let found = world.public().ask(&query).await;
        assert_eq!(found["search"]["nodes"].as_array().map(Vec::len), Some(first.min(31)));
        costs.push(world.statements().await.0 - before);
    }
    assert_eq!(costs, [3; 3], "the hits, their number, their records");
}
