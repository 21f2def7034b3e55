use std::convert::Infallible;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use access::LoginError;
use blobs::BlobError;
use clock::{danish_day, listed_time};
use error_report::Report;
use jiff::Timestamp;
use sftp_proto::{Attributes, Entry, Kind, Path, Tree, TreeError, WriteMode};
use store::{FolderEntry, Part, Sent, SentBytes, SftpUser};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::account::Account;
use crate::account_path::AccountPath;
use crate::call_error::CallError;
use crate::on_the_way::OnTheWay;
use crate::open_file::OpenFile;
use crate::state::{Server, SftpState};
use crate::went_out::WentOut;

/// How long a client waits for the repair of a damaged file.
const LONGEST_MENDING: Duration = Duration::from_secs(20);

/// The tree of one account: `IN` with the files of the ledger, and an empty `OUT`.
///
/// Listings come from the ledger only. A file appears when the ledger says that its pair is published, so nobody ever
/// sees one of a pair, or half a file.
pub(crate) struct AccountTree {
    pub(crate) server: Arc<Server>,
    pub(crate) account: Account,
    /// What the client was sent, and is not known to have read.
    pub(crate) on_the_way: OnTheWay,
    /// To be cancelled when the connection must end.
    pub(crate) ended: CancellationToken,
}

impl AccountTree {
    /// The account's name.
    pub(crate) fn user(&self) -> &SftpUser {
        &self.account.system.sftp_user
    }

    /// Checks that the account may continue: keys can be revoked while connections that they opened last.
    async fn admit(&self) -> Result<(), TreeError> {
        let Server { calls, files, .. } = &*self.server;
        match calls.read_for(self.user(), || self.account.check(&files.store)).await {
            Ok(()) => Ok(()),
            Err(LoginError::Store(error)) => Err(self.failed(error)),
            Err(ended) => {
                let Account { ssh_key, .. } = &self.account;
                warn!(event = "sftp.cut_off", user = %self.user(), ssh_key, reason = %ended, "an SFTP client whose right has ended is cut off");
                self.ended.cancel();
                Err(TreeError::Denied)
            }
        }
    }

    /// Deletes a pair that its system has removed; it remains in the archive. It is no longer listed, so on an error the
    /// sweep deletes it later.
    async fn clear(&self, name: &str) {
        let name = name.strip_suffix(Part::Metadata.suffix()).unwrap_or(name);
        let Server { calls, files, .. } = &*self.server;
        for part in [Part::Metadata, Part::Data] {
            let file = format!("{name}{}", part.suffix());
            let removed =
                calls.write_for(self.user(), || files.folders.remove(self.user(), &file)).await;
            if let Err(error) = removed {
                warn!(event = "sftp.file_not_deleted", user = %self.user(), file, error = %Report(&error), "removed file not deleted");
            }
        }
    }

    async fn find(&self, name: &str) -> Result<FolderEntry, TreeError> {
        let Server { calls, files, .. } = &*self.server;
        let (system, today) = (self.account.system.id, danish_day(files.clock.now()));
        let found =
            calls.read_for(self.user(), || files.store.folder_entry(system, name, today)).await;
        found.map_err(|error| self.failed(error))?.ok_or(TreeError::NotFound)
    }

    /// Opens a file of the ledger. A damaged or missing one is repaired, or withheld.
    async fn open_published(&self, name: &str) -> Result<OpenFile, TreeError> {
        let entry = self.find(name).await?;
        let delivery = entry.delivery;
        if let Some(file) = self.open_whole(entry).await? {
            return Ok(file);
        }
        warn!(event = "delivery.damaged", user = %self.user(), file = name, "a file that a client requested is damaged or missing: it is repaired");
        let Server { calls, files, .. } = &*self.server;
        let is_tried =
            calls.mend_for(self.user(), || files.mend.ask(delivery, LONGEST_MENDING)).await;
        // Looked up again: its metadata may have been signed again.
        let whole = self.open_whole(self.find(name).await?).await?;
        whole.ok_or_else(|| {
            error!(event = "delivery.withheld", user = %self.user(), file = name, is_tried, "a damaged file is withheld");
            TreeError::Failed
        })
    }

    /// Opens a file if it has the bytes that the ledger says.
    async fn open_whole(&self, entry: FolderEntry) -> Result<Option<OpenFile>, TreeError> {
        let Server { calls, files, .. } = &*self.server;
        let went_out = (entry.part == Part::Data).then(|| self.went_out_of(&entry));
        let open = || OpenFile::open(&files.folders, self.user(), entry, went_out, &files.checked);
        match calls.read_for(self.user(), open).await {
            Err(error @ BlobError::Failed { .. }) => {
                warn!(event = "delivery.unreadable", user = %self.user(), error = %Report(&error), "a file cannot be read");
                Ok(None)
            }
            opened => opened.map_err(|error| self.failed(error)),
        }
    }

    /// Remembers what is on the way when the client has closed the connection without a message.
    pub(crate) fn doubt(&self) {
        for (file, range) in self.on_the_way.pieces() {
            self.server.went_out.doubt(&file, &self.account.ssh_key, range);
        }
    }

    fn went_out_of(&self, entry: &FolderEntry) -> Arc<WentOut> {
        let FolderEntry { delivery, name, size, .. } = entry;
        self.server.went_out.of(*delivery, name, &self.account.ssh_key, *size)
    }

    /// Records that a client has begun to read a data file, so that its run is not undone. Nobody waits for it.
    fn note_begun(&self, file: &WentOut) {
        let SftpState { receipts, clock, .. } = &self.server.files;
        let ssh_key = self.account.ssh_key.clone();
        let (bytes, at) = (SentBytes::default(), clock.now());
        let begun = Sent { delivery: file.delivery, bytes, ssh_key, at };
        let _ = receipts.put(self.user(), &file.name, begun);
    }

    /// Records which bytes of a data file were read, and waits for that for a short while.
    async fn put_down(&self, file: &WentOut) {
        let Server { files: SftpState { receipts, clock, .. }, limits, .. } = &*self.server;
        let put = |bytes| {
            let ssh_key = self.account.ssh_key.clone();
            let sent = Sent { delivery: file.delivery, bytes, ssh_key, at: clock.now() };
            receipts.put(self.user(), &file.name, sent)
        };
        if let Some(noted) = file.put_down(put) {
            // Ignored: if it is not written by now, it will be.
            let _ = timeout(limits.receipt, noted).await;
        }
    }

    fn folder(&self) -> Attributes {
        let now = self.server.files.clock.now().as_second();
        Attributes { kind: Kind::Folder, size: 0, mtime: u32::try_from(now).unwrap_or(0) }
    }

    /// Logged here with its causes; the client only learns that it failed.
    fn failed(&self, error: impl Into<CallError>) -> TreeError {
        let error = error.into();
        let (user, causes) = (self.user(), Report(&error));
        if error.is_busy() {
            warn!(event = "sftp.busy", %user, error = %causes, "an SFTP request did not get its turn");
        } else {
            error!(event = "sftp.failed", %user, error = %causes, "an SFTP request failed");
        }
        TreeError::Failed
    }
}

/// A file published while the clock was ahead has a time in the future: it is shown as now (`delivery.md`).
fn attributes(file: &FolderEntry, now: Timestamp) -> Attributes {
    let now = u32::try_from(now.as_second()).unwrap_or(u32::MAX);
    Attributes { kind: Kind::File, size: file.size, mtime: file.mtime.min(now) }
}

impl Tree for AccountTree {
    type File = OpenFile;
    type Upload = Infallible;

    async fn stat(&self, path: &Path) -> Result<Attributes, TreeError> {
        match AccountPath::of(path) {
            AccountPath::Root | AccountPath::In | AccountPath::Out => Ok(self.folder()),
            AccountPath::File(name) => {
                self.find(name).await.map(|file| attributes(&file, self.server.files.clock.now()))
            }
            AccountPath::Unknown => Err(TreeError::NotFound),
        }
    }

    async fn list(&self, path: &Path) -> Result<Vec<Entry>, TreeError> {
        match AccountPath::of(path) {
            AccountPath::Root => {
                let folder = |name: &[u8]| Entry { name: name.to_vec(), attributes: self.folder() };
                Ok(vec![folder(b"IN"), folder(b"OUT")])
            }
            AccountPath::In => {
                self.admit().await?;
                let Server { calls, files, .. } = &*self.server;
                let (system, today) = (self.account.system.id, danish_day(files.clock.now()));
                let listed =
                    calls.read_for(self.user(), || files.store.folder_entries(system, today)).await;
                let entry = |file: FolderEntry| {
                    let attributes = attributes(&file, files.clock.now());
                    Entry { name: file.name.into_bytes(), attributes }
                };
                Ok(listed.map_err(|error| self.failed(error))?.into_iter().map(entry).collect())
            }
            AccountPath::Out => Ok(Vec::new()),
            AccountPath::File(_) | AccountPath::Unknown => Err(TreeError::NotFound),
        }
    }

    fn listed_time(&self, mtime: u32) -> String {
        let at = Timestamp::from_second(mtime.into()).unwrap_or_default();
        listed_time(at, self.server.files.clock.now())
    }

    async fn open(&self, path: &Path) -> Result<(OpenFile, Attributes), TreeError> {
        let name = match AccountPath::of(path) {
            AccountPath::File(name) => name,
            AccountPath::Root | AccountPath::In | AccountPath::Out => {
                return Err(TreeError::Failed);
            }
            AccountPath::Unknown => return Err(TreeError::NotFound),
        };
        self.admit().await?;
        let file = self.open_published(name).await?;
        let attributes = attributes(&file.entry, self.server.files.clock.now());
        Ok((file, attributes))
    }

    async fn read(&self, file: &OpenFile, offset: u64, buffer: &mut [u8]) -> Result<(), TreeError> {
        let Server { calls, files, .. } = &*self.server;
        let (rights, Account { system, ssh_key, door, .. }) = (files.rights.get(), &self.account);
        if rights.is_over(file.entry.agreement)
            || rights.has_ssh_key_ended(system.id, ssh_key, *door)
        {
            return Err(TreeError::Denied);
        }
        // A file that is gone may have been withdrawn with its run: no more of it may be sent.
        let read = || {
            if file.is_touched()? && !files.store.has_delivery(file.entry.delivery)? {
                return Ok(None);
            }
            Ok::<_, CallError>(Some(file.read_exact_at(buffer, offset, &files.checked)?))
        };
        match calls.read_for(self.user(), read).await.map_err(|error| self.failed(error))? {
            Some(true) => return Ok(()),
            Some(false) => {}
            None => return Err(TreeError::NotFound),
        }
        error!(event = "delivery.withheld", user = %self.user(), file = file.entry.name, "a file was changed while a client read it");
        Err(TreeError::Failed)
    }

    async fn sent(&self, file: &OpenFile, range: Range<u64>, answer: u64) {
        if let Some(went_out) = &file.went_out {
            if file.is_first_read() {
                self.server.went_out.begin(went_out, &self.account.ssh_key, range.start);
                self.note_begun(went_out);
            }
            self.on_the_way.add(answer, went_out, range);
        }
    }

    async fn received(&self, answers: u64) {
        for file in self.on_the_way.receive(answers) {
            self.put_down(&file).await;
        }
    }

    async fn closed(&self, file: OpenFile) {
        if let Some(went_out) = &file.went_out
            && self.on_the_way.close(went_out)
        {
            self.put_down(went_out).await;
        }
    }

    async fn finished(&self) {
        for file in self.on_the_way.give_up() {
            self.put_down(&file).await;
        }
    }

    async fn remove(&self, path: &Path) -> Result<(), TreeError> {
        let name = match AccountPath::of(path) {
            AccountPath::File(name) => name,
            AccountPath::Root | AccountPath::In | AccountPath::Out => {
                return Err(TreeError::Denied);
            }
            AccountPath::Unknown => return Err(TreeError::NotFound),
        };
        self.admit().await?;
        let FolderEntry { delivery, part, .. } = self.find(name).await?;
        let Server { calls, files, .. } = &*self.server;
        let now = files.clock.now();
        let removed =
            calls.write_for(self.user(), || files.store.remove_file(delivery, part, now)).await;
        if removed.map_err(|error| self.failed(error))? {
            self.clear(name).await;
        }
        let Account { ssh_key, .. } = &self.account;
        info!(event = "sftp.file_removed", user = %self.user(), file = name, ssh_key, "file removed by its system");
        Ok(())
    }

    async fn create(&self, _: &Path, _: WriteMode) -> Result<Infallible, TreeError> {
        Err(TreeError::Denied)
    }

    async fn write(&self, upload: &Infallible, _: u64, _: &[u8]) -> Result<(), TreeError> {
        match *upload {}
    }

    async fn stat_upload(&self, upload: &Infallible) -> Result<Attributes, TreeError> {
        match *upload {}
    }

    async fn written(&self, upload: Infallible) -> Result<(), TreeError> {
        match upload {}
    }

    async fn rename(&self, _: &Path, _: &Path) -> Result<(), TreeError> {
        Err(TreeError::Denied)
    }

    async fn set_times_and_modes(&self, _: &Path) -> Result<(), TreeError> {
        Err(TreeError::Denied)
    }
}
