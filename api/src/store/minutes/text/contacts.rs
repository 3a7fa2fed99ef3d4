//! Whether a text holds a way to reach somebody: what is taken out of minutes before they are published (domain model
//! 2.4, the publication pack).
//!
//! # Why
//! It is a net for slips, not a proof: it knows e-mail addresses, British numbers written with their area code, and
//! numbers with a country code. Short numbers that are for everyone (101, 116 123) pass. It would rather stop a long
//! reference number that begins with a nought than let a telephone through.

/// Whether a text seems to hold an e-mail address or a telephone number.
pub(in crate::store) fn within(text: &str) -> bool {
    let mut before = None;
    for (at, c) in text.char_indices() {
        let found = match c {
            '@' | '＠' => before.is_some_and(in_a_name) && is_host(&text[at + c.len_utf8()..]),
            '+' | '0' if !before.is_some_and(char::is_alphanumeric) => is_number(&text[at..]),
            _ => false,
        };
        if found {
            return true;
        }
        before = Some(c);
    }
    false
}

/// What the part of an address before its sign may end in.
fn in_a_name(c: char) -> bool {
    c.is_alphanumeric() || "_+-'".contains(c)
}

/// The text begins with the name of a host: words with dots between them, the last of letters.
fn is_host(text: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
    let host = text.split(|c| !word(c)).next().unwrap_or_default().trim_end_matches(['.', '-']);
    let top = |top: &str| top.chars().count() > 1 && top.chars().all(char::is_alphabetic);
    host.rsplit_once('.').is_some_and(|(name, last)| !name.is_empty() && top(last))
}

/// The text begins with a telephone number, in groups of digits. What follows the number may be digits too.
fn is_number(text: &str) -> bool {
    let abroad = text.starts_with('+') || text.starts_with("00");
    let digits = if abroad { 9..=15 } else { 10..=11 };
    // No date and no time of day begins with three digits, of which the first is a nought.
    let shortest = if abroad { 1 } else { 3 };
    let (mut count, mut gap, mut groups) = (0, 0, 0);
    for c in text.trim_start_matches('+').chars().chain(['\n']) {
        if c.is_ascii_digit() {
            (count, gap) = (count + 1, 0);
            continue;
        }
        if gap == 0 {
            groups += 1;
            if groups == 1 && count < shortest {
                return false;
            }
            // A letter here makes it a code and no number.
            if digits.contains(&count) && !c.is_alphabetic() {
                return true;
            }
        }
        gap += 1;
        if gap > 3 || !" \t\u{a0}-\u{2011}\u{2013}.()/".contains(c) {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn addresses_and_telephone_numbers_are_found() {
        for text in [
            "Write to desk@table.example.org.",
            "o'neill_2+vawg@mail.lb-bromley.example (work)",
            "<mailto:a@b.uk>",
            "ring 020 7946 0199 2 times",
            "(020) 7946 0199",
            "Tel:02079460199",
            "01632-960001, extension 4",
            "07700\u{a0}900 123",
            "+44 (0)20 7946 0199",
            "+44 20 7946 0199",
            "0044 20 7946 0199",
            "from +353 1 234 5678.",
            "0808 157 0123",
        ] {
            assert!(within(text), "{text}");
        }
    }

    #[test]
    fn dates_money_and_names_are_not() {
        for text in [
            "",
            "Held on 07.03.2022 10-12, and on 2022-03-07 0930-1030.",
            "0930 10 March 2015, 05/12/2022 and 01-02-2013",
            "£5,000,000 a year; 0.5% of 2,719 officers; 118 of 520",
            "Call 101, 999 or 116 123.",
            "E09000006 and K04000001 are places, 2012-0123456789a is a file.",
            "@MetPolice and @ the table, 3 @ 5.50, a@b",
            "between 2015/16 and 2016/17, paragraphs 1-7",
            "The board met 12 times + 3 more in 2022 2023 2024.",
        ] {
            assert!(!within(text), "{text}");
        }
    }
}
