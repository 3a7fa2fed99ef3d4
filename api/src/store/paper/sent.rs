//! Papers as they are sent round (R10, W1).

use std::collections::HashSet;

use chrono::NaiveDate as Date;
use entities::{
    Id, change, circulation, circulation::Purpose, circulation_recipient, invitation, meeting, membership,
    paper::Status, seat,
};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use crate::{
    error::Error,
    policy::{CirculatePaper, Deed as _, State as _},
    store::{
        failed,
        write::{Done, Tx, no_such, refuse},
    },
};

/// To whom, and what for, a paper is sent.
#[derive(Debug)]
pub(crate) struct Sending {
    pub(crate) purpose: Purpose,
    pub(crate) meeting: Option<Uuid>,
    pub(crate) comments_due: Option<Date>,
    pub(crate) organisations: Vec<Uuid>,
    pub(crate) people: Vec<Uuid>,
}

impl Tx<CirculatePaper> {
    /// Sends the paper round its board: to all of it, or to those who are named.
    pub(crate) async fn circulate(mut self, sending: Sending) -> Result<Done, Error> {
        let to = self.target.status.leads(CirculatePaper::WORD).map_err(Error::Conflict)?;
        let board = self.target.board_id.ok_or(Error::Internal)?;
        let view = self.record.view().clone();
        let (viewer, clock) = (view.viewer(), &view.0.door.store.clock);
        let comments = sending.purpose == Purpose::ForComment;
        if comments && to != Status::Circulated {
            let reason = "what is final is not sent for comments; send it FOR_INFORMATION or FOR_DECISION";
            return Err(Error::invalid("purpose", reason));
        }
        match sending.comments_due {
            Some(_) if !comments => {
                return Err(Error::invalid("commentsDue", "only what is sent FOR_COMMENT has a last day for comments"));
            }
            Some(due) if due < viewer.today() => {
                return Err(Error::invalid(
                    "commentsDue",
                    format!("{due} leaves no time to comment; name a later day"),
                ));
            }
            _ => (),
        }
        if let Some(meeting) = sending.meeting {
            use meeting::Column as M;
            let of_board = self.known::<meeting::Entity>().filter(M::Id.eq(meeting)).filter(M::BoardId.eq(board));
            if self.all(of_board).await?.is_empty() {
                return Err(no_such("meeting", "meeting of its board"));
            }
        }
        self.there(&sending).await?;
        let id = Id::new(clock.id());
        let circulation = circulation::ActiveModel {
            id: Set(id),
            paper_id: Set(self.target.id),
            board_id: Set(board),
            meeting_id: Set(sending.meeting.map(Id::new)),
            purpose: Set(sending.purpose),
            sent_at: Set(viewer.now),
            day: Set(viewer.today()),
            comments_due: Set(sending.comments_due),
        };
        circulation::Entity::insert(circulation).exec_without_returning(&self.txn).await.map_err(failed)?;
        let organisations = sending.organisations.iter().map(|organisation| (Some(*organisation), None));
        let people = sending.people.iter().map(|person| (None, Some(*person)));
        let list = (0..).zip(organisations.chain(people)).map(|(position, (organisation, person))| {
            circulation_recipient::ActiveModel {
                id: Set(Id::new(clock.id())),
                circulation_id: Set(id),
                organisation_id: Set(organisation.map(Id::new)),
                person_id: Set(person.map(Id::new)),
                position: Set(position),
            }
        });
        self.insert_all::<circulation_recipient::Entity>(list.collect()).await?;
        let paper = self.target.id.uuid();
        self.paper_stands(to, change::Kind::Updated, |_| ()).await?;
        self.commit(vec![paper]).await
    }

    /// Refuses to name whom it would not reach: who neither sits on the board nor is invited to the meeting.
    async fn there(&self, sending: &Sending) -> Result<(), Error> {
        use membership::Column as M;
        use seat::Column as S;
        if sending.organisations.is_empty() && sending.people.is_empty() {
            return Ok(());
        }
        let today = self.record.view().viewer().today();
        let board = self.target.board_id.ok_or(Error::Internal)?;
        let open = |ends: Condition| ends.add(M::StartsOn.lte(today));
        let now = open(Condition::all()).add(Condition::any().add(M::EndsOn.is_null()).add(M::EndsOn.gt(today)));
        let members = self.all(self.known::<membership::Entity>().filter(M::BoardId.eq(board)).filter(now)).await?;
        let now = Condition::any().add(S::EndsOn.is_null()).add(S::EndsOn.gt(today));
        let seats = self.all(self.known::<seat::Entity>().filter(S::BoardId.eq(board)).filter(now)).await?;
        let invited = match sending.meeting {
            None => Vec::new(),
            Some(meeting) => {
                use invitation::Column as I;
                let invited = self.known::<invitation::Entity>().filter(I::MeetingId.eq(meeting));
                self.all(invited.filter(I::WithdrawnOn.is_null())).await?
            }
        };
        let people: HashSet<Uuid> = members
            .iter()
            .map(|member| member.person_id.uuid())
            .chain(invited.iter().map(|guest| guest.person_id.uuid()))
            .collect();
        let organisations: HashSet<Uuid> = members
            .iter()
            .filter_map(|member| member.on_behalf_of_id)
            .chain(seats.iter().map(|seat| seat.organisation_id))
            .chain(invited.iter().filter_map(|guest| guest.organisation_id))
            .map(Id::uuid)
            .collect();
        let unreached = |list: &[Uuid], there: &HashSet<Uuid>, field: &str| -> Vec<Error> {
            let away = list.iter().enumerate().filter(|(_, id)| !there.contains(id));
            let reason = "it would not reach them: they neither sit on its board nor are invited to the meeting";
            away.map(|(at, _)| Error::at(format!("{field}.{at}"), reason)).collect()
        };
        let mut wrong = unreached(&sending.organisations, &organisations, "organisations");
        wrong.extend(unreached(&sending.people, &people, "people"));
        refuse(wrong)
    }
}
