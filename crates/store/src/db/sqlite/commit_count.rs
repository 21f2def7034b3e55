use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use error_report::Report;
use tracing::error;

use super::commit_files::CommitFiles;
use super::opening::Opening;
use crate::StoreError;

/// How many commits there are, as it is noted beside the database.
#[derive(Debug)]
pub(super) struct CommitCount {
    files: CommitFiles,
    /// How many could not be noted last, and why.
    not_noted: Mutex<Option<NotNoted>>,
}

#[derive(Debug)]
struct NotNoted {
    commits: u64,
    why: String,
}

impl CommitCount {
    /// That of a database. Nothing is made.
    pub(super) fn of(database: &Path) -> Self {
        Self { files: CommitFiles::of(database), not_noted: Mutex::default() }
    }

    /// How many commits somebody was told of, as far as that is known.
    pub(super) fn known(&self) -> Result<Option<u64>, StoreError> {
        self.files.known()
    }

    /// Notes how many there were when the database was opened.
    pub(super) fn settle(&self, found: u64, opening: Opening) {
        let noted = match opening {
            Opening::Create | Opening::AcceptLoss => self.files.reset(found),
            Opening::Work | Opening::Verify => match self.files.known() {
                // Nothing to write, which could not be done everywhere.
                Ok(known) if known >= Some(found) && opening == Opening::Verify => Ok(()),
                _ => self.files.note(found),
            },
        };
        self.judge(found, noted);
    }

    /// Notes how many there are now.
    pub(super) fn note(&self, commits: u64) {
        self.judge(commits, self.files.note(commits));
    }

    /// What cannot be noted is no reason to say of what was done that it was not.
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

    /// Why the number cannot be noted, where it could not be; it is tried once more.
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
