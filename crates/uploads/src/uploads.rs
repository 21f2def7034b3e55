use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use civil::SftpUser;
use exchange_proto::{OutName, TRIGGER_SUFFIX};
use private_files::private_file;
use sftp_proto::WriteMode;
use sha256::Sha256;

use crate::account::Account;
use crate::error::UploadError;
use crate::limits::UploadLimits;
use crate::out_file::OutFile;
use crate::taken::{TakenData, TakenFiles, there};
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
    pub fn open(root: &Path, limits: UploadLimits) -> Result<Self, UploadError> {
        let (out, taken) = (root.join("out"), root.join("taken"));
        for folder in [root, &out, &taken] {
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
        let account = self.account(user)?;
        let writer = account.create(name, mode)?;
        Ok(Upload::new(account, name.clone(), writer))
    }

    /// The files of an account, by name.
    ///
    /// # Errors
    /// When the file system fails.
    pub fn list(&self, user: &SftpUser) -> Result<Vec<OutFile>, UploadError> {
        self.account(user)?.list()
    }

    /// One file of an account, also when it was just taken.
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

    /// The accounts that have an `OUT`.
    ///
    /// # Errors
    /// When the file system fails.
    pub fn accounts(&self) -> Result<Vec<SftpUser>, UploadError> {
        let failed = || UploadError::of_folder("cannot list", &self.0.out);
        let mut found = Vec::new();
        for entry in std::fs::read_dir(&self.0.out).map_err(failed())? {
            let name = entry.map_err(failed())?.file_name();
            found.extend(name.to_str().and_then(|name| name.parse().ok()));
        }
        found.sort();
        Ok(found)
    }

    /// Takes the trigger of a file, which was taken, as that of a transfer; it is there at once when it was taken before.
    /// `None` when there is none.
    ///
    /// # Errors
    /// [`UploadError::InUse`] when somebody writes it.
    pub fn take_trigger(
        &self,
        user: &SftpUser,
        name: &str,
        transfer: i64,
    ) -> Result<Option<PathBuf>, UploadError> {
        let path = self.0.taken.trigger(transfer);
        let trigger = format!("{name}{TRIGGER_SUFFIX}");
        self.take(user, &trigger, &path)?;
        Ok(there(path))
    }

    /// Takes a file as that of a transfer; it is there at once when it was taken before. `None` when there is none.
    ///
    /// # Errors
    /// [`UploadError::InUse`] when somebody writes it.
    pub fn take_data(
        &self,
        user: &SftpUser,
        name: &str,
        transfer: i64,
    ) -> Result<Option<TakenData>, UploadError> {
        let path = self.0.taken.data(transfer);
        let digest = self.take(user, name, &path)?;
        Ok(there(path).map(|path| TakenData { path, digest }))
    }

    /// Puts the file of a transfer that is none back into `OUT`. Where its system has uploaded another of that name
    /// meanwhile, that one stays.
    ///
    /// # Errors
    /// When the file system fails.
    pub fn give_back(&self, user: &SftpUser, name: &str, transfer: i64) -> Result<(), UploadError> {
        let path = self.0.taken.data(transfer);
        if let (Some(path), Ok(name)) = (there(path), name.parse()) {
            self.account(user)?.give_back(&name, &path)?;
        }
        self.0.taken.discard(transfer)
    }

    /// Moves a file out of `OUT`, if it is there and nothing is at its new path.
    fn take(&self, user: &SftpUser, name: &str, to: &Path) -> Result<Option<Sha256>, UploadError> {
        let name = name.parse().ok().filter(|_| there(to.to_owned()).is_none());
        let Some(name) = name else { return Ok(None) };
        match self.account(user)?.take(&name, to) {
            Err(UploadError::NotFound) => Ok(None),
            taken => taken,
        }
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
