use std::fmt;

use russh::keys::{Algorithm, EcdsaCurve, PrivateKey, ssh_key};

/// The server's host keys: Ed25519; ECDSA for clients without it; and, if configured, RSA. RSA is offered last, because
/// phpseclib derives from the list of host keys how it may sign with its own RSA key (`docs/adr/0006-rsa-host-key.md`).
pub struct HostKeys(pub(crate) Vec<PrivateKey>);

/// A host key that cannot be made, read or used.
#[derive(Debug, thiserror::Error)]
pub enum InvalidHostKey {
    /// Not a private key in OpenSSH's format.
    #[error("cannot read an SSH host key")]
    Unreadable(#[from] ssh_key::Error),
    /// The key has a passphrase, and nobody can type it when the server starts.
    #[error("an SSH host key with a passphrase: take it off with `ssh-keygen -p -f FILE`")]
    Passphrase,
    /// A kind of key that is not supported.
    #[error("an SSH host key of type {0}: use ed25519, ecdsa or rsa")]
    Kind(String),
}

impl HostKeys {
    /// The kinds that an installation may have; RSA is the last.
    pub const KINDS: [Algorithm; 3] = [
        Algorithm::Ed25519,
        Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 },
        Algorithm::Rsa { hash: None },
    ];

    /// The length of the RSA key for the listener for old clients, in bits.
    const LEGACY_BITS: usize = 3072;

    /// Reads host keys in OpenSSH's format.
    ///
    /// # Errors
    /// [`InvalidHostKey`] for the first that cannot be used.
    pub fn read(files: &[impl AsRef<str>]) -> Result<Self, InvalidHostKey> {
        let read = |file: &str| {
            let key = PrivateKey::from_openssh(file)?;
            if key.is_encrypted() {
                return Err(InvalidHostKey::Passphrase);
            }
            match key.algorithm() {
                Algorithm::Ed25519 | Algorithm::Ecdsa { .. } | Algorithm::Rsa { .. } => Ok(key),
                other => Err(InvalidHostKey::Kind(other.to_string())),
            }
        };
        files.iter().map(|file| read(file.as_ref())).collect::<Result<_, _>>().map(Self)
    }

    /// A new key in OpenSSH's format, and its public half as one line.
    ///
    /// # Errors
    /// [`InvalidHostKey`] when the system gives no randomness.
    pub fn generate(kind: Algorithm) -> Result<(String, String), InvalidHostKey> {
        encoded(&PrivateKey::random(&mut russh::keys::key::safe_rng(), kind)?)
    }

    /// A new RSA key for the listener for old clients, in the same form. It signs with SHA-1, which the others never
    /// do.
    ///
    /// # Errors
    /// [`InvalidHostKey`] when the system gives no randomness.
    pub fn generate_legacy() -> Result<(String, String), InvalidHostKey> {
        let rng = &mut russh::keys::key::safe_rng();
        let pair = ssh_key::private::RsaKeypair::random(rng, Self::LEGACY_BITS)?;
        encoded(&PrivateKey::new(pair.into(), "")?)
    }
}

/// A key in OpenSSH's format, and its public half as one line.
fn encoded(key: &PrivateKey) -> Result<(String, String), InvalidHostKey> {
    let private = key.to_openssh(ssh_key::LineEnding::LF)?;
    Ok((private.to_string(), key.public_key().to_openssh()?))
}

impl fmt::Debug for HostKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HostKeys({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_generated_can_be_read() {
        for kind in HostKeys::KINDS {
            let (private, public) = HostKeys::generate(kind.clone()).unwrap();
            assert_eq!(HostKeys::read(&[&private]).unwrap().0[0].algorithm(), kind);
            assert!(public.starts_with(kind.as_str()));
            assert!(HostKeys::read(&[&public]).is_err());
        }
    }

    #[test]
    fn generate_legacy_makes_an_rsa_key_of_3072_bits() {
        let (private, public) = HostKeys::generate_legacy().unwrap();
        let key = &HostKeys::read(&[&private]).unwrap().0[0];
        let bits = key.public_key().key_data().rsa().map(|key| key.n().as_bytes().len() * 8);
        assert!(bits.is_some_and(|bits| (3072..=3080).contains(&bits)), "{bits:?}");
        assert!(public.starts_with("ssh-rsa "));
    }

    #[test]
    fn a_key_with_a_passphrase_is_refused_at_once() {
        let (private, _) = HostKeys::generate(Algorithm::Ed25519).unwrap();
        let key = PrivateKey::from_openssh(&private).unwrap();
        let key = key.encrypt(&mut russh::keys::key::safe_rng(), "secret").unwrap();
        let private = key.to_openssh(ssh_key::LineEnding::LF).unwrap();
        assert!(matches!(HostKeys::read(&[&private]), Err(InvalidHostKey::Passphrase)));
    }
}
