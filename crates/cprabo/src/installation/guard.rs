//! Checks the owner of a data directory and its files, before anything is done in it.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use private_files::private_file;
use rustix::fs::Mode;

use super::files;

/// Folders and files that only the owner may use. Files in them are created so, and checked by the scrub.
const PRIVATE: [&str; 24] = [
    files::DATABASE,
    "cprabo.db-wal",
    "cprabo.db-shm",
    files::COMMITS,
    files::SERVE_LOCK,
    "pipeline.lock",
    "load.lock",
    "ca",
    files::CA_KEY,
    "tls",
    files::SERVER_KEY,
    "ssh",
    files::HOST_KEYS[0],
    files::HOST_KEYS[1],
    files::HOST_KEYS[2],
    files::LEGACY_HOST_KEY,
    "manifest",
    files::MANIFEST_KEY,
    files::ARCHIVE,
    "archive/commits",
    "archive/installation",
    "shelf",
    "staging",
    files::EXCHANGE,
];

/// Others may read the data directory itself, because the inbox is for them, but not write it.
const OTHERS_WRITE: u32 = 0o022;
const ROOT: u32 = 0;

/// Makes files with the modes that this process requests, and for its user only by default: whatever umask it was
/// started with.
pub(crate) fn set_umask() {
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
}

/// Checks that this process runs as the owner. The server could not read files that another user, also root, makes
/// here.
pub(crate) fn check_owner(folder: &Path) -> Result<()> {
    let shown = folder.display();
    let metadata = folder.metadata().with_context(|| format!("cannot look at {shown}"))?;
    let (owner, me) = (metadata.uid(), rustix::process::geteuid().as_raw());
    if owner != me {
        bail!(
            "{shown} belongs to user {owner}, and this is user {me}: what is made now the server could not read. \
             Run it as the owner: sudo -u '#{owner}' cprabo --data {shown} …"
        );
    }
    Ok(())
}

/// The configuration says where everything is: nobody else must be able to write it.
pub(super) fn check_config(path: &Path) -> Result<()> {
    let shown = path.display();
    let metadata = path.metadata().with_context(|| format!("cannot look at {shown}"))?;
    let (owner, me) = (metadata.uid(), rustix::process::geteuid().as_raw());
    if owner != me && owner != ROOT {
        bail!(
            "{shown} belongs to user {owner}, who decides by it where everything is: see that it is right, then \
             `sudo chown {me} {shown}`"
        );
    }
    if metadata.mode() & OTHERS_WRITE != 0 {
        bail!(
            "others can write {shown}, and decide by it where everything is: see that it is right, then \
             `chmod go-w {shown}`"
        );
    }
    Ok(())
}

/// Restricts files whose modes are too open, and returns them. Files of another user are refused, with the command that
/// corrects them.
pub(crate) fn make_private(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut made = Vec::new();
    let mode = folder.metadata()?.permissions().mode();
    if mode & OTHERS_WRITE != 0 {
        let private = std::fs::Permissions::from_mode(mode & !OTHERS_WRITE & 0o7777);
        std::fs::set_permissions(folder, private)
            .with_context(|| format!("cannot take others' rights to {}", folder.display()))?;
        made.push(folder.to_owned());
    }
    for path in PRIVATE.map(|part| folder.join(part)) {
        match private_file::make_private(&path) {
            Ok(true) => made.push(path),
            Ok(false) => {}
            // It may be deleted between two checks.
            Err(_) if !path.exists() => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(made)
}

/// A part of an installation that only exists if there was one.
pub(crate) fn witness(folder: &Path) -> Option<&'static str> {
    let has_archive =
        folder.join(files::ARCHIVE).read_dir().is_ok_and(|mut files| files.next().is_some());
    let is_there = |part: &&str| match *part {
        files::ARCHIVE => has_archive,
        part => folder.join(part).exists(),
    };
    [files::DATABASE, "cprabo.db-wal", files::COMMITS, files::ARCHIVE].into_iter().find(is_there)
}

/// A folder without a configuration is not a data directory, unless it has other parts: then the configuration is lost.
pub(crate) fn no_config(folder: &Path) -> anyhow::Error {
    let shown = folder.display();
    let config = files::CONFIG;
    if folder.join(files::UNFINISHED_INIT).exists() {
        return anyhow::anyhow!("`cprabo init --data {shown}` was stopped half-way: do it again");
    }
    match witness(folder) {
        Some(part) => anyhow::anyhow!(
            "{shown} has {part}, and {config} is lost: restore it from a backup. Where there is none, \
             `cprabo init --config --data {shown}` makes one with nothing set"
        ),
        None => anyhow::anyhow!(
            "{shown} is no data directory: make one with `cprabo init --data {shown}`"
        ),
    }
}
