//! Minutes: sent, agreed, published and withdrawn (domain model 2.4). How they are written is in `written`.

mod checks;
mod pack;
pub(super) mod text;
mod written;

use chrono::NaiveDate as Date;
use entities::{
    action,
    agenda_item::{self, Part},
    attendance,
    audit_event::Record,
    change, meeting,
    minutes::{self, Status},
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

use super::{
    failed,
    write::{Done, Tx, Versioned as _, refuse},
};
use crate::{
    error::Error,
    policy::{AgreeMinutes, CirculateMinutes, Deed, PublishMinutes, Right, State as _, WithdrawMinutes},
};

pub(crate) use checks::{Ambiguous, Owing, Undertaking};
pub(crate) use pack::{Block, Blocker, Pack, Printed, PublicText};
pub(crate) use written::{Section, Written};

/// How an edition came to be agreed: at a later meeting, or by correspondence once the time for comments was over.
#[derive(Clone, Copy, Debug)]
pub(crate) enum AgreedBy {
    Meeting(Uuid),
    Correspondence,
}

impl<R: Deed + Right<On = minutes::Entity>> Tx<R> {
    /// Writes where the edition stands.
    async fn edition_stands(&mut self, to: Status, with: impl FnOnce(&mut minutes::ActiveModel)) -> Result<(), Error> {
        self.rewrite(|row: &mut minutes::ActiveModel| {
            row.status = Set(to);
            with(row);
        })
        .await
    }

    /// The same, of an edition whose readers hear of it.
    async fn edition_onward(mut self, with: impl FnOnce(&mut minutes::ActiveModel)) -> Result<Done, Error> {
        let to = self.target.status.leads(R::WORD).map_err(Error::Conflict)?;
        self.edition_stands(to, with).await?;
        let (id, board) = (self.target.id.uuid(), self.target.board_id);
        self.changed(change::Kind::Updated, change::Record::Minutes, id, Some(board));
        self.commit(vec![id]).await
    }

    /// The meeting, held until the commit: who came and what was on do not change while the minutes are agreed.
    async fn meeting(&self) -> Result<meeting::Model, Error> {
        let meeting = meeting::Entity::find_by_id(self.target.meeting_id).lock_exclusive();
        meeting.one(&self.txn).await.map_err(failed)?.ok_or(Error::Internal)
    }

    /// Refuses unless this is the last edition of its meeting: what came later has taken its place.
    pub(super) async fn is_last(&self) -> Result<(), Error> {
        use minutes::Column as C;
        let later = self
            .known::<minutes::Entity>()
            .filter(C::MeetingId.eq(self.target.meeting_id))
            .filter(C::Edition.gt(self.target.edition));
        match self.all(later.order_by_desc(C::Edition)).await?.first() {
            None => Ok(()),
            Some(last) => Err(Error::Conflict(format!(
                "Edition {} has taken the place of this one, which is edition {}: name that one.",
                last.edition, self.target.edition
            ))),
        }
    }

    /// The day on which a later meeting of the board agreed to this edition.
    async fn agreed_at(&self, field: &'static str, meeting: Uuid) -> Result<(meeting::Model, Date), Error> {
        use meeting::{Column as M, Status as S};
        let of_board = self.known::<meeting::Entity>().filter(M::BoardId.eq(self.target.board_id));
        let of_these = [self.target.meeting_id.uuid(), meeting];
        let meetings = self.all(of_board.filter(M::Id.is_in(of_these))).await?;
        let day_of = |id: Uuid| meetings.iter().find(|meeting| meeting.id.uuid() == id);
        let later = day_of(meeting).filter(|later| {
            matches!(later.status, S::Held | S::Minuted)
                && day_of(self.target.meeting_id.uuid()).is_some_and(|was| later.day > was.day)
        });
        let later = later.cloned().ok_or_else(|| {
            let reason = "name a meeting of this board that was held after the one that these minutes are of";
            Error::invalid(field, reason)
        })?;
        let day = later.day;
        Ok((later, day))
    }
}

impl Tx<CirculateMinutes> {
    /// Sends the draft to the members: from now on they read it, and its meeting is MINUTED.
    pub(crate) async fn circulate(mut self, comments_due: Option<Date>) -> Result<Done, Error> {
        let to = self.target.status.leads(CirculateMinutes::WORD).map_err(Error::Conflict)?;
        self.is_last().await?;
        let (id, board, of) = (self.target.id.uuid(), self.target.board_id, self.target.meeting_id);
        let meeting = self.meeting().await?;
        let came = attendance::Entity::find().filter(attendance::Column::MeetingId.eq(of));
        if came.count(&self.txn).await.map_err(failed)? == 0 {
            return Err(Error::Conflict(
                "Nobody is recorded as present: record who came with recordAttendance before you circulate.".to_owned(),
            ));
        }
        let now = self.record.view().viewer().now;
        to_come("commentsDue", comments_due, now.date_naive())?;
        self.edition_stands(to, |edition| {
            edition.circulated_at = Set(Some(now));
            edition.comments_due = Set(comments_due);
        })
        .await?;
        self.changed(change::Kind::Updated, change::Record::Minutes, id, Some(board));
        if meeting.status != meeting::Status::Minuted {
            let mut meeting = meeting.next(now);
            meeting.status = Set(meeting::Status::Minuted);
            meeting.update(&self.txn).await.map_err(failed)?;
            self.changed(change::Kind::Updated, change::Record::Meeting, of.uuid(), Some(board));
            self.touched(Record::Meeting, of.uuid());
        }
        self.commit(vec![id]).await
    }
}

/// Refuses a time for comments that is over.
fn to_come(field: &'static str, day: Option<Date>, today: Date) -> Result<(), Error> {
    match day.filter(|day| *day <= today) {
        None => Ok(()),
        Some(day) => Err(Error::invalid(field, format!("{day} leaves no time to comment; name a later day"))),
    }
}

impl Tx<AgreeMinutes> {
    /// Records that the edition was agreed. From now on it does not change.
    pub(crate) async fn agree(self, by: AgreedBy) -> Result<Done, Error> {
        self.target.status.leads(AgreeMinutes::WORD).map_err(Error::Conflict)?;
        self.meeting().await?;
        self.is_last().await?;
        let (at, on) = match by {
            AgreedBy::Meeting(meeting) => {
                let (meeting, day) = self.agreed_at("by.meeting", meeting).await?;
                if self.target.circulated_at.is_some_and(|sent| day < sent.date_naive()) {
                    let reason = "that meeting was held before these minutes were sent; name a later one";
                    return Err(Error::invalid("by.meeting", reason));
                }
                (Some(meeting.id), day)
            }
            AgreedBy::Correspondence => {
                let today = self.record.view().viewer().today();
                match self.target.comments_due {
                    Some(due) if due < today => (None, today),
                    Some(due) => {
                        return Err(Error::Conflict(format!(
                            "Comments are due on {due}: by correspondence the minutes are agreed once that day is over."
                        )));
                    }
                    None => {
                        return Err(Error::Conflict(
                            "No day was named for comments, so nobody could be late: name the meeting that agreed, or revise the minutes with a day."
                                .to_owned(),
                        ));
                    }
                }
            }
        };
        self.edition_onward(|edition| {
            edition.agreed_on = Set(Some(on));
            edition.agreed_at_id = Set(at);
        })
        .await
    }
}

impl Tx<WithdrawMinutes> {
    /// Takes published minutes back from the public. The board's members keep them.
    pub(crate) async fn withdraw(self, reason: String) -> Result<Done, Error> {
        self.edition_onward(|edition| edition.withdrawn_reason = Set(Some(reason))).await
    }
}

impl Tx<PublishMinutes> {
    /// Publishes an agreed edition. With it the meeting, its attendance and the actions raised in its open parts become public,
    /// so the feed names them too: a system that follows it as the public must not miss them.
    pub(crate) async fn publish(
        mut self,
        publication_type: Option<String>,
        cleared: Vec<(String, Printed, Uuid)>,
    ) -> Result<Done, Error> {
        let to = self.target.status.leads(PublishMinutes::WORD).map_err(Error::Conflict)?;
        // What is checked stays as it is until the commit.
        self.meeting().await?;
        if let Some(says) = pack::superseded(self.record.view(), &self.txn, &self.target).await? {
            return Err(Error::Conflict(says));
        }
        let now = self.record.view().viewer().now;
        let (id, meeting, board) = (self.target.id, self.target.meeting_id, Some(self.target.board_id));
        let kind = publication_type.or_else(|| self.target.publication_type.clone());
        self.edition_stands(to, |edition| {
            edition.published_at = Set(Some(now));
            edition.publication_type = Set(kind);
            edition.withdrawn_reason = Set(None);
        })
        .await?;
        let printed = pack::printed(self.record.view(), &self.txn, &self.target).await?;
        Self::nothing_in_the_way(&printed, &cleared)?;
        for (_, of, record) in cleared {
            self.touched(of.record(), record);
        }
        self.changed(change::Kind::Published, change::Record::Minutes, id.uuid(), board);
        self.changed(change::Kind::Updated, change::Record::Meeting, meeting.uuid(), board);
        for action in self.came_before_the_public(meeting).await? {
            self.changed(change::Kind::Published, change::Record::Action, action.uuid(), board);
        }
        self.with_minutes(1, id);
        self.commit(vec![id.uuid()]).await
    }

    /// Refuses while anything stands in the way that nobody cleared, all at once; and to clear what is not in the way.
    fn nothing_in_the_way(pack: &Pack, cleared: &[(String, Printed, Uuid)]) -> Result<(), Error> {
        let about = |blocker: &Blocker| blocker.text.and_then(|at| pack.texts.get(at)).map(|text| text.of);
        let clears = |blocker: &Blocker| {
            blocker.code.clearable() && cleared.iter().any(|(_, of, id)| about(blocker) == Some((*of, *id)))
        };
        let mut wrong: Vec<Error> = pack
            .blockers
            .iter()
            .filter(|blocker| !clears(blocker))
            .map(|blocker| Error::invalid("minutes", blocker.says.trim_end_matches('.').to_owned()))
            .collect();
        for (field, of, id) in cleared {
            if !pack.blockers.iter().any(|blocker| blocker.code.clearable() && about(blocker) == Some((*of, *id))) {
                let reason = "nothing in the publication pack is about this record that could be cleared; leave it out";
                wrong.push(Error::at(field.clone(), reason));
            }
        }
        refuse(wrong)
    }

    /// The actions raised in the open part of the meeting. Those of a closed part do not change; and whom a marking keeps
    /// from one of these, it keeps from its line of the feed as well.
    async fn came_before_the_public(
        &self,
        meeting: entities::Id<meeting::Entity>,
    ) -> Result<Vec<entities::Id<action::Entity>>, Error> {
        use action::Column as C;
        use agenda_item::Column as I;
        let open = agenda_item::Entity::find().filter(I::MeetingId.eq(meeting)).filter(I::Part.eq(Part::Open));
        action::Entity::find()
            .select_only()
            .column(C::Id)
            .filter(C::RaisedAtId.eq(meeting))
            .filter(C::RaisedItemId.in_subquery(open.select_only().column(I::Id).into_query()))
            .into_tuple()
            .all(&self.txn)
            .await
            .map_err(failed)
    }
}
