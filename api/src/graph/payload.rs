//! How a mutation is done: what its input has in common with all others, the key under which it is done once, what it
//! answers, and the checks that every text goes through.

use std::borrow::Cow;

use async_graphql::{Context, ID, InputObject, InputType, SimpleObject};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    connection::Wraps,
    node::{self, Kind},
};
use crate::{
    error::Error,
    policy::{Deed, Read, Right},
    store::{Begun, Done, IdempotencyKey, LONGEST_KEY, Noun, Once, Seen, Terms, Tx, Versioned, View},
};

/// The longest text of a report, in characters.
const LONGEST: usize = 10_000;
/// The longest short text, in characters.
const SHORT: usize = 200;
/// The most organisations or people that an input names in a list.
pub(super) const MOST_NAMED: usize = 100;

/// Something that the caller can mend.
#[derive(SimpleObject)]
pub(crate) struct UserError {
    /// What is wrong, as a word: `VALIDATION`, `NOT_FOUND`, `FORBIDDEN` or `CONFLICT`.
    code: String,
    /// The input field it is about; null when it is about the deed as a whole.
    field: Option<String>,
    /// What is wrong and what to do about it, in a sentence.
    message: String,
}

impl UserError {
    /// What the caller can mend; what only the operators can is an error of the whole.
    fn of(error: Error) -> Result<Vec<Self>, Error> {
        let code = error.code().to_owned();
        match error {
            Error::Invalid { field, reason } => {
                Ok(vec![Self { code, field: Some(field.into_owned()), message: sentence(&reason) }])
            }
            Error::Several(errors) => {
                let all: Vec<Vec<Self>> = errors.into_iter().map(Self::of).collect::<Result<_, _>>()?;
                Ok(all.into_iter().flatten().collect())
            }
            Error::NotFound | Error::Forbidden(_) | Error::Conflict(_) => {
                Ok(vec![Self { code, field: None, message: error.to_string() }])
            }
            Error::TooLarge | Error::Refused(_) | Error::Unavailable | Error::Undecided | Error::Internal => Err(error),
        }
    }
}

/// What is said of every deed.
#[derive(InputObject)]
pub(super) struct Sending {
    /// A key of 1 to 255 bytes that you choose for this deed; instead of the header `Idempotency-Key`. Sent again within
    /// 30 days with the same input, it answers what came of the deed and nothing is done twice; with another input it is
    /// refused with CONFLICT. For example a UUID.
    client_mutation_id: Option<String>,
}

/// What is said of every change of a record.
#[derive(InputObject)]
pub(super) struct Changing {
    /// The version of the record that you have read. When it is no longer the current one, nothing happens.
    expected_version: i32,
    #[graphql(flatten)]
    sent: Sending,
}

/// What is said of a deed, whatever it is.
pub(super) trait Said {
    fn expected(&self) -> Option<i32>;
    fn key(&self) -> Option<&str>;
}

impl Said for Sending {
    fn expected(&self) -> Option<i32> {
        None
    }

    fn key(&self) -> Option<&str> {
        self.client_mutation_id.as_deref()
    }
}

impl Said for Changing {
    fn expected(&self) -> Option<i32> {
        Some(self.expected_version)
    }

    fn key(&self) -> Option<&str> {
        self.sent.key()
    }
}

/// The input of a mutation, as far as all have it.
pub(super) trait Input: InputType {
    /// The field that names the record to which the deed is done.
    const FIELD: &'static str;
    /// What kind of record that is.
    const KIND: Kind;
    /// The record.
    fn target(&self) -> &ID;
    /// What is said of the deed.
    fn said(&self) -> &dyn Said;
}

/// Says which field of an input names the record, and of what kind it is.
macro_rules! input {
    ($input:ident: $field:ident $kind:ident) => {
        impl $crate::graph::payload::Input for $input {
            const FIELD: &'static str = stringify!($field);
            const KIND: $crate::graph::node::Kind = $crate::graph::node::Kind::$kind;

            fn target(&self) -> &async_graphql::ID {
                &self.$field
            }

            fn said(&self) -> &dyn $crate::graph::payload::Said {
                &self.said
            }
        }
    };
}
pub(super) use input;

/// What a mutation answers: what came of it as it is now, what the caller can mend, the place in the feed.
pub(super) trait Payload: Sized + Send {
    /// Reads what came of a deed, through a view that has read nothing before it.
    fn of(
        view: &View,
        done: Option<Done>,
        user_errors: Vec<UserError>,
    ) -> impl Future<Output = Result<Self, Error>> + Send;
}

/// Makes the payload of a mutation that answers one record, or `many`, in the order in which they were sent.
macro_rules! payload {
    ($(#[$doc:meta])* $name:ident { $(#[$said:meta])* $noun:ident: many $object:ident }) => {
        $crate::graph::payload::payload!($(#[$doc])* $name { $(#[$said])* $noun: Vec<$object>, many });
    };
    ($(#[$doc:meta])* $name:ident { $(#[$said:meta])* $noun:ident: $object:ident }) => {
        $crate::graph::payload::payload!($(#[$doc])* $name { $(#[$said])* $noun: $object, one });
    };
    ($(#[$doc:meta])* $name:ident { $(#[$said:meta])* $noun:ident: $object:ty, $read:ident }) => {
        #[derive(async_graphql::SimpleObject)]
        $(#[$doc])*
        pub(crate) struct $name {
            $(#[$said])*
            $noun: Option<$object>,
            /// What you can mend.
            user_errors: Vec<$crate::graph::payload::UserError>,
            /// The place in the change feed after this deed; null when nothing was done.
            cursor: Option<String>,
        }

        impl $crate::graph::payload::Payload for $name {
            async fn of(
                view: &$crate::store::View,
                done: Option<$crate::store::Done>,
                user_errors: Vec<$crate::graph::payload::UserError>,
            ) -> Result<Self, $crate::error::Error> {
                let Some(done) = done else { return Ok(Self { $noun: None, user_errors, cursor: None }) };
                let $noun = $crate::graph::payload::$read(view, &done).await?;
                Ok(Self { $noun, user_errors, cursor: Some(done.cursor) })
            }
        }
    };
}
pub(super) use payload;

/// The record that came of a deed, if the caller may know of it now.
pub(super) async fn one<T>(view: &View, done: &Done) -> Result<Option<T>, Error>
where
    T: Wraps + From<Seen<<T::Entity as EntityTrait>::Model>>,
    Read<T::Entity>: Right<On = T::Entity>,
{
    let record = done.records.first().copied().unwrap_or_default();
    Ok(view.by_id::<T::Entity>(record).await?.map(T::from))
}

/// The records that came of a deed, of which the caller may know now.
pub(super) async fn many<T>(view: &View, done: &Done) -> Result<Option<Vec<T>>, Error>
where
    T: Wraps + From<Seen<<T::Entity as EntityTrait>::Model>>,
    Read<T::Entity>: Right<On = T::Entity>,
{
    let rows = done.records.iter().map(|record| view.by_id::<T::Entity>(*record));
    let rows = futures_util::future::try_join_all(rows).await?;
    Ok(Some(rows.into_iter().flatten().map(T::from).collect()))
}

/// Does a deed on the record that its input names, once.
pub(super) async fn done<R, I, P, F>(
    ctx: &Context<'_>,
    input: I,
    deed: impl FnOnce(Tx<R>, I) -> F + Send,
) -> async_graphql::Result<P>
where
    R: Deed,
    R::To: Noun,
    R::On: Noun,
    Read<R::To>: Right<On = R::To>,
    Read<R::On>: Right<On = R::On>,
    <R::On as EntityTrait>::Model: Versioned,
    I: Input,
    P: Payload,
    F: Future<Output = Result<Done, Error>> + Send,
{
    let view = super::view(ctx)?;
    let work = async {
        let once = once::<R, I>(ctx, view, &input)?;
        if let Some(once) = &once
            && let Some(done) = view.done_before(once).await?
        {
            return Ok(done);
        }
        let id = node::of_kind(I::FIELD, I::KIND, input.target())?;
        let seen = view.by_id::<R::To>(id).await?.ok_or(Error::NotFound)?;
        match view.begin::<R>(&seen, Terms { expected: input.said().expected(), once }).await? {
            Begun::Open(tx) => deed(tx, input).await,
            Begun::Done(done) => Ok(done),
        }
    };
    let (done, user_errors) = match work.await {
        Ok(done) => (Some(done), Vec::new()),
        Err(error) => (None, UserError::of(error)?),
    };
    Ok(P::of(&view.after_write(), done, user_errors).await?)
}

/// The key of a deed: the caller's own for it, or that of the request with the deed's name in the answer, since a document
/// may hold several.
fn once<R: Deed, I: Input>(ctx: &Context<'_>, view: &View, input: &I) -> Result<Option<Once>, Error> {
    let key = match (input.said().key(), ctx.data_opt::<IdempotencyKey>()) {
        (Some(own), _) => {
            if !(1..=LONGEST_KEY).contains(&own.len()) || own.chars().any(char::is_control) {
                let reason = format!("choose a key of 1 to {LONGEST_KEY} bytes, without control characters");
                return Err(Error::invalid("clientMutationId", reason));
            }
            format!("input {own}")
        }
        (None, Some(key)) => format!("request {} {}", key.text(), ctx.item.node.response_key().node),
        (None, None) => return Ok(None),
    };
    let mut said = input.to_value();
    if let async_graphql::Value::Object(fields) = &mut said {
        fields.swap_remove("clientMutationId");
    }
    let hat = view.viewer().hat().map_or("", |hat| hat.slug.as_str());
    Ok(Some(Once::new(key, R::WORD, hat, said.to_string().as_bytes())))
}

/// What can be made of each, or all that is wrong with any.
pub(super) fn each<T>(all: impl Iterator<Item = Result<T, Error>>) -> Result<Vec<T>, Error> {
    let (mut good, mut wrong) = (Vec::new(), Vec::new());
    all.for_each(|one| match one {
        Ok(one) => good.push(one),
        Err(Error::Several(errors)) => wrong.extend(errors),
        Err(error) => wrong.push(error),
    });
    if wrong.is_empty() { Ok(good) } else { Err(Error::Several(wrong)) }
}

/// Refuses a list that is too short or too long.
pub(super) fn counted(
    field: impl Into<Cow<'static, str>>,
    many: usize,
    least: usize,
    most: usize,
) -> Result<(), Error> {
    if (least..=most).contains(&many) {
        return Ok(());
    }
    Err(Error::at(field, format!("give {least} to {most} of them; there are {many}")))
}

/// What is made of each of a list of at least one and at most so many, each under its place in the input.
pub(super) fn listed<I, T>(
    name: &str,
    list: Vec<I>,
    most: usize,
    make: impl Fn(I, String) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    counted(name.to_owned(), list.len(), 1, most)?;
    each(list.into_iter().enumerate().map(|(at, one)| make(one, format!("{name}.{at}"))))
}

/// Refuses a list that says the same twice.
pub(super) fn distinct<T: PartialEq>(field: &str, list: impl Iterator<Item = T>) -> Result<(), Error> {
    let list: Vec<T> = list.collect();
    let again = (0..list.len()).find(|at| list[..*at].contains(&list[*at]));
    again.map_or(Ok(()), |at| Err(Error::at(format!("{field}.{at}"), "it is on the list already; name it once")))
}

/// The id of a record that an input names, if it names one.
pub(super) fn named(field: &str, name: &str, kind: Kind, id: Option<&ID>) -> Result<Option<Uuid>, Error> {
    id.map(|id| node::of_kind(format!("{field}.{name}"), kind, id)).transpose()
}

/// A reason as a sentence of its own.
fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// Ids of a kind, at most a hundred of them.
pub(super) fn ids(field: &'static str, kind: Kind, ids: &[ID]) -> Result<Vec<Uuid>, Error> {
    counted(field, ids.len(), 0, MOST_NAMED)?;
    each(ids.iter().enumerate().map(|(at, id)| node::of_kind(format!("{field}.{at}"), kind, id)))
}

/// A text of 1 to 10,000 characters, without what no keyboard writes.
pub(super) fn text(field: impl Into<Cow<'static, str>>, text: String) -> Result<String, Error> {
    bounded(field, text, LONGEST)
}

/// A short text.
pub(super) fn required(field: impl Into<Cow<'static, str>>, text: String) -> Result<String, Error> {
    bounded(field, text, SHORT)
}

/// A short text, or none.
pub(super) fn short(field: impl Into<Cow<'static, str>>, text: Option<String>) -> Result<Option<String>, Error> {
    text.map(|text| bounded(field, text, SHORT)).transpose()
}

fn bounded(field: impl Into<Cow<'static, str>>, text: String, longest: usize) -> Result<String, Error> {
    let length = text.chars().count();
    if text.trim().is_empty() {
        return Err(Error::at(field, "say something: the text is empty"));
    }
    if length > longest {
        return Err(Error::at(field, format!("the text has {length} characters; at most {longest} fit")));
    }
    // PostgreSQL stores no NUL, and no other control character belongs in a record.
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Error::at(field, "the text holds a control character other than a new line or a tab; take it out"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn a_text_says_something_in_bounds() {
        assert!(text("text", "Done.\nSee the paper.".to_owned()).is_ok());
        for bad in [String::new(), "  \n".to_owned(), "a\0b".to_owned(), "x".repeat(10_001)] {
            assert!(text("text", bad).is_err());
        }
    }
}
