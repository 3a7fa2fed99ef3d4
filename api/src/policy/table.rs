//! The decision table as a page, and the version of the policy.
//!
//! # Why
//! The page is made from what is enforced, so it cannot be behind it. The version is a digest of the SQL of the rule of
//! every table, for viewers of each kind and with each thing on which a rule depends, and of the page: whatever changes
//! who sees what changes the version, and nobody can forget to raise it.

use std::{fmt::Write as _, sync::OnceLock};

use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, Utc};
use entities::{
    Id, account, action, action_owner, agenda_item, agreement, board, meeting, membership, minutes, paper, programme,
    recommendation,
};
use sea_orm::{
    ActiveEnum, Condition, EntityName,
    sea_query::{Expr, Query, SelectStatement, SqliteQueryBuilder},
};
use uuid::Uuid;

use super::{
    AtLarge, CheckMinutes, Explained, FillOffices, NamedIn, Read, Right, Who, consulted::CONSULTED, deeds::DEEDS,
    known, states::State, who,
};
use crate::viewer::{Account, Hat, Viewer};

/// What is asked before the ways of a noun (domain model 3.2).
const ORDER: &str = "\
A record is known to whom one of its ways reaches, unless something withholds it:

1. Existence: what is not there is nobody's.
2. Embargo: until it is over or lifted, a paper is there for its authors, for those whom it names and for the
   secretariat that prepares it.
3. Handling: RECIPIENTS ONLY is for the people named, and no office, organisation, secretariat, administrator or system
   inherits a place among them; ORGANISATIONS ONLY is for people of the organisations named, and for a system only where
   its scopes name `read:use-only`; HMG ONLY is for organisations of the government.
4. Agreement: what a marking calls OPERATIONAL, PERSONAL or SPECIAL_CATEGORY is for the organisation that owns it, and
   for others under an agreement that is active and reviewed, signed by both, for that category and the purpose of the
   request, with a gateway in that direction. Who acts for no organisation or for no purpose has none.
5. What withholds a board, a meeting, an item or a paper withholds what hangs from it.
6. The ledger: what is closed, restricted, marked, under embargo or personal is read when a line of the ledger says so, and
   not before. So are lines of the ledger on what others did. What is open to its readers leaves no line.

A stub tells that there is something, and not what it says. Rights are what the viewer is today, under the hat worn
(T1). What no way reaches is answered like what never was. Of what is withheld of a known record, the answer's
`extensions.redactions` gives path and code, whether there is something or not. A search finds a text where the record or
the field that holds it is told, and nowhere else.";

/// Who can have a way, in the order of the page.
const KINDS: [&str; 3] = ["public", "person", "system"];

/// Viewers from whom every part of a rule follows: those of each kind, a lead for information governance in the
/// government, and systems whose scopes say more or less.
fn all_viewers() -> Vec<(&'static str, Viewer)> {
    let mut viewers: Vec<(&str, Viewer)> = KINDS.map(|kind| (kind, somebody(kind))).into();
    let mut lead = somebody("person");
    if let Some(account) = &mut lead.account {
        account.information_governance = true;
        let hats = account.hats.iter_mut().chain(&mut account.hat);
        hats.for_each(|hat| (hat.hmg, hat.relevant_authority) = (true, true));
    }
    viewers.push(("person", lead));
    for scopes in [["read:actions", "write:actions"].as_slice(), &["read", "read:use-only"], &["read", "write:minutes"]]
    {
        let mut system = somebody("system");
        if let Some(account) = &mut system.account {
            account.scopes = Some(scopes.iter().map(|scope| (*scope).to_owned()).collect());
        }
        viewers.push(("system", system));
    }
    viewers
}

/// Somebody of a kind, who is nobody in particular and asks for some purpose.
fn somebody(kind: &str) -> Viewer {
    // Each value is another, so that taking one for another changes the version.
    let [this, person, organisation] = [1, 2, 3].map(Uuid::from_u128);
    let hat = Hat {
        organisation: Id::new(organisation),
        slug: String::new(),
        name: String::new(),
        hmg: false,
        relevant_authority: false,
    };
    let account = |kind| Account {
        id: Id::new(this),
        slug: String::new(),
        name: String::new(),
        kind,
        person: (kind == account::Kind::Person).then(|| Id::new(person)),
        hats: vec![hat.clone()],
        hat: Some(hat.clone()),
        information_governance: false,
        auditor: false,
        administrator: false,
        scopes: None,
        expires_at: None,
    };
    let account = match kind {
        "person" => Some(account(account::Kind::Person)),
        "system" => Some(account(account::Kind::Service)),
        _ => None,
    };
    let now = DateTime::<Utc>::UNIX_EPOCH;
    Viewer {
        account,
        capabilities: std::iter::empty().collect(),
        purpose: Some(String::new()),
        now,
        request_id: Uuid::nil(),
    }
}

/// One way to a noun's rows, and who can have it.
struct Line {
    rules: String,
    says: &'static str,
    stub: bool,
    who: Vec<&'static str>,
}

/// What is withheld of a noun.
struct Field {
    names: &'static [&'static str],
    code: &'static str,
    says: &'static str,
}

/// A noun and what is said of it.
struct Noun {
    name: String,
    whom: &'static str,
    ways: Vec<Line>,
    fields: Vec<Field>,
}

/// The policy in words, and the SQL that the words stand for.
#[derive(Default)]
pub(super) struct Table {
    nouns: Vec<Noun>,
    sql: String,
}

/// A noun as the schema calls it.
fn named(table: &str) -> String {
    let words = table.split('_').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_uppercase() + rest
    });
    words.collect()
}

fn sql(select: &SelectStatement) -> String {
    select.to_string(SqliteQueryBuilder)
}

impl Table {
    fn of_all() -> Self {
        use entities as e;
        let mut table = Self::default();
        for (_, viewer) in all_viewers() {
            who::begin(&viewer, &SqliteQueryBuilder, &mut table.sql);
        }
        table.consulted();
        table.add::<e::organisation::Entity>();
        table.add::<e::area::Entity>();
        table.add::<e::person::Entity>();
        table.add::<e::board::Entity>();
        table.add::<e::seat::Entity>();
        table.add::<e::membership::Entity>();
        table.add::<e::meeting::Entity>();
        table.add::<e::attendance::Entity>();
        table.add::<e::agenda_item::Entity>();
        table.add::<e::minutes::Entity>();
        table.add::<e::minute_section::Entity>();
        table.add::<e::action::Entity>();
        table.add::<e::action_update::Entity>();
        table.add::<e::decision::Entity>();
        table.add::<e::paper::Entity>();
        table.add::<e::paper_version::Entity>();
        table.add::<e::circulation::Entity>();
        table.add::<e::comment::Entity>();
        table.add::<e::access_grant::Entity>();
        table.add::<e::recommendation::Entity>();
        table.add::<e::review::Entity>();
        table.add::<e::programme::Entity>();
        table.add::<e::programme_update::Entity>();
        table.add::<e::grant::Entity>();
        table.add::<e::agreement::Entity>();
        table.add::<e::audit_event::Entity>();
        table.owner();
        table.rule::<NamedIn>();
        table.rule::<AtLarge>();
        table.rule::<CheckMinutes>();
        table.rule::<FillOffices>();
        for deed in DEEDS {
            (deed.rule)(&mut table);
        }
        table.parts();
        table
    }

    /// The rules of what belongs to a noun and has no ways of its own.
    fn parts(&mut self) {
        use entities as e;
        self.rule::<Read<e::account::Entity>>();
        self.rule::<Read<e::action_beneficiary::Entity>>();
        self.rule::<Read<e::action_owner::Entity>>();
        self.rule::<Read<e::action_owner_person::Entity>>();
        self.rule::<Read<e::action_progress::Entity>>();
        self.rule::<Read<e::action_update_note::Entity>>();
        self.rule::<Read<e::affiliation::Entity>>();
        self.rule::<Read<e::agenda_item_audience::Entity>>();
        self.rule::<Read<e::agenda_item_outcome::Entity>>();
        self.rule::<Read<e::agenda_item_paper::Entity>>();
        self.rule::<Read<e::agenda_item_text::Entity>>();
        self.rule::<Read<e::agreement_category::Entity>>();
        self.rule::<Read<e::agreement_gateway::Entity>>();
        self.rule::<Read<e::agreement_party::Entity>>();
        self.rule::<Read<e::agreement_purpose::Entity>>();
        self.rule::<Read<e::agreement_signature::Entity>>();
        self.rule::<Read<e::agreement_terms::Entity>>();
        self.rule::<Read<e::agreement_text::Entity>>();
        self.rule::<Read<e::area_member::Entity>>();
        self.rule::<Read<e::attendance_apology::Entity>>();
        self.rule::<Read<e::change::Entity>>();
        self.rule::<Read<e::circulation_recipient::Entity>>();
        self.rule::<Read<e::contact_point::Entity>>();
        self.rule::<Read<e::grant_line::Entity>>();
        self.rule::<Read<e::grant_payment::Entity>>();
        self.rule::<Read<e::grant_score::Entity>>();
        self.rule::<Read<e::grant_terms::Entity>>();
        self.rule::<Read<e::grant_total::Entity>>();
        self.rule::<Read<e::invitation::Entity>>();
        self.rule::<Read<e::invitation_item::Entity>>();
        self.rule::<Read<e::meeting_turnout::Entity>>();
        self.rule::<Read<e::meeting_venue::Entity>>();
        self.rule::<Read<e::minute_section_audience::Entity>>();
        self.rule::<Read<e::minute_section_text::Entity>>();
        self.rule::<Read<e::organisation_alias::Entity>>();
        self.rule::<Read<e::paper_author::Entity>>();
        self.rule::<Read<e::paper_text::Entity>>();
        self.rule::<Read<e::person_variant::Entity>>();
        self.rule::<Read<e::programme_detail::Entity>>();
        self.rule::<Read<e::programme_party::Entity>>();
        self.rule::<Read<e::programme_risk::Entity>>();
        self.rule::<Read<e::programme_site::Entity>>();
        self.rule::<Read<e::programme_successor::Entity>>();
        self.rule::<Read<e::recommendation_evidence::Entity>>();
        self.rule::<Read<e::recommendation_target::Entity>>();
        self.rule::<Read<e::search_entry::Entity>>();
    }

    fn add<E: Explained + Default>(&mut self)
    where
        Read<E>: Right<On = E>,
    {
        let mut ways: Vec<Line> = Vec::new();
        for (kind, viewer) in all_viewers() {
            for way in E::known(viewer.who()).ways {
                let known = ways.iter_mut().find(|line| line.says == way.says);
                match known {
                    Some(line) if line.who.contains(&kind) => {}
                    Some(line) => line.who.push(kind),
                    None => {
                        ways.push(Line { rules: way.rules.join(" "), says: way.says, stub: way.stub, who: vec![kind] });
                    }
                }
            }
        }
        self.rule::<Read<E>>();
        let mut fields = Vec::new();
        for withheld in E::withheld() {
            self.rows::<E>(withheld.told);
            fields.push(Field { names: withheld.fields, code: withheld.code, says: withheld.says });
        }
        self.nouns.push(Noun { name: named(E::default().table_name()), whom: E::WHOM, ways, fields });
    }

    /// An owner of an action is known with the action, but for the name.
    fn owner(&mut self) {
        let withheld = known::withheld::<entities::action_owner_person::Entity>();
        self.rows::<action_owner::Entity>(withheld.told);
        let fields = vec![Field { names: withheld.fields, code: withheld.code, says: withheld.says }];
        let name = named(action_owner::Entity.table_name());
        let ways = vec![Line {
            rules: "R8".to_owned(),
            says: "You know of the action, and so that somebody owns it.",
            stub: false,
            who: KINDS.into(),
        }];
        self.nouns.push(Noun { name, whom: "The secretariat of the board that follows the action.", ways, fields });
    }

    pub(super) fn rule<R: Right>(&mut self)
    where
        R::On: Default,
    {
        self.rows::<R::On>(R::rows);
    }

    /// Adds a rule, as each of the viewers has it, to what the version follows from.
    fn rows<E: EntityName + Default>(&mut self, rows: fn(Who) -> Condition) {
        for (_, viewer) in all_viewers() {
            let mut select = Query::select();
            self.sql += &sql(select.expr(Expr::cust("1")).from(E::default()).cond_where(rows(viewer.who())));
        }
    }

    /// Adds what reading leaves in the ledger to what the version follows from.
    fn consulted(&mut self) {
        for leaves in CONSULTED {
            for (_, viewer) in all_viewers() {
                let mut select = Query::select();
                select.exprs([(leaves.record)(), (leaves.of)(), (leaves.class)(viewer.who())]);
                self.sql += &sql(&select);
            }
        }
    }

    /// The first digits of a digest of what is enforced and of what is said of it.
    fn version(&self) -> String {
        let digest = digest(&SHA256, format!("{}{}", self.sql, self.markdown()).as_bytes());
        digest.as_ref().iter().take(6).fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// The nouns in Markdown.
    fn markdown(&self) -> String {
        let mut page = String::new();
        for noun in &self.nouns {
            let _ = write!(page, "\n## {}\n\n| rules | who | knows of it because |\n|---|---|---|\n", noun.name);
            for line in &noun.ways {
                let _ = writeln!(page, "| {} | {} | {} |", line.rules, line.who.join(", "), line.sentence());
            }
            if !noun.fields.is_empty() {
                page += "\n| withheld as | fields | told to |\n|---|---|---|\n";
            }
            for field in &noun.fields {
                let _ = writeln!(page, "| {} | {} | {} |", field.code, field.names.join(", "), field.says);
            }
            let _ = writeln!(page, "\nWhom to ask: {}", noun.whom);
        }
        page += "\n## Deeds\n\n| deed | who |\n|---|---|\n";
        for deed in DEEDS {
            let _ = writeln!(page, "| {} | {} |", deed.word, deed.whom);
        }
        for (noun, moves) in machines() {
            let _ = write!(page, "\n## States of the {noun}\n\n| deed | who | leaves | reaches |\n|---|---|---|---|\n");
            for (deed, who, from, to) in moves {
                let _ = writeln!(page, "| {deed} | {who} | {from} | {to} |");
            }
        }
        page
    }

    /// The nouns as plain text, for a terminal.
    fn text(&self) -> String {
        let mut page = String::new();
        for noun in &self.nouns {
            let _ = writeln!(page, "\n{}", noun.name);
            for line in &noun.ways {
                let _ = writeln!(page, "  {:<13}{:<24}{}", line.rules, line.who.join(", "), line.sentence());
            }
            for field in &noun.fields {
                let _ =
                    writeln!(page, "  withheld as {}: {}\n{:39}{}", field.code, field.names.join(", "), "", field.says);
            }
            let _ = writeln!(page, "  ask: {}", noun.whom);
        }
        page += "\nDeeds\n";
        for deed in DEEDS {
            let _ = writeln!(page, "  {:<22}{}", deed.word, deed.whom);
        }
        for (noun, moves) in machines() {
            let _ = writeln!(page, "\nStates of the {noun}");
            for (deed, who, from, to) in moves {
                let _ = writeln!(page, "  {deed:<22}{who}\n{:24}{from}\n{:24}to {to}", "", "");
            }
        }
        page
    }
}

/// A deed, who does it, the states that it leaves and those that it reaches.
type Moved = (&'static str, &'static str, String, String);

/// The state machines: whatever they do not list is refused.
fn machines() -> [(&'static str, Vec<Moved>); 10] {
    [
        machine::<board::Status>(),
        machine::<membership::Standing>(),
        machine::<meeting::Status>(),
        machine::<agenda_item::State>(),
        machine::<minutes::Status>(),
        machine::<action::Status>(),
        machine::<paper::Status>(),
        machine::<programme::Status>(),
        machine::<agreement::Status>(),
        machine::<recommendation::Status>(),
    ]
}

fn machine<S: State>() -> (&'static str, Vec<Moved>) {
    let words = |states: &[S]| states.iter().map(ActiveEnum::to_value).collect::<Vec<_>>().join(", ");
    (S::NOUN, S::MOVES.iter().map(|way| (way.deed, way.who, words(way.from), words(way.to))).collect())
}

impl Line {
    fn sentence(&self) -> String {
        let stub = if self.stub { " As a stub." } else { "" };
        format!("{}{stub}", self.says)
    }
}

/// The decision table in Markdown.
#[must_use]
pub fn policy_in_markdown() -> String {
    let table = Table::of_all();
    format!("# Who may know of what\n\nPolicy version {}.\n\n{ORDER}\n{}", table.version(), table.markdown())
}

/// The decision table as plain text.
#[must_use]
pub fn policy_in_text() -> String {
    let table = Table::of_all();
    format!("WHO MAY KNOW OF WHAT\nPolicy version {}.\n\n{ORDER}\n{}", table.version(), table.text())
}

/// The version of the policy that is enforced.
pub(crate) fn policy_version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| Table::of_all().version())
}
