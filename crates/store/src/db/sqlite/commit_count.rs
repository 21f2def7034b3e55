use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use error_report::Report;
use tracing::error;

use super::commit_files::CommitFiles;
use super::opening::Opening;
use crate::StoreError;

/// The number of commits, as recorded beside the database.
#[derive(Debug)]
pub(super) struct CommitCount {
    files: CommitFiles,
    /// The number that could not be recorded last, and the reason.
    not_noted: Mutex<Option<NotNoted>>,
}

#[derive(Debug)]
struct NotNoted {
    commits: u64,
    why: String,
}

impl CommitCount {
    /// The count of a database. Creates nothing.
    pub(super) fn of(database: &Path) -> Self {
        Self { files: CommitFiles::of(database), not_noted: Mutex::default() }
    }

    /// The number of confirmed commits, as far as it is known.
    pub(super) fn known(&self) -> Result<Option<u64>, StoreError> {
        self.files.known()
    }

    /// Records the number at the time of opening.
    pub(super) fn settle(&self, found: u64, opening: Opening) {
        let noted = match opening {
            Opening::Create | Opening::AcceptLoss => self.files.reset(found),
            Opening::Work | Opening::Verify => match self.files.known() {
                // Nothing to write, and writing is not possible everywhere.
                Ok(known) if known >= Some(found) && opening == Opening::Verify => Ok(()),
                _ => self.files.note(found),
            },
        };
        self.judge(found, noted);
    }

    /// Records the present number.
    pub(super) fn note(&self, commits: u64) {
        self.judge(commits, self.files.note(commits));
    }

    /// A failure to record the number does not make a commit fail.
    fn judge(&self, commits: u64, noted: Result<(), StoreError>) {
        let mut not_noted = self.state();
        let Err(error) = noted else {
            *not_noted = None;
            return;
        };
        let why = Report(&error).to_string();
        if not_noted.as_ref().is_none_or(|before| before.why != why) {
            error!(
                event = "database.commit_count_not_written",
                error = why,
                "how many commits there are cannot be noted"
            );
        }
        *not_noted = Some(NotNoted { commits, why });
    }

    /// Why the number could not be recorded, if so. It is tried again.
    pub(super) fn not_noted(&self) -> Option<String> {
        let mut not_noted = self.state();
        let commits = not_noted.as_ref()?.commits;
        if self.files.note(commits).is_ok() {
            *not_noted = None;
        }
        not_noted.as_ref().map(|not_noted| not_noted.why.clone())
    }

    fn state(&self) -> MutexGuard<'_, Option<NotNoted>> {
        self.not_noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
