use std::collections::HashSet;

use blobs::ForwardedFiles;
use jiff::{SignedDuration, Timestamp};
use sha256::Sha256;
use store::{AuditEntry, Author, ClockJump, SftpUser, Store};
use tracing::{info, warn};
use uploads::{OutFile, UploadError, Uploads};

use crate::error::ExchangeError;
use crate::settings::{ExchangeSettings, KeptDays};

/// Ends what was kept long enough.
pub(crate) struct Retain<'a> {
    pub(crate) store: &'a Store,
    pub(crate) uploads: &'a Uploads,
    pub(crate) forwarded: &'a ForwardedFiles,
    pub(crate) settings: &'a ExchangeSettings,
    pub(crate) now: Timestamp,
}

impl Retain<'_> {
    /// Nothing goes by its age while the clock may be wrong.
    pub(crate) fn retain(&self) -> Result<(), ExchangeError> {
        match self.store.see_clock(self.now)?.jump {
            Some(ClockJump { from, to }) => {
                warn!(event = "clock.jumped", %from, %to, "nothing is deleted by its age until somebody confirms the clock");
            }
            None => {
                self.expire()?;
                self.remove_unsent()?;
            }
        }
        self.sweep()
    }

    fn expire(&self) -> Result<(), ExchangeError> {
        let KeptDays { folder_days, archive_days, warn_days } = self.settings.kept;
        let since = self.store.retention_effective_since(folder_days, archive_days, self.now)?;
        if since > self.ago(days(warn_days)) {
            return Ok(());
        }
        if let Some(folder_days) = folder_days {
            let before = self.ago(days(folder_days));
            let missed = self.store.expire_forwarded(before, self.now)?;
            if missed > 0 {
                warn!(
                    event = "transfer.expired_uncollected",
                    files = missed,
                    "forwarded files left IN that nobody had collected"
                );
            }
        }
        match archive_days {
            Some(archive_days) => self.unarchive(self.ago(days(archive_days))),
            None => Ok(()),
        }
    }

    /// The copy goes first: if a crash comes in between, the next call finds it again.
    fn unarchive(&self, before: Timestamp) -> Result<(), ExchangeError> {
        for (transfer, sha256) in self.store.transfers_to_unarchive(before)? {
            self.forwarded.unarchive(&sha256)?;
            self.store.mark_transfer_unarchived(transfer, self.now)?;
            info!(event = "archive.sent_file_deleted", %transfer, "sent file deleted from the archive");
        }
        Ok(())
    }

    /// Removes files in `OUT` that were not sent in time, by the clock of the file system.
    fn remove_unsent(&self) -> Result<(), ExchangeError> {
        let before = self.ago(self.settings.unsent).as_second();
        let is_over = |file: &OutFile| file.mtime < before && !file.is_open;
        for user in self.uploads.accounts()? {
            let mut removed = 0_u64;
            for file in self.uploads.list(&user)?.into_iter().filter(is_over) {
                match self.uploads.remove(&user, &file.name) {
                    Err(UploadError::NotFound) => {}
                    done => {
                        done?;
                        removed += 1;
                    }
                }
            }
            if removed > 0 {
                self.note_removed(&user, removed)?;
            }
        }
        Ok(())
    }

    fn note_removed(&self, user: &SftpUser, files: u64) -> Result<(), ExchangeError> {
        warn!(event = "transfer.unsent_removed", %user, files, "files in OUT that were not sent in time are removed");
        let entry = AuditEntry {
            author: Author::PLATFORM,
            action: "remove unsent files".to_owned(),
            subject: format!("{files} files in OUT of account {user}"),
            outcome: "done".to_owned(),
        };
        Ok(self.store.audit(&entry, self.now)?)
    }

    /// Removes what a crash has left, and files that nobody may fetch any more. A damaged ledger may not show files that
    /// are needed: then nothing is removed.
    fn sweep(&self) -> Result<(), ExchangeError> {
        let taken: HashSet<i64> =
            self.store.taken_transfers()?.iter().map(|transfer| transfer.id.number()).collect();
        let served = self.store.served_transfers()?;
        let served: HashSet<i64> = served.into_iter().map(store::TransferId::number).collect();
        let orphans = if taken.is_empty() { self.orphans()? } else { Vec::new() };
        let left = self.uploads.taken().transfers()?;
        let left: Vec<i64> = left.into_iter().filter(|id| !taken.contains(id)).collect();
        let unseen = self.forwarded.transfers()?;
        let unseen: Vec<i64> = unseen.into_iter().filter(|id| !served.contains(id)).collect();
        if left.is_empty() && unseen.is_empty() && orphans.is_empty() {
            return Ok(());
        }
        self.store.check_ledger()?;
        left.iter().try_for_each(|id| self.uploads.taken().discard(*id))?;
        unseen.iter().try_for_each(|id| self.forwarded.remove(*id))?;
        orphans.iter().try_for_each(|sha256| self.forwarded.unarchive(sha256))?;
        let files = left.len() + unseen.len() + orphans.len();
        info!(
            event = "transfer.swept",
            files, "files of transfers that nobody may fetch are removed"
        );
        Ok(())
    }

    /// Copies in the archive of files that were not delivered. Only while no transfer is on its way.
    fn orphans(&self) -> Result<Vec<Sha256>, ExchangeError> {
        let mut orphans = Vec::new();
        for sha256 in self.forwarded.archived()? {
            if !self.store.is_sent_file_kept(&sha256)? {
                orphans.push(sha256);
            }
        }
        Ok(orphans)
    }

    fn ago(&self, duration: SignedDuration) -> Timestamp {
        self.now.saturating_sub(duration).unwrap_or(Timestamp::MIN)
    }
}

fn days(days: u32) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(days))
}
