//! The agenda of a meeting: items put on it, and what becomes of them (domain model 2.4).

use std::collections::{HashMap, HashSet};

use entities::{
    Id,
    agenda_item::{self, Part, State},
    agenda_item_audience, agenda_item_outcome, agenda_item_text,
    audit_event::Record,
    change, meeting, organisation, person,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::{
    error::Error,
    policy::{Deed, ProposeAgendaItems, Right, SettleAgendaItems, State as _},
    store::{
        Noun, failed,
        narrowed::{Markings, Narrowed},
        write::{Done, Tx, Versioned, refuse, unknown},
    },
};

/// An item as somebody puts it on an agenda.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) title: String,
    pub(crate) public_title: Option<String>,
    pub(crate) narrowed: Narrowed,
    pub(crate) presenter: Option<Uuid>,
    pub(crate) presenter_organisation: Option<Uuid>,
}

/// What becomes of an item.
#[derive(Clone, Debug)]
pub(crate) struct Settled {
    /// Where the caller named it.
    pub(crate) field: String,
    pub(crate) item: Uuid,
    pub(crate) state: State,
    pub(crate) result: Option<String>,
    pub(crate) deferred_to: Option<Uuid>,
}

/// What a part is numbered with before its number. Closed and restricted items have sequences of their own, so that none
/// leaves a gap among the open ones (L5).
fn letter(part: Part) -> &'static str {
    match part {
        Part::Open => "",
        Part::Closed => "C",
        Part::Restricted => "R",
    }
}

/// The places on an agenda that are still free.
struct Places {
    position: i32,
    numbers: HashMap<&'static str, u32>,
}

impl Places {
    /// Behind the items that there are, also those that the caller does not read.
    fn after(items: &[agenda_item::Model]) -> Self {
        let mut numbers = HashMap::new();
        for item in items {
            let letter = letter(item.part);
            let number = item.number.strip_prefix(letter).and_then(|number| number.parse::<u32>().ok());
            let last = numbers.entry(letter).or_insert(0);
            *last = (*last).max(number.unwrap_or(0));
        }
        Self { position: items.iter().map(|item| item.position + 1).max().unwrap_or(0), numbers }
    }

    fn next(&mut self, part: Part) -> (i32, String) {
        let position = self.position;
        self.position += 1;
        let last = self.numbers.entry(letter(part)).or_insert(0);
        *last += 1;
        (position, format!("{}{last}", letter(part)))
    }
}

impl<R: Deed + Right<On = meeting::Entity>> Tx<R> {
    /// All items of a meeting: their numbers and places are taken, whoever reads them.
    async fn agenda(&self, meeting: Id<meeting::Entity>) -> Result<Vec<agenda_item::Model>, Error> {
        let items = agenda_item::Entity::find().filter(agenda_item::Column::MeetingId.eq(meeting));
        items.all(&self.txn).await.map_err(failed)
    }

    /// Tells that items of the agenda changed: feed and ledger of the meeting, if an open one is among them. Who knows of the
    /// meeting is not told of another, and the ledger has lines of the items themselves.
    async fn agenda_changed(&mut self, items: &[(Uuid, Part)]) -> Result<(), Error> {
        for (item, _) in items {
            self.touched(Record::AgendaItem, *item);
        }
        if items.iter().any(|(_, part)| *part == Part::Open) {
            let stands = self.target.status;
            return self.meeting_stands(stands, |_| ()).await;
        }
        self.unnoticed();
        Ok(())
    }
}

impl Tx<ProposeAgendaItems> {
    /// Puts items on the agenda, behind those that are on it: all of them, or none. Answers the items.
    pub(crate) async fn propose(mut self, items: Vec<Item>) -> Result<Done, Error> {
        self.target.status.leads(ProposeAgendaItems::WORD).map_err(Error::Conflict)?;
        self.agreed_already().await?;
        self.check(&items).await?;
        let view = self.record.view().clone();
        let (clock, now) = (&view.0.door.store.clock, view.viewer().now);
        let (meeting, board) = (self.target.id, self.target.board_id);
        let mut places = Places::after(&self.agenda(meeting).await?);
        let (mut rows, mut texts, mut outcomes, mut audiences) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (mut markings, mut on) = (Markings::default(), Vec::new());
        for Item { title, public_title, narrowed, presenter, presenter_organisation } in items {
            let id = Id::new(clock.id());
            let (position, number) = places.next(narrowed.part);
            audiences.extend(narrowed.organisations().map(|organisation| agenda_item_audience::ActiveModel {
                id: Set(Id::new(clock.id())),
                item_id: Set(id),
                organisation_id: Set(organisation),
            }));
            rows.push(agenda_item::ActiveModel {
                id: Set(id),
                meeting_id: Set(meeting),
                board_id: Set(board),
                number: Set(number),
                position: Set(position),
                part: Set(narrowed.part),
                public_title: Set(public_title),
                later_members: Set(narrowed.later_members),
                marking_id: Set(markings.of(&narrowed, clock)),
                version: Set(1),
                created_at: Set(now),
                updated_at: Set(now),
            });
            texts.push(agenda_item_text::ActiveModel {
                item_id: Set(id),
                title: Set(title),
                closed_reason: Set(narrowed.closed_reason),
                presenter_id: Set(presenter.map(Id::new)),
                presenter_organisation_id: Set(presenter_organisation.map(Id::new)),
                source: Set(None),
            });
            outcomes.push(agenda_item_outcome::ActiveModel {
                item_id: Set(id),
                state: Set(State::Proposed),
                result: Set(None),
                deferred_to_id: Set(None),
            });
            on.push((id.uuid(), narrowed.part));
        }
        self.insert_markings(markings).await?;
        self.insert_all::<agenda_item::Entity>(rows).await?;
        self.insert_all::<agenda_item_text::Entity>(texts).await?;
        self.insert_all::<agenda_item_outcome::Entity>(outcomes).await?;
        self.insert_all::<agenda_item_audience::Entity>(audiences).await?;
        self.agenda_changed(&on).await?;
        self.commit(on.into_iter().map(|(item, _)| item).collect()).await
    }

    /// Refuses what items name and the caller may not know of, and what cannot be, all at once.
    async fn check(&self, items: &[Item]) -> Result<(), Error> {
        let mut wrong = self.wrong_of(items.iter().map(|item| &item.narrowed).collect()).await?;
        let people: Vec<Uuid> = items.iter().filter_map(|item| item.presenter).collect();
        let people = self.known_among::<person::Entity>(people).await?;
        let bodies: Vec<Uuid> = items.iter().filter_map(|item| item.presenter_organisation).collect();
        let bodies = self.known_among::<organisation::Entity>(bodies).await?;
        for item in items {
            let field = &item.narrowed.field;
            wrong.extend(unknown(item.presenter, &people, format_args!("{field}.presenter"), "person"));
            wrong.extend(unknown(
                item.presenter_organisation,
                &bodies,
                format_args!("{field}.presenterOrganisation"),
                "organisation",
            ));
            if item.public_title.is_some() && item.narrowed.part != Part::Closed {
                let reason = "only a CLOSED item has a title for the public beside its own";
                wrong.push(Error::at(format!("{field}.publicTitle"), reason));
            }
        }
        refuse(wrong)
    }
}

impl<R: Deed> Tx<R>
where
    R::On: Noun,
    <R::On as EntityTrait>::Model: Versioned,
{
    /// The items of a meeting that the caller may know of.
    pub(in crate::store) async fn items_of(
        &self,
        meeting: Id<meeting::Entity>,
    ) -> Result<Vec<agenda_item::Model>, Error> {
        self.all(self.known::<agenda_item::Entity>().filter(agenda_item::Column::MeetingId.eq(meeting))).await
    }
}

impl Tx<SettleAgendaItems> {
    /// Says what becomes of items: of all of them, or of none. One that is put off is proposed for the meeting to come.
    /// Answers the items.
    pub(crate) async fn settle(mut self, settled: Vec<Settled>) -> Result<Done, Error> {
        self.target.status.leads(SettleAgendaItems::WORD).map_err(Error::Conflict)?;
        self.agreed_already().await?;
        let items = self.items_of(self.target.id).await?;
        let items: HashMap<Uuid, _> = items.into_iter().map(|item| (item.id.uuid(), item)).collect();
        // What an item says is read by fewer than its stub, and so is what becomes of it.
        let outcomes = self.known::<agenda_item_outcome::Entity>();
        let of_items = agenda_item_outcome::Column::ItemId.is_in(items.keys().copied());
        let outcomes: HashMap<Uuid, _> = self
            .all(outcomes.filter(of_items).lock_exclusive())
            .await?
            .into_iter()
            .map(|outcome| (outcome.item_id.uuid(), outcome))
            .collect();
        let to_come = self.to_come(&settled).await?;
        self.check(&settled, &outcomes, &to_come)?;
        let now = self.record.view().viewer().now;
        let mut on = Vec::new();
        for one in settled {
            let (Some(item), Some(outcome)) = (items.get(&one.item), outcomes.get(&one.item)) else {
                return Err(Error::Internal);
            };
            item.next(now).update(&self.txn).await.map_err(failed)?;
            let mut outcome = outcome.clone().into_active_model();
            outcome.state = Set(one.state);
            outcome.result = Set(one.result);
            outcome.deferred_to_id = Set(one.deferred_to.map(Id::new));
            outcome.update(&self.txn).await.map_err(failed)?;
            if let Some(to) = one.deferred_to.and_then(|to| to_come.get(&to)) {
                self.put_off(item, to).await?;
            }
            on.push((one.item, item.part));
        }
        self.agenda_changed(&on).await?;
        self.commit(on.into_iter().map(|(item, _)| item).collect()).await
    }

    /// Meetings of the board, still to come, to which items are put off.
    async fn to_come(&self, settled: &[Settled]) -> Result<HashMap<Uuid, meeting::Model>, Error> {
        use meeting::{Column as M, Status as S};
        let named: Vec<Uuid> = settled.iter().filter_map(|one| one.deferred_to).collect();
        let meetings = self
            .known::<meeting::Entity>()
            .filter(M::Id.is_in(named))
            .filter(M::Id.ne(self.target.id))
            .filter(M::BoardId.eq(self.target.board_id))
            .filter(M::Status.is_in([S::Planned, S::Notified, S::Postponed]))
            // For the same readers: not where the agenda is public and was not, nor past a marking of this meeting.
            .filter(M::MarkingId.is_null())
            .filter(M::AgendaPublic.is_in([false, self.target.agenda_public]))
            .order_by_asc(M::Id)
            .lock_exclusive();
        if self.target.marking_id.is_some() {
            return Ok(HashMap::new());
        }
        Ok(self.all(meetings).await?.into_iter().map(|meeting| (meeting.id.uuid(), meeting)).collect())
    }

    /// Refuses what cannot become of items, all at once.
    fn check(
        &self,
        settled: &[Settled],
        outcomes: &HashMap<Uuid, agenda_item_outcome::Model>,
        to_come: &HashMap<Uuid, meeting::Model>,
    ) -> Result<(), Error> {
        let held = matches!(self.target.status, meeting::Status::Held | meeting::Status::Minuted);
        let (mut named, mut wrong) = (HashSet::new(), Vec::new());
        for one in settled {
            let mut says = |name: &str, reason: String| wrong.push(Error::at(format!("{}.{name}", one.field), reason));
            match outcomes.get(&one.item) {
                None => says(
                    "item",
                    "there is no such item at this meeting, or what becomes of it is not yours to say".to_owned(),
                ),
                Some(outcome) => {
                    if let Err(reason) = outcome.state.reaches(SettleAgendaItems::WORD, one.state) {
                        says("state", reason);
                    }
                }
            }
            if !named.insert(one.item) {
                says("item", "this item is named twice; name it once".to_owned());
            }
            if one.state == State::Taken && !held {
                says("state", "nothing is TAKEN before the meeting was held: record that first".to_owned());
            }
            if one.result.is_some() && one.state != State::Taken {
                says("result", "only what is TAKEN has a result".to_owned());
            }
            match (one.state == State::Deferred, one.deferred_to) {
                (true, None) => says("deferTo", "say to which meeting it is put off".to_owned()),
                (false, Some(_)) => says("deferTo", "only what is DEFERRED is put off to a meeting".to_owned()),
                (true, Some(to)) if !to_come.contains_key(&to) => says(
                    "deferTo",
                    "name another meeting of this board that is still to come, under no marking and no more public than this one"
                        .to_owned(),
                ),
                _ => (),
            }
        }
        refuse(wrong)
    }

    /// Proposes an item for the meeting to which it was put off, for the same readers.
    async fn put_off(&mut self, item: &agenda_item::Model, to: &meeting::Model) -> Result<(), Error> {
        let view = self.record.view().clone();
        let (clock, now) = (&view.0.door.store.clock, view.viewer().now);
        let (position, number) = Places::after(&self.agenda(to.id).await?).next(item.part);
        let id = Id::new(clock.id());
        let mut row = item.clone().into_active_model().reset_all();
        row.id = Set(id);
        row.meeting_id = Set(to.id);
        row.number = Set(number);
        row.position = Set(position);
        row.version = Set(1);
        row.created_at = Set(now);
        row.updated_at = Set(now);
        self.insert_all::<agenda_item::Entity>(vec![row]).await?;
        let text = agenda_item_text::Entity::find_by_id(item.id).one(&self.txn).await.map_err(failed)?;
        let text = text.map(|text| {
            let mut text = text.into_active_model().reset_all();
            text.item_id = Set(id);
            text
        });
        self.insert_all::<agenda_item_text::Entity>(text.into_iter().collect()).await?;
        let proposed = agenda_item_outcome::ActiveModel {
            item_id: Set(id),
            state: Set(State::Proposed),
            result: Set(None),
            deferred_to_id: Set(None),
        };
        self.insert_all::<agenda_item_outcome::Entity>(vec![proposed]).await?;
        let audiences = agenda_item_audience::Entity::find();
        let audiences = audiences.filter(agenda_item_audience::Column::ItemId.eq(item.id));
        let audiences = audiences.all(&self.txn).await.map_err(failed)?;
        let audiences = audiences.into_iter().map(|audience| agenda_item_audience::ActiveModel {
            id: Set(Id::new(clock.id())),
            item_id: Set(id),
            organisation_id: Set(audience.organisation_id),
        });
        self.insert_all::<agenda_item_audience::Entity>(audiences.collect()).await?;
        if item.part == Part::Open {
            self.changed(change::Kind::Updated, change::Record::Meeting, to.id.uuid(), Some(to.board_id));
            self.touched(Record::Meeting, to.id.uuid());
        }
        self.touched(Record::AgendaItem, id.uuid());
        Ok(())
    }
}
