//! What is done with agreements: drawing up, signing, bringing into force, suspending and ending them (domain model 2.4, W7).

use async_graphql::{Context, ID, InputObject, Object, Result};
use entities::{agreement, organisation};

use super::{Agreement, DataCategory};
use crate::{
    error::Error,
    graph::{
        access::{Capability, access},
        node::{self, Kind},
        payload::{
            self, Changing, Sending, counted, distinct, done, each, input, listed, payload, required, short, text,
        },
        scalar::Date,
    },
    policy::{
        ActivateAgreement, Deed, DraftAgreement, EndAgreement, ResumeAgreement, ReviseAgreement, Right, SignAgreement,
        State as _, SubmitAgreement, SuspendAgreement,
    },
    store::{self, DrawnUp, Power, Seen, Tx},
    viewer::is_purpose,
};

/// The most purposes, powers or conditions of an agreement.
const MOST: usize = 20;

/// What the viewer may do with an agreement now.
pub(crate) struct AgreementDeeds(pub(super) Seen<agreement::Model>);

impl AgreementDeeds {
    /// Whether the deed leads on from where the agreement stands today, and is the viewer's to do.
    async fn can<R: Deed + Right<On = agreement::Entity>>(&self) -> Result<bool, Error> {
        let view = self.0.view();
        let stands = store::standing(&self.0, view.viewer().today());
        Ok(stands.takes(R::WORD) && view.may::<R>(self.0.id).await?)
    }
}

/// What you may do with an agreement now: by your rights, and by where it stands.
#[Object(directive = access::apply(vec![Capability::InformationGovernance]))]
impl AgreementDeeds {
    /// Whether you may draw it up anew.
    async fn revise(&self) -> Result<bool> {
        Ok(self.can::<ReviseAgreement>().await?)
    }

    /// Whether you may put it before its parties to sign.
    async fn submit(&self) -> Result<bool> {
        Ok(self.can::<SubmitAgreement>().await?)
    }

    /// Whether you may sign it for your organisation, if that has not.
    async fn sign(&self) -> Result<bool> {
        Ok(self.can::<SignAgreement>().await?)
    }

    /// Whether you may bring it into force, once its first day has come.
    async fn activate(&self) -> Result<bool> {
        Ok(self.can::<ActivateAgreement>().await?)
    }

    /// Whether you may suspend it.
    async fn suspend(&self) -> Result<bool> {
        Ok(self.can::<SuspendAgreement>().await?)
    }

    /// Whether you may let it go on: your organisation suspended it.
    async fn resume(&self) -> Result<bool> {
        Ok(self.can::<ResumeAgreement>().await?)
    }

    /// Whether you may end it.
    async fn end(&self) -> Result<bool> {
        Ok(self.can::<EndAgreement>().await?)
    }
}

/// What the viewer may do for an organisation now.
pub(crate) struct OrganisationDeeds(pub(in crate::graph) Seen<organisation::Model>);

/// What you may do for an organisation now.
#[Object(directive = access::apply(vec![Capability::InformationGovernance]))]
impl OrganisationDeeds {
    /// Whether you may draw an agreement up for it.
    async fn draft_agreement(&self) -> Result<bool> {
        Ok(self.0.view().may::<DraftAgreement>(self.0.id).await?)
    }
}

/// What information may be shared for.
#[derive(InputObject)]
pub(crate) struct AgreementPurposeInput {
    /// The code, of 1 to 64 lower-case letters, digits and hyphens, which a request gives in the header
    /// `Roundtable-Purpose`.
    code: String,
    /// What it means, in 1 to 200 characters.
    description: String,
}

/// A legal power by which information may pass, and from whom to whom.
#[derive(InputObject)]
pub(crate) struct GatewayInput {
    /// The act, in 1 to 200 characters, for example `Crime and Disorder Act 1998`.
    act: String,
    /// The section of it, for example `section 115`.
    section: Option<String>,
    /// The party that may disclose, a global id of `Organisation`; any party, if it is left out.
    discloser: Option<ID>,
    /// The party that may receive, a global id of `Organisation`; any party, if it is left out.
    recipient: Option<ID>,
    /// Whether it leads to relevant authorities only (`Organisation.relevantAuthority`).
    #[graphql(default)]
    to_relevant_authority: bool,
}

/// An agreement as it is drawn up.
#[derive(InputObject)]
pub(crate) struct AgreementInput {
    /// The title, in 1 to 200 characters. Everybody reads it once the agreement is signed.
    title: String,
    /// The parties beside your organisation, 1 to 100: global ids of `Organisation`.
    parties: Vec<ID>,
    /// What information may be shared for: 1 to 20.
    purposes: Vec<AgreementPurposeInput>,
    /// The categories of records that it covers.
    categories: Vec<DataCategory>,
    /// The legal powers by which information may pass, each in its direction: 1 to 20.
    gateways: Vec<GatewayInput>,
    /// Its first day; without one, the day on which it is brought into force.
    from: Option<Date>,
    /// The day on which it has ended: the last day that it covers is the one before.
    to: Option<Date>,
    /// The day by which it is to be reviewed. More than 90 days after it, the agreement opens nothing.
    review_due: Option<Date>,
    /// The lawful basis of the processing, in 1 to 200 characters.
    lawful_basis: Option<String>,
    /// The conditions that special categories or law enforcement processing need besides, at most 20, each in 1 to 200
    /// characters on one line.
    #[graphql(default)]
    conditions: Vec<String>,
    /// How long what was shared is kept, in 1 to 200 characters.
    retention: Option<String>,
    /// The text, in 1 to 10,000 characters: for the information governance leads of its parties.
    text: Option<String>,
    /// Where its data protection impact assessment is kept, in 1 to 200 characters: for the same.
    dpia: Option<String>,
}

impl AgreementInput {
    fn drawn(self) -> Result<DrawnUp, Error> {
        counted("parties", self.parties.len(), 1, payload::MOST_NAMED)?;
        counted("categories", self.categories.len(), 1, MOST)?;
        counted("conditions", self.conditions.len(), 0, MOST)?;
        let purposes = listed("purposes", self.purposes, MOST, |purpose, field| {
            if !is_purpose(&purpose.code) {
                let reason = "a purpose is a code of 1 to 64 lower-case letters, digits and hyphens";
                return Err(Error::at(format!("{field}.code"), reason));
            }
            Ok((purpose.code, required(format!("{field}.description"), purpose.description)?))
        })?;
        distinct("purposes", purposes.iter().map(|(code, _)| code))?;
        let gateways = listed("gateways", self.gateways, MOST, |power, field| {
            let party = |name: &str, id: Option<ID>| {
                id.map(|id| node::of_kind(format!("{field}.{name}"), Kind::Organisation, &id)).transpose()
            };
            Ok(Power {
                act: required(format!("{field}.act"), power.act)?,
                section: short(format!("{field}.section"), power.section)?,
                discloser: party("discloser", power.discloser)?,
                recipient: party("recipient", power.recipient)?,
                relevant_authority: power.to_relevant_authority,
            })
        })?;
        let categories: Vec<_> = self.categories.into_iter().map(Into::into).collect();
        distinct("categories", categories.iter())?;
        let condition = |(at, line): (usize, String)| {
            let field = format!("conditions.{at}");
            if line.contains('\n') {
                return Err(Error::at(field, "write each condition on one line, as an entry of its own"));
            }
            required(field, line)
        };
        Ok(DrawnUp {
            title: required("title", self.title)?,
            parties: payload::ids("parties", Kind::Organisation, &self.parties)?,
            purposes,
            categories,
            gateways,
            from: self.from.map(|day| day.0),
            to: self.to.map(|day| day.0),
            review_due: self.review_due.map(|day| day.0),
            lawful_basis: short("lawfulBasis", self.lawful_basis)?,
            conditions: each(self.conditions.into_iter().enumerate().map(condition))?,
            retention: short("retention", self.retention)?,
            text: self.text.map(|words| text("text", words)).transpose()?,
            dpia: short("dpia", self.dpia)?,
        })
    }
}

/// An agreement that is drawn up.
#[derive(InputObject)]
pub(crate) struct DraftAgreementInput {
    /// The organisation that you draw it up for, and act for: a global id of `Organisation`.
    organisation: ID,
    #[graphql(flatten)]
    agreement: AgreementInput,
    #[graphql(flatten)]
    said: Sending,
}
input!(DraftAgreementInput: organisation Organisation);
payload! {
    /// What came of drawing an agreement up.
    DraftAgreementPayload {
        /// The agreement; null when nothing was done.
        agreement: Agreement
    }
}

/// An agreement that is drawn up anew: the whole of it, as it is to be.
#[derive(InputObject)]
pub(crate) struct ReviseAgreementInput {
    /// The agreement: a global id of `Agreement`.
    agreement: ID,
    #[graphql(flatten)]
    drawn: AgreementInput,
    #[graphql(flatten)]
    said: Changing,
}
input!(ReviseAgreementInput: agreement Agreement);
payload! {
    /// What came of drawing an agreement up anew.
    ReviseAgreementPayload {
        /// The agreement as it is now; null when nothing was done.
        agreement: Agreement
    }
}

/// An agreement that is put before its parties.
#[derive(InputObject)]
pub(crate) struct SubmitAgreementInput {
    /// The agreement: a global id of `Agreement`.
    agreement: ID,
    #[graphql(flatten)]
    said: Changing,
}
input!(SubmitAgreementInput: agreement Agreement);
payload! {
    /// What came of putting an agreement before its parties.
    SubmitAgreementPayload {
        /// The agreement as it is now; null when nothing was done.
        agreement: Agreement
    }
}

/// A signature.
#[derive(InputObject)]
pub(crate) struct SignAgreementInput {
    /// The agreement: a global id of `Agreement`. Its version is that of what you have read and sign.
    agreement: ID,
    /// The party for which you sign: a global id of `Organisation`. You can sign for your own alone.
    organisation: ID,
    #[graphql(flatten)]
    said: Changing,
}
input!(SignAgreementInput: agreement Agreement);
payload! {
    /// What came of signing an agreement.
    SignAgreementPayload {
        /// The agreement as it is now; null when nothing was done.
        agreement: Agreement
    }
}

/// An agreement that is brought into force.
#[derive(InputObject)]
pub(crate) struct ActivateAgreementInput {
    /// The agreement: a global id of `Agreement`.
    agreement: ID,
    #[graphql(flatten)]
    said: Changing,
}
input!(ActivateAgreementInput: agreement Agreement);
payload! {
    /// What came of bringing an agreement into force.
    ActivateAgreementPayload {
        /// The agreement as it is now; null when nothing was done.
        agreement: Agreement
    }
}

/// An agreement that is suspended.
#[derive(InputObject)]
pub(crate) struct SuspendAgreementInput {
    /// The agreement: a global id of `Agreement`.
    agreement: ID,
    /// Why, in 1 to 10,000 characters: for its parties.
    reason: String,
    #[graphql(flatten)]
    said: Changing,
}
input!(SuspendAgreementInput: agreement Agreement);
payload! {
    /// What came of suspending an agreement.
    SuspendAgreementPayload {
        /// The agreement as it is now; null when nothing was done.
        agreement: Agreement
    }
}

/// An agreement that goes on.
#[derive(InputObject)]
pub(crate) struct ResumeAgreementInput {
    /// The agreement: a global id of `Agreement`.
    agreement: ID,
    #[graphql(flatten)]
    said: Changing,
}
input!(ResumeAgreementInput: agreement Agreement);
payload! {
    /// What came of letting an agreement go on.
    ResumeAgreementPayload {
        /// The agreement as it is now; null when nothing was done.
        agreement: Agreement
    }
}

/// An agreement that is ended.
#[derive(InputObject)]
pub(crate) struct EndAgreementInput {
    /// The agreement: a global id of `Agreement`.
    agreement: ID,
    /// Why, in 1 to 10,000 characters: for its parties.
    reason: String,
    #[graphql(flatten)]
    said: Changing,
}
input!(EndAgreementInput: agreement Agreement);
payload! {
    /// What came of ending an agreement.
    EndAgreementPayload {
        /// The agreement as it is now; null when nothing was done.
        agreement: Agreement
    }
}

/// Deeds on agreements.
#[derive(Default)]
pub(crate) struct AgreementMutation;

#[Object]
impl AgreementMutation {
    /// Draws an agreement up between your organisation and others: for its information governance leads. It is a DRAFT, for
    /// its parties alone, and opens nothing.
    #[graphql(directive = access::apply(vec![Capability::InformationGovernance]))]
    async fn draft_agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "For whom, and the agreement.")] input: DraftAgreementInput,
    ) -> Result<DraftAgreementPayload> {
        done(ctx, input, |tx: Tx<DraftAgreement>, input| async move { tx.draft(input.agreement.drawn()?).await }).await
    }

    /// Draws an agreement up anew, in place of what it was: for the information governance leads of its parties, while it is
    /// a DRAFT.
    #[graphql(directive = access::apply(vec![Capability::InformationGovernance]))]
    async fn revise_agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which agreement, and what it is to be.")] input: ReviseAgreementInput,
    ) -> Result<ReviseAgreementPayload> {
        done(ctx, input, |tx: Tx<ReviseAgreement>, input| async move { tx.revise(input.drawn.drawn()?).await }).await
    }

    /// Puts an agreement before its parties to sign: for their information governance leads. It moves from DRAFT to
    /// `IN_REVIEW`, and is not changed any more.
    #[graphql(directive = access::apply(vec![Capability::InformationGovernance]))]
    async fn submit_agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: SubmitAgreementInput,
    ) -> Result<SubmitAgreementPayload> {
        done(ctx, input, |tx: Tx<SubmitAgreement>, _| async move { tx.submit().await }).await
    }

    /// Signs an agreement that is `IN_REVIEW` for your own organisation, as its information governance lead (rule W7). With the
    /// last signature it is SIGNED, and everybody reads its line in the register.
    #[graphql(directive = access::apply(vec![Capability::InformationGovernance]))]
    async fn sign_agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which agreement, and for whom.")] input: SignAgreementInput,
    ) -> Result<SignAgreementPayload> {
        done(ctx, input, |tx: Tx<SignAgreement>, input| async move {
            let party = node::of_kind("organisation", Kind::Organisation, &input.organisation)?;
            tx.sign(party).await
        })
        .await
    }

    /// Brings an agreement into force that is SIGNED, on its first day or later: for the information governance leads of its
    /// parties. From then on it opens what it covers, by its powers and for its purposes.
    #[graphql(directive = access::apply(vec![Capability::InformationGovernance]))]
    async fn activate_agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: ActivateAgreementInput,
    ) -> Result<ActivateAgreementPayload> {
        done(ctx, input, |tx: Tx<ActivateAgreement>, _| async move { tx.activate().await }).await
    }

    /// Suspends an ACTIVE agreement, at once for all: for the information governance leads of each party. It opens nothing
    /// until that party lets it go on.
    #[graphql(directive = access::apply(vec![Capability::InformationGovernance]))]
    async fn suspend_agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which agreement, and why.")] input: SuspendAgreementInput,
    ) -> Result<SuspendAgreementPayload> {
        done(
            ctx,
            input,
            |tx: Tx<SuspendAgreement>, input| async move { tx.suspend(text("reason", input.reason)?).await },
        )
        .await
    }

    /// Lets a SUSPENDED agreement go on: for the information governance leads of the party that suspended it. What one party
    /// stopped, no other opens again.
    #[graphql(directive = access::apply(vec![Capability::InformationGovernance]))]
    async fn resume_agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: ResumeAgreementInput,
    ) -> Result<ResumeAgreementPayload> {
        done(ctx, input, |tx: Tx<ResumeAgreement>, _| async move { tx.resume().await }).await
    }

    /// Ends an ACTIVE agreement before its time: for the information governance leads of each party. It is TERMINATED, and
    /// opens nothing any more.
    #[graphql(directive = access::apply(vec![Capability::InformationGovernance]))]
    async fn end_agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which agreement, and why.")] input: EndAgreementInput,
    ) -> Result<EndAgreementPayload> {
        done(ctx, input, |tx: Tx<EndAgreement>, input| async move { tx.end(text("reason", input.reason)?).await }).await
    }
}
