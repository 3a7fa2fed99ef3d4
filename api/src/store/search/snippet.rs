//! The passage of a text that a hit shows: in pieces, so that a page can mark what was found without reading any markup
//! in a text that somebody wrote.

use std::ops::Range;

use super::question::{Question, words};

/// About how many characters a passage has.
const LONG: usize = 200;
/// How many of them stand before the first mark, at most.
const BEFORE: usize = 60;
/// What stands where a text was cut.
const CUT: &str = "…";

/// A stretch of a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    /// Whether it is what was looked for.
    pub(crate) matched: bool,
}

/// Where the parts of a question stand in a text, in order; what overlaps is one.
fn marks(text: &[(Range<usize>, String)], question: &Question) -> Vec<Range<usize>> {
    let mut marks: Vec<Range<usize>> = Vec::new();
    for (at, (word, _)) in text.iter().enumerate() {
        let here = text.get(at..).unwrap_or_default();
        let longest = question.parts().iter().filter_map(|part| part.stands(here)).max();
        let Some((last, _)) = longest.and_then(|long| here.get(long - 1)) else { continue };
        match marks.last_mut() {
            Some(before) if before.end > word.start => before.end = before.end.max(last.end),
            _ => marks.push(word.start..last.end),
        }
    }
    marks
}

/// The byte so many characters before one, or the first.
fn back(text: &str, from: usize, characters: usize) -> usize {
    let before = text.get(..from).unwrap_or_default();
    characters.checked_sub(1).and_then(|nth| before.char_indices().rev().nth(nth)).map_or(0, |(at, _)| at)
}

/// The byte so many characters after one, or the end.
fn forth(text: &str, from: usize, characters: usize) -> usize {
    let after = text.get(from..).unwrap_or_default();
    after.char_indices().nth(characters).map_or(text.len(), |(at, _)| from + at)
}

/// Where a passage begins and ends: where most of what was found stands together, cut between words.
fn window(text: &str, words: &[(Range<usize>, String)], marks: &[Range<usize>]) -> Range<usize> {
    let around = |mark: &Range<usize>| {
        let far = forth(text, mark.start, LONG);
        // Near the end of a text, more stands before.
        let start = back(text, mark.start, BEFORE).min(back(text, far, LONG));
        start..forth(text, start, LONG).max(mark.end)
    };
    let inside = |window: &Range<usize>| {
        marks.iter().filter(|mark| window.start <= mark.start && mark.end <= window.end).count()
    };
    let mut best = 0..forth(text, 0, LONG);
    let mut most = inside(&best);
    for window in marks.iter().map(around) {
        if inside(&window) > most {
            most = inside(&window);
            best = window;
        }
    }
    let start = words.iter().map(|(word, _)| word.start).find(|start| *start >= best.start);
    let end = words.iter().map(|(word, _)| word.end).rfind(|end| *end <= best.end);
    let start = if best.start == 0 { 0 } else { start.unwrap_or(best.start) };
    let end = if best.end == text.len() { text.len() } else { end.unwrap_or(best.end) };
    start..end.max(start)
}

/// The passage of a text that shows best where a question stands in it.
pub(super) fn snippet(text: &str, question: &Question) -> Vec<Piece> {
    let words = words(text);
    let marks = marks(&words, question);
    let window = window(text, &words, &marks);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut add = |text: &str, matched: bool| match pieces.last_mut() {
        Some(last) if last.matched == matched => last.text.push_str(text),
        _ if text.is_empty() => {}
        _ => pieces.push(Piece { text: text.to_owned(), matched }),
    };
    add(if window.start > 0 { CUT } else { "" }, false);
    let mut at = window.start;
    for mark in marks.iter().filter(|mark| window.start <= mark.start && mark.end <= window.end) {
        add(text.get(at..mark.start).unwrap_or_default(), false);
        add(text.get(mark.clone()).unwrap_or_default(), true);
        at = mark.end;
    }
    add(text.get(at..window.end).unwrap_or_default(), false);
    add(if window.end < text.len() { CUT } else { "" }, false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::{Question, snippet};

    /// A passage with its marks in brackets.
    fn shown(text: &str, question: &str) -> String {
        let pieces = snippet(text, &Question::read(question).unwrap());
        pieces.into_iter().map(|p| if p.matched { format!("[{}]", p.text) } else { p.text }).collect()
    }

    #[test]
    fn what_was_found_is_marked() {
        assert_eq!(shown("Café work, cafes.", "CAFE*"), "[Café] work, [cafes].");
        assert_eq!(
            shown("Covert work; work that is covert.", "\"covert work\""),
            "[Covert work]; work that is covert."
        );
        assert_eq!(shown("The women’s sector", "women's"), "The [women’s] sector");
        assert_eq!(shown("one two three", "one \"one two\" two"), "[one two] three");
    }

    #[test]
    fn a_long_text_is_cut_between_words_around_most_of_what_was_found() {
        let filler = "something else that was said of it ".repeat(20);
        let text = format!("Covert. {filler}So covert work, covert means. {filler}");
        let shown = shown(&text, "covert");
        assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        assert!(shown.contains("[covert] work, [covert] means."), "{shown}");
        let length = shown.chars().count();
        assert!((150..=210).contains(&length), "{length}: {shown}");
        let inner = shown.trim_matches('…').replace(['[', ']'], "");
        assert!(text.contains(&format!(" {inner} ")), "cut between words: {shown}");
    }

    #[test]
    fn a_text_of_one_long_word_or_of_none_is_shown_too() {
        assert_eq!(shown(&"a".repeat(300), "aa*").matches('a').count(), 300);
        assert_eq!(shown("--", "covert"), "--");
        assert_eq!(shown("", "covert"), "");
    }
}
