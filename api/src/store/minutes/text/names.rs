//! Names in a text: which of some names it says, and for whom letters like SG may stand.

use std::{collections::HashMap, hash::Hash};

use super::{Word, words};

/// Names to look for, each of somebody or something.
pub(in crate::store) struct Names<K> {
    /// By their first word, the longest first.
    names: HashMap<String, Vec<(Vec<String>, K)>>,
}

/// A name in a text.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::store) struct Said<K> {
    /// Where it begins and where it ends.
    pub(in crate::store) at: (usize, usize),
    pub(in crate::store) of: K,
}

/// A word without the ending of what is somebody's.
fn plain(word: &str) -> &str {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}

impl<K: Copy + Eq + Hash> Names<K> {
    pub(in crate::store) fn new<'a>(all: impl IntoIterator<Item = (&'a str, K)>) -> Self {
        let mut names: HashMap<String, Vec<(Vec<String>, K)>> = HashMap::new();
        for (name, of) in all {
            let name: Vec<String> = words(name).iter().map(|word| plain(word.text).to_owned()).collect();
            if let Some(first) = name.first() {
                names.entry(first.clone()).or_default().push((name, of));
            }
        }
        for names in names.values_mut() {
            names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        }
        Self { names }
    }

    /// Where a text says any of them: of several that begin at one place, the longest, and all that are that name.
    pub(in crate::store) fn said(&self, text: &str) -> Vec<Said<K>> {
        let all = words(text);
        let mut said: Vec<Said<K>> = Vec::new();
        let mut from = 0;
        while let Some(first) = all.get(from) {
            let here = |(name, _): &&(Vec<String>, K)| {
                let there = all[from..].iter().map(|word| plain(word.text));
                all.len() - from >= name.len() && there.zip(name).all(|(there, word)| there == word)
            };
            let names = self.names.get(plain(first.text)).map_or(&[][..], Vec::as_slice);
            let Some((name, _)) = names.iter().find(here) else {
                from += 1;
                continue;
            };
            let at = (first.at, all[from + name.len() - 1].end());
            said.extend(names.iter().filter(|(same, _)| same == name).map(|(_, of)| Said { at, of: *of }));
            from += name.len();
        }
        said
    }
}

/// Whether a name is of two words or more: one alone is too often a word of the language.
pub(in crate::store) fn is_full(name: &str) -> bool {
    words(name).len() > 1
}

/// The letters that may stand for a name: the first of each of its words, and those of the first and the last.
pub(in crate::store) fn initials(name: &str) -> Vec<String> {
    let letters: Vec<char> = words(name).iter().filter_map(|word| word.text.chars().next()).collect();
    let (Some(first), Some(last)) = (letters.first(), letters.last()) else { return Vec::new() };
    match letters.len() {
        1 => Vec::new(),
        2 => vec![letters.iter().collect()],
        _ => vec![letters.iter().collect(), [first, last].into_iter().collect()],
    }
}

/// The words of a text that are written as initials are: two to four capital letters.
pub(in crate::store) fn abbreviations(text: &str) -> Vec<&str> {
    let are = |word: &Word<'_>| {
        let plain = plain(word.text);
        (2..=4).contains(&plain.chars().count()) && plain.chars().all(char::is_uppercase)
    };
    words(text).into_iter().filter(are).map(|word| plain(word.text)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Names, abbreviations, initials};

    #[test]
    fn a_name_is_found_as_it_is_written() {
        let names = Names::new([("Ana Bell", 1), ("Ana Bell Court", 2), ("Bo", 3), ("Ana Bell", 4), (" ", 5)]);
        let said = |text| names.said(text).into_iter().map(|said| said.of).collect::<Vec<_>>();
        assert_eq!(said("As Ana\nBell’s paper said, Bo agreed."), [1, 4, 3]);
        assert_eq!(said("Ana Bell Court opens."), [2]);
        assert!(said("ana bell; Ana Belling; Boo; Ana").is_empty());
        let text = "So Ana Bell's.";
        let (from, to) = names.said(text)[0].at;
        assert_eq!(&text[from..to], "Ana Bell's");
    }

    #[test]
    fn initials_are_of_all_words_and_of_the_outer_two() {
        assert_eq!(initials("Sara Green"), ["SG"]);
        assert_eq!(initials("Karen Ingala Smith"), ["KIS", "KS"]);
        assert!(initials("Susan").is_empty());
        assert_eq!(abbreviations("SG's paper for MOPAC: JS, A, and CF."), ["SG", "JS", "CF"]);
    }
}
