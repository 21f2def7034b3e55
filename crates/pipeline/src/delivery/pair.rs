use std::collections::HashMap;

use civil::Pnr;
use extract::{Extract, Thinned};
use filters::Reason;
use store::{OnShelf, Pair, Part, Run, Sha256, Shelf};
use uuid::Uuid;

use super::metadata::Metadata;
use crate::error::PipelineError;

/// An extract as a source of deliveries: its bytes, its persons, and where the deliveries go.
pub(crate) struct Source<'a> {
    file: &'a [u8],
    extract: &'a Extract,
    by_number: HashMap<Pnr, u32>,
    run: &'a Run,
}

/// The two files of a pair, made and not yet put anywhere.
pub(super) struct Made<'a> {
    file: &'a [u8],
    thinned: Thinned,
    metadata: Vec<u8>,
    pub(super) sha256: Sha256,
}

impl<'a> Source<'a> {
    pub(crate) fn new(file: &'a [u8], extract: &'a Extract, run: &'a Run) -> Self {
        let persons = (0u32..).zip(extract.persons());
        let by_number = persons.map(|(index, person)| (person.pnr(), index)).collect();
        Self { file, extract, by_number, run }
    }

    pub(crate) fn extract(&self) -> &Extract {
        self.extract
    }

    /// Makes the pair with the given persons.
    pub(super) fn make(
        &self,
        pair: &Pair,
        persons: impl Iterator<Item = Pnr>,
    ) -> Result<Made<'a>, PipelineError> {
        let missing = PipelineError::Inconsistent {
            run: self.run.id,
            what: "a person who is to be disclosed is not in the extract",
        };
        let persons: Option<Vec<u32>> =
            persons.map(|pnr| self.by_number.get(&pnr).copied()).collect();
        let thinned = self.extract.thin(self.file, &persons.ok_or(missing)?, pair.opgavenr);
        let metadata = metadata(pair, &self.run.sha256, thinned.length());
        let sha256 = Sha256::of(thinned.slices(self.file));
        Ok(Made { file: self.file, thinned, metadata, sha256 })
    }

    /// Makes a pair that was delivered once more, under the name that `pair` gives it.
    pub(super) fn make_again(
        &self,
        delivered: &OnShelf,
        pair: &Pair,
        disclosed: &[(Pnr, Reason)],
    ) -> Result<Made<'a>, PipelineError> {
        let made = self.make(pair, disclosed.iter().map(|(pnr, _)| *pnr))?;
        let is_renamed = *pair != delivered.pair;
        let is_same_pair = is_renamed || made.metadata_size() == delivered.metadata_size;
        if made.sha256 != delivered.sha256 || !is_same_pair {
            // Whoever fetched it has other bytes: these must not take their name.
            let what = "a delivery made again has other bytes than the ledger says";
            return Err(PipelineError::Inconsistent { run: self.run.id, what });
        }
        Ok(made)
    }
}

/// The `.metadata` file of a data file that was made of the source with this digest.
pub(crate) fn metadata(pair: &Pair, source: &Sha256, size: u64) -> Vec<u8> {
    // Made of what they name, not drawn by lot: written again, a file has the same bytes.
    let file_id = Uuid::new_v5(&Uuid::NAMESPACE_OID, source.as_bytes());
    let name = format!("{}/{}", pair.agreement, pair.name);
    let metadata = Metadata {
        root: pair.metadata_root,
        transfer: Uuid::new_v5(&file_id, name.as_bytes()),
        file_name: &pair.name,
        size,
        sender: &pair.sender,
        senders_file_id: file_id,
        recipient: &pair.sftp_user,
    };
    metadata.to_bytes()
}

impl Made<'_> {
    pub(super) const fn size(&self) -> u64 {
        self.thinned.length()
    }

    pub(super) const fn metadata_size(&self) -> u64 {
        self.metadata.len() as u64
    }

    pub(super) const fn records(&self) -> u64 {
        self.thinned.records()
    }

    /// Puts both on the shelf: the metadata first, the data last (`delivery.md`).
    pub(super) fn put(&self, shelf: &Shelf, pair: &Pair) -> Result<(), PipelineError> {
        let metadata_name = format!("{}{}", pair.name, Part::Metadata.suffix());
        shelf.put(&pair.sftp_user, &metadata_name, std::iter::once(&self.metadata[..]))?;
        shelf.put(&pair.sftp_user, &pair.name, self.thinned.slices(self.file))?;
        Ok(())
    }
}
