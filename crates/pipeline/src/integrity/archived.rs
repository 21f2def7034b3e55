//! The files that the archive should have.

use std::collections::HashMap;

use blobs::{Archive, ArchiveFile, BlobError};
use error_report::Report;
use store::{PublishedDelivery, Run, Sha256, Store};

use super::finding::{FileFault, IntegrityFinding};
use super::published::Take;
use crate::data_files::DataFiles;
use crate::error::PipelineError;

/// A file that the archive should have, and its origin for reports.
#[derive(Debug)]
pub(super) struct Archived {
    pub(super) file: ArchiveFile,
    origin: Origin,
}

#[derive(Debug)]
enum Origin {
    Run(Box<Run>),
    Load(String),
}

/// All files that the archive should have, the newest first and each once.
pub(super) fn all(store: &Store) -> Result<Vec<Archived>, PipelineError> {
    let mut seen = std::collections::HashSet::new();
    let mut all = Vec::new();
    for run in store.runs()?.into_iter().rev().filter(|run| run.unarchived_at.is_none()) {
        let file = ArchiveFile::Extract(run.sha256);
        if seen.insert(file) {
            all.push(Archived { file, origin: Origin::Run(Box::new(run)) });
        }
    }
    for (_, name, sha256) in store.loads_in_archive()? {
        let file = ArchiveFile::Load(sha256);
        if seen.insert(file) {
            all.push(Archived { file, origin: Origin::Load(name) });
        }
    }
    Ok(all)
}

/// Whether the archive should still have a file: it may have expired since the list was read.
pub(super) fn is_kept(store: &Store, archived: &Archived) -> Result<bool, PipelineError> {
    Ok(all(store)?.iter().any(|kept| kept.file == archived.file))
}

impl Archived {
    /// What is wrong with the file. Reads all of it.
    pub(super) fn fault(
        &self,
        archive: &Archive,
        take: &mut Take<'_>,
    ) -> Result<Option<FileFault>, PipelineError> {
        match archive.check(self.file, take) {
            Ok(true) => Ok(None),
            Ok(false) if archive.contains(self.file)? => Ok(Some(FileFault::Damaged)),
            Ok(false) => Ok(Some(FileFault::Missing)),
            Err(BlobError::NoFile { .. }) => Ok(Some(FileFault::NotAFile)),
            Err(error @ (BlobError::Failed { .. } | BlobError::NotOurs { .. })) => {
                Ok(Some(FileFault::Unreadable(Report(&error).to_string())))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Whether it is a load that an older cprabo archived as a hard link to the published file.
    pub(super) fn is_in_published_folder(&self, archive: &Archive) -> bool {
        matches!(self.file, ArchiveFile::Load(sha256) if matches!(archive.is_load_apart(&sha256), Ok(false)))
    }

    /// Copies such a load into a file of its own. Only for the process that works on extracts.
    pub(super) fn keep_apart(&self, archive: &Archive) -> Result<(), PipelineError> {
        match self.file {
            ArchiveFile::Load(sha256) => Ok(archive.keep_load_apart(&sha256)?),
            ArchiveFile::Extract(_) | ArchiveFile::Sent(_) => Ok(()),
        }
    }

    /// Repairs a load from the copy in an account's folder, if there is one. Returns whether that worked. Only for the
    /// process that works on extracts.
    pub(super) fn mend(
        &self,
        DataFiles { archive, folders, .. }: &DataFiles,
        shown: &HashMap<Sha256, PublishedDelivery>,
    ) -> Result<bool, PipelineError> {
        let ArchiveFile::Load(sha256) = self.file else { return Ok(false) };
        let Some(shown) = shown.get(&sha256) else { return Ok(false) };
        let pair = &shown.pair;
        // The archive checks the bytes against the digest.
        let copied = archive.put_load::<BlobError>(&sha256, None, |take| {
            folders.open(&pair.sftp_user, &pair.name)?.for_each_block(take)
        });
        match copied {
            Ok(()) => Ok(true),
            Err(BlobError::Damaged(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the finding concerns this file.
    pub(super) fn is_reported_by(&self, finding: &IntegrityFinding) -> bool {
        match (&self.origin, finding) {
            (Origin::Run(run), IntegrityFinding::Extract { run: reported, .. }) => {
                run.id == *reported
            }
            (Origin::Load(name), IntegrityFinding::Load { file, .. }) => name == file,
            _ => false,
        }
    }

    pub(super) fn finding(&self, fault: FileFault) -> IntegrityFinding {
        match &self.origin {
            Origin::Run(run) => {
                IntegrityFinding::Extract { run: run.id, file: run.file_name.clone(), fault }
            }
            Origin::Load(name) => IntegrityFinding::Load { file: name.clone(), fault },
        }
    }
}
