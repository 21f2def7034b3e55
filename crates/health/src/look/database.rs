use std::os::unix::fs::MetadataExt as _;

use crate::alert::{Alert, AlertKind};
use crate::sources::Sources;

/// A write-ahead log larger than this is not checkpointed: a reader has been open for hours.
const LARGEST_LOG: u64 = 2 * 1024 * 1024 * 1024;

/// A database that was replaced since it was opened, or was found damaged.
pub(super) fn look(sources: &Sources) -> Vec<Alert> {
    let mut alerts = Vec::new();
    if let Err(error) = sources.store.check_in_place() {
        alerts.push(AlertKind::Database.of(error.to_string()));
    }
    if let Some(why) = sources.store.not_noted() {
        let what = format!(
            "how many commits the database has cannot be noted, so that a loss may not be noticed: {why}"
        );
        alerts.push(AlertKind::Database.of(what));
    }
    if let Some(damage) = sources.store.damage() {
        alerts.push(AlertKind::Damaged.of(format!("{damage}: `cprabo verify` says what to do")));
    }
    let log = sources.data.join("cprabo.db-wal");
    if let Some(size) = log.metadata().ok().map(|log| log.size()).filter(|size| *size > LARGEST_LOG)
    {
        let megabytes = size / 1_000_000;
        let what = format!(
            "the database's write-ahead log has {megabytes} MB: does a program read the database for hours?"
        );
        alerts.push(AlertKind::Database.of(what));
    }
    alerts
}
