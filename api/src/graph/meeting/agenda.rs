//! What is on an agenda, what becomes of it, and who is invited for it.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::{
    error::Error,
    graph::{
        access::{Capability, access},
        agenda_item::AgendaItem,
        attendance::Invitation,
        narrowed::{NarrowedInput, named_in},
        node::{self, Kind},
        payload::{Changing, Sending, done, input, listed, named, payload, required, short, text},
        words::AgendaItemState,
    },
    policy::{InviteToMeeting, ProposeAgendaItems, SettleAgendaItems, WithdrawInvitations},
    store::{Invited, Item, Settled, Tx},
};

/// The most items, and the most invitations, of one deed.
const MOST: usize = 100;

/// An item that is put on an agenda.
#[derive(InputObject)]
pub(crate) struct ProposedItemInput {
    /// The title, in 1 to 200 characters. That of a closed item is read by those for whom it is meant.
    title: String,
    /// What all who know of a CLOSED item may read in place of its title, in 1 to 200 characters; without one the public
    /// does not know that there is an item.
    public_title: Option<String>,
    /// Who presents it: a global id of `Person`.
    presenter: Option<ID>,
    /// The organisation that presents it: a global id of `Organisation`.
    presenter_organisation: Option<ID>,
    #[graphql(flatten)]
    narrowed: NarrowedInput,
}

/// Items for an agenda.
#[derive(InputObject)]
pub(crate) struct ProposeAgendaItemsInput {
    /// The meeting: a global id of `Meeting`.
    meeting: ID,
    /// The items, in order: 1 to 100. All of them are put on the agenda or none is, behind those that are on it.
    items: Vec<ProposedItemInput>,
    #[graphql(flatten)]
    said: Sending,
}
input!(ProposeAgendaItemsInput: meeting Meeting);
payload! {
    /// What came of putting items on an agenda.
    ProposeAgendaItemsPayload {
        /// The items in the order in which they were sent, as far as you may read them; null when nothing was done.
        agenda_items: many AgendaItem
    }
}

/// What becomes of an item.
#[derive(InputObject)]
pub(crate) struct SettledItemInput {
    /// The item: a global id of `AgendaItem`.
    item: ID,
    /// What becomes of it: a PROPOSED item becomes ACCEPTED or WITHDRAWN, an ACCEPTED one TAKEN, DEFERRED or WITHDRAWN.
    state: AgendaItemState,
    /// What came of a TAKEN item, in 1 to 10,000 characters: for those who read the minutes.
    result: Option<String>,
    /// To which meeting a DEFERRED item is put off, of the same board and still to come: a global id of `Meeting`. It is
    /// PROPOSED there anew, for the same readers.
    defer_to: Option<ID>,
}

/// What becomes of the items of a meeting.
#[derive(InputObject)]
pub(crate) struct SettleAgendaItemsInput {
    /// The meeting: a global id of `Meeting`.
    meeting: ID,
    /// The items and what becomes of each: 1 to 100. All of it is recorded or nothing is.
    items: Vec<SettledItemInput>,
    #[graphql(flatten)]
    said: Changing,
}
input!(SettleAgendaItemsInput: meeting Meeting);
payload! {
    /// What came of settling items.
    SettleAgendaItemsPayload {
        /// The items as they are now, in the order in which they were sent; null when nothing was done.
        agenda_items: many AgendaItem
    }
}

/// Somebody who is invited to a meeting: a guest for some items, or a substitute for a member.
#[derive(InputObject)]
pub(crate) struct InvitedInput {
    /// The person: a global id of `Person`, of nobody who sits on the board.
    person: ID,
    /// The organisation for which they come: a global id of `Organisation`. They read as much under that hat, and under no
    /// other.
    organisation: Option<ID>,
    /// The member for whom they stand in, with the rights of that member for this meeting: a global id of `Person`. Each
    /// member has one substitute.
    substitute_for: Option<ID>,
    /// The items for which a guest comes, 1 to 100, and which they read: global ids of `AgendaItem`. A substitute has none.
    #[graphql(default)]
    items: Vec<ID>,
}

/// Who is invited to a meeting.
#[derive(InputObject)]
pub(crate) struct InviteToMeetingInput {
    /// The meeting: a global id of `Meeting`.
    meeting: ID,
    /// Guests and substitutes: 1 to 100.
    invitations: Vec<InvitedInput>,
    #[graphql(flatten)]
    said: Sending,
}
input!(InviteToMeetingInput: meeting Meeting);
payload! {
    /// What came of inviting people.
    InviteToMeetingPayload {
        /// The invitations in the order in which they were sent; null when nothing was done.
        invitations: many Invitation
    }
}

/// Whose invitations to a meeting are taken back.
#[derive(InputObject)]
pub(crate) struct WithdrawInvitationsInput {
    /// The meeting: a global id of `Meeting`.
    meeting: ID,
    /// The guests and substitutes who are not to come: 1 to 100 global ids of `Person`.
    people: Vec<ID>,
    #[graphql(flatten)]
    said: Sending,
}
input!(WithdrawInvitationsInput: meeting Meeting);
payload! {
    /// What came of taking invitations back.
    WithdrawInvitationsPayload {
        /// The invitations that were taken back; null when nothing was done.
        invitations: many Invitation
    }
}

impl ProposedItemInput {
    fn item(self, field: String) -> Result<Item, Error> {
        Ok(Item {
            title: required(format!("{field}.title"), self.title)?,
            public_title: short(format!("{field}.publicTitle"), self.public_title)?,
            presenter: named(&field, "presenter", Kind::Person, self.presenter.as_ref())?,
            presenter_organisation: named(
                &field,
                "presenterOrganisation",
                Kind::Organisation,
                self.presenter_organisation.as_ref(),
            )?,
            narrowed: self.narrowed.narrowed(field)?,
        })
    }
}

impl SettledItemInput {
    fn settled(self, field: String) -> Result<Settled, Error> {
        Ok(Settled {
            item: node::of_kind(format!("{field}.item"), Kind::AgendaItem, &self.item)?,
            state: self.state.into(),
            result: self.result.map(|result| text(format!("{field}.result"), result)).transpose()?,
            deferred_to: named(&field, "deferTo", Kind::Meeting, self.defer_to.as_ref())?,
            field,
        })
    }
}

impl InvitedInput {
    fn invited(self, field: String) -> Result<Invited, Error> {
        Ok(Invited {
            person: node::of_kind(format!("{field}.person"), Kind::Person, &self.person)?,
            organisation: named(&field, "organisation", Kind::Organisation, self.organisation.as_ref())?,
            substitute_for: named(&field, "substituteFor", Kind::Person, self.substitute_for.as_ref())?,
            items: named_in(&field, "items", Kind::AgendaItem, &self.items)?,
            field,
        })
    }
}

/// Deeds on agendas.
#[derive(Default)]
pub(crate) struct AgendaMutation;

#[Object]
impl AgendaMutation {
    /// Puts items on the agenda of a meeting: for the secretariat and the chairs of its board. They are PROPOSED, and numbered
    /// behind those of their part. Refused with CONFLICT once the minutes are agreed, or when the meeting was called off.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn propose_agenda_items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The meeting and the items.")] input: ProposeAgendaItemsInput,
    ) -> Result<ProposeAgendaItemsPayload> {
        done(ctx, input, |tx: Tx<ProposeAgendaItems>, input| async move {
            tx.propose(listed("items", input.items, MOST, ProposedItemInput::item)?).await
        })
        .await
    }

    /// Says what becomes of items on an agenda: for the secretariat and the chairs of the board. A PROPOSED item becomes
    /// ACCEPTED or WITHDRAWN, an ACCEPTED one TAKEN once the meeting was held, DEFERRED to another meeting, or WITHDRAWN.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn settle_agenda_items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The meeting, and what becomes of which items.")] input: SettleAgendaItemsInput,
    ) -> Result<SettleAgendaItemsPayload> {
        done(ctx, input, |tx: Tx<SettleAgendaItems>, input| async move {
            tx.settle(listed("items", input.items, MOST, SettledItemInput::settled)?).await
        })
        .await
    }

    /// Invites guests and substitutes to a meeting that is still to come: for the secretariat of its board. From today a guest
    /// reads the items of the invitation and a substitute what the member reads, until 28 days after the minutes are agreed.
    #[graphql(directive = access::apply(vec![Capability::Secretariat]))]
    async fn invite_to_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The meeting, and who is invited.")] input: InviteToMeetingInput,
    ) -> Result<InviteToMeetingPayload> {
        done(ctx, input, |tx: Tx<InviteToMeeting>, input| async move {
            tx.invite(listed("invitations", input.invitations, MOST, InvitedInput::invited)?).await
        })
        .await
    }

    /// Takes invitations to a meeting back, also after it was held: for the secretariat of its board. At once those people
    /// read no more of it than anybody else in their place. They can be invited anew while the meeting is still to come.
    #[graphql(directive = access::apply(vec![Capability::Secretariat]))]
    async fn withdraw_invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The meeting, and whose invitations are taken back.")] input: WithdrawInvitationsInput,
    ) -> Result<WithdrawInvitationsPayload> {
        done(ctx, input, |tx: Tx<WithdrawInvitations>, input| async move {
            tx.withdraw(listed("people", input.people, MOST, |id, at| node::of_kind(at, Kind::Person, &id))?).await
        })
        .await
    }
}
