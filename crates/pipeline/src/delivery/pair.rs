use std::collections::HashMap;

use civil::Pnr;
use extract::Extract;
use store::{Pair, Part, Run, Shelf, sha256};
use uuid::Uuid;

use super::metadata::Metadata;
use crate::error::PipelineError;
use crate::settings::Settings;

/// An extract as a source of deliveries: its bytes, its persons, and where the deliveries go.
pub(crate) struct Source<'a> {
    file: &'a [u8],
    extract: &'a Extract,
    by_number: HashMap<Pnr, u32>,
    run: &'a Run,
    settings: &'a Settings,
}

/// What was put on the shelf.
pub(super) struct Written {
    pub(super) size: u64,
    pub(super) metadata_size: u64,
    pub(super) sha256: [u8; 32],
    pub(super) records: u64,
}

impl<'a> Source<'a> {
    pub(crate) fn new(
        file: &'a [u8],
        extract: &'a Extract,
        run: &'a Run,
        settings: &'a Settings,
    ) -> Self {
        let persons = (0u32..).zip(extract.persons());
        let by_number = persons.map(|(index, person)| (person.pnr(), index)).collect();
        Self { file, extract, by_number, run, settings }
    }

    pub(crate) fn extract(&self) -> &Extract {
        self.extract
    }

    /// Writes the pair with the given persons: the metadata first, the data last (`delivery.md`).
    pub(super) fn write(
        &self,
        shelf: &Shelf,
        pair: &Pair,
        persons: impl Iterator<Item = Pnr>,
    ) -> Result<Written, PipelineError> {
        // Everyone who was disclosed is in the extract: nobody else can match.
        let persons: Vec<u32> =
            persons.filter_map(|pnr| self.by_number.get(&pnr).copied()).collect();
        let thinned = self.extract.thin(self.file, &persons, pair.opgavenr);
        let metadata = self.metadata(pair, thinned.length()).to_bytes();
        let metadata_name = format!("{}{}", pair.name, Part::Metadata.suffix());
        shelf.put(&pair.sftp_user, &metadata_name, std::iter::once(&metadata[..]))?;
        shelf.put(&pair.sftp_user, &pair.name, thinned.slices(self.file))?;
        Ok(Written {
            size: thinned.length(),
            metadata_size: metadata.len() as u64,
            sha256: sha256(thinned.slices(self.file)),
            records: thinned.records(),
        })
    }

    fn metadata<'m>(&'m self, pair: &'m Pair, size: u64) -> Metadata<'m> {
        // Made of what they name, not drawn by lot: written again, a file has the same bytes.
        let file_id = Uuid::new_v5(&Uuid::NAMESPACE_OID, &self.run.sha256);
        Metadata {
            root: pair.metadata_root,
            transfer: Uuid::new_v5(
                &file_id,
                format!("{}/{}", pair.agreement, pair.name).as_bytes(),
            ),
            file_name: &pair.name,
            size,
            sender: &self.settings.sender,
            senders_file_id: file_id,
            recipient: &pair.sftp_user,
        }
    }
}
