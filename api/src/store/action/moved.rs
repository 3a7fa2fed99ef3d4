//! What is done with an action that is on record: each deed moves it from one state to another and leaves a report that
//! says why (domain model 2.4).

use std::collections::HashMap;

use entities::{
    Id,
    action::{
        self,
        Status::{self, CarriedOver, Chasing, CompleteProposed, InProgress, Superseded},
    },
    action_progress, action_update, action_update_note,
    audit_event::Record,
    change, decision,
    meeting::{self, Status as Held},
    paper,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;

use super::raised::{Owning, took_place};
use crate::{
    error::Error,
    policy::{
        AddActionUpdate, CarryOverAction, ChaseAction, CloseActions, ConfirmAction, Deed, MarkActionNotComplete,
        OwnAction, ReassignAction, ReopenAction, Right, State as _, SupersedeAction,
    },
    store::{
        failed,
        tally::reviewed_by,
        write::{Done, Tx, Versioned, no_such, stale},
    },
};

/// What an owner or the secretariat reports about an action.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) text: String,
    pub(crate) evidence: Option<String>,
    pub(crate) note: Option<String>,
    pub(crate) complete: bool,
}

impl Report {
    /// No more than a text.
    pub(super) fn saying(text: String) -> Self {
        Self { text, evidence: None, note: None, complete: false }
    }
}

/// What takes the place of an action.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Successor {
    Action(Uuid),
    Decision(Uuid),
    Paper(Uuid),
}

/// An action that a meeting closes: which, as it was read, and the statement that it is done.
#[derive(Debug)]
pub(crate) struct Closing {
    pub(crate) action: Uuid,
    pub(crate) expected: i32,
    pub(crate) statement: String,
}

/// Where a report leaves an action (domain model 2.4). Completion is for an owner to propose and for the secretariat or a
/// meeting to confirm; a chase is for an owner to answer: that the secretariat asked once more does not end it.
fn becomes(was: Status, complete: bool, owner: bool) -> Result<Status, Error> {
    was.leads(AddActionUpdate::WORD).map_err(Error::Conflict)?;
    match (was, complete) {
        (_, true) if !owner => Err(Error::Forbidden(
            "You may report progress on this action but not that it is done: an owner proposes that, and the secretariat confirms it."
                .to_owned(),
        )),
        (CarriedOver, true) => Err(Error::Conflict(
            "The action is CARRIED_OVER to a later meeting: it can be reported on but not completed until that meeting opens it again."
                .to_owned(),
        )),
        (_, true) | (CompleteProposed, false) => Ok(CompleteProposed),
        (CarriedOver, false) => Ok(CarriedOver),
        (Chasing, false) if !owner => Ok(Chasing),
        (_, false) => Ok(InProgress),
    }
}

/// An action that moves on, with nothing else decided yet.
pub(super) fn onward(
    was: &action_progress::Model,
    to: Status,
    now: chrono::DateTime<chrono::Utc>,
) -> action_progress::ActiveModel {
    let mut progress = was.next(now);
    progress.status = Set(to);
    progress
}

impl<R> Tx<R>
where
    R: Deed<To = action::Entity> + Right<On = action_progress::Entity>,
{
    /// Moves the action on, if it can be from where it stands. Answers the action.
    async fn moved(self, text: String) -> Result<Done, Error> {
        self.moved_with(text, |_| ()).await
    }

    /// The same, with what else changes of its progress.
    async fn moved_with(
        mut self,
        text: String,
        with: impl FnOnce(&mut action_progress::ActiveModel),
    ) -> Result<Done, Error> {
        let to = self.target.status.leads(R::WORD).map_err(Error::Conflict)?;
        let action = self.target.id();
        self.report(to, Report::saying(text), with).await?;
        self.commit(vec![action]).await
    }

    /// Writes a report and how the action stands with it. Answers the report.
    async fn report(
        &mut self,
        to: Status,
        report: Report,
        with: impl FnOnce(&mut action_progress::ActiveModel),
    ) -> Result<Id<action_update::Entity>, Error> {
        let (action, board) = (self.record.id, self.record.board_id);
        let mut progress = onward(&self.target, to, self.record.view().viewer().now);
        with(&mut progress);
        progress.update(&self.txn).await.map_err(failed)?;
        let update = self.updated((action, board), to, report).await?;
        self.changed(change::Kind::Updated, change::Record::Action, action.uuid(), board);
        Ok(update)
    }
}

impl<R: Deed> Tx<R>
where
    R::On: crate::store::Noun,
    <R::On as sea_orm::EntityTrait>::Model: Versioned,
{
    /// Writes a report on an action, by the viewer and of today.
    pub(super) async fn updated(
        &mut self,
        (action, board): (Id<action::Entity>, Option<Id<entities::board::Entity>>),
        status: Status,
        report: Report,
    ) -> Result<Id<action_update::Entity>, Error> {
        let view = self.record.view().clone();
        let viewer = view.viewer();
        let id = Id::new(view.0.door.store.clock.id());
        let update = action_update::ActiveModel {
            id: Set(id),
            action_id: Set(action),
            board_id: Set(board),
            reported_on: Set(Some(viewer.today().into())),
            by_person_id: Set(viewer.person()),
            by_organisation_id: Set(viewer.organisation()),
            text: Set(report.text),
            status: Set(Some(status)),
            evidence: Set(report.evidence),
            source: Set(None),
            version: Set(1),
            created_at: Set(viewer.now),
            updated_at: Set(viewer.now),
        };
        action_update::Entity::insert(update).exec_without_returning(&self.txn).await.map_err(failed)?;
        if let Some(note) = report.note {
            // A note is for the organisation that writes it.
            let organisation_id = viewer.organisation().ok_or_else(|| {
                Error::invalid("internalNote", "an internal note belongs to an organisation, and you act for none")
            })?;
            let note = action_update_note::ActiveModel {
                update_id: Set(id),
                organisation_id: Set(organisation_id),
                note: Set(note),
            };
            action_update_note::Entity::insert(note).exec_without_returning(&self.txn).await.map_err(failed)?;
        }
        self.changed(change::Kind::Created, change::Record::ActionUpdate, id.uuid(), board);
        Ok(id)
    }
}

impl Tx<AddActionUpdate> {
    /// Adds a report of progress. Answers the report.
    pub(crate) async fn add(mut self, report: Report) -> Result<Done, Error> {
        let owner = self.holds::<OwnAction>().await?;
        let becomes = becomes(self.target.status, report.complete, owner)?;
        let update = self.report(becomes, report, |_| ()).await?;
        self.commit(vec![update.uuid()]).await
    }
}

impl Tx<ConfirmAction> {
    /// Confirms that the action is done.
    pub(crate) async fn confirm(self, statement: String) -> Result<Done, Error> {
        self.moved(statement).await
    }
}

impl Tx<ChaseAction> {
    /// Asks the owners how it stands. An owner's report answers.
    pub(crate) async fn chase(self, text: String) -> Result<Done, Error> {
        self.moved(text).await
    }
}

impl Tx<CarryOverAction> {
    /// Puts the action off to a meeting to come, where it is open again.
    pub(crate) async fn carry_over(self, to: Uuid, text: String) -> Result<Done, Error> {
        use meeting::Column as M;
        let to_come = [Held::Planned, Held::Notified, Held::Postponed];
        let meetings = self.known::<meeting::Entity>().filter(M::Id.eq(to)).filter(M::Status.is_in(to_come));
        let of_board = self.record.board_id.map_or(Uuid::nil(), Id::uuid);
        // Held until the commit: who records meanwhile that the meeting took place opens this action again as well.
        let meetings = meetings.filter(M::BoardId.eq(of_board)).lock_shared();
        let Some(meeting) = self.all(meetings).await?.pop() else {
            let reason = "name a meeting of the action's board that is still to come: PLANNED, NOTIFIED or POSTPONED";
            return Err(Error::invalid("meeting", reason));
        };
        let count = self.target.carry_count + 1;
        self.moved_with(text, |progress| {
            progress.carried_to_id = Set(Some(meeting.id));
            progress.carry_count = Set(count);
        })
        .await
    }
}

impl Tx<MarkActionNotComplete> {
    /// Records that it was not completed and is not followed any more.
    pub(crate) async fn give_up(self, reason: String) -> Result<Done, Error> {
        self.moved(reason).await
    }
}

impl Tx<ReopenAction> {
    /// Takes it up again. What was said of it stays.
    pub(crate) async fn reopen(self, reason: String) -> Result<Done, Error> {
        self.moved_with(reason, |progress| {
            progress.carried_to_id = Set(None);
            progress.superseded_by_id = Set(None);
            progress.superseded_by_decision_id = Set(None);
            progress.superseded_by_paper_id = Set(None);
        })
        .await
    }
}

impl Tx<SupersedeAction> {
    /// Says what took its place.
    pub(crate) async fn supersede(self, by: Successor, text: String) -> Result<Done, Error> {
        let (action, decision, paper) = match by {
            Successor::Action(id) => (Some(self.stands_for(id).await?), None, None),
            Successor::Decision(id) => {
                let decisions = self.known::<decision::Entity>().filter(decision::Column::Id.eq(id));
                (None, Some(named(self.all(decisions).await?, "by.decision", "decision")?.id), None)
            }
            Successor::Paper(id) => {
                let papers = self.known::<paper::Entity>().filter(paper::Column::Id.eq(id));
                (None, None, Some(named(self.all(papers).await?, "by.paper", "paper")?.id))
            }
        };
        self.moved_with(text, |progress| {
            progress.superseded_by_id = Set(action);
            progress.superseded_by_decision_id = Set(decision);
            progress.superseded_by_paper_id = Set(paper);
        })
        .await
    }

    /// An action that can stand for this one: another, that nothing has replaced itself.
    async fn stands_for(&self, id: Uuid) -> Result<Id<action::Entity>, Error> {
        if id == self.target.id() {
            return Err(Error::invalid("by.action", "an action cannot take its own place; name another"));
        }
        let actions = self.known::<action::Entity>().filter(action::Column::Id.eq(id));
        let action = named(self.all(actions).await?, "by.action", "action")?;
        let progress = self.known::<action_progress::Entity>().filter(action_progress::Column::ActionId.eq(id));
        // Of one that the caller knows only as published, it is not told how it stands.
        if self.all(progress).await?.iter().any(|progress| progress.status == Superseded) {
            return Err(Error::invalid(
                "by.action",
                "that action was replaced itself; name the one that took its place",
            ));
        }
        Ok(action.id)
    }
}

/// The one record that a caller has named, if they may know of it.
fn named<M>(mut found: Vec<M>, field: &'static str, noun: &str) -> Result<M, Error> {
    found.pop().ok_or_else(|| no_such(field, noun))
}

impl Tx<ReassignAction> {
    /// Gives it to other owners. It stands as it stood.
    pub(crate) async fn reassign(mut self, owners: Vec<Owning>, text: String) -> Result<Done, Error> {
        let stands = self.target.status;
        stands.leads(ReassignAction::WORD).map_err(Error::Conflict)?;
        let action = self.record.id;
        self.owned_by(action, owners).await?;
        self.report(stands, Report::saying(text), |_| ()).await?;
        self.commit(vec![action.uuid()]).await
    }
}

impl Tx<CloseActions> {
    /// Closes what the meeting reviewed and somebody still owes, with a statement for each. Answers the actions.
    pub(crate) async fn close(mut self, closings: Vec<Closing>) -> Result<Done, Error> {
        use action::Column as C;
        took_place(self.target.status)?;
        let view = self.record.view().clone();
        let reviewed = reviewed_by(self.target.id.uuid(), view.viewer());
        let actions = self.all(self.known::<action::Entity>().filter(C::Id.in_subquery(reviewed))).await?;
        let progress = self.known::<action_progress::Entity>();
        let progress = progress.filter(action_progress::Column::ActionId.is_in(actions.iter().map(|action| action.id)));
        // Held until the commit, always in the same order: what two reviews share, one of them closes.
        let progress = progress.order_by_asc(action_progress::Column::ActionId).lock_exclusive();
        let mut open: HashMap<Uuid, action_progress::Model> = self
            .all(progress)
            .await?
            .into_iter()
            .filter(|progress| progress.status.takes(CloseActions::WORD))
            .map(|progress| (progress.action_id.uuid(), progress))
            .collect();
        let (mut wrong, mut closed) = (Vec::new(), Vec::new());
        for (at, closing) in closings.into_iter().enumerate() {
            match open.remove(&closing.action) {
                None => wrong.push(Error::at(
                    format!("actions.{at}.action"),
                    "this is no action that the meeting reviewed and that can be closed now, or it is named twice",
                )),
                Some(progress) if progress.version != closing.expected => {
                    wrong.push(Error::at(
                        format!("actions.{at}.expectedVersion"),
                        stale("the action", progress.version, closing.expected).to_string(),
                    ));
                }
                Some(progress) => closed.push((progress, closing.statement)),
            }
        }
        for action in actions.iter().filter(|action| open.contains_key(&action.id.uuid())) {
            wrong.push(Error::at(
                "actions",
                format!("{} is still owed: give a statement that it is done, or carry it over or mark it not complete first", action.slug),
            ));
        }
        if !wrong.is_empty() {
            return Err(Error::Several(wrong));
        }
        if closed.is_empty() {
            return Err(Error::Conflict(
                "No action that this meeting reviewed is owed: there is nothing to close.".to_owned(),
            ));
        }
        let boards: HashMap<Uuid, _> = actions.iter().map(|action| (action.id.uuid(), action.board_id)).collect();
        let mut records = Vec::with_capacity(closed.len());
        for (progress, statement) in closed {
            let (id, now) = (progress.action_id, view.viewer().now);
            let board = boards.get(&id.uuid()).copied().flatten();
            let to = progress.status.leads(CloseActions::WORD).map_err(Error::Conflict)?;
            onward(&progress, to, now).update(&self.txn).await.map_err(failed)?;
            self.updated((id, board), to, Report::saying(statement)).await?;
            self.changed(change::Kind::Updated, change::Record::Action, id.uuid(), board);
            self.touched(Record::Action, id.uuid());
            records.push(id.uuid());
        }
        self.commit(records).await
    }
}

#[cfg(test)]
mod tests {
    use entities::action::Status::*;

    use super::becomes;

    #[test]
    fn an_owner_answers_a_chase_and_proposes_completion_and_nobody_else_does() {
        for was in [Open, InProgress, Chasing, CompleteProposed] {
            assert_eq!(becomes(was, true, true), Ok(CompleteProposed));
            assert_eq!(becomes(was, true, false).unwrap_err().code(), "FORBIDDEN");
        }
        assert_eq!((becomes(Chasing, false, true), becomes(Chasing, false, false)), (Ok(InProgress), Ok(Chasing)));
        for owner in [true, false] {
            assert_eq!(becomes(Open, false, owner), Ok(InProgress));
            assert_eq!(becomes(InProgress, false, owner), Ok(InProgress));
            assert_eq!(becomes(CompleteProposed, false, owner), Ok(CompleteProposed));
            assert_eq!(becomes(CarriedOver, false, owner), Ok(CarriedOver));
            for over in [Complete, NotComplete, Superseded] {
                assert_eq!(becomes(over, false, owner).unwrap_err().code(), "CONFLICT");
            }
        }
        assert_eq!(becomes(CarriedOver, true, true).unwrap_err().code(), "CONFLICT");
    }
}
