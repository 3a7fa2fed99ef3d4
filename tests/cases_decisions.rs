//! Decisions (R9): who reads one that was taken at a meeting, in a paper, or on a day of its own.

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

use crate::cast::{BOARD, cast, hidden, knows, sorted};

crate::cases![
    r9_a_decision_of_a_meeting_is_read_with_its_minutes_and_its_item,
    r9_a_guest_reads_it_until_the_invitation_is_over,
    r9_a_member_who_joined_later_reads_it_once_the_minutes_are_agreed,
    r9_a_decision_of_no_meeting_is_its_boards_until_it_is_announced,
    r9_a_decision_of_a_paper_is_as_readable_as_the_paper,
    r4_what_came_of_an_item_is_read_as_far_as_the_minutes_are,
    r9_who_took_a_decision_knows_of_it_and_their_system_does_not,
    r9_a_marking_narrows_it_for_everybody,
    r9_it_hangs_from_its_board_its_meeting_and_its_item_alike,
    r9_the_demonstration_shows_the_public_what_is_published,
];

/// A meeting with two open items, a closed and a restricted one, and a decision under each and under none.
const MEETING: &str = r#"      - {person: principal, role: MEMBER, on_behalf_of: eaves, from: 2020-01-01, basis: APPOINTED}
      - {person: observer, role: OBSERVER, on_behalf_of: nhs, from: 2020-01-01, basis: APPOINTED}
      - {person: transport, role: MEMBER, on_behalf_of: tfl, from: 2024-01-01, basis: APPOINTED}
      - {person: worker, role: MEMBER, on_behalf_of: nia, from: 2020-01-01, to: 2024-01-01, basis: APPOINTED}
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    agenda_public: true
    invitations:
      - {person: guest, organisation: safelives, capacity: GUEST, invited_on: 2022-03-01, items: ["2"]}
      - {person: stand-in, organisation: eaves, capacity: SUBSTITUTE, substitute_for: principal, invited_on: 2022-03-01}
    items:
      - {key: "1", number: "1", title: One, part: OPEN}
      - {key: "2", number: "2", title: Two, part: OPEN}
      - {key: C1, number: C1, title: Closed, part: CLOSED, closed_reason: x, audience: [mps]}
      - {key: R1, number: R1, title: Kept, part: RESTRICTED, closed_reason: x, marking: {recipients: [prosecutor]}}
    minutes:
      - edition: 1
        status: STATUS
        agreed_on: 2026-02-20
        sections: [{item: "1", part: OPEN, body: All of us.}]
decisions:
  - {slug: closed, text: Closed, board: board, meeting: march, item: C1, decided: 2022-03-07}
  - {slug: general, text: General, board: board, meeting: march, decided: 2022-03-07}
  - {slug: kept, text: Kept, board: board, meeting: march, item: R1, decided: 2022-03-07}
  - {slug: one, text: One, board: board, meeting: march, item: "1", decided: 2022-03-07}
  - {slug: two, text: Two, board: board, meeting: march, item: "2", decided: 2022-03-07, by: {board: board}}
"#;

async fn march(db: &Database, status: &str) -> World {
    cast(db, &[BOARD, &MEETING.replace("STATUS", status)]).await
}

/// The decisions that somebody reads; the list must agree with its total, and with each by its name.
async fn reads(who: &Asker<'_>) -> Vec<String> {
    let data = who.ask("{ decisions(first: 100) { totalCount nodes { slug } } }").await;
    let listed = sorted(&data["decisions"]["nodes"], "/slug");
    assert_eq!(data["decisions"]["totalCount"], listed.len(), "the total counts what is shown");
    for slug in &listed {
        assert!(knows(who.clone(), "decision", slug).await, "{slug} is listed, and not found by its name");
    }
    listed
}

async fn all_read(world: &World, expected: &[(&[&str], &[&str])]) {
    for (people, decisions) in expected {
        for who in *people {
            assert_eq!(reads(&world.anybody(who)).await, *decisions, "{who}");
        }
    }
}

async fn r9_a_decision_of_a_meeting_is_read_with_its_minutes_and_its_item(db: Database) {
    let staff: (&[&str], &[&str]) = (&["secretary", "chair"], &["closed", "general", "one", "two"]);
    let nothing: &[&str] = &["administrator", "clerk", "worker", "nia-system", "stranger"];
    // A draft is the secretariat's and the chairs', though its agenda is public.
    let world = march(&db, "DRAFT").await;
    let others: &[&str] = &["police", "nurse", "prosecutor", "guest", "stand-in", "mps-system", "public", "transport"];
    all_read(&world, &[staff, (others, &[]), (nothing, &[])]).await;
    hidden(world.public(), "decision", "one").await;
    // Circulated, it is for members and for who came.
    let members: [(&[&str], &[&str]); 4] = [
        (&["police"], &["closed", "general", "one", "two"]),
        (&["nurse", "observer", "principal"], &["general", "one", "two"]),
        (&["prosecutor"], &["general", "kept", "one", "two"]),
        (&["stand-in"], &["general", "one", "two"]),
    ];
    let world = march(&db, "CIRCULATED").await;
    all_read(&world, &[staff, (&["guest"], &["two"]), (&["mps-system", "public"], &[]), (nothing, &[])]).await;
    all_read(&world, &members).await;
    // Agreed, for systems with a seat: what was taken in an open item, and of their organisation no more.
    let world = march(&db, "AGREED").await;
    all_read(&world, &[staff, (&["mps-system", "cps-cleared"], &["one", "two"]), (&["public"], &[])]).await;
    all_read(&world, &members).await;
    all_read(&world, &[(nothing, &[])]).await;
    // Published, for everybody: in an open item, and under no item nobody knows that it was one.
    let world = march(&db, "PUBLISHED").await;
    all_read(&world, &[staff, (&["public", "mps-system", "clerk"], &["one", "two"])]).await;
    all_read(&world, &members).await;
    // Withdrawn, for the board again.
    let world = march(&db, "WITHDRAWN").await;
    all_read(&world, &[staff, (&["public", "mps-system", "guest", "stand-in"], &[]), (nothing, &[])]).await;
    all_read(&world, &members[..3]).await;
}

async fn r9_a_guest_reads_it_until_the_invitation_is_over(db: Database) {
    let world = march(&db, "AGREED").await;
    for (at, read) in [("2026-03-19T12:00:00Z", &["two"][..]), ("2026-03-20T12:00:00Z", &[])] {
        world.at(at);
        assert_eq!(reads(&world.person("guest")).await, read, "{at}");
    }
}

async fn r9_a_member_who_joined_later_reads_it_once_the_minutes_are_agreed(db: Database) {
    for (status, read) in [("CIRCULATED", &[][..]), ("AGREED", &["one", "two"][..])] {
        assert_eq!(reads(&march(&db, status).await.person("transport")).await, read, "{status}");
    }
    let closed = BOARD.replace("    convenor: mopac\n", "    convenor: mopac\n    history_visible_from: 2023-01-01\n");
    let world = cast(&db, &[&closed, &MEETING.replace("STATUS", "AGREED")]).await;
    all_read(&world, &[(&["transport", "mps-system"], &[]), (&["nurse"], &["general", "one", "two"])]).await;
}

/// Decisions of no meeting: adopted, announced, and of a board that is not listed.
const ALONE: &str = "      - {person: transport, role: MEMBER, on_behalf_of: tfl, from: 2024-01-01, basis: APPOINTED}
  - slug: quiet
    name: Quiet
    kind: BOARD
    status: ACTIVE
    listed: false
    members: [{person: helper, role: MEMBER, on_behalf_of: bromley-womens-aid, from: 2020-01-01, basis: APPOINTED}]
decisions:
  - {slug: adopted, text: Adopted, board: board, decided: 2023-05}
  - {slug: announced, text: Announced, board: board, decided: 2023-05, announced: true}
  - {slug: nobodys, text: Of no board, decided: 2023-05}
  - {slug: quietly, text: Quietly, board: quiet, decided: 2023-05, announced: true}
";

async fn r9_a_decision_of_no_meeting_is_its_boards_until_it_is_announced(db: Database) {
    let world = cast(&db, &[BOARD, ALONE]).await;
    let board: &[&str] = &["secretary", "chair", "police", "nurse", "transport", "mps-system", "tfl-system"];
    let out: &[&str] = &["public", "clerk", "nia-system", "stranger"];
    all_read(&world, &[(board, &["adopted", "announced"]), (out, &["announced"])]).await;
    all_read(&world, &[(&["helper"], &["announced", "quietly"])]).await;
    // What the board decided before it shows its history to those who came later, they do not read.
    let late = BOARD.replace("    convenor: mopac\n", "    convenor: mopac\n    history_visible_from: 2023-06-01\n");
    let world = cast(&db, &[&late, ALONE]).await;
    all_read(&world, &[(&["transport", "mps-system"], &["announced"]), (&["police"], &["adopted", "announced"])]).await;
}

async fn r9_a_decision_of_a_paper_is_as_readable_as_the_paper(db: Database) {
    let paper = |rest: &str| {
        format!(
            "papers:\n  - {{slug: paper, title: P, kind: REPORT, board: board, owner: nia, {rest}}}\n\
             decisions:\n  - {{slug: told, text: Told, board: board, paper: paper}}\n"
        )
    };
    let sent = "circulations: [{board: board, purpose: FOR_DECISION, sent_at: '2026-01-01T00:00:00Z'}]";
    let cases: [(&str, &[&str], &[&str]); 5] = [
        ("status: DRAFT", &["worker", "secretary", "chair"], &["police", "public", "mps-system"]),
        ("status: DRAFT, on_request: true", &["secretary"], &["police", "public"]),
        (&format!("status: CIRCULATED, {sent}"), &["worker", "police", "nurse"], &["public", "clerk", "mps-system"]),
        ("status: PUBLISHED", &["public", "police", "mps-system"], &["nobody"]),
        // An embargo comes before an office: of the board, the secretariat alone prepares it.
        ("status: PUBLISHED, embargo: {}", &["secretary"], &["chair", "police", "public", "mps-system"]),
    ];
    for (rest, readers, others) in cases {
        let world = cast(&db, &[BOARD, &paper(rest)]).await;
        all_read(&world, &[(readers, &["told"])]).await;
        for other in others.iter().filter(|other| **other != "nobody") {
            hidden(world.anybody(other), "decision", "told").await;
        }
    }
}

/// What came of the items of the meeting, as far as somebody is told.
async fn results(who: Asker<'_>) -> Vec<String> {
    let query = r#"{ meeting(by: { slug: "march" }) { agendaItems { nodes { number result } } } }"#;
    let items = who.ask(query).await["meeting"]["agendaItems"]["nodes"].as_array().cloned().unwrap_or_default();
    let told = items.iter().filter_map(|item| item["result"].as_str());
    told.map(str::to_owned).collect()
}

async fn r4_what_came_of_an_item_is_read_as_far_as_the_minutes_are(db: Database) {
    let section =
        "{item: \"1\", part: RESTRICTED, closed_reason: x, marking: {recipients: [stranger]}, body: For one.}";
    let told = MEETING
        .replace("title: One, part: OPEN}", "title: One, part: OPEN, state: TAKEN, result: First}")
        .replace("title: Two, part: OPEN}", "title: Two, part: OPEN, state: TAKEN, result: Second}")
        .replace("recipients: [prosecutor]}}", "recipients: [prosecutor]}, state: TAKEN, result: Third}")
        .replace("sections: [", &format!("sections: [{section}, "));
    for (status, read) in [
        ("DRAFT", &[("secretary", &["First", "Second"][..]), ("nurse", &[]), ("guest", &[]), ("stranger", &[])][..]),
        (
            "AGREED",
            &[
                ("secretary", &["First", "Second"]),
                ("nurse", &["First", "Second"]),
                ("prosecutor", &["First", "Second", "Third"]),
                ("stand-in", &["First", "Second"]),
                ("mps-system", &["First", "Second"]),
                // An invitation opens its items alone, and a restricted section nothing but itself.
                ("guest", &["Second"]),
                ("stranger", &[]),
                ("public", &[]),
            ],
        ),
        ("PUBLISHED", &[("public", &["First", "Second"])]),
    ] {
        let world = cast(&db, &[BOARD, &told.replace("STATUS", status)]).await;
        for (who, read) in read {
            assert_eq!(results(world.anybody(who)).await, *read, "{who}, {status}");
            let found =
                world.anybody(who).ask("{ search(text: \"second\", kinds: [AGENDA_ITEM]) { totalCount } }").await;
            assert_eq!(found["search"]["totalCount"], u32::from(read.contains(&"Second")), "{who}, {status}");
        }
    }
}

async fn r9_who_took_a_decision_knows_of_it_and_their_system_does_not(db: Database) {
    let by = MEETING
        .replace("item: C1, decided: 2022-03-07}", "item: C1, decided: 2022-03-07, by: {organisation: cps}}")
        .replace("item: R1, decided: 2022-03-07}", "item: R1, decided: 2022-03-07, by: {organisation: mps}}")
        .replace("item: \"1\", decided: 2022-03-07}", "item: \"1\", decided: 2022-03-07, by: {person: advocate}}");
    let world = cast(&db, &[BOARD, &by.replace("STATUS", "DRAFT")]).await;
    // The clerk is of the CPS and on no board; the advocate decided alone, and as a member waits for the rest.
    all_read(&world, &[(&["clerk"], &["closed"]), (&["advocate"], &["one"]), (&["cps-system", "cps-cleared"], &[])])
        .await;
    // What is restricted is for those whom it names, also when one's own organisation decided.
    all_read(&world, &[(&["officer", "police"], &[]), (&["prosecutor"], &["closed"])]).await;
    // Who signed for the CPS acts for the police here.
    let signed = by.replace("by: {organisation: cps}", "by: {organisation: cps, person: officer}");
    let world = cast(&db, &[BOARD, &signed.replace("STATUS", "DRAFT")]).await;
    all_read(&world, &[(&["clerk"], &["closed"]), (&["officer"], &[])]).await;
    // To have sat on the board that decided, or decided for it, gives nothing.
    all_read(&world, &[(&["worker", "nurse"], &[])]).await;
    let made =
        r#"{ decision(by: { slug: "closed" }) { by { organisation { slug } person { slug } board { slug } basis } } }"#;
    let by = json!({ "organisation": { "slug": "cps" }, "person": null, "board": null, "basis": "PRINTED" });
    assert_eq!(world.person("clerk").ask(made).await["decision"]["by"], by);
}

async fn r9_a_marking_narrows_it_for_everybody(db: Database) {
    let marked = |marking: &str| MEETING.replace(", text: One,", &format!(", text: One, marking: {{{marking}}},"));
    let world = cast(&db, &[BOARD, &marked("recipients: [nurse]").replace("STATUS", "PUBLISHED")]).await;
    for who in ["public", "police", "secretary", "chair", "mps-system"] {
        hidden(world.anybody(who), "decision", "one").await;
    }
    assert!(knows(world.person("nurse"), "decision", "one").await);
    let world = cast(&db, &[BOARD, &marked("organisations: [mps]").replace("STATUS", "PUBLISHED")]).await;
    for who in ["public", "nurse", "secretary", "mps-system"] {
        hidden(world.anybody(who), "decision", "one").await;
    }
    assert!(knows(world.person("police"), "decision", "one").await);
    // What a marking on its meeting or its item withholds, it does not tell, nor by an office.
    for (old, new) in [
        ("held_on: 2022-03-07", "held_on: 2022-03-07\n    marking: {recipients: [nurse]}"),
        (
            "number: \"2\", title: Two, part: OPEN}",
            "number: R1, title: Two, part: OPEN, marking: {recipients: [nurse]}}",
        ),
    ] {
        let meeting = MEETING.replace("number: R1", "number: R2").replacen(old, new, 1);
        let world = cast(&db, &[BOARD, &meeting.replace("STATUS", "PUBLISHED")]).await;
        for who in ["public", "police", "secretary", "mps-system"] {
            hidden(world.anybody(who), "decision", "two").await;
        }
        assert!(knows(world.person("nurse"), "decision", "two").await, "{new}");
    }
}

async fn r9_it_hangs_from_its_board_its_meeting_and_its_item_alike(db: Database) {
    let world = march(&db, "CIRCULATED").await;
    let page = "{ totalCount nodes { slug } }";
    let query = format!(
        r#"{{ board(by: {{ slug: "board" }}) {{ decisions {page} }}
            meeting(by: {{ slug: "march" }}) {{ decisions {page} agendaItems {{ nodes {{ number decisions {page} }} }} }}
            ofBoard: decisions(filter: {{ board: "board" }}) {page}
            ofMeeting: decisions(filter: {{ meeting: "march" }}, orderBy: EARLIEST) {page}
            ofDay: decisions(filter: {{ from: "2022-03-07", to: "2022-03-07" }}) {page}
            later: decisions(filter: {{ from: "2022-03-08" }}) {page}
            hiding: decisions(filter: {{ board: "no-such-board" }}) {page} }}"#
    );
    for who in ["police", "guest", "nurse", "secretary"] {
        let data = world.person(who).ask(&query).await;
        let read = reads(&world.person(who)).await;
        let lists = [&data["board"], &data["meeting"]].map(|of| of["decisions"].clone());
        for list in lists.iter().chain([&data["ofBoard"], &data["ofMeeting"], &data["ofDay"]]) {
            assert_eq!(
                (sorted(&list["nodes"], "/slug"), &list["totalCount"]),
                (read.clone(), &json!(read.len())),
                "{who}"
            );
        }
        for list in ["later", "hiding"] {
            assert_eq!(data[list]["totalCount"], 0, "{who}");
        }
        let items = data["meeting"]["agendaItems"]["nodes"].as_array().expect("items");
        let mut of_items: Vec<String> =
            items.iter().flat_map(|item| sorted(&item["decisions"]["nodes"], "/slug")).collect();
        of_items.sort();
        let under: Vec<String> = read.into_iter().filter(|slug| slug != "general").collect();
        assert_eq!(of_items, under, "{who}");
    }
    // A stub tells of no decision under it.
    let nurse = world.person("nurse").ask(&query).await;
    let items = nurse["meeting"]["agendaItems"]["nodes"].as_array().expect("items").clone();
    let stub = items.iter().find(|item| item["number"] == "C1").expect("a stub");
    assert_eq!(stub["decisions"]["totalCount"], 0);
    // A scope that reads actions alone reads none.
    let scoped = world.scoped("police", &["read:actions"]).ask("{ decisions { totalCount } }").await;
    assert_eq!(scoped["decisions"]["totalCount"], 0);
}

async fn r9_the_demonstration_shows_the_public_what_is_published(db: Database) {
    let world = db.demo().await;
    let public = reads(&world.public()).await;
    assert_eq!((public.len(), public.iter().any(|slug| slug == "dec-2022-12-minutes")), (12, false), "{public:?}");
    hidden(world.public(), "decision", "dec-2022-12-minutes").await;
    assert!(knows(world.person("nhs-delegate"), "decision", "dec-2022-12-minutes").await);
    let query = r#"{ decision(by: { slug: "dec-2014-hp-funding" }) {
        decidedOn announced meeting { slug } by { person { displayName } office basis } id } }"#;
    let told = world.public().ask(query).await["decision"].clone();
    let by = json!({
        "person": { "displayName": "Stephen Greenhalgh" },
        "office": "Deputy Mayor for Policing and Crime", "basis": "INFERRED",
    });
    assert_eq!((&told["decidedOn"], &told["meeting"], &told["by"]), (&json!("2014-07"), &Value::Null, &by));
    let why = format!("{{ access(id: {}) {{ outcome reasons {{ rules says }} withheld {{ code }} }} }}", told["id"]);
    let why = world.public().ask(&why).await["access"].clone();
    let reasons = json!([{ "rules": ["R9"], "says": "It is announced." }]);
    assert_eq!(why, json!({ "outcome": "ALLOW", "reasons": reasons, "withheld": [] }));
}
