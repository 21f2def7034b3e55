use std::sync::Arc;

use clock::Clock;
use sftp_proto::{Attributes, Entry, Kind, Path, Tree, TreeError};
use store::{Part, Shelf, ShelfFile, ShelfReader, Store, StoreError, System};
use tokio::task::block_in_place;
use tracing::{error, info};

/// What one account sees: `IN` with the files of the ledger, and an empty `OUT`.
///
/// Listings come from the ledger alone. A file appears when the ledger says that its pair is published,
/// so nobody ever sees one of a pair, or half of one.
#[derive(Debug)]
pub(crate) struct AccountTree {
    pub(crate) store: Arc<Store>,
    pub(crate) shelf: Arc<Shelf>,
    pub(crate) clock: Clock,
    pub(crate) system: System,
    /// The fingerprint of the key with which the client logged in.
    pub(crate) ssh_key: String,
}

/// An open file of the account.
pub(crate) struct OpenFile {
    entry: ShelfFile,
    reader: ShelfReader,
}

/// What a path of the account's can name.
enum Place<'a> {
    Root,
    In,
    Out,
    /// A file in `IN`, by its name.
    File(&'a str),
    Nowhere,
}

fn place(path: &Path) -> Place<'_> {
    let mut names = path.names();
    match (names.next(), names.next(), names.next()) {
        (None, ..) => Place::Root,
        (Some(b"IN"), None, _) => Place::In,
        (Some(b"OUT"), None, _) => Place::Out,
        (Some(b"IN"), Some(name), None) => {
            std::str::from_utf8(name).map_or(Place::Nowhere, Place::File)
        }
        _ => Place::Nowhere,
    }
}

impl AccountTree {
    fn folder(&self) -> Attributes {
        let now = self.clock.now().as_second();
        Attributes { kind: Kind::Folder, size: 0, mtime: u32::try_from(now).unwrap_or(0) }
    }

    fn find(&self, name: &str) -> Result<ShelfFile, TreeError> {
        let found = block_in_place(|| self.store.shelf_file(self.system.id, name));
        found.map_err(|error| self.failed(&error))?.ok_or(TreeError::NotFound)
    }

    /// Logged here with its causes; the client learns only that it failed.
    fn failed(&self, error: &StoreError) -> TreeError {
        let cause = std::error::Error::source(error).map(ToString::to_string);
        error!(user = %self.system.sftp_user, %error, cause, "an SFTP request failed");
        TreeError::Failed
    }
}

fn attributes(file: &ShelfFile) -> Attributes {
    Attributes { kind: Kind::File, size: file.size, mtime: file.mtime }
}

impl Tree for AccountTree {
    type File = OpenFile;

    async fn stat(&self, path: &Path) -> Result<Attributes, TreeError> {
        match place(path) {
            Place::Root | Place::In | Place::Out => Ok(self.folder()),
            Place::File(name) => self.find(name).map(|file| attributes(&file)),
            Place::Nowhere => Err(TreeError::NotFound),
        }
    }

    async fn list(&self, path: &Path) -> Result<Vec<Entry>, TreeError> {
        match place(path) {
            Place::Root => {
                let folder = |name: &[u8]| Entry { name: name.to_vec(), attributes: self.folder() };
                Ok(vec![folder(b"IN"), folder(b"OUT")])
            }
            Place::In => {
                let files = block_in_place(|| self.store.shelf_files(self.system.id));
                let entry = |file: ShelfFile| {
                    let attributes = attributes(&file);
                    Entry { name: file.name.into_bytes(), attributes }
                };
                Ok(files.map_err(|error| self.failed(&error))?.into_iter().map(entry).collect())
            }
            Place::Out => Ok(Vec::new()),
            Place::File(_) | Place::Nowhere => Err(TreeError::NotFound),
        }
    }

    async fn open(&self, path: &Path) -> Result<(OpenFile, Attributes), TreeError> {
        let name = match place(path) {
            Place::File(name) => name,
            Place::Root | Place::In | Place::Out => return Err(TreeError::Failed),
            Place::Nowhere => return Err(TreeError::NotFound),
        };
        let entry = self.find(name)?;
        let reader = block_in_place(|| self.shelf.open(&self.system.sftp_user, name));
        let reader = reader.map_err(|error| self.failed(&error))?;
        let attributes = attributes(&entry);
        Ok((OpenFile { entry, reader }, attributes))
    }

    async fn read(&self, file: &OpenFile, offset: u64, buffer: &mut [u8]) -> Result<(), TreeError> {
        let read = block_in_place(|| file.reader.read_exact_at(buffer, offset));
        read.map_err(|error| self.failed(&error))
    }

    async fn collected(&self, file: &OpenFile) {
        let ShelfFile { delivery, part, ref name, .. } = file.entry;
        if part != Part::Data {
            return;
        }
        let user = &self.system.sftp_user;
        info!(%user, file = name, ssh_key = self.ssh_key, "file collected");
        let now = self.clock.now();
        let noted = block_in_place(|| self.store.collect(delivery, &self.ssh_key, now));
        if let Err(error) = noted {
            self.failed(&error);
        }
    }

    async fn remove(&self, path: &Path) -> Result<(), TreeError> {
        let name = match place(path) {
            Place::File(name) => name,
            Place::Root | Place::In | Place::Out => return Err(TreeError::Denied),
            Place::Nowhere => return Err(TreeError::NotFound),
        };
        let ShelfFile { delivery, part, .. } = self.find(name)?;
        let now = self.clock.now();
        let removed = block_in_place(|| self.store.remove_file(delivery, part, now));
        removed.map_err(|error| self.failed(&error))?;
        let user = &self.system.sftp_user;
        info!(%user, file = name, ssh_key = self.ssh_key, "file removed by its system");
        Ok(())
    }
}
