//! The words of the ledger.

use async_graphql::Enum;

/// What was done, in the words of section 62 of the Data Protection Act 2018.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::audit_event::Operation")]
pub(crate) enum AuditOperation {
    /// Something was taken into the record.
    Collection,
    /// Something in the record was changed.
    Alteration,
    /// Something in the record was read.
    Consultation,
    /// Something was opened to others than before.
    Disclosure,
}

/// The kinds of record of which the ledger has lines.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::audit_event::Record")]
pub(crate) enum AuditRecordKind {
    /// A person: what is held on them.
    Person,
    /// A board.
    Board,
    /// A meeting.
    Meeting,
    /// An item on the agenda of a meeting.
    AgendaItem,
    /// An edition of minutes.
    Minutes,
    /// A section of minutes.
    MinuteSection,
    /// An action.
    Action,
    /// A report of progress on an action.
    ActionUpdate,
    /// A decision.
    Decision,
    /// A programme.
    Programme,
    /// A report on a programme.
    ProgrammeUpdate,
    /// A grant.
    Grant,
    /// A paper.
    Paper,
    /// An information sharing agreement.
    Agreement,
    /// A recommendation.
    Recommendation,
    /// A review of a death.
    Review,
    /// A comment on a paper or on an edition of minutes.
    Comment,
}

/// What kind of content was read, where its reading is written down.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::audit_event::Class")]
pub(crate) enum ContentClass {
    /// A closed part of a meeting or of its minutes.
    Closed,
    /// What is for the people on a list alone.
    Restricted,
    /// What is under another marking.
    Marked,
    /// A paper, while its embargo held.
    Embargoed,
    /// Operational data of a partner, under a marking.
    Operational,
    /// Personal data: how to reach somebody else, why somebody sent apologies, or what is so marked.
    Personal,
    /// Data of a special category (Article 9 of the UK GDPR), under a marking.
    SpecialCategory,
    /// Lines of the ledger on what others did.
    Ledger,
}
