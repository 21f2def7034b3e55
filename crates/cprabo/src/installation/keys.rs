//! The keys and certificates of an installation.

use anyhow::{Context as _, Result, bail};
use manifest::Signer;

use super::{Installation, files};
use crate::authority::Pair;

impl Installation {
    /// The key that signs manifests and statements.
    pub(crate) fn signer(&self) -> Result<Signer> {
        let path = self.folder.join(files::MANIFEST_KEY);
        if !path.exists() {
            bail!(
                "the key {} that signs manifests is missing: restore it from a backup. Where it is lost, \
                 `cprabo init --manifest-key` makes another; what the old one signed cannot be checked with it",
                path.display()
            );
        }
        let signer = Signer::from_pem(&self.read(files::MANIFEST_KEY)?);
        signer.with_context(|| format!("{} cannot be used", path.display()))
    }

    /// The local CA.
    pub(crate) fn authority(&self) -> Result<Pair> {
        let read = || self.read_pair(files::CA_CERTIFICATE, files::CA_KEY);
        read().context(
            "the local CA is not whole: restore it from a backup. Where it is lost, `cprabo init --ca` makes another",
        )
    }

    /// The server's own certificate and its key.
    pub(crate) fn server_certificate(&self) -> Result<Pair> {
        let read = || self.read_pair(files::SERVER_CERTIFICATE, files::SERVER_KEY);
        read().context(
            "the server's certificate is not whole: restore it from a backup. Where it is lost, \
             `cprabo init --server-certificate` makes another",
        )
    }

    fn read_pair(&self, certificate: &str, key: &str) -> Result<Pair> {
        Ok(Pair { certificate: self.read(certificate)?, key: self.read(key)? })
    }

    /// The existing SSH host keys: an operator may remove one that clients should not use.
    pub(crate) fn host_keys(&self) -> Result<Vec<String>> {
        let there = files::HOST_KEYS.iter().filter(|file| self.folder.join(file).exists());
        let keys: Vec<String> = there.map(|file| self.read(file)).collect::<Result<_>>()?;
        if keys.is_empty() {
            bail!(
                "there is no SSH host key in {}: restore them from a backup. Where they are lost, \
                 `cprabo init --host-keys` makes others; clients will see that they are",
                self.folder.join("ssh").display()
            );
        }
        Ok(keys)
    }

    /// The public halves of the existing SSH host keys, one line each.
    pub(crate) fn public_host_keys(&self) -> Result<Vec<String>> {
        let files = files::HOST_KEYS.iter().map(|file| format!("{file}.pub"));
        let there = files.filter(|file| self.folder.join(file).exists());
        there.map(|file| self.read(&file)).collect()
    }

    /// The host keys for old clients: their own, and the others except RSA keys.
    pub(crate) fn legacy_host_keys(&self) -> Result<Vec<String>> {
        let [ed25519, ecdsa, _] = files::HOST_KEYS;
        let there = [ed25519, ecdsa].into_iter().filter(|file| self.folder.join(file).exists());
        there.chain([files::LEGACY_HOST_KEY]).map(|file| self.read(file)).collect()
    }
}
