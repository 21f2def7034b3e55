//! The system as which the service is measured: made by itself, and without any agreement.

use std::fs::DirBuilder;
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::PathBuf;
use std::sync::Arc;

use access::{read_certificate, read_ssh_key};
use anyhow::{Context as _, Result, bail};
use civil::SftpUser;
use clock::{Clock, danish_day};
use jiff::SignedDuration;
use probe::{Identity, Target};
use russh::keys::{Algorithm, PrivateKey};
use sftp::HostKeys;
use store::{Author, Certificate, MetadataRoot, NewSystem, SshKey, Store, System};
use tracing::info;
use uuid::Uuid;

use super::{Installation, files, write_new};
use crate::authority::{self, Pair};
use crate::input::read_text;

/// Its name, and that of its account.
const NAME: &str = "cprabo-probe";
/// How long its certificate is valid, in days, and how long before its end another is made.
const VALID: i32 = 825;
const RENEWED: SignedDuration = SignedDuration::from_hours(24 * 100);

impl Installation {
    /// The system as which its service is measured.
    pub(crate) fn probe_system(&self) -> ProbeSystem {
        let (folder, store) = (self.folder.clone(), Arc::clone(&self.store));
        ProbeSystem { folder, store, clock: self.clock.clone() }
    }

    /// What the probe calls, from the addresses of SOAP and SFTP.
    pub(crate) fn probe_target(&self, (https, sftp): (SocketAddr, SocketAddr)) -> Result<Target> {
        let public = |key: &String| Ok(PrivateKey::from_openssh(key)?.public_key().to_openssh()?);
        let host_keys = self.host_keys()?.iter().map(public).collect::<Result<_>>()?;
        Ok(Target { https, sftp, certificate: self.server_certificate()?.certificate, host_keys })
    }
}

/// The system, and where its keys are.
pub(crate) struct ProbeSystem {
    folder: PathBuf,
    store: Arc<Store>,
    clock: Clock,
}

impl ProbeSystem {
    /// Its keys and itself, which are made if they are missing.
    pub(crate) fn identity(&self) -> Result<Identity> {
        let folder = self.folder.join(files::PROBE);
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&folder);
        made.with_context(|| format!("cannot make {}", folder.display()))?;
        let tls = self.certificate()?;
        let ssh =
            self.pair(&format!("{}.pub", files::PROBE_SSH_KEY), files::PROBE_SSH_KEY, || {
                let (private, public) = HostKeys::generate(Algorithm::Ed25519)?;
                Ok(Pair { certificate: format!("{public}\n"), key: private })
            })?;
        let certificate = read_certificate(tls.certificate.as_bytes())?;
        let system = self.registered(certificate, read_ssh_key(ssh.certificate.as_bytes())?)?;
        Ok(Identity {
            system: system.uuid,
            sftp_user: system.sftp_user,
            certificate: tls.certificate,
            key: tls.key,
            ssh_key: ssh.key,
        })
    }

    /// Its certificate, which vouches for itself: it is known because it is registered.
    fn certificate(&self) -> Result<Pair> {
        let now = self.clock.now();
        let make = || {
            self.pair(files::PROBE_CERTIFICATE, files::PROBE_KEY, || {
                authority::self_signed("cprabo probe", danish_day(now), VALID)
            })
        };
        let pair = make()?;
        let ends = read_certificate(pair.certificate.as_bytes())?.not_after;
        if ends.duration_since(now) > RENEWED {
            return Ok(pair);
        }
        for file in [files::PROBE_CERTIFICATE, files::PROBE_KEY] {
            let path = self.folder.join(file);
            std::fs::remove_file(&path)
                .with_context(|| format!("cannot remove {}", path.display()))?;
        }
        make()
    }

    /// A public file with its key. What was left half made is made again: nobody else has a copy of it.
    fn pair(
        &self,
        public: &str,
        private: &str,
        make: impl FnOnce() -> Result<Pair>,
    ) -> Result<Pair> {
        let (public, private) = (self.folder.join(public), self.folder.join(private));
        if public.exists() && private.exists() {
            return Ok(Pair { certificate: read_text(&public)?, key: read_text(&private)? });
        }
        let pair = make()?;
        for (path, text, is_secret) in
            [(&private, &pair.key, true), (&public, &pair.certificate, false)]
        {
            if path.exists() {
                std::fs::remove_file(path)
                    .with_context(|| format!("cannot remove {}", path.display()))?;
            }
            write_new(path, text, is_secret)?;
        }
        Ok(pair)
    }

    /// The system of the certificate, or the one of its name, to which certificate and key are added; otherwise a new one.
    fn registered(&self, certificate: Certificate, ssh_key: SshKey) -> Result<System> {
        let (store, now) = (&self.store, self.clock.now());
        let known = store.system_by_certificate(certificate.fingerprint)?;
        if let Some(system) = known.filter(|system| system.removed_at.is_none()) {
            return Ok(system);
        }
        let account: SftpUser = NAME.parse()?;
        if let Some(system) = store.system_by_sftp_user(&account)? {
            // Nothing of somebody else's may be had by the probe's keys.
            if system.name != NAME || system.removed_at.is_some() {
                bail!("the account {NAME} is another system's: the service is not measured");
            }
            store.add_certificate(system.id, &certificate, &Author::PLATFORM, now)?;
            let is_known = system.ssh_keys.iter().any(|key| key.fingerprint == ssh_key.fingerprint);
            if !is_known {
                store.add_ssh_key(system.id, &ssh_key, &Author::PLATFORM, now)?;
            }
            return Ok(system);
        }
        let new = NewSystem {
            uuid: Uuid::new_v4().into(),
            name: NAME.to_owned(),
            sftp_user: account.clone(),
            metadata_root: MetadataRoot::FileMetadata,
            certificate,
            ssh_key,
        };
        store.add_system(&new, &Author::PLATFORM, now)?;
        info!(
            event = "probe.system_added",
            account = NAME,
            "the system as which the service is measured is added"
        );
        store.system_by_sftp_user(&account)?.context("the system that was added is not there")
    }
}
