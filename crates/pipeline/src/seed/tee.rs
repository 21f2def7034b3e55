use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender};

use store::{Archiving, Hasher, Sha256, Shelf, StoreError};

/// Chunks that may wait for the archive: some tens of megabytes.
pub(super) const CHUNKS: usize = 32;

/// Hands on what is read to who archives it.
pub(super) struct TeeReader<R> {
    source: R,
    sender: SyncSender<Vec<u8>>,
}

impl<R: Read> TeeReader<R> {
    pub(super) const fn new(source: R, sender: SyncSender<Vec<u8>>) -> Self {
        Self { source, sender }
    }
}

impl<R: Read> Read for TeeReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        let sent = self.sender.send(buffer[..read].to_vec());
        sent.map_err(|_| io::Error::other("the archive took no more"))?;
        Ok(read)
    }
}

/// Archives and digests what comes, until no more does.
pub(super) fn archive<'a>(
    shelf: &'a Shelf,
    chunks: &Receiver<Vec<u8>>,
) -> Result<(Archiving<'a>, Sha256), StoreError> {
    let mut archiving = shelf.archiving()?;
    let mut hasher = Hasher::default();
    for chunk in chunks {
        hasher.update(&chunk);
        archiving.write(&chunk)?;
    }
    Ok((archiving, hasher.finish()))
}
