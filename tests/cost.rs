//! What a request costs: the number of SQL statements follows from the shape of the question alone. It does not grow with
//! the record, tells nothing about what is hidden, and shrinks when less is asked for.

use std::fmt::Write as _;

use roundtable_tests::{Asker, Database, World};
use serde_json::Value;

crate::cases![
    a_nested_page_costs_the_same_for_one_meeting_as_for_a_hundred,
    a_page_of_papers_costs_the_same_for_one_as_for_a_hundred,
    what_is_counted_costs_the_same_for_one_as_for_a_hundred,
    a_page_of_recommendations_costs_the_same_for_one_as_for_forty,
    long_lists_in_long_lists_cost_what_short_ones_cost,
    a_hidden_record_costs_what_a_missing_one_costs,
    the_register_costs_the_same_for_one_agreement_as_for_forty,
    a_relation_to_a_hidden_record_costs_what_a_relation_to_none_costs,
    many_ids_cost_what_one_of_each_kind_costs,
    what_is_not_asked_for_is_not_read,
    a_field_asked_for_twice_is_read_once,
];

/// A board of a hundred meetings, each with people, items, minutes and actions.
pub(crate) fn century() -> String {
    let mut meetings = String::from("meetings:\n");
    let (mut actions, mut papers) = (String::from("actions:\n"), String::from("papers:\n"));
    for n in 1..=100 {
        let day = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).expect("a day") + chrono::Days::new(n);
        let _ = write!(
            meetings,
            "
  - slug: m-{n}
    board: board
    status: MINUTED
    held_on: {day}
    venue: Hall {n}
    attendance:
      - {{person: ann, organisation: police, status: PRESENT, capacity: MEMBER}}
      - {{person: bob, organisation: council, status: APOLOGIES, capacity: MEMBER, apology: On leave}}
    invitations:
      - {{person: gil, capacity: GUEST, invited_on: {day}, items: [\"1\", \"2\"]}}
    items:
      - {{key: \"1\", number: \"1\", title: First of {n}, part: OPEN, presenter: ann}}
      - {{key: \"2\", number: \"2\", title: Second of {n}, part: OPEN}}
    minutes:
      - edition: 1
        status: AGREED
        agreed_on: {day}
        sections:
          - {{item: \"1\", part: OPEN, body: Said of the first at {n}}}
          - {{item: \"2\", part: OPEN, body: Said of the second at {n}}}
        comments:
          - {{author: ann, organisation: police, section: 1, at: '2025-01-01T10:00:00Z', shared: true, body: Right}}"
        );
        let _ = write!(
            papers,
            "
  - slug: p-{n}
    title: Paper {n:03}
    kind: REPORT
    status: CIRCULATED
    board: board
    owner: police
    summary: About {n}
    authors: [{{person: ann, organisation: police}}, {{organisation: council}}]
    items: [{{meeting: m-{n}, item: \"1\"}}]
    versions: [{{number: 1, file: p.pdf, media_type: application/pdf, bytes: 1, sha256: '{hash}'}}]
    circulations:
      - {{board: board, meeting: m-{n}, purpose: FOR_COMMENT, sent_at: '{day}T10:00:00Z', recipients: [{{organisation: council}}, {{person: ann}}]}}
    comments: [{{author: bob, organisation: council, at: '2025-01-01T10:00:00Z', shared: true, body: Good}}]",
            hash = "0".repeat(64)
        );
        let _ = write!(
            actions,
            "
  - slug: a-{n}
    board: board
    description: To do after {n}
    raised_at: m-{n}
    item: \"1\"
    raised: RECORDED
    status: OPEN
    owners:
      - {{organisation: police, person: ann}}
      - {{organisation: council}}
    updates:
      - {{by: ann, by_organisation: police, text: Done a little, note: {{organisation: police, text: Between us}}}}
      - {{by: bob, by_organisation: council, text: Done more}}"
        );
    }
    format!("{BOARD}\n{meetings}\n{actions}\n{papers}\n{DRAFT}")
}

const DRAFT: &str = "
agreements:
  - {slug: draft, title: Draft, status: DRAFT, parties: [{organisation: police}, {organisation: council}]}
";

const BOARD: &str = "
organisations:
  - {slug: police, name: Police, sector: POLICE}
  - {slug: council, name: Council, sector: LOCAL_AUTHORITY}
  - {slug: charity, name: Charity, sector: VOLUNTARY}
people:
  - {slug: ann, name: Ann, affiliations: [{organisation: police}]}
  - {slug: bob, name: Bob, affiliations: [{organisation: council}]}
  - {slug: eve, name: Eve, affiliations: [{organisation: charity}]}
  - {slug: gil, name: Gil}
accounts:
  - {slug: ann, name: Ann, kind: PERSON, person: ann}
  - {slug: bob, name: Bob, kind: PERSON, person: bob}
  - {slug: eve, name: Eve, kind: PERSON, person: eve}
boards:
  - slug: board
    name: Board
    kind: BOARD
    status: ACTIVE
    listed: false
    seats:
      - {organisation: police}
      - {organisation: council}
    members:
      - {person: ann, role: SECRETARIAT, on_behalf_of: police, from: 2019-01-01, basis: APPOINTED}
      - {person: bob, role: MEMBER, on_behalf_of: council, from: 2019-01-01, basis: APPOINTED}
";

/// How many statements a question takes, and what it answers.
async fn cost(world: &World, asker: &Asker<'_>, query: &str) -> (u64, Value) {
    let (before, requests) = world.statements().await;
    let data = asker.ask(query).await;
    let (after, then) = world.statements().await;
    assert_eq!(then, requests + 1, "one request was counted");
    (after - before, data)
}

pub(crate) fn page(first: u32) -> String {
    format!(
        "{{ board(by: {{ slug: \"board\" }}) {{ name meetings(first: {first}, orderBy: EARLIEST) {{
            totalCount pageInfo {{ hasNextPage }}
            nodes {{
                slug venue viewerBoard: board {{ name }}
                agendaItems {{ totalCount nodes {{ title presenter {{ displayName }} }} }}
                attendance {{ totalCount nodes {{ status apologyReason person {{ displayName }} organisation {{ name }} }} }}
                invitations {{ nodes {{ person {{ displayName }} agendaItems {{ number }} }} }}
                minutes {{ status viewerCan {{ publish }} sections {{ body item {{ number title }} }} }}
                actions {{ nodes {{
                    description viewerCan {{ addUpdate }}
                    owners {{ nodes {{ organisation {{ name }} person {{ displayName }} }} }}
                    updates {{ totalCount nodes {{ text internalNote by {{ displayName }} organisation {{ name }} }} }}
                }} }}
            }}
        }} }} }}"
    )
}

async fn a_nested_page_costs_the_same_for_one_meeting_as_for_a_hundred(db: Database) {
    let world = db.world(&century()).await;
    for account in ["ann", "bob"] {
        let asker = world.person(account);
        let mut costs = Vec::new();
        for first in [1, 10, 100] {
            let (statements, data) = cost(&world, &asker, &page(first)).await;
            let meetings = data["board"]["meetings"]["nodes"].as_array().expect("meetings");
            assert_eq!(meetings.len(), first as usize);
            for (n, meeting) in (1..).zip(meetings) {
                assert_eq!(meeting["slug"], format!("m-{n}"));
                assert_eq!(meeting["agendaItems"]["nodes"][0]["title"], format!("First of {n}"));
                assert_eq!(meeting["attendance"]["totalCount"], 2);
                assert_eq!(meeting["invitations"]["nodes"][0]["agendaItems"].as_array().map(Vec::len), Some(2));
                assert_eq!(meeting["minutes"]["sections"][1]["body"], format!("Said of the second at {n}"));
                assert_eq!(meeting["actions"]["nodes"][0]["owners"]["nodes"][0]["person"]["displayName"], "Ann");
                assert_eq!(meeting["actions"]["nodes"][0]["updates"]["totalCount"], 2);
            }
            costs.push(statements);
        }
        assert_eq!([costs[0]; 3], costs[..], "{account}");
        assert!(costs[0] < 40, "{account} paid {costs:?}");
    }
}

async fn a_page_of_papers_costs_the_same_for_one_as_for_a_hundred(db: Database) {
    let world = db.world(&century()).await;
    let page = |first: u32| {
        format!(
            "{{ papers(first: {first}) {{ totalCount nodes {{
                title stub summary owner {{ name }} board {{ name }}
                authors {{ person {{ displayName }} organisation {{ name }} }}
                versions {{ totalCount nodes {{ fileName paper {{ title }} }} }}
                circulations {{ totalCount nodes {{ meeting {{ slug }} recipients {{ organisation {{ name }} person {{ displayName }} }} }} }}
                comments {{ totalCount nodes {{ body author {{ displayName }} }} }}
            }} }}
            meetings(first: {first}) {{ nodes {{ papers {{ totalCount nodes {{ title }} }}
                agendaItems {{ nodes {{ papers {{ totalCount nodes {{ title }} }} }} }}
                minutes {{ comments {{ totalCount nodes {{ body section {{ part }} }} }} }} }} }} }}"
        )
    };
    for account in ["ann", "bob"] {
        let asker = world.person(account);
        let mut costs = Vec::new();
        for first in [1, 10, 100] {
            let (statements, data) = cost(&world, &asker, &page(first)).await;
            assert_eq!(data["papers"]["totalCount"], 100);
            let papers = data["papers"]["nodes"].as_array().expect("papers");
            assert_eq!(papers.len(), first as usize);
            for (n, paper) in (1..).zip(papers) {
                assert_eq!(paper["summary"], format!("About {n}"));
                assert_eq!(paper["circulations"]["nodes"][0]["meeting"]["slug"], format!("m-{n}"));
                assert_eq!(paper["comments"]["totalCount"], 1);
            }
            let meeting = &data["meetings"]["nodes"][first as usize - 1];
            assert_eq!(
                (&meeting["papers"]["totalCount"], &meeting["minutes"]["comments"]["totalCount"]),
                (&1.into(), &1.into())
            );
            costs.push(statements);
        }
        assert_eq!([costs[0]; 3], costs[..], "{account}");
        assert!(costs[0] < 40, "{account} paid {costs:?}");
    }
}

async fn what_is_counted_costs_the_same_for_one_as_for_a_hundred(db: Database) {
    let mut boards = String::new();
    for n in 0..99 {
        let _ = writeln!(
            boards,
            "  - {{slug: b-{n}, name: Board {n:02}, kind: PANEL, status: ACTIVE, seats: [{{organisation: police}}], members: [{{person: ann, role: MEMBER, on_behalf_of: police, from: 2019-01-01, basis: APPOINTED}}]}}"
        );
    }
    let world = db.world(&century().replacen("boards:\n", &format!("boards:\n{boards}"), 1)).await;
    let page = |first: u32| {
        format!(
            "{{ boards(first: {first}) {{ nodes {{ slug
                attendanceBySeat {{ seat {{ required }} organisation {{ name }} meetings present rate }}
                attendanceBySector {{ sector seats present }} }} }}
            meetings(first: {first}, orderBy: LATEST) {{ nodes {{ slug actionReview(first: 3) {{ totalCount nodes {{
                ageInDays statusThen lastUpdate {{ text }} action {{ slug status }} }} }} }} }}
            actionsByOwner {{ organisation {{ name }} board {{ name }} person {{ displayName }} open overdue }}
            programmeMoney {{ programmes sums {{ grants }} byFunder {{ programmes }} byEnd {{ endsOn programmes }} }} }}"
        )
    };
    for account in ["ann", "bob"] {
        let asker = world.person(account);
        let mut costs = Vec::new();
        for first in [1, 10, 100] {
            let (statements, data) = cost(&world, &asker, &page(first)).await;
            assert_eq!(data["boards"]["nodes"].as_array().map(Vec::len), Some(first as usize), "{account}");
            let latest = &data["meetings"]["nodes"][0];
            assert_eq!((&latest["slug"], &latest["actionReview"]["totalCount"]), (&"m-100".into(), &99.into()));
            assert_eq!(data["actionsByOwner"][0]["open"], 100);
            costs.push(statements);
        }
        assert_eq!([costs[0]; 3], costs[..], "{account}");
        assert!(costs[0] < 30, "{account} paid {costs:?}");
    }
}

async fn long_lists_in_long_lists_cost_what_short_ones_cost(db: Database) {
    let (mut people, mut meetings) = (String::from("people:\n"), String::from("meetings:\n"));
    let mut attendance = String::new();
    for n in 0..40 {
        let _ = writeln!(people, "  - {{slug: p-{n}, name: Person {n}}}");
        let _ = write!(attendance, "{{person: p-{n}, organisation: police, status: PRESENT, capacity: MEMBER}}, ");
    }
    for n in 0..35 {
        let _ = writeln!(
            meetings,
            "  - {{slug: m-{n}, board: board, status: HELD, held_on: 2021-01-01, attendance: [{attendance}]}}"
        );
    }
    let world = db.world(&format!("{}\n{meetings}", BOARD.replace("people:\n", &people))).await;
    let ann = world.person("ann");
    let ask = |outer: usize, inner: usize| {
        format!(
            "{{ meetings(first: {outer}) {{ nodes {{ attendance(first: {inner}) {{ nodes {{ person {{ displayName }} organisation {{ name }} }} }} }} }} }}"
        )
    };
    let (few, _) = cost(&world, &ann, &ask(1, 1)).await;
    for (outer, inner) in [(35, 1), (1, 40), (35, 40)] {
        let (statements, data) = cost(&world, &ann, &ask(outer, inner)).await;
        let last = &data["meetings"]["nodes"][outer - 1]["attendance"]["nodes"][inner - 1];
        assert_eq!(last["person"]["displayName"], format!("Person {}", inner - 1));
        assert_eq!(statements, few, "{outer} times {inner}");
    }
}

async fn a_hidden_record_costs_what_a_missing_one_costs(db: Database) {
    let world = db.world(&century()).await;
    let (ann, eve) = (world.person("ann"), world.person("eve"));
    let ids = "{ board(by: { slug: \"board\" }) { id meetings(first: 1) { nodes {
        id minutes { id sections { id } } actions { nodes { id updates { nodes { id } } } }
        attendance { nodes { id } } agendaItems { nodes { id } }
    } } } }";
    let data = ann.ask(ids).await.to_string();
    let ids: Vec<&str> = data.split("\"id\":\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(ids.len() > 9, "{data}");
    for outsider in [eve, world.public()] {
        for id in ids.iter().copied() {
            let missing = format!("{}AAAAAAAA{}", &id[..12], &id[20..]);
            let node = |id: &str| format!("{{ node(id: \"{id}\") {{ id __typename }} }}");
            let (hidden, data) = cost(&world, &outsider, &node(id)).await;
            assert!(data["node"].is_null());
            assert_eq!(hidden, cost(&world, &outsider, &node(&missing)).await.0);
        }
        let named = [
            ("board", "board"),
            ("meeting", "m-7"),
            ("action", "a-7"),
            ("paper", "p-7"),
            ("person", "bob"),
            ("agreement", "draft"),
        ];
        for (root, slug) in named {
            let by = |slug: &str| format!("{{ {root}(by: {{ slug: \"{slug}\" }}) {{ id }} }}");
            let (hidden, data) = cost(&world, &outsider, &by(slug)).await;
            assert!(data[root].is_null(), "{root}");
            assert_eq!(hidden, cost(&world, &outsider, &by("no-such-slug")).await.0, "{root}");
        }
        for list in ["meetings", "actions", "papers"] {
            let of = |board: &str| {
                format!(
                    "{{ {list}(filter: {{ board: \"{board}\" }}) {{ totalCount nodes {{ id }} pageInfo {{ hasNextPage }} }} }}"
                )
            };
            let (hidden, data) = cost(&world, &outsider, &of("board")).await;
            assert_eq!(data[list]["totalCount"], 0);
            assert_eq!(hidden, cost(&world, &outsider, &of("no-such-board")).await.0, "{list}");
        }
    }
}

async fn the_register_costs_the_same_for_one_agreement_as_for_forty(db: Database) {
    let mut agreements = String::from("agreements:\n");
    for n in 0..40 {
        let parties = "{organisation: police, signed_on: 2020-01-01, signed_by: ann}, {organisation: council}";
        let _ = writeln!(
            agreements,
            "  - {{slug: i-{n}, title: Title {n}, status: ACTIVE, from: 2020-01-01, parties: [{parties}], purposes: [{{code: p, description: P}}], categories: [PERSONAL], gateways: [{{act: A}}]}}"
        );
    }
    let world = db.world(&format!("{BOARD}\n{agreements}")).await;
    let ann = world.person("ann").purpose("p");
    let page = |first: u32| {
        format!(
            "{{ agreements(first: {first}) {{ totalCount nodes {{ title categories gateways {{ act }} lawfulBasis retention
                purposes {{ code }} parties {{ organisation {{ name }} signedOn signedBy {{ displayName }} }} }} }} }}"
        )
    };
    let (one, _) = cost(&world, &ann, &page(1)).await;
    let (all, data) = cost(&world, &ann, &page(40)).await;
    assert_eq!(data["agreements"]["nodes"][39]["parties"][0]["signedBy"]["displayName"], "Ann");
    assert_eq!((one, data["agreements"]["totalCount"].as_u64()), (all, Some(40)));
    // A check weighs all agreements of two organisations in one go.
    let check = |to: &str| {
        format!(
            "{{ checkAgreement(from: {{ slug: \"police\" }}, to: {{ slug: \"{to}\" }}, category: PERSONAL, purpose: \"p\") {{ allowed reasons {{ message }} }} }}"
        )
    };
    let (many, said) = cost(&world, &ann, &check("council")).await;
    assert_eq!(said["checkAgreement"]["reasons"].as_array().map(Vec::len), Some(40));
    assert_eq!(many, cost(&world, &ann, &check("charity")).await.0);
}

async fn a_page_of_recommendations_costs_the_same_for_one_as_for_forty(db: Database) {
    let mut advice = String::from("recommendations:\n");
    let mut decisions = String::from("decisions:\n");
    for n in 0..40 {
        let _ = writeln!(
            advice,
            "  - {{slug: r-{n}, text: T, consultation: C, board: board, directed_to: [{{organisation: police}}, {{board: board}}], status: MADE, evidence: E}}"
        );
        let _ =
            writeln!(decisions, "  - {{slug: e-{n}, text: T, board: board, decided: 2022-01-01, by: {{person: ann}}}}");
    }
    let world = db.world(&format!("{BOARD}\n{advice}{decisions}")).await;
    let ann = world.person("ann");
    let page = |first: u32| {
        format!(
            "{{ recommendations(first: {first}) {{ totalCount nodes {{ text evidence overdue paper {{ title }} board {{ name }}
                directedTo {{ organisation {{ name }} board {{ name }} }} couldBePutTo {{ board {{ name }} }} }} }}
            decisions(first: {first}) {{ totalCount nodes {{ text meeting {{ slug }} paper {{ title }} by {{ person {{ displayName }} }} }} }} }}"
        )
    };
    let (one, _) = cost(&world, &ann, &page(1)).await;
    let (all, data) = cost(&world, &ann, &page(40)).await;
    assert_eq!(
        data["recommendations"]["nodes"][39]["directedTo"][1]["board"]["name"].as_str().map(str::is_empty),
        Some(false)
    );
    let totals = (data["recommendations"]["totalCount"].as_u64(), data["decisions"]["totalCount"].as_u64());
    assert_eq!((one, totals), (all, (Some(40), Some(40))));
}

/// A board of Eve's, and two actions of the other one: due at a meeting of hers, and at none.
const DUE: &str = "  - slug: other
    name: Other
    kind: BOARD
    status: ACTIVE
    listed: false
    seats: [{organisation: charity}]
    members: [{person: eve, role: MEMBER, on_behalf_of: charity, from: 2019-01-01, basis: APPOINTED}]
meetings:
  - {slug: away, board: other, status: HELD, held_on: 2021-01-01}
actions:
  - {slug: hidden, board: board, description: Due at a meeting, raised: IMPLIED, status: OPEN, due_meeting: away}
  - {slug: none, board: board, description: Due at none, raised: IMPLIED, status: OPEN}
";

async fn a_relation_to_a_hidden_record_costs_what_a_relation_to_none_costs(db: Database) {
    let world = db.world(&format!("{BOARD}{DUE}")).await;
    let ann = world.person("ann");
    let ask = |slug| format!("{{ action(by: {{ slug: \"{slug}\" }}) {{ slug dueAt {{ slug }} }} }}");
    let (hidden, data) = cost(&world, &ann, &ask("hidden")).await;
    assert_eq!(data["action"], serde_json::json!({ "slug": "hidden", "dueAt": null }));
    let (none, data) = cost(&world, &ann, &ask("none")).await;
    assert_eq!(data["action"], serde_json::json!({ "slug": "none", "dueAt": null }));
    assert_eq!(hidden, none);
}

async fn many_ids_cost_what_one_of_each_kind_costs(db: Database) {
    let world = db.world(&century()).await;
    let ann = world.person("ann");
    let data = ann.ask("{ meetings(first: 50) { nodes { id } } actions(first: 50) { nodes { id } } }").await;
    let of = |list: &str, n: usize| {
        let nodes = data[list]["nodes"].as_array().expect("nodes").iter();
        nodes.take(n).map(|node| node["id"].to_string()).collect::<Vec<_>>().join(", ")
    };
    let ask = |n| {
        format!(
            "{{ nodes(ids: [{}, {}]) {{ __typename id ... on Meeting {{ board {{ name }} }} }} }}",
            of("meetings", n),
            of("actions", n)
        )
    };
    let (few, _) = cost(&world, &ann, &ask(1)).await;
    let (many, found) = cost(&world, &ann, &ask(50)).await;
    assert_eq!(found["nodes"].as_array().map(Vec::len), Some(100));
    assert_eq!((few, found["nodes"][99]["__typename"].as_str()), (many, Some("Action")));
}

async fn what_is_not_asked_for_is_not_read(db: Database) {
    let world = db.world(&century()).await;
    let ann = world.person("ann");
    for (narrow, wide) in [
        ("{ meetings { nodes { slug } } }", "{ meetings { nodes { slug } totalCount } }"),
        ("{ meetings { nodes { slug } } }", "{ meetings { nodes { slug venue } } }"),
        (
            "{ meetings { nodes { agendaItems { nodes { number } } } } }",
            "{ meetings { nodes { agendaItems { nodes { number title } } } } }",
        ),
        (
            "{ meetings { nodes { minutes { status } } } }",
            "{ meetings { nodes { minutes { status sections { part } } } } }",
        ),
        (
            "{ meetings { nodes { minutes { sections { part } } } } }",
            "{ meetings { nodes { minutes { sections { part body } } } } }",
        ),
        (
            "{ actions { nodes { updates { nodes { text } } } } }",
            "{ actions { nodes { updates { nodes { text internalNote } } } } }",
        ),
        ("{ papers { nodes { title } } }", "{ papers { nodes { title stub } } }"),
        (
            "{ papers { nodes { versions { nodes { number } } } } }",
            "{ papers { nodes { versions { totalCount nodes { number } } } } }",
        ),
        ("{ actions { nodes { description } } }", "{ actions { nodes { description viewerCan { addUpdate } } } }"),
        ("{ meetings { totalCount } }", "{ meetings { totalCount nodes { slug } } }"),
    ] {
        let (less, more) = (cost(&world, &ann, narrow).await.0, cost(&world, &ann, wide).await.0);
        assert!(less < more, "{narrow} costs {less}, {wide} costs {more}");
    }
    // The look behind a page is only taken when somebody asks whether there is anything.
    let first = ann.ask("{ meetings(first: 2) { pageInfo { endCursor } } }").await;
    let cursor = first["meetings"]["pageInfo"]["endCursor"].to_string();
    let on = |field: &str| {
        format!("{{ meetings(first: 2, after: {cursor}) {{ nodes {{ slug }} pageInfo {{ {field} }} }} }}")
    };
    let (forward, back) = (on("hasNextPage endCursor"), on("hasPreviousPage"));
    assert!(cost(&world, &ann, &forward).await.0 < cost(&world, &ann, &back).await.0);
}

async fn a_field_asked_for_twice_is_read_once(db: Database) {
    let world = db.world(&century()).await;
    let ann = world.person("ann");
    let once = "{ meetings(first: 3) { nodes { slug board { name } } } }";
    let twice =
        "{ meetings(first: 3) { nodes { slug board { name } } } meetings(first: 3) { nodes { board { name } ...m } } }
        fragment m on Meeting { slug board { name } }";
    let ((one, single), (two, double)) = (cost(&world, &ann, once).await, cost(&world, &ann, twice).await);
    assert_eq!((one, single), (two, double));
}
