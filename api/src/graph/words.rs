//! The words of closed lists, as the API spells and explains them. Each mirrors the entity's own list; a word added
//! there does not compile until it is explained here.

mod ledger;
mod money;
mod paper;

use async_graphql::Enum;

pub(crate) use ledger::{AuditOperation, AuditRecordKind, ContentClass};
pub(crate) use money::PaymentStatus;
pub(crate) use paper::{CirculationPurpose, CommentDisposition, PaperKind, PaperStatus};

/// The part of public life an organisation belongs to.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::organisation::Sector")]
pub(crate) enum Sector {
    /// Police forces and their commands.
    Police,
    /// The Crown Prosecution Service.
    Prosecution,
    /// Courts and tribunals.
    Courts,
    /// Prisons and probation.
    Probation,
    /// The health service and its commissioners.
    Health,
    /// Councils and their joint bodies.
    LocalAuthority,
    /// The Mayor, MOPAC and the Greater London Authority.
    LondonGovernment,
    /// Transport operators.
    Transport,
    /// The voluntary and community sector.
    Voluntary,
    /// Departments of state.
    NationalGovernment,
    /// Inspectorates and regulators.
    Inspection,
    /// Schools and colleges.
    Education,
    /// Housing providers and networks.
    Housing,
    /// Universities and researchers.
    Academia,
    /// Media and commercial bodies.
    Media,
    /// Bodies beyond the United Kingdom.
    International,
    /// Bodies that several agencies form.
    Partnership,
}

/// Whether an organisation still exists.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::organisation::Status")]
pub(crate) enum OrganisationStatus {
    /// It exists.
    Active,
    /// It has been abolished; a successor may be named.
    Abolished,
}

/// What sort of place an area is.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::area::Kind")]
pub(crate) enum AreaKind {
    /// A country or a pair of countries.
    Country,
    /// A region such as London.
    Region,
    /// A London borough.
    Borough,
    /// The area of a police force.
    PoliceForceArea,
    /// A unitary authority.
    UnitaryAuthority,
    /// Several places that act together.
    Cluster,
}

/// How a contact point is reached.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::contact_point::Kind")]
pub(crate) enum ContactKind {
    /// A person's e-mail address.
    Email,
    /// A person's telephone number.
    Phone,
    /// A mailbox of an office, which outlives its holder.
    RoleMailbox,
}

/// Who holds an account.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::account::Kind")]
pub(crate) enum AccountKind {
    /// A person, who acts under one hat at a time.
    Person,
    /// A system of one organisation; never a member, guest, recipient or chair.
    Service,
}

/// What sort of body a board is.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::board::Kind")]
pub(crate) enum BoardKind {
    /// A strategic board.
    Board,
    /// A panel.
    Panel,
    /// An operational forum.
    Forum,
    /// A group that steers another body's work.
    SteeringGroup,
    /// A group that ends with its task, such as a domestic homicide review group.
    TaskAndFinish,
    /// A conference about cases, such as a MARAC: closed to the public and to systems.
    CaseConference,
    /// A working group.
    WorkingGroup,
    /// A reference group.
    ReferenceGroup,
    /// A network.
    Network,
    /// A partnership of agencies.
    Partnership,
}

/// Whether a board meets.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::board::Status")]
pub(crate) enum BoardStatus {
    /// It is proposed.
    Proposed,
    /// It meets.
    Active,
    /// It has stopped meeting.
    Lapsed,
    /// It has ended.
    Closed,
}

/// The part a person plays on a board.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::membership::Role")]
pub(crate) enum Role {
    /// The chair.
    Chair,
    /// One of the chairs.
    CoChair,
    /// The vice-chair.
    ViceChair,
    /// A member.
    Member,
    /// Somebody who regularly stands in for a member.
    Deputy,
    /// Somebody who attends without being a member.
    Observer,
    /// Somebody who keeps the board's record.
    Secretariat,
}

/// How a membership is known.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::membership::Basis")]
pub(crate) enum MembershipBasis {
    /// It was recorded as an appointment.
    Appointed,
    /// It is inferred from attendance lists.
    Inferred,
}

/// Where a membership stands.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::membership::Standing")]
pub(crate) enum MembershipStatus {
    /// It begins on a day to come.
    Nominated,
    /// The person sits on the board today.
    Current,
    /// It is over.
    Ended,
}

/// Where a meeting stands.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::meeting::Status")]
pub(crate) enum MeetingStatus {
    /// A date is planned.
    Planned,
    /// The agenda is out.
    Notified,
    /// It has been held.
    Held,
    /// Its minutes are agreed.
    Minuted,
    /// It was cancelled.
    Cancelled,
    /// It was postponed.
    Postponed,
}

/// How people meet.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::meeting::Mode")]
pub(crate) enum MeetingMode {
    /// In one room.
    InPerson,
    /// Online.
    Online,
    /// Both.
    Hybrid,
}

/// Whether somebody came.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::attendance::Status")]
pub(crate) enum AttendanceStatus {
    /// They came.
    Present,
    /// They sent apologies; they keep every right to the meeting's record.
    Apologies,
    /// They did not come.
    Absent,
}

/// In what capacity somebody attends.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::attendance::Capacity")]
pub(crate) enum Capacity {
    /// As a member.
    Member,
    /// As a deputy.
    Deputy,
    /// Standing in for one member at one meeting.
    Substitute,
    /// For some agenda items.
    Guest,
    /// As an observer.
    Observer,
    /// As secretariat.
    Secretariat,
}

/// Who a part of the record is for.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::agenda_item::Part")]
pub(crate) enum Part {
    /// Everyone who may read the minutes.
    Open,
    /// The group's members, or those of named organisations; others on the board see a stub.
    Closed,
    /// The persons named as recipients, and nobody else.
    Restricted,
}

/// What became of an agenda item.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::agenda_item::State")]
pub(crate) enum AgendaItemState {
    /// It was proposed.
    Proposed,
    /// It is on the agenda.
    Accepted,
    /// It was discussed.
    Taken,
    /// It moved to a later meeting.
    Deferred,
    /// It was withdrawn.
    Withdrawn,
}

/// Where an edition of the minutes stands.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::minutes::Status")]
pub(crate) enum MinutesStatus {
    /// Being written: for the secretariat and the chairs.
    Draft,
    /// Sent to members for comments.
    Circulated,
    /// Agreed by the board; cannot change.
    Agreed,
    /// Published: for everyone.
    Published,
    /// Withdrawn from publication, with a reason.
    Withdrawn,
}

/// Where an action stands.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::action::Status")]
pub(crate) enum ActionStatus {
    /// Nobody has reported yet.
    Open,
    /// An owner has reported progress.
    InProgress,
    /// An owner was asked for news.
    Chasing,
    /// An owner says it is done; the secretariat or a meeting confirms.
    CompleteProposed,
    /// Done and confirmed.
    Complete,
    /// Carried over to a later meeting.
    CarriedOver,
    /// Ended without being done, with a reason.
    NotComplete,
    /// Replaced by another action, decision or paper.
    Superseded,
}

/// How an action came about.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::action::Raised")]
pub(crate) enum RaisedHow {
    /// The minutes list it as an action.
    Recorded,
    /// The text promises it without listing it.
    Implied,
    /// It was brought forward from an earlier meeting.
    CarriedIn,
}

/// What sort of work a programme is.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::programme::Kind")]
pub(crate) enum ProgrammeKind {
    /// A service.
    Service,
    /// A pilot.
    Pilot,
    /// A campaign.
    Campaign,
    /// A police or joint operation.
    Operation,
    /// Training.
    Training,
    /// A review.
    Review,
    /// Research.
    Research,
    /// A dataset or dashboard.
    Dataset,
    /// The making of a policy.
    Policy,
    /// A funding scheme.
    Scheme,
}

/// Where a programme stands.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::programme::Status")]
pub(crate) enum ProgrammeStatus {
    /// Proposed.
    Proposed,
    /// Approved.
    Approved,
    /// Out to tender.
    Tendering,
    /// Awarded.
    Awarded,
    /// Being set up.
    Mobilising,
    /// Running.
    Live,
    /// Running on an extension.
    Extended,
    /// Its money ends within 180 days and no successor is secured.
    Ending,
    /// Ended.
    Closed,
    /// Become normal business.
    Mainstreamed,
    /// Withdrawn.
    Withdrawn,
}

/// What holds a programme up.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::programme::Overlay")]
pub(crate) enum ProgrammeOverlay {
    /// It is delayed.
    Delayed,
    /// It is paused.
    Paused,
}

/// What an organisation does for a programme.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::programme_party::Role")]
pub(crate) enum PartyRole {
    /// It leads.
    Lead,
    /// It takes part.
    Partner,
    /// It provides the service.
    Provider,
    /// It pays.
    Funder,
}

/// What follows when a programme's money ends.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::programme_successor::Funding")]
pub(crate) enum SuccessorFunding {
    /// Nothing has been found.
    NoneIdentified,
    /// A bid has been made.
    Bid,
    /// Money is secured.
    Secured,
}

/// Where a grant stands.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::grant::Status")]
pub(crate) enum GrantStatus {
    /// Bid for.
    Bid,
    /// Approved.
    Approved,
    /// Awarded.
    Awarded,
    /// Being paid.
    Paying,
    /// Suspended.
    Suspended,
    /// Closed.
    Closed,
    /// The bid was rejected.
    Rejected,
    /// Terminated.
    Terminated,
}

/// What happened to a record.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::change::Kind")]
pub(crate) enum ChangeKind {
    /// It was added to the record.
    Created,
    /// It changed, or it became readable to more people.
    Updated,
    /// It was published, or, as an action, came before the public with the minutes of the meeting that raised it.
    Published,
}

/// The kinds of record whose changes are fed.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::change::Record")]
pub(crate) enum RecordKind {
    /// A board.
    Board,
    /// A meeting.
    Meeting,
    /// An edition of minutes.
    Minutes,
    /// An action.
    Action,
    /// A report of progress on an action.
    ActionUpdate,
    /// A programme.
    Programme,
    /// A report on a programme.
    ProgrammeUpdate,
    /// A paper.
    Paper,
}
