use extract::Extract;
use store::{OnShelf, Part, Shelf, Store};
use tracing::{error, warn};

use super::pair::Source;
use crate::error::PipelineError;
use crate::settings::Settings;

/// Writes again whatever the ledger says lies on the shelf and does not: from the archive and the log of
/// who was disclosed, to the same bytes. Tells how many pairs it wrote.
pub(crate) fn repair(
    store: &Store,
    shelf: &Shelf,
    settings: &Settings,
) -> Result<usize, PipelineError> {
    let mut missing = Vec::new();
    for pair in store.on_shelf()? {
        if !is_whole(shelf, &pair)? {
            missing.push(pair);
        }
    }
    let mut repaired = 0;
    for of_run in missing.chunk_by(|one, other| one.run == other.run) {
        repaired += repair_run(store, shelf, settings, of_run)?;
    }
    if repaired > 0 {
        shelf.sync()?;
        warn!(pairs = repaired, "files were missing on the shelf and are written again");
    }
    Ok(repaired)
}

fn is_whole(shelf: &Shelf, on_shelf: &OnShelf) -> Result<bool, PipelineError> {
    let OnShelf { pair, size, metadata_size, .. } = on_shelf;
    let metadata = format!("{}{}", pair.name, Part::Metadata.suffix());
    Ok(shelf.size(&pair.sftp_user, &pair.name)? == Some(*size)
        && shelf.size(&pair.sftp_user, &metadata)? == Some(*metadata_size))
}

fn repair_run(
    store: &Store,
    shelf: &Shelf,
    settings: &Settings,
    of_run: &[OnShelf],
) -> Result<usize, PipelineError> {
    let Some(first) = of_run.first() else { return Ok(0) };
    let run = store.run(first.run)?.ok_or(PipelineError::NoRun(first.run))?;
    let file = shelf.archived(&run.sha256)?;
    let extract = Extract::parse(&file).map_err(|_| PipelineError::Unreadable(run.id))?;
    let source = Source::new(&file, &extract, &run, settings);
    for on_shelf in of_run {
        let disclosed = store.disclosed(on_shelf.delivery)?;
        let persons = disclosed.into_iter().map(|(pnr, _)| pnr);
        let written = source.write(shelf, &on_shelf.pair, persons)?;
        if written.sha256 != on_shelf.sha256 {
            let name = &on_shelf.pair.name;
            error!(run = %run.id, file = name, "a delivery written again has other bytes than before");
        }
    }
    Ok(of_run.len())
}
