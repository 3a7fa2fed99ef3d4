//! Minutes: publishing an edition.

use entities::{action, change, meeting, minutes};
use sea_orm::{
    ActiveEnum as _, ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QuerySelect as _,
};

use super::{
    failed,
    write::{Done, Tx, Versioned},
};
use crate::{error::Error, policy::PublishMinutes};

impl Versioned for minutes::Model {
    fn id(&self) -> uuid::Uuid {
        self.id.uuid()
    }

    fn version(&self) -> i32 {
        self.version
    }
}

impl Tx<PublishMinutes> {
    /// Publishes an agreed edition. With it the meeting, its attendance and the actions raised there become public,
    /// so the feed names them too: a system that follows it as the public must not miss them.
    pub(crate) async fn publish(mut self, publication_type: Option<String>) -> Result<Done<minutes::Entity>, Error> {
        if self.target.status != minutes::Status::Agreed {
            return Err(Error::Conflict(format!(
                "These minutes are {}: only AGREED minutes can be published.",
                self.target.status.to_value()
            )));
        }
        let now = self.record.view().viewer().now;
        let (id, meeting, board) = (self.target.id, self.target.meeting_id, Some(self.target.board_id));
        let mut edition = self.target.clone().into_active_model();
        edition.status = Set(minutes::Status::Published);
        edition.published_at = Set(Some(now));
        edition.publication_type = Set(publication_type.or_else(|| self.target.publication_type.clone()));
        edition.version = Set(self.target.version + 1);
        edition.updated_at = Set(now);
        edition.update(&self.txn).await.map_err(failed)?;
        self.changed(change::Kind::Published, change::Record::Minutes, id.uuid(), board);
        self.changed(change::Kind::Updated, change::Record::Meeting, meeting.uuid(), board);
        for action in self.raised_at(meeting).await? {
            self.changed(change::Kind::Published, change::Record::Action, action.uuid(), board);
        }
        let cursor = self.commit().await?;
        Ok(Done { record: id, cursor })
    }

    async fn raised_at(
        &self,
        meeting: entities::Id<meeting::Entity>,
    ) -> Result<Vec<entities::Id<action::Entity>>, Error> {
        action::Entity::find()
            .select_only()
            .column(action::Column::Id)
            .filter(action::Column::RaisedAtId.eq(meeting))
            .into_tuple()
            .all(&self.txn)
            .await
            .map_err(failed)
    }
}
