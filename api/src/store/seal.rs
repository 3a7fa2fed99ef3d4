//! Cursors are sealed: opaque, tamper-evident and good only for the question they were made for.
//!
//! # Why
//! A position holds the values a list is sorted by, and a feed cursor a number whose gaps would tell of changes
//! nobody may know of. A list cursor is good for the account that it was given to alone: where it stands may be a record
//! that another may not know of. AES-256-GCM-SIV keeps them from the reader and notices a flipped bit. List cursors use a fixed
//! nonce, so that the same place has the same cursor in a client's cache (this mode stays safe when a nonce repeats);
//! feed cursors a random one, so that two cursors do not tell whether something hidden happened between them.

use aws_lc_rs::{
    aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    rand,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// A place in a list is filled up to a multiple of this many bytes: its length would tell how many digits a position
/// has, and with that how many rows lie before it.
const STEP: usize = 64;

/// The length of the key, in bytes.
pub(super) const KEY: usize = 32;

/// Seals and opens cursors with the key that all nodes of an installation share.
pub(super) struct Seal(LessSafeKey);

impl Seal {
    pub(super) fn new(key: &[u8]) -> Option<Self> {
        UnboundKey::new(&AES_256_GCM_SIV, key).ok().map(|k| Self(LessSafeKey::new(k)))
    }

    /// A new key.
    pub(super) fn fresh_key() -> Option<Vec<u8>> {
        let mut key = vec![0; KEY];
        rand::fill(&mut key).ok().map(|()| key)
    }

    /// The same text for the same place, which does not end in a space.
    pub(super) fn fixed(&self, question: &str, place: &[u8]) -> Option<String> {
        let mut filled = place.to_vec();
        filled.resize(place.len().next_multiple_of(STEP), b' ');
        self.close([0; NONCE_LEN], question, &filled, false)
    }

    /// A new text each time, for the same place.
    pub(super) fn fresh(&self, question: &str, place: &[u8]) -> Option<String> {
        let mut nonce = [0; NONCE_LEN];
        rand::fill(&mut nonce).ok()?;
        self.close(nonce, question, place, true)
    }

    fn close(&self, nonce: [u8; NONCE_LEN], question: &str, place: &[u8], carry: bool) -> Option<String> {
        let mut sealed = place.to_vec();
        self.0
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(question.as_bytes()), &mut sealed)
            .ok()?;
        if carry {
            sealed.splice(0..0, nonce);
        }
        Some(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// The place, if the cursor is whole and was made for this question.
    pub(super) fn open(&self, question: &str, cursor: &str, fresh: bool) -> Option<Vec<u8>> {
        let mut sealed = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let mut nonce = [0; NONCE_LEN];
        if fresh {
            if sealed.len() < NONCE_LEN {
                return None;
            }
            nonce.copy_from_slice(&sealed[..NONCE_LEN]);
            sealed.drain(..NONCE_LEN);
        }
        let place = self
            .0
            .open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(question.as_bytes()), &mut sealed)
            .ok()?;
        Some(if fresh { place.to_vec() } else { place.trim_ascii_end().to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::Seal;

    #[test]
    fn a_cursor_is_good_only_whole_and_for_its_question() {
        let seal = Seal::new(&Seal::fresh_key().unwrap()).unwrap();
        let cursor = seal.fixed("meetings", b"2022-12-05").unwrap();
        assert_eq!(cursor, seal.fixed("meetings", b"2022-12-05").unwrap());
        assert_eq!(seal.open("meetings", &cursor, false).unwrap(), b"2022-12-05");
        assert_eq!(seal.open("actions", &cursor, false), None);
        let other = if cursor.starts_with('A') { 'B' } else { 'A' };
        assert_eq!(seal.open("meetings", &format!("{other}{}", &cursor[1..]), false), None);
        for bad in ["", "x", "%%%", "AAAA"] {
            assert_eq!(seal.open("meetings", bad, false), None);
            assert_eq!(seal.open("meetings", bad, true), None);
        }
    }

    #[test]
    fn the_length_of_a_cursor_does_not_tell_how_long_its_place_is() {
        let seal = Seal::new(&Seal::fresh_key().unwrap()).unwrap();
        let lengths = ["[9]", "[10]", "[12345678]"].map(|place| seal.fixed("items", place.as_bytes()).unwrap().len());
        assert_eq!(lengths, [lengths[0]; 3]);
    }

    #[test]
    fn a_fresh_cursor_does_not_tell_whether_the_place_moved() {
        let seal = Seal::new(&Seal::fresh_key().unwrap()).unwrap();
        let (one, two) = (seal.fresh("changes", b"7").unwrap(), seal.fresh("changes", b"7").unwrap());
        assert_ne!(one, two);
        assert_eq!(one.len(), two.len());
        assert_eq!(seal.open("changes", &one, true).unwrap(), b"7");
    }
}
