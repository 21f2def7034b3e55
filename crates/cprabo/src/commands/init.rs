use std::fs::DirBuilder;
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use clock::danish_day;
use jiff::Timestamp;
use manifest::Signer;
use sftp::HostKeys;
use store::{Shelf, Store};

use crate::authority::{self, Pair, Purpose};
use crate::cli::Global;
use crate::config::Config;
use crate::exit::Exit;
use crate::installation::{check_owner, files, read_text, set_umask, write_new};
use crate::output::{STRONG, line, styled};

/// Days for which the server's certificate is valid.
const SERVER_DAYS: i32 = 825;

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Where the SOAP endpoint listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8443")]
    soap: SocketAddr,
    /// Where the SFTP server listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8022")]
    sftp: SocketAddr,
    /// A name by which clients reach the server, for its certificate; can be given several times
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// Make the key that signs manifests, in a data directory that has lost it
    #[arg(long, conflicts_with_all = ["soap", "sftp", "host"])]
    manifest_key: bool,
}

impl Init {
    pub(crate) fn run(self, global: &Global) -> Result<Exit> {
        if self.manifest_key {
            return make_lost_key(&global.data);
        }
        self.make(&global.data)?;
        let shown = global.data.display();
        line(&format!("{} {shown}", styled(STRONG, "data directory")))?;
        line(&format!("  configuration          {shown}/{}", files::CONFIG))?;
        line(&format!("  inbox for extracts     {shown}/inbox"))?;
        line(&format!("  CA that clients trust  {shown}/{}", files::CA_CERTIFICATE))?;
        line(&format!("  SSH host key           {shown}/{}.pub", files::HOST_KEYS[0]))?;
        line(&format!("next: {}", global.command("system add …")))?;
        line(&format!("      {}", global.command("agreement add …")))?;
        line(&format!("      {}", global.command("serve")))?;
        Ok(Exit::Done)
    }

    /// An installation at these addresses, with no names of its own.
    pub(crate) fn at(soap: SocketAddr, sftp: SocketAddr) -> Self {
        Self { soap, sftp, host: Vec::new(), manifest_key: false }
    }

    /// Makes the data directory.
    pub(crate) fn make(self, folder: &Path) -> Result<()> {
        if folder.join(files::CONFIG).exists() {
            bail!("{} is a data directory already", folder.display());
        }
        set_umask();
        make_folder(folder)?;
        check_owner(folder)?;
        check_nothing_is_lost(folder)?;
        for part in ["ca", "tls", "ssh", "manifest", "inbox"] {
            make_folder(&folder.join(part))?;
        }
        let today = danish_day(Timestamp::now());
        let ca = pair(folder, files::CA_CERTIFICATE, files::CA_KEY, || authority::create(today))?;
        let hosts = self.hosts();
        pair(folder, files::SERVER_CERTIFICATE, files::SERVER_KEY, || {
            authority::issue(&ca, &hosts[0], hosts.clone(), Purpose::Server, today, SERVER_DAYS)
        })?;
        for (kind, file) in HostKeys::KINDS.into_iter().zip(files::HOST_KEYS) {
            pair(folder, &format!("{file}.pub"), file, || {
                let (private, public) = HostKeys::generate(kind)?;
                Ok(Pair { certificate: format!("{public}\n"), key: private })
            })?;
        }
        if !folder.join(files::MANIFEST_KEY).exists() {
            make_manifest_key(folder)?;
        }
        Shelf::create(folder)?;
        Store::create(&folder.join(files::DATABASE))?;
        // Last: with it, the directory is one.
        write_new(&folder.join(files::CONFIG), &Config::template(self.soap, self.sftp), false)
    }

    /// The names in the server's certificate, without doubles.
    fn hosts(&self) -> Vec<String> {
        let mut hosts = self.host.clone();
        hosts.extend(["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()]);
        if !self.soap.ip().is_unspecified() {
            hosts.push(self.soap.ip().to_string());
        }
        let mut seen = std::collections::HashSet::new();
        hosts.retain(|host| seen.insert(host.clone()));
        hosts
    }
}

fn make_folder(folder: &Path) -> Result<()> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| format!("cannot make {}", folder.display()))
}

/// A folder that has an archive and no database has lost it: a new one in its place would know of nothing.
fn check_nothing_is_lost(folder: &Path) -> Result<()> {
    let has_archive =
        folder.join("archive").read_dir().is_ok_and(|mut files| files.next().is_some());
    if has_archive && !folder.join(files::DATABASE).exists() {
        bail!(
            "{} has an archive, and its database is lost: restore that from a backup, or give another folder",
            folder.display()
        );
    }
    Ok(())
}

fn make_manifest_key(folder: &Path) -> Result<()> {
    let (_, pem) = Signer::generate()?;
    write_new(&folder.join(files::MANIFEST_KEY), &pem, true)
}

/// Another key in place of one that is lost.
fn make_lost_key(folder: &Path) -> Result<Exit> {
    if !folder.join(files::CONFIG).exists() {
        bail!("{} is no data directory", folder.display());
    }
    check_owner(folder)?;
    make_folder(&folder.join("manifest"))?;
    make_manifest_key(folder)?;
    let path = folder.join(files::MANIFEST_KEY);
    line(&format!("{} {}", styled(STRONG, "new key"), path.display()))?;
    line("what was signed before cannot be checked with it: give systems the new public key")?;
    Ok(Exit::Done)
}

/// A public file with its key. An `init` that was stopped half-way may have made it already; then it stays:
/// somebody may have copied the public one.
fn pair(
    folder: &Path,
    public: &str,
    private: &str,
    make: impl FnOnce() -> Result<Pair>,
) -> Result<Pair> {
    let (public, private) = (folder.join(public), folder.join(private));
    if public.exists() && private.exists() {
        return Ok(Pair { certificate: read_text(&public)?, key: read_text(&private)? });
    }
    let pair = make()?;
    // The key first: a public file whose key was lost would be of no use.
    for (path, text, secret) in [(&private, &pair.key, true), (&public, &pair.certificate, false)] {
        if path.exists() {
            std::fs::remove_file(path)
                .with_context(|| format!("cannot remove {}", path.display()))?;
        }
        write_new(path, text, secret)?;
    }
    Ok(pair)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_init_that_was_stopped_half_way_can_be_done_again() {
        let folder = tempfile::tempdir().unwrap();
        let at = || Init::at("127.0.0.1:1".parse().unwrap(), "127.0.0.1:2".parse().unwrap());
        at().make(folder.path()).unwrap();
        assert!(at().make(folder.path()).is_err(), "it is one already");
        let path = |file: &str| folder.path().join(file);
        let ca = std::fs::read(path(files::CA_CERTIFICATE)).unwrap();
        for file in [files::CONFIG, files::SERVER_CERTIFICATE, files::HOST_KEYS[2]] {
            std::fs::remove_file(path(file)).unwrap();
        }
        at().make(folder.path()).unwrap();
        assert_eq!(std::fs::read(path(files::CA_CERTIFICATE)).unwrap(), ca);
        for file in [files::CONFIG, files::SERVER_CERTIFICATE, files::HOST_KEYS[2]] {
            assert!(path(file).exists(), "{file}");
        }
    }
}
