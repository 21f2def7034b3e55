//! Makes lost parts of an installation anew: each only when requested by its name.

use std::path::Path;

use anyhow::{Result, bail};
use clap::Args;
use clock::danish_day;
use jiff::Timestamp;

use super::addresses::Addresses;
use super::parts::{
    make_config, make_folder, make_host_keys, make_manifest_key, make_server_certificate, pair,
};
use crate::authority;
use crate::exit_status::ExitStatus;
use crate::installation::{
    Installation, check_owner, digest_of_key, files, no_config, set_umask, witness,
};
use crate::output::{STRONG, line, styled};

#[derive(Debug, Clone, Default, Args)]
#[command(
    next_help_heading = "In a data directory that has lost a part of which there is no backup"
)]
#[expect(clippy::struct_excessive_bools, reason = "options of the command line")]
pub(super) struct Lost {
    /// Make a configuration with nothing set but the addresses
    #[arg(long)]
    config: bool,
    /// Make another local CA: clients that trust the old one need the new certificate
    #[arg(long)]
    ca: bool,
    /// Make another certificate for the server, from the local CA
    #[arg(long)]
    server_certificate: bool,
    /// Make the missing SSH host keys: clients will see that they have changed
    #[arg(long)]
    host_keys: bool,
    /// Make another key that signs manifests: systems need its public key
    #[arg(long)]
    manifest_key: bool,
}

impl Lost {
    pub(super) const fn is_any(&self) -> bool {
        self.config || self.ca || self.server_certificate || self.host_keys || self.manifest_key
    }

    /// Makes the requested parts.
    pub(super) fn make(self, folder: &Path, addresses: &Addresses) -> Result<ExitStatus> {
        set_umask();
        if self.config {
            check_owner(folder)?;
            check_lost(folder, &[files::CONFIG])?;
            if witness(folder).is_none() {
                return Err(no_config(folder));
            }
            make_config(folder, addresses)?;
        }
        // Refuses when other parts are missing.
        let installation = Installation::open(folder)?;
        if self.config {
            report(&installation, "--config", "what was set before is not set: look through it")?;
        }
        if self.ca {
            check_lost(folder, &[files::CA_CERTIFICATE, files::CA_KEY])?;
            make_folder(&folder.join("ca"))?;
            let today = danish_day(Timestamp::now());
            let create = || authority::create(today);
            pair(folder, files::CA_CERTIFICATE, files::CA_KEY, create)?;
            report(&installation, "--ca", "clients that trust the old one need the new ca/ca.crt")?;
        }
        if self.server_certificate {
            check_lost(folder, &[files::SERVER_CERTIFICATE, files::SERVER_KEY])?;
            make_folder(&folder.join("tls"))?;
            let hosts = addresses.hosts(installation.config.soap.listen);
            make_server_certificate(folder, &installation.authority()?, hosts)?;
            report(&installation, "--server-certificate", "restart the server")?;
        }
        if self.host_keys {
            check_lost(folder, addresses.host_keys())?;
            make_folder(&folder.join("ssh"))?;
            make_host_keys(folder, addresses.host_keys())?;
            report(&installation, "--host-keys", "give systems the new public keys")?;
        }
        if self.manifest_key {
            check_lost(folder, &[files::MANIFEST_KEY])?;
            make_folder(&folder.join("manifest"))?;
            make_manifest_key(folder)?;
            let digest = digest_of_key(&folder.join(files::MANIFEST_KEY))?;
            installation.store.note_manifest_key(&digest)?;
            let what =
                "what was signed before cannot be checked with it: give systems the new public key";
            report(&installation, "--manifest-key", what)?;
        }
        Ok(ExitStatus::Done)
    }
}

/// An existing part is not replaced: clients may know it.
fn check_lost(folder: &Path, parts: &[&str]) -> Result<()> {
    if parts.iter().all(|part| folder.join(part).exists()) {
        bail!("{} is there, and not lost", folder.join(parts[0]).display());
    }
    Ok(())
}

fn report(installation: &Installation, part: &str, what: &str) -> Result<()> {
    installation.audit("init", part.to_owned())?;
    line(&format!("{} by `init {part}`: {what}", styled(STRONG, "made")))
}
