use blobs::ArchiveFile;
use extract::Extract;
use manifest::Signer;
use store::{ChainPosition, DeliveryTerms, PublishedDelivery, PublishedFiles, Run, Sha256, Store};

use super::description::{Description, proddto};
use super::pair::{Source, put_metadata};
use crate::data_files::DataFiles;
use crate::error::PipelineError;

/// What is needed to write deliveries into accounts' folders.
#[derive(Clone, Copy)]
pub(crate) struct Publisher<'a> {
    pub(crate) store: &'a Store,
    pub(crate) files: &'a DataFiles,
    pub(crate) signer: &'a Signer,
}

/// A run's extract, read from the archive.
pub(super) struct Archived {
    run: Run,
    file: Vec<u8>,
    extract: Extract,
}

impl Archived {
    /// The extract as a source of deliveries.
    pub(super) fn source<'a>(&'a self, publisher: Publisher<'a>) -> Source<'a> {
        Source::new(&self.file, &self.extract, &self.run, publisher.signer)
    }
}

impl Publisher<'_> {
    /// A run's extract from the archive, checked against its digest.
    pub(super) fn archived(&self, run: Run) -> Result<Archived, PipelineError> {
        if let Some(at) = run.unarchived_at {
            return Err(PipelineError::Unarchived { proddto: proddto(&run)?, at });
        }
        let file = self.files.archive.extract(&run.sha256)?;
        let extract = Extract::parse(&file).map_err(|_| PipelineError::Unreadable(run.id))?;
        Ok(Archived { run, file, extract })
    }

    /// Writes a day's delivery again, with the persons of the log of disclosures: the filters may have changed since.
    /// It is either the same delivery, or a replay with another name and place in the chain.
    pub(super) fn put_day(
        &self,
        source: &Source<'_>,
        delivered: &PublishedDelivery,
        pair: &DeliveryTerms,
        link: &ChainPosition,
    ) -> Result<PublishedFiles, PipelineError> {
        let disclosed = self.store.disclosed(delivered.delivery)?;
        let made = source.render_verified(delivered, (pair, link), &disclosed)?;
        made.put(&self.files.folders, pair)?;
        Ok(made.publish(disclosed))
    }

    /// Writes a load again from the archive, which has its bytes.
    pub(super) fn put_load(
        &self,
        delivered: &PublishedDelivery,
        pair: &DeliveryTerms,
        link: &ChainPosition,
    ) -> Result<PublishedFiles, PipelineError> {
        let PublishedDelivery { size, sha256, persons, records, proddto, .. } = *delivered;
        if let Some(at) = delivered.unarchived_at {
            return Err(PipelineError::Unarchived { proddto, at });
        }
        let description =
            Description { pair, link, proddto, source: &sha256, size, sha256, persons, records };
        let metadata = description.metadata(self.signer)?;
        let DataFiles { archive, folders, .. } = self.files;
        put_metadata(folders, pair, &metadata)?;
        let load = archive.unpack_load(&sha256)?.ok_or_else(|| lost(delivered))?;
        folders.put_file(&pair.sftp_user, &pair.name, load.path())?;
        Ok(PublishedFiles {
            size,
            metadata_size: metadata.len() as u64,
            sha256,
            metadata_sha256: Sha256::of([&metadata[..]]),
            records,
            disclosed: self.store.disclosed(delivered.delivery)?,
        })
    }

    /// Checks that the archive has the load unchanged. Reads all of it.
    pub(super) fn check_load(&self, delivered: &PublishedDelivery) -> Result<(), PipelineError> {
        if let Some(at) = delivered.unarchived_at {
            return Err(PipelineError::Unarchived { proddto: delivered.proddto, at });
        }
        let load = ArchiveFile::Load(delivered.sha256);
        let is_whole = self.files.archive.check(load, &mut |_| Ok(()))?;
        if is_whole { Ok(()) } else { Err(lost(delivered)) }
    }

    pub(super) fn run_of(&self, delivered: &PublishedDelivery) -> Result<Run, PipelineError> {
        self.store.run(delivered.run)?.ok_or(PipelineError::NoRun(delivered.run))
    }
}

/// Writes the files of a delivery of any kind again, unchanged.
pub(crate) fn put_again(
    publisher: Publisher<'_>,
    delivered: &PublishedDelivery,
) -> Result<PublishedFiles, PipelineError> {
    let PublishedDelivery { pair, link, .. } = delivered;
    if delivered.is_load {
        // A damaged archived load must not replace a published file that may be intact.
        publisher.check_load(delivered)?;
        return publisher.put_load(delivered, pair, link);
    }
    let extract = publisher.archived(publisher.run_of(delivered)?)?;
    publisher.put_day(&extract.source(publisher), delivered, pair, link)
}

/// The `.metadata` file of a delivery, computed from the ledger.
pub(crate) fn metadata_of(
    publisher: Publisher<'_>,
    delivered: &PublishedDelivery,
) -> Result<Vec<u8>, PipelineError> {
    let PublishedDelivery { pair, link, size, sha256, persons, records, proddto, .. } = delivered;
    let source = if delivered.is_load { *sha256 } else { publisher.run_of(delivered)?.sha256 };
    let description = Description {
        pair,
        link,
        proddto: *proddto,
        source: &source,
        size: *size,
        sha256: *sha256,
        persons: *persons,
        records: *records,
    };
    description.metadata(publisher.signer)
}

fn lost(delivered: &PublishedDelivery) -> PipelineError {
    PipelineError::LoadNotInArchive { name: delivered.pair.name.clone() }
}
