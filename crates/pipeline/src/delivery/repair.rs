use extract::Extract;
use store::{OnShelf, Part, Shelf, Store};
use tracing::warn;

use super::pair::Source;
use crate::error::PipelineError;
use crate::load;

/// Writes again whatever the ledger says lies on the shelf and does not: from the archive and the log of
/// who was disclosed, to the same bytes.
pub(crate) fn repair(store: &Store, shelf: &Shelf) -> Result<(), PipelineError> {
    let mut missing = Vec::new();
    for pair in store.on_shelf()? {
        if !is_whole(shelf, &pair)? {
            missing.push(pair);
        }
    }
    let (loads, missing): (Vec<OnShelf>, Vec<OnShelf>) =
        missing.into_iter().partition(|pair| pair.is_load);
    let mut repaired = 0;
    let mut outcome = Ok(());
    for load in &loads {
        match load::put_again(shelf, &load.pair, &load.sha256, load.size) {
            Ok(true) => repaired += 1,
            Ok(false) => {
                let lost = PipelineError::LostLoad { name: load.pair.name.clone() };
                outcome = outcome.and(Err(lost));
            }
            Err(error) => outcome = outcome.and(Err(error)),
        }
    }
    for of_run in missing.chunk_by(|one, other| one.run == other.run) {
        // One damaged extract must not keep the files of others away.
        match repair_run(store, shelf, of_run) {
            Ok(pairs) => repaired += pairs,
            Err(error) => outcome = outcome.and(Err(error)),
        }
    }
    if repaired > 0 {
        shelf.sync()?;
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

fn repair_run(store: &Store, shelf: &Shelf, of_run: &[OnShelf]) -> Result<usize, PipelineError> {
    let Some(first) = of_run.first() else { return Ok(0) };
    let run = store.run(first.run)?.ok_or(PipelineError::NoRun(first.run))?;
    let file = shelf.archived(&run.sha256)?;
    let extract = Extract::parse(&file).map_err(|_| PipelineError::Unreadable(run.id))?;
    let source = Source::new(&file, &extract, &run);
    for on_shelf in of_run {
        let disclosed = store.disclosed(on_shelf.delivery)?;
        source.make_again(on_shelf, &on_shelf.pair, &disclosed)?.put(shelf, &on_shelf.pair)?;
    }
    Ok(of_run.len())
}
