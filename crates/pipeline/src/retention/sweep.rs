use std::collections::HashSet;

use blobs::{AccountFolders, Archive, ArchiveFile, BlobError};
use error_report::Report;
use store::{Part, PublishedDelivery, SftpUser, Sha256, Store};
use tracing::{info, warn};

use crate::data_files::DataFiles;
use crate::error::PipelineError;

/// Deletes files that the ledger does not show, because they contain personal data: in accounts' folders the removed
/// and expired ones and those of failed replays, in the archive loads that were never delivered. Only for the process
/// that works on extracts: otherwise it would delete files that are about to be published.
///
/// A damaged ledger may not show files that are needed. Nothing is deleted then.
pub(crate) fn sweep(
    store: &Store,
    DataFiles { archive, folders, .. }: &DataFiles,
    shown: &[PublishedDelivery],
) -> Result<(), PipelineError> {
    let unseen = unseen(store, folders, shown)?;
    let undelivered = undelivered(store, archive)?;
    if unseen.is_empty() && undelivered.is_empty() {
        return Ok(());
    }
    store.check_ledger()?;
    let mut swept = Swept::default();
    for (user, name) in unseen {
        swept.count(folders.remove(&user, &name));
    }
    for sha256 in undelivered {
        swept.count(archive.delete_load(&sha256));
    }
    swept.report();
    Ok(())
}

/// Files in accounts' folders that the ledger does not show.
fn unseen(
    store: &Store,
    folders: &AccountFolders,
    shown: &[PublishedDelivery],
) -> Result<Vec<(SftpUser, String)>, PipelineError> {
    let shown: HashSet<(&str, String)> = shown.iter().flat_map(files).collect();
    let mut unseen = Vec::new();
    for system in store.systems()? {
        let user = system.sftp_user;
        let files = match folders.files(&user) {
            Ok(files) => files,
            // An unreadable folder does not stop the sweep of the others.
            Err(error) => {
                warn!(event = "sweep.folder_unreadable", %user, error = %Report(&error), "an account's folder cannot be read");
                continue;
            }
        };
        for name in files {
            if !shown.contains(&(user.as_str(), name.clone())) {
                unseen.push((user.clone(), name));
            }
        }
    }
    Ok(unseen)
}

/// Loads in the archive that were never delivered.
fn undelivered(store: &Store, archive: &Archive) -> Result<Vec<Sha256>, PipelineError> {
    let mut undelivered = Vec::new();
    for file in archive.files()? {
        let ArchiveFile::Load(sha256) = file else { continue };
        if !store.is_load_delivered(&sha256)? {
            undelivered.push(sha256);
        }
    }
    Ok(undelivered)
}

fn files(published: &PublishedDelivery) -> [(&str, String); 2] {
    let pair = &published.pair;
    [Part::Data, Part::Metadata]
        .map(|part| (pair.sftp_user.as_str(), format!("{}{}", pair.name, part.suffix())))
}

/// The result so far. A file that cannot be deleted does not stop the others.
#[derive(Default)]
struct Swept {
    files: u64,
}

impl Swept {
    fn count(&mut self, removed: Result<(), BlobError>) {
        match removed {
            Ok(()) => self.files += 1,
            Err(error) => {
                warn!(event = "sweep.file_not_deleted", error = %Report(&error), "a file outside the ledger cannot be deleted");
            }
        }
    }

    fn report(&self) {
        if self.files > 0 {
            info!(event = "sweep.done", files = self.files, "files outside the ledger deleted");
        }
    }
}
