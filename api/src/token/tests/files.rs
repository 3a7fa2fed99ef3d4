//! Key files: the issuers' and the local issuer's own.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::mint::{Signer, pem, token};
use crate::clock::Clock;
use crate::config::{Algorithm, Issuer, KeySource};
use crate::token::{BadKeys, BadToken, Keys, LocalIssuer};

/// A folder that is removed when the test ends.
pub(super) struct Folder {
    pub(super) path: PathBuf,
}

impl Folder {
    pub(super) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("roundtable-{}", Clock::system().id()));
        std::fs::create_dir(&path).unwrap();
        Self { path }
    }

    pub(super) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

fn open(keys: Vec<KeySource>, algorithms: &[Algorithm]) -> Result<Keys, BadKeys> {
    let issuer = Issuer { issuer: "https://one.example".to_owned(), algorithms: algorithms.to_vec(), keys };
    Keys::open(&[issuer], 30)
}

fn open_set(set: &Value, algorithms: &[Algorithm]) -> Result<Keys, BadKeys> {
    let folder = Folder::new();
    open(vec![KeySource::JwksFile(folder.write("set.json", &set.to_string()))], algorithms)
}

fn open_pem(text: &str, algorithms: &[Algorithm]) -> Result<Keys, BadKeys> {
    let folder = Folder::new();
    open(vec![KeySource::PemFile { path: folder.write("key.pem", text), kid: "k".to_owned() }], algorithms)
}

/// What the keys say of a good token signed by `signer` as `alg`.
fn verdict(keys: &Keys, alg: &str, signer: &Signer) -> Result<(), BadToken> {
    let claims = json!({ "iss": "https://one.example", "aud": "roundtable", "sub": "x", "iat": 0, "exp": 100 });
    let text = token(&json!({ "alg": alg, "kid": "k" }), &claims, signer);
    keys.verify(&text, chrono::DateTime::UNIX_EPOCH).map(|_| ())
}

#[test]
fn every_kind_of_key_is_read_from_a_set_and_from_pem() {
    let kinds = [
        (Signer::ed(), "EdDSA", Algorithm::EdDSA),
        (Signer::es(), "ES256", Algorithm::ES256),
        (Signer::rsa(), "RS256", Algorithm::RS256),
    ];
    for (signer, alg, algorithm) in &kinds {
        let set = open_set(&json!({ "keys": [signer.jwk(Some("k"))] }), &[*algorithm]).unwrap();
        assert_eq!(verdict(&set, alg, signer), Ok(()), "{alg} from a set");
        let pem = open_pem(&signer.pem(), &[*algorithm]).unwrap();
        assert_eq!(verdict(&pem, alg, signer), Ok(()), "{alg} from PEM");
        // The text of a public key file as a shared secret: the classic confusion.
        for secret in [signer.pem().into_bytes(), signer.public_key()] {
            assert_eq!(verdict(&pem, "HS256", &Signer::Hmac(secret)), Err(BadToken::Algorithm));
        }
    }
}

#[test]
fn an_rsa_key_is_good_for_one_algorithm_only() {
    let rsa = Signer::rsa();
    let set = json!({ "keys": [rsa.jwk(Some("k"))] });
    let both = [Algorithm::RS256, Algorithm::PS256];
    let message = open_set(&set, &both).unwrap_err().to_string();
    assert!(message.contains("fits several `algorithms` of issuer https://one.example"), "{message}");
    assert!(open_pem(&rsa.pem(), &both).is_err());
    let mut stated = rsa.jwk(Some("k"));
    stated["alg"] = "RS256".into();
    let keys = open_set(&json!({ "keys": [stated] }), &both).unwrap();
    assert_eq!(verdict(&keys, "RS256", &rsa), Ok(()));
    assert_eq!(verdict(&keys, "PS256", &rsa), Err(BadToken::Algorithm));
    assert_eq!(verdict(&keys, "RS512", &rsa), Err(BadToken::Algorithm));
}

#[test]
fn keys_that_are_not_for_signatures_or_not_allowed_are_passed_over() {
    let (good, all) = (Signer::ed(), [Algorithm::EdDSA]);
    let mut encryption = Signer::ed().jwk(Some("enc"));
    encryption["use"] = "enc".into();
    let mut signing = Signer::ed().jwk(Some("ops"));
    signing["key_ops"] = json!(["sign"]);
    let mut mislabelled = Signer::ed().jwk(Some("alg"));
    mislabelled["alg"] = "HS256".into();
    let secret = Signer::Hmac(b"secret".to_vec()).jwk(Some("oct"));
    let unknown = json!({ "kty": "AKP", "kid": "new", "pub": "x" });
    let others = [encryption, signing, mislabelled, secret, unknown, Signer::es().jwk(Some("es"))];
    let message = open_set(&json!({ "keys": others }), &all).unwrap_err().to_string();
    assert!(message.contains("has no key that issuer https://one.example may sign with"), "{message}");
    let mut set = others.to_vec();
    set.push(good.jwk(Some("k")));
    let keys = open_set(&json!({ "keys": set }), &all).unwrap();
    assert_eq!(keys.issuers["https://one.example"].len(), 1);
    assert_eq!(verdict(&keys, "EdDSA", &good), Ok(()));
}

#[test]
fn keys_that_cannot_be_told_apart_are_refused() {
    let (a, b) = (Signer::ed(), Signer::ed());
    let twice = json!({ "keys": [a.jwk(Some("k")), b.jwk(Some("k"))] });
    assert!(open_set(&twice, &[Algorithm::EdDSA]).unwrap_err().to_string().contains("two keys have the `kid` \"k\""));
    let unnamed = json!({ "keys": [a.jwk(Some("k")), b.jwk(None)] });
    assert!(open_set(&unnamed, &[Algorithm::EdDSA]).unwrap_err().to_string().contains("each needs a `kid`"));
    assert!(open_set(&json!({ "keys": [b.jwk(None)] }), &[Algorithm::EdDSA]).is_ok());
}

#[test]
fn a_file_that_is_not_a_public_key_is_named() {
    let private = aws_lc_rs::signature::Ed25519KeyPair::generate_pkcs8(&aws_lc_rs::rand::SystemRandom::new()).unwrap();
    let private = pem("PRIVATE KEY", private.as_ref());
    for text in [private.as_str(), "", "hello", "-----BEGIN CERTIFICATE-----"] {
        let message = open_pem(text, &[Algorithm::EdDSA]).unwrap_err().to_string();
        assert!(message.contains("key.pem is not a public key in PEM"), "{message}");
    }
    let message = open_pem(&pem("PUBLIC KEY", b"not a key"), &[Algorithm::EdDSA]).unwrap_err().to_string();
    assert!(message.contains("is not an Ed25519, P-256, P-384 or RSA public key"), "{message}");
    assert!(open_pem(&Signer::es().pem(), &[Algorithm::EdDSA]).unwrap_err().to_string().contains("[EdDSA]"));
    assert!(open_set(&json!({ "nokeys": 1 }), &[Algorithm::EdDSA]).unwrap_err().to_string().contains("JSON Web Key"));
    let missing = open(vec![KeySource::JwksFile("/nowhere/set.json".into())], &[Algorithm::EdDSA]);
    assert!(missing.unwrap_err().to_string().starts_with("/nowhere/set.json cannot be read (No such file"));
}

#[test]
fn the_local_issuers_key_is_made_once_and_kept() {
    let folder = Folder::new();
    let data_dir = folder.path.join("a").join("data");
    let first = LocalIssuer::open(&data_dir).unwrap();
    let second = LocalIssuer::open(&data_dir).unwrap();
    assert_eq!(first.kid(), second.kid());
    assert_ne!(first.kid(), LocalIssuer::open(&folder.path).unwrap().kid());
    // What it publishes is what a server elsewhere would trust it by.
    assert_eq!(first.jwks()["keys"][0]["kid"], first.kid());
    assert!(open_set(&first.jwks(), &[Algorithm::EdDSA]).is_ok());
}

#[test]
fn processes_that_start_at_once_agree_on_the_key() {
    let folder = Folder::new();
    let start = std::sync::Barrier::new(8);
    let kid = || {
        start.wait();
        LocalIssuer::open(&folder.path).unwrap().kid().to_owned()
    };
    let mut kids: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(kid)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    kids.dedup();
    assert_eq!(kids.len(), 1);
}

#[test]
fn a_key_file_left_empty_by_a_crash_is_written_by_the_next() {
    let folder = Folder::new();
    let path = key_file(&folder, b"", 0o600);
    assert!(LocalIssuer::open(&folder.path).is_ok());
    assert!(std::fs::metadata(path).unwrap().len() > 32);
}

#[test]
fn a_damaged_key_file_is_named_with_its_mend() {
    let folder = Folder::new();
    key_file(&folder, b"not a key", 0o600);
    let message = LocalIssuer::open(&folder.path).unwrap_err().to_string();
    assert!(message.contains("issuer.key is not an Ed25519 key: remove it and a new key is made"), "{message}");
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    drop(LocalIssuer::open(&folder.path).unwrap());
    let path = folder.path.join(LocalIssuer::KEY_FILE);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    for wide in [0o640, 0o604, 0o660, 0o644] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(wide)).unwrap();
        let message = LocalIssuer::open(&folder.path).unwrap_err().to_string();
        assert!(message.contains(&format!("(its mode is {wide:04o})")), "{message}");
        assert!(message.ends_with(&format!("chmod 600 {}", path.display())), "{message}");
    }
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o400)).unwrap();
    assert!(LocalIssuer::open(&folder.path).is_ok());
}

fn key_file(folder: &Folder, bytes: &[u8], mode: u32) -> PathBuf {
    let path = folder.path.join(LocalIssuer::KEY_FILE);
    std::fs::write(&path, bytes).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    path
}
