//! Organisations, areas, people, their contact points and affiliations (R1, R20, field modes of Person).

use entities::{
    action_owner_person, affiliation, attendance, contact_point, invitation, meeting, membership, person,
    person_variant,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    Read, Right,
    pieces::{self, all, any, never, only, parent},
    read,
};
use crate::viewer::{Area, Viewer};

// R1: organisations and areas are known to all.
read!(organisation, _viewer => Condition::all());
read!(organisation_alias, _viewer => Condition::all());
read!(area, _viewer => Condition::all());
read!(area_member, _viewer => Condition::all());

// An account is its holder's own business; sign-in reads it on its own path.
read!(account, viewer => pieces::own_account(viewer));

/// The person acts today for the organisation that the viewer acts for.
fn colleague<C: ColumnTrait>(person: C, viewer: &Viewer) -> Condition {
    use affiliation::Column as A;
    viewer.organisation().map_or_else(never, |organisation| {
        let today = all([
            only(A::OrganisationId.eq(organisation)),
            any([only(A::StartsOn.is_null()), only(A::StartsOn.lte(viewer.today()))]),
            any([only(A::EndsOn.is_null()), only(A::EndsOn.gt(viewer.today()))]),
        ]);
        parent(person, A::PersonId, today)
    })
}

/// The person sits, or sat, on one of these boards.
fn sits_on<C: ColumnTrait>(person: C, boards: pieces::Mine) -> Condition {
    parent(person, membership::Column::PersonId, boards.has(membership::Column::BoardId))
}

// 3.5: a name is public for an office-holder or when published minutes print it, else for members of a shared board
// and for those who follow an action that the person owns.
read!(person, viewer => {
    use person::Column as C;
    if !viewer.reads(Area::Content) {
        return viewer.person().map_or_else(never, |me| only(C::Id.eq(me)));
    }
    let office = super::board::in_public_office(viewer);
    let mut rows = any([
        only(C::PublicRole.is_not_null()),
        parent(C::Id, membership::Column::PersonId, office),
        parent(C::Id, attendance::Column::PersonId, pieces::published(attendance::Column::MeetingId, viewer)),
        parent(C::Id, action_owner_person::Column::PersonId, super::action::printed_owner(viewer)),
    ]);
    if viewer.organisation().is_some() {
        rows = rows.add(colleague(C::Id, viewer));
    }
    if let Some(me) = viewer.person() {
        let met = parent(
            attendance::Column::MeetingId,
            meeting::Column::Id,
            super::meeting::with_names(viewer),
        );
        rows = rows
            .add(C::Id.eq(me))
            .add(sits_on(C::Id, pieces::BOARDS))
            .add(parent(C::Id, action_owner_person::Column::PersonId, Read::<action_owner_person::Entity>::rows(viewer)))
            .add(parent(C::Id, attendance::Column::PersonId, met))
            .add(parent(C::Id, invitation::Column::PersonId, Read::<invitation::Entity>::rows(viewer)));
    }
    rows
});

fn of_readable_person<C: ColumnTrait>(column: C, viewer: &Viewer) -> Condition {
    parent(column, person::Column::Id, Read::<person::Entity>::rows(viewer))
}

read!(person_variant, viewer => of_readable_person(person_variant::Column::PersonId, viewer));
read!(affiliation, viewer => of_readable_person(affiliation::Column::PersonId, viewer));

/// The person sits today on one of these boards.
fn sits_today<C: ColumnTrait>(person: C, boards: pieces::Mine, viewer: &Viewer) -> Condition {
    use membership::Column as M;
    let today = all([
        boards.has(M::BoardId),
        only(M::StartsOn.lte(viewer.today())),
        any([only(M::EndsOn.is_null()), only(M::EndsOn.gt(viewer.today()))]),
    ]);
    parent(person, M::PersonId, today)
}

// 3.5: a role mailbox is public; an e-mail address or telephone number is for its holder, the holder's organisation,
// the secretariat and chairs of a shared board, and that board's members if the holder shares it; never for a system.
read!(contact_point, viewer => {
    use contact_point::Column as C;
    let mailbox = only(C::Kind.eq(contact_point::Kind::RoleMailbox));
    let holder_known = any([only(C::PersonId.is_null()), of_readable_person(C::PersonId, viewer)]);
    if viewer.is_service() || !viewer.reads(Area::Content) {
        return all([mailbox, holder_known]);
    }
    let mut rows = any([mailbox]);
    if let Some(me) = viewer.person() {
        rows = rows
            .add(C::PersonId.eq(me))
            .add(sits_today(C::PersonId, pieces::STAFFED_BOARDS, viewer))
            .add(all([only(C::Shared.eq(true)), sits_today(C::PersonId, pieces::BOARDS, viewer)]));
    }
    if let Some(organisation) = viewer.organisation() {
        rows = rows.add(C::OrganisationId.eq(organisation)).add(colleague(C::PersonId, viewer));
    }
    all([rows, holder_known])
});
