use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use rcgen::{KeyPair, PKCS_ED25519, SigningKey as _};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The key with which an installation signs its manifests: Ed25519.
pub struct Signer(KeyPair);

/// An operation of a [`Signer`] failed.
#[derive(Debug, thiserror::Error)]
pub enum SignerError {
    /// Not a private key of Ed25519 in PEM form (PKCS #8).
    #[error("not a private key of Ed25519 in PEM form")]
    NotAKey,
    /// The cryptographic library failed.
    #[error("cannot sign")]
    Cryptography(#[from] rcgen::Error),
    /// The document cannot be written as JSON.
    #[error("cannot be written as JSON")]
    Json(#[from] serde_json::Error),
}

impl Signer {
    /// A new key, and its PEM form: a secret.
    pub fn generate() -> Result<(Self, String), SignerError> {
        let key = KeyPair::generate_for(&PKCS_ED25519)?;
        let pem = key.serialize_pem();
        Ok((Self(key), pem))
    }

    /// The key in this PEM form.
    pub fn from_pem(pem: &str) -> Result<Self, SignerError> {
        let key = KeyPair::from_pem(pem).map_err(|_| SignerError::NotAKey)?;
        if key.is_compatible(&PKCS_ED25519) { Ok(Self(key)) } else { Err(SignerError::NotAKey) }
    }

    /// The public key in PEM form, for verifiers.
    pub fn public_key_pem(&self) -> String {
        self.0.public_key_pem()
    }

    /// Signs a document as a JSON Web Signature in its compact form. The same document gives the same
    /// signature (RFC 8032).
    pub fn sign(&self, document: &impl Serialize) -> Result<String, SignerError> {
        let header = Base64UrlUnpadded::encode_string(br#"{"alg":"EdDSA"}"#);
        let payload = Base64UrlUnpadded::encode_string(&serde_json::to_vec(document)?);
        self.sign_text(&format!("{header}.{payload}"))
    }

    fn sign_text(&self, signed: &str) -> Result<String, SignerError> {
        let signature = self.0.sign(signed.as_bytes())?;
        Ok(format!("{signed}.{}", Base64UrlUnpadded::encode_string(&signature)))
    }

    /// The document of a token that this key has signed; `None` when it has not, or the document is another kind.
    pub(crate) fn verified<T: DeserializeOwned>(&self, token: &str) -> Option<T> {
        let (signed, _) = token.rsplit_once('.')?;
        // This key signs the same the same way, so whoever has it needs no other way to verify.
        if self.sign_text(signed).ok()? != token {
            return None;
        }
        let (_, payload) = signed.split_once('.')?;
        serde_json::from_slice(&Base64UrlUnpadded::decode_vec(payload).ok()?).ok()
    }
}

/// Without the key.
impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_kind_of_key_is_none() {
        let other = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
        for pem in [other.serialize_pem(), "-----BEGIN".to_owned(), String::new()] {
            assert!(matches!(Signer::from_pem(&pem), Err(SignerError::NotAKey)), "{pem}");
        }
    }

    #[test]
    fn verified_token_of_another_key_or_another_document_is_none() {
        let [(ours, _), (other, _)] = [Signer::generate().unwrap(), Signer::generate().unwrap()];
        let token = ours.sign(&7).unwrap();
        assert_eq!(ours.verified::<u32>(&token), Some(7));
        assert_eq!(ours.verified::<String>(&token), None);
        assert_eq!(other.verified::<u32>(&token), None);
        let edited = token.replacen('.', ".A", 1);
        for wrong in [&*edited, "", ".", "..", &token[1..]] {
            assert_eq!(ours.verified::<u32>(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn it_shows_no_key() {
        assert_eq!(format!("{:?}", Signer::generate().unwrap().0), "Signer { .. }");
    }
}
