//! What can be done, and by whom: the deeds of the record.
//!
//! Lives here: the list of deeds with what the ledger and those who lack the right are told of each (domain model 3.6).
//! Must not live here: which rows a right is over, which is stated in the file of the noun; and from which state to which
//! a deed leads (`states`).

use entities::audit_event::{Operation, Record};
use sea_orm::EntityTrait;

use super::{Right, table::Table};

/// A right to change a record, and what is said of it in the ledger and to those who lack it.
pub(crate) trait Deed: Right {
    /// The record that the deed is done to, as callers know it. The right is over the row that the deed changes, which
    /// has the same key and may have fewer readers.
    type To: EntityTrait;
    /// Its kind, in the ledger.
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
    /// Put a group on record that is to be part of a board.
    ProposeBoard "proposeBoard" to board as Board is Collection in "write:boards":
        "propose a group that is part of it", "Its secretariat and its chairs may: ask one of them.";
    /// Write anew what is known of a board (R1).
    ReviseBoard "reviseBoard" to board as Board is Alteration in "write:boards":
        "rewrite it", "Its secretariat and its chairs may: ask one of them.";
    /// Record that a board meets from now on (W2).
    ActivateBoard "activateBoard" to board as Board is Alteration in "write:boards":
        "record that it meets", "Its chairs may: ask one of them.";
    /// Record that a board is over (W2).
    CloseBoard "closeBoard" to board as Board is Alteration in "write:boards":
        "close it", "Its chairs may: ask one of them.";
    /// Give organisations places on a board.
    OpenSeats "openSeats" to board as Board is Disclosure in "write:boards":
        "open seats on it", "Its secretariat and its chairs may: ask one of them.";
    /// End the places of organisations on a board.
    CloseSeats "closeSeats" to board as Board is Alteration in "write:boards":
        "close seats on it", "Its secretariat and its chairs may: ask one of them.";
    /// Give people places on a board, and with them the rights that these bring.
    AppointMembers "appointMembers" to board as Board is Disclosure in "write:boards":
        "appoint members of it", "Its secretariat and its chairs may: ask one of them.";
    /// Take a place on a board that one was given.
    AcceptMembership "acceptMembership" to membership as Board is Disclosure in "write:boards":
        "accept it", "The person whose it is may: ask them.";
    /// End a person's place on a board (T3).
    EndMembership "endMembership" to membership as Board is Alteration in "write:boards":
        "end it",
        "The person whose it is, and the secretariat and the chairs of the board may; the place of a chair is its chairs': ask one of them.";
    /// Give a person's place on a board to another.
    HandOverMembership "handOverMembership" to membership as Board is Disclosure in "write:boards":
        "hand it over",
        "The secretariat and the chairs of the board may; the place of a chair is its chairs': ask one of them.";
    /// Put a meeting of a board on record that is to come.
    PlanMeeting "planMeeting" to board as Board is Collection in "write:meetings":
        "plan a meeting of it", "Its secretariat and its chairs may: ask one of them.";
    /// Send the agenda of a meeting to those who are to come.
    NotifyMeeting "notifyMeeting" to meeting as Meeting is Disclosure in "write:meetings":
        "send its agenda out", "The secretariat and the chairs of its board may: ask one of them.";
    /// Record that a meeting took place.
    HoldMeeting "holdMeeting" to meeting as Meeting is Alteration in "write:meetings":
        "record that it took place", "The secretariat and the chairs of its board may: ask one of them.";
    /// Call a meeting off.
    CancelMeeting "cancelMeeting" to meeting as Meeting is Alteration in "write:meetings":
        "call it off", "The secretariat and the chairs of its board may: ask one of them.";
    /// Put a meeting off to another day.
    PostponeMeeting "postponeMeeting" to meeting as Meeting is Alteration in "write:meetings":
        "put it off", "The secretariat and the chairs of its board may: ask one of them.";
    /// Put items on the agenda of a meeting.
    ProposeAgendaItems "proposeAgendaItems" to meeting as Meeting is Collection in "write:meetings":
        "put items on its agenda", "The secretariat and the chairs of its board may: ask one of them.";
    /// Say what becomes of items on the agenda of a meeting.
    SettleAgendaItems "settleAgendaItems" to meeting as Meeting is Alteration in "write:meetings":
        "say what becomes of its items", "The secretariat and the chairs of its board may: ask one of them.";
    /// Invite guests and substitutes to a meeting (T4, T6).
    InviteToMeeting "inviteToMeeting" to meeting as Meeting is Disclosure in "write:meetings":
        "invite anybody to it", "The secretariat of its board may: ask them.";
    /// Take invitations to a meeting back (T1).
    WithdrawInvitations "withdrawInvitations" to meeting as Meeting is Alteration in "write:meetings":
        "take invitations to it back", "The secretariat of its board may: ask them.";
    /// Record who came to a meeting and who did not (W1).
    RecordAttendance "recordAttendance" to meeting as Meeting is Collection in "write:meetings":
        "record who came to it", "The secretariat of its board may: ask them.";
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
    /// Put on record what a meeting decided.
    RecordDecisions "recordDecisions" to meeting as Meeting is Collection in "write:minutes":
        "record what it decided", "The secretariat and the chairs of its board may: ask one of them.";
    /// Put on record what was recommended to a meeting.
    MakeRecommendations "makeRecommendations" to meeting as Meeting is Collection in "write:recommendations":
        "record what was recommended to it", "The secretariat and the chairs of its board may: ask one of them.";
    /// Answer a recommendation.
    AnswerRecommendation "answerRecommendation" to recommendation as Recommendation is Alteration in "write:recommendations":
        "answer it", "The organisations to which it is directed, and the secretariat and the chairs of the board that follows it may: ask one of them.";
    /// Record how far a recommendation is carried out.
    AdvanceRecommendation "advanceRecommendation" to recommendation as Recommendation is Alteration in "write:recommendations":
        "say how far it is", "The organisations to which it is directed, and the secretariat and the chairs of the board that follows it may: ask one of them.";
    /// Write the minutes of a meeting (W1).
    DraftMinutes "draftMinutes" to meeting as Meeting is Collection in "write:minutes":
        "write its minutes", "The secretariat of its board may: ask them.";
    /// Rewrite minutes that are not agreed yet (W1).
    ReviseMinutes "reviseMinutes" to minutes as Minutes is Alteration in "write:minutes":
        "rewrite it", "The secretariat of its board may: ask them.";
    /// Send drafted minutes to the members (W1).
    CirculateMinutes "circulateMinutes" to minutes as Minutes is Disclosure in "write:minutes":
        "circulate it", "The secretariat of its board may: ask them.";
    /// Record that minutes were agreed (W2).
    AgreeMinutes "agreeMinutes" to minutes as Minutes is Alteration in "write:minutes":
        "record that it is agreed", "The chairs of its board may: ask one of them.";
    /// Correct what was agreed, in an edition of its own (W2).
    CorrectMinutes "correctMinutes" to minutes as Minutes is Alteration in "write:minutes":
        "correct it", "The chairs of its board may: ask one of them.";
    /// Publish agreed minutes (W1).
    PublishMinutes "publishMinutes" to minutes as Minutes is Disclosure in "write:minutes":
        "publish it", "The secretariat of its board may: ask them.";
    /// Take published minutes back (2.4).
    WithdrawMinutes "withdrawMinutes" to minutes as Minutes is Alteration in "write:minutes":
        "withdraw it", "The chairs of its board may: ask one of them.";
    /// Comment on minutes that were sent (W4).
    CommentOnMinutes "commentOnMinutes" to minutes as Minutes is Collection in "write:comments":
        "comment on it", "The people who read it may, until the last day for comments: write to the secretariat of its board.";
    /// Comment on a paper that was sent for that (W4).
    CommentOnPaper "commentOnPaper" to paper as Paper is Collection in "write:comments":
        "comment on it", "Those to whom it was sent for comments may, until the last day for them: ask who keeps it.";
    /// Put a paper of a board on record.
    DraftPaper "draftPaper" to board as Board is Collection in "write:papers":
        "draft a paper for it", "Its members, its secretariat and its chairs may: ask one of them.";
    /// Rewrite a paper that is not final.
    RevisePaper "revisePaper" to paper as Paper is Alteration in "write:papers":
        "rewrite it", "Its authors and the secretariat of its board may: ask one of them.";
    /// Send a paper round its board (W1).
    CirculatePaper "circulatePaper" to paper as Paper is Disclosure in "write:papers":
        "circulate it", "The secretariat of its board may: ask them.";
    /// Record that a paper is final.
    FinalisePaper "finalisePaper" to paper as Paper is Alteration in "write:papers":
        "record that it is final", "The secretariat and the chairs of its board may: ask one of them.";
    /// Publish a paper (W1).
    PublishPaper "publishPaper" to paper as Paper is Disclosure in "write:papers":
        "publish it", "The secretariat of its board may: ask them.";
    /// Take a paper back.
    WithdrawPaper "withdrawPaper" to paper as Paper is Alteration in "write:papers":
        "withdraw it", "Its authors, and the secretariat and the chairs of its board may: ask one of them.";
    /// Open a paper to people and organisations for a time (R10).
    SharePaper "sharePaper" to paper as Paper is Disclosure in "write:papers":
        "share it", "The secretariat of its board may, and of a paper of no board its authors: ask one of them.";
    /// End such shares before their time.
    EndShares "endShares" to paper as Paper is Alteration in "write:papers":
        "end shares of it", "The secretariat of its board may, and of a paper of no board its authors: ask one of them.";
    /// End the embargo on a paper.
    LiftEmbargo "liftEmbargo" to paper as Paper is Disclosure in "write:papers":
        "lift its embargo", "Its authors and the secretariat of its board may: ask one of them.";
    /// Put a programme that a board is to follow on record.
    ProposeProgramme "proposeProgramme" to board as Board is Collection in "write:programmes":
        "propose a programme to it", "Its secretariat and its chairs may: ask one of them.";
    /// Write anew what is known of a programme.
    ReviseProgramme "reviseProgramme" to programme as Programme is Alteration in "write:programmes":
        "rewrite it", "The organisation that leads it, and the secretariat and the chairs of its board may: ask one of them.";
    /// Record that a programme is approved.
    ApproveProgramme "approveProgramme" to programme as Programme is Alteration in "write:programmes":
        "approve it", "The secretariat and the chairs of its board may: ask one of them.";
    /// Let everyone know of a programme (R12).
    AnnounceProgramme "announceProgramme" to programme as Programme is Disclosure in "write:programmes":
        "announce it", "The secretariat of its board may: ask them.";
    /// Record that a programme has come a step further.
    AdvanceProgramme "advanceProgramme" to programme as Programme is Alteration in "write:programmes":
        "move it on", "The organisation that leads it, and the secretariat and the chairs of its board may: ask one of them.";
    /// Record what holds a programme up, or that nothing does any more.
    HoldUpProgramme "holdUpProgramme" to programme as Programme is Alteration in "write:programmes":
        "say what holds it up", "The organisation that leads it, and the secretariat and the chairs of its board may: ask one of them.";
    /// Record that a programme is given up.
    WithdrawProgramme "withdrawProgramme" to programme as Programme is Alteration in "write:programmes":
        "withdraw it", "The organisation that leads it, and the secretariat and the chairs of its board may: ask one of them.";
    /// Report on a programme.
    AddProgrammeUpdate "addProgrammeUpdate" to programme as Programme is Collection in "write:programmes":
        "report on it", "The organisations that take part in it, and the secretariat and the chairs of its board may: ask one of them.";
    /// Draw an agreement up for one's organisation (W7).
    DraftAgreement "draftAgreement" to organisation as Agreement is Collection in "write:agreements":
        "draw up an agreement for it", "Its information governance leads may: ask one of them.";
    /// Draw an agreement up anew, while it is a draft (W7).
    ReviseAgreement "reviseAgreement" to agreement as Agreement is Alteration in "write:agreements":
        "rewrite it", "The information governance leads of its parties may: ask one of them.";
    /// Put a drafted agreement before its parties to sign (W7).
    SubmitAgreement "submitAgreement" to agreement as Agreement is Alteration in "write:agreements":
        "put it before its parties", "The information governance leads of its parties may: ask one of them.";
    /// Sign an agreement for one's own organisation (W7).
    SignAgreement "signAgreement" to agreement as Agreement is Alteration in "write:agreements":
        "sign it", "The information governance leads of its parties may, each for their own: ask one of them.";
    /// Bring an agreement into force that all its parties signed (W7).
    ActivateAgreement "activateAgreement" to agreement as Agreement is Disclosure in "write:agreements":
        "bring it into force", "The information governance leads of its parties may: ask one of them.";
    /// Suspend an agreement, at once for all (W7).
    SuspendAgreement "suspendAgreement" to agreement as Agreement is Alteration in "write:agreements":
        "suspend it", "The information governance leads of its parties may: ask one of them.";
    /// Let an agreement go on that one's own organisation suspended (W7).
    ResumeAgreement "resumeAgreement" to agreement as Agreement is Disclosure in "write:agreements":
        "let it go on", "The information governance leads of the party that suspended it may: ask one of them.";
    /// End an agreement (W7).
    EndAgreement "endAgreement" to agreement as Agreement is Alteration in "write:agreements":
        "end it", "The information governance leads of its parties may: ask one of them.";
    /// Say what became of a comment.
    SettleComment "settleComment" to comment as Comment is Alteration in "write:comments":
        "say what became of it", "The secretariat of its board may: ask them.";
}
