//! What a partnership's files hold, counted in them.

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;

/// Files as one mapping of nouns to records.
pub(super) struct Held {
    nouns: BTreeMap<String, Vec<Value>>,
    totals: BTreeMap<&'static str, usize>,
}

impl Held {
    /// The files of the demonstration.
    pub(super) fn demonstration() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/demo");
        let files = std::fs::read_dir(folder).expect("the demonstration").map(|file| file.expect("a file").path());
        let yaml = files.filter(|file| file.extension().is_some_and(|kind| kind == "yaml"));
        Self::read(yaml.map(|file| std::fs::read_to_string(file).expect("text")))
    }

    /// Files, by their text.
    pub(super) fn read(texts: impl IntoIterator<Item = String>) -> Self {
        let mut nouns: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for text in texts {
            let page: BTreeMap<String, Vec<Value>> =
                serde_saphyr::from_str(&text).unwrap_or_else(|cause| panic!("{cause}\n{text}"));
            page.into_iter().for_each(|(noun, records)| nouns.entry(noun).or_default().extend(records));
        }
        let mut held = Self { nouns, totals: BTreeMap::new() };
        held.totals = held.counted();
        held
    }

    /// How many there are of a kind.
    pub(super) fn total(&self, kind: &str) -> usize {
        self.totals.get(kind).copied().unwrap_or_default()
    }

    /// The slugs of a noun's records.
    pub(super) fn slugs(&self, noun: &str) -> impl Iterator<Item = &str> {
        self.nouns[noun].iter().map(|record| record["slug"].as_str().expect("a slug"))
    }

    /// Whether a programme is announced.
    pub(super) fn is_announced(&self, slug: &str) -> bool {
        self.nouns["programmes"].iter().any(|p| p["slug"] == slug && p["announced"] == true)
    }

    /// The personas with an account.
    pub(super) fn accounts(&self) -> impl Iterator<Item = &str> {
        self.slugs("accounts")
    }

    /// What is said of a persona.
    pub(super) fn about(&self, slug: &str) -> String {
        let account = self.nouns["accounts"].iter().find(|account| account["slug"] == slug);
        account.map_or_else(
            || "Whoever asks without a token.".to_owned(),
            |a| format!("{}. {}", a["name"].as_str().unwrap_or_default(), a["about"].as_str().unwrap_or_default()),
        )
    }

    fn all(&self, noun: &str) -> Vec<&Value> {
        self.nouns.get(noun).into_iter().flatten().collect()
    }

    fn counted(&self) -> BTreeMap<&'static str, usize> {
        let (boards, meetings, actions) = (self.all("boards"), self.all("meetings"), self.all("actions"));
        let (programmes, grants) = (self.all("programmes"), self.all("grants"));
        let (attendance, items, editions) =
            (under(&meetings, "attendance"), under(&meetings, "items"), under(&meetings, "minutes"));
        let (sections, updates) = (under(&editions, "sections"), under(&actions, "updates"));
        let is = |records: &[&Value], field: &str, word: &str| records.iter().filter(|r| r[field] == word).count();
        let has = |records: &[&Value], field: &str| records.iter().filter(|r| !r[field].is_null()).count();
        let owners = under(&actions, "owners");
        let papers = self.all("papers");
        let (agreements, recommendations) = (self.all("agreements"), self.all("recommendations"));
        let drafts = is(&agreements, "status", "DRAFT") + is(&agreements, "status", "IN_REVIEW");
        let bid = |grant: &&&Value| ["BID", "REJECTED"].iter().any(|status| grant["status"] == *status);
        BTreeMap::from([
            ("organisations", self.all("organisations").len()),
            ("boards", boards.len()),
            ("seats", under(&boards, "seats").len()),
            ("memberships", under(&boards, "members").len()),
            ("people", self.all("people").len()),
            ("contact points of people", under(&self.all("people"), "contacts").len()),
            ("contact points of organisations", under(&self.all("organisations"), "contacts").len()),
            ("meetings", meetings.len()),
            ("venues", has(&meetings, "venue")),
            ("attendance", attendance.len()),
            ("reasons for apologies", has(&attendance, "apology")),
            ("invitations", under(&meetings, "invitations").len()),
            ("agenda items, open", is(&items, "part", "OPEN")),
            ("agenda items, closed, in full", is(&items, "part", "CLOSED")),
            ("agenda items, closed, as stubs", is(&items, "part", "CLOSED")),
            ("agenda items, restricted", is(&items, "part", "RESTRICTED")),
            ("minutes, published", is(&editions, "status", "PUBLISHED")),
            ("minutes, agreed", is(&editions, "status", "AGREED")),
            ("minutes, circulated", is(&editions, "status", "CIRCULATED")),
            ("minutes, draft", is(&editions, "status", "DRAFT")),
            ("minutes, withdrawn", is(&editions, "status", "WITHDRAWN")),
            ("parts of minutes, open", is(&sections, "part", "OPEN")),
            ("parts of minutes, closed, in full", is(&sections, "part", "CLOSED")),
            ("parts of minutes, closed, as stubs", is(&sections, "part", "CLOSED")),
            ("parts of minutes, restricted", is(&sections, "part", "RESTRICTED")),
            ("actions", actions.len()),
            ("names of people who own them", has(&owners, "person")),
            ("reports of progress", updates.len()),
            ("internal notes", has(&updates, "note")),
            ("actions to report progress on", actions.len()),
            ("minutes to publish", is(&editions, "status", "AGREED") + is(&editions, "status", "WITHDRAWN")),
            ("programmes, announced", programmes.iter().filter(|p| p["announced"] == true).count()),
            ("programmes, not announced", programmes.iter().filter(|p| p["announced"] != true).count()),
            ("what programmes are about", has(&programmes, "summary")),
            ("what follows their money", has(&programmes, "successor")),
            ("risks of programmes", has(&programmes, "risks")),
            ("reports on programmes", under(&programmes, "updates").len()),
            ("grants, decided", grants.len() - grants.iter().filter(bid).count()),
            ("grants, bid for or rejected", grants.iter().filter(bid).count()),
            ("lines of grants", under(&grants, "lines").len()),
            ("payments of grants", under(&grants, "payments").len()),
            ("terms of match funding", has(&grants, "match_terms")),
            ("scores of bids", under(&grants, "scores").len()),
            ("totals of scores", has(&grants, "scores")),
            ("papers, in full", papers.len()),
            ("papers, as stubs", papers.iter().filter(|paper| paper["on_request"] == true).count()),
            ("versions of papers", under(&papers, "versions").len()),
            ("circulations of papers", under(&papers, "circulations").len()),
            ("comments", under(&papers, "comments").len() + under(&editions, "comments").len()),
            ("shares of papers", under(&papers, "grants").len()),
            ("decisions", self.all("decisions").len()),
            ("recommendations", recommendations.len()),
            ("evidence of recommendations", has(&recommendations, "evidence")),
            ("reviews", self.all("reviews").len()),
            ("agreements of the register", agreements.len() - drafts),
            ("agreements being drawn up", drafts),
            ("terms of agreements", has(&agreements, "categories")),
            ("texts of agreements", has(&agreements, "text")),
        ])
    }
}

/// What stands under a key of some records.
fn under<'v>(records: &[&'v Value], key: &str) -> Vec<&'v Value> {
    records.iter().flat_map(|record| record[key].as_array().into_iter().flatten()).collect()
}
