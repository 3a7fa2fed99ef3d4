//! Once: a deed that is sent again under the same key is not done again.
//!
//! # Why
//! A caller whose answer was lost cannot know whether the deed was done. The key is claimed in the deed's own transaction:
//! of two that come at once the second waits and then finds what the first did, and a deed that is refused or breaks off
//! leaves no key. What is remembered is which records came of it and never what they say: they are read again, by what
//! the account may read now.

use aws_lc_rs::digest::{SHA256, digest};
use chrono::TimeDelta;
use entities::idempotency_key::{self, Column as C};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, Condition, DatabaseTransaction, EntityTrait as _, QueryFilter as _,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{View, failed, write::Done};
use crate::error::Error;

/// For how long a deed is remembered.
const REMEMBERED: TimeDelta = TimeDelta::days(30);

/// The longest key that a caller may choose, in bytes.
pub(crate) const LONGEST_KEY: usize = 255;

/// The key under which a request is sent (`Idempotency-Key`).
#[derive(Clone, Debug)]
pub(crate) struct IdempotencyKey(String);

impl IdempotencyKey {
    /// A key of 1 to 255 visible characters of ASCII, with or without the quotation marks of a structured header.
    #[must_use]
    pub(crate) fn new(text: &str) -> Option<Self> {
        let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
        let fits = (1..=LONGEST_KEY).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(bare.to_owned()))
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

/// The key of a deed, and what it is the key of.
#[derive(Clone, Debug)]
pub(crate) struct Once {
    key: String,
    input: Vec<u8>,
}

impl Once {
    /// A key that the caller chose, for a deed with an input under a hat.
    pub(crate) fn new(key: String, deed: &str, hat: &str, input: &[u8]) -> Self {
        // Neither a deed nor a hat has a NUL in its name.
        let said = [deed.as_bytes(), hat.as_bytes(), input].join(&0);
        Self { key, input: digest(&SHA256, &said).as_ref().to_vec() }
    }

    fn mine(&self, view: &View) -> Result<Condition, Error> {
        let account = view.viewer().account.as_ref().ok_or(Error::Internal)?;
        Ok(Condition::all().add(C::AccountId.eq(account.id)).add(C::Key.eq(self.key.as_str())))
    }

    /// What came of it, if it was done before.
    fn done(&self, view: &View, row: &idempotency_key::Model) -> Result<Done, Error> {
        if row.input != self.input {
            return Err(Error::Conflict(format!(
                "This key was used before, on {}, for something else. Nothing was done: send a new deed under a new key.",
                row.at.format("%Y-%m-%dT%H:%M:%SZ")
            )));
        }
        let records = row.records.chunks_exact(16).filter_map(|key| Uuid::from_slice(key).ok()).collect();
        Ok(Done { records, cursor: view.feed_cursor(row.seq)? })
    }

    /// Claims the key for a deed that is about to be done, or answers what came of it when it was done before.
    pub(super) async fn claim(&self, view: &View, txn: &DatabaseTransaction) -> Result<Option<Done>, Error> {
        let viewer = view.viewer();
        let account = viewer.account.as_ref().ok_or(Error::Internal)?;
        let old = C::At.lt(viewer.now - REMEMBERED);
        let old = idempotency_key::Entity::delete_many().filter(C::AccountId.eq(account.id)).filter(old);
        old.exec(txn).await.map_err(failed)?;
        let row = idempotency_key::ActiveModel {
            account_id: Set(account.id),
            key: Set(self.key.clone()),
            input: Set(self.input.clone()),
            records: Set(Vec::new()),
            seq: Set(0),
            at: Set(viewer.now),
        };
        let claim = idempotency_key::Entity::insert(row).on_conflict(OnConflict::new().do_nothing().to_owned());
        if claim.exec_without_returning(txn).await.map_err(failed)? > 0 {
            return Ok(None);
        }
        let row = idempotency_key::Entity::find().filter(self.mine(view)?).one(txn).await.map_err(failed)?;
        row.map(|row| self.done(view, &row)).transpose()
    }

    /// Remembers what came of the deed, in its transaction.
    pub(super) async fn remember(
        &self,
        view: &View,
        txn: &DatabaseTransaction,
        (records, seq): (&[Uuid], i64),
    ) -> Result<(), Error> {
        let records: Vec<u8> = records.iter().flat_map(|record| record.into_bytes()).collect();
        idempotency_key::Entity::update_many()
            .col_expr(C::Records, Expr::value(records))
            .col_expr(C::Seq, Expr::value(seq))
            .filter(self.mine(view)?)
            .exec(txn)
            .await
            .map_err(failed)?;
        Ok(())
    }
}

impl View {
    /// What came of a deed of this account's under a key, if it was done before: whatever became of its record since.
    pub(crate) async fn done_before(&self, once: &Once) -> Result<Option<Done>, Error> {
        let door = &self.0.door;
        let fresh = C::At.gte(self.viewer().now - REMEMBERED);
        door.statements.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let row = idempotency_key::Entity::find().filter(once.mine(self)?).filter(fresh);
        let row = row.one(&door.store.read).await.map_err(failed)?;
        row.map(|row| once.done(self, &row)).transpose()
    }
}
