//! What was delivered is kept for some time, and not longer.

use jiff::{SignedDuration, Timestamp};
use store::{Expired, OnShelf, Part, Shelf, Store};
use tracing::{info, warn};

use crate::error::PipelineError;

/// How long what was delivered is kept, in days; `None` for ever.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retention {
    /// A file in `IN` that its system does not remove.
    pub in_days: Option<u32>,
    /// In the archive what it is made of: extracts, and loads as they went out. What lies in `IN` is kept there
    /// however old it is, so that it can be made again.
    pub archive_days: Option<u32>,
}

impl Retention {
    /// When a file that was published at a moment leaves `IN`.
    pub fn leaves_at(&self, published: Timestamp) -> Option<Timestamp> {
        self.in_days.map(|days| published.saturating_add(span(days)).unwrap_or(Timestamp::MAX))
    }
}

/// The moment so many days ago. What is older has been kept long enough.
fn before(days: Option<u32>, now: Timestamp) -> Option<Timestamp> {
    days.map(|days| now.saturating_sub(span(days)).unwrap_or(Timestamp::MIN))
}

fn span(days: u32) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(days))
}

/// Ends the time of what has been kept long enough, and sweeps away what nobody can see any more. For the one
/// process that works on extracts.
pub(crate) fn retain(
    store: &Store,
    shelf: &Shelf,
    retention: Retention,
    now: Timestamp,
) -> Result<(), PipelineError> {
    if let Some(before) = before(retention.in_days, now) {
        store.expire(before, now)?.iter().for_each(tell);
    }
    sweep(store, shelf)?;
    if let Some(before) = before(retention.archive_days, now) {
        unarchive(store, shelf, before, now)?;
    }
    Ok(())
}

fn tell(expired: &Expired) {
    let Expired { agreement, deliveries, missed, last } = expired;
    if *missed > 0 {
        warn!(%agreement, deliveries, missed, last, "files left IN that nobody had collected");
    } else {
        info!(%agreement, deliveries, last, "files left IN");
    }
}

/// Takes from the shelf what the ledger does not show to anyone: what a system removed, what left `IN`, and what a
/// replay that failed has put there.
fn sweep(store: &Store, shelf: &Shelf) -> Result<(), PipelineError> {
    let shown = store.on_shelf()?;
    let mut shown: Vec<(&str, String)> = shown.iter().flat_map(files).collect();
    shown.sort_unstable();
    for (user, name) in shelf.files()? {
        let is_shown = |shown: &(&str, String)| (shown.0, &*shown.1).cmp(&(user.as_str(), &*name));
        if shown.binary_search_by(is_shown).is_err() {
            shelf.remove(&user, &name)?;
        }
    }
    Ok(())
}

fn files(on_shelf: &OnShelf) -> [(&str, String); 2] {
    let pair = &on_shelf.pair;
    [Part::Data, Part::Metadata]
        .map(|part| (pair.sftp_user.as_str(), format!("{}{}", pair.name, part.suffix())))
}

/// Takes from the archive what has been kept long enough and is not needed. The file goes first: what a crash
/// leaves in between is found again the next time.
fn unarchive(
    store: &Store,
    shelf: &Shelf,
    before: Timestamp,
    now: Timestamp,
) -> Result<(), PipelineError> {
    for (run, sha256) in store.extracts_to_unarchive(before)? {
        shelf.forget_extract(&sha256)?;
        store.unarchive_run(run, now)?;
        info!(%run, "extract left the archive");
    }
    for (delivery, sha256) in store.loads_to_unarchive(before)? {
        shelf.forget_load(&sha256)?;
        store.unarchive_load(delivery, now)?;
        info!("load left the archive");
    }
    Ok(())
}
