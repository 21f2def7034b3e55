//! What must hold of a data directory before anything is done in it.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use store::{ArchiveFile, Shelf, Store, private_file};
use tracing::warn;

use super::files;

/// Folders and files that are the owner's alone. What lies in them is made so when it is made, and looked at by the
/// scrub.
const PRIVATE: [&str; 20] = [
    files::DATABASE,
    "cprabo.db-wal",
    "cprabo.db-shm",
    "cprabo.db-commits",
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

/// What others may do with the data directory itself: look into it, where the inbox is for them.
const OTHERS_WRITE: u32 = 0o022;

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

/// Takes from others what they may touch and should not; what is another user's is refused, with the command that
/// mends it.
pub(super) fn make_private(folder: &Path) -> Result<()> {
    let mode = folder.metadata()?.permissions().mode();
    if mode & OTHERS_WRITE != 0 {
        let private = std::fs::Permissions::from_mode(mode & !OTHERS_WRITE & 0o7777);
        std::fs::set_permissions(folder, private)
            .with_context(|| format!("cannot take others' rights to {}", folder.display()))?;
        warn!(event = "file.made_private", path = %folder.display(), "others could write here");
    }
    for path in PRIVATE.map(|part| folder.join(part)) {
        if path.exists() && private_file::make_private(&path)? {
            warn!(event = "file.made_private", path = %path.display(), "others could touch it");
        }
    }
    Ok(())
}

/// A database that knows of nothing beside an archive that is full is not the one that belongs to it.
pub(super) fn check_database_fits_archive(
    folder: &Path,
    store: &Store,
    shelf: &Shelf,
) -> Result<()> {
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
