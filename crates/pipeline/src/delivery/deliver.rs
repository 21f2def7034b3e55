use civil::Pnr;
use jiff::Timestamp;
use rayon::prelude::*;
use store::{Day, DeliveryId, Planned, Publish, RunId, Shelf, Store};

use super::pair::Source;
use crate::error::PipelineError;
use crate::matching::{Hit, matching};
use crate::progress::{Progress, Step};

/// Delivers a run that was applied: matches, writes the files of every delivery that is planned, and
/// tells the ledger. Done again after a crash it writes the same bytes.
pub(crate) fn deliver(
    store: &Store,
    shelf: &Shelf,
    source: &Source<'_>,
    run: RunId,
    now: Timestamp,
    progress: &dyn Progress,
) -> Result<(), PipelineError> {
    let day = store.day(run)?;
    let hits = matching(&day, source.extract().header().proddto());
    let disclosures = hits.iter().map(Vec::len).sum::<usize>() as u64;
    let deliveries = day.planned.len() as u64;
    progress.step(Step::Matched { run, deliveries, disclosures })?;

    let written: Result<Vec<(DeliveryId, Publish)>, PipelineError> = day
        .planned
        .par_iter()
        .zip(&hits)
        .map(|(planned, hits)| {
            let publish = write(shelf, source, &day, planned, hits)?;
            progress.step(Step::Written(run))?;
            Ok((planned.delivery, publish))
        })
        .collect();
    let written = written?;
    shelf.sync()?;
    progress.step(Step::Synced(run))?;
    store.publish(run, &written, now)?;
    progress.step(Step::Published(run))?;
    Ok(())
}

fn write(
    shelf: &Shelf,
    source: &Source<'_>,
    day: &Day,
    planned: &Planned,
    hits: &[Hit],
) -> Result<Publish, PipelineError> {
    let pnr = |hit: &Hit| -> Pnr { day.changes[hit.change as usize].pnr };
    let made = source.make(&planned.pair, &planned.link, hits.iter().map(pnr))?;
    made.put(shelf, &planned.pair)?;
    Ok(made.publish(hits.iter().map(|hit| (pnr(hit), hit.reason)).collect()))
}
