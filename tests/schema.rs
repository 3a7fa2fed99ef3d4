//! The schema as its users meet it: the page at the top of the repository is what the program prints, every word of it
//! is explained, and every deed in it can be traced to a right, a line in the ledger and a test of who may do it.

use std::path::{Path, PathBuf};

use roundtable_tests::Database;
use serde_json::Value;

crate::cases![
    the_page_at_the_top_is_the_schema_that_the_program_prints,
    every_word_of_the_schema_is_explained_in_sentences,
    every_mutation_is_a_deed_with_a_test_of_who_may_do_it,
    every_mutation_takes_one_input_and_answers_what_came_of_it,
];

/// Which test says who may do what: a mutation, the file of the test, its name.
const WHO_MAY: [(&str, &str, &str); 69] = [
    ("addActionUpdate", "access.rs", "actions_are_moved_by_whom_the_record_says"),
    ("confirmAction", "access.rs", "actions_are_moved_by_whom_the_record_says"),
    ("chaseAction", "access.rs", "actions_are_moved_by_whom_the_record_says"),
    ("carryOverAction", "access.rs", "actions_are_moved_by_whom_the_record_says"),
    ("markActionNotComplete", "access.rs", "actions_are_moved_by_whom_the_record_says"),
    ("supersedeAction", "access.rs", "actions_are_moved_by_whom_the_record_says"),
    ("reopenAction", "access.rs", "actions_are_moved_by_whom_the_record_says"),
    ("reassignAction", "access.rs", "actions_are_moved_by_whom_the_record_says"),
    ("raiseActions", "access.rs", "actions_are_moved_by_whom_the_record_says"),
    ("closeActions", "access.rs", "actions_are_moved_by_whom_the_record_says"),
    ("planMeeting", "access.rs", "meetings_are_moved_by_whom_the_record_says"),
    ("notifyMeeting", "access.rs", "meetings_are_moved_by_whom_the_record_says"),
    ("holdMeeting", "access.rs", "meetings_are_moved_by_whom_the_record_says"),
    ("cancelMeeting", "access.rs", "meetings_are_moved_by_whom_the_record_says"),
    ("postponeMeeting", "access.rs", "meetings_are_moved_by_whom_the_record_says"),
    ("proposeAgendaItems", "access.rs", "meetings_are_moved_by_whom_the_record_says"),
    ("settleAgendaItems", "access.rs", "meetings_are_moved_by_whom_the_record_says"),
    ("inviteToMeeting", "access.rs", "meetings_are_moved_by_whom_the_record_says"),
    ("withdrawInvitations", "access.rs", "meetings_are_moved_by_whom_the_record_says"),
    ("recordAttendance", "access.rs", "meetings_are_moved_by_whom_the_record_says"),
    ("draftMinutes", "access.rs", "meetings_are_moved_by_whom_the_record_says"),
    ("reviseMinutes", "access.rs", "minutes_are_moved_by_whom_the_record_says"),
    ("circulateMinutes", "access.rs", "minutes_are_moved_by_whom_the_record_says"),
    ("agreeMinutes", "access.rs", "minutes_are_moved_by_whom_the_record_says"),
    ("correctMinutes", "access.rs", "minutes_are_moved_by_whom_the_record_says"),
    ("publishMinutes", "access.rs", "minutes_are_moved_by_whom_the_record_says"),
    ("withdrawMinutes", "access.rs", "minutes_are_moved_by_whom_the_record_says"),
    ("commentOnMinutes", "access.rs", "comments_are_made_by_whom_the_record_says"),
    ("commentOnPaper", "access.rs", "comments_are_made_by_whom_the_record_says"),
    ("draftPaper", "access.rs", "papers_are_moved_by_whom_the_record_says"),
    ("revisePaper", "access.rs", "papers_are_moved_by_whom_the_record_says"),
    ("circulatePaper", "access.rs", "papers_are_moved_by_whom_the_record_says"),
    ("finalisePaper", "access.rs", "papers_are_moved_by_whom_the_record_says"),
    ("publishPaper", "access.rs", "papers_are_moved_by_whom_the_record_says"),
    ("withdrawPaper", "access.rs", "papers_are_moved_by_whom_the_record_says"),
    ("sharePaper", "access.rs", "papers_are_moved_by_whom_the_record_says"),
    ("endShares", "access.rs", "papers_are_moved_by_whom_the_record_says"),
    ("liftEmbargo", "papers.rs", "an_embargo_keeps_a_paper_until_it_is_over_or_lifted"),
    ("proposeProgramme", "access.rs", "programmes_are_moved_by_whom_the_record_says"),
    ("reviseProgramme", "access.rs", "programmes_are_moved_by_whom_the_record_says"),
    ("approveProgramme", "access.rs", "programmes_are_moved_by_whom_the_record_says"),
    ("advanceProgramme", "access.rs", "programmes_are_moved_by_whom_the_record_says"),
    ("holdUpProgramme", "access.rs", "programmes_are_moved_by_whom_the_record_says"),
    ("withdrawProgramme", "access.rs", "programmes_are_moved_by_whom_the_record_says"),
    ("addProgrammeUpdate", "access.rs", "programmes_are_moved_by_whom_the_record_says"),
    ("announceProgramme", "programmes.rs", "an_approved_programme_is_announced_once_and_only_its_public_face"),
    ("draftAgreement", "agreements.rs", "w7_each_lead_acts_for_their_own_party_and_nobody_else_does"),
    ("reviseAgreement", "agreements.rs", "w7_each_lead_acts_for_their_own_party_and_nobody_else_does"),
    ("submitAgreement", "agreements.rs", "w7_each_lead_acts_for_their_own_party_and_nobody_else_does"),
    ("signAgreement", "agreements.rs", "w7_each_lead_acts_for_their_own_party_and_nobody_else_does"),
    ("activateAgreement", "agreements.rs", "w7_each_lead_acts_for_their_own_party_and_nobody_else_does"),
    ("suspendAgreement", "agreements.rs", "w7_each_lead_acts_for_their_own_party_and_nobody_else_does"),
    ("resumeAgreement", "agreements.rs", "w7_each_lead_acts_for_their_own_party_and_nobody_else_does"),
    ("endAgreement", "agreements.rs", "w7_each_lead_acts_for_their_own_party_and_nobody_else_does"),
    ("recordDecisions", "access.rs", "what_is_decided_and_recommended_is_moved_by_whom_the_record_says"),
    ("makeRecommendations", "access.rs", "what_is_decided_and_recommended_is_moved_by_whom_the_record_says"),
    ("answerRecommendation", "access.rs", "what_is_decided_and_recommended_is_moved_by_whom_the_record_says"),
    ("advanceRecommendation", "access.rs", "what_is_decided_and_recommended_is_moved_by_whom_the_record_says"),
    ("proposeBoard", "access.rs", "boards_are_run_by_whom_the_record_says"),
    ("reviseBoard", "access.rs", "boards_are_run_by_whom_the_record_says"),
    ("activateBoard", "boards.rs", "w2_that_a_board_meets_is_its_chairs_to_say"),
    ("closeBoard", "access.rs", "boards_are_run_by_whom_the_record_says"),
    ("openSeats", "access.rs", "boards_are_run_by_whom_the_record_says"),
    ("closeSeats", "access.rs", "boards_are_run_by_whom_the_record_says"),
    ("appointMembers", "access.rs", "boards_are_run_by_whom_the_record_says"),
    ("acceptMembership", "offices.rs", "how_to_reach_somebody_is_for_a_board_on_which_they_accepted_a_place"),
    ("endMembership", "access.rs", "boards_are_run_by_whom_the_record_says"),
    ("handOverMembership", "access.rs", "boards_are_run_by_whom_the_record_says"),
    ("settleComment", "remarks.rs", "what_became_of_a_comment_is_the_secretarys_to_say"),
];

/// Scalars that the GraphQL specification explains.
const STANDARD: [&str; 5] = ["Boolean", "Float", "ID", "Int", "String"];

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

async fn the_page_at_the_top_is_the_schema_that_the_program_prints(_: Database) {
    let printed = roundtable::graph::Schemas::new().sdl();
    crate::page::reviewed(&here().join("../schema.graphql"), &format!("{}\n", printed.trim_end()));
}

/// The schema as those get it who can do most with it.
async fn introspected(db: &Database) -> Value {
    let query = "{ __schema { mutationType { name } types { kind name description
        fields(includeDeprecated: true) { name description type { name ofType { name } } args { name description } }
        inputFields { name description } enumValues(includeDeprecated: true) { name description } } } }";
    // The secretary takes the chair as well: some deeds are for the one and some for the other.
    let chair = "      - {person: p-chair, role: CHAIR,";
    let both = format!("{}\n{chair}", "      - {person: p-secretary, role: CHAIR, from: 2025-01-01, basis: APPOINTED}");
    let table = crate::feed::TABLE.replacen(chair, &both, 1);
    assert_ne!(table, crate::feed::TABLE);
    let world = db.world(&table).await;
    world.person("secretary").ask(query).await["__schema"].clone()
}

/// The members of a list that may be null, with their names.
fn named<'v>(owner: &'v Value, list: &str) -> impl Iterator<Item = (&'v str, &'v Value)> {
    owner[list].as_array().into_iter().flatten().map(|member| (member["name"].as_str().expect("a name"), member))
}

async fn every_word_of_the_schema_is_explained_in_sentences(db: Database) {
    let schema = introspected(&db).await;
    let mut bare = Vec::new();
    let mut look = |place: String, word: &Value| {
        let said = word["description"].as_str().unwrap_or_default().trim();
        let sentence = said.ends_with('.') && said.starts_with(|c: char| c.is_uppercase() || c == '`');
        if !sentence {
            bare.push(format!("{place}: {said:?}"));
        }
    };
    for (name, kind) in named(&schema, "types") {
        if name.starts_with("__") || STANDARD.contains(&name) {
            continue;
        }
        look(name.to_owned(), kind);
        for list in ["fields", "inputFields", "enumValues"] {
            for (field, member) in named(kind, list) {
                look(format!("{name}.{field}"), member);
                named(member, "args").for_each(|(arg, member)| look(format!("{name}.{field}({arg})"), member));
            }
        }
    }
    assert!(bare.is_empty(), "without a sentence that explains them:\n{}", bare.join("\n"));
}

fn mutations(schema: &Value) -> Vec<&Value> {
    let name = schema["mutationType"]["name"].as_str().expect("mutations");
    let kind = named(schema, "types").find(|(kind, _)| *kind == name).expect("their type").1;
    kind["fields"].as_array().expect("fields").iter().collect()
}

async fn every_mutation_is_a_deed_with_a_test_of_who_may_do_it(db: Database) {
    let schema = introspected(&db).await;
    let names: Vec<&str> = mutations(&schema).iter().map(|m| m["name"].as_str().expect("a name")).collect();
    let policy = std::fs::read_to_string(here().join("../api/src/policy/deeds.rs")).expect("the deeds");
    for name in &names {
        let right = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
        let deed = format!("    {right} \"{name}\" to ");
        assert!(policy.contains(&deed), "{name}: the policy has no deed {right} of that word");
        let tested = WHO_MAY.iter().any(|(mutation, ..)| mutation == name);
        assert!(tested, "{name}: no test says who may do it; write one, and list it in {}", file!());
    }
    let scopes: Vec<&str> = policy.lines().filter_map(|line| line.split(" in \"").nth(1)).collect();
    for scope in &scopes {
        let scope = scope.trim_end_matches("\":");
        assert!(roundtable::viewer::SCOPES.contains(&scope), "{scope} is no scope that a token can name");
    }
    let deeds = scopes.len();
    assert_eq!(deeds, names.len(), "a deed of the policy that no mutation does");
    for (mutation, file, test) in WHO_MAY {
        assert!(names.contains(&mutation), "{mutation} is listed and gone");
        let tests = std::fs::read_to_string(here().join(file)).unwrap_or_else(|cause| panic!("{file}: {cause}"));
        assert!(tests.contains(&format!("async fn {test}(")), "{file} has no {test}");
        assert!(tests.contains(&format!("\"{mutation}\"")), "{file} does not try {mutation}");
    }
}

async fn every_mutation_takes_one_input_and_answers_what_came_of_it(db: Database) {
    let schema = introspected(&db).await;
    for mutation in mutations(&schema) {
        let name = mutation["name"].as_str().expect("a name");
        let inputs: Vec<&str> = named(mutation, "args").map(|(arg, _)| arg).collect();
        assert_eq!(inputs, ["input"], "{name}");
        let answer = mutation["type"]["ofType"]["name"].as_str().expect("an answer that is never null");
        assert_eq!(answer, format!("{}{}Payload", name[..1].to_uppercase(), &name[1..]));
        let payload = named(&schema, "types").find(|(kind, _)| *kind == answer).expect("its payload").1;
        for part in ["cursor", "userErrors"] {
            assert!(named(payload, "fields").any(|(field, _)| field == part), "{answer} has no {part}");
        }
    }
}
