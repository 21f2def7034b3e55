use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use blobs::{Archive, BlobError};
use civil::Pnr;
use extract::{Extract, Layouts};
use store::{Change, RecordsSize, Run};

use crate::error::PreviewError;
use crate::terms::Terms;

/// The sizes of a run's changed persons: as stored, or of its extract in the archive; `None` when that has left it. Where
/// records are left out, what is stored is too much.
pub(crate) fn of_changes(
    archive: &Mutex<&Archive>,
    layouts: &Layouts,
    run: &Run,
    (changes, stored): (&[Change], Vec<Option<RecordsSize>>),
    terms: &Terms,
) -> Result<Option<Vec<RecordsSize>>, PreviewError> {
    if !terms.omits_records()
        && let Some(stored) = stored.into_iter().collect()
    {
        return Ok(Some(stored));
    }
    if run.unarchived_at.is_some() {
        return Ok(None);
    }
    let archive = archive.lock().unwrap_or_else(PoisonError::into_inner);
    let file = match archive.extract(&run.sha256) {
        // Its time may have been over meanwhile.
        Err(error @ BlobError::Failed { .. }) if error.is_not_found() => return Ok(None),
        read => read.map_err(|source| PreviewError::Archive { run: run.id, source })?,
    };
    let extract = Extract::parse_with(&file, layouts);
    let extract = extract.map_err(|_| PreviewError::Unreadable(run.id))?;
    let places: HashMap<Pnr, u32> =
        (0u32..).zip(extract.persons()).map(|(place, person)| (person.pnr(), place)).collect();
    let size = |change: &Change| {
        let place = *places.get(&change.pnr)?;
        let (records, bytes) = match terms.omits_records() {
            true => extract.minimised_size_of(&file, place, terms.minimiser()),
            false => extract.size_of(place),
        };
        Some(RecordsSize { records, bytes })
    };
    let sizes: Option<Vec<RecordsSize>> = changes.iter().map(size).collect();
    sizes.map(Some).ok_or(PreviewError::Unreadable(run.id))
}
