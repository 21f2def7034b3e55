use anyhow::{Context as _, Result};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use rcgen::{KeyPair, PKCS_ED25519, SigningKey as _};
use serde::Serialize;

use crate::installation::{Installation, files, write_new};

/// The installation's key for manifests: Ed25519, made when it is first needed.
pub(crate) struct Signer(KeyPair);

impl Signer {
    /// The key in the data directory.
    pub(crate) fn open(installation: &Installation) -> Result<Self> {
        let path = installation.folder.join(files::MANIFEST_KEY);
        if !path.exists() {
            let folder = path.parent().unwrap_or(&installation.folder);
            std::fs::create_dir_all(folder)
                .with_context(|| format!("cannot make {}", folder.display()))?;
            let key = KeyPair::generate_for(&PKCS_ED25519)?;
            write_new(&path, &key.serialize_pem(), true)?;
        }
        let key = KeyPair::from_pem(&installation.read(files::MANIFEST_KEY)?);
        Ok(Self(key.with_context(|| format!("{} cannot be used", path.display()))?))
    }

    /// The public key in PEM form, to be handed to whoever verifies.
    pub(crate) fn public_key(&self) -> String {
        self.0.public_key_pem()
    }

    /// Signs a document as a JSON Web Signature in its compact form (RFC 7515, EdDSA of RFC 8037).
    pub(crate) fn sign(&self, document: &impl Serialize) -> Result<String> {
        let header = Base64UrlUnpadded::encode_string(br#"{"alg":"EdDSA"}"#);
        let payload = Base64UrlUnpadded::encode_string(&serde_json::to_vec(document)?);
        let signed = format!("{header}.{payload}");
        let signature = self.0.sign(signed.as_bytes()).context("cannot sign")?;
        Ok(format!("{signed}.{}", Base64UrlUnpadded::encode_string(&signature)))
    }
}
