//! Who came to a meeting: the whole list at once (W1).

use std::collections::{HashMap, HashSet};

use entities::{
    Id,
    attendance::{self, Capacity, Status},
    attendance_apology, membership, organisation, person,
};
use sea_orm::{ActiveEnum as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use crate::{
    error::Error,
    policy::{Deed as _, RecordAttendance, State as _},
    store::{
        failed,
        write::{Done, Tx, refuse, unknown},
    },
};

/// Somebody who came to a meeting, or did not.
#[derive(Clone, Debug)]
pub(crate) struct Came {
    /// Where the caller named them.
    pub(crate) field: String,
    pub(crate) person: Uuid,
    pub(crate) organisation: Option<Uuid>,
    pub(crate) also_for: Option<Uuid>,
    pub(crate) status: Status,
    pub(crate) capacity: Capacity,
    pub(crate) role: Option<membership::Role>,
    pub(crate) substitute_for: Option<Uuid>,
    pub(crate) printed_as: Option<String>,
    pub(crate) apology: Option<String>,
}

impl Tx<RecordAttendance> {
    /// Records who came, in this order, in place of what was recorded before. Answers the meeting.
    pub(crate) async fn record(mut self, came: Vec<Came>) -> Result<Done, Error> {
        let stands = self.target.status;
        stands.leads(RecordAttendance::WORD).map_err(Error::Conflict)?;
        self.agreed_already().await?;
        self.check(&came).await?;
        let (meeting, board) = (self.target.id, self.target.board_id);
        let clock = self.record.view().0.door.store.clock.clone();
        let old = attendance::Entity::find().filter(attendance::Column::MeetingId.eq(meeting));
        let old = old.all(&self.txn).await.map_err(failed)?;
        let ids: HashMap<_, _> = old.iter().map(|row| (row.person_id.uuid(), row.id)).collect();
        let of_old = attendance_apology::Column::AttendanceId.is_in(old.iter().map(|row| row.id));
        attendance_apology::Entity::delete_many().filter(of_old).exec(&self.txn).await.map_err(failed)?;
        let rows = attendance::Column::MeetingId.eq(meeting);
        attendance::Entity::delete_many().filter(rows).exec(&self.txn).await.map_err(failed)?;
        let (mut rows, mut apologies) = (Vec::with_capacity(came.len()), Vec::new());
        for (position, one) in (0..).zip(came) {
            // Who was on the list before keeps their place in a client's memory.
            let id = ids.get(&one.person).copied().unwrap_or_else(|| Id::new(clock.id()));
            rows.push(attendance::ActiveModel {
                id: Set(id),
                meeting_id: Set(meeting),
                board_id: Set(board),
                person_id: Set(Id::new(one.person)),
                organisation_id: Set(one.organisation.map(Id::new)),
                also_for_id: Set(one.also_for.map(Id::new)),
                status: Set(one.status),
                capacity: Set(one.capacity),
                role: Set(one.role),
                substitute_for_id: Set(one.substitute_for.map(Id::new)),
                printed_as: Set(one.printed_as),
                position: Set(position),
            });
            let reason = |reason| attendance_apology::ActiveModel { attendance_id: Set(id), reason: Set(reason) };
            apologies.extend(one.apology.map(reason));
        }
        attendance::Entity::insert_many(rows).exec_without_returning(&self.txn).await.map_err(failed)?;
        self.insert_all::<attendance_apology::Entity>(apologies).await?;
        self.meeting_stands(stands, |_| ()).await?;
        self.commit(vec![meeting.uuid()]).await
    }

    /// Refuses what the list names and the caller may not know of, and what cannot be, all at once.
    async fn check(&self, came: &[Came]) -> Result<(), Error> {
        let people: Vec<Uuid> = came.iter().flat_map(|one| [Some(one.person), one.substitute_for]).flatten().collect();
        let people = self.known_among::<person::Entity>(people).await?;
        let bodies: Vec<Uuid> = came.iter().flat_map(|one| [one.organisation, one.also_for]).flatten().collect();
        let bodies = self.known_among::<organisation::Entity>(bodies).await?;
        let present: HashSet<Uuid> =
            came.iter().filter(|one| one.status == Status::Present).map(|one| one.person).collect();
        let (mut named, mut stood_in) = (HashSet::new(), HashSet::new());
        let mut wrong = Vec::new();
        for one in came {
            let at = |name: &str, reason: &str| Error::at(format!("{}.{name}", one.field), reason.to_owned());
            wrong.extend(unknown(Some(one.person), &people, format_args!("{}.person", one.field), "person"));
            wrong.extend(unknown(one.substitute_for, &people, format_args!("{}.substituteFor", one.field), "person"));
            wrong.extend(unknown(
                one.organisation,
                &bodies,
                format_args!("{}.organisation", one.field),
                "organisation",
            ));
            wrong.extend(unknown(one.also_for, &bodies, format_args!("{}.alsoFor", one.field), "organisation"));
            if !named.insert(one.person) {
                wrong.push(at("person", "this person is on the list twice; name them once"));
            }
            match (one.capacity, one.substitute_for) {
                (Capacity::Substitute, None) => wrong.push(at("substituteFor", "say for whom they stood in")),
                (Capacity::Substitute, Some(whom)) => {
                    if present.contains(&whom) {
                        wrong.push(at("substituteFor", "who is present needs nobody to stand in"));
                    }
                    if !stood_in.insert(whom) {
                        wrong.push(at("substituteFor", "somebody else on the list stands in for them; one may"));
                    }
                }
                (_, Some(_)) => {
                    let capacity = Capacity::Substitute.to_value();
                    wrong.push(at("capacity", &format!("who stands in for somebody comes as {capacity}")));
                }
                (_, None) => (),
            }
            if one.apology.is_some() && one.status != Status::Apologies {
                wrong.push(at("apologyReason", "only who sent apologies gives a reason for them"));
            }
        }
        refuse(wrong)
    }
}
