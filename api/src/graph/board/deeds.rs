//! What is done with boards: setting them up, describing and closing them, and giving organisations and people places on
//! them (domain model 2.3, 2.4).

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result};
use entities::board;

use super::Board;
use crate::{
    error::Error,
    graph::{
        access::{Capability, access},
        node::{self, Kind},
        payload::{
            Changing, MOST_NAMED, Sending, counted, distinct, done, ids, input, listed, named, payload, required,
            short, text,
        },
        scalar::Date,
        seat::{Membership, Seat},
        words::{BoardKind, Role},
    },
    policy::{
        ActivateBoard, AppointMembers, CloseBoard, CloseSeats, Deed, DraftPaper, OpenSeats, PlanMeeting, ProposeBoard,
        ProposeProgramme, ReviseBoard, Right, State as _,
    },
    store::{Appointed, Described, Opened, Seen, Tx, Whom},
};

/// What the viewer may do with a board now.
pub(crate) struct BoardDeeds(pub(super) Seen<board::Model>);

impl BoardDeeds {
    /// Whether the deed leads on from where the board stands, and is the viewer's to do.
    async fn can<R: Deed + Right<On = board::Entity>>(&self) -> Result<bool, Error> {
        Ok(self.0.status.takes(R::WORD) && self.0.view().may::<R>(self.0.id).await?)
    }

    /// The same of what is done for a board that is not over.
    async fn open<R: Deed + Right<On = board::Entity>>(&self) -> Result<bool, Error> {
        Ok(self.0.status != board::Status::Closed && self.0.view().may::<R>(self.0.id).await?)
    }
}

/// What you may do with a board now.
#[Object]
impl BoardDeeds {
    /// Whether you may propose a group that is part of it.
    async fn propose(&self) -> Result<bool> {
        Ok(self.can::<ProposeBoard>().await?)
    }

    /// Whether you may write anew what is known of it.
    async fn revise(&self) -> Result<bool> {
        Ok(self.can::<ReviseBoard>().await?)
    }

    /// Whether you may record that it meets from now on.
    async fn activate(&self) -> Result<bool> {
        Ok(self.can::<ActivateBoard>().await?)
    }

    /// Whether you may close it.
    async fn close(&self) -> Result<bool> {
        Ok(self.can::<CloseBoard>().await?)
    }

    /// Whether you may open seats on it.
    async fn open_seats(&self) -> Result<bool> {
        Ok(self.can::<OpenSeats>().await?)
    }

    /// Whether you may close seats on it.
    async fn close_seats(&self) -> Result<bool> {
        Ok(self.can::<CloseSeats>().await?)
    }

    /// Whether you may appoint people to it.
    async fn appoint(&self) -> Result<bool> {
        Ok(self.can::<AppointMembers>().await?)
    }

    /// Whether you may plan a meeting of it.
    async fn plan_meeting(&self) -> Result<bool> {
        Ok(self.open::<PlanMeeting>().await?)
    }

    /// Whether you may draft a paper for it.
    async fn draft_paper(&self) -> Result<bool> {
        Ok(self.open::<DraftPaper>().await?)
    }

    /// Whether you may propose a programme that it is to follow.
    async fn propose_programme(&self) -> Result<bool> {
        Ok(self.open::<ProposeProgramme>().await?)
    }
}

/// What is known of a board.
#[derive(InputObject)]
pub(crate) struct BoardInput {
    /// The usual short name, in 1 to 200 characters.
    short_name: Option<String>,
    /// The organisation that convenes it: a global id of `Organisation`.
    convenor: Option<ID>,
    /// The body that receives its reports: a global id of `Board`. Reporting gives nobody a right to read more.
    reports_to: Option<ID>,
    /// The place that it is for: a global id of `Area`.
    area: Option<ID>,
    /// How often it meets, in words, for example `quarterly`; in 1 to 200 characters.
    cadence: Option<String>,
    /// What it is for, in 1 to 10,000 characters. Whoever knows of it reads this.
    purpose: Option<String>,
    /// From which day those who join later may read its agreed minutes.
    history_visible_from: Option<Date>,
    /// Whether everyone may know that there is such a body, with its name, purpose and seats. Once they do, that cannot be
    /// taken back.
    listed: Option<bool>,
}

impl BoardInput {
    fn described(self, name: Option<String>) -> Result<Described, Error> {
        Ok(Described {
            name: name.map(|name| required("name", name)).transpose()?,
            short_name: short("shortName", self.short_name)?,
            convenor: self.convenor.map(|id| node::of_kind("convenor", Kind::Organisation, &id)).transpose()?,
            reports_to: self.reports_to.map(|id| node::of_kind("reportsTo", Kind::Board, &id)).transpose()?,
            area: self.area.map(|id| node::of_kind("area", Kind::Area, &id)).transpose()?,
            cadence: short("cadence", self.cadence)?,
            purpose: self.purpose.map(|purpose| text("purpose", purpose)).transpose()?,
            history_visible_from: self.history_visible_from.map(|day| day.0),
            listed: self.listed,
        })
    }
}

/// A group that is to be part of a board.
#[derive(InputObject)]
pub(crate) struct ProposeBoardInput {
    /// The board of which it is part: a global id of `Board`.
    board: ID,
    /// The full name, in 1 to 200 characters.
    name: String,
    /// What sort of body it is.
    kind: BoardKind,
    #[graphql(flatten)]
    described: BoardInput,
    #[graphql(flatten)]
    said: Sending,
}
input!(ProposeBoardInput: board Board);
payload! {
    /// What came of proposing a group.
    ProposeBoardPayload {
        /// The group; null when nothing was done.
        board: Board
    }
}

/// What is new of a board. What you leave out stays as it is.
#[derive(InputObject)]
pub(crate) struct ReviseBoardInput {
    /// The board: a global id of `Board`.
    board: ID,
    /// Its new name, in 1 to 200 characters.
    name: Option<String>,
    #[graphql(flatten)]
    described: BoardInput,
    #[graphql(flatten)]
    said: Changing,
}
input!(ReviseBoardInput: board Board);
payload! {
    /// What came of revising a board.
    ReviseBoardPayload {
        /// The board as it is now; null when nothing was done.
        board: Board
    }
}

/// A board that meets from now on.
#[derive(InputObject)]
pub(crate) struct ActivateBoardInput {
    /// The board: a global id of `Board`.
    board: ID,
    #[graphql(flatten)]
    said: Changing,
}
input!(ActivateBoardInput: board Board);
payload! {
    /// What came of recording that a board meets.
    ActivateBoardPayload {
        /// The board as it is now; null when nothing was done.
        board: Board
    }
}

/// A board that is over.
#[derive(InputObject)]
pub(crate) struct CloseBoardInput {
    /// The board: a global id of `Board`.
    board: ID,
    #[graphql(flatten)]
    said: Changing,
}
input!(CloseBoardInput: board Board);
payload! {
    /// What came of closing a board.
    CloseBoardPayload {
        /// The board as it is now; null when nothing was done.
        board: Board
    }
}

/// A place on a board for an organisation.
#[derive(InputObject)]
pub(crate) struct SeatInput {
    /// The organisation: a global id of `Organisation`.
    organisation: ID,
    /// Whether the board's terms of reference require it to be filled.
    #[graphql(default)]
    required: bool,
    /// The first day; today unless told.
    from: Option<Date>,
}

/// Places on a board for organisations.
#[derive(InputObject)]
pub(crate) struct OpenSeatsInput {
    /// The board: a global id of `Board`.
    board: ID,
    /// The seats: 1 to 100. All of them are opened or none is.
    seats: Vec<SeatInput>,
    #[graphql(flatten)]
    said: Changing,
}
input!(OpenSeatsInput: board Board);
payload! {
    /// What came of opening seats.
    OpenSeatsPayload {
        /// The seats in the order in which they were sent; null when nothing was done.
        seats: many Seat
    }
}

impl SeatInput {
    fn opened(self, field: String) -> Result<Opened, Error> {
        let organisation = node::of_kind(format!("{field}.organisation"), Kind::Organisation, &self.organisation)?;
        Ok(Opened { organisation, required: self.required, from: self.from.map(|day| day.0), field })
    }
}

/// Places of organisations that end.
#[derive(InputObject)]
pub(crate) struct CloseSeatsInput {
    /// The board: a global id of `Board`.
    board: ID,
    /// The seats, 1 to 100: global ids of `Seat`. Who fills one leaves with it.
    seats: Vec<ID>,
    /// The day after the last day, not before today; today unless told.
    on: Option<Date>,
    #[graphql(flatten)]
    said: Changing,
}
input!(CloseSeatsInput: board Board);
payload! {
    /// What came of closing seats.
    CloseSeatsPayload {
        /// The seats in the order in which they were sent; null when nothing was done.
        seats: many Seat
    }
}

impl CloseSeatsInput {
    fn seats(&self) -> Result<Vec<uuid::Uuid>, Error> {
        counted("seats", self.seats.len(), 1, MOST_NAMED)?;
        let seats = ids("seats", Kind::Seat, &self.seats)?;
        distinct("seats", seats.iter())?;
        Ok(seats)
    }
}

/// Somebody who is not on record yet.
#[derive(InputObject)]
pub(crate) struct NewPersonInput {
    /// The name as it is usually written, in 1 to 200 characters; never how to reach them.
    display_name: String,
    /// A title before the name, for example `Dame`, in 1 to 200 characters.
    honorific: Option<String>,
}

/// Who is appointed.
#[derive(OneofObject)]
pub(crate) enum WhomInput {
    /// Somebody on record: a global id of `Person`.
    Person(ID),
    /// Somebody who is put on record with this. They are known to those who know of the membership.
    New(NewPersonInput),
}

/// A place on a board for a person.
#[derive(InputObject)]
pub(crate) struct AppointedInput {
    /// Who is appointed; not yourself.
    whom: WhomInput,
    /// The part that they play.
    role: Role,
    /// The seat that they fill: a global id of `Seat`. They sit on behalf of its organisation. Without one, they are
    /// independent or sit on behalf of the organisation that you name.
    seat: Option<ID>,
    /// The organisation on whose behalf they sit without a seat: a global id of `Organisation`. The rights of the
    /// membership come with that hat.
    on_behalf_of: Option<ID>,
    /// The first day, not before today; today unless told.
    from: Option<Date>,
    /// The day after the last day, if that is known.
    to: Option<Date>,
    /// The day of the election, if there was one.
    elected_on: Option<Date>,
}

impl AppointedInput {
    fn appointed(self, field: String) -> Result<Appointed, Error> {
        let whom = match self.whom {
            WhomInput::Person(id) => Whom::Known(node::of_kind(format!("{field}.whom.person"), Kind::Person, &id)?),
            WhomInput::New(new) => Whom::New {
                display_name: required(format!("{field}.whom.new.displayName"), new.display_name)?,
                honorific: short(format!("{field}.whom.new.honorific"), new.honorific)?,
            },
        };
        Ok(Appointed {
            whom,
            role: self.role.into(),
            seat: named(&field, "seat", Kind::Seat, self.seat.as_ref())?,
            on_behalf_of: named(&field, "onBehalfOf", Kind::Organisation, self.on_behalf_of.as_ref())?,
            from: self.from.map(|day| day.0),
            to: self.to.map(|day| day.0),
            elected_on: self.elected_on.map(|day| day.0),
            field,
        })
    }
}

/// Places on a board for people.
#[derive(InputObject)]
pub(crate) struct AppointMembersInput {
    /// The board: a global id of `Board`.
    board: ID,
    /// The places: 1 to 100. All of them are given or none is.
    members: Vec<AppointedInput>,
    #[graphql(flatten)]
    said: Sending,
}
input!(AppointMembersInput: board Board);
payload! {
    /// What came of appointing people.
    AppointMembersPayload {
        /// The memberships in the order in which they were sent; null when nothing was done.
        memberships: many Membership
    }
}

/// Deeds on boards.
#[derive(Default)]
pub(crate) struct BoardMutation;

#[Object]
impl BoardMutation {
    /// Puts a group on record that is to be part of a board: for the secretariat and chairs of that board. It is PROPOSED,
    /// unlisted unless you say otherwise, convened by the same organisation unless you name another, and you keep its record
    /// until others are appointed.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn propose_board(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The board of which it is part, and the group.")] input: ProposeBoardInput,
    ) -> Result<ProposeBoardPayload> {
        done(ctx, input, |tx: Tx<ProposeBoard>, input| async move {
            tx.propose(input.kind.into(), input.described.described(Some(input.name))?).await
        })
        .await
    }

    /// Writes anew what is known of a board: for its secretariat and chairs, until it is CLOSED.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn revise_board(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which board, and what is new.")] input: ReviseBoardInput,
    ) -> Result<ReviseBoardPayload> {
        done(
            ctx,
            input,
            |tx: Tx<ReviseBoard>, input| async move { tx.revise(input.described.described(input.name)?).await },
        )
        .await
    }

    /// Records that a board meets from now on: for its chairs, of one that is PROPOSED, or that LAPSED or was CLOSED and begins
    /// again. Somebody must keep its record. It is ACTIVE then.
    #[graphql(directive = access::apply(vec![Capability::Chair]))]
    async fn activate_board(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which board.")] input: ActivateBoardInput,
    ) -> Result<ActivateBoardPayload> {
        done(ctx, input, |tx: Tx<ActivateBoard>, _| async move { tx.activate().await }).await
    }

    /// Records that a board is over: for its chairs, once none of its actions is open, no meeting is to come and its groups
    /// are closed. It is CLOSED then; its people keep what they read until their memberships end.
    #[graphql(directive = access::apply(vec![Capability::Chair]))]
    async fn close_board(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which board.")] input: CloseBoardInput,
    ) -> Result<CloseBoardPayload> {
        done(ctx, input, |tx: Tx<CloseBoard>, _| async move { tx.close().await }).await
    }

    /// Gives organisations places on a board: for its secretariat and chairs. An organisation has one seat at a time; with
    /// it, its systems know of the board and read what is agreed there (T10).
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn open_seats(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which board, and the seats.")] input: OpenSeatsInput,
    ) -> Result<OpenSeatsPayload> {
        done(ctx, input, |tx: Tx<OpenSeats>, input| async move {
            tx.open(listed("seats", input.seats, MOST_NAMED, SeatInput::opened)?).await
        })
        .await
    }

    /// Ends the places of organisations on a board, and the memberships of the people who fill them: for its secretariat and
    /// chairs.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn close_seats(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which board, and the seats.")] input: CloseSeatsInput,
    ) -> Result<CloseSeatsPayload> {
        done(ctx, input, |tx: Tx<CloseSeats>, input| async move {
            tx.close(input.seats()?, input.on.map(|day| day.0)).await
        })
        .await
    }

    /// Gives people places on a board, and with them the rights that these bring (T1, T2): for its secretariat and chairs.
    /// Who is to chair it is for its chairs, and for the secretariat while nobody chairs it. Nobody gives themself a place.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn appoint_members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which board, and whom to what.")] input: AppointMembersInput,
    ) -> Result<AppointMembersPayload> {
        done(ctx, input, |tx: Tx<AppointMembers>, input| async move {
            tx.appoint(listed("members", input.members, MOST_NAMED, AppointedInput::appointed)?).await
        })
        .await
    }
}
