//! The checks, one file each. A check returns the alerts it raises. A check that fails raises an alert and does not
//! stop the others.

mod calls;
mod clock;
mod database;
mod database_probe;
mod disk;
mod excerpt;
mod exchange;
mod expiries;
mod extracts;
mod inbox;
mod integrity;
mod ledger;
mod legacy_ssh;
mod log;
mod published;
mod reviews;
mod server;
mod service;
mod workers;

use std::path::Path;

use jiff::Timestamp;
use store::Run;

use crate::alert::Alert;
use crate::alert_thresholds::AlertThresholds;
use crate::sources::Sources;

pub(crate) use database_probe::DatabaseProbe;
pub use disk::DiskSpace;
pub(crate) use disk::disks;
pub(crate) use exchange::refused as refused_transfers;
pub(crate) use expiries::look as expiries;
pub use inbox::Waiting;
pub(crate) use inbox::waiting;
pub(crate) use legacy_ssh::look as old_clients;
pub(crate) use workers::describe_activity;

/// All alerts that can be raised without the database.
pub(crate) fn at_machine(sources: &Sources, now: Timestamp) -> Vec<Alert> {
    let mut alerts = inbox::look(&sources.inbox, &sources.thresholds, now);
    alerts.extend(database::look(sources));
    if let Some(process) = &sources.process {
        alerts.extend(workers::look(process, &sources.thresholds));
        alerts.extend(calls::look(process));
        alerts.extend(log::look(process));
        alerts.extend(integrity::look(process));
        alerts.extend(server::certificate(process, now));
        alerts.extend(server::socket(process));
        alerts.extend(exchange::quotas(process));
    }
    alerts
}

/// All alerts from the database. `last` is the last extract in the replica, if that could be read.
pub(crate) fn at_database(
    sources: &Sources,
    last: Option<Option<&Run>>,
    now: Timestamp,
    probe: &mut DatabaseProbe,
) -> Vec<Alert> {
    let mut alerts = ledger::look(&sources.store, &sources.thresholds, now, probe);
    alerts.extend(exchange::look(&sources.store, &sources.thresholds, now, probe));
    alerts.extend(clock::look(&sources.store, now, probe));
    alerts.extend(reviews::look(&sources.store, now, probe));
    // Without a server nothing is measured, and that it does not run is said already.
    if sources.process.is_some() {
        alerts.extend(service::look(&sources.store, &sources.thresholds, now, probe));
    }
    alerts.extend(last.and_then(|last| extracts::look(last, &sources.thresholds, now)));
    if sources.process.is_none() {
        let published = probe.ask(|| sources.store.published_deliveries()).unwrap_or_default();
        alerts.extend(published::look(&published, &sources.folders));
    }
    alerts
}

/// Alerts about the inbox.
pub(crate) fn at_inbox(inbox: &Path, thresholds: &AlertThresholds, now: Timestamp) -> Vec<Alert> {
    inbox::look(inbox, thresholds, now)
}

/// Alerts about disks without room.
pub(crate) fn at_disks(disks: &[DiskSpace]) -> Vec<Alert> {
    disk::look(disks)
}
