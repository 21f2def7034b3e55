use std::io::Read as _;
use std::path::Path;

use blobs::Archive;
use extract::{Extract, Reply};
use jiff::civil::Date;
use private_files::{FileError, regular_file};
use store::{Held, NewRun, Run, RunHeader, RunId, Sha256, Store};
use tracing::{info, warn};
use uuid::Uuid;

use super::check;
use crate::error::PipelineError;
use crate::progress::{PipelineEvent, PipelineObserver};

/// More bytes than a start record with its line end has.
const START_RECORD: usize = 64;
/// The number of replies to input that are logged one by one.
const REPLIES: usize = 100;

/// A file that was read completely, and its content.
pub(crate) struct ParsedFile {
    pub(crate) file: Vec<u8>,
    pub(crate) sha256: Sha256,
    pub(crate) extract: Result<Extract, extract::NotAnExtract>,
}

/// Reads a file once and completely, so that later changes of it have no effect.
pub(crate) fn read_file(
    path: &Path,
    limit: u64,
    progress: &dyn PipelineObserver,
) -> Result<Vec<u8>, PipelineError> {
    let cannot_read = |error| PipelineError::file("cannot read", path)(error);
    // A link is followed: the operator may pass one.
    let place = path.canonicalize().map_err(cannot_read)?;
    let file = match regular_file::open(&place) {
        Err(FileError::NoFile { .. }) => return Err(PipelineError::NotAFile(path.to_owned())),
        Err(FileError::Failed { source, .. }) => return Err(cannot_read(source)),
        opened => opened?,
    };
    let metadata = file.metadata().map_err(cannot_read)?;
    let too_large = |size| PipelineError::TooLarge { path: path.to_owned(), size, limit };
    if metadata.len() > limit {
        return Err(too_large(metadata.len()));
    }
    progress.step(PipelineEvent::Reading { file: &file_name(path), bytes: metadata.len() })?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    file.take(limit + 1).read_to_end(&mut bytes).map_err(cannot_read)?;
    // The file may have grown since its size was read.
    if bytes.len() as u64 > limit {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(bytes)
}

/// The last part of a path, for display.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

impl ParsedFile {
    /// Parses the file. Its digest is computed at the same time.
    pub(crate) fn new(file: Vec<u8>) -> Self {
        let (sha256, extract) = rayon::join(|| Sha256::of([&file[..]]), || Extract::parse(&file));
        Self { file, sha256, extract }
    }

    /// Archives the file as it came and records a run for it, held at once if its content calls for it.
    pub(crate) fn record(
        &self,
        store: &Store,
        archive: &Archive,
        file_name: &str,
        taking: Option<Uuid>,
        now: jiff::Timestamp,
        progress: &dyn PipelineObserver,
    ) -> Result<RunId, PipelineError> {
        archive.put_extract(&self.sha256, &self.file)?;
        progress.step(PipelineEvent::Archived)?;
        let held = self.held();
        let extract = self.extract.as_ref().ok();
        let new = NewRun {
            file_name,
            sha256: self.sha256,
            size: self.file.len() as u64,
            header: extract.map(header),
            persons: extract.map_or(0, changed),
            records: extract.map_or(0, Extract::records),
            findings: extract.map(findings).unwrap_or_default(),
            held: held.clone(),
            intake: taking,
            at: now,
        };
        let run = store.add_run(&new)?;
        match &held {
            Some(Held { reason, detail, .. }) => {
                warn!(event = "run.held", %run, file_name, reason = reason.as_str(), detail, "extract held");
            }
            None => {
                info!(event = "run.received", %run, file_name, persons = new.persons, "extract received");
            }
        }
        if let Some(extract) = extract {
            log_replies(run, extract);
        }
        progress.step(PipelineEvent::Recorded(run))?;
        Ok(run)
    }

    /// Whether the file of a run is a beginning of this one.
    pub(crate) fn begins_with(&self, run: &Run) -> bool {
        let beginning = usize::try_from(run.size).ok().and_then(|size| self.file.get(..size));
        let is_longer = (self.file.len() as u64) > run.size;
        is_longer && beginning.is_some_and(|beginning| Sha256::of([beginning]) == run.sha256)
    }

    /// Whether the file is truncated within its start record.
    pub(crate) fn is_cut_in_its_start(&self) -> bool {
        self.extract.is_err() && self.file.len() < START_RECORD
    }

    /// PRODDTO, if the file is truncated.
    pub(crate) fn torn_day(&self) -> Option<Date> {
        let extract = self.extract.as_ref().ok().filter(|extract| extract.trailer().is_none())?;
        Some(extract.header().proddto())
    }

    /// The hold reason from its content. The place in the chain is judged later, and again each time.
    fn held(&self) -> Option<Held> {
        match &self.extract {
            Ok(extract) => check::check(extract),
            Err(error) => Some(check::not_an_extract(error)),
        }
    }
}

fn header(extract: &Extract) -> RunHeader {
    let header = extract.header();
    RunHeader {
        opgavenr: header.opgavenr(),
        proddto: header.proddto(),
        proddtoforrig: header.proddtoforrig(),
    }
}

fn findings(extract: &Extract) -> Vec<String> {
    check::findings(extract.diagnostics(), extract.replies())
}

fn changed(extract: &Extract) -> u64 {
    extract.persons().iter().filter(|person| person.has_changed()).count() as u64
}

/// CPR's replies to the platform's own input are for the operator, and go no further.
fn log_replies(run: RunId, extract: &Extract) {
    for reply in extract.replies().iter().take(REPLIES) {
        match *reply {
            Reply::Error { fejlnr, line } => {
                warn!(event = "reply.input_rejected", %run, line, fejlnr, "CPR rejected an input record (910)");
            }
            Reply::Receipt { haendelse, line } => {
                let haendelse = haendelse.map(|code| code.to_string());
                info!(event = "reply.subscription_deleted", %run, line, haendelse, "CPR confirms a deleted subscription (997)");
            }
        }
    }
    let more = extract.replies().len().saturating_sub(REPLIES);
    if more > 0 {
        warn!(event = "reply.more", %run, more, "more replies to input (910, 997) than are logged one by one");
    }
}
