//! Organisations, areas, people, their contact points and affiliations (R1, R20, field modes of Person).

use entities::{
    access_grant, action_owner_person, affiliation, attendance, contact_point, invitation, meeting, membership, person,
    person_variant,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{ExprTrait as _, SelectStatement},
};

use super::{
    Place, Read, Right, Who,
    known::{Known, known, told, way},
    pieces::{self, all, any, col, me, never, only, parent, to_people, us},
    read,
};
use crate::viewer::Area;

// R1: organisations and areas are known to all.
known!(organisation, "Nobody: all of it that the record holds is known to all.", _viewer => Known::by([
    way(&["R1"], "Organisations are known to all.", Condition::all()),
]));
known!(area, "Nobody: all of it that the record holds is known to all.", _viewer => Known::by([
    way(&["R1"], "Areas are known to all.", Condition::all()),
]));
read!(organisation_alias, _viewer => Condition::all());
read!(area_member, _viewer => Condition::all());

/// The person acts today for the organisation that the viewer acts for.
pub(super) fn colleague<C: ColumnTrait>(person: C, viewer: Who) -> Condition {
    use affiliation::Column as A;
    let today = pieces::current(A::StartsOn, A::EndsOn, viewer);
    parent(person, A::PersonId, all([us(A::OrganisationId, viewer), today]))
}

/// The organisations for which a person acts today.
pub(super) fn hats(person: Place, viewer: Who) -> SelectStatement {
    use affiliation::Column as A;
    let today = pieces::current(A::StartsOn, A::EndsOn, viewer);
    pieces::pick(A::OrganisationId, all([only(col(A::PersonId).eq(person)), today]))
}

/// The person sits, or sat, on one of these boards.
fn sits_on<C: ColumnTrait>(person: C, boards: pieces::Mine, viewer: Who) -> Condition {
    parent(person, membership::Column::PersonId, boards.has(membership::Column::BoardId, viewer))
}

// 3.5: a name is public for an office-holder or when published minutes print it, else for members of a shared board
// and for those who follow an action that the person owns.
known!(person, "The secretariat of a board on which they sit.", viewer => {
    use person::Column as C;
    if !viewer.reads(Area::Content) {
        return Known::by([itself(viewer)]);
    }
    let office = super::board::in_public_office(viewer);
    let came = pieces::printed(viewer);
    Known::by([
        way(&["3.5"], "They hold a public office outside the boards.", only(C::PublicRole.is_not_null())),
        way(
            &["3.5", "R20"],
            "They hold, or held, an office of a board that is known to all.",
            parent(C::Id, membership::Column::PersonId, office),
        ),
        way(
            &["3.5"],
            "Published minutes name them among those who came or sent apologies.",
            parent(C::Id, attendance::Column::PersonId, came),
        ),
        way(
            &["3.5"],
            "Published minutes name them as an owner of an action.",
            parent(C::Id, action_owner_person::Column::PersonId, super::action::printed_owner(viewer)),
        ),
        way(&["3.5"], "They act for the organisation that you act for.", colleague(C::Id, viewer)),
    ])
    .and(met(viewer))
}, withheld: [contact_point]);

fn itself(viewer: Who) -> super::Way {
    way(&["3.5"], "It is you.", me(person::Column::Id, viewer))
}

/// How people come to know each other.
fn met(viewer: Who) -> Vec<super::Way> {
    use person::Column as C;
    let there = super::meeting::with_names(viewer);
    let met = parent(attendance::Column::MeetingId, meeting::Column::Id, there);
    // A system is told who owns an action by the action alone.
    let owns = to_people(super::action::party_owner(viewer), viewer);
    let shares = Read::<access_grant::Entity>::rows(viewer);
    let in_one = |column| parent(C::Id, column, shares.clone());
    vec![
        itself(viewer),
        way(&["3.5", "T1"], "They sit, or sat, on a board of yours.", sits_on(C::Id, pieces::BOARDS, viewer)),
        way(
            &["3.5"],
            "They own an action that you own, or that a board of yours follows.",
            parent(C::Id, action_owner_person::Column::PersonId, owns),
        ),
        way(
            &["3.5"],
            "They are on the list of those who came to a meeting of yours.",
            parent(C::Id, attendance::Column::PersonId, met),
        ),
        way(
            &["3.5", "R10"],
            "They gave, or were given, a share of a paper that is yours to know of.",
            any([in_one(access_grant::Column::PersonId), in_one(access_grant::Column::GrantedById)]),
        ),
        way(
            &["3.5", "T4"],
            "They are invited to a meeting of yours.",
            parent(C::Id, invitation::Column::PersonId, Read::<invitation::Entity>::rows(viewer)),
        ),
    ]
}

fn of_readable_person<C: ColumnTrait>(column: C, viewer: Who) -> Condition {
    parent(column, person::Column::Id, Read::<person::Entity>::rows(viewer))
}

read!(person_variant, viewer => of_readable_person(person_variant::Column::PersonId, viewer));
read!(affiliation, viewer => of_readable_person(affiliation::Column::PersonId, viewer));

/// The person sits today on one of these boards, and took the place: whoever is merely put on a board has not agreed to be
/// reached by it.
fn sits_today<C: ColumnTrait>(person: C, boards: pieces::Mine, viewer: Who) -> Condition {
    use membership::Column as M;
    let today = pieces::current(M::StartsOn, M::EndsOn, viewer);
    parent(person, M::PersonId, all([boards.has(M::BoardId, viewer), today, only(M::AcceptedAt.is_not_null())]))
}

// 3.5: a role mailbox is public; an e-mail address or telephone number is for its holder, the holder's organisation,
// the secretariat and chairs of a shared board, and that board's members if the holder shares it; never for a system.
// A board is shared with who accepted a place on it: its secretariat could put anybody there.
read!(contact_point, viewer => {
    use contact_point::Column as C;
    let mailbox = only(C::Kind.eq(contact_point::Kind::RoleMailbox));
    let holder_known = any([only(C::PersonId.is_null()), of_readable_person(C::PersonId, viewer)]);
    if viewer.is_service() || !viewer.reads(Area::Content) {
        return all([mailbox, holder_known]);
    }
    let rows = any([
        mailbox,
        me(C::PersonId, viewer),
        sits_today(C::PersonId, pieces::STAFFED_BOARDS, viewer),
        all([only(C::Shared.eq(true)), sits_today(C::PersonId, pieces::BOARDS, viewer)]),
        us(C::OrganisationId, viewer),
        colleague(C::PersonId, viewer),
    ]);
    all([rows, holder_known])
});

// A member of a shared board is told what the person shares, and of nothing else that there is more.
told!(
    contact_point.PersonId of person, "CONTACT", ["contactPoints"],
    "Its holder, their organisation, and the people of a board on which they accepted a place and sit today; never a system.",
    viewer => {
        use person::Column as C;
        if viewer.is_service() || !viewer.reads(Area::Content) {
            return never();
        }
        any([me(C::Id, viewer), colleague(C::Id, viewer), sits_today(C::Id, pieces::BOARDS, viewer)])
    }
);
