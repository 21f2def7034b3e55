//! Checks that database, archive and manifest key belong to one installation.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use blobs::{Archive, ArchiveFile};
use manifest::Signer;
use store::{InstallationRecord, Sha256, Store};

use super::files;
use crate::input::read_text;

/// The purpose for which a data directory is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To be worked with.
    Work,
    /// To be checked and repaired.
    Verify,
    /// To be accepted as it is, with its losses.
    AcceptLoss,
}

/// Checks that archive and database belong together. One of them may be lost and replaced: by an empty folder where a
/// disk should be mounted, or by a database that was created anew. Returns whether the archive is to get this
/// installation's mark, also when a loss is accepted.
pub(super) fn check_archive(
    folder: &Path,
    store: &Store,
    archive: &Archive,
    purpose: Purpose,
) -> Result<bool> {
    let record = match store.installation() {
        // Its damage is among the findings.
        Err(error) if error.is_damage() && purpose == Purpose::Verify => return Ok(false),
        record => record?,
    };
    if purpose == Purpose::AcceptLoss {
        return Ok(true);
    }
    let shown = folder.join(files::ARCHIVE);
    let shown = shown.display();
    match archive.mark()? {
        Some(mark) if mark == record.id => {}
        Some(_) => bail!(
            "the archive {shown} is another installation's than the database: restore the one that belongs to it from \
             a backup. Where that is lost, `cprabo verify --accept-loss` takes them as they are"
        ),
        None if record.archive_marked => bail!(
            "the archive {shown} is not the one that was there (it has no file `{}` that says so): is its disk mounted? Restore it \
             from a backup. Where it is lost, nothing older can be replayed or repaired; \
             `cprabo verify --accept-loss` accepts that",
            files::ARCHIVE_MARK
        ),
        None => check_nothing_is_archived(store, archive)?,
    }
    Ok(!record.archive_marked)
}

/// An archive without a mark is new, or was made by an older cprabo.
fn check_nothing_is_archived(store: &Store, archive: &Archive) -> Result<()> {
    let is_extract = |file: &ArchiveFile| matches!(file, ArchiveFile::Extract(_));
    let extracts = archive.files()?.iter().filter(|file| is_extract(file)).count();
    if extracts > 0 && !store.has_runs()? {
        bail!(
            "the database knows of no extract, and the archive has {extracts}: it is not the one that belongs to it. \
             Restore it from a backup; to start again, make another data directory with `cprabo init`"
        );
    }
    Ok(())
}

/// Marks the archive as belonging to this database.
pub(crate) fn mark_archive(store: &Store, archive: &Archive) -> Result<()> {
    let InstallationRecord { id, .. } = store.installation()?;
    // A mark that cannot be read is replaced too.
    if !matches!(archive.mark(), Ok(Some(mark)) if mark == id) {
        archive.set_mark(id)?;
    }
    Ok(store.note_archive_marked()?)
}

/// Checks that the key that signs manifests is unchanged; returns the digest of one that is not known yet. Whoever
/// needs a missing key reports it.
pub(super) fn check_manifest_key(
    folder: &Path,
    store: &Store,
    purpose: Purpose,
) -> Result<Option<Sha256>> {
    let path = folder.join(files::MANIFEST_KEY);
    if !path.exists() {
        return Ok(None);
    }
    let key = digest_of_key(&path)?;
    let known = match store.installation() {
        Err(error) if error.is_damage() && purpose == Purpose::Verify => return Ok(None),
        record => record?.manifest_key,
    };
    match known {
        None => Ok(Some(key)),
        Some(known) if known == key => Ok(None),
        Some(_) => bail!(
            "the key {} is not the one with which manifests were signed: restore that from a backup. Where it is lost, \
             remove this one, and make another with `cprabo init --manifest-key`",
            path.display()
        ),
    }
}

/// The identity of the key in a file: the digest of its public half.
pub(crate) fn digest_of_key(path: &Path) -> Result<Sha256> {
    let signer = Signer::from_pem(&read_text(path)?).with_context(|| {
        format!(
            "{} cannot be used: restore it from a backup. Where it is lost, remove this one, and make another with \
             `cprabo init --manifest-key`",
            path.display()
        )
    })?;
    Ok(Sha256::of([signer.public_key_pem().as_bytes()]))
}
