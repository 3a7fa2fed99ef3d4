//! Agreements as they are made (domain model 2.4, W7): drawn up, signed by each party, in force, suspended and ended; and that
//! nothing passes under one before, between or after.

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

use crate::{
    cases_agreements::{OPEN, SHARED, all_of_us, and, march},
    cast::{BOARD, cast, reads},
    deed::{self, came, mistakes, with},
};

crate::cases![
    an_agreement_opens_records_from_its_activation_on_and_while_no_party_stops_it,
    every_deed_on_an_agreement_from_every_state_does_what_the_model_says,
    case_84_nobody_signs_for_another_party,
    w7_each_lead_acts_for_their_own_party_and_nobody_else_does,
    what_one_party_stopped_no_other_opens_again,
    an_agreement_begins_on_its_first_day_and_is_over_at_its_end,
    a_draft_is_drawn_up_anew_as_a_whole_and_not_after_that,
    what_cannot_be_agreed_is_refused_with_every_mistake,
];

/// The information governance leads of the prosecution and of the health service.
const LEADS: &str = "  - {slug: cps-lead, name: cps, kind: PERSON, person: prosecutor, information_governance: true}
  - {slug: nhs-lead, name: nhs, kind: PERSON, person: nurse, information_governance: true}
";

const READ: &str =
    "id slug title status version from to reviewDue categories lawfulBasis conditions retention text dpia
    stoppedReason stoppedBy { slug } purposes { code description }
    parties { organisation { slug } signedOn signedBy { slug } }
    gateways { act section discloser { slug } recipient { slug } toRelevantAuthority }";

async fn world(db: &Database, more: &str) -> World {
    cast(db, &[LEADS, BOARD, &march(OPEN), more]).await
}

/// Does a deed. Answers the payload.
async fn does(who: &Asker<'_>, deed: &str, input: &Value) -> Value {
    deed::does(who, deed, &format!("agreement {{ {READ} }}"), input).await
}

/// Does a deed that succeeds. Answers the agreement.
async fn done(who: &Asker<'_>, deed: &str, input: Value) -> Value {
    came(&does(who, deed, &input).await)
}

/// Does one that is refused: the code, the field and the words of each mistake.
async fn refused(who: &Asker<'_>, deed: &str, input: Value) -> Vec<(String, String, String)> {
    mistakes(&does(who, deed, &input).await)
}

/// The input of a deed on an agreement as it was last read.
fn on(agreement: &Value, more: Value) -> Value {
    deed::on(("agreement", agreement), more)
}

async fn body(world: &World, slug: &str) -> Value {
    let query = format!(r#"{{ organisation(by: {{ slug: "{slug}" }}) {{ id }} }}"#);
    world.person("officer").ask(&query).await["organisation"]["id"].clone()
}

/// What the police and the prosecution are to agree.
async fn terms(world: &World) -> Value {
    let (mps, cps) = (body(world, "mps").await, body(world, "cps").await);
    json!({
        "title": "Better cases", "parties": [cps],
        "purposes": [{ "code": "better-cases", "description": "Better cases in court" }],
        "categories": ["OPERATIONAL"],
        "gateways": [{ "act": "Prosecution of Offences Act 1985", "section": "section 8", "discloser": mps, "recipient": cps }],
        "lawfulBasis": "Part 3", "conditions": ["Schedule 8", "Another"], "retention": "Seven years",
        "text": "The words of it.", "dpia": "A file",
    })
}

/// Drawn up by the police.
async fn drafted(world: &World, more: Value) -> Value {
    let input = with(terms(world).await, json!({ "organisation": body(world, "mps").await }));
    done(&world.person("mps-lead"), "draftAgreement", with(input, more)).await
}

/// Signed by a party.
async fn signed(world: &World, lead: &str, party: &str, agreement: &Value) -> Value {
    done(&world.person(lead), "signAgreement", on(agreement, json!({ "organisation": body(world, party).await }))).await
}

/// Signed by both.
async fn agreed(world: &World, more: Value) -> Value {
    let draft = drafted(world, more).await;
    let submitted = done(&world.person("mps-lead"), "submitAgreement", on(&draft, json!({}))).await;
    let first = signed(world, "mps-lead", "mps", &submitted).await;
    signed(world, "cps-lead", "cps", &first).await
}

/// What the prosecutor reads for that purpose.
async fn opened(world: &World) -> Option<Vec<String>> {
    reads(world.person("prosecutor").purpose("better-cases"), "march").await
}

async fn an_agreement_opens_records_from_its_activation_on_and_while_no_party_stops_it(db: Database) {
    let world = world(&db, "").await;
    let (mps, cps) = (world.person("mps-lead"), world.person("cps-lead"));
    let draft = drafted(&world, json!({})).await;
    assert!(draft["slug"].as_str().expect("a slug").starts_with("better-cases-"));
    let mut expected = json!({
        "title": "Better cases", "status": "DRAFT", "version": 1, "from": null, "to": null, "reviewDue": null,
        "categories": ["OPERATIONAL"], "lawfulBasis": "Part 3", "conditions": ["Schedule 8", "Another"],
        "retention": "Seven years", "text": "The words of it.", "dpia": "A file", "stoppedReason": null, "stoppedBy": null,
        "purposes": [{ "code": "better-cases", "description": "Better cases in court" }],
        "parties": [
            { "organisation": { "slug": "mps" }, "signedOn": null, "signedBy": null },
            { "organisation": { "slug": "cps" }, "signedOn": null, "signedBy": null },
        ],
        "gateways": [{ "act": "Prosecution of Offences Act 1985", "section": "section 8", "toRelevantAuthority": false,
            "discloser": { "slug": "mps" }, "recipient": { "slug": "cps" } }],
    });
    for name in ["id", "slug"] {
        expected[name] = draft[name].clone();
    }
    assert_eq!(draft, expected);
    // Until all have signed it is its parties' alone.
    let known = format!("{{ node(id: {}) {{ id }} }}", draft["id"]);
    for (who, knows) in
        [("officer", true), ("clerk", true), ("nhs-lead", false), ("secretary", false), ("public", false)]
    {
        assert_eq!(!world.anybody(who).ask(&known).await["node"].is_null(), knows, "{who}");
    }
    let submitted = done(&mps, "submitAgreement", on(&draft, json!({}))).await;
    let first = signed(&world, "mps-lead", "mps", &submitted).await;
    assert_eq!((&first["status"], &first["parties"][0]["signedOn"]), (&json!("IN_REVIEW"), &json!("2026-03-02")));
    assert_eq!(first["parties"][0]["signedBy"], json!({ "slug": "officer" }));
    assert!(world.public().ask(&known).await["node"].is_null());
    let both = signed(&world, "cps-lead", "cps", &first).await;
    assert_eq!((&both["status"], &both["version"]), (&json!("SIGNED"), &json!(4)));
    assert!(world.public().ask(&known).await["node"].is_object(), "it stands in the register");
    assert_eq!(opened(&world).await, all_of_us(), "only one that is in force opens anything");
    let active = done(&cps, "activateAgreement", on(&both, json!({}))).await;
    assert_eq!((&active["status"], &active["from"]), (&json!("ACTIVE"), &json!("2026-03-02")));
    assert_eq!(opened(&world).await, and("OPEN: A live case."));
    assert_eq!(reads(world.person("nurse").purpose("better-cases"), "march").await, all_of_us());
    let stopped = done(&cps, "suspendAgreement", on(&active, json!({ "reason": "A case was lost." }))).await;
    assert_eq!(
        (&stopped["status"], &stopped["stoppedBy"]["slug"], &stopped["stoppedReason"]),
        (&json!("SUSPENDED"), &json!("cps"), &json!("A case was lost."))
    );
    assert_eq!(opened(&world).await, all_of_us());
    let again = done(&cps, "resumeAgreement", on(&stopped, json!({}))).await;
    assert_eq!(
        (&again["status"], &again["stoppedBy"], &again["stoppedReason"]),
        (&json!("ACTIVE"), &Value::Null, &Value::Null)
    );
    assert_eq!(again["lawfulBasis"], "Part 3", "its terms are as they were");
    assert_eq!(opened(&world).await, and("OPEN: A live case."));
    let ended = done(&mps, "endAgreement", on(&again, json!({ "reason": "The project is over." }))).await;
    assert_eq!((&ended["status"], &ended["stoppedBy"]["slug"]), (&json!("TERMINATED"), &json!("mps")));
    assert_eq!(opened(&world).await, all_of_us());
    // Each step has its line.
    let lines =
        mps.ask("{ auditEvents(first: 100) { nodes { deed operation recordKind } } }").await["auditEvents"]["nodes"]
            .clone();
    let lines = lines.as_array().expect("lines");
    for (deed, operation) in
        [("draftAgreement", "COLLECTION"), ("signAgreement", "ALTERATION"), ("endAgreement", "ALTERATION")]
    {
        let line = json!({ "deed": deed, "operation": operation, "recordKind": "AGREEMENT" });
        assert!(lines.contains(&line), "{line} is none of {lines:?}");
    }
}

/// An agreement of the two in each state, as files hold it.
fn states() -> String {
    let states = ["DRAFT", "IN_REVIEW", "SIGNED", "ACTIVE", "SUSPENDED", "EXPIRED", "TERMINATED"];
    let one = |state: &str| {
        format!(
            "  - {{slug: {}, title: {state}, status: {state}, from: 2025-01-01, parties: [{{organisation: mps}}, {{organisation: cps}}]}}\n",
            state.to_lowercase().replace('_', "-")
        )
    };
    format!("agreements:\n{}", states.iter().map(|state| one(state)).collect::<String>())
}

async fn every_deed_on_an_agreement_from_every_state_does_what_the_model_says(db: Database) {
    for (deed, from, to) in [
        ("reviseAgreement", "DRAFT", "DRAFT"),
        ("submitAgreement", "DRAFT", "IN_REVIEW"),
        ("signAgreement", "IN_REVIEW", "IN_REVIEW"),
        ("activateAgreement", "SIGNED", "ACTIVE"),
        ("suspendAgreement", "ACTIVE", "SUSPENDED"),
        ("endAgreement", "ACTIVE", "TERMINATED"),
    ] {
        let world = world(&db, &states()).await;
        let lead = world.person("mps-lead");
        let more = match deed {
            "reviseAgreement" => terms(&world).await,
            "signAgreement" => json!({ "organisation": body(&world, "mps").await }),
            "suspendAgreement" | "endAgreement" => json!({ "reason": "So." }),
            _ => json!({}),
        };
        let all = format!("{{ agreements(first: 20) {{ nodes {{ {READ} }} }} }}");
        let nodes = lead.ask(&all).await["agreements"]["nodes"].clone();
        let nodes = nodes.as_array().expect("agreements");
        assert_eq!(nodes.len(), 7);
        for before in nodes {
            let payload = does(&lead, deed, &on(before, more.clone())).await;
            let state = before["status"].as_str().expect("a state");
            if state == from {
                assert_eq!(payload["userErrors"], json!([]), "{deed} from {state}");
                assert_eq!((&payload["it"]["status"], &payload["it"]["version"]), (&json!(to), &json!(2)));
            } else {
                let error = &payload["userErrors"][0];
                assert_eq!(error["code"], "CONFLICT", "{deed} from {state}: {error}");
                assert!(error["message"].as_str().expect("a message").contains(state), "{error}");
                let read = format!("{{ node(id: {}) {{ ... on Agreement {{ {READ} }} }} }}", before["id"]);
                assert_eq!(&lead.ask(&read).await["node"], before);
            }
        }
    }
}

async fn case_84_nobody_signs_for_another_party(db: Database) {
    let world = world(&db, "").await;
    let draft = drafted(&world, json!({})).await;
    let submitted = done(&world.person("mps-lead"), "submitAgreement", on(&draft, json!({}))).await;
    let cps = json!({ "organisation": body(&world, "cps").await });
    let no = refused(&world.person("mps-lead"), "signAgreement", on(&submitted, cps.clone())).await;
    assert!(no[0].0 == "FORBIDDEN" && no[0].2.contains("Ask one of them"), "{no:?}");
    let first = signed(&world, "mps-lead", "mps", &submitted).await;
    let twice = refused(
        &world.person("mps-lead"),
        "signAgreement",
        on(&first, json!({ "organisation": body(&world, "mps").await })),
    )
    .await;
    assert!(twice[0].0 == "CONFLICT" && twice[0].2.contains("already"), "{twice:?}");
    // What they sign is what they have read.
    let late = refused(&world.person("cps-lead"), "signAgreement", on(&submitted, cps)).await;
    assert!(late[0].0 == "CONFLICT" && late[0].2.contains("version 3"), "{late:?}");
    // The same of the demonstration.
    let demo = db.demo().await;
    let lead = demo.person("mps-ig-lead");
    let read = "{ cps: organisation(by: { slug: \"cps\" }) { id } agreements(first: 100) { nodes { id status version parties { organisation { slug } } } } }";
    let data = lead.ask(read).await;
    let both = |agreement: &&Value| {
        ["mps", "cps"].iter().all(|slug| agreement["parties"].to_string().contains(&format!("\"{slug}\"")))
    };
    let agreement =
        data["agreements"]["nodes"].as_array().expect("agreements").iter().find(both).expect("one of both").clone();
    let no = refused(&lead, "signAgreement", on(&agreement, json!({ "organisation": data["cps"]["id"] }))).await;
    assert!(["FORBIDDEN", "CONFLICT"].contains(&no[0].0.as_str()), "{no:?}");
}

async fn w7_each_lead_acts_for_their_own_party_and_nobody_else_does(db: Database) {
    let world = world(&db, "").await;
    let draft = drafted(&world, json!({})).await;
    let (terms, reason) = (terms(&world).await, json!({ "reason": "So." }));
    let mps = json!({ "organisation": body(&world, "mps").await });
    let deeds = [
        ("reviseAgreement", terms.clone()),
        ("submitAgreement", json!({})),
        ("signAgreement", mps.clone()),
        ("activateAgreement", json!({})),
        ("suspendAgreement", reason.clone()),
        ("resumeAgreement", json!({})),
        ("endAgreement", reason),
    ];
    for (deed, more) in &deeds {
        // A lead of no party knows nothing of it; who is no lead has no such deed; nor has a system, or a narrowed token.
        assert_eq!(
            refused(&world.person("nhs-lead"), deed, on(&draft, more.clone())).await[0].0,
            "NOT_FOUND",
            "{deed}"
        );
        let narrow =
            refused(&world.scoped("mps-lead", &["read", "write:papers"]), deed, on(&draft, more.clone())).await;
        assert!(narrow[0].0 == "FORBIDDEN", "{deed}: {narrow:?}");
        for who in ["officer", "clerk", "secretary", "mps-system", "public"] {
            let query = format!("mutation {{ {deed}(input: {{}}) {{ cursor }} }}");
            assert_eq!(world.anybody(who).refused(&query).await["extensions"]["code"], "VALIDATION", "{deed}: {who}");
        }
    }
    let other = with(terms, json!({ "organisation": body(&world, "cps").await }));
    assert_eq!(refused(&world.person("mps-lead"), "draftAgreement", other).await[0].0, "FORBIDDEN");
    let query = "mutation { draftAgreement(input: {}) { cursor } }";
    assert_eq!(world.person("officer").refused(query).await["extensions"]["code"], "VALIDATION");
    // The buttons say the same.
    let can = format!(
        "{{ node(id: {}) {{ ... on Agreement {{ viewerCan {{ revise submit sign activate suspend resume end }} }} }}
        mps: organisation(by: {{ slug: \"mps\" }}) {{ viewerCan {{ draftAgreement }} }} }}",
        draft["id"]
    );
    let said = world.person("cps-lead").ask(&can).await;
    let now = json!({ "revise": true, "submit": true, "sign": false, "activate": false, "suspend": false, "resume": false, "end": false });
    assert_eq!((&said["node"]["viewerCan"], &said["mps"]["viewerCan"]["draftAgreement"]), (&now, &json!(false)));
    assert_eq!(world.person("mps-lead").ask(&can).await["mps"]["viewerCan"]["draftAgreement"], true);
}

async fn what_one_party_stopped_no_other_opens_again(db: Database) {
    let world = world(&db, "").await;
    let signed = agreed(&world, json!({})).await;
    let active = done(&world.person("mps-lead"), "activateAgreement", on(&signed, json!({}))).await;
    let stopped =
        done(&world.person("mps-lead"), "suspendAgreement", on(&active, json!({ "reason": "A leak." }))).await;
    let no = refused(&world.person("cps-lead"), "resumeAgreement", on(&stopped, json!({}))).await;
    assert!(no[0].0 == "FORBIDDEN" && no[0].2.contains("suspended it"), "{no:?}");
    assert_eq!(opened(&world).await, all_of_us());
    let can = format!("{{ node(id: {}) {{ ... on Agreement {{ viewerCan {{ resume }} }} }} }}", stopped["id"]);
    for (who, may) in [("cps-lead", false), ("mps-lead", true)] {
        assert_eq!(world.person(who).ask(&can).await["node"]["viewerCan"]["resume"], may, "{who}");
    }
    // Why is the parties' own.
    let why = format!(
        "{{ node(id: {}) {{ ... on Agreement {{ status stoppedReason stoppedBy {{ slug }} }} }} }}",
        stopped["id"]
    );
    let outside = world.person("nurse").ask(&why).await["node"].clone();
    assert_eq!(outside, json!({ "status": "SUSPENDED", "stoppedReason": null, "stoppedBy": null }));
    assert_eq!(world.person("clerk").ask(&why).await["node"]["stoppedReason"], "A leak.");
}

async fn an_agreement_begins_on_its_first_day_and_is_over_at_its_end(db: Database) {
    let world = world(&db, "").await;
    let signed = agreed(&world, json!({ "from": "2026-03-10", "to": "2026-04-01" })).await;
    let early = refused(&world.person("mps-lead"), "activateAgreement", on(&signed, json!({}))).await;
    assert!(early[0].0 == "CONFLICT" && early[0].2.contains("2026-03-10"), "{early:?}");
    world.at("2026-03-10T10:00:00Z");
    let active = done(&world.person("mps-lead"), "activateAgreement", on(&signed, json!({}))).await;
    assert_eq!(opened(&world).await, and("OPEN: A live case."));
    world.at("2026-04-01T10:00:00Z");
    assert_eq!(opened(&world).await, all_of_us());
    let over = refused(&world.person("mps-lead"), "suspendAgreement", on(&active, json!({ "reason": "So." }))).await;
    assert!(over[0].0 == "CONFLICT" && over[0].2.contains("EXPIRED"), "{over:?}");
}

async fn a_draft_is_drawn_up_anew_as_a_whole_and_not_after_that(db: Database) {
    let world = world(&db, "").await;
    let draft = drafted(&world, json!({})).await;
    let (mps, nhs) = (body(&world, "mps").await, body(&world, "nhs").await);
    let fewer = json!({
        "title": "Better cases, and care", "parties": [mps, nhs], "purposes": [{ "code": "care", "description": "Care" }],
        "categories": ["PERSONAL", "OPERATIONAL"], "gateways": [{ "act": "Care Act 2014" }],
    });
    let anew = done(&world.person("cps-lead"), "reviseAgreement", on(&draft, fewer.clone())).await;
    assert_eq!(
        (&anew["title"], &anew["version"], &anew["text"], &anew["conditions"]),
        (&json!("Better cases, and care"), &json!(2), &Value::Null, &json!([]))
    );
    let parties: Vec<&Value> =
        anew["parties"].as_array().expect("parties").iter().map(|party| &party["organisation"]["slug"]).collect();
    assert_eq!(parties, ["mps", "cps", "nhs"]);
    assert_eq!(anew["purposes"], json!([{ "code": "care", "description": "Care" }]));
    // The other party now knows of it, and all three have to sign.
    let submitted = done(&world.person("nhs-lead"), "submitAgreement", on(&anew, json!({}))).await;
    assert_eq!(refused(&world.person("mps-lead"), "reviseAgreement", on(&submitted, fewer)).await[0].0, "CONFLICT");
    let first = signed(&world, "mps-lead", "mps", &submitted).await;
    let second = signed(&world, "cps-lead", "cps", &first).await;
    assert_eq!(second["status"], "IN_REVIEW");
    assert_eq!(signed(&world, "nhs-lead", "nhs", &second).await["status"], "SIGNED");
}

async fn what_cannot_be_agreed_is_refused_with_every_mistake(db: Database) {
    let world = world(&db, SHARED).await;
    let lead = world.person("mps-lead");
    let mps = body(&world, "mps").await;
    let (cps, nhs) = (body(&world, "cps").await, body(&world, "nhs").await);
    let base = with(terms(&world).await, json!({ "organisation": mps }));
    let fields = async |more: Value| {
        let wrong = refused(&lead, "draftAgreement", with(base.clone(), more)).await;
        assert!(wrong.iter().all(|(code, _, _)| code == "VALIDATION"), "{wrong:?}");
        wrong.into_iter().map(|(_, field, _)| field).collect::<Vec<_>>()
    };
    assert_eq!(fields(json!({ "parties": [] })).await, ["parties"]);
    assert_eq!(fields(json!({ "parties": [cps, mps, cps] })).await, ["parties.1", "parties.2"]);
    assert_eq!(
        fields(json!({ "gateways": [{ "act": "An act", "discloser": nhs }, { "act": "An act", "discloser": mps, "recipient": mps }], "from": "2026-04-01", "to": "2026-04-01" })).await,
        ["gateways.0.discloser", "gateways.1.recipient", "to"]
    );
    assert_eq!(
        fields(json!({ "purposes": [{ "code": "Not a code", "description": "x" }] })).await,
        ["purposes.0.code"]
    );
    let twice = json!([{ "code": "a", "description": "x" }, { "code": "a", "description": "y" }]);
    assert_eq!(fields(json!({ "purposes": twice })).await, ["purposes.1"]);
    assert_eq!(fields(json!({ "categories": ["OPERATIONAL", "OPERATIONAL"] })).await, ["categories.1"]);
    assert_eq!(fields(json!({ "conditions": ["One", "Two\nlines"] })).await, ["conditions.1"]);
    assert_eq!(fields(json!({ "categories": [] })).await, ["categories"]);
    let count = lead.ask("{ agreements { totalCount } }").await["agreements"]["totalCount"].clone();
    assert_eq!(count, 1, "nothing was put on record");
}
