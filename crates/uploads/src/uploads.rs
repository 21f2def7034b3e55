use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use civil::SftpUser;
use exchange_proto::{OutName, TRIGGER_SUFFIX};
use private_files::private_file;
use sftp_proto::WriteMode;

use crate::account::Account;
use crate::error::UploadError;
use crate::limits::UploadLimits;
use crate::out_file::OutFile;
use crate::taken::{Taken, TakenFiles, there};
use crate::upload::Upload;

/// The `OUT` folders of all accounts, and what was taken out of them. Only one process may have them open. Calls block.
#[derive(Debug, Clone)]
pub struct Uploads(Arc<State>);

#[derive(Debug)]
struct State {
    out: PathBuf,
    taken: TakenFiles,
    limits: UploadLimits,
    accounts: Mutex<HashMap<SftpUser, Arc<Account>>>,
    /// Whether something was closed, renamed or removed since somebody waited for it.
    has_changed: Mutex<bool>,
    changed: Condvar,
}

impl Uploads {
    /// The uploads below a folder, which is created if it is not there:
    ///
    /// ```text
    /// out/kmd/…        what the account kmd has uploaded
    /// taken/17         what was taken as transfer 17, with 17.trigger
    /// ```
    ///
    /// # Errors
    /// When a folder cannot be created, or belongs to another user.
    pub fn open(root: PathBuf, limits: UploadLimits) -> Result<Self, UploadError> {
        let (out, taken) = (root.join("out"), root.join("taken"));
        for folder in [&root, &out, &taken] {
            private_file::make_folder(folder)?;
        }
        Ok(Self(Arc::new(State {
            out,
            taken: TakenFiles::new(taken),
            limits,
            accounts: Mutex::default(),
            has_changed: Mutex::new(true),
            changed: Condvar::new(),
        })))
    }

    /// The limits of uploads.
    pub fn limits(&self) -> &UploadLimits {
        &self.0.limits
    }

    /// What was taken.
    pub fn taken(&self) -> &TakenFiles {
        &self.0.taken
    }

    /// Opens a file of an account to be written. Whoever had it open writes no more.
    ///
    /// # Errors
    /// [`UploadError::NotFound`], [`UploadError::Taken`] for an exclusive one, [`UploadError::OverQuota`],
    /// [`UploadError::DiskFull`].
    pub fn create(
        &self,
        user: &SftpUser,
        name: &OutName,
        mode: WriteMode,
    ) -> Result<Upload, UploadError> {
        self.account(user)?.create(name, mode)
    }

    /// The files of an account, by name.
    ///
    /// # Errors
    /// When the file system fails.
    pub fn list(&self, user: &SftpUser) -> Result<Vec<OutFile>, UploadError> {
        self.account(user)?.list()
    }

    /// One file of an account.
    ///
    /// # Errors
    /// [`UploadError::NotFound`].
    pub fn stat(&self, user: &SftpUser, name: &OutName) -> Result<OutFile, UploadError> {
        self.account(user)?.stat(name)
    }

    /// The first bytes of a file of an account.
    ///
    /// # Errors
    /// [`UploadError::NotFound`].
    pub fn read(
        &self,
        user: &SftpUser,
        name: &OutName,
        longest: u64,
    ) -> Result<Vec<u8>, UploadError> {
        self.account(user)?.read(name, longest)
    }

    /// Gives a file of an account another name.
    ///
    /// # Errors
    /// [`UploadError::NotFound`], [`UploadError::Taken`].
    pub fn rename(&self, user: &SftpUser, from: &OutName, to: &OutName) -> Result<(), UploadError> {
        let renamed = self.account(user)?.rename(from, to);
        self.note_change();
        renamed
    }

    /// Removes a file of an account.
    ///
    /// # Errors
    /// [`UploadError::NotFound`].
    pub fn remove(&self, user: &SftpUser, name: &OutName) -> Result<(), UploadError> {
        self.account(user)?.remove(name)
    }

    /// What an account has in its `OUT`: bytes and files.
    ///
    /// # Errors
    /// When the file system fails.
    pub fn usage(&self, user: &SftpUser) -> Result<(u64, u64), UploadError> {
        Ok(self.account(user)?.usage().now())
    }

    /// Takes a file and its trigger as a transfer: the file first, so that a trigger that is there still has its file.
    /// What was taken already stays; what is there in `OUT` goes with it. Called again after a crash, it does the rest.
    ///
    /// # Errors
    /// [`UploadError::InUse`] when somebody writes one of them; the other may have been taken.
    pub fn take(&self, user: &SftpUser, name: &str, transfer: i64) -> Result<Taken, UploadError> {
        let account = self.account(user)?;
        let (data, trigger) = (self.0.taken.data(transfer), self.0.taken.trigger(transfer));
        let mut digest = None;
        if there(data.clone()).is_none() {
            digest = if_there(name.parse().ok().map(|name| account.take(&name, &data)))?;
        }
        if there(trigger.clone()).is_none() {
            let name = format!("{name}{TRIGGER_SUFFIX}").parse().ok();
            if_there(name.map(|name| account.take(&name, &trigger)))?;
        }
        Ok(Taken { data: there(data), digest, trigger: there(trigger) })
    }

    /// Waits until something was closed or renamed since the last call, or for so long.
    pub fn wait(&self, longest: Duration) {
        let guard = lock(&self.0.has_changed);
        let waited = self.0.changed.wait_timeout_while(guard, longest, |changed| !*changed);
        let mut guard = waited.unwrap_or_else(PoisonError::into_inner).0;
        *guard = false;
    }

    /// Ends a wait: a file was closed, which may be a trigger.
    pub fn note_change(&self) {
        *lock(&self.0.has_changed) = true;
        self.0.changed.notify_all();
    }

    fn account(&self, user: &SftpUser) -> Result<Arc<Account>, UploadError> {
        let mut accounts = lock(&self.0.accounts);
        if let Some(account) = accounts.get(user) {
            return Ok(Arc::clone(account));
        }
        let account = Account::open(self.0.out.join(user.as_str()), self.0.limits)?;
        let account = Arc::new(account);
        accounts.insert(user.clone(), Arc::clone(&account));
        Ok(account)
    }
}

/// A file that is not there is none, and no error.
fn if_there<T>(taken: Option<Result<Option<T>, UploadError>>) -> Result<Option<T>, UploadError> {
    match taken {
        None | Some(Err(UploadError::NotFound)) => Ok(None),
        Some(taken) => taken,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
