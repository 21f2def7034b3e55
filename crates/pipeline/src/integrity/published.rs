//! The files that systems should find in their folders.

use blobs::{AccountFolders, BlobError, CheckedFiles};
use error_report::Report;
use store::{Part, PublishedDelivery, PublishedFiles, SftpUser, Sha256};

use super::finding::FileFault;
use crate::delivery::{Publisher, metadata_of, put_again, put_metadata};
use crate::error::PipelineError;

/// Called with the number of bytes read; an error stops the read.
pub(super) type Take<'a> = dyn FnMut(u64) -> Result<(), BlobError> + 'a;

/// Which files were already checked, and whether to rely on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) checked: &'a CheckedFiles,
    /// Whether to read files again that were not written since the last check.
    pub(super) reread: bool,
}

/// What is wrong with the files of a published delivery.
pub(super) fn faults(
    publisher: Publisher<'_>,
    known: Known<'_>,
    shown: &PublishedDelivery,
    take: &mut Take<'_>,
) -> Result<Vec<(Part, FileFault)>, PipelineError> {
    let metadata_sha256 = match shown.metadata_sha256 {
        Some(sha256) => sha256,
        None => note_metadata(publisher, shown)?,
    };
    let mut faults = Vec::new();
    for (part, size, sha256) in [
        (Part::Metadata, shown.metadata_size, metadata_sha256),
        (Part::Data, shown.size, shown.sha256),
    ] {
        let file = File { user: &shown.pair.sftp_user, name: name(shown, part), size, sha256 };
        faults
            .extend(file.fault(&publisher.files.folders, known, take)?.map(|fault| (part, fault)));
    }
    Ok(faults)
}

/// The name of one of the files.
pub(super) fn name(shown: &PublishedDelivery, part: Part) -> String {
    format!("{}{}", shown.pair.name, part.suffix())
}

/// Computes and notes the digest of a `.metadata` file of an older cprabo, which noted none.
fn note_metadata(
    publisher: Publisher<'_>,
    shown: &PublishedDelivery,
) -> Result<Sha256, PipelineError> {
    let sha256 = Sha256::of([&metadata_of(publisher, shown)?[..]]);
    publisher.store.note_metadata(shown.delivery, &sha256)?;
    Ok(sha256)
}

struct File<'a> {
    user: &'a SftpUser,
    name: String,
    size: u64,
    sha256: Sha256,
}

impl File<'_> {
    fn fault(
        &self,
        folders: &AccountFolders,
        known: Known<'_>,
        take: &mut Take<'_>,
    ) -> Result<Option<FileFault>, PipelineError> {
        match self.check(folders, known, take) {
            Ok(true) => Ok(None),
            Ok(false) => Ok(Some(FileFault::Damaged)),
            Err(error) if error.is_not_found() => Ok(Some(FileFault::Missing)),
            Err(BlobError::NoFile { .. }) => Ok(Some(FileFault::NotAFile)),
            Err(error @ (BlobError::Failed { .. } | BlobError::NotOurs { .. })) => {
                Ok(Some(FileFault::Unreadable(Report(&error).to_string())))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn check(
        &self,
        folders: &AccountFolders,
        Known { checked, reread }: Known<'_>,
        take: &mut Take<'_>,
    ) -> Result<bool, BlobError> {
        folders.make_private(self.user, &self.name)?;
        let file = folders.open(self.user, &self.name)?;
        if reread {
            checked.remove(&file.version()?);
        }
        file.has_bytes(self.size, &self.sha256, checked, take)
    }
}

/// Repairs the damaged files of a delivery. Only for the process that works on extracts.
pub(crate) fn mend_pair(
    publisher: Publisher<'_>,
    shown: &PublishedDelivery,
    parts: &[Part],
) -> Result<(), PipelineError> {
    let sha256 = if parts.contains(&Part::Data) {
        let PublishedFiles { metadata_sha256, .. } = put_again(publisher, shown)?;
        metadata_sha256
    } else {
        // The metadata can be computed without the archive.
        let metadata = metadata_of(publisher, shown)?;
        put_metadata(&publisher.files.folders, &shown.pair, &metadata)?;
        Sha256::of([&metadata[..]])
    };
    if shown.metadata_sha256 != Some(sha256) {
        // The signing key may have changed since; then the digest differs.
        publisher.store.note_metadata(shown.delivery, &sha256)?;
    }
    Ok(publisher.files.folders.flush()?)
}
