//! What one reader hears of a whole world, asked over HTTP: a line for each record and for each group of fields with an
//! audience of its own. The law (`law`) says the same in the same lines.

mod agreement;
mod ids;

use std::collections::{BTreeMap, BTreeSet};

use roundtable_tests::{Asker, World};
use serde_json::Value;

pub(crate) use agreement::{ROOTS, check};

use super::{law::Viewer, record::Record};
pub(crate) use ids::{opened, reasons};

const BOARDS: &str = "boards(first: 100) { nodes { id slug parent { slug } reportsTo { slug } predecessor { slug }
    seats(first: 100) { nodes { id organisation { slug } } }
    memberships(first: 100) { nodes { id role from person { slug } onBehalfOf { slug } } } } }
    people(first: 100) { nodes { id slug contactPoints { value }
        memberships(first: 100) { nodes { role from board { slug } } } } }
    organisations(first: 100) { nodes { id slug contactPoints { value } } }";

const MEETINGS: &str = "meetings(first: 100) { nodes { id slug venue board { slug } previous { slug }
    attendance(first: 100) { nodes { id person { slug } substituteFor { slug } «apologyReason» } }
    «invitations(first: 100) { nodes { person { slug } substituteFor { slug } agendaItems { number } } }»
    agendaItems(first: 100) { nodes { id number title stub state result closedReason presenter { slug }
        sections(first: 100) { nodes { stub body } } } }
    minutes { edition }
    editions(first: 100) { nodes { id edition sections { id stub body closedReason item { number } } } } } }";

const ACTIONS: &str = "actions(first: 100) { nodes { id slug board { slug } raisedAt { slug } raisedUnder { number }
    dueAt { slug } «status supersededBy { slug }» beneficiaries { person { slug } organisation { slug } }
    owners(first: 100) { nodes { board { slug } person { slug } } }
    updates(first: 100) { nodes { id text by { slug } «internalNote» } } } }
    programmes(first: 100) { nodes { id slug board { slug } parent { slug } summary «risks» successorFunding successorDetail
        fundingEnds updates(first: 100) { nodes { id text } } grants(first: 100) { nodes { slug } } } }";

const DECISIONS: &str =
    "decisions(first: 100) { nodes { id slug board { slug } meeting { slug } agendaItem { number } paper { slug }
        by { person { slug } } } }";
const REVIEWS: &str = "recommendations(first: 100) { nodes { id slug paper { slug } board { slug } putAt { slug }
        putUnder { number } directedTo { organisation { slug } board { slug } }
        couldBePutTo { organisation { slug } board { slug } } «evidence» } }
    reviews(first: 100) { nodes { id slug board { slug } commissionedBy { slug } actionPlan { slug } } }";
const PAPERS: &str = "«viewer { accessGrants(first: 100) {
        nodes { id reason paper { slug } person { slug } grantedBy { slug } } } }»
    papers(first: 100) { nodes { id slug stub embargoed summary board { slug }
    authors { person { slug } organisation { slug } } versions(first: 100) { nodes { id number } }
    «accessGrants(first: 100) { nodes { id reason paper { slug } person { slug } grantedBy { slug } } }
    circulations(first: 100) { nodes { id sentAt board { slug } meeting { slug }
        recipients { person { slug } organisation { slug } } } }
    comments(first: 100) { nodes { id body author { slug } paper { slug } minutes { edition } section { id } } }» } }
    meetings(first: 100) { nodes { slug papers(first: 100) { nodes { slug } }
        agendaItems(first: 100) { nodes { number papers(first: 100) { nodes { slug } } } } } }";

/// Asked of those alone who take part.
const COMMENTS: &str = "{
    people(first: 100) { nodes {
        comments(first: 100) { nodes { id body author { slug } paper { slug } minutes { edition } section { id } } } } }
    meetings(first: 100) { nodes { editions(first: 100) { nodes {
        comments(first: 100) { nodes { id body author { slug } paper { slug } minutes { edition } section { id } } } } } } } }";

/// What somebody hears.
#[derive(Default)]
pub(crate) struct Heard {
    /// A line for each record and each group of its fields.
    pub(crate) lines: BTreeSet<String>,
    /// The records by id, with their lines. The line of a section's stub is empty: nothing tells it from another.
    pub(crate) ids: BTreeMap<String, String>,
    /// What the answers call withheld: of which record, by its id, which field, as what, and how many.
    withheld: BTreeMap<(String, String, String), usize>,
}

/// Somebody of a world, asking.
pub(crate) fn asker<'w>(world: &'w World, viewer: &Viewer) -> Asker<'w> {
    let asker = world.anybody(&viewer.account);
    let asker = match &viewer.worn {
        Some(hat) => asker.wearing(hat),
        None => asker,
    };
    match viewer.purpose {
        Some(purpose) => asker.purpose(purpose),
        None => asker,
    }
}

/// Asks for everything.
pub(crate) async fn all(asker: &Asker<'_>, record: &Record) -> Heard {
    let can = asker.ask("{ viewer { capabilities } }").await;
    let partner = list(&can["viewer"]["capabilities"]).iter().any(|one| one == "PARTNER");
    let mut heard = Heard::default();
    let said = heard.ask(asker, &format!("{{ {BOARDS} }}")).await;
    heard.boards(&said);
    let said = heard.ask(asker, &there(MEETINGS, partner)).await;
    heard.meetings(&said);
    let said = heard.ask(asker, &there(ACTIONS, partner)).await;
    heard.work(&said);
    let said = heard.ask(asker, &format!("{{ {DECISIONS} }}")).await;
    heard.decisions(&said);
    let said = heard.ask(asker, &there(REVIEWS, partner)).await;
    heard.reviews(&said);
    heard.agreements(asker, &can, record).await;
    let said = heard.ask(asker, &there(PAPERS, partner)).await;
    heard.papers(&said);
    if partner {
        let said = heard.ask(asker, COMMENTS).await;
        heard.comments(&said);
    }
    let grant = |slug: &String| {
        let fields = if partner {
            "id slug programme { slug } lines { purpose } payments { due } matchTerms scores { criterion } scoreTotal { points }"
        } else {
            "id slug programme { slug }"
        };
        format!("{slug}: grant(by: {{ slug: \"{slug}\" }}) {{ {fields} }} ")
    };
    let grants: String = record.grants.iter().map(|of| grant(&of.slug)).collect();
    let said = heard.ask(asker, &format!("{{ {grants} }}")).await;
    heard.grants(&said);
    heard.withheld();
    heard
}

/// Fields, those in «» only for those who take part: for others they are not there.
fn there(fields: &str, partner: bool) -> String {
    let parts = fields.split(['«', '»']).enumerate();
    let fields: String = parts.filter(|(n, _)| partner || n % 2 == 0).map(|(_, part)| part).collect();
    format!("{{ {fields} }}")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn nodes(of: &Value) -> &[Value] {
    list(&of["nodes"])
}

/// A word, or a dash.
fn word(value: &Value) -> &str {
    value.as_str().unwrap_or("-")
}

impl Heard {
    /// Asks, and remembers what the answer calls withheld.
    async fn ask(&mut self, asker: &Asker<'_>, question: &str) -> Value {
        let (_, answer) = asker.answer(question, Value::Null).await;
        assert!(answer.get("errors").is_none(), "{question}\n{:#}", answer["errors"]);
        let extensions = &answer["extensions"];
        assert!(extensions["redactionsOmitted"].is_null(), "more is withheld than can be compared: {question}");
        for one in list(&extensions["redactions"]) {
            let (mut at, mut record) = (&answer["data"], "");
            for step in list(&one["path"]) {
                record = at["id"].as_str().unwrap_or(record);
                at = step.as_u64().map_or_else(|| &at[word(step)], |n| &at[usize::try_from(n).expect("an index")]);
            }
            let field = list(&one["path"]).last().map(word).unwrap_or_default();
            let key = (record.to_owned(), field.to_owned(), word(&one["code"]).to_owned());
            *self.withheld.entry(key).or_default() += 1;
        }
        answer["data"].clone()
    }

    /// A line for each field of a record that is called withheld.
    fn withheld(&mut self) {
        for ((record, field, code), n) in std::mem::take(&mut self.withheld) {
            let line = format!("{} withholds {field} {code} {n}", self.ids[&record]);
            self.say(line);
        }
    }

    fn say(&mut self, line: String) {
        self.lines.insert(line);
    }

    fn record(&mut self, line: String, of: &Value) {
        self.ids.insert(of["id"].as_str().expect("an id").to_owned(), line.clone());
        if !line.is_empty() {
            self.lines.insert(line);
        }
    }

    /// A line for a reference, if it leads anywhere.
    fn leads(&mut self, line: &str, to: &Value) {
        if let Some(to) = to.as_str() {
            self.say(format!("{line} {to}"));
        }
    }

    fn boards(&mut self, data: &Value) {
        for board in nodes(&data["boards"]) {
            let slug = word(&board["slug"]);
            self.record(format!("board {slug}"), board);
            for of in ["parent", "reportsTo", "predecessor"] {
                self.leads(&format!("board {slug} {of}"), &board[of]["slug"]);
            }
            for seat in nodes(&board["seats"]) {
                self.record(format!("seat {slug} {}", word(&seat["organisation"]["slug"])), seat);
            }
            for one in nodes(&board["memberships"]) {
                let (person, role, from) = (word(&one["person"]["slug"]), word(&one["role"]), word(&one["from"]));
                self.record(format!("membership {slug} {person} {role} {from}"), one);
            }
        }
        for person in nodes(&data["people"]) {
            let slug = word(&person["slug"]);
            self.record(format!("person {slug}"), person);
            for one in nodes(&person["memberships"]) {
                let (board, role, from) = (word(&one["board"]["slug"]), word(&one["role"]), word(&one["from"]));
                self.say(format!("person {slug} membership {board} {role} {from}"));
            }
            list(&person["contactPoints"]).iter().for_each(|of| self.say(format!("contact {}", word(&of["value"]))));
        }
        for body in nodes(&data["organisations"]) {
            self.record(format!("organisation {}", word(&body["slug"])), body);
            list(&body["contactPoints"]).iter().for_each(|of| self.say(format!("contact {}", word(&of["value"]))));
        }
    }

    fn meetings(&mut self, data: &Value) {
        for meeting in nodes(&data["meetings"]) {
            let slug = word(&meeting["slug"]);
            self.record(format!("meeting {slug}"), meeting);
            self.leads(&format!("meeting {slug} board"), &meeting["board"]["slug"]);
            self.leads(&format!("meeting {slug} previous"), &meeting["previous"]["slug"]);
            if meeting["venue"].is_string() {
                self.say(format!("meeting {slug} venue"));
            }
            for one in nodes(&meeting["attendance"]) {
                let person = word(&one["person"]["slug"]);
                self.record(format!("attendance {slug} {person}"), one);
                self.leads(&format!("attendance {slug} {person} for"), &one["substituteFor"]["slug"]);
                self.leads("apology", &one["apologyReason"]);
            }
            for one in nodes(&meeting["invitations"]) {
                let person = word(&one["person"]["slug"]);
                self.say(format!("invitation {slug} {person}"));
                self.leads(&format!("invitation {slug} {person} for"), &one["substituteFor"]["slug"]);
                for item in list(&one["agendaItems"]) {
                    self.leads(&format!("invitation {slug} {person} item"), &item["number"]);
                }
            }
            nodes(&meeting["agendaItems"]).iter().for_each(|item| self.item(slug, item));
            if let Some(edition) = meeting["minutes"]["edition"].as_i64() {
                self.say(format!("meeting {slug} minutes {edition}"));
            }
            nodes(&meeting["editions"]).iter().for_each(|edition| self.edition(slug, edition));
        }
    }

    fn item(&mut self, meeting: &str, item: &Value) {
        let line = format!("item {meeting} {}", word(&item["number"]));
        self.record(line.clone(), item);
        self.say(format!("{line} is {}", word(&item["title"])));
        if item["stub"] == true {
            self.say(format!("{line} stub"));
        }
        self.leads(&format!("{line} presenter"), &item["presenter"]["slug"]);
        for section in nodes(&item["sections"]).iter().filter(|section| section["stub"] == false) {
            self.say(format!("section {} item {}", word(&section["body"]), word(&item["number"])));
        }
        for of in ["state", "result", "closedReason"] {
            if item[of].is_string() {
                self.say(format!("{line} {of}"));
            }
        }
    }

    fn edition(&mut self, meeting: &str, edition: &Value) {
        let line = format!("minutes {meeting} {}", edition["edition"]);
        self.record(line.clone(), edition);
        let sections = list(&edition["sections"]);
        for section in sections.iter().filter(|section| section["stub"] == false) {
            self.record(format!("section {}", word(&section["body"])), section);
            self.leads(&format!("section {} item", word(&section["body"])), &section["item"]["number"]);
        }
        let stubs: Vec<&Value> = sections.iter().filter(|section| section["stub"] == true).collect();
        assert!(stubs.iter().all(|stub| stub["body"].is_null() && stub["closedReason"].is_null()), "{stubs:?}");
        stubs.iter().for_each(|stub| self.record(String::new(), stub));
        if !stubs.is_empty() {
            self.say(format!("{line} stubs {}", stubs.len()));
        }
    }

    fn work(&mut self, data: &Value) {
        for action in nodes(&data["actions"]) {
            let slug = word(&action["slug"]);
            self.record(format!("action {slug}"), action);
            if action["status"].is_string() {
                self.say(format!("action {slug} progress"));
            }
            for of in ["board", "raisedAt", "dueAt", "supersededBy"] {
                self.leads(&format!("action {slug} {of}"), &action[of]["slug"]);
            }
            self.leads(&format!("action {slug} raisedUnder"), &action["raisedUnder"]["number"]);
            for owner in nodes(&action["owners"]) {
                self.leads(&format!("action {slug} owner"), &owner["person"]["slug"]);
                self.leads(&format!("action {slug} owner"), &owner["board"]["slug"]);
            }
            for whom in list(&action["beneficiaries"]) {
                self.leads(&format!("action {slug} for"), &whom["person"]["slug"]);
                // Nobody at all is no line of the list.
                assert!(!whom["person"].is_null() || !whom["organisation"].is_null(), "action {slug} is for nobody");
            }
            for update in nodes(&action["updates"]) {
                let text = word(&update["text"]);
                self.record(format!("update {text}"), update);
                self.leads(&format!("update {text} by"), &update["by"]["slug"]);
                self.leads("note", &update["internalNote"]);
            }
        }
        for programme in nodes(&data["programmes"]) {
            let slug = word(&programme["slug"]);
            self.record(format!("programme {slug}"), programme);
            self.leads(&format!("programme {slug} board"), &programme["board"]["slug"]);
            self.leads(&format!("programme {slug} parent"), &programme["parent"]["slug"]);
            self.leads(&format!("programme {slug} until"), &programme["fundingEnds"]);
            for of in ["summary", "successorFunding", "successorDetail"] {
                if programme[of].is_string() {
                    self.say(format!("programme {slug} {of}"));
                }
            }
            programme["risks"].as_str().into_iter().for_each(|risks| self.say(risks.to_owned()));
            for report in nodes(&programme["updates"]) {
                self.record(format!("report {}", word(&report["text"])), report);
            }
            for grant in nodes(&programme["grants"]) {
                self.leads(&format!("programme {slug} grant"), &grant["slug"]);
            }
        }
    }

    fn decisions(&mut self, data: &Value) {
        for decision in nodes(&data["decisions"]) {
            let slug = word(&decision["slug"]);
            self.record(format!("decision {slug}"), decision);
            for of in ["board", "meeting", "paper"] {
                self.leads(&format!("decision {slug} {of}"), &decision[of]["slug"]);
            }
            self.leads(&format!("decision {slug} by"), &decision["by"]["person"]["slug"]);
            self.leads(&format!("decision {slug} item"), &decision["agendaItem"]["number"]);
        }
    }

    fn reviews(&mut self, data: &Value) {
        for made in nodes(&data["recommendations"]) {
            let line = format!("recommendation {}", word(&made["slug"]));
            self.record(line.clone(), made);
            for of in ["paper", "board", "putAt"] {
                self.leads(&format!("{line} {of}"), &made[of]["slug"]);
            }
            self.leads(&format!("{line} putUnder"), &made["putUnder"]["number"]);
            for of in ["directedTo", "couldBePutTo"] {
                for to in list(&made[of]) {
                    self.say(format!(
                        "{line} {of} {} {}",
                        word(&to["organisation"]["slug"]),
                        word(&to["board"]["slug"])
                    ));
                }
            }
            self.leads(&line, &made["evidence"]);
        }
        for review in nodes(&data["reviews"]) {
            let line = format!("review {}", word(&review["slug"]));
            self.record(line.clone(), review);
            for of in ["board", "commissionedBy", "actionPlan"] {
                self.leads(&format!("{line} {of}"), &review[of]["slug"]);
            }
        }
    }

    fn grants(&mut self, data: &Value) {
        for grant in data.as_object().expect("answers").values().filter(|grant| !grant.is_null()) {
            let slug = word(&grant["slug"]);
            self.record(format!("grant {slug}"), grant);
            self.leads(&format!("grant {slug} programme"), &grant["programme"]["slug"]);
            list(&grant["lines"]).iter().for_each(|line| self.say(format!("line {}", word(&line["purpose"]))));
            list(&grant["payments"]).iter().for_each(|of| self.say(format!("payment {slug} {}", word(&of["due"]))));
            grant["matchTerms"].as_str().into_iter().for_each(|terms| self.say(terms.to_owned()));
            list(&grant["scores"]).iter().for_each(|score| self.say(word(&score["criterion"]).to_owned()));
            if let Some(points) = grant["scoreTotal"]["points"].as_i64() {
                self.say(format!("total {slug} {points}"));
            }
        }
    }

    fn papers(&mut self, data: &Value) {
        for paper in nodes(&data["papers"]) {
            let slug = word(&paper["slug"]);
            self.record(format!("paper {slug}"), paper);
            for of in ["stub", "embargoed"] {
                if paper[of] == true {
                    self.say(format!("paper {slug} {of}"));
                }
            }
            if paper["summary"].is_string() {
                self.say(format!("paper {slug} summary"));
            }
            self.leads(&format!("paper {slug} board"), &paper["board"]["slug"]);
            for author in list(&paper["authors"]) {
                let (person, body) = (word(&author["person"]["slug"]), word(&author["organisation"]["slug"]));
                self.say(format!("paper {slug} by {person} {body}"));
            }
            for version in nodes(&paper["versions"]) {
                self.record(format!("version {slug} {}", version["number"]), version);
            }
            for sent in nodes(&paper["circulations"]) {
                let line = format!("circulation {slug} {}", word(&sent["sentAt"]));
                self.record(line.clone(), sent);
                self.leads(&format!("{line} board"), &sent["board"]["slug"]);
                self.leads(&format!("{line} meeting"), &sent["meeting"]["slug"]);
                for whom in list(&sent["recipients"]) {
                    let (person, body) = (word(&whom["person"]["slug"]), word(&whom["organisation"]["slug"]));
                    self.say(format!("{line} to {person} {body}"));
                }
            }
            nodes(&paper["comments"]).iter().for_each(|comment| self.comment(comment));
            nodes(&paper["accessGrants"]).iter().for_each(|share| self.share(share));
        }
        nodes(&data["viewer"]["accessGrants"]).iter().for_each(|share| self.share(share));
        for meeting in nodes(&data["meetings"]) {
            let slug = word(&meeting["slug"]);
            for paper in nodes(&meeting["papers"]) {
                self.leads(&format!("meeting {slug} paper"), &paper["slug"]);
            }
            for item in nodes(&meeting["agendaItems"]) {
                for paper in nodes(&item["papers"]) {
                    self.leads(&format!("item {slug} {} paper", word(&item["number"])), &paper["slug"]);
                }
            }
        }
    }

    fn share(&mut self, share: &Value) {
        let line = word(&share["reason"]);
        self.record(line.to_owned(), share);
        for (of, what) in [("paper", "paper"), ("person", "to"), ("grantedBy", "by")] {
            self.leads(&format!("{line} {what}"), &share[of]["slug"]);
        }
    }

    fn comments(&mut self, data: &Value) {
        for person in nodes(&data["people"]) {
            nodes(&person["comments"]).iter().for_each(|comment| self.comment(comment));
        }
        for edition in nodes(&data["meetings"]).iter().flat_map(|meeting| nodes(&meeting["editions"])) {
            nodes(&edition["comments"]).iter().for_each(|comment| self.comment(comment));
        }
    }

    fn comment(&mut self, comment: &Value) {
        let line = format!("comment {}", word(&comment["body"]));
        self.record(line.clone(), comment);
        self.leads(&format!("{line} by"), &comment["author"]["slug"]);
        self.leads(&format!("{line} paper"), &comment["paper"]["slug"]);
        if let Some(edition) = comment["minutes"]["edition"].as_i64() {
            self.say(format!("{line} minutes {edition}"));
        }
        if comment["section"].is_object() {
            self.say(format!("{line} section"));
        }
    }
}
