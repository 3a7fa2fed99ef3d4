//! A deed as a client does it: the mutation by its name, and what its payload says.

use roundtable_tests::Asker;
use serde_json::{Value, json};

/// Does a deed. Answers the payload; what came of the deed, read as `what` says, is in it as `it`.
pub(crate) async fn does(who: &Asker<'_>, deed: &str, what: &str, input: &Value) -> Value {
    let kind = format!("{}{}Input", deed[..1].to_uppercase(), &deed[1..]);
    let query = format!(
        "mutation($input: {kind}!) {{ {deed}(input: $input) {{ it: {what} userErrors {{ code field message }} cursor }} }}"
    );
    who.ask_with(&query, json!({ "input": input })).await[deed].clone()
}

/// What came of a deed that succeeded.
#[track_caller]
pub(crate) fn came(payload: &Value) -> Value {
    assert_eq!(payload["userErrors"], json!([]), "{payload}");
    assert!(payload["cursor"].is_string(), "{payload}");
    payload["it"].clone()
}

/// Why a deed was refused: the code, the field and the words of each mistake.
#[track_caller]
pub(crate) fn mistakes(payload: &Value) -> Vec<(String, String, String)> {
    assert_eq!((&payload["it"], &payload["cursor"]), (&Value::Null, &Value::Null), "{payload}");
    let errors = payload["userErrors"].as_array().expect("errors");
    let word = |error: &Value, name: &str| error[name].as_str().unwrap_or_default().to_owned();
    errors.iter().map(|error| (word(error, "code"), word(error, "field"), word(error, "message"))).collect()
}

/// The same, of one that was refused for one reason.
#[track_caller]
pub(crate) fn mistake(payload: &Value) -> (String, String, String) {
    let mut all = mistakes(payload);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

/// An input with more in it.
pub(crate) fn with(mut input: Value, more: Value) -> Value {
    let Value::Object(more) = more else { panic!("{more} is no object") };
    input.as_object_mut().expect("an object").extend(more);
    input
}

/// The input of a deed on a record as it was last read.
pub(crate) fn on((noun, record): (&str, &Value), more: Value) -> Value {
    with(json!({ noun: record["id"], "expectedVersion": record["version"] }), more)
}
