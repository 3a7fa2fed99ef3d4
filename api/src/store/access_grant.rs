//! Shares of papers: given and ended, those of a paper, those given to the viewer, and whether one counts now (R10).

use chrono::{DateTime, TimeDelta, Utc};
use entities::{Id, access_grant, organisation, person};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait, Condition, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;

use super::{
    failed,
    noun::hangs,
    page::{Relation, Via},
    write::{Done, Tx, no_such, refuse, unknown},
};
use crate::{
    error::Error,
    policy::{Deed as _, EndShares, SharePaper, State as _, pieces::never},
    viewer::Viewer,
};

/// The longest time for which a paper is shared: whoever needs it for longer is asked again.
const LONGEST: TimeDelta = TimeDelta::days(366);

hangs! {
    ACCESS_GRANTS: access_grant by PaperId, "paper.access-grants";
}

/// Which shares to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct AccessGrantFilter {
    /// Those that were given to the viewer, or to the organisation of the hat worn.
    pub(crate) to_me: bool,
}

impl AccessGrantFilter {
    pub(super) fn keeps(&self, viewer: &Viewer) -> Condition {
        use access_grant::Column as G;
        if !self.to_me {
            return Condition::all();
        }
        let mine = Condition::any()
            .add_option(viewer.person().map(|me| G::PersonId.eq(me)))
            .add_option(viewer.organisation().map(|hat| G::OrganisationId.eq(hat)));
        // SQLite enters indexes by such a condition only if each part of it has one.
        if mine.is_empty() { never() } else { mine }
    }
}

/// Whether a share counts at an instant: begun, neither past nor ended early.
pub(crate) fn active(grant: &access_grant::Model, now: DateTime<Utc>) -> bool {
    grant.starts_at <= now && now < grant.ends_at && grant.ended_at.is_none_or(|ended| now < ended)
}

/// Whom a paper is shared with: a person or an organisation.
#[derive(Debug)]
pub(crate) struct Sharing {
    /// Where the caller named them.
    pub(crate) field: String,
    pub(crate) person: Option<Uuid>,
    pub(crate) organisation: Option<Uuid>,
}

impl Tx<SharePaper> {
    /// Shares the paper with people and organisations for a time: with all of them, or with none. Answers the shares.
    pub(crate) async fn share(self, with: Vec<Sharing>, until: DateTime<Utc>, reason: String) -> Result<Done, Error> {
        self.target.status.leads(SharePaper::WORD).map_err(Error::Conflict)?;
        let view = self.record.view().clone();
        let (viewer, clock) = (view.viewer(), &view.0.door.store.clock);
        if until <= viewer.now {
            return Err(Error::invalid("until", "it is over already; name a later time"));
        }
        if until > viewer.now + LONGEST {
            return Err(Error::invalid("until", "a share lasts for a year at most; name an earlier time"));
        }
        self.check_shares(&with).await?;
        let by = viewer.person().ok_or(Error::Internal)?;
        let shares: Vec<_> = with
            .into_iter()
            .map(|whom| access_grant::ActiveModel {
                id: Set(Id::new(clock.id())),
                paper_id: Set(self.target.id),
                person_id: Set(whom.person.map(Id::new)),
                organisation_id: Set(whom.organisation.map(Id::new)),
                starts_at: Set(viewer.now),
                ends_at: Set(until),
                ended_at: Set(None),
                granted_by_id: Set(by),
                reason: Set(Some(reason.clone())),
            })
            .collect();
        let records = shares.iter().map(|share| share.id.as_ref().uuid()).collect();
        self.insert_all::<access_grant::Entity>(shares).await?;
        self.commit(records).await
    }

    /// Refuses whom the caller may not know of, and who has a share that counts, all at once.
    async fn check_shares(&self, with: &[Sharing]) -> Result<(), Error> {
        use access_grant::Column as G;
        let people = self.known_among::<person::Entity>(with.iter().filter_map(|whom| whom.person)).await?;
        let bodies = self.known_among::<organisation::Entity>(with.iter().filter_map(|whom| whom.organisation)).await?;
        let shares = access_grant::Entity::find().filter(G::PaperId.eq(self.target.id));
        let shares = shares.all(&self.txn).await.map_err(failed)?;
        let now = self.record.view().viewer().now;
        let mut wrong = Vec::new();
        for whom in with {
            wrong.extend(unknown(whom.person, &people, format_args!("{}.person", whom.field), "person"));
            let field = format_args!("{}.organisation", whom.field);
            wrong.extend(unknown(whom.organisation, &bodies, field, "organisation"));
            let same = |share: &&access_grant::Model| {
                (share.person_id.map(Id::uuid), share.organisation_id.map(Id::uuid)) == (whom.person, whom.organisation)
            };
            if let Some(share) = shares.iter().find(|share| same(share) && active(share, now)) {
                let reason =
                    format!("it is shared with them until {}; end that share first", share.ends_at.to_rfc3339());
                wrong.push(Error::at(whom.field.clone(), reason));
            }
        }
        refuse(wrong)
    }
}

impl Tx<EndShares> {
    /// Ends shares of the paper at once: all that are named, or none. Answers them.
    pub(crate) async fn end(self, shares: Vec<Uuid>) -> Result<Done, Error> {
        use access_grant::Column as G;
        let now = self.record.view().viewer().now;
        let of_paper = self.known::<access_grant::Entity>().filter(G::PaperId.eq(self.target.id));
        let found = self.all(of_paper.filter(G::Id.is_in(shares.iter().copied())).lock_exclusive()).await?;
        let mut wrong = Vec::new();
        for (at, id) in shares.iter().enumerate() {
            match found.iter().find(|share| share.id.uuid() == *id) {
                None => wrong.push(no_such(format!("shares.{at}"), "share of this paper")),
                Some(share) if !active(share, now) => {
                    wrong.push(Error::at(format!("shares.{at}"), "it does not count any more; leave it out"));
                }
                Some(_) => {}
            }
        }
        refuse(wrong)?;
        for share in found {
            let mut share = share.into_active_model();
            share.ended_at = Set(Some(now));
            share.update(&self.txn).await.map_err(failed)?;
        }
        self.commit(shares).await
    }
}
