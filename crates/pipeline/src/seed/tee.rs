use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender};

use blobs::{Archive, ArchiveWriter};
use store::{Hasher, Sha256};

use crate::error::PipelineError;

/// The number of chunks that may wait for the archive: some tens of megabytes.
pub(super) const CHUNKS: usize = 32;

/// A reader that sends a copy of all bytes to the archiving thread.
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

/// Archives the chunks until the sender is gone, and returns their digest.
pub(super) fn copy_to<'a>(
    archive: &'a Archive,
    chunks: &Receiver<Vec<u8>>,
) -> Result<(ArchiveWriter<'a>, Sha256), PipelineError> {
    let mut writer = archive.extract_writer()?;
    let mut hasher = Hasher::default();
    for chunk in chunks {
        hasher.update(&chunk);
        writer.write(&chunk)?;
    }
    Ok((writer, hasher.finish()))
}
