//! What a search may find: a text is found by whom it is for, and of a record that they may know of (L1, L2).
//!
//! # Why
//! The index knows every word of the record. So an entry of it has no rule of its own: it is there for a viewer exactly
//! where the row that holds the text is, by that row's own rule, which for a text of a narrower audience is the rule of
//! its narrow table. What a field mode withholds therefore cannot be searched, and a search tells no more than a list.

use entities::{
    action, action_update, agenda_item, agenda_item_outcome, agenda_item_text, agreement, board, decision,
    minute_section, minute_section_text, organisation, organisation_alias, paper, paper_text, person, programme,
    programme_detail, recommendation, recommendation_evidence, review,
    search_entry::{self, Source},
};
use sea_orm::{
    ColumnTrait, Condition, Iterable as _,
    sea_query::{Expr, ExprTrait as _, Query, SelectStatement},
};

use super::{
    Read, Right, Who,
    agenda_item::shown_as_stub,
    consulted::consulted,
    pieces::{all, any_of, col, never, only, parent},
    read,
    who::stated,
};

/// Who a text is for: the readers of its table's rows, unless another rule says so.
macro_rules! rule {
    ($viewer:ident $table:ident) => {
        Read::<$table::Entity>::rows($viewer)
    };
    ($viewer:ident $table:ident $rule:path) => {
        $rule($viewer)
    };
}

/// What a search looks through: for each text whether it is a name, the column and the key of its table, the noun of
/// the record that it is of, the noun's column of its board if it has one, and what the text is shown to, if that is not
/// what the table's rows are known to. Who reads a row of a narrow table knows of its noun.
macro_rules! texts {
    ($($source:ident: $name:literal $table:ident.$text:ident by $key:ident of $noun:ident
        $(on $board:ident)? $(if $rule:path)?;)*) => {
        /// Whether a text is a name or a title.
        pub(crate) fn is_name(source: Source) -> bool {
            match source {
                $(Source::$source => $name),*
            }
        }

        /// The text of this source in the row with a key: one value.
        pub(crate) fn text(source: Source, row: Expr) -> SelectStatement {
            match source {
                $(Source::$source => said(col($table::Column::$text), $table::Column::$key, row)),*
            }
        }

        /// What reading the text that a row holds leaves in the ledger: the kind of record, and the kind of content, which
        /// is null where it leaves nothing. None for texts whose reading never does.
        pub(crate) fn leaves(source: Source, row: Expr, viewer: Who) -> Option<(Expr, Expr)> {
            match source {
                $(Source::$source => {
                    let leaves = consulted::<entities::$table::Entity>()?;
                    let class = said((leaves.class)(viewer), $table::Column::$key, row);
                    Some(((leaves.record)(), Expr::SubQuery(None, Box::new(class.into()))))
                }),*
            }
        }

        /// The record at hand is of the one board whose id this yields.
        pub(crate) fn of_board(source: Source, board: &SelectStatement) -> Condition {
            match source {
                $(Source::$source => {
                    let _rows = never();
                    $(let _rows = at_board($noun::Column::Id, $noun::Column::$board, board);)?
                    _rows
                }),*
            }
        }

        /// The row that holds the text of the entry at hand is there for the viewer.
        fn readable(source: Source, viewer: Who) -> Condition {
            match source {
                $(Source::$source => {
                    let row = rule!(viewer $table $($rule)?);
                    parent(search_entry::Column::RowKey, $table::Column::$key, row)
                }),*
            }
        }
    };
}

texts! {
    ActionDescription: false action.Description by Id of action on BoardId;
    ActionUpdateText: false action_update.Text by Id of action_update on BoardId;
    AgendaItemPublicTitle: true agenda_item.PublicTitle by Id of agenda_item on BoardId if shown_as_stub;
    AgendaItemResult: false agenda_item_outcome.Result by ItemId of agenda_item on BoardId;
    AgendaItemTitle: true agenda_item_text.Title by ItemId of agenda_item on BoardId;
    AgreementTitle: true agreement.Title by Id of agreement;
    BoardName: true board.Name by Id of board on Id;
    BoardPurpose: false board.Purpose by Id of board on Id;
    BoardShortName: true board.ShortName by Id of board on Id;
    DecisionText: false decision.Text by Id of decision on BoardId;
    MinuteSectionBody: false minute_section_text.Body by SectionId of minute_section on BoardId;
    OrganisationAlias: true organisation_alias.Name by Id of organisation;
    OrganisationName: true organisation.Name by Id of organisation;
    OrganisationShortName: true organisation.ShortName by Id of organisation;
    PaperSummary: false paper_text.Summary by PaperId of paper on BoardId;
    PaperTitle: true paper.Title by Id of paper on BoardId;
    PersonName: true person.DisplayName by Id of person;
    ProgrammeName: true programme.Name by Id of programme on BoardId;
    ProgrammeSummary: false programme_detail.Summary by ProgrammeId of programme on BoardId;
    RecommendationEvidence: false recommendation_evidence.Evidence by RecommendationId of recommendation on BoardId;
    RecommendationText: false recommendation.Text by Id of recommendation on BoardId;
    ReviewTitle: true review.Title by Id of review on BoardId;
}

/// A value of the row with a key.
fn said<C: ColumnTrait>(value: Expr, key: C, row: Expr) -> SelectStatement {
    Query::select()
        .expr(value)
        .from(key.entity_name())
        .and_where(Expr::col(key.as_column_ref()).eq(row))
        .limit(1)
        .to_owned()
}

fn at_board<C: ColumnTrait>(id: C, board: C, named: &SelectStatement) -> Condition {
    let named = Expr::SubQuery(None, Box::new(named.clone().into()));
    parent(search_entry::Column::NodeKey, id, only(Expr::col(board.as_column_ref()).eq(named)))
}

/// The entries of these texts that the viewer may find.
pub(crate) fn found(sources: impl IntoIterator<Item = Source>, viewer: Who) -> Condition {
    let of = |source: Source| {
        let rule = || all([only(search_entry::Column::Source.eq(source)), readable(source, viewer)]);
        stated::<Source>(source as usize, viewer, rule)
    };
    any_of(sources.into_iter().map(of))
}

read!(search_entry, viewer => found(Source::iter(), viewer));
