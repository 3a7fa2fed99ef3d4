//! Actions, their owners and progress. What is done with them is in `action/deeds.rs`.

mod deeds;
mod inputs;

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result};
use entities::{
    action, action_beneficiary, action_owner, action_owner_person, action_progress, action_update, action_update_note,
    meeting,
};

use super::{
    access::{Capability, access},
    agenda_item::AgendaItem,
    board::Board,
    connection::{Connection, Wraps},
    decision::Decision,
    meeting::Meeting,
    node::{self, Kind},
    organisation::Organisation,
    paper::Paper,
    person::Person,
    scalar::{Date, DateTime, PartialDate},
    told, view,
    words::{ActionStatus, RaisedHow},
};
use crate::{
    error::Error,
    store::{self, BENEFICIARIES, OWNERS, Page, Seen, UPDATES},
};
use deeds::ActionDeeds;
pub(crate) use deeds::ActionMutation;

/// An undertaking with owners.
pub(crate) struct Action(pub(super) Seen<action::Model>);

super::wraps!(Action, action);

/// An undertaking with owners, followed until somebody confirms that it is done.
#[Object]
impl Action {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::Action, self.0.id)
    }

    /// A stable short name for addresses and look-ups.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// What is to be done.
    async fn description(&self) -> &str {
        &self.0.description
    }

    /// The board that follows it.
    async fn board(&self) -> Option<Result<Board>> {
        super::one(self.0.view(), self.0.board_id).await
    }

    /// Who undertook it: organisations, boards and people.
    async fn owners(
        &self,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<ActionOwner>> {
        let page = Page { first, after, last, before };
        Ok(self.0.view().list_of((&OWNERS, self.0.id.uuid()), page, (), ())?.into())
    }

    /// Whom it is for.
    async fn beneficiaries(&self) -> Result<Vec<Beneficiary>> {
        let rows = self.0.view().whole(&BENEFICIARIES, self.0.id.uuid()).await?;
        Ok(rows.into_iter().map(Beneficiary).collect())
    }

    /// The meeting at which it was raised.
    async fn raised_at(&self) -> Option<Result<Meeting>> {
        super::one(self.0.view(), self.0.raised_at_id).await
    }

    /// The agenda item under which it was raised.
    async fn raised_under(&self) -> Option<Result<AgendaItem>> {
        super::one(self.0.view(), self.0.raised_item_id).await
    }

    /// How it came about.
    async fn raised_how(&self) -> RaisedHow {
        self.0.raised.into()
    }

    /// The day it was raised.
    async fn raised_on(&self) -> Option<Date> {
        self.0.raised_on.map(Date)
    }

    /// When it is due, as exactly as that was said; it is overdue once the last day of that time is past. Null when no
    /// date was said: it may then be due at a meeting.
    async fn due(&self) -> Option<PartialDate> {
        self.0.due.map(PartialDate)
    }

    /// The meeting by which it is due.
    async fn due_at(&self) -> Option<Result<Meeting>> {
        super::one(self.0.view(), self.0.due_meeting_id).await
    }

    /// Whether somebody still owes it and its due time, or without one the day of the meeting at which it is due, is
    /// past; null if you read only what was published.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn overdue(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        let (view, row) = (self.0.view(), &self.0);
        let Some(progress) = self.progress(ctx).await? else { return Ok(None) };
        let due_by = if row.due.is_some() {
            row.due_by
        } else {
            // Also where there is no meeting: a hidden one costs no more statements than none.
            let at = row.due_meeting_id.map_or(uuid::Uuid::nil(), Into::into);
            view.by_id::<meeting::Entity>(at).await?.map_or(row.due_by, |meeting| meeting.day)
        };
        Ok(Some(store::overdue(&progress, due_by, view.viewer().today())))
    }

    /// Where it stands; null if you read only what was published, which is `statusPrinted`.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn status(&self, ctx: &Context<'_>) -> Result<Option<ActionStatus>> {
        Ok(self.progress(ctx).await?.map(|progress| progress.status.into()))
    }

    /// The words that the minutes print for its status.
    async fn status_printed(&self) -> Option<&str> {
        self.0.status_printed.as_deref()
    }

    /// How often it was carried over to a later meeting; null if you read only what was published.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn carry_count(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        Ok(self.progress(ctx).await?.map(|progress| progress.carry_count))
    }

    /// The meeting to which it was carried over; null if you read only what was published.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn carried_to(&self, ctx: &Context<'_>) -> Result<Option<Meeting>> {
        let progress = self.progress(ctx).await?;
        super::one(self.0.view(), progress.and_then(|progress| progress.carried_to_id)).await.transpose()
    }

    /// The action that replaced it; null if you read only what was published.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn superseded_by(&self, ctx: &Context<'_>) -> Result<Option<Action>> {
        let progress = self.progress(ctx).await?;
        super::one(self.0.view(), progress.and_then(|progress| progress.superseded_by_id)).await.transpose()
    }

    /// The decision that took its place; null if you read only what was published.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn superseded_by_decision(&self, ctx: &Context<'_>) -> Result<Option<Decision>> {
        let progress = self.progress(ctx).await?;
        super::one(self.0.view(), progress.and_then(|progress| progress.superseded_by_decision_id)).await.transpose()
    }

    /// The paper that took its place; null if you read only what was published.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn superseded_by_paper(&self, ctx: &Context<'_>) -> Result<Option<Paper>> {
        let progress = self.progress(ctx).await?;
        super::one(self.0.view(), progress.and_then(|progress| progress.superseded_by_paper_id)).await.transpose()
    }

    /// Reports of progress, the earliest first: for the board's members and the owners.
    async fn updates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
    ) -> Result<Connection<ActionUpdate>> {
        self.progress(ctx).await?;
        let page = Page { first, after, last, before };
        Ok(self.0.view().list_of((&UPDATES, self.0.id.uuid()), page, (), ())?.into())
    }

    /// What you may do with it now.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn viewer_can(&self) -> Result<ActionDeeds> {
        let progress = self.0.view().by_id::<action_progress::Entity>(self.0.id).await?;
        Ok(ActionDeeds { view: self.0.view().clone(), progress })
    }

    /// The version, which a change of it names; null if you read only what was published.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn version(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        Ok(self.progress(ctx).await?.map(|progress| progress.version))
    }

    /// When it last changed; null if you read only what was published.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn updated_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self.progress(ctx).await?.map(|progress| DateTime(progress.updated_at)))
    }

    /// Where the facts were taken from: documents and lines.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }
}

impl Action {
    /// How far it has come, if the viewer may know more of it than was published.
    async fn progress(&self, ctx: &Context<'_>) -> Result<Option<Seen<action_progress::Model>>, Error> {
        told::<action_progress::Entity>(ctx, self.0.view(), self.0.id).await
    }
}

/// Who undertook an action.
pub(crate) struct ActionOwner(Seen<action_owner::Model>);

impl From<Seen<action_owner::Model>> for ActionOwner {
    fn from(row: Seen<action_owner::Model>) -> Self {
        Self(row)
    }
}

impl Wraps for ActionOwner {
    type Entity = action_owner::Entity;
    const NAME: &'static str = "ActionOwner";
}

/// Who undertook an action: an organisation, a board, or a person, who may act for an organisation.
#[Object]
impl ActionOwner {
    /// The organisation.
    async fn organisation(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.organisation_id).await
    }

    /// The board, when a whole board undertook it.
    async fn board(&self) -> Option<Result<Board>> {
        super::one(self.0.view(), self.0.board_id).await
    }

    /// The person, when published minutes print the name, or you are a member of the board or an owner.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        let person = told::<action_owner_person::Entity>(ctx, self.0.view(), self.0.id).await?;
        super::one(self.0.view(), person.map(|row| row.person_id)).await.transpose()
    }
}

/// Whom an action is for.
pub(crate) struct Beneficiary(Seen<action_beneficiary::Model>);

/// Whom an action is for.
#[Object]
impl Beneficiary {
    /// The organisation.
    async fn organisation(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.organisation_id).await
    }

    /// The person.
    async fn person(&self) -> Option<Result<Person>> {
        super::one(self.0.view(), self.0.person_id).await
    }
}

/// A report of progress.
pub(crate) struct ActionUpdate(pub(super) Seen<action_update::Model>);

super::wraps!(ActionUpdate, action_update);

/// A report of progress on an action. Nobody changes a report once it is made.
#[Object]
impl ActionUpdate {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::ActionUpdate, self.0.id)
    }

    /// The action.
    async fn action(&self) -> Option<Result<Action>> {
        super::one(self.0.view(), Some(self.0.action_id)).await
    }

    /// The date it speaks of, as exactly as it is known.
    async fn reported_on(&self) -> Option<PartialDate> {
        self.0.reported_on.map(PartialDate)
    }

    /// The person who reported.
    async fn by(&self) -> Option<Result<Person>> {
        super::one(self.0.view(), self.0.by_person_id).await
    }

    /// The organisation for which they reported.
    async fn organisation(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.by_organisation_id).await
    }

    /// What was reported.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// The status that the action took with it.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn status(&self) -> Option<ActionStatus> {
        self.0.status.map(Into::into)
    }

    /// What shows it.
    async fn evidence(&self) -> Option<&str> {
        self.0.evidence.as_deref()
    }

    /// A note for the reporting organisation and the board's secretariat and chairs.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn internal_note(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let note = told::<action_update_note::Entity>(ctx, self.0.view(), self.0.id).await?;
        Ok(note.map(|row| row.note.clone()))
    }

    /// When it was recorded.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// Names one action.
#[derive(OneofObject)]
pub(crate) enum ActionBy {
    /// By its global id.
    Id(ID),
    /// By its slug.
    Slug(String),
}
super::by!(ActionBy, Action);

/// Conditions on actions.
#[derive(InputObject)]
pub(crate) struct ActionFilter {
    /// Only actions that this board follows: an id or a slug.
    board: Option<ID>,
    /// Only actions that this organisation owns: an id or a slug.
    owner_organisation: Option<ID>,
    /// Only actions that stand at one of these, among those whose `status` you read. What is still open:
    /// `[OPEN, IN_PROGRESS, CHASING]`.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    status: Option<Vec<ActionStatus>>,
    /// Only actions that are overdue, or only those that are not, among those whose `status` you read.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    overdue: Option<bool>,
    /// Only actions whose due time ends before this day, or that are due at a meeting before it, if you may know of it.
    due_before: Option<Date>,
    /// Only actions that changed at this instant or later, among those whose `status` you read. To pull changes without
    /// missing any, use `changes`.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    updated_since: Option<DateTime>,
}

impl TryFrom<ActionFilter> for store::ActionFilter {
    type Error = Error;

    fn try_from(filter: ActionFilter) -> Result<Self, Error> {
        let owner = filter.owner_organisation;
        Ok(Self {
            board: filter.board.map(|id| node::reference("filter.board", Kind::Board, &id)).transpose()?,
            owner_organisation: owner
                .map(|id| node::reference("filter.ownerOrganisation", Kind::Organisation, &id))
                .transpose()?,
            status: filter.status.map(|status| status.into_iter().map(Into::into).collect()),
            overdue: filter.overdue,
            due_before: filter.due_before.map(|day| day.0),
            updated_since: filter.updated_since.map(|at| at.0),
        })
    }
}

/// Queries for actions.
#[derive(Default)]
pub(crate) struct ActionQuery;

#[Object]
impl ActionQuery {
    /// One action.
    async fn action(&self, ctx: &Context<'_>, #[graphql(desc = "Which one.")] by: ActionBy) -> Option<Result<Action>> {
        super::found(async { by.find(view(ctx)?).await }).await
    }

    /// The actions you may know of, the most pressing first; those with no date of their own come last. What one
    /// board follows: `actions(filter: { board: "london-vawg-board" })`.
    async fn actions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<ActionFilter>,
    ) -> Result<Connection<Action>> {
        let page = Page { first, after, last, before };
        Ok(view(ctx)?
            .list(page, filter.map(TryInto::try_into).transpose()?.unwrap_or_default(), store::ActionOrder::default())?
            .into())
    }
}
