//! Who reads what of the demonstration and of a small partnership, as a page that a board's chair can read:
//! `access.txt`. And who may do what: a deed is refused exactly where `viewerCan` says so.

mod held;
mod reading;

use std::path::Path;

use roundtable_tests::{Asker, Database, World};
use serde_json::Value;

use held::Held;
use reading::{Reading, can};

crate::cases![
    the_page_of_who_reads_what_is_as_accepted,
    progress_is_reported_by_whom_the_record_says,
    minutes_are_published_by_whom_the_record_says,
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
agreed, those of February 2026 circulated; the next meeting is planned. One reader for each way to be of it, or not.
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

/// Tries a deed on records, up to twenty in one request as the server allows, each with a version that no record has,
/// so that nothing is done: who may is told of the conflict, who may not is forbidden. Answers the codes.
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

async fn progress_is_reported_by_whom_the_record_says(db: Database) {
    for (world, readers) in partnerships(&db).await {
        assert!(reports(&world, readers, "addActionUpdate").await > 0, "nobody may report on anything");
    }
}

/// Tries to report on every action that each reader knows. Answers how often they may.
async fn reports(world: &World, readers: &[Reader], deed: &str) -> u32 {
    let mut allowed = 0;
    for reader in readers {
        let asker = reader.ask(world);
        if !can(&asker, "OWNER").await {
            not_there(&asker, deed).await;
            continue;
        }
        let actions =
            "{ actions(first: 100) { nodes { id slug status viewerCan { addUpdate } } pageInfo { hasNextPage } } }";
        let actions = asker.ask(actions).await["actions"].clone();
        assert_eq!(actions["pageInfo"]["hasNextPage"], false, "more actions than one page");
        let actions = actions["nodes"].as_array().expect("actions").clone();
        let report = |action: &Value| {
            let input = format!("{{ action: {}, expectedVersion: 999999, text: \"Done.\" }}", action["id"]);
            format!("{deed}(input: {input}) {{ userErrors {{ code }} }}")
        };
        let deeds: Vec<String> = actions.iter().map(report).collect();
        for (action, code) in actions.iter().zip(tried(&asker, &deeds).await) {
            let may = action["viewerCan"]["addUpdate"] == true;
            allowed += u32::from(may);
            // The right without the state is no deed either: what is over takes no reports.
            let over = ["COMPLETE", "NOT_COMPLETE", "SUPERSEDED"].iter().any(|status| action["status"] == *status);
            let right = code == "CONFLICT";
            assert!(right || code == "FORBIDDEN", "{}: {code}", reader.name());
            assert_eq!(may, right && !over, "{} reports on {}", reader.name(), action["slug"]);
        }
    }
    allowed
}

async fn minutes_are_published_by_whom_the_record_says(db: Database) {
    for (world, readers) in partnerships(&db).await {
        assert!(publishes(&world, readers, "publishMinutes").await > 0, "nobody may publish anything");
    }
}

/// Tries to publish every edition that each reader knows. Answers how often they may.
async fn publishes(world: &World, readers: &[Reader], deed: &str) -> u32 {
    let mut allowed = 0;
    for reader in readers {
        let asker = reader.ask(world);
        if !can(&asker, "SECRETARIAT").await {
            not_there(&asker, deed).await;
            continue;
        }
        let editions = "{ meetings(first: 100) { nodes { slug editions(first: 100) { nodes {
            id status viewerCan { publish } } } } } }";
        let meetings = asker.ask(editions).await["meetings"]["nodes"].clone();
        let of = |meeting: &Value| meeting["editions"]["nodes"].as_array().expect("editions").clone();
        let editions: Vec<Value> = meetings.as_array().expect("meetings").iter().flat_map(of).collect();
        let publish = |minutes: &Value| {
            let input = format!("{{ minutes: {}, expectedVersion: 999999 }}", minutes["id"]);
            format!("{deed}(input: {input}) {{ userErrors {{ code }} }}")
        };
        let deeds: Vec<String> = editions.iter().map(publish).collect();
        for (edition, code) in editions.iter().zip(tried(&asker, &deeds).await) {
            let (may, agreed) = (edition["viewerCan"]["publish"] == true, edition["status"] == "AGREED");
            allowed += u32::from(may);
            // The right without the state is no deed either: what is not agreed cannot be published.
            let right = code == "CONFLICT";
            assert!(right || code == "FORBIDDEN", "{}: {code}", reader.name());
            assert_eq!(may, right && agreed, "{} publishes an edition that is {}", reader.name(), edition["status"]);
            assert!(!right || reader.slug.ends_with("-secretariat"), "{} could publish", reader.name());
        }
    }
    allowed
}
