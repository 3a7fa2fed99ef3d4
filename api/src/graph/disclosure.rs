//! Whether an agreement allows a disclosure, and what is missing if none does.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use entities::{marking, organisation};

use super::{
    access::{Capability, access},
    agreement::{Agreement, DataCategory, Gateway, purpose},
    organisation::{Organisation, OrganisationBy},
    view,
};
use crate::{
    error::Error,
    policy::PartOfAgreement,
    store::{Asked, Seen, View, Weighed},
};

/// What an agreement must have to allow a disclosure.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "crate::policy::PartOfAgreement")]
pub(crate) enum AgreementPart {
    /// The signatures of both organisations.
    Signature,
    /// That it is in force: neither a draft nor suspended nor ended.
    Status,
    /// That it has begun, and not ended.
    Dates,
    /// That it was reviewed: no more than 90 days have passed since its review was due.
    Review,
    /// That it covers the category.
    Category,
    /// That it is for the purpose.
    Purpose,
    /// A gateway that is open from the one organisation to the other.
    Direction,
}

/// Whether information may pass from one organisation to another, as far as agreements go: what else withholds a record,
/// such as its marking or who it is for, is not asked here.
#[derive(SimpleObject)]
pub(crate) struct AgreementCheck {
    /// Whether it may.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    allowed: bool,
    /// Why: those agreements that allow it, or else what each agreement of the two lacks.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    reasons: Vec<AgreementReason>,
}

/// Why an agreement allows a disclosure, or why it does not.
#[derive(SimpleObject)]
pub(crate) struct AgreementReason {
    /// The agreement; null when no agreement is needed, or when there is none of both organisations that you may read.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    agreement: Option<Agreement>,
    /// Its gateways that are open in this direction.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    gateways: Vec<Gateway>,
    /// What it lacks; nothing, if it allows the disclosure.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    missing: Vec<AgreementPart>,
    /// The same in plain words.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    message: String,
}

/// What is missing, in words that go on after the title of an agreement and "does not allow this:".
fn lacking(part: PartOfAgreement, (from, to): (&str, &str)) -> String {
    match part {
        PartOfAgreement::Signature => "it is not signed by both organisations".to_owned(),
        PartOfAgreement::Status => "it is not active".to_owned(),
        PartOfAgreement::Dates => "it has not begun, or has ended".to_owned(),
        PartOfAgreement::Review => "its review is more than 90 days overdue".to_owned(),
        PartOfAgreement::Category => "it does not cover this category".to_owned(),
        PartOfAgreement::Purpose => "it is not for this purpose".to_owned(),
        PartOfAgreement::Direction => format!("no gateway of it is open in the direction from {from} to {to}"),
    }
}

impl AgreementReason {
    fn without(message: &str) -> Self {
        Self { agreement: None, gateways: Vec::new(), missing: Vec::new(), message: message.to_owned() }
    }

    fn of(weighed: Weighed, names: (&str, &str)) -> Self {
        let Weighed { agreement, lacks, gateways } = weighed;
        let powers: Vec<String> = gateways
            .iter()
            .map(|g| g.section.as_ref().map_or_else(|| g.act.clone(), |section| format!("{section} of the {}", g.act)))
            .collect();
        let message = if lacks.is_empty() {
            format!("{} allows this, by {}.", agreement.title, powers.join("; "))
        } else {
            let lacks: Vec<String> = lacks.iter().map(|part| lacking(*part, names)).collect();
            format!("{} does not allow this: {}.", agreement.title, lacks.join("; "))
        };
        Self {
            agreement: Some(Agreement(agreement)),
            gateways: gateways.into_iter().map(Gateway).collect(),
            missing: lacks.into_iter().map(Into::into).collect(),
            message,
        }
    }
}

async fn named(view: &View, field: &'static str, by: OrganisationBy) -> Result<Seen<organisation::Model>, Error> {
    let found = by.find(view).await?.map(|Organisation(row)| row);
    found.ok_or_else(|| Error::invalid(field, "there is no such organisation"))
}

/// Queries for what agreements allow.
#[derive(Default)]
pub(crate) struct DisclosureQuery;

#[Object]
impl DisclosureQuery {
    /// Whether records of a category may pass from one organisation to another today, for a purpose, and under which
    /// agreement and gateway; or what is missing. Asks only of agreements whose terms you may read, which are those of
    /// the organisation that you act for: of others it says no more than if there were none. For example: may the police
    /// show a charity operational data, when all they have is section 115 of the Crime and Disorder Act 1998? No: that
    /// gateway leads to relevant authorities, and the check names the direction as missing.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn check_agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organisation whose records they are.")] from: OrganisationBy,
        #[graphql(desc = "The organisation that would read them.")] to: OrganisationBy,
        #[graphql(desc = "What the records hold.")] category: DataCategory,
        #[graphql(desc = "The code of the purpose, as in the header `Roundtable-Purpose`.")] purpose: String,
    ) -> Result<AgreementCheck> {
        let view = view(ctx)?;
        let purpose = self::purpose("purpose", purpose)?;
        let (from, to) = (named(view, "from", from).await?, named(view, "to", to).await?);
        let allowed = |reasons| Ok(AgreementCheck { allowed: true, reasons });
        if from.id == to.id {
            return allowed(vec![AgreementReason::without("An organisation needs no agreement for its own records.")]);
        }
        let category = marking::Category::from(category);
        if !category.needs_agreement() {
            return allowed(vec![AgreementReason::without("Records of this category need no agreement.")]);
        }
        let weighed = view.weigh(&Asked { from: &from, to: &to, category, purpose: &purpose }).await?;
        let (good, bad): (Vec<_>, Vec<_>) = weighed.into_iter().partition(|weighed| weighed.lacks.is_empty());
        let names = (from.name.as_str(), to.name.as_str());
        let reasons = |of: Vec<Weighed>| of.into_iter().map(|weighed| AgreementReason::of(weighed, names)).collect();
        if !good.is_empty() {
            return allowed(reasons(good));
        }
        let none = "No agreement whose terms you may read has both organisations as parties.";
        let reasons = if bad.is_empty() { vec![AgreementReason::without(none)] } else { reasons(bad) };
        Ok(AgreementCheck { allowed: false, reasons })
    }
}
