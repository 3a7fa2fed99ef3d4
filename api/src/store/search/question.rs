//! What somebody wrote into a search box, and what it means to each database.
//!
//! # Why
//! A box for people: words, words in quotation marks, and a star for any ending. Nothing else that is typed means
//! anything to a database. Text is cut into words and folded here as both indexes do it, so that the passage which is
//! shown marks what was found. A word is a run of letters and digits, in small letters, and without the accents of Latin
//! letters. Stems are not cut off: the two databases do it differently, and a name is not an English word.

use std::ops::Range;

use sea_orm::{
    Value,
    sea_query::{Alias, Expr, ExprTrait as _, Query, SelectStatement, UnionType},
};
use unicode_normalization::UnicodeNormalization as _;

use crate::error::Error;

/// The most characters of a question.
const LONGEST: usize = 200;
/// The most words of a question.
const MOST: usize = 16;
/// The fewest letters and digits of a question, and of the beginning of a word before a star.
const LEAST: usize = 2;

/// Marks in which words stand that follow one another.
const MARKS: [char; 4] = ['"', '“', '”', '„'];

/// Words that follow one another; the last may be the beginning of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    words: Vec<String>,
    begins: bool,
}

/// A question: each part of it must stand in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question(Vec<Part>);

fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// A word as the indexes hold it.
fn folded(word: &str) -> String {
    let mut latin = false;
    let bare = word.nfd().filter(|c| {
        let accent = is_accent(*c);
        latin = if accent { latin } else { c.is_ascii_alphabetic() };
        !(accent && latin)
    });
    bare.nfc().flat_map(char::to_lowercase).collect()
}

/// The words of a text, where they stand and folded.
pub(super) fn words(text: &str) -> Vec<(Range<usize>, String)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = c.is_alphanumeric() || start.is_some() && is_accent(c);
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((from..at, folded(&text[from..at])));
                start = None;
            }
            _ => {}
        }
    }
    words
}

impl Part {
    fn read(text: &str, begins: bool) -> Option<Self> {
        let words: Vec<String> = words(text).into_iter().map(|(_, word)| word).collect();
        (!words.is_empty()).then_some(Self { words, begins })
    }

    /// Its words, each with whether it is only the beginning of one.
    fn terms(&self) -> impl Iterator<Item = (&str, bool)> {
        let last = self.words.len().saturating_sub(1);
        self.words.iter().enumerate().map(move |(at, word)| (word.as_str(), self.begins && at == last))
    }

    /// How many words of a text, from the first of these on, are this part of a question; none if they are not.
    pub(super) fn stands(&self, text: &[(Range<usize>, String)]) -> Option<usize> {
        let same = |((_, word), (wanted, begins)): (&(Range<usize>, String), (&str, bool))| {
            if begins { word.starts_with(wanted) } else { word == wanted }
        };
        let long = self.words.len();
        (text.len() >= long && text.iter().zip(self.terms()).all(same)).then_some(long)
    }
}

impl Question {
    /// Reads what somebody wrote.
    pub(super) fn read(text: &str) -> Result<Self, Error> {
        let invalid = |reason: String| Error::invalid("text", reason);
        if text.chars().count() > LONGEST {
            return Err(invalid(format!("at most {LONGEST} characters; leave the least telling words out")));
        }
        let mut parts = Vec::new();
        for (at, stretch) in text.split(MARKS).enumerate() {
            if at % 2 == 1 {
                parts.extend(Part::read(stretch, false));
            } else {
                parts.extend(stretch.split_whitespace().filter_map(|word| Part::read(word, word.ends_with('*'))));
            }
        }
        let question = Self(parts);
        let letters = |word: &str| word.chars().count();
        if question.terms().map(|(word, _)| letters(word)).sum::<usize>() < LEAST {
            return Err(invalid(format!("write at least one word of {LEAST} letters or digits")));
        }
        if question.terms().any(|(word, begins)| begins && letters(word) < LEAST) {
            return Err(invalid(format!("write at least {LEAST} letters of a word before the star")));
        }
        if question.terms().count() > MOST {
            return Err(invalid(format!("at most {MOST} words; leave the least telling ones out")));
        }
        Ok(question)
    }

    /// Its parts.
    pub(super) fn parts(&self) -> &[Part] {
        &self.0
    }

    fn terms(&self) -> impl Iterator<Item = (&str, bool)> {
        self.0.iter().flat_map(Part::terms)
    }

    /// Each part as a database writes it, joined by its word for "and".
    fn joined(&self, and: &str, part: impl Fn(&Part) -> String) -> String {
        self.0.iter().map(part).collect::<Vec<_>>().join(and)
    }

    /// PostgreSQL: entries of texts in which the question stands. The words hold letters and digits alone, so that none
    /// can mean anything in the language of an index.
    pub(super) fn stands(&self) -> Expr {
        let star = |begins| if begins { ":*" } else { "" };
        let words = |part: &Part| {
            let words = part.terms().map(|(word, begins)| format!("'{word}'{}", star(begins)));
            format!("({})", words.collect::<Vec<_>>().join(" <-> "))
        };
        let asked = self.joined(" & ", words);
        Expr::cust_with_values(r#""search_entry"."words" @@ CAST($1 AS tsquery)"#, [asked])
    }

    /// PostgreSQL: how often the words of the question stand in the text of the entry at hand.
    pub(super) fn often(&self) -> Expr {
        let mut values: Vec<Value> = Vec::new();
        let words = self.terms().map(|(word, begins)| {
            values.push(word.into());
            let at = values.len();
            if begins { format!("STARTS_WITH(said.lexeme, ${at})") } else { format!("said.lexeme = ${at}") }
        });
        let words = words.collect::<Vec<_>>().join(" OR ");
        let count = format!(
            r#"(SELECT SUM(CARDINALITY(said.positions)) FROM UNNEST("search_entry"."words") AS said WHERE {words})"#
        );
        Expr::cust_with_values(count, values)
    }

    /// SQLite: the numbers of the texts in which the question stands, as `doc`.
    pub(super) fn matched(&self) -> SelectStatement {
        let star = |part: &Part| if part.begins { " *" } else { "" };
        let asked = self.joined(" AND ", |part| format!("\"{}\"{}", part.words.join(" "), star(part)));
        Query::select()
            .expr_as(Expr::col("rowid"), Alias::new("doc"))
            .from("search_words")
            .and_where(Expr::cust_with_values(r#""search_words" MATCH ?"#, [asked]))
            .to_owned()
    }

    /// SQLite: the same, and as `n` how often the words of the question stand in each. The texts in which all of it
    /// stands and the places of its words are read from the index one after the other and grouped by text: those that
    /// have no place before the first are left out.
    pub(super) fn counted(&self) -> SelectStatement {
        let mut all = self.matched();
        all.expr_as(Expr::cust("-1"), Alias::new("offset"));
        for (word, begins) in self.terms() {
            let term = Expr::col("term");
            let rows =
                if begins { term.clone().gte(word).and(term.lt(format!("{word}\u{10ffff}"))) } else { term.eq(word) };
            let places = Query::select().columns(["doc", "offset"]).from("search_term").and_where(rows).to_owned();
            all.union(UnionType::Distinct, places);
        }
        Query::select()
            .column("doc")
            .expr_as(Expr::cust("COUNT(*) - 1"), Alias::new("n"))
            .from_subquery(all, Alias::new("places"))
            .group_by_col("doc")
            .and_having(Expr::cust(r#"MIN("offset") = -1"#))
            .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{Question, words};

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|(_, word)| word).collect()
    }

    #[test]
    fn text_is_cut_into_words_and_folded() {
        assert_eq!(folded("Women’s Café, s.17A — NAÏVE"), ["women", "s", "cafe", "s", "17a", "naive"]);
        assert_eq!(folded("Cafe\u{301} Łódź"), ["cafe", "łodz"]);
        assert_eq!(folded("й 한국 £5"), ["й", "한국", "5"]);
        assert_eq!(folded(" .,* "), [""; 0]);
    }

    #[test]
    fn words_phrases_and_beginnings_are_told_apart() {
        let parts = |text| {
            let question = Question::read(text).unwrap();
            question.0.into_iter().map(|part| (part.words.join(" "), part.begins)).collect::<Vec<_>>()
        };
        let of =
            |list: &[(&str, bool)]| list.iter().map(|(text, begins)| ((*text).to_owned(), *begins)).collect::<Vec<_>>();
        assert_eq!(parts("covert Work"), of(&[("covert", false), ("work", false)]));
        assert_eq!(parts("\"covert Work\" traff*"), of(&[("covert work", false), ("traff", true)]));
        assert_eq!(parts("“covert work"), of(&[("covert work", false)]));
        assert_eq!(
            parts("women's - OR multi-agency"),
            of(&[("women s", false), ("or", false), ("multi agency", false)])
        );
    }

    #[test]
    fn what_finds_nothing_or_everything_is_refused_with_a_mend() {
        let long = "a".repeat(201);
        let many = "to be or not ".repeat(5);
        for text in ["", "  ", "a", "*", "\"\"", "a* bc", "🙂🙂", &long, &many] {
            assert!(Question::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn nothing_that_is_typed_reaches_the_language_of_an_index() {
        let question = Question::read("a\"b') OR NEAR(c:*|!&<-> \\d^ {e}").unwrap();
        for word in question.terms().map(|(word, _)| word) {
            assert!(word.chars().all(char::is_alphanumeric), "{word}");
        }
    }
}
