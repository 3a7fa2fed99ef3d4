//! The record as tables: one file per noun. No queries, no serialisation, no GraphQL.
//!
//! Rows are read and written by the store alone; the words of a restricted part, a contact point, a reason for
//! absence live in tables of their own, because fewer people may read them than the row they belong to.
//! What each column means to a reader is documented once, in the GraphQL schema.

#![expect(missing_docs, reason = "what a column means to a reader is said once, in the GraphQL schema")]

mod date;
mod id;

pub mod access_grant;
pub mod account;
pub mod action;
pub mod action_beneficiary;
pub mod action_owner;
pub mod action_owner_person;
pub mod action_progress;
pub mod action_update;
pub mod action_update_note;
pub mod affiliation;
pub mod agenda_item;
pub mod agenda_item_audience;
pub mod agenda_item_outcome;
pub mod agenda_item_paper;
pub mod agenda_item_text;
pub mod agreement;
pub mod agreement_category;
pub mod agreement_gateway;
pub mod agreement_party;
pub mod agreement_purpose;
pub mod agreement_signature;
pub mod agreement_terms;
pub mod agreement_text;
pub mod area;
pub mod area_member;
pub mod attendance;
pub mod attendance_apology;
pub mod audit_event;
pub mod board;
pub mod change;
pub mod circulation;
pub mod circulation_recipient;
pub mod comment;
pub mod contact_point;
pub mod decision;
pub mod grant;
pub mod grant_line;
pub mod grant_payment;
pub mod grant_score;
pub mod grant_terms;
pub mod grant_total;
pub mod idempotency_key;
pub mod invitation;
pub mod invitation_item;
pub mod marking;
pub mod marking_organisation;
pub mod marking_recipient;
pub mod meeting;
pub mod meeting_turnout;
pub mod meeting_venue;
pub mod membership;
pub mod minute_section;
pub mod minute_section_audience;
pub mod minute_section_text;
pub mod minutes;
pub mod organisation;
pub mod organisation_alias;
pub mod paper;
pub mod paper_author;
pub mod paper_text;
pub mod paper_version;
pub mod person;
pub mod person_variant;
pub mod programme;
pub mod programme_detail;
pub mod programme_party;
pub mod programme_risk;
pub mod programme_scorer;
pub mod programme_site;
pub mod programme_successor;
pub mod programme_update;
pub mod recommendation;
pub mod recommendation_evidence;
pub mod recommendation_target;
pub mod review;
pub mod search_entry;
pub mod seat;
pub mod setting;

pub use date::{FAR, NotADate, PartialDate, Precision};
pub use id::Id;
