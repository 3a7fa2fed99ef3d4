//! The local issuer: tokens for development and the demonstration.
//!
//! Lives here: its key file, its tokens and its public key.
//! Must not live here: whether its tokens are accepted (`Keys`, told by the configuration), and who may have one:
//! whoever can read the key file can be anyone, which is why nobody else may read it.
//!
//! *Why a lock and not only `create_new`.* Two processes that start at once must agree on one key. A file made with
//! `create_new` is there, and empty, before it is written, and stays so if its maker dies; under an exclusive lock
//! the first one writes the key, the others wait and read it, and an empty file is simply written by the next.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{AUDIENCE, BadKeys};
use crate::config::LOCAL_ISSUER;

/// An issuer whose key lies in the data directory.
pub struct LocalIssuer {
    key: Ed25519KeyPair,
    kid: String,
}

impl LocalIssuer {
    /// What its tokens say in `iss`.
    pub const NAME: &str = LOCAL_ISSUER;

    /// The name of its key file in the data directory.
    pub const KEY_FILE: &str = "issuer.key";

    /// Opens the issuer of `data_dir`, making the folder and the key if this is the first time.
    ///
    /// # Errors
    /// When the key file cannot be made or read, is not a key, or could be read by others.
    pub fn open(data_dir: &Path) -> Result<Self, BadKeys> {
        Self::make_folder(data_dir)?;
        let path = data_dir.join(Self::KEY_FILE);
        let bytes = KeyFile(&path).read_or_make()?;
        let key = Ed25519KeyPair::from_pkcs8(&bytes).map_err(|_| {
            let mend = "remove it and a new key is made, with which earlier tokens are no longer valid";
            BadKeys(format!("{} is not an Ed25519 key: {mend}", path.display()))
        })?;
        let kid = thumbprint(key.public_key().as_ref());
        Ok(Self { key, kid })
    }

    /// Makes the data directory, for its owner alone, if it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make_folder(data_dir: &Path) -> Result<(), BadKeys> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(data_dir).map_err(|error| {
            BadKeys(format!("{} cannot be made ({error}): choose another --data-dir", data_dir.display()))
        })
    }

    /// A token that says until `now + ttl` that the bearer is `subject`, narrowed to `scopes` if there are any, with
    /// `id` as its own name.
    #[must_use]
    pub fn issue(
        &self,
        subject: &str,
        ttl: Duration,
        scopes: Option<&[String]>,
        now: DateTime<Utc>,
        id: Uuid,
    ) -> String {
        let ttl = TimeDelta::from_std(ttl).unwrap_or(TimeDelta::MAX);
        let expires_at = now.checked_add_signed(ttl).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let header = json!({ "typ": "JWT", "alg": "EdDSA", "kid": self.kid });
        let mut claims = json!({
            "iss": Self::NAME,
            "aud": AUDIENCE,
            "sub": subject,
            "iat": now.timestamp(),
            "exp": expires_at.timestamp(),
            "jti": id,
        });
        if let (Some(scopes), Some(claims)) = (scopes, claims.as_object_mut()) {
            claims.insert("scope".to_owned(), scopes.join(" ").into());
        }
        let message = format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()));
        let signature = encoded(self.key.sign(message.as_bytes()));
        format!("{message}.{signature}")
    }

    /// Its public key as a JSON Web Key Set, for `/.well-known/jwks.json`.
    #[must_use]
    pub fn jwks(&self) -> Value {
        let key = json!({
            "kty": "OKP",
            "crv": "Ed25519",
            "x": encoded(self.public_key()),
            "kid": self.kid,
            "alg": "EdDSA",
            "use": "sig",
        });
        json!({ "keys": [key] })
    }

    /// The name of its key: the key's thumbprint (RFC 7638).
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    pub(super) fn public_key(&self) -> &[u8] {
        self.key.public_key().as_ref()
    }
}

/// The key's name, and nothing of the key.
impl std::fmt::Debug for LocalIssuer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("LocalIssuer").field("kid", &self.kid).finish_non_exhaustive()
    }
}

/// The file with the private key (PKCS #8), which only its owner may read.
struct KeyFile<'a>(&'a Path);

impl KeyFile<'_> {
    fn read_or_make(&self) -> Result<Vec<u8>, BadKeys> {
        // Read first without asking to write: the folder may be mounted read-only.
        match File::open(self.0) {
            Ok(file) => {
                let key = self.read(file, File::lock_shared)?;
                if key.is_empty() { self.make() } else { Ok(key) }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.make(),
            Err(error) => Err(self.refuse("opened", &error)),
        }
    }

    fn make(&self) -> Result<Vec<u8>, BadKeys> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(self.0).map_err(|error| self.refuse("made", &error))?;
        let waiting = file.try_clone().map_err(|error| self.refuse("made", &error))?;
        let written = self.read(waiting, File::lock)?;
        if !written.is_empty() {
            return Ok(written);
        }
        let key = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
            .map_err(|_| BadKeys("the system gives no random numbers to make a key from".to_owned()))?;
        file.write_all(key.as_ref()).and_then(|()| file.sync_all()).map_err(|error| self.refuse("written", &error))?;
        Ok(key.as_ref().to_vec())
    }

    /// What the file holds, once `lock` is granted and nobody else can read it.
    fn read(&self, mut file: File, lock: fn(&File) -> io::Result<()>) -> Result<Vec<u8>, BadKeys> {
        match lock(&file) {
            Err(error) if error.kind() != io::ErrorKind::Unsupported => return Err(self.refuse("locked", &error)),
            _ => self.refuse_shared(&file)?,
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|error| self.refuse("read", &error))?;
        Ok(bytes)
    }

    #[cfg(unix)]
    fn refuse_shared(&self, file: &File) -> Result<(), BadKeys> {
        use std::os::unix::fs::PermissionsExt;
        let found = file.metadata().map_err(|error| self.refuse("examined", &error))?.permissions().mode();
        let others = found & 0o077;
        if others == 0 {
            return Ok(());
        }
        let path = self.0.display();
        let mend = format!("remove it and a new key is made, or, if nobody has seen it, run: chmod 600 {path}");
        Err(BadKeys(format!(
            "{path} can be used by others (its mode is {:04o}) to sign as anyone: {mend}",
            found & 0o777
        )))
    }

    #[cfg(not(unix))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "there are no modes to look at")]
    fn refuse_shared(&self, _file: &File) -> Result<(), BadKeys> {
        Ok(())
    }

    fn refuse(&self, deed: &str, error: &io::Error) -> BadKeys {
        BadKeys(format!("{} cannot be {deed} ({error})", self.0.display()))
    }
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The thumbprint of an Ed25519 public key: the hash of its required members, in the order of RFC 7638.
fn thumbprint(public_key: &[u8]) -> String {
    let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, encoded(public_key));
    encoded(digest(&SHA256, members.as_bytes()))
}
