use extract::Extract;
use manifest::Signer;
use store::{Link, OnShelf, Pair, Publish, Run, Shelf, Store};

use super::description::{Description, proddto};
use super::pair::{Source, put_metadata};
use crate::error::PipelineError;

/// What putting deliveries on the shelf needs.
#[derive(Clone, Copy)]
pub(crate) struct Shelving<'a> {
    pub(crate) store: &'a Store,
    pub(crate) shelf: &'a Shelf,
    pub(crate) signer: &'a Signer,
}

impl Shelving<'_> {
    /// Puts days' pairs of one run on the shelf that were delivered before, from the archived extract and the log of
    /// who was disclosed: by the filters of that day, not of today. Each is to be the same as ever, or to lie
    /// under another name in another place of the chain.
    pub(super) fn put_days<'d>(
        &self,
        run: &Run,
        pairs: impl Iterator<Item = (&'d OnShelf, &'d Pair, &'d Link)>,
    ) -> Result<Vec<Publish>, PipelineError> {
        if let Some(at) = run.unarchived_at {
            return Err(PipelineError::Unarchived { proddto: proddto(run)?, at });
        }
        let file = self.shelf.archived(&run.sha256)?;
        let extract = Extract::parse(&file).map_err(|_| PipelineError::Unreadable(run.id))?;
        let source = Source::new(&file, &extract, run, self.signer);
        pairs
            .map(|(delivered, pair, link)| {
                let disclosed = self.store.disclosed(delivered.delivery)?;
                let made = source.make_again(delivered, (pair, link), &disclosed)?;
                made.put(self.shelf, pair)?;
                Ok(made.publish(disclosed))
            })
            .collect()
    }

    /// Puts a load's pair on the shelf that was delivered before, from the archive, where loads lie as they went
    /// out.
    pub(super) fn put_load(
        &self,
        delivered: &OnShelf,
        pair: &Pair,
        link: &Link,
    ) -> Result<Publish, PipelineError> {
        let OnShelf { size, sha256, persons, records, proddto, .. } = *delivered;
        if let Some(at) = delivered.unarchived_at {
            return Err(PipelineError::Unarchived { proddto, at });
        }
        let description =
            Description { pair, link, proddto, source: &sha256, size, sha256, persons, records };
        let metadata = description.metadata(self.signer)?;
        put_metadata(self.shelf, pair, &metadata)?;
        if !self.shelf.put_archived(&pair.sftp_user, &pair.name, &sha256)? {
            return Err(lost(delivered));
        }
        Ok(Publish {
            size,
            metadata_size: metadata.len() as u64,
            sha256,
            records,
            disclosed: self.store.disclosed(delivered.delivery)?,
        })
    }

    /// Whether the archive has a load as it went out. Reads all of it.
    pub(super) fn check_load(&self, delivered: &OnShelf) -> Result<(), PipelineError> {
        if let Some(at) = delivered.unarchived_at {
            return Err(PipelineError::Unarchived { proddto: delivered.proddto, at });
        }
        if self.shelf.holds_load(&delivered.sha256)? { Ok(()) } else { Err(lost(delivered)) }
    }

    pub(super) fn run_of(&self, delivered: &OnShelf) -> Result<Run, PipelineError> {
        self.store.run(delivered.run)?.ok_or(PipelineError::NoRun(delivered.run))
    }
}

fn lost(delivered: &OnShelf) -> PipelineError {
    PipelineError::LostLoad { name: delivered.pair.name.clone() }
}
