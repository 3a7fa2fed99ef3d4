//! From which state to which a record goes, and by which deed (domain model 2.4).
//!
//! Lives here: the ways of each noun that has states. Must not live here: what must be so besides, and what else a deed
//! changes; that is the deed's own, in the store.

use entities::{action, agenda_item, agreement, board, meeting, membership, minutes, paper, programme, recommendation};
use sea_orm::ActiveEnum;

use super::{
    AcceptMembership, ActivateAgreement, ActivateBoard, AddActionUpdate, AddProgrammeUpdate, AdvanceProgramme,
    AdvanceRecommendation, AgreeMinutes, AnnounceProgramme, AnswerRecommendation, AppointMembers, ApproveProgramme,
    CancelMeeting, CarryOverAction, ChaseAction, CirculateMinutes, CirculatePaper, CloseActions, CloseBoard,
    CloseSeats, CommentOnMinutes, CommentOnPaper, ConfirmAction, CorrectMinutes, Deed, DraftMinutes, EndAgreement,
    EndMembership, EndShares, FinalisePaper, HandOverMembership, HoldMeeting, HoldUpProgramme, InviteToMeeting,
    MarkActionNotComplete, NotifyMeeting, OpenSeats, PostponeMeeting, ProposeAgendaItems, ProposeBoard, PublishMinutes,
    PublishPaper, ReassignAction, RecordAttendance, ReopenAction, ResumeAgreement, ReviseAgreement, ReviseBoard,
    ReviseMinutes, RevisePaper, ReviseProgramme, SettleAgendaItems, SharePaper, SignAgreement, SubmitAgreement,
    SupersedeAction, SuspendAgreement, WithdrawInvitations, WithdrawMinutes, WithdrawPaper, WithdrawProgramme,
};

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

    /// Refuses a deed that does not lead from this state to that one, and says where it leads.
    fn reaches(self, deed: &str, to: Self) -> Result<(), String> {
        let ways = Self::MOVES.iter().filter(|way| way.deed == deed && way.from.contains(&self));
        let ends = || ways.clone().flat_map(|way| way.to);
        if ends().any(|end| *end == to) {
            return Ok(());
        }
        let there = match list(ends().map(ActiveEnum::to_value), "or") {
            None => "it stays so".to_owned(),
            Some(ends) => format!("from there it becomes {ends}"),
        };
        Err(format!("the {} is {} and not to become {}: {there}", Self::NOUN, self.to_value(), to.to_value()))
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

impl State for meeting::Status {
    const NOUN: &'static str = "meeting";
    const MOVES: &'static [Move<Self>] = {
        use meeting::Status::{Cancelled, Held, Minuted, Notified, Planned, Postponed};
        const STAFF: &str = "the secretariat and the chairs";
        &[
            // A meeting that was put off is called anew for its new day.
            Move { deed: NotifyMeeting::WORD, who: STAFF, from: &[Planned, Postponed], to: &[Notified] },
            Move { deed: HoldMeeting::WORD, who: STAFF, from: &[Notified], to: &[Held] },
            Move { deed: CancelMeeting::WORD, who: STAFF, from: &[Planned, Notified, Postponed], to: &[Cancelled] },
            Move { deed: PostponeMeeting::WORD, who: STAFF, from: &[Planned, Notified, Postponed], to: &[Postponed] },
            // What is said under any other business is put on the agenda afterwards.
            Move {
                deed: ProposeAgendaItems::WORD,
                who: STAFF,
                from: &[Planned, Notified, Held, Minuted, Postponed],
                to: &[Planned, Notified, Held, Minuted, Postponed],
            },
            Move {
                deed: SettleAgendaItems::WORD,
                who: STAFF,
                from: &[Planned, Notified, Held, Minuted, Postponed],
                to: &[Planned, Notified, Held, Minuted, Postponed],
            },
            Move {
                deed: InviteToMeeting::WORD,
                who: "the secretariat",
                from: &[Planned, Notified, Postponed],
                to: &[Planned, Notified, Postponed],
            },
            // Rights last longer than the meeting does.
            Move {
                deed: WithdrawInvitations::WORD,
                who: "the secretariat",
                from: &[Planned, Notified, Held, Minuted, Postponed],
                to: &[Planned, Notified, Held, Minuted, Postponed],
            },
            // Apologies come before the meeting does.
            Move {
                deed: RecordAttendance::WORD,
                who: "the secretariat",
                from: &[Notified, Held, Minuted],
                to: &[Notified, Held, Minuted],
            },
            // Their circulation makes it MINUTED.
            Move { deed: DraftMinutes::WORD, who: "the secretariat", from: &[Held, Minuted], to: &[Held, Minuted] },
        ]
    };
}

impl State for agenda_item::State {
    const NOUN: &'static str = "agenda item";
    const MOVES: &'static [Move<Self>] = {
        use agenda_item::State::{Accepted, Deferred, Proposed, Taken, Withdrawn};
        const STAFF: &str = "the secretariat and the chairs";
        &[
            Move { deed: SettleAgendaItems::WORD, who: STAFF, from: &[Proposed], to: &[Accepted, Withdrawn] },
            Move { deed: SettleAgendaItems::WORD, who: STAFF, from: &[Accepted], to: &[Taken, Deferred, Withdrawn] },
        ]
    };
}

impl State for minutes::Status {
    const NOUN: &'static str = "edition";
    const MOVES: &'static [Move<Self>] = {
        use minutes::Status::{Agreed, Circulated, Draft, Published, Withdrawn};
        const SECRETARIAT: &str = "the secretariat";
        const CHAIRS: &str = "the chairs";
        &[
            // A draft is rewritten; what was sent stays, and an edition of its own takes its place.
            Move { deed: ReviseMinutes::WORD, who: SECRETARIAT, from: &[Draft, Circulated], to: &[Draft, Circulated] },
            Move { deed: CirculateMinutes::WORD, who: SECRETARIAT, from: &[Draft], to: &[Circulated] },
            Move { deed: AgreeMinutes::WORD, who: CHAIRS, from: &[Circulated], to: &[Agreed] },
            // The correction is an edition of its own, and agreed.
            Move { deed: CorrectMinutes::WORD, who: CHAIRS, from: &[Agreed, Published, Withdrawn], to: &[Agreed] },
            Move { deed: PublishMinutes::WORD, who: SECRETARIAT, from: &[Agreed, Withdrawn], to: &[Published] },
            Move { deed: WithdrawMinutes::WORD, who: CHAIRS, from: &[Published], to: &[Withdrawn] },
            Move { deed: CommentOnMinutes::WORD, who: "its readers", from: &[Circulated], to: &[Circulated] },
        ]
    };
}

impl State for paper::Status {
    const NOUN: &'static str = "paper";
    const MOVES: &'static [Move<Self>] = {
        use paper::Status::{Circulated, Draft, Final, Published, Withdrawn};
        const SECRETARIAT: &str = "the secretariat";
        const AUTHORS: &str = "its authors and the secretariat";
        const SHARERS: &str = "the secretariat, or its authors if it is of no board";
        &[
            Move { deed: RevisePaper::WORD, who: AUTHORS, from: &[Draft, Circulated], to: &[Draft, Circulated] },
            Move { deed: CirculatePaper::WORD, who: SECRETARIAT, from: &[Draft, Circulated], to: &[Circulated] },
            // What is final is sent round as it is.
            Move { deed: CirculatePaper::WORD, who: SECRETARIAT, from: &[Final], to: &[Final] },
            Move { deed: CirculatePaper::WORD, who: SECRETARIAT, from: &[Published], to: &[Published] },
            Move { deed: CommentOnPaper::WORD, who: "its readers", from: &[Circulated], to: &[Circulated] },
            Move {
                deed: FinalisePaper::WORD,
                who: "the secretariat and the chairs",
                from: &[Circulated],
                to: &[Final],
            },
            Move { deed: PublishPaper::WORD, who: SECRETARIAT, from: &[Final], to: &[Published] },
            // These leave it where it stands.
            Move {
                deed: SharePaper::WORD,
                who: SHARERS,
                from: &[Draft, Circulated, Final, Published],
                to: &[Draft, Circulated, Final, Published],
            },
            Move {
                deed: EndShares::WORD,
                who: SHARERS,
                from: &[Draft, Circulated, Final, Published, Withdrawn],
                to: &[Draft, Circulated, Final, Published, Withdrawn],
            },
            Move {
                deed: WithdrawPaper::WORD,
                who: "its authors, the secretariat and the chairs",
                from: &[Draft, Circulated, Final, Published],
                to: &[Withdrawn],
            },
        ]
    };
}

impl State for programme::Status {
    const NOUN: &'static str = "programme";
    const MOVES: &'static [Move<Self>] = {
        use programme::Status::{
            Approved, Awarded, Closed, Ending, Extended, Live, Mainstreamed, Mobilising, Proposed, Tendering, Withdrawn,
        };
        const STAFF: &str = "the secretariat and the chairs";
        const RUN: &str = "the organisation that leads it, the secretariat and the chairs";
        const PARTIES: &str = "the organisations that take part in it, the secretariat and the chairs";
        const UNDER_WAY: &[programme::Status] =
            &[Proposed, Approved, Tendering, Awarded, Mobilising, Live, Extended, Ending];
        const APPROVED: &[programme::Status] =
            &[Approved, Tendering, Awarded, Mobilising, Live, Extended, Ending, Closed, Mainstreamed];
        const ALL: &[programme::Status] = &[
            Proposed,
            Approved,
            Tendering,
            Awarded,
            Mobilising,
            Live,
            Extended,
            Ending,
            Closed,
            Mainstreamed,
            Withdrawn,
        ];
        const ADVANCE: &str = AdvanceProgramme::WORD;
        &[
            Move { deed: ApproveProgramme::WORD, who: STAFF, from: &[Proposed], to: &[Approved] },
            Move { deed: ADVANCE, who: RUN, from: &[Approved], to: &[Tendering] },
            Move { deed: ADVANCE, who: RUN, from: &[Tendering], to: &[Awarded] },
            Move { deed: ADVANCE, who: RUN, from: &[Awarded], to: &[Mobilising] },
            Move { deed: ADVANCE, who: RUN, from: &[Mobilising, Extended], to: &[Live] },
            // It says which: with more money it is extended, and near its end it is ending.
            Move { deed: ADVANCE, who: RUN, from: &[Live], to: &[Extended, Ending] },
            Move { deed: ADVANCE, who: RUN, from: &[Ending], to: &[Closed, Mainstreamed] },
            Move { deed: WithdrawProgramme::WORD, who: RUN, from: UNDER_WAY, to: &[Withdrawn] },
            // These leave it where it stands.
            Move { deed: ReviseProgramme::WORD, who: RUN, from: UNDER_WAY, to: UNDER_WAY },
            Move { deed: HoldUpProgramme::WORD, who: RUN, from: UNDER_WAY, to: UNDER_WAY },
            Move { deed: AnnounceProgramme::WORD, who: "the secretariat", from: APPROVED, to: APPROVED },
            Move { deed: AddProgrammeUpdate::WORD, who: PARTIES, from: ALL, to: ALL },
        ]
    };
}

impl State for board::Status {
    const NOUN: &'static str = "board";
    const MOVES: &'static [Move<Self>] = {
        use board::Status::{Active, Closed, Lapsed, Proposed};
        const STAFF: &str = "the secretariat and the chairs";
        const OPEN: &[board::Status] = &[Proposed, Active, Lapsed];
        const ANY: &[board::Status] = &[Proposed, Active, Lapsed, Closed];
        &[
            Move { deed: ActivateBoard::WORD, who: "the chairs", from: &[Proposed, Lapsed, Closed], to: &[Active] },
            Move { deed: CloseBoard::WORD, who: "the chairs", from: OPEN, to: &[Closed] },
            // These leave it where it stands. Who sits on one that is over still reads its record, and may leave.
            Move { deed: ReviseBoard::WORD, who: STAFF, from: OPEN, to: OPEN },
            Move { deed: ProposeBoard::WORD, who: STAFF, from: &[Proposed, Active], to: &[Proposed, Active] },
            Move { deed: OpenSeats::WORD, who: STAFF, from: OPEN, to: OPEN },
            Move { deed: CloseSeats::WORD, who: STAFF, from: ANY, to: ANY },
            Move { deed: AppointMembers::WORD, who: STAFF, from: ANY, to: ANY },
        ]
    };
}

impl State for membership::Standing {
    const NOUN: &'static str = "membership";
    const MOVES: &'static [Move<Self>] = {
        use membership::Standing::{Current, Ended, Nominated};
        &[
            Move {
                deed: AcceptMembership::WORD,
                who: "whose it is",
                from: &[Nominated, Current],
                to: &[Nominated, Current],
            },
            Move {
                deed: EndMembership::WORD,
                who: "whose it is, the secretariat and the chairs; of a chair's, the chairs",
                from: &[Nominated, Current],
                to: &[Ended],
            },
            Move {
                deed: HandOverMembership::WORD,
                who: "the secretariat and the chairs; of a chair's, the chairs",
                from: &[Nominated, Current],
                to: &[Ended],
            },
        ]
    };
}

impl State for agreement::Status {
    const NOUN: &'static str = "agreement";
    const MOVES: &'static [Move<Self>] = {
        use agreement::Status::{Active, Draft, InReview, Signed, Suspended, Terminated};
        const LEADS: &str = "the information governance leads of its parties";
        &[
            Move { deed: ReviseAgreement::WORD, who: LEADS, from: &[Draft], to: &[Draft] },
            Move { deed: SubmitAgreement::WORD, who: LEADS, from: &[Draft], to: &[InReview] },
            // The last signature makes it SIGNED.
            Move { deed: SignAgreement::WORD, who: LEADS, from: &[InReview], to: &[InReview, Signed] },
            Move { deed: ActivateAgreement::WORD, who: LEADS, from: &[Signed], to: &[Active] },
            Move { deed: SuspendAgreement::WORD, who: LEADS, from: &[Active], to: &[Suspended] },
            Move { deed: ResumeAgreement::WORD, who: "the party that suspended it", from: &[Suspended], to: &[Active] },
            Move { deed: EndAgreement::WORD, who: LEADS, from: &[Active], to: &[Terminated] },
        ]
    };
}

impl State for recommendation::Status {
    const NOUN: &'static str = "recommendation";
    const MOVES: &'static [Move<Self>] = {
        use recommendation::Status::{Accepted, Evidenced, Implemented, Implementing, Made, Partly, Rejected};
        const WHO: &str = "whom it is directed to, the secretariat and the chairs";
        const ANSWER: &str = AnswerRecommendation::WORD;
        const ADVANCE: &str = AdvanceRecommendation::WORD;
        &[
            Move { deed: ANSWER, who: WHO, from: &[Made], to: &[Accepted, Partly, Rejected] },
            Move { deed: ADVANCE, who: WHO, from: &[Accepted, Partly], to: &[Implementing] },
            Move { deed: ADVANCE, who: WHO, from: &[Implementing], to: &[Implemented] },
            Move { deed: ADVANCE, who: WHO, from: &[Implemented], to: &[Evidenced] },
        ]
    };
}
