//! Whose tokens are accepted: the `[[issuers]]` of the file.
//!
//! Lives here: what the file may say of an issuer.
//! Must not live here: opening key files and judging tokens (`token`).
//!
//! ```toml
//! [[issuers]]
//! issuer = "https://login.example.org"
//! algorithms = ["ES256"]
//! keys = [{ jwks_file = "/etc/roundtable/login.jwks.json" }]
//!
//! [[issuers]]
//! issuer = "https://id.example.gov.uk"
//! algorithms = ["EdDSA"]
//! keys = [{ pem_file = { path = "/etc/roundtable/id-2026.pem", kid = "2026" } }]
//! ```

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::{Deserializer, Error};

/// The issuer of the development tokens, which every installation is for itself. No configured issuer may use it.
pub const LOCAL_ISSUER: &str = "https://roundtable.localhost/local";

/// An issuer of tokens.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    /// The issuer's name, letter for letter as its tokens say it in `iss`.
    pub issuer: String,
    /// The algorithms with which it may sign; a key of any other is not used.
    pub algorithms: Vec<Algorithm>,
    /// Where its public keys are.
    pub keys: Vec<KeySource>,
}

impl Issuer {
    /// Reads relative paths as those of files in a folder.
    pub(super) fn beside(&mut self, folder: &Path) {
        for key in &mut self.keys {
            let (KeySource::JwksFile(path) | KeySource::PemFile { path, .. }) = key;
            *path = folder.join(&*path);
        }
    }
}

/// Where public keys come from. A set fetched over HTTPS would be one more variant here, and its refreshing the work
/// of `token`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum KeySource {
    /// A file with a JSON Web Key Set (RFC 7517).
    JwksFile(PathBuf),
    /// A file with one public key in PEM.
    PemFile {
        /// The file.
        path: PathBuf,
        /// The name by which tokens call the key in their `kid`.
        kid: String,
    },
}

/// How a token may be signed. Signatures with a public key only: a shared secret (`HS…`) or no signature (`none`)
/// cannot even be written down.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub enum Algorithm {
    /// Ed25519.
    EdDSA,
    /// ECDSA with P-256 and SHA-256.
    ES256,
    /// ECDSA with P-384 and SHA-384.
    ES384,
    /// RSA (PKCS #1 v1.5) with SHA-256.
    RS256,
    /// RSA (PKCS #1 v1.5) with SHA-384.
    RS384,
    /// RSA (PKCS #1 v1.5) with SHA-512.
    RS512,
    /// RSA (PSS) with SHA-256.
    PS256,
    /// RSA (PSS) with SHA-384.
    PS384,
    /// RSA (PSS) with SHA-512.
    PS512,
}

/// The list of issuers, refused where an issuer could not have a single token accepted or two would be mixed up.
pub(super) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Issuer>, D::Error> {
    let issuers = Vec::<Issuer>::deserialize(from)?;
    let mut names = HashSet::new();
    for Issuer { issuer, algorithms, keys } in &issuers {
        let mistake = if issuer.is_empty() {
            "an issuer has an empty name: write what its tokens say in `iss`"
        } else if issuer == LOCAL_ISSUER {
            "that is the local issuer's name: to accept its tokens, set `development = true`"
        } else if !names.insert(issuer) {
            "the issuer is listed twice: put all its keys in one entry"
        } else if algorithms.is_empty() {
            "no algorithm is allowed: write for example `algorithms = [\"ES256\"]`"
        } else if keys.is_empty() {
            "the issuer has no keys: write for example `keys = [{ jwks_file = \"…\" }]`"
        } else {
            continue;
        };
        return Err(D::Error::custom(format!("issuer {issuer:?}: {mistake}")));
    }
    Ok(issuers)
}
