//! Decided cases about papers (decision steps 2 and 3, R10; cases 50 to 53), and what an embargo, a marking, an agenda
//! item and a grant do to one. Whom a circulation reaches is in `circulations`, what is said of papers in `comments`.

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

use crate::cast::{BOARD, cast, hidden, reads, sorted, texts};

crate::cases![
    case_50_an_embargo_without_a_date_holds_until_it_is_lifted,
    case_51_a_named_partner_reads_the_draft_strategy,
    case_52_membership_is_not_enough_for_what_is_for_recipients_only,
    case_53_a_paper_on_request_is_a_stub_until_it_is_granted,
    being_named_for_a_paper_ends_with_the_board,
    an_embargo_with_a_date_is_over_at_that_instant,
    who_is_named_for_an_embargo_is_named_until_it_is_over,
    who_writes_for_an_organisation_does_not_open_an_embargo_to_its_people,
    the_handling_that_follows_an_embargo_narrows_the_secretariat_too,
    a_grant_opens_nothing_that_an_embargo_or_a_marking_closes,
    a_grant_ends_with_the_board_and_with_the_hat,
    an_author_reads_under_the_hat_that_wrote,
    a_paper_is_as_narrow_as_the_narrowest_item_it_lies_under,
    an_author_needs_no_part_in_an_item_and_passes_no_other_handling_of_it,
    a_marking_on_the_board_that_keeps_a_paper_withholds_it_wherever_it_was_sent,
    a_stub_tells_no_more_than_what_it_is,
    papers_of_an_unlisted_board_and_of_a_case_conference_are_never_public,
    lists_and_totals_of_papers_agree_for_everybody,
];

/// A version whose file nobody has.
const VERSION: &str = "versions: [{number: 1, file: paper.pdf, media_type: application/pdf, bytes: 9, \
    sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}]";

/// A paper of the board with one version; `rest` says the rest, in braces' style.
pub(crate) fn paper(rest: &str) -> String {
    format!(
        "\npapers:\n  - {{slug: paper, title: The paper, kind: REPORT, board: board, summary: Said, {VERSION}, {rest}}}\n"
    )
}

/// How somebody reads a paper: in `full`, as a `stub` or, as one that does not exist, `hidden`. Its versions go with it,
/// and so does its place in the list.
pub(crate) async fn sees(who: Asker<'_>) -> &'static str {
    let query = r#"{ paper(by: { slug: "paper" }) {
            title kind stub summary updatedAt versions { totalCount nodes { fileName } } authors { organisation { slug } } }
        papers(first: 100) { totalCount nodes { slug } } }"#;
    let data = who.ask(query).await;
    let listed = texts(&data["papers"]["nodes"], "/slug");
    assert_eq!(data["papers"]["totalCount"], listed.len());
    let seen = &data["paper"];
    assert_eq!(listed.contains(&"paper".to_owned()), seen.is_object(), "listed, if there is one");
    if seen.is_null() {
        hidden(who, "paper", "paper").await;
        return "hidden";
    }
    let stub = seen["stub"] == true;
    assert_eq!(seen["title"], "The paper");
    assert_eq!(
        (&seen["summary"], seen["updatedAt"].is_null()),
        (&if stub { json!(null) } else { json!("Said") }, stub)
    );
    let versions = &seen["versions"];
    assert_eq!(versions["totalCount"], u32::from(!stub));
    assert_eq!(texts(&versions["nodes"], "/fileName"), if stub { vec![] } else { vec!["paper.pdf"] });
    assert!(!stub || seen["authors"] == json!([]));
    if stub { "stub" } else { "full" }
}

/// How each of some people sees the paper.
pub(crate) async fn all_see(world: &World, said: &[(&str, &[&str])]) {
    for (how, people) in said {
        for who in *people {
            assert_eq!(sees(world.anybody(who)).await, *how, "{who}");
        }
    }
}

async fn case_50_an_embargo_without_a_date_holds_until_it_is_lifted(db: Database) {
    let demo = db.demo().await;
    for day in ["2015-03-11T09:00:00Z", "2026-03-02T10:00:00Z"] {
        demo.at(day);
        for who in ["public", "mps-delegate", "mps-service", "auditor"] {
            hidden(demo.anybody(who), "paper", "ppr-angiolini-review").await;
        }
        let query = r#"{ paper(by: { slug: "ppr-angiolini-review" }) { embargoed embargoUntil } }"#;
        let seen = demo.person("mopac-secretariat").ask(query).await;
        assert_eq!(seen["paper"], json!({ "embargoed": true, "embargoUntil": null }), "who prepares it");
    }
    let meeting = "
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2015-03-10
    minutes: [{edition: 1, status: PUBLISHED, sections: [{part: OPEN, body: The review is not yet published.}]}]
";
    let everybody: &[&str] = &["public", "police", "stranger", "mps-system", "chair"];
    let world = cast(&db, &[BOARD, meeting, &paper("status: PUBLISHED, embargo: {}")]).await;
    all_see(&world, &[("hidden", everybody), ("full", &["secretary"])]).await;
    assert_eq!(reads(world.public(), "march").await, Some(vec!["OPEN: The review is not yet published.".to_owned()]));
    // Lifted: it is gone.
    let world = cast(&db, &[BOARD, meeting, &paper("status: PUBLISHED")]).await;
    all_see(&world, &[("full", everybody), ("full", &["secretary"])]).await;
}

const STRATEGY: &str =
    r#"{ paper(by: { slug: "ppr-draft-vawg-strategy-2022" }) { title stub versions { totalCount } } }"#;

async fn case_51_a_named_partner_reads_the_draft_strategy(db: Database) {
    let world = db.demo().await;
    let strategy = json!({ "title": "Draft VAWG Strategy", "stub": false, "versions": { "totalCount": 1 } });
    for who in ["london-councils-delegate", "evaw-cochair", "mopac-secretariat"] {
        assert_eq!(world.person(who).ask(STRATEGY).await["paper"], strategy, "{who}");
    }
}

async fn case_52_membership_is_not_enough_for_what_is_for_recipients_only(db: Database) {
    let world = db.demo().await;
    for who in ["mps-delegate", "cps-delegate", "nhs-delegate", "imkaan-delegate", "london-councils-service", "public"]
    {
        hidden(world.anybody(who), "paper", "ppr-draft-vawg-strategy-2022").await;
    }
    // The organisation of a named partner inherits nothing.
    let colleague = world.person("lambeth-dual-hat").wearing("london-councils");
    hidden(colleague, "paper", "ppr-draft-vawg-strategy-2022").await;
    // Not even when it went round all of the board; no office and no ownership inherits it either.
    let sent = "status: CIRCULATED, owner: mopac, marking: {recipients: [councillor]}, \
        circulations: [{board: board, purpose: FOR_COMMENT, sent_at: '2022-03-07T12:00:00Z'}]";
    let world = cast(&db, &[BOARD, &paper(sent)]).await;
    all_see(&world, &[("full", &["councillor"]), ("hidden", &["advocate", "police", "chair", "secretary"])]).await;
}

async fn being_named_for_a_paper_ends_with_the_board(db: Database) {
    let leaves =
        BOARD.replace("on_behalf_of: nhs, from: 2020-01-01", "on_behalf_of: nhs, from: 2020-01-01, to: 2022-06-01");
    let sent = "circulations: [{board: board, purpose: FOR_COMMENT, sent_at: '2022-03-07T12:00:00Z'}]";
    for named in [
        "marking: {recipients: [nurse, worker]}",
        "embargo: {recipients: [nurse, worker]}",
        // To have written it, alone or for an organisation, stands for a name on the list.
        "marking: {recipients: [worker]}, authors: [{person: nurse}]",
        "marking: {recipients: [worker]}, authors: [{person: nurse, organisation: nhs}]",
    ] {
        let world = cast(&db, &[&leaves, &paper(&format!("status: CIRCULATED, {named}, {sent}"))]).await;
        world.at("2022-05-31T12:00:00Z");
        all_see(&world, &[("full", &["nurse", "worker"]), ("hidden", &["police", "advocate"])]).await;
        world.at("2022-06-01T12:00:00Z");
        // Who was named without ever being a member reads on.
        all_see(&world, &[("full", &["worker"]), ("hidden", &["nurse", "police", "advocate"])]).await;
    }
}

/// The partnership of case 53: the refreshed plan of its review group, with what a test adds.
fn plan(rest: &str) -> String {
    format!(
        "
boards:
  - slug: board
    name: Partnership
    kind: PARTNERSHIP
    status: ACTIVE
    members:
      - {{person: partnership-chair, role: CHAIR, on_behalf_of: mps, from: 2016-01-01, basis: APPOINTED}}
      - {{person: partnership-member, role: MEMBER, on_behalf_of: nhs, from: 2016-01-01, to: 2016-12-01, basis: APPOINTED}}
      - {{person: refuge, role: MEMBER, on_behalf_of: bromley-womens-aid, from: 2016-01-01, basis: APPOINTED}}
{}",
        paper(&format!("status: DRAFT, owner: lb-bromley, on_request: true, {rest}")).replace("REPORT", "ACTION_PLAN")
    )
}

fn grant(whom: &str) -> String {
    format!("grants: [{{{whom}, by: coordinator, from: '2016-07-04T09:00:00Z', to: '2016-08-01T09:00:00Z'}}]")
}

async fn case_53_a_paper_on_request_is_a_stub_until_it_is_granted(db: Database) {
    let world = cast(&db, &[&plan(&grant("person: partnership-member"))]).await;
    for (at, member) in [
        ("2016-07-04T08:59:59Z", "stub"),
        ("2016-07-04T09:00:00Z", "full"),
        ("2016-08-01T08:59:59Z", "full"),
        ("2016-08-01T09:00:00Z", "stub"),
    ] {
        world.at(at);
        assert_eq!(sees(world.person("partnership-member")).await, member, "{at}");
        all_see(
            &world,
            &[
                ("stub", &["refuge"]),
                ("full", &["coordinator", "partnership-chair"]),
                ("hidden", &["helper", "nurse", "secretary", "public", "mps-system", "administrator"]),
            ],
        )
        .await;
    }
    let ended = grant("person: partnership-member").replace("}]", ", ended_at: '2016-07-10T09:00:00Z'}]");
    let world = cast(&db, &[&plan(&ended)]).await;
    for (at, member) in [("2016-07-10T08:59:59Z", "full"), ("2016-07-10T09:00:00Z", "stub")] {
        world.at(at);
        assert_eq!(sees(world.person("partnership-member")).await, member, "{at}");
    }
    // Once it is sent round, nobody need ask.
    let sent = "circulations: [{board: board, purpose: FOR_INFORMATION, sent_at: '2016-09-01T12:00:00Z'}]";
    let world = cast(&db, &[&plan(sent).replace("status: DRAFT", "status: CIRCULATED")]).await;
    for (at, member) in [("2016-09-01T11:59:59Z", "stub"), ("2016-09-01T12:00:00Z", "full")] {
        world.at(at);
        assert_eq!(sees(world.person("refuge")).await, member, "{at}");
    }
}

async fn an_embargo_with_a_date_is_over_at_that_instant(db: Database) {
    let embargo = "status: PUBLISHED, authors: [{organisation: nia}, {person: trainer, organisation: ikwro}], \
        embargo: {until: '2026-03-14T00:01:00Z', recipients: [advocate, stranger]}";
    let world = cast(&db, &[BOARD, &paper(embargo)]).await;
    let query = r#"{ paper(by: { slug: "paper" }) { embargoed embargoUntil } }"#;
    let early: &[&str] = &["advocate", "stranger", "worker", "trainer", "secretary"];
    let rest: &[&str] = &["public", "police", "chair", "mps-system", "nia-system", "transport"];
    world.at("2026-03-14T00:00:59Z");
    all_see(&world, &[("full", early), ("hidden", rest)]).await;
    let until = "2026-03-14T00:01:00Z";
    let seen = world.person("worker").ask(query).await;
    assert_eq!(seen["paper"], json!({ "embargoed": true, "embargoUntil": until }));
    world.at(until);
    all_see(&world, &[("full", early), ("full", rest)]).await;
    assert_eq!(world.public().ask(query).await["paper"], json!({ "embargoed": false, "embargoUntil": until }));
}

async fn who_is_named_for_an_embargo_is_named_until_it_is_over(db: Database) {
    let embargo = "status: FINAL, embargo: {until: '2026-03-14T00:01:00Z', recipients: [stranger]}";
    let world = cast(&db, &[BOARD, &paper(embargo)]).await;
    for (at, how) in [("2026-03-14T00:00:59Z", "full"), ("2026-03-14T00:01:00Z", "hidden")] {
        world.at(at);
        assert_eq!(sees(world.person("stranger")).await, how, "{at}");
    }
}

async fn who_writes_for_an_organisation_does_not_open_an_embargo_to_its_people(db: Database) {
    let embargo =
        "status: PUBLISHED, authors: [{person: police, organisation: mps}], embargo: {until: '2026-03-14T00:01:00Z'}";
    let world = cast(&db, &[BOARD, &paper(embargo)]).await;
    for (at, colleague) in [("2026-03-14T00:00:59Z", "hidden"), ("2026-03-14T00:01:00Z", "full")] {
        world.at(at);
        all_see(&world, &[("full", &["police"]), (colleague, &["officer"])]).await;
    }
}

async fn the_handling_that_follows_an_embargo_narrows_the_secretariat_too(db: Database) {
    let until = "embargo: {until: '2026-03-14T00:00:00Z'}";
    for (marking, before, after) in [
        ("recipients: [advocate]", ["advocate", "trainer"].as_slice(), ["advocate", "trainer"].as_slice()),
        ("hmg_only: true", &[], &["prosecutor", "clerk", "cps-system"]),
    ] {
        let rest = format!("status: PUBLISHED, authors: [{{person: trainer}}], {until}, marking: {{{marking}}}");
        let world = cast(&db, &[BOARD, &paper(&rest)]).await;
        let people = ["advocate", "trainer", "prosecutor", "clerk", "cps-system", "secretary", "chair", "public"];
        for (at, readers) in [("2026-03-13T12:00:00Z", before), ("2026-03-15T12:00:00Z", after)] {
            world.at(at);
            for who in people {
                let how = if readers.contains(&who) { "full" } else { "hidden" };
                assert_eq!(sees(world.anybody(who)).await, how, "{who}, {marking}, {at}");
            }
        }
    }
}

async fn a_grant_opens_nothing_that_an_embargo_or_a_marking_closes(db: Database) {
    for (narrowed, opened) in [
        ("dated: 2016", true),
        ("embargo: {}", false),
        ("marking: {recipients: [refuge]}", false),
        ("marking: {organisations: [lb-bromley]}", false),
        ("marking: {hmg_only: true}", false),
    ] {
        for whom in ["person: partnership-member", "organisation: nhs"] {
            let world = cast(&db, &[&plan(&format!("{narrowed}, {}", grant(whom)))]).await;
            world.at("2016-07-10T12:00:00Z");
            let how = if opened { "full" } else { "hidden" };
            assert_eq!(sees(world.person("partnership-member")).await, how, "{whom}, {narrowed}");
        }
    }
}

async fn a_grant_ends_with_the_board_and_with_the_hat(db: Database) {
    let long = |whom| grant(whom).replace("2016-08-01", "2030-08-01");
    let world = cast(&db, &[&plan(&long("person: partnership-member"))]).await;
    world.at("2016-11-30T12:00:00Z");
    assert_eq!(sees(world.person("partnership-member")).await, "full");
    world.at("2016-12-01T12:00:00Z");
    assert_eq!(sees(world.person("partnership-member")).await, "hidden");
    // A share with an organisation is for whoever acts for it that day, and for no system of it.
    let world = cast(&db, &[&plan(&long("organisation: mps"))]).await;
    world.at("2022-03-01T12:00:00Z");
    assert_eq!(sees(world.person("mover").wearing("mps")).await, "full");
    assert_eq!(sees(world.person("mover").wearing("imkaan")).await, "hidden");
    assert_eq!(sees(world.person("mps-system")).await, "hidden");
    world.at("2022-07-01T12:00:00Z");
    assert_eq!(sees(world.person("mover")).await, "hidden");
}

async fn an_author_reads_under_the_hat_that_wrote(db: Database) {
    let world = cast(&db, &[BOARD, &paper("status: DRAFT, authors: [{person: mover, organisation: mps}]")]).await;
    world.at("2022-03-01T12:00:00Z");
    assert_eq!(sees(world.person("mover").wearing("mps")).await, "full");
    assert_eq!(sees(world.person("mover").wearing("imkaan")).await, "hidden");
    all_see(&world, &[("full", &["officer", "secretary", "chair"]), ("hidden", &["nurse", "mps-system", "public"])])
        .await;
}

/// A meeting with an item of each sort, and a paper that went round all of the board.
fn under(items: &str, status: &str) -> String {
    let meeting = "
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    items:
      - {key: open, number: '1', title: Open, part: OPEN}
      - {key: police, number: C1, title: Closed, part: CLOSED, closed_reason: x, audience: [mps, cps]}
      - {key: named, number: R1, title: Restricted, part: RESTRICTED, closed_reason: x, marking: {recipients: [police]}}
    minutes: [{edition: 1, status: PUBLISHED}]
";
    let places: String = items.split(' ').map(|item| format!("{{meeting: march, item: {item}}}, ")).collect();
    let sent =
        "circulations: [{board: board, meeting: march, purpose: FOR_INFORMATION, sent_at: '2022-03-01T12:00:00Z'}]";
    meeting.to_owned() + &paper(&format!("status: {status}, items: [{places}], {sent}"))
}

async fn a_paper_is_as_narrow_as_the_narrowest_item_it_lies_under(db: Database) {
    let open: &[&str] = &["public", "nurse", "police", "prosecutor", "chair", "secretary", "mps-system"];
    let audience: &[&str] = &["police", "prosecutor", "chair", "secretary"];
    for (items, readers) in [
        ("open", open),
        ("police", audience),
        ("open police", audience),
        ("named", &["police"]),
        ("police named", &["police"]),
    ] {
        let world = cast(&db, &[BOARD, &under(items, "PUBLISHED")]).await;
        for who in open {
            let how = if readers.contains(who) { "full" } else { "hidden" };
            assert_eq!(sees(world.anybody(who)).await, how, "{who}, under {items}");
        }
    }
    // A stub of an item has no papers, and an item has only those that its reader may know of.
    let world = cast(&db, &[BOARD, &under("police", "CIRCULATED")]).await;
    let query = r#"{ meeting(by: { slug: "march" }) { papers { totalCount }
        agendaItems { nodes { number papers { totalCount nodes { slug } } } } } }"#;
    for (who, papers) in [("police", 1), ("chair", 1), ("nurse", 0)] {
        let meeting = world.person(who).ask(query).await["meeting"].clone();
        assert_eq!(meeting["papers"]["totalCount"], papers, "{who}");
        let items = meeting["agendaItems"]["nodes"].as_array().expect("items").clone();
        let closed = items.iter().find(|item| item["number"] == "C1").expect("the closed item");
        assert_eq!(closed["papers"]["totalCount"], papers, "{who}");
        assert_eq!(closed["papers"]["nodes"].as_array().map(Vec::len), Some(papers), "{who}");
    }
}

async fn an_author_needs_no_part_in_an_item_and_passes_no_other_handling_of_it(db: Database) {
    for (item, meeting, author) in [
        ("number: C1, part: CLOSED, closed_reason: x, audience: [mps]", "", "full"),
        ("number: R1, part: RESTRICTED, closed_reason: x, marking: {recipients: [police]}", "", "full"),
        ("number: '1', part: OPEN", "marking: {recipients: [police]}", "full"),
        ("number: '1', part: OPEN, marking: {organisations: [mps]}", "", "hidden"),
        ("number: '1', part: OPEN, marking: {hmg_only: true}", "", "hidden"),
        ("number: '1', part: OPEN", "marking: {organisations: [mps]}", "hidden"),
    ] {
        let agenda = format!(
            "
meetings:
  - slug: march
    board: board
    status: HELD
    held_on: 2022-03-07
    {meeting}
    items: [{{key: one, title: One, {item}}}]
"
        );
        let written = "status: DRAFT, authors: [{person: trainer}], items: [{meeting: march, item: one}]";
        let world = cast(&db, &[BOARD, &agenda, &paper(written)]).await;
        assert_eq!(sees(world.person("trainer")).await, author, "{item} {meeting}");
    }
}

async fn a_marking_on_the_board_that_keeps_a_paper_withholds_it_wherever_it_was_sent(db: Database) {
    let sent = "status: FINAL, owner: tfl, authors: [{person: trainer}], \
        circulations: [{board: board, purpose: FOR_INFORMATION, sent_at: '2022-03-01T12:00:00Z'}]";
    let people = ["coordinator", "trainer", "transport", "police", "secretary", "mps-system"];
    for (marking, readers) in [
        ("", people.as_slice()),
        ("marking: {organisations: [lb-bromley]}", &["coordinator"]),
        ("marking: {recipients: [coordinator]}", &["coordinator", "trainer"]),
    ] {
        let other = format!(
            "  - slug: other
    name: Other
    kind: FORUM
    status: ACTIVE
    {marking}
    members:
      - {{person: coordinator, role: SECRETARIAT, on_behalf_of: lb-bromley, from: 2020-01-01, basis: APPOINTED}}
"
        );
        let paper = paper(sent).replace("board: board, summary", "board: other, summary");
        let world = cast(&db, &[BOARD, &other, &paper]).await;
        for who in people {
            let how = if readers.contains(&who) { "full" } else { "hidden" };
            assert_eq!(sees(world.anybody(who)).await, how, "{who}, {marking}");
        }
    }
}

async fn a_stub_tells_no_more_than_what_it_is(db: Database) {
    let rest = "authors: [{person: coordinator}], comments: [{author: coordinator, at: '2016-07-01T12:00:00Z', \
        shared: true, body: Nearly done.}], source: Page 4, dated: 2016-07-01";
    let world = cast(&db, &[&plan(rest)]).await;
    world.at("2016-07-10T12:00:00Z");
    let query = r#"{ paper(by: { slug: "paper" }) { id kind title onRequest stub owner { slug } board { slug }
        summary source version updatedAt authors { person { slug } } versions { nodes { id } }
        circulations { totalCount } comments { totalCount } } }"#;
    let mut stub = world.person("refuge").ask(query).await["paper"].clone();
    let id = stub["id"].take();
    let told = json!({
        "id": null, "kind": "ACTION_PLAN", "title": "The paper", "onRequest": true, "stub": true,
        "owner": { "slug": "lb-bromley" }, "board": { "slug": "board" },
        "summary": null, "source": null, "version": null, "updatedAt": null, "authors": [],
        "versions": { "nodes": [] }, "circulations": { "totalCount": 0 }, "comments": { "totalCount": 0 },
    });
    assert_eq!(stub, told);
    // What hangs from it is not found by its own id either.
    let whole = world.person("partnership-chair").ask(query).await["paper"].clone();
    assert_eq!((&whole["id"], &whole["source"], &whole["version"]), (&id, &json!("Page 4"), &json!(1)));
    let version = format!("{{ node(id: {}) {{ id }} }}", whole["versions"]["nodes"][0]["id"]);
    assert!(world.person("partnership-chair").ask(&version).await["node"].is_object());
    assert_eq!(world.person("refuge").ask(&version).await["node"], Value::Null);
}

async fn papers_of_an_unlisted_board_and_of_a_case_conference_are_never_public(db: Database) {
    let sent =
        "status: PUBLISHED, circulations: [{board: board, purpose: FOR_INFORMATION, sent_at: '2022-03-01T12:00:00Z'}]";
    for (board, system) in [
        (BOARD.replace("convenor: mopac", "convenor: mopac\n    listed: false"), "full"),
        (BOARD.replace("kind: BOARD", "kind: CASE_CONFERENCE"), "hidden"),
    ] {
        let world = cast(&db, &[&board, &paper(sent)]).await;
        all_see(&world, &[("hidden", &["public", "stranger", "nia-system"]), (system, &["mps-system"])]).await;
        all_see(&world, &[("full", &["nurse", "secretary"])]).await;
    }
}

async fn lists_and_totals_of_papers_agree_for_everybody(db: Database) {
    let world = db.demo().await;
    let page = "{ totalCount nodes { slug title status owner { slug } board { slug } versions { totalCount nodes { number } } } }";
    let query = format!(
        "{{ papers(first: 100) {page} latest: papers(first: 100, orderBy: LATEST) {page}
        drafts: papers(filter: {{ status: [DRAFT, CIRCULATED] }}) {page} plans: papers(filter: {{ kind: ACTION_PLAN }}) {page}
        ours: papers(filter: {{ owner: \"mopac\" }}) {page} boards: papers(filter: {{ board: \"london-vawg-board\" }}) {page}
        board(by: {{ slug: \"london-vawg-board\" }}) {{ papers {page} }} }}"
    );
    let mut totals = Vec::new();
    for who in
        ["public", "mps-delegate", "evaw-cochair", "mopac-secretariat", "mps-service", "bromley-coordinator", "admin"]
    {
        let data = world.anybody(who).ask(&query).await;
        let all = sorted(&data["papers"]["nodes"], "/slug");
        let with = |pointer: &str, words: &[&str]| {
            let nodes = data["papers"]["nodes"].as_array().expect("papers").iter();
            let kept = nodes.filter(|paper| words.iter().any(|word| paper.pointer(pointer) == Some(&json!(word))));
            sorted(&kept.cloned().collect(), "/slug")
        };
        let of_board = with("/board/slug", &["london-vawg-board"]);
        for (list, papers) in [
            (&data["papers"], &all),
            (&data["latest"], &all),
            (&data["drafts"], &with("/status", &["DRAFT", "CIRCULATED"])),
            (&data["ours"], &with("/owner/slug", &["mopac"])),
            (&data["boards"], &of_board),
        ] {
            assert_eq!(
                (sorted(&list["nodes"], "/slug"), &list["totalCount"]),
                (papers.clone(), &json!(papers.len())),
                "{who}"
            );
        }
        if data["board"].is_object() {
            assert_eq!(sorted(&data["board"]["papers"]["nodes"], "/slug"), of_board, "{who}");
        }
        let plans = data["plans"]["nodes"].as_array().expect("plans");
        assert_eq!(data["plans"]["totalCount"], plans.len(), "{who}");
        totals.push(all.len());
    }
    assert_eq!(totals, [2, 4, 4, 11, 3, 3, 0]);
}
