//! Undertakings in a text: what somebody said that they would do.

use std::collections::HashSet;

use super::{Word, words};

/// What follows "will" in an undertaking rather than in a forecast.
const DONE: &[&str] = &[
    "add",
    "arrange",
    "ask",
    "bring",
    "chase",
    "check",
    "circulate",
    "clarify",
    "collate",
    "confirm",
    "consider",
    "contact",
    "convene",
    "coordinate",
    "discuss",
    "distribute",
    "draft",
    "email",
    "ensure",
    "explore",
    "feed",
    "find",
    "follow",
    "forward",
    "gather",
    "get",
    "give",
    "identify",
    "inform",
    "invite",
    "investigate",
    "let",
    "liaise",
    "link",
    "look",
    "meet",
    "obtain",
    "organise",
    "pass",
    "prepare",
    "present",
    "produce",
    "provide",
    "publish",
    "raise",
    "report",
    "request",
    "review",
    "revise",
    "scope",
    "send",
    "set",
    "share",
    "speak",
    "submit",
    "supply",
    "take",
    "update",
    "work",
    "write",
];

/// What was undertaken, and where the words that say so begin.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::store) struct Promise<'a> {
    pub(in crate::store) sentence: &'a str,
    /// Within the sentence: whoever is named before this is the likely owner.
    pub(in crate::store) verb: usize,
}

/// The sentences of a text that say what somebody undertook.
pub(in crate::store) fn promises(text: &str) -> Vec<Promise<'_>> {
    sentences(text).filter_map(|sentence| Some(Promise { sentence, verb: undertaking(&words(sentence))? })).collect()
}

/// The sentences of a text. An abbreviation with a full stop cuts one in two, which costs its owner at worst.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let ends = |(at, c): (usize, char)| {
            let after = rest[at + c.len_utf8()..].chars().next();
            (c == '\n' || ".;!?".contains(c) && after.is_none_or(char::is_whitespace)).then_some(at + c.len_utf8())
        };
        let end = rest.char_indices().find_map(ends).unwrap_or(rest.len());
        let (sentence, after) = rest.split_at(end);
        rest = after;
        Some(sentence.trim())
    })
    .filter(|sentence| !sentence.is_empty())
}

/// Where the words say that something was undertaken.
fn undertaking(all: &[Word<'_>]) -> Option<usize> {
    all.iter().enumerate().find_map(|(at, word)| {
        let next = |n: usize| all.get(at + n);
        let says = match word.text.to_ascii_lowercase().as_str() {
            "agreed" | "undertook" | "offered" | "promised" | "volunteered" => next(1).is_some_and(|to| to.is("to")),
            "committed" => next(1).is_some_and(|to| to.is("to")) && next(2).is_some_and(|done| done.among(DONE)),
            // "will send", "will also send", "will be sent" is nobody's.
            "will" | "would" => {
                let done = |n| next(n).is_some_and(|done: &Word<'_>| done.among(DONE));
                done(1) || done(2) && next(1).is_some_and(|also| also.among(&["also", "then", "now", "each"]))
            }
            _ => false,
        };
        says.then_some(word.at)
    })
}

/// Whether an action may be what a sentence says: they share half of the telling words of the shorter one, and more than
/// one.
pub(in crate::store) fn alike(sentence: &str, action: &str) -> bool {
    /// Shorter words tell little.
    const TELLING: usize = 4;
    /// By as much of a word as is the same in its forms.
    const STEM: usize = 5;
    let telling = |text: &str| -> HashSet<String> {
        let long = words(text).into_iter().filter(|word| word.text.chars().count() >= TELLING);
        long.map(|word| word.text.to_lowercase().chars().take(STEM).collect()).collect()
    };
    let (one, other) = (telling(sentence), telling(action));
    let (shorter, shared) = (one.len().min(other.len()), one.intersection(&other).count());
    shared > 1 && 2 * shared >= shorter
}

#[cfg(test)]
mod tests {
    use super::{alike, promises};

    #[test]
    fn undertakings_are_found_sentence_by_sentence() {
        let text = "The chair thanked everyone. Police agreed to send the structure; the Council will also circulate it.\n\
                    Nia undertook to ask v. soon! Numbers will rise. They agreed that it is late. It will be sent.";
        let said: Vec<_> =
            promises(text).into_iter().map(|said| (said.sentence, &said.sentence[said.verb..])).collect();
        assert_eq!(
            said,
            [
                ("Police agreed to send the structure;", "agreed to send the structure;"),
                ("the Council will also circulate it.", "will also circulate it."),
                ("Nia undertook to ask v.", "undertook to ask v."),
            ]
        );
        assert!(promises("").is_empty());
    }

    #[test]
    fn an_action_is_what_a_sentence_says_when_they_share_half_of_their_words() {
        let sentence = "The Met agreed to provide the governance structure for domestic abuse.";
        assert!(alike(sentence, "Provide MOPAC with the governance structures for domestic abuse in the Met"));
        assert!(!alike(sentence, "Circulate the dashboard to members"));
        assert!(!alike("She agreed to write to them.", "Write the tender"));
        assert!(!alike("It is so.", "Ask"));
    }
}
