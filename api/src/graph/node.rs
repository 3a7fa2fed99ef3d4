//! Global ids: opaque, typed, and the way from an id back to its record.

use std::borrow::Cow;

use async_graphql::{Context, ID, Interface};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use entities::{
    access_grant, action, action_update, agenda_item, agreement, area, attendance, audit_event, board, circulation,
    comment, decision, grant, meeting, membership, minute_section, minutes, organisation, paper, paper_version, person,
    programme, programme_update, recommendation, review, seat,
};
use uuid::Uuid;

use super::{
    access_grant::AccessGrant,
    action::{Action, ActionUpdate},
    agenda_item::AgendaItem,
    agreement::Agreement,
    area::Area,
    attendance::Attendance,
    audit_event::AuditEvent,
    board::Board,
    circulation::Circulation,
    comment::Comment,
    decision::Decision,
    grant::Grant,
    meeting::Meeting,
    minutes::{MinuteSection, Minutes},
    organisation::Organisation,
    paper::{Paper, PaperVersion},
    person::Person,
    programme::{Programme, ProgrammeUpdate},
    recommendation::Recommendation,
    review::Review,
    seat::{Membership, Seat},
};
use crate::{
    error::Error,
    policy::Kept,
    store::{Ref, View, Why},
};

macro_rules! nodes {
    ($($kind:ident $module:ident $byte:literal),* $(,)?) => {
        /// The kinds of record that have a global id.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Kind {
            $($kind),*
        }

        impl Kind {
            /// The byte that an id of this kind begins with. Never given to another kind, and below 104, so that the
            /// text of an id begins with a capital letter, which no slug does.
            const fn byte(self) -> u8 {
                match self {
                    $(Self::$kind => $byte),*
                }
            }

            fn of(byte: u8) -> Option<Self> {
                match byte {
                    $($byte => Some(Self::$kind),)*
                    _ => None,
                }
            }

            pub(super) const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => stringify!($kind)),*
                }
            }
        }

        /// A record with a global id, by which a client can read it again and keep it in its cache.
        #[derive(Interface)]
        #[graphql(field(name = "id", ty = "ID", desc = "The global id of the record: opaque, and unique among all records."))]
        pub(crate) enum Node {
            $(
                #[doc = concat!("A node of the type ", stringify!($kind), ".")]
                $kind($kind)
            ),*
        }

        /// Reads a record by its global id; a hidden one is as absent as a missing one.
        pub(crate) async fn find(view: &View, id: &ID) -> Result<Option<Node>, Error> {
            let (kind, uuid) = parse("id", id)?;
            Ok(match kind {
                $(Kind::$kind => view.by_id::<$module::Entity>(uuid).await?.map(|row| Node::$kind($kind::from(row)))),*
            })
        }

        /// The type of a record, and why the viewer may know of it.
        pub(crate) async fn why(view: &View, id: &ID) -> Result<Option<(&'static str, Why)>, Error> {
            let (kind, uuid) = parse("id", id)?;
            let why = match kind {
                $(Kind::$kind => view.why::<$module::Entity>(uuid).await?),*
            };
            Ok(why.map(|why| (kind.name(), why)))
        }

        /// Whether the record is one of a board that the viewer runs.
        pub(crate) async fn is_kept(view: &View, id: &ID) -> Result<bool, Error> {
            let (kind, uuid) = parse("id", id)?;
            match kind {
                $(Kind::$kind => view.may::<Kept<$module::Entity>>(uuid).await),*
            }
        }
    };
}

nodes! {
    Organisation organisation 1,
    Area area 2,
    Person person 3,
    Board board 4,
    Seat seat 5,
    Membership membership 6,
    Meeting meeting 7,
    Attendance attendance 8,
    AgendaItem agenda_item 9,
    Minutes minutes 10,
    MinuteSection minute_section 11,
    Action action 12,
    ActionUpdate action_update 13,
    Programme programme 14,
    ProgrammeUpdate programme_update 15,
    Grant grant 16,
    Paper paper 21,
    PaperVersion paper_version 22,
    Circulation circulation 23,
    Comment comment 24,
    Agreement agreement 17,
    Decision decision 31,
    Recommendation recommendation 32,
    Review review 33,
    AccessGrant access_grant 34,
    AuditEvent audit_event 35,
}

/// The global id of a record.
pub(crate) fn id(kind: Kind, uuid: impl Into<Uuid>) -> ID {
    let mut bytes = [0; 17];
    bytes[0] = kind.byte();
    bytes[1..].copy_from_slice(uuid.into().as_bytes());
    ID(URL_SAFE_NO_PAD.encode(bytes))
}

/// The kind and the key that an id holds, if it is one.
pub(super) fn read(id: &str) -> Option<(Kind, Uuid)> {
    let bytes: [u8; 17] = URL_SAFE_NO_PAD.decode(id).ok()?.try_into().ok()?;
    let uuid = Uuid::from_slice(&bytes[1..]).ok()?;
    Some((Kind::of(bytes[0])?, uuid))
}

fn parse(field: &'static str, id: &ID) -> Result<(Kind, Uuid), Error> {
    read(id).ok_or_else(|| none(field))
}

fn none(field: &'static str) -> Error {
    Error::invalid(field, "not an id of this API; use one that a query gave you")
}

/// Refuses an id of a kind that is not in the schema of this request: it is no id there.
pub(super) fn there(ctx: &Context<'_>, id: &ID) -> Result<(), Error> {
    let (kind, _) = parse("id", id)?;
    if ctx.schema_env.registry.types.contains_key(kind.name()) { Ok(()) } else { Err(none("id")) }
}

/// A noun of the schema after its indefinite article.
fn article(noun: &str) -> String {
    format!("{} {noun}", if noun.starts_with(['A', 'E', 'I', 'O', 'U']) { "an" } else { "a" })
}

/// The record that an id of one kind names.
pub(crate) fn of_kind(field: impl Into<Cow<'static, str>>, kind: Kind, id: &ID) -> Result<Uuid, Error> {
    // Of what else it may be the id is not told: the reader's schema may not have the type.
    read(id).filter(|(found, _)| *found == kind).map(|(_, uuid)| uuid).ok_or_else(|| {
        Error::at(field, format!("this is not the id of {}; use one that a query gave you", article(kind.name())))
    })
}

/// The record that an id or a slug names.
pub(crate) fn reference(field: &'static str, kind: Kind, text: &ID) -> Result<Ref, Error> {
    let slug = !text.is_empty()
        && text.len() <= 120
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if slug { Ok(Ref::Slug(text.to_string())) } else { of_kind(field, kind, text).map(Ref::Id) }
}

#[cfg(test)]
mod tests {
    use super::{Kind, id, of_kind, reference};
    use crate::store::Ref;

    #[test]
    fn an_id_comes_back_only_as_its_own_kind() {
        let uuid = uuid::Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001);
        let board = id(Kind::Board, uuid);
        assert_eq!(of_kind("board", Kind::Board, &board), Ok(uuid));
        assert!(of_kind("board", Kind::Meeting, &board).is_err());
        assert!(board.starts_with(|c: char| c.is_ascii_uppercase()), "{board:?}");
        assert_eq!(reference("board", Kind::Board, &board), Ok(Ref::Id(uuid)));
    }

    #[test]
    fn a_slug_names_a_record_too_and_anything_else_is_refused() {
        assert_eq!(reference("board", Kind::Board, &"sbp-2016".into()), Ok(Ref::Slug("sbp-2016".to_owned())));
        for bad in ["", "A", "Board", "../x", "a b", "é", "AAAA"] {
            assert!(reference("board", Kind::Board, &bad.into()).is_err(), "{bad}");
        }
    }
}
