//! Markings narrow what a state opens: publication shows no more of marked minutes than the marking lets through.

use roundtable_tests::{Asker, Database};
use serde_json::{Value, json};

crate::cases![
    a_marking_on_published_minutes_withholds_what_publication_opens,
    an_action_raised_under_a_marked_item_is_as_narrow_as_the_item,
    what_a_marked_board_keeps_is_not_for_those_who_took_it_over_or_set_it_up,
    whoever_knows_of_an_invitation_knows_the_guest,
    what_the_public_reads_of_the_demonstration_rests_on_what_is_published,
];

/// Two meetings of one board, each with published minutes: one open, one for His Majesty's Government only, by a
/// marking on the minutes, on the meeting or on its item.
fn marked(minutes: &str, meeting: &str, item: &str) -> String {
    format!(
        r#"
organisations:
  - {{slug: ministry, name: Ministry, sector: NATIONAL_GOVERNMENT, hmg: true}}
  - {{slug: charity, name: Charity, sector: VOLUNTARY}}
people:
  - {{slug: olive, name: Olive Open}}
  - {{slug: cora, name: Cora Covered}}
  - {{slug: owen, name: Owen Owner}}
  - {{slug: minister, name: Mina Ster, affiliations: [{{organisation: ministry}}]}}
accounts:
  - {{slug: minister, name: Mina Ster, kind: PERSON, person: minister}}
boards:
  - {{slug: table, name: Table, kind: BOARD, status: ACTIVE}}
meetings:
  - slug: open
    board: table
    status: MINUTED
    held_on: 2025-01-10
    attendance: [{{person: olive, status: PRESENT, capacity: MEMBER}}]
    minutes: [{{edition: 1, status: PUBLISHED, agreed_on: 2025-02-10, sections: [{{part: OPEN, body: Words.}}]}}]
  - slug: covered
    board: table
    status: MINUTED
    held_on: 2025-02-10
    {meeting}
    items: [{{key: "1", number: "1", title: Plans, part: OPEN, {item}}}]
    attendance: [{{person: cora, status: PRESENT, capacity: MEMBER}}]
    minutes: [{{edition: 1, status: PUBLISHED, agreed_on: 2025-03-10, {minutes} sections: [{{part: OPEN, body: Words.}}]}}]
actions:
  - slug: act-covered
    board: table
    description: Something.
    raised_at: covered
    item: "1"
    raised: RECORDED
    status: OPEN
    owners: [{{organisation: charity, person: owen, printed: true}}]
"#
    )
}

/// What somebody finds: meetings, editions of minutes, people and actions, by slug.
async fn found(asker: &Asker<'_>) -> Value {
    let query = "{ meetings(orderBy: EARLIEST) { nodes { slug attendance { totalCount } editions { totalCount } } }
        people { nodes { slug } } actions { nodes { slug } } }";
    let data = asker.ask(query).await;
    let slugs = |list: &str| {
        let nodes = data[list]["nodes"].as_array().expect("a list");
        nodes.iter().map(|node| node["slug"].clone()).collect::<Vec<Value>>()
    };
    json!({ "meetings": slugs("meetings"), "people": slugs("people"), "actions": slugs("actions") })
}

async fn a_marking_on_published_minutes_withholds_what_publication_opens(db: Database) {
    for (minutes, meeting) in [("marking: {hmg_only: true},", ""), ("", "marking: {hmg_only: true}")] {
        let world = db.world(&marked(minutes, meeting, "")).await;
        let public = found(&world.public()).await;
        assert_eq!(public, json!({ "meetings": ["open"], "people": ["olive"], "actions": [] }), "{minutes}{meeting}");
        let minister = found(&world.person("minister")).await;
        let all = json!({
            "meetings": ["open", "covered"],
            "people": ["cora", "minister", "olive", "owen"],
            "actions": ["act-covered"],
        });
        assert_eq!(minister, all, "{minutes}{meeting}");
    }
}

async fn an_action_raised_under_a_marked_item_is_as_narrow_as_the_item(db: Database) {
    let world = db.world(&marked("", "", "marking: {hmg_only: true}")).await;
    let public = found(&world.public()).await;
    let without = json!({ "meetings": ["open", "covered"], "people": ["cora", "olive"], "actions": [] });
    assert_eq!(public, without);
    let minister = found(&world.person("minister")).await;
    assert_eq!(minister["actions"], json!(["act-covered"]));
}

/// Two boards whose records reach the people of another: a former one that passed its history on, and a task and finish
/// group, each under a marking or under none.
fn reaching(marking: &str) -> String {
    format!(
        r#"
organisations:
  - {{slug: ministry, name: Ministry, sector: NATIONAL_GOVERNMENT, hmg: true}}
  - {{slug: charity, name: Charity, sector: VOLUNTARY}}
people:
  - {{slug: heir, name: Hera Heir, affiliations: [{{organisation: ministry}}, {{organisation: charity}}]}}
accounts:
  - {{slug: heir, name: Hera Heir, kind: PERSON, person: heir}}
boards:
  - {{slug: former, name: Former, kind: BOARD, status: CLOSED, {marking}}}
  - slug: table
    name: Table
    kind: BOARD
    status: ACTIVE
    predecessor: former
    predecessor_history: true
    members: [{{person: heir, role: CHAIR, from: 2025-01-01, basis: APPOINTED}}]
  - {{slug: group, name: Group, kind: TASK_AND_FINISH, status: ACTIVE, parent: table, {marking}}}
meetings:
  - slug: inherited
    board: former
    status: HELD
    held_on: 2024-02-10
    items: [{{key: "1", number: "1", title: Plans, part: OPEN}}]
    minutes: [{{edition: 1, status: AGREED, agreed_on: 2024-03-10, sections: [{{part: OPEN, body: Words.}}]}}]
  - slug: below
    board: group
    status: HELD
    held_on: 2025-02-10
"#
    )
}

// 3.5, T9, R17: what withholds a board withholds what it keeps, by whatever way somebody comes to it.
async fn what_a_marked_board_keeps_is_not_for_those_who_took_it_over_or_set_it_up(db: Database) {
    let both = ["inherited", "below"];
    for (marking, hat, reads) in [
        ("", "charity", &both[..]),
        ("marking: {hmg_only: true}", "ministry", &both[..]),
        ("marking: {hmg_only: true}", "charity", &[]),
        ("marking: {category: PERSONAL, owner: charity}", "charity", &both[..]),
        ("marking: {category: PERSONAL, owner: charity}", "ministry", &[]),
    ] {
        let world = db.world(&reaching(marking)).await;
        let heir = world.person("heir").wearing(hat);
        let data =
            heir.ask("{ meetings(orderBy: EARLIEST) { nodes { slug } } search(text: \"Words\") { totalCount } }").await;
        let slugs: Vec<Value> = reads.iter().map(|slug| json!({ "slug": slug })).collect();
        assert_eq!(data["meetings"]["nodes"], json!(slugs), "{marking}, for the {hat}");
        assert_eq!(data["search"]["totalCount"], reads.len().min(1), "{marking}, for the {hat}");
    }
}

async fn whoever_knows_of_an_invitation_knows_the_guest(db: Database) {
    let world = db.demo().await;
    let query = r#"{ meeting(by: { slug: "lvp-2015-03-10" }) { invitations { nodes { person { slug } } } } }"#;
    let data = world.person("mopac-secretariat").ask(query).await;
    assert_eq!(data["meeting"]["invitations"]["nodes"], json!([{ "person": { "slug": "persona-safelives-guest" } }]));
    // Who is not told of the invitation is not told of the guest either.
    let member = world.person("mps-delegate");
    assert_eq!(member.ask(query).await["meeting"]["invitations"]["nodes"], json!([]));
    let guest = r#"{ person(by: { slug: "persona-safelives-guest" }) { slug } }"#;
    assert_eq!(member.ask(guest).await["person"], Value::Null);
}

// s002 is the record of December 2022, which is agreed and not published: who was there that day, what was said and what
// is paid late stand in no column that everybody reads. Boards, seats and offices are public by R1 and R20.
async fn what_the_public_reads_of_the_demonstration_rests_on_what_is_published(db: Database) {
    let world = db.demo().await;
    let query = "{
        organisations(first: 100) { totalCount nodes { description source } }
        boards(first: 100) { totalCount nodes {
            purpose source seats(first: 100) { nodes { from to } }
            memberships(first: 100) { nodes { role from to } }
        } }
        people(first: 100) { totalCount nodes { publicRole affiliations { title from to } } }
        programmes(first: 100) { totalCount nodes {
            name source statusAsAt parties { role organisation { slug } }
            grants { nodes { process source status } }
        } }
        actions(first: 100) { totalCount nodes { description source } }
        meetings(first: 100) { totalCount nodes { slug purpose source } }
    }";
    let data = world.public().ask(query).await;
    for (list, records) in data.as_object().expect("lists") {
        let whole = records["nodes"].as_array().map(Vec::len);
        assert_eq!(records["totalCount"].as_u64(), whole.map(|n| n as u64), "{list}: more than one page");
    }
    let text = data.to_string();
    for word in ["s002", "2022-12-06", "December 2022", "In December", "outstanding", "late payment", "still owed"] {
        assert!(!text.contains(word), "{word}");
    }
    // Nor does a text of a body or a person tell of the hidden review, of its group or of who came to meetings that are
    // not published (R17, R2).
    for word in [
        "homicide review group",
        "update on the homicide",
        "task and finish",
        "2016-05-20",
        "came to the",
        "September 2016",
    ] {
        assert!(!text.contains(word), "{word}");
    }
    // The day itself stands only where an office changed hands on it (R20).
    let day = |member: &&Value| [&member["from"], &member["to"]].iter().any(|day| **day == "2022-12-05");
    let boards = data["boards"]["nodes"].as_array().expect("boards");
    let members = boards.iter().flat_map(|board| board["memberships"]["nodes"].as_array().expect("members"));
    let roles: Vec<&str> = members.filter(day).map(|member| member["role"].as_str().expect("a role")).collect();
    assert!(text.matches("2022-12-05").count() == roles.len(), "{roles:?}");
    // R14: a bid tells nobody who would pay.
    let soteria = r#"{ programme(by: { slug: "prg-soteria" }) { parties { role } grants { totalCount } } }"#;
    for who in ["public", "nhs-delegate", "mopac-secretariat"] {
        let soteria = world.anybody(who).ask(soteria).await["programme"].clone();
        assert!(!soteria["parties"].to_string().contains("FUNDER"), "{who}");
        assert_eq!(soteria["grants"]["totalCount"], 0, "{who}");
    }
}
