//! The ledger, as far as somebody answers for what it says.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entities::{account, audit_event};

use super::{
    access::{Capability, access},
    change,
    connection::Connection,
    node::{self, Kind, Node},
    organisation::Organisation,
    scalar::DateTime,
    view,
    viewer::Account,
    words::{AuditOperation, RecordKind},
};
use crate::{
    error::Error,
    policy::NamedIn,
    store::{self, Page, Seen},
};

/// A line of the ledger.
pub(crate) struct AuditEvent(Seen<audit_event::Model>);

super::wraps!(AuditEvent, audit_event);

/// One deed: who did what to which record, when, in whose name and what for; never what the record says. You read the
/// lines of your own deeds; as secretary or chair those of your board's records; and as information governance lead those
/// of what was done in your organisation's name, or to its actions (rule R19). Systems read none.
#[Object(directive = access::apply(vec![Capability::Partner]))]
impl AuditEvent {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::AuditEvent, self.0.id)
    }

    /// When it was done.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// The account that did it; null where it acted for another organisation than the one whose information governance
    /// you lead, and you do not answer for the record as secretary or chair.
    async fn account(&self) -> Option<Result<Account>> {
        let view = self.0.view();
        let account = async {
            // Who may be told of another line's account may not be told of this one's: the line is asked.
            let named = view.may::<NamedIn>(self.0.id).await?;
            let account = if named { self.0.account_id.uuid() } else { uuid::Uuid::nil() };
            Ok(view.by_id::<account::Entity>(account).await?.map(|row| Account::of(&row)))
        };
        super::found(account).await
    }

    /// The organisation in whose name it was done; null when the account acted for none.
    async fn acting_for(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.organisation_id).await
    }

    /// What it was done for, as the request said in the header `Roundtable-Purpose`.
    async fn purpose(&self) -> Option<&str> {
        self.0.purpose.as_deref()
    }

    /// What it was, in the words of section 62 of the Data Protection Act 2018.
    async fn operation(&self) -> AuditOperation {
        self.0.operation.into()
    }

    /// The deed, by the name of its mutation.
    async fn deed(&self) -> &str {
        &self.0.deed
    }

    /// The kind of the record to which it was done.
    async fn record_kind(&self) -> RecordKind {
        self.0.record.into()
    }

    /// The global id of the record.
    async fn record_id(&self) -> ID {
        change::record_id(self.0.record, self.0.record_id)
    }

    /// The record as it is now, if you may read it.
    async fn record(&self) -> Result<Option<Node>> {
        Ok(node::find(self.0.view(), &change::record_id(self.0.record, self.0.record_id)).await?)
    }

    /// The request in which it was done: the answer named it in the header `Request-Id`.
    async fn request_id(&self) -> String {
        self.0.request_id.to_string()
    }
}

/// Conditions on lines of the ledger.
#[derive(InputObject)]
pub(crate) struct AuditEventFilter {
    /// Only what was done to this record: the global id of something that a line can be of, as `recordKind` lists them.
    record: Option<ID>,
    /// Only what was done in the name of this organisation: an id or a slug.
    acting_for: Option<ID>,
    /// Only from this instant on.
    from: Option<DateTime>,
    /// Only before this instant.
    to: Option<DateTime>,
}

impl TryFrom<AuditEventFilter> for store::AuditEventFilter {
    type Error = Error;

    fn try_from(filter: AuditEventFilter) -> Result<Self, Error> {
        let of = |id: ID| node::reference("filter.actingFor", Kind::Organisation, &id);
        Ok(Self {
            record: filter.record.map(|id| change::record("filter.record", &id)).transpose()?,
            acting_for: filter.acting_for.map(of).transpose()?,
            from: filter.from.map(|at| at.0),
            to: filter.to.map(|at| at.0),
        })
    }
}

/// Queries for the ledger.
#[derive(Default)]
pub(crate) struct AuditEventQuery;

#[Object]
impl AuditEventQuery {
    /// The lines of the ledger that you may read, the latest first. For example, what was done to one action:
    /// `auditEvents(filter: {record: $id}) { nodes { at deed account { name } actingFor { name } } }`.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn audit_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
        #[graphql(desc = "The size of the page from the end, at most 100; instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Read only up to the record of this cursor.")] before: Option<String>,
        #[graphql(desc = "Only records that meet all of these conditions.")] filter: Option<AuditEventFilter>,
    ) -> Result<Connection<AuditEvent>> {
        let page = Page { first, after, last, before };
        let filter = filter.map(TryInto::try_into).transpose()?.unwrap_or_default();
        Ok(view(ctx)?.list(page, filter, Default::default())?.into())
    }
}
