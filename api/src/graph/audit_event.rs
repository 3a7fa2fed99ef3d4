//! The ledger, as far as somebody answers for what it says.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entities::{
    account,
    audit_event::{self, Operation, Record},
};
use sea_orm::Iterable as _;
use uuid::Uuid;

use super::{
    access::{Capability, access},
    connection::Connection,
    node::{self, Kind, Node},
    organisation::Organisation,
    scalar::DateTime,
    view,
    viewer::Account,
    words::{AuditOperation, AuditRecordKind, ContentClass},
};
use crate::{
    error::Error,
    policy::NamedIn,
    store::{self, Page, Seen},
};

/// A line of the ledger.
pub(crate) struct AuditEvent(Seen<audit_event::Model>);

super::wraps!(AuditEvent, audit_event);

/// Who did what to which record, or read it, when, in whose name and what for; never what the record says. Every deed
/// leaves a line, and so does reading what is closed, restricted, marked, under embargo or personal, and reading lines on
/// what others did: each before the answer leaves. You read the lines of what you did; what was read of the data held on
/// you; as secretary or chair those of your board's records; and as information governance lead those of what was done in
/// your organisation's name, or to its actions and papers (rule R19). Systems read none.
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
            let account = if named { self.0.account_id.uuid() } else { Uuid::nil() };
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

    /// The deed, by the name of its mutation; null where something was read.
    async fn deed(&self) -> Option<&str> {
        self.0.deed.as_deref()
    }

    /// What kind of content was read; null for a deed.
    async fn content_class(&self) -> Option<ContentClass> {
        self.0.class.map(Into::into)
    }

    /// The version of the policy by which it was allowed: `policyVersion` in the extensions of each answer.
    async fn policy(&self) -> &str {
        &self.0.policy
    }

    /// The kind of the record to which it was done.
    async fn record_kind(&self) -> AuditRecordKind {
        self.0.record.into()
    }

    /// The global id of the record.
    async fn record_id(&self) -> ID {
        record_id(self.0.record, self.0.record_id)
    }

    /// The record as it is now, if you may read it.
    async fn record(&self) -> Result<Option<Node>> {
        Ok(node::find(self.0.view(), &record_id(self.0.record, self.0.record_id)).await?)
    }

    /// The request in which it was done: the answer named it in the header `Request-Id`.
    async fn request_id(&self) -> String {
        self.0.request_id.to_string()
    }
}

/// The global id of a record of which the ledger has lines.
fn record_id(record: Record, id: Uuid) -> ID {
    node::id(kind(record), id)
}

fn kind(record: Record) -> Kind {
    match record {
        Record::Person => Kind::Person,
        Record::Board => Kind::Board,
        Record::Meeting => Kind::Meeting,
        Record::AgendaItem => Kind::AgendaItem,
        Record::Minutes => Kind::Minutes,
        Record::MinuteSection => Kind::MinuteSection,
        Record::Action => Kind::Action,
        Record::ActionUpdate => Kind::ActionUpdate,
        Record::Decision => Kind::Decision,
        Record::Programme => Kind::Programme,
        Record::ProgrammeUpdate => Kind::ProgrammeUpdate,
        Record::Grant => Kind::Grant,
        Record::Paper => Kind::Paper,
        Record::Agreement => Kind::Agreement,
        Record::Recommendation => Kind::Recommendation,
        Record::Review => Kind::Review,
        Record::Comment => Kind::Comment,
    }
}

/// The record that an id names, of a kind of which the ledger has lines.
fn record(field: &'static str, id: &ID) -> Result<(Record, Uuid), Error> {
    let of = |(found, uuid)| Record::iter().find(|record| kind(*record) == found).map(|record| (record, uuid));
    node::read(id).and_then(of).ok_or_else(|| {
        let known: Vec<&str> = Record::iter().map(|record| kind(record).name()).collect();
        let known = known.join(", ");
        Error::invalid(field, format!("lines are written of these and of nothing else, by their ids: {known}"))
    })
}

/// Conditions on lines of the ledger.
#[derive(InputObject)]
pub(crate) struct AuditEventFilter {
    /// Only what was done to this record: the global id of something that a line can be of, as `recordKind` lists them.
    record: Option<ID>,
    /// Only what was done in the name of this organisation: an id or a slug.
    acting_for: Option<ID>,
    /// Only what was one of these. For example, who read something: `operations: [CONSULTATION]`.
    operations: Option<Vec<AuditOperation>>,
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
            record: filter.record.map(|id| record("filter.record", &id)).transpose()?,
            operations: filter.operations.map(|words| words.into_iter().map(Into::into).collect()),
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

    /// Who read a record, the latest first: its lines of CONSULTATION and DISCLOSURE, as far as you answer for them. For
    /// example, who in your organisation read an item: `whoSaw(record: $id) { nodes { at account { name } } }`.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn who_saw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A global id of something that a line can be of, as `recordKind` lists them.")] record: ID,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
    ) -> Result<Connection<AuditEvent>> {
        let filter = store::AuditEventFilter {
            record: Some(self::record("record", &record)?),
            operations: Some(vec![Operation::Consultation, Operation::Disclosure]),
            ..Default::default()
        };
        Ok(view(ctx)?.list(Page { first, after, last: None, before: None }, filter, Default::default())?.into())
    }

    /// Who read or changed the data that is held on you, the latest first: in whose name and what for, and not by whom.
    #[graphql(directive = access::apply(vec![Capability::Partner]))]
    async fn about_me(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The size of the page from the start: 20 unless told, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Read on after the record of this cursor.")] after: Option<String>,
    ) -> Result<Connection<AuditEvent>> {
        let view = view(ctx)?;
        let me = view.viewer().person().map_or(Uuid::nil(), entities::Id::uuid);
        let filter = store::AuditEventFilter { record: Some((Record::Person, me)), ..Default::default() };
        Ok(view.list(Page { first, after, last: None, before: None }, filter, Default::default())?.into())
    }
}
