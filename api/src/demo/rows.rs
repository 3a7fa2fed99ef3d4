//! Rows that are ready to be inserted, table by table.

use entities::{
    access_grant, account, action, action_beneficiary, action_owner, action_owner_person, action_progress,
    action_update, action_update_note, affiliation, agenda_item, agenda_item_audience, agenda_item_outcome,
    agenda_item_paper, agenda_item_text, agreement, agreement_category, agreement_gateway, agreement_party,
    agreement_purpose, agreement_signature, agreement_terms, agreement_text, area, area_member, attendance,
    attendance_apology, board, change, circulation, circulation_recipient, comment, contact_point, decision, grant,
    grant_line, grant_payment, grant_score, grant_terms, grant_total, invitation, invitation_item, marking,
    marking_organisation, marking_recipient, meeting, meeting_turnout, meeting_venue, membership, minute_section,
    minute_section_audience, minute_section_text, minutes, organisation, organisation_alias, paper, paper_author,
    paper_text, paper_version, person, person_variant, programme, programme_detail, programme_party, programme_risk,
    programme_scorer, programme_site, programme_successor, programme_update, recommendation, recommendation_evidence,
    recommendation_target, review, seat,
};
use sea_orm::ActiveValue::Set;

use crate::{error::Error, store::Loading};

/// The tables in the order of inserting: a row comes after those it refers to.
macro_rules! tables {
    ($($table:ident)*) => {
        /// Rows by table.
        #[derive(Default)]
        pub(super) struct Rows {
            $(pub(super) $table: Vec<$table::Model>,)*
        }

        impl Rows {
            /// Inserts them all.
            pub(super) async fn insert(self, loading: &Loading) -> Result<(), Error> {
                $(loading.insert(self.$table).await?;)*
                Ok(())
            }
        }
    };
}

tables! {
    area area_member organisation marking organisation_alias person person_variant affiliation contact_point
    marking_organisation marking_recipient account board seat membership meeting meeting_turnout meeting_venue attendance
    attendance_apology agenda_item agenda_item_text agenda_item_outcome agenda_item_audience invitation invitation_item minutes
    minute_section minute_section_text minute_section_audience action action_progress action_owner
    action_owner_person action_beneficiary action_update action_update_note programme programme_detail programme_party programme_site
    programme_risk programme_scorer programme_successor programme_update grant grant_line grant_payment grant_score grant_terms grant_total paper paper_text paper_author paper_version agenda_item_paper
    circulation circulation_recipient access_grant comment
    agreement agreement_party agreement_signature
    agreement_purpose agreement_category agreement_gateway agreement_terms agreement_text
    decision recommendation recommendation_target recommendation_evidence review
}

impl Rows {
    /// A line of the feed for each record here that is fed, a board before what it keeps.
    pub(super) fn changes(&self, at: chrono::DateTime<chrono::Utc>) -> Vec<change::ActiveModel> {
        use change::Record as R;
        let boards = self.board.iter().map(|b| (R::Board, b.id.uuid(), Some(b.id)));
        let meetings = self.meeting.iter().map(|m| (R::Meeting, m.id.uuid(), Some(m.board_id)));
        let editions = self.minutes.iter().map(|m| (R::Minutes, m.id.uuid(), Some(m.board_id)));
        let actions = self.action.iter().map(|a| (R::Action, a.id.uuid(), a.board_id));
        let updates = self.action_update.iter().map(|u| (R::ActionUpdate, u.id.uuid(), u.board_id));
        let programmes = self.programme.iter().map(|p| (R::Programme, p.id.uuid(), p.board_id));
        let papers = self.paper.iter().map(|p| (R::Paper, p.id.uuid(), p.board_id));
        let all = boards.chain(meetings).chain(editions).chain(actions).chain(updates).chain(programmes).chain(papers);
        all.map(|(record, id, board)| change::ActiveModel {
            kind: Set(change::Kind::Created),
            record: Set(record),
            record_id: Set(id),
            board_id: Set(board),
            at: Set(at),
            ..Default::default()
        })
        .collect()
    }
}
