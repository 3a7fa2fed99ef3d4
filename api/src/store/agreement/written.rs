//! Agreements as they are made: drawn up, put before their parties, signed by each, in force, suspended and ended (domain
//! model 2.4, W7).

use std::collections::HashSet;

use chrono::NaiveDate;
use entities::{
    Id,
    agreement::{self, Status},
    agreement_category, agreement_gateway, agreement_party, agreement_purpose, agreement_signature, agreement_terms,
    agreement_text,
    audit_event::Record,
    marking::Category,
    organisation,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

use super::standing;
use crate::{
    error::Error,
    policy::{
        ActivateAgreement, Deed, DraftAgreement, EndAgreement, ResumeAgreement, ReviseAgreement, Right, SignAgreement,
        State as _, SubmitAgreement, SuspendAgreement,
    },
    store::{
        Noun, failed,
        slug::slug,
        write::{Done, Tx, Versioned, no_such, refuse, unknown},
    },
};

/// A legal power by which information is to pass.
#[derive(Debug)]
pub(crate) struct Power {
    pub(crate) act: String,
    pub(crate) section: Option<String>,
    pub(crate) discloser: Option<Uuid>,
    pub(crate) recipient: Option<Uuid>,
    pub(crate) relevant_authority: bool,
}

/// An agreement as it is drawn up.
#[derive(Debug)]
pub(crate) struct DrawnUp {
    pub(crate) title: String,
    /// The parties beside the organisation that draws it up.
    pub(crate) parties: Vec<Uuid>,
    /// What information may be shared for: codes, and what they mean.
    pub(crate) purposes: Vec<(String, String)>,
    pub(crate) categories: Vec<Category>,
    pub(crate) gateways: Vec<Power>,
    pub(crate) from: Option<NaiveDate>,
    pub(crate) to: Option<NaiveDate>,
    pub(crate) review_due: Option<NaiveDate>,
    pub(crate) lawful_basis: Option<String>,
    pub(crate) conditions: Vec<String>,
    pub(crate) retention: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) dpia: Option<String>,
}

impl<R: Deed> Tx<R>
where
    R::On: Noun,
    <R::On as sea_orm::EntityTrait>::Model: Versioned,
{
    /// The organisation that the viewer acts for: a lead always does for one.
    fn ours(&self) -> Result<Id<organisation::Entity>, Error> {
        self.record.view().viewer().organisation().ok_or(Error::Internal)
    }

    /// Refuses what cannot be agreed, and whom the caller may not know of, all at once.
    async fn check_drawn(&self, drawn: &DrawnUp) -> Result<(), Error> {
        let ours = self.ours()?.uuid();
        let known = self.known_among::<organisation::Entity>(drawn.parties.iter().copied()).await?;
        let mut wrong = Vec::new();
        for (at, party) in drawn.parties.iter().enumerate() {
            if !known.contains(party) {
                wrong.push(no_such(format!("parties.{at}"), "organisation"));
            } else if *party == ours || drawn.parties[..at].contains(party) {
                wrong.push(Error::at(format!("parties.{at}"), "it is a party already; name each of the others once"));
            }
        }
        // Who is no party is answered alike, whether it is known or not.
        let parties: HashSet<Uuid> = drawn.parties.iter().copied().chain([ours]).collect();
        for (at, power) in drawn.gateways.iter().enumerate() {
            let field = format!("gateways.{at}");
            for (name, side) in [("discloser", power.discloser), ("recipient", power.recipient)] {
                wrong.extend(unknown(side, &parties, format_args!("{field}.{name}"), "party"));
            }
            if power.discloser.is_some() && power.discloser == power.recipient {
                wrong.push(Error::at(format!("{field}.recipient"), "nobody needs a power to tell themselves"));
            }
        }
        if drawn.from.zip(drawn.to).is_some_and(|(from, to)| to <= from) {
            wrong.push(Error::invalid("to", "it ends before it begins: give a later day"));
        }
        refuse(wrong)
    }

    /// Writes what hangs from an agreement.
    async fn draw(&self, id: Id<agreement::Entity>, parties: Vec<Uuid>, drawn: DrawnUp) -> Result<(), Error> {
        let clock = &self.record.view().0.door.store.clock;
        let parties = (0..).zip(parties).map(|(position, party)| agreement_party::ActiveModel {
            id: Set(Id::new(clock.id())),
            agreement_id: Set(id),
            organisation_id: Set(Id::new(party)),
            position: Set(position),
        });
        self.insert_all::<agreement_party::Entity>(parties.collect()).await?;
        let purposes =
            (0..).zip(drawn.purposes).map(|(position, (code, description))| agreement_purpose::ActiveModel {
                id: Set(Id::new(clock.id())),
                agreement_id: Set(id),
                code: Set(code),
                description: Set(description),
                position: Set(position),
            });
        self.insert_all::<agreement_purpose::Entity>(purposes.collect()).await?;
        let categories = drawn.categories.into_iter().map(|category| agreement_category::ActiveModel {
            id: Set(Id::new(clock.id())),
            agreement_id: Set(id),
            category: Set(category),
        });
        self.insert_all::<agreement_category::Entity>(categories.collect()).await?;
        let gateways = (0..).zip(drawn.gateways).map(|(position, power)| agreement_gateway::ActiveModel {
            id: Set(Id::new(clock.id())),
            agreement_id: Set(id),
            act: Set(power.act),
            section: Set(power.section),
            discloser_id: Set(power.discloser.map(Id::new)),
            recipient_id: Set(power.recipient.map(Id::new)),
            relevant_authority: Set(power.relevant_authority),
            position: Set(position),
        });
        self.insert_all::<agreement_gateway::Entity>(gateways.collect()).await?;
        let terms = agreement_terms::ActiveModel {
            agreement_id: Set(id),
            lawful_basis: Set(drawn.lawful_basis),
            conditions: Set(Some(drawn.conditions.join("\n")).filter(|lines| !lines.is_empty())),
            review_due: Set(drawn.review_due),
            retention: Set(drawn.retention),
            stopped_by_id: Set(None),
            stopped_reason: Set(None),
        };
        agreement_terms::Entity::insert(terms).exec_without_returning(&self.txn).await.map_err(failed)?;
        let text = agreement_text::ActiveModel { agreement_id: Set(id), text: Set(drawn.text), dpia: Set(drawn.dpia) };
        agreement_text::Entity::insert(text).exec_without_returning(&self.txn).await.map_err(failed)?;
        Ok(())
    }
}

impl Tx<DraftAgreement> {
    /// Draws an agreement up, between the organisation and others.
    pub(crate) async fn draft(mut self, drawn: DrawnUp) -> Result<Done, Error> {
        self.check_drawn(&drawn).await?;
        let view = self.record.view().clone();
        let (id, now) = (Id::<agreement::Entity>::new(view.0.door.store.clock.id()), view.viewer().now);
        let row = agreement::ActiveModel {
            id: Set(id),
            slug: Set(slug("agreement", &drawn.title, id.uuid())),
            title: Set(drawn.title.clone()),
            status: Set(Status::Draft),
            starts_on: Set(drawn.from),
            ends_on: Set(drawn.to),
            marking_id: Set(None),
            source: Set(None),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        };
        agreement::Entity::insert(row).exec_without_returning(&self.txn).await.map_err(failed)?;
        let parties = [self.target.id.uuid()].into_iter().chain(drawn.parties.clone()).collect();
        self.draw(id, parties, drawn).await?;
        self.unnoticed();
        self.touched(Record::Agreement, id.uuid());
        self.commit(vec![id.uuid()]).await
    }
}

impl<R: Deed + Right<On = agreement::Entity>> Tx<R> {
    /// Where the deed leads from where the agreement stands today.
    fn leads(&self) -> Result<Status, Error> {
        let today = self.record.view().viewer().today();
        standing(&self.target, today).leads(R::WORD).map_err(Error::Conflict)
    }

    /// Writes how the agreement stands.
    async fn agreement_stands(&self, to: Status, with: impl FnOnce(&mut agreement::ActiveModel)) -> Result<(), Error> {
        self.rewrite(|row: &mut agreement::ActiveModel| {
            row.status = Set(to);
            with(row);
        })
        .await
    }

    /// Writes which party stopped it, and why; or that none does.
    async fn stopped(&self, by: Option<(Id<organisation::Entity>, String)>) -> Result<(), Error> {
        let (by, reason) = by.unzip();
        self.put::<agreement_terms::Entity>(self.target.id.uuid(), |terms| {
            terms.stopped_by_id = Set(by);
            terms.stopped_reason = Set(reason);
        })
        .await
    }

    /// The parties, in their order.
    async fn parties(&self) -> Result<Vec<agreement_party::Model>, Error> {
        let of = agreement_party::Column::AgreementId.eq(self.target.id);
        let mut parties = agreement_party::Entity::find().filter(of).all(&self.txn).await.map_err(failed)?;
        parties.sort_by_key(|party| party.position);
        Ok(parties)
    }
}

impl Tx<ReviseAgreement> {
    /// Draws the agreement up anew, in place of what it was.
    pub(crate) async fn revise(self, drawn: DrawnUp) -> Result<Done, Error> {
        let to = self.leads()?;
        self.check_drawn(&drawn).await?;
        let id = self.target.id;
        // Whoever drew it up stays its first party, unless another party does so now without it.
        let ours = self.ours()?.uuid();
        let others: HashSet<Uuid> = drawn.parties.iter().copied().collect();
        let first = self.parties().await?.into_iter().map(|party| party.organisation_id.uuid());
        let mut parties: Vec<Uuid> = first.filter(|party| *party == ours || others.contains(party)).collect();
        parties.extend(drawn.parties.iter().filter(|party| !parties.contains(party)).copied().collect::<Vec<_>>());
        self.clear(id).await?;
        self.agreement_stands(to, |row| {
            row.title = Set(drawn.title.clone());
            row.starts_on = Set(drawn.from);
            row.ends_on = Set(drawn.to);
        })
        .await?;
        self.draw(id, parties, drawn).await?;
        self.commit(vec![id.uuid()]).await
    }

    /// Takes away what hangs from the draft. Nobody has signed it yet.
    async fn clear(&self, id: Id<agreement::Entity>) -> Result<(), Error> {
        macro_rules! clear {
            ($($of:ident),*) => {$(
                let rows = $of::Column::AgreementId.eq(id);
                $of::Entity::delete_many().filter(rows).exec(&self.txn).await.map_err(failed)?;
            )*};
        }
        // An imported draft may bear signatures.
        let parties = agreement_party::Entity::find()
            .select_only()
            .column(agreement_party::Column::Id)
            .filter(agreement_party::Column::AgreementId.eq(id))
            .into_query();
        let signed = agreement_signature::Column::PartyId.in_subquery(parties);
        agreement_signature::Entity::delete_many().filter(signed).exec(&self.txn).await.map_err(failed)?;
        clear!(
            agreement_party,
            agreement_purpose,
            agreement_category,
            agreement_gateway,
            agreement_terms,
            agreement_text
        );
        Ok(())
    }
}

impl Tx<SubmitAgreement> {
    /// Puts the agreement before its parties to sign.
    pub(crate) async fn submit(self) -> Result<Done, Error> {
        let (to, id) = (self.leads()?, self.target.id.uuid());
        self.agreement_stands(to, |_| ()).await?;
        self.commit(vec![id]).await
    }
}

impl Tx<SignAgreement> {
    /// Signs the agreement for the viewer's organisation, which is to be the one that is named.
    pub(crate) async fn sign(self, organisation: Uuid) -> Result<Done, Error> {
        let stays = self.leads()?;
        let (ours, view) = (self.ours()?, self.record.view());
        if organisation != ours.uuid() {
            return Err(Error::Forbidden(
                "You act for another organisation: each party's own information governance leads sign for it. Ask one of them."
                    .to_owned(),
            ));
        }
        let parties = self.parties().await?;
        let ids = parties.iter().map(|party| party.id);
        let signatures = agreement_signature::Entity::find().filter(agreement_signature::Column::PartyId.is_in(ids));
        let signed: HashSet<Uuid> =
            signatures.all(&self.txn).await.map_err(failed)?.iter().map(|s| s.party_id.uuid()).collect();
        let party = parties.iter().find(|party| party.organisation_id == ours).ok_or(Error::NotFound)?;
        if signed.contains(&party.id.uuid()) {
            return Err(Error::Conflict("Your organisation has signed it already.".to_owned()));
        }
        let signature = agreement_signature::ActiveModel {
            party_id: Set(party.id),
            signed_on: Set(view.viewer().today()),
            signed_by_id: Set(view.viewer().person()),
        };
        agreement_signature::Entity::insert(signature).exec_without_returning(&self.txn).await.map_err(failed)?;
        let to = if signed.len() + 1 == parties.len() { Status::Signed } else { stays };
        let id = self.target.id.uuid();
        self.agreement_stands(to, |_| ()).await?;
        self.commit(vec![id]).await
    }
}

impl Tx<ActivateAgreement> {
    /// Brings the agreement into force, on its first day or later; without one, today.
    pub(crate) async fn activate(self) -> Result<Done, Error> {
        let (to, today, id) = (self.leads()?, self.record.view().viewer().today(), self.target.id.uuid());
        let from = self.target.starts_on.unwrap_or(today);
        if from > today {
            return Err(Error::Conflict(format!("It begins on {from}: bring it into force then.")));
        }
        self.agreement_stands(to, |row| row.starts_on = Set(Some(from))).await?;
        self.commit(vec![id]).await
    }
}

impl Tx<SuspendAgreement> {
    /// Suspends the agreement, at once for all.
    pub(crate) async fn suspend(self, reason: String) -> Result<Done, Error> {
        let (to, id) = (self.leads()?, self.target.id.uuid());
        self.agreement_stands(to, |_| ()).await?;
        self.stopped(Some((self.ours()?, reason))).await?;
        self.commit(vec![id]).await
    }
}

impl Tx<ResumeAgreement> {
    /// Lets the agreement go on.
    pub(crate) async fn resume(self) -> Result<Done, Error> {
        let (to, id) = (self.leads()?, self.target.id.uuid());
        self.agreement_stands(to, |_| ()).await?;
        self.stopped(None).await?;
        self.commit(vec![id]).await
    }
}

impl Tx<EndAgreement> {
    /// Ends the agreement before its time.
    pub(crate) async fn end(self, reason: String) -> Result<Done, Error> {
        let (to, id) = (self.leads()?, self.target.id.uuid());
        self.agreement_stands(to, |_| ()).await?;
        self.stopped(Some((self.ours()?, reason))).await?;
        self.commit(vec![id]).await
    }
}
