use exchange_proto::OutName;
use sftp_proto::{Attributes, Entry, Kind, TreeError, WriteMode};
use tracing::info;
use uploads::{OutFile, Upload, UploadError};

use crate::call_error::CallError;
use crate::client::Client;

/// `OUT`: what the account has uploaded, until it is taken (`out.md` 6). Its system alone sees it. Names are not logged:
/// systems give them, and one may be the name of a person.
pub(crate) struct OutFolder<'a>(pub(crate) &'a Client);

impl OutFolder<'_> {
    pub(crate) async fn stat(&self, name: &str) -> Result<Attributes, TreeError> {
        let name: OutName = name.parse().map_err(|_| TreeError::NotFound)?;
        let (calls, uploads) = (&self.0.server.calls, &self.0.server.files.uploads);
        let found = calls.read_for(self.0.user(), || uploads.stat(self.0.user(), &name)).await;
        found.map(|file| attributes(&file)).map_err(|error| self.refused(error))
    }

    pub(crate) async fn list(&self) -> Result<Vec<Entry>, TreeError> {
        self.0.admit().await?;
        let (calls, uploads) = (&self.0.server.calls, &self.0.server.files.uploads);
        let listed = calls.read_for(self.0.user(), || uploads.list(self.0.user())).await;
        let entry = |file: &OutFile| Entry {
            name: file.name.as_str().as_bytes().to_vec(),
            attributes: attributes(file),
        };
        listed.map(|files| files.iter().map(entry).collect()).map_err(|error| self.refused(error))
    }

    pub(crate) async fn create(&self, name: &str, mode: WriteMode) -> Result<Upload, TreeError> {
        let name = name_of(name)?;
        self.0.admit().await?;
        let (calls, uploads) = (&self.0.server.calls, &self.0.server.files.uploads);
        let created =
            calls.write_for(self.0.user(), || uploads.create(self.0.user(), &name, mode)).await;
        created.map_err(|error| self.refused(error))
    }

    pub(crate) async fn write(
        &self,
        upload: &Upload,
        offset: u64,
        data: &[u8],
    ) -> Result<(), TreeError> {
        let (rights, account) = (self.0.server.files.rights.get(), &self.0.account);
        if rights.has_ssh_key_ended(account.system.id, &account.ssh_key, account.door) {
            return Err(TreeError::Denied);
        }
        let written =
            self.0.server.calls.write_for(self.0.user(), || upload.write(offset, data)).await;
        written.map_err(|error| self.refused(error))
    }

    /// A closed file may be a trigger: whoever looks for them looks now.
    pub(crate) async fn close(&self, upload: Upload) -> Result<(), TreeError> {
        let (calls, uploads) = (&self.0.server.calls, &self.0.server.files.uploads);
        let closed = calls.write_for(self.0.user(), || upload.close()).await;
        uploads.note_change();
        closed.map_err(|error| self.refused(error))
    }

    pub(crate) async fn rename(&self, from: &str, to: &str) -> Result<(), TreeError> {
        let (from, to) = (name_of(from)?, name_of(to)?);
        self.0.admit().await?;
        let (calls, uploads) = (&self.0.server.calls, &self.0.server.files.uploads);
        let renamed =
            calls.write_for(self.0.user(), || uploads.rename(self.0.user(), &from, &to)).await;
        renamed.map_err(|error| self.refused(error))
    }

    pub(crate) async fn remove(&self, name: &str) -> Result<(), TreeError> {
        let name: OutName = name.parse().map_err(|_| TreeError::NotFound)?;
        self.0.admit().await?;
        let (calls, uploads) = (&self.0.server.calls, &self.0.server.files.uploads);
        let removed = calls.write_for(self.0.user(), || uploads.remove(self.0.user(), &name)).await;
        removed.map_err(|error| self.refused(error))?;
        let ssh_key = &self.0.account.ssh_key;
        info!(event = "sftp.upload_removed", user = %self.0.user(), ssh_key, "an upload was removed by its system");
        Ok(())
    }

    pub(crate) fn attributes(&self, upload: &Upload) -> Result<Attributes, TreeError> {
        let size = upload.size().map_err(|error| self.refused(error))?;
        let mtime = self.0.folder().mtime;
        Ok(Attributes { kind: Kind::File, size, mtime })
    }

    /// What the client learns of an error. What is not its own doing is logged.
    fn refused(&self, error: UploadError) -> TreeError {
        match error {
            UploadError::NotFound | UploadError::Stale => TreeError::NotFound,
            UploadError::Taken => TreeError::Taken,
            UploadError::OverQuota => {
                info!(event = "sftp.upload_over_quota", user = %self.0.user(), "an upload is over a quota");
                TreeError::NoRoom
            }
            error @ UploadError::DiskFull => {
                self.0.failed(CallError::Upload(error));
                TreeError::NoRoom
            }
            error => self.0.failed(CallError::Upload(error)),
        }
    }
}

/// A name that a file in `OUT` may have.
fn name_of(name: &str) -> Result<OutName, TreeError> {
    name.parse().map_err(|_| TreeError::Denied)
}

fn attributes(file: &OutFile) -> Attributes {
    let mtime = u32::try_from(file.mtime).unwrap_or_default();
    Attributes { kind: Kind::File, size: file.size, mtime }
}
