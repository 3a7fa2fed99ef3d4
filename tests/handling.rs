//! Markings narrow what a state opens: publication shows no more of marked minutes than the marking lets through.

use roundtable_tests::{Asker, Database};
use serde_json::{Value, json};

crate::cases![
    a_marking_on_published_minutes_withholds_what_publication_opens,
    an_action_raised_under_a_marked_item_is_as_narrow_as_the_item,
    whoever_knows_of_an_invitation_knows_the_guest,
];

/// Two meetings of one board, each with published minutes: one open, one for His Majesty's Government only, by a
/// marking on the minutes or on the meeting.
fn marked(minutes: &str, meeting: &str) -> String {
    format!(
        r"
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
    attendance: [{{person: cora, status: PRESENT, capacity: MEMBER}}]
    minutes: [{{edition: 1, status: PUBLISHED, agreed_on: 2025-03-10, {minutes} sections: [{{part: OPEN, body: Words.}}]}}]
actions:
  - slug: act-covered
    board: table
    description: Something.
    raised_at: covered
    raised: RECORDED
    status: OPEN
    owners: [{{organisation: charity, person: owen, printed: true}}]
"
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
        let world = db.world(&marked(minutes, meeting)).await;
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
    let item = r#"items: [{key: "1", number: "1", title: Plans, part: OPEN, marking: {hmg_only: true}}]"#;
    let file = marked("", item).replace("raised_at: covered", "raised_at: covered\n    item: \"1\"");
    let world = db.world(&file).await;
    let public = found(&world.public()).await;
    let without = json!({ "meetings": ["open", "covered"], "people": ["cora", "olive"], "actions": [] });
    assert_eq!(public, without);
    let minister = found(&world.person("minister")).await;
    assert_eq!(minister["actions"], json!(["act-covered"]));
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
