use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use crate::attributes::{Attributes, Entry, Kind};
use crate::open_mode::WriteMode;
use crate::path::Path;
use crate::tree::{Tree, TreeError};

/// A tree in memory: `/IN`, to read from, and `/OUT`, to write to.
#[derive(Default)]
pub(super) struct Memory {
    files: Mutex<Vec<(Vec<u8>, Vec<u8>)>>,
    out: Mutex<BTreeMap<Vec<u8>, Vec<u8>>>,
    /// Bytes for which `/OUT` has no room.
    pub(super) is_full: AtomicBool,
    /// Files that were written and closed.
    pub(super) written: AtomicUsize,
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

    /// A file in `/OUT`.
    pub(super) fn out(&self, name: &str) -> Option<Vec<u8>> {
        self.out.lock().unwrap().get(name.as_bytes()).cloned()
    }

    fn find(&self, path: &Path) -> Result<(Vec<u8>, Vec<u8>), TreeError> {
        let names: Vec<&[u8]> = path.names().collect();
        let [b"IN", name] = names[..] else { return Err(TreeError::NotFound) };
        let files = self.files.lock().unwrap();
        files.iter().find(|(other, _)| other == name).cloned().ok_or(TreeError::NotFound)
    }
}

/// The name of a file in `/OUT`.
fn name_in_out(path: &Path) -> Result<Vec<u8>, TreeError> {
    let names: Vec<&[u8]> = path.names().collect();
    match names[..] {
        [b"OUT", name] => Ok(name.to_vec()),
        [b"IN", ..] => Err(TreeError::Denied),
        _ => Err(TreeError::NotFound),
    }
}

fn file(data: &[u8]) -> Attributes {
    Attributes { kind: Kind::File, size: data.len() as u64, mtime: 1 }
}

impl Tree for &Memory {
    type File = (Vec<u8>, Vec<u8>);
    type Upload = (Vec<u8>, WriteMode);

    async fn stat(&self, path: &Path) -> Result<Attributes, TreeError> {
        match path.to_bytes().as_slice() {
            b"/" | b"/IN" | b"/OUT" => Ok(FOLDER),
            _ => match name_in_out(path) {
                Ok(name) => {
                    let out = self.out.lock().unwrap();
                    out.get(&name).map(|data| file(data)).ok_or(TreeError::NotFound)
                }
                Err(_) => self.find(path).map(|(_, data)| file(&data)),
            },
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
        if let Ok(name) = name_in_out(path) {
            let removed = self.out.lock().unwrap().remove(&name);
            return removed.map(|_| ()).ok_or(TreeError::NotFound);
        }
        let (name, _) = self.find(path)?;
        self.files.lock().unwrap().retain(|(other, _)| *other != name);
        Ok(())
    }

    async fn create(&self, path: &Path, mode: WriteMode) -> Result<Self::Upload, TreeError> {
        let name = name_in_out(path)?;
        let mut out = self.out.lock().unwrap();
        match out.get_mut(&name) {
            Some(_) if mode.create && mode.exclusive => return Err(TreeError::Taken),
            Some(data) if mode.truncate => data.clear(),
            Some(_) => {}
            None if mode.create => drop(out.insert(name.clone(), Vec::new())),
            None => return Err(TreeError::NotFound),
        }
        Ok((name, mode))
    }

    async fn write(
        &self,
        (name, mode): &Self::Upload,
        offset: u64,
        bytes: &[u8],
    ) -> Result<(), TreeError> {
        if self.is_full.load(Ordering::Relaxed) || offset > 1_000_000 {
            return Err(TreeError::NoRoom);
        }
        let mut out = self.out.lock().unwrap();
        let data = out.get_mut(name).ok_or(TreeError::NotFound)?;
        let start = if mode.append { data.len() } else { usize::try_from(offset).unwrap() };
        data.resize(data.len().max(start + bytes.len()), 0);
        data[start..start + bytes.len()].copy_from_slice(bytes);
        Ok(())
    }

    async fn stat_upload(&self, (name, _): &Self::Upload) -> Result<Attributes, TreeError> {
        let out = self.out.lock().unwrap();
        out.get(name).map(|data| file(data)).ok_or(TreeError::NotFound)
    }

    async fn written(&self, _: Self::Upload) -> Result<(), TreeError> {
        self.written.fetch_add(1, Ordering::Relaxed);
        if self.is_full.load(Ordering::Relaxed) { Err(TreeError::NoRoom) } else { Ok(()) }
    }

    async fn rename(&self, from: &Path, to: &Path) -> Result<(), TreeError> {
        let (from, to) = (name_in_out(from)?, name_in_out(to)?);
        let mut out = self.out.lock().unwrap();
        if out.contains_key(&to) {
            return Err(TreeError::Taken);
        }
        let data = out.remove(&from).ok_or(TreeError::NotFound)?;
        out.insert(to, data);
        Ok(())
    }

    async fn set_times_and_modes(&self, path: &Path) -> Result<(), TreeError> {
        let name = name_in_out(path)?;
        let out = self.out.lock().unwrap();
        out.get(&name).map(|_| ()).ok_or(TreeError::NotFound)
    }
}
