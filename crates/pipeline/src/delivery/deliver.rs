use blobs::AccountFolders;
use civil::Pnr;
use error_report::Report;
use extract::ProtectedPersons;
use filters::Reason;
use jiff::{SignedDuration, Timestamp};
use matching::{Hit, match_day};
use rayon::prelude::*;
use store::{DeliveryId, MatchInput, NewProblem, PlannedDelivery, PublishedFiles, RunId, Store};
use tracing::error;

use super::brake::{Brake, held};
use super::pair::Source;
use crate::error::PipelineError;
use crate::progress::{PipelineEvent, PipelineObserver};

/// The first pause before a failed delivery is retried.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(5);

/// Delivers an applied run: matches, writes the files of each planned delivery whose turn it is, and updates the
/// ledger. After a crash it can be repeated and writes the same bytes.
///
/// A delivery that cannot be written, because its account's folder or its filters are damaged, must not stop the
/// others: it is noted and retried later. One that the brake holds stays planned.
pub(crate) fn deliver(
    store: &Store,
    folders: &AccountFolders,
    source: &Source<'_>,
    (run, brake): (RunId, Brake),
    now: Timestamp,
    progress: &dyn PipelineObserver,
) -> Result<Delivered, PipelineError> {
    let day = store.day(run)?;
    let hits = match_day(&day, source.extract().header().proddto());
    let disclosures = hits.iter().map(Vec::len).sum::<usize>() as u64;
    let deliveries = day.planned.len() as u64;
    progress.step(PipelineEvent::Matched { run, deliveries, disclosures })?;

    let disclosed: Vec<Vec<(Pnr, Reason)>> = day
        .planned
        .iter()
        .zip(&hits)
        .map(|(planned, hits)| received(&day, planned, hits))
        .collect();
    let sizes: Vec<(&PlannedDelivery, u64)> =
        day.planned.iter().zip(&disclosed).map(|(one, of)| (one, of.len() as u64)).collect();
    let held = held(store, brake, (run, source.extract().header().proddto()), &sizes, now)?;
    let attempts: Vec<Attempt> = day
        .planned
        .par_iter()
        .zip(disclosed)
        .filter(|(planned, _)| !held.contains(&planned.delivery))
        .map(|(planned, disclosed)| {
            let written = write(folders, source, planned, disclosed).and_then(|publish| {
                Ok(progress.step(PipelineEvent::Written(run)).map(|()| publish)?)
            });
            Attempt { delivery: planned.delivery, written }
        })
        .collect();
    let Attempts { written, mut failed } = sort(attempts)?;
    folders.flush()?;
    progress.step(PipelineEvent::Synced(run))?;
    store.publish(run, &written, now)?;
    failed.extend(day.withheld.iter().map(|withheld| (withheld.delivery, withheld.why.clone())));
    note(store, run, &failed, now)?;
    progress.step(PipelineEvent::Published(run))?;
    Ok(Delivered { failed: failed.len(), held: held.len() })
}

/// What was not delivered of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Delivered {
    /// Deliveries that could not be written.
    pub(crate) failed: usize,
    /// Deliveries that the brake holds.
    pub(crate) held: usize,
}

/// The result of one delivery.
struct Attempt {
    delivery: DeliveryId,
    written: Result<PublishedFiles, PipelineError>,
}

struct Attempts {
    written: Vec<(DeliveryId, PublishedFiles)>,
    failed: Vec<(DeliveryId, String)>,
}

/// The written deliveries and the failed ones; an error when the operation was cancelled.
fn sort(attempts: Vec<Attempt>) -> Result<Attempts, PipelineError> {
    let mut sorted = Attempts { written: Vec::with_capacity(attempts.len()), failed: Vec::new() };
    for Attempt { delivery, written } in attempts {
        match written {
            Ok(publish) => sorted.written.push((delivery, publish)),
            Err(error @ PipelineError::Cancelled(_)) => return Err(error),
            Err(error) => sorted.failed.push((delivery, Report(&error).to_string())),
        }
    }
    Ok(sorted)
}

fn note(
    store: &Store,
    run: RunId,
    failed: &[(DeliveryId, String)],
    now: Timestamp,
) -> Result<(), PipelineError> {
    let mut problems = Vec::with_capacity(failed.len());
    for (delivery, what) in failed {
        error!(event = "delivery.failed", %run, error = what, "a delivery cannot be written; it is tried again");
        let retry_at = now.saturating_add(pause(store.attempts(*delivery)?)).unwrap_or(now);
        problems.push(NewProblem { delivery: *delivery, what: what.clone(), at: now, retry_at });
    }
    if problems.is_empty() { Ok(()) } else { Ok(store.note_problems(&problems)?) }
}

/// The pause after this number of failed attempts.
fn pause(attempts: u32) -> SignedDuration {
    let factor = 2i32.saturating_pow(attempts.min(16));
    PAUSE.checked_mul(factor).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE)
}

fn write(
    folders: &AccountFolders,
    source: &Source<'_>,
    planned: &PlannedDelivery,
    disclosed: Vec<(Pnr, Reason)>,
) -> Result<PublishedFiles, PipelineError> {
    let made =
        source.render(&planned.pair, &planned.link, disclosed.iter().map(|(pnr, _)| *pnr))?;
    made.put(folders, &planned.pair)?;
    Ok(made.publish(disclosed))
}

/// The chosen persons whom the delivery's terms do not leave out, and why they were chosen.
fn received(day: &MatchInput, planned: &PlannedDelivery, hits: &[Hit]) -> Vec<(Pnr, Reason)> {
    let leaves_out = planned.pair.minimisation.protected == ProtectedPersons::LeaveOut;
    hits.iter()
        .map(|hit| (&day.changes[hit.change as usize], hit.reason))
        .filter(|(change, _)| !(leaves_out && change.is_protected))
        .map(|(change, reason)| (change.pnr, reason))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pause_grows_to_its_limit() {
        let seconds = |attempts| pause(attempts).as_secs();
        assert_eq!([0, 1, 2, 5].map(seconds), [5, 10, 20, 160]);
        assert_eq!([6, 20, u32::MAX].map(seconds), [300; 3]);
    }
}
