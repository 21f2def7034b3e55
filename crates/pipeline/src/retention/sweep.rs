use std::collections::HashSet;

use blobs::{AccountFolders, Archive, ArchiveFile, BlobError};
use error_report::Report;
use store::{Part, PublishedDelivery, SftpUser, Sha256, Store};
use tracing::{info, warn};

use crate::data_files::DataFiles;
use crate::error::PipelineError;

/// Takes away what the ledger shows to nobody, since it holds personal data: in accounts' folders what a system removed, what
/// left `IN`, and what a replay that failed has put there; in the archive the files of loads that never went
/// out. For the one process that works on extracts: nothing is on its way to either place then.
///
/// A ledger that is damaged may have lost what it knows of a file: then all stay.
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

/// Files in accounts' folders that no system sees.
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
            // A folder that cannot be read keeps no other from being swept.
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

/// Loads in the archive that went out to nobody.
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

/// How it went. What cannot be removed keeps nothing else from being.
#[derive(Default)]
struct Swept {
    files: u64,
}

impl Swept {
    fn count(&mut self, removed: Result<(), BlobError>) {
        match removed {
            Ok(()) => self.files += 1,
            Err(error) => {
                warn!(event = "sweep.file_not_deleted", error = %Report(&error), "a file that nobody sees stays");
            }
        }
    }

    fn report(&self) {
        if self.files > 0 {
            info!(
                event = "sweep.done",
                files = self.files,
                "files that nobody sees are swept away"
            );
        }
    }
}
