//! Small numbers of people: counts of one to four, and shares of a base from which such a count can be worked out (domain
//! model 3.7, N1 and N2).

use super::{Word, words};

/// The least count of people that is published.
const THRESHOLD: f64 = 5.0;

/// What people and what happened to them are counted as: one of them, and several.
const COUNTED: &[[&str; 2]] = &[
    ["arrest", "arrests"],
    ["assault", "assaults"],
    ["baby", "babies"],
    ["boy", "boys"],
    ["case", "cases"],
    ["child", "children"],
    ["complainant", "complainants"],
    ["conviction", "convictions"],
    ["death", "deaths"],
    ["defendant", "defendants"],
    ["girl", "girls"],
    ["homicide", "homicides"],
    ["man", "men"],
    ["mother", "mothers"],
    ["murder", "murders"],
    ["offender", "offenders"],
    ["patient", "patients"],
    ["perpetrator", "perpetrators"],
    ["person", "people"],
    ["pregnancy", "pregnancies"],
    ["prosecution", "prosecutions"],
    ["rape", "rapes"],
    ["referral", "referrals"],
    ["resident", "residents"],
    ["survivor", "survivors"],
    ["suspect", "suspects"],
    ["victim", "victims"],
    ["woman", "women"],
];

/// What makes another thing of the word before it: a case study is no case.
const OTHER: &[&str] = &[
    "centre",
    "conference",
    "conferences",
    "group",
    "groups",
    "protection",
    "service",
    "services",
    "strategy",
    "studies",
    "study",
    "support",
    "worker",
    "workers",
];

/// What is numbered rather than counted.
const NUMBERED: &[&str] = &[
    "annex",
    "appendix",
    "chapter",
    "commitment",
    "figure",
    "item",
    "module",
    "no",
    "number",
    "page",
    "paragraph",
    "part",
    "phase",
    "priority",
    "quarter",
    "recommendation",
    "section",
    "stage",
    "step",
    "table",
    "tier",
    "tranche",
    "version",
];

/// What ends the words that may stand between a number and what it counts.
const ENDS: &[&str] = &[
    "and", "are", "as", "at", "by", "for", "from", "in", "is", "of", "on", "or", "that", "the", "to", "was", "were",
    "which", "who", "with",
];

/// The places of a text that give a small number of people away, in its own words.
pub(in crate::store) fn small(text: &str) -> Vec<&str> {
    let all = words(text);
    let mut found: Vec<&str> = Vec::new();
    let mut from = 0;
    while from < all.len() {
        let end = share(&all[from..]).or_else(|| count(text, &all, from));
        if let Some(last) = end.and_then(|many| all.get(from + many - 1)) {
            found.push(&text[all[from].at..last.end()]);
        }
        from += end.unwrap_or(1);
    }
    found
}

/// The words begin with a share of a base that comes to a small number: how many words it takes to say.
fn share(all: &[Word<'_>]) -> Option<usize> {
    let (percent, mut at) = match all {
        [first, ..] if first.text.ends_with('%') => (number(first.text.trim_end_matches('%'))?, 1),
        [first, per, cent, ..] if per.is("per") && cent.is("cent") => (number(first.text)?, 3),
        [first, word, ..] if word.among(&["percent", "pc"]) => (number(first.text)?, 2),
        _ => return None,
    };
    at += of(&all[at..])?;
    let base = number(all.get(at)?.text)?;
    let comes_to = percent * base / 100.0;
    (comes_to > 0.0 && comes_to.round() < THRESHOLD).then_some(at + 1)
}

/// The words begin with "of" or "out of", with what may stand before a base: how many words that is.
fn of(all: &[Word<'_>]) -> Option<usize> {
    let at = match all {
        [of, ..] if of.is("of") => 1,
        [out, of, ..] if out.is("out") && of.is("of") => 2,
        _ => return None,
    };
    let filled =
        all[at..].iter().take(2).take_while(|word| word.among(&["the", "all", "those", "these", "our", "a", "total"]));
    Some(at + filled.count())
}

/// A small count of people, or of what happened to them, begins here: how many words it takes to say.
fn count(text: &str, all: &[Word<'_>], from: usize) -> Option<usize> {
    let first = all[from];
    let counts = |words: [&str; 2]| first.among(&words);
    let many = [["1", "one"], ["2", "two"], ["3", "three"], ["4", "four"]].into_iter().position(counts)? + 1;
    let numbered = from.checked_sub(1).is_some_and(|before| all[before].among(NUMBERED));
    if numbered || text[..first.at].ends_with(['£', '€', '$', '/', '.', ':']) {
        return None;
    }
    let of_base = of(&all[from + 1..]).filter(|words| {
        all.get(from + 1 + words).is_some_and(|base| number(base.text).is_some_and(|base| base >= THRESHOLD))
    });
    let start = from + 1 + of_base.map_or(0, |words| words + 1);
    for at in start..all.len().min(start + 3) {
        let word = all[at];
        let between = &text[all[at - 1].end()..word.at];
        if between.contains(['.', ';', ':', '\n']) {
            return None;
        }
        // "3 of 118 victims", "3 victims", "1 woman".
        let form = usize::from(many > 1 || of_base.is_some());
        if COUNTED.iter().any(|forms| word.is(forms[form])) {
            let other = all.get(at + 1).is_some_and(|next| next.among(OTHER));
            return (!other).then_some(at + 1 - from);
        }
        if word.among(ENDS) || !word.text.chars().all(|c| c.is_alphabetic() || c == '-') {
            return None;
        }
    }
    None
}

fn number(text: &str) -> Option<f64> {
    let digits = text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',');
    digits.then(|| text.replace(',', "").parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::small;

    #[test]
    fn small_counts_and_shares_that_come_to_one_are_found() {
        for (text, found) in [
            ("Disabled victims were 2.5% of 118.", "2.5% of 118"),
            ("less than 3 per cent of the 118 cases heard", "3 per cent of the 118"),
            ("Two women were charged.", "Two women"),
            ("and 3 of the 118 victims", "3 of the 118 victims"),
            ("one out of 25 girls", "one out of 25 girls"),
            ("four disabled adult victims", "four disabled adult victims"),
            ("There was 1 death.", "1 death"),
            ("1% of 90", "1% of 90"),
            ("4 FGM cases", "4 FGM cases"),
        ] {
            assert_eq!(small(text), [found], "{text}");
        }
        assert_eq!(small("two cases in May, one case in June"), ["two cases", "one case"]);
    }

    #[test]
    fn large_ones_and_numbers_of_other_things_are_not() {
        for text in [
            "",
            "23% of 520, and 118 of 520 cases",
            "five women, 14 cases, 2,719 victims, 100% of 40",
            "0% of 118",
            "item 4 women's centres; paragraph 3 victims; Tranche Four victims",
            "two case studies and three victim support services",
            "two case conferences, one child protection officer",
            "£3 people; 10.3 people",
            "one of the boroughs; three boroughs and the women there",
            "Four. Women said so.",
            "2 of 11 came",
            "one cases",
        ] {
            assert!(small(text).is_empty(), "{text}: {:?}", small(text));
        }
    }
}
