//! The rules that files of records must keep, beyond their format. What the sources themselves leave open is a doubt,
//! not a mistake: the record holds what is known.

use std::collections::HashSet;

use entities::{PartialDate, action, agenda_item::Part, minutes::Status};
use serde_saphyr::Spanned;

use super::{
    format::{
        Account, Action, Affiliation, Area, Board, Grant, Item, Marking, Meeting, Minutes, Person, Programme, Section,
        Sheet,
    },
    value::{Mistake, Name, When, Word},
};

type Checked = Result<(), Mistake>;

/// Checks all files. Answers with the doubts.
pub(super) fn check(sheets: &[Sheet]) -> Result<Vec<Mistake>, Mistake> {
    let mut doubts = Vec::new();
    for Sheet { file, page } in sheets {
        let mut rule = Rule { file, doubts: &mut doubts };
        page.areas.iter().try_for_each(|area| rule.area(area))?;
        page.people.iter().try_for_each(|person| rule.person(person))?;
        page.accounts.iter().try_for_each(|account| rule.account(account))?;
        page.boards.iter().try_for_each(|board| rule.board(board))?;
        page.meetings.iter().try_for_each(|meeting| rule.meeting(meeting))?;
        page.actions.iter().try_for_each(|action| rule.action(action))?;
        page.programmes.iter().try_for_each(|programme| rule.programme(programme))?;
        page.grants.iter().try_for_each(|grant| rule.grant(grant))?;
    }
    Ok(doubts)
}

/// The rules, applied to one file.
struct Rule<'a> {
    file: &'a str,
    doubts: &'a mut Vec<Mistake>,
}

impl Rule<'_> {
    fn mistake<T>(&self, at: &Spanned<T>, message: impl Into<String>) -> Checked {
        Err(Mistake::at(self.file, at, message))
    }

    fn doubt<T>(&mut self, at: &Spanned<T>, message: impl Into<String>) {
        self.doubts.push(Mistake::at(self.file, at, message));
    }

    fn area(&self, area: &Area) -> Checked {
        self.distinct(&area.members)
    }

    fn person(&self, person: &Person) -> Checked {
        person
            .affiliations
            .iter()
            .try_for_each(|Affiliation { from, to, .. }| self.interval(from.as_ref(), to.as_ref()))
    }

    fn account(&self, account: &Account) -> Checked {
        use entities::account::Kind;
        match (account.kind.0, &account.person, &account.organisation) {
            (Kind::Person, Some(_), None) | (Kind::Service, None, Some(_)) => {}
            (Kind::Person, ..) => return self.mistake(
                &account.slug,
                "a PERSON account needs a person and has no organisation: affiliations say whose hats the person wears",
            ),
            (Kind::Service, ..) => {
                return self.mistake(&account.slug, "a SERVICE account needs an organisation and has no person");
            }
        }
        if account.sector.is_some() != account.about.is_some() {
            return self.mistake(
                &account.slug,
                "sector and about come together: an account with both is offered as a persona",
            );
        }
        Ok(())
    }

    fn board(&self, board: &Board) -> Checked {
        board.seats.iter().try_for_each(|seat| self.interval(seat.from.as_ref(), seat.to.as_ref()))?;
        board.members.iter().try_for_each(|member| self.interval(Some(&member.from), member.to.as_ref()))?;
        if board.predecessor_history && board.predecessor.is_none() {
            return self.mistake(&board.slug, "predecessor_history needs a predecessor");
        }
        self.marking(board.marking.as_ref())
    }

    fn meeting(&mut self, meeting: &Meeting) -> Checked {
        self.interval(meeting.starts_at.as_ref(), meeting.ends_at.as_ref())?;
        self.marking(meeting.marking.as_ref())?;
        for item in &meeting.items {
            self.item(item)?;
        }
        for invitation in &meeting.invitations {
            self.distinct(&invitation.items)?;
        }
        let mut editions = HashSet::new();
        for edition in &meeting.minutes {
            if !editions.insert(edition.edition.value) {
                let message = format!("the meeting {} has two editions {}", meeting.slug.value, edition.edition.value);
                return self.mistake(&edition.edition, message);
            }
            self.edition(meeting, edition)?;
        }
        Ok(())
    }

    fn item(&self, item: &Item) -> Checked {
        let part = item.part.value.0;
        match (part, item.number.value.starts_with('C')) {
            (Part::Open, true) => {
                return self
                    .mistake(&item.number, "the numbers of open items do not begin with C, which is for closed ones");
            }
            (Part::Closed | Part::Restricted, false) => return self.mistake(
                &item.number,
                "the numbers of closed and restricted items begin with C, so that the open items keep a whole sequence",
            ),
            _ => {}
        }
        self.part(&item.part, item.closed_reason.as_deref(), item.marking.as_ref())?;
        self.audience(&item.part, &item.audience)
    }

    fn edition(&mut self, meeting: &Meeting, edition: &Minutes) -> Checked {
        self.marking(edition.marking.as_ref())?;
        let agreed = edition.agreed_on.as_ref().map(|day| day.value.0);
        match (edition.status.0, agreed, &edition.published_at) {
            (Status::Published, None, _) => {
                self.doubt(&edition.edition, "published minutes without the day they were agreed on");
            }
            (_, Some(agreed), Some(published)) if published.value.0.date_naive() < agreed => {
                self.doubt(published, "minutes published before they were agreed");
            }
            _ => {}
        }
        edition.sections.iter().try_for_each(|section| self.section(meeting, section))
    }

    fn section(&self, meeting: &Meeting, section: &Section) -> Checked {
        let item = section.item.as_ref().and_then(|key| meeting.items.iter().find(|item| item.key.value == key.value));
        if let Some(item) = item
            && closedness(section.part.value.0) < closedness(item.part.value.0)
        {
            let message = format!("a section cannot be more open than its item, {}", item.number.value);
            return self.mistake(&section.part, message);
        }
        self.part(&section.part, section.closed_reason.as_deref(), section.marking.as_ref())?;
        self.audience(&section.part, &section.audience)
    }

    fn part(&self, part: &Spanned<Word<Part>>, reason: Option<&str>, marking: Option<&Marking>) -> Checked {
        self.marking(marking)?;
        match part.value.0 {
            Part::Closed | Part::Restricted if reason.is_none() => {
                self.mistake(part, "a part that is not OPEN needs a closed_reason")
            }
            Part::Restricted if marking.is_none_or(|marking| marking.recipients.is_empty()) => {
                self.mistake(part, "a RESTRICTED part needs a marking with recipients: nobody else reads it")
            }
            Part::Open | Part::Closed | Part::Restricted => Ok(()),
        }
    }

    fn audience(&self, part: &Spanned<Word<Part>>, audience: &[Name]) -> Checked {
        if part.value.0 == Part::Open && !audience.is_empty() {
            return self.mistake(part, "an OPEN part has no audience: it is for every reader of the meeting");
        }
        self.distinct(audience)
    }

    fn marking(&self, marking: Option<&Marking>) -> Checked {
        marking.map_or(Ok(()), |marking| self.distinct(&marking.recipients).and(self.distinct(&marking.organisations)))
    }

    fn action(&mut self, action: &Action) -> Checked {
        self.marking(action.marking.as_ref())?;
        if let (Some(item), None) = (&action.item, &action.raised_at) {
            return self.mistake(item, "an item needs the meeting it is of, in raised_at");
        }
        for owner in &action.owners {
            match (&owner.organisation, &owner.board, &owner.person) {
                (Some(_), Some(board), _) | (_, Some(board), Some(_)) => {
                    return self.mistake(
                        board,
                        "an owner is a board, an organisation, a person, or a person of an organisation",
                    );
                }
                (None, None, None) => return self.mistake(&action.slug, "an owner of this action names nobody"),
                _ => {}
            }
        }
        if action.beneficiaries.iter().any(|whom| whom.organisation.is_none() && whom.person.is_none()) {
            return self.mistake(&action.slug, "a beneficiary of this action names nobody");
        }
        if action.owners.is_empty() && action.status.0 != action::Status::Open {
            self.doubt(&action.slug, "an action past OPEN without an owner");
        }
        Ok(())
    }

    fn programme(&self, programme: &Programme) -> Checked {
        self.span(programme.starts.as_ref(), programme.ends.as_ref())?;
        self.marking(programme.marking.as_ref())?;
        programme.updates.iter().try_for_each(|update| self.marking(update.marking.as_ref()))?;
        [&programme.sites, &programme.partners, &programme.providers, &programme.funders]
            .into_iter()
            .try_for_each(|names| self.distinct(names))
    }

    fn grant(&self, grant: &Grant) -> Checked {
        self.span(grant.starts.as_ref(), grant.ends.as_ref())?;
        self.marking(grant.marking.as_ref())
    }

    /// Intervals are half-open, so one that ends when it starts holds nothing.
    fn interval<T: PartialOrd>(&self, from: Option<&Spanned<When<T>>>, to: Option<&Spanned<When<T>>>) -> Checked {
        match (from, to) {
            (Some(from), Some(to)) if to.value.0 <= from.value.0 => self.mistake(to, "the end is not after the start"),
            _ => Ok(()),
        }
    }

    /// Partial dates cover whole ranges of days, both ends included.
    fn span(&self, from: Option<&Spanned<When<PartialDate>>>, to: Option<&Spanned<When<PartialDate>>>) -> Checked {
        match (from, to) {
            (Some(from), Some(to)) if to.value.0.last_day() < from.value.0.first_day() => {
                self.mistake(to, "the end is before the start")
            }
            _ => Ok(()),
        }
    }

    fn distinct(&self, names: &[Name]) -> Checked {
        let mut seen = HashSet::new();
        match names.iter().find(|name| !seen.insert(name.value.as_str())) {
            Some(twice) => self.mistake(twice, format!("{} is listed twice", twice.value)),
            None => Ok(()),
        }
    }
}

/// How closed a part is, for comparing a section with its item.
fn closedness(part: Part) -> u8 {
    match part {
        Part::Open => 0,
        Part::Closed => 1,
        Part::Restricted => 2,
    }
}
