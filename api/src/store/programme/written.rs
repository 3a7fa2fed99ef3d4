//! Programmes as they are written: proposed, approved, moved on, reported on, and what is known of them (domain model 2.4).

use chrono::{NaiveDate, TimeDelta};
use entities::{
    FAR, Id, PartialDate, area,
    audit_event::Record,
    board, change, organisation,
    programme::{self, Kind, Overlay, Status},
    programme_detail,
    programme_party::{self, Role},
    programme_site,
    programme_successor::{self, Funding},
    programme_update,
};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use crate::{
    error::Error,
    policy::{
        AddProgrammeUpdate, AdvanceProgramme, AnnounceProgramme, ApproveProgramme, Deed, HoldUpProgramme,
        ProposeProgramme, Right, State as _, WithdrawProgramme,
    },
    store::{
        Noun, failed,
        minutes::text::contacts,
        slug::slug,
        write::{Done, Tx, Versioned, no_such, refuse, unknown},
    },
};

/// How long before the end of its money a programme is ending.
const ENDING: TimeDelta = TimeDelta::days(180);

/// What is known of a programme, as somebody gives it; what is not said stays as it is.
#[derive(Debug, Default)]
pub(crate) struct Given {
    pub(crate) lead: Option<Uuid>,
    pub(crate) area: Option<Uuid>,
    pub(crate) starts: Option<PartialDate>,
    pub(crate) ends: Option<PartialDate>,
    pub(crate) funding_ends: Option<NaiveDate>,
    pub(crate) summary: Option<String>,
    /// The organisations that take part beside the lead, with what each does.
    pub(crate) parties: Option<Vec<(Uuid, Role)>>,
    /// The places where it runs.
    pub(crate) sites: Option<Vec<Uuid>>,
}

/// A programme that is proposed.
#[derive(Debug)]
pub(crate) struct Proposed {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) parent: Option<Uuid>,
    pub(crate) given: Given,
}

/// A step of a programme.
#[derive(Debug)]
pub(crate) struct Advance {
    pub(crate) to: Status,
    pub(crate) text: String,
    pub(crate) funding_ends: Option<NaiveDate>,
}

/// A report on a programme.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) text: String,
    pub(crate) reported_on: Option<PartialDate>,
}

impl Given {
    pub(super) fn is_empty(&self) -> bool {
        self.lead.is_none()
            && self.area.is_none()
            && self.starts.is_none()
            && self.ends.is_none()
            && self.funding_ends.is_none()
            && self.summary.is_none()
            && self.parties.is_none()
            && self.sites.is_none()
    }
}

impl<R: Deed> Tx<R>
where
    R::On: Noun,
    <R::On as sea_orm::EntityTrait>::Model: Versioned,
{
    /// Refuses what a programme names and the caller may not know of, all at once.
    pub(super) async fn check_given(&self, given: &Given) -> Result<(), Error> {
        let parties = given.parties.iter().flatten();
        let bodies =
            self.known_among::<organisation::Entity>(parties.clone().map(|(whom, _)| *whom).chain(given.lead)).await?;
        let sites = given.sites.iter().flatten();
        let areas = self.known_among::<area::Entity>(sites.clone().copied().chain(given.area)).await?;
        let mut wrong = Vec::new();
        wrong.extend(unknown(given.lead, &bodies, format_args!("lead"), "organisation"));
        wrong.extend(unknown(given.area, &areas, format_args!("area"), "area"));
        for (at, (whom, _)) in parties.enumerate() {
            let field = format_args!("parties.{at}.organisation");
            wrong.extend(unknown(Some(*whom), &bodies, field, "organisation"));
        }
        for (at, site) in sites.enumerate() {
            wrong.extend(unknown(Some(*site), &areas, format_args!("sites.{at}"), "area"));
        }
        refuse(wrong)
    }

    /// Writes who takes part in a programme, in place of whom it had; its lead among them.
    pub(super) async fn take_part(
        &self,
        programme: Id<programme::Entity>,
        lead: Option<Id<organisation::Entity>>,
        parties: Vec<(Uuid, Role)>,
    ) -> Result<(), Error> {
        let old = programme_party::Column::ProgrammeId.eq(programme);
        programme_party::Entity::delete_many().filter(old).exec(&self.txn).await.map_err(failed)?;
        let clock = &self.record.view().0.door.store.clock;
        let lead = lead.map(|lead| (lead, Role::Lead));
        let parties = lead.into_iter().chain(parties.into_iter().map(|(whom, role)| (Id::new(whom), role)));
        let rows = (0..).zip(parties).map(|(position, (organisation, role))| programme_party::ActiveModel {
            id: Set(Id::new(clock.id())),
            programme_id: Set(programme),
            organisation_id: Set(organisation),
            role: Set(role),
            detail: Set(None),
            position: Set(position),
        });
        self.insert_all::<programme_party::Entity>(rows.collect()).await
    }

    /// Writes where a programme runs, in place of where it did.
    pub(super) async fn run_at(&self, programme: Id<programme::Entity>, sites: Vec<Uuid>) -> Result<(), Error> {
        let old = programme_site::Column::ProgrammeId.eq(programme);
        programme_site::Entity::delete_many().filter(old).exec(&self.txn).await.map_err(failed)?;
        let clock = &self.record.view().0.door.store.clock;
        let rows = sites.into_iter().map(|site| programme_site::ActiveModel {
            id: Set(Id::new(clock.id())),
            programme_id: Set(programme),
            area_id: Set(Id::new(site)),
        });
        self.insert_all::<programme_site::Entity>(rows.collect()).await
    }
}

impl Tx<ProposeProgramme> {
    /// Puts a programme on record that the board is to follow.
    pub(crate) async fn propose(mut self, proposed: Proposed) -> Result<Done, Error> {
        if self.target.status == board::Status::Closed {
            return Err(Error::Conflict("The board is CLOSED: it follows no new programmes.".to_owned()));
        }
        let Proposed { name, kind, parent, given } = proposed;
        self.check_given(&given).await?;
        let parents = self.known_among::<programme::Entity>(parent).await?;
        if parent.is_some_and(|parent| !parents.contains(&parent)) {
            return Err(no_such("parent", "programme"));
        }
        let view = self.record.view().clone();
        let (id, board, now) =
            (Id::<programme::Entity>::new(view.0.door.store.clock.id()), self.target.id, view.viewer().now);
        let lead = given.lead.map(Id::new);
        let row = programme::ActiveModel {
            id: Set(id),
            slug: Set(slug("programme", &name, id.uuid())),
            name: Set(name),
            kind: Set(kind),
            status: Set(Status::Proposed),
            overlay: Set(None),
            lead_id: Set(lead),
            board_id: Set(Some(board)),
            parent_id: Set(parent.map(Id::new)),
            area_id: Set(given.area.map(Id::new)),
            announced: Set(false),
            starts: Set(given.starts),
            ends: Set(given.ends),
            funding_ends: Set(given.funding_ends.unwrap_or(FAR)),
            status_as_at: Set(Some(view.viewer().today().into())),
            status_printed: Set(None),
            marking_id: Set(None),
            source: Set(None),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        };
        programme::Entity::insert(row).exec_without_returning(&self.txn).await.map_err(failed)?;
        let detail = programme_detail::ActiveModel {
            programme_id: Set(id),
            summary: Set(given.summary),
            overlay_reason: Set(None),
        };
        programme_detail::Entity::insert(detail).exec_without_returning(&self.txn).await.map_err(failed)?;
        self.take_part(id, lead, given.parties.unwrap_or_default()).await?;
        self.run_at(id, given.sites.unwrap_or_default()).await?;
        self.changed(change::Kind::Created, change::Record::Programme, id.uuid(), Some(board));
        self.unnoticed();
        self.touched(Record::Programme, id.uuid());
        self.commit(vec![id.uuid()]).await
    }
}

impl<R: Deed + Right<On = programme::Entity>> Tx<R> {
    /// Writes how the programme stands.
    pub(super) async fn programme_stands(
        &mut self,
        kind: change::Kind,
        with: impl FnOnce(&mut programme::ActiveModel),
    ) -> Result<(), Error> {
        self.rewrite(with).await?;
        let (id, board) = (self.target.id.uuid(), self.target.board_id);
        self.changed(kind, change::Record::Programme, id, board);
        Ok(())
    }

    /// Moves the programme to a state, and says so in a report.
    async fn moves_to(&mut self, to: Status, text: String, funding_ends: Option<NaiveDate>) -> Result<(), Error> {
        let today = self.record.view().viewer().today();
        self.programme_stands(change::Kind::Updated, |row| {
            row.status = Set(to);
            row.status_as_at = Set(Some(today.into()));
            // What a source printed was said of where it stood before.
            row.status_printed = Set(None);
            if let Some(day) = funding_ends {
                row.funding_ends = Set(day);
            }
        })
        .await?;
        let overlay = self.target.overlay;
        self.tell(Told { text, reported_on: None }, (to, overlay)).await?;
        Ok(())
    }

    /// Writes a report of the viewer's organisation. Answers it.
    async fn tell(&mut self, told: Told, (status, overlay): (Status, Option<Overlay>)) -> Result<Uuid, Error> {
        let view = self.record.view().clone();
        let (viewer, id) = (view.viewer(), Id::<programme_update::Entity>::new(view.0.door.store.clock.id()));
        let update = programme_update::ActiveModel {
            id: Set(id),
            programme_id: Set(self.target.id),
            reported_on: Set(Some(told.reported_on.unwrap_or_else(|| viewer.today().into()))),
            by_organisation_id: Set(viewer.organisation()),
            text: Set(told.text),
            status: Set(Some(status)),
            overlay: Set(overlay),
            source: Set(None),
            marking_id: Set(None),
            version: Set(1),
            created_at: Set(viewer.now),
            updated_at: Set(viewer.now),
        };
        programme_update::Entity::insert(update).exec_without_returning(&self.txn).await.map_err(failed)?;
        self.changed(change::Kind::Created, change::Record::ProgrammeUpdate, id.uuid(), self.target.board_id);
        self.touched(Record::ProgrammeUpdate, id.uuid());
        Ok(id.uuid())
    }

    /// Writes anew what is for those who take part.
    pub(super) async fn detail(&self, with: impl FnOnce(&mut programme_detail::ActiveModel)) -> Result<(), Error> {
        self.put::<programme_detail::Entity>(self.target.id.uuid(), with).await
    }
}

impl Tx<ApproveProgramme> {
    /// Records that the programme is approved.
    pub(crate) async fn approve(mut self, text: String) -> Result<Done, Error> {
        let to = self.target.status.leads(ApproveProgramme::WORD).map_err(Error::Conflict)?;
        let id = self.target.id.uuid();
        self.moves_to(to, text, None).await?;
        self.commit(vec![id]).await
    }
}

impl Tx<AdvanceProgramme> {
    /// Records that the programme has come a step further.
    pub(crate) async fn advance(mut self, advance: Advance) -> Result<Done, Error> {
        let Advance { to, text, funding_ends } = advance;
        self.target.status.leads(AdvanceProgramme::WORD).map_err(Error::Conflict)?;
        self.target.status.reaches(AdvanceProgramme::WORD, to).map_err(|says| Error::invalid("to", says))?;
        match to {
            Status::Extended => self.lasts_longer(funding_ends)?,
            Status::Ending => self.is_ending().await?,
            _ => {}
        }
        if funding_ends.is_some() && to != Status::Extended {
            return Err(Error::invalid("fundingEnds", "say it where it is extended; otherwise with reviseProgramme"));
        }
        let id = self.target.id.uuid();
        self.moves_to(to, text, funding_ends).await?;
        self.commit(vec![id]).await
    }

    /// Refuses an extension that is none.
    fn lasts_longer(&self, funding_ends: Option<NaiveDate>) -> Result<(), Error> {
        let Some(until) = funding_ends else {
            return Err(Error::invalid("fundingEnds", "say until when there is money now: that is the extension"));
        };
        let before = self.target.funding_ends;
        if before < FAR && until <= before {
            let reason = format!("there is money until {before} already; an extension ends later");
            return Err(Error::invalid("fundingEnds", reason));
        }
        Ok(())
    }

    /// Refuses to call an end what is none: money is secured, or lasts for longer than 180 days.
    async fn is_ending(&self) -> Result<(), Error> {
        let successor = programme_successor::Entity::find_by_id(self.target.id).one(&self.txn).await.map_err(failed)?;
        if successor.is_some_and(|successor| successor.funding == Funding::Secured) {
            let says =
                "Money to follow is SECURED: advance it to EXTENDED, or say with reviseProgramme that it is not.";
            return Err(Error::Conflict(says.to_owned()));
        }
        let (today, ends) = (self.record.view().viewer().today(), self.target.funding_ends);
        let begins = ends.checked_sub_signed(ENDING).unwrap_or(ends);
        if ends < FAR && today < begins {
            return Err(Error::Conflict(format!(
                "There is money until {ends}: it is ENDING from {begins} on, which is 180 days before."
            )));
        }
        Ok(())
    }
}

impl Tx<AnnounceProgramme> {
    /// Lets everyone know of the programme, unless a marking keeps it for some.
    pub(crate) async fn announce(mut self) -> Result<Done, Error> {
        self.target.status.leads(AnnounceProgramme::WORD).map_err(Error::Conflict)?;
        if self.target.announced {
            return Err(Error::Conflict("It is announced already.".to_owned()));
        }
        if self.target.marking_id.is_some() {
            let says = "Its marking keeps it for some: what is for some is not announced.";
            return Err(Error::Conflict(says.to_owned()));
        }
        if contacts::within(&self.target.name) {
            let reason = "contacts are not published, and its name seems to hold an e-mail address or a telephone number: take it out with reviseProgramme";
            return Err(Error::invalid("programme", reason));
        }
        let id = self.target.id.uuid();
        self.programme_stands(change::Kind::Published, |row| row.announced = Set(true)).await?;
        self.commit(vec![id]).await
    }
}

impl Tx<HoldUpProgramme> {
    /// Records what holds the programme up, or that nothing does any more.
    pub(crate) async fn hold_up(mut self, overlay: Option<Overlay>, reason: String) -> Result<Done, Error> {
        let status = self.target.status;
        status.leads(HoldUpProgramme::WORD).map_err(Error::Conflict)?;
        if overlay.is_none() && self.target.overlay.is_none() {
            return Err(Error::Conflict("Nothing holds it up: there is nothing to lift.".to_owned()));
        }
        let id = self.target.id.uuid();
        self.programme_stands(change::Kind::Updated, |row| row.overlay = Set(overlay)).await?;
        let why = overlay.map(|_| reason.clone());
        self.detail(|detail| detail.overlay_reason = Set(why)).await?;
        self.tell(Told { text: reason, reported_on: None }, (status, overlay)).await?;
        self.commit(vec![id]).await
    }
}

impl Tx<WithdrawProgramme> {
    /// Records that the programme is given up.
    pub(crate) async fn withdraw(mut self, reason: String) -> Result<Done, Error> {
        let to = self.target.status.leads(WithdrawProgramme::WORD).map_err(Error::Conflict)?;
        let id = self.target.id.uuid();
        self.moves_to(to, reason, None).await?;
        self.commit(vec![id]).await
    }
}

impl Tx<AddProgrammeUpdate> {
    /// Adds a report. Answers it.
    pub(crate) async fn add(mut self, told: Told) -> Result<Done, Error> {
        let stands = (self.target.status, self.target.overlay);
        let update = self.tell(told, stands).await?;
        self.unnoticed();
        self.commit(vec![update]).await
    }
}
