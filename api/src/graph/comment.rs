//! Comments on papers and on editions of minutes.

mod deeds;

use async_graphql::{ID, Object, Result};
use entities::comment;

use super::{
    access::{Capability, access},
    minutes::{MinuteSection, Minutes},
    node::{self, Kind},
    organisation::Organisation,
    paper::Paper,
    person::Person,
    scalar::DateTime,
    words::CommentDisposition,
};
use crate::store::Seen;

use deeds::CommentDeeds;
pub(crate) use deeds::CommentMutation;

/// What somebody said of a paper or of an edition of minutes.
pub(crate) struct Comment(Seen<comment::Model>);

super::wraps!(Comment, comment);

/// What somebody said of a paper or of an edition of minutes. Its author keeps it, also after leaving the board; the
/// board's people read it if it is shared and they may read what it is about; its secretariat and chairs read all (R11).
#[Object(directive = access::apply(vec![Capability::Partner]))]
impl Comment {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        node::id(Kind::Comment, self.0.id)
    }

    /// The paper, if it is about one that you may know of.
    async fn paper(&self) -> Option<Result<Paper>> {
        super::one(self.0.view(), self.0.paper_id).await
    }

    /// The edition of minutes, if it is about one that you may know of.
    async fn minutes(&self) -> Option<Result<Minutes>> {
        super::one(self.0.view(), self.0.minutes_id).await
    }

    /// The section of the minutes that it is about, if about one.
    async fn section(&self) -> Option<Result<MinuteSection>> {
        super::one(self.0.view(), self.0.section_id).await
    }

    /// The passage that it is about, as its author names it, for example `page 3`.
    async fn passage(&self) -> Option<&str> {
        self.0.passage.as_deref()
    }

    /// Who said it, if you may know their name.
    async fn author(&self) -> Option<Result<Person>> {
        super::one(self.0.view(), Some(self.0.author_id)).await
    }

    /// The organisation for which they said it.
    async fn organisation(&self) -> Option<Result<Organisation>> {
        super::one(self.0.view(), self.0.organisation_id).await
    }

    /// What was said.
    async fn body(&self) -> &str {
        &self.0.body
    }

    /// Whether the board's people may read it, or its author, secretariat and chairs alone.
    async fn shared(&self) -> bool {
        self.0.shared
    }

    /// What became of it; null until that is decided.
    async fn disposition(&self) -> Option<CommentDisposition> {
        self.0.disposition.map(Into::into)
    }

    /// When it was made.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// What you may do with it now.
    async fn viewer_can(&self) -> CommentDeeds {
        CommentDeeds(self.0.clone())
    }

    /// The version, which a change of it names.
    async fn version(&self) -> i32 {
        self.0.version
    }
}
