//! What systems send to each other, in a data directory.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use blobs::{Blobs, ForwardedFiles, FsBlobs};
use exchange::{Exchange, ExchangeWorker};
use store::Store;
use uploads::Uploads;

use super::{Installation, files};

/// The folders in that of the exchange: files as recipients fetch them, and what is not whole yet.
const FILES: &str = "files";
const TMP: &str = "tmp";

/// The files of the exchange. Only the one server has them open.
pub(crate) struct ExchangeFiles {
    pub(crate) uploads: Uploads,
    pub(crate) forwarded: ForwardedFiles,
}

impl ExchangeFiles {
    /// Opens the files; what a crash has left half-written is deleted.
    pub(crate) fn open(installation: &Installation) -> Result<Self> {
        let folder = installation.folder.join(files::EXCHANGE);
        let uploads = Uploads::open(&folder, installation.config.exchange.limits())?;
        let tmp = folder.join(TMP);
        if tmp.exists() {
            std::fs::remove_dir_all(&tmp)
                .with_context(|| format!("cannot clear {}", tmp.display()))?;
        }
        Ok(Self { uploads, forwarded: Self::forwarded_in(&folder, installation)? })
    }

    /// The files as recipients fetch them, to be read beside the server: nothing is deleted.
    pub(crate) fn forwarded(installation: &Installation) -> Result<ForwardedFiles> {
        let folder = installation.folder.join(files::EXCHANGE);
        Self::forwarded_in(&folder, installation)
    }

    fn forwarded_in(folder: &Path, installation: &Installation) -> Result<ForwardedFiles> {
        let tmp = folder.join(TMP);
        let blobs = Blobs::Fs(FsBlobs::create(folder.join(FILES), tmp.clone())?);
        Ok(ForwardedFiles::new(blobs, installation.files.archive.clone(), tmp))
    }

    /// The worker that sends files on.
    pub(crate) fn worker(&self, installation: &Installation, store: &Arc<Store>) -> ExchangeWorker {
        let config = &installation.config;
        ExchangeWorker::new(Exchange::new(
            Arc::clone(store),
            self.uploads.clone(),
            self.forwarded.clone(),
            installation.clock.clone(),
            config.exchange.settings(&config.retention),
        ))
    }
}
