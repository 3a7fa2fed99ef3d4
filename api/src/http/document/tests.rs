//! The checks and the merging, on documents alone.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use async_graphql::parser::types::{ExecutableDocument, OperationType, Selection, SelectionSet};
use async_graphql::{ServerError, Value, Variables};
use serde_json::json;

use super::{Checked, Documents, MAX_ERRORS, MAX_QUERY_BYTES};

/// The mistakes of a document as (code, message).
fn mistakes(text: &str) -> Vec<(String, String)> {
    let code = |error: &ServerError| match error.extensions.as_ref().and_then(|extensions| extensions.get("code")) {
        Some(Value::String(code)) => code.clone(),
        _ => panic!("no code: {error:?}"),
    };
    match Checked::read(text) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(|error| (code(error), error.message.clone())).collect(),
    }
}

/// The code of the only mistake.
fn mistake(text: &str) -> String {
    match mistakes(text).as_slice() {
        [(code, message)] => {
            assert!(!message.contains('\n'), "{message}");
            code.clone()
        }
        other => panic!("{other:?}"),
    }
}

/// A merged document, written out: operations first, then fragments by name.
fn merged(text: &str) -> String {
    let checked = Checked::read(text).unwrap_or_else(|errors| panic!("{errors:?}"));
    let document: ExecutableDocument = checked.document();
    let mut out = String::new();
    for (_, operation) in document.operations.iter() {
        write!(out, "{}", operation.node.ty).unwrap();
        set(&operation.node.selection_set.node, &mut out);
    }
    let mut fragments: Vec<_> = document.fragments.iter().collect();
    fragments.sort_by_key(|(name, _)| name.as_str());
    for (name, fragment) in fragments {
        write!(out, " {name}").unwrap();
        set(&fragment.node.selection_set.node, &mut out);
    }
    out
}

fn set(of: &SelectionSet, out: &mut String) {
    if of.items.is_empty() {
        return;
    }
    out.push('{');
    for (index, item) in of.items.iter().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        match &item.node {
            Selection::Field(field) => out.push_str(&field.node.response_key().node),
            Selection::FragmentSpread(spread) => write!(out, "...{}", spread.node.fragment_name.node).unwrap(),
            Selection::InlineFragment(inline) => match &inline.node.type_condition {
                Some(condition) => write!(out, "...on {}", condition.node.on.node).unwrap(),
                None => out.push_str("..."),
            },
        }
        for directive in item.node.directives() {
            write!(out, "@{}", directive.node.name.node).unwrap();
        }
        match &item.node {
            Selection::Field(field) => set(&field.node.selection_set.node, out),
            Selection::InlineFragment(inline) => set(&inline.node.selection_set.node, out),
            Selection::FragmentSpread(_) => {}
        }
    }
    out.push('}');
}

#[test]
fn fragments_that_double_each_other_are_refused_in_milliseconds() {
    for levels in [24, 31, 150] {
        let mut text = "{...f0}".to_owned();
        for level in 0..levels {
            write!(text, "fragment f{level} on Query{{...f{0} ...f{0}}}", level + 1).unwrap();
        }
        write!(text, "fragment f{levels} on Query{{__typename}}").unwrap();
        let begun = Instant::now();
        assert_eq!(mistake(&text), "TOO_LARGE");
        assert!(begun.elapsed() < Duration::from_millis(200), "{levels}: {:?}", begun.elapsed());
    }
}

#[test]
fn each_limit_is_told_by_its_code() {
    let many = |text: &str, times: usize| text.repeat(times);
    assert_eq!(mistake(&format!("{{{}}}", many("a ", MAX_QUERY_BYTES / 2))), "TOO_LARGE");
    assert_eq!(mistake(&format!("{{x{{{}}}}}", many("a ", 2_001))), "TOO_LARGE");
    assert_eq!(mistake(&format!("{{{}}}", (0..21).fold(String::new(), |all, n| format!("{all} f{n}")))), "TOO_LARGE");
    let aliases = (0..61).fold(String::new(), |all, n| format!("{all} a{n}:f"));
    assert_eq!(mistake(&format!("{{x{{{aliases}}}}}")), "TOO_LARGE");
    assert_eq!(mistake(&format!("{{__typename {}}}", many("@aa", 61))), "TOO_LARGE");
    assert_eq!(mistake(&format!("{}a{}", many("{a", 25), many("}", 25))), "TOO_LARGE");
    assert_eq!(mistake(&many("{a", 8_000)), "TOO_LARGE");
    assert_eq!(mistake(&format!("{{a(b:{})}}", many("[", 8_000))), "TOO_LARGE");
    assert_eq!(mistake(&format!("{{a{}b{}}}", many("{...", 40), many("}", 40))), "TOO_LARGE");
    let root = (0..11).fold(String::new(), |all, n| format!("{all} f{n}"));
    assert_eq!(
        mistake(&format!("{{...x ...y}} fragment x on Query{{{root}}} fragment y on Query{{{root}}}")),
        "TOO_LARGE"
    );
}

#[test]
fn the_introspection_of_the_usual_tools_passes() {
    let types = (0..9).fold("name".to_owned(), |inner, _| format!("kind name ofType{{{inner}}}"));
    let text = format!(
        "query IntrospectionQuery {{__schema{{queryType{{name}}types{{...FullType}}directives{{name args{{...InputValue}}}}}}}}
         fragment FullType on __Type{{kind name fields(includeDeprecated:true){{name args{{...InputValue}}type{{...TypeRef}}}}
         inputFields{{...InputValue}}interfaces{{...TypeRef}}possibleTypes{{...TypeRef}}}}
         fragment InputValue on __InputValue{{name type{{...TypeRef}}defaultValue}}
         fragment TypeRef on __Type{{{types}}}"
    );
    assert_eq!(mistakes(&text), Vec::new());
}

#[test]
fn introspection_does_not_go_round_and_round() {
    let round = |times: usize| format!("{}name{}", "fields{type{".repeat(times), "}}".repeat(times));
    assert_eq!(mistakes(&format!("{{__schema{{types{{{}}}}}}}", round(2))), Vec::new());
    assert_eq!(mistake(&format!("{{__schema{{types{{{}}}}}}}", round(3))), "TOO_LARGE");
    assert_eq!(mistake(&format!("{{__type(name:\"A\"){{{}}}}}", round(3))), "TOO_LARGE");
    let hidden =
        "{__type(name:\"A\"){...a}} fragment a on __Type{interfaces{...b}} fragment b on __Type{fields{type{...c}}}
                  fragment c on __Type{possibleTypes{name}}";
    assert_eq!(mistake(hidden), "TOO_LARGE");
    assert_eq!(mistake("{a:__schema{types{name}} b:__schema{types{name}} c:__schema{types{name}}}"), "TOO_LARGE");
    assert_eq!(mistake("{__schema{types{a:name b:name c:name d:name e:name}}}"), "TOO_LARGE");
    assert_eq!(mistakes(&format!("{{form{{{}}}}}", round(4))), Vec::new(), "a field of ours may be called so");
}

#[test]
fn circles_are_found() {
    assert_eq!(mistake("{...a} fragment a on Query{...a}"), "VALIDATION");
    assert_eq!(mistake("{...a} fragment a on Query{b{...c}} fragment c on B{d{...a}}"), "VALIDATION");
    assert_eq!(mistake("{x} fragment a on Query{...b} fragment b on Query{...a}"), "VALIDATION");
}

#[test]
fn a_syntax_error_is_one_line_and_quotes_nothing() {
    let all = mistakes("{ secret(name: \"Jane\" }\n more");
    assert_eq!(all.len(), 1);
    let (code, message) = &all[0];
    assert_eq!(code, "PARSE");
    assert!(message.starts_with("Syntax error at line 1, column "), "{message}");
    assert!(!message.contains("Jane") && !message.contains("secret"), "{message}");
    for text in [
        "",
        "{",
        "query A {a} query A {b}",
        "{a} query A {b}",
        "fragment a on B{c}",
        "type A{b:C}",
        "{a} fragment f on A{b} fragment f on A{c}",
    ] {
        assert_eq!(mistake(text), "PARSE", "{text}");
    }
}

/// What a request with this operation name and these variables would run.
fn kind(text: &str, name: Option<&str>, variables: serde_json::Value) -> Option<OperationType> {
    let checked = Checked::read(text).unwrap_or_else(|errors| panic!("{errors:?}"));
    checked.kind(name, &Variables::from_json(variables)).ok()
}

#[test]
fn the_operation_is_found_by_its_name() {
    assert_eq!(kind("mutation {a}", None, json!({})), Some(OperationType::Mutation));
    assert_eq!(kind("query A {a}", None, json!({})), Some(OperationType::Query));
    assert_eq!(kind("mutation {a}", Some("a"), json!({})), None);
    let two = "query A{a} mutation B{b}";
    assert_eq!(kind(two, Some("B"), json!({})), Some(OperationType::Mutation));
    assert_eq!(kind(two, None, json!({})), None);
    assert_eq!(kind(two, Some("C"), json!({})), None);
}

#[test]
fn required_variables_are_there_before_anything_runs() {
    let text = "mutation($a:Int! $b:Int $c:Int!=1 $d:[Int!]!){f(a:$a,b:$b,c:$c,d:$d)}";
    assert_eq!(kind(text, None, json!({"a": 1, "d": []})), Some(OperationType::Mutation));
    for variables in [json!({}), json!({"a": 1}), json!({"a": null, "d": []}), json!({"a": 1, "c": null, "d": []})] {
        assert_eq!(kind(text, None, variables), None);
    }
}

#[test]
fn repeated_fields_become_one_with_all_their_selections() {
    assert_eq!(merged("{a a a}"), "query{a}");
    assert_eq!(merged("{a{b} c a{d b{e}}}"), "query{a{b d b{e}} c}");
    assert_eq!(merged("{a{b{x}} a{b{y x}}}"), "query{a{b{x y}}}");
    assert_eq!(merged("{a(x:1,y:$v) a(y:$v,x:1) b:a(x:2)}"), "query{a b}");
    assert_eq!(merged("{a @skip(if:$x) a @skip(if:$x) a}"), "query{a@skip a}");
    assert_eq!(merged("{...f ...f a ...f @skip(if:true)} fragment f on Query{b b}"), "query{...f a ...f@skip} f{b}");
    assert_eq!(
        merged("{...{a} a ...{a{b}}}"),
        "query{a a{b}}",
        "a leaf and a branch: validation will say which is wrong"
    );
    assert_eq!(merged("{n{...on A{x} ...on A{x y} z ...on A{x}}}"), "query{n{...on A{x y} z ...on A{x}}}");
}

#[test]
fn one_key_for_two_things_is_refused() {
    assert_eq!(mistake("{a(x:1) a(x:2)}"), "VALIDATION");
    assert_eq!(mistake("{a:b a:c}"), "VALIDATION");
    let many = (0..100).fold(String::new(), |all, n| format!("{all} a(x:{n})"));
    assert_eq!(mistakes(&format!("{{n{{{many}}}}}")).len(), MAX_ERRORS);
}

#[test]
fn a_mutation_does_each_thing_once() {
    assert_eq!(
        merged(
            "mutation{touch touch ...f ...f} fragment f on Mutation{touch ...g} fragment g on Mutation{touch b:touch}"
        ),
        "mutation{touch b}"
    );
    assert_eq!(
        merged("mutation{...on Mutation{touch{a}} ...{touch{b ...f}}} fragment f on T{c}"),
        "mutation{touch{a b ...f}} f{c}"
    );
    assert_eq!(mistake("mutation{touch ...f @include(if:$x)} fragment f on Mutation{touch}"), "VALIDATION");
    assert_eq!(mistake("mutation{touch @skip(if:$x) touch}"), "VALIDATION");
    assert_eq!(mistake("mutation{...@skip(if:$x){touch} other ...@skip(if:$x){touch}}"), "VALIDATION");
    assert_eq!(
        merged("mutation{...f @skip(if:$x)} fragment f on Mutation{touch touch}"),
        "mutation{...f@skip} f{touch}"
    );
    assert_eq!(
        merged("mutation{...f} fragment f on Query{touch} fragment unused on Mutation{x}"),
        "mutation{...f} f{touch} unused{x}"
    );
}

#[test]
fn a_subscription_has_one_root_field() {
    assert_eq!(merged("subscription{...f} fragment f on Subscription{a{b} a{c}}"), "subscription{a{b c}}");
    for text in [
        "subscription{a b}",
        "subscription{...f a} fragment f on Subscription{b}",
        "subscription{__typename}",
        "subscription{a @skip(if:$x)}",
        "subscription{...@include(if:$x){a}}",
        "subscription{a ...f} fragment f on Other{b}",
    ] {
        assert_eq!(mistake(text), "VALIDATION", "{text}");
    }
}

#[test]
fn typename_follows_the_rules_of_a_leaf() {
    assert_eq!(mistake("{a{__typename{b}}}"), "VALIDATION");
    assert_eq!(mistake("{__typename(x:1)}"), "VALIDATION");
    assert_eq!(merged("{__typename @include(if:$x)}"), "query{...@include{__typename}}", "where validation looks");
    assert_eq!(mistake("{...on} fragment on on Query{a}"), "VALIDATION");
}

#[test]
fn a_document_is_read_once() {
    let documents = Documents::new();
    let first = documents.check("{a}").ok();
    let second = documents.check("{a}").ok();
    assert!(first.zip(second).is_some_and(|(first, second)| std::sync::Arc::ptr_eq(&first, &second)));
    assert!(documents.check("{a").is_err());
}
