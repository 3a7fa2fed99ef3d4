//! Loading a partnership from files: read, check, name, make the rows, insert them, all in one transaction. A mistake
//! anywhere stops the load before the first row is written.

mod action;
mod agreement;
mod board;
mod decision;
mod meeting;
mod minutes;
mod paper;
mod programme;
mod registry;

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use entities::{Id, PartialDate, marking, marking_organisation, marking_recipient};
use serde_saphyr::Spanned;

use super::{
    Source,
    check::check,
    embedded,
    format::{Marking, Sheet},
    names::Names,
    rows::Rows,
    value::{Mistake, When, Word},
};
use crate::{
    error::{Error, Stop},
    store::{Loading, Store},
};

/// The name under which the demonstration is remembered.
const DEMONSTRATION: &str = "demonstration";

/// The version of a record that nobody has changed yet.
const FIRST: i32 = 1;

/// What was loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Loaded {
    pub(crate) areas: usize,
    pub(crate) organisations: usize,
    pub(crate) people: usize,
    pub(crate) accounts: usize,
    pub(crate) boards: usize,
    pub(crate) meetings: usize,
    pub(crate) actions: usize,
    pub(crate) programmes: usize,
    pub(crate) grants: usize,
    pub(crate) papers: usize,
    pub(crate) agreements: usize,
    pub(crate) decisions: usize,
    pub(crate) recommendations: usize,
    pub(crate) reviews: usize,
}

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            areas,
            organisations,
            people,
            accounts,
            boards,
            meetings,
            actions,
            programmes,
            grants,
            papers,
            agreements,
            decisions,
            recommendations,
            reviews,
        } = self;
        write!(
            f,
            "{organisations} organisations, {people} people, {accounts} accounts, {areas} areas, {boards} boards, "
        )?;
        write!(f, "{meetings} meetings, {actions} actions, {programmes} programmes, {grants} grants, ")?;
        write!(
            f,
            "{papers} papers, {agreements} agreements, {decisions} decisions, {recommendations} recommendations, "
        )?;
        write!(f, "{reviews} reviews")
    }
}

/// Loads the demonstration into an empty record; `None` when it is there already.
///
/// # Errors
/// When the database holds other records, or does not answer.
pub(crate) async fn demonstration(store: &Store) -> Result<Option<Loaded>, Stop> {
    if store.has_loaded(DEMONSTRATION).await.map_err(|error| refused(&error))? {
        return Ok(None);
    }
    if !store.is_empty().await.map_err(|error| refused(&error))? {
        return Err(Stop::new(
            "this database holds other records, and the demonstration would mix with them: give another --data-dir, or use `roundtable serve` for the database as it is",
        ));
    }
    load(store, DEMONSTRATION, &embedded()).await.map(Some)
}

/// Loads files of records under a name.
///
/// # Errors
/// When a file has a mistake (the message says which file and line), or the database does not answer.
pub(crate) async fn load(store: &Store, name: &str, sources: &[Source]) -> Result<Loaded, Stop> {
    let sheets = sources.iter().map(Sheet::read).collect::<Result<Vec<_>, _>>()?;
    for doubt in check(&sheets)? {
        // The sources themselves leave these open, and whoever starts the program cannot mend that: not a warning.
        tracing::debug!(%doubt, "the record is less than complete");
    }
    let loading = store.load().await.map_err(|error| refused(&error))?;
    let names = Names::give(&sheets, &loading)?;
    let rows = Draft::of(&sheets, &names, &loading)?;
    let changes = rows.changes(loading.now());
    rows.insert(&loading).await.map_err(|error| refused(&error))?;
    let loaded = Loaded {
        areas: names.area.len(),
        organisations: names.organisation.len(),
        people: names.person.len(),
        accounts: names.account.len(),
        boards: names.board.len(),
        meetings: names.meeting.len(),
        actions: names.action.len(),
        programmes: names.programme.len(),
        grants: names.grant.len(),
        papers: names.paper.len(),
        agreements: names.agreement.len(),
        decisions: names.decision.len(),
        recommendations: names.recommendation.len(),
        reviews: names.review.len(),
    };
    loading.commit(name, changes).await.map_err(|error| refused(&error))?;
    Ok(loaded)
}

/// The database would not have it; the log has the cause.
pub(super) fn refused(error: &Error) -> Stop {
    match error {
        Error::Unavailable => {
            Stop::new("the database does not answer: check that it runs and can be reached, then try again")
        }
        _ => Stop::new("the database refused the records and none were loaded; the log has the cause"),
    }
}

/// Rows in the making. The files of this folder add to it, noun by noun.
struct Draft<'a> {
    names: &'a Names<'a>,
    loading: &'a Loading,
    now: DateTime<Utc>,
    rows: Rows,
}

impl<'a> Draft<'a> {
    fn of(sheets: &[Sheet], names: &'a Names<'a>, loading: &'a Loading) -> Result<Rows, Mistake> {
        let mut draft = Self { names, loading, now: loading.now(), rows: Rows::default() };
        for Sheet { file, page } in sheets {
            page.areas.iter().try_for_each(|area| draft.area(file, area))?;
            page.organisations.iter().try_for_each(|organisation| draft.organisation(file, organisation))?;
            page.people.iter().try_for_each(|person| draft.person(file, person))?;
            page.accounts.iter().try_for_each(|account| draft.account(file, account))?;
            page.boards.iter().try_for_each(|board| draft.board(file, board))?;
            page.meetings.iter().try_for_each(|meeting| draft.meeting(file, meeting))?;
            page.actions.iter().try_for_each(|action| draft.action(file, action))?;
            page.grants.iter().try_for_each(|grant| draft.grant(file, grant))?;
            page.papers.iter().try_for_each(|paper| draft.paper(file, paper))?;
            page.agreements.iter().try_for_each(|agreement| draft.agreement(file, agreement))?;
            page.decisions.iter().try_for_each(|decision| draft.decision(file, decision))?;
            page.recommendations.iter().try_for_each(|made| draft.recommendation(file, made))?;
            page.reviews.iter().try_for_each(|review| draft.review(file, review))?;
        }
        // Programmes come after all grants, whose ends say when their money ends.
        for Sheet { file, page } in sheets {
            page.programmes.iter().try_for_each(|programme| draft.programme(file, programme))?;
        }
        Ok(draft.rows)
    }

    fn marking(&mut self, file: &str, marking: Option<&Marking>) -> Result<Option<Id<marking::Entity>>, Mistake> {
        let Some(marking) = marking else { return Ok(None) };
        let id = self.loading.id();
        self.rows.marking.push(marking::Model {
            id,
            sensitive: marking.sensitive,
            recipients_only: !marking.recipients.is_empty(),
            organisations_only: !marking.organisations.is_empty(),
            hmg_only: marking.hmg_only,
            public_release: marking.public_release,
            category: marking.category.as_ref().map_or(marking::Category::Governance, |category| category.value.0),
            owner_id: self.names.organisation.maybe(file, marking.owner.as_ref())?,
            descriptors: lines(&marking.descriptors),
        });
        for person in &marking.recipients {
            let person_id = self.names.person.find(file, person)?;
            let row = marking_recipient::Model { id: self.loading.id(), marking_id: id, person_id };
            self.rows.marking_recipient.push(row);
        }
        for organisation in &marking.organisations {
            let organisation_id = self.names.organisation.find(file, organisation)?;
            let row = marking_organisation::Model { id: self.loading.id(), marking_id: id, organisation_id };
            self.rows.marking_organisation.push(row);
        }
        Ok(Some(id))
    }
}

/// Several texts in one column, each on a line of its own: they may hold commas.
fn lines(texts: &[String]) -> Option<String> {
    (!texts.is_empty()).then(|| texts.join("\n"))
}

/// The word of an optional field.
fn word<E: Copy>(word: Option<&Word<E>>) -> Option<E> {
    word.map(|word| word.0)
}

/// The date of an optional field.
fn when<T: Copy>(when: Option<&Spanned<When<T>>>) -> Option<T> {
    when.map(|when| when.value.0)
}

/// The place in a list.
fn place(index: usize) -> i32 {
    i32::try_from(index).unwrap_or(i32::MAX)
}

/// The last day that an optional partial date covers.
fn last_day(date: Option<&Spanned<When<PartialDate>>>) -> Option<NaiveDate> {
    when(date).map(PartialDate::last_day)
}
