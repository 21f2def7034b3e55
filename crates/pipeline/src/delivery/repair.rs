use store::{OnShelf, Part, Shelf};
use tracing::warn;

use super::shelving::Shelving;
use crate::error::PipelineError;

/// Writes again whatever the ledger shows on the shelf and does not lie there: from the archive and the log of who
/// was disclosed, to the same bytes.
pub(crate) fn repair(shelving: Shelving<'_>, shown: Vec<OnShelf>) -> Result<(), PipelineError> {
    let mut missing = Vec::new();
    for pair in shown {
        if !is_whole(shelving.shelf, &pair)? {
            missing.push(pair);
        }
    }
    let (loads, missing): (Vec<OnShelf>, Vec<OnShelf>) =
        missing.into_iter().partition(|pair| pair.is_load);
    let mut repaired = 0;
    let mut outcome = Ok(());
    // One damaged extract or load must not keep the files of others away.
    for load in &loads {
        match repair_load(shelving, load) {
            Ok(()) => repaired += 1,
            Err(error) => outcome = outcome.and(Err(error)),
        }
    }
    for of_run in missing.chunk_by(|one, other| one.run == other.run) {
        match repair_run(shelving, of_run) {
            Ok(pairs) => repaired += pairs,
            Err(error) => outcome = outcome.and(Err(error)),
        }
    }
    if repaired > 0 {
        shelving.shelf.sync()?;
        warn!(pairs = repaired, "files were missing on the shelf and are written again");
    }
    outcome
}

fn is_whole(shelf: &Shelf, on_shelf: &OnShelf) -> Result<bool, PipelineError> {
    let OnShelf { pair, size, metadata_size, .. } = on_shelf;
    let metadata = format!("{}{}", pair.name, Part::Metadata.suffix());
    Ok(shelf.size(&pair.sftp_user, &pair.name)? == Some(*size)
        && shelf.size(&pair.sftp_user, &metadata)? == Some(*metadata_size))
}

fn repair_load(shelving: Shelving<'_>, load: &OnShelf) -> Result<(), PipelineError> {
    shelving.check_load(load)?;
    shelving.put_load(load, &load.pair, &load.link).map(drop)
}

fn repair_run(shelving: Shelving<'_>, of_run: &[OnShelf]) -> Result<usize, PipelineError> {
    let Some(first) = of_run.first() else { return Ok(0) };
    let pairs = of_run.iter().map(|delivered| (delivered, &delivered.pair, &delivered.link));
    Ok(shelving.put_days(&shelving.run_of(first)?, pairs)?.len())
}
