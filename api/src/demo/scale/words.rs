//! Text that reads like minutes and says nothing: neutral words of administration, nobody's name, no case.

use super::Dice;

/// The words, about as long on average as those of real minutes.
const WORDS: &[&str] = &[
    "the",
    "of",
    "and",
    "to",
    "a",
    "in",
    "for",
    "with",
    "by",
    "on",
    "that",
    "will",
    "at",
    "from",
    "each",
    "this",
    "its",
    "was",
    "were",
    "are",
    "has",
    "after",
    "before",
    "under",
    "between",
    "across",
    "within",
    "board",
    "member",
    "members",
    "meeting",
    "agenda",
    "item",
    "paper",
    "report",
    "draft",
    "minutes",
    "record",
    "action",
    "update",
    "progress",
    "quarter",
    "annual",
    "review",
    "plan",
    "strategy",
    "outcome",
    "measure",
    "target",
    "standard",
    "framework",
    "programme",
    "project",
    "service",
    "provider",
    "contract",
    "tender",
    "grant",
    "budget",
    "funding",
    "allocation",
    "forecast",
    "spend",
    "payment",
    "invoice",
    "audit",
    "assurance",
    "risk",
    "register",
    "issue",
    "timetable",
    "milestone",
    "deadline",
    "schedule",
    "delivery",
    "partner",
    "partners",
    "agency",
    "agencies",
    "office",
    "team",
    "department",
    "district",
    "borough",
    "region",
    "council",
    "committee",
    "subgroup",
    "forum",
    "network",
    "chair",
    "secretariat",
    "officer",
    "lead",
    "delegate",
    "workforce",
    "training",
    "guidance",
    "policy",
    "procedure",
    "protocol",
    "agreement",
    "consultation",
    "response",
    "feedback",
    "survey",
    "evaluation",
    "research",
    "evidence",
    "data",
    "dashboard",
    "figure",
    "figures",
    "baseline",
    "trend",
    "summary",
    "analysis",
    "definition",
    "method",
    "sample",
    "publication",
    "website",
    "newsletter",
    "campaign",
    "leaflet",
    "event",
    "workshop",
    "conference",
    "referral",
    "pathway",
    "capacity",
    "demand",
    "caseload",
    "waiting",
    "access",
    "quality",
    "safeguard",
    "equality",
    "inclusion",
    "community",
    "local",
    "regional",
    "national",
    "joint",
    "shared",
    "common",
    "further",
    "current",
    "previous",
    "proposed",
    "revised",
    "final",
    "initial",
    "interim",
    "formal",
    "written",
    "detailed",
    "regular",
    "agreed",
    "noted",
    "asked",
    "reported",
    "confirmed",
    "presented",
    "circulated",
    "considered",
    "approved",
    "recommended",
    "requested",
    "discussed",
    "welcomed",
    "extended",
    "completed",
    "published",
    "collected",
    "compared",
    "prepared",
    "aligned",
    "monitor",
    "support",
    "improve",
    "develop",
    "establish",
    "maintain",
    "coordinate",
    "arrange",
    "confirm",
    "provide",
    "identify",
    "address",
    "expand",
    "reduce",
    "clarify",
    "monthly",
    "quarterly",
    "yearly",
    "accordingly",
    "currently",
    "already",
    "together",
    "separately",
    "again",
    "next",
    "last",
    "early",
    "late",
    "new",
    "existing",
    "available",
    "relevant",
    "necessary",
    "additional",
    "several",
    "most",
    "some",
    "all",
    "both",
    "other",
];

/// Sentences of `n` words in all, in paragraphs.
pub(super) fn text(dice: &mut Dice, n: u32) -> String {
    let mut text = String::new();
    let mut left = n;
    let mut sentence = 0;
    while left > 0 {
        let length = (8 + dice.below(12)).min(left);
        if sentence > 0 {
            text.push_str(if sentence % 6 == 0 { "\n\n" } else { " " });
        }
        say(dice, length, &mut text);
        text.push('.');
        left -= length;
        sentence += 1;
    }
    text
}

/// A few words without a full stop, as a title has them.
pub(super) fn title(dice: &mut Dice, n: u32) -> String {
    let mut title = String::new();
    say(dice, n, &mut title);
    title
}

fn say(dice: &mut Dice, n: u32, text: &mut String) {
    for at in 0..n {
        let word = dice.pick(WORDS).unwrap_or("item");
        if at == 0 {
            let (first, rest) = word.split_at(1);
            text.push_str(&first.to_ascii_uppercase());
            text.push_str(rest);
        } else {
            text.push(' ');
            text.push_str(word);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Dice, text, title};

    #[test]
    fn a_text_has_as_many_words_as_asked_for() {
        let mut dice = Dice::new(1, [1, 1]);
        for n in [1, 9, 400] {
            assert_eq!(text(&mut dice, n).split_whitespace().count(), n as usize);
        }
        assert!(!title(&mut dice, 5).ends_with('.'));
    }
}
