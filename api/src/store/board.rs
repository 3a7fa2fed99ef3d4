//! Boards as they are set up and run: proposed, in being, revised and closed; and the organisations' places on them (domain
//! model 2.3, R1).

use std::collections::HashSet;

use chrono::NaiveDate;
use entities::audit_event::Record;
use entities::{
    Id, action,
    action::Status as Progress,
    action_progress, area,
    board::{self, Kind, Status},
    change,
    meeting::{self, Status as Held},
    membership::{self, Basis, Role},
    organisation, seat,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

use crate::{
    error::Error,
    policy::{ActivateBoard, CloseBoard, CloseSeats, Deed, OpenSeats, ProposeBoard, ReviseBoard, Right, State as _},
    store::{
        failed,
        membership::{keeps_the_record, lasting, not_past},
        minutes::text::contacts,
        slug::slug,
        write::{Done, Tx, no_such, refuse, unknown},
    },
};

/// What is known of a board, as somebody gives it; what is not said stays as it is.
#[derive(Debug, Default)]
pub(crate) struct Described {
    pub(crate) name: Option<String>,
    pub(crate) short_name: Option<String>,
    pub(crate) convenor: Option<Uuid>,
    pub(crate) reports_to: Option<Uuid>,
    pub(crate) area: Option<Uuid>,
    pub(crate) cadence: Option<String>,
    pub(crate) purpose: Option<String>,
    pub(crate) history_visible_from: Option<NaiveDate>,
    /// Whether everyone may know of it.
    pub(crate) listed: Option<bool>,
}

/// A place on a board that an organisation is given.
#[derive(Debug)]
pub(crate) struct Opened {
    /// Where the caller named it.
    pub(crate) field: String,
    pub(crate) organisation: Uuid,
    pub(crate) required: bool,
    pub(crate) from: Option<NaiveDate>,
}

impl Described {
    fn is_empty(&self) -> bool {
        self.name.is_none()
            && self.short_name.is_none()
            && self.convenor.is_none()
            && self.reports_to.is_none()
            && self.area.is_none()
            && self.cadence.is_none()
            && self.purpose.is_none()
            && self.history_visible_from.is_none()
            && self.listed.is_none()
    }

    /// Refuses contacts in what everyone reads: in what is said, and in what was said before and comes before the public now.
    fn holds_no_contacts(&self, before: Option<&board::Model>) -> Result<(), Error> {
        let texts = [
            ("name", self.name.as_ref().or(before.map(|before| &before.name))),
            ("shortName", self.short_name.as_ref().or(before.and_then(|before| before.short_name.as_ref()))),
            ("cadence", self.cadence.as_ref().or(before.and_then(|before| before.cadence.as_ref()))),
            ("purpose", self.purpose.as_ref().or(before.and_then(|before| before.purpose.as_ref()))),
        ];
        let held = texts.into_iter().filter(|(_, text)| text.is_some_and(|text| contacts::within(text)));
        let reason = "everyone reads this, and it seems to hold an e-mail address or a telephone number: take it out";
        refuse(held.map(|(field, _)| Error::invalid(field, reason)).collect())
    }

    /// Writes what is said.
    fn write(self, row: &mut board::ActiveModel) {
        if let Some(name) = self.name {
            row.name = Set(name);
        }
        if self.short_name.is_some() {
            row.short_name = Set(self.short_name);
        }
        if let Some(convenor) = self.convenor {
            row.convenor_id = Set(Some(Id::new(convenor)));
        }
        if let Some(board) = self.reports_to {
            row.reports_to_id = Set(Some(Id::new(board)));
        }
        if let Some(area) = self.area {
            row.area_id = Set(Some(Id::new(area)));
        }
        if self.cadence.is_some() {
            row.cadence = Set(self.cadence);
        }
        if self.purpose.is_some() {
            row.purpose = Set(self.purpose);
        }
        if self.history_visible_from.is_some() {
            row.history_visible_from = Set(self.history_visible_from);
        }
        if let Some(listed) = self.listed {
            row.listed = Set(listed);
        }
    }
}

impl<R: Deed + Right<On = board::Entity>> Tx<R> {
    /// Where the deed leads from where the board stands: to a state of its own, or nowhere else.
    pub(super) fn board_leads(&self) -> Result<Status, Error> {
        let (stands, to) = (self.target.status, self.target.status.leads(R::WORD).map_err(Error::Conflict)?);
        Ok(if stands.reaches(R::WORD, stands).is_ok() { stands } else { to })
    }

    /// Refuses what a board names and the caller may not know of, all at once.
    async fn check_described(&self, described: &Described) -> Result<(), Error> {
        let bodies = self.known_among::<organisation::Entity>(described.convenor).await?;
        let boards = self.known_among::<board::Entity>(described.reports_to).await?;
        let areas = self.known_among::<area::Entity>(described.area).await?;
        let mut wrong = Vec::new();
        wrong.extend(unknown(described.convenor, &bodies, format_args!("convenor"), "organisation"));
        wrong.extend(unknown(described.reports_to, &boards, format_args!("reportsTo"), "board"));
        wrong.extend(unknown(described.area, &areas, format_args!("area"), "area"));
        refuse(wrong)
    }

    /// Writes how the board stands, and tells the feed.
    async fn board_stands(&mut self, to: Status, with: impl FnOnce(&mut board::ActiveModel)) -> Result<(), Error> {
        self.rewrite(|row: &mut board::ActiveModel| {
            row.status = Set(to);
            with(row);
        })
        .await?;
        let id = self.target.id;
        self.changed(change::Kind::Updated, change::Record::Board, id.uuid(), Some(id));
        Ok(())
    }
}

impl Tx<ProposeBoard> {
    /// Puts a group on record that is to be part of this board. Who proposes it keeps its record for the time being. Answers
    /// the group.
    pub(crate) async fn propose(mut self, kind: Kind, described: Described) -> Result<Done, Error> {
        self.board_leads()?;
        self.check_described(&described).await?;
        if described.listed == Some(true) {
            described.holds_no_contacts(None)?;
        }
        let view = self.record.view().clone();
        let (viewer, clock) = (view.viewer(), &view.0.door.store.clock);
        let (id, now) = (Id::<board::Entity>::new(clock.id()), viewer.now);
        let mut row = board::ActiveModel {
            id: Set(id),
            slug: Set(slug("board", described.name.as_deref().unwrap_or_default(), id.uuid())),
            name: Set(String::new()),
            short_name: Set(None),
            kind: Set(kind),
            status: Set(Status::Proposed),
            convenor_id: Set(self.target.convenor_id),
            parent_id: Set(Some(self.target.id)),
            reports_to_id: Set(None),
            predecessor_id: Set(None),
            predecessor_history: Set(false),
            area_id: Set(None),
            cadence: Set(None),
            purpose: Set(None),
            history_visible_from: Set(None),
            listed: Set(false),
            marking_id: Set(None),
            source: Set(None),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        };
        described.write(&mut row);
        board::Entity::insert(row).exec_without_returning(&self.txn).await.map_err(failed)?;
        let keeper = membership::ActiveModel {
            id: Set(Id::new(clock.id())),
            board_id: Set(id),
            seat_id: Set(None),
            person_id: Set(viewer.person().ok_or(Error::Internal)?),
            role: Set(Role::Secretariat),
            on_behalf_of_id: Set(viewer.organisation()),
            starts_on: Set(viewer.today()),
            ends_on: Set(None),
            elected_on: Set(None),
            accepted_at: Set(Some(now)),
            basis: Set(Basis::Appointed),
            position: Set(0),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        };
        membership::Entity::insert(keeper).exec_without_returning(&self.txn).await.map_err(failed)?;
        self.changed(change::Kind::Created, change::Record::Board, id.uuid(), Some(id));
        self.unnoticed();
        self.touched(Record::Board, id.uuid());
        self.commit(vec![id.uuid()]).await
    }
}

impl Tx<ReviseBoard> {
    /// Writes anew what is known of the board.
    pub(crate) async fn revise(mut self, described: Described) -> Result<Done, Error> {
        let stays = self.board_leads()?;
        if described.is_empty() {
            return Err(Error::invalid("board", "say what is new of it"));
        }
        if self.target.listed && described.listed == Some(false) {
            let reason = "everyone knows of it already, which cannot be taken back; leave it out";
            return Err(Error::invalid("listed", reason));
        }
        if described.reports_to == Some(self.target.id.uuid()) {
            return Err(Error::invalid("reportsTo", "a board does not report to itself; name another"));
        }
        self.check_described(&described).await?;
        if self.target.listed {
            described.holds_no_contacts(None)?;
        } else if described.listed == Some(true) {
            described.holds_no_contacts(Some(&self.target))?;
        }
        let id = self.target.id.uuid();
        self.board_stands(stays, |row| described.write(row)).await?;
        self.commit(vec![id]).await
    }
}

impl Tx<ActivateBoard> {
    /// Records that the board meets. Whoever does so chairs it, and somebody must keep its record.
    pub(crate) async fn activate(mut self) -> Result<Done, Error> {
        use membership::Column as M;
        let to = self.board_leads()?;
        let (id, today) = (self.target.id, self.record.view().viewer().today());
        let roles = membership::Entity::find().filter(M::BoardId.eq(id)).filter(M::StartsOn.lte(today));
        let roles = roles.filter(lasting(today));
        let roles: Vec<Role> = roles.all(&self.txn).await.map_err(failed)?.into_iter().map(|row| row.role).collect();
        if !roles.contains(&Role::Secretariat) {
            return Err(Error::Conflict(
                "The board cannot meet yet: nobody keeps its record. Appoint a secretary first.".to_owned(),
            ));
        }
        self.board_stands(to, |_| ()).await?;
        self.commit(vec![id.uuid()]).await
    }
}

impl Tx<CloseBoard> {
    /// Records that the board is over. What it still owes, and when it is still to meet, comes first. Those who sit on it
    /// keep what they read.
    pub(crate) async fn close(mut self) -> Result<Done, Error> {
        let to = self.board_leads()?;
        let id = self.target.id;
        let mut left = Vec::new();
        let owed = self.owed().await?;
        if owed > 0 {
            left.push(format!(
                "{owed} of its actions are open: complete them, give them up or let others take their place"
            ));
        }
        let to_come = [Held::Planned, Held::Notified, Held::Postponed];
        let meetings = self.known::<meeting::Entity>().filter(meeting::Column::BoardId.eq(id));
        let meetings = self.all(meetings.filter(meeting::Column::Status.is_in(to_come))).await?.len();
        if meetings > 0 {
            left.push(format!("{meetings} of its meetings are still to come: hold them or call them off"));
        }
        let groups = self.known::<board::Entity>().filter(board::Column::ParentId.eq(id));
        let groups = self.all(groups.filter(board::Column::Status.ne(Status::Closed))).await?.len();
        if groups > 0 {
            left.push(format!("{groups} of its groups are not closed: close them first"));
        }
        if !left.is_empty() {
            return Err(Error::Conflict(format!("The board cannot be closed yet: {}.", left.join("; "))));
        }
        self.board_stands(to, |_| ()).await?;
        self.commit(vec![id.uuid()]).await
    }

    /// How many of the board's actions are not over, as far as the caller may know.
    async fn owed(&self) -> Result<usize, Error> {
        use action_progress::Column as P;
        let over = [Progress::Complete, Progress::NotComplete, Progress::Superseded];
        let of_board = action::Entity::find()
            .select_only()
            .column(action::Column::Id)
            .filter(action::Column::BoardId.eq(self.target.id))
            .into_query();
        let open = self.known::<action_progress::Entity>().filter(P::ActionId.in_subquery(of_board));
        Ok(self.all(open.filter(P::Status.is_not_in(over))).await?.len())
    }
}

impl Tx<OpenSeats> {
    /// Gives organisations places on the board: all of them, or none. Answers the seats.
    pub(crate) async fn open(mut self, opened: Vec<Opened>) -> Result<Done, Error> {
        let stays = self.board_leads()?;
        let (id, view) = (self.target.id, self.record.view().clone());
        let today = view.viewer().today();
        self.check_opened(&opened, today).await?;
        let seats = seat::Entity::find().filter(seat::Column::BoardId.eq(id));
        let position = seats.count(&self.txn).await.map_err(failed)?;
        let first = i32::try_from(position).map_err(|_| Error::TooLarge)?;
        let clock = &view.0.door.store.clock;
        let (mut rows, mut records) = (Vec::new(), Vec::new());
        for (position, one) in (first..).zip(opened) {
            let seat = Id::<seat::Entity>::new(clock.id());
            rows.push(seat::ActiveModel {
                id: Set(seat),
                board_id: Set(id),
                organisation_id: Set(Id::new(one.organisation)),
                required: Set(one.required),
                starts_on: Set(Some(one.from.unwrap_or(today))),
                ends_on: Set(None),
                position: Set(position),
            });
            records.push(seat.uuid());
        }
        self.insert_all::<seat::Entity>(rows).await?;
        self.board_stands(stays, |_| ()).await?;
        self.commit(records).await
    }

    /// Refuses organisations that are not there, and those that have a seat at that time, all at once.
    async fn check_opened(&self, opened: &[Opened], today: NaiveDate) -> Result<(), Error> {
        use seat::Column as S;
        let bodies = self.known_among::<organisation::Entity>(opened.iter().map(|one| one.organisation)).await?;
        let seats = seat::Entity::find().filter(S::BoardId.eq(self.target.id)).order_by_asc(S::Position);
        let seats = seats.all(&self.txn).await.map_err(failed)?;
        let mut named = HashSet::new();
        let mut wrong = Vec::new();
        for one in opened {
            let field = format!("{}.organisation", one.field);
            wrong.extend(unknown(Some(one.organisation), &bodies, format_args!("{field}"), "organisation"));
            let from = one.from.unwrap_or(today);
            let lasts = |seat: &&seat::Model| {
                seat.organisation_id.uuid() == one.organisation && seat.ends_on.is_none_or(|ends| ends > from)
            };
            if seats.iter().find(lasts).is_some() || !named.insert(one.organisation) {
                wrong.push(Error::at(field, "it has a seat on the board at that time; name it once"));
            }
        }
        refuse(wrong)
    }
}

impl Tx<CloseSeats> {
    /// Ends the places of organisations, and of the people who fill them: of all of them, or of none. Answers the seats.
    pub(crate) async fn close(mut self, closed: Vec<Uuid>, on: Option<NaiveDate>) -> Result<Done, Error> {
        use membership::Column as M;
        use seat::Column as S;
        let stays = self.board_leads()?;
        let today = self.record.view().viewer().today();
        let on = on.unwrap_or(today);
        not_past(on, today).map_err(|over| Error::invalid("on", over))?;
        let seats = self.known::<seat::Entity>().filter(S::BoardId.eq(self.target.id));
        let seats = self.all(seats.filter(S::Id.is_in(closed.iter().copied()))).await?;
        let mut wrong = Vec::new();
        for (at, id) in closed.iter().enumerate() {
            let field = format!("seats.{at}");
            match seats.iter().find(|seat| seat.id.uuid() == *id) {
                None => wrong.push(no_such(field, "seat of this board")),
                Some(seat) if seat.ends_on.is_some_and(|ends| ends <= on) => {
                    wrong.push(Error::at(field, "it has ended by then already; leave it out"));
                }
                Some(seat) if seat.starts_on.is_some_and(|starts| starts > on) => {
                    wrong.push(Error::at(field, "it begins later than it would end; name a later day"));
                }
                Some(_) => {}
            }
        }
        refuse(wrong)?;
        let filled = membership::Entity::find().filter(M::SeatId.is_in(closed.iter().copied())).filter(lasting(on));
        // Always in the same order, for whoever ends the same ones at the same time.
        let filled = filled.order_by_asc(M::Id).lock_exclusive().all(&self.txn).await.map_err(failed)?;
        self.may_fill(filled.iter().map(|filled| filled.role)).await?;
        keeps_the_record(&self.txn, self.target.id, on, &filled).await?;
        for membership in filled {
            // Who was to begin later does not begin.
            let ends = on.max(membership.starts_on);
            self.leaves(membership, ends, None).await?;
        }
        for seat in seats {
            let mut seat = seat.into_active_model();
            seat.ends_on = Set(Some(on));
            seat.update(&self.txn).await.map_err(failed)?;
        }
        self.board_stands(stays, |_| ()).await?;
        self.commit(closed).await
    }
}
