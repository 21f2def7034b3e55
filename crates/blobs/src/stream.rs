use std::io::{Read, Result};

use crate::reader::BlobReader;

/// A blob that is read from the start to the end.
#[derive(Debug)]
pub struct BlobStream {
    reader: BlobReader,
    offset: u64,
}

impl From<BlobReader> for BlobStream {
    fn from(reader: BlobReader) -> Self {
        Self { reader, offset: 0 }
    }
}

impl Read for BlobStream {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.reader.read_at(buffer, self.offset)?;
        self.offset += read as u64;
        Ok(read)
    }
}
