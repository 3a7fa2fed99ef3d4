//! Comments as they are made and settled (W4; case 2): by whom, until when, and who hears of it.

use roundtable_tests::{Asker, Database};
use serde_json::{Value, json};

use crate::{
    cases_papers::paper,
    cast::{BOARD, cast, texts},
    comments::{march, on_minutes, on_paper},
    deed::{self, mistake},
};

crate::cases![
    case_2_who_reads_circulated_minutes_comments_on_them_until_the_last_day,
    w4_a_comment_is_on_a_section_that_its_author_reads,
    w4_a_guest_comments_on_their_item_and_on_nothing_else,
    w4_only_the_last_edition_that_is_circulated_is_commented_on,
    w4_a_paper_is_commented_on_by_those_to_whom_it_was_sent_for_that,
    w4_a_comment_goes_to_the_board_that_was_asked,
    a_comment_is_made_once_and_changes_nothing_but_itself,
    what_became_of_a_comment_is_the_secretarys_to_say,
    what_is_said_is_bounded_and_complete,
];

/// Does a deed. Answers the payload.
async fn does(who: &Asker<'_>, deed: &str, input: &Value) -> Value {
    let what = "comment { id body shared passage disposition version author { slug } organisation { slug } }";
    deed::does(who, deed, what, input).await
}

/// Does one that is refused for one reason: its code, its field and its words.
async fn refused(who: &Asker<'_>, deed: &str, input: &Value) -> (String, String, String) {
    mistake(&does(who, deed, input).await)
}

/// The minutes of the meeting in March as they were circulated, with a last day for comments.
fn circulated() -> String {
    march("CIRCULATED", "").replace("status: CIRCULATED", "status: CIRCULATED\n        comments_due: 2022-04-10")
}

/// The edition, with its sections in order, as somebody reads them.
async fn edition(who: &Asker<'_>) -> (Value, Vec<Value>) {
    let query =
        r#"{ meeting(by: { slug: "march" }) { minutes { id viewerCan { comment } sections { id part stub } } } }"#;
    let minutes = who.ask(query).await["meeting"]["minutes"].clone();
    let sections = minutes["sections"].as_array().expect("sections").iter().map(|section| section["id"].clone());
    (minutes["id"].clone(), sections.collect())
}

async fn may(who: &Asker<'_>) -> Value {
    let query = r#"{ meeting(by: { slug: "march" }) { minutes { viewerCan { comment } } } }"#;
    who.ask(query).await["meeting"]["minutes"]["viewerCan"]["comment"].clone()
}

async fn case_2_who_reads_circulated_minutes_comments_on_them_until_the_last_day(db: Database) {
    let world = cast(&db, &[BOARD, &circulated()]).await;
    world.at("2022-04-10T23:59:59Z");
    let police = world.person("police");
    let (minutes, _) = edition(&police).await;
    assert_eq!(may(&police).await, true);
    let input = json!({ "minutes": minutes, "body": "Not quite.", "passage": "page 2" });
    let made = does(&police, "commentOnMinutes", &input).await;
    assert_eq!(made["userErrors"], json!([]));
    assert_eq!(
        made["it"].as_object().map(|comment| (&comment["body"], &comment["passage"], &comment["shared"])),
        Some((&json!("Not quite."), &json!("page 2"), &json!(false)))
    );
    assert_eq!((&made["it"]["author"]["slug"], &made["it"]["organisation"]["slug"]), (&json!("police"), &json!("mps")));
    let shared = json!({ "minutes": minutes, "body": "For all.", "shared": true });
    assert_eq!(does(&world.person("nurse"), "commentOnMinutes", &shared).await["userErrors"], json!([]));
    // R11: what is shared is for the board's people, what is not for its secretariat and chairs.
    for (who, read) in [
        ("police", ["For all.", "Not quite."].as_slice()),
        ("nurse", &["For all."]),
        ("prosecutor", &["For all."]),
        ("secretary", &["For all.", "Not quite."]),
        ("chair", &["For all.", "Not quite."]),
        ("stranger", &[]),
    ] {
        assert_eq!(on_minutes(world.person(who)).await, read, "{who}");
    }
    world.at("2022-04-11T00:00:00Z");
    assert_eq!(may(&police).await, false);
    let (code, _, message) = refused(&police, "commentOnMinutes", &input).await;
    assert_eq!(code, "FORBIDDEN");
    assert!(message.contains("until the last day for comments"), "{message}");
}

async fn w4_a_comment_is_on_a_section_that_its_author_reads(db: Database) {
    let world = cast(&db, &[BOARD, &circulated()]).await;
    let other = cast(&db, &[BOARD, &circulated()]).await;
    for each in [&world, &other] {
        each.at("2022-04-01T12:00:00Z");
    }
    let (police, nurse) = (world.person("police"), world.person("nurse"));
    let (minutes, sections) = edition(&police).await;
    assert_eq!(sections.len(), 3);
    for (section, body) in sections.iter().zip(["On one.", "On two.", "On three."]) {
        let input = json!({ "minutes": minutes, "section": section, "body": body, "shared": true });
        assert_eq!(does(&police, "commentOnMinutes", &input).await["userErrors"], json!([]), "{body}");
    }
    assert_eq!(on_minutes(world.person("prosecutor")).await, ["On one.", "On two."]);
    assert_eq!(on_minutes(world.person("nurse")).await, ["On one."]);
    // A stub, a section that is hidden, one that there is not, and what is no section.
    let (_, theirs) = edition(&nurse).await;
    assert_eq!(theirs.len(), 2, "the closed one is a stub, and the restricted one is hidden");
    let (_, elsewhere) = edition(&other.person("police")).await;
    let on = |section: &Value| json!({ "minutes": minutes, "section": section, "body": "And?" });
    let mut said = Vec::new();
    for section in [&sections[1], &sections[2], &elsewhere[0]] {
        said.push(refused(&nurse, "commentOnMinutes", &on(section)).await);
    }
    assert_eq!((said[0].0.as_str(), said[0].1.as_str()), ("VALIDATION", "section"));
    assert!(said.iter().all(|one| *one == said[0]), "{said:?}");
    assert_eq!(refused(&nurse, "commentOnMinutes", &on(&minutes)).await.1, "section");
}

async fn w4_a_guest_comments_on_their_item_and_on_nothing_else(db: Database) {
    let seated = "      - {person: principal, role: MEMBER, on_behalf_of: eaves, from: 2020-01-01, basis: APPOINTED}\n";
    let world = cast(&db, &[BOARD, seated, &circulated()]).await;
    world.at("2022-03-25T12:00:00Z");
    let guest = world.person("guest");
    let (minutes, sections) = edition(&guest).await;
    let whole = json!({ "minutes": minutes, "body": "All of it." });
    let (code, field, _) = refused(&guest, "commentOnMinutes", &whole).await;
    assert_eq!((code.as_str(), field.as_str()), ("VALIDATION", "section"));
    let on = json!({ "minutes": minutes, "section": sections[0], "body": "My item." });
    assert_eq!(does(&guest, "commentOnMinutes", &on).await["userErrors"], json!([]));
    // Who stands in for a member reads the whole, and comments on it.
    assert_eq!(does(&world.person("stand-in"), "commentOnMinutes", &whole).await["userErrors"], json!([]));
    // A stranger knows of no minutes, and a system has nothing to say.
    assert_eq!(refused(&world.person("stranger"), "commentOnMinutes", &whole).await.0, "NOT_FOUND");
    let system = world.person("mps-system");
    assert_eq!(refused(&system, "commentOnMinutes", &whole).await.0, "NOT_FOUND");
}

async fn w4_only_the_last_edition_that_is_circulated_is_commented_on(db: Database) {
    for status in ["DRAFT", "AGREED", "PUBLISHED", "WITHDRAWN"] {
        let world = cast(&db, &[BOARD, &march(status, "")]).await;
        world.at("2022-04-01T12:00:00Z");
        let secretary = world.person("secretary");
        let (minutes, _) = edition(&secretary).await;
        assert_eq!(may(&secretary).await, false, "{status}");
        let (code, _, message) =
            refused(&secretary, "commentOnMinutes", &json!({ "minutes": minutes, "body": "Hm." })).await;
        assert_eq!(code, "CONFLICT", "{status}");
        assert!(
            message.contains(&format!("The edition is {status}: commentOnMinutes needs one that is CIRCULATED")),
            "{message}"
        );
    }
    let world = cast(&db, &[BOARD, &circulated()]).await;
    world.at("2022-04-01T12:00:00Z");
    let (secretary, police) = (world.person("secretary"), world.person("police"));
    let (minutes, _) = edition(&police).await;
    let revise = "mutation($input: ReviseMinutesInput!) { reviseMinutes(input: $input) { userErrors { message } } }";
    let input =
        json!({ "minutes": minutes, "expectedVersion": 1, "sections": [{ "body": "Better.", "part": "OPEN" }] });
    let revised = secretary.ask_with(revise, json!({ "input": input })).await;
    assert_eq!(revised["reviseMinutes"]["userErrors"], json!([]));
    let (code, _, message) = refused(&police, "commentOnMinutes", &json!({ "minutes": minutes, "body": "Hm." })).await;
    assert_eq!(code, "CONFLICT");
    assert!(message.contains("Edition 2 has taken the place"), "{message}");
}

const PAPER: &str = r#"{ paper(by: { slug: "paper" }) { id viewerCan { comment } } }"#;

async fn w4_a_paper_is_commented_on_by_those_to_whom_it_was_sent_for_that(db: Database) {
    let sent = |purpose: &str, rest: &str| {
        paper(&format!(
            "status: CIRCULATED, circulations: [{{board: board, purpose: {purpose}, sent_at: '2022-03-01T12:00:00Z'{rest}}}]"
        ))
    };
    let due = ", comments_due: 2022-03-31";
    let listed = ", comments_due: 2022-03-31, recipients: [{organisation: mps}]";
    for (purpose, rest, now, who, may) in [
        ("FOR_COMMENT", due, "2022-03-31", "nurse", true),
        ("FOR_COMMENT", due, "2022-04-01", "nurse", false),
        ("FOR_COMMENT", "", "2024-04-01", "nurse", true),
        ("FOR_INFORMATION", due, "2022-03-31", "nurse", false),
        ("FOR_COMMENT", listed, "2022-03-31", "police", true),
        ("FOR_COMMENT", listed, "2022-03-31", "secretary", true),
    ] {
        let world = cast(&db, &[BOARD, &sent(purpose, rest)]).await;
        world.at(&format!("{now}T12:00:00Z"));
        let asker = world.person(who);
        let paper = asker.ask(PAPER).await["paper"].clone();
        assert_eq!(paper["viewerCan"]["comment"], may, "{who}, {purpose}, {now}");
        let input = json!({ "paper": paper["id"], "body": "Read." });
        if may {
            assert_eq!(does(&asker, "commentOnPaper", &input).await["userErrors"], json!([]), "{who}");
            assert_eq!(on_paper(world.person(who)).await, ["Read."]);
        } else {
            assert_eq!(refused(&asker, "commentOnPaper", &input).await.0, "FORBIDDEN", "{who}, {purpose}, {now}");
        }
    }
    // Who is not on the list does not know of it.
    let world = cast(&db, &[BOARD, &sent("FOR_COMMENT", listed)]).await;
    world.at("2022-03-31T12:00:00Z");
    let id = world.person("police").ask(PAPER).await["paper"]["id"].clone();
    let input = json!({ "paper": id, "body": "Read." });
    assert_eq!(refused(&world.person("nurse"), "commentOnPaper", &input).await.0, "NOT_FOUND");
    // What is final is not up for comment any more.
    let world = cast(&db, &[BOARD, &sent("FOR_COMMENT", "").replace("status: CIRCULATED", "status: FINAL")]).await;
    let police = world.person("police");
    let id = police.ask(PAPER).await["paper"]["id"].clone();
    let (code, _, message) = refused(&police, "commentOnPaper", &json!({ "paper": id, "body": "Late." })).await;
    assert_eq!(code, "CONFLICT");
    assert!(message.contains("The paper is FINAL"), "{message}");
}

async fn w4_a_comment_goes_to_the_board_that_was_asked(db: Database) {
    let second = "
  - slug: second
    name: The second board
    kind: BOARD
    status: ACTIVE
    members:
      - {person: police, role: MEMBER, on_behalf_of: mps, from: 2020-01-01, basis: APPOINTED}
      - {person: worker, role: SECRETARIAT, on_behalf_of: nia, from: 2020-01-01, basis: APPOINTED}
";
    let sent = |board: &str| format!("{{board: {board}, purpose: FOR_COMMENT, sent_at: '2022-03-01T12:00:00Z'}}");
    let circulations = format!("status: CIRCULATED, circulations: [{}, {}]", sent("board"), sent("second"));
    let world = cast(&db, &[BOARD.trim_end(), second, &paper(&circulations)]).await;
    world.at("2022-03-20T12:00:00Z");
    let police = world.person("police");
    let id = police.ask(PAPER).await["paper"]["id"].clone();
    let boards = police.ask("{ boards { nodes { id slug } } }").await["boards"]["nodes"].clone();
    let named = |slug: &str| {
        boards.as_array().expect("boards").iter().find(|board| board["slug"] == slug).expect("it")["id"].clone()
    };
    let (code, field, message) = refused(&police, "commentOnPaper", &json!({ "paper": id, "body": "To whom?" })).await;
    assert_eq!((code.as_str(), field.as_str()), ("VALIDATION", "board"), "{message}");
    let to_second = json!({ "paper": id, "board": named("second"), "body": "To the second." });
    assert_eq!(does(&police, "commentOnPaper", &to_second).await["userErrors"], json!([]));
    assert_eq!(on_paper(world.person("worker")).await, ["To the second."]);
    assert_eq!(on_paper(world.person("secretary")).await, [""; 0]);
    // Who sits on one of them need not say so, and cannot name the other.
    let nurse = world.person("nurse");
    assert_eq!(refused(&nurse, "commentOnPaper", &to_second).await.1, "board");
    let plain = json!({ "paper": id, "body": "To the first." });
    assert_eq!(does(&nurse, "commentOnPaper", &plain).await["userErrors"], json!([]));
    assert_eq!(on_paper(world.person("secretary")).await, ["To the first."]);
}

async fn a_comment_is_made_once_and_changes_nothing_but_itself(db: Database) {
    let world = cast(&db, &[BOARD, &circulated()]).await;
    world.at("2022-04-01T12:00:00Z");
    let police = world.person("police");
    let (minutes, _) = edition(&police).await;
    let feed = r#"{ changes(first: 100) { nodes { record { id } } }
        meeting(by: { slug: "march" }) { version updatedAt minutes { version updatedAt } } }"#;
    let before = world.person("nurse").ask(feed).await;
    let input = json!({ "minutes": minutes, "body": "Once.", "clientMutationId": "a" });
    let made = does(&police, "commentOnMinutes", &input).await;
    assert!(made["cursor"].is_string(), "{made}");
    assert_eq!(does(&police, "commentOnMinutes", &input).await["it"], made["it"]);
    assert_eq!(on_minutes(world.person("police")).await, ["Once."]);
    let again = json!({ "minutes": minutes, "body": "Twice.", "clientMutationId": "a" });
    assert_eq!(refused(&police, "commentOnMinutes", &again).await.0, "CONFLICT");
    assert_eq!(world.person("nurse").ask(feed).await, before, "who may not read it hears nothing of it");
    // The ledger has one line of it, for its author and for who runs the board.
    let lines = "{ auditEvents { nodes { deed recordKind operation account { slug } record { id } } } }";
    for (who, lines_read) in [("police", 1), ("secretary", 1), ("nurse", 0)] {
        let read = world.person(who).ask(lines).await["auditEvents"]["nodes"].clone();
        let read: Vec<&Value> = read.as_array().expect("lines").iter().filter(|line| !line["deed"].is_null()).collect();
        assert_eq!(read.len(), lines_read, "{who}: {read:?}");
        if let Some(line) = read.first() {
            assert_eq!((&line["deed"], &line["recordKind"]), (&json!("commentOnMinutes"), &json!("COMMENT")));
            assert_eq!(line["record"]["id"], made["it"]["id"]);
        }
    }
}

async fn what_became_of_a_comment_is_the_secretarys_to_say(db: Database) {
    let world = cast(&db, &[BOARD, &circulated()]).await;
    world.at("2022-04-01T12:00:00Z");
    let (police, secretary) = (world.person("police"), world.person("secretary"));
    let (minutes, _) = edition(&police).await;
    let input = json!({ "minutes": minutes, "body": "Mine.", "shared": true });
    let comment = does(&police, "commentOnMinutes", &input).await["it"].clone();
    let settle =
        |version: i32, to: &str| json!({ "comment": comment["id"], "expectedVersion": version, "disposition": to });
    let can = format!("{{ node(id: {}) {{ ... on Comment {{ viewerCan {{ settle }} }} }} }}", comment["id"]);
    assert_eq!(world.person("secretary").ask(&can).await["node"]["viewerCan"]["settle"], true);
    for who in ["police", "nurse", "chair"] {
        assert_eq!(world.person(who).ask(&can).await["node"]["viewerCan"]["settle"], false, "{who}");
        let query = "mutation { settleComment(input: {}) { cursor } }";
        assert_eq!(world.person(who).refused(query).await["extensions"]["code"], "VALIDATION", "not in their schema");
    }
    let settled = does(&secretary, "settleComment", &settle(1, "PARTLY")).await;
    assert_eq!((&settled["it"]["disposition"], &settled["it"]["version"]), (&json!("PARTLY"), &json!(2)));
    let (code, _, message) = refused(&secretary, "settleComment", &settle(1, "REJECTED")).await;
    assert_eq!(code, "CONFLICT");
    assert!(message.contains("version 2"), "{message}");
    assert_eq!(does(&secretary, "settleComment", &settle(2, "ACCEPTED")).await["userErrors"], json!([]));
    let read = format!("{{ node(id: {}) {{ ... on Comment {{ body disposition }} }} }}", comment["id"]);
    assert_eq!(police.ask(&read).await["node"], json!({ "body": "Mine.", "disposition": "ACCEPTED" }));
}

async fn what_is_said_is_bounded_and_complete(db: Database) {
    let world = cast(&db, &[BOARD, &circulated()]).await;
    world.at("2022-04-01T12:00:00Z");
    let police = world.person("police");
    let (minutes, _) = edition(&police).await;
    for (input, field) in [
        (json!({ "minutes": minutes, "body": " " }), "body"),
        (json!({ "minutes": minutes, "body": "x".repeat(10_001) }), "body"),
        (json!({ "minutes": minutes, "body": "x", "passage": "y".repeat(201) }), "passage"),
        (json!({ "minutes": minutes, "body": "x", "section": "nonsense" }), "section"),
        (json!({ "minutes": "nonsense", "body": "x" }), "minutes"),
    ] {
        let (code, named, _) = refused(&police, "commentOnMinutes", &input).await;
        assert_eq!((code.as_str(), named.as_str()), ("VALIDATION", field), "{input}");
    }
    let read = r#"{ meeting(by: { slug: "march" }) { minutes { comments { nodes { body } } } } }"#;
    let none = police.ask(read).await["meeting"]["minutes"]["comments"]["nodes"].clone();
    assert_eq!(texts(&none, "/body"), [""; 0]);
}
