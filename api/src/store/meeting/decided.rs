//! What a meeting decided, and what was recommended to it: all of it on record, or nothing.

use entities::{
    FAR, Id, PartialDate,
    audit_event::Record,
    board,
    decision::{self, Basis},
    meeting, minutes, organisation, paper,
    recommendation::{self, Status},
    recommendation_target,
};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use crate::{
    error::Error,
    policy::{Deed, MakeRecommendations, RecordDecisions, Right},
    store::{
        action::took_place,
        failed,
        minutes::text::contacts,
        slug::slug,
        write::{Done, Tx, refuse, unknown},
    },
};

/// A decision as a meeting took it.
#[derive(Debug)]
pub(crate) struct Decided {
    /// Where the caller named it.
    pub(crate) field: String,
    pub(crate) text: String,
    pub(crate) item: Option<Uuid>,
}

/// Whom a recommendation is directed to.
#[derive(Debug)]
pub(crate) struct Directed {
    pub(crate) field: String,
    pub(crate) organisation: Option<Uuid>,
    pub(crate) board: Option<Uuid>,
}

/// What makes a recommendation.
#[derive(Debug)]
pub(crate) enum Source {
    Paper(Uuid),
    Consultation(String),
}

impl Source {
    fn paper(&self) -> Option<Uuid> {
        match self {
            Self::Paper(paper) => Some(*paper),
            Self::Consultation(_) => None,
        }
    }
}

/// A recommendation as it was put to a meeting.
#[derive(Debug)]
pub(crate) struct Recommended {
    pub(crate) field: String,
    pub(crate) text: String,
    pub(crate) item: Option<Uuid>,
    pub(crate) source: Source,
    pub(crate) directed_to: Vec<Directed>,
    pub(crate) due: Option<PartialDate>,
}

impl<R: Deed + Right<On = meeting::Entity>> Tx<R> {
    /// Refuses items that are none of this meeting's, as far as the caller may know. `named` are the fields and the items.
    async fn check_items(&self, named: impl Iterator<Item = (&str, Option<Uuid>)>) -> Result<Vec<Error>, Error> {
        let items = self.items_of(self.target.id).await?.iter().map(|item| item.id.uuid()).collect();
        let none = named
            .filter_map(|(field, item)| unknown(item, &items, format_args!("{field}.item"), "item at this meeting"));
        Ok(none.collect())
    }

    /// Refuses contacts in texts that everyone would read at once: those of a meeting whose minutes are published.
    async fn check_contacts(&self, texts: impl Iterator<Item = (&str, &str)>) -> Result<Vec<Error>, Error> {
        use minutes::Column as M;
        let held: Vec<&str> = texts.filter(|(_, text)| contacts::within(text)).map(|(field, _)| field).collect();
        if held.is_empty() {
            return Ok(Vec::new());
        }
        let published = minutes::Entity::find()
            .filter(M::MeetingId.eq(self.target.id))
            .filter(M::Status.eq(minutes::Status::Published));
        if published.one(&self.txn).await.map_err(failed)?.is_none() {
            return Ok(Vec::new());
        }
        let reason = "the minutes are published, and the text seems to hold an e-mail address or a telephone number: take it out";
        Ok(held.into_iter().map(|field| Error::at(format!("{field}.text"), reason)).collect())
    }
}

impl Tx<RecordDecisions> {
    /// Records what the meeting decided. Answers the decisions.
    pub(crate) async fn record_decisions(mut self, decided: Vec<Decided>) -> Result<Done, Error> {
        took_place(self.target.status)?;
        let items = decided.iter().map(|one| (one.field.as_str(), one.item));
        let mut wrong = self.check_items(items).await?;
        wrong.extend(self.check_contacts(decided.iter().map(|one| (one.field.as_str(), one.text.as_str()))).await?);
        refuse(wrong)?;
        let view = self.record.view().clone();
        let (viewer, clock) = (view.viewer(), &view.0.door.store.clock);
        let (mut rows, mut records) = (Vec::new(), Vec::new());
        for one in decided {
            let id = Id::<decision::Entity>::new(clock.id());
            rows.push(decision::ActiveModel {
                id: Set(id),
                slug: Set(slug("decision", &one.text, id.uuid())),
                text: Set(one.text),
                board_id: Set(Some(self.target.board_id)),
                meeting_id: Set(Some(self.target.id)),
                item_id: Set(one.item.map(Id::new)),
                paper_id: Set(None),
                decided: Set(self.target.held_on),
                day: Set(self.target.day),
                by_board_id: Set(Some(self.target.board_id)),
                by_organisation_id: Set(None),
                by_person_id: Set(None),
                office: Set(None),
                basis: Set(Basis::Printed),
                announced: Set(false),
                marking_id: Set(None),
                source: Set(None),
                version: Set(1),
                created_at: Set(viewer.now),
                updated_at: Set(viewer.now),
            });
            self.touched(Record::Decision, id.uuid());
            records.push(id.uuid());
        }
        decision::Entity::insert_many(rows).exec_without_returning(&self.txn).await.map_err(failed)?;
        self.unnoticed();
        self.commit(records).await
    }
}

impl Tx<MakeRecommendations> {
    /// Records what was recommended to the meeting. Answers the recommendations.
    pub(crate) async fn recommend(mut self, made: Vec<Recommended>) -> Result<Done, Error> {
        took_place(self.target.status)?;
        self.check_recommended(&made).await?;
        let view = self.record.view().clone();
        let (viewer, clock) = (view.viewer(), &view.0.door.store.clock);
        let (mut rows, mut targets, mut records) = (Vec::new(), Vec::new(), Vec::new());
        for one in made {
            let id = Id::<recommendation::Entity>::new(clock.id());
            rows.push(recommendation::ActiveModel {
                id: Set(id),
                slug: Set(slug("recommendation", &one.text, id.uuid())),
                text: Set(one.text),
                paper_id: Set(one.source.paper().map(Id::new)),
                consultation: Set(match one.source {
                    Source::Paper(_) => None,
                    Source::Consultation(name) => Some(name),
                }),
                board_id: Set(Some(self.target.board_id)),
                meeting_id: Set(Some(self.target.id)),
                item_id: Set(one.item.map(Id::new)),
                status: Set(Status::Made),
                response: Set(None),
                reason: Set(None),
                due: Set(one.due),
                due_by: Set(one.due.map_or(FAR, PartialDate::last_day)),
                marking_id: Set(None),
                source: Set(None),
                version: Set(1),
                created_at: Set(viewer.now),
                updated_at: Set(viewer.now),
            });
            targets.extend((0..).zip(one.directed_to).map(|(position, whom)| recommendation_target::ActiveModel {
                id: Set(Id::new(clock.id())),
                recommendation_id: Set(id),
                organisation_id: Set(whom.organisation.map(Id::new)),
                board_id: Set(whom.board.map(Id::new)),
                direct: Set(true),
                position: Set(position),
            }));
            self.touched(Record::Recommendation, id.uuid());
            records.push(id.uuid());
        }
        recommendation::Entity::insert_many(rows).exec_without_returning(&self.txn).await.map_err(failed)?;
        self.insert_all::<recommendation_target::Entity>(targets).await?;
        self.unnoticed();
        self.commit(records).await
    }

    /// Refuses what the recommendations name and the caller may not know of, all at once.
    async fn check_recommended(&self, made: &[Recommended]) -> Result<(), Error> {
        let mut wrong = self.check_items(made.iter().map(|one| (one.field.as_str(), one.item))).await?;
        wrong.extend(self.check_contacts(made.iter().map(|one| (one.field.as_str(), one.text.as_str()))).await?);
        let papers = self.known_among::<paper::Entity>(made.iter().filter_map(|one| one.source.paper())).await?;
        let whom = || made.iter().flat_map(|one| &one.directed_to);
        let bodies = self.known_among::<organisation::Entity>(whom().filter_map(|whom| whom.organisation)).await?;
        let boards = self.known_among::<board::Entity>(whom().filter_map(|whom| whom.board)).await?;
        wrong.extend(
            made.iter().filter_map(|one| {
                unknown(one.source.paper(), &papers, format_args!("{}.from.paper", one.field), "paper")
            }),
        );
        for whom in whom() {
            wrong.extend(unknown(
                whom.organisation,
                &bodies,
                format_args!("{}.organisation", whom.field),
                "organisation",
            ));
            wrong.extend(unknown(whom.board, &boards, format_args!("{}.board", whom.field), "board"));
        }
        refuse(wrong)
    }
}
