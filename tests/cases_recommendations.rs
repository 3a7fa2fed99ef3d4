//! Recommendations (R10), what shows that one was carried out (field mode M), and who reads them.

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

use crate::cast::{BOARD, cast, hidden, knows, sorted, texts};

crate::cases![
    r10_a_recommendation_is_as_readable_as_its_paper,
    r10_what_was_put_in_an_open_item_is_read_with_the_minutes,
    r10_whom_it_is_directed_to_reads_it_once_its_paper_is_no_draft,
    r10_what_withholds_the_paper_withholds_its_recommendations,
    r10_a_marking_on_the_board_that_met_withholds_what_was_put_to_it,
    r10_the_secretariat_of_the_board_that_met_reads_what_was_put_to_it_before_their_time,
    r10_one_of_a_consultation_is_its_boards_staffs_until_minutes_tell_it,
    r10_neither_its_paper_nor_its_address_opens_a_part_that_is_closed,
    r10_a_board_that_is_hidden_leaves_no_gap_among_those_it_is_directed_to,
    evidence_is_for_members,
    a_recommendation_is_late_from_the_day_after_its_due_time,
    recommendations_are_narrowed_by_source_board_target_status_and_time,
    the_demonstration_prints_six_of_imkaan_and_eight_of_the_study_to_everybody,
];

/// A paper of the board with a recommendation to the police and to the other board.
fn paper(rest: &str, more: &str) -> String {
    format!(
        "  - slug: other
    name: Other
    kind: BOARD
    status: ACTIVE
    members:
      - {{person: refuge, role: MEMBER, on_behalf_of: bromley-womens-aid, from: 2020-01-01, basis: APPOINTED}}
      - {{person: observer, role: OBSERVER, on_behalf_of: nhs, from: 2020-01-01, basis: APPOINTED}}
papers:
  - {{slug: paper, title: P, kind: REPORT, board: board, owner: nia, {rest}}}
recommendations:
  - slug: advice
    text: Do it
    paper: paper
    board: board
    directed_to: [{{organisation: mps}}, {{board: other}}]
    could_be_put_to: [{{organisation: tfl}}]
    status: EVIDENCED
    due: 2026-02
    response: Yes
    evidence: It is done
{more}"
    )
}

const SENT: &str = "status: CIRCULATED, circulations: [{board: board, purpose: FOR_COMMENT, sent_at: '2026-01-01T00:00:00Z', recipients: [{organisation: nhs}]}]";

async fn read_by(world: &World, readers: &[&str], others: &[&str]) {
    for who in readers {
        assert!(knows(world.anybody(who), "recommendation", "advice").await, "{who} does not read it");
        assert_eq!(listed(&world.anybody(who), "").await, ["advice"], "{who}");
    }
    for who in others {
        hidden(world.anybody(who), "recommendation", "advice").await;
        assert_eq!(listed(&world.anybody(who), "").await, [""; 0], "{who}");
    }
}

/// The slugs of a list, in its order, which must agree with the total.
async fn listed(who: &Asker<'_>, arguments: &str) -> Vec<String> {
    let data =
        who.ask(&format!("{{ recommendations(first: 100{arguments}) {{ totalCount nodes {{ slug }} }} }}")).await;
    let listed = texts(&data["recommendations"]["nodes"], "/slug");
    assert_eq!(data["recommendations"]["totalCount"], listed.len());
    listed
}

async fn r10_a_recommendation_is_as_readable_as_its_paper(db: Database) {
    let world = cast(&db, &[BOARD, &paper(SENT, "")]).await;
    // Who was sent it, who owns it, the secretariat and the chairs; and whom it is directed to.
    let readers = ["nurse", "worker", "secretary", "chair", "police", "officer", "mps-system", "refuge"];
    read_by(&world, &readers, &["public", "prosecutor", "clerk", "tfl-system", "transport", "stranger", "observer"])
        .await;
    let world = cast(&db, &[BOARD, &paper("status: PUBLISHED", "")]).await;
    read_by(&world, &["public", "prosecutor", "cps-system", "transport"], &["administrator"]).await;
    // A stub of the paper is not enough.
    let world = cast(&db, &[BOARD, &paper("status: FINAL, on_request: true", "")]).await;
    read_by(&world, &["secretary", "worker"], &["nurse", "prosecutor"]).await;
    assert!(knows(world.person("nurse"), "paper", "paper").await, "the stub");
}

/// A meeting to which it was put.
fn put(status: &str) -> String {
    let meeting = r#"
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    invitations: [{person: guest, organisation: safelives, capacity: GUEST, invited_on: 2022-03-01, items: ["1"]}]
    items: [{key: "1", number: "1", title: One, part: OPEN}]
    minutes:
      - {edition: 1, status: STATUS, agreed_on: 2026-02-20, sections: [{item: "1", part: OPEN, body: Read out.}]}
"#;
    meeting.replace("STATUS", status)
}

const AT: &str = "    meeting: march\n    item: \"1\"\n";

async fn r10_what_was_put_in_an_open_item_is_read_with_the_minutes(db: Database) {
    let of = async |status: &str| cast(&db, &[BOARD, &paper("status: FINAL", AT), &put(status)]).await;
    read_by(&of("DRAFT").await, &["secretary", "chair"], &["nurse", "guest", "cps-system", "public"]).await;
    let world = of("CIRCULATED").await;
    read_by(&world, &["nurse", "prosecutor", "guest"], &["cps-system", "public", "clerk"]).await;
    read_by(&of("AGREED").await, &["nurse", "cps-system", "tfl-system"], &["public", "nia-system", "clerk"]).await;
    let world = of("PUBLISHED").await;
    read_by(&world, &["public", "nia-system", "clerk"], &[]).await;
    // The paper itself went to nobody.
    hidden(world.public(), "paper", "paper").await;
    let data = world.public().ask(r#"{ recommendation(by: { slug: "advice" }) { paper { slug } putAt { slug } putUnder { number } status response due overdue
        directedTo { organisation { slug } board { slug } } couldBePutTo { organisation { slug } } } }"#).await;
    let said = json!({
        "paper": null, "putAt": { "slug": "march" }, "putUnder": { "number": "1" }, "status": "EVIDENCED",
        "response": "Yes", "due": "2026-02", "overdue": false,
        "directedTo": [{ "organisation": { "slug": "mps" }, "board": null }, { "organisation": null, "board": { "slug": "other" } }],
        "couldBePutTo": [{ "organisation": { "slug": "tfl" } }],
    });
    assert_eq!(data["recommendation"], said);
    // A closed item's audience reads it; the public, and a system, do not.
    let closed = put("PUBLISHED")
        .replace("number: \"1\"", "number: C1")
        .replace("part: OPEN}]", "part: CLOSED, closed_reason: x, audience: [nhs]}]")
        .replace("part: OPEN, body", "part: CLOSED, closed_reason: x, body");
    let world = cast(&db, &[BOARD, &paper("status: FINAL", AT), &closed]).await;
    read_by(&world, &["nurse", "secretary"], &["public", "prosecutor", "cps-system", "guest"]).await;
}

async fn r10_whom_it_is_directed_to_reads_it_once_its_paper_is_no_draft(db: Database) {
    let world = cast(&db, &[BOARD, &paper("status: DRAFT", "")]).await;
    read_by(&world, &["secretary", "chair", "worker"], &["police", "officer", "mps-system", "refuge"]).await;
    let world = cast(&db, &[BOARD, &paper("status: FINAL", "")]).await;
    read_by(&world, &["police", "officer", "mps-system", "refuge"], &["nurse", "transport", "tfl-system", "observer"])
        .await;
    // And not the paper.
    for who in ["officer", "refuge"] {
        hidden(world.person(who), "paper", "paper").await;
    }
    let world = cast(&db, &[BOARD, &paper("status: WITHDRAWN", "")]).await;
    read_by(&world, &["secretary"], &["officer", "mps-system", "refuge"]).await;
}

async fn r10_what_withholds_the_paper_withholds_its_recommendations(db: Database) {
    for (rest, readers, others) in [
        (
            "status: PUBLISHED, embargo: {}",
            &["secretary"][..],
            &["police", "mps-system", "refuge", "chair", "public"][..],
        ),
        (
            "status: PUBLISHED, marking: {recipients: [officer]}",
            &["officer"],
            &["police", "secretary", "refuge", "public"],
        ),
        (
            "status: PUBLISHED, marking: {organisations: [mps]}",
            &["police", "officer"],
            &["mps-system", "chair", "refuge"],
        ),
    ] {
        // Also where published minutes print it.
        let world = cast(&db, &[BOARD, &paper(rest, AT), &put("PUBLISHED")]).await;
        read_by(&world, readers, others).await;
    }
    let marked = format!("{AT}    marking: {{recipients: [nurse]}}\n");
    let world = cast(&db, &[BOARD, &paper("status: PUBLISHED", &marked), &put("PUBLISHED")]).await;
    read_by(&world, &["nurse"], &["public", "police", "secretary", "mps-system"]).await;
}

async fn r10_a_marking_on_the_board_that_met_withholds_what_was_put_to_it(db: Database) {
    // Another board made it and follows it.
    let elsewhere = paper("status: PUBLISHED", AT).replace("board: board", "board: other");
    let met = BOARD.replace("    convenor:", "    marking: {organisations: [nhs]}\n    convenor:");
    let world = cast(&db, &[&met, &elsewhere, &put("PUBLISHED")]).await;
    read_by(&world, &["nurse"], &["public", "officer", "secretary", "mps-system", "refuge"]).await;
}

async fn r10_the_secretariat_of_the_board_that_met_reads_what_was_put_to_it_before_their_time(db: Database) {
    let asked = paper("status: FINAL", AT).replace("    paper: paper\n", "    consultation: The survey\n");
    let asked = asked.replace("board: board", "board: other").replace("    item: \"1\"\n", "");
    let met = BOARD.replace("on_behalf_of: mopac, from: 2020-01-01", "on_behalf_of: mopac, from: 2026-02-25");
    assert_ne!(met, BOARD);
    let world = cast(&db, &[&met, &asked, &put("AGREED")]).await;
    read_by(&world, &["secretary", "nurse"], &["public", "rival"]).await;
}

async fn r10_one_of_a_consultation_is_its_boards_staffs_until_minutes_tell_it(db: Database) {
    let asked = paper("status: PUBLISHED", "").replace("    paper: paper\n", "    consultation: The survey\n");
    let world = cast(&db, &[BOARD, &asked]).await;
    read_by(&world, &["secretary", "chair", "police", "mps-system"], &["nurse", "public", "cps-system"]).await;
    let world = cast(&db, &[BOARD, &(asked + AT), &put("PUBLISHED")]).await;
    read_by(&world, &["nurse", "public", "cps-system"], &[]).await;
}

async fn r10_neither_its_paper_nor_its_address_opens_a_part_that_is_closed(db: Database) {
    let closed = put("PUBLISHED")
        .replace("number: \"1\"", "number: C1")
        .replace("part: OPEN}]", "part: CLOSED, closed_reason: x, audience: [nhs]}]")
        .replace("part: OPEN, body", "part: CLOSED, closed_reason: x, body");
    let world = cast(&db, &[BOARD, &paper("status: PUBLISHED", AT), &closed]).await;
    let others = ["public", "prosecutor", "cps-system", "police", "officer", "mps-system", "refuge"];
    read_by(&world, &["nurse", "secretary"], &others).await;
    // Before the minutes are sent it is nobody's but the secretariat's, and before they are agreed no system's.
    let unsent = paper("status: FINAL", AT).replace("    paper: paper\n", "    consultation: The survey\n");
    let of = async |status: &str| cast(&db, &[BOARD, &unsent, &put(status)]).await;
    read_by(&of("DRAFT").await, &["secretary", "chair"], &["police", "officer", "mps-system", "refuge"]).await;
    read_by(&of("CIRCULATED").await, &["police", "officer", "refuge"], &["mps-system"]).await;
    read_by(&of("AGREED").await, &["officer", "mps-system", "refuge"], &["public"]).await;
}

async fn r10_a_board_that_is_hidden_leaves_no_gap_among_those_it_is_directed_to(db: Database) {
    let unlisted = paper("status: PUBLISHED", "")
        .replace("    status: ACTIVE\n    members:", "    status: ACTIVE\n    listed: false\n    members:");
    let world = cast(&db, &[BOARD, &unlisted]).await;
    let query = r#"{ recommendation(by: { slug: "advice" }) { directedTo { organisation { slug } board { slug } } } }"#;
    let police = json!({ "organisation": { "slug": "mps" }, "board": null });
    let other = json!({ "organisation": null, "board": { "slug": "other" } });
    for (who, to) in [("public", json!([police])), ("nurse", json!([police])), ("refuge", json!([police, other]))] {
        assert_eq!(world.anybody(who).ask(query).await["recommendation"]["directedTo"], to, "{who}");
    }
}

async fn evidence_is_for_members(db: Database) {
    let query = r#"{ recommendation(by: { slug: "advice" }) { evidence } }"#;
    let told = json!([{ "path": ["recommendation", "evidence"], "code": "EVIDENCE" }]);
    // Whether there is some or none, a redaction says the same.
    for (held, there) in [("    evidence: It is done\n", json!("It is done")), ("", Value::Null)] {
        let file = paper("status: PUBLISHED", AT).replace("    evidence: It is done\n", held);
        let world = cast(&db, &[BOARD, &file, &put("PUBLISHED")]).await;
        for who in ["nurse", "secretary", "police"] {
            let said = world.person(who).answer(query, Value::Null).await.1;
            assert_eq!(said["data"]["recommendation"]["evidence"], there, "{who}");
            assert_eq!(said["extensions"]["redactions"], Value::Null, "{who}");
        }
        // To be asked to do it does not open what others gave to show that it is done.
        for who in ["clerk", "guest", "transport", "cps-system", "officer", "mps-system", "refuge"] {
            let said = world.person(who).answer(query, Value::Null).await.1;
            assert_eq!(said["data"]["recommendation"], json!({ "evidence": null }), "{who}");
            assert_eq!(said["extensions"]["redactions"], told, "{who}");
        }
        // For the public the field is not there; what it may read is.
        assert_eq!(world.public().refused(query).await["extensions"]["code"], "VALIDATION");
        let id = world.person("clerk").ask(r#"{ recommendation(by: { slug: "advice" }) { id } }"#).await;
        let id = id["recommendation"]["id"].clone();
        let why = format!("{{ access(id: {id}) {{ withheld {{ code fields }} }} }}");
        let clerk = world.person("clerk").ask(&why).await["access"]["withheld"].clone();
        assert_eq!(clerk, json!([{ "code": "EVIDENCE", "fields": ["evidence"] }]));
        assert_eq!(world.person("nurse").ask(&why).await["access"]["withheld"], json!([]));
        assert_eq!(world.public().ask(&why).await["access"]["withheld"], json!([]));
    }
    // What is hidden leaves no redaction.
    let world = cast(&db, &[BOARD, &paper("status: FINAL", "")]).await;
    let said = world.person("nurse").answer(query, Value::Null).await.1;
    assert_eq!((&said["data"]["recommendation"], &said["extensions"]["redactions"]), (&Value::Null, &Value::Null));
}

async fn a_recommendation_is_late_from_the_day_after_its_due_time(db: Database) {
    for (status, late) in [
        ("MADE", true),
        ("ACCEPTED", true),
        ("PARTLY", true),
        ("IMPLEMENTING", true),
        ("REJECTED", false),
        ("IMPLEMENTED", false),
        ("EVIDENCED", false),
    ] {
        let file = paper("status: PUBLISHED", "    reason: Because\n")
            .replace("status: EVIDENCED", &format!("status: {status}"));
        let world = cast(&db, &[BOARD, &file]).await;
        for (at, over) in [("2026-02-28T12:00:00Z", false), ("2026-03-01T12:00:00Z", late)] {
            world.at(at);
            let data = world.public().ask(r#"{ recommendation(by: { slug: "advice" }) { overdue } }"#).await;
            assert_eq!(data["recommendation"]["overdue"], over, "{status} {at}");
            assert_eq!(
                listed(&world.public(), ", filter: { overdue: true }").await.len(),
                usize::from(over),
                "{status}"
            );
            assert_eq!(
                listed(&world.public(), ", filter: { overdue: false }").await.len(),
                usize::from(!over),
                "{status}"
            );
        }
    }
}

async fn recommendations_are_narrowed_by_source_board_target_status_and_time(db: Database) {
    let more = "  - {slug: sooner, text: T, paper: paper, board: other, directed_to: [{organisation: cps}], status: MADE, due: 2025}
  - {slug: undated, text: T, consultation: C, board: board, directed_to: [{organisation: mps}], status: MADE}
";
    let world = cast(&db, &[BOARD, &paper("status: PUBLISHED", more)]).await;
    for (arguments, slugs) in [
        ("", &["sooner", "advice", "undated"][..]),
        (", filter: { source: \"paper\" }", &["sooner", "advice"]),
        (", filter: { board: \"board\" }", &["advice", "undated"]),
        (", filter: { directedTo: \"mps\" }", &["advice", "undated"]),
        (", filter: { directedTo: \"tfl\" }", &[]),
        (", filter: { directedToBoard: \"other\" }", &["advice"]),
        (", filter: { status: [MADE] }", &["sooner", "undated"]),
        (", filter: { status: [] }", &[]),
        (", filter: { overdue: true }", &["sooner"]),
    ] {
        assert_eq!(listed(&world.person("police"), arguments).await, slugs, "{arguments}");
    }
    let query = r#"{ paper(by: { slug: "paper" }) { recommendations { totalCount nodes { slug } } }
        organisation(by: { slug: "mps" }) { recommendations(filter: { status: [MADE] }) { totalCount nodes { slug } } }
        tfl: organisation(by: { slug: "tfl" }) { recommendations { totalCount } } }"#;
    let data = world.person("police").ask(query).await;
    let page = |slugs: &[&str]| {
        let nodes: Vec<Value> = slugs.iter().map(|slug| json!({ "slug": slug })).collect();
        json!({ "totalCount": nodes.len(), "nodes": nodes })
    };
    assert_eq!(data["paper"]["recommendations"], page(&["sooner", "advice"]));
    assert_eq!(data["organisation"]["recommendations"], page(&["undated"]));
    assert_eq!(data["tfl"]["recommendations"]["totalCount"], 0);
    // What the public may not know of, it does not find by whom it is directed to.
    let public = world.public().ask(query).await;
    assert_eq!(public["organisation"]["recommendations"]["totalCount"], 0);
}

async fn the_demonstration_prints_six_of_imkaan_and_eight_of_the_study_to_everybody(db: Database) {
    let world = db.demo().await;
    for (paper, many) in [("ppr-survivor-consultation", 6), ("ppr-capital-exploits", 8)] {
        hidden(world.public(), "paper", paper).await;
        let starts = if many == 6 { "rec-survivor-" } else { "rec-exploits-" };
        let all = listed(&world.public(), ", filter: { board: \"london-vawg-panel\" }").await;
        assert_eq!(all.iter().filter(|slug| slug.starts_with(starts)).count(), many, "{paper}");
    }
    // The paper hides behind its own rule: by its name the public finds none.
    assert_eq!(listed(&world.public(), ", filter: { source: \"ppr-capital-exploits\" }").await, [""; 0]);
    // That of SafeLives is in no minutes and in no paper that anybody was sent.
    hidden(world.public(), "recommendation", "rec-safelives-marac").await;
    assert!(knows(world.person("safelives-guest"), "recommendation", "rec-safelives-marac").await);
    let data = world
        .public()
        .ask(
            r#"{ recommendation(by: { slug: "rec-bromley-funding" }) {
        directedTo { board { slug } } couldBePutTo { organisation { slug } board { slug } } status } }"#,
        )
        .await["recommendation"]
        .clone();
    assert_eq!(data["directedTo"], json!([{ "board": { "slug": "safer-bromley-partnership" } }]));
    let boards = sorted(&data["couldBePutTo"], "/board/slug");
    assert_eq!((boards.len(), boards.iter().filter(|board| board.is_empty()).count()), (5, 1));
}
