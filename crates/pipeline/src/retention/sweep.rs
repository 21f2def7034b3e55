use std::collections::HashSet;

use causes::Causes;
use store::{ArchiveFile, OnShelf, Part, Shelf, Store, StoreError};
use tracing::{info, warn};

use crate::error::PipelineError;

/// Takes away what the ledger shows to nobody, since it holds personal data: on the shelf what a system removed, what
/// left `IN`, and what a replay that failed has put there; in the archive the files of loads that never went
/// out. For the one process that works on extracts: nothing is on its way to either place then.
pub(crate) fn sweep(store: &Store, shelf: &Shelf, shown: &[OnShelf]) -> Result<(), PipelineError> {
    let shown: HashSet<(&str, String)> = shown.iter().flat_map(files).collect();
    let mut swept = Swept::default();
    for system in store.systems()? {
        let user = &system.sftp_user;
        let files = match shelf.files(user) {
            Ok(files) => files,
            // A folder that cannot be read keeps no other from being swept.
            Err(error) => {
                warn!(%user, error = %Causes(&error), "an account's folder cannot be read");
                continue;
            }
        };
        for name in files {
            if !shown.contains(&(user.as_str(), name.clone())) {
                swept.count(shelf.remove(user, &name));
            }
        }
    }
    for file in shelf.archive_files()? {
        let ArchiveFile::Load(sha256) = file else { continue };
        if !store.is_load_delivered(&sha256)? {
            swept.count(shelf.forget_load(&sha256));
        }
    }
    swept.tell();
    Ok(())
}

fn files(on_shelf: &OnShelf) -> [(&str, String); 2] {
    let pair = &on_shelf.pair;
    [Part::Data, Part::Metadata]
        .map(|part| (pair.sftp_user.as_str(), format!("{}{}", pair.name, part.suffix())))
}

/// How it went. What cannot be removed keeps nothing else from being.
#[derive(Default)]
struct Swept {
    files: u64,
}

impl Swept {
    fn count(&mut self, removed: Result<(), StoreError>) {
        match removed {
            Ok(()) => self.files += 1,
            Err(error) => warn!(error = %Causes(&error), "a file that nobody sees stays"),
        }
    }

    fn tell(&self) {
        if self.files > 0 {
            info!(files = self.files, "files that nobody sees are swept away");
        }
    }
}
