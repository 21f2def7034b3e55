//! What is looked at, one file a thing. Each tells what needs a person; what cannot be looked at does, too, and keeps
//! nothing else from being looked at.

mod asking;
mod calls;
mod certificate;
mod clock;
mod database;
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

pub(crate) use asking::Asking;
pub use disk::DiskSpace;
pub(crate) use disk::disks;
pub use inbox::Waiting;
pub(crate) use inbox::waiting;
pub(crate) use legacy_ssh::look as old_clients;
pub(crate) use workers::doing;

/// Everything that needs a person, as far as the machine tells without the database.
pub(crate) fn at_machine(sources: &Sources, now: Timestamp) -> Vec<Alert> {
    let mut troubles = inbox::look(&sources.inbox, &sources.alarms, now);
    troubles.extend(database::look(sources));
    if let Some(process) = &sources.process {
        troubles.extend(workers::look(process, &sources.alarms));
        troubles.extend(calls::look(process));
        troubles.extend(log::look(process));
        troubles.extend(integrity::look(process));
        troubles.extend(certificate::look(process, now));
        troubles.extend(socket::look(process));
    }
    troubles
}

/// Everything that needs a person, as the database tells; `last` is the last extract in the replica, if that is known.
pub(crate) fn at_database(
    sources: &Sources,
    last: Option<Option<&Run>>,
    now: Timestamp,
    asking: &mut Asking,
) -> Vec<Alert> {
    let mut troubles = ledger::look(&sources.store, &sources.alarms, now, asking);
    troubles.extend(clock::look(&sources.store, now, asking));
    troubles.extend(last.and_then(|last| extracts::look(last, &sources.alarms, now)));
    if sources.process.is_none() {
        let on_shelf = asking.ask(|| sources.store.published_deliveries()).unwrap_or_default();
        troubles.extend(published::look(&on_shelf, &sources.shelf));
    }
    troubles
}

/// An inbox that needs a person.
pub(crate) fn at_inbox(inbox: &Path, alarms: &AlertThresholds, now: Timestamp) -> Vec<Alert> {
    inbox::look(inbox, alarms, now)
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
