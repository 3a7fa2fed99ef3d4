//! What can be done, by whom, and from which state to which: the deeds of the record.
//!
//! Lives here: the list of deeds with what the ledger and those who lack the right are told of each (domain model 3.6),
//! and which states each leaves and reaches (2.4). Must not live here: which rows a right is over; that is stated in the
//! file of the noun.

use entities::{action, audit_event::Operation, change::Record};
use sea_orm::{ActiveEnum, EntityTrait};

use super::{Right, table::Table};

/// A right to change a record, and what is said of it in the ledger and to those who lack it.
pub(crate) trait Deed: Right {
    /// The record that the deed is done to, as callers know it. The right is over the row that the deed changes, which
    /// has the same key and may have fewer readers.
    type To: EntityTrait;
    /// Its kind, in the ledger and in the feed.
    const RECORD: Record;
    /// Its word in the schema and in the ledger.
    const WORD: &'static str;
    /// What it does, after "you may not".
    const NAME: &'static str;
    /// Whom to ask.
    const WHOM: &'static str;
    /// The scope that a token or an account with scopes must name for it.
    const SCOPE: &'static str;
    /// What it is in the words of section 62 of the Data Protection Act 2018.
    const OPERATION: Operation;
}

/// What the page says of a deed, and its rule for the version of the policy.
pub(super) struct Stated {
    pub(super) word: &'static str,
    pub(super) whom: &'static str,
    pub(super) rule: fn(&mut Table),
}

macro_rules! deeds {
    ($($(#[$doc:meta])* $deed:ident $word:literal to $to:ident as $record:ident is $operation:ident in $scope:literal:
        $name:literal, $whom:literal;)*) => {
        $(
            $(#[$doc])*
            pub(crate) struct $deed;

            impl Deed for $deed {
                type To = entities::$to::Entity;
                const RECORD: Record = Record::$record;
                const WORD: &'static str = $word;
                const NAME: &'static str = $name;
                const WHOM: &'static str = $whom;
                const SCOPE: &'static str = $scope;
                const OPERATION: Operation = Operation::$operation;
            }
        )*

        /// Every deed.
        pub(super) const DEEDS: &[Stated] =
            &[$(Stated { word: $word, whom: $whom, rule: Table::rule::<$deed> }),*];
    };
}

deeds! {
    /// Put actions on record that were undertaken at a meeting.
    RaiseActions "raiseActions" to meeting as Meeting is Collection in "write:actions":
        "record what was undertaken at it", "The secretariat and the chairs of its board may: ask one of them.";
    /// Report progress on an action (W3).
    AddActionUpdate "addActionUpdate" to action as Action is Alteration in "write:actions":
        "report progress on it", "Its owners and the secretariat of its board may: ask one of them.";
    /// Confirm that an action is done, as its owner says.
    ConfirmAction "confirmAction" to action as Action is Alteration in "write:actions":
        "confirm that it is done", "The secretariat and the chairs of its board may: ask one of them.";
    /// Ask the owners of an action how it stands.
    ChaseAction "chaseAction" to action as Action is Alteration in "write:actions":
        "chase it", "The secretariat of its board may: ask them.";
    /// Put an action off to a later meeting.
    CarryOverAction "carryOverAction" to action as Action is Alteration in "write:actions":
        "carry it over", "The secretariat and the chairs of its board may, at a review: ask one of them.";
    /// Record that an action was not completed.
    MarkActionNotComplete "markActionNotComplete" to action as Action is Alteration in "write:actions":
        "record that it was not completed", "The chairs of its board may, at a review: ask one of them.";
    /// Say what took the place of an action.
    SupersedeAction "supersedeAction" to action as Action is Alteration in "write:actions":
        "say what takes its place", "The secretariat and the chairs of its board may: ask one of them.";
    /// Take an action up again (W2).
    ReopenAction "reopenAction" to action as Action is Alteration in "write:actions":
        "reopen it", "The chairs of its board may: ask one of them.";
    /// Give an action to others.
    ReassignAction "reassignAction" to action as Action is Alteration in "write:actions":
        "give it to other owners", "The secretariat and the chairs of its board may: ask one of them.";
    /// Close what a meeting agreed is done (W2).
    CloseActions "closeActions" to meeting as Meeting is Alteration in "write:actions":
        "close the actions that it reviewed", "The chairs of its board may: ask one of them.";
    /// Publish agreed minutes (W1 and the state machine of minutes).
    PublishMinutes "publishMinutes" to minutes as Minutes is Disclosure in "write:minutes":
        "publish it", "The secretariat of its board may: ask them.";
}

/// A deed and the states that it leads from and to.
pub(crate) struct Move<S: 'static> {
    /// The deed's word.
    pub(crate) deed: &'static str,
    /// Who does it, in a few words.
    pub(crate) who: &'static str,
    /// The states that it leaves.
    pub(crate) from: &'static [S],
    /// The states that it reaches; the first, unless the file of the noun says why another.
    pub(crate) to: &'static [S],
}

/// The states of a noun, and every way from one to another (domain model 2.4). What is not listed is refused.
pub(crate) trait State: ActiveEnum<Value = String> + Copy + PartialEq + 'static {
    /// The noun, after "the".
    const NOUN: &'static str;
    /// The ways.
    const MOVES: &'static [Move<Self>];

    /// Whether a deed leads on from this state.
    fn takes(self, deed: &str) -> bool {
        Self::MOVES.iter().any(|way| way.deed == deed && way.from.contains(&self))
    }

    /// Where a deed leads from this state. Refuses one that leads nowhere, and says what does.
    fn leads(self, deed: &str) -> Result<Self, String> {
        let way = Self::MOVES.iter().find(|way| way.deed == deed && way.from.contains(&self));
        if let Some(to) = way.and_then(|way| way.to.first()) {
            return Ok(*to);
        }
        let ways = Self::MOVES.iter().filter(|way| way.deed == deed).flat_map(|way| way.from);
        let others =
            Self::MOVES.iter().filter(|way| way.from.contains(&self)).map(|way| format!("{} ({})", way.deed, way.who));
        let others = match list(others, "and") {
            None => "nothing can be done with it any more".to_owned(),
            Some(deeds) => format!("from where it stands there is {deeds}"),
        };
        Err(format!(
            "The {} is {}: {deed} needs one that is {}; {others}.",
            Self::NOUN,
            self.to_value(),
            list(ways.map(ActiveEnum::to_value), "or").unwrap_or_default(),
        ))
    }
}

/// Words in a sentence, each once.
fn list(words: impl Iterator<Item = String>, last: &str) -> Option<String> {
    let mut all: Vec<String> = Vec::new();
    words.for_each(|word| {
        if !all.contains(&word) {
            all.push(word);
        }
    });
    let end = all.pop()?;
    Some(if all.is_empty() { end } else { format!("{} {last} {end}", all.join(", ")) })
}

impl State for action::Status {
    const NOUN: &'static str = "action";
    const MOVES: &'static [Move<Self>] = {
        use action::Status::{
            CarriedOver, Chasing, Complete, CompleteProposed, InProgress, NotComplete, Open, Superseded,
        };
        &[
            Move {
                deed: AddActionUpdate::WORD,
                who: "its owners and the secretariat",
                from: &[Open, InProgress, Chasing, CompleteProposed, CarriedOver],
                to: &[InProgress, Chasing, CompleteProposed, CarriedOver],
            },
            Move {
                deed: ConfirmAction::WORD,
                who: "the secretariat and the chairs",
                from: &[CompleteProposed],
                to: &[Complete],
            },
            Move { deed: ChaseAction::WORD, who: "the secretariat", from: &[Open, InProgress], to: &[Chasing] },
            Move {
                deed: CarryOverAction::WORD,
                who: "the secretariat and the chairs",
                from: &[Open, InProgress, Chasing],
                to: &[CarriedOver],
            },
            Move {
                deed: MarkActionNotComplete::WORD,
                who: "the chairs",
                from: &[Open, InProgress, Chasing],
                to: &[NotComplete],
            },
            Move {
                deed: SupersedeAction::WORD,
                who: "the secretariat and the chairs",
                from: &[Open, InProgress, Chasing, CompleteProposed, CarriedOver, NotComplete, Superseded],
                to: &[Superseded],
            },
            Move {
                deed: ReopenAction::WORD,
                who: "the chairs",
                from: &[Complete, NotComplete, Superseded],
                to: &[Open],
            },
            Move {
                deed: ReassignAction::WORD,
                who: "the secretariat and the chairs",
                from: &[Open, InProgress, Chasing, CompleteProposed, CarriedOver],
                to: &[Open, InProgress, Chasing, CompleteProposed, CarriedOver],
            },
            Move {
                deed: CloseActions::WORD,
                who: "the chairs",
                from: &[Open, InProgress, Chasing, CompleteProposed],
                to: &[Complete],
            },
        ]
    };
}
