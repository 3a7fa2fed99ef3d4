//! How large an answer may be: what would come of a short question is known before it is made, and refused in one line.

use roundtable_tests::Database;
use serde_json::Value;

use crate::cost::{century, page};

crate::cases![
    an_answer_that_would_be_too_large_is_refused_before_it_is_made,
    a_long_text_asked_for_many_times_is_counted_as_often,
];

/// Lists of a hundred, one in the other, from a question of one line.
fn rounds(n: usize) -> String {
    let (open, close) = (" board { meetings(first: 100) { nodes {", " } } }");
    format!("{{ meetings(first: 100) {{ nodes {{ slug{}{} }} }} }}", format!("{open} slug").repeat(n), close.repeat(n))
}

async fn an_answer_that_would_be_too_large_is_refused_before_it_is_made(db: Database) {
    let world = db.world(&century()).await;
    let ann = world.person("ann");
    for query in [rounds(1), page(100)] {
        assert_eq!(ann.answer(&query, Value::Null).await.1.get("errors"), None, "a large page is no attack");
    }
    let (before, _) = world.statements().await;
    for n in [2, 5] {
        let (_, answer) = ann.answer(&rounds(n), Value::Null).await;
        assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1), "said once, not for each field");
        assert_eq!((&answer["errors"][0]["extensions"]["code"], &answer["data"]), (&"TOO_LARGE".into(), &Value::Null));
        assert!(answer["errors"][0]["message"].to_string().contains("smaller pages"));
    }
    let (after, _) = world.statements().await;
    assert!(after - before < 20, "what is not answered is not read: {} statements", after - before);
    assert_eq!(ann.ask("{ meetings(first: 1) { nodes { slug } } }").await["meetings"]["nodes"][0]["slug"], "m-100");
}

async fn a_long_text_asked_for_many_times_is_counted_as_often(db: Database) {
    let long = "word ".repeat(2_000);
    let world = db.world(&century().replace("Said of the first at", &long)).await;
    let ann = world.person("ann");
    let bodies = |n: usize| {
        let again = (0..n).map(|n| format!("b{n}: body ")).collect::<String>();
        format!("{{ meetings(first: 100) {{ nodes {{ minutes {{ sections {{ {again} }} }} }} }} }}")
    };
    ann.ask(&bodies(5)).await;
    assert_eq!(ann.refused(&bodies(50)).await["extensions"]["code"], "TOO_LARGE");
}
