use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use blobs::BlobError;
use clock::{danish_day, listed_time};
use error_report::Report;
use jiff::Timestamp;
use sftp_proto::{Attributes, Entry, Kind, Path, Tree, TreeError, WriteMode};
use store::{FileSource, FolderEntry, Part, Sent, SentBytes};
use tokio::time::timeout;
use tracing::{error, info, warn};
use uploads::Upload;

use crate::account::Account;
use crate::account_path::AccountPath;
use crate::call_error::CallError;
use crate::client::Client;
use crate::on_the_way::OnTheWay;
use crate::open_file::OpenFile;
use crate::out_folder::OutFolder;
use crate::state::{Server, SftpState};
use crate::went_out::WentOut;
use crate::withheld::{WithheldNotes, reason};

/// How long a client waits for the repair of a damaged file.
const LONGEST_MENDING: Duration = Duration::from_secs(20);

/// The tree of one account: `IN` with the files of the ledger, and `OUT` with what the account has uploaded.
///
/// Listings of `IN` come from the ledger only. A file appears when the ledger says that its pair is published, so nobody
/// ever sees one of a pair, or half a file.
pub(crate) struct AccountTree {
    pub(crate) client: Client,
    /// What the client was sent, and is not known to have read.
    pub(crate) on_the_way: OnTheWay,
    /// What it was not given, because agreements are not in force.
    pub(crate) withheld: WithheldNotes,
}

impl AccountTree {
    fn out(&self) -> OutFolder<'_> {
        OutFolder(&self.client)
    }

    /// Deletes a pair that its system has removed; it remains in the archive. It is no longer listed, so on an error the
    /// sweep deletes it later.
    async fn clear(&self, name: &str) {
        let name = name.strip_suffix(Part::Metadata.suffix()).unwrap_or(name);
        let Server { calls, files, .. } = &*self.client.server;
        for part in [Part::Metadata, Part::Data] {
            let file = format!("{name}{}", part.suffix());
            let removed = calls
                .write_for(self.client.user(), || files.folders.remove(self.client.user(), &file))
                .await;
            if let Err(error) = removed {
                warn!(event = "sftp.file_not_deleted", user = %self.client.user(), file, error = %Report(&error), "removed file not deleted");
            }
        }
    }

    async fn find(&self, name: &str) -> Result<FolderEntry, TreeError> {
        let Server { calls, files, .. } = &*self.client.server;
        let (system, today) = (self.client.account.system.id, danish_day(files.clock.now()));
        let found = calls
            .read_for(self.client.user(), || files.store.folder_entry(system, name, today))
            .await;
        match found.map_err(|error| self.client.failed(error))? {
            Some(file) => Ok(file),
            None => Err(self.why_not_found(name).await),
        }
    }

    /// A file of an agreement that is not in force is not found either, and the client is told why.
    async fn why_not_found(&self, name: &str) -> TreeError {
        let Server { calls, files, .. } = &*self.client.server;
        let (system, today) = (self.client.account.system.id, danish_day(files.clock.now()));
        let asked = || files.store.withheld_entry(system, name, today);
        match calls.read_for(self.client.user(), asked).await {
            Ok(Some(withheld)) => {
                self.withheld.note(&self.client, withheld).await;
                TreeError::Withheld(reason(withheld.status))
            }
            Ok(None) => TreeError::NotFound,
            Err(error) => self.client.failed(error),
        }
    }

    async fn list_in(&self) -> Result<Vec<Entry>, TreeError> {
        self.client.admit().await?;
        let Server { calls, files, .. } = &*self.client.server;
        let (system, now) = (self.client.account.system.id, files.clock.now());
        let folder = || files.store.folder(system, danish_day(now));
        let folder = calls.read_for(self.client.user(), folder).await;
        let folder = folder.map_err(|error| self.client.failed(error))?;
        for withheld in folder.withheld {
            self.withheld.note(&self.client, withheld).await;
        }
        let entry = |file: FolderEntry| {
            let attributes = attributes(&file, now);
            Entry { name: file.name.into_bytes(), attributes }
        };
        Ok(folder.files.into_iter().map(entry).collect())
    }

    /// Fails when the right to an open file has ended.
    async fn check_right(&self, file: &OpenFile) -> Result<(), TreeError> {
        let rights = self.client.server.files.rights.get();
        let Account { system, ssh_key, door, .. } = &self.client.account;
        if rights.has_ssh_key_ended(system.id, ssh_key, *door) {
            return Err(TreeError::Denied);
        }
        let FileSource::Delivery { agreement, .. } = file.entry.source else { return Ok(()) };
        if !rights.is_over(agreement) {
            return Ok(());
        }
        // Without it, its row is damaged.
        let withheld = rights.withheld(agreement).ok_or(TreeError::Denied)?;
        self.withheld.note(&self.client, withheld).await;
        Err(TreeError::Ended(reason(withheld.status)))
    }

    /// Opens a file of the ledger. A damaged or missing one is repaired, or withheld.
    async fn open_published(&self, name: &str) -> Result<OpenFile, TreeError> {
        let entry = self.find(name).await?;
        if let Some(file) = self.open_whole(entry.clone()).await? {
            return Ok(file);
        }
        let file = entry.logged_name();
        warn!(event = "delivery.damaged", user = %self.client.user(), file, "a file that a client requested is damaged or missing: it is repaired");
        let is_tried = self.mend(&entry).await;
        // Looked up again: its metadata may have been signed again.
        let whole = self.open_whole(self.find(name).await?).await?;
        whole.ok_or_else(|| {
            error!(event = "delivery.withheld", user = %self.client.user(), file, is_tried, "a damaged file is withheld");
            TreeError::Failed
        })
    }

    /// Has a file written again. Returns whether that was tried: the file shows whether it worked.
    async fn mend(&self, entry: &FolderEntry) -> bool {
        let Server { calls, files, .. } = &*self.client.server;
        match entry.source {
            FileSource::Delivery { delivery, .. } => {
                calls
                    .mend_for(self.client.user(), || files.mend.ask(delivery, LONGEST_MENDING))
                    .await
            }
            FileSource::Forwarded { transfer, .. } => {
                let Some(sha256) = entry.sha256 else { return false };
                let mend = || files.forwarded.mend(transfer.number(), &sha256);
                let mended = calls.mend_for(self.client.user(), mend).await;
                mended.map_err(|error| self.client.failed(error)).unwrap_or(false)
            }
            // It is in the ledger, and was removed or replaced meanwhile.
            FileSource::Receipt { .. } => false,
        }
    }

    /// Opens a file if it has the bytes that the ledger says.
    async fn open_whole(&self, entry: FolderEntry) -> Result<Option<OpenFile>, TreeError> {
        let Server { calls, files, .. } = &*self.client.server;
        let went_out = self.went_out_of(&entry);
        let open = || OpenFile::open(files, self.client.user(), entry, went_out);
        match calls.read_for(self.client.user(), open).await {
            Err(error @ CallError::Blobs(BlobError::Failed { .. })) => {
                warn!(event = "delivery.unreadable", user = %self.client.user(), error = %Report(&error), "a file cannot be read");
                Ok(None)
            }
            opened => opened.map_err(|error| self.client.failed(error)),
        }
    }

    /// Remembers what is on the way when the client has closed the connection without a message.
    pub(crate) fn doubt(&self) {
        for (file, range) in self.on_the_way.pieces() {
            self.client.server.went_out.doubt(&file, &self.client.account.ssh_key, range);
        }
    }

    fn went_out_of(&self, entry: &FolderEntry) -> Option<Arc<WentOut>> {
        let (fetched, ssh_key) = (entry.fetched()?, &self.client.account.ssh_key);
        Some(self.client.server.went_out.of(fetched, &entry.logged_name(), ssh_key, entry.size))
    }

    /// Records that a client has begun to read a data file, so that its run is not undone. Nobody waits for it.
    fn note_begun(&self, file: &WentOut) {
        let SftpState { receipts, clock, .. } = &self.client.server.files;
        let ssh_key = self.client.account.ssh_key.clone();
        let (bytes, at) = (SentBytes::default(), clock.now());
        let begun = Sent { file: file.file, bytes, ssh_key, at };
        let _ = receipts.put(self.client.user(), &file.name, begun);
    }

    /// Records which bytes of a data file were read, and waits for that for a short while.
    async fn put_down(&self, file: &WentOut) {
        let Server { files: SftpState { receipts, clock, .. }, limits, .. } = &*self.client.server;
        let put = |bytes| {
            let ssh_key = self.client.account.ssh_key.clone();
            let sent = Sent { file: file.file, bytes, ssh_key, at: clock.now() };
            receipts.put(self.client.user(), &file.name, sent)
        };
        if let Some(noted) = file.put_down(put) {
            // Ignored: if it is not written by now, it will be.
            let _ = timeout(limits.receipt, noted).await;
        }
    }
}

/// A file published while the clock was ahead has a time in the future: it is shown as now (`delivery.md`).
fn attributes(file: &FolderEntry, now: Timestamp) -> Attributes {
    let now = u32::try_from(now.as_second()).unwrap_or(u32::MAX);
    Attributes { kind: Kind::File, size: file.size, mtime: file.mtime.min(now) }
}

impl Tree for AccountTree {
    type File = OpenFile;
    type Upload = Upload;

    async fn stat(&self, path: &Path) -> Result<Attributes, TreeError> {
        match AccountPath::of(path) {
            AccountPath::Root | AccountPath::In | AccountPath::Out => Ok(self.client.folder()),
            AccountPath::File(name) => self
                .find(name)
                .await
                .map(|file| attributes(&file, self.client.server.files.clock.now())),
            AccountPath::Upload(name) => self.out().stat(name).await,
            AccountPath::Unknown => Err(TreeError::NotFound),
        }
    }

    async fn list(&self, path: &Path) -> Result<Vec<Entry>, TreeError> {
        match AccountPath::of(path) {
            AccountPath::Root => {
                let folder =
                    |name: &[u8]| Entry { name: name.to_vec(), attributes: self.client.folder() };
                Ok(vec![folder(b"IN"), folder(b"OUT")])
            }
            AccountPath::In => self.list_in().await,
            AccountPath::Out => self.out().list().await,
            AccountPath::File(_) | AccountPath::Upload(_) | AccountPath::Unknown => {
                Err(TreeError::NotFound)
            }
        }
    }

    fn listed_time(&self, mtime: u32) -> String {
        let at = Timestamp::from_second(mtime.into()).unwrap_or_default();
        listed_time(at, self.client.server.files.clock.now())
    }

    async fn open(&self, path: &Path) -> Result<(OpenFile, Attributes), TreeError> {
        let name = match AccountPath::of(path) {
            AccountPath::File(name) => name,
            AccountPath::Root | AccountPath::In | AccountPath::Out => {
                return Err(TreeError::Failed);
            }
            // What was uploaded is sent on, and not read back.
            AccountPath::Upload(_) => return Err(TreeError::Denied),
            AccountPath::Unknown => return Err(TreeError::NotFound),
        };
        self.client.admit().await?;
        let file = self.open_published(name).await?;
        let attributes = attributes(&file.entry, self.client.server.files.clock.now());
        Ok((file, attributes))
    }

    async fn read(&self, file: &OpenFile, offset: u64, buffer: &mut [u8]) -> Result<(), TreeError> {
        let Server { calls, files, .. } = &*self.client.server;
        self.check_right(file).await?;
        // A file that is gone may have been withdrawn with its run: no more of it may be sent.
        let read = || {
            if let Some(delivery) = file.entry.delivery()
                && file.is_touched()?
                && !files.store.has_delivery(delivery)?
            {
                return Ok(None);
            }
            Ok::<_, CallError>(Some(file.read_exact_at(buffer, offset, files)?))
        };
        match calls
            .read_for(self.client.user(), read)
            .await
            .map_err(|error| self.client.failed(error))?
        {
            Some(true) => return Ok(()),
            Some(false) => {}
            None => return Err(TreeError::NotFound),
        }
        error!(event = "delivery.withheld", user = %self.client.user(), file = file.entry.logged_name(), "a file was changed while a client read it");
        Err(TreeError::Failed)
    }

    async fn sent(&self, file: &OpenFile, range: Range<u64>, answer: u64) {
        if let Some(went_out) = &file.went_out {
            if file.is_first_read() {
                self.client.server.went_out.begin(
                    went_out,
                    &self.client.account.ssh_key,
                    range.start,
                );
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
            AccountPath::Upload(name) => return self.out().remove(name).await,
            AccountPath::Root | AccountPath::In | AccountPath::Out => {
                return Err(TreeError::Denied);
            }
            AccountPath::Unknown => return Err(TreeError::NotFound),
        };
        self.client.admit().await?;
        let entry = self.find(name).await?;
        let Server { calls, files, .. } = &*self.client.server;
        let now = files.clock.now();
        let removed =
            calls.write_for(self.client.user(), || files.store.remove_entry(&entry, now)).await;
        // A forwarded file is others' as well: it is swept when nobody may fetch it any more.
        if removed.map_err(|error| self.client.failed(error))? && entry.delivery().is_some() {
            self.clear(name).await;
        }
        let (ssh_key, file) = (&self.client.account.ssh_key, entry.logged_name());
        info!(event = "sftp.file_removed", user = %self.client.user(), file, ssh_key, "file removed by its system");
        Ok(())
    }

    async fn create(&self, path: &Path, mode: WriteMode) -> Result<Upload, TreeError> {
        match AccountPath::of(path) {
            AccountPath::Upload(name) => self.out().create(name, mode).await,
            AccountPath::Unknown => Err(TreeError::NotFound),
            _ => Err(TreeError::Denied),
        }
    }

    async fn write(&self, upload: &Upload, offset: u64, data: &[u8]) -> Result<(), TreeError> {
        self.out().write(upload, offset, data).await
    }

    async fn stat_upload(&self, upload: &Upload) -> Result<Attributes, TreeError> {
        self.out().attributes(upload)
    }

    async fn written(&self, upload: Upload) -> Result<(), TreeError> {
        self.out().close(upload).await
    }

    async fn rename(&self, from: &Path, to: &Path) -> Result<(), TreeError> {
        match (AccountPath::of(from), AccountPath::of(to)) {
            (AccountPath::Upload(from), AccountPath::Upload(to)) => {
                self.out().rename(from, to).await
            }
            (AccountPath::Unknown, _) => Err(TreeError::NotFound),
            _ => Err(TreeError::Denied),
        }
    }

    async fn set_times_and_modes(&self, path: &Path) -> Result<(), TreeError> {
        match AccountPath::of(path) {
            AccountPath::Upload(name) => self.out().stat(name).await.map(|_| ()),
            AccountPath::Unknown => Err(TreeError::NotFound),
            _ => Err(TreeError::Denied),
        }
    }
}
