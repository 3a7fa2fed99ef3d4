//! The nouns that can be read: their keys, the orders and filters of their lists, and what hangs from what.
//!
//! Filters narrow what the policy already admits. A filter that names another record asks for it by a scoped
//! sub-select, so that naming a hidden record finds as little as naming none.

use chrono::NaiveDate;
pub(crate) use entities::FAR;
use entities::{
    access_grant, account, action, action_beneficiary, action_owner, action_owner_person, action_progress,
    action_update, action_update_note, affiliation, agenda_item, agenda_item_outcome, agenda_item_paper,
    agenda_item_text, agreement, agreement_category, agreement_gateway, agreement_party, agreement_purpose,
    agreement_signature, agreement_terms, agreement_text, area, area_member, attendance, attendance_apology,
    audit_event, board, circulation, circulation_recipient, comment, contact_point, decision, grant, grant_line,
    grant_payment, grant_score, grant_terms, grant_total, invitation, invitation_item, meeting, meeting_turnout,
    meeting_venue, membership, minute_section, minute_section_text, minutes, organisation, organisation_alias, paper,
    paper_author, paper_text, paper_version, person, person_variant, programme, programme_detail, programme_party,
    programme_risk, programme_site, programme_successor, programme_update, recommendation, recommendation_evidence,
    recommendation_target, review, seat,
};
use sea_orm::{
    ColumnTrait, Condition, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Alias, Expr, ExprTrait as _, Query, SelectStatement},
};
use uuid::Uuid;

pub(crate) use super::page::Noun;
use super::{
    access_grant::AccessGrantFilter,
    action::ActionFilter,
    agreement::AgreementFilter,
    audit_event::AuditEventFilter,
    decision::DecisionFilter,
    page::{Relation, Sort, Via},
    paper::PaperFilter,
    programme::ProgrammeFilter,
    recommendation::RecommendationFilter,
    review::ReviewFilter,
};
use crate::{
    policy::{Read, Right},
    viewer::Viewer,
};

/// How a caller names a record: by its id or by its slug.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Ref {
    Id(Uuid),
    Slug(String),
}

/// A noun that has a slug.
pub(crate) trait Slugged: Noun {
    fn slug() -> Self::Column;
}

/// `column` is the id of the readable record that `named` names: one value, so that an index on the column is entered
/// at one place and read on in its own order.
pub(super) fn names<E: Slugged, C: ColumnTrait>(column: C, named: &Ref, viewer: &Viewer) -> Condition
where
    Read<E>: Right<On = E>,
{
    let id = Expr::SubQuery(None, Box::new(named_id::<E>(named, viewer).into()));
    Condition::all().add(Expr::col(column.as_column_ref()).eq(id))
}

/// The id of the readable record that `named` names.
pub(super) fn named_id<E: Slugged>(named: &Ref, viewer: &Viewer) -> SelectStatement
where
    Read<E>: Right<On = E>,
{
    let named = match named {
        Ref::Id(id) => E::id().eq(*id),
        Ref::Slug(slug) => E::slug().eq(slug.as_str()),
    };
    E::find().select_only().column(E::id()).filter(Read::<E>::rows(viewer.who())).filter(named).limit(1).into_query()
}

/// Each word of a list once: a caller may repeat a word more often than a statement holds values.
pub(super) fn each_once<T: Copy + PartialEq>(words: &[T]) -> Vec<T> {
    let mut once = Vec::new();
    for word in words {
        if !once.contains(word) {
            once.push(*word);
        }
    }
    once
}

/// A noun whose lists have one order and no filter.
macro_rules! noun {
    ($($module:ident $word:literal $id:ident by $($column:ident),*;)*) => {$(
        impl Noun for $module::Entity {
            const WORD: &'static str = $word;
            type Filter = ();
            type Order = ();

            fn id() -> $module::Column {
                $module::Column::$id
            }

            fn sort((): ()) -> Sort<$module::Column> {
                Sort { by: &[$($module::Column::$column),*], descending: false }
            }

            fn keeps((): &(), _: &Viewer) -> Condition {
                Condition::all()
            }
        }
    )*};
}

noun! {
    account "account" Id by Slug;
    action_beneficiary "beneficiary" Id by Position;
    action_owner "owner" Id by Position;
    action_owner_person "owner-person" OwnerId by;
    action_progress "progress" ActionId by;
    action_update "update" Id by CreatedAt;
    action_update_note "note" UpdateId by;
    affiliation "affiliation" Id by Position;
    agenda_item "item" Id by Position;
    agenda_item_outcome "item-outcome" ItemId by;
    agenda_item_paper "item-paper" Id by;
    agenda_item_text "item-text" ItemId by;
    agreement_category "agreement-category" Id by Category;
    agreement_gateway "gateway" Id by Position;
    agreement_party "agreement-party" Id by Position;
    agreement_purpose "agreement-purpose" Id by Position;
    agreement_signature "signature" PartyId by;
    agreement_terms "terms" AgreementId by;
    agreement_text "agreement-text" AgreementId by;
    area_member "area-member" Id by;
    attendance_apology "apology" AttendanceId by;
    circulation "circulation" Id by SentAt;
    circulation_recipient "circulation-recipient" Id by Position;
    comment "comment" Id by At;
    contact_point "contact" Id by Kind, Value;
    grant "grant" Id by Slug;
    grant_line "line" Id by Position;
    grant_payment "payment" Id by Position;
    grant_score "score" Id by Position;
    grant_terms "match-terms" GrantId by;
    grant_total "score-total" GrantId by;
    invitation "invitation" Id by InvitedOn, Position;
    invitation_item "invitation-item" Id by;
    meeting_turnout "turnout" MeetingId by;
    meeting_venue "venue" MeetingId by;
    minute_section "section" Id by Position, CreatedAt;
    minute_section_text "section-text" SectionId by;
    organisation_alias "alias" Id by Name;
    paper_author "author" Id by Position;
    paper_text "paper-text" PaperId by;
    paper_version "paper-version" Id by Number;
    person_variant "variant" Id by Name;
    programme_detail "detail" ProgrammeId by;
    programme_party "party" Id by Role, Position;
    programme_risk "risk" ProgrammeId by;
    programme_site "site" Id by;
    programme_successor "successor" ProgrammeId by;
    programme_update "programme-update" Id by CreatedAt;
    recommendation_evidence "evidence" RecommendationId by;
    recommendation_target "target" Id by Position;
    seat "seat" Id by Position;
}

macro_rules! slugged {
    ($($module:ident),*) => {$(
        impl Slugged for $module::Entity {
            fn slug() -> $module::Column {
                $module::Column::Slug
            }
        }
    )*};
}
slugged!(
    action,
    agreement,
    area,
    board,
    decision,
    grant,
    meeting,
    organisation,
    paper,
    person,
    programme,
    recommendation,
    review
);

/// A noun with orders and a filter of its own.
macro_rules! listed {
    ($module:ident $word:literal, $filter:ident, $order:ident {
        $($(#[$doc:meta])* $variant:ident => [$($column:ident),*] $descending:literal),* $(,)?
    }) => {
        /// What a list is sorted by; the id decides between equals.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub(crate) enum $order {
            $($(#[$doc])* $variant),*
        }

        impl Noun for $module::Entity {
            const WORD: &'static str = $word;
            type Filter = $filter;
            type Order = $order;

            fn id() -> $module::Column {
                $module::Column::Id
            }

            fn sort(order: $order) -> Sort<$module::Column> {
                match order {
                    $($order::$variant => Sort { by: &[$($module::Column::$column),*], descending: $descending }),*
                }
            }

            fn keeps(filter: &$filter, viewer: &Viewer) -> Condition {
                filter.keeps(viewer)
            }
        }
    };
}

listed!(access_grant "access-grant", AccessGrantFilter, AccessGrantOrder { #[default] Latest => [StartsAt] true });
listed!(agreement "agreement", AgreementFilter, AgreementOrder { #[default] Title => [Title] false });
listed!(audit_event "audit-event", AuditEventFilter, AuditEventOrder { #[default] Latest => [Seq] true });
listed!(area "area", AreaFilter, AreaOrder { #[default] Name => [Slug] false });
listed!(organisation "organisation", OrganisationFilter, OrganisationOrder { #[default] Name => [Name] false });
listed!(person "person", PersonFilter, PersonOrder { #[default] Name => [DisplayName] false });
listed!(board "board", BoardFilter, BoardOrder { #[default] Name => [Name] false });
listed!(membership "membership", MembershipFilter, MembershipOrder { #[default] Started => [StartsOn, Position] false });
listed!(meeting "meeting", MeetingFilter, MeetingOrder { Earliest => [Day, Slug] false, #[default] Latest => [Day, Slug] true });
listed!(attendance "attendance", AttendanceFilter, AttendanceOrder { #[default] Printed => [Position] false });
listed!(minutes "minutes", MinutesFilter, MinutesOrder { #[default] LatestEdition => [Edition] true });
listed!(action "action", ActionFilter, ActionOrder {
    #[default] Due => [DueBy, Slug] false,
    Oldest => [RaisedBy, Slug] false,
});
listed!(decision "decision", DecisionFilter, DecisionOrder { Earliest => [Day, Slug] false, #[default] Latest => [Day, Slug] true });
listed!(paper "paper", PaperFilter, PaperOrder {
    #[default] Title => [Title] false,
    Latest => [Day, Slug] true,
});
listed!(programme "programme", ProgrammeFilter, ProgrammeOrder {
    #[default] Name => [Name] false,
    FundingEnds => [FundingEnds, Name] false,
});

listed!(recommendation "recommendation", RecommendationFilter, RecommendationOrder { #[default] Due => [DueBy, Slug] false });
listed!(review "review", ReviewFilter, ReviewOrder { #[default] Title => [Title] false });

/// Which areas to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct AreaFilter {
    pub(crate) kind: Option<area::Kind>,
}

impl AreaFilter {
    fn keeps(&self, _: &Viewer) -> Condition {
        Condition::all().add_option(self.kind.map(|kind| area::Column::Kind.eq(kind)))
    }
}

/// Which organisations to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct OrganisationFilter {
    pub(crate) sector: Option<organisation::Sector>,
    pub(crate) area: Option<Ref>,
}

impl OrganisationFilter {
    fn keeps(&self, viewer: &Viewer) -> Condition {
        use organisation::Column as C;
        Condition::all()
            .add_option(self.sector.map(|sector| C::Sector.eq(sector)))
            .add_option(self.area.as_ref().map(|area| names::<area::Entity, _>(C::AreaId, area, viewer)))
    }
}

/// Which people to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct PersonFilter {
    pub(crate) organisation: Option<Ref>,
}

impl PersonFilter {
    fn keeps(&self, viewer: &Viewer) -> Condition {
        let Some(organisation) = &self.organisation else { return Condition::all() };
        let people = super::noun::pick_scoped::<affiliation::Entity>(
            affiliation::Column::PersonId,
            names::<organisation::Entity, _>(affiliation::Column::OrganisationId, organisation, viewer),
            viewer,
        );
        Condition::all().add(person::Column::Id.in_subquery(people))
    }
}

/// A column of the readable rows that meet a condition.
pub(super) fn pick_scoped<E: Noun>(column: E::Column, rows: Condition, viewer: &Viewer) -> SelectStatement
where
    Read<E>: Right<On = E>,
{
    E::find().select_only().column(column).filter(Read::<E>::rows(viewer.who())).filter(rows).into_query()
}

/// Which boards to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct BoardFilter {
    pub(crate) kind: Option<board::Kind>,
    pub(crate) area: Option<Ref>,
}

impl BoardFilter {
    fn keeps(&self, viewer: &Viewer) -> Condition {
        use board::Column as C;
        Condition::all()
            .add_option(self.kind.map(|kind| C::Kind.eq(kind)))
            .add_option(self.area.as_ref().map(|area| names::<area::Entity, _>(C::AreaId, area, viewer)))
    }
}

/// Which memberships to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct MembershipFilter {
    pub(crate) on: Option<NaiveDate>,
}

impl MembershipFilter {
    fn keeps(&self, _: &Viewer) -> Condition {
        use membership::Column as C;
        let Some(day) = self.on else { return Condition::all() };
        Condition::all().add(C::StartsOn.lte(day)).add(Condition::any().add(C::EndsOn.is_null()).add(C::EndsOn.gt(day)))
    }
}

/// Which meetings to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct MeetingFilter {
    pub(crate) board: Option<Ref>,
    pub(crate) from: Option<NaiveDate>,
    pub(crate) to: Option<NaiveDate>,
    pub(crate) status: Option<Vec<meeting::Status>>,
}

impl MeetingFilter {
    fn keeps(&self, viewer: &Viewer) -> Condition {
        use meeting::Column as C;
        Condition::all()
            .add_option(self.board.as_ref().map(|board| names::<board::Entity, _>(C::BoardId, board, viewer)))
            .add_option(self.from.map(|from| Condition::all().add(C::Day.gte(from)).add(C::Day.lt(FAR))))
            .add_option(self.to.map(|to| C::Day.lte(to)))
            .add_option(self.status.as_ref().map(|status| C::Status.is_in(each_once(status))))
    }
}

/// Which attendances to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct AttendanceFilter {
    pub(crate) status: Option<attendance::Status>,
}

impl AttendanceFilter {
    fn keeps(&self, _: &Viewer) -> Condition {
        Condition::all().add_option(self.status.map(|status| attendance::Column::Status.eq(status)))
    }
}

/// Which editions of minutes to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct MinutesFilter {
    pub(crate) status: Option<minutes::Status>,
}

impl MinutesFilter {
    fn keeps(&self, _: &Viewer) -> Condition {
        Condition::all().add_option(self.status.map(|status| minutes::Column::Status.eq(status)))
    }
}

/// Lists that hang from a record by one of the child's own columns.
macro_rules! hangs {
    ($($name:ident: $module:ident by $column:ident, $word:literal;)*) => {$(
        pub(crate) static $name: Relation<$module::Entity> =
            Relation { name: $word, via: Via::Column($module::Column::$column) };
    )*};
}

pub(super) use hangs;

hangs! {
    ALIASES: organisation_alias by OrganisationId, "organisation.aliases";
    CONTACTS_OF_ORGANISATION: contact_point by OrganisationId, "organisation.contacts";
    SEATS_OF_ORGANISATION: seat by OrganisationId, "organisation.seats";
    VARIANTS: person_variant by PersonId, "person.variants";
    AFFILIATIONS: affiliation by PersonId, "person.affiliations";
    CONTACTS_OF_PERSON: contact_point by PersonId, "person.contacts";
    MEMBERSHIPS_OF_PERSON: membership by PersonId, "person.memberships";
    COMMENTS_OF_PERSON: comment by AuthorId, "person.comments";
    CHILDREN_OF_BOARD: board by ParentId, "board.children";
    SEATS: seat by BoardId, "board.seats";
    MEMBERSHIPS: membership by BoardId, "board.memberships";
    MEETINGS: meeting by BoardId, "board.meetings";
    ACTIONS_OF_BOARD: action by BoardId, "board.actions";
    PAPERS_OF_BOARD: paper by BoardId, "board.papers";
    PROGRAMMES_OF_BOARD: programme by BoardId, "board.programmes";
    NEXT_MEETINGS: meeting by PreviousId, "meeting.next";
    ATTENDANCE: attendance by MeetingId, "meeting.attendance";
    INVITATIONS: invitation by MeetingId, "meeting.invitations";
    ITEMS_OF_INVITATION: invitation_item by InvitationId, "invitation.items";
    AGENDA: agenda_item by MeetingId, "meeting.agenda";
    MINUTES: minutes by MeetingId, "meeting.minutes";
    ACTIONS_OF_MEETING: action by RaisedAtId, "meeting.actions";
    COMMENTS_OF_MINUTES: comment by MinutesId, "minutes.comments";
    SECTIONS: minute_section by MinutesId, "minutes.sections";
    SECTIONS_OF_ITEM: minute_section by ItemId, "item.sections";
    ACTIONS_OF_ITEM: action by RaisedItemId, "item.actions";
    OWNERS: action_owner by ActionId, "action.owners";
    BENEFICIARIES: action_beneficiary by ActionId, "action.beneficiaries";
    UPDATES: action_update by ActionId, "action.updates";
    PARTIES: programme_party by ProgrammeId, "programme.parties";
    GRANTS: grant by ProgrammeId, "programme.grants";
    UPDATES_OF_PROGRAMME: programme_update by ProgrammeId, "programme.updates";
    LINES: grant_line by GrantId, "grant.lines";
    PAYMENTS: grant_payment by GrantId, "grant.payments";
    SCORES: grant_score by GrantId, "grant.scores";
    AUTHORS: paper_author by PaperId, "paper.authors";
    VERSIONS: paper_version by PaperId, "paper.versions";
    CIRCULATIONS: circulation by PaperId, "paper.circulations";
    COMMENTS_OF_PAPER: comment by PaperId, "paper.comments";
    RECIPIENTS: circulation_recipient by CirculationId, "circulation.recipients";
    PARTIES_OF_AGREEMENT: agreement_party by AgreementId, "agreement.parties";
    PURPOSES: agreement_purpose by AgreementId, "agreement.purposes";
    CATEGORIES: agreement_category by AgreementId, "agreement.categories";
    GATEWAYS: agreement_gateway by AgreementId, "agreement.gateways";
}

/// Actions that an organisation owns.
pub(crate) static ACTIONS_OF_ORGANISATION: Relation<action::Entity> =
    Relation { name: "organisation.actions", via: Via::Link(owned_pairs) };
/// Programmes in which an organisation takes part in any role.
pub(crate) static PROGRAMMES_OF_ORGANISATION: Relation<programme::Entity> =
    Relation { name: "organisation.programmes", via: Via::Link(party_pairs) };
/// Agreements to which an organisation is a party.
pub(crate) static AGREEMENTS_OF_ORGANISATION: Relation<agreement::Entity> =
    Relation { name: "organisation.agreements", via: Via::Link(bound_pairs) };

/// Places that belong to a cluster.
pub(crate) static AREAS_OF_CLUSTER: Relation<area::Entity> =
    Relation { name: "area.members", via: Via::Link(cluster_pairs) };
/// Places where a programme runs.
pub(crate) static SITES: Relation<area::Entity> = Relation { name: "programme.sites", via: Via::Link(site_pairs) };

/// Pairs of a child and its parent, from a table that links the two.
fn pairs<C: ColumnTrait>(child: C, parent: C) -> SelectStatement {
    Query::select()
        .expr_as(Expr::col(child.as_column_ref()), Alias::new("child"))
        .expr_as(Expr::col(parent.as_column_ref()), Alias::new("parent"))
        .from(child.entity_name())
        .to_owned()
}

fn cluster_pairs(_: &Viewer) -> SelectStatement {
    pairs(area_member::Column::MemberId, area_member::Column::ClusterId)
}

fn site_pairs(_: &Viewer) -> SelectStatement {
    pairs(programme_site::Column::AreaId, programme_site::Column::ProgrammeId)
}

fn owned_pairs(_: &Viewer) -> SelectStatement {
    pairs(action_owner::Column::ActionId, action_owner::Column::OrganisationId).distinct().to_owned()
}

fn party_pairs(_: &Viewer) -> SelectStatement {
    pairs(programme_party::Column::ProgrammeId, programme_party::Column::OrganisationId).distinct().to_owned()
}

fn bound_pairs(_: &Viewer) -> SelectStatement {
    pairs(agreement_party::Column::AgreementId, agreement_party::Column::OrganisationId)
}
