//! Meetings: planned, called, held, called off and put off (domain model 2.4).

mod agenda;
mod attendance;
mod decided;
mod invited;

use entities::{
    FAR, Id, PartialDate, action,
    action::Status::{CarriedOver, Open},
    action_progress,
    audit_event::Record,
    board, change, meeting, meeting_venue, minutes,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::{
    failed,
    slug::slug,
    write::{Done, Tx, Versioned as _, no_such},
};
use crate::{
    error::Error,
    policy::{CancelMeeting, Deed, HoldMeeting, NotifyMeeting, PlanMeeting, PostponeMeeting, Right, State as _},
};

pub(crate) use agenda::{Item, Settled};
pub(crate) use attendance::Came;
pub(crate) use decided::{Decided, Directed, Recommended, Source};
pub(crate) use invited::Invited;

/// When and how people are to meet; what is none stays as it was.
#[derive(Debug, Default)]
pub(crate) struct Arranged {
    pub(crate) held_on: Option<PartialDate>,
    pub(crate) starts_at: Option<chrono::DateTime<chrono::Utc>>,
    pub(crate) ends_at: Option<chrono::DateTime<chrono::Utc>>,
    pub(crate) mode: Option<meeting::Mode>,
    pub(crate) venue: Option<String>,
}

/// A meeting that is to come.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(crate) name: Option<String>,
    pub(crate) purpose: Option<String>,
    pub(crate) arranged: Arranged,
    pub(crate) agenda_public: bool,
    pub(crate) previous: Option<Uuid>,
}

impl Arranged {
    /// Refuses times that cannot be: an end before the beginning, or a beginning on another day than the meeting's.
    fn checked(&self, held_on: Option<PartialDate>) -> Result<(), Error> {
        if let (Some(starts), Some(ends)) = (self.starts_at, self.ends_at)
            && ends <= starts
        {
            return Err(Error::invalid("endsAt", "the meeting would end before it begins; give a later time"));
        }
        if self.ends_at.is_some() && self.starts_at.is_none() {
            return Err(Error::invalid("startsAt", "say when the meeting begins as well as when it ends"));
        }
        match (held_on, self.starts_at) {
            (Some(day), Some(starts)) if !within(day, starts) => {
                Err(Error::invalid("startsAt", format!("the meeting is on {day}, and this is another day")))
            }
            _ => Ok(()),
        }
    }

    /// The day: as it is said, or that of the beginning.
    fn day(&self) -> Option<PartialDate> {
        self.held_on.or_else(|| self.starts_at.map(|starts| starts.date_naive().into()))
    }
}

impl<R: Deed + Right<On = meeting::Entity>> Tx<R> {
    /// Moves the meeting on, if it can be from where it stands, with what else changes of it. Answers the meeting.
    async fn meeting_onward(mut self, with: impl FnOnce(&mut meeting::ActiveModel)) -> Result<Done, Error> {
        let to = self.target.status.leads(R::WORD).map_err(Error::Conflict)?;
        self.meeting_stands(to, with).await?;
        let id = self.target.id.uuid();
        self.commit(vec![id]).await
    }

    /// Writes where the meeting stands.
    pub(super) async fn meeting_stands(
        &mut self,
        to: meeting::Status,
        with: impl FnOnce(&mut meeting::ActiveModel),
    ) -> Result<(), Error> {
        self.rewrite(|row: &mut meeting::ActiveModel| {
            row.status = Set(to);
            with(row);
        })
        .await?;
        let (id, board) = (self.target.id.uuid(), self.target.board_id);
        self.changed(change::Kind::Updated, change::Record::Meeting, id, Some(board));
        Ok(())
    }

    /// Opens what was carried over to this meeting again.
    async fn open_again(&mut self) -> Result<(), Error> {
        let now = self.record.view().viewer().now;
        let carried = self.carried_here().await?;
        // The line on the meeting tells of all of them; one that names an action is for who knows of it.
        let known: Vec<Uuid> = carried.iter().map(|(_, action)| action.id.uuid()).collect();
        let known = self.known_among::<action::Entity>(known).await?;
        for (progress, action) in carried {
            let (id, board) = (action.id, action.board_id);
            let mut open = progress.next(now);
            open.status = Set(Open);
            open.carried_to_id = Set(None);
            open.update(&self.txn).await.map_err(failed)?;
            self.changed(change::Kind::Updated, change::Record::Action, id.uuid(), board);
            if known.contains(&id.uuid()) {
                self.touched(Record::Action, id.uuid());
            }
        }
        Ok(())
    }

    /// What was carried over to this meeting, also what the caller may not know of: that it is open again follows from the
    /// meeting, and is told to nobody who may not know of it.
    async fn carried_here(&self) -> Result<Vec<(action_progress::Model, action::Model)>, Error> {
        use action_progress::Column as P;
        let carried = action_progress::Entity::find()
            .filter(P::CarriedToId.eq(self.target.id))
            .filter(P::Status.eq(CarriedOver))
            .order_by_asc(P::ActionId)
            .lock_exclusive();
        let carried = carried.all(&self.txn).await.map_err(failed)?;
        let ids = carried.iter().map(|progress| progress.action_id);
        let actions = action::Entity::find().filter(action::Column::Id.is_in(ids));
        let actions = actions.order_by_asc(action::Column::Id).all(&self.txn).await.map_err(failed)?;
        Ok(carried.into_iter().zip(actions).collect())
    }

    /// Refuses once the minutes are agreed: who came, what was on and what came of it were agreed with them.
    async fn agreed_already(&self) -> Result<(), Error> {
        use minutes::{Column as M, Status as S};
        let agreed = minutes::Entity::find().filter(M::MeetingId.eq(self.target.id)).filter(M::Status.is_in([
            S::Agreed,
            S::Published,
            S::Withdrawn,
        ]));
        match agreed.count(&self.txn).await.map_err(failed)? {
            0 => Ok(()),
            _ => Err(Error::Conflict(
                "The minutes are agreed, and with them who came, what was on and what came of it.".to_owned(),
            )),
        }
    }

    /// Says where people meet, if that is said.
    async fn meets_at(&self, venue: Option<String>) -> Result<(), Error> {
        let Some(venue) = venue else { return Ok(()) };
        self.put::<meeting_venue::Entity>(self.target.id.uuid(), |row| row.venue = Set(venue)).await
    }
}

/// Whether an instant is on a day, or in a month or year.
fn within(day: PartialDate, at: chrono::DateTime<chrono::Utc>) -> bool {
    (day.first_day()..=day.last_day()).contains(&at.date_naive())
}

/// Changes of a meeting that come with an arrangement.
fn arrange(meeting: &mut meeting::ActiveModel, arranged: &Arranged) {
    if let Some(day) = arranged.day() {
        meeting.held_on = Set(Some(day));
        meeting.day = Set(day.first_day());
        // What was to begin on another day begins at no known time.
        if meeting.starts_at.as_ref().is_some_and(|starts| !within(day, starts)) {
            meeting.starts_at = Set(None);
            meeting.ends_at = Set(None);
        }
    }
    if let Some(starts) = arranged.starts_at {
        meeting.starts_at = Set(Some(starts));
        meeting.ends_at = Set(arranged.ends_at);
    }
    if let Some(mode) = arranged.mode {
        meeting.mode = Set(Some(mode));
    }
}

impl Tx<PlanMeeting> {
    /// Puts a meeting of the board on record that is to come. Answers the meeting.
    pub(crate) async fn plan(mut self, planned: Planned) -> Result<Done, Error> {
        let board = self.target.id;
        if self.target.status == board::Status::Closed {
            return Err(Error::Conflict("The board is CLOSED: it does not meet any more.".to_owned()));
        }
        let held_on = planned.arranged.day();
        planned.arranged.checked(held_on)?;
        if let Some(previous) = planned.previous {
            use meeting::Column as M;
            let before = self.known::<meeting::Entity>().filter(M::Id.eq(previous)).filter(M::BoardId.eq(board));
            if self.all(before).await?.is_empty() {
                return Err(no_such("previous", "meeting of this board"));
            }
        }
        let view = self.record.view().clone();
        let (id, now) = (Id::<meeting::Entity>::new(view.0.door.store.clock.id()), view.viewer().now);
        // Who is invited to it may not know of its board.
        let says = held_on.map_or_else(|| "meeting".to_owned(), |day| format!("meeting {day}"));
        let mut meeting = meeting::ActiveModel {
            id: Set(id),
            slug: Set(slug("meeting", &says, id.uuid())),
            board_id: Set(board),
            name: Set(planned.name),
            status: Set(meeting::Status::Planned),
            held_on: Set(None),
            postponed_from: Set(None),
            day: Set(FAR),
            starts_at: Set(None),
            ends_at: Set(None),
            mode: Set(None),
            purpose: Set(planned.purpose),
            agenda_public: Set(planned.agenda_public),
            previous_id: Set(planned.previous.map(Id::new)),
            invited_count: Set(None),
            marking_id: Set(None),
            source: Set(None),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        };
        arrange(&mut meeting, &planned.arranged);
        meeting::Entity::insert(meeting).exec_without_returning(&self.txn).await.map_err(failed)?;
        if let Some(venue) = planned.arranged.venue {
            let venue = meeting_venue::ActiveModel { meeting_id: Set(id), venue: Set(venue) };
            meeting_venue::Entity::insert(venue).exec_without_returning(&self.txn).await.map_err(failed)?;
        }
        self.changed(change::Kind::Created, change::Record::Meeting, id.uuid(), Some(board));
        self.touched(Record::Meeting, id.uuid());
        self.commit(vec![id.uuid()]).await
    }
}

impl Tx<NotifyMeeting> {
    /// Sends the agenda out: from now on it is there for the board's members. What was still open is settled with it: the
    /// day within what was planned, the time, how and where.
    pub(crate) async fn notify(self, arranged: Arranged) -> Result<Done, Error> {
        let (was, day) = (self.target.held_on, arranged.day().or(self.target.held_on));
        let Some(day) = day.filter(|day| day.first_day() == day.last_day()) else {
            let reason = "say on which day the meeting is: its members are to come";
            return Err(Error::invalid("heldOn", reason));
        };
        if let Some(was) = was.filter(|was| !(was.first_day()..=was.last_day()).contains(&day.first_day())) {
            return Err(Error::invalid(
                "heldOn",
                format!("the meeting was planned for {was}: with postponeMeeting it moves to another day"),
            ));
        }
        arranged.checked(Some(day))?;
        self.meets_at(arranged.venue.clone()).await?;
        self.meeting_onward(|meeting| arrange(meeting, &arranged)).await
    }
}

impl Tx<CancelMeeting> {
    /// Calls it off. What was carried over to it waits for no meeting any more: it is open again, and not lost.
    pub(crate) async fn cancel(mut self) -> Result<Done, Error> {
        self.open_again().await?;
        self.meeting_onward(|_| ()).await
    }
}

impl Tx<PostponeMeeting> {
    /// Puts it off to a day to come; the day that it was to be is kept.
    pub(crate) async fn postpone(self, arranged: Arranged) -> Result<Done, Error> {
        let (was, today) = (self.target.held_on, self.record.view().viewer().today());
        let Some(day) = arranged.day() else {
            return Err(Error::invalid("heldOn", "say to when the meeting is put off, as exactly as it is known"));
        };
        if day.last_day() < today {
            return Err(Error::invalid("heldOn", format!("{day} is over; name a day that is to come")));
        }
        if was == Some(day) {
            return Err(Error::invalid("heldOn", format!("the meeting is planned for {day} already")));
        }
        arranged.checked(Some(day))?;
        self.meets_at(arranged.venue.clone()).await?;
        self.meeting_onward(|meeting| {
            arrange(meeting, &arranged);
            if was.is_some() {
                meeting.postponed_from = Set(was);
            }
        })
        .await
    }
}

impl Tx<HoldMeeting> {
    /// Records that it took place. What was carried over to it is open again.
    pub(crate) async fn hold(mut self) -> Result<Done, Error> {
        let to = self.target.status.leads(HoldMeeting::WORD).map_err(Error::Conflict)?;
        if self.target.day > self.record.view().viewer().today() {
            return Err(Error::Conflict(format!(
                "The meeting is on {}: it has not taken place yet.",
                self.target.held_on.map_or_else(|| "no known day".to_owned(), |day| day.to_string())
            )));
        }
        self.open_again().await?;
        self.meeting_stands(to, |_| ()).await?;
        let id = self.target.id.uuid();
        self.commit(vec![id]).await
    }
}
