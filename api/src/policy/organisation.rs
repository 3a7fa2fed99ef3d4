//! Organisations, areas, people, their contact points and affiliations (R1, R20, field modes of Person).

use entities::{affiliation, attendance, contact_point, membership, person, person_variant};
use sea_orm::{ColumnTrait, Condition};

use super::{
    Read, Right,
    pieces::{self, all, among, any, never, only, pick},
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

/// Affiliations that count today.
fn current_affiliation(viewer: &Viewer) -> Condition {
    use affiliation::Column as C;
    all([
        any([only(C::StartsOn.is_null()), only(C::StartsOn.lte(viewer.today()))]),
        any([only(C::EndsOn.is_null()), only(C::EndsOn.gt(viewer.today()))]),
    ])
}

/// People of the organisation acted for.
fn colleagues(viewer: &Viewer) -> sea_orm::sea_query::SelectStatement {
    use affiliation::Column as C;
    let rows = viewer.organisation().map_or_else(never, |organisation| {
        all([only(C::OrganisationId.eq(organisation)), current_affiliation(viewer)])
    });
    pick(C::PersonId, rows)
}

/// People who sit today on boards that `boards` yields.
fn sitting_on(boards: sea_orm::sea_query::SelectStatement) -> sea_orm::sea_query::SelectStatement {
    pick(membership::Column::PersonId, among(membership::Column::BoardId, boards))
}

// 3.5: a name is public for an office-holder or when published minutes print it, else for members of a shared board.
read!(person, viewer => {
    use person::Column as C;
    if !viewer.reads(Area::Content) {
        return viewer.person().map_or_else(never, |me| only(C::Id.eq(me)));
    }
    let offices = pick(membership::Column::PersonId, all([
        only(membership::Column::Role.is_in(pieces::OFFICES)),
        among(membership::Column::BoardId, pieces::public_boards()),
    ]));
    let printed = pick(attendance::Column::PersonId, all([
        among(attendance::Column::MeetingId, pieces::published_meetings()),
        among(attendance::Column::BoardId, pieces::public_boards()),
    ]));
    let mut rows = any([
        only(C::PublicRole.is_not_null()),
        among(C::Id, offices),
        among(C::Id, printed),
        among(C::Id, super::action::printed_owners()),
    ]);
    if let Some(me) = viewer.person() {
        let met = pick(
            attendance::Column::PersonId,
            among(attendance::Column::MeetingId, super::meeting::meetings_with_names(viewer)),
        );
        rows = rows
            .add(C::Id.eq(me))
            .add(among(C::Id, sitting_on(pieces::my_boards(viewer))))
            .add(among(C::Id, met));
    }
    if viewer.organisation().is_some() {
        rows = rows.add(among(C::Id, colleagues(viewer)));
    }
    rows
});

fn of_readable_person<C: ColumnTrait>(column: C, viewer: &Viewer) -> Condition {
    among(column, pick(person::Column::Id, Read::<person::Entity>::rows(viewer)))
}

read!(person_variant, viewer => of_readable_person(person_variant::Column::PersonId, viewer));
read!(affiliation, viewer => of_readable_person(affiliation::Column::PersonId, viewer));

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
        let today = current_members(viewer);
        rows = rows
            .add(C::PersonId.eq(me))
            .add(among(C::PersonId, pick(membership::Column::PersonId, all([
                today.clone(),
                among(membership::Column::BoardId, pieces::my_staffed_boards(viewer)),
            ]))))
            .add(all([only(C::Shared.eq(true)), among(C::PersonId, pick(membership::Column::PersonId, all([
                today,
                among(membership::Column::BoardId, pieces::my_boards(viewer)),
            ])))]));
    }
    if let Some(organisation) = viewer.organisation() {
        rows = rows.add(C::OrganisationId.eq(organisation)).add(among(C::PersonId, colleagues(viewer)));
    }
    all([rows, holder_known])
});

/// Memberships of anybody that count today.
fn current_members(viewer: &Viewer) -> Condition {
    use membership::Column as M;
    all([only(M::StartsOn.lte(viewer.today())), any([only(M::EndsOn.is_null()), only(M::EndsOn.gt(viewer.today()))])])
}
