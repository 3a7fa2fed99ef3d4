//! The ledger: what its lines can be narrowed by.

use chrono::{DateTime, Utc};
use entities::{
    audit_event::{self, Operation, Record},
    organisation,
};
use sea_orm::{ColumnTrait, Condition, sea_query::ExprTrait as _};
use uuid::Uuid;

use super::noun::{Ref, each_once, names};
use crate::viewer::Viewer;

/// Which lines of the ledger to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct AuditEventFilter {
    pub(crate) record: Option<(Record, Uuid)>,
    pub(crate) acting_for: Option<Ref>,
    pub(crate) operations: Option<Vec<Operation>>,
    pub(crate) from: Option<DateTime<Utc>>,
    pub(crate) to: Option<DateTime<Utc>>,
}

impl AuditEventFilter {
    pub(super) fn keeps(&self, viewer: &Viewer) -> Condition {
        use audit_event::Column as C;
        let hat = |of| names::<organisation::Entity, _>(C::OrganisationId, of, viewer);
        Condition::all()
            .add_option(self.record.map(|(record, id)| C::Record.eq(record).and(C::RecordId.eq(id))))
            .add_option(self.acting_for.as_ref().map(hat))
            .add_option(self.operations.as_ref().map(|words| C::Operation.is_in(each_once(words))))
            .add_option(self.from.map(|from| C::At.gte(from)))
            .add_option(self.to.map(|to| C::At.lt(to)))
    }
}
