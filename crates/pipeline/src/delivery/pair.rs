use std::collections::HashMap;

use blobs::AccountFolders;
use civil::Pnr;
use extract::{Extract, ThinnedExtract};
use filters::Reason;
use manifest::Signer;
use store::{ChainPosition, DeliveryTerms, Part, PublishedDelivery, PublishedFiles, Run, Sha256};

use super::description::{Description, proddto};
use crate::error::PipelineError;

/// An extract as a source of deliveries: its bytes, its persons, and where the deliveries go.
pub(crate) struct Source<'a> {
    file: &'a [u8],
    extract: &'a Extract,
    by_number: HashMap<Pnr, u32>,
    run: &'a Run,
    signer: &'a Signer,
}

/// The two files of a pair, rendered and not yet written.
pub(super) struct RenderedPair<'a> {
    file: &'a [u8],
    thinned: ThinnedExtract,
    metadata: Vec<u8>,
    sha256: Sha256,
}

impl<'a> Source<'a> {
    pub(crate) fn new(
        file: &'a [u8],
        extract: &'a Extract,
        run: &'a Run,
        signer: &'a Signer,
    ) -> Self {
        let persons = (0u32..).zip(extract.persons());
        let by_number = persons.map(|(index, person)| (person.pnr(), index)).collect();
        Self { file, extract, by_number, run, signer }
    }

    pub(crate) fn extract(&self) -> &Extract {
        self.extract
    }

    /// Renders the pair with the given persons.
    pub(super) fn render(
        &self,
        pair: &DeliveryTerms,
        link: &ChainPosition,
        persons: impl Iterator<Item = Pnr>,
    ) -> Result<RenderedPair<'a>, PipelineError> {
        let missing = PipelineError::Inconsistent {
            run: self.run.id,
            what: "a person who is to be disclosed is not in the extract",
        };
        let persons: Option<Vec<u32>> =
            persons.map(|pnr| self.by_number.get(&pnr).copied()).collect();
        let persons = persons.ok_or(missing)?;
        let thinned =
            self.extract.thin_minimised(self.file, &persons, pair.opgavenr, &pair.minimisation);
        let sha256 = Sha256::of(thinned.slices(self.file));
        let description = Description {
            pair,
            link,
            proddto: proddto(self.run)?,
            source: &self.run.sha256,
            size: thinned.length(),
            sha256,
            persons: persons.len() as u64,
            records: thinned.records(),
        };
        let metadata = description.metadata(self.signer)?;
        Ok(RenderedPair { file: self.file, thinned, metadata, sha256 })
    }

    /// Renders a pair that was delivered before, with the same terms or as a replay with another name and place in the
    /// chain, and checks its digest.
    pub(super) fn render_verified(
        &self,
        delivered: &PublishedDelivery,
        (pair, link): (&DeliveryTerms, &ChainPosition),
        disclosed: &[(Pnr, Reason)],
    ) -> Result<RenderedPair<'a>, PipelineError> {
        let made = self.render(pair, link, disclosed.iter().map(|(pnr, _)| *pnr))?;
        let is_other = (pair, link) != (&delivered.pair, &delivered.link);
        let is_same_pair = is_other || made.metadata.len() as u64 == delivered.metadata_size;
        if made.sha256 != delivered.sha256 || !is_same_pair {
            // Clients may have fetched the first bytes, so other bytes must not appear under the same name.
            let what = "a delivery made again has other bytes than the ledger says";
            return Err(PipelineError::Inconsistent { run: self.run.id, what });
        }
        Ok(made)
    }
}

impl RenderedPair<'_> {
    /// Writes both files into the account's folder: the metadata first, the data last (`delivery.md`).
    pub(super) fn put(
        &self,
        folders: &AccountFolders,
        pair: &DeliveryTerms,
    ) -> Result<(), PipelineError> {
        put_metadata(folders, pair, &self.metadata)?;
        folders.put(&pair.sftp_user, &pair.name, self.thinned.slices(self.file))?;
        Ok(())
    }

    /// The values for the ledger.
    pub(super) fn publish(&self, disclosed: Vec<(Pnr, Reason)>) -> PublishedFiles {
        PublishedFiles {
            size: self.thinned.length(),
            metadata_size: self.metadata.len() as u64,
            sha256: self.sha256,
            metadata_sha256: Sha256::of([&self.metadata[..]]),
            records: self.thinned.records(),
            disclosed,
        }
    }
}

pub(crate) fn put_metadata(
    folders: &AccountFolders,
    pair: &DeliveryTerms,
    metadata: &[u8],
) -> Result<(), PipelineError> {
    let name = format!("{}{}", pair.name, Part::Metadata.suffix());
    Ok(folders.put(&pair.sftp_user, &name, std::iter::once(metadata))?)
}
