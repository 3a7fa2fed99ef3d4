//! Programmes as they are run (domain model 2.4): proposed, approved, announced, moved on to their end, reported on; who
//! reads of it at each step, and what is refused.

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

use crate::{
    deed::{self, came, mistakes},
    steps::id,
};

crate::cases![
    a_programme_goes_from_its_proposal_to_its_end,
    every_deed_on_a_programme_from_every_state_does_what_the_model_says,
    an_approved_programme_is_announced_once_and_only_its_public_face,
    an_end_is_near_and_not_paid_for_and_an_extension_is_later,
    who_takes_part_reports_and_reads_no_more_than_that,
    what_is_not_said_of_a_programme_stays,
    what_a_programme_names_and_its_author_may_not_see_is_answered_like_what_is_missing,
    a_programme_is_told_of_in_the_feed_to_those_who_know_it,
];

/// The table of the other tests, with places and with a programme in each state.
fn table() -> String {
    let mut table = include_str!("table.yaml").to_owned();
    table.push_str("\nareas:\n  - {slug: northshire, name: Northshire, kind: REGION}\n  - {slug: eastham, name: Eastham, kind: BOROUGH}\nprogrammes:\n");
    for state in STATES {
        let slug = state.to_lowercase();
        table.push_str(&format!(
            "  - {{slug: {slug}, name: {state}, kind: PILOT, status: {state}, lead: shelter, board: table}}\n"
        ));
    }
    table
}

pub(crate) const STATES: [&str; 11] = [
    "PROPOSED",
    "APPROVED",
    "TENDERING",
    "AWARDED",
    "MOBILISING",
    "LIVE",
    "EXTENDED",
    "ENDING",
    "CLOSED",
    "MAINSTREAMED",
    "WITHDRAWN",
];

const READ: &str =
    "id slug name kind status version overlay overlayReason summary fundingEnds statusAsAt risks contingency
    successorFunding successorDetail lead { slug } area { slug } board { slug } parties { role organisation { slug } }
    sites { nodes { slug } } updates { nodes { text status overlay organisation { slug } } }";

/// Does a deed. Answers the payload.
async fn does(who: &Asker<'_>, deed: &str, input: &Value) -> Value {
    let what = if deed == "addProgrammeUpdate" { "programmeUpdate { id }" } else { &format!("programme {{ {READ} }}") };
    deed::does(who, deed, what, input).await
}

/// Does a deed that succeeds. Answers the programme.
async fn done(who: &Asker<'_>, deed: &str, input: Value) -> Value {
    came(&does(who, deed, &input).await)
}

/// Does one that is refused: the code, the field and the words of each mistake.
async fn refused(who: &Asker<'_>, deed: &str, input: Value) -> Vec<(String, String, String)> {
    mistakes(&does(who, deed, &input).await)
}

/// The input of a deed on a programme as it was last read.
fn on(programme: &Value, more: Value) -> Value {
    deed::on(("programme", programme), more)
}

async fn read(who: &Asker<'_>, slug: &str) -> Value {
    who.ask(&format!(r#"{{ programme(by: {{ slug: "{slug}" }}) {{ {READ} }} }}"#)).await["programme"].clone()
}

/// A programme that the shelter leads, the hospital provides and the table follows, in Eastham, with money until then.
async fn proposed(world: &World, funding_ends: Option<&str>) -> Value {
    let (shelter, hospital) = (id(world, "organisation", "shelter").await, id(world, "organisation", "hospital").await);
    let (northshire, eastham) = (id(world, "area", "northshire").await, id(world, "area", "eastham").await);
    let input = json!({
        "board": id(world, "board", "table").await, "name": "Night rooms", "kind": "SERVICE", "lead": shelter,
        "area": northshire, "sites": [eastham], "parties": [{ "organisation": hospital, "role": "PROVIDER" }],
        "summary": "Rooms that are open at night.", "starts": "2026-04", "fundingEnds": funding_ends,
    });
    done(&world.person("secretary"), "proposeProgramme", input).await
}

/// The same, moved on with a report at each step until it stands there.
async fn brought_to(world: &World, to: &str, funding_ends: Option<&str>) -> Value {
    let mut programme = proposed(world, funding_ends).await;
    programme = done(&world.person("chair"), "approveProgramme", on(&programme, json!({ "text": "Agreed." }))).await;
    for next in ["TENDERING", "AWARDED", "MOBILISING", "LIVE"] {
        if programme["status"] == to {
            break;
        }
        let input = on(&programme, json!({ "to": next, "text": format!("Now {next}.") }));
        programme = done(&world.person("worker"), "advanceProgramme", input).await;
    }
    programme
}

async fn a_programme_goes_from_its_proposal_to_its_end(db: Database) {
    let world = db.world(&table()).await;
    let (secretary, worker) = (world.person("secretary"), world.person("worker"));
    let programme = proposed(&world, Some("2026-08-31")).await;
    assert!(programme["slug"].as_str().expect("a slug").starts_with("night-rooms-"), "{programme}");
    assert_eq!(
        (&programme["status"], &programme["version"], &programme["board"]["slug"]),
        (&json!("PROPOSED"), &json!(1), &json!("table"))
    );
    assert_eq!((&programme["lead"]["slug"], &programme["area"]["slug"]), (&json!("shelter"), &json!("northshire")));
    assert_eq!(programme["sites"]["nodes"], json!([{ "slug": "eastham" }]));
    assert_eq!(
        programme["parties"],
        json!([{ "role": "LEAD", "organisation": { "slug": "shelter" } }, { "role": "PROVIDER", "organisation": { "slug": "hospital" } }])
    );
    let slug = programme["slug"].as_str().expect("a slug").to_owned();
    let programme =
        done(&world.person("chair"), "approveProgramme", on(&programme, json!({ "text": "Agreed for a year." }))).await;
    assert_eq!(
        (&programme["status"], &programme["version"], &programme["statusAsAt"]),
        (&json!("APPROVED"), &json!(2), &json!("2026-03-02"))
    );
    let mut programme = done(&secretary, "announceProgramme", on(&programme, json!({}))).await;
    for next in ["TENDERING", "AWARDED", "MOBILISING", "LIVE"] {
        programme =
            done(&worker, "advanceProgramme", on(&programme, json!({ "to": next, "text": format!("Now {next}.") })))
                .await;
        assert_eq!(programme["status"], next);
    }
    let held = json!({ "overlay": "PAUSED", "reason": "The boiler is broken." });
    let programme = done(&worker, "holdUpProgramme", on(&programme, held)).await;
    assert_eq!(
        (&programme["overlay"], &programme["overlayReason"]),
        (&json!("PAUSED"), &json!("The boiler is broken."))
    );
    let programme = done(&worker, "holdUpProgramme", on(&programme, json!({ "reason": "It is mended." }))).await;
    assert_eq!((&programme["overlay"], &programme["overlayReason"]), (&Value::Null, &Value::Null));
    let longer = json!({ "to": "EXTENDED", "text": "Another half year.", "fundingEnds": "2027-02-28" });
    let programme = done(&secretary, "advanceProgramme", on(&programme, longer)).await;
    assert_eq!(programme["fundingEnds"], "2027-02-28");
    let programme = done(&worker, "advanceProgramme", on(&programme, json!({ "to": "LIVE", "text": "On." }))).await;
    world.at("2026-12-01T10:00:00Z");
    let worker = world.person("worker");
    let programme =
        done(&worker, "advanceProgramme", on(&programme, json!({ "to": "ENDING", "text": "No bid was made." }))).await;
    let programme =
        done(&worker, "advanceProgramme", on(&programme, json!({ "to": "CLOSED", "text": "The doors are shut." })))
            .await;
    let told = programme["updates"]["nodes"].as_array().expect("reports").clone();
    assert_eq!(told.len(), 11, "{told:#?}");
    for report in [
        json!({ "text": "Agreed for a year.", "status": "APPROVED", "overlay": null, "organisation": { "slug": "mayor" } }),
        json!({ "text": "The boiler is broken.", "status": "LIVE", "overlay": "PAUSED", "organisation": { "slug": "shelter" } }),
        json!({ "text": "The doors are shut.", "status": "CLOSED", "overlay": null, "organisation": { "slug": "shelter" } }),
    ] {
        assert!(told.contains(&report), "{report} is none of {told:#?}");
    }
    let seen = world.public().ask(&format!(r#"{{ programme(by: {{ slug: "{slug}" }}) {{ status }} }}"#)).await;
    assert_eq!(seen["programme"]["status"], "CLOSED");
}

async fn every_deed_on_a_programme_from_every_state_does_what_the_model_says(db: Database) {
    let to = |to: &str| json!({ "to": to, "text": "So." });
    let deeds = [
        ("approveProgramme", json!({ "text": "So." }), "APPROVED", &["PROPOSED"][..]),
        ("advanceProgramme", to("APPROVED"), "APPROVED", &[]),
        ("advanceProgramme", to("TENDERING"), "TENDERING", &["APPROVED"]),
        ("advanceProgramme", to("AWARDED"), "AWARDED", &["TENDERING"]),
        ("advanceProgramme", to("MOBILISING"), "MOBILISING", &["AWARDED"]),
        ("advanceProgramme", to("LIVE"), "LIVE", &["MOBILISING", "EXTENDED"]),
        (
            "advanceProgramme",
            json!({ "to": "EXTENDED", "text": "So.", "fundingEnds": "2030-01-01" }),
            "EXTENDED",
            &["LIVE"],
        ),
        ("advanceProgramme", to("ENDING"), "ENDING", &["LIVE"]),
        ("advanceProgramme", to("CLOSED"), "CLOSED", &["ENDING"]),
        ("advanceProgramme", to("MAINSTREAMED"), "MAINSTREAMED", &["ENDING"]),
        ("advanceProgramme", to("WITHDRAWN"), "WITHDRAWN", &[]),
        ("withdrawProgramme", json!({ "reason": "So." }), "WITHDRAWN", &STATES[..8]),
        ("holdUpProgramme", json!({ "overlay": "DELAYED", "reason": "So." }), "", &STATES[..8]),
        ("reviseProgramme", json!({ "name": "Renamed" }), "", &STATES[..8]),
        ("announceProgramme", json!({}), "", &STATES[1..10]),
    ];
    for (deed, input, reaches, from) in deeds {
        let world = db.world(&table()).await;
        let secretary = world.person("secretary");
        for state in STATES {
            let before = read(&secretary, &state.to_lowercase()).await;
            let payload = does(&secretary, deed, &on(&before, input.clone())).await;
            let after = read(&secretary, &state.to_lowercase()).await;
            if from.contains(&state) {
                assert_eq!(payload["userErrors"], json!([]), "{deed} {input} from {state}");
                assert_eq!(after["status"], if reaches.is_empty() { state } else { reaches });
                assert_eq!(after["version"], 2);
            } else {
                let error = &payload["userErrors"][0];
                assert!(["CONFLICT", "VALIDATION"].contains(&error["code"].as_str().expect("a code")), "{error}");
                assert!(error["message"].as_str().expect("a message").contains(state), "{deed} {input}: {error}");
                assert_eq!(after, before, "{deed} {input} from {state}");
            }
        }
    }
}

async fn an_approved_programme_is_announced_once_and_only_its_public_face(db: Database) {
    let world = db.world(&table()).await;
    let (secretary, chair, worker) = (world.person("secretary"), world.person("chair"), world.person("worker"));
    let programme = proposed(&world, None).await;
    let slug = programme["slug"].as_str().expect("a slug").to_owned();
    let early = refused(&secretary, "announceProgramme", on(&programme, json!({}))).await;
    assert!(early[0].0 == "CONFLICT" && early[0].2.contains("PROPOSED"), "{early:?}");
    let programme = done(&chair, "approveProgramme", on(&programme, json!({ "text": "Yes." }))).await;
    // It is the secretariat's to announce (W1), and the shelter's to know of meanwhile.
    for who in ["chair", "worker"] {
        let (_, answer) = world
            .person(who)
            .answer(
                "mutation($input: AnnounceProgrammeInput!) { announceProgramme(input: $input) { cursor } }",
                json!({ "input": on(&programme, json!({})) }),
            )
            .await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "VALIDATION", "not in the schema of {who}");
    }
    for (who, knows) in [("worker", true), ("officer", true), ("nurse", true), ("adviser", false), ("public", false)] {
        let found = world.anybody(who).ask(&format!(r#"{{ programme(by: {{ slug: "{slug}" }}) {{ name }} }}"#)).await;
        assert_eq!(!found["programme"].is_null(), knows, "{who}");
    }
    let named =
        done(&worker, "reviseProgramme", on(&programme, json!({ "name": "Night rooms, ring 020 7946 0000" }))).await;
    let held = refused(&secretary, "announceProgramme", on(&named, json!({}))).await;
    assert!(held[0].0 == "VALIDATION" && held[0].2.contains("telephone"), "{held:?}");
    let named =
        done(&worker, "reviseProgramme", on(&named, json!({ "name": "Night rooms", "risks": "The lease." }))).await;
    let announced = done(&secretary, "announceProgramme", on(&named, json!({}))).await;
    let again = refused(&secretary, "announceProgramme", on(&announced, json!({}))).await;
    assert!(again[0].0 == "CONFLICT" && again[0].2.contains("already"), "{again:?}");
    let seen = world.public().ask(&format!(r#"{{ programme(by: {{ slug: "{slug}" }}) {{ name status summary lead {{ slug }} updates {{ totalCount }} }} }}"#)).await;
    assert_eq!(
        seen["programme"],
        json!({ "name": "Night rooms", "status": "APPROVED", "summary": null, "lead": { "slug": "shelter" }, "updates": { "totalCount": 0 } })
    );
    let named = refused(&worker, "reviseProgramme", on(&announced, json!({ "name": "Write to a@example.org" }))).await;
    assert_eq!((named[0].0.as_str(), named[0].1.as_str()), ("VALIDATION", "name"));
}

async fn an_end_is_near_and_not_paid_for_and_an_extension_is_later(db: Database) {
    let world = db.world(&table()).await;
    let worker = world.person("worker");
    let live = brought_to(&world, "LIVE", Some("2026-12-31")).await;
    let ending = || json!({ "to": "ENDING", "text": "It ends." });
    let early = refused(&worker, "advanceProgramme", on(&live, ending())).await;
    assert!(early[0].0 == "CONFLICT" && early[0].2.contains("2026-07-04"), "{early:?}");
    world.at("2026-07-04T10:00:00Z");
    let worker = world.person("worker");
    let secured = done(&worker, "reviseProgramme", on(&live, json!({ "successorFunding": "SECURED" }))).await;
    let paid = refused(&worker, "advanceProgramme", on(&secured, ending())).await;
    assert!(paid[0].0 == "CONFLICT" && paid[0].2.contains("SECURED"), "{paid:?}");
    let extended = |day: Option<&str>| json!({ "to": "EXTENDED", "text": "Longer.", "fundingEnds": day });
    for day in [None, Some("2026-12-31"), Some("2025-01-01")] {
        let no = refused(&worker, "advanceProgramme", on(&secured, extended(day))).await;
        assert_eq!((no[0].0.as_str(), no[0].1.as_str()), ("VALIDATION", "fundingEnds"), "{day:?}");
    }
    let mut stray = ending();
    stray["fundingEnds"] = json!("2027-12-31");
    let open = done(&worker, "reviseProgramme", on(&secured, json!({ "successorFunding": "BID" }))).await;
    assert_eq!(refused(&worker, "advanceProgramme", on(&open, stray)).await[0].1, "fundingEnds");
    assert_eq!(done(&worker, "advanceProgramme", on(&open, ending())).await["status"], "ENDING");
}

async fn who_takes_part_reports_and_reads_no_more_than_that(db: Database) {
    let world = db.world(&table()).await;
    let (nurse, officer) = (world.person("nurse"), world.person("officer"));
    let programme = brought_to(&world, "AWARDED", Some("2026-12-31")).await;
    let told = json!({ "risks": "The lease.", "contingency": "Another house.", "successorDetail": "A bid." });
    let programme = done(&world.person("worker"), "reviseProgramme", on(&programme, told)).await;
    let slug = programme["slug"].as_str().expect("a slug").to_owned();
    // The provider is told of the work, and neither of its risks nor of what follows the money that it may bid for.
    let seen = read(&nurse, &slug).await;
    assert_eq!(seen["summary"], "Rooms that are open at night.");
    assert_eq!(seen["updates"]["nodes"].as_array().expect("reports").len(), 3, "{seen:#}");
    assert_eq!(
        (&seen["risks"], &seen["contingency"], &seen["successorFunding"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    let report = json!({ "programme": programme["id"], "text": "Two nurses were found.", "reportedOn": "2026-02" });
    let payload = does(&nurse, "addProgrammeUpdate", &report).await;
    assert_eq!(payload["userErrors"], json!([]));
    let after = read(&world.person("worker"), &slug).await;
    assert_eq!(after["version"], programme["version"], "a report leaves the programme as it is");
    let told = json!({ "text": "Two nurses were found.", "status": "AWARDED", "overlay": null, "organisation": { "slug": "hospital" } });
    assert!(after["updates"]["nodes"].as_array().expect("reports").contains(&told), "{after:#}");
    // Nor is it theirs to run; and who only follows it does not report.
    for (who, deed, more) in [
        (&nurse, "reviseProgramme", json!({ "name": "Ours" })),
        (&nurse, "advanceProgramme", json!({ "to": "MOBILISING", "text": "On." })),
        (&nurse, "withdrawProgramme", json!({ "reason": "No." })),
        (&officer, "holdUpProgramme", json!({ "overlay": "PAUSED", "reason": "No." })),
    ] {
        assert_eq!(refused(who, deed, on(&after, more)).await[0].0, "FORBIDDEN", "{deed}");
    }
    assert_eq!(refused(&officer, "addProgrammeUpdate", report).await[0].0, "FORBIDDEN");
    let can = format!(
        r#"{{ programme(by: {{ slug: "{slug}" }}) {{ viewerCan {{ revise approve announce advance holdUp withdraw addUpdate }} }} }}"#
    );
    let all = |may: [bool; 7]| json!({ "revise": may[0], "approve": may[1], "announce": may[2], "advance": may[3], "holdUp": may[4], "withdraw": may[5], "addUpdate": may[6] });
    for (who, may) in [
        (&nurse, all([false, false, false, false, false, false, true])),
        (&officer, all([false; 7])),
        (&world.person("worker"), all([true, false, false, true, true, true, true])),
        (&world.person("secretary"), all([true, false, true, true, true, true, true])),
    ] {
        assert_eq!(who.ask(&can).await["programme"]["viewerCan"], may);
    }
}

async fn what_is_not_said_of_a_programme_stays(db: Database) {
    let world = db.world(&table()).await;
    let worker = world.person("worker");
    let programme = proposed(&world, Some("2026-12-31")).await;
    let told = json!({ "risks": "The lease.", "contingency": "Another house.", "successorFunding": "BID", "successorDetail": "To the mayor." });
    let first = done(&worker, "reviseProgramme", on(&programme, told)).await;
    let second =
        done(&worker, "reviseProgramme", on(&first, json!({ "risks": "The roof.", "successorFunding": "SECURED" })))
            .await;
    let mut expected = first.clone();
    for (field, value) in [("risks", json!("The roof.")), ("successorFunding", json!("SECURED")), ("version", json!(3))]
    {
        expected[field] = value;
    }
    assert_eq!(second, expected);
    // Another lead takes the place of the first; the others stay where they are.
    let coalition = id(&world, "organisation", "coalition").await;
    let third =
        done(&world.person("secretary"), "reviseProgramme", on(&second, json!({ "lead": coalition, "sites": [] })))
            .await;
    assert_eq!(
        third["parties"],
        json!([{ "role": "LEAD", "organisation": { "slug": "coalition" } }, { "role": "PROVIDER", "organisation": { "slug": "hospital" } }])
    );
    assert_eq!((&third["lead"]["slug"], &third["sites"]["nodes"]), (&json!("coalition"), &json!([])));
    assert_eq!(refused(&worker, "reviseProgramme", on(&third, json!({ "name": "Ours" }))).await[0].0, "FORBIDDEN");
    let none = refused(&world.person("secretary"), "reviseProgramme", on(&third, json!({}))).await;
    assert_eq!((none[0].0.as_str(), none[0].1.as_str()), ("VALIDATION", "programme"));
    let late = refused(&world.person("campaigner"), "reviseProgramme", on(&second, json!({ "name": "Late" }))).await;
    assert!(late[0].0 == "CONFLICT" && late[0].2.contains("version 4"), "{late:?}");
}

async fn what_a_programme_names_and_its_author_may_not_see_is_answered_like_what_is_missing(db: Database) {
    // A programme that nobody outside the back room knows of.
    let hidden = "  - {slug: quiet, name: Quiet, kind: PILOT, status: PROPOSED, lead: hospital, board: backroom}\n";
    let world = db.world(&(table() + hidden)).await;
    let secretary = world.person("secretary");
    let board = id(&world, "board", "table").await;
    let quiet =
        world.person("nurse").ask(r#"{ programme(by: { slug: "quiet" }) { id } }"#).await["programme"]["id"].clone();
    let never = |quiet: &Value, last: char| {
        let text = quiet.as_str().expect("an id");
        json!(format!("{}{last}", &text[..text.len() - 1]))
    };
    let missing = never(&quiet, if quiet.as_str().expect("an id").ends_with('A') { 'E' } else { 'A' });
    let with = |parent: &Value| json!({ "board": board, "name": "Part", "kind": "PILOT", "parent": parent });
    let (hidden, none) = (
        refused(&secretary, "proposeProgramme", with(&quiet)).await,
        refused(&secretary, "proposeProgramme", with(&missing)).await,
    );
    assert_eq!(hidden, none);
    assert_eq!((hidden[0].0.as_str(), hidden[0].1.as_str()), ("VALIDATION", "parent"));
    let shelter = id(&world, "organisation", "shelter").await;
    let twice = json!({ "board": board, "name": "Part", "kind": "PILOT",
        "parties": [{ "organisation": shelter, "role": "PARTNER" }, { "organisation": shelter, "role": "PARTNER" }] });
    assert_eq!(refused(&secretary, "proposeProgramme", twice).await[0].1, "parties.1");
    let lead = json!({ "board": board, "name": "Part", "kind": "PILOT", "parties": [{ "organisation": shelter, "role": "LEAD" }] });
    assert_eq!(refused(&secretary, "proposeProgramme", lead).await[0].1, "parties.0.role");
    let count = secretary.ask("{ programmes { totalCount } }").await["programmes"]["totalCount"].clone();
    assert_eq!(count, STATES.len(), "nothing was put on record");
}

async fn a_programme_is_told_of_in_the_feed_to_those_who_know_it(db: Database) {
    let world = db.world(&table()).await;
    let secretary = world.person("secretary");
    let end = "{ changes(first: 100) { pageInfo { endCursor } } }";
    let before = secretary.ask(end).await["changes"]["pageInfo"]["endCursor"].clone();
    let programme = brought_to(&world, "APPROVED", None).await;
    let report = json!({ "programme": programme["id"], "text": "Rooms were seen." });
    assert_eq!(does(&world.person("nurse"), "addProgrammeUpdate", &report).await["userErrors"], json!([]));
    done(&secretary, "announceProgramme", on(&programme, json!({}))).await;
    let feed = "query($after: String!) { changes(first: 100, after: $after) { nodes { kind recordKind } } }";
    let lines = async |who: &str| {
        // Each has a cursor of their own; the feed of the world is short.
        let asker = world.anybody(who);
        let lines = if who == "secretary" {
            asker.ask_with(feed, json!({ "after": before })).await["changes"]["nodes"].clone()
        } else {
            asker
                .ask("{ changes(first: 100, kinds: [PROGRAMME, PROGRAMME_UPDATE]) { nodes { kind recordKind } } }")
                .await["changes"]["nodes"]
                .clone()
        };
        lines
            .as_array()
            .expect("lines")
            .iter()
            .map(|line| {
                format!("{} {}", line["kind"].as_str().expect("a word"), line["recordKind"].as_str().expect("a word"))
            })
            .collect::<Vec<_>>()
    };
    let all = [
        "CREATED PROGRAMME",
        "UPDATED PROGRAMME",
        "CREATED PROGRAMME_UPDATE",
        "CREATED PROGRAMME_UPDATE",
        "PUBLISHED PROGRAMME",
    ];
    assert_eq!(lines("secretary").await, all);
    assert!(lines("nurse").await.ends_with(&all.map(str::to_owned)));
    let public = lines("public").await;
    assert!(!public.iter().any(|line| line.contains("UPDATE_") || line.ends_with("PROGRAMME_UPDATE")), "{public:?}");
    assert!(public.ends_with(&["PUBLISHED PROGRAMME".to_owned()]), "{public:?}");
    // And in the ledger, as what was done by whom.
    let ledger = "{ auditEvents(first: 100) { nodes { deed recordKind account { slug } } } }";
    let nodes = secretary.ask(ledger).await["auditEvents"]["nodes"].clone();
    let deeds: Vec<&str> = nodes.as_array().expect("lines").iter().filter_map(|line| line["deed"].as_str()).collect();
    for deed in ["proposeProgramme", "approveProgramme", "announceProgramme"] {
        assert!(deeds.contains(&deed), "{deeds:?}");
    }
}
