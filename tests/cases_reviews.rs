//! Reviews of deaths (R17; cases 34, 37 and 53 of the demonstration's), and shares of papers (R10).

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

use crate::cast::{BOARD, cast, hidden, knows};

crate::cases![
    r17_before_publication_a_review_is_for_its_group_and_the_boards_above_it,
    r17_a_review_is_public_after_quality_assurance_and_publication_and_no_system_reads_it,
    r17_what_a_review_asks_for_is_due_six_months_after_publication,
    r17_a_marking_narrows_a_review,
    case_34_the_public_learns_nothing_of_the_review_of_the_demonstration,
    case_37_a_review_has_a_pseudonym_and_no_name,
    case_53_who_may_know_of_the_review_sees_its_action_plan_as_a_stub_until_it_is_shared,
    r17_its_action_plan_is_for_whom_the_review_is_for,
    r17_a_plan_on_request_is_no_stub_for_members_who_may_not_know_of_the_review,
    a_share_is_known_to_who_gave_it_who_has_it_and_who_answers_for_either,
    a_share_tells_nothing_of_a_paper_that_is_withheld,
    a_share_is_over_when_it_ends,
];

/// A group under a partnership, with a guest, and a review that another board commissioned.
fn review(rest: &str) -> String {
    format!(
        "  - slug: partnership
    name: The partnership
    kind: BOARD
    status: ACTIVE
    seats: [{{organisation: nhs}}, {{organisation: lb-bromley}}]
    members:
      - {{person: coordinator, role: SECRETARIAT, on_behalf_of: lb-bromley, from: 2020-01-01, basis: APPOINTED}}
      - {{person: partnership-chair, role: CHAIR, on_behalf_of: mps, from: 2020-01-01, basis: APPOINTED}}
      - {{person: partnership-member, role: MEMBER, on_behalf_of: nhs, from: 2020-01-01, basis: APPOINTED}}
      - {{person: rival, role: MEMBER, on_behalf_of: nia, from: 2020-01-01, to: 2021-01-01, basis: APPOINTED}}
  - slug: group
    name: The group
    kind: TASK_AND_FINISH
    status: ACTIVE
    parent: partnership
    reports_to: told
    seats: [{{organisation: tfl}}]
    members:
      - {{person: helper, role: CHAIR, on_behalf_of: bromley-womens-aid, from: 2020-01-01, basis: APPOINTED}}
      - {{person: transport, role: MEMBER, on_behalf_of: tfl, from: 2020-01-01, basis: APPOINTED}}
  - slug: told
    name: Told
    kind: BOARD
    status: ACTIVE
    members: [{{person: trainer, role: CHAIR, on_behalf_of: ikwro, from: 2020-01-01, basis: APPOINTED}}]
meetings:
  - slug: met
    board: group
    status: HELD
    held_on: 2026-02-20
    invitations: [{{person: guest, organisation: safelives, capacity: GUEST, invited_on: 2026-02-01, items: [\"1\"]}}]
    items: [{{key: \"1\", number: \"1\", title: One, part: OPEN}}]
reviews:
  - {{slug: review, title: Review 'Wren', pseudonym: Wren, kind: DOMESTIC_HOMICIDE, board: group, commissioned_by: board, {rest}}}
"
    )
}

/// The group, the board that it is part of, and the one that commissioned the review.
const INSIDE: [&str; 7] =
    ["helper", "transport", "coordinator", "partnership-chair", "partnership-member", "secretary", "nurse"];
/// Everybody else, but for systems.
const OUTSIDE: [&str; 6] = ["public", "guest", "trainer", "rival", "officer", "stranger"];
const SYSTEMS: [&str; 4] = ["mps-system", "tfl-system", "cps-cleared", "nia-system"];

async fn read_by(world: &World, readers: &[&str], others: &[&str]) {
    for who in readers {
        assert!(knows(world.anybody(who), "review", "review").await, "{who} does not read it");
        assert_eq!(count(&world.anybody(who)).await, json!([1, 1, 1]), "{who}");
    }
    for who in others {
        hidden(world.anybody(who), "review", "review").await;
        assert_eq!(count(&world.anybody(who)).await, json!([0, 0, 0]), "{who}");
    }
}

/// How many each list holds.
async fn count(who: &Asker<'_>) -> Value {
    let data = who
        .ask(
            r#"{ reviews { totalCount } of: reviews(filter: { board: "group", commissionedBy: "board" }) { totalCount }
            board(by: { slug: "group" }) { reviews { totalCount } } }"#,
        )
        .await;
    json!([data["reviews"]["totalCount"], data["of"]["totalCount"], data["board"]["reviews"]["totalCount"]])
}

async fn r17_before_publication_a_review_is_for_its_group_and_the_boards_above_it(db: Database) {
    for rest in [
        "qa_status: NOT_SUBMITTED",
        "qa_status: SUBMITTED, published_on: 2025-06-01",
        "qa_status: RETURNED, published_on: 2025-06-01",
        "published_on: 2025-06-01",
        "qa_status: APPROVED",
        "qa_status: APPROVED, published_on: 2026-03-03",
    ] {
        let world = cast(&db, &[BOARD, &review(rest)]).await;
        read_by(&world, &INSIDE, &OUTSIDE).await;
        read_by(&world, &[], &SYSTEMS).await;
    }
}

async fn r17_a_review_is_public_after_quality_assurance_and_publication_and_no_system_reads_it(db: Database) {
    let world = cast(&db, &[BOARD, &review("qa_status: APPROVED, published_on: 2026-03-02")]).await;
    read_by(&world, &INSIDE, &SYSTEMS).await;
    read_by(&world, &OUTSIDE, &[]).await;
    let query =
        r#"{ review(by: { slug: "review" }) { pseudonym kind board { slug } commissionedBy { slug } publishedOn } }"#;
    let said = json!({
        "pseudonym": "Wren", "kind": "DOMESTIC_HOMICIDE", "board": { "slug": "group" },
        "commissionedBy": { "slug": "board" }, "publishedOn": "2026-03-02",
    });
    assert_eq!(world.public().ask(query).await["review"], said);
    // That of a group that is not listed is not for the public, nor is the group, whose name may tell of it.
    let quiet = review("qa_status: APPROVED, published_on: 2026-03-02")
        .replace("    parent: partnership\n", "    parent: partnership\n    listed: false\n");
    let world = cast(&db, &[BOARD, &quiet]).await;
    hidden(world.public(), "review", "review").await;
    hidden(world.public(), "board", "group").await;
    assert!(knows(world.person("helper"), "review", "review").await);
}

async fn r17_what_a_review_asks_for_is_due_six_months_after_publication(db: Database) {
    let query = r#"{ review(by: { slug: "review" }) { publishedOn sixMonthDue status } }"#;
    let world = cast(&db, &[BOARD, &review("qa_status: APPROVED, published_on: 2025-08-31")]).await;
    for (at, status) in [
        ("2025-08-30T12:00:00Z", "UNPUBLISHED"),
        ("2025-08-31T12:00:00Z", "IMPLEMENTING"),
        ("2026-02-28T12:00:00Z", "IMPLEMENTING"),
        ("2026-03-01T12:00:00Z", "OVERDUE"),
    ] {
        world.at(at);
        let said = json!({ "publishedOn": "2025-08-31", "sixMonthDue": "2026-02-28", "status": status });
        assert_eq!(world.person("helper").ask(query).await["review"], said, "{at}");
    }
    let done = review("qa_status: APPROVED, published_on: 2025-08-31, implemented_on: 2026-02-01");
    let world = cast(&db, &[BOARD, &done]).await;
    assert_eq!(world.person("helper").ask(query).await["review"]["status"], "IMPLEMENTED");
    let world = cast(&db, &[BOARD, &review("qa_status: SUBMITTED")]).await;
    let said = json!({ "publishedOn": null, "sixMonthDue": null, "status": "UNPUBLISHED" });
    assert_eq!(world.person("helper").ask(query).await["review"], said);
}

async fn r17_a_marking_narrows_a_review(db: Database) {
    let marked = "qa_status: APPROVED, published_on: 2025-06-01, marking: {recipients: [helper]}";
    let world = cast(&db, &[BOARD, &review(marked)]).await;
    read_by(&world, &["helper"], &["transport", "coordinator", "secretary", "public", "tfl-system"]).await;
    // And so does one on its group.
    let marked = review("qa_status: APPROVED, published_on: 2025-06-01")
        .replace("    reports_to: told\n", "    reports_to: told\n    marking: {recipients: [helper]}\n");
    let world = cast(&db, &[BOARD, &marked]).await;
    for who in ["coordinator", "secretary", "public"] {
        hidden(world.anybody(who), "review", "review").await;
    }
    assert!(knows(world.person("helper"), "review", "review").await);
}

async fn case_34_the_public_learns_nothing_of_the_review_of_the_demonstration(db: Database) {
    let world = db.demo().await;
    for who in ["public", "mps-delegate", "mps-service", "bromley-marac-member", "mopac-secretariat"] {
        hidden(world.anybody(who), "review", "rev-bromley-susan").await;
        let data = world
            .anybody(who)
            .ask(r#"{ board(by: { slug: "bromley-dhr-susan-tfg" }) { id } search(text: "susan", kinds: [ACTION, BOARD, PAPER, REVIEW]) { totalCount } }"#)
            .await;
        assert_eq!(data, json!({ "board": null, "search": { "totalCount": 0 } }), "{who}");
    }
    let query = r#"{ review(by: { slug: "rev-bromley-susan" }) {
        title pseudonym kind status qaStatus sixMonthDue board { slug } commissionedBy { slug } actionPlan { slug } } }"#;
    let said = json!({
        "title": "Domestic Homicide Review 'Susan'", "pseudonym": "Susan", "kind": "DOMESTIC_HOMICIDE",
        "status": "UNPUBLISHED", "qaStatus": null, "sixMonthDue": null, "board": { "slug": "bromley-dhr-susan-tfg" },
        "commissionedBy": { "slug": "safer-bromley-partnership" }, "actionPlan": { "slug": "ppr-dhr-action-plan-2016" },
    });
    assert_eq!(world.person("bromley-coordinator").ask(query).await["review"], said);
}

async fn case_37_a_review_has_a_pseudonym_and_no_name(db: Database) {
    let world = db.demo().await;
    let query = r#"{ __type(name: "Review") { fields { name } } }"#;
    let fields = world.person("bromley-coordinator").ask(query).await["__type"]["fields"].clone();
    let names: Vec<&str> =
        fields.as_array().expect("fields").iter().filter_map(|field| field["name"].as_str()).collect();
    assert!(names.contains(&"pseudonym"));
    assert!(
        !names.iter().any(|name| name.to_lowercase().contains("name") || name.to_lowercase().contains("victim")),
        "{names:?}"
    );
    for guess in ["name", "realName", "person", "victim"] {
        let error = world
            .person("bromley-coordinator")
            .refused(&format!(r#"{{ review(by: {{ slug: "rev-bromley-susan" }}) {{ {guess} }} }}"#))
            .await;
        assert_eq!(error["extensions"]["code"], "VALIDATION", "{guess}");
    }
}

const PLAN: &str = "papers:
  - slug: plan
    title: Plan
    kind: ACTION_PLAN
    status: DRAFT
    board: partnership
    on_request: true
    GRANTS
";

fn with_plan(grants: &str) -> String {
    let review = review("qa_status: SUBMITTED, action_plan: plan");
    format!("{review}{}", PLAN.replace("GRANTS", grants))
}

fn grant(to: &str) -> String {
    format!(
        "grants: [{{{to}, by: coordinator, reason: For the review, from: '2026-02-01T09:00:00Z', to: '2026-04-01T09:00:00Z'}}]"
    )
}

async fn case_53_who_may_know_of_the_review_sees_its_action_plan_as_a_stub_until_it_is_shared(db: Database) {
    let query = r#"{ review(by: { slug: "review" }) { actionPlan { slug stub } } }"#;
    let plan = |stub: bool| json!({ "slug": "plan", "stub": stub });
    let world = cast(&db, &[BOARD, &with_plan(&grant("person: partnership-member"))]).await;
    for (who, plan) in [
        ("coordinator", plan(false)),
        ("partnership-member", plan(false)),
        // The group's own people are no members of the partnership whose paper it is.
        ("transport", Value::Null),
        ("nurse", Value::Null),
    ] {
        assert_eq!(world.person(who).ask(query).await["review"]["actionPlan"], plan, "{who}");
    }
    world.at("2026-04-01T09:00:00Z");
    assert_eq!(world.person("partnership-member").ask(query).await["review"]["actionPlan"], plan(true));
}

async fn r17_its_action_plan_is_for_whom_the_review_is_for(db: Database) {
    let sent = "circulations: [{board: board, purpose: FOR_INFORMATION, sent_at: '2026-02-01T09:00:00Z'}, \
                {board: told, purpose: FOR_INFORMATION, sent_at: '2026-02-02T09:00:00Z'}]";
    for (status, qa, readers, others) in [
        ("CIRCULATED", "qa_status: SUBMITTED", &["coordinator", "nurse"][..], &["trainer", "mps-system", "public"][..]),
        (
            "PUBLISHED",
            "qa_status: SUBMITTED",
            &["coordinator", "nurse", "helper"],
            &["trainer", "mps-system", "public"],
        ),
        ("PUBLISHED", "qa_status: APPROVED, published_on: 2025-06-01", &["trainer", "public"], &["mps-system"]),
    ] {
        let plan = PLAN.replace("GRANTS", sent).replace("DRAFT", status);
        let asked = "recommendations:
  - {slug: asked, text: Do it, paper: plan, status: MADE, directed_to: [{organisation: mps}, {organisation: ikwro}]}\n";
        let world = cast(&db, &[BOARD, &review(&format!("{qa}, action_plan: plan")), &plan, asked]).await;
        for who in readers {
            assert!(knows(world.anybody(who), "paper", "plan").await, "{who}, {status}, {qa}");
        }
        // What it asks for is part of it, also for whom it asks.
        for who in others {
            hidden(world.anybody(who), "paper", "plan").await;
            hidden(world.anybody(who), "recommendation", "asked").await;
        }
        // That it was sent to them does not tell them that there is a plan.
        let sent = r#"{ paper(by: { slug: "plan" }) { circulations { nodes { id } } } }"#;
        let said = world.person("coordinator").ask(sent).await;
        let sent = said["paper"]["circulations"]["nodes"].as_array().expect("circulations");
        assert_eq!(sent.len(), 2);
        for who in others.iter().filter(|who| **who != "public") {
            for one in sent {
                let data = world
                    .anybody(who)
                    .ask_with("query($id: ID!) { node(id: $id) { id } }", json!({ "id": one["id"] }))
                    .await;
                assert!(data["node"].is_null(), "{who}, {status}, {qa}");
            }
        }
    }
}

async fn r17_a_plan_on_request_is_no_stub_for_members_who_may_not_know_of_the_review(db: Database) {
    let plan = PLAN.replace("GRANTS", "").replace("board: partnership", "board: group-of-many");
    // Many are members of another board, which keeps the plan; the coordinator alone may know of the review.
    let boards = "  - slug: group-of-many
    name: Many
    kind: BOARD
    status: ACTIVE
    members:
      - {person: stranger, role: MEMBER, on_behalf_of: essex-police, from: 2020-01-01, basis: APPOINTED}
      - {person: coordinator, role: MEMBER, on_behalf_of: lb-bromley, from: 2020-01-01, basis: APPOINTED}
meetings:
";
    for (qa, stranger) in [("qa_status: SUBMITTED", false), ("qa_status: APPROVED, published_on: 2025-06-01", true)] {
        let review = review(&format!("{qa}, action_plan: plan")).replacen("meetings:\n", boards, 1);
        let world = cast(&db, &[BOARD, &review, &plan]).await;
        assert!(knows(world.person("coordinator"), "paper", "plan").await, "{qa}");
        if stranger {
            assert!(knows(world.person("stranger"), "paper", "plan").await, "{qa}");
        } else {
            hidden(world.person("stranger"), "paper", "plan").await;
        }
    }
}

/// The shares of the plan that somebody knows of, and those given to them.
async fn shares(who: &Asker<'_>) -> (u64, u64) {
    let data = who
        .ask(
            r#"{ viewer { accessGrants { totalCount nodes { id } } }
            paper(by: { slug: "plan" }) { accessGrants { totalCount nodes { id } } } }"#,
        )
        .await;
    let many = |page: &Value| {
        let total = page["totalCount"].as_u64().unwrap_or_default();
        assert_eq!(page["nodes"].as_array().map_or(0, Vec::len) as u64, total);
        total
    };
    (many(&data["paper"]["accessGrants"]), many(&data["viewer"]["accessGrants"]))
}

async fn a_share_is_known_to_who_gave_it_who_has_it_and_who_answers_for_either(db: Database) {
    let world = cast(&db, &[BOARD, &with_plan(&grant("person: officer"))]).await;
    let told = r"{ viewer { accessGrants { nodes { id paper { slug } person { slug } organisation { slug } grantedBy { slug }
        reason from until endedAt active } } } }";
    let said = world.person("officer").ask(told).await["viewer"]["accessGrants"]["nodes"].clone();
    let share = json!([{
        "id": said[0]["id"], "paper": { "slug": "plan" }, "person": { "slug": "officer" }, "organisation": null,
        "grantedBy": { "slug": "coordinator" }, "reason": "For the review", "from": "2026-02-01T09:00:00Z",
        "until": "2026-04-01T09:00:00Z", "endedAt": null, "active": true,
    }]);
    assert_eq!(said, share);
    for (who, counts) in [
        ("officer", (1, 1)),
        ("coordinator", (1, 0)),
        ("partnership-chair", (1, 0)),
        // A member, a colleague, and somebody of another board know of the plan at most.
        ("partnership-member", (0, 0)),
        ("police", (0, 0)),
        ("secretary", (0, 0)),
        ("nurse", (0, 0)),
        ("mps-system", (0, 0)),
        ("imkaan-lead", (0, 0)),
    ] {
        assert_eq!(shares(&world.person(who)).await, counts, "{who}");
    }
    // The lead is the officer too; another lead of the police reads it as that.
    let node = format!(
        "{{ node(id: {}) {{ ... on AccessGrant {{ reason }} }} access(id: {0}) {{ reasons {{ rules }} }} }}",
        share[0]["id"]
    );
    let lead = world.person("mps-lead").ask(&node).await;
    assert_eq!(lead["node"], json!({ "reason": "For the review" }));
    assert_eq!(lead["access"]["reasons"], json!([{ "rules": ["R10", "T3"] }, { "rules": ["R10", "R19"] }]));
    for who in ["public", "police", "imkaan-lead", "mps-system"] {
        let query = format!("{{ node(id: {}) {{ id }} access(id: {0}) {{ outcome }} }}", share[0]["id"]);
        let (_, answer) = world.anybody(who).answer(&query, Value::Null).await;
        assert_eq!(answer["data"], json!({ "node": null, "access": null }), "{who}");
        // The public has no such kind of record, and so no such id.
        assert_eq!(answer.get("errors").is_some(), who == "public", "{who}");
    }
    // One to an organisation is everybody's who acts for it, and their lead's.
    let world = cast(&db, &[BOARD, &with_plan(&grant("organisation: mps"))]).await;
    for (who, counts) in
        [("officer", (1, 1)), ("police", (1, 1)), ("mps-lead", (1, 1)), ("nurse", (0, 0)), ("mps-system", (0, 0))]
    {
        assert_eq!(shares(&world.person(who)).await, counts, "{who}");
    }
    // The lead of the organisation for which its holder acts, and of no other.
    let world = cast(&db, &[BOARD, &with_plan(&grant("person: police"))]).await;
    let leads = async |who: &str| {
        let id = world
            .person("coordinator")
            .ask(r#"{ paper(by: { slug: "plan" }) { accessGrants { nodes { id } } } }"#)
            .await;
        let id = id["paper"]["accessGrants"]["nodes"][0]["id"].clone();
        world.person(who).ask(&format!("{{ node(id: {id}) {{ id }} }}")).await["node"].is_object()
    };
    assert_eq!((leads("mps-lead").await, leads("imkaan-lead").await, leads("officer").await), (true, false, false));
}

async fn a_share_tells_nothing_of_a_paper_that_is_withheld(db: Database) {
    for withheld in ["embargo: {}", "marking: {recipients: [coordinator]}"] {
        let grants = format!("{withheld}\n    {}", grant("person: officer"));
        let world = cast(&db, &[BOARD, &with_plan(&grants)]).await;
        let id = world
            .person("coordinator")
            .ask(r#"{ paper(by: { slug: "plan" }) { accessGrants { nodes { id } } } }"#)
            .await;
        let id = id["paper"]["accessGrants"]["nodes"][0]["id"].clone();
        assert!(id.is_string(), "who prepares it, or is named, knows of it");
        for who in ["officer", "mps-lead", "partnership-chair"] {
            assert_eq!(
                world.person(who).ask(&format!("{{ node(id: {id}) {{ id }} }}")).await["node"],
                Value::Null,
                "{who}"
            );
            assert_eq!(shares(&world.person(who)).await, (0, 0), "{who}");
        }
    }
}

async fn a_share_is_over_when_it_ends(db: Database) {
    let active = "{ viewer { accessGrants { nodes { active endedAt paper { slug } } } } }";
    let world = cast(&db, &[BOARD, &with_plan(&grant("person: officer"))]).await;
    for (at, counts, paper) in [
        ("2026-02-01T08:59:59Z", false, Value::Null),
        ("2026-02-01T09:00:00Z", true, json!({ "slug": "plan" })),
        ("2026-04-01T09:00:00Z", false, Value::Null),
    ] {
        world.at(at);
        let said = world.person("officer").ask(active).await["viewer"]["accessGrants"]["nodes"].clone();
        assert_eq!(said, json!([{ "active": counts, "endedAt": null, "paper": paper }]), "{at}");
    }
    let ended = grant("person: officer").replace("}]", ", ended_at: '2026-02-10T09:00:00Z'}]");
    let world = cast(&db, &[BOARD, &with_plan(&ended)]).await;
    let said = world.person("officer").ask(active).await["viewer"]["accessGrants"]["nodes"].clone();
    assert_eq!(said, json!([{ "active": false, "endedAt": "2026-02-10T09:00:00Z", "paper": null }]));
}
