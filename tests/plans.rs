//! How the databases run the lists, over a record of some size: along an index, never through a whole table.

use std::collections::BTreeSet;

use roundtable_tests::Database;
use sea_orm::{ConnectionTrait as _, Database as Connection, DbBackend, Statement};

crate::cases![no_list_scans_a_whole_table, a_plan_once_made_is_kept, those_who_are_alike_ask_in_the_same_words];

/// A table of so few rows is read whole sooner than an index of it.
const SMALL: i64 = 900;

/// The lists that are there for everybody, in each of their orders and with each of their filters, alone and hanging from
/// their parent.
const LISTS: &[&str] = &[
    "{ organisations { nodes { name } } }",
    "{ areas { nodes { name } } }",
    "{ people { nodes { displayName } } }",
    "{ people(filter: { organisation: \"s1-org-007\" }) { nodes { displayName } } }",
    "{ boards { nodes { name } } }",
    "{ meetings { nodes { slug } } }",
    "{ meetings(orderBy: EARLIEST, filter: { from: \"2022-01-01\", to: \"2022-12-31\" }) { nodes { slug } } }",
    "{ meetings(filter: { board: \"s1-board-004\" }) { nodes { slug } } }",
    "{ meetings(filter: { status: [PLANNED] }) { nodes { slug } } }",
    "{ actions { nodes { slug } } }",
    "{ actions(filter: { board: \"s1-board-004\" }) { nodes { slug } } }",
    "{ actions(filter: { ownerOrganisation: \"s1-org-007\" }) { nodes { slug } } }",
    "{ actions(filter: { dueBefore: \"2022-01-01\" }) { nodes { slug } } }",
    "{ programmes { nodes { name } } }",
    "{ programmes(filter: { fundingEndsBefore: \"2027-01-01\" }, orderBy: FUNDING_ENDS) { nodes { name } } }",
    "{ programmes(filter: { lead: \"s1-org-007\" }) { nodes { name } } }",
    "{ programmes(filter: { provider: \"s1-org-007\" }) { nodes { name } } }",
    "{ programmes(filter: { funder: \"s1-org-007\" }) { nodes { name } } }",
    "{ programmes(filter: { area: \"s1-area-01\" }) { nodes { name } } }",
    "{ programmes(filter: { status: [LIVE], kind: PILOT }) { nodes { name } } }",
    "{ papers { nodes { title } } }",
    "{ papers(orderBy: LATEST) { nodes { title stub } } }",
    "{ papers(filter: { board: \"s1-board-004\" }, orderBy: LATEST) { nodes { title } } }",
    "{ papers(filter: { owner: \"s1-org-007\" }) { nodes { title } } }",
    "{ papers(filter: { kind: PROTOCOL }) { nodes { title } } }",
    "{ papers(filter: { status: [DRAFT] }) { nodes { title } } }",
    "{ agreements { nodes { title } } }",
    "{ agreements(filter: { party: \"s1-org-007\" }) { nodes { title } } }",
    "{ agreements(filter: { purpose: \"purpose-3\", coversOn: \"2026-01-01\" }) { nodes { title } } }",
    "{ agreements(filter: { status: [ACTIVE] }) { nodes { title status } } }",
    "{ agreements(filter: { status: [EXPIRED, DRAFT] }) { nodes { title status } } }",
    "{ board(by: { slug: \"s1-board-004\" }) { attendanceBySector(from: \"2022-01-01\", to: \"2022-12-31\") { sector present } } }",
    "{ boards(first: 5) { nodes { attendanceBySector { sector meetings present } } } }",
    "{ programmeMoney(filter: { area: \"s1-area-01\" }) { programmes sums { grants } byFunder { programmes } byEnd { endsOn } } }",
    "{ programmeMoney(filter: { lead: \"s1-org-007\" }) { programmes sums { grants } byFunder { programmes } byEnd { endsOn } } }",
    "{ decisions { nodes { text } } }",
    "{ decisions(orderBy: EARLIEST) { nodes { text } } }",
    "{ decisions(filter: { board: \"s1-board-004\" }) { nodes { text } } }",
    "{ decisions(filter: { meeting: \"s1-board-004-m03\" }) { nodes { text } } }",
    "{ decisions(filter: { from: \"2022-01-01\", to: \"2022-12-31\" }) { nodes { text } } }",
    "{ recommendations { nodes { text overdue directedTo { organisation { name } } } } }",
    "{ recommendations(filter: { board: \"s1-board-004\" }) { nodes { text } } }",
    "{ recommendations(filter: { source: \"s1-board-004-d03\" }) { nodes { text } } }",
    "{ recommendations(filter: { directedTo: \"s1-org-007\" }) { nodes { text } } }",
    "{ recommendations(filter: { directedToBoard: \"s1-board-004\" }) { nodes { text } } }",
    "{ recommendations(filter: { status: [MADE] }) { nodes { text } } }",
    "{ recommendations(filter: { overdue: true }) { nodes { text } } }",
    "{ recommendations(filter: { overdue: false, status: [IMPLEMENTED] }) { nodes { text } } }",
    "{ reviews { nodes { title } } }",
    "{ board(by: { slug: \"s1-board-004\" }) { decisions { totalCount nodes { text } } reviews { nodes { title } }
        meetings(first: 5) { nodes { decisions { totalCount nodes { text } }
            agendaItems { nodes { decisions { totalCount nodes { text } } } } } } }
    papers(first: 5) { nodes { recommendations { totalCount nodes { text } } } }
    organisations(first: 3) { nodes { recommendations { totalCount nodes { text } } } } }",
    "{ changes(first: 100) { nodes { kind } } }",
    "{ changes(first: 100, kinds: [PAPER]) { nodes { kind record { id } } } }",
    "{ changes(first: 100, kinds: [ACTION], board: \"s1-board-004\") { nodes { kind record { id } } } }",
    "{ board(by: { slug: \"s1-board-004\" }) {
        seats { nodes { id } } memberships { nodes { id } } actions { nodes { slug } } programmes { nodes { name } }
        meetings(first: 5) { nodes {
            agendaItems { totalCount nodes { number title } }
            attendance { totalCount nodes { status person { displayName } } }
            minutes { status sections { part body } }
            actions { totalCount nodes {
                slug
                owners { nodes { organisation { name } person { displayName } } }
                updates { nodes { text } }
            } }
        } }
    } }",
    "{ organisations(first: 3) { nodes {
        seats { nodes { id } } actions { nodes { slug } } programmes { nodes { name } }
        agreements { totalCount nodes { title parties { organisation { name } } purposes { code description } } }
    } }
    programmes(first: 3) { nodes {
        parties { role } sites { nodes { name } } grants { nodes { amount { pence } } }
        updates { nodes { id } } successorFunding
    } } }",
    "{ search(text: \"the\") { totalCount nodes { node { id } field rank snippet { text } } pageInfo { hasNextPage } } }",
    "{ search(text: \"\\\"the board\\\" strat*\", kinds: [MINUTE_SECTION, ACTION], board: \"s1-board-004\") {
        totalCount nodes { node { id } } } }",
    "{ papers(first: 5) { nodes { title summary authors { organisation { name } } versions { totalCount nodes { fileName } } } }
    board(by: { slug: \"s1-board-004\" }) { papers { totalCount nodes { title } }
        meetings(first: 5) { nodes {
            papers { totalCount nodes { title } } agendaItems { nodes { papers { totalCount nodes { title } } } }
        } } } }",
];

/// What is there for partners only.
const PARTNERS: &[&str] = &[
    "{ actions(filter: { updatedSince: \"2026-01-01T00:00:00Z\" }) { nodes { slug } } }",
    "{ actions(filter: { board: \"s1-board-004\", status: [OPEN] }) { nodes { slug } } }",
    "{ actions(filter: { ownerOrganisation: \"s1-org-007\", status: [OPEN, CHASING] }) { nodes { slug } } }",
    "{ actions(filter: { status: [CHASING] }) { nodes { slug } } }",
    "{ actions(filter: { overdue: true }) { nodes { slug status overdue carryCount } } }",
    "{ actions(filter: { overdue: false, status: [COMPLETE] }) { nodes { slug } } }",
    "{ board(by: { slug: \"s1-board-004\" }) { meetings(first: 5) { nodes {
        attendance { nodes { apologyReason } }
        actions { nodes { updates { nodes { internalNote } } } }
    } } }
    programmes(first: 3) { nodes { grants { nodes { lines { amount { pence } } } } } } }",
    "{ papers(first: 5) { nodes {
        circulations { totalCount nodes { purpose recipients { organisation { name } } } }
        comments { totalCount nodes { body author { displayName } } }
    } } }",
    "{ papers(first: 5) { nodes { accessGrants { totalCount nodes { reason person { displayName } } } } } }",
    "{ viewer { accessGrants { totalCount nodes { reason active paper { title } } } } }",
    "{ recommendations(first: 5) { nodes { evidence } } }",
    "{ people(first: 5) { nodes { comments { totalCount nodes { body } } } } }",
    "{ board(by: { slug: \"s1-board-004\" }) { attendanceBySeat { organisation { name } present }
        meetings(first: 5) { nodes { actionReview(first: 5) { totalCount nodes { statusThen lastUpdate { text } action { slug } } } } } } }",
    "{ boards(first: 5) { nodes { attendanceBySeat(from: \"2022-01-01\") { present } } } }",
    "{ actionsByOwner(filter: { board: \"s1-board-004\" }) { organisation { name } open overdue } }",
    "{ actionsByOwner(filter: { ownerOrganisation: \"s1-org-007\", status: [OPEN] }) { organisation { name } open overdue } }",
    "{ programmes(first: 3) { nodes { risks grants { nodes { matchTerms scoreTotal { points } scores { points } payments { status } } } } } }",
    "{ meetings(first: 5) { nodes { minutes { comments { totalCount nodes { body section { part } } } } } } }",
    "{ agreements(filter: { category: OPERATIONAL }) { totalCount nodes {
        title categories gateways { act discloser { name } } lawfulBasis reviewDue
        parties { signedOn signedBy { displayName } }
    } } }",
    "{ checkAgreement(from: { slug: \"s1-org-002\" }, to: { slug: \"s1-org-007\" }, category: OPERATIONAL,
        purpose: \"purpose-3\") { allowed reasons { message agreement { title } } } }",
];

async fn no_list_scans_a_whole_table(db: Database) {
    let world = db.scaled().await;
    let large: BTreeSet<String> =
        world.sizes().await.into_iter().filter(|(_, rows)| *rows > SMALL).map(|(table, _)| table).collect();
    let scans = async |sql: &str| -> Vec<String> {
        let plan = world.plan(sql).await;
        plan.into_iter().filter(|line| scanned(line).is_some_and(|table| large.contains(table))).collect()
    };
    assert_eq!(scans("SELECT id FROM action WHERE description = 'no index'").await.len(), 1, "a scan is known as one");
    let mut found = BTreeSet::new();
    let (system, member) = (world.person("s1-org-007-service"), world.person("s1-org-007-member"));
    // With a purpose, every statement asks which agreements open what.
    let partners = [system.clone(), member.clone(), system.purpose("purpose-3"), member.purpose("purpose-3")];
    let asked = std::iter::once((world.public(), &[][..])).chain(partners.map(|partner| (partner, PARTNERS)));
    for (asker, more) in asked {
        for list in LISTS.iter().chain(more) {
            for sql in world.statements_of(&asker, list).await {
                found.extend(scans(&sql).await.into_iter().map(|scan| format!("{list}\n{scan}\n{sql}")));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.into_iter().collect::<Vec<_>>().join("\n\n"));
}

/// The table that a line of a plan reads from end to end.
fn scanned(line: &str) -> Option<&str> {
    let line = line.trim_start_matches([' ', '-', '>']);
    // PostgreSQL, then SQLite.
    let rest = line.strip_prefix("Parallel ").unwrap_or(line).strip_prefix("Seq Scan on ");
    let rest = rest.or_else(|| line.strip_prefix("SCAN ").filter(|scan| !scan.contains(" USING ")));
    rest?.split(' ').next()
}

/// SQLite as it is built for this program does not plan a remembered statement anew for each value (the settings are in
/// `.cargo/config.toml`: a build that does not read them is several times slower and says nothing).
async fn a_plan_once_made_is_kept(db: Database) {
    if db.is_postgres() {
        return;
    }
    let url = db.address(&db.bare().await);
    let connection = Connection::connect(url.as_str()).await.expect("connects");
    let options = Statement::from_string(DbBackend::Sqlite, "PRAGMA compile_options");
    let rows = connection.query_all_raw(options).await.expect("options");
    let options: BTreeSet<String> = rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect();
    assert!(options.contains("ENABLE_QPSG"), "{options:?}");
    assert!(!options.contains("ENABLE_MEMORY_MANAGEMENT"), "{options:?}");
    connection.close().await.expect("closes");
}

/// The text of a rule is made once and kept for all who are alike: it has places for what differs between them, and the
/// values stand beside it. Eve sits on no board, and is told nothing by having the text that Bob made.
async fn those_who_are_alike_ask_in_the_same_words(db: Database) {
    let world = db.world(&crate::cost::century()).await;
    let question = crate::cost::page(2);
    let [bob, eve] = ["bob", "eve"].map(|who| world.person(who));
    let words = world.statements_of(&bob, &question).await;
    assert!(words.iter().any(|text| text.contains("my_board")), "the rules are in the text");
    let first = words.first().expect("a statement").clone();
    assert_eq!(world.statements_of(&eve, &question).await.first(), Some(&first));
    assert_eq!(bob.ask(&question).await["board"]["name"], "Board");
    assert_eq!(eve.ask(&question).await["board"], serde_json::Value::Null);
    // No literal is as long as an id.
    let literals = |text: &str| text.split('\'').skip(1).step_by(2).all(|literal| literal.len() < 32);
    assert!(words.iter().all(|text| literals(text)), "{words:#?}");
}
