//! Comments on papers and minutes (R11, T3; case 11): one's own, what others share, and what the secretariat reads.

use roundtable_tests::{Asker, Database};
use serde_json::Value;

use crate::{
    cases_papers::{paper, sees},
    cast::{BOARD, cast, reads, sorted},
};

crate::cases![
    case_11_a_member_reads_their_own_comment_and_not_that_of_another,
    r11_a_shared_comment_is_for_the_boards_people_who_read_what_it_is_about,
    r11_a_guest_and_a_substitute_read_their_own,
    t3_who_left_keeps_their_own_comments,
    a_comment_on_a_closed_section_is_as_closed_as_the_section,
    a_comment_on_a_paper_is_never_for_more_people_than_the_paper,
];

/// The bodies of the comments on the latest edition of the meeting in March, as somebody reads them, in
/// alphabetical order.
pub(crate) async fn on_minutes(who: Asker<'_>) -> Vec<String> {
    let query = r#"{ meeting(by: { slug: "march" }) { minutes { comments { totalCount nodes { id body } } } } }"#;
    bodies(&who, &who.ask(query).await["meeting"]["minutes"]["comments"]).await
}

/// The same of the paper.
pub(crate) async fn on_paper(who: Asker<'_>) -> Vec<String> {
    let query = r#"{ paper(by: { slug: "paper" }) { comments { totalCount nodes { id body } } } }"#;
    bodies(&who, &who.ask(query).await["paper"]["comments"]).await
}

async fn bodies(who: &Asker<'_>, comments: &Value) -> Vec<String> {
    if comments.is_null() {
        return Vec::new();
    }
    let bodies = sorted(&comments["nodes"], "/body");
    assert_eq!(comments["totalCount"], bodies.len());
    for comment in comments["nodes"].as_array().expect("comments") {
        let node = who.ask(&format!("{{ node(id: {}) {{ __typename }} }}", comment["id"])).await;
        assert_eq!(node["node"]["__typename"], "Comment");
    }
    bodies
}

/// A meeting whose minutes have an open and a closed section, and comments.
pub(crate) fn march(status: &str, comments: &str) -> String {
    format!(
        "
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    invitations:
      - {{person: guest, organisation: safelives, capacity: GUEST, invited_on: 2022-02-20, items: ['1']}}
      - {{person: stand-in, organisation: eaves, capacity: SUBSTITUTE, substitute_for: principal, invited_on: 2022-02-20}}
    items:
      - {{key: '1', number: '1', title: Patrols, part: OPEN}}
    minutes:
      - edition: 1
        status: {status}
        sections:
          - {{item: '1', part: OPEN, body: Said.}}
          - {{item: '1', part: CLOSED, closed_reason: x, audience: [mps, cps], body: Said to some.}}
          - {{item: '1', part: RESTRICTED, closed_reason: x, marking: {{recipients: [police]}}, body: Said to one.}}
        comments: [{comments}]
"
    )
}

fn said(author: &str, organisation: &str, rest: &str) -> String {
    format!(
        "{{author: {author}, organisation: {organisation}, at: '2022-03-20T12:00:00Z', body: By {author}.{rest}}}, "
    )
}

/// The board on which the coalition has a member and not the chair.
fn plain() -> String {
    BOARD.replace("role: CO_CHAIR, on_behalf_of: evaw", "role: MEMBER, on_behalf_of: evaw")
}

async fn case_11_a_member_reads_their_own_comment_and_not_that_of_another(db: Database) {
    let comments = said("prosecutor", "cps", "") + &said("chair", "evaw", "");
    let world = cast(&db, &[&plain(), &march("CIRCULATED", &comments)]).await;
    assert_eq!(on_minutes(world.person("chair")).await, ["By chair."]);
    assert_eq!(on_minutes(world.person("prosecutor")).await, ["By prosecutor."]);
    assert!(on_minutes(world.person("nurse")).await.is_empty());
    assert_eq!(on_minutes(world.person("secretary")).await.len(), 2);
    // The other's comment is not found by its id either.
    let query = r#"{ meeting(by: { slug: "march" }) { minutes { comments { nodes { id author { slug } } } } } }"#;
    let theirs = world.person("prosecutor").ask(query).await["meeting"]["minutes"]["comments"]["nodes"][0].clone();
    assert_eq!(theirs["author"]["slug"], "prosecutor");
    let node = world.person("chair").ask(&format!("{{ node(id: {}) {{ id }} }}", theirs["id"])).await;
    assert_eq!(node["node"], Value::Null);
}

async fn r11_a_shared_comment_is_for_the_boards_people_who_read_what_it_is_about(db: Database) {
    let comments = said("prosecutor", "cps", ", shared: true") + &said("advocate", "imkaan", "");
    for (status, nurse) in
        [("DRAFT", vec![]), ("CIRCULATED", vec!["By prosecutor."]), ("PUBLISHED", vec!["By prosecutor."])]
    {
        let world = cast(&db, &[BOARD, &march(status, &comments)]).await;
        assert_eq!(on_minutes(world.person("nurse")).await, nurse, "{status}");
        assert_eq!(on_minutes(world.person("secretary")).await, ["By advocate.", "By prosecutor."], "{status}");
        assert_eq!(on_minutes(world.person("chair")).await, ["By advocate.", "By prosecutor."], "{status}");
        for who in ["stranger", "mps-system"] {
            assert!(on_minutes(world.person(who)).await.is_empty(), "{who}, {status}");
        }
    }
    // For the public there are no comments at all.
    let world = cast(&db, &[BOARD, &march("PUBLISHED", &comments)]).await;
    let query = r#"{ meeting(by: { slug: "march" }) { minutes { comments { totalCount } } } }"#;
    assert_eq!(world.public().refused(query).await["extensions"]["code"], "VALIDATION");
}

async fn r11_a_guest_and_a_substitute_read_their_own(db: Database) {
    let comments =
        said("guest", "safelives", "") + &said("stand-in", "eaves", "") + &said("police", "mps", ", shared: true");
    let seated = "      - {person: principal, role: MEMBER, on_behalf_of: eaves, from: 2020-01-01, basis: APPOINTED}\n";
    let world = cast(&db, &[BOARD, seated, &march("CIRCULATED", &comments)]).await;
    world.at("2022-03-25T12:00:00Z");
    for who in ["guest", "stand-in"] {
        assert!(reads(world.person(who), "march").await.is_some(), "{who} reads the minutes");
        assert_eq!(on_minutes(world.person(who)).await, [format!("By {who}.")]);
    }
}

/// The comments of a person, as they read them themselves.
async fn own(who: Asker<'_>, slug: &str) -> Vec<Value> {
    let query = format!(
        r#"{{ person(by: {{ slug: "{slug}" }}) {{ comments {{ totalCount nodes {{ body shared disposition passage
            paper {{ slug }} minutes {{ edition }} organisation {{ slug }} }} }} }} }}"#
    );
    let comments = who.ask(&query).await["person"]["comments"].clone();
    let nodes = comments["nodes"].as_array().expect("comments").clone();
    assert_eq!(comments["totalCount"], nodes.len());
    nodes
}

async fn t3_who_left_keeps_their_own_comments(db: Database) {
    let board =
        BOARD.replace("on_behalf_of: nhs, from: 2020-01-01", "on_behalf_of: nhs, from: 2020-01-01, to: 2022-06-01");
    let minutes = march("CIRCULATED", &(said("nurse", "nhs", "") + &said("police", "mps", ", shared: true")));
    let comment = "{author: nurse, organisation: nhs, passage: page 3, at: '2022-03-21T12:00:00Z', disposition: PARTLY, body: On page three.}";
    let paper = paper(&format!(
        "status: CIRCULATED, circulations: [{{board: board, purpose: FOR_COMMENT, sent_at: '2022-03-01T12:00:00Z'}}], comments: [{comment}]"
    ));
    let world = cast(&db, &[&board, &minutes, &paper]).await;
    world.at("2022-05-31T12:00:00Z");
    let before = own(world.person("nurse"), "nurse").await;
    assert_eq!(
        (before.len(), &before[0]["minutes"]["edition"], &before[1]["paper"]["slug"]),
        (2, &1.into(), &"paper".into())
    );
    assert_eq!(on_minutes(world.person("nurse")).await, ["By nurse.", "By police."]);
    world.at("2022-06-01T12:00:00Z");
    assert_eq!(sees(world.person("nurse")).await, "hidden");
    let after = own(world.person("nurse"), "nurse").await;
    assert_eq!(after.len(), 2);
    assert_eq!((&after[0]["body"], &after[0]["minutes"]), (&"By nurse.".into(), &Value::Null));
    assert_eq!(
        (&after[1]["body"], &after[1]["paper"], &after[1]["disposition"]),
        (&"On page three.".into(), &Value::Null, &"PARTLY".into())
    );
    // Those who stayed read of them what they read before.
    assert!(own(world.person("police"), "nurse").await.is_empty());
    assert_eq!(own(world.person("secretary"), "nurse").await.len(), 2);
}

async fn a_comment_on_a_closed_section_is_as_closed_as_the_section(db: Database) {
    let comments = said("police", "mps", ", shared: true, section: 1")
        + &said("prosecutor", "cps", ", shared: true, section: 2").replace("03-20", "03-21")
        + &said("police", "mps", ", shared: true, section: 3")
            .replace("03-20", "03-22")
            .replace("By police", "Restricted");
    let world = cast(&db, &[BOARD, &march("CIRCULATED", &comments)]).await;
    assert_eq!(on_minutes(world.person("police")).await, ["By police.", "By prosecutor.", "Restricted."]);
    for who in ["prosecutor", "chair", "secretary"] {
        assert_eq!(on_minutes(world.person(who)).await, ["By police.", "By prosecutor."], "{who}");
    }
    assert_eq!(on_minutes(world.person("nurse")).await, ["By police."]);
}

async fn a_comment_on_a_paper_is_never_for_more_people_than_the_paper(db: Database) {
    let comments = "comments: [{author: councillor, at: '2022-03-20T12:00:00Z', shared: true, body: Mine.}]";
    let sent = "circulations: [{board: board, purpose: FOR_COMMENT, sent_at: '2022-03-01T12:00:00Z'}]";
    for (narrowed, readers) in [
        ("dated: 2022", ["councillor", "police", "prosecutor", "secretary", "chair"].as_slice()),
        ("marking: {recipients: [councillor, police]}", &["councillor", "police"]),
        ("marking: {hmg_only: true}", &["prosecutor"]),
        ("embargo: {}", &["secretary"]),
    ] {
        let world = cast(&db, &[BOARD, &paper(&format!("status: CIRCULATED, {narrowed}, {sent}, {comments}"))]).await;
        for who in ["councillor", "police", "prosecutor", "secretary", "chair", "worker"] {
            let read = if readers.contains(&who) { vec!["Mine."] } else { vec![] };
            assert_eq!(on_paper(world.person(who)).await, read, "{who}, {narrowed}");
        }
        // One's own is one's own, whatever became of the paper.
        assert_eq!(own(world.person("councillor"), "councillor").await.len(), 1, "{narrowed}");
    }
}
