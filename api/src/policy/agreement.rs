//! Agreements: who reads what of them (R18, field modes of Agreement), and what they open (decision step 6).
//!
//! # Why
//! Some records pass from one organisation to another under an agreement alone: their marking says so by its category,
//! and whose they are. Which owners share which categories with the hat worn, for the purpose of the request, is a
//! handful of pairs: the head of a statement names them once, and handling asks for one of them wherever it asks for
//! anything. A viewer who acts for no organisation, or for no purpose, can never meet the step, so their statements name
//! no set and ask for the category only. What an agreement must allow is told part by part, so that the same conditions
//! open a record and say why one stays shut.

use entities::{
    Id, agreement, agreement::Status, agreement_category, agreement_gateway, agreement_party, agreement_purpose,
    agreement_signature, agreement_terms, agreement_text, marking, organisation,
};
use sea_orm::{
    ColumnTrait, Condition, Iterable as _,
    sea_query::{Alias, CommonTableExpression, Expr, ExprTrait as _, JoinType, Query},
};

use super::{
    Disclosure, Narrow as _, PartOfAgreement, PartyTo, Place, Read, Right, Who,
    known::{Known, known, told, way},
    may,
    pieces::{self, all, among, any, col, never, only, parent, to_leads, us},
    read,
};
use crate::viewer::Area;

/// Made, whatever came after: the register lists these. What is still being drawn up is its parties' own.
const REGISTERED: [Status; 5] =
    [Status::Signed, Status::Active, Status::Suspended, Status::Expired, Status::Terminated];
/// For how many days after its review was due an agreement still opens anything.
pub(crate) const GRACE: chrono::Days = chrono::Days::new(90);

/// The organisation acted for is a party.
fn ours(viewer: Who) -> Condition {
    use agreement_party::Column as P;
    parent(agreement::Column::Id, P::AgreementId, us(P::OrganisationId, viewer))
}

// R18.
known!(agreement, "The information governance leads of its parties.", viewer => {
    use agreement::Column as C;
    if !viewer.reads(Area::Content) {
        return Known::nothing();
    }
    Known::by([
        way(&["R18"], "It was signed, and stands in the register.", only(C::Status.is_in(REGISTERED))),
        way(&["R18"], "Your organisation is a party to it.", ours(viewer)),
    ])
    .provided(pieces::handled(C::MarkingId, viewer))
}, withheld: [agreement_terms, agreement_text]);

impl Right for PartyTo {
    type On = agreement::Entity;

    fn rule(viewer: Who) -> Condition {
        if !viewer.reads(Area::Content) {
            return never();
        }
        all([ours(viewer), pieces::handled(agreement::Column::MarkingId, viewer)])
    }
}

/// The agreement is one that meets a right.
fn of<R: Right<On = agreement::Entity>, C: ColumnTrait>(column: C, viewer: Who) -> Condition {
    parent(column, agreement::Column::Id, R::rows(viewer))
}

// The line in the register: title, parties, purposes, dates and status.
read!(agreement_party, viewer => of::<Read<agreement::Entity>, _>(agreement_party::Column::AgreementId, viewer));
read!(agreement_purpose, viewer => of::<Read<agreement::Entity>, _>(agreement_purpose::Column::AgreementId, viewer));

// The rest is the parties': their members and their systems.
read!(agreement_category, viewer => of::<PartyTo, _>(agreement_category::Column::AgreementId, viewer));
read!(agreement_gateway, viewer => of::<PartyTo, _>(agreement_gateway::Column::AgreementId, viewer));
told!(
    agreement_terms.AgreementId of agreement, "TERMS",
    ["categories", "gateways", "lawfulBasis", "conditions", "reviewDue", "retention", "stoppedBy", "stoppedReason", "version", "updatedAt"],
    "The members and the systems of its parties.",
    viewer => PartyTo::rows(viewer)
);
read!(agreement_terms, viewer => agreement_terms::Entity::where_told(viewer));
told!(
    agreement_signature.PartyId of agreement_party, "TERMS", ["signedOn", "signedBy"],
    "The members and the systems of the agreement's parties.",
    viewer => of::<PartyTo, _>(agreement_party::Column::AgreementId, viewer)
);
read!(agreement_signature, viewer => agreement_signature::Entity::where_told(viewer));

// 3.5: the text and the assessment are for the parties' information governance leads, who are people.
told!(
    agreement_text.AgreementId of agreement, "TEXT", ["text", "dpia"],
    "The information governance leads of its parties.",
    viewer => to_leads(PartyTo::rows(viewer), viewer)
);
read!(agreement_text, viewer => agreement_text::Entity::where_told(viewer));

// W7: each party's information governance leads act for their own party, and who is none of them for nobody.
may! {
    DraftAgreement on organisation, viewer => to_leads(us(organisation::Column::Id, viewer), viewer);
    ReviseAgreement on agreement, viewer => to_leads(PartyTo::rows(viewer), viewer);
    SubmitAgreement on agreement, viewer => to_leads(PartyTo::rows(viewer), viewer);
    SignAgreement on agreement, viewer => to_leads(PartyTo::rows(viewer), viewer);
    ActivateAgreement on agreement, viewer => to_leads(PartyTo::rows(viewer), viewer);
    SuspendAgreement on agreement, viewer => to_leads(PartyTo::rows(viewer), viewer);
    // What one party stopped, no other opens again.
    ResumeAgreement on agreement, viewer => {
        use agreement_terms::Column as T;
        let stopped = parent(agreement::Column::Id, T::AgreementId, us(T::StoppedById, viewer));
        to_leads(all([PartyTo::rows(viewer), stopped]), viewer)
    };
    EndAgreement on agreement, viewer => to_leads(PartyTo::rows(viewer), viewer);
}

impl PartOfAgreement {
    /// Agreements that allow this part of a disclosure.
    pub(crate) fn allows(self, disclosure: &Disclosure) -> Condition {
        use agreement::Column as C;
        let day = || disclosure.day.clone();
        match self {
            Self::Signature => all([signed(&disclosure.from, day()), signed(&disclosure.to, day())]),
            Self::Status => only(C::Status.eq(Status::Active)),
            Self::Dates => all([
                only(col(C::StartsOn).lte(day())),
                any([only(C::EndsOn.is_null()), only(col(C::EndsOn).gt(day()))]),
            ]),
            Self::Review => {
                use agreement_terms::Column as T;
                parent(C::Id, T::AgreementId, only(col(T::ReviewDue).lt(disclosure.reviewed_until.clone()))).not()
            }
            Self::Category => {
                use agreement_category::Column as K;
                parent(C::Id, K::AgreementId, only(col(K::Category).eq(disclosure.category.clone())))
            }
            Self::Purpose => {
                use agreement_purpose::Column as U;
                parent(C::Id, U::AgreementId, only(col(U::Code).eq(disclosure.purpose.clone())))
            }
            Self::Direction => parent(C::Id, agreement_gateway::Column::AgreementId, opens(disclosure)),
        }
    }
}

/// Agreements that an organisation has signed by a day.
fn signed(organisation: &Expr, day: Expr) -> Condition {
    use agreement_party::Column as P;
    use agreement_signature::Column as S;
    let by_then = parent(P::Id, S::PartyId, only(col(S::SignedOn).lte(day)));
    let theirs = only(col(P::OrganisationId).eq(organisation.clone()));
    parent(agreement::Column::Id, P::AgreementId, all([theirs, by_then]))
}

/// Gateways that are open in the direction of a disclosure. One to a relevant authority, such as that of section 115 of
/// the Crime and Disorder Act 1998, is closed to all who are none: charity to police it covers, police to charity not.
pub(crate) fn opens(disclosure: &Disclosure) -> Condition {
    use agreement_gateway::Column as G;
    let discloser = only(col(G::DiscloserId).eq(disclosure.from.clone()));
    let gateway = all([
        any([only(G::DiscloserId.is_null()), discloser]),
        any([only(G::RecipientId.is_null()), only(col(G::RecipientId).eq(disclosure.to.clone()))]),
    ]);
    if disclosure.to_relevant_authority { gateway } else { gateway.add(G::RelevantAuthority.eq(false)) }
}

/// Agreements to which both organisations are parties.
pub(crate) fn between(from: Id<organisation::Entity>, to: Id<organisation::Entity>) -> Condition {
    use agreement_party::Column as P;
    let party = |organisation| parent(agreement::Column::Id, P::AgreementId, only(P::OrganisationId.eq(organisation)));
    all([party(from), party(to)])
}

/// Whose records of which category an agreement opens to the viewer.
const SHARED: &str = "my_share";

/// The viewer's organisation and purpose, without which no agreement opens anything.
fn recipient(viewer: Who) -> Option<(Place, Place)> {
    viewer.organisation().zip(viewer.purpose())
}

/// A row of a table under an alias is part of the agreement.
fn same<C: ColumnTrait>(alias: &Alias, id: C) -> Expr {
    Expr::col((alias.clone(), id)).equals(agreement::Column::Id.as_column_ref())
}

/// What the head of a statement names for [`permitted`], if the viewer can meet it at all.
pub(super) fn named(viewer: Who) -> Option<CommonTableExpression> {
    use agreement_category::Column as K;
    use agreement_party::Column as P;
    let (hat, purpose) = recipient(viewer)?;
    let (owner, covered) = (Alias::new("owner"), Alias::new("covered"));
    let disclosure = Disclosure {
        from: Expr::col((owner.clone(), P::OrganisationId)),
        to: hat.into(),
        to_relevant_authority: viewer.is_relevant_authority(),
        category: Expr::col((covered.clone(), K::Category)),
        purpose: purpose.into(),
        day: viewer.today().into(),
        reviewed_until: viewer.reviewed_until().into(),
    };
    let ours = among(agreement::Column::Id, P::AgreementId, us(P::OrganisationId, viewer));
    let pairs = Query::select()
        .distinct()
        .expr_as(disclosure.from.clone(), Alias::new("owner_id"))
        .expr_as(disclosure.category.clone(), Alias::new("category"))
        .from(agreement::Entity)
        .join_as(JoinType::InnerJoin, agreement_party::Entity, owner.clone(), same(&owner, P::AgreementId))
        .join_as(JoinType::InnerJoin, agreement_category::Entity, covered.clone(), same(&covered, K::AgreementId))
        .cond_where(PartOfAgreement::iter().fold(ours, |rows, part| rows.add(part.allows(&disclosure))))
        .to_owned();
    Some(CommonTableExpression::new().query(pairs).table_name(Alias::new(SHARED)).to_owned())
}

/// Step 6, of a marking: its record is of a category that needs no agreement, or the viewer's organisation's own, or
/// shared with it by its owner.
pub(super) fn permitted(viewer: Who) -> Condition {
    use marking::Column as M;
    let shared = if recipient(viewer).is_some() {
        let pairs = Query::select().columns(["owner_id", "category"]).from(SHARED).to_owned();
        only(Expr::tuple([col(M::OwnerId), col(M::Category)]).in_subquery(pairs))
    } else {
        never()
    };
    any([only(M::Category.is_in(marking::Category::FREE)), us(M::OwnerId, viewer), shared])
}
