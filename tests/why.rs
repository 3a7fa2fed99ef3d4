//! Why somebody knows of a record, what is withheld of it, and the page that says the policy: all three are made from the
//! rules that are enforced, and here they are held against what a reader in fact gets.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

use crate::{feed::TABLE, live::events};

crate::cases![
    the_page_of_the_policy_is_as_accepted,
    every_answer_names_the_policy_it_was_made_by,
    whoever_reads_a_record_is_told_why_and_nobody_else_is,
    a_reason_is_a_rule_in_a_sentence_with_whom_to_ask,
    a_stub_is_told_as_one,
    what_is_withheld_is_told_without_a_name_that_is_not_there,
    case_32_a_member_is_told_that_the_reason_for_an_apology_is_withheld,
    case_29_who_shares_no_board_with_a_person_is_told_that_contact_points_are_withheld,
    case_39_the_public_is_told_that_later_progress_is_withheld,
    case_61_the_public_is_told_that_the_successor_of_a_service_is_withheld,
    a_redaction_does_not_tell_whether_there_is_something,
    what_is_hidden_leaves_no_redaction,
    each_event_of_a_stream_has_its_own_redactions,
    a_long_list_of_redactions_is_cut_and_says_so,
];

/// The small partnership of the page of who reads what.
pub(crate) const SMALL: &str = include_str!("access/partnership.yaml");

/// Those who read it.
const READERS: [&str; 13] = [
    "public",
    "harbour-member",
    "harbour-principal",
    "harbour-substitute",
    "harbour-observer",
    "harbour-joiner",
    "harbour-leaver",
    "harbour-guest",
    "harbour-owner",
    "harbour-chair",
    "harbour-secretariat",
    "police-system",
    "homes-system",
];

async fn the_page_of_the_policy_is_as_accepted(_: Database) {
    let page = format!("{}\n", roundtable::store::policy_in_markdown().trim_end());
    crate::page::reviewed(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/policy.md"), &page);
}

/// The redactions of an answer: the code of each path.
fn redactions(answer: &Value) -> BTreeMap<String, String> {
    let listed = answer["extensions"]["redactions"].as_array().cloned().unwrap_or_default();
    let path = |entry: &Value| {
        let steps = entry["path"].as_array().expect("a path").iter();
        steps.map(|step| step.as_str().map_or_else(|| step.to_string(), str::to_owned)).collect::<Vec<_>>().join(".")
    };
    listed.iter().map(|entry| (path(entry), entry["code"].as_str().expect("a code").to_owned())).collect()
}

async fn whole(asker: &Asker<'_>, query: &str) -> Value {
    asker.answer(query, Value::Null).await.1
}

async fn every_answer_names_the_policy_it_was_made_by(db: Database) {
    let world = db.world(TABLE).await;
    let version = |answer: &Value| answer["extensions"]["policyVersion"].as_str().map(str::to_owned);
    let of_page = roundtable::store::policy_in_markdown();
    let (_, rest) = of_page.split_once("Policy version ").expect("a version");
    let now = rest.split_once('.').map(|(version, _)| version.to_owned());
    assert!(now.as_ref().is_some_and(|version| version.len() == 12));
    let public = world.public();
    for query in ["{ viewer { purpose } }", "{ nope }", "{", "{ action(by: { id: \"nonsense\" }) { slug } }"] {
        assert_eq!(version(&whole(&public, query).await), now, "{query}");
    }
    assert_eq!(version(&whole(&world.bearer("nonsense"), "{ viewer { purpose } }").await), now, "of a refusal");
    let text = roundtable_tests::text(events(&world, None, "{ viewer { purpose } }", Value::Null).await).await;
    assert!(text.contains(&format!("\"policyVersion\":\"{}\"", now.expect("a version"))), "{text}");
}

/// Everything that a reader gets with an id: whether it is a stub.
async fn known(asker: &Asker<'_>) -> BTreeMap<String, bool> {
    let query = "{
        organisations(first: 100) { nodes { id } } areas(first: 100) { nodes { id } } people(first: 100) { nodes { id } }
        boards(first: 100) { nodes { id
            seats(first: 100) { nodes { id } } memberships(first: 100) { nodes { id } }
            meetings(first: 100) { nodes { id
                agendaItems(first: 100) { nodes { id stub } }
                attendance(first: 100) { nodes { id } }
                minutes { id sections { id stub } }
            } }
        } }
        decisions(first: 100) { nodes { id } } recommendations(first: 100) { nodes { id } } reviews(first: 100) { nodes { id } }
        papers(first: 100) { nodes { id stub versions(first: 100) { nodes { id } } } } agreements(first: 100) { nodes { id } }
        actions(first: 100) { nodes { id updates(first: 100) { nodes { id } } } }
        programmes(first: 100) { nodes { id updates(first: 100) { nodes { id } } grants(first: 100) { nodes { id } } } }
    }";
    let mut found = BTreeMap::new();
    let mut left = vec![asker.ask(query).await];
    if !asker.is_public() {
        let shares = "{ papers(first: 100) { nodes { accessGrants(first: 100) { nodes { id } } } }
            viewer { accessGrants(first: 100) { nodes { id } } } }";
        left.push(asker.ask(shares).await);
    }
    while let Some(value) = left.pop() {
        if let Some(id) = value["id"].as_str() {
            found.insert(id.to_owned(), value["stub"] == true);
        }
        match value {
            Value::Array(all) => left.extend(all),
            Value::Object(fields) => left.extend(fields.into_iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    found
}

/// What `access` says of many records.
async fn told<'i>(asker: &Asker<'_>, ids: impl Iterator<Item = &'i String>) -> BTreeMap<String, Value> {
    let ids: Vec<&String> = ids.collect();
    let mut told = BTreeMap::new();
    // An operation holds twenty fields at its root at most.
    for some in ids.chunks(20) {
        let ask = |(at, id): (usize, &&String)| {
            format!("a{at}: access(id: \"{id}\") {{ outcome ask reasons {{ rules says }} }} ")
        };
        let query: String = some.iter().enumerate().map(ask).collect();
        // An id of a kind that the asker's schema does not have is refused as none.
        let (_, answer) = asker.answer(&format!("{{ {query} }}"), Value::Null).await;
        let errors = answer["errors"].as_array().into_iter().flatten();
        errors.for_each(|error| assert_eq!(error["extensions"]["code"], "VALIDATION", "{error}"));
        let answer = &answer["data"];
        told.extend(some.iter().enumerate().map(|(at, id)| ((*id).clone(), answer[format!("a{at}")].clone())));
    }
    told
}

async fn whoever_reads_a_record_is_told_why_and_nobody_else_is(db: Database) {
    let world = db.world(SMALL).await;
    let mut all = BTreeSet::new();
    let mut read = Vec::new();
    for reader in READERS {
        let known = known(&world.anybody(reader)).await;
        all.extend(known.keys().cloned());
        read.push((reader, known));
    }
    let mut stubs = 0;
    for (reader, known) in read {
        assert!(known.len() < all.len() || reader == "harbour-secretariat" || reader == "harbour-chair", "{reader}");
        for (id, told) in told(&world.anybody(reader), all.iter()).await {
            let Some(stub) = known.get(&id) else {
                // Some are reached by a way that the lists do not go, such as what a withdrawn meeting leaves.
                assert!(told.is_null() || !node(&world, reader, &id).await.is_null(), "{reader} {id}: {told}");
                continue;
            };
            assert!(
                !told["reasons"].as_array().expect("reasons").is_empty(),
                "{reader} reads {id} and is not told why"
            );
            assert_eq!(told["outcome"], if *stub { "STUB" } else { "ALLOW" }, "{reader} {id}: {told}");
            stubs += usize::from(*stub);
        }
    }
    assert!(stubs > 0, "some are stubs");
}

async fn node(world: &World, reader: &str, id: &str) -> Value {
    world.anybody(reader).ask(&format!("{{ node(id: \"{id}\") {{ id }} }}")).await["node"].clone()
}

/// The id of the minutes of a meeting, as the secretariat has it.
async fn minutes(world: &World, secretariat: &str, meeting: &str) -> String {
    let query = format!("{{ meeting(by: {{ slug: \"{meeting}\" }}) {{ minutes {{ id }} }} }}");
    let found = world.person(secretariat).ask(&query).await["meeting"]["minutes"]["id"].clone();
    found.as_str().expect("minutes").to_owned()
}

async fn access(asker: &Asker<'_>, id: &str) -> Value {
    let query = format!(
        "{{ access(id: \"{id}\") {{ outcome ask reasons {{ rules says }} withheld {{ code fields says }} }} }}"
    );
    asker.ask(&query).await["access"].clone()
}

async fn a_reason_is_a_rule_in_a_sentence_with_whom_to_ask(db: Database) {
    let world = db.demo().await;
    let published = minutes(&world, "mopac-secretariat", "lvb-2022-03-07").await;
    let told = access(&world.public(), &published).await;
    assert_eq!(
        told,
        json!({
            "outcome": "ALLOW",
            "ask": "The secretariat of the board.",
            "reasons": [{ "rules": ["R4"], "says": "It is published." }],
            "withheld": []
        })
    );
    // The secretariat reads the same for more reasons, one of which is that a section is addressed to them.
    let told = access(&world.person("mopac-secretariat"), &published).await;
    let rules: Vec<&Value> = told["reasons"].as_array().expect("reasons").iter().map(|why| &why["rules"][0]).collect();
    assert_eq!(rules, ["R4", "R4", "R4", "R4", "R6"], "{told:#}");
    // Agreed, not published: hidden from the public, exactly as what never was.
    let agreed = minutes(&world, "mopac-secretariat", "lvb-2022-12-05").await;
    assert_eq!(access(&world.public(), &agreed).await, Value::Null);
    let never = format!("{}AAAA", &agreed[..agreed.len() - 4]);
    let ask = |id: &str| format!("{{ access(id: \"{id}\") {{ outcome }} }}");
    let public = world.public();
    assert_eq!(whole(&public, &ask(&agreed)).await, whole(&public, &ask(&never)).await);
    let wrong = world.public().refused(&ask("nonsense")).await;
    assert_eq!(wrong["extensions"]["code"], "VALIDATION");
}

async fn a_stub_is_told_as_one(db: Database) {
    let world = db.demo().await;
    let query = "{ board(by: { slug: \"london-vawg-board\" }) { meetings(first: 100) { nodes {
        agendaItems(first: 100) { nodes { id part stub } } } } } }";
    let items = |answer: &Value| -> Vec<Value> {
        let meetings = answer["board"]["meetings"]["nodes"].as_array().expect("meetings").clone();
        meetings.iter().flat_map(|m| m["agendaItems"]["nodes"].as_array().expect("items").clone()).collect()
    };
    let (mut stubs, mut whole) = (0, 0);
    for reader in ["mopac-secretariat", "mps-delegate", "nhs-delegate", "imkaan-delegate"] {
        let asker = world.person(reader);
        for item in items(&asker.ask(query).await) {
            if item["part"] != "CLOSED" {
                continue;
            }
            let told = access(&asker, item["id"].as_str().expect("an id")).await;
            let stub = item["stub"] == true;
            assert_eq!(told["outcome"], if stub { "STUB" } else { "ALLOW" }, "{reader}: {told:#}");
            assert!(told["reasons"].as_array().expect("reasons").iter().all(|why| why["rules"][0] == "R5"), "{told:#}");
            (stubs, whole) = (stubs + usize::from(stub), whole + usize::from(!stub));
        }
    }
    assert!(stubs > 0 && whole > 0, "{stubs} stubs, {whole} in full");
}

async fn what_is_withheld_is_told_without_a_name_that_is_not_there(db: Database) {
    let world = db.world(TABLE).await;
    publish_table(&world).await;
    let action = world.public().ask("{ actions { nodes { id } } }").await["actions"]["nodes"][0]["id"].clone();
    let action = action.as_str().expect("a published action");
    let fields = async |asker: &Asker<'_>| access(asker, action).await["withheld"][0]["fields"].clone();
    assert_eq!(fields(&world.public()).await, json!(["updates"]), "the others are not in the schema of the public");
    let partner = fields(&world.person("nurse")).await;
    assert!(partner.as_array().is_some_and(|names| names.contains(&json!("status"))), "{partner}");
    assert_eq!(fields(&world.person("campaigner")).await, Value::Null, "nothing is withheld from a member");
}

/// Publishes the minutes of the small table.
async fn publish_table(world: &World) {
    crate::feed::publish(&world.person("secretary"), "table-2026-01").await;
}

const APOLOGIES: &str = "{ meeting(by: { slug: \"lvb-2022-12-05\" }) {
    attendance(first: 100, filter: { status: APOLOGIES }) { nodes { person { displayName } apologyReason } } } }";

async fn case_32_a_member_is_told_that_the_reason_for_an_apology_is_withheld(db: Database) {
    let world = db.demo().await;
    let answer = whole(&world.person("mps-delegate"), APOLOGIES).await;
    let rows = answer["data"]["meeting"]["attendance"]["nodes"].as_array().expect("apologies");
    assert_eq!(rows.len(), 8);
    assert!(rows.iter().all(|row| row["apologyReason"].is_null()));
    let paths: BTreeMap<String, String> = (0..8)
        .map(|at| (format!("meeting.attendance.nodes.{at}.apologyReason"), "APOLOGY_REASON".to_owned()))
        .collect();
    assert_eq!(redactions(&answer), paths);
    // Who may read them is told of none, though no reason was given.
    let answer = whole(&world.person("mopac-secretariat"), APOLOGIES).await;
    assert_eq!(answer["extensions"].get("redactions"), None);
}

async fn case_29_who_shares_no_board_with_a_person_is_told_that_contact_points_are_withheld(db: Database) {
    let world = db.demo().await;
    let query = "{ people(first: 100) { nodes { slug contactPoints { kind } } } }";
    let mut told = Vec::new();
    for reader in ["mps-delegate", "mps-service", "public"] {
        let answer = whole(&world.anybody(reader), query).await;
        let people = answer["data"]["people"]["nodes"].as_array().expect("people").len();
        let redactions = redactions(&answer);
        assert!(redactions.values().all(|code| code == "CONTACT"));
        assert!(redactions.keys().all(|path| path.ends_with(".contactPoints")));
        told.push((people, redactions.len()));
    }
    let [member, system, public] = told[..] else { panic!("three readers") };
    assert!(member.1 > 0 && member.1 < member.0, "some are on a board of theirs, some on none: {member:?}");
    assert_eq!(system.0, system.1, "never a system");
    assert_eq!(public.0, public.1);
}

async fn case_39_the_public_is_told_that_later_progress_is_withheld(db: Database) {
    let world = db.demo().await;
    let query = "{ meeting(by: { slug: \"lvp-2015-03-10\" }) { actions(first: 100) { nodes {
        description statusPrinted updates { nodes { text } } } } } }";
    let answer = whole(&world.public(), query).await;
    let actions = answer["data"]["meeting"]["actions"]["nodes"].as_array().expect("actions");
    assert!(actions.len() > 5, "{}", actions.len());
    assert!(actions.iter().all(|action| action["updates"]["nodes"] == json!([])));
    let redactions = redactions(&answer);
    assert_eq!(redactions.len(), actions.len());
    assert_eq!(redactions["meeting.actions.nodes.0.updates"], "PROGRESS");
    let answer = whole(&world.person("mopac-secretariat"), query).await;
    assert_eq!(answer["extensions"].get("redactions"), None);
}

async fn case_61_the_public_is_told_that_the_successor_of_a_service_is_withheld(db: Database) {
    let world = db.demo().await;
    let query =
        "{ programmes(first: 100, filter: { fundingEndsBefore: \"2017-04-01\" }) { nodes { name successorFunding } } }";
    let answer = whole(&world.public(), query).await;
    let programmes = answer["data"]["programmes"]["nodes"].as_array().expect("programmes");
    assert!(programmes.len() >= 7 && programmes.iter().all(|programme| programme["successorFunding"].is_null()));
    let redactions = redactions(&answer);
    assert_eq!(redactions.len(), programmes.len());
    assert!(redactions.values().all(|code| code == "SUCCESSOR"));
}

async fn a_redaction_does_not_tell_whether_there_is_something(db: Database) {
    let world = db.world(SMALL).await;
    let asked = "{ board(by: { slug: \"harbour-board\" }) { meetings(first: 100) { nodes {
        attendance(first: 100) { nodes { id apologyReason } } } } } }";
    let rows = |answer: &Value| -> Vec<Value> {
        let meetings = answer["data"]["board"]["meetings"]["nodes"].as_array().expect("meetings").clone();
        meetings.iter().flat_map(|m| m["attendance"]["nodes"].as_array().expect("attendance").clone()).collect()
    };
    let all = rows(&whole(&world.person("harbour-secretariat"), asked).await);
    let given = all.iter().filter(|row| row["apologyReason"].is_string()).count();
    assert!(given > 0 && given < all.len(), "{given} of {} have a reason", all.len());
    let answer = whole(&world.person("harbour-member"), asked).await;
    assert_eq!(redactions(&answer).len(), rows(&answer).len(), "one for each, with a reason or without");
}

async fn what_is_hidden_leaves_no_redaction(db: Database) {
    let world = db.demo().await;
    let query = "{ meeting(by: { slug: \"lvb-2022-12-05\" }) { minutes { id } agendaItems { nodes { title part } } } }";
    let answer = whole(&world.public(), query).await;
    assert!(answer["data"]["meeting"]["minutes"].is_null(), "agreed and not published");
    assert_eq!(answer["extensions"].get("redactions"), None, "{answer:#}");
}

async fn each_event_of_a_stream_has_its_own_redactions(db: Database) {
    let world = db.world(TABLE).await;
    let query = "subscription($after: String) { changes(after: $after, kinds: [ACTION, ACTION_UPDATE]) {
        record { ... on Action { slug } ... on ActionUpdate { internalNote } } } }";
    let after = crate::feed::head(&world.person("campaigner")).await;
    let streets = crate::feed::action(&world, "walk-streets").await;
    for _ in 0..2 {
        crate::feed::report(&world.person("officer"), &streets).await;
    }
    let token = world.token("campaigner", None);
    let mut body = events(&world, Some(&token), query, json!({ "after": after })).await.into_body().into_data_stream();
    let mut withheld = Vec::new();
    for _ in 0..4 {
        let (_, data) = crate::live::next(&mut body).await.expect("an event");
        let event: Value = serde_json::from_str(&data).expect("JSON");
        let is_report = event["data"]["changes"]["record"].get("slug").is_none();
        let of_report = BTreeMap::from([("changes.record.internalNote".to_owned(), "INTERNAL".to_owned())]);
        assert_eq!(redactions(&event), if is_report { of_report } else { BTreeMap::new() }, "{event:#}");
        withheld.push(is_report);
    }
    assert_eq!(withheld.iter().filter(|report| **report).count(), 2);
}

async fn a_long_list_of_redactions_is_cut_and_says_so(db: Database) {
    let world = db.demo().await;
    let people = "people(first: 100) { nodes { contactPoints { kind } } }";
    let query: String = (0..20).map(|at| format!("p{at}: {people} ")).collect();
    let answer = whole(&world.public(), &format!("{{ {query} }}")).await;
    let asked: usize =
        (0..20).map(|at| answer["data"][format!("p{at}")]["nodes"].as_array().expect("people").len()).sum();
    let listed = redactions(&answer).len();
    assert_eq!(listed, 1_000);
    assert_eq!(answer["extensions"]["redactionsOmitted"], json!(asked - listed));
}
