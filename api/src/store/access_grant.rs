//! Shares of papers: those of a paper, those given to the viewer, and whether one counts now.

use chrono::{DateTime, Utc};
use entities::access_grant;
use sea_orm::{ColumnTrait, Condition};

use super::{
    noun::hangs,
    page::{Relation, Via},
};
use crate::{policy::pieces::never, viewer::Viewer};

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
