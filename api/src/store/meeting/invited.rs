//! Invitations: guests for some items, and substitutes for members (T4, T6).

use std::collections::HashSet;

use entities::{
    Id, agenda_item::Part, attendance::Capacity, invitation, invitation_item, membership, organisation, person,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QuerySelect as _,
    sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    error::Error,
    policy::{Deed as _, InviteToMeeting, State as _, WithdrawInvitations},
    store::{
        failed,
        write::{Done, Tx, refuse, unknown},
    },
};

/// Somebody who is invited to a meeting.
#[derive(Clone, Debug)]
pub(crate) struct Invited {
    /// Where the caller named them.
    pub(crate) field: String,
    pub(crate) person: Uuid,
    pub(crate) organisation: Option<Uuid>,
    /// For whom they stand in; a guest stands in for nobody.
    pub(crate) substitute_for: Option<Uuid>,
    /// For which items a guest comes.
    pub(crate) items: Vec<Uuid>,
}

impl Tx<InviteToMeeting> {
    /// Invites people from today: all of them, or nobody. Answers the invitations.
    ///
    /// No line of the feed tells of it: who knows of the meeting does not therefore know of a guest.
    pub(crate) async fn invite(self, invited: Vec<Invited>) -> Result<Done, Error> {
        self.target.status.leads(InviteToMeeting::WORD).map_err(Error::Conflict)?;
        let (meeting, board) = (self.target.id, self.target.board_id);
        let before = invitation::Entity::find().filter(invitation::Column::MeetingId.eq(meeting));
        let before = before.all(&self.txn).await.map_err(failed)?;
        let standing: Vec<_> = before.iter().filter(|one| one.withdrawn_on.is_none()).collect();
        self.check(&invited, &standing).await?;
        let view = self.record.view().clone();
        let clock = &view.0.door.store.clock;
        let first = before.iter().map(|one| one.position + 1).max().unwrap_or(0);
        let (mut rows, mut scopes, mut records) = (Vec::new(), Vec::new(), Vec::new());
        for (position, one) in (first..).zip(invited) {
            let id = Id::new(clock.id());
            let capacity = if one.substitute_for.is_some() { Capacity::Substitute } else { Capacity::Guest };
            rows.push(invitation::ActiveModel {
                id: Set(id),
                meeting_id: Set(meeting),
                board_id: Set(board),
                person_id: Set(Id::new(one.person)),
                organisation_id: Set(one.organisation.map(Id::new)),
                capacity: Set(capacity),
                substitute_for_id: Set(one.substitute_for.map(Id::new)),
                invited_on: Set(view.viewer().today()),
                withdrawn_on: Set(None),
                position: Set(position),
            });
            let items: HashSet<Uuid> = one.items.into_iter().collect();
            scopes.extend(items.into_iter().map(|item| invitation_item::ActiveModel {
                id: Set(Id::new(clock.id())),
                invitation_id: Set(id),
                item_id: Set(Id::new(item)),
            }));
            records.push(id.uuid());
        }
        self.insert_all::<invitation::Entity>(rows).await?;
        self.insert_all::<invitation_item::Entity>(scopes).await?;
        self.commit(records).await
    }

    /// Refuses what invitations name and the caller may not know of, and what cannot be, all at once.
    async fn check(&self, invited: &[Invited], before: &[&invitation::Model]) -> Result<(), Error> {
        let people: Vec<Uuid> = invited.iter().map(|one| one.person).collect();
        let people = self.known_among::<person::Entity>(people).await?;
        let bodies: Vec<Uuid> = invited.iter().filter_map(|one| one.organisation).collect();
        let bodies = self.known_among::<organisation::Entity>(bodies).await?;
        let items = self.items_of(self.target.id).await?;
        // A restricted item is for its recipients: an invitation for it would tell others that it is there.
        let items: HashSet<Uuid> =
            items.iter().filter(|item| item.part != Part::Restricted).map(|item| item.id.uuid()).collect();
        let members = self.members().await?;
        let mut named: HashSet<Uuid> = before.iter().map(|one| one.person_id.uuid()).collect();
        let mut stood_in: HashSet<Uuid> = before.iter().filter_map(|one| one.substitute_for_id).map(Id::uuid).collect();
        let mut wrong = Vec::new();
        for one in invited {
            wrong.extend(unknown(Some(one.person), &people, format_args!("{}.person", one.field), "person"));
            wrong.extend(unknown(
                one.organisation,
                &bodies,
                format_args!("{}.organisation", one.field),
                "organisation",
            ));
            for (at, item) in one.items.iter().enumerate() {
                wrong.extend(unknown(Some(*item), &items, format_args!("{}.items.{at}", one.field), "item"));
            }
            let mut says = |name: &str, reason: &str| {
                wrong.push(Error::at(format!("{}.{name}", one.field), reason.to_owned()));
            };
            if members.contains(&one.person) {
                says("person", "they sit on the board, and need no invitation");
            }
            if !named.insert(one.person) {
                says("person", "they are invited already; name them once");
            }
            match (one.substitute_for, one.items.is_empty()) {
                (None, true) => says("items", "name the items for which the guest comes: they read no others"),
                (Some(_), false) => says("items", "who stands in for a member comes for the whole meeting"),
                _ => (),
            }
            if let Some(principal) = one.substitute_for {
                if !members.contains(&principal) {
                    says("substituteFor", "name somebody who sits on the board today");
                }
                if !stood_in.insert(principal) {
                    says("substituteFor", "somebody else stands in for them; one may");
                }
            }
        }
        refuse(wrong)
    }

    /// Who sits on the board today, as the caller knows.
    async fn members(&self) -> Result<HashSet<Uuid>, Error> {
        use membership::Column as M;
        let today = self.record.view().viewer().today();
        let lasts = Condition::any().add(M::EndsOn.is_null()).add(M::EndsOn.gt(today));
        let members = self.known::<membership::Entity>();
        let members = members.filter(M::BoardId.eq(self.target.board_id)).filter(M::StartsOn.lte(today)).filter(lasts);
        Ok(self.all(members).await?.iter().map(|member| member.person_id.uuid()).collect())
    }
}

impl Tx<WithdrawInvitations> {
    /// Takes the invitations of people back, with all rights that came of them: of all of them, or of nobody.
    ///
    /// No line of the feed tells of it, as none told of the invitation.
    pub(crate) async fn withdraw(self, people: Vec<Uuid>) -> Result<Done, Error> {
        use invitation::Column as C;
        self.target.status.leads(WithdrawInvitations::WORD).map_err(Error::Conflict)?;
        let standing = self.known::<invitation::Entity>().filter(C::MeetingId.eq(self.target.id));
        let standing = self.all(standing.filter(C::WithdrawnOn.is_null()).lock_exclusive()).await?;
        let mut named = HashSet::new();
        let wrong = people.iter().enumerate().filter_map(|(at, person)| {
            let reason = match standing.iter().any(|one| one.person_id.uuid() == *person) {
                false => "they are not invited to this meeting",
                true if !named.insert(*person) => "this person is named twice; name them once",
                true => return None,
            };
            Some(Error::at(format!("people.{at}"), reason))
        });
        refuse(wrong.collect())?;
        let records = standing.into_iter().filter(|one| people.contains(&one.person_id.uuid()));
        let records: Vec<Uuid> = records.map(|one| one.id.uuid()).collect();
        let taken_back = Expr::value(self.record.view().viewer().today());
        let rows = invitation::Entity::update_many().col_expr(C::WithdrawnOn, taken_back);
        rows.filter(C::Id.is_in(records.clone())).exec(&self.txn).await.map_err(failed)?;
        self.commit(records).await
    }
}
