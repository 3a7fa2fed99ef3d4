//! Papers as they are written: drafted, rewritten, final, published and taken back (domain model 2.4).

use chrono::{DateTime, Utc};
use entities::{
    FAR, Id, PartialDate,
    audit_event::Record,
    board, change, marking,
    paper::{self, Kind, Status},
    paper_author, paper_text, paper_version, person,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use crate::{
    error::Error,
    policy::{
        Deed, DraftPaper, FinalisePaper, LiftEmbargo, PublishPaper, RevisePaper, Right, State as _, WithdrawPaper,
    },
    store::{
        Noun, failed,
        minutes::text::contacts,
        narrowed::Markings,
        slug::slug,
        write::{Done, Tx, Versioned, refuse, unknown},
    },
};

/// What tells a file from every other.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) media_type: String,
    pub(crate) sha256: String,
    pub(crate) bytes: i64,
}

/// Until when a paper is under embargo, and who reads it meanwhile.
#[derive(Debug)]
pub(crate) struct Embargo {
    pub(crate) until: Option<DateTime<Utc>>,
    pub(crate) named: Vec<Uuid>,
}

/// A paper as somebody drafts it.
#[derive(Debug)]
pub(crate) struct Drafted {
    pub(crate) title: String,
    pub(crate) kind: Kind,
    pub(crate) summary: Option<String>,
    pub(crate) dated: Option<PartialDate>,
    pub(crate) on_request: bool,
    pub(crate) embargo: Option<Embargo>,
    pub(crate) file: Option<File>,
}

/// What is written anew of a paper; what is not said stays as it is.
#[derive(Debug)]
pub(crate) struct Revised {
    pub(crate) title: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) dated: Option<PartialDate>,
    pub(crate) file: Option<File>,
}

impl Revised {
    fn is_empty(&self) -> bool {
        self.title.is_none() && self.summary.is_none() && self.dated.is_none() && self.file.is_none()
    }
}

impl<R: Deed> Tx<R>
where
    R::On: Noun,
    <R::On as sea_orm::EntityTrait>::Model: Versioned,
{
    /// Adds a version to a paper.
    async fn version(&self, paper: Id<paper::Entity>, number: i32, file: File) -> Result<(), Error> {
        let version = paper_version::ActiveModel {
            id: Set(Id::new(self.record.view().0.door.store.clock.id())),
            paper_id: Set(paper),
            number: Set(number),
            file_name: Set(file.name),
            media_type: Set(file.media_type),
            sha256: Set(file.sha256),
            bytes: Set(file.bytes),
        };
        paper_version::Entity::insert(version).exec_without_returning(&self.txn).await.map_err(failed)?;
        Ok(())
    }

    /// The marking that names who reads a paper while it is under embargo.
    async fn named(&self, embargo: &Embargo) -> Result<Option<Id<marking::Entity>>, Error> {
        let view = self.record.view();
        if embargo.until.is_some_and(|until| until <= view.viewer().now) {
            return Err(Error::invalid("embargo.until", "that instant is past; name one to come, or none"));
        }
        let known = self.known_among::<person::Entity>(embargo.named.iter().copied()).await?;
        let wrong = (0..).zip(&embargo.named).filter_map(|(at, person): (usize, _)| {
            unknown(Some(*person), &known, format_args!("embargo.named.{at}"), "person")
        });
        refuse(wrong.collect())?;
        if embargo.named.is_empty() {
            return Ok(None);
        }
        let mut markings = Markings::default();
        let id = markings.naming(&embargo.named, false, &view.0.door.store.clock);
        self.insert_markings(markings).await?;
        Ok(Some(id))
    }
}

impl Tx<DraftPaper> {
    /// Puts a paper of the board on record, by the viewer for the organisation that they act for.
    pub(crate) async fn draft(mut self, drafted: Drafted) -> Result<Done, Error> {
        if self.target.status == board::Status::Closed {
            return Err(Error::Conflict("The board is CLOSED: it works with no new papers.".to_owned()));
        }
        let view = self.record.view().clone();
        let (viewer, clock) = (view.viewer(), &view.0.door.store.clock);
        let (id, board) = (Id::<paper::Entity>::new(clock.id()), self.target.id);
        let named = match &drafted.embargo {
            Some(embargo) => self.named(embargo).await?,
            None => None,
        };
        let paper = paper::ActiveModel {
            id: Set(id),
            // Nobody chose it: it says nothing of the title, which an embargo may keep.
            slug: Set(slug("paper", "", id.uuid())),
            title: Set(drafted.title),
            kind: Set(drafted.kind),
            status: Set(Status::Draft),
            board_id: Set(Some(board)),
            owner_id: Set(viewer.organisation()),
            dated: Set(drafted.dated),
            day: Set(drafted.dated.map_or(FAR, PartialDate::first_day)),
            on_request: Set(drafted.on_request),
            embargoed: Set(drafted.embargo.is_some()),
            embargo_until: Set(drafted.embargo.and_then(|embargo| embargo.until)),
            embargo_named_id: Set(named),
            marking_id: Set(None),
            version: Set(1),
            created_at: Set(viewer.now),
            updated_at: Set(viewer.now),
        };
        paper::Entity::insert(paper).exec_without_returning(&self.txn).await.map_err(failed)?;
        let text = paper_text::ActiveModel {
            paper_id: Set(id),
            summary: Set(drafted.summary),
            source: Set(None),
            withdrawn_reason: Set(None),
        };
        paper_text::Entity::insert(text).exec_without_returning(&self.txn).await.map_err(failed)?;
        let author = paper_author::ActiveModel {
            id: Set(Id::new(clock.id())),
            paper_id: Set(id),
            person_id: Set(viewer.person()),
            organisation_id: Set(viewer.organisation()),
            position: Set(0),
        };
        paper_author::Entity::insert(author).exec_without_returning(&self.txn).await.map_err(failed)?;
        if let Some(file) = drafted.file {
            self.version(id, 1, file).await?;
        }
        self.changed(change::Kind::Created, change::Record::Paper, id.uuid(), Some(board));
        self.unnoticed();
        self.touched(Record::Paper, id.uuid());
        self.commit(vec![id.uuid()]).await
    }
}

impl<R: Deed + Right<On = paper::Entity>> Tx<R> {
    /// Writes how the paper stands.
    pub(super) async fn paper_stands(
        &mut self,
        to: Status,
        kind: change::Kind,
        with: impl FnOnce(&mut paper::ActiveModel),
    ) -> Result<(), Error> {
        self.rewrite(|row: &mut paper::ActiveModel| {
            row.status = Set(to);
            with(row);
        })
        .await?;
        let (id, board) = (self.target.id.uuid(), self.target.board_id);
        self.changed(kind, change::Record::Paper, id, board);
        Ok(())
    }

    /// What the paper says beyond its stub.
    async fn text(&self) -> Result<paper_text::Model, Error> {
        let text = paper_text::Entity::find_by_id(self.target.id).one(&self.txn).await.map_err(failed)?;
        text.ok_or(Error::Internal)
    }
}

impl Tx<RevisePaper> {
    /// Writes the paper anew. A file is its next version.
    pub(crate) async fn revise(mut self, revised: Revised) -> Result<Done, Error> {
        self.target.status.leads(RevisePaper::WORD).map_err(Error::Conflict)?;
        if revised.is_empty() {
            let reason = "say what is new: its title, its summary, its date or its file";
            return Err(Error::invalid("paper", reason));
        }
        let (id, status) = (self.target.id, self.target.status);
        self.paper_stands(status, change::Kind::Updated, |paper| {
            if let Some(title) = revised.title {
                paper.title = Set(title);
            }
            if let Some(dated) = revised.dated {
                paper.dated = Set(Some(dated));
                paper.day = Set(dated.first_day());
            }
        })
        .await?;
        if let Some(summary) = revised.summary {
            let mut text = self.text().await?.into_active_model();
            text.summary = Set(Some(summary));
            text.update(&self.txn).await.map_err(failed)?;
        }
        if let Some(file) = revised.file {
            use paper_version::Column as V;
            let last = paper_version::Entity::find().filter(V::PaperId.eq(id)).order_by_desc(V::Number);
            let last = last.one(&self.txn).await.map_err(failed)?.map_or(0, |last| last.number);
            self.version(id, last + 1, file).await?;
        }
        self.commit(vec![id.uuid()]).await
    }
}

impl Tx<FinalisePaper> {
    /// Records that the paper is final.
    pub(crate) async fn finalise(mut self) -> Result<Done, Error> {
        let to = self.target.status.leads(FinalisePaper::WORD).map_err(Error::Conflict)?;
        let id = self.target.id.uuid();
        self.paper_stands(to, change::Kind::Updated, |_| ()).await?;
        self.commit(vec![id]).await
    }
}

impl Tx<PublishPaper> {
    /// Publishes the paper, unless something keeps it from the public.
    pub(crate) async fn publish(mut self) -> Result<Done, Error> {
        let to = self.target.status.leads(PublishPaper::WORD).map_err(Error::Conflict)?;
        self.free().await?;
        let (id, text) = (self.target.id.uuid(), self.text().await?);
        let told = [("title", Some(&self.target.title)), ("summary", text.summary.as_ref())];
        let held = told.iter().find(|(_, text)| text.is_some_and(|text| contacts::within(text)));
        if let Some((field, _)) = held {
            let reason = format!(
                "contacts are not published, and its {field} seems to hold an e-mail address or a telephone number: a paper that is final is not rewritten, so withdraw it and draft it anew without"
            );
            return Err(Error::invalid("paper", reason));
        }
        self.paper_stands(to, change::Kind::Published, |_| ()).await?;
        self.commit(vec![id]).await
    }

    /// Refuses what an embargo or a marking keeps for some: publishing opens nothing that these close.
    async fn free(&self) -> Result<(), Error> {
        let now = self.record.view().viewer().now;
        if self.target.embargoed && self.target.embargo_until.is_none_or(|until| until > now) {
            return Err(Error::Conflict(
                "It is under embargo: publish it when that is over, or lift it with liftEmbargo.".to_owned(),
            ));
        }
        let Some(marking) = self.target.marking_id else { return Ok(()) };
        let marking = marking::Entity::find_by_id(marking).one(&self.txn).await.map_err(failed)?;
        if marking.is_some_and(|marking| marking.recipients_only || marking.organisations_only || marking.hmg_only) {
            return Err(Error::Conflict(
                "Its marking keeps it for some: what is for some is not published.".to_owned(),
            ));
        }
        Ok(())
    }
}

impl Tx<WithdrawPaper> {
    /// Takes the paper back.
    pub(crate) async fn withdraw(mut self, reason: String) -> Result<Done, Error> {
        let to = self.target.status.leads(WithdrawPaper::WORD).map_err(Error::Conflict)?;
        let id = self.target.id.uuid();
        self.paper_stands(to, change::Kind::Updated, |_| ()).await?;
        let mut text = self.text().await?.into_active_model();
        text.withdrawn_reason = Set(Some(reason));
        text.update(&self.txn).await.map_err(failed)?;
        self.commit(vec![id]).await
    }
}

impl Tx<LiftEmbargo> {
    /// Ends the embargo now. What else keeps the paper for some still does.
    pub(crate) async fn lift(mut self) -> Result<Done, Error> {
        let now = self.record.view().viewer().now;
        if !self.target.embargoed || self.target.embargo_until.is_some_and(|until| until <= now) {
            return Err(Error::Conflict("No embargo holds it now: there is nothing to lift.".to_owned()));
        }
        let (id, status) = (self.target.id.uuid(), self.target.status);
        self.paper_stands(status, change::Kind::Published, |paper| paper.embargo_until = Set(Some(now))).await?;
        self.commit(vec![id]).await
    }
}
