use clock::danish_day;
use jiff::Timestamp;
use jiff::civil::Date;
use store::{
    Agreement, Author, ChainPosition, Delivery, DeliveryKind, DeliveryQuery, DeliveryTerms,
    PublishedDelivery, PublishedFiles, Replay, Store,
};

use super::name::ReplayTemplate;
use super::publisher::Publisher;
use crate::error::PipelineError;

/// Deliveries that are repeated in one transaction, while extracts wait. A system may request as many at once.
pub(crate) const MAX_REPLAY: usize = 31;

/// The deliveries of the extracts with these PRODDTOs, in order.
pub(crate) fn delivered(
    store: &Store,
    agreement: &Agreement,
    (from, to): (Date, Date),
) -> Result<Vec<PublishedDelivery>, PipelineError> {
    let delivered = store.delivered_between(agreement.id, from, to)?;
    if delivered.is_empty() {
        return Err(PipelineError::NothingToReplay { from, to });
    }
    Ok(delivered)
}

/// Checks that a system's request is within its quota, and that no replay of it is still in its folder.
pub(crate) fn check_replay_quota(
    store: &Store,
    agreement: &Agreement,
    days: (Date, Date),
    delivered: &[PublishedDelivery],
) -> Result<(), PipelineError> {
    let (delivered, at_most) = (delivered.len(), MAX_REPLAY);
    if delivered > at_most {
        return Err(PipelineError::TooManyDeliveries { delivered, at_most });
    }
    let deliveries = store.deliveries(DeliveryQuery::Agreement(agreement.id))?;
    let is_requested = |replay: &Delivery| (days.0..=days.1).contains(&replay.proddto);
    let is_in_folder =
        |replay: &Delivery| replay.kind == DeliveryKind::Replay && replay.removed_at.is_none();
    match deliveries.into_iter().find(|replay| is_requested(replay) && is_in_folder(replay)) {
        Some(replay) => Err(PipelineError::ReplayNotCollected { name: replay.name }),
        None => Ok(()),
    }
}

/// Checks that the archive has the loads among these unchanged. It reads all of them, so it must not be called while
/// others wait.
pub(crate) fn check_loads(
    publisher: Publisher<'_>,
    delivered: &[PublishedDelivery],
) -> Result<(), PipelineError> {
    let mut loads = delivered.iter().filter(|delivered| delivered.is_load);
    loads.try_for_each(|load| publisher.check_load(load))
}

/// Delivers these again: the same bytes under new unique names, all or none. Returns the names of the data files, in
/// order; `None` when nothing is delivered today under their agreement.
///
/// Files of a failed replay are not in the ledger, so no system sees them, and the sweep removes them.
pub(crate) fn replay(
    publisher: Publisher<'_>,
    names: &ReplayTemplate,
    delivered: &[PublishedDelivery],
    author: &Author,
    now: Timestamp,
) -> Result<Option<Vec<String>>, PipelineError> {
    let Publisher { store, files, .. } = publisher;
    let Some(first) = delivered.first() else { return Ok(Some(Vec::new())) };
    let mut end = store.chain_head(first.pair.agreement)?;
    let mut replays = Vec::with_capacity(delivered.len());
    for delivered in delivered {
        let next = end.next(DeliveryKind::Replay, Some(delivered.link.seq));
        let link = ChainPosition { ages_in: delivered.link.ages_in, ..next };
        let pair =
            DeliveryTerms { name: free_name(store, names, delivered)?, ..delivered.pair.clone() };
        let publish = put(publisher, delivered, &pair, &link)?;
        (end.seq, end.sha256) = (link.seq, Some(delivered.sha256));
        replays.push(Replay { of: delivered.delivery, seq: link.seq, name: pair.name, publish });
    }
    files.folders.flush()?;
    let is_published = store.publish_replays(&replays, danish_day(now), author, now)?;
    Ok(is_published.then(|| replays.into_iter().map(|replay| replay.name).collect()))
}

/// A name that nothing in the account's folder has, or ever had.
fn free_name(
    store: &Store,
    names: &ReplayTemplate,
    delivered: &PublishedDelivery,
) -> Result<String, PipelineError> {
    let first = store.replays_of(delivered.delivery)? + 1;
    let name = |number| names.name(&delivered.pair.name, number);
    Ok(store::free_name(first, name, |name| store.is_name_taken(&delivered.pair.sftp_user, name))?)
}

fn put(
    publisher: Publisher<'_>,
    delivered: &PublishedDelivery,
    pair: &DeliveryTerms,
    link: &ChainPosition,
) -> Result<PublishedFiles, PipelineError> {
    if delivered.is_load {
        return publisher.put_load(delivered, pair, link);
    }
    let extract = publisher.archived(publisher.run_of(delivered)?)?;
    publisher.put_day(&extract.source(publisher), delivered, pair, link)
}
