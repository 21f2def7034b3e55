//! Deletes what was kept long enough, and files that the ledger does not show.

mod sweep;

use blobs::Archive;
use civil::Month;
use clock::danish_day;
use jiff::{SignedDuration, Timestamp};
use store::{ClockJump, Expired, Store};
use tracing::{info, warn};

use crate::error::PipelineError;
use crate::progress::{PipelineEvent, PipelineObserver};

pub(crate) use sweep::sweep;

/// How long deliveries are kept, in days; `None` for ever.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retention {
    /// A file in `IN` that its system does not remove.
    pub folder_days: Option<u32>,
    /// The archived sources: extracts, and loads as they were delivered. Sources of files that are in `IN`, or left it
    /// without being collected, are kept regardless of their age, so that the files can be written again.
    pub archive_days: Option<u32>,
    /// Persons in the disclosure ledger. Those of deliveries that can be made again are kept regardless of their age.
    pub person_days: Option<u32>,
    /// After these are changed, nothing expires for so many days, in which the operator is warned.
    pub warn_days: u32,
}

impl Retention {
    /// When a file that was published at a moment leaves `IN`.
    pub fn leaves_at(&self, published: Timestamp) -> Option<Timestamp> {
        self.folder_days.map(|days| published.saturating_add(span(days)).unwrap_or(Timestamp::MAX))
    }
}

/// The moment so many days ago.
fn ago(days: u32, now: Timestamp) -> Timestamp {
    now.saturating_sub(span(days)).unwrap_or(Timestamp::MIN)
}

fn span(days: u32) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(days))
}

/// Expires what was kept long enough; does nothing while the clock may be wrong. Only for the process that works on
/// extracts.
pub(crate) fn retain(
    store: &Store,
    archive: &Archive,
    retention: Retention,
    now: Timestamp,
    progress: &dyn PipelineObserver,
) -> Result<(), PipelineError> {
    if let Some(ClockJump { from, to }) = store.see_clock(now)?.jump {
        warn!(event = "clock.jumped", %from, %to, "nothing is deleted by its age until somebody confirms the clock");
        return Ok(());
    }
    let Retention { folder_days, archive_days, person_days, warn_days } = retention;
    reduce(store, person_days, warn_days, now)?;
    if store.retention_effective_since(folder_days, archive_days, now)? > ago(warn_days, now) {
        return Ok(());
    }
    if let Some(days) = folder_days {
        store.expire(ago(days, now), now)?.iter().for_each(report);
        progress.step(PipelineEvent::Expired)?;
    }
    match archive_days {
        Some(days) => delete_archived(store, archive, ago(days, now), now, progress),
        None => Ok(()),
    }
}

/// Reduces persons of the disclosure ledger to counts.
fn reduce(
    store: &Store,
    person_days: Option<u32>,
    warn_days: u32,
    now: Timestamp,
) -> Result<(), PipelineError> {
    if store.persons_effective_since(person_days, now)? > ago(warn_days, now) {
        return Ok(());
    }
    let Some(days) = person_days else { return Ok(()) };
    // What callers say of their accounts may be about persons. A month is over once all of its days are.
    let month = Month::of(danish_day(ago(days, now)));
    if let Some(month) = store.forget_accounting_info(month, now)? {
        info!(event = "metering.accounts_forgotten", %month, "what callers said of their accounts was forgotten");
    }
    match store.reduce_persons(ago(days, now), now)? {
        0 => {}
        entries => {
            info!(
                event = "ledger.reduced",
                entries, "persons in the disclosure ledger were reduced to counts"
            );
        }
    }
    Ok(())
}

fn report(expired: &Expired) {
    let Expired { agreement, deliveries, missed, last } = expired;
    if *missed > 0 {
        warn!(event = "delivery.expired_uncollected", %agreement, deliveries, missed, last, "files left IN that nobody had collected");
    } else {
        info!(event = "delivery.expired", %agreement, deliveries, last, "files left IN");
    }
}

/// Deletes from the archive what was kept long enough and is not needed. The file goes first: if a crash comes in
/// between, the next call finds it again.
fn delete_archived(
    store: &Store,
    archive: &Archive,
    before: Timestamp,
    now: Timestamp,
    progress: &dyn PipelineObserver,
) -> Result<(), PipelineError> {
    let day = danish_day(now);
    for (run, sha256) in store.extracts_to_delete(before, day)? {
        archive.delete_extract(&sha256)?;
        progress.step(PipelineEvent::Forgotten)?;
        store.mark_extract_deleted(run, now)?;
        info!(event = "archive.extract_deleted", %run, "extract deleted from the archive");
    }
    for (delivery, sha256) in store.loads_to_delete(before, day)? {
        archive.delete_load(&sha256)?;
        progress.step(PipelineEvent::Forgotten)?;
        store.mark_load_deleted(delivery, now)?;
        info!(event = "archive.load_deleted", "load deleted from the archive");
    }
    Ok(())
}
