//! What must hold of a data directory before anything is done in it.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use rustix::fs::Mode;
use store::{ArchiveFile, Shelf, Store, private_file};

use super::files;

/// Folders and files that are the owner's alone. What lies in them is made so when it is made, and looked at by the
/// scrub.
const PRIVATE: [&str; 20] = [
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
    "manifest",
    files::MANIFEST_KEY,
    "archive",
    "shelf",
    "staging",
];

/// Whether commits of a database were counted here before it is opened.
pub(super) fn is_database_known(folder: &Path) -> bool {
    folder.join(files::COMMITS).exists()
}

/// What others may do with the data directory itself: look into it, where the inbox is for them.
const OTHERS_WRITE: u32 = 0o022;

/// Has files of this process be made with the modes that it asks for, and for its user alone where it asks for none:
/// whatever umask it was started with.
pub(crate) fn set_umask() {
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
}

/// Whether this process is the owner's. What another user makes here, root too, the server could not read.
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

/// Takes from others what they may touch and should not: what that was. What is another user's is refused, with the
/// command that mends it.
pub(super) fn make_private(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut made = Vec::new();
    let mode = folder.metadata()?.permissions().mode();
    if mode & OTHERS_WRITE != 0 {
        let private = std::fs::Permissions::from_mode(mode & !OTHERS_WRITE & 0o7777);
        std::fs::set_permissions(folder, private)
            .with_context(|| format!("cannot take others' rights to {}", folder.display()))?;
        made.push(folder.to_owned());
    }
    for path in PRIVATE.map(|part| folder.join(part)) {
        if path.exists() && private_file::make_private(&path)? {
            made.push(path);
        }
    }
    Ok(made)
}

/// A database that knows of nothing beside an archive that is full is not the one that belongs to it, unless it is known
/// by the commits that are counted beside it: the first extract is archived before it is a run.
pub(super) fn check_database_fits_archive(
    folder: &Path,
    is_known: bool,
    store: &Store,
    shelf: &Shelf,
) -> Result<()> {
    if is_known {
        return Ok(());
    }
    let is_extract = |file: &ArchiveFile| matches!(file, ArchiveFile::Extract(_));
    let extracts = shelf.archive_files()?.iter().filter(|file| is_extract(file)).count();
    if extracts > 0 && !store.has_runs()? {
        bail!(
            "the database in {} knows of no extract, and the archive has {extracts}: it is not the one that belongs \
             to it. Restore it from a backup; to begin anew, make another data directory with `cprabo init`",
            folder.display()
        );
    }
    Ok(())
}
