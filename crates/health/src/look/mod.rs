//! What is looked at, one file a thing. Each tells what needs a person; what cannot be looked at does, too, and keeps
//! nothing else from being looked at.

mod calls;
mod certificate;
mod clock;
mod database;
mod database_probe;
mod disk;
mod extracts;
mod inbox;
mod integrity;
mod ledger;
mod legacy_ssh;
mod log;
mod published;
mod socket;
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
pub use inbox::Waiting;
pub(crate) use inbox::waiting;
pub(crate) use legacy_ssh::look as old_clients;
pub(crate) use workers::describe_activity;

/// Everything that needs a person, as far as the machine tells without the database.
pub(crate) fn at_machine(sources: &Sources, now: Timestamp) -> Vec<Alert> {
    let mut alerts = inbox::look(&sources.inbox, &sources.thresholds, now);
    alerts.extend(database::look(sources));
    if let Some(process) = &sources.process {
        alerts.extend(workers::look(process, &sources.thresholds));
        alerts.extend(calls::look(process));
        alerts.extend(log::look(process));
        alerts.extend(integrity::look(process));
        alerts.extend(certificate::look(process, now));
        alerts.extend(socket::look(process));
    }
    alerts
}

/// Everything that needs a person, as the database tells; `last` is the last extract in the replica, if that is known.
pub(crate) fn at_database(
    sources: &Sources,
    last: Option<Option<&Run>>,
    now: Timestamp,
    probe: &mut DatabaseProbe,
) -> Vec<Alert> {
    let mut alerts = ledger::look(&sources.store, &sources.thresholds, now, probe);
    alerts.extend(clock::look(&sources.store, now, probe));
    alerts.extend(last.and_then(|last| extracts::look(last, &sources.thresholds, now)));
    if sources.process.is_none() {
        let on_shelf = probe.ask(|| sources.store.published_deliveries()).unwrap_or_default();
        alerts.extend(published::look(&on_shelf, &sources.shelf));
    }
    alerts
}

/// An inbox that needs a person.
pub(crate) fn at_inbox(inbox: &Path, thresholds: &AlertThresholds, now: Timestamp) -> Vec<Alert> {
    inbox::look(inbox, thresholds, now)
}

/// Disks without room.
pub(crate) fn at_disks(disks: &[DiskSpace]) -> Vec<Alert> {
    disk::look(disks)
}

/// The first so many, and how many more there are: where everything is wrong, the first say enough.
fn first<T>(all: impl IntoIterator<Item = T>, most: usize) -> (Vec<T>, usize) {
    let mut all = all.into_iter();
    let first = all.by_ref().take(most).collect();
    (first, all.count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_of_as_many_as_are_told_leaves_none_and_one_more_is_counted() {
        assert_eq!(first([1, 2], 2), (vec![1, 2], 0));
        assert_eq!(first([1, 2, 3], 2), (vec![1, 2], 1));
    }
}
