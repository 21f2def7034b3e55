use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use crate::attributes::{Attributes, Entry, Kind};
use crate::path::Path;
use crate::tree::{Tree, TreeError};

/// A tree of one folder, `/IN`, in memory.
#[derive(Default)]
pub(super) struct Memory {
    files: Mutex<Vec<(Vec<u8>, Vec<u8>)>>,
    pub(super) sent: Mutex<Vec<Range<u64>>>,
    /// How many answers the client has read.
    pub(super) received: AtomicU64,
    pub(super) closed: AtomicUsize,
}

const FOLDER: Attributes = Attributes { kind: Kind::Folder, size: 0, mtime: 0 };

impl Memory {
    pub(super) fn with(files: &[(&str, &[u8])]) -> Self {
        let files = files.iter().map(|(name, data)| (name.as_bytes().to_vec(), data.to_vec()));
        Self { files: Mutex::new(files.collect()), ..Self::default() }
    }

    /// What was sent since the last call.
    pub(super) fn sent(&self) -> Vec<Range<u64>> {
        std::mem::take(&mut self.sent.lock().unwrap())
    }

    fn find(&self, path: &Path) -> Result<(Vec<u8>, Vec<u8>), TreeError> {
        let names: Vec<&[u8]> = path.names().collect();
        let [b"IN", name] = names[..] else { return Err(TreeError::NotFound) };
        let files = self.files.lock().unwrap();
        files.iter().find(|(other, _)| other == name).cloned().ok_or(TreeError::NotFound)
    }
}

fn file(data: &[u8]) -> Attributes {
    Attributes { kind: Kind::File, size: data.len() as u64, mtime: 1 }
}

impl Tree for &Memory {
    type File = (Vec<u8>, Vec<u8>);

    async fn stat(&self, path: &Path) -> Result<Attributes, TreeError> {
        match path.to_bytes().as_slice() {
            b"/" | b"/IN" => Ok(FOLDER),
            _ => self.find(path).map(|(_, data)| file(&data)),
        }
    }

    async fn list(&self, path: &Path) -> Result<Vec<Entry>, TreeError> {
        if path.names().len() == 0 {
            return Ok(vec![Entry { name: b"IN".to_vec(), attributes: FOLDER }]);
        }
        let files = self.files.lock().unwrap();
        let entry = |(name, data): &(Vec<u8>, Vec<u8>)| Entry {
            name: name.clone(),
            attributes: file(data),
        };
        Ok(files.iter().map(entry).collect())
    }

    fn listed_time(&self, mtime: u32) -> String {
        format!("Jan  1 00:{mtime:02}")
    }

    async fn open(&self, path: &Path) -> Result<(Self::File, Attributes), TreeError> {
        let found = self.find(path)?;
        let attributes = file(&found.1);
        Ok((found, attributes))
    }

    async fn read(
        &self,
        file: &Self::File,
        offset: u64,
        buffer: &mut [u8],
    ) -> Result<(), TreeError> {
        let from = usize::try_from(offset).unwrap();
        buffer.copy_from_slice(&file.1[from..from + buffer.len()]);
        Ok(())
    }

    async fn sent(&self, _: &Self::File, range: Range<u64>, _: u64) {
        self.sent.lock().unwrap().push(range);
    }

    async fn received(&self, answers: u64) {
        self.received.store(answers, Ordering::Relaxed);
    }

    async fn closed(&self, _: Self::File) {
        self.closed.fetch_add(1, Ordering::Relaxed);
    }

    async fn finished(&self) {}

    async fn remove(&self, path: &Path) -> Result<(), TreeError> {
        let (name, _) = self.find(path)?;
        self.files.lock().unwrap().retain(|(other, _)| *other != name);
        Ok(())
    }
}
