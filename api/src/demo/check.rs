//! The rules that files of records must keep, beyond their format. What the sources themselves leave open is a doubt,
//! not a mistake: the record holds what is known.

mod agreement;
mod decision;
mod paper;

use std::collections::HashSet;

use entities::{PartialDate, action, agenda_item::Part, attendance::Capacity, minutes::Status};
use serde_saphyr::Spanned;

use super::{
    format::{
        Account, Action, Affiliation, Area, Attendance, Board, Grant, Invitation, Item, Marking, Meeting, Minutes,
        Person, Programme, Section, Sheet,
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
        page.papers.iter().try_for_each(|paper| rule.paper(paper))?;
        page.agreements.iter().try_for_each(|agreement| rule.agreement(agreement))?;
        page.decisions.iter().try_for_each(|decision| rule.decision(decision))?;
        page.recommendations.iter().try_for_each(|recommendation| rule.recommendation(recommendation))?;
        page.reviews.iter().try_for_each(|review| rule.review(review))?;
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
        if account.kind.0 == Kind::Service && account.scopes.is_none() {
            return self.mistake(&account.slug, "a SERVICE account needs scopes: a system may do only what is listed");
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
        meeting.items.iter().try_for_each(|item| self.item(item))?;
        self.runs(&meeting.items)?;
        for Attendance { person, organisation, capacity, substitute_for, .. } in &meeting.attendance {
            self.substitute(person, capacity.0, organisation.as_ref(), substitute_for.as_ref())?;
        }
        for Invitation { person, organisation, capacity, substitute_for, items, .. } in &meeting.invitations {
            self.substitute(person, capacity.0, organisation.as_ref(), substitute_for.as_ref())?;
            self.distinct(items)?;
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

    /// A substitute has the rights of somebody else for somebody's seat: both have to be known (T6).
    fn substitute(&self, who: &Name, capacity: Capacity, of: Option<&Name>, principal: Option<&Name>) -> Checked {
        match (capacity, of, principal) {
            (Capacity::Substitute, Some(_), Some(principal)) if principal.value == who.value => {
                self.mistake(principal, "nobody stands in for themselves")
            }
            (Capacity::Substitute, Some(_), Some(_)) => Ok(()),
            (Capacity::Substitute, ..) => self.mistake(
                who,
                "a SUBSTITUTE needs an organisation and substitute_for, the person whose rights they have",
            ),
            (_, _, Some(principal)) => self.mistake(principal, "substitute_for is for a SUBSTITUTE"),
            _ => Ok(()),
        }
    }

    fn item(&self, item: &Item) -> Checked {
        let message = match (item.part.value.0, run(item)) {
            (Part::Open, Run::Closed) => "the numbers of open items do not begin with C, which is for closed ones",
            (Part::Open, Run::Hidden) if !narrows(item.marking.as_ref()) => {
                "the numbers of open items do not begin with R, which is for items that leave no trace"
            }
            (Part::Closed, Run::Open) => {
                "the numbers of closed items begin with C, so that the open items keep a whole sequence"
            }
            (Part::Restricted, Run::Open | Run::Closed) => {
                "the numbers of restricted items begin with R, so that the open and the closed ones keep whole sequences"
            }
            _ => {
                return self
                    .part(&item.part, item.closed_reason.as_deref(), item.marking.as_ref())
                    .and_then(|()| self.audience(&item.part, &item.audience));
            }
        };
        self.mistake(&item.number, message)
    }

    /// What is hidden without a stub leaves no gap in the numbers that others read (L5): an open item that a marking hides
    /// has a number of the run for that, or is the last of its run. Those that are not open are numbered as they are read.
    fn runs(&self, items: &[Item]) -> Checked {
        let mut numbers = items.iter().filter(|item| run(item) == Run::Open);
        let hidden = numbers.find(|item| narrows(item.marking.as_ref()));
        let (Some(hidden), Some(after)) = (hidden, numbers.find(|item| !narrows(item.marking.as_ref()))) else {
            return Ok(());
        };
        let message = format!(
            "a marking hides this item, and {} after it would show the gap: let its number begin with R",
            after.number.value
        );
        self.mistake(&hidden.number, message)
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
        if let Some(item) = item.filter(|item| !item.audience.is_empty())
            && let Some(beside) = section.audience.iter().find(|of| !item.audience.iter().any(|o| o.value == of.value))
        {
            let message = format!("the section's item, {}, is not for {}", item.number.value, beside.value);
            return self.mistake(beside, message);
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
        let Some(marking) = marking else { return Ok(()) };
        if let (Some(category), None, true) = (&marking.category, &marking.owner, needs_agreement(marking)) {
            let message =
                "records of this category pass from their owner under an agreement: the marking needs an owner";
            return self.mistake(category, message);
        }
        self.distinct(&marking.recipients).and(self.distinct(&marking.organisations))
    }

    fn action(&mut self, action: &Action) -> Checked {
        self.marking(action.marking.as_ref())?;
        if let (Some(item), None) = (&action.item, &action.raised_at) {
            return self.mistake(item, "an item needs the meeting it is of, in raised_at");
        }
        if let (Some(meeting), None) = (&action.raised_at, &action.board) {
            // Without one nobody but its owners would ever see it again.
            return self.mistake(meeting, "an action raised at a meeting needs the board that follows it, in board");
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
        let mut panel = HashSet::new();
        if let Some(twice) = programme.scorers.iter().find(|scorer| !panel.insert(scorer.person.value.as_str())) {
            return self.mistake(&twice.person, format!("{} is on the panel twice", twice.person.value));
        }
        [&programme.sites, &programme.partners, &programme.providers, &programme.funders]
            .into_iter()
            .try_for_each(|names| self.distinct(names))
    }

    fn grant(&self, grant: &Grant) -> Checked {
        self.span(grant.starts.as_ref(), grant.ends.as_ref())?;
        if let Some(odd) = grant.scores.iter().find(|score| !(0..=score.out_of).contains(&score.points)) {
            return self.mistake(&odd.scorer, "points lie between 0 and what they are out of");
        }
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

/// The sequences of an agenda's numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Run {
    /// What everybody reads: 1, 2, 3.
    Open,
    /// What leaves a stub: C1, C2.
    Closed,
    /// What leaves nothing: R1, R2.
    Hidden,
}

fn run(item: &Item) -> Run {
    match item.number.value.chars().next() {
        Some('C') => Run::Closed,
        Some('R') => Run::Hidden,
        _ => Run::Open,
    }
}

/// Whether a marking hides something from anybody.
fn narrows(marking: Option<&Marking>) -> bool {
    marking.is_some_and(|m| m.hmg_only || needs_agreement(m) || !m.recipients.is_empty() || !m.organisations.is_empty())
}

/// Whether what carries a marking passes from its owner to others under an agreement alone.
fn needs_agreement(marking: &Marking) -> bool {
    marking.category.as_ref().is_some_and(|category| category.value.0.needs_agreement())
}

/// How closed a part is, for comparing a section with its item.
fn closedness(part: Part) -> u8 {
    match part {
        Part::Open => 0,
        Part::Closed => 1,
        Part::Restricted => 2,
    }
}
