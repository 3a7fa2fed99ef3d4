//! What a search tells to whom (L1 to L3; case 24): a text is found by whom it is for, and what is not for somebody
//! changes nothing in what they find, in which order, of how many, at which cost.

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

use crate::cast::{BOARD, cast, hidden, texts};

crate::cases![
    case_24_a_member_who_may_not_read_of_covert_work_finds_none,
    l2_each_text_is_found_by_whom_it_is_for,
    l3_a_word_of_hidden_texts_is_answered_as_one_that_stands_nowhere,
    l1_hidden_texts_change_no_rank_no_order_and_no_count,
    what_a_deed_opens_is_found_from_then_on,
    what_the_public_cannot_have_is_no_kind_of_theirs,
    a_system_a_guest_and_a_token_for_actions_find_what_they_may_read,
];

/// Everything of a search that an answer can hold.
const ALL: &str = "query($text: String!, $kinds: [SearchKind!], $board: ID, $first: Int, $after: String) {
    search(text: $text, kinds: $kinds, board: $board, first: $first, after: $after) {
        totalCount
        nodes { node { __typename id } field rank snippet { text matched } }
        edges { cursor node { rank } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    } }";

/// What somebody finds.
async fn search(who: &Asker<'_>, text: &str) -> Value {
    who.ask_with(ALL, json!({ "text": text })).await["search"].clone()
}

/// The kinds and the texts that somebody finds a word in, and the total, which must agree.
async fn finds(who: &Asker<'_>, text: &str) -> Vec<String> {
    let found = search(who, text).await;
    let hits = found["nodes"].as_array().expect("hits");
    assert_eq!(found["totalCount"], hits.len(), "{text}");
    let hit = |hit: &Value| {
        let marked = hit["snippet"].as_array().expect("a passage").iter().any(|piece| piece["matched"] == true);
        assert!(marked, "the passage shows what was found: {hit}");
        format!("{} {}", hit["node"]["__typename"].as_str().expect("a kind"), hit["field"].as_str().expect("a field"))
    };
    hits.iter().map(hit).collect()
}

async fn case_24_a_member_who_may_not_read_of_covert_work_finds_none(db: Database) {
    let world = db.demo().await;
    for who in ["nhs-delegate", "public", "mopac-secretariat", "evaw-cochair", "cps-service", "auditor"] {
        let found = search(&world.anybody(who), "covert").await;
        assert_eq!((&found["totalCount"], &found["nodes"]), (&json!(0), &json!([])), "{who}");
    }
    for who in ["mps-delegate", "cps-delegate"] {
        assert_eq!(finds(&world.person(who), "covert").await, ["MinuteSection BODY"], "{who}");
    }
}

/// A word of its own in each text that a rule is about.
const WORDS: &str = r#"
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    items:
      - {key: "1", number: "1", title: On celandine, part: OPEN, result: Agreed on campion}
      - {key: "2", number: "C1", title: On marigold, public_title: A visit of pansies, part: CLOSED,
         closed_reason: paragraph 7, audience: [mps]}
    invitations:
      - {person: guest, organisation: safelives, capacity: GUEST, invited_on: 2022-02-20, items: ["1"]}
    minutes:
      - edition: 1
        status: AGREED
        agreed_on: 2026-02-20
        sections:
          - {item: "1", part: OPEN, body: We spoke of zinnias.}
          - {item: "2", part: CLOSED, closed_reason: paragraph 7, body: We spoke of larkspur.}
          - {item: "1", part: RESTRICTED, closed_reason: paragraph 7, marking: {recipients: [prosecutor]},
             body: We spoke of oleander.}
      - edition: 2
        status: DRAFT
        sections:
          - {item: "1", part: OPEN, body: We spoke of foxglove.}
actions:
  - slug: open
    board: board
    description: Plant columbines
    raised_at: march
    item: "1"
    raised: RECORDED
    status: OPEN
    owners: [{organisation: mps}]
    updates: [{by: police, by_organisation: mps, text: Planted hellebore, note: {organisation: mps, text: Lost some peonies}}]
  - {slug: shut, board: board, description: Plant lupins, raised_at: march, item: "2", raised: RECORDED, status: OPEN,
     owners: [{organisation: mps}]}
papers:
  - {slug: asked, title: On speedwell, kind: REPORT, status: CIRCULATED, board: board, owner: mps, on_request: true,
     summary: All of bryony}
  - {slug: held, title: On nightshade, kind: REPORT, status: PUBLISHED, board: board, embargo: {}}
decisions:
  - {slug: told, text: To sow comfrey, board: board, meeting: march, item: "1", decided: 2022-03-07, by: {organisation: mps}}
  - {slug: kept, text: To sow teasel, board: board, meeting: march, item: "2", decided: 2022-03-07, by: {organisation: mps}}
recommendations:
  - {slug: dig, text: Dig up burdock, consultation: Spring, board: board, meeting: march, item: "1", status: EVIDENCED,
     directed_to: [{organisation: mps}], evidence: A heap of dogwood}
programmes:
  - {slug: garden, name: Tansy, kind: PILOT, status: LIVE, lead: mps, board: board, announced: true, summary: With yarrow}
agreements:
  - {slug: seeds, title: On vervain, status: DRAFT, parties: [{organisation: mps}, {organisation: cps}]}
"#;

/// A board that only its own know of.
const UNLISTED: &str = "
  - slug: group
    name: The hemlock group
    kind: WORKING_GROUP
    status: ACTIVE
    listed: false
    purpose: To pull out ragwort
    members: [{person: police, role: MEMBER, on_behalf_of: mps, from: 2020-01-01, basis: APPOINTED}]
";

/// The board with a list of its members that a test can end.
fn garden() -> String {
    [BOARD, UNLISTED, WORDS].concat()
}

const ITEM: &str = "AgendaItem TITLE";
const BODY: &str = "MinuteSection BODY";
const NOBODY: [&str; 0] = [];

async fn l2_each_text_is_found_by_whom_it_is_for(db: Database) {
    let world = cast(&db, &[&garden()]).await;
    // A word, where it stands, and who of these finds it.
    let everybody = ["public", "secretary", "police", "prosecutor", "nurse", "guest", "worker"];
    let said: [(&str, &str, &[&str]); 23] = [
        ("celandine", ITEM, &["secretary", "police", "prosecutor", "nurse", "guest"]),
        ("campion", "AgendaItem RESULT", &["secretary", "police", "prosecutor", "nurse", "guest"]),
        // Of a closed item, its readers find the title, and who sees a stub the title that stands there.
        ("marigold", ITEM, &["secretary", "police"]),
        ("pansies", ITEM, &["prosecutor", "nurse"]),
        ("zinnias", BODY, &["secretary", "police", "prosecutor", "nurse", "guest"]),
        ("larkspur", BODY, &["secretary", "police"]),
        ("oleander", BODY, &["prosecutor"]),
        ("foxglove", BODY, &["secretary"]),
        ("columbines", "Action DESCRIPTION", &["secretary", "police", "prosecutor", "nurse", "guest"]),
        ("lupins", "Action DESCRIPTION", &["secretary", "police"]),
        ("hellebore", "ActionUpdate TEXT", &["secretary", "police", "prosecutor", "nurse"]),
        ("speedwell", "Paper TITLE", &["secretary", "police", "prosecutor", "nurse"]),
        ("bryony", "Paper SUMMARY", &["secretary", "police"]),
        ("nightshade", "Paper TITLE", &["secretary"]),
        ("comfrey", "Decision TEXT", &["secretary", "police", "prosecutor", "nurse", "guest"]),
        ("teasel", "Decision TEXT", &["secretary", "police"]),
        ("burdock", "Recommendation TEXT", &["secretary", "police", "prosecutor", "nurse", "guest"]),
        ("dogwood", "Recommendation EVIDENCE", &["secretary", "police", "prosecutor", "nurse"]),
        ("tansy", "Programme NAME", &everybody),
        ("yarrow", "Programme SUMMARY", &["secretary", "police", "prosecutor", "nurse"]),
        ("vervain", "Agreement TITLE", &["police", "prosecutor"]),
        ("hemlock", "Board NAME", &["police"]),
        ("ragwort", "Board PURPOSE", &["police"]),
    ];
    for who in everybody {
        let asker = world.anybody(who);
        for (word, place, readers) in said {
            let wanted = if readers.contains(&who) { vec![place] } else { vec![] };
            assert_eq!(finds(&asker, word).await, wanted, "{who} looks for {word}");
        }
        // A note is for one organisation, and is no text that is searched.
        assert_eq!(finds(&asker, "peonies").await, NOBODY, "{who}");
    }
}

/// The whole answer, its cost, and with what places of words in it changed the same.
async fn answer(world: &World, who: &Asker<'_>, word: &str) -> (Value, u64) {
    let (before, _) = world.statements().await;
    let (status, answer) = who.answer(ALL, json!({ "text": word })).await;
    let (after, _) = world.statements().await;
    assert_eq!(status, 200, "{answer}");
    (answer, after - before)
}

async fn l3_a_word_of_hidden_texts_is_answered_as_one_that_stands_nowhere(db: Database) {
    let world = cast(&db, &[&garden()]).await;
    let words =
        ["marigold", "larkspur", "oleander", "foxglove", "lupins", "bryony", "nightshade", "vervain", "hemlock"];
    let mut compared = 0;
    for who in ["public", "secretary", "chair", "police", "prosecutor", "nurse", "guest", "worker", "mps-system"] {
        let asker = world.anybody(who);
        let nowhere = answer(&world, &asker, "xylophone").await;
        assert_eq!(nowhere.0["data"]["search"]["totalCount"], 0);
        for word in words {
            let said = answer(&world, &asker, word).await;
            if said.0["data"]["search"]["totalCount"] == 0 {
                assert_eq!(said, nowhere, "{who} looks for {word}");
                compared += 1;
            }
        }
    }
    assert!(compared > 40, "{compared}");
    // A board that is hidden narrows a search as much as one that is not there.
    hidden(world.person("nurse"), "board", "group").await;
    for text in ["zinnias", "ragwort"] {
        let of = async |board| world.person("nurse").answer(ALL, json!({ "text": text, "board": board })).await;
        assert_eq!(of("group").await, of("there-is-none").await);
    }
    let within = world.person("police").ask_with(ALL, json!({ "text": "ragwort", "board": "group" })).await;
    assert_eq!(within["search"]["totalCount"], 1, "and for its own it narrows it to what is there");
}

async fn l1_hidden_texts_change_no_rank_no_order_and_no_count(db: Database) {
    let meeting = |extra: &str| {
        let sections = (1..=12).map(|n| {
            format!("          - {{part: OPEN, body: '{n:02} We spoke {}of roses.'}}\n", "of roses, ".repeat(n % 4))
        });
        format!(
            "
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    minutes:
      - edition: 1
        status: AGREED
        agreed_on: 2026-02-20
        sections:
{}{extra}",
            sections.collect::<String>()
        )
    };
    let secret = format!(
        "          - {{part: RESTRICTED, closed_reason: paragraph 7, marking: {{recipients: [prosecutor]}}, body: '{}'}}\n",
        "00 Roses, roses. ".repeat(50)
    );
    let alone = cast(&db, &[BOARD, &meeting("")]).await;
    let beside = cast(&db, &[BOARD, &meeting(&secret.repeat(30))]).await;
    assert_eq!(search(&beside.person("prosecutor"), "roses").await["totalCount"], 42);
    for who in ["secretary", "police", "nurse"] {
        let (mut one, mut other) = (Value::Null, Value::Null);
        for page in 0.. {
            let read = async |world: &World, after: &Value| {
                let given = json!({ "text": "roses spoke", "first": 5, "after": after });
                world.person(who).ask_with(ALL, given).await["search"].clone()
            };
            let (said, twin) = (read(&alone, &one).await, read(&beside, &other).await);
            assert_eq!(said["totalCount"], 12);
            assert_eq!(texts(&said["nodes"], "/snippet/0/text"), texts(&twin["nodes"], "/snippet/0/text"), "{who}");
            for part in ["/totalCount", "/pageInfo/hasNextPage", "/pageInfo/hasPreviousPage"] {
                assert_eq!(said.pointer(part), twin.pointer(part), "{who}, page {page}: {part}");
            }
            let hits = |of: &Value| {
                let hits = of["nodes"].as_array().expect("hits").iter();
                hits.map(|hit| json!([hit["rank"], hit["field"], hit["snippet"]])).collect::<Vec<_>>()
            };
            assert_eq!(hits(&said), hits(&twin), "{who}, page {page}");
            if said["pageInfo"]["hasNextPage"] == false {
                assert_eq!(page, 2);
                break;
            }
            (one, other) = (said["pageInfo"]["endCursor"].clone(), twin["pageInfo"]["endCursor"].clone());
        }
    }
}

async fn what_a_deed_opens_is_found_from_then_on(db: Database) {
    let world = db.world(crate::feed::TABLE).await;
    let (secretary, officer) = (world.person("secretary"), world.person("officer"));
    // A report is found as soon as it is written, by those who follow the action.
    assert_eq!(finds(&officer, "chrysanthemum").await, NOBODY);
    let action = officer.ask(r#"{ action(by: { slug: "mend-lamps" }) { id version } }"#).await["action"].clone();
    let report = json!({ "input": { "action": action["id"], "expectedVersion": action["version"], "text": "A chrysanthemum." } });
    let done = officer
        .ask_with(
            "mutation($input: AddActionUpdateInput!) { addActionUpdate(input: $input) { userErrors { code } } }",
            report,
        )
        .await;
    assert_eq!(done["addActionUpdate"]["userErrors"], json!([]));
    assert_eq!(finds(&officer, "chrysanthemum").await, ["ActionUpdate TEXT"]);
    assert_eq!(finds(&world.public(), "chrysanthemum").await, NOBODY);
    // What minutes say is found by the public once they are published.
    let query = r#"{ meeting(by: { slug: "table-2026-01" }) { minutes { id version sections { part body } } } }"#;
    let minutes = secretary.ask(query).await["meeting"]["minutes"].clone();
    let sections = minutes["sections"].as_array().expect("sections");
    let open = sections.iter().find(|s| s["part"] == "OPEN").expect("an open section");
    let words = open["body"].as_str().expect("words");
    let phrase = format!("\"{}\"", words.split(['.', ';', ',']).next().expect("a sentence"));
    assert_eq!(finds(&world.public(), &phrase).await, NOBODY);
    assert!(finds(&secretary, &phrase).await.contains(&BODY.to_owned()));
    let input = json!({ "input": { "minutes": minutes["id"], "expectedVersion": minutes["version"], "publicationType": "General" } });
    let done = secretary
        .ask_with(
            "mutation($input: PublishMinutesInput!) { publishMinutes(input: $input) { userErrors { code } } }",
            input,
        )
        .await;
    assert_eq!(done["publishMinutes"]["userErrors"], json!([]));
    assert!(finds(&world.public(), &phrase).await.contains(&BODY.to_owned()), "{phrase}");
}

async fn what_the_public_cannot_have_is_no_kind_of_theirs(db: Database) {
    let world = cast(&db, &[&garden()]).await;
    let query = r#"{ search(text: "hellebore", kinds: [ACTION_UPDATE]) { totalCount } }"#;
    let unknown = r#"{ search(text: "hellebore", kinds: [ACTION_UPDATES]) { totalCount } }"#;
    let (said, never) = (world.public().refused(query).await, world.public().refused(unknown).await);
    assert_eq!(said["extensions"]["code"], "VALIDATION");
    let without = |error: &Value| error["message"].to_string().replace("ACTION_UPDATES", "ACTION_UPDATE");
    assert_eq!(without(&said), without(&never));
    assert_eq!(world.person("nurse").ask(query).await["search"]["totalCount"], 1);
    let words = r#"{ kinds: __type(name: "SearchKind") { enumValues { name } } fields: __type(name: "SearchField") { enumValues { name } } }"#;
    let known = |schema: &Value| {
        (texts(&schema["kinds"]["enumValues"], "/name"), texts(&schema["fields"]["enumValues"], "/name"))
    };
    let (kinds, fields) = known(&world.public().ask(words).await);
    assert!(kinds.contains(&"MINUTE_SECTION".to_owned()) && !kinds.contains(&"ACTION_UPDATE".to_owned()), "{kinds:?}");
    assert!(fields.contains(&"BODY".to_owned()) && !fields.contains(&"EVIDENCE".to_owned()), "{fields:?}");
    assert!(known(&world.person("nurse").ask(words).await).0.contains(&"ACTION_UPDATE".to_owned()));
}

async fn a_system_a_guest_and_a_token_for_actions_find_what_they_may_read(db: Database) {
    let world = cast(&db, &[&garden()]).await;
    let system = world.person("cps-system");
    assert_eq!(finds(&system, "zinnias").await, [BODY], "agreed, and its organisation has a seat");
    for word in ["larkspur", "oleander", "foxglove", "marigold", "pansies"] {
        assert_eq!(finds(&system, word).await, NOBODY, "{word}");
    }
    let actions = world.scoped("police", &["read:actions"]);
    assert_eq!(finds(&actions, "columbines").await, ["Action DESCRIPTION"]);
    assert_eq!(finds(&actions, "hellebore").await, ["ActionUpdate TEXT"]);
    for word in ["zinnias", "celandine", "tansy", "speedwell", "yarrow"] {
        assert_eq!(finds(&actions, word).await, NOBODY, "{word}");
    }
    // A guest for another item than this one finds nothing of it.
    let other = garden().replace("items: [\"1\"]}", "items: []}");
    let world = cast(&db, &[&other]).await;
    assert_eq!(finds(&world.person("guest"), "zinnias").await, NOBODY);
}
