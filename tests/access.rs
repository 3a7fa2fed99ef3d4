//! Who reads what of the demonstration and of a small partnership, as a page that a board's chair can read:
//! `access.txt`. And who may do what: a deed is refused exactly where `viewerCan` says so.

mod held;
mod reading;

use std::path::Path;

use roundtable_tests::{Asker, Database, World};
use serde_json::Value;

use held::Held;
use reading::{Reading, can};

use crate::programmes::STATES;

crate::cases![
    the_page_of_who_reads_what_is_as_accepted,
    actions_are_moved_by_whom_the_record_says,
    meetings_are_moved_by_whom_the_record_says,
    minutes_are_moved_by_whom_the_record_says,
    comments_are_made_by_whom_the_record_says,
    papers_are_moved_by_whom_the_record_says,
    programmes_are_moved_by_whom_the_record_says,
    what_is_decided_and_recommended_is_moved_by_whom_the_record_says,
    boards_are_run_by_whom_the_record_says,
    an_office_on_one_board_is_none_on_another,
];

const HEADING: &str = "\
Who reads what

One paragraph for each reader, and for each hat of a reader with two: what they read today (2 March 2026), and
if the heading names a purpose, what agreements open for it. 'All of' and 'None of' say which kinds of record they read
in whole and which not at all. Between them, a line says how many records of a kind they read, of how many there are.
The telling ones are named; a part of the minutes by its meeting, its agenda item and the edition. A stub shows that a
closed part is there, and nothing that it says. The lines 'to publish' and 'to report progress on' say what they may do.
Totals are counted in the files; what is read is asked of the server as that reader.

A test compares this page with what the server answers, on each database. When a change of it is meant:
ACCEPT=1 cargo test -p roundtable-tests --test roundtable -- access
writes it anew. Let the chair read the difference before it is accepted: it is who will read what from then on.
";

const DEMONSTRATION: &str = "
PART ONE: the demonstration (api/demo), a real record with invented readers
";

const PARTNERSHIP: &str = "
PART TWO: a small partnership (tests/access/partnership.yaml), all of it invented

One board with five meetings: the minutes of March 2025 are published, those of June withdrawn, those of September
agreed, those of February 2026 circulated; the next meeting is called, and one after it planned. One reader for each way to be of it, or not.
";

/// The small partnership's file.
const SMALL: &str = include_str!("access/partnership.yaml");

/// A persona under a hat, none for who has one hat at most, and perhaps for a purpose.
struct Reader {
    slug: &'static str,
    hat: Option<&'static str>,
    purpose: Option<&'static str>,
}

/// The personas, in the order of the page.
const READERS: [Reader; 21] = [
    who("public"),
    who("mps-delegate"),
    who("cps-delegate"),
    Reader { purpose: Some("joint-improvement"), ..who("cps-delegate") },
    who("nhs-delegate"),
    who("london-councils-delegate"),
    Reader { hat: Some("lb-lambeth"), ..who("lambeth-dual-hat") },
    Reader { hat: Some("london-councils"), ..who("lambeth-dual-hat") },
    who("evaw-cochair"),
    who("imkaan-delegate"),
    who("mopac-secretariat"),
    who("safelives-guest"),
    who("bromley-coordinator"),
    who("bromley-marac-member"),
    who("mps-service"),
    who("cps-service"),
    who("london-councils-service"),
    who("cps-ig-lead"),
    who("mps-ig-lead"),
    who("auditor"),
    who("admin"),
];

/// The readers of the small partnership, in the order of the page.
const SMALL_READERS: [Reader; 13] = [
    who("public"),
    who("harbour-member"),
    who("harbour-principal"),
    who("harbour-substitute"),
    who("harbour-observer"),
    who("harbour-joiner"),
    who("harbour-leaver"),
    who("harbour-guest"),
    who("harbour-owner"),
    who("harbour-chair"),
    who("harbour-secretariat"),
    who("police-system"),
    who("homes-system"),
];

const fn who(slug: &'static str) -> Reader {
    Reader { slug, hat: None, purpose: None }
}

impl Reader {
    fn name(&self) -> String {
        let name = self.hat.map_or_else(|| self.slug.to_owned(), |hat| format!("{} acting for {hat}", self.slug));
        self.purpose.map_or_else(|| name.clone(), |purpose| format!("{name} for {purpose}"))
    }

    fn ask<'w>(&self, world: &'w World) -> Asker<'w> {
        let asker = world.anybody(self.slug);
        let asker = if let Some(hat) = self.hat { asker.wearing(hat) } else { asker };
        if let Some(purpose) = self.purpose { asker.purpose(purpose) } else { asker }
    }
}

/// The two partnerships, each with its readers.
async fn partnerships(db: &Database) -> [(World, &'static [Reader]); 2] {
    [(db.demo().await, &READERS), (db.world(SMALL).await, &SMALL_READERS)]
}

async fn the_page_of_who_reads_what_is_as_accepted(db: Database) {
    let [(demo, readers), (small, small_readers)] = partnerships(&db).await;
    let first = part(&demo, &Held::demonstration(), readers).await;
    let second = part(&small, &Held::read([SMALL.to_owned()]), small_readers).await;
    let page = [HEADING, DEMONSTRATION, &first, PARTNERSHIP, &second].concat();
    crate::page::reviewed(&Path::new(env!("CARGO_MANIFEST_DIR")).join("access.txt"), &page);
}

/// The paragraphs of one partnership's readers.
async fn part(world: &World, held: &Held, readers: &[Reader]) -> String {
    let strangers: Vec<&str> = held.accounts().filter(|slug| readers.iter().all(|r| r.slug != *slug)).collect();
    assert!(strangers.is_empty(), "accounts that the page leaves out: {strangers:?}");
    let nothing: Vec<&str> = reading::KINDS.iter().copied().filter(|kind| held.total(kind) == 0).collect();
    let mut page = String::new();
    if !nothing.is_empty() {
        let nothing = format!("{}.", nothing.join("; ").replace(", ", " "));
        page.push_str(&wrapped("\nThere are none of these: ", 0, &nothing));
    }
    let mut seen: Vec<(String, String)> = Vec::new();
    for reader in readers {
        let table = Reading::of(&reader.ask(world), held).await.table(held);
        page.push_str(&format!("\n{}\n", reader.name()));
        page.push_str(&wrapped("  ", 2, &held.about(reader.slug)));
        match seen.iter().find(|(_, same)| *same == table) {
            Some((first, _)) => page.push_str(&format!("  Reads the same as {first}.\n")),
            None => page.push_str(&table),
        }
        seen.push((reader.name(), table));
    }
    page
}

/// Text after a lead, in lines of at most 116 characters, the later ones indented.
fn wrapped(lead: &str, indent: usize, text: &str) -> String {
    let mut lines = vec![lead.to_owned()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("a line");
        let fresh = line.trim().is_empty() || line.ends_with(' ');
        if !fresh && line.chars().count() + 1 + word.chars().count() > 116 {
            lines.push(format!("{}{word}", " ".repeat(indent)));
        } else {
            line.push_str(if fresh { "" } else { " " });
            line.push_str(word);
        }
    }
    lines.join("\n") + "\n"
}

/// Tries a deed on records, up to twenty in one request as the server allows, each in a way that cannot be done, for
/// example with a version that no record has: who may is told so, who may not is forbidden. Answers the codes.
async fn tried(asker: &Asker<'_>, deeds: &[String]) -> Vec<String> {
    let mut codes = Vec::new();
    for some in deeds.chunks(20) {
        let deeds: Vec<String> = some.iter().enumerate().map(|(n, deed)| format!("deed{n}: {deed}")).collect();
        let data = asker.ask(&format!("mutation {{ {} }}", deeds.join(" "))).await;
        for n in 0..some.len() {
            let errors = data[format!("deed{n}")]["userErrors"].as_array().expect("what went wrong");
            assert_eq!(errors.len(), 1, "{errors:?}");
            codes.push(errors[0]["code"].as_str().expect("a code").to_owned());
        }
    }
    codes
}

/// A deed that is none of theirs is not in their schema.
async fn not_there(asker: &Asker<'_>, deed: &str) {
    let error = asker.refused(&format!("mutation {{ {deed}(input: {{}}) {{ userErrors {{ code }} }} }}")).await;
    assert_eq!(error["extensions"]["code"], "VALIDATION", "{error}");
}

/// A deed: its word, on what kind of record, what `viewerCan` calls it, which capabilities have it in their schema, what its
/// input holds beside the record and its version, and from which states it leads on.
struct Step {
    deed: &'static str,
    on: &'static str,
    can: &'static str,
    needs: &'static [&'static str],
    input: &'static str,
    from: &'static [&'static str],
}

const SECRETARIAT: &[&str] = &["SECRETARIAT"];
const PARTNER: &[&str] = &["PARTNER"];
const CHAIR: &[&str] = &["CHAIR"];
const STAFF: &[&str] = &["SECRETARIAT", "CHAIR"];
const OWED: &[&str] = &["OPEN", "IN_PROGRESS", "CHASING"];
const NOT_OVER: &[&str] = &["OPEN", "IN_PROGRESS", "CHASING", "COMPLETE_PROPOSED", "CARRIED_OVER"];
const NOT_COMPLETE: &[&str] =
    &["OPEN", "IN_PROGRESS", "CHASING", "COMPLETE_PROPOSED", "CARRIED_OVER", "NOT_COMPLETE", "SUPERSEDED"];
const TO_COME: &[&str] = &["PLANNED", "NOTIFIED", "POSTPONED"];
const ON: &[&str] = &["PLANNED", "NOTIFIED", "HELD", "MINUTED", "POSTPONED"];
const NOT_OFF: &[&str] = &["PLANNED", "NOTIFIED", "HELD", "MINUTED"];

/// What is done with actions (domain model 2.4).
#[rustfmt::skip]
const ACTIONS: [Step; 10] = [
    Step { deed: "addActionUpdate", on: "action", can: "addUpdate", needs: &["OWNER"], input: r#"text: "Done.""#, from: NOT_OVER },
    Step { deed: "confirmAction", on: "action", can: "confirm", needs: STAFF, input: r#"statement: "Done.""#, from: &["COMPLETE_PROPOSED"] },
    Step { deed: "chaseAction", on: "action", can: "chase", needs: SECRETARIAT, input: r#"text: "And?""#, from: &["OPEN", "IN_PROGRESS"] },
    Step { deed: "carryOverAction", on: "action", can: "carryOver", needs: STAFF, input: r#"meeting: "x", text: "Later.""#, from: OWED },
    Step { deed: "markActionNotComplete", on: "action", can: "markNotComplete", needs: CHAIR, input: r#"reason: "No.""#, from: OWED },
    Step { deed: "supersedeAction", on: "action", can: "supersede", needs: STAFF, input: r#"by: { paper: "x" }, text: "So.""#, from: NOT_COMPLETE },
    Step { deed: "reopenAction", on: "action", can: "reopen", needs: CHAIR, input: r#"reason: "Yes.""#, from: &["COMPLETE", "NOT_COMPLETE", "SUPERSEDED"] },
    Step { deed: "reassignAction", on: "action", can: "reassign", needs: STAFF, input: r#"owners: [], text: "To them.""#, from: NOT_OVER },
    Step { deed: "raiseActions", on: "meeting", can: "raiseActions", needs: STAFF, input: "actions: []", from: NOT_OFF },
    Step { deed: "closeActions", on: "meeting", can: "closeActions", needs: CHAIR, input: "actions: []", from: NOT_OFF },
];

/// What is done with meetings.
#[rustfmt::skip]
const MEETINGS: [Step; 11] = [
    Step { deed: "planMeeting", on: "board", can: "planMeeting", needs: STAFF, input: r#"endsAt: "2030-01-01T10:00:00Z""#, from: &["PROPOSED", "ACTIVE", "LAPSED"] },
    Step { deed: "notifyMeeting", on: "meeting", can: "notify", needs: STAFF, input: "", from: &["PLANNED", "POSTPONED"] },
    Step { deed: "holdMeeting", on: "meeting", can: "hold", needs: STAFF, input: "", from: &["NOTIFIED"] },
    Step { deed: "cancelMeeting", on: "meeting", can: "cancel", needs: STAFF, input: "", from: TO_COME },
    Step { deed: "postponeMeeting", on: "meeting", can: "postpone", needs: STAFF, input: r#"heldOn: "2030""#, from: TO_COME },
    Step { deed: "proposeAgendaItems", on: "meeting", can: "proposeAgendaItems", needs: STAFF, input: "items: []", from: ON },
    Step { deed: "settleAgendaItems", on: "meeting", can: "settleAgendaItems", needs: STAFF, input: "items: []", from: ON },
    Step { deed: "inviteToMeeting", on: "meeting", can: "invite", needs: SECRETARIAT, input: "invitations: []", from: TO_COME },
    Step { deed: "withdrawInvitations", on: "meeting", can: "withdrawInvitations", needs: SECRETARIAT, input: "people: []", from: ON },
    Step { deed: "recordAttendance", on: "meeting", can: "recordAttendance", needs: SECRETARIAT, input: "attendance: []", from: &["NOTIFIED", "HELD", "MINUTED"] },
    Step { deed: "draftMinutes", on: "meeting", can: "draftMinutes", needs: SECRETARIAT, input: "sections: []", from: &["HELD", "MINUTED"] },
];

/// What is done with minutes.
#[rustfmt::skip]
const MINUTES: [Step; 6] = [
    Step { deed: "reviseMinutes", on: "minutes", can: "revise", needs: SECRETARIAT, input: "sections: []", from: &["DRAFT", "CIRCULATED"] },
    Step { deed: "circulateMinutes", on: "minutes", can: "circulate", needs: SECRETARIAT, input: "", from: &["DRAFT"] },
    Step { deed: "agreeMinutes", on: "minutes", can: "agree", needs: CHAIR, input: "by: { correspondence: true }", from: &["CIRCULATED"] },
    Step { deed: "correctMinutes", on: "minutes", can: "correct", needs: CHAIR, input: r#"agreedAt: "x", sections: []"#, from: &["AGREED", "PUBLISHED", "WITHDRAWN"] },
    Step { deed: "publishMinutes", on: "minutes", can: "publish", needs: SECRETARIAT, input: "", from: &["AGREED", "WITHDRAWN"] },
    Step { deed: "withdrawMinutes", on: "minutes", can: "withdraw", needs: CHAIR, input: r#"reason: "No.""#, from: &["PUBLISHED"] },
];

/// What is said of minutes and papers.
#[rustfmt::skip]
const COMMENTS: [Step; 2] = [
    Step { deed: "commentOnMinutes", on: "minutes", can: "comment", needs: PARTNER, input: r#"body: """#, from: &["CIRCULATED"] },
    Step { deed: "commentOnPaper", on: "paper", can: "comment", needs: PARTNER, input: r#"body: """#, from: &["CIRCULATED"] },
];

/// What is done with papers.
#[rustfmt::skip]
const PAPERS: [Step; 8] = [
    Step { deed: "draftPaper", on: "board", can: "draftPaper", needs: PARTNER, input: r#"title: "", kind: REPORT"#, from: &["PROPOSED", "ACTIVE", "LAPSED"] },
    Step { deed: "revisePaper", on: "paper", can: "revise", needs: PARTNER, input: "", from: &["DRAFT", "CIRCULATED"] },
    Step { deed: "circulatePaper", on: "paper", can: "circulate", needs: SECRETARIAT, input: "purpose: FOR_INFORMATION", from: &["DRAFT", "CIRCULATED", "FINAL", "PUBLISHED"] },
    Step { deed: "finalisePaper", on: "paper", can: "finalise", needs: STAFF, input: "", from: &["CIRCULATED"] },
    Step { deed: "publishPaper", on: "paper", can: "publish", needs: SECRETARIAT, input: "", from: &["FINAL"] },
    Step { deed: "sharePaper", on: "paper", can: "share", needs: PARTNER, input: r#"with: [], until: "2030-01-01T00:00:00Z", reason: "So.""#, from: &["DRAFT", "CIRCULATED", "FINAL", "PUBLISHED"] },
    Step { deed: "endShares", on: "paper", can: "endShares", needs: PARTNER, input: "shares: []", from: &["DRAFT", "CIRCULATED", "FINAL", "PUBLISHED", "WITHDRAWN"] },
    Step { deed: "withdrawPaper", on: "paper", can: "withdraw", needs: PARTNER, input: r#"reason: "No.""#, from: &["DRAFT", "CIRCULATED", "FINAL", "PUBLISHED"] },
];

/// The states of programmes that are not over yet: all but the last three.
const UNDER_WAY: &[&str] = STATES.split_at(8).0;
const ANY: &[&str] = &STATES;

/// What is decided and recommended.
#[rustfmt::skip]
const DECIDED: [Step; 4] = [
    Step { deed: "recordDecisions", on: "meeting", can: "recordDecisions", needs: STAFF, input: "decisions: []", from: NOT_OFF },
    Step { deed: "makeRecommendations", on: "meeting", can: "makeRecommendations", needs: STAFF, input: "recommendations: []", from: NOT_OFF },
    Step { deed: "answerRecommendation", on: "recommendation", can: "answer", needs: PARTNER, input: r#"status: ACCEPTED, response: "Yes.""#, from: &["MADE"] },
    Step { deed: "advanceRecommendation", on: "recommendation", can: "advance", needs: PARTNER, input: "status: IMPLEMENTING", from: &["ACCEPTED", "PARTLY", "IMPLEMENTING", "IMPLEMENTED"] },
];

/// What is done with programmes.
#[rustfmt::skip]
const PROGRAMMES: [Step; 7] = [
    Step { deed: "proposeProgramme", on: "board", can: "proposeProgramme", needs: STAFF, input: r#"name: "", kind: PILOT"#, from: &["PROPOSED", "ACTIVE", "LAPSED"] },
    Step { deed: "reviseProgramme", on: "programme", can: "revise", needs: PARTNER, input: r#"name: "So""#, from: UNDER_WAY },
    Step { deed: "approveProgramme", on: "programme", can: "approve", needs: STAFF, input: r#"text: "Yes.""#, from: &["PROPOSED"] },
    Step { deed: "advanceProgramme", on: "programme", can: "advance", needs: PARTNER, input: r#"to: LIVE, text: "On.""#, from: &["APPROVED", "TENDERING", "AWARDED", "MOBILISING", "LIVE", "EXTENDED", "ENDING"] },
    Step { deed: "holdUpProgramme", on: "programme", can: "holdUp", needs: PARTNER, input: r#"overlay: PAUSED, reason: "No.""#, from: UNDER_WAY },
    Step { deed: "withdrawProgramme", on: "programme", can: "withdraw", needs: PARTNER, input: r#"reason: "No.""#, from: UNDER_WAY },
    Step { deed: "addProgrammeUpdate", on: "programme", can: "addUpdate", needs: PARTNER, input: r#"text: """#, from: ANY },
];

/// What is done with boards and with places on them.
#[rustfmt::skip]
const BOARDS: [Step; 8] = [
    Step { deed: "proposeBoard", on: "board", can: "propose", needs: STAFF, input: r#"name: "", kind: BOARD"#, from: &["PROPOSED", "ACTIVE"] },
    Step { deed: "reviseBoard", on: "board", can: "revise", needs: STAFF, input: r#"cadence: "So""#, from: &["PROPOSED", "ACTIVE", "LAPSED"] },
    Step { deed: "closeBoard", on: "board", can: "close", needs: CHAIR, input: "", from: &["PROPOSED", "ACTIVE", "LAPSED"] },
    Step { deed: "openSeats", on: "board", can: "openSeats", needs: STAFF, input: "seats: []", from: &["PROPOSED", "ACTIVE", "LAPSED"] },
    Step { deed: "closeSeats", on: "board", can: "closeSeats", needs: STAFF, input: "seats: []", from: &["PROPOSED", "ACTIVE", "LAPSED", "CLOSED"] },
    Step { deed: "appointMembers", on: "board", can: "appoint", needs: STAFF, input: "members: []", from: &["PROPOSED", "ACTIVE", "LAPSED", "CLOSED"] },
    Step { deed: "endMembership", on: "membership", can: "end", needs: PARTNER, input: "", from: &["NOMINATED", "CURRENT"] },
    Step { deed: "handOverMembership", on: "membership", can: "handOver", needs: STAFF, input: r#"to: "x""#, from: &["NOMINATED", "CURRENT"] },
];

/// Deeds that leave the record itself as it is, so that their input names no version of it.
const UNVERSIONED: [&str; 18] = [
    "sharePaper",
    "endShares",
    "proposeBoard",
    "appointMembers",
    "recordDecisions",
    "makeRecommendations",
    "proposeProgramme",
    "addProgrammeUpdate",
    "draftPaper",
    "commentOnMinutes",
    "commentOnPaper",
    "raiseActions",
    "closeActions",
    "planMeeting",
    "draftMinutes",
    "proposeAgendaItems",
    "inviteToMeeting",
    "withdrawInvitations",
];

impl Step {
    /// The deed on a record, in a way that cannot be done: with a version that no record has, or with an empty list.
    fn on(&self, record: &Value) -> String {
        let version = if UNVERSIONED.contains(&self.deed) { "" } else { "expectedVersion: 999999, " };
        let input = format!("{{ {}: {}, {version}{} }}", self.on, record["id"], self.input);
        format!("{}(input: {input}) {{ userErrors {{ code }} }}", self.deed)
    }
}

async fn actions_are_moved_by_whom_the_record_says(db: Database) {
    moved(&db, &ACTIONS).await;
}

async fn meetings_are_moved_by_whom_the_record_says(db: Database) {
    moved(&db, &MEETINGS).await;
}

async fn minutes_are_moved_by_whom_the_record_says(db: Database) {
    moved(&db, &MINUTES).await;
}

async fn comments_are_made_by_whom_the_record_says(db: Database) {
    moved(&db, &COMMENTS).await;
}

async fn papers_are_moved_by_whom_the_record_says(db: Database) {
    moved(&db, &PAPERS).await;
}

async fn programmes_are_moved_by_whom_the_record_says(db: Database) {
    moved(&db, &PROGRAMMES).await;
}

async fn what_is_decided_and_recommended_is_moved_by_whom_the_record_says(db: Database) {
    moved(&db, &DECIDED).await;
}

async fn boards_are_run_by_whom_the_record_says(db: Database) {
    moved(&db, &BOARDS).await;
}

/// Who runs one board, and so has every deed in their schema, is a member of another and no more.
async fn an_office_on_one_board_is_none_on_another(db: Database) {
    let offices = "      - {person: p-chair, role: SECRETARIAT, from: 2025-01-01, basis: APPOINTED}
      - {person: p-officer, role: CHAIR, from: 2025-01-01, basis: APPOINTED}
      - {person: p-officer, role: SECRETARIAT, from: 2025-01-01, basis: APPOINTED}
";
    let (own, _) = offices.split_once('\n').expect("lines");
    let table = crate::steps::table().replacen(&format!("{own}\n"), offices, 1);
    assert!(table.contains(offices));
    let world = db.world(&table).await;
    let officer = world.person("officer");
    for step in ACTIONS.iter().chain(&MEETINGS).chain(&MINUTES) {
        assert!(has(&officer, step.deed, step.needs).await, "{} is in the schema", step.deed);
        let records = known(&officer, step).await;
        assert!(!records.is_empty(), "{}", step.deed);
        let may = records.iter().filter(|record| record["viewerCan"][step.can] == true).count();
        let codes = tried(&officer, &records.iter().map(|record| step.on(record)).collect::<Vec<_>>()).await;
        let refused = codes.iter().filter(|code| *code == "FORBIDDEN").count();
        // The annexe is theirs, and so is what the police own.
        let own = match step.deed {
            "planMeeting" => 1,
            "addActionUpdate" => records.iter().filter(|record| record["slug"] != "count-beds").count(),
            _ => 0,
        };
        assert!(records.len() - refused <= own, "{}: {codes:?}", step.deed);
        assert!(may <= own, "{}: {records:?}", step.deed);
    }
}

async fn moved(db: &Database, steps: &[Step]) {
    let worlds = partnerships(db).await;
    for step in steps {
        let mut allowed = 0;
        for (world, readers) in &worlds {
            allowed += moves(world, readers, step).await;
        }
        assert!(allowed > 0, "nobody may {} anything", step.deed);
    }
}

/// Whether a reader has a deed in their schema; what is not there is refused as what never was.
async fn has(asker: &Asker<'_>, deed: &str, needs: &[&str]) -> bool {
    for capability in needs {
        if can(asker, capability).await {
            return true;
        }
    }
    not_there(asker, deed).await;
    false
}

/// The records of a kind that somebody knows: each with its id, where it stands, and whether they may.
async fn known(asker: &Asker<'_>, step: &Step) -> Vec<Value> {
    let fields = format!("id status viewerCan {{ {} }}", step.can);
    let (list, query) = match step.on {
        "action" => ("actions", format!("slug {fields}")),
        "board" => ("boards", format!("slug {fields}")),
        "meeting" => ("meetings", format!("slug {fields}")),
        "paper" => ("papers", format!("slug {fields}")),
        "programme" => ("programmes", format!("slug {fields}")),
        "recommendation" => ("recommendations", format!("slug {fields}")),
        "membership" => {
            ("boards", format!("memberships(first: 100) {{ nodes {{ {fields} }} pageInfo {{ hasNextPage }} }}"))
        }
        _ => ("meetings", format!("editions(first: 100) {{ nodes {{ {fields} }} pageInfo {{ hasNextPage }} }}")),
    };
    let query = format!("{{ {list}(first: 100) {{ nodes {{ {query} }} pageInfo {{ hasNextPage }} }} }}");
    let answer = asker.ask(&query).await[list].clone();
    assert!(!answer.to_string().contains(r#""hasNextPage":true"#), "more of them than one page");
    let nodes = answer["nodes"].as_array().expect("a list").clone();
    let within = |list: &'static str| move |one: Value| one[list]["nodes"].as_array().expect("a list").clone();
    match step.on {
        "minutes" => nodes.into_iter().flat_map(within("editions")).collect(),
        "membership" => nodes.into_iter().flat_map(within("memberships")).collect(),
        _ => nodes,
    }
}

/// Tries a step on every record that each reader knows. Answers how often they may.
async fn moves(world: &World, readers: &[Reader], step: &Step) -> u32 {
    let mut allowed = 0;
    // Who may is told of a version that no record has, or of an empty list, and nothing is done.
    let versioned = !UNVERSIONED.contains(&step.deed);
    let told = if versioned { "CONFLICT" } else { "VALIDATION" };
    for reader in readers {
        let asker = reader.ask(world);
        if !has(&asker, step.deed, step.needs).await {
            continue;
        }
        let records = known(&asker, step).await;
        let deeds: Vec<String> = records.iter().map(|record| step.on(record)).collect();
        for (record, code) in records.iter().zip(tried(&asker, &deeds).await) {
            let may = record["viewerCan"][step.can] == true;
            allowed += u32::from(may);
            // The right without the state is no deed either: what is over takes no reports.
            let leads_on = step.from.iter().any(|status| record["status"] == *status);
            let right = code == told || (!versioned && !leads_on && code == "CONFLICT");
            assert!(right || code == "FORBIDDEN", "{}: {} of {record}: {code}", reader.name(), step.deed);
            assert_eq!(may, right && leads_on, "{}: {} of {record}", reader.name(), step.deed);
        }
    }
    allowed
}
