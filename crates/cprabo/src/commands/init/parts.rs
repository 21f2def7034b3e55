//! The parts of a data directory, each made if it is missing.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use clock::danish_day;
use jiff::Timestamp;
use manifest::Signer;
use sftp::HostKeys;

use super::addresses::Addresses;
use crate::authority::{self, Pair, Purpose};
use crate::config::Config;
use crate::input::read_text;
use crate::installation::{files, write_new};

/// Days for which the server's certificate is valid.
const SERVER_DAYS: i32 = 825;

pub(super) fn make_folder(folder: &Path) -> Result<()> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| format!("cannot make {}", folder.display()))
}

pub(super) fn make_config(folder: &Path, addresses: &Addresses) -> Result<()> {
    let Addresses { soap, sftp, legacy_sftp, web, kind, .. } = *addresses;
    let text = Config::template(soap, sftp, legacy_sftp, (web, kind));
    write_new(&folder.join(files::CONFIG), &text, false)
}

pub(super) fn make_server_certificate(folder: &Path, ca: &Pair, hosts: Vec<String>) -> Result<()> {
    let today = danish_day(Timestamp::now());
    let name = hosts.first().cloned().unwrap_or_default();
    let made = pair(folder, files::SERVER_CERTIFICATE, files::SERVER_KEY, || {
        authority::issue(ca, &name, hosts, Purpose::Server, today, SERVER_DAYS)
    });
    made.map(|_| ())
}

pub(super) fn make_host_keys(folder: &Path, files: &[&str]) -> Result<()> {
    for (kind, file) in HostKeys::KINDS.into_iter().zip(files) {
        pair(folder, &format!("{file}.pub"), file, || {
            let (private, public) = HostKeys::generate(kind)?;
            Ok(Pair { certificate: format!("{public}\n"), key: private })
        })?;
    }
    Ok(())
}

/// Makes the host key for old clients if it is missing; `true` when it was made.
pub(crate) fn make_legacy_host_key(folder: &Path) -> Result<bool> {
    let file = files::LEGACY_HOST_KEY;
    let (private, public) = (folder.join(file), folder.join(format!("{file}.pub")));
    let is_readable = || read_text(&private).is_ok_and(|key| HostKeys::read(&[key]).is_ok());
    // The public half is written last: without it, the key may be incomplete, and nobody knows it yet.
    if private.exists() && (public.exists() || is_readable()) {
        return Ok(false);
    }
    pair(folder, &format!("{file}.pub"), file, || {
        let (private, public) = HostKeys::generate_legacy()?;
        Ok(Pair { certificate: format!("{public}\n"), key: private })
    })?;
    Ok(true)
}

pub(super) fn make_manifest_key(folder: &Path) -> Result<()> {
    let (_, pem) = Signer::generate()?;
    write_new(&folder.join(files::MANIFEST_KEY), &pem, true)
}

/// Makes a public file with its key. An interrupted `init` may have made it already; then it stays, because a client
/// may have a copy of the public file.
pub(super) fn pair(
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
    // The key first: a public file without its key would be useless.
    for (path, text, secret) in [(&private, &pair.key, true), (&public, &pair.certificate, false)] {
        if path.exists() {
            std::fs::remove_file(path)
                .with_context(|| format!("cannot remove {}", path.display()))?;
        }
        write_new(path, text, secret)?;
    }
    Ok(pair)
}
