//! What is looked at, one file a thing. Each tells what needs a person; what cannot be looked at does, too.

mod database;
mod disk;
mod extracts;
mod inbox;
mod integrity;
mod ledger;
mod log;
mod published;
mod workers;

use jiff::Timestamp;
use store::StoreError;

use crate::sources::Sources;
use crate::trouble::{Trouble, TroubleKind};

pub use disk::DiskSpace;
pub(crate) use disk::disks;
pub use inbox::Waiting;
pub(crate) use inbox::waiting;
pub(crate) use workers::doing;

/// Everything that needs a person, as far as the machine tells without the database.
pub(crate) fn at_machine(sources: &Sources, now: Timestamp) -> Vec<Trouble> {
    let mut troubles = inbox::look(sources, now);
    troubles.extend(database::look(sources));
    if let Some(process) = &sources.process {
        troubles.extend(workers::look(process, &sources.alarms));
        troubles.extend(log::look(process));
        troubles.extend(integrity::look(process));
        troubles.extend(database::certificate(process, now));
    }
    troubles
}

/// Everything that needs a person, as the database tells.
pub(crate) fn at_database(sources: &Sources, now: Timestamp) -> Vec<Trouble> {
    let found = ledger::look(&sources.store, &sources.alarms, now).and_then(|mut troubles| {
        troubles.extend(extracts::look(sources, now)?);
        troubles.extend(disk::look(sources)?);
        if sources.process.is_none() {
            troubles.extend(published::look(&sources.store, &sources.shelf)?);
        }
        Ok(troubles)
    });
    found.unwrap_or_else(|error| vec![unread(&error)])
}

fn unread(error: &StoreError) -> Trouble {
    let what = format!("the database cannot be read: {}", causes::Causes(error));
    TroubleKind::Database.of(what)
}
