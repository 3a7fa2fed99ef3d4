//! What one reader gets of a partnership's record, by asking for all of it.

use std::collections::{BTreeMap, BTreeSet};

use roundtable_tests::Asker;
use serde_json::Value;

use super::held::Held;

/// The kinds of record, in the order of the page.
pub(super) const KINDS: [&str; 58] = [
    "organisations",
    "boards",
    "seats",
    "memberships",
    "people",
    "contact points of people",
    "contact points of organisations",
    "meetings",
    "venues",
    "attendance",
    "reasons for apologies",
    "invitations",
    "agenda items, open",
    "agenda items, closed, in full",
    "agenda items, closed, as stubs",
    "agenda items, restricted",
    "minutes, published",
    "minutes, agreed",
    "minutes, circulated",
    "minutes, draft",
    "minutes, withdrawn",
    "minutes to publish",
    "parts of minutes, open",
    "parts of minutes, closed, in full",
    "parts of minutes, closed, as stubs",
    "parts of minutes, restricted",
    "actions",
    "names of people who own them",
    "reports of progress",
    "internal notes",
    "actions to report progress on",
    "programmes, announced",
    "programmes, not announced",
    "what programmes are about",
    "what follows their money",
    "risks of programmes",
    "reports on programmes",
    "grants, decided",
    "grants, bid for or rejected",
    "lines of grants",
    "payments of grants",
    "terms of match funding",
    "scores of bids",
    "totals of scores",
    "papers, in full",
    "papers, as stubs",
    "versions of papers",
    "circulations of papers",
    "comments",
    "shares of papers",
    "decisions",
    "recommendations",
    "evidence of recommendations",
    "reviews",
    "agreements of the register",
    "agreements being drawn up",
    "terms of agreements",
    "texts of agreements",
];

/// The kinds whose records are named on the page: those that most people are kept from.
const NAMED: [&str; 26] = [
    "contact points of people",
    "invitations",
    "agenda items, closed, in full",
    "agenda items, closed, as stubs",
    "agenda items, restricted",
    "minutes, agreed",
    "minutes, circulated",
    "minutes, draft",
    "minutes, withdrawn",
    "minutes to publish",
    "parts of minutes, closed, in full",
    "parts of minutes, closed, as stubs",
    "parts of minutes, restricted",
    "internal notes",
    "programmes, not announced",
    "grants, bid for or rejected",
    "reasons for apologies",
    "papers, in full",
    "papers, as stubs",
    "comments",
    "shares of papers",
    "evidence of recommendations",
    "reviews",
    "agreements being drawn up",
    "terms of agreements",
    "texts of agreements",
];

/// How many of each kind, and which.
#[derive(Default)]
pub(super) struct Reading(BTreeMap<&'static str, (usize, BTreeSet<String>)>);

impl Reading {
    pub(super) async fn of(asker: &Asker<'_>, held: &Held) -> Self {
        let mut reading = Self::default();
        let partner = can(asker, "PARTNER").await;
        reading.bodies(asker, partner).await;
        reading.meetings(asker, partner).await;
        reading.actions(asker, partner).await;
        reading.programmes(asker, held, partner).await;
        reading.papers(asker, partner).await;
        reading.decisions(asker, partner).await;
        reading.agreements(asker, partner).await;
        reading
    }

    /// What is read in whole and what not at all, in a line each; between them a line for each kind of which some is
    /// read, or whose records are named.
    pub(super) fn table(&self, held: &Held) -> String {
        let wide = KINDS.iter().map(|kind| kind.len()).max().unwrap_or_default();
        let (mut whole, mut nothing, mut table) = (Vec::new(), Vec::new(), String::new());
        for kind in KINDS.into_iter().filter(|kind| held.total(kind) > 0) {
            let (total, none) = (held.total(kind), (0, BTreeSet::new()));
            let (read, names) = self.0.get(kind).unwrap_or(&none);
            assert!(*read <= total, "{kind}: {read} are read, the files hold {total}");
            let lead = format!("  {kind:wide$}  {read:>3} of {total:<3}");
            match *read {
                0 => nothing.push(kind.to_owned()),
                _ if NAMED.contains(&kind) => table.push_str(&listed(&format!("{lead}  "), names, "; ")),
                _ if *read == total => whole.push(format!("{kind} ({total})")),
                _ => table.push_str(&format!("{}\n", lead.trim_end())),
            }
        }
        let line = |lead: &str, kinds: Vec<String>| {
            let kinds: Vec<String> = kinds.into_iter().map(|kind| kind.replace(", ", " ")).collect();
            listed(&format!("  {lead:7}  "), &kinds, ", ")
        };
        let all = if whole.is_empty() { String::new() } else { line("All of", whole) };
        all + &table + &line("None of", nothing)
    }

    fn add(&mut self, kind: &'static str, count: usize) {
        self.0.entry(kind).or_default().0 += count;
    }

    /// One record, by name. Two of one name count as two.
    fn name(&mut self, kind: &'static str, name: impl Into<String>) {
        let (count, names) = self.0.entry(kind).or_default();
        *count += 1;
        names.insert(name.into());
    }

    async fn bodies(&mut self, asker: &Asker<'_>, partner: bool) {
        for board in all(asker, "boards", "slug seats { totalCount } memberships { totalCount }").await {
            self.add("boards", 1);
            self.add("seats", number(&board["seats"]["totalCount"]));
            self.add("memberships", number(&board["memberships"]["totalCount"]));
        }
        let fields = "slug contactPoints { kind } «comments(first: 100) { totalCount nodes {
            paper { slug } minutes { edition meeting { slug } } } }»";
        for person in all(asker, "people", &there(fields, partner)).await {
            for comment in if partner { whole(&person["comments"]) } else { &[] } {
                self.name("comments", format!("{} by {}", subject(comment), word(&person["slug"])));
            }
            self.add("people", 1);
            for contact in nodes(&person["contactPoints"]) {
                self.name("contact points of people", format!("{} {}", word(&person["slug"]), word(&contact["kind"])));
            }
        }
        for organisation in all(asker, "organisations", "slug contactPoints { kind }").await {
            self.add("organisations", 1);
            self.add("contact points of organisations", nodes(&organisation["contactPoints"]).len());
        }
    }

    async fn meetings(&mut self, asker: &Asker<'_>, partner: bool) {
        let fields = "slug venue
            attendance(first: 100) { nodes { person { slug } «apologyReason» } totalCount }
            «invitations(first: 100) { nodes { person { slug } capacity } totalCount }»
            agendaItems(first: 100) { nodes { number part stub } totalCount }
            editions(first: 100) { nodes { edition status «viewerCan { publish }»
                sections { part stub item { number } } } totalCount }";
        for meeting in all(asker, "meetings", &there(fields, partner)).await {
            let slug = word(&meeting["slug"]);
            self.add("meetings", 1);
            self.add("venues", usize::from(meeting["venue"].is_string()));
            for one in whole(&meeting["attendance"]) {
                self.add("attendance", 1);
                if one["apologyReason"].is_string() {
                    self.name("reasons for apologies", format!("{slug} {}", word(&one["person"]["slug"])));
                }
            }
            for guest in if partner { whole(&meeting["invitations"]) } else { &[] } {
                let name = format!("{slug} {} {}", word(&guest["capacity"]), word(&guest["person"]["slug"]));
                self.name("invitations", name);
            }
            for item in whole(&meeting["agendaItems"]) {
                let kind = match (word(&item["part"]).as_str(), item["stub"] == true) {
                    ("OPEN", false) => "agenda items, open",
                    ("CLOSED", false) => "agenda items, closed, in full",
                    ("CLOSED", true) => "agenda items, closed, as stubs",
                    ("RESTRICTED", false) => "agenda items, restricted",
                    odd => panic!("an agenda item that is {odd:?}"),
                };
                self.name(kind, format!("{slug} item {}", word(&item["number"])));
            }
            for edition in whole(&meeting["editions"]) {
                self.edition(&slug, edition);
            }
        }
    }

    fn edition(&mut self, meeting: &str, edition: &Value) {
        let name = format!("{meeting} edition {}", edition["edition"]);
        let kind = match word(&edition["status"]).as_str() {
            "PUBLISHED" => "minutes, published",
            "AGREED" => "minutes, agreed",
            "CIRCULATED" => "minutes, circulated",
            "DRAFT" => "minutes, draft",
            "WITHDRAWN" => "minutes, withdrawn",
            odd => panic!("minutes that are {odd}"),
        };
        self.name(kind, &name);
        if edition["viewerCan"]["publish"] == true {
            self.name("minutes to publish", &name);
        }
        for section in nodes(&edition["sections"]) {
            let kind = match (word(&section["part"]).as_str(), section["stub"] == true) {
                ("OPEN", false) => "parts of minutes, open",
                ("CLOSED", false) => "parts of minutes, closed, in full",
                ("CLOSED", true) => "parts of minutes, closed, as stubs",
                ("RESTRICTED", false) => "parts of minutes, restricted",
                odd => panic!("a part of minutes that is {odd:?}"),
            };
            let item = section["item"]["number"].as_str().unwrap_or("not shown");
            self.name(kind, format!("{meeting} item {item} edition {}", edition["edition"]));
        }
    }

    async fn papers(&mut self, asker: &Asker<'_>, partner: bool) {
        let fields = "slug stub versions(first: 100) { nodes { number } totalCount }
            «circulations(first: 100) { nodes { purpose } totalCount }
            accessGrants(first: 100) { nodes { person { slug } organisation { slug } } totalCount }»";
        for paper in all(asker, "papers", &there(fields, partner)).await {
            let slug = word(&paper["slug"]);
            self.name(if paper["stub"] == true { "papers, as stubs" } else { "papers, in full" }, &slug);
            self.add("versions of papers", whole(&paper["versions"]).len());
            self.add("circulations of papers", if partner { whole(&paper["circulations"]).len() } else { 0 });
            for share in if partner { whole(&paper["accessGrants"]) } else { &[] } {
                let to = share["person"]["slug"].as_str().or(share["organisation"]["slug"].as_str());
                self.name("shares of papers", format!("{slug} to {}", to.unwrap_or("somebody not shown")));
            }
        }
    }

    async fn decisions(&mut self, asker: &Asker<'_>, partner: bool) {
        self.add("decisions", all(asker, "decisions", "slug").await.len());
        for recommendation in all(asker, "recommendations", &there("slug «evidence»", partner)).await {
            self.add("recommendations", 1);
            if recommendation["evidence"].is_string() {
                self.name("evidence of recommendations", word(&recommendation["slug"]));
            }
        }
        for review in all(asker, "reviews", "slug").await {
            self.name("reviews", word(&review["slug"]));
        }
    }

    async fn actions(&mut self, asker: &Asker<'_>, partner: bool) {
        let fields = "slug «viewerCan { addUpdate }» owners(first: 100) { nodes { person { slug } } totalCount }
            updates(first: 100) { nodes { id «internalNote» } totalCount }";
        for action in all(asker, "actions", &there(fields, partner)).await {
            self.add("actions", 1);
            let owners = whole(&action["owners"]);
            self.add("names of people who own them", owners.iter().filter(|o| !o["person"].is_null()).count());
            for update in whole(&action["updates"]) {
                self.add("reports of progress", 1);
                if update["internalNote"].is_string() {
                    self.name("internal notes", word(&action["slug"]));
                }
            }
            self.add("actions to report progress on", usize::from(action["viewerCan"]["addUpdate"] == true));
        }
    }

    async fn programmes(&mut self, asker: &Asker<'_>, held: &Held, partner: bool) {
        let fields = there("slug summary successorFunding «risks» updates { totalCount }", partner);
        for programme in all(asker, "programmes", &fields).await {
            let slug = word(&programme["slug"]);
            let announced = held.is_announced(&slug);
            self.name(if announced { "programmes, announced" } else { "programmes, not announced" }, slug);
            self.add("what programmes are about", usize::from(programme["summary"].is_string()));
            self.add("what follows their money", usize::from(programme["successorFunding"].is_string()));
            self.add("risks of programmes", usize::from(programme["risks"].is_string()));
            self.add("reports on programmes", number(&programme["updates"]["totalCount"]));
        }
        // Grants have no list of their own: each is asked for by name, up to twenty in one request.
        let slugs: Vec<&str> = held.slugs("grants").collect();
        for some in slugs.chunks(20) {
            let ask = |(n, slug): (usize, &&str)| {
                let fields = there(
                    "slug status «lines { purpose } payments { status } matchTerms scores { points } scoreTotal { points }»",
                    partner,
                );
                format!("grant{n}: grant(by: {{ slug: \"{slug}\" }}) {{ {fields} }}")
            };
            let asked: Vec<String> = some.iter().enumerate().map(ask).collect();
            let data = asker.ask(&format!("{{ {} }}", asked.join(" "))).await;
            for grant in data.as_object().expect("answers").values().filter(|grant| !grant.is_null()) {
                let bid = ["BID", "REJECTED"].contains(&word(&grant["status"]).as_str());
                self.name(if bid { "grants, bid for or rejected" } else { "grants, decided" }, word(&grant["slug"]));
                self.add("lines of grants", grant["lines"].as_array().map_or(0, Vec::len));
                self.add("payments of grants", grant["payments"].as_array().map_or(0, Vec::len));
                self.add("terms of match funding", usize::from(grant["matchTerms"].is_string()));
                self.add("scores of bids", grant["scores"].as_array().map_or(0, Vec::len));
                self.add("totals of scores", usize::from(grant["scoreTotal"].is_object()));
            }
        }
    }

    async fn agreements(&mut self, asker: &Asker<'_>, partner: bool) {
        let lead = can(asker, "INFORMATION_GOVERNANCE").await;
        let fields = there("slug status «categories» ", partner) + if lead { "text" } else { "" };
        for agreement in all(asker, "agreements", &fields).await {
            let slug = word(&agreement["slug"]);
            match word(&agreement["status"]).as_str() {
                "DRAFT" | "IN_REVIEW" => self.name("agreements being drawn up", &slug),
                _ => self.add("agreements of the register", 1),
            }
            if agreement["categories"].as_array().is_some_and(|categories| !categories.is_empty()) {
                self.name("terms of agreements", &slug);
            }
            if agreement["text"].is_string() {
                self.name("texts of agreements", &slug);
            }
        }
    }
}

/// What a comment is about: a paper, an edition of minutes, or what its author may no longer read.
fn subject(comment: &Value) -> String {
    match (&comment["paper"], &comment["minutes"]) {
        (Value::Object(paper), _) => word(&paper["slug"]),
        (_, Value::Object(minutes)) => format!("{} edition {}", word(&minutes["meeting"]["slug"]), minutes["edition"]),
        _ => "what is not shown".to_owned(),
    }
}

/// Whether the asker has a capability.
pub(super) async fn can(asker: &Asker<'_>, capability: &str) -> bool {
    let viewer = asker.ask("{ viewer { capabilities } }").await;
    nodes(&viewer["viewer"]["capabilities"]).iter().any(|one| one == capability)
}

/// Fields, those in «» only for those who take part: for others they are not there.
fn there(fields: &str, partner: bool) -> String {
    let parts = fields.split(['«', '»']).enumerate();
    parts.filter(|(n, _)| partner || n % 2 == 0).map(|(_, part)| part).collect()
}

/// All records of a list, page by page. The list must agree with itself about how many they are.
async fn all(asker: &Asker<'_>, list: &str, fields: &str) -> Vec<Value> {
    let (mut records, mut after) = (Vec::new(), Value::Null);
    loop {
        let query = format!(
            "query($after: String) {{ {list}(first: 100, after: $after) {{ totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ {fields} }} }} }}"
        );
        let data = asker.ask_with(&query, serde_json::json!({ "after": after })).await;
        records.extend(nodes(&data[list]["nodes"]).iter().cloned());
        if data[list]["pageInfo"]["hasNextPage"] == false {
            assert_eq!(data[list]["totalCount"], records.len(), "{list}");
            return records;
        }
        after = data[list]["pageInfo"]["endCursor"].clone();
    }
}

/// The records of a list within a record, which has to fit on one page.
fn whole(list: &Value) -> &[Value] {
    let records = nodes(&list["nodes"]);
    assert_eq!(list["totalCount"], records.len(), "more than one page");
    records
}

fn nodes(list: &Value) -> &[Value] {
    list.as_array().expect("a list")
}

fn number(count: &Value) -> usize {
    count.as_u64().and_then(|n| usize::try_from(n).ok()).expect("a number")
}

/// A word, or what is said of one that is not shown.
fn word(value: &Value) -> String {
    value.as_str().unwrap_or("(not shown)").to_owned()
}

/// A lead and words after it, broken between words, the later lines under the first word.
fn listed<'n>(lead: &str, words: impl IntoIterator<Item = &'n String>, comma: &str) -> String {
    let (indent, mut lines) = (" ".repeat(lead.chars().count()), vec![lead.to_owned()]);
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.next() {
        let line = lines.last().map_or(0, |line| line.chars().count());
        if line > indent.len() && line + word.chars().count() + comma.trim_end().len() > 116 {
            lines.push(indent.clone());
        }
        let comma = if words.peek().is_some() { comma } else { "" };
        lines.last_mut().expect("a line").push_str(&format!("{word}{comma}"));
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}
