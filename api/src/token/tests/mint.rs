//! Tokens made by hand, right and wrong, with keys of every kind.

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// Whoever signs a token, or doesn't.
pub(super) enum Signer {
    Ed(Ed25519KeyPair),
    Es(EcdsaKeyPair),
    Rsa(RsaKeyPair),
    Hmac(Vec<u8>),
    Nobody,
}

impl Signer {
    pub(super) fn ed() -> Self {
        Self::Ed(Ed25519KeyPair::generate().unwrap())
    }

    pub(super) fn es() -> Self {
        Self::Es(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
    }

    pub(super) fn rsa() -> Self {
        Self::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).unwrap())
    }

    /// The public key: the 32 bytes, the point, or the PKCS #1 structure.
    pub(super) fn public_key(&self) -> Vec<u8> {
        match self {
            Self::Ed(key) => key.public_key().as_ref().to_vec(),
            Self::Es(key) => key.public_key().as_ref().to_vec(),
            Self::Rsa(key) => key.public_key().as_ref().to_vec(),
            Self::Hmac(_) | Self::Nobody => Vec::new(),
        }
    }

    /// The public key in PEM.
    pub(super) fn pem(&self) -> String {
        let der = match self {
            Self::Ed(key) => key.public_key().as_der().unwrap().as_ref().to_vec(),
            Self::Es(key) => key.public_key().as_der().unwrap().as_ref().to_vec(),
            Self::Rsa(key) => key.public_key().as_der().unwrap().as_ref().to_vec(),
            Self::Hmac(_) | Self::Nobody => Vec::new(),
        };
        pem("PUBLIC KEY", &der)
    }

    /// The public key as a JSON Web Key that states no algorithm.
    pub(super) fn jwk(&self, kid: Option<&str>) -> Value {
        let public = self.public_key();
        let mut jwk = match self {
            Self::Ed(_) => json!({ "kty": "OKP", "crv": "Ed25519", "x": encoded(public) }),
            Self::Es(_) => {
                json!({ "kty": "EC", "crv": "P-256", "x": encoded(&public[1..33]), "y": encoded(&public[33..]) })
            }
            Self::Rsa(key) => {
                let modulus = key.public_key().modulus().big_endian_without_leading_zero().to_vec();
                json!({ "kty": "RSA", "n": encoded(modulus), "e": "AQAB" })
            }
            Self::Hmac(secret) => json!({ "kty": "oct", "k": encoded(secret) }),
            Self::Nobody => json!({}),
        };
        if let Some(kid) = kid {
            jwk["kid"] = kid.into();
        }
        jwk
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Ed(key) => key.sign(message).as_ref().to_vec(),
            Self::Es(key) => key.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
                signature
            }
            Self::Hmac(secret) => hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message).as_ref().to_vec(),
            Self::Nobody => Vec::new(),
        }
    }
}

pub(super) fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

pub(super) fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn token(header: &Value, claims: &Value, signer: &Signer) -> String {
    sign(&header.to_string(), &claims.to_string(), signer)
}

pub(super) fn sign(header: &str, claims: &str, signer: &Signer) -> String {
    let message = format!("{}.{}", encoded(header), encoded(claims));
    let signature = encoded(signer.sign(message.as_bytes()));
    format!("{message}.{signature}")
}
