//! What callers send with the deeds on actions, and what these answer.

use async_graphql::{ID, InputObject, OneofObject, SimpleObject};
use entities::{action, action_update};

use super::{Action, ActionUpdate};
use crate::{
    error::Error,
    graph::{
        node::{self, Kind},
        payload::{Changing, Payload, Sending, UserError, counted, each, input, listed, named, payload, text},
        scalar::PartialDate,
        words::RaisedHow,
    },
    store::{self, Closing, Done, Due, Owning, Raised, Report, Successor, View},
};

/// The most actions of one deed.
const MOST: usize = 100;
/// The most owners of an action, and the most for whom it can be.
const MOST_PARTIES: usize = 20;

/// Who is to undertake an action: an organisation, a board or a person. A person may be named with the organisation for
/// which they act; a board stands alone.
#[derive(InputObject)]
pub(crate) struct ActionOwnerInput {
    /// The organisation: a global id of `Organisation`.
    pub(super) organisation: Option<ID>,
    /// The board, when a whole board undertakes it: a global id of `Board`.
    pub(super) board: Option<ID>,
    /// The person: a global id of `Person`.
    pub(super) person: Option<ID>,
    /// Whether the minutes print the person's name: then it is public once they are published.
    #[graphql(default)]
    pub(super) printed: bool,
}

/// Whom an action is for: an organisation, a person, or a person with their organisation.
#[derive(InputObject)]
pub(crate) struct BeneficiaryInput {
    /// The organisation: a global id of `Organisation`.
    pub(super) organisation: Option<ID>,
    /// The person: a global id of `Person`.
    pub(super) person: Option<ID>,
}

/// By when an action is due: by a date, or by a meeting.
#[derive(OneofObject)]
pub(crate) enum ActionDueInput {
    /// By the end of this time: a year, a month or a day.
    By(PartialDate),
    /// By this meeting: a global id of `Meeting`.
    At(ID),
}

/// An action that was undertaken at a meeting.
#[derive(InputObject)]
pub(crate) struct RaisedActionInput {
    /// What is to be done, in 1 to 10,000 characters. Published minutes make it public, so it holds no names that they do not
    /// print.
    pub(super) description: String,
    /// The agenda item under which it was undertaken: a global id of `AgendaItem`. Who reads the item reads the action.
    pub(super) item: Option<ID>,
    /// How it came about.
    #[graphql(default_with = "RaisedHow::Recorded")]
    pub(super) raised_how: RaisedHow,
    /// By when it is due, if that was said.
    pub(super) due: Option<ActionDueInput>,
    /// Who undertakes it: 1 to 20.
    pub(super) owners: Vec<ActionOwnerInput>,
    /// Whom it is for: at most 20.
    #[graphql(default)]
    pub(super) beneficiaries: Vec<BeneficiaryInput>,
}

/// What was undertaken at a meeting.
#[derive(InputObject)]
pub(crate) struct RaiseActionsInput {
    /// The meeting: a global id of `Meeting`.
    pub(super) meeting: ID,
    /// The actions: 1 to 100. All of them are recorded or none is.
    pub(super) actions: Vec<RaisedActionInput>,
    #[graphql(flatten)]
    pub(super) said: Sending,
}
input!(RaiseActionsInput: meeting Meeting);
payload! {
    /// What came of raising actions.
    RaiseActionsPayload {
        /// The actions in the order in which they were sent; null when nothing was done.
        actions: many Action
    }
}

/// A report of progress on an action.
#[derive(InputObject)]
pub(crate) struct AddActionUpdateInput {
    /// The action: a global id of `Action`.
    pub(super) action: ID,
    /// What was done, in 1 to 10,000 characters.
    pub(super) text: String,
    /// What shows it.
    pub(super) evidence: Option<String>,
    /// A note for your own organisation and the board's secretariat and chairs.
    pub(super) internal_note: Option<String>,
    /// Whether you report that it is done: for an owner. The secretariat or a meeting then confirms it.
    #[graphql(default)]
    pub(super) complete: bool,
    #[graphql(flatten)]
    pub(super) said: Changing,
}
input!(AddActionUpdateInput: action Action);

/// What came of a report.
#[derive(SimpleObject)]
pub(crate) struct AddActionUpdatePayload {
    /// The action as it is now; null when nothing was done.
    action: Option<Action>,
    /// The report; null when nothing was done.
    action_update: Option<ActionUpdate>,
    /// What you can mend.
    user_errors: Vec<UserError>,
    /// The place in the change feed after this deed; null when nothing was done.
    cursor: Option<String>,
}

impl Payload for AddActionUpdatePayload {
    async fn of(view: &View, done: Option<Done>, user_errors: Vec<UserError>) -> Result<Self, Error> {
        let Some(done) = done else {
            return Ok(Self { action: None, action_update: None, user_errors, cursor: None });
        };
        let update = done.records.first().copied().unwrap_or_default();
        let action_update = view.by_id::<action_update::Entity>(update).await?;
        let action = action_update.as_ref().map_or_else(uuid::Uuid::nil, |update| update.action_id.uuid());
        let action = view.by_id::<action::Entity>(action).await?.map(Action);
        Ok(Self { action, action_update: action_update.map(ActionUpdate), user_errors, cursor: Some(done.cursor) })
    }
}

/// A step of an action, and why it is taken.
#[derive(InputObject)]
pub(crate) struct ConfirmActionInput {
    /// The action: a global id of `Action`.
    pub(super) action: ID,
    /// The statement that it is done, in 1 to 10,000 characters, for example "Circulated, and no comments received".
    pub(super) statement: String,
    #[graphql(flatten)]
    pub(super) said: Changing,
}
input!(ConfirmActionInput: action Action);
payload! {
    /// What came of confirming an action.
    ConfirmActionPayload {
        /// The action as it is now; null when nothing was done.
        action: Action
    }
}

/// A question to the owners of an action.
#[derive(InputObject)]
pub(crate) struct ChaseActionInput {
    /// The action: a global id of `Action`.
    pub(super) action: ID,
    /// What is asked of the owners, in 1 to 10,000 characters.
    pub(super) text: String,
    #[graphql(flatten)]
    pub(super) said: Changing,
}
input!(ChaseActionInput: action Action);
payload! {
    /// What came of chasing an action.
    ChaseActionPayload {
        /// The action as it is now; null when nothing was done.
        action: Action
    }
}

/// An action that is put off to a later meeting.
#[derive(InputObject)]
pub(crate) struct CarryOverActionInput {
    /// The action: a global id of `Action`.
    pub(super) action: ID,
    /// The meeting at which it is open again, PLANNED, NOTIFIED or POSTPONED: a global id of `Meeting`.
    pub(super) meeting: ID,
    /// What the review said of it, in 1 to 10,000 characters.
    pub(super) text: String,
    #[graphql(flatten)]
    pub(super) said: Changing,
}
input!(CarryOverActionInput: action Action);
payload! {
    /// What came of carrying an action over.
    CarryOverActionPayload {
        /// The action as it is now; null when nothing was done.
        action: Action
    }
}

/// An action that was not completed.
#[derive(InputObject)]
pub(crate) struct MarkActionNotCompleteInput {
    /// The action: a global id of `Action`.
    pub(super) action: ID,
    /// Why it is not followed any more, in 1 to 10,000 characters.
    pub(super) reason: String,
    #[graphql(flatten)]
    pub(super) said: Changing,
}
input!(MarkActionNotCompleteInput: action Action);
payload! {
    /// What came of recording that an action was not completed.
    MarkActionNotCompletePayload {
        /// The action as it is now; null when nothing was done.
        action: Action
    }
}

/// What takes the place of an action.
#[derive(OneofObject)]
pub(crate) enum SuccessorInput {
    /// Another action, which nothing has replaced itself: a global id of `Action`.
    Action(ID),
    /// A decision: a global id of `Decision`.
    Decision(ID),
    /// A paper: a global id of `Paper`.
    Paper(ID),
}

/// An action whose place something else takes.
#[derive(InputObject)]
pub(crate) struct SupersedeActionInput {
    /// The action: a global id of `Action`.
    pub(super) action: ID,
    /// What takes its place.
    pub(super) by: SuccessorInput,
    /// Why, in 1 to 10,000 characters.
    pub(super) text: String,
    #[graphql(flatten)]
    pub(super) said: Changing,
}
input!(SupersedeActionInput: action Action);
payload! {
    /// What came of superseding an action.
    SupersedeActionPayload {
        /// The action as it is now; null when nothing was done.
        action: Action
    }
}

/// An action that is taken up again.
#[derive(InputObject)]
pub(crate) struct ReopenActionInput {
    /// The action: a global id of `Action`.
    pub(super) action: ID,
    /// Why, in 1 to 10,000 characters.
    pub(super) reason: String,
    #[graphql(flatten)]
    pub(super) said: Changing,
}
input!(ReopenActionInput: action Action);
payload! {
    /// What came of reopening an action.
    ReopenActionPayload {
        /// The action as it is now; null when nothing was done.
        action: Action
    }
}

/// An action that is given to others.
#[derive(InputObject)]
pub(crate) struct ReassignActionInput {
    /// The action: a global id of `Action`.
    pub(super) action: ID,
    /// All who own it from now on: 1 to 20.
    pub(super) owners: Vec<ActionOwnerInput>,
    /// Why, in 1 to 10,000 characters.
    pub(super) text: String,
    #[graphql(flatten)]
    pub(super) said: Changing,
}
input!(ReassignActionInput: action Action);
payload! {
    /// What came of giving an action to others.
    ReassignActionPayload {
        /// The action as it is now; null when nothing was done, or when it is not yours to see any more.
        action: Action
    }
}

/// An action that a meeting closes.
#[derive(InputObject)]
pub(crate) struct ClosedActionInput {
    /// The action: a global id of `Action`.
    pub(super) action: ID,
    /// The version of the action that you have read.
    pub(super) expected_version: i32,
    /// The statement that it is done, in 1 to 10,000 characters.
    pub(super) statement: String,
}

/// What a meeting closes of all that it reviewed.
#[derive(InputObject)]
pub(crate) struct CloseActionsInput {
    /// The meeting: a global id of `Meeting`.
    pub(super) meeting: ID,
    /// Every action that the meeting reviewed and that somebody still owes, with a statement for each: 1 to 100.
    pub(super) actions: Vec<ClosedActionInput>,
    #[graphql(flatten)]
    pub(super) said: Sending,
}
input!(CloseActionsInput: meeting Meeting);
payload! {
    /// What came of closing actions.
    CloseActionsPayload {
        /// The actions in the order in which they were sent; null when nothing was done.
        actions: many Action
    }
}

/// The owners that a caller names, under a path that ends in a dot, or none.
fn owning(path: &str, owners: Vec<ActionOwnerInput>) -> Result<Vec<Owning>, Error> {
    counted(format!("{path}owners"), owners.len(), 1, MOST_PARTIES)?;
    each(owners.into_iter().enumerate().map(|(at, owner)| owner.owning(format!("{path}owners.{at}"))))
}

impl ActionOwnerInput {
    fn owning(self, field: String) -> Result<Owning, Error> {
        let organisation = named(&field, "organisation", Kind::Organisation, self.organisation.as_ref())?;
        let board = named(&field, "board", Kind::Board, self.board.as_ref())?;
        let person = named(&field, "person", Kind::Person, self.person.as_ref())?;
        match (board, organisation.or(person)) {
            (Some(_), None) | (None, Some(_)) => {
                Ok(Owning { field, organisation, board, person, printed: self.printed })
            }
            _ => Err(Error::at(field, "name a board alone, or an organisation, a person, or both of these")),
        }
    }
}

impl BeneficiaryInput {
    fn beneficiary(self, field: String) -> Result<store::Beneficiary, Error> {
        let organisation = named(&field, "organisation", Kind::Organisation, self.organisation.as_ref())?;
        let person = named(&field, "person", Kind::Person, self.person.as_ref())?;
        if organisation.or(person).is_none() {
            return Err(Error::at(field, "name an organisation, a person, or both"));
        }
        Ok(store::Beneficiary { field, organisation, person })
    }
}

impl RaiseActionsInput {
    pub(super) fn raised(self) -> Result<Vec<Raised>, Error> {
        listed("actions", self.actions, MOST, RaisedActionInput::raised)
    }
}

impl CloseActionsInput {
    pub(super) fn closings(self) -> Result<Vec<Closing>, Error> {
        counted("actions", self.actions.len(), 1, MOST)?;
        each(self.actions.into_iter().enumerate().map(|(at, action)| {
            Ok(Closing {
                action: node::of_kind(format!("actions.{at}.action"), Kind::Action, &action.action)?,
                expected: action.expected_version,
                statement: text(format!("actions.{at}.statement"), action.statement)?,
            })
        }))
    }
}

impl ReassignActionInput {
    pub(super) fn reassigned(self) -> Result<(Vec<Owning>, String), Error> {
        Ok((owning("", self.owners)?, text("text", self.text)?))
    }
}

impl RaisedActionInput {
    fn raised(self, field: String) -> Result<Raised, Error> {
        counted(format!("{field}.beneficiaries"), self.beneficiaries.len(), 0, MOST_PARTIES)?;
        let beneficiaries = self.beneficiaries.into_iter().enumerate();
        let due = match self.due {
            None => None,
            Some(ActionDueInput::By(date)) => Some(Due::By(date.0)),
            Some(ActionDueInput::At(id)) => {
                Some(Due::At(node::of_kind(format!("{field}.due.at"), Kind::Meeting, &id)?))
            }
        };
        Ok(Raised {
            description: text(format!("{field}.description"), self.description)?,
            item: named(&field, "item", Kind::AgendaItem, self.item.as_ref())?,
            how: self.raised_how.into(),
            due,
            owners: owning(&format!("{field}."), self.owners)?,
            beneficiaries: each(
                beneficiaries.map(|(at, whom)| whom.beneficiary(format!("{field}.beneficiaries.{at}"))),
            )?,
            field,
        })
    }
}

impl SuccessorInput {
    pub(super) fn successor(&self) -> Result<Successor, Error> {
        Ok(match self {
            Self::Action(id) => Successor::Action(node::of_kind("by.action", Kind::Action, id)?),
            Self::Decision(id) => Successor::Decision(node::of_kind("by.decision", Kind::Decision, id)?),
            Self::Paper(id) => Successor::Paper(node::of_kind("by.paper", Kind::Paper, id)?),
        })
    }
}

impl AddActionUpdateInput {
    pub(super) fn report(self) -> Result<Report, Error> {
        Ok(Report {
            text: text("text", self.text)?,
            evidence: self.evidence.map(|evidence| text("evidence", evidence)).transpose()?,
            note: self.internal_note.map(|note| text("internalNote", note)).transpose()?,
            complete: self.complete,
        })
    }
}
