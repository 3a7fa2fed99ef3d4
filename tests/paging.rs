//! Pages and cursors: whichever way a list is walked, each record comes exactly once, in one order, and a page knows what
//! lies on either side of it. A cursor is good for its own list and for nothing else.

mod record;

use record::{NAMES, record};
use roundtable::run;
use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

crate::cases![
    every_walk_through_a_list_meets_each_record_once,
    an_empty_list_has_one_empty_page,
    two_cursors_cut_a_window_out_of_a_list,
    names_stand_in_the_order_of_their_characters_everywhere,
    a_list_goes_on_where_it_stopped_though_records_come,
    pages_of_several_parents_are_read_together_and_stay_apart,
    a_cursor_opens_no_other_list,
    a_page_has_a_size_from_nothing_to_a_hundred,
];

/// Where a list is asked: its question with `PAGE` for the arguments of the page and `BODY` for the page.
struct List {
    question: String,
    /// The way to the connection in the answer.
    at: &'static str,
}

fn list(question: &str, at: &'static str) -> List {
    List { question: question.to_owned(), at }
}

fn lists() -> Vec<List> {
    vec![
        list("{ meetings(PAGE) { BODY } }", "/meetings"),
        list("{ meetings(PAGE, orderBy: EARLIEST) { BODY } }", "/meetings"),
        list(
            "{ meetings(PAGE, orderBy: LATEST, filter: { board: \"board\", to: \"2024-12-31\" }) { BODY } }",
            "/meetings",
        ),
        list("{ actions(PAGE) { BODY } }", "/actions"),
        list("{ actions(PAGE, filter: { overdue: false }) { BODY } }", "/actions"),
        list("{ people(PAGE) { BODY } }", "/people"),
        list("{ boards(PAGE) { BODY } }", "/boards"),
        list("{ organisations(PAGE) { BODY } }", "/organisations"),
        list("{ agreements(PAGE) { BODY } }", "/agreements"),
        list("{ organisation(by: { slug: \"o-0\" }) { agreements(PAGE) { BODY } } }", "/organisation/agreements"),
        list("{ programmes(PAGE) { BODY } }", "/programmes"),
        list("{ programmes(PAGE, orderBy: FUNDING_ENDS) { BODY } }", "/programmes"),
        list("{ papers(PAGE) { BODY } }", "/papers"),
        list("{ papers(PAGE, orderBy: LATEST) { BODY } }", "/papers"),
        list("{ board(by: { slug: \"board\" }) { papers(PAGE) { BODY } } }", "/board/papers"),
        list("{ meeting(by: { slug: \"m-0\" }) { papers(PAGE) { BODY } } }", "/meeting/papers"),
        list("{ paper(by: { slug: \"d-9\" }) { versions(PAGE) { BODY } } }", "/paper/versions"),
        list("{ meeting(by: { slug: \"m-0\" }) { attendance(PAGE) { BODY } } }", "/meeting/attendance"),
        list(
            "{ meeting(by: { slug: \"m-0\" }) { attendance(PAGE, filter: { status: PRESENT }) { BODY } } }",
            "/meeting/attendance",
        ),
        list("{ board(by: { slug: \"board\" }) { meetings(PAGE) { BODY } } }", "/board/meetings"),
        list("{ board(by: { slug: \"board\" }) { memberships(PAGE) { BODY } } }", "/board/memberships"),
        list("{ board(by: { slug: \"board\" }) { children(PAGE) { BODY } } }", "/board/children"),
        list("{ organisation(by: { slug: \"o-0\" }) { actions(PAGE) { BODY } } }", "/organisation/actions"),
        list("{ action(by: { slug: \"a-0\" }) { updates(PAGE) { BODY } } }", "/action/updates"),
    ]
}

/// One page as its reader sees it.
#[derive(Debug)]
struct Page {
    ids: Vec<String>,
    cursors: Vec<String>,
    total: u64,
    next: bool,
    previous: bool,
}

const BODY: &str = "totalCount nodes { id } edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";

impl List {
    async fn page(&self, asker: &Asker<'_>, page: &str) -> Page {
        let question = self.question.replace("PAGE", page).replace("BODY", BODY);
        let data = asker.ask(&question).await;
        let found = data.pointer(self.at).unwrap_or_else(|| panic!("{question}"));
        let edges = found["edges"].as_array().expect("edges");
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let ids: Vec<String> = edges.iter().map(|edge| text(&edge["node"]["id"])).collect();
        let cursors: Vec<String> = edges.iter().map(|edge| text(&edge["cursor"])).collect();
        let nodes: Vec<String> =
            found["nodes"].as_array().expect("nodes").iter().map(|node| text(&node["id"])).collect();
        assert_eq!(ids, nodes, "edges and nodes hold the same");
        assert_eq!(found["pageInfo"]["startCursor"].as_str(), cursors.first().map(String::as_str));
        assert_eq!(found["pageInfo"]["endCursor"].as_str(), cursors.last().map(String::as_str));
        let flag = |name: &str| found["pageInfo"][name].as_bool().expect("a flag");
        let total = found["totalCount"].as_u64().expect("a count");
        Page { ids, cursors, total, next: flag("hasNextPage"), previous: flag("hasPreviousPage") }
    }
}

/// The record, with actions that changed at instants of different length.
async fn world(db: &Database) -> World {
    let world = db.world(&record()).await;
    let clerk = world.person("clerk");
    for (slug, at) in [
        ("a-3", "2026-03-02T10:00:00.5Z"),
        ("a-5", "2026-03-02T10:00:00.500001Z"),
        ("a-1", "2026-03-02T10:00:01Z"),
        ("a-4", "2026-03-02T10:00:01Z"),
        ("a-0", "2026-03-02T10:00:10Z"),
        ("a-0", "2026-03-02T10:00:09.123456Z"),
        ("a-0", "2026-03-02T10:00:09.1Z"),
    ] {
        world.at(at);
        report(&clerk, slug).await;
    }
    world.at("2026-03-02T12:00:00Z");
    world
}

async fn report(asker: &Asker<'_>, slug: &str) {
    let action = asker.ask(&format!("{{ action(by: {{ slug: \"{slug}\" }}) {{ id version }} }}")).await;
    let deed = "mutation($id: ID!, $v: Int!) { addActionUpdate(input: { action: $id, expectedVersion: $v, text: \"More\" }) { userErrors { message } } }";
    let done = asker.ask_with(deed, json!({ "id": action["action"]["id"], "v": action["action"]["version"] })).await;
    assert_eq!(done["addActionUpdate"]["userErrors"], json!([]));
}

async fn every_walk_through_a_list_meets_each_record_once(db: Database) {
    let world = world(&db).await;
    let clerk = world.person("clerk");
    for list in lists() {
        let all = list.page(&clerk, "first: 100").await;
        let (n, name) = (all.ids.len(), &list.question);
        assert!(n >= 3, "{name} has {n} records");
        assert_eq!((all.total, all.next, all.previous), (n as u64, false, false), "{name}");
        let mut distinct = all.ids.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), n, "{name}");
        for size in [1, 2, 3, n - 1, n, n + 1] {
            let (mut met, mut after) = (Vec::new(), String::new());
            loop {
                let page = list.page(&clerk, &format!("first: {size}{after}")).await;
                let before = met.len();
                assert_eq!((page.previous, page.total), (before > 0, n as u64), "{name} {size} after {before}");
                assert_eq!(page.next, before + page.ids.len() < n, "{name} {size} after {before}");
                met.extend(page.ids);
                let Some(end) = page.cursors.last() else { break };
                after = format!(", after: \"{end}\"");
            }
            assert_eq!(met, all.ids, "{name} forward by {size}");
            let (mut met, mut before) = (Vec::new(), String::new());
            loop {
                let mut page = list.page(&clerk, &format!("last: {size}{before}")).await;
                let behind = met.len();
                assert_eq!((page.next, page.total), (behind > 0, n as u64), "{name} {size} before the last {behind}");
                assert_eq!(page.previous, behind + page.ids.len() < n, "{name} {size} before the last {behind}");
                page.ids.append(&mut met);
                met = page.ids;
                let Some(start) = page.cursors.first() else { break };
                before = format!(", before: \"{start}\"");
            }
            assert_eq!(met, all.ids, "{name} backward by {size}");
        }
        // A page of nothing still knows where it stands.
        let (start, middle, end) = (&all.cursors[0], &all.cursors[n / 2], &all.cursors[n - 1]);
        for (page, previous, next) in [
            ("first: 0".to_owned(), false, true),
            ("last: 0".to_owned(), true, false),
            (format!("first: 0, after: \"{start}\""), true, true),
            (format!("first: 0, after: \"{middle}\""), true, true),
            (format!("first: 0, after: \"{end}\""), true, false),
            (format!("last: 0, before: \"{start}\""), false, true),
            (format!("last: 0, before: \"{middle}\""), true, true),
            (format!("last: 0, before: \"{end}\""), true, true),
        ] {
            let empty = list.page(&clerk, &page).await;
            assert!(empty.ids.is_empty());
            assert_eq!((empty.previous, empty.next, empty.total), (previous, next, n as u64), "{name} {page}");
        }
    }
}

async fn an_empty_list_has_one_empty_page(db: Database) {
    let world = db.world(&record()).await;
    let nothing = [
        list("{ meetings(PAGE, filter: { status: [CANCELLED] }) { BODY } }", "/meetings"),
        list("{ action(by: { slug: \"a-1\" }) { updates(PAGE) { BODY } } }", "/action/updates"),
    ];
    for list in nothing {
        for page in ["first: 0", "first: 5", "last: 0", "last: 5"] {
            let page = list.page(&world.person("clerk"), page).await;
            assert_eq!((page.ids.len(), page.total, page.next, page.previous), (0, 0, false, false));
        }
    }
}

async fn two_cursors_cut_a_window_out_of_a_list(db: Database) {
    let world = world(&db).await;
    let clerk = world.person("clerk");
    for list in lists() {
        let all = list.page(&clerk, "first: 100").await;
        let n = all.ids.len();
        let window = format!("after: \"{}\", before: \"{}\"", all.cursors[0], all.cursors[n - 1]);
        assert_eq!(
            list.page(&clerk, &format!("first: 100, {window}")).await.ids,
            all.ids[1..n - 1],
            "{}",
            list.question
        );
        assert_eq!(list.page(&clerk, &format!("first: 1, {window}")).await.ids, all.ids[1..2], "{}", list.question);
        assert_eq!(
            list.page(&clerk, &format!("last: 1, {window}")).await.ids,
            all.ids[n - 2..n - 1],
            "{}",
            list.question
        );
        let none = format!("first: 9, after: \"{}\", before: \"{}\"", all.cursors[n - 1], all.cursors[0]);
        assert!(list.page(&clerk, &none).await.ids.is_empty(), "{}", list.question);
    }
}

async fn names_stand_in_the_order_of_their_characters_everywhere(db: Database) {
    let world = db.world(&record()).await;
    let clerk = world.person("clerk");
    let mut sorted = NAMES.to_vec();
    // The order of code points: the same on every machine and in every language, capitals before small letters.
    sorted.sort_unstable();
    for (root, name, extra) in [
        ("people", "displayName", "Clerk"),
        ("boards", "name", "Board"),
        ("organisations", "name", ""),
        ("programmes", "name", ""),
    ] {
        let data = clerk.ask(&format!("{{ {root}(first: 100) {{ nodes {{ {name} }} }} }}")).await;
        let names = data[root]["nodes"].as_array().expect("nodes").iter();
        let names: Vec<&str> = names.map(|node| node[name].as_str().expect("a name")).filter(|n| *n != extra).collect();
        assert_eq!(names, sorted, "{root}");
    }
    let earliest: [(&str, &[usize]); 3] = [
        ("actions(first: 100)", &[3]),
        ("programmes(first: 100, orderBy: FUNDING_ENDS)", &[2, 3]),
        ("meetings(first: 100, orderBy: EARLIEST)", &[1]),
    ];
    for (order, earliest) in earliest {
        let data = clerk.ask(&format!("{{ list: {order} {{ nodes {{ slug }} }} }}")).await;
        let slugs: Vec<&str> =
            data["list"]["nodes"].as_array().expect("nodes").iter().filter_map(|n| n["slug"].as_str()).collect();
        let among = |slug: &&str, fourths: &[usize]| slug[2..].parse().is_ok_and(|n: usize| fourths.contains(&(n % 4)));
        assert!(slugs.iter().take(2).all(|slug| among(slug, earliest)), "{order}: {slugs:?}");
        assert!(
            slugs.iter().rev().take(2).all(|slug| among(slug, &[0])),
            "what has no date comes last: {order}: {slugs:?}"
        );
    }
}

async fn a_list_goes_on_where_it_stopped_though_records_come(db: Database) {
    let world = world(&db).await;
    let clerk = world.person("clerk");
    let list = list("{ organisations(PAGE) { BODY } }", "/organisations");
    let all = list.page(&clerk, "first: 100").await.ids;
    let mut page = list.page(&clerk, "first: 4").await;
    let mut met = page.ids.clone();
    let newcomers = "organisations: [{slug: o-new-a, name: \"!first\", sector: VOLUNTARY}, {slug: o-new-z, name: \"龍\", sector: VOLUNTARY}]";
    run::load(&world.store, "more", &[("more.yaml".to_owned(), newcomers.to_owned())]).await.expect("loads");
    while let Some(after) = page.cursors.last() {
        page = list.page(&clerk, &format!("first: 4, after: \"{after}\"")).await;
        met.extend(page.ids.clone());
    }
    // What came in before the cursor is not met, what came in after it is, and nobody else moved.
    assert_eq!((met.len(), &met[..all.len()]), (all.len() + 1, &all[..]));
}

async fn pages_of_several_parents_are_read_together_and_stay_apart(db: Database) {
    let world = db.world(&record()).await;
    let clerk = world.person("clerk");
    let ask = |meetings: usize, page: &str| {
        format!(
            "{{ meetings(first: {meetings}, orderBy: EARLIEST) {{ nodes {{ slug attendance({page}) {{ {BODY} }} }} }} }}"
        )
    };
    let mut costs = Vec::new();
    for parents in [1, 4, 11] {
        let (before, _) = world.statements().await;
        let data = clerk.ask(&ask(parents, "first: 2")).await;
        costs.push(world.statements().await.0 - before);
        for meeting in data["meetings"]["nodes"].as_array().expect("meetings") {
            let slug = meeting["slug"].as_str().expect("a slug");
            let own = list(
                &format!("{{ meeting(by: {{ slug: \"{slug}\" }}) {{ attendance(PAGE) {{ BODY }} }} }}"),
                "/meeting/attendance",
            );
            let all = own.page(&clerk, "first: 100").await;
            let page = &meeting["attendance"];
            let ids: Vec<&str> =
                page["nodes"].as_array().expect("nodes").iter().filter_map(|n| n["id"].as_str()).collect();
            assert_eq!(ids, all.ids[..2], "{slug}");
            assert_eq!(page["totalCount"], if slug == "m-0" { 16 } else { 3 });
            assert_eq!(page["pageInfo"]["hasNextPage"], true);
            // Its cursor goes on with its own list.
            let end = page["pageInfo"]["endCursor"].as_str().expect("a cursor");
            assert_eq!(own.page(&clerk, &format!("first: 1, after: \"{end}\"")).await.ids, all.ids[2..3], "{slug}");
        }
    }
    assert_eq!(costs, [costs[0]; 3]);
    let last = clerk.ask(&ask(11, "last: 1")).await;
    for meeting in last["meetings"]["nodes"].as_array().expect("meetings") {
        assert_eq!(meeting["attendance"]["pageInfo"]["hasPreviousPage"], true);
        assert_eq!(meeting["attendance"]["nodes"].as_array().map(Vec::len), Some(1));
    }
}

async fn a_cursor_opens_no_other_list(db: Database) {
    let (world, elsewhere) = (world(&db).await, db.world(&record()).await);
    let clerk = world.person("clerk");
    let mut cursors = Vec::new();
    for list in lists() {
        cursors.push(list.page(&clerk, "first: 2").await.cursors[1].clone());
    }
    let feed = clerk.ask("{ changes(first: 1) { pageInfo { endCursor } } }").await;
    let feed = feed["changes"]["pageInfo"]["endCursor"].as_str().expect("a cursor").to_owned();
    for (n, list) in lists().iter().enumerate() {
        let own = cursors[n].clone();
        let foreign = list.page(&elsewhere.person("clerk"), "first: 2").await.cursors.last().cloned();
        let turned: String = own.chars().rev().collect();
        let flipped = format!("{}{}", if own.starts_with('A') { 'B' } else { 'A' }, &own[1..]);
        let mut bad = vec![
            turned,
            flipped,
            own[..own.len() - 2].to_owned(),
            format!("{own}AA"),
            feed.clone(),
            String::new(),
            "MQ==".to_owned(),
            "é".to_owned(),
        ];
        bad.extend(foreign);
        bad.extend(cursors.iter().filter(|other| **other != own).cloned());
        for cursor in bad {
            for side in ["first: 2, after", "last: 2, before", "first: 0, after"] {
                let question =
                    list.question.replace("PAGE", &format!("{side}: \"{cursor}\"")).replace("BODY", "nodes { id }");
                let error = clerk.refused(&question).await;
                assert_eq!(error["extensions"]["code"], "VALIDATION", "{question}: {error}");
                let path: Vec<&str> = list.at.split('/').skip(1).collect();
                assert_eq!(error["path"], json!(path), "{question}");
            }
        }
        let good =
            list.question.replace("PAGE", &format!("first: 2, after: \"{own}\"")).replace("BODY", "nodes { id }");
        clerk.ask(&good).await;
    }
    // Of a list of several parents, too: the cursor of one is not a place in another's.
    let data = clerk.ask("{ meetings(first: 2) { nodes { attendance(first: 1) { pageInfo { endCursor } } } } }").await;
    let cursor = &data["meetings"]["nodes"][0]["attendance"]["pageInfo"]["endCursor"];
    let question = format!(
        "{{ meetings(first: 2) {{ nodes {{ attendance(first: 1, after: {cursor}) {{ nodes {{ id }} }} }} }} }}"
    );
    let error = clerk.refused(&question).await;
    assert_eq!(error["extensions"]["code"], "VALIDATION");
    // The engine names the parent; the field below it is lost on the way up through the list.
    let path = error["path"].as_array().expect("a path");
    assert_eq!(path[..3], [json!("meetings"), json!("nodes"), json!(1)]);
    // Nor somebody else's list: a place may be that of a record which they may not know of.
    let place = list("{ boards(PAGE) { BODY } }", "/boards").page(&clerk, "first: 3").await.cursors[2].clone();
    let question = format!("{{ boards(first: 3, after: \"{place}\") {{ nodes {{ id }} }} }}");
    assert_eq!(world.public().refused(&question).await["extensions"]["code"], "VALIDATION");
}

async fn a_page_has_a_size_from_nothing_to_a_hundred(db: Database) {
    let world = world(&db).await;
    let clerk = world.person("clerk");
    for list in lists() {
        let path: Vec<&str> = list.at.split('/').skip(1).collect();
        for page in [
            "first: 101",
            "last: 101",
            "first: -1",
            "last: -1",
            "first: 2147483647",
            "first: 1, last: 1",
            "first: 0, last: 0",
        ] {
            let error =
                clerk.refused(&list.question.replace("PAGE", page).replace("BODY", "totalCount nodes { id }")).await;
            assert_eq!(error["extensions"]["code"], "VALIDATION", "{page}: {error}");
            assert_eq!(error["path"], json!(path), "{page}");
        }
        assert_eq!(list.page(&clerk, "first: 100").await.ids, list.page(&clerk, "last: 100").await.ids);
    }
    // Twenty unless told.
    let data = world
        .person("clerk")
        .ask("{ boards { totalCount nodes { id } } all: organisations(first: 100) { totalCount } }")
        .await;
    assert_eq!(data["boards"]["nodes"].as_array().map(Vec::len), Some(17));
    let everything = db.demo().await.public().ask("{ organisations { totalCount nodes { id } } }").await;
    assert!(everything["organisations"]["totalCount"].as_u64() > Some(20));
    assert_eq!(everything["organisations"]["nodes"].as_array().map(Vec::len), Some(20));
}
