//! What reading leaves a line in the ledger (decision step 9, 3.8): content that is closed, restricted, marked, under embargo
//! or personal, and the ledger itself.
//!
//! # Why
//! A row is read with the answer to the question whether its reading is written down, in the statement that reads it: no
//! second look-up, and none that could be forgotten. What anybody may read costs the question alone.
//!
//! Who reads may read what they left. So a line never tells of more than its reader knew: what hangs from a closed item
//! is as narrow as that item for those who read the item in full, and for those who came to it otherwise it is as narrow as
//! it says itself.

use entities::{
    action, action_update, action_update_note,
    agenda_item::{self, Part},
    agenda_item_outcome, agenda_item_paper, agenda_item_text, agreement, attendance, attendance_apology,
    audit_event::{self, Class, Record},
    board, comment, contact_point, decision, grant,
    marking::{self, Category},
    meeting, minute_section, minute_section_text, minutes, paper, paper_text, programme, programme_detail,
    programme_update, recommendation, recommendation_evidence, review,
};
use sea_orm::{
    ActiveEnum as _, ColumnTrait, Condition, EntityTrait,
    sea_query::{CaseStatement, Expr, ExprTrait as _, Func, Query},
};

use super::{
    Read, Right, Who, agenda_item as agenda,
    minutes::full as words,
    paper::{embargoed, full},
    pieces::{all, any, col, me, my_account, only, parent},
};

/// What a line says of the reading of a row.
pub(crate) struct Consulted {
    table: &'static str,
    /// The kind of record that was read, as the column or the word of it.
    pub(crate) record: fn() -> Expr,
    /// Its id.
    pub(crate) of: fn() -> Expr,
    /// The kind of content; null where reading leaves no line.
    pub(crate) class: fn(Who) -> Expr,
}

/// What is written down when rows of this noun are read; none where that leaves no line.
pub(crate) fn consulted<E: EntityTrait>() -> Option<&'static Consulted> {
    let table = E::default().table_name();
    CONSULTED.iter().find(|consulted| consulted.table == table)
}

/// A value of the one row of another table that the row at hand points to.
fn of_row<C: ColumnTrait, K: ColumnTrait>(column: C, key: K, value: Expr) -> Expr {
    of_known(column, key, Condition::all(), value)
}

/// The same, of a row that meets a condition.
fn of_known<C: ColumnTrait, K: ColumnTrait>(column: C, key: K, rows: Condition, value: Expr) -> Expr {
    let same = Expr::col(key.as_column_ref()).equals(column.as_column_ref());
    let mut row = Query::select().expr(value).from(key.entity_name()).and_where(same).limit(1).to_owned();
    Expr::SubQuery(None, Box::new(row.cond_where(rows).take().into()))
}

/// A class, where a condition holds.
fn class(class: Class, rows: Condition) -> Expr {
    CaseStatement::new().case(rows, Expr::val(class.to_value())).into()
}

/// The first of these that there is.
fn first(classes: [Expr; 2]) -> Expr {
    Func::coalesce(classes).into()
}

/// What is under a marking: by its category, where the law has one for it, and else by whom it is for.
fn marked<C: ColumnTrait>(column: C) -> Expr {
    use marking::Column as M;
    let of = |category: Category, class: Class| (only(M::Category.eq(category)), class);
    let classes = [
        of(Category::Operational, Class::Operational),
        of(Category::Personal, Class::Personal),
        of(Category::SpecialCategory, Class::SpecialCategory),
        (only(M::RecipientsOnly.eq(true)), Class::Restricted),
    ];
    let case = classes
        .into_iter()
        .fold(CaseStatement::new(), |case, (rows, class)| case.case(rows, Expr::val(class.to_value())));
    of_row(column, M::Id, case.finally(Expr::val(Class::Marked.to_value())).into())
}

/// A part of a meeting or of its minutes that is not open.
fn part<C: ColumnTrait>(part: C, marking: C) -> Expr {
    let is = |part_is: Part| only(part.eq(part_is));
    let narrow = CaseStatement::new()
        .case(is(Part::Closed), Expr::val(Class::Closed.to_value()))
        .case(is(Part::Restricted), Expr::val(Class::Restricted.to_value()));
    first([marked(marking), narrow.into()])
}

/// An item whose words are read.
fn item<C: ColumnTrait>(item: C) -> Expr {
    use agenda_item::Column as I;
    of_row(item, I::Id, part(I::Part, I::MarkingId))
}

fn of_item<C: ColumnTrait>(item: C, viewer: Who) -> Expr {
    use agenda_item::Column as I;
    let narrow = any([only(I::Part.ne(Part::Open)), only(I::MarkingId.is_not_null())]);
    of_known(item, I::Id, all([narrow, agenda::words(item, viewer)]), part(I::Part, I::MarkingId))
}

/// A section is as narrow as its edition, too.
fn section<C: ColumnTrait>(section: C, rows: Condition) -> Expr {
    use minute_section::Column as S;
    let edition = of_row(S::MinutesId, minutes::Column::Id, marked(minutes::Column::MarkingId));
    of_known(section, S::Id, rows, first([part(S::Part, S::MarkingId), edition]))
}

/// A paper is as narrow as the items that it lies under.
fn paper_itself(viewer: Who) -> Expr {
    use agenda_item_paper::Column as L;
    let narrow = parent(L::ItemId, agenda_item::Column::Id, only(agenda_item::Column::Part.ne(Part::Open)));
    let under = all([narrow, agenda::words(L::ItemId, viewer)]);
    let lies = class(Class::Closed, parent(paper::Column::Id, L::PaperId, under));
    first([marked(paper::Column::MarkingId), first([class(Class::Embargoed, embargoed(viewer)), lies])])
}

fn of_paper<C: ColumnTrait>(paper: C, viewer: Who) -> Expr {
    of_known(paper, paper::Column::Id, full(paper, viewer), paper_itself(viewer))
}

/// An action is as narrow as the item at which it was raised.
fn action_itself(viewer: Who) -> Expr {
    first([marked(action::Column::MarkingId), of_item(action::Column::RaisedItemId, viewer)])
}

fn of_action<C: ColumnTrait>(action: C, viewer: Who) -> Expr {
    of_row(action, action::Column::Id, action_itself(viewer))
}

/// A recommendation is as narrow as the paper that makes it, and as the item at which it was put.
fn recommendation_itself(viewer: Who) -> Expr {
    use recommendation::Column as R;
    first([marked(R::MarkingId), first([of_item(R::ItemId, viewer), of_paper(R::PaperId, viewer)])])
}

/// A comment is as narrow as what it is on, and read of that.
fn of_comment(viewer: Who) -> Expr {
    use comment::Column as C;
    let editions = Read::<minutes::Entity>::rows(viewer);
    let edition = of_known(C::MinutesId, minutes::Column::Id, editions, marked(minutes::Column::MarkingId));
    let words = section(C::SectionId, words(C::SectionId, viewer));
    first([words, first([of_paper(C::PaperId, viewer), edition])])
}

fn commented() -> Expr {
    use comment::Column as C;
    CaseStatement::new()
        .case(only(C::SectionId.is_not_null()), Expr::val(Record::MinuteSection.to_value()))
        .case(only(C::PaperId.is_not_null()), Expr::val(Record::Paper.to_value()))
        .finally(Expr::val(Record::Minutes.to_value()))
        .into()
}

/// What was read of somebody else.
fn anothers(person: impl ColumnTrait, viewer: Who) -> Condition {
    all([only(person.is_not_null()), me(person, viewer).not()])
}

macro_rules! consulted {
    ($($table:ident as $record:ident of $of:expr, $viewer:ident => $class:expr;)*) => {
        /// All that is written down.
        pub(super) const CONSULTED: &[Consulted] = &[
            $(Consulted {
                table: stringify!($table),
                record: || Expr::val(Record::$record.to_value()),
                of: || $of,
                class: |$viewer| $class,
            },)*
            Consulted {
                table: "comment",
                record: commented,
                of: || first([
                    col(comment::Column::SectionId),
                    first([col(comment::Column::PaperId), col(comment::Column::MinutesId)]),
                ]),
                class: of_comment,
            },
            // Whose lines of others are read is told of the records that they are of.
            Consulted {
                table: "audit_event",
                record: || col(audit_event::Column::Record),
                of: || col(audit_event::Column::RecordId),
                class: |viewer| class(Class::Ledger, my_account(audit_event::Column::AccountId, viewer).not()),
            },
        ];
    };
}

consulted! {
    action as Action of col(action::Column::Id), viewer => action_itself(viewer);
    action_update as ActionUpdate of col(action_update::Column::Id), viewer =>
        of_action(action_update::Column::ActionId, viewer);
    action_update_note as ActionUpdate of col(action_update_note::Column::UpdateId), viewer => of_row(
        action_update_note::Column::UpdateId,
        action_update::Column::Id,
        of_action(action_update::Column::ActionId, viewer),
    );
    agenda_item_outcome as AgendaItem of col(agenda_item_outcome::Column::ItemId), _who =>
        item(agenda_item_outcome::Column::ItemId);
    agenda_item_text as AgendaItem of col(agenda_item_text::Column::ItemId), _who =>
        item(agenda_item_text::Column::ItemId);
    agreement as Agreement of col(agreement::Column::Id), _who => marked(agreement::Column::MarkingId);
    attendance_apology as Person
        of of_row(attendance_apology::Column::AttendanceId, attendance::Column::Id, col(attendance::Column::PersonId)),
        viewer => of_row(
            attendance_apology::Column::AttendanceId,
            attendance::Column::Id,
            class(Class::Personal, anothers(attendance::Column::PersonId, viewer)),
        );
    board as Board of col(board::Column::Id), _who => marked(board::Column::MarkingId);
    // A mailbox of an office is nobody's own.
    contact_point as Person of col(contact_point::Column::PersonId), viewer => class(
        Class::Personal,
        all([
            only(contact_point::Column::Kind.ne(contact_point::Kind::RoleMailbox)),
            anothers(contact_point::Column::PersonId, viewer),
        ]),
    );
    decision as Decision of col(decision::Column::Id), viewer => first([
        marked(decision::Column::MarkingId),
        first([of_item(decision::Column::ItemId, viewer), of_paper(decision::Column::PaperId, viewer)]),
    ]);
    grant as Grant of col(grant::Column::Id), _who => marked(grant::Column::MarkingId);
    meeting as Meeting of col(meeting::Column::Id), _who => marked(meeting::Column::MarkingId);
    minute_section_text as MinuteSection of col(minute_section_text::Column::SectionId), _who =>
        section(minute_section_text::Column::SectionId, Condition::all());
    minutes as Minutes of col(minutes::Column::Id), _who => marked(minutes::Column::MarkingId);
    paper as Paper of col(paper::Column::Id), viewer => paper_itself(viewer);
    paper_text as Paper of col(paper_text::Column::PaperId), viewer =>
        of_row(paper_text::Column::PaperId, paper::Column::Id, paper_itself(viewer));
    programme as Programme of col(programme::Column::Id), _who => marked(programme::Column::MarkingId);
    programme_detail as Programme of col(programme_detail::Column::ProgrammeId), _who => of_row(
        programme_detail::Column::ProgrammeId,
        programme::Column::Id,
        marked(programme::Column::MarkingId),
    );
    programme_update as ProgrammeUpdate of col(programme_update::Column::Id), _who =>
        marked(programme_update::Column::MarkingId);
    recommendation as Recommendation of col(recommendation::Column::Id), viewer => recommendation_itself(viewer);
    recommendation_evidence as Recommendation of col(recommendation_evidence::Column::RecommendationId), viewer => of_row(
        recommendation_evidence::Column::RecommendationId,
        recommendation::Column::Id,
        recommendation_itself(viewer),
    );
    review as Review of col(review::Column::Id), _who => marked(review::Column::MarkingId);
}
