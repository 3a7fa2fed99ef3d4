//! What ids open, and what is said of them.

use std::collections::{BTreeMap, BTreeSet};

use roundtable_tests::Asker;
use serde_json::{Value, json};

use super::list;

/// Which of some ids open something.
pub(crate) async fn opened(asker: &Asker<'_>, ids: &[&String]) -> BTreeSet<String> {
    // An id of a kind that is not in the asker's schema is no id there, and one such refuses the list: kind by kind.
    let mut kinds: BTreeMap<Option<u8>, Vec<&String>> = BTreeMap::new();
    ids.iter().for_each(|id| kinds.entry(kind(id)).or_default().push(id));
    let mut open = BTreeSet::new();
    for some in kinds.values().flat_map(|ids| ids.chunks(100)) {
        let ask = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
        let (_, answer) = asker.answer(ask, json!({ "ids": some })).await;
        only_refused(&answer);
        open.extend(list(&answer["data"]["nodes"]).iter().filter_map(|node| node["id"].as_str()).map(str::to_owned));
    }
    open
}

/// The byte of an id's kind.
fn kind(id: &str) -> Option<u8> {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.decode(id).ok()?.first().copied()
}

/// Nothing went wrong but that an id was none.
fn only_refused(answer: &Value) {
    for error in list(&answer["errors"]) {
        let message = error["message"].as_str().unwrap_or_default();
        assert!(message.contains("not an id of this API"), "{answer:#}");
    }
}

/// How much of a record somebody is told to know, for each id of a few; nothing for one that is not theirs to know. Of
/// what they know, they are told by which rules.
pub(crate) async fn reasons<'i>(asker: &Asker<'_>, ids: &[&'i String]) -> BTreeMap<&'i String, Option<String>> {
    let ask =
        |(n, id): (usize, &&String)| format!("a{n}: access(id: \"{id}\") {{ outcome reasons {{ rules says }} }} ");
    let asked: String = ids.iter().enumerate().map(ask).collect();
    let (_, answer) = asker.answer(&format!("{{ {asked} }}"), Value::Null).await;
    only_refused(&answer);
    let data = &answer["data"];
    let told = |(n, id): (usize, &&'i String)| {
        let access = &data[format!("a{n}")];
        let reasons = list(&access["reasons"]);
        assert!(access.is_null() || !reasons.is_empty(), "known for no reason: {id}");
        assert!(reasons.iter().all(|one| !list(&one["rules"]).is_empty() && one["says"] != ""), "{access:#}");
        (*id, access["outcome"].as_str().map(str::to_owned))
    };
    ids.iter().enumerate().map(told).collect()
}
