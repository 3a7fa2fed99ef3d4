//! Actions by owner, the money of programmes and the review of a meeting, in small worlds.

use roundtable_tests::Database;
use serde_json::{Value, json};

use super::review;
use crate::cast::{BOARD, cast, hidden, knows, texts};

crate::cases![
    a_name_that_is_not_told_is_no_line_of_owners,
    an_action_with_two_owners_counts_for_both_and_once_for_each,
    what_is_bid_for_or_not_announced_is_in_no_public_sum,
    a_sum_says_how_many_grants_it_leaves_out,
    a_meeting_to_come_reviews_what_is_open_now,
    a_review_tells_how_an_action_stood_then_and_what_was_reported_by_then,
    a_review_does_not_tell_of_a_hidden_meeting_in_between,
];

/// Actions of organisations, of their people, of a board and of one person alone.
const OWNED: &str = "
meetings:
  - slug: june
    board: board
    status: HELD
    held_on: 2022-06-07
    invitations: [{person: stand-in, organisation: eaves, capacity: SUBSTITUTE, substitute_for: nurse, invited_on: 2022-06-01}]
    items: [{key: \"1\", number: \"1\", title: All, part: OPEN}]
    minutes: [{edition: 1, status: CIRCULATED, sections: [{item: \"1\", part: OPEN, body: All.}]}]
actions:
  - {slug: alone, board: board, description: Alone, raised_at: june, item: \"1\", raised: RECORDED, status: OPEN, due: 2022-01, owners: [{person: advocate}]}
  - slug: twice
    board: board
    description: Twice
    raised_at: june
    item: \"1\"
    raised: RECORDED
    status: CHASING
    due: 2030-01
    owners: [{organisation: mps, person: police}, {organisation: mps, person: officer}, {organisation: cps}]
  - {slug: whole, board: board, description: Whole, raised_at: june, item: \"1\", raised: RECORDED, status: COMPLETE, owners: [{board: board}]}
";

const BY_OWNER: &str =
    "{ actionsByOwner { organisation { slug } board { slug } person { slug } actions open overdue chasing complete } }";

fn owner(kind: &str, slug: &str, numbers: [u64; 5]) -> Value {
    let [actions, open, overdue, chasing, complete] = numbers;
    let mut line = json!({ "organisation": null, "board": null, "person": null, "actions": actions, "open": open,
        "overdue": overdue, "chasing": chasing, "complete": complete });
    line[kind] = json!({ "slug": slug });
    line
}

async fn a_name_that_is_not_told_is_no_line_of_owners(db: Database) {
    let world = cast(&db, &[BOARD, OWNED]).await;
    let rest = [
        owner("organisation", "cps", [1, 1, 0, 1, 0]),
        owner("organisation", "mps", [1, 1, 0, 1, 0]),
        owner("board", "board", [1, 0, 0, 0, 1]),
    ];
    let all = [&[owner("person", "advocate", [1, 1, 1, 0, 0])], &rest[..]].concat();
    for who in ["nurse", "secretary"] {
        assert_eq!(
            world.person(who).ask(BY_OWNER).await["actionsByOwner"],
            json!(all),
            "{who}: the most overdue first"
        );
    }
    // A stand-in follows the actions and is told no names (T6).
    assert_eq!(world.person("stand-in").ask(BY_OWNER).await["actionsByOwner"], json!(rest));
    for who in ["stranger", "tfl-system"] {
        assert_eq!(world.anybody(who).ask(BY_OWNER).await["actionsByOwner"], json!([]), "{who} follows none");
    }
}

async fn an_action_with_two_owners_counts_for_both_and_once_for_each(db: Database) {
    let world = cast(&db, &[BOARD, OWNED]).await;
    let query = BY_OWNER.replace("actionsByOwner", "actionsByOwner(filter: { ownerOrganisation: \"cps\" })");
    let both = json!([owner("organisation", "cps", [1, 1, 0, 1, 0]), owner("organisation", "mps", [1, 1, 0, 1, 0])]);
    for who in ["prosecutor", "police", "nurse"] {
        assert_eq!(world.person(who).ask(&query).await["actionsByOwner"], both, "{who}");
    }
}

/// One programme with money in each state, in two currencies and without an amount.
const PAID: &str = "
programmes:
  - {slug: pilot, name: Pilot, kind: PILOT, status: LIVE, lead: mopac, board: board, announced: true, ends: 2027-03-31, successor: {funding: BID}}
  - {slug: quiet, name: Quiet, kind: PILOT, status: LIVE, lead: mopac, board: board}
grants:
  - {slug: one, programme: pilot, funder: mopac, recipient: ikwro, amount_pence: 100, status: AWARDED, announced: true}
  - {slug: two, programme: pilot, funder: mopac, recipient: nia, amount_pence: 20, status: PAYING}
  - {slug: three, programme: pilot, funder: mopac, amount_pence: 3, currency: EUR, status: CLOSED, announced: true}
  - {slug: four, programme: pilot, funder: cps, status: PAYING, announced: true}
  - {slug: bid, programme: pilot, funder: mopac, recipient: ikwro, amount_pence: 5000, status: BID, announced: true}
  - {slug: ended, programme: pilot, funder: mopac, recipient: ikwro, amount_pence: 60000, status: TERMINATED, announced: true}
  - {slug: hushed, programme: quiet, funder: mopac, recipient: nia, amount_pence: 700000, status: PAYING}
";

async fn what_is_bid_for_or_not_announced_is_in_no_public_sum(db: Database) {
    let world = cast(&db, &[BOARD, PAID]).await;
    let query = "{ programmeMoney { programmes sums { grants withoutAmount total { pence currency } } } }";
    let sums = |programmes: u64, grants: u64, without: u64, pence: u64| {
        json!({ "programmes": programmes, "sums": [
            { "grants": 1, "withoutAmount": 0, "total": { "pence": 3, "currency": "EUR" } },
            { "grants": grants, "withoutAmount": without, "total": { "pence": pence, "currency": "GBP" } },
        ] })
    };
    for (who, expected) in [
        ("public", sums(1, 2, 1, 100)),
        ("stranger", sums(1, 2, 1, 100)),
        ("trainer", sums(1, 2, 1, 100)),
        ("worker", sums(1, 3, 1, 120)),
        ("nurse", sums(2, 2, 1, 100)),
        ("secretary", sums(2, 4, 1, 700_120)),
        ("chair", sums(2, 4, 1, 700_120)),
    ] {
        assert_eq!(world.anybody(who).ask(query).await["programmeMoney"], expected, "{who}");
    }
}

async fn a_sum_says_how_many_grants_it_leaves_out(db: Database) {
    let world = cast(&db, &[BOARD, PAID]).await;
    let query = "{ programmeMoney(filter: { fundingEndsBefore: \"2027-04-01\" }) {
        byFunder { funder { slug } programmes grants withoutAmount total { formatted } }
        byEnd { endsOn programmes sums { grants } prospects { noneIdentified bid secured } } } }";
    let money = world.person("nurse").ask(query).await["programmeMoney"].clone();
    assert_eq!(
        money["byFunder"],
        json!([
            { "funder": { "slug": "cps" }, "programmes": 1, "grants": 1, "withoutAmount": 1, "total": null },
            { "funder": { "slug": "mopac" }, "programmes": 1, "grants": 1, "withoutAmount": 0, "total": { "formatted": "EUR 0.03" } },
            { "funder": { "slug": "mopac" }, "programmes": 1, "grants": 1, "withoutAmount": 0, "total": { "formatted": "£1.00" } },
        ])
    );
    let end = |bid: u64| {
        json!([{ "endsOn": "2027-03-31", "programmes": 1, "sums": [{ "grants": 1 }, { "grants": 2 }],
            "prospects": { "noneIdentified": 0, "bid": bid, "secured": 0 } }])
    };
    assert_eq!(money["byEnd"], end(1));
    // Who may not read what follows is told nothing of it, whatever it is.
    assert_eq!(world.person("stranger").ask(query).await["programmeMoney"]["byEnd"], end(0));
}

/// What is open before a meeting that is past and one that is to come.
const STOOD: &str = "
meetings:
  - {slug: first, board: board, status: HELD, held_on: 2025-01-10}
  - {slug: second, board: board, status: HELD, held_on: 2025-06-10, previous: first}
  - {slug: next, board: board, status: PLANNED, held_on: 2026-06-10}
  - {slug: undated, board: board, status: PLANNED}
actions:
  - slug: done-since
    board: board
    description: Done since
    raised_at: first
    raised: RECORDED
    raised_on: 2025-01-10
    due: 2025-05
    status: COMPLETE
    owners: [{organisation: mps}]
    updates:
      - {reported_on: 2025-03, by_organisation: mps, text: Begun, status: IN_PROGRESS}
      - {reported_on: 2025-06-10, by_organisation: mps, text: Done, status: COMPLETE}
  - slug: done-before
    board: board
    description: Done before
    raised_at: first
    raised: RECORDED
    status: COMPLETE
    owners: [{organisation: mps}]
    updates: [{reported_on: 2025-02-10, by_organisation: mps, text: Done early, status: COMPLETE}]
  - {slug: untouched, board: board, description: Untouched, raised_at: first, raised: RECORDED, status: OPEN, owners: [{organisation: cps}]}
  - {slug: later, board: board, description: Later, raised_at: second, raised: RECORDED, raised_on: 2025-06-10, status: CHASING, owners: [{organisation: cps}]}
";

async fn a_meeting_to_come_reviews_what_is_open_now(db: Database) {
    let world = cast(&db, &[BOARD, STOOD]).await;
    let next = review(world.person("secretary"), "next").await;
    assert_eq!(texts(&next["nodes"], "/action/slug"), ["later", "untouched"]);
    assert_eq!(texts(&next["nodes"], "/statusThen"), ["CHASING", "OPEN"]);
    assert_eq!(next["nodes"][0]["ageInDays"], 365);
    for none in ["first", "undated"] {
        assert_eq!(review(world.person("secretary"), none).await, json!({ "totalCount": 0, "nodes": [] }), "{none}");
    }
}

async fn a_review_tells_how_an_action_stood_then_and_what_was_reported_by_then(db: Database) {
    let world = cast(&db, &[BOARD, STOOD]).await;
    for who in ["secretary", "chair", "nurse"] {
        let second = review(world.person(who), "second").await;
        assert_eq!(second["totalCount"], 2, "{who}");
        let then = json!({ "ageInDays": 151, "statusThen": "IN_PROGRESS", "overdueThen": true, "lastUpdate": { "text": "Begun" },
            "action": { "slug": "done-since", "status": "COMPLETE", "statusPrinted": null, "carryCount": 0, "raisedAt": { "slug": "first" } } });
        assert_eq!(second["nodes"][0], then, "{who}");
        assert_eq!(second["nodes"][1]["action"]["slug"], "untouched", "{who}: of unknown age, so last");
    }
    // An owner from elsewhere follows what is theirs, if they may know of the meeting at all.
    let pages = r#"{ meeting(by: { slug: "second" }) { actionReview(first: 1) { nodes { action { slug } } pageInfo { hasNextPage endCursor } } } }"#;
    let page = world.person("secretary").ask(pages).await["meeting"]["actionReview"].clone();
    let after = page["pageInfo"]["endCursor"].as_str().expect("a cursor");
    let rest = pages.replace("first: 1", &format!("first: 1, after: \"{after}\""));
    let rest = world.person("secretary").ask(&rest).await["meeting"]["actionReview"].clone();
    assert_eq!(
        (texts(&page["nodes"], "/action/slug"), texts(&rest["nodes"], "/action/slug")),
        (vec!["done-since".to_owned()], vec!["untouched".to_owned()])
    );
    assert_eq!((&page["pageInfo"]["hasNextPage"], &rest["pageInfo"]["hasNextPage"]), (&json!(true), &json!(false)));
    assert_eq!(world.public().refused(pages).await["extensions"]["code"], "VALIDATION");
}

/// An action of a meeting without a day: only the meeting that followed tells that it was before the review.
const BETWEEN: &str = "
meetings:
  - {slug: undated, board: board, status: HELD}
  - {slug: between, board: board, status: HELD, held_on: 2025-03-01, previous: undated, marking: {organisations: [mps, cps]}}
  - {slug: second, board: board, status: HELD, held_on: 2025-06-10}
actions:
  - {slug: old, board: board, description: Old, raised_at: undated, raised: RECORDED, status: OPEN, owners: [{organisation: cps}, {organisation: nhs}]}
";

async fn a_review_does_not_tell_of_a_hidden_meeting_in_between(db: Database) {
    let world = cast(&db, &[BOARD, BETWEEN]).await;
    for (who, reviewed) in [("police", vec!["old"]), ("nurse", vec![])] {
        assert!(knows(world.person(who), "action", "old").await, "{who}");
        assert_eq!(texts(&review(world.person(who), "second").await["nodes"], "/action/slug"), reviewed, "{who}");
    }
    hidden(world.person("nurse"), "meeting", "between").await;
}
