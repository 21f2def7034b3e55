use std::error::Error;
use std::sync::Arc;

use access::RefusedLogin;
use causes::Causes;
use sftp_proto::{Attributes, Entry, Kind, Path, Tree, TreeError};
use store::{Part, SftpUser, ShelfFile, ShelfReader, StoreError};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::account::Account;
use crate::place::Place;
use crate::server::Server;

/// What one account sees: `IN` with the files of the ledger, and an empty `OUT`.
///
/// Listings come from the ledger alone. A file appears when the ledger says that its pair is published,
/// so nobody ever sees one of a pair, or half of one.
pub(crate) struct AccountTree {
    pub(crate) server: Arc<Server>,
    pub(crate) account: Account,
    /// To be cancelled when the connection must end.
    pub(crate) ended: CancellationToken,
}

/// An open file of the account.
pub(crate) struct OpenFile {
    entry: ShelfFile,
    reader: ShelfReader,
}

impl AccountTree {
    /// The account's name.
    pub(crate) fn user(&self) -> &SftpUser {
        &self.account.system.sftp_user
    }

    /// Whether the account may go on: keys are revoked while connections that they opened last.
    async fn admit(&self) -> Result<(), TreeError> {
        let Server { calls, files, .. } = &*self.server;
        match calls.read(|| self.account.check(&files.store)).await {
            Ok(()) => Ok(()),
            Err(error @ RefusedLogin::Store(_)) => Err(self.failed(&error)),
            Err(RefusedLogin::NotRegistered | RefusedLogin::Algorithm(_)) => {
                let Account { ssh_key, .. } = &self.account;
                warn!(user = %self.user(), ssh_key, "an SFTP client whose key was revoked is cut off");
                self.ended.cancel();
                Err(TreeError::Denied)
            }
        }
    }

    /// Takes a pair off the shelf that its system has removed; it stays in the archive. Nobody sees it any more, so
    /// that it may lie there until it is swept away.
    async fn clear(&self, name: &str) {
        let name = name.strip_suffix(Part::Metadata.suffix()).unwrap_or(name);
        let Server { calls, files, .. } = &*self.server;
        for part in [Part::Metadata, Part::Data] {
            let file = format!("{name}{}", part.suffix());
            let removed = calls.write(|| files.shelf.remove(self.user(), &file)).await;
            if let Err(error) = removed {
                warn!(user = %self.user(), file, error = %Causes(&error), "a removed file stays on the shelf");
            }
        }
    }

    async fn find(&self, name: &str) -> Result<ShelfFile, TreeError> {
        let Server { calls, files, .. } = &*self.server;
        let found = calls.read(|| files.store.shelf_file(self.account.system.id, name)).await;
        found.map_err(|error| self.failed(&error))?.ok_or(TreeError::NotFound)
    }

    /// Opens a file of the ledger's on the shelf: only if it is as long as the ledger says, since one
    /// that is not will be written anew.
    fn take_down(&self, entry: &ShelfFile) -> Result<Option<ShelfReader>, StoreError> {
        let (shelf, user) = (&self.server.files.shelf, self.user());
        match shelf.size(user, &entry.name)? {
            Some(size) if size == entry.size => shelf.open(user, &entry.name).map(Some),
            _ => Ok(None),
        }
    }

    fn folder(&self) -> Attributes {
        let now = self.server.files.clock.now().as_second();
        Attributes { kind: Kind::Folder, size: 0, mtime: u32::try_from(now).unwrap_or(0) }
    }

    /// Logged here with its causes; the client learns only that it failed.
    fn failed(&self, error: &(impl Error + 'static)) -> TreeError {
        error!(user = %self.user(), error = %Causes(error), "an SFTP request failed");
        TreeError::Failed
    }
}

fn attributes(file: &ShelfFile) -> Attributes {
    Attributes { kind: Kind::File, size: file.size, mtime: file.mtime }
}

impl Tree for AccountTree {
    type File = OpenFile;

    async fn stat(&self, path: &Path) -> Result<Attributes, TreeError> {
        match Place::of(path) {
            Place::Root | Place::In | Place::Out => Ok(self.folder()),
            Place::File(name) => self.find(name).await.map(|file| attributes(&file)),
            Place::Nowhere => Err(TreeError::NotFound),
        }
    }

    async fn list(&self, path: &Path) -> Result<Vec<Entry>, TreeError> {
        match Place::of(path) {
            Place::Root => {
                let folder = |name: &[u8]| Entry { name: name.to_vec(), attributes: self.folder() };
                Ok(vec![folder(b"IN"), folder(b"OUT")])
            }
            Place::In => {
                self.admit().await?;
                let Server { calls, files, .. } = &*self.server;
                let listed = calls.read(|| files.store.shelf_files(self.account.system.id)).await;
                let entry = |file: ShelfFile| {
                    let attributes = attributes(&file);
                    Entry { name: file.name.into_bytes(), attributes }
                };
                Ok(listed.map_err(|error| self.failed(&error))?.into_iter().map(entry).collect())
            }
            Place::Out => Ok(Vec::new()),
            Place::File(_) | Place::Nowhere => Err(TreeError::NotFound),
        }
    }

    async fn open(&self, path: &Path) -> Result<(OpenFile, Attributes), TreeError> {
        let name = match Place::of(path) {
            Place::File(name) => name,
            Place::Root | Place::In | Place::Out => return Err(TreeError::Failed),
            Place::Nowhere => return Err(TreeError::NotFound),
        };
        self.admit().await?;
        let entry = self.find(name).await?;
        let reader = self.server.calls.read(|| self.take_down(&entry)).await;
        let Some(reader) = reader.map_err(|error| self.failed(&error))? else {
            let user = self.user();
            error!(%user, file = name, "a file on the shelf is missing or not as long as it was");
            return Err(TreeError::Failed);
        };
        let attributes = attributes(&entry);
        Ok((OpenFile { entry, reader }, attributes))
    }

    async fn read(&self, file: &OpenFile, offset: u64, buffer: &mut [u8]) -> Result<(), TreeError> {
        let read = self.server.calls.read(|| file.reader.read_exact_at(buffer, offset)).await;
        read.map_err(|error| self.failed(&error))
    }

    async fn collected(&self, file: &OpenFile) -> Result<(), TreeError> {
        let ShelfFile { delivery, part, ref name, .. } = file.entry;
        if part != Part::Data {
            return Ok(());
        }
        let Server { calls, files, .. } = &*self.server;
        let ssh_key = &self.account.ssh_key;
        let now = files.clock.now();
        let noted = calls.write(|| files.store.collect(delivery, ssh_key, now)).await;
        noted.map_err(|error| self.failed(&error))?;
        info!(user = %self.user(), file = name, ssh_key, "file collected");
        Ok(())
    }

    async fn remove(&self, path: &Path) -> Result<(), TreeError> {
        let name = match Place::of(path) {
            Place::File(name) => name,
            Place::Root | Place::In | Place::Out => return Err(TreeError::Denied),
            Place::Nowhere => return Err(TreeError::NotFound),
        };
        self.admit().await?;
        let ShelfFile { delivery, part, .. } = self.find(name).await?;
        let Server { calls, files, .. } = &*self.server;
        let now = files.clock.now();
        let removed = calls.write(|| files.store.remove_file(delivery, part, now)).await;
        if removed.map_err(|error| self.failed(&error))? {
            self.clear(name).await;
        }
        let Account { ssh_key, .. } = &self.account;
        info!(user = %self.user(), file = name, ssh_key, "file removed by its system");
        Ok(())
    }
}
