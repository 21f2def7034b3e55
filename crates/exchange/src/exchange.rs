use std::collections::HashSet;
use std::sync::Arc;

use blobs::{ForwardedFiles, Scrubbed};
use clock::Clock;
use error_report::Report;
use jiff::Timestamp;
use sha256::Sha256;
use store::{
    CheckedTransfer, DecidedTransfer, NewTransfer, Store, SystemId, TakenTransfer, TransferId,
    TransferState,
};
use tracing::{error, info, warn};
use uploads::Uploads;

use crate::check::{Check, Checked};
use crate::error::ExchangeError;
use crate::observations::Observations;
use crate::ready::Look;
use crate::retain::Retain;
use crate::settings::ExchangeSettings;

/// Transfers that are decided upon in one transaction, with one `flush` for their files.
const TOGETHER: usize = 32;
/// Files of one account that are taken in one round, so that others have their turn.
const OF_ACCOUNT: usize = 64;

/// A file that somebody may fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServedFile {
    transfer: TransferId,
    size: u64,
    sha256: Sha256,
}

/// The sending side of the file exchange. One at a time works on an installation.
#[derive(Debug)]
pub struct Exchange {
    store: Arc<Store>,
    uploads: Uploads,
    forwarded: ForwardedFiles,
    clock: Clock,
    settings: ExchangeSettings,
    observations: Observations,
}

impl Exchange {
    /// An exchange of these uploads.
    pub fn new(
        store: Arc<Store>,
        uploads: Uploads,
        forwarded: ForwardedFiles,
        clock: Clock,
        settings: ExchangeSettings,
    ) -> Self {
        let observations = Observations::default();
        Self { store, uploads, forwarded, clock, settings, observations }
    }

    /// The uploads.
    pub const fn uploads(&self) -> &Uploads {
        &self.uploads
    }

    /// Sends on what is ready, and what was left undone. Returns how many transfers were decided upon. Stops between two
    /// of them when `is_over`.
    ///
    /// # Errors
    /// When the ledger fails, or one of the files; all others are sent on.
    pub fn send_all(&mut self, is_over: &dyn Fn() -> bool) -> Result<usize, ExchangeError> {
        self.begin()?;
        let taken = self.store.taken_transfers()?;
        let (mut decided, mut failed) = (0, None);
        for batch in taken.chunks(TOGETHER) {
            if is_over() {
                break;
            }
            let (checked, error) = self.check_all(batch, is_over);
            failed = error.or(failed);
            decided += self.decide(&checked)?;
        }
        failed.map_or(Ok(decided), Err)
    }

    /// Takes out of the folders what was there long enough, and removes files that nobody may fetch.
    ///
    /// # Errors
    /// When the ledger or the files fail.
    pub fn retain(&self) -> Result<(), ExchangeError> {
        let Self { store, uploads, forwarded, settings, .. } = self;
        Retain { store, uploads, forwarded, settings, now: self.clock.now() }.retain()
    }

    /// The files that somebody may fetch, to be compared one after the other.
    ///
    /// # Errors
    /// When the ledger fails.
    pub fn served(&self) -> Result<Vec<ServedFile>, ExchangeError> {
        let served = self.store.served_files()?.into_iter();
        Ok(served.map(|(transfer, size, sha256)| ServedFile { transfer, size, sha256 }).collect())
    }

    /// Compares a file, and its copy in the archive, with its digest, and writes what is damaged again.
    ///
    /// # Errors
    /// When the files fail.
    pub fn scrub(&self, file: &ServedFile) -> Result<(), ExchangeError> {
        let ServedFile { transfer, size, sha256 } = file;
        match self.forwarded.scrub(transfer.number(), (*size, sha256))? {
            Scrubbed::Mended => {
                warn!(event = "transfer.file_mended", %transfer, "a damaged sent file, or its copy in the archive, is written again");
            }
            Scrubbed::Lost if self.store.served_transfers()?.contains(transfer) => {
                error!(event = "transfer.file_lost", %transfer, "a sent file and its copy in the archive are damaged: it is withheld");
            }
            // Or it has left every folder since it was listed.
            Scrubbed::Whole | Scrubbed::Lost => {}
        }
        Ok(())
    }

    /// Makes transfers of the triggers that are ready.
    fn begin(&mut self) -> Result<(), ExchangeError> {
        let now = self.clock.now();
        // A trigger whose transfer was begun before a crash is still there.
        let begun: HashSet<(SystemId, String)> =
            self.store.taken_transfers()?.into_iter().map(|it| (it.sender, it.name)).collect();
        let mut new = Vec::new();
        self.observations.begin();
        let Self { uploads, settings, observations, .. } = self;
        let mut look = Look { uploads, settings, observations, now };
        for user in uploads.accounts()? {
            let names = look.ready(&user, OF_ACCOUNT)?;
            if names.is_empty() {
                continue;
            }
            let sender = self.store.system_by_sftp_user(&user)?;
            if let Some(sender) = sender.filter(|sender| sender.removed_at.is_none()) {
                let names = names.into_iter().map(|name| NewTransfer { sender: sender.id, name });
                new.extend(names.filter(|new| !begun.contains(&(new.sender, new.name.clone()))));
            }
        }
        self.observations.end();
        if !new.is_empty() {
            self.store.begin_transfers(&new, now)?;
        }
        Ok(())
    }

    /// Checks transfers; returns those that can be decided upon, and the last error.
    fn check_all(
        &self,
        taken: &[TakenTransfer],
        is_over: &dyn Fn() -> bool,
    ) -> (Vec<CheckedTransfer>, Option<ExchangeError>) {
        let Self { uploads, forwarded, settings, .. } = self;
        let check = Check { uploads, forwarded, inspection: settings.inspection.as_ref() };
        let (mut ready, mut failed) = (Vec::new(), None);
        for transfer in taken.iter().take_while(|_| !is_over()) {
            let (id, user) = (transfer.id, &transfer.sftp_user);
            let checked = match check.check(transfer) {
                Ok(Checked::NoTrigger) => self.cancel(transfer),
                checked => checked,
            };
            match checked {
                Ok(Checked::Ready(checked)) => ready.push(*checked),
                Ok(Checked::NoTrigger | Checked::InUse) => {}
                Err(error) => {
                    error!(event = "transfer.failed", transfer = %id, %user, error = %Report(&error), "a sent file cannot be checked now; it waits");
                    failed = Some(error);
                }
            }
        }
        (ready, failed)
    }

    /// A transfer whose trigger was removed before it was taken was none.
    fn cancel(&self, transfer: &TakenTransfer) -> Result<Checked, ExchangeError> {
        self.store.cancel_transfer(transfer.id)?;
        Ok(Checked::NoTrigger)
    }

    fn decide(&self, checked: &[CheckedTransfer]) -> Result<usize, ExchangeError> {
        if checked.is_empty() {
            return Ok(0);
        }
        self.forwarded.flush()?;
        let decided = self.store.decide_transfers(checked, self.clock.now())?;
        for transfer in &decided {
            report(transfer);
            let checked = checked.iter().find(|checked| checked.id == transfer.id);
            self.clear(transfer, checked.and_then(|checked| checked.file))?;
        }
        Ok(decided.len())
    }

    /// Removes what is of no use any more. After a crash the sweep does it.
    fn clear(
        &self,
        decided: &DecidedTransfer,
        file: Option<(u64, Sha256)>,
    ) -> Result<(), ExchangeError> {
        let id = decided.id.number();
        if decided.state != TransferState::Delivered {
            self.forwarded.remove(id)?;
            // Another transfer may have the same bytes.
            if let Some((_, sha256)) = file
                && !self.store.is_sent_file_kept(&sha256)?
            {
                self.forwarded.unarchive(&sha256)?;
            }
        }
        Ok(self.uploads.taken().discard(id)?)
    }

    /// The time, by the clock of the platform.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

fn report(decided: &DecidedTransfer) {
    let DecidedTransfer { id, uuid, state, errors, recipients } = decided;
    match state {
        TransferState::Refused => {
            let codes: Vec<String> = errors.iter().map(|code| code.number().to_string()).collect();
            warn!(event = "transfer.refused", transfer = %id, codes = codes.join(" "), "a sent file is refused: its sender has a receipt that says why");
        }
        state => {
            info!(event = "transfer.decided", transfer = %id, %uuid, state = state.as_str(), recipients = recipients.len(), "a sent file is decided upon");
        }
    }
}
