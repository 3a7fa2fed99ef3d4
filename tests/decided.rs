//! What a meeting decided, what was recommended to it, and what became of that (domain model 2.4, R9, R10).

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

use crate::{
    deed::{self, came, mistakes},
    steps::{id, table},
};

crate::cases![
    what_a_meeting_decided_is_read_with_its_minutes,
    all_decisions_of_a_meeting_are_recorded_or_none_and_each_mistake_is_named,
    whom_a_recommendation_is_directed_to_answers_it_and_shows_what_came_of_it,
    every_answer_from_every_state_does_what_the_model_says,
    what_a_recommendation_names_and_its_author_may_not_see_is_answered_like_what_is_missing,
    contacts_are_not_recorded_where_everyone_reads_at_once,
];

const READ: &str =
    "id slug text status version response reason due evidence directedTo { organisation { slug } board { slug } }
    board { slug } putAt { slug } putUnder { title } paper { slug } consultation";

/// Does a deed. Answers the payload.
async fn does(who: &Asker<'_>, deed: &str, input: &Value) -> Value {
    let what = match deed {
        "recordDecisions" => "decisions { id slug text decidedOn board { slug } meeting { slug } }".to_owned(),
        "makeRecommendations" => format!("recommendations {{ {READ} }}"),
        _ => format!("recommendation {{ {READ} }}"),
    };
    deed::does(who, deed, &what, input).await
}

/// Does a deed that succeeds. Answers what came of it.
async fn done(who: &Asker<'_>, deed: &str, input: Value) -> Value {
    came(&does(who, deed, &input).await)
}

/// Does one that is refused: the code, the field and the words of each mistake.
async fn refused(who: &Asker<'_>, deed: &str, input: Value) -> Vec<(String, String, String)> {
    mistakes(&does(who, deed, &input).await)
}

/// The input of a deed on a recommendation as it was last read.
fn on(recommendation: &Value, more: Value) -> Value {
    deed::on(("recommendation", recommendation), more)
}

async fn item(world: &World, meeting: &str, title: &str) -> Value {
    let query = format!(
        r#"{{ meeting(by: {{ slug: "{meeting}" }}) {{ agendaItems(first: 50) {{ nodes {{ id title }} }} }} }}"#
    );
    let items = world.person("secretary").ask(&query).await["meeting"]["agendaItems"]["nodes"].clone();
    items.as_array().expect("items").iter().find(|item| item["title"] == title).expect("the item")["id"].clone()
}

async fn publish(world: &World) {
    let secretary = world.person("secretary");
    let minutes = secretary.ask(r#"{ meeting(by: { slug: "table-2026-01" }) { minutes { id version } } }"#).await["meeting"]["minutes"].clone();
    let deed = "mutation($input: PublishMinutesInput!) { publishMinutes(input: $input) { userErrors { message } } }";
    let input = json!({ "minutes": minutes["id"], "expectedVersion": minutes["version"] });
    assert_eq!(secretary.ask_with(deed, json!({ "input": input })).await["publishMinutes"]["userErrors"], json!([]));
}

/// The texts of the decisions of January that somebody reads.
async fn decisions(world: &World, who: &str) -> Vec<String> {
    let query = r#"{ decisions(first: 50, filter: { meeting: "table-2026-01" }) { nodes { text } } }"#;
    let nodes = world.anybody(who).ask(query).await["decisions"]["nodes"].clone();
    let mut texts: Vec<String> = nodes
        .as_array()
        .expect("decisions")
        .iter()
        .map(|node| node["text"].as_str().expect("a text").to_owned())
        .collect();
    texts.retain(|text| text.starts_with("It was decided"));
    texts.sort_unstable();
    texts
}

async fn what_a_meeting_decided_is_read_with_its_minutes(db: Database) {
    let world = db.world(&table()).await;
    let january = id(&world, "meeting", "table-2026-01").await;
    let (open, closed) =
        (item(&world, "table-2026-01", "Street lighting").await, item(&world, "table-2026-01", "A tender").await);
    let input = json!({ "meeting": january, "decisions": [
        { "text": "It was decided to light the streets.", "item": open },
        { "text": "It was decided to take the lower bid.", "item": closed },
    ] });
    let made = done(&world.person("secretary"), "recordDecisions", input).await;
    assert!(made[0]["slug"].as_str().expect("a slug").starts_with("it-was-decided-to-light-the-streets"), "{made}");
    assert_eq!(
        (&made[0]["decidedOn"], &made[0]["board"]["slug"], &made[0]["meeting"]["slug"]),
        (&json!("2026-01-12"), &json!("table"), &json!("table-2026-01"))
    );
    let (light, bid) = ("It was decided to light the streets.", "It was decided to take the lower bid.");
    // The minutes are agreed: members read them, and of the closed item what they read of that.
    assert_eq!(decisions(&world, "secretary").await, [light, bid]);
    assert!(decisions(&world, "campaigner").await.contains(&light.to_owned()));
    assert_eq!(decisions(&world, "nurse").await, [""; 0]);
    assert_eq!(decisions(&world, "public").await, [""; 0]);
    publish(&world).await;
    assert_eq!(decisions(&world, "public").await, [light]);
    assert_eq!(decisions(&world, "nurse").await, [light]);
    // In the ledger each has its line.
    let lines = "{ auditEvents(first: 50) { nodes { deed recordKind } } }";
    let nodes = world.person("secretary").ask(lines).await["auditEvents"]["nodes"].clone();
    let line = json!({ "deed": "recordDecisions", "recordKind": "DECISION" });
    assert_eq!(nodes.as_array().expect("lines").iter().filter(|node| **node == line).count(), 2, "{nodes}");
}

async fn all_decisions_of_a_meeting_are_recorded_or_none_and_each_mistake_is_named(db: Database) {
    let world = db.world(&table()).await;
    let secretary = world.person("secretary");
    let (january, october) =
        (id(&world, "meeting", "table-2026-01").await, id(&world, "meeting", "table-2025-10").await);
    let elsewhere = item(&world, "table-2025-10", "Looking ahead").await;
    let input = json!({ "meeting": january, "decisions": [
        { "text": "It was decided so." }, { "text": "It was decided there.", "item": elsewhere }, { "text": "And there.", "item": elsewhere },
    ] });
    let wrong = refused(&secretary, "recordDecisions", input).await;
    let fields: Vec<&str> = wrong.iter().map(|(_, field, _)| field.as_str()).collect();
    assert_eq!(fields, ["decisions.1.item", "decisions.2.item"]);
    let blank = json!({ "meeting": january, "decisions": [{ "text": "It was decided so." }, { "text": " " }] });
    assert_eq!(refused(&secretary, "recordDecisions", blank).await[0].1, "decisions.1.text");
    assert_eq!(
        refused(&secretary, "recordDecisions", json!({ "meeting": january, "decisions": [] })).await[0].1,
        "decisions"
    );
    assert_eq!(decisions(&world, "secretary").await, [""; 0]);
    let off = id(&world, "meeting", "table-2026-03").await;
    let one = |meeting: &Value| json!({ "meeting": meeting, "decisions": [{ "text": "It was decided so." }] });
    let no = refused(&secretary, "recordDecisions", one(&off)).await;
    assert!(no[0].0 == "CONFLICT" && no[0].2.contains("CANCELLED"), "{no:?}");
    assert_eq!(done(&secretary, "recordDecisions", one(&october)).await.as_array().map(Vec::len), Some(1));
}

/// One recommendation to the shelter, of the plan for lamps, put in January under the lights.
async fn made(world: &World, more: Value) -> Value {
    let mut one = json!({
        "text": "Count who is turned away.", "directedTo": [{ "organisation": id(world, "organisation", "shelter").await }],
        "item": item(world, "table-2026-01", "Street lighting").await, "due": "2026-06", "from": { "consultation": "Nights" },
    });
    let Value::Object(more) = more else { panic!("{more} is no object") };
    one.as_object_mut().expect("an object").extend(more);
    let input = json!({ "meeting": id(world, "meeting", "table-2026-01").await, "recommendations": [one] });
    done(&world.person("chair"), "makeRecommendations", input).await[0].clone()
}

async fn whom_a_recommendation_is_directed_to_answers_it_and_shows_what_came_of_it(db: Database) {
    let world = db.world(&table()).await;
    let (worker, officer) = (world.person("worker"), world.person("officer"));
    let paper = id(&world, "paper", "lamps-plan").await;
    let one = made(&world, json!({ "from": { "paper": paper } })).await;
    assert_eq!(
        (&one["status"], &one["due"], &one["paper"]["slug"]),
        (&json!("MADE"), &json!("2026-06"), &json!("lamps-plan"))
    );
    assert_eq!(one["directedTo"], json!([{ "organisation": { "slug": "shelter" }, "board": null }]));
    let one = made(&world, json!({})).await;
    let can = format!("{{ node(id: {}) {{ ... on Recommendation {{ viewerCan {{ answer advance }} }} }} }}", one["id"]);
    for (who, may) in [(&worker, true), (&officer, false), (&world.person("secretary"), true)] {
        assert_eq!(who.ask(&can).await["node"]["viewerCan"], json!({ "answer": may, "advance": false }));
    }
    let yes = json!({ "status": "PARTLY", "response": "From May on.", "reason": "There is nobody before." });
    assert_eq!(refused(&officer, "answerRecommendation", on(&one, yes.clone())).await[0].0, "FORBIDDEN");
    let two = done(&worker, "answerRecommendation", on(&one, yes)).await;
    assert_eq!(
        (&two["status"], &two["response"], &two["reason"]),
        (&json!("PARTLY"), &json!("From May on."), &json!("There is nobody before."))
    );
    let three = done(&worker, "advanceRecommendation", on(&two, json!({ "status": "IMPLEMENTING" }))).await;
    let four = done(&worker, "advanceRecommendation", on(&three, json!({ "status": "IMPLEMENTED" }))).await;
    let bare = refused(&worker, "advanceRecommendation", on(&four, json!({ "status": "EVIDENCED" }))).await;
    assert_eq!((bare[0].0.as_str(), bare[0].1.as_str()), ("VALIDATION", "evidence"));
    let shown = json!({ "status": "EVIDENCED", "evidence": "The count of May." });
    let five = done(&worker, "advanceRecommendation", on(&four, shown)).await;
    assert_eq!(
        (&five["status"], &five["version"], &five["evidence"]),
        (&json!("EVIDENCED"), &json!(5), &json!("The count of May."))
    );
}

async fn every_answer_from_every_state_does_what_the_model_says(db: Database) {
    let states = ["MADE", "ACCEPTED", "PARTLY", "REJECTED", "IMPLEMENTING", "IMPLEMENTED", "EVIDENCED"];
    let one = |state: &str| {
        format!(
            "  - {{slug: rec-{}, text: {state}, status: {state}, consultation: Nights, reason: Why not, board: table, meeting: table-2026-01, item: \"1\"}}\n",
            state.to_lowercase()
        )
    };
    let file = table() + "recommendations:\n" + &states.iter().map(|state| one(state)).collect::<String>();
    for (deed, more, reaches, from) in [
        ("answerRecommendation", json!({ "status": "ACCEPTED", "response": "So." }), "ACCEPTED", &["MADE"][..]),
        ("answerRecommendation", json!({ "status": "PARTLY", "response": "So." }), "PARTLY", &["MADE"]),
        (
            "answerRecommendation",
            json!({ "status": "REJECTED", "response": "No.", "reason": "So." }),
            "REJECTED",
            &["MADE"],
        ),
        ("answerRecommendation", json!({ "status": "REJECTED", "response": "No." }), "", &[]),
        ("answerRecommendation", json!({ "status": "IMPLEMENTED", "response": "So." }), "", &[]),
        ("advanceRecommendation", json!({ "status": "IMPLEMENTING" }), "IMPLEMENTING", &["ACCEPTED", "PARTLY"]),
        ("advanceRecommendation", json!({ "status": "IMPLEMENTED" }), "IMPLEMENTED", &["IMPLEMENTING"]),
        ("advanceRecommendation", json!({ "status": "IMPLEMENTED", "evidence": "Early." }), "", &[]),
        ("advanceRecommendation", json!({ "status": "EVIDENCED", "evidence": "So." }), "EVIDENCED", &["IMPLEMENTED"]),
        ("advanceRecommendation", json!({ "status": "MADE" }), "", &[]),
    ] {
        let world = db.world(&file).await;
        let secretary = world.person("secretary");
        for state in states {
            let read = format!(r#"{{ recommendation(by: {{ slug: "rec-{}" }}) {{ {READ} }} }}"#, state.to_lowercase());
            let before = secretary.ask(&read).await["recommendation"].clone();
            let payload = does(&secretary, deed, &on(&before, more.clone())).await;
            let after = secretary.ask(&read).await["recommendation"].clone();
            if from.contains(&state) {
                assert_eq!(payload["userErrors"], json!([]), "{deed} {more} from {state}");
                assert_eq!((&after["status"], &after["version"]), (&json!(reaches), &json!(2)));
            } else {
                let code = payload["userErrors"][0]["code"].as_str().expect("a code");
                assert!(["CONFLICT", "VALIDATION"].contains(&code), "{deed} {more} from {state}: {payload}");
                assert_eq!(after, before, "{deed} {more} from {state}");
            }
        }
    }
}

async fn what_a_recommendation_names_and_its_author_may_not_see_is_answered_like_what_is_missing(db: Database) {
    let world = db.world(&table()).await;
    let secretary = world.person("secretary");
    let hidden =
        world.person("nurse").ask(r#"{ board(by: { slug: "backroom" }) { id } }"#).await["board"]["id"].clone();
    let text = hidden.as_str().expect("an id");
    let missing = json!(format!("{}{}", &text[..text.len() - 1], if text.ends_with('A') { 'E' } else { 'A' }));
    let january = id(&world, "meeting", "table-2026-01").await;
    let to = |board: &Value| json!({ "meeting": january, "recommendations": [{ "text": "So.", "from": { "consultation": "Nights" }, "directedTo": [{ "board": board }] }] });
    let (one, other) = (
        refused(&secretary, "makeRecommendations", to(&hidden)).await,
        refused(&secretary, "makeRecommendations", to(&missing)).await,
    );
    assert_eq!(one, other);
    assert_eq!(one[0].1, "recommendations.0.directedTo.0.board");
    let nobody = json!({ "meeting": january, "recommendations": [{ "text": "So.", "from": { "consultation": "Nights" }, "directedTo": [] }] });
    assert_eq!(refused(&secretary, "makeRecommendations", nobody).await[0].1, "recommendations.0.directedTo");
    // A recommendation that they may not know of is none to answer.
    let one = made(&world, json!({ "item": item(&world, "table-2026-01", "A tender").await })).await;
    let yes = json!({ "status": "ACCEPTED", "response": "Yes." });
    assert_eq!(refused(&world.person("nurse"), "answerRecommendation", on(&one, yes)).await[0].0, "NOT_FOUND");
}

async fn contacts_are_not_recorded_where_everyone_reads_at_once(db: Database) {
    let world = db.world(&table()).await;
    let secretary = world.person("secretary");
    let january = id(&world, "meeting", "table-2026-01").await;
    let decide = |text: &str| json!({ "meeting": january, "decisions": [{ "text": text }] });
    publish(&world).await;
    let held = refused(&secretary, "recordDecisions", decide("Ring 020 7946 0000 at once.")).await;
    assert_eq!((held[0].0.as_str(), held[0].1.as_str()), ("VALIDATION", "decisions.0.text"));
    done(&secretary, "recordDecisions", decide("It was decided to ring.")).await;
    let shelter = id(&world, "organisation", "shelter").await;
    let input = json!({ "meeting": january, "recommendations": [{ "text": "Write to a@example.org.", "from": { "consultation": "Nights" }, "directedTo": [{ "organisation": shelter }] }] });
    assert_eq!(refused(&secretary, "makeRecommendations", input).await[0].1, "recommendations.0.text");
}
