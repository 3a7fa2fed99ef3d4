//! What is done with programmes: proposing, approving and announcing them, moving them on, and reports (domain model 2.4).

use async_graphql::{Context, ID, InputObject, Object, Result};
use entities::{programme, programme_party};

use super::{Programme, ProgrammeUpdate};
use crate::{
    error::Error,
    graph::{
        access::{Capability, access},
        node::{self, Kind},
        payload::{self, Changing, Sending, distinct, done, each, input, payload, required, text},
        scalar::{Date, PartialDate},
        words::{PartyRole, ProgrammeKind, ProgrammeOverlay, ProgrammeStatus, SuccessorFunding},
    },
    policy::{
        AddProgrammeUpdate, AdvanceProgramme, AnnounceProgramme, ApproveProgramme, Deed, HoldUpProgramme,
        ProposeProgramme, ReviseProgramme, Right, State as _, WithdrawProgramme,
    },
    store::{Advance, Given, Proposed, Rewritten, Seen, Told, Tx},
};

/// What the viewer may do with a programme now.
pub(crate) struct ProgrammeDeeds(pub(super) Seen<programme::Model>);

impl ProgrammeDeeds {
    /// Whether the deed leads on from where the programme stands, and is the viewer's to do.
    async fn can<R: Deed + Right<On = programme::Entity>>(&self) -> Result<bool, Error> {
        Ok(self.0.status.takes(R::WORD) && self.0.view().may::<R>(self.0.id).await?)
    }
}

/// What you may do with a programme now: by your rights, and by where it stands.
#[Object(directive = access::apply(vec![Capability::Partner]))]
impl ProgrammeDeeds {
    /// Whether you may write anew what is known of it.
    async fn revise(&self) -> Result<bool> {
        Ok(self.can::<ReviseProgramme>().await?)
    }

    /// Whether you may record that it is approved.
    async fn approve(&self) -> Result<bool> {
        Ok(self.can::<ApproveProgramme>().await?)
    }

    /// Whether you may let everyone know of it.
    async fn announce(&self) -> Result<bool> {
        Ok(!self.0.announced && self.can::<AnnounceProgramme>().await?)
    }

    /// Whether you may record that it has come a step further.
    async fn advance(&self) -> Result<bool> {
        Ok(self.can::<AdvanceProgramme>().await?)
    }

    /// Whether you may say what holds it up, or that nothing does any more.
    async fn hold_up(&self) -> Result<bool> {
        Ok(self.can::<HoldUpProgramme>().await?)
    }

    /// Whether you may record that it is given up.
    async fn withdraw(&self) -> Result<bool> {
        Ok(self.can::<WithdrawProgramme>().await?)
    }

    /// Whether you may report on it.
    async fn add_update(&self) -> Result<bool> {
        Ok(self.can::<AddProgrammeUpdate>().await?)
    }
}

/// An organisation that takes part in a programme beside its lead.
#[derive(InputObject)]
pub(crate) struct ProgrammePartyInput {
    /// The organisation: a global id of `Organisation`.
    organisation: ID,
    /// What it does; the one that leads it is named as `lead`.
    role: PartyRole,
}

/// What is known of a programme.
#[derive(InputObject)]
pub(crate) struct ProgrammeInput {
    /// The organisation that leads it: a global id of `Organisation`.
    lead: Option<ID>,
    /// The place that it is for: a global id of `Area`.
    area: Option<ID>,
    /// When it begins, as exactly as it is known, for example `2027-04`.
    starts: Option<PartialDate>,
    /// When it ends.
    ends: Option<PartialDate>,
    /// The last day for which there is money.
    funding_ends: Option<Date>,
    /// What it is about, in 1 to 10,000 characters: for those who take part in it, and for the board that follows it.
    summary: Option<String>,
    /// The organisations that take part beside the lead, at most 100. The list takes the place of the one before.
    parties: Option<Vec<ProgrammePartyInput>>,
    /// The places where it runs, at most 100: global ids of `Area`. The list takes the place of the one before.
    sites: Option<Vec<ID>>,
}

impl ProgrammeInput {
    fn given(self) -> Result<Given, Error> {
        let party = |(at, party): (usize, ProgrammePartyInput)| {
            let whom = node::of_kind(format!("parties.{at}.organisation"), Kind::Organisation, &party.organisation)?;
            match party.role.into() {
                programme_party::Role::Lead => {
                    Err(Error::at(format!("parties.{at}.role"), "who leads it is named as `lead`; give another role"))
                }
                role => Ok((whom, role)),
            }
        };
        let parties = self.parties.map(|parties| -> Result<_, Error> {
            payload::counted("parties", parties.len(), 0, payload::MOST_NAMED)?;
            let parties = each(parties.into_iter().enumerate().map(party))?;
            distinct("parties", parties.iter())?;
            Ok(parties)
        });
        let sites = self.sites.map(|sites| -> Result<_, Error> {
            let sites = payload::ids("sites", Kind::Area, &sites)?;
            distinct("sites", sites.iter())?;
            Ok(sites)
        });
        Ok(Given {
            lead: self.lead.map(|id| node::of_kind("lead", Kind::Organisation, &id)).transpose()?,
            area: self.area.map(|id| node::of_kind("area", Kind::Area, &id)).transpose()?,
            starts: self.starts.map(|date| date.0),
            ends: self.ends.map(|date| date.0),
            funding_ends: self.funding_ends.map(|day| day.0),
            summary: self.summary.map(|summary| text("summary", summary)).transpose()?,
            parties: parties.transpose()?,
            sites: sites.transpose()?,
        })
    }
}

/// A programme that is proposed.
#[derive(InputObject)]
pub(crate) struct ProposeProgrammeInput {
    /// The board that is to follow it: a global id of `Board`.
    board: ID,
    /// The name, in 1 to 200 characters. When the programme is announced, everyone reads it.
    name: String,
    /// What sort of work it is.
    kind: ProgrammeKind,
    /// The programme that it is part of: a global id of `Programme`.
    parent: Option<ID>,
    #[graphql(flatten)]
    given: ProgrammeInput,
    #[graphql(flatten)]
    said: Sending,
}
input!(ProposeProgrammeInput: board Board);
payload! {
    /// What came of proposing a programme.
    ProposeProgrammePayload {
        /// The programme; null when nothing was done.
        programme: Programme
    }
}

impl ProposeProgrammeInput {
    fn proposed(self) -> Result<Proposed, Error> {
        Ok(Proposed {
            name: required("name", self.name)?,
            kind: self.kind.into(),
            parent: self.parent.map(|id| node::of_kind("parent", Kind::Programme, &id)).transpose()?,
            given: self.given.given()?,
        })
    }
}

/// What is new of a programme. What you leave out stays as it is.
#[derive(InputObject)]
pub(crate) struct ReviseProgrammeInput {
    /// The programme: a global id of `Programme`.
    programme: ID,
    /// Its new name, in 1 to 200 characters.
    name: Option<String>,
    #[graphql(flatten)]
    given: ProgrammeInput,
    /// What may go wrong with it, in 1 to 10,000 characters: for its lead, and the secretariat and chairs of its board.
    risks: Option<String>,
    /// What is done then, in 1 to 10,000 characters: for the same.
    contingency: Option<String>,
    /// What follows when the money ends: for its lead, and the members of its board.
    successor_funding: Option<SuccessorFunding>,
    /// What is known of that, in 1 to 10,000 characters: for the same.
    successor_detail: Option<String>,
    #[graphql(flatten)]
    said: Changing,
}
input!(ReviseProgrammeInput: programme Programme);
payload! {
    /// What came of revising a programme.
    ReviseProgrammePayload {
        /// The programme as it is now; null when nothing was done.
        programme: Programme
    }
}

impl ReviseProgrammeInput {
    fn rewritten(self) -> Result<Rewritten, Error> {
        let long = |field: &'static str, said: Option<String>| said.map(|said| text(field, said)).transpose();
        Ok(Rewritten {
            name: self.name.map(|name| required("name", name)).transpose()?,
            given: self.given.given()?,
            risks: long("risks", self.risks)?,
            contingency: long("contingency", self.contingency)?,
            successor: self.successor_funding.map(Into::into),
            successor_detail: long("successorDetail", self.successor_detail)?,
        })
    }
}

/// A programme that is approved.
#[derive(InputObject)]
pub(crate) struct ApproveProgrammeInput {
    /// The programme: a global id of `Programme`.
    programme: ID,
    /// By whom and on what terms, in 1 to 10,000 characters: a report on it.
    text: String,
    #[graphql(flatten)]
    said: Changing,
}
input!(ApproveProgrammeInput: programme Programme);
payload! {
    /// What came of approving a programme.
    ApproveProgrammePayload {
        /// The programme as it is now; null when nothing was done.
        programme: Programme
    }
}

/// A programme that is announced.
#[derive(InputObject)]
pub(crate) struct AnnounceProgrammeInput {
    /// The programme: a global id of `Programme`.
    programme: ID,
    #[graphql(flatten)]
    said: Changing,
}
input!(AnnounceProgrammeInput: programme Programme);
payload! {
    /// What came of announcing a programme.
    AnnounceProgrammePayload {
        /// The programme as it is now; null when nothing was done.
        programme: Programme
    }
}

/// A step of a programme.
#[derive(InputObject)]
pub(crate) struct AdvanceProgrammeInput {
    /// The programme: a global id of `Programme`.
    programme: ID,
    /// Where it stands now.
    to: ProgrammeStatus,
    /// What happened, in 1 to 10,000 characters: a report on it.
    text: String,
    /// The last day for which there is money now; only of a programme that is EXTENDED, which needs it.
    funding_ends: Option<Date>,
    #[graphql(flatten)]
    said: Changing,
}
input!(AdvanceProgrammeInput: programme Programme);
payload! {
    /// What came of moving a programme on.
    AdvanceProgrammePayload {
        /// The programme as it is now; null when nothing was done.
        programme: Programme
    }
}

impl AdvanceProgrammeInput {
    fn advance(self) -> Result<Advance, Error> {
        let (to, funding_ends) = (self.to.into(), self.funding_ends.map(|day| day.0));
        Ok(Advance { to, text: text("text", self.text)?, funding_ends })
    }
}

/// What holds a programme up.
#[derive(InputObject)]
pub(crate) struct HoldUpProgrammeInput {
    /// The programme: a global id of `Programme`.
    programme: ID,
    /// What holds it up; leave it out when nothing does any more.
    overlay: Option<ProgrammeOverlay>,
    /// Why, in 1 to 10,000 characters: a report on it.
    reason: String,
    #[graphql(flatten)]
    said: Changing,
}
input!(HoldUpProgrammeInput: programme Programme);
payload! {
    /// What came of saying what holds a programme up.
    HoldUpProgrammePayload {
        /// The programme as it is now; null when nothing was done.
        programme: Programme
    }
}

/// A programme that is given up.
#[derive(InputObject)]
pub(crate) struct WithdrawProgrammeInput {
    /// The programme: a global id of `Programme`.
    programme: ID,
    /// Why, in 1 to 10,000 characters: a report on it.
    reason: String,
    #[graphql(flatten)]
    said: Changing,
}
input!(WithdrawProgrammeInput: programme Programme);
payload! {
    /// What came of withdrawing a programme.
    WithdrawProgrammePayload {
        /// The programme as it is now; null when nothing was done.
        programme: Programme
    }
}

/// A report on a programme.
#[derive(InputObject)]
pub(crate) struct AddProgrammeUpdateInput {
    /// The programme: a global id of `Programme`.
    programme: ID,
    /// What is reported, in 1 to 10,000 characters. It cannot be changed afterwards.
    text: String,
    /// The date that it speaks of; today unless told.
    reported_on: Option<PartialDate>,
    #[graphql(flatten)]
    said: Sending,
}
input!(AddProgrammeUpdateInput: programme Programme);
payload! {
    /// What came of reporting on a programme.
    AddProgrammeUpdatePayload {
        /// The report; null when nothing was done.
        programme_update: ProgrammeUpdate
    }
}

impl AddProgrammeUpdateInput {
    fn told(self) -> Result<Told, Error> {
        Ok(Told { text: text("text", self.text)?, reported_on: self.reported_on.map(|date| date.0) })
    }
}

/// Deeds on programmes.
#[derive(Default)]
pub(crate) struct ProgrammeMutation;

#[Object]
impl ProgrammeMutation {
    /// Puts a programme on record that a board is to follow: for its secretariat and chairs. It is PROPOSED, and for the
    /// board and those who take part in it until it is announced.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn propose_programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The board, and the programme.")] input: ProposeProgrammeInput,
    ) -> Result<ProposeProgrammePayload> {
        done(ctx, input, |tx: Tx<ProposeProgramme>, input| async move { tx.propose(input.proposed()?).await }).await
    }

    /// Writes anew what is known of a programme: for the organisation that leads it, and the secretariat and chairs of its
    /// board, until it is CLOSED, MAINSTREAMED or WITHDRAWN.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn revise_programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which programme, and what is new.")] input: ReviseProgrammeInput,
    ) -> Result<ReviseProgrammePayload> {
        done(ctx, input, |tx: Tx<ReviseProgramme>, input| async move { tx.revise(input.rewritten()?).await }).await
    }

    /// Records that a programme is approved: for the secretariat and chairs of its board. It moves from PROPOSED to
    /// APPROVED.
    #[graphql(directive = access::apply(vec![Capability::Secretariat, Capability::Chair]))]
    async fn approve_programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which programme, and on what terms.")] input: ApproveProgrammeInput,
    ) -> Result<ApproveProgrammePayload> {
        done(ctx, input, |tx: Tx<ApproveProgramme>, input| async move { tx.approve(text("text", input.text)?).await })
            .await
    }

    /// Lets everyone know of a programme that is approved: for the secretariat of its board. Its name, kind, lead, places
    /// and dates, where it stands, and who takes part are public then; what it is about and the reports on it are not.
    #[graphql(directive = access::apply(vec![Capability::Secretariat]))]
    async fn announce_programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which programme.")] input: AnnounceProgrammeInput,
    ) -> Result<AnnounceProgrammePayload> {
        done(ctx, input, |tx: Tx<AnnounceProgramme>, _| async move { tx.announce().await }).await
    }

    /// Records that a programme has come a step further, with a report on it: for the organisation that leads it, and the
    /// secretariat and chairs of its board. From APPROVED it goes by TENDERING, AWARDED and MOBILISING to LIVE; a LIVE one is
    /// EXTENDED, and LIVE again, or ENDING, within 180 days of the end of its money unless more is secured; an ENDING one is
    /// CLOSED or MAINSTREAMED.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn advance_programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which programme, and where it stands now.")] input: AdvanceProgrammeInput,
    ) -> Result<AdvanceProgrammePayload> {
        done(ctx, input, |tx: Tx<AdvanceProgramme>, input| async move { tx.advance(input.advance()?).await }).await
    }

    /// Records that a programme is delayed or paused, or that nothing holds it up any more, with a report on it: for the
    /// organisation that leads it, and the secretariat and chairs of its board.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn hold_up_programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which programme, and what holds it up.")] input: HoldUpProgrammeInput,
    ) -> Result<HoldUpProgrammePayload> {
        done(ctx, input, |tx: Tx<HoldUpProgramme>, input| async move {
            let overlay = input.overlay.map(Into::into);
            tx.hold_up(overlay, text("reason", input.reason)?).await
        })
        .await
    }

    /// Records that a programme is given up, with a report on it: for the organisation that leads it, and the secretariat and
    /// chairs of its board.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn withdraw_programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which programme, and why.")] input: WithdrawProgrammeInput,
    ) -> Result<WithdrawProgrammePayload> {
        done(
            ctx,
            input,
            |tx: Tx<WithdrawProgramme>, input| async move { tx.withdraw(text("reason", input.reason)?).await },
        )
        .await
    }

    /// Reports on a programme in the name of your organisation: for those who take part in it, and the secretariat and
    /// chairs of its board. They and the members of the board read it.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn add_programme_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which programme, and what is reported.")] input: AddProgrammeUpdateInput,
    ) -> Result<AddProgrammeUpdatePayload> {
        done(ctx, input, |tx: Tx<AddProgrammeUpdate>, input| async move { tx.add(input.told()?).await }).await
    }
}
