//! Partnerships that have nothing in common, told apart by their words.

use roundtable::run;
use roundtable_tests::{Database, World};
use serde_json::json;

use super::portrait::Caller;

/// The words of a partnership.
pub(crate) struct Words {
    /// In everything that only the partnership may read.
    pub(crate) own: &'static str,
    /// In what is public: organisations and areas (R1), and a listed board with its chair and published minutes.
    pub(crate) open: &'static str,
}

/// The one that asks.
pub(crate) const KESTREL: Words = Words { own: "kestrel", open: "falcon" };
/// The other one.
pub(crate) const MAGPIE: Words = Words { own: "magpie", open: "jackdaw" };

/// A partnership as a file.
fn file(words: &Words, listed: bool) -> String {
    let rook = if listed { words.open } else { words.own };
    let states = [
        ("draft", "DRAFT", "2025-06-10", "rook-board"),
        ("circulated", "CIRCULATED", "2025-05-10", "rook-board"),
        ("agreed", "AGREED", "2025-03-10", "rook-board"),
        ("published", "PUBLISHED", "2025-02-10", "rook-board"),
        ("withdrawn", "WITHDRAWN", "2025-01-10", "rook-board"),
        ("inherited", "AGREED", "2023-01-10", "rook-former"),
    ];
    let meetings = states.map(|(state, status, day, board)| {
        let (crow, third) = if state == "published" { ("rook", "rook-speaker") } else { ("heron", "heron-other") };
        let meeting = include_str!("meeting.yaml").replace("STATUS", status).replace("STATE", state);
        let meeting = meeting.replace("BOARD", board).replace("DAY", day).replace("THIRD", third);
        meeting.replace("crow", crow).replace("Crow", &capital(crow))
    });
    let mut file = format!("{}{}", include_str!("partnership.yaml"), meetings.concat());
    file = file.replace("LISTED", &listed.to_string());
    for (mark, word) in [("heron", words.own), ("swift", words.open), ("rook", rook)] {
        file = file.replace(mark, word).replace(&capital(mark), &capital(word));
    }
    file
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

/// A world of one partnership.
pub(crate) async fn alone(db: &Database, words: &Words, listed: bool) -> World {
    let world = db.world(&file(words, listed)).await;
    act(&world, words).await;
    world
}

/// A member reports on an action: no file holds lines of the ledger.
async fn act(world: &World, words: &Words) {
    let member = Caller::new(world, words, "member");
    let action = format!(r#"{{ action(by: {{ slug: "{}-action" }}) {{ id version }} }}"#, words.own);
    let action = member.ask(&action).await.json()["data"]["action"].clone();
    let text = format!("{} report", capital(words.own));
    let input = json!({ "action": action["id"], "expectedVersion": action["version"], "text": text });
    let report = "mutation($input: AddActionUpdateInput!) { addActionUpdate(input: $input) { cursor } }";
    let done = member.ask_with(report, json!({ "input": input })).await.json();
    assert!(done["data"]["addActionUpdate"]["cursor"].is_string(), "{done:#}");
}

/// A world of two.
pub(crate) async fn together(db: &Database, first: &Words, second: &Words, listed: bool) -> World {
    let world = alone(db, first, listed).await;
    let files = [("other.yaml".to_owned(), file(second, listed))];
    run::load(&world.store, "other", &files).await.unwrap_or_else(|stop| panic!("{stop}"));
    act(&world, second).await;
    world
}
