//! What somebody owes a board when they leave it (T3): it goes on with others, and is not lost.

use std::collections::{HashMap, HashSet};

use entities::{
    Id,
    action::{self, Status},
    action_owner, action_owner_person, action_progress,
    agenda_item::{self, Part},
    audit_event::Record,
    board, change, membership, person,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait, IntoActiveModel as _,
    ModelTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

use super::moved::{Report, onward};
use crate::{
    error::Error,
    policy::Deed,
    store::{
        Noun, failed,
        write::{Tx, Versioned},
    },
};

/// An action that is not over, with what somebody owes of it.
struct Owed {
    progress: action_progress::Model,
    owner: action_owner::Model,
    person: action_owner_person::Model,
}

impl<R: Deed> Tx<R>
where
    R::On: Noun,
    <R::On as EntityTrait>::Model: Versioned,
{
    /// Passes on what the holder of a membership owes its board. What they owe in their own name goes to the organisation for
    /// which they sat, else to the board; whoever comes after them is named in their place, where the caller knows of the
    /// action: of another it is not theirs to tell.
    pub(in crate::store) async fn pass_on(
        &mut self,
        membership: &membership::Model,
        successor: Option<Id<person::Entity>>,
    ) -> Result<(), Error> {
        let owed = self.owed_by(membership).await?;
        let known = self.known_among::<action::Entity>(owed.iter().map(|owed| owed.progress.action_id.uuid())).await?;
        let mut told = HashSet::new();
        for Owed { progress, owner, person } in owed {
            let action = progress.action_id;
            let alone = owner.organisation_id.is_none() && owner.board_id.is_none();
            // Who is named for another organisation than the one that they sat for is named by that one.
            let ours = alone || owner.organisation_id == membership.on_behalf_of_id;
            let next = successor.filter(|_| ours && known.contains(&action.uuid()));
            if !alone && next.is_none() {
                // The organisation owes it, whoever is named for it.
                continue;
            }
            if let Some(next) = next {
                let mut person = person.into_active_model();
                person.person_id = Set(next);
                // Nobody has printed this name.
                person.printed = Set(false);
                person.update(&self.txn).await.map_err(failed)?;
            } else {
                person.delete(&self.txn).await.map_err(failed)?;
            }
            if alone {
                self.owns_instead(owner, membership, next.is_some()).await?;
            }
            if told.insert(action.uuid()) {
                self.says_so(progress, membership.board_id, next.is_some()).await?;
                if known.contains(&action.uuid()) {
                    self.touched(Record::Action, action.uuid());
                }
            }
        }
        Ok(())
    }

    /// What the holder of a membership owes its board, and is not over; held until the commit, always in the same order.
    async fn owed_by(&self, membership: &membership::Model) -> Result<Vec<Owed>, Error> {
        use action_progress::Column as P;
        let named = action_owner_person::Entity::find();
        let named = named.filter(action_owner_person::Column::PersonId.eq(membership.person_id));
        let ids = named.clone().select_only().column(action_owner_person::Column::OwnerId).into_query();
        let theirs = action_owner::Entity::find().select_only().column(action_owner::Column::ActionId);
        let theirs = theirs.filter(action_owner::Column::Id.in_subquery(ids)).into_query();
        let of_board = action::Entity::find().select_only().column(action::Column::Id);
        let of_board = of_board.filter(action::Column::BoardId.eq(membership.board_id));
        let of_board = of_board.filter(action::Column::Id.in_subquery(theirs));
        // What is not for all who read the board's record stays with those who read it, who see whose it was: an organisation
        // has other people, and systems.
        let open = agenda_item::Entity::find().select_only().column(agenda_item::Column::Id);
        let open = open.filter(agenda_item::Column::BoardId.eq(membership.board_id));
        let open =
            open.filter(agenda_item::Column::Part.eq(Part::Open)).filter(agenda_item::Column::MarkingId.is_null());
        let of_board = of_board.filter(action::Column::MarkingId.is_null()).filter(
            Condition::any()
                .add(action::Column::RaisedItemId.is_null())
                .add(action::Column::RaisedItemId.in_subquery(open.into_query())),
        );
        let of_board: Vec<Id<action::Entity>> = of_board.into_tuple().all(&self.txn).await.map_err(failed)?;
        let over = [Status::Complete, Status::NotComplete, Status::Superseded];
        let open =
            action_progress::Entity::find().filter(P::ActionId.is_in(of_board)).filter(P::Status.is_not_in(over));
        let open = open.order_by_asc(P::ActionId).lock_exclusive().all(&self.txn).await.map_err(failed)?;
        // Whose they are is asked once nobody else can write it any more.
        let named = named.all(&self.txn).await.map_err(failed)?;
        let owners = action_owner::Entity::find();
        let owners = owners.filter(action_owner::Column::Id.is_in(named.iter().map(|named| named.owner_id)));
        let owners = owners.order_by_asc(action_owner::Column::Position).all(&self.txn).await.map_err(failed)?;
        let mut named: HashMap<Uuid, _> = named.into_iter().map(|named| (named.owner_id.uuid(), named)).collect();
        let mut owed = Vec::new();
        for progress in open {
            for owner in owners.iter().filter(|owner| owner.action_id == progress.action_id) {
                owed.extend(named.remove(&owner.id.uuid()).map(|person| Owed {
                    progress: progress.clone(),
                    owner: owner.clone(),
                    person,
                }));
            }
        }
        Ok(owed)
    }

    /// The organisation for which a person sat, or else the board, owes what they did.
    async fn owns_instead(
        &self,
        owner: action_owner::Model,
        membership: &membership::Model,
        named: bool,
    ) -> Result<(), Error> {
        use action_owner::Column as O;
        let instead = match membership.on_behalf_of_id {
            Some(organisation) => O::OrganisationId.eq(organisation),
            None => O::BoardId.eq(membership.board_id),
        };
        let already = action_owner::Entity::find().filter(O::ActionId.eq(owner.action_id)).filter(instead);
        let already = already.filter(O::Id.ne(owner.id)).count(&self.txn).await.map_err(failed)? > 0;
        if already && !named {
            // Nobody owes the same twice.
            owner.delete(&self.txn).await.map_err(failed)?;
            return Ok(());
        }
        let mut owner = owner.into_active_model();
        match membership.on_behalf_of_id {
            Some(organisation) => owner.organisation_id = Set(Some(organisation)),
            None => owner.board_id = Set(Some(membership.board_id)),
        }
        owner.update(&self.txn).await.map_err(failed)?;
        Ok(())
    }

    /// Says in a report that the action passed on. It stands as it stood.
    async fn says_so(
        &mut self,
        progress: action_progress::Model,
        board: Id<board::Entity>,
        handed_over: bool,
    ) -> Result<(), Error> {
        let (id, status) = (progress.action_id, progress.status);
        onward(&progress, status, self.record.view().viewer().now).update(&self.txn).await.map_err(failed)?;
        let text = if handed_over {
            "Its owner handed their place on the board over, and this with it."
        } else {
            "Its owner leaves the board; what they owed in their own name passes on."
        };
        self.updated((id, Some(board)), status, Report::saying(text.to_owned())).await?;
        self.changed(change::Kind::Updated, change::Record::Action, id.uuid(), Some(board));
        Ok(())
    }
}
