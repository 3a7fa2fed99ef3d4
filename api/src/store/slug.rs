//! Slugs that nobody chose: words that say what a record is, and enough of its id for no two to be the same. One that a
//! caller could choose would tell them of another that they may not know.

use uuid::Uuid;

/// The words that a slug begins with, and how many letters they may have.
const WORDS: usize = 8;
const LETTERS: usize = 60;

/// The slug of a record that says this; of one that says nothing in letters, it begins with the noun.
pub(super) fn slug(noun: &str, says: &str, id: Uuid) -> String {
    let words = says.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).take(WORDS);
    let mut slug = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    slug.truncate(LETTERS);
    let id = id.simple().to_string();
    // The last digits are the random ones.
    let tail = &id[id.len() - 10..];
    match slug.trim_end_matches('-') {
        "" => format!("{noun}-{tail}"),
        words => format!("{words}-{tail}"),
    }
}

#[cfg(test)]
mod tests {
    use super::slug;
    use uuid::Uuid;

    #[test]
    fn a_slug_begins_with_what_the_record_says_and_ends_with_what_no_other_has() {
        let id = Uuid::from_u128(0x0192_0000_0000_7000_8000_00aa_bbcc_ddee);
        assert_eq!(
            slug("action", "Report the broken lamps (all of them) to the council", id),
            "report-the-broken-lamps-all-of-them-to-aabbccddee"
        );
        assert_eq!(slug("meeting", "meeting 2026-12-10", id), "meeting-2026-12-10-aabbccddee");
        assert_eq!(slug("action", "«»", id), "action-aabbccddee");
        assert!(slug("action", &"x".repeat(500), id).len() <= 71);
    }
}
