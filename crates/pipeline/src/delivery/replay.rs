use extract::Extract;
use jiff::Timestamp;
use jiff::civil::Date;
use store::{
    Agreement, Author, DeliveriesOf, Delivery, DeliveryKind, OnShelf, Pair, Publish, Replay, Run,
    Shelf, Store,
};

use super::pair::{Source, metadata};
use crate::error::PipelineError;
use crate::load;

/// Deliveries that a system may have once more at once.
const AT_MOST: usize = 31;

/// Whether what a system asks for is no more than it may, and nothing of it lies in its folder still.
pub(crate) fn check_modest(
    store: &Store,
    agreement: &Agreement,
    days: (Date, Date),
) -> Result<(), PipelineError> {
    let delivered = store.delivered_between(agreement.id, days.0, days.1)?.len();
    if delivered > AT_MOST {
        return Err(PipelineError::TooMuchToReplay { delivered, at_most: AT_MOST });
    }
    let deliveries = store.deliveries(DeliveriesOf::Agreement(agreement.id))?;
    let asked_for = |replay: &Delivery| (days.0..=days.1).contains(&replay.proddto);
    let lies =
        |replay: &Delivery| replay.kind == DeliveryKind::Replay && replay.removed_at.is_none();
    match deliveries.into_iter().find(|replay| asked_for(replay) && lies(replay)) {
        Some(replay) => Err(PipelineError::LiesInFolder { name: replay.name }),
        None => Ok(()),
    }
}

/// Delivers once more what was delivered of the extracts with these PRODDTOs: the same bytes, under names
/// that nothing else has. The names of the data files, in order.
pub(crate) fn replay(
    store: &Store,
    shelf: &Shelf,
    agreement: &Agreement,
    days: (Date, Date),
    author: &Author,
    now: Timestamp,
) -> Result<Vec<String>, PipelineError> {
    let delivered = store.delivered_between(agreement.id, days.0, days.1)?;
    if delivered.is_empty() {
        return Err(PipelineError::NothingToReplay { from: days.0, to: days.1 });
    }
    let mut replays = Vec::with_capacity(delivered.len());
    for delivered in &delivered {
        let number = store.replays_of(delivered.delivery)? + 1;
        let name = format!("{}.replay{number}", delivered.pair.name);
        let pair = Pair { name, ..delivered.pair.clone() };
        let publish = match delivered.is_load {
            true => put_load(store, shelf, delivered, &pair)?,
            false => put_day(store, shelf, delivered, &pair)?,
        };
        replays.push(Replay { of: delivered.delivery, name: pair.name, publish });
    }
    shelf.sync()?;
    store.publish_replays(&replays, author, now)?;
    Ok(replays.into_iter().map(|replay| replay.name).collect())
}

/// From the archived extract, and the log of who was disclosed: the filters of that day, not of today.
fn put_day(
    store: &Store,
    shelf: &Shelf,
    delivered: &OnShelf,
    pair: &Pair,
) -> Result<Publish, PipelineError> {
    let run: Run = store.run(delivered.run)?.ok_or(PipelineError::NoRun(delivered.run))?;
    let file = shelf.archived(&run.sha256)?;
    let extract = Extract::parse(&file).map_err(|_| PipelineError::Unreadable(run.id))?;
    let disclosed = store.disclosed(delivered.delivery)?;
    let made = Source::new(&file, &extract, &run).make_again(delivered, pair, &disclosed)?;
    made.put(shelf, pair)?;
    Ok(Publish {
        size: made.size(),
        metadata_size: made.metadata_size(),
        sha256: made.sha256,
        records: made.records(),
        disclosed,
    })
}

/// From the archive, where loads lie as they were delivered.
fn put_load(
    store: &Store,
    shelf: &Shelf,
    delivered: &OnShelf,
    pair: &Pair,
) -> Result<Publish, PipelineError> {
    if !load::put_again(shelf, pair, &delivered.sha256, delivered.size)? {
        return Err(PipelineError::LostLoad { name: delivered.pair.name.clone() });
    }
    Ok(Publish {
        size: delivered.size,
        metadata_size: metadata(pair, &delivered.sha256, delivered.size).len() as u64,
        sha256: delivered.sha256,
        records: delivered.records,
        disclosed: store.disclosed(delivered.delivery)?,
    })
}
