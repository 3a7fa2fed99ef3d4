//! Who sits on a board: appointed, handed over to another, ended (domain model 2.4, T3).
//!
//! # Why
//! A place on a board is a right to read. So nobody gives themself one, what somebody owes in their own name does not leave
//! with them, and a board always keeps somebody who keeps its record.

use std::collections::HashSet;

use chrono::NaiveDate;
use entities::{
    Id,
    audit_event::Record,
    board,
    membership::{self, Basis, Column as M, Role, Standing},
    organisation, person, seat,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, Condition, DatabaseTransaction, EntityTrait,
    PaginatorTrait as _, QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;

use super::{
    Noun, failed,
    minutes::text::contacts,
    slug::slug,
    write::{Done, Tx, Versioned, no_such, refuse, unknown},
};
use crate::{
    error::Error,
    policy::{
        AcceptMembership, AppointMembers, Deed, EndMembership, FillOffices, HandOverMembership, Right, State as _,
        pieces::{OFFICES, STAFF},
    },
};

/// Who is appointed: somebody of the record, or somebody who is put on it with this.
#[derive(Debug)]
pub(crate) enum Whom {
    Known(Uuid),
    New { display_name: String, honorific: Option<String> },
}

/// A place on a board as somebody gives it.
#[derive(Debug)]
pub(crate) struct Appointed {
    /// Where the caller named it.
    pub(crate) field: String,
    pub(crate) whom: Whom,
    pub(crate) role: Role,
    pub(crate) seat: Option<Uuid>,
    pub(crate) on_behalf_of: Option<Uuid>,
    pub(crate) from: Option<NaiveDate>,
    pub(crate) to: Option<NaiveDate>,
    pub(crate) elected_on: Option<NaiveDate>,
}

/// Where a membership stands on a day.
pub(crate) fn standing_on(membership: &membership::Model, day: NaiveDate) -> Standing {
    match membership.ends_on {
        Some(ends) if ends <= day => Standing::Ended,
        _ if membership.starts_on > day => Standing::Nominated,
        _ => Standing::Current,
    }
}

/// Memberships that outlast the day before this one.
pub(super) fn lasting(on: NaiveDate) -> Condition {
    Condition::any().add(M::EndsOn.is_null()).add(M::EndsOn.gt(on))
}

/// Whether a membership holds on a day.
fn holds_on(membership: &membership::Model, day: NaiveDate) -> bool {
    standing_on(membership, day) == Standing::Current
}

/// Refuses to leave a board without anybody who keeps its record or chairs it, on whatever day from this one on somebody
/// would have: nobody could do anything with it any more.
pub(super) async fn keeps_the_record(
    txn: &DatabaseTransaction,
    board: Id<board::Entity>,
    on: NaiveDate,
    ended: &[membership::Model],
) -> Result<(), Error> {
    if !ended.iter().any(|ended| STAFF.contains(&ended.role)) {
        return Ok(());
    }
    // Of two who leave at once, the second finds the first gone.
    board::Entity::find_by_id(board).lock_exclusive().one(txn).await.map_err(failed)?;
    let staff = membership::Entity::find().filter(M::BoardId.eq(board)).filter(M::Role.is_in(STAFF));
    let staff = staff.filter(lasting(on)).all(txn).await.map_err(failed)?;
    let (leave, stay): (Vec<_>, Vec<_>) =
        staff.into_iter().partition(|one| ended.iter().any(|ended| ended.id == one.id));
    // Who is there changes on these days alone: on the first, and when somebody begins or goes.
    let later = leave.iter().map(|one| one.starts_on).chain(stay.iter().filter_map(|one| one.ends_on));
    let mut days = later.filter(|day| *day > on).chain([on]);
    let alone =
        days.find(|day| leave.iter().any(|one| holds_on(one, *day)) && !stay.iter().any(|one| holds_on(one, *day)));
    match alone {
        Some(day) => Err(Error::Conflict(format!(
            "Nobody would be left on {day} who chairs the board or keeps its record: appoint somebody else first."
        ))),
        None => Ok(()),
    }
}

/// Refuses a day that is over: what a place opened, it opened, and what came before it is not for who comes now (T1, T2).
pub(super) fn not_past(on: NaiveDate, today: NaiveDate) -> Result<(), &'static str> {
    if on < today { Err("that day is over: name today or a later day, or leave it out") } else { Ok(()) }
}

impl<R: Deed> Tx<R>
where
    R::On: Noun,
    <R::On as EntityTrait>::Model: Versioned,
{
    /// Refuses to give the viewer themself a place.
    fn not_myself(&self, mut people: impl Iterator<Item = Uuid>) -> Result<(), Error> {
        let me = self.record.view().viewer().person().map(Id::uuid);
        if people.any(|person| Some(person) == me) {
            return Err(Error::Forbidden(
                "Nobody gives themself a place on a board: ask somebody else of its secretariat or its chairs."
                    .to_owned(),
            ));
        }
        Ok(())
    }

    /// Ends a place on a board. What its holder owes the board in their own name goes to who comes after them, and else to
    /// the organisation for which they sat, or to the board.
    pub(super) async fn leaves(
        &mut self,
        membership: membership::Model,
        on: NaiveDate,
        successor: Option<Id<person::Entity>>,
    ) -> Result<(), Error> {
        let mut row = membership.next(self.record.view().viewer().now);
        row.ends_on = Set(Some(on));
        row.update(&self.txn).await.map_err(failed)?;
        self.touched(Record::Person, membership.person_id.uuid());
        // Who has another place on it still sits there.
        let other = membership::Entity::find()
            .filter(M::BoardId.eq(membership.board_id))
            .filter(M::PersonId.eq(membership.person_id))
            .filter(M::Id.ne(membership.id))
            .filter(lasting(on));
        if other.count(&self.txn).await.map_err(failed)? == 0 {
            self.pass_on(&membership, successor).await?;
        }
        Ok(())
    }
}

impl<R: Deed + Right<On = board::Entity>> Tx<R> {
    /// Refuses to give or take an office of the board to whom its offices are not.
    pub(super) async fn may_fill(&self, mut roles: impl Iterator<Item = Role>) -> Result<(), Error> {
        if roles.any(|role| OFFICES.contains(&role)) && !self.holds::<FillOffices>().await? {
            return Err(Error::Forbidden(
                "Who chairs the board is its chairs' to say, and while nobody does its secretariat's: ask one of them."
                    .to_owned(),
            ));
        }
        Ok(())
    }
}

impl Tx<AppointMembers> {
    /// Gives people places on the board: all of them, or none. Answers the memberships.
    pub(crate) async fn appoint(mut self, appointed: Vec<Appointed>) -> Result<Done, Error> {
        self.board_leads()?;
        self.not_myself(appointed.iter().filter_map(|one| match one.whom {
            Whom::Known(person) => Some(person),
            Whom::New { .. } => None,
        }))?;
        self.may_fill(appointed.iter().map(|one| one.role)).await?;
        let view = self.record.view().clone();
        let (viewer, clock) = (view.viewer(), &view.0.door.store.clock);
        let (board, today) = (self.target.id, viewer.today());
        let seats = seat::Entity::find().filter(seat::Column::BoardId.eq(board));
        let seats = seats.all(&self.txn).await.map_err(failed)?;
        self.check(&appointed, &seats).await?;
        let (mut people, mut rows, mut records) = (Vec::new(), Vec::new(), Vec::new());
        for (position, one) in (0..).zip(appointed) {
            let person = match one.whom {
                Whom::Known(person) => Id::new(person),
                Whom::New { display_name, honorific } => {
                    let id = Id::<person::Entity>::new(clock.id());
                    people.push(person::ActiveModel {
                        id: Set(id),
                        slug: Set(slug("person", &display_name, id.uuid())),
                        display_name: Set(display_name),
                        honorific: Set(honorific),
                        public_role: Set(None),
                        source: Set(None),
                        version: Set(1),
                        created_at: Set(viewer.now),
                        updated_at: Set(viewer.now),
                    });
                    id
                }
            };
            let seat = one.seat.and_then(|seat| seats.iter().find(|known| known.id.uuid() == seat));
            let id = Id::<membership::Entity>::new(clock.id());
            rows.push(membership::ActiveModel {
                id: Set(id),
                board_id: Set(board),
                seat_id: Set(seat.map(|seat| seat.id)),
                person_id: Set(person),
                role: Set(one.role),
                on_behalf_of_id: Set(seat.map(|seat| seat.organisation_id).or(one.on_behalf_of.map(Id::new))),
                starts_on: Set(one.from.unwrap_or(today)),
                ends_on: Set(one.to),
                elected_on: Set(one.elected_on),
                accepted_at: Set(None),
                basis: Set(Basis::Appointed),
                position: Set(position),
                version: Set(1),
                created_at: Set(viewer.now),
                updated_at: Set(viewer.now),
            });
            self.touched(Record::Person, person.uuid());
            records.push(id.uuid());
        }
        self.insert_all::<person::Entity>(people).await?;
        self.insert_all::<membership::Entity>(rows).await?;
        self.commit(records).await
    }

    /// Refuses what appointments name and the caller may not know of, and what cannot be, all at once.
    async fn check(&self, appointed: &[Appointed], seats: &[seat::Model]) -> Result<(), Error> {
        let today = self.record.view().viewer().today();
        let known = |one: &Appointed| match one.whom {
            Whom::Known(person) => Some(person),
            Whom::New { .. } => None,
        };
        let new = |one: &Appointed| match &one.whom {
            Whom::Known(_) => None,
            Whom::New { display_name, .. } => Some(display_name.clone()),
        };
        let people = self.known_among::<person::Entity>(appointed.iter().filter_map(known)).await?;
        let bodies =
            self.known_among::<organisation::Entity>(appointed.iter().filter_map(|one| one.on_behalf_of)).await?;
        let before = membership::Entity::find().filter(M::BoardId.eq(self.target.id));
        let before = before.all(&self.txn).await.map_err(failed)?;
        let namesakes =
            self.known::<person::Entity>().filter(person::Column::DisplayName.is_in(appointed.iter().filter_map(new)));
        let namesakes: HashSet<String> =
            self.all(namesakes).await?.into_iter().map(|person| person.display_name).collect();
        let (mut named, mut put) = (HashSet::new(), HashSet::new());
        let mut wrong = Vec::new();
        for one in appointed {
            let from = one.from.unwrap_or(today);
            wrong.extend(unknown(known(one), &people, format_args!("{}.whom.person", one.field), "person"));
            wrong.extend(unknown(one.on_behalf_of, &bodies, format_args!("{}.onBehalfOf", one.field), "organisation"));
            let mut says = |name: &str, reason: &str| wrong.push(Error::at(format!("{}.{name}", one.field), reason));
            if new(one).is_some_and(|name| namesakes.contains(&name) || !put.insert(name)) {
                says(
                    "whom.new.displayName",
                    "there is somebody of this name: name them by their id, or, if it is somebody else, write the name so that the two can be told apart",
                );
            }
            if new(one).is_some_and(|name| contacts::within(&name)) {
                says("whom.new.displayName", "it seems to hold an e-mail address or a telephone number: take it out");
            }
            if let Err(over) = not_past(from, today) {
                says("from", over);
            }
            if one.to.is_some_and(|to| to <= from) {
                says("to", "it ends before it begins: give a later day");
            }
            if let Some(person) = known(one) {
                let holds = |held: &membership::Model| {
                    let ends = held.ends_on.is_none_or(|ends| ends > from);
                    let begins = one.to.is_none_or(|to| held.starts_on < to);
                    held.person_id.uuid() == person && held.role == one.role && ends && begins
                };
                if before.iter().any(holds) || !named.insert((person, one.role)) {
                    says(
                        "role",
                        "they have it on this board at that time; end that membership first, or name them once",
                    );
                }
            }
            let Some(seat) = one.seat else { continue };
            match seats.iter().find(|known| known.id.uuid() == seat) {
                None => wrong.push(no_such(format!("{}.seat", one.field), "seat of this board")),
                Some(seat) if seat.ends_on.is_some_and(|ends| ends <= from) => {
                    says("seat", "it has ended by then; name another");
                }
                Some(seat) if seat.starts_on.is_some_and(|starts| starts > from) => {
                    says("seat", "it begins later than that; name a later day, or another seat");
                }
                Some(seat) if seat.ends_on.is_some_and(|ends| one.to.is_none_or(|to| to > ends)) => {
                    says(
                        "to",
                        "the seat ends earlier than that; say that the place ends with it, or name another seat",
                    );
                }
                Some(seat) if one.on_behalf_of.is_some_and(|body| body != seat.organisation_id.uuid()) => {
                    says("onBehalfOf", "the seat is another organisation's; leave it out, or name another seat");
                }
                Some(_) => {}
            }
        }
        refuse(wrong)
    }
}

impl<R: Deed + Right<On = membership::Entity>> Tx<R> {
    /// The day on which the membership ends, if it can end then.
    fn ends(&self, on: Option<NaiveDate>) -> Result<NaiveDate, Error> {
        let today = self.record.view().viewer().today();
        let starts = self.target.starts_on;
        standing_on(&self.target, today).leads(R::WORD).map_err(Error::Conflict)?;
        let on = on.unwrap_or(today.max(starts));
        not_past(on, today).map_err(|over| Error::invalid("on", over))?;
        if on < starts {
            return Err(Error::invalid("on", format!("it begins on {starts} and cannot end before that")));
        }
        if self.target.ends_on.is_some_and(|ends| ends < on) {
            return Err(Error::invalid("on", "it ends earlier than that already; appoint them anew to make it longer"));
        }
        Ok(on)
    }
}

impl Tx<AcceptMembership> {
    /// Records that the person takes the place that they were given.
    pub(crate) async fn accept(mut self) -> Result<Done, Error> {
        let viewer = self.record.view().viewer();
        let (now, today, board) = (viewer.now, viewer.today(), self.target.board_id);
        let stands = standing_on(&self.target, today);
        stands.reaches(AcceptMembership::WORD, stands).map_err(Error::Conflict)?;
        if self.target.accepted_at.is_some() {
            return Err(Error::Conflict("You have accepted it already: nothing more is to do.".to_owned()));
        }
        self.rewrite(|row: &mut membership::ActiveModel| row.accepted_at = Set(Some(now))).await?;
        let (id, person) = (self.target.id.uuid(), self.target.person_id.uuid());
        self.touched(Record::Person, person);
        self.unnoticed();
        self.touched(Record::Board, board.uuid());
        self.commit(vec![id]).await
    }
}

impl Tx<EndMembership> {
    /// Ends the membership.
    pub(crate) async fn end(mut self, on: Option<NaiveDate>) -> Result<Done, Error> {
        let on = self.ends(on)?;
        let (id, board) = (self.target.id.uuid(), self.target.board_id);
        keeps_the_record(&self.txn, board, on, std::slice::from_ref(&self.target)).await?;
        self.leaves(self.target.clone(), on, None).await?;
        self.unnoticed();
        self.touched(Record::Board, board.uuid());
        self.commit(vec![id]).await
    }
}

impl Tx<HandOverMembership> {
    /// Ends the membership and gives its seat and its part to another from that day on. Answers both.
    pub(crate) async fn hand_over(mut self, to: Uuid, on: Option<NaiveDate>) -> Result<Done, Error> {
        let on = self.ends(on)?;
        if self.target.ends_on == Some(on) {
            return Err(Error::invalid("on", "it ends on that day already; appoint who comes next instead"));
        }
        self.not_myself([to].into_iter())?;
        let was = self.target.clone();
        let known = self.known_among::<person::Entity>([to]).await?;
        refuse(unknown(Some(to), &known, format_args!("to"), "person").into_iter().collect())?;
        let holds = membership::Entity::find()
            .filter(M::BoardId.eq(was.board_id))
            .filter(M::PersonId.eq(to))
            .filter(M::Role.eq(was.role))
            .filter(lasting(on));
        if holds.count(&self.txn).await.map_err(failed)? > 0 {
            return Err(Error::invalid("to", "they have this part on the board already; name somebody else"));
        }
        let view = self.record.view().clone();
        let (id, now) = (Id::<membership::Entity>::new(view.0.door.store.clock.id()), view.viewer().now);
        let next = membership::ActiveModel {
            id: Set(id),
            board_id: Set(was.board_id),
            seat_id: Set(was.seat_id),
            person_id: Set(Id::new(to)),
            role: Set(was.role),
            on_behalf_of_id: Set(was.on_behalf_of_id),
            starts_on: Set(on),
            // A term goes on as it was given.
            ends_on: Set(was.ends_on),
            elected_on: Set(None),
            accepted_at: Set(None),
            basis: Set(Basis::Appointed),
            position: Set(was.position),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        };
        let (ended, board) = (was.id.uuid(), was.board_id.uuid());
        self.leaves(was, on, Some(Id::new(to))).await?;
        membership::Entity::insert(next).exec_without_returning(&self.txn).await.map_err(failed)?;
        self.touched(Record::Person, to);
        self.unnoticed();
        self.touched(Record::Board, board);
        self.commit(vec![ended, id.uuid()]).await
    }
}
