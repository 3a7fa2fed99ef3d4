//! What is counted and summed: each number is what the same asker counts by reading every page, and what nobody may know
//! moves none of them.

pub(crate) mod attendance;
mod counted;
pub(crate) mod work;

use roundtable_tests::{Asker, Database, World};
use serde_json::Value;

use crate::cast::texts;

crate::cases![
    attendance_is_what_its_reader_counts_in_the_lists,
    actions_by_owner_are_what_their_reader_counts_in_the_lists,
    the_money_of_programmes_is_what_its_reader_counts_in_the_lists,
    a_review_is_what_its_reader_works_out_from_the_lists,
    the_panel_of_2013_had_six_actions_brought_forward_and_completed_two,
    the_table_of_2015_holds_ten_actions_that_later_meetings_review,
];

/// Who asks the demonstration, and under which hat.
const ASKERS: [(&str, Option<&str>); 19] = [
    ("public", None),
    ("mps-delegate", None),
    ("cps-delegate", None),
    ("nhs-delegate", None),
    ("london-councils-delegate", None),
    ("lambeth-dual-hat", Some("lb-lambeth")),
    ("lambeth-dual-hat", Some("london-councils")),
    ("evaw-cochair", None),
    ("imkaan-delegate", None),
    ("mopac-secretariat", None),
    ("safelives-guest", None),
    ("bromley-coordinator", None),
    ("bromley-marac-member", None),
    ("mps-service", None),
    ("cps-service", None),
    ("london-councils-service", None),
    ("cps-ig-lead", None),
    ("auditor", None),
    ("admin", None),
];

fn askers(world: &World) -> impl Iterator<Item = (String, Asker<'_>)> {
    ASKERS.into_iter().map(|(slug, hat)| {
        let asker = world.anybody(slug);
        let asker = if let Some(hat) = hat { asker.wearing(hat) } else { asker };
        (format!("{slug} {}", hat.unwrap_or_default()), asker)
    })
}

async fn is_partner(asker: &Asker<'_>) -> bool {
    let can = asker.ask("{ viewer { capabilities } }").await;
    can["viewer"]["capabilities"].as_array().expect("capabilities").iter().any(|one| one == "PARTNER")
}

/// The lines of a list, in an order that does not matter.
fn sorted(list: &Value) -> Vec<String> {
    let mut lines: Vec<String> = list.as_array().expect("a list").iter().map(Value::to_string).collect();
    lines.sort();
    lines
}

async fn attendance_is_what_its_reader_counts_in_the_lists(db: Database) {
    let world = db.demo().await;
    let mut rows = 0;
    for (who, asker) in askers(&world) {
        let partner = is_partner(&asker).await;
        for (from, to) in [(None, None), (Some("2022-01-01"), Some("2022-12-31")), (Some("2015-03-10"), None)] {
            let found = counted::attendance(&asker, (from, to), partner).await;
            for (slug, asked, expected) in found {
                assert_eq!(sorted(&asked), sorted(&expected), "{who}: {slug} from {from:?} to {to:?}");
                rows += asked.as_array().map_or(0, Vec::len);
            }
        }
    }
    assert!(rows > 100, "{rows} lines");
}

async fn actions_by_owner_are_what_their_reader_counts_in_the_lists(db: Database) {
    let world = db.demo().await;
    let mut lines = 0;
    for (who, asker) in askers(&world) {
        let fields = "organisation { slug } board { slug } person { slug } actions open overdue chasing completeProposed complete";
        if !is_partner(&asker).await {
            let refused = asker.refused(&format!("{{ actionsByOwner {{ {fields} }} }}")).await;
            assert_eq!(refused["extensions"]["code"], "VALIDATION", "{who}");
            continue;
        }
        for filter in [
            "{}",
            "{ board: \"london-vawg-panel\" }",
            "{ ownerOrganisation: \"mps\" }",
            "{ overdue: true }",
            "{ status: [CHASING, COMPLETE] }",
            "{ board: \"there-is-none\" }",
        ] {
            let asked = asker.ask(&format!("{{ actionsByOwner(filter: {filter}) {{ {fields} }} }}")).await;
            let expected = counted::owners(&asker, filter).await;
            assert_eq!(sorted(&asked["actionsByOwner"]), sorted(&expected), "{who}: {filter}");
            lines += expected.as_array().map_or(0, Vec::len);
        }
    }
    assert!(lines > 50, "{lines} lines");
}

async fn the_money_of_programmes_is_what_its_reader_counts_in_the_lists(db: Database) {
    let world = db.demo().await;
    let mut lines = 0;
    for (who, asker) in askers(&world) {
        let partner = is_partner(&asker).await;
        for filter in ["{}", "{ area: \"bromley\" }", "{ funder: \"mopac\" }", "{ fundingEndsBefore: \"2017-04-01\" }"]
        {
            let prospects = if partner { "prospects { noneIdentified bid secured }" } else { "" };
            let sum = "grants withoutAmount total { pence currency }";
            let asked = asker
                .ask(&format!(
                    "{{ programmeMoney(filter: {filter}) {{ programmes sums {{ {sum} }}
                        byFunder {{ funder {{ slug }} programmes {sum} }}
                        byEnd {{ endsOn programmes sums {{ {sum} }} {prospects} }} }} }}"
                ))
                .await["programmeMoney"]
                .clone();
            let expected = counted::money(&asker, filter, partner).await;
            for part in ["sums", "byFunder"] {
                assert_eq!(sorted(&asked[part]), sorted(&expected[part]), "{who}: {part} of {filter}");
            }
            assert_eq!(asked["programmes"], expected["programmes"], "{who}: {filter}");
            assert_eq!(asked["byEnd"], expected["byEnd"], "{who}: {filter}");
            lines += expected["byEnd"].as_array().map_or(0, Vec::len);
        }
    }
    assert!(lines > 20, "{lines} lines");
}

async fn a_review_is_what_its_reader_works_out_from_the_lists(db: Database) {
    let world = db.demo().await;
    let mut reviewed = 0;
    for (who, asker) in askers(&world) {
        if !is_partner(&asker).await {
            continue;
        }
        for (meeting, asked, expected) in counted::reviews(&asker).await {
            assert_eq!(sorted(&asked), sorted(&expected), "{who}: {meeting}");
            reviewed += expected.as_array().map_or(0, Vec::len);
        }
    }
    assert!(reviewed > 50, "{reviewed} actions");
}

const REVIEWED: &str = "actionReview(first: 100) { totalCount nodes {
    ageInDays statusThen overdueThen lastUpdate { text }
    action { slug status statusPrinted carryCount raisedAt { slug } } } }";

/// What a meeting has to review.
async fn review(asker: Asker<'_>, meeting: &str) -> Value {
    let query = format!("{{ meeting(by: {{ slug: \"{meeting}\" }}) {{ {REVIEWED} }} }}");
    asker.ask(&query).await["meeting"]["actionReview"].clone()
}

async fn the_panel_of_2013_had_six_actions_brought_forward_and_completed_two(db: Database) {
    let world = db.demo().await;
    let review = review(world.person("mopac-secretariat"), "lvp-2013-09-11").await;
    assert_eq!(review["totalCount"], 6);
    assert_eq!(texts(&review["nodes"], "/statusThen"), ["OPEN"; 6], "what was reported at the meeting came after");
    let now = texts(&review["nodes"], "/action/status");
    assert_eq!(now.iter().filter(|status| *status == "COMPLETE").count(), 2);
    assert_eq!(now.iter().filter(|status| *status == "IN_PROGRESS").count(), 4);
    for action in review["nodes"].as_array().expect("actions") {
        assert_eq!((&action["ageInDays"], &action["lastUpdate"]), (&Value::Null, &Value::Null), "no day is recorded");
        assert_eq!(action["action"]["carryCount"], 1);
    }
}

async fn the_table_of_2015_holds_ten_actions_that_later_meetings_review(db: Database) {
    let world = db.demo().await;
    let secretariat = || world.person("mopac-secretariat");
    let listed = |review: &Value| {
        let nodes = review["nodes"].as_array().expect("actions").clone();
        let of_table = |node: &&Value| {
            node["action"]["raisedAt"]["slug"] == "lvp-2015-03-10" && node["action"]["statusPrinted"].is_string()
        };
        nodes.iter().filter(of_table).cloned().collect::<Vec<Value>>()
    };
    let july = listed(&review(secretariat(), "lvp-2015-07").await);
    assert_eq!(july.len(), 10);
    assert!(july.iter().all(|node| node["ageInDays"] == 113 && node["statusThen"] == "OPEN"), "{july:?}");
    let chased = july.iter().filter(|node| node["action"]["status"] == "CHASING").count();
    assert_eq!(chased, 2, "status now, beside the status then");
    // The meeting that raised them reviews what was older: four of 2013 in progress, eight open, and one of the last.
    let march = review(secretariat(), "lvp-2015-03-10").await;
    assert_eq!(listed(&march).len(), 0);
    assert_eq!(march["totalCount"], 13);
    let ages = march["nodes"].as_array().expect("actions").iter().map(|node| node["ageInDays"].as_i64());
    let ages: Vec<Option<i64>> = ages.collect();
    assert_eq!(ages[..8], [Some(545); 8], "the oldest first");
    assert_eq!(ages[8..], [None; 5], "last those of which no day is recorded");
}
