//! What the words of minutes give away or leave open, as far as words alone tell: pure functions of texts.
//!
//! # Why
//! These are nets for slips, not proofs. Each would rather name too much than let something pass, since a person looks at
//! what it names; what it names, it names with the words that made it do so.

pub(in crate::store) mod contacts;
pub(super) mod names;
pub(super) mod numbers;
pub(super) mod promises;

/// A word of a text: letters and digits, with what stands within a word or a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// Where it begins.
    pub(super) at: usize,
    pub(super) text: &'a str,
}

impl Word<'_> {
    /// Where it ends.
    fn end(&self) -> usize {
        self.at + self.text.len()
    }

    /// It is this word, in small or in capital letters.
    fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    fn among(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }
}

/// The words of a text, in order.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut letters = text.char_indices().peekable();
    let (mut from, mut before) = (None, ' ');
    while let Some((at, c)) = letters.next() {
        let next = letters.peek().map_or(' ', |(_, next)| *next);
        let within = match c {
            '\'' | '’' | '-' => before.is_alphanumeric() && next.is_alphanumeric(),
            '.' | ',' => before.is_ascii_digit() && next.is_ascii_digit(),
            '%' => before.is_ascii_digit(),
            _ => c.is_alphanumeric(),
        };
        match (within, from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                words.push(Word { at: start, text: &text[start..at] });
                from = None;
            }
            _ => {}
        }
        before = c;
    }
    words.extend(from.map(|start| Word { at: start, text: &text[start..] }));
    words
}

/// Whether a text repeats so many words of another, one after another.
pub(super) fn repeats(text: &str, of: &[&str]) -> bool {
    /// As many words in a row as two people rarely find by themselves.
    const TELLING: usize = 8;
    let small = |text: &str| -> Vec<String> { words(text).iter().map(|word| word.text.to_lowercase()).collect() };
    let ours = small(text);
    let ours: std::collections::HashSet<&[String]> = ours.windows(TELLING).collect();
    !ours.is_empty() && of.iter().any(|theirs| small(theirs).windows(TELLING).any(|words| ours.contains(words)))
}

#[cfg(test)]
mod tests {
    use super::{repeats, words};

    #[test]
    fn words_keep_what_belongs_to_them() {
        let said = |text| words(text).iter().map(|word| word.text).collect::<Vec<_>>();
        assert_eq!(said("Lib Peck’s co-chair: 2.5% of 2,719."), ["Lib", "Peck’s", "co-chair", "2.5%", "of", "2,719"]);
        assert_eq!(said("'Quoted' - and, so on… é"), ["Quoted", "and", "so", "on", "é"]);
        assert!(said(" ,.% ").is_empty());
        assert_eq!(words("a bc").last().map(|word| (word.at, word.end())), Some((2, 4)));
    }

    #[test]
    fn eight_words_in_a_row_are_a_quotation() {
        let closed = "Officers will watch the three houses in the north from Monday on.";
        assert!(repeats("We heard that officers WILL watch the three houses in the North.", &["", closed]));
        assert!(!repeats("Officers will watch the three houses, by the park in the north.", &[closed]));
        assert!(!repeats("", &[closed]));
    }
}
