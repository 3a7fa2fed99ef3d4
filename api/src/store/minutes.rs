//! Minutes: publishing an edition.

mod contacts;

use entities::{
    action,
    agenda_item::{self, Part},
    change, meeting, minute_section, minute_section_text,
    minutes::{self, Status},
};
use sea_orm::{
    ActiveEnum as _, ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};

use super::{
    failed,
    write::{Done, Tx},
};
use crate::{error::Error, policy::PublishMinutes};

impl Tx<PublishMinutes> {
    /// Publishes an agreed edition. With it the meeting, its attendance and the actions raised in its open parts become public,
    /// so the feed names them too: a system that follows it as the public must not miss them.
    pub(crate) async fn publish(mut self, publication_type: Option<String>) -> Result<Done, Error> {
        if self.target.status != Status::Agreed {
            return Err(Error::Conflict(format!(
                "These minutes are {}: only AGREED minutes can be published.",
                self.target.status.to_value()
            )));
        }
        self.superseded().await?;
        self.checked().await?;
        let now = self.record.view().viewer().now;
        let (id, meeting, board) = (self.target.id, self.target.meeting_id, Some(self.target.board_id));
        let mut edition = self.target.clone().into_active_model();
        edition.status = Set(Status::Published);
        edition.published_at = Set(Some(now));
        edition.publication_type = Set(publication_type.or_else(|| self.target.publication_type.clone()));
        edition.version = Set(self.target.version + 1);
        edition.updated_at = Set(now);
        edition.update(&self.txn).await.map_err(failed)?;
        self.changed(change::Kind::Published, change::Record::Minutes, id.uuid(), board);
        self.changed(change::Kind::Updated, change::Record::Meeting, meeting.uuid(), board);
        for action in self.came_before_the_public(meeting).await? {
            self.changed(change::Kind::Published, change::Record::Action, action.uuid(), board);
        }
        self.with_minutes(1, id);
        self.commit(vec![id.uuid()]).await
    }

    /// Refuses when a later edition has taken the place of this one: publishing it would undo a correction. A later one
    /// that the caller may not know of is none.
    async fn superseded(&self) -> Result<(), Error> {
        use minutes::Column as C;
        let later = self
            .known::<minutes::Entity>()
            .filter(C::MeetingId.eq(self.target.meeting_id))
            .filter(C::Edition.gt(self.target.edition))
            .filter(C::Status.is_in([Status::Agreed, Status::Published]));
        if self.all(later).await?.is_empty() {
            return Ok(());
        }
        Err(Error::Conflict(
            "A later edition of these minutes is agreed or published: what it corrected is not published any more."
                .to_owned(),
        ))
    }

    /// Refuses while a part that everyone would read holds a way to reach somebody (the publication pack). Parts are
    /// named by their place among those that the caller reads; what they say is not repeated.
    async fn checked(&self) -> Result<(), Error> {
        use minute_section::Column as S;
        let of_edition = self.known::<minute_section::Entity>().filter(S::MinutesId.eq(self.target.id));
        let sections = self.all(of_edition.order_by_asc(S::Position).order_by_asc(S::Id)).await?;
        let open = sections.iter().filter(|section| section.part == Part::Open).map(|section| section.id);
        let words = self.known::<minute_section_text::Entity>();
        let words = self.all(words.filter(minute_section_text::Column::SectionId.is_in(open))).await?;
        let held = |section: &minute_section::Model| {
            words.iter().any(|text| text.section_id == section.id && contacts::within(&text.body))
        };
        let places = (1_usize..).zip(&sections).filter(|(_, section)| held(section));
        let places: Vec<String> = places.map(|(place, _)| place.to_string()).collect();
        if places.is_empty() {
            return Ok(());
        }
        Err(Error::invalid(
            "minutes",
            format!(
                "contacts are not published, and what seems to be an e-mail address or a telephone number stands in section {}: have the minutes corrected, then publish the correction",
                places.join(", ")
            ),
        ))
    }

    /// The actions raised in the open part of the meeting. Those of a closed part do not change; and whom a marking keeps
    /// from one of these, it keeps from its line of the feed as well.
    async fn came_before_the_public(
        &self,
        meeting: entities::Id<meeting::Entity>,
    ) -> Result<Vec<entities::Id<action::Entity>>, Error> {
        use action::Column as C;
        use agenda_item::Column as I;
        let open = agenda_item::Entity::find().filter(I::MeetingId.eq(meeting)).filter(I::Part.eq(Part::Open));
        action::Entity::find()
            .select_only()
            .column(C::Id)
            .filter(C::RaisedAtId.eq(meeting))
            .filter(C::RaisedItemId.in_subquery(open.select_only().column(I::Id).into_query()))
            .into_tuple()
            .all(&self.txn)
            .await
            .map_err(failed)
    }
}
