use std::fs::File;
use std::io::{Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use extract::Off4Answer;

use crate::input::read_input;

/// A file that is read twice at once: on disk, or in memory where it can be read once only. Of an answer of OFF4, the
/// records.
pub(super) struct Source {
    bytes: Bytes,
    /// Where the records begin.
    start: usize,
}

enum Bytes {
    OnDisk(PathBuf),
    InMemory(Vec<u8>),
}

pub(super) fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

impl Source {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let is_on_disk = !is_standard_input(path)
            && path.metadata().with_context(|| cannot_read(path))?.is_file();
        let bytes = if is_on_disk {
            Bytes::OnDisk(path.to_owned())
        } else {
            Bytes::InMemory(read_input(path)?)
        };
        let whole = Self { bytes, start: 0 };
        let mut beginning = Vec::new();
        whole
            .read()?
            .take(Off4Answer::BEGINNING as u64)
            .read_to_end(&mut beginning)
            .with_context(|| cannot_read(path))?;
        let start = if Off4Answer::is_begun(&beginning) { Off4Answer::HEAD } else { 0 };
        Ok(Self { start, ..whole })
    }

    /// The records from the first on, each time anew.
    pub(super) fn read(&self) -> Result<Box<dyn Read + '_>> {
        match &self.bytes {
            Bytes::InMemory(bytes) => Ok(Box::new(&bytes[self.start..])),
            Bytes::OnDisk(path) => {
                let open = || {
                    let mut file = File::open(path)?;
                    file.seek(SeekFrom::Start(self.start as u64))?;
                    Ok::<_, std::io::Error>(file)
                };
                Ok(Box::new(open().with_context(|| cannot_read(path))?))
            }
        }
    }
}

fn cannot_read(path: &Path) -> String {
    format!("cannot read {}", path.display())
}
