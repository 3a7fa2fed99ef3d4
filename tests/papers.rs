//! Papers as they are written and sent (domain model 2.4, W1): drafted, circulated, final, published and taken back; who
//! reads them at each step, and what is refused.

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

use crate::{
    cases_papers::paper,
    cast::{BOARD, cast, texts},
    deed::{self, came, mistake},
};

crate::cases![
    a_paper_goes_from_its_author_round_the_board_to_the_public_and_back,
    every_deed_on_a_paper_from_every_state_does_what_the_model_says,
    an_embargo_keeps_a_paper_until_it_is_over_or_lifted,
    what_is_sent_reaches_whom_it_names,
    a_paper_is_sent_for_what_it_can_be_sent_for,
    a_revision_is_the_next_version_and_loses_nothing,
    what_is_kept_for_some_or_names_contacts_is_not_published,
    a_paper_is_told_of_in_the_feed_and_in_the_ledger,
    a_paper_that_is_not_there_for_them_is_none,
];

const HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABCDEF";

const READ: &str = "id slug title status version summary embargoed withdrawnReason owner { slug }
    authors { person { slug } organisation { slug } } versions { nodes { number fileName sha256 } }
    circulations { nodes { purpose commentsDue } }";

/// Does a deed. Answers the payload.
async fn does(who: &Asker<'_>, deed: &str, input: &Value) -> Value {
    deed::does(who, deed, &format!("paper {{ {READ} }}"), input).await
}

/// Does a deed that succeeds. Answers the paper.
async fn done(who: &Asker<'_>, deed: &str, input: Value) -> Value {
    came(&does(who, deed, &input).await)
}

/// Does one that is refused for one reason: its code, its field and its words.
async fn refused(who: &Asker<'_>, deed: &str, input: Value) -> (String, String, String) {
    mistake(&does(who, deed, &input).await)
}

/// The input of a deed on a paper as it was last read.
fn on(paper: &Value, more: Value) -> Value {
    deed::on(("paper", paper), more)
}

async fn board(who: &Asker<'_>) -> Value {
    who.ask(r#"{ board(by: { slug: "board" }) { id } }"#).await["board"]["id"].clone()
}

/// Who of these reads the paper.
async fn read_by(world: &World, paper: &Value, people: &[&str]) -> Vec<String> {
    let mut readers = Vec::new();
    for who in people {
        let found = world.anybody(who).ask(&format!("{{ node(id: {}) {{ id }} }}", paper["id"])).await;
        readers.extend((!found["node"].is_null()).then(|| (*who).to_owned()));
    }
    readers
}

const ALL: &[&str] = &["police", "officer", "secretary", "chair", "nurse", "stranger", "public"];

async fn a_paper_goes_from_its_author_round_the_board_to_the_public_and_back(db: Database) {
    let world = cast(&db, &[BOARD]).await;
    world.at("2022-03-01T12:00:00Z");
    let (police, secretary, chair) = (world.person("police"), world.person("secretary"), world.person("chair"));
    let file = json!({ "fileName": "lamps.pdf", "mediaType": "application/pdf", "sha256": HASH, "bytes": 4096 });
    let input = json!({
        "board": board(&police).await, "title": "Lamps", "kind": "REPORT", "summary": "Ten of them.", "dated": "2022-02",
        "file": file
    });
    let drafted = done(&police, "draftPaper", input).await;
    assert_eq!(
        (&drafted["status"], &drafted["version"], &drafted["owner"]["slug"]),
        (&json!("DRAFT"), &json!(1), &json!("mps"))
    );
    assert_eq!(drafted["authors"], json!([{ "person": { "slug": "police" }, "organisation": { "slug": "mps" } }]));
    assert_eq!(drafted["versions"]["nodes"][0]["sha256"], HASH.to_lowercase());
    // Its author's organisation, and who runs the board.
    assert_eq!(read_by(&world, &drafted, ALL).await, ["police", "officer", "secretary", "chair"]);
    let sent = json!({ "purpose": "FOR_COMMENT", "commentsDue": "2022-03-10" });
    let sent = done(&secretary, "circulatePaper", on(&drafted, sent)).await;
    assert_eq!((&sent["status"], &sent["version"]), (&json!("CIRCULATED"), &json!(2)));
    assert_eq!(read_by(&world, &sent, ALL).await, ["police", "officer", "secretary", "chair", "nurse"]);
    let comment =
        "mutation($paper: ID!) { commentOnPaper(input: { paper: $paper, body: \"Eleven.\" }) { userErrors { code } } }";
    let comment = world.person("nurse").ask_with(comment, json!({ "paper": sent["id"] })).await;
    assert_eq!(comment["commentOnPaper"]["userErrors"], json!([]));
    // Its author mends it, and it is final.
    let mended = done(&police, "revisePaper", on(&sent, json!({ "summary": "Eleven of them." }))).await;
    assert_eq!((&mended["summary"], &mended["title"]), (&json!("Eleven of them."), &json!("Lamps")));
    let closed = done(&chair, "finalisePaper", on(&mended, json!({}))).await;
    assert_eq!(closed["status"], "FINAL");
    let published = done(&secretary, "publishPaper", on(&closed, json!({}))).await;
    assert_eq!(published["status"], "PUBLISHED");
    assert_eq!(read_by(&world, &published, ALL).await, ALL);
    let withdrawn = done(&police, "withdrawPaper", on(&published, json!({ "reason": "Twelve." }))).await;
    assert_eq!((&withdrawn["status"], &withdrawn["withdrawnReason"]), (&json!("WITHDRAWN"), &json!("Twelve.")));
    assert_eq!(read_by(&world, &withdrawn, ALL).await, ["police", "officer", "secretary", "chair", "nurse"]);
}

/// A deed, what its input holds beside the paper, and from which state to which it leads.
type Deed = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const DEEDS: [Deed; 5] = [
    ("revisePaper", r#"{ "title": "Anew" }"#, &[("DRAFT", "DRAFT"), ("CIRCULATED", "CIRCULATED")]),
    (
        "circulatePaper",
        r#"{ "purpose": "FOR_INFORMATION" }"#,
        &[("DRAFT", "CIRCULATED"), ("CIRCULATED", "CIRCULATED"), ("FINAL", "FINAL"), ("PUBLISHED", "PUBLISHED")],
    ),
    ("finalisePaper", "{}", &[("CIRCULATED", "FINAL")]),
    ("publishPaper", "{}", &[("FINAL", "PUBLISHED")]),
    (
        "withdrawPaper",
        r#"{ "reason": "Wrong" }"#,
        &[("DRAFT", "WITHDRAWN"), ("CIRCULATED", "WITHDRAWN"), ("FINAL", "WITHDRAWN"), ("PUBLISHED", "WITHDRAWN")],
    ),
];

async fn every_deed_on_a_paper_from_every_state_does_what_the_model_says(db: Database) {
    for (deed, more, ways) in DEEDS {
        let states = ["DRAFT", "CIRCULATED", "FINAL", "PUBLISHED", "SUPERSEDED", "WITHDRAWN"];
        let papers: String = states
            .map(|status| {
                format!(
                    "  - {{slug: is-{}, title: A, kind: REPORT, board: board, status: {status}}}\n",
                    status.to_lowercase()
                )
            })
            .concat();
        let world = cast(&db, &[BOARD, "papers:\n", &papers]).await;
        let secretary = world.person("secretary");
        for status in states {
            let slug = format!("is-{}", status.to_lowercase());
            let query = format!(
                r#"{{ paper(by: {{ slug: "{slug}" }}) {{ id version viewerCan {{ revisePaper: revise circulatePaper: circulate
                    finalisePaper: finalise publishPaper: publish withdrawPaper: withdraw }} }} }}"#
            );
            let paper = secretary.ask(&query).await["paper"].clone();
            let input = on(&paper, serde_json::from_str(more).expect("an object"));
            let way = ways.iter().find(|(from, _)| *from == status);
            assert_eq!(paper["viewerCan"][deed], way.is_some(), "{deed} of {status}");
            if let Some((_, to)) = way {
                let after = done(&secretary, deed, input).await;
                assert_eq!((&after["status"], &after["version"]), (&json!(to), &json!(2)), "{deed} of {status}");
            } else {
                let (code, _, message) = refused(&secretary, deed, input).await;
                assert_eq!(code, "CONFLICT", "{deed} of {status}");
                assert!(message.starts_with(&format!("The paper is {status}: {deed} needs one that is")), "{message}");
            }
        }
    }
}

async fn an_embargo_keeps_a_paper_until_it_is_over_or_lifted(db: Database) {
    let world = cast(&db, &[BOARD]).await;
    world.at("2022-03-01T12:00:00Z");
    let (police, secretary) = (world.person("police"), world.person("secretary"));
    let people = police.ask("{ people(first: 100) { nodes { id slug } } }").await["people"]["nodes"].clone();
    let advocate = people.as_array().expect("people").iter().find(|person| person["slug"] == "advocate").expect("her");
    let embargo = |until: Value| json!({ "until": until, "named": [advocate["id"]] });
    let input = |until: Value| json!({ "title": "Figures", "kind": "RETURN", "embargo": embargo(until) });
    let of = |input: Value, board: &Value| {
        let mut input = input;
        input["board"] = board.clone();
        input
    };
    let board = board(&police).await;
    let past = refused(&police, "draftPaper", of(input(json!("2022-03-01T12:00:00Z")), &board)).await;
    assert_eq!((past.0.as_str(), past.1.as_str()), ("VALIDATION", "embargo.until"));
    let until = json!("2022-03-08T00:00:00Z");
    let drafted = done(&police, "draftPaper", of(input(until), &board)).await;
    assert_eq!(drafted["embargoed"], true);
    let sent = done(&secretary, "circulatePaper", on(&drafted, json!({ "purpose": "FOR_INFORMATION" }))).await;
    let everyone = &["police", "officer", "secretary", "chair", "nurse", "advocate", "public"];
    assert_eq!(
        read_by(&world, &sent, everyone).await,
        ["police", "secretary", "advocate"],
        "neither office nor colleague"
    );
    // Publishing waits for it.
    let closed = done(&secretary, "finalisePaper", on(&sent, json!({}))).await;
    let (code, _, message) = refused(&secretary, "publishPaper", on(&closed, json!({}))).await;
    assert_eq!(code, "CONFLICT");
    assert!(message.contains("embargo"), "{message}");
    world.at("2022-03-08T00:00:00Z");
    let board_reads = ["police", "officer", "secretary", "chair", "nurse", "advocate"];
    assert_eq!(read_by(&world, &closed, everyone).await, board_reads, "it lapses by itself");
    let secretary = world.person("secretary");
    assert_eq!(
        refused(&secretary, "liftEmbargo", on(&closed, json!({}))).await.0,
        "CONFLICT",
        "there is none any more"
    );
    // One without an end is lifted; whoever may read it then hears of it in the feed.
    let police = world.person("police");
    let drafted = done(&police, "draftPaper", of(input(Value::Null), &board)).await;
    let sent = done(&secretary, "circulatePaper", on(&drafted, json!({ "purpose": "FOR_INFORMATION" }))).await;
    let feed = "query($after: String) { changes(after: $after, first: 100) { nodes { kind record { id } } pageInfo { endCursor } } }";
    let nurse = world.person("nurse");
    let before = nurse.ask_with(feed, json!({ "after": null })).await["changes"].clone();
    assert!(!before["nodes"].to_string().contains(&sent["id"].to_string()), "{before}");
    let can = format!("{{ node(id: {}) {{ ... on Paper {{ viewerCan {{ liftEmbargo }} }} }} }}", sent["id"]);
    assert_eq!(police.ask(&can).await["node"]["viewerCan"]["liftEmbargo"], true);
    let lifted = done(&police, "liftEmbargo", on(&sent, json!({}))).await;
    assert_eq!(lifted["embargoed"], false);
    assert_eq!(read_by(&world, &lifted, everyone).await, board_reads);
    let after =
        nurse.ask_with(feed, json!({ "after": before["pageInfo"]["endCursor"] })).await["changes"]["nodes"].clone();
    assert_eq!(after, json!([{ "kind": "PUBLISHED", "record": { "id": sent["id"] } }]));
}

const MARCH: &str = "
meetings:
  - slug: march
    board: board
    status: NOTIFIED
    held_on: 2022-03-07
    invitations:
      - {person: guest, organisation: safelives, capacity: GUEST, invited_on: 2022-02-20, items: ['1']}
    items:
      - {key: '1', number: '1', title: Patrols, part: OPEN}
";

async fn what_is_sent_reaches_whom_it_names(db: Database) {
    let draft = paper("status: DRAFT, items: [{meeting: march, item: '1'}]");
    let world = cast(&db, &[BOARD, MARCH, &draft]).await;
    world.at("2022-03-01T12:00:00Z");
    let secretary = world.person("secretary");
    let ids = secretary
        .ask(
            r#"{ paper(by: { slug: "paper" }) { id version } meeting(by: { slug: "march" }) { id }
            people(first: 100) { nodes { id slug } } organisations(first: 100) { nodes { id slug } } }"#,
        )
        .await;
    let named = |list: &str, slug: &str| {
        let nodes = ids[list]["nodes"].as_array().expect("a list");
        nodes.iter().find(|one| one["slug"] == slug).unwrap_or_else(|| panic!("{slug}"))["id"].clone()
    };
    let to = |organisations: &[&str], people: &[&str]| {
        let organisations: Vec<Value> = organisations.iter().map(|slug| named("organisations", slug)).collect();
        let people: Vec<Value> = people.iter().map(|slug| named("people", slug)).collect();
        json!({ "purpose": "FOR_INFORMATION", "organisations": organisations, "people": people })
    };
    // It would reach neither a stranger nor a guest of a meeting that is not named.
    let outside =
        does(&secretary, "circulatePaper", &on(&ids["paper"], to(&["mps", "essex-police"], &["nurse", "guest"]))).await;
    assert_eq!(texts(&outside["userErrors"], "/field"), ["organisations.1", "people.1"]);
    let sent = done(&secretary, "circulatePaper", on(&ids["paper"], to(&["mps"], &["nurse"]))).await;
    let readers = &["police", "nurse", "prosecutor", "guest", "public"];
    assert_eq!(read_by(&world, &sent, readers).await, ["police", "nurse"]);
    let mut to_guest = to(&[], &["guest"]);
    to_guest["meeting"] = ids["meeting"]["id"].clone();
    let sent = done(&secretary, "circulatePaper", on(&sent, to_guest)).await;
    assert_eq!(read_by(&world, &sent, readers).await, ["police", "nurse", "guest"]);
    // To all of the board, when nobody is named.
    let sent = done(&secretary, "circulatePaper", on(&sent, to(&[], &[]))).await;
    assert_eq!(read_by(&world, &sent, readers).await, ["police", "nurse", "prosecutor", "guest"]);
    assert_eq!(sent["circulations"]["nodes"].as_array().map(Vec::len), Some(3));
}

async fn a_paper_is_sent_for_what_it_can_be_sent_for(db: Database) {
    let other = "
  - slug: other
    name: The other board
    kind: BOARD
    status: ACTIVE
    members: [{person: secretary, role: SECRETARIAT, on_behalf_of: mopac, from: 2020-01-01, basis: APPOINTED}]
meetings:
  - {slug: elsewhere, board: other, status: NOTIFIED, held_on: 2022-03-07}
";
    let world = cast(&db, &[BOARD.trim_end(), other, &paper("status: FINAL")]).await;
    world.at("2022-03-01T12:00:00Z");
    let secretary = world.person("secretary");
    let ids = secretary
        .ask(r#"{ paper(by: { slug: "paper" }) { id version } meeting(by: { slug: "elsewhere" }) { id } }"#)
        .await;
    for (more, field) in [
        (json!({ "purpose": "FOR_COMMENT" }), "purpose"),
        (json!({ "purpose": "FOR_DECISION", "commentsDue": "2022-03-10" }), "commentsDue"),
        (json!({ "purpose": "FOR_DECISION", "meeting": ids["meeting"]["id"] }), "meeting"),
        (json!({ "purpose": "FOR_DECISION", "meeting": ids["paper"]["id"] }), "meeting"),
        (json!({ "purpose": "FOR_DECISION", "people": ["x"] }), "people.0"),
    ] {
        let (code, named, _) = refused(&secretary, "circulatePaper", on(&ids["paper"], more)).await;
        assert_eq!((code.as_str(), named.as_str()), ("VALIDATION", field));
    }
    let world = cast(&db, &[BOARD, &paper("status: DRAFT")]).await;
    world.at("2022-03-01T12:00:00Z");
    let secretary = world.person("secretary");
    let draft = secretary.ask(r#"{ paper(by: { slug: "paper" }) { id version } }"#).await["paper"].clone();
    let late = json!({ "purpose": "FOR_COMMENT", "commentsDue": "2022-02-28" });
    assert_eq!(refused(&secretary, "circulatePaper", on(&draft, late)).await.1, "commentsDue");
    let today = json!({ "purpose": "FOR_COMMENT", "commentsDue": "2022-03-01" });
    done(&secretary, "circulatePaper", on(&draft, today)).await;
}

async fn a_revision_is_the_next_version_and_loses_nothing(db: Database) {
    let authors = "status: DRAFT, owner: mps, authors: [{person: police, organisation: mps}]";
    let world = cast(&db, &[BOARD, &paper(authors)]).await;
    let (police, secretary) = (world.person("police"), world.person("secretary"));
    let read = r#"{ paper(by: { slug: "paper" }) { id version viewerCan { revise } } }"#;
    let paper = police.ask(read).await["paper"].clone();
    let file = |name: &str| json!({ "file": { "fileName": name, "mediaType": "application/pdf", "sha256": HASH, "bytes": 1 } });
    let first = done(&police, "revisePaper", on(&paper, file("second.pdf"))).await;
    assert_eq!(texts(&first["versions"]["nodes"], "/fileName").len(), 2, "{first}");
    // Somebody was faster: nothing of theirs or of this is lost.
    let (code, _, message) = refused(&secretary, "revisePaper", on(&paper, json!({ "title": "Mine" }))).await;
    assert_eq!(code, "CONFLICT");
    assert!(message.contains("version 2"), "{message}");
    let second = done(&secretary, "revisePaper", on(&first, json!({ "title": "Mine" }))).await;
    assert_eq!((&second["title"], &second["summary"]), (&json!("Mine"), &json!("Said")));
    for (more, field) in [
        (json!({}), "paper"),
        (json!({ "title": " " }), "title"),
        (
            json!({ "file": { "fileName": "a", "mediaType": "application/pdf", "sha256": "abc", "bytes": 1 } }),
            "file.sha256",
        ),
        (json!({ "file": { "fileName": "a", "mediaType": "pdf", "sha256": HASH, "bytes": 1 } }), "file.mediaType"),
        (
            json!({ "file": { "fileName": "a", "mediaType": "application/pdf", "sha256": HASH, "bytes": 0 } }),
            "file.bytes",
        ),
    ] {
        let (code, named, _) = refused(&police, "revisePaper", on(&second, more)).await;
        assert_eq!((code.as_str(), named.as_str()), ("VALIDATION", field));
    }
    // The author's colleague reads it and is no author; the chair runs the board and does not write its papers.
    for who in ["officer", "chair"] {
        let asker = world.person(who);
        assert_eq!(asker.ask(read).await["paper"]["viewerCan"]["revise"], false, "{who}");
        let (code, _, message) = refused(&asker, "revisePaper", on(&second, json!({ "title": "Theirs" }))).await;
        assert_eq!(code, "FORBIDDEN", "{who}");
        assert!(message.contains("Its authors and the secretariat"), "{message}");
    }
}

async fn what_is_kept_for_some_or_names_contacts_is_not_published(db: Database) {
    for (rest, says) in [
        ("marking: {recipients: [secretary]}", "Its marking keeps it for some"),
        ("embargo: {}", "embargo"),
        ("dated: 2022", ""),
    ] {
        let world = cast(&db, &[BOARD, &paper(&format!("status: FINAL, {rest}"))]).await;
        let secretary = world.person("secretary");
        let paper = secretary.ask(r#"{ paper(by: { slug: "paper" }) { id version } }"#).await["paper"].clone();
        if says.is_empty() {
            done(&secretary, "publishPaper", on(&paper, json!({}))).await;
        } else {
            let (code, _, message) = refused(&secretary, "publishPaper", on(&paper, json!({}))).await;
            assert_eq!(code, "CONFLICT", "{rest}");
            assert!(message.contains(says), "{message}");
        }
    }
    let told = paper("status: FINAL").replace("summary: Said", "summary: Write to desk@example.org");
    let world = cast(&db, &[BOARD, &told]).await;
    let secretary = world.person("secretary");
    let paper = secretary.ask(r#"{ paper(by: { slug: "paper" }) { id version } }"#).await["paper"].clone();
    let (code, _, message) = refused(&secretary, "publishPaper", on(&paper, json!({}))).await;
    assert_eq!(code, "VALIDATION");
    assert!(message.contains("its summary seems to hold") && !message.contains("desk"), "{message}");
}

async fn a_paper_is_told_of_in_the_feed_and_in_the_ledger(db: Database) {
    let world = cast(&db, &[BOARD]).await;
    let (police, secretary, nurse) = (world.person("police"), world.person("secretary"), world.person("nurse"));
    let input = json!({ "board": board(&police).await, "title": "Lamps", "kind": "REPORT", "clientMutationId": "one" });
    let drafted = done(&police, "draftPaper", input.clone()).await;
    assert_eq!(done(&police, "draftPaper", input).await["id"], drafted["id"], "once");
    let feed = "{ changes(first: 100) { nodes { kind record { id } } } }";
    let told = |answer: &Value| -> Vec<String> {
        let nodes = answer["changes"]["nodes"].as_array().expect("changes");
        let of = nodes.iter().filter(|change| change["record"]["id"] == drafted["id"]);
        of.map(|change| change["kind"].as_str().expect("a kind").to_owned()).collect()
    };
    assert_eq!(told(&police.ask(feed).await), ["CREATED"]);
    assert_eq!(told(&nurse.ask(feed).await), [""; 0]);
    let sent = done(&secretary, "circulatePaper", on(&drafted, json!({ "purpose": "FOR_INFORMATION" }))).await;
    assert_eq!(told(&nurse.ask(feed).await).last().map(String::as_str), Some("UPDATED"));
    let lines =
        "{ auditEvents(filter: { operations: [COLLECTION, DISCLOSURE] }) { nodes { deed recordKind record { id } } } }";
    let lines = secretary.ask(lines).await["auditEvents"]["nodes"].clone();
    assert_eq!(texts(&lines, "/deed"), ["circulatePaper", "draftPaper"]);
    assert_eq!(texts(&lines, "/recordKind"), ["PAPER", "PAPER"]);
    assert!(lines.as_array().expect("lines").iter().all(|line| line["record"]["id"] == sent["id"]), "{lines}");
}

async fn a_paper_that_is_not_there_for_them_is_none(db: Database) {
    let world =
        cast(&db, &[BOARD, &paper("status: DRAFT, owner: mps, authors: [{person: police, organisation: mps}]")]).await;
    let paper = world.person("police").ask(r#"{ paper(by: { slug: "paper" }) { id version } }"#).await["paper"].clone();
    let elsewhere = cast(&db, &[BOARD]).await;
    for (deed, more) in [
        ("revisePaper", json!({ "title": "A" })),
        ("withdrawPaper", json!({ "reason": "A" })),
        ("liftEmbargo", json!({})),
    ] {
        // Hidden, and never there.
        let hidden = refused(&world.person("nurse"), deed, on(&paper, more.clone())).await;
        assert_eq!(hidden.0, "NOT_FOUND", "{deed}");
        assert_eq!(refused(&elsewhere.person("nurse"), deed, on(&paper, more)).await, hidden, "{deed}");
    }
    // A board is not asked for papers by a stranger, an observer or a system.
    let observed = BOARD.trim_end().to_owned()
        + "\n      - {person: observer, role: OBSERVER, on_behalf_of: nhs, from: 2020-01-01, basis: APPOINTED}\n";
    let world = cast(&db, &[&observed]).await;
    let input = json!({ "board": board(&world.person("police")).await, "title": "Lamps", "kind": "REPORT" });
    for who in ["stranger", "observer", "mps-system"] {
        assert_eq!(refused(&world.person(who), "draftPaper", input.clone()).await.0, "FORBIDDEN", "{who}");
    }
}
