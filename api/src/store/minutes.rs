//! Minutes: sent, agreed, published and withdrawn (domain model 2.4). How they are written is in `written`.

pub(super) mod contacts;
mod written;

use chrono::NaiveDate as Date;
use entities::{
    action,
    agenda_item::{self, Part},
    attendance,
    audit_event::Record,
    change, meeting, minute_section, minute_section_text,
    minutes::{self, Status},
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

use super::{
    failed,
    write::{Done, Tx},
};
use crate::{
    error::Error,
    policy::{AgreeMinutes, CirculateMinutes, Deed, PublishMinutes, Right, State as _, WithdrawMinutes},
};

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
        let mut edition = self.target.clone().into_active_model();
        edition.status = Set(to);
        edition.version = Set(self.target.version + 1);
        edition.updated_at = Set(self.record.view().viewer().now);
        with(&mut edition);
        edition.update(&self.txn).await.map_err(failed)?;
        Ok(())
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
            let version = meeting.version;
            let mut meeting = meeting.into_active_model();
            meeting.status = Set(meeting::Status::Minuted);
            meeting.version = Set(version + 1);
            meeting.updated_at = Set(now);
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
    pub(crate) async fn publish(mut self, publication_type: Option<String>) -> Result<Done, Error> {
        let to = self.target.status.leads(PublishMinutes::WORD).map_err(Error::Conflict)?;
        self.superseded().await?;
        self.checked().await?;
        let now = self.record.view().viewer().now;
        let (id, meeting, board) = (self.target.id, self.target.meeting_id, Some(self.target.board_id));
        let kind = publication_type.or_else(|| self.target.publication_type.clone());
        self.edition_stands(to, |edition| {
            edition.published_at = Set(Some(now));
            edition.publication_type = Set(kind);
            edition.withdrawn_reason = Set(None);
        })
        .await?;
        self.changed(change::Kind::Published, change::Record::Minutes, id.uuid(), board);
        self.changed(change::Kind::Updated, change::Record::Meeting, meeting.uuid(), board);
        for action in self.came_before_the_public(meeting).await? {
            self.changed(change::Kind::Published, change::Record::Action, action.uuid(), board);
        }
        self.with_minutes(1, id);
        self.commit(vec![id.uuid()]).await
    }

    /// Refuses when a later edition has taken the place of this one: publishing it would undo a correction. A later one
    /// that the caller may not know of is none.
    async fn superseded(&self) -> Result<(), Error> {
        use minutes::Column as C;
        let later = self
            .known::<minutes::Entity>()
            .filter(C::MeetingId.eq(self.target.meeting_id))
            .filter(C::Edition.gt(self.target.edition))
            .filter(C::Status.is_in([Status::Agreed, Status::Published, Status::Withdrawn]));
        if self.all(later).await?.is_empty() {
            return Ok(());
        }
        Err(Error::Conflict(
            "A later edition of these minutes is agreed, published or withdrawn: what it corrected is not published any more."
                .to_owned(),
        ))
    }

    /// Refuses while a part that everyone would read holds a way to reach somebody (the publication pack). Parts are
    /// named by their place among those that the caller reads; what they say is not repeated.
    async fn checked(&self) -> Result<(), Error> {
        use minute_section::Column as S;
        let of_edition = self.known::<minute_section::Entity>().filter(S::MinutesId.eq(self.target.id));
        let sections = self.all(of_edition.order_by_asc(S::Position).order_by_asc(S::Id)).await?;
        let open = sections.iter().filter(|section| section.part == Part::Open).map(|section| section.id);
        let words = self.known::<minute_section_text::Entity>();
        let words = self.all(words.filter(minute_section_text::Column::SectionId.is_in(open))).await?;
        let held = |section: &minute_section::Model| {
            words.iter().any(|text| {
                let speakers = text.speakers.as_deref().unwrap_or_default();
                text.section_id == section.id && (contacts::within(&text.body) || contacts::within(speakers))
            })
        };
        let places = (1_usize..).zip(&sections).filter(|(_, section)| held(section));
        let places: Vec<String> = places.map(|(place, _)| place.to_string()).collect();
        if places.is_empty() {
            return Ok(());
        }
        Err(Error::invalid(
            "minutes",
            format!(
                "contacts are not published, and what seems to be an e-mail address or a telephone number stands in section {}: have the minutes corrected, then publish the correction",
                places.join(", ")
            ),
        ))
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
