//! The process that serves a data directory: at most one, visible to everyone.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use private_files::{private_file, regular_file};

/// Held by the server as long as it runs; the system releases it when the process dies.
#[derive(Debug)]
pub(crate) struct ServeLock {
    file: File,
}

impl ServeLock {
    /// Takes the lock of a data directory.
    pub(crate) fn begin(path: &Path) -> Result<Self> {
        let file = open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let folder = path.parent().unwrap_or(path).display();
                bail!("a server runs on {folder} already: {}", read(file)?)
            }
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("cannot lock {}", path.display()));
            }
        }
        Ok(Self { file })
    }

    /// Publishes the server's addresses.
    pub(crate) fn report(&mut self, ready: &str) -> Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        Ok(self.file.write_all(ready.as_bytes())?)
    }
}

/// The line of the running server, if there is one.
pub(crate) fn running(path: &Path) -> Result<Option<String>> {
    if !path.exists() {
        return Ok(None);
    }
    // Works for root too, without changing the owner.
    let file = regular_file::open(path)?;
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => read(file).map(Some),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock {}", path.display()))
        }
    }
}

fn open(path: &Path) -> Result<File> {
    // Only the owner can open it, so nobody else can hold it.
    Ok(private_file::open_or_create(path)?)
}

fn read(mut file: File) -> Result<String> {
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok(if text.is_empty() { "it is starting".to_owned() } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_serves_and_everyone_can_see() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("serve.lock");
        assert_eq!(running(&path).unwrap(), None);
        let mut serving = ServeLock::begin(&path).unwrap();
        assert_eq!(running(&path).unwrap().as_deref(), Some("it is starting"));
        serving.report("ready soap=https://127.0.0.1:8443").unwrap();
        let ready = "ready soap=https://127.0.0.1:8443";
        assert_eq!(running(&path).unwrap().as_deref(), Some(ready));
        assert!(ServeLock::begin(&path).unwrap_err().to_string().contains(ready));
        drop(serving);
        assert_eq!(running(&path).unwrap(), None);
        ServeLock::begin(&path).unwrap();
    }
}
